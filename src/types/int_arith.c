// SPDX-License-Identifier: MIT
// + - * // % divmod / on ints: straight lines for compact ones, GMP's mpn for the rest.
// Floor: types.
#include "int_impl.h"

#define BOTH_COMPACT(a, b) OURO_LIKELY(ouro_int_is_compact(a) && ouro_int_is_compact(b))
#define BOTH_INTS(a, b)    OURO_LIKELY(ouro__is_int(a) && ouro__is_int(b))

// ---- Addition and subtraction ---------------------------------------------------------------

// |x| + |y| with the sign given.
static ouro_object *add_sizes(const ouro__view *x, const ouro__view *y, bool negative) {
    if (x->n < y->n) {
        const ouro__view *swap = x;
        x = y;
        y = swap;
    }
    ouro_object *result = ouro__int_alloc(x->n + 1);
    if (!result) {
        return NULL;
    }
    mp_limb_t *limbs = ouro__limbs(result);
    limbs[x->n] = y->n ? mpn_add(limbs, x->limbs, (mp_size_t)x->n, y->limbs, (mp_size_t)y->n) : 0;
    if (y->n == 0) {
        memcpy(limbs, x->limbs, x->n * sizeof *limbs);
    }
    return ouro__int_finish(result, x->n + 1, negative);
}

// |x| - |y|, negated if `negative`.
static ouro_object *subtract_sizes(const ouro__view *x, const ouro__view *y, bool negative) {
    int order =
        x->n != y->n ? (x->n < y->n ? -1 : 1) : mpn_cmp(x->limbs, y->limbs, (mp_size_t)x->n);
    if (order == 0) {
        return ouro__int_compact_new(0);
    }
    if (order < 0) {
        const ouro__view *swap = x;
        x = y;
        y = swap;
        negative = !negative;
    }
    ouro_object *result = ouro__int_alloc(x->n);
    if (!result) {
        return NULL;
    }
    mp_limb_t *limbs = ouro__limbs(result);
    if (y->n) {
        mpn_sub(limbs, x->limbs, (mp_size_t)x->n, y->limbs, (mp_size_t)y->n);
    } else {
        memcpy(limbs, x->limbs, x->n * sizeof *limbs);
    }
    return ouro__int_finish(result, x->n, negative);
}

static OURO_NOINLINE ouro_object *add_long(ouro_object *a, ouro_object *b, bool subtract) {
    ouro__view x, y;
    ouro__int_view(a, &x);
    ouro__int_view(b, &y);
    bool sign = y.negative != subtract;
    return x.negative == sign ? add_sizes(&x, &y, x.negative) : subtract_sizes(&x, &y, x.negative);
}

// The sum of two 63-bit numbers fits 64.
ouro_object *ouro__int_add(ouro_object *a, ouro_object *b) {
    if (BOTH_COMPACT(a, b)) {
        return ouro_int_new(ouro_int_compact(a) + ouro_int_compact(b));
    }
    return add_long(a, b, false);
}

ouro_object *ouro__int_sub(ouro_object *a, ouro_object *b) {
    if (BOTH_COMPACT(a, b)) {
        return ouro_int_new(ouro_int_compact(a) - ouro_int_compact(b));
    }
    return add_long(a, b, true);
}

ouro_object *ouro__int_negate(ouro_object *a) {
    if (OURO_LIKELY(ouro_int_is_compact(a))) {
        return ouro_int_new(-ouro_int_compact(a));
    }
    ouro__view view;
    ouro__int_view(a, &view);
    return ouro__int_from_limbs(view.limbs, view.n, !view.negative);
}

ouro_object *ouro__int_abs(ouro_object *a) {
    return ouro_int_sign(a) < 0 ? ouro__int_negate(a) : ouro__int_exact(a);
}

// ---- Multiplication -------------------------------------------------------------------------

static OURO_NOINLINE ouro_object *mul_long(ouro_object *a, ouro_object *b) {
    ouro__view x, y;
    ouro__int_view(a, &x);
    ouro__int_view(b, &y);
    if (x.n == 0 || y.n == 0) {
        return ouro__int_compact_new(0);
    }
    ouro_object *result = ouro__int_alloc(x.n + y.n);
    if (!result) {
        return NULL;
    }
    mp_limb_t *limbs = ouro__limbs(result);
    if (a == b) {
        mpn_sqr(limbs, x.limbs, (mp_size_t)x.n);
    } else if (x.n >= y.n) {
        mpn_mul(limbs, x.limbs, (mp_size_t)x.n, y.limbs, (mp_size_t)y.n);
    } else {
        mpn_mul(limbs, y.limbs, (mp_size_t)y.n, x.limbs, (mp_size_t)x.n);
    }
    return ouro__int_finish(result, x.n + y.n, x.negative != y.negative);
}

ouro_object *ouro__int_mul(ouro_object *a, ouro_object *b) {
    int64_t product;
    if (BOTH_COMPACT(a, b) &&
        !__builtin_mul_overflow(ouro_int_compact(a), ouro_int_compact(b), &product)) {
        return ouro_int_new(product);
    }
    return mul_long(a, b);
}

// ---- Division -------------------------------------------------------------------------------

static int divide_compact(int64_t x, int64_t y, ouro_object **quotient, ouro_object **remainder) {
    int64_t q = x / y, r = x % y;
    if (r != 0 && (r < 0) != (y < 0)) {
        q--;
        r += y;
    }
    if (quotient && !(*quotient = ouro_int_new(q))) {
        return -1;
    }
    if (remainder && !(*remainder = ouro_int_new(r))) {
        if (quotient) {
            ouro_clear(quotient);
        }
        return -1;
    }
    return 0;
}

// Of magnitudes |x| >= |y|: both results rounded towards zero.
static int divide_sizes(const ouro__view *x, const ouro__view *y, ouro_object **quotient,
                        ouro_object **remainder) {
    ouro_object *q = ouro__int_alloc(x->n - y->n + 1), *r = q ? ouro__int_alloc(y->n) : NULL;
    if (!r) {
        ouro_xdecref(q);
        return -1;
    }
    mpn_tdiv_qr(ouro__limbs(q), ouro__limbs(r), 0, x->limbs, (mp_size_t)x->n, y->limbs,
                (mp_size_t)y->n);
    *quotient = ouro__int_finish(q, x->n - y->n + 1, x->negative != y->negative);
    *remainder = ouro__int_finish(r, y->n, x->negative);
    if (!*quotient || !*remainder) {
        ouro_xdecref(*quotient);
        ouro_xdecref(*remainder);
        return -1;
    }
    return 0;
}

// From a quotient rounded towards zero to one rounded down.
static int round_down(ouro_object *b, ouro_object **quotient, ouro_object **remainder) {
    int sign = ouro_int_sign(*remainder);
    if (sign == 0 || sign == ouro_int_sign(b)) {
        return 0;
    }
    ouro_object *one = ouro__int_compact_new(1);
    ouro_object *q = ouro__int_sub(*quotient, one), *r = ouro__int_add(*remainder, b);
    ouro_decref(one);
    if (!q || !r) {
        ouro_xdecref(q);
        ouro_xdecref(r);
        return -1;
    }
    ouro_replace(quotient, q);
    ouro_replace(remainder, r);
    return 0;
}

static OURO_NOINLINE int divide_long(ouro_object *a, ouro_object *b, ouro_object **quotient,
                                     ouro_object **remainder) {
    ouro__view x, y;
    ouro__int_view(a, &x);
    ouro__int_view(b, &y);
    ouro_object *q, *r;
    if (x.n < y.n) {
        q = ouro__int_compact_new(0);
        r = ouro__int_exact(a);
        if (!r) {
            ouro_decref(q);
            return -1;
        }
    } else if (divide_sizes(&x, &y, &q, &r) < 0) {
        return -1;
    }
    if (round_down(b, &q, &r) < 0) {
        ouro_decref(q);
        ouro_decref(r);
        return -1;
    }
    if (quotient) {
        *quotient = q;
    } else {
        ouro_decref(q);
    }
    if (remainder) {
        *remainder = r;
    } else {
        ouro_decref(r);
    }
    return 0;
}

int ouro__int_divide(ouro_object *a, ouro_object *b, ouro_object **quotient,
                     ouro_object **remainder) {
    if (BOTH_COMPACT(a, b)) {
        return divide_compact(ouro_int_compact(a), ouro_int_compact(b), quotient, remainder);
    }
    return divide_long(a, b, quotient, remainder);
}

ouro_object *ouro__int_divmod_near(ouro_object *a, ouro_object *b) {
    // Rounds a to a multiple of b > 0, half to even: a - r, or a - r + b.
    ouro_object *q, *r, *twice = NULL, *result = NULL;
    if (ouro__int_divide(a, b, &q, &r) < 0) {
        return NULL;
    }
    twice = ouro__int_add(r, r);
    if (twice) {
        int order = ouro__int_order(twice, b);
        ouro__view view;
        ouro__int_view(q, &view);
        bool odd = view.n && (view.limbs[0] & 1);
        result = ouro__int_sub(a, r);
        if (result && (order > 0 || (order == 0 && odd))) {
            ouro_replace(&result, ouro__int_add(result, b));
        }
    }
    ouro_xdecref(twice);
    ouro_decref(q);
    ouro_decref(r);
    return result;
}

// ---- True division --------------------------------------------------------------------------

static ouro_object *raise_zero(const char *message) {
    return ouro_raise(OURO_EXC_ZeroDivisionError, "%s", message);
}

// |x| / |y| from 63 or 64 bits of the quotient and whether anything is left.
static int quotient_double(ouro_object *a, ouro_object *b, double *result) {
    int64_t shift = 64 - ((int64_t)ouro_int_bit_length(a) - (int64_t)ouro_int_bit_length(b)) - 1;
    ouro_object *x = ouro__int_abs(a), *y = ouro__int_abs(b), *q = NULL, *r = NULL;
    int status = -1;
    if (x && y) {
        if (shift > 0) {
            ouro_replace(&x, ouro__int_shift(x, shift));
        } else if (shift < 0) {
            ouro_replace(&y, ouro__int_shift(y, -shift));
        }
        if (x && y && ouro__int_divide(x, y, &q, &r) == 0) {
            *result = ouro__round_double(ouro_int_as_u64(q), ouro_int_sign(r) != 0, -shift);
            status = 0;
        }
    }
    ouro_xdecref(x);
    ouro_xdecref(y);
    ouro_xdecref(q);
    ouro_xdecref(r);
    return status;
}

static ouro_object *divide_true(ouro_object *a, ouro_object *b) {
    const int64_t exact = (int64_t)1 << 53;
    if (BOTH_COMPACT(a, b)) {
        int64_t x = ouro_int_compact(a), y = ouro_int_compact(b);
        if (x >= -exact && x <= exact && y >= -exact && y <= exact) {
            return ouro_float_new((double)x / (double)y);
        }
    }
    size_t la = ouro_int_bit_length(a), lb = ouro_int_bit_length(b);
    double result = 0;
    bool negative = (ouro_int_sign(a) < 0) != (ouro_int_sign(b) < 0);
    bool huge = la > lb + 1025, tiny = lb > la + 1100;
    if (!huge && !tiny && la && quotient_double(a, b, &result) < 0) {
        return NULL;
    }
    if (huge || result > 1.7976931348623157e308) {
        return ouro_raise(OURO_EXC_OverflowError, "integer division result too large for a float");
    }
    return ouro_float_new(negative ? -result : result);
}

// ---- Slots ----------------------------------------------------------------------------------

ouro_object *ouro__int_slot_add(ouro_object *a, ouro_object *b) {
    return BOTH_INTS(a, b) ? ouro__int_add(a, b) : ouro_not_implemented();
}
ouro_object *ouro__int_slot_sub(ouro_object *a, ouro_object *b) {
    return BOTH_INTS(a, b) ? ouro__int_sub(a, b) : ouro_not_implemented();
}
ouro_object *ouro__int_slot_mul(ouro_object *a, ouro_object *b) {
    return BOTH_INTS(a, b) ? ouro__int_mul(a, b) : ouro_not_implemented();
}

ouro_object *ouro__int_slot_floordiv(ouro_object *a, ouro_object *b) {
    ouro_object *result;
    if (!BOTH_INTS(a, b)) {
        return ouro_not_implemented();
    }
    if (ouro_int_sign(b) == 0) {
        return raise_zero("integer division or modulo by zero");
    }
    return ouro__int_divide(a, b, &result, NULL) < 0 ? NULL : result;
}

ouro_object *ouro__int_slot_mod(ouro_object *a, ouro_object *b) {
    ouro_object *result;
    if (!BOTH_INTS(a, b)) {
        return ouro_not_implemented();
    }
    if (ouro_int_sign(b) == 0) {
        return raise_zero("integer modulo by zero");
    }
    return ouro__int_divide(a, b, NULL, &result) < 0 ? NULL : result;
}

ouro_object *ouro__int_slot_divmod(ouro_object *a, ouro_object *b) {
    ouro_object *both[2];
    if (!BOTH_INTS(a, b)) {
        return ouro_not_implemented();
    }
    if (ouro_int_sign(b) == 0) {
        return raise_zero("integer division or modulo by zero");
    }
    if (ouro__int_divide(a, b, &both[0], &both[1]) < 0) {
        return NULL;
    }
    ouro_object *result = ouro_tuple_from(both, 2);
    ouro_decref(both[0]);
    ouro_decref(both[1]);
    return result;
}

ouro_object *ouro__int_slot_truediv(ouro_object *a, ouro_object *b) {
    if (!BOTH_INTS(a, b)) {
        return ouro_not_implemented();
    }
    return ouro_int_sign(b) == 0 ? raise_zero("division by zero") : divide_true(a, b);
}
