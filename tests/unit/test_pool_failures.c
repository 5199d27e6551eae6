// SPDX-License-Identifier: MIT
// Failure at every n: of the allocations of a load, of the requests that the heap makes of its raw
// allocator, and of those that a large heap makes of the system. SPEC rows: P1 to P9.
//
// After each failure the whole heap is compared with the model, then the load goes on to its end; what
// the heap had must be there, and when it is destroyed nothing may be left. The system that refuses
// a small heap is in test_pool_refusal.c.

#include "pool_support.h"

#include "pool_load.h"

#include <stdlib.h>

enum fault { NOTHING, ALLOCATION, RAW, SYSTEM };

// ---- The load --------------------------------------------------------------------------------

struct scenario {
    ouro_heap_options options;
    size_t most; // blocks
    uint64_t steps;
    size_t flood;  // blocks of 512 bytes that come first
    size_t relief; // blocks that are freed when the heap asks before it fails
};

struct outcome {
    uint64_t requests[SYSTEM + 1]; // by what may fail
    uint64_t failures;             // of allocations
    bool opened;
};

static void assert_good(const struct load *load, enum fault fault, uint64_t n) {
    if (load->model.message[0] != '\0') {
        fail_msg("failure %u of kind %d, step %u: %s", (unsigned)n, (int)fault,
                 (unsigned)load->steps, load->model.message);
    }
}

// What was refused so far, in any way.
static uint64_t refusals(const struct load *load) {
    return load->model.failures + load->model.raw.fault.failed + pool_system()->refusals;
}

static void flood(struct model *model, size_t blocks) {
    for (size_t i = 0; i < blocks; i++) {
        model_alloc(model, MODEL_ALLOC, (ouro_family)(i % OURO_FAMILIES), BIG, false);
    }
    model_audit(model);
}

// Every way in which a block can be resized, in each family: within the pools, out of them, between
// large sizes and back, and where it stays.
static void resize_in_all_ways(struct model *model) {
    const size_t sizes[] = {10,   400, 350,    8,     2000, 9000, 8000,
                            5000, 700, 100000, 30000, 512,  513,  0};
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        const size_t index = model->count;
        model_alloc(model, MODEL_CALLOC, (ouro_family)family, 30, true);
        model_alloc(model, MODEL_CALLOC, (ouro_family)family, 3000, true);
        for (size_t i = 0; i < 40; i++) {
            model_alloc(model, MODEL_ALLOC, OURO_PLAIN, 64, true); // what can be spared
        }
        for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
            for (size_t each = index; each < index + 2 && each < model->count; each++) {
                model_touch(model, each, 7, i % 2);
                model_realloc(model, each, sizes[i], true);
            }
        }
    }
    model_audit(model);
}

// Runs the load, the n-th request of a kind and the `run - 1` that follow it fail.
static struct outcome play(const struct scenario *scenario, enum fault fault, uint64_t n,
                           uint64_t run) {
    struct outcome outcome = {.opened = false};
    struct load *load = calloc(1, sizeof(*load));
    assert_non_null(load);
    load->system = pool_system();
    load->calm = 1;
    load->raw_fails = fault == RAW ? n : 0;
    load_seed(load, 7);
    pool_system_refuse(pool_system(), fault == SYSTEM ? n : 0, run);
    load_open(load, &scenario->options, scenario->most);
    assert_good(load, fault, n);
    struct model *model = &load->model;
    if (model->heap != NULL) {
        outcome.opened = true;
        model_fail_run(model, fault == ALLOCATION ? n : OURO_FAIL_NEVER, run);
        model_set_relief(model, scenario->relief);
        flood(model, scenario->flood);
        resize_in_all_ways(model);
        uint64_t seen = refusals(load);
        while (load->steps < scenario->steps && load_step(load)) {
            if (refusals(load) != seen) {
                seen = refusals(load);
                model_audit(model);
            }
        }
        model_audit(model);
        model_trim(model);
        model_audit(model);
        outcome.requests[ALLOCATION] = model->fail_count;
        outcome.requests[RAW] = model->raw.fault.count;
        outcome.failures = model->failures;
        model_close(model);
        assert_good(load, fault, n);
    }
    outcome.requests[SYSTEM] = pool_system()->requests;
    assert_int_equal(pool_system()->reserved, 0);
    free(load);
    return outcome;
}

// Lets each request of a kind fail, one a run, and as many as `run` in a row. The share of requests
// by which an allocation failed, in thousandths.
static uint64_t fail_each(const struct scenario *scenario, enum fault fault, uint64_t run,
                          uint64_t least) {
    const struct outcome whole = play(scenario, NOTHING, 0, 0);
    assert_true(whole.opened);
    assert_int_equal(whole.failures, 0);
    const uint64_t requests = whole.requests[fault];
    assert_in_range(requests, least, 20 * least);
    uint64_t failed = 0;
    for (uint64_t n = 1; n <= requests; n++) {
        const struct outcome outcome = play(scenario, fault, n, run);
        // One that fails costs at most one allocation: the next one tries anew.
        assert_true(outcome.failures <= run);
        assert_true(fault != ALLOCATION || outcome.failures == run || n + run > requests + 1);
        failed += outcome.failures > 0 || !outcome.opened;
    }
    return requests > 0 ? failed * 1000 / requests : 0;
}

// ---- Allocations -----------------------------------------------------------------------------

#define STEPS (POOL_SANITIZED ? 600u : 1500u)

static struct scenario small_scenario(void) {
    struct scenario scenario = {.most = 800, .steps = STEPS};
    ouro_heap_options_init(&scenario.options);
    return scenario;
}

static void test_each_allocation_fails(void **state) {
    (void)state;
    struct scenario scenario = small_scenario();
    assert_int_equal(fail_each(&scenario, ALLOCATION, 1, STEPS / 3), 1000);
    scenario.options.alignment = 16;
    scenario.options.rule = OURO_RULE_CLASSIC;
    scenario.options.grace = 0;
    scenario.options.delay = 0;
    scenario.options.reserve = OURO_ARENA_SIZE;
    assert_int_equal(fail_each(&scenario, ALLOCATION, 1, STEPS / 3), 1000);
}

static void test_each_run_of_allocations_fails(void **state) {
    (void)state;
    const struct scenario scenario = small_scenario();
    assert_int_equal(fail_each(&scenario, ALLOCATION, 7, STEPS / 3), 1000);
}

// ---- The raw allocator -----------------------------------------------------------------------

static void test_each_raw_request_fails(void **state) {
    (void)state;
    struct scenario scenario = small_scenario();
    // A large block that cannot shrink stays: that is no failure.
    assert_in_range(fail_each(&scenario, RAW, 1, 20), 400, 990);
    // Address space an arena at a time: each has raw records of its own.
    scenario.options.reserve = OURO_ARENA_SIZE;
    scenario.flood = (size_t)4 * PER_ARENA;
    assert_in_range(fail_each(&scenario, RAW, 1, 20), 400, 990);
}

// The owner of the heap frees two blocks, and what failed is tried again: hardly anything fails.
static void test_each_raw_request_fails_until_blocks_are_freed(void **state) {
    (void)state;
    struct scenario scenario = small_scenario();
    scenario.options.reserve = OURO_ARENA_SIZE;
    scenario.relief = 2;
    assert_in_range(fail_each(&scenario, RAW, 1, 20), 0, 150);
}

// ---- The system ------------------------------------------------------------------------------

// So large that tables grow and that arenas come eight at a time, and in several pieces.
static void test_each_refusal_to_a_large_heap(void **state) {
    (void)state;
    struct scenario scenario = small_scenario();
    scenario.options.huge = 1;
    scenario.options.reserve = (size_t)50 * OURO_ARENA_SIZE;
    scenario.flood = (size_t)70 * PER_ARENA;
    scenario.steps = 300;
    assert_in_range(fail_each(&scenario, SYSTEM, 1, 8), 300, 1000);
}

// Pages that were out of reach, large blocks, shadows: each may be refused.
static void test_each_failure_of_a_guarded_heap(void **state) {
    (void)state;
    struct scenario scenario = small_scenario();
    scenario.options.safety = OURO_SAFETY_HARDENED;
    scenario.options.quarantine = 5000;
    scenario.options.delay = 1;
    scenario.steps = 300;
    assert_int_equal(fail_each(&scenario, ALLOCATION, 1, 100), 1000);
    assert_in_range(fail_each(&scenario, SYSTEM, 1, 40), 0, 700);
    scenario.relief = 2;
    assert_in_range(fail_each(&scenario, SYSTEM, 1, 40), 0, 150);
}

// ---- Making a heap ---------------------------------------------------------------------------

// Makes a heap while the n-th request of a kind fails, and destroys it if that worked. Bytes of address
// space that are left behind.
static uint64_t make(ouro_safety safety, enum fault fault, uint64_t n, struct outcome *outcome) {
    const uint64_t before = pool_system()->reserved;
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.safety = safety;
    struct model *model = calloc(1, sizeof(*model));
    assert_non_null(model);
    pool_system_refuse(pool_system(), fault == SYSTEM ? n : 0, 1);
    model_open(model, &options, fault == RAW ? n : 0, &pool_system()->refusals);
    *outcome = (struct outcome){.opened = model->heap != NULL};
    outcome->requests[RAW] = model->raw.fault.count;
    outcome->requests[SYSTEM] = pool_system()->requests;
    pool_system_refuse(pool_system(), 0, 0);
    if (outcome->opened) {
        model_close(model);
    }
    assert_string_equal(model->message, "");
    free(model);
    return pool_system()->reserved - before;
}

static void test_a_heap_that_cannot_be_made_leaves_nothing(void **state) {
    (void)state;
    for (unsigned i = 0; i < 2 * 3; i++) {
        const ouro_safety safety = (ouro_safety)(i % 3);
        const enum fault fault = i < 3 ? RAW : SYSTEM;
        struct outcome outcome;
        // Of a heap in debug mode the record stays, when it was made.
        const uint64_t record = make(safety, NOTHING, 0, &outcome);
        assert_true(safety == OURO_SAFETY_DEBUG ? record > 0 : record == 0);
        const uint64_t requests = outcome.requests[fault];
        unsigned failed = 0;
        for (uint64_t n = 1; n <= requests; n++) {
            const uint64_t left = make(safety, fault, n, &outcome);
            assert_int_equal(left, outcome.opened ? record : 0);
            failed += !outcome.opened;
        }
        // Less address space than was asked for will do, and nothing else.
        assert_in_range(failed, fault == RAW ? requests : 2, requests);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_allocation_fails),
        cmocka_unit_test(test_each_run_of_allocations_fails),
        cmocka_unit_test(test_each_raw_request_fails),
        cmocka_unit_test(test_each_raw_request_fails_until_blocks_are_freed),
        cmocka_unit_test(test_each_refusal_to_a_large_heap),
        cmocka_unit_test(test_each_failure_of_a_guarded_heap),
        cmocka_unit_test(test_a_heap_that_cannot_be_made_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
