// SPDX-License-Identifier: MIT
// Code for statements, but for try and with (try.c), definitions (function.c) and match (pattern.c).
// Front-end, compile. Instructions and their positions follow 3.11's.
#include "compiler.h"

// ---- Branches and loops -------------------------------------------------------------------------

static void if_stmt(pyc *c, const py_stmt *s) {
    pyc_block *end = pyc_block_new(c);
    pyc_block *next = s->v.ifelse.orelse.count ? pyc_block_new(c) : end;
    pyc_jump_if(c, s->v.ifelse.test, next, false);
    pyc_stmts(c, &s->v.ifelse.body);
    if (next != end) {
        pyc_jump_none(c, PY_JUMP, end);
        pyc_use(c, next);
        pyc_stmts(c, &s->v.ifelse.orelse);
    }
    pyc_use(c, end);
}

static void while_stmt(pyc *c, const py_stmt *s) {
    pyc_block *loop = pyc_block_new(c);
    pyc_block *body = pyc_block_new(c);
    pyc_block *anchor = pyc_block_new(c);
    pyc_block *end = pyc_block_new(c);
    pyc_frame frame;
    pyc_use(c, loop);
    pyc_push_frame(c, &frame, PYC_WHILE_LOOP, loop, end, NULL);
    pyc_jump_if(c, s->v.whileloop.test, anchor, false);
    pyc_use(c, body);
    pyc_stmts(c, &s->v.whileloop.body);
    pyc_at(c, s->pos);
    pyc_jump_if(c, s->v.whileloop.test, body, true);
    pyc_pop_frame(c);
    pyc_use(c, anchor);
    pyc_stmts(c, &s->v.whileloop.orelse);
    pyc_use(c, end);
}

static void for_stmt(pyc *c, const py_stmt *s) {
    pyc_block *start = pyc_block_new(c);
    pyc_block *body = pyc_block_new(c);
    pyc_block *cleanup = pyc_block_new(c);
    pyc_block *end = pyc_block_new(c);
    pyc_frame frame;
    pyc_push_frame(c, &frame, PYC_FOR_LOOP, start, end, NULL);
    pyc_iterable(c, s->v.forloop.iter);
    pyc_op(c, PY_GET_ITER);
    pyc_use(c, start);
    pyc_jump(c, PY_FOR_ITER, cleanup);
    pyc_use(c, body);
    pyc_expr(c, s->v.forloop.target);
    pyc_stmts(c, &s->v.forloop.body);
    pyc_nowhere_now(c);
    pyc_jump(c, PY_JUMP, start);
    pyc_use(c, cleanup);
    pyc_pop_frame(c);
    pyc_stmts(c, &s->v.forloop.orelse);
    pyc_use(c, end);
}

static void check_async(pyc *c, const py_stmt *s, const char *what) {
    const pyc_scope *scope = c->unit->scope;
    if (scope->kind != PYC_FUNCTION || scope->function != PYC_ASYNC_DEF) {
        pyc_error(c, s->pos, "'%s' outside async function", what);
    }
}

static void async_for_stmt(pyc *c, const py_stmt *s) {
    check_async(c, s, "async for");
    pyc_block *start = pyc_block_new(c);
    pyc_block *except = pyc_block_new(c);
    pyc_block *end = pyc_block_new(c);
    pyc_frame frame;
    pyc_expr(c, s->v.forloop.iter);
    pyc_op(c, PY_GET_AITER);
    pyc_use(c, start);
    pyc_push_frame(c, &frame, PYC_FOR_LOOP, start, end, NULL);
    pyc_pseudo(c, PYC_SETUP_FINALLY, except);
    pyc_op(c, PY_GET_ANEXT);
    pyc_const_none(c);
    pyc_yield_from(c, true);
    pyc_pseudo(c, PYC_POP_BLOCK, NULL);
    pyc_expr(c, s->v.forloop.target);
    pyc_stmts(c, &s->v.forloop.body);
    pyc_nowhere_now(c);
    pyc_jump(c, PY_JUMP, start);
    pyc_pop_frame(c);
    pyc_use(c, except);
    pyc_at(c, s->v.forloop.iter->pos);
    pyc_op(c, PY_END_ASYNC_FOR);
    pyc_stmts(c, &s->v.forloop.orelse);
    pyc_use(c, end);
}

// ---- Leaving ------------------------------------------------------------------------------------

static void return_stmt(pyc *c, const py_stmt *s) {
    const py_expr *value = s->v.ret.value;
    const pyc_scope *scope = c->unit->scope;
    ouro_object *constant = value ? pyc_fold(c, value) : NULL;
    if (scope->kind != PYC_FUNCTION) {
        pyc_error(c, s->pos, "'return' outside function");
    }
    if (value && scope->coroutine && scope->generator) {
        pyc_error(c, s->pos, "'return' with value in async generator");
    }
    if (value && !constant) {
        pyc_expr(c, value);
    } else if (value) {
        pyc_at(c, value->pos);
        pyc_op(c, PY_NOP);
    }
    if (!value || value->pos.lineno != s->pos.lineno) {
        pyc_at(c, s->pos);
        pyc_op(c, PY_NOP);
    }
    pyc_unwind_to_loop(c, value && !constant, false);
    if (!value) {
        pyc_const_none(c);
    } else if (constant) {
        pyc_const(c, constant);
    }
    pyc_op(c, PY_RETURN_VALUE);
}

static void break_stmt(pyc *c, const py_stmt *s) {
    pyc_op(c, PY_NOP);
    const pyc_frame *loop = pyc_unwind_to_loop(c, false, true);
    if (!loop) {
        pyc_error(c, s->pos, "'break' outside loop");
    }
    pyc_unwind(c, loop, false);
    pyc_jump(c, PY_JUMP, loop->exit);
}

static void continue_stmt(pyc *c, const py_stmt *s) {
    pyc_op(c, PY_NOP);
    const pyc_frame *loop = pyc_unwind_to_loop(c, false, true);
    if (!loop) {
        pyc_error(c, s->pos, "'continue' not properly in loop");
    }
    pyc_jump(c, PY_JUMP, loop->start);
}

static void raise_stmt(pyc *c, const py_stmt *s) {
    uint32_t n = 0;
    if (s->v.raise.exc) {
        pyc_expr(c, s->v.raise.exc);
        n++;
        if (s->v.raise.cause) {
            pyc_expr(c, s->v.raise.cause);
            n++;
        }
    }
    pyc_op_arg(c, PY_RAISE_VARARGS, n);
}

static void assert_stmt(pyc *c, const py_stmt *s) {
    pyc_block *end = pyc_block_new(c);
    pyc_check_assert(c, s->v.assertion.test);
    pyc_jump_if(c, s->v.assertion.test, end, true);
    pyc_op(c, PY_LOAD_ASSERTION_ERROR);
    if (s->v.assertion.msg) {
        pyc_expr(c, s->v.assertion.msg);
        pyc_op_arg(c, PY_CALL, 0);
    }
    pyc_op_arg(c, PY_RAISE_VARARGS, 1);
    pyc_use(c, end);
}

// ---- Assignments --------------------------------------------------------------------------------

static void assign_stmt(pyc *c, const py_stmt *s) {
    const py_exprs *targets = &s->v.assign.targets;
    pyc_expr(c, s->v.assign.value);
    for (size_t i = 0; i < targets->count; i++) {
        if (i + 1 < targets->count) {
            pyc_op_arg(c, PY_COPY, 1);
        }
        pyc_expr(c, targets->items[i]);
    }
}

static void load_augmented(pyc *c, const py_expr *target) {
    pyc_at(c, target->pos);
    switch (target->kind) {
    case PY_EXPR_ATTRIBUTE:
        pyc_expr(c, target->v.attribute.value);
        pyc_op_arg(c, PY_COPY, 1);
        pyc_move_to_attr(c, target);
        pyc_op_name(c, PY_LOAD_ATTR, pyc_name_of(c, target->v.attribute.attr));
        break;
    case PY_EXPR_SUBSCRIPT:
        pyc_expr(c, target->v.subscript.value);
        pyc_expr(c, target->v.subscript.slice);
        pyc_op_arg(c, PY_COPY, 2);
        pyc_op_arg(c, PY_COPY, 2);
        pyc_op(c, PY_BINARY_SUBSCR);
        break;
    default: pyc_load_name(c, pyc_name_of(c, target->v.name.id)); break;
    }
}

static void augassign_stmt(pyc *c, const py_stmt *s) {
    const py_expr *target = s->v.augassign.target;
    load_augmented(c, target);
    pyc_at(c, s->pos);
    pyc_expr(c, s->v.augassign.value);
    pyc_op_arg(c, PY_BINARY_OP, pyc_binary_ops[s->v.augassign.op] | PY_INPLACE);
    pyc_at(c, target->pos);
    switch (target->kind) {
    case PY_EXPR_ATTRIBUTE:
        pyc_check_name(c, pyc_name_of(c, target->v.attribute.attr), PY_STORE, target->pos);
        pyc_move_to_attr(c, target);
        pyc_op_arg(c, PY_SWAP, 2);
        pyc_op_name(c, PY_STORE_ATTR, pyc_name_of(c, target->v.attribute.attr));
        break;
    case PY_EXPR_SUBSCRIPT:
        pyc_op_arg(c, PY_SWAP, 3);
        pyc_op_arg(c, PY_SWAP, 2);
        pyc_op(c, PY_STORE_SUBSCR);
        break;
    default: pyc_store_name(c, pyc_name_of(c, target->v.name.id)); break;
    }
}

static void evaluate(pyc *c, const py_expr *e) {
    pyc_expr(c, e);
    pyc_op(c, PY_POP_TOP);
}

static void evaluate_subscript(pyc *c, const py_expr *e) {
    if (e->kind == PY_EXPR_TUPLE) {
        for (size_t i = 0; i < e->v.list.elts.count; i++) {
            evaluate_subscript(c, e->v.list.elts.items[i]);
        }
    } else if (e->kind == PY_EXPR_SLICE) {
        const py_expr *parts[] = {e->v.slice.lower, e->v.slice.upper, e->v.slice.step};
        for (size_t i = 0; i < 3; i++) {
            if (parts[i]) {
                evaluate(c, parts[i]);
            }
        }
    } else {
        evaluate(c, e);
    }
}

// `o.a: T` and `o[k]: T` without a value still evaluate o and k.
static void annotated_target(pyc *c, const py_stmt *s) {
    const py_expr *target = s->v.annassign.target;
    bool stored = s->v.annassign.value != NULL;
    bool top = c->unit->scope->kind != PYC_FUNCTION;
    if (target->kind == PY_EXPR_NAME) {
        pyc_name *name = pyc_name_of(c, target->v.name.id);
        pyc_check_name(c, name, PY_STORE, s->pos);
        if (s->v.annassign.simple && top) {
            pyc_annotation(c, s->v.annassign.annotation);
            pyc_op_name(c, PY_LOAD_NAME, pyc_name_literal(c, "__annotations__"));
            pyc_const(c, pyc_name_str(c, pyc_mangle(c, c->unit->private_name, name)));
            pyc_op(c, PY_STORE_SUBSCR);
        }
    } else if (target->kind == PY_EXPR_ATTRIBUTE) {
        pyc_check_name(c, pyc_name_of(c, target->v.attribute.attr), PY_STORE, s->pos);
        if (!stored) {
            evaluate(c, target->v.attribute.value);
        }
    } else if (!stored) {
        evaluate(c, target->v.subscript.value);
        evaluate_subscript(c, target->v.subscript.slice);
    }
    if (!s->v.annassign.simple && top && !(c->future & PY_CO_FUTURE_ANNOTATIONS)) {
        evaluate(c, s->v.annassign.annotation);
    }
}

static void annassign_stmt(pyc *c, const py_stmt *s) {
    if (s->v.annassign.value) {
        pyc_expr(c, s->v.annassign.value);
        pyc_expr(c, s->v.annassign.target);
    }
    annotated_target(c, s);
}

// ---- Imports ------------------------------------------------------------------------------------

static ouro_object *int_const(pyc *c, int64_t value) {
    return pyc_merge(c, pyc_keep(c, ouro_int_new(value)));
}

// `import a.b.c as x` binds the innermost module.
static void import_as(pyc *c, const pyc_name *name, pyc_name *asname) {
    const char *dot = strchr(name->text, '.');
    if (!dot) {
        pyc_store_name(c, asname);
        return;
    }
    for (;;) {
        const char *part = dot + 1;
        dot = strchr(part, '.');
        size_t length = dot ? (size_t)(dot - part) : strlen(part);
        pyc_op_name(c, PY_IMPORT_FROM, pyc_name_text(c, part, length));
        if (!dot) {
            break;
        }
        pyc_op_arg(c, PY_SWAP, 2);
        pyc_op(c, PY_POP_TOP);
    }
    pyc_store_name(c, asname);
    pyc_op(c, PY_POP_TOP);
}

static void import_stmt(pyc *c, const py_stmt *s) {
    for (size_t i = 0; i < s->v.import.names.count; i++) {
        const py_alias *alias = s->v.import.names.items[i];
        pyc_name *name = pyc_name_of(c, alias->name);
        pyc_const(c, int_const(c, 0));
        pyc_const_none(c);
        pyc_op_name(c, PY_IMPORT_NAME, name);
        if (alias->asname) {
            import_as(c, name, pyc_name_of(c, alias->asname));
        } else {
            pyc_store_name(c, pyc_name_text(c, name->text, strcspn(name->text, ".")));
        }
    }
}

static void importfrom_stmt(pyc *c, const py_stmt *s) {
    const py_aliases *list = &s->v.importfrom.names;
    const char *module = s->v.importfrom.module ? s->v.importfrom.module->text : "";
    pyc_const(c, int_const(c, s->v.importfrom.level));
    ouro_object *names = pyc_keep(c, ouro_tuple_new(list->count));
    for (size_t i = 0; i < list->count; i++) {
        pyc_name *name = pyc_name_of(c, list->items[i]->name);
        ouro_tuple_fill(names, i, ouro_newref(pyc_name_str(c, name)));
    }
    if (s->pos.lineno > c->future_line && !s->v.importfrom.level && !strcmp(module, "__future__")) {
        pyc_error(c, s->pos, "from __future__ imports must occur at the beginning of the file");
    }
    pyc_const(c, names);
    pyc_op_name(c, PY_IMPORT_NAME, pyc_name_literal(c, module));
    for (size_t i = 0; i < list->count; i++) {
        const py_alias *alias = list->items[i];
        pyc_name *name = pyc_name_of(c, alias->name);
        if (pyc_name_is(name, "*")) {
            pyc_op(c, PY_IMPORT_STAR);
            return;
        }
        pyc_op_name(c, PY_IMPORT_FROM, name);
        pyc_store_name(c, alias->asname ? pyc_name_of(c, alias->asname) : name);
    }
    pyc_op(c, PY_POP_TOP);
}

// ---- All of them --------------------------------------------------------------------------------

static void expr_stmt(pyc *c, const py_stmt *s) {
    const py_expr *value = s->v.expr.value;
    if (c->interactive && c->nest <= 1) {
        pyc_expr(c, value);
        pyc_op(c, PY_PRINT_EXPR);
    } else if (pyc_fold(c, value)) {
        pyc_op(c, PY_NOP);
    } else {
        pyc_expr(c, value);
        pyc_nowhere_now(c);
        pyc_op(c, PY_POP_TOP);
    }
}

static void simple_stmt(pyc *c, const py_stmt *s) {
    switch (s->kind) {
    case PY_STMT_RETURN: return_stmt(c, s); break;
    case PY_STMT_DELETE: pyc_exprs(c, &s->v.del.targets); break;
    case PY_STMT_ASSIGN: assign_stmt(c, s); break;
    case PY_STMT_AUGASSIGN: augassign_stmt(c, s); break;
    case PY_STMT_ANNASSIGN: annassign_stmt(c, s); break;
    case PY_STMT_RAISE: raise_stmt(c, s); break;
    case PY_STMT_ASSERT: assert_stmt(c, s); break;
    case PY_STMT_IMPORT: import_stmt(c, s); break;
    case PY_STMT_IMPORTFROM: importfrom_stmt(c, s); break;
    case PY_STMT_EXPR: expr_stmt(c, s); break;
    case PY_STMT_PASS: pyc_op(c, PY_NOP); break;
    case PY_STMT_BREAK: break_stmt(c, s); break;
    case PY_STMT_CONTINUE: continue_stmt(c, s); break;
    default: break; // global and nonlocal are done with the scopes
    }
}

void pyc_stmt(pyc *c, const py_stmt *s) {
    pyc_descend(c);
    pyc_at(c, s->pos);
    switch (s->kind) {
    case PY_STMT_FUNCTIONDEF:
    case PY_STMT_ASYNCFUNCTIONDEF: pyc_function(c, s); break;
    case PY_STMT_CLASSDEF: pyc_class(c, s); break;
    case PY_STMT_FOR: for_stmt(c, s); break;
    case PY_STMT_ASYNCFOR: async_for_stmt(c, s); break;
    case PY_STMT_WHILE: while_stmt(c, s); break;
    case PY_STMT_IF: if_stmt(c, s); break;
    case PY_STMT_ASYNCWITH: check_async(c, s, "async with"); // fall through
    case PY_STMT_WITH: pyc_with(c, s); break;
    case PY_STMT_MATCH: pyc_match(c, s); break;
    case PY_STMT_TRY:
    case PY_STMT_TRYSTAR: pyc_try(c, s); break;
    default: simple_stmt(c, s); break;
    }
    pyc_ascend(c);
}

void pyc_stmts(pyc *c, const py_stmts *list) {
    for (size_t i = 0; i < list->count; i++) {
        pyc_stmt(c, list->items[i]);
    }
}
