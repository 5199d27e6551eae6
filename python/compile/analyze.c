// SPDX-License-Identifier: MIT
// Decides where each name of each scope lives: local, cell, free, or global.
// Front-end, compile.
//
// A name that a scope does not bind belongs to the nearest function around it that binds it; classes
// in between are passed over, but every scope on the way carries the cell through.
#include "compiler.h"

static bool binds(const pyc_symbol *symbol) {
    return symbol && symbol->flags & PYC_DEF_BOUND &&
           !(symbol->flags & (PYC_DEF_GLOBAL | PYC_DEF_NONLOCAL));
}

// The scope whose variable `name` is when looked for from inside `scope`, or NULL: a global.
static pyc_scope *find_owner(pyc_scope *scope, const pyc_name *name) {
    bool is_class = pyc_name_is(name, "__class__");
    for (pyc_scope *outer = scope->parent; outer; outer = outer->parent) {
        if (outer->kind == PYC_CLASS) {
            if (is_class) {
                return outer;
            }
            continue;
        }
        if (outer->kind == PYC_MODULE) {
            return NULL;
        }
        const pyc_symbol *symbol = pyc_symbol_find(outer, name);
        if (binds(symbol)) {
            return outer;
        }
        if (symbol && symbol->flags & PYC_DEF_GLOBAL) {
            return NULL;
        }
    }
    return NULL;
}

static void carry_through(pyc *c, pyc_scope *scope, pyc_scope *owner, pyc_name *name) {
    scope->has_free = true;
    for (pyc_scope *outer = scope->parent; outer != owner; outer = outer->parent) {
        outer->child_free = true;
        pyc_symbol *symbol = pyc_symbol_add(c, outer, name);
        if (outer->kind == PYC_CLASS && symbol->flags & (PYC_DEF_BOUND | PYC_DEF_GLOBAL)) {
            symbol->flags |= PYC_DEF_FREE_CLASS;
        } else {
            symbol->place = PYC_FREE;
        }
    }
    if (owner->kind == PYC_CLASS) {
        owner->needs_class_closure = true;
    } else {
        pyc_symbol_find(owner, name)->place = PYC_CELL;
    }
}

static void analyze_symbol(pyc *c, pyc_scope *scope, pyc_symbol *symbol) {
    const char *text = symbol->name->text;
    if (symbol->flags & PYC_DEF_GLOBAL) {
        if (symbol->flags & PYC_DEF_NONLOCAL) {
            pyc_error(c, symbol->directive, "name '%s' is nonlocal and global", text);
        }
        symbol->place = PYC_GLOBAL_EXPLICIT;
        return;
    }
    if (symbol->flags & PYC_DEF_NONLOCAL && scope->kind == PYC_MODULE) {
        pyc_error(c, symbol->directive, "nonlocal declaration not allowed at module level");
    }
    if (binds(symbol)) {
        if (symbol->place != PYC_CELL) {
            symbol->place = PYC_LOCAL;
        }
        return;
    }
    pyc_scope *owner = find_owner(scope, symbol->name);
    if (owner) {
        symbol->place = PYC_FREE;
        carry_through(c, scope, owner, symbol->name);
    } else if (symbol->flags & PYC_DEF_NONLOCAL) {
        pyc_error(c, symbol->directive, "no binding for nonlocal '%s' found", text);
    } else {
        symbol->place = PYC_GLOBAL_IMPLICIT;
    }
}

// Outer scopes first: their own names are placed before inner ones turn some into cells. Symbols
// that inner scopes add to `scope` are placed by whoever adds them.
static void analyze_scope(pyc *c, pyc_scope *scope) {
    for (pyc_symbol *symbol = scope->first; symbol; symbol = symbol->next) {
        analyze_symbol(c, scope, symbol);
    }
    for (pyc_scope *child = scope->first_child; child; child = child->sibling) {
        analyze_scope(c, child);
    }
}

void pyc_analyze(pyc *c) {
    analyze_scope(c, c->top);
}
