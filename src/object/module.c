// SPDX-License-Identifier: MIT
// Namespaces as objects: modules, cells, mapping proxies, simple namespaces.  Floor: object.
#include "core.h"

// ---- Modules --------------------------------------------------------------------------------

static const uint16_t module_fields[] = {offsetof(ouro_module, dict), 0};

static int set_up(ouro_module *module, ouro_object *name, ouro_object *doc) {
    ouro_object *none = ouro_none_borrow();
    module->dict = module->dict ? module->dict : ouro_dict_new();
    return module->dict && ouro_dict_set(module->dict, ouro__name(name), name) == 0 &&
                   ouro_dict_set(module->dict, ouro__name(doc), doc ? doc : none) == 0 &&
                   ouro_dict_set(module->dict, ouro__name(package), none) == 0 &&
                   ouro_dict_set(module->dict, ouro__name(loader), none) == 0 &&
                   ouro_dict_set(module->dict, ouro__name(spec), none) == 0
               ? 0
               : -1;
}

static ouro_object *new_module(ouro_object *name, ouro_object *doc) {
    ouro_object *module = ouro_object_new(ouro_builtin_type(OURO_T_MODULE), 0);
    if (module && set_up((ouro_module *)module, name, doc) < 0) {
        ouro_clear(&module);
    }
    return module;
}

ouro_object *ouro_module_from_name(ouro_object *name) {
    return new_module(name, NULL);
}

ouro_object *ouro_module_new(const char *name, const char *doc) {
    ouro_object *name_str = ouro_str_intern_text(name);
    ouro_object *doc_str = doc ? ouro_str_text(doc) : ouro_none();
    ouro_object *module = name_str && doc_str ? new_module(name_str, doc_str) : NULL;
    ouro_xdecref(name_str);
    ouro_xdecref(doc_str);
    return module;
}

int ouro_module_add(ouro_object *module, const char *name, ouro_object *value) {
    return value ? ouro_dict_set_text(ouro_module_dict_borrow(module), name, value) : -1;
}

static int add_stolen(ouro_object *module, const char *name, ouro_object *value) {
    int result = ouro_module_add(module, name, value);
    ouro_xdecref(value);
    return result;
}

int ouro_module_add_methods(ouro_object *module, const ouro_method *methods) {
    ouro_object *name = ouro_dict_get_borrow(ouro_module_dict_borrow(module), ouro__name(name));
    for (; methods->name; methods++) {
        if (add_stolen(module, methods->name, ouro_cfunction_new(methods, module, name)) < 0) {
            return -1;
        }
    }
    return 0;
}

int ouro_module_add_int(ouro_object *module, const char *name, int64_t value) {
    return add_stolen(module, name, ouro_int_new(value));
}
int ouro_module_add_text(ouro_object *module, const char *name, const char *value) {
    return add_stolen(module, name, ouro_str_text(value));
}

static int module_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                       ouro_object *kwnames) {
    static const char *const names[] = {"name", "doc", NULL};
    ouro_object *given[2];
    if (ouro_parse_args("module", names, 1, 2, args, nargs, kwnames, given) < 0) {
        return -1;
    }
    if (!ouro_is(given[0], OURO_T_STR)) {
        ouro_raise(OURO_EXC_TypeError, "module.__init__() argument 1 must be str, not %V",
                   given[0]);
        return -1;
    }
    return set_up((ouro_module *)self, given[0], given[1]);
}

static ouro_object *module_getattr(ouro_object *self, ouro_object *name) {
    ouro_object *value, *dict = ouro_module_dict_borrow(self);
    if (dict && ouro_is(name, OURO_T_STR)) {
        value = ouro_dict_get_borrow(dict, name);
        if (value && !ouro_type_lookup_borrow(ouro_type_of(self), name)) {
            return ouro_newref(value);
        }
    }
    int found = ouro__generic_lookup(self, name, &value);
    if (found) {
        return value;
    }
    if (!dict) { // never initialised, or cleared by a collection
        return ouro_raise(OURO_EXC_AttributeError, "module has no attribute '%S'", name);
    }
    value = ouro_dict_get_borrow(dict, name);
    if (value || ouro_current->raised) {
        return ouro_xnewref(value);
    }
    ouro_object *hook = ouro_dict_get_borrow(dict, ouro__name(getattr));
    if (hook) {
        return ouro_call1(hook, name);
    }
    ouro_object *own = ouro_dict_get_borrow(dict, ouro__name(name));
    if (own) {
        ouro_raise(OURO_EXC_AttributeError, "module '%S' has no attribute '%S'", own, name);
    } else {
        ouro_raise(OURO_EXC_AttributeError, "module has no attribute '%S'", name);
    }
    if (ouro_raised_is(OURO_EXC_AttributeError)) {
        ouro_exception *error = (ouro_exception *)ouro_current->raised;
        ouro_replace(&error->extra[0], ouro_newref(name));
        ouro_replace(&error->extra[1], ouro_newref(self));
    }
    return NULL;
}

static int module_setattr(ouro_object *self, ouro_object *name, ouro_object *value) {
    ouro_object *found = ouro_type_lookup_borrow(ouro_type_of(self), name);
    if (found && found->type->slots.descr_set) {
        return ouro_generic_setattr(self, name, value);
    }
    ouro_object *dict = ouro_module_dict_borrow(self);
    if (value && !dict) { // never initialised, or cleared by a collection
        dict = ((ouro_module *)self)->dict = ouro_dict_new();
        if (!dict) {
            return -1;
        }
    }
    if (value) {
        ouro_object *interned = ouro_newref(name);
        ouro_str_intern(&interned);
        int result = ouro_dict_set(dict, interned, value);
        ouro_decref(interned);
        return result;
    }
    ouro_object *old;
    int popped = dict ? ouro_dict_pop(dict, name, &old) : 0;
    if (popped == 1) {
        ouro_decref(old);
    } else if (popped == 0) {
        ouro_raise(OURO_EXC_AttributeError, "'%T' object has no attribute '%S'", self, name);
    }
    return popped == 1 ? 0 : -1;
}

static ouro_object *module_repr(ouro_object *self) {
    ouro_object *dict = ouro_module_dict_borrow(self);
    ouro_object *name = dict ? ouro_dict_get_borrow(dict, ouro__name(name)) : NULL;
    ouro_object *file = dict ? ouro_dict_get_borrow(dict, ouro__name(file)) : NULL;
    if (!name) {
        return ouro_str_text("<module '?'>");
    }
    if (file && !ouro_is_none(file)) {
        return ouro_str_format("<module %R from %R>", name, file);
    }
    bool built_in = ouro_is(name, OURO_T_STR) && !ouro_str_equal_text(name, "__main__");
    return ouro_str_format(built_in ? "<module %R (built-in)>" : "<module %R>", name);
}

static ouro_object *module_dict(ouro_object *self, void *context) {
    (void)context;
    ouro_object *dict = ouro_module_dict_borrow(self);
    return dict ? ouro_newref(dict) : ouro_none();
}

static ouro_object *module_dir(ouro_object *self) {
    ouro_object *dict = ouro_module_dict_borrow(self);
    if (!dict) {
        return ouro_raise(OURO_EXC_TypeError, "<module>.__dict__ is not a dictionary");
    }
    ouro_object *hook = ouro_dict_get_borrow(dict, ouro__name(dir));
    return hook ? ouro_call0(hook) : ouro_dict_keys_list(dict);
}

static const ouro_method module_methods[] = {
    OURO_NOARGS("__dir__", module_dir, "__dir__() -> list\nspecialized dir() implementation"),
    {NULL, {NULL}, 0, 0, 0, NULL}};
static const ouro_getset module_getsets[] = {{"__dict__", module_dict, NULL, NULL, NULL},
                                             {NULL, NULL, NULL, NULL, NULL}};

const ouro_type_spec ouro__module_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "module",
    .doc = "Create a module object.",
    .instance_size = sizeof(ouro_module),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE | OURO_TF_KEEPS_FIELDS,
    .fields = module_fields,
    .weak_offset = offsetof(ouro_module, weakrefs),
    .slots = {.init = module_init,
              .getattr = module_getattr,
              .setattr = module_setattr,
              .repr = module_repr},
    .methods = module_methods,
    .getsets = module_getsets,
};

// ---- Cells ----------------------------------------------------------------------------------

static const uint16_t cell_fields[] = {offsetof(ouro_cell, value), 0};

ouro_object *ouro_cell_new(ouro_object *value) {
    ouro_cell *cell = (ouro_cell *)ouro_object_new(ouro_builtin_type(OURO_T_CELL), 0);
    if (cell) {
        cell->value = ouro_xnewref(value);
    }
    return (ouro_object *)cell;
}

static ouro_object *cell_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                ouro_object *kwnames) {
    (void)type;
    if (ouro_check_no_keywords("cell", kwnames) < 0 || ouro_check_args("cell", nargs, 0, 1) < 0) {
        return NULL;
    }
    return ouro_cell_new(nargs ? args[0] : NULL);
}

static ouro_object *cell_repr(ouro_object *self) {
    ouro_object *value = ((ouro_cell *)self)->value;
    return value ? ouro_str_format("<cell at %p: %T object at %p>", (void *)self, value,
                                   (void *)value)
                 : ouro_str_format("<cell at %p: empty>", (void *)self);
}

static ouro_object *cell_compare(ouro_object *self, ouro_object *other, int op) {
    if (!ouro_is_exact(other, OURO_T_CELL)) {
        return ouro_not_implemented();
    }
    ouro_object *a = ((ouro_cell *)self)->value, *b = ((ouro_cell *)other)->value;
    if (a && b) {
        return ouro_compare(a, b, (enum ouro_compare_op)op);
    }
    int order = (a != NULL) - (b != NULL);
    const bool results[] = {order<0, order <= 0, order == 0, order != 0, order> 0, order >= 0};
    return ouro_bool(results[op]);
}

static ouro_object *cell_get(ouro_object *self, void *context) {
    (void)context;
    ouro_object *value = ((ouro_cell *)self)->value;
    return value ? ouro_newref(value) : ouro_raise(OURO_EXC_ValueError, "Cell is empty");
}

static int cell_set(ouro_object *self, ouro_object *value, void *context) {
    (void)context;
    ouro_object_stored_held(self);
    ouro_replace(&((ouro_cell *)self)->value, ouro_xnewref(value));
    return 0;
}

static const ouro_getset cell_getsets[] = {{"cell_contents", cell_get, cell_set, NULL, NULL},
                                           {NULL, NULL, NULL, NULL, NULL}};

const ouro_type_spec ouro__cell_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "cell",
    .instance_size = sizeof(ouro_cell),
    .flags = OURO_TF_CONTAINER | OURO_TF_SETTLES,
    .fields = cell_fields,
    .slots = {.create = cell_create, .repr = cell_repr, .compare = cell_compare},
    .getsets = cell_getsets,
};

// ---- Mapping proxies ------------------------------------------------------------------------

typedef struct proxy {
    ouro_object head;
    ouro_object *mapping;
} proxy;
static const uint16_t proxy_fields[] = {offsetof(proxy, mapping), 0};

static ouro_object *mapping_of(ouro_object *self) {
    return ((proxy *)self)->mapping;
}

ouro_object *ouro_mappingproxy_new(ouro_object *mapping) {
    proxy *self = (proxy *)ouro_object_new(ouro_builtin_type(OURO_T_MAPPINGPROXY), 0);
    if (self) {
        self->mapping = ouro_newref(mapping);
    }
    return (ouro_object *)self;
}

static ouro_object *proxy_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                 ouro_object *kwnames) {
    (void)type;
    if (ouro_check_no_keywords("mappingproxy", kwnames) < 0 ||
        ouro_check_args("mappingproxy", nargs, 1, 1) < 0) {
        return NULL;
    }
    if (!args[0]->type->slots.getitem || args[0]->type->flags & OURO_TF_SEQUENCE) {
        return ouro_raise(OURO_EXC_TypeError, "mappingproxy() argument must be a mapping, not %T",
                          args[0]);
    }
    return ouro_mappingproxy_new(args[0]);
}

static ssize_t proxy_length(ouro_object *self) {
    return ouro_length(mapping_of(self));
}
static int proxy_contains(ouro_object *self, ouro_object *key) {
    return ouro_contains(mapping_of(self), key);
}
static ouro_object *proxy_getitem(ouro_object *self, ouro_object *key) {
    return ouro_getitem(mapping_of(self), key);
}
static ouro_object *proxy_iter(ouro_object *self) {
    return ouro_iter(mapping_of(self));
}
static ouro_object *proxy_repr(ouro_object *self) {
    return ouro_str_format("mappingproxy(%R)", mapping_of(self));
}
static ouro_object *proxy_str(ouro_object *self) {
    return ouro_str(mapping_of(self));
}
static ouro_object *proxy_compare(ouro_object *self, ouro_object *other, int op) {
    return ouro_compare(mapping_of(self), other, (enum ouro_compare_op)op);
}
static ouro_object *proxy_or(ouro_object *left, ouro_object *right) {
    left = ouro_is(left, OURO_T_MAPPINGPROXY) ? mapping_of(left) : left;
    right = ouro_is(right, OURO_T_MAPPINGPROXY) ? mapping_of(right) : right;
    return ouro_binary(left, right, OURO_OR);
}
static ouro_object *proxy_get(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return ouro_call_method_text(mapping_of(self), "get", args, nargs);
}
#define DEFINE_PROXY_CALL(name)                                                                    \
    static ouro_object *proxy_##name(ouro_object *self) {                                          \
        return ouro_call_method_text(mapping_of(self), #name, NULL, 0);                            \
    }
DEFINE_PROXY_CALL(keys)
DEFINE_PROXY_CALL(values)
DEFINE_PROXY_CALL(items)
DEFINE_PROXY_CALL(copy)

static const ouro_method proxy_methods[] = {
    OURO_ARGS("get", proxy_get, 1, 2,
              "Return the value for key if key is in the mapping, else default."),
    OURO_NOARGS("keys", proxy_keys, "D.keys() -> a set-like object providing a view on D's keys"),
    OURO_NOARGS("values", proxy_values, "D.values() -> an object providing a view on D's values"),
    OURO_NOARGS("items", proxy_items,
                "D.items() -> a set-like object providing a view on D's items"),
    OURO_NOARGS("copy", proxy_copy, "D.copy() -> a shallow copy of D"),
    {NULL, {NULL}, 0, 0, 0, NULL}};

const ouro_type_spec ouro__mappingproxy_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "mappingproxy",
    .instance_size = sizeof(proxy),
    .flags = OURO_TF_CONTAINER | OURO_TF_MATCH_MAPPING,
    .fields = proxy_fields,
    .slots = {.create = proxy_create,
              .length = proxy_length,
              .contains = proxy_contains,
              .getitem = proxy_getitem,
              .iter = proxy_iter,
              .repr = proxy_repr,
              .str = proxy_str,
              .compare = proxy_compare,
              .binary = {[OURO_OR] = proxy_or}},
    .methods = proxy_methods,
};

// ---- Simple namespaces ----------------------------------------------------------------------

typedef struct namespace_ {
    ouro_object head;
    uintptr_t attrs;
} namespace_;

static int take_all(ouro_object *self, ouro_object *dict) {
    ouro_object *key, *value;
    size_t position = 0;
    while (ouro_dict_next(dict, &position, &key, &value, NULL)) {
        if (ouro_setattr(self, key, value) < 0) {
            return -1;
        }
    }
    return 0;
}

ouro_object *ouro_namespace_new(ouro_object *dict) {
    ouro_object *self = ouro_object_new(ouro_builtin_type(OURO_T_NAMESPACE), 0);
    if (self && dict && take_all(self, dict) < 0) {
        ouro_clear(&self);
    }
    return self;
}

static int namespace_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                          ouro_object *kwnames) {
    if (nargs) {
        ouro_raise(OURO_EXC_TypeError, "no positional arguments expected");
        return -1;
    }
    for (size_t k = 0; kwnames && k < ouro_tuple_length(kwnames); k++) {
        if (ouro_setattr(self, ouro_tuple_get_borrow(kwnames, k), args[nargs + k]) < 0) {
            return -1;
        }
    }
    return 0;
}

static ouro_object *namespace_repr(ouro_object *self) {
    ouro_object *dict = ouro_attributes(self), *key, *value;
    const char *name =
        ouro_is_exact(self, OURO_T_NAMESPACE) ? "namespace" : ouro_type_of(self)->name;
    int entered = dict ? ouro_repr_enter(self) : -1;
    if (entered) {
        ouro_xdecref(dict);
        return entered < 0 ? NULL : ouro_str_format("%s(...)", name);
    }
    ouro_object *text = ouro_str_text("");
    size_t position = 0;
    while (text && ouro_dict_next(dict, &position, &key, &value, NULL)) {
        ouro_object *longer =
            ouro_str_format("%S%s%S=%R", text, ouro_str_length(text) ? ", " : "", key, value);
        ouro_decref(text);
        text = longer;
    }
    ouro_repr_leave(self);
    ouro_decref(dict);
    ouro_object *result = text ? ouro_str_format("%s(%S)", name, text) : NULL;
    ouro_xdecref(text);
    return result;
}

static ouro_object *namespace_compare(ouro_object *self, ouro_object *other, int op) {
    if (!ouro_is(other, OURO_T_NAMESPACE)) {
        return ouro_not_implemented();
    }
    ouro_object *a = ouro_attributes(self), *b = a ? ouro_attributes(other) : NULL;
    ouro_object *result = b ? ouro_compare(a, b, (enum ouro_compare_op)op) : NULL;
    ouro_xdecref(a);
    ouro_xdecref(b);
    return result;
}

static const ouro_getset namespace_getsets[] = {
    {"__dict__", ouro__get_attributes, NULL, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL}};

const ouro_type_spec ouro__namespace_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "types.SimpleNamespace",
    .doc = "A simple attribute-based namespace.\n\nSimpleNamespace(**kwargs)",
    .instance_size = sizeof(namespace_),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE,
    .attrs_offset = offsetof(namespace_, attrs),
    .slots = {.init = namespace_init, .repr = namespace_repr, .compare = namespace_compare},
    .getsets = namespace_getsets,
};
