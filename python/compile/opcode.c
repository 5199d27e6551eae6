// SPDX-License-Identifier: MIT
// Tables made from the list of opcodes.
// Front-end, compile.
#include "opcode.h"

const uint8_t py_opcode_cache[PY_OPCODE_COUNT] = {
#define CACHE(name, cache, kind, popped, pushed) cache,
    PY_OPCODES(CACHE)
#undef CACHE
};

const char *const py_opcode_name[PY_OPCODE_COUNT] = {
#define NAME(name, cache, kind, popped, pushed) #name,
    PY_OPCODES(NAME)
#undef NAME
};

const uint8_t py_opcode_operand[PY_OPCODE_COUNT] = {
#define KIND(name, cache, kind, popped, pushed) PY_OPERAND_##kind,
    PY_OPCODES(KIND)
#undef KIND
};

int py_stack_effect(py_opcode op, uint32_t arg) {
    const int n = (int)arg;
    (void)n;
    switch (op) {
#define EFFECT(name, cache, kind, popped, pushed)                                                  \
    case PY_##name: return (pushed) - (popped);
        PY_OPCODES(EFFECT)
#undef EFFECT
    case PY_OPCODE_COUNT: break;
    }
    return 0;
}

int py_stack_taken(py_opcode op, uint32_t arg) {
    const int n = (int)arg;
    (void)n;
    switch (op) {
#define TAKEN(name, cache, kind, popped, pushed)                                                   \
    case PY_##name: return (popped);
        PY_OPCODES(TAKEN)
#undef TAKEN
    case PY_OPCODE_COUNT: break;
    }
    return 0;
}

int py_jump_effect(py_opcode op, uint32_t arg) {
    switch (op) {
    case PY_FOR_ITER:
    case PY_SEND: return -1;
    case PY_JUMP_IF_FALSE_OR_POP:
    case PY_JUMP_IF_TRUE_OR_POP: return 0;
    default: return py_stack_effect(op, arg);
    }
}
