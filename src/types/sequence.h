// SPDX-License-Identifier: MIT
// What the container types share: taking dead objects from a free list and putting them there, index
// and slice arithmetic, iterables as arrays.  Floor: types.
#ifndef OURO_SEQUENCE_H
#define OURO_SEQUENCE_H

#include "caches.h"

// ---- Free lists -------------------------------------------------------------------------------

// A dead container that is kept: no walk sees it, and AddressSanitizer sees whoever touches it.
static inline void ouro__cache_bury(ouro_object *object) {
    object->refs = 0;
    *ouro__heap_state(ouro_current->heap, object) = 0;
    OURO__POISON(object, ouro_heap_usable_size(ouro_current->heap, object));
}

// And back: a new object, not yet tracked.
static inline void ouro__cache_revive(ouro_object *object) {
    ouro_runtime *runtime = ouro__runtime();
    OURO__UNPOISON(object, ouro_heap_usable_size(runtime->face.heap, object));
    ouro__settle_new(object, ouro_type_of(object));
    ouro__be_born(runtime, object);
    *ouro__heap_state(runtime->face.heap, object) = OURO_STATE_LIVE;
}

// Gives the memory of a kept object back, past the collector's count of deallocations.
static inline void ouro__cache_release(ouro_object *object) {
    OURO__UNPOISON(object, ouro_heap_usable_size(ouro_current->heap, object));
    ouro_heap_free(ouro_current->heap, object);
}

// ---- Indices ----------------------------------------------------------------------------------

static inline bool ouro__is_index(const ouro_object *object) {
    return object->type->slots.index != NULL;
}

// The index in `key`, for which ouro__is_index holds: -1 with an exception (IndexError when huge).
static inline ssize_t ouro__index_of(ouro_object *key) {
    if (OURO_LIKELY(ouro_is_exact(key, OURO_T_INT) && ouro_int_is_compact(key))) {
        return (ssize_t)ouro_int_compact(key);
    }
    return ouro_index_ssize(key, ouro_exc_type(OURO_EXC_IndexError));
}

// An index argument as slices take it: clamped, and None is not accepted.  -1 raised.
int ouro__slice_index(ouro_object *arg, ssize_t *out);

// [start, stop) of index()-like methods against `length`: negative ones count from the end.
static inline void ouro__clip_range(ssize_t length, ssize_t *start, ssize_t *stop) {
    if (*start < 0) {
        *start += length;
        *start = *start < 0 ? 0 : *start;
    }
    if (*stop < 0) {
        *stop += length;
        *stop = *stop < 0 ? 0 : *stop;
    }
}

// Start, stop and step of a slice as it stands, without a length: -1 raised.
int ouro__slice_unpack(ouro_object *slice, ssize_t *start, ssize_t *stop, ssize_t *step);
// slice.indices(length) for an int of any size: a new tuple of three ints.
ouro_object *ouro__slice_indices(ouro_object *slice, ouro_object *length);
// Clips them to `length`; returns the number of items.
size_t ouro__slice_adjust(size_t length, ssize_t *start, ssize_t *stop, ssize_t step);

// ---- Arrays of references ---------------------------------------------------------------------

// `iterable` itself if it is a list or tuple (or of a class derived from them), else a new list of
// its items.  A new reference; a TypeError of iter() gets the text `message`.
ouro_object *ouro__sequence_fast(ouro_object *iterable, const char *message);

static inline size_t ouro__fast_length(const ouro_object *fast) {
    return ouro_is(fast, OURO_T_LIST) ? ouro_list_length(fast) : ouro_tuple_length(fast);
}
static inline ouro_object **ouro__fast_items(ouro_object *fast) {
    return ouro_is(fast, OURO_T_LIST) ? ((ouro_list *)fast)->items : ((ouro_tuple *)fast)->items;
}

static inline void ouro__copy_refs(ouro_object **to, ouro_object *const *from, size_t n) {
    for (size_t i = 0; i < n; i++) {
        to[i] = ouro_newref(from[i]);
    }
}

// The same references, moved: either array may be NULL when n is 0.
static inline void ouro__move_refs(ouro_object **to, ouro_object *const *from, size_t n) {
    if (n) {
        memmove(to, from, n * sizeof *to);
    }
}

// NotImplemented when `object` is no index; else the count to repeat by, never negative; -1 raised.
enum ouro__repeat { OURO_REPEAT_ERROR = -1, OURO_REPEAT_NOT, OURO_REPEAT_COUNT };
enum ouro__repeat ouro__repeat_count(ouro_object *object, size_t *count);

// Two sequences that differ first at items `a` and `b` (NULL: one ended), of these lengths.
ouro_object *ouro__compare_tail(ouro_object *a, ouro_object *b, size_t la, size_t lb, int op);

// Type of self.__class_getitem__(item).
ouro_object *ouro__class_getitem(ouro_object *type, ouro_object *item);
#define OURO_CLASS_GETITEM                                                                         \
    {                                                                                              \
        "__class_getitem__", {.o = ouro__class_getitem}, OURO_METH_O | OURO_METH_CLASS, 1, 1,      \
            "See PEP 585"                                                                          \
    }

// True when keywords must be refused by `type`, which made from C function `own` (its create or init
// slot is compared): subclasses with a constructor of their own may take keywords.
static inline bool ouro__refuses_keywords(const ouro_type *type, enum ouro_builtin base) {
    const ouro_type *original = ouro_builtin_type(base);
    return type == original || (type->slots.create == original->slots.create &&
                                type->slots.init == original->slots.init);
}

// ---- Doors for the collector ------------------------------------------------------------------

// Takes an exact tuple / dict out of the collector's sight when nothing in it can be in a cycle.
void ouro__tuple_maybe_untrack(ouro_object *tuple);
void ouro__dict_maybe_untrack(ouro_object *dict);
// Hands each reference of a dict that dies to `drop`, and frees its table.
void ouro__dict_bury(ouro_object *dict, void (*drop)(ouro_object *, void *), void *arg);

// May `object` have to be seen by the collector?  Atoms and built-in types not, nor tuples that were found
// to hold only such.
static inline bool ouro__may_be_tracked(const ouro_object *object) {
    return ouro__is_mortal_container(object) &&
           (!ouro_is_exact(object, OURO_T_TUPLE) ||
            (*ouro__heap_state(ouro_current->heap, object) & OURO_STATE_TRACKED));
}

static inline bool ouro__is_tracked(const ouro_object *container) {
    return *ouro__heap_state(ouro_current->heap, container) & OURO_STATE_TRACKED;
}

// ---- Lists from inside ------------------------------------------------------------------------

int ouro__list_resize(ouro_list *list, size_t length);
void ouro__list_shrink(ouro_list *list, size_t length); // cannot fail
void ouro__list_clear(ouro_object *self);
void ouro__list_destroy(ouro_object *self);
int ouro__list_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                    ouro_object *kwnames);
ouro_object *ouro__list_getitem(ouro_object *self, ouro_object *key);
int ouro__list_setitem(ouro_object *self, ouro_object *key, ouro_object *value);
ouro_object *ouro__list_sort_method(ouro_object *self, ouro_object *const *args, size_t nargs,
                                    ouro_object *kwnames);
ouro_object *ouro__list_iter(ouro_object *self);
ouro_object *ouro__list_reversed(ouro_object *self);
ouro_object *ouro__tuple_iter(ouro_object *self);

#endif
