// SPDX-License-Identifier: MIT
// Targets: expressions turned into what can be assigned to or deleted, and what to say when not.
// Front-end, parse.
#include "parser.h"

// ---- Conversion ---------------------------------------------------------------------------------

bool py__is_single_target(const py_expr *e) {
    return e->kind == PY_EXPR_NAME || e->kind == PY_EXPR_ATTRIBUTE || e->kind == PY_EXPR_SUBSCRIPT;
}

static bool can_be_target(const py_expr *e, target_kind kind) {
    switch (e->kind) {
    case PY_EXPR_NAME:
    case PY_EXPR_ATTRIBUTE:
    case PY_EXPR_SUBSCRIPT: return true;
    case PY_EXPR_STARRED: return kind != TARGET_DELETE && can_be_target(e->v.starred.value, kind);
    case PY_EXPR_LIST:
    case PY_EXPR_TUPLE:
        for (size_t i = 0; i < e->v.list.elts.count; i++) {
            if (!can_be_target(e->v.list.elts.items[i], kind)) {
                return false;
            }
        }
        return true;
    default: return false;
    }
}

static void set_context(py_expr *e, py_context ctx) {
    switch (e->kind) {
    case PY_EXPR_NAME: e->v.name.ctx = ctx; break;
    case PY_EXPR_ATTRIBUTE: e->v.attribute.ctx = ctx; break;
    case PY_EXPR_SUBSCRIPT: e->v.subscript.ctx = ctx; break;
    case PY_EXPR_STARRED:
        e->v.starred.ctx = ctx;
        set_context(e->v.starred.value, ctx);
        break;
    default:
        e->v.list.ctx = ctx;
        for (size_t i = 0; i < e->v.list.elts.count; i++) {
            set_context(e->v.list.elts.items[i], ctx);
        }
        break;
    }
}

bool py__make_target(py_expr *e, target_kind kind) {
    if (!can_be_target(e, kind)) {
        return false;
    }
    set_context(e, kind == TARGET_DELETE ? PY_DEL : PY_STORE);
    return true;
}

// One target of a list: no operators but a star in front, for `in` must stay unread.
static py_expr *for_target(parser *p) {
    const py_pos start = py__start(p);
    const bool star = py__accept(p, T_STAR);
    py_expr *value = py__bitwise_or(p);
    if (value == NULL || !star) {
        return value;
    }
    py_expr *e = py__expr(p, PY_EXPR_STARRED, start);
    if (e != NULL) {
        e->v.starred.value = value;
    }
    return e;
}

py_expr *py__for_targets(parser *p) {
    const py_pos start = py__start(p);
    const size_t from = p->stack_count;
    py_expr *e = for_target(p);
    if (e != NULL && py__peek(p) == T_COMMA) {
        bool pushed = py__push(p, e);
        while (pushed && py__accept(p, T_COMMA) && py__peek(p) != T_IN) {
            e = for_target(p);
            pushed = e != NULL && py__push(p, e);
        }
        e = pushed ? py__expr(p, PY_EXPR_TUPLE, start) : NULL;
        if (e == NULL || !py__list(p, from, &e->v.list.elts)) {
            return NULL;
        }
    }
    return e != NULL && py__make_target(e, TARGET_FOR) ? e : NULL;
}

// ---- Messages -----------------------------------------------------------------------------------

const py_expr *py__invalid_target(const py_expr *e, target_kind kind) {
    switch (e->kind) {
    case PY_EXPR_NAME:
    case PY_EXPR_ATTRIBUTE:
    case PY_EXPR_SUBSCRIPT: return NULL;
    case PY_EXPR_STARRED:
        return kind == TARGET_DELETE ? e : py__invalid_target(e->v.starred.value, kind);
    case PY_EXPR_LIST:
    case PY_EXPR_TUPLE:
        for (size_t i = 0; i < e->v.list.elts.count; i++) {
            const py_expr *invalid = py__invalid_target(e->v.list.elts.items[i], kind);
            if (invalid != NULL) {
                return invalid;
            }
        }
        return NULL;
    case PY_EXPR_COMPARE:
        // `for x in y` was read as a comparison.
        if (kind == TARGET_FOR) {
            return e->v.compare.ops[0] == PY_IN ? py__invalid_target(e->v.compare.left, kind)
                                                : NULL;
        }
        return e;
    default: return e;
    }
}

void py__raise_invalid_target(parser *p, const py_expr *e, target_kind kind) {
    const py_expr *invalid = py__invalid_target(e, kind);
    if (invalid != NULL) {
        py__raise_at(p, invalid->pos, "cannot %s %s",
                     kind == TARGET_DELETE ? "delete" : "assign to", py__expr_description(invalid));
    }
}

static const char *constant_description(py_const_kind kind) {
    switch (kind) {
    case PY_CONST_NONE: return "None";
    case PY_CONST_TRUE: return "True";
    case PY_CONST_FALSE: return "False";
    case PY_CONST_ELLIPSIS: return "ellipsis";
    default: return "literal";
    }
}

const char *py__expr_description(const py_expr *e) {
    static const char *const descriptions[] = {
        [PY_EXPR_BOOLOP] = "expression",
        [PY_EXPR_NAMEDEXPR] = "named expression",
        [PY_EXPR_BINOP] = "expression",
        [PY_EXPR_UNARYOP] = "expression",
        [PY_EXPR_LAMBDA] = "lambda",
        [PY_EXPR_IFEXP] = "conditional expression",
        [PY_EXPR_DICT] = "dict literal",
        [PY_EXPR_SET] = "set display",
        [PY_EXPR_LISTCOMP] = "list comprehension",
        [PY_EXPR_SETCOMP] = "set comprehension",
        [PY_EXPR_DICTCOMP] = "dict comprehension",
        [PY_EXPR_GENERATOREXP] = "generator expression",
        [PY_EXPR_AWAIT] = "await expression",
        [PY_EXPR_YIELD] = "yield expression",
        [PY_EXPR_YIELDFROM] = "yield expression",
        [PY_EXPR_COMPARE] = "comparison",
        [PY_EXPR_CALL] = "function call",
        [PY_EXPR_FORMATTEDVALUE] = "f-string expression",
        [PY_EXPR_JOINEDSTR] = "f-string expression",
        [PY_EXPR_CONSTANT] = "literal",
        [PY_EXPR_ATTRIBUTE] = "attribute",
        [PY_EXPR_SUBSCRIPT] = "subscript",
        [PY_EXPR_STARRED] = "starred",
        [PY_EXPR_NAME] = "name",
        [PY_EXPR_LIST] = "list",
        [PY_EXPR_TUPLE] = "tuple",
        [PY_EXPR_SLICE] = "slice",
    };
    if (e->kind == PY_EXPR_CONSTANT) {
        return constant_description(e->v.constant.kind);
    }
    return descriptions[e->kind];
}
