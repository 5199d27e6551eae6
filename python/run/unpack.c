// SPDX-License-Identifier: MIT
// Building containers from the stack and taking them apart onto it; f-string pieces.
// Front-end, run.
#include "eval.h"

// ---- Taking apart -------------------------------------------------------------------------------

static void raise_not_iterable(ouro_object *object) {
    if (ouro_raised_is(OURO_EXC_TypeError) && !object->type->slots.iter &&
        !object->type->slots.getitem) {
        ouro_raised_clear();
        ouro_raise(OURO_EXC_TypeError, "cannot unpack non-iterable %T object", object);
    }
}

static void items_drop(ouro_object **top, uint32_t count) {
    ouro_object *raised = ouro_raised_take();
    for (uint32_t i = 0; i < count; i++) {
        ouro_decref(top[-1 - (ptrdiff_t)i]);
    }
    ouro_raised_restore(raised);
}

// The first `count` items; `least` of all are wanted at all, or `count` exactly if it is 0.
static int take_items(ouro_object *iterator, uint32_t count, uint32_t least, ouro_object **top) {
    for (uint32_t i = 0; i < count; i++) {
        ouro_object *item = ouro_next(iterator);
        if (!item) {
            if (!ouro_current->raised) {
                ouro_raise(OURO_EXC_ValueError,
                           "not enough values to unpack (expected %s%u, got %u)",
                           least ? "at least " : "", least ? least : count, i);
            }
            items_drop(top, i);
            return -1;
        }
        top[-1 - (ptrdiff_t)i] = item;
    }
    return 0;
}

static int unpack_any(ouro_object *sequence, uint32_t count, ouro_object **top) {
    ouro_object *iterator = ouro_iter(sequence);
    if (!iterator) {
        raise_not_iterable(sequence);
        return -1;
    }
    int failed = take_items(iterator, count, 0, top);
    if (!failed) {
        ouro_object *extra = ouro_next(iterator);
        if (extra) {
            ouro_decref(extra);
            ouro_raise(OURO_EXC_ValueError, "too many values to unpack (expected %u)", count);
        }
        failed = ouro_current->raised ? -1 : 0;
        if (failed) {
            items_drop(top, count);
        }
    }
    ouro_decref(iterator);
    return failed;
}

int py__unpack(ouro_object *sequence, uint32_t count, ouro_object **top) {
    ouro_object *const *items;
    size_t length;
    if (ouro_is_exact(sequence, OURO_T_TUPLE)) {
        items = ((ouro_tuple *)(void *)sequence)->items;
        length = ouro_tuple_length(sequence);
    } else if (ouro_is_exact(sequence, OURO_T_LIST)) {
        items = ((ouro_list *)(void *)sequence)->items;
        length = ouro_list_length(sequence);
    } else {
        return unpack_any(sequence, count, top);
    }
    if (length != count) {
        if (length > count) {
            ouro_raise(OURO_EXC_ValueError, "too many values to unpack (expected %u)", count);
        } else {
            ouro_raise(OURO_EXC_ValueError, "not enough values to unpack (expected %u, got %zu)",
                       count, length);
        }
        return -1;
    }
    for (uint32_t i = 0; i < count; i++) {
        top[-1 - (ptrdiff_t)i] = ouro_newref(items[i]);
    }
    return 0;
}

int py__unpack_star(ouro_object *sequence, uint32_t before, uint32_t after, ouro_object **top) {
    ouro_object *iterator = ouro_iter(sequence);
    if (!iterator) {
        raise_not_iterable(sequence);
        return -1;
    }
    if (take_items(iterator, before, before + after, top) < 0) {
        ouro_decref(iterator);
        return -1;
    }
    ouro_object *rest = ouro_list_of(iterator);
    ouro_decref(iterator);
    size_t length = rest ? ouro_list_length(rest) : 0;
    if (rest && length < after) {
        ouro_raise(OURO_EXC_ValueError,
                   "not enough values to unpack (expected at least %u, got %zu)", before + after,
                   before + length);
        ouro_clear(&rest);
    }
    ouro_object *middle = rest ? ouro_list_slice(rest, 0, length - after) : NULL;
    if (!middle) {
        items_drop(top, before);
        ouro_xdecref(rest);
        return -1;
    }
    top[-1 - (ptrdiff_t)before] = middle;
    for (uint32_t i = 0; i < after; i++) {
        top[-2 - (ptrdiff_t)before - (ptrdiff_t)i] =
            ouro_newref(ouro_list_get_borrow(rest, length - after + i));
    }
    ouro_decref(rest);
    return 0;
}

// ---- Putting together ---------------------------------------------------------------------------

int py__list_extend(ouro_object *list, ouro_object *iterable) {
    if (ouro_list_extend(list, iterable) == 0) {
        return 0;
    }
    if (ouro_raised_is(OURO_EXC_TypeError) && !iterable->type->slots.iter &&
        !iterable->type->slots.getitem) {
        ouro_raised_clear();
        ouro_raise(OURO_EXC_TypeError, "Value after * must be an iterable, not %T", iterable);
    }
    return -1;
}

int py__dict_update(ouro_object *dict, ouro_object *mapping) {
    if (ouro_is(mapping, OURO_T_DICT)) {
        return ouro_dict_update(dict, mapping);
    }
    // Without keys() the library would take it for an iterable of pairs.
    ouro_object *name = ouro_str_intern_text("keys"), *keys = NULL;
    int found = name ? ouro_lookup_attr(mapping, name, &keys) : -1;
    ouro_xdecref(name);
    ouro_xdecref(keys);
    if (found == 0) {
        ouro_raise(OURO_EXC_TypeError, "'%T' object is not a mapping", mapping);
    }
    return found > 0 ? ouro_dict_update(dict, mapping) : -1;
}

// Words the failure of f(**mapping) as 3.11 does.
static void raise_bad_keywords(ouro_object *mapping, ouro_object *callee) {
    bool missing = ouro_raised_is(OURO_EXC_AttributeError);
    if (!missing && !ouro_raised_is(OURO_EXC_KeyError)) {
        return;
    }
    ouro_object *error = ouro_raised_take();
    ouro_object *args = ((ouro_exception *)(void *)error)->args;
    ouro_object *text = py__function_text(callee);
    if (text && missing) {
        ouro_raise(OURO_EXC_TypeError, "%S argument after ** must be a mapping, not %T", text,
                   mapping);
    } else if (text && args && ouro_tuple_length(args) == 1) {
        ouro_object *key = ouro_tuple_get_borrow(args, 0);
        if (ouro_is(key, OURO_T_STR)) {
            ouro_raise(OURO_EXC_TypeError, "%S got multiple values for keyword argument '%S'", text,
                       key);
        } else {
            ouro_raise(OURO_EXC_TypeError, "%S keywords must be strings", text);
        }
    } else if (text) {
        ouro_raised_restore(ouro_newref(error));
    }
    ouro_xdecref(text);
    ouro_decref(error);
}

int py__dict_merge(ouro_object *dict, ouro_object *mapping, ouro_object *callee) {
    if (ouro_dict_merge_new(dict, mapping) == 0) {
        return 0;
    }
    raise_bad_keywords(mapping, callee);
    return -1;
}

ouro_object *py__build_map(ouro_object *const *pairs, uint32_t count) {
    ouro_object *dict = ouro_dict_new();
    for (uint32_t i = 0; dict && i < count; i++) {
        if (ouro_dict_set(dict, pairs[2 * i], pairs[2 * i + 1]) < 0) {
            ouro_clear(&dict);
        }
    }
    return dict;
}

ouro_object *py__build_const_map(ouro_object *const *values, uint32_t count, ouro_object *keys) {
    ouro_object *dict = ouro_dict_new();
    for (uint32_t i = 0; i < count; i++) {
        if (!dict) {
            ouro_decref(values[i]);
        } else if (ouro_dict_set_stolen(dict, ouro_tuple_get_borrow(keys, i), values[i]) < 0) {
            ouro_clear(&dict);
        }
    }
    return dict;
}

ouro_object *py__build_set(ouro_object *const *items, uint32_t count) {
    ouro_object *set = ouro_set_new(NULL);
    for (uint32_t i = 0; set && i < count; i++) {
        if (ouro_set_add(set, items[i]) < 0) {
            ouro_clear(&set);
        }
    }
    return set;
}

ouro_object *py__format_value(ouro_object *value, ouro_object *spec, uint32_t conversion) {
    ouro_object *shown;
    switch (conversion) {
    case 1: shown = ouro_str(value); break;
    case 2: shown = ouro_repr(value); break;
    case 3: shown = ouro_ascii(value); break;
    default: shown = ouro_newref(value); break;
    }
    if (!shown || (!spec && ouro_is_exact(shown, OURO_T_STR))) {
        return shown;
    }
    ouro_object *text = ouro_format(shown, spec);
    ouro_decref(shown);
    return text;
}
