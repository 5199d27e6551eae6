// SPDX-License-Identifier: MIT
// dict: the type, merging, operators and methods.  Floor: types.  SPEC row G1.
#include "dict_keys.h"
#include <stdio.h>

// ---- Merging ----------------------------------------------------------------------------------

enum { MERGE_KEEP, MERGE_OVERRIDE, MERGE_NEW };

// Sets one entry as `how` says; all borrowed.
static int merge_one(ouro_object *self, ouro_object *key, int64_t hash, ouro_object *value,
                     int how) {
    if (how != MERGE_OVERRIDE) {
        size_t place;
        ssize_t i = ouro__keys_find((ouro_dict *)self, key, hash, &place);
        if (i >= 0 && how == MERGE_NEW) {
            ouro_raise_object(OURO_EXC_KeyError, key);
        }
        if (i >= 0 || i == FOUND_ERROR) {
            return i >= 0 && how == MERGE_KEEP ? 0 : -1;
        }
    }
    return ouro_dict_set_hash(self, key, hash, value);
}

static int merge_dict(ouro_object *self, ouro_object *other, int how) {
    size_t position = 0;
    ouro_object *key, *value;
    int64_t hash;
    const ouro_dict *from = (const ouro_dict *)other;
    if (other == self || from->length == 0) {
        return 0;
    }
    size_t length = from->length;
    while (ouro_dict_next(other, &position, &key, &value, &hash)) {
        ouro_incref(key);
        ouro_incref(value);
        int failed = merge_one(self, key, hash, value, how);
        ouro_decref(key);
        ouro_decref(value);
        if (failed) {
            return -1;
        }
        if (from->length != length) {
            ouro_raise(OURO_EXC_RuntimeError, "dict mutated during update");
            return -1;
        }
    }
    return 0;
}

static int merge_mapping(ouro_object *self, ouro_object *other, int how) {
    ouro_object *keys = ouro_call_method(other, ouro__name(keys), NULL, 0);
    ouro_object *iterator = keys ? ouro_iter(keys) : NULL;
    ouro_xdecref(keys);
    if (!iterator) {
        return -1;
    }
    int failed = 0;
    ouro_object *key;
    while (!failed && (key = ouro_next(iterator))) {
        int64_t hash = ouro__key_hash(key);
        ouro_object *value = hash == -1 ? NULL : ouro_getitem(other, key);
        failed = value ? merge_one(self, key, hash, value, how) : -1;
        ouro_xdecref(value);
        ouro_decref(key);
    }
    ouro_decref(iterator);
    return failed || ouro_raised_borrow() ? -1 : 0;
}

int ouro__dict_merge(ouro_object *self, ouro_object *other, int how) {
    if (ouro_is(other, OURO_T_DICT) &&
        other->type->slots.iter == ouro_builtin_type(OURO_T_DICT)->slots.iter) {
        return merge_dict(self, other, how);
    }
    return merge_mapping(self, other, how);
}

// One element of an iterable of pairs.
static int merge_pair(ouro_object *self, ouro_object *pair, size_t number) {
    char message[96];
    snprintf(message, sizeof message,
             "cannot convert dictionary update sequence element #%zu to a sequence", number);
    ouro_object *fast = ouro__sequence_fast(pair, message);
    if (!fast) {
        return -1;
    }
    int failed = -1;
    size_t n = ouro__fast_length(fast);
    if (n != 2) {
        ouro_raise(OURO_EXC_ValueError,
                   "dictionary update sequence element #%zd has length %zd; 2 is required", number,
                   n);
    } else {
        ouro_object *key = ouro_newref(ouro__fast_items(fast)[0]);
        ouro_object *value = ouro_newref(ouro__fast_items(fast)[1]);
        failed = ouro_dict_set(self, key, value);
        ouro_decref(key);
        ouro_decref(value);
    }
    ouro_decref(fast);
    return failed;
}

static int merge_pairs(ouro_object *self, ouro_object *pairs) {
    ouro_object *iterator = ouro_iter(pairs);
    if (!iterator) {
        return -1;
    }
    int failed = 0;
    ouro_object *pair;
    for (size_t number = 0; !failed && (pair = ouro_next(iterator)); number++) {
        failed = merge_pair(self, pair, number);
        ouro_decref(pair);
    }
    ouro_decref(iterator);
    return failed || ouro_raised_borrow() ? -1 : 0;
}

int ouro_dict_update(ouro_object *self, ouro_object *other) {
    if (ouro_is_exact(other, OURO_T_DICT)) {
        return merge_dict(self, other, MERGE_OVERRIDE);
    }
    ouro_object *keys;
    int found = ouro_lookup_attr(other, ouro__name(keys), &keys);
    if (found < 0) {
        return -1;
    }
    ouro_xdecref(keys);
    return found ? ouro__dict_merge(self, other, MERGE_OVERRIDE) : merge_pairs(self, other);
}

int ouro_dict_merge_new(ouro_object *self, ouro_object *other) {
    return ouro__dict_merge(self, other, MERGE_NEW);
}

// dict(...) and dict.update(...).
static int update_call(const char *name, ouro_object *self, ouro_object *const *args, size_t nargs,
                       ouro_object *kwnames) {
    if (ouro_check_args(name, nargs, 0, 1) < 0 || (nargs && ouro_dict_update(self, args[0]) < 0)) {
        return -1;
    }
    for (size_t i = 0; kwnames && i < ouro_tuple_length(kwnames); i++) {
        if (ouro_dict_set(self, ouro_tuple_get_borrow(kwnames, i), args[nargs + i]) < 0) {
            return -1;
        }
    }
    return 0;
}

int ouro__dict_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                    ouro_object *kwnames) {
    return update_call("dict", self, args, nargs, kwnames);
}

// ---- Operators --------------------------------------------------------------------------------

static ssize_t dict_length(ouro_object *self) {
    return (ssize_t)ouro_dict_length(self);
}

static ouro_object *missing(ouro_object *self, ouro_object *key) {
    if (!ouro_is_exact(self, OURO_T_DICT)) {
        ouro_object *method = ouro_lookup_special(self, ouro__name(missing));
        if (method) {
            ouro_object *value = ouro_call1(method, key);
            ouro_decref(method);
            return value;
        }
        if (ouro_raised_borrow()) {
            return NULL;
        }
    }
    return ouro_raise_object(OURO_EXC_KeyError, key);
}

static ouro_object *dict_getitem(ouro_object *self, ouro_object *key) {
    ouro_object *value = ouro_dict_get_borrow(self, key);
    if (OURO_LIKELY(value != NULL)) {
        return ouro_newref(value);
    }
    return ouro_raised_borrow() ? NULL : missing(self, key);
}

static ouro_object *dict_or(ouro_object *left, ouro_object *right) {
    if (!ouro_is(left, OURO_T_DICT) || !ouro_is(right, OURO_T_DICT)) {
        return ouro_not_implemented();
    }
    ouro_object *both = ouro_dict_copy(left);
    if (both && ouro_dict_update(both, right) < 0) {
        ouro_decref(both);
        return NULL;
    }
    return both;
}

static ouro_object *dict_ior(ouro_object *self, ouro_object *other) {
    return ouro_dict_update(self, other) < 0 ? NULL : ouro_newref(self);
}

// 1 equal, 0 not, -1.
static int dict_equal(ouro_object *a, ouro_object *b) {
    if (ouro_dict_length(a) != ouro_dict_length(b)) {
        return 0;
    }
    size_t position = 0;
    ouro_object *key, *value;
    int64_t hash;
    while (ouro_dict_next(a, &position, &key, &value, &hash)) {
        ouro_incref(key);
        ouro_incref(value);
        ouro_object *other = ouro_xnewref(ouro_dict_get_hash_borrow(b, key, hash));
        int equal = 0;
        if (other) {
            equal = ouro_compare_bool(value, other, OURO_EQ);
            ouro_decref(other);
        } else if (ouro_raised_borrow()) {
            equal = -1;
        }
        ouro_decref(key);
        ouro_decref(value);
        if (equal <= 0) {
            return equal;
        }
    }
    return 1;
}

static ouro_object *dict_compare(ouro_object *self, ouro_object *other, int op) {
    if (!ouro_is(self, OURO_T_DICT) || !ouro_is(other, OURO_T_DICT) ||
        (op != OURO_EQ && op != OURO_NE)) {
        return ouro_not_implemented();
    }
    int equal = dict_equal(self, other);
    return equal < 0 ? NULL : ouro_bool(equal == (op == OURO_EQ));
}

// "key: value", after ", " unless it is the first.
static int write_entry(ouro_str_writer *writer, ouro_object *key, ouro_object *value, bool first) {
    ouro_object *text = ouro_repr(key);
    int failed = !text || (!first && ouro_str_writer_text(writer, ", ", 2) < 0) ||
                 ouro_str_writer_str(writer, text) < 0 || ouro_str_writer_text(writer, ": ", 2) < 0;
    ouro_xdecref(text);
    text = failed ? NULL : ouro_repr(value);
    failed = failed || !text || ouro_str_writer_str(writer, text) < 0;
    ouro_xdecref(text);
    return failed ? -1 : 0;
}

static ouro_object *dict_repr(ouro_object *self) {
    if (ouro_dict_length(self) == 0) {
        return ouro_str_text("{}");
    }
    int inside = ouro_repr_enter(self);
    if (inside != 0) {
        return inside < 0 ? NULL : ouro_str_text("{...}");
    }
    ouro_str_writer writer = {0};
    size_t position = 0;
    ouro_object *key, *value;
    int failed = ouro_str_writer_char(&writer, '{');
    for (bool first = true; !failed && ouro_dict_next(self, &position, &key, &value, NULL);
         first = false) {
        ouro_incref(key);
        ouro_incref(value);
        failed = write_entry(&writer, key, value, first);
        ouro_decref(key);
        ouro_decref(value);
    }
    ouro_repr_leave(self);
    if (failed || ouro_str_writer_char(&writer, '}') < 0) {
        ouro_str_writer_drop(&writer);
        return NULL;
    }
    return ouro_str_writer_finish(&writer);
}

// ---- Methods ----------------------------------------------------------------------------------

static ouro_object *dict_clear(ouro_object *self) {
    ouro_dict_clear(self);
    return ouro_none();
}

static ouro_object *dict_get(ouro_object *self, ouro_object *const *args, size_t nargs) {
    ouro_object *value = ouro_dict_get_borrow(self, args[0]);
    if (value) {
        return ouro_newref(value);
    }
    if (ouro_raised_borrow()) {
        return NULL;
    }
    return nargs > 1 ? ouro_newref(args[1]) : ouro_none();
}

static ouro_object *dict_setdefault(ouro_object *self, ouro_object *const *args, size_t nargs) {
    ouro_object *otherwise = nargs > 1 ? args[1] : ouro_none_borrow();
    return ouro_xnewref(ouro_dict_set_default_borrow(self, args[0], otherwise));
}

static ouro_object *dict_pop(ouro_object *self, ouro_object *const *args, size_t nargs) {
    ouro_object *value;
    int found = ouro_dict_pop(self, args[0], &value);
    if (found) {
        return value; // NULL with an exception
    }
    return nargs > 1 ? ouro_newref(args[1]) : ouro_raise_object(OURO_EXC_KeyError, args[0]);
}

static ouro_object *dict_popitem(ouro_object *self) {
    // The pair comes first: afterwards nothing can fail, and making it may run other code.
    ouro_object *pair = ouro_tuple_new(2), *key, *value;
    if (!pair) {
        return NULL;
    }
    if (!ouro__dict_pop_last(self, &key, &value)) {
        ouro_decref(pair);
        return ouro_raise(OURO_EXC_KeyError, "popitem(): dictionary is empty");
    }
    ouro_tuple_fill(pair, 0, key);
    ouro_tuple_fill(pair, 1, value);
    return pair;
}

static ouro_object *dict_update(ouro_object *self, ouro_object *const *args, size_t nargs,
                                ouro_object *kwnames) {
    return update_call("update", self, args, nargs, kwnames) < 0 ? NULL : ouro_none();
}

static ouro_object *dict_sizeof(ouro_object *self) {
    size_t size = self->type->instance_size + ouro__keys_bytes(((ouro_dict *)self)->keys);
    return ouro_int_new((int64_t)size);
}

static ouro_object *dict_fromkeys(ouro_object *type, ouro_object *const *args, size_t nargs) {
    ouro_object *value = nargs > 1 ? args[1] : ouro_none_borrow();
    ouro_object *self = ouro_call0(type);
    ouro_object *iterator = self ? ouro_iter(args[0]) : NULL;
    if (!iterator) {
        ouro_xdecref(self);
        return NULL;
    }
    bool plain = ouro_is_exact(self, OURO_T_DICT);
    int failed = 0;
    ouro_object *key;
    while (!failed && (key = ouro_next(iterator))) {
        failed = plain ? ouro_dict_set(self, key, value) : ouro_setitem(self, key, value);
        ouro_decref(key);
    }
    ouro_decref(iterator);
    if (failed || ouro_raised_borrow()) {
        ouro_decref(self);
        return NULL;
    }
    return self;
}

static const ouro_method methods[] = {
    OURO_NOARGS("clear", dict_clear, "Takes all entries out."),
    OURO_NOARGS("copy", ouro_dict_copy, "A new dict of the same entries."),
    {"fromkeys",
     {.args = dict_fromkeys},
     OURO_METH_ARGS | OURO_METH_CLASS,
     1,
     2,
     "A new dict with keys from an iterable, all with one value."},
    OURO_ARGS("get", dict_get, 1, 2, "The value of a key, or the default."),
    OURO_NOARGS("items", ouro__dict_view_items, "A view of the (key, value) pairs."),
    OURO_NOARGS("keys", ouro__dict_view_keys, "A view of the keys."),
    OURO_ARGS("pop", dict_pop, 1, 2, "Takes a key out and gives its value, or the default."),
    OURO_NOARGS("popitem", dict_popitem, "Takes out the last entry as a (key, value) pair."),
    OURO_ARGS("setdefault", dict_setdefault, 1, 2, "The value of a key, set first if absent."),
    OURO_KEYWORDS("update", dict_update, "Sets entries from a mapping or pairs, and keywords."),
    OURO_NOARGS("values", ouro__dict_view_values, "A view of the values."),
    OURO_NOARGS("__reversed__", ouro__dict_reversed, "An iterator over the keys, last first."),
    OURO_NOARGS("__sizeof__", dict_sizeof, "Bytes of the dict and its table."),
    OURO_CLASS_GETITEM,
    {0},
};

const ouro_type_spec ouro__dict_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "dict",
    .doc = "A mapping in insertion order: dict(), dict(mapping), dict(pairs), dict(name=value).",
    .instance_size = sizeof(ouro_dict),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE | OURO_TF_UNTRACKED | OURO_TF_MATCH_MAPPING |
             OURO_TF_MATCH_SELF | OURO_TF_IMMUTABLE | OURO_TF_SETTLES,
    .slots = {.create = ouro__dict_create,
              .init = ouro__dict_init,
              .drop = ouro__dict_drop,
              .destroy = ouro__dict_destroy,
              .traverse = ouro__dict_traverse,
              .clear = ouro_dict_clear,
              .repr = dict_repr,
              .compare = dict_compare,
              .iter = ouro__dict_iter,
              .length = dict_length,
              .contains = ouro_dict_contains,
              .getitem = dict_getitem,
              .setitem = ouro__dict_setitem,
              .binary = {[OURO_OR] = dict_or},
              .inplace = {[OURO_OR] = dict_ior}},
    .methods = methods,
};
