// SPDX-License-Identifier: MIT
// Code for comprehensions and generator expressions: functions of one argument, the outermost iterator.
// Front-end, compile.
#include "compiler.h"

typedef struct parts {
    const py_comprehension *const *generators;
    size_t count;
    const py_expr *elt, *value; // value: of dict comprehensions
    pyc_function_kind kind;
} parts;

static void generator(pyc *c, const parts *p, size_t index, uint32_t depth);

// What the innermost loop does with each element; `depth` loops are on the stack above the result.
static void element(pyc *c, const parts *p, uint32_t depth) {
    pyc_expr(c, p->elt);
    switch (p->kind) {
    case PYC_GENEXP:
        pyc_yield(c);
        pyc_op(c, PY_POP_TOP);
        break;
    case PYC_LIST_COMP: pyc_op_arg(c, PY_LIST_APPEND, depth + 1); break;
    case PYC_SET_COMP: pyc_op_arg(c, PY_SET_ADD, depth + 1); break;
    default:
        pyc_expr(c, p->value);
        pyc_op_arg(c, PY_MAP_ADD, depth + 1);
        break;
    }
}

static void rest(pyc *c, const parts *p, size_t index, uint32_t depth, pyc_block *skip) {
    const py_comprehension *one = p->generators[index];
    for (size_t i = 0; i < one->ifs.count; i++) {
        pyc_jump_if(c, one->ifs.items[i], skip, false);
    }
    if (index + 1 < p->count) {
        generator(c, p, index + 1, depth);
    } else {
        element(c, p, depth);
    }
    pyc_use(c, skip);
}

// `for y in [f(x)]` only gives a value a name: its element, or NULL.
static const py_expr *single_element(const py_comprehension *one) {
    if (one->iter->kind != PY_EXPR_LIST && one->iter->kind != PY_EXPR_TUPLE) {
        return NULL;
    }
    const py_exprs *elts = &one->iter->v.list.elts;
    return elts->count == 1 && elts->items[0]->kind != PY_EXPR_STARRED ? elts->items[0] : NULL;
}

static void sync_generator(pyc *c, const parts *p, size_t index, uint32_t depth) {
    const py_comprehension *one = p->generators[index];
    pyc_block *start = pyc_block_new(c);
    pyc_block *skip = pyc_block_new(c);
    pyc_block *anchor = pyc_block_new(c);
    const py_expr *single = index ? single_element(one) : NULL;
    if (!index) {
        pyc_op_arg(c, PY_LOAD_FAST, 0);
    } else if (single) {
        pyc_expr(c, single);
    } else {
        pyc_iterable(c, one->iter);
        pyc_op(c, PY_GET_ITER);
    }
    if (!single) {
        depth++;
        pyc_use(c, start);
        pyc_jump(c, PY_FOR_ITER, anchor);
    }
    pyc_expr(c, one->target);
    rest(c, p, index, depth, skip);
    if (!single) {
        pyc_jump(c, PY_JUMP, start);
        pyc_use(c, anchor);
    }
}

static void async_generator(pyc *c, const parts *p, size_t index, uint32_t depth) {
    const py_comprehension *one = p->generators[index];
    pyc_block *start = pyc_block_new(c);
    pyc_block *except = pyc_block_new(c);
    pyc_block *skip = pyc_block_new(c);
    pyc_frame frame;
    if (!index) {
        pyc_op_arg(c, PY_LOAD_FAST, 0);
    } else {
        pyc_iterable(c, one->iter);
        pyc_op(c, PY_GET_AITER);
    }
    pyc_use(c, start);
    pyc_push_frame(c, &frame, PYC_ASYNC_COMPREHENSION, start, NULL, NULL);
    pyc_pseudo(c, PYC_SETUP_FINALLY, except);
    pyc_op(c, PY_GET_ANEXT);
    pyc_const_none(c);
    pyc_yield_from(c, true);
    pyc_pseudo(c, PYC_POP_BLOCK, NULL);
    pyc_expr(c, one->target);
    rest(c, p, index, depth + 1, skip);
    pyc_jump(c, PY_JUMP, start);
    pyc_pop_frame(c);
    pyc_use(c, except);
    pyc_op(c, PY_END_ASYNC_FOR);
}

static void generator(pyc *c, const parts *p, size_t index, uint32_t depth) {
    pyc_descend(c);
    if (p->generators[index]->is_async) {
        async_generator(c, p, index, depth);
    } else {
        sync_generator(c, p, index, depth);
    }
    pyc_ascend(c);
}

void pyc_comprehension(pyc *c, const py_expr *e) {
    bool dict = e->kind == PY_EXPR_DICTCOMP;
    const py_comprehensions *list = dict ? &e->v.dictcomp.generators : &e->v.comp.generators;
    const pyc_scope *outer = c->unit->scope;
    pyc_scope *scope = pyc_scope_of(c, e);
    parts p = {(const py_comprehension *const *)list->items, list->count,
               dict ? e->v.dictcomp.key : e->v.comp.elt, dict ? e->v.dictcomp.value : NULL,
               scope->function};
    bool async = scope->coroutine && p.kind != PYC_GENEXP;
    bool allowed =
        outer->comprehension || (outer->kind == PYC_FUNCTION && outer->function == PYC_ASYNC_DEF);
    pyc_enter(c, scope->name, e, e->pos.lineno);
    pyc_at(c, e->pos);
    if (async && !allowed) {
        pyc_error(c, e->pos, "asynchronous comprehension outside of an asynchronous function");
    }
    c->unit->arg_count = 1;
    static const py_opcode builds[] = {[PYC_LIST_COMP] = PY_BUILD_LIST,
                                       [PYC_SET_COMP] = PY_BUILD_SET,
                                       [PYC_DICT_COMP] = PY_BUILD_MAP};
    if (p.kind != PYC_GENEXP) {
        pyc_op_arg(c, builds[p.kind], 0);
    }
    generator(c, &p, 0, 0);
    if (p.kind != PYC_GENEXP) {
        pyc_op(c, PY_RETURN_VALUE);
    }
    ouro_object *code = pyc_leave(c, true);
    pyc_make_closure(c, code, 0);
    pyc_iterable(c, list->items[0]->iter);
    pyc_op(c, list->items[0]->is_async ? PY_GET_AITER : PY_GET_ITER);
    pyc_op_arg(c, PY_CALL, 0);
    if (async) {
        pyc_await(c, 0);
    }
}
