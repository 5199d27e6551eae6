// SPDX-License-Identifier: MIT
// The module math, as far as scripts about memory use it.  Front-end, modules.
#include "common.h"

#include <errno.h>
#include <math.h>

// ---- Functions of floats ------------------------------------------------------------------------

// `number` as double: false with an exception.
static bool number_of(ouro_object *object, double *number) {
    *number = ouro_as_double(object);
    return !(*number == -1 && ouro_current->raised);
}

static ouro_object *result_of(double value, double argument) {
    if (isnan(value) && !isnan(argument)) {
        return ouro_raise(OURO_EXC_ValueError, "math domain error");
    }
    if (isinf(value) && isfinite(argument)) {
        return ouro_raise(OURO_EXC_OverflowError, "math range error");
    }
    return ouro_float_new(value);
}

#define OF_FLOAT(name)                                                                             \
    static ouro_object *do_##name(ouro_object *self, ouro_object *object) {                        \
        (void)self;                                                                                \
        double x;                                                                                  \
        return number_of(object, &x) ? result_of(name(x), x) : NULL;                               \
    }
OF_FLOAT(sqrt)
OF_FLOAT(fabs)
OF_FLOAT(exp)
OF_FLOAT(sin)
OF_FLOAT(cos)
OF_FLOAT(tan)
OF_FLOAT(asin)
OF_FLOAT(acos)
OF_FLOAT(atan)

#define TEST(name, test)                                                                           \
    static ouro_object *do_##name(ouro_object *self, ouro_object *object) {                        \
        (void)self;                                                                                \
        double x;                                                                                  \
        return number_of(object, &x) ? ouro_bool(test(x)) : NULL;                                  \
    }
TEST(isnan, isnan)
TEST(isinf, isinf)
TEST(isfinite, isfinite)

// log of a positive number of any size; false with an exception.
static bool log_of(ouro_object *object, double (*function)(double), double *result) {
    double x;
    if (ouro_is(object, OURO_T_INT) && ouro_int_sign(object) > 0 &&
        ouro_int_bit_length(object) > 1000) {
        ouro_object *shift = ouro_int_new((int64_t)ouro_int_bit_length(object) - 64);
        ouro_object *top = shift ? ouro_binary(object, shift, OURO_RSHIFT) : NULL;
        bool known = top != NULL;
        if (known) {
            *result = function(ouro_int_as_double(top)) +
                      (double)ouro_int_compact(shift) * function(2.0);
        }
        ouro_xdecref(shift);
        ouro_xdecref(top);
        return known;
    }
    if (!number_of(object, &x)) {
        return false;
    }
    if (x <= 0) {
        ouro_raise(OURO_EXC_ValueError, "math domain error");
        return false;
    }
    *result = function(x);
    return true;
}

static ouro_object *do_log(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    double x, base = 0;
    if (!log_of(args[0], log, &x) || (nargs > 1 && !log_of(args[1], log, &base))) {
        return NULL;
    }
    if (nargs > 1 && base == 0) {
        return ouro_raise(OURO_EXC_ZeroDivisionError, "float division by zero");
    }
    return ouro_float_new(nargs > 1 ? x / base : x);
}

static ouro_object *do_log2(ouro_object *self, ouro_object *object) {
    (void)self;
    double x;
    return log_of(object, log2, &x) ? ouro_float_new(x) : NULL;
}

static ouro_object *do_log10(ouro_object *self, ouro_object *object) {
    (void)self;
    double x;
    return log_of(object, log10, &x) ? ouro_float_new(x) : NULL;
}

static ouro_object *do_pow(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    double x, y;
    if (!number_of(args[0], &x) || !number_of(args[1], &y)) {
        return NULL;
    }
    return result_of(pow(x, y), isfinite(x) ? y : x);
}

static ouro_object *do_hypot(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    double total = 0;
    for (size_t i = 0; i < nargs; i++) {
        double x;
        if (!number_of(args[i], &x)) {
            return NULL;
        }
        total = hypot(total, x);
    }
    return ouro_float_new(total);
}

static ouro_object *do_isclose(ouro_object *self, ouro_object *const *args, size_t nargs,
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
    double difference = fabs(a - b);
    bool close = a == b || (!isinf(a) && !isinf(b) &&
                            (difference <= fmax(relative * fmax(fabs(a), fabs(b)), absolute)));
    return ouro_bool(close);
}

// ---- To ints ------------------------------------------------------------------------------------

static ouro_object *rounded(ouro_object *object, const char *special, double (*function)(double)) {
    if (!ouro_is(object, OURO_T_FLOAT)) {
        ouro_object *name = ouro_str_intern_text(special);
        ouro_object *method = name ? ouro_lookup_special(object, name) : NULL;
        ouro_xdecref(name);
        if (method) {
            ouro_object *result = ouro_call0(method);
            ouro_decref(method);
            return result;
        }
        if (ouro_current->raised) {
            return NULL;
        }
    }
    double x;
    return number_of(object, &x) ? ouro_int_from_double(function(x)) : NULL;
}

static ouro_object *do_floor(ouro_object *self, ouro_object *object) {
    (void)self;
    return rounded(object, "__floor__", floor);
}

static ouro_object *do_ceil(ouro_object *self, ouro_object *object) {
    (void)self;
    return rounded(object, "__ceil__", ceil);
}

static ouro_object *do_trunc(ouro_object *self, ouro_object *object) {
    (void)self;
    return rounded(object, "__trunc__", trunc);
}

// ---- Of ints: in Python, for they may have any size -----------------------------------------------

static const char source[] =
    "def _index(n):\n"
    "    return range(n, n + 1).start if not isinstance(n, int) else int(n)\n"
    "def gcd(*integers):\n"
    "    a = 0\n"
    "    for b in integers:\n"
    "        b = abs(_index(b))\n"
    "        while b:\n"
    "            a, b = b, a % b\n"
    "    return a\n"
    "def lcm(*integers):\n"
    "    a = 1\n"
    "    for b in integers:\n"
    "        b = abs(_index(b))\n"
    "        if not b:\n"
    "            return 0\n"
    "        a = a // gcd(a, b) * b\n"
    "    return a\n"
    "def isqrt(n):\n"
    "    n = _index(n)\n"
    "    if n < 0:\n"
    "        raise ValueError('isqrt() argument must be nonnegative')\n"
    "    if not n:\n"
    "        return 0\n"
    "    a = 1 << (n.bit_length() + 1) // 2\n"
    "    while True:\n"
    "        b = (a + n // a) // 2\n"
    "        if b >= a:\n"
    "            return a\n"
    "        a = b\n"
    "def factorial(x):\n"
    "    if isinstance(x, float):\n"
    "        raise TypeError(\"'float' object cannot be interpreted as an integer\")\n"
    "    x = _index(x)\n"
    "    if x < 0:\n"
    "        raise ValueError('factorial() not defined for negative values')\n"
    "    return _product(1, x)\n"
    "def _product(low, high):\n"
    "    if high - low < 8:\n"
    "        return prod(range(low, high + 1))\n"
    "    middle = (low + high) // 2\n"
    "    return _product(low, middle) * _product(middle + 1, high)\n"
    "def prod(iterable, *, start=1):\n"
    "    for item in iterable:\n"
    "        start = start * item\n"
    "    return start\n"
    "def comb(n, k):\n"
    "    n, k = _index(n), _index(k)\n"
    "    if n < 0:\n"
    "        raise ValueError('n must be a non-negative integer')\n"
    "    if k < 0:\n"
    "        raise ValueError('k must be a non-negative integer')\n"
    "    if k > n:\n"
    "        return 0\n"
    "    k = min(k, n - k)\n"
    "    return _product(n - k + 1, n) // _product(1, k) if k else 1\n"
    "def perm(n, k=None):\n"
    "    n = _index(n)\n"
    "    k = n if k is None else _index(k)\n"
    "    return 0 if k > n else _product(n - k + 1, n) if k else 1\n"
    "def fsum(seq):\n"
    "    partials = []\n"
    "    for x in seq:\n"
    "        x, i = float(x), 0\n"
    "        for y in partials:\n"
    "            if abs(x) < abs(y):\n"
    "                x, y = y, x\n"
    "            high = x + y\n"
    "            low = y - (high - x)\n"
    "            if low:\n"
    "                partials[i] = low\n"
    "                i += 1\n"
    "            x = high\n"
    "        partials[i:] = [x]\n"
    "    return sum(partials, 0.0)\n"
    "def degrees(x):\n"
    "    return x * (180.0 / pi)\n"
    "def radians(x):\n"
    "    return x * (pi / 180.0)\n";

ouro_object *py__math_module(void) {
    static const ouro_method functions[] = {
        OURO_O("sqrt", do_sqrt, "Square root."),   OURO_O("fabs", do_fabs, "Absolute value."),
        OURO_O("exp", do_exp, "e to the x."),      OURO_O("sin", do_sin, "Sine."),
        OURO_O("cos", do_cos, "Cosine."),          OURO_O("tan", do_tan, "Tangent."),
        OURO_O("asin", do_asin, "Arc sine."),      OURO_O("acos", do_acos, "Arc cosine."),
        OURO_O("atan", do_atan, "Arc tangent."),   OURO_O("isnan", do_isnan, "Whether it is NaN."),
        OURO_O("isinf", do_isinf, "Whether it is infinite."),
        OURO_O("isfinite", do_isfinite, "Whether it is neither."),
        OURO_ARGS("log", do_log, 1, 2, "Logarithm."), OURO_O("log2", do_log2, "To base 2."),
        OURO_O("log10", do_log10, "To base 10."),  OURO_ARGS("pow", do_pow, 2, 2, "x to the y."),
        OURO_ARGS("hypot", do_hypot, 0, 255, "Euclidean norm."),
        OURO_KEYWORDS("isclose", do_isclose, "Whether two numbers are close."),
        OURO_O("floor", do_floor, "The largest int not above."),
        OURO_O("ceil", do_ceil, "The smallest int not below."),
        OURO_O("trunc", do_trunc, "The int towards 0."), {0},
    };
    static const struct {
        const char *name;
        double value;
    } numbers[] = {{"pi", M_PI}, {"e", M_E}, {"tau", 2 * M_PI}, {"inf", INFINITY}, {"nan", NAN}};
    ouro_object *module = py__module_make("math", "Mathematical functions.", functions);
    int failed = !module;
    for (size_t i = 0; !failed && i < COUNT_OF(numbers); i++) {
        failed = py__module_add(module, numbers[i].name, ouro_float_new(numbers[i].value)) < 0;
    }
    if (failed || py__module_run(module, source, "<math>") < 0) {
        ouro_xdecref(module);
        return NULL;
    }
    return module;
}
