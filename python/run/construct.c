// SPDX-License-Identifier: MIT
// Calls of classes that go on in the evaluation loop: a new instance, and a frame for `__init__`.
// Front-end, run. SPEC row R2.
//
// That is what calls of nearly all classes come to: the metaclass is `type`, there is no `__new__` but object's, and
// `__init__` is a Python function.  The frame owns the instance, beside its variable `self`, and hands it to the
// caller in place of the None that `__init__` returns.
#include "eval.h"

#include "function.h"

ouro_object *py__class_init_borrow(const py_state *state, ouro_object *class) {
    enum { STARTS_OTHERWISE = PY_CO_GENERATOR | PY_CO_COROUTINE | PY_CO_ASYNC_GENERATOR };
    ouro_object *init = ouro_type_plain_init_borrow((ouro_type *)class);
    return init && ouro_type_of(init) == state->types[PY_RUN_FUNCTION] &&
                   !(py_function_of(init)->code->flags & STARTS_OTHERWISE)
               ? init
               : NULL;
}

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

py_frame *py__frame_for_class(py_state *state, ouro_object *class, ouro_object *init,
                              ouro_object **args, size_t nargs) {
    ouro_incref(init); // making the instance may run other code
    ouro_object *made = ouro_object_new((ouro_type *)class, 0);
    if (!made) {
        ouro_decref(init);
        return NULL;
    }
    hold(args, nargs);
    hold(args, nargs); // for the frame, which takes them
    args[-1] = ouro_newref(made);
    py_frame *frame = py__frame_for_call(state, init, args - 1, nargs + 1, NULL);
    args[-1] = class;
    if (!frame) {
        hold_no_more(args, nargs);
        ouro_decref(made);
        return NULL;
    }
    frame->made = made;
    return frame;
}

// Takes the class and its arguments, and the NULL below, from the stack.
static void leave_stack(py_frame *caller, size_t nargs) {
    for (size_t i = 0; i <= nargs; i++) {
        ouro_object *value = *--caller->top;
        py_drop(caller, value);
    }
    caller->top--;
}

ouro_object *py__class_made(py_frame *caller, ouro_object *made, ouro_object *result) {
    const size_t nargs = py_unit_arg(*caller->ip);
    hold_no_more(caller->top - nargs, nargs);
    if (OURO_LIKELY(result && ouro_is_none(result))) {
        ouro_decref(result);
        leave_stack(caller, nargs);
        return made;
    }
    if (result) {
        ouro_raise(OURO_EXC_TypeError, "__init__() should return None, not '%T'", result);
        ouro_decref(result);
    }
    ouro_object *raised = ouro_raised_take();
    ouro_decref(made);
    ouro_raised_restore(raised);
    return NULL;
}
