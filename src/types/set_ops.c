// SPDX-License-Identifier: MIT
// Operations between sets, and the methods of set and frozenset.  Floor: types.
//
// Which set is walked, and when tables grow, decides the order in which results iterate: it is the
// same as in CPython 3.11.  A walk reads the table anew at each step, because comparing items may run
// code that changes either set.
#include "set.h"

static ouro__set *as_set(ouro_object *object) {
    return (ouro__set *)object;
}

// The built-in type under a set's: what operations make.
static ouro_type *plain_type(const ouro_object *set) {
    return ouro_builtin_type((enum ouro_builtin)set->type->layout);
}

// ---- Walking ----------------------------------------------------------------------------------

// Calls `step` for each item of `other` (any iterable) with its hash; stops at -1, which it returns.
typedef int (*step_fn)(ouro__set *set, ouro_object *item, int64_t hash, void *arg);

static int each(ouro__set *set, ouro_object *other, step_fn step, void *arg) {
    ouro_object *item;
    int64_t hash;
    int failed = 0;
    if (ouro__is_any_set(other)) {
        size_t position = 0;
        while (!failed && ouro_set_next(other, &position, &item, &hash)) {
            ouro_incref(item);
            failed = step(set, item, hash, arg);
            ouro_decref(item);
        }
        return failed;
    }
    ouro_object *iterator = ouro_iter(other);
    if (!iterator) {
        return -1;
    }
    while (!failed && (item = ouro_next(iterator))) {
        hash = ouro_hash(item);
        failed = hash == -1 ? -1 : step(set, item, hash, arg);
        ouro_decref(item);
    }
    ouro_decref(iterator);
    return failed ? failed : ouro_raised_borrow() ? -1 : 0;
}

static int step_discard(ouro__set *set, ouro_object *item, int64_t hash, void *arg) {
    (void)arg;
    return ouro__set_discard_hash(set, item, hash) < 0 ? -1 : 0;
}

static int step_toggle(ouro__set *set, ouro_object *item, int64_t hash, void *arg) {
    (void)arg;
    int was = ouro__set_discard_hash(set, item, hash);
    return was ? (was < 0 ? -1 : 0) : ouro__set_add_hash(set, item, hash);
}

// Adds to the set `arg` what `set` has too.
static int step_common(ouro__set *set, ouro_object *item, int64_t hash, void *arg) {
    int there = ouro__set_contains_hash(set, item, hash);
    return there > 0 ? ouro__set_add_hash(arg, item, hash) : there;
}

// Stops with -2 at the first item that is (not) in `set`.
static int step_meets(ouro__set *set, ouro_object *item, int64_t hash, void *arg) {
    (void)arg;
    int there = ouro__set_contains_hash(set, item, hash);
    return there > 0 ? -2 : there;
}

static int step_lacks(ouro__set *set, ouro_object *item, int64_t hash, void *arg) {
    (void)arg;
    int there = ouro__set_contains_hash(set, item, hash);
    return there == 0 ? -2 : there < 0 ? -1 : 0;
}

// ---- New sets ---------------------------------------------------------------------------------

ouro_object *ouro__set_copy(ouro_object *self) {
    return ouro__set_make(plain_type(self), self);
}

static ouro_object *drop_if(int failed, ouro_object *result) {
    if (failed) {
        ouro_xdecref(result);
        return NULL;
    }
    return result;
}

ouro_object *ouro__set_intersection(ouro_object *self, ouro_object *other) {
    if (self == other) {
        return ouro__set_copy(self);
    }
    ouro_object *result = ouro__set_make(plain_type(self), NULL);
    if (!result) {
        return NULL;
    }
    if (ouro__is_any_set(other) && ouro_set_length(other) > ouro_set_length(self)) {
        ouro_object *smaller = self;
        self = other;
        other = smaller;
    }
    return drop_if(each(as_set(self), other, step_common, result), result);
}

int ouro__set_difference_update(ouro_object *self, ouro_object *other) {
    ouro__set *set = as_set(self);
    if (self == other) {
        ouro__set_clear(self);
        return 0;
    }
    ouro_object *from = ouro_newref(other);
    if (ouro__is_any_set(other) && ouro_set_length(other) >> 3 > set->used) {
        ouro_replace(&from, ouro__set_intersection(self, other));
    }
    int failed = from ? each(set, from, step_discard, NULL) : -1;
    ouro_xdecref(from);
    if (failed || set->fill - set->used <= set->mask / 4) {
        return failed;
    }
    // More than a quarter of the places are of deleted items: into a fresh table.
    return ouro__set_rebuild(set);
}

static ouro_object *copy_less(ouro_object *self, ouro_object *other) {
    ouro_object *result = ouro__set_copy(self);
    return drop_if(!result || ouro__set_difference_update(result, other) < 0, result);
}

// Items of the set that `other` (a set or a dict) has not.
static int add_missing(ouro_object *self, ouro_object *other, ouro__set *result) {
    size_t position = 0;
    ouro_object *item;
    int64_t hash;
    int failed = 0;
    bool dict = ouro_is_exact(other, OURO_T_DICT);
    while (!failed && ouro_set_next(self, &position, &item, &hash)) {
        ouro_incref(item);
        int there;
        if (dict) {
            there = ouro_dict_get_hash_borrow(other, item, hash) ? 1
                    : ouro_raised_borrow()                       ? -1
                                                                 : 0;
        } else {
            there = ouro__set_contains_hash(as_set(other), item, hash);
        }
        failed = there ? (there < 0 ? -1 : 0) : ouro__set_add_hash(result, item, hash);
        ouro_decref(item);
    }
    return failed;
}

static ouro_object *difference(ouro_object *self, ouro_object *other) {
    size_t length;
    if (ouro__is_any_set(other)) {
        length = ouro_set_length(other);
    } else if (ouro_is_exact(other, OURO_T_DICT)) {
        length = ouro_dict_length(other);
    } else {
        return copy_less(self, other);
    }
    if (ouro_set_length(self) >> 2 > length) {
        return copy_less(self, other);
    }
    ouro_object *result = ouro__set_make(plain_type(self), NULL);
    return result ? drop_if(add_missing(self, other, as_set(result)), result) : NULL;
}

static int toggle_dict(ouro__set *set, ouro_object *dict) {
    size_t position = 0;
    ouro_object *key;
    int64_t hash;
    int failed = 0;
    while (!failed && ouro_dict_next(dict, &position, &key, NULL, &hash)) {
        ouro_incref(key);
        failed = step_toggle(set, key, hash, NULL);
        ouro_decref(key);
    }
    return failed;
}

int ouro__set_symmetric_difference_update(ouro_object *self, ouro_object *other) {
    if (self == other) {
        ouro__set_clear(self);
        return 0;
    }
    if (ouro_is_exact(other, OURO_T_DICT)) {
        return toggle_dict(as_set(self), other);
    }
    if (ouro__is_any_set(other)) {
        return each(as_set(self), other, step_toggle, NULL);
    }
    // An iterable may name an item twice: as a set first.
    ouro_object *set = ouro__set_make(plain_type(self), other);
    int failed = set ? each(as_set(self), set, step_toggle, NULL) : -1;
    ouro_xdecref(set);
    return failed;
}

static ouro_object *symmetric_difference(ouro_object *self, ouro_object *other) {
    ouro_object *result = ouro__set_make(plain_type(self), other);
    return drop_if(!result || ouro__set_symmetric_difference_update(result, self) < 0, result);
}

static ouro_object *set_union(ouro_object *self, ouro_object *other) {
    ouro_object *result = ouro__set_copy(self);
    return drop_if(!result || (self != other && ouro_set_update(result, other) < 0), result);
}

// ---- Comparing --------------------------------------------------------------------------------

// 1, 0, -1 from an `each` that stops with -2.
static int held(int outcome) {
    return outcome == 0 ? 1 : outcome == -2 ? 0 : -1;
}

static int is_subset(ouro_object *a, ouro_object *b) {
    return ouro_set_length(a) > ouro_set_length(b) ? 0 : held(each(as_set(b), a, step_lacks, NULL));
}

static int is_equal(ouro_object *a, ouro_object *b) {
    const ouro__set *x = as_set(a), *y = as_set(b);
    if (x->used != y->used || (x->hash != -1 && y->hash != -1 && x->hash != y->hash)) {
        return 0;
    }
    return is_subset(a, b);
}

ouro_object *ouro__set_compare(ouro_object *self, ouro_object *other, int op) {
    if (!ouro__is_any_set(self) || !ouro__is_any_set(other)) {
        return ouro_not_implemented();
    }
    size_t a = ouro_set_length(self), b = ouro_set_length(other);
    int result;
    switch (op) {
    case OURO_EQ: result = is_equal(self, other); break;
    case OURO_NE:
        result = is_equal(self, other);
        result = result < 0 ? -1 : !result;
        break;
    case OURO_LE: result = is_subset(self, other); break;
    case OURO_LT: result = a < b ? is_subset(self, other) : 0; break;
    case OURO_GE: result = is_subset(other, self); break;
    default: result = a > b ? is_subset(other, self) : 0; break;
    }
    return result < 0 ? NULL : ouro_bool(result);
}

// ---- Operators: only between sets -------------------------------------------------------------

#define OPERATOR(name, function)                                                                   \
    ouro_object *name(ouro_object *left, ouro_object *right) {                                     \
        if (!ouro__is_any_set(left) || !ouro__is_any_set(right)) {                                 \
            return ouro_not_implemented();                                                         \
        }                                                                                          \
        return function(left, right);                                                              \
    }
OPERATOR(ouro__set_sub, difference)
OPERATOR(ouro__set_and, ouro__set_intersection)
OPERATOR(ouro__set_xor, symmetric_difference)
OPERATOR(ouro__set_or, set_union)

static int intersection_update(ouro_object *self, ouro_object *other) {
    ouro_object *common = ouro__set_intersection(self, other);
    if (!common) {
        return -1;
    }
    ouro__set_swap(as_set(self), as_set(common));
    ouro_decref(common);
    return 0;
}

#define IN_PLACE(name, function)                                                                   \
    ouro_object *name(ouro_object *left, ouro_object *right) {                                     \
        if (!ouro__is_any_set(right)) {                                                            \
            return ouro_not_implemented();                                                         \
        }                                                                                          \
        return function(left, right) < 0 ? NULL : ouro_newref(left);                               \
    }
IN_PLACE(ouro__set_isub, ouro__set_difference_update)
IN_PLACE(ouro__set_iand, intersection_update)
IN_PLACE(ouro__set_ixor, ouro__set_symmetric_difference_update)
IN_PLACE(ouro__set_ior, ouro_set_update)

// ---- Methods: with any iterables --------------------------------------------------------------

static ouro_object *m_add(ouro_object *self, ouro_object *item) {
    return ouro_set_add(self, item) < 0 ? NULL : ouro_none();
}

static ouro_object *m_clear(ouro_object *self) {
    ouro__set_clear(self);
    return ouro_none();
}

static ouro_object *m_copy_frozen(ouro_object *self) {
    return ouro_is_exact(self, OURO_T_FROZENSET) ? ouro_newref(self) : ouro__set_copy(self);
}

// Takes an item out, a set standing for the frozenset equal to it: 1 was there, 0, -1.
static int take_out(ouro_object *self, ouro_object *item) {
    int was = ouro_set_discard(self, item);
    if (was >= 0 || !ouro_is(item, OURO_T_SET) || !ouro_raised_is(OURO_EXC_TypeError)) {
        return was;
    }
    ouro_raised_clear();
    ouro_object *frozen = ouro_frozenset_new(item);
    was = frozen ? ouro_set_discard(self, frozen) : -1;
    ouro_xdecref(frozen);
    return was;
}

static ouro_object *m_discard(ouro_object *self, ouro_object *item) {
    return take_out(self, item) < 0 ? NULL : ouro_none();
}

static ouro_object *m_remove(ouro_object *self, ouro_object *item) {
    int was = take_out(self, item);
    if (was == 0) {
        return ouro_raise_object(OURO_EXC_KeyError, item);
    }
    return was < 0 ? NULL : ouro_none();
}

static ouro_object *m_update(ouro_object *self, ouro_object *const *args, size_t nargs) {
    for (size_t i = 0; i < nargs; i++) {
        if (ouro_set_update(self, args[i]) < 0) {
            return NULL;
        }
    }
    return ouro_none();
}

static ouro_object *m_union(ouro_object *self, ouro_object *const *args, size_t nargs) {
    ouro_object *result = ouro__set_copy(self);
    for (size_t i = 0; result && i < nargs; i++) {
        if (args[i] != self && ouro_set_update(result, args[i]) < 0) {
            ouro_clear(&result);
        }
    }
    return result;
}

static ouro_object *m_intersection(ouro_object *self, ouro_object *const *args, size_t nargs) {
    if (nargs == 0) {
        return ouro__set_copy(self);
    }
    ouro_object *result = ouro_newref(self);
    for (size_t i = 0; result && i < nargs; i++) {
        ouro_replace(&result, ouro__set_intersection(result, args[i]));
    }
    return result;
}

static ouro_object *m_intersection_update(ouro_object *self, ouro_object *const *args,
                                          size_t nargs) {
    ouro_object *common = m_intersection(self, args, nargs);
    if (!common) {
        return NULL;
    }
    ouro__set_swap(as_set(self), as_set(common));
    ouro_decref(common);
    return ouro_none();
}

static ouro_object *m_difference(ouro_object *self, ouro_object *const *args, size_t nargs) {
    if (nargs == 0) {
        return ouro__set_copy(self);
    }
    ouro_object *result = difference(self, args[0]);
    for (size_t i = 1; result && i < nargs; i++) {
        if (ouro__set_difference_update(result, args[i]) < 0) {
            ouro_clear(&result);
        }
    }
    return result;
}

static ouro_object *m_difference_update(ouro_object *self, ouro_object *const *args, size_t nargs) {
    for (size_t i = 0; i < nargs; i++) {
        if (ouro__set_difference_update(self, args[i]) < 0) {
            return NULL;
        }
    }
    return ouro_none();
}

static ouro_object *m_symmetric_update(ouro_object *self, ouro_object *other) {
    return ouro__set_symmetric_difference_update(self, other) < 0 ? NULL : ouro_none();
}

static ouro_object *m_isdisjoint(ouro_object *self, ouro_object *other) {
    if (self == other) {
        return ouro_bool(ouro_set_length(self) == 0);
    }
    if (ouro__is_exact_any_set(other) && ouro_set_length(other) > ouro_set_length(self)) {
        ouro_object *smaller = self;
        self = other;
        other = smaller;
    }
    int apart = held(each(as_set(self), other, step_meets, NULL));
    return apart < 0 ? NULL : ouro_bool(apart);
}

static ouro_object *m_issubset(ouro_object *self, ouro_object *other) {
    if (ouro__is_any_set(other)) {
        int result = is_subset(self, other);
        return result < 0 ? NULL : ouro_bool(result);
    }
    ouro_object *common = ouro__set_intersection(self, other);
    if (!common) {
        return NULL;
    }
    bool all = ouro_set_length(common) == ouro_set_length(self);
    ouro_decref(common);
    return ouro_bool(all);
}

static ouro_object *m_issuperset(ouro_object *self, ouro_object *other) {
    int result = ouro__is_any_set(other) ? is_subset(other, self)
                                         : held(each(as_set(self), other, step_lacks, NULL));
    return result < 0 ? NULL : ouro_bool(result);
}

// (type, ([items],), state): how a copy is made.
static ouro_object *m_reduce(ouro_object *self) {
    ouro_object *items = ouro_list_of(self), *result = NULL;
    ouro_object *args = items ? ouro_tuple_pack(1, items) : NULL;
    ouro_object *state = args ? ouro_call_method(self, ouro__name(getstate), NULL, 0) : NULL;
    if (state) {
        result = ouro_tuple_pack(3, (ouro_object *)ouro_type_of(self), args, state);
    }
    ouro_xdecref(items);
    ouro_xdecref(args);
    ouro_xdecref(state);
    return result;
}

static ouro_object *m_sizeof(ouro_object *self) {
    const ouro__set *set = as_set(self);
    size_t table = set->table == set->small ? 0 : (set->mask + 1) * sizeof *set->table;
    return ouro_int_new((int64_t)(self->type->instance_size + table));
}

static ouro_object *m_contains(ouro_object *self, ouro_object *item) {
    int there = ouro__set_contains_key(self, item);
    return there < 0 ? NULL : ouro_bool(there);
}

#define SHARED_METHODS                                                                             \
    {"__contains__", {.o = m_contains}, OURO_METH_O | OURO_METH_COEXIST, 1, 1, "item in self"},    \
        OURO_ARGS("difference", m_difference, 0, 255, "Items that are in none of the others."),    \
        OURO_ARGS("intersection", m_intersection, 0, 255, "Items that are in all others too."),    \
        OURO_O("isdisjoint", m_isdisjoint, "Whether nothing is in both."),                         \
        OURO_O("issubset", m_issubset, "Whether all items are in the other."),                     \
        OURO_O("issuperset", m_issuperset, "Whether all items of the other are here."),            \
        OURO_O("symmetric_difference", symmetric_difference, "Items in one of both only."),        \
        OURO_ARGS("union", m_union, 0, 255, "Items that are in any of them."),                     \
        OURO_NOARGS("__reduce__", m_reduce, "Return state information for pickling."),             \
        OURO_NOARGS("__sizeof__", m_sizeof, "Bytes of the set and its table."), OURO_CLASS_GETITEM

const ouro_method ouro__set_methods[] = {
    SHARED_METHODS,
    OURO_O("add", m_add, "Puts an item in."),
    OURO_NOARGS("clear", m_clear, "Takes all items out."),
    OURO_NOARGS("copy", ouro__set_copy, "A new set of the same items."),
    OURO_O("discard", m_discard, "Takes an item out if it is there."),
    OURO_ARGS("difference_update", m_difference_update, 0, 255, "Takes out what others have."),
    OURO_ARGS("intersection_update", m_intersection_update, 0, 255, "Keeps what all have."),
    OURO_NOARGS("pop", ouro__set_pop, "Takes out some item; KeyError if there is none."),
    OURO_O("remove", m_remove, "Takes an item out; KeyError if it is not there."),
    OURO_O("symmetric_difference_update", m_symmetric_update, "Keeps what one of both has."),
    OURO_ARGS("update", m_update, 0, 255, "Puts the items of others in."),
    {0},
};

const ouro_method ouro__frozenset_methods[] = {
    SHARED_METHODS,
    OURO_NOARGS("copy", m_copy_frozen, "The set itself, or a copy of a derived one."),
    {0},
};
