// SPDX-License-Identifier: MIT
// Simple statements.
// Front-end, parse.
#include "parser.h"

// ---- Assignment and expression statements -------------------------------------------------------

static py_stmt *annotated(parser *p, py_pos start, py_expr *target) {
    if (!py__is_single_target(target)) {
        return NULL;
    }
    py__advance(p);
    py_expr *annotation = py__expression(p);
    if (annotation == NULL) {
        return NULL;
    }
    py_expr *value = NULL;
    const mark m = py__mark(p);
    if (py__accept(p, T_EQUAL)) {
        value = py__yield_or_star_expressions(p);
        if (value == NULL && py__raised(p)) {
            return NULL;
        }
        if (value == NULL) {
            py__reset(p, &m);
        }
    }
    py_stmt *s = py__stmt(p, PY_STMT_ANNASSIGN, start);
    if (s == NULL || !py__make_target(target, TARGET_ASSIGN)) {
        return NULL;
    }
    s->v.annassign.target = target;
    s->v.annassign.annotation = annotation;
    s->v.annassign.value = value;
    s->v.annassign.simple = target->kind == PY_EXPR_NAME && !target->in_parens;
    return s;
}

static py_stmt *assign(parser *p, py_pos start, py_expr *first) {
    const size_t from = p->stack_count;
    py_expr *value = first;
    while (py__accept(p, T_EQUAL)) {
        py_expr *target = value;
        value = py__make_target(target, TARGET_ASSIGN) ? py__yield_or_star_expressions(p) : NULL;
        if (value == NULL) {
            return NULL;
        }
        if (!py__push(p, target)) {
            return NULL;
        }
    }
    py_stmt *s = py__stmt(p, PY_STMT_ASSIGN, start);
    if (s == NULL || !py__list(p, from, &s->v.assign.targets)) {
        return NULL;
    }
    s->v.assign.value = value;
    return s;
}

static py_stmt *augmented(parser *p, py_pos start, py_expr *target, py_operator op) {
    if (!py__is_single_target(target)) {
        return NULL;
    }
    py__advance(p);
    py_expr *value = py__yield_or_star_expressions(p);
    py_stmt *s = value == NULL ? NULL : py__stmt(p, PY_STMT_AUGASSIGN, start);
    if (s == NULL || !py__make_target(target, TARGET_ASSIGN)) {
        return NULL;
    }
    s->v.augassign.target = target;
    s->v.augassign.op = op;
    s->v.augassign.value = value;
    return s;
}

static bool augmented_operator(token_kind kind, py_operator *op) {
    static const uint8_t operators[] = {
        PY_ADD,    PY_SUB,    PY_MULT,  PY_MATMULT, PY_DIV,    PY_MOD,      PY_POW,
        PY_LSHIFT, PY_RSHIFT, PY_BITOR, PY_BITXOR,  PY_BITAND, PY_FLOORDIV,
    };
    if (kind < T_PLUSEQUAL || kind > T_DOUBLESLASHEQUAL) {
        return false;
    }
    *op = (py_operator)operators[kind - T_PLUSEQUAL];
    return true;
}

static py_stmt *value_stmt(parser *p, py_pos start, py_expr *value) {
    py_stmt *s = py__stmt(p, PY_STMT_EXPR, start);
    if (s != NULL) {
        s->v.expr.value = value;
    }
    return s;
}

static py_stmt *expression_stmt(parser *p) {
    const mark begin = py__mark(p);
    const py_pos start = py__start(p);
    py_stmt *s = NULL;
    py_operator op;
    py_expr *e = py__yield_or_star_expressions(p);
    if (e != NULL) {
        const token_kind kind = py__peek(p);
        if (kind == T_COLON && e->kind != PY_EXPR_YIELD) {
            s = annotated(p, start, e);
        } else if (kind == T_EQUAL) {
            s = assign(p, start, e);
        } else if (augmented_operator(kind, &op)) {
            s = augmented(p, start, e, op);
        } else if (!p->diagnosing) {
            return value_stmt(p, start, e);
        }
    }
    if (s == NULL && py__may_diagnose(p)) {
        const mark end = py__mark(p);
        const bool assignment = e == NULL || py__peek(p) == T_EQUAL;
        py__reset(p, &begin);
        py__diagnose_assignment(p);
        if (e != NULL && !assignment && !py__raised(p)) {
            py__reset(p, &end);
            return value_stmt(p, start, e);
        }
    }
    return s;
}

// ---- Statements that begin with a keyword -------------------------------------------------------

static bool ends_statement(parser *p) {
    const token_kind kind = py__peek(p);
    return kind == T_NEWLINE || kind == T_SEMI;
}

static py_stmt *return_stmt(parser *p, py_pos start) {
    py_expr *value = NULL;
    if (!ends_statement(p) && (value = py__star_expressions(p)) == NULL) {
        return NULL;
    }
    py_stmt *s = py__stmt(p, PY_STMT_RETURN, start);
    if (s != NULL) {
        s->v.ret.value = value;
    }
    return s;
}

static py_stmt *raise_stmt(parser *p, py_pos start) {
    py_expr *exc = NULL;
    py_expr *cause = NULL;
    if (!ends_statement(p)) {
        exc = py__expression(p);
        if (exc == NULL) {
            return NULL;
        }
        if (py__accept(p, T_FROM) && (cause = py__expression(p)) == NULL) {
            return NULL;
        }
    }
    py_stmt *s = py__stmt(p, PY_STMT_RAISE, start);
    if (s != NULL) {
        s->v.raise.exc = exc;
        s->v.raise.cause = cause;
    }
    return s;
}

static py_stmt *assert_stmt(parser *p, py_pos start) {
    py_expr *test = py__expression(p);
    py_expr *msg = NULL;
    if (test == NULL || (py__accept(p, T_COMMA) && (msg = py__expression(p)) == NULL)) {
        return NULL;
    }
    py_stmt *s = py__stmt(p, PY_STMT_ASSERT, start);
    if (s != NULL) {
        s->v.assertion.test = test;
        s->v.assertion.msg = msg;
    }
    return s;
}

// `del a, (b, c), d.e`: the list of targets is no tuple.
static py_stmt *del_stmt(parser *p, py_pos start) {
    const mark begin = py__mark(p);
    const size_t from = p->stack_count;
    bool matched = true;
    do {
        if (p->stack_count != from && ends_statement(p)) {
            break;
        }
        py_expr *target = py__bitwise_or(p);
        matched = target != NULL && py__make_target(target, TARGET_DELETE) && py__push(p, target);
    } while (matched && py__accept(p, T_COMMA));
    if (matched && ends_statement(p)) {
        py_stmt *s = py__stmt(p, PY_STMT_DELETE, start);
        return s != NULL && py__list(p, from, &s->v.del.targets) ? s : NULL;
    }
    if (py__may_diagnose(p)) {
        py__reset(p, &begin);
        const py_expr *e = py__star_expressions(p);
        if (e != NULL) {
            py__raise_invalid_target(p, e, TARGET_DELETE);
        }
    }
    return NULL;
}

static py_stmt *global_stmt(parser *p, py_pos start, py_stmt_kind kind) {
    const size_t from = p->stack_count;
    do {
        if (py__peek(p) != T_NAME || !py__push(p, py__token(p)->name)) {
            return NULL;
        }
        py__advance(p);
    } while (py__accept(p, T_COMMA));
    py_stmt *s = py__stmt(p, kind, start);
    return s != NULL && py__list(p, from, &s->v.global.names) ? s : NULL;
}

// ---- Imports ------------------------------------------------------------------------------------

// `a.b.c` as one name.
static py_name *dotted_name(parser *p) {
    if (py__peek(p) != T_NAME) {
        return NULL;
    }
    py_name *name = py__token(p)->name;
    py__advance(p);
    while (py__accept(p, T_DOT)) {
        if (py__peek(p) != T_NAME) {
            return NULL;
        }
        const py_name *part = py__token(p)->name;
        py__advance(p);
        const size_t length = (size_t)name->length + 1 + part->length;
        char *joined = py__alloc(p, length);
        if (joined == NULL) {
            return NULL;
        }
        memcpy(joined, name->text, name->length);
        joined[name->length] = '.';
        memcpy(joined + name->length + 1, part->text, part->length);
        name = py__name(p, joined, length);
        if (name == NULL) {
            return NULL;
        }
    }
    return name;
}

// `name [as name]`, pushed.
static bool alias(parser *p, bool dotted) {
    const py_pos start = py__start(p);
    py_alias *a = py__alloc(p, sizeof *a);
    if (a == NULL) {
        return false;
    }
    if (dotted) {
        a->name = dotted_name(p);
    } else if (py__peek(p) == T_NAME) {
        a->name = py__token(p)->name;
        py__advance(p);
    }
    if (a->name == NULL) {
        return false;
    }
    if (py__accept(p, T_AS)) {
        if (py__peek(p) != T_NAME) {
            return false;
        }
        a->asname = py__token(p)->name;
        py__advance(p);
    }
    a->pos = py__to_here(p, start);
    return py__push(p, a);
}

static py_stmt *import_stmt(parser *p, py_pos start) {
    const size_t from = p->stack_count;
    do {
        if (!alias(p, true)) {
            return NULL;
        }
    } while (py__accept(p, T_COMMA));
    py_stmt *s = py__stmt(p, PY_STMT_IMPORT, start);
    return s != NULL && py__list(p, from, &s->v.import.names) ? s : NULL;
}

static bool star_alias(parser *p) {
    py_alias *a = py__alloc(p, sizeof *a);
    if (a == NULL) {
        return false;
    }
    a->pos = py__start(p);
    a->name = py__name(p, "*", 1);
    py__advance(p);
    return a->name != NULL && py__push(p, a);
}

// What is imported: `*`, names, or names in parentheses.
static bool imported_names(parser *p) {
    if (py__peek(p) == T_STAR) {
        return star_alias(p);
    }
    const bool parens = py__accept(p, T_LPAR);
    do {
        if (parens && py__peek(p) == T_RPAR && p->tokens[p->pos - 1].kind == T_COMMA) {
            break;
        }
        if (!parens && py__peek(p) == T_NEWLINE && p->tokens[p->pos - 1].kind == T_COMMA) {
            if (p->diagnosing) {
                py__raise(p, PY_ERROR_SYNTAX,
                          "trailing comma not allowed without surrounding parentheses");
            }
            return false;
        }
        if (!alias(p, false)) {
            return false;
        }
    } while (py__accept(p, T_COMMA));
    return !parens || py__accept(p, T_RPAR);
}

static py_stmt *from_stmt(parser *p, py_pos start) {
    int level = 0;
    while (py__peek(p) == T_DOT || py__peek(p) == T_ELLIPSIS) {
        level += py__peek(p) == T_DOT ? 1 : 3;
        py__advance(p);
    }
    py_name *module = NULL;
    if (level == 0 || py__peek(p) != T_IMPORT) {
        module = dotted_name(p);
        if (module == NULL) {
            return NULL;
        }
    }
    const size_t from = p->stack_count;
    if (!py__accept(p, T_IMPORT) || !imported_names(p)) {
        return NULL;
    }
    py_stmt *s = py__stmt(p, PY_STMT_IMPORTFROM, start);
    if (s == NULL || !py__list(p, from, &s->v.importfrom.names)) {
        return NULL;
    }
    s->v.importfrom.module = module;
    s->v.importfrom.level = level;
    return s;
}

// ---- One statement, one line --------------------------------------------------------------------

static py_stmt *simple_stmt(parser *p) {
    const token_kind kind = py__peek(p);
    const py_pos start = py__start(p);
    switch (kind) {
    case T_RETURN: py__advance(p); return return_stmt(p, start);
    case T_RAISE: py__advance(p); return raise_stmt(p, start);
    case T_ASSERT: py__advance(p); return assert_stmt(p, start);
    case T_DEL: py__advance(p); return del_stmt(p, start);
    case T_GLOBAL: py__advance(p); return global_stmt(p, start, PY_STMT_GLOBAL);
    case T_NONLOCAL: py__advance(p); return global_stmt(p, start, PY_STMT_NONLOCAL);
    case T_IMPORT: py__advance(p); return import_stmt(p, start);
    case T_FROM: py__advance(p); return from_stmt(p, start);
    case T_PASS: py__advance(p); return py__stmt(p, PY_STMT_PASS, start);
    case T_BREAK: py__advance(p); return py__stmt(p, PY_STMT_BREAK, start);
    case T_CONTINUE: py__advance(p); return py__stmt(p, PY_STMT_CONTINUE, start);
    default: return expression_stmt(p);
    }
}

bool py__simple_stmts(parser *p) {
    do {
        py_stmt *s = simple_stmt(p);
        if (s == NULL || !py__push(p, s)) {
            return false;
        }
    } while (py__accept(p, T_SEMI) && py__peek(p) != T_NEWLINE);
    return py__accept(p, T_NEWLINE);
}

// ---- Runs of statements -------------------------------------------------------------------------

enum { KEEP_TOKENS = 1024 };

// Between statements, tokens that were consumed are not needed again, but the last one; the second
// pass starts over.
static void forget_tokens(parser *p) {
    if (p->diagnosing || p->pos < KEEP_TOKENS) {
        return;
    }
    const size_t gone = p->pos - 1;
    memmove(p->tokens, p->tokens + gone, (p->fill - gone) * sizeof *p->tokens);
    p->fill -= gone;
    p->pos -= gone;
    p->dropped += gone;
}

bool py__statements(parser *p, token_kind end) {
    do {
        if (py__peek(p) == end && end == T_END) {
            break; // an empty file
        }
        if (py__is_compound(p)) {
            py_stmt *s = py__compound_stmt(p);
            if (s == NULL || !py__push(p, s)) {
                return false;
            }
        } else {
            py_stmt *match = NULL;
            if (py__name_is(py__token(p), "match")) {
                match = py__match_stmt(p);
                if (py__raised(p) || (match != NULL && !py__push(p, match))) {
                    return false;
                }
            }
            if (match == NULL && !py__simple_stmts(p)) {
                return false;
            }
        }
        forget_tokens(p);
    } while (py__peek(p) != end);
    py__advance(p);
    return true;
}
