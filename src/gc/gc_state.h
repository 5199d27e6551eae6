// SPDX-License-Identifier: MIT
// The collector's own state, and what its files share.  Floor: gc.  SPEC rows G1 to G7.
#ifndef OURO_GC_STATE_H
#define OURO_GC_STATE_H

#include "core.h"

typedef struct ouro__gc_listener {
    ouro_gc_event_fn function;
    void *arg;
} ouro__gc_listener;

typedef struct ouro__gc_roots {
    ouro_roots_fn function;
    void *arg;
} ouro__gc_roots;

struct ouro__cycle; // slice.c

// Memory that objects hold outside the heap (external.c), in bytes.
typedef struct ouro__external {
    uint64_t held;
    uint64_t survived; // held after the last full collection, coming down to what is held
    uint64_t freed;    // by collections since the last full one, that one included when it ends
    int64_t rest;      // not yet counted into generation 0
    unsigned patience; // full collections that were due by this and did not pay, in a row
} ouro__external;

struct ouro__gc {
    enum ouro_gc_mode mode;
    struct ouro__cycle *cycle; // a full collection that is under way in slices, or NULL
    size_t
        grain; // of such collections; 0: OURO_GC_GRAIN.  Set, small graphs take the ways of large ones
    bool whole_next; // the last one put too much off: the next is done at once
    ouro_gc_generation_stats stats[OURO_GENERATIONS];
    // Whoever may have become garbage since the last full collection is on a flagged page, or large: the young,
    // and those of the oldest generation who are not settled.
    bool settled;
    uint32_t settled_birth;    // all who have settled in the oldest generation are older
    unsigned patience;         // full collections that do not try to make use of that
    size_t long_lived_total;   // objects that survived the last full collection
    size_t long_lived_pending; // those that wait for their first one (G5)
    int debug;
    ouro_object *garbage; // list, made when first needed
    ouro__gc_listener *listeners;
    size_t listener_count;
    ouro__gc_roots *roots;
    size_t root_count;
    bool in_event;
    ouro__external external;
};

// ---- State bytes ----------------------------------------------------------------------------

static inline uint8_t *ouro__gc_state(const ouro_runtime *runtime, const ouro_object *object) {
    return ouro__heap_state(runtime->face.heap, object);
}

static inline unsigned ouro__generation(uint8_t state) {
    return ((unsigned)state & OURO_STATE_GENERATION) >> OURO_STATE_GENERATION_SHIFT;
}

static inline uint8_t ouro__with_generation(uint8_t state, unsigned generation) {
    unsigned others = state & ~(unsigned)OURO_STATE_GENERATION;
    return (uint8_t)(others | generation << OURO_STATE_GENERATION_SHIFT);
}

// Whether somebody of the oldest generation may know the young object since he settled there: it was not tracked yet.
// Births are counted in 32 bits; of those that lie between three and four times 2^30 births back it is not told.
static inline bool ouro__may_be_known(const ouro_runtime *runtime, const ouro_object *object) {
    return object->birth - runtime->gc->settled_birth >= 1u << 30;
}

// The container was found alive in a full collection, or when it came into the oldest generation: it settles, if its
// type tells what happens to it; if not, its page is looked at the next time.
static inline void ouro__settle(const ouro_runtime *runtime, ouro_object *object) {
    if (!(ouro_type_of(object)->flags & OURO_TF_SETTLES)) {
        ouro__suspect(runtime, object);
    } else if (!(object->refs & OURO_REFS_OLD)) {
        object->refs |= OURO_REFS_SETTLED | OURO_REFS_OLD;
    }
}

// Calls `visit` for each tracked container of generations 0 to `oldest` (3: frozen ones too).
typedef int (*ouro__tracked_fn)(ouro_object *object, uint8_t *state, void *arg);
int ouro__visit_tracked(ouro_runtime *runtime, unsigned oldest, ouro__tracked_fn visit, void *arg);

// ---- Referents ------------------------------------------------------------------------------

// The array of references as it is now: code that runs while it is cleared may change it.
static inline ouro_object **ouro__items_now(ouro_object *object, const ouro_type *type,
                                            size_t *count) {
    char *base = (char *)object;
    ouro_object **items = (ouro_object **)(void *)(base + type->items.items_offset);
    *count = *(size_t *)(void *)(base + type->items.count_offset);
    return type->items.indirect ? *(ouro_object ***)(void *)items : items;
}

// The values of an instance's attributes, or the dict that holds them.
OURO_INLINE int ouro__each_attribute(ouro_object *object, ouro_visit_fn visit, void *arg) {
    const uintptr_t word = *ouro__attrs_word(object);
    if (!(word & 1)) {
        return word ? visit((ouro_object *)word, arg) : 0;
    }
    const ouro_values *values = (const ouro_values *)(word - 1);
    int result = 0;
    for (uint32_t i = 0; !result && i < values->count; i++) {
        result = values->item[i] ? visit(values->item[i], arg) : 0;
    }
    return result;
}

// ouro_visit_referents, to be inlined with constant functions: then only what a type visits itself takes a call
// through a pointer.  Instances refer to their class by `visit_type`.
OURO_INLINE int ouro__each_referent_by(ouro_object *object, ouro_visit_fn visit,
                                       ouro_visit_fn visit_type, void *arg) {
    const ouro_type *type = ouro_type_of(object);
    int result = 0;
    for (uint32_t i = 0; i < type->field_count; i++) {
        ouro_object *referent = *(ouro_object **)(void *)((char *)object + type->fields[i]);
        if (referent && (result = visit(referent, arg))) {
            return result;
        }
    }
    if (type->items.present) {
        size_t count;
        ouro_object **item = ouro__items_now(object, type, &count);
        for (size_t i = count; i-- > 0;) { // from the end, as 3.11 lists referents
            if (item[i] && (result = visit(item[i], arg))) {
                return result;
            }
        }
    }
    if (type->attrs_offset && (result = ouro__each_attribute(object, visit, arg))) {
        return result;
    }
    if (type->slots.traverse && (result = type->slots.traverse(object, visit, arg))) {
        return result;
    }
    return type->flags & OURO_TF_HEAP ? visit_type((ouro_object *)(uintptr_t)type, arg) : 0;
}

OURO_INLINE int ouro__each_referent(ouro_object *object, ouro_visit_fn visit, void *arg) {
    return ouro__each_referent_by(object, visit, visit, arg);
}

// ---- Between the files ----------------------------------------------------------------------

// Breaks the cycles through `object`: drops what its type declares and what its `clear` knows of.
void ouro__gc_clear_object(ouro_object *object);
// Weak references (weakref.c).  Clears those to the unreachable `object`; what is to be called (alive,
// with a callback, and not unreachable itself) is put at *end, linked by `next` and owned.  Returns
// the new end.
ouro_weakref **ouro__weakrefs_collect(ouro_object *object, ouro_weakref **end);
bool ouro__weakrefs_has(ouro_object *object);
bool ouro__is_any_weakref(const ouro_object *object); // a reference or a proxy
// One that is unreachable itself: forgets its referent, so that it is never called.
void ouro__weakref_forget(ouro_object *weakref);
// Calls the callbacks on the queue in order; how many of the references nobody else held any more.
size_t ouro__weakrefs_call(ouro_weakref *queue);
// Whether a full collection is due for the memory that objects hold outside the heap; what a
// collection has changed of that.
bool ouro__external_is_due(const ouro_runtime *runtime);
void ouro__external_settle(ouro_runtime *runtime, unsigned generation);
// A container is about to be made, under stress.
void ouro__gc_stress(ouro_runtime *runtime);
void ouro__gc_tell(ouro_runtime *runtime, const ouro_gc_event *event);

// A collection in slices: begins one if none is under way; gives one up; goes on with it for about `ns`.
int ouro__gc_cycle_begin(ouro_runtime *runtime); // -1: no memory, or the heap is guarded
void ouro__gc_cycle_drop(ouro_runtime *runtime);
void ouro__gc_cycle_slice(ouro_runtime *runtime, uint64_t ns);
// Collects a generation as automatic collections do, which in incremental mode is a slice of about `ns` for
// the oldest one.
void ouro__gc_collect_due(ouro_runtime *runtime, int generation, uint64_t ns);
enum {
    OURO_GC_SLICE_NS = 400000,
    OURO_GC_GRAIN = 1000
}; // a slice behind a young collection; objects

// Doors to the types floor: untrack when nothing inside can be in a cycle (G1).
void ouro__tuple_maybe_untrack(ouro_object *tuple);
void ouro__dict_maybe_untrack(ouro_object *dict);
// Hands each reference of a dict that dies to `drop`, and frees its table.
void ouro__dict_bury(ouro_object *dict, void (*drop)(ouro_object *, void *), void *arg);

#endif
