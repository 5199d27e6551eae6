// SPDX-License-Identifier: MIT
// The module atexit: functions to be called when the program ends.  Front-end, modules.
#include "common.h"

// Each entry is a tuple (function, arguments, keyword arguments or None), or None once it was taken out:
// the others keep their places, for they may be running.
enum { FUNCTION, ARGUMENTS, KEYWORDS };

static ouro_object *keywords_of(ouro_object *const *values, ouro_object *kwnames) {
    if (!kwnames || !ouro_tuple_length(kwnames)) {
        return ouro_none();
    }
    ouro_object *dict = ouro_dict_new();
    for (size_t i = 0; dict && i < ouro_tuple_length(kwnames); i++) {
        if (ouro_dict_set(dict, ouro_tuple_get_borrow(kwnames, i), values[i]) < 0) {
            ouro_clear(&dict);
        }
    }
    return dict;
}

static ouro_object *atexit_register(ouro_object *self, ouro_object *const *args, size_t nargs,
                                    ouro_object *kwnames) {
    (void)self;
    py_modules *state = py__modules();
    if (!nargs) {
        return ouro_raise(OURO_EXC_TypeError, "register() takes at least 1 argument (0 given)");
    }
    if (!ouro_callable(args[0])) {
        return ouro_raise(OURO_EXC_TypeError, "the first argument must be callable");
    }
    if (!state->exits && !(state->exits = ouro_list_new(0))) {
        return NULL;
    }
    ouro_object *rest = ouro_tuple_from(args + 1, nargs - 1);
    ouro_object *keywords = rest ? keywords_of(args + nargs, kwnames) : NULL;
    ouro_object *entry = keywords ? ouro_tuple_pack(3, args[0], rest, keywords) : NULL;
    ouro_xdecref(rest);
    ouro_xdecref(keywords);
    if (!entry || ouro_list_append_stolen(state->exits, entry) < 0) {
        return NULL;
    }
    return ouro_newref(args[0]);
}

static ouro_object *atexit_unregister(ouro_object *self, ouro_object *function) {
    (void)self;
    ouro_object *exits = py__modules()->exits;
    for (size_t i = exits ? ouro_list_length(exits) : 0; i-- > 0;) {
        if (i >= ouro_list_length(exits) || ouro_is_none(ouro_list_get_borrow(exits, i))) {
            continue; // a comparison took entries out
        }
        ouro_object *entry = ouro_newref(ouro_list_get_borrow(exits, i));
        int same = ouro_compare_bool(ouro_tuple_get_borrow(entry, FUNCTION), function, OURO_EQ);
        ouro_decref(entry);
        if (same < 0) {
            return NULL;
        }
        if (same && i < ouro_list_length(exits)) {
            ouro_replace(&((ouro_list *)(void *)exits)->items[i], ouro_none());
        }
    }
    return ouro_none();
}

static void run_exit(ouro_object *entry) {
    ouro_object *keywords = ouro_tuple_get_borrow(entry, KEYWORDS);
    ouro_object *function = ouro_tuple_get_borrow(entry, FUNCTION);
    ouro_object *result = ouro_call_dict(function, ouro_tuple_get_borrow(entry, ARGUMENTS),
                                         ouro_is_none(keywords) ? NULL : keywords);
    if (!result) {
        ouro_unraisable(function, "Exception ignored in atexit callback");
    }
    ouro_xdecref(result);
}

// As in 3.11 what is registered meanwhile is not called, and all live until the last one has run.
void py__exits_run(void) {
    ouro_object *exits = ouro_xnewref(py__modules()->exits);
    for (size_t i = exits ? ouro_list_length(exits) : 0; i-- > 0;) {
        ouro_object *entry = i < ouro_list_length(exits) ? ouro_list_get_borrow(exits, i) : NULL;
        if (entry && !ouro_is_none(entry)) {
            ouro_incref(entry);
            run_exit(entry);
            ouro_decref(entry);
        }
    }
    ouro_xdecref(exits);
    ouro_clear(&py__modules()->exits);
}

static ouro_object *atexit_run(ouro_object *self) {
    (void)self;
    py__exits_run();
    return ouro_none();
}

static ouro_object *atexit_clear(ouro_object *self) {
    (void)self;
    ouro_clear(&py__modules()->exits);
    return ouro_none();
}

static ouro_object *atexit_count(ouro_object *self) {
    (void)self;
    const ouro_object *exits = py__modules()->exits;
    return ouro_int_new(exits ? (int64_t)ouro_list_length(exits) : 0);
}

ouro_object *py__atexit_module(void) {
    static const ouro_method functions[] = {
        OURO_KEYWORDS("register", atexit_register, "Call a function when the program ends."),
        OURO_O("unregister", atexit_unregister, "Take a function out again."),
        OURO_NOARGS("_run_exitfuncs", atexit_run, "Run the functions now."),
        OURO_NOARGS("_clear", atexit_clear, "Forget the functions."),
        OURO_NOARGS("_ncallbacks", atexit_count, "How many functions there are."),
        {0},
    };
    return py__module_make("atexit", "Functions to be called when the program ends.", functions);
}
