// SPDX-License-Identifier: MIT
// Operators: which operand is asked first, and what is said when neither can.  Floor: object.
#include "slots_python.h"

static const char *const signs[OURO_BINARY_COUNT] = {
    "+", "-", "*", "@", "/", "//", "%", "** or pow()", "<<", ">>", "&", "^", "|", "divmod()"};
static const char *const inplace_signs[OURO_BINARY_COUNT] = {
    "+=", "-=", "*=", "@=", "/=", "//=", "%=", "**=", "<<=", ">>=", "&=", "^=", "|=", "divmod()"};

// ---- One operand ----------------------------------------------------------------------------

ouro_object *ouro_unary(ouro_object *operand, enum ouro_unary_op op) {
    static const char *const names[] = {"unary -", "unary +", "unary ~", "abs()"};
    ouro_unary_fn function = operand->type->slots.unary[op];
    if (OURO_LIKELY(function)) {
        return function(operand);
    }
    return ouro_raise(OURO_EXC_TypeError, "bad operand type for %s: '%T'", names[op], operand);
}

// ---- Two operands ---------------------------------------------------------------------------

// The operands' slots in the right order: right first if its type is derived from left's.
// NotImplemented when neither can.
static ouro_object *dispatch(ouro_object *left, ouro_object *right, enum ouro_binary_op op) {
    ouro_binary_fn first = left->type->slots.binary[op];
    ouro_binary_fn second = left->type == right->type ? NULL : right->type->slots.binary[op];
    if (second == first) {
        second = NULL;
    }
    if (first && second && ouro_type_is_subtype(right->type, left->type)) {
        ouro_binary_fn swap = first;
        first = second;
        second = swap;
    }
    if (first) {
        ouro_object *result = first(left, right);
        if (!result || !ouro_is_not_implemented(result)) {
            return result;
        }
        ouro_decref(result);
    }
    return second ? second(left, right) : ouro_not_implemented();
}

static bool is_sequence(const ouro_object *object) {
    return object->type->flags & OURO_TF_SEQUENCE;
}

void *ouro__raise_operands(ouro_object *left, ouro_object *right, enum ouro_binary_op op,
                           const char *sign) {
    if (op == OURO_ADD && is_sequence(left)) {
        if (ouro_is(left, OURO_T_BYTES)) {
            return ouro_raise(OURO_EXC_TypeError, "can't concat %T to bytes", right);
        }
        return ouro_raise(OURO_EXC_TypeError, "can only concatenate %s (not \"%T\") to %s",
                          ouro_builtin_type(left->type->layout)->name, right,
                          ouro_builtin_type(left->type->layout)->name);
    }
    if (op == OURO_MUL && (is_sequence(left) || is_sequence(right))) {
        return ouro_raise(OURO_EXC_TypeError, "can't multiply sequence by non-int of type '%T'",
                          is_sequence(left) ? right : left);
    }
    return ouro_raise(OURO_EXC_TypeError, "unsupported operand type(s) for %s: '%T' and '%T'", sign,
                      left, right);
}

ouro_object *ouro_binary(ouro_object *left, ouro_object *right, enum ouro_binary_op op) {
    ouro_object *result = dispatch(left, right, op);
    if (OURO_UNLIKELY(result && ouro_is_not_implemented(result))) {
        ouro_decref(result);
        return ouro__raise_operands(left, right, op, signs[op]);
    }
    return result;
}

ouro_object *ouro_inplace(ouro_object *left, ouro_object *right, enum ouro_binary_op op) {
    ouro_binary_fn function = left->type->slots.inplace[op];
    ouro_object *result;
    if (function) {
        result = function(left, right);
        if (!result || !ouro_is_not_implemented(result)) {
            return result;
        }
        ouro_decref(result);
    }
    result = dispatch(left, right, op);
    if (result && ouro_is_not_implemented(result)) {
        ouro_decref(result);
        return ouro__raise_operands(left, right, op, inplace_signs[op]);
    }
    return result;
}

ouro_object *ouro_power(ouro_object *base, ouro_object *exponent, ouro_object *modulus) {
    if (!modulus || ouro_is_none(modulus)) {
        return ouro_binary(base, exponent, OURO_POW);
    }
    const ouro_object *const operands[] = {base, exponent, modulus};
    for (size_t i = 0; i < 3; i++) {
        ouro_object *(*power)(ouro_object *, ouro_object *, ouro_object *) =
            operands[i]->type->slots.power;
        if (!power || (i && power == operands[i - 1]->type->slots.power)) {
            continue;
        }
        ouro_object *result = power(base, exponent, modulus);
        if (!result || !ouro_is_not_implemented(result)) {
            return result;
        }
        ouro_decref(result);
    }
    return ouro_raise(OURO_EXC_TypeError,
                      "unsupported operand type(s) for ** or pow(): '%T', '%T', '%T'", base,
                      exponent, modulus);
}

// ---- As an index ----------------------------------------------------------------------------

ouro_object *ouro_index(ouro_object *object) {
    if (OURO_LIKELY(ouro_is_exact(object, OURO_T_INT))) {
        return ouro_newref(object);
    }
    if (ouro_is(object, OURO_T_INT)) { // bool and other subclasses: the plain int
        return ouro_builtin_type(OURO_T_INT)->slots.unary[OURO_POS](object);
    }
    if (!object->type->slots.index) {
        return ouro_raise(OURO_EXC_TypeError, "'%T' object cannot be interpreted as an integer",
                          object);
    }
    ouro_object *index = object->type->slots.index(object);
    if (index && !ouro_is(index, OURO_T_INT)) {
        ouro_raise(OURO_EXC_TypeError, "__index__ returned non-int (type %T)", index);
        ouro_clear(&index);
    }
    return index;
}

ssize_t ouro_index_ssize(ouro_object *object, ouro_type *overflow_type) {
    ouro_object *index = ouro_index(object);
    if (!index) {
        return -1;
    }
    int overflow;
    int64_t value = ouro_int_as_i64_overflow(index, &overflow);
    ouro_decref(index);
    if (!overflow) {
        return (ssize_t)value;
    }
    if (overflow_type) {
        ouro_raise_type(overflow_type, "cannot fit '%T' into an index-sized integer", object);
        return -1;
    }
    return overflow > 0 ? PTRDIFF_MAX : PTRDIFF_MIN;
}
