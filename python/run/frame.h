// SPDX-License-Identifier: MIT
// Frames: where they live, what they own, and the objects that stand for them in Python.
// Front-end, run. SPEC rows R2 (held by a frame), G1 (frames are containers).
//
// A frame lives on the data stack while a plain function runs; a generator's lives inside the
// generator. Its frame object is made only when somebody asks, and takes the contents over when the
// frame ends and the object is still in use, as in 3.11.
#ifndef OURO_PYTHON_RUN_FRAME_H
#define OURO_PYTHON_RUN_FRAME_H

#include "state.h"

enum py_frame_place { PY_FRAME_ON_STACK, PY_FRAME_IN_GENERATOR, PY_FRAME_IN_OBJECT };

struct py_frame {
    py_frame *previous;              // the caller's, while running
    ouro_object *function;           // owned
    py_code *code;                   // owned
    ouro_object *globals, *builtins; // kept alive by the function
    ouro_object *locals; // owned; mapping of a class body or module, or the dict locals() made
    struct py_frame_object *object; // owned, or NULL: not asked for
    py_unit *ip;                    // the instruction that runs
    py_unit *next;                  // where a caller goes on after its call
    ouro_object **top; // the free place above the stack, when the instruction at `ip` began
    ouro_object *
        made; // owned, or NULL: the new instance whose `__init__` this is, which is then the result
    uint8_t place;        // enum py_frame_place
    bool entry;           // returning from it leaves the loop
    bool running;         // its stack and locals are in use by the loop
    ouro_object *slots[]; // locals, cells, free variables; then the stack
};

typedef struct py_frame_object {
    ouro_object head;
    py_frame *frame;    // the live frame, or the copy behind this header (`frame->place` tells)
    ouro_object *back;  // f_back once the frame has ended, or NULL
    ouro_object *trace; // f_trace, or NULL
} py_frame_object;

static inline ouro_object **py_frame_stack(py_frame *frame) {
    return frame->slots + frame->code->local_count;
}
static inline size_t py_frame_bytes(const py_code *code) {
    return sizeof(py_frame) +
           ((size_t)code->local_count + code->stack_size) * sizeof(ouro_object *);
}
static inline uint32_t py_frame_unit(const py_frame *frame) {
    return (uint32_t)(frame->ip - frame->code->units);
}
// The generator whose frame this is.
struct py_generator *py__frame_generator(py_frame *frame);

// When a chunk is full: room in a new one. NULL with MemoryError.
void *py__chunk_push(py_state *state, size_t bytes);
void py__chunk_pop(py_state *state, py_frame *frame);
void py__chunks_free(py_state *state);

// Gives back the innermost frame's place; its contents are gone already.
static inline void py__frame_pop(py_state *state, py_frame *frame) {
    if (OURO_UNLIKELY((char *)frame == (char *)(state->chunk + 1))) {
        py__chunk_pop(state, frame);
    } else {
        state->top = (char *)frame;
    }
}
// Gives back a reference to one who may still be in a variable of `holder` (NULL: nobody's): then nothing has
// happened to it (OURO_REFS_SETTLED).
void py__drop_flagged(const py_frame *holder, ouro_object *value);
OURO_INLINE void py_drop(const py_frame *holder, ouro_object *value) {
    const uint32_t fewer = value->refs - 1;
    if (OURO_LIKELY((int32_t)fewer > 0)) {
        value->refs = fewer;
    } else {
        py__drop_flagged(holder, value);
    }
}
// Drops what a frame without a frame object owns.
OURO_INLINE void py__frame_drop(const py_frame *frame) {
    ouro_object *const made = frame->made;
    for (ouro_object *const *slot = frame->slots, *const *end = frame->top; slot < end; slot++) {
        ouro_object *value = *slot;
        if (value && value == made) {
            ouro_decref_held(value);
        } else if (value) {
            py_drop(frame->previous, value);
        }
    }
    ouro_xdecref(frame->locals);
    ouro_decref(frame->function);
    ouro_decref(frame->code);
}
// Drops what a frame owns (stack up to `top`, then function and code); a frame object in use takes
// it over instead.
void py__frame_clear(py_state *state, py_frame *frame);
// The frame object, borrowed, or NULL with MemoryError.
py_frame_object *py__frame_object_borrow(py_state *state, py_frame *frame);
int py__frame_visit(py_frame *frame, ouro_visit_fn visit, void *arg);
// Writes changes of the locals dict back into the slots (exec in class bodies does not need it).
int py__frame_locals_refresh(py_state *state, py_frame *frame);

#endif
