// SPDX-License-Identifier: MIT
// What the compiler's files share: memory of one compilation, names, scopes, blocks, code units.
// Front-end, compile. Private to python/compile.
//
// A compilation goes: scopes (scope.c, analyze.c) -> instructions in blocks (stmt.c, expr.c ...) ->
// simpler blocks (optimize.c) -> a py_code (assemble.c). Everything it makes on the way lives in an
// arena, and every object it makes is on the list of kept references; so an error, which can come
// from anywhere, is one longjmp to py_compile, which gives all of it back. No function here
// leaves through a library frame, and none returns a failure unless it says so.
#ifndef OURO_PYTHON_COMPILE_COMPILER_H
#define OURO_PYTHON_COMPILE_COMPILER_H

#include <assert.h>
#include <ouro/callable.h>
#include <ouro/error.h>
#include <ouro/number.h>
#include <ouro/str.h>
#include <setjmp.h>

#include "ast.h"
#include "compile.h"

// ---- Names --------------------------------------------------------------------------------------

// An identifier of this compilation; equal texts are one pyc_name.
typedef struct pyc_name {
    struct pyc_name *chain;
    py_name *source;  // the tree's name whose `user` points here, or NULL
    ouro_object *str; // interned, kept; made at the first need
    uint32_t length, hash;
    char text[];
} pyc_name;

// ---- Scopes -------------------------------------------------------------------------------------

typedef enum pyc_scope_kind { PYC_MODULE, PYC_CLASS, PYC_FUNCTION } pyc_scope_kind;

// What a function scope comes from.
typedef enum pyc_function_kind {
    PYC_DEF,
    PYC_ASYNC_DEF,
    PYC_LAMBDA,
    PYC_LIST_COMP,
    PYC_SET_COMP,
    PYC_DICT_COMP,
    PYC_GENEXP,
} pyc_function_kind;

// How a scope mentions a name.
enum {
    PYC_DEF_GLOBAL = 1,
    PYC_DEF_LOCAL = 2,
    PYC_DEF_PARAM = 4,
    PYC_DEF_NONLOCAL = 8,
    PYC_USE = 16,
    PYC_DEF_FREE_CLASS = 64, // free in a class that also binds it
    PYC_DEF_IMPORT = 128,
    PYC_DEF_ANNOT = 256,
    PYC_DEF_COMP_ITER = 512,
    PYC_DEF_BOUND = PYC_DEF_LOCAL | PYC_DEF_PARAM | PYC_DEF_IMPORT,
};

// Where the name lives, once analyzed.
typedef enum pyc_place {
    PYC_UNKNOWN,
    PYC_LOCAL,
    PYC_GLOBAL_EXPLICIT,
    PYC_GLOBAL_IMPLICIT,
    PYC_FREE,
    PYC_CELL,
} pyc_place;

typedef struct pyc_symbol {
    struct pyc_symbol *chain; // of the hash bucket
    struct pyc_symbol *next;  // in order of first mention
    pyc_name *name;
    uint32_t flags;
    pyc_place place;
    int32_t slot;     // among the unit's locals, -1: none yet
    int32_t cell;     // among its cells and free variables
    py_pos directive; // of the global or nonlocal statement that names it
} pyc_symbol;

#define PYC_SCOPE_BUCKETS 16

typedef struct pyc_scope {
    pyc_scope_kind kind;
    pyc_function_kind function; // for PYC_FUNCTION
    const void *node;
    py_pos pos;
    pyc_name *name;
    struct pyc_scope *parent, *first_child, *last_child, *sibling;
    pyc_symbol *first, *last;
    pyc_symbol **buckets;
    uint32_t bucket_count, symbol_count;
    pyc_name **params;
    uint32_t param_count, param_room;
    bool nested, generator, coroutine, comprehension, comp_iter_target, varargs, varkeywords;
    bool annotation; // of an annotation that becomes text: no part of the program
    bool returns_value, needs_class_closure, has_free, child_free;
    int comp_iter_expr; // depth of iterable expressions of comprehensions
} pyc_scope;

// ---- Blocks -------------------------------------------------------------------------------------

// Pseudo instructions: they live in blocks only, above the real opcodes.
enum {
    PYC_SETUP_FINALLY = 200, // handler gets [exc]
    PYC_SETUP_CLEANUP,       // handler gets [index, exc]
    PYC_SETUP_WITH,          // the same, and the top value is dropped first
    PYC_POP_BLOCK,
};

typedef struct pyc_block pyc_block;

typedef struct pyc_instr {
    uint8_t op;
    int32_t arg;
    pyc_block *target;  // of jumps and SETUP_*
    pyc_block *handler; // of what covers it, once labelled
    py_pos pos;         // lineno -1: artificial
} pyc_instr;

struct pyc_block {
    pyc_block *next; // in the order of the code
    pyc_block *all;  // the block made before
    pyc_instr *instrs;
    uint32_t count, room;
    int32_t depth; // of the stack at its start, -1: unknown
    uint32_t offset, predecessors;
    bool preserve_lasti, visited, warm, covered;
    struct pyc_handlers *handlers; // stack of handlers at its start
};

// What a jump out of a statement must undo.
typedef enum pyc_frame_kind {
    PYC_WHILE_LOOP,
    PYC_FOR_LOOP,
    PYC_TRY_EXCEPT,
    PYC_FINALLY_TRY,
    PYC_FINALLY_END,
    PYC_WITH,
    PYC_ASYNC_WITH,
    PYC_HANDLER_CLEANUP,
    PYC_POP_VALUE,
    PYC_EXCEPTION_HANDLER,
    PYC_GROUP_HANDLER,
    PYC_ASYNC_COMPREHENSION,
} pyc_frame_kind;

typedef struct pyc_frame {
    struct pyc_frame *outer;
    pyc_frame_kind kind;
    pyc_block *start, *exit;
    const void *datum; // a py_stmt (with, finally) or a py_name (handler)
} pyc_frame;

// ---- Code units ---------------------------------------------------------------------------------

typedef struct pyc_map { // pointer -> pointer
    const void **keys;
    void **values;
    size_t count, room;
} pyc_map;

typedef struct pyc_list { // of borrowed objects without repetition: kept by the compilation
    ouro_object **items;
    uint32_t count, room;
    pyc_map index; // object -> its place in `items`, as uintptr_t + 1
} pyc_list;

typedef struct pyc_unit {
    struct pyc_unit *outer;
    pyc_scope *scope;
    pyc_name *name;
    pyc_name *private_name; // of the innermost class, for mangling
    ouro_object *qualname;
    pyc_list consts, names;
    pyc_name **locals; // co_varnames
    uint32_t local_count, local_room;
    pyc_name **cells, **frees; // sorted
    uint32_t cell_count, free_count;
    uint32_t arg_count, posonly_count, kwonly_count;
    int32_t first_line;
    py_pos pos; // of what is emitted next
    pyc_block *entry, *current, *blocks;
    pyc_frame *frame;
} pyc_unit;

// ---- The compilation ----------------------------------------------------------------------------

typedef struct pyc {
    jmp_buf stop;
    struct pyc_chunk *chunks;
    ouro_object **kept;
    size_t kept_count, kept_room;
    const char *filename;
    ouro_object *filename_object;
    const py_tree *tree;
    pyc_name **names;
    size_t name_count, name_room;
    pyc_map scopes;          // node -> pyc_scope
    pyc_map folded;          // py_expr -> object, or itself when it is not constant
    ouro_object **constants; // hash table: one object for equal constants of the compilation
    size_t constant_count, constant_room;
    pyc_scope *top;
    pyc_scope *scope; // while scopes are built
    pyc_name *private_name;
    pyc_unit *unit;
    uint32_t future;     // PY_CO_FUTURE_* in force
    int32_t future_line; // of the last future import, -1: none
    bool interactive;
    int nest; // code units open
    int depth, max_depth;
} pyc;

// ---- memory.c -----------------------------------------------------------------------------------

_Noreturn void pyc_abort(pyc *c); // an exception is raised: give up
_Noreturn void pyc_no_memory(pyc *c);
void *pyc_alloc(pyc *c, size_t bytes); // zeroed, of the arena
// A larger copy of an array of the arena: `*room` becomes at least `need`.
void *pyc_grow(pyc *c, void *items, uint32_t *room, uint32_t need, size_t item_size);
ouro_object *pyc_keep(pyc *c, ouro_object *object); // stolen; NULL: gives up. Borrowed
pyc_name *pyc_name_of(pyc *c, py_name *name);
pyc_name *pyc_name_text(pyc *c, const char *text, size_t length);
pyc_name *pyc_name_literal(pyc *c, const char *text);
ouro_object *pyc_name_str(pyc *c, pyc_name *name); // borrowed
// The name as a class body named `private_name` (or NULL) means it: _C__x for __x.
pyc_name *pyc_mangle(pyc *c, pyc_name *private_name, pyc_name *name);
void *pyc_map_get(const pyc_map *map, const void *key);
void pyc_map_set(pyc *c, pyc_map *map, const void *key, void *value);
void pyc_dispose(pyc *c); // frees everything
void pyc_descend(pyc *c); // counts recursion: RecursionError
static inline void pyc_ascend(pyc *c) {
    c->depth--;
}
static inline bool pyc_name_is(const pyc_name *name, const char *text) {
    return strcmp(name->text, text) == 0;
}

// ---- syntax_error.c -----------------------------------------------------------------------------

// Raises SyntaxError at `pos` with a printf-like message and gives up.
_Noreturn void pyc_error(pyc *c, py_pos pos, const char *format, ...) OURO_PRINTF(3, 4);

// The same for a place whose end is not told.
_Noreturn void pyc_error_endless(pyc *c, py_pos pos, const char *format, ...) OURO_PRINTF(3, 4);

// ---- warning.c ----------------------------------------------------------------------------------

// Each tells a SyntaxWarning, at the line that is being compiled, if its operands deserve it.
void pyc_check_is(pyc *c, const py_expr *e, bool inverted); // a comparison; its `is` with a literal
void pyc_check_assert(pyc *c, const py_expr *test);
void pyc_check_caller(pyc *c, const py_expr *func);
void pyc_check_subscript(pyc *c, const py_expr *value, const py_expr *index);

// ---- future.c -----------------------------------------------------------------------------------

void pyc_find_future(pyc *c, const py_tree *tree); // sets c->future, c->future_line

// ---- scope.c, analyze.c -------------------------------------------------------------------------

void pyc_build_scopes(pyc *c, const py_tree *tree);
void pyc_analyze(pyc *c);
pyc_scope *pyc_scope_of(pyc *c, const void *node);
pyc_symbol *pyc_symbol_find(const pyc_scope *scope, const pyc_name *name);
pyc_symbol *pyc_symbol_add(pyc *c, pyc_scope *scope, pyc_name *name);

// ---- constant.c, fold.c -------------------------------------------------------------------------

// The one object of this compilation that equals `object` (borrowed) in type and value.
ouro_object *pyc_merge(pyc *c, ouro_object *object);
// Its index in co_consts of the current unit.
uint32_t pyc_const_index(pyc *c, ouro_object *object);
uint32_t pyc_name_index(pyc *c, pyc_name *name);     // in co_names
ouro_object *pyc_constant(pyc *c, const py_expr *e); // of a PY_EXPR_CONSTANT, borrowed
// The value of a constant expression (borrowed), or NULL.
ouro_object *pyc_fold(pyc *c, const py_expr *e);
extern const uint8_t pyc_binary_ops[]; // py_operator -> enum ouro_binary_op
// Compiles what stands right of `in`, or after `for ... in`, where a list may be a tuple and a set
// of constants a frozenset.
void pyc_iterable(pyc *c, const py_expr *e);

// ---- blocks.c -----------------------------------------------------------------------------------

extern const py_pos pyc_nowhere; // artificial
pyc_block *pyc_block_new(pyc *c);
void pyc_use(pyc *c, pyc_block *block); // it comes next
void pyc_op(pyc *c, py_opcode op);
void pyc_op_arg(pyc *c, py_opcode op, uint32_t arg);
void pyc_op_none(pyc *c, py_opcode op);                 // without a line
void pyc_op_name(pyc *c, py_opcode op, pyc_name *name); // mangled, of co_names
void pyc_pseudo(pyc *c, int op, pyc_block *target);
void pyc_jump(pyc *c, py_opcode op, pyc_block *target);
void pyc_jump_none(pyc *c, py_opcode op, pyc_block *target);
void pyc_const(pyc *c, ouro_object *object); // LOAD_CONST, borrowed
void pyc_const_none(pyc *c);
void pyc_at(pyc *c, py_pos pos);
void pyc_nowhere_now(pyc *c);
void pyc_push_frame(pyc *c, pyc_frame *frame, pyc_frame_kind kind, pyc_block *start,
                    pyc_block *exit, const void *datum);
void pyc_pop_frame(pyc *c);
pyc_instr *pyc_block_add(pyc *c, pyc_block *block); // appends one, zeroed
void pyc_block_insert(pyc *c, pyc_block *block, uint32_t index, const pyc_instr *instr);

// ---- unit.c -------------------------------------------------------------------------------------

void pyc_enter(pyc *c, pyc_name *name, const void *node, int32_t first_line);
ouro_object *pyc_leave(pyc *c, bool add_none); // the code object, borrowed
void pyc_make_closure(pyc *c, ouro_object *code, uint32_t flags);
bool pyc_in_function(const pyc *c);

// ---- expr.c, call.c, comprehension.c, percent.c -------------------------------------------------

void pyc_expr(pyc *c, const py_expr *e);
void pyc_exprs(pyc *c, const py_exprs *list);
void pyc_jump_if(pyc *c, const py_expr *e, pyc_block *target, bool condition);
void pyc_load_name(pyc *c, pyc_name *name);
void pyc_store_name(pyc *c, pyc_name *name);
void pyc_delete_name(pyc *c, pyc_name *name);
void pyc_check_name(pyc *c, const pyc_name *name, py_context ctx, py_pos pos);
void pyc_yield_from(pyc *c, bool await);
void pyc_await(pyc *c, uint32_t kind); // GET_AWAITABLE and the loop
void pyc_yield(pyc *c);                // YIELD_VALUE with what belongs to it
typedef enum pyc_sequence { PYC_AS_LIST, PYC_AS_SET, PYC_AS_TUPLE } pyc_sequence;
void pyc_build(pyc *c, const py_exprs *elts, uint32_t pushed, pyc_sequence as);
bool pyc_all_const(pyc *c, py_expr *const *items, size_t count);
ouro_object *pyc_const_tuple(pyc *c, py_expr *const *items, size_t count);
void pyc_move_to_attr(pyc *c, const py_expr *attr);
void pyc_call(pyc *c, const py_expr *e);
void pyc_call_rest(pyc *c, uint32_t pushed, const py_exprs *args, const py_keywords *keywords,
                   py_pos pos);
void pyc_comprehension(pyc *c, const py_expr *e);
bool pyc_percent(pyc *c, const py_expr *e); // false: `e` is not a format % tuple that it can do

// ---- stmt.c, try.c, function.c, pattern.c -------------------------------------------------------

void pyc_stmt(pyc *c, const py_stmt *s);
void pyc_stmts(pyc *c, const py_stmts *list);
void pyc_body(pyc *c, const py_stmts *list);        // of a module or class
const py_expr *pyc_docstring(const py_stmts *list); // or NULL
void pyc_try(pyc *c, const py_stmt *s);
void pyc_with(pyc *c, const py_stmt *s);
void pyc_unwind(pyc *c, const pyc_frame *frame, bool preserve);
const pyc_frame *pyc_unwind_to_loop(pyc *c, bool preserve, bool stop_at_loop);
void pyc_function(pyc *c, const py_stmt *s);
void pyc_lambda(pyc *c, const py_expr *e);
void pyc_class(pyc *c, const py_stmt *s);
void pyc_annotation(pyc *c, const py_expr *e); // its value, or its text under the future import
void pyc_match(pyc *c, const py_stmt *s);
ouro_object *pyc_unparse(pyc *c, const py_expr *e); // str, borrowed

// ---- optimize.c, assemble.c ---------------------------------------------------------------------

void pyc_optimize(pyc *c, pyc_unit *unit);
void pyc_clean(pyc_block *block);                 // takes needless NOPs out
ouro_object *pyc_assemble(pyc *c, bool add_none); // borrowed
static inline bool pyc_is_jump(int op) {
    return op < PY_OPCODE_COUNT && py_opcode_operand[op] == PY_OPERAND_JUMP;
}
static inline bool pyc_is_setup(int op) {
    return op >= PYC_SETUP_FINALLY && op <= PYC_SETUP_WITH;
}
static inline bool pyc_is_plain_jump(int op) {
    return op == PY_JUMP || op == PY_JUMP_BACKWARD || op == PY_JUMP_BACKWARD_NO_INTERRUPT;
}
static inline bool pyc_leaves(int op) { // the code unit
    return op == PY_RETURN_VALUE || op == PY_RAISE_VARARGS || op == PY_RERAISE;
}

#endif
