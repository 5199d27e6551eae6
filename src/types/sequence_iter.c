// SPDX-License-Identifier: MIT
// The iterators over list (both ways) and tuple.  Floor: types.
//
// An iterator that has come to its end lets its sequence go, and stays at its end even if a list grows
// afterwards.
#include "sequence.h"

typedef struct sequence_iter {
    ouro_object head;
    ouro_object *sequence; // NULL: at the end
    ssize_t index;
} sequence_iter;

static const uint16_t fields[] = {offsetof(sequence_iter, sequence), 0};

static ouro_object *iter_new(enum ouro_builtin type, ouro_object *sequence, ssize_t index) {
    ouro_object *self = ouro_object_new_raw(ouro_builtin_type(type), sizeof(sequence_iter));
    if (self) {
        ((sequence_iter *)self)->sequence = ouro_newref(sequence);
        ((sequence_iter *)self)->index = index;
        ouro__track(ouro__runtime(), self);
    }
    return self;
}

ouro_object *ouro__list_iter(ouro_object *self) {
    return iter_new(OURO_T_LIST_ITER, self, 0);
}

ouro_object *ouro__list_reversed(ouro_object *self) {
    return iter_new(OURO_T_LIST_REVITER, self, (ssize_t)ouro_list_length(self) - 1);
}

ouro_object *ouro__tuple_iter(ouro_object *self) {
    return iter_new(OURO_T_TUPLE_ITER, self, 0);
}

static ouro_object *list_next(ouro_object *self) {
    sequence_iter *iter = (sequence_iter *)self;
    const ouro_list *list = (const ouro_list *)iter->sequence;
    if (OURO_UNLIKELY(!list)) {
        return NULL;
    }
    if (OURO_LIKELY((size_t)iter->index < list->length)) {
        return ouro_newref(list->items[iter->index++]);
    }
    ouro_clear(&iter->sequence);
    return NULL;
}

static ouro_object *list_next_back(ouro_object *self) {
    sequence_iter *iter = (sequence_iter *)self;
    const ouro_list *list = (const ouro_list *)iter->sequence;
    if (!list) {
        return NULL;
    }
    if (iter->index >= 0 && (size_t)iter->index < list->length) {
        return ouro_newref(list->items[iter->index--]);
    }
    iter->index = -1;
    ouro_clear(&iter->sequence);
    return NULL;
}

static ouro_object *tuple_next(ouro_object *self) {
    sequence_iter *iter = (sequence_iter *)self;
    const ouro_tuple *tuple = (const ouro_tuple *)iter->sequence;
    if (OURO_UNLIKELY(!tuple)) {
        return NULL;
    }
    if (OURO_LIKELY((size_t)iter->index < tuple->length)) {
        return ouro_newref(tuple->items[iter->index++]);
    }
    ouro_clear(&iter->sequence);
    return NULL;
}

static ouro_object *length_hint(ouro_object *self) {
    const sequence_iter *iter = (const sequence_iter *)self;
    ssize_t left = 0;
    if (iter->sequence) {
        left = (ssize_t)ouro__fast_length(iter->sequence) - iter->index;
    }
    return ouro_int_new(left < 0 ? 0 : left);
}

static ouro_object *length_hint_back(ouro_object *self) {
    const sequence_iter *iter = (const sequence_iter *)self;
    ssize_t left = iter->index + 1;
    if (!iter->sequence || (size_t)left > ouro_list_length(iter->sequence)) {
        left = 0;
    }
    return ouro_int_new(left);
}

static const ouro_method forward_methods[] = {
    OURO_NOARGS("__length_hint__", length_hint, "How many items are left, about."),
    {0},
};
static const ouro_method backward_methods[] = {
    OURO_NOARGS("__length_hint__", length_hint_back, "How many items are left, about."),
    {0},
};

static ouro_object *iter_self(ouro_object *self) {
    return ouro_newref(self);
}

#define ITERATOR(symbol, text, function, table)                                                    \
    const ouro_type_spec symbol = {                                                                \
        .size = sizeof(ouro_type_spec),                                                            \
        .name = text,                                                                              \
        .instance_size = sizeof(sequence_iter),                                                    \
        .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE,                      \
        .fields = fields,                                                                          \
        .slots = {.iter = iter_self, .next = function},                                            \
        .methods = table,                                                                          \
    }
ITERATOR(ouro__list_iter_spec, "list_iterator", list_next, forward_methods);
ITERATOR(ouro__list_reviter_spec, "list_reverseiterator", list_next_back, backward_methods);
ITERATOR(ouro__tuple_iter_spec, "tuple_iterator", tuple_next, forward_methods);
