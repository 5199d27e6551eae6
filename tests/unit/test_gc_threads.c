// SPDX-License-Identifier: MIT
// Several runtimes on several threads share nothing: each makes, collects, looks at and ends its own.
// ThreadSanitizer watches.  DESIGN: no process-wide mutable state.
#include "gc_support.h"
#include <ouro/inspect.h>
#include <pthread.h>

enum { THREADS = 4, ROUNDS = 3, OBJECTS = 2000 };

static void say_place(char *text, size_t room, void *arg) {
    snprintf(text, room, "thread %d", *(int *)arg);
}

static int count_bytes(void *arg, const char *text, size_t bytes) {
    (void)text;
    *(size_t *)arg += bytes;
    return 0;
}

// Cycles with weak references and memory outside; true: all went well.
static bool work(ouro_type *type, int *thread) {
    ouro_object *kept = ouro_list_new(0);
    for (int i = 0; i < OBJECTS; i++) {
        pair *made = (pair *)ouro_object_new(type, 0);
        ouro_object *weak = made ? ouro_weakref_new((ouro_object *)made, NULL) : NULL;
        if (!weak) {
            return false;
        }
        link_to(made, made);
        made->right = weak;
        ouro_gc_external(type, 10000);
        if (i % 100 == 0 && ouro_list_append(kept, (ouro_object *)made) < 0) {
            return false;
        }
        ouro_decref(made);
    }
    char place[40], wanted[40];
    size_t written = 0;
    snprintf(wanted, sizeof wanted, "thread %d", *thread);
    bool well = ouro_inspect_place(kept, place, sizeof place) && strcmp(place, wanted) == 0 &&
                ouro_gc_verify(false, NULL, NULL) == 0 &&
                ouro_explain_leaks(NULL, count_bytes, &written) == 0 && written > 100;
    ouro_decref(kept);
    return well && ouro_gc_collect(2) >= OBJECTS / 100;
}

static void *run(void *arg) {
    int *thread = arg;
    for (int round = 0; round < ROUNDS; round++) {
        ouro_runtime_options options = {.size = sizeof options, .debug = true, .births = true};
        ouro_runtime *runtime = ouro_runtime_new(&options);
        if (!runtime) {
            return NULL;
        }
        ouro_runtime_set_place(say_place, thread);
        ouro_gc_set_stress(round == 1 ? 50 : 0);
        ouro_type *type = ouro_type_new(&pair_spec, NULL);
        bool well = type && work(type, thread);
        ouro_xdecref(type);
        if (ouro_runtime_free(runtime) != 0 || !well) {
            return NULL;
        }
    }
    return thread; // all went well
}

static void test_threads(void **state) {
    (void)state;
    pthread_t threads[THREADS];
    int numbers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, run, &numbers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *result;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_ptr_equal(result, &numbers[i]);
    }
}

// Two on one thread, each current in turn.
static void test_two_on_one_thread(void **state) {
    (void)state;
    ouro_runtime *first = ouro_runtime_new(NULL);
    ouro_object *of_first = ouro_list_new(0);
    ouro_runtime *second = ouro_runtime_new(NULL);
    ouro_object *of_second = ouro_list_new(0);
    assert_int_equal(ouro_list_append(of_second, of_second), 0);
    ouro_decref(of_second);
    ouro_runtime_enter(first);
    assert_int_equal(ouro_list_append(of_first, of_first), 0);
    ouro_decref(of_first);
    assert_int_equal(ouro_gc_collect(2), 1);
    ouro_runtime_enter(second);
    assert_int_equal(ouro_gc_collect(2), 1);
    assert_int_equal(ouro_runtime_free(first), 0);
    assert_ptr_equal(ouro_current, second);
    assert_int_equal(ouro_runtime_free(second), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_two_on_one_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
