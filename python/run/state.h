// SPDX-License-Identifier: MIT
// What the running part keeps per runtime: its types, its names, the data stack and the running frame.
// Front-end, run. Kept with ouro_runtime_extend; found through functions and generators, which hold
// a pointer to it, or with py_state_get.
#ifndef OURO_PYTHON_RUN_STATE_H
#define OURO_PYTHON_RUN_STATE_H

#include <ouro/gc.h>
#include <ouro/number.h>
#include <ouro/str.h>

#include "run.h"

// Names the running part asks for: interned once.
// clang-format off
#define PY_NAMES(X)                                                                               \
    X(__aenter__) X(__aexit__) X(__all__) X(__anext__) X(__annotations__) X(__bases__)            \
    X(__build_class__) X(__builtins__) X(__cached__) X(__classcell__) X(__code__) X(__dict__)     \
    X(__doc__) X(__enter__) X(__exit__) X(__file__) X(__import__) X(__init__) X(__loader__)       \
    X(__main__) X(__match_args__) X(__module__) X(__mro_entries__) X(__name__) X(__notes__)       \
    X(__orig_bases__) X(__package__) X(__path__) X(__prepare__) X(__qualname__) X(__spec__)       \
    X(__import_error__) X(builtins) X(clear) X(close) X(displayhook) X(get) X(keys) X(metaclass)  \
    X(modules) X(path) X(send) X(sys) X(throw) X(derive) X(split) X(print_file_and_line)          \
    X(__getattr__) X(_initializing) X(stderr) X(tracebacklimit) X(append)
// clang-format on

enum py_name_id {
#define PY_NAME_ID(name) PY_NAME_##name,
    PY_NAMES(PY_NAME_ID)
#undef PY_NAME_ID
        PY_NAME_COUNT
};

// A piece of the data stack; frames follow the header.
typedef struct py_chunk {
    struct py_chunk *previous;
    char *limit;
    char *resume_top; // of the chunk before: where it goes on when this one is given back
} py_chunk;

struct py_state {
    ouro_type *types[PY_RUN_TYPE_COUNT];
    ouro_object *names[PY_NAME_COUNT];
    py_frame *current; // innermost running frame
    py_chunk *chunk, *spare;
    char *top, *limit; // of the current chunk
    volatile sig_atomic_t interrupted;
    ouro_object *list_append;                             // list.append, borrowed from its type
    ouro_object *path;                                    // sys.path
    ouro_object *import_function;                         // builtins.__import__ as made by py_start
    ouro_object *asyncgen_firstiter, *asyncgen_finalizer; // sys.set_asyncgen_hooks, or NULL
};

static inline ouro_object *py__known_name(const py_state *state, enum py_name_id id) {
    return state->names[id];
}
#define PY_NAME(state, name) py__known_name(state, PY_NAME_##name)

// Makes the types of one room: 0, or -1 with an exception.
int py__function_types(py_state *state);
int py__frame_types(py_state *state);
int py__traceback_types(py_state *state);
int py__generator_types(py_state *state);
int py__async_types(py_state *state);
// super() without arguments: the hook.
int py__super_arguments(ouro_object **type, ouro_object **object);
// Puts __import__ into the builtins.
int py__import_start(py_state *state);

#endif
