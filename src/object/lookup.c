// SPDX-License-Identifier: MIT
// Finding attributes: along a type's MRO with a cache, and on objects.  Floor: object.
//
// A type gets a version number when a lookup on it is first remembered, and loses it when it or a type it
// derives from changes; numbers are never used twice, so an entry (version, name, value) of the
// cache is either right or never matched again.  Invariant: a type with a version has bases with
// versions, so that forgetting stops at the first type that has none.
#include "core.h"

enum { VERSION_LAST = UINT32_MAX - 1 };

// ---- Versions -------------------------------------------------------------------------------

void ouro_type_modified(ouro_type *type) {
    if (!type->version) {
        return;
    }
    type->version = 0;
    for (size_t i = 0; i < type->subclass_count; i++) {
        ouro_type_modified(type->subclasses[i]);
    }
}

uint32_t ouro_type_version(ouro_type *type) {
    if (type->version || !type->mro) {
        return type->version;
    }
    ouro_runtime *runtime = ouro__runtime();
    for (size_t i = ouro_tuple_length(type->mro); i-- > 0;) {
        ouro_type *one = (ouro_type *)ouro_tuple_get_borrow(type->mro, i);
        if (!one->version) {
            if (runtime->next_version >= VERSION_LAST) {
                return 0;
            }
            one->version = ++runtime->next_version;
        }
    }
    return type->version;
}

// ---- Along the MRO --------------------------------------------------------------------------

static ouro_object *find_in_mro(const ouro_type *type, ouro_object *name) {
    ouro_object *mro = type->mro;
    if (OURO_UNLIKELY(!mro)) {
        return NULL;
    }
    int64_t hash = ouro_str_hash(name);
    ouro_object *found = NULL;
    ouro_incref(mro);
    for (size_t i = 0; i < ouro_tuple_length(mro) && !found; i++) {
        ouro_type *one = (ouro_type *)ouro_tuple_get_borrow(mro, i);
        if (one->dict) {
            found = ouro_dict_get_hash_borrow(one->dict, name, hash);
            if (!found && ouro_current->raised) {
                ouro_raised_clear();
            }
        }
    }
    ouro_decref(mro);
    return found;
}

ouro_object *ouro_type_lookup_borrow(ouro_type *type, ouro_object *name) {
    ouro_runtime *runtime = ouro__runtime();
    size_t mask = ((size_t)1 << OURO_METHOD_CACHE_BITS) - 1;
    ouro__lookup *entry = &runtime->lookups[(type->version ^ ((uintptr_t)name >> 4)) & mask];
    if (OURO_LIKELY(entry->name == name && entry->version == type->version && type->version)) {
        return entry->value;
    }
    ouro_object *raised = ouro_raised_take();
    ouro_object *found = find_in_mro(type, name);
    ouro_raised_restore(raised);
    if (ouro_str_is_interned(name) && ouro_type_version(type)) {
        entry = &runtime->lookups[(type->version ^ ((uintptr_t)name >> 4)) & mask];
        ouro_object *old = entry->name;
        *entry = (ouro__lookup){type->version, ouro_newref(name), found};
        ouro_xdecref(old);
    }
    return found;
}

void ouro__lookups_forget(ouro_runtime *runtime) {
    for (size_t i = 0; i < (size_t)1 << OURO_METHOD_CACHE_BITS; i++) {
        ouro_object *name = runtime->lookups[i].name;
        runtime->lookups[i] = (ouro__lookup){0, NULL, NULL};
        ouro_xdecref(name);
    }
}

ouro_object *ouro_lookup_special(ouro_object *object, ouro_object *name) {
    ouro_type *type = ouro_type_of(object);
    ouro_object *found = ouro_type_lookup_borrow(type, name);
    if (!found) {
        return NULL;
    }
    if (!found->type->slots.descr_get) {
        return ouro_newref(found);
    }
    ouro_incref(found);
    ouro_object *bound = found->type->slots.descr_get(found, object, (ouro_object *)type);
    ouro_decref(found);
    return bound;
}

// ---- On objects -----------------------------------------------------------------------------

// The rule of attribute access: a data descriptor of the type, then the instance's own, then anything
// else of the type.  NULL without exception: not there.
static ouro_object *generic_find(ouro_object *object, ouro_object *name) {
    ouro_type *type = ouro_type_of(object);
    ouro_object *found = ouro_type_lookup_borrow(type, name);
    if (found) {
        ouro_incref(found);
        if (found->type->slots.descr_get && found->type->slots.descr_set) {
            ouro_object *value = found->type->slots.descr_get(found, object, (ouro_object *)type);
            ouro_decref(found);
            return value;
        }
    }
    if (type->attrs_offset) {
        ouro_object *own = ouro_xnewref(ouro__attrs_get_borrow(object, name));
        if (own || ouro_current->raised) {
            ouro_xdecref(found);
            return own;
        }
    }
    if (found && found->type->slots.descr_get) {
        ouro_object *value = found->type->slots.descr_get(found, object, (ouro_object *)type);
        ouro_decref(found);
        return value;
    }
    return found;
}

static bool check_name(const ouro_object *name) {
    if (OURO_LIKELY(ouro_is(name, OURO_T_STR))) {
        return true;
    }
    ouro_raise(OURO_EXC_TypeError, "attribute name must be string, not '%T'", name);
    return false;
}

ouro_object *ouro_generic_getattr(ouro_object *object, ouro_object *name) {
    if (!check_name(name)) {
        return NULL;
    }
    ouro_object *value = generic_find(object, name);
    if (!value && !ouro_current->raised) {
        ouro_raise_attribute(object, name);
    }
    return value;
}

int ouro_generic_setattr(ouro_object *object, ouro_object *name, ouro_object *value) {
    if (!check_name(name)) {
        return -1;
    }
    ouro_object *found = ouro_xnewref(ouro_type_lookup_borrow(ouro_type_of(object), name));
    int result;
    if (found && found->type->slots.descr_set) {
        result = found->type->slots.descr_set(found, object, value);
    } else {
        result = ouro__attrs_set(object, name, value);
        if (result > 0) {
            result = -1;
            if (found && !object->type->attrs_offset) {
                ouro_raise(OURO_EXC_AttributeError, "'%T' object attribute '%S' is read-only",
                           object, name);
            } else {
                ouro_raise_attribute(object, name);
            }
        }
    }
    ouro_xdecref(found);
    return result;
}

// An AttributeError that says neither name nor object, as one that __getattr__ raises, is told them:
// suggestions are made from that.
static void complete_attribute_error(ouro_object *object, ouro_object *name) {
    if (ouro_raised_is(OURO_EXC_AttributeError)) {
        ouro_exception *error = (ouro_exception *)ouro_current->raised;
        if (!error->extra[0] && !error->extra[1]) {
            error->extra[0] = ouro_newref(name);
            error->extra[1] = ouro_newref(object);
        }
    }
}

ouro_object *ouro_getattr(ouro_object *object, ouro_object *name) {
    if (OURO_UNLIKELY(!check_name(name))) {
        return NULL;
    }
    ouro_object *value = object->type->slots.getattr(object, name);
    if (OURO_UNLIKELY(!value)) {
        complete_attribute_error(object, name);
    }
    return value;
}

int ouro__generic_lookup(ouro_object *object, ouro_object *name, ouro_object **value) {
    *value = check_name(name) ? generic_find(object, name) : NULL;
    if (*value) {
        return 1;
    }
    if (ouro_raised_is(OURO_EXC_AttributeError)) {
        ouro_raised_clear();
    }
    return ouro_current->raised ? -1 : 0;
}

int ouro_lookup_attr(ouro_object *object, ouro_object *name, ouro_object **result) {
    if (object->type->slots.getattr == ouro_generic_getattr) {
        return ouro__generic_lookup(object, name, result);
    }
    *result = ouro_getattr(object, name);
    if (*result) {
        return 1;
    }
    if (ouro_raised_is(OURO_EXC_AttributeError)) {
        ouro_raised_clear();
        return 0;
    }
    return -1;
}

int ouro_setattr(ouro_object *object, ouro_object *name, ouro_object *value) {
    if (!check_name(name)) {
        return -1;
    }
    if (object->type->slots.setattr) {
        return object->type->slots.setattr(object, name, value);
    }
    ouro_raise(OURO_EXC_TypeError, "'%T' object has no attributes (%s .%S)", object,
               value ? "assign to" : "del", name);
    return -1;
}

ouro_object *ouro_getattr_text(ouro_object *object, const char *name) {
    ouro_object *str = ouro_str_intern_text(name);
    ouro_object *value = str ? ouro_getattr(object, str) : NULL;
    ouro_xdecref(str);
    return value;
}

int ouro_setattr_text(ouro_object *object, const char *name, ouro_object *value) {
    ouro_object *str = ouro_str_intern_text(name);
    int result = str ? ouro_setattr(object, str, value) : -1;
    ouro_xdecref(str);
    return result;
}

int ouro_getmethod(ouro_object *object, ouro_object *name, ouro_object **method) {
    ouro_type *type = ouro_type_of(object);
    if (type->slots.getattr != ouro_generic_getattr || !ouro_is(name, OURO_T_STR)) {
        *method = ouro_getattr(object, name);
        return *method ? 0 : -1;
    }
    ouro_object *found = ouro_type_lookup_borrow(type, name);
    if (found && found->type->flags & OURO_TF_METHOD) {
        ouro_incref(found);
        if (type->attrs_offset) {
            ouro_object *own = ouro_xnewref(ouro__attrs_get_borrow(object, name));
            if (own || ouro_current->raised) {
                ouro_decref(found);
                *method = own;
                return own ? 0 : -1;
            }
        }
        *method = found;
        return 1;
    }
    *method = ouro_generic_getattr(object, name);
    return *method ? 0 : -1;
}
