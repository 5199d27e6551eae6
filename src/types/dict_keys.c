// SPDX-License-Identifier: MIT
// The table of a dict: finding, adding, removing, rebuilding.  Floor: types.  SPEC row C4.
// See dict_keys.h for the structure and its invariants.
#include "dict_keys.h"

const ouro_dict_keys ouro__keys_empty = {.strings = true, .index = {PLACE_EMPTY}};

// ---- Places -----------------------------------------------------------------------------------

static inline size_t mask_of(const ouro_dict_keys *keys) {
    return ((size_t)1 << keys->log2_size) - 1;
}

static inline ssize_t place_get(const ouro_dict_keys *keys, size_t place) {
    const void *index = keys->index;
    switch (keys->log2_width) {
    case 0: return ((const int8_t *)index)[place];
    case 1: return ((const int16_t *)index)[place];
    case 2: return ((const int32_t *)index)[place];
    default: return (ssize_t)((const int64_t *)index)[place];
    }
}

static inline void place_set(ouro_dict_keys *keys, size_t place, ssize_t entry) {
    void *index = keys->index;
    switch (keys->log2_width) {
    case 0: ((int8_t *)index)[place] = (int8_t)entry; break;
    case 1: ((int16_t *)index)[place] = (int16_t)entry; break;
    case 2: ((int32_t *)index)[place] = (int32_t)entry; break;
    default: ((int64_t *)index)[place] = entry; break;
    }
}

// The places that a hash visits: all of them in the end, and the hash's upper bits matter early.
typedef struct probe {
    size_t place, perturb, mask;
} probe;

static inline probe probe_start(const ouro_dict_keys *keys, int64_t hash) {
    size_t mask = mask_of(keys);
    return (probe){(size_t)hash & mask, (size_t)hash, mask};
}

static inline void probe_next(probe *p) {
    p->perturb >>= 5;
    p->place = (p->place * 5 + p->perturb + 1) & p->mask;
}

// ---- Memory -----------------------------------------------------------------------------------

static size_t room_of(uint8_t log2_size) {
    return ((size_t)2 << log2_size) / 3;
}

static uint8_t width_for(uint8_t log2_size) {
    return log2_size < 8 ? 0 : log2_size < 16 ? 1 : log2_size < 32 ? 2 : 3;
}

uint8_t ouro__keys_log2_for(size_t entries) {
    uint8_t log2_size = KEYS_LOG2_MIN;
    while (room_of(log2_size) < entries && log2_size < 58) {
        log2_size++;
    }
    return log2_size;
}

static size_t index_bytes(uint8_t log2_size) {
    return (size_t)1 << (log2_size + width_for(log2_size));
}

static size_t bytes_for(uint8_t log2_size, bool strings) {
    size_t entry = strings ? sizeof(ouro__entry_str) : sizeof(ouro__entry);
    return sizeof(ouro_dict_keys) + index_bytes(log2_size) + room_of(log2_size) * entry;
}

size_t ouro__keys_bytes(const ouro_dict_keys *keys) {
    return keys == &ouro__keys_empty ? 0 : bytes_for(keys->log2_size, keys->strings);
}

ouro_dict_keys *ouro__keys_new(uint8_t log2_size, bool strings) {
    ouro__dict_cache *cache = &ouro__caches()->dict;
    ouro_dict_keys *keys;
    if (log2_size == KEYS_LOG2_MIN && strings && cache->keys_count) {
        keys = cache->keys[--cache->keys_count];
        OURO__UNPOISON(keys, bytes_for(log2_size, strings));
    } else {
        // The entries of 2^32 places can be counted, and take 64 GB.
        keys =
            log2_size > 32 ? ouro_raise_memory() : ouro_memory_new(bytes_for(log2_size, strings));
        if (!keys) {
            return NULL;
        }
        keys->log2_size = log2_size;
        keys->log2_width = width_for(log2_size);
        keys->strings = strings;
        keys->entries = (char *)keys->index + index_bytes(log2_size);
    }
    keys->used = 0;
    keys->usable = (uint32_t)room_of(log2_size);
    memset(keys->index, 0xff, index_bytes(log2_size)); // PLACE_EMPTY everywhere
    return keys;
}

void ouro__keys_free(ouro_dict_keys *keys) {
    if (keys == &ouro__keys_empty) {
        return;
    }
    ouro__dict_cache *cache = &ouro__caches()->dict;
    if (keys->log2_size == KEYS_LOG2_MIN && keys->strings && cache->keys_count < OURO_DICT_FREE) {
        OURO__POISON(keys, bytes_for(KEYS_LOG2_MIN, true));
        cache->keys[cache->keys_count++] = keys;
    } else {
        ouro_memory_free(keys);
    }
}

void ouro__keys_drop(ouro_dict_keys *keys) {
    size_t size = ouro__keys_entry_size(keys);
    char *at = keys->entries;
    for (size_t i = 0; i < keys->used; i++, at += size) {
        const ouro__entry_str *entry = (const ouro__entry_str *)(void *)at;
        if (entry->value) {
            ouro_decref(entry->key);
            ouro_decref(entry->value);
        }
    }
    ouro__keys_free(keys);
}

ouro_dict_keys *ouro__keys_copy(const ouro_dict_keys *keys) {
    ouro_dict_keys *copy = ouro__keys_new(keys->log2_size, keys->strings);
    if (!copy) {
        return NULL;
    }
    memcpy(copy->index, keys->index, index_bytes(keys->log2_size));
    memcpy(copy->entries, keys->entries, keys->used * ouro__keys_entry_size(keys));
    copy->used = keys->used;
    copy->usable = keys->usable;
    for (size_t i = 0; i < copy->used; i++) {
        ouro__entry_str *entry = ouro__keys_at(copy, i);
        if (entry->value) {
            ouro_incref(entry->key);
            ouro_incref(entry->value);
        }
    }
    return copy;
}

// ---- Adding and removing ----------------------------------------------------------------------

void ouro__keys_add(ouro_dict_keys *keys, ouro_object *key, int64_t hash, ouro_object *value) {
    probe p = probe_start(keys, hash);
    while (place_get(keys, p.place) >= 0) {
        probe_next(&p);
    }
    ouro__entry_str *entry = ouro__keys_at(keys, keys->used);
    entry->key = key;
    entry->value = value;
    if (!keys->strings) {
        ((ouro__entry *)(void *)entry)->hash = hash;
    }
    place_set(keys, p.place, (ssize_t)keys->used);
    keys->used++;
    keys->usable--;
}

void ouro__keys_remove(ouro_dict_keys *keys, size_t place, size_t i) {
    place_set(keys, place, PLACE_DUMMY);
    ouro__entry_str *entry = ouro__keys_at(keys, i);
    entry->key = entry->value = NULL;
}

size_t ouro__keys_place_of(const ouro_dict_keys *keys, size_t i) {
    probe p = probe_start(keys, ouro__keys_hash_at(keys, i));
    while (place_get(keys, p.place) != (ssize_t)i) {
        probe_next(&p);
    }
    return p.place;
}

ouro_dict_keys *ouro__keys_rebuild(ouro_dict_keys *keys, uint8_t log2_size, bool strings) {
    ouro_dict_keys *fresh = ouro__keys_new(log2_size, strings);
    if (!fresh) {
        return NULL;
    }
    for (size_t i = 0; i < keys->used; i++) {
        const ouro__entry_str *entry = ouro__keys_at(keys, i);
        if (entry->value) {
            ouro__keys_add(fresh, entry->key, ouro__keys_hash_at(keys, i), entry->value);
        }
    }
    return fresh;
}

// ---- Finding ----------------------------------------------------------------------------------

// A str in a table of strs: no code of others runs.  Most lookups end at the first pointer comparison.
static inline ssize_t find_string(const ouro_dict_keys *keys, ouro_object *key, int64_t hash,
                                  size_t *place) {
    const ouro__entry_str *entries = (const ouro__entry_str *)(const void *)keys->entries;
    for (probe p = probe_start(keys, hash);; probe_next(&p)) {
        ssize_t i = place_get(keys, p.place);
        if (i >= 0) {
            ouro_object *found = entries[i].key;
            if (found == key ||
                (((const ouro_string *)found)->hash == hash && ouro_str_equal(found, key))) {
                *place = p.place;
                return i;
            }
        } else if (i == PLACE_EMPTY) {
            return FOUND_NOT;
        }
    }
}

enum { COMPARED_OTHER, COMPARED_EQUAL, COMPARED_CHANGED, COMPARED_ERROR };

// Compares the entry's key, which may run code that changes the dict.
static int compare_entry(const ouro_dict *dict, size_t place, ssize_t i, ouro_object *key) {
    const ouro_dict_keys *keys = dict->keys;
    ouro_object *found = ouro_newref(ouro__keys_at(keys, (size_t)i)->key);
    int equal = ouro_compare_bool(found, key, OURO_EQ);
    ouro_decref(found);
    if (equal < 0) {
        return COMPARED_ERROR;
    }
    if (dict->keys != keys || place_get(keys, place) != i ||
        ouro__keys_at(keys, (size_t)i)->key != found) {
        return COMPARED_CHANGED;
    }
    return equal ? COMPARED_EQUAL : COMPARED_OTHER;
}

static ssize_t find_any(ouro_dict *dict, ouro_object *key, int64_t hash, size_t *place) {
restart:;
    const ouro_dict_keys *keys = dict->keys;
    for (probe p = probe_start(keys, hash);; probe_next(&p)) {
        ssize_t i = place_get(keys, p.place);
        if (i == PLACE_EMPTY) {
            return FOUND_NOT;
        }
        if (i == PLACE_DUMMY) {
            continue;
        }
        *place = p.place;
        if (ouro__keys_at(keys, (size_t)i)->key == key) {
            return i;
        }
        if (ouro__keys_hash_at(keys, (size_t)i) != hash) {
            continue;
        }
        switch (compare_entry(dict, p.place, i, key)) {
        case COMPARED_ERROR: return FOUND_ERROR;
        case COMPARED_CHANGED: goto restart;
        case COMPARED_EQUAL: return i;
        default: break;
        }
    }
}

ssize_t ouro__keys_find(ouro_dict *dict, ouro_object *key, int64_t hash, size_t *place) {
    if (OURO_LIKELY(dict->keys->strings && ouro_is_exact(key, OURO_T_STR))) {
        return find_string(dict->keys, key, hash, place);
    }
    return find_any(dict, key, hash, place);
}
