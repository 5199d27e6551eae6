// SPDX-License-Identifier: MIT
// list and tuple: random changes against a plain array, slices, errors, free lists, code that runs while
// items are dropped, failing allocations.
#include "types_support.h"

// ---- Against a model --------------------------------------------------------------------------

enum { ROOM = 400 };

typedef struct model {
    int64_t at[ROOM];
    size_t length;
} model;

static void splice(model *m, size_t start, size_t end, const int64_t *fresh, size_t n) {
    memmove(m->at + start + n, m->at + end, (m->length - end) * sizeof *m->at);
    for (size_t i = 0; i < n; i++) {
        m->at[start + i] = fresh[i];
    }
    m->length = m->length + n - (end - start);
}

static void check_same(ouro_object *list, const model *m) {
    assert_int_equal(ouro_list_length(list), m->length);
    for (size_t i = 0; i < m->length; i++) {
        assert_int_equal(ouro_int_compact(ouro_list_get_borrow(list, i)), m->at[i]);
    }
}

// Deletes list[start:stop:step] from both.
static void delete_slice(ouro_object *list, model *m, uint64_t *x) {
    int64_t start = (int64_t)next_random(x, ROOM) - ROOM / 2;
    int64_t stop = (int64_t)next_random(x, ROOM) - ROOM / 2;
    int64_t by = (int64_t)next_random(x, 9) - 4;
    ouro_object *slice = cut(&start, &stop, by ? by : 1);
    ssize_t from, to, step, n = ouro_slice_resolve(slice, m->length, &from, &to, &step);
    assert_int_equal(ouro_setitem(list, slice, NULL), 0);
    ouro_decref(slice);
    for (ssize_t i = 0; i < n; i++) {
        // From the end, so that what is still to be deleted does not move.
        size_t at = (size_t)(step > 0 ? from + (n - 1 - i) * step : from + i * step);
        splice(m, at, at + 1, NULL, 0);
    }
}

static void change(ouro_object *list, model *m, uint64_t *x) {
    int64_t v = (int64_t)next_random(x, 100000);
    size_t i = next_random(x, m->length + 1), j = i + next_random(x, m->length - i + 1);
    ouro_object *value = number(v), *some;
    int64_t fresh[8];
    size_t n = next_random(x, 8);
    switch (next_random(x, 7)) {
    case 0:
        assert_int_equal(ouro_list_append(list, value), 0);
        splice(m, m->length, m->length, &v, 1);
        break;
    case 1:
        assert_int_equal(ouro_list_insert(list, (ssize_t)i, value), 0);
        splice(m, i, i, &v, 1);
        break;
    case 2:
        some = ints(v, v + (int64_t)n);
        for (size_t k = 0; k < n; k++) {
            fresh[k] = v + (int64_t)k;
        }
        assert_int_equal(ouro_list_set_slice(list, i, j, some), 0);
        splice(m, i, j, fresh, n);
        ouro_decref(some);
        break;
    case 3: delete_slice(list, m, x); break;
    case 4:
        if (i < m->length) {
            some = CALL1(list, "pop", number((int64_t)i));
            assert_int_equal(ouro_int_compact(some), m->at[i]);
            splice(m, i, i + 1, NULL, 0);
            ouro_decref(some);
        }
        break;
    case 5:
        some = ints(v, v + (int64_t)n);
        for (size_t k = 0; k < n; k++) {
            fresh[k] = v + (int64_t)k;
        }
        assert_int_equal(ouro_list_extend(list, some), 0);
        splice(m, m->length, m->length, fresh, n);
        ouro_decref(some);
        break;
    default:
        ouro_list_reverse(list);
        for (size_t a = 0, b = m->length; a + 1 < b; a++) {
            int64_t kept = m->at[a];
            m->at[a] = m->at[--b];
            m->at[b] = kept;
        }
        break;
    }
    ouro_decref(value);
}

static void model_of_changes(void **state) {
    (void)state;
    uint64_t x = 3;
    static model m;
    m.length = 0;
    ouro_object *list = ouro_list_new(0);
    for (int i = 0; i < 20000; i++) {
        change(list, &m, &x);
        check_same(list, &m);
        if (m.length > ROOM - 20) {
            assert_int_equal(ouro_list_set_slice(list, 5, m.length, NULL), 0);
            m.length = 5;
        }
    }
    ouro_decref(list);
}

// ---- Keys, operators, errors ------------------------------------------------------------------

static void slices(void **state) {
    (void)state;
    ouro_object *list = ints(0, 10), *tuple = ouro_list_to_tuple(list), *few = ints(0, 2);
    int64_t minus = -3, two = 2;
    assert_repr_new(item(list, cut(NULL, NULL, -3)), "[9, 6, 3, 0]");
    assert_repr_new(item(tuple, cut(&minus, NULL, 1)), "(7, 8, 9)");
    assert_repr_new(item(tuple, cut(NULL, &two, 1)), "(0, 1)");
    ouro_object *slice = cut(NULL, NULL, 5);
    assert_int_equal(ouro_setitem(list, slice, few), 0);
    assert_repr(list, "[0, 1, 2, 3, 4, 1, 6, 7, 8, 9]");
    assert_int_equal(ouro_setitem(list, slice, tuple), -1);
    assert_raised(OURO_EXC_ValueError,
                  "attempt to assign sequence of size 10 to extended slice of size 2");
    ouro_decref(slice);
    slice = cut(&two, &two, 1);
    ouro_object *seven = number(7);
    assert_int_equal(ouro_setitem(list, slice, seven), -1);
    assert_raised(OURO_EXC_TypeError, "can only assign an iterable");
    assert_int_equal(ouro_setitem(list, slice, list), 0);
    assert_int_equal(ouro_list_length(list), 20);
    ouro_decref(seven);
    ouro_decref(slice);
    ouro_decref(few);
    ouro_decref(tuple);
    ouro_decref(list);
}

static void methods_and_errors(void **state) {
    (void)state;
    ouro_object *list = ints(0, 3), *empty = ouro_list_new(0), *three = number(3);
    assert_repr_new(ouro_binary(list, three, OURO_MUL), "[0, 1, 2, 0, 1, 2, 0, 1, 2]");
    assert_repr_new(ouro_binary(list, list, OURO_ADD), "[0, 1, 2, 0, 1, 2]");
    assert_repr_new(CALL1(list, "index", number(2)), "2");
    assert_repr_new(CALL1(list, "count", number(1)), "1");
    assert_null(CALL1(list, "index", number(9)));
    assert_raised(OURO_EXC_ValueError, "9 is not in list");
    assert_null(CALL1(list, "remove", number(9)));
    assert_raised(OURO_EXC_ValueError, "list.remove(x): x not in list");
    assert_null(CALL0(empty, "pop"));
    assert_raised(OURO_EXC_IndexError, "pop from empty list");
    assert_null(CALL1(list, "pop", number(3)));
    assert_raised(OURO_EXC_IndexError, "pop index out of range");
    assert_null(item(list, number(3)));
    assert_raised(OURO_EXC_IndexError, "list index out of range");
    assert_null(item(list, text("x")));
    assert_raised(OURO_EXC_TypeError, "list indices must be integers or slices, not str");
    assert_int_equal(ouro_hash(list), -1);
    assert_raised(OURO_EXC_TypeError, "unhashable type: 'list'");
    ouro_list_append(list, list);
    assert_repr(list, "[0, 1, 2, [...]]");
    ouro_decref(CALL0(list, "clear"));
    assert_repr(list, "[]");
    ouro_decref(three);
    ouro_decref(empty);
    ouro_decref(list);
}

static void tuples(void **state) {
    (void)state;
    ouro_object *list = ints(1, 4), *tuple = ouro_tuple_of(list),
                *one = ouro_tuple_slice(tuple, 0, 1);
    ouro_object *none = ouro_tuple_new(0);
    assert_repr(tuple, "(1, 2, 3)");
    assert_repr(one, "(1,)");
    assert_ptr_equal(none, ouro_current->empty_tuple);
    assert_int_equal(ouro_hash(tuple), 529344067295497451);
    assert_int_equal(ouro_hash(none), 5740354900026072187);
    assert_int_equal(ouro_compare_bool(one, tuple, OURO_LT), 1);
    assert_null(item(tuple, number(-4)));
    assert_raised(OURO_EXC_IndexError, "tuple index out of range");
    assert_null(CALL1(tuple, "index", number(4)));
    assert_raised(OURO_EXC_ValueError, "tuple.index(x): x not in tuple");
    ouro_decref(none);
    ouro_decref(one);
    ouro_decref(tuple);
    ouro_decref(list);
}

// ---- Memory -----------------------------------------------------------------------------------

static void dead_ones_are_used_again(void **state) {
    (void)state;
    ouro_object *list = ints(0, 2);
    const void *address = list;
    ouro_decref(list);
    list = ints(3, 4);
    assert_ptr_equal(list, address);
    ouro_object *pair = ouro_tuple_pack(2, list, list);
    address = pair;
    ouro_decref(pair);
    ouro_object *triple = ouro_tuple_pack(3, list, list, list);
    assert_ptr_not_equal(triple, address);
    pair = ouro_tuple_pack(2, list, triple);
    assert_ptr_equal(pair, address);
    ouro_decref(triple);
    ouro_decref(pair);
    ouro_decref(list);
    assert_true(ouro_gc_collect(2) >= 0); // which empties the free lists
    assert_null(ouro_heap_check(ouro_current->heap));
}

// An object whose end empties the list that it comes from.
typedef struct bomb {
    ouro_object head;
    ouro_object *list;
} bomb;

static void explode(ouro_object *self) {
    ouro_object *list = ((bomb *)self)->list;
    ouro_decref(CALL0(list, "clear"));
    ouro_list_append(list, ouro_none_borrow());
}

static const uint16_t bomb_fields[] = {offsetof(bomb, list), 0};
static const ouro_type_spec bomb_spec = {.size = sizeof(ouro_type_spec),
                                         .name = "bomb",
                                         .instance_size = sizeof(bomb),
                                         .flags = OURO_TF_CONTAINER,
                                         .fields = bomb_fields,
                                         .slots = {.finalize = explode}};

static void code_runs_while_items_are_dropped(void **state) {
    (void)state;
    ouro_type *type = ouro_type_new(&bomb_spec, NULL);
    assert_non_null(type);
    for (int how = 0; how < 5; how++) {
        ouro_object *list = ints(0, 6), *object = ouro_object_new(type, 0), *slice;
        ((bomb *)object)->list = ouro_newref(list);
        ouro_list_insert(list, 2, object);
        ouro_decref(object);
        switch (how) {
        case 0: ouro_list_set_slice(list, 0, 4, NULL); break;
        case 1: ouro_decref(CALL0(list, "clear")); break;
        case 2: ouro_decref(CALL1(list, "__delitem__", number(2))); break;
        case 3: ouro_decref(CALL2(list, "__setitem__", number(2), number(1))); break;
        default:
            slice = cut(NULL, NULL, 2);
            assert_int_equal(ouro_setitem(list, slice, NULL), 0);
            ouro_decref(slice);
        }
        assert_repr(list, "[None]");
        ouro_decref(list);
    }
    ouro_decref(type);
}

static void without_memory(void **state) {
    ouro_heap *heap = ((ouro_runtime_face *)*state)->heap;
    for (uint64_t nth = 1; nth < 12; nth++) {
        ouro_object *list = ints(1000, 1010), *copy = NULL;
        ouro_heap_fail_at(heap, nth);
        int failed = ouro_list_extend(list, list);
        if (failed) {
            assert_raised(OURO_EXC_MemoryError, NULL);
        }
        copy = ouro_list_slice(list, 1, 9);
        if (!copy) {
            assert_raised(OURO_EXC_MemoryError, NULL);
        }
        ouro_heap_fail_at(heap, OURO_FAIL_OFF);
        assert_int_equal(ouro_list_length(list), failed ? 10 : 20);
        assert_true(!copy || ouro_list_length(copy) == 8);
        ouro_xdecref(copy);
        ouro_decref(list);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(model_of_changes),         TEST(slices),
        TEST(methods_and_errors),       TEST(tuples),
        TEST(dead_ones_are_used_again), TEST(code_runs_while_items_are_dropped),
        TEST(without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
