// SPDX-License-Identifier: MIT
// One collection from its trigger to its end: what is done in which order, and what is told of it.
// Floor: gc.  SPEC rows G2, G4, G5, G7.  collection.h names the files that do the work.
//
// The collector is never re-entered.  If memory for its own lists cannot be had, the collection fails
// and nothing has changed.
#include "collection.h"
#include "os.h"

#include <stdio.h>

typedef ouro__collection collection;

// ---- The whole ------------------------------------------------------------------------------

static void count_collection(ouro__pace *pace, unsigned generation) {
    if (generation + 1 < OURO_GENERATIONS) {
        pace->count[generation + 1]++;
    }
    memset(pace->count, 0, (generation + 1) * sizeof *pace->count);
}

static int count_by_generation(ouro_object *object, uint8_t *state, void *arg) {
    (void)object;
    ((size_t *)arg)[ouro__generation(*state)]++;
    return 0;
}

static void debug_start(ouro_runtime *runtime, unsigned generation) {
    size_t n[4] = {0};
    ouro__visit_tracked(runtime, 3, count_by_generation, n);
    fprintf(stderr,
            "gc: collecting generation %u...\ngc: objects in each generation: %zu %zu %zu\n"
            "gc: objects in permanent generation: %zu\n",
            generation, n[0], n[1], n[2], n[3]);
}

// G5: what waits for its first full collection, and what survived the last one.
static void count_survivors(const collection *c) {
    if (c->generation == OURO_GENERATIONS - 1) {
        c->gc->long_lived_pending = 0;
        c->gc->long_lived_total = c->survivors;
    } else if (c->generation == 1) {
        c->gc->long_lived_pending += c->survivors;
    }
}

static void finish(const collection *c, uint64_t started) {
    ouro_gc_generation_stats *stats = &c->gc->stats[c->generation];
    uint64_t duration = ouro__os_clock_ns() - started;
    stats->collections++;
    stats->collected += c->unreachable;
    stats->uncollectable += c->uncollectable;
    stats->total_ns += duration;
    stats->longest_ns = duration > stats->longest_ns ? duration : stats->longest_ns;
    if (c->gc->debug & OURO_GC_DEBUG_STATS) {
        fprintf(stderr, "gc: done, %zu unreachable, %zu uncollectable, %.4fs elapsed\n",
                c->unreachable + c->uncollectable, c->uncollectable, (double)duration * 1e-9);
    }
    ouro_gc_event event = {false,          (int)c->generation, c->tracked,
                           c->unreachable, c->uncollectable,   duration};
    ouro__gc_tell(c->runtime, &event);
}

// Finds who is unreachable among all of the generations.  Who comes into the oldest one is settled then.
static int find(collection *c) {
    const bool full = c->generation == OURO_GENERATIONS - 1;
    if (full) {
        ouro__gc_settling_begins(c);
    }
    c->settles = c->older == OURO_GENERATIONS - 1;
    if (ouro__gc_set_make(c) < 0) {
        return -1;
    }
    ouro__gc_set_search(c);
    if (c->settles) {
        ouro__gc_settling_ends(c);
    }
    ouro__gc_set_divide(c);
    return 0;
}

// Runs with the collector's trigger off and no exception in flight.
static ssize_t do_collect(ouro_runtime *runtime, unsigned generation) {
    collection c = {.runtime = runtime,
                    .gc = runtime->gc,
                    .generation = generation,
                    .older = generation < 2 ? generation + 1 : 2};
    ouro_gc_event event = {true, (int)generation, 0, 0, 0, 0};
    ouro__gc_tell(runtime, &event);
    uint64_t started = ouro__os_clock_ns();
    if (c.gc->debug & OURO_GC_DEBUG_STATS) {
        debug_start(runtime, generation);
    }
    const bool full = generation == OURO_GENERATIONS - 1;
    if (!(full && ouro__gc_suspects_find(&c)) && find(&c) < 0) {
        event.start = false;
        ouro__gc_tell(runtime, &event);
        return -1;
    }
    count_collection(&runtime->pace, generation);
    count_survivors(&c);
    if (c.unreachable) {
        ouro__dispose(&c);
    }
    ouro__gc_set_free(&c);
    if (full) {
        ouro__caches_empty(runtime);
    }
    ouro__external_settle(runtime, generation);
    finish(&c, started);
    return (ssize_t)(c.unreachable + c.uncollectable);
}

// With the trigger off and no exception in flight, as foreign code is to find it.
static bool enter(ouro_runtime *runtime, ouro_object **raised) {
    if (runtime->pace.collecting) {
        return false;
    }
    *raised = ouro_raised_take();
    runtime->pace.collecting = true;
    return true;
}

static void leave(ouro_runtime *runtime, ouro_object *raised) {
    runtime->pace.collecting = false;
    ouro_raised_restore(raised);
}

ssize_t ouro_gc_collect(int generation) {
    ouro_runtime *runtime = ouro__runtime();
    ouro_object *raised;
    if (!enter(runtime, &raised)) {
        return 0;
    }
    generation = generation < 0                  ? 0
                 : generation < OURO_GENERATIONS ? generation
                                                 : OURO_GENERATIONS - 1;
    if (generation == OURO_GENERATIONS - 1) {
        ouro__gc_cycle_drop(runtime); // it is done at once
    }
    ssize_t found = do_collect(runtime, (unsigned)generation);
    leave(runtime, raised);
    if (found < 0) {
        ouro_raise_memory();
    }
    return found;
}

// ---- In slices ------------------------------------------------------------------------------

enum ouro_gc_mode ouro_gc_set_mode(enum ouro_gc_mode mode) {
    ouro_runtime *runtime = ouro__runtime();
    const enum ouro_gc_mode before = runtime->gc->mode;
    ouro__gc_cycle_drop(runtime);
    runtime->gc->mode = mode;
    return before;
}

enum ouro_gc_mode ouro_gc_get_mode(void) {
    return ouro__runtime()->gc->mode;
}

static void slice(ouro_runtime *runtime, uint64_t ns) {
    ouro_object *raised;
    if (runtime->gc->cycle && enter(runtime, &raised)) {
        ouro__gc_cycle_slice(runtime, ns);
        leave(runtime, raised);
    }
}

int ouro_gc_slice(uint64_t ns) {
    ouro_runtime *runtime = ouro__runtime();
    if (runtime->pace.collecting) {
        return 0;
    }
    if (ouro__gc_cycle_begin(runtime) < 0) {
        return -1;
    }
    slice(runtime, ns);
    return !runtime->gc->cycle;
}

// ---- By itself ------------------------------------------------------------------------------

// Whether a round is under way that automatic slices go on with.  One that a host began in generational mode
// is nobody's but the host's: a full collection that is due takes its place.
static bool is_under_way(const struct ouro__gc *gc) {
    return gc->cycle && gc->mode == OURO_GC_INCREMENTAL;
}

// G5: a quarter.  A round of slices is begun a little earlier, because garbage goes on growing meanwhile.
static bool is_full_worth_it(const struct ouro__gc *gc) {
    const size_t total = gc->long_lived_total;
    return gc->long_lived_pending >= (gc->mode == OURO_GC_INCREMENTAL ? total / 9 * 2 : total / 4);
}

static bool is_due(const ouro_runtime *runtime, int generation) {
    const ouro__pace *pace = &runtime->pace;
    const bool due = pace->count[generation] > pace->threshold[generation];
    if (generation < OURO_GENERATIONS - 1) {
        return due;
    }
    return !is_under_way(runtime->gc) &&
           ((due && is_full_worth_it(runtime->gc)) || ouro__external_is_due(runtime));
}

// A full collection that is due begins as a round of slices, behind a collection of what is younger.
static int begin_instead(ouro_runtime *runtime, int generation) {
    const bool full = generation == OURO_GENERATIONS - 1;
    if (full && runtime->gc->mode == OURO_GC_INCREMENTAL && !runtime->gc->whole_next &&
        ouro__gc_cycle_begin(runtime) == 0) {
        generation--;
    }
    runtime->gc->whole_next &= !full;
    return generation;
}

void ouro__gc_collect_due(ouro_runtime *runtime, int generation, uint64_t ns) {
    const int instead = begin_instead(runtime, generation);
    if (ouro_gc_collect(instead) < 0) {
        ouro_raised_clear();
    }
    if (instead < generation) {
        runtime->pace.count[generation] = 0;
    }
    if (runtime->gc->mode == OURO_GC_INCREMENTAL) {
        slice(runtime, ns);
    }
}

void ouro__gc_automatic(ouro_runtime *runtime) {
    if (runtime->pace.stress) {
        ouro__gc_stress(runtime);
        return;
    }
    for (int i = OURO_GENERATIONS - 1; i >= 0; i--) {
        if (is_due(runtime, i)) {
            ouro__gc_collect_due(runtime, i, OURO_GC_SLICE_NS);
            return;
        }
    }
}
