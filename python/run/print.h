// SPDX-License-Identifier: MIT
// What printing an exception carries along.  Front-end, run.
#ifndef OURO_PYTHON_RUN_PRINT_H
#define OURO_PYTHON_RUN_PRINT_H

#include "traceback.h"

typedef struct py_printer {
    py_write_fn write;
    void *arg;
    py_state *state;
    ouro_object *seen; // set of addresses: exceptions shown already
    int depth;         // of exception groups
    bool need_close;   // the last part of a group is still to be closed off
    ouro_object *file; // the file whose text `source` is (owned), or NULL
    char *source;      // malloc'ed, or NULL: cannot be read
    size_t source_length;
} py_printer;

void py__put(const py_printer *printer, const char *text);
void py__put_format(const py_printer *printer, const char *format, ...) OURO_PRINTF(2, 3);
void py__put_spaces(const py_printer *printer, size_t count);
// Writes str(object)'s text, or `failed` if that raises.
void py__put_str(const py_printer *printer, ouro_object *str);
// The indentation of an exception group, and its bar.
void py__put_margin(const py_printer *printer);

// The source line under a traceback entry, and the carets below it (source_line.c).
void py__put_source_line(py_printer *printer, const py_traceback *entry);
// Text and carets of a SyntaxError.
void py__put_syntax_error_text(py_printer *printer, const ouro_exception *error);

// ". Did you mean: 'x'?" for a NameError or AttributeError (suggest.c): new str, or NULL.
ouro_object *py__suggestion(ouro_object *exception);

#endif
