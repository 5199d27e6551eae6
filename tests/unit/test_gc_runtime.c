// SPDX-License-Identifier: MIT
// Runtimes as wholes: nothing is left of one, it starts whole or not at all, allocation fails at
// every point, and two on two threads share nothing.  SPEC rows R5, G7; DESIGN 8.
#include "gc_support.h"
#include <pthread.h>

// ---- Nothing is left --------------------------------------------------------------------------

static void test_nothing_is_left(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        ouro_runtime_options options = {.size = sizeof options, .debug = true};
        ouro_runtime *runtime = ouro_runtime_new(&options);
        assert_non_null(runtime);
        assert_ptr_equal(ouro_current, runtime);
        assert_int_equal(ouro_runtime_free(runtime), 0); // with debug: its own blocks, too
        assert_null(ouro_current);
    }
}

static size_t leaks;
static void count_leak(ouro_object *object, void *arg) {
    assert_ptr_equal(arg, &leaks);
    assert_true(ouro_is(object, OURO_T_LIST));
    leaks++;
}

static void test_leaks_are_reported(void **state) {
    (void)state;
    ouro_runtime *runtime = ouro_runtime_new(NULL);
    ouro_object *a = ouro_list_new(0), *b = ouro_list_new(0);
    ouro_list_append(b, b); // in a cycle, but held
    leaks = 0;
    ouro_runtime_on_leak(count_leak, &leaks);
    assert_non_null(a);
    assert_int_equal(ouro_runtime_free(runtime), 2);
    assert_int_equal(leaks, 2);
}

static int exits;
static void on_exit_one(void *arg) {
    exits = exits * 10 + *(int *)arg;
}

static void test_exits_last_first(void **state) {
    (void)state;
    static int one = 1, two = 2;
    ouro_runtime *runtime = ouro_runtime_new(NULL);
    exits = 0;
    assert_int_equal(ouro_runtime_at_exit(on_exit_one, &one), 0);
    assert_int_equal(ouro_runtime_at_exit(on_exit_one, &two), 0);
    assert_int_equal(ouro_runtime_free(runtime), 0);
    assert_int_equal(exits, 21);
}

static void test_cycles_die_at_the_end(void **state) {
    (void)state;
    ouro_runtime_options options = {.size = sizeof options, .debug = true};
    ouro_runtime *runtime = ouro_runtime_new(&options);
    ouro_gc_enable(false);
    ouro_object *list = ouro_list_new(0);
    ouro_list_append(list, list);
    ouro_decref(list);
    ouro_object *module = ouro_module_new("example", NULL);
    assert_int_equal(ouro_module_add(module, "self", module), 0);
    assert_int_equal(ouro_dict_set_text(ouro_runtime_modules_borrow(), "example", module), 0);
    ouro_decref(module);
    assert_int_equal(ouro_runtime_free(runtime), 0);
}

// ---- Starting without memory ------------------------------------------------------------------

static void test_start_fails_at_every_allocation(void **state) {
    (void)state;
    for (uint64_t n = 1;; n++) {
        ouro_runtime_options options = {.size = sizeof options, .debug = true, .fail_start = n};
        ouro_runtime *runtime = ouro_runtime_new(&options);
        if (!runtime) {
            assert_null(ouro_current);
            continue;
        }
        uint64_t count = ouro_heap_fail_count(ouro_current->heap);
        assert_int_equal(ouro_runtime_free(runtime), 0);
        if (count < n) { // it was never reached
            assert_true(n > 1000);
            break;
        }
    }
}

static void test_start_within_a_limit(void **state) {
    (void)state;
    bool started = false;
    for (size_t limit = 4096; limit <= 4u << 20; limit += 16384) {
        ouro_runtime_options options = {.size = sizeof options, .debug = true, .max_heap = limit};
        ouro_runtime *runtime = ouro_runtime_new(&options);
        if (runtime) {
            started = true;
            assert_int_equal(ouro_runtime_free(runtime), 0);
        } else {
            assert_false(started); // what is enough stays enough
        }
    }
    assert_true(started);
}

// ---- Failing at every allocation --------------------------------------------------------------

static ouro_object *nothing(ouro_object *self, ouro_object *arg) {
    (void)self, (void)arg;
    return ouro_none();
}
static const ouro_method nothing_method = OURO_O("nothing", nothing, NULL);

static void make_class_and_cycle(ouro_object *name, ouro_object *bases, ouro_object *callback) {
    ouro_object *dict = ouro_dict_new();
    ouro_object *class = dict ? ouro_type_make_class(NULL, name, bases, dict, NULL, NULL) : NULL;
    ouro_object *instance = class ? ouro_call0(class) : NULL;
    if (instance && ouro_setattr_text(instance, "itself", instance) == 0) {
        ouro_object *weakref = ouro_weakref_new(instance, callback);
        ouro_object *proxy = ouro_weakproxy_new(instance, NULL);
        ouro_object *text = weakref ? ouro_repr(weakref) : NULL;
        ouro_xdecref(text);
        ouro_xdecref(proxy);
        ouro_xdecref(weakref);
    }
    ouro_xdecref(instance);
    ouro_xdecref(class);
    ouro_xdecref(dict);
}

// What a small program does: classes, instances in cycles, weak references, collections.
static void work(void) {
    ouro_object *name = ouro_str_text("Example"), *list = NULL;
    ouro_object *bases = ouro_tuple_pack(1, (ouro_object *)ouro_builtin_type(OURO_T_OBJECT));
    ouro_object *callback = ouro_cfunction_new(&nothing_method, NULL, NULL);
    if (name && bases && callback) {
        for (int i = 0; i < 3; i++) {
            make_class_and_cycle(name, bases, callback);
            ouro_gc_collect(i);
        }
        list = ouro_list_new(0);
        for (int i = 0; list && i < 40; i++) {
            ouro_object *item = ouro_list_new(1000);
            if (!item || ouro_list_append_stolen(list, item) < 0) {
                break;
            }
        }
    }
    ouro_xdecref(list);
    ouro_xdecref(name);
    ouro_xdecref(bases);
    ouro_xdecref(callback);
    ouro_gc_collect(2);
    ouro_raised_clear();
}

static void test_work_fails_at_every_allocation(void **state) {
    (void)state;
    for (uint64_t n = 1;; n++) {
        ouro_runtime_options options = {.size = sizeof options, .debug = true, .fail_alloc = n};
        ouro_runtime *runtime = ouro_runtime_new(&options);
        assert_non_null(runtime);
        work();
        uint64_t count = ouro_heap_fail_count(ouro_current->heap);
        assert_null(ouro_heap_check(ouro_current->heap));
        ouro_runtime_on_leak(print_leak, NULL);
        assert_int_equal(ouro_runtime_free(runtime), 0);
        if (count < n) {
            assert_true(n > 100);
            break;
        }
    }
}

static void test_limit_is_a_memory_error(void **state) {
    (void)state;
    ouro_runtime_options options = {.size = sizeof options, .debug = true, .max_heap = 4u << 20};
    ouro_runtime *runtime = ouro_runtime_new(&options);
    ouro_object *list = ouro_list_new(0);
    ouro_object *item = NULL;
    do {
        item = ouro_list_new(10);
    } while (item && ouro_list_append_stolen(list, item) == 0);
    assert_true(ouro_raised_is(OURO_EXC_MemoryError));
    ouro_raised_clear();
    assert_true(ouro_list_length(list) > 1000);
    ouro_decref(list);
    assert_int_equal(ouro_runtime_free(runtime), 0);
}

// ---- Threads ----------------------------------------------------------------------------------

static void *a_runtime_of_its_own(void *arg) {
    ouro_runtime_options options = {.size = sizeof options, .debug = true};
    for (int i = 0; i < 5; i++) {
        ouro_runtime *runtime = ouro_runtime_new(&options);
        for (int k = 0; runtime && k < 20; k++) {
            work();
        }
        if (!runtime || ouro_runtime_free(runtime) != 0) {
            *(bool *)arg = false;
        }
    }
    return NULL;
}

static void test_two_threads(void **state) {
    (void)state;
    pthread_t threads[2];
    bool well[2] = {true, true};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, a_runtime_of_its_own, &well[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        assert_true(well[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_left),
        cmocka_unit_test(test_leaks_are_reported),
        cmocka_unit_test(test_exits_last_first),
        cmocka_unit_test(test_cycles_die_at_the_end),
        cmocka_unit_test(test_start_fails_at_every_allocation),
        cmocka_unit_test(test_start_within_a_limit),
        cmocka_unit_test(test_work_fails_at_every_allocation),
        cmocka_unit_test(test_limit_is_a_memory_error),
        cmocka_unit_test(test_two_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
