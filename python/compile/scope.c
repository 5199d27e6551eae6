// SPDX-License-Identifier: MIT
// First walk over the tree: which scopes there are, and how each of them mentions which names.
// Front-end, compile. Where the names live is decided afterwards, in analyze.c.
#include "compiler.h"

static void visit_expr(pyc *c, const py_expr *e);
static void visit_stmts(pyc *c, const py_stmts *list);

// ---- Symbols ------------------------------------------------------------------------------------

pyc_symbol *pyc_symbol_find(const pyc_scope *scope, const pyc_name *name) {
    if (!scope->bucket_count) {
        return NULL;
    }
    pyc_symbol *symbol = scope->buckets[name->hash & (scope->bucket_count - 1)];
    while (symbol && symbol->name != name) {
        symbol = symbol->chain;
    }
    return symbol;
}

static void rehash_symbols(pyc *c, pyc_scope *scope) {
    scope->bucket_count = scope->bucket_count ? scope->bucket_count * 4 : PYC_SCOPE_BUCKETS;
    scope->buckets = pyc_alloc(c, scope->bucket_count * sizeof *scope->buckets);
    for (pyc_symbol *symbol = scope->first; symbol; symbol = symbol->next) {
        pyc_symbol **bucket = &scope->buckets[symbol->name->hash & (scope->bucket_count - 1)];
        symbol->chain = *bucket;
        *bucket = symbol;
    }
}

pyc_symbol *pyc_symbol_add(pyc *c, pyc_scope *scope, pyc_name *name) {
    pyc_symbol *symbol = pyc_symbol_find(scope, name);
    if (symbol) {
        return symbol;
    }
    if (scope->symbol_count >= scope->bucket_count) {
        rehash_symbols(c, scope);
    }
    symbol = pyc_alloc(c, sizeof *symbol);
    symbol->name = name;
    pyc_symbol **bucket = &scope->buckets[name->hash & (scope->bucket_count - 1)];
    symbol->chain = *bucket;
    *bucket = symbol;
    if (scope->last) {
        scope->last->next = symbol;
    } else {
        scope->first = symbol;
    }
    scope->last = symbol;
    scope->symbol_count++;
    return symbol;
}

static void define_in(pyc *c, pyc_scope *scope, pyc_name *plain, uint32_t flags, py_pos pos) {
    pyc_name *name = pyc_mangle(c, c->private_name, plain);
    pyc_symbol *symbol = pyc_symbol_add(c, scope, name);
    if (flags & symbol->flags & PYC_DEF_PARAM) {
        pyc_error(c, pos, "duplicate argument '%s' in function definition", plain->text);
    }
    symbol->flags |= flags;
    if (scope->comp_iter_target) {
        if (symbol->flags & (PYC_DEF_GLOBAL | PYC_DEF_NONLOCAL)) {
            pyc_error(c, pos,
                      "comprehension inner loop cannot rebind assignment expression target '%s'",
                      plain->text);
        }
        symbol->flags |= PYC_DEF_COMP_ITER;
    }
    if (flags & PYC_DEF_PARAM) {
        scope->params = pyc_grow(c, scope->params, &scope->param_room, scope->param_count + 1,
                                 sizeof *scope->params);
        scope->params[scope->param_count++] = name;
    } else if (flags & PYC_DEF_GLOBAL) {
        pyc_symbol_add(c, c->top, name)->flags |= flags;
    }
}

static void define(pyc *c, pyc_name *name, uint32_t flags, py_pos pos) {
    define_in(c, c->scope, name, flags, pos);
}

static void define_source(pyc *c, py_name *name, uint32_t flags, py_pos pos) {
    define(c, pyc_name_of(c, name), flags, pos);
}

static void record_directive(pyc *c, pyc_name *name, py_pos pos) {
    pyc_symbol *symbol = pyc_symbol_add(c, c->scope, pyc_mangle(c, c->private_name, name));
    if (!symbol->directive.lineno) { // errors are reported at the first one
        symbol->directive = pos;
    }
}

// ---- Scopes -------------------------------------------------------------------------------------

static pyc_scope *enter(pyc *c, pyc_scope_kind kind, pyc_name *name, const void *node, py_pos pos) {
    pyc_scope *scope = pyc_alloc(c, sizeof *scope);
    scope->kind = kind;
    scope->name = name;
    scope->node = node;
    scope->pos = pos;
    scope->parent = c->scope;
    if (c->scope) {
        scope->comp_iter_expr = c->scope->comp_iter_expr;
        scope->nested = c->scope->nested || c->scope->kind == PYC_FUNCTION;
        if (c->scope->last_child) {
            c->scope->last_child->sibling = scope;
        } else {
            c->scope->first_child = scope;
        }
        c->scope->last_child = scope;
    }
    pyc_map_set(c, &c->scopes, node, scope);
    c->scope = scope;
    return scope;
}

static void leave(pyc *c) {
    c->scope = c->scope->parent;
}

pyc_scope *pyc_scope_of(pyc *c, const void *node) {
    return pyc_map_get(&c->scopes, node);
}

// ---- Functions and classes ----------------------------------------------------------------------

static void visit_exprs(pyc *c, const py_exprs *list) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i]) {
            visit_expr(c, list->items[i]);
        }
    }
}

static void visit_keywords(pyc *c, const py_keywords *list) {
    for (size_t i = 0; i < list->count; i++) {
        visit_expr(c, list->items[i]->value);
    }
}

// Under the future import annotations are text: they are looked at for mistakes only, in a scope
// that is not kept.
static void visit_annotation(pyc *c, const py_expr *annotation) {
    if (!annotation) {
        return;
    }
    if (!(c->future & PY_CO_FUTURE_ANNOTATIONS)) {
        visit_expr(c, annotation);
        return;
    }
    pyc_scope *outer = c->scope;
    pyc_scope *first = outer->first_child, *last = outer->last_child;
    enter(c, PYC_FUNCTION, pyc_name_literal(c, "_annotation"), annotation, annotation->pos)
        ->annotation = true;
    visit_expr(c, annotation);
    leave(c);
    outer->first_child = first;
    outer->last_child = last;
    if (last) {
        last->sibling = NULL;
    }
}

static void forbid_in_annotation(pyc *c, const py_expr *e, const char *what) {
    if (c->scope->annotation) {
        pyc_error(c, e->pos, "'%s' can not be used within an annotation", what);
    }
}

static void visit_arg_annotations(pyc *c, const py_args *args) {
    for (size_t i = 0; i < args->count; i++) {
        visit_annotation(c, args->items[i]->annotation);
    }
}

static void visit_annotations(pyc *c, const py_arguments *args, const py_expr *returns) {
    visit_arg_annotations(c, &args->posonlyargs);
    visit_arg_annotations(c, &args->args);
    if (args->vararg) {
        visit_annotation(c, args->vararg->annotation);
    }
    if (args->kwarg) {
        visit_annotation(c, args->kwarg->annotation);
    }
    visit_arg_annotations(c, &args->kwonlyargs);
    visit_annotation(c, returns);
}

static void define_params(pyc *c, const py_args *args) {
    for (size_t i = 0; i < args->count; i++) {
        define_source(c, args->items[i]->arg, PYC_DEF_PARAM, args->items[i]->pos);
    }
}

static void visit_arguments(pyc *c, const py_arguments *args) {
    define_params(c, &args->posonlyargs);
    define_params(c, &args->args);
    define_params(c, &args->kwonlyargs);
    if (args->vararg) {
        define_source(c, args->vararg->arg, PYC_DEF_PARAM, args->vararg->pos);
        c->scope->varargs = true;
    }
    if (args->kwarg) {
        define_source(c, args->kwarg->arg, PYC_DEF_PARAM, args->kwarg->pos);
        c->scope->varkeywords = true;
    }
}

static void visit_function(pyc *c, const py_stmt *s) {
    bool async = s->kind == PY_STMT_ASYNCFUNCTIONDEF;
    pyc_name *name = pyc_name_of(c, s->v.functiondef.name);
    const py_arguments *args = s->v.functiondef.args;
    define(c, name, PYC_DEF_LOCAL, s->pos);
    visit_exprs(c, &args->defaults);
    visit_exprs(c, &args->kw_defaults);
    visit_annotations(c, args, s->v.functiondef.returns);
    visit_exprs(c, &s->v.functiondef.decorator_list);
    pyc_scope *scope = enter(c, PYC_FUNCTION, name, s, s->pos);
    scope->function = async ? PYC_ASYNC_DEF : PYC_DEF;
    scope->coroutine = async;
    visit_arguments(c, args);
    visit_stmts(c, &s->v.functiondef.body);
    leave(c);
}

static void visit_lambda(pyc *c, const py_expr *e) {
    const py_arguments *args = e->v.lambda.args;
    visit_exprs(c, &args->defaults);
    visit_exprs(c, &args->kw_defaults);
    enter(c, PYC_FUNCTION, pyc_name_literal(c, "<lambda>"), e, e->pos)->function = PYC_LAMBDA;
    visit_arguments(c, args);
    visit_expr(c, e->v.lambda.body);
    leave(c);
}

static void visit_class(pyc *c, const py_stmt *s) {
    pyc_name *name = pyc_name_of(c, s->v.classdef.name);
    define(c, name, PYC_DEF_LOCAL, s->pos);
    visit_exprs(c, &s->v.classdef.bases);
    visit_keywords(c, &s->v.classdef.keywords);
    visit_exprs(c, &s->v.classdef.decorator_list);
    enter(c, PYC_CLASS, name, s, s->pos);
    pyc_name *outer = c->private_name;
    c->private_name = name;
    visit_stmts(c, &s->v.classdef.body);
    c->private_name = outer;
    leave(c);
}

// ---- Comprehensions -----------------------------------------------------------------------------

static void visit_generator(pyc *c, const py_comprehension *generator) {
    c->scope->comp_iter_target = true;
    visit_expr(c, generator->target);
    c->scope->comp_iter_target = false;
    c->scope->comp_iter_expr++;
    visit_expr(c, generator->iter);
    c->scope->comp_iter_expr--;
    visit_exprs(c, &generator->ifs);
    if (generator->is_async) {
        c->scope->coroutine = true;
    }
}

static void visit_comprehension(pyc *c, const py_expr *e, pyc_function_kind kind,
                                const char *name) {
    bool dict = e->kind == PY_EXPR_DICTCOMP;
    const py_comprehensions *list = dict ? &e->v.dictcomp.generators : &e->v.comp.generators;
    const py_comprehension *outermost = list->items[0];
    c->scope->comp_iter_expr++;
    visit_expr(c, outermost->iter);
    c->scope->comp_iter_expr--;
    pyc_scope *scope = enter(c, PYC_FUNCTION, pyc_name_literal(c, name), e, e->pos);
    scope->function = kind;
    scope->coroutine = outermost->is_async;
    scope->comprehension = true;
    define(c, pyc_name_literal(c, ".0"), PYC_DEF_PARAM, e->pos);
    scope->comp_iter_target = true;
    visit_expr(c, outermost->target);
    scope->comp_iter_target = false;
    visit_exprs(c, &outermost->ifs);
    for (size_t i = 1; i < list->count; i++) {
        visit_generator(c, list->items[i]);
    }
    if (dict) {
        visit_expr(c, e->v.dictcomp.value);
        visit_expr(c, e->v.dictcomp.key);
    } else {
        visit_expr(c, e->v.comp.elt);
    }
    scope->generator = kind == PYC_GENEXP;
    leave(c);
    if (scope->coroutine && kind != PYC_GENEXP) {
        c->scope->coroutine = true;
    }
}

// A walrus inside comprehensions binds in the scope around all of them.
static void extend_named_scope(pyc *c, const py_expr *target) {
    pyc_name *plain = pyc_name_of(c, target->v.name.id);
    pyc_name *name = pyc_mangle(c, c->private_name, plain);
    pyc_scope *scope = c->scope;
    for (; scope->comprehension; scope = scope->parent) {
        pyc_symbol *symbol = pyc_symbol_find(scope, name);
        if (symbol && symbol->flags & PYC_DEF_COMP_ITER) {
            pyc_error(c, target->pos,
                      "assignment expression cannot rebind comprehension iteration variable '%s'",
                      plain->text);
        }
    }
    if (scope->kind == PYC_CLASS) {
        pyc_error(c, target->pos,
                  "assignment expression within a comprehension cannot be used in "
                  "a class body");
    }
    if (scope->kind == PYC_MODULE) {
        define(c, plain, PYC_DEF_GLOBAL, target->pos);
        record_directive(c, plain, target->pos);
        define_in(c, scope, plain, PYC_DEF_GLOBAL, target->pos);
        return;
    }
    pyc_symbol *symbol = pyc_symbol_find(scope, name);
    bool global = symbol && symbol->flags & PYC_DEF_GLOBAL;
    define(c, plain, global ? PYC_DEF_GLOBAL : PYC_DEF_NONLOCAL, target->pos);
    record_directive(c, plain, target->pos);
    define_in(c, scope, plain, PYC_DEF_LOCAL, target->pos);
}

static void visit_named(pyc *c, const py_expr *e) {
    forbid_in_annotation(c, e, "named expression");
    if (c->scope->comp_iter_expr > 0) {
        pyc_error(c, e->pos,
                  "assignment expression cannot be used in a comprehension iterable "
                  "expression");
    }
    if (c->scope->comprehension) {
        extend_named_scope(c, e->v.namedexpr.target);
    }
    visit_expr(c, e->v.namedexpr.value);
    visit_expr(c, e->v.namedexpr.target);
}

static void visit_yield(pyc *c, const py_expr *e, const py_expr *value) {
    static const char *const where[] = {
        [PYC_LIST_COMP] = "list comprehension",
        [PYC_SET_COMP] = "set comprehension",
        [PYC_DICT_COMP] = "dict comprehension",
        [PYC_GENEXP] = "generator expression",
    };
    forbid_in_annotation(c, e, "yield expression");
    if (value) {
        visit_expr(c, value);
    }
    c->scope->generator = true;
    if (c->scope->comprehension) {
        pyc_error(c, e->pos, "'yield' inside %s", where[c->scope->function]);
    }
}

// ---- Expressions --------------------------------------------------------------------------------

static void visit_name(pyc *c, const py_expr *e) {
    pyc_name *name = pyc_name_of(c, e->v.name.id);
    bool load = e->v.name.ctx == PY_LOAD;
    define(c, name, load ? PYC_USE : PYC_DEF_LOCAL, e->pos);
    if (load && c->scope->kind == PYC_FUNCTION && pyc_name_is(name, "super")) {
        define(c, pyc_name_literal(c, "__class__"), PYC_USE, e->pos);
    }
}

static void visit_slice(pyc *c, const py_expr *e) {
    const py_expr *parts[] = {e->v.slice.lower, e->v.slice.upper, e->v.slice.step};
    for (size_t i = 0; i < 3; i++) {
        if (parts[i]) {
            visit_expr(c, parts[i]);
        }
    }
}

// Expressions that make a scope or change the one they are in: true if `e` was one of them.
static bool visit_special(pyc *c, const py_expr *e) {
    switch (e->kind) {
    case PY_EXPR_NAMEDEXPR: visit_named(c, e); return true;
    case PY_EXPR_LAMBDA: visit_lambda(c, e); return true;
    case PY_EXPR_LISTCOMP: visit_comprehension(c, e, PYC_LIST_COMP, "<listcomp>"); return true;
    case PY_EXPR_SETCOMP: visit_comprehension(c, e, PYC_SET_COMP, "<setcomp>"); return true;
    case PY_EXPR_DICTCOMP: visit_comprehension(c, e, PYC_DICT_COMP, "<dictcomp>"); return true;
    case PY_EXPR_GENERATOREXP: visit_comprehension(c, e, PYC_GENEXP, "<genexpr>"); return true;
    case PY_EXPR_YIELD: visit_yield(c, e, e->v.yield.value); return true;
    case PY_EXPR_YIELDFROM: visit_yield(c, e, e->v.yieldfrom.value); return true;
    case PY_EXPR_AWAIT:
        forbid_in_annotation(c, e, "await expression");
        visit_expr(c, e->v.await.value);
        c->scope->coroutine = true;
        return true;
    case PY_EXPR_NAME: visit_name(c, e); return true;
    default: return false;
    }
}

static void visit_plain(pyc *c, const py_expr *e) {
    switch (e->kind) {
    case PY_EXPR_BOOLOP: visit_exprs(c, &e->v.boolop.values); break;
    case PY_EXPR_BINOP:
        visit_expr(c, e->v.binop.left);
        visit_expr(c, e->v.binop.right);
        break;
    case PY_EXPR_UNARYOP: visit_expr(c, e->v.unaryop.operand); break;
    case PY_EXPR_IFEXP:
        visit_expr(c, e->v.ifexp.test);
        visit_expr(c, e->v.ifexp.body);
        visit_expr(c, e->v.ifexp.orelse);
        break;
    case PY_EXPR_DICT:
        visit_exprs(c, &e->v.dict.keys);
        visit_exprs(c, &e->v.dict.values);
        break;
    case PY_EXPR_SET: visit_exprs(c, &e->v.set.elts); break;
    case PY_EXPR_COMPARE:
        visit_expr(c, e->v.compare.left);
        visit_exprs(c, &e->v.compare.comparators);
        break;
    case PY_EXPR_CALL:
        visit_expr(c, e->v.call.func);
        visit_exprs(c, &e->v.call.args);
        visit_keywords(c, &e->v.call.keywords);
        break;
    case PY_EXPR_FORMATTEDVALUE:
        visit_expr(c, e->v.formattedvalue.value);
        if (e->v.formattedvalue.format_spec) {
            visit_expr(c, e->v.formattedvalue.format_spec);
        }
        break;
    case PY_EXPR_JOINEDSTR: visit_exprs(c, &e->v.joinedstr.values); break;
    case PY_EXPR_ATTRIBUTE: visit_expr(c, e->v.attribute.value); break;
    case PY_EXPR_SUBSCRIPT:
        visit_expr(c, e->v.subscript.value);
        visit_expr(c, e->v.subscript.slice);
        break;
    case PY_EXPR_STARRED: visit_expr(c, e->v.starred.value); break;
    case PY_EXPR_LIST:
    case PY_EXPR_TUPLE: visit_exprs(c, &e->v.list.elts); break;
    case PY_EXPR_SLICE: visit_slice(c, e); break;
    default: break; // constants
    }
}

static void visit_expr(pyc *c, const py_expr *e) {
    pyc_descend(c);
    if (!visit_special(c, e)) {
        visit_plain(c, e);
    }
    pyc_ascend(c);
}

// ---- Patterns -----------------------------------------------------------------------------------

static void visit_pattern(pyc *c, const py_pattern *p);

static void visit_patterns(pyc *c, const py_patterns *list) {
    for (size_t i = 0; i < list->count; i++) {
        visit_pattern(c, list->items[i]);
    }
}

static void visit_pattern(pyc *c, const py_pattern *p) {
    pyc_descend(c);
    py_name *name = NULL;
    switch (p->kind) {
    case PY_PATTERN_VALUE: visit_expr(c, p->v.value.value); break;
    case PY_PATTERN_SINGLETON: break;
    case PY_PATTERN_SEQUENCE: visit_patterns(c, &p->v.sequence.patterns); break;
    case PY_PATTERN_MAPPING:
        visit_exprs(c, &p->v.mapping.keys);
        visit_patterns(c, &p->v.mapping.patterns);
        name = p->v.mapping.rest;
        break;
    case PY_PATTERN_CLASS:
        visit_expr(c, p->v.cls.cls);
        visit_patterns(c, &p->v.cls.patterns);
        visit_patterns(c, &p->v.cls.kwd_patterns);
        break;
    case PY_PATTERN_STAR: name = p->v.star.name; break;
    case PY_PATTERN_AS:
        if (p->v.as.pattern) {
            visit_pattern(c, p->v.as.pattern);
        }
        name = p->v.as.name;
        break;
    case PY_PATTERN_OR: visit_patterns(c, &p->v.or.patterns); break;
    }
    if (name) {
        define_source(c, name, PYC_DEF_LOCAL, p->pos);
    }
    pyc_ascend(c);
}

// ---- Statements ---------------------------------------------------------------------------------

static void visit_directive(pyc *c, const py_stmt *s) {
    bool global = s->kind == PY_STMT_GLOBAL;
    const char *word = global ? "global" : "nonlocal";
    for (size_t i = 0; i < s->v.global.names.count; i++) {
        pyc_name *plain = pyc_name_of(c, s->v.global.names.items[i]);
        pyc_symbol *symbol = pyc_symbol_find(c->scope, pyc_mangle(c, c->private_name, plain));
        uint32_t flags = symbol ? symbol->flags : 0;
        if (flags & PYC_DEF_PARAM) {
            pyc_error(c, s->pos, "name '%s' is parameter and %s", plain->text, word);
        }
        if (flags & PYC_USE) {
            pyc_error(c, s->pos, "name '%s' is used prior to %s declaration", plain->text, word);
        }
        if (flags & PYC_DEF_ANNOT) {
            pyc_error(c, s->pos, "annotated name '%s' can't be %s", plain->text, word);
        }
        if (flags & PYC_DEF_LOCAL) {
            pyc_error(c, s->pos, "name '%s' is assigned to before %s declaration", plain->text,
                      word);
        }
        define(c, plain, global ? PYC_DEF_GLOBAL : PYC_DEF_NONLOCAL, s->pos);
        record_directive(c, plain, s->pos);
    }
}

static void visit_annotated(pyc *c, const py_stmt *s) {
    const py_expr *target = s->v.annassign.target;
    if (target->kind != PY_EXPR_NAME) {
        visit_expr(c, target);
    } else {
        pyc_name *name = pyc_name_of(c, target->v.name.id);
        pyc_symbol *symbol = pyc_symbol_find(c->scope, pyc_mangle(c, c->private_name, name));
        uint32_t outside = symbol ? symbol->flags & (PYC_DEF_GLOBAL | PYC_DEF_NONLOCAL) : 0;
        if (outside && c->scope != c->top && s->v.annassign.simple) {
            pyc_error(c, s->pos, "annotated name '%s' can't be %s", name->text,
                      outside & PYC_DEF_GLOBAL ? "global" : "nonlocal");
        }
        if (s->v.annassign.simple) {
            define(c, name, PYC_DEF_ANNOT | PYC_DEF_LOCAL, target->pos);
        } else if (s->v.annassign.value) {
            define(c, name, PYC_DEF_LOCAL, target->pos);
        }
    }
    visit_annotation(c, s->v.annassign.annotation);
    if (s->v.annassign.value) {
        visit_expr(c, s->v.annassign.value);
    }
}

static void visit_aliases(pyc *c, const py_aliases *list) {
    for (size_t i = 0; i < list->count; i++) {
        const py_alias *alias = list->items[i];
        pyc_name *name = pyc_name_of(c, alias->asname ? alias->asname : alias->name);
        if (pyc_name_is(name, "*")) {
            if (c->scope->kind != PYC_MODULE) {
                pyc_error(c, alias->pos, "import * only allowed at module level");
            }
            continue;
        }
        const char *dot = strchr(name->text, '.');
        if (dot) {
            name = pyc_name_text(c, name->text, (size_t)(dot - name->text));
        }
        define(c, name, PYC_DEF_IMPORT, alias->pos);
    }
}

static void visit_handlers(pyc *c, const py_handlers *list) {
    for (size_t i = 0; i < list->count; i++) {
        const py_handler *handler = list->items[i];
        if (handler->type) {
            visit_expr(c, handler->type);
        }
        if (handler->name) {
            define_source(c, handler->name, PYC_DEF_LOCAL, handler->pos);
        }
        visit_stmts(c, &handler->body);
    }
}

static void visit_with(pyc *c, const py_stmt *s) {
    for (size_t i = 0; i < s->v.with.items.count; i++) {
        const py_withitem *item = s->v.with.items.items[i];
        visit_expr(c, item->context_expr);
        if (item->optional_vars) {
            visit_expr(c, item->optional_vars);
        }
    }
    visit_stmts(c, &s->v.with.body);
}

static void visit_cases(pyc *c, const py_stmt *s) {
    visit_expr(c, s->v.match.subject);
    for (size_t i = 0; i < s->v.match.cases.count; i++) {
        const py_match_case *one = s->v.match.cases.items[i];
        visit_pattern(c, one->pattern);
        if (one->guard) {
            visit_expr(c, one->guard);
        }
        visit_stmts(c, &one->body);
    }
}

// Statements with bodies: true if `s` was one of them.
static bool visit_compound(pyc *c, const py_stmt *s) {
    switch (s->kind) {
    case PY_STMT_FUNCTIONDEF:
    case PY_STMT_ASYNCFUNCTIONDEF: visit_function(c, s); return true;
    case PY_STMT_CLASSDEF: visit_class(c, s); return true;
    case PY_STMT_FOR:
    case PY_STMT_ASYNCFOR:
        visit_expr(c, s->v.forloop.target);
        visit_expr(c, s->v.forloop.iter);
        visit_stmts(c, &s->v.forloop.body);
        visit_stmts(c, &s->v.forloop.orelse);
        return true;
    case PY_STMT_WHILE:
        visit_expr(c, s->v.whileloop.test);
        visit_stmts(c, &s->v.whileloop.body);
        visit_stmts(c, &s->v.whileloop.orelse);
        return true;
    case PY_STMT_IF:
        visit_expr(c, s->v.ifelse.test);
        visit_stmts(c, &s->v.ifelse.body);
        visit_stmts(c, &s->v.ifelse.orelse);
        return true;
    case PY_STMT_WITH:
    case PY_STMT_ASYNCWITH: visit_with(c, s); return true;
    case PY_STMT_MATCH: visit_cases(c, s); return true;
    case PY_STMT_TRY:
    case PY_STMT_TRYSTAR:
        visit_stmts(c, &s->v.try.body);
        visit_stmts(c, &s->v.try.orelse);
        visit_handlers(c, &s->v.try.handlers);
        visit_stmts(c, &s->v.try.finalbody);
        return true;
    default: return false;
    }
}

static void visit_optional(pyc *c, const py_expr *first, const py_expr *second) {
    if (first) {
        visit_expr(c, first);
    }
    if (second) {
        visit_expr(c, second);
    }
}

static void visit_simple(pyc *c, const py_stmt *s) {
    switch (s->kind) {
    case PY_STMT_RETURN:
        visit_optional(c, s->v.ret.value, NULL);
        c->scope->returns_value |= s->v.ret.value != NULL;
        break;
    case PY_STMT_DELETE: visit_exprs(c, &s->v.del.targets); break;
    case PY_STMT_ASSIGN:
        visit_exprs(c, &s->v.assign.targets);
        visit_expr(c, s->v.assign.value);
        break;
    case PY_STMT_AUGASSIGN:
        visit_expr(c, s->v.augassign.target);
        visit_expr(c, s->v.augassign.value);
        break;
    case PY_STMT_ANNASSIGN: visit_annotated(c, s); break;
    case PY_STMT_RAISE: visit_optional(c, s->v.raise.exc, s->v.raise.cause); break;
    case PY_STMT_ASSERT: visit_optional(c, s->v.assertion.test, s->v.assertion.msg); break;
    case PY_STMT_IMPORT: visit_aliases(c, &s->v.import.names); break;
    case PY_STMT_IMPORTFROM: visit_aliases(c, &s->v.importfrom.names); break;
    case PY_STMT_GLOBAL:
    case PY_STMT_NONLOCAL: visit_directive(c, s); break;
    case PY_STMT_EXPR: visit_expr(c, s->v.expr.value); break;
    default: break; // pass, break, continue
    }
}

static void visit_stmts(pyc *c, const py_stmts *list) {
    for (size_t i = 0; i < list->count; i++) {
        pyc_descend(c);
        if (!visit_compound(c, list->items[i])) {
            visit_simple(c, list->items[i]);
        }
        pyc_ascend(c);
    }
}

void pyc_build_scopes(pyc *c, const py_tree *tree) {
    py_pos nowhere = {0};
    c->top = enter(c, PYC_MODULE, pyc_name_literal(c, "<module>"), tree, nowhere);
    if (tree->mode == PY_PARSE_EVAL) {
        visit_expr(c, tree->expr);
    } else {
        visit_stmts(c, &tree->body);
    }
    leave(c);
}
