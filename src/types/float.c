// SPDX-License-Identifier: MIT
// float: the type with its free list, arithmetic, comparison and hash.  Floor: types.  SPEC row C4.
#include "float_impl.h"
#include "int_impl.h"
#include "str_impl.h"
#include <errno.h>
#include <math.h>

_Static_assert(sizeof(ouro_float) == 24, "a float is three words");
_Static_assert(sizeof(double) == sizeof(ouro_object *), "a link fits in a dead float's value");

// ---- Making and freeing ---------------------------------------------------------------------

ouro_object *ouro_float_new(double value) {
    ouro__float_caches *floats = &ouro__caches()->atoms.floats;
    ouro_object *object = floats->free;
    if (OURO_LIKELY(object)) {
        OURO__UNPOISON(object, sizeof(ouro_float));
        memcpy(&floats->free, &((ouro_float *)object)->value, sizeof floats->free);
        floats->free_count--;
        object->refs = 1;
        ouro__be_born(ouro__runtime(), object);
    } else {
        object = ouro__atom_new(ouro_builtin_type(OURO_T_FLOAT), sizeof(ouro_float));
        if (!object) {
            return NULL;
        }
    }
    ((ouro_float *)object)->value = value;
    return object;
}

static void float_destroy(ouro_object *self) {
    struct ouro__caches *caches = ouro__caches();
    if (OURO_LIKELY(caches && caches->atoms.floats.free_count < OURO__FLOAT_FREE_MAX)) {
        ouro__float_caches *floats = &caches->atoms.floats;
        memcpy(&((ouro_float *)self)->value, &floats->free, sizeof floats->free);
        OURO__POISON(&((ouro_float *)self)->value, sizeof(double));
        floats->free = self;
        floats->free_count++;
        return;
    }
    ouro_heap_free(ouro_current->heap, self);
}

int ouro__floats_start(ouro__float_caches *floats) {
    floats->c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    return floats->c_locale ? 0 : -1;
}

void ouro__floats_empty(ouro__float_caches *floats) {
    while (floats->free) {
        ouro_object *object = floats->free;
        OURO__UNPOISON(object, sizeof(ouro_float));
        memcpy(&floats->free, &((ouro_float *)object)->value, sizeof floats->free);
        ouro_heap_free(ouro_current->heap, object);
    }
    floats->free_count = 0;
}

void ouro__floats_stop(ouro__float_caches *floats) {
    ouro__floats_empty(floats);
    floats->free_count = OURO__FLOAT_FREE_MAX; // what dies later is freed
    if (floats->c_locale) {
        freelocale(floats->c_locale);
        floats->c_locale = (locale_t)0;
    }
}

// ---- Conversions ----------------------------------------------------------------------------

// By __float__ or __index__: 0, 1 if the object has neither, -1 raised.
static int convert(ouro_object *object, double *value) {
    if (ouro_is(object, OURO_T_FLOAT)) {
        *value = ouro_float_value(object);
        return 0;
    }
    const ouro_slots *slots = &ouro_type_of(object)->slots;
    ouro_object *result;
    if (slots->to_float) {
        result = slots->to_float(object);
        if (result && !ouro_is(result, OURO_T_FLOAT)) {
            ouro_raise(OURO_EXC_TypeError, "%.50s.__float__ returned non-float (type %.50s)",
                       ouro_type_of(object)->name, ouro_type_of(result)->name);
            ouro_clear(&result);
        }
        *value = result ? ouro_float_value(result) : -1;
    } else if (slots->index) {
        result = ouro_index(object);
        *value = result ? ouro_int_as_double(result) : -1;
    } else {
        return 1;
    }
    ouro_xdecref(result);
    return *value == -1 && ouro_raised_borrow() ? -1 : 0;
}

double ouro_as_double(ouro_object *object) {
    double value = -1;
    if (convert(object, &value) > 0) {
        ouro_raise(OURO_EXC_TypeError, "must be real number, not %.50s",
                   ouro_type_of(object)->name);
        return -1;
    }
    return value;
}

static ouro_object *float_exact(ouro_object *self) {
    return ouro_is_exact(self, OURO_T_FLOAT) ? ouro_newref(self)
                                             : ouro_float_new(ouro_float_value(self));
}

static ouro_object *float_to_int(ouro_object *self) {
    return ouro_int_from_double(ouro_float_value(self));
}

static ouro_object *make(ouro_object *source) {
    if (ouro_is(source, OURO_T_STR) || ouro_is(source, OURO_T_BYTES)) {
        return ouro__float_of_text(source);
    }
    double value = 0;
    int status = convert(source, &value);
    if (status > 0) {
        return ouro_raise(OURO_EXC_TypeError,
                          "float() argument must be a string or a real number, not '%.200s'",
                          ouro_type_of(source)->name);
    }
    return status < 0 ? NULL : ouro_float_new(value);
}

static ouro_object *float_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                 ouro_object *kwnames) {
    if (type->exact == OURO_T_FLOAT && ouro_check_no_keywords("float", kwnames) < 0) {
        return NULL;
    }
    if (nargs > 1) {
        return ouro_raise(OURO_EXC_TypeError, "float expected at most 1 argument, got %zu", nargs);
    }
    if (nargs && type->exact == OURO_T_FLOAT && ouro_is_exact(args[0], OURO_T_FLOAT)) {
        return ouro_newref(args[0]);
    }
    ouro_object *value = nargs ? make(args[0]) : ouro_float_new(0);
    if (!value || type->exact == OURO_T_FLOAT) {
        return value;
    }
    ouro_object *object = ouro_object_new(type, 0);
    if (object) {
        ((ouro_float *)object)->value = ouro_float_value(value);
    }
    ouro_decref(value);
    return object;
}

// ---- Arithmetic -----------------------------------------------------------------------------

static inline int operand(ouro_object *object, double *value) {
    if (OURO_LIKELY(ouro_is(object, OURO_T_FLOAT))) {
        *value = ouro_float_value(object);
        return 1;
    }
    if (!ouro__is_int(object)) {
        return 0;
    }
    *value = ouro_int_as_double(object);
    return *value == -1 && ouro_raised_borrow() ? -1 : 1;
}

int ouro__float_operands(ouro_object *left, ouro_object *right, double *a, double *b) {
    int status = operand(left, a);
    return status <= 0 ? status : operand(right, b);
}

#define OPERANDS(left, right, a, b)                                                                \
    double a, b;                                                                                   \
    int status = ouro__float_operands(left, right, &a, &b);                                        \
    if (OURO_UNLIKELY(status <= 0)) {                                                              \
        return status < 0 ? NULL : ouro_not_implemented();                                         \
    }

static ouro_object *raise_zero(const char *message) {
    return ouro_raise(OURO_EXC_ZeroDivisionError, "%s", message);
}

static ouro_object *float_add(ouro_object *left, ouro_object *right) {
    OPERANDS(left, right, a, b)
    return ouro_float_new(a + b);
}
static ouro_object *float_sub(ouro_object *left, ouro_object *right) {
    OPERANDS(left, right, a, b)
    return ouro_float_new(a - b);
}
static ouro_object *float_mul(ouro_object *left, ouro_object *right) {
    OPERANDS(left, right, a, b)
    return ouro_float_new(a * b);
}
static ouro_object *float_truediv(ouro_object *left, ouro_object *right) {
    OPERANDS(left, right, a, b)
    return b == 0 ? raise_zero("float division by zero") : ouro_float_new(a / b);
}

// Quotient rounded down and remainder with the divisor's sign.
static void divide(double a, double b, double *quotient, double *remainder) {
    double r = fmod(a, b), q = (a - r) / b;
    if (r != 0) {
        if ((b < 0) != (r < 0)) {
            r += b;
            q -= 1;
        }
    } else {
        r = copysign(0, b);
    }
    if (q != 0) {
        double down = floor(q);
        *quotient = q - down > 0.5 ? down + 1 : down;
    } else {
        *quotient = copysign(0, a / b);
    }
    *remainder = r;
}

static ouro_object *float_floordiv(ouro_object *left, ouro_object *right) {
    OPERANDS(left, right, a, b)
    if (b == 0) {
        return raise_zero("float floor division by zero");
    }
    double q, r;
    divide(a, b, &q, &r);
    return ouro_float_new(q);
}

static ouro_object *float_mod(ouro_object *left, ouro_object *right) {
    OPERANDS(left, right, a, b)
    if (b == 0) {
        return raise_zero("float modulo");
    }
    double q, r;
    divide(a, b, &q, &r);
    return ouro_float_new(r);
}

static ouro_object *float_divmod(ouro_object *left, ouro_object *right) {
    OPERANDS(left, right, a, b)
    if (b == 0) {
        return raise_zero("float divmod()");
    }
    double q, r;
    divide(a, b, &q, &r);
    ouro_object *pair[2] = {ouro_float_new(q), ouro_float_new(r)}, *result = NULL;
    if (pair[0] && pair[1]) {
        result = ouro_tuple_from(pair, 2);
    }
    ouro_xdecref(pair[0]);
    ouro_xdecref(pair[1]);
    return result;
}

// OverflowError(34, 'Numerical result out of range'), as the C library words it.
static ouro_object *raise_range(void) {
    ouro_object *args[2] = {ouro_int_new(ERANGE), ouro_str_text("Numerical result out of range")};
    ouro_object *exception = NULL;
    if (args[0] && args[1]) {
        exception = ouro_call((ouro_object *)ouro_exc_type(OURO_EXC_OverflowError), args, 2, NULL);
    }
    ouro_xdecref(args[0]);
    ouro_xdecref(args[1]);
    return exception ? ouro_raise_instance(exception) : NULL;
}

static ouro_object *float_power(ouro_object *left, ouro_object *right, ouro_object *modulus) {
    if (modulus && !ouro_is_none(modulus)) {
        return ouro_raise(OURO_EXC_TypeError,
                          "pow() 3rd argument not allowed unless all arguments are integers");
    }
    OPERANDS(left, right, a, b)
    if (a == 0 && b < 0 && isfinite(b)) {
        return raise_zero("0.0 cannot be raised to a negative power");
    }
    if (a < 0 && isfinite(a) && isfinite(b) && b != floor(b)) {
        return ouro__complex_power(a, b);
    }
    double result = pow(a, b);
    if (isinf(result) && isfinite(a) && isfinite(b)) {
        return raise_range();
    }
    return ouro_float_new(result);
}

static ouro_object *float_pow(ouro_object *left, ouro_object *right) {
    return float_power(left, right, NULL);
}

static ouro_object *float_neg(ouro_object *self) {
    return ouro_float_new(-ouro_float_value(self));
}
static ouro_object *float_abs(ouro_object *self) {
    return ouro_float_new(fabs(ouro_float_value(self)));
}
static int float_truth(ouro_object *self) {
    return ouro_float_value(self) != 0;
}

// ---- Comparison and hash --------------------------------------------------------------------

static ouro_object *float_compare(ouro_object *self, ouro_object *other, int op) {
    double a = ouro_float_value(self);
    int order;
    if (ouro_is(other, OURO_T_FLOAT)) {
        double b = ouro_float_value(other);
        if (isnan(a) || isnan(b)) {
            return ouro_bool(op == OURO_NE);
        }
        order = (a > b) - (a < b);
    } else if (ouro__is_int(other)) {
        if (isnan(a)) {
            return ouro_bool(op == OURO_NE);
        }
        order = -ouro__int_order_double(other, a);
    } else {
        return ouro_not_implemented();
    }
    return ouro__order_result(order, op);
}

#define HASH_MODULUS (((uint64_t)1 << 61) - 1)
enum { HASH_BITS = 61, HASH_INFINITY = 314159 };

int64_t ouro_hash_double(double value, const ouro_object *self) {
    if (isnan(value)) {
        uint64_t address = (uintptr_t)self;
        int64_t hash = (int64_t)(address >> 4 | address << 60);
        return hash == -1 ? -2 : hash;
    }
    if (isinf(value)) {
        return value > 0 ? HASH_INFINITY : -HASH_INFINITY;
    }
    // The mantissa as a 53-bit integer times a power of two, of which 2**61 is 1.
    int exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(fabs(value), &exponent), 53);
    int turn = (exponent - 53) % HASH_BITS;
    turn += turn < 0 ? HASH_BITS : 0;
    unsigned __int128 wide = (unsigned __int128)mantissa << turn;
    uint64_t rest = (uint64_t)(wide % HASH_MODULUS);
    int64_t hash = value < 0 ? -(int64_t)rest : (int64_t)rest;
    return hash == -1 ? -2 : hash;
}

static int64_t float_hash(ouro_object *self) {
    return ouro_hash_double(ouro_float_value(self), self);
}

const ouro_type_spec ouro__float_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "float",
    .doc = "Convert a string or number to a floating point number, if possible.",
    .instance_size = sizeof(ouro_float),
    .flags = OURO_TF_BASE | OURO_TF_MATCH_SELF | OURO_TF_IMMUTABLE,
    .slots = {.create = float_create,
              .destroy = float_destroy,
              .repr = ouro__float_repr,
              .hash = float_hash,
              .compare = float_compare,
              .truth = float_truth,
              .to_int = float_to_int,
              .to_float = float_exact,
              .unary = {[OURO_NEG] = float_neg, [OURO_POS] = float_exact, [OURO_ABS] = float_abs},
              .binary = {[OURO_ADD] = float_add,
                         [OURO_SUB] = float_sub,
                         [OURO_MUL] = float_mul,
                         [OURO_TRUEDIV] = float_truediv,
                         [OURO_FLOORDIV] = float_floordiv,
                         [OURO_MOD] = float_mod,
                         [OURO_POW] = float_pow,
                         [OURO_DIVMOD] = float_divmod},
              .power = float_power},
    .methods = ouro__float_methods,
    .getsets = ouro__float_getsets,
};
