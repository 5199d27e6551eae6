// SPDX-License-Identifier: MIT
// Fragmentation: what is said of a heap must be what happens when the blocks are freed. SPEC row P12.

#include "pool_support.h"

#include "text_support.h"

#include "ouro/heap_frag.h"

static struct kept_text output;

// ---- A heap at random ------------------------------------------------------------------------

#define MANY 30000

struct random_heap {
    ouro_heap *heap;
    void *block[MANY];
    size_t count;
};

static uint32_t seed;

static uint32_t next_random(void) {
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

// Small blocks of all families and sizes and a few large ones, most of them freed again: `kept` in a
// hundred stay.
static struct random_heap *random_heap(size_t alignment, unsigned kept) {
    static struct random_heap made;
    made.heap = new_heap(alignment, 4 * MIB, OURO_RULE_BEHIND);
    made.count = 0;
    void *blocks[MANY];
    for (size_t i = 0; i < MANY; i++) {
        const size_t size = i % 500 == 0 ? 700 : next_random() % 200;
        blocks[i] =
            ouro_heap_alloc_in(made.heap, (ouro_family)(next_random() % OURO_FAMILIES), size);
        assert_non_null(blocks[i]);
    }
    for (size_t i = 0; i < MANY; i++) {
        // Runs of blocks live and die together, as they do in programs.
        if ((i / 64 * 2654435761u >> 7) % 4 == 0 && next_random() % 100 >= kept / 4) {
            ouro_heap_free(made.heap, blocks[i]);
        } else if (next_random() % 100 >= kept) {
            ouro_heap_free(made.heap, blocks[i]);
        } else {
            made.block[made.count++] = blocks[i];
        }
    }
    return &made;
}

static ouro_frag frag_of(const ouro_heap *heap) {
    ouro_frag frag = {.size = sizeof(frag)};
    ouro_heap_get_frag(heap, &frag);
    return frag;
}

// ---- The summary -----------------------------------------------------------------------------

static void check_summary(const ouro_heap *heap) {
    const ouro_frag frag = frag_of(heap);
    const ouro_heap_stats stats = stats_of(heap);
    assert_int_equal(frag.bytes_resident, frag.bytes_live + frag.bytes_free + frag.bytes_untouched +
                                              frag.bytes_lost + frag.bytes_empty +
                                              frag.bytes_ahead);
    assert_int_equal(frag.bytes_resident, stats.bytes_touched);
    assert_int_equal(frag.bytes_live, stats.bytes_small);
    assert_int_equal(frag.bytes_free + frag.bytes_untouched, stats.bytes_free);
    assert_int_equal(frag.bytes_lost, stats.bytes_lost);
    assert_int_equal(frag.bytes_empty, (stats.pools_empty - stats.pools_purged) * 4096);
    assert_int_equal(frag.blocks_live, stats.blocks_small);
    assert_int_equal(frag.pools_used, stats.pools_used);
    assert_int_equal(frag.arenas_kept, stats.arenas_current - stats.arenas_empty);
    ouro_frag_grade pools = {0, 0, 0, 0};
    ouro_frag_grade arenas = {0, 0, 0, 0};
    for (unsigned g = 0; g < OURO_FRAG_GRADES; g++) {
        pools.count += frag.pools[g].count;
        pools.blocks += frag.pools[g].blocks;
        pools.bytes_live += frag.pools[g].bytes_live;
        pools.bytes_returned += frag.pools[g].bytes_returned;
        arenas.count += frag.arenas[g].count;
        arenas.blocks += frag.arenas[g].blocks;
        arenas.bytes_live += frag.arenas[g].bytes_live;
        arenas.bytes_returned += frag.arenas[g].bytes_returned;
    }
    assert_int_equal(pools.count, frag.pools_used);
    assert_int_equal(arenas.count, frag.arenas_kept);
    assert_int_equal(pools.blocks, frag.blocks_live);
    assert_int_equal(arenas.blocks, frag.blocks_live);
    assert_int_equal(pools.bytes_live, frag.bytes_live);
    assert_int_equal(arenas.bytes_live, frag.bytes_live);
    assert_int_equal(pools.bytes_returned, frag.pools_used * 4096);
    assert_int_equal(arenas.bytes_returned, frag.pools_used * 4096);
}

static void test_the_summary_adds_up(void **state) {
    (void)state;
    static const unsigned kept[] = {100, 40, 5, 1};
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        seed = (uint32_t)i + 1;
        const struct random_heap *made = random_heap(i % 2 == 0 ? 8 : 16, kept[i]);
        check_summary(made->heap);
        const ouro_frag frag = frag_of(made->heap);
        assert_int_equal(ouro_heap_trim(made->heap), frag.bytes_empty + frag.bytes_ahead);
        check_summary(made->heap);
        destroy(made->heap);
    }
    ouro_heap *empty = plain_heap();
    check_summary(empty);
    assert_int_equal(frag_of(empty).external, 0);
    destroy(empty);
}

static void test_external_fragmentation(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    static void *blocks[100 * PER_POOL];
    fill(heap, blocks, 100 * PER_POOL, BIG);
    ouro_frag frag = frag_of(heap);
    assert_int_equal(frag.pools_used, 100);
    assert_int_equal(frag.pools_needed, 100);
    assert_int_equal(frag.external, 0);
    assert_int_equal(frag.pools[15].count, 100);
    // Of the 8 blocks in each pool one is left: all would fit into 13 pools.
    for (size_t i = 0; i < 100 * PER_POOL; i++) {
        if (i % PER_POOL != 3) {
            ouro_heap_free(heap, blocks[i]);
        }
    }
    frag = frag_of(heap);
    assert_int_equal(frag.pools_used, 100);
    assert_int_equal(frag.pools_needed, 13);
    assert_int_equal(frag.external, 870);
    assert_int_equal(frag.pools[1].count, 100); // 1 of 8: above 1/16, at most 2/16
    assert_int_equal(frag.pools[1].bytes_returned, 100 * 4096);
    // An older caller gets what its structure has room for.
    ouro_frag old;
    memset(&old, 0xEE, sizeof(old));
    old.size = offsetof(ouro_frag, pools_needed);
    ouro_heap_get_frag(heap, &old);
    assert_int_equal(old.pools_used, 100);
    assert_true(old.pools_needed == 0xEEEEEEEEEEEEEEEEu);
    destroy(heap);
}

// ---- The best places -------------------------------------------------------------------------

// 12 blocks keep an arena each way: one arena with 12 in a pool, one with 12 in 12 pools, and so on.
static void test_twelve_blocks(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    static void *blocks[3 * PER_ARENA];
    fill(heap, blocks, 3 * PER_ARENA, BIG);
    for (size_t i = 0; i < 3 * PER_ARENA; i++) {
        const size_t arena = i / PER_ARENA;
        const size_t within = i % PER_ARENA;
        const size_t per_pool = arena == 0 ? 1 : arena == 1 ? 2 : 3;
        if (within % PER_POOL >= per_pool || within / PER_POOL >= 12 / per_pool) {
            ouro_heap_free(heap, blocks[i]);
        }
    }
    ouro_frag_place best[4];
    assert_int_equal(ouro_heap_frag_arenas(heap, best, 4), 3);
    for (size_t i = 0; i < 3; i++) {
        static const unsigned pools[3] = {12, 6, 4};
        assert_ptr_equal(best[i].address, (const void *)((uintptr_t)blocks[i * PER_ARENA] &
                                                         ~(uintptr_t)(OURO_ARENA_SIZE - 1)));
        assert_int_equal(best[i].blocks, 12);
        assert_int_equal(best[i].bytes_live, 12 * 512);
        assert_int_equal(best[i].bytes_returned, pools[i] * 4096);
        assert_int_equal(best[i].sum_blocks, 12 * (i + 1));
        assert_int_equal(best[i].sum_live, 12 * 512 * (i + 1));
    }
    assert_int_equal(best[2].sum_returned, 22 * 4096);
    ouro_frag_place pool[23];
    assert_int_equal(ouro_heap_frag_pools(heap, pool, 23), 22);
    assert_int_equal(pool[0].blocks, 1);
    assert_int_equal(pool[11].sum_blocks, 12);
    assert_int_equal(pool[12].blocks, 2);
    assert_int_equal(pool[21].sum_returned, 22 * 4096);
    assert_int_equal(ouro_heap_frag_pools(heap, NULL, 0), 22);
    assert_int_equal(ouro_heap_frag_arenas(heap, NULL, 0), 3);
    destroy(heap);
}

// Chosen are the first of all, in the order of all, whatever the room.
static void check_choice(const ouro_heap *heap,
                         size_t (*choose)(const ouro_heap *, ouro_frag_place *, size_t)) {
    static ouro_frag_place all[MANY];
    static ouro_frag_place some[MANY];
    const size_t count = choose(heap, all, MANY);
    assert_true(count > 0 && count < MANY);
    for (size_t i = 1; i < count; i++) {
        const double before = (double)all[i - 1].bytes_returned / (double)all[i - 1].bytes_live;
        const double after = (double)all[i].bytes_returned / (double)all[i].bytes_live;
        assert_true(before >= after);
        assert_int_equal(all[i].sum_live, all[i - 1].sum_live + all[i].bytes_live);
        assert_int_equal(all[i].sum_blocks, all[i - 1].sum_blocks + all[i].blocks);
        assert_int_equal(all[i].sum_returned, all[i - 1].sum_returned + all[i].bytes_returned);
    }
    for (size_t room = 1; room < count + 2; room += room / 3 + 1) {
        memset(some, 0, sizeof(some));
        assert_int_equal(choose(heap, some, room), count);
        assert_memory_equal(some, all, (room < count ? room : count) * sizeof(all[0]));
        assert_null(some[room].address);
    }
}

static void test_the_best_come_first(void **state) {
    (void)state;
    seed = 5;
    const struct random_heap *made = random_heap(8, 6);
    check_choice(made->heap, ouro_heap_frag_arenas);
    check_choice(made->heap, ouro_heap_frag_pools);
    destroy(made->heap);
}

// ---- What if, and what then ------------------------------------------------------------------

struct range {
    uintptr_t start;
    uintptr_t size;
    uint64_t blocks;
    uint64_t bytes;
};

static int is_in_range(const ouro_block_info *block, void *arg) {
    struct range *range = arg;
    const int inside = (uintptr_t)block->address - range->start < range->size;
    range->blocks += (unsigned)inside;
    range->bytes += inside ? block->size : 0;
    return inside;
}

static ouro_what_if what_if(const ouro_heap *heap, ouro_block_fn freed, void *arg) {
    ouro_what_if answer = {.size = sizeof(answer)};
    ouro_heap_what_if(heap, freed, arg, &answer);
    return answer;
}

// A place and the question for its blocks have the same answer.
static void test_places_and_questions_agree(void **state) {
    (void)state;
    seed = 9;
    const struct random_heap *made = random_heap(16, 4);
    static ouro_frag_place best[20];
    for (int by_pool = 0; by_pool < 2; by_pool++) {
        const size_t count = by_pool ? ouro_heap_frag_pools(made->heap, best, 20)
                                     : ouro_heap_frag_arenas(made->heap, best, 20);
        for (size_t i = 0; i < count && i < 20; i++) {
            struct range range = {(uintptr_t)best[i].address,
                                  by_pool ? OURO_POOL_SIZE : OURO_ARENA_SIZE, 0, 0};
            const ouro_what_if answer = what_if(made->heap, is_in_range, &range);
            assert_int_equal(answer.bytes_returned, best[i].bytes_returned);
            assert_int_equal(answer.blocks, best[i].blocks);
            assert_int_equal(answer.bytes, best[i].bytes_live);
            assert_int_equal(answer.arenas, !by_pool);
        }
    }
    destroy(made->heap);
}

static int count_live(const ouro_block_info *block, void *arg) {
    struct range *range = arg;
    assert_int_equal(block->state, OURO_BLOCK_ALLOCATED);
    range->blocks++;
    range->bytes += block->size;
    return 0;
}

static void test_the_blocks_of_a_place(void **state) {
    (void)state;
    seed = 10;
    const struct random_heap *made = random_heap(8, 4);
    ouro_frag_place best[5];
    assert_true(ouro_heap_frag_arenas(made->heap, best, 5) >= 5);
    for (size_t i = 0; i < 5; i++) {
        struct range range = {0, 0, 0, 0};
        assert_int_equal(
            ouro_heap_visit_arena_live(made->heap, best[i].address, count_live, &range), 0);
        assert_int_equal(range.blocks, best[i].blocks);
        assert_int_equal(range.bytes, best[i].bytes_live);
    }
    assert_true(ouro_heap_frag_pools(made->heap, best, 5) >= 5);
    for (size_t i = 0; i < 5; i++) {
        struct range range = {0, 0, 0, 0};
        assert_int_equal(ouro_heap_visit_pool_live(made->heap, best[i].address, count_live, &range),
                         0);
        assert_int_equal(range.blocks, best[i].blocks);
        assert_int_equal(range.bytes, best[i].bytes_live);
    }
    struct range everywhere = {0, UINTPTR_MAX, 0, 0};
    assert_int_equal(
        ouro_heap_visit_arena_live(made->heap, best[0].address, is_in_range, &everywhere), 1);
    assert_int_equal(everywhere.blocks, 1);
    destroy(made->heap);
}

// Which blocks go, told by their addresses: `share` in 100 of them, and all of some pools and arenas.
struct fate {
    unsigned share;
    unsigned pools;
};

static int goes(const ouro_block_info *block, void *arg) {
    const struct fate *fate = arg;
    const uintptr_t address = (uintptr_t)block->address;
    const uint32_t by_block = (uint32_t)(address / 8) * 2654435761u >> 8;
    const uint32_t by_pool = (uint32_t)(address / OURO_POOL_SIZE) * 2654435761u >> 8;
    const uint32_t by_arena = (uint32_t)(address / OURO_ARENA_SIZE) * 2654435761u >> 8;
    return by_block % 100 < fate->share || by_pool % 100 < fate->pools ||
           by_arena % 100 < fate->pools;
}

static void free_those_that_go(const struct random_heap *made, struct fate *fate) {
    for (size_t i = 0; i < made->count; i++) {
        const ouro_block_info info = {.address = made->block[i]};
        if (goes(&info, fate)) {
            ouro_heap_free(made->heap, made->block[i]);
        }
    }
}

// What was foretold is what the heap then holds less, to the byte.
static void test_what_was_foretold_happens(void **state) {
    (void)state;
    unsigned arenas_seen = 0;
    for (unsigned round = 0; round < 12; round++) {
        seed = round + 100;
        const struct random_heap *made = random_heap(round % 2 == 0 ? 8 : 16, 3 + 6 * (round % 4));
        if (round % 3 == 0) {
            ouro_heap_trim(made->heap);
        }
        struct fate fate = {round * 9, round * 5};
        const ouro_heap_stats before = stats_of(made->heap);
        const ouro_what_if answer = what_if(made->heap, goes, &fate);
        free_those_that_go(made, &fate);
        ouro_heap_trim(made->heap);
        const ouro_heap_stats after = stats_of(made->heap);
        assert_int_equal(before.bytes_touched - after.bytes_touched,
                         answer.bytes_returned + answer.bytes_trim);
        assert_int_equal(before.pools_used - after.pools_used, answer.pools);
        assert_int_equal(before.arenas_current - before.arenas_empty - after.arenas_current,
                         answer.arenas);
        assert_int_equal(before.blocks_small - after.blocks_small, answer.blocks);
        assert_int_equal(before.bytes_small - after.bytes_small, answer.bytes);
        assert_int_equal(before.blocks_large - after.blocks_large, answer.blocks_large);
        assert_int_equal(before.bytes_large - after.bytes_large +
                             OURO_LARGE_PREFIX * answer.blocks_large,
                         answer.bytes_large);
        assert_int_equal(round % 3 == 0, answer.bytes_trim == 0);
        arenas_seen += (unsigned)answer.arenas;
        struct fate all = {100, 0};
        assert_int_equal(what_if(made->heap, goes, &all).bytes_returned, after.bytes_touched);
        destroy(made->heap);
    }
    assert_true(arenas_seen > 0);
}

// ---- Nothing is needed -----------------------------------------------------------------------

static void name_by_size(const ouro_block_info *block, char *text, size_t room, void *arg) {
    snprintf(text, room, "%s \"%zu\"", (const char *)arg, block->size);
}

// No answer allocates, and none changes what is in the heap.
static void test_asking_changes_nothing(void **state) {
    (void)state;
    ouro_fault fault;
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.raw = ouro_fault_wrap(&fault, &options.raw);
    ouro_heap *heap = ouro_heap_new(&options);
    assert_non_null(heap);
    static void *blocks[2 * PER_ARENA];
    fill(heap, blocks, 2 * PER_ARENA, BIG);
    assert_non_null(ouro_heap_alloc(heap, 9999));
    empty_pools(heap, blocks, 3, 30);
    ouro_heap_fail_at(heap, OURO_FAIL_NEVER);
    ouro_fault_at(&fault, 0);
    const ouro_heap_stats before = stats_of(heap);
    ouro_frag_place best[8];
    struct fate fate = {50, 20};
    frag_of(heap);
    ouro_heap_frag_arenas(heap, best, 8);
    ouro_heap_frag_pools(heap, best, 8);
    what_if(heap, goes, &fate);
    output.bytes = 0;
    assert_int_equal(ouro_heap_frag_text(heap, NULL, keep_text, &output), 0);
    assert_int_equal(ouro_heap_frag_json(heap, NULL, keep_text, &output), 0);
    const ouro_heap_stats after = stats_of(heap);
    assert_memory_equal(&before, &after, sizeof(before));
    assert_int_equal(ouro_heap_fail_count(heap), 0);
    assert_int_equal(fault.count, 0);
    destroy(heap);
}

// ---- Writing ---------------------------------------------------------------------------------

// One arena with a full pool, a pool with one block, and 62 untouched ones; a trim has nothing to do.
static ouro_heap *small_heap(void) {
    ouro_heap *heap = plain_heap();
    for (unsigned i = 0; i < PER_POOL; i++) {
        assert_non_null(ouro_heap_alloc(heap, BIG));
    }
    assert_non_null(ouro_heap_alloc_in(heap, OURO_CONTAINER, 40));
    return heap;
}

static void test_text(void **state) {
    (void)state;
    ouro_heap *heap = small_heap();
    ouro_frag_options options;
    ouro_frag_options_init(&options);
    options.name = name_by_size;
    options.name_arg = (void *)(uintptr_t) "of";
    output.bytes = 0;
    assert_int_equal(ouro_heap_frag_text(heap, &options, keep_text, &output), 0);
    assert_text_has(&output, "external fragmentation                  0.0 %\n");
    assert_text_has(&output, "arenas that live blocks keep, the best to free first (1 of 1)");
    assert_text_has(&output, "pools that live blocks keep, the best to free first (2 of 2)");
    assert_text_has(&output, "512 bytes, plain: of \"512\"\n");
    assert_text_has(&output, "    and 5 more\n");
    // 40 bytes return a page; 4 KiB more return another.
    assert_text_has(&output,
                    "   1           40 B       4.00 KiB              1           40 B       "
                    "4.00 KiB\n");
    assert_text_has(&output,
                    "   8       4.00 KiB       4.00 KiB              9       4.04 KiB       "
                    "8.00 KiB\n");
    assert_text_has(&output, "      1/16                      1              1           40 B");
    assert_text_has(&output, "     16/16                      2              9       4.04 KiB");
    destroy(heap);
}

static void test_json(void **state) {
    (void)state;
    ouro_heap *heap = small_heap();
    ouro_frag_options options;
    ouro_frag_options_init(&options);
    options.blocks = 100;
    options.rows = 1000; // more than there may be
    options.name = name_by_size;
    options.name_arg = (void *)(uintptr_t) "of";
    output.bytes = 0;
    assert_int_equal(ouro_heap_frag_json(heap, &options, keep_text, &output), 0);
    assert_json(&output);
    assert_int_equal(json_number(&output, "pools_used"), 2);
    assert_int_equal(json_number(&output, "sum_returned"), 8192);
    assert_text_has(&output, "\"name\": \"of \\\"512\\\"\"");
    unsigned live = 0;
    for (const char *at = output.data; (at = strstr(at, "\"family\": ")) != NULL; at++) {
        live++;
    }
    assert_int_equal(live, 9);
    options.blocks = 0;
    options.rows = 0;
    output.bytes = 0;
    assert_int_equal(ouro_heap_frag_json(heap, &options, keep_text, &output), 0);
    assert_json(&output);
    assert_text_has(&output, "\"arenas\": [],\n \"pools\": []");
    destroy(heap);
    heap = plain_heap();
    output.bytes = 0;
    assert_int_equal(ouro_heap_frag_json(heap, NULL, keep_text, &output), 0);
    assert_json(&output);
    destroy(heap);
}

static void test_a_writer_can_stop(void **state) {
    (void)state;
    ouro_heap *heap = small_heap();
    int pieces = 0;
    assert_int_equal(ouro_heap_frag_text(heap, NULL, refuse_third, &pieces), 42);
    assert_int_equal(pieces, 3);
    pieces = 0;
    assert_int_equal(ouro_heap_frag_json(heap, NULL, refuse_third, &pieces), 42);
    assert_int_equal(pieces, 3);
    destroy(heap);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_summary_adds_up),
        cmocka_unit_test(test_external_fragmentation),
        cmocka_unit_test(test_twelve_blocks),
        cmocka_unit_test(test_the_best_come_first),
        cmocka_unit_test(test_places_and_questions_agree),
        cmocka_unit_test(test_the_blocks_of_a_place),
        cmocka_unit_test(test_what_was_foretold_happens),
        cmocka_unit_test(test_asking_changes_nothing),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_a_writer_can_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
