// SPDX-License-Identifier: MIT
// Powers of ints: plain, modular, and with negative exponents.  Floor: types.
#include "int_impl.h"

// ---- Without modulus ------------------------------------------------------------------------

// base ** exponent for exponent >= 0, by squaring from the highest bit down.
static ouro_object *power_plain(ouro_object *base, uint64_t exponent) {
    ouro_object *result = ouro__int_compact_new(1);
    for (int bit = exponent ? 63 - __builtin_clzll(exponent) : -1; bit >= 0 && result; bit--) {
        ouro_replace(&result, ouro__int_mul(result, result));
        if (result && (exponent >> bit & 1)) {
            ouro_replace(&result, ouro__int_mul(result, base));
        }
    }
    return result;
}

static ouro_object *power_float(ouro_object *base, ouro_object *exponent) {
    double x = ouro_int_as_double(base),
           y = x == -1.0 && ouro_raised_borrow() ? -1.0 : ouro_int_as_double(exponent);
    if (ouro_raised_borrow()) {
        return NULL;
    }
    ouro_object *left = ouro_float_new(x), *right = ouro_float_new(y), *result = NULL;
    if (left && right) {
        result = ouro_binary(left, right, OURO_POW);
    }
    ouro_xdecref(left);
    ouro_xdecref(right);
    return result;
}

// ---- With modulus ---------------------------------------------------------------------------

// The inverse of `a` modulo `m` > 0, or NULL with ValueError.
static ouro_object *inverse(ouro_object *a, ouro_object *m) {
    // Euclid with one row of cofactors: x0 * a is always r0, modulo m.
    ouro_object *r0 = NULL, *r1 = ouro_newref(m), *result = NULL;
    ouro_object *x0 = ouro__int_compact_new(1), *x1 = ouro__int_compact_new(0);
    bool good = ouro__int_divide(a, m, NULL, &r0) == 0;
    while (good && ouro_int_sign(r1) != 0) {
        ouro_object *q = NULL, *r = NULL, *product = NULL, *x = NULL;
        good = ouro__int_divide(r0, r1, &q, &r) == 0;
        product = good ? ouro__int_mul(q, x1) : NULL;
        x = product ? ouro__int_sub(x0, product) : NULL;
        ouro_xdecref(q);
        ouro_xdecref(product);
        good = x != NULL;
        if (good) {
            ouro_replace(&r0, r1);
            r1 = r;
            ouro_replace(&x0, x1);
            x1 = x;
        } else {
            ouro_xdecref(r);
        }
    }
    if (good && !(ouro_int_is_compact(r0) && ouro_int_compact(r0) == 1)) {
        // Modulo 1 everything is 0, and 0 its own inverse.
        if (ouro_int_is_compact(m) && ouro_int_compact(m) == 1) {
            result = ouro__int_compact_new(0);
        } else {
            ouro_raise(OURO_EXC_ValueError, "base is not invertible for the given modulus");
        }
    } else if (good) {
        ouro__int_divide(x0, m, NULL, &result);
    }
    ouro_xdecref(r0);
    ouro_decref(r1);
    ouro_decref(x0);
    ouro_decref(x1);
    return result;
}

// *product = *product * factor % m.
static bool multiply_modulo(ouro_object **product, ouro_object *factor, ouro_object *m) {
    ouro_object *whole = ouro__int_mul(*product, factor), *rest = NULL;
    if (whole) {
        if (ouro__int_divide(whole, m, NULL, &rest) < 0) {
            rest = NULL;
        }
        ouro_decref(whole);
    }
    ouro_replace(product, rest);
    return rest != NULL;
}

enum { WINDOW = 4 };

// base ** exponent % m for 0 <= base < m, exponent >= 0: four bits of the exponent at a time.
static ouro_object *power_modulo(ouro_object *base, const ouro__view *exponent, ouro_object *m) {
    ouro_object *powers[1 << WINDOW] = {ouro__int_compact_new(1), ouro_newref(base)};
    size_t bits = ouro__bits(exponent->limbs, exponent->n), made = 2;
    size_t last = bits <= WINDOW ? 1 : (1 << WINDOW) - 1;
    bool good = true;
    for (; made <= last && good; made++) {
        powers[made] = ouro_newref(powers[made - 1]);
        good = multiply_modulo(&powers[made], base, m);
    }
    ouro_object *result = NULL;
    if (good) {
        ouro_object *one = powers[0];
        result = ouro__int_divide(one, m, NULL, &result) == 0 ? result : NULL;
    }
    size_t step = last == 1 ? 1 : WINDOW;
    for (size_t at = (bits + step - 1) / step * step; at > 0 && result;) {
        at -= step;
        for (size_t i = 0; i < step && result; i++) {
            multiply_modulo(&result, result, m);
        }
        size_t digit = exponent->limbs[at / 64] >> (at % 64) & (((size_t)1 << step) - 1);
        if (digit && result) {
            multiply_modulo(&result, powers[digit], m);
        }
    }
    for (size_t i = 0; i < made; i++) {
        ouro_xdecref(powers[i]);
    }
    return result;
}

static ouro_object *power_with_modulus(ouro_object *base, ouro_object *exponent,
                                       ouro_object *modulus) {
    if (ouro_int_sign(modulus) == 0) {
        return ouro_raise(OURO_EXC_ValueError, "pow() 3rd argument cannot be 0");
    }
    ouro_object *m = ouro__int_abs(modulus), *start = NULL, *result = NULL;
    if (!m) {
        return NULL;
    }
    ouro__view view;
    ouro__int_view(exponent, &view);
    if (view.negative) {
        start = inverse(base, m);
    } else if (ouro__int_divide(base, m, NULL, &start) < 0) {
        start = NULL;
    }
    if (start) {
        result = power_modulo(start, &view, m);
        ouro_decref(start);
    }
    // The result has the modulus's sign.
    if (result && ouro_int_sign(modulus) < 0 && ouro_int_sign(result) > 0) {
        ouro_replace(&result, ouro__int_sub(result, m));
    }
    ouro_decref(m);
    return result;
}

// ---- Slots ----------------------------------------------------------------------------------

ouro_object *ouro__int_power(ouro_object *base, ouro_object *exponent, ouro_object *modulus) {
    if (!ouro__is_int(base) || !ouro__is_int(exponent)) {
        return ouro_not_implemented();
    }
    if (modulus && !ouro_is_none(modulus)) {
        return ouro__is_int(modulus) ? power_with_modulus(base, exponent, modulus)
                                     : ouro_not_implemented();
    }
    if (ouro_int_sign(exponent) < 0) {
        return power_float(base, exponent);
    }
    ouro__view view;
    ouro__int_view(base, &view);
    if (view.n == 0 || (view.n == 1 && view.limbs[0] == 1)) {
        ouro__view count;
        ouro__int_view(exponent, &count);
        bool odd = count.n && (count.limbs[0] & 1);
        if (view.n == 0 || count.n == 0) {
            return ouro__int_compact_new(count.n == 0);
        }
        return ouro__int_compact_new(view.negative && odd ? -1 : 1);
    }
    int overflow;
    int64_t count = ouro_int_as_i64_overflow(exponent, &overflow);
    if (overflow || (uint64_t)count > (uint64_t)OURO_SIZE_MAX / 2) {
        return ouro_raise_memory();
    }
    return power_plain(base, (uint64_t)count);
}

ouro_object *ouro__int_slot_pow(ouro_object *a, ouro_object *b) {
    return ouro__int_power(a, b, NULL);
}
