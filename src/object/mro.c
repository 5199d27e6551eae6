// SPDX-License-Identifier: MIT
// The method resolution order: C3 linearisation.  Floor: object.
// Source of the idea: Barrett et al., "A Monotonic Superclass Linearization for Dylan" (1996).
#include "type.h"

typedef struct merge {
    ouro_object **lists; // tuples: the MRO of each base, then the bases themselves
    size_t *heads;       // how far each is used up
    size_t count;
} merge;

static ouro_object *head_of(const merge *m, size_t i) {
    ouro_object *list = m->lists[i];
    return m->heads[i] < ouro_tuple_length(list) ? ouro_tuple_get_borrow(list, m->heads[i]) : NULL;
}

static bool in_a_tail(const merge *m, const ouro_object *type) {
    for (size_t i = 0; i < m->count; i++) {
        for (size_t j = m->heads[i] + 1; j < ouro_tuple_length(m->lists[i]); j++) {
            if (ouro_tuple_get_borrow(m->lists[i], j) == type) {
                return true;
            }
        }
    }
    return false;
}

// The next type of the order: a head that is in no tail.  NULL: none; *done: all lists are used up.
static ouro_object *next_of(merge *m, bool *done) {
    *done = true;
    for (size_t i = 0; i < m->count; i++) {
        ouro_object *candidate = head_of(m, i);
        if (!candidate) {
            continue;
        }
        *done = false;
        if (!in_a_tail(m, candidate)) {
            for (size_t j = 0; j < m->count; j++) {
                if (head_of(m, j) == candidate) {
                    m->heads[j]++;
                }
            }
            return candidate;
        }
    }
    return NULL;
}

static void raise_inconsistent(const merge *m) {
    ouro_object *names = ouro_str_text("");
    for (size_t i = 0; i < m->count && names; i++) {
        ouro_object *head = head_of(m, i);
        bool shown = !head;
        for (size_t j = 0; j < i && !shown; j++) {
            shown = head_of(m, j) == head;
        }
        if (!shown) {
            ouro_object *longer =
                ouro_str_format("%S%s%N", names, ouro_str_length(names) ? ", " : "", head);
            ouro_decref(names);
            names = longer;
        }
    }
    if (names) {
        ouro_raise(OURO_EXC_TypeError,
                   "Cannot create a consistent method resolution\norder (MRO) "
                   "for bases %S",
                   names);
        ouro_decref(names);
    }
}

static ouro_object *run(merge *m, ouro_type *type) {
    ouro_object *order = ouro_list_new(0);
    if (!order || ouro_list_append(order, (ouro_object *)type) < 0) {
        ouro_xdecref(order);
        return NULL;
    }
    bool done = false;
    while (!done) {
        ouro_object *next = next_of(m, &done);
        if (next ? ouro_list_append(order, next) < 0 : !done) {
            if (!ouro_current->raised) {
                raise_inconsistent(m);
            }
            ouro_decref(order);
            return NULL;
        }
    }
    ouro_object *tuple = ouro_list_to_tuple(order);
    ouro_decref(order);
    return tuple;
}

static int check_duplicates(ouro_object *bases) {
    for (size_t i = 0; i < ouro_tuple_length(bases); i++) {
        for (size_t j = i + 1; j < ouro_tuple_length(bases); j++) {
            ouro_object *base = ouro_tuple_get_borrow(bases, i);
            if (base == ouro_tuple_get_borrow(bases, j)) {
                ouro_raise(OURO_EXC_TypeError, "duplicate base class %N", base);
                return -1;
            }
        }
    }
    return 0;
}

ouro_object *ouro__mro(ouro_type *type) {
    size_t bases = ouro_tuple_length(type->bases);
    if (check_duplicates(type->bases) < 0) {
        return NULL;
    }
    merge lists = {.count = bases + 1};
    lists.lists = ouro_memory_new(lists.count * sizeof *lists.lists);
    lists.heads = ouro_memory_new(lists.count * sizeof *lists.heads);
    ouro_object *order = NULL;
    if (lists.lists && lists.heads) {
        for (size_t i = 0; i < bases; i++) {
            lists.lists[i] = ((ouro_type *)ouro_tuple_get_borrow(type->bases, i))->mro;
        }
        lists.lists[bases] = type->bases;
        memset(lists.heads, 0, lists.count * sizeof *lists.heads);
        order = run(&lists, type);
    }
    ouro_memory_free(lists.lists);
    ouro_memory_free(lists.heads);
    return order;
}
