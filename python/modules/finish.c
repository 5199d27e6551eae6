// SPDX-License-Identifier: MIT
// The end of a program: its exception reported, its modules taken down in 3.11's order.
// Front-end, modules.  SPEC rows R5, G7.
#include "common.h"

#include <stdio.h>

// ---- Reporting an exception ---------------------------------------------------------------------

static void flush_quietly(const char *name) {
    ouro_object *stream = py__sys_get_borrow(name);
    if (stream && !ouro_is_none(stream) && py__stream_flush(ouro_newref(stream)) < 0) {
        ouro_raised_clear();
    }
    if (stream && !ouro_is_none(stream)) {
        ouro_decref(stream);
    }
}

// The status SystemExit asks for; another object than a number is printed on stderr.
static int exit_status(ouro_object *exception) {
    ouro_object *code = ((ouro_exception *)(void *)exception)->extra[0];
    if (!code || ouro_is_none(code)) {
        return 0;
    }
    if (ouro_is(code, OURO_T_INT)) {
        int overflow;
        int64_t number = ouro_int_as_i64_overflow(code, &overflow);
        return overflow ? 255 : (int)(number & 0xff);
    }
    flush_quietly("stdout");
    ouro_object *text = ouro_str(code);
    char *utf8 = text ? ouro_str_utf8(text, NULL) : NULL;
    if (utf8) {
        py__stderr_text(utf8);
    }
    py__stderr_text("\n");
    ouro_raised_clear();
    ouro_memory_free(utf8);
    ouro_xdecref(text);
    return 1;
}

// Calls sys.excepthook: 1 when it is done, 0 when the exception is still to be printed.
static int call_hook(ouro_object *hook, ouro_object *exception) {
    ouro_object *traceback = ((ouro_exception *)(void *)exception)->traceback;
    ouro_object *const args[] = {(ouro_object *)ouro_type_of(exception), exception,
                                 traceback ? traceback : ouro_none_borrow()};
    ouro_object *result = ouro_call(hook, args, COUNT_OF(args), NULL);
    if (result || ouro_raised_is(OURO_EXC_SystemExit)) {
        ouro_xdecref(result);
        return 1;
    }
    ouro_object *error = ouro_raised_take();
    py__stderr_text("Error in sys.excepthook:\n");
    py_print_exception(py__stderr_write, NULL, error);
    py__stderr_text("\nOriginal exception was:\n");
    ouro_decref(error);
    return 0;
}

static void remember_last(ouro_object *exception) {
    ouro_object *traceback = ((ouro_exception *)(void *)exception)->traceback;
    if (py__sys_set("last_type", (ouro_object *)ouro_type_of(exception)) < 0 ||
        py__sys_set("last_value", exception) < 0 ||
        py__sys_set("last_traceback", traceback ? traceback : ouro_none_borrow()) < 0) {
        ouro_raised_clear();
    }
}

int py_modules_report(bool *interrupted) {
    const py_modules *state = py__modules();
    ouro_object *exception = ouro_raised_take();
    *interrupted = false;
    if (!exception) {
        return 0;
    }
    int status = 1;
    if (ouro_type_is_subtype(ouro_type_of(exception), ouro_exc_type(OURO_EXC_SystemExit))) {
        status = exit_status(exception);
        ouro_decref(exception);
        return status;
    }
    *interrupted =
        ouro_type_is_subtype(ouro_type_of(exception), ouro_exc_type(OURO_EXC_KeyboardInterrupt));
    remember_last(exception);
    flush_quietly("stdout");
    ouro_object *hook = py__sys_get_borrow("excepthook");
    bool original = hook && hook == state->excepthook;
    if (!hook) {
        py__stderr_text("sys.excepthook is missing\n");
    }
    ouro_xnewref(hook);
    if (!hook || original || !call_hook(hook, exception)) {
        py_print_exception(py__stderr_write, NULL, exception);
    } else if (ouro_raised_is(OURO_EXC_SystemExit)) {
        ouro_object *leaving = ouro_raised_take();
        status = exit_status(leaving);
        ouro_decref(leaving);
    }
    ouro_raised_clear();
    ouro_xdecref(hook);
    ouro_decref(exception);
    flush_quietly("stderr");
    return status;
}

// ---- Streams ------------------------------------------------------------------------------------

// Flushes sys.NAME; what fails on stdout is reported. 0, or -1.
static int flush_standard(const char *name, bool report) {
    ouro_object *stream = py__sys_get_borrow(name);
    if (!stream || ouro_is_none(stream)) {
        return 0;
    }
    ouro_incref(stream);
    ouro_object *closed = ouro_getattr_text(stream, "closed");
    int is_closed = closed ? ouro_is_true(closed) : 0;
    ouro_xdecref(closed);
    ouro_raised_clear();
    int failed = is_closed > 0 ? 0 : py__stream_flush(stream);
    if (failed && report) {
        ouro_unraisable(stream, NULL);
        py__file_discard(stream); // lost, and said so: once is enough
    }
    ouro_raised_clear();
    ouro_decref(stream);
    return failed && report ? -1 : 0;
}

static int flush_all(void) {
    int failed = flush_standard("stdout", true);
    flush_standard("stderr", false);
    return failed;
}

// ---- Modules ------------------------------------------------------------------------------------

// Sets the values whose names `wanted` to None, in place.
static void clear_names(ouro_object *dict, bool private_names) {
    size_t position = 0;
    int64_t hash;
    ouro_object *key, *value, *none = ouro_none_borrow();
    while (ouro_dict_next(dict, &position, &key, &value, &hash)) {
        if (ouro_is_none(value) || !ouro_is(key, OURO_T_STR)) {
            continue;
        }
        size_t length = ouro_str_length(key);
        bool one_underscore =
            length && ouro_str_char(key, 0) == '_' && !(length > 1 && ouro_str_char(key, 1) == '_');
        bool wanted = private_names ? one_underscore : !ouro_str_equal_text(key, "__builtins__");
        if (wanted && ouro_dict_set_hash(dict, key, hash, none) < 0) {
            ouro_raised_clear();
        }
    }
}

static void clear_module_dict(ouro_object *dict) {
    ouro_incref(dict);
    clear_names(dict, true);
    clear_names(dict, false);
    ouro_decref(dict);
}

// sys's own references to what the program may have made.
static void forget_special(void) {
    static const char *const names[] = {"path",
                                        "argv",
                                        "ps1",
                                        "ps2",
                                        "last_type",
                                        "last_value",
                                        "last_traceback",
                                        "path_hooks",
                                        "path_importer_cache",
                                        "meta_path",
                                        "__interactivehook__"};
    ouro_object *dict = ouro_module_dict_borrow(py__modules()->sys);
    if (ouro_dict_set_text(ouro_runtime_builtins_borrow(), "_", ouro_none_borrow()) < 0) {
        ouro_raised_clear(); // what sys.displayhook left there
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (ouro_dict_get_text_borrow(dict, names[i]) &&
            py__sys_set(names[i], ouro_none_borrow()) < 0) {
            ouro_raised_clear();
        }
    }
    const py_modules *state = py__modules();
    if (py__sys_set("stdin", state->stdin_) < 0 || py__sys_set("stdout", state->stdout_) < 0 ||
        py__sys_set("stderr", state->stderr_) < 0) {
        ouro_raised_clear();
    }
}

// Empties sys.modules; returns a list of weak references to the modules, or NULL without memory.
static ouro_object *remove_modules(void) {
    ouro_object *modules = ouro_runtime_modules_borrow();
    ouro_object *refs = ouro_list_new(0), *key, *value;
    size_t position = 0;
    int64_t hash;
    while (refs && ouro_dict_next(modules, &position, &key, &value, &hash)) {
        ouro_object *ref = ouro_is(value, OURO_T_MODULE) ? ouro_weakref_new(value, NULL) : NULL;
        if (!ref || ouro_list_append_stolen(refs, ref) < 0) {
            ouro_raised_clear();
        }
    }
    ouro_raised_clear();
    position = 0;
    while (ouro_dict_next(modules, &position, &key, &value, &hash)) {
        if (ouro_is(value, OURO_T_MODULE) &&
            ouro_dict_set_hash(modules, key, hash, ouro_none_borrow()) < 0) {
            ouro_raised_clear();
        }
    }
    ouro_dict_clear(modules);
    return refs;
}

// Clears the dicts of modules that are still alive, last imported first; sys and builtins stay.
static void clear_surviving(ouro_object *refs) {
    ouro_object *builtins = ouro_runtime_builtins_borrow();
    for (size_t i = ouro_list_length(refs); i-- > 0;) {
        ouro_object *module = ouro_weakref_get(ouro_list_get_borrow(refs, i));
        ouro_object *dict = module ? ouro_module_dict_borrow(module) : NULL;
        if (dict && module != py__modules()->sys && dict != builtins) {
            clear_module_dict(dict);
        }
        ouro_xdecref(module);
    }
}

// Takes out of the builtins what the program has put there; its finalizers still see them all.
static void restore_builtins(void) {
    ouro_object *dict = ouro_runtime_builtins_borrow(), *copy = ouro_dict_copy(dict);
    if (copy) {
        ouro_dict_clear(dict);
        ouro_dict_update(dict, py__modules()->builtins);
    }
    ouro_raised_clear();
    ouro_xdecref(copy);
}

static void empty_list(ouro_object *list) {
    if (list) {
        ouro_list_set_slice(list, 0, ouro_list_length(list), NULL);
    }
    ouro_raised_clear();
}

// What could not be freed, if the program has asked to be told.
static void tell_garbage(void) {
    int debug = ouro_gc_get_debug();
    ouro_object *garbage = ouro_gc_garbage_borrow();
    bool asked = debug & OURO_GC_DEBUG_UNCOLLECTABLE && !(debug & OURO_GC_DEBUG_SAVEALL);
    if (!asked || !garbage || ouro_list_length(garbage) == 0) {
        ouro_raised_clear();
        return;
    }
    ouro_object *text = ouro_repr(garbage);
    char *utf8 = text ? ouro_str_utf8(text, NULL) : NULL;
    if (utf8) {
        py__stderr_text("      ");
        py__stderr_text(utf8);
        py__stderr_text("\n");
    } else {
        ouro_unraisable(garbage, NULL);
    }
    ouro_memory_free(utf8);
    ouro_xdecref(text);
}

int py_modules_finish(void) {
    py_modules *state = py__modules();
    py__exits_run();
    int failed = flush_all();
    state->finishing = true;
    ouro_gc_collect(OURO_GENERATIONS - 1);
    forget_special();
    ouro_object *refs = remove_modules();
    restore_builtins();
    ouro_gc_collect(OURO_GENERATIONS - 1);
    tell_garbage();
    if (refs) {
        clear_surviving(refs);
        ouro_decref(refs);
    }
    ouro_gc_collect(OURO_GENERATIONS - 1);
    if (flush_all() < 0) {
        failed = -1;
    }
    py__file_discard(state->stdout_);
    py__file_discard(state->stderr_);
    clear_module_dict(ouro_module_dict_borrow(state->sys));
    // What only these hold ends without streams, but while functions can still be called.
    ouro_gc_set_debug(0);
    empty_list(state->gc_callbacks);
    empty_list(ouro_gc_garbage_borrow());
    ouro_gc_collect(OURO_GENERATIONS - 1);
    return failed;
}
