// SPDX-License-Identifier: MIT
// The arguments of calls and of class statements.
// Front-end, parse.
#include "parser.h"

// The list stack carries positional arguments and keywords in the order of the text; the two are
// told apart by which of these was pushed with them.
typedef enum arg_order { ORDER_POSITIONAL, ORDER_KEYWORD, ORDER_DOUBLE_STAR } arg_order;

typedef struct arg_item {
    py_expr *positional;
    py_keyword *keyword;
    py_pos pos;
} arg_item;

static bool starred_arg(parser *p, arg_item *out) {
    const py_pos start = py__start(p);
    py__advance(p);
    py_expr *value = py__expression(p);
    out->positional = value == NULL ? NULL : py__expr(p, PY_EXPR_STARRED, start);
    if (out->positional == NULL) {
        return false;
    }
    out->positional->v.starred.value = value;
    out->pos = out->positional->pos;
    return true;
}

static bool keyword_arg(parser *p, arg_item *out) {
    const py_pos start = py__start(p);
    py_name *name = NULL;
    if (!py__accept(p, T_DOUBLESTAR)) {
        name = py__token(p)->name;
        py__advance(p);
        py__advance(p);
    }
    py_expr *value = py__expression(p);
    out->keyword = value == NULL ? NULL : py__alloc(p, sizeof *out->keyword);
    if (out->keyword == NULL) {
        return false;
    }
    out->keyword->pos = out->pos = py__to_here(p, start);
    out->keyword->arg = name;
    out->keyword->value = value;
    return true;
}

// One argument that may stand where the order has come to. Softly false when it may not.
static bool arg(parser *p, arg_order *order, arg_item *out) {
    *out = (arg_item){0};
    const token_kind kind = py__peek(p);
    if (kind == T_DOUBLESTAR) {
        *order = ORDER_DOUBLE_STAR;
        return keyword_arg(p, out);
    }
    if (kind == T_STAR) {
        return *order != ORDER_DOUBLE_STAR && starred_arg(p, out);
    }
    const mark begin = py__mark(p);
    if (kind == T_NAME && py__peek_second(p) == T_EQUAL) {
        if (*order == ORDER_POSITIONAL) {
            *order = ORDER_KEYWORD;
        }
        if (p->diagnosing) {
            py__diagnose_kwarg(p);
        }
        return !py__raised(p) && keyword_arg(p, out);
    }
    if (*order == ORDER_POSITIONAL) {
        out->positional = py__assignment_or_expression(p);
        if (out->positional != NULL && py__peek(p) != T_EQUAL) {
            out->pos = py__to_here(p, p->tokens[begin.pos].pos);
            return true;
        }
    }
    if (py__may_diagnose(p)) {
        py__reset(p, &begin);
        py__diagnose_kwarg(p);
    }
    return false;
}

// Keywords are on the list stack behind the positional arguments: `keywords` counts them, and a
// positional `*x` that comes after a keyword is put before them.
static bool place(parser *p, size_t keywords, const arg_item *item) {
    if (item->keyword != NULL) {
        return py__push(p, item->keyword);
    }
    if (!py__push(p, item->positional)) {
        return false;
    }
    void **end = p->stack + p->stack_count;
    memmove(end - keywords, end - keywords - 1, keywords * sizeof *end);
    end[-1 - (ptrdiff_t)keywords] = item->positional;
    return true;
}

bool py__args(parser *p, call_args *out) {
    *out = (call_args){0};
    const size_t from = p->stack_count;
    size_t keywords = 0;
    arg_order order = ORDER_POSITIONAL;
    for (;;) {
        mark m = py__mark(p);
        if (out->any && !py__accept(p, T_COMMA)) {
            break;
        }
        arg_item item;
        if (!arg(p, &order, &item)) {
            if (py__raised(p)) {
                return false;
            }
            py__reset(p, &m);
            break;
        }
        if (!place(p, keywords, &item)) {
            return false;
        }
        keywords += item.keyword != NULL;
        if (!out->any) {
            out->first = item.pos;
        }
        if (item.positional != NULL) {
            out->last_positional = item.positional;
        } else {
            out->double_star = out->double_star || item.keyword->arg == NULL;
        }
        out->any = true;
        out->last = item.pos;
    }
    return py__list(p, p->stack_count - keywords, &out->keywords) && py__list(p, from, &out->args);
}

// f(x for x in y): the generator's own parentheses are the call's.
static bool only_generator(parser *p, py_pos start, call_args *out) {
    py_comprehensions generators;
    if (!py__for_if_clauses(p, &generators) || !py__accept(p, T_RPAR)) {
        return false;
    }
    py_expr *e = py__expr(p, PY_EXPR_GENERATOREXP, start);
    if (e == NULL) {
        return false;
    }
    e->v.comp.elt = out->args.items[0];
    e->v.comp.generators = generators;
    out->args.items[0] = e;
    return true;
}

static bool arguments(parser *p, py_pos start, bool is_call, call_args *out) {
    if (py__accept(p, T_RPAR)) {
        *out = (call_args){0};
        return true;
    }
    if (!py__args(p, out) || !out->any) {
        return false;
    }
    if (py__comprehension_follows(p)) {
        return is_call && out->args.count == 1 && out->keywords.count == 0 &&
               out->args.items[0]->kind != PY_EXPR_STARRED && only_generator(p, start, out);
    }
    py__accept(p, T_COMMA);
    return py__accept(p, T_RPAR);
}

bool py__arguments(parser *p, py_pos start, bool is_call, call_args *out) {
    const mark begin = py__mark(p);
    if (!py__enter(p)) {
        return false;
    }
    const bool matched = arguments(p, start, is_call, out);
    py__leave(p);
    if (!matched && py__may_diagnose(p)) {
        py__reset(p, &begin);
        if (is_call) {
            py__diagnose_genexp_in_call(p);
        }
        if (!py__raised(p)) {
            py__diagnose_arguments(p);
        }
    }
    return matched;
}
