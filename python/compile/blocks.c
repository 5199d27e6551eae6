// SPDX-License-Identifier: MIT
// Emission: instructions go to the current block, with the current position.
// Front-end, compile.
#include "compiler.h"

const py_pos pyc_nowhere = {-1, -1, -1, -1};

void pyc_at(pyc *c, py_pos pos) {
    c->unit->pos = pos;
}
void pyc_nowhere_now(pyc *c) {
    c->unit->pos = pyc_nowhere;
}

// ---- Blocks -------------------------------------------------------------------------------------

pyc_block *pyc_block_new(pyc *c) {
    pyc_block *block = pyc_alloc(c, sizeof *block);
    block->depth = -1;
    block->all = c->unit->blocks;
    c->unit->blocks = block;
    return block;
}

void pyc_use(pyc *c, pyc_block *block) {
    if (c->unit->current) {
        c->unit->current->next = block;
    } else {
        c->unit->entry = block;
    }
    c->unit->current = block;
}

pyc_instr *pyc_block_add(pyc *c, pyc_block *block) {
    block->instrs =
        pyc_grow(c, block->instrs, &block->room, block->count + 1, sizeof *block->instrs);
    pyc_instr *instr = &block->instrs[block->count++];
    *instr = (pyc_instr){0};
    return instr;
}

void pyc_block_insert(pyc *c, pyc_block *block, uint32_t index, const pyc_instr *instr) {
    pyc_block_add(c, block);
    memmove(block->instrs + index + 1, block->instrs + index,
            (block->count - 1 - index) * sizeof *instr);
    block->instrs[index] = *instr;
}

// ---- Instructions -------------------------------------------------------------------------------

// After a jump or an exit comes another block: only the last instruction of a block jumps.
static pyc_instr *emit(pyc *c, int op, uint32_t arg, pyc_block *target, py_pos pos) {
    pyc_block *block = c->unit->current;
    if (block->count) {
        int last = block->instrs[block->count - 1].op;
        if (pyc_is_jump(last) || pyc_leaves(last)) {
            block = pyc_block_new(c);
            pyc_use(c, block);
        }
    }
    if (arg > PY_ARG_MAX) {
        pyc_error(c, pos, "not yet supported by ouro: a code object of this size");
    }
    pyc_instr *instr = pyc_block_add(c, block);
    instr->op = (uint8_t)op;
    instr->arg = (int32_t)arg;
    instr->target = target;
    instr->pos = pos;
    return instr;
}

void pyc_op(pyc *c, py_opcode op) {
    emit(c, (int)op, 0, NULL, c->unit->pos);
}

void pyc_op_arg(pyc *c, py_opcode op, uint32_t arg) {
    emit(c, (int)op, arg, NULL, c->unit->pos);
}

void pyc_op_none(pyc *c, py_opcode op) {
    emit(c, (int)op, 0, NULL, pyc_nowhere);
}

void pyc_op_name(pyc *c, py_opcode op, pyc_name *name) {
    uint32_t index = pyc_name_index(c, pyc_mangle(c, c->unit->private_name, name));
    emit(c, (int)op, index, NULL, c->unit->pos);
}

void pyc_pseudo(pyc *c, int op, pyc_block *target) {
    emit(c, op, 0, target, c->unit->pos);
}

void pyc_jump(pyc *c, py_opcode op, pyc_block *target) {
    emit(c, (int)op, 0, target, c->unit->pos);
}

void pyc_jump_none(pyc *c, py_opcode op, pyc_block *target) {
    emit(c, (int)op, 0, target, pyc_nowhere);
}

void pyc_const(pyc *c, ouro_object *object) {
    pyc_op_arg(c, PY_LOAD_CONST, pyc_const_index(c, object));
}

void pyc_const_none(pyc *c) {
    pyc_const(c, ouro_none_borrow());
}

// ---- Frames -------------------------------------------------------------------------------------

void pyc_push_frame(pyc *c, pyc_frame *frame, pyc_frame_kind kind, pyc_block *start,
                    pyc_block *exit, const void *datum) {
    int depth = 0;
    for (const pyc_frame *outer = c->unit->frame; outer; outer = outer->outer) {
        depth++;
    }
    if (depth >= 20) {
        pyc_error(c, c->unit->pos, "too many statically nested blocks");
    }
    *frame = (pyc_frame){c->unit->frame, kind, start, exit, datum};
    c->unit->frame = frame;
}

void pyc_pop_frame(pyc *c) {
    c->unit->frame = c->unit->frame->outer;
}
