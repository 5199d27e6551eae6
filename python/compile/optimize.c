// SPDX-License-Identifier: MIT
// Simplifies the blocks of a unit: constant conditions, threaded jumps, dead code, lines of exits.
// Front-end, compile. The same simplifications as 3.11, in the same order: which line an instruction
// ends up on shows in tracebacks.
#include "compiler.h"

enum { SMALL_EXIT = 4 };

static bool falls_through(const pyc_block *block) {
    if (!block->count) {
        return true;
    }
    int op = block->instrs[block->count - 1].op;
    return !pyc_leaves(op) && !pyc_is_plain_jump(op);
}

static bool is_exit(const pyc_block *block) {
    return block->count && pyc_leaves(block->instrs[block->count - 1].op);
}

static pyc_instr *last_of(const pyc_block *block) {
    return block->count ? &block->instrs[block->count - 1] : NULL;
}

static pyc_block *skip_empty(pyc_block *block) {
    while (block && !block->count) {
        block = block->next;
    }
    return block;
}

// ---- Within one block ---------------------------------------------------------------------------

static void drop(pyc_instr *instr) {
    instr->op = PY_NOP;
    instr->target = NULL;
}

static void simplify_constant(pyc *c, pyc_unit *unit, pyc_block *block, uint32_t i) {
    pyc_instr *instr = &block->instrs[i];
    if (i + 1 >= block->count) {
        return;
    }
    pyc_instr *next = instr + 1;
    ouro_object *value = unit->consts.items[instr->arg];
    bool pops = next->op == PY_POP_JUMP_IF_FALSE || next->op == PY_POP_JUMP_IF_TRUE;
    bool keeps = next->op == PY_JUMP_IF_FALSE_OR_POP || next->op == PY_JUMP_IF_TRUE_OR_POP;
    if (pops || keeps) {
        int truth = ouro_is_true(value);
        if (truth < 0) {
            pyc_abort(c);
        }
        bool jumps =
            truth == (next->op == PY_POP_JUMP_IF_TRUE || next->op == PY_JUMP_IF_TRUE_OR_POP);
        if (pops || !jumps) {
            drop(instr);
        }
        if (jumps) {
            next->op = PY_JUMP;
        } else {
            drop(next);
        }
        return;
    }
    if (next->op == PY_IS_OP && ouro_is_none(value) && i + 2 < block->count) {
        pyc_instr *jump = instr + 2;
        if (jump->op == PY_POP_JUMP_IF_FALSE || jump->op == PY_POP_JUMP_IF_TRUE) {
            bool inverted = (next->arg == 1) != (jump->op == PY_POP_JUMP_IF_FALSE);
            jump->op = inverted ? PY_POP_JUMP_IF_NOT_NONE : PY_POP_JUMP_IF_NONE;
            drop(instr);
            drop(next);
        }
    }
}

static void fold_tuple(pyc *c, pyc_unit *unit, pyc_block *block, uint32_t i) {
    pyc_instr *instr = &block->instrs[i];
    uint32_t n = (uint32_t)instr->arg;
    if (i < n) {
        return;
    }
    for (uint32_t k = i - n; k < i; k++) {
        if (block->instrs[k].op != PY_LOAD_CONST) {
            return;
        }
    }
    ouro_object *tuple = pyc_keep(c, ouro_tuple_new(n));
    for (uint32_t k = 0; k < n; k++) {
        pyc_instr *load = &block->instrs[i - n + k];
        ouro_tuple_fill(tuple, k, ouro_newref(unit->consts.items[load->arg]));
        drop(load);
    }
    instr->op = PY_LOAD_CONST;
    instr->arg = (int32_t)pyc_const_index(c, tuple);
}

static int64_t next_swappable(const pyc_block *block, int64_t i, int32_t lineno) {
    while (++i < (int64_t)block->count) {
        const pyc_instr *instr = &block->instrs[i];
        if (lineno >= 0 && instr->pos.lineno != lineno) {
            return -1;
        }
        if (instr->op == PY_NOP) {
            continue;
        }
        return instr->op == PY_STORE_FAST || instr->op == PY_POP_TOP ? i : -1;
    }
    return -1;
}

// SWAPs right before stores to locals: the stores change places instead.
static void apply_swaps(pyc_block *block, int64_t i) {
    for (; i >= 0; i--) {
        pyc_instr *swap = &block->instrs[i];
        if (swap->op == PY_NOP) {
            continue;
        }
        if (swap->op != PY_SWAP) {
            return;
        }
        int64_t first = next_swappable(block, i, -1);
        int64_t other = first;
        for (int32_t n = swap->arg - 1; n > 0 && other >= 0; n--) {
            other = next_swappable(block, other, block->instrs[first].pos.lineno);
        }
        if (other < 0) {
            return;
        }
        drop(swap);
        pyc_instr saved = block->instrs[first];
        block->instrs[first] = block->instrs[other];
        block->instrs[other] = saved;
    }
}

static void simplify_tuple(pyc *c, pyc_unit *unit, pyc_block *block, uint32_t i) {
    pyc_instr *instr = &block->instrs[i];
    pyc_instr *next = i + 1 < block->count ? instr + 1 : NULL;
    if (next && next->op == PY_UNPACK_SEQUENCE && next->arg == instr->arg && instr->arg >= 1 &&
        instr->arg <= 3) {
        drop(instr);
        if (instr->arg == 1) {
            drop(next);
        } else {
            next->op = PY_SWAP; // of 2 or 3 values, only the outer ones change places
        }
        return;
    }
    fold_tuple(c, unit, block, i);
}

// Goes straight to where the jump's target would jump. True if it changed something.
static bool thread(pyc_instr *instr, const pyc_instr *target, int op) {
    if (instr->pos.lineno == target->pos.lineno && instr->target != target->target) {
        instr->target = target->target;
        instr->op = (uint8_t)op;
        return true;
    }
    return false;
}

static bool thread_or_pop(pyc_instr *instr, const pyc_instr *target) {
    bool if_false = instr->op == PY_JUMP_IF_FALSE_OR_POP;
    int same = if_false ? PY_POP_JUMP_IF_FALSE : PY_POP_JUMP_IF_TRUE;
    int other = if_false ? PY_POP_JUMP_IF_TRUE : PY_POP_JUMP_IF_FALSE;
    int other_keeping = if_false ? PY_JUMP_IF_TRUE_OR_POP : PY_JUMP_IF_FALSE_OR_POP;
    if (target->op == same) {
        return thread(instr, target, same);
    }
    if (target->op == PY_JUMP || target->op == instr->op) {
        return thread(instr, target, instr->op);
    }
    if ((target->op == other || target->op == other_keeping) &&
        instr->pos.lineno == target->pos.lineno) {
        instr->op = (uint8_t)same;
        instr->target = instr->target->next;
        return true;
    }
    return false;
}

static void simplify_jump(pyc_instr *instr) {
    for (int rounds = 0; rounds < 100; rounds++) {
        instr->target = skip_empty(instr->target);
        const pyc_instr *target = &instr->target->instrs[0];
        bool changed = false;
        switch (instr->op) {
        case PY_JUMP_IF_FALSE_OR_POP:
        case PY_JUMP_IF_TRUE_OR_POP: changed = thread_or_pop(instr, target); break;
        case PY_JUMP:
        case PY_POP_JUMP_IF_FALSE:
        case PY_POP_JUMP_IF_TRUE:
        case PY_POP_JUMP_IF_NONE:
        case PY_POP_JUMP_IF_NOT_NONE:
            changed = target->op == PY_JUMP && thread(instr, target, instr->op);
            break;
        default: break;
        }
        if (!changed) {
            return;
        }
    }
}

static void simplify_block(pyc *c, pyc_unit *unit, pyc_block *block) {
    for (uint32_t i = 0; i < block->count; i++) {
        pyc_instr *instr = &block->instrs[i];
        switch (instr->op) {
        case PY_LOAD_CONST: simplify_constant(c, unit, block, i); break;
        case PY_BUILD_TUPLE:
            simplify_tuple(c, unit, block, i);
            if (i + 1 < block->count && instr[1].op == PY_SWAP) {
                apply_swaps(block, i + 1);
            }
            break;
        case PY_SWAP: apply_swaps(block, i); break;
        case PY_PUSH_NULL:
            if (i + 1 < block->count && instr[1].op == PY_LOAD_GLOBAL && !(instr[1].arg & 1)) {
                drop(instr);
                instr[1].arg |= 1;
            }
            break;
        default:
            if (pyc_is_jump(instr->op) && instr->op != PY_JUMP_BACKWARD_NO_INTERRUPT) {
                simplify_jump(instr);
            }
            break;
        }
    }
}

// ---- Instructions that do nothing ---------------------------------------------------------------

// A NOP stays only when it is the one instruction of its line.
static bool is_needless(pyc_block *block, uint32_t i, int32_t previous_line) {
    int32_t line = block->instrs[i].pos.lineno;
    if (line < 0 || line == previous_line) {
        return true;
    }
    if (i + 1 < block->count) {
        pyc_instr *next = &block->instrs[i + 1];
        if (next->pos.lineno < 0) {
            next->pos = block->instrs[i].pos;
            return true;
        }
        return next->pos.lineno == line;
    }
    const pyc_block *next = skip_empty(block->next);
    return next && next->instrs[0].pos.lineno == line;
}

void pyc_clean(pyc_block *block) {
    uint32_t kept = 0;
    int32_t previous_line = -1;
    for (uint32_t i = 0; i < block->count; i++) {
        if (block->instrs[i].op == PY_NOP && is_needless(block, i, previous_line)) {
            continue;
        }
        previous_line = block->instrs[i].pos.lineno;
        block->instrs[kept++] = block->instrs[i];
    }
    block->count = kept;
}

static bool is_exit_without_line(const pyc_block *block) {
    for (uint32_t i = 0; i < block->count; i++) {
        if (block->instrs[i].pos.lineno >= 0) {
            return false;
        }
    }
    return is_exit(block);
}

static void inline_small_exit(pyc *c, pyc_block *block) {
    pyc_instr *last = last_of(block);
    if (!last || !pyc_is_plain_jump(last->op)) {
        return;
    }
    const pyc_block *target = skip_empty(last->target);
    if (is_exit_without_line(target) && target->count <= SMALL_EXIT) {
        drop(last);
        for (uint32_t i = 0; i < target->count; i++) {
            *pyc_block_add(c, block) = target->instrs[i];
        }
    }
}

// ---- Between blocks -----------------------------------------------------------------------------

static void reach(pyc_block *block, pyc_block **stack, size_t *depth) {
    block->predecessors++;
    if (!block->visited) {
        block->visited = true;
        stack[(*depth)++] = block;
    }
}

static void count_predecessors(pyc *c, pyc_unit *unit) {
    size_t blocks = 0, depth = 0;
    for (pyc_block *block = unit->blocks; block; block = block->all) {
        block->predecessors = 0;
        block->visited = false;
        blocks++;
    }
    pyc_block **stack = pyc_alloc(c, blocks * sizeof(pyc_block *));
    reach(unit->entry, stack, &depth);
    while (depth) {
        pyc_block *block = stack[--depth];
        for (uint32_t i = 0; i < block->count; i++) {
            if (block->instrs[i].target) {
                reach(block->instrs[i].target, stack, &depth);
            }
        }
        if (block->next && falls_through(block)) {
            reach(block->next, stack, &depth);
        }
    }
}

static void remove_empty(pyc_unit *unit) {
    for (pyc_block *block = unit->entry; block; block = block->next) {
        block->next = skip_empty(block->next);
    }
    unit->entry = skip_empty(unit->entry);
    for (pyc_block *block = unit->entry; block; block = block->next) {
        for (uint32_t i = 0; i < block->count; i++) {
            if (block->instrs[i].target) {
                block->instrs[i].target = skip_empty(block->instrs[i].target);
            }
        }
    }
}

static void remove_jumps_to_next(pyc_unit *unit) {
    for (pyc_block *block = unit->entry; block; block = block->next) {
        pyc_instr *last = last_of(block);
        if (last && last->op == PY_JUMP && skip_empty(last->target) == skip_empty(block->next)) {
            drop(last);
            pyc_clean(block);
        }
    }
    remove_empty(unit);
}

// An exit without a line of its own that is reached from several places gets a copy, with that
// place's line, for each jump to it. Blocks made last come first: the copies of an exit stand in the
// order of the places.
static void copy_exits(pyc *c, pyc_unit *unit) {
    for (pyc_block *block = unit->blocks; block; block = block->all) {
        pyc_instr *last = last_of(block);
        if (!last || !pyc_is_jump(last->op)) {
            continue;
        }
        pyc_block *target = last->target;
        if (!is_exit_without_line(target) || target->predecessors < 2) {
            continue;
        }
        pyc_block *copy = pyc_block_new(c);
        for (uint32_t i = 0; i < target->count; i++) {
            *pyc_block_add(c, copy) = target->instrs[i];
        }
        copy->instrs[0].pos = last->pos;
        last->target = copy;
        target->predecessors--;
        copy->predecessors = 1;
        copy->next = target->next;
        target->next = copy;
    }
    for (pyc_block *block = unit->entry; block; block = block->next) {
        if (block->next && falls_through(block) && is_exit_without_line(block->next)) {
            block->next->instrs[0].pos = block->instrs[block->count - 1].pos;
        }
    }
}

static void give_line(pyc_block *block, py_pos pos) {
    if (block->predecessors == 1 && block->instrs[0].pos.lineno < 0) {
        block->instrs[0].pos = pos;
    }
}

static void propagate_lines(pyc_unit *unit) {
    for (pyc_block *block = unit->entry; block; block = block->next) {
        py_pos previous = pyc_nowhere;
        for (uint32_t i = 0; i < block->count; i++) {
            if (block->instrs[i].pos.lineno < 0) {
                block->instrs[i].pos = previous;
            } else {
                previous = block->instrs[i].pos;
            }
        }
        if (block->next && falls_through(block)) {
            give_line(block->next, previous);
        }
        const pyc_instr *last = last_of(block);
        if (last && pyc_is_jump(last->op)) {
            give_line(last->target, previous);
        }
    }
}

void pyc_optimize(pyc *c, pyc_unit *unit) {
    // Exits are copied twice: before the blocks are simplified those made last go first, so that a
    // jump to a jump to an exit becomes an exit too.
    for (pyc_block *block = unit->blocks; block; block = block->all) {
        inline_small_exit(c, block);
    }
    for (pyc_block *block = unit->entry; block; block = block->next) {
        simplify_block(c, unit, block);
        pyc_clean(block);
    }
    for (pyc_block *block = unit->entry; block; block = block->next) {
        inline_small_exit(c, block);
    }
    count_predecessors(c, unit);
    for (pyc_block *block = unit->entry; block; block = block->next) {
        if (!block->predecessors) {
            block->count = 0;
        }
    }
    remove_empty(unit);
    for (pyc_block *block = unit->entry; block; block = block->next) {
        pyc_clean(block);
    }
    remove_empty(unit);
    remove_jumps_to_next(unit);
    count_predecessors(c, unit);
    copy_exits(c, unit);
    count_predecessors(c, unit);
    propagate_lines(unit);
}
