// SPDX-License-Identifier: MIT
// SyntaxWarnings: programs that are valid but cannot mean what they say. Told to the function that
// the host registered for the current runtime.
// Front-end, compile.
#include <ouro/runtime.h>

#include "compiler.h"

// ---- Who hears them -----------------------------------------------------------------------------

typedef struct hearer {
    py_warning_fn hear;
    void *arg;
} hearer;

static const char hearer_key; // its address names the extension

int py_compile_on_warning(py_warning_fn hear, void *arg) {
    hearer *known = ouro_runtime_extension(&hearer_key);
    if (!known) {
        known = ouro_memory_new(sizeof *known);
        if (!known) {
            return -1;
        }
        const ouro_extension extension = {
            .key = &hearer_key, .data = known, .release = ouro_memory_free};
        if (ouro_runtime_extend(&extension) < 0) {
            ouro_memory_free(known);
            return -1;
        }
    }
    *known = (hearer){hear, arg};
    return 0;
}

// A SyntaxWarning at the line of what is being compiled.
static OURO_PRINTF(2, 3) void warn(pyc *c, const char *format, ...) {
    const hearer *known = ouro_runtime_extension(&hearer_key);
    if (!known || !known->hear) {
        return;
    }
    char message[256];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    const int32_t lineno = c->unit->pos.lineno;
    const py_warning warning = {.message = message,
                                .filename = c->filename,
                                .lineno = lineno,
                                .line = py_tree_line(c->tree, lineno)};
    if (known->hear(known->arg, &warning) < 0) {
        pyc_abort(c);
    }
}

// ---- What an expression will be -----------------------------------------------------------------

// The name of the type that the value of `e` is sure to have, or NULL.
static const char *sure_type(pyc *c, const py_expr *e) {
    const ouro_object *value = pyc_fold(c, e);
    if (value) {
        return ouro_type_of(value)->name;
    }
    switch (e->kind) {
    case PY_EXPR_TUPLE: return "tuple";
    case PY_EXPR_LIST:
    case PY_EXPR_LISTCOMP: return "list";
    case PY_EXPR_DICT:
    case PY_EXPR_DICTCOMP: return "dict";
    case PY_EXPR_SET:
    case PY_EXPR_SETCOMP: return "set";
    case PY_EXPR_GENERATOREXP: return "generator";
    case PY_EXPR_LAMBDA: return "function";
    case PY_EXPR_JOINEDSTR:
    case PY_EXPR_FORMATTEDVALUE: return "str";
    default: return NULL;
    }
}

static bool is_one_of(const char *type, const char *const *names) {
    for (; type && *names; names++) {
        if (!strcmp(type, *names)) {
            return true;
        }
    }
    return false;
}

// A literal whose identity means nothing, unlike that of None, True, False and `...`.
static bool is_literal(pyc *c, const py_expr *e) {
    static const char *const singletons[] = {"NoneType", "bool", "ellipsis", NULL};
    const ouro_object *value = pyc_fold(c, e);
    return value && !is_one_of(ouro_type_of(value)->name, singletons);
}

// ---- Checks -------------------------------------------------------------------------------------

void pyc_check_is(pyc *c, const py_expr *e, bool inverted) {
    const py_expr *left = e->v.compare.left;
    for (size_t i = 0; i < e->v.compare.comparators.count; i++) {
        const py_expr *right = e->v.compare.comparators.items[i];
        const py_cmpop op = e->v.compare.ops[i];
        if ((op == PY_IS || op == PY_ISNOT) && (is_literal(c, left) || is_literal(c, right))) {
            warn(c, (op == PY_IS) != inverted ? "\"is\" with a literal. Did you mean \"==\"?"
                                              : "\"is not\" with a literal. Did you mean \"!=\"?");
            return;
        }
        left = right;
    }
}

void pyc_check_assert(pyc *c, const py_expr *test) {
    if (test->kind == PY_EXPR_TUPLE && test->v.list.elts.count) {
        warn(c, "assertion is always true, perhaps remove parentheses?");
    }
}

void pyc_check_caller(pyc *c, const py_expr *func) {
    const char *type = sure_type(c, func);
    if (type && func->kind != PY_EXPR_LAMBDA) {
        warn(c, "'%s' object is not callable; perhaps you missed a comma?", type);
    }
}

void pyc_check_subscript(pyc *c, const py_expr *value, const py_expr *index) {
    static const char *const never[] = {"NoneType", "ellipsis",  "int",       "bool",     "float",
                                        "set",      "frozenset", "generator", "function", NULL};
    static const char *const sequences[] = {"str", "bytes", "tuple", "list", NULL};
    static const char *const indices[] = {"int", "bool", NULL};
    const char *type = sure_type(c, value);
    if (is_one_of(type, never)) {
        warn(c, "'%s' object is not subscriptable; perhaps you missed a comma?", type);
    }
    const char *index_type = sure_type(c, index);
    if (is_one_of(type, sequences) && index_type && !is_one_of(index_type, indices)) {
        warn(c, "%s indices must be integers or slices, not %s; perhaps you missed a comma?", type,
             index_type);
    }
}
