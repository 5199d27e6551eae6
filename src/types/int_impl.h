// SPDX-License-Identifier: MIT
// Inside int: magnitudes as GMP limbs, and results that are normalised.  Floor: types.
// An int is compact if and only if its value fits 63 bits.
#ifndef OURO_INT_IMPL_H
#define OURO_INT_IMPL_H

#include "caches.h"
#include <gmp.h>

_Static_assert(sizeof(mp_limb_t) == sizeof(uint64_t) && GMP_NAIL_BITS == 0, "limbs are 64 bits");

// A magnitude with its sign: limbs of an object, or `one` for compact ints.
typedef struct ouro__view {
    const mp_limb_t *limbs;
    size_t n; // 0: the value is 0
    bool negative;
    mp_limb_t one;
} ouro__view;

static inline void ouro__int_view(const ouro_object *object, ouro__view *view) {
    const ouro_int *number = (const ouro_int *)object;
    if (number->word & 1) {
        int64_t value = (int64_t)number->word >> 1;
        view->negative = value < 0;
        view->one = value < 0 ? -(uint64_t)value : (uint64_t)value;
        view->limbs = &view->one;
        view->n = value != 0;
    } else {
        view->negative = number->word & 2;
        view->n = (size_t)number->word >> 2;
        view->limbs = (const mp_limb_t *)number->limbs;
    }
}

static inline mp_limb_t *ouro__limbs(ouro_object *object) {
    return (mp_limb_t *)((ouro_int *)object)->limbs;
}

static inline size_t ouro__bits(const mp_limb_t *limbs, size_t n) {
    return n ? n * 64 - (size_t)__builtin_clzll(limbs[n - 1]) : 0;
}

// A compact int; small ones are the shared objects.
static inline ouro_object *ouro__int_compact_new(int64_t value) {
    if (ouro_int_is_shared(value)) {
        return ouro_newref(ouro_current->small_ints[value - OURO_SMALL_INT_MIN]);
    }
    ouro_object *object = ouro__atom_new(ouro_builtin_type(OURO_T_INT), sizeof(ouro_int));
    if (OURO_LIKELY(object)) {
        ((ouro_int *)object)->word = (intptr_t)((uint64_t)value << 1 | 1);
    }
    return object;
}

static inline bool ouro__fits_compact(int64_t value) {
    return value >= OURO_COMPACT_MIN && value <= OURO_COMPACT_MAX;
}

// A fresh int of `n` limbs to be filled, then given to ouro__int_finish.
ouro_object *ouro__int_alloc(size_t n);
// Strips high zero limbs, gives back memory and makes the result compact if it fits; `object` is
// stolen and may be NULL.
ouro_object *ouro__int_finish(ouro_object *object, size_t n, bool negative);
ouro_object *ouro__int_from_limbs(const mp_limb_t *limbs, size_t n, bool negative);
// `number` itself if it is an exact int, else an exact copy: new reference.
ouro_object *ouro__int_exact(ouro_object *number);
// value * 2**exponent rounded half to even, `sticky` if bits below were lost; may give infinity.
double ouro__round_double(uint64_t value, bool sticky, int64_t exponent);
// The bool that comparison `op` gives for an order of -1, 0 or 1.
ouro_object *ouro__order_result(int order, int op);
// -1, 0 or 1.
int ouro__int_order(const ouro_object *a, const ouro_object *b);
// The same for an int and a float that is not a NaN.
int ouro__int_order_double(const ouro_object *number, double value);
// The number round(half to even) of `number` to a multiple of 10**digits.
ouro_object *ouro__int_divmod_near(ouro_object *a, ouro_object *b);

// Arithmetic on ints of any kind (int_arith.c, int_bits.c, int_power.c).
ouro_object *ouro__int_add(ouro_object *a, ouro_object *b);
ouro_object *ouro__int_sub(ouro_object *a, ouro_object *b);
ouro_object *ouro__int_mul(ouro_object *a, ouro_object *b);
// Floor division: quotient and remainder are made where the pointers are not NULL.  0 or -1.
int ouro__int_divide(ouro_object *a, ouro_object *b, ouro_object **quotient,
                     ouro_object **remainder);
ouro_object *ouro__int_shift(ouro_object *a, ssize_t left); // negative: right, towards -inf
ouro_object *ouro__int_negate(ouro_object *a);

// Binary slots: NotImplemented unless both are ints.
ouro_object *ouro__int_slot_add(ouro_object *a, ouro_object *b);
ouro_object *ouro__int_slot_sub(ouro_object *a, ouro_object *b);
ouro_object *ouro__int_slot_mul(ouro_object *a, ouro_object *b);
ouro_object *ouro__int_slot_floordiv(ouro_object *a, ouro_object *b);
ouro_object *ouro__int_slot_mod(ouro_object *a, ouro_object *b);
ouro_object *ouro__int_slot_divmod(ouro_object *a, ouro_object *b);
ouro_object *ouro__int_slot_truediv(ouro_object *a, ouro_object *b);
ouro_object *ouro__int_slot_lshift(ouro_object *a, ouro_object *b);
ouro_object *ouro__int_slot_rshift(ouro_object *a, ouro_object *b);
ouro_object *ouro__int_slot_and(ouro_object *a, ouro_object *b);
ouro_object *ouro__int_slot_or(ouro_object *a, ouro_object *b);
ouro_object *ouro__int_slot_xor(ouro_object *a, ouro_object *b);
ouro_object *ouro__int_slot_pow(ouro_object *a, ouro_object *b);
ouro_object *ouro__int_power(ouro_object *base, ouro_object *exponent, ouro_object *modulus);
ouro_object *ouro__int_invert(ouro_object *a);
ouro_object *ouro__int_abs(ouro_object *a);

// Text (int_text.c).
ouro_object *ouro__int_repr(ouro_object *number);
ouro_object *ouro__int_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                              ouro_object *kwnames);
// Limbs as digits in `base`, most significant first, without sign or prefix: memory to be given to
// ouro_memory_free, *length digits.
char *ouro__int_digits(const ouro__view *view, int base, size_t *length);
extern const ouro_method ouro__int_methods[];
extern const ouro_getset ouro__int_getsets[];

#endif
