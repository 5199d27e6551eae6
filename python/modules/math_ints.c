// SPDX-License-Identifier: MIT
// The functions of math on ints, exact at any size.  Front-end, modules.
#include "math_ints.h"

#include <math.h>

// left op right; both are stolen and may be NULL, when an exception is on its way already.
static ouro_object *combine(ouro_object *left, ouro_object *right, enum ouro_binary_op op) {
    ouro_object *result = left && right ? ouro_binary(left, right, op) : NULL;
    ouro_xdecref(left);
    ouro_xdecref(right);
    return result;
}

// |object| of an argument that is an int or has __index__: new.
static ouro_object *magnitude(ouro_object *object) {
    ouro_object *index = ouro_index(object);
    ouro_object *result = index ? ouro_unary(index, OURO_ABS) : NULL;
    ouro_xdecref(index);
    return result;
}

// ---- Divisors -----------------------------------------------------------------------------------

// The greatest common divisor of two that are not negative; both stolen, may be NULL.
static ouro_object *divisor_of(ouro_object *a, ouro_object *b) {
    while (a && b && !(ouro_int_is_compact(a) && ouro_int_is_compact(b))) {
        if (!ouro_int_sign(b)) {
            ouro_decref(b);
            return a;
        }
        ouro_object *rest = ouro_binary(a, b, OURO_MOD);
        ouro_decref(a);
        a = b;
        b = rest;
    }
    if (!a || !b) {
        ouro_xdecref(a);
        ouro_xdecref(b);
        return NULL;
    }
    int64_t x = ouro_int_compact(a), y = ouro_int_compact(b);
    ouro_decref(a);
    ouro_decref(b);
    while (y) {
        int64_t rest = x % y;
        x = y;
        y = rest;
    }
    return ouro_int_new(x);
}

static ouro_object *math_gcd(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    ouro_object *result = ouro_int_new(0);
    for (size_t i = 0; result && i < nargs; i++) {
        ouro_object *next = magnitude(args[i]);
        result = divisor_of(result, next);
    }
    return result;
}

static ouro_object *math_lcm(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    ouro_object *result = ouro_int_new(1);
    for (size_t i = 0; result && i < nargs; i++) {
        ouro_object *next = magnitude(args[i]);
        if (next && (!ouro_int_sign(next) || !ouro_int_sign(result))) {
            ouro_replace(&result, ouro_int_new(0));
            ouro_decref(next);
            continue;
        }
        ouro_object *divisor = divisor_of(ouro_newref(result), ouro_xnewref(next));
        result = combine(combine(result, divisor, OURO_FLOORDIV), next, OURO_MUL);
    }
    return result;
}

// ---- Roots --------------------------------------------------------------------------------------

// A number not below the root of `n`, some 31 bits of it right: the root of its first 62 or 63 bits.
static ouro_object *root_guess(ouro_object *n) {
    size_t bits = ouro_int_bit_length(n), shift = bits > 62 ? (bits - 61) / 2 * 2 : 0;
    ouro_object *top = combine(ouro_newref(n), ouro_int_from_u64(shift), OURO_RSHIFT);
    if (!top) {
        return NULL;
    }
    int64_t root = (int64_t)sqrt(ouro_int_as_double(top)) + 2;
    ouro_decref(top);
    return combine(ouro_int_new(root), ouro_int_from_u64(shift / 2), OURO_LSHIFT);
}

static ouro_object *math_isqrt(ouro_object *self, ouro_object *object) {
    (void)self;
    ouro_object *n = ouro_index(object);
    if (n && ouro_int_sign(n) < 0) {
        ouro_decref(n);
        return ouro_raise(OURO_EXC_ValueError, "isqrt() argument must be nonnegative");
    }
    if (!n || !ouro_int_sign(n)) {
        return n;
    }
    // Newton's steps from above fall until they reach the root.
    ouro_object *root = root_guess(n);
    while (root) {
        ouro_object *quotient = ouro_binary(n, root, OURO_FLOORDIV);
        ouro_object *next =
            combine(combine(quotient, ouro_newref(root), OURO_ADD), ouro_int_new(1), OURO_RSHIFT);
        int falls = next ? ouro_compare_bool(next, root, OURO_LT) : -1;
        if (falls <= 0) {
            ouro_xdecref(next);
            if (falls < 0) {
                ouro_clear(&root);
            }
            break;
        }
        ouro_replace(&root, next);
    }
    ouro_decref(n);
    return root;
}

// ---- Counting -----------------------------------------------------------------------------------

// (n - from) * (n - from - 1) * ..., `count` factors, halved and halved so that they grow alike.
static ouro_object *falling(ouro_object *n, int64_t from, int64_t count) {
    if (count > 1) {
        int64_t half = count / 2;
        ouro_object *left = falling(n, from, half);
        return combine(left, left ? falling(n, from + half, count - half) : NULL, OURO_MUL);
    }
    return count ? combine(ouro_newref(n), ouro_int_new(from), OURO_SUB) : ouro_int_new(1);
}

static ouro_object *math_factorial(ouro_object *self, ouro_object *object) {
    (void)self;
    ouro_object *n = ouro_index(object);
    if (!n) {
        return NULL;
    }
    int overflow = 0;
    int64_t count = ouro_int_as_i64_overflow(n, &overflow);
    ouro_object *result = NULL;
    if (overflow > 0) {
        ouro_raise(OURO_EXC_OverflowError, "factorial() argument should not exceed %lld",
                   (long long)INT64_MAX);
    } else if (overflow < 0 || count < 0) {
        ouro_raise(OURO_EXC_ValueError, "factorial() not defined for negative values");
    } else {
        result = falling(n, 0, count);
    }
    ouro_decref(n);
    return result;
}

// n and k as new references, neither negative. 0, or -1 with an exception.
static int choice(ouro_object *const *args, ouro_object **n, ouro_object **k) {
    *n = ouro_index(args[0]);
    *k = *n ? ouro_index(args[1]) : NULL;
    if (*k && ouro_int_sign(*n) < 0) {
        ouro_raise(OURO_EXC_ValueError, "n must be a non-negative integer");
    } else if (*k && ouro_int_sign(*k) < 0) {
        ouro_raise(OURO_EXC_ValueError, "k must be a non-negative integer");
    } else if (*k) {
        return 0;
    }
    ouro_xdecref(*n);
    ouro_xdecref(*k);
    return -1;
}

// The number k as C int. 0, or -1 with OverflowError naming `what`.
static int factors_of(ouro_object *k, const char *what, int64_t *count) {
    int overflow = 0;
    *count = ouro_int_as_i64_overflow(k, &overflow);
    if (overflow) {
        ouro_raise(OURO_EXC_OverflowError, "%s must not exceed %lld", what, (long long)INT64_MAX);
        return -1;
    }
    return 0;
}

static ouro_object *math_perm(ouro_object *self, ouro_object *const *args, size_t nargs) {
    if (nargs < 2 || ouro_is_none(args[1])) {
        return math_factorial(self, args[0]);
    }
    ouro_object *n, *k, *result = NULL;
    int64_t count;
    if (choice(args, &n, &k) < 0) {
        return NULL;
    }
    int beyond = ouro_compare_bool(k, n, OURO_GT);
    if (beyond > 0) {
        result = ouro_int_new(0);
    } else if (beyond == 0 && factors_of(k, "k", &count) == 0) {
        result = falling(n, 0, count);
    }
    ouro_decref(n);
    ouro_decref(k);
    return result;
}

static ouro_object *math_comb(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    ouro_object *n, *k, *result = NULL;
    int64_t count;
    if (choice(args, &n, &k) < 0) {
        return NULL;
    }
    ouro_object *other = ouro_binary(n, k, OURO_SUB);
    int smaller = other ? ouro_compare_bool(other, k, OURO_LT) : -1;
    if (smaller > 0) {
        ouro_replace(&k, ouro_newref(other));
    }
    if (smaller >= 0 && ouro_int_sign(other) < 0) {
        result = ouro_int_new(0);
    } else if (smaller >= 0 && factors_of(k, "min(n - k, k)", &count) == 0) {
        ouro_object *above = falling(n, 0, count);
        result = combine(above, above ? falling(k, 0, count) : NULL, OURO_FLOORDIV);
    }
    ouro_xdecref(other);
    ouro_decref(n);
    ouro_decref(k);
    return result;
}

static ouro_object *math_prod(ouro_object *self, ouro_object *const *args, size_t nargs,
                              ouro_object *kwnames) {
    (void)self;
    static const char *const names[] = {"", "start", NULL};
    ouro_object *given[2];
    if (ouro_parse_args("prod", names, 1, 1, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    ouro_object *iterator = ouro_iter(given[0]);
    ouro_object *result = !iterator ? NULL : given[1] ? ouro_newref(given[1]) : ouro_int_new(1);
    ouro_object *item;
    while (result && (item = ouro_next(iterator))) {
        result = combine(result, item, OURO_MUL);
    }
    if (ouro_current->raised) {
        ouro_clear(&result);
    }
    ouro_xdecref(iterator);
    return result;
}

const ouro_method py__math_int_functions[] = {
    OURO_ARGS("gcd", math_gcd, 0, 255, "The greatest common divisor."),
    OURO_ARGS("lcm", math_lcm, 0, 255, "The least common multiple."),
    OURO_O("isqrt", math_isqrt, "The largest int whose square is not above."),
    OURO_O("factorial", math_factorial, "1 * 2 * ... * n."),
    OURO_ARGS("perm", math_perm, 1, 2, "Ways to choose k of n, in order."),
    OURO_ARGS("comb", math_comb, 2, 2, "Ways to choose k of n."),
    OURO_KEYWORDS("prod", math_prod, "The product of all items."),
    {0},
};
