// SPDX-License-Identifier: MIT
// Code for calls: methods without bound methods, plain calls, calls with * and **.
// Front-end, compile.
#include "compiler.h"

enum { STACK_GUIDELINE = 30 };

static void check_keywords(pyc *c, const py_keywords *keywords) {
    for (size_t i = 0; i < keywords->count; i++) {
        const py_keyword *keyword = keywords->items[i];
        if (!keyword->arg) {
            continue;
        }
        pyc_name *name = pyc_name_of(c, keyword->arg);
        pyc_check_name(c, name, PY_STORE, c->unit->pos);
        for (size_t j = i + 1; j < keywords->count; j++) {
            const py_keyword *other = keywords->items[j];
            if (other->arg && pyc_name_of(c, other->arg) == name) {
                pyc_error(c, other->pos, "keyword argument repeated: %s", name->text);
            }
        }
    }
}

static ouro_object *keyword_names(pyc *c, const py_keywords *keywords, size_t begin, size_t end) {
    ouro_object *names = pyc_keep(c, ouro_tuple_new(end - begin));
    for (size_t i = begin; i < end; i++) {
        pyc_name *name = pyc_name_of(c, keywords->items[i]->arg);
        ouro_tuple_fill(names, i - begin, ouro_newref(pyc_name_str(c, name)));
    }
    return names;
}

static bool has_unpacking(const py_exprs *args, const py_keywords *keywords) {
    for (size_t i = 0; i < args->count; i++) {
        if (args->items[i]->kind == PY_EXPR_STARRED) {
            return true;
        }
    }
    for (size_t i = 0; i < keywords->count; i++) {
        if (!keywords->items[i]->arg) {
            return true;
        }
    }
    return false;
}

static void keyword_values(pyc *c, const py_keywords *keywords, size_t begin, size_t end) {
    for (size_t i = begin; i < end; i++) {
        pyc_expr(c, keywords->items[i]->value);
    }
}

// ---- f(*args, **kwargs) -------------------------------------------------------------------------

static void keywords_dict(pyc *c, const py_keywords *keywords, size_t begin, size_t end) {
    size_t n = end - begin;
    bool big = n * 2 > STACK_GUIDELINE;
    if (n > 1 && !big) {
        keyword_values(c, keywords, begin, end);
        pyc_const(c, keyword_names(c, keywords, begin, end));
        pyc_op_arg(c, PY_BUILD_CONST_KEY_MAP, (uint32_t)n);
        return;
    }
    if (big) {
        py_pos saved = c->unit->pos;
        pyc_nowhere_now(c);
        pyc_op_arg(c, PY_BUILD_MAP, 0);
        c->unit->pos = saved;
    }
    for (size_t i = begin; i < end; i++) {
        pyc_const(c, pyc_name_str(c, pyc_name_of(c, keywords->items[i]->arg)));
        pyc_expr(c, keywords->items[i]->value);
        if (big) {
            py_pos saved = c->unit->pos;
            pyc_nowhere_now(c);
            pyc_op_arg(c, PY_MAP_ADD, 1);
            c->unit->pos = saved;
        }
    }
    if (!big) {
        pyc_op_arg(c, PY_BUILD_MAP, (uint32_t)n);
    }
}

static void merge_dict(pyc *c, bool *have_dict) {
    if (*have_dict) {
        pyc_op_arg(c, PY_DICT_MERGE, 1);
    }
    *have_dict = true;
}

static void all_keywords(pyc *c, const py_keywords *keywords) {
    bool have_dict = false;
    size_t seen = 0;
    for (size_t i = 0; i < keywords->count; i++) {
        const py_keyword *keyword = keywords->items[i];
        if (keyword->arg) {
            seen++;
            continue;
        }
        if (seen) {
            keywords_dict(c, keywords, i - seen, i);
            merge_dict(c, &have_dict);
            seen = 0;
        }
        if (!have_dict) {
            pyc_op_arg(c, PY_BUILD_MAP, 0);
            have_dict = true;
        }
        pyc_expr(c, keyword->value);
        pyc_op_arg(c, PY_DICT_MERGE, 1);
    }
    if (seen) {
        keywords_dict(c, keywords, keywords->count - seen, keywords->count);
        merge_dict(c, &have_dict);
    }
}

static void call_unpacking(pyc *c, uint32_t pushed, const py_exprs *args,
                           const py_keywords *keywords) {
    if (!pushed && args->count == 1 && args->items[0]->kind == PY_EXPR_STARRED) {
        pyc_expr(c, args->items[0]->v.starred.value);
    } else {
        pyc_build(c, args, pushed, PYC_AS_TUPLE);
    }
    if (keywords->count) {
        all_keywords(c, keywords);
    }
    pyc_op_arg(c, PY_CALL_FUNCTION_EX, keywords->count > 0);
}

// ---- f(a, k=b) ----------------------------------------------------------------------------------

// `pos` is that of the call; the names of keywords stay at the current position.
static void call_plain(pyc *c, uint32_t pushed, const py_exprs *args, const py_keywords *keywords,
                       py_pos pos) {
    uint32_t total = pushed + (uint32_t)(args->count + keywords->count);
    pyc_exprs(c, args);
    if (keywords->count) {
        keyword_values(c, keywords, 0, keywords->count);
        pyc_const(c, keyword_names(c, keywords, 0, keywords->count));
    }
    pyc_at(c, pos);
    pyc_op_arg(c, keywords->count ? PY_CALL_KW : PY_CALL, total);
}

// `pushed` arguments are on the stack already.
void pyc_call_rest(pyc *c, uint32_t pushed, const py_exprs *args, const py_keywords *keywords,
                   py_pos pos) {
    check_keywords(c, keywords);
    if (args->count + keywords->count * 2 > STACK_GUIDELINE || has_unpacking(args, keywords)) {
        call_unpacking(c, pushed, args, keywords);
    } else {
        call_plain(c, pushed, args, keywords, pos);
    }
}

// A name that the module imports: its attributes are functions rather than methods.
static bool is_imported(pyc *c, const py_expr *e) {
    if (e->kind != PY_EXPR_NAME) {
        return false;
    }
    const pyc_symbol *symbol = pyc_symbol_find(c->top, pyc_name_of(c, e->v.name.id));
    return symbol && symbol->flags & PYC_DEF_IMPORT;
}

// `o.method(...)` without a bound method in between; false when the call is not of that kind.
static bool call_method(pyc *c, const py_expr *e) {
    const py_expr *method = e->v.call.func;
    const py_exprs *args = &e->v.call.args;
    const py_keywords *keywords = &e->v.call.keywords;
    if (method->kind != PY_EXPR_ATTRIBUTE || is_imported(c, method->v.attribute.value) ||
        args->count + keywords->count + (keywords->count != 0) >= STACK_GUIDELINE ||
        has_unpacking(args, keywords)) {
        return false;
    }
    check_keywords(c, keywords);
    pyc_expr(c, method->v.attribute.value);
    pyc_at(c, e->pos);
    pyc_move_to_attr(c, method);
    py_pos pos = c->unit->pos;
    pyc_at(c, method->pos);
    pyc_move_to_attr(c, method);
    pyc_op_name(c, PY_LOAD_METHOD, pyc_name_of(c, method->v.attribute.attr));
    call_plain(c, 0, args, keywords, pos);
    return true;
}

void pyc_call(pyc *c, const py_expr *e) {
    if (call_method(c, e)) {
        return;
    }
    check_keywords(c, &e->v.call.keywords);
    pyc_check_caller(c, e->v.call.func);
    pyc_at(c, e->v.call.func->pos);
    pyc_op(c, PY_PUSH_NULL);
    pyc_at(c, e->pos);
    pyc_expr(c, e->v.call.func);
    pyc_call_rest(c, 0, &e->v.call.args, &e->v.call.keywords, e->pos);
}
