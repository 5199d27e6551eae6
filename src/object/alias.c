// SPDX-License-Identifier: MIT
// What annotations are made of: `list[int]` (types.GenericAlias) and `int | str` (types.UnionType).
// Floor: object.
#include "core.h"

typedef struct generic_alias {
    ouro_object head;
    ouro_object *origin;
    ouro_object *args; // tuple
    ouro_object *weakrefs;
    bool starred; // *tuple[int]
} generic_alias;

typedef struct union_type {
    ouro_object head;
    ouro_object *args; // tuple, each once
} union_type;

static generic_alias *as_alias(ouro_object *object) {
    return (generic_alias *)object;
}
static union_type *as_union(ouro_object *object) {
    return (union_type *)object;
}

// ---- Text -----------------------------------------------------------------------------------

static bool is_text(const ouro_object *object) {
    return object && ouro_is(object, OURO_T_STR);
}

// A class shows its name, with its module unless that is builtins; anything else its repr.
static ouro_object *repr_of_named(ouro_object *item) {
    ouro_object *qualname = NULL, *module = NULL, *text = NULL;
    if (ouro_lookup_attr(item, ouro__name(qualname), &qualname) < 0 ||
        ouro_lookup_attr(item, ouro__name(module), &module) < 0) {
        ouro_xdecref(qualname);
        return NULL;
    }
    if (!is_text(qualname) || !is_text(module)) {
        text = ouro_repr(item);
    } else if (ouro_str_equal_text(module, "builtins")) {
        text = ouro_newref(qualname);
    } else {
        text = ouro_str_format("%S.%S", module, qualname);
    }
    ouro_xdecref(qualname);
    ouro_xdecref(module);
    return text;
}

static ouro_object *repr_of_item(ouro_object *item) {
    if (item == ouro_current->ellipsis) {
        return ouro_str_text("...");
    }
    if (item == (ouro_object *)ouro_builtin_type(OURO_T_NONETYPE)) {
        return ouro_str_text("None");
    }
    ouro_object *origin;
    int found = ouro_lookup_attr(item, ouro__name(origin), &origin);
    if (found < 0) {
        return NULL;
    }
    ouro_xdecref(origin);
    return found ? ouro_repr(item) : repr_of_named(item);
}

static ouro_object *repr_of_items(ouro_object *items, const char *separator) {
    size_t n = ouro_tuple_length(items);
    ouro_object *texts = ouro_tuple_new(n), *between = NULL, *joined = NULL;
    for (size_t i = 0; texts && i < n; i++) {
        ouro_object *text = repr_of_item(ouro_tuple_get_borrow(items, i));
        if (!text) {
            ouro_clear(&texts);
            break;
        }
        ouro_tuple_fill(texts, i, text);
    }
    if (texts) {
        between = ouro_str_text(separator);
        joined = between ? ouro_str_join(between, ((ouro_tuple *)texts)->items, n) : NULL;
    }
    ouro_xdecref(between);
    ouro_xdecref(texts);
    return joined;
}

static ouro_object *alias_repr(ouro_object *self) {
    const generic_alias *alias = as_alias(self);
    ouro_object *origin = repr_of_item(alias->origin), *args = NULL, *text = NULL;
    if (origin) {
        args =
            ouro_tuple_length(alias->args) ? repr_of_items(alias->args, ", ") : ouro_str_text("()");
    }
    if (args) {
        text = ouro_str_format("%s%S[%S]", alias->starred ? "*" : "", origin, args);
    }
    ouro_xdecref(origin);
    ouro_xdecref(args);
    return text;
}

static ouro_object *union_repr(ouro_object *self) {
    return repr_of_items(as_union(self)->args, " | ");
}

// ---- GenericAlias ---------------------------------------------------------------------------

static ouro_object *alias_of_type(ouro_type *type, ouro_object *origin, ouro_object *args) {
    ouro_object *tuple = ouro_is(args, OURO_T_TUPLE) ? ouro_newref(args) : ouro_tuple_pack(1, args);
    ouro_object *self = tuple ? ouro_object_new(type, 0) : NULL;
    if (!self) {
        ouro_xdecref(tuple);
        return NULL;
    }
    as_alias(self)->origin = ouro_newref(origin);
    as_alias(self)->args = tuple;
    return self;
}

ouro_object *ouro_generic_alias_new(ouro_object *origin, ouro_object *args) {
    return alias_of_type(ouro_builtin_type(OURO_T_GENERIC_ALIAS), origin, args);
}

static ouro_object *alias_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                 ouro_object *kwnames) {
    if (ouro_check_no_keywords("GenericAlias", kwnames) < 0 ||
        ouro_check_args("GenericAlias", nargs, 2, 2) < 0) {
        return NULL;
    }
    return alias_of_type(type, args[0], args[1]);
}

static int alias_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                      ouro_object *kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    return 0;
}

// Attributes that are the alias's own; everything else is the origin's.
static const char *const own_names[] = {
    "__class__",       "__origin__",     "__args__",
    "__unpacked__",    "__parameters__", "__typing_unpacked_tuple_args__",
    "__mro_entries__", "__reduce_ex__",  "__reduce__",
    "__copy__",        "__deepcopy__",   NULL};

static ouro_object *alias_getattr(ouro_object *self, ouro_object *name) {
    if (is_text(name)) {
        for (size_t i = 0; own_names[i]; i++) {
            if (ouro_str_equal_text(name, own_names[i])) {
                return ouro_generic_getattr(self, name);
            }
        }
    }
    return ouro_getattr(as_alias(self)->origin, name);
}

// The object made remembers what it was made from, if it can.
static ouro_object *alias_call(ouro_object *self, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames) {
    ouro_object *made = ouro_call(as_alias(self)->origin, args, nargs, kwnames);
    if (made && ouro_setattr_text(made, "__orig_class__", self) < 0) {
        if (!ouro_raised_is(OURO_EXC_AttributeError) && !ouro_raised_is(OURO_EXC_TypeError)) {
            ouro_decref(made);
            return NULL;
        }
        ouro_raised_clear();
    }
    return made;
}

static int64_t alias_hash(ouro_object *self) {
    int64_t origin = ouro_hash(as_alias(self)->origin);
    int64_t args = origin == -1 ? -1 : ouro_hash(as_alias(self)->args);
    if (args == -1) {
        return -1;
    }
    int64_t hash = origin ^ args;
    return hash == -1 ? -2 : hash;
}

static ouro_object *alias_compare(ouro_object *self, ouro_object *other, int op) {
    if ((op != OURO_EQ && op != OURO_NE) || !ouro_is(other, OURO_T_GENERIC_ALIAS)) {
        return ouro_not_implemented();
    }
    const generic_alias *a = as_alias(self), *b = as_alias(other);
    int equal = a->starred == b->starred;
    if (equal) {
        equal = ouro_compare_bool(a->origin, b->origin, OURO_EQ);
    }
    if (equal > 0) {
        equal = ouro_compare_bool(a->args, b->args, OURO_EQ);
    }
    return equal < 0 ? NULL : ouro_bool(equal == (op == OURO_EQ));
}

// `*list[int]`: an iterator that gives the starred alias, once.
static ouro_object *alias_iter(ouro_object *self) {
    ouro_object *starred = ouro_generic_alias_new(as_alias(self)->origin, as_alias(self)->args);
    if (!starred) {
        return NULL;
    }
    as_alias(starred)->starred = true;
    ouro_object *tuple = ouro_tuple_from_stolen(&starred, 1);
    ouro_object *iterator = tuple ? ouro_iter(tuple) : NULL;
    ouro_xdecref(tuple);
    return iterator;
}

static ouro_object *not_generic(ouro_object *self, ouro_object *item) {
    (void)item;
    return ouro_raise(OURO_EXC_TypeError, "%R is not a generic class", self);
}

static ouro_object *either(ouro_object *left, ouro_object *right) {
    return ouro_union_new(left, right);
}

static ouro_object *alias_mro_entries(ouro_object *self, ouro_object *bases) {
    (void)bases;
    return ouro_tuple_pack(1, as_alias(self)->origin);
}
static ouro_object *alias_instancecheck(ouro_object *self, ouro_object *object) {
    (void)self, (void)object;
    return ouro_raise(OURO_EXC_TypeError,
                      "isinstance() argument 2 cannot be a parameterized generic");
}
static ouro_object *alias_subclasscheck(ouro_object *self, ouro_object *type) {
    (void)self, (void)type;
    return ouro_raise(OURO_EXC_TypeError,
                      "issubclass() argument 2 cannot be a parameterized generic");
}

static ouro_object *alias_dir(ouro_object *self) {
    ouro_object *names = ouro_dir(as_alias(self)->origin);
    for (size_t i = 0; names && own_names[i]; i++) {
        ouro_object *name = ouro_str_intern_text(own_names[i]);
        int there = name ? ouro_contains(names, name) : -1;
        if (there < 0 || (!there && ouro_list_append(names, name) < 0)) {
            ouro_clear(&names);
        }
        ouro_xdecref(name);
    }
    return names;
}

static ouro_object *alias_reduce(ouro_object *self) {
    ouro_object *args = ouro_tuple_pack(2, as_alias(self)->origin, as_alias(self)->args);
    ouro_object *pair = args ? ouro_tuple_pack(2, (ouro_object *)ouro_type_of(self), args) : NULL;
    ouro_xdecref(args);
    return pair;
}

static const ouro_method alias_methods[] = {OURO_O("__mro_entries__", alias_mro_entries, NULL),
                                            OURO_O("__instancecheck__", alias_instancecheck, NULL),
                                            OURO_O("__subclasscheck__", alias_subclasscheck, NULL),
                                            OURO_NOARGS("__reduce__", alias_reduce, NULL),
                                            OURO_NOARGS("__dir__", alias_dir, NULL),
                                            {NULL, {NULL}, 0, 0, 0, NULL}};

static const ouro_member alias_members[] = {
    {"__origin__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(generic_alias, origin),
     NULL},
    {"__args__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(generic_alias, args), NULL},
    {"__unpacked__", OURO_MEMBER_BOOL | OURO_MEMBER_READONLY, offsetof(generic_alias, starred),
     NULL},
    {NULL, 0, 0, NULL}};

// There are no type variables, so there are never parameters left.
static ouro_object *no_parameters(ouro_object *self, void *context) {
    (void)self, (void)context;
    return ouro_tuple_new(0);
}

// The arguments of a starred tuple, None otherwise.
static ouro_object *unpacked_args(ouro_object *self, void *context) {
    (void)context;
    const generic_alias *alias = as_alias(self);
    bool tuple = alias->origin == (ouro_object *)ouro_builtin_type(OURO_T_TUPLE);
    return alias->starred && tuple ? ouro_newref(alias->args) : ouro_none();
}

static const ouro_getset alias_getsets[] = {
    {"__parameters__", no_parameters, NULL, "Type variables in the GenericAlias.", NULL},
    {"__typing_unpacked_tuple_args__", unpacked_args, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static const uint16_t alias_fields[] = {offsetof(generic_alias, origin),
                                        offsetof(generic_alias, args), 0};

const ouro_type_spec ouro__generic_alias_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "types.GenericAlias",
    .doc = "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and "
           "t.__args__ is (int,).",
    .instance_size = sizeof(generic_alias),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE | OURO_TF_IMMUTABLE | OURO_TF_KEEPS_FIELDS,
    .fields = alias_fields,
    .weak_offset = offsetof(generic_alias, weakrefs),
    .slots = {.create = alias_create,
              .init = alias_init,
              .repr = alias_repr,
              .hash = alias_hash,
              .call = alias_call,
              .getattr = alias_getattr,
              .compare = alias_compare,
              .iter = alias_iter,
              .getitem = not_generic,
              .binary = {[OURO_OR] = either}},
    .methods = alias_methods,
    .getsets = alias_getsets,
    .members = alias_members,
};

// ---- UnionType ------------------------------------------------------------------------------

static bool is_unionable(const ouro_object *object) {
    return ouro_is_none(object) || ouro_is_type(object) || ouro_is(object, OURO_T_GENERIC_ALIAS) ||
           ouro_is(object, OURO_T_UNION);
}

// 1 when the list has it already: the same class, or an equal alias.  -1 raised.
static int has_member(ouro_object *list, ouro_object *member) {
    for (size_t i = 0; i < ouro_list_length(list); i++) {
        ouro_object *item = ouro_list_get_borrow(list, i);
        bool aliases = ouro_is(item, OURO_T_GENERIC_ALIAS) && ouro_is(member, OURO_T_GENERIC_ALIAS);
        int same = aliases ? ouro_compare_bool(item, member, OURO_EQ) : item == member;
        if (same) {
            return same;
        }
    }
    return 0;
}

static int add_members(ouro_object *list, ouro_object *operand) {
    if (ouro_is(operand, OURO_T_UNION)) {
        ouro_object *args = as_union(operand)->args;
        int result = 0;
        for (size_t i = 0; result == 0 && i < ouro_tuple_length(args); i++) {
            result = add_members(list, ouro_tuple_get_borrow(args, i));
        }
        return result;
    }
    if (ouro_is_none(operand)) {
        operand = (ouro_object *)ouro_type_of(operand);
    }
    int there = has_member(list, operand);
    return there ? (there < 0 ? -1 : 0) : ouro_list_append(list, operand);
}

ouro_object *ouro_union_new(ouro_object *left, ouro_object *right) {
    if (!is_unionable(left) || !is_unionable(right)) {
        return ouro_not_implemented();
    }
    ouro_object *list = ouro_list_new(0), *self = NULL;
    if (list && add_members(list, left) == 0 && add_members(list, right) == 0) {
        if (ouro_list_length(list) == 1) {
            self = ouro_newref(ouro_list_get_borrow(list, 0));
        } else {
            ouro_object *args = ouro_list_to_tuple(list);
            self = args ? ouro_object_new(ouro_builtin_type(OURO_T_UNION), 0) : NULL;
            if (self) {
                as_union(self)->args = args;
            } else {
                ouro_xdecref(args);
            }
        }
    }
    ouro_xdecref(list);
    return self;
}

static int64_t union_hash(ouro_object *self) {
    ouro_object *set = ouro_frozenset_new(as_union(self)->args);
    int64_t hash = set ? ouro_hash(set) : -1;
    ouro_xdecref(set);
    return hash;
}

// In any order.
static ouro_object *union_compare(ouro_object *self, ouro_object *other, int op) {
    if ((op != OURO_EQ && op != OURO_NE) || !ouro_is(other, OURO_T_UNION)) {
        return ouro_not_implemented();
    }
    ouro_object *mine = ouro_set_new(as_union(self)->args);
    ouro_object *theirs = mine ? ouro_set_new(as_union(other)->args) : NULL;
    ouro_object *result = theirs ? ouro_compare(mine, theirs, (enum ouro_compare_op)op) : NULL;
    ouro_xdecref(mine);
    ouro_xdecref(theirs);
    return result;
}

typedef int (*check_fn)(ouro_object *object, ouro_object *against);

static ouro_object *check_each(ouro_object *self, ouro_object *object, check_fn check) {
    ouro_object *args = as_union(self)->args;
    int result = 0;
    for (size_t i = 0; result == 0 && i < ouro_tuple_length(args); i++) {
        result = check(object, ouro_tuple_get_borrow(args, i));
    }
    return result < 0 ? NULL : ouro_bool(result);
}
static ouro_object *union_instancecheck(ouro_object *self, ouro_object *object) {
    return check_each(self, object, ouro_isinstance);
}
static ouro_object *union_subclasscheck(ouro_object *self, ouro_object *type) {
    if (!ouro_is_type(type)) {
        return ouro_raise(OURO_EXC_TypeError, "issubclass() arg 1 must be a class");
    }
    return check_each(self, type, ouro_issubclass);
}

static const ouro_method union_methods[] = {OURO_O("__instancecheck__", union_instancecheck, NULL),
                                            OURO_O("__subclasscheck__", union_subclasscheck, NULL),
                                            {NULL, {NULL}, 0, 0, 0, NULL}};

static const ouro_member union_members[] = {
    {"__args__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(union_type, args), NULL},
    {NULL, 0, 0, NULL}};

static const ouro_getset union_getsets[] = {
    {"__parameters__", no_parameters, NULL, "Type variables in the types.UnionType.", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static const uint16_t union_fields[] = {offsetof(union_type, args), 0};

const ouro_type_spec ouro__union_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "types.UnionType",
    .doc = "Represent a PEP 604 union type\n\nE.g. for int | str",
    .instance_size = sizeof(union_type),
    .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE | OURO_TF_KEEPS_FIELDS,
    .fields = union_fields,
    .slots = {.repr = union_repr,
              .hash = union_hash,
              .compare = union_compare,
              .getitem = not_generic,
              .binary = {[OURO_OR] = either}},
    .methods = union_methods,
    .getsets = union_getsets,
    .members = union_members,
};
