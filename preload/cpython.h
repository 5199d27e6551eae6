// SPDX-License-Identifier: MIT
// What the plug-in knows of CPython: a few public functions, found at run time in whatever interpreter
// the process is. The plug-in; SPEC rows: layer 1 of the pyramid.
//
// No header of CPython is needed to build: these functions and types have not changed from 3.8 on.

#ifndef OURO_PRELOAD_CPYTHON_H
#define OURO_PRELOAD_CPYTHON_H

#include <ouro/mem.h>
#include <stdbool.h>

// PyMemAllocatorDomain: the two that pymalloc serves. PYMEM_DOMAIN_RAW (0) is malloc's and stays so.
enum { CPYTHON_MEM = 1, CPYTHON_OBJ = 2 };

// An ouro_allocator has the layout of PyMemAllocatorEx.
typedef struct cpython {
    void (*get_allocator)(int domain, ouro_allocator *allocator);
    void (*set_allocator)(int domain, ouro_allocator *allocator);
    const char *(*version_text)(void);
    int (*is_initialized)(void);
    int major, minor;
    bool free_threaded;
} cpython;

// Finds the interpreter that the process has loaded: false when there is none.
bool cpython_find(cpython *python);

// What keeps the interpreter on an allocator that its user chose: a text such as "PYTHONMALLOC is set",
// or NULL. `argv` is the process's own; its options count only where `program` is Python itself.
const char *cpython_own_choice(const char *program, int argc, char **argv);

#endif
