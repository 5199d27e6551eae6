// SPDX-License-Identifier: MIT
// What the atoms (int, bool, float, str, bytes) keep for a whole runtime: shared objects, free
// lists and the table of interned strings.  Floor: types.  SPEC rows C1, C2, C3, C4.
#ifndef OURO_ATOMS_H
#define OURO_ATOMS_H

#include "core.h"
#include <locale.h>

enum { OURO__SMALL_INTS = OURO_SMALL_INT_MAX - OURO_SMALL_INT_MIN + 1 };

typedef struct ouro__int_caches {
    ouro_object *small[OURO__SMALL_INTS]; // owned; index: value - OURO_SMALL_INT_MIN
    size_t max_str_digits;                // limit of decimal conversions, 0: none
} ouro__int_caches;

#define OURO__FLOAT_FREE_MAX 100

typedef struct ouro__float_caches {
    ouro_object *free; // dead floats, linked through their values
    size_t free_count;
    locale_t c_locale; // numbers are read the same way in every locale
} ouro__float_caches;

typedef struct ouro__str_caches {
    ouro_object *latin1[256]; // owned
    ouro_object **interned;   // open addressing, not counted references; NULL: free place
    size_t interned_room;     // a power of two, or 0
    size_t interned_count;
} ouro__str_caches;

typedef struct ouro__bytes_caches {
    ouro_object *empty;       // owned
    ouro_object *single[256]; // owned
} ouro__bytes_caches;

typedef struct ouro__atom_caches {
    ouro__int_caches ints;
    ouro__float_caches floats;
    ouro__str_caches strs;
    ouro__bytes_caches bytes;
} ouro__atom_caches;

// Makes what exists from the start (needs raw types): 0, or -1 without memory.  Sets empty_str,
// true_ and false_ of the runtime's face.
int ouro__atoms_start(struct ouro__caches *caches);
void ouro__atoms_empty(struct ouro__caches *caches); // the free lists
void ouro__atoms_stop(struct ouro__caches *caches);

// The parts of these.
int ouro__ints_start(ouro__int_caches *ints);
void ouro__ints_stop(ouro__int_caches *ints);
int ouro__floats_start(ouro__float_caches *floats);
void ouro__floats_empty(ouro__float_caches *floats);
void ouro__floats_stop(ouro__float_caches *floats);
int ouro__strs_start(ouro__str_caches *strs);
void ouro__strs_stop(ouro__str_caches *strs);
int ouro__bytes_start(ouro__bytes_caches *bytes);
void ouro__bytes_stop(ouro__bytes_caches *bytes);

extern const ouro_type_spec ouro__int_spec, ouro__bool_spec, ouro__float_spec, ouro__complex_spec,
    ouro__str_spec, ouro__str_iter_spec, ouro__str_ascii_iter_spec, ouro__bytes_spec,
    ouro__bytes_iter_spec;

// The key of str hashes that PYTHONHASHSEED=seed stands for.
void ouro__hash_key_from_seed(uint64_t seed, uint64_t key[2]);

// True for int and its subclasses, bool among them.
static inline bool ouro__is_int(const void *object) {
    uint16_t layout = ouro_type_of(object)->layout;
    return layout == OURO_T_INT || layout == OURO_T_BOOL;
}

// An atom's memory on the shortest way: count 1, the rest not initialised.
static inline ouro_object *ouro__atom_new(ouro_type *type, size_t bytes) {
    ouro_runtime *runtime = ouro__runtime();
    ouro_object *object = ouro_heap_alloc_in(runtime->face.heap, OURO_ATOM, bytes);
    if (OURO_UNLIKELY(!object)) {
        // The long way tries a collection, unless the failure was asked for.
        return ouro_heap_fails_once(runtime->face.heap) ? ouro_raise_memory()
                                                        : ouro_object_new_raw(type, bytes);
    }
    object->refs = 1;
    ouro__be_born(runtime, object);
    object->type = type;
    return object;
}

#endif
