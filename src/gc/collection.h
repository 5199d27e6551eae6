// SPDX-License-Identifier: MIT
// One collection under way, and what the files that share the work call of each other.  Floor: gc.
//
//   collect.c   the order of things, and what is told of it
//   mark.c      what roots reach is alive                       (full collections)
//   set.c       the set: what is asked about
//   reach.c     counting, and who is reached from outside the set
//   divide.c    the unreachable are listed, the others grow older
//   dispose.c   the end of the unreachable: weak references, finalizers, resurrection, clearing
//   bury.c      the same at once, where nobody can see it
//   suspects.c  full collections that look only at what has happened since the last one
//   slice.c     full collections in slices: marking (mark_slices.c), then sets of limited size
#ifndef OURO_COLLECTION_H
#define OURO_COLLECTION_H

#include "mark.h"

enum {
    OURO_GC_AHEAD = 16,   // referents that are fetched at a time
    OURO_GC_UNPLAIN = 32, // objects that are remembered
    OURO_GC_BEYOND = 32,  // the same
    OURO_GC_FEW = 8       // of a page
};

// A page with containers that are in the set.
typedef struct ouro__set_page {
    struct ouro__sidecar *sidecar;
    const struct ouro__shape *shape;
    unsigned blocks; // carved
    bool some;       // of its objects only those that are MARKed already
    bool few;        // no more than FEW are MARKed
    bool events;     // something happened to some of the young
    bool unplain;    // some of those who were counted from cannot be buried (bury.c)
} ouro__set_page;

// A reference from one object of the set to another.
typedef struct ouro__edge {
    ouro_object *from, *to;
} ouro__edge;

typedef struct ouro__collection {
    ouro_runtime *runtime;
    struct ouro__gc *gc;
    unsigned generation, older; // where survivors go
    ouro__marks marks;
    ouro__set_page *pages;
    size_t page_count;
    size_t larges;         // large containers of the generations
    uint32_t *counts;      // all pages' `refs`, one after the other
    ouro_object **objects; // work list, then the unreachable
    size_t tracked;        // in the generations that are collected
    size_t in_set;         // of these, asked about
    size_t left;           // of these, not found reachable yet
    size_t top;            // of the work list
    size_t unreachable, uncollectable;
    size_t listed;    // of the unreachable, in `objects`: all, or those that are on no page
    size_t untracked; // survivors that hold nothing but atoms
    size_t survivors; // that are still tracked
    // Referents that wait for their turn to be counted, who refers to them, and then counts.
    ouro_object *coming[OURO_GC_AHEAD], *coming_from[OURO_GC_AHEAD];
    uint32_t *counting[OURO_GC_AHEAD];
    unsigned turn;
    // Those who were no roots and cannot be buried (bury.c), if that was asked, and they are no more.
    ouro_object *unplain[OURO_GC_UNPLAIN];
    unsigned unplain_count;
    bool unplain_known;
    bool unplain_joined;    // some who have joined cannot be
    const ouro_type *plain; // the last type of which it was found that its instances can be
    bool settles;           // whoever is counted from settles
    bool joins;    // the set began with those who are not settled; whom they reach joins it now
    bool young;    // while the set is searched: all of it are on pages with a young flag, or large
    bool suspects; // a full collection that does not look at all, but at suspects and the young
    bool held;     // each of the unreachable has one more reference: ours
    // Among suspects: others to whom the set refers; or the first of these, if there are more.
    ouro_object *beyond[OURO_GC_BEYOND];
    size_t beyond_count;
    ouro_object *from;     // who is counted from
    ouro_object *run_of;   // large object that came up last, most often the type of many ...
    ouro_object *run_from; // ... who referred to it first ...
    uint32_t run;          // ... and references to it that are not yet in its count
    ouro__edge *edges;     // the first references from the set into it, a run as one; or NULL
    size_t edge_count;     // how many there are
} ouro__collection;

static inline uint32_t *ouro__count_of(const ouro__collection *c, const ouro_object *object) {
    return ouro__heap_refs(c->runtime->face.heap, object);
}

// Whether the object is in the set and not (yet) found reachable.
static inline bool ouro__in_set(const ouro__collection *c, const ouro_object *object) {
    return ouro__is_container(object) && *ouro__gc_state(c->runtime, object) & OURO_STATE_MARK;
}

// ---- set.c ----------------------------------------------------------------------------------

// MARKs the set and gets all memory.  -1: none, and nothing is changed.
int ouro__gc_set_make(ouro__collection *c);
// The same for those of the listed pages, and large ones that are MARKed already, of generation 2; nobody is known
// to be alive.
int ouro__gc_set_make_listed(ouro__collection *c);
// A set of `n` given objects, tracked ones, each once.  -1: no memory; then MARK is as it was.
int ouro__gc_set_of(ouro__collection *c, ouro_object *const *objects, size_t n);
// Those who are still MARKed, but for large ones, become untracked and dead, page by page.
void ouro__gc_set_hide(const ouro__collection *c);
void ouro__gc_set_free(ouro__collection *c);

// ---- reach.c, divide.c ----------------------------------------------------------------------

// Whoever is reached from outside the set is not MARKed any more.
void ouro__gc_set_search(ouro__collection *c);
// Then lists the others in `objects`; and whoever was reached grows older.
void ouro__gc_set_divide(ouro__collection *c);
// Both for a set of given objects, but nobody grows older.
void ouro__gc_set_find(ouro__collection *c, ouro_object *const *objects, size_t n);
// `object`, MARKed, is reachable: out of the set, and onto the work list.
void ouro__reach(ouro__collection *c, ouro_object *object);
// ... and all that it reaches, with `room` as work list.
void ouro__reach_from(ouro__collection *c, ouro_object *object, ouro_object **room);
// Counts the references from the unreachable to each other, on top of what `refs` holds.
void ouro__count_within(ouro__collection *c);

// ---- suspects.c -----------------------------------------------------------------------------

// Does all of that in a full collection before which few things have happened since the last one.  False: it
// was not worth it, or there was no memory, and nobody is MARKed.
bool ouro__gc_suspects_find(ouro__collection *c);
// A full collection is about to settle all that it looks at.
void ouro__gc_settling_begins(ouro__collection *c);
// It has, or one has settled who comes into the oldest generation.
void ouro__gc_settling_ends(ouro__collection *c);

// ---- dispose.c, bury.c ----------------------------------------------------------------------

void ouro__dispose(ouro__collection *c);
// All of it at once, if nobody can see it die; false: nothing is done.
bool ouro__gc_bury(ouro__collection *c);
// Whether that is known already of those who are MARKed, before they are listed: then they need not be.
bool ouro__gc_can_bury_unlisted(const ouro__collection *c);
bool ouro__is_plain_type(const ouro_type *type);
// Whether nobody can see the object die; *last is a type that is known to be plain, or NULL.
static inline bool ouro__is_plain(ouro_object *object, const ouro_type **last) {
    const ouro_type *type = ouro_type_of(object);
    if (OURO_UNLIKELY(type != *last)) {
        if (!ouro__is_plain_type(type)) {
            return false;
        }
        *last = type;
    }
    return !type->weak_offset || !*ouro__weakrefs_slot(object);
}

#endif
