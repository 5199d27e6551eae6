// SPDX-License-Identifier: MIT
// set and frozenset: order of iteration and hashes against values that python3.11 gave, operations,
// errors, changes under way.
#include "types_support.h"

// ---- Digests of iteration orders --------------------------------------------------------------
// The expected values come from the same steps written in Python and run by python3.11.

static uint64_t digest(ouro_object *set) {
    uint64_t d = 0;
    ouro_object *iterator = ouro_iter(set), *each;
    while ((each = ouro_next(iterator))) {
        d = d * 1000003 + (uint64_t)ouro_int_compact(each);
        ouro_decref(each);
    }
    assert_null(ouro_raised_borrow());
    ouro_decref(iterator);
    return d;
}

static uint64_t mixed(uint64_t seed, int rounds, uint64_t limit, size_t length) {
    uint64_t x = seed, d = 0;
    ouro_object *set = ouro_set_new(NULL);
    for (int i = 0; i < rounds; i++) {
        uint64_t op = next_random(&x, 10);
        uint64_t value = next_random(&x, limit) * 2654435761u % ((uint64_t)1 << 40);
        ouro_object *object = number((int64_t)value);
        if (op < 6) {
            assert_int_equal(ouro_set_add(set, object), 0);
        } else if (op < 8) {
            assert_true(ouro_set_discard(set, object) >= 0);
        } else if (op == 8 && ouro_set_length(set)) {
            ouro_object *popped = CALL0(set, "pop");
            d = d * 31 + (uint64_t)ouro_int_compact(popped);
            ouro_decref(popped);
        } else if (i % 50 == 49) {
            d = d * 31 + digest(set);
        }
        ouro_decref(object);
    }
    d = d * 31 + digest(set);
    assert_int_equal(ouro_set_length(set), length);
    ouro_decref(set);
    return d;
}

static void order_is_that_of_the_oracle(void **state) {
    (void)state;
    assert_int_equal(mixed(1, 300, 16, 11), 0x6f5d4f8d30ff2531u);
    assert_int_equal(mixed(2, 3000, 200, 133), 0xd0859db299e9a24bu);
    assert_int_equal(mixed(3, 30000, 5000, 3076), 0x1bd939214bcbf03fu);
    assert_int_equal(mixed(4, 400000, 300000, 123166), 0x831b12d29108e6d7u);
}

static ouro_object *random_set(uint64_t *x) {
    ouro_object *set = ouro_set_new(NULL);
    for (uint64_t n = next_random(x, 60); n > 0; n--) {
        uint64_t bits = next_random(x, 12) + 1;
        ouro_object *object = number((int64_t)next_random(x, (uint64_t)1 << bits));
        assert_int_equal(ouro_set_add(set, object), 0);
        ouro_decref(object);
    }
    return set;
}

static uint64_t digest_new(ouro_object *set) {
    assert_non_null(set);
    uint64_t d = digest(set);
    ouro_decref(set);
    return d;
}

static void operations_order_is_that_of_the_oracle(void **state) {
    (void)state;
    static const enum ouro_binary_op changing[] = {OURO_SUB, OURO_XOR, OURO_AND, OURO_OR};
    uint64_t x = 5, d = 0;
    for (int i = 0; i < 200; i++) {
        ouro_object *a = random_set(&x), *b = random_set(&x);
        d = d * 31 + digest_new(ouro_binary(a, b, OURO_OR));
        d = d * 31 + digest_new(ouro_binary(a, b, OURO_AND));
        d = d * 31 + digest_new(ouro_binary(a, b, OURO_SUB));
        d = d * 31 + digest_new(ouro_binary(a, b, OURO_XOR));
        d = d * 31 + digest_new(ouro_binary(b, a, OURO_SUB));
        for (int k = 0; k < 4; k++) {
            ouro_object *copy = CALL0(a, "copy");
            ouro_object *same = ouro_inplace(copy, b, changing[k]);
            assert_ptr_equal(same, copy);
            d = d * 31 + digest_new(copy);
            ouro_decref(same);
        }
        ouro_object *frozen = ouro_frozenset_new(a);
        d = d * 31 + (uint64_t)ouro_hash(frozen);
        ouro_decref(frozen);
        ouro_decref(a);
        ouro_decref(b);
    }
    assert_int_equal(d, 0x3bdfe7731225f54au);
}

static void frozenset_hashes(void **state) {
    (void)state;
    ouro_object *list = ints(1, 4), *a = ouro_frozenset_new(list), *none = ouro_frozenset_new(NULL);
    assert_int_equal(ouro_hash(a), -272375401224217160);
    assert_int_equal(ouro_hash(none), 133146708735736);
    assert_ptr_equal(ouro_frozenset_new(a), a);
    ouro_decref(a);
    ouro_decref(a);
    ouro_decref(none);
    ouro_decref(list);
}

// ---- Methods and errors -----------------------------------------------------------------------

static void methods(void **state) {
    (void)state;
    ouro_object *list = ints(0, 5), *set = ouro_set_new(list), *other = ints(3, 8);
    assert_repr(set, "{0, 1, 2, 3, 4}");
    assert_repr_new(CALL1(set, "union", ouro_newref(other)), "{0, 1, 2, 3, 4, 5, 6, 7}");
    assert_repr_new(CALL1(set, "intersection", ouro_newref(other)), "{3, 4}");
    assert_repr_new(CALL1(set, "difference", ouro_newref(other)), "{0, 1, 2}");
    assert_repr_new(CALL1(set, "symmetric_difference", ouro_newref(other)), "{0, 1, 2, 5, 6, 7}");
    assert_repr_new(CALL1(set, "isdisjoint", ouro_newref(other)), "False");
    assert_repr_new(CALL1(set, "issuperset", ints(1, 3)), "True");
    assert_repr_new(CALL1(set, "issubset", ouro_newref(other)), "False");
    assert_repr_new(CALL1(set, "difference_update", ints(0, 3)), "None");
    assert_repr(set, "{3, 4}");
    assert_repr_new(CALL1(set, "intersection_update", ints(4, 9)), "None");
    assert_repr(set, "{4}");
    assert_repr_new(CALL1(set, "symmetric_difference_update", ints(4, 6)), "None");
    assert_repr(set, "{5}");
    assert_repr_new(CALL0(set, "clear"), "None");
    assert_repr(set, "set()");
    assert_null(CALL0(set, "pop"));
    assert_raised(OURO_EXC_KeyError, "'pop from an empty set'");
    assert_null(CALL1(set, "remove", number(9)));
    assert_raised(OURO_EXC_KeyError, "9");
    assert_null(CALL1(set, "add", ouro_newref(list)));
    assert_raised(OURO_EXC_TypeError, "unhashable type: 'list'");
    ouro_object *frozen = ouro_frozenset_new(other);
    assert_repr(frozen, "frozenset({3, 4, 5, 6, 7})");
    ouro_decref(frozen);
    ouro_decref(set);
    ouro_decref(list);
    ouro_decref(other);
}

// A set that is looked for, or taken out, stands for the frozenset equal to it.
static void sets_of_sets(void **state) {
    (void)state;
    ouro_object *list = ints(0, 3), *inner = ouro_set_new(list);
    ouro_object *frozen = ouro_frozenset_new(list), *outer = ouro_set_new(NULL);
    assert_int_equal(ouro_set_add(outer, frozen), 0);
    assert_int_equal(ouro_contains(outer, inner), 1);
    assert_repr_new(CALL1(outer, "remove", ouro_newref(inner)), "None");
    assert_int_equal(ouro_set_length(outer), 0);
    assert_null(CALL1(outer, "remove", ouro_newref(inner)));
    assert_raised(OURO_EXC_KeyError, "{0, 1, 2}");
    assert_int_equal(ouro_compare_bool(frozen, inner, OURO_EQ), 1);
    ouro_decref(outer);
    ouro_decref(frozen);
    ouro_decref(inner);
    ouro_decref(list);
}

static void changing_while_iterating(void **state) {
    (void)state;
    ouro_object *list = ints(0, 3), *set = ouro_set_new(list), *iterator = ouro_iter(set);
    ouro_decref(ouro_next(iterator));
    ouro_object *more = number(77);
    ouro_set_add(set, more);
    assert_null(ouro_next(iterator));
    assert_raised(OURO_EXC_RuntimeError, "Set changed size during iteration");
    assert_null(ouro_next(iterator));
    assert_raised(OURO_EXC_RuntimeError, "Set changed size during iteration");
    ouro_decref(more);
    ouro_decref(iterator);
    ouro_decref(set);
    ouro_decref(list);
}

// Every allocation of a growing set fails once: the set stays whole.
static void without_memory(void **state) {
    ouro_heap *heap = ((ouro_runtime_face *)*state)->heap;
    for (uint64_t nth = 1; nth < 400; nth++) {
        ouro_object *list = ints(1000, 1100);
        ouro_heap_fail_at(heap, nth);
        ouro_object *set = ouro_set_new(list);
        ouro_heap_fail_at(heap, OURO_FAIL_OFF);
        if (set) {
            assert_int_equal(ouro_set_length(set), 100);
            ouro_decref(set);
        } else {
            assert_raised(OURO_EXC_MemoryError, NULL);
        }
        ouro_decref(list);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(order_is_that_of_the_oracle),
        TEST(operations_order_is_that_of_the_oracle),
        TEST(frozenset_hashes),
        TEST(methods),
        TEST(sets_of_sets),
        TEST(changing_while_iterating),
        TEST(without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
