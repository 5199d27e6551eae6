// SPDX-License-Identifier: MIT
// slice, and the index arithmetic that all sequences share.  Floor: types.  SPEC row C4.
#include "sequence.h"

// ---- Index arithmetic -------------------------------------------------------------------------

int ouro__slice_index(ouro_object *arg, ssize_t *out) {
    if (!ouro__is_index(arg)) {
        ouro_raise(OURO_EXC_TypeError,
                   "slice indices must be integers or have an __index__ method");
        return -1;
    }
    *out = ouro_index_ssize(arg, NULL);
    return *out == -1 && ouro_raised_borrow() ? -1 : 0;
}

static int part(ouro_object *object, ssize_t none, ssize_t *out) {
    if (ouro_is_none(object)) {
        *out = none;
        return 0;
    }
    if (OURO_LIKELY(ouro_is_exact(object, OURO_T_INT) && ouro_int_is_compact(object))) {
        *out = (ssize_t)ouro_int_compact(object);
        return 0;
    }
    if (!ouro__is_index(object)) {
        ouro_raise(OURO_EXC_TypeError,
                   "slice indices must be integers or None or have an __index__ method");
        return -1;
    }
    *out = ouro_index_ssize(object, NULL);
    return *out == -1 && ouro_raised_borrow() ? -1 : 0;
}

int ouro__slice_unpack(ouro_object *object, ssize_t *start, ssize_t *stop, ssize_t *step) {
    const ouro_slice *slice = (const ouro_slice *)object;
    if (part(slice->step, 1, step) < 0) {
        return -1;
    }
    if (*step == 0) {
        ouro_raise(OURO_EXC_ValueError, "slice step cannot be zero");
        return -1;
    }
    if (*step < -PTRDIFF_MAX) { // so that it can be negated
        *step = -PTRDIFF_MAX;
    }
    if (part(slice->start, *step < 0 ? PTRDIFF_MAX : 0, start) < 0) {
        return -1;
    }
    return part(slice->stop, *step < 0 ? PTRDIFF_MIN : PTRDIFF_MAX, stop);
}

static ssize_t clip(ssize_t i, ssize_t length, ssize_t step) {
    if (i < 0) {
        i += length;
        return i < 0 ? (step < 0 ? -1 : 0) : i;
    }
    return i >= length ? (step < 0 ? length - 1 : length) : i;
}

size_t ouro__slice_adjust(size_t length, ssize_t *start, ssize_t *stop, ssize_t step) {
    *start = clip(*start, (ssize_t)length, step);
    *stop = clip(*stop, (ssize_t)length, step);
    if (step < 0) {
        return *stop < *start ? (size_t)((*start - *stop - 1) / -step + 1) : 0;
    }
    return *start < *stop ? (size_t)((*stop - *start - 1) / step + 1) : 0;
}

ssize_t ouro_slice_resolve(ouro_object *slice, size_t length, ssize_t *start, ssize_t *stop,
                           ssize_t *step) {
    if (ouro__slice_unpack(slice, start, stop, step) < 0) {
        return -1;
    }
    return (ssize_t)ouro__slice_adjust(length, start, stop, *step);
}

enum ouro__repeat ouro__repeat_count(ouro_object *object, size_t *count) {
    if (!ouro__is_index(object)) {
        return OURO_REPEAT_NOT;
    }
    ssize_t n = ouro_index_ssize(object, ouro_exc_type(OURO_EXC_OverflowError));
    if (n == -1 && ouro_raised_borrow()) {
        return OURO_REPEAT_ERROR;
    }
    *count = n < 0 ? 0 : (size_t)n;
    return OURO_REPEAT_COUNT;
}

ouro_object *ouro__class_getitem(ouro_object *type, ouro_object *item) {
    return ouro_generic_alias_new(type, item);
}

// ---- Making and destroying --------------------------------------------------------------------

ouro_object *ouro_slice_new(ouro_object *start, ouro_object *stop, ouro_object *step) {
    ouro__slice_cache *cache = &ouro__caches()->slice;
    ouro_object *object = cache->free;
    if (object) {
        cache->free = NULL;
        ouro__cache_revive(object);
    } else {
        object = ouro_object_new_raw(ouro_builtin_type(OURO_T_SLICE), sizeof(ouro_slice));
        if (!object) {
            return NULL;
        }
    }
    ouro_slice *slice = (ouro_slice *)object;
    slice->start = ouro_newref(start ? start : ouro_none_borrow());
    slice->stop = ouro_newref(stop ? stop : ouro_none_borrow());
    slice->step = ouro_newref(step ? step : ouro_none_borrow());
    ouro__track(ouro__runtime(), object);
    return object;
}

static void slice_destroy(ouro_object *self) {
    ouro_slice *slice = (ouro_slice *)self;
    ouro_xdecref(slice->start);
    ouro_xdecref(slice->stop);
    ouro_xdecref(slice->step);
    ouro__slice_cache *cache = &ouro__caches()->slice;
    if (!cache->free) {
        ouro__cache_bury(self);
        cache->free = self;
    } else {
        ouro_object_free(self);
    }
}

void ouro__slice_empty(struct ouro__caches *caches) {
    if (caches->slice.free) {
        ouro__cache_release(caches->slice.free);
        caches->slice.free = NULL;
    }
}

static ouro_object *slice_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                 ouro_object *kwnames) {
    (void)type;
    if (ouro_check_no_keywords("slice", kwnames) < 0 || ouro_check_args("slice", nargs, 1, 3) < 0) {
        return NULL;
    }
    if (nargs == 1) {
        return ouro_slice_new(NULL, args[0], NULL);
    }
    return ouro_slice_new(args[0], args[1], nargs > 2 ? args[2] : NULL);
}

// ---- The type ---------------------------------------------------------------------------------

static ouro_object *slice_repr(ouro_object *self) {
    const ouro_slice *slice = (const ouro_slice *)self;
    return ouro_str_format("slice(%R, %R, %R)", slice->start, slice->stop, slice->step);
}

static ouro_object *slice_compare(ouro_object *self, ouro_object *other, int op) {
    if (!ouro_is(self, OURO_T_SLICE) || !ouro_is(other, OURO_T_SLICE)) {
        return ouro_not_implemented();
    }
    if (self == other) {
        return ouro_bool(op == OURO_EQ || op == OURO_LE || op == OURO_GE);
    }
    const ouro_slice *a = (const ouro_slice *)self, *b = (const ouro_slice *)other;
    ouro_object *left = ouro_tuple_pack(3, a->start, a->stop, a->step);
    ouro_object *right = left ? ouro_tuple_pack(3, b->start, b->stop, b->step) : NULL;
    ouro_object *result = right ? ouro_compare(left, right, (enum ouro_compare_op)op) : NULL;
    ouro_xdecref(left);
    ouro_xdecref(right);
    return result;
}

// A length as slice.indices() and range take it, which may be larger than any sequence.
static ouro_object *whole(ouro_object *object) {
    if (!ouro__is_index(object)) {
        return ouro_raise(OURO_EXC_TypeError,
                          "slice indices must be integers or None or have an __index__ method");
    }
    return ouro_index(object);
}

// `object` (or `none` where it is None) clipped to [lower, upper], new.
static ouro_object *clip_whole(ouro_object *object, ouro_object *none, ouro_object *length,
                               ouro_object *lower, ouro_object *upper) {
    if (ouro_is_none(object)) {
        return ouro_newref(none);
    }
    ouro_object *value = whole(object);
    if (!value) {
        return NULL;
    }
    if (ouro_int_sign(value) < 0) {
        ouro_object *sum = ouro_binary(value, length, OURO_ADD);
        ouro_decref(value);
        value = sum;
        if (!value) {
            return NULL;
        }
        int below = ouro_compare_bool(value, lower, OURO_LT);
        if (below) {
            ouro_replace(&value, below < 0 ? NULL : ouro_newref(lower));
        }
        return value;
    }
    int above = ouro_compare_bool(value, upper, OURO_GT);
    if (above) {
        ouro_replace(&value, above < 0 ? NULL : ouro_newref(upper));
    }
    return value;
}

ouro_object *ouro__slice_indices(ouro_object *self, ouro_object *length) {
    const ouro_slice *slice = (const ouro_slice *)self;
    ouro_object *step = ouro_is_none(slice->step) ? ouro_int_new(1) : whole(slice->step);
    if (!step) {
        return NULL;
    }
    int sign = ouro_int_sign(step);
    ouro_object *one = ouro_int_new(1), *zero = NULL, *lower = NULL, *upper = NULL;
    ouro_object *start = NULL, *stop = NULL, *result = NULL;
    if (sign == 0) {
        ouro_raise(OURO_EXC_ValueError, "slice step cannot be zero");
        goto done;
    }
    zero = one ? ouro_int_new(sign < 0 ? -1 : 0) : NULL;
    lower = zero ? ouro_newref(zero) : NULL;
    upper = lower ? (sign < 0 ? ouro_binary(length, one, OURO_SUB) : ouro_newref(length)) : NULL;
    start = upper ? clip_whole(slice->start, sign < 0 ? upper : lower, length, lower, upper) : NULL;
    stop = start ? clip_whole(slice->stop, sign < 0 ? lower : upper, length, lower, upper) : NULL;
    result = stop ? ouro_tuple_pack(3, start, stop, step) : NULL;
done:
    ouro_decref(step);
    ouro_xdecref(one);
    ouro_xdecref(zero);
    ouro_xdecref(lower);
    ouro_xdecref(upper);
    ouro_xdecref(start);
    ouro_xdecref(stop);
    return result;
}

static ouro_object *slice_indices(ouro_object *self, ouro_object *arg) {
    ouro_object *length = ouro_index(arg);
    if (!length) {
        return NULL;
    }
    ouro_object *result = NULL;
    if (ouro_int_sign(length) < 0) {
        ouro_raise(OURO_EXC_ValueError, "length should not be negative");
    } else {
        result = ouro__slice_indices(self, length);
    }
    ouro_decref(length);
    return result;
}

static const uint16_t fields[] = {offsetof(ouro_slice, start), offsetof(ouro_slice, stop),
                                  offsetof(ouro_slice, step), 0};

static const ouro_method methods[] = {
    OURO_O("indices", slice_indices, "(start, stop, step) clipped to a sequence of that length."),
    {0},
};

#define PART(name)                                                                                 \
    { #name, OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(ouro_slice, name), NULL }
static const ouro_member members[] = {PART(start), PART(stop), PART(step), {0}};

const ouro_type_spec ouro__slice_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "slice",
    .doc = "slice(stop) or slice(start, stop[, step]): what a[start:stop:step] passes on.",
    .instance_size = sizeof(ouro_slice),
    .flags = OURO_TF_CONTAINER | OURO_TF_IMMUTABLE | OURO_TF_KEEPS_FIELDS | OURO_TF_SETTLES,
    .fields = fields,
    .slots = {.create = slice_create,
              .destroy = slice_destroy,
              .repr = slice_repr,
              .compare = slice_compare},
    .methods = methods,
    .members = members,
};
