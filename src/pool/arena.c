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
// Memory behind a page comes from the system some pages ahead of the carving, since a page fault
// costs more than the page: at most a sixteenth of what the heap has, and never more than the arena.
//
// The pools of a class that grows lie side by side, four at least where there is room: a class that
// carves a page sets those behind it aside, and takes the page behind its last pool before any other.
// Whoever walks objects in the order they were made, as CPython's collector does, then runs through
// memory in strides of 16 KiB and more instead of 4. What is set aside has not been used, needs no
// memory, and is there for others when all else is taken.
//
// What becomes of arenas and pools that are empty is told in purge.c.

#include "guard.h"

#include "os.h"

#include <stdbool.h>

// How far ahead memory is asked for: of the arenas in use, one part in so many, but no more than so many pools.
#define AHEAD_SHARE 16
#define AHEAD_MOST  32u

// Pools that are carved at a time, for one class.
#define RUN 4u

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

static void count_empty(struct ouro__body *body, const struct ouro__arena *arena) {
    body->arenas_empty++;
    ouro__bit_set(arena->piece->empty, ouro__arena_number(arena));
}

static void uncount_empty(struct ouro__body *body, struct ouro__arena *arena) {
    body->arenas_empty--;
    ouro__bit_clear(arena->piece->empty, ouro__arena_number(arena));
    arena->idle = 0;
}

// An arena where there is no usable one: a new one, unless room for it was made by releasing blocks that
// waited, which may give free pools to another. NULL: refused.
static struct ouro__arena *new_arena(struct ouro__body *body) {
    const int fits = ouro__heap_make_room(body, OURO_ARENA_SIZE);
    if (!fits || body->usable != NULL) {
        return body->usable;
    }
    struct ouro__arena *arena = ouro__piece_take(body);
    if (arena == NULL) {
        return NULL;
    }
    link_arena(body, arena, NULL);
    body->last[OURO_ARENA_POOLS] = arena;
    count_empty(body, arena);
    body->arenas_allocated++;
    const uint64_t current = ouro__heap_arenas(body);
    if (current > body->arenas_peak) {
        body->arenas_peak = current;
    }
    return arena;
}

void ouro__arena_retire(struct ouro__body *body, struct ouro__arena *arena) {
    OURO__POISON((void *)arena->base, OURO_ARENA_SIZE);
    leave_group(body, arena, OURO_ARENA_POOLS);
    unlink_arena(body, arena);
    uncount_empty(body, arena);
    body->arenas_reclaimed++;
    ouro__piece_give(arena);
}

// ---- Pools -----------------------------------------------------------------------------------

// Puts memory behind the next page to be carved, and behind some more.
static void back(const struct ouro__body *body, struct ouro__arena *arena) {
    const uint64_t ahead = (ouro__heap_arenas(body) - 1) * OURO_ARENA_POOLS / AHEAD_SHARE;
    const unsigned rest = OURO_ARENA_POOLS - arena->backed;
    unsigned pools = rest < AHEAD_MOST ? rest : AHEAD_MOST;
    if (ahead < pools) {
        pools = ahead == 0 ? 1 : (unsigned)ahead;
    }
    if (pools > 1) {
        ouro__os_populate((void *)ouro__arena_page(arena, arena->backed),
                          (size_t)pools * OURO_POOL_SIZE);
    }
    arena->backed = (uint8_t)(arena->backed + pools);
}

// `count` bits from `first` on; both together are at most 64, and `count` is not.
static uint64_t bits_from(unsigned first, unsigned count) {
    return (((uint64_t)1 << count) - 1) << first;
}

// Carves a run of pools; the first, whose number is returned, is taken, the others are set aside for
// the same class.
static unsigned carve_run(const struct ouro__body *body, struct ouro__arena *arena) {
    const unsigned number = arena->carved;
    const unsigned left = OURO_ARENA_POOLS - number;
    const unsigned end = number + (left < RUN ? left : RUN);
    if (number == arena->backed) {
        back(body, arena);
    }
    const uint64_t aside = bits_from(number + 1, end - number - 1);
    arena->aside |= aside;
    arena->free |= aside;
    if (end > arena->backed) {
        arena->purged |= bits_from(arena->backed, end - arena->backed);
        arena->backed = (uint8_t)end;
    }
    arena->carved = (uint8_t)end;
    return number;
}

// The number of the pool to take from an arena with nfree > 0, for a class whose pools go on at
// `beside`.
static unsigned choose_pool(const struct ouro__body *body, struct ouro__arena *arena,
                            uintptr_t beside) {
    const uint64_t emptied = arena->free & ~arena->purged & ~arena->aside;
    if ((emptied >> arena->recent & 1) != 0) {
        return arena->recent;
    }
    const uintptr_t offset = beside - arena->base;
    const uint64_t pools = emptied != 0 ? emptied : arena->free;
    if (offset < OURO_ARENA_SIZE && (pools >> offset / OURO_POOL_SIZE & 1) != 0) {
        return (unsigned)(offset / OURO_POOL_SIZE);
    }
    if (emptied == 0 && arena->carved < OURO_ARENA_POOLS) {
        return carve_run(body, arena);
    }
    return (unsigned)__builtin_ctzll(pools);
}

struct ouro__pool *ouro__arena_take(struct ouro__body *body, ouro_family family, unsigned cls,
                                    int *warm) {
    if (body->usable == NULL || body->usable->nfree == OURO_ARENA_POOLS) {
        // Before an arena comes into use, nothing may lie idle in the others.
        ouro__pool_unkeep_all(body);
    }
    struct ouro__arena *arena = body->usable;
    if (arena == NULL) {
        arena = new_arena(body);
        if (arena == NULL) {
            return NULL;
        }
    }
    if (arena->nfree == OURO_ARENA_POOLS) {
        uncount_empty(body, arena);
    }
    uintptr_t *beside = &body->beside[family][cls];
    const unsigned number = choose_pool(body, arena, *beside);
    const uint64_t bit = (uint64_t)1 << number;
    struct ouro__pool *pool = arena->pools + number;
    *beside = ouro__arena_page(arena, number + 1);
    if (body->guard != NULL && (arena->purged & bit) != 0 &&
        ouro__os_commit((void *)ouro__arena_page(arena, number), OURO_POOL_SIZE) < 0) {
        body->over_limit = 0; // the system refused, no limit
        if (arena->nfree == OURO_ARENA_POOLS) {
            count_empty(body, arena);
        }
        return NULL;
    }
    *warm = (arena->free & ~arena->purged & ~arena->aside & bit) != 0 && pool->cls == cls &&
            pool->family == family;
    one_less(body, arena);
    arena->free &= ~bit;
    arena->aside &= ~bit;
    arena->purged &= ~bit;
    arena->stale &= ~bit;
    arena->family[family] |= bit;
    pool->cls = (uint8_t)cls;
    pool->family = (uint8_t)family;
    return pool;
}

// An arena has no pools in use but kept ones: those that are empty may not hold it back. All are
// told before the first is given back, which comes here again.
static void unkeep_pools(struct ouro__body *body, struct ouro__arena *arena) {
    struct ouro__pool *const pools = arena->pools;
    uint64_t empty = 0;
    for (uint64_t left = ouro__arena_used(arena); left != 0; left &= left - 1) {
        const int number = __builtin_ctzll(left);
        pools[number].lim = 0;
        empty |= (uint64_t)(pools[number].used == 0) << number;
    }
    arena->kept = 0;
    for (; empty != 0; empty &= empty - 1) {
        ouro__pool_give_back(body, pools + __builtin_ctzll(empty));
    }
}

void ouro__arena_give(struct ouro__body *body, struct ouro__pool *pool) {
    struct ouro__arena *arena = ouro__pool_arena(&body->face, pool);
    const unsigned number = ouro__pool_number(arena, pool);
    const uint64_t bit = (uint64_t)1 << number;
    arena->family[pool->family] &= ~bit;
    for (unsigned flag = 0; flag < OURO_POOL_FLAGS; flag++) {
        arena->flagged[flag] &= ~bit;
    }
    arena->free |= bit;
    arena->recent = (uint8_t)number;
    uintptr_t *beside = &body->beside[pool->family][pool->cls];
    if (*beside == ouro__arena_page(arena, number + 1)) {
        *beside = ouro__arena_page(arena, number);
    }
    one_more(body, arena);
    if (arena->nfree == OURO_ARENA_POOLS) {
        count_empty(body, arena);
        const uint64_t allowance = ouro__purge_allowance(body);
        if (body->arenas_empty > allowance && !body->in_bulk) {
            ouro__purge_empty(body, allowance - allowance / 4);
        }
    } else if (ouro__arena_all_kept(arena, arena->kept) && ouro__heap_arenas_in_use(body) > 1) {
        unkeep_pools(body, arena);
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
