// SPDX-License-Identifier: MIT
// Code for try and with, and what break, continue and return undo on their way out of them.
// Front-end, compile. A finally body is compiled once for each way into it.
#include "compiler.h"

static void store_and_delete(pyc *c, const py_name *name) {
    if (name) {
        pyc_name *own = pyc_name_of(c, (py_name *)(uintptr_t)name);
        pyc_const_none(c);
        pyc_store_name(c, own);
        pyc_delete_name(c, own);
    }
}

// The end of a handler that failed itself: [previous, index, exc].
static void pop_and_reraise(pyc *c) {
    pyc_op_arg(c, PY_COPY, 3);
    pyc_op(c, PY_POP_EXCEPT);
    pyc_op_arg(c, PY_RERAISE, 1);
}

static void exit_with_nones(pyc *c) {
    pyc_const_none(c);
    pyc_const_none(c);
    pyc_const_none(c);
    pyc_op_arg(c, PY_CALL, 2);
}

// ---- Unwinding ----------------------------------------------------------------------------------

static void below(pyc *c, bool preserve) {
    if (preserve) {
        pyc_op_arg(c, PY_SWAP, 2);
    }
}

static void unwind_finally(pyc *c, const pyc_frame *frame, bool preserve) {
    const py_stmt *s = frame->datum;
    pyc_frame value;
    pyc_pseudo(c, PYC_POP_BLOCK, NULL);
    if (preserve) {
        pyc_push_frame(c, &value, PYC_POP_VALUE, NULL, NULL, NULL);
    }
    pyc_stmts(c, &s->v.try.finalbody);
    if (preserve) {
        pyc_pop_frame(c);
    }
    pyc_nowhere_now(c);
}

static void unwind_with(pyc *c, const pyc_frame *frame, bool preserve) {
    const py_stmt *s = frame->datum;
    pyc_at(c, s->pos);
    pyc_pseudo(c, PYC_POP_BLOCK, NULL);
    below(c, preserve);
    exit_with_nones(c);
    if (frame->kind == PYC_ASYNC_WITH) {
        pyc_await(c, 2);
    }
    pyc_op(c, PY_POP_TOP);
    pyc_nowhere_now(c);
}

void pyc_unwind(pyc *c, const pyc_frame *frame, bool preserve) {
    switch (frame->kind) {
    case PYC_WHILE_LOOP:
    case PYC_EXCEPTION_HANDLER:
    case PYC_GROUP_HANDLER:
    case PYC_ASYNC_COMPREHENSION: break;
    case PYC_FOR_LOOP:
    case PYC_POP_VALUE:
        below(c, preserve);
        pyc_op(c, PY_POP_TOP);
        break;
    case PYC_TRY_EXCEPT: pyc_pseudo(c, PYC_POP_BLOCK, NULL); break;
    case PYC_FINALLY_TRY: unwind_finally(c, frame, preserve); break;
    case PYC_FINALLY_END:
        below(c, preserve);
        pyc_op(c, PY_POP_TOP);
        below(c, preserve);
        pyc_pseudo(c, PYC_POP_BLOCK, NULL);
        pyc_op(c, PY_POP_EXCEPT);
        break;
    case PYC_WITH:
    case PYC_ASYNC_WITH: unwind_with(c, frame, preserve); break;
    case PYC_HANDLER_CLEANUP:
        if (frame->datum) {
            pyc_pseudo(c, PYC_POP_BLOCK, NULL);
        }
        below(c, preserve);
        pyc_pseudo(c, PYC_POP_BLOCK, NULL);
        pyc_op(c, PY_POP_EXCEPT);
        store_and_delete(c, frame->datum);
        break;
    }
}

// Undoes the frames from the innermost on, up to a loop (returned, not undone) or all (NULL). While
// a frame is undone it is not there: its code must not undo it again.
const pyc_frame *pyc_unwind_to_loop(pyc *c, bool preserve, bool stop_at_loop) {
    pyc_frame *saved = c->unit->frame;
    const pyc_frame *loop = NULL;
    for (pyc_frame *frame = saved; frame; frame = frame->outer) {
        if (frame->kind == PYC_GROUP_HANDLER) {
            pyc_error(c, c->unit->pos,
                      "'break', 'continue' and 'return' cannot appear in an except* block");
        }
        if (stop_at_loop && (frame->kind == PYC_WHILE_LOOP || frame->kind == PYC_FOR_LOOP)) {
            loop = frame;
            break;
        }
        c->unit->frame = frame->outer;
        pyc_unwind(c, frame, preserve);
    }
    c->unit->frame = saved;
    return loop;
}

// ---- try: except --------------------------------------------------------------------------------

static void named_handler(pyc *c, const py_handler *handler, pyc_block *end) {
    pyc_block *cleanup_end = pyc_block_new(c);
    pyc_block *body = pyc_block_new(c);
    pyc_frame frame;
    pyc_store_name(c, pyc_name_of(c, handler->name));
    pyc_pseudo(c, PYC_SETUP_CLEANUP, cleanup_end);
    pyc_use(c, body);
    pyc_push_frame(c, &frame, PYC_HANDLER_CLEANUP, body, NULL, handler->name);
    pyc_stmts(c, &handler->body);
    pyc_pop_frame(c);
    pyc_nowhere_now(c);
    pyc_pseudo(c, PYC_POP_BLOCK, NULL);
    pyc_pseudo(c, PYC_POP_BLOCK, NULL);
    pyc_op(c, PY_POP_EXCEPT);
    store_and_delete(c, handler->name);
    pyc_jump(c, PY_JUMP, end);
    pyc_use(c, cleanup_end);
    pyc_nowhere_now(c);
    store_and_delete(c, handler->name);
    pyc_op_arg(c, PY_RERAISE, 1);
}

static void plain_handler(pyc *c, const py_handler *handler, pyc_block *end) {
    pyc_block *body = pyc_block_new(c);
    pyc_frame frame;
    pyc_op(c, PY_POP_TOP);
    pyc_use(c, body);
    pyc_push_frame(c, &frame, PYC_HANDLER_CLEANUP, body, NULL, NULL);
    pyc_stmts(c, &handler->body);
    pyc_pop_frame(c);
    pyc_nowhere_now(c);
    pyc_pseudo(c, PYC_POP_BLOCK, NULL);
    pyc_op(c, PY_POP_EXCEPT);
    pyc_jump(c, PY_JUMP, end);
}

static void handlers(pyc *c, const py_stmt *s, pyc_block *end) {
    const py_handlers *list = &s->v.try.handlers;
    for (size_t i = 0; i < list->count; i++) {
        const py_handler *handler = list->items[i];
        pyc_block *next = pyc_block_new(c);
        pyc_at(c, handler->pos);
        if (!handler->type && i + 1 < list->count) {
            pyc_error(c, handler->pos, "default 'except:' must be last");
        }
        if (handler->type) {
            pyc_expr(c, handler->type);
            pyc_op(c, PY_CHECK_EXC_MATCH);
            pyc_jump(c, PY_POP_JUMP_IF_FALSE, next);
        }
        if (handler->name) {
            named_handler(c, handler, end);
        } else {
            plain_handler(c, handler, end);
        }
        pyc_use(c, next);
    }
}

static void try_except(pyc *c, const py_stmt *s) {
    pyc_block *body = pyc_block_new(c);
    pyc_block *except = pyc_block_new(c);
    pyc_block *end = pyc_block_new(c);
    pyc_block *cleanup = pyc_block_new(c);
    pyc_frame frame;
    pyc_pseudo(c, PYC_SETUP_FINALLY, except);
    pyc_use(c, body);
    pyc_push_frame(c, &frame, PYC_TRY_EXCEPT, body, NULL, NULL);
    pyc_stmts(c, &s->v.try.body);
    pyc_pop_frame(c);
    py_pos saved = c->unit->pos;
    pyc_nowhere_now(c);
    pyc_pseudo(c, PYC_POP_BLOCK, NULL);
    c->unit->pos = saved;
    pyc_stmts(c, &s->v.try.orelse);
    pyc_jump_none(c, PY_JUMP, end);
    pyc_use(c, except);
    pyc_nowhere_now(c);
    pyc_pseudo(c, PYC_SETUP_CLEANUP, cleanup);
    pyc_op(c, PY_PUSH_EXC_INFO);
    pyc_push_frame(c, &frame, PYC_EXCEPTION_HANDLER, NULL, NULL, NULL);
    handlers(c, s, end);
    pyc_nowhere_now(c);
    pyc_pop_frame(c);
    pyc_op_arg(c, PY_RERAISE, 0);
    pyc_use(c, cleanup);
    pop_and_reraise(c);
    pyc_use(c, end);
}

// ---- try: except* -------------------------------------------------------------------------------

// [original, results, exc]: the part that matches goes to the handler, `exc` keeps the rest. What
// the handler raises is added to the results.
static void group_handler(pyc *c, const py_handler *handler, bool first, bool last,
                          pyc_block *reraise) {
    pyc_block *except = pyc_block_new(c);
    pyc_block *match = pyc_block_new(c);
    pyc_block *no_match = pyc_block_new(c);
    pyc_block *cleanup_end = pyc_block_new(c);
    pyc_block *body = pyc_block_new(c);
    pyc_frame frame;
    pyc_at(c, handler->pos);
    if (first) {
        pyc_op_arg(c, PY_COPY, 1);
        pyc_op_arg(c, PY_BUILD_LIST, 0);
        pyc_op_arg(c, PY_SWAP, 2);
    }
    pyc_expr(c, handler->type);
    pyc_op(c, PY_CHECK_EG_MATCH);
    pyc_op_arg(c, PY_COPY, 1);
    pyc_jump(c, PY_POP_JUMP_IF_NONE, no_match);
    pyc_use(c, match);
    if (handler->name) {
        pyc_store_name(c, pyc_name_of(c, handler->name));
    } else {
        pyc_op(c, PY_POP_TOP);
    }
    pyc_pseudo(c, PYC_SETUP_CLEANUP, cleanup_end);
    pyc_use(c, body);
    pyc_push_frame(c, &frame, PYC_HANDLER_CLEANUP, body, NULL, handler->name);
    pyc_stmts(c, &handler->body);
    pyc_pop_frame(c);
    pyc_nowhere_now(c);
    pyc_pseudo(c, PYC_POP_BLOCK, NULL);
    store_and_delete(c, handler->name);
    pyc_jump(c, PY_JUMP, except);
    pyc_use(c, cleanup_end);
    pyc_nowhere_now(c);
    store_and_delete(c, handler->name);
    pyc_op_arg(c, PY_LIST_APPEND, 3); // [original, results, rest, index, raised]
    pyc_op(c, PY_POP_TOP);
    pyc_jump(c, PY_JUMP, except);
    pyc_use(c, no_match);
    pyc_op(c, PY_POP_TOP);
    pyc_use(c, except);
    if (last) {
        pyc_op_arg(c, PY_LIST_APPEND, 1);
        pyc_jump(c, PY_JUMP, reraise);
    }
}

static void finish_group(pyc *c, pyc_block *end) {
    pyc_block *reraise = pyc_block_new(c);
    pyc_op(c, PY_PREP_RERAISE_STAR);
    pyc_op_arg(c, PY_COPY, 1);
    pyc_jump(c, PY_POP_JUMP_IF_NOT_NONE, reraise);
    pyc_op(c, PY_POP_TOP);
    pyc_pseudo(c, PYC_POP_BLOCK, NULL);
    pyc_op(c, PY_POP_EXCEPT);
    pyc_jump(c, PY_JUMP, end);
    pyc_use(c, reraise);
    pyc_pseudo(c, PYC_POP_BLOCK, NULL);
    pyc_op_arg(c, PY_SWAP, 2);
    pyc_op(c, PY_POP_EXCEPT);
    pyc_op_arg(c, PY_RERAISE, 0);
}

static void try_star(pyc *c, const py_stmt *s) {
    pyc_block *body = pyc_block_new(c);
    pyc_block *except = pyc_block_new(c);
    pyc_block *orelse = pyc_block_new(c);
    pyc_block *end = pyc_block_new(c);
    pyc_block *cleanup = pyc_block_new(c);
    pyc_block *reraise = pyc_block_new(c);
    const py_handlers *list = &s->v.try.handlers;
    pyc_frame frame;
    pyc_pseudo(c, PYC_SETUP_FINALLY, except);
    pyc_use(c, body);
    pyc_push_frame(c, &frame, PYC_TRY_EXCEPT, body, NULL, NULL);
    pyc_stmts(c, &s->v.try.body);
    pyc_pop_frame(c);
    pyc_nowhere_now(c);
    pyc_pseudo(c, PYC_POP_BLOCK, NULL);
    pyc_jump_none(c, PY_JUMP, orelse);
    pyc_use(c, except);
    pyc_pseudo(c, PYC_SETUP_CLEANUP, cleanup);
    pyc_op(c, PY_PUSH_EXC_INFO);
    pyc_push_frame(c, &frame, PYC_GROUP_HANDLER, NULL, NULL, NULL);
    for (size_t i = 0; i < list->count; i++) {
        group_handler(c, list->items[i], i == 0, i + 1 == list->count, reraise);
    }
    pyc_nowhere_now(c);
    pyc_pop_frame(c);
    pyc_use(c, reraise);
    finish_group(c, end);
    pyc_use(c, cleanup);
    pop_and_reraise(c);
    pyc_use(c, orelse);
    pyc_stmts(c, &s->v.try.orelse);
    pyc_use(c, end);
}

// ---- try: finally -------------------------------------------------------------------------------

static void try_finally(pyc *c, const py_stmt *s) {
    pyc_block *body = pyc_block_new(c);
    pyc_block *end = pyc_block_new(c);
    pyc_block *exit = pyc_block_new(c);
    pyc_block *cleanup = pyc_block_new(c);
    pyc_frame frame;
    pyc_pseudo(c, PYC_SETUP_FINALLY, end);
    pyc_use(c, body);
    pyc_push_frame(c, &frame, PYC_FINALLY_TRY, body, end, s);
    if (!s->v.try.handlers.count) {
        pyc_stmts(c, &s->v.try.body);
    } else if (s->kind == PY_STMT_TRYSTAR) {
        try_star(c, s);
    } else {
        try_except(c, s);
    }
    py_pos saved = c->unit->pos;
    pyc_nowhere_now(c);
    pyc_pseudo(c, PYC_POP_BLOCK, NULL);
    c->unit->pos = saved;
    pyc_pop_frame(c);
    pyc_stmts(c, &s->v.try.finalbody);
    pyc_jump_none(c, PY_JUMP, exit);
    pyc_use(c, end);
    pyc_push_frame(c, &frame, PYC_FINALLY_END, end, NULL, NULL);
    pyc_nowhere_now(c);
    pyc_pseudo(c, PYC_SETUP_CLEANUP, cleanup);
    pyc_op(c, PY_PUSH_EXC_INFO);
    pyc_stmts(c, &s->v.try.finalbody);
    pyc_op_arg(c, PY_RERAISE, 0);
    pyc_pop_frame(c);
    pyc_use(c, cleanup);
    pop_and_reraise(c);
    pyc_use(c, exit);
}

void pyc_try(pyc *c, const py_stmt *s) {
    if (s->v.try.finalbody.count) {
        try_finally(c, s);
    } else if (s->kind == PY_STMT_TRYSTAR) {
        try_star(c, s);
    } else {
        try_except(c, s);
    }
}

// ---- with ---------------------------------------------------------------------------------------

// [exit, index, previous, exc, result of exit]: a true result suppresses the exception.
static void finish_with(pyc *c, pyc_block *cleanup) {
    pyc_block *suppress = pyc_block_new(c);
    pyc_nowhere_now(c);
    pyc_jump(c, PY_POP_JUMP_IF_TRUE, suppress);
    pyc_op_arg(c, PY_RERAISE, 2);
    pyc_use(c, cleanup);
    pop_and_reraise(c);
    pyc_use(c, suppress);
    pyc_op(c, PY_POP_TOP);
    pyc_pseudo(c, PYC_POP_BLOCK, NULL);
    pyc_op(c, PY_POP_EXCEPT);
    pyc_op(c, PY_POP_TOP);
    pyc_op(c, PY_POP_TOP);
}

static void with_item(pyc *c, const py_stmt *s, size_t at) {
    const py_withitem *item = s->v.with.items.items[at];
    bool async = s->kind == PY_STMT_ASYNCWITH;
    pyc_block *block = pyc_block_new(c);
    pyc_block *final = pyc_block_new(c);
    pyc_block *exit = pyc_block_new(c);
    pyc_block *cleanup = pyc_block_new(c);
    pyc_frame frame;
    pyc_expr(c, item->context_expr);
    pyc_op(c, async ? PY_BEFORE_ASYNC_WITH : PY_BEFORE_WITH);
    if (async) {
        pyc_await(c, 1);
    }
    pyc_pseudo(c, PYC_SETUP_WITH, final);
    pyc_use(c, block);
    pyc_push_frame(c, &frame, async ? PYC_ASYNC_WITH : PYC_WITH, block, final, s);
    if (item->optional_vars) {
        pyc_expr(c, item->optional_vars);
    } else {
        pyc_op(c, PY_POP_TOP);
    }
    if (at + 1 == s->v.with.items.count) {
        pyc_stmts(c, &s->v.with.body);
    } else {
        pyc_descend(c);
        with_item(c, s, at + 1);
        pyc_ascend(c);
    }
    pyc_pop_frame(c);
    pyc_nowhere_now(c);
    pyc_pseudo(c, PYC_POP_BLOCK, NULL);
    pyc_at(c, s->pos);
    exit_with_nones(c);
    if (async) {
        pyc_await(c, 2);
    }
    pyc_op(c, PY_POP_TOP);
    pyc_jump(c, PY_JUMP, exit);
    pyc_use(c, final);
    pyc_pseudo(c, PYC_SETUP_CLEANUP, cleanup);
    pyc_op(c, PY_PUSH_EXC_INFO);
    pyc_op(c, PY_WITH_EXCEPT_START);
    if (async) {
        pyc_await(c, 2);
    }
    finish_with(c, cleanup);
    pyc_use(c, exit);
}

void pyc_with(pyc *c, const py_stmt *s) {
    with_item(c, s, 0);
}
