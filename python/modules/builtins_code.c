// SPDX-License-Identifier: MIT
// Built-in functions on code: compile, exec, eval, globals, locals.  Front-end, modules.
#include "common.h"

// ---- Namespaces ---------------------------------------------------------------------------------

static py_frame *frame_or_error(void) {
    py_frame *frame = py_current_frame();
    return frame ? frame : ouro_raise(OURO_EXC_SystemError, "frame does not exist");
}

static ouro_object *do_globals(ouro_object *self) {
    (void)self;
    py_frame *frame = frame_or_error();
    return frame ? ouro_newref(py_frame_globals_borrow(frame)) : NULL;
}

static ouro_object *do_locals(ouro_object *self) {
    (void)self;
    py_frame *frame = frame_or_error();
    return frame ? py_frame_locals(frame) : NULL;
}

// ---- Source -------------------------------------------------------------------------------------

// Compiles a str or bytes: new code object. `what` names the caller in messages.
static ouro_object *compile_object(ouro_object *source, const char *filename, py_parse_mode mode,
                                   uint32_t flags, const char *what) {
    if (ouro_is(source, OURO_T_BYTES)) {
        const char *bytes = (const char *)ouro_bytes_data(source);
        size_t length = ouro_bytes_length(source);
        if (memchr(bytes, 0, length)) {
            return ouro_raise(OURO_EXC_ValueError, "source code string cannot contain null bytes");
        }
        return py_compile_bytes(bytes, length, filename, mode, flags);
    }
    if (!ouro_is(source, OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "%s", what);
    }
    size_t length;
    ouro_object *checked = ouro_str_encode_utf8(source); // lone surrogates are an error here
    ouro_xdecref(checked);
    char *text = checked ? ouro_str_utf8(source, &length) : NULL;
    ouro_object *code = NULL;
    if (text && strlen(text) != length) {
        ouro_raise(OURO_EXC_ValueError, "source code string cannot contain null bytes");
    } else if (text) {
        code = py_compile_source(text, length, filename, mode, flags);
    }
    ouro_memory_free(text);
    return code;
}

// Future features that are in force where the caller is.
static uint32_t caller_flags(void) {
    const py_frame *frame = py_current_frame();
    return frame ? py_frame_code_borrow(frame)->flags & PY_CO_FUTURE_ANNOTATIONS : 0;
}

enum { SOURCE, FILENAME, MODE, FLAGS, DONT_INHERIT, OPTIMIZE, FEATURE, COMPILE_ARGS };
enum { ONLY_AST = 0x400, KNOWN_FLAGS = 0x1ff3e10 };

static int parse_mode_of(ouro_object *mode, py_parse_mode *result) {
    static const char *const names[] = {"exec", "eval", "single"};
    static const py_parse_mode modes[] = {PY_PARSE_FILE, PY_PARSE_EVAL, PY_PARSE_SINGLE};
    if (!ouro_is(mode, OURO_T_STR)) {
        ouro_raise(OURO_EXC_TypeError, "compile() argument 'mode' must be str, not %s",
                   ouro_is_none(mode) ? "None" : ouro_type_of(mode)->name);
        return -1;
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (ouro_str_equal_text(mode, names[i])) {
            *result = modes[i];
            return 0;
        }
    }
    ouro_raise(OURO_EXC_ValueError, "compile() mode must be 'exec', 'eval' or 'single'");
    return -1;
}

static ouro_object *do_compile(ouro_object *self, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames) {
    (void)self;
    static const char *const names[] = {
        "source",   "filename",         "mode", "flags", "dont_inherit",
        "optimize", "_feature_version", NULL};
    ouro_object *given[COMPILE_ARGS];
    int flags = 0;
    py_parse_mode mode;
    if (ouro_parse_args("compile", names, 3, 6, args, nargs, kwnames, given) < 0 ||
        (given[FLAGS] && py__int_argument(given[FLAGS], &flags) < 0)) {
        return NULL;
    }
    char *filename = py__path_text("", given[FILENAME]);
    if (!filename) {
        return NULL;
    }
    int inherit = given[DONT_INHERIT] ? ouro_is_true(given[DONT_INHERIT]) : 0;
    ouro_object *code = NULL;
    if (flags & ~KNOWN_FLAGS) {
        ouro_raise(OURO_EXC_ValueError, "compile(): unrecognised flags");
    } else if (flags & ONLY_AST) {
        ouro_raise(OURO_EXC_NotImplementedError, "compile() cannot return a syntax tree");
    } else if (inherit >= 0 && parse_mode_of(given[MODE], &mode) == 0) {
        uint32_t future = (uint32_t)flags & PY_CO_FUTURE_ANNOTATIONS;
        code =
            compile_object(given[SOURCE], filename, mode, future | (inherit ? 0 : caller_flags()),
                           "compile() arg 1 must be a string, bytes or AST object");
    }
    ouro_memory_free(filename);
    return code;
}

// ---- exec, eval ---------------------------------------------------------------------------------

// Where the code runs: what was given, or the caller's. New references. 0, or -1.
static int namespaces(bool exec, ouro_object *const *args, size_t nargs, ouro_object **globals,
                      ouro_object **locals) {
    ouro_object *first = nargs > 1 && !ouro_is_none(args[1]) ? args[1] : NULL;
    ouro_object *second = nargs > 2 && !ouro_is_none(args[2]) ? args[2] : NULL;
    *globals = *locals = NULL;
    if (first && !ouro_is(first, OURO_T_DICT)) {
        if (exec) {
            ouro_raise(OURO_EXC_TypeError, "exec() globals must be a dict, not %T", first);
        } else {
            ouro_raise(OURO_EXC_TypeError, second || !ouro_type_of(first)->slots.getitem
                                               ? "globals must be a dict"
                                               : "globals must be a real dict; try eval(code, {}, "
                                                 "mapping)");
        }
        return -1;
    }
    if (second && !ouro_type_of(second)->slots.getitem) {
        if (exec) {
            ouro_raise(OURO_EXC_TypeError, "locals must be a mapping or None, not %T", second);
        } else {
            ouro_raise(OURO_EXC_TypeError, "locals must be a mapping");
        }
        return -1;
    }
    py_frame *frame = first ? NULL : frame_or_error();
    if (!first && !frame) {
        return -1;
    }
    *globals = ouro_newref(first ? first : py_frame_globals_borrow(frame));
    *locals = second ? ouro_newref(second) : first ? ouro_newref(first) : py_frame_locals(frame);
    if (!*locals) {
        ouro_clear(globals);
        return -1;
    }
    return 0;
}

// Skips what eval() allows in front of an expression.
static ouro_object *without_indent(ouro_object *source) {
    if (!ouro_is(source, OURO_T_STR)) {
        return ouro_newref(source);
    }
    size_t start = 0, length = ouro_str_length(source);
    while (start < length &&
           (ouro_str_char(source, start) == ' ' || ouro_str_char(source, start) == '\t')) {
        start++;
    }
    return start ? ouro_str_slice(source, start, length) : ouro_newref(source);
}

static ouro_object *run(bool exec, ouro_object *const *args, size_t nargs) {
    ouro_object *globals, *locals, *code, *result = NULL;
    if (namespaces(exec, args, nargs, &globals, &locals) < 0) {
        return NULL;
    }
    if (py_code_check(args[0])) {
        code = ouro_newref(args[0]);
        if (py_code_of(code)->free_count) {
            ouro_raise(OURO_EXC_TypeError,
                       "code object passed to %s() may not contain free variables",
                       exec ? "exec" : "eval");
            ouro_clear(&code);
        }
    } else {
        ouro_object *source = exec ? ouro_newref(args[0]) : without_indent(args[0]);
        code = source ? compile_object(source, "<string>", exec ? PY_PARSE_FILE : PY_PARSE_EVAL,
                                       caller_flags(),
                                       exec ? "exec() arg 1 must be a string, bytes or code object"
                                            : "eval() arg 1 must be a string, bytes or code object")
                      : NULL;
        ouro_xdecref(source);
    }
    if (code) {
        result = py_eval_code(code, globals, locals);
        ouro_decref(code);
    }
    ouro_decref(globals);
    ouro_decref(locals);
    if (result && exec) {
        ouro_replace(&result, ouro_none());
    }
    return result;
}

static ouro_object *do_eval(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    return run(false, args, nargs);
}

static ouro_object *do_exec(ouro_object *self, ouro_object *const *args, size_t nargs,
                            ouro_object *kwnames) {
    (void)self;
    if (!kwnames || !ouro_tuple_length(kwnames)) {
        return ouro_check_args("exec", nargs, 1, 3) < 0 ? NULL : run(true, args, nargs);
    }
    static const char *const names[] = {"", "", "", "closure", NULL};
    ouro_object *given[4];
    if (ouro_parse_args("exec", names, 1, 3, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    if (!ouro_is_none(given[3])) {
        return ouro_raise(OURO_EXC_TypeError,
                          "closure can only be used when source is a code object");
    }
    return run(true, args, nargs);
}

const ouro_method py__code_functions[] = {
    OURO_NOARGS("globals", do_globals, "The namespace of the running module."),
    OURO_NOARGS("locals", do_locals, "The namespace of the running scope."),
    OURO_KEYWORDS("compile", do_compile, "Compile source to a code object."),
    OURO_KEYWORDS("exec", do_exec, "Execute source or a code object."),
    OURO_ARGS("eval", do_eval, 1, 3, "Evaluate an expression."),
    {0},
};
