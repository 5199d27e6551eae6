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

// A new frame for `function` with the arguments bound: all references stolen, also on failure.
// NULL with an exception.
py_frame *py__frame_for_call(py_state *state, ouro_object *function, ouro_object *const *args,
                             size_t nargs, ouro_object *kwnames);

// MAKE_FUNCTION: takes its operands from the stack at `top`, whose place is moved. New, or NULL.
ouro_object *py__make_function(py_state *state, py_frame *frame, uint32_t flags,
                               ouro_object ***top);

#endif
