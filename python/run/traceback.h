// SPDX-License-Identifier: MIT
// Traceback objects: the frames an exception has passed through, outermost first.
// Front-end, run.
#ifndef OURO_PYTHON_RUN_TRACEBACK_H
#define OURO_PYTHON_RUN_TRACEBACK_H

#include "frame.h"

typedef struct py_traceback {
    ouro_object head;
    ouro_object *next;  // towards the place of the raise, or NULL
    ouro_object *frame; // a frame object
    uint32_t unit;      // the instruction that raised
    int32_t lineno;     // or -1
} py_traceback;

// What a frame object shows: its code, borrowed.
static inline py_code *py_traceback_code(const py_traceback *traceback) {
    return ((py_frame_object *)(void *)traceback->frame)->frame->code;
}
bool py__is_traceback(const py_state *state, const ouro_object *object);

#endif
