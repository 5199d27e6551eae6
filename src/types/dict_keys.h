// SPDX-License-Identifier: MIT
// The table of a dict: a hash index over entries in insertion order.  Floor: types.  SPEC row C4.
//
// One block of memory holds a header, an index of 2^log2_size places (1, 2, 4 or 8 bytes each, as many
// as number the entries), and the entries, of which 2/3 of the places may be used.  A place is EMPTY,
// DUMMY (its entry was deleted) or the number of an entry.  Deleted entries have a NULL value and stay
// where they are until the table is rebuilt, so the entries' order is the order of insertion.
//   live entries of the dict <= used so far;  used so far + usable <= room (less after popitem).
//
// While all keys are exact strs, an entry is key and value: the hash is in the str.  Such a table is
// searched without running any code.  The first other key rebuilds it with hashes in the entries.
//
// An empty dict shares one constant table without room.
#ifndef OURO_DICT_KEYS_H
#define OURO_DICT_KEYS_H

#include "sequence.h"

enum { KEYS_LOG2_MIN = 3 };
enum { PLACE_EMPTY = -1, PLACE_DUMMY = -2 };

typedef struct ouro__entry_str {
    ouro_object *key;
    ouro_object *value; // NULL: deleted
} ouro__entry_str;

typedef struct ouro__entry {
    ouro_object *key;
    ouro_object *value; // NULL: deleted
    int64_t hash;
} ouro__entry;

_Static_assert(sizeof(ouro__entry_str) == 2 * sizeof(void *) &&
                   sizeof(ouro__entry) == 3 * sizeof(void *),
               "ouro_dict_value_at_borrow counts in pointers");

extern const ouro_dict_keys ouro__keys_empty;

// ---- Access -----------------------------------------------------------------------------------

static inline size_t ouro__keys_entry_size(const ouro_dict_keys *keys) {
    return keys->strings ? sizeof(ouro__entry_str) : sizeof(ouro__entry);
}

// Entry i; key and value stand first in both kinds.
static inline ouro__entry_str *ouro__keys_at(const ouro_dict_keys *keys, size_t i) {
    return (ouro__entry_str *)(void *)(keys->entries + i * ouro__keys_entry_size(keys));
}

static inline int64_t ouro__str_hash_of(ouro_object *str) {
    int64_t hash = ((const ouro_string *)str)->hash;
    return OURO_LIKELY(hash != -1) ? hash : ouro_str_hash(str);
}

static inline int64_t ouro__keys_hash_at(const ouro_dict_keys *keys, size_t i) {
    const ouro__entry_str *entry = ouro__keys_at(keys, i);
    return keys->strings ? ((const ouro_string *)entry->key)->hash
                         : ((const ouro__entry *)(const void *)entry)->hash;
}

// The hash of any key: -1 with an exception.
static inline int64_t ouro__key_hash(ouro_object *key) {
    return OURO_LIKELY(ouro_is_exact(key, OURO_T_STR)) ? ouro__str_hash_of(key) : ouro_hash(key);
}

// ---- Whole tables -----------------------------------------------------------------------------

// A table without entries; NULL with MemoryError.
ouro_dict_keys *ouro__keys_new(uint8_t log2_size, bool strings);
void ouro__keys_free(ouro_dict_keys *keys);                  // the memory alone
void ouro__keys_drop(ouro_dict_keys *keys);                  // and all its references
ouro_dict_keys *ouro__keys_copy(const ouro_dict_keys *keys); // the same, with references of its own
uint8_t ouro__keys_log2_for(size_t entries);                 // smallest size with so much room
size_t ouro__keys_bytes(const ouro_dict_keys *keys);         // 0 for the shared one
// The live entries of `keys` moved into a table of that size; `keys` is then only memory.
ouro_dict_keys *ouro__keys_rebuild(ouro_dict_keys *keys, uint8_t log2_size, bool strings);

// ---- Places -----------------------------------------------------------------------------------

// Where `key` is: its entry's number and *place; -1 absent, -2 with an exception.  May run code that
// compares keys; starts again when that code changed the dict.
enum { FOUND_NOT = -1, FOUND_ERROR = -2 };
ssize_t ouro__keys_find(ouro_dict *dict, ouro_object *key, int64_t hash, size_t *place);
// Adds an entry that is not there (references stolen; usable > 0, key kind fits).
void ouro__keys_add(ouro_dict_keys *keys, ouro_object *key, int64_t hash, ouro_object *value);
// Marks the entry deleted; its references are the caller's.
void ouro__keys_remove(ouro_dict_keys *keys, size_t place, size_t i);
// The place of entry `i`.
size_t ouro__keys_place_of(const ouro_dict_keys *keys, size_t i);

// ---- dict.c's insides, for its other files ----------------------------------------------------

static inline void ouro__dict_changed(ouro_dict *dict) {
    dict->version++;
}
void ouro__dict_destroy(ouro_object *self);
void ouro__dict_drop(ouro_object *self);
int ouro__dict_traverse(ouro_object *self, ouro_visit_fn visit, void *arg);
ouro_object *ouro__dict_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames);
int ouro__dict_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                    ouro_object *kwnames);
int ouro__dict_setitem(ouro_object *self, ouro_object *key, ouro_object *value);
// override: 1 later keys win, 0 the first stays, 2 KeyError on a duplicate.
int ouro__dict_merge(ouro_object *dict, ouro_object *other, int override);
ouro_object *ouro__dict_iter(ouro_object *self);
ouro_object *ouro__dict_reversed(ouro_object *self);
ouro_object *ouro__dict_view_keys(ouro_object *self);
ouro_object *ouro__dict_view_values(ouro_object *self);
ouro_object *ouro__dict_view_items(ouro_object *self);
// Takes the last entry out: 1 and both (new), 0 when empty, -1 error.
int ouro__dict_pop_last(ouro_object *self, ouro_object **key, ouro_object **value);

#endif
