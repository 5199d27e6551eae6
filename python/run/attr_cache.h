// SPDX-License-Identifier: MIT
// The inline caches of LOAD_ATTR, STORE_ATTR and LOAD_METHOD.  Front-end, run.  Inlined into the loop.
//
// A type's version stands for everything that a lookup on it finds, and a name's place in the values of a
// class's instances never changes.  So a cache holds the version and either the place or the method;
// a version is never 0 in a type that has one, and a cache that is still 0 matches no type.
#ifndef OURO_PYTHON_RUN_ATTR_CACHE_H
#define OURO_PYTHON_RUN_ATTR_CACHE_H

#include <ouro/error.h>
#include <string.h>

#include "opcode.h"

typedef struct py_attr_cache {
    uint32_t version;
    uint16_t offset; // of the attribute word, or of the slot itself
    uint16_t index;  // of the value, or PY_INDEX_SLOT
} py_attr_cache;

typedef struct py_method_cache {
    uint32_t version;
    uint32_t offset;     // of the attribute word, 0: instances have none
    ouro_object *method; // borrowed from the type while the version holds
} py_method_cache;

enum { PY_OFFSET_TAIL = 0xffff, PY_INDEX_SLOT = 0xffff };

// What caches are filled with, in attr_cache.c: called when a cache did not match.
void py__cache_attr(ouro_object *object, ouro_object *name, py_unit *units);
void py__cache_method(ouro_object *object, ouro_object *name, ouro_object *method, py_unit *units);

// Whether the cache at `units` is for the object's type.
OURO_INLINE bool py_cache_matches(const ouro_object *object, const py_unit *units,
                                  py_attr_cache *cache) {
    memcpy(cache, units, sizeof *cache);
    return object->type->version == cache->version && cache->version;
}

OURO_INLINE ouro_object **py_cached_slot(ouro_object *object, const py_attr_cache *cache) {
    return (ouro_object **)(void *)((char *)object + cache->offset);
}

// The attribute, new, or NULL: not cached.
OURO_INLINE ouro_object *py_cached_attr(ouro_object *object, const py_unit *units) {
    py_attr_cache cache;
    if (OURO_UNLIKELY(!py_cache_matches(object, units, &cache))) {
        return NULL;
    }
    if (cache.index == PY_INDEX_SLOT) {
        return ouro_xnewref(*py_cached_slot(object, &cache));
    }
    const ouro_values *values = ouro_values_of(object, cache.offset);
    return OURO_LIKELY(values && cache.index < values->count)
               ? ouro_xnewref(values->item[cache.index])
               : NULL;
}

static inline bool py_has_no_attributes(const ouro_object *object, size_t offset) {
    return *(const uintptr_t *)(const void *)((const char *)object + offset) == 0;
}

// Stores `value`, which is stolen: 1; 0: not cached, or -1 with MemoryError, and it is not stolen.
OURO_INLINE int py_cached_store(ouro_object *object, ouro_object *value, const py_unit *units) {
    py_attr_cache cache;
    if (OURO_UNLIKELY(!py_cache_matches(object, units, &cache))) {
        return 0;
    }
    ouro_object_stored_held(object);
    if (cache.index == PY_INDEX_SLOT) {
        ouro_replace(py_cached_slot(object, &cache), value);
        return 1;
    }
    ouro_values *values = ouro_values_of(object, cache.offset);
    if (!values) {
        if (cache.index > 0 || !py_has_no_attributes(object, cache.offset)) {
            return 0;
        }
        values = ouro_values_begin(object, cache.offset);
        if (OURO_UNLIKELY(!values)) {
            return -1;
        }
    }
    if (cache.index < values->count && values->item[cache.index]) {
        ouro_replace(&values->item[cache.index], value);
        return 1;
    }
    if (cache.index == values->count && values->count < values->room && !values->ordered) {
        values->item[values->count++] = value;
        return 1;
    }
    return 0;
}

// The method, borrowed, or NULL: not cached, or the instance has a dict that may hide it.
OURO_INLINE ouro_object *py_cached_method(const ouro_object *object, const py_unit *units) {
    py_method_cache cache;
    memcpy(&cache, units, sizeof cache);
    if (object->type->version != cache.version || !cache.version) {
        return NULL;
    }
    if (cache.offset) {
        uintptr_t word = *(const uintptr_t *)(const void *)((const char *)object + cache.offset);
        if (word && !(word & 1)) {
            return NULL;
        }
    }
    return cache.method;
}

#endif
