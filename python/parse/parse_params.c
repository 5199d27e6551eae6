// SPDX-License-Identifier: MIT
// The parameters of functions and lambdas.
// Front-end, parse.
#include "parser.h"

// Parameters are pushed on the list stack as pairs: the py_arg, and its default or NULL. The pairs
// up to `positional` may be given by position, of which those up to `slash` only so.
typedef struct param_state {
    py_arguments *out;
    params_kind kind;
    size_t from;
    size_t slash;
    size_t positional;
    bool star;
    bool defaults; // one had a default: all behind it must
} param_state;

static py_arg *param(parser *p, params_kind kind, bool star) {
    if (py__peek(p) != T_NAME) {
        return NULL;
    }
    py_arg *arg = py__alloc(p, sizeof *arg);
    if (arg == NULL) {
        return NULL;
    }
    const py_pos start = py__start(p);
    arg->arg = py__token(p)->name;
    py__advance(p);
    if (kind == PARAMS_DEF && py__accept(p, T_COLON)) {
        arg->annotation = star ? py__star_expression(p) : py__expression(p);
        if (arg->annotation == NULL) {
            return NULL;
        }
    }
    arg->pos = py__to_here(p, start);
    return arg;
}

static size_t pair_count(const parser *p, const param_state *s) {
    return (p->stack_count - s->from) / 2;
}

static bool plain_param(parser *p, param_state *s) {
    py_arg *arg = param(p, s->kind, false);
    if (arg == NULL) {
        return false;
    }
    py_expr *value = NULL;
    if (py__accept(p, T_EQUAL)) {
        value = py__expression(p);
        if (value == NULL) {
            return false;
        }
        s->defaults = s->defaults || !s->star;
    } else if (s->defaults && !s->star) {
        return false;
    }
    return py__push(p, arg) && py__push(p, value);
}

// `*args`, `*`: the latter only before a parameter.
static bool star_param(parser *p, param_state *s, token_kind end) {
    if (s->star) {
        return false;
    }
    py__advance(p);
    s->star = true;
    s->positional = pair_count(p, s);
    if (py__peek(p) == T_COMMA) {
        const token_kind next = py__peek_second(p);
        return next != end && next == T_NAME;
    }
    s->out->vararg = param(p, s->kind, true);
    return s->out->vararg != NULL;
}

static bool slash(parser *p, param_state *s) {
    if (s->slash != 0 || s->star || pair_count(p, s) == 0) {
        return false;
    }
    py__advance(p);
    s->slash = pair_count(p, s);
    return true;
}

// One parameter or separator; `*last` when nothing may follow.
static bool one(parser *p, param_state *s, token_kind end, bool *last) {
    switch (py__peek(p)) {
    case T_STAR: return star_param(p, s, end);
    case T_SLASH: return slash(p, s);
    case T_DOUBLESTAR:
        py__advance(p);
        *last = true;
        s->out->kwarg = param(p, s->kind, false);
        return s->out->kwarg != NULL;
    default: return plain_param(p, s);
    }
}

static bool copy_args(parser *p, const param_state *s, size_t first, size_t end, py_args *out) {
    if (end == first) {
        return true;
    }
    out->count = end - first;
    out->items = py__alloc(p, out->count * sizeof *out->items);
    for (size_t i = first; out->items != NULL && i < end; i++) {
        out->items[i - first] = p->stack[s->from + 2 * i];
    }
    return out->items != NULL;
}

static bool copy_defaults(parser *p, const param_state *s, size_t first, size_t end, bool all,
                          py_exprs *out) {
    while (!all && first < end && p->stack[s->from + 2 * first + 1] == NULL) {
        first++;
    }
    if (end == first) {
        return true;
    }
    out->count = end - first;
    out->items = py__alloc(p, out->count * sizeof *out->items);
    for (size_t i = first; out->items != NULL && i < end; i++) {
        out->items[i - first] = p->stack[s->from + 2 * i + 1];
    }
    return out->items != NULL;
}

static bool finish(parser *p, param_state *s) {
    const size_t count = pair_count(p, s);
    if (!s->star) {
        s->positional = count;
    }
    py_arguments *out = s->out;
    const bool copied = copy_args(p, s, 0, s->slash, &out->posonlyargs) &&
                        copy_args(p, s, s->slash, s->positional, &out->args) &&
                        copy_args(p, s, s->positional, count, &out->kwonlyargs) &&
                        copy_defaults(p, s, 0, s->positional, false, &out->defaults) &&
                        copy_defaults(p, s, s->positional, count, true, &out->kw_defaults);
    p->stack_count = s->from;
    return copied;
}

static bool params(parser *p, param_state *s, token_kind end) {
    bool last = false;
    while (py__peek(p) != end) {
        if (last || !one(p, s, end, &last)) {
            return false;
        }
        if (!py__accept(p, T_COMMA)) {
            return py__peek(p) == end && finish(p, s);
        }
    }
    return finish(p, s);
}

py_arguments *py__params(parser *p, params_kind kind) {
    const token_kind end = kind == PARAMS_DEF ? T_RPAR : T_COLON;
    const mark begin = py__mark(p);
    param_state s = {.kind = kind, .from = p->stack_count};
    s.out = py__alloc(p, sizeof *s.out);
    if (s.out != NULL && params(p, &s, end)) {
        return s.out;
    }
    if (py__may_diagnose(p)) {
        py__reset(p, &begin);
        py__diagnose_params(p, kind);
    }
    return NULL;
}
