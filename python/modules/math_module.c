// SPDX-License-Identifier: MIT
// The module math: functions of floats; those of ints are in math_ints.c.  Front-end, modules.
#include "math_ints.h"

#include <float.h>
#include <limits.h>
#include <math.h>

// ---- Arguments and results ----------------------------------------------------------------------

// `object` as double: false with an exception.
static bool number_of(ouro_object *object, double *number) {
    *number = ouro_as_double(object);
    return *number != -1.0 || !ouro_current->raised;
}

static ouro_object *raise_domain(void) {
    return ouro_raise(OURO_EXC_ValueError, "math domain error");
}

static ouro_object *raise_range(void) {
    return ouro_raise(OURO_EXC_OverflowError, "math range error");
}

// ---- Functions of one number --------------------------------------------------------------------

typedef double (*number_fn)(double);

// An infinite result of a finite argument is too large, or, if `overflows` is not set, undefined.
static ouro_object *apply(number_fn function, bool overflows, ouro_object *object) {
    double x;
    if (!number_of(object, &x)) {
        return NULL;
    }
    double result = function(x);
    if (isnan(result) && !isnan(x)) {
        return raise_domain();
    }
    if (isinf(result) && isfinite(x)) {
        return overflows ? raise_range() : raise_domain();
    }
    return ouro_float_new(result);
}

#define ONE_NUMBER(name, function, overflows)                                                      \
    static ouro_object *math_##name(ouro_object *self, ouro_object *object) {                      \
        (void)self;                                                                                \
        return apply(function, overflows, object);                                                 \
    }

static double to_degrees(double x) {
    return x * (180.0 / M_PI);
}
static double to_radians(double x) {
    return x * (M_PI / 180.0);
}
static double gamma_of(double x) {
    return (x < 0 && floor(x) == x) || x == -INFINITY ? NAN : tgamma(x);
}
static double log_gamma_of(double x) {
    return x <= 0 && isfinite(x) && floor(x) == x ? NAN : lgamma(x);
}

ONE_NUMBER(sqrt, sqrt, false)
ONE_NUMBER(cbrt, cbrt, false)
ONE_NUMBER(fabs, fabs, false)
ONE_NUMBER(exp, exp, true)
ONE_NUMBER(exp2, exp2, true)
ONE_NUMBER(expm1, expm1, true)
ONE_NUMBER(log1p, log1p, false)
ONE_NUMBER(sin, sin, false)
ONE_NUMBER(cos, cos, false)
ONE_NUMBER(tan, tan, false)
ONE_NUMBER(asin, asin, false)
ONE_NUMBER(acos, acos, false)
ONE_NUMBER(atan, atan, false)
ONE_NUMBER(sinh, sinh, true)
ONE_NUMBER(cosh, cosh, true)
ONE_NUMBER(tanh, tanh, false)
ONE_NUMBER(asinh, asinh, false)
ONE_NUMBER(acosh, acosh, false)
ONE_NUMBER(atanh, atanh, false)
ONE_NUMBER(erf, erf, false)
ONE_NUMBER(erfc, erfc, false)
ONE_NUMBER(degrees, to_degrees, true)
ONE_NUMBER(radians, to_radians, true)

static ouro_object *math_gamma(ouro_object *self, ouro_object *object) {
    (void)self;
    double x;
    if (!number_of(object, &x)) {
        return NULL;
    }
    return x == 0 ? raise_domain() : apply(gamma_of, true, object);
}
ONE_NUMBER(lgamma, log_gamma_of, true)

#define ONE_TEST(name)                                                                             \
    static ouro_object *math_##name(ouro_object *self, ouro_object *object) {                      \
        (void)self;                                                                                \
        double x;                                                                                  \
        return number_of(object, &x) ? ouro_bool(name(x)) : NULL;                                  \
    }
ONE_TEST(isnan)
ONE_TEST(isinf)
ONE_TEST(isfinite)

static ouro_object *math_ulp(ouro_object *self, ouro_object *object) {
    (void)self;
    double x;
    if (!number_of(object, &x)) {
        return NULL;
    }
    x = fabs(x);
    if (!isfinite(x)) {
        return ouro_float_new(x);
    }
    double above = nextafter(x, INFINITY);
    return ouro_float_new(isinf(above) ? x - nextafter(x, -INFINITY) : above - x);
}

static ouro_object *pair_of(ouro_object *first, ouro_object *second) {
    ouro_object *pair = first && second ? ouro_tuple_pack(2, first, second) : NULL;
    ouro_xdecref(first);
    ouro_xdecref(second);
    return pair;
}

static ouro_object *math_frexp(ouro_object *self, ouro_object *object) {
    (void)self;
    double x;
    int exponent = 0;
    if (!number_of(object, &x)) {
        return NULL;
    }
    ouro_object *fraction = ouro_float_new(isfinite(x) ? frexp(x, &exponent) : x);
    return pair_of(fraction, fraction ? ouro_int_new(exponent) : NULL);
}

static ouro_object *math_modf(ouro_object *self, ouro_object *object) {
    (void)self;
    double x, whole;
    if (!number_of(object, &x)) {
        return NULL;
    }
    ouro_object *fraction = ouro_float_new(modf(x, &whole));
    return pair_of(fraction, fraction ? ouro_float_new(whole) : NULL);
}

// ---- Logarithms ---------------------------------------------------------------------------------

// An int beyond the doubles as x * 2 ** *exponent, 0.5 <= x < 1: -1.0 with an exception.
static double scaled(ouro_object *number, double *exponent) {
    size_t bits = ouro_int_bit_length(number);
    ouro_object *shift = ouro_int_from_u64(bits - 1000);
    ouro_object *top = shift ? ouro_binary(number, shift, OURO_RSHIFT) : NULL;
    ouro_xdecref(shift);
    if (!top) {
        return -1.0;
    }
    int more = 0;
    double x = frexp(ouro_int_as_double(top), &more);
    ouro_decref(top);
    *exponent = (double)(bits - 1000) + more;
    return x;
}

// `function` (a logarithm) of a number, however large: false with an exception.
static bool log_of(ouro_object *object, number_fn function, double *result) {
    if (ouro_is(object, OURO_T_INT) && ouro_int_sign(object) > 0 &&
        ouro_int_bit_length(object) > DBL_MAX_EXP - 1) {
        double exponent, x = scaled(object, &exponent);
        if (x < 0) {
            return false;
        }
        *result = function == log2 ? log2(x) + exponent : function(x) + function(2.0) * exponent;
        return true;
    }
    double x;
    if (!number_of(object, &x)) {
        return false;
    }
    if (x <= 0) {
        raise_domain();
        return false;
    }
    *result = function(x);
    return true;
}

static ouro_object *math_log(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    double x, base;
    if (!log_of(args[0], log, &x)) {
        return NULL;
    }
    if (nargs < 2) {
        return ouro_float_new(x);
    }
    if (!log_of(args[1], log, &base)) {
        return NULL;
    }
    return base == 0 ? ouro_raise(OURO_EXC_ZeroDivisionError, "float division by zero")
                     : ouro_float_new(x / base);
}

static ouro_object *math_log2(ouro_object *self, ouro_object *object) {
    (void)self;
    double x;
    return log_of(object, log2, &x) ? ouro_float_new(x) : NULL;
}

static ouro_object *math_log10(ouro_object *self, ouro_object *object) {
    (void)self;
    double x;
    return log_of(object, log10, &x) ? ouro_float_new(x) : NULL;
}

// ---- Functions of two numbers -------------------------------------------------------------------

// A NaN from two numbers that are none is undefined.
static ouro_object *checked(double result, double x, double y) {
    return isnan(result) && !isnan(x) && !isnan(y) ? raise_domain() : ouro_float_new(result);
}

#define TWO_NUMBERS(name, expression)                                                              \
    static ouro_object *math_##name(ouro_object *self, ouro_object *const *args, size_t nargs) {   \
        (void)self;                                                                                \
        (void)nargs;                                                                               \
        double x, y;                                                                               \
        return number_of(args[0], &x) && number_of(args[1], &y) ? (expression) : NULL;             \
    }

static ouro_object *power_of(double x, double y) {
    double result = pow(x, y);
    if (isfinite(x) && isfinite(y) && !isfinite(result)) {
        return isnan(result) || x == 0 ? raise_domain() : raise_range();
    }
    return ouro_float_new(result);
}

TWO_NUMBERS(pow, power_of(x, y))
TWO_NUMBERS(fmod, checked(fmod(x, y), x, y))
TWO_NUMBERS(remainder, checked(remainder(x, y), x, y))
TWO_NUMBERS(atan2, checked(atan2(x, y), x, y))
TWO_NUMBERS(copysign, ouro_float_new(copysign(x, y)))
TWO_NUMBERS(nextafter, ouro_float_new(nextafter(x, y)))

static ouro_object *math_ldexp(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    double x;
    if (!number_of(args[0], &x)) {
        return NULL;
    }
    if (!ouro_is(args[1], OURO_T_INT) && !ouro_is(args[1], OURO_T_BOOL)) {
        return ouro_raise(OURO_EXC_TypeError, "Expected an int as second argument to ldexp.");
    }
    int overflow = 0;
    int64_t exponent = ouro_int_as_i64_overflow(args[1], &overflow);
    exponent = overflow ? (overflow > 0 ? INT_MAX : INT_MIN) : exponent;
    exponent = exponent > INT_MAX ? INT_MAX : exponent < INT_MIN ? INT_MIN : exponent;
    double result = ldexp(x, (int)exponent);
    return isinf(result) && isfinite(x) ? raise_range() : ouro_float_new(result);
}

static ouro_object *math_isclose(ouro_object *self, ouro_object *const *args, size_t nargs,
                                 ouro_object *kwnames) {
    (void)self;
    static const char *const names[] = {"a", "b", "rel_tol", "abs_tol", NULL};
    ouro_object *given[4];
    double a, b, relative = 1e-9, absolute = 0;
    if (ouro_parse_args("isclose", names, 2, 2, args, nargs, kwnames, given) < 0 ||
        !number_of(given[0], &a) || !number_of(given[1], &b) ||
        (given[2] && !number_of(given[2], &relative)) ||
        (given[3] && !number_of(given[3], &absolute))) {
        return NULL;
    }
    if (relative < 0 || absolute < 0) {
        return ouro_raise(OURO_EXC_ValueError, "tolerances must be non-negative");
    }
    double apart = fabs(a - b);
    bool near = apart <= fabs(relative * b) || apart <= fabs(relative * a) || apart <= absolute;
    return ouro_bool(a == b || (!isinf(a) && !isinf(b) && near));
}

// ---- Many numbers -------------------------------------------------------------------------------

// The root of the sum of squares. Scaled, so that no square overflows, and added in more digits than
// a double has, so that the result is the nearest double nearly always.
static double norm(const double *numbers, size_t n) {
    double most = 0;
    bool undefined = false;
    for (size_t i = 0; i < n; i++) {
        undefined = undefined || isnan(numbers[i]);
        most = fabs(numbers[i]) > most ? fabs(numbers[i]) : most;
    }
    if (isinf(most) || undefined || most == 0) {
        return isinf(most) ? most : undefined ? (double)NAN : 0.0;
    }
    int exponent;
    frexp(most, &exponent);
    long double sum = 0;
    for (size_t i = 0; i < n; i++) {
        long double part = ldexpl((long double)numbers[i], -exponent);
        sum += part * part;
    }
    return (double)ldexpl(sqrtl(sum), exponent);
}

static ouro_object *math_hypot(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    double *numbers = ouro_memory_new((nargs + 1) * sizeof *numbers);
    bool known = numbers != NULL;
    for (size_t i = 0; known && i < nargs; i++) {
        known = number_of(args[i], &numbers[i]);
    }
    ouro_object *result = known ? ouro_float_new(norm(numbers, nargs)) : NULL;
    ouro_memory_free(numbers);
    return result;
}

static ouro_object *distance(ouro_object *p, ouro_object *q) {
    size_t n = ouro_tuple_length(p);
    if (n != ouro_tuple_length(q)) {
        return ouro_raise(OURO_EXC_ValueError,
                          "both points must have the same number of dimensions");
    }
    double *numbers = ouro_memory_new((n + 1) * sizeof *numbers);
    bool known = numbers != NULL;
    for (size_t i = 0; known && i < n; i++) {
        double x, y;
        known = number_of(ouro_tuple_get_borrow(p, i), &x) &&
                number_of(ouro_tuple_get_borrow(q, i), &y);
        numbers[i] = known ? x - y : 0;
    }
    ouro_object *result = known ? ouro_float_new(norm(numbers, n)) : NULL;
    ouro_memory_free(numbers);
    return result;
}

static ouro_object *math_dist(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    ouro_object *p = ouro_tuple_of(args[0]), *q = p ? ouro_tuple_of(args[1]) : NULL;
    ouro_object *result = q ? distance(p, q) : NULL;
    ouro_xdecref(p);
    ouro_xdecref(q);
    return result;
}

// A sum kept exactly: as parts without common digits, the smallest first (Shewchuk's method).
typedef struct exact_sum {
    double *parts;
    size_t count, room;
    double special, infinite; // the sums of what is not finite, and of the infinities in it
} exact_sum;

// Adds one number: 0, or -1 with an exception.
static int exact_add(exact_sum *sum, double number) {
    if (!isfinite(number)) {
        sum->infinite += isinf(number) ? number : 0;
        sum->special += number;
        return 0;
    }
    size_t kept = 0;
    for (size_t i = 0; i < sum->count; i++) {
        double part = sum->parts[i];
        double large = fabs(number) < fabs(part) ? part : number;
        double small = fabs(number) < fabs(part) ? number : part;
        volatile double high = large + small, gained = high - large;
        double low = small - gained;
        if (low != 0) {
            sum->parts[kept++] = low;
        }
        number = high;
    }
    if (!isfinite(number)) {
        ouro_raise(OURO_EXC_OverflowError, "intermediate overflow in fsum");
        return -1;
    }
    if (kept == sum->room) {
        size_t room = sum->room ? sum->room * 2 : 32;
        double *parts = ouro_memory_resize(sum->parts, room * sizeof *parts);
        if (!parts) {
            return -1;
        }
        sum->parts = parts;
        sum->room = room;
    }
    sum->count = kept;
    if (number != 0) {
        sum->parts[sum->count++] = number;
    }
    return 0;
}

// The parts as one double, rounded once: half a digit goes to the side of the part behind it.
static double exact_round(const exact_sum *sum) {
    size_t i = sum->count;
    volatile double high = i ? sum->parts[--i] : 0, low = 0;
    while (i > 0 && low == 0) {
        double before = high, part = sum->parts[--i];
        high = before + part;
        low = part - (high - before);
    }
    if (low != 0 && i > 0 && (low < 0) == (sum->parts[i - 1] < 0)) {
        volatile double whole = low * 2, moved = high + whole;
        if (moved - high == whole) {
            high = moved;
        }
    }
    return high;
}

static ouro_object *math_fsum(ouro_object *self, ouro_object *iterable) {
    (void)self;
    exact_sum sum = {0};
    ouro_object *iterator = ouro_iter(iterable), *item;
    bool known = iterator != NULL;
    while (known && (item = ouro_next(iterator))) {
        double number;
        known = number_of(item, &number);
        ouro_decref(item);
        known = known && exact_add(&sum, number) == 0;
    }
    ouro_xdecref(iterator);
    ouro_object *result = NULL;
    if (known && !ouro_current->raised) {
        if (isnan(sum.infinite)) {
            ouro_raise(OURO_EXC_ValueError, "-inf + inf in fsum");
        } else {
            result = ouro_float_new(sum.special != 0 ? sum.special : exact_round(&sum));
        }
    }
    ouro_memory_free(sum.parts);
    return result;
}

// ---- To ints ------------------------------------------------------------------------------------

// What the special method gives, if the type has one; floats and ints need none.
static ouro_object *rounded(ouro_object *object, const char *special, number_fn function) {
    if (ouro_is_exact(object, OURO_T_INT)) {
        return ouro_newref(object);
    }
    if (!ouro_is_exact(object, OURO_T_FLOAT)) {
        ouro_object *name = ouro_str_intern_text(special);
        ouro_object *method = name ? ouro_lookup_special(object, name) : NULL;
        ouro_xdecref(name);
        ouro_object *result = method ? ouro_call0(method) : NULL;
        if (method || ouro_current->raised) {
            ouro_xdecref(method);
            return result;
        }
        if (function == trunc) {
            return ouro_raise(OURO_EXC_TypeError, "type %T doesn't define __trunc__ method",
                              object);
        }
    }
    double x;
    return number_of(object, &x) ? ouro_int_from_double(function(x)) : NULL;
}

static ouro_object *math_floor(ouro_object *self, ouro_object *object) {
    (void)self;
    return rounded(object, "__floor__", floor);
}

static ouro_object *math_ceil(ouro_object *self, ouro_object *object) {
    (void)self;
    return rounded(object, "__ceil__", ceil);
}

static ouro_object *math_trunc(ouro_object *self, ouro_object *object) {
    (void)self;
    return rounded(object, "__trunc__", trunc);
}

// ---- The module ---------------------------------------------------------------------------------

#define ONE(name, doc) OURO_O(#name, math_##name, doc)
#define TWO(name, doc) OURO_ARGS(#name, math_##name, 2, 2, doc)

static const ouro_method functions[] = {
    ONE(sqrt, "Square root."),
    ONE(cbrt, "Cube root."),
    ONE(fabs, "Absolute value."),
    ONE(exp, "e to the x."),
    ONE(exp2, "2 to the x."),
    ONE(expm1, "e to the x, less 1."),
    ONE(log1p, "Natural logarithm of 1 + x."),
    ONE(sin, "Sine."),
    ONE(cos, "Cosine."),
    ONE(tan, "Tangent."),
    ONE(asin, "Arc sine."),
    ONE(acos, "Arc cosine."),
    ONE(atan, "Arc tangent."),
    ONE(sinh, "Hyperbolic sine."),
    ONE(cosh, "Hyperbolic cosine."),
    ONE(tanh, "Hyperbolic tangent."),
    ONE(asinh, "Inverse hyperbolic sine."),
    ONE(acosh, "Inverse hyperbolic cosine."),
    ONE(atanh, "Inverse hyperbolic tangent."),
    ONE(erf, "Error function."),
    ONE(erfc, "1 less the error function."),
    ONE(gamma, "Gamma function."),
    ONE(lgamma, "Logarithm of the gamma function's absolute value."),
    ONE(degrees, "Radians as degrees."),
    ONE(radians, "Degrees as radians."),
    ONE(isnan, "Whether it is no number."),
    ONE(isinf, "Whether it is infinite."),
    ONE(isfinite, "Whether it is neither infinite nor no number."),
    ONE(ulp, "The value of the last binary digit."),
    ONE(frexp, "(fraction, exponent) of a float."),
    ONE(modf, "(fractional, whole) part of a float."),
    OURO_ARGS("log", math_log, 1, 2, "Logarithm, natural or to a base."),
    ONE(log2, "Logarithm to base 2."),
    ONE(log10, "Logarithm to base 10."),
    TWO(pow, "x to the y."),
    TWO(fmod, "The rest of x / y, with the sign of x."),
    TWO(remainder, "The rest of x / y, the quotient rounded to even."),
    TWO(atan2, "Arc tangent of y / x, in the right quadrant."),
    TWO(copysign, "x with the sign of y."),
    TWO(nextafter, "The float next to x towards y."),
    TWO(ldexp, "x * 2 ** i."),
    OURO_KEYWORDS("isclose", math_isclose, "Whether two numbers are close to each other."),
    OURO_ARGS("hypot", math_hypot, 0, 255, "The length of a vector."),
    TWO(dist, "How far two points are apart."),
    ONE(fsum, "The sum of floats, exact but for one rounding."),
    ONE(floor, "The largest int not above."),
    ONE(ceil, "The smallest int not below."),
    ONE(trunc, "The int towards 0."),
    {0},
};

ouro_object *py__math_module(void) {
    ouro_object *module = py__module_make("math", "Mathematics.", functions);
    if (module && (ouro_module_add_methods(module, py__math_int_functions) < 0 ||
                   py__module_add(module, "pi", ouro_float_new(M_PI)) < 0 ||
                   py__module_add(module, "e", ouro_float_new(M_E)) < 0 ||
                   py__module_add(module, "tau", ouro_float_new(2 * M_PI)) < 0 ||
                   py__module_add(module, "inf", ouro_float_new((double)INFINITY)) < 0 ||
                   py__module_add(module, "nan", ouro_float_new((double)NAN)) < 0)) {
        ouro_clear(&module);
    }
    return module;
}
