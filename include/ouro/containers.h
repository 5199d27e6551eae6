// SPDX-License-Identifier: MIT
// list, tuple, dict, set, frozenset, range and slice.  Floor: types.  SPEC rows G1, C4.
//
// Ownership, errors and costs are as object.h says at its head; where memory is short, MemoryError.
// Functions named after a type take objects of that type or one derived from it, and do not check.
#ifndef OURO_CONTAINERS_H
#define OURO_CONTAINERS_H

#include <ouro/error.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- list -----------------------------------------------------------------------------------
typedef struct ouro_list {
    ouro_object head;
    ouro_object **items;
    size_t length, room; // items
} ouro_list;

// A list of `length` items, all NULL: each must be filled in (ouro_list_fill) before anybody else
// sees the list.
OURO_API ouro_object *ouro_list_new(size_t length);
// One of these `length` items (borrowed); one of what an iterable gives.
OURO_API ouro_object *ouro_list_from(ouro_object *const *items, size_t length);
OURO_API ouro_object *ouro_list_of(ouro_object *iterable);
static inline size_t ouro_list_length(const ouro_object *list) {
    return ((const ouro_list *)list)->length;
}
// Item `i`, borrowed; i < length is not checked.
static inline ouro_object *ouro_list_get_borrow(const ouro_object *list, size_t i) {
    return ((const ouro_list *)list)->items[i];
}
// Fills a place of a fresh list: `item` is stolen, nothing is dropped.  The caller keeps a reference to the list.
static inline void ouro_list_fill(ouro_object *list, size_t i, ouro_object *item) {
    ((ouro_list *)list)->items[i] = item;
    ouro_object_stored_held(list);
}
// Appends `item`, in O(1) seen over many; the second function steals it.
OURO_API int ouro_list_append(ouro_object *list, ouro_object *item);
OURO_API int ouro_list_append_stolen(ouro_object *list, ouro_object *item);
// Before the item at `index`, which is clipped, negative ones from the end.  O(items behind it).
OURO_API int ouro_list_insert(ouro_object *list, ssize_t index, ouro_object *item);
// Appends what an iterable gives; on failure, what came before it stays.
OURO_API int ouro_list_extend(ouro_object *list, ouro_object *iterable);
// Sorts in place, stable, by `<` of the items or of key(item) (`key` NULL: the items).  The list is
// empty for whoever looks at it meanwhile; changing it is a ValueError.  O(n log n).
OURO_API int ouro_list_sort(ouro_object *list, ouro_object *key, bool reverse);
OURO_API int ouro_list_reverse(ouro_object *list);
// list[start:end] = items (any iterable; NULL: delete them), both clipped.
OURO_API int ouro_list_set_slice(ouro_object *list, size_t start, size_t end, ouro_object *items);
// list[start:end], both clipped; tuple(list).
OURO_API ouro_object *ouro_list_slice(ouro_object *list, size_t start, size_t end);
OURO_API ouro_object *ouro_list_to_tuple(ouro_object *list);

// ---- tuple ----------------------------------------------------------------------------------
typedef struct ouro_tuple {
    ouro_object head;
    size_t length;
    ouro_object *items[];
} ouro_tuple;

// A tuple of `length` items, all NULL, to be filled in before anybody else sees it; there is one
// empty tuple, which all share.
OURO_API ouro_object *ouro_tuple_new(size_t length);
// One of these items, borrowed, or stolen (on failure too); one of what an iterable gives; one of
// `n` arguments of type ouro_object *, borrowed.
OURO_API ouro_object *ouro_tuple_from(ouro_object *const *items, size_t length);
OURO_API ouro_object *ouro_tuple_from_stolen(ouro_object *const *items, size_t length);
OURO_API ouro_object *ouro_tuple_of(ouro_object *iterable);
OURO_API ouro_object *ouro_tuple_pack(size_t n, ...);
static inline size_t ouro_tuple_length(const ouro_object *tuple) {
    return ((const ouro_tuple *)tuple)->length;
}
// Item `i`, borrowed; i < length is not checked.
static inline ouro_object *ouro_tuple_get_borrow(const ouro_object *tuple, size_t i) {
    return ((const ouro_tuple *)tuple)->items[i];
}
// Fills a place of a fresh tuple: `item` is stolen, nothing is dropped.  The caller keeps a reference to the tuple.
static inline void ouro_tuple_fill(ouro_object *tuple, size_t i, ouro_object *item) {
    ((ouro_tuple *)tuple)->items[i] = item;
    ouro_object_stored_held(tuple);
}
// tuple[start:end], both clipped.
OURO_API ouro_object *ouro_tuple_slice(ouro_object *tuple, size_t start, size_t end);

// ---- dict -----------------------------------------------------------------------------------
// The table of a dict; read only.  Entries stand in insertion order; key and value come first in
// each.
typedef struct ouro_dict_keys {
    uint8_t log2_size;
    uint8_t log2_width; // bytes of a place of the index
    bool strings;       // all keys are exact strs: entries are key and value, else also a hash
    uint32_t used;      // entries so far, deleted ones (value NULL) included
    uint32_t usable;    // entries that may still be added
    char *entries;
    int8_t index[];
} ouro_dict_keys;
typedef struct ouro_dict {
    ouro_object head;
    size_t length;        // live entries
    uint64_t version;     // its own, and another one whenever a key is added or taken out
    ouro_dict_keys *keys; // index and entries
} ouro_dict;

// An empty dict; the number of entries of one.
OURO_API ouro_object *ouro_dict_new(void);
static inline size_t ouro_dict_length(const ouro_object *dict) {
    return ((const ouro_dict *)dict)->length;
}
// The value of `key`, borrowed, or NULL: without exception when absent, with one when hashing or
// comparing failed.  The others are for who knows the key's hash, or has it as text.
OURO_API ouro_object *ouro_dict_get_borrow(ouro_object *dict, ouro_object *key);
OURO_API ouro_object *ouro_dict_get_hash_borrow(ouro_object *dict, ouro_object *key, int64_t hash);
OURO_API ouro_object *ouro_dict_get_text_borrow(ouro_object *dict, const char *key);
// For inline caches: where the value of `key` (an exact str) is kept, to be read, or NULL; the place holds as long
// as the dict has the same version.
OURO_API ouro_object *const *ouro_dict_place(ouro_object *dict, ouro_object *key);
// The value of entry `index`, borrowed, or NULL: deleted.
static inline ouro_object *ouro_dict_value_at_borrow(const ouro_object *dict, size_t index) {
    const ouro_dict_keys *keys = ((const ouro_dict *)dict)->keys;
    return ((ouro_object *const *)(const void *)keys->entries)[index * (keys->strings ? 2 : 3) + 1];
}
// dict[key] = value: TypeError when the key cannot be hashed.  The others as above; text becomes an
// interned str.
OURO_API int ouro_dict_set(ouro_object *dict, ouro_object *key, ouro_object *value);
OURO_API int ouro_dict_set_hash(ouro_object *dict, ouro_object *key, int64_t hash,
                                ouro_object *value);
OURO_API int ouro_dict_set_text(ouro_object *dict, const char *key, ouro_object *value);
// The same, but steals `value`, also when it fails.  The caller keeps a reference to the dict.
OURO_API int ouro_dict_set_stolen(ouro_object *dict, ouro_object *key, ouro_object *value);
// del dict[key]: KeyError if absent.
OURO_API int ouro_dict_delete(ouro_object *dict, ouro_object *key);
// Takes the entry out: 1 and *value (new), 0 absent, -1 error.
OURO_API int ouro_dict_pop(ouro_object *dict, ouro_object *key, ouro_object **value);
OURO_API int ouro_dict_contains(ouro_object *dict, ouro_object *key); // 1, 0, or -1
// The value of `key`, set to `value` first if absent: borrowed.
OURO_API ouro_object *ouro_dict_set_default_borrow(ouro_object *dict, ouro_object *key,
                                                   ouro_object *value);
// Drops all entries; cannot fail.  A new dict with the same ones.  O(entries).
OURO_API void ouro_dict_clear(ouro_object *dict);
OURO_API ouro_object *ouro_dict_copy(ouro_object *dict);
// dict.update(other): a dict, any object with keys(), or else an iterable of pairs.  On failure,
// what came before it stays.
OURO_API int ouro_dict_update(ouro_object *dict, ouro_object *other);
// The same from a mapping, when no key may be there twice: KeyError.
OURO_API int ouro_dict_merge_new(ouro_object *dict, ouro_object *other);
// Walks entries in order: *position begins at 0; false at the end.  What comes is borrowed, and may
// each be NULL if it is not wanted.  The dict must not change size meanwhile.
OURO_API bool ouro_dict_next(ouro_object *dict, size_t *position, ouro_object **key,
                             ouro_object **value, int64_t *hash);
// A list of its keys, and one of (key, value) tuples.
OURO_API ouro_object *ouro_dict_keys_list(ouro_object *dict);
OURO_API ouro_object *ouro_dict_items_list(ouro_object *dict);

// ---- set, frozenset -------------------------------------------------------------------------
// A set of what an iterable gives; NULL: an empty one.
OURO_API ouro_object *ouro_set_new(ouro_object *iterable);
OURO_API ouro_object *ouro_frozenset_new(ouro_object *iterable);
// Of sets and frozensets.  TypeError when an item cannot be hashed.
OURO_API size_t ouro_set_length(const ouro_object *set);
OURO_API int ouro_set_contains(ouro_object *set, ouro_object *item); // 1, 0, or -1
// Adds (to a frozenset only while nobody else has seen it); takes out: 1 it was there, 0, or -1;
// adds what an iterable gives.
OURO_API int ouro_set_add(ouro_object *set, ouro_object *item);
OURO_API int ouro_set_discard(ouro_object *set, ouro_object *item);
OURO_API int ouro_set_update(ouro_object *set, ouro_object *iterable);
// Walks the items, as ouro_dict_next does.
OURO_API bool ouro_set_next(ouro_object *set, size_t *position, ouro_object **item, int64_t *hash);

// ---- slice, range ---------------------------------------------------------------------------
typedef struct ouro_slice {
    ouro_object head;
    ouro_object *start, *stop, *step;
} ouro_slice;
// slice(start, stop, step): each may be None, or NULL for it.
OURO_API ouro_object *ouro_slice_new(ouro_object *start, ouro_object *stop, ouro_object *step);
// Start, stop and step of a slice against `length`, clipped; returns the number of items, -1 on
// error.
OURO_API ssize_t ouro_slice_resolve(ouro_object *slice, size_t length, ssize_t *start,
                                    ssize_t *stop, ssize_t *step);
// range(start, stop, step): ints of any size or what has __index__; `start` NULL: 0, `step` NULL:
// 1.  ValueError when `step` is 0.
OURO_API ouro_object *ouro_range_new(ouro_object *start, ouro_object *stop, ouro_object *step);
// The iterator of a range, for who makes the ints another way: while `left` is above 0, `next` is the next value.
typedef struct ouro_range_iter {
    ouro_object head;
    int64_t next, by, left;
    ouro_object *big_next, *big_by, *big_left; // `left` is 0: the same as ints of any size, or NULL
} ouro_range_iter;
static inline void ouro_range_iter_step(ouro_range_iter *iter) {
    iter->left--;
    iter->next += iter->by;
}

// Iterator over anything with __getitem__ from 0 (the old protocol) / over calls until `sentinel`.
OURO_API ouro_object *ouro_seq_iter_new(ouro_object *sequence);
OURO_API ouro_object *ouro_call_iter_new(ouro_object *callable, ouro_object *sentinel);
// Exactly what `for` uses on lists, tuples and ranges: the structures are private, `next` is fast.

#ifdef __cplusplus
}
#endif
#endif
