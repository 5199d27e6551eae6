// SPDX-License-Identifier: MIT
// The allocator that CPython calls. The plug-in; SPEC rows: P1, P2, P9.
//
// Requests up to 512 bytes are the heap's. Larger ones are malloc's, as in CPython itself, and not
// the heap's large blocks: nobody walks them here, so they need no record in front. Which of the two
// a block is shows in its address.
//
// The domains mem and obj are called with the interpreter's lock held, so one thread at a time is in
// here, and nothing locks. Once there are interpreters with locks of their own (watch.c), the heap's
// inlined parts are off, everything small comes to the slow functions, and those lock.
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "plugin.h"

// Slow calls between two looks at what else there is to do, unless the program's end must not be missed.
#define TICK_EVERY 64

static OURO_NOINLINE void tick(void) {
    __atomic_store_n(&ouro__plugin.due, report_wanted() ? 1 : TICK_EVERY, __ATOMIC_RELAXED);
    settle_soon();
    live_tick();
    report_tick();
}

static inline void count_down(void) {
    const int due = __atomic_load_n(&ouro__plugin.due, __ATOMIC_RELAXED) - 1;
    __atomic_store_n(&ouro__plugin.due, due, __ATOMIC_RELAXED);
    if (OURO_UNLIKELY(due <= 0)) {
        tick();
    }
}

// ---- Blocks above 512 bytes ---------------------------------------------------------------------

// `blocks` and `bytes` more of them; less where they are negative.
static inline void count(int64_t blocks, uint64_t bytes) {
    plugin *p = &ouro__plugin;
    if (OURO_UNLIKELY(p->shared)) {
        __atomic_fetch_add(&p->large_blocks, (uint64_t)blocks, __ATOMIC_RELAXED);
        __atomic_fetch_add(&p->large_bytes, bytes, __ATOMIC_RELAXED);
    } else {
        p->large_blocks += (uint64_t)blocks;
        p->large_bytes += bytes;
    }
}

static void *count_large(void *block) {
    if (OURO_LIKELY(block != NULL)) {
        count(1, malloc_usable_size(block));
        count_down();
    }
    return block;
}

static void free_large(void *block) {
    if (block != NULL) {
        count(-1, 0 - (uint64_t)malloc_usable_size(block));
        free(block);
    }
}

// Both sizes are above 512.
static void *resize_large(void *block, size_t size) {
    const uint64_t old = malloc_usable_size(block);
    void *moved = realloc(block, size);
    if (OURO_LIKELY(moved != NULL)) {
        count(0, malloc_usable_size(moved) - old);
    }
    return moved;
}

// ---- What the inlined path leaves ---------------------------------------------------------------

static OURO_NOINLINE void *malloc_slow(ouro_heap *heap, size_t size) {
    if (size > OURO_SMALL_MAX) {
        return count_large(malloc(size));
    }
    count_down();
    guard_enter();
    void *block = ouro_heap_alloc(heap, size);
    guard_leave();
    return block;
}

static OURO_NOINLINE void free_slow(ouro_heap *heap, void *block) {
    count_down();
    guard_enter();
    const int small = ouro_heap_spans(heap, block);
    if (small) {
        ouro_heap_free(heap, block);
    }
    guard_leave();
    if (!small) {
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

static void *serve_calloc(void *heap, size_t number, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(number, size, &total)) {
        return NULL;
    }
    if (total > OURO_SMALL_MAX) {
        return count_large(calloc(number, size));
    }
    void *block = serve_malloc(heap, total);
    return OURO_LIKELY(block != NULL) ? memset(block, 0, total) : NULL;
}

#define NOT_SMALL SIZE_MAX

// Resizes a block that stays small, or says what `block` is: small, of how many bytes, or not.
static void *resize_small(ouro_heap *heap, void *block, size_t size, size_t *old) {
    void *moved = NULL;
    guard_enter();
    *old = ouro_heap_spans(heap, block) ? ouro_heap_usable_size(heap, block) : NOT_SMALL;
    if (*old != NOT_SMALL && size <= OURO_SMALL_MAX) {
        moved = ouro_heap_realloc(heap, block, size);
    }
    guard_leave();
    return moved;
}

// A block that grows above 512 bytes leaves the heap, one that shrinks to 512 or less comes into it:
// lists and strings are often made large and then cut to their size.
static void *serve_realloc(void *heap, void *block, size_t size) {
    if (block == NULL) {
        return serve_malloc(heap, size);
    }
    size_t old;
    void *moved = resize_small(heap, block, size, &old);
    if (moved != NULL || (old != NOT_SMALL && size <= OURO_SMALL_MAX)) {
        return moved;
    }
    if (old == NOT_SMALL && size > OURO_SMALL_MAX) {
        return resize_large(block, size);
    }
    moved = serve_malloc(heap, size);
    if (moved == NULL) {
        return old != NOT_SMALL ? NULL : block; // what shrinks does not fail
    }
    memcpy(moved, block, old != NOT_SMALL ? old : size);
    serve_free(heap, block);
    return moved;
}

ouro_allocator serve_allocator(void) {
    return (ouro_allocator){ouro__plugin.heap, serve_malloc, serve_calloc, serve_realloc,
                            serve_free};
}

// ---- For the other parts ------------------------------------------------------------------------

void serve_share(void) {
    if (!ouro__plugin.shared) {
        ouro_heap_set_inline(ouro__plugin.heap, 0);
        ouro__plugin.guarded = true;
        ouro__plugin.shared = true;
    }
}

void serve_stats(ouro_heap_stats *stats) {
    *stats = (ouro_heap_stats){.size = sizeof *stats};
    ouro_heap_get_stats(ouro__plugin.heap, stats);
    stats->blocks_large = __atomic_load_n(&ouro__plugin.large_blocks, __ATOMIC_RELAXED);
    stats->bytes_large = __atomic_load_n(&ouro__plugin.large_bytes, __ATOMIC_RELAXED);
    stats->bytes_in_use += stats->bytes_large;
    stats->bytes_committed += stats->bytes_large;
}
