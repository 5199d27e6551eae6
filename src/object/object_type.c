// SPDX-License-Identifier: MIT
// The type `object`: what everything inherits.  Floor: object.
#include "slots_python.h"
#include "type.h"

// ---- Making plain objects -------------------------------------------------------------------

static size_t argument_count(size_t nargs, const ouro_object *kwnames) {
    return nargs + (kwnames ? ouro_tuple_length(kwnames) : 0);
}

static ouro_object *raise_abstract(ouro_type *type) {
    ouro_object *methods = ouro_dict_get_borrow(type->dict, ouro__name(abstractmethods));
    ouro_object *names = methods ? ouro_list_of(methods) : NULL;
    ouro_object *comma = ouro_str_text(", "), *joined = NULL;
    if (names && comma && ouro_list_sort(names, NULL, false) == 0) {
        joined = ouro_str_join(comma, ((ouro_list *)names)->items, ouro_list_length(names));
    }
    if (joined) {
        ouro_raise(OURO_EXC_TypeError,
                   "Can't instantiate abstract class %N with abstract method%s %S", type,
                   ouro_list_length(names) == 1 ? "" : "s", joined);
    }
    ouro_xdecref(names);
    ouro_xdecref(comma);
    ouro_xdecref(joined);
    return NULL;
}

static ouro_object *object_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                  ouro_object *kwnames);

static int object_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                       ouro_object *kwnames) {
    (void)args;
    const ouro_type *type = ouro_type_of(self);
    if (argument_count(nargs, kwnames)) {
        if (type->slots.init != object_init) {
            ouro_raise(OURO_EXC_TypeError, "object.__init__() takes exactly one argument (the "
                                           "instance to initialize)");
            return -1;
        }
        if (type->slots.create == object_create) {
            ouro_raise(OURO_EXC_TypeError,
                       "%T.__init__() takes exactly one argument (the instance to initialize)",
                       self);
            return -1;
        }
    }
    return 0;
}

static ouro_object *object_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                  ouro_object *kwnames) {
    (void)args;
    if (argument_count(nargs, kwnames)) {
        if (type->slots.create != object_create) {
            return ouro_raise(OURO_EXC_TypeError,
                              "object.__new__() takes exactly one argument (the "
                              "type to instantiate)");
        }
        if (type->slots.init == object_init) {
            return ouro_raise(OURO_EXC_TypeError, "%N() takes no arguments", type);
        }
    }
    if (OURO_UNLIKELY(type->flags & OURO_TF_ABSTRACT)) {
        return raise_abstract(type);
    }
    return ouro_object_new(type, 0);
}

// Whether instances are object's, but for what `init` does to them.
static inline bool is_made_plainly(const ouro_type *type, ouro_init_fn init) {
    return type->slots.create == object_create && type->slots.init == init &&
           ouro_is_exact(type, OURO_T_TYPE) && !(type->flags & OURO_TF_ABSTRACT);
}

ouro_object *ouro_type_plain_init_borrow(ouro_type *type) {
    return is_made_plainly(type, ouro__python_init)
               ? ouro_type_lookup_borrow(type, ouro__name(init))
               : NULL;
}

bool ouro_type_is_plain(const ouro_type *type) {
    return is_made_plainly(type, object_init);
}

// ---- Showing, comparing ---------------------------------------------------------------------

static ouro_object *object_repr(ouro_object *self) {
    ouro_type *type = ouro_type_of(self);
    ouro_object *module =
        type->spec ? type->module_name : ouro_dict_get_borrow(type->dict, ouro__name(module));
    ouro_object *name = type->qualname ? type->qualname : type->name_object;
    if (module && ouro_is(module, OURO_T_STR) && !ouro_str_equal_text(module, "builtins")) {
        return ouro_str_format("<%S.%S object at %p>", module, name, (void *)self);
    }
    return ouro_str_format("<%S object at %p>", name, (void *)self);
}

static ouro_object *object_str(ouro_object *self) {
    return ouro_type_of(self)->slots.repr(self);
}

static int64_t object_hash(ouro_object *self) {
    uintptr_t address = (uintptr_t)self;
    return (int64_t)(address >> 4 | address << 60);
}

static ouro_object *object_compare(ouro_object *self, ouro_object *other, int op) {
    if (op == OURO_EQ) {
        return self == other ? ouro_bool(true) : ouro_not_implemented();
    }
    if (op != OURO_NE || !ouro_type_of(self)->slots.compare) {
        return ouro_not_implemented();
    }
    ouro_object *equal = ouro_type_of(self)->slots.compare(self, other, OURO_EQ);
    if (!equal || ouro_is_not_implemented(equal)) {
        return equal;
    }
    int truth = ouro_is_true(equal);
    ouro_decref(equal);
    return truth < 0 ? NULL : ouro_bool(!truth);
}

// ---- Methods --------------------------------------------------------------------------------

static ouro_object *object_format(ouro_object *self, ouro_object *spec) {
    if (!ouro_is(spec, OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "__format__() argument must be str, not %V", spec);
    }
    if (ouro_str_length(spec)) {
        return ouro_raise(OURO_EXC_TypeError, "unsupported format string passed to %T.__format__",
                          self);
    }
    return ouro_str(self);
}

static int merge_class(ouro_object *names, ouro_type *type) {
    for (size_t i = 0; type->mro && i < ouro_tuple_length(type->mro); i++) {
        ouro_type *one = (ouro_type *)ouro_tuple_get_borrow(type->mro, i);
        if (one->dict && ouro_dict_update(names, one->dict) < 0) {
            return -1;
        }
    }
    return 0;
}

static ouro_object *object_dir(ouro_object *self) {
    ouro_object *own = NULL, *class_ = NULL, *names = ouro_dict_new(), *list = NULL;
    if (!names || ouro_lookup_attr(self, ouro__name(dict), &own) < 0 ||
        ouro_lookup_attr(self, ouro__name(class_), &class_) < 0) {
        ouro_xdecref(own);
        ouro_xdecref(names);
        return NULL;
    }
    // The class that the object says it has, which for a proxy is another's.
    ouro_type *type = class_ && ouro_is_type(class_) ? (ouro_type *)class_ : ouro_type_of(self);
    if ((!own || !ouro_is(own, OURO_T_DICT) || ouro_dict_update(names, own) == 0) &&
        merge_class(names, type) == 0) {
        list = ouro_dict_keys_list(names);
    }
    ouro_xdecref(class_);
    ouro_xdecref(own);
    ouro_decref(names);
    return list;
}

// Adds the values of the slots that one class in Python has declared.
static int add_slots_of(ouro_object *self, ouro_type *type, ouro_object *slots) {
    size_t position = 0;
    ouro_object *name, *descriptor, *value;
    while (!type->spec && ouro_dict_next(type->dict, &position, &name, &descriptor, NULL)) {
        if (!ouro_is(descriptor, OURO_T_MEMBER_DESCR)) {
            continue;
        }
        int found = ouro_lookup_attr(self, name, &value);
        if (found > 0) {
            found = ouro_dict_set(slots, name, value);
            ouro_decref(value);
        }
        if (found < 0) {
            return -1;
        }
    }
    return 0;
}

// What copies need: the __dict__, or None without attributes; with slots that have values a pair of it
// and a dict of these.
static ouro_object *object_getstate(ouro_object *self) {
    ouro_object *state = NULL, *slots = ouro_dict_new(), *mro = ouro_type_of(self)->mro;
    int found = slots ? ouro_lookup_attr(self, ouro__name(dict), &state) : -1;
    for (size_t i = 0; found >= 0 && mro && i < ouro_tuple_length(mro); i++) {
        found = add_slots_of(self, (ouro_type *)ouro_tuple_get_borrow(mro, i), slots);
    }
    if (found >= 0 && (!state || (ouro_is(state, OURO_T_DICT) && !ouro_dict_length(state)))) {
        ouro_replace(&state, ouro_none());
    }
    if (found >= 0 && ouro_dict_length(slots)) {
        ouro_replace(&state, ouro_tuple_pack(2, state, slots));
    }
    if (found < 0) {
        ouro_clear(&state);
    }
    ouro_xdecref(slots);
    return state;
}

static ouro_object *object_sizeof(ouro_object *self) {
    return ouro_int_from_u64(ouro__object_size(self));
}

static ouro_object *object_init_subclass(ouro_object *self, ouro_object *const *args, size_t nargs,
                                         ouro_object *kwnames) {
    (void)args;
    if (kwnames && ouro_tuple_length(kwnames)) {
        return ouro_raise(OURO_EXC_TypeError, "%N.__init_subclass__() takes no keyword arguments",
                          self);
    }
    if (nargs) {
        return ouro_raise(OURO_EXC_TypeError,
                          "object.__init_subclass__() takes no arguments (%zu given)", nargs);
    }
    return ouro_none();
}

static ouro_object *object_subclasshook(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self, (void)args, (void)nargs;
    return ouro_not_implemented();
}

static const ouro_method methods[] = {
    OURO_O("__format__", object_format, "Default object formatter."),
    OURO_NOARGS("__dir__", object_dir, "Default dir() implementation."),
    OURO_NOARGS("__getstate__", object_getstate, "Helper for pickle."),
    OURO_NOARGS("__sizeof__", object_sizeof, "Size of object in memory, in bytes."),
    {"__init_subclass__",
     {.keywords = object_init_subclass},
     OURO_METH_KEYWORDS | OURO_METH_CLASS,
     0,
     255,
     "This method is called when a class is subclassed."},
    {"__subclasshook__",
     {.args = object_subclasshook},
     OURO_METH_ARGS | OURO_METH_CLASS,
     0,
     255,
     "Abstract classes can override this to customize issubclass()."},
    {NULL, {NULL}, 0, 0, 0, NULL}};

// ---- __class__ ------------------------------------------------------------------------------

static ouro_object *get_class(ouro_object *self, void *context) {
    (void)context;
    return ouro_newref((ouro_object *)ouro_type_of(self));
}

static int set_class(ouro_object *self, ouro_object *value, void *context) {
    (void)context;
    if (!value) {
        ouro_raise(OURO_EXC_TypeError, "can't delete __class__ attribute");
        return -1;
    }
    if (!ouro_is_type(value)) {
        ouro_raise(OURO_EXC_TypeError, "__class__ must be set to a class, not '%T' object", value);
        return -1;
    }
    ouro_type *from = ouro_type_of(self), *to = (ouro_type *)value;
    bool modules = ouro_is(self, OURO_T_MODULE) && to->layout == OURO_T_MODULE;
    if (!modules && !(from->flags & to->flags & OURO_TF_HEAP && !from->spec && !to->spec)) {
        ouro_raise(OURO_EXC_TypeError, "__class__ assignment only supported for mutable types or "
                                       "ModuleType subclasses");
        return -1;
    }
    if (!ouro__same_layout(from, to) || (from->flags ^ to->flags) & OURO_TF_CONTAINER) {
        ouro_raise(OURO_EXC_TypeError, "__class__ assignment: '%N' object layout differs from '%N'",
                   to, from);
        return -1;
    }
    if (ouro__attrs_detach(self) < 0) {
        return -1;
    }
    if (to->flags & OURO_TF_HEAP) {
        ouro_incref(to);
    }
    ouro_object_stored(self); // the new one may not tell what happens
    self->type = to;
    if (from->flags & OURO_TF_HEAP) {
        ouro_decref(from);
    }
    return 0;
}

static const ouro_getset getsets[] = {
    {"__class__", get_class, set_class, "the object's class", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

const ouro_type_spec ouro__object_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "object",
    .doc = "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and "
           "returns "
           "a new featureless\ninstance that has no instance attributes and cannot be given any.\n",
    .instance_size = sizeof(ouro_object),
    .flags = OURO_TF_BASE | OURO_TF_SETTLES,
    .slots = {.create = object_create,
              .init = object_init,
              .repr = object_repr,
              .str = object_str,
              .hash = object_hash,
              .compare = object_compare,
              .getattr = ouro_generic_getattr,
              .setattr = ouro_generic_setattr},
    .methods = methods,
    .getsets = getsets,
};

// ---- The singletons' types ------------------------------------------------------------------

static ouro_object *create_singleton(ouro_type *type, ouro_object *const *args, size_t nargs,
                                     ouro_object *kwnames) {
    (void)args;
    if (argument_count(nargs, kwnames)) {
        return ouro_raise(OURO_EXC_TypeError, "%N takes no arguments", type);
    }
    const ouro_runtime_face *face = ouro_current;
    return ouro_newref(type->exact == OURO_T_NONETYPE   ? face->none
                       : type->exact == OURO_T_ELLIPSIS ? face->ellipsis
                                                        : face->not_implemented);
}

static ouro_object *none_repr(ouro_object *self) {
    (void)self;
    return ouro_str_intern_text("None");
}
static ouro_object *ellipsis_repr(ouro_object *self) {
    (void)self;
    return ouro_str_intern_text("Ellipsis");
}
static ouro_object *not_implemented_repr(ouro_object *self) {
    (void)self;
    return ouro_str_intern_text("NotImplemented");
}
// 3.11 hashes the address. This is what it makes of None's address in Debian's build, where it is
// the same in each run: sets with None have the same order here and there.
static int64_t none_hash(ouro_object *self) {
    (void)self;
    return 612812;
}
static int none_truth(ouro_object *self) {
    (void)self;
    return 0;
}

const ouro_type_spec ouro__nonetype_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "NoneType",
    .instance_size = sizeof(ouro_object),
    .slots = {
        .create = create_singleton, .repr = none_repr, .truth = none_truth, .hash = none_hash}};
const ouro_type_spec ouro__ellipsis_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "ellipsis",
    .instance_size = sizeof(ouro_object),
    .slots = {.create = create_singleton, .repr = ellipsis_repr}};
const ouro_type_spec ouro__notimplemented_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "NotImplementedType",
    .instance_size = sizeof(ouro_object),
    .slots = {.create = create_singleton, .repr = not_implemented_repr}};

int ouro__singletons_start(ouro_runtime *runtime) {
    ouro_runtime_face *face = &runtime->face;
    face->none = ouro_object_new(face->types[OURO_T_NONETYPE], 0);
    face->ellipsis = ouro_object_new(face->types[OURO_T_ELLIPSIS], 0);
    face->not_implemented = ouro_object_new(face->types[OURO_T_NOTIMPLEMENTED], 0);
    return face->none && face->ellipsis && face->not_implemented ? 0 : -1;
}
