// SPDX-License-Identifier: MIT
// The type `type`: attributes, methods and death of types; isinstance and issubclass.
// Floor: object.
#include "type.h"

// ---- Attributes -----------------------------------------------------------------------------

// Like any object's, but "the instance's own" are the attributes along the type's own MRO, and those
// bind with no instance.
static ouro_object *type_getattr(ouro_object *self, ouro_object *name) {
    ouro_type *type = (ouro_type *)self, *meta = ouro_type_of(self);
    ouro_object *on_meta = ouro_xnewref(ouro_type_lookup_borrow(meta, name));
    if (on_meta && on_meta->type->slots.descr_get && on_meta->type->slots.descr_set) {
        ouro_object *value = on_meta->type->slots.descr_get(on_meta, self, (ouro_object *)meta);
        ouro_decref(on_meta);
        return value;
    }
    ouro_object *own = ouro_xnewref(ouro_type_lookup_borrow(type, name));
    if (own) {
        ouro_xdecref(on_meta);
        if (own->type->slots.descr_get) {
            ouro_object *value = own->type->slots.descr_get(own, NULL, self);
            ouro_decref(own);
            return value;
        }
        return own;
    }
    if (on_meta && on_meta->type->slots.descr_get) {
        ouro_object *value = on_meta->type->slots.descr_get(on_meta, self, (ouro_object *)meta);
        ouro_decref(on_meta);
        return value;
    }
    return on_meta ? on_meta : ouro_raise_attribute(self, name);
}

static int set_own(ouro_type *type, ouro_object *name, ouro_object *value) {
    ouro_object *interned = ouro_newref(name);
    ouro_str_intern(&interned);
    int result;
    if (value) {
        result = ouro_dict_set(type->dict, interned, value);
    } else {
        ouro_object *old;
        int found = ouro_dict_pop(type->dict, interned, &old);
        if (found == 1) {
            ouro_decref(old);
        } else if (found == 0) {
            ouro_raise_attribute((ouro_object *)type, name);
        }
        result = found == 1 ? 0 : -1;
    }
    ouro_type_modified(type);
    if (result == 0) {
        ouro__slots_update(type, interned);
    }
    ouro_decref(interned);
    return result;
}

static int type_setattr(ouro_object *self, ouro_object *name, ouro_object *value) {
    ouro_type *type = (ouro_type *)self;
    if (type->flags & OURO_TF_IMMUTABLE) {
        ouro_raise(OURO_EXC_TypeError, "cannot set %R attribute of immutable type '%N'", name,
                   type);
        return -1;
    }
    ouro_object *found = ouro_type_lookup_borrow(ouro_type_of(self), name);
    if (found && found->type->slots.descr_set) {
        ouro_incref(found);
        int result = found->type->slots.descr_set(found, self, value);
        ouro_decref(found);
        return result;
    }
    return set_own(type, name, value);
}

static int check_writable(const ouro_type *type, const ouro_object *value, const char *name) {
    if (type->flags & OURO_TF_IMMUTABLE) {
        ouro_raise(OURO_EXC_TypeError, "cannot set '%s' attribute of immutable type '%N'", name,
                   type);
        return -1;
    }
    if (!value) {
        ouro_raise(OURO_EXC_TypeError, "cannot delete '%s' attribute of immutable type '%N'", name,
                   type);
        return -1;
    }
    return 0;
}

static ouro_object *get_name(ouro_object *self, void *context) {
    (void)context;
    return ouro_newref(((ouro_type *)self)->name_object);
}

static int set_name(ouro_object *self, ouro_object *value, void *context) {
    (void)context;
    if (check_writable((ouro_type *)self, value, "__name__") < 0) {
        return -1;
    }
    if (!ouro_is(value, OURO_T_STR)) {
        ouro_raise(OURO_EXC_TypeError, "can only assign string to %N.__name__, not '%T'", self,
                   value);
        return -1;
    }
    return ouro__type_set_name((ouro_type *)self, value);
}

static ouro_object *get_qualname(ouro_object *self, void *context) {
    (void)context;
    return ouro_newref(((ouro_type *)self)->qualname);
}

static int set_qualname(ouro_object *self, ouro_object *value, void *context) {
    (void)context;
    if (check_writable((ouro_type *)self, value, "__qualname__") < 0) {
        return -1;
    }
    if (!ouro_is(value, OURO_T_STR)) {
        ouro_raise(OURO_EXC_TypeError, "can only assign string to %N.__qualname__, not '%T'", self,
                   value);
        return -1;
    }
    ouro_replace(&((ouro_type *)self)->qualname, ouro_newref(value));
    return 0;
}

static ouro_object *get_module(ouro_object *self, void *context) {
    (void)context;
    ouro_type *type = (ouro_type *)self;
    if (type->module_name) {
        return ouro_newref(type->module_name);
    }
    ouro_object *module = ouro_dict_get_borrow(type->dict, ouro__name(module));
    return module ? ouro_newref(module) : ouro_raise_attribute(self, ouro__name(module));
}

static int set_module(ouro_object *self, ouro_object *value, void *context) {
    (void)context;
    return check_writable((ouro_type *)self, value, "__module__") < 0
               ? -1
               : set_own((ouro_type *)self, ouro__name(module), value);
}

static ouro_object *get_doc(ouro_object *self, void *context) {
    (void)context;
    ouro_object *doc = ouro_dict_get_borrow(((ouro_type *)self)->dict, ouro__name(doc));
    if (doc && doc->type->slots.descr_get) {
        return ((ouro_type *)self)->spec && ((ouro_type *)self)->spec->doc
                   ? ouro_str_text(((ouro_type *)self)->spec->doc)
                   : doc->type->slots.descr_get(doc, NULL, self);
    }
    return doc ? ouro_newref(doc) : ouro_none();
}

static int set_doc(ouro_object *self, ouro_object *value, void *context) {
    (void)context;
    return check_writable((ouro_type *)self, value, "__doc__") < 0
               ? -1
               : set_own((ouro_type *)self, ouro__name(doc), value);
}

static ouro_object *get_dict(ouro_object *self, void *context) {
    (void)context;
    return ouro_mappingproxy_new(((ouro_type *)self)->dict);
}

static ouro_object *get_abstract(ouro_object *self, void *context) {
    (void)context;
    ouro_object *methods =
        ouro_dict_get_borrow(((ouro_type *)self)->dict, ouro__name(abstractmethods));
    return methods ? ouro_newref(methods)
                   : ouro_raise(OURO_EXC_AttributeError, "__abstractmethods__");
}

static int set_abstract(ouro_object *self, ouro_object *value, void *context) {
    (void)context;
    ouro_type *type = (ouro_type *)self;
    int abstract = value ? ouro_is_true(value) : 0;
    if (abstract < 0 || set_own(type, ouro__name(abstractmethods), value) < 0) {
        return -1;
    }
    type->flags =
        abstract ? type->flags | OURO_TF_ABSTRACT : type->flags & ~(uint32_t)OURO_TF_ABSTRACT;
    return 0;
}

static ouro_object *get_annotations(ouro_object *self, void *context) {
    (void)context;
    ouro_type *type = (ouro_type *)self;
    if (type->spec) {
        return ouro_raise_attribute(self, ouro__name(annotations));
    }
    ouro_object *found = ouro_dict_get_borrow(type->dict, ouro__name(annotations));
    if (found) {
        return ouro_newref(found);
    }
    ouro_object *fresh = ouro_dict_new();
    if (fresh && set_own(type, ouro__name(annotations), fresh) < 0) {
        ouro_clear(&fresh);
    }
    return fresh;
}

static int set_annotations(ouro_object *self, ouro_object *value, void *context) {
    (void)context;
    ouro_type *type = (ouro_type *)self;
    if (type->flags & OURO_TF_IMMUTABLE) {
        return check_writable(type, value, "__annotations__");
    }
    return set_own(type, ouro__name(annotations), value);
}

static ouro_object *get_bases(ouro_object *self, void *context) {
    (void)context;
    return ouro_newref(((ouro_type *)self)->bases);
}

static int set_bases(ouro_object *self, ouro_object *value, void *context) {
    (void)context;
    ouro_type *type = (ouro_type *)self;
    if (check_writable(type, value, "__bases__") < 0) {
        return -1;
    }
    if (!ouro_is(value, OURO_T_TUPLE) || !ouro_tuple_length(value)) {
        ouro_raise(OURO_EXC_TypeError,
                   ouro_is(value, OURO_T_TUPLE)
                       ? "can only assign non-empty tuple to %N.__bases__, not ()"
                       : "can only assign tuple to %N.__bases__, not %T",
                   type, value);
        return -1;
    }
    return ouro__class_rebase(type, value);
}

static const ouro_getset getsets[] = {
    {"__name__", get_name, set_name, NULL, NULL},
    {"__qualname__", get_qualname, set_qualname, NULL, NULL},
    {"__module__", get_module, set_module, NULL, NULL},
    {"__doc__", get_doc, set_doc, NULL, NULL},
    {"__dict__", get_dict, NULL, NULL, NULL},
    {"__bases__", get_bases, set_bases, NULL, NULL},
    {"__abstractmethods__", get_abstract, set_abstract, NULL, NULL},
    {"__annotations__", get_annotations, set_annotations, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static const ouro_member members[] = {
    {"__mro__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(ouro_type, mro), NULL},
    {"__base__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(ouro_type, base), NULL},
    {"__basicsize__", OURO_MEMBER_SIZE | OURO_MEMBER_READONLY, offsetof(ouro_type, instance_size),
     NULL},
    {"__itemsize__", OURO_MEMBER_SIZE | OURO_MEMBER_READONLY, offsetof(ouro_type, item_size), NULL},
    {NULL, 0, 0, NULL}};

// ---- Methods --------------------------------------------------------------------------------

static ouro_object *type_mro(ouro_object *self) {
    ouro_object *order = ouro__mro((ouro_type *)self);
    ouro_object *list = order ? ouro_list_of(order) : NULL;
    ouro_xdecref(order);
    return list;
}

static ouro_object *type_subclasses(ouro_object *self) {
    const ouro_type *type = (ouro_type *)self;
    ouro_object *list = ouro_list_new(0);
    for (size_t i = 0; list && i < type->subclass_count; i++) {
        if (ouro_refcount(type->subclasses[i]) &&
            ouro_list_append(list, (ouro_object *)type->subclasses[i]) < 0) {
            ouro_clear(&list);
        }
    }
    return list;
}

static ouro_object *type_prepare(ouro_object *self, ouro_object *const *args, size_t nargs,
                                 ouro_object *kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return ouro_dict_new();
}

static ouro_object *type_instancecheck(ouro_object *self, ouro_object *object) {
    if (ouro_type_is_subtype(ouro_type_of(object), (ouro_type *)self)) {
        return ouro_bool(true);
    }
    ouro_object *class_;
    int found = ouro_lookup_attr(object, ouro__name(class_), &class_);
    if (found < 0) {
        return NULL;
    }
    bool result = found && ouro_is_type(class_) &&
                  ouro_type_is_subtype((ouro_type *)class_, (ouro_type *)self);
    ouro_xdecref(class_);
    return ouro_bool(result);
}

static ouro_object *type_subclasscheck(ouro_object *self, ouro_object *type) {
    if (!ouro_is_type(type)) {
        return ouro_raise(OURO_EXC_TypeError, "issubclass() arg 1 must be a class");
    }
    return ouro_bool(ouro_type_is_subtype((ouro_type *)type, (ouro_type *)self));
}

static ouro_object *type_dir(ouro_object *self) {
    const ouro_type *type = (ouro_type *)self;
    ouro_object *names = ouro_dict_new();
    for (size_t i = ouro_tuple_length(type->mro); names && i-- > 0;) {
        ouro_type *one = (ouro_type *)ouro_tuple_get_borrow(type->mro, i);
        if (ouro_dict_update(names, one->dict) < 0) {
            ouro_clear(&names);
        }
    }
    ouro_object *list = names ? ouro_dict_keys_list(names) : NULL;
    ouro_xdecref(names);
    return list;
}

static ouro_object *type_sizeof(ouro_object *self) {
    const ouro_type *type = (ouro_type *)self;
    return ouro_int_from_u64(sizeof(ouro_type) + (type->field_count + 1) * sizeof(uint16_t) +
                             type->subclass_room * sizeof(ouro_type *));
}

static const ouro_method methods[] = {
    OURO_NOARGS("mro", type_mro, "Return a type's method resolution order."),
    OURO_NOARGS("__subclasses__", type_subclasses, "Return a list of immediate subclasses."),
    {"__prepare__",
     {.keywords = type_prepare},
     OURO_METH_KEYWORDS | OURO_METH_CLASS,
     0,
     255,
     "Used to create the namespace for the class statement"},
    OURO_O("__instancecheck__", type_instancecheck, "Check if an object is an instance."),
    OURO_O("__subclasscheck__", type_subclasscheck, "Check if a class is a subclass."),
    OURO_NOARGS("__dir__", type_dir, "Specialized __dir__ implementation for types."),
    OURO_NOARGS("__sizeof__", type_sizeof, "Return memory consumption of the type object."),
    {NULL, {NULL}, 0, 0, 0, NULL}};

static ouro_object *type_repr(ouro_object *self) {
    ouro_type *type = (ouro_type *)self;
    ouro_object *module = type->module_name;
    if (!type->spec && type->dict) {
        module = ouro_dict_get_borrow(type->dict, ouro__name(module));
    }
    if (module && ouro_is(module, OURO_T_STR) && !ouro_str_equal_text(module, "builtins")) {
        return ouro_str_format("<class '%S.%S'>", module, type->qualname);
    }
    return ouro_str_format("<class '%S'>", type->qualname ? type->qualname : type->name_object);
}

static ouro_object *type_or(ouro_object *left, ouro_object *right) {
    return ouro_union_new(left, right);
}

static int type_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                     ouro_object *kwnames) {
    (void)self, (void)args;
    if (nargs != 1 && nargs != 3) {
        ouro_raise(OURO_EXC_TypeError, "type.__init__() takes 1 or 3 arguments");
        return -1;
    }
    if (kwnames && nargs == 1 && ouro_tuple_length(kwnames)) {
        ouro_raise(OURO_EXC_TypeError, "type.__init__() takes no keyword arguments");
        return -1;
    }
    return 0;
}

// ---- Life and death -------------------------------------------------------------------------

static int type_traverse(ouro_object *self, ouro_visit_fn visit, void *arg) {
    const ouro_type *type = (ouro_type *)self;
    ouro_object *const held[] = {type->dict, type->mro, type->bases, (ouro_object *)type->base,
                                 type->doc};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++) {
        int result = held[i] ? visit(held[i], arg) : 0;
        if (result) {
            return result;
        }
    }
    return 0;
}

// Breaks the cycles of a class that nothing reaches; its base and bases stay, since instances in the same
// garbage may still need them to die.
static void type_clear(ouro_object *self) {
    ouro_type *type = (ouro_type *)self;
    ouro_type_modified(type);
    if (type->dict) {
        ouro_dict_clear(type->dict);
    }
    ouro_clear(&type->mro);
}

static void type_drop(ouro_object *self) {
    ouro_type *type = (ouro_type *)self;
    ouro__type_end(type);
    ouro_clear(&type->base);
    ouro_memory_free(type->fields);
    if (!type->spec) {
        ouro_memory_free((void *)(uintptr_t)type->name);
    }
}

const ouro_type_spec ouro__type_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "type",
    .doc = "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
    .instance_size = sizeof(ouro_type),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE | OURO_TF_SETTLES,
    .weak_offset = offsetof(ouro_type, weakrefs),
    .slots = {.create = ouro__class_create,
              .init = type_init,
              .call = ouro__type_call,
              .repr = type_repr,
              .getattr = type_getattr,
              .setattr = type_setattr,
              .traverse = type_traverse,
              .clear = type_clear,
              .drop = type_drop,
              .binary = {[OURO_OR] = type_or}},
    .methods = methods,
    .getsets = getsets,
    .members = members,
};

// ---- isinstance, issubclass -----------------------------------------------------------------

// Walks tuples and unions; asks the class's own check; otherwise the MRO.
static int check_against(ouro_object *object, ouro_object *against, ouro_object *check_name,
                         bool instance) {
    if (ouro_is(against, OURO_T_TUPLE)) {
        int result = 0;
        for (size_t i = 0; result == 0 && i < ouro_tuple_length(against); i++) {
            result = check_against(object, ouro_tuple_get_borrow(against, i), check_name, instance);
        }
        return result;
    }
    if (ouro_type_of(against)->exact == OURO_T_TYPE) {
        ouro_object *answer =
            instance ? type_instancecheck(against, object) : type_subclasscheck(against, object);
        int result = answer ? ouro_is_true(answer) : -1;
        ouro_xdecref(answer);
        return result;
    }
    ouro_object *method = ouro_lookup_special(against, check_name);
    if (!method) {
        if (!ouro_current->raised) {
            ouro_raise(OURO_EXC_TypeError,
                       instance
                           ? "isinstance() arg 2 must be a type, a tuple of types, or a union"
                           : "issubclass() arg 2 must be a class, a tuple of classes, or a union");
        }
        return -1;
    }
    ouro_object *answer = ouro_call1(method, object);
    ouro_decref(method);
    int result = answer ? ouro_is_true(answer) : -1;
    ouro_xdecref(answer);
    return result;
}

int ouro_isinstance(ouro_object *object, ouro_object *against) {
    if ((ouro_object *)ouro_type_of(object) == against) {
        return 1;
    }
    return check_against(object, against, ouro__name(instancecheck), true);
}

int ouro_issubclass(ouro_object *type, ouro_object *against) {
    return check_against(type, against, ouro__name(subclasscheck), false);
}
