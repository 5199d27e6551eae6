// SPDX-License-Identifier: MIT
// Atoms, brackets, comprehensions, and what may follow an atom: attributes, calls, subscripts.
// Front-end, parse.
#include "parser.h"

#include <stdlib.h>

#include "errors.h"

// ---- Constants ----------------------------------------------------------------------------------

static py_expr *constant(parser *p, py_const_kind kind) {
    const py_pos start = py__start(p);
    py__advance(p);
    py_expr *e = py__expr(p, PY_EXPR_CONSTANT, start);
    if (e != NULL) {
        e->v.constant.kind = kind;
    }
    return e;
}

static uint8_t base_of(const char *text, size_t length) {
    if (length < 2 || text[0] != '0') {
        return 10;
    }
    switch (text[1] | 0x20) {
    case 'x': return 16;
    case 'o': return 8;
    case 'b': return 2;
    default: return 10;
    }
}

// CPython refuses to convert longer decimal numbers, because that takes quadratic time.
enum { MAX_DECIMAL_DIGITS = 4300 };

static bool set_integer(parser *p, py_constant *c, uint8_t base, const char *digits,
                        size_t length) {
    while (length > 1 && *digits == '0') {
        digits++;
        length--;
    }
    c->kind = PY_CONST_INT;
    c->integer.base = base;
    c->integer.digits = (py_text){digits, length};
    c->integer.fits = true;
    int64_t value = 0;
    for (size_t i = 0; i < length; i++) {
        const int digit = digits[i] <= '9' ? digits[i] - '0' : digits[i] - 'a' + 10;
        if (__builtin_mul_overflow(value, (int64_t)base, &value) ||
            __builtin_add_overflow(value, (int64_t)digit, &value)) {
            c->integer.fits = false;
            break;
        }
    }
    c->integer.value = c->integer.fits ? value : 0;
    if (base == 10 && length > MAX_DECIMAL_DIGITS) {
        py__raise(p, PY_ERROR_SYNTAX,
                  "Exceeds the limit (%d digits) for integer string conversion: value has %zu "
                  "digits; use sys.set_int_max_str_digits() to increase the limit - Consider "
                  "hexadecimal for huge integer literals to avoid decimal conversion limits.",
                  MAX_DECIMAL_DIGITS, length);
        return false;
    }
    return true;
}

py_expr *py__number(parser *p) {
    const token t = *py__token(p);
    py__advance(p);
    py_expr *e = py__expr(p, PY_EXPR_CONSTANT, t.pos);
    char *text = e == NULL ? NULL : py__alloc(p, (size_t)(t.end - t.start) + 1);
    if (text == NULL) {
        return NULL;
    }
    const uint8_t base = base_of(t.start, (size_t)(t.end - t.start));
    size_t length = 0;
    bool real = false;
    for (const char *s = t.start + (base == 10 ? 0 : 2); s < t.end; s++) {
        if (*s != '_') {
            text[length++] = (char)(*s >= 'A' && *s <= 'Z' ? *s | 0x20 : *s);
            real = real || *s == '.' || *s == 'e' || *s == 'E';
        }
    }
    py_constant *c = &e->v.constant;
    const bool imaginary = base == 10 && text[length - 1] == 'j';
    if (!imaginary && (base != 10 || !real)) {
        return set_integer(p, c, base, text, length) ? e : NULL;
    }
    c->kind = imaginary ? PY_CONST_IMAGINARY : PY_CONST_FLOAT;
    text[length - imaginary] = '\0';
    c->real = strtod(text, NULL);
    return e;
}

// ---- Comprehensions -----------------------------------------------------------------------------

bool py__comprehension_follows(parser *p) {
    const token_kind kind = py__peek(p);
    return kind == T_FOR || (kind == T_ASYNC && py__peek_second(p) == T_FOR);
}

static py_comprehension *for_if_clause(parser *p) {
    const mark begin = py__mark(p);
    py_comprehension *c = py__alloc(p, sizeof *c);
    if (c == NULL) {
        return NULL;
    }
    c->is_async = py__accept(p, T_ASYNC);
    py__advance(p);
    c->target = py__for_targets(p);
    if (c->target == NULL || !py__accept(p, T_IN)) {
        if (py__may_diagnose(p)) {
            py__reset(p, &begin);
            py__diagnose_for_target(p);
        }
        return NULL;
    }
    c->iter = py__disjunction(p);
    if (c->iter == NULL) {
        return NULL;
    }
    const size_t from = p->stack_count;
    while (py__accept(p, T_IF)) {
        py_expr *test = py__disjunction(p);
        if (test == NULL || !py__push(p, test)) {
            return NULL;
        }
    }
    return py__list(p, from, &c->ifs) ? c : NULL;
}

bool py__for_if_clauses(parser *p, py_comprehensions *out) {
    const size_t from = p->stack_count;
    do {
        py_comprehension *c = for_if_clause(p);
        if (c == NULL || !py__push(p, c)) {
            return false;
        }
    } while (py__comprehension_follows(p));
    return py__list(p, from, out);
}

// The clauses and the closing bracket behind an element.
static py_expr *comprehension(parser *p, py_pos start, py_expr_kind kind, py_expr *elt,
                              token_kind closing) {
    py_comprehensions generators;
    if (elt->kind == PY_EXPR_STARRED || !py__for_if_clauses(p, &generators) ||
        !py__accept(p, closing)) {
        return NULL;
    }
    py_expr *e = py__expr(p, kind, start);
    if (e != NULL) {
        e->v.comp.elt = elt;
        e->v.comp.generators = generators;
    }
    return e;
}

// ---- Brackets -----------------------------------------------------------------------------------

static py_expr *finish_tuple(parser *p, py_pos start, size_t from, token_kind closing,
                             py_expr_kind kind) {
    if (!py__accept(p, closing)) {
        return NULL;
    }
    py_expr *e = py__expr(p, kind, start);
    if (e == NULL) {
        return NULL;
    }
    e->in_parens = kind == PY_EXPR_TUPLE;
    py_exprs *elts = kind == PY_EXPR_SET ? &e->v.set.elts : &e->v.list.elts;
    return py__list(p, from, elts) ? e : NULL;
}

// A tuple, a group or a generator expression.
static py_expr *parentheses(parser *p) {
    const py_pos start = py__start(p);
    const size_t from = p->stack_count;
    py__advance(p);
    if (py__peek(p) == T_RPAR) {
        return finish_tuple(p, start, from, T_RPAR, PY_EXPR_TUPLE);
    }
    const bool yield = py__peek(p) == T_YIELD;
    py_expr *e = yield ? py__yield_expr(p) : py__star_named_expression(p);
    if (e == NULL) {
        return NULL;
    }
    if (!yield && py__peek(p) == T_COMMA) {
        if (!py__push(p, e) || !py__more_star_named(p)) {
            return NULL;
        }
        return finish_tuple(p, start, from, T_RPAR, PY_EXPR_TUPLE);
    }
    if (!yield && py__comprehension_follows(p)) {
        return comprehension(p, start, PY_EXPR_GENERATOREXP, e, T_RPAR);
    }
    if (e->kind == PY_EXPR_STARRED || !py__accept(p, T_RPAR)) {
        return NULL;
    }
    e->in_parens = true;
    return e;
}

static py_expr *square_brackets(parser *p) {
    const py_pos start = py__start(p);
    const size_t from = p->stack_count;
    py__advance(p);
    if (py__peek(p) != T_RSQB) {
        py_expr *e = py__star_named_expression(p);
        if (e == NULL) {
            return NULL;
        }
        if (py__comprehension_follows(p)) {
            return comprehension(p, start, PY_EXPR_LISTCOMP, e, T_RSQB);
        }
        if (!py__push(p, e) || !py__more_star_named(p)) {
            return NULL;
        }
    }
    return finish_tuple(p, start, from, T_RSQB, PY_EXPR_LIST);
}

// One `key: value` or `**value`.
static bool pair(parser *p, py_expr **key, py_expr **value) {
    if (py__accept(p, T_DOUBLESTAR)) {
        *key = NULL;
        *value = py__bitwise_or(p);
        return *value != NULL;
    }
    *key = py__expression(p);
    if (*key == NULL || !py__accept(p, T_COLON)) {
        return false;
    }
    *value = py__expression(p);
    return *value != NULL;
}

// Splits the pairs on the list stack into keys and values.
static py_expr *finish_dict(parser *p, py_pos start, size_t from) {
    if (!py__accept(p, T_RBRACE)) {
        return NULL;
    }
    py_expr *e = py__expr(p, PY_EXPR_DICT, start);
    if (e == NULL) {
        return NULL;
    }
    const size_t count = (p->stack_count - from) / 2;
    if (count != 0) {
        py_exprs *keys = &e->v.dict.keys;
        py_exprs *values = &e->v.dict.values;
        keys->items = py__alloc(p, count * sizeof *keys->items);
        values->items = py__alloc(p, count * sizeof *values->items);
        if (keys->items == NULL || values->items == NULL) {
            return NULL;
        }
        keys->count = values->count = count;
        for (size_t i = 0; i < count; i++) {
            keys->items[i] = p->stack[from + 2 * i];
            values->items[i] = p->stack[from + 2 * i + 1];
        }
        p->stack_count = from;
    }
    return e;
}

static py_expr *dict_comprehension(parser *p, py_pos start, py_expr *key, py_expr *value) {
    py_comprehensions generators;
    if (key == NULL || !py__for_if_clauses(p, &generators) || !py__accept(p, T_RBRACE)) {
        return NULL;
    }
    py_expr *e = py__expr(p, PY_EXPR_DICTCOMP, start);
    if (e != NULL) {
        e->v.dictcomp.key = key;
        e->v.dictcomp.value = value;
        e->v.dictcomp.generators = generators;
    }
    return e;
}

// From the first pair, whose key was read already (`**`: was not) on.
static py_expr *dict(parser *p, py_pos start, py_expr *first_key) {
    const size_t from = p->stack_count;
    py_expr *key = first_key;
    py_expr *value;
    if (key == NULL ? !pair(p, &key, &value)
                    : !py__accept(p, T_COLON) || (value = py__expression(p)) == NULL) {
        return NULL;
    }
    if (py__comprehension_follows(p)) {
        return dict_comprehension(p, start, key, value);
    }
    while (py__push(p, key) && py__push(p, value) && py__accept(p, T_COMMA) &&
           py__peek(p) != T_RBRACE) {
        if (!pair(p, &key, &value)) {
            return NULL;
        }
    }
    return py__raised(p) ? NULL : finish_dict(p, start, from);
}

// A dict, a set, or a comprehension of either.
static py_expr *braces(parser *p) {
    const py_pos start = py__start(p);
    const size_t from = p->stack_count;
    py__advance(p);
    if (py__peek(p) == T_RBRACE) {
        return finish_dict(p, start, from);
    }
    if (py__peek(p) == T_DOUBLESTAR) {
        return dict(p, start, NULL);
    }
    py_expr *e = py__star_named_expression(p);
    if (e == NULL) {
        return NULL;
    }
    if (py__peek(p) == T_COLON) {
        const bool key =
            e->kind != PY_EXPR_STARRED && (e->kind != PY_EXPR_NAMEDEXPR || e->in_parens);
        return key ? dict(p, start, e) : NULL;
    }
    if (py__comprehension_follows(p)) {
        return comprehension(p, start, PY_EXPR_SETCOMP, e, T_RBRACE);
    }
    if (!py__push(p, e) || !py__more_star_named(p)) {
        return NULL;
    }
    return finish_tuple(p, start, from, T_RBRACE, PY_EXPR_SET);
}

static py_expr *bracketed(parser *p, token_kind opening) {
    const mark begin = py__mark(p);
    if (!py__enter(p)) {
        return NULL;
    }
    py_expr *e = opening == T_LPAR   ? parentheses(p)
                 : opening == T_LSQB ? square_brackets(p)
                                     : braces(p);
    py__leave(p);
    if (e == NULL && py__may_diagnose(p)) {
        py__reset(p, &begin);
        py__diagnose_brackets(p, opening);
    }
    return e;
}

// ---- Atoms and what follows them ----------------------------------------------------------------

static py_expr *bare_atom(parser *p) {
    const token_kind kind = py__peek(p);
    switch (kind) {
    case T_NAME: {
        const token *t = py__token(p);
        py_name *id = t->name;
        const py_pos start = t->pos;
        py__advance(p);
        py_expr *e = py__expr(p, PY_EXPR_NAME, start);
        if (e != NULL) {
            e->v.name.id = id;
        }
        return e;
    }
    case T_NUMBER: return py__number(p);
    case T_STRING: return py__strings(p);
    case T_NONE: return constant(p, PY_CONST_NONE);
    case T_TRUE: return constant(p, PY_CONST_TRUE);
    case T_FALSE: return constant(p, PY_CONST_FALSE);
    case T_ELLIPSIS: return constant(p, PY_CONST_ELLIPSIS);
    case T_LPAR:
    case T_LSQB:
    case T_LBRACE: return bracketed(p, kind);
    default: return NULL;
    }
}

static py_expr *attribute(parser *p, py_pos start, py_expr *value) {
    py__advance(p);
    if (py__peek(p) != T_NAME) {
        return NULL;
    }
    py_name *attr = py__token(p)->name;
    py__advance(p);
    py_expr *e = py__expr(p, PY_EXPR_ATTRIBUTE, start);
    if (e != NULL) {
        e->v.attribute.value = value;
        e->v.attribute.attr = attr;
    }
    return e;
}

static py_expr *call(parser *p, py_pos start, py_expr *func) {
    const py_pos opening = py__start(p);
    py__advance(p);
    call_args args;
    if (!py__arguments(p, opening, true, &args)) {
        return NULL;
    }
    py_expr *e = py__expr(p, PY_EXPR_CALL, start);
    if (e != NULL) {
        e->v.call.func = func;
        e->v.call.args = args.args;
        e->v.call.keywords = args.keywords;
    }
    return e;
}

// `[lower] : [upper] [: [step]]`; `*out` is set where an expression stands.
static bool slice_part(parser *p, py_expr **out) {
    const token_kind kind = py__peek(p);
    if (kind == T_COLON || kind == T_COMMA || kind == T_RSQB) {
        return true;
    }
    *out = py__expression(p);
    return *out != NULL;
}

static py_expr *slice(parser *p) {
    const py_pos start = py__start(p);
    py_expr *lower = NULL;
    if (py__accept(p, T_STAR)) {
        py_expr *value = py__expression(p);
        py_expr *e = value == NULL ? NULL : py__expr(p, PY_EXPR_STARRED, start);
        if (e != NULL) {
            e->v.starred.value = value;
        }
        return e;
    }
    if (py__peek(p) != T_COLON) {
        lower = py__named_expression(p);
        if (lower == NULL || py__peek(p) != T_COLON ||
            (lower->kind == PY_EXPR_NAMEDEXPR && !lower->in_parens)) {
            return lower;
        }
    }
    py__advance(p);
    py_expr *upper = NULL;
    py_expr *step = NULL;
    if (!slice_part(p, &upper) || (py__accept(p, T_COLON) && !slice_part(p, &step))) {
        return NULL;
    }
    py_expr *e = py__expr(p, PY_EXPR_SLICE, start);
    if (e != NULL) {
        e->v.slice.lower = lower;
        e->v.slice.upper = upper;
        e->v.slice.step = step;
    }
    return e;
}

// One slice alone, or a tuple of slices.
static py_expr *slices(parser *p) {
    const py_pos start = py__start(p);
    py_expr *first = slice(p);
    if (first == NULL || (py__peek(p) != T_COMMA && first->kind != PY_EXPR_STARRED)) {
        return first;
    }
    const size_t from = p->stack_count;
    bool go_on = py__push(p, first);
    while (go_on && py__accept(p, T_COMMA) && py__peek(p) != T_RSQB) {
        py_expr *next = slice(p);
        go_on = next != NULL && py__push(p, next);
    }
    py_expr *e = go_on ? py__expr(p, PY_EXPR_TUPLE, start) : NULL;
    return e != NULL && py__list(p, from, &e->v.list.elts) ? e : NULL;
}

static py_expr *subscript(parser *p, py_pos start, py_expr *value) {
    py__advance(p);
    if (!py__enter(p)) {
        return NULL;
    }
    py_expr *index = slices(p);
    py__leave(p);
    if (index == NULL || !py__accept(p, T_RSQB)) {
        return NULL;
    }
    py_expr *e = py__expr(p, PY_EXPR_SUBSCRIPT, start);
    if (e != NULL) {
        e->v.subscript.value = value;
        e->v.subscript.slice = index;
    }
    return e;
}

static py_expr *primary(parser *p) {
    const py_pos start = py__start(p);
    py_expr *e = bare_atom(p);
    while (e != NULL) {
        const mark m = py__mark(p);
        py_expr *longer;
        switch (py__peek(p)) {
        case T_DOT: longer = attribute(p, start, e); break;
        case T_LPAR: longer = call(p, start, e); break;
        case T_LSQB: longer = subscript(p, start, e); break;
        default: return e;
        }
        if (longer == NULL && !py__raised(p)) {
            py__reset(p, &m);
            return e;
        }
        e = longer;
    }
    return NULL;
}

// Makes room for what will be found at the next token.
static bool grow_memo(parser *p) {
    const size_t room = (p->pos + p->fill) * 2 + 1;
    memo *grown = py__scratch_resize(p->memo, room * sizeof *grown);
    if (grown == NULL) {
        py__no_memory(p);
        return false;
    }
    memset(grown + p->memo_room, 0, (room - p->memo_room) * sizeof *grown);
    p->memo = grown;
    p->memo_room = room;
    return true;
}

py_expr *py__atom(parser *p) {
    if (!p->second_pass) {
        return primary(p);
    }
    const size_t at = p->pos;
    if (at >= p->memo_room && !grow_memo(p)) {
        return NULL;
    }
    const memo known = p->memo[at];
    if (!known.known) {
        py_expr *found = primary(p);
        p->memo[at] = (memo){true, found, p->pos, p->last_lineno, p->last_column};
        return found;
    }
    if (known.found != NULL) {
        p->pos = known.pos;
        p->last_lineno = known.last_lineno;
        p->last_column = known.last_column;
    }
    return known.found;
}
