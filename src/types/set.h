// SPDX-License-Identifier: MIT
// The table of a set, shared by set.c, set_ops.c and the dict views.  Floor: types.
//
// Open addressing over pairs of item and hash.  A search looks at a place and, if the table goes on that
// far, at the nine that follow it; then it jumps as the hash's upper bits say.  Places in use, order of
// probing and moments of growth are those of CPython 3.11, so that sets iterate in the same order.
//   used <= fill < places (fill counts the places of deleted items too);  5 * fill < 3 * mask after a
//   change, so every search ends at an empty place.
// Up to 8 places live in the object itself.
#ifndef OURO_SET_H
#define OURO_SET_H

#include "sequence.h"

#define SET_SMALL 8

typedef struct ouro__set_entry {
    ouro_object *item; // NULL: never used
    int64_t hash;      // -1 where an item was deleted: no object's hash
} ouro__set_entry;

typedef struct ouro__set {
    ouro_object head;
    size_t fill, used, mask;
    ouro__set_entry *table;
    int64_t hash;  // of a frozenset, -1: not yet computed
    size_t finger; // where pop() goes on searching
    ouro_object *weakrefs;
    ouro__set_entry small[SET_SMALL];
} ouro__set;

static inline bool ouro__is_any_set(const ouro_object *object) {
    return ouro_is(object, OURO_T_SET) || ouro_is(object, OURO_T_FROZENSET);
}
static inline bool ouro__is_exact_any_set(const ouro_object *object) {
    return ouro_is_exact(object, OURO_T_SET) || ouro_is_exact(object, OURO_T_FROZENSET);
}

// The table (set.c).
ouro_object *ouro__set_make(ouro_type *type, ouro_object *iterable); // iterable may be NULL
int ouro__set_add_hash(ouro__set *set, ouro_object *item, int64_t hash);
int ouro__set_contains_hash(ouro__set *set, ouro_object *item, int64_t hash);
int ouro__set_discard_hash(ouro__set *set, ouro_object *item, int64_t hash);
int ouro__set_rebuild(ouro__set *set); // into a table as large as growth would make it
void ouro__set_clear(ouro_object *self);
void ouro__set_swap(ouro__set *a, ouro__set *b); // their contents
// As ouro_set_contains, but a set that is looked for counts as the frozenset equal to it.
int ouro__set_contains_key(ouro_object *self, ouro_object *item);
ouro_object *ouro__set_iter(ouro_object *self);
ouro_object *ouro__set_pop(ouro_object *self);

// The operations (set_ops.c): new sets, or 0 / -1.
ouro_object *ouro__set_copy(ouro_object *self);
ouro_object *ouro__set_intersection(ouro_object *self, ouro_object *other);
int ouro__set_difference_update(ouro_object *self, ouro_object *other);
int ouro__set_symmetric_difference_update(ouro_object *self, ouro_object *other);
extern const ouro_method ouro__set_methods[], ouro__frozenset_methods[];
ouro_object *ouro__set_compare(ouro_object *self, ouro_object *other, int op);
ouro_object *ouro__set_sub(ouro_object *left, ouro_object *right);
ouro_object *ouro__set_and(ouro_object *left, ouro_object *right);
ouro_object *ouro__set_xor(ouro_object *left, ouro_object *right);
ouro_object *ouro__set_or(ouro_object *left, ouro_object *right);
ouro_object *ouro__set_isub(ouro_object *left, ouro_object *right);
ouro_object *ouro__set_iand(ouro_object *left, ouro_object *right);
ouro_object *ouro__set_ixor(ouro_object *left, ouro_object *right);
ouro_object *ouro__set_ior(ouro_object *left, ouro_object *right);

#endif
