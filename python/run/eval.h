// SPDX-License-Identifier: MIT
// The evaluation loop and the helpers that keep its opcodes short, one group a file.
// Front-end, run.
#ifndef OURO_PYTHON_RUN_EVAL_H
#define OURO_PYTHON_RUN_EVAL_H

#include "frame.h"

// Runs `frame` (stolen: it is gone afterwards, or suspended in its generator) until it returns or
// yields. New reference, or NULL with an exception.
ouro_object *py__eval(py_state *state, py_frame *frame);

// ---- names.c --------------------------------------------------------------------------------
ouro_object *py__load_name(py_state *state, py_frame *frame, ouro_object *name);
ouro_object *py__load_global(py_frame *frame, ouro_object *name); // new
int py__store_name(py_state *state, py_frame *frame, ouro_object *name, ouro_object *value);
int py__delete_name(py_frame *frame, ouro_object *name);
int py__delete_global(py_frame *frame, ouro_object *name);
ouro_object *py__load_classderef(py_frame *frame, uint32_t slot);
void py__raise_unbound_local(const py_frame *frame, uint32_t slot);
void py__raise_unbound_cell(const py_frame *frame, uint32_t slot);
int py__setup_annotations(py_state *state, py_frame *frame);
ouro_object *py__load_build_class(py_state *state, py_frame *frame);
int py__print_expression(py_state *state, ouro_object *value);

// ---- unpack.c -------------------------------------------------------------------------------
// Spreads `sequence` so that items[0] is the first; `count` places. 0, or -1.
int py__unpack(ouro_object *sequence, uint32_t count, ouro_object **top);
int py__unpack_star(ouro_object *sequence, uint32_t before, uint32_t after, ouro_object **top);
int py__list_extend(ouro_object *list, ouro_object *iterable);
int py__dict_update(ouro_object *dict, ouro_object *mapping);
int py__dict_merge(ouro_object *dict, ouro_object *mapping, ouro_object *callee);
ouro_object *py__format_value(ouro_object *value, ouro_object *spec, uint32_t conversion);
ouro_object *py__build_map(ouro_object *const *pairs, uint32_t count);
// Values stolen.
ouro_object *py__build_const_map(ouro_object *const *values, uint32_t count, ouro_object *keys);
ouro_object *py__build_set(ouro_object *const *items, uint32_t count);

// ---- invoke.c -------------------------------------------------------------------------------
// CALL_FUNCTION_EX: `args` is stolen, so that a list is gone once it is a tuple; `kwargs` may be NULL.
ouro_object *py__call_ex(ouro_object *callable, ouro_object *args, ouro_object *kwargs);
// "module.name()" of a callable for messages: new str.
ouro_object *py__function_text(ouro_object *callable);

// ---- construct.c ----------------------------------------------------------------------------
// The class's `__init__`, if it is a function that runs when it is called, and calls of the class are no more than a
// new instance and that; else NULL.
ouro_object *py__class_init_borrow(const py_state *state, ouro_object *class);
// Such a call: a frame for `init` with a new instance before the arguments, and as frame->made.  The class and its
// `nargs` arguments are on top of the caller's stack and stay there until it returns, as with other calls of what is
// no Python function.  NULL: the stack is left, and *result is what comes of the call, or NULL with an exception.
py_frame *py__frame_for_class(py_state *state, py_frame *caller, ouro_object *init, size_t nargs,
                              ouro_object **result);
// What comes of that frame, which returned `result`: `made`, or NULL with an exception; both are stolen.  The class and
// its arguments leave the caller's stack.
ouro_object *py__class_made(py_frame *caller, ouro_object *made, ouro_object *result);

// ---- unwind.c -------------------------------------------------------------------------------
// RAISE_VARARGS: both stolen, may be NULL. 1: the handled exception is raised again, as it is.
int py__raise_statement(ouro_object *exception, ouro_object *cause);
// PUSH_EXC_INFO: makes `exception` (stolen) the handled one; what was handled before (new, or None).
ouro_object *py__handled_swap(ouro_object *exception);
int py__check_exception_match(ouro_object *exception, ouro_object *type);
// CHECK_EG_MATCH: new references; *match is None if nothing matches. 0, or -1.
int py__group_match(ouro_object *exception, ouro_object *type, ouro_object **match,
                    ouro_object **rest);
ouro_object *py__prepare_reraise(ouro_object *original, ouro_object *raised);
// BEFORE_WITH: *exit and the result of entering. 0, or -1.
int py__with_enter(py_state *state, ouro_object *manager, bool async, ouro_object **exit,
                   ouro_object **entered);
ouro_object *py__with_exit(ouro_object *exit, ouro_object *exception);
int py__handle_interrupt(py_state *state);

// ---- traceback.c ----------------------------------------------------------------------------
// Adds an entry for `frame` to the exception in flight.
void py__traceback_here(py_state *state, py_frame *frame);

// ---- match.c --------------------------------------------------------------------------------
ouro_object *py__match_keys(py_state *state, ouro_object *mapping, ouro_object *keys);
ouro_object *py__match_class(py_state *state, ouro_object *subject, ouro_object *type,
                             uint32_t positional, ouro_object *names);

// ---- import.c -------------------------------------------------------------------------------
ouro_object *py__import_name(py_state *state, py_frame *frame, ouro_object *name,
                             ouro_object *fromlist, ouro_object *level);
ouro_object *py__import_from(py_state *state, ouro_object *module, ouro_object *name);
int py__import_star(py_state *state, py_frame *frame, ouro_object *module);

#endif
