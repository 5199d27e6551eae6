// SPDX-License-Identifier: MIT
// Descriptors that programs use: property, staticmethod, classmethod, super.  Floor: object.
#include "type.h"

// ---- property -------------------------------------------------------------------------------

typedef struct property {
    ouro_object head;
    ouro_object *get, *set, *del, *doc, *name;
} property;
static const uint16_t property_fields[] = {offsetof(property, get),  offsetof(property, set),
                                           offsetof(property, del),  offsetof(property, doc),
                                           offsetof(property, name), 0};

static ouro_object *not_none(ouro_object *object) {
    return object && !ouro_is_none(object) ? ouro_newref(object) : NULL;
}

// The doc is given, or the getter's.
static int take_doc(property *self, ouro_object *doc) {
    ouro_object *found = not_none(doc);
    if (!found && self->get) {
        if (ouro_lookup_attr(self->get, ouro__name(doc), &found) < 0) {
            return -1;
        }
    }
    ouro_replace(&self->doc, found);
    return 0;
}

static int property_init(ouro_object *object, ouro_object *const *args, size_t nargs,
                         ouro_object *kwnames) {
    static const char *const names[] = {"fget", "fset", "fdel", "doc", NULL};
    ouro_object *given[4];
    if (ouro_parse_args("property", names, 0, 4, args, nargs, kwnames, given) < 0) {
        return -1;
    }
    property *self = (property *)object;
    ouro_replace(&self->get, not_none(given[0]));
    ouro_replace(&self->set, not_none(given[1]));
    ouro_replace(&self->del, not_none(given[2]));
    return take_doc(self, given[3]);
}

ouro_object *ouro_property_new(ouro_object *get, ouro_object *set, ouro_object *del,
                               ouro_object *doc) {
    ouro_object *none = ouro_none_borrow();
    ouro_object *args[4] = {get ? get : none, set ? set : none, del ? del : none, doc ? doc : none};
    return ouro_call((ouro_object *)ouro_builtin_type(OURO_T_PROPERTY), args, 4, NULL);
}

static ouro_object *copy_with(ouro_object *object, ouro_object *get, ouro_object *set,
                              ouro_object *del) {
    const property *self = (const property *)object;
    ouro_object *none = ouro_none_borrow();
    ouro_object *args[3] = {get         ? get
                            : self->get ? self->get
                                        : none,
                            set         ? set
                            : self->set ? self->set
                                        : none,
                            del         ? del
                            : self->del ? self->del
                                        : none};
    ouro_object *copy = ouro_call((ouro_object *)ouro_type_of(object), args, 3, NULL);
    if (copy && ouro_is(copy, OURO_T_PROPERTY)) {
        ouro_replace(&((property *)copy)->name, ouro_xnewref(self->name));
    }
    return copy;
}

static ouro_object *property_getter(ouro_object *self, ouro_object *function) {
    return copy_with(self, function, NULL, NULL);
}
static ouro_object *property_setter(ouro_object *self, ouro_object *function) {
    return copy_with(self, NULL, function, NULL);
}
static ouro_object *property_deleter(ouro_object *self, ouro_object *function) {
    return copy_with(self, NULL, NULL, function);
}
static ouro_object *property_set_name(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)nargs;
    ouro_replace(&((property *)self)->name, ouro_newref(args[1]));
    return ouro_none();
}

static void *raise_no(const property *self, ouro_object *instance, const char *what) {
    if (self->name) {
        return ouro_raise(OURO_EXC_AttributeError, "property %R of %R object has no %s", self->name,
                          ouro_type_of(instance)->qualname, what);
    }
    return ouro_raise(OURO_EXC_AttributeError, "property of %R object has no %s",
                      ouro_type_of(instance)->qualname, what);
}

static ouro_object *property_get(ouro_object *object, ouro_object *instance, ouro_object *owner) {
    (void)owner;
    const property *self = (const property *)object;
    if (!instance) {
        return ouro_newref(object);
    }
    return self->get ? ouro_call1(self->get, instance) : raise_no(self, instance, "getter");
}

static int property_set(ouro_object *object, ouro_object *instance, ouro_object *value) {
    const property *self = (const property *)object;
    ouro_object *function = value ? self->set : self->del;
    if (!function) {
        raise_no(self, instance, value ? "setter" : "deleter");
        return -1;
    }
    ouro_object *result =
        value ? ouro_call2(function, instance, value) : ouro_call1(function, instance);
    ouro_xdecref(result);
    return result ? 0 : -1;
}

static ouro_object *is_abstract(ouro_object *function) {
    ouro_object *flag = NULL;
    if (function && ouro_lookup_attr(function, ouro__name(isabstractmethod), &flag) < 0) {
        return NULL;
    }
    int truth = flag ? ouro_is_true(flag) : 0;
    ouro_xdecref(flag);
    return truth < 0 ? NULL : ouro_bool(truth);
}

static ouro_object *property_abstract(ouro_object *self, void *context) {
    (void)context;
    return is_abstract(((property *)self)->get);
}

static const ouro_method property_methods[] = {
    OURO_O("getter", property_getter,
           "Descriptor to obtain a copy of the property with a different getter."),
    OURO_O("setter", property_setter,
           "Descriptor to obtain a copy of the property with a different setter."),
    OURO_O("deleter", property_deleter,
           "Descriptor to obtain a copy of the property with a different deleter."),
    OURO_ARGS("__set_name__", property_set_name, 2, 2, "Method to set name of a property."),
    {NULL, {NULL}, 0, 0, 0, NULL}};
static const ouro_member property_members[] = {
    {"fget", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(property, get), NULL},
    {"fset", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(property, set), NULL},
    {"fdel", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(property, del), NULL},
    {"__doc__", OURO_MEMBER_OBJECT, offsetof(property, doc), NULL},
    {NULL, 0, 0, NULL}};
static const ouro_getset property_getsets[] = {
    {"__isabstractmethod__", property_abstract, NULL, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL}};

const ouro_type_spec ouro__property_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "property",
    .doc = "Property attribute.",
    .instance_size = sizeof(property),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE,
    .fields = property_fields,
    .slots = {.init = property_init, .descr_get = property_get, .descr_set = property_set},
    .methods = property_methods,
    .members = property_members,
    .getsets = property_getsets,
};

// ---- staticmethod, classmethod --------------------------------------------------------------

typedef struct wrapped {
    ouro_object head;
    ouro_object *callable;
    uintptr_t attrs;
} wrapped;
static const uint16_t wrapped_fields[] = {offsetof(wrapped, callable), 0};

// Takes over what describes the function, as functools.wraps would.
static int copy_names(ouro_object *self, ouro_object *callable) {
    const enum ouro__name_id names[] = {OURO_NAME_module, OURO_NAME_name, OURO_NAME_qualname,
                                        OURO_NAME_doc, OURO_NAME_annotations};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        ouro_object *value, *name = ouro__runtime()->names[names[i]];
        int found = ouro_lookup_attr(callable, name, &value);
        if (found > 0) {
            found = ouro__attrs_set(self, name, value);
            ouro_decref(value);
        }
        if (found < 0) {
            return -1;
        }
    }
    return 0;
}

static int wrapped_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                        ouro_object *kwnames) {
    const char *name = ouro_type_of(self)->name;
    if (ouro_check_no_keywords(name, kwnames) < 0 || ouro_check_args(name, nargs, 1, 1) < 0) {
        return -1;
    }
    ouro_replace(&((wrapped *)self)->callable, ouro_newref(args[0]));
    return copy_names(self, args[0]);
}

static ouro_object *wrap_new(enum ouro_builtin type, ouro_object *callable) {
    return ouro_call1((ouro_object *)ouro_builtin_type(type), callable);
}
ouro_object *ouro_staticmethod_new(ouro_object *callable) {
    return wrap_new(OURO_T_STATICMETHOD, callable);
}
ouro_object *ouro_classmethod_new(ouro_object *callable) {
    return wrap_new(OURO_T_CLASSMETHOD, callable);
}

static ouro_object *static_get(ouro_object *self, ouro_object *instance, ouro_object *owner) {
    (void)instance, (void)owner;
    ouro_object *callable = ((wrapped *)self)->callable;
    return callable ? ouro_newref(callable)
                    : ouro_raise(OURO_EXC_RuntimeError, "uninitialized staticmethod object");
}

static ouro_object *static_call(ouro_object *self, ouro_object *const *args, size_t nargs,
                                ouro_object *kwnames) {
    ouro_object *callable = ((wrapped *)self)->callable;
    return callable ? ouro_call(callable, args, nargs, kwnames)
                    : ouro_raise(OURO_EXC_RuntimeError, "uninitialized staticmethod object");
}

// In 3.11 a class method passes on to a wrapped descriptor's own binding.
static ouro_object *class_get(ouro_object *self, ouro_object *instance, ouro_object *owner) {
    ouro_object *callable = ((wrapped *)self)->callable;
    if (!callable) {
        return ouro_raise(OURO_EXC_RuntimeError, "uninitialized classmethod object");
    }
    ouro_object *type = owner ? owner : (ouro_object *)ouro_type_of(instance);
    if (callable->type->slots.descr_get) {
        return callable->type->slots.descr_get(callable, type, (ouro_object *)ouro_type_of(type));
    }
    return ouro_bound_method_new(callable, type);
}

static ouro_object *wrapped_repr(ouro_object *self) {
    ouro_object *callable = ((wrapped *)self)->callable;
    return ouro_str_format("<%T(%R)>", self, callable ? callable : ouro_none_borrow());
}

static ouro_object *wrapped_abstract(ouro_object *self, void *context) {
    (void)context;
    ouro_object *callable = ((wrapped *)self)->callable;
    return callable ? is_abstract(callable) : ouro_bool(false);
}
static const ouro_member wrapped_members[] = {
    {"__func__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(wrapped, callable), NULL},
    {"__wrapped__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(wrapped, callable), NULL},
    {NULL, 0, 0, NULL}};
static const ouro_getset wrapped_getsets[] = {
    {"__isabstractmethod__", wrapped_abstract, NULL, NULL, NULL},
    {"__dict__", ouro__get_attributes, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

const ouro_type_spec ouro__staticmethod_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "staticmethod",
    .doc = "staticmethod(function) -> method\n\nConvert a function to be a static method.",
    .instance_size = sizeof(wrapped),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE,
    .fields = wrapped_fields,
    .attrs_offset = offsetof(wrapped, attrs),
    .slots = {.init = wrapped_init,
              .descr_get = static_get,
              .call = static_call,
              .repr = wrapped_repr},
    .members = wrapped_members,
    .getsets = wrapped_getsets,
};
const ouro_type_spec ouro__classmethod_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "classmethod",
    .doc = "classmethod(function) -> method\n\nConvert a function to be a class method.",
    .instance_size = sizeof(wrapped),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE,
    .fields = wrapped_fields,
    .attrs_offset = offsetof(wrapped, attrs),
    .slots = {.init = wrapped_init, .descr_get = class_get, .repr = wrapped_repr},
    .members = wrapped_members,
    .getsets = wrapped_getsets,
};

// ---- super ----------------------------------------------------------------------------------

typedef struct super {
    ouro_object head;
    ouro_object *type;        // where the search begins behind
    ouro_object *object;      // or NULL: unbound
    ouro_object *object_type; // whose MRO is searched
} super;
static const uint16_t super_fields[] = {offsetof(super, type), offsetof(super, object),
                                        offsetof(super, object_type), 0};

// The type whose MRO applies to super(type, object): the object itself if it is a subclass, else its
// class, else its __class__.
static ouro_object *super_check(ouro_type *type, ouro_object *object) {
    if (ouro_is_type(object) && ouro_type_is_subtype((ouro_type *)object, type)) {
        return ouro_newref(object);
    }
    if (ouro_type_is_subtype(ouro_type_of(object), type)) {
        return ouro_newref((ouro_object *)ouro_type_of(object));
    }
    ouro_object *class_;
    if (ouro_lookup_attr(object, ouro__name(class_), &class_) < 0) {
        return NULL;
    }
    if (class_ && ouro_is_type(class_) && ouro_type_is_subtype((ouro_type *)class_, type)) {
        return class_;
    }
    ouro_xdecref(class_);
    return ouro_raise(OURO_EXC_TypeError, "super(type, obj): obj must be an instance or subtype of "
                                          "type");
}

static int super_set(super *self, ouro_object *type, ouro_object *object) {
    ouro_object *object_type = NULL;
    if (object) {
        object_type = super_check((ouro_type *)type, object);
        if (!object_type) {
            return -1;
        }
    }
    ouro_replace(&self->type, ouro_newref(type));
    ouro_replace(&self->object, ouro_xnewref(object));
    ouro_replace(&self->object_type, object_type);
    return 0;
}

ouro_object *ouro_super_new(ouro_type *type, ouro_object *object) {
    ouro_object *self = ouro_object_new(ouro_builtin_type(OURO_T_SUPER), 0);
    if (self && super_set((super *)self, (ouro_object *)type, object) < 0) {
        ouro_clear(&self);
    }
    return self;
}

static int super_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                      ouro_object *kwnames) {
    if (ouro_check_no_keywords("super", kwnames) < 0 || ouro_check_args("super", nargs, 0, 2) < 0) {
        return -1;
    }
    if (nargs) {
        if (!ouro_is_type(args[0])) {
            ouro_raise(OURO_EXC_TypeError, "super() argument 1 must be a type, not %T", args[0]);
            return -1;
        }
        bool bound = nargs > 1 && !ouro_is_none(args[1]);
        return super_set((super *)self, args[0], bound ? args[1] : NULL);
    }
    ouro_super_fn hook = ouro__runtime()->super_hook;
    ouro_object *type, *object;
    if (!hook) {
        ouro_raise(OURO_EXC_RuntimeError, "super(): no arguments");
        return -1;
    }
    if (hook(&type, &object) < 0) {
        return -1;
    }
    int result = super_set((super *)self, type, object);
    ouro_decref(type);
    ouro_decref(object);
    return result;
}

// The attribute in the dicts behind `type` in the MRO: new, or NULL without exception.
static ouro_object *find_behind(const super *self, ouro_object *name) {
    ouro_object *mro = ((ouro_type *)self->object_type)->mro, *found = NULL;
    if (!mro) {
        return NULL;
    }
    size_t i = 0, n = ouro_tuple_length(mro);
    ouro_incref(mro);
    while (i < n && ouro_tuple_get_borrow(mro, i) != self->type) {
        i++;
    }
    for (i++; i < n && !found && !ouro_current->raised; i++) {
        ouro_object *dict = ((ouro_type *)ouro_tuple_get_borrow(mro, i))->dict;
        found = dict ? ouro_xnewref(ouro_dict_get_borrow(dict, name)) : NULL;
    }
    ouro_decref(mro);
    return found;
}

static ouro_object *super_getattr(ouro_object *object, ouro_object *name) {
    const super *self = (const super *)object;
    if (!self->object_type || ouro_str_equal(name, ouro__name(class_))) {
        return ouro_generic_getattr(object, name);
    }
    ouro_object *found = find_behind(self, name);
    if (!found) {
        return ouro_current->raised ? NULL : ouro_generic_getattr(object, name);
    }
    if (!found->type->slots.descr_get) {
        return found;
    }
    ouro_object *instance = self->object == self->object_type ? NULL : self->object;
    ouro_object *value = found->type->slots.descr_get(found, instance, self->object_type);
    ouro_decref(found);
    return value;
}

static ouro_object *super_get(ouro_object *object, ouro_object *instance, ouro_object *owner) {
    (void)owner;
    const super *self = (const super *)object;
    if (!instance || ouro_is_none(instance) || self->object || !self->type) {
        return ouro_newref(object);
    }
    return ouro_super_new((ouro_type *)self->type, instance);
}

static ouro_object *super_repr(ouro_object *object) {
    const super *self = (const super *)object;
    if (self->object_type) {
        return ouro_str_format("<super: <class '%N'>, <%N object>>", self->type, self->object_type);
    }
    return ouro_str_format("<super: <class '%s'>, NULL>",
                           self->type ? ((ouro_type *)self->type)->name : "NULL");
}

// All three at once: they are of use only together.
static void super_clear(ouro_object *object) {
    super *self = (super *)object;
    ouro_object *held[] = {self->type, self->object, self->object_type};
    self->type = self->object = self->object_type = NULL;
    for (size_t i = 0; i < sizeof held / sizeof *held; i++) {
        ouro_xdecref(held[i]);
    }
}

static const ouro_member super_members[] = {
    {"__thisclass__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(super, type), NULL},
    {"__self__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(super, object), NULL},
    {"__self_class__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(super, object_type),
     NULL},
    {NULL, 0, 0, NULL}};

const ouro_type_spec ouro__super_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "super",
    .instance_size = sizeof(super),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE | OURO_TF_KEEPS_FIELDS,
    .fields = super_fields,
    .slots = {.init = super_init,
              .clear = super_clear,
              .getattr = super_getattr,
              .descr_get = super_get,
              .repr = super_repr},
    .members = super_members,
};
