// SPDX-License-Identifier: MIT
// int: the type, the shared small ints, making ints and taking them apart.  Floor: types.
// SPEC row C1.
#include "int_impl.h"
#include <math.h>

_Static_assert(sizeof(ouro_int) == 24, "a compact int is three words");

// ---- Making ---------------------------------------------------------------------------------

ouro_object *ouro__int_alloc(size_t n) {
    if (n > (OURO_SIZE_MAX >> 6) / sizeof(mp_limb_t)) {
        return ouro_raise(OURO_EXC_OverflowError, "too many digits in integer");
    }
    ouro_object *object =
        ouro__atom_new(ouro_builtin_type(OURO_T_INT), sizeof(ouro_int) + n * sizeof(mp_limb_t));
    if (object) {
        ((ouro_int *)object)->word = (intptr_t)(n << 2);
    }
    return object;
}

// The compact value of at most one limb, if it fits.
static bool compact_of(mp_limb_t limb, bool negative, int64_t *value) {
    if (limb <= (uint64_t)OURO_COMPACT_MAX || (negative && limb == (uint64_t)1 << 62)) {
        *value = negative ? -(int64_t)limb : (int64_t)limb;
        return true;
    }
    return false;
}

ouro_object *ouro__int_finish(ouro_object *object, size_t n, bool negative) {
    if (!object) {
        return NULL;
    }
    const mp_limb_t *limbs = ouro__limbs(object);
    size_t made = (size_t)((ouro_int *)object)->word >> 2;
    while (n && limbs[n - 1] == 0) {
        n--;
    }
    int64_t value;
    if (n == 0 || (n == 1 && compact_of(limbs[0], negative, &value))) {
        value = n ? value : 0;
        ouro_heap_free(ouro_current->heap, object);
        return ouro__int_compact_new(value);
    }
    if (n != made) {
        ouro_object *exact =
            ouro_heap_realloc(ouro_current->heap, object, sizeof(ouro_int) + n * sizeof(mp_limb_t));
        object = exact ? exact : object;
    }
    ((ouro_int *)object)->word = (intptr_t)(n << 2 | (negative ? 2 : 0));
    return object;
}

ouro_object *ouro__int_from_limbs(const mp_limb_t *limbs, size_t n, bool negative) {
    while (n && limbs[n - 1] == 0) {
        n--;
    }
    int64_t value;
    if (n == 0 || (n == 1 && compact_of(limbs[0], negative, &value))) {
        return ouro__int_compact_new(n ? value : 0);
    }
    ouro_object *object = ouro__int_alloc(n);
    if (object) {
        memcpy(ouro__limbs(object), limbs, n * sizeof *limbs);
        ((ouro_int *)object)->word |= negative ? 2 : 0;
    }
    return object;
}

ouro_object *ouro_int_new(int64_t value) {
    if (OURO_LIKELY(ouro__fits_compact(value))) {
        return ouro__int_compact_new(value);
    }
    mp_limb_t limb = value < 0 ? -(uint64_t)value : (uint64_t)value;
    return ouro__int_from_limbs(&limb, 1, value < 0);
}

ouro_object *ouro_int_from_u64(uint64_t value) {
    mp_limb_t limb = value;
    return ouro__int_from_limbs(&limb, 1, false);
}

ouro_object *ouro_int_from_double(double value) {
    if (isinf(value)) {
        return ouro_raise(OURO_EXC_OverflowError, "cannot convert float infinity to integer");
    }
    if (isnan(value)) {
        return ouro_raise(OURO_EXC_ValueError, "cannot convert float NaN to integer");
    }
    if (fabs(value) < 0x1p62) {
        return ouro__int_compact_new((int64_t)value);
    }
    int exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(fabs(value), &exponent), 64);
    size_t n = ((size_t)exponent + 63) / 64;
    ouro_object *object = ouro__int_alloc(n);
    if (!object) {
        return NULL;
    }
    // The mantissa's lowest bit stands for 2**(exponent - 64), which is not below 2**-2.
    mp_limb_t *limbs = ouro__limbs(object);
    memset(limbs, 0, n * sizeof *limbs);
    int low = exponent - 64;
    if (low < 0) {
        limbs[0] = mantissa >> -low;
    } else {
        size_t at = (size_t)low / 64;
        unsigned bits = (unsigned)low % 64;
        limbs[at] = mantissa << bits;
        if (bits) {
            limbs[at + 1] = mantissa >> (64 - bits);
        }
    }
    return ouro__int_finish(object, n, value < 0);
}

ouro_object *ouro__int_exact(ouro_object *number) {
    if (ouro_is_exact(number, OURO_T_INT)) {
        return ouro_newref(number);
    }
    ouro__view view;
    ouro__int_view(number, &view);
    return ouro__int_from_limbs(view.limbs, view.n, view.negative);
}

// ---- Taking apart ---------------------------------------------------------------------------

int ouro_int_sign(const ouro_object *value) {
    ouro__view view;
    ouro__int_view(value, &view);
    return view.n == 0 ? 0 : view.negative ? -1 : 1;
}

size_t ouro_int_bit_length(const ouro_object *value) {
    ouro__view view;
    ouro__int_view(value, &view);
    return ouro__bits(view.limbs, view.n);
}

int64_t ouro_int_as_i64_overflow(ouro_object *value, int *overflow) {
    *overflow = 0;
    if (OURO_LIKELY(ouro_int_is_compact(value))) {
        return ouro_int_compact(value);
    }
    ouro__view view;
    ouro__int_view(value, &view);
    uint64_t limit = (uint64_t)INT64_MAX + view.negative;
    if (view.n == 1 && view.limbs[0] <= limit) {
        return view.negative ? (int64_t)-view.limbs[0] : (int64_t)view.limbs[0];
    }
    *overflow = view.negative ? -1 : 1;
    return -1;
}

int64_t ouro_int_as_i64(ouro_object *value) {
    int overflow;
    int64_t result = ouro_int_as_i64_overflow(value, &overflow);
    if (overflow) {
        ouro_raise(OURO_EXC_OverflowError, "Python int too large to convert to C long");
        return -1;
    }
    return result;
}

uint64_t ouro_int_as_u64(ouro_object *value) {
    ouro__view view;
    ouro__int_view(value, &view);
    if (view.negative) {
        ouro_raise(OURO_EXC_OverflowError, "can't convert negative value to unsigned int");
        return (uint64_t)-1;
    }
    if (view.n > 1) {
        ouro_raise(OURO_EXC_OverflowError, "Python int too large to convert to C unsigned long");
        return (uint64_t)-1;
    }
    return view.n ? view.limbs[0] : 0;
}

double ouro__round_double(uint64_t value, bool sticky, int64_t exponent) {
    if (value == 0) {
        return 0;
    }
    // Keep 53 bits, fewer for subnormal results.
    int64_t bits = 64 - __builtin_clzll(value), top = bits + exponent;
    int64_t keep = top < -1021 ? 53 - (-1021 - top) : 53, drop = bits - keep;
    if (drop > 64 || keep < 0) {
        return 0;
    }
    if (drop > 0) {
        uint64_t half = (uint64_t)1 << (drop - 1), below = value & (half - 1);
        bool up = value & half, more = below || sticky;
        value = drop == 64 ? 0 : value >> drop;
        exponent += drop;
        value += up && (more || (value & 1));
    }
    return exponent > 2000 ? HUGE_VAL : ldexp((double)value, (int)exponent);
}

// The top 64 bits as if the number went on with zeros, and whether anything is below them.
static uint64_t top_bits(const ouro__view *view, bool *sticky) {
    size_t n = view->n;
    unsigned shift = (unsigned)__builtin_clzll(view->limbs[n - 1]);
    uint64_t top = view->limbs[n - 1] << shift, lost = 0;
    if (n > 1 && shift) {
        top |= view->limbs[n - 2] >> (64 - shift);
        lost = view->limbs[n - 2] << shift;
    } else if (n > 1) {
        lost = view->limbs[n - 2];
    }
    for (size_t i = 0; i + 2 < n && !lost; i++) {
        lost = view->limbs[i];
    }
    *sticky = lost != 0;
    return top;
}

double ouro_int_as_double(ouro_object *value) {
    if (OURO_LIKELY(ouro_int_is_compact(value))) {
        return (double)ouro_int_compact(value);
    }
    ouro__view view;
    ouro__int_view(value, &view);
    bool sticky;
    uint64_t top = top_bits(&view, &sticky);
    size_t bits = ouro__bits(view.limbs, view.n);
    double result = bits > 1024 ? HUGE_VAL : ouro__round_double(top, sticky, (int64_t)bits - 64);
    if (isinf(result)) {
        ouro_raise(OURO_EXC_OverflowError, "int too large to convert to float");
        return -1;
    }
    return view.negative ? -result : result;
}

// ---- Order and hash -------------------------------------------------------------------------

int ouro__int_order(const ouro_object *a, const ouro_object *b) {
    if (OURO_LIKELY(ouro_int_is_compact(a) && ouro_int_is_compact(b))) {
        int64_t x = ouro_int_compact(a), y = ouro_int_compact(b);
        return (x > y) - (x < y);
    }
    ouro__view x, y;
    ouro__int_view(a, &x);
    ouro__int_view(b, &y);
    if (x.negative != y.negative) {
        return x.negative ? -1 : 1;
    }
    int order = x.n != y.n ? (x.n < y.n ? -1 : 1) : mpn_cmp(x.limbs, y.limbs, (mp_size_t)x.n);
    order = (order > 0) - (order < 0);
    return x.negative ? -order : order;
}

int ouro__int_order_double(const ouro_object *number, double value) {
    ouro__view view;
    ouro__int_view(number, &view);
    int sign = view.n == 0 ? 0 : view.negative ? -1 : 1;
    int other = (value > 0) - (value < 0);
    if (sign != other || sign == 0) {
        return (sign > other) - (sign < other);
    }
    if (isinf(value)) {
        return -other;
    }
    int exponent, order;
    double mantissa = frexp(fabs(value), &exponent);
    int64_t bits = (int64_t)ouro__bits(view.limbs, view.n);
    if (bits != exponent) {
        order = bits < exponent ? -1 : 1;
    } else {
        bool sticky;
        uint64_t mine = top_bits(&view, &sticky), theirs = (uint64_t)ldexp(mantissa, 64);
        order = mine != theirs ? (mine < theirs ? -1 : 1) : sticky;
    }
    return sign < 0 ? -order : order;
}

ouro_object *ouro__order_result(int order, int op) {
    switch (op) {
    case OURO_LT: return ouro_bool(order < 0);
    case OURO_LE: return ouro_bool(order <= 0);
    case OURO_EQ: return ouro_bool(order == 0);
    case OURO_NE: return ouro_bool(order != 0);
    case OURO_GT: return ouro_bool(order > 0);
    default: return ouro_bool(order >= 0);
    }
}

static ouro_object *int_compare(ouro_object *self, ouro_object *other, int op) {
    if (!ouro__is_int(self) || !ouro__is_int(other)) {
        return ouro_not_implemented();
    }
    return ouro__order_result(self == other ? 0 : ouro__int_order(self, other), op);
}

#define HASH_MODULUS (((uint64_t)1 << 61) - 1)

static int64_t int_hash(ouro_object *self) {
    if (OURO_LIKELY(ouro_int_is_compact(self))) {
        int64_t value = ouro_int_compact(self);
        if (value > -(int64_t)HASH_MODULUS && value < (int64_t)HASH_MODULUS) {
            return value == -1 ? -2 : value;
        }
    }
    ouro__view view;
    ouro__int_view(self, &view);
    uint64_t hash = 0;
    for (size_t i = view.n; i-- > 0;) {
        // 2**64 is 8 modulo 2**61 - 1.
        unsigned __int128 sum = (unsigned __int128)hash * 8 + view.limbs[i];
        hash = (uint64_t)(sum % HASH_MODULUS);
    }
    int64_t result = view.negative ? -(int64_t)hash : (int64_t)hash;
    return result == -1 ? -2 : result;
}

static int int_truth(ouro_object *self) {
    return ((ouro_int *)self)->word != 1;
}

static ouro_object *int_to_float(ouro_object *self) {
    double value = ouro_int_as_double(self);
    return value == -1.0 && ouro_raised_borrow() ? NULL : ouro_float_new(value);
}

// ---- The small ints -------------------------------------------------------------------------

int ouro__ints_start(ouro__int_caches *ints) {
    ints->max_str_digits = 4300;
    ouro_current->small_ints = ints->small;
    for (int i = 0; i < OURO__SMALL_INTS; i++) {
        ouro_object *object = ouro__atom_new(ouro_builtin_type(OURO_T_INT), sizeof(ouro_int));
        if (!object) {
            return -1;
        }
        ((ouro_int *)object)->word = (intptr_t)(i + OURO_SMALL_INT_MIN) * 2 + 1;
        ints->small[i] = object;
    }
    for (int i = 0; i < 2; i++) {
        ouro_object *object = ouro__atom_new(ouro_builtin_type(OURO_T_BOOL), sizeof(ouro_int));
        if (!object) {
            return -1;
        }
        ((ouro_int *)object)->word = i * 2 + 1;
        *(i ? &ouro_current->true_ : &ouro_current->false_) = object;
    }
    return 0;
}

void ouro__ints_stop(ouro__int_caches *ints) {
    for (int i = 0; i < OURO__SMALL_INTS; i++) {
        ouro_clear(&ints->small[i]);
    }
    ouro_clear(&ouro_current->true_);
    ouro_clear(&ouro_current->false_);
}

size_t ouro_int_max_str_digits(void) {
    return ouro__caches()->atoms.ints.max_str_digits;
}

void ouro_int_set_max_str_digits(size_t digits) {
    ouro__caches()->atoms.ints.max_str_digits = digits;
}

static void int_destroy(ouro_object *self) {
    ouro_heap_free(ouro_current->heap, self);
}

const ouro_type_spec ouro__int_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "int",
    .doc = "int([x]) -> integer\nint(x, base=10) -> integer\n\n"
           "Convert a number or string to an integer, or return 0 if no arguments\nare given.",
    .instance_size = sizeof(ouro_int),
    .item_size = sizeof(uint64_t),
    .flags = OURO_TF_BASE | OURO_TF_MATCH_SELF | OURO_TF_IMMUTABLE,
    .slots = {.create = ouro__int_create,
              .destroy = int_destroy,
              .repr = ouro__int_repr,
              .hash = int_hash,
              .compare = int_compare,
              .truth = int_truth,
              .index = ouro__int_exact,
              .to_int = ouro__int_exact,
              .to_float = int_to_float,
              .unary = {[OURO_NEG] = ouro__int_negate,
                        [OURO_POS] = ouro__int_exact,
                        [OURO_INVERT] = ouro__int_invert,
                        [OURO_ABS] = ouro__int_abs},
              .binary = {[OURO_ADD] = ouro__int_slot_add,
                         [OURO_SUB] = ouro__int_slot_sub,
                         [OURO_MUL] = ouro__int_slot_mul,
                         [OURO_TRUEDIV] = ouro__int_slot_truediv,
                         [OURO_FLOORDIV] = ouro__int_slot_floordiv,
                         [OURO_MOD] = ouro__int_slot_mod,
                         [OURO_POW] = ouro__int_slot_pow,
                         [OURO_LSHIFT] = ouro__int_slot_lshift,
                         [OURO_RSHIFT] = ouro__int_slot_rshift,
                         [OURO_AND] = ouro__int_slot_and,
                         [OURO_XOR] = ouro__int_slot_xor,
                         [OURO_OR] = ouro__int_slot_or,
                         [OURO_DIVMOD] = ouro__int_slot_divmod},
              .power = ouro__int_power},
    .methods = ouro__int_methods,
    .getsets = ouro__int_getsets,
};
