// SPDX-License-Identifier: MIT
// Marking what roots reach: what is marked lives.  Floor: gc.
#ifndef OURO_MARK_H
#define OURO_MARK_H

#include "gc_state.h"

// One bit for 16 bytes of the heap's first piece of address space, as far as it is in use.  Containers
// begin at least 24 bytes apart, so each has a bit of its own.
typedef struct ouro__marks {
    uint64_t *bits; // NULL: nothing is marked
    uintptr_t base;
    size_t extent; // bytes of address space
} ouro__marks;

// Bits of a pool's page.
enum { OURO_MARK_WORDS = OURO_POOL_SIZE / 16 / 64 };

static inline const uint64_t *ouro__marks_of_page(const ouro__marks *marks, uintptr_t page) {
    return marks->bits + (page - marks->base) / (16 * 64);
}

static inline bool ouro__is_marked(const ouro__marks *marks, const void *object) {
    const size_t granule = ((uintptr_t)object - marks->base) / 16;
    return marks->bits[granule / 64] >> granule % 64 & 1;
}

// Large containers are marked in their records, by a count that cannot be.
#define OURO_LARGE_MARKED UINT32_MAX

// Marks what the runtime's roots reach, and takes tuples and dicts that hold nothing but atoms out of the
// collector's sight on the way.  Without roots, or without memory for the bits, nothing is marked; without
// memory for the work list, less than there is.  Cost: some ns for each object reached.
void ouro__marks_make(ouro_runtime *runtime, ouro__marks *marks);
void ouro__marks_free(ouro__marks *marks);

#endif
