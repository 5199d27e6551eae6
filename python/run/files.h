// SPDX-License-Identifier: MIT
// Reading whole files, for imports and for the source lines of tracebacks.  Front-end, run.
#ifndef OURO_PYTHON_RUN_FILES_H
#define OURO_PYTHON_RUN_FILES_H

#include <stdbool.h>
#include <stddef.h>

// The bytes of a file, closed by a NUL, in malloc'ed memory; NULL with errno set.
char *py__source_read(const char *path, size_t *length);
bool py__source_is_file(const char *path);
bool py__source_is_folder(const char *path);

#endif
