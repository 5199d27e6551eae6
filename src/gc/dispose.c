// SPDX-License-Identifier: MIT
// The end of what a collection found unreachable.  Floor: gc.  SPEC row G2 (d) to (g).
//
// Weak references to the unreachable are cleared, finalizers run, what these brought back to life (with all
// that it reaches) is let go, and the rest is cleared, so that reference counting takes it apart.
//
// All states are at rest when foreign code (callbacks, finalizers, destructors) runs, but MARK on the
// unreachable, which that code cannot reach except by resurrection.
#include "collection.h"

#include <stdio.h>
#include <stdlib.h>

typedef ouro__collection collection;

// ---- Types with old-style destructors -------------------------------------------------------

static int has_old_destructor(const ouro_object *object) {
    return (ouro_type_of(object)->flags & OURO_TF_OLD_DESTRUCTOR) != 0;
}

// The object is in that generation, and something happened to it: its page, if it has one, is to be looked at.
static void flag_page(const ouro_runtime *runtime, ouro_object *object, unsigned generation) {
    ouro__unsettle(object);
    if (generation == OURO_GENERATIONS - 1) {
        ouro__suspect(runtime, object);
    } else {
        ouro__remember(runtime, object, (enum ouro__pool_flag)generation);
        ouro__remember(runtime, object, OURO_POOL_EVENTS);
    }
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
        flag_page(c->runtime, object, c->older);
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

// All that was found, whatever finalizers will bring back.
static void debug_collectable(const collection *c) {
    for (size_t i = 0; i < c->unreachable; i++) {
        debug_object("collectable", c->objects[i]);
    }
}

static void debug_uncollectable(const collection *c) {
    for (size_t i = 0; i < c->unreachable; i++) {
        if (!ouro__in_set(c, c->objects[i])) {
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
            if (ouro__in_set(c, c->objects[i])) {
                ouro__reach_from(c, c->objects[i], room);
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

// True: callbacks were called, and *died tells how many references died of it.
static bool clear_weakrefs(collection *c, size_t *died) {
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
    *died = ouro__weakrefs_call(queue);
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
    if (ouro__in_set(c, referent) && --*ouro__count_of(c, referent) == 1) {
        ouro__reach(c, referent);
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
        if (ouro__in_set(c, objects[i]) && *ouro__count_of(c, objects[i]) == 1) {
            ouro__reach(c, objects[i]);
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
        *ouro__count_of(c, c->objects[i]) = 1; // the reference that holds it
    }
    ouro__count_within(c);
    for (size_t i = 0; i < c->unreachable; i++) {
        ouro_object *object = c->objects[i];
        if (!ouro__in_set(c, object) || ouro_refcount(object) > *ouro__count_of(c, object)) {
            ouro__reach_from(c, object, room);
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
        flag_page(c->runtime, object, c->older);
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

void ouro__dispose(ouro__collection *c) {
    if (ouro__gc_bury(c)) {
        return;
    }
    set_aside_uncollectable(c);
    bool seen = sort_if_seen(c);
    if (c->gc->debug & OURO_GC_DEBUG_COLLECTABLE) {
        debug_collectable(c);
    }
    size_t died = 0;
    if (seen) {
        hold_all(c);
        bool called = clear_weakrefs(c, &died);
        if (run_finalizers(c) || called) {
            let_resurrected_go(c);
        }
    }
    delete_garbage(c);
    c->unreachable += died; // as in 3.11 they count as collected
}
