// SPDX-License-Identifier: MIT
// The workloads on CPython 3.11's PyObject_Malloc, in a process that embeds the interpreter. It is
// called through a variable, which is what a call into a shared library is.

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

static void *(*object_malloc)(size_t size);
static void (*object_free)(void *object);

static inline void *take(size_t size) {
    return object_malloc(size);
}

static inline void give(void *object) {
    object_free(object);
}

// There is no call for it. An arena goes back when the last of its pools is empty.
static void trim(void) {
}

#include "workloads.h"

static void find(void *library, const char *name, void *function) {
    void *address = dlsym(library, name);
    if (address == NULL) {
        bench_die("libpython3.11 has no", name);
    }
    memcpy(function, &address, sizeof address);
}

static void open_python(const char *name) {
    (void)name;
    void *library = dlopen("libpython3.11.so.1.0", RTLD_NOW | RTLD_GLOBAL);
    if (library == NULL) {
        bench_die("cannot load libpython3.11.so.1.0:", dlerror());
    }
    void (*initialize)(int handle_signals);
    find(library, "Py_InitializeEx", &initialize);
    find(library, "PyObject_Malloc", &object_malloc);
    find(library, "PyObject_Free", &object_free);
    initialize(0);
}

const struct bench_allocator bench_on_python = {.open = open_python, .run = bench_runs};
