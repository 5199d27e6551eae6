// SPDX-License-Identifier: MIT
// Where text goes: reports hand it, piece by piece, to a writer of yours; nothing in the library prints.
// Public header of the raw floor.  SPEC row: P10.

#ifndef OURO_WRITE_H
#define OURO_WRITE_H

#include "ouro/base.h"

OURO_BEGIN_DECLS

// Takes `bytes` bytes of text (not zero-terminated).  A result other than 0 ends the output, and
// is what the function that writes returns.
typedef int (*ouro_write_fn)(void *arg, const char *text, size_t bytes);

// A writer for stdio: `file` is a FILE *.  -1 when writing failed.
OURO_API int ouro_write_to_file(void *file, const char *text, size_t bytes);

OURO_END_DECLS

#endif
