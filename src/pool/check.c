// SPDX-License-Identifier: MIT
// Validates a heap: every equation at the head of pool.h, in the same order, and the totals.
// Floor pool; SPEC rows: P3 to P7.
//
// A check must not crash on what it is there to find, so each link is tested before it is followed,
// and a list is never followed further than there are things it could hold.

#include "pool.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

// What the arenas added up to, compared with the lists and the totals at the end.
struct sums {
    uint64_t arenas;
    uint64_t empty;
    uint64_t usable;
    uint64_t listed[OURO_FAMILIES][OURO_CLASSES_MAX]; // pools with lim = 0
};

// Notes what is broken, for the caller; always false.
static bool OURO_PRINTF(2, 3) broken(struct ouro__body *body, const char *text, ...) {
    va_list arguments;
    va_start(arguments, text);
    vsnprintf(body->message, sizeof(body->message), text, arguments);
    va_end(arguments);
    return false;
}

// ---- Pools -----------------------------------------------------------------------------------

static bool check_shape(struct ouro__body *body, const struct ouro__pool *pool) {
    if (pool->cls >= body->classes) {
        return broken(body, "pool %p: class %u does not exist", (const void *)pool, pool->cls);
    }
    const struct ouro__shape *shape = &body->shape[pool->family == OURO_CONTAINER][pool->cls];
    if (pool->size != shape->size || pool->first != shape->first ||
        pool->capacity != shape->capacity || pool->recip != shape->recip) {
        return broken(body, "pool %p: its header does not describe class %u", (const void *)pool,
                      pool->cls);
    }
    if (pool->used == 0 || pool->used > pool->carved || pool->carved > pool->capacity) {
        return broken(body, "pool %p: 1 <= used %u <= carved %u <= capacity %u fails",
                      (const void *)pool, pool->used, pool->carved, pool->capacity);
    }
    const unsigned full_lim = (unsigned)(pool->capacity - body->lag);
    if (pool->lim != 0 && (pool->lim != full_lim || pool->used <= full_lim)) {
        return broken(body, "pool %p: in no list, but used %u, lim %u, capacity %u",
                      (const void *)pool, pool->used, pool->lim, pool->capacity);
    }
    return true;
}

// The free list holds carved - used different carved blocks; their bits are set in `bitmap`.
static bool check_free_list(struct ouro__body *body, const struct ouro__pool *pool,
                            struct ouro__bitmap *bitmap) {
    memset(bitmap, 0, sizeof(*bitmap));
    unsigned length = 0;
    void *block = pool->free;
    for (; block != NULL; block = ouro__pool_next_free(block)) {
        const uintptr_t offset = (uintptr_t)block - (uintptr_t)pool - pool->first;
        if (offset >= (uintptr_t)pool->carved * pool->size || offset % pool->size != 0) {
            return broken(body, "pool %p: %p in its free list is none of its carved blocks",
                          (const void *)pool, block);
        }
        const unsigned index = (unsigned)(offset / pool->size);
        if (index != ouro__pool_index(pool, block)) {
            return broken(body, "pool %p: block %p is counted wrong", (const void *)pool, block);
        }
        if (ouro__bitmap_has(bitmap, index)) {
            return broken(body, "pool %p: block %p is twice in its free list", (const void *)pool,
                          block);
        }
        bitmap->word[index / 64] |= (uint64_t)1 << (index % 64);
        length++;
    }
    if (pool->used + length != pool->carved) {
        return broken(body, "pool %p: used %u + free %u != carved %u", (const void *)pool,
                      pool->used, length, pool->carved);
    }
    return true;
}

static bool check_states(struct ouro__body *body, const struct ouro__pool *pool,
                         const struct ouro__bitmap *bitmap) {
    const uint8_t *states = ouro__pool_states(pool);
    for (unsigned index = 0; index < pool->capacity; index++) {
        const bool allocated = index < pool->carved && !ouro__bitmap_has(bitmap, index);
        if (!allocated && states[index] != 0) {
            return broken(body, "pool %p: block %p is not allocated, its state byte is 0x%02x",
                          (const void *)pool, ouro__pool_block(pool, index), states[index]);
        }
    }
    return true;
}

static bool check_pool(struct ouro__body *body, const struct ouro__arena *arena, unsigned number,
                       struct sums *sums) {
    const struct ouro__pool *pool = ouro__arena_pool(arena, number);
    if (pool->arena != arena) {
        return broken(body, "pool %p: its arena is %p", (const void *)pool,
                      (const void *)pool->arena);
    }
    if (pool->family >= OURO_FAMILIES || (arena->family[pool->family] >> number & 1) == 0) {
        return broken(body, "pool %p: its arena has it in another family than %u",
                      (const void *)pool, pool->family);
    }
    struct ouro__bitmap bitmap;
    if (!check_shape(body, pool) || !check_free_list(body, pool, &bitmap)) {
        return false;
    }
    if (pool->family == OURO_CONTAINER && !check_states(body, pool, &bitmap)) {
        return false;
    }
    sums->listed[pool->family][pool->cls] += pool->lim == 0;
    return true;
}

// ---- Arenas ----------------------------------------------------------------------------------

static bool check_masks(struct ouro__body *body, const struct ouro__arena *arena) {
    const void *address = (const void *)arena->base;
    const uint64_t used = ouro__arena_used(arena);
    if (arena->carved > OURO_ARENA_POOLS) {
        return broken(body, "arena %p: carved %u", address, arena->carved);
    }
    const uint64_t carved =
        arena->carved == OURO_ARENA_POOLS ? ~(uint64_t)0 : ((uint64_t)1 << arena->carved) - 1;
    const int bits = __builtin_popcountll(arena->free) + __builtin_popcountll(arena->family[0]) +
                     __builtin_popcountll(arena->family[1]) +
                     __builtin_popcountll(arena->family[2]);
    if ((arena->free | used) != carved || bits != arena->carved) {
        return broken(body, "arena %p: free and used pools are not its %u carved ones", address,
                      arena->carved);
    }
    if (arena->nfree != (int)OURO_ARENA_POOLS - arena->carved + __builtin_popcountll(arena->free)) {
        return broken(body, "arena %p: nfree %u", address, arena->nfree);
    }
    if ((arena->purged & ~arena->free) != 0) {
        return broken(body, "arena %p: a pool in use is marked as purged", address);
    }
    const uint64_t young = arena->young[0] | arena->young[1];
    if ((young & ~arena->family[OURO_CONTAINER]) != 0) {
        return broken(body, "arena %p: a pool that holds no containers is young", address);
    }
    const unsigned number = ouro__arena_number(arena);
    if (young != 0 && (arena->piece->young[number / 64] >> (number % 64) & 1) == 0) {
        return broken(body, "arena %p: young pools, but its bit is clear", address);
    }
    return true;
}

static bool check_arena(struct ouro__body *body, const struct ouro__arena *arena,
                        struct sums *sums) {
    if (!check_masks(body, arena)) {
        return false;
    }
    for (uint64_t left = ouro__arena_used(arena); left != 0; left &= left - 1) {
        if (!check_pool(body, arena, (unsigned)__builtin_ctzll(left), sums)) {
            return false;
        }
    }
    sums->arenas++;
    sums->usable += arena->nfree > 0;
    sums->empty += arena->nfree == OURO_ARENA_POOLS;
    return true;
}

static bool check_pieces(struct ouro__body *body, struct sums *sums) {
    for (size_t i = 0; i < body->npieces; i++) {
        const struct ouro__piece *piece = body->pieces[i];
        if (i > 0 && body->pieces[i - 1]->base >= piece->base) {
            return broken(body, "the pieces of address space are not sorted");
        }
        for (uint32_t number = 0; number < piece->records; number++) {
            const struct ouro__arena *arena = &piece->arenas[number];
            if (arena->base != piece->base + (uintptr_t)number * OURO_ARENA_SIZE) {
                return broken(body, "arena record %u: base %p", number, (const void *)arena->base);
            }
            if (arena->in_use ? !check_arena(body, arena, sums)
                              : (arena->nfree | arena->carved) != 0) {
                return arena->in_use ? false
                                     : broken(body, "arena record %u: unused, not clean", number);
            }
        }
    }
    return true;
}

// ---- Lists -----------------------------------------------------------------------------------

// usable_arenas: all arenas with free pools, fewest first, and `last` says where each number ends.
static bool check_usable(struct ouro__body *body, const struct sums *sums) {
    const struct ouro__arena *last[OURO_ARENA_POOLS + 1] = {NULL};
    const struct ouro__arena *prev = NULL;
    const struct ouro__arena *arena = body->usable;
    uint64_t length = 0;
    for (; arena != NULL; prev = arena, arena = arena->next) {
        if (++length > sums->usable || arena->prev != prev || !arena->in_use || arena->nfree == 0) {
            return broken(body, "usable_arenas: %p does not belong there", (const void *)arena);
        }
        if (prev != NULL && prev->nfree > arena->nfree) {
            return broken(body, "usable_arenas: %u free pools before %u", prev->nfree,
                          arena->nfree);
        }
        last[arena->nfree] = arena;
    }
    if (length != sums->usable) {
        return broken(body, "usable_arenas: an arena with free pools is missing");
    }
    for (unsigned n = 1; n <= OURO_ARENA_POOLS; n++) {
        if (body->last[n] != last[n]) {
            return broken(body, "usable_arenas: the last arena with %u free pools is %p, not %p", n,
                          (const void *)last[n], (void *)body->last[n]);
        }
    }
    return true;
}

static bool check_used(struct ouro__body *body, unsigned family, unsigned cls,
                       const struct sums *sums) {
    const struct ouro__pool *prev = NULL;
    const struct ouro__pool *pool = body->used[family][cls];
    uint64_t length = 0;
    for (; pool != NULL; prev = pool, pool = pool->next) {
        if (++length > sums->listed[family][cls] || !ouro_heap_owns(&body->face, pool) ||
            pool->prev != prev || pool->family != family || pool->cls != cls || pool->lim != 0) {
            return broken(body, "used pools of class %u, family %u: %p does not belong there", cls,
                          family, (const void *)pool);
        }
    }
    if (length != sums->listed[family][cls]) {
        return broken(body, "used pools of class %u, family %u: one is missing", cls, family);
    }
    const bool hidden = body->used[family][cls] == NULL || body->fail_at != OURO_FAIL_OFF;
    const struct ouro__pool *shown = hidden ? &ouro__no_pool : body->used[family][cls];
    const size_t alignment = body->options.alignment;
    for (size_t size = cls == 0 ? 0 : cls * alignment + 1; size <= (cls + 1) * alignment; size++) {
        if (body->face.current[family][(size + 7) / 8] != shown) {
            return broken(body, "%zu bytes of family %u are served from another pool than %p", size,
                          family, (const void *)shown);
        }
    }
    return true;
}

static bool check_large(struct ouro__body *body) {
    uint64_t blocks = 0;
    uint64_t bytes = 0;
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        const struct ouro__large *head = &body->large[family];
        const struct ouro__large *large = head;
        do {
            if (large->next == NULL || large->next->prev != large) {
                return broken(body, "large block %p: its ring is broken", (const void *)large);
            }
            large = large->next;
            if (large != head) {
                if (++blocks > body->large_blocks || large->family != family ||
                    large->size <= OURO_SMALL_MAX) {
                    return broken(body, "large block %p: %zu bytes, family %u",
                                  (const void *)(large + 1), large->size, large->family);
                }
                bytes += large->size;
            }
        } while (large != head);
    }
    if (blocks != body->large_blocks || bytes != body->large_bytes) {
        return broken(body, "large blocks: counted %llu with %llu bytes, found %llu with %llu",
                      (unsigned long long)body->large_blocks, (unsigned long long)body->large_bytes,
                      (unsigned long long)blocks, (unsigned long long)bytes);
    }
    return true;
}

// ---- All -------------------------------------------------------------------------------------

static bool check_totals(struct ouro__body *body, const struct sums *sums) {
    if (body->arenas_allocated - body->arenas_reclaimed != sums->arenas ||
        body->arenas_peak < sums->arenas || body->arenas_empty != sums->empty) {
        return broken(body, "arenas: %llu in use with %llu empty, counted otherwise",
                      (unsigned long long)sums->arenas, (unsigned long long)sums->empty);
    }
    for (const struct ouro__arena *arena = body->unused; arena != NULL; arena = arena->next) {
        if (arena->in_use) {
            return broken(body, "arena %p: in use and among the unused records",
                          (const void *)arena->base);
        }
    }
    return true;
}

const char *ouro_heap_check(ouro_heap *heap) {
    struct ouro__body *body = ouro__body(heap);
    struct sums sums;
    memset(&sums, 0, sizeof(sums));
    if (!check_pieces(body, &sums) || !check_totals(body, &sums) || !check_usable(body, &sums)) {
        return body->message;
    }
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        for (unsigned cls = 0; cls < body->classes; cls++) {
            if (!check_used(body, family, cls, &sums)) {
                return body->message;
            }
        }
    }
    return check_large(body) ? NULL : body->message;
}
