// SPDX-License-Identifier: MIT
// Functions of sys on the program that runs: leaving, exceptions, frames, limits.
// Front-end, modules.
#include "sys_functions.h"

// ---- Leaving ------------------------------------------------------------------------------------

static ouro_object *sys_exit(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    return ouro_raise_object(OURO_EXC_SystemExit, nargs ? args[0] : NULL);
}

static ouro_object *sys_is_finalizing(ouro_object *self) {
    (void)self;
    return ouro_bool(py__modules()->finishing);
}

// ---- Exceptions and frames ----------------------------------------------------------------------

static ouro_object *sys_exc_info(ouro_object *self) {
    (void)self;
    ouro_object *none = ouro_none_borrow(), *handled = ouro_handled_current_borrow();
    if (!handled) {
        return ouro_tuple_pack(3, none, none, none);
    }
    ouro_object *traceback = ((ouro_exception *)(void *)handled)->traceback;
    return ouro_tuple_pack(3, (ouro_object *)ouro_type_of(handled), handled,
                           traceback ? traceback : none);
}

static ouro_object *sys_exception(ouro_object *self) {
    (void)self;
    ouro_object *handled = ouro_handled_current_borrow();
    return ouro_newref(handled ? handled : ouro_none_borrow());
}

static ouro_object *sys_getframe(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    int depth = 0;
    if (nargs && py__int_argument(args[0], &depth) < 0) {
        return NULL;
    }
    py_frame *frame = py_current_frame();
    while (frame && depth-- > 0) {
        frame = py_frame_caller(frame);
    }
    return frame ? py_frame_object_of(frame)
                 : ouro_raise(OURO_EXC_ValueError, "call stack is not deep enough");
}

// ---- Limits and settings ------------------------------------------------------------------------

static ouro_object *sys_getrecursionlimit(ouro_object *self) {
    (void)self;
    return ouro_int_new(ouro_current->recursion_limit);
}

static ouro_object *sys_setrecursionlimit(ouro_object *self, ouro_object *number) {
    (void)self;
    int limit;
    if (py__int_argument(number, &limit) < 0) {
        return NULL;
    }
    if (limit < 1) {
        return ouro_raise(OURO_EXC_ValueError, "recursion limit must be greater or equal than 1");
    }
    if (ouro_current->recursion_depth >= limit) {
        return ouro_raise(OURO_EXC_RecursionError,
                          "cannot set the recursion limit to %d at the recursion depth %d: the "
                          "limit is too low",
                          limit, ouro_current->recursion_depth);
    }
    ouro_current->recursion_limit = limit;
    return ouro_none();
}

static ouro_object *sys_getswitchinterval(ouro_object *self) {
    (void)self;
    return ouro_float_new(0.005);
}

static ouro_object *sys_get_max_digits(ouro_object *self) {
    (void)self;
    return ouro_int_from_u64(ouro_int_max_str_digits());
}

static ouro_object *sys_set_max_digits(ouro_object *self, ouro_object *const *args, size_t nargs,
                                       ouro_object *kwnames) {
    (void)self;
    enum { LEAST = 640 };
    static const char *const names[] = {"maxdigits", NULL};
    ouro_object *given[1];
    int digits;
    if (ouro_parse_args("set_int_max_str_digits", names, 1, 1, args, nargs, kwnames, given) < 0 ||
        py__int_argument(given[0], &digits) < 0) {
        return NULL;
    }
    if (digits && digits < LEAST) {
        return ouro_raise(OURO_EXC_ValueError, "maxdigits must be 0 or larger than %d", LEAST);
    }
    ouro_int_set_max_str_digits((size_t)digits);
    return ouro_none();
}

static ouro_object *sys_encoding(ouro_object *self) {
    (void)self;
    return ouro_str_text("utf-8");
}

static ouro_object *sys_encode_errors(ouro_object *self) {
    (void)self;
    return ouro_str_text("surrogateescape");
}

static ouro_object *sys_intern(ouro_object *self, ouro_object *text) {
    (void)self;
    if (!ouro_is(text, OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "intern() argument must be str, not %s",
                          ouro_is_none(text) ? "None" : ouro_type_of(text)->name);
    }
    if (!ouro_is_exact(text, OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "can't intern %T", text);
    }
    ouro_object *interned = ouro_newref(text);
    ouro_str_intern(&interned);
    return interned;
}

const ouro_method py__sys_functions[] = {
    OURO_ARGS("exit", sys_exit, 0, 1, "Leave by raising SystemExit(status)."),
    OURO_NOARGS("is_finalizing", sys_is_finalizing, "Whether the program is ending."),
    OURO_NOARGS("exc_info", sys_exc_info, "(type, value, traceback) of what is being handled."),
    OURO_NOARGS("exception", sys_exception, "The exception that is being handled."),
    OURO_ARGS("_getframe", sys_getframe, 0, 1, "A frame of the call stack."),
    OURO_NOARGS("getrecursionlimit", sys_getrecursionlimit, "The deepest recursion allowed."),
    OURO_O("setrecursionlimit", sys_setrecursionlimit, "Set the deepest recursion allowed."),
    OURO_NOARGS("get_int_max_str_digits", sys_get_max_digits, "Most digits int and str convert."),
    OURO_KEYWORDS("set_int_max_str_digits", sys_set_max_digits, "Set it; 0: no limit."),
    OURO_NOARGS("getswitchinterval", sys_getswitchinterval, "The thread switch interval."),
    OURO_NOARGS("getdefaultencoding", sys_encoding, "The encoding of strings."),
    OURO_NOARGS("getfilesystemencoding", sys_encoding, "The encoding of file names."),
    OURO_NOARGS("getfilesystemencodeerrors", sys_encode_errors, "How bad file names are encoded."),
    OURO_O("intern", sys_intern, "The one string of that text."),
    {0},
};
