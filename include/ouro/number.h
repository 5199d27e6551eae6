// SPDX-License-Identifier: MIT
// int (any size), bool, float and complex.  Floor: types.  SPEC rows C1, C4.
//
// Ownership, errors and costs are as object.h says at its head; where memory is short, MemoryError.
// Those that take a `value` want an int (or bool) and do not check.
#ifndef OURO_NUMBER_H
#define OURO_NUMBER_H

#include <ouro/error.h>

#ifdef __cplusplus
extern "C" {
#endif

// An int.  `word` odd: the value is word >> 1 (63 bits, always used when it fits).  `word` even:
// bit 1 is the sign, word >> 2 the number of 64-bit limbs, least significant first, the last one
// not 0.
typedef struct ouro_int {
    ouro_object head;
    intptr_t word;
    uint64_t limbs[];
} ouro_int;

#define OURO_COMPACT_MAX ((int64_t)0x3fffffffffffffff)
#define OURO_COMPACT_MIN (-OURO_COMPACT_MAX - 1)

// Whether the value is in the object itself, and that value.
static inline bool ouro_int_is_compact(const ouro_object *object) {
    return ((const ouro_int *)object)->word & 1;
}
static inline int64_t ouro_int_compact(const ouro_object *object) {
    return (int64_t)((const ouro_int *)object)->word >> 1;
}

// The ints that exist once, and are shared.
#define OURO_SMALL_INT_MIN (-5)
#define OURO_SMALL_INT_MAX 256
static inline bool ouro_int_is_shared(int64_t value) {
    return (uint64_t)value - (uint64_t)OURO_SMALL_INT_MIN <=
           (uint64_t)(OURO_SMALL_INT_MAX - OURO_SMALL_INT_MIN);
}

// An int of that value; of a double its whole part: OverflowError for an infinity, ValueError for
// NaN.
OURO_API ouro_object *ouro_int_new(int64_t value);
OURO_API ouro_object *ouro_int_from_u64(uint64_t value);
OURO_API ouro_object *ouro_int_from_double(double value);
// Text of `length` bytes in `base` (2..36, or 0 for prefixed literals), underscores and white space
// as int() allows; ValueError as int() words it.
OURO_API ouro_object *ouro_int_parse(const char *text, size_t length, int base);
// The digits as a str, in base 2 to 36, with `prefix` "0x" and the like.  ValueError when there are
// more decimal ones than ouro_int_max_str_digits.  O(digits) in bases that are powers of two, else
// more.
OURO_API ouro_object *ouro_int_format(ouro_object *value, int base, bool prefix);
// As int64_t; -1 with OverflowError "Python int too large to convert to C long" when it does not
// fit.
OURO_API int64_t ouro_int_as_i64(ouro_object *value);
// The same without exception: then -1, and *overflow is 1 or, of a negative value, -1; else 0.
OURO_API int64_t ouro_int_as_i64_overflow(ouro_object *value, int *overflow);
// As uint64_t; (uint64_t)-1 with OverflowError when it is negative or does not fit.
OURO_API uint64_t ouro_int_as_u64(ouro_object *value);
// The nearest double; -1.0 with OverflowError when it is larger than any.
OURO_API double ouro_int_as_double(ouro_object *value);
// Most decimal digits that conversions of int and text accept (sys.set_int_max_str_digits):
// 4300 in a new runtime, 0: no limit.
OURO_API size_t ouro_int_max_str_digits(void);
OURO_API void ouro_int_set_max_str_digits(size_t digits);
OURO_API int ouro_int_sign(const ouro_object *value); // -1, 0 or 1; cannot fail
OURO_API size_t ouro_int_bit_length(const ouro_object *value);

typedef struct ouro_float {
    ouro_object head;
    double value;
} ouro_float;

// A float of that value; the value of a float, which is not checked to be one.
OURO_API ouro_object *ouro_float_new(double value);
static inline double ouro_float_value(const ouro_object *object) {
    return ((const ouro_float *)object)->value;
}
// Any object's value as a double: a float's, or by __float__ or __index__.  -1.0 with an exception.
OURO_API double ouro_as_double(ouro_object *object);
// float(text) of `length` bytes: ValueError when it is no number.
OURO_API ouro_object *ouro_float_parse(const char *text, size_t length);
// The hash of a double, equal to that of an equal int; of NaN it comes from the address of `self`.
OURO_API int64_t ouro_hash_double(double value, const ouro_object *self);

typedef struct ouro_complex {
    ouro_object head;
    double real, imag;
} ouro_complex;

OURO_API ouro_object *ouro_complex_new(double real, double imag); // new, or NULL with MemoryError
static inline double ouro_complex_real(const ouro_object *object) {
    return ((const ouro_complex *)object)->real;
}
static inline double ouro_complex_imag(const ouro_object *object) {
    return ((const ouro_complex *)object)->imag;
}

// The format mini-language for numbers (spec: UTF-8): new str.
OURO_API ouro_object *ouro_int_format_spec(ouro_object *value, const char *spec, size_t length);
OURO_API ouro_object *ouro_float_format_spec(double value, const char *spec, size_t length);

#ifdef __cplusplus
}
#endif
#endif
