// SPDX-License-Identifier: MIT
// Model checker of the pool floor: random operations on heaps of all kinds and on a plain model of each
// beside them. SPEC rows: P1 to P9.
//
// The system's clock and refusals are the test's own, so a run repeats exactly. A run that fails says how:
// OURO_TEST_SEED chooses the run, OURO_TEST_STEPS its length, OURO_TEST_FILTER the test.

#include "pool_support.h"

#include "pool_load.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 8 // heaps at once

static uint64_t all_operations;

static struct run *running;

// ---- Runs ------------------------------------------------------------------------------------

struct run {
    const char *name;
    uint64_t seed;
    uint64_t steps; // so far
    struct load load[SLOTS];
    bool guarded;
    struct load *failing;
    uint64_t heaps, debug_heaps, operations, failures, audits;
};

static struct run *new_run(const char *name, bool guarded) {
    struct run *run = calloc(1, sizeof(*run));
    assert_non_null(run);
    run->name = name;
    run->guarded = guarded;
    running = run;
    run->seed = load_environment("OURO_TEST_SEED", 20240229);
    pool_system_refuse(pool_system(), 0, 0);
    pool_system()->clock = 0;
    pool_system()->reserved = 0;
    return run;
}

// What the record of a heap in debug mode takes, which stays when the heap is gone.
static uint64_t debug_record(void) {
    const uint64_t before = pool_system()->reserved;
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.safety = OURO_SAFETY_DEBUG;
    ouro_heap_destroy(ouro_heap_new(&options));
    const uint64_t left = pool_system()->reserved - before;
    assert_in_range(left, 3 * 4096, 16 * 4096);
    return left;
}

static void fail_run(const struct run *run) {
    const struct model *model = &run->failing->model;
    char options[300];
    model_describe(model, options, sizeof(options));
    fail_msg("%s\n  %s, %zu blocks\n  repeat it with OURO_TEST_FILTER=%s OURO_TEST_SEED=%" PRIu64
             " OURO_TEST_STEPS=%" PRIu64,
             model->message, options, model->count, run->name, run->seed, run->steps);
}

// A guarded heap takes the load for a wrong program.
static void on_report(void *arg, const char *message) {
    struct load *load = arg;
    model_wrong(&load->model, "%s", message);
    running->failing = load;
    fail_run(running);
}

// A slot, which has no heap yet.
static void set_up_slot(const struct run *run, struct load *load, uint64_t number) {
    load->system = pool_system();
    load->report = on_report;
    load_seed(load, run->seed + number);
}

// Destroys the heap of a slot with what is in it.
static bool close_slot(struct run *run, struct load *load) {
    if (load->model.heap == NULL) {
        return true;
    }
    run->operations += load->model.operations;
    run->failures += load->model.failures;
    run->audits += load->model.audits;
    return model_audit(&load->model) && model_close(&load->model);
}

// Opens a heap of any kind in a slot.
static bool open_slot(struct run *run, struct load *load, size_t most) {
    ouro_heap_options options;
    do {
        load_options(load, run->guarded, &options);
        if (!load_open(load, &options, most)) {
            return false;
        }
    } while (load->model.heap == NULL); // the system refused
    run->heaps++;
    run->debug_heaps += options.safety == OURO_SAFETY_DEBUG;
    return true;
}

static void end_run(struct run *run) {
    pool_system_refuse(pool_system(), 0, 0);
    for (unsigned i = 0; i < SLOTS && run->failing == NULL; i++) {
        if (!close_slot(run, &run->load[i])) {
            run->failing = &run->load[i];
        }
    }
    if (run->failing != NULL) {
        fail_run(run);
    }
    const uint64_t left = pool_system()->reserved;
    assert_int_equal(left, run->debug_heaps == 0 ? 0 : run->debug_heaps * debug_record());
    all_operations += run->operations;
    printf("%s: %" PRIu64 " operations, %" PRIu64 " heaps, %" PRIu64 " failures, %" PRIu64
           " audits; seed %" PRIu64 "\n",
           run->name, run->operations, run->heaps, run->failures, run->audits, run->seed);
    free(run);
}

// ---- Each step -------------------------------------------------------------------------------

// One heap after the other, each of some thousand steps, and the whole heap checked after each step.
static void check_each_step(const char *name, bool guarded, size_t most, uint64_t steps) {
    struct run *run = new_run(name, guarded);
    struct load *load = &run->load[0];
    set_up_slot(run, load, most);
    load->check_each_step = 1;
    const uint64_t last = load_environment("OURO_TEST_STEPS", steps);
    uint64_t until = 0;
    for (; run->steps < last; run->steps++) {
        if (run->steps == until) {
            until += 200 + load_below(load, 10 * most);
            if (!close_slot(run, load) || !open_slot(run, load, most)) {
                break;
            }
        }
        if (!load_step(load)) {
            break;
        }
    }
    run->failing = load->model.message[0] != '\0' ? load : NULL;
    end_run(run);
}

static void test_each_step_of_small_heaps(void **state) {
    (void)state;
    check_each_step("test_each_step_of_small_heaps", false, 100, POOL_SANITIZED ? 200000 : 800000);
}

static void test_each_step_of_some_arenas(void **state) {
    (void)state;
    check_each_step("test_each_step_of_some_arenas", false, 2500, POOL_SANITIZED ? 40000 : 200000);
}

static void test_each_step_of_guarded_heaps(void **state) {
    (void)state;
    check_each_step("test_each_step_of_guarded_heaps", true, 60, POOL_SANITIZED ? 10000 : 30000);
}

// ---- Many heaps ------------------------------------------------------------------------------

// How many blocks the next heap of a slot may have: mostly thousands, seldom a hundred thousands.
static size_t draw_most(struct load *load) {
    const size_t most = (size_t)100 << load_below(load, 7);
    return load_below(load, 60) == 0 ? 300000 : most;
}

// Heaps of all kinds at once, their operations interleaved, each destroyed some day with what is in it.
static void run_many(const char *name, bool guarded, uint64_t steps) {
    struct run *run = new_run(name, guarded);
    const uint64_t last = load_environment("OURO_TEST_STEPS", steps);
    for (unsigned i = 0; i < SLOTS && run->failing == NULL; i++) {
        struct load *load = &run->load[i];
        set_up_slot(run, load, i);
        run->failing = open_slot(run, load, draw_most(load)) ? NULL : load;
    }
    while (run->steps < last && run->failing == NULL) {
        // Some operations in a row on one heap, as many as a call into a library might make.
        struct load *load = &run->load[load_random(&run->load[0]) % SLOTS];
        const unsigned row = 1 + (unsigned)load_below(load, 8);
        if (load_below(load, 20000) == 0 &&
            (!close_slot(run, load) || !open_slot(run, load, draw_most(load)))) {
            run->failing = load;
        }
        for (unsigned i = 0; i < row && run->failing == NULL; i++) {
            run->steps++;
            run->failing = load_step(load) ? NULL : load;
        }
    }
    end_run(run);
}

static void test_many_heaps(void **state) {
    (void)state;
    run_many("test_many_heaps", false, POOL_SANITIZED ? 10000000 : 100000000);
}

static void test_many_guarded_heaps(void **state) {
    (void)state;
    run_many("test_many_guarded_heaps", true, POOL_SANITIZED ? 500000 : 4000000);
}

// ---- The model itself ------------------------------------------------------------------------

// What goes wrong in a heap is seen: a model that always agrees would prove nothing.
static void test_the_model_sees_what_is_wrong(void **state) {
    (void)state;
    enum { BYTE, STATE, TWICE, LOST, MOVED_LIST, KINDS };
    for (int kind = BYTE; kind < KINDS; kind++) {
        struct load *load = calloc(1, sizeof(*load));
        struct model *model = &load->model;
        ouro_heap_options options;
        ouro_heap_options_init(&options);
        options.valgrind = 0; // it would miss what is broken on purpose
        load_seed(load, 1);
        assert_true(load_open(load, &options, 100));
        for (unsigned i = 0; i < 60; i++) {
            assert_true(model_alloc(model, MODEL_ALLOC, OURO_CONTAINER, 100 + i % 2 * 1000, true));
        }
        assert_true(model_audit(model));
        struct model_block *block = &model->blocks[20];
        void *other = model->blocks[22].at;
        switch (kind) {
        case BYTE: block->at[50] ^= 1; break;
        case STATE: *ouro__heap_state(model->heap, block->at) ^= 1; break;
        case TWICE: block->at = other; break;
        case LOST: other = ouro_heap_alloc_in(model->heap, OURO_ATOM, 10); break;
        default: ouro__pool_near(model->heap, block->at)->carved--; break;
        }
        assert_non_null(other);
        assert_false(model_audit(model));
        assert_true(strlen(model->message) > 10);
        ouro_heap_destroy(model->heap);
        free(model->blocks);
        free(load);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_model_sees_what_is_wrong),
        cmocka_unit_test(test_each_step_of_small_heaps),
        cmocka_unit_test(test_each_step_of_some_arenas),
        cmocka_unit_test(test_each_step_of_guarded_heaps),
        cmocka_unit_test(test_many_heaps),
        cmocka_unit_test(test_many_guarded_heaps),
    };
    const char *filter = getenv("OURO_TEST_FILTER");
    if (filter != NULL) {
        cmocka_set_test_filter(filter);
    }
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    printf("operations compared with the model: %" PRIu64 "\n", all_operations);
    return failed;
}
