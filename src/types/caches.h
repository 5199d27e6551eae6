// SPDX-License-Identifier: MIT
// What the built-in types keep for themselves, one structure per type, and the functions with which
// each type's file starts, empties and stops its own.  Floor: types.  SPEC rows C1 to C4.
//
// A dead object on a free list keeps its type, has count 0, and a container's state byte is 0: no
// walk over the heap takes it for alive.  What is taken from a free list counts neither as an
// allocation nor, when it comes back, as a deallocation for the collector's pace (as in 3.11).
#ifndef OURO_CACHES_H
#define OURO_CACHES_H

#include "atoms.h"
#include "core.h"

// ---- One structure per type -------------------------------------------------------------------

#define OURO_LIST_FREE      80
#define OURO_DICT_FREE      80
#define OURO_TUPLE_FREE     2000 // of each length ...
#define OURO_TUPLE_FREE_MAX 20   // ... up to this one

typedef struct ouro__list_cache {
    ouro_object *free[OURO_LIST_FREE];
    unsigned count;
} ouro__list_cache;

typedef struct ouro__dict_cache {
    ouro_object *free[OURO_DICT_FREE];
    unsigned count;
    unsigned keys_count;
    ouro_dict_keys *keys[OURO_DICT_FREE]; // of the smallest size, for str keys
    uint64_t versions;                    // dicts made: keeps their versions apart
} ouro__dict_cache;

typedef struct ouro__tuple_cache {
    ouro_object *free[OURO_TUPLE_FREE_MAX + 1]; // by length, linked through the first item
    uint32_t count[OURO_TUPLE_FREE_MAX + 1];
} ouro__tuple_cache;

typedef struct ouro__slice_cache {
    ouro_object *free;
} ouro__slice_cache;

struct ouro__caches {
    ouro__atom_caches atoms;
    ouro__list_cache list;
    ouro__dict_cache dict;
    ouro__tuple_cache tuple;
    ouro__slice_cache slice;
};

static inline struct ouro__caches *ouro__caches(void) {
    return ouro__runtime()->caches;
}

// ---- Life of each part ------------------------------------------------------------------------

// start: 0, or -1 with no memory (nothing left behind that stop would not take).
// empty: gives the free lists' memory back.  stop: the end of the runtime, after which nothing of
// the type is used; `empty` has run.  What a type does not need it does not have.
int ouro__tuple_start(struct ouro__caches *caches); // makes the empty tuple
void ouro__tuple_stop(struct ouro__caches *caches);
void ouro__tuple_empty(struct ouro__caches *caches);
void ouro__list_empty(struct ouro__caches *caches);
void ouro__dict_empty(struct ouro__caches *caches);
void ouro__slice_empty(struct ouro__caches *caches);

// ---- Specifications ---------------------------------------------------------------------------

extern const ouro_type_spec ouro__list_spec, ouro__tuple_spec, ouro__dict_spec, ouro__set_spec,
    ouro__frozenset_spec, ouro__range_spec, ouro__slice_spec;
extern const ouro_type_spec ouro__list_iter_spec, ouro__list_reviter_spec, ouro__tuple_iter_spec,
    ouro__range_iter_spec, ouro__set_iter_spec, ouro__seq_iter_spec, ouro__call_iter_spec;
extern const ouro_type_spec ouro__dict_keys_spec, ouro__dict_values_spec, ouro__dict_items_spec,
    ouro__dict_keyiter_spec, ouro__dict_valueiter_spec, ouro__dict_itemiter_spec;
extern const ouro_type_spec ouro__reversed_spec, ouro__enumerate_spec, ouro__zip_spec,
    ouro__map_spec, ouro__filter_spec;

#endif
