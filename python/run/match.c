// SPDX-License-Identifier: MIT
// Structural pattern matching: keys of mappings, attributes of classes.  Front-end, run.
#include "eval.h"

// Asks for mapping.get(key, marker), so that defaultdicts make nothing.
static ouro_object *match_values(ouro_object *get, ouro_object *marker, ouro_object *keys) {
    size_t count = ouro_tuple_length(keys);
    ouro_object *values = ouro_list_new(0), *seen = ouro_set_new(NULL);
    for (size_t i = 0; values && seen && i < count; i++) {
        ouro_object *key = ouro_tuple_get_borrow(keys, i);
        int known = ouro_set_contains(seen, key);
        if (known > 0) {
            ouro_raise(OURO_EXC_ValueError, "mapping pattern checks duplicate key (%R)", key);
        }
        ouro_object *value =
            known || ouro_set_add(seen, key) < 0 ? NULL : ouro_call2(get, key, marker);
        if (value == marker) {
            ouro_decref(value);
            ouro_decref(values);
            ouro_decref(seen);
            return ouro_none();
        }
        if (!value || ouro_list_append_stolen(values, value) < 0) {
            ouro_clear(&values);
        }
    }
    ouro_object *result = values && seen ? ouro_list_to_tuple(values) : NULL;
    ouro_xdecref(values);
    ouro_xdecref(seen);
    return result;
}

ouro_object *py__match_keys(py_state *state, ouro_object *mapping, ouro_object *keys) {
    if (ouro_tuple_length(keys) == 0) {
        return ouro_tuple_new(0);
    }
    ouro_object *get = ouro_getattr(mapping, PY_NAME(state, get));
    ouro_object *marker = get ? ouro_object_new(ouro_builtin_type(OURO_T_OBJECT), 0) : NULL;
    ouro_object *result = marker ? match_values(get, marker, keys) : NULL;
    ouro_xdecref(marker);
    ouro_xdecref(get);
    return result;
}

// ---- Classes ------------------------------------------------------------------------------------

// Appends subject.name: 1, 0 when it has none, -1 error.
static int match_attribute(ouro_object *subject, ouro_object *type, ouro_object *name,
                           ouro_object *seen, ouro_object *values) {
    int known = ouro_set_contains(seen, name);
    if (known > 0) {
        ouro_raise(OURO_EXC_TypeError, "%N() got multiple sub-patterns for attribute %R",
                   (ouro_type *)(void *)type, name);
    }
    if (known || ouro_set_add(seen, name) < 0) {
        return -1;
    }
    ouro_object *value = NULL;
    int found = ouro_lookup_attr(subject, name, &value);
    if (found > 0 && ouro_list_append_stolen(values, value) < 0) {
        return -1;
    }
    return found;
}

// The positional sub-patterns by __match_args__: 1, 0, -1 as above.
static int match_positional(py_state *state, ouro_object *subject, ouro_object *type,
                            uint32_t positional, ouro_object *seen, ouro_object *values) {
    ouro_object *names = NULL;
    bool self = false;
    int found = ouro_lookup_attr(type, PY_NAME(state, __match_args__), &names);
    if (found < 0) {
        return -1;
    }
    if (found && !ouro_is_exact(names, OURO_T_TUPLE)) {
        ouro_raise(OURO_EXC_TypeError, "%N.__match_args__ must be a tuple (got %T)",
                   (ouro_type *)(void *)type, names);
        ouro_decref(names);
        return -1;
    }
    if (!found) {
        self = ((ouro_type *)(void *)type)->flags & OURO_TF_MATCH_SELF;
    }
    size_t allowed = self ? 1 : names ? ouro_tuple_length(names) : 0;
    int result = 1;
    if (positional > allowed) {
        ouro_raise(OURO_EXC_TypeError, "%N() accepts %zu positional sub-pattern%s (%u given)",
                   (ouro_type *)(void *)type, allowed, allowed == 1 ? "" : "s", positional);
        result = -1;
    } else if (self) {
        result = ouro_list_append(values, subject) < 0 ? -1 : 1;
    }
    for (uint32_t i = 0; names && result > 0 && i < positional; i++) {
        ouro_object *name = ouro_tuple_get_borrow(names, i);
        if (!ouro_is_exact(name, OURO_T_STR)) {
            ouro_raise(OURO_EXC_TypeError, "__match_args__ elements must be strings (got %T)",
                       name);
            result = -1;
        } else {
            result = match_attribute(subject, type, name, seen, values);
        }
    }
    ouro_xdecref(names);
    return result;
}

ouro_object *py__match_class(py_state *state, ouro_object *subject, ouro_object *type,
                             uint32_t positional, ouro_object *names) {
    if (!ouro_is_type(type)) {
        return ouro_raise(OURO_EXC_TypeError, "called match pattern must be a class");
    }
    int matches = ouro_isinstance(subject, type);
    if (matches <= 0) {
        return matches < 0 ? NULL : ouro_none();
    }
    ouro_object *values = ouro_list_new(0), *seen = ouro_set_new(NULL), *result = NULL;
    matches = values && seen ? 1 : -1;
    if (matches > 0 && positional) {
        matches = match_positional(state, subject, type, positional, seen, values);
    }
    for (size_t i = 0; matches > 0 && i < ouro_tuple_length(names); i++) {
        matches = match_attribute(subject, type, ouro_tuple_get_borrow(names, i), seen, values);
    }
    if (matches >= 0) {
        result = matches ? ouro_list_to_tuple(values) : ouro_none();
    }
    ouro_xdecref(values);
    ouro_xdecref(seen);
    return result;
}
