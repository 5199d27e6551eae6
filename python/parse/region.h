// SPDX-License-Identifier: MIT
// Region memory of the parser: bump allocation in chunks, freed all at once.
// Front-end, parse. Invariant: bytes between `next` and `limit` of the newest chunk are free.
#ifndef OURO_PYTHON_PARSE_REGION_H
#define OURO_PYTHON_PARSE_REGION_H

#include <stddef.h>

#include "parse.h"

// A new, empty region, or NULL.
py_region *py__region_new(void);

// Frees the region and all that was allocated from it. NULL is allowed.
void py__region_free(py_region *region);

// `size` bytes, aligned for every node, uninitialised; NULL when there is no memory.
void *py__region_alloc(py_region *region, size_t size);

// The same, filled with zeros.
void *py__region_zalloc(py_region *region, size_t size);

// A copy of `length` bytes closed by a NUL, or NULL.
char *py__region_copy(py_region *region, const char *bytes, size_t length);

// malloc/realloc under the same failure injection; scratch memory, to be freed with free().
void *py__scratch_resize(void *block, size_t size);

#endif
