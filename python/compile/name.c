// SPDX-License-Identifier: MIT
// Loading, storing and deleting names, by where analyze.c placed them.
// Front-end, compile.
#include "compiler.h"

typedef enum use { LOAD, STORE, DELETE } use;

static const py_opcode fast_ops[] = {PY_LOAD_FAST, PY_STORE_FAST, PY_DELETE_FAST};
static const py_opcode deref_ops[] = {PY_LOAD_DEREF, PY_STORE_DEREF, PY_DELETE_DEREF};
static const py_opcode name_ops[] = {PY_LOAD_NAME, PY_STORE_NAME, PY_DELETE_NAME};

void pyc_check_name(pyc *c, const pyc_name *name, py_context ctx, py_pos pos) {
    if (ctx != PY_LOAD && pyc_name_is(name, "__debug__")) {
        pyc_error(c, pos,
                  ctx == PY_STORE ? "cannot assign to __debug__" : "cannot delete __debug__");
    }
}

static uint32_t local_slot(pyc *c, pyc_symbol *symbol) {
    pyc_unit *unit = c->unit;
    if (symbol->slot < 0) {
        unit->locals = pyc_grow(c, unit->locals, &unit->local_room, unit->local_count + 1,
                                sizeof *unit->locals);
        symbol->slot = (int32_t)unit->local_count;
        unit->locals[unit->local_count++] = symbol->name;
    }
    return (uint32_t)symbol->slot;
}

static void global_op(pyc *c, pyc_name *name, use what) {
    uint32_t index = pyc_name_index(c, name);
    if (what == LOAD) {
        pyc_op_arg(c, PY_LOAD_GLOBAL, index << 1);
    } else {
        pyc_op_arg(c, what == STORE ? PY_STORE_GLOBAL : PY_DELETE_GLOBAL, index);
    }
}

static void name_op(pyc *c, pyc_name *plain, use what) {
    pyc_name *name = pyc_mangle(c, c->unit->private_name, plain);
    pyc_symbol *symbol = pyc_symbol_find(c->unit->scope, name);
    bool function = pyc_in_function(c);
    switch (symbol ? symbol->place : PYC_UNKNOWN) {
    case PYC_FREE:
    case PYC_CELL:
        pyc_op_arg(c,
                   what == LOAD && c->unit->scope->kind == PYC_CLASS ? PY_LOAD_CLASSDEREF
                                                                     : deref_ops[what],
                   (uint32_t)symbol->cell);
        return;
    case PYC_LOCAL:
        if (function) {
            pyc_op_arg(c, fast_ops[what], local_slot(c, symbol));
            return;
        }
        break;
    case PYC_GLOBAL_IMPLICIT:
        if (function) {
            global_op(c, name, what);
            return;
        }
        break;
    case PYC_GLOBAL_EXPLICIT: global_op(c, name, what); return;
    case PYC_UNKNOWN: break;
    }
    pyc_op_arg(c, name_ops[what], pyc_name_index(c, name));
}

void pyc_load_name(pyc *c, pyc_name *name) {
    name_op(c, name, LOAD);
}

void pyc_store_name(pyc *c, pyc_name *name) {
    pyc_check_name(c, name, PY_STORE, c->unit->pos);
    name_op(c, name, STORE);
}

void pyc_delete_name(pyc *c, pyc_name *name) {
    pyc_check_name(c, name, PY_DEL, c->unit->pos);
    name_op(c, name, DELETE);
}
