// SPDX-License-Identifier: MIT
// The pool floor beyond its blocks: container state, walks, large blocks, the limit, failure,
// figures, visits, and the check that names what is broken. SPEC rows: P10's figures.

#include "pool_support.h"

#include <string.h>

// ---- Containers ------------------------------------------------------------------------------

static void test_the_state_of_what_is_not_allocated_is_zero(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    void *keep = ouro_heap_alloc_in(heap, OURO_CONTAINER, 48);
    for (int round = 0; round < 3; round++) {
        void *block = ouro_heap_alloc_in(heap, OURO_CONTAINER, 48);
        assert_int_equal(*ouro__heap_state(heap, block), 0);
        *ouro__heap_state(heap, block) = 0xFF;
        ouro_heap_free(heap, block);
        assert_sound(heap);
    }
    void *large = ouro_heap_alloc_in(heap, OURO_CONTAINER, 4800);
    assert_int_equal(*ouro__heap_state(heap, large), 0);
    *ouro__heap_refs(heap, large) = 5;
    assert_int_equal(*ouro__heap_refs(heap, large), 5);
    uint32_t refs[100] = {0};
    ouro__sidecar_of(keep)->refs = refs;
    *ouro__heap_refs(heap, keep) = 3;
    assert_int_equal(refs[0], 3);
    destroy(heap);
}

static unsigned count_pools(const ouro_heap *heap, enum ouro__walk_of of) {
    struct ouro__walk walk;
    unsigned count = 0;
    ouro__walk_start(&walk, heap, of);
    while (ouro__walk_next(&walk) != NULL) {
        count++;
    }
    return count;
}

static void test_young_marks(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    static void *blocks[3 * PER_ARENA];
    for (size_t i = 0; i < 3 * PER_ARENA; i++) {
        blocks[i] = ouro_heap_alloc_in(heap, i % 2 ? OURO_CONTAINER : OURO_ATOM, BIG);
    }
    const unsigned containers = count_pools(heap, OURO__WALK_CONTAINERS);
    assert_int_equal(containers + count_pools(heap, OURO__WALK_ATOMS),
                     count_pools(heap, OURO__WALK_ALL));
    assert_int_equal(count_pools(heap, OURO__WALK_PLAIN), 0);
    assert_int_equal(count_pools(heap, OURO__WALK_YOUNG01), 0);
    // One pool of generation 0 in the last arena, one of generation 1 in the first.
    const struct ouro__pool *late = ouro__pool_of(heap, blocks[3 * PER_ARENA - 1]);
    const struct ouro__pool *early = ouro__pool_of(heap, blocks[1]);
    ouro__block_flag(heap, blocks[3 * PER_ARENA - 1], 0);
    ouro__block_flag(heap, blocks[1], 1);
    struct ouro__walk walk;
    ouro__walk_start(&walk, heap, OURO__WALK_YOUNG0);
    assert_ptr_equal(ouro__walk_next(&walk), late);
    assert_null(ouro__walk_next(&walk));
    assert_int_equal(count_pools(heap, OURO__WALK_YOUNG1), 1);
    assert_int_equal(count_pools(heap, OURO__WALK_YOUNG01), 2);
    assert_sound(heap);
    ouro__heap_clear_flag(heap, 0);
    assert_int_equal(count_pools(heap, OURO__WALK_YOUNG0), 0);
    assert_int_equal(count_pools(heap, OURO__WALK_YOUNG1), 1);
    // A pool that is released is young no more.
    for (size_t i = 0; i < 3 * PER_ARENA; i++) {
        if (ouro__pool_of(heap, blocks[i]) == early) {
            ouro_heap_free(heap, blocks[i]);
        }
    }
    assert_int_equal(count_pools(heap, OURO__WALK_YOUNG01), 0);
    assert_int_equal(count_pools(heap, OURO__WALK_CONTAINERS), containers - 1);
    destroy(heap);
}

// Flags above the young ones: who ages into them, and the walk over their pools.
static void test_flags_of_older_pools(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    static void *blocks[PER_ARENA];
    for (size_t i = 0; i < PER_ARENA; i++) {
        blocks[i] = ouro_heap_alloc_in(heap, OURO_CONTAINER, BIG);
    }
    ouro__block_flag(heap, blocks[0], OURO_POOL_YOUNG0);
    ouro__block_flag(heap, blocks[PER_ARENA - 1], OURO_POOL_SUSPECTS);
    assert_int_equal(count_pools(heap, OURO__WALK_OLDER), 1);
    ouro__heap_age_young(heap, 0);
    assert_true(ouro__block_is_flagged(heap, blocks[0], OURO_POOL_YOUNG1));
    assert_int_equal(count_pools(heap, OURO__WALK_OLDER), 1);
    ouro__heap_age_young(heap, 1);
    assert_int_equal(count_pools(heap, OURO__WALK_YOUNG01), 0);
    assert_int_equal(count_pools(heap, OURO__WALK_OLDER), 1);
    ouro__block_flag(heap, blocks[0], OURO_POOL_ATOMIC);
    assert_int_equal(count_pools(heap, OURO__WALK_OLDER), 2);
    assert_sound(heap);
    ouro__heap_clear_flag(heap, OURO_POOL_SUSPECTS);
    assert_int_equal(count_pools(heap, OURO__WALK_OLDER), 1);
    ouro__block_flag(heap, blocks[0], OURO_POOL_YOUNG0);
    ouro__heap_age_young(heap, 2); // leaves the others alone
    assert_int_equal(count_pools(heap, OURO__WALK_OLDER), 1);
    ouro__heap_clear_flag(heap, OURO_POOL_ATOMIC);
    assert_int_equal(count_pools(heap, OURO__WALK_OLDER), 0);
    assert_sound(heap);
    destroy(heap);
}

// A pool's blocks come back at once, whether it was full, in use, or the only one.
static void test_all_blocks_of_a_pool_at_once(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    static void *blocks[1000];
    void *other = ouro_heap_alloc_in(heap, OURO_CONTAINER, 96);
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < 1000; i++) {
            blocks[i] = ouro_heap_alloc_in(heap, OURO_CONTAINER, 48);
            *ouro__heap_state(heap, blocks[i]) = 0xFF;
        }
        const uint64_t used = stats_of(heap).blocks_small;
        struct ouro__pool *last = ouro__pool_of(heap, blocks[999]);
        const unsigned of_last = last->used;
        for (size_t i = 0; i < 1000;) {
            struct ouro__pool *pool = ouro__pool_of(heap, blocks[i]);
            if (round == 2 && pool != last) { // some of its blocks came back before
                ouro_heap_free(heap, blocks[i]);
                ouro_heap_free(heap, blocks[i + 1]);
            }
            while (i < 1000 && ouro__pool_of(heap, blocks[i]) == pool) {
                i++;
            }
            ouro__pool_put_all(heap, pool);
            assert_sound(heap);
        }
        assert_int_equal(stats_of(heap).blocks_small, used - 1000);
        assert_in_range(of_last, 1, 1000);
        void *again = ouro_heap_alloc_in(heap, OURO_CONTAINER, 48);
        assert_int_equal(*ouro__heap_state(heap, again), 0);
        ouro_heap_free(heap, again);
    }
    ouro_heap_free(heap, other);
    assert_sound(heap);
    destroy(heap);
}

// A pool that its class kept when it was empty, and that has blocks again: it is kept on, once.
static void test_all_blocks_of_a_kept_pool(void **state) {
    (void)state;
    ouro_heap *heap = new_heap(8, MIB, OURO_RULE_BEHIND); // without a grace nothing is kept
    void *other = ouro_heap_alloc_in(heap, OURO_CONTAINER, 96);
    for (size_t round = 0; round < 3; round++) {
        void *block = ouro_heap_alloc_in(heap, OURO_CONTAINER, 48);
        struct ouro__pool *pool = ouro__pool_of(heap, block);
        if (round > 0) {
            ouro__pool_put_all(heap, pool);
        } else {
            ouro_heap_free(heap, block);
        }
        assert_int_equal(pool->lim, OURO__KEPT);
        assert_sound(heap);
    }
    ouro_heap_free(heap, other);
    assert_sound(heap);
    destroy(heap);
}

// While much is freed nothing goes back to the system; at the end all does but what a heap keeps anyway.
static void test_bulk(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    enum { ARENAS = 40 };
    static void *blocks[ARENAS * PER_ARENA];
    for (size_t i = 0; i < ARENAS * PER_ARENA; i++) {
        blocks[i] = ouro_heap_alloc_in(heap, OURO_CONTAINER, BIG);
    }
    const uint64_t arenas = stats_of(heap).arenas_current;
    ouro__heap_bulk_begins(heap);
    for (size_t i = 1; i < ARENAS * PER_ARENA; i++) {
        ouro_heap_free(heap, blocks[i]);
    }
    assert_int_equal(stats_of(heap).arenas_current, arenas);
    assert_in_range(stats_of(heap).arenas_empty, ARENAS / 2, arenas);
    ouro__heap_bulk_ends(heap);
    assert_in_range(stats_of(heap).arenas_empty, 0, 4); // a grace of 1 MiB at most
    assert_sound(heap);
    for (size_t i = 1; i < ARENAS * PER_ARENA; i++) { // from now on at once, as ever
        blocks[i] = ouro_heap_alloc_in(heap, OURO_CONTAINER, BIG);
    }
    for (size_t i = 1; i < ARENAS * PER_ARENA; i++) {
        ouro_heap_free(heap, blocks[i]);
    }
    assert_in_range(stats_of(heap).arenas_empty, 0, 4);
    destroy(heap);
}

// The flag of events goes when all have come into the oldest generation, and not before.
static void test_the_flag_of_events(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    void *block = ouro_heap_alloc_in(heap, OURO_CONTAINER, BIG);
    ouro__block_flag(heap, block, OURO_POOL_YOUNG0);
    ouro__block_flag(heap, block, OURO_POOL_EVENTS);
    assert_int_equal(count_pools(heap, OURO__WALK_OLDER), 0);
    for (unsigned generation = 1; generation <= 2; generation++) {
        ouro__heap_age_young(heap, 0);
        assert_true(ouro__block_is_flagged(heap, block, OURO_POOL_EVENTS));
        ouro__heap_age_young(heap, generation);
        assert_false(ouro__block_is_flagged(heap, block, OURO_POOL_EVENTS));
        ouro__block_flag(heap, block, OURO_POOL_YOUNG0);
        ouro__block_flag(heap, block, OURO_POOL_EVENTS);
    }
    assert_sound(heap);
    destroy(heap);
}

static void test_young_marks_in_far_arenas(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    // The first block of each of 130 arenas: numbers 63, 64 and 128 stand at the edges of words.
    static void *firsts[130];
    for (size_t i = 0; i < (size_t)130 * CONTAINERS_PER_ARENA; i++) {
        void *block = ouro_heap_alloc_in(heap, OURO_CONTAINER, BIG);
        assert_non_null(block);
        if (i % CONTAINERS_PER_ARENA == 0) {
            firsts[i / CONTAINERS_PER_ARENA] = block;
        }
    }
    const unsigned edges[] = {63, 64, 128};
    for (unsigned i = 0; i < 3; i++) {
        void *first = firsts[edges[i]];
        assert_int_equal(ouro__arena_number(ouro__block_arena(heap, first)), edges[i]);
        ouro__block_flag(heap, first, 0);
        struct ouro__walk walk;
        ouro__walk_start(&walk, heap, OURO__WALK_YOUNG0);
        assert_ptr_equal(ouro__walk_next(&walk), ouro__pool_of(heap, first));
        assert_null(ouro__walk_next(&walk));
        ouro__heap_clear_flag(heap, 0);
        assert_int_equal(count_pools(heap, OURO__WALK_YOUNG01), 0);
    }
    destroy(heap);
}

static void test_a_walk_survives_frees(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    static void *blocks[2 * PER_ARENA];
    fill(heap, blocks, 2 * PER_ARENA, BIG);
    struct ouro__walk walk;
    unsigned seen = 0;
    ouro__walk_start(&walk, heap, OURO__WALK_PLAIN);
    while (ouro__walk_next(&walk) != NULL) {
        if (seen++ == 0) {
            // All pools of the second half of the first arena, and the whole second arena.
            empty_pools(heap, blocks, 32, 96);
        }
    }
    assert_int_equal(seen, 32);
    destroy(heap);
}

// ---- Large blocks, destroying ----------------------------------------------------------------

// Counts what the raw allocator has given out.
struct counter {
    ouro_allocator raw;
    long live;
};

static void *count_malloc(void *ctx, size_t size) {
    struct counter *counter = ctx;
    counter->live++;
    return counter->raw.malloc(NULL, size);
}

static void *count_calloc(void *ctx, size_t count, size_t size) {
    struct counter *counter = ctx;
    counter->live++;
    return counter->raw.calloc(NULL, count, size);
}

static void *count_realloc(void *ctx, void *block, size_t size) {
    struct counter *counter = ctx;
    counter->live += block == NULL;
    return counter->raw.realloc(NULL, block, size);
}

static void count_free(void *ctx, void *block) {
    struct counter *counter = ctx;
    counter->live -= block != NULL;
    counter->raw.free(NULL, block);
}

static void test_destroy_frees_large_blocks_too(void **state) {
    (void)state;
    struct counter counter = {ouro_raw_allocator(), 0};
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.valgrind = 0; // it would be another kind of heap
    options.raw = (ouro_allocator){&counter, count_malloc, count_calloc, count_realloc, count_free};
    ouro_heap *heap = ouro_heap_new(&options);
    const long records = counter.live;
    void *blocks[12];
    for (int i = 0; i < 12; i++) {
        blocks[i] = ouro_heap_alloc_in(heap, (ouro_family)(i % 3), 1000 + (size_t)i);
        assert_int_equal((uintptr_t)blocks[i] % 16, 0);
    }
    assert_int_equal(counter.live, records + 12);
    ouro_heap_free(heap, blocks[5]);
    blocks[6] = ouro_heap_realloc(heap, blocks[6], 400000);
    const ouro_heap_stats stats = stats_of(heap);
    assert_int_equal(stats.blocks_large, 11);
    assert_int_equal(stats.bytes_large, 12 * 1000 + 66 - 1005 - 1006 + 400000);
    // Newest first.
    assert_ptr_equal(ouro__large_block(ouro__large_first(heap, OURO_CONTAINER)), blocks[11]);
    assert_sound(heap);
    ouro_heap_destroy(heap);
    assert_int_equal(counter.live, 0);
    ouro_heap_destroy(NULL);
}

static void test_a_sized_free_is_a_free(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    const size_t sizes[] = {0, 1, 48, 512, 513, 100000};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        void *block = ouro_heap_alloc(heap, sizes[i]);
        assert_non_null(block);
        ouro_heap_free_sized(heap, block, sizes[i]);
        assert_int_equal(ouro_heap_allocated_blocks(heap), 0);
        assert_sound(heap);
    }
    // The size asked for last counts; the block may have stayed where it was, in a pool or not.
    void *block = ouro_heap_alloc(heap, 600);
    block = ouro_heap_realloc(heap, block, 500);
    ouro_heap_free_sized(heap, block, 500);
    assert_int_equal(ouro_heap_allocated_blocks(heap), 0);
    destroy(heap);
}

static void test_a_heap_serves_a_domain(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    ouro_mem mem;
    ouro_mem_init(&mem);
    const ouro_allocator allocator = ouro_heap_allocator(heap);
    ouro_debug debug;
    const ouro_allocator hooked =
        ouro_debug_wrap(&debug, OURO_DOMAIN_OBJECT, &allocator, NULL, NULL);
    ouro_mem_set(&mem, OURO_DOMAIN_OBJECT, &hooked);
    char *block = ouro_mem_calloc(&mem, OURO_DOMAIN_OBJECT, 10, 10);
    assert_true(ouro_heap_owns(heap, block));
    block = ouro_mem_realloc(&mem, OURO_DOMAIN_OBJECT, block, 2000);
    assert_int_equal(block[99], 0);
    assert_int_equal(ouro_heap_allocated_blocks(heap), 1);
    ouro_mem_free(&mem, OURO_DOMAIN_OBJECT, block);
    assert_int_equal(ouro_heap_allocated_blocks(heap), 0);
    destroy(heap);
}

// ---- Limit and failure -----------------------------------------------------------------------

static void test_the_limit_holds(void **state) {
    (void)state;
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.valgrind = 0; // it would be another kind of heap
    options.limit = 2 * OURO_ARENA_SIZE;
    ouro_heap *heap = ouro_heap_new(&options);
    static void *blocks[2 * PER_ARENA];
    fill(heap, blocks, 2 * PER_ARENA, BIG);
    assert_null(ouro_heap_alloc(heap, BIG));
    assert_null(ouro_heap_alloc(heap, 1000));
    assert_null(ouro_heap_realloc(heap, blocks[0], 1000));
    // A size whose class number would be this block's in 32 bits.
    assert_null(ouro_heap_realloc(heap, blocks[0], ((size_t)8 << 32) + BIG));
    assert_sound(heap);
    drop(heap, blocks, PER_ARENA);
    // An arena is empty and kept; it gives way to a large block.
    char *large = ouro_heap_alloc(heap, 200000);
    assert_non_null(large);
    assert_null(ouro_heap_realloc(heap, large, 300000));
    assert_null(ouro_heap_calloc(heap, 300, 1000));
    assert_int_equal(stats_of(heap).bytes_committed, OURO_ARENA_SIZE + 200000 + 32);
    ouro_heap_set_limit(heap, 0);
    assert_non_null(ouro_heap_alloc(heap, 1000000));
    destroy(heap);
}

static void test_shrinking_without_memory_stays_in_place(void **state) {
    (void)state;
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.valgrind = 0; // it would be another kind of heap
    options.limit = OURO_ARENA_SIZE + 2000;
    const ouro_allocator raw = ouro_raw_allocator();
    ouro_fault fault;
    options.raw = ouro_fault_wrap(&fault, &raw);
    ouro_heap *heap = ouro_heap_new(&options);
    static void *blocks[PER_ARENA];
    fill(heap, blocks, PER_ARENA, BIG);
    char *large = ouro_heap_alloc(heap, 1000);
    memset(large, 3, 1000);
    // There is no pool for a smaller class.
    assert_null(ouro_heap_alloc(heap, 100));
    assert_ptr_equal(ouro_heap_realloc(heap, blocks[0], 100), blocks[0]);
    assert_ptr_equal(ouro_heap_realloc(heap, large, 100), large);
    ouro_fault_at(&fault, 1);
    assert_ptr_equal(ouro_heap_realloc(heap, large, 600), large);
    assert_int_equal(fault.failed, 1);
    assert_int_equal(large[999], 3);
    assert_int_equal(ouro_heap_usable_size(heap, large), 1000);
    destroy(heap);
}

static int scenario(ouro_heap *heap) {
    int missing = 0;
    void *small = ouro_heap_alloc(heap, 40);
    void *atom = ouro_heap_alloc_in(heap, OURO_ATOM, 40);
    void *container = ouro_heap_alloc_in(heap, OURO_CONTAINER, 40);
    void *large = ouro_heap_alloc_in(heap, OURO_CONTAINER, 4000);
    void *zeroed = ouro_heap_calloc(heap, 3, 30);
    void *zeroed_large = ouro_heap_calloc(heap, 30, 300);
    void *again = ouro_heap_alloc(heap, 40);
    void *blocks[] = {small, atom, container, large, zeroed, zeroed_large, again};
    const size_t sizes[] = {41, 100, 39, 9000, 4000, 10, 10};
    for (int i = 0; i < 7; i++) {
        missing += blocks[i] == NULL;
        if (blocks[i] != NULL) {
            void *moved = ouro_heap_realloc(heap, blocks[i], sizes[i]);
            missing += moved == NULL;
            blocks[i] = moved != NULL ? moved : blocks[i];
        }
        assert_sound(heap);
    }
    drop(heap, blocks, 7);
    return missing;
}

static void test_every_allocation_can_fail(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    ouro_heap_fail_at(heap, OURO_FAIL_NEVER);
    assert_int_equal(scenario(heap), 0);
    const uint64_t count = ouro_heap_fail_count(heap);
    assert_int_equal(count, 14);
    for (uint64_t n = 1; n <= count + 1; n++) {
        ouro_heap_fail_at(heap, n);
        assert_int_equal(scenario(heap), n <= count);
        assert_int_equal(ouro_heap_allocated_blocks(heap), 0);
        assert_sound(heap);
    }
    ouro_heap_fail_at(heap, OURO_FAIL_OFF);
    const uint64_t before = ouro_heap_fail_count(heap);
    assert_int_equal(scenario(heap), 0);
    assert_int_equal(ouro_heap_fail_count(heap), before);
    destroy(heap);
}

static void test_a_heap_without_memory_is_not_made(void **state) {
    (void)state;
    const ouro_allocator raw = ouro_raw_allocator();
    ouro_fault fault;
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.valgrind = 0; // it would be another kind of heap
    options.raw = ouro_fault_wrap(&fault, &raw);
    uint64_t n = 1;
    for (;; n++) {
        ouro_fault_at(&fault, n);
        ouro_heap *heap = ouro_heap_new(&options);
        if (heap != NULL) {
            ouro_heap_destroy(heap);
            break;
        }
        assert_int_equal(fault.failed, n);
    }
    assert_int_equal(n, 4);
}

// ---- Figures, poison -----------------------------------------------------------------

static void test_stats_add_up(void **state) {
    (void)state;
    ouro_heap *heap = new_heap(16, 0, OURO_RULE_BEHIND);
    void *blocks[600];
    fill(heap, blocks, 600, 32);
    assert_non_null(ouro_heap_alloc_in(heap, OURO_ATOM, 100));
    assert_non_null(ouro_heap_alloc_in(heap, OURO_CONTAINER, 1000));
    drop(heap, blocks, 50);
    const ouro_heap_stats stats = stats_of(heap);
    const unsigned capacity = 4096 / 32;
    const ouro_class_stats *row = &stats.by_class[OURO_PLAIN][1];
    assert_int_equal(row->pools, (600 + capacity - 1) / capacity);
    assert_int_equal(row->blocks_used, 550);
    assert_int_equal(row->blocks_used + row->blocks_free, row->pools * capacity);
    assert_int_equal(stats.by_class[OURO_ATOM][6].blocks_used, 1);
    assert_int_equal(stats.pools_used, row->pools + 1);
    assert_int_equal(stats.pools_used + stats.pools_empty + stats.pools_untouched, 64);
    assert_int_equal(stats.bytes_in_use, 550 * 32 + 112 + 1000);
    assert_int_equal(stats.bytes_committed, OURO_ARENA_SIZE + 1032);
    // An older caller's structure is filled as far as it goes.
    ouro_heap_stats old;
    memset(&old, 0xEE, sizeof(old));
    old.size = offsetof(ouro_heap_stats, arenas_peak);
    ouro_heap_get_stats(heap, &old);
    assert_int_equal(old.arenas_current, 1);
    assert_true(old.arenas_peak == 0xEEEEEEEEEEEEEEEEu);
    destroy(heap);
}

// AddressSanitizer's view: only what is allocated may be touched, untouched blocks included.
static void test_free_blocks_are_poisoned(void **state) {
    (void)state;
#ifdef OURO_POISON
    ouro_heap *heap = plain_heap();
    char *block = ouro_heap_alloc(heap, 48);
    assert_null(__asan_region_is_poisoned(block, 48));
    assert_ptr_equal(__asan_region_is_poisoned(block + 48, 48), block + 48);
    ouro_heap_free(heap, block);
    assert_ptr_equal(__asan_region_is_poisoned(block, 48), block);
    assert_ptr_equal(ouro_heap_alloc(heap, 48), block);
    assert_null(__asan_region_is_poisoned(block, 48));
    destroy(heap);
#else
    skip(); // in other builds a free block's first word is its link
#endif
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_state_of_what_is_not_allocated_is_zero),
        cmocka_unit_test(test_young_marks),
        cmocka_unit_test(test_young_marks_in_far_arenas),
        cmocka_unit_test(test_flags_of_older_pools),
        cmocka_unit_test(test_all_blocks_of_a_pool_at_once),
        cmocka_unit_test(test_all_blocks_of_a_kept_pool),
        cmocka_unit_test(test_bulk),
        cmocka_unit_test(test_the_flag_of_events),
        cmocka_unit_test(test_a_walk_survives_frees),
        cmocka_unit_test(test_destroy_frees_large_blocks_too),
        cmocka_unit_test(test_a_sized_free_is_a_free),
        cmocka_unit_test(test_a_heap_serves_a_domain),
        cmocka_unit_test(test_the_limit_holds),
        cmocka_unit_test(test_shrinking_without_memory_stays_in_place),
        cmocka_unit_test(test_every_allocation_can_fail),
        cmocka_unit_test(test_a_heap_without_memory_is_not_made),
        cmocka_unit_test(test_stats_add_up),
        cmocka_unit_test(test_free_blocks_are_poisoned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
