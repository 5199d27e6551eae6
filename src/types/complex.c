// SPDX-License-Identifier: MIT
// complex: the type, its arithmetic, comparison and hash.  Floor: types.
#include "complex_impl.h"
#include <errno.h>
#include <math.h>

_Static_assert(sizeof(ouro_complex) == 32, "a complex number is four words");

ouro_object *ouro_complex_new(double real, double imag) {
    ouro_object *object = ouro__atom_new(ouro_builtin_type(OURO_T_COMPLEX), sizeof(ouro_complex));
    if (object) {
        ((ouro_complex *)object)->real = real;
        ((ouro_complex *)object)->imag = imag;
    }
    return object;
}

static ouro_object *result_of(ouro__complex value) {
    return ouro_complex_new(value.real, value.imag);
}

// ---- Operands -------------------------------------------------------------------------------

// 1, 0 when it is no number, -1 raised.
static int operand(ouro_object *object, ouro__complex *value) {
    if (ouro_is(object, OURO_T_COMPLEX)) {
        *value = ouro__complex_value(object);
        return 1;
    }
    double unused;
    value->imag = 0;
    return ouro__float_operands(object, object, &value->real, &unused);
}

#define OPERANDS(left, right, a, b)                                                                \
    ouro__complex a, b;                                                                            \
    int status = operand(left, &(a));                                                              \
    status = status > 0 ? operand(right, &(b)) : status;                                           \
    if (status <= 0) {                                                                             \
        return status < 0 ? NULL : ouro_not_implemented();                                         \
    }

// ---- Arithmetic -----------------------------------------------------------------------------

static ouro__complex product(ouro__complex a, ouro__complex b) {
    return (ouro__complex){a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real};
}

// By Smith's rule: scaled by the larger part of the divisor, so that nothing overflows on the way.
// False: the divisor is 0.
static bool quotient(ouro__complex a, ouro__complex b, ouro__complex *result) {
    double x = fabs(b.real), y = fabs(b.imag);
    if (x >= y) {
        if (x == 0) {
            return false;
        }
        double ratio = b.imag / b.real, scale = b.real + b.imag * ratio;
        *result =
            (ouro__complex){(a.real + a.imag * ratio) / scale, (a.imag - a.real * ratio) / scale};
    } else if (y >= x) {
        double ratio = b.real / b.imag, scale = b.real * ratio + b.imag;
        *result =
            (ouro__complex){(a.real * ratio + a.imag) / scale, (a.imag * ratio - a.real) / scale};
    } else {
        *result = (ouro__complex){NAN, NAN};
    }
    return true;
}

static ouro_object *add(ouro_object *left, ouro_object *right) {
    OPERANDS(left, right, a, b)
    return ouro_complex_new(a.real + b.real, a.imag + b.imag);
}
static ouro_object *subtract(ouro_object *left, ouro_object *right) {
    OPERANDS(left, right, a, b)
    return ouro_complex_new(a.real - b.real, a.imag - b.imag);
}
static ouro_object *multiply(ouro_object *left, ouro_object *right) {
    OPERANDS(left, right, a, b)
    return result_of(product(a, b));
}
static ouro_object *divide(ouro_object *left, ouro_object *right) {
    OPERANDS(left, right, a, b)
    ouro__complex result;
    return quotient(a, b, &result)
               ? result_of(result)
               : ouro_raise(OURO_EXC_ZeroDivisionError, "complex division by zero");
}

// ---- Powers ---------------------------------------------------------------------------------

static const ouro__complex one = {1, 0};

static ouro__complex power_of_natural(ouro__complex base, unsigned exponent) {
    ouro__complex result = one;
    for (; exponent; exponent >>= 1) {
        if (exponent & 1) {
            result = product(result, base);
        }
        base = product(base, base);
    }
    return result;
}

// In polar form.  False: 0 to a negative or complex power.
static bool polar_power(ouro__complex base, ouro__complex exponent, ouro__complex *result) {
    *result = one;
    if (exponent.real == 0 && exponent.imag == 0) {
        return true;
    }
    if (base.real == 0 && base.imag == 0) {
        *result = (ouro__complex){0, 0};
        return exponent.imag == 0 && exponent.real >= 0;
    }
    double size = hypot(base.real, base.imag), angle = atan2(base.imag, base.real);
    double length = pow(size, exponent.real), phase = angle * exponent.real;
    if (exponent.imag != 0) {
        length *= exp(-angle * exponent.imag);
        phase += exponent.imag * log(size);
    }
    result->real = length * cos(phase);
    result->imag = length * sin(phase);
    return true;
}

static bool power_of(ouro__complex a, ouro__complex b, ouro__complex *result) {
    enum { LARGEST_BY_PRODUCTS = 100 };
    if (b.imag != 0 || b.real != floor(b.real) || fabs(b.real) > LARGEST_BY_PRODUCTS) {
        return polar_power(a, b, result);
    }
    *result = power_of_natural(a, (unsigned)fabs(b.real));
    return b.real >= 0 || quotient(one, *result, result);
}

static ouro_object *power(ouro_object *left, ouro_object *right, ouro_object *modulus) {
    OPERANDS(left, right, a, b)
    if (modulus && !ouro_is_none(modulus)) {
        return ouro_raise(OURO_EXC_ValueError, "complex modulo");
    }
    ouro__complex result;
    if (!power_of(a, b, &result)) {
        return ouro_raise(OURO_EXC_ZeroDivisionError, "0.0 to a negative or complex power");
    }
    if (isinf(result.real) || isinf(result.imag)) {
        return ouro_raise(OURO_EXC_OverflowError, "complex exponentiation");
    }
    return result_of(result);
}

static ouro_object *power_slot(ouro_object *left, ouro_object *right) {
    return power(left, right, NULL);
}

ouro_object *ouro__complex_power(double base, double exponent) {
    ouro__complex result;
    polar_power((ouro__complex){base, 0}, (ouro__complex){exponent, 0}, &result);
    return result_of(result);
}

// ---- Of one number --------------------------------------------------------------------------

static ouro_object *negative(ouro_object *self) {
    return ouro_complex_new(-ouro_complex_real(self), -ouro_complex_imag(self));
}

static ouro_object *exact(ouro_object *self) {
    return ouro_is_exact(self, OURO_T_COMPLEX) ? ouro_newref(self)
                                               : result_of(ouro__complex_value(self));
}

static ouro_object *absolute(ouro_object *self) {
    ouro__complex value = ouro__complex_value(self);
    double size = hypot(value.real, value.imag);
    if (isinf(size) && isfinite(value.real) && isfinite(value.imag)) {
        return ouro_raise(OURO_EXC_OverflowError, "absolute value too large");
    }
    return ouro_float_new(size);
}

static int truth(ouro_object *self) {
    return ouro_complex_real(self) != 0 || ouro_complex_imag(self) != 0;
}

static int64_t hash(ouro_object *self) {
    enum { IMAGINARY_FACTOR = 1000003 };
    uint64_t real = (uint64_t)ouro_hash_double(ouro_complex_real(self), self);
    uint64_t imag = (uint64_t)ouro_hash_double(ouro_complex_imag(self), self);
    int64_t result = (int64_t)(real + IMAGINARY_FACTOR * imag);
    return result == -1 ? -2 : result;
}

static ouro_object *compare(ouro_object *self, ouro_object *other, int op) {
    if (op != OURO_EQ && op != OURO_NE) {
        return ouro_not_implemented();
    }
    ouro__complex a = ouro__complex_value(self);
    bool equal;
    if (ouro_is(other, OURO_T_COMPLEX)) {
        equal = a.real == ouro_complex_real(other) && a.imag == ouro_complex_imag(other);
    } else if (ouro_is(other, OURO_T_FLOAT)) {
        equal = a.real == ouro_float_value(other) && a.imag == 0;
    } else if (ouro__is_int(other)) {
        equal = a.imag == 0 && !isnan(a.real) && ouro__int_order_double(other, a.real) == 0;
    } else {
        return ouro_not_implemented();
    }
    return ouro_bool(equal == (op == OURO_EQ));
}

// ---- Methods --------------------------------------------------------------------------------

static ouro_object *conjugate(ouro_object *self) {
    return ouro_complex_new(ouro_complex_real(self), -ouro_complex_imag(self));
}

static ouro_object *new_arguments(ouro_object *self) {
    ouro_object *parts[2] = {ouro_float_new(ouro_complex_real(self)),
                             ouro_float_new(ouro_complex_imag(self))};
    ouro_object *result = parts[0] && parts[1] ? ouro_tuple_from(parts, 2) : NULL;
    ouro_xdecref(parts[0]);
    ouro_xdecref(parts[1]);
    return result;
}

static const ouro_method methods[] = {
    OURO_NOARGS("conjugate", conjugate, "The number with the sign of its imaginary part changed."),
    OURO_NOARGS("__complex__", exact, "Convert this value to exact type complex."),
    OURO_NOARGS("__getnewargs__", new_arguments, NULL),
    {0},
};

static ouro_object *get_real(ouro_object *self, void *context) {
    (void)context;
    return ouro_float_new(ouro_complex_real(self));
}
static ouro_object *get_imag(ouro_object *self, void *context) {
    (void)context;
    return ouro_float_new(ouro_complex_imag(self));
}

static int refuse(ouro_object *self, ouro_object *value, void *context) {
    (void)self, (void)value, (void)context;
    ouro_raise(OURO_EXC_AttributeError, "readonly attribute");
    return -1;
}

static const ouro_getset getsets[] = {
    {"real", get_real, refuse, "the real part of a complex number", NULL},
    {"imag", get_imag, refuse, "the imaginary part of a complex number", NULL},
    {0},
};

const ouro_type_spec ouro__complex_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "complex",
    .doc = "Create a complex number from a string or numbers.",
    .instance_size = sizeof(ouro_complex),
    .flags = OURO_TF_BASE | OURO_TF_IMMUTABLE,
    .slots = {.create = ouro__complex_create,
              .repr = ouro__complex_repr,
              .hash = hash,
              .compare = compare,
              .truth = truth,
              .unary = {[OURO_NEG] = negative, [OURO_POS] = exact, [OURO_ABS] = absolute},
              .binary = {[OURO_ADD] = add,
                         [OURO_SUB] = subtract,
                         [OURO_MUL] = multiply,
                         [OURO_TRUEDIV] = divide,
                         [OURO_POW] = power_slot},
              .power = power},
    .methods = methods,
    .getsets = getsets,
};
