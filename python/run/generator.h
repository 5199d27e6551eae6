// SPDX-License-Identifier: MIT
// Generators, coroutines and asynchronous generators: one structure that carries its frame.
// Front-end, run. SPEC row G1.
#ifndef OURO_PYTHON_RUN_GENERATOR_H
#define OURO_PYTHON_RUN_GENERATOR_H

#include "frame.h"

enum py_generator_state { PY_GEN_CREATED, PY_GEN_SUSPENDED, PY_GEN_RUNNING, PY_GEN_DONE };

typedef struct py_generator {
    ouro_object head;
    ouro_object *weakrefs;
    ouro_object *code, *name, *qualname;
    ouro_object *finalizer; // of an asynchronous generator: its loop's hook, or NULL
    ouro_handled handled;
    py_state *owner;
    uint8_t state;                      // enum py_generator_state
    bool hooked, closed, running_async; // asynchronous generators
    py_frame frame;                     // last
} py_generator;

static inline py_generator *py_generator_of(ouro_object *object) {
    return (py_generator *)(void *)object;
}

// RETURN_GENERATOR: a new generator (by the code's flags) into which `frame` moves. NULL with
// MemoryError, the frame unchanged.
ouro_object *py__generator_take(py_state *state, py_frame *frame);

// What happened when a generator or iterator was asked to go on.
typedef enum py_sent { PY_SENT_RETURN, PY_SENT_YIELD, PY_SENT_ERROR } py_sent;
// Sends `value` (borrowed; NULL: throw what is in flight) into a generator of any kind. *result is a
// new reference (yielded or returned), NULL on error.
py_sent py__generator_send(py_generator *generator, ouro_object *value, ouro_object **result);
// SEND on any iterator.
py_sent py__send(py_state *state, ouro_object *receiver, ouro_object *value, ouro_object **result);
// The awaitable protocol of `object`: new iterator, or NULL with TypeError.
ouro_object *py__awaitable(py_state *state, ouro_object *object);
// GET_AWAITABLE: the same; `after` 1: __aenter__, 2: __aexit__ (for the message).
ouro_object *py__awaitable_for(py_state *state, ouro_object *object, uint32_t after);
// The iterator that a suspended frame delegates to (yield from, await), borrowed, or NULL.
ouro_object *py__generator_delegate(py_generator *generator);
// close(): 0, or -1 with an exception.
int py__generator_close(py_generator *generator);
ouro_object *py__generator_throw(ouro_object *self, ouro_object *const *args, size_t nargs);

// Asynchronous generators (async.c).
ouro_object *py__async_wrap(py_state *state, ouro_object *value);    // stolen
ouro_object *py__async_iter(py_state *state, ouro_object *object);   // GET_AITER
ouro_object *py__async_next(py_state *state, ouro_object *iterator); // GET_ANEXT

ouro_object *py__async_generator_next(ouro_object *self);
extern const ouro_method py__async_generator_methods[];

// Their `finalize` slot: closes what is suspended.
void py__generator_finalize(ouro_object *self);
// "coroutine 'f' was never awaited", through warnings or on stderr.
void py__warn_never_awaited(py_generator *generator);

#endif
