// SPDX-License-Identifier: MIT
// From blocks to a code object: prefix, handlers, stack depth, offsets, units, tables.
// Front-end, compile.
#include "compiler.h"

// ---- Local slots --------------------------------------------------------------------------------

// Cells that are arguments share the argument's slot; the other cells and the free variables follow
// the locals. Fills `slots` (by cell index) and returns the number of all slots.
static uint32_t place_cells(const pyc_unit *unit, uint32_t *slots) {
    uint32_t next = unit->local_count;
    for (uint32_t i = 0; i < unit->cell_count; i++) {
        const pyc_symbol *symbol = pyc_symbol_find(unit->scope, unit->cells[i]);
        bool argument = symbol && symbol->place == PYC_CELL && symbol->slot >= 0;
        slots[i] = argument ? (uint32_t)symbol->slot : next++;
    }
    for (uint32_t i = 0; i < unit->free_count; i++) {
        slots[unit->cell_count + i] = next++;
    }
    return next;
}

static bool has_cell_operand(int op) {
    return op == PY_LOAD_CLOSURE || op == PY_LOAD_DEREF || op == PY_LOAD_CLASSDEREF ||
           op == PY_STORE_DEREF || op == PY_DELETE_DEREF;
}

static void fix_cell_operands(pyc_unit *unit, const uint32_t *slots) {
    for (pyc_block *block = unit->entry; block; block = block->next) {
        for (uint32_t i = 0; i < block->count; i++) {
            if (has_cell_operand(block->instrs[i].op)) {
                block->instrs[i].arg = (int32_t)slots[block->instrs[i].arg];
            }
        }
    }
}

static void insert_prefix(pyc *c, pyc_unit *unit, const uint32_t *slots, uint32_t slot_count) {
    uint32_t at = 0;
    pyc_instr instr = {.pos = pyc_nowhere};
    if (unit->free_count) {
        instr.op = PY_COPY_FREE_VARS;
        instr.arg = (int32_t)unit->free_count;
        pyc_block_insert(c, unit->entry, at++, &instr);
    }
    for (uint32_t slot = 0; slot < slot_count; slot++) {
        for (uint32_t i = 0; i < unit->cell_count; i++) {
            if (slots[i] == slot) {
                instr.op = PY_MAKE_CELL;
                instr.arg = (int32_t)slot;
                pyc_block_insert(c, unit->entry, at++, &instr);
            }
        }
    }
    if (pyc_in_function(c) && (unit->scope->generator || unit->scope->coroutine)) {
        instr.pos = (py_pos){unit->first_line, -1, unit->first_line, -1};
        instr.arg = 0;
        instr.op = PY_RETURN_GENERATOR;
        pyc_block_insert(c, unit->entry, at++, &instr);
        instr.op = PY_POP_TOP;
        pyc_block_insert(c, unit->entry, at++, &instr);
    }
}

// ---- Handlers -----------------------------------------------------------------------------------

typedef struct pyc_handlers { // a stack that blocks share
    struct pyc_handlers *outer;
    pyc_block *block;
} pyc_handlers;

typedef struct walk {
    pyc_block **stack;
    size_t depth;
} walk;

static walk walk_new(pyc *c, pyc_unit *unit) {
    size_t n = 0;
    for (pyc_block *block = unit->blocks; block; block = block->all) {
        block->visited = false;
        n++;
    }
    return (walk){pyc_alloc(c, n * sizeof(pyc_block *)), 0};
}

static void visit_with(walk *w, pyc_block *block, pyc_handlers *handlers) {
    if (!block->visited) {
        block->visited = true;
        block->handlers = handlers;
        w->stack[w->depth++] = block;
    }
}

static void label_block(pyc *c, walk *w, pyc_block *block) {
    pyc_handlers *top = block->handlers;
    bool falls = true;
    for (uint32_t i = 0; i < block->count; i++) {
        pyc_instr *instr = &block->instrs[i];
        if (pyc_is_setup(instr->op)) {
            visit_with(w, instr->target, top);
            instr->target->preserve_lasti = instr->op != PYC_SETUP_FINALLY;
            pyc_handlers *inner = pyc_alloc(c, sizeof *inner);
            *inner = (pyc_handlers){top, instr->target};
            top = inner;
        } else if (instr->op == PYC_POP_BLOCK) {
            assert(top);
            top = top->outer;
        } else {
            instr->handler = top ? top->block : NULL;
            if (pyc_is_jump(instr->op)) {
                visit_with(w, instr->target, top);
            }
        }
        falls = !pyc_is_plain_jump(instr->op) && !pyc_leaves(instr->op);
    }
    if (falls && block->next) {
        visit_with(w, block->next, top);
    }
}

static void label_handlers(pyc *c, pyc_unit *unit) {
    walk w = walk_new(c, unit);
    visit_with(&w, unit->entry, NULL);
    while (w.depth) {
        label_block(c, &w, w.stack[--w.depth]);
    }
}

// ---- Stack depth --------------------------------------------------------------------------------

static void arrive(walk *w, pyc_block *block, int depth) {
    assert(block->depth < 0 || block->depth == depth);
    if (block->depth < 0) {
        block->depth = depth;
        w->stack[w->depth++] = block;
    }
}

static int setup_effect(int op) {
    return op == PYC_SETUP_CLEANUP ? 2 : 1;
}

static int walk_depth(walk *w, pyc_block *block, int most) {
    int depth = block->depth;
    bool falls = true;
    for (uint32_t i = 0; i < block->count; i++) {
        const pyc_instr *instr = &block->instrs[i];
        uint32_t arg = (uint32_t)instr->arg;
        if (pyc_is_setup(instr->op)) {
            int there = depth + setup_effect(instr->op);
            most = there > most ? there : most;
            arrive(w, instr->target, there);
            continue;
        }
        if (instr->op == PYC_POP_BLOCK) {
            continue;
        }
        py_opcode op = (py_opcode)instr->op;
        if (instr->target) {
            int there = depth + py_jump_effect(op, arg);
            most = there > most ? there : most;
            arrive(w, instr->target, there);
        }
        depth += py_stack_effect(op, arg);
        assert(depth >= 0);
        most = depth > most ? depth : most;
        falls = !pyc_is_plain_jump((int)op) && !pyc_leaves((int)op);
    }
    if (falls && block->next) {
        arrive(w, block->next, depth);
    }
    return most;
}

static uint32_t stack_size(pyc *c, pyc_unit *unit) {
    walk w = walk_new(c, unit);
    int most = 0;
    for (pyc_block *block = unit->entry; block; block = block->next) {
        block->depth = -1;
    }
    arrive(&w, unit->entry, 0);
    while (w.depth) {
        most = walk_depth(&w, w.stack[--w.depth], most);
    }
    return (uint32_t)(most ? most : 1);
}

// A pseudo instruction may have been the only one of its line: pyc_clean keeps a NOP then.
static void drop_pseudo(pyc_unit *unit) {
    for (pyc_block *block = unit->entry; block; block = block->next) {
        for (uint32_t i = 0; i < block->count; i++) {
            pyc_instr *instr = &block->instrs[i];
            if (pyc_is_setup(instr->op) || instr->op == PYC_POP_BLOCK) {
                instr->op = PY_NOP;
                instr->target = NULL;
            }
        }
    }
    for (pyc_block *block = unit->entry; block; block = block->next) {
        pyc_clean(block);
    }
}

// ---- Units --------------------------------------------------------------------------------------

static uint32_t layout(pyc_unit *unit) {
    uint32_t offset = 0;
    for (pyc_block *block = unit->entry; block; block = block->next) {
        block->offset = offset;
        for (uint32_t i = 0; i < block->count; i++) {
            offset += 1u + py_opcode_cache[block->instrs[i].op];
        }
    }
    return offset;
}

static py_unit jump_unit(pyc *c, const pyc_instr *instr, uint32_t offset) {
    int64_t distance = (int64_t)instr->target->offset - offset - 1 - py_opcode_cache[instr->op];
    if (distance > PY_ARG_MAX / 2 || distance < -(PY_ARG_MAX / 2)) {
        pyc_error(c, instr->pos, "not yet supported by ouro: a code object of this size");
    }
    py_opcode op = (py_opcode)instr->op;
    if (op == PY_JUMP && distance < 0) {
        op = PY_JUMP_BACKWARD;
    }
    return py_unit_make(op, (uint32_t)distance & PY_ARG_MAX);
}

static py_unit *write_units(pyc *c, pyc_unit *unit, uint32_t total) {
    py_unit *units = pyc_alloc(c, (total + 1) * sizeof *units);
    for (pyc_block *block = unit->entry; block; block = block->next) {
        uint32_t at = block->offset;
        for (uint32_t i = 0; i < block->count; i++) {
            const pyc_instr *instr = &block->instrs[i];
            units[at] = instr->target ? jump_unit(c, instr, at)
                                      : py_unit_make((py_opcode)instr->op, (uint32_t)instr->arg);
            at += 1u + py_opcode_cache[instr->op];
        }
    }
    return units;
}

static int paired(int first, int second) {
    static const uint8_t pairs[][3] = {
        {PY_LOAD_FAST, PY_LOAD_FAST, PY_LOAD_FAST__LOAD_FAST},
        {PY_LOAD_FAST, PY_LOAD_CONST, PY_LOAD_FAST__LOAD_CONST},
        {PY_LOAD_CONST, PY_LOAD_FAST, PY_LOAD_CONST__LOAD_FAST},
        {PY_LOAD_CONST, PY_BINARY_OP, PY_LOAD_CONST__BINARY_OP},
        {PY_LOAD_FAST, PY_LOAD_ATTR, PY_LOAD_FAST__LOAD_ATTR},
        {PY_LOAD_FAST, PY_STORE_ATTR, PY_LOAD_FAST__STORE_ATTR},
        {PY_LOAD_FAST, PY_RETURN_VALUE, PY_LOAD_FAST__RETURN_VALUE},
        {PY_STORE_FAST, PY_LOAD_FAST, PY_STORE_FAST__LOAD_FAST},
        {PY_STORE_FAST, PY_STORE_FAST, PY_STORE_FAST__STORE_FAST},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (pairs[i][0] == first && pairs[i][1] == second) {
            return pairs[i][2];
        }
    }
    return -1;
}

// Whether a variable that is loaded second, behind `first`, had better be paired with what follows: most of those
// pairs spare its value a reference.
static bool pairs_better(const py_unit *units, int first, uint32_t second, uint32_t total) {
    if (second + 1 >= total || py_unit_op(units[second]) != PY_LOAD_FAST) {
        return false;
    }
    const int third = py_unit_op(units[second + 1]);
    return paired(PY_LOAD_FAST, third) >= 0 && (first != PY_LOAD_FAST || third != PY_LOAD_FAST);
}

static void pair_units(py_unit *units, uint32_t total) {
    for (uint32_t i = 0; i + 1 < total; i += 1u + py_opcode_cache[py_unit_op(units[i])]) {
        const int first = py_unit_op(units[i]);
        const int pair = paired(first, py_unit_op(units[i + 1]));
        if (pair >= 0 && !pairs_better(units, first, i + 1, total)) {
            units[i] = py_unit_make((py_opcode)pair, py_unit_arg(units[i]));
            i++;
        }
    }
}

// ---- Tables -------------------------------------------------------------------------------------

typedef struct tables {
    py_handler_entry *handlers;
    py_position *positions;
    uint32_t handler_count, handler_room, position_count, position_room;
} tables;

static void add_handler(pyc *c, tables *t, uint32_t start, uint32_t end, const pyc_block *block) {
    if (!block || start == end) {
        return;
    }
    t->handlers =
        pyc_grow(c, t->handlers, &t->handler_room, t->handler_count + 1, sizeof *t->handlers);
    uint32_t depth = (uint32_t)block->depth - 1 - block->preserve_lasti;
    t->handlers[t->handler_count++] = (py_handler_entry){.start = start,
                                                         .end = end,
                                                         .handler = block->offset,
                                                         .depth = depth & 0x7fffffff,
                                                         .lasti = block->preserve_lasti};
}

static void add_position(pyc *c, tables *t, uint32_t at, py_pos pos) {
    py_position position = {at, pos.lineno, pos.end_lineno, pos.col_offset, pos.end_col_offset};
    if (t->position_count) {
        const py_position *last = &t->positions[t->position_count - 1];
        if (last->lineno == position.lineno && last->end_lineno == position.end_lineno &&
            last->col == position.col && last->end_col == position.end_col) {
            return;
        }
    }
    t->positions =
        pyc_grow(c, t->positions, &t->position_room, t->position_count + 1, sizeof *t->positions);
    t->positions[t->position_count++] = position;
}

static tables make_tables(pyc *c, pyc_unit *unit, uint32_t total) {
    tables t = {0};
    uint32_t start = 0;
    const pyc_block *handler = NULL;
    for (pyc_block *block = unit->entry; block; block = block->next) {
        uint32_t at = block->offset;
        for (uint32_t i = 0; i < block->count; i++) {
            const pyc_instr *instr = &block->instrs[i];
            if (instr->handler != handler) {
                add_handler(c, &t, start, at, handler);
                start = at;
                handler = instr->handler;
            }
            add_position(c, &t, at, instr->pos);
            at += 1u + py_opcode_cache[instr->op];
        }
    }
    add_handler(c, &t, start, total, handler);
    return t;
}

// ---- The code object ----------------------------------------------------------------------------

static uint32_t code_flags(const pyc *c, const pyc_unit *unit) {
    const pyc_scope *scope = unit->scope;
    uint32_t flags = c->future;
    if (scope->kind != PYC_FUNCTION) {
        return flags;
    }
    flags |= PY_CO_NEWLOCALS | PY_CO_OPTIMIZED;
    flags |= scope->nested ? PY_CO_NESTED : 0;
    if (scope->coroutine) {
        flags |= scope->generator ? PY_CO_ASYNC_GENERATOR : PY_CO_COROUTINE;
    } else if (scope->generator) {
        flags |= PY_CO_GENERATOR;
    }
    flags |= scope->varargs ? PY_CO_VARARGS : 0;
    flags |= scope->varkeywords ? PY_CO_VARKEYWORDS : 0;
    return flags;
}

// Constants behind the last one in use are not kept.
static void trim_constants(pyc_unit *unit) {
    int32_t last = 0;
    for (pyc_block *block = unit->entry; block; block = block->next) {
        for (uint32_t i = 0; i < block->count; i++) {
            const pyc_instr *instr = &block->instrs[i];
            if (instr->op == PY_LOAD_CONST && instr->arg > last) {
                last = instr->arg;
            }
        }
    }
    if (unit->consts.count > (uint32_t)last + 1) {
        unit->consts.count = (uint32_t)last + 1;
    }
}

static void name_slots(pyc *c, const pyc_unit *unit, const uint32_t *slots, uint32_t count,
                       py_code *code) {
    code->local_names = ouro_tuple_new(count);
    code->local_kinds = ouro_memory_new(count + 1);
    if (!code->local_names || !code->local_kinds) {
        pyc_abort(c);
    }
    pyc_name **names = pyc_alloc(c, (count + 1) * sizeof *names);
    memset(code->local_kinds, 0, count + 1);
    for (uint32_t i = 0; i < unit->local_count; i++) {
        names[i] = unit->locals[i];
        code->local_kinds[i] = PY_LOCAL_VARIABLE;
    }
    for (uint32_t i = 0; i < unit->cell_count + unit->free_count; i++) {
        bool cell = i < unit->cell_count;
        names[slots[i]] = cell ? unit->cells[i] : unit->frees[i - unit->cell_count];
        code->local_kinds[slots[i]] |= cell ? PY_LOCAL_CELL : PY_LOCAL_FREE;
    }
    for (uint32_t i = 0; i < count; i++) {
        ouro_tuple_fill(code->local_names, i, ouro_newref(pyc_name_str(c, names[i])));
    }
}

static void *copy_memory(pyc *c, const void *from, size_t bytes) {
    void *copy = ouro_memory_new(bytes ? bytes : 1);
    if (!copy) {
        pyc_abort(c);
    }
    if (bytes) {
        memcpy(copy, from, bytes);
    }
    return copy;
}

static void fill_code(pyc *c, const pyc_unit *unit, py_code *code) {
    code->filename = ouro_newref(c->filename_object);
    code->name = ouro_newref(pyc_name_str(c, unit->name));
    code->qualname = ouro_newref(unit->qualname);
    code->consts = ouro_tuple_from(unit->consts.items, unit->consts.count);
    code->names = ouro_tuple_from(unit->names.items, unit->names.count);
    if (!code->consts || !code->names) {
        pyc_abort(c);
    }
    code->flags = code_flags(c, unit);
    code->variable_count = unit->local_count;
    code->cell_count = unit->cell_count;
    code->free_count = unit->free_count;
    code->arg_count = unit->arg_count;
    code->posonly_count = unit->posonly_count;
    code->kwonly_count = unit->kwonly_count;
    const bool plain =
        !(code->flags & (PY_CO_VARARGS | PY_CO_VARKEYWORDS)) && code->kwonly_count == 0;
    code->plain_args = plain ? code->arg_count : PY_NOT_PLAIN;
    code->first_line = unit->first_line;
}

static void finish_blocks(pyc *c, pyc_unit *unit, bool add_none) {
    const pyc_block *last = unit->current;
    if (!last->count || last->instrs[last->count - 1].op != PY_RETURN_VALUE) {
        pyc_nowhere_now(c);
        if (add_none) {
            pyc_const_none(c);
        }
        pyc_op(c, PY_RETURN_VALUE);
    }
}

ouro_object *pyc_assemble(pyc *c, bool add_none) {
    pyc_unit *unit = c->unit;
    finish_blocks(c, unit, add_none);
    uint32_t *slots = pyc_alloc(c, (unit->cell_count + unit->free_count + 1) * sizeof *slots);
    uint32_t slot_count = place_cells(unit, slots);
    fix_cell_operands(unit, slots);
    insert_prefix(c, unit, slots, slot_count);
    pyc_optimize(c, unit);
    trim_constants(unit);
    label_handlers(c, unit);
    uint32_t depth = stack_size(c, unit);
    drop_pseudo(unit);
    uint32_t total = layout(unit);
    py_unit *units = write_units(c, unit, total);
    pair_units(units, total);
    tables t = make_tables(c, unit, total);

    ouro_type *type = py_code_type();
    ouro_object *object = type ? ouro_object_new(type, 0) : NULL;
    py_code *code = py_code_of(pyc_keep(c, object));
    fill_code(c, unit, code);
    name_slots(c, unit, slots, slot_count, code);
    code->local_count = slot_count;
    code->stack_size = depth;
    code->units = copy_memory(c, units, total * sizeof *units);
    code->unit_count = total;
    code->handlers = copy_memory(c, t.handlers, t.handler_count * sizeof *t.handlers);
    code->handler_count = t.handler_count;
    code->positions = copy_memory(c, t.positions, t.position_count * sizeof *t.positions);
    code->position_count = t.position_count;
    return object;
}
