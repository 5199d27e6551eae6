// SPDX-License-Identifier: MIT
// One collection from its trigger to its end: what is done in which order, and what is told of it.
// Floor: gc.  SPEC rows G2, G4, G5, G7.  The work itself is in mark.c, reach.c and dispose.c.
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

// Runs with the collector's trigger off and no exception in flight.
static ssize_t collect(ouro_runtime *runtime, unsigned generation) {
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
    if (ouro__gc_set_make(&c) < 0) {
        event.start = false;
        ouro__gc_tell(runtime, &event);
        return -1;
    }
    count_collection(&runtime->pace, generation);
    ouro__gc_set_divide(&c);
    count_survivors(&c);
    if (c.unreachable) {
        ouro__dispose(&c);
    }
    ouro__gc_set_free(&c);
    if (generation == OURO_GENERATIONS - 1) {
        ouro__caches_empty(runtime);
    }
    finish(&c, started);
    return (ssize_t)(c.unreachable + c.uncollectable);
}

ssize_t ouro_gc_collect(int generation) {
    ouro_runtime *runtime = ouro__runtime();
    if (runtime->pace.collecting) {
        return 0;
    }
    generation = generation < 0                  ? 0
                 : generation < OURO_GENERATIONS ? generation
                                                 : OURO_GENERATIONS - 1;
    ouro_object *raised = ouro_raised_take();
    runtime->pace.collecting = true;
    ssize_t found = collect(runtime, (unsigned)generation);
    runtime->pace.collecting = false;
    ouro_raised_restore(raised);
    if (found < 0) {
        ouro_raise_memory();
    }
    return found;
}

void ouro__gc_automatic(ouro_runtime *runtime) {
    const ouro__pace *pace = &runtime->pace;
    const struct ouro__gc *gc = runtime->gc;
    for (int i = OURO_GENERATIONS - 1; i >= 0; i--) {
        bool due = pace->count[i] > pace->threshold[i];
        bool worth = i < 2 || gc->long_lived_pending >= gc->long_lived_total / 4;
        if (due && worth) {
            if (ouro_gc_collect(i) < 0) {
                ouro_raised_clear();
            }
            return;
        }
    }
}
