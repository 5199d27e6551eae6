// SPDX-License-Identifier: MIT
// What every object understands: showing, hashing, comparing, truth, items, iteration.
// Floor: object.
#include "core.h"
#include <stdio.h>

// ---- Text -----------------------------------------------------------------------------------

static ouro_object *text_of(ouro_object *object, ouro_unary_fn function, const char *method) {
    bool repr = *method == 'r';
    if (ouro_recursion_enter(repr ? " while getting the repr of an object"
                                  : " while getting the str of an object") < 0) {
        return NULL;
    }
    ouro_object *text = function(object);
    ouro_recursion_leave();
    if (text && !ouro_is(text, OURO_T_STR)) {
        ouro_raise(OURO_EXC_TypeError, "__%s__ returned non-string (type %T)", method, text);
        ouro_clear(&text);
    }
    return text;
}

ouro_object *ouro_repr(ouro_object *object) {
    return text_of(object, object->type->slots.repr, "repr");
}

ouro_object *ouro_str(ouro_object *object) {
    if (ouro_is_exact(object, OURO_T_STR)) {
        return ouro_newref(object);
    }
    return text_of(object, object->type->slots.str, "str");
}

ouro_object *ouro_ascii(ouro_object *object) {
    ouro_object *text = ouro_repr(object);
    if (!text || ouro_str_is_ascii(text)) {
        return text;
    }
    ouro_str_writer writer = {0};
    int result = 0;
    for (size_t i = 0; result == 0 && i < ouro_str_length(text); i++) {
        uint32_t c = ouro_str_char(text, i);
        char escape[16];
        int n = snprintf(escape, sizeof escape,
                         c < 0x80      ? "%c"
                         : c < 0x100   ? "\\x%02x"
                         : c < 0x10000 ? "\\u%04x"
                                       : "\\U%08x",
                         (unsigned)c);
        result = ouro_str_writer_text(&writer, escape, (size_t)n);
    }
    ouro_decref(text);
    if (result < 0) {
        ouro_str_writer_drop(&writer);
        return NULL;
    }
    return ouro_str_writer_finish(&writer);
}

ouro_object *ouro_format(ouro_object *object, ouro_object *spec) {
    if ((!spec || !ouro_str_length(spec)) && ouro_is_exact(object, OURO_T_STR)) {
        return ouro_newref(object);
    }
    ouro_object *found = ouro_type_lookup_borrow(ouro_type_of(object), ouro__name(format)), *text;
    spec = spec ? spec : ouro_current->empty_str;
    if (found && found->type->flags & OURO_TF_METHOD) { // no bound method is needed
        ouro_incref(found);
        text = ouro_call2(found, object, spec);
        ouro_decref(found);
    } else {
        ouro_object *method = ouro_lookup_special(object, ouro__name(format));
        if (!method) {
            return ouro_current->raised ? NULL
                                        : ouro_raise(OURO_EXC_TypeError,
                                                     "Type %T doesn't define __format__", object);
        }
        text = ouro_call1(method, spec);
        ouro_decref(method);
    }
    if (text && !ouro_is(text, OURO_T_STR)) {
        ouro_raise(OURO_EXC_TypeError, "__format__ must return a str, not %T", text);
        ouro_clear(&text);
    }
    return text;
}

// The list of objects whose repr is under way holds them borrowed by address: they cannot die
// meanwhile, because their repr is running.
int ouro_repr_enter(ouro_object *object) {
    ouro_object *list = ouro__runtime()->repr_list;
    for (size_t i = 0; i < ouro_list_length(list); i++) {
        if (ouro_list_get_borrow(list, i) == object) {
            return 1;
        }
    }
    return ouro_list_append(list, object);
}

void ouro_repr_leave(ouro_object *object) {
    ouro_object *list = ouro__runtime()->repr_list;
    for (size_t i = ouro_list_length(list); i-- > 0;) {
        if (ouro_list_get_borrow(list, i) == object) {
            ouro_object *raised = ouro_raised_take();
            ouro_list_set_slice(list, i, i + 1, NULL);
            ouro_raised_restore(raised);
            return;
        }
    }
}

// ---- Hash and comparison --------------------------------------------------------------------

int64_t ouro_hash(ouro_object *object) {
    return object->type->slots.hash(object);
}

static ouro_object *identity_or_error(ouro_object *left, ouro_object *right,
                                      enum ouro_compare_op op) {
    static const char *const sign[] = {"<", "<=", "==", "!=", ">", ">="};
    if (op == OURO_EQ || op == OURO_NE) {
        return ouro_bool((left == right) == (op == OURO_EQ));
    }
    return ouro_raise(OURO_EXC_TypeError, "'%s' not supported between instances of '%T' and '%T'",
                      sign[op], left, right);
}

static ouro_object *try_compare(ouro_object *self, ouro_object *other, enum ouro_compare_op op) {
    return self->type->slots.compare ? self->type->slots.compare(self, other, (int)op)
                                     : ouro_not_implemented();
}

// left op right, or the reflected one if right's type is derived from left's or left does not know.
static ouro_object *compare(ouro_object *left, ouro_object *right, enum ouro_compare_op op) {
    static const enum ouro_compare_op reflected[] = {OURO_GT, OURO_GE, OURO_EQ,
                                                     OURO_NE, OURO_LT, OURO_LE};
    bool right_first = left->type != right->type && right->type->slots.compare &&
                       ouro_type_is_subtype(right->type, left->type);
    ouro_object *result =
        right_first ? try_compare(right, left, reflected[op]) : try_compare(left, right, op);
    if (!result || !ouro_is_not_implemented(result)) {
        return result;
    }
    ouro_decref(result);
    result = right_first ? try_compare(left, right, op) : try_compare(right, left, reflected[op]);
    if (!result || !ouro_is_not_implemented(result)) {
        return result;
    }
    ouro_decref(result);
    return identity_or_error(left, right, op);
}

ouro_object *ouro_compare(ouro_object *left, ouro_object *right, enum ouro_compare_op op) {
    if (ouro_recursion_enter(" in comparison") < 0) {
        return NULL;
    }
    ouro_object *result = compare(left, right, op);
    ouro_recursion_leave();
    return result;
}

int ouro_compare_bool(ouro_object *left, ouro_object *right, enum ouro_compare_op op) {
    if (left == right && (op == OURO_EQ || op == OURO_NE)) {
        return op == OURO_EQ;
    }
    if (ouro_is_exact(left, OURO_T_STR) && ouro_is_exact(right, OURO_T_STR) &&
        (op == OURO_EQ || op == OURO_NE)) {
        return ouro_str_equal(left, right) == (op == OURO_EQ);
    }
    ouro_object *result = ouro_compare(left, right, op);
    int truth = result ? ouro_is_true(result) : -1;
    ouro_xdecref(result);
    return truth;
}

int ouro_is_true(ouro_object *object) {
    const ouro_runtime_face *face = ouro_current;
    if (object == face->true_ || object == face->false_ || object == face->none) {
        return object == face->true_;
    }
    const ouro_slots *slots = &object->type->slots;
    if (slots->truth) {
        return slots->truth(object);
    }
    if (slots->length) {
        ssize_t length = slots->length(object);
        return length < 0 ? -1 : length > 0;
    }
    return 1;
}

// ---- Items ----------------------------------------------------------------------------------

ssize_t ouro_length(ouro_object *object) {
    if (!object->type->slots.length) {
        ouro_raise(OURO_EXC_TypeError, "object of type '%T' has no len()", object);
        return -1;
    }
    return object->type->slots.length(object);
}

// SomeClass[item]: __class_getitem__.
static ouro_object *class_getitem(ouro_object *type, ouro_object *key) {
    if (((ouro_type *)type)->exact == OURO_T_TYPE) {
        return ouro_generic_alias_new(type, key);
    }
    ouro_object *method;
    int found = ouro_lookup_attr(type, ouro__name(class_getitem), &method);
    if (found <= 0) {
        return found < 0 ? NULL
                         : ouro_raise(OURO_EXC_TypeError, "type '%N' is not subscriptable", type);
    }
    ouro_object *result = ouro_call1(method, key);
    ouro_decref(method);
    return result;
}

ouro_object *ouro_getitem(ouro_object *object, ouro_object *key) {
    if (OURO_LIKELY(object->type->slots.getitem)) {
        return object->type->slots.getitem(object, key);
    }
    if (ouro_is_type(object)) {
        return class_getitem(object, key);
    }
    return ouro_raise(OURO_EXC_TypeError, "'%T' object is not subscriptable", object);
}

int ouro_setitem(ouro_object *object, ouro_object *key, ouro_object *value) {
    if (OURO_LIKELY(object->type->slots.setitem)) {
        return object->type->slots.setitem(object, key, value);
    }
    // 3.11 words the deletion at an index of what is some kind of sequence in another way.
    const ouro_slots *slots = &object->type->slots;
    bool sequence = slots->getitem || slots->contains || !object->type->spec;
    bool other = !value && sequence && ouro_type_of(key)->slots.index;
    ouro_raise(OURO_EXC_TypeError, "'%T' object %s item %s", object,
               other ? "doesn't support" : "does not support", value ? "assignment" : "deletion");
    return -1;
}

int ouro__contains_by_iteration(ouro_object *container, ouro_object *item) {
    ouro_object *iterator = ouro_iter(container), *next;
    if (!iterator) {
        if (ouro_raised_is(OURO_EXC_TypeError)) {
            ouro_raise(OURO_EXC_TypeError, "argument of type '%T' is not iterable", container);
        }
        return -1;
    }
    int found = 0;
    while (found == 0 && (next = ouro_next(iterator))) {
        found = ouro_compare_bool(next, item, OURO_EQ);
        ouro_decref(next);
    }
    ouro_decref(iterator);
    return found == 0 && ouro_current->raised ? -1 : found;
}

int ouro_contains(ouro_object *container, ouro_object *item) {
    return container->type->slots.contains ? container->type->slots.contains(container, item)
                                           : ouro__contains_by_iteration(container, item);
}

// ---- Iteration ------------------------------------------------------------------------------

ouro_object *ouro_iter(ouro_object *object) {
    const ouro_slots *slots = &object->type->slots;
    if (OURO_LIKELY(slots->iter)) {
        ouro_object *iterator = slots->iter(object);
        if (iterator && !iterator->type->slots.next) {
            ouro_raise(OURO_EXC_TypeError, "iter() returned non-iterator of type '%T'", iterator);
            ouro_clear(&iterator);
        }
        return iterator;
    }
    if (slots->getitem && !ouro_is(object, OURO_T_DICT)) {
        return ouro_seq_iter_new(object);
    }
    return ouro_raise(OURO_EXC_TypeError, "'%T' object is not iterable", object);
}

ouro_object *ouro_next(ouro_object *iterator) {
    return iterator->type->slots.next(iterator);
}

bool ouro_is_iterator(ouro_object *object) {
    return object->type->slots.next != NULL;
}

static ssize_t hint_of(ouro_object *hint, ssize_t otherwise) {
    if (ouro_is_not_implemented(hint)) {
        return otherwise;
    }
    if (!ouro_is(hint, OURO_T_INT)) {
        ouro_raise(OURO_EXC_TypeError, "__length_hint__ must be an integer, not %T", hint);
        return -1;
    }
    ssize_t result = ouro_index_ssize(hint, ouro_exc_type(OURO_EXC_OverflowError));
    if (result < 0 && !ouro_current->raised) {
        ouro_raise(OURO_EXC_ValueError, "__length_hint__() should return >= 0");
    }
    return result;
}

ssize_t ouro_length_hint(ouro_object *object, ssize_t otherwise) {
    if (object->type->slots.length) {
        ssize_t length = object->type->slots.length(object);
        if (length >= 0 || !ouro_raised_is(OURO_EXC_TypeError)) {
            return length;
        }
        ouro_raised_clear();
    }
    ouro_object *method = ouro_lookup_special(object, ouro__name(length_hint));
    if (!method) {
        return ouro_current->raised ? -1 : otherwise;
    }
    ouro_object *hint = ouro_call0(method);
    ouro_decref(method);
    if (!hint) {
        if (!ouro_raised_is(OURO_EXC_TypeError)) {
            return -1;
        }
        ouro_raised_clear();
        return otherwise;
    }
    ssize_t result = hint_of(hint, otherwise);
    ouro_decref(hint);
    return result;
}

// ---- dir() ----------------------------------------------------------------------------------

ouro_object *ouro_dir(ouro_object *object) {
    ouro_object *method = ouro_lookup_special(object, ouro__name(dir));
    if (!method) {
        return ouro_current->raised
                   ? NULL
                   : ouro_raise(OURO_EXC_TypeError, "object does not provide __dir__");
    }
    ouro_object *names = ouro_call0(method);
    ouro_decref(method);
    ouro_object *list = names ? ouro_list_of(names) : NULL;
    ouro_xdecref(names);
    if (list && ouro_list_sort(list, NULL, false) < 0) {
        ouro_clear(&list);
    }
    return list;
}
