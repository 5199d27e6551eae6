// SPDX-License-Identifier: MIT
// range and slice: arithmetic against plain loops, big ints, equality and hash, iterators, combinators.
#include "types_support.h"

static ouro_object *range_of(int64_t start, int64_t stop, int64_t step) {
    ouro_object *a = number(start), *b = number(stop), *c = number(step);
    ouro_object *range = ouro_range_new(a, b, c);
    ouro_decref(a);
    ouro_decref(b);
    ouro_decref(c);
    return range;
}

// Every small range: length, items, membership, reversal, as a loop finds them.
static void as_loops(void **state) {
    (void)state;
    for (int64_t start = -4; start <= 4; start++) {
        for (int64_t stop = -9; stop <= 9; stop++) {
            for (int64_t step = -4; step <= 4; step++) {
                ouro_object *range = range_of(start, stop, step);
                if (!step) {
                    assert_raised(OURO_EXC_ValueError, "range() arg 3 must not be zero");
                    continue;
                }
                ouro_object *list = ouro_list_of(range);
                ouro_object *back = CALL0(range, "__reversed__"), *reversed = ouro_list_of(back);
                ouro_list_reverse(reversed);
                assert_int_equal(ouro_compare_bool(list, reversed, OURO_EQ), 1);
                size_t n = 0;
                for (int64_t i = start; step > 0 ? i < stop : i > stop; i += step) {
                    assert_int_equal(ouro_int_compact(ouro_list_get_borrow(list, n)), i);
                    n++;
                }
                assert_int_equal(ouro_list_length(list), n);
                assert_int_equal(ouro_length(range), n);
                for (int64_t i = -10; i <= 10; i++) {
                    ouro_object *object = number(i);
                    assert_int_equal(ouro_contains(range, object), ouro_contains(list, object));
                    ouro_decref(object);
                }
                ouro_decref(reversed);
                ouro_decref(back);
                ouro_decref(list);
                ouro_decref(range);
            }
        }
    }
}

static void equality_hash_and_repr(void **state) {
    (void)state;
    ouro_object *ten = range_of(0, 10, 1), *none = range_of(5, 5, 3), *even = range_of(0, 20, 2);
    ouro_object *same = range_of(0, 19, 2), *empty = range_of(0, 0, 1);
    assert_int_equal(ouro_hash(ten), -7546101314042312252);
    assert_int_equal(ouro_hash(even), -1038460557940313827);
    assert_int_equal(ouro_compare_bool(even, same, OURO_EQ), 1);
    assert_int_equal(ouro_compare_bool(none, empty, OURO_EQ), 1);
    assert_int_equal(ouro_compare_bool(ten, even, OURO_EQ), 0);
    assert_repr(ten, "range(0, 10)");
    assert_repr(even, "range(0, 20, 2)");
    int64_t minus = -3;
    assert_repr_new(item(even, cut(NULL, &minus, -2)), "range(18, 14, -4)");
    assert_null(item(ten, number(10)));
    assert_raised(OURO_EXC_IndexError, "range object index out of range");
    assert_null(CALL1(even, "index", number(3)));
    assert_raised(OURO_EXC_ValueError, "3 is not in range");
    ouro_decref(ten);
    ouro_decref(none);
    ouro_decref(even);
    ouro_decref(same);
    ouro_decref(empty);
}

static void big(void **state) {
    (void)state;
    ouro_object *huge = ouro_int_parse("100000000000000000000000", 24, 10), *three = number(3);
    ouro_object *end = ouro_binary(huge, three, OURO_ADD);
    ouro_object *range = ouro_range_new(huge, end, NULL), *list = ouro_list_of(range);
    assert_repr(list, "[100000000000000000000000, 100000000000000000000001, "
                      "100000000000000000000002]");
    assert_int_equal(ouro_contains(range, huge), 1);
    assert_int_equal(ouro_contains(range, end), 0);
    ouro_object *from_zero = ouro_range_new(NULL, huge, NULL);
    assert_int_equal(ouro_length(from_zero), -1);
    assert_raised(OURO_EXC_OverflowError, "Python int too large to convert to C ssize_t");
    assert_repr_new(item(from_zero, number(-1)), "99999999999999999999999");
    ouro_decref(from_zero);
    ouro_decref(list);
    ouro_decref(range);
    ouro_decref(end);
    ouro_decref(three);
    ouro_decref(huge);
}

static void combinators(void **state) {
    (void)state;
    ouro_object *list = ints(5, 8), *more = ints(0, 9);
    ouro_object *pairs[] = {list, more};
    ouro_object *zip = ouro_call((ouro_object *)ouro_builtin_type(OURO_T_ZIP), pairs, 2, NULL);
    ouro_object *numbered = ouro_call1((ouro_object *)ouro_builtin_type(OURO_T_ENUMERATE), list);
    assert_repr_new(ouro_list_of(zip), "[(5, 0), (6, 1), (7, 2)]");
    assert_repr_new(ouro_list_of(numbered), "[(0, 5), (1, 6), (2, 7)]");
    ouro_decref(zip);
    ouro_decref(numbered);
    // A tuple that nobody keeps is given again.
    zip = ouro_call((ouro_object *)ouro_builtin_type(OURO_T_ZIP), pairs, 2, NULL);
    ouro_object *first = ouro_next(zip);
    const void *address = first;
    ouro_decref(first);
    first = ouro_next(zip);
    assert_ptr_equal(first, address);
    assert_repr(first, "(6, 1)");
    ouro_object *second = ouro_next(zip);
    assert_ptr_not_equal(second, first);
    ouro_decref(second);
    ouro_decref(first);
    ouro_decref(zip);
    ouro_decref(more);
    ouro_decref(list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(as_loops),
        TEST(equality_hash_and_repr),
        TEST(big),
        TEST(combinators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
