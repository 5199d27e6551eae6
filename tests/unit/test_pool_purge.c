// SPDX-License-Identifier: MIT
// When memory goes back to the system, and how much: the rule at the head of purge.c, by a clock that
// is the test's own. SPEC rows: P7 and its grace.

#include "pool_support.h"

#include <stdlib.h>
#include <string.h>

#include "os.h"
#include "pool_system.h"

// ---- The delay -------------------------------------------------------------------------------

// So many slow calls that a sweep which is due begins and ends.
static void use_slowly(ouro_heap *heap) {
    void *blocks[200];
    for (int i = 0; i < 2; i++) {
        fill(heap, blocks, 200, BIG);
        drop(heap, blocks, 200);
    }
}

// A heap of which nine in ten pools are empty, those of the second arena all; with the given delay.
static ouro_heap *sparse_heap(void **blocks, size_t delay) {
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.delay = delay;
    ouro_heap *heap = ouro_heap_new(&options);
    fill(heap, blocks, 3 * PER_ARENA, BIG);
    use_slowly(heap); // the sweep that is due at the start
    for (size_t pool = 0; pool < 3 * 64; pool++) {
        if (pool % 10 != 0 || pool / 64 == 1) {
            empty_pools(heap, blocks, pool, 1);
        }
    }
    return heap;
}

static void test_what_is_empty_for_long_goes_back(void **state) {
    (void)state;
    static void *blocks[3 * PER_ARENA];
    ouro_heap *heap = sparse_heap(blocks, 20);
    const ouro_heap_stats before = stats_of(heap);
    assert_true(before.arenas_empty >= 1);
    assert_true(before.pools_empty > 100);
    // Not at once, but the second sweep from now on takes what both have seen.
    for (int i = 0; i < 3; i++) {
        pool_system()->clock += 30;
        use_slowly(heap);
        assert_sound(heap);
    }
    const ouro_heap_stats after = stats_of(heap);
    assert_int_equal(after.arenas_empty, 0);
    assert_true(after.bytes_touched < before.bytes_touched - 100 * 4096);
    assert_int_equal(after.blocks_small, before.blocks_small);
    destroy(heap);
}

static void test_what_is_empty_for_short_stays(void **state) {
    (void)state;
    static void *blocks[3 * PER_ARENA];
    // An hour, or for ever.
    const size_t delays[] = {3600000, SIZE_MAX};
    for (int i = 0; i < 2; i++) {
        ouro_heap *heap = sparse_heap(blocks, delays[i]);
        const ouro_heap_stats before = stats_of(heap);
        for (int round = 0; round < 50; round++) {
            use_slowly(heap);
        }
        const ouro_heap_stats after = stats_of(heap);
        assert_int_equal(after.bytes_touched, before.bytes_touched);
        assert_int_equal(after.arenas_reclaimed, before.arenas_reclaimed);
        destroy(heap);
    }
}

// A heap whose arenas are all full, so many that a sweep takes several looks, and two pools with which
// slow calls can be made one by one.
#define ARENAS 150

struct full_heap {
    ouro_heap *heap;
    void *blocks[ARENAS * PER_ARENA - 2 * PER_POOL];
    void *turn[2]; // a block of each pool
};

static void open_full_heap(struct full_heap *full, size_t delay) {
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.rule = OURO_RULE_CLASSIC;
    options.grace = 0;
    options.delay = delay;
    full->heap = ouro_heap_new(&options);
    assert_non_null(full->heap);
    void *blocks[32]; // of 256 bytes: two pools
    fill(full->heap, blocks, 32, 256);
    full->turn[0] = blocks[0];
    full->turn[1] = blocks[16];
    fill(full->heap, full->blocks, sizeof(full->blocks) / sizeof(full->blocks[0]), BIG);
    assert_int_equal(stats_of(full->heap).pools_used, ARENAS * 64);
}

// One of the two pools is full and outside its list, so one of these frees is slow; no pool is taken
// or emptied.
static void call_slowly(struct full_heap *full) {
    drop(full->heap, full->turn, 2);
    fill(full->heap, full->turn, 2, 256);
}

// Empties the pool of the blocks from `from` on, and tells after how many ms, with a slow call in each, it
// goes back. Then fills it again.
static uint64_t time_to_go(struct full_heap *full, size_t from) {
    struct pool_system *system = pool_system();
    void **blocks = full->blocks + from;
    const struct ouro__arena *arena = ouro__block_arena(full->heap, blocks[0]);
    drop(full->heap, blocks, PER_POOL);
    const uint64_t begin = system->clock;
    while (arena->purged == 0) {
        assert_in_range(system->clock - begin, 0, 100000);
        system->clock++;
        call_slowly(full);
    }
    fill(full->heap, blocks, PER_POOL, BIG);
    assert_int_equal(arena->nfree, 0);
    return system->clock - begin;
}

// At least the delay, and at most twice that and the time that two sweeps take, wherever the pool
// lies and whenever it becomes empty.
static void test_an_empty_pool_waits_for_the_delay(void **state) {
    (void)state;
    static struct full_heap full;
    const uint64_t delay = 250;
    open_full_heap(&full, delay);
    const size_t pools = sizeof(full.blocks) / sizeof(full.blocks[0]) / PER_POOL;
    const uint64_t sweep = (ARENAS / 64 + 2) * 33; // a look at every 33rd call
    for (unsigned i = 0; i < 60; i++) {
        const uint64_t waited = time_to_go(&full, i * (pools - 1) / 59 * PER_POOL);
        assert_in_range(waited, delay, 2 * delay + 2 * sweep);
        for (unsigned pause = i * 7 % 250; pause > 0; pause--) {
            pool_system()->clock++;
            call_slowly(&full);
        }
    }
    destroy(full.heap);
}

// A sweep that has begun waits for the next slow calls, as long as they may take. What it finds then is
// not older for it.
static void test_an_empty_pool_waits_when_a_sweep_is_late(void **state) {
    (void)state;
    static struct full_heap full;
    const uint64_t delay = 250;
    open_full_heap(&full, delay);
    const struct ouro__body *body = ouro__body(full.heap);
    const size_t last = sizeof(full.blocks) / sizeof(full.blocks[0]) - PER_POOL;
    for (unsigned late = 0; late < 600; late += 10) {
        while (body->sweep_piece != 0 || body->sweep_next != 64) {
            pool_system()->clock++;
            call_slowly(&full);
        }
        pool_system()->clock += late;
        assert_true(time_to_go(&full, last) >= delay);
    }
    destroy(full.heap);
}

// ---- To the system ---------------------------------------------------------------------------

static void test_memory_goes_back_to_the_system(void **state) {
    (void)state;
#ifdef OURO_POISON
    skip(); // what AddressSanitizer keeps about each block does not go back
#endif
    const size_t count = 1000000;
    void **blocks = malloc(count * sizeof(*blocks));
    memset(blocks, 1, count * sizeof(*blocks));
    ouro_heap *heap = new_heap(8, MIB, OURO_RULE_BEHIND);
    const size_t before = ouro__os_rss();
    for (size_t i = 0; i < count; i++) {
        blocks[i] = memset(ouro_heap_alloc(heap, 32), 1, 32);
    }
    assert_true(ouro__os_rss() > before + 30 * MIB);
    drop(heap, blocks, count);
    assert_true(ouro__os_rss() < before + 3 * MIB);
    destroy(heap);
    free(blocks);
}

static void test_trim_purges_empty_pools_page_by_page(void **state) {
    (void)state;
    static void *blocks[3 * PER_ARENA];
    ouro_heap *heap = plain_heap();
    fill(heap, blocks, 3 * PER_ARENA, BIG);
    // Every other pool of each arena.
    for (size_t pool = 0; pool < 3 * 64; pool += 2) {
        empty_pools(heap, blocks, pool, 1);
    }
    memset(blocks[PER_POOL], 0x77, BIG);
    const uint64_t touched = stats_of(heap).bytes_touched;
    assert_int_equal(ouro_heap_trim(heap), 96 * 4096);
    assert_int_equal(stats_of(heap).bytes_touched, touched - 96 * 4096);
    assert_int_equal(ouro_heap_trim(heap), 0);
    assert_sound(heap);
    assert_int_equal(((char *)blocks[PER_POOL])[BIG - 1], 0x77);
    // Purged pools serve again, set up anew even for the class that they served.
    void *again = ouro_heap_alloc(heap, BIG);
    assert_int_equal(ouro__pool_of(heap, again)->carved, 1);
    ouro_heap_free(heap, again);
    for (size_t i = 0; i < 96 * PER_POOL; i++) {
        memset(ouro_heap_alloc(heap, BIG), 1, BIG);
    }
    assert_int_equal(stats_of(heap).bytes_touched, touched);
    assert_int_equal(stats_of(heap).arenas_current, 3);
    destroy(heap);
}

// What a growing heap was given ahead of need goes back too.
static void test_trim_purges_what_was_never_used(void **state) {
    (void)state;
    const size_t arenas = 9;
    void **blocks = malloc(arenas * PER_ARENA * sizeof(*blocks));
    assert_non_null(blocks);
    ouro_heap *heap = plain_heap();
    fill(heap, blocks, (arenas - 1) * PER_ARENA + 1, BIG);
    const ouro_heap_stats before = stats_of(heap);
    assert_true(before.bytes_touched > before.pools_used * OURO_POOL_SIZE);
    const size_t ahead = (size_t)(before.bytes_touched - before.pools_used * OURO_POOL_SIZE);
    assert_int_equal(ouro_heap_trim(heap), ahead);
    assert_int_equal(stats_of(heap).bytes_touched, before.pools_used * OURO_POOL_SIZE);
    assert_int_equal(ouro_heap_trim(heap), 0);
    assert_sound(heap);
    fill(heap, blocks, 2 * PER_POOL, BIG);
    assert_true(stats_of(heap).bytes_touched > before.pools_used * OURO_POOL_SIZE);
    destroy(heap);
    free(blocks);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_empty_for_long_goes_back),
        cmocka_unit_test(test_what_is_empty_for_short_stays),
        cmocka_unit_test(test_an_empty_pool_waits_for_the_delay),
        cmocka_unit_test(test_an_empty_pool_waits_when_a_sweep_is_late),
        cmocka_unit_test(test_memory_goes_back_to_the_system),
        cmocka_unit_test(test_trim_purges_empty_pools_page_by_page),
        cmocka_unit_test(test_trim_purges_what_was_never_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
