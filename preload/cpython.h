// SPDX-License-Identifier: MIT
// What the plug-in knows of CPython: a few public functions, found at run time in whatever interpreter
// the process is. The plug-in; SPEC rows: layer 1 of the pyramid.
//
// No header of CPython is needed to build: these functions and types have not changed from 3.8 on.

#ifndef OURO_PRELOAD_CPYTHON_H
#define OURO_PRELOAD_CPYTHON_H

#include <ouro/mem.h>
#include <stdbool.h>

// PyMemAllocatorDomain. The last two are those that pymalloc serves.
enum { CPYTHON_RAW = 0, CPYTHON_MEM = 1, CPYTHON_OBJ = 2 };

// PyMethodDef, for functions without arguments.
typedef struct cpython_method {
    const char *name;
    void *(*function)(void *self, void *unused);
    int flags; // CPYTHON_NOARGS
    const char *doc;
} cpython_method;

enum { CPYTHON_NOARGS = 4 };

typedef int (*cpython_hook)(const char *event, void *args, void *data);

// An object is a `void *`; an ouro_allocator has the layout of PyMemAllocatorEx.
typedef struct cpython {
    int major, minor;
    bool free_threaded;
    void (*get_allocator)(int domain, ouro_allocator *allocator);
    void (*set_allocator)(int domain, ouro_allocator *allocator);
    const char *(*version_text)(void);
    int (*is_initialized)(void);
    int (*add_audit_hook)(cpython_hook hook, void *data);
    int (*add_pending_call)(int (*function)(void *arg), void *arg);
    void *(*get_sys_object)(const char *name);           // borrowed
    void *(*get_dict_item)(void *dict, const char *key); // borrowed
    int (*set_sys_object)(const char *name, void *value);
    void *(*call)(void *function, void *arguments); // NULL: none
    void *(*new_function)(cpython_method *method, void *self, void *module);
    void *(*new_text)(const char *text);
    void *(*new_number)(unsigned long long value);
    void (*incref)(void *object);
    void (*decref)(void *object); // of NULL: nothing
    void (*clear_error)(void);
} cpython;

// Finds the interpreter in `library`, a handle of dlopen or NULL for all that the process has loaded:
// false when there is none.
bool cpython_find(cpython *python, void *library);

// What keeps the interpreter on an allocator that its user chose: a text such as "PYTHONMALLOC is set",
// or NULL. `argv` is the process's own; its options count only where `program`, the executable's
// path, is Python itself.
const char *cpython_own_choice(const char *program, int argc, char **argv);

#endif
