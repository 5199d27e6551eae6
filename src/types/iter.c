// SPDX-License-Identifier: MIT
// Iterators over anything indexable from 0, and over calls until a sentinel comes.  Floor: types.
#include "sequence.h"

static ouro_object *iter_self(ouro_object *self) {
    return ouro_newref(self);
}

// ---- The old protocol: __getitem__ from 0 -----------------------------------------------------

typedef struct seq_iter {
    ouro_object head;
    ouro_object *sequence; // NULL: at the end
    int64_t index;
} seq_iter;

ouro_object *ouro_seq_iter_new(ouro_object *sequence) {
    ouro_object *self = ouro_object_new_raw(ouro_builtin_type(OURO_T_SEQ_ITER), sizeof(seq_iter));
    if (self) {
        ((seq_iter *)self)->sequence = ouro_newref(sequence);
        ((seq_iter *)self)->index = 0;
        ouro__track(ouro__runtime(), self);
    }
    return self;
}

static ouro_object *seq_next(ouro_object *self) {
    seq_iter *iter = (seq_iter *)self;
    if (!iter->sequence) {
        return NULL;
    }
    ouro_object *key = ouro_int_new(iter->index);
    ouro_object *sequence = ouro_newref(iter->sequence);
    ouro_object *item = key ? ouro_getitem(sequence, key) : NULL;
    ouro_decref(sequence);
    ouro_xdecref(key);
    if (item) {
        iter->index++;
    } else if (ouro_raised_is(OURO_EXC_IndexError) || ouro_raised_is(OURO_EXC_StopIteration)) {
        ouro_raised_clear();
        ouro_clear(&iter->sequence);
    }
    return item;
}

static ouro_object *seq_length_hint(ouro_object *self) {
    const seq_iter *iter = (const seq_iter *)self;
    if (!iter->sequence) {
        return ouro_int_new(0);
    }
    if (!iter->sequence->type->slots.length) {
        return ouro_not_implemented();
    }
    ssize_t length = ouro_length(iter->sequence);
    if (length < 0) {
        return NULL;
    }
    return ouro_int_new(length > iter->index ? length - iter->index : 0);
}

static const uint16_t seq_fields[] = {offsetof(seq_iter, sequence), 0};
static const ouro_method seq_methods[] = {
    OURO_NOARGS("__length_hint__", seq_length_hint, "How many items are left, about."),
    {0},
};

const ouro_type_spec ouro__seq_iter_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "iterator",
    .instance_size = sizeof(seq_iter),
    .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE,
    .fields = seq_fields,
    .slots = {.iter = iter_self, .next = seq_next},
    .methods = seq_methods,
};

// ---- Calls until a sentinel -------------------------------------------------------------------

typedef struct call_iter {
    ouro_object head;
    ouro_object *callable, *sentinel; // NULL both: at the end
} call_iter;

ouro_object *ouro_call_iter_new(ouro_object *callable, ouro_object *sentinel) {
    ouro_object *self = ouro_object_new_raw(ouro_builtin_type(OURO_T_CALL_ITER), sizeof(call_iter));
    if (self) {
        ((call_iter *)self)->callable = ouro_newref(callable);
        ((call_iter *)self)->sentinel = ouro_newref(sentinel);
        ouro__track(ouro__runtime(), self);
    }
    return self;
}

static void call_end(call_iter *iter) {
    ouro_clear(&iter->callable);
    ouro_clear(&iter->sentinel);
}

static ouro_object *call_next(ouro_object *self) {
    call_iter *iter = (call_iter *)self;
    if (!iter->callable) {
        return NULL;
    }
    ouro_object *callable = ouro_newref(iter->callable);
    ouro_object *item = ouro_call0(callable);
    ouro_decref(callable);
    if (!item) {
        if (ouro_raised_is(OURO_EXC_StopIteration)) {
            ouro_raised_clear();
            call_end(iter);
        }
        return NULL;
    }
    // The call may have driven this iterator to its end.
    int last = iter->sentinel ? ouro_compare_bool(iter->sentinel, item, OURO_EQ) : 1;
    if (last == 0) {
        return item;
    }
    ouro_decref(item);
    if (last > 0) {
        call_end(iter);
    }
    return NULL;
}

static const uint16_t call_fields[] = {offsetof(call_iter, callable), offsetof(call_iter, sentinel),
                                       0};

const ouro_type_spec ouro__call_iter_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "callable_iterator",
    .instance_size = sizeof(call_iter),
    .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE,
    .fields = call_fields,
    .slots = {.iter = iter_self, .next = call_next},
};
