// SPDX-License-Identifier: MIT
// Expressions from `yield` and tuples down to operators; what binds tighter is in parse_atom.c.
// Front-end, parse.
#include "parser.h"

// ---- Operators by precedence --------------------------------------------------------------------

typedef struct binary_operator {
    uint8_t precedence; // 0: not a binary operator
    uint8_t op;
} binary_operator;

enum {
    PRECEDENCE_OR = 1,
    PRECEDENCE_XOR,
    PRECEDENCE_AND,
    PRECEDENCE_SHIFT,
    PRECEDENCE_SUM,
    PRECEDENCE_TERM
};

static binary_operator operator_of(token_kind kind) {
    switch (kind) {
    case T_VBAR: return (binary_operator){PRECEDENCE_OR, PY_BITOR};
    case T_CIRCUMFLEX: return (binary_operator){PRECEDENCE_XOR, PY_BITXOR};
    case T_AMPER: return (binary_operator){PRECEDENCE_AND, PY_BITAND};
    case T_LEFTSHIFT: return (binary_operator){PRECEDENCE_SHIFT, PY_LSHIFT};
    case T_RIGHTSHIFT: return (binary_operator){PRECEDENCE_SHIFT, PY_RSHIFT};
    case T_PLUS: return (binary_operator){PRECEDENCE_SUM, PY_ADD};
    case T_MINUS: return (binary_operator){PRECEDENCE_SUM, PY_SUB};
    case T_STAR: return (binary_operator){PRECEDENCE_TERM, PY_MULT};
    case T_SLASH: return (binary_operator){PRECEDENCE_TERM, PY_DIV};
    case T_DOUBLESLASH: return (binary_operator){PRECEDENCE_TERM, PY_FLOORDIV};
    case T_PERCENT: return (binary_operator){PRECEDENCE_TERM, PY_MOD};
    case T_AT: return (binary_operator){PRECEDENCE_TERM, PY_MATMULT};
    default: return (binary_operator){0, 0};
    }
}

// What an operator's left side is worth when no right side follows: the operator is not part of
// this expression, and whoever comes next trips over it. NULL after a raised error.
static py_expr *go_back(parser *p, const mark *m, py_expr *left) {
    if (py__raised(p)) {
        return NULL;
    }
    py__reset(p, m);
    return left;
}

static py_expr *factor(parser *p);

static py_expr *await_primary(parser *p) {
    const py_pos start = py__start(p);
    if (!py__accept(p, T_AWAIT)) {
        return py__atom(p);
    }
    py_expr *value = py__atom(p);
    py_expr *e = value == NULL ? NULL : py__expr(p, PY_EXPR_AWAIT, start);
    if (e != NULL) {
        e->v.await.value = value;
    }
    return e;
}

static py_expr *power(parser *p) {
    const py_pos start = py__start(p);
    py_expr *left = await_primary(p);
    const mark m = py__mark(p);
    if (left == NULL || !py__accept(p, T_DOUBLESTAR)) {
        return left;
    }
    py_expr *right = factor(p);
    if (right == NULL) {
        return go_back(p, &m, left);
    }
    py_expr *e = py__expr(p, PY_EXPR_BINOP, start);
    if (e != NULL) {
        e->v.binop.left = left;
        e->v.binop.op = PY_POW;
        e->v.binop.right = right;
    }
    return e;
}

static py_expr *factor(parser *p) {
    const py_pos start = py__start(p);
    py_unaryop op;
    switch (py__peek(p)) {
    case T_PLUS: op = PY_UADD; break;
    case T_MINUS: op = PY_USUB; break;
    case T_TILDE: op = PY_INVERT; break;
    default:
        if (!py__enter(p)) {
            return NULL;
        }
        py_expr *e = power(p);
        py__leave(p);
        return e;
    }
    py__advance(p);
    if (!py__enter(p)) {
        return NULL;
    }
    py_expr *operand = factor(p);
    py__leave(p);
    py_expr *e = operand == NULL ? NULL : py__expr(p, PY_EXPR_UNARYOP, start);
    if (e != NULL) {
        e->v.unaryop.op = op;
        e->v.unaryop.operand = operand;
    }
    return e;
}

// Precedence climbing: the operators of at least `precedence`, all of which group to the left.
static py_expr *binary(parser *p, int precedence) {
    const py_pos start = py__start(p);
    py_expr *left = factor(p);
    while (left != NULL) {
        const binary_operator found = operator_of(py__peek(p));
        if (found.precedence < precedence || found.precedence == 0) {
            return left;
        }
        const mark m = py__mark(p);
        py__advance(p);
        py_expr *right = binary(p, found.precedence + 1);
        if (right == NULL) {
            return go_back(p, &m, left);
        }
        py_expr *e = py__expr(p, PY_EXPR_BINOP, start);
        if (e == NULL) {
            return NULL;
        }
        e->v.binop.left = left;
        e->v.binop.op = (py_operator)found.op;
        e->v.binop.right = right;
        left = e;
    }
    return NULL;
}

py_expr *py__bitwise_or(parser *p) {
    return binary(p, PRECEDENCE_OR);
}

// ---- Comparisons and boolean operators ----------------------------------------------------------

// The comparison operator that is next, consumed; false, and nothing consumed, when there is none.
static bool comparison_operator(parser *p, py_cmpop *op) {
    switch (py__peek(p)) {
    case T_EQEQUAL: *op = PY_EQ; break;
    case T_NOTEQUAL: *op = PY_NOTEQ; break;
    case T_LESS: *op = PY_LT; break;
    case T_LESSEQUAL: *op = PY_LTE; break;
    case T_GREATER: *op = PY_GT; break;
    case T_GREATEREQUAL: *op = PY_GTE; break;
    case T_IN: *op = PY_IN; break;
    case T_NOT:
        if (py__peek_second(p) != T_IN) {
            return false;
        }
        py__advance(p);
        *op = PY_NOTIN;
        break;
    case T_IS:
        py__advance(p);
        *op = py__accept(p, T_NOT) ? PY_ISNOT : PY_IS;
        return true;
    default: return false;
    }
    py__advance(p);
    return true;
}

enum { CHAIN_MAX_INLINE = 16 };

static py_expr *comparison(parser *p) {
    const py_pos start = py__start(p);
    py_expr *left = py__bitwise_or(p);
    py_cmpop op;
    mark m = py__mark(p);
    if (left == NULL || !comparison_operator(p, &op)) {
        return left;
    }
    const size_t from = p->stack_count;
    size_t room = CHAIN_MAX_INLINE;
    py_cmpop *ops = py__alloc(p, room * sizeof *ops);
    do {
        const size_t n = p->stack_count - from;
        if (ops != NULL && n == room) {
            py_cmpop *more = py__alloc(p, room * 2 * sizeof *ops);
            if (more != NULL) {
                memcpy(more, ops, room * sizeof *ops);
            }
            ops = more;
            room *= 2;
        }
        if (ops == NULL) {
            return NULL;
        }
        ops[n] = op;
        py_expr *right = py__bitwise_or(p);
        if (right == NULL) {
            if (n == 0 || py__raised(p)) {
                return go_back(p, &m, left);
            }
            py__reset(p, &m);
            break;
        }
        if (!py__push(p, right)) {
            return NULL;
        }
        m = py__mark(p);
    } while (comparison_operator(p, &op));
    py_expr *e = py__expr(p, PY_EXPR_COMPARE, start);
    if (e == NULL || !py__list(p, from, &e->v.compare.comparators)) {
        return NULL;
    }
    e->v.compare.left = left;
    e->v.compare.ops = ops;
    return e;
}

static py_expr *inversion(parser *p) {
    if (py__peek(p) != T_NOT) {
        return comparison(p);
    }
    const py_pos start = py__start(p);
    py__advance(p);
    if (!py__enter(p)) {
        return NULL;
    }
    py_expr *operand = inversion(p);
    py__leave(p);
    py_expr *e = operand == NULL ? NULL : py__expr(p, PY_EXPR_UNARYOP, start);
    if (e != NULL) {
        e->v.unaryop.op = PY_NOT;
        e->v.unaryop.operand = operand;
    }
    return e;
}

static py_expr *boolean(parser *p, token_kind keyword, py_boolop op, py_expr *operand(parser *)) {
    const py_pos start = py__start(p);
    py_expr *first = operand(p);
    if (first == NULL || py__peek(p) != keyword) {
        return first;
    }
    const size_t from = p->stack_count;
    if (!py__push(p, first)) {
        return NULL;
    }
    for (mark m = py__mark(p); py__accept(p, keyword); m = py__mark(p)) {
        py_expr *next = operand(p);
        if (next == NULL && !py__raised(p)) {
            py__reset(p, &m);
            break;
        }
        if (next == NULL || !py__push(p, next)) {
            return NULL;
        }
    }
    if (p->stack_count == from + 1) {
        p->stack_count = from;
        return first;
    }
    py_expr *e = py__expr(p, PY_EXPR_BOOLOP, start);
    if (e == NULL || !py__list(p, from, &e->v.boolop.values)) {
        return NULL;
    }
    e->v.boolop.op = op;
    return e;
}

static py_expr *conjunction(parser *p) {
    return boolean(p, T_AND, PY_AND, inversion);
}

py_expr *py__disjunction(parser *p) {
    return boolean(p, T_OR, PY_OR, conjunction);
}

// ---- Conditional expressions and lambda ---------------------------------------------------------

static py_expr *lambda(parser *p) {
    const py_pos start = py__start(p);
    py__advance(p);
    py_arguments *args = py__params(p, PARAMS_LAMBDA);
    if (args == NULL || !py__accept(p, T_COLON)) {
        return NULL;
    }
    py_expr *body = py__expression(p);
    py_expr *e = body == NULL ? NULL : py__expr(p, PY_EXPR_LAMBDA, start);
    if (e != NULL) {
        e->v.lambda.args = args;
        e->v.lambda.body = body;
    }
    return e;
}

// What follows `body`: nothing, or `if test else orelse`.
static py_expr *conditional(parser *p, py_pos start, py_expr *body) {
    const mark m = py__mark(p);
    if (!py__accept(p, T_IF)) {
        return body;
    }
    py_expr *test = py__disjunction(p);
    py_expr *orelse = NULL;
    if (test != NULL && py__accept(p, T_ELSE)) {
        orelse = py__expression(p);
    }
    if (orelse == NULL) {
        return go_back(p, &m, body);
    }
    py_expr *e = py__expr(p, PY_EXPR_IFEXP, start);
    if (e != NULL) {
        e->v.ifexp.test = test;
        e->v.ifexp.body = body;
        e->v.ifexp.orelse = orelse;
    }
    return e;
}

py_expr *py__expression_plain(parser *p) {
    if (!py__enter(p)) {
        return NULL;
    }
    py_expr *e;
    if (py__peek(p) == T_LAMBDA) {
        e = lambda(p);
    } else {
        const py_pos start = py__start(p);
        e = py__disjunction(p);
        if (e != NULL) {
            e = conditional(p, start, e);
        }
    }
    py__leave(p);
    return e;
}

py_expr *py__expression(parser *p) {
    if (!p->diagnosing || py__peek(p) == T_LAMBDA) {
        return py__expression_plain(p);
    }
    if (!py__enter(p)) {
        return NULL;
    }
    const mark begin = py__mark(p);
    const py_pos start = py__start(p);
    py_expr *e = py__disjunction(p);
    if (e != NULL) {
        py__diagnose_expression(p, &begin, e);
        e = py__raised(p) ? NULL : conditional(p, start, e);
    }
    py__leave(p);
    return e;
}

// ---- Assignment expressions, stars, tuples, yield -----------------------------------------------

py_expr *py__assignment_or_expression(parser *p) {
    const py_pos start = py__start(p);
    if (py__peek(p) != T_NAME || py__peek_second(p) != T_COLONEQUAL) {
        py_expr *e = py__expression(p);
        return e != NULL && py__peek(p) == T_COLONEQUAL ? NULL : e;
    }
    py_name *id = py__token(p)->name;
    py__advance(p);
    py_expr *target = py__expr(p, PY_EXPR_NAME, start);
    py__advance(p);
    py_expr *value = target == NULL ? NULL : py__expression(p);
    py_expr *e = value == NULL ? NULL : py__expr(p, PY_EXPR_NAMEDEXPR, start);
    if (e != NULL) {
        target->v.name.id = id;
        target->v.name.ctx = PY_STORE;
        e->v.namedexpr.target = target;
        e->v.namedexpr.value = value;
    }
    return e;
}

py_expr *py__named_expression(parser *p) {
    if (p->diagnosing && !(py__peek(p) == T_NAME && py__peek_second(p) == T_COLONEQUAL)) {
        py__diagnose_named_expression(p);
        if (py__raised(p)) {
            return NULL;
        }
    }
    return py__assignment_or_expression(p);
}

static py_expr *starred(parser *p) {
    const py_pos start = py__start(p);
    py__advance(p);
    py_expr *value = py__bitwise_or(p);
    py_expr *e = value == NULL ? NULL : py__expr(p, PY_EXPR_STARRED, start);
    if (e != NULL) {
        e->v.starred.value = value;
    }
    return e;
}

py_expr *py__star_expression(parser *p) {
    return py__peek(p) == T_STAR ? starred(p) : py__expression(p);
}

py_expr *py__star_named_expression(parser *p) {
    return py__peek(p) == T_STAR ? starred(p) : py__named_expression(p);
}

// Goes on with `, item, item ... [,]` while an item matches; `first` is on the stack already.
static bool more(parser *p, py_expr *item(parser *)) {
    while (py__accept(p, T_COMMA)) {
        const mark m = py__mark(p);
        py_expr *e = item(p);
        if (e == NULL) {
            if (py__raised(p)) {
                return false;
            }
            py__reset(p, &m);
            return true;
        }
        if (!py__push(p, e)) {
            return false;
        }
    }
    return true;
}

bool py__more_star_named(parser *p) {
    return more(p, py__star_named_expression);
}

// One item alone, or a tuple of items without brackets.
static py_expr *item_or_tuple(parser *p, py_expr *item(parser *)) {
    const py_pos start = py__start(p);
    py_expr *first = item(p);
    if (first == NULL || py__peek(p) != T_COMMA) {
        return first;
    }
    const size_t from = p->stack_count;
    if (!py__push(p, first) || !more(p, item)) {
        return NULL;
    }
    py_expr *e = py__expr(p, PY_EXPR_TUPLE, start);
    return e != NULL && py__list(p, from, &e->v.list.elts) ? e : NULL;
}

py_expr *py__star_expressions(parser *p) {
    return item_or_tuple(p, py__star_expression);
}

py_expr *py__expressions(parser *p) {
    return item_or_tuple(p, py__expression);
}

py_expr *py__yield_expr(parser *p) {
    const py_pos start = py__start(p);
    py__advance(p);
    if (py__accept(p, T_FROM)) {
        py_expr *value = py__expression(p);
        py_expr *e = value == NULL ? NULL : py__expr(p, PY_EXPR_YIELDFROM, start);
        if (e != NULL) {
            e->v.yieldfrom.value = value;
        }
        return e;
    }
    const mark m = py__mark(p);
    py_expr *value = py__star_expressions(p);
    if (value == NULL) {
        if (py__raised(p)) {
            return NULL;
        }
        py__reset(p, &m);
    }
    py_expr *e = py__expr(p, PY_EXPR_YIELD, start);
    if (e != NULL) {
        e->v.yield.value = value;
    }
    return e;
}

py_expr *py__yield_or_star_expressions(parser *p) {
    return py__peek(p) == T_YIELD ? py__yield_expr(p) : py__star_expressions(p);
}
