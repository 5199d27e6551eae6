// SPDX-License-Identifier: MIT
// The built-in modules as a host sees them: start them, end a program, report its exception.
// Front-end, modules. All functions act on the current runtime, in which py_start has run.
#ifndef OURO_PYTHON_MODULES_MODULES_H
#define OURO_PYTHON_MODULES_MODULES_H

#include "run.h"

// What a program is started with; texts are UTF-8 and are copied.
typedef struct py_modules_options {
    size_t argc;
    const char *const *argv; // sys.argv
    const char *path;        // sys.path[0], or NULL: none
    const char *executable;  // sys.executable
    bool random_hash;        // sys.flags.hash_randomization
} py_modules_options;

// Fills the builtins, makes `sys` and the standard streams, and registers the other modules, which
// are made when they are first imported. 0, or -1 with an exception.
int py_modules_start(const py_modules_options *options);

// Reports the exception in flight as 3.11 does (SystemExit, sys.excepthook, the traceback) and drops
// it. Returns the exit status; *interrupted tells whether it was a KeyboardInterrupt.
int py_modules_report(bool *interrupted);

// Ends the program in 3.11's order: atexit functions, streams, collection, modules. The runtime is
// still to be freed. 0, or -1 when output was lost, which has been reported.
int py_modules_finish(void);

#endif
