// SPDX-License-Identifier: MIT
// Python functions.  Front-end, run. SPEC rows R2 (captured by a closure), G1.
#ifndef OURO_PYTHON_RUN_FUNCTION_H
#define OURO_PYTHON_RUN_FUNCTION_H

#include "frame.h"

typedef struct py_function {
    ouro_object head;
    uintptr_t attrs;
    ouro_object *weakrefs;
    py_state *state;
    py_code *code;
    ouro_object *globals, *builtins, *name, *qualname;
    ouro_object *defaults;     // tuple, or NULL
    ouro_object *kwdefaults;   // dict, or NULL
    ouro_object *closure;      // tuple of cells, or NULL
    ouro_object *doc, *module; // or NULL
    ouro_object
        *annotations; // dict, tuple of names and values that is still to become one, or NULL
} py_function;

static inline py_function *py_function_of(ouro_object *object) {
    return (py_function *)(void *)object;
}

// The slot `call`: for calls from C.
ouro_object *py__function_call(ouro_object *callable, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames);

// Sorts a call's arguments into the slots of a fresh frame. The references of `args` (`nargs`
// positional ones, then one for each of `kwnames`) are stolen, also on failure. 0, or -1 with TypeError and all
// slots safe to clear.
int py__bind_arguments(const py_function *function, py_frame *frame, ouro_object *const *args,
                       size_t nargs, ouro_object *kwnames);

// A frame for `function` (stolen) at that place: its variables are not set.
OURO_INLINE py_frame *py__frame_at(py_frame *frame, ouro_object *function) {
    const py_function *f = py_function_of(function);
    frame->previous = NULL;
    frame->function = function;
    frame->code = py_code_of(ouro_newref((ouro_object *)f->code));
    frame->globals = f->globals;
    frame->builtins = f->builtins;
    frame->locals = NULL;
    frame->object = NULL;
    frame->ip = frame->next = f->code->units;
    frame->top = py_frame_stack(frame);
    frame->made = NULL;
    frame->place = PY_FRAME_ON_STACK;
    frame->entry = false;
    frame->running = true;
    return frame;
}
// The same on the data stack, in the chunk in use, where it must fit.
OURO_INLINE bool py__frame_fits(const py_state *state, size_t bytes) {
    return (size_t)(state->limit - state->top) >= bytes;
}
OURO_INLINE py_frame *py__frame_start(py_state *state, ouro_object *function, size_t bytes) {
    py_frame *frame = (py_frame *)(void *)state->top;
    state->top += bytes;
    return py__frame_at(frame, function);
}

// A new frame for `function` with the arguments bound, where that is the short way: as many positional ones as there
// are parameters.  References are stolen; NULL without exception, and nothing stolen: it is not the short way.
OURO_INLINE py_frame *py__frame_for_plain_call(py_state *state, ouro_object *function,
                                               ouro_object *const *args, size_t nargs) {
    const py_code *code = py_function_of(function)->code;
    const size_t bytes = py_frame_bytes(code);
    if (OURO_UNLIKELY(code->plain_args != nargs || !py__frame_fits(state, bytes))) {
        return NULL;
    }
    py_frame *frame = py__frame_start(state, function, bytes);
    size_t i = 0;
    for (; i < nargs; i++) {
        frame->slots[i] = args[i];
    }
    for (; i < code->local_count; i++) {
        frame->slots[i] = NULL;
    }
    return frame;
}

// A new frame for `function` with the arguments bound: all references stolen, also on failure.
// NULL with an exception.
py_frame *py__frame_for_call(py_state *state, ouro_object *function, ouro_object *const *args,
                             size_t nargs, ouro_object *kwnames);

// MAKE_FUNCTION: takes its operands from the stack at `top`, whose place is moved. New, or NULL.
ouro_object *py__make_function(py_state *state, py_frame *frame, uint32_t flags,
                               ouro_object ***top);

#endif
