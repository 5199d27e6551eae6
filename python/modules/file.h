// SPDX-License-Identifier: MIT
// The structure behind all file objects. Front-end, modules; used by the file_*.c files only.
//
// One structure serves text and binary, reading and writing. `in` holds bytes read from the system
// and not yet handed out, `out` bytes written and not yet given to the system; a file that does both
// empties one before it uses the other. Text is decoded when it is handed out, so that a position in
// the file is always the system's less what is left in `in`.
#ifndef OURO_PYTHON_MODULES_FILE_H
#define OURO_PYTHON_MODULES_FILE_H

#include "common.h"

typedef enum py_newline {
    PY_NEWLINE_UNIVERSAL, // all ends of lines read as \n
    PY_NEWLINE_KEEP,      // "": all end lines, none is changed
    PY_NEWLINE_LF,
    PY_NEWLINE_CR,
    PY_NEWLINE_CRLF,
} py_newline;

enum { PY_FILE_ROOM = 8192 };

typedef struct py_file {
    ouro_object head;
    ouro_object *weakrefs;
    ouro_object *name, *mode, *encoding, *errors; // str (name: any object), or NULL
    ouro_object *buffer;                          // of text: the bytes below it, made on demand
    char *in, *out;
    size_t in_start, in_end, in_room; // bytes
    size_t out_used;                  // bytes of PY_FILE_ROOM
    int fd;
    py_newline newline;
    bool text, utf8, readable, writable, line_buffered, close_fd, closed;
} py_file;

static inline py_file *py__file_of(ouro_object *object) {
    return (py_file *)(void *)object;
}

// 0, or -1 with ValueError or io.UnsupportedOperation.
int py__file_check_open(const py_file *file);
int py__file_check_readable(const py_file *file);
int py__file_check_writable(const py_file *file);
// Raises io.UnsupportedOperation. Always -1.
int py__file_unsupported(const char *message);

// Adds bytes to `in`: 1, 0 at the end of the file, -1 with an exception.
int py__file_fill(py_file *file);
// Writes `out` to the system: 0, or -1 with an exception, what was not written is kept.
int py__file_drain(py_file *file);
int py__file_put(py_file *file, const char *bytes, size_t length);
int py__file_close(py_file *file);

// Methods that file_read.c and file_write.c bring to the tables in file_type.c.
ouro_object *py__file_read(ouro_object *self, ouro_object *const *args, size_t nargs);
ouro_object *py__file_readline(ouro_object *self, ouro_object *const *args, size_t nargs);
ouro_object *py__file_readlines(ouro_object *self, ouro_object *const *args, size_t nargs);
ouro_object *py__file_next(ouro_object *self);
ouro_object *py__file_write_method(ouro_object *self, ouro_object *data);
ouro_object *py__file_writelines(ouro_object *self, ouro_object *lines);

extern const ouro_type_spec py__text_file_spec, py__reader_spec, py__writer_spec, py__random_spec;

#endif
