// SPDX-License-Identifier: MIT
// Classes as Python code makes them: metaclass, bases, __slots__, the hooks; and calling a type.
// Floor: object.
#include "type.h"

// ---- Choosing metaclass and base ------------------------------------------------------------

ouro_type *ouro_type_metaclass(ouro_type *meta, ouro_object *bases) {
    for (size_t i = 0; i < ouro_tuple_length(bases); i++) {
        ouro_type *other = ouro_type_of(ouro_tuple_get_borrow(bases, i));
        if (ouro_type_is_subtype(meta, other)) {
            continue;
        }
        if (!ouro_type_is_subtype(other, meta)) {
            return ouro_raise(OURO_EXC_TypeError,
                              "metaclass conflict: the metaclass of a derived class must be a "
                              "(non-strict) subclass of the metaclasses of all its bases");
        }
        meta = other;
    }
    return meta;
}

// Bytes of an instance without attribute and weak list words that this very class added.
static size_t core_size(const ouro_type *type) {
    size_t size = type->instance_size;
    if (type->base && !type->spec) {
        size -= type->attrs_offset && !type->base->attrs_offset &&
                        type->attrs_offset != OURO_OFFSET_TAIL
                    ? sizeof(void *)
                    : 0;
        size -=
            type->weak_offset && !type->base->weak_offset && type->weak_offset != OURO_OFFSET_TAIL
                ? sizeof(void *)
                : 0;
    }
    return size;
}

// The nearest type up the bases that decides the C layout.
static const ouro_type *solid_of(const ouro_type *type) {
    while (type->base && core_size(type) == type->base->instance_size &&
           type->item_size == type->base->item_size && type->layout == type->base->layout) {
        type = type->base;
    }
    return type;
}

static ouro_type *best_base(ouro_object *bases) {
    ouro_type *best = NULL;
    const ouro_type *solid = NULL;
    for (size_t i = 0; i < ouro_tuple_length(bases); i++) {
        ouro_object *item = ouro_tuple_get_borrow(bases, i);
        if (!ouro_is_type(item)) {
            return ouro_raise(OURO_EXC_TypeError, "bases must be types");
        }
        ouro_type *base = (ouro_type *)item;
        if (!(base->flags & OURO_TF_BASE)) {
            return ouro_raise(OURO_EXC_TypeError, "type '%N' is not an acceptable base type", base);
        }
        const ouro_type *candidate = solid_of(base);
        if (!best || (candidate != solid && ouro_type_is_subtype(candidate, solid))) {
            best = base;
            solid = candidate;
        } else if (!ouro_type_is_subtype(solid, candidate)) {
            return ouro_raise(OURO_EXC_TypeError, "multiple bases have instance lay-out conflict");
        }
    }
    return best;
}

// ---- __slots__ ------------------------------------------------------------------------------

typedef struct slots_plan {
    ouro_object *names; // sorted list of mangled names, or NULL: no __slots__
    bool attrs, weak;   // instances get the words
} slots_plan;

// `__name` in class `_Class` becomes `_Class__name`.
static ouro_object *mangle(ouro_object *class_name, ouro_object *name) {
    size_t length = ouro_str_length(name), skip = 0;
    bool private =
        length > 2 && ouro_str_char(name, 0) == '_' && ouro_str_char(name, 1) == '_' &&
        !(ouro_str_char(name, length - 1) == '_' && ouro_str_char(name, length - 2) == '_');
    while (skip < ouro_str_length(class_name) && ouro_str_char(class_name, skip) == '_') {
        skip++;
    }
    if (!private || skip == ouro_str_length(class_name)) {
        return ouro_newref(name);
    }
    ouro_object *stripped = ouro_str_slice(class_name, skip, ouro_str_length(class_name));
    ouro_object *mangled = stripped ? ouro_str_format("_%S%S", stripped, name) : NULL;
    ouro_xdecref(stripped);
    return mangled;
}

static int plan_slot(slots_plan *plan, const ouro_type *base, ouro_object *class_name,
                     ouro_object *dict, ouro_object *name) {
    if (!ouro_is(name, OURO_T_STR)) {
        ouro_raise(OURO_EXC_TypeError, "__slots__ items must be strings, not '%T'", name);
        return -1;
    }
    if (!ouro_str_is_identifier(name)) {
        ouro_raise(OURO_EXC_TypeError, "__slots__ must be identifiers");
        return -1;
    }
    if (ouro_str_equal(name, ouro__name(dict)) || ouro_str_equal(name, ouro__name(weakref))) {
        bool is_dict = ouro_str_equal(name, ouro__name(dict));
        if (is_dict ? plan->attrs || base->attrs_offset : plan->weak || base->weak_offset) {
            ouro_raise(OURO_EXC_TypeError,
                       is_dict ? "__dict__ slot disallowed: we already got one"
                               : "__weakref__ slot disallowed: either we already got one, or "
                                 "__itemsize__ != 0");
            return -1;
        }
        plan->attrs |= is_dict;
        plan->weak |= !is_dict;
        return 0;
    }
    if (base->item_size) {
        ouro_raise(OURO_EXC_TypeError, "nonempty __slots__ not supported for subtype of '%N'",
                   base);
        return -1;
    }
    ouro_object *mangled = mangle(class_name, name);
    int found = mangled ? ouro_dict_contains(dict, mangled) : -1;
    if (found > 0 && !ouro_str_equal(name, ouro__name(qualname)) &&
        !ouro_str_equal(name, ouro__name(classcell))) {
        ouro_raise(OURO_EXC_ValueError, "%R in __slots__ conflicts with class variable", name);
        found = -1;
    }
    int result = found < 0 ? -1 : ouro_list_append(plan->names, mangled);
    ouro_xdecref(mangled);
    return result;
}

static int plan_slots(slots_plan *plan, const ouro_type *base, ouro_object *class_name,
                      ouro_object *dict) {
    ouro_object *slots = ouro_dict_get_borrow(dict, ouro__name(slots));
    if (!slots) {
        plan->attrs = !base->attrs_offset && base->layout != OURO_T_TYPE; // a class has its own
        plan->weak = !base->weak_offset && !base->item_size;
        return ouro_current->raised ? -1 : 0;
    }
    ouro_object *names =
        ouro_is(slots, OURO_T_STR) ? ouro_list_from(&slots, 1) : ouro_list_of(slots);
    plan->names = names ? ouro_list_new(0) : NULL;
    int result = plan->names ? 0 : -1;
    for (size_t i = 0; result == 0 && i < ouro_list_length(names); i++) {
        result = plan_slot(plan, base, class_name, dict, ouro_list_get_borrow(names, i));
    }
    if (result == 0) {
        result = ouro_list_sort(plan->names, NULL, false);
    }
    ouro_xdecref(names);
    return result;
}

// Though __slots__ asks for neither word: instances of another base than the first have them.
static void plan_other_bases(slots_plan *plan, const ouro_type *base, const ouro_object *bases) {
    for (size_t i = 0; i < ouro_tuple_length(bases); i++) {
        const ouro_type *other = (const ouro_type *)(const void *)ouro_tuple_get_borrow(bases, i);
        plan->attrs |= other->attrs_offset && !base->attrs_offset;
        plan->weak |= other->weak_offset && !base->weak_offset && !base->item_size;
    }
}

static uint16_t word_at(ouro_type *type) {
    if (type->item_size) {
        return OURO_OFFSET_TAIL;
    }
    uint16_t offset = (uint16_t)type->instance_size;
    type->instance_size += sizeof(void *);
    return offset;
}

static ouro_object *get_weakrefs(ouro_object *self, void *context) {
    (void)context;
    ouro_object **slot = ouro__weakrefs_slot(self);
    return slot && *slot ? ouro_newref(*slot) : ouro_none();
}
static const ouro_getset attributes_getset = {"__dict__", ouro__get_attributes,
                                              ouro__set_attributes,
                                              "dictionary for instance variables", NULL};
static const ouro_getset weakrefs_getset = {"__weakref__", get_weakrefs, NULL,
                                            "list of weak references to the object", NULL};

static int add_getset(ouro_type *type, const ouro_getset *getset) {
    if (ouro_dict_get_text_borrow(type->dict, getset->name)) {
        return 0;
    }
    ouro_object *descr = ouro__getset_descr_new(type, getset);
    int result = descr ? ouro_dict_set_text(type->dict, getset->name, descr) : -1;
    ouro_xdecref(descr);
    return result;
}

// A member descriptor for one slot; its name text is kept alive by the class's dict.
static int add_slot(ouro_type *type, ouro_object *name) {
    ouro_member *member = ouro_memory_new(sizeof *member);
    if (!member) {
        return -1;
    }
    *member =
        (ouro_member){ouro_str_utf8(name, NULL), OURO_MEMBER_OBJECT_EX, type->instance_size, NULL};
    uint16_t offset = (uint16_t)type->instance_size;
    type->instance_size += sizeof(void *);
    ouro_object *descr = member->name ? ouro__member_descr_new(type, member, true) : NULL;
    if (!descr) {
        ouro_memory_free((void *)(uintptr_t)member->name);
        ouro_memory_free(member);
        return -1;
    }
    int result = ouro_dict_set(type->dict, name, descr);
    ouro_decref(descr);
    return result < 0 ? -1 : ouro__type_add_fields(type, &offset, 1);
}

static int add_slots(ouro_type *type, const slots_plan *plan) {
    size_t count = plan->names ? ouro_list_length(plan->names) : 0;
    if (type->instance_size + (count + 2) * sizeof(void *) >= OURO_OFFSET_TAIL) {
        ouro_raise(OURO_EXC_ValueError, "too many __slots__");
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (add_slot(type, ouro_list_get_borrow(plan->names, i)) < 0) {
            return -1;
        }
    }
    if (plan->attrs) {
        type->attrs_offset = word_at(type);
        if (add_getset(type, &attributes_getset) < 0) {
            return -1;
        }
    }
    if (plan->weak) {
        type->weak_offset = word_at(type);
        if (add_getset(type, &weakrefs_getset) < 0) {
            return -1;
        }
    }
    return 0;
}

// ---- The class's dict -----------------------------------------------------------------------

static bool is_plain_function(const ouro_object *object) {
    const ouro_type *type = ouro_type_of(object);
    return type->flags & OURO_TF_METHOD && type->exact == OURO_T_NONE_OF_THEM;
}

static int wrap_if_function(ouro_object *dict, ouro_object *name,
                            ouro_object *(*wrap)(ouro_object *)) {
    ouro_object *value = ouro_dict_get_borrow(dict, name);
    if (!value || !is_plain_function(value)) {
        return ouro_current->raised ? -1 : 0;
    }
    ouro_object *wrapped = wrap(value);
    int result = wrapped ? ouro_dict_set(dict, name, wrapped) : -1;
    ouro_xdecref(wrapped);
    return result;
}

static int take_qualname(ouro_type *type, ouro_object *name) {
    ouro_object *qualname = NULL;
    int found = ouro_dict_pop(type->dict, ouro__name(qualname), &qualname);
    if (found == 1 && !ouro_is(qualname, OURO_T_STR)) {
        ouro_raise(OURO_EXC_TypeError, "type __qualname__ must be a str, not %T", qualname);
        ouro_decref(qualname);
        return -1;
    }
    type->qualname = found == 1 ? qualname : ouro_newref(name);
    return found < 0 ? -1 : 0;
}

static int fill_dict(ouro_type *type, ouro_object *name) {
    ouro_object *dict = type->dict;
    if (take_qualname(type, name) < 0 ||
        wrap_if_function(dict, ouro__name(new), ouro_staticmethod_new) < 0 ||
        wrap_if_function(dict, ouro__name(init_subclass), ouro_classmethod_new) < 0 ||
        wrap_if_function(dict, ouro__name(class_getitem), ouro_classmethod_new) < 0) {
        return -1;
    }
    if (!ouro_dict_get_borrow(dict, ouro__name(module))) {
        ouro_runtime *runtime = ouro__runtime();
        ouro_object *module = runtime->module_hook ? runtime->module_hook() : NULL;
        int result = module ? ouro_dict_set(dict, ouro__name(module), module) : 0;
        ouro_xdecref(module);
        if (result < 0 || ouro_current->raised) {
            return -1;
        }
    }
    return 0;
}

// What the class has although nobody said so, behind all else.
static int fill_defaults(ouro_object *dict) {
    if (!ouro_dict_get_borrow(dict, ouro__name(doc)) &&
        ouro_dict_set(dict, ouro__name(doc), ouro_none_borrow()) < 0) {
        return -1;
    }
    if (ouro_dict_get_borrow(dict, ouro__name(eq)) &&
        !ouro_dict_get_borrow(dict, ouro__name(hash))) {
        return ouro_dict_set(dict, ouro__name(hash), ouro_none_borrow());
    }
    return 0;
}

static int fill_class_cell(ouro_type *type) {
    ouro_object *cell = NULL;
    int found = ouro_dict_pop(type->dict, ouro__name(classcell), &cell);
    if (found == 1) {
        if (!ouro_is_exact(cell, OURO_T_CELL)) {
            ouro_raise(OURO_EXC_TypeError,
                       "type.__new__() argument 4 (__classcell__) must be a cell, not %T", cell);
            found = -1;
        } else {
            ouro_stored_held(cell);
            ouro_replace(&((ouro_cell *)cell)->value, ouro_newref((ouro_object *)type));
        }
        ouro_decref(cell);
    }
    return found < 0 ? -1 : 0;
}

// ---- Hooks ----------------------------------------------------------------------------------

static int call_set_name(ouro_type *type, ouro_object *key, ouro_object *value) {
    ouro_object *hook = ouro_lookup_special(value, ouro__name(set_name));
    if (!hook) {
        return ouro_current->raised ? -1 : 0;
    }
    ouro_object *result = ouro_call2(hook, (ouro_object *)type, key);
    ouro_decref(hook);
    if (result) {
        ouro_decref(result);
        return 0;
    }
    ouro_object *cause = ouro_raised_take();
    ouro_raise(OURO_EXC_RuntimeError, "Error calling __set_name__ on '%T' instance %R in '%N'",
               value, key, type);
    ouro_exception *error = (ouro_exception *)ouro_current->raised;
    ouro_replace(&error->cause, ouro_newref(cause));
    ouro_replace(&error->context, cause);
    error->suppress_context = true;
    return -1;
}

static int set_names(ouro_type *type) {
    ouro_object *copy = ouro_dict_copy(type->dict), *key, *value;
    size_t position = 0;
    int result = copy ? 0 : -1;
    while (result == 0 && ouro_dict_next(copy, &position, &key, &value, NULL)) {
        result = call_set_name(type, key, value);
    }
    ouro_xdecref(copy);
    return result;
}

static int init_subclass(ouro_type *type, ouro_object *const *kwvalues, ouro_object *kwnames) {
    ouro_object *super = ouro_super_new(type, (ouro_object *)type);
    ouro_object *hook = super ? ouro_getattr(super, ouro__name(init_subclass)) : NULL;
    ouro_object *result = hook ? ouro_call(hook, kwvalues, 0, kwnames) : NULL;
    ouro_xdecref(super);
    ouro_xdecref(hook);
    ouro_xdecref(result);
    return result ? 0 : -1;
}

// ---- Making the class -----------------------------------------------------------------------

static ouro_object *order_of(ouro_type *type) {
    ouro_type *meta = ouro_type_of(type);
    if (meta->exact == OURO_T_TYPE) {
        return ouro__mro(type);
    }
    ouro_object *order = ouro_call_method((ouro_object *)type, ouro__name(mro_method), NULL, 0);
    ouro_object *tuple = order ? ouro_tuple_of(order) : NULL;
    ouro_xdecref(order);
    return tuple;
}

static int build(ouro_type *type, ouro_type *base, ouro_object *name, ouro_object *bases,
                 ouro_object *dict) {
    slots_plan plan = {0};
    // Every instance can be in a cycle: its class may refer to it.
    type->flags = OURO_TF_HEAP | OURO_TF_BASE | OURO_TF_CONTAINER;
    type->base = (ouro_type *)ouro_newref((ouro_object *)base);
    type->bases = ouro_newref(bases);
    type->dict = ouro_dict_copy(dict);
    ouro__type_take_layout(type, base);
    // What a class adds says so when it is stored in; a type made from a specification says it itself.
    type->flags |= base->flags & OURO_TF_SETTLES;
    int result = type->dict && ouro__type_set_name(type, name) == 0 &&
                         ouro__type_add_fields(type, base->fields, base->field_count) == 0 &&
                         fill_dict(type, name) == 0 && plan_slots(&plan, base, name, dict) == 0
                     ? 0
                     : -1;
    if (result == 0) {
        plan_other_bases(&plan, base, bases);
        result = add_slots(type, &plan);
    }
    ouro_xdecref(plan.names);
    if (result < 0 || fill_defaults(type->dict) < 0 || fill_class_cell(type) < 0) {
        return -1;
    }
    type->mro = order_of(type);
    if (!type->mro) {
        return -1;
    }
    for (size_t i = 0; i < ouro_tuple_length(bases); i++) {
        if (ouro__type_add_subclass((ouro_type *)ouro_tuple_get_borrow(bases, i), type) < 0) {
            return -1;
        }
    }
    ouro__slots_inherit(type);
    ouro__slots_compute(type);
    return 0;
}

ouro_object *ouro_type_make_class(ouro_type *meta, ouro_object *name, ouro_object *bases,
                                  ouro_object *dict, ouro_object *const *kwvalues,
                                  ouro_object *kwnames) {
    ouro_object *parents =
        ouro_tuple_length(bases)
            ? ouro_newref(bases)
            : ouro_tuple_pack(1, (ouro_object *)ouro_builtin_type(OURO_T_OBJECT));
    if (!parents) {
        return NULL;
    }
    ouro_type *type = NULL;
    meta = ouro_type_metaclass(meta ? meta : ouro_builtin_type(OURO_T_TYPE), parents);
    ouro_type *base = meta ? best_base(parents) : NULL;
    if (base) {
        type = ouro__type_allocate(meta);
    }
    if (type && (build(type, base, name, parents, dict) < 0 || set_names(type) < 0 ||
                 init_subclass(type, kwvalues, kwnames) < 0)) {
        ouro_clear(&type);
    }
    ouro_decref(parents);
    return (ouro_object *)type;
}

// type.__new__(meta, name, bases, dict, **keywords); type(x) was handled by the call.
ouro_object *ouro__class_create(ouro_type *meta, ouro_object *const *args, size_t nargs,
                                ouro_object *kwnames) {
    if (nargs != 3) {
        return ouro_raise(OURO_EXC_TypeError, "type() takes 1 or 3 arguments");
    }
    static const char *const what[] = {"str", "tuple", "dict"};
    static const enum ouro_builtin wanted[] = {OURO_T_STR, OURO_T_TUPLE, OURO_T_DICT};
    for (size_t i = 0; i < 3; i++) {
        if (!ouro_is(args[i], wanted[i])) {
            return ouro_raise(OURO_EXC_TypeError, "type.__new__() argument %zu must be %s, not %V",
                              i + 1, what[i], args[i]);
        }
    }
    for (size_t i = 0; i < ouro_tuple_length(args[1]); i++) {
        ouro_object *base = ouro_tuple_get_borrow(args[1], i);
        if (!ouro_is_type(base) &&
            ouro_type_lookup_borrow(ouro_type_of(base), ouro__name(mro_entries))) {
            return ouro_raise(OURO_EXC_TypeError, "type() doesn't support MRO entry resolution; "
                                                  "use types.new_class()");
        }
    }
    ouro_type *winner = ouro_type_metaclass(meta, args[1]);
    if (!winner) {
        return NULL;
    }
    if (winner != meta && winner->slots.create != ouro__class_create) {
        return winner->slots.create(winner, args, nargs, kwnames);
    }
    return ouro_type_make_class(winner, args[0], args[1], args[2], args + nargs, kwnames);
}

// ---- Other bases for a class ----------------------------------------------------------------

// Orders and slots of the class and everything below it, anew.  -1: some class has no order.
static int reorder(ouro_type *type) {
    ouro_object *order = order_of(type);
    if (!order) {
        return -1;
    }
    ouro_stored_held(type);
    ouro_replace(&type->mro, order);
    ouro_type_modified(type);
    for (size_t i = 0; i < type->subclass_count; i++) {
        if (reorder(type->subclasses[i]) < 0) {
            return -1;
        }
    }
    ouro__slots_compute(type);
    return 0;
}

static int check_bases(const ouro_type *type, ouro_object *bases) {
    for (size_t i = 0; i < ouro_tuple_length(bases); i++) {
        ouro_object *base = ouro_tuple_get_borrow(bases, i);
        if (!ouro_is_type(base)) {
            ouro_raise(OURO_EXC_TypeError, "%N.__bases__ must be tuple of classes, not '%T'", type,
                       base);
            return -1;
        }
        if (ouro_type_is_subtype((ouro_type *)base, type)) {
            ouro_raise(OURO_EXC_TypeError, "a __bases__ item causes an inheritance cycle");
            return -1;
        }
    }
    return 0;
}

// Moves the class below `bases`; both references are stolen from the caller's hands into the type.
static int move_below(ouro_type *type, ouro_object *bases, ouro_type *base) {
    for (size_t i = 0; i < ouro_tuple_length(type->bases); i++) {
        ouro__type_remove_subclass((ouro_type *)ouro_tuple_get_borrow(type->bases, i), type);
    }
    ouro_stored_held(type);
    ouro_replace(&type->bases, bases);
    ouro_replace((ouro_object **)&type->base, (ouro_object *)base);
    for (size_t i = 0; i < ouro_tuple_length(bases); i++) {
        if (ouro__type_add_subclass((ouro_type *)ouro_tuple_get_borrow(bases, i), type) < 0) {
            return -1;
        }
    }
    return reorder(type);
}

int ouro__class_rebase(ouro_type *type, ouro_object *bases) {
    ouro_type *base = check_bases(type, bases) == 0 ? best_base(bases) : NULL;
    if (!base) {
        return -1;
    }
    if (!ouro__same_layout(solid_of(base), solid_of(type->base)) ||
        (base->attrs_offset && base->attrs_offset != type->attrs_offset)) {
        ouro_raise(OURO_EXC_TypeError, "__bases__ assignment: '%N' object layout differs from '%N'",
                   base, type->base);
        return -1;
    }
    ouro_object *old_bases = ouro_newref(type->bases);
    ouro_type *old_base = (ouro_type *)ouro_newref((ouro_object *)type->base);
    int result =
        move_below(type, ouro_newref(bases), (ouro_type *)ouro_newref((ouro_object *)base));
    if (result == 0) {
        ouro_decref(old_bases);
        ouro_decref(old_base);
        return 0;
    }
    ouro_object *raised = ouro_raised_take();
    move_below(type, old_bases, old_base);
    ouro_raised_restore(raised);
    return -1;
}

// ---- Calling a type -------------------------------------------------------------------------

ouro_object *ouro__type_call(ouro_object *self, ouro_object *const *args, size_t nargs,
                             ouro_object *kwnames) {
    ouro_type *type = (ouro_type *)self;
    size_t keywords = kwnames ? ouro_tuple_length(kwnames) : 0;
    if (type->exact == OURO_T_TYPE && nargs == 1 && !keywords) {
        return ouro_newref((ouro_object *)ouro_type_of(args[0]));
    }
    if (type->exact == OURO_T_TYPE && nargs != 3) {
        return ouro_raise(OURO_EXC_TypeError, "type() takes 1 or 3 arguments");
    }
    if (OURO_UNLIKELY(!type->slots.create)) {
        return ouro_raise(OURO_EXC_TypeError, "cannot create '%N' instances", type);
    }
    ouro_object *object = type->slots.create(type, args, nargs, kwnames);
    if (!object ||
        (ouro_type_of(object) != type && !ouro_type_is_subtype(ouro_type_of(object), type))) {
        return object;
    }
    ouro_init_fn init = ouro_type_of(object)->slots.init;
    if (init && init(object, args, nargs, kwnames) < 0) {
        ouro_decref(object);
        return NULL;
    }
    return object;
}
