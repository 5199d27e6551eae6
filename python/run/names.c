// SPDX-License-Identifier: MIT
// Names: locals mappings, globals, builtins, cells, and what is said when a name is not there.
// Front-end, run.
#include "eval.h"
#include "function.h"

// ---- Failing ----------------------------------------------------------------------------------

// NameError with its `name` set, for suggestions; `format` takes the name.
static void raise_name(enum ouro_exc which, const char *format, ouro_object *name) {
    ouro_raise(which, format, name);
    ouro_object *raised = ouro_raised_borrow();
    if (raised && ouro_raised_is(OURO_EXC_NameError)) {
        ouro_replace(&((ouro_exception *)(void *)raised)->extra[0], ouro_newref(name));
    }
}

void py__raise_unbound_local(const py_frame *frame, uint32_t slot) {
    ouro_raise(OURO_EXC_UnboundLocalError,
               "cannot access local variable '%S' where it is not associated with a value",
               ouro_tuple_get_borrow(frame->code->local_names, slot));
}

void py__raise_unbound_cell(const py_frame *frame, uint32_t slot) {
    if (!(frame->code->local_kinds[slot] & PY_LOCAL_FREE)) {
        py__raise_unbound_local(frame, slot);
        return;
    }
    raise_name(OURO_EXC_NameError,
               "cannot access free variable '%S' where it is not associated with a value in "
               "enclosing scope",
               ouro_tuple_get_borrow(frame->code->local_names, slot));
}

// ---- Looking up -------------------------------------------------------------------------------

// In a mapping that need not be a dict: 1 and *value (new), 0 absent, -1 error.
static int mapping_get(ouro_object *mapping, ouro_object *name, ouro_object **value) {
    if (ouro_is_exact(mapping, OURO_T_DICT)) {
        *value = ouro_xnewref(ouro_dict_get_borrow(mapping, name));
    } else {
        *value = ouro_getitem(mapping, name);
        if (!*value && ouro_raised_is(OURO_EXC_KeyError)) {
            ouro_raised_clear();
        }
    }
    return *value ? 1 : ouro_current->raised ? -1 : 0;
}

// In globals, then builtins: new, NULL also without exception.
static ouro_object *outer_get(const py_frame *frame, ouro_object *name) {
    ouro_object *value = ouro_dict_get_borrow(frame->globals, name);
    if (!value && !ouro_current->raised) {
        if (!ouro_is_exact(frame->builtins, OURO_T_DICT)) {
            mapping_get(frame->builtins, name, &value);
            return value;
        }
        value = ouro_dict_get_borrow(frame->builtins, name);
    }
    return ouro_xnewref(value);
}

ouro_object *py__load_global(py_frame *frame, ouro_object *name) {
    ouro_object *value = outer_get(frame, name);
    if (!value && !ouro_current->raised) {
        raise_name(OURO_EXC_NameError, "name '%S' is not defined", name);
    }
    return value;
}

ouro_object *py__load_name(py_state *state, py_frame *frame, ouro_object *name) {
    (void)state;
    ouro_object *value = NULL;
    if (frame->locals && frame->locals != frame->globals &&
        mapping_get(frame->locals, name, &value) != 0) {
        return value;
    }
    return py__load_global(frame, name);
}

ouro_object *py__load_classderef(py_frame *frame, uint32_t slot) {
    ouro_object *name = ouro_tuple_get_borrow(frame->code->local_names, slot);
    ouro_object *value = NULL;
    if (frame->locals && mapping_get(frame->locals, name, &value) != 0) {
        return value;
    }
    value = ((ouro_cell *)(void *)frame->slots[slot])->value;
    if (!value) {
        py__raise_unbound_cell(frame, slot);
        return NULL;
    }
    return ouro_newref(value);
}

// ---- Storing and deleting ---------------------------------------------------------------------

static ouro_object *namespace_of(const py_frame *frame) {
    return frame->locals ? frame->locals : frame->globals;
}

int py__store_name(py_state *state, py_frame *frame, ouro_object *name, ouro_object *value) {
    ouro_object *space = namespace_of(frame);
    (void)state;
    return ouro_is_exact(space, OURO_T_DICT) ? ouro_dict_set(space, name, value)
                                             : ouro_setitem(space, name, value);
}

static int delete_in(ouro_object *space, ouro_object *name) {
    if (ouro_setitem(space, name, NULL) == 0) {
        return 0;
    }
    if (ouro_raised_is(OURO_EXC_KeyError)) {
        ouro_raised_clear();
        raise_name(OURO_EXC_NameError, "name '%S' is not defined", name);
    }
    return -1;
}

int py__delete_name(py_frame *frame, ouro_object *name) {
    return delete_in(namespace_of(frame), name);
}

int py__delete_global(py_frame *frame, ouro_object *name) {
    return delete_in(frame->globals, name);
}

int py__setup_annotations(py_state *state, py_frame *frame) {
    ouro_object *name = PY_NAME(state, __annotations__), *value = NULL;
    ouro_object *space = namespace_of(frame);
    int found = mapping_get(space, name, &value);
    if (found == 0) {
        value = ouro_dict_new();
        found = value ? ouro_setitem(space, name, value) : -1;
    }
    ouro_xdecref(value);
    return found < 0 ? -1 : 0;
}

// ---- Builtins the loop asks for -----------------------------------------------------------------

ouro_object *py__load_build_class(py_state *state, py_frame *frame) {
    ouro_object *value = NULL;
    if (mapping_get(frame->builtins, PY_NAME(state, __build_class__), &value) == 0) {
        ouro_raise(OURO_EXC_NameError, "__build_class__ not found");
    }
    return value;
}

int py__print_expression(py_state *state, ouro_object *value) {
    ouro_object *sys = ouro_dict_get_borrow(ouro_runtime_modules_borrow(), PY_NAME(state, sys));
    ouro_object *hook = NULL;
    if (sys && ouro_lookup_attr(sys, PY_NAME(state, displayhook), &hook) < 0) {
        return -1;
    }
    if (!hook) {
        if (!ouro_current->raised) {
            ouro_raise(OURO_EXC_RuntimeError, "lost sys.displayhook");
        }
        return -1;
    }
    ouro_object *result = ouro_call1(hook, value);
    ouro_decref(hook);
    ouro_xdecref(result);
    return result ? 0 : -1;
}
