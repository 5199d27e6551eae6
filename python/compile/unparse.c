// SPDX-License-Identifier: MIT
// The text of an annotation, for `from __future__ import annotations`: with as few parentheses and
// the same spaces as 3.11 writes it.
// Front-end, compile.
#include <float.h>

#include "compiler.h"

// How tightly an expression binds; one that binds looser than its place needs parentheses.
typedef enum level {
    TUPLE,
    TEST,
    OR,
    AND,
    NOT,
    COMPARE,
    BITOR,
    BITXOR,
    BITAND,
    SHIFT,
    SUM,
    TERM,
    FACTOR,
    POWER,
    AWAIT,
    ATOM
} level;

typedef struct text {
    pyc *c;
    char *bytes;
    uint32_t length, room;
} text;

static void write_expr(text *t, const py_expr *e, level at);

static void put_bytes(text *t, const char *bytes, size_t length) {
    if (!length) {
        return;
    }
    t->bytes = pyc_grow(t->c, t->bytes, &t->room, t->length + (uint32_t)length, 1);
    memcpy(t->bytes + t->length, bytes, length);
    t->length += (uint32_t)length;
}

static void put(text *t, const char *bytes) {
    put_bytes(t, bytes, strlen(bytes));
}

static void open_if(text *t, bool parentheses) {
    if (parentheses) {
        put(t, "(");
    }
}

static void close_if(text *t, bool parentheses) {
    if (parentheses) {
        put(t, ")");
    }
}

// ---- Parts --------------------------------------------------------------------------------------

static void write_repr(text *t, ouro_object *object) {
    ouro_object *shown = pyc_keep(t->c, ouro_repr(object));
    size_t length = 0;
    char *utf8 = ouro_str_utf8(shown, &length);
    if (!utf8) {
        pyc_abort(t->c);
    }
    char *copy = memcpy(pyc_alloc(t->c, length + 1), utf8, length);
    ouro_memory_free(utf8);
    put_bytes(t, copy, length);
}

static void write_constant(text *t, const py_expr *e) {
    if (e->v.constant.kind == PY_CONST_ELLIPSIS) {
        put(t, "...");
        return;
    }
    if (e->v.constant.kind == PY_CONST_FLOAT && e->v.constant.real > DBL_MAX) {
        put(t, "1e309"); // "inf" would be a name
        return;
    }
    put(t, e->v.constant.unicode_prefix ? "u" : "");
    write_repr(t, pyc_constant(t->c, e));
}

static void write_list(text *t, const py_exprs *list) {
    for (size_t i = 0; i < list->count; i++) {
        put(t, i ? ", " : "");
        write_expr(t, list->items[i], TEST);
    }
}

static void write_tuple(text *t, const py_expr *e, level at) {
    open_if(t, at > TUPLE || !e->v.list.elts.count);
    write_list(t, &e->v.list.elts);
    put(t, e->v.list.elts.count == 1 ? "," : "");
    close_if(t, at > TUPLE || !e->v.list.elts.count);
}

static void write_dict(text *t, const py_expr *e) {
    put(t, "{");
    for (size_t i = 0; i < e->v.dict.values.count; i++) {
        put(t, i ? ", " : "");
        if (e->v.dict.keys.items[i]) {
            write_expr(t, e->v.dict.keys.items[i], TEST);
            put(t, ": ");
            write_expr(t, e->v.dict.values.items[i], TEST);
        } else {
            put(t, "**");
            write_expr(t, e->v.dict.values.items[i], BITOR);
        }
    }
    put(t, "}");
}

static void write_boolop(text *t, const py_expr *e, level at) {
    level own = e->v.boolop.op == PY_AND ? AND : OR;
    open_if(t, at > own);
    for (size_t i = 0; i < e->v.boolop.values.count; i++) {
        put(t, !i ? "" : own == AND ? " and " : " or ");
        write_expr(t, e->v.boolop.values.items[i], own + 1);
    }
    close_if(t, at > own);
}

static void write_binop(text *t, const py_expr *e, level at) {
    static const struct {
        const char *text;
        level level;
    } ops[] = {
        [PY_ADD] = {" + ", SUM},       [PY_SUB] = {" - ", SUM},       [PY_MULT] = {" * ", TERM},
        [PY_MATMULT] = {" @ ", TERM},  [PY_DIV] = {" / ", TERM},      [PY_MOD] = {" % ", TERM},
        [PY_POW] = {" ** ", POWER},    [PY_LSHIFT] = {" << ", SHIFT}, [PY_RSHIFT] = {" >> ", SHIFT},
        [PY_BITOR] = {" | ", BITOR},   [PY_BITXOR] = {" ^ ", BITXOR}, [PY_BITAND] = {" & ", BITAND},
        [PY_FLOORDIV] = {" // ", TERM}};
    level own = ops[e->v.binop.op].level;
    bool power = own == POWER;
    open_if(t, at > own);
    write_expr(t, e->v.binop.left, own + power);
    put(t, ops[e->v.binop.op].text);
    write_expr(t, e->v.binop.right, own + !power);
    close_if(t, at > own);
}

static void write_unaryop(text *t, const py_expr *e, level at) {
    static const char *const ops[] = {
        [PY_INVERT] = "~", [PY_NOT] = "not ", [PY_UADD] = "+", [PY_USUB] = "-"};
    level own = e->v.unaryop.op == PY_NOT ? NOT : FACTOR;
    open_if(t, at > own);
    put(t, ops[e->v.unaryop.op]);
    write_expr(t, e->v.unaryop.operand, own);
    close_if(t, at > own);
}

static void write_compare(text *t, const py_expr *e, level at) {
    static const char *const ops[] = {
        [PY_EQ] = " == ", [PY_NOTEQ] = " != ",    [PY_LT] = " < ",  [PY_LTE] = " <= ",
        [PY_GT] = " > ",  [PY_GTE] = " >= ",      [PY_IS] = " is ", [PY_ISNOT] = " is not ",
        [PY_IN] = " in ", [PY_NOTIN] = " not in "};
    open_if(t, at > COMPARE);
    write_expr(t, e->v.compare.left, COMPARE + 1);
    for (size_t i = 0; i < e->v.compare.comparators.count; i++) {
        put(t, ops[e->v.compare.ops[i]]);
        write_expr(t, e->v.compare.comparators.items[i], COMPARE + 1);
    }
    close_if(t, at > COMPARE);
}

static void write_call(text *t, const py_expr *e) {
    const py_exprs *args = &e->v.call.args;
    write_expr(t, e->v.call.func, ATOM);
    if (args->count == 1 && !e->v.call.keywords.count &&
        args->items[0]->kind == PY_EXPR_GENERATOREXP) {
        write_expr(t, args->items[0], TEST); // its parentheses are the call's
        return;
    }
    put(t, "(");
    write_list(t, &e->v.call.args);
    for (size_t i = 0; i < e->v.call.keywords.count; i++) {
        const py_keyword *keyword = e->v.call.keywords.items[i];
        put(t, i || e->v.call.args.count ? ", " : "");
        if (keyword->arg) {
            put(t, keyword->arg->text);
            put(t, "=");
        } else {
            put(t, "**");
        }
        write_expr(t, keyword->value, TEST);
    }
    put(t, ")");
}

static void write_ifexp(text *t, const py_expr *e, level at) {
    open_if(t, at > TEST);
    write_expr(t, e->v.ifexp.body, TEST + 1);
    put(t, " if ");
    write_expr(t, e->v.ifexp.test, TEST + 1);
    put(t, " else ");
    write_expr(t, e->v.ifexp.orelse, TEST);
    close_if(t, at > TEST);
}

static void write_slice(text *t, const py_expr *e) {
    if (e->v.slice.lower) {
        write_expr(t, e->v.slice.lower, TEST);
    }
    put(t, ":");
    if (e->v.slice.upper) {
        write_expr(t, e->v.slice.upper, TEST);
    }
    if (e->v.slice.step) {
        put(t, ":");
        write_expr(t, e->v.slice.step, TEST);
    }
}

static void write_attribute(text *t, const py_expr *e) {
    const py_expr *value = e->v.attribute.value;
    write_expr(t, value, ATOM);
    bool number = value->kind == PY_EXPR_CONSTANT && value->v.constant.kind == PY_CONST_INT;
    put(t, number ? " ." : "."); // `1 .real`: without the space it would be a float
    put(t, e->v.attribute.attr->text);
}

// ---- Lambdas ------------------------------------------------------------------------------------

typedef struct parameters {
    text *t;
    const char *separator;
} parameters;

static void write_parameter(parameters *p, const char *stars, const char *name,
                            const py_expr *preset) {
    put(p->t, p->separator);
    put(p->t, stars);
    put(p->t, name);
    if (preset) {
        put(p->t, "=");
        write_expr(p->t, preset, TEST);
    }
    p->separator = ", ";
}

static void write_parameters(text *t, const py_arguments *args) {
    parameters p = {t, ""};
    const size_t positional_only = args->posonlyargs.count;
    const size_t positional = positional_only + args->args.count;
    const size_t without = positional - args->defaults.count;
    for (size_t i = 0; i < positional; i++) {
        const py_arg *arg = i < positional_only ? args->posonlyargs.items[i]
                                                : args->args.items[i - positional_only];
        write_parameter(&p, "", arg->arg->text,
                        i < without ? NULL : args->defaults.items[i - without]);
        if (i + 1 == positional_only) {
            write_parameter(&p, "/", "", NULL);
        }
    }
    if (args->vararg || args->kwonlyargs.count) {
        write_parameter(&p, "*", args->vararg ? args->vararg->arg->text : "", NULL);
    }
    for (size_t i = 0; i < args->kwonlyargs.count; i++) {
        write_parameter(&p, "", args->kwonlyargs.items[i]->arg->text, args->kw_defaults.items[i]);
    }
    if (args->kwarg) {
        write_parameter(&p, "**", args->kwarg->arg->text, NULL);
    }
}

static void write_lambda(text *t, const py_expr *e, level at) {
    const py_arguments *args = e->v.lambda.args;
    open_if(t, at > TEST);
    put(t, args->args.count || args->posonlyargs.count ? "lambda " : "lambda");
    write_parameters(t, args);
    put(t, ": ");
    write_expr(t, e->v.lambda.body, TEST);
    close_if(t, at > TEST);
}

// ---- Comprehensions -----------------------------------------------------------------------------

static void write_generators(text *t, const py_comprehensions *list) {
    for (size_t i = 0; i < list->count; i++) {
        const py_comprehension *one = list->items[i];
        put(t, one->is_async ? " async for " : " for ");
        write_expr(t, one->target, TUPLE);
        put(t, " in ");
        write_expr(t, one->iter, TEST + 1);
        for (size_t k = 0; k < one->ifs.count; k++) {
            put(t, " if ");
            write_expr(t, one->ifs.items[k], TEST + 1);
        }
    }
}

static void write_comprehension(text *t, const py_expr *e, const char *open, const char *close) {
    put(t, open);
    write_expr(t, e->v.comp.elt, TEST);
    write_generators(t, &e->v.comp.generators);
    put(t, close);
}

static void write_dict_comprehension(text *t, const py_expr *e) {
    put(t, "{");
    write_expr(t, e->v.dictcomp.key, TEST);
    put(t, ": ");
    write_expr(t, e->v.dictcomp.value, TEST);
    write_generators(t, &e->v.dictcomp.generators);
    put(t, "}");
}

// ---- Formatted strings --------------------------------------------------------------------------

static void write_parts(text *t, const py_exprs *values);

static void write_formatted(text *t, const py_expr *e) {
    text inner = {.c = t->c};
    write_expr(&inner, e->v.formattedvalue.value, TEST + 1);
    put(t, inner.length && inner.bytes[0] == '{' ? "{ " : "{");
    put_bytes(t, inner.bytes, inner.length);
    if (e->v.formattedvalue.conversion > 0) {
        const char conversion[] = {'!', (char)e->v.formattedvalue.conversion, '\0'};
        put(t, conversion);
    }
    if (e->v.formattedvalue.format_spec) {
        put(t, ":");
        write_parts(t, &e->v.formattedvalue.format_spec->v.joinedstr.values);
    }
    put(t, "}");
}

// What stands between the quotes, before escapes.
static void write_parts(text *t, const py_exprs *values) {
    for (size_t i = 0; i < values->count; i++) {
        const py_expr *value = values->items[i];
        if (value->kind == PY_EXPR_FORMATTEDVALUE) {
            write_formatted(t, value);
            continue;
        }
        const py_text plain = value->v.constant.text;
        for (size_t k = 0; k < plain.length; k++) {
            const bool brace = plain.bytes[k] == '{' || plain.bytes[k] == '}';
            put_bytes(t, plain.bytes + k, 1);
            put_bytes(t, plain.bytes + k, brace);
        }
    }
}

static void write_joined(text *t, const py_expr *e) {
    text body = {.c = t->c};
    write_parts(&body, &e->v.joinedstr.values);
    put(t, "f");
    write_repr(t, pyc_keep(t->c, ouro_str_new(body.bytes, body.length)));
}

// ---- Suspending, naming -------------------------------------------------------------------------

static void write_around(text *t, const char *before, const py_expr *e, level at) {
    put(t, before);
    if (e) {
        write_expr(t, e, at);
    }
    put(t, ")");
}

static void write_named(text *t, const py_expr *e, level at) {
    open_if(t, at > TUPLE);
    write_expr(t, e->v.namedexpr.target, ATOM);
    put(t, " := ");
    write_expr(t, e->v.namedexpr.value, ATOM);
    close_if(t, at > TUPLE);
}

static void write_await(text *t, const py_expr *e, level at) {
    open_if(t, at > AWAIT);
    put(t, "await ");
    write_expr(t, e->v.await.value, ATOM);
    close_if(t, at > AWAIT);
}

// ---- All of them --------------------------------------------------------------------------------

static void write_expr(text *t, const py_expr *e, level at) {
    pyc_descend(t->c);
    switch (e->kind) {
    case PY_EXPR_BOOLOP: write_boolop(t, e, at); break;
    case PY_EXPR_BINOP: write_binop(t, e, at); break;
    case PY_EXPR_UNARYOP: write_unaryop(t, e, at); break;
    case PY_EXPR_IFEXP: write_ifexp(t, e, at); break;
    case PY_EXPR_DICT: write_dict(t, e); break;
    case PY_EXPR_SET:
        put(t, "{");
        write_list(t, &e->v.set.elts);
        put(t, "}");
        break;
    case PY_EXPR_COMPARE: write_compare(t, e, at); break;
    case PY_EXPR_CALL: write_call(t, e); break;
    case PY_EXPR_CONSTANT: write_constant(t, e); break;
    case PY_EXPR_ATTRIBUTE: write_attribute(t, e); break;
    case PY_EXPR_SUBSCRIPT:
        write_expr(t, e->v.subscript.value, ATOM);
        put(t, "[");
        write_expr(t, e->v.subscript.slice, TUPLE);
        put(t, "]");
        break;
    case PY_EXPR_STARRED:
        put(t, "*");
        write_expr(t, e->v.starred.value, BITOR);
        break;
    case PY_EXPR_NAME: put(t, e->v.name.id->text); break;
    case PY_EXPR_LIST:
        put(t, "[");
        write_list(t, &e->v.list.elts);
        put(t, "]");
        break;
    case PY_EXPR_TUPLE: write_tuple(t, e, at); break;
    case PY_EXPR_SLICE: write_slice(t, e); break;
    case PY_EXPR_LAMBDA: write_lambda(t, e, at); break;
    case PY_EXPR_LISTCOMP: write_comprehension(t, e, "[", "]"); break;
    case PY_EXPR_SETCOMP: write_comprehension(t, e, "{", "}"); break;
    case PY_EXPR_GENERATOREXP: write_comprehension(t, e, "(", ")"); break;
    case PY_EXPR_DICTCOMP: write_dict_comprehension(t, e); break;
    case PY_EXPR_JOINEDSTR: write_joined(t, e); break;
    case PY_EXPR_FORMATTEDVALUE: break; // only within a JoinedStr
    case PY_EXPR_NAMEDEXPR: write_named(t, e, at); break;
    case PY_EXPR_AWAIT: write_await(t, e, at); break;
    case PY_EXPR_YIELD:
        write_around(t, e->v.yield.value ? "(yield " : "(yield", e->v.yield.value, TEST);
        break;
    case PY_EXPR_YIELDFROM: write_around(t, "(yield from ", e->v.yieldfrom.value, TEST); break;
    }
    pyc_ascend(t->c);
}

ouro_object *pyc_unparse(pyc *c, const py_expr *e) {
    text t = {.c = c};
    write_expr(&t, e, TEST);
    return pyc_keep(c, ouro_str_new(t.bytes, t.length));
}
