// SPDX-License-Identifier: MIT
// Collections under stress: at every n-th container that is made.  SPEC rows G4, G5.
#include "gc_support.h"
#include <ouro/mem.h>

static uint64_t collections(int generation) {
    ouro_gc_generation_stats stats[OURO_GENERATIONS];
    ouro_gc_get_stats(stats);
    return stats[generation].collections;
}

static pair *new_cycle(ouro_type *type) {
    pair *made = new_pair(type);
    link_to(made, made);
    return made;
}

static uint64_t all_collections(void) {
    return collections(0) + collections(1) + collections(2);
}

static void test_stress(void **state) {
    (void)state;
    ouro_type *type = new_type(&pair_spec);
    ouro_gc_enable(true);
    ouro_gc_set_stress(1);
    assert_int_equal(ouro_gc_get_stress(), 1);
    uint64_t before = all_collections(), full = collections(2);
    for (int i = 0; i < 100; i++) {
        ouro_decref(new_cycle(type));
        assert_int_equal(all_collections(), before + (uint64_t)i + 1);
    }
    assert_true(collections(2) > full && collections(1) > 20);
    before = all_collections();
    ouro_gc_set_stress(7);
    for (int i = 0; i < 70; i++) {
        ouro_decref(new_pair(type)); // dies at once, and counts all the same
    }
    assert_int_equal(all_collections(), before + 10);
    ouro_gc_enable(false);
    ouro_gc_set_stress(1);
    ouro_decref(new_pair(type));
    ouro_gc_enable(true);
    ouro_gc_set_stress(0);
    ouro_decref(new_pair(type));
    assert_int_equal(all_collections(), before + 10);
    ouro_decref(type);
}

static void test_stress_from_the_start(void **state) {
    (void)state;
    ouro_runtime_options options = {.size = sizeof options, .debug = true, .gc_stress = 1};
    ouro_runtime *runtime = ouro_runtime_new(&options);
    ouro_type *type = new_type(&pair_spec);
    uint64_t before = all_collections();
    const uint32_t threshold[3] = {700, 10, 10};
    ouro_gc_set_threshold(threshold); // which is for when the stress is over
    pair *made = new_pair(type);
    assert_int_equal(all_collections(), before + 1);
    ouro_decref(made);
    ouro_decref(type);
    assert_int_equal(ouro_runtime_free(runtime), 0);
}

// ---- The dead -----------------------------------------------------------------------------------

// On a heap in debug mode, who looks at a dead object sees that it is one.
static void test_the_dead_are_poisoned(void **state) {
    (void)state;
#ifndef OURO_POISON // then looking at it would end the test
    ouro_runtime_options options = {.size = sizeof options, .safety = OURO_SAFETY_DEBUG};
    ouro_runtime *runtime = ouro_runtime_new(&options);
    ouro_type *type = new_type(&pair_spec);
    pair *made = new_pair(type);
    link_to(made, ouro_none_borrow());
    ouro_decref(made);
    const uint8_t *bytes = (const uint8_t *)made;
    for (size_t i = 0; i < sizeof(pair); i++) {
        assert_int_equal(bytes[i], OURO_DEAD_BYTE);
    }
    ouro_decref(type);
    assert_int_equal(ouro_runtime_free(runtime), 0);
#else
    skip();
#endif
}

// ---- From the environment -----------------------------------------------------------------------

static void test_environment(void **state) {
    (void)state;
    static const char *const names[] = {"OURO_GC_STRESS", "OURO_FAIL_ALLOC", "OURO_FAIL_START",
                                        "OURO_MALLOC", "OURO_BIRTHS"};
    static const char *const values[] = {"3", "18446744073709551615", "0", "debug", "1"};
    ouro_runtime_options options = {.size = sizeof options, .max_heap = 5, .fail_start = 9};
    for (size_t i = 0; i < 5; i++) {
        unsetenv(names[i]);
    }
    assert_null(ouro_runtime_options_from_environment(&options));
    assert_true(!options.gc_stress && !options.births && options.fail_start == 9);
    for (size_t i = 0; i < 5; i++) {
        setenv(names[i], values[i], 1);
    }
    assert_null(ouro_runtime_options_from_environment(&options));
    assert_true(options.gc_stress == 3 && options.fail_alloc == UINT64_MAX && options.births);
    assert_true(options.safety == OURO_SAFETY_DEBUG && options.fail_start == 0);
    assert_int_equal(options.max_heap, 5);
    static const struct {
        const char *name, *value;
    } wrong[] = {{"OURO_GC_STRESS", "4294967296"},
                 {"OURO_GC_STRESS", "-1"},
                 {"OURO_FAIL_ALLOC", "3x"},
                 {"OURO_MALLOC", "fast"}};
    for (size_t i = 0; i < 4; i++) {
        setenv(wrong[i].name, wrong[i].value, 1);
        assert_string_equal(ouro_runtime_options_from_environment(&options), wrong[i].name);
        setenv(wrong[i].name, "", 1);
    }
    ouro_runtime_options old = {.size = offsetof(ouro_runtime_options, births)};
    assert_null(ouro_runtime_options_from_environment(&old)); // of a program built long ago
    assert_false(old.births);
    for (size_t i = 0; i < 5; i++) {
        unsetenv(names[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_stress),
        cmocka_unit_test(test_stress_from_the_start),
        cmocka_unit_test(test_the_dead_are_poisoned),
        cmocka_unit_test(test_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
