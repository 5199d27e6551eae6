// SPDX-License-Identifier: MIT
// Giving memory back to the system: when, how much, how. Floor pool; SPEC rows: P7 and its grace.
//
// The rule, for whoever wants to predict it:
//   1. Budget. Of arenas that are empty as a whole, at most max(`grace` bytes, an eighth of the arenas
//      in use) are kept for the next load. When one more becomes empty, a quarter of them and one go
//      back, those with the lowest addresses.
//   2. Delay. An empty arena, and an empty pool of an arena that has others in use, goes back when it
//      has been empty for `delay` ms, at the latest after twice that time and what two sweeps take,
//      provided that the heap is used meanwhile: nothing happens in a heap that nobody calls.
//   3. ouro_heap_trim gives all of it back at once, and the memory asked for ahead of the carving.
//   With grace = 0 there is no budget; with delay = 0 pools of partly used arenas wait for nothing but
//   the next sweep, some hundred slow calls later.
//
// Why two: a load that comes and goes faster than the delay, such as a queue or the garbage of a loop,
// pays no page faults for what it takes again; and a heap that shrinks does not wait. It is an eighth
// because the faults that are saved are then at most as dear as the memory that is held.
//
// How the delay is kept without a thread and without a clock in the fast path: each slow call (a pool
// taken, linked or emptied) counts down to a look at a coarse clock. When `delay` ms have passed since
// the last sweep, that starts another one over the arenas, a few of them per look. What a sweep finds
// empty it marks (`stale`, `idle`); taking a pool clears the mark; what still carries it at the next
// sweep was empty all the time.
//
// Arenas go back in the order of their addresses, so that those which lie together go in one system
// call, and huge pages as a whole. Two arenas share a page of pool headers: it goes when both have.

#include "guard.h"

#include "os.h"

// Of the arenas in use, one in so many may be matched by an empty one.
#define GRACE_SHARE 8

// Slow calls between two looks at the clock, and arenas that a sweep visits per look.
#define CLOCK_EVERY 32u
#define SWEEP_STEP  64u

// Gives the memory of pages back. In a guarded heap nobody can reach them any more.
static void give_pages(const struct ouro__body *body, void *start, size_t size) {
    if (body->guard != NULL) {
        ouro__os_decommit(start, size);
        ouro__os_name(start, size, "ouro heap");
    } else {
        ouro__os_purge(start, size);
    }
}

// ---- Whole arenas ----------------------------------------------------------------------------

// Bytes of the arena that have memory behind them.
static size_t resident(const struct ouro__arena *arena) {
    return (arena->backed - (unsigned)__builtin_popcountll(arena->purged)) * (size_t)OURO_POOL_SIZE;
}

// Gives the pages of pool headers back that belong to the arenas from `first` on, below `end`, alone.
static void purge_headers(const struct ouro__piece *piece, uint32_t first, uint32_t end) {
    const size_t page = ouro__os_page_size();
    const size_t size = sizeof(struct ouro__pool) * OURO_ARENA_POOLS;
    // A neighbour that is vacant has no use for its half of a page either.
    if (first > 0 && ouro__bit(piece->vacant, first - 1)) {
        first--;
    }
    if (end < piece->records && ouro__bit(piece->vacant, end)) {
        end++;
    }
    const uintptr_t from = (first * size + page - 1) / page * page;
    const uintptr_t to = end * size / page * page;
    if (from < to) {
        ouro__os_purge((char *)piece->pools + from, to - from);
    }
}

// Gives the arenas from `first` on, below `end`, all empty, back with one call.
static size_t release_run(struct ouro__body *body, struct ouro__piece *piece, uint32_t first,
                          uint32_t end) {
    void *const start = (void *)piece->arenas[first].base;
    size_t bytes = 0;
    for (uint32_t number = first; number < end; number++) {
        bytes += resident(&piece->arenas[number]);
        ouro__arena_retire(body, &piece->arenas[number]);
    }
    // What was never used behind the last arena may share a huge page with it.
    const uint32_t stop = end == piece->records && body->guard == NULL ? piece->committed : end;
    give_pages(body, start, (size_t)(stop - first) * OURO_ARENA_SIZE);
    for (uint32_t number = first; body->guard != NULL && number < end; number++) {
        ouro__guard_close_arena(piece, number);
    }
    purge_headers(piece, first, end);
    body->bytes_returned += bytes;
    return bytes;
}

size_t ouro__purge_empty(struct ouro__body *body, uint64_t keep) {
    size_t bytes = 0;
    for (size_t i = 0; i < body->npieces; i++) {
        struct ouro__piece *piece = body->pieces[i];
        uint32_t first = 0;
        while (body->arenas_empty > keep &&
               (first = ouro__bit_next(piece->empty, first, piece->records)) < piece->records) {
            uint32_t end = first + 1;
            while (end < piece->records && ouro__bit(piece->empty, end) &&
                   body->arenas_empty - (end - first) > keep) {
                end++;
            }
            bytes += release_run(body, piece, first, end);
            first = end;
        }
    }
    return bytes;
}

uint64_t ouro__purge_allowance(const struct ouro__body *body) {
    const size_t grace = body->options.grace;
    const uint64_t kept = grace / OURO_ARENA_SIZE + (grace % OURO_ARENA_SIZE != 0);
    const uint64_t share = grace == 0 ? 0 : ouro__heap_arenas_in_use(body) / GRACE_SHARE;
    return kept > share ? kept : share;
}

void ouro__heap_bulk_begins(ouro_heap *heap) {
    ouro__body(heap)->in_bulk = 1;
}

void ouro__heap_bulk_ends(ouro_heap *heap) {
    struct ouro__body *body = ouro__body(heap);
    body->in_bulk = 0;
    ouro__purge_empty(body, ouro__purge_allowance(body));
}

// ---- Pools of arenas that have others in use -------------------------------------------------

// Purges the pools of `pending`, all empty, a system call per run of them.
static size_t purge_pools(struct ouro__body *body, struct ouro__arena *arena, uint64_t pending) {
    size_t bytes = 0;
    while (pending != 0) {
        unsigned start = (unsigned)__builtin_ctzll(pending);
        uint64_t beyond = ~(pending >> start);
        unsigned length = beyond == 0 ? 64 : (unsigned)__builtin_ctzll(beyond);
        uint64_t run = (length == 64 ? ~(uint64_t)0 : ((uint64_t)1 << length) - 1) << start;
        give_pages(body, (void *)ouro__arena_page(arena, start), (size_t)length * OURO_POOL_SIZE);
        arena->purged |= run;
        arena->stale &= ~run;
        pending &= ~run;
        body->pools_purged += length;
        bytes += (size_t)length * OURO_POOL_SIZE;
    }
    body->bytes_returned += bytes;
    return bytes;
}

// A pool can be purged alone where it is a page.
static int pools_are_pages(void) {
    return ouro__os_page_size() == OURO_POOL_SIZE;
}

// ---- The sweep -------------------------------------------------------------------------------

static void sweep_arena(struct ouro__body *body, struct ouro__arena *arena) {
    if (arena->nfree == OURO_ARENA_POOLS) {
        if (arena->idle) {
            const uint32_t number = ouro__arena_number(arena);
            release_run(body, arena->piece, number, number + 1);
        } else {
            arena->idle = 1;
        }
        return;
    }
    if (arena->stale != 0 && pools_are_pages()) {
        purge_pools(body, arena, arena->stale);
    }
    arena->stale = arena->free & ~arena->purged;
}

// Goes on with the sweep for a few arenas.
static void sweep_on(struct ouro__body *body) {
    unsigned left = SWEEP_STEP;
    while (body->sweep_piece < body->npieces) {
        const struct ouro__piece *piece = body->pieces[body->sweep_piece];
        while (body->sweep_next < piece->records) {
            if (left-- == 0) {
                return;
            }
            struct ouro__arena *arena = &piece->arenas[body->sweep_next++];
            if (arena->in_use) {
                sweep_arena(body, arena);
            }
        }
        body->sweep_piece++;
        body->sweep_next = 0;
    }
}

void ouro__purge_look(struct ouro__body *body) {
    body->until_clock = CLOCK_EVERY;
    const uint64_t now = ouro__os_clock_coarse_ms();
    if (body->sweep_piece == body->npieces) {
        if (now < body->sweep_due) {
            return;
        }
        body->sweep_piece = 0;
        body->sweep_next = 0;
        ouro__pool_unkeep_all(body);
    }
    sweep_on(body);
    // From what is marked last on: a sweep may take long, where slow calls are few.
    const uint64_t delay = body->options.delay;
    body->sweep_due = delay < UINT64_MAX - now ? now + delay : UINT64_MAX;
}

// ---- At once ---------------------------------------------------------------------------------

// Gives back what a growing heap asked for ahead of the carving (see arena.c).
static size_t purge_ahead(struct ouro__body *body, struct ouro__arena *arena) {
    const size_t bytes = (size_t)(arena->backed - arena->carved) * OURO_POOL_SIZE;
    if (bytes > 0) {
        ouro__os_purge((void *)ouro__arena_page(arena, arena->carved), bytes);
        arena->backed = arena->carved;
        body->bytes_returned += bytes;
    }
    return bytes;
}

size_t ouro_heap_trim(ouro_heap *heap) {
    struct ouro__body *body = ouro__body(heap);
    size_t bytes = body->guard != NULL ? ouro__guard_trim(body) : 0;
    ouro__pool_unkeep_all(body);
    bytes += ouro__purge_empty(body, 0);
    if (pools_are_pages()) {
        for (struct ouro__arena *arena = body->usable; arena != NULL; arena = arena->next) {
            bytes += purge_pools(body, arena, arena->free & ~arena->purged);
            bytes += purge_ahead(body, arena);
        }
    }
    return bytes;
}
