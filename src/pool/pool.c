// SPDX-License-Identifier: MIT
// Pools: their shape by class, the lists of used ones, the slow paths. Floor pool; SPEC rows: P2 to P5.
//
// The inlined path (heap.h) pops from the free list of the pool in use and pushes onto that of the
// block's own pool. Whatever else can happen comes here, seldom:
//   an allocation finds the list empty  -> carve the next untouched block; or, when there is none,
//                                          the pool is full: it leaves its list and the next one is
//                                          in use; or, when there is none, take an empty pool;
//   a free brings `used` down to `lim`  -> a full pool has room again and is linked; or a used pool
//                                          is empty and goes back to its arena.
// Both are one comparison in the fast path: `lim` is 0 for a used pool, and for a full one what is
// left after `lag` frees.
//
// Why a full pool waits for 4 frees and is then linked right behind the pool in use: by the classic
// rule (the front, at the first free) a steady load alternates between a full pool with one hole and
// a full pool without any, two list operations and a mispredicted branch for each pair, 16 to 25 ns
// where this takes 10 to 15. Putting it at the back is as fast, but a shrinking load then leaves twice
// the memory pinned. Behind the front packs as the classic rule does.

#include "pool.h"

#include <string.h>

#define LAG_BEHIND  4
#define LAG_CLASSIC 1

_Static_assert(sizeof(struct ouro__pool) == 56, "states follow the header at 56");
_Static_assert(offsetof(struct ouro__pool, refs) == OURO__POOL_HEADER, "plain blocks follow at 48");
_Static_assert((OURO_POOL_SIZE - 64) / (OURO_SMALL_MAX + 1) > LAG_BEHIND, "lim is above 0");
_Static_assert(OURO_POOL_SIZE / 8 <= 64 * OURO__BITMAP_WORDS, "a bit for each block");

const struct ouro__pool ouro__no_pool;

// ---- Shapes ----------------------------------------------------------------------------------

// Lays out a pool of blocks of `size` bytes, with a state byte for each or without.
static struct ouro__shape shape_of(size_t size, size_t alignment, int states) {
    const size_t header = states ? sizeof(struct ouro__pool) : OURO__POOL_HEADER;
    const size_t per_block = states ? size + 1 : size;
    size_t capacity = (OURO_POOL_SIZE - header) / per_block;
    size_t first;
    for (;; capacity--) {
        first = header + (states ? capacity : 0);
        first = (first + alignment - 1) / alignment * alignment;
        if (first + capacity * size <= OURO_POOL_SIZE) {
            break;
        }
    }
    const size_t eighths = size / 8;
    return (struct ouro__shape){
        .size = (uint16_t)size,
        .first = (uint16_t)first,
        .capacity = (uint16_t)capacity,
        .recip = (uint16_t)(((1u << 15) + eighths - 1) / eighths),
    };
}

void ouro__pool_shapes(struct ouro__body *body) {
    const size_t alignment = body->options.alignment;
    body->classes = (unsigned)(OURO_SMALL_MAX / alignment);
    body->lag = body->options.rule == OURO_RULE_CLASSIC ? LAG_CLASSIC : LAG_BEHIND;
    for (unsigned cls = 0; cls < body->classes; cls++) {
        body->shape[0][cls] = shape_of((cls + 1) * alignment, alignment, 0);
        body->shape[1][cls] = shape_of((cls + 1) * alignment, alignment, 1);
    }
}

// ---- The lists of used pools -----------------------------------------------------------------

void ouro__pool_show(struct ouro__body *body, ouro_family family, unsigned cls) {
    struct ouro__pool *pool = body->used[family][cls];
    if (pool == NULL || body->fail_at != OURO_FAIL_OFF) {
        // Never written to: nothing is popped from an empty list.
        pool = (struct ouro__pool *)(uintptr_t)&ouro__no_pool;
    }
    // Slot s serves up to 8 * s bytes; 0 bytes are served as 1.
    const unsigned slots = (unsigned)(body->options.alignment / 8);
    struct ouro__pool **current = body->face.current[family];
    for (unsigned slot = cls * slots + 1; slot <= (cls + 1) * slots; slot++) {
        current[slot] = pool;
    }
    if (cls == 0) {
        current[0] = pool;
    }
}

static void unlink_pool(struct ouro__body *body, struct ouro__pool *pool) {
    if (pool->next != NULL) {
        pool->next->prev = pool->prev;
    }
    if (pool->prev != NULL) {
        pool->prev->next = pool->next;
    } else {
        body->used[pool->family][pool->cls] = pool->next;
        ouro__pool_show(body, pool->family, pool->cls);
    }
}

// Links `pool` behind `before`, or at the front when that is NULL.
static void link_pool(struct ouro__body *body, struct ouro__pool *pool, struct ouro__pool *before) {
    struct ouro__pool **hook =
        before != NULL ? &before->next : &body->used[pool->family][pool->cls];
    pool->lim = 0;
    pool->prev = before;
    pool->next = *hook;
    if (pool->next != NULL) {
        pool->next->prev = pool;
    }
    *hook = pool;
    if (before == NULL) {
        ouro__pool_show(body, pool->family, pool->cls);
    }
}

// ---- Allocating ------------------------------------------------------------------------------

// An empty pool for the class, set up and in use. NULL: no memory, or the limit.
static struct ouro__pool *fresh_pool(struct ouro__body *body, ouro_family family, unsigned cls) {
    int warm;
    struct ouro__pool *pool = ouro__arena_take(body, family, cls, &warm);
    if (pool == NULL) {
        return NULL;
    }
    if (!warm) {
        const int states = family == OURO_CONTAINER;
        const struct ouro__shape *shape = &body->shape[states][cls];
        OURO__UNPOISON(pool, shape->first);
        OURO__POISON((char *)pool + shape->first, OURO_POOL_SIZE - shape->first);
        pool->free = NULL;
        pool->used = 0;
        pool->carved = 0;
        pool->capacity = shape->capacity;
        pool->size = shape->size;
        pool->first = shape->first;
        pool->recip = shape->recip;
        if (states) {
            pool->refs = NULL;
            memset(ouro__pool_states(pool), 0, shape->capacity);
        }
    }
    link_pool(body, pool, NULL);
    return pool;
}

void *ouro__pool_alloc(struct ouro__body *body, ouro_family family, unsigned cls) {
    for (;;) {
        struct ouro__pool *pool = body->used[family][cls];
        if (pool == NULL) {
            pool = fresh_pool(body, family, cls);
            if (pool == NULL) {
                return NULL;
            }
        }
        if (pool->free != NULL) {
            return ouro__pool_take(pool);
        }
        if (pool->carved < pool->capacity) {
            pool->used++;
            void *block = ouro__pool_block(pool, pool->carved++);
            OURO__UNPOISON(block, pool->size);
            return block;
        }
        unlink_pool(body, pool);
        pool->lim = (uint16_t)(pool->capacity - body->lag);
    }
}

// ---- Freeing ---------------------------------------------------------------------------------

void ouro__heap_free_slow(ouro_heap *heap, struct ouro__pool *pool) {
    struct ouro__body *body = ouro__body(heap);
    if (pool->used == 0) {
        // It is in its list: a full pool came here earlier, at `lim`, which is above 0.
        unlink_pool(body, pool);
        ouro__arena_give(body, pool);
    } else if (body->options.rule == OURO_RULE_CLASSIC) {
        link_pool(body, pool, NULL);
    } else {
        link_pool(body, pool, body->used[pool->family][pool->cls]);
    }
}

// ---- For the walkers -------------------------------------------------------------------------

void ouro__pool_free_bitmap(const struct ouro__pool *pool, struct ouro__bitmap *bitmap) {
    memset(bitmap, 0, sizeof(*bitmap));
    for (void *block = pool->free; block != NULL; block = ouro__pool_next_free(block)) {
        unsigned index = ouro__pool_index(pool, block);
        bitmap->word[index / 64] |= (uint64_t)1 << (index % 64);
    }
}
