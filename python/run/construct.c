// SPDX-License-Identifier: MIT
// Calls of classes that go on in the evaluation loop: a new instance, and a frame for `__init__`.
// Front-end, run. SPEC row R2.
//
// That is what calls of nearly all classes come to: the metaclass is `type`, there is no `__new__` but object's, and
// `__init__` is a Python function.  The frame owns the instance, beside its variable `self`, and hands it to the
// caller in place of the None that `__init__` returns.
#include "eval.h"

#include "function.h"

enum { STARTS_OTHERWISE = PY_CO_GENERATOR | PY_CO_COROUTINE | PY_CO_ASYNC_GENERATOR };

// Whether the function runs when it is called.
static bool runs(ouro_object *function) {
    return !(py_function_of(function)->code->flags & STARTS_OTHERWISE);
}

ouro_object *py__class_init_borrow(const py_state *state, ouro_object *class) {
    ouro_object *init = ouro_type_plain_init_borrow((ouro_type *)class);
    return init && ouro_type_of(init) == state->types[PY_RUN_FUNCTION] && runs(init) ? init : NULL;
}

// ---- The stack of the caller --------------------------------------------------------------------

// One more reference to each argument, as the tuple of arguments has in 3.11; and their end, while the stack still
// has them.
static void hold(ouro_object *const *args, size_t nargs) {
    for (size_t i = 0; i < nargs; i++) {
        ouro_incref(args[i]);
    }
}

static void hold_no_more(ouro_object *const *args, size_t nargs) {
    for (size_t i = 0; i < nargs; i++) {
        ouro_decref_held(args[i]);
    }
}

// Takes the class and its arguments, and the NULL below, from the stack.  Keeps the exception in flight.
static void leave_stack(py_frame *caller, size_t nargs) {
    ouro_object *raised = ouro_raised_take();
    ouro_object **class = caller->top - nargs - 1;
    caller->top = class - 1;
    for (size_t i = 0; i <= nargs; i++) {
        py_drop(caller, class[i]);
    }
    if (OURO_UNLIKELY(raised)) {
        ouro_raised_restore(raised);
    }
}

// ---- Calling --------------------------------------------------------------------------------------

static void drop_made(ouro_object *made) {
    ouro_object *raised = ouro_raised_take();
    ouro_decref(made);
    ouro_raised_restore(raised);
}

// A collection while `made` was allocated has given the class another `__init__`.
static ouro_object *init_otherwise(ouro_object *made, ouro_object *const *args, size_t nargs) {
    ouro_init_fn init = ouro_type_of(made)->slots.init;
    if (init && init(made, args, nargs, NULL) < 0) {
        drop_made(made);
        return NULL;
    }
    return made;
}

static py_frame *frame_for_init(py_state *state, ouro_object *init, ouro_object *made,
                                ouro_object **args, size_t nargs) {
    ouro_object *class = args[-1];
    hold(args, nargs);
    hold(args, nargs); // for the frame, which takes them
    args[-1] = ouro_newref(made);
    py_frame *frame = py__frame_for_call(state, ouro_newref(init), args - 1, nargs + 1, NULL);
    args[-1] = class;
    if (!frame) {
        hold_no_more(args, nargs);
        drop_made(made);
        return NULL;
    }
    frame->made = made;
    return frame;
}

py_frame *py__frame_for_class(py_state *state, py_frame *caller, ouro_object *init, size_t nargs,
                              ouro_object **result) {
    ouro_object **args = caller->top - nargs;
    ouro_type *class = (ouro_type *)(void *)args[-1];
    const uint32_t version = class->version;
    ouro_object *made = ouro_object_new(class, 0);
    // While the version is the same the class keeps `init` alive; but a collection may have given the class another
    // one, or `init` other code.  A class without a version (0) shows no change.
    if (OURO_UNLIKELY(class->version != version || !version || !runs(init))) {
        init = made ? py__class_init_borrow(state, (ouro_object *)class) : NULL;
    }
    py_frame *frame = made && init ? frame_for_init(state, init, made, args, nargs) : NULL;
    if (OURO_UNLIKELY(!frame)) {
        *result = made && !init ? init_otherwise(made, args, nargs) : NULL;
        leave_stack(caller, nargs);
    }
    return frame;
}

ouro_object *py__class_made(py_frame *caller, ouro_object *made, ouro_object *result) {
    const size_t nargs = py_unit_arg(*caller->ip);
    hold_no_more(caller->top - nargs, nargs);
    if (OURO_UNLIKELY(result && !ouro_is_none(result))) {
        ouro_raise(OURO_EXC_TypeError, "__init__() should return None, not '%T'", result);
        ouro_decref(result);
        result = NULL;
    }
    if (OURO_UNLIKELY(!result)) {
        drop_made(made);
        leave_stack(caller, nargs);
        return NULL;
    }
    ouro_decref(result);
    leave_stack(caller, nargs);
    return made;
}
