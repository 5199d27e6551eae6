// SPDX-License-Identifier: MIT
// Constant folding: the value of expressions that are known while compiling.
// Front-end, compile. The same expressions as in 3.11 are folded, within the same limits, because
// the identity of constants can be seen by a script.
#include "compiler.h"

enum { MAX_INT_BITS = 128, MAX_ITEMS = 256, MAX_TEXT = 4096, MAX_TOTAL_ITEMS = 1024 };

// ---- Limits -------------------------------------------------------------------------------------

static bool is_int(const ouro_object *object) {
    return ouro_is_exact(object, OURO_T_INT) || ouro_is_exact(object, OURO_T_BOOL);
}

static size_t int_bits(const ouro_object *object) {
    return ouro_int_bit_length(object);
}

// The value of an int, or `otherwise` when it does not fit.
static int64_t small_value(ouro_object *object, int64_t otherwise) {
    int overflow = 0;
    int64_t value = ouro_int_as_i64_overflow(object, &overflow);
    return overflow ? otherwise : value;
}

// What is left of `limit` items once those of a nested tuple are counted; negative: too many.
static int64_t count_items(ouro_object *object, int64_t limit) {
    if (ouro_is_exact(object, OURO_T_TUPLE)) {
        limit -= (int64_t)ouro_tuple_length(object);
        for (size_t i = 0; limit >= 0 && i < ouro_tuple_length(object); i++) {
            limit = count_items(ouro_tuple_get_borrow(object, i), limit);
        }
    }
    return limit;
}

static bool repeat_allowed(ouro_object *times, ouro_object *sequence) {
    int64_t n = small_value(times, -1);
    if (ouro_is_exact(sequence, OURO_T_TUPLE)) {
        int64_t length = (int64_t)ouro_tuple_length(sequence);
        return !length || (n >= 0 && n <= MAX_ITEMS / length &&
                           (!n || count_items(sequence, MAX_TOTAL_ITEMS / n) >= 0));
    }
    bool str = ouro_is_exact(sequence, OURO_T_STR);
    if (str || ouro_is_exact(sequence, OURO_T_BYTES)) {
        int64_t length = (int64_t)(str ? ouro_str_length(sequence) : ouro_bytes_length(sequence));
        return !length || (n >= 0 && n <= MAX_TEXT / length);
    }
    return true;
}

static bool multiply_allowed(ouro_object *left, ouro_object *right) {
    if (is_int(left) && is_int(right)) {
        return !int_bits(left) || !int_bits(right) ||
               int_bits(left) + int_bits(right) <= MAX_INT_BITS;
    }
    return is_int(left) ? repeat_allowed(left, right)
                        : !is_int(right) || repeat_allowed(right, left);
}

static bool power_allowed(ouro_object *left, ouro_object *right) {
    if (!is_int(left) || !is_int(right) || !int_bits(left) || ouro_int_sign(right) <= 0) {
        return true;
    }
    int64_t exponent = small_value(right, INT64_MAX);
    return exponent <= MAX_INT_BITS && (int64_t)int_bits(left) <= MAX_INT_BITS / exponent;
}

static bool shift_allowed(ouro_object *left, ouro_object *right) {
    if (!is_int(left) || !is_int(right) || !int_bits(left) || !int_bits(right)) {
        return true;
    }
    int64_t shift = small_value(right, INT64_MAX);
    return shift >= 0 && shift <= MAX_INT_BITS && (int64_t)int_bits(left) <= MAX_INT_BITS - shift;
}

static bool binary_allowed(ouro_object *left, py_operator op, ouro_object *right) {
    switch (op) {
    case PY_MULT: return multiply_allowed(left, right);
    case PY_POW: return power_allowed(left, right);
    case PY_LSHIFT: return shift_allowed(left, right);
    case PY_MOD: return !ouro_is_exact(left, OURO_T_STR) && !ouro_is_exact(left, OURO_T_BYTES);
    case PY_MATMULT: return false;
    default: return true;
    }
}

// ---- Operations ---------------------------------------------------------------------------------

// Takes a result (stolen): an exception means that the expression stays as it is.
static ouro_object *accept(pyc *c, ouro_object *result) {
    if (!result) {
        if (ouro_raised_is(OURO_EXC_MemoryError)) {
            pyc_abort(c);
        }
        ouro_raised_clear();
        return NULL;
    }
    return pyc_merge(c, pyc_keep(c, result));
}

const uint8_t pyc_binary_ops[] = {
    [PY_ADD] = OURO_ADD,           [PY_SUB] = OURO_SUB,       [PY_MULT] = OURO_MUL,
    [PY_MATMULT] = OURO_MATMUL,    [PY_DIV] = OURO_TRUEDIV,   [PY_MOD] = OURO_MOD,
    [PY_POW] = OURO_POW,           [PY_LSHIFT] = OURO_LSHIFT, [PY_RSHIFT] = OURO_RSHIFT,
    [PY_BITOR] = OURO_OR,          [PY_BITXOR] = OURO_XOR,    [PY_BITAND] = OURO_AND,
    [PY_FLOORDIV] = OURO_FLOORDIV,
};

static ouro_object *fold_binary(pyc *c, const py_expr *e) {
    ouro_object *left = pyc_fold(c, e->v.binop.left);
    ouro_object *right = left ? pyc_fold(c, e->v.binop.right) : NULL;
    if (!right || !binary_allowed(left, e->v.binop.op, right)) {
        return NULL;
    }
    return accept(c, ouro_binary(left, right, pyc_binary_ops[e->v.binop.op]));
}

static ouro_object *fold_unary(pyc *c, const py_expr *e) {
    ouro_object *operand = pyc_fold(c, e->v.unaryop.operand);
    if (!operand) {
        return NULL;
    }
    switch (e->v.unaryop.op) {
    case PY_NOT: {
        int truth = ouro_is_true(operand);
        return truth < 0 ? accept(c, NULL) : accept(c, ouro_bool(!truth));
    }
    case PY_INVERT: return accept(c, ouro_unary(operand, OURO_INVERT));
    case PY_UADD: return accept(c, ouro_unary(operand, OURO_POS));
    case PY_USUB: return accept(c, ouro_unary(operand, OURO_NEG));
    }
    return NULL;
}

bool pyc_all_const(pyc *c, py_expr *const *items, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!items[i] || !pyc_fold(c, items[i])) {
            return false;
        }
    }
    return true;
}

ouro_object *pyc_const_tuple(pyc *c, py_expr *const *items, size_t count) {
    ouro_object *tuple = pyc_keep(c, ouro_tuple_new(count));
    for (size_t i = 0; i < count; i++) {
        ouro_tuple_fill(tuple, i, ouro_newref(pyc_fold(c, items[i])));
    }
    return pyc_merge(c, tuple);
}

static ouro_object *fold_sequence(pyc *c, const py_exprs *elts) {
    return pyc_all_const(c, elts->items, elts->count) ? pyc_const_tuple(c, elts->items, elts->count)
                                                      : NULL;
}

static ouro_object *fold_subscript(pyc *c, const py_expr *e) {
    ouro_object *value = pyc_fold(c, e->v.subscript.value);
    ouro_object *key = value ? pyc_fold(c, e->v.subscript.slice) : NULL;
    return key ? accept(c, ouro_getitem(value, key)) : NULL;
}

static ouro_object *fold_once(pyc *c, const py_expr *e) {
    switch (e->kind) {
    case PY_EXPR_BINOP: return fold_binary(c, e);
    case PY_EXPR_UNARYOP: return fold_unary(c, e);
    case PY_EXPR_TUPLE: return e->v.list.ctx == PY_LOAD ? fold_sequence(c, &e->v.list.elts) : NULL;
    case PY_EXPR_SUBSCRIPT: return e->v.subscript.ctx == PY_LOAD ? fold_subscript(c, e) : NULL;
    case PY_EXPR_NAME:
        return e->v.name.ctx == PY_LOAD && !strcmp(e->v.name.id->text, "__debug__")
                   ? ouro_current->true_
                   : NULL;
    default: return NULL;
    }
}

ouro_object *pyc_fold(pyc *c, const py_expr *e) {
    if (e->kind == PY_EXPR_CONSTANT) {
        return pyc_constant(c, e);
    }
    if (e->kind != PY_EXPR_BINOP && e->kind != PY_EXPR_UNARYOP && e->kind != PY_EXPR_TUPLE &&
        e->kind != PY_EXPR_SUBSCRIPT && e->kind != PY_EXPR_NAME) {
        return NULL;
    }
    void *known = pyc_map_get(&c->folded, e);
    if (!known) {
        pyc_descend(c);
        known = fold_once(c, e);
        pyc_ascend(c);
        // The node itself stands for "not constant".
        pyc_map_set(c, &c->folded, e, known ? known : (void *)(uintptr_t)e);
    }
    return known == (const void *)e ? NULL : known;
}

// ---- Iterables ----------------------------------------------------------------------------------

static bool has_star(const py_exprs *elts) {
    for (size_t i = 0; i < elts->count; i++) {
        if (elts->items[i]->kind == PY_EXPR_STARRED) {
            return true;
        }
    }
    return false;
}

void pyc_iterable(pyc *c, const py_expr *e) {
    ouro_object *folded = NULL;
    if (e->kind == PY_EXPR_LIST && !has_star(&e->v.list.elts)) {
        folded = fold_sequence(c, &e->v.list.elts);
        if (!folded) {
            py_pos saved = c->unit->pos;
            pyc_at(c, e->pos);
            pyc_build(c, &e->v.list.elts, 0, PYC_AS_TUPLE);
            c->unit->pos = saved;
            return;
        }
    } else if (e->kind == PY_EXPR_SET) {
        folded = fold_sequence(c, &e->v.set.elts);
        if (folded) {
            folded = pyc_merge(c, pyc_keep(c, ouro_frozenset_new(folded)));
        }
    }
    if (!folded) {
        pyc_expr(c, e);
        return;
    }
    py_pos saved = c->unit->pos;
    pyc_at(c, e->pos);
    pyc_const(c, folded);
    c->unit->pos = saved;
}
