// SPDX-License-Identifier: MIT
// The instruction set: every opcode with its operand, its inline cache and its stack effect.
// Front-end, compile. The evaluation loop, the compiler and the disassembler are made from this list.
//
// A code object is an array of 32-bit units. An instruction is one unit, opcode in the low 8 bits,
// operand `n` in the high 24, followed by as many cache units as the list says. Cache units are 0
// when a code object is made and belong to the evaluation loop, which reads and writes them with
// memcpy (they are aligned to 4 bytes only). The loop may also rewrite the opcode byte of a unit to
// one of its own (PY_OPCODE_COUNT .. 255) and back.
//
// Jumps: the operand is signed (py_unit_signed_arg) and counts units from the unit that follows the
// instruction and its cache: next + n. Negative jumps are where a loop asks for pending signals.
//
// Stack notation: [below, ..., top]; `a` stays a while it is not named on the right. References
// move: an instruction that takes a value from the stack owns it, one that copies increments.
#ifndef OURO_PYTHON_COMPILE_OPCODE_H
#define OURO_PYTHON_COMPILE_OPCODE_H

#include <stdbool.h>
#include <stdint.h>

// ---- The list -----------------------------------------------------------------------------------
//
// X(name, cache units, kind of operand, values popped, values pushed); `n` is the operand. For
// jumps, popped and pushed hold when it does not jump; py_jump_effect tells the other way.
//
//  name              what it does
//
//  NOP               nothing (carries a line)
//  RESUME            start of a function (n = 0), or after a yield (1), a yield from (2), an await (3)
//  POP_TOP           [x] -> []
//  PUSH_NULL         [] -> [NULL]
//  COPY              pushes another reference to the n-th value from the top (1 = top)
//  SWAP              exchanges the top with the n-th value from the top (2 = the one below)
//
//  LOAD_CONST        pushes co_consts[n]
//  LOAD_FAST         pushes local n; UnboundLocalError when it is NULL ("cannot access local
//                    variable 'x' where it is not associated with a value")
//  STORE_FAST        local n = popped; what was there is dropped after the store
//  DELETE_FAST       clears local n; UnboundLocalError when it is NULL
//  LOAD_CLOSURE      pushes the cell in local slot n itself (error when NULL, as LOAD_FAST)
//  LOAD_DEREF        pushes the contents of the cell in slot n; empty: UnboundLocalError for an own
//                    cell, NameError "cannot access free variable 'x' where it is not associated with
//                    a value in enclosing scope" for a free one
//  LOAD_CLASSDEREF   the same in a class body: looks the name of slot n up in the locals mapping first
//  STORE_DEREF       contents of the cell in slot n = popped
//  DELETE_DEREF      empties the cell in slot n, same errors as LOAD_DEREF
//  MAKE_CELL         slot n = new cell that takes over what slot n held (an argument, or NULL)
//  COPY_FREE_VARS    at the start: copies (increments) the n cells of the function's closure to the
//                    last n local slots
//  LOAD_NAME         co_names[n] from locals mapping, globals, builtins; NameError
//  STORE_NAME        locals[co_names[n]] = popped
//  DELETE_NAME       deletes it from locals; NameError
//  LOAD_GLOBAL       name co_names[n >> 1] from globals, builtins; if n & 1, pushes NULL first
//  STORE_GLOBAL      globals[co_names[n]] = popped
//  DELETE_GLOBAL     deletes it from globals; NameError
//  LOAD_ATTR         [o] -> [o.name]
//  STORE_ATTR        [value, o] -> []; o.name = value
//  DELETE_ATTR       [o] -> []; del o.name
//  LOAD_METHOD       [o] -> [method, o] when it is a plain function to be called with o first, else
//                    [NULL, o.name]
//
//  CALL              [m, f, n args] -> [result]; m == NULL: f(args), m != NULL: m(f, args). The
//                    references move into the callee's frame
//  CALL_KW           [m, f, n args, names] -> [result]; n counts all arguments, the last len(names)
//                    of them are keyword arguments; `names` is a tuple of str (a constant)
//  CALL_FUNCTION_EX  [NULL, f, args, kwargs if n & 1] -> [result]; args is any iterable (made a
//                    tuple; TypeError when it is none), kwargs a mapping
//  MAKE_FUNCTION     [defaults tuple if n & 1, kwdefaults dict if n & 2, annotations tuple (name,
//                    value, ...) if n & 4, closure tuple of cells if n & 8, code] -> [function]
//  RETURN_VALUE      leaves the frame with the popped value
//  LOAD_BUILD_CLASS  pushes builtins.__build_class__
//
//  UNARY_*           [x] -> [op x]; UNARY_NOT gives True or False
//  BINARY_OP         [a, b] -> [a op b]; n & 15 is an enum ouro_binary_op, n & PY_INPLACE: a op= b
//  COMPARE_OP        [a, b] -> [a op b]; n is an enum ouro_compare_op
//  IS_OP             [a, b] -> [bool]; n = 1: is not
//  CONTAINS_OP       [item, container] -> [bool]; n = 1: not in
//  BINARY_SUBSCR     [o, key] -> [o[key]]
//  STORE_SUBSCR      [value, o, key] -> []; o[key] = value
//  DELETE_SUBSCR     [o, key] -> []
//
//  BUILD_TUPLE/LIST/SET   [n values] -> [container]
//  BUILD_MAP         [n pairs key, value] -> [dict]
//  BUILD_CONST_KEY_MAP    [n values, keys tuple] -> [dict]
//  BUILD_STRING      [n str] -> [concatenation]
//  BUILD_SLICE       [start, stop, step if n == 3] -> [slice]
//  LIST_TO_TUPLE     [list] -> [tuple]
//  LIST_APPEND       [.., x] -> [..]; appends x to the list that is the n-th from the top once x is
//                    popped (1 = top). SET_ADD the same
//  MAP_ADD           [.., key, value] -> [..]; the dict is the n-th from the top after both pops
//  LIST_EXTEND       [.., iterable] -> [..]; same n. TypeError "Value after * must be an iterable, not
//                    T" when it has no iterator. SET_UPDATE the same without that wording
//  DICT_UPDATE       [.., mapping] -> [..]; same n. TypeError "'T' object is not a mapping"
//  DICT_MERGE        the same for f(**m): duplicates are TypeError "f() got multiple values for
//                    keyword argument 'k'"; f is the (n + 2)-th from the top after the pop
//  UNPACK_SEQUENCE   [seq] -> [item n-1, ..., item 0]: exactly n items
//  UNPACK_EX         [seq] -> [items after, reversed; list; items before, reversed]: n & 0xff items
//                    before the star, n >> 8 after it; the first item ends on top
//  FORMAT_VALUE      [x, spec if n & 4] -> [str]; n & 3: 0 as it is, 1 str, 2 repr, 3 ascii
//  PRINT_EXPR        [x] -> []; sys.displayhook
//
//  JUMP              goes on at next + n, no question asked
//  JUMP_BACKWARD     the same, after asking for pending signals
//  POP_JUMP_IF_*     [x] -> []; jumps if x is false / true / None / not None
//  JUMP_IF_*_OR_POP  jumps and keeps [x], or pops it
//  GET_ITER          [x] -> [iter(x)]
//  FOR_ITER          [it] -> [it, next]; exhausted: pops `it` and jumps
//
//  IMPORT_NAME       [level, fromlist] -> [module co_names[n]]
//  IMPORT_FROM       [module] -> [module, module.name]
//  IMPORT_STAR       [module] -> []; into locals
//  SETUP_ANNOTATIONS makes __annotations__ in the locals mapping unless it is there
//
//  LOAD_ASSERTION_ERROR  pushes AssertionError
//  RAISE_VARARGS     n = 0: raise; 1: [exc] raise exc; 2: [exc, cause] raise exc from cause
//  RERAISE           [exc] raises it again as it is, without a new traceback entry for this frame;
//                    n > 0: the instruction index (int) at the n-th place from the top after the pop
//                    becomes the frame's current one
//  PUSH_EXC_INFO     [exc] -> [previous, exc]; exc becomes the handled exception (None or NULL-free:
//                    `previous` is None when there was none)
//  POP_EXCEPT        [previous] -> []; `previous` becomes the handled exception again
//  CHECK_EXC_MATCH   [exc, type] -> [exc, bool]; TypeError "catching classes that do not inherit from
//                    BaseException is not allowed"
//  CHECK_EG_MATCH    [exc, type] -> [rest or None, match]; no match: [exc, None]. A match becomes the
//                    handled exception
//  PREP_RERAISE_STAR [original, list of raised or None] -> [exception to raise, or None]
//  BEFORE_WITH       [mgr] -> [bound __exit__, __enter__()]
//  BEFORE_ASYNC_WITH [mgr] -> [bound __aexit__, __aenter__()]
//  WITH_EXCEPT_START [exit, index, previous, exc] -> [same, exit(type, exc, traceback)]
//
//  RETURN_GENERATOR  at the start: makes a generator / coroutine / asynchronous generator (by
//                    co_flags) that takes the frame over, and returns it; resumed, the stack is [x]
//  YIELD_VALUE       [x] -> [sent]; suspends with x
//  ASYNC_GEN_WRAP    [x] -> [wrapped x] for a yield of an asynchronous generator
//  GET_YIELD_FROM_ITER   [x] -> [iterator], a generator or (in coroutines) coroutine stays itself
//  GET_AWAITABLE     [x] -> [iterator]; n = 1: after __aenter__, 2: after __aexit__ (for messages)
//  GET_AITER         [x] -> [x.__aiter__()]
//  GET_ANEXT         [it] -> [it, awaitable of it.__anext__()]
//  SEND              [receiver, x] -> [receiver, yielded]; returned: [result] and jumps
//  END_ASYNC_FOR     [it, exc] -> [] when exc is StopAsyncIteration, else raises it again
//  JUMP_BACKWARD_NO_INTERRUPT  JUMP inside yield from / await
//
//  GET_LEN           [x] -> [x, len(x)]
//  MATCH_MAPPING     [x] -> [x, bool]; MATCH_SEQUENCE the same: by type flags
//  MATCH_KEYS        [x, keys] -> [x, keys, tuple of values or None]
//  MATCH_CLASS       [x, class, names] -> [tuple of attributes or None]; n positional ones
//
//  Two instructions in one dispatch: only the first one's opcode is replaced, the second stands
//  unchanged in the next unit (jumps to it and its position stay right):
//  LOAD_FAST__LOAD_FAST, LOAD_FAST__LOAD_CONST, LOAD_FAST__LOAD_ATTR, LOAD_FAST__STORE_ATTR,
//  LOAD_FAST__RETURN_VALUE, LOAD_CONST__LOAD_FAST, LOAD_CONST__BINARY_OP, STORE_FAST__LOAD_FAST,
//  STORE_FAST__STORE_FAST.
//  Popped and pushed are those of the first alone.
// clang-format off
#define PY_OPCODES(X)                            \
    X(NOP, 0, NONE, 0, 0)                        \
    X(RESUME, 0, COUNT, 0, 0)                    \
    X(POP_TOP, 0, NONE, 1, 0)                    \
    X(PUSH_NULL, 0, NONE, 0, 1)                  \
    X(COPY, 0, COUNT, 0, 1)                      \
    X(SWAP, 0, COUNT, 0, 0)                      \
    X(LOAD_CONST, 0, CONST, 0, 1)                \
    X(LOAD_FAST, 0, LOCAL, 0, 1)                 \
    X(STORE_FAST, 0, LOCAL, 1, 0)                \
    X(DELETE_FAST, 0, LOCAL, 0, 0)               \
    X(LOAD_CLOSURE, 0, LOCAL, 0, 1)              \
    X(LOAD_DEREF, 0, LOCAL, 0, 1)                \
    X(LOAD_CLASSDEREF, 0, LOCAL, 0, 1)           \
    X(STORE_DEREF, 0, LOCAL, 1, 0)               \
    X(DELETE_DEREF, 0, LOCAL, 0, 0)              \
    X(MAKE_CELL, 0, LOCAL, 0, 0)                 \
    X(COPY_FREE_VARS, 0, COUNT, 0, 0)            \
    X(LOAD_NAME, 0, NAME, 0, 1)                  \
    X(STORE_NAME, 0, NAME, 1, 0)                 \
    X(DELETE_NAME, 0, NAME, 0, 0)                \
    X(LOAD_GLOBAL, 6, GLOBAL, 0, 1 + (n & 1))    \
    X(STORE_GLOBAL, 0, NAME, 1, 0)               \
    X(DELETE_GLOBAL, 0, NAME, 0, 0)              \
    X(LOAD_ATTR, 4, NAME, 1, 1)                  \
    X(STORE_ATTR, 4, NAME, 2, 0)                 \
    X(DELETE_ATTR, 0, NAME, 1, 0)                \
    X(LOAD_METHOD, 6, NAME, 1, 2)                \
    X(CALL, 2, COUNT, n + 2, 1)                  \
    X(CALL_KW, 2, COUNT, n + 3, 1)               \
    X(CALL_FUNCTION_EX, 0, COUNT, 3 + (n & 1), 1) \
    X(MAKE_FUNCTION, 0, COUNT, 1 + (n & 1) + (n >> 1 & 1) + (n >> 2 & 1) + (n >> 3 & 1), 1) \
    X(RETURN_VALUE, 0, NONE, 1, 0)               \
    X(LOAD_BUILD_CLASS, 0, NONE, 0, 1)           \
    X(UNARY_NEGATIVE, 0, NONE, 1, 1)             \
    X(UNARY_POSITIVE, 0, NONE, 1, 1)             \
    X(UNARY_INVERT, 0, NONE, 1, 1)               \
    X(UNARY_NOT, 0, NONE, 1, 1)                  \
    X(BINARY_OP, 1, BINARY, 2, 1)                \
    X(COMPARE_OP, 1, COMPARE, 2, 1)              \
    X(IS_OP, 0, COUNT, 2, 1)                     \
    X(CONTAINS_OP, 0, COUNT, 2, 1)               \
    X(BINARY_SUBSCR, 2, NONE, 2, 1)              \
    X(STORE_SUBSCR, 1, NONE, 3, 0)               \
    X(DELETE_SUBSCR, 0, NONE, 2, 0)              \
    X(BUILD_TUPLE, 0, COUNT, n, 1)               \
    X(BUILD_LIST, 0, COUNT, n, 1)                \
    X(BUILD_SET, 0, COUNT, n, 1)                 \
    X(BUILD_MAP, 0, COUNT, 2 * n, 1)             \
    X(BUILD_CONST_KEY_MAP, 0, COUNT, n + 1, 1)   \
    X(BUILD_STRING, 0, COUNT, n, 1)              \
    X(BUILD_SLICE, 0, COUNT, n, 1)               \
    X(LIST_TO_TUPLE, 0, NONE, 1, 1)              \
    X(LIST_APPEND, 0, COUNT, 1, 0)               \
    X(SET_ADD, 0, COUNT, 1, 0)                   \
    X(MAP_ADD, 0, COUNT, 2, 0)                   \
    X(LIST_EXTEND, 0, COUNT, 1, 0)               \
    X(SET_UPDATE, 0, COUNT, 1, 0)                \
    X(DICT_UPDATE, 0, COUNT, 1, 0)               \
    X(DICT_MERGE, 0, COUNT, 1, 0)                \
    X(UNPACK_SEQUENCE, 1, COUNT, 1, n)           \
    X(UNPACK_EX, 0, COUNT, 1, (n & 0xff) + (n >> 8) + 1) \
    X(FORMAT_VALUE, 0, COUNT, 1 + (n >> 2 & 1), 1) \
    X(PRINT_EXPR, 0, NONE, 1, 0)                 \
    X(JUMP, 0, JUMP, 0, 0)                       \
    X(JUMP_BACKWARD, 0, JUMP, 0, 0)              \
    X(JUMP_BACKWARD_NO_INTERRUPT, 0, JUMP, 0, 0) \
    X(POP_JUMP_IF_FALSE, 0, JUMP, 1, 0)          \
    X(POP_JUMP_IF_TRUE, 0, JUMP, 1, 0)           \
    X(POP_JUMP_IF_NONE, 0, JUMP, 1, 0)           \
    X(POP_JUMP_IF_NOT_NONE, 0, JUMP, 1, 0)       \
    X(JUMP_IF_FALSE_OR_POP, 0, JUMP, 1, 0)       \
    X(JUMP_IF_TRUE_OR_POP, 0, JUMP, 1, 0)        \
    X(GET_ITER, 0, NONE, 1, 1)                   \
    X(FOR_ITER, 1, JUMP, 1, 2)                   \
    X(IMPORT_NAME, 0, NAME, 2, 1)                \
    X(IMPORT_FROM, 0, NAME, 1, 2)                \
    X(IMPORT_STAR, 0, NONE, 1, 0)                \
    X(SETUP_ANNOTATIONS, 0, NONE, 0, 0)          \
    X(LOAD_ASSERTION_ERROR, 0, NONE, 0, 1)       \
    X(RAISE_VARARGS, 0, COUNT, n, 0)             \
    X(RERAISE, 0, COUNT, 1, 0)                   \
    X(PUSH_EXC_INFO, 0, NONE, 1, 2)              \
    X(POP_EXCEPT, 0, NONE, 1, 0)                 \
    X(CHECK_EXC_MATCH, 0, NONE, 2, 2)            \
    X(CHECK_EG_MATCH, 0, NONE, 2, 2)             \
    X(PREP_RERAISE_STAR, 0, NONE, 2, 1)          \
    X(BEFORE_WITH, 0, NONE, 1, 2)                \
    X(BEFORE_ASYNC_WITH, 0, NONE, 1, 2)          \
    X(WITH_EXCEPT_START, 0, NONE, 4, 5)          \
    X(RETURN_GENERATOR, 0, NONE, 0, 1)           \
    X(YIELD_VALUE, 0, NONE, 1, 1)                \
    X(ASYNC_GEN_WRAP, 0, NONE, 1, 1)             \
    X(GET_YIELD_FROM_ITER, 0, NONE, 1, 1)        \
    X(GET_AWAITABLE, 0, COUNT, 1, 1)             \
    X(GET_AITER, 0, NONE, 1, 1)                  \
    X(GET_ANEXT, 0, NONE, 1, 2)                  \
    X(SEND, 0, JUMP, 2, 2)                       \
    X(END_ASYNC_FOR, 0, NONE, 2, 0)              \
    X(GET_LEN, 0, NONE, 1, 2)                    \
    X(MATCH_MAPPING, 0, NONE, 1, 2)              \
    X(MATCH_SEQUENCE, 0, NONE, 1, 2)             \
    X(MATCH_KEYS, 0, NONE, 2, 3)                 \
    X(MATCH_CLASS, 0, COUNT, 3, 1)               \
    X(LOAD_FAST__LOAD_FAST, 0, LOCAL, 0, 1)      \
    X(LOAD_FAST__LOAD_CONST, 0, LOCAL, 0, 1)     \
    X(LOAD_CONST__LOAD_FAST, 0, CONST, 0, 1)     \
    X(LOAD_CONST__BINARY_OP, 0, CONST, 0, 1)     \
    X(LOAD_FAST__LOAD_ATTR, 0, LOCAL, 0, 1)      \
    X(LOAD_FAST__STORE_ATTR, 0, LOCAL, 0, 1)     \
    X(LOAD_FAST__RETURN_VALUE, 0, LOCAL, 0, 1)   \
    X(STORE_FAST__LOAD_FAST, 0, LOCAL, 1, 0)     \
    X(STORE_FAST__STORE_FAST, 0, LOCAL, 1, 0)
// clang-format on

typedef enum py_opcode {
#define PY_OPCODE_ID(name, cache, kind, popped, pushed) PY_##name,
    PY_OPCODES(PY_OPCODE_ID)
#undef PY_OPCODE_ID
        PY_OPCODE_COUNT
} py_opcode;
_Static_assert(PY_OPCODE_COUNT <= 192, "the evaluation loop needs opcodes of its own");

// BINARY_OP: the operation is an augmented assignment.
enum { PY_INPLACE = 16 };

// What an operand stands for.
typedef enum py_operand {
    PY_OPERAND_NONE,
    PY_OPERAND_COUNT,   // a number
    PY_OPERAND_CONST,   // index into co_consts
    PY_OPERAND_NAME,    // index into co_names
    PY_OPERAND_GLOBAL,  // the same, times 2, plus a flag
    PY_OPERAND_LOCAL,   // local slot
    PY_OPERAND_JUMP,    // signed, in units
    PY_OPERAND_BINARY,  // enum ouro_binary_op and PY_INPLACE
    PY_OPERAND_COMPARE, // enum ouro_compare_op
} py_operand;

// ---- Units --------------------------------------------------------------------------------------

typedef uint32_t py_unit;

#define PY_ARG_MAX 0xffffff // jumps: half of it each way

static inline py_unit py_unit_make(py_opcode op, uint32_t arg) {
    return (py_unit)op | arg << 8;
}
static inline uint8_t py_unit_op(py_unit unit) {
    return (uint8_t)unit;
}
static inline uint32_t py_unit_arg(py_unit unit) {
    return unit >> 8;
}
static inline int32_t py_unit_signed_arg(py_unit unit) {
    return (int32_t)unit >> 8;
}

// ---- What is known of an opcode -----------------------------------------------------------------

// Units of inline cache that follow an instruction, for opcodes below PY_OPCODE_COUNT.
extern const uint8_t py_opcode_cache[PY_OPCODE_COUNT];
// Static text: "LOAD_FAST".
extern const char *const py_opcode_name[PY_OPCODE_COUNT];
extern const uint8_t py_opcode_operand[PY_OPCODE_COUNT]; // py_operand

// Values pushed less values popped when the instruction does not jump, and when it does.
int py_stack_effect(py_opcode op, uint32_t n);
int py_jump_effect(py_opcode op, uint32_t n);
// Values that the instruction takes from the stack, jumping or not.
int py_stack_taken(py_opcode op, uint32_t n);

#endif
