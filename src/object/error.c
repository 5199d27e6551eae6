// SPDX-License-Identifier: MIT
// Raising, catching and chaining exceptions.  Floor: object.
#include "core.h"
#include <errno.h>
#include <stdio.h>

// ---- Raising --------------------------------------------------------------------------------

ouro_type *ouro_exc_type(enum ouro_exc which) {
    return ouro__runtime()->exceptions[which];
}

ouro_handled *ouro_handled_top(void) {
    return ouro__runtime()->handled;
}

void ouro_handled_set_top(ouro_handled *top) {
    ouro_runtime *runtime = ouro__runtime();
    runtime->handled = top ? top : &runtime->handled_base;
}

ouro_object *ouro_handled_current_borrow(void) {
    for (const ouro_handled *item = ouro__runtime()->handled; item; item = item->outer) {
        if (item->exception) {
            return item->exception;
        }
    }
    return NULL;
}

// Takes `exception` out of the chain of contexts that begins at `chain`, so that chaining makes no
// ring.  A ring that a program made itself is left alone: two steps against one find it.
static void cut_from_chain(ouro_object *chain, const ouro_object *exception) {
    ouro_exception *slow = (ouro_exception *)chain, *at = slow;
    bool step = false;
    while (at->context) {
        if (at->context == exception) {
            ouro_clear(&at->context);
            return;
        }
        at = (ouro_exception *)at->context;
        if (at == slow) {
            return;
        }
        if (step) {
            slow = (ouro_exception *)slow->context;
        }
        step = !step;
    }
}

void *ouro_raise_instance(ouro_object *exception) {
    ouro_object *handled = ouro_handled_current_borrow();
    if (handled && handled != exception && ouro_is_exception(handled)) {
        ouro_incref(handled);
        cut_from_chain(handled, exception);
        ouro_replace(&((ouro_exception *)exception)->context, handled);
    }
    ouro_raised_restore(exception);
    return NULL;
}

// A MemoryError of its own for this failure, so that its traceback dies with it; NULL, without an
// exception, when there is no memory even for that.
static ouro_object *fresh_memory_error(ouro_runtime *runtime) {
    ouro_object *spare = runtime->memory_error;
    runtime->memory_error = NULL; // a failure in here must not come back to here
    bool failed = runtime->start_failed;
    ouro_raised_clear();
    ouro_object *error = ouro_call0((ouro_object *)runtime->exceptions[OURO_EXC_MemoryError]);
    runtime->memory_error = spare;
    runtime->start_failed = failed;
    return error;
}

void *ouro_raise_memory(void) {
    ouro_runtime *runtime = ouro__runtime();
    ouro_exception *error = (ouro_exception *)runtime->memory_error;
    ouro_object *fresh = error ? fresh_memory_error(runtime) : NULL;
    if (fresh) {
        ouro_raised_restore(fresh);
    } else if (error) {
        if (ouro_refcount(error) == 1) { // nobody else holds it: forget where it was raised before
            ouro_clear(&error->traceback);
            ouro_clear(&error->context);
        }
        ouro_raised_restore(ouro_newref(&error->head));
    }
    runtime->start_failed |= !error; // no exceptions yet: whoever asks for one must not go on
    return NULL;
}

// Raises type(*args); `args` borrowed, NULL for none.
static void *raise_with(ouro_type *type, ouro_object *arg) {
    if (OURO_UNLIKELY(!type)) {
        return NULL; // the runtime is starting: memory is short, and there is no exception to say so
    }
    ouro_object *exception = ouro_call((ouro_object *)type, &arg, arg ? 1 : 0, NULL);
    if (exception && !ouro_is_exception(exception)) {
        ouro_decref(exception);
        return ouro_raise(OURO_EXC_TypeError, "exceptions must derive from BaseException");
    }
    return exception ? ouro_raise_instance(exception) : NULL;
}

static void *raise_text(ouro_type *type, const char *format, va_list args) {
    ouro_object *raised = ouro_raised_take(); // a new one replaces what is in flight
    ouro_xdecref(raised);
    ouro_object *message = ouro_str_format_v(format, args);
    if (message) {
        raise_with(type, message);
        ouro_decref(message);
    }
    return NULL;
}

void *ouro_raise_v(enum ouro_exc which, const char *format, va_list args) {
    return raise_text(ouro_exc_type(which), format, args);
}

void *ouro_raise(enum ouro_exc which, const char *format, ...) {
    va_list args;
    va_start(args, format);
    raise_text(ouro_exc_type(which), format, args);
    va_end(args);
    return NULL;
}

void *ouro_raise_type(ouro_type *type, const char *format, ...) {
    va_list args;
    va_start(args, format);
    raise_text(type, format, args);
    va_end(args);
    return NULL;
}

void *ouro_raise_object(enum ouro_exc which, ouro_object *arg) {
    // A tuple is one argument here, not several.
    return raise_with(ouro_exc_type(which), arg);
}

void *ouro_raise_attribute(ouro_object *object, ouro_object *name) {
    if (ouro_is_type(object)) {
        ouro_raise(OURO_EXC_AttributeError, "type object '%N' has no attribute '%S'", object, name);
    } else {
        ouro_raise(OURO_EXC_AttributeError, "'%T' object has no attribute '%S'", object, name);
    }
    if (ouro_raised_is(OURO_EXC_AttributeError)) {
        ouro_exception *error = (ouro_exception *)ouro_current->raised;
        ouro_replace(&error->extra[0], ouro_newref(name));
        ouro_replace(&error->extra[1], ouro_newref(object));
    }
    return NULL;
}

void *ouro_raise_errno(int error, ouro_object *filename) {
    ouro_object *number = ouro_int_new(error), *text = ouro_str_text(strerror(error));
    if (number && text) {
        ouro_object *args[3] = {number, text, filename};
        ouro_object *exception =
            ouro_call((ouro_object *)ouro_exc_type(OURO_EXC_OSError), args, filename ? 3 : 2, NULL);
        if (exception) {
            ouro_raise_instance(exception);
        }
    }
    ouro_xdecref(number);
    ouro_xdecref(text);
    return NULL;
}

// ---- In flight ------------------------------------------------------------------------------

bool ouro_raised_is(enum ouro_exc which) {
    ouro_object *raised = ouro_current->raised;
    return raised && ouro_type_is_subtype(ouro_type_of(raised), ouro_exc_type(which));
}

ouro_object *ouro_raised_take(void) {
    ouro_object *raised = ouro_current->raised;
    ouro_current->raised = NULL;
    return raised;
}

void ouro_raised_restore(ouro_object *exception) {
    ouro_replace(&ouro_current->raised, exception);
}

void ouro_raised_clear(void) {
    ouro_clear(&ouro_current->raised);
}

int ouro_stop_iteration_value(ouro_object **value) {
    ouro_object *raised = ouro_current->raised;
    if (!raised) {
        *value = ouro_none();
        return 0;
    }
    if (!ouro_raised_is(OURO_EXC_StopIteration)) {
        *value = NULL;
        return -1;
    }
    ouro_object *held = ((ouro_exception *)raised)->extra[0];
    *value = held ? ouro_newref(held) : ouro_none();
    ouro_raised_clear();
    return 0;
}

int ouro_exception_matches(ouro_object *exception, ouro_object *type) {
    if (ouro_is(type, OURO_T_TUPLE)) {
        int result = 0;
        for (size_t i = 0; result == 0 && i < ouro_tuple_length(type); i++) {
            result = ouro_exception_matches(exception, ouro_tuple_get_borrow(type, i));
        }
        return result;
    }
    if (!ouro_is_type(type)) {
        return exception == type;
    }
    ouro_type *own = ouro_is_type(exception) ? (ouro_type *)exception : ouro_type_of(exception);
    return ouro_type_is_subtype(own, (ouro_type *)type);
}

// ---- Where nobody can catch it --------------------------------------------------------------

void ouro_set_unraisable(ouro_unraisable_fn hook) {
    ouro__runtime()->unraisable = hook;
}

// A plain report for hosts without a hook of their own.
static void report(ouro_object *exception, ouro_object *where, const char *message) {
    ouro_object *text =
        where ? ouro_str_format("%s: %R\n%T: %S\n", message ? message : "Exception ignored in",
                                where, exception, exception)
              : ouro_str_format("%s:\n%T: %S\n", message ? message : "Exception ignored in",
                                exception, exception);
    char *utf8 = text ? ouro_str_utf8(text, NULL) : NULL;
    if (utf8) {
        fputs(utf8, stderr);
    }
    ouro_memory_free(utf8);
    ouro_xdecref(text);
}

void ouro_unraisable(ouro_object *where, const char *message) {
    ouro_runtime *runtime = ouro__runtime();
    ouro_object *exception = ouro_raised_take();
    if (!exception) {
        return;
    }
    ouro_xnewref(where);
    (runtime->unraisable ? runtime->unraisable : report)(exception, where, message);
    ouro_raised_clear();
    ouro_xdecref(where);
    ouro_decref(exception);
}

// ---- Recursion ------------------------------------------------------------------------------

int ouro_recursion_enter(const char *where) {
    ouro_runtime *runtime = ouro__runtime();
    bool low = (uintptr_t)__builtin_frame_address(0) < runtime->stack_limit;
    if (OURO_UNLIKELY(runtime->face.recursion_depth >= runtime->face.recursion_limit || low)) {
        ouro_raise(OURO_EXC_RecursionError, "maximum recursion depth exceeded%s", where);
        return -1;
    }
    runtime->face.recursion_depth++;
    return 0;
}

void ouro_recursion_leave(void) {
    ouro_current->recursion_depth--;
}
