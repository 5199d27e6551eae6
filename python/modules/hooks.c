// SPDX-License-Identifier: MIT
// How exceptions reach the user: sys.excepthook, sys.unraisablehook, and sys.displayhook.
// Front-end, modules.
#include "common.h"

#include <stdio.h>

// ---- Uncaught exceptions ------------------------------------------------------------------------

static ouro_object *hook_except(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    if (ouro_is_exception(args[1])) {
        py_print_exception(py__stderr_write, NULL, args[1]);
    } else {
        ouro_object *text = ouro_str_format("TypeError: print_exception(): Exception expected for "
                                            "value, %T found\n",
                                            args[1]);
        ouro_object *stream = py__sys_get_borrow("stderr");
        if (text && stream && !ouro_is_none(stream)) {
            py__stream_write(stream, text);
        }
        ouro_xdecref(text);
        ouro_raised_clear();
    }
    return ouro_none();
}

static ouro_object *hook_display(ouro_object *self, ouro_object *value) {
    (void)self;
    if (ouro_is_none(value)) {
        return ouro_none();
    }
    ouro_object *builtins = ouro_runtime_builtins_borrow();
    ouro_object *stream = py__sys_get_borrow("stdout");
    if (!stream || ouro_is_none(stream)) {
        return ouro_raise(OURO_EXC_RuntimeError, "lost sys.stdout");
    }
    ouro_object *repr =
        ouro_dict_set_text(builtins, "_", ouro_none_borrow()) < 0 ? NULL : ouro_repr(value);
    ouro_object *text = repr ? ouro_str_format("%S\n", repr) : NULL;
    ouro_incref(stream);
    int failed =
        !text || py__stream_write(stream, text) < 0 || ouro_dict_set_text(builtins, "_", value) < 0;
    ouro_decref(stream);
    ouro_xdecref(repr);
    ouro_xdecref(text);
    return failed ? NULL : ouro_none();
}

// ---- Exceptions nobody can catch ----------------------------------------------------------------

enum { EXC_TYPE, EXC_VALUE, EXC_TRACEBACK, ERR_MSG, OBJECT, UNRAISABLE_FIELDS };

static const ouro_getset unraisable_fields[] = {
    PY_RECORD_FIELD("exc_type", EXC_TYPE, NULL),
    PY_RECORD_FIELD("exc_value", EXC_VALUE, NULL),
    PY_RECORD_FIELD("exc_traceback", EXC_TRACEBACK, NULL),
    PY_RECORD_FIELD("err_msg", ERR_MSG, NULL),
    PY_RECORD_FIELD("object", OBJECT, NULL),
    {0},
};
PY_RECORD(unraisable_spec, "UnraisableHookArgs", unraisable_fields, "What unraisablehook is told.");

// Writes `str` (stolen; NULL: it could not be made), or `otherwise`. ASCII needs no memory.
static void write_str(ouro_object *str, const char *otherwise) {
    const char *ascii = str ? ouro_str_ascii_borrow(str) : NULL;
    char *text = str && !ascii ? ouro_str_utf8(str, NULL) : NULL;
    ouro_raised_clear();
    py__stderr_text(ascii ? ascii : text ? text : otherwise);
    ouro_memory_free(text);
    ouro_xdecref(str);
}

// "module.Type: text" and a newline.
static void write_summary(ouro_object *exception) {
    write_str(ouro_type_fullname(ouro_type_of(exception)), "<unknown>");
    py__stderr_text(": ");
    write_str(ouro_str(exception), "<exception str() failed>");
    py__stderr_text("\n");
}

// What 3.11 prints. `message` UTF-8 or NULL; `where` and `traceback` may be NULL.
static void report(ouro_object *exception, ouro_object *traceback, ouro_object *where,
                   const char *message) {
    if (where || message) {
        py__stderr_text(message ? message : "Exception ignored in");
        py__stderr_text(where ? ": " : ":\n");
    }
    if (where) {
        write_str(ouro_repr(where), "<object repr() failed>");
        py__stderr_text("\n");
    }
    if (traceback) {
        py_print_traceback(py__stderr_write, NULL, traceback);
    }
    write_summary(exception);
    ouro_object *stream = py__sys_get_borrow("stderr");
    if (stream && !ouro_is_none(stream) && py__stream_flush(stream) < 0) {
        ouro_raised_clear();
    }
}

static ouro_object *none_to_null(ouro_object *object) {
    return ouro_is_none(object) ? NULL : object;
}

static ouro_object *hook_unraisable(ouro_object *self, ouro_object *args) {
    (void)self;
    if (ouro_type_of(args) != py__modules()->types[PY_TYPE_UNRAISABLE]) {
        return ouro_raise(OURO_EXC_TypeError,
                          "sys.unraisablehook argument type must be UnraisableHookArgs");
    }
    ouro_object *const *items = ((ouro_tuple *)(void *)args)->items;
    ouro_object *value = none_to_null(items[EXC_VALUE]), *text = none_to_null(items[ERR_MSG]);
    char *message = text && ouro_is(text, OURO_T_STR) ? ouro_str_utf8(text, NULL) : NULL;
    if (value && ouro_is_exception(value)) {
        report(value, none_to_null(items[EXC_TRACEBACK]), none_to_null(items[OBJECT]), message);
    }
    ouro_memory_free(message);
    return ouro_none();
}

static ouro_object *unraisable_args(ouro_object *exception, ouro_object *where,
                                    const char *message) {
    ouro_object *traceback = ((ouro_exception *)(void *)exception)->traceback;
    ouro_object *items[UNRAISABLE_FIELDS] = {
        [EXC_TYPE] = ouro_newref((ouro_object *)ouro_type_of(exception)),
        [EXC_VALUE] = ouro_newref(exception),
        [EXC_TRACEBACK] = ouro_newref(traceback ? traceback : ouro_none_borrow()),
        [ERR_MSG] = message ? ouro_str_text(message) : ouro_none(),
        [OBJECT] = ouro_newref(where ? where : ouro_none_borrow()),
    };
    return py__record_new(PY_TYPE_UNRAISABLE, &unraisable_spec, items, UNRAISABLE_FIELDS);
}

// What was raised in C has passed no frame: it gets an entry for the one that runs.
static void add_place(ouro_object *exception) {
    if (!((ouro_exception *)(void *)exception)->traceback) {
        ouro_raised_restore(ouro_newref(exception));
        py_traceback_here();
        ouro_raised_clear();
    }
}

void py__unraisable(ouro_object *exception, ouro_object *where, const char *message) {
    const py_modules *state = py__modules();
    add_place(exception);
    ouro_object *traceback = ((ouro_exception *)(void *)exception)->traceback;
    ouro_object *hook = py__sys_get_borrow("unraisablehook");
    if (!state || !hook || hook == state->unraisablehook || ouro_is_none(hook)) {
        report(exception, traceback, where, message);
        return;
    }
    ouro_incref(hook);
    ouro_object *args = unraisable_args(exception, where, message);
    ouro_object *result = args ? ouro_call1(hook, args) : NULL;
    if (!args) {
        ouro_object *error = ouro_raised_take();
        report(exception, traceback, where, message);
        report(error, NULL, NULL, "Exception ignored on building sys.unraisablehook arguments");
        ouro_decref(error);
    } else if (!result) {
        ouro_object *error = ouro_raised_take();
        add_place(error);
        report(error, ((ouro_exception *)(void *)error)->traceback, hook,
               "Exception ignored in sys.unraisablehook");
        ouro_decref(error);
    }
    ouro_xdecref(args);
    ouro_xdecref(result);
    ouro_decref(hook);
}

// ---- Warnings of the compiler -------------------------------------------------------------------

int py__compile_warning(void *arg, const py_warning *warning) {
    (void)arg;
    char head[64];
    snprintf(head, sizeof head, ":%d: SyntaxWarning: ", (int)warning->lineno);
    py__stderr_text(warning->filename);
    py__stderr_text(head);
    py__stderr_text(warning->message);
    py__stderr_text("\n");
    if (warning->line.bytes && *warning->filename != '<') {
        const char *text = warning->line.bytes;
        size_t length = warning->line.length;
        while (length && (*text == ' ' || *text == '\t')) {
            text++;
            length--;
        }
        py__stderr_text("  ");
        py__stderr_write(NULL, text, length);
        py__stderr_text("\n");
    }
    return 0;
}

const ouro_method py__hook_functions[] = {
    OURO_ARGS("excepthook", hook_except, 3, 3, "Print an uncaught exception on stderr."),
    OURO_O("unraisablehook", hook_unraisable, "Print an exception that nobody can catch."),
    OURO_O("displayhook", hook_display, "Print an object and keep it as builtins._."),
    {0},
};
