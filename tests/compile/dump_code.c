// SPDX-License-Identifier: MIT
// Compiles files and prints their code objects in the form of oracle_code.py. Front-end, compile.
// Usage: dump_code [--error] file...; the code objects of a file follow the line "file NAME".
#include <inttypes.h>
#include <ouro/runtime.h>
#include <ouro/str.h>
#include <stdlib.h>
#include <string.h>

#include "compile.h"

static void print_text(ouro_object *text) {
    char *utf8 = text ? ouro_str_utf8(text, NULL) : NULL;
    for (const char *p = utf8 ? utf8 : "<no text>"; *p; p++) {
        if (*p == '\n') {
            fputs("\\n", stdout);
        } else {
            putchar(*p);
        }
    }
    ouro_memory_free(utf8);
    ouro_raised_clear();
}

static void print_constant(ouro_object *constant) {
    if (py_code_check(constant)) {
        fputs("<code>", stdout);
        return;
    }
    ouro_object *text = ouro_is_exact(constant, OURO_T_FROZENSET) ? NULL : ouro_ascii(constant);
    if (text) {
        print_text(text);
    } else {
        fputs("frozenset", stdout);
    }
    ouro_xdecref(text);
    ouro_raised_clear();
}

static void print_names(const char *label, const py_code *code, uint8_t kind) {
    printf("%s", label);
    for (uint32_t i = 0; i < code->local_count; i++) {
        if (code->local_kinds[i] & kind) {
            putchar(' ');
            print_text(ouro_tuple_get_borrow(code->local_names, i));
        }
    }
    putchar('\n');
}

static void print_head(const py_code *code) {
    printf("code ");
    print_text(code->qualname);
    printf(" %" PRIu32 " %" PRIu32 " %" PRIu32 " flags %" PRIx32 " line %d stack %" PRIu32 "\n",
           code->arg_count, code->posonly_count, code->kwonly_count, code->flags, code->first_line,
           code->stack_size);
    print_names("varnames", code, PY_LOCAL_VARIABLE);
    print_names("cellvars", code, PY_LOCAL_CELL);
    print_names("freevars", code, PY_LOCAL_FREE);
    printf("names");
    for (size_t i = 0; i < ouro_tuple_length(code->names); i++) {
        putchar(' ');
        print_text(ouro_tuple_get_borrow(code->names, i));
    }
    putchar('\n');
}

static uint8_t plain_op(uint8_t op) {
    switch (op) {
    case PY_LOAD_FAST__LOAD_FAST:
    case PY_LOAD_FAST__LOAD_CONST:
    case PY_LOAD_FAST__LOAD_ATTR:
    case PY_LOAD_FAST__STORE_ATTR:
    case PY_LOAD_FAST__RETURN_VALUE: return PY_LOAD_FAST;
    case PY_LOAD_CONST__BINARY_OP:
    case PY_LOAD_CONST__LOAD_FAST: return PY_LOAD_CONST;
    case PY_STORE_FAST__LOAD_FAST:
    case PY_STORE_FAST__STORE_FAST: return PY_STORE_FAST;
    default: return op;
    }
}

static void print_instruction(const py_code *code, uint32_t at, const uint32_t *numbers) {
    py_unit unit = code->units[at];
    uint8_t op = plain_op(py_unit_op(unit));
    uint32_t arg = py_unit_arg(unit);
    py_position p = py_code_position(code, at);
    printf("%" PRIu32 " %s ", numbers[at], py_opcode_name[op]);
    switch ((py_operand)py_opcode_operand[op]) {
    case PY_OPERAND_CONST: print_constant(py_code_const_borrow(code, arg)); break;
    case PY_OPERAND_NAME: print_text(py_code_name_borrow(code, arg)); break;
    case PY_OPERAND_GLOBAL:
        printf("%" PRIu32 " ", arg & 1);
        print_text(py_code_name_borrow(code, arg >> 1));
        break;
    case PY_OPERAND_LOCAL: print_text(ouro_tuple_get_borrow(code->local_names, arg)); break;
    case PY_OPERAND_JUMP: {
        int64_t to = (int64_t)at + 1 + py_opcode_cache[op] + py_unit_signed_arg(unit);
        printf("to %" PRIu32, numbers[to]);
        break;
    }
    case PY_OPERAND_NONE: break;
    default: printf("%" PRIu32, arg); break;
    }
    printf(" @ %d:%d-%d:%d\n", p.lineno, p.col, p.end_lineno, p.end_col);
}

static void print_code(const py_code *code) {
    print_head(code);
    uint32_t *numbers = calloc(code->unit_count + 1u, sizeof *numbers);
    uint32_t n = 0;
    for (uint32_t at = 0; at < code->unit_count; n++) {
        numbers[at] = n;
        at += 1u + py_opcode_cache[py_unit_op(code->units[at])];
    }
    numbers[code->unit_count] = n;
    for (uint32_t at = 0; at < code->unit_count;) {
        print_instruction(code, at, numbers);
        at += 1u + py_opcode_cache[py_unit_op(code->units[at])];
    }
    for (uint32_t i = 0; i < code->handler_count; i++) {
        const py_handler_entry *h = &code->handlers[i];
        printf("handler %" PRIu32 " %" PRIu32 " %" PRIu32 " %u %u\n", numbers[h->start],
               numbers[h->end], numbers[h->handler], h->depth, h->lasti);
    }
    for (size_t i = 0; i < ouro_tuple_length(code->consts); i++) {
        printf("const ");
        print_constant(ouro_tuple_get_borrow(code->consts, i));
        putchar('\n');
    }
    for (size_t i = 0; i < ouro_tuple_length(code->consts); i++) {
        ouro_object *constant = ouro_tuple_get_borrow(code->consts, i);
        if (py_code_check(constant)) {
            print_code(py_code_of(constant));
        }
    }
    free(numbers);
}

static void print_error(void) {
    ouro_object *exception = ouro_raised_take();
    const ouro_exception *fields = (const ouro_exception *)(void *)exception;
    printf("error %s", ouro_type_of(exception)->name);
    if (ouro_type_is_subtype(ouro_type_of(exception), ouro_exc_type(OURO_EXC_SyntaxError))) {
        static const int shown[] = {2, 3, 5, 6, 0}; // lineno, offset, end_lineno, end_offset, msg
        for (size_t i = 0; i < 5; i++) {
            ouro_object *text = fields->extra[shown[i]] ? ouro_str(fields->extra[shown[i]]) : NULL;
            putchar(' ');
            print_text(text);
            ouro_xdecref(text);
        }
    } else {
        ouro_object *text = ouro_str(exception);
        putchar(' ');
        print_text(text);
        ouro_xdecref(text);
    }
    putchar('\n');
    ouro_decref(exception);
}

static char *read_file(const char *name, size_t *length) {
    FILE *in = fopen(name, "rb");
    if (!in) {
        return NULL;
    }
    char *bytes = NULL;
    size_t room = 0;
    *length = 0;
    do {
        room += 1 << 16;
        bytes = realloc(bytes, room);
        *length += fread(bytes + *length, 1, room - *length, in);
    } while (*length == room);
    fclose(in);
    return bytes;
}

// Warnings come before the code that they are about.
static int print_warning(void *arg, const py_warning *warning) {
    (void)arg;
    printf("warning %d %s\n", (int)warning->lineno, warning->message);
    return 0;
}

int main(int argc, char **argv) {
    ouro_runtime_options options = {.size = sizeof options};
    const char *fail = getenv("FAIL_ALLOC");
    options.fail_alloc = fail ? strtoull(fail, NULL, 10) : 0;
    ouro_runtime *runtime = ouro_runtime_new(&options);
    if (!runtime) {
        return 2;
    }
    if (py_compile_on_warning(print_warning, NULL) < 0) {
        print_error();
    }
    for (int i = 1; i < argc; i++) {
        size_t length = 0;
        char *bytes = read_file(argv[i], &length);
        if (!bytes) {
            return 2;
        }
        printf("file %s\n", argv[i]);
        ouro_object *code = py_compile_bytes(bytes, length, argv[i], PY_PARSE_FILE, 0);
        free(bytes);
        if (code) {
            print_code(py_code_of(code));
            ouro_decref(code);
        } else {
            print_error();
        }
    }
    return ouro_runtime_free(runtime) ? 3 : 0;
}
