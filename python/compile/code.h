// SPDX-License-Identifier: MIT
// The code object: what the compiler makes and the evaluation loop runs. It is an ouro type like any
// other, made with the public headers, one per runtime, and no container (as in CPython: not tracked).
// Front-end, compile.
#ifndef OURO_PYTHON_COMPILE_CODE_H
#define OURO_PYTHON_COMPILE_CODE_H

#include <ouro/containers.h>
#include <ouro/runtime.h>

#include "opcode.h"

// co_flags, CPython's values.
enum py_code_flags {
    PY_CO_OPTIMIZED = 0x0001,
    PY_CO_NEWLOCALS = 0x0002,
    PY_CO_VARARGS = 0x0004,
    PY_CO_VARKEYWORDS = 0x0008,
    PY_CO_NESTED = 0x0010,
    PY_CO_GENERATOR = 0x0020,
    PY_CO_COROUTINE = 0x0080,
    PY_CO_ITERABLE_COROUTINE = 0x0100,
    PY_CO_ASYNC_GENERATOR = 0x0200,
    PY_CO_FUTURE_ANNOTATIONS = 0x1000000,
};

// What a local slot is; an argument that is captured is LOCAL and CELL.
enum py_local_kind { PY_LOCAL_VARIABLE = 0x20, PY_LOCAL_CELL = 0x40, PY_LOCAL_FREE = 0x80 };

// While the unit that runs is in start <= unit < end and an exception flies, the stack is cut to
// `depth` values, the index of the raising unit is pushed as an int if `lasti`, then the exception,
// and `handler` is next. Entries are sorted by start and do not overlap.
typedef struct py_handler_entry {
    uint32_t start, end, handler; // units
    uint32_t depth : 31, lasti : 1;
} py_handler_entry;

// One run of units with the same position; the entries are sorted by `unit`, the first is for
// unit 0. lineno -1: none (artificial code); columns -1: none.
typedef struct py_position {
    uint32_t unit;
    int32_t lineno, end_lineno;
    int32_t col, end_col; // bytes of the UTF-8 line
} py_position;

// No number of arguments: calls are never plain.
#define PY_NOT_PLAIN UINT32_MAX

// Local slots are numbered: arguments (positional, keyword-only, *args, **kwargs), other locals,
// cells that are not arguments, free variables.
typedef struct py_code {
    ouro_object head;
    ouro_object *weakrefs;
    ouro_object *filename, *name, *qualname; // str
    ouro_object *consts;                     // tuple
    ouro_object *names;                      // tuple of interned str
    ouro_object *local_names;                // tuple of interned str: one a slot
    py_unit *units;                          // the instructions, with their caches
    py_handler_entry *handlers;
    py_position *positions;
    uint8_t *local_kinds; // enum py_local_kind, one a slot
    uint32_t unit_count, handler_count, position_count;
    uint32_t flags;          // enum py_code_flags
    uint32_t stack_size;     // values the stack may hold
    uint32_t local_count;    // slots: locals, cells and free variables
    uint32_t variable_count; // co_nlocals
    uint32_t cell_count;     // co_cellvars, captured arguments included
    uint32_t free_count;     // co_freevars
    uint32_t arg_count;      // positional parameters, the positional-only ones included
    uint32_t posonly_count, kwonly_count;
    uint32_t
        plain_args; // with so many positional arguments and no others a call fills its parameters; or PY_NOT_PLAIN
    int32_t first_line;
} py_code;

static inline py_code *py_code_of(ouro_object *object) {
    return (py_code *)(void *)object;
}
static inline ouro_object *py_code_const_borrow(const py_code *code, uint32_t i) {
    return ((ouro_tuple *)(void *)code->consts)->items[i];
}
static inline ouro_object *py_code_name_borrow(const py_code *code, uint32_t i) {
    return ((ouro_tuple *)(void *)code->names)->items[i];
}

// The type of code objects in the current runtime, made at the first call: borrowed, or NULL with
// an exception. Cost: a look-up among the runtime's extensions.
ouro_type *py_code_type(void);
bool py_code_check(const ouro_object *object);

// The position of the instruction at `unit`. Cost: a binary search.
py_position py_code_position(const py_code *code, uint32_t unit);
// Its line, or -1.
int py_code_line(const py_code *code, uint32_t unit);
// The handler that covers `unit`, or NULL. Cost: a binary search.
const py_handler_entry *py_code_handler(const py_code *code, uint32_t unit);

#endif
