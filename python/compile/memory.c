// SPDX-License-Identifier: MIT
// Memory of one compilation: arena, kept references, names, maps from nodes; the way out on errors.
// Front-end, compile. The arena comes from malloc, not from the heap that scripts look at.
#include <stdlib.h>

#include "compiler.h"

// ---- The way out --------------------------------------------------------------------------------

void pyc_abort(pyc *c) {
    assert(ouro_raised_borrow());
    longjmp(c->stop, 1);
}

void pyc_no_memory(pyc *c) {
    ouro_raise_memory();
    pyc_abort(c);
}

void pyc_descend(pyc *c) {
    if (++c->depth > c->max_depth) {
        ouro_raise(OURO_EXC_RecursionError, "maximum recursion depth exceeded during compilation");
        pyc_abort(c);
    }
}

// ---- Arena --------------------------------------------------------------------------------------

typedef struct pyc_chunk {
    struct pyc_chunk *next;
    size_t used, size;
    _Alignas(16) unsigned char bytes[];
} pyc_chunk;

void *pyc_alloc(pyc *c, size_t bytes) {
    enum { CHUNK = 32 << 10 };
    bytes = (bytes + 15) & ~(size_t)15;
    pyc_chunk *chunk = c->chunks;
    if (!chunk || chunk->size - chunk->used < bytes) {
        size_t size = bytes > CHUNK / 4 ? bytes : CHUNK;
        pyc_chunk *fresh = calloc(1, sizeof *fresh + size);
        if (!fresh) {
            pyc_no_memory(c);
        }
        fresh->size = size;
        if (chunk && size == bytes) { // a large one must not hide the room of the current chunk
            fresh->next = chunk->next;
            chunk->next = fresh;
        } else {
            fresh->next = chunk;
            c->chunks = fresh;
        }
        chunk = fresh;
    }
    void *result = chunk->bytes + chunk->used;
    chunk->used += bytes;
    return result;
}

void *pyc_grow(pyc *c, void *items, uint32_t *room, uint32_t need, size_t item_size) {
    if (need <= *room) {
        return items;
    }
    uint32_t size = *room ? *room * 2 : 8;
    if (size < need) {
        size = need;
    }
    void *fresh = pyc_alloc(c, size * item_size);
    if (*room) {
        memcpy(fresh, items, *room * item_size);
    }
    *room = size;
    return fresh;
}

ouro_object *pyc_keep(pyc *c, ouro_object *object) {
    if (!object) {
        pyc_abort(c);
    }
    if (c->kept_count == c->kept_room) {
        size_t room = c->kept_room ? c->kept_room * 2 : 256;
        ouro_object **kept = realloc(c->kept, room * sizeof *kept);
        if (!kept) {
            ouro_decref(object);
            pyc_no_memory(c);
        }
        c->kept = kept;
        c->kept_room = room;
    }
    c->kept[c->kept_count++] = object;
    return object;
}

void pyc_dispose(pyc *c) {
    for (size_t i = 0; i < c->name_room; i++) {
        for (pyc_name *name = c->names[i]; name; name = name->chain) {
            if (name->source) {
                name->source->user = NULL;
            }
        }
    }
    while (c->kept_count) {
        ouro_decref(c->kept[--c->kept_count]);
    }
    free(c->kept);
    c->kept = NULL;
    while (c->chunks) {
        pyc_chunk *chunk = c->chunks;
        c->chunks = chunk->next;
        free(chunk);
    }
}

// ---- Names --------------------------------------------------------------------------------------

static uint32_t text_hash(const char *text, size_t length) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    }
    return hash;
}

static void rehash_names(pyc *c, size_t room) {
    pyc_name **table = pyc_alloc(c, room * sizeof *table);
    for (size_t i = 0; i < c->name_room; i++) {
        for (pyc_name *name = c->names[i], *next; name; name = next) {
            next = name->chain;
            name->chain = table[name->hash & (room - 1)];
            table[name->hash & (room - 1)] = name;
        }
    }
    c->names = table;
    c->name_room = room;
}

pyc_name *pyc_name_text(pyc *c, const char *text, size_t length) {
    uint32_t hash = text_hash(text, length);
    if (c->name_count >= c->name_room) {
        rehash_names(c, c->name_room ? c->name_room * 2 : 256);
    }
    pyc_name **bucket = &c->names[hash & (c->name_room - 1)];
    for (pyc_name *name = *bucket; name; name = name->chain) {
        if (name->hash == hash && name->length == length && !memcmp(name->text, text, length)) {
            return name;
        }
    }
    pyc_name *name = pyc_alloc(c, sizeof *name + length + 1);
    name->length = (uint32_t)length;
    name->hash = hash;
    memcpy(name->text, text, length);
    name->chain = *bucket;
    *bucket = name;
    c->name_count++;
    return name;
}

pyc_name *pyc_name_literal(pyc *c, const char *text) {
    return pyc_name_text(c, text, strlen(text));
}

pyc_name *pyc_name_of(pyc *c, py_name *source) {
    if (!source->user) {
        pyc_name *name = pyc_name_text(c, source->text, source->length);
        if (name->source) {
            return name; // a second py_name of the same text: it stays uncached
        }
        name->source = source;
        source->user = name;
    }
    return source->user;
}

ouro_object *pyc_name_str(pyc *c, pyc_name *name) {
    if (!name->str) {
        name->str = pyc_keep(c, ouro_str_intern_text(name->text));
    }
    return name->str;
}

pyc_name *pyc_mangle(pyc *c, pyc_name *private_name, pyc_name *name) {
    if (!private_name || name->length < 3 || name->text[0] != '_' || name->text[1] != '_') {
        return name;
    }
    if ((name->text[name->length - 1] == '_' && name->text[name->length - 2] == '_') ||
        strchr(name->text, '.')) {
        return name;
    }
    const char *owner = private_name->text;
    while (*owner == '_') {
        owner++;
    }
    if (!*owner) {
        return name;
    }
    size_t length = 1 + strlen(owner) + name->length;
    char *text = pyc_alloc(c, length + 1);
    text[0] = '_';
    strcpy(text + 1, owner);
    strcat(text, name->text);
    return pyc_name_text(c, text, length);
}

// ---- Maps ---------------------------------------------------------------------------------------

static size_t map_start(const pyc_map *map, const void *key) {
    return (size_t)(((uintptr_t)key >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (map->room - 1);
}

void *pyc_map_get(const pyc_map *map, const void *key) {
    if (!map->room) {
        return NULL;
    }
    for (size_t i = map_start(map, key);; i = (i + 1) & (map->room - 1)) {
        if (map->keys[i] == key) {
            return map->values[i];
        }
        if (!map->keys[i]) {
            return NULL;
        }
    }
}

void pyc_map_set(pyc *c, pyc_map *map, const void *key, void *value) {
    if (map->count * 2 >= map->room) {
        pyc_map larger = {.room = map->room ? map->room * 2 : 64};
        larger.keys = pyc_alloc(c, larger.room * sizeof *larger.keys);
        larger.values = pyc_alloc(c, larger.room * sizeof *larger.values);
        for (size_t i = 0; i < map->room; i++) {
            if (map->keys[i]) {
                pyc_map_set(c, &larger, map->keys[i], map->values[i]);
            }
        }
        *map = larger;
    }
    size_t i = map_start(map, key);
    while (map->keys[i] && map->keys[i] != key) {
        i = (i + 1) & (map->room - 1);
    }
    map->count += !map->keys[i];
    map->keys[i] = key;
    map->values[i] = value;
}
