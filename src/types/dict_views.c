// SPDX-License-Identifier: MIT
// The views of a dict (keys, values, items), their set operations, and the iterators.  Floor: types.
#include "dict_keys.h"
#include "set.h"

// ---- Iterators --------------------------------------------------------------------------------

typedef struct dict_iter {
    ouro_object head;
    ouro_object *dict; // NULL: at the end
    ouro_object *pair; // items: the last pair given, used again when nobody has it
    size_t expected;   // length of the dict, SIZE_MAX after it was found changed
    size_t position;   // entries before it (backwards: from it on) were given
    size_t left;
    bool backward;
} dict_iter;

static const uint16_t iter_fields[] = {offsetof(dict_iter, dict), offsetof(dict_iter, pair), 0};

static ouro_object *iter_new(enum ouro_builtin type, ouro_object *dict, bool backward) {
    ouro_object *pair = NULL;
    if (type == OURO_T_DICT_ITEMITER) {
        pair = ouro_tuple_pack(2, ouro_none_borrow(), ouro_none_borrow());
        if (!pair) {
            return NULL;
        }
    }
    ouro_object *self = ouro_object_new_raw(ouro_builtin_type(type), sizeof(dict_iter));
    if (!self) {
        ouro_xdecref(pair);
        return NULL;
    }
    dict_iter *iter = (dict_iter *)self;
    iter->dict = ouro_newref(dict);
    iter->pair = pair;
    iter->expected = iter->left = ouro_dict_length(dict);
    iter->position = backward ? ((ouro_dict *)dict)->keys->used : 0;
    iter->backward = backward;
    ouro__track(ouro__runtime(), self);
    return self;
}

// The next entry (borrowed), or false: at the end, or with an exception.
static bool iter_step(dict_iter *iter, ouro_object **key, ouro_object **value) {
    const ouro_dict *dict = (const ouro_dict *)iter->dict;
    if (!dict) {
        return false;
    }
    if (iter->expected != dict->length) {
        iter->expected = SIZE_MAX;
        ouro_raise(OURO_EXC_RuntimeError, "dictionary changed size during iteration");
        return false;
    }
    const ouro_dict_keys *keys = dict->keys;
    const ouro__entry_str *entry = NULL;
    if (iter->backward) {
        size_t i = iter->position > keys->used ? keys->used : iter->position;
        while (i > 0 && !(entry = ouro__keys_at(keys, i - 1))->value) {
            i--;
            entry = NULL;
        }
        iter->position = i ? i - 1 : 0;
    } else {
        size_t i = iter->position;
        while (i < keys->used && !(entry = ouro__keys_at(keys, i))->value) {
            i++;
            entry = NULL;
        }
        iter->position = i + 1;
    }
    if (entry && !iter->left) {
        ouro_raise(OURO_EXC_RuntimeError, "dictionary keys changed during iteration");
        entry = NULL;
    }
    if (!entry) {
        ouro_clear(&iter->dict);
        return false;
    }
    iter->left--;
    *key = entry->key;
    *value = entry->value;
    return true;
}

static ouro_object *key_next(ouro_object *self) {
    ouro_object *key, *value;
    return iter_step((dict_iter *)self, &key, &value) ? ouro_newref(key) : NULL;
}

static ouro_object *value_next(ouro_object *self) {
    ouro_object *key, *value;
    return iter_step((dict_iter *)self, &key, &value) ? ouro_newref(value) : NULL;
}

static ouro_object *item_next(ouro_object *self) {
    dict_iter *iter = (dict_iter *)self;
    ouro_object *key, *value;
    if (!iter_step(iter, &key, &value)) {
        return NULL;
    }
    ouro_incref(key);
    ouro_incref(value);
    ouro_tuple *pair = (ouro_tuple *)iter->pair;
    if (!pair || ouro_refcount(pair) != 1) {
        return ouro_tuple_from_stolen((ouro_object *[]){key, value}, 2);
    }
    // The collector may have looked away while it held atoms only.
    ouro_gc_track(&pair->head);
    ouro_object_stored_held(&pair->head);
    ouro_object *old_key = pair->items[0], *old_value = pair->items[1];
    pair->items[0] = key;
    pair->items[1] = value;
    ouro_incref(pair);
    ouro_decref(old_key);
    ouro_decref(old_value);
    return &pair->head;
}

static ouro_object *iter_self(ouro_object *self) {
    return ouro_newref(self);
}

static ouro_object *iter_length_hint(ouro_object *self) {
    const dict_iter *iter = (const dict_iter *)self;
    bool valid = iter->dict && iter->expected == ouro_dict_length(iter->dict);
    return ouro_int_new(valid ? (int64_t)iter->left : 0);
}

static const ouro_method iter_methods[] = {
    OURO_NOARGS("__length_hint__", iter_length_hint, "How many entries are left."),
    {0},
};

#define ITERATOR(symbol, text, function)                                                           \
    const ouro_type_spec symbol = {                                                                \
        .size = sizeof(ouro_type_spec),                                                            \
        .name = text,                                                                              \
        .instance_size = sizeof(dict_iter),                                                        \
        .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE,                      \
        .fields = iter_fields,                                                                     \
        .slots = {.iter = iter_self, .next = function},                                            \
        .methods = iter_methods,                                                                   \
    }
ITERATOR(ouro__dict_keyiter_spec, "dict_keyiterator", key_next);
ITERATOR(ouro__dict_valueiter_spec, "dict_valueiterator", value_next);
ITERATOR(ouro__dict_itemiter_spec, "dict_itemiterator", item_next);

ouro_object *ouro__dict_iter(ouro_object *self) {
    return iter_new(OURO_T_DICT_KEYITER, self, false);
}

ouro_object *ouro__dict_reversed(ouro_object *self) {
    return iter_new(OURO_T_DICT_KEYITER, self, true);
}

// ---- Views ------------------------------------------------------------------------------------

typedef struct dict_view {
    ouro_object head;
    ouro_object *dict;
} dict_view;

static const uint16_t view_fields[] = {offsetof(dict_view, dict), 0};

static ouro_object *view_new(enum ouro_builtin type, ouro_object *dict) {
    ouro_object *self = ouro_object_new_raw(ouro_builtin_type(type), sizeof(dict_view));
    if (self) {
        ((dict_view *)self)->dict = ouro_newref(dict);
        ouro__track(ouro__runtime(), self);
    }
    return self;
}

ouro_object *ouro__dict_view_keys(ouro_object *self) {
    return view_new(OURO_T_DICT_KEYS, self);
}

ouro_object *ouro__dict_view_values(ouro_object *self) {
    return view_new(OURO_T_DICT_VALUES, self);
}

ouro_object *ouro__dict_view_items(ouro_object *self) {
    return view_new(OURO_T_DICT_ITEMS, self);
}

static ouro_object *dict_of(const ouro_object *view) {
    return ((const dict_view *)view)->dict;
}

static enum ouro_builtin iter_type(const ouro_object *view) {
    return ouro_is(view, OURO_T_DICT_KEYS)     ? OURO_T_DICT_KEYITER
           : ouro_is(view, OURO_T_DICT_VALUES) ? OURO_T_DICT_VALUEITER
                                               : OURO_T_DICT_ITEMITER;
}

static ouro_object *view_iter(ouro_object *self) {
    return dict_of(self) ? iter_new(iter_type(self), dict_of(self), false) : ouro_none();
}

static ouro_object *view_reversed(ouro_object *self) {
    return iter_new(iter_type(self), dict_of(self), true);
}

static ssize_t view_length(ouro_object *self) {
    return dict_of(self) ? (ssize_t)ouro_dict_length(dict_of(self)) : 0;
}

static ouro_object *view_mapping(ouro_object *self, void *context) {
    (void)context;
    return ouro_mappingproxy_new(dict_of(self));
}

static ouro_object *view_repr(ouro_object *self) {
    int inside = ouro_repr_enter(self);
    if (inside != 0) {
        return inside < 0 ? NULL : ouro_str_text("...");
    }
    ouro_object *list = ouro_list_of(self);
    ouro_object *text = list ? ouro_str_format("%s(%R)", self->type->name, list) : NULL;
    ouro_xdecref(list);
    ouro_repr_leave(self);
    return text;
}

static int keys_contains(ouro_object *self, ouro_object *key) {
    return ouro_dict_contains(dict_of(self), key);
}

static int items_contains(ouro_object *self, ouro_object *pair) {
    if (!ouro_is(pair, OURO_T_TUPLE) || ouro_tuple_length(pair) != 2) {
        return 0;
    }
    ouro_object *value = ouro_dict_get_borrow(dict_of(self), ouro_tuple_get_borrow(pair, 0));
    if (!value) {
        return ouro_raised_borrow() ? -1 : 0;
    }
    ouro_incref(value);
    int equal = ouro_compare_bool(value, ouro_tuple_get_borrow(pair, 1), OURO_EQ);
    ouro_decref(value);
    return equal;
}

// ---- Views as sets ----------------------------------------------------------------------------

static bool is_set_view(const ouro_object *object) {
    return ouro_is(object, OURO_T_DICT_KEYS) || ouro_is(object, OURO_T_DICT_ITEMS);
}

// Whether each item of `a` is in `b`: 1, 0, -1.
static int all_in(ouro_object *a, ouro_object *b) {
    ouro_object *iterator = ouro_iter(a);
    if (!iterator) {
        return -1;
    }
    int all = 1;
    ouro_object *item;
    while (all == 1 && (item = ouro_next(iterator))) {
        all = ouro_contains(b, item);
        ouro_decref(item);
    }
    ouro_decref(iterator);
    return all == 1 && ouro_raised_borrow() ? -1 : all;
}

static ouro_object *view_compare(ouro_object *self, ouro_object *other, int op) {
    if (!is_set_view(self) || (!ouro__is_any_set(other) && !is_set_view(other))) {
        return ouro_not_implemented();
    }
    ssize_t a = ouro_length(self), b = ouro_length(other);
    if (a < 0 || b < 0) {
        return NULL;
    }
    int result = 0;
    switch (op) {
    case OURO_EQ:
    case OURO_NE: result = a == b ? all_in(self, other) : 0; break;
    case OURO_LT: result = a < b ? all_in(self, other) : 0; break;
    case OURO_LE: result = a <= b ? all_in(self, other) : 0; break;
    case OURO_GT: result = a > b ? all_in(other, self) : 0; break;
    default: result = a >= b ? all_in(other, self) : 0; break;
    }
    return result < 0 ? NULL : ouro_bool(op == OURO_NE ? !result : result);
}

// set(left), changed by `change` with `right`.
static ouro_object *combine(ouro_object *left, ouro_object *right,
                            int (*change)(ouro_object *, ouro_object *)) {
    ouro_object *from = ouro_is(left, OURO_T_DICT_KEYS) ? dict_of(left) : left;
    ouro_object *result = ouro_set_new(from);
    if (result && change(result, right) < 0) {
        ouro_decref(result);
        return NULL;
    }
    return result;
}

static ouro_object *view_sub(ouro_object *left, ouro_object *right) {
    return combine(left, right, ouro__set_difference_update);
}

static ouro_object *view_or(ouro_object *left, ouro_object *right) {
    return combine(left, right, ouro_set_update);
}

static int add_pair(ouro_object *set, ouro_object *key, ouro_object *value) {
    ouro_object *parts[2] = {key, value}, *pair = ouro_tuple_from(parts, 2);
    int result = pair ? ouro_set_add(set, pair) : -1;
    ouro_xdecref(pair);
    return result;
}

// One item of the right dict: taken out of `rest` when it is there too, else part of the result.
static int xor_pair(ouro_object *rest, ouro_object *result, ouro_object *key, ouro_object *value) {
    ouro_object *mine = ouro_xnewref(ouro_dict_get_borrow(rest, key));
    int same = mine ? ouro_compare_bool(mine, value, OURO_EQ) : ouro_raised_borrow() ? -1 : 0;
    ouro_xdecref(mine);
    if (same == 1) {
        return ouro_dict_delete(rest, key);
    }
    return same < 0 ? -1 : add_pair(result, key, value);
}

// items() ^ items(), in the order in which 3.11 adds them: what is new on the right, then the rest.
static ouro_object *items_xor(ouro_object *left, ouro_object *right) {
    ouro_object *rest = ouro_dict_copy(dict_of(left)), *result = ouro_set_new(NULL), *key, *value;
    int failed = rest && result ? 0 : -1;
    size_t position = 0;
    while (!failed && ouro_dict_next(dict_of(right), &position, &key, &value, NULL)) {
        ouro_incref(key);
        ouro_incref(value);
        failed = xor_pair(rest, result, key, value);
        ouro_decref(key);
        ouro_decref(value);
    }
    for (position = 0; !failed && ouro_dict_next(rest, &position, &key, &value, NULL);) {
        failed = add_pair(result, key, value);
    }
    ouro_xdecref(rest);
    if (failed) {
        ouro_xdecref(result);
        return NULL;
    }
    return result;
}

static ouro_object *view_xor(ouro_object *left, ouro_object *right) {
    if (ouro_is(left, OURO_T_DICT_ITEMS) && ouro_is(right, OURO_T_DICT_ITEMS)) {
        return items_xor(left, right);
    }
    return combine(left, right, ouro__set_symmetric_difference_update);
}

static ouro_object *view_and(ouro_object *left, ouro_object *right) {
    ouro_object *view = is_set_view(left) ? left : right, *other = view == left ? right : left;
    if (ouro_is_exact(other, OURO_T_SET) && view_length(view) <= (ssize_t)ouro_set_length(other)) {
        return ouro__set_intersection(other, view);
    }
    if (is_set_view(other) && view_length(other) > view_length(view)) {
        ouro_object *larger = other;
        other = view;
        view = larger;
    }
    ouro_object *result = ouro_set_new(NULL), *iterator = result ? ouro_iter(other) : NULL, *item;
    int failed = iterator ? 0 : -1;
    while (!failed && (item = ouro_next(iterator))) {
        int there = ouro_contains(view, item);
        failed = there < 0 || (there && ouro_set_add(result, item) < 0);
        ouro_decref(item);
    }
    ouro_xdecref(iterator);
    if (failed || ouro_raised_borrow()) {
        ouro_xdecref(result);
        return NULL;
    }
    return result;
}

static ouro_object *view_isdisjoint(ouro_object *self, ouro_object *other) {
    if (self == other) {
        return ouro_bool(view_length(self) == 0);
    }
    if (ouro__is_exact_any_set(other) || is_set_view(other)) {
        ssize_t length = ouro_length(other);
        if (length < 0) {
            return NULL;
        }
        if (length > view_length(self)) {
            ouro_object *larger = other;
            other = self;
            self = larger;
        }
    }
    ouro_object *iterator = ouro_iter(other), *item;
    if (!iterator) {
        return NULL;
    }
    int common = 0;
    while (common == 0 && (item = ouro_next(iterator))) {
        common = ouro_contains(self, item);
        ouro_decref(item);
    }
    ouro_decref(iterator);
    return common < 0 || (!common && ouro_raised_borrow()) ? NULL : ouro_bool(!common);
}

// ---- The types --------------------------------------------------------------------------------

static const ouro_method set_view_methods[] = {
    OURO_O("isdisjoint", view_isdisjoint, "Whether nothing is in both."),
    OURO_NOARGS("__reversed__", view_reversed, "An iterator from the last entry."),
    {0},
};
static const ouro_method values_methods[] = {
    OURO_NOARGS("__reversed__", view_reversed, "An iterator from the last entry."),
    {0},
};
static const ouro_getset view_getsets[] = {
    {"mapping", view_mapping, NULL, "The dict, read only.", NULL},
    {0},
};

#define SET_VIEW(symbol, text, function)                                                           \
    const ouro_type_spec symbol = {                                                                \
        .size = sizeof(ouro_type_spec),                                                            \
        .name = text,                                                                              \
        .instance_size = sizeof(dict_view),                                                        \
        .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE,                      \
        .fields = view_fields,                                                                     \
        .slots = {.repr = view_repr,                                                               \
                  .compare = view_compare,                                                         \
                  .iter = view_iter,                                                               \
                  .length = view_length,                                                           \
                  .contains = function,                                                            \
                  .binary = {[OURO_SUB] = view_sub,                                                \
                             [OURO_AND] = view_and,                                                \
                             [OURO_XOR] = view_xor,                                                \
                             [OURO_OR] = view_or}},                                                \
        .methods = set_view_methods,                                                               \
        .getsets = view_getsets,                                                                   \
    }
SET_VIEW(ouro__dict_keys_spec, "dict_keys", keys_contains);
SET_VIEW(ouro__dict_items_spec, "dict_items", items_contains);

const ouro_type_spec ouro__dict_values_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "dict_values",
    .instance_size = sizeof(dict_view),
    .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE,
    .fields = view_fields,
    .slots = {.repr = view_repr, .iter = view_iter, .length = view_length},
    .methods = values_methods,
    .getsets = view_getsets,
};
