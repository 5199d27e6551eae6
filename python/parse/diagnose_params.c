// SPDX-License-Identifier: MIT
// Well-known mistakes in lists of parameters.
// Front-end, parse.
#include "parser.h"

typedef struct walk {
    parser *p;
    params_kind kind;
    token_kind end;
    bool defaults;
    bool slash;
    bool star;
    size_t count;
} walk;

static bool annotation(walk *w) {
    return w->kind == PARAMS_LAMBDA || !py__accept(w->p, T_COLON) || py__expression(w->p) != NULL;
}

// NAME [annotation] [= default]; raises for a missing default.
static void plain(walk *w) {
    parser *p = w->p;
    const py_pos start = py__start(p);
    py__advance(p);
    if (!annotation(w)) {
        return;
    }
    const py_pos whole = py__to_here(p, start);
    if (py__peek(p) == T_EQUAL) {
        const py_pos sign = py__start(p);
        py__advance(p);
        const token_kind next = py__peek(p);
        if (next == T_RPAR || next == T_COMMA) {
            py__raise_at(p, sign, "expected default value expression");
            return;
        }
        py__expression(p);
        w->defaults = w->defaults || !w->star;
    } else if (w->defaults && !w->star && (py__peek(p) == T_COMMA || py__peek(p) == w->end)) {
        py__raise_at(p, whole, "non-default argument follows default argument");
    }
}

static void parenthesised(walk *w) {
    parser *p = w->p;
    const py_pos start = py__start(p);
    py__advance(p);
    do {
        if (py__peek(p) != T_NAME) {
            break;
        }
        py__advance(p);
    } while (py__accept(p, T_COMMA));
    if (py__peek(p) == T_RPAR) {
        py__raise_at(p, py__span(start, py__token(p)->pos), "%s parameters cannot be parenthesized",
                     w->kind == PARAMS_DEF ? "Function" : "Lambda expression");
    }
}

static void slash(walk *w) {
    parser *p = w->p;
    const py_pos at = py__start(p);
    if (w->star) {
        py__raise_at(p, at, "/ must be ahead of *");
    } else if (w->slash) {
        py__raise_at(p, at, "/ may appear only once");
    } else if (w->count == 0 && py__peek_second(p) == T_COMMA) {
        py__raise_at(p, at, "at least one argument must precede /");
    }
    w->slash = true;
    py__advance(p);
    if (py__peek(p) == T_STAR && !py__raised(p)) {
        py__raise_at(p, py__start(p), "expected comma between / and *");
    }
}

static void star(walk *w) {
    parser *p = w->p;
    const py_pos at = py__start(p);
    const bool again = w->star;
    w->star = true;
    py__advance(p);
    if (again && py__peek(p) != T_NAME && py__peek(p) != T_COMMA) {
        return;
    }
    if (again) {
        py__raise_at(p, at, "* argument may appear only once");
        return;
    }
    if (py__peek(p) == T_NAME) {
        py__advance(p);
        if (annotation(w) && py__peek(p) == T_EQUAL) {
            py__raise_at(p, py__start(p), "var-positional argument cannot have default value");
        }
        return;
    }
    const token_kind next = py__peek(p);
    const token_kind second = next == T_COMMA ? py__peek_second(p) : next;
    if (next == w->end || (next == T_COMMA && (second == w->end || second == T_DOUBLESTAR))) {
        if (w->kind == PARAMS_DEF) {
            py__raise_at(p, at, "named arguments must follow bare *");
        } else {
            py__raise(p, PY_ERROR_SYNTAX, "named arguments must follow bare *");
        }
    }
}

static void double_star(walk *w) {
    parser *p = w->p;
    py__advance(p);
    if (py__peek(p) != T_NAME) {
        return;
    }
    py__advance(p);
    if (!annotation(w)) {
        return;
    }
    if (py__peek(p) == T_EQUAL) {
        py__raise_at(p, py__start(p), "var-keyword argument cannot have default value");
        return;
    }
    if (!py__accept(p, T_COMMA)) {
        return;
    }
    const py_pos at = py__start(p);
    const token_kind next = py__peek(p);
    if (next == T_NAME) {
        py__advance(p);
        if (annotation(w)) {
            py__raise_at(p, py__to_here(p, at), "arguments cannot follow var-keyword argument");
        }
    } else if (next == T_STAR || next == T_DOUBLESTAR || next == T_SLASH) {
        py__raise_at(p, at, "arguments cannot follow var-keyword argument");
    }
}

void py__diagnose_params(parser *p, params_kind kind) {
    walk w = {.p = p, .kind = kind, .end = kind == PARAMS_DEF ? T_RPAR : T_COLON};
    const mark begin = py__mark(p);
    for (bool go_on = true; go_on && !py__raised(p); w.count++) {
        switch (py__peek(p)) {
        case T_NAME: plain(&w); break;
        case T_LPAR:
            parenthesised(&w);
            go_on = false;
            break;
        case T_SLASH: slash(&w); break;
        case T_STAR: star(&w); break;
        case T_DOUBLESTAR:
            double_star(&w);
            go_on = false;
            break;
        default: go_on = false; break;
        }
        go_on = go_on && !py__raised(p) && py__accept(p, T_COMMA);
    }
    if (!py__raised(p)) {
        py__reset(p, &begin);
    }
}
