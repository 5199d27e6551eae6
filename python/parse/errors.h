// SPDX-License-Identifier: MIT
// Filling in a py_error. The first error stays: later ones are ignored.
// Front-end, parse.
#ifndef OURO_PYTHON_PARSE_ERRORS_H
#define OURO_PYTHON_PARSE_ERRORS_H

#include <stdarg.h>

#include "parse.h"

// Sets kind and message, printf's way, without a place.
void py__error_set(py_error *error, py_error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void py__error_vset(py_error *error, py_error_kind kind, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

// Sets PY_ERROR_MEMORY, which has neither message nor place.
void py__error_memory(py_error *error);

// Keeps a copy of the line as the error's text. Without memory the error has no text.
void py__error_text(py_error *error, py_text line, bool newline);

// The characters in the first `bytes` bytes of a line; a partial character counts as one.
int32_t py__count_characters(const char *line, size_t bytes);

#endif
