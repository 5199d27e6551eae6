// SPDX-License-Identifier: MIT
// The named methods and attributes of float.  Floor: types.
#include "float_impl.h"
#include "int_impl.h"
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// ---- Attributes -----------------------------------------------------------------------------

static ouro_object *float_self(ouro_object *self) {
    return ouro_is_exact(self, OURO_T_FLOAT) ? ouro_newref(self)
                                             : ouro_float_new(ouro_float_value(self));
}
static ouro_object *get_real(ouro_object *self, void *context) {
    (void)context;
    return float_self(self);
}
static ouro_object *get_imag(ouro_object *self, void *context) {
    (void)self;
    (void)context;
    return ouro_float_new(0);
}

const ouro_getset ouro__float_getsets[] = {
    {"real", get_real, NULL, "the real part of a complex number", NULL},
    {"imag", get_imag, NULL, "the imaginary part of a complex number", NULL},
    {0},
};

// ---- Integers -------------------------------------------------------------------------------

static ouro_object *float_is_integer(ouro_object *self) {
    double value = ouro_float_value(self);
    return ouro_bool(isfinite(value) && floor(value) == value);
}
static ouro_object *float_trunc(ouro_object *self) {
    return ouro_int_from_double(ouro_float_value(self));
}
static ouro_object *float_floor(ouro_object *self) {
    return ouro_int_from_double(floor(ouro_float_value(self)));
}
static ouro_object *float_ceil(ouro_object *self) {
    return ouro_int_from_double(ceil(ouro_float_value(self)));
}

static ouro_object *float_ratio(ouro_object *self) {
    double value = ouro_float_value(self);
    if (isinf(value)) {
        return ouro_raise(OURO_EXC_OverflowError, "cannot convert Infinity to integer ratio");
    }
    if (isnan(value)) {
        return ouro_raise(OURO_EXC_ValueError, "cannot convert NaN to integer ratio");
    }
    int exponent;
    double part = frexp(value, &exponent);
    while (part != floor(part)) {
        part *= 2;
        exponent--;
    }
    ouro_object *pair[2] = {ouro_int_from_double(part), ouro__int_compact_new(1)}, *result = NULL;
    if (pair[0] && exponent) {
        size_t which = exponent < 0;
        ouro_replace(&pair[which], ouro__int_shift(pair[which], abs(exponent)));
    }
    if (pair[0] && pair[1]) {
        result = ouro_tuple_from(pair, 2);
    }
    ouro_xdecref(pair[0]);
    ouro_xdecref(pair[1]);
    return result;
}

// ---- Rounding -------------------------------------------------------------------------------

// To a multiple of 10**places where that is above the value's own highest digit: 0 or 10**places.
static double round_to_unit(double value, int places) {
    // A double has less than 770 significant digits: here are all of them.
    char digits[800];
    snprintf(digits, sizeof digits, "%.780e", value);
    const char *rest = digits + 1;
    while (*rest != 'e' && (*rest < '1' || *rest > '9')) {
        rest++;
    }
    bool up = digits[0] > '5' || (digits[0] == '5' && *rest != 'e');
    if (!up) {
        return 0;
    }
    snprintf(digits, sizeof digits, "1e%d", places);
    return ouro__strtod(digits, NULL);
}

// value > 0 rounded to `digits` decimals, exactly, half to even: -1 without memory.
static double round_positive(double value, int digits) {
    char text[400];
    snprintf(text, sizeof text, "%.25e", value); // enough digits not to round up to the next power
    int point = atoi(strchr(text, 'e') + 1) + 1;
    int n = point + digits; // significant digits that stay
    if (n < 0) {
        return 0;
    }
    if (n == 0) {
        return round_to_unit(value, point);
    }
    size_t length;
    char *rounded = ouro__float_digits(value, 'e', n - 1, 0, &length);
    if (!rounded) {
        return -1;
    }
    double result = ouro__strtod(rounded, NULL);
    ouro_memory_free(rounded);
    return result;
}

static ouro_object *float_round(ouro_object *self, ouro_object *const *args, size_t nargs) {
    double value = ouro_float_value(self);
    if (nargs == 0 || ouro_is_none(args[0])) {
        return ouro_int_from_double(isfinite(value) ? rint(value) : value);
    }
    ssize_t digits = ouro_index_ssize(args[0], NULL);
    if (digits == -1 && ouro_raised_borrow()) {
        return NULL;
    }
    if (!isfinite(value) || value == 0 || digits > 323) {
        return ouro_float_new(value);
    }
    if (digits < -308) {
        return ouro_float_new(0 * value);
    }
    double result = round_positive(fabs(value), (int)digits);
    if (result < 0) {
        return NULL;
    }
    if (isinf(result)) {
        return ouro_raise(OURO_EXC_OverflowError, "rounded value too large to represent");
    }
    return ouro_float_new(copysign(result, value));
}

// ---- Text -----------------------------------------------------------------------------------

static ouro_object *float_format(ouro_object *self, ouro_object *spec) {
    if (!ouro_is(spec, OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "__format__() argument must be str, not %V", spec);
    }
    size_t length;
    char *text = ouro_str_utf8(spec, &length);
    if (!text) {
        return NULL;
    }
    ouro_object *result = length || ouro_is_exact(self, OURO_T_FLOAT)
                              ? ouro_float_format_spec(ouro_float_value(self), text, length)
                              : ouro_str(self);
    ouro_memory_free(text);
    return result;
}

static ouro_object *float_newargs(ouro_object *self) {
    ouro_object *value = float_self(self);
    ouro_object *result = value ? ouro_tuple_from(&value, 1) : NULL;
    ouro_xdecref(value);
    return result;
}

const ouro_method ouro__float_methods[] = {
    OURO_NOARGS("conjugate", float_self, "Return self, the complex conjugate of any float."),
    OURO_NOARGS("is_integer", float_is_integer, "Return True if the float is an integer."),
    OURO_NOARGS("as_integer_ratio", float_ratio, "A pair of integers whose ratio is the float."),
    OURO_NOARGS("hex", ouro__float_hex, "A hexadecimal representation of the number."),
    {"fromhex",
     {.o = ouro__float_fromhex},
     OURO_METH_O | OURO_METH_CLASS,
     1,
     1,
     "Create a floating-point number from a hexadecimal string."},
    OURO_ARGS("__round__", float_round, 0, 1, "The number rounded to ndigits decimals."),
    OURO_NOARGS("__trunc__", float_trunc, "The Integral closest to the number towards 0."),
    OURO_NOARGS("__floor__", float_floor, "The floor as an Integral."),
    OURO_NOARGS("__ceil__", float_ceil, "The ceiling as an Integral."),
    OURO_O("__format__", float_format, "Formats the float as the format specification says."),
    OURO_NOARGS("__getnewargs__", float_newargs, NULL),
    {0},
};
