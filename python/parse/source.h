// SPDX-License-Identifier: MIT
// Source text: from the bytes of a file or a string to UTF-8 lines that end in "\n".
// Front-end, parse.
#ifndef OURO_PYTHON_PARSE_SOURCE_H
#define OURO_PYTHON_PARSE_SOURCE_H

#include "parse.h"

// The text has only "\n" as line end, ends in one unless it is empty, and is closed by a NUL.
struct py_source {
    char *text; // malloc'ed
    size_t length;
};

// A new source of UTF-8 text (`raw` false) or of raw file bytes (`raw` true), or NULL with `*error`.
// Messages name the file.
py_source *py__source_new(const char *bytes, size_t length, bool raw, const char *filename,
                          py_error *error);

void py__source_free(py_source *source);

// The line that has the number `lineno`, from 1, with its newline; {NULL, 0} when there is none.
py_text py__source_line(const char *text, size_t length, int lineno);

// The code point that begins at `*cursor` (before `end`), which it moves behind it; -1 when the
// bytes are not UTF-8, and `*cursor` stays.
int32_t py__utf8_next(const char **cursor, const char *end);

// Writes the UTF-8 form of a code point (a surrogate's too) and returns its length, 1 to 4.
size_t py__utf8_put(char *out, uint32_t code_point);

#endif
