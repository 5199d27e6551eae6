// SPDX-License-Identifier: MIT
// What the dicts of types made in C hold: methods, slot wrappers, computed attributes and members.
// Floor: object.
#include "type.h"

// One structure serves all five; `what` is told by its type.
typedef struct descriptor {
    ouro_object head;
    ouro_type *owner; // counted
    ouro_object *name;
    union {
        const ouro_method *method;
        const ouro_getset *getset;
        const ouro_member *member;
        const ouro__slot *slot;
    } u;
    ouro__slot_fn function; // of wrappers
    bool owned;             // u.member and its name are this descriptor's own memory
} descriptor;

static const uint16_t descriptor_fields[] = {offsetof(descriptor, owner),
                                             offsetof(descriptor, name), 0};

// A slot wrapper bound to an object.
typedef struct method_wrapper {
    ouro_object head;
    ouro_object *descr, *self;
} method_wrapper;
static const uint16_t wrapper_fields[] = {offsetof(method_wrapper, descr),
                                          offsetof(method_wrapper, self), 0};

// ---- Making them ----------------------------------------------------------------------------

static descriptor *new_descriptor(enum ouro_builtin kind, ouro_type *owner, const char *name) {
    descriptor *descr = (descriptor *)ouro_object_new(ouro_builtin_type(kind), 0);
    if (descr) {
        descr->owner = (ouro_type *)ouro_newref((ouro_object *)owner);
        descr->name = ouro_str_intern_text(name);
        if (!descr->name) {
            ouro_clear(&descr);
        }
    }
    return descr;
}

ouro_object *ouro__method_descr_new(ouro_type *type, const ouro_method *method) {
    if (method->kind & OURO_METH_STATIC) {
        ouro_object *function = ouro_cfunction_new(method, NULL, NULL);
        ouro_object *result = function ? ouro_staticmethod_new(function) : NULL;
        ouro_xdecref(function);
        return result;
    }
    bool class_method = method->kind & OURO_METH_CLASS;
    descriptor *descr = new_descriptor(
        class_method ? OURO_T_CLASSMETHOD_DESCR : OURO_T_METHOD_DESCR, type, method->name);
    if (descr) {
        descr->u.method = method;
    }
    return (ouro_object *)descr;
}

ouro_object *ouro__getset_descr_new(ouro_type *type, const ouro_getset *getset) {
    descriptor *descr = new_descriptor(OURO_T_GETSET_DESCR, type, getset->name);
    if (descr) {
        descr->u.getset = getset;
    }
    return (ouro_object *)descr;
}

ouro_object *ouro__member_descr_new(ouro_type *type, const ouro_member *member, bool owned) {
    descriptor *descr = new_descriptor(OURO_T_MEMBER_DESCR, type, member->name);
    if (descr) {
        descr->u.member = member;
        descr->owned = owned;
    }
    return (ouro_object *)descr;
}

ouro_object *ouro__wrapper_descr_new(ouro_type *type, const ouro__slot *slot,
                                     ouro__slot_fn function) {
    descriptor *descr = (descriptor *)ouro_object_new(ouro_builtin_type(OURO_T_WRAPPER_DESCR), 0);
    if (descr) {
        descr->owner = (ouro_type *)ouro_newref((ouro_object *)type);
        descr->name = ouro_newref(ouro__runtime()->names[slot->name]);
        descr->u.slot = slot;
        descr->function = function;
    }
    return (ouro_object *)descr;
}

const ouro__slot *ouro__wrapper_descr_slot(const ouro_object *object, ouro__slot_fn *function) {
    if (!ouro_is_exact(object, OURO_T_WRAPPER_DESCR)) {
        return NULL;
    }
    const descriptor *descr = (const descriptor *)object;
    *function = descr->function;
    return descr->u.slot;
}

static void drop_member(ouro_object *self) {
    descriptor *descr = (descriptor *)self;
    if (descr->owned) {
        ouro_memory_free((void *)(uintptr_t)descr->u.member->name);
        ouro_memory_free((void *)(uintptr_t)descr->u.member);
    }
}

// ---- Methods --------------------------------------------------------------------------------

static bool check_self(const descriptor *descr, ouro_object *self) {
    if (OURO_LIKELY(ouro_type_is_subtype(ouro_type_of(self), descr->owner))) {
        return true;
    }
    ouro_raise(OURO_EXC_TypeError,
               "descriptor '%S' for '%N' objects doesn't apply to a '%T' object", descr->name,
               descr->owner, self);
    return false;
}

static ouro_object *call_method_descr(ouro_object *self, ouro_object *const *args, size_t nargs,
                                      ouro_object *kwnames) {
    const descriptor *descr = (const descriptor *)self;
    if (OURO_UNLIKELY(!nargs)) {
        return ouro_raise(OURO_EXC_TypeError, "unbound method %N.%S() needs an argument",
                          descr->owner, descr->name);
    }
    if (!check_self(descr, args[0])) {
        return NULL;
    }
    return ouro_method_invoke(descr->u.method, descr->owner->name, args[0], args + 1, nargs - 1,
                              kwnames);
}

static ouro_object *get_method(ouro_object *self, ouro_object *instance, ouro_object *owner) {
    (void)owner;
    const descriptor *descr = (const descriptor *)self;
    if (!instance) {
        return ouro_newref(self);
    }
    return check_self(descr, instance) ? ouro_cfunction_new(descr->u.method, instance, NULL) : NULL;
}

static ouro_object *get_class_method(ouro_object *self, ouro_object *instance, ouro_object *owner) {
    const descriptor *descr = (const descriptor *)self;
    ouro_object *type = owner ? owner : (ouro_object *)ouro_type_of(instance);
    return ouro_cfunction_new(descr->u.method, type, NULL);
}

static ouro_object *call_class_method(ouro_object *self, ouro_object *const *args, size_t nargs,
                                      ouro_object *kwnames) {
    const descriptor *descr = (const descriptor *)self;
    if (!nargs) {
        return ouro_raise(OURO_EXC_TypeError, "descriptor '%S' of '%N' object needs an argument",
                          descr->name, descr->owner);
    }
    return ouro_method_invoke(descr->u.method, descr->owner->name, args[0], args + 1, nargs - 1,
                              kwnames);
}

// ---- Slot wrappers --------------------------------------------------------------------------

static ouro_object *invoke_wrapper(const descriptor *descr, ouro_object *self,
                                   ouro_object *const *args, size_t nargs, ouro_object *kwnames) {
    const ouro__slot *slot = descr->u.slot;
    if (slot->max != 255) {
        if (kwnames && ouro_tuple_length(kwnames)) {
            return ouro_raise(OURO_EXC_TypeError, "wrapper %S() takes no keyword arguments",
                              descr->name);
        }
        if (nargs < slot->min || nargs > slot->max) {
            return ouro_raise(OURO_EXC_TypeError, "expected %d argument%s, got %zu",
                              nargs < slot->min ? slot->min : slot->max,
                              (nargs < slot->min ? slot->min : slot->max) == 1 ? "" : "s", nargs);
        }
    }
    return slot->wrap(self, args, nargs, kwnames, descr->function, slot);
}

static ouro_object *call_wrapper_descr(ouro_object *self, ouro_object *const *args, size_t nargs,
                                       ouro_object *kwnames) {
    const descriptor *descr = (const descriptor *)self;
    if (!nargs) {
        return ouro_raise(OURO_EXC_TypeError, "descriptor '%S' of '%N' object needs an argument",
                          descr->name, descr->owner);
    }
    if (!ouro_type_is_subtype(ouro_type_of(args[0]), descr->owner)) {
        return ouro_raise(OURO_EXC_TypeError,
                          "descriptor '%S' requires a '%N' object but received a '%T'", descr->name,
                          descr->owner, args[0]);
    }
    return invoke_wrapper(descr, args[0], args + 1, nargs - 1, kwnames);
}

static ouro_object *get_wrapper(ouro_object *self, ouro_object *instance, ouro_object *owner) {
    (void)owner;
    if (!instance) {
        return ouro_newref(self);
    }
    if (!check_self((const descriptor *)self, instance)) {
        return NULL;
    }
    method_wrapper *bound =
        (method_wrapper *)ouro_object_new(ouro_builtin_type(OURO_T_METHOD_WRAPPER), 0);
    if (bound) {
        bound->descr = ouro_newref(self);
        bound->self = ouro_newref(instance);
    }
    return (ouro_object *)bound;
}

static ouro_object *call_method_wrapper(ouro_object *self, ouro_object *const *args, size_t nargs,
                                        ouro_object *kwnames) {
    const method_wrapper *bound = (const method_wrapper *)self;
    return invoke_wrapper((const descriptor *)bound->descr, bound->self, args, nargs, kwnames);
}

static ouro_object *repr_method_wrapper(ouro_object *self) {
    const method_wrapper *bound = (const method_wrapper *)self;
    return ouro_str_format("<method-wrapper '%S' of %T object at %p>",
                           ((const descriptor *)bound->descr)->name, bound->self,
                           (void *)bound->self);
}

static ouro_object *compare_method_wrapper(ouro_object *self, ouro_object *other, int op) {
    if ((op != OURO_EQ && op != OURO_NE) || !ouro_is_exact(other, OURO_T_METHOD_WRAPPER)) {
        return ouro_not_implemented();
    }
    const method_wrapper *a = (const method_wrapper *)self, *b = (const method_wrapper *)other;
    return ouro_bool((a->descr == b->descr && a->self == b->self) == (op == OURO_EQ));
}

static int64_t hash_method_wrapper(ouro_object *self) {
    const method_wrapper *bound = (const method_wrapper *)self;
    return (int64_t)(((uintptr_t)bound->self ^ (uintptr_t)bound->descr) >> 4);
}

// ---- Computed attributes and members --------------------------------------------------------

static ouro_object *get_getset(ouro_object *self, ouro_object *instance, ouro_object *owner) {
    (void)owner;
    const descriptor *descr = (const descriptor *)self;
    if (!instance) {
        return ouro_newref(self);
    }
    return check_self(descr, instance) ? descr->u.getset->get(instance, descr->u.getset->context)
                                       : NULL;
}

static int raise_not_writable(const descriptor *descr) {
    ouro_raise(OURO_EXC_AttributeError, "attribute '%S' of '%N' objects is not writable",
               descr->name, descr->owner);
    return -1;
}

static int set_getset(ouro_object *self, ouro_object *instance, ouro_object *value) {
    const descriptor *descr = (const descriptor *)self;
    if (!check_self(descr, instance)) {
        return -1;
    }
    if (!descr->u.getset->set) {
        return raise_not_writable(descr);
    }
    return descr->u.getset->set(instance, value, descr->u.getset->context);
}

ssize_t ouro_slot_offset(const ouro_object *object, const ouro_type *type) {
    const descriptor *descr = (const descriptor *)object;
    if (object->type != ouro_builtin_type(OURO_T_MEMBER_DESCR) ||
        (descr->u.member->kind & (OURO_MEMBER_KIND | OURO_MEMBER_READONLY)) !=
            OURO_MEMBER_OBJECT_EX ||
        !ouro_type_is_subtype(type, descr->owner)) {
        return -1;
    }
    return (ssize_t)descr->u.member->offset;
}

static ouro_object *read_member(const descriptor *descr, ouro_object *instance) {
    const ouro_member *member = descr->u.member;
    char *place = (char *)instance + member->offset;
    ouro_object *object;
    switch (member->kind & OURO_MEMBER_KIND) {
    case OURO_MEMBER_INT64: return ouro_int_new(*(int64_t *)(void *)place);
    case OURO_MEMBER_SIZE: return ouro_int_from_u64(*(size_t *)(void *)place);
    case OURO_MEMBER_BOOL: return ouro_bool(*(bool *)(void *)place);
    case OURO_MEMBER_OBJECT_EX:
        object = *(ouro_object **)(void *)place;
        return object ? ouro_newref(object) : ouro_raise_attribute(instance, descr->name);
    default:
        object = *(ouro_object **)(void *)place;
        return object ? ouro_newref(object) : ouro_none();
    }
}

static ouro_object *get_member(ouro_object *self, ouro_object *instance, ouro_object *owner) {
    (void)owner;
    const descriptor *descr = (const descriptor *)self;
    if (!instance) {
        return ouro_newref(self);
    }
    return check_self(descr, instance) ? read_member(descr, instance) : NULL;
}

static int set_member(ouro_object *self, ouro_object *instance, ouro_object *value) {
    const descriptor *descr = (const descriptor *)self;
    const ouro_member *member = descr->u.member;
    if (!check_self(descr, instance)) {
        return -1;
    }
    unsigned kind = member->kind & OURO_MEMBER_KIND;
    if (member->kind & OURO_MEMBER_READONLY ||
        (kind != OURO_MEMBER_OBJECT && kind != OURO_MEMBER_OBJECT_EX)) {
        ouro_raise(OURO_EXC_AttributeError, "readonly attribute");
        return -1;
    }
    ouro_object **place = (ouro_object **)(void *)((char *)instance + member->offset);
    if (!value && !*place && kind == OURO_MEMBER_OBJECT_EX) {
        ouro_raise_object(OURO_EXC_AttributeError, descr->name);
        return -1;
    }
    ouro_object_stored_held(instance);
    ouro_replace(place, ouro_xnewref(value));
    return 0;
}

// ---- What descriptors show of themselves ----------------------------------------------------

static const char *doc_of(const descriptor *descr) {
    switch (ouro_type_of(descr)->exact) {
    case OURO_T_GETSET_DESCR: return descr->u.getset->doc;
    case OURO_T_MEMBER_DESCR: return descr->u.member->doc;
    case OURO_T_WRAPPER_DESCR: return descr->u.slot->doc;
    default: return descr->u.method->doc;
    }
}

static ouro_object *get_doc(ouro_object *self, void *context) {
    (void)context;
    const char *doc = doc_of((const descriptor *)self);
    return doc ? ouro_str_text(doc) : ouro_none();
}

static ouro_object *get_qualname(ouro_object *self, void *context) {
    (void)context;
    const descriptor *descr = (const descriptor *)self;
    return ouro_str_format("%S.%S", descr->owner->qualname, descr->name);
}

static ouro_object *get_bound_name(ouro_object *self, void *context) {
    (void)context;
    return ouro_newref(((const descriptor *)((const method_wrapper *)self)->descr)->name);
}

static ouro_object *get_bound_qualname(ouro_object *self, void *context) {
    return get_qualname(((const method_wrapper *)self)->descr, context);
}

static const ouro_getset descriptor_getsets[] = {{"__doc__", get_doc, NULL, NULL, NULL},
                                                 {"__qualname__", get_qualname, NULL, NULL, NULL},
                                                 {NULL, NULL, NULL, NULL, NULL}};
static const ouro_member descriptor_members[] = {
    {"__objclass__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(descriptor, owner), NULL},
    {"__name__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(descriptor, name), NULL},
    {NULL, 0, 0, NULL}};
static const ouro_getset wrapper_getsets[] = {
    {"__name__", get_bound_name, NULL, NULL, NULL},
    {"__qualname__", get_bound_qualname, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};
static const ouro_member wrapper_members[] = {
    {"__self__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(method_wrapper, self), NULL},
    {NULL, 0, 0, NULL}};

#define DEFINE_REPR(function, text)                                                                \
    static ouro_object *function(ouro_object *self) {                                              \
        const descriptor *descr = (const descriptor *)self;                                        \
        return ouro_str_format("<" text " '%S' of '%N' objects>", descr->name, descr->owner);      \
    }
DEFINE_REPR(repr_method, "method")
DEFINE_REPR(repr_wrapper, "slot wrapper")
DEFINE_REPR(repr_getset, "attribute")
DEFINE_REPR(repr_member, "member")

// ---- The types ------------------------------------------------------------------------------

#define DESCRIPTOR_SPEC(variable, type_name, extra_flags, ...)                                     \
    const ouro_type_spec variable = {.size = sizeof(ouro_type_spec),                               \
                                     .name = type_name,                                            \
                                     .instance_size = sizeof(descriptor),                          \
                                     .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW |            \
                                              OURO_TF_KEEPS_FIELDS | OURO_TF_SETTLES |             \
                                              (extra_flags),                                       \
                                     .fields = descriptor_fields,                                  \
                                     .getsets = descriptor_getsets,                                \
                                     .members = descriptor_members,                                \
                                     .slots = {__VA_ARGS__}}

DESCRIPTOR_SPEC(ouro__method_descr_spec, "method_descriptor", OURO_TF_METHOD, .repr = repr_method,
                .call = call_method_descr, .descr_get = get_method);
DESCRIPTOR_SPEC(ouro__classmethod_descr_spec, "classmethod_descriptor", 0, .repr = repr_method,
                .call = call_class_method, .descr_get = get_class_method);
DESCRIPTOR_SPEC(ouro__wrapper_descr_spec, "wrapper_descriptor", OURO_TF_METHOD,
                .repr = repr_wrapper, .call = call_wrapper_descr, .descr_get = get_wrapper);
DESCRIPTOR_SPEC(ouro__getset_descr_spec, "getset_descriptor", 0, .repr = repr_getset,
                .descr_get = get_getset, .descr_set = set_getset);
DESCRIPTOR_SPEC(ouro__member_descr_spec, "member_descriptor", 0, .repr = repr_member,
                .descr_get = get_member, .descr_set = set_member, .drop = drop_member);

const ouro_type_spec ouro__method_wrapper_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "method-wrapper",
    .instance_size = sizeof(method_wrapper),
    .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_KEEPS_FIELDS | OURO_TF_SETTLES,
    .fields = wrapper_fields,
    .slots = {.repr = repr_method_wrapper,
              .call = call_method_wrapper,
              .compare = compare_method_wrapper,
              .hash = hash_method_wrapper},
    .getsets = wrapper_getsets,
    .members = wrapper_members,
};
