// SPDX-License-Identifier: MIT
// Full collections in slices, between which the program runs.  Floor: gc.  SPEC rows G2, G5.
//
// A round has four phases, each cut into steps of limited work:
//
//   marking   what roots reach is alive (mark.c).  There is no write barrier: what the program moved behind
//             the back of the marking stays unmarked, although it lives.
//   sweeping  page by page, sets are made of the unmarked of the oldest generation and what they reach,
//             no more objects than the grain.  Trial deletion over a set alone (reach.c), at one moment, tells for
//             certain which of them are garbage: they are disposed of.  The others are doubtful: somebody
//             outside the set refers to them, who may be garbage himself.
//   ordering  the doubtful are listed so that, but for small errors, whoever refers to others comes before
//             them: the end of a depth-first search, read backwards.
//   ending    from that list sets are made as before.  Now those who refer to a set from outside were there
//             before and found alive, so that what is not garbage is marked.
//
// A set need not be closed.  What belongs together and is larger than a set looks alive at every end; then
// it is put off to the next round; and when a round puts off more than a PUT_OFF_SHARE of what is alive,
// the next one is no round but a collection at once.  So pauses are bounded by the size of a set as long as
// cycles of garbage are small, and garbage is bounded always: it waits for two rounds at most.
//
// What was made since the round began is not looked for.  Nothing is kept from slice to slice but bits and
// the list, whose entries are checked before use.
#include "collection.h"
#include "os.h"
#include "pile.h"

// The grain, OURO_GC_GRAIN if nobody changed it, is the most objects of a set, and what a step looks at:
// pages in sweeping, objects in ordering, and MARK_GRAINS times as many in marking, which is quicker.
enum { MARK_GRAINS = 6, PUT_OFF_SHARE = 8, AHEAD = 8 };

enum phase { MARKING, SWEEPING, ORDERING, ENDING };

struct ouro__cycle {
    enum phase phase;
    ouro__marks marks;
    uint32_t born; // objects of the round are older

    struct ouro__walk walk; // over the pages, of sweeping
    unsigned next;          // block of the page that the walk is at
    ouro__pile doubtful;    // `scanned` tells who is in it
    ouro__pile ordered;     // the last first

    size_t visited, collected, uncollectable, put_off;
    size_t grain;
    bool stepping, given_up; // a slice runs; foreign code in it wants no more of the round
};

typedef struct ouro__cycle cycle;

// ---- Who is looked for ----------------------------------------------------------------------

static inline bool is_in_extent(const cycle *round, const void *object) {
    return (uintptr_t)object - round->marks.base < round->marks.extent;
}

// Of an object in the extent: who is unmarked and has this bit is doubtful.
static inline size_t offset_of(const cycle *round, const ouro_object *object) {
    return (uintptr_t)object - round->marks.base;
}

static inline bool is_doubtful(const cycle *round, const ouro_object *object) {
    return ouro__bit_is_set(round->marks.scanned, offset_of(round, object));
}

// What `refs` of a large container says when it is doubtful.
#define LARGE_DOUBTFUL (OURO_LARGE_MARKED - 1)

// One of the oldest generation, which was there when the round began.
static inline bool is_of_round(const cycle *round, const ouro_object *object, uint8_t state) {
    return state & OURO_STATE_TRACKED && ouro__generation(state) == OURO_GENERATIONS - 1 &&
           (int32_t)(object->birth - round->born) < 0;
}

// ---- Sets -----------------------------------------------------------------------------------

typedef struct set {
    ouro_runtime *runtime;
    cycle *round;
    ouro__pile objects;
    bool cut; // it is full: what it reaches is not all in it
} set;

// Whether sweeping has looked at the object already, in vain: it is left for later.
static bool is_left(const cycle *round, const ouro_object *object) {
    if (round->phase != SWEEPING) {
        return false;
    }
    return is_in_extent(round, object) ? is_doubtful(round, object)
                                       : ouro__large_of(object)->refs == LARGE_DOUBTFUL;
}

static int join(ouro_object *referent, void *arg) {
    set *s = arg;
    if (!ouro__is_unmarked(s->runtime, &s->round->marks, referent) || is_left(s->round, referent)) {
        return 0;
    }
    uint8_t *state = ouro__gc_state(s->runtime, referent);
    if (*state & OURO_STATE_MARK) {
        return 0;
    }
    if (s->objects.count == s->round->grain || !ouro__pile_push(&s->objects, referent)) {
        s->cut = true;
        return 0;
    }
    *state |= OURO_STATE_MARK;
    return 0;
}

static void join_with_referents(set *s, ouro_object *object) {
    size_t next = s->objects.count;
    join(object, s);
    for (; next < s->objects.count; next++) {
        if (next + AHEAD < s->objects.count) {
            OURO_PREFETCH(s->objects.items[next + AHEAD]);
        }
        ouro__each_referent(s->objects.items[next], join, s);
    }
}

static void doubt(cycle *round, ouro_object *object) {
    if (!is_in_extent(round, object)) {
        ouro__large_of(object)->refs = LARGE_DOUBTFUL;
    } else if (ouro__pile_push(&round->doubtful, object)) {
        ouro__set_bit(round->marks.scanned, offset_of(round, object));
    } // else it is looked at again from another set
}

static void keep(cycle *round, ouro_object *object) {
    if (is_in_extent(round, object)) {
        ouro__marks_add(&round->marks, object);
    } else {
        ouro__large_of(object)->refs = OURO_LARGE_MARKED;
    }
}

static void release_survivors(const set *s) {
    cycle *round = s->round;
    for (size_t i = 0; i < s->objects.count; i++) {
        ouro_object *object = s->objects.items[i];
        if (*ouro__gc_state(s->runtime, object) & OURO_STATE_MARK) {
            continue;
        }
        if (round->phase == SWEEPING) {
            doubt(round, object);
        } else {
            round->put_off += s->cut;
            keep(round, object);
        }
    }
}

static void unmark_all(const set *s) {
    for (size_t i = 0; i < s->objects.count; i++) {
        *ouro__gc_state(s->runtime, s->objects.items[i]) &= (uint8_t)~OURO_STATE_MARK;
    }
}

// Decides about the set, disposes of its garbage, and empties it.
static void decide(set *s) {
    ouro__collection c = {.runtime = s->runtime,
                          .gc = s->runtime->gc,
                          .generation = OURO_GENERATIONS - 1,
                          .older = OURO_GENERATIONS - 1};
    if (ouro__gc_set_of(&c, s->objects.items, s->objects.count) < 0) {
        unmark_all(s);
    } else {
        ouro__gc_set_find(&c, s->objects.items, s->objects.count);
        release_survivors(s);
        if (c.unreachable) {
            ouro__dispose(&c);
        }
        s->round->visited += s->objects.count;
        s->round->collected += c.unreachable;
        s->round->uncollectable += c.uncollectable;
    }
    ouro__gc_set_free(&c);
    free(s->objects.items);
}

// ---- Sweeping -------------------------------------------------------------------------------

static int fetch_mark(ouro_object *referent, void *arg) {
    const cycle *round = arg;
    if (is_in_extent(round, referent)) {
        ouro__fetch_bit(round->marks.bits, offset_of(round, referent));
    }
    return 0;
}

// What joining those who come up soon would wait for: whether their referents are marked, as most are.
static void fetch_marks_of(cycle *round, const struct ouro__pool *pool,
                           const struct ouro__shape *shape, unsigned i) {
    const uintptr_t page = round->walk.page;
    if (i < pool->carved && ouro__sidecar(page)->states[i] & OURO_STATE_TRACKED) {
        ouro_object *object = ouro__page_block(page, shape, i);
        if (!ouro__is_marked(&round->marks, object)) {
            ouro__each_referent(object, fetch_mark, round);
        }
    }
}

// From the blocks of the page that the walk is at.  False: the set is full.
static bool sweep_page(set *s, const struct ouro__pool *pool) {
    cycle *round = s->round;
    const uintptr_t page = round->walk.page;
    const struct ouro__shape *shape = ouro__pool_shape(s->runtime->face.heap, pool);
    const uint8_t *states = ouro__sidecar(page)->states;
    for (; round->next < pool->carved; round->next++) {
        ouro_object *object = ouro__page_block(page, shape, round->next);
        fetch_marks_of(round, pool, shape, round->next + AHEAD);
        if (s->objects.count == s->round->grain) {
            return false;
        }
        if (states[round->next] & OURO_STATE_TRACKED && !ouro__is_marked(&round->marks, object) &&
            is_of_round(round, object, states[round->next])) {
            join_with_referents(s, object);
        }
    }
    round->next = 0;
    return true;
}

// One set.  True: all pages were looked at.
static bool sweep(ouro_runtime *runtime, cycle *round) {
    set s = {.runtime = runtime, .round = round};
    const struct ouro__pool *pool = NULL;
    for (size_t pages = 0; pages < round->grain; pages++) {
        pool = ouro__walk_next(&round->walk);
        if (!pool) {
            break;
        }
        if (is_in_extent(round, (const void *)round->walk.page) &&
            !ouro__marks_cover(&round->marks, round->walk.page, pool->used) &&
            !sweep_page(&s, pool)) {
            ouro__walk_again(&round->walk);
            break;
        }
    }
    decide(&s);
    return !pool;
}

// ---- Ordering -------------------------------------------------------------------------------

// A depth-first search: objects to enter, and, with the lowest bit set, objects to leave.  Whoever is
// entered is not doubtful any more.
typedef struct search {
    ouro_runtime *runtime;
    cycle *round;
    ouro__pile stack;
    size_t budget;
} search;

static int enter_later(ouro_object *referent, void *arg) {
    search *s = arg;
    if (is_in_extent(s->round, referent) && is_doubtful(s->round, referent) &&
        ouro__is_unmarked(s->runtime, &s->round->marks, referent)) {
        ouro__pile_push(&s->stack, referent); // without memory it is entered from the list
    }
    return 0;
}

// Whether the block holds an object of the round still: its page tells.
static bool is_there(const ouro_runtime *runtime, const cycle *round, const ouro_object *object) {
    if (!ouro__is_near_container(runtime->face.heap, object)) {
        return false;
    }
    const struct ouro__pool *pool = ouro__pool_near(runtime->face.heap, object);
    const unsigned i = ouro__container_index(object);
    const uintptr_t page = (uintptr_t)object & ~(uintptr_t)(OURO_POOL_SIZE - 1);
    return i < pool->carved &&
           ouro__page_block(page, ouro__pool_shape(runtime->face.heap, pool), i) == object &&
           is_of_round(round, object, *ouro__container_state(object));
}

static void search_on(search *s) {
    while (s->stack.count) {
        const uintptr_t word = (uintptr_t)s->stack.items[--s->stack.count];
        ouro_object *object = (ouro_object *)(word & ~(uintptr_t)1);
        if (word & 1) {
            ouro__pile_push(&s->round->ordered, object);
        } else if (is_doubtful(s->round, object) && s->budget) {
            ouro__clear_bit(s->round->marks.scanned, offset_of(s->round, object));
            if (ouro__pile_push(&s->stack, (ouro_object *)(word | 1))) {
                ouro__each_referent(object, enter_later, s);
            }
            s->budget--;
        } // without budget it is entered from the list, a little out of order
    }
}

// True: nobody is doubtful any more.
static bool order(ouro_runtime *runtime, cycle *round) {
    search s = {runtime, round, {0}, round->grain};
    while (s.budget && round->doubtful.count) {
        ouro_object *object = round->doubtful.items[round->doubtful.count - 1];
        if (is_doubtful(round, object) && is_there(runtime, round, object) &&
            ouro__pile_push(&s.stack, object)) {
            search_on(&s);
        } else {
            round->doubtful.count--;
        }
    }
    free(s.stack.items);
    return !round->doubtful.count;
}

// ---- Ending ---------------------------------------------------------------------------------

static void gather(set *s) {
    cycle *round = s->round;
    while (round->ordered.count && s->objects.count < round->grain) {
        ouro_object *object = round->ordered.items[--round->ordered.count];
        if (is_there(s->runtime, round, object)) {
            join_with_referents(s, object);
        }
    }
}

// Large containers that nobody small refers to; they are few.
static void gather_large(set *s) {
    const ouro_heap *heap = s->runtime->face.heap;
    struct ouro__large *large = ouro__large_first(heap, OURO_CONTAINER);
    for (; large != ouro__large_end(heap, OURO_CONTAINER); large = large->next) {
        if (large->refs != OURO_LARGE_MARKED &&
            is_of_round(s->round, ouro__large_block(large), large->state)) {
            join_with_referents(s, ouro__large_block(large));
        }
    }
}

// One set.  True: the round is over.
static bool end(ouro_runtime *runtime, cycle *round) {
    set s = {.runtime = runtime, .round = round};
    const bool last = !round->ordered.count;
    if (last) {
        gather_large(&s);
    } else {
        gather(&s);
    }
    decide(&s);
    return last;
}

// ---- Rounds ---------------------------------------------------------------------------------

int ouro__gc_cycle_begin(ouro_runtime *runtime) {
    if (runtime->gc->cycle) {
        return 0;
    }
    cycle *round = calloc(1, sizeof *round);
    if (!round || !ouro__marks_begin(runtime, &round->marks)) {
        free(round);
        return -1;
    }
    round->born = runtime->next_birth;
    round->grain = runtime->gc->grain ? runtime->gc->grain : OURO_GC_GRAIN;
    runtime->gc->cycle = round;
    return 0;
}

void ouro__gc_cycle_drop(ouro_runtime *runtime) {
    cycle *round = runtime->gc->cycle;
    if (round && round->stepping) {
        round->given_up = true;
    } else if (round) {
        runtime->gc->cycle = NULL;
        ouro__marks_free(&round->marks);
        free(round->doubtful.items);
        free(round->ordered.items);
        free(round);
    }
}

static void round_over(ouro_runtime *runtime, const cycle *round) {
    struct ouro__gc *gc = runtime->gc;
    ouro_gc_generation_stats *stats = &gc->stats[OURO_GENERATIONS - 1];
    const size_t tracked = runtime->pace.tracked - runtime->pace.frozen;
    stats->collections++;
    stats->collected += round->collected;
    stats->uncollectable += round->uncollectable;
    gc->long_lived_pending = 0;
    gc->long_lived_total = tracked;
    ouro__external_settle(runtime, OURO_GENERATIONS - 1);
    gc->whole_next = round->put_off > tracked / PUT_OFF_SHARE;
    ouro__gc_cycle_drop(runtime);
    ouro__caches_empty(runtime);
}

// One step of the phase that the round is in; marking takes as many as fit before `until`.  True: it was the last.
static bool step(ouro_runtime *runtime, cycle *round, uint64_t until) {
    switch (round->phase) {
    case MARKING:
        if (ouro__marks_go_on(runtime, &round->marks, MARK_GRAINS * round->grain, until)) {
            ouro__walk_start(&round->walk, runtime->face.heap, OURO__WALK_CONTAINERS);
            round->phase = SWEEPING;
        }
        break;
    case SWEEPING: round->phase = sweep(runtime, round) ? ORDERING : SWEEPING; break;
    case ORDERING: round->phase = order(runtime, round) ? ENDING : ORDERING; break;
    case ENDING: return end(runtime, round);
    }
    return false;
}

void ouro__gc_cycle_slice(ouro_runtime *runtime, uint64_t ns) {
    cycle *round = runtime->gc->cycle;
    ouro_gc_generation_stats *stats = &runtime->gc->stats[OURO_GENERATIONS - 1];
    ouro_gc_event event = {.start = true, .generation = OURO_GENERATIONS - 1};
    ouro__gc_tell(runtime, &event);
    const uint64_t started = ouro__os_clock_ns();
    const size_t visited = round->visited, collected = round->collected;
    const size_t uncollectable = round->uncollectable;
    bool over;
    round->stepping = true;
    do {
        over = step(runtime, round, ns > UINT64_MAX - started ? UINT64_MAX : started + ns);
    } while (!over && !round->given_up && ouro__os_clock_ns() - started < ns);
    round->stepping = false;
    event = (ouro_gc_event){.generation = OURO_GENERATIONS - 1,
                            .visited = round->visited - visited,
                            .collected = round->collected - collected,
                            .uncollectable = round->uncollectable - uncollectable};
    if (over) {
        round_over(runtime, round);
    } else if (round->given_up) {
        ouro__gc_cycle_drop(runtime);
    }
    event.duration_ns = ouro__os_clock_ns() - started;
    stats->total_ns += event.duration_ns;
    stats->longest_ns =
        event.duration_ns > stats->longest_ns ? event.duration_ns : stats->longest_ns;
    ouro__gc_tell(runtime, &event);
}
