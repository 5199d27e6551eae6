// SPDX-License-Identifier: MIT
// Pools: their shape by class, the lists of used ones, the slow paths. Floor pool; SPEC rows: P2 to P5.
//
// The inlined path (heap.h) pops from the free list of the pool in use and pushes onto that of the
// block's own pool. Whatever else can happen comes here, seldom:
//   an allocation finds the list empty  -> carve the next untouched block (and, where the heap's user
//                                          wants it, some more for the next requests); or, when there is none,
//                                          the pool is full: it leaves its list and the next one is
//                                          in use; or, when there is none, take an empty pool;
//   a free brings `used` down to `lim`  -> a full pool has room again and is linked; or a used pool
//                                          is empty and goes back to its arena.
// Both are one comparison in the fast path: `lim` is 0 for a used pool, and for a full one what is
// left after `lag` frees.
//
// A class's only pool would go to its arena and come back with every pair of requests that the
// program makes while it holds no other block of that class. So it is kept (lim = -1, which no
// count reaches) until it gets company, or its arena has no pools in use but kept ones and could go
// back as a whole, or a sweep comes by. To the outside it is empty.
//
// Where a full pool goes when blocks come back decides speed and packing. By the classic rule (the
// front, at the first free) a steady load alternates between a full pool with one hole and a full pool
// without any: two list operations and mispredicted branches for each pair of requests. Here it is
// linked right behind the pool in use, so that a shrinking load packs as by the classic rule; and
// only when a sixteenth of its blocks have come back, so that each list operation serves several
// requests. What waits in pools outside the list is memory that nobody can have, so a pool waits only
// if its class has another with room when it fills: else its first free links it. At a million
// live objects under random replacement that is 0.20 links a request, with 3.3 % of the blocks' bytes
// free; a fixed wait for 4 frees makes 0.24 and 6.7 %, for 2 frees 0.48 and 2.5 %.

#include "guard.h"

#include <string.h>

#define CACHE_LINE 64u

// Of its blocks, one in so many must come back before a full pool is linked again.
#define LAG_SHARE 16

_Static_assert(sizeof(struct ouro__pool) == 32, "two headers a cache line");
_Static_assert((OURO_POOL_SIZE - 64) / (OURO_SMALL_MAX + 1) > 1, "lim of a full pool is above 0");
_Static_assert(OURO_POOL_SIZE / 8 <= 64 * OURO__BITMAP_WORDS, "a bit for each block");

const struct ouro__pool ouro__no_pool;

// ---- Shapes ----------------------------------------------------------------------------------

// Where the first block of a page without a sidecar begins. Blocks of whole cache lines would begin
// with one, and then a collector that reads the head of each goes over lines that are never
// neighbours when every other block is another object's. CPython's full collection of 125,000
// objects in blocks of 64 bytes, half of them freed and filled again, takes 1.6 times as long then
// as with blocks that begin 48 bytes into a line, where the two headers in front of an object lie in
// one line and the object in the next. So a client of alignment 16, who has such a header, gets that,
// unless it takes more than one block in 32.
static size_t lead_of(size_t size, size_t alignment) {
    const size_t lead = CACHE_LINE - alignment;
    const size_t without = OURO_POOL_SIZE / size;
    const size_t lost = without - (OURO_POOL_SIZE - lead) / size;
    return alignment == 16 && size % CACHE_LINE == 0 && lost * 32 <= without ? lead : 0;
}

// Lays out a page of blocks of `size` bytes, with a sidecar for their states or without. `before` the
// first one so many bytes are left; there are `most` blocks at most.
static struct ouro__shape shape_of(size_t size, size_t alignment, int states, size_t before,
                                   size_t most) {
    const size_t lead = before == 0 ? lead_of(size, alignment) : 0;
    const size_t head = before + (states ? offsetof(struct ouro__sidecar, states) : lead);
    const size_t per_block = states ? size + 1 : size;
    size_t capacity = (OURO_POOL_SIZE - head) / per_block;
    capacity = capacity < most ? capacity : most;
    size_t first;
    for (;; capacity--) {
        first = head + (states ? capacity : 0);
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
    body->class_shift = (unsigned)__builtin_ctzl(alignment);
    const size_t before = body->guard != NULL ? ouro__guard_before(body->guard) : 0;
    const size_t most = body->guard != NULL ? OURO__GUARD_BLOCKS : OURO_POOL_SIZE;
    for (unsigned cls = 0; cls < body->classes; cls++) {
        body->face.shape[0][cls] = shape_of((cls + 1) * alignment, alignment, 0, before, most);
        body->face.shape[1][cls] = shape_of((cls + 1) * alignment, alignment, 1, before, most);
    }
}

// ---- The lists of used pools -----------------------------------------------------------------

void ouro__pool_show(struct ouro__body *body, ouro_family family, unsigned cls) {
    struct ouro__pool *pool = body->used[family][cls];
    if (pool == NULL || body->slow != 0) {
        // Never written to: nothing is popped from an empty list.
        pool = (struct ouro__pool *)(uintptr_t)&ouro__no_pool;
    }
    // Slot s serves up to 8 * s bytes; 0 bytes are served as 1.
    const unsigned slots = (unsigned)(body->options.alignment / 8);
    struct ouro__pool **current = body->face.current[family];
    if (current[cls * slots + 1] == pool) {
        return; // threads that share a heap may be reading it
    }
    for (unsigned slot = cls * slots + 1; slot <= (cls + 1) * slots; slot++) {
        current[slot] = pool;
    }
    if (cls == 0) {
        current[0] = pool;
    }
}

static void unlink_pool(struct ouro__body *body, struct ouro__pool *pool) {
    if (OURO_UNLIKELY(body->guard != NULL)) {
        ouro__guard_verify_pool(body, pool);
    }
    if (pool->next != NULL) {
        pool->next->prev = pool->prev;
    }
    if (pool->prev != NULL) {
        pool->prev->next = pool->next;
    } else {
        body->used[pool->family][pool->cls] = pool->next;
        ouro__pool_show(body, (ouro_family)pool->family, pool->cls);
    }
}

// Links `pool` behind `before`, or at the front when that is NULL.
static void link_pool(struct ouro__body *body, struct ouro__pool *pool, struct ouro__pool *before) {
    struct ouro__pool **hook =
        before != NULL ? &before->next : &body->used[pool->family][pool->cls];
    if (OURO_UNLIKELY(body->guard != NULL) && *hook != NULL) {
        ouro__guard_verify_pool(body, *hook);
    }
    pool->lim = 0;
    pool->prev = before;
    pool->next = *hook;
    if (pool->next != NULL) {
        pool->next->prev = pool;
    }
    *hook = pool;
    if (before == NULL) {
        ouro__pool_show(body, (ouro_family)pool->family, pool->cls);
    }
}

void ouro__pool_give_back(struct ouro__body *body, struct ouro__pool *pool) {
    unlink_pool(body, pool);
    ouro__arena_give(body, pool);
}

// ---- Keeping a class's only pool -------------------------------------------------------------

// Keeps a class's only pool, which is empty, if that holds no arena back: 1, or 0.
static int keep(const struct ouro__body *body, struct ouro__pool *pool) {
    struct ouro__arena *arena = ouro__pool_arena(&body->face, pool);
    if (pool->prev != NULL || pool->next != NULL || body->options.grace == 0 ||
        (ouro__arena_all_kept(arena, arena->kept + 1u) && ouro__heap_arenas_in_use(body) > 1)) {
        return 0;
    }
    pool->lim = OURO__KEPT;
    arena->kept++;
    return 1;
}

void ouro__pool_unkeep(struct ouro__body *body, struct ouro__pool *pool) {
    pool->lim = 0;
    ouro__pool_arena(&body->face, pool)->kept--;
    if (pool->used == 0) {
        ouro__pool_give_back(body, pool);
    }
}

void ouro__pool_unkeep_all(struct ouro__body *body) {
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        for (unsigned cls = 0; cls < body->classes; cls++) {
            struct ouro__pool *pool = body->used[family][cls];
            if (pool != NULL && pool->lim == OURO__KEPT) {
                ouro__pool_unkeep(body, pool);
            }
        }
    }
}

// ---- Allocating ------------------------------------------------------------------------------

// Prepares the page of a pool that served another class or family before, or none.
static void set_up_page(const struct ouro__body *body, const struct ouro__pool *pool) {
    const struct ouro__shape *shape = ouro__pool_shape(&body->face, pool);
    const uintptr_t page = ouro__pool_page(&body->face, pool);
    if (body->guard != NULL) {
        ouro__shade_open(body->guard->watched, (void *)page, OURO_POOL_SIZE);
    }
    OURO__UNPOISON((void *)page, shape->first);
    OURO__POISON((void *)(page + shape->first), (size_t)OURO_POOL_SIZE - shape->first);
    if (pool->family == OURO_CONTAINER) {
        struct ouro__sidecar *sidecar = ouro__sidecar(page);
        sidecar->refs = NULL;
        sidecar->first = shape->first;
        sidecar->recip = shape->recip;
        memset(sidecar->states, 0, shape->capacity);
    }
}

// A pool for the class, set up and in use, empty but where room had to be made. NULL: no memory, or
// the limit.
static OURO_NOINLINE struct ouro__pool *fresh_pool(struct ouro__body *body, ouro_family family,
                                                   unsigned cls) {
    ouro__purge_tick(body);
    int warm;
    struct ouro__pool *pool = ouro__arena_take(body, family, cls, &warm);
    if (pool == NULL) {
        // Perhaps one of the class got a block back while room was made.
        return body->used[family][cls];
    }
    if (!warm) {
        pool->free = NULL;
        pool->used = 0;
        pool->carved = 0;
        set_up_page(body, pool);
        if (body->guard != NULL) {
            ouro__guard_lay_out(body, pool);
        }
    }
    link_pool(body, pool, NULL);
    return pool;
}

// Up to `count` more untouched blocks become the free list, which is empty, in the order of their
// addresses: the next requests then take the inlined path, and get what they would have got.
static void carve_more(const struct ouro__body *body, struct ouro__pool *pool,
                       const struct ouro__shape *shape, size_t count) {
    const uintptr_t page = ouro__pool_page(&body->face, pool);
    const size_t left = shape->capacity - pool->carved;
    void *next = NULL;
    count = count < left ? count : left;
    for (size_t i = pool->carved + count; i-- > pool->carved;) {
        void *block = ouro__page_block(page, shape, (unsigned)i);
        OURO__UNPOISON(block, sizeof(ouro__link));
        *(ouro__link *)block = next;
        OURO__POISON(block, sizeof(ouro__link));
        next = block;
    }
    pool->free = next;
    pool->carved = (uint16_t)(pool->carved + count);
}

// The next block that was never handed out; there is one.
static inline void *carve(const struct ouro__body *body, struct ouro__pool *pool,
                          const struct ouro__shape *shape) {
    void *block = ouro__page_block(ouro__pool_page(&body->face, pool), shape, pool->carved);
    OURO__UNPOISON(block, shape->size);
    pool->carved++;
    pool->used++;
    if (body->options.carve > 1) {
        carve_more(body, pool, shape, body->options.carve - 1);
    }
    return block;
}

int ouro__pool_full_lim(const struct ouro__body *body, const struct ouro__shape *shape,
                        int others) {
    if (body->options.rule == OURO_RULE_CLASSIC || !others) {
        return shape->capacity - 1;
    }
    return shape->capacity - (shape->capacity + LAG_SHARE - 1) / LAG_SHARE;
}

// The pool in use is full: out of its list, until enough blocks come back.
static void set_aside(struct ouro__body *body, struct ouro__pool *pool) {
    const int others = pool->next != NULL;
    if (pool->lim == OURO__KEPT) {
        ouro__pool_unkeep(body, pool);
    }
    unlink_pool(body, pool);
    pool->lim = (int16_t)ouro__pool_full_lim(body, ouro__pool_shape(&body->face, pool), others);
}

// The pool in use has no block to give: the next one that has, or a fresh one. NULL: no memory.
static struct ouro__pool *next_pool(struct ouro__body *body, ouro_family family, unsigned cls) {
    if (body->used[family][cls] != NULL) {
        set_aside(body, body->used[family][cls]);
    }
    struct ouro__pool *pool = body->used[family][cls];
    return pool != NULL ? pool : fresh_pool(body, family, cls);
}

// What is left when the pool in use has nothing to carve.
static OURO_NOINLINE void *alloc_elsewhere(struct ouro__body *body, ouro_family family,
                                           unsigned cls) {
    const struct ouro__shape *shape = &body->face.shape[family == OURO_CONTAINER][cls];
    struct ouro__pool *pool = body->used[family][cls];
    for (;;) {
        if (pool != NULL && pool->free != NULL) {
            return ouro__pool_take(&body->face, pool);
        }
        if (pool != NULL && pool->carved < shape->capacity) {
            return carve(body, pool, shape);
        }
        pool = next_pool(body, family, cls);
        if (pool == NULL) {
            return ouro__insist(body, family, body->face.shape[0][cls].size, 0);
        }
    }
}

void *ouro__pool_alloc(struct ouro__body *body, ouro_family family, unsigned cls) {
    const struct ouro__shape *shape = &body->face.shape[family == OURO_CONTAINER][cls];
    struct ouro__pool *pool = body->used[family][cls];
    if (OURO_LIKELY(pool != NULL && pool->free == NULL && pool->carved < shape->capacity)) {
        return carve(body, pool, shape);
    }
    return alloc_elsewhere(body, family, cls);
}

struct ouro__pool *ouro__pool_with_room(struct ouro__body *body, ouro_family family, unsigned cls) {
    const struct ouro__shape *shape = &body->face.shape[family == OURO_CONTAINER][cls];
    struct ouro__pool *pool = body->used[family][cls];
    while (pool == NULL || pool->used == shape->capacity) {
        pool = next_pool(body, family, cls);
        if (pool == NULL) {
            return NULL;
        }
    }
    return pool;
}

// ---- Freeing ---------------------------------------------------------------------------------

// A full pool has room again: into its class's list, by the heap's rule.
static void link_again(struct ouro__body *body, struct ouro__pool *pool) {
    struct ouro__pool *front = body->used[pool->family][pool->cls];
    if (front != NULL && front->lim == OURO__KEPT) {
        ouro__pool_unkeep(body, front);
        front = body->used[pool->family][pool->cls];
    }
    link_pool(body, pool, body->options.rule == OURO_RULE_CLASSIC ? NULL : front);
}

void ouro__heap_free_slow(ouro_heap *heap, struct ouro__pool *pool) {
    struct ouro__body *body = ouro__body(heap);
    if (pool->used != 0) {
        link_again(body, pool);
    } else if (!keep(body, pool)) {
        // It is in its list: a full pool came here earlier, at `lim`, which is above 0.
        ouro__pool_give_back(body, pool);
    }
    ouro__purge_tick(body);
}

void ouro__pool_put_all(ouro_heap *heap, struct ouro__pool *pool) {
    const uintptr_t page = ouro__pool_page(heap, pool);
    if (pool->lim > 0) {
        link_again(ouro__body(heap), pool);
    }
    if (pool->family == OURO_CONTAINER) {
        memset(ouro__sidecar(page)->states, 0, pool->carved);
    }
    OURO__POISON((void *)(page + ouro__pool_shape(heap, pool)->first),
                 (size_t)OURO_POOL_SIZE - ouro__pool_shape(heap, pool)->first);
    pool->free = NULL;
    pool->used = 0;
    pool->carved = 0;
    if (pool->lim != OURO__KEPT) { // which stays, as when its blocks come back one by one
        ouro__heap_free_slow(heap, pool);
    }
}

// ---- For the walkers -------------------------------------------------------------------------

void ouro__pool_free_bitmap(const ouro_heap *heap, const struct ouro__pool *pool,
                            struct ouro__bitmap *bitmap) {
    if (ouro__body(heap)->guard != NULL) {
        ouro__guard_free_bitmap(heap, pool, bitmap);
        return;
    }
    const struct ouro__shape *shape = ouro__pool_shape(heap, pool);
    memset(bitmap, 0, sizeof(*bitmap));
    for (void *block = pool->free; block != NULL; block = ouro__pool_next_free(block)) {
        unsigned index = ouro__block_index(shape, block);
        bitmap->word[index / 64] |= (uint64_t)1 << (index % 64);
    }
}
