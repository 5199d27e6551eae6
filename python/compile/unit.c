// SPDX-License-Identifier: MIT
// Code units: one per module, class body, function, comprehension; entering, leaving, closures.
// Front-end, compile.
#include <stdlib.h>

#include "compiler.h"

// ---- Variables ----------------------------------------------------------------------------------

static int compare_names(const void *a, const void *b) {
    return strcmp((*(pyc_name *const *)a)->text, (*(pyc_name *const *)b)->text);
}

// The names of a scope that are cells (or that it carries through for inner scopes), sorted.
static pyc_name **names_at(pyc *c, const pyc_scope *scope, pyc_place place, uint32_t *count) {
    pyc_name **names = pyc_alloc(c, (scope->symbol_count + 1) * sizeof *names);
    for (const pyc_symbol *symbol = scope->first; symbol; symbol = symbol->next) {
        bool through = place == PYC_FREE && symbol->flags & PYC_DEF_FREE_CLASS;
        if (symbol->place == place || through) {
            names[(*count)++] = symbol->name;
        }
    }
    qsort(names, *count, sizeof(pyc_name *), compare_names);
    return names;
}

static void number_variables(pyc *c, pyc_unit *unit) {
    pyc_scope *scope = unit->scope;
    // A scope in a loop's condition or in a finally block is compiled more than once.
    for (pyc_symbol *symbol = scope->first; symbol; symbol = symbol->next) {
        symbol->slot = -1;
    }
    for (uint32_t i = 0; i < scope->param_count; i++) {
        pyc_symbol_find(scope, scope->params[i])->slot = (int32_t)i;
    }
    unit->locals = scope->params;
    unit->local_count = scope->param_count;
    unit->local_room = scope->param_room;
    unit->cells = names_at(c, scope, PYC_CELL, &unit->cell_count);
    if (scope->needs_class_closure) {
        unit->cells[unit->cell_count++] = pyc_name_literal(c, "__class__");
    }
    unit->frees = names_at(c, scope, PYC_FREE, &unit->free_count);
    for (uint32_t i = 0; i < unit->cell_count; i++) {
        pyc_symbol *symbol = pyc_symbol_find(scope, unit->cells[i]);
        if (symbol) {
            symbol->cell = (int32_t)i;
        }
    }
    for (uint32_t i = 0; i < unit->free_count; i++) {
        pyc_symbol_find(scope, unit->frees[i])->cell = (int32_t)(unit->cell_count + i);
    }
}

// ---- Qualified names ----------------------------------------------------------------------------

static ouro_object *qualified_name(pyc *c, const pyc_unit *unit) {
    const pyc_unit *parent = unit->outer;
    ouro_object *name = pyc_name_str(c, unit->name);
    if (!parent || !parent->outer) {
        return name;
    }
    const pyc_scope *scope = unit->scope;
    if (scope->kind == PYC_CLASS || scope->function <= PYC_ASYNC_DEF) {
        pyc_name *mangled = pyc_mangle(c, parent->private_name, unit->name);
        const pyc_symbol *symbol = pyc_symbol_find(parent->scope, mangled);
        if (symbol && symbol->place == PYC_GLOBAL_EXPLICIT) {
            return name;
        }
    }
    bool in_function = parent->scope->kind == PYC_FUNCTION && !parent->scope->comprehension;
    const char *format = in_function ? "%S.<locals>.%S" : "%S.%S";
    return pyc_keep(c, ouro_str_format(format, parent->qualname, name));
}

// ---- Entering and leaving -----------------------------------------------------------------------

bool pyc_in_function(const pyc *c) {
    return c->unit->scope->kind == PYC_FUNCTION;
}

void pyc_enter(pyc *c, pyc_name *name, const void *node, int32_t first_line) {
    pyc_unit *unit = pyc_alloc(c, sizeof *unit);
    unit->outer = c->unit;
    unit->scope = pyc_scope_of(c, node);
    unit->name = name;
    unit->first_line = first_line;
    if (c->unit) {
        unit->private_name = c->unit->private_name;
    }
    number_variables(c, unit);
    unit->qualname = qualified_name(c, unit);
    c->unit = unit;
    c->nest++;
    bool module = unit->scope->kind == PYC_MODULE;
    pyc_use(c, pyc_block_new(c));
    pyc_at(c, (py_pos){module ? 0 : first_line, 0, first_line, 0});
    pyc_op_arg(c, PY_RESUME, 0);
    if (module) {
        pyc_nowhere_now(c);
    }
}

ouro_object *pyc_leave(pyc *c, bool add_none) {
    ouro_object *code = pyc_assemble(c, add_none);
    c->unit = c->unit->outer;
    c->nest--;
    return code;
}

// ---- Closures -----------------------------------------------------------------------------------

// The index of a name among the cells and free variables of the current unit.
static uint32_t closure_index(const pyc *c, const pyc_name *name) {
    const pyc_unit *unit = c->unit;
    for (uint32_t i = 0; i < unit->cell_count; i++) {
        if (unit->cells[i] == name) {
            return i;
        }
    }
    return (uint32_t)pyc_symbol_find(unit->scope, name)->cell;
}

void pyc_make_closure(pyc *c, ouro_object *object, uint32_t flags) {
    const py_code *code = py_code_of(object);
    if (code->free_count) {
        uint32_t first = code->local_count - code->free_count;
        for (uint32_t i = 0; i < code->free_count; i++) {
            ouro_object *str = ouro_tuple_get_borrow(code->local_names, first + i);
            char *text = ouro_str_utf8(str, NULL);
            if (!text) {
                pyc_abort(c);
            }
            size_t length = strlen(text);
            char *copy = memcpy(pyc_alloc(c, length + 1), text, length);
            ouro_memory_free(text);
            pyc_op_arg(c, PY_LOAD_CLOSURE, closure_index(c, pyc_name_text(c, copy, length)));
        }
        pyc_op_arg(c, PY_BUILD_TUPLE, code->free_count);
        flags |= 8;
    }
    pyc_const(c, object);
    pyc_op_arg(c, PY_MAKE_FUNCTION, flags);
}
