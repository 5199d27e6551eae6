// SPDX-License-Identifier: MIT
// The match statement and its patterns.
// Front-end, parse.
#include "parser.h"

static py_pattern *pattern(parser *p);

// ---- Literal patterns ---------------------------------------------------------------------------

static bool is_imaginary(const py_expr *e) {
    return e->v.constant.kind == PY_CONST_IMAGINARY;
}

// `-1`, `1`.
static py_expr *signed_number(parser *p) {
    const py_pos start = py__start(p);
    const bool minus = py__accept(p, T_MINUS);
    if (py__peek(p) != T_NUMBER) {
        return NULL;
    }
    py_expr *number = py__number(p);
    if (number == NULL || !minus) {
        return number;
    }
    py_expr *e = py__expr(p, PY_EXPR_UNARYOP, start);
    if (e != NULL) {
        e->v.unaryop.op = PY_USUB;
        e->v.unaryop.operand = number;
    }
    return e;
}

// `1`, `-1`, `-1 + 2j`.
static py_expr *number_literal(parser *p) {
    const py_pos start = py__start(p);
    py_expr *real = signed_number(p);
    if (real == NULL || (py__peek(p) != T_PLUS && py__peek(p) != T_MINUS)) {
        return real;
    }
    const py_operator op = py__peek(p) == T_PLUS ? PY_ADD : PY_SUB;
    py__advance(p);
    if (py__peek(p) != T_NUMBER) {
        return NULL;
    }
    py_expr *imaginary = py__number(p);
    if (imaginary == NULL) {
        return NULL;
    }
    const py_expr *magnitude = real->kind == PY_EXPR_UNARYOP ? real->v.unaryop.operand : real;
    if (is_imaginary(magnitude)) {
        return py__raise_at(p, real->pos, "real number required in complex literal");
    }
    if (!is_imaginary(imaginary)) {
        return py__raise_at(p, imaginary->pos, "imaginary number required in complex literal");
    }
    py_expr *e = py__expr(p, PY_EXPR_BINOP, start);
    if (e != NULL) {
        e->v.binop.left = real;
        e->v.binop.op = op;
        e->v.binop.right = imaginary;
    }
    return e;
}

static py_pattern *value_pattern(parser *p, py_expr *value) {
    py_pattern *made = value == NULL ? NULL : py__pattern(p, PY_PATTERN_VALUE, value->pos);
    if (made != NULL) {
        made->v.value.value = value;
    }
    return made;
}

static py_pattern *singleton(parser *p, py_const_kind kind) {
    const py_pos start = py__start(p);
    py__advance(p);
    py_pattern *made = py__pattern(p, PY_PATTERN_SINGLETON, start);
    if (made != NULL) {
        made->v.singleton.value = kind;
    }
    return made;
}

// ---- Names: captures, values, classes -----------------------------------------------------------

static py_expr *name_expr(parser *p) {
    if (py__peek(p) != T_NAME) {
        return NULL;
    }
    const py_pos start = py__start(p);
    py_name *id = py__token(p)->name;
    py__advance(p);
    py_expr *e = py__expr(p, PY_EXPR_NAME, start);
    if (e != NULL) {
        e->v.name.id = id;
    }
    return e;
}

// `a`, `a.b.c`
static py_expr *name_or_attribute(parser *p) {
    const py_pos start = py__start(p);
    py_expr *e = name_expr(p);
    while (e != NULL && py__accept(p, T_DOT)) {
        if (py__peek(p) != T_NAME) {
            return NULL;
        }
        py_expr *value = e;
        py_name *attr = py__token(p)->name;
        py__advance(p);
        e = py__expr(p, PY_EXPR_ATTRIBUTE, start);
        if (e != NULL) {
            e->v.attribute.value = value;
            e->v.attribute.attr = attr;
        }
    }
    return e;
}

typedef struct class_parts {
    size_t from;
    size_t positional;
    size_t keywords;
    py_pos misplaced; // the positional patterns behind keyword patterns
} class_parts;

// The patterns of a class pattern, pushed: the positional ones, then name and pattern by turns.
static bool class_patterns(parser *p, class_parts *parts) {
    while (py__peek(p) != T_RPAR) {
        const bool keyword = py__peek(p) == T_NAME && py__peek_second(p) == T_EQUAL;
        if (!keyword && parts->keywords != 0) {
            const py_pos start = py__start(p);
            const py_pattern *wrong = pattern(p);
            py_pos end = py__to_here(p, start);
            while (wrong != NULL && py__accept(p, T_COMMA) && py__peek(p) != T_RPAR &&
                   py__peek_second(p) != T_EQUAL) {
                wrong = pattern(p);
                end = py__to_here(p, start);
            }
            if (wrong != NULL && p->diagnosing) {
                py__raise_at(p, end, "positional patterns follow keyword patterns");
            }
            return false;
        }
        if (keyword) {
            if (!py__push(p, py__token(p)->name)) {
                return false;
            }
            py__advance(p);
            py__advance(p);
        }
        py_pattern *made = pattern(p);
        if (made == NULL || !py__push(p, made)) {
            return false;
        }
        *(keyword ? &parts->keywords : &parts->positional) += 1;
        if (!py__accept(p, T_COMMA)) {
            break;
        }
    }
    return py__accept(p, T_RPAR);
}

static py_pattern *class_pattern(parser *p, py_expr *cls) {
    class_parts parts = {.from = p->stack_count};
    py__advance(p);
    if (!class_patterns(p, &parts)) {
        return NULL;
    }
    py_pattern *made = py__pattern(p, PY_PATTERN_CLASS, cls->pos);
    if (made == NULL) {
        return NULL;
    }
    made->v.cls.cls = cls;
    if (parts.keywords != 0) {
        py_names *names = &made->v.cls.kwd_attrs;
        py_patterns *patterns = &made->v.cls.kwd_patterns;
        names->count = patterns->count = parts.keywords;
        names->items = py__alloc(p, parts.keywords * sizeof *names->items);
        patterns->items = py__alloc(p, parts.keywords * sizeof *patterns->items);
        if (names->items == NULL || patterns->items == NULL) {
            return NULL;
        }
        void **pairs = p->stack + parts.from + parts.positional;
        for (size_t i = 0; i < parts.keywords; i++) {
            names->items[i] = pairs[2 * i];
            patterns->items[i] = pairs[2 * i + 1];
        }
        p->stack_count = parts.from + parts.positional;
    }
    return py__list(p, parts.from, &made->v.cls.patterns) ? made : NULL;
}

static py_pattern *capture(parser *p) {
    const py_pos start = py__start(p);
    const token *t = py__token(p);
    py_name *name = py__name_is(t, "_") ? NULL : t->name;
    py__advance(p);
    py_pattern *made = py__pattern(p, PY_PATTERN_AS, start);
    if (made != NULL) {
        made->v.as.name = name;
    }
    return made;
}

static py_pattern *named(parser *p) {
    const token_kind next = py__peek_second(p);
    if (next == T_EQUAL) {
        return NULL;
    }
    if (next != T_DOT && next != T_LPAR) {
        return capture(p);
    }
    py_expr *e = name_or_attribute(p);
    if (e == NULL) {
        return NULL;
    }
    return py__peek(p) == T_LPAR ? class_pattern(p, e) : value_pattern(p, e);
}

// ---- Sequences and mappings ---------------------------------------------------------------------

static py_pattern *star_pattern(parser *p) {
    const py_pos start = py__start(p);
    py__advance(p);
    if (py__peek(p) != T_NAME) {
        return NULL;
    }
    const token *t = py__token(p);
    py_name *name = py__name_is(t, "_") ? NULL : t->name;
    py__advance(p);
    py_pattern *made = py__pattern(p, PY_PATTERN_STAR, start);
    if (made != NULL) {
        made->v.star.name = name;
    }
    return made;
}

static py_pattern *maybe_star(parser *p) {
    return py__peek(p) == T_STAR ? star_pattern(p) : pattern(p);
}

// Elements up to `closing`, pushed; `*comma` tells whether one ended in a comma.
static bool elements(parser *p, token_kind closing, bool *comma) {
    *comma = false;
    while (py__peek(p) != closing) {
        py_pattern *made = maybe_star(p);
        if (made == NULL || !py__push(p, made)) {
            return false;
        }
        if (!py__accept(p, T_COMMA)) {
            return true;
        }
        *comma = true;
    }
    return true;
}

// `[...]`, `(...)`: a sequence, or a pattern in parentheses.
static py_pattern *brackets(parser *p, token_kind closing) {
    const py_pos start = py__start(p);
    const size_t from = p->stack_count;
    bool comma;
    py__advance(p);
    if (!elements(p, closing, &comma) || !py__accept(p, closing)) {
        return NULL;
    }
    if (closing == T_RPAR && !comma && p->stack_count == from + 1) {
        py_pattern *group = p->stack[from];
        p->stack_count = from;
        return group->kind == PY_PATTERN_STAR ? NULL : group;
    }
    py_pattern *made = py__pattern(p, PY_PATTERN_SEQUENCE, start);
    return made != NULL && py__list(p, from, &made->v.sequence.patterns) ? made : NULL;
}

static py_expr *constant_key(parser *p, py_const_kind kind) {
    py_expr *e = py__expr(p, PY_EXPR_CONSTANT, py__start(p));
    py__advance(p);
    if (e != NULL) {
        e->pos = py__to_here(p, e->pos);
        e->v.constant.kind = kind;
    }
    return e;
}

static py_expr *mapping_key(parser *p) {
    switch (py__peek(p)) {
    case T_NUMBER:
    case T_MINUS: return number_literal(p);
    case T_STRING: return py__strings(p);
    case T_NONE: return constant_key(p, PY_CONST_NONE);
    case T_TRUE: return constant_key(p, PY_CONST_TRUE);
    case T_FALSE: return constant_key(p, PY_CONST_FALSE);
    default: {
        py_expr *e = name_or_attribute(p);
        return e != NULL && e->kind == PY_EXPR_ATTRIBUTE ? e : NULL;
    }
    }
}

// The pairs of a mapping pattern, pushed, and `**rest`.
static bool mapping_items(parser *p, py_name **rest) {
    while (py__peek(p) != T_RBRACE) {
        if (py__accept(p, T_DOUBLESTAR)) {
            if (py__peek(p) != T_NAME || py__name_is(py__token(p), "_")) {
                return false;
            }
            *rest = py__token(p)->name;
            py__advance(p);
            py__accept(p, T_COMMA);
            break;
        }
        py_expr *key = mapping_key(p);
        py_pattern *value = key != NULL && py__accept(p, T_COLON) ? pattern(p) : NULL;
        if (value == NULL || !py__push(p, key) || !py__push(p, value)) {
            return false;
        }
        if (!py__accept(p, T_COMMA)) {
            break;
        }
    }
    return py__accept(p, T_RBRACE);
}

static py_pattern *mapping(parser *p) {
    const py_pos start = py__start(p);
    const size_t from = p->stack_count;
    py_name *rest = NULL;
    py__advance(p);
    if (!mapping_items(p, &rest)) {
        return NULL;
    }
    py_pattern *made = py__pattern(p, PY_PATTERN_MAPPING, start);
    if (made == NULL) {
        return NULL;
    }
    const size_t count = (p->stack_count - from) / 2;
    made->v.mapping.rest = rest;
    if (count != 0) {
        py_exprs *keys = &made->v.mapping.keys;
        py_patterns *patterns = &made->v.mapping.patterns;
        keys->count = patterns->count = count;
        keys->items = py__alloc(p, count * sizeof *keys->items);
        patterns->items = py__alloc(p, count * sizeof *patterns->items);
        if (keys->items == NULL || patterns->items == NULL) {
            return NULL;
        }
        for (size_t i = 0; i < count; i++) {
            keys->items[i] = p->stack[from + 2 * i];
            patterns->items[i] = p->stack[from + 2 * i + 1];
        }
        p->stack_count = from;
    }
    return made;
}

// ---- Patterns -----------------------------------------------------------------------------------

static py_pattern *closed_pattern(parser *p) {
    switch (py__peek(p)) {
    case T_NAME: return named(p);
    case T_NUMBER:
    case T_MINUS: return value_pattern(p, number_literal(p));
    case T_STRING: return value_pattern(p, py__strings(p));
    case T_NONE: return singleton(p, PY_CONST_NONE);
    case T_TRUE: return singleton(p, PY_CONST_TRUE);
    case T_FALSE: return singleton(p, PY_CONST_FALSE);
    case T_LPAR: return brackets(p, T_RPAR);
    case T_LSQB: return brackets(p, T_RSQB);
    case T_LBRACE: return mapping(p);
    default: return NULL;
    }
}

static py_pattern *or_pattern(parser *p) {
    const py_pos start = py__start(p);
    py_pattern *first = closed_pattern(p);
    if (first == NULL || py__peek(p) != T_VBAR) {
        return first;
    }
    const size_t from = p->stack_count;
    if (!py__push(p, first)) {
        return NULL;
    }
    while (py__accept(p, T_VBAR)) {
        py_pattern *next = closed_pattern(p);
        if (next == NULL || !py__push(p, next)) {
            return NULL;
        }
    }
    py_pattern *made = py__pattern(p, PY_PATTERN_OR, start);
    return made != NULL && py__list(p, from, &made->v.or.patterns) ? made : NULL;
}

static bool is_capture_target(parser *p) {
    if (py__peek(p) != T_NAME || py__name_is(py__token(p), "_")) {
        return false;
    }
    const token_kind next = py__peek_second(p);
    return next != T_DOT && next != T_LPAR && next != T_EQUAL;
}

static py_pattern *as_pattern(parser *p) {
    const py_pos start = py__start(p);
    py_pattern *inner = or_pattern(p);
    if (inner == NULL || !py__accept(p, T_AS)) {
        return inner;
    }
    if (!is_capture_target(p)) {
        if (!py__may_diagnose(p)) {
            return NULL;
        }
        if (py__name_is(py__token(p), "_")) {
            return py__raise_at(p, py__token(p)->pos, "cannot use '_' as a target");
        }
        const bool name = py__peek(p) == T_NAME;
        const py_expr *e = name ? NULL : py__expression(p);
        return e == NULL ? NULL : py__raise_at(p, e->pos, "invalid pattern target");
    }
    py_name *name = py__token(p)->name;
    py__advance(p);
    py_pattern *made = py__pattern(p, PY_PATTERN_AS, start);
    if (made != NULL) {
        made->v.as.pattern = inner;
        made->v.as.name = name;
    }
    return made;
}

static py_pattern *pattern(parser *p) {
    if (!py__enter(p)) {
        return NULL;
    }
    py_pattern *made = as_pattern(p);
    py__leave(p);
    return made;
}

// A pattern, or a sequence without brackets.
static py_pattern *patterns(parser *p) {
    const py_pos start = py__start(p);
    py_pattern *first = maybe_star(p);
    if (first == NULL) {
        return NULL;
    }
    if (py__peek(p) != T_COMMA) {
        return first->kind == PY_PATTERN_STAR ? NULL : first;
    }
    const size_t from = p->stack_count;
    bool pushed = py__push(p, first);
    while (pushed && py__accept(p, T_COMMA) && py__peek(p) != T_COLON && py__peek(p) != T_IF) {
        py_pattern *next = maybe_star(p);
        pushed = next != NULL && py__push(p, next);
    }
    py_pattern *made = pushed ? py__pattern(p, PY_PATTERN_SEQUENCE, start) : NULL;
    return made != NULL && py__list(p, from, &made->v.sequence.patterns) ? made : NULL;
}

// ---- The statement ------------------------------------------------------------------------------

static bool case_block(parser *p) {
    if (py__peek(p) != T_NAME || !py__name_is(py__token(p), "case")) {
        return false;
    }
    const int lineno = py__start(p).lineno;
    py__advance(p);
    py_match_case *c = py__alloc(p, sizeof *c);
    if (c == NULL || (c->pattern = patterns(p)) == NULL) {
        return false;
    }
    if (py__accept(p, T_IF) && (c->guard = py__named_expression(p)) == NULL) {
        return false;
    }
    return py__block(p, "'case' statement", lineno, &c->body) && py__push(p, c);
}

static py_expr *subject_expr(parser *p) {
    const py_pos start = py__start(p);
    const size_t from = p->stack_count;
    py_expr *e = py__star_named_expression(p);
    if (e == NULL) {
        return NULL;
    }
    if (py__peek(p) != T_COMMA) {
        return e->kind == PY_EXPR_STARRED ? NULL : e;
    }
    if (!py__push(p, e) || !py__more_star_named(p)) {
        return NULL;
    }
    e = py__expr(p, PY_EXPR_TUPLE, start);
    return e != NULL && py__list(p, from, &e->v.list.elts) ? e : NULL;
}

static bool cases(parser *p, int lineno, py_stmt *s) {
    if (!py__accept(p, T_INDENT)) {
        if (py__may_diagnose(p)) {
            py__raise(p, PY_ERROR_INDENTATION,
                      "expected an indented block after 'match' statement on line %d", lineno);
        }
        return false;
    }
    const size_t from = p->stack_count;
    do {
        if (!case_block(p)) {
            return false;
        }
    } while (!py__accept(p, T_DEDENT));
    return py__list(p, from, &s->v.match.cases);
}

// From the name `match` on. Softly NULL, nothing consumed, when it is only a name.
py_stmt *py__match_stmt(parser *p) {
    const mark begin = py__mark(p);
    const py_pos start = py__start(p);
    py__advance(p);
    py_expr *subject = py__enter(p) ? subject_expr(p) : NULL;
    py__leave(p);
    if (subject != NULL && py__colon_or_raise(p) && py__accept(p, T_NEWLINE)) {
        py_stmt *s = py__stmt(p, PY_STMT_MATCH, start);
        if (s != NULL && cases(p, start.lineno, s)) {
            s->v.match.subject = subject;
            s->pos = py__to_here(p, start);
            return s;
        }
    }
    if (!py__raised(p)) {
        py__reset(p, &begin);
    }
    return NULL;
}
