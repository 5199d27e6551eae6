// SPDX-License-Identifier: MIT
// What the tests of the pool floor share: heaps made and destroyed, filled and emptied.

#ifndef OURO_TEST_POOL_SUPPORT_H
#define OURO_TEST_POOL_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "pool.h"

#define MIB ((size_t)1 << 20)

static inline ouro_heap *new_heap(size_t alignment, size_t grace, ouro_pool_rule rule) {
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.valgrind = 0; // it would be another kind of heap
    options.alignment = alignment;
    options.grace = grace;
    options.rule = rule;
    ouro_heap *heap = ouro_heap_new(&options);
    assert_non_null(heap);
    return heap;
}

static inline ouro_heap *plain_heap(void) {
    return new_heap(8, 0, OURO_RULE_BEHIND);
}

static inline void assert_sound(ouro_heap *heap) {
    const char *broken = ouro_heap_check(heap);
    if (broken != NULL) {
        fail_msg("%s", broken);
    }
}

static inline void destroy(ouro_heap *heap) {
    assert_sound(heap);
    ouro_heap_destroy(heap);
}

static inline ouro_heap_stats stats_of(const ouro_heap *heap) {
    ouro_heap_stats stats = {.size = sizeof(stats)};
    ouro_heap_get_stats(heap, &stats);
    return stats;
}

// Allocates `count` blocks of `size` bytes into `blocks`.
static inline void fill(ouro_heap *heap, void **blocks, size_t count, size_t size) {
    for (size_t i = 0; i < count; i++) {
        blocks[i] = ouro_heap_alloc(heap, size);
        assert_non_null(blocks[i]);
    }
}

static inline void drop(ouro_heap *heap, void **blocks, size_t count) {
    for (size_t i = 0; i < count; i++) {
        ouro_heap_free(heap, blocks[i]);
    }
}

// Blocks of 512 bytes: 8 a pool, 512 an arena; as containers 7 a pool.
#define BIG                  512
#define PER_POOL             8
#define PER_ARENA            (PER_POOL * 64)
#define CONTAINERS_PER_ARENA (7 * 64)

// Empties `count` pools of the arena whose blocks begin at `blocks`, from pool `from` on.
static inline void empty_pools(ouro_heap *heap, void **blocks, size_t from, size_t count) {
    drop(heap, blocks + from * PER_POOL, count * PER_POOL);
}

#endif
