// SPDX-License-Identifier: MIT
// dict: making, reading and changing; the C interface.  Floor: types.  SPEC rows G1, C4.
//
// A dict is not tracked until a key or value goes in that the collector may have to see.  `version`
// starts at a number of the dict's own times 2^32 and rises with each change.
#include "dict_keys.h"

static ouro_dict_keys *no_keys(void) {
    return (ouro_dict_keys *)(uintptr_t)&ouro__keys_empty;
}

// ---- Making and destroying --------------------------------------------------------------------

static void start(ouro_dict *dict, ouro__dict_cache *cache) {
    dict->length = 0;
    dict->version = ++cache->versions << 32;
    dict->keys = no_keys();
}

ouro_object *ouro_dict_new(void) {
    ouro__dict_cache *cache = &ouro__caches()->dict;
    ouro_object *object;
    if (cache->count) {
        object = cache->free[--cache->count];
        ouro__cache_revive(object);
    } else {
        object = ouro_object_new_raw(ouro_builtin_type(OURO_T_DICT), sizeof(ouro_dict));
        if (!object) {
            return NULL;
        }
    }
    start((ouro_dict *)object, cache);
    return object;
}

// Classes derived from dict are always tracked, as in 3.11.
ouro_object *ouro__dict_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    ouro_object *self =
        ouro_object_new(type, 0); // dict(...) leaves the free list alone, as in 3.11
    if (self) {
        start((ouro_dict *)self, &ouro__caches()->dict);
        if (type->exact != OURO_T_DICT) {
            ouro_gc_track(self);
        }
    }
    return self;
}

void ouro__dict_destroy(ouro_object *self) {
    ouro__keys_drop(((ouro_dict *)self)->keys);
    ouro__dict_cache *cache = &ouro__caches()->dict;
    if (cache->count < OURO_DICT_FREE) {
        ouro__cache_bury(self);
        cache->free[cache->count++] = self;
    } else {
        ouro_object_free(self);
    }
}

// A dict that failed to be made has no keys.
void ouro__dict_drop(ouro_object *self) {
    ouro_dict *dict = (ouro_dict *)self;
    if (dict->keys) {
        ouro_dict_keys *keys = dict->keys;
        dict->keys = no_keys();
        ouro__dict_changed(dict);
        ouro__keys_drop(keys);
    }
}

void ouro__dict_bury(ouro_object *self, void (*drop)(ouro_object *, void *), void *arg) {
    ouro_dict_keys *keys = ((ouro_dict *)self)->keys;
    for (size_t i = 0; keys && i < keys->used; i++) {
        const ouro__entry_str *entry = ouro__keys_at(keys, i);
        if (entry->value) {
            drop(entry->key, arg);
            drop(entry->value, arg);
        }
    }
    if (keys) {
        ouro__keys_free(keys);
    }
}

void ouro__dict_empty(struct ouro__caches *caches) {
    while (caches->dict.count) {
        ouro__cache_release(caches->dict.free[--caches->dict.count]);
    }
    while (caches->dict.keys_count) {
        ouro_dict_keys *keys = caches->dict.keys[--caches->dict.keys_count];
        OURO__UNPOISON(keys, ouro_heap_usable_size(ouro_current->heap, keys));
        ouro_memory_free(keys);
    }
}

void ouro_dict_clear(ouro_object *self) {
    ouro_dict *dict = (ouro_dict *)self;
    ouro_dict_keys *keys = dict->keys;
    if (keys && keys != &ouro__keys_empty) {
        dict->keys = no_keys();
        dict->length = 0;
        ouro__dict_changed(dict);
        ouro__keys_drop(keys);
    }
}

int ouro__dict_traverse(ouro_object *self, ouro_visit_fn visit, void *arg) {
    const ouro_dict_keys *keys = ((ouro_dict *)self)->keys;
    for (size_t i = 0; keys && i < keys->used; i++) {
        const ouro__entry_str *entry = ouro__keys_at(keys, i);
        if (!entry->value) {
            continue;
        }
        int stop = keys->strings ? 0 : visit(entry->key, arg);
        if (stop || (stop = visit(entry->value, arg))) {
            return stop;
        }
    }
    return 0;
}

void ouro__dict_maybe_untrack(ouro_object *self) {
    if (!ouro_is_exact(self, OURO_T_DICT) || !ouro__is_tracked(self)) {
        return;
    }
    const ouro_dict_keys *keys = ((ouro_dict *)self)->keys;
    for (size_t i = 0; i < keys->used; i++) {
        const ouro__entry_str *entry = ouro__keys_at(keys, i);
        if (entry->value && (ouro__may_be_tracked(entry->value) ||
                             (!keys->strings && ouro__may_be_tracked(entry->key)))) {
            return;
        }
    }
    ouro__untrack(self);
}

static inline void maintain_tracking(ouro_object *self, ouro_object *key, ouro_object *value) {
    if ((ouro__may_be_tracked(value) || ouro__may_be_tracked(key)) && !ouro__is_tracked(self)) {
        ouro__track(ouro__runtime(), self);
    }
}

// ---- Reading ----------------------------------------------------------------------------------

ouro_object *ouro_dict_get_hash_borrow(ouro_object *self, ouro_object *key, int64_t hash) {
    ouro_dict *dict = (ouro_dict *)self;
    size_t place;
    ssize_t i = ouro__keys_find(dict, key, hash, &place);
    return i < 0 ? NULL : ouro__keys_at(dict->keys, (size_t)i)->value;
}

ouro_object *ouro_dict_get_borrow(ouro_object *self, ouro_object *key) {
    int64_t hash = ouro__key_hash(key);
    return OURO_UNLIKELY(hash == -1) ? NULL : ouro_dict_get_hash_borrow(self, key, hash);
}

// A short name in a table of strs is looked up with a key on the C stack: no code of others sees it,
// and without memory sys.stdout is still there.
static bool find_text(const ouro_dict *dict, const char *text, ouro_object **value) {
    enum { ROOM = 64 };
    union {
        ouro_string str;
        uint8_t bytes[sizeof(ouro_string) + ROOM];
    } key;
    size_t length = 0;
    while (length < ROOM && text[length] && !(text[length] & 0x80)) {
        length++;
    }
    if (length == ROOM || text[length] || !dict->keys->strings) {
        return false;
    }
    key.str = (ouro_string){.head = {.refs = OURO_REFS_MOST, .type = ouro_builtin_type(OURO_T_STR)},
                            .hash = -1,
                            .length = length & (ROOM - 1), // as it is: for -Wconversion
                            .width = 1,
                            .ascii = 1};
    memcpy(key.bytes + offsetof(ouro_string, data), text, length + 1);
    *value = ouro_dict_get_hash_borrow((ouro_object *)(uintptr_t)dict, &key.str.head,
                                       ouro_str_hash(&key.str.head));
    return true;
}

ouro_object *ouro_dict_get_text_borrow(ouro_object *self, const char *text) {
    ouro_object *found;
    if (find_text((ouro_dict *)self, text, &found)) {
        return found;
    }
    ouro_object *key = ouro_str_text(text);
    if (!key) {
        return NULL;
    }
    ouro_object *value = ouro_dict_get_borrow(self, key);
    ouro_decref(key);
    return value;
}

int ouro_dict_contains(ouro_object *self, ouro_object *key) {
    int64_t hash = ouro__key_hash(key);
    if (OURO_UNLIKELY(hash == -1)) {
        return -1;
    }
    size_t place;
    ssize_t i = ouro__keys_find((ouro_dict *)self, key, hash, &place);
    return i == FOUND_ERROR ? -1 : i != FOUND_NOT;
}

bool ouro_dict_next(ouro_object *self, size_t *position, ouro_object **key, ouro_object **value,
                    int64_t *hash) {
    const ouro_dict_keys *keys = ((ouro_dict *)self)->keys;
    for (size_t i = *position; i < keys->used; i++) {
        const ouro__entry_str *entry = ouro__keys_at(keys, i);
        if (!entry->value) {
            continue;
        }
        *position = i + 1;
        if (key) {
            *key = entry->key;
        }
        if (value) {
            *value = entry->value;
        }
        if (hash) {
            *hash = ouro__keys_hash_at(keys, i);
        }
        return true;
    }
    return false;
}

// ---- Changing ---------------------------------------------------------------------------------

// Room for one more entry of that kind of key.
static int make_room(ouro_dict *dict, bool string) {
    ouro_dict_keys *keys = dict->keys;
    if (OURO_LIKELY(keys->usable && (string || !keys->strings))) {
        return 0;
    }
    uint8_t log2_size = KEYS_LOG2_MIN;
    while ((size_t)1 << log2_size < dict->length * 3) {
        log2_size++;
    }
    bool strings = string && keys->strings;
    ouro_dict_keys *fresh = ouro__keys_rebuild(keys, log2_size, strings);
    if (!fresh) {
        return -1;
    }
    dict->keys = fresh;
    ouro__keys_free(keys);
    return 0;
}

// Adds a key known to be absent; `value` is stolen.
static int add(ouro_object *self, ouro_object *key, int64_t hash, ouro_object *value) {
    ouro_dict *dict = (ouro_dict *)self;
    if (make_room(dict, ouro_is_exact(key, OURO_T_STR)) < 0) {
        ouro_decref(value);
        return -1;
    }
    maintain_tracking(self, key, value);
    ouro_object_stored_held(self);
    ouro__keys_add(dict->keys, ouro_newref(key), hash, value);
    dict->length++;
    ouro__dict_changed(dict);
    return 0;
}

// `value` is stolen.
static int set_hash(ouro_object *self, ouro_object *key, int64_t hash, ouro_object *value) {
    ouro_dict *dict = (ouro_dict *)self;
    size_t place;
    ssize_t i = ouro__keys_find(dict, key, hash, &place);
    if (i == FOUND_ERROR) {
        ouro_decref(value);
        return -1;
    }
    if (i < 0) {
        return add(self, key, hash, value);
    }
    maintain_tracking(self, key, value);
    ouro_object_stored_held(self);
    ouro_replace(&ouro__keys_at(dict->keys, (size_t)i)->value, value);
    return 0;
}

static int set_hash_stolen(ouro_object *self, ouro_object *key, int64_t hash, ouro_object *value) {
    if (OURO_LIKELY(((ouro_dict *)self)->keys->strings && ouro_is_exact(key, OURO_T_STR))) {
        return set_hash(self, key, hash, value);
    }
    ouro_incref(key); // the comparisons of a search may drop the last other reference
    int failed = set_hash(self, key, hash, value);
    ouro_decref(key);
    return failed;
}

int ouro_dict_set_hash(ouro_object *self, ouro_object *key, int64_t hash, ouro_object *value) {
    return set_hash_stolen(self, key, hash, ouro_newref(value));
}

int ouro_dict_set_stolen(ouro_object *self, ouro_object *key, ouro_object *value) {
    int64_t hash = ouro__key_hash(key);
    if (OURO_UNLIKELY(hash == -1)) {
        ouro_decref(value);
        return -1;
    }
    return set_hash_stolen(self, key, hash, value);
}

ouro_object *const *ouro_dict_place(ouro_object *self, ouro_object *key) {
    size_t place;
    ssize_t i = ouro__keys_find((ouro_dict *)self, key, ouro_str_hash(key), &place);
    return i < 0 ? NULL : &ouro__keys_at(((ouro_dict *)self)->keys, (size_t)i)->value;
}

int ouro_dict_set(ouro_object *self, ouro_object *key, ouro_object *value) {
    int64_t hash = ouro__key_hash(key);
    return OURO_UNLIKELY(hash == -1) ? -1 : ouro_dict_set_hash(self, key, hash, value);
}

int ouro_dict_set_text(ouro_object *self, const char *text, ouro_object *value) {
    ouro_object *key = ouro_str_intern_text(text);
    int failed = key ? ouro_dict_set(self, key, value) : -1;
    ouro_xdecref(key);
    return failed;
}

ouro_object *ouro_dict_set_default_borrow(ouro_object *self, ouro_object *key, ouro_object *value) {
    int64_t hash = ouro__key_hash(key);
    if (hash == -1) {
        return NULL;
    }
    size_t place;
    ssize_t i = ouro__keys_find((ouro_dict *)self, key, hash, &place);
    if (i >= 0) {
        return ouro__keys_at(((ouro_dict *)self)->keys, (size_t)i)->value;
    }
    return i == FOUND_ERROR || add(self, key, hash, ouro_newref(value)) < 0 ? NULL : value;
}

// Takes entry i out: both references are the caller's.
static void take(ouro_dict *dict, size_t place, size_t i, ouro_object **key, ouro_object **value) {
    const ouro__entry_str *entry = ouro__keys_at(dict->keys, i);
    *key = entry->key;
    *value = entry->value;
    ouro__keys_remove(dict->keys, place, i);
    dict->length--;
    ouro__dict_changed(dict);
}

int ouro_dict_pop(ouro_object *self, ouro_object *key, ouro_object **value) {
    ouro_dict *dict = (ouro_dict *)self;
    *value = NULL;
    int64_t hash = ouro__key_hash(key);
    if (hash == -1) {
        return -1;
    }
    size_t place;
    ssize_t i = ouro__keys_find(dict, key, hash, &place);
    if (i < 0) {
        return i == FOUND_ERROR ? -1 : 0;
    }
    ouro_object *old_key;
    take(dict, place, (size_t)i, &old_key, value);
    ouro_decref(old_key);
    return 1;
}

int ouro_dict_delete(ouro_object *self, ouro_object *key) {
    ouro_object *value;
    int found = ouro_dict_pop(self, key, &value);
    if (found == 0) {
        ouro_raise_object(OURO_EXC_KeyError, key);
        return -1;
    }
    ouro_xdecref(value);
    return found < 0 ? -1 : 0;
}

// The entries behind the last live one are given up too: popping all items one by one costs O(n).
int ouro__dict_pop_last(ouro_object *self, ouro_object **key, ouro_object **value) {
    ouro_dict *dict = (ouro_dict *)self;
    if (dict->length == 0) {
        return 0;
    }
    ouro_dict_keys *keys = dict->keys;
    size_t i = keys->used - 1;
    while (!ouro__keys_at(keys, i)->value) {
        i--;
    }
    take(dict, ouro__keys_place_of(keys, i), i, key, value);
    keys->used = (uint32_t)i;
    return 1;
}

int ouro__dict_setitem(ouro_object *self, ouro_object *key, ouro_object *value) {
    return value ? ouro_dict_set(self, key, value) : ouro_dict_delete(self, key);
}

// ---- Copies -----------------------------------------------------------------------------------

ouro_object *ouro_dict_copy(ouro_object *self) {
    ouro_object *copy = ouro_dict_new();
    if (!copy) {
        return NULL;
    }
    const ouro_dict *dict = (const ouro_dict *)self;
    if (dict->length == 0) {
        return copy;
    }
    const ouro_dict_keys *keys = dict->keys;
    bool plain = self->type->slots.iter == ouro_builtin_type(OURO_T_DICT)->slots.iter;
    if (plain && dict->length >= (size_t)keys->used * 2 / 3) {
        ouro_dict_keys *copied = ouro__keys_copy(keys);
        if (!copied) {
            ouro_decref(copy);
            return NULL;
        }
        ((ouro_dict *)copy)->keys = copied;
        ((ouro_dict *)copy)->length = dict->length;
        if (ouro__is_tracked(self)) {
            ouro__track(ouro__runtime(), copy);
        }
        return copy;
    }
    if (ouro__dict_merge(copy, self, 1) < 0) {
        ouro_decref(copy);
        return NULL;
    }
    return copy;
}

ouro_object *ouro_dict_keys_list(ouro_object *self) {
    ouro_object *list = ouro_list_new(0), *key;
    size_t position = 0;
    while (list && ouro_dict_next(self, &position, &key, NULL, NULL)) {
        if (ouro_list_append(list, key) < 0) {
            ouro_decref(list);
            return NULL;
        }
    }
    return list;
}

ouro_object *ouro_dict_items_list(ouro_object *self) {
    ouro_object *list = ouro_list_new(0), *key, *value;
    size_t position = 0;
    while (list && ouro_dict_next(self, &position, &key, &value, NULL)) {
        ouro_incref(key);
        ouro_object *pair = ouro_tuple_from_stolen((ouro_object *[]){key, ouro_newref(value)}, 2);
        if (!pair || ouro_list_append_stolen(list, pair) < 0) {
            ouro_decref(list);
            return NULL;
        }
    }
    return list;
}
