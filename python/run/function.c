// SPDX-License-Identifier: MIT
// The function type: its attributes, how it binds to instances, and MAKE_FUNCTION.
// Front-end, run. SPEC rows R2, G1.
#include "function.h"

#include "eval.h"

bool py_is_function(const ouro_object *object) {
    py_state *state = py_state_get();
    return state && object->type == state->types[PY_RUN_FUNCTION];
}

// ---- Making ---------------------------------------------------------------------------------

// The builtins that code with these globals sees: __builtins__, a module or its dict; borrowed.
static ouro_object *builtins_of(py_state *state, ouro_object *globals) {
    ouro_object *found = ouro_dict_get_borrow(globals, PY_NAME(state, __builtins__));
    if (!found) {
        return ouro_current->raised ? NULL : ouro_runtime_builtins_borrow();
    }
    return ouro_is(found, OURO_T_MODULE) ? ouro_module_dict_borrow(found) : found;
}

static py_function *function_make(py_state *state, ouro_object *code_object, ouro_object *globals,
                                  ouro_object *qualname) {
    py_code *code = py_code_of(code_object);
    ouro_object *builtins = builtins_of(state, globals);
    if (!builtins) {
        return NULL;
    }
    ouro_object *module = ouro_dict_get_borrow(globals, PY_NAME(state, __name__));
    if (!module && ouro_current->raised) {
        return NULL;
    }
    py_function *f = (py_function *)(void *)ouro_object_new(state->types[PY_RUN_FUNCTION], 0);
    if (!f) {
        return NULL;
    }
    f->state = state;
    f->code = py_code_of(ouro_newref(code_object));
    f->globals = ouro_newref(globals);
    f->builtins = ouro_newref(builtins);
    f->name = ouro_newref(code->name);
    f->qualname = ouro_newref(qualname ? qualname : code->qualname);
    f->module = ouro_xnewref(module);
    if (ouro_tuple_length(code->consts)) {
        ouro_object *first = ouro_tuple_get_borrow(code->consts, 0);
        f->doc = ouro_is_exact(first, OURO_T_STR) ? ouro_newref(first) : NULL;
    }
    return f;
}

ouro_object *py_function_new(ouro_object *code, ouro_object *globals, ouro_object *qualname) {
    return (ouro_object *)function_make(py_state_get(), code, globals, qualname);
}

ouro_object *py__make_function(py_state *state, py_frame *frame, uint32_t flags,
                               ouro_object ***top) {
    ouro_object **sp = *top;
    ouro_object *code = *--sp;
    py_function *f = function_make(state, code, frame->globals, NULL);
    if (!f) {
        return NULL; // everything is still on the stack, below the old top
    }
    ouro_decref(code);
    if (flags & 8) {
        f->closure = *--sp;
    }
    if (flags & 4) {
        f->annotations = *--sp;
    }
    if (flags & 2) {
        f->kwdefaults = *--sp;
    }
    if (flags & 1) {
        f->defaults = *--sp;
    }
    *top = sp;
    return (ouro_object *)f;
}

// ---- Attributes -----------------------------------------------------------------------------

static void set_field(ouro_object *self, ouro_object **field, ouro_object *value) {
    ouro_object_stored_held(self);
    ouro_replace(field, ouro_xnewref(value));
}

static ouro_object *get_defaults(ouro_object *self, void *context) {
    (void)context;
    ouro_object *value = py_function_of(self)->defaults;
    return ouro_newref(value ? value : ouro_none_borrow());
}

static int set_defaults(ouro_object *self, ouro_object *value, void *context) {
    (void)context;
    if (value && !ouro_is_none(value) && !ouro_is(value, OURO_T_TUPLE)) {
        ouro_raise(OURO_EXC_TypeError, "__defaults__ must be set to a tuple object");
        return -1;
    }
    set_field(self, &py_function_of(self)->defaults, value && !ouro_is_none(value) ? value : NULL);
    return 0;
}

static ouro_object *get_kwdefaults(ouro_object *self, void *context) {
    (void)context;
    ouro_object *value = py_function_of(self)->kwdefaults;
    return ouro_newref(value ? value : ouro_none_borrow());
}

static int set_kwdefaults(ouro_object *self, ouro_object *value, void *context) {
    (void)context;
    if (value && !ouro_is_none(value) && !ouro_is(value, OURO_T_DICT)) {
        ouro_raise(OURO_EXC_TypeError, "__kwdefaults__ must be set to a dict object");
        return -1;
    }
    set_field(self, &py_function_of(self)->kwdefaults,
              value && !ouro_is_none(value) ? value : NULL);
    return 0;
}

// The dict of annotations, made from the compiler's tuple at the first look: borrowed.
static ouro_object *annotations_borrow(py_function *f) {
    ouro_object *pairs = f->annotations;
    if (pairs && ouro_is_exact(pairs, OURO_T_DICT)) {
        return pairs;
    }
    ouro_object *dict = ouro_dict_new();
    size_t count = dict && pairs ? ouro_tuple_length(pairs) : 0;
    for (size_t i = 0; i + 1 < count; i += 2) {
        if (ouro_dict_set(dict, ouro_tuple_get_borrow(pairs, i),
                          ouro_tuple_get_borrow(pairs, i + 1)) < 0) {
            ouro_decref(dict);
            return NULL;
        }
    }
    if (dict) {
        ouro_stored_held(f);
        ouro_replace(&f->annotations, dict);
    }
    return dict;
}

static ouro_object *get_annotations(ouro_object *self, void *context) {
    (void)context;
    return ouro_xnewref(annotations_borrow(py_function_of(self)));
}

static int set_annotations(ouro_object *self, ouro_object *value, void *context) {
    (void)context;
    if (value && !ouro_is_none(value) && !ouro_is(value, OURO_T_DICT)) {
        ouro_raise(OURO_EXC_TypeError, "__annotations__ must be set to a dict object");
        return -1;
    }
    set_field(self, &py_function_of(self)->annotations,
              value && !ouro_is_none(value) ? value : NULL);
    return 0;
}

// __name__ and __qualname__: `context` is the field's offset.
static ouro_object *get_text(ouro_object *self, void *context) {
    return ouro_newref(*(ouro_object **)(void *)((char *)self + (uintptr_t)context));
}

static int set_text(ouro_object *self, ouro_object *value, void *context) {
    size_t offset = (uintptr_t)context;
    if (!value || !ouro_is(value, OURO_T_STR)) {
        ouro_raise(OURO_EXC_TypeError, "%s must be set to a string object",
                   offset == offsetof(py_function, name) ? "__name__" : "__qualname__");
        return -1;
    }
    set_field(self, (ouro_object **)(void *)((char *)self + offset), value);
    return 0;
}

static ouro_object *get_code(ouro_object *self, void *context) {
    (void)context;
    return ouro_newref((ouro_object *)py_function_of(self)->code);
}

static int set_code(ouro_object *self, ouro_object *value, void *context) {
    py_function *f = py_function_of(self);
    (void)context;
    if (!value || !py_code_check(value)) {
        ouro_raise(OURO_EXC_TypeError, "__code__ must be set to a code object");
        return -1;
    }
    size_t closure = f->closure ? ouro_tuple_length(f->closure) : 0;
    if (py_code_of(value)->free_count != closure) {
        ouro_raise(OURO_EXC_ValueError, "%S() requires a code object with %zu free vars, not %u",
                   f->name, closure, py_code_of(value)->free_count);
        return -1;
    }
    ouro_object *old = (ouro_object *)f->code;
    ouro_object_stored_held(self);
    f->code = py_code_of(ouro_newref(value));
    ouro_decref(old);
    return 0;
}

static ouro_object *get_dict(ouro_object *self, void *context) {
    (void)context;
    return ouro_attributes(self);
}

// ---- Slots ----------------------------------------------------------------------------------

static ouro_object *function_repr(ouro_object *self) {
    return ouro_str_format("<function %S at %p>", py_function_of(self)->qualname, (void *)self);
}

static ouro_object *function_bind(ouro_object *self, ouro_object *instance, ouro_object *owner) {
    (void)owner;
    if (!instance || ouro_is_none(instance)) {
        return ouro_newref(self);
    }
    return ouro_bound_method_new(self, instance);
}

// types.FunctionType(code, globals, name=None, argdefs=None, closure=None)
static ouro_object *function_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                    ouro_object *kwnames) {
    static const char *const names[] = {"code", "globals", "name", "argdefs", "closure", NULL};
    ouro_object *given[5];
    (void)type;
    if (ouro_parse_args("FunctionType", names, 2, 5, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    if (!py_code_check(given[0]) || !ouro_is(given[1], OURO_T_DICT)) {
        return ouro_raise(OURO_EXC_TypeError, "function() argument '%s' must be %s, not %T",
                          py_code_check(given[0]) ? "globals" : "code",
                          py_code_check(given[0]) ? "dict" : "code",
                          py_code_check(given[0]) ? given[1] : given[0]);
    }
    for (int i = 2; i < 5; i++) {
        if (given[i] && ouro_is_none(given[i])) {
            given[i] = NULL;
        }
    }
    size_t cells = given[4] && ouro_is(given[4], OURO_T_TUPLE) ? ouro_tuple_length(given[4]) : 0;
    if (cells != py_code_of(given[0])->free_count) {
        return ouro_raise(OURO_EXC_ValueError, "%S requires closure of length %u, not %zu",
                          py_code_of(given[0])->name, py_code_of(given[0])->free_count, cells);
    }
    py_function *f = function_make(py_state_get(), given[0], given[1], NULL);
    if (f) {
        if (given[2]) {
            ouro_replace(&f->name, ouro_newref(given[2]));
            ouro_replace(&f->qualname, ouro_newref(given[2]));
        }
        f->defaults = ouro_xnewref(given[3]);
        f->closure = cells ? ouro_newref(given[4]) : NULL;
    }
    return (ouro_object *)f;
}

ouro_object *py__function_call(ouro_object *callable, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames) {
    py_state *state = py_function_of(callable)->state;
    size_t total = nargs + (kwnames ? ouro_tuple_length(kwnames) : 0);
    for (size_t i = 0; i < total; i++) {
        ouro_incref(args[i]);
    }
    py_frame *frame = py__frame_for_call(state, ouro_newref(callable), args, nargs, kwnames);
    return frame ? py__eval(state, frame) : NULL;
}

// Breaks cycles; what is left can still be called. The globals are a dict and the closure a tuple of
// cells, which are cleared themselves when they are in the cycle.
static void function_clear(ouro_object *self) {
    py_function *function = py_function_of(self);
    ouro_replace(&function->name, ouro_newref(ouro_current->empty_str));
    ouro_replace(&function->qualname, ouro_newref(ouro_current->empty_str));
    ouro_clear(&function->defaults);
    ouro_clear(&function->kwdefaults);
    ouro_clear(&function->doc);
    ouro_clear(&function->module);
    ouro_clear(&function->annotations);
}

static const uint16_t function_fields[] = {
    offsetof(py_function, code),        offsetof(py_function, globals),
    offsetof(py_function, builtins),    offsetof(py_function, name),
    offsetof(py_function, qualname),    offsetof(py_function, defaults),
    offsetof(py_function, kwdefaults),  offsetof(py_function, closure),
    offsetof(py_function, doc),         offsetof(py_function, module),
    offsetof(py_function, annotations), 0,
};

static const ouro_getset function_getsets[] = {
    {"__code__", get_code, set_code, NULL, NULL},
    {"__defaults__", get_defaults, set_defaults, NULL, NULL},
    {"__kwdefaults__", get_kwdefaults, set_kwdefaults, NULL, NULL},
    {"__annotations__", get_annotations, set_annotations, NULL, NULL},
    {"__name__", get_text, set_text, NULL, (void *)(uintptr_t)offsetof(py_function, name)},
    {"__qualname__", get_text, set_text, NULL, (void *)(uintptr_t)offsetof(py_function, qualname)},
    {"__dict__", get_dict, NULL, NULL, NULL},
    {0},
};

static const ouro_member function_members[] = {
    {"__closure__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(py_function, closure),
     NULL},
    {"__doc__", OURO_MEMBER_OBJECT, offsetof(py_function, doc), NULL},
    {"__globals__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(py_function, globals),
     NULL},
    {"__builtins__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(py_function, builtins),
     NULL},
    {"__module__", OURO_MEMBER_OBJECT, offsetof(py_function, module), NULL},
    {0},
};

static const ouro_type_spec function_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "function",
    .instance_size = sizeof(py_function),
    .flags = OURO_TF_CONTAINER | OURO_TF_METHOD | OURO_TF_IMMUTABLE | OURO_TF_KEEPS_FIELDS |
             OURO_TF_SETTLES,
    .fields = function_fields,
    .attrs_offset = offsetof(py_function, attrs),
    .weak_offset = offsetof(py_function, weakrefs),
    .slots = {.create = function_create,
              .clear = function_clear,
              .repr = function_repr,
              .call = py__function_call,
              .getattr = ouro_generic_getattr,
              .setattr = ouro_generic_setattr,
              .descr_get = function_bind},
    .getsets = function_getsets,
    .members = function_members,
};

int py__function_types(py_state *state) {
    state->types[PY_RUN_FUNCTION] = ouro_type_new(&function_spec, NULL);
    return state->types[PY_RUN_FUNCTION] ? 0 : -1;
}
