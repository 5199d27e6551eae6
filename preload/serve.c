// SPDX-License-Identifier: MIT
// The allocator that CPython calls. The plug-in; SPEC rows: P1, P2, P9.
//
// Requests up to 512 bytes are the heap's. Larger ones are malloc's, as in CPython itself, and not
// the heap's large blocks: nobody walks them here, so they need no record in front. Which of the two
// a block is shows in its address.
//
// The domains mem and obj are called with the interpreter's lock held, so nothing here locks.
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "plugin.h"

// ---- Blocks above 512 bytes ---------------------------------------------------------------------

static void *count_large(void *block) {
    if (OURO_LIKELY(block != NULL)) {
        ouro__plugin.large_blocks++;
        ouro__plugin.large_bytes += malloc_usable_size(block);
    }
    return block;
}

static void uncount_large(void *block) {
    ouro__plugin.large_blocks--;
    ouro__plugin.large_bytes -= malloc_usable_size(block);
}

static void free_large(void *block) {
    if (block != NULL) {
        uncount_large(block);
        free(block);
    }
}

// Both sizes are above 512.
static void *resize_large(void *block, size_t size) {
    const size_t old = malloc_usable_size(block);
    void *moved = realloc(block, size);
    if (OURO_LIKELY(moved != NULL)) {
        ouro__plugin.large_bytes += malloc_usable_size(moved) - old;
    }
    return moved;
}

// ---- What the inlined path leaves ---------------------------------------------------------------

static OURO_NOINLINE void *malloc_slow(ouro_heap *heap, size_t size) {
    return size > OURO_SMALL_MAX ? count_large(malloc(size)) : ouro_heap_alloc(heap, size);
}

static OURO_NOINLINE void free_slow(ouro_heap *heap, void *block) {
    if (ouro_heap_spans(heap, block)) {
        ouro_heap_free(heap, block);
    } else {
        free_large(block);
    }
}

// ---- The four functions -------------------------------------------------------------------------

static void *serve_malloc(void *heap, size_t size) {
    void *block = ouro_heap_try_alloc(heap, OURO_PLAIN, size);
    return OURO_LIKELY(block != NULL) ? block : malloc_slow(heap, size);
}

static void serve_free(void *heap, void *block) {
    if (OURO_UNLIKELY(!ouro_heap_try_free(heap, OURO_PLAIN, block))) {
        free_slow(heap, block);
    }
}

static void *serve_calloc(void *heap, size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        return NULL;
    }
    if (total > OURO_SMALL_MAX) {
        return count_large(calloc(count, size));
    }
    void *block = serve_malloc(heap, total);
    return OURO_LIKELY(block != NULL) ? memset(block, 0, total) : NULL;
}

// A block that grows above 512 bytes leaves the heap, one that shrinks to 512 or less comes into it:
// lists and strings are often made large and then cut to their size.
static void *serve_realloc(void *heap, void *block, size_t size) {
    if (block == NULL) {
        return serve_malloc(heap, size);
    }
    const int small = ouro_heap_spans(heap, block);
    if (small && size <= OURO_SMALL_MAX) {
        return ouro_heap_realloc(heap, block, size);
    }
    if (!small && size > OURO_SMALL_MAX) {
        return resize_large(block, size);
    }
    void *moved = serve_malloc(heap, size);
    if (moved == NULL) {
        return small ? NULL : block; // shrinking does not fail
    }
    memcpy(moved, block, small ? ouro_heap_usable_size(heap, block) : size);
    serve_free(heap, block);
    return moved;
}

ouro_allocator serve_allocator(void) {
    return (ouro_allocator){ouro__plugin.heap, serve_malloc, serve_calloc, serve_realloc,
                            serve_free};
}
