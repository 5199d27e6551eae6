// SPDX-License-Identifier: MIT
// Arithmetic, comparisons and subscripts on compact ints, floats, lists, tuples and dicts without a
// look at slots.  Front-end, run. Inlined into the evaluation loop.
//
// Each function answers NULL (or -1) without an exception when the operands are not its business.
#ifndef OURO_PYTHON_RUN_FAST_H
#define OURO_PYTHON_RUN_FAST_H

#include <ouro/containers.h>
#include <ouro/number.h>
#include <ouro/str.h>

OURO_INLINE bool py_fast_ints(const ouro_object *a, const ouro_object *b) {
    return ouro_is_exact(a, OURO_T_INT) && ouro_is_exact(b, OURO_T_INT) &&
           (((const ouro_int *)(const void *)a)->word & ((const ouro_int *)(const void *)b)->word &
            1);
}

// Puts *result; false: not ours.  Compact operands have 63 bits, so sums and differences cannot overflow 64.
OURO_INLINE bool py_fast_int_result(int64_t a, int64_t b, uint32_t op, int64_t *result) {
    switch (op) {
    case OURO_ADD: *result = a + b; return true;
    case OURO_SUB: *result = a - b; return true;
    case OURO_MUL: return !__builtin_mul_overflow(a, b, result);
    case OURO_AND: *result = a & b; return true;
    case OURO_OR: *result = a | b; return true;
    case OURO_XOR: *result = a ^ b; return true;
    case OURO_MOD:
        if (b == 0) {
            return false;
        }
        *result = a % b;
        *result += *result && (*result ^ b) < 0 ? b : 0;
        return true;
    case OURO_FLOORDIV:
        if (b == 0) {
            return false;
        }
        *result = a / b - (a % b && (a ^ b) < 0);
        return true;
    case OURO_RSHIFT: *result = a >> (b & 63); return b >= 0 && b < 63;
    case OURO_LSHIFT:
        if (b < 0 || b >= 62 || a < 0 || a >> (62 - b)) {
            return false;
        }
        *result = (int64_t)((uint64_t)a << b);
        return true;
    default: return false;
    }
}

OURO_INLINE ouro_object *py_fast_int(int64_t value) {
    return ouro_int_is_shared(value)
               ? ouro_newref(ouro_current->small_ints[value - OURO_SMALL_INT_MIN])
               : ouro_int_new(value);
}

// Makes `old` an int of that value, if it is an int that has its only reference from the place where the
// new one is to go, and the program was not told where it is (py_address_told): nobody can tell it from a fresh one.
// False: not done.
OURO_INLINE bool py_fast_int_change(ouro_object *old, int64_t value) {
    if (old->refs != 1 || !ouro_is_exact(old, OURO_T_INT) || !ouro_int_is_compact(old) ||
        ouro_int_is_shared(value) || value > OURO_COMPACT_MAX || value < OURO_COMPACT_MIN) {
        return false;
    }
    ((ouro_int *)(void *)old)->word = (intptr_t)((uint64_t)value << 1 | 1);
    return true;
}

// Puts *result; false: not ours.
OURO_INLINE bool py_fast_float_result(double a, double b, uint32_t op, double *result) {
    switch (op) {
    case OURO_ADD: *result = a + b; return true;
    case OURO_SUB: *result = a - b; return true;
    case OURO_MUL: *result = a * b; return true;
    case OURO_TRUEDIV: *result = a / b; return b != 0.0;
    default: return false;
    }
}

// A float of that value, new: `a` itself, if it is a float that only the evaluation stack holds, so that
// nobody can tell it from a fresh one in its place.
OURO_INLINE ouro_object *py_fast_float(ouro_object *a, double value) {
    if (ouro_refcount(a) == 1 && ouro_is_exact(a, OURO_T_FLOAT)) {
        ((ouro_float *)(void *)a)->value = value;
        return ouro_newref(a);
    }
    return ouro_float_new(value);
}

// A float, or a compact int as one; false for anything else.
OURO_INLINE bool py_fast_double(const ouro_object *object, double *value) {
    if (ouro_is_exact(object, OURO_T_FLOAT)) {
        *value = ouro_float_value(object);
        return true;
    }
    if (ouro_is_exact(object, OURO_T_INT) && ouro_int_is_compact(object)) {
        int64_t number = ouro_int_compact(object);
        *value = (double)number;
        return number > -(INT64_C(1) << 53) && number < (INT64_C(1) << 53);
    }
    return false;
}

OURO_INLINE ouro_object *py_fast_binary(ouro_object *a, const ouro_object *b, uint32_t op) {
    int64_t value;
    if (py_fast_ints(a, b)) {
        if (!py_fast_int_result(ouro_int_compact(a), ouro_int_compact(b), op, &value)) {
            return NULL;
        }
        return py_fast_int_change(a, value) ? ouro_newref(a) : py_fast_int(value);
    }
    double x, y, result;
    if ((ouro_is_exact(a, OURO_T_FLOAT) || ouro_is_exact(b, OURO_T_FLOAT)) &&
        py_fast_double(a, &x) && py_fast_double(b, &y) && py_fast_float_result(x, y, op, &result)) {
        return py_fast_float(a, result);
    }
    return NULL;
}

#define PY_FAST_FLOAT_ORDER(a, b, op)                                                              \
    ((op) == OURO_LT   ? (a) < (b)                                                                 \
     : (op) == OURO_LE ? (a) <= (b)                                                                \
     : (op) == OURO_EQ ? (a) == (b)                                                                \
     : (op) == OURO_NE ? (a) != (b)                                                                \
     : (op) == OURO_GT ? (a) > (b)                                                                 \
                       : (a) >= (b))

// Of ints, among which NaN is none, without a branch: of the three bits for each comparison, the one that says what it
// is when `a` is below, the same, or above.
OURO_INLINE int py_fast_order(int64_t a, int64_t b, uint32_t op) {
    enum { BELOW = 1, SAME = 2, ABOVE = 4 };
    const uint32_t truths = BELOW << 3 * OURO_LT | (BELOW | SAME) << 3 * OURO_LE |
                            SAME << 3 * OURO_EQ | (BELOW | ABOVE) << 3 * OURO_NE |
                            ABOVE << 3 * OURO_GT | (SAME | ABOVE) << 3 * OURO_GE;
    return (int)(truths >> (3 * op + (uint32_t)(a >= b) + (uint32_t)(a > b)) & 1);
}

// 1, 0, or -1: not ours.
OURO_INLINE int py_fast_compare(const ouro_object *a, const ouro_object *b, uint32_t op) {
    if (py_fast_ints(a, b)) {
        return py_fast_order(ouro_int_compact(a), ouro_int_compact(b), op);
    }
    if (ouro_is_exact(a, OURO_T_STR) && ouro_is_exact(b, OURO_T_STR) &&
        (op == OURO_EQ || op == OURO_NE)) {
        return (a == b || ouro_str_equal(a, b)) == (op == OURO_EQ);
    }
    if (ouro_is_exact(a, OURO_T_FLOAT) && ouro_is_exact(b, OURO_T_FLOAT)) {
        double x = ouro_float_value(a), y = ouro_float_value(b);
        return PY_FAST_FLOAT_ORDER(x, y, op);
    }
    return -1;
}

// The place that `key` means among `length`, or -1.
OURO_INLINE int64_t py_fast_index(const ouro_object *key, size_t length) {
    if (!ouro_is_exact(key, OURO_T_INT) || !ouro_int_is_compact(key)) {
        return -1;
    }
    int64_t index = ouro_int_compact(key);
    if (index < 0) {
        index += (int64_t)length;
    }
    return (uint64_t)index < length ? index : -1;
}

// Spreads a tuple of exactly `count` items onto the places below `top`, the first on top; false: not ours.
OURO_INLINE bool py_fast_unpack(const ouro_object *sequence, uint32_t count, ouro_object **top) {
    if (!ouro_is_exact(sequence, OURO_T_TUPLE) || ouro_tuple_length(sequence) != count) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        top[-1 - (ptrdiff_t)i] = ouro_newref(ouro_tuple_get_borrow(sequence, i));
    }
    return true;
}

// Appends `item` (stolen) where the list has room; false: not done.
OURO_INLINE bool py_fast_append(ouro_object *list, ouro_object *item) {
    ouro_list *self = (ouro_list *)(void *)list;
    if (OURO_UNLIKELY(self->length >= self->room)) {
        return false;
    }
    self->items[self->length++] = item;
    ouro_object_stored_held(list);
    return true;
}

// container[key], new, for lists, tuples and dicts.
OURO_INLINE ouro_object *py_fast_subscript(ouro_object *container, ouro_object *key) {
    int64_t index;
    switch (ouro_type_of(container)->exact) {
    case OURO_T_LIST:
        index = py_fast_index(key, ouro_list_length(container));
        return index < 0 ? NULL : ouro_newref(ouro_list_get_borrow(container, (size_t)index));
    case OURO_T_TUPLE:
        index = py_fast_index(key, ouro_tuple_length(container));
        return index < 0 ? NULL : ouro_newref(ouro_tuple_get_borrow(container, (size_t)index));
    case OURO_T_DICT: return ouro_xnewref(ouro_dict_get_borrow(container, key));
    default: return NULL;
    }
}

// Truth of what most tests are made of: 1, 0, or -1: ask ouro_is_true.
OURO_INLINE int py_fast_true(const ouro_object *object) {
    if (object == ouro_current->true_) {
        return 1;
    }
    return object == ouro_current->false_ || object == ouro_current->none ? 0 : -1;
}

#endif
