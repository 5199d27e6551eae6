// SPDX-License-Identifier: MIT
// Region memory: a list of malloc'ed chunks, the newest of which is carved from its front.
// Front-end, parse. Chunks double up to 1 MiB, so that a tree costs few calls of malloc.
#include "region.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    ALIGNMENT = 16,
    FIRST_CHUNK = 4 * 1024,
    LARGEST_CHUNK = 1024 * 1024,
};

typedef struct chunk {
    struct chunk *older;
    size_t size; // with this header
} chunk;

_Static_assert(sizeof(chunk) % ALIGNMENT == 0, "blocks follow the header");
_Static_assert(ALIGNMENT >= _Alignof(py_expr) && ALIGNMENT >= _Alignof(py_stmt), "nodes fit");

struct py_region {
    chunk *newest;
    char *next;
    char *limit;
    size_t chunk_size;
};

// ---- Failure injection --------------------------------------------------------------------------

static _Thread_local size_t fail_after;
static _Thread_local size_t allocations;

size_t py_region_fail_after(size_t n) {
    const size_t count = allocations;
    allocations = 0;
    fail_after = n;
    return count;
}

void *py__scratch_resize(void *block, size_t size) {
    allocations++;
    if (fail_after != 0 && allocations >= fail_after) {
        return NULL;
    }
    return realloc(block, size);
}

// ---- The region ---------------------------------------------------------------------------------

py_region *py__region_new(void) {
    py_region *region = py__scratch_resize(NULL, sizeof *region);
    if (region != NULL) {
        *region = (py_region){.chunk_size = FIRST_CHUNK};
    }
    return region;
}

void py__region_free(py_region *region) {
    if (region == NULL) {
        return;
    }
    for (chunk *c = region->newest; c != NULL;) {
        chunk *older = c->older;
        free(c);
        c = older;
    }
    free(region);
}

// A block that the newest chunk cannot hold. A large one gets a chunk of its own, placed behind the
// newest, so that the space left in that is not given up.
static void *alloc_slow(py_region *region, size_t size) {
    if (size > SIZE_MAX - sizeof(chunk)) {
        return NULL;
    }
    const bool alone = size > region->chunk_size / 4 && region->newest != NULL;
    const size_t needed = size + sizeof(chunk);
    const size_t total = alone || needed > region->chunk_size ? needed : region->chunk_size;
    chunk *c = py__scratch_resize(NULL, total);
    if (c == NULL) {
        return NULL;
    }
    c->size = total;
    char *block = (char *)(c + 1);
    if (alone) {
        c->older = region->newest->older;
        region->newest->older = c;
        return block;
    }
    c->older = region->newest;
    region->newest = c;
    region->next = block + size;
    region->limit = (char *)c + total;
    if (region->chunk_size < LARGEST_CHUNK) {
        region->chunk_size *= 2;
    }
    return block;
}

void *py__region_alloc(py_region *region, size_t size) {
    if (size > PTRDIFF_MAX) {
        return NULL;
    }
    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (size > (size_t)(region->limit - region->next)) {
        return alloc_slow(region, size);
    }
    void *block = region->next;
    region->next += size;
    return block;
}

void *py__region_zalloc(py_region *region, size_t size) {
    void *block = py__region_alloc(region, size);
    return block == NULL ? NULL : memset(block, 0, size);
}

char *py__region_copy(py_region *region, const char *bytes, size_t length) {
    char *copy = py__region_alloc(region, length + 1);
    if (copy != NULL) {
        if (length != 0) {
            memcpy(copy, bytes, length);
        }
        copy[length] = '\0';
    }
    return copy;
}
