// SPDX-License-Identifier: MIT
// The type `code`: its attributes, its tables, its end.
// Front-end, compile.
#include "code.h"

#include <ouro/number.h>
#include <ouro/str.h>

// ---- Tables -------------------------------------------------------------------------------------

py_position py_code_position(const py_code *code, uint32_t unit) {
    uint32_t low = 0, high = code->position_count;
    while (low < high) { // the last entry that begins at `unit` or before
        uint32_t middle = low + (high - low) / 2;
        if (code->positions[middle].unit <= unit) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low ? code->positions[low - 1] : (py_position){unit, -1, -1, -1, -1};
}

int py_code_line(const py_code *code, uint32_t unit) {
    return py_code_position(code, unit).lineno;
}

const py_handler_entry *py_code_handler(const py_code *code, uint32_t unit) {
    uint32_t low = 0, high = code->handler_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const py_handler_entry *entry = &code->handlers[middle];
        if (unit < entry->start) {
            high = middle;
        } else if (unit >= entry->end) {
            low = middle + 1;
        } else {
            return entry;
        }
    }
    return NULL;
}

// ---- Attributes ---------------------------------------------------------------------------------

static ouro_object *names_of_kind(const py_code *code, uint8_t kind) {
    size_t n = 0;
    for (uint32_t i = 0; i < code->local_count; i++) {
        n += (code->local_kinds[i] & kind) != 0;
    }
    ouro_object *tuple = ouro_tuple_new(n);
    if (!tuple) {
        return NULL;
    }
    n = 0;
    for (uint32_t i = 0; i < code->local_count; i++) {
        if (code->local_kinds[i] & kind) {
            ouro_object *name = ouro_tuple_get_borrow(code->local_names, i);
            ouro_tuple_fill(tuple, n++, ouro_newref(name));
        }
    }
    return tuple;
}

static const uint8_t kinds[] = {PY_LOCAL_VARIABLE, PY_LOCAL_CELL, PY_LOCAL_FREE};

static ouro_object *get_names(ouro_object *self, void *context) {
    return names_of_kind(py_code_of(self), *(const uint8_t *)context);
}

enum number { ARGS, POSONLY, KWONLY, LOCALS, STACK, FLAGS, FIRST_LINE };
static const uint8_t numbers[] = {ARGS, POSONLY, KWONLY, LOCALS, STACK, FLAGS, FIRST_LINE};

static ouro_object *get_number(ouro_object *self, void *context) {
    const py_code *code = py_code_of(self);
    switch (*(const uint8_t *)context) {
    case ARGS: return ouro_int_new(code->arg_count);
    case POSONLY: return ouro_int_new(code->posonly_count);
    case KWONLY: return ouro_int_new(code->kwonly_count);
    case LOCALS: return ouro_int_new(code->variable_count);
    case STACK: return ouro_int_new(code->stack_size);
    case FLAGS: return ouro_int_new(code->flags);
    default: return ouro_int_new(code->first_line);
    }
}

static ouro_object *get_bytes(ouro_object *self, void *context) {
    (void)context;
    const py_code *code = py_code_of(self);
    return ouro_bytes_new(code->units, code->unit_count * sizeof *code->units);
}

// A list of (start, end, line) is what dis and inspect ask for; an iterator over it.
static ouro_object *line_table(ouro_object *self) {
    const py_code *code = py_code_of(self);
    ouro_object *list = ouro_list_new(0);
    for (uint32_t i = 0; list && i < code->position_count; i++) {
        const py_position *position = &code->positions[i];
        uint32_t end = i + 1 < code->position_count ? position[1].unit : code->unit_count;
        ouro_object *start_int = ouro_int_new((int64_t)position->unit * 4);
        ouro_object *end_int = ouro_int_new((int64_t)end * 4);
        ouro_object *line = position->lineno < 0 ? ouro_none() : ouro_int_new(position->lineno);
        ouro_object *entry =
            start_int && end_int && line ? ouro_tuple_pack(3, start_int, end_int, line) : NULL;
        ouro_xdecref(start_int);
        ouro_xdecref(end_int);
        ouro_xdecref(line);
        if (!entry || ouro_list_append_stolen(list, entry) < 0) {
            ouro_clear(&list);
        }
    }
    ouro_object *iterator = list ? ouro_iter(list) : NULL;
    ouro_xdecref(list);
    return iterator;
}

static ouro_object *code_repr(ouro_object *self) {
    const py_code *code = py_code_of(self);
    return ouro_str_format("<code object %S at %p, file \"%S\", line %d>", code->name, (void *)self,
                           code->filename, (int)code->first_line);
}

// ---- The type -----------------------------------------------------------------------------------

static void code_drop(ouro_object *self) {
    py_code *code = py_code_of(self);
    ouro_memory_free(code->units);
    ouro_memory_free(code->handlers);
    ouro_memory_free(code->positions);
    ouro_memory_free(code->local_kinds);
}

static const uint16_t code_fields[] = {offsetof(py_code, filename),
                                       offsetof(py_code, name),
                                       offsetof(py_code, qualname),
                                       offsetof(py_code, consts),
                                       offsetof(py_code, names),
                                       offsetof(py_code, local_names),
                                       0};

static const ouro_member code_members[] = {
    {"co_filename", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(py_code, filename), NULL},
    {"co_name", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(py_code, name), NULL},
    {"co_qualname", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(py_code, qualname), NULL},
    {"co_consts", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(py_code, consts), NULL},
    {"co_names", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(py_code, names), NULL},
    {NULL, 0, 0, NULL}};

#define CONTEXT(array, i) ((void *)(uintptr_t) & (array)[i])
static const ouro_getset code_getsets[] = {
    {"co_varnames", get_names, NULL, NULL, CONTEXT(kinds, 0)},
    {"co_cellvars", get_names, NULL, NULL, CONTEXT(kinds, 1)},
    {"co_freevars", get_names, NULL, NULL, CONTEXT(kinds, 2)},
    {"co_argcount", get_number, NULL, NULL, CONTEXT(numbers, ARGS)},
    {"co_posonlyargcount", get_number, NULL, NULL, CONTEXT(numbers, POSONLY)},
    {"co_kwonlyargcount", get_number, NULL, NULL, CONTEXT(numbers, KWONLY)},
    {"co_nlocals", get_number, NULL, NULL, CONTEXT(numbers, LOCALS)},
    {"co_stacksize", get_number, NULL, NULL, CONTEXT(numbers, STACK)},
    {"co_flags", get_number, NULL, NULL, CONTEXT(numbers, FLAGS)},
    {"co_firstlineno", get_number, NULL, NULL, CONTEXT(numbers, FIRST_LINE)},
    {"co_code", get_bytes, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static const ouro_method code_methods[] = {
    OURO_NOARGS("co_lines", line_table, "Iterator over (start, end, line) of the code."),
    {NULL, {NULL}, 0, 0, 0, NULL}};

static const ouro_type_spec code_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "code",
    .doc = "Compiled code of a module, a class body or a function.",
    .instance_size = sizeof(py_code),
    .flags = OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE,
    .fields = code_fields,
    .weak_offset = offsetof(py_code, weakrefs),
    .slots = {.repr = code_repr, .drop = code_drop},
    .methods = code_methods,
    .getsets = code_getsets,
    .members = code_members,
};

static const char type_key; // its address names the extension

static int type_traverse(void *data, ouro_visit_fn visit, void *arg) {
    ouro_object *type = *(ouro_object **)data;
    return type ? visit(type, arg) : 0;
}

static void type_clear(void *data) {
    ouro_clear((ouro_object **)data);
}

ouro_type *py_code_type(void) {
    ouro_type **place = ouro_runtime_extension(&type_key);
    if (place) {
        return *place;
    }
    place = ouro_memory_new(sizeof *place);
    if (!place) {
        return NULL;
    }
    *place = ouro_type_new(&code_spec, NULL);
    const ouro_extension extension = {.key = &type_key,
                                      .data = place,
                                      .traverse = type_traverse,
                                      .clear = type_clear,
                                      .release = ouro_memory_free,
                                      .name = "the compiler"};
    if (!*place || ouro_runtime_extend(&extension) < 0) {
        ouro_xdecref(*place);
        ouro_memory_free(place);
        return NULL;
    }
    return *place;
}

bool py_code_check(const ouro_object *object) {
    ouro_type **place = ouro_runtime_extension(&type_key);
    return place && ouro_type_of(object) == *place;
}
