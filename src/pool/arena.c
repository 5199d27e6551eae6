// SPDX-License-Identifier: MIT
// Arenas: which one gives the next pool, and when one goes back. Floor pool; SPEC rows: P5, P6, P7.
//
// usable_arenas holds the arenas with free pools, fewest first. Pools are taken from its front, the
// fullest arena, so that the emptiest ones at its back are left alone and can drain. Keeping the
// order costs O(1): an arena's count changes by one at a time, so it only ever moves to the other end
// of the arenas that have the count it had, and `last[n]` says where those end.
//
// Inside an arena the pool that became empty last is taken first, since it is in the cache; then the
// lowest empty one; then memory that was never touched. Empty pools are bits in a mask, not a list
// through their headers: so their pages can be purged, and looking for one touches no page.
//
// An arena whose pools are all free is kept for a while, because a load that comes and goes would
// otherwise pay for the same page faults again and again. "A while" is counted in bytes and not in
// time: the empty arenas kept never exceed the larger of the heap's `grace` and an eighth of the
// arenas that are in use. What is above goes back at the moment an arena becomes empty, so a heap
// that shrinks to nothing keeps no more than the grace. ouro_heap_trim keeps none.

#include "pool.h"

#include "os.h"

#include <stdbool.h>

// Of the arenas in use, one in so many may be matched by an empty one.
#define GRACE_SHARE 8

// ---- The list of usable arenas ---------------------------------------------------------------

static void unlink_arena(struct ouro__body *body, struct ouro__arena *arena) {
    if (arena->prev != NULL) {
        arena->prev->next = arena->next;
    } else {
        body->usable = arena->next;
    }
    if (arena->next != NULL) {
        arena->next->prev = arena->prev;
    }
    arena->next = NULL;
    arena->prev = NULL;
}

// Links `arena` behind `before`, or at the front when that is NULL.
static void link_arena(struct ouro__body *body, struct ouro__arena *arena,
                       struct ouro__arena *before) {
    struct ouro__arena **hook = before != NULL ? &before->next : &body->usable;
    arena->prev = before;
    arena->next = *hook;
    if (arena->next != NULL) {
        arena->next->prev = arena;
    }
    *hook = arena;
}

// `arena` no longer counts as one of those with nfree = n, and is still where it was among them.
static void leave_group(struct ouro__body *body, const struct ouro__arena *arena, unsigned n) {
    if (body->last[n] == arena) {
        struct ouro__arena *prev = arena->prev;
        body->last[n] = prev != NULL && prev->nfree == n ? prev : NULL;
    }
}

// The front arena has one free pool less. It had the fewest, so its place stays right.
static void one_less(struct ouro__body *body, struct ouro__arena *arena) {
    leave_group(body, arena, arena->nfree);
    arena->nfree--;
    if (arena->nfree == 0) {
        unlink_arena(body, arena);
    } else {
        body->last[arena->nfree] = arena;
    }
}

// An arena has one free pool more: P7's cases 2, 3 and 4.
static void one_more(struct ouro__body *body, struct ouro__arena *arena) {
    const unsigned n = arena->nfree;
    struct ouro__arena *end = body->last[n];
    if (n == 0) {
        link_arena(body, arena, NULL);
    } else if (end == arena) {
        leave_group(body, arena, n);
    } else {
        unlink_arena(body, arena);
        link_arena(body, arena, end);
    }
    arena->nfree++;
    // Wherever it came from, it now is the first of those with n + 1.
    if (body->last[n + 1] == NULL) {
        body->last[n + 1] = arena;
    }
}

// ---- From and to the system ------------------------------------------------------------------

// A new arena, at the front of usable_arenas, which is empty. NULL: refused.
static struct ouro__arena *new_arena(struct ouro__body *body) {
    if (!ouro__heap_make_room(body, OURO_ARENA_SIZE)) {
        return NULL;
    }
    struct ouro__arena *arena = ouro__piece_record(body);
    if (arena == NULL) {
        return NULL;
    }
    if (ouro__os_commit((void *)arena->base, OURO_ARENA_SIZE) < 0) {
        arena->next = body->unused;
        body->unused = arena;
        return NULL;
    }
    arena->in_use = 1;
    arena->nfree = OURO_ARENA_POOLS;
    link_arena(body, arena, NULL);
    body->last[OURO_ARENA_POOLS] = arena;
    body->arenas_empty++;
    body->arenas_allocated++;
    uint64_t current = body->arenas_allocated - body->arenas_reclaimed;
    if (current > body->arenas_peak) {
        body->arenas_peak = current;
    }
    return arena;
}

// Bytes of the arena that have memory behind them.
static size_t touched(const struct ouro__arena *arena) {
    return (arena->carved - (unsigned)__builtin_popcountll(arena->purged)) * (size_t)OURO_POOL_SIZE;
}

// Gives an arena without pools in use back; its record goes to the unused ones.
static size_t release_arena(struct ouro__body *body, struct ouro__arena *arena) {
    const size_t bytes = touched(arena);
    const unsigned number = ouro__arena_number(arena);
    leave_group(body, arena, OURO_ARENA_POOLS);
    unlink_arena(body, arena);
    ouro__os_decommit((void *)arena->base, OURO_ARENA_SIZE);
    ouro__os_name((void *)arena->base, OURO_ARENA_SIZE, "ouro heap");
    arena->piece->young[number / 64] &= ~((uint64_t)1 << (number % 64));
    arena->free = 0;
    arena->purged = 0;
    arena->carved = 0;
    arena->nfree = 0;
    arena->in_use = 0;
    arena->next = body->unused;
    body->unused = arena;
    body->arenas_empty--;
    body->arenas_reclaimed++;
    return bytes;
}

// Whether more empty arenas are kept than the grace allows.
static bool too_many_empty(const struct ouro__body *body) {
    uint64_t grace = body->options.grace;
    if (grace == 0) {
        return body->arenas_empty > 0;
    }
    uint64_t in_use = body->arenas_allocated - body->arenas_reclaimed - body->arenas_empty;
    uint64_t kept = grace / OURO_ARENA_SIZE + (grace % OURO_ARENA_SIZE != 0);
    if (kept < in_use / GRACE_SHARE) {
        kept = in_use / GRACE_SHARE;
    }
    return body->arenas_empty > kept;
}

size_t ouro__arena_release_empty(struct ouro__body *body) {
    size_t bytes = 0;
    struct ouro__arena *arena;
    while ((arena = body->last[OURO_ARENA_POOLS]) != NULL) {
        bytes += release_arena(body, arena);
    }
    return bytes;
}

// ---- Pools -----------------------------------------------------------------------------------

// The number of the pool to take from an arena with nfree > 0.
static unsigned choose_pool(struct ouro__arena *arena) {
    if (arena->free == 0) {
        return arena->carved++;
    }
    unsigned number = arena->recent;
    if ((arena->free >> number & 1) == 0) {
        number = (unsigned)__builtin_ctzll(arena->free);
    }
    return number;
}

struct ouro__pool *ouro__arena_take(struct ouro__body *body, ouro_family family, unsigned cls,
                                    int *warm) {
    struct ouro__arena *arena = body->usable;
    if (arena == NULL) {
        arena = new_arena(body);
        if (arena == NULL) {
            return NULL;
        }
    }
    if (arena->nfree == OURO_ARENA_POOLS) {
        body->arenas_empty--;
    }
    const unsigned number = choose_pool(arena);
    const uint64_t bit = (uint64_t)1 << number;
    struct ouro__pool *pool = ouro__arena_pool(arena, number);
    *warm = (arena->free & bit) != 0 && (arena->purged & bit) == 0 && pool->cls == cls &&
            pool->family == family;
    one_less(body, arena);
    arena->free &= ~bit;
    arena->purged &= ~bit;
    arena->family[family] |= bit;
    pool->arena = arena;
    pool->cls = (uint8_t)cls;
    pool->family = (uint8_t)family;
    return pool;
}

void ouro__arena_give(struct ouro__body *body, struct ouro__pool *pool) {
    struct ouro__arena *arena = pool->arena;
    const uint64_t bit = ouro__pool_bit(pool);
    arena->family[pool->family] &= ~bit;
    arena->young[0] &= ~bit;
    arena->young[1] &= ~bit;
    arena->free |= bit;
    arena->recent = (uint8_t)ouro__pool_number(pool);
    one_more(body, arena);
    if (arena->nfree == OURO_ARENA_POOLS) {
        body->arenas_empty++;
        while (too_many_empty(body)) {
            release_arena(body, body->last[OURO_ARENA_POOLS]);
        }
    }
}

struct ouro__arena *ouro__arena_of(const struct ouro__body *body, const void *address) {
    const struct ouro__piece *piece = ouro__piece_of(body, address);
    if (piece == NULL) {
        return NULL;
    }
    size_t number = ((uintptr_t)address - piece->base) / OURO_ARENA_SIZE;
    if (number >= piece->records || !piece->arenas[number].in_use) {
        return NULL;
    }
    return &piece->arenas[number];
}

// ---- Trimming --------------------------------------------------------------------------------

// Purges the empty pools of an arena that has others in use, a system call per run of them.
static size_t purge_pools(struct ouro__arena *arena) {
    uint64_t pending = arena->free & ~arena->purged;
    size_t bytes = 0;
    while (pending != 0) {
        unsigned start = (unsigned)__builtin_ctzll(pending);
        uint64_t beyond = ~(pending >> start);
        unsigned length = beyond == 0 ? 64 : (unsigned)__builtin_ctzll(beyond);
        uint64_t run = (length == 64 ? ~(uint64_t)0 : ((uint64_t)1 << length) - 1) << start;
        ouro__os_purge(ouro__arena_pool(arena, start), (size_t)length * OURO_POOL_SIZE);
        arena->purged |= run;
        pending &= ~run;
        bytes += (size_t)length * OURO_POOL_SIZE;
    }
    return bytes;
}

size_t ouro_heap_trim(ouro_heap *heap) {
    struct ouro__body *body = ouro__body(heap);
    size_t bytes = ouro__arena_release_empty(body);
    if (ouro__os_page_size() == OURO_POOL_SIZE) {
        for (struct ouro__arena *arena = body->usable; arena != NULL; arena = arena->next) {
            bytes += purge_pools(arena);
        }
    }
    return bytes;
}
