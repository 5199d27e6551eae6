// SPDX-License-Identifier: MIT
// The named methods and attributes of int.  Floor: types.
#include "int_impl.h"

// ---- Attributes -----------------------------------------------------------------------------

static ouro_object *get_self(ouro_object *self, void *context) {
    (void)context;
    return ouro__int_exact(self);
}
static ouro_object *get_zero(ouro_object *self, void *context) {
    (void)self;
    (void)context;
    return ouro__int_compact_new(0);
}
static ouro_object *get_one(ouro_object *self, void *context) {
    (void)self;
    (void)context;
    return ouro__int_compact_new(1);
}

const ouro_getset ouro__int_getsets[] = {
    {"real", get_self, NULL, "the real part of a complex number", NULL},
    {"imag", get_zero, NULL, "the imaginary part of a complex number", NULL},
    {"numerator", get_self, NULL, "the numerator of a rational number in lowest terms", NULL},
    {"denominator", get_one, NULL, "the denominator of a rational number in lowest terms", NULL},
    {0},
};

// ---- Bits -----------------------------------------------------------------------------------

static ouro_object *int_bit_length(ouro_object *self) {
    return ouro_int_new((int64_t)ouro_int_bit_length(self));
}

static ouro_object *int_bit_count(ouro_object *self) {
    ouro__view view;
    ouro__int_view(self, &view);
    return ouro_int_new(view.n ? (int64_t)mpn_popcount(view.limbs, (mp_size_t)view.n) : 0);
}

static ouro_object *int_sizeof(ouro_object *self) {
    return ouro_int_new((int64_t)ouro__object_size(self));
}

// ---- Rounding -------------------------------------------------------------------------------

static ouro_object *int_round(ouro_object *self, ouro_object *const *args, size_t nargs) {
    if (nargs == 0 || ouro_is_none(args[0])) {
        return ouro__int_exact(self);
    }
    ouro_object *digits = ouro_index(args[0]);
    if (!digits) {
        return NULL;
    }
    if (ouro_int_sign(digits) >= 0) {
        ouro_decref(digits);
        return ouro__int_exact(self);
    }
    ouro_object *ten = ouro__int_compact_new(10), *result = NULL;
    ouro_object *places = ouro__int_negate(digits);
    ouro_object *unit = places ? ouro__int_power(ten, places, NULL) : NULL;
    if (unit) {
        result = ouro__int_divmod_near(self, unit);
    }
    ouro_xdecref(unit);
    ouro_xdecref(places);
    ouro_decref(ten);
    ouro_decref(digits);
    return result;
}

static ouro_object *int_ratio(ouro_object *self) {
    ouro_object *pair[2] = {ouro__int_exact(self), ouro__int_compact_new(1)};
    ouro_object *result = pair[0] ? ouro_tuple_from(pair, 2) : NULL;
    ouro_xdecref(pair[0]);
    ouro_decref(pair[1]);
    return result;
}

// ---- Bytes ----------------------------------------------------------------------------------

// "little" or "big": 1 or 0, -1 raised.  NULL: the default, big.
static int is_little(ouro_object *order) {
    if (!order) {
        return 0;
    }
    if (ouro_is(order, OURO_T_STR)) {
        if (ouro_str_equal_text(order, "little")) {
            return 1;
        }
        if (ouro_str_equal_text(order, "big")) {
            return 0;
        }
        ouro_raise(OURO_EXC_ValueError, "byteorder must be either 'little' or 'big'");
    } else {
        ouro_raise(OURO_EXC_TypeError, "byteorder must be str, not %.100s",
                   ouro_type_of(order)->name);
    }
    return -1;
}

// Byte `i` of the two's complement, `carry` from below.
static uint8_t byte_of(const ouro__view *view, size_t i, unsigned *carry) {
    unsigned byte = i / 8 < view->n ? (unsigned)(view->limbs[i / 8] >> (i % 8 * 8)) & 0xff : 0;
    if (view->negative) {
        byte = (byte ^ 0xff) + *carry;
        *carry = byte >> 8;
    }
    return (uint8_t)byte;
}

// A negative number may have one value more than a positive one in as many bytes.
static bool fits_bytes(const ouro__view *view, size_t length, bool is_signed) {
    size_t bits = ouro__bits(view->limbs, view->n);
    if (!is_signed || bits == 0) {
        return bits <= length * 8;
    }
    if (bits < length * 8) {
        return true;
    }
    return bits == length * 8 && view->negative &&
           mpn_popcount(view->limbs, (mp_size_t)view->n) == 1;
}

static ouro_object *int_to_bytes(ouro_object *self, ouro_object *const *args, size_t nargs,
                                 ouro_object *kwnames) {
    static const char *const names[] = {"length", "byteorder", "signed", NULL};
    ouro_object *given[3] = {0};
    if (ouro_parse_args("to_bytes", names, 0, 2, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    ssize_t length =
        given[0] ? ouro_index_ssize(given[0], ouro_exc_type(OURO_EXC_OverflowError)) : 1;
    if (length == -1 && ouro_raised_borrow()) {
        return NULL;
    }
    int little = is_little(given[1]), is_signed = given[2] ? ouro_is_true(given[2]) : 0;
    if (little < 0 || is_signed < 0) {
        return NULL;
    }
    if (length < 0) {
        return ouro_raise(OURO_EXC_ValueError, "length argument must be non-negative");
    }
    ouro__view view;
    ouro__int_view(self, &view);
    if (view.negative && !is_signed) {
        return ouro_raise(OURO_EXC_OverflowError, "can't convert negative int to unsigned");
    }
    if (!fits_bytes(&view, (size_t)length, is_signed)) {
        return ouro_raise(OURO_EXC_OverflowError, "int too big to convert");
    }
    ouro_object *result = ouro_bytes_new(NULL, (size_t)length);
    unsigned carry = 1;
    for (size_t i = 0; result && i < (size_t)length; i++) {
        ((ouro_bytes *)result)->data[little ? i : (size_t)length - 1 - i] =
            byte_of(&view, i, &carry);
    }
    return result;
}

static ouro_object *from_data(const uint8_t *data, size_t length, bool little, bool is_signed) {
    size_t n = (length + 7) / 8;
    bool negative = is_signed && length && (data[little ? length - 1 : 0] & 0x80);
    ouro_object *result = ouro__int_alloc(n);
    if (!result) {
        return NULL;
    }
    mp_limb_t *limbs = ouro__limbs(result);
    memset(limbs, negative ? 0xff : 0, n * sizeof *limbs);
    for (size_t i = 0; i < length; i++) {
        ((uint8_t *)limbs)[i] = data[little ? i : length - 1 - i];
    }
    if (negative) {
        mpn_neg(limbs, limbs, (mp_size_t)n);
    }
    return ouro__int_finish(result, n, negative);
}

static ouro_object *int_from_bytes(ouro_object *type, ouro_object *const *args, size_t nargs,
                                   ouro_object *kwnames) {
    static const char *const names[] = {"bytes", "byteorder", "signed", NULL};
    ouro_object *given[3] = {0};
    if (ouro_parse_args("from_bytes", names, 1, 2, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    int little = is_little(given[1]), is_signed = given[2] ? ouro_is_true(given[2]) : 0;
    if (little < 0 || is_signed < 0) {
        return NULL;
    }
    if (ouro_is(given[0], OURO_T_STR) || ouro__is_int(given[0])) {
        return ouro_raise(OURO_EXC_TypeError, "cannot convert '%.200s' object to bytes",
                          ouro_type_of(given[0])->name);
    }
    ouro_object *bytes = ouro_is(given[0], OURO_T_BYTES)
                             ? ouro_newref(given[0])
                             : ouro_call1((ouro_object *)ouro_builtin_type(OURO_T_BYTES), given[0]);
    if (!bytes) {
        return NULL;
    }
    ouro_object *value =
        from_data(ouro_bytes_data(bytes), ouro_bytes_length(bytes), little, is_signed);
    ouro_decref(bytes);
    if (value && ((ouro_type *)type)->exact != OURO_T_INT) {
        ouro_replace(&value, ouro_call1(type, value));
    }
    return value;
}

// ---- format ---------------------------------------------------------------------------------

static ouro_object *int_format(ouro_object *self, ouro_object *spec) {
    if (!ouro_is(spec, OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "__format__() argument must be str, not %V", spec);
    }
    size_t length;
    char *text = ouro_str_utf8(spec, &length);
    if (!text) {
        return NULL;
    }
    ouro_object *result = length || ouro_is_exact(self, OURO_T_INT)
                              ? ouro_int_format_spec(self, text, length)
                              : ouro_str(self);
    ouro_memory_free(text);
    return result;
}

static ouro_object *int_newargs(ouro_object *self) {
    ouro_object *value = ouro__int_exact(self);
    ouro_object *result = value ? ouro_tuple_from(&value, 1) : NULL;
    ouro_xdecref(value);
    return result;
}

const ouro_method ouro__int_methods[] = {
    OURO_NOARGS("bit_length", int_bit_length,
                "Number of bits necessary to represent self in binary."),
    OURO_NOARGS("bit_count", int_bit_count,
                "Number of ones in the binary representation of abs(self)."),
    OURO_NOARGS("conjugate", ouro__int_exact, "Returns self, the complex conjugate of any int."),
    OURO_NOARGS("as_integer_ratio", int_ratio, "The pair of integers (self, 1)."),
    OURO_KEYWORDS("to_bytes", int_to_bytes, "An array of bytes representing the integer."),
    {"from_bytes",
     {.keywords = int_from_bytes},
     OURO_METH_KEYWORDS | OURO_METH_CLASS,
     0,
     255,
     "The integer represented by the given array of bytes."},
    OURO_ARGS("__round__", int_round, 0, 1, "Rounding with a negative ndigits rounds to tens."),
    OURO_NOARGS("__trunc__", ouro__int_exact, "Truncating an Integral returns itself."),
    OURO_NOARGS("__floor__", ouro__int_exact, "Flooring an Integral returns itself."),
    OURO_NOARGS("__ceil__", ouro__int_exact, "Ceiling of an Integral returns itself."),
    OURO_O("__format__", int_format, "Formats the integer as the format specification says."),
    OURO_NOARGS("__getnewargs__", int_newargs, NULL),
    OURO_NOARGS("__sizeof__", int_sizeof, "Size of the object in memory, in bytes."),
    {0},
};
