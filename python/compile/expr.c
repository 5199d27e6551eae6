// SPDX-License-Identifier: MIT
// Code for expressions. Each leaves one value on the stack.
// Front-end, compile. Instructions and their positions follow 3.11's, because tracebacks show them.
#include "compiler.h"

// Displays and calls longer than this are built piece by piece, to keep the stack short.
enum { STACK_GUIDELINE = 30 };

void pyc_exprs(pyc *c, const py_exprs *list) {
    for (size_t i = 0; i < list->count; i++) {
        pyc_expr(c, list->items[i]);
    }
}

// ---- Generators and coroutines ------------------------------------------------------------------

void pyc_yield_from(pyc *c, bool await) {
    pyc_block *start = pyc_block_new(c);
    pyc_block *resume = pyc_block_new(c);
    pyc_block *exit = pyc_block_new(c);
    pyc_use(c, start);
    pyc_jump(c, PY_SEND, exit);
    pyc_use(c, resume);
    pyc_op(c, PY_YIELD_VALUE);
    pyc_op_arg(c, PY_RESUME, await ? 3 : 2);
    pyc_jump(c, PY_JUMP_BACKWARD_NO_INTERRUPT, start);
    pyc_use(c, exit);
}

void pyc_await(pyc *c, uint32_t kind) {
    pyc_op_arg(c, PY_GET_AWAITABLE, kind);
    pyc_const_none(c);
    pyc_yield_from(c, true);
}

void pyc_yield(pyc *c) {
    if (c->unit->scope->generator && c->unit->scope->coroutine) {
        pyc_op(c, PY_ASYNC_GEN_WRAP);
    }
    pyc_op(c, PY_YIELD_VALUE);
    pyc_op_arg(c, PY_RESUME, 1);
}

static bool in_async_def(const pyc *c) {
    return c->unit->scope->kind == PYC_FUNCTION && c->unit->scope->function == PYC_ASYNC_DEF;
}

static void yield_expr(pyc *c, const py_expr *e) {
    if (!pyc_in_function(c)) {
        pyc_error(c, e->pos, "'yield' outside function");
    }
    if (e->kind == PY_EXPR_YIELDFROM) {
        if (in_async_def(c)) {
            pyc_error(c, e->pos, "'yield from' inside async function");
        }
        pyc_expr(c, e->v.yieldfrom.value);
        pyc_op(c, PY_GET_YIELD_FROM_ITER);
        pyc_const_none(c);
        pyc_yield_from(c, false);
        return;
    }
    if (e->v.yield.value) {
        pyc_expr(c, e->v.yield.value);
    } else {
        pyc_const_none(c);
    }
    pyc_yield(c);
}

static void await_expr(pyc *c, const py_expr *e) {
    if (!pyc_in_function(c)) {
        pyc_error(c, e->pos, "'await' outside function");
    }
    if (!in_async_def(c) && !c->unit->scope->comprehension) {
        pyc_error(c, e->pos, "'await' outside async function");
    }
    pyc_expr(c, e->v.await.value);
    pyc_await(c, 0);
}

// ---- Operators ----------------------------------------------------------------------------------

static void boolop(pyc *c, const py_expr *e) {
    py_opcode op = e->v.boolop.op == PY_AND ? PY_JUMP_IF_FALSE_OR_POP : PY_JUMP_IF_TRUE_OR_POP;
    pyc_block *end = pyc_block_new(c);
    const py_exprs *values = &e->v.boolop.values;
    for (size_t i = 0; i + 1 < values->count; i++) {
        pyc_expr(c, values->items[i]);
        pyc_jump(c, op, end);
    }
    pyc_expr(c, values->items[values->count - 1]);
    pyc_use(c, end);
}

static void compare_op(pyc *c, py_cmpop op) {
    static const uint8_t ops[] = {[PY_EQ] = OURO_EQ,  [PY_NOTEQ] = OURO_NE, [PY_LT] = OURO_LT,
                                  [PY_LTE] = OURO_LE, [PY_GT] = OURO_GT,    [PY_GTE] = OURO_GE};
    switch (op) {
    case PY_IS: pyc_op_arg(c, PY_IS_OP, 0); break;
    case PY_ISNOT: pyc_op_arg(c, PY_IS_OP, 1); break;
    case PY_IN: pyc_op_arg(c, PY_CONTAINS_OP, 0); break;
    case PY_NOTIN: pyc_op_arg(c, PY_CONTAINS_OP, 1); break;
    default: pyc_op_arg(c, PY_COMPARE_OP, ops[op]); break;
    }
}

// The i-th comparator; the last one stands right of its operator and may be a constant container.
static void comparator(pyc *c, const py_expr *e, size_t i) {
    py_cmpop op = e->v.compare.ops[i];
    const py_exprs *list = &e->v.compare.comparators;
    if (i + 1 == list->count && (op == PY_IN || op == PY_NOTIN)) {
        pyc_iterable(c, list->items[i]);
    } else {
        pyc_expr(c, list->items[i]);
    }
}

static void compare_link(pyc *c, const py_expr *e, size_t i, py_opcode jump, pyc_block *cleanup) {
    comparator(c, e, i);
    pyc_op_arg(c, PY_SWAP, 2);
    pyc_op_arg(c, PY_COPY, 2);
    compare_op(c, e->v.compare.ops[i]);
    pyc_jump(c, jump, cleanup);
}

// `inverted`: what stands after `not`, with the opposite operator.
static void compare(pyc *c, const py_expr *e, bool inverted) {
    size_t last = e->v.compare.comparators.count - 1;
    pyc_check_is(c, e, inverted);
    pyc_expr(c, e->v.compare.left);
    if (!last) {
        py_cmpop op = e->v.compare.ops[0];
        static const uint8_t opposite[] = {
            [PY_IS] = PY_ISNOT, [PY_ISNOT] = PY_IS, [PY_IN] = PY_NOTIN, [PY_NOTIN] = PY_IN};
        comparator(c, e, 0);
        compare_op(c, inverted ? (py_cmpop)opposite[op] : op);
        return;
    }
    pyc_block *cleanup = pyc_block_new(c);
    for (size_t i = 0; i < last; i++) {
        compare_link(c, e, i, PY_JUMP_IF_FALSE_OR_POP, cleanup);
    }
    comparator(c, e, last);
    compare_op(c, e->v.compare.ops[last]);
    pyc_block *end = pyc_block_new(c);
    pyc_jump_none(c, PY_JUMP, end);
    pyc_use(c, cleanup);
    pyc_op_arg(c, PY_SWAP, 2);
    pyc_op(c, PY_POP_TOP);
    pyc_use(c, end);
}

// `not a in b` is `a not in b`, `not a is b` is `a is not b`.
static const py_expr *inverted_compare(const py_expr *e) {
    if (e->kind != PY_EXPR_UNARYOP || e->v.unaryop.op != PY_NOT) {
        return NULL;
    }
    const py_expr *operand = e->v.unaryop.operand;
    if (operand->kind != PY_EXPR_COMPARE || operand->v.compare.comparators.count != 1 ||
        operand->v.compare.ops[0] < PY_IS) {
        return NULL;
    }
    return operand;
}

static void unaryop(pyc *c, const py_expr *e) {
    static const py_opcode ops[] = {[PY_INVERT] = PY_UNARY_INVERT,
                                    [PY_NOT] = PY_UNARY_NOT,
                                    [PY_UADD] = PY_UNARY_POSITIVE,
                                    [PY_USUB] = PY_UNARY_NEGATIVE};
    const py_expr *inverted = inverted_compare(e);
    if (inverted) {
        pyc_at(c, inverted->pos);
        compare(c, inverted, true);
        return;
    }
    pyc_expr(c, e->v.unaryop.operand);
    pyc_op(c, ops[e->v.unaryop.op]);
}

static void ifexp(pyc *c, const py_expr *e) {
    pyc_block *end = pyc_block_new(c);
    pyc_block *next = pyc_block_new(c);
    pyc_jump_if(c, e->v.ifexp.test, next, false);
    pyc_expr(c, e->v.ifexp.body);
    pyc_jump_none(c, PY_JUMP, end);
    pyc_use(c, next);
    pyc_expr(c, e->v.ifexp.orelse);
    pyc_use(c, end);
}

// ---- Conditions ---------------------------------------------------------------------------------

static void jump_if_boolop(pyc *c, const py_expr *e, pyc_block *target, bool condition) {
    const py_exprs *values = &e->v.boolop.values;
    bool short_cut = e->v.boolop.op == PY_OR;
    pyc_block *next = short_cut == condition ? target : pyc_block_new(c);
    for (size_t i = 0; i + 1 < values->count; i++) {
        pyc_jump_if(c, values->items[i], next, short_cut);
    }
    pyc_jump_if(c, values->items[values->count - 1], target, condition);
    if (next != target) {
        pyc_use(c, next);
    }
}

static void jump_if_ifexp(pyc *c, const py_expr *e, pyc_block *target, bool condition) {
    pyc_block *end = pyc_block_new(c);
    pyc_block *next = pyc_block_new(c);
    pyc_jump_if(c, e->v.ifexp.test, next, false);
    pyc_jump_if(c, e->v.ifexp.body, target, condition);
    pyc_jump_none(c, PY_JUMP, end);
    pyc_use(c, next);
    pyc_jump_if(c, e->v.ifexp.orelse, target, condition);
    pyc_use(c, end);
}

static void jump_if_chain(pyc *c, const py_expr *e, pyc_block *target, bool condition) {
    size_t last = e->v.compare.comparators.count - 1;
    pyc_block *cleanup = pyc_block_new(c);
    pyc_check_is(c, e, false);
    pyc_expr(c, e->v.compare.left);
    for (size_t i = 0; i < last; i++) {
        compare_link(c, e, i, PY_POP_JUMP_IF_FALSE, cleanup);
    }
    comparator(c, e, last);
    compare_op(c, e->v.compare.ops[last]);
    pyc_jump(c, condition ? PY_POP_JUMP_IF_TRUE : PY_POP_JUMP_IF_FALSE, target);
    pyc_block *end = pyc_block_new(c);
    pyc_jump_none(c, PY_JUMP, end);
    pyc_use(c, cleanup);
    pyc_op(c, PY_POP_TOP);
    if (!condition) {
        pyc_jump_none(c, PY_JUMP, target);
    }
    pyc_use(c, end);
}

void pyc_jump_if(pyc *c, const py_expr *e, pyc_block *target, bool condition) {
    pyc_descend(c);
    if (pyc_fold(c, e)) {
        pyc_expr(c, e);
        pyc_jump(c, condition ? PY_POP_JUMP_IF_TRUE : PY_POP_JUMP_IF_FALSE, target);
    } else if (e->kind == PY_EXPR_UNARYOP && e->v.unaryop.op == PY_NOT && !inverted_compare(e)) {
        pyc_jump_if(c, e->v.unaryop.operand, target, !condition);
    } else if (e->kind == PY_EXPR_BOOLOP) {
        jump_if_boolop(c, e, target, condition);
    } else if (e->kind == PY_EXPR_IFEXP) {
        jump_if_ifexp(c, e, target, condition);
    } else if (e->kind == PY_EXPR_COMPARE && e->v.compare.comparators.count > 1) {
        pyc_at(c, e->pos);
        jump_if_chain(c, e, target, condition);
    } else {
        const py_expr *inverted = inverted_compare(e);
        if (e->kind == PY_EXPR_COMPARE || inverted) {
            pyc_at(c, inverted ? inverted->pos : e->pos);
        }
        pyc_expr(c, e);
        pyc_jump(c, condition ? PY_POP_JUMP_IF_TRUE : PY_POP_JUMP_IF_FALSE, target);
    }
    pyc_ascend(c);
}

// ---- Displays -----------------------------------------------------------------------------------

typedef struct display_ops {
    py_opcode build, add, extend;
} display_ops;

static const display_ops sequence_ops[] = {
    [PYC_AS_LIST] = {PY_BUILD_LIST, PY_LIST_APPEND, PY_LIST_EXTEND},
    [PYC_AS_SET] = {PY_BUILD_SET, PY_SET_ADD, PY_SET_UPDATE},
    [PYC_AS_TUPLE] = {PY_BUILD_LIST, PY_LIST_APPEND, PY_LIST_EXTEND},
};

static void build_constant(pyc *c, const py_exprs *elts, uint32_t pushed, pyc_sequence as) {
    const display_ops *ops = &sequence_ops[as];
    ouro_object *folded = pyc_const_tuple(c, elts->items, elts->count);
    if (as == PYC_AS_TUPLE && !pushed) {
        pyc_const(c, folded);
        return;
    }
    if (as == PYC_AS_SET) {
        folded = pyc_keep(c, ouro_frozenset_new(folded));
    }
    pyc_op_arg(c, ops->build, pushed);
    pyc_const(c, folded);
    pyc_op_arg(c, ops->extend, 1);
    if (as == PYC_AS_TUPLE) {
        pyc_op(c, PY_LIST_TO_TUPLE);
    }
}

static void build_pieces(pyc *c, const py_exprs *elts, uint32_t pushed, pyc_sequence as, bool big) {
    const display_ops *ops = &sequence_ops[as];
    bool built = big;
    if (big) {
        pyc_op_arg(c, ops->build, pushed);
    }
    for (size_t i = 0; i < elts->count; i++) {
        const py_expr *elt = elts->items[i];
        if (elt->kind == PY_EXPR_STARRED) {
            if (!built) {
                pyc_op_arg(c, ops->build, (uint32_t)i + pushed);
                built = true;
            }
            pyc_expr(c, elt->v.starred.value);
            pyc_op_arg(c, ops->extend, 1);
        } else {
            pyc_expr(c, elt);
            if (built) {
                pyc_op_arg(c, ops->add, 1);
            }
        }
    }
    if (as == PYC_AS_TUPLE) {
        pyc_op(c, PY_LIST_TO_TUPLE);
    }
}

void pyc_build(pyc *c, const py_exprs *elts, uint32_t pushed, pyc_sequence as) {
    if (elts->count > 2 && pyc_all_const(c, elts->items, elts->count)) {
        build_constant(c, elts, pushed, as);
        return;
    }
    bool big = elts->count + pushed > STACK_GUIDELINE;
    bool star = false;
    for (size_t i = 0; i < elts->count; i++) {
        star |= elts->items[i]->kind == PY_EXPR_STARRED;
    }
    if (star || big) {
        build_pieces(c, elts, pushed, as, big);
        return;
    }
    pyc_exprs(c, elts);
    pyc_op_arg(c, as == PYC_AS_TUPLE ? PY_BUILD_TUPLE : sequence_ops[as].build,
               (uint32_t)elts->count + pushed);
}

static void dict_piece(pyc *c, const py_expr *e, size_t begin, size_t end) {
    py_expr *const *keys = e->v.dict.keys.items, *const *values = e->v.dict.values.items;
    size_t n = end - begin;
    bool big = n * 2 > STACK_GUIDELINE;
    if (n > 1 && !big && pyc_all_const(c, keys + begin, n)) {
        for (size_t i = begin; i < end; i++) {
            pyc_expr(c, values[i]);
        }
        pyc_const(c, pyc_const_tuple(c, keys + begin, n));
        pyc_op_arg(c, PY_BUILD_CONST_KEY_MAP, (uint32_t)n);
        return;
    }
    if (big) {
        pyc_op_arg(c, PY_BUILD_MAP, 0);
    }
    for (size_t i = begin; i < end; i++) {
        pyc_expr(c, keys[i]);
        pyc_expr(c, values[i]);
        if (big) {
            pyc_op_arg(c, PY_MAP_ADD, 1);
        }
    }
    if (!big) {
        pyc_op_arg(c, PY_BUILD_MAP, (uint32_t)n);
    }
}

static void dict_update(pyc *c, bool *have_dict) {
    if (*have_dict) {
        pyc_op_arg(c, PY_DICT_UPDATE, 1);
    }
    *have_dict = true;
}

static void dict_display(pyc *c, const py_expr *e) {
    size_t n = e->v.dict.values.count, elements = 0;
    bool have_dict = false;
    for (size_t i = 0; i < n; i++) {
        if (!e->v.dict.keys.items[i]) {
            if (elements) {
                dict_piece(c, e, i - elements, i);
                dict_update(c, &have_dict);
                elements = 0;
            }
            if (!have_dict) {
                pyc_op_arg(c, PY_BUILD_MAP, 0);
                have_dict = true;
            }
            pyc_expr(c, e->v.dict.values.items[i]);
            pyc_op_arg(c, PY_DICT_UPDATE, 1);
        } else if (elements * 2 > STACK_GUIDELINE) {
            dict_piece(c, e, i - elements, i + 1);
            dict_update(c, &have_dict);
            elements = 0;
        } else {
            elements++;
        }
    }
    if (elements) {
        dict_piece(c, e, n - elements, n);
        dict_update(c, &have_dict);
    }
    if (!have_dict) {
        pyc_op_arg(c, PY_BUILD_MAP, 0);
    }
}

// ---- Targets ------------------------------------------------------------------------------------

static void unpack(pyc *c, const py_expr *e) {
    const py_exprs *elts = &e->v.list.elts;
    bool seen_star = false;
    for (size_t i = 0; i < elts->count; i++) {
        if (elts->items[i]->kind != PY_EXPR_STARRED) {
            continue;
        }
        if (seen_star) {
            pyc_error(c, e->pos, "multiple starred expressions in assignment");
        }
        size_t after = elts->count - i - 1;
        if (i >= 256 || after > PY_ARG_MAX >> 8) {
            pyc_error(c, e->pos, "too many expressions in star-unpacking assignment");
        }
        pyc_op_arg(c, PY_UNPACK_EX, (uint32_t)(i + (after << 8)));
        seen_star = true;
    }
    if (!seen_star) {
        pyc_op_arg(c, PY_UNPACK_SEQUENCE, (uint32_t)elts->count);
    }
    for (size_t i = 0; i < elts->count; i++) {
        const py_expr *elt = elts->items[i];
        pyc_expr(c, elt->kind == PY_EXPR_STARRED ? elt->v.starred.value : elt);
    }
}

static void sequence(pyc *c, const py_expr *e) {
    if (e->v.list.ctx == PY_STORE) {
        unpack(c, e);
    } else if (e->v.list.ctx == PY_DEL) {
        pyc_exprs(c, &e->v.list.elts);
    } else {
        pyc_build(c, &e->v.list.elts, 0, e->kind == PY_EXPR_TUPLE ? PYC_AS_TUPLE : PYC_AS_LIST);
    }
}

static void starred(pyc *c, const py_expr *e) {
    pyc_error(c, e->pos,
              e->v.starred.ctx == PY_STORE ? "starred assignment target must be in a list or tuple"
                                           : "can't use starred expression here");
}

void pyc_move_to_attr(pyc *c, const py_expr *attr) {
    py_pos *pos = &c->unit->pos;
    if (pos->lineno == attr->pos.end_lineno) {
        return;
    }
    pos->lineno = attr->pos.end_lineno;
    int32_t length = 0; // in characters, as 3.11 counts it
    for (const char *text = attr->v.attribute.attr->text; *text; text++) {
        length += ((unsigned char)*text & 0xc0) != 0x80;
    }
    if (length <= attr->pos.end_col_offset) {
        pos->col_offset = attr->pos.end_col_offset - length;
    } else {
        pos->col_offset = -1;
        pos->end_col_offset = -1;
    }
}

static void attribute(pyc *c, const py_expr *e) {
    pyc_name *name = pyc_name_of(c, e->v.attribute.attr);
    pyc_expr(c, e->v.attribute.value);
    pyc_move_to_attr(c, e);
    pyc_check_name(c, name, e->v.attribute.ctx, c->unit->pos);
    static const py_opcode ops[] = {PY_LOAD_ATTR, PY_STORE_ATTR, PY_DELETE_ATTR};
    pyc_op_name(c, ops[e->v.attribute.ctx], name);
}

static void subscript(pyc *c, const py_expr *e) {
    static const py_opcode ops[] = {PY_BINARY_SUBSCR, PY_STORE_SUBSCR, PY_DELETE_SUBSCR};
    if (e->v.subscript.ctx == PY_LOAD) {
        pyc_check_subscript(c, e->v.subscript.value, e->v.subscript.slice);
    }
    pyc_expr(c, e->v.subscript.value);
    pyc_expr(c, e->v.subscript.slice);
    pyc_op(c, ops[e->v.subscript.ctx]);
}

static void slice(pyc *c, const py_expr *e) {
    const py_expr *parts[] = {e->v.slice.lower, e->v.slice.upper, e->v.slice.step};
    uint32_t n = parts[2] ? 3 : 2;
    for (uint32_t i = 0; i < n; i++) {
        if (parts[i]) {
            pyc_expr(c, parts[i]);
        } else {
            pyc_const_none(c);
        }
    }
    pyc_op_arg(c, PY_BUILD_SLICE, n);
}

// ---- Formatted strings --------------------------------------------------------------------------

static void joined_str(pyc *c, const py_expr *e) {
    const py_exprs *values = &e->v.joinedstr.values;
    if (values->count <= STACK_GUIDELINE) {
        pyc_exprs(c, values);
        if (values->count != 1) {
            pyc_op_arg(c, PY_BUILD_STRING, (uint32_t)values->count);
        }
        return;
    }
    pyc_const(c, ouro_current->empty_str);
    pyc_op_name(c, PY_LOAD_METHOD, pyc_name_literal(c, "join"));
    pyc_op_arg(c, PY_BUILD_LIST, 0);
    for (size_t i = 0; i < values->count; i++) {
        pyc_expr(c, values->items[i]);
        pyc_op_arg(c, PY_LIST_APPEND, 1);
    }
    pyc_op_arg(c, PY_CALL, 1);
}

static void formatted_value(pyc *c, const py_expr *e) {
    uint32_t flags = 0;
    pyc_expr(c, e->v.formattedvalue.value);
    switch (e->v.formattedvalue.conversion) {
    case 's': flags = 1; break;
    case 'r': flags = 2; break;
    case 'a': flags = 3; break;
    default: break;
    }
    if (e->v.formattedvalue.format_spec) {
        pyc_expr(c, e->v.formattedvalue.format_spec);
        flags |= 4;
    }
    pyc_op_arg(c, PY_FORMAT_VALUE, flags);
}

// ---- All of them --------------------------------------------------------------------------------

static void name_expr(pyc *c, const py_expr *e) {
    pyc_name *name = pyc_name_of(c, e->v.name.id);
    switch (e->v.name.ctx) {
    case PY_LOAD: pyc_load_name(c, name); break;
    case PY_STORE: pyc_store_name(c, name); break;
    case PY_DEL: pyc_delete_name(c, name); break;
    }
}

static void unfolded(pyc *c, const py_expr *e) {
    switch (e->kind) {
    case PY_EXPR_BOOLOP: boolop(c, e); break;
    case PY_EXPR_NAMEDEXPR:
        pyc_expr(c, e->v.namedexpr.value);
        pyc_op_arg(c, PY_COPY, 1);
        pyc_expr(c, e->v.namedexpr.target);
        break;
    case PY_EXPR_BINOP:
        if (pyc_percent(c, e)) {
            break;
        }
        pyc_expr(c, e->v.binop.left);
        pyc_expr(c, e->v.binop.right);
        pyc_op_arg(c, PY_BINARY_OP, pyc_binary_ops[e->v.binop.op]);
        break;
    case PY_EXPR_UNARYOP: unaryop(c, e); break;
    case PY_EXPR_LAMBDA: pyc_lambda(c, e); break;
    case PY_EXPR_IFEXP: ifexp(c, e); break;
    case PY_EXPR_DICT: dict_display(c, e); break;
    case PY_EXPR_SET: pyc_build(c, &e->v.set.elts, 0, PYC_AS_SET); break;
    case PY_EXPR_LISTCOMP:
    case PY_EXPR_SETCOMP:
    case PY_EXPR_DICTCOMP:
    case PY_EXPR_GENERATOREXP: pyc_comprehension(c, e); break;
    case PY_EXPR_AWAIT: await_expr(c, e); break;
    case PY_EXPR_YIELD:
    case PY_EXPR_YIELDFROM: yield_expr(c, e); break;
    case PY_EXPR_COMPARE: compare(c, e, false); break;
    case PY_EXPR_CALL: pyc_call(c, e); break;
    case PY_EXPR_FORMATTEDVALUE: formatted_value(c, e); break;
    case PY_EXPR_JOINEDSTR: joined_str(c, e); break;
    case PY_EXPR_CONSTANT: break; // always folded
    case PY_EXPR_ATTRIBUTE: attribute(c, e); break;
    case PY_EXPR_SUBSCRIPT: subscript(c, e); break;
    case PY_EXPR_STARRED: starred(c, e); break;
    case PY_EXPR_NAME: name_expr(c, e); break;
    case PY_EXPR_LIST:
    case PY_EXPR_TUPLE: sequence(c, e); break;
    case PY_EXPR_SLICE: slice(c, e); break;
    }
}

void pyc_expr(pyc *c, const py_expr *e) {
    pyc_descend(c);
    py_pos saved = c->unit->pos;
    pyc_at(c, e->pos);
    ouro_object *folded = pyc_fold(c, e);
    if (folded) {
        pyc_const(c, folded);
    } else {
        unfolded(c, e);
    }
    c->unit->pos = saved;
    pyc_ascend(c);
}
