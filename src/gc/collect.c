// SPDX-License-Identifier: MIT
// One collection.  Floor: gc.  SPEC rows G2, G4, G5, G7.
//
// The question is which containers of a generation (and all younger ones) are reached only from each
// other.  An object's count says how many references there are; counting the references that come
// from inside the set tells how many of them do not come from outside:
//
//   outside(x) = count(x) - inside(x)        inside(x) counted up in side arrays, never in objects
//
// Whoever has outside > 0 is a root; what roots reach stays; the rest is unreachable.  The objects are only
// read in this.  Then the unreachable die: weak references to them are cleared, finalizers run, what these
// brought back to life (with all that it reaches) is let go, and the rest is cleared, so that reference
// counting takes it apart.
//
// States during a collection: MARK: in the set and not (yet) found reachable.  All bits are back to rest
// when foreign code (callbacks, finalizers, destructors) runs, but MARK on the unreachable, which
// that code cannot reach except by resurrection.  The collector is never re-entered.
//
// Memory: one array of counts, and one of object pointers: first the work list of the marking (each
// object enters at most once), then the list of the unreachable.  If they cannot be had, the
// collection fails and nothing has changed.
#include "gc_state.h"
#include "os.h"
#include <stdio.h>
#include <stdlib.h>

typedef struct collection {
    ouro_runtime *runtime;
    struct ouro__gc *gc;
    unsigned generation, older; // where survivors go
    uint32_t *counts;           // all pools' `refs`, one after the other
    ouro_object **objects;      // work list, then the unreachable
    size_t tracked;             // in the set
    size_t top;                 // of the work list
    size_t unreachable, uncollectable;
    size_t survivors;
    bool held;           // each of the unreachable has one more reference: ours
    ouro_object *run_of; // large object that came up last, most often the type of many ...
    uint32_t run;        // ... and references to it that are not yet in its count
} collection;

static inline uint32_t *count_of(const collection *c, const ouro_object *object) {
    return ouro__heap_refs(c->runtime->face.heap, object);
}

// ---- The set --------------------------------------------------------------------------------

static int mark_one(ouro_object *object, uint8_t *state, void *arg) {
    collection *c = arg;
    *state |= OURO_STATE_MARK;
    *count_of(c, object) = 0;
    c->tracked++;
    return 0;
}

static int unmark_one(ouro_object *object, uint8_t *state, void *arg) {
    (void)object, (void)arg;
    *state &= (uint8_t)~OURO_STATE_MARK;
    return 0;
}

static enum ouro__walk_of pools_of(const collection *c) {
    return c->generation == 0   ? OURO__WALK_YOUNG0
           : c->generation == 1 ? OURO__WALK_YOUNG01
                                : OURO__WALK_CONTAINERS;
}

// Gives each pool of the set its part of one array.  -1: no memory.
static int give_counts(collection *c) {
    struct ouro__walk walk;
    const struct ouro__pool *pool;
    size_t total = 0;
    ouro__walk_start(&walk, c->runtime->face.heap, pools_of(c));
    while ((pool = ouro__walk_next(&walk))) {
        total += pool->carved;
    }
    c->counts = malloc((total + 1) * sizeof *c->counts);
    if (!c->counts) {
        return -1;
    }
    total = 0;
    ouro__walk_start(&walk, c->runtime->face.heap, pools_of(c));
    while ((pool = ouro__walk_next(&walk))) {
        ouro__sidecar(walk.page)->refs = c->counts + total;
        total += pool->carved;
    }
    return 0;
}

// MARKs the set and gets all memory.  -1: none, and nothing is changed.
static int prepare(collection *c) {
    if (give_counts(c) < 0) {
        return -1;
    }
    ouro__visit_tracked(c->runtime, c->generation, mark_one, c);
    c->objects = malloc((c->tracked + 1) * sizeof *c->objects);
    if (!c->objects) {
        ouro__visit_tracked(c->runtime, c->generation, unmark_one, NULL);
        free(c->counts);
        return -1;
    }
    return 0;
}

// ---- Reachability ---------------------------------------------------------------------------

static inline bool is_marked(const collection *c, const ouro_object *object) {
    return ouro__is_container(object) && *ouro__gc_state(c->runtime, object) & OURO_STATE_MARK;
}

// Large objects are dear to look up, and types, which every instance refers to, are large: references to
// the same one in a row are added up first.
static void end_run(collection *c) {
    if (c->run && is_marked(c, c->run_of)) {
        *count_of(c, c->run_of) += c->run;
    }
    c->run = 0;
    c->run_of = NULL;
}

// Whether a referent is a container, and in the set, is asked of its pool: neither the referent nor
// its type is read, which for a graph scattered over memory would be two misses more.
static int count_referent(ouro_object *referent, void *arg) {
    collection *c = arg;
    if (OURO_LIKELY(ouro__heap_near(c->runtime->face.heap, referent))) {
        const struct ouro__pool *pool = ouro__pool_near(c->runtime->face.heap, referent);
        if (pool->family == OURO_CONTAINER) {
            const struct ouro__sidecar *sidecar = ouro__sidecar_of(referent);
            unsigned i = ouro__container_index(referent);
            if (sidecar->states[i] & OURO_STATE_MARK) {
                sidecar->refs[i]++;
            }
        }
    } else {
        if (referent != c->run_of) {
            end_run(c);
            c->run_of = referent;
        }
        c->run++;
    }
    return 0;
}

static int count_referents(ouro_object *object, uint8_t *state, void *arg) {
    (void)state;
    return ouro__each_referent(object, count_referent, arg);
}

// `object` is reachable: out of the set, and its referents are to be looked at.
static inline void reach(collection *c, ouro_object *object, uint8_t *state) {
    *state &= (uint8_t)~OURO_STATE_MARK;
    c->objects[c->top++] = object;
}

static int reach_referent(ouro_object *referent, void *arg) {
    collection *c = arg;
    if (OURO_LIKELY(ouro__heap_near(c->runtime->face.heap, referent))) {
        const struct ouro__pool *pool = ouro__pool_near(c->runtime->face.heap, referent);
        if (pool->family == OURO_CONTAINER) {
            uint8_t *state = ouro__container_state(referent);
            if (*state & OURO_STATE_MARK) {
                OURO_PREFETCH(referent); // its turn comes when those above it are done
                reach(c, referent, state);
            }
        }
    } else if (referent != c->run_of) {
        c->run_of = referent;
        if (is_marked(c, referent)) {
            reach(c, referent, ouro__gc_state(c->runtime, referent));
        }
    }
    return 0;
}

static void drain(collection *c, size_t bottom) {
    while (c->top > bottom) {
        ouro__each_referent(c->objects[--c->top], reach_referent, c);
    }
}

static int reach_root(ouro_object *object, uint8_t *state, void *arg) {
    collection *c = arg;
    if (*state & OURO_STATE_MARK &&
        (object->count == UINT32_MAX || object->count > *count_of(c, object))) {
        reach(c, object, state);
        drain(c, 0);
    }
    return 0;
}

// ---- Dividing the set -----------------------------------------------------------------------

// Survivors grow older and lose what need not be tracked; the others are listed.
static int divide(ouro_object *object, uint8_t *state, void *arg) {
    collection *c = arg;
    if (*state & OURO_STATE_MARK) {
        c->objects[c->unreachable++] = object;
        return 0;
    }
    *state = ouro__with_generation(*state, c->older);
    if (ouro_is_exact(object, OURO_T_TUPLE)) {
        ouro__tuple_maybe_untrack(object);
    } else if (c->generation == OURO_GENERATIONS - 1 && ouro_is_exact(object, OURO_T_DICT)) {
        ouro__dict_maybe_untrack(object);
    }
    c->survivors += *state & OURO_STATE_TRACKED ? 1 : 0;
    return 0;
}

static void set_older_young(ouro_runtime *runtime, ouro_object *object, unsigned generation) {
    if (generation < 2 && ouro__heap_is_small(runtime->face.heap, object)) {
        ouro__block_set_young(runtime->face.heap, object, generation);
    }
}

// What is in pools of generation 0 is of generation 1 from now on; those of 1 are of 2.
static void age_pools(collection *c) {
    ouro_heap *heap = c->runtime->face.heap;
    if (c->generation == 0) {
        struct ouro__walk walk;
        const struct ouro__pool *pool;
        ouro__walk_start(&walk, heap, OURO__WALK_YOUNG0);
        while ((pool = ouro__walk_next(&walk))) {
            ouro__block_set_young(heap, (const void *)walk.page, 1);
        }
    } else {
        ouro__heap_clear_young(heap, 1);
    }
    ouro__heap_clear_young(heap, 0);
}

static void find_unreachable(collection *c) {
    ouro__visit_tracked(c->runtime, c->generation, count_referents, c);
    end_run(c);
    ouro__visit_tracked(c->runtime, c->generation, reach_root, c);
    c->run_of = NULL;
    ouro__visit_tracked(c->runtime, c->generation, divide, c);
    age_pools(c);
    if (c->generation == OURO_GENERATIONS - 1) {
        c->gc->long_lived_pending = 0;
        c->gc->long_lived_total = c->survivors;
    } else if (c->generation == 1) {
        c->gc->long_lived_pending += c->survivors;
    }
}

// ---- Types with old-style destructors -------------------------------------------------------

static int has_old_destructor(const ouro_object *object) {
    return (ouro_type_of(object)->flags & OURO_TF_OLD_DESTRUCTOR) != 0;
}

// Takes objects[i] .. whose MARK was cleared (they are let go) out of the list, into generation `older`;
// the others keep their order.
static size_t let_go(collection *c) {
    size_t kept = 0, gone = 0;
    for (size_t i = 0; i < c->unreachable; i++) {
        ouro_object *object = c->objects[i];
        uint8_t *state = ouro__gc_state(c->runtime, object);
        if (*state & OURO_STATE_MARK) {
            c->objects[kept++] = object;
            continue;
        }
        gone++;
        *state = ouro__with_generation(*state, c->older);
        set_older_young(c->runtime, object, c->older);
        if (c->held) {
            ouro_decref(object);
        }
    }
    c->unreachable = kept;
    return gone;
}

static void debug_object(const char *what, ouro_object *object) {
    fprintf(stderr, "gc: %s <%s %p>\n", what, ouro_type_of(object)->name, (void *)object);
}

// Marks everything reachable from `object` as let go, with a work list behind the unreachable ones.
static void release_from(collection *c, ouro_object *object, ouro_object **room) {
    ouro_object **objects = c->objects;
    c->objects = room;
    c->top = 0;
    c->run_of = NULL;
    reach(c, object, ouro__gc_state(c->runtime, object));
    drain(c, 0);
    c->run_of = NULL;
    c->objects = objects;
}

// A work list of its own, since `objects` is taken now.
static ouro_object **second_list(const collection *c) {
    return malloc((c->unreachable + 1) * sizeof(ouro_object *));
}

// No memory to tell who must live on: all do, until a later collection.
static void let_all_go(collection *c) {
    for (size_t i = 0; i < c->unreachable; i++) {
        *ouro__gc_state(c->runtime, c->objects[i]) &= (uint8_t)~OURO_STATE_MARK;
    }
    let_go(c);
}

// To gc.garbage, where a program finds what could not be freed.
static void keep_as_garbage(ouro_object *object) {
    ouro_object *garbage = ouro_gc_garbage_borrow();
    if (!garbage || ouro_list_append(garbage, object) < 0) {
        ouro_raised_clear();
    }
}

static void debug_uncollectable(const collection *c) {
    for (size_t i = 0; i < c->unreachable; i++) {
        if (!is_marked(c, c->objects[i])) {
            debug_object("uncollectable", c->objects[i]);
        }
    }
}

// Objects with an old-style destructor, and what they reach, cannot be freed: they go to gc.garbage.
static void set_aside_uncollectable(collection *c) {
    bool any = false;
    for (size_t i = 0; i < c->unreachable && !any; i++) {
        any = has_old_destructor(c->objects[i]);
    }
    if (!any) {
        return;
    }
    ouro_object **room = second_list(c);
    if (!room) {
        let_all_go(c);
        return;
    }
    for (size_t i = 0; i < c->unreachable; i++) {
        if (has_old_destructor(c->objects[i])) {
            keep_as_garbage(c->objects[i]);
            if (is_marked(c, c->objects[i])) {
                release_from(c, c->objects[i], room);
            }
        }
    }
    free(room);
    if (c->gc->debug & OURO_GC_DEBUG_UNCOLLECTABLE) {
        debug_uncollectable(c);
    }
    c->uncollectable = let_go(c);
}

// ---- Weak references, finalizers, resurrection ----------------------------------------------

static int by_birth(const void *a, const void *b) {
    uint32_t x = (*(ouro_object *const *)a)->birth, y = (*(ouro_object *const *)b)->birth;
    return (int32_t)(x - y) < 0 ? -1 : x != y;
}

static bool needs_finalizing(const collection *c, const ouro_object *object) {
    return ouro_type_of(object)->slots.finalize &&
           !(*ouro__gc_state(c->runtime, object) & OURO_STATE_FINALIZED);
}

// Puts the unreachable into the order of their births, if foreign code will be able to see an order.
static bool sort_if_seen(collection *c) {
    bool seen = c->gc->debug;
    for (size_t i = 0; i < c->unreachable && !seen; i++) {
        ouro_object *object = c->objects[i];
        seen = needs_finalizing(c, object) || ouro__weakrefs_has(object) ||
               ouro__is_any_weakref(object);
    }
    if (seen) {
        qsort(c->objects, c->unreachable, sizeof *c->objects, by_birth);
    }
    return seen;
}

static void hold_all(collection *c) {
    for (size_t i = 0; i < c->unreachable; i++) {
        ouro_incref(c->objects[i]);
    }
    c->held = true;
}

// True: callbacks were called.
static bool clear_weakrefs(collection *c) {
    ouro_weakref *queue = NULL, **end = &queue;
    for (size_t i = 0; i < c->unreachable; i++) {
        if (ouro__is_any_weakref(c->objects[i])) {
            ouro__weakref_forget(c->objects[i]);
        }
    }
    for (size_t i = 0; i < c->unreachable; i++) {
        end = ouro__weakrefs_collect(c->objects[i], end);
    }
    if (!queue) {
        return false;
    }
    ouro__weakrefs_call(queue);
    return true;
}

static bool run_finalizers(collection *c) {
    bool any = false;
    for (size_t i = 0; i < c->unreachable; i++) {
        ouro_object *object = c->objects[i];
        if (needs_finalizing(c, object)) {
            *ouro__gc_state(c->runtime, object) |= OURO_STATE_FINALIZED;
            ouro_type_of(object)->slots.finalize(object);
            ouro_unraisable(object, NULL); // a finalizer in C may have left an exception
            any = true;
        }
    }
    return any;
}

// A dying object refers to this one: if nobody else does, it dies too, and enters the work list.
static int fall_referent(ouro_object *referent, void *arg) {
    collection *c = arg;
    if (is_marked(c, referent) && --*count_of(c, referent) == 1) {
        reach(c, referent, ouro__gc_state(c->runtime, referent));
    }
    return 0;
}

// Foreign code has cut references, as the closing of a generator does: what only the collector
// holds now has died by reference counting, and is not the collector's to clear or to count.  Each
// count is 1 for that hold and one for each reference from the unreachable; there are no others.
static void let_fallen_go(collection *c, ouro_object **room) {
    ouro_object **objects = c->objects;
    c->objects = room;
    c->top = 0;
    for (size_t i = 0; i < c->unreachable; i++) {
        if (is_marked(c, objects[i]) && *count_of(c, objects[i]) == 1) {
            reach(c, objects[i], ouro__gc_state(c->runtime, objects[i]));
            while (c->top) {
                ouro_visit_referents(c->objects[--c->top], fall_referent, c);
            }
        }
    }
    c->objects = objects;
    let_go(c);
}

// Foreign code has run: whoever has references from outside now lives on, with all that it reaches.
// So does what that code took out of the collector's sight (its MARK went with that).
static void let_resurrected_go(collection *c) {
    ouro_object **room = second_list(c);
    if (!room) {
        let_all_go(c);
        return;
    }
    for (size_t i = 0; i < c->unreachable; i++) {
        *count_of(c, c->objects[i]) = 1; // the reference that holds it
    }
    for (size_t i = 0; i < c->unreachable; i++) {
        ouro_visit_referents(c->objects[i], count_referent, c);
    }
    end_run(c);
    for (size_t i = 0; i < c->unreachable; i++) {
        ouro_object *object = c->objects[i];
        if (!is_marked(c, object) || object->count > *count_of(c, object)) {
            release_from(c, object, room);
        }
    }
    let_go(c);
    let_fallen_go(c, room);
    free(room);
}

// ---- The end of the rest --------------------------------------------------------------------

// To rest, as survivors: what foreign code does from here on is nothing out of the ordinary.
static void lay_to_rest(collection *c) {
    for (size_t i = 0; i < c->unreachable; i++) {
        ouro_object *object = c->objects[i];
        uint8_t *state = ouro__gc_state(c->runtime, object);
        *state = ouro__with_generation(*state & (uint8_t)~OURO_STATE_MARK, c->older);
        set_older_young(c->runtime, object, c->older);
        if (c->gc->debug & OURO_GC_DEBUG_COLLECTABLE) {
            debug_object("collectable", object);
        }
    }
}

static void delete_garbage(collection *c) {
    lay_to_rest(c);
    if (!c->held) {
        hold_all(c);
    }
    bool save = c->gc->debug & OURO_GC_DEBUG_SAVEALL;
    for (size_t i = 0; i < c->unreachable; i++) {
        if (save) {
            keep_as_garbage(c->objects[i]);
        } else {
            ouro__gc_clear_object(c->objects[i]);
        }
        ouro_decref(c->objects[i]);
    }
}

static void dispose(collection *c) {
    set_aside_uncollectable(c);
    bool seen = sort_if_seen(c);
    if (seen) {
        hold_all(c);
        bool called = clear_weakrefs(c);
        if (run_finalizers(c) || called) {
            let_resurrected_go(c);
        }
    }
    delete_garbage(c);
}

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

static void finish(collection *c, uint64_t started) {
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
    if (prepare(&c) < 0) {
        event.start = false;
        ouro__gc_tell(runtime, &event);
        return -1;
    }
    count_collection(&runtime->pace, generation);
    find_unreachable(&c);
    if (c.unreachable) {
        dispose(&c);
    }
    free(c.objects);
    free(c.counts);
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
