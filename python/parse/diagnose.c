// SPDX-License-Identifier: MIT
// Well-known mistakes: what the second pass looks for where something failed to match.
// Front-end, parse. The order of the checks decides which message a mistake gets; it is CPython's.
#include "parser.h"

// ---- Expressions --------------------------------------------------------------------------------

static bool is_legacy_name(const py_expr *e) {
    return e->kind == PY_EXPR_NAME &&
           (strcmp(e->v.name.id->text, "print") == 0 || strcmp(e->v.name.id->text, "exec") == 0);
}

// Beginnings of soft keywords count too: CPython 3.11 compares only as much as the name is long.
static bool is_soft_keyword(const token *t) {
    return t->kind == T_NAME && (strcmp(t->name->text, "_") == 0 ||
                                 strncmp("case", t->name->text, t->name->length) == 0 ||
                                 strncmp("match", t->name->text, t->name->length) == 0);
}

// `print x`, at the mark.
static void legacy_statement(parser *p, const mark *begin) {
    py__reset(p, begin);
    if (py__peek(p) != T_NAME || py__peek_second(p) == T_LPAR) {
        return;
    }
    const token name = *py__token(p);
    py__advance(p);
    const py_expr *b = py__star_expressions(p);
    if (b != NULL && (py__name_is(&name, "print") || py__name_is(&name, "exec"))) {
        py__raise_at(p, py__span(name.pos, b->pos),
                     "Missing parentheses in call to '%s'. Did you mean %s(...)?", name.name->text,
                     name.name->text);
    }
}

// Behind the disjunction `a`: another expression without a comma, or `if` without `else`.
void py__diagnose_expression(parser *p, const mark *begin, const py_expr *a) {
    const mark behind = py__mark(p);
    const token first = p->tokens[begin->pos];
    const bool name_string = first.kind == T_NAME && begin->pos + 1 < p->fill &&
                             p->tokens[begin->pos + 1].kind == T_STRING;
    if (!name_string && !is_soft_keyword(&first)) {
        p->diagnosing = false;
        const py_expr *b = py__expression_plain(p);
        p->diagnosing = true;
        if (b != NULL && !is_legacy_name(a) && p->tokens[p->pos - 1].level != 0) {
            py__raise_at(p, py__span(first.pos, b->pos),
                         "invalid syntax. Perhaps you forgot a comma?");
        }
        if (py__raised(p)) {
            return;
        }
        py__reset(p, &behind);
    }
    if (py__accept(p, T_IF)) {
        const py_expr *b = py__disjunction(p);
        if (b != NULL && py__peek(p) != T_ELSE && py__peek(p) != T_COLON) {
            py__raise_at(p, py__span(first.pos, b->pos), "expected 'else' after 'if' expression");
        }
        if (py__raised(p)) {
            return;
        }
    }
    legacy_statement(p, begin);
    if (!py__raised(p)) {
        py__reset(p, &behind);
    }
}

static bool ends_comparison(parser *p) {
    const token_kind kind = py__peek(p);
    return kind != T_EQUAL && kind != T_COLONEQUAL;
}

// `x = 1` where an expression must stand, `f() := 1`.
static void named_expression(parser *p) {
    const mark begin = py__mark(p);
    const py_expr *a = py__expression(p);
    if (a != NULL && py__accept(p, T_COLONEQUAL) && py__expression(p) != NULL) {
        py__raise_at(p, a->pos, "cannot use assignment expressions with %s",
                     py__expr_description(a));
    }
    if (py__raised(p)) {
        return;
    }
    py__reset(p, &begin);
    const token first = p->tokens[begin.pos];
    const py_expr *b;
    if (first.kind == T_NAME && py__peek_second(p) == T_EQUAL) {
        py__advance(p);
        py__advance(p);
        b = py__bitwise_or(p);
        if (b != NULL && ends_comparison(p)) {
            py__raise_at(p, py__span(first.pos, b->pos),
                         "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        }
        return;
    }
    a = py__bitwise_or(p);
    if (a == NULL || !py__accept(p, T_EQUAL)) {
        return;
    }
    // A bracket that begins the text and is complete excludes the message, whatever follows it.
    py__reset(p, &begin);
    const token_kind opening = first.kind;
    if (opening == T_TRUE || opening == T_FALSE || opening == T_NONE) {
        return;
    }
    const bool brackets = a->kind == PY_EXPR_LIST || a->kind == PY_EXPR_GENERATOREXP ||
                          (a->kind == PY_EXPR_TUPLE && a->in_parens);
    a = py__bitwise_or(p);
    py__accept(p, T_EQUAL);
    b = py__bitwise_or(p);
    if (!brackets && a != NULL && b != NULL && ends_comparison(p)) {
        py__raise_at(p, a->pos, "cannot assign to %s here. Maybe you meant '==' instead of '='?",
                     py__expr_description(a));
    }
}

void py__diagnose_named_expression(parser *p) {
    const mark begin = py__mark(p);
    named_expression(p);
    if (!py__raised(p)) {
        py__reset(p, &begin);
    }
}

// ---- Brackets -----------------------------------------------------------------------------------

static bool clauses_follow(parser *p) {
    py_comprehensions generators;
    return py__comprehension_follows(p) && py__for_if_clauses(p, &generators);
}

static py_expr *starred_expression(parser *p) {
    const py_pos start = py__start(p);
    if (!py__accept(p, T_STAR)) {
        return NULL;
    }
    py_expr *value = py__expression(p);
    py_expr *e = value == NULL ? NULL : py__expr(p, PY_EXPR_STARRED, start);
    if (e != NULL) {
        e->v.starred.value = value;
    }
    return e;
}

// `(*a)`, `(**a)`
static void group(parser *p) {
    const mark begin = py__mark(p);
    py__advance(p);
    const py_pos start = py__start(p);
    const py_expr *a = starred_expression(p);
    if (a != NULL && py__accept(p, T_RPAR)) {
        py__raise_at(p, a->pos, "cannot use starred expression here");
    } else if (!py__raised(p)) {
        py__reset(p, &begin);
        py__advance(p);
        if (py__accept(p, T_DOUBLESTAR) && py__expression(p) != NULL && py__accept(p, T_RPAR)) {
            py__raise_at(p, start, "cannot use double starred expression here");
        }
    }
}

// `[*a for ...]`, `[a, b for ...]`
static void comprehension(parser *p, token_kind opening) {
    const mark begin = py__mark(p);
    py__advance(p);
    const py_expr *a = starred_expression(p);
    if (a != NULL && clauses_follow(p)) {
        py__raise_at(p, a->pos, "iterable unpacking cannot be used in comprehension");
    }
    if (py__raised(p) || opening == T_LPAR) {
        return;
    }
    py__reset(p, &begin);
    py__advance(p);
    a = py__star_named_expression(p);
    if (a == NULL || py__peek(p) != T_COMMA) {
        return;
    }
    py_pos end = py__token(p)->pos;
    py__advance(p);
    const size_t from = p->stack_count;
    const py_expr *next = py__comprehension_follows(p) ? NULL : py__star_named_expression(p);
    if (next != NULL) {
        if (!py__push(p, (void *)next) || !py__more_star_named(p)) {
            return;
        }
        end = ((const py_expr *)p->stack[p->stack_count - 1])->pos;
    }
    p->stack_count = from;
    if (!py__raised(p) && clauses_follow(p)) {
        py__raise_at(p, py__span(a->pos, end),
                     "did you forget parentheses around the comprehension target?");
    }
}

// `{**a for ...}`
static void dict_comprehension(parser *p) {
    py__advance(p);
    const py_pos start = py__start(p);
    if (py__accept(p, T_DOUBLESTAR) && py__bitwise_or(p) != NULL && clauses_follow(p) &&
        py__accept(p, T_RBRACE)) {
        py__raise_at(p, start, "dict unpacking cannot be used in dict comprehension");
    }
}

// What is wrong with a pair: its colon or its value is missing, or the value has a star.
static void bad_pair(parser *p, bool first) {
    const py_expr *a = py__expression(p);
    if (a == NULL) {
        return;
    }
    if (py__peek(p) != T_COLON) {
        if (!first) {
            const py_pos at = {a->pos.lineno, a->pos.end_col_offset - 1, a->pos.end_lineno, -1};
            py__raise_at(p, at, "':' expected after dictionary key");
        }
        return;
    }
    const py_pos colon = py__token(p)->pos;
    py__advance(p);
    const mark m = py__mark(p);
    const py_pos star = py__start(p);
    if (py__accept(p, T_STAR) && py__bitwise_or(p) != NULL) {
        py__raise_from(p, star, "cannot use a starred expression in a dictionary value");
    }
    if (py__raised(p)) {
        return;
    }
    py__reset(p, &m);
    const token_kind kind = py__peek(p);
    if (kind == T_RBRACE || kind == T_COMMA) {
        py__raise_at(p, colon, "expression expected after dictionary key and ':'");
    }
}

// The first pair of a dict that is none.
static void pairs(parser *p) {
    py__advance(p);
    for (bool first = true;; first = false) {
        const mark m = py__mark(p);
        bool matched = false;
        if (py__accept(p, T_DOUBLESTAR)) {
            matched = py__bitwise_or(p) != NULL;
        } else {
            matched =
                py__expression(p) != NULL && py__accept(p, T_COLON) && py__expression(p) != NULL;
        }
        if (py__raised(p)) {
            return;
        }
        if (!matched) {
            py__reset(p, &m);
            bad_pair(p, first);
            return;
        }
        if (!py__accept(p, T_COMMA)) {
            return;
        }
    }
}

void py__diagnose_brackets(parser *p, token_kind opening) {
    const mark begin = py__mark(p);
    if (opening == T_LPAR) {
        group(p);
    } else if (opening == T_LBRACE) {
        pairs(p);
        if (!py__raised(p)) {
            py__reset(p, &begin);
            dict_comprehension(p);
        }
    }
    if (!py__raised(p)) {
        py__reset(p, &begin);
        comprehension(p, opening);
    }
    if (!py__raised(p)) {
        py__reset(p, &begin);
    }
}

// ---- Arguments ----------------------------------------------------------------------------------

void py__diagnose_kwarg(parser *p) {
    const mark begin = py__mark(p);
    const token first = *py__token(p);
    const bool constant = first.kind == T_TRUE || first.kind == T_FALSE || first.kind == T_NONE;
    const bool equal = py__peek_second(p) == T_EQUAL;
    if (constant && equal) {
        py__raise_at(p, py__span(first.pos, p->tokens[p->pos + 1].pos), "cannot assign to %s",
                     first.kind == T_TRUE    ? "True"
                     : first.kind == T_FALSE ? "False"
                                             : "None");
        return;
    }
    if (first.kind == T_NAME && equal) {
        py__advance(p);
        const py_pos sign = py__start(p);
        py__advance(p);
        if (py__expression(p) != NULL && clauses_follow(p)) {
            py__raise_at(p, py__span(first.pos, sign),
                         "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        }
    } else {
        const py_expr *a = py__expression(p);
        if (a != NULL && py__peek(p) == T_EQUAL) {
            py__raise_at(p, py__span(a->pos, py__token(p)->pos),
                         "expression cannot contain assignment, perhaps you meant \"==\"?");
        }
    }
    if (!py__raised(p)) {
        py__reset(p, &begin);
    }
}

void py__diagnose_genexp_in_call(parser *p) {
    const mark begin = py__mark(p);
    const py_expr *a = starred_expression(p);
    if (a != NULL && clauses_follow(p)) {
        py__raise_at(p, a->pos, "iterable unpacking cannot be used in comprehension");
    }
    if (!py__raised(p)) {
        py__reset(p, &begin);
    }
}

static const char generator_message[] = "Generator expression must be parenthesized";

// Where the last clause ends.
static py_pos clauses_end(py_comprehensions clauses) {
    const py_comprehension *last = clauses.items[clauses.count - 1];
    return last->ifs.count != 0 ? last->ifs.items[last->ifs.count - 1]->pos : last->iter->pos;
}

// `x for x in y` beside other arguments: in front of a comma (`first`), or behind one.
static bool generator_argument(parser *p, bool first) {
    const mark begin = py__mark(p);
    const py_expr *a = py__expression(p);
    py_comprehensions clauses;
    if (a != NULL && py__comprehension_follows(p) && py__for_if_clauses(p, &clauses) &&
        (!first || py__peek(p) == T_COMMA)) {
        const py_comprehension *last = clauses.items[clauses.count - 1];
        const py_pos end = first ? clauses_end(clauses) : last->target->pos;
        py__raise_at(p, py__span(a->pos, end), "%s", generator_message);
        return true;
    }
    if (!py__raised(p)) {
        py__reset(p, &begin);
    }
    return false;
}

// Behind `args`: what must not come there.
static void behind_args(parser *p, const call_args *args) {
    const mark behind = py__mark(p);
    if (py__accept(p, T_COMMA) && py__peek(p) == T_STAR) {
        py__raise_at(p, py__span(args->first, args->last),
                     "iterable argument unpacking follows keyword argument unpacking");
        return;
    }
    py__reset(p, &behind);
    if (args->keywords.count == 0 && args->args.count > 1 && py__comprehension_follows(p)) {
        py_comprehensions g;
        if (py__for_if_clauses(p, &g)) {
            py__raise_at(p, py__span(args->last_positional->pos, clauses_end(g)), "%s",
                         generator_message);
        }
        return;
    }
    if (!py__accept(p, T_COMMA)) {
        return;
    }
    if (generator_argument(p, false) || py__raised(p)) {
        return;
    }
    call_args more;
    if (py__args(p, &more) && more.any) {
        py__raise(p, PY_ERROR_SYNTAX, "positional argument follows keyword argument%s",
                  args->double_star ? " unpacking" : "");
    }
}

void py__diagnose_arguments(parser *p) {
    const mark begin = py__mark(p);
    call_args args;
    if (!py__args(p, &args) || !args.any) {
        if (!py__raised(p)) {
            py__reset(p, &begin);
        }
        return;
    }
    const mark behind = py__mark(p);
    const bool star_follows = py__accept(p, T_COMMA) && py__peek(p) == T_STAR;
    if (!star_follows) {
        py__reset(p, &begin);
        if (generator_argument(p, true) || py__raised(p)) {
            return;
        }
    }
    py__reset(p, &behind);
    behind_args(p, &args);
    if (!py__raised(p)) {
        py__reset(p, &begin);
    }
}

// ---- Targets ------------------------------------------------------------------------------------

// At `for` (or `async for`).
void py__diagnose_for_target(parser *p) {
    const mark begin = py__mark(p);
    py__accept(p, T_ASYNC);
    py__advance(p);
    const py_expr *e = py__star_expressions(p);
    if (e != NULL) {
        py__raise_invalid_target(p, e, TARGET_FOR);
    }
    if (!py__raised(p)) {
        py__reset(p, &begin);
    }
}

void py__diagnose_with_item(parser *p) {
    if (py__expression(p) == NULL || !py__accept(p, T_AS)) {
        return;
    }
    const py_expr *e = py__expression(p);
    const token_kind next = e == NULL ? T_ERROR : py__peek(p);
    if (next == T_COMMA || next == T_RPAR || next == T_COLON) {
        py__raise_invalid_target(p, e, TARGET_ASSIGN);
    }
}

// `(a, b): int`, `f(): int`
static void annotation(parser *p) {
    const mark begin = py__mark(p);
    const py_expr *a = py__atom(p);
    const bool brackets = a != NULL && (a->kind == PY_EXPR_LIST || a->kind == PY_EXPR_TUPLE);
    if (brackets && py__accept(p, T_COLON) && py__expression(p) != NULL) {
        py__raise_at(p, a->pos, "only single target (not %s) can be annotated",
                     py__expr_description(a));
    }
    if (py__raised(p)) {
        return;
    }
    py__reset(p, &begin);
    a = py__star_named_expression(p);
    if (a != NULL && py__accept(p, T_COMMA)) {
        const mark m = py__mark(p);
        py_expr *next = py__star_named_expression(p);
        if (next == NULL && !py__raised(p)) {
            py__reset(p, &m);
        } else if (next == NULL || !py__push(p, next) || !py__more_star_named(p)) {
            return;
        }
        if (py__accept(p, T_COLON) && py__expression(p) != NULL) {
            py__raise_at(p, a->pos, "only single target (not tuple) can be annotated");
        }
    }
    if (py__raised(p)) {
        return;
    }
    py__reset(p, &begin);
    a = py__expression(p);
    if (a != NULL && py__accept(p, T_COLON) && py__expression(p) != NULL) {
        py__raise_at(p, a->pos, "illegal target for annotation");
    }
}

// Behind the targets that are fine: one that is not.
static void assigned(parser *p) {
    mark m = py__mark(p);
    for (;;) {
        py_expr *e = py__star_expressions(p);
        if (e == NULL || py__raised(p)) {
            break;
        }
        if (py__peek(p) != T_EQUAL) {
            return;
        }
        if (py__invalid_target(e, TARGET_ASSIGN) != NULL) {
            py__raise_invalid_target(p, e, TARGET_ASSIGN);
            return;
        }
        py__advance(p);
        m = py__mark(p);
    }
    if (py__raised(p)) {
        return;
    }
    py__reset(p, &m);
    if (py__peek(p) == T_YIELD) {
        const py_expr *e = py__yield_expr(p);
        if (e != NULL && py__peek(p) == T_EQUAL) {
            py__raise_at(p, e->pos, "assignment to yield expression not possible");
        }
    }
}

void py__diagnose_assignment(parser *p) {
    const mark begin = py__mark(p);
    annotation(p);
    if (!py__raised(p)) {
        py__reset(p, &begin);
        assigned(p);
    }
    if (!py__raised(p)) {
        py__reset(p, &begin);
        const py_expr *a = py__star_expressions(p);
        const token_kind kind = a == NULL ? T_ERROR : py__peek(p);
        if (kind >= T_PLUSEQUAL && kind <= T_DOUBLESLASHEQUAL) {
            py__advance(p);
            if (py__yield_or_star_expressions(p) != NULL) {
                py__raise_at(p, a->pos, "'%s' is an illegal expression for augmented assignment",
                             py__expr_description(a));
            }
        }
    }
    if (!py__raised(p)) {
        py__reset(p, &begin);
    }
}

// ---- except -------------------------------------------------------------------------------------

// At `except`.
void py__diagnose_except(parser *p) {
    const mark begin = py__mark(p);
    py__advance(p);
    const bool star = py__accept(p, T_STAR);
    if (star && (py__peek(p) == T_NEWLINE || py__peek(p) == T_COLON)) {
        py__raise(p, PY_ERROR_SYNTAX, "expected one or more exception types");
        return;
    }
    if (py__peek(p) == T_NEWLINE) {
        py__raise(p, PY_ERROR_SYNTAX, "expected ':'");
        return;
    }
    const py_expr *a = py__expression(p);
    if (a == NULL) {
        return;
    }
    const bool several = py__accept(p, T_COMMA);
    if (several && py__star_expressions(p) == NULL) {
        return;
    }
    if (py__accept(p, T_AS)) {
        if (py__peek(p) != T_NAME) {
            return;
        }
        py__advance(p);
    }
    if (several && py__peek(p) == T_COLON) {
        py__raise_from(p, a->pos, "multiple exception types must be parenthesized");
    } else if (!several && py__peek(p) == T_NEWLINE) {
        py__raise(p, PY_ERROR_SYNTAX, "expected ':'");
    }
    if (!py__raised(p)) {
        py__reset(p, &begin);
    }
}
