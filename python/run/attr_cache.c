// SPDX-License-Identifier: MIT
// Filling the inline caches of attributes and methods: when a lookup may be remembered.
// Front-end, run.
#include "attr_cache.h"

static bool is_place(ssize_t place) {
    return place >= 0 && place < PY_OFFSET_TAIL;
}

// A data descriptor on the type goes before the instance's own attribute.
void py__cache_attr(ouro_object *object, ouro_object *name, py_unit *units) {
    ouro_type *type = ouro_type_of(object);
    if (type->slots.getattr != ouro_generic_getattr ||
        type->slots.setattr != ouro_generic_setattr) {
        return;
    }
    py_attr_cache cache;
    const ouro_object *found = ouro_type_lookup_borrow(type, name);
    if (found && found->type->slots.descr_set) {
        const ssize_t offset = ouro_slot_offset(found, type);
        if (!is_place(offset)) {
            return;
        }
        cache = (py_attr_cache){ouro_type_version(type), (uint16_t)offset, PY_INDEX_SLOT};
    } else {
        const int index = ouro_shape_index(type, name);
        if (!type->attrs_offset || type->attrs_offset == PY_OFFSET_TAIL || !is_place(index)) {
            return;
        }
        cache = (py_attr_cache){ouro_type_version(type), type->attrs_offset, (uint16_t)index};
    }
    memcpy(units, &cache, sizeof cache);
}

// `method` was found on the type as a plain function.  Values never hide a remembered method: those
// of which the shape has the name are not remembered, and a class whose shape learns a name that it
// also has itself gets a new version.
void py__cache_method(ouro_object *object, ouro_object *name, ouro_object *method, py_unit *units) {
    ouro_type *type = ouro_type_of(object);
    if (type->attrs_offset == PY_OFFSET_TAIL || ouro_shape_index(type, name) >= 0) {
        return;
    }
    py_method_cache cache = {ouro_type_version(type), type->attrs_offset, method};
    memcpy(units, &cache, sizeof cache);
}
