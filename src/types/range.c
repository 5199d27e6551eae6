// SPDX-License-Identifier: MIT
// range: ints of any size, and the iterator with a fast path for compact ones.  Floor: types.
#include "sequence.h"

typedef struct range {
    ouro_object head;
    ouro_object *start, *stop, *step, *length; // ints
} range;

// ---- Arithmetic -------------------------------------------------------------------------------

static bool all_compact(const range *r) {
    return ouro_int_is_compact(r->start) && ouro_int_is_compact(r->stop) &&
           ouro_int_is_compact(r->step) && ouro_int_is_compact(r->length);
}

// left op right; drops `left`, which may be NULL: an exception passes through.
static ouro_object *then(ouro_object *left, ouro_object *right, enum ouro_binary_op op) {
    ouro_object *result = left && right ? ouro_binary(left, right, op) : NULL;
    ouro_xdecref(left);
    return result;
}

// start + i * step.
static ouro_object *item_at(const range *r, ouro_object *i) {
    ouro_object *offset = ouro_binary(i, r->step, OURO_MUL);
    ouro_object *item = offset ? ouro_binary(r->start, offset, OURO_ADD) : NULL;
    ouro_xdecref(offset);
    return item;
}

static ouro_object *length_of_compact(int64_t start, int64_t stop, int64_t step) {
    if (step > 0) {
        return ouro_int_new(start < stop ? (stop - start - 1) / step + 1 : 0);
    }
    return ouro_int_new(stop < start ? (start - stop - 1) / -step + 1 : 0);
}

// max(0, (high - low - 1) // |step| + 1)
static ouro_object *length_of(ouro_object *start, ouro_object *stop, ouro_object *step) {
    if (ouro_int_is_compact(start) && ouro_int_is_compact(stop) && ouro_int_is_compact(step)) {
        return length_of_compact(ouro_int_compact(start), ouro_int_compact(stop),
                                 ouro_int_compact(step));
    }
    bool down = ouro_int_sign(step) < 0;
    int some = ouro_compare_bool(down ? stop : start, down ? start : stop, OURO_LT);
    if (some <= 0) {
        return some < 0 ? NULL : ouro_int_new(0);
    }
    ouro_object *one = ouro_int_new(1);
    ouro_object *by = down ? ouro_unary(step, OURO_NEG) : ouro_newref(step);
    ouro_object *n = ouro_binary(down ? start : stop, down ? stop : start, OURO_SUB);
    n = then(n, one, OURO_SUB);
    n = then(n, by, OURO_FLOORDIV);
    n = then(n, one, OURO_ADD);
    ouro_xdecref(one);
    ouro_xdecref(by);
    return n;
}

// ---- Making -----------------------------------------------------------------------------------

// All three stolen, may be NULL with an exception.
static ouro_object *range_make(ouro_object *start, ouro_object *stop, ouro_object *step) {
    ouro_object *length = NULL, *self = NULL;
    if (start && stop && step) {
        if (ouro_int_sign(step) == 0) {
            ouro_raise(OURO_EXC_ValueError, "range() arg 3 must not be zero");
        } else {
            length = length_of(start, stop, step);
        }
    }
    if (length) {
        self = ouro_object_new_raw(ouro_builtin_type(OURO_T_RANGE), sizeof(range));
    }
    if (!self) {
        ouro_xdecref(start);
        ouro_xdecref(stop);
        ouro_xdecref(step);
        ouro_xdecref(length);
        return NULL;
    }
    range *r = (range *)self;
    r->start = start;
    r->stop = stop;
    r->step = step;
    r->length = length;
    return self;
}

ouro_object *ouro_range_new(ouro_object *start, ouro_object *stop, ouro_object *step) {
    ouro_object *first = start ? ouro_index(start) : ouro_int_new(0);
    ouro_object *end = first ? ouro_index(stop) : NULL;
    ouro_object *by = end ? (step ? ouro_index(step) : ouro_int_new(1)) : NULL;
    return range_make(first, end, by);
}

static ouro_object *range_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                 ouro_object *kwnames) {
    (void)type;
    if (ouro_check_no_keywords("range", kwnames) < 0 || ouro_check_args("range", nargs, 1, 3) < 0) {
        return NULL;
    }
    if (nargs == 1) {
        return ouro_range_new(NULL, args[0], NULL);
    }
    return ouro_range_new(args[0], args[1], nargs > 2 ? args[2] : NULL);
}

// ---- The iterator -----------------------------------------------------------------------------

// From `first` (stolen) on, the range's length of them, `by` (stolen) apart.
static ouro_object *iter_make(const range *r, ouro_object *first, ouro_object *by) {
    ouro_object *self =
        first && by ? ouro_object_new(ouro_builtin_type(OURO_T_RANGE_ITER), 0) : NULL;
    if (!self) {
        ouro_xdecref(first);
        ouro_xdecref(by);
        return NULL;
    }
    ouro_range_iter *iter = (ouro_range_iter *)self;
    if (all_compact(r) && ouro_int_is_compact(first) && ouro_int_is_compact(by)) {
        iter->next = ouro_int_compact(first);
        iter->by = ouro_int_compact(by);
        iter->left = ouro_int_compact(r->length);
        ouro_decref(first);
        ouro_decref(by);
    } else {
        iter->big_next = first;
        iter->big_by = by;
        iter->big_left = ouro_newref(r->length);
    }
    return self;
}

static ouro_object *range_iter_new(ouro_object *self) {
    const range *r = (const range *)self;
    return iter_make(r, ouro_newref(r->start), ouro_newref(r->step));
}

static ouro_object *range_reversed(ouro_object *self) {
    const range *r = (const range *)self;
    ouro_object *one = ouro_int_new(1);
    ouro_object *last = one ? ouro_binary(r->length, one, OURO_SUB) : NULL;
    ouro_object *first = last ? item_at(r, last) : NULL;
    ouro_xdecref(one);
    ouro_xdecref(last);
    return iter_make(r, first, first ? ouro_unary(r->step, OURO_NEG) : NULL);
}

static ouro_object *iter_next_big(ouro_range_iter *iter) {
    if (ouro_int_sign(iter->big_left) == 0) {
        return NULL;
    }
    ouro_object *one = ouro_int_new(1);
    ouro_object *left = one ? ouro_binary(iter->big_left, one, OURO_SUB) : NULL;
    ouro_object *next = left ? ouro_binary(iter->big_next, iter->big_by, OURO_ADD) : NULL;
    ouro_xdecref(one);
    if (!next) {
        ouro_xdecref(left);
        return NULL;
    }
    ouro_replace(&iter->big_left, left);
    ouro_object *item = iter->big_next;
    iter->big_next = next;
    return item;
}

static ouro_object *iter_next(ouro_object *self) {
    ouro_range_iter *iter = (ouro_range_iter *)self;
    if (OURO_LIKELY(iter->left > 0)) {
        ouro_object *item = ouro_int_new(iter->next);
        if (OURO_LIKELY(item != NULL)) {
            ouro_range_iter_step(iter);
        }
        return item;
    }
    return iter->big_next ? iter_next_big(iter) : NULL;
}

static ouro_object *iter_self(ouro_object *self) {
    return ouro_newref(self);
}

static ouro_object *iter_length_hint(ouro_object *self) {
    const ouro_range_iter *iter = (const ouro_range_iter *)self;
    return iter->big_next ? ouro_newref(iter->big_left) : ouro_int_new(iter->left);
}

static const uint16_t iter_fields[] = {offsetof(ouro_range_iter, big_next),
                                       offsetof(ouro_range_iter, big_by),
                                       offsetof(ouro_range_iter, big_left), 0};
static const ouro_method iter_methods[] = {
    OURO_NOARGS("__length_hint__", iter_length_hint, "How many items are left."),
    {0},
};

const ouro_type_spec ouro__range_iter_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "range_iterator",
    .instance_size = sizeof(ouro_range_iter),
    .flags = OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE,
    .fields = iter_fields,
    .slots = {.iter = iter_self, .next = iter_next},
    .methods = iter_methods,
};

// ---- Items and membership ---------------------------------------------------------------------

static ssize_t range_length(ouro_object *self) {
    const range *r = (const range *)self;
    if (ouro_int_is_compact(r->length)) {
        return (ssize_t)ouro_int_compact(r->length);
    }
    int overflow;
    int64_t length = ouro_int_as_i64_overflow(r->length, &overflow);
    if (overflow) {
        ouro_raise(OURO_EXC_OverflowError, "Python int too large to convert to C ssize_t");
        return -1;
    }
    return (ssize_t)length;
}

static int range_truth(ouro_object *self) {
    return ouro_int_sign(((range *)self)->length) != 0;
}

static ouro_object *get_index(const range *r, ouro_object *key) {
    ouro_object *i = ouro_index(key), *item = NULL;
    if (i && ouro_int_sign(i) < 0) {
        i = then(i, r->length, OURO_ADD);
    }
    if (!i) {
        return NULL;
    }
    int inside = ouro_int_sign(i) < 0 ? 0 : ouro_compare_bool(i, r->length, OURO_LT);
    if (inside > 0) {
        item = item_at(r, i);
    } else if (inside == 0) {
        ouro_raise(OURO_EXC_IndexError, "range object index out of range");
    }
    ouro_decref(i);
    return item;
}

static ouro_object *get_slice(const range *r, ouro_object *slice) {
    ouro_object *parts = ouro__slice_indices(slice, r->length);
    if (!parts) {
        return NULL;
    }
    ouro_object *step = ouro_binary(r->step, ouro_tuple_get_borrow(parts, 2), OURO_MUL);
    ouro_object *start = step ? item_at(r, ouro_tuple_get_borrow(parts, 0)) : NULL;
    ouro_object *stop = start ? item_at(r, ouro_tuple_get_borrow(parts, 1)) : NULL;
    ouro_decref(parts);
    return range_make(start, stop, step);
}

static ouro_object *range_getitem(ouro_object *self, ouro_object *key) {
    if (ouro__is_index(key)) {
        return get_index((range *)self, key);
    }
    if (ouro_is(key, OURO_T_SLICE)) {
        return get_slice((range *)self, key);
    }
    return ouro_raise(OURO_EXC_TypeError, "range indices must be integers or slices, not %T", key);
}

// Whether an int is in the range, by arithmetic: 1, 0, -1.
static int contains_int(const range *r, ouro_object *value) {
    bool down = ouro_int_sign(r->step) < 0;
    int after = ouro_compare_bool(down ? value : r->start, down ? r->start : value, OURO_LE);
    int before = after <= 0
                     ? after
                     : ouro_compare_bool(down ? r->stop : value, down ? value : r->stop, OURO_LT);
    if (before <= 0) {
        return before;
    }
    ouro_object *rest = ouro_binary(value, r->start, OURO_SUB);
    rest = then(rest, r->step, OURO_MOD);
    if (!rest) {
        return -1;
    }
    int multiple = ouro_int_sign(rest) == 0;
    ouro_decref(rest);
    return multiple;
}

// Walks the range for something that is not an int: how many are equal (`first`: stops at one, and
// *at is where), or -1.
static int64_t search(ouro_object *self, ouro_object *value, bool first, int64_t *at) {
    ouro_object *iterator = range_iter_new(self), *item;
    if (!iterator) {
        return -1;
    }
    int64_t found = 0;
    for (*at = 0; (item = iter_next(iterator)); ++*at) {
        int equal = ouro_compare_bool(item, value, OURO_EQ);
        ouro_decref(item);
        if (equal < 0) {
            found = -1;
            break;
        }
        found += equal;
        if (found && first) {
            break;
        }
    }
    ouro_decref(iterator);
    return found < 0 || (!item && ouro_raised_borrow()) ? -1 : found;
}

static bool is_plain_int(const ouro_object *object) {
    return ouro_is_exact(object, OURO_T_INT) || ouro_is_exact(object, OURO_T_BOOL);
}

static int range_contains(ouro_object *self, ouro_object *value) {
    int64_t at;
    return is_plain_int(value) ? contains_int((range *)self, value)
                               : (int)search(self, value, true, &at);
}

static ouro_object *range_count(ouro_object *self, ouro_object *value) {
    int64_t at, n = is_plain_int(value) ? contains_int((range *)self, value)
                                        : search(self, value, false, &at);
    return n < 0 ? NULL : ouro_int_new(n);
}

static ouro_object *range_index(ouro_object *self, ouro_object *value) {
    const range *r = (const range *)self;
    if (!is_plain_int(value)) {
        int64_t at, found = search(self, value, true, &at);
        if (found > 0) {
            return ouro_int_new(at);
        }
        return found < 0 ? NULL
                         : ouro_raise(OURO_EXC_ValueError, "sequence.index(x): x not in sequence");
    }
    int there = contains_int(r, value);
    if (there <= 0) {
        return there < 0 ? NULL : ouro_raise(OURO_EXC_ValueError, "%R is not in range", value);
    }
    return then(ouro_binary(value, r->start, OURO_SUB), r->step, OURO_FLOORDIV);
}

// ---- Comparing, hash, repr --------------------------------------------------------------------

// What decides equality: (length, start, step), with None for what does not matter.  New.
static ouro_object *identity_of(const range *r) {
    ouro_object *none = ouro_none_borrow();
    bool some = ouro_int_sign(r->length) != 0;
    bool more = some && !(ouro_int_is_compact(r->length) && ouro_int_compact(r->length) == 1);
    return ouro_tuple_pack(3, r->length, some ? r->start : none, more ? r->step : none);
}

static ouro_object *range_compare(ouro_object *self, ouro_object *other, int op) {
    if (!ouro_is(self, OURO_T_RANGE) || !ouro_is(other, OURO_T_RANGE) ||
        (op != OURO_EQ && op != OURO_NE)) {
        return ouro_not_implemented();
    }
    ouro_object *left = identity_of((range *)self);
    ouro_object *right = left ? identity_of((range *)other) : NULL;
    ouro_object *result = right ? ouro_compare(left, right, (enum ouro_compare_op)op) : NULL;
    ouro_xdecref(left);
    ouro_xdecref(right);
    return result;
}

static int64_t range_hash(ouro_object *self) {
    ouro_object *identity = identity_of((range *)self);
    if (!identity) {
        return -1;
    }
    int64_t hash = ouro_hash(identity);
    ouro_decref(identity);
    return hash;
}

static ouro_object *range_repr(ouro_object *self) {
    const range *r = (const range *)self;
    if (ouro_int_is_compact(r->step) && ouro_int_compact(r->step) == 1) {
        return ouro_str_format("range(%R, %R)", r->start, r->stop);
    }
    return ouro_str_format("range(%R, %R, %R)", r->start, r->stop, r->step);
}

// ---- The type ---------------------------------------------------------------------------------

static const uint16_t fields[] = {offsetof(range, start), offsetof(range, stop),
                                  offsetof(range, step), offsetof(range, length), 0};

static const ouro_method methods[] = {
    OURO_O("count", range_count, "How often the value occurs."),
    OURO_O("index", range_index, "Where the value is; ValueError if nowhere."),
    OURO_NOARGS("__reversed__", range_reversed, "An iterator from the end."),
    {0},
};

#define PART(name)                                                                                 \
    { #name, OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(range, name), NULL }
static const ouro_member members[] = {PART(start), PART(stop), PART(step), {0}};

const ouro_type_spec ouro__range_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "range",
    .doc = "range(stop) or range(start, stop[, step]): the ints from start to before stop.",
    .instance_size = sizeof(range),
    .flags = OURO_TF_MATCH_SEQUENCE | OURO_TF_IMMUTABLE,
    .fields = fields,
    .slots = {.create = range_create,
              .repr = range_repr,
              .hash = range_hash,
              .compare = range_compare,
              .iter = range_iter_new,
              .length = range_length,
              .contains = range_contains,
              .getitem = range_getitem,
              .truth = range_truth},
    .methods = methods,
    .members = members,
};
