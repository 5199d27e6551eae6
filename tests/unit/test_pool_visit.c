// SPDX-License-Identifier: MIT
// A walk over a heap: every arena, pool and block is seen once, with its state. SPEC rows P4 to P6.

#include "pool_support.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// ---- Counting --------------------------------------------------------------------------------

struct tally {
    unsigned arenas, pools, pool_states[4], purged, block_states[3], large;
    const char *arena, *pool; // those seen last
    size_t allocated_bytes;
};

static int tally_arena(const ouro_arena_info *info, void *arg) {
    struct tally *tally = arg;
    assert_true((const char *)info->address > tally->arena);
    assert_int_equal(info->pools_untouched + info->pools_empty + info->pools_in_use, 64);
    assert_int_equal(tally->pools, tally->arenas * 64);
    tally->arenas++;
    tally->arena = info->address;
    tally->pool = NULL;
    return 0;
}

static int tally_pool(const ouro_pool_info *info, void *arg) {
    struct tally *tally = arg;
    assert_true((const char *)info->address > tally->pool);
    assert_int_equal((const char *)info->address - tally->arena, tally->pools % 64 * 4096);
    assert_true(!info->purged || info->state == OURO_POOL_EMPTY);
    tally->pools++;
    tally->pool_states[info->state]++;
    tally->purged += info->purged;
    tally->pool = info->address;
    return 0;
}

static int tally_block(const ouro_block_info *info, void *arg) {
    struct tally *tally = arg;
    tally->block_states[info->state]++;
    tally->large += info->large;
    if (info->state == OURO_BLOCK_ALLOCATED) {
        tally->allocated_bytes += info->size;
    }
    if (!info->large) {
        assert_true((uintptr_t)info->address - (uintptr_t)tally->pool < OURO_POOL_SIZE);
    }
    return 0;
}

static const ouro_heap_visitor tallying = {tally_arena, tally_pool, tally_block};

// ---- A heap in every state -------------------------------------------------------------------

static void test_everything_is_seen(void **state) {
    (void)state;
    ouro_heap *heap = new_heap(8, MIB, OURO_RULE_BEHIND);
    void *blocks[PER_ARENA + 10];
    fill(heap, blocks, PER_ARENA + 10, BIG);
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        assert_non_null(ouro_heap_alloc_in(heap, (ouro_family)family, 5000));
    }
    empty_pools(heap, blocks, 10, 4);
    ouro_heap_trim(heap);
    empty_pools(heap, blocks, 20, 2);
    drop(heap, blocks, 3);
    struct tally tally = {0};
    assert_int_equal(ouro_heap_visit(heap, &tallying, &tally), 0);
    assert_int_equal(tally.arenas, 2);
    assert_int_equal(tally.pools, 128);
    assert_int_equal(tally.pool_states[OURO_POOL_EMPTY], 6);
    assert_int_equal(tally.purged, 4);
    assert_int_equal(tally.pool_states[OURO_POOL_USED], 2); // the first, and the last
    assert_int_equal(tally.pool_states[OURO_POOL_FULL], 64 + 2 - 2 - 6);
    assert_int_equal(tally.pool_states[OURO_POOL_UNTOUCHED], 62);
    assert_int_equal(tally.block_states[OURO_BLOCK_ALLOCATED],
                     PER_ARENA + 10 - 6 * PER_POOL - 3 + 3);
    assert_int_equal(tally.block_states[OURO_BLOCK_FREE], 3);
    assert_int_equal(tally.block_states[OURO_BLOCK_UNTOUCHED], 6);
    assert_int_equal(tally.large, 3);
    assert_int_equal(tally.allocated_bytes, stats_of(heap).bytes_in_use);
    destroy(heap);
}

static int look_at_pool(const ouro_pool_info *info, void *arg) {
    *(unsigned *)arg += info->purged;
    return 0;
}

static int look_at_block(const ouro_block_info *info, void *arg) {
    (void)arg;
    return info->large;
}

// Pages of the arena at `base` that are in memory, as the kernel says.
static unsigned resident_pages(void *base) {
    unsigned char pages[OURO_ARENA_SIZE / OURO_POOL_SIZE];
    assert_int_equal(mincore(base, OURO_ARENA_SIZE, pages), 0);
    unsigned resident = 0;
    for (size_t i = 0; i < sizeof(pages); i++) {
        resident += pages[i] & 1;
    }
    return resident;
}

// Nothing of a purged pool is read by figures, visits and checks: its page does not come back.
static void test_purged_pools_stay_purged(void **state) {
    (void)state;
    if (sysconf(_SC_PAGESIZE) != OURO_POOL_SIZE) {
        skip();
    }
    ouro_heap *heap = plain_heap();
    void *blocks[PER_ARENA];
    fill(heap, blocks, PER_ARENA, BIG);
    for (size_t i = 0; i < PER_ARENA; i++) {
        memset(blocks[i], 1, BIG);
    }
    empty_pools(heap, blocks, 8, 48);
    assert_int_equal(ouro_heap_trim(heap), 48 * 4096);
    void *base = (void *)((uintptr_t)blocks[0] & ~(uintptr_t)(OURO_ARENA_SIZE - 1));
    assert_int_equal(resident_pages(base), 16);
    unsigned purged = 0;
    const ouro_heap_visitor visitor = {.pool = look_at_pool, .block = look_at_block};
    assert_int_equal(ouro_heap_visit(heap, &visitor, &purged), 0);
    assert_int_equal(purged, 48);
    assert_int_equal(stats_of(heap).pools_purged, 48);
    assert_sound(heap);
    assert_int_equal(resident_pages(base), 16);
    destroy(heap);
}

// ---- Against a model -------------------------------------------------------------------------

#define MODEL 3000

struct model {
    struct {
        void *address;
        size_t size;
        ouro_family family;
        unsigned seen;
    } block[MODEL];
    size_t count;
    const ouro_heap *heap;
};

static int find_in_model(const ouro_block_info *info, void *arg) {
    struct model *model = arg;
    size_t found = 0;
    for (size_t i = 0; i < model->count; i++) {
        if (model->block[i].address == info->address) {
            found++;
            model->block[i].seen++;
            assert_int_equal(info->state, OURO_BLOCK_ALLOCATED);
            assert_int_equal(info->family, model->block[i].family);
            assert_true(info->size >= model->block[i].size);
            assert_int_equal(info->size, ouro_heap_usable_size(model->heap, info->address));
        }
    }
    assert_int_equal(found, info->state == OURO_BLOCK_ALLOCATED);
    return 0;
}

static void test_blocks_are_those_of_a_model(void **state) {
    (void)state;
    static struct model model;
    for (size_t alignment = 8; alignment <= 16; alignment += 8) {
        srand(11);
        ouro_heap *heap = new_heap(alignment, 0, OURO_RULE_BEHIND);
        model.count = 0;
        model.heap = heap;
        for (size_t step = 0; step < 3 * MODEL; step++) {
            if (model.count < MODEL && (rand() % 3 != 0 || model.count == 0)) {
                const size_t size = (size_t)(rand() % (rand() % 20 == 0 ? 2000 : 520));
                const ouro_family family = (ouro_family)(rand() % OURO_FAMILIES);
                void *address = ouro_heap_alloc_in(heap, family, size);
                assert_non_null(address);
                model.block[model.count].address = address;
                model.block[model.count].size = size;
                model.block[model.count].family = family;
                model.block[model.count++].seen = 0;
            } else {
                const size_t victim = (size_t)rand() % model.count;
                ouro_heap_free(heap, model.block[victim].address);
                model.block[victim] = model.block[--model.count];
            }
        }
        const ouro_heap_visitor visitor = {.block = find_in_model};
        assert_int_equal(ouro_heap_visit(heap, &visitor, &model), 0);
        for (size_t i = 0; i < model.count; i++) {
            assert_int_equal(model.block[i].seen, 1);
        }
        destroy(heap);
    }
}

// ---- Parts, and ends -------------------------------------------------------------------------

static void test_one_arena_and_one_pool(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    void *blocks[PER_ARENA + 10];
    fill(heap, blocks, PER_ARENA + 10, BIG);
    struct tally tally = {0};
    assert_int_equal(ouro_heap_visit_arena(heap, blocks[PER_ARENA], &tallying, &tally), 0);
    assert_int_equal(tally.arenas, 1);
    assert_int_equal(tally.pools, 64);
    assert_int_equal(tally.block_states[OURO_BLOCK_ALLOCATED], 10);
    struct tally one = {.pool = NULL};
    one.arena = (const char *)((uintptr_t)blocks[0] & ~(uintptr_t)(OURO_ARENA_SIZE - 1));
    assert_int_equal(ouro_heap_visit_pool(heap, blocks[2], &tallying, &one), 0);
    assert_int_equal(one.arenas, 0);
    assert_int_equal(one.pools, 1);
    assert_int_equal(one.block_states[OURO_BLOCK_ALLOCATED], PER_POOL);
    assert_int_equal(ouro_heap_visit_arena(heap, heap, &tallying, &one), 0);
    assert_int_equal(ouro_heap_visit_pool(heap, NULL, &tallying, &one), 0);
    assert_int_equal(one.pools, 1);
    destroy(heap);
}

struct ending {
    unsigned after, calls;
};

static int end_after(struct ending *ending) {
    return ++ending->calls == ending->after ? 7 : 0;
}

static int end_at_arena(const ouro_arena_info *info, void *arg) {
    (void)info;
    return end_after(arg);
}

static int end_at_pool(const ouro_pool_info *info, void *arg) {
    (void)info;
    return end_after(arg);
}

static int end_at_block(const ouro_block_info *info, void *arg) {
    (void)info;
    return end_after(arg);
}

// Any callback, at any place, ends the visit with its result.
static void test_a_visitor_can_stop(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    void *blocks[PER_ARENA + 1];
    fill(heap, blocks, PER_ARENA + 1, BIG);
    assert_non_null(ouro_heap_alloc(heap, 1000));
    assert_non_null(ouro_heap_alloc(heap, 2000));
    const ouro_heap_visitor visitor = {end_at_arena, end_at_pool, end_at_block};
    const unsigned things = 2 + 128 + 65 * PER_POOL + 2;
    for (unsigned after = 1; after <= things + 1; after++) {
        struct ending ending = {after, 0};
        assert_int_equal(ouro_heap_visit(heap, &visitor, &ending), after <= things ? 7 : 0);
        assert_int_equal(ending.calls, after <= things ? after : things);
    }
    destroy(heap);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_is_seen),
        cmocka_unit_test(test_purged_pools_stay_purged),
        cmocka_unit_test(test_blocks_are_those_of_a_model),
        cmocka_unit_test(test_one_arena_and_one_pool),
        cmocka_unit_test(test_a_visitor_can_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
