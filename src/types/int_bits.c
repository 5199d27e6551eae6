// SPDX-License-Identifier: MIT
// Shifts and bitwise operators on ints, which behave as two's complement of infinite width.
// Floor: types.
#include "int_impl.h"

// ---- Shifts ---------------------------------------------------------------------------------

static ouro_object *shift_left(ouro_object *a, size_t bits) {
    ouro__view view;
    ouro__int_view(a, &view);
    if (view.n == 0) {
        return ouro__int_compact_new(0);
    }
    size_t whole = bits / 64, n = view.n + whole + 1;
    unsigned part = bits % 64;
    ouro_object *result = ouro__int_alloc(n);
    if (!result) {
        return NULL;
    }
    mp_limb_t *limbs = ouro__limbs(result);
    memset(limbs, 0, whole * sizeof *limbs);
    limbs[n - 1] = 0;
    if (part) {
        limbs[n - 1] = mpn_lshift(limbs + whole, view.limbs, (mp_size_t)view.n, part);
    } else {
        memcpy(limbs + whole, view.limbs, view.n * sizeof *limbs);
    }
    return ouro__int_finish(result, n, view.negative);
}

static ouro_object *shift_right(ouro_object *a, size_t bits) {
    if (ouro_int_is_compact(a)) {
        return ouro__int_compact_new(ouro_int_compact(a) >> (bits > 63 ? 63 : bits));
    }
    ouro__view view;
    ouro__int_view(a, &view);
    size_t whole = bits / 64;
    unsigned part = bits % 64;
    if (whole >= view.n) {
        return ouro__int_compact_new(view.negative ? -1 : 0);
    }
    // Towards minus infinity: a negative number that loses bits grows by one in size.
    bool lost = false;
    for (size_t i = 0; i < whole && !lost; i++) {
        lost = view.limbs[i] != 0;
    }
    size_t n = view.n - whole;
    ouro_object *result = ouro__int_alloc(n + 1);
    if (!result) {
        return NULL;
    }
    mp_limb_t *limbs = ouro__limbs(result);
    if (part) {
        lost = mpn_rshift(limbs, view.limbs + whole, (mp_size_t)n, part) != 0 || lost;
    } else {
        memcpy(limbs, view.limbs + whole, n * sizeof *limbs);
    }
    limbs[n] = view.negative && lost ? mpn_add_1(limbs, limbs, (mp_size_t)n, 1) : 0;
    return ouro__int_finish(result, n + 1, view.negative);
}

ouro_object *ouro__int_shift(ouro_object *a, ssize_t left) {
    return left < 0 ? shift_right(a, -(size_t)left) : shift_left(a, (size_t)left);
}

// The count of a shift: 0, 1 when it is larger than any memory, or -1 raised.
static int shift_count(ouro_object *b, ssize_t *count) {
    if (ouro_int_sign(b) < 0) {
        ouro_raise(OURO_EXC_ValueError, "negative shift count");
        return -1;
    }
    int overflow;
    *count = ouro_int_as_i64_overflow(b, &overflow);
    return overflow != 0;
}

ouro_object *ouro__int_slot_lshift(ouro_object *a, ouro_object *b) {
    if (!ouro__is_int(a) || !ouro__is_int(b)) {
        return ouro_not_implemented();
    }
    ssize_t count;
    int huge = shift_count(b, &count);
    if (huge < 0) {
        return NULL;
    }
    if (ouro_int_sign(a) == 0) {
        return ouro__int_compact_new(0);
    }
    if (huge) {
        return ouro_raise(OURO_EXC_OverflowError, "too many digits in integer");
    }
    if (ouro_int_is_compact(a) && count < 62) {
        int64_t value = ouro_int_compact(a), shifted = (int64_t)((uint64_t)value << count);
        if (shifted >> count == value) {
            return ouro_int_new(shifted);
        }
    }
    return shift_left(a, (size_t)count);
}

ouro_object *ouro__int_slot_rshift(ouro_object *a, ouro_object *b) {
    if (!ouro__is_int(a) || !ouro__is_int(b)) {
        return ouro_not_implemented();
    }
    ssize_t count;
    int huge = shift_count(b, &count);
    if (huge < 0) {
        return NULL;
    }
    return huge ? ouro__int_compact_new(ouro_int_sign(a) < 0 ? -1 : 0)
                : shift_right(a, (size_t)count);
}

// ---- And, or, xor, not ----------------------------------------------------------------------

enum bit_operator { AND, OR, XOR };

// Copies `n` limbs of two's complement.
static void complement(mp_limb_t *to, const ouro__view *view, size_t n) {
    memcpy(to, view->limbs, view->n * sizeof *to);
    memset(to + view->n, 0, (n - view->n) * sizeof *to);
    if (view->negative) {
        mpn_neg(to, to, (mp_size_t)n);
    }
}

static ouro_object *combine_long(ouro_object *a, ouro_object *b, enum bit_operator op) {
    ouro__view x, y;
    ouro__int_view(a, &x);
    ouro__int_view(b, &y);
    size_t n = (x.n > y.n ? x.n : y.n) + 1;
    ouro_object *result = ouro__int_alloc(n);
    mp_limb_t *right = result ? ouro_memory_new(n * sizeof *right) : NULL;
    if (!right) {
        ouro_xdecref(result);
        return NULL;
    }
    mp_limb_t *left = ouro__limbs(result);
    complement(left, &x, n);
    complement(right, &y, n);
    for (size_t i = 0; i < n; i++) {
        left[i] = op == AND  ? left[i] & right[i]
                  : op == OR ? left[i] | right[i]
                             : left[i] ^ right[i];
    }
    ouro_memory_free(right);
    bool negative = left[n - 1] >> 63;
    if (negative) {
        mpn_neg(left, left, (mp_size_t)n);
    }
    return ouro__int_finish(result, n, negative);
}

static inline ouro_object *combine(ouro_object *a, ouro_object *b, enum bit_operator op) {
    if (!ouro__is_int(a) || !ouro__is_int(b)) {
        return ouro_not_implemented();
    }
    if (OURO_LIKELY(ouro_int_is_compact(a) && ouro_int_is_compact(b))) {
        int64_t x = ouro_int_compact(a), y = ouro_int_compact(b);
        return ouro__int_compact_new(op == AND ? x & y : op == OR ? x | y : x ^ y);
    }
    return combine_long(a, b, op);
}

ouro_object *ouro__int_slot_and(ouro_object *a, ouro_object *b) {
    return combine(a, b, AND);
}
ouro_object *ouro__int_slot_or(ouro_object *a, ouro_object *b) {
    return combine(a, b, OR);
}
ouro_object *ouro__int_slot_xor(ouro_object *a, ouro_object *b) {
    return combine(a, b, XOR);
}

ouro_object *ouro__int_invert(ouro_object *a) {
    if (OURO_LIKELY(ouro_int_is_compact(a))) {
        return ouro__int_compact_new(~ouro_int_compact(a));
    }
    ouro_object *minus_one = ouro__int_compact_new(-1);
    ouro_object *result = ouro__int_sub(minus_one, a);
    ouro_decref(minus_one);
    return result;
}
