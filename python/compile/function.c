// SPDX-License-Identifier: MIT
// Code for functions, lambdas and classes: decorators, defaults, annotations, bodies.
// Front-end, compile.
#include "compiler.h"

enum { HAS_DEFAULTS = 1, HAS_KWDEFAULTS = 2, HAS_ANNOTATIONS = 4 };

// ---- Bodies -------------------------------------------------------------------------------------

const py_expr *pyc_docstring(const py_stmts *list) {
    if (!list->count || list->items[0]->kind != PY_STMT_EXPR) {
        return NULL;
    }
    const py_expr *value = list->items[0]->v.expr.value;
    bool str = value->kind == PY_EXPR_CONSTANT && value->v.constant.kind == PY_CONST_STR;
    return str ? value : NULL;
}

static bool has_annotations(const py_stmts *list);

static bool stmt_has_annotations(const py_stmt *s) {
    switch (s->kind) {
    case PY_STMT_ANNASSIGN: return true;
    case PY_STMT_FOR:
    case PY_STMT_ASYNCFOR:
        return has_annotations(&s->v.forloop.body) || has_annotations(&s->v.forloop.orelse);
    case PY_STMT_WHILE:
        return has_annotations(&s->v.whileloop.body) || has_annotations(&s->v.whileloop.orelse);
    case PY_STMT_IF:
        return has_annotations(&s->v.ifelse.body) || has_annotations(&s->v.ifelse.orelse);
    case PY_STMT_WITH:
    case PY_STMT_ASYNCWITH: return has_annotations(&s->v.with.body);
    case PY_STMT_MATCH:
        for (size_t i = 0; i < s->v.match.cases.count; i++) {
            if (has_annotations(&s->v.match.cases.items[i]->body)) {
                return true;
            }
        }
        return false;
    case PY_STMT_TRY:
    case PY_STMT_TRYSTAR:
        for (size_t i = 0; i < s->v.try.handlers.count; i++) {
            if (has_annotations(&s->v.try.handlers.items[i]->body)) {
                return true;
            }
        }
        return has_annotations(&s->v.try.body) || has_annotations(&s->v.try.finalbody) ||
               has_annotations(&s->v.try.orelse);
    default: return false;
    }
}

static bool has_annotations(const py_stmts *list) {
    for (size_t i = 0; i < list->count; i++) {
        if (stmt_has_annotations(list->items[i])) {
            return true;
        }
    }
    return false;
}

void pyc_body(pyc *c, const py_stmts *list) {
    if (c->unit->scope->kind == PYC_MODULE && list->count) {
        pyc_at(c, list->items[0]->pos);
    }
    if (has_annotations(list)) {
        pyc_op(c, PY_SETUP_ANNOTATIONS);
    }
    const py_expr *docstring = c->interactive ? NULL : pyc_docstring(list);
    if (docstring) {
        pyc_expr(c, docstring);
        pyc_nowhere_now(c);
        pyc_store_name(c, pyc_name_literal(c, "__doc__"));
    }
    for (size_t i = docstring != NULL; i < list->count; i++) {
        pyc_stmt(c, list->items[i]);
    }
}

// ---- Decorators ---------------------------------------------------------------------------------

static void apply_decorators(pyc *c, const py_exprs *list) {
    py_pos saved = c->unit->pos;
    for (size_t i = list->count; i-- > 0;) {
        pyc_at(c, list->items[i]->pos);
        pyc_op_arg(c, PY_CALL, 0); // [decorator, function]: as a method of one argument
    }
    c->unit->pos = saved;
}

// ---- Defaults -----------------------------------------------------------------------------------

static bool keyword_defaults(pyc *c, const py_arguments *args) {
    size_t n = 0;
    for (size_t i = 0; i < args->kw_defaults.count; i++) {
        n += args->kw_defaults.items[i] != NULL;
    }
    if (!n) {
        return false;
    }
    ouro_object *names = pyc_keep(c, ouro_tuple_new(n));
    n = 0;
    for (size_t i = 0; i < args->kw_defaults.count; i++) {
        if (args->kw_defaults.items[i]) {
            pyc_name *name = pyc_name_of(c, args->kwonlyargs.items[i]->arg);
            name = pyc_mangle(c, c->unit->private_name, name);
            ouro_tuple_fill(names, n++, ouro_newref(pyc_name_str(c, name)));
            pyc_expr(c, args->kw_defaults.items[i]);
        }
    }
    pyc_const(c, names);
    pyc_op_arg(c, PY_BUILD_CONST_KEY_MAP, (uint32_t)n);
    return true;
}

static uint32_t defaults(pyc *c, const py_arguments *args) {
    uint32_t flags = 0;
    if (args->defaults.count) {
        pyc_exprs(c, &args->defaults);
        pyc_op_arg(c, PY_BUILD_TUPLE, (uint32_t)args->defaults.count);
        flags |= HAS_DEFAULTS;
    }
    if (keyword_defaults(c, args)) {
        flags |= HAS_KWDEFAULTS;
    }
    return flags;
}

// ---- Annotations --------------------------------------------------------------------------------

void pyc_annotation(pyc *c, const py_expr *e) {
    if (c->future & PY_CO_FUTURE_ANNOTATIONS) {
        pyc_const(c, pyc_unparse(c, e));
    } else {
        pyc_expr(c, e);
    }
}

static uint32_t annotate(pyc *c, pyc_name *name, const py_expr *annotation) {
    if (!annotation) {
        return 0;
    }
    pyc_const(c, pyc_name_str(c, pyc_mangle(c, c->unit->private_name, name)));
    if (annotation->kind == PY_EXPR_STARRED && !(c->future & PY_CO_FUTURE_ANNOTATIONS)) {
        pyc_expr(c, annotation->v.starred.value);
        pyc_op_arg(c, PY_UNPACK_SEQUENCE, 1);
    } else {
        pyc_annotation(c, annotation);
    }
    return 2;
}

static uint32_t annotate_args(pyc *c, const py_args *args) {
    uint32_t n = 0;
    for (size_t i = 0; i < args->count; i++) {
        n += annotate(c, pyc_name_of(c, args->items[i]->arg), args->items[i]->annotation);
    }
    return n;
}

static uint32_t annotate_one(pyc *c, const py_arg *arg) {
    return arg ? annotate(c, pyc_name_of(c, arg->arg), arg->annotation) : 0;
}

static uint32_t annotations(pyc *c, const py_arguments *args, const py_expr *returns) {
    uint32_t n = annotate_args(c, &args->args);
    n += annotate_args(c, &args->posonlyargs);
    n += annotate_one(c, args->vararg);
    n += annotate_args(c, &args->kwonlyargs);
    n += annotate_one(c, args->kwarg);
    n += annotate(c, pyc_name_literal(c, "return"), returns);
    if (n) {
        pyc_op_arg(c, PY_BUILD_TUPLE, n);
        return HAS_ANNOTATIONS;
    }
    return 0;
}

// ---- Functions ----------------------------------------------------------------------------------

static void check_args(pyc *c, const py_args *args) {
    for (size_t i = 0; i < args->count; i++) {
        pyc_check_name(c, pyc_name_of(c, args->items[i]->arg), PY_STORE, c->unit->pos);
    }
}

static void check_arguments(pyc *c, const py_arguments *args) {
    check_args(c, &args->posonlyargs);
    check_args(c, &args->args);
    check_args(c, &args->kwonlyargs);
    const py_arg *stars[] = {args->vararg, args->kwarg};
    for (size_t i = 0; i < 2; i++) {
        if (stars[i]) {
            pyc_check_name(c, pyc_name_of(c, stars[i]->arg), PY_STORE, c->unit->pos);
        }
    }
}

static void count_args(pyc *c, const py_arguments *args) {
    c->unit->posonly_count = (uint32_t)args->posonlyargs.count;
    c->unit->arg_count = (uint32_t)(args->posonlyargs.count + args->args.count);
    c->unit->kwonly_count = (uint32_t)args->kwonlyargs.count;
}

void pyc_function(pyc *c, const py_stmt *s) {
    const py_exprs *decorators = &s->v.functiondef.decorator_list;
    const py_arguments *args = s->v.functiondef.args;
    const py_stmts *body = &s->v.functiondef.body;
    pyc_name *name = pyc_name_of(c, s->v.functiondef.name);
    check_arguments(c, args);
    pyc_exprs(c, decorators);
    uint32_t flags = defaults(c, args);
    flags |= annotations(c, args, s->v.functiondef.returns);
    pyc_enter(c, name, s, decorators->count ? decorators->items[0]->pos.lineno : s->pos.lineno);
    const py_expr *docstring = pyc_docstring(body);
    // The docstring, or None, is the first constant.
    pyc_const_index(c, docstring ? pyc_constant(c, docstring) : ouro_none_borrow());
    count_args(c, args);
    for (size_t i = docstring != NULL; i < body->count; i++) {
        pyc_stmt(c, body->items[i]);
    }
    ouro_object *code = pyc_leave(c, true);
    pyc_make_closure(c, code, flags);
    apply_decorators(c, decorators);
    pyc_store_name(c, name);
}

void pyc_lambda(pyc *c, const py_expr *e) {
    const py_arguments *args = e->v.lambda.args;
    check_arguments(c, args);
    uint32_t flags = defaults(c, args);
    pyc_enter(c, pyc_name_literal(c, "<lambda>"), e, e->pos.lineno);
    pyc_const_index(c, ouro_none_borrow()); // no docstring
    count_args(c, args);
    pyc_expr(c, e->v.lambda.body);
    bool generator = c->unit->scope->generator;
    if (!generator) {
        pyc_op(c, PY_RETURN_VALUE);
    }
    ouro_object *code = pyc_leave(c, !generator);
    pyc_make_closure(c, code, flags);
}

// ---- Classes ------------------------------------------------------------------------------------

static void class_cell(pyc *c) {
    pyc_nowhere_now(c);
    if (c->unit->scope->needs_class_closure) {
        pyc_op_arg(c, PY_LOAD_CLOSURE, 0);
        pyc_op_arg(c, PY_COPY, 1);
        pyc_store_name(c, pyc_name_literal(c, "__classcell__"));
    } else {
        pyc_const_none(c);
    }
    pyc_op(c, PY_RETURN_VALUE);
}

void pyc_class(pyc *c, const py_stmt *s) {
    const py_exprs *decorators = &s->v.classdef.decorator_list;
    pyc_name *name = pyc_name_of(c, s->v.classdef.name);
    pyc_exprs(c, decorators);
    pyc_enter(c, name, s, decorators->count ? decorators->items[0]->pos.lineno : s->pos.lineno);
    c->unit->private_name = name;
    pyc_load_name(c, pyc_name_literal(c, "__name__"));
    pyc_store_name(c, pyc_name_literal(c, "__module__"));
    pyc_const(c, c->unit->qualname);
    pyc_store_name(c, pyc_name_literal(c, "__qualname__"));
    pyc_body(c, &s->v.classdef.body);
    class_cell(c);
    ouro_object *code = pyc_leave(c, true);
    pyc_op(c, PY_PUSH_NULL);
    pyc_op(c, PY_LOAD_BUILD_CLASS);
    pyc_make_closure(c, code, 0);
    pyc_const(c, pyc_name_str(c, name));
    pyc_call_rest(c, 2, &s->v.classdef.bases, &s->v.classdef.keywords, s->pos);
    apply_decorators(c, decorators);
    pyc_store_name(c, name);
}
