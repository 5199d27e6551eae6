// SPDX-License-Identifier: MIT
// From a call to a frame: arguments find their parameters, or the call fails in 3.11's words.
// Front-end, run. SPEC row R2 (passed as an argument).
#include "function.h"

// ---- Messages -------------------------------------------------------------------------------

// "'a'", "'a' and 'b'", "'a', 'b', and 'c'" from a list of str.
static ouro_object *join_names(ouro_object *names) {
    size_t count = ouro_list_length(names);
    ouro_str_writer writer = {0};
    for (size_t i = 0; i < count; i++) {
        const char *between = i == 0 ? "" : i + 1 < count ? ", " : count == 2 ? " and " : ", and ";
        ouro_object *shown = ouro_repr(ouro_list_get_borrow(names, i));
        int failed = !shown || ouro_str_writer_text(&writer, between, strlen(between)) < 0 ||
                     ouro_str_writer_str(&writer, shown) < 0;
        ouro_xdecref(shown);
        if (failed) {
            ouro_str_writer_drop(&writer);
            return NULL;
        }
    }
    return ouro_str_writer_finish(&writer);
}

static void raise_missing(const py_function *f, ouro_object *const *slots, uint32_t from,
                          uint32_t to, const char *kind) {
    const py_code *code = f->code;
    ouro_object *names = ouro_list_new(0);
    for (uint32_t i = from; names && i < to; i++) {
        if (!slots[i] && ouro_list_append(names, ouro_tuple_get_borrow(code->local_names, i)) < 0) {
            ouro_clear(&names);
        }
    }
    ouro_object *joined = names ? join_names(names) : NULL;
    if (joined) {
        size_t count = ouro_list_length(names);
        ouro_raise(OURO_EXC_TypeError, "%S() missing %zu required %s argument%s: %S", f->qualname,
                   count, kind, count == 1 ? "" : "s", joined);
    }
    ouro_xdecref(joined);
    ouro_xdecref(names);
}

static void raise_too_many(const py_function *f, ouro_object *const *slots, size_t given) {
    const py_code *code = f->code;
    size_t defaults = f->defaults ? ouro_tuple_length(f->defaults) : 0;
    size_t kwonly = 0;
    for (uint32_t i = code->arg_count; i < code->arg_count + code->kwonly_count; i++) {
        kwonly += slots[i] != NULL;
    }
    char range[64], extra[96] = "";
    bool plural = code->arg_count != 1 || defaults;
    if (defaults) {
        snprintf(range, sizeof range, "from %zu to %u", code->arg_count - defaults,
                 code->arg_count);
    } else {
        snprintf(range, sizeof range, "%u", code->arg_count);
    }
    if (kwonly) {
        snprintf(extra, sizeof extra, " positional argument%s (and %zu keyword-only argument%s)",
                 given != 1 ? "s" : "", kwonly, kwonly != 1 ? "s" : "");
    }
    ouro_raise(OURO_EXC_TypeError, "%S() takes %s positional argument%s but %zu%s %s given",
               f->qualname, range, plural ? "s" : "", given, extra,
               given == 1 && !kwonly ? "was" : "were");
}

// A keyword that no parameter takes: perhaps it names positional-only ones.
static void raise_unexpected(const py_function *f, ouro_object *kwnames, ouro_object *keyword) {
    const py_code *code = f->code;
    ouro_str_writer writer = {0};
    for (uint32_t i = 0; i < code->posonly_count; i++) {
        ouro_object *name = ouro_tuple_get_borrow(code->local_names, i);
        for (size_t k = 0; k < ouro_tuple_length(kwnames); k++) {
            if (!ouro_str_equal(name, ouro_tuple_get_borrow(kwnames, k))) {
                continue;
            }
            if ((writer.length && ouro_str_writer_text(&writer, ", ", 2) < 0) ||
                ouro_str_writer_str(&writer, name) < 0) {
                ouro_str_writer_drop(&writer);
                return;
            }
        }
    }
    if (writer.length) {
        ouro_object *joined = ouro_str_writer_finish(&writer);
        if (joined) {
            ouro_raise(OURO_EXC_TypeError,
                       "%S() got some positional-only arguments passed as keyword arguments: '%S'",
                       f->qualname, joined);
            ouro_decref(joined);
        }
        return;
    }
    ouro_raise(OURO_EXC_TypeError, "%S() got an unexpected keyword argument '%S'", f->qualname,
               keyword);
}

// ---- Binding --------------------------------------------------------------------------------

// The slot of the parameter `name`, or -1.
static int64_t parameter_find(const py_code *code, ouro_object *name) {
    uint32_t end = code->arg_count + code->kwonly_count;
    for (uint32_t i = code->posonly_count; i < end; i++) {
        if (ouro_tuple_get_borrow(code->local_names, i) == name) {
            return i;
        }
    }
    for (uint32_t i = code->posonly_count; i < end; i++) {
        if (ouro_str_equal(ouro_tuple_get_borrow(code->local_names, i), name)) {
            return i;
        }
    }
    return -1;
}

// Gives each keyword value (stolen) to its parameter or to the dict of `**`.
static int bind_keywords(const py_function *f, ouro_object **slots, ouro_object *const *values,
                         ouro_object *kwnames, ouro_object *kwargs) {
    size_t count = ouro_tuple_length(kwnames);
    size_t i = 0;
    int failed = 0;
    for (; i < count && !failed; i++) {
        ouro_object *keyword = ouro_tuple_get_borrow(kwnames, i);
        if (!ouro_is(keyword, OURO_T_STR)) {
            ouro_raise(OURO_EXC_TypeError, "%S() keywords must be strings", f->qualname);
            break;
        }
        int64_t place = parameter_find(f->code, keyword);
        if (place >= 0 && !slots[place]) {
            slots[place] = values[i];
            continue;
        }
        if (place >= 0) {
            ouro_raise(OURO_EXC_TypeError, "%S() got multiple values for argument '%S'",
                       f->qualname, keyword);
            break;
        }
        if (!kwargs) {
            raise_unexpected(f, kwnames, keyword);
            break;
        }
        failed = ouro_dict_set(kwargs, keyword, values[i]);
        ouro_decref(values[i]);
    }
    bool complete = i == count && !failed;
    for (; i < count; i++) {
        ouro_decref(values[i]);
    }
    return complete ? 0 : -1;
}

static int fill_positional(const py_function *f, ouro_object **slots, size_t given) {
    const py_code *code = f->code;
    size_t defaults = f->defaults ? ouro_tuple_length(f->defaults) : 0;
    size_t skip = defaults > code->arg_count ? defaults - code->arg_count : 0;
    size_t first = code->arg_count - (defaults - skip);
    for (size_t i = given > first ? given : first; i < code->arg_count; i++) {
        if (!slots[i]) {
            slots[i] = ouro_newref(ouro_tuple_get_borrow(f->defaults, skip + i - first));
        }
    }
    for (size_t i = given; i < first; i++) {
        if (!slots[i]) {
            raise_missing(f, slots, 0, code->arg_count, "positional");
            return -1;
        }
    }
    return 0;
}

static int fill_keyword_only(const py_function *f, ouro_object **slots) {
    const py_code *code = f->code;
    uint32_t end = code->arg_count + code->kwonly_count;
    bool missing = false;
    for (uint32_t i = code->arg_count; i < end; i++) {
        if (!slots[i] && f->kwdefaults) {
            slots[i] = ouro_xnewref(
                ouro_dict_get_borrow(f->kwdefaults, ouro_tuple_get_borrow(code->local_names, i)));
        }
        if (!slots[i] && ouro_current->raised) {
            return -1;
        }
        missing = missing || !slots[i];
    }
    if (missing) {
        raise_missing(f, slots, code->arg_count, end, "keyword-only");
        return -1;
    }
    return 0;
}

// Positional arguments to their slots, the rest to `*args` or, when there is none, dropped.
static int bind_positional(const py_code *code, ouro_object **slots, ouro_object *const *args,
                           size_t nargs) {
    size_t taken = nargs < code->arg_count ? nargs : code->arg_count;
    for (size_t i = 0; i < taken; i++) {
        slots[i] = args[i];
    }
    if (!(code->flags & PY_CO_VARARGS)) {
        for (size_t i = taken; i < nargs; i++) {
            ouro_decref(args[i]);
        }
        return 0;
    }
    ouro_object *rest = ouro_tuple_new(nargs - taken);
    for (size_t i = taken; i < nargs; i++) {
        if (rest) {
            ouro_tuple_fill(rest, i - taken, args[i]);
        } else {
            ouro_decref(args[i]);
        }
    }
    slots[code->arg_count + code->kwonly_count] = rest;
    return rest ? 0 : -1;
}

int py__bind_arguments(const py_function *f, py_frame *frame, ouro_object *const *args,
                       size_t nargs, ouro_object *kwnames) {
    const py_code *code = f->code;
    ouro_object **slots = frame->slots;
    ouro_object *kwargs = NULL;
    int failed = bind_positional(code, slots, args, nargs);
    if (!failed && code->flags & PY_CO_VARKEYWORDS) {
        kwargs = ouro_dict_new();
        slots[code->arg_count + code->kwonly_count + (code->flags & PY_CO_VARARGS ? 1 : 0)] =
            kwargs;
        failed = kwargs ? 0 : -1;
    }
    if (kwnames) {
        if (failed) {
            for (size_t i = 0; i < ouro_tuple_length(kwnames); i++) {
                ouro_decref(args[nargs + i]);
            }
        } else {
            failed = bind_keywords(f, slots, args + nargs, kwnames, kwargs);
        }
    }
    if (failed) {
        return -1;
    }
    if (nargs > code->arg_count && !(code->flags & PY_CO_VARARGS)) {
        raise_too_many(f, slots, nargs);
        return -1;
    }
    if (nargs < code->arg_count && fill_positional(f, slots, nargs) < 0) {
        return -1;
    }
    return code->kwonly_count ? fill_keyword_only(f, slots) : 0;
}

// ---- Frames ---------------------------------------------------------------------------------

// A new frame on the data stack for `function` (stolen on success), its variables not set.
static py_frame *frame_push(py_state *state, ouro_object *function) {
    const size_t bytes = py_frame_bytes(py_function_of(function)->code);
    if (OURO_LIKELY(py__frame_fits(state, bytes))) {
        return py__frame_start(state, function, bytes);
    }
    py_frame *frame = py__chunk_push(state, bytes);
    return frame ? py__frame_at(frame, function) : NULL;
}

static void args_drop(ouro_object *const *args, size_t count) {
    for (size_t i = 0; i < count; i++) {
        ouro_decref(args[i]);
    }
}

py_frame *py__frame_for_call(py_state *state, ouro_object *function, ouro_object *const *args,
                             size_t nargs, ouro_object *kwnames) {
    const py_function *f = py_function_of(function);
    const py_code *code = f->code;
    py_frame *frame = kwnames ? NULL : py__frame_for_plain_call(state, function, args, nargs);
    if (OURO_LIKELY(frame)) {
        return frame;
    }
    frame = frame_push(state, function);
    if (!frame) {
        ouro_decref(function);
        args_drop(args, nargs + (kwnames ? ouro_tuple_length(kwnames) : 0));
        return NULL;
    }
    for (size_t i = 0; i < code->local_count; i++) {
        frame->slots[i] = NULL;
    }
    if (py__bind_arguments(f, frame, args, nargs, kwnames) < 0) {
        py__frame_clear(state, frame);
        py__frame_pop(state, frame);
        return NULL;
    }
    return frame;
}
