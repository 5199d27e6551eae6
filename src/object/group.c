// SPDX-License-Identifier: MIT
// Exception groups: BaseExceptionGroup's making, text, and taking apart by a condition.
// Floor: object.  (ExceptionGroup, derived from it and Exception, is made in exception.c.)
#include "core.h"

enum { MESSAGE, EXCEPTIONS }; // extra fields

static ouro_object **extra(ouro_object *group) {
    return ((ouro_exception *)group)->extra;
}

static bool is_group(const ouro_object *object) {
    return ouro_type_is_subtype(ouro_type_of(object), ouro_exc_type(OURO_EXC_BaseExceptionGroup));
}

// ---- Making ---------------------------------------------------------------------------------

// The items as a tuple; all are exceptions.  *base: some are not derived from Exception.
static ouro_object *checked_exceptions(ouro_object *sequence, bool *base) {
    if (!ouro_type_of(sequence)->slots.getitem || ouro_is(sequence, OURO_T_DICT)) {
        return ouro_raise(OURO_EXC_TypeError, "second argument (exceptions) must be a sequence");
    }
    ouro_object *tuple = ouro_tuple_of(sequence);
    if (tuple && !ouro_tuple_length(tuple)) {
        ouro_decref(tuple);
        return ouro_raise(OURO_EXC_ValueError,
                          "second argument (exceptions) must be a non-empty sequence");
    }
    for (size_t i = 0; tuple && i < ouro_tuple_length(tuple); i++) {
        const ouro_object *item = ouro_tuple_get_borrow(tuple, i);
        if (!ouro_is_exception(item)) {
            ouro_decref(tuple);
            return ouro_raise(OURO_EXC_ValueError,
                              "Item %zu of second argument (exceptions) is not an exception", i);
        }
        *base |= !ouro_type_is_subtype(ouro_type_of(item), ouro_exc_type(OURO_EXC_Exception));
    }
    return tuple;
}

// The type to make: a BaseExceptionGroup of Exceptions is an ExceptionGroup.
static ouro_type *fitting_type(ouro_type *type, bool base) {
    ouro_type *group = ouro__runtime()->exception_group;
    if (type == ouro_exc_type(OURO_EXC_BaseExceptionGroup)) {
        return base || !group ? type : group;
    }
    if (base && type == group) {
        return ouro_raise(OURO_EXC_TypeError, "Cannot nest BaseExceptions in an ExceptionGroup");
    }
    if (base && ouro_type_is_subtype(type, ouro_exc_type(OURO_EXC_Exception))) {
        return ouro_raise(OURO_EXC_TypeError, "Cannot nest BaseExceptions in '%N'", type);
    }
    return type;
}

ouro_object *ouro__group_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                ouro_object *kwnames) {
    (void)kwnames; // refused by the initialisation
    if (nargs != 2) {
        return ouro_raise(OURO_EXC_TypeError,
                          "BaseExceptionGroup.__new__() takes exactly 2 arguments (%zu given)",
                          nargs);
    }
    if (!ouro_is(args[0], OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError,
                          "BaseExceptionGroup.__new__() argument 1 must be str, not %V", args[0]);
    }
    bool base = false;
    ouro_object *exceptions = checked_exceptions(args[1], &base);
    type = exceptions ? fitting_type(type, base) : NULL;
    ouro_object *self = type ? ouro_object_new(type, 0) : NULL;
    ouro_object *held = self ? ouro_tuple_from(args, 2) : NULL;
    if (!held) {
        ouro_xdecref(exceptions);
        ouro_xdecref(self);
        return NULL;
    }
    ((ouro_exception *)self)->args = held;
    extra(self)[MESSAGE] = ouro_newref(args[0]);
    extra(self)[EXCEPTIONS] = exceptions;
    return self;
}

ouro_object *ouro__group_str(ouro_object *self) {
    if (!extra(self)[MESSAGE] || !extra(self)[EXCEPTIONS]) { // cleared by a collection
        return ouro_str_text("");
    }
    size_t count = ouro_tuple_length(extra(self)[EXCEPTIONS]);
    return ouro_str_format("%S (%zu sub-exception%s)", extra(self)[MESSAGE], count,
                           count == 1 ? "" : "s");
}

// ---- Conditions -----------------------------------------------------------------------------

static bool is_exception_type(ouro_object *object) {
    return ouro_is_type(object) &&
           ouro_type_is_subtype((ouro_type *)object, ouro_exc_type(OURO_EXC_BaseException));
}

// An exception type, a tuple of such, or a function of one exception.
static bool is_condition(ouro_object *object) {
    if (!ouro_is(object, OURO_T_TUPLE)) {
        return is_exception_type(object) || (!ouro_is_type(object) && ouro_callable(object));
    }
    for (size_t i = 0; i < ouro_tuple_length(object); i++) {
        if (!is_exception_type(ouro_tuple_get_borrow(object, i))) {
            return false;
        }
    }
    return true;
}

// 1, 0, or -1 with an exception.
static int meets(ouro_object *exception, ouro_object *condition) {
    if (ouro_is(condition, OURO_T_TUPLE) || ouro_is_type(condition)) {
        return ouro_exception_matches(exception, condition);
    }
    ouro_object *answer = ouro_call1(condition, exception);
    int truth = answer ? ouro_is_true(answer) : -1;
    ouro_xdecref(answer);
    return truth;
}

// ---- Taking apart ---------------------------------------------------------------------------

typedef struct halves {
    ouro_object *match, *rest; // owned, or NULL: nothing
} halves;

static void drop_halves(halves *both) {
    ouro_clear(&both->match);
    ouro_clear(&both->rest);
}

static int copy_notes(ouro_object *from, ouro_object *to) {
    ouro_object *notes;
    int found = ouro_lookup_attr(from, ouro__name(notes), &notes);
    if (found <= 0) {
        return found;
    }
    ouro_object *copy =
        ouro_is(notes, OURO_T_LIST) || ouro_is(notes, OURO_T_TUPLE) ? ouro_list_of(notes) : NULL;
    int result = copy ? ouro_setattr(to, ouro__name(notes), copy) : ouro_current->raised ? -1 : 0;
    ouro_xdecref(copy);
    ouro_decref(notes);
    return result;
}

// *result: a group like `self` of those exceptions (a list), or NULL when there are none.
static int subset(ouro_object *self, ouro_object *exceptions, ouro_object **result) {
    *result = NULL;
    if (!ouro_list_length(exceptions)) {
        return 0;
    }
    ouro_object *group = ouro_call_method_text(self, "derive", &exceptions, 1);
    if (group && !is_group(group)) {
        ouro_decref(group);
        ouro_raise(OURO_EXC_TypeError, "derive must return an instance of BaseExceptionGroup");
        return -1;
    }
    if (!group) {
        return -1;
    }
    const ouro_exception *from = (ouro_exception *)self;
    ouro_exception *to = (ouro_exception *)group;
    ouro_replace(&to->traceback, ouro_xnewref(from->traceback));
    ouro_replace(&to->context, ouro_xnewref(from->context));
    ouro_replace(&to->cause, ouro_xnewref(from->cause));
    to->suppress_context = true;
    if (copy_notes(self, group) < 0) {
        ouro_decref(group);
        return -1;
    }
    *result = group;
    return 0;
}

static int split_any(ouro_object *exception, ouro_object *condition, bool want_rest, halves *both);

// Splits each exception of `self` and gathers the halves in two lists.
static int split_items(ouro_object *self, ouro_object *condition, bool want_rest, halves *lists) {
    ouro_object *items = extra(self)[EXCEPTIONS];
    if (!items) {
        ouro_raise(OURO_EXC_ValueError, "the group has been cleared by a collection");
        return -1;
    }
    ouro_incref(items);
    int result = 0;
    for (size_t i = 0; result == 0 && i < ouro_tuple_length(items); i++) {
        halves part = {NULL, NULL};
        result = split_any(ouro_tuple_get_borrow(items, i), condition, want_rest, &part);
        if (result == 0 && part.match) {
            result = ouro_list_append(lists->match, part.match);
        }
        if (result == 0 && part.rest) {
            result = ouro_list_append(lists->rest, part.rest);
        }
        drop_halves(&part);
    }
    ouro_decref(items);
    return result;
}

static int split_group(ouro_object *self, ouro_object *condition, bool want_rest, halves *both) {
    halves lists = {ouro_list_new(0), ouro_list_new(0)};
    int result = lists.match && lists.rest ? split_items(self, condition, want_rest, &lists) : -1;
    if (result == 0) {
        result = subset(self, lists.match, &both->match);
    }
    if (result == 0 && want_rest) {
        result = subset(self, lists.rest, &both->rest);
    }
    if (result < 0) {
        drop_halves(both);
    }
    drop_halves(&lists);
    return result;
}

static int split_any(ouro_object *exception, ouro_object *condition, bool want_rest, halves *both) {
    int met = meets(exception, condition);
    if (met < 0) {
        return -1;
    }
    if (met) {
        both->match = ouro_newref(exception);
        return 0;
    }
    if (!is_group(exception)) {
        both->rest = want_rest ? ouro_newref(exception) : NULL;
        return 0;
    }
    if (ouro_recursion_enter(" in exceptiongroup_split_recursive") < 0) {
        return -1;
    }
    int result = split_group(exception, condition, want_rest, both);
    ouro_recursion_leave();
    return result;
}

static int split_checked(ouro_object *self, ouro_object *condition, bool want_rest, halves *both) {
    if (!is_condition(condition)) {
        ouro_raise(OURO_EXC_TypeError,
                   "expected a function, exception type or tuple of exception types");
        return -1;
    }
    return split_any(self, condition, want_rest, both);
}

// ---- Methods --------------------------------------------------------------------------------

static ouro_object *group_split(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)nargs;
    halves both = {NULL, NULL};
    if (split_checked(self, args[0], true, &both) < 0) {
        return NULL;
    }
    ouro_object *none = ouro_none_borrow();
    ouro_object *pair =
        ouro_tuple_pack(2, both.match ? both.match : none, both.rest ? both.rest : none);
    drop_halves(&both);
    return pair;
}

static ouro_object *group_subgroup(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)nargs;
    halves both = {NULL, NULL};
    if (split_checked(self, args[0], false, &both) < 0) {
        return NULL;
    }
    return both.match ? both.match : ouro_none();
}

static ouro_object *group_derive(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)nargs;
    ouro_object *message = extra(self)[MESSAGE];
    return ouro_call2((ouro_object *)ouro_exc_type(OURO_EXC_BaseExceptionGroup),
                      message ? message : ouro_current->empty_str, args[0]);
}

static ouro_object *class_getitem(ouro_object *type, ouro_object *item) {
    return ouro_generic_alias_new(type, item);
}

const ouro_method ouro__group_methods[] = {
    OURO_ARGS("derive", group_derive, 1, 1, NULL),
    OURO_ARGS("split", group_split, 1, 1, NULL),
    OURO_ARGS("subgroup", group_subgroup, 1, 1, NULL),
    {"__class_getitem__", {.o = class_getitem}, OURO_METH_O | OURO_METH_CLASS, 1, 1, "See PEP 585"},
    {NULL, {NULL}, 0, 0, 0, NULL}};

#define EXTRA_MEMBER(name, i, doc)                                                                 \
    {                                                                                              \
        name, OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY,                                           \
            offsetof(ouro_exception, extra) + (i) * sizeof(ouro_object *), doc                     \
    }
const ouro_member ouro__group_members[] = {
    EXTRA_MEMBER("message", MESSAGE, "exception message"),
    EXTRA_MEMBER("exceptions", EXCEPTIONS, "nested exceptions"),
    {NULL, 0, 0, NULL}};
