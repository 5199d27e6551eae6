// SPDX-License-Identifier: MIT
// list.sort: order, stability, the number of comparisons against python3.11's, changes under way,
// failing comparisons.
#include "types_support.h"

// ---- Objects that count their comparisons -----------------------------------------------------

typedef struct counted {
    ouro_object head;
    int64_t value;
} counted;

static _Thread_local long comparisons, fail_at;
static _Thread_local ouro_object *grow; // a list to append to while comparing, or NULL

static ouro_object *compare(ouro_object *self, ouro_object *other, int op) {
    if (op != OURO_LT) {
        return ouro_not_implemented();
    }
    comparisons++;
    if (comparisons == fail_at) {
        return ouro_raise(OURO_EXC_ValueError, "enough");
    }
    if (grow) {
        ouro_list_append(grow, ouro_none_borrow());
    }
    return ouro_bool(((counted *)self)->value < ((counted *)other)->value);
}

static const ouro_type_spec counted_spec = {.size = sizeof(ouro_type_spec),
                                            .name = "counted",
                                            .instance_size = sizeof(counted),
                                            .slots = {.compare = compare}};

// ---- Inputs -----------------------------------------------------------------------------------

static int64_t shaped(int kind, int64_t i, int64_t size, uint64_t *x) {
    switch (kind) {
    case 0: return (int64_t)next_random(x, (uint64_t)size);
    case 1: return next_random(x, 20) ? i : (int64_t)next_random(x, (uint64_t)size);
    case 2: return i * 7919 % size / 4;
    case 3: return size - i;
    default: return i % (size / 2 + 1);
    }
}

enum { KINDS = 5, SIZES = 7 };
static const int64_t sizes[SIZES] = {2, 10, 63, 64, 65, 500, 3000};

static ouro_object *counted_list(ouro_type *type, int kind, int64_t size, uint64_t *x) {
    ouro_object *list = ouro_list_new(0);
    for (int64_t i = 0; i < size; i++) {
        ouro_object *object = ouro_object_new(type, 0);
        ((counted *)object)->value = shaped(kind, i, size, x);
        ouro_list_append_stolen(list, object);
    }
    return list;
}

static int64_t value_at(ouro_object *list, size_t i) {
    return ((counted *)ouro_list_get_borrow(list, i))->value;
}

// Sorted, and equal ones in the order of their births (`reverse` changes only the first).
static void check_sorted(ouro_object *list, bool reverse) {
    for (size_t i = 1; i < ouro_list_length(list); i++) {
        int64_t a = value_at(list, i - 1), b = value_at(list, i);
        assert_true(reverse ? a >= b : a <= b);
        assert_true(a != b || ouro_list_get_borrow(list, i - 1)->birth <
                                  ouro_list_get_borrow(list, i)->birth);
    }
}

// ---- Tests ------------------------------------------------------------------------------------

static void comparisons_are_those_of_the_oracle(void **state) {
    (void)state;
    static const long expected[KINDS * SIZES] = {
        1,    22,    292, 301,  309, 3808, 30745, 1,    9,     216, 240, 176,
        2177, 12360, 1,   22,   297, 307,  306,   3807, 30748, 1,   9,   62,
        63,   64,    499, 2999, 1,   18,   207,   126,  128,   998, 5998};
    ouro_type *type = ouro_type_new(&counted_spec, NULL);
    uint64_t x = 9;
    for (int i = 0; i < KINDS * SIZES; i++) {
        ouro_object *list = counted_list(type, i / SIZES, sizes[i % SIZES], &x);
        comparisons = fail_at = 0;
        assert_int_equal(ouro_list_sort(list, NULL, false), 0);
        assert_int_equal(comparisons, expected[i]);
        check_sorted(list, false);
        assert_int_equal(ouro_list_sort(list, NULL, true), 0);
        check_sorted(list, true);
        ouro_decref(list);
    }
    ouro_decref(type);
}

static void failing_comparisons_lose_nothing(void **state) {
    (void)state;
    ouro_type *type = ouro_type_new(&counted_spec, NULL);
    for (fail_at = 1; fail_at < 3500; fail_at += 7) {
        uint64_t x = 11;
        ouro_object *list = counted_list(type, (int)(fail_at % KINDS), 500, &x);
        uint64_t births = 0;
        for (size_t i = 0; i < 500; i++) {
            births += ouro_list_get_borrow(list, i)->birth;
        }
        comparisons = 0;
        if (ouro_list_sort(list, NULL, fail_at % 2) < 0) {
            assert_raised(OURO_EXC_ValueError, "enough");
        } else {
            assert_true(comparisons < fail_at);
        }
        assert_int_equal(ouro_list_length(list), 500);
        for (size_t i = 0; i < 500; i++) {
            assert_int_equal(ouro_refcount(ouro_list_get_borrow(list, i)), 1);
            births -= ouro_list_get_borrow(list, i)->birth;
        }
        assert_int_equal(births, 0);
        ouro_decref(list);
    }
    fail_at = 0;
    ouro_decref(type);
}

static void list_changed_while_sorting(void **state) {
    (void)state;
    ouro_type *type = ouro_type_new(&counted_spec, NULL);
    uint64_t x = 1;
    ouro_object *list = counted_list(type, 0, 20, &x);
    grow = list;
    assert_int_equal(ouro_list_sort(list, NULL, false), -1);
    grow = NULL;
    assert_raised(OURO_EXC_ValueError, "list modified during sort");
    assert_int_equal(ouro_list_length(list), 20);
    ouro_decref(list);
    ouro_decref(type);
}

static ouro_object *negate(ouro_object *self, ouro_object *arg) {
    (void)self;
    return ouro_unary(arg, OURO_NEG);
}
static const ouro_method negate_method = OURO_O("negate", negate, NULL);

static void numbers_and_strings(void **state) {
    (void)state;
    uint64_t x = 4;
    ouro_object *list = ouro_list_new(0), *floats = ouro_list_new(0), *strs = ouro_list_new(0);
    for (int i = 0; i < 2000; i++) {
        int64_t n = (int64_t)next_random(&x, 5000) - 2500;
        ouro_list_append_stolen(list, number(n));
        ouro_list_append_stolen(floats, ouro_float_new((double)n / 3));
        char digits[24];
        snprintf(digits, sizeof digits, i % 9 ? "%d" : "\xce\xb1%d", (int)n);
        ouro_list_append_stolen(strs, text(digits));
    }
    ouro_object *key = ouro_cfunction_new(&negate_method, NULL, NULL);
    ouro_object *lists[] = {list, floats, strs};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(ouro_list_sort(lists[i], NULL, false), 0);
        for (size_t k = 1; k < 2000; k++) {
            assert_int_equal(ouro_compare_bool(ouro_list_get_borrow(lists[i], k - 1),
                                               ouro_list_get_borrow(lists[i], k), OURO_LE),
                             1);
        }
    }
    assert_int_equal(ouro_list_sort(list, key, false), 0);
    for (size_t k = 1; k < 2000; k++) {
        assert_true(ouro_int_compact(ouro_list_get_borrow(list, k - 1)) >=
                    ouro_int_compact(ouro_list_get_borrow(list, k)));
    }
    ouro_decref(key);
    ouro_decref(list);
    ouro_decref(floats);
    ouro_decref(strs);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(comparisons_are_those_of_the_oracle),
        TEST(failing_comparisons_lose_nothing),
        TEST(list_changed_while_sorting),
        TEST(numbers_and_strings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
