// SPDX-License-Identifier: MIT
// Building classes: what the class statement calls, and super() without arguments.
// Front-end, run.
#include "eval.h"
#include "function.h"

// ---- Bases ----------------------------------------------------------------------------------------

// Bases that are no classes may give others through __mro_entries__: a new tuple.
static ouro_object *bases_resolve(py_state *state, ouro_object *const *bases, size_t count,
                                  ouro_object *original) {
    ouro_object *list = ouro_list_new(0);
    for (size_t i = 0; list && i < count; i++) {
        ouro_object *method = NULL, *entries = NULL;
        int found = ouro_is_type(bases[i])
                        ? 0
                        : ouro_lookup_attr(bases[i], PY_NAME(state, __mro_entries__), &method);
        int failed = found < 0 ? -1 : 0;
        if (found == 0) {
            failed = ouro_list_append(list, bases[i]);
        } else if (found > 0) {
            entries = ouro_call1(method, original);
            if (entries && !ouro_is(entries, OURO_T_TUPLE)) {
                ouro_raise(OURO_EXC_TypeError, "__mro_entries__ must return a tuple");
                failed = -1;
            } else {
                failed = entries ? ouro_list_extend(list, entries) : -1;
            }
        }
        ouro_xdecref(method);
        ouro_xdecref(entries);
        if (failed) {
            ouro_clear(&list);
        }
    }
    ouro_object *tuple = list ? ouro_list_to_tuple(list) : NULL;
    ouro_xdecref(list);
    return tuple;
}

// ---- Building -------------------------------------------------------------------------------------

typedef struct building {
    py_state *state;
    ouro_object *function, *name, *bases, *original, *meta, *keywords, *space;
} building;

// Takes `metaclass` out of the keywords, or derives it from the bases.
static int meta_choose(building *b) {
    ouro_object *given = NULL;
    if (b->keywords && ouro_dict_pop(b->keywords, PY_NAME(b->state, metaclass), &given) < 0) {
        return -1;
    }
    b->meta = given;
    if (!given) {
        ouro_object *first =
            ouro_tuple_length(b->bases) ? ouro_tuple_get_borrow(b->bases, 0) : NULL;
        ouro_type *type = first ? ouro_type_of(first) : ouro_builtin_type(OURO_T_TYPE);
        b->meta = ouro_newref((ouro_object *)type);
    }
    if (ouro_is_type(b->meta)) {
        ouro_type *winner = ouro_type_metaclass((ouro_type *)(void *)b->meta, b->bases);
        if (!winner) {
            return -1;
        }
        ouro_replace(&b->meta, ouro_newref((ouro_object *)winner));
    }
    return 0;
}

// meta.__prepare__(name, bases, **keywords), or a dict.
static int space_prepare(building *b) {
    ouro_object *prepare = NULL;
    if (b->meta == (ouro_object *)ouro_builtin_type(OURO_T_TYPE)) {
        b->space = ouro_dict_new();
        return b->space ? 0 : -1;
    }
    if (ouro_lookup_attr(b->meta, PY_NAME(b->state, __prepare__), &prepare) < 0) {
        return -1;
    }
    if (!prepare) {
        b->space = ouro_dict_new();
        return b->space ? 0 : -1;
    }
    ouro_object *args = ouro_tuple_pack(2, b->name, b->bases);
    b->space = args ? ouro_call_dict(prepare, args, b->keywords) : NULL;
    ouro_xdecref(args);
    ouro_decref(prepare);
    if (b->space && !b->space->type->slots.getitem) {
        if (ouro_is_type(b->meta)) {
            ouro_raise(OURO_EXC_TypeError, "%N.__prepare__() must return a mapping, not %T",
                       (ouro_type *)(void *)b->meta, b->space);
        } else {
            ouro_raise(OURO_EXC_TypeError,
                       "<metaclass>.__prepare__() must return a mapping, not %T", b->space);
        }
        return -1;
    }
    return b->space ? 0 : -1;
}

// Runs the body in the namespace: what it returns, the __class__ cell or None.
static ouro_object *body_run(building *b) {
    py_frame *frame = py__frame_for_call(b->state, ouro_newref(b->function), NULL, 0, NULL);
    if (!frame) {
        return NULL;
    }
    frame->locals = ouro_newref(b->space);
    return py__eval(b->state, frame);
}

// The metaclass must have put the class into the cell that __class__ and super() use.
static int cell_check(const building *b, ouro_object *cell, ouro_object *made) {
    if (!ouro_is_type(made) || !ouro_is_exact(cell, OURO_T_CELL)) {
        return 0;
    }
    ouro_object *held = ((ouro_cell *)(void *)cell)->value;
    if (!held) {
        ouro_raise(OURO_EXC_RuntimeError,
                   "__class__ not set defining %R as %R. Was __classcell__ propagated to "
                   "type.__new__?",
                   b->name, made);
        return -1;
    }
    if (held != made) {
        ouro_raise(OURO_EXC_TypeError, "__class__ set to %R defining %R as %R", held, b->name,
                   made);
        return -1;
    }
    return 0;
}

static ouro_object *class_make(building *b) {
    ouro_object *cell = body_run(b);
    if (!cell) {
        return NULL;
    }
    ouro_object *made = NULL;
    int failed = b->original != b->bases
                     ? ouro_setitem(b->space, PY_NAME(b->state, __orig_bases__), b->original)
                     : 0;
    ouro_object *args = failed ? NULL : ouro_tuple_pack(3, b->name, b->bases, b->space);
    if (args) {
        made = ouro_call_dict(b->meta, args, b->keywords);
        ouro_decref(args);
    }
    if (made && cell_check(b, cell, made) < 0) {
        ouro_clear(&made);
    }
    ouro_decref(cell);
    return made;
}

static ouro_object *keywords_dict(ouro_object *const *values, ouro_object *kwnames) {
    ouro_object *dict = ouro_dict_new();
    for (size_t i = 0; dict && i < ouro_tuple_length(kwnames); i++) {
        if (ouro_dict_set(dict, ouro_tuple_get_borrow(kwnames, i), values[i]) < 0) {
            ouro_clear(&dict);
        }
    }
    return dict;
}

ouro_object *py_build_class(ouro_object *const *args, size_t nargs, ouro_object *kwnames) {
    if (nargs < 2) {
        return ouro_raise(OURO_EXC_TypeError, "__build_class__: not enough arguments");
    }
    if (!py_is_function(args[0])) {
        return ouro_raise(OURO_EXC_TypeError, "__build_class__: func must be a function");
    }
    if (!ouro_is(args[1], OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "__build_class__: name is not a string");
    }
    building b = {.state = py_state_get(), .function = args[0], .name = args[1]};
    ouro_object *made = NULL;
    b.original = ouro_tuple_from(args + 2, nargs - 2);
    bool plain = true;
    for (size_t i = 2; i < nargs; i++) {
        plain = plain && ouro_is_type(args[i]);
    }
    if (b.original) {
        b.bases = plain ? ouro_newref(b.original)
                        : bases_resolve(b.state, args + 2, nargs - 2, b.original);
    }
    bool ready = b.bases != NULL;
    if (ready && kwnames && ouro_tuple_length(kwnames)) {
        b.keywords = keywords_dict(args + nargs, kwnames);
        ready = b.keywords != NULL;
    }
    if (ready && meta_choose(&b) == 0 && space_prepare(&b) == 0) {
        made = class_make(&b);
    }
    ouro_xdecref(b.space);
    ouro_xdecref(b.meta);
    ouro_xdecref(b.keywords);
    ouro_xdecref(b.bases);
    ouro_xdecref(b.original);
    return made;
}

// ---- super() --------------------------------------------------------------------------------------

// The cell of __class__ among the frame's free variables, and the first argument.
int py__super_arguments(ouro_object **type, ouro_object **object) {
    py_frame *frame = py_current_frame();
    if (!frame) {
        ouro_raise(OURO_EXC_RuntimeError, "super(): no current frame");
        return -1;
    }
    const py_code *code = frame->code;
    if (code->arg_count == 0 && !(code->flags & PY_CO_VARARGS)) {
        ouro_raise(OURO_EXC_RuntimeError, "super(): no arguments");
        return -1;
    }
    ouro_object *first = code->arg_count ? frame->slots[0] : NULL;
    if (first && code->local_kinds[0] & PY_LOCAL_CELL && ouro_is_exact(first, OURO_T_CELL)) {
        first = ((ouro_cell *)(void *)first)->value;
    }
    if (!first) {
        ouro_raise(OURO_EXC_RuntimeError,
                   code->arg_count ? "super(): arg[0] deleted" : "super(): no arguments");
        return -1;
    }
    for (uint32_t i = code->local_count - code->free_count; i < code->local_count; i++) {
        ouro_object *cell = frame->slots[i];
        if (!ouro_str_equal_text(ouro_tuple_get_borrow(code->local_names, i), "__class__")) {
            continue;
        }
        ouro_object *value = cell ? ((ouro_cell *)(void *)cell)->value : NULL;
        if (!value) {
            ouro_raise(OURO_EXC_RuntimeError, "super(): empty __class__ cell");
            return -1;
        }
        if (!ouro_is_type(value)) {
            ouro_raise(OURO_EXC_RuntimeError, "super(): __class__ is not a type (%T)", value);
            return -1;
        }
        *type = ouro_newref(value);
        *object = ouro_newref(first);
        return 0;
    }
    ouro_raise(OURO_EXC_RuntimeError, "super(): __class__ cell not found");
    return -1;
}
