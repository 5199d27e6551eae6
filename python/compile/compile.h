// SPDX-License-Identifier: MIT
// Entry points of the compiler: a tree or source text in, a code object or an exception out.
// Front-end, compile. All functions act on the current runtime.
#ifndef OURO_PYTHON_COMPILE_COMPILE_H
#define OURO_PYTHON_COMPILE_COMPILE_H

#include <stdio.h>

#include "code.h"
#include "parse.h"

// Compiles `tree` to a new code object, or NULL with SyntaxError, RecursionError or MemoryError
// raised. `filename` is UTF-8. `flags` are future features already in force (PY_CO_FUTURE_*, or 0).
ouro_object *py_compile(py_tree *tree, const char *filename, uint32_t flags);

// Parses and compiles a str's text. A syntax error is raised as SyntaxError, IndentationError or
// TabError with filename, lineno, offset, text, end_lineno and end_offset set.
ouro_object *py_compile_source(const char *source, size_t length, const char *filename,
                               py_parse_mode mode, uint32_t flags);

// The same for the bytes of a file, with their byte order mark and coding cookie.
ouro_object *py_compile_bytes(const char *bytes, size_t length, const char *filename,
                              py_parse_mode mode, uint32_t flags);

// ---- Warnings -----------------------------------------------------------------------------------

// A SyntaxWarning: the program is valid, but cannot mean what it says.
typedef struct py_warning {
    const char *message;
    const char *filename; // UTF-8, as it was given to the compiler
    int32_t lineno;
    py_text line; // that line of the source, without its newline; {NULL, 0} if there is none
} py_warning;

// Hears a warning; what it points to lasts for the call. Returns 0, or -1 with an exception raised,
// which ends the compilation.
typedef int (*py_warning_fn)(void *arg, const py_warning *warning);

// From now on `hear` is told the warnings of all compilations in the current runtime; NULL, as at
// first: nobody is. `arg` is passed on. 0, or -1 with MemoryError.
int py_compile_on_warning(py_warning_fn hear, void *arg);

// ---- Errors, listings ---------------------------------------------------------------------------

// Raises what `error` tells: SyntaxError, IndentationError, TabError or MemoryError. Always NULL.
// `error` stays the caller's, `filename` is UTF-8.
void *py_raise_error(const py_error *error, const char *filename);

// Writes the instructions of `code`, and of the code objects among its constants if `nested`.
// Returns 0, or -1 with an exception (repr of a constant failed).
int py_disassemble(const py_code *code, FILE *out, bool nested);

#endif
