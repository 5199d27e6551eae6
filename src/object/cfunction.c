// SPDX-License-Identifier: MIT
// Built-in functions and bound methods.  Floor: object.
#include "slots_python.h"
#include "type.h"

// ---- Built-in functions ---------------------------------------------------------------------

typedef struct cfunction {
    ouro_object head;
    const ouro_method *method;
    ouro_object *self, *module; // or NULL
    ouro_object *weakrefs;
} cfunction;

static const uint16_t cfunction_fields[] = {offsetof(cfunction, self), offsetof(cfunction, module),
                                            0};

ouro_object *ouro_cfunction_new(const ouro_method *method, ouro_object *self, ouro_object *module) {
    cfunction *function = (cfunction *)ouro_object_new(ouro_builtin_type(OURO_T_CFUNCTION), 0);
    if (function) {
        function->method = method;
        function->self = ouro_xnewref(self);
        function->module = ouro_xnewref(module);
    }
    return (ouro_object *)function;
}

// What a message names before the function: "list.append() takes ...", "gc.collect() ...", but "len() ...".
static const char *owner_of(const cfunction *function) {
    const ouro_object *self = function->self;
    if (!self || ouro_is(self, OURO_T_MODULE)) {
        const ouro_object *module = function->module;
        return module && ouro_is(module, OURO_T_STR) && !ouro_str_equal_text(module, "builtins")
                   ? ouro_str_ascii_borrow(module)
                   : NULL;
    }
    return ouro_is_type(self) ? ((const ouro_type *)self)->name : ouro_type_of(self)->name;
}

static ouro_object *cfunction_call(ouro_object *self, ouro_object *const *args, size_t nargs,
                                   ouro_object *kwnames) {
    const cfunction *function = (const cfunction *)self;
    if (OURO_UNLIKELY(ouro_recursion_enter(" while calling a Python object") < 0)) {
        return NULL;
    }
    ouro_object *result = ouro_method_invoke(function->method, owner_of(function), function->self,
                                             args, nargs, kwnames);
    ouro_recursion_leave();
    return result;
}

const ouro_type *ouro__create_owner(const ouro_object *object) {
    if (ouro_is_exact(object, OURO_T_STATICMETHOD)) {
        return NULL;
    }
    const cfunction *function = (const cfunction *)object;
    bool is_new = ouro_is_exact(object, OURO_T_CFUNCTION) && function->self &&
                  ouro_is_type(function->self) && strcmp(function->method->name, "__new__") == 0;
    return is_new ? (const ouro_type *)function->self : NULL;
}

static ouro_object *cfunction_repr(ouro_object *self) {
    const cfunction *function = (const cfunction *)self;
    if (!function->self || ouro_is(function->self, OURO_T_MODULE)) {
        return ouro_str_format("<built-in function %s>", function->method->name);
    }
    return ouro_str_format("<built-in method %s of %T object at %p>", function->method->name,
                           function->self, (void *)function->self);
}

static ouro_object *cfunction_compare(ouro_object *self, ouro_object *other, int op) {
    if ((op != OURO_EQ && op != OURO_NE) || !ouro_is_exact(other, OURO_T_CFUNCTION)) {
        return ouro_not_implemented();
    }
    const cfunction *a = (const cfunction *)self, *b = (const cfunction *)other;
    return ouro_bool((a->method == b->method && a->self == b->self) == (op == OURO_EQ));
}

static int64_t cfunction_hash(ouro_object *self) {
    const cfunction *function = (const cfunction *)self;
    return (int64_t)(((uintptr_t)function->method >> 4) ^ ((uintptr_t)function->self >> 4));
}

static ouro_object *cfunction_name(ouro_object *self, void *context) {
    (void)context;
    return ouro_str_text(((const cfunction *)self)->method->name);
}

static ouro_object *cfunction_qualname(ouro_object *self, void *context) {
    const cfunction *function = (const cfunction *)self;
    const char *owner =
        function->self && !ouro_is(function->self, OURO_T_MODULE) ? owner_of(function) : NULL;
    return owner ? ouro_str_format("%s.%s", owner, function->method->name)
                 : cfunction_name(self, context);
}

static ouro_object *cfunction_doc(ouro_object *self, void *context) {
    (void)context;
    const char *doc = ((const cfunction *)self)->method->doc;
    return doc ? ouro_str_text(doc) : ouro_none();
}

static const ouro_getset cfunction_getsets[] = {
    {"__name__", cfunction_name, NULL, NULL, NULL},
    {"__qualname__", cfunction_qualname, NULL, NULL, NULL},
    {"__doc__", cfunction_doc, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};
static const ouro_member cfunction_members[] = {
    {"__self__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(cfunction, self), NULL},
    {"__module__", OURO_MEMBER_OBJECT, offsetof(cfunction, module), NULL},
    {NULL, 0, 0, NULL}};

const ouro_type_spec ouro__cfunction_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "builtin_function_or_method",
    .instance_size = sizeof(cfunction),
    .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_KEEPS_FIELDS | OURO_TF_SETTLES,
    .fields = cfunction_fields,
    .weak_offset = offsetof(cfunction, weakrefs),
    .slots = {.call = cfunction_call,
              .repr = cfunction_repr,
              .compare = cfunction_compare,
              .hash = cfunction_hash},
    .getsets = cfunction_getsets,
    .members = cfunction_members,
};

// ---- Bound methods --------------------------------------------------------------------------

static const uint16_t method_fields[] = {offsetof(ouro_bound_method, function),
                                         offsetof(ouro_bound_method, self), 0};

ouro_object *ouro_bound_method_new(ouro_object *function, ouro_object *self) {
    ouro_bound_method *method =
        (ouro_bound_method *)ouro_object_new(ouro_builtin_type(OURO_T_BOUND_METHOD), 0);
    if (method) {
        method->function = ouro_newref(function);
        method->self = ouro_newref(self);
    }
    return (ouro_object *)method;
}

static ouro_object *method_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                  ouro_object *kwnames) {
    (void)type;
    if (ouro_check_no_keywords("method", kwnames) < 0 ||
        ouro_check_args("method", nargs, 2, 2) < 0) {
        return NULL;
    }
    if (!ouro_callable(args[0])) {
        return ouro_raise(OURO_EXC_TypeError, "first argument must be callable");
    }
    if (ouro_is_none(args[1])) {
        return ouro_raise(OURO_EXC_TypeError, "instance must not be None");
    }
    return ouro_bound_method_new(args[0], args[1]);
}

static ouro_object *method_call(ouro_object *self, ouro_object *const *args, size_t nargs,
                                ouro_object *kwnames) {
    const ouro_bound_method *method = (const ouro_bound_method *)self;
    size_t total = nargs + (kwnames ? ouro_tuple_length(kwnames) : 0) + 1;
    ouro_object *few[8], **all = few;
    if (total > sizeof few / sizeof *few) {
        all = ouro_memory_new(total * sizeof *all);
        if (!all) {
            return NULL;
        }
    }
    all[0] = method->self;
    if (total > 1) {
        memcpy(all + 1, args, (total - 1) * sizeof *args);
    }
    ouro_object *result = ouro_call(method->function, all, nargs + 1, kwnames);
    if (all != few) {
        ouro_memory_free(all);
    }
    return result;
}

static ouro_object *method_repr(ouro_object *self) {
    const ouro_bound_method *method = (const ouro_bound_method *)self;
    ouro_object *name = NULL;
    if (ouro_lookup_attr(method->function, ouro__name(qualname), &name) < 0) {
        return NULL;
    }
    ouro_object *text = name && ouro_is(name, OURO_T_STR)
                            ? ouro_str_format("<bound method %S of %R>", name, method->self)
                            : ouro_str_format("<bound method ? of %R>", method->self);
    ouro_xdecref(name);
    return text;
}

static ouro_object *method_compare(ouro_object *self, ouro_object *other, int op) {
    if ((op != OURO_EQ && op != OURO_NE) || !ouro_is_exact(other, OURO_T_BOUND_METHOD)) {
        return ouro_not_implemented();
    }
    const ouro_bound_method *a = (const ouro_bound_method *)self;
    const ouro_bound_method *b = (const ouro_bound_method *)other;
    int equal = ouro_compare_bool(a->function, b->function, OURO_EQ);
    return equal < 0 ? NULL : ouro_bool((equal && a->self == b->self) == (op == OURO_EQ));
}

static int64_t method_hash(ouro_object *self) {
    const ouro_bound_method *method = (const ouro_bound_method *)self;
    int64_t hash = ouro_hash(method->function);
    if (hash == -1) {
        return -1;
    }
    hash ^= (int64_t)((uintptr_t)method->self >> 4);
    return hash == -1 ? -2 : hash;
}

// Whatever the method does not have itself is its function's.
static ouro_object *method_getattr(ouro_object *self, ouro_object *name) {
    ouro_object *value;
    int found = ouro__generic_lookup(self, name, &value);
    if (found) {
        return value;
    }
    return ouro_getattr(((const ouro_bound_method *)self)->function, name);
}

static ouro_object *method_doc(ouro_object *self, void *context) {
    (void)context;
    return ouro_getattr(((const ouro_bound_method *)self)->function, ouro__name(doc));
}

static const ouro_getset method_getsets[] = {{"__doc__", method_doc, NULL, NULL, NULL},
                                             {NULL, NULL, NULL, NULL, NULL}};
static const ouro_member method_members[] = {
    {"__func__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(ouro_bound_method, function),
     "the function (or other callable) implementing a method"},
    {"__self__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(ouro_bound_method, self),
     "the instance to which a method is bound"},
    {NULL, 0, 0, NULL}};

const ouro_type_spec ouro__bound_method_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "method",
    .instance_size = sizeof(ouro_bound_method),
    .flags = OURO_TF_CONTAINER | OURO_TF_KEEPS_FIELDS | OURO_TF_SETTLES,
    .fields = method_fields,
    .weak_offset = offsetof(ouro_bound_method, weakrefs),
    .slots = {.create = method_create,
              .call = method_call,
              .repr = method_repr,
              .compare = method_compare,
              .hash = method_hash,
              .getattr = method_getattr},
    .getsets = method_getsets,
    .members = method_members,
};
