// SPDX-License-Identifier: MIT
// Prints the instructions of a code object, one a line, with their positions and handlers.
// Front-end, compile.
#include <inttypes.h>

#include "compile.h"
#include "compiler.h"

static int print_object(ouro_object *object, FILE *out) {
    ouro_object *text = ouro_repr(object);
    char *utf8 = text ? ouro_str_utf8(text, NULL) : NULL;
    ouro_xdecref(text);
    if (!utf8) {
        return -1;
    }
    fprintf(out, " (%s)", utf8);
    ouro_memory_free(utf8);
    return 0;
}

static int print_operand(const py_code *code, uint32_t at, FILE *out) {
    py_unit unit = code->units[at];
    uint8_t op = py_unit_op(unit);
    uint32_t arg = py_unit_arg(unit);
    switch ((py_operand)py_opcode_operand[op]) {
    case PY_OPERAND_NONE: return 0;
    case PY_OPERAND_CONST:
        fprintf(out, " %" PRIu32, arg);
        return print_object(py_code_const_borrow(code, arg), out);
    case PY_OPERAND_NAME:
        fprintf(out, " %" PRIu32, arg);
        return print_object(py_code_name_borrow(code, arg), out);
    case PY_OPERAND_GLOBAL:
        fprintf(out, " %" PRIu32, arg);
        return print_object(py_code_name_borrow(code, arg >> 1), out);
    case PY_OPERAND_LOCAL:
        fprintf(out, " %" PRIu32, arg);
        return print_object(ouro_tuple_get_borrow(code->local_names, arg), out);
    case PY_OPERAND_JUMP: {
        int64_t target = (int64_t)at + 1 + py_opcode_cache[op] + py_unit_signed_arg(unit);
        fprintf(out, " (to %" PRId64 ")", target);
        return 0;
    }
    case PY_OPERAND_COUNT:
    case PY_OPERAND_BINARY:
    case PY_OPERAND_COMPARE: fprintf(out, " %" PRIu32, arg); return 0;
    }
    return 0;
}

static int print_instructions(const py_code *code, FILE *out) {
    for (uint32_t at = 0; at < code->unit_count;) {
        uint8_t op = py_unit_op(code->units[at]);
        if (op >= PY_OPCODE_COUNT) { // the evaluation loop's own: it knows its caches, we do not
            fprintf(out, "%6" PRIu32 " (opcode %u)\n", at++, op);
            continue;
        }
        py_position p = py_code_position(code, at);
        fprintf(out, "%6" PRIu32 " %d:%d-%d:%d %s", at, p.lineno, p.col, p.end_lineno, p.end_col,
                py_opcode_name[op]);
        if (print_operand(code, at, out) < 0) {
            return -1;
        }
        fputc('\n', out);
        at += 1u + py_opcode_cache[op];
    }
    return 0;
}

int py_disassemble(const py_code *code, FILE *out, bool nested) {
    fputs("code", out);
    if (print_object(code->qualname, out) < 0) {
        return -1;
    }
    fprintf(out, " flags %#" PRIx32 " stack %" PRIu32 " first line %d\n", code->flags,
            code->stack_size, code->first_line);
    if (print_instructions(code, out) < 0) {
        return -1;
    }
    for (uint32_t i = 0; i < code->handler_count; i++) {
        const py_handler_entry *entry = &code->handlers[i];
        fprintf(out, "handler %" PRIu32 "..%" PRIu32 " -> %" PRIu32 " depth %u%s\n", entry->start,
                entry->end, entry->handler, entry->depth, entry->lasti ? " lasti" : "");
    }
    for (size_t i = 0; nested && i < ouro_tuple_length(code->consts); i++) {
        ouro_object *constant = ouro_tuple_get_borrow(code->consts, i);
        if (py_code_check(constant) && py_disassemble(py_code_of(constant), out, true) < 0) {
            return -1;
        }
    }
    return 0;
}
