// SPDX-License-Identifier: MIT
// Compound statements and their blocks.
// Front-end, parse.
#include "parser.h"

// ---- Blocks -------------------------------------------------------------------------------------

bool py__colon_or_raise(parser *p) {
    if (py__accept(p, T_COLON)) {
        return true;
    }
    if (p->diagnosing && !py__raised(p) && py__peek(p) == T_NEWLINE) {
        py__raise(p, PY_ERROR_SYNTAX, "expected ':'");
    }
    return false;
}

// ':' that must stand here, whatever comes instead.
static bool forced_colon(parser *p) {
    if (py__accept(p, T_COLON)) {
        return true;
    }
    if (!py__raised(p)) {
        py__raise_at(p, py__token(p)->pos, "expected ':'");
    }
    return false;
}

// What follows the colon.
static bool suite(parser *p, const char *what, int lineno, py_stmts *out) {
    const size_t from = p->stack_count;
    if (!py__accept(p, T_NEWLINE)) {
        return py__simple_stmts(p) && py__list(p, from, out);
    }
    if (!py__accept(p, T_INDENT)) {
        if (py__may_diagnose(p)) {
            py__raise(p, PY_ERROR_INDENTATION, "expected an indented block after %s on line %d",
                      what, lineno);
        }
        return false;
    }
    if (!py__enter(p)) {
        return false;
    }
    const bool matched = py__statements(p, T_DEDENT);
    py__leave(p);
    return matched && py__list(p, from, out);
}

bool py__block(parser *p, const char *what, int lineno, py_stmts *out) {
    return py__colon_or_raise(p) && suite(p, what, lineno, out);
}

static bool else_block(parser *p, const char *what, py_stmts *out) {
    if (py__peek(p) != T_ELSE) {
        return true;
    }
    const int lineno = py__start(p).lineno;
    py__advance(p);
    return forced_colon(p) && suite(p, what, lineno, out);
}

// ---- if, while, for -----------------------------------------------------------------------------

// `if` and each `elif`; nested as deep as there are `elif`s, without recursion.
static py_stmt *if_stmt(parser *p) {
    const size_t from = p->stack_count;
    py_stmt *s;
    do {
        const bool elif = py__peek(p) == T_ELIF;
        const py_pos start = py__start(p);
        py__advance(p);
        s = py__stmt(p, PY_STMT_IF, start);
        if (s == NULL || (s->v.ifelse.test = py__named_expression(p)) == NULL ||
            !py__block(p, elif ? "'elif' statement" : "'if' statement", start.lineno,
                       &s->v.ifelse.body) ||
            !py__push(p, s)) {
            return NULL;
        }
    } while (py__peek(p) == T_ELIF);
    if (!else_block(p, "'else' statement", &s->v.ifelse.orelse)) {
        return NULL;
    }
    s->pos = py__to_here(p, s->pos);
    for (size_t i = p->stack_count - 1; i > from; i--) {
        py_stmt *outer = p->stack[i - 1];
        outer->pos = py__to_here(p, outer->pos);
        py_stmt **orelse = py__alloc(p, sizeof(py_stmt *));
        if (orelse == NULL) {
            return NULL;
        }
        *orelse = p->stack[i];
        outer->v.ifelse.orelse = (py_stmts){orelse, 1};
    }
    s = p->stack[from];
    p->stack_count = from;
    return s;
}

static py_stmt *while_stmt(parser *p) {
    const py_pos start = py__start(p);
    py__advance(p);
    py_stmt *s = py__stmt(p, PY_STMT_WHILE, start);
    if (s == NULL || (s->v.whileloop.test = py__named_expression(p)) == NULL ||
        !py__block(p, "'while' statement", start.lineno, &s->v.whileloop.body) ||
        !else_block(p, "'else' statement", &s->v.whileloop.orelse)) {
        return NULL;
    }
    s->pos = py__to_here(p, start);
    return s;
}

static py_stmt *for_stmt(parser *p, py_pos start, bool async) {
    const mark begin = py__mark(p);
    const int lineno = py__start(p).lineno;
    py__advance(p);
    py_stmt *s = py__stmt(p, async ? PY_STMT_ASYNCFOR : PY_STMT_FOR, start);
    if (s == NULL) {
        return NULL;
    }
    s->v.forloop.target = py__for_targets(p);
    if (s->v.forloop.target == NULL || !py__accept(p, T_IN)) {
        if (py__may_diagnose(p)) {
            py__reset(p, &begin);
            py__diagnose_for_target(p);
        }
        return NULL;
    }
    s->v.forloop.iter = py__star_expressions(p);
    if (s->v.forloop.iter == NULL || !py__block(p, "'for' statement", lineno, &s->v.forloop.body) ||
        !else_block(p, "'else' statement", &s->v.forloop.orelse)) {
        return NULL;
    }
    s->pos = py__to_here(p, start);
    return s;
}

// ---- with ---------------------------------------------------------------------------------------

static bool with_item(parser *p) {
    const mark begin = py__mark(p);
    py_withitem *item = py__alloc(p, sizeof *item);
    if (item == NULL || (item->context_expr = py__expression(p)) == NULL) {
        return false;
    }
    const mark before_as = py__mark(p);
    if (py__accept(p, T_AS)) {
        const py_pos start = py__start(p);
        const bool star = py__accept(p, T_STAR);
        py_expr *target = py__bitwise_or(p);
        if (target != NULL && star) {
            py_expr *value = target;
            target = py__expr(p, PY_EXPR_STARRED, start);
            if (target != NULL) {
                target->v.starred.value = value;
            }
        }
        const token_kind next = target == NULL ? T_ERROR : py__peek(p);
        if ((next != T_COMMA && next != T_RPAR && next != T_COLON) ||
            !py__make_target(target, TARGET_ASSIGN)) {
            if (py__may_diagnose(p)) {
                const bool colon_missing = next == T_NEWLINE;
                py__reset(p, &begin);
                py__diagnose_with_item(p);
                if (colon_missing && !py__raised(p)) {
                    py__raise(p, PY_ERROR_SYNTAX, "expected ':'");
                }
            }
            if (py__raised(p)) {
                return false;
            }
            py__reset(p, &before_as);
        } else {
            item->optional_vars = target;
        }
    }
    return py__push(p, item);
}

static bool with_items(parser *p, bool parens) {
    do {
        if (parens && py__peek(p) == T_RPAR && p->tokens[p->pos - 1].kind == T_COMMA) {
            break;
        }
        if (!with_item(p)) {
            return false;
        }
    } while (py__accept(p, T_COMMA));
    return true;
}

// `with (a as b, c as d):`; softly false when the parenthesis belongs to an expression.
static bool parenthesised_items(parser *p) {
    if (!py__accept(p, T_LPAR) || !with_items(p, true) || !py__accept(p, T_RPAR)) {
        return false;
    }
    if (p->diagnosing && py__peek(p) == T_NEWLINE) {
        py__raise(p, PY_ERROR_SYNTAX, "expected ':'");
    }
    return py__peek(p) == T_COLON;
}

static py_stmt *with_stmt(parser *p, py_pos start, bool async) {
    const int lineno = py__start(p).lineno;
    py__advance(p);
    py_stmt *s = py__stmt(p, async ? PY_STMT_ASYNCWITH : PY_STMT_WITH, start);
    if (s == NULL) {
        return NULL;
    }
    const size_t from = p->stack_count;
    const mark m = py__mark(p);
    if (!parenthesised_items(p)) {
        if (py__raised(p)) {
            return NULL;
        }
        py__reset(p, &m);
        if (!with_items(p, false)) {
            return NULL;
        }
    }
    if (!py__list(p, from, &s->v.with.items) ||
        !py__block(p, "'with' statement", lineno, &s->v.with.body)) {
        return NULL;
    }
    s->pos = py__to_here(p, start);
    return s;
}

// ---- try ----------------------------------------------------------------------------------------

// From `except` on; pushes the handler.
static bool except_block(parser *p, bool *star) {
    const mark begin = py__mark(p);
    const py_pos start = py__start(p);
    py_handler *h = py__alloc(p, sizeof *h);
    py__advance(p);
    *star = py__accept(p, T_STAR);
    if (h == NULL) {
        return false;
    }
    const token_kind next = py__peek(p);
    bool matched = !*star || (next != T_COLON && next != T_NEWLINE);
    if (matched && next != T_COLON && next != T_NEWLINE) {
        h->type = py__expression(p);
        matched = h->type != NULL;
        if (matched && py__accept(p, T_AS)) {
            matched = py__peek(p) == T_NAME;
            h->name = matched ? py__token(p)->name : NULL;
            if (matched) {
                py__advance(p);
            }
        }
    }
    if (!matched || !py__accept(p, T_COLON)) {
        if (py__may_diagnose(p)) {
            py__reset(p, &begin);
            py__diagnose_except(p);
        }
        return false;
    }
    if (!suite(p, *star ? "'except*' statement" : "'except' statement", start.lineno, &h->body)) {
        return false;
    }
    h->pos = py__to_here(p, start);
    return py__push(p, h);
}

static bool handlers(parser *p, py_stmt *s) {
    const size_t from = p->stack_count;
    bool first_star = false;
    while (py__peek(p) == T_EXCEPT) {
        const bool first = p->stack_count == from;
        const bool mixed = !first && (py__peek_second(p) == T_STAR) != first_star;
        const py_pos start = py__start(p);
        bool star;
        if ((mixed && !p->diagnosing) || !except_block(p, &star)) {
            return false;
        }
        if (mixed) {
            const int32_t length = star ? 7 : 6; // of "except*"
            const py_pos keyword = {start.lineno, start.col_offset, start.lineno,
                                    start.col_offset + length};
            py__raise_at(p, keyword, "cannot have both 'except' and 'except*' on the same 'try'");
            return false;
        }
        first_star = star;
    }
    if (first_star) {
        s->kind = PY_STMT_TRYSTAR;
    }
    return py__list(p, from, &s->v.try.handlers);
}

static bool finally_block(parser *p, py_stmts *out) {
    if (py__peek(p) != T_FINALLY) {
        return true;
    }
    const int lineno = py__start(p).lineno;
    py__advance(p);
    return forced_colon(p) && suite(p, "'finally' statement", lineno, out);
}

static py_stmt *try_stmt(parser *p) {
    const py_pos start = py__start(p);
    py__advance(p);
    py_stmt *s = py__stmt(p, PY_STMT_TRY, start);
    if (s == NULL || !forced_colon(p) ||
        !suite(p, "'try' statement", start.lineno, &s->v.try.body)) {
        return NULL;
    }
    const token_kind next = py__peek(p);
    if (next != T_EXCEPT && next != T_FINALLY) {
        if (p->diagnosing && !py__raised(p)) {
            py__raise(p, PY_ERROR_SYNTAX, "expected 'except' or 'finally' block");
        }
        return NULL;
    }
    if (!handlers(p, s) ||
        (s->v.try.handlers.count != 0 && !else_block(p, "'else' statement", &s->v.try.orelse)) ||
        !finally_block(p, &s->v.try.finalbody)) {
        return NULL;
    }
    s->pos = py__to_here(p, start);
    return s;
}

// ---- Functions and classes ----------------------------------------------------------------------

static py_stmt *function(parser *p, py_pos start, bool async, py_exprs decorators) {
    const int lineno = py__start(p).lineno;
    py__advance(p);
    py_stmt *s = py__stmt(p, async ? PY_STMT_ASYNCFUNCTIONDEF : PY_STMT_FUNCTIONDEF, start);
    if (s == NULL || py__peek(p) != T_NAME) {
        return NULL;
    }
    s->v.functiondef.name = py__token(p)->name;
    s->v.functiondef.decorator_list = decorators;
    py__advance(p);
    if (!py__accept(p, T_LPAR)) {
        return py__raised(p) ? NULL : py__raise_at(p, py__token(p)->pos, "expected '('");
    }
    s->v.functiondef.args = py__params(p, PARAMS_DEF);
    if (s->v.functiondef.args == NULL || !py__accept(p, T_RPAR)) {
        return NULL;
    }
    const mark m = py__mark(p);
    if (py__accept(p, T_RARROW) && (s->v.functiondef.returns = py__expression(p)) == NULL) {
        if (py__raised(p)) {
            return NULL;
        }
        py__reset(p, &m); // the colon is missed before the arrow
    }
    if (!forced_colon(p) || !suite(p, "function definition", lineno, &s->v.functiondef.body)) {
        return NULL;
    }
    s->pos = py__to_here(p, start);
    return s;
}

static py_stmt *class_stmt(parser *p, py_exprs decorators) {
    const py_pos start = py__start(p);
    py__advance(p);
    py_stmt *s = py__stmt(p, PY_STMT_CLASSDEF, start);
    if (s == NULL || py__peek(p) != T_NAME) {
        return NULL;
    }
    s->v.classdef.name = py__token(p)->name;
    s->v.classdef.decorator_list = decorators;
    py__advance(p);
    const py_pos opening = py__start(p);
    if (py__accept(p, T_LPAR)) {
        call_args args;
        if (!py__arguments(p, opening, false, &args)) {
            return NULL;
        }
        s->v.classdef.bases = args.args;
        s->v.classdef.keywords = args.keywords;
    }
    if (!py__block(p, "class definition", start.lineno, &s->v.classdef.body)) {
        return NULL;
    }
    s->pos = py__to_here(p, start);
    return s;
}

static bool decorators(parser *p, py_exprs *out) {
    const size_t from = p->stack_count;
    while (py__accept(p, T_AT)) {
        py_expr *e = py__named_expression(p);
        if (e == NULL || !py__accept(p, T_NEWLINE) || !py__push(p, e)) {
            return false;
        }
    }
    return py__list(p, from, out);
}

// ---- All of them --------------------------------------------------------------------------------

bool py__is_compound(parser *p) {
    switch (py__peek(p)) {
    case T_AT:
    case T_ASYNC:
    case T_CLASS:
    case T_DEF:
    case T_FOR:
    case T_IF:
    case T_TRY:
    case T_WHILE:
    case T_WITH: return true;
    default: return false;
    }
}

static py_stmt *async_stmt(parser *p, py_exprs decorated) {
    const py_pos start = py__start(p);
    py__advance(p);
    switch (py__peek(p)) {
    case T_DEF: return function(p, start, true, decorated);
    case T_FOR: return decorated.count != 0 ? NULL : for_stmt(p, start, true);
    case T_WITH: return decorated.count != 0 ? NULL : with_stmt(p, start, true);
    default: return NULL;
    }
}

static py_stmt *decorated_stmt(parser *p) {
    py_exprs list;
    if (!decorators(p, &list)) {
        return NULL;
    }
    switch (py__peek(p)) {
    case T_DEF: return function(p, py__start(p), false, list);
    case T_CLASS: return class_stmt(p, list);
    case T_ASYNC: return async_stmt(p, list);
    default: return NULL;
    }
}

py_stmt *py__compound_stmt(parser *p) {
    const py_exprs none = {NULL, 0};
    switch (py__peek(p)) {
    case T_AT: return decorated_stmt(p);
    case T_ASYNC: return async_stmt(p, none);
    case T_CLASS: return class_stmt(p, none);
    case T_DEF: return function(p, py__start(p), false, none);
    case T_FOR: return for_stmt(p, py__start(p), false);
    case T_IF: return if_stmt(p);
    case T_TRY: return try_stmt(p);
    case T_WHILE: return while_stmt(p);
    default: return with_stmt(p, py__start(p), false);
    }
}
