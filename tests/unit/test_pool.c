// SPDX-License-Identifier: MIT
// The pool floor, row by row: the states of blocks, pools and arenas as they can be observed.
// SPEC rows: P1 to P9.

#include "pool_support.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os.h"

// ---- What a visit says -----------------------------------------------------------------------

struct look {
    const void *address;
    ouro_pool_state pool;
    ouro_block_state block;
    int found;
};

static int look_at_pool(const ouro_pool_info *info, void *arg) {
    struct look *look = arg;
    if (info->address == look->address) {
        look->pool = info->state;
        look->found = 1;
    }
    return look->found;
}

static int look_at_block(const ouro_block_info *info, void *arg) {
    struct look *look = arg;
    if (info->address == look->address) {
        look->block = info->state;
        look->found = 1;
    }
    return look->found;
}

// The page of the pool in which the block lies.
static const void *page_of(const void *block) {
    return (const void *)((uintptr_t)block & ~(uintptr_t)4095);
}

static ouro_pool_state pool_state(const ouro_heap *heap, const void *block) {
    struct look look = {.address = page_of(block)};
    const ouro_heap_visitor visitor = {.pool = look_at_pool};
    assert_int_equal(ouro_heap_visit(heap, &visitor, &look), 1);
    return look.pool;
}

static ouro_block_state block_state(const ouro_heap *heap, const void *block) {
    struct look look = {.address = block};
    const ouro_heap_visitor visitor = {.block = look_at_block};
    assert_int_equal(ouro_heap_visit(heap, &visitor, &look), 1);
    return look.block;
}

static const struct ouro__shape *shape_at(const ouro_heap *heap, const void *block) {
    return ouro__pool_shape(heap, ouro__pool_of(heap, block));
}

// Whether the pool is in its class's list of used pools.
static int is_listed(const ouro_heap *heap, const struct ouro__pool *pool) {
    const struct ouro__pool *at = ouro__body(heap)->used[pool->family][pool->cls];
    while (at != NULL && at != pool) {
        at = at->next;
    }
    return at != NULL;
}

// ---- P1, P2: sizes and classes ---------------------------------------------------------------

static void test_p1_up_to_512_from_pools(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    for (size_t size = 0; size <= 600; size++) {
        char *block = ouro_heap_alloc(heap, size);
        assert_int_equal(ouro_heap_owns(heap, block), size <= 512);
        assert_true(ouro_heap_usable_size(heap, block) >= size);
        memset(block, 0x5A, size);
    }
    const ouro_heap_stats stats = stats_of(heap);
    assert_int_equal(stats.blocks_small, 513);
    assert_int_equal(stats.blocks_large, 88);
    assert_int_equal(ouro_heap_allocated_blocks(heap), 601);
    destroy(heap);
}

static void test_p2_classes(void **state) {
    (void)state;
    for (size_t alignment = 8; alignment <= 16; alignment += 8) {
        ouro_heap *heap = new_heap(alignment, 0, OURO_RULE_BEHIND);
        for (unsigned family = 0; family < OURO_FAMILIES; family++) {
            for (size_t size = 1; size <= 512; size++) {
                void *block = ouro_heap_alloc_in(heap, (ouro_family)family, size);
                const size_t wanted = (size + alignment - 1) / alignment * alignment;
                assert_int_equal(ouro_heap_usable_size(heap, block), wanted);
                assert_int_equal((uintptr_t)block % alignment, 0);
            }
        }
        assert_int_equal(stats_of(heap).classes, 512 / alignment);
        destroy(heap);
    }
    ouro_heap *heap = plain_heap();
    assert_int_equal(ouro_heap_usable_size(heap, ouro_heap_alloc(heap, 42)), 48);
    destroy(heap);
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.alignment = 32;
    assert_null(ouro_heap_new(&options));
}

static void test_zero_bytes_and_too_many(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    void *a = ouro_heap_alloc(heap, 0);
    void *b = ouro_heap_alloc(heap, 0);
    assert_non_null(a);
    assert_non_null(b);
    assert_ptr_not_equal(a, b);
    assert_null(ouro_heap_alloc(heap, SIZE_MAX));
    assert_null(ouro_heap_alloc(heap, OURO_SIZE_MAX));
    assert_null(ouro_heap_alloc(heap, OURO_SIZE_MAX + 1));
    assert_null(ouro_heap_calloc(heap, SIZE_MAX / 2, 3));
    assert_null(ouro_heap_calloc(heap, OURO_SIZE_MAX / 2, 3));
    assert_null(ouro_heap_realloc(heap, a, SIZE_MAX));
    ouro_heap_free(heap, NULL);
    ouro_heap_free(heap, a);
    ouro_heap_free(heap, b);
    assert_int_equal(ouro_heap_allocated_blocks(heap), 0);
    destroy(heap);
}

static void test_calloc_zeroes_used_memory(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    const size_t sizes[] = {1, 8, 100, 512, 513, 100000};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        memset(ouro_heap_alloc(heap, sizes[i]), 0xFF, sizes[i]);
        char *dirty = ouro_heap_alloc(heap, sizes[i]);
        memset(dirty, 0xFF, sizes[i]);
        ouro_heap_free(heap, dirty);
        const char *clean = ouro_heap_calloc(heap, 1, sizes[i]);
        for (size_t k = 0; k < sizes[i]; k++) {
            assert_int_equal(clean[k], 0);
        }
    }
    destroy(heap);
}

// ---- P3: geometry ----------------------------------------------------------------------------

static void test_p3_a_pool_is_a_page_of_one_class(void **state) {
    (void)state;
    for (size_t alignment = 8; alignment <= 16; alignment += 8) {
        ouro_heap *heap = new_heap(alignment, 0, OURO_RULE_BEHIND);
        for (unsigned family = 0; family < OURO_FAMILIES; family++) {
            for (size_t size = alignment; size <= 512; size += alignment) {
                void *block = ouro_heap_alloc_in(heap, (ouro_family)family, size);
                const struct ouro__pool *pool = ouro__pool_of(heap, block);
                const struct ouro__shape *shape = ouro__pool_shape(heap, pool);
                const uintptr_t page = ouro__pool_page(heap, pool);
                assert_ptr_equal(page_of(block), page);
                assert_ptr_equal(ouro__page_block(page, shape, 0), block);
                assert_int_equal(shape->size, size);
                const unsigned head = family == OURO_CONTAINER ? 12u + shape->capacity : 0;
                assert_true(shape->first >= head);
                const size_t end = shape->first + (size_t)shape->capacity * shape->size;
                assert_true(end <= 4096);
                // No block more would have fitted.
                assert_true(end + size + alignment + 1 > 4096);
                for (unsigned index = 0; index < shape->capacity; index++) {
                    char *at = ouro__page_block(page, shape, index);
                    assert_int_equal(ouro__block_index(shape, at), index);
                    if (family == OURO_CONTAINER) {
                        assert_int_equal(ouro__container_index(at), index);
                    }
                    assert_int_equal(ouro__block_index(shape, at + size - 1), index);
                }
            }
        }
        destroy(heap);
    }
    ouro_heap *heap = plain_heap();
    assert_int_equal(shape_at(heap, ouro_heap_alloc(heap, 16))->capacity, 256);
    assert_int_equal(shape_at(heap, ouro_heap_alloc(heap, 512))->capacity, 8);
    destroy(heap);
    // With alignment 16 blocks of whole lines begin inside of one, where that is cheap.
    heap = new_heap(16, 0, OURO_RULE_BEHIND);
    for (size_t size = 16; size <= 512; size += 16) {
        const unsigned first = size % 64 == 0 && size != 256 && size != 512 ? 48 : 0;
        assert_int_equal(shape_at(heap, ouro_heap_alloc(heap, size))->first, first);
    }
    assert_int_equal(shape_at(heap, ouro_heap_alloc(heap, 64))->capacity, 63);
    assert_int_equal(shape_at(heap, ouro_heap_alloc(heap, 448))->capacity, 9);
    destroy(heap);
}

static void test_families_never_share_a_pool(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    const void *plain = ouro_heap_alloc_in(heap, OURO_PLAIN, 48);
    const void *atom = ouro_heap_alloc_in(heap, OURO_ATOM, 48);
    const void *container = ouro_heap_alloc_in(heap, OURO_CONTAINER, 48);
    assert_ptr_not_equal(page_of(plain), page_of(atom));
    assert_ptr_not_equal(page_of(plain), page_of(container));
    assert_ptr_not_equal(page_of(atom), page_of(container));
    destroy(heap);
}

// ---- P4: blocks ------------------------------------------------------------------------------

static void test_p4_untouched_allocated_free(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    char *first = ouro_heap_alloc(heap, 48);
    char *second = first + 48;
    assert_int_equal(block_state(heap, first), OURO_BLOCK_ALLOCATED);
    assert_int_equal(block_state(heap, second), OURO_BLOCK_UNTOUCHED);
    assert_ptr_equal(ouro_heap_alloc(heap, 48), second);
    assert_int_equal(block_state(heap, second), OURO_BLOCK_ALLOCATED);
    ouro_heap_free(heap, second);
    assert_int_equal(block_state(heap, second), OURO_BLOCK_FREE);
    destroy(heap);
}

static void test_p4_last_freed_first_used_then_carved(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    void *blocks[4];
    fill(heap, blocks, 4, 48);
    ouro_heap_free(heap, blocks[0]);
    ouro_heap_free(heap, blocks[2]);
    // Freed blocks are linked through their first word.
    assert_ptr_equal(ouro__pool_next_free(blocks[2]), blocks[0]);
    assert_null(ouro__pool_next_free(blocks[0]));
    assert_ptr_equal(ouro_heap_alloc(heap, 48), blocks[2]);
    assert_ptr_equal(ouro_heap_alloc(heap, 48), blocks[0]);
    const struct ouro__pool *pool = ouro__pool_of(heap, blocks[0]);
    assert_int_equal(pool->carved, 4);
    assert_ptr_equal(ouro_heap_alloc(heap, 48), (char *)blocks[0] + (size_t)4 * 48);
    assert_int_equal(pool->carved, 5);
    destroy(heap);
}

// The first of so many goes out, the others are the free list; every block comes in the order of addresses.
static void test_p4_carves_as_many_as_asked(void **state) {
    (void)state;
    const struct { size_t asked, carved; } cases[] = {{0, 1}, {1, 1}, {8, 8}, {64, 64}, {1000, 64}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ouro_heap_options options;
        ouro_heap_options_init(&options);
        options.carve = cases[i].asked;
        options.valgrind = 0;
        ouro_heap *heap = ouro_heap_new(&options);
        void *first = ouro_heap_alloc(heap, 48);
        const struct ouro__pool *pool = ouro__pool_of(heap, first);
        const unsigned capacity = ouro__pool_shape(heap, pool)->capacity;
        for (unsigned used = 1; used < capacity; used++) {
            const size_t groups = (used + cases[i].carved - 1) / cases[i].carved;
            const size_t carved = groups * cases[i].carved;
            assert_int_equal(pool->used, used);
            assert_int_equal(pool->carved, carved < capacity ? carved : capacity);
            assert_ptr_equal(ouro_heap_alloc(heap, 48), (char *)first + (size_t)used * 48);
            assert_sound(heap);
        }
        destroy(heap);
    }
}

// ---- P5: pools -------------------------------------------------------------------------------

static void test_p5_used_full_used_empty(void **state) {
    (void)state;
    ouro_heap *heap = new_heap(8, MIB, OURO_RULE_CLASSIC);
    void *blocks[PER_POOL + 1];
    fill(heap, blocks, PER_POOL - 1, BIG);
    struct ouro__pool *pool = ouro__pool_of(heap, blocks[0]);
    assert_int_equal(pool_state(heap, blocks[0]), OURO_POOL_USED);
    assert_true(is_listed(heap, pool));
    blocks[PER_POOL - 1] = ouro_heap_alloc(heap, BIG);
    assert_int_equal(pool_state(heap, blocks[0]), OURO_POOL_FULL);
    blocks[PER_POOL] = ouro_heap_alloc(heap, BIG);
    assert_ptr_not_equal(ouro__pool_of(heap, blocks[PER_POOL]), pool);
    assert_false(is_listed(heap, pool));

    // The classic rule: the first free links it to the front.
    ouro_heap_free(heap, blocks[3]);
    assert_int_equal(pool_state(heap, blocks[0]), OURO_POOL_USED);
    assert_ptr_equal(ouro__body(heap)->used[OURO_PLAIN][63], pool);
    assert_ptr_equal(ouro_heap_alloc(heap, BIG), blocks[3]);

    drop(heap, blocks, PER_POOL);
    assert_int_equal(pool_state(heap, blocks[0]), OURO_POOL_EMPTY);
    assert_false(is_listed(heap, pool));
    assert_false(ouro_heap_owns(heap, blocks[0]));
    // Ready for any class.
    char *small = ouro_heap_alloc(heap, 24);
    assert_ptr_equal(ouro__pool_of(heap, small), pool);
    assert_int_equal(shape_at(heap, small)->size, 24);
    destroy(heap);
}

// Blocks of 32 bytes: 128 a pool, of which a sixteenth is 8.
#define SMALL          32
#define SMALL_PER_POOL 128
#define SMALL_LAG      8

static void test_p5_behind_the_pool_in_use_when_a_sixteenth_is_free(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    static void *blocks[4 * SMALL_PER_POOL];
    fill(heap, blocks, 2 * SMALL_PER_POOL, SMALL);
    struct ouro__pool *first = ouro__pool_of(heap, blocks[0]);
    struct ouro__pool *second = ouro__pool_of(heap, blocks[SMALL_PER_POOL]);
    // When they became full there was no other with room: the first free links, behind the last
    // one, which stays in use until somebody finds it exhausted.
    ouro_heap_free(heap, blocks[0]);
    assert_true(is_listed(heap, first));
    assert_ptr_equal(ouro__body(heap)->used[OURO_PLAIN][3], second);
    assert_ptr_equal(second->next, first);
    // The one in use becomes full while another has room: it waits.
    assert_ptr_equal(ouro_heap_alloc(heap, SMALL), blocks[0]);
    assert_false(is_listed(heap, second));
    for (int i = 0; i < SMALL_LAG - 1; i++) {
        ouro_heap_free(heap, blocks[SMALL_PER_POOL + i]);
        assert_false(is_listed(heap, second));
        assert_sound(heap);
    }
    ouro_heap_free(heap, blocks[SMALL_PER_POOL + SMALL_LAG - 1]);
    assert_true(is_listed(heap, second));
    assert_ptr_equal(ouro__body(heap)->used[OURO_PLAIN][3], first);
    assert_ptr_equal(first->next, second);
    // Then the one right behind is used, last freed first.
    assert_ptr_equal(ouro_heap_alloc(heap, SMALL), blocks[SMALL_PER_POOL + SMALL_LAG - 1]);
    destroy(heap);
}

static void test_p5_a_pool_of_the_same_class_is_taken_as_it_was(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    void *blocks[3];
    void *other = ouro_heap_alloc(heap, 64);
    fill(heap, blocks, 3, 48);
    drop(heap, blocks, 3);
    assert_int_equal(pool_state(heap, blocks[0]), OURO_POOL_EMPTY);
    assert_ptr_equal(ouro_heap_alloc(heap, 48), blocks[2]);
    assert_int_equal(ouro__pool_of(heap, blocks[0])->carved, 3);
    // Of another family it is set up anew.
    ouro_heap_free(heap, blocks[2]);
    const void *atom = ouro_heap_alloc_in(heap, OURO_ATOM, 48);
    assert_ptr_equal(page_of(atom), page_of(blocks[0]));
    assert_int_equal(ouro__pool_of(heap, atom)->carved, 1);
    ouro_heap_free(heap, other);
    destroy(heap);
}

// The only pool of a class is not given back and taken again with every pair of requests.
static void test_the_only_pool_of_a_class_is_kept(void **state) {
    (void)state;
    ouro_heap *heap = new_heap(8, MIB, OURO_RULE_BEHIND);
    void *other = ouro_heap_alloc(heap, 64);
    void *block = ouro_heap_alloc(heap, 48);
    const struct ouro__pool *pool = ouro__pool_of(heap, block);
    ouro_heap_free(heap, block);
    assert_true(is_listed(heap, pool));
    assert_sound(heap);
    // To the outside it is empty.
    assert_int_equal(pool_state(heap, block), OURO_POOL_EMPTY);
    assert_false(ouro_heap_owns(heap, block));
    ouro_heap_stats stats = stats_of(heap);
    assert_int_equal(stats.pools_used, 1);
    assert_int_equal(stats.pools_empty, 1);
    assert_int_equal(stats.by_class[OURO_PLAIN][5].pools, 0);
    assert_ptr_equal(ouro_heap_alloc(heap, 48), block);
    ouro_heap_free(heap, block);
    // It does not hold its arena back: when the others have left, nor on request.
    void *blocks[2 * PER_ARENA];
    fill(heap, blocks, 2 * PER_ARENA, BIG);
    ouro_heap_free(heap, other);
    drop(heap, blocks, 2 * PER_ARENA);
    assert_sound(heap);
    ouro_heap_trim(heap);
    assert_false(is_listed(heap, pool));
    assert_int_equal(stats_of(heap).arenas_current, 0);
    destroy(heap);
}

// And it leaves when another pool of the class has room again, or its arena no other pool in use.
static void test_a_kept_pool_leaves(void **state) {
    (void)state;
    ouro_heap *heap = new_heap(8, MIB, OURO_RULE_BEHIND);
    void *blocks[PER_POOL + 1];
    fill(heap, blocks, PER_POOL + 1, BIG);
    const struct ouro__pool *second = ouro__pool_of(heap, blocks[PER_POOL]);
    ouro_heap_free(heap, blocks[PER_POOL]);
    assert_int_equal(second->lim, OURO__KEPT);
    ouro_heap_free(heap, blocks[0]);
    assert_false(is_listed(heap, second));
    assert_sound(heap);
    ouro_heap_destroy(heap);

    heap = new_heap(8, MIB, OURO_RULE_BEHIND);
    static void *many[PER_ARENA - PER_POOL];
    void *kept = ouro_heap_alloc(heap, 48);
    fill(heap, many, PER_ARENA - PER_POOL, BIG);
    assert_non_null(ouro_heap_alloc(heap, 64)); // in a second arena
    const struct ouro__pool *pool = ouro__pool_of(heap, kept);
    ouro_heap_free(heap, kept);
    assert_int_equal(pool->lim, OURO__KEPT);
    drop(heap, many, PER_ARENA - PER_POOL);
    assert_false(is_listed(heap, pool));
    assert_int_equal(stats_of(heap).arenas_empty, 1);
    destroy(heap);
}

// ---- P6, P7: arenas --------------------------------------------------------------------------

static struct ouro__arena *arena_at(const ouro_heap *heap, const void *block) {
    struct ouro__arena *arena = ouro__arena_of(ouro__body(heap), block);
    assert_non_null(arena);
    return arena;
}

static void test_p6_an_arena_is_carved_as_needed(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    assert_int_equal(stats_of(heap).arenas_current, 0);
    const size_t before = ouro__os_rss();
    void *first = ouro_heap_alloc(heap, BIG);
    assert_int_equal(arena_at(heap, first)->base % 262144, 0);
    assert_int_equal(stats_of(heap).pools_untouched, 63);
    assert_int_equal(stats_of(heap).bytes_touched, OURO_POOL_SIZE);
    assert_true(ouro__os_rss() < before + MIB);
    void *blocks[PER_ARENA];
    fill(heap, blocks, PER_ARENA - 1, BIG);
    ouro_heap_stats stats = stats_of(heap);
    assert_int_equal(stats.arenas_current, 1);
    assert_int_equal(stats.pools_used, 64);
    assert_int_equal(stats.pools_untouched, 0);
    blocks[PER_ARENA - 1] = ouro_heap_alloc(heap, BIG);
    stats = stats_of(heap);
    assert_int_equal(stats.arenas_current, 2);
    assert_int_equal(stats.pools_untouched, 63);
    destroy(heap);
}

// Three arenas, full of 512-byte blocks.
static ouro_heap *three_arenas(void **blocks, size_t grace) {
    ouro_heap *heap = new_heap(8, grace, OURO_RULE_BEHIND);
    fill(heap, blocks, 3 * PER_ARENA, BIG);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(arena_at(heap, blocks[i * PER_ARENA])->nfree, 0);
    }
    return heap;
}

// Takes `count` pools for a class and fills them; their numbers in their arena.
static void fill_pools(ouro_heap *heap, unsigned *numbers, size_t count, size_t size) {
    for (size_t i = 0; i < count; i++) {
        const void *block = ouro_heap_alloc(heap, size);
        const struct ouro__pool *pool = ouro__pool_of(heap, block);
        const unsigned capacity = ouro__pool_shape(heap, pool)->capacity;
        numbers[i] = ouro__pool_number(arena_at(heap, block), pool);
        while (pool->used < capacity) {
            assert_non_null(ouro_heap_alloc(heap, size));
        }
    }
}

static void test_pools_of_a_class_lie_side_by_side(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    unsigned numbers[3][5];
    for (size_t i = 0; i < 5; i++) {
        fill_pools(heap, &numbers[0][i], 1, 32);
        fill_pools(heap, &numbers[1][i], 1, 64);
        fill_pools(heap, &numbers[2][i], 1, 504);
        assert_sound(heap);
    }
    for (unsigned cls = 0; cls < 3; cls++) {
        for (unsigned i = 0; i < 4; i++) {
            assert_int_equal(numbers[cls][i], 4 * cls + i);
        }
        assert_int_equal(numbers[cls][4], 12 + 4 * cls); // the next run
    }
    // What is set aside counts as untouched, and is there for others when the rest is taken.
    assert_int_equal(stats_of(heap).pools_untouched, 64 - 15);
    assert_int_equal(stats_of(heap).pools_empty, 0);
    unsigned rest[64 - 15];
    fill_pools(heap, rest, 64 - 15, 96);
    const ouro_heap_stats stats = stats_of(heap);
    assert_int_equal(stats.arenas_current, 1);
    assert_int_equal(stats.pools_used, 64);
    assert_int_equal(stats.pools_untouched, 0);
    destroy(heap);
}

static void test_memory_that_is_there_comes_before_what_is_set_aside(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    void *blocks[3 * PER_POOL];
    fill(heap, blocks, 3 * PER_POOL, BIG); // pools 0, 1 and 2, with 3 set aside
    unsigned number;
    fill_pools(heap, &number, 1, 64);
    assert_int_equal(number, 4);
    empty_pools(heap, blocks, 0, 1);
    fill_pools(heap, &number, 1, 64);
    assert_int_equal(number, 0);
    fill_pools(heap, &number, 1, 64);
    assert_int_equal(number, 8); // 1 and 2 are in use, 3 is set aside: a run of its own
    destroy(heap);
}

static void test_p7_the_fullest_arena_first(void **state) {
    (void)state;
    static void *blocks[3 * PER_ARENA];
    ouro_heap *heap = three_arenas(blocks, 0);
    const struct ouro__body *body = ouro__body(heap);
    void **of[3] = {blocks, blocks + PER_ARENA, blocks + 2 * PER_ARENA};
    struct ouro__arena *arena[3];
    for (int i = 0; i < 3; i++) {
        arena[i] = arena_at(heap, of[i][0]);
    }
    assert_null(body->usable);
    // (2) None free before: to the front.
    empty_pools(heap, of[0], 0, 1);
    assert_ptr_equal(body->usable, arena[0]);
    empty_pools(heap, of[1], 0, 1);
    assert_ptr_equal(body->usable, arena[1]);
    assert_ptr_equal(body->usable->next, arena[0]);
    assert_ptr_equal(body->last[1], arena[0]);
    // (3) More than its successor: back.
    empty_pools(heap, of[1], 1, 1);
    assert_ptr_equal(body->usable, arena[0]);
    assert_ptr_equal(body->usable->next, arena[1]);
    assert_ptr_equal(body->last[2], arena[1]);
    empty_pools(heap, of[2], 0, 1);
    assert_ptr_equal(body->usable, arena[2]);
    // (4) Not more than its successor: nothing.
    empty_pools(heap, of[1], 2, 4);
    assert_ptr_equal(body->usable->next, arena[0]);
    assert_ptr_equal(arena[0]->next, arena[1]);
    assert_sound(heap);
    // Pools come from the fullest: 2 and 0 have one free each, 1 has six.
    assert_ptr_equal(arena_at(heap, ouro_heap_alloc(heap, 8)), arena[2]);
    assert_ptr_equal(arena_at(heap, ouro_heap_alloc(heap, 16)), arena[0]);
    assert_ptr_equal(arena_at(heap, ouro_heap_alloc(heap, 24)), arena[1]);
    destroy(heap);
}

static void test_p7_an_empty_arena_goes_back(void **state) {
    (void)state;
    static void *blocks[3 * PER_ARENA];
    ouro_heap *heap = three_arenas(blocks, 0);
    const void *inside = blocks[0];
    drop(heap, blocks, PER_ARENA);
    ouro_heap_stats stats = stats_of(heap);
    assert_int_equal(stats.arenas_allocated, 3);
    assert_int_equal(stats.arenas_reclaimed, 1);
    assert_int_equal(stats.arenas_current, 2);
    assert_int_equal(stats.arenas_peak, 3);
    assert_false(ouro_heap_owns(heap, inside));
    assert_sound(heap);
    // Its record is the next to be used.
    assert_ptr_equal(ouro_heap_alloc(heap, BIG), inside);
    assert_int_equal(stats_of(heap).arenas_allocated, 4);
    destroy(heap);
}

static void test_p7_the_grace(void **state) {
    (void)state;
    static void *blocks[5 * PER_ARENA];
    ouro_heap *heap = new_heap(8, 2 * OURO_ARENA_SIZE, OURO_RULE_BEHIND);
    fill(heap, blocks, 5 * PER_ARENA, BIG);
    drop(heap, blocks, 5 * PER_ARENA);
    ouro_heap_stats stats = stats_of(heap);
    // One arena is where the class's last pool is kept, two are the grace, two went back.
    assert_int_equal(stats.arenas_current, 3);
    assert_int_equal(stats.arenas_empty, 2);
    assert_int_equal(stats.arenas_reclaimed, 2);
    // A load that comes and goes: no arena is asked for or given back any more.
    for (int i = 0; i < 10; i++) {
        fill(heap, blocks, 3 * PER_ARENA, BIG);
        drop(heap, blocks, 3 * PER_ARENA);
    }
    stats = stats_of(heap);
    assert_int_equal(stats.arenas_allocated, 5);
    assert_int_equal(stats.arenas_reclaimed, 2);
    assert_sound(heap);
    // On request all go at once.
    assert_true(ouro_heap_trim(heap) > OURO_ARENA_SIZE);
    assert_int_equal(stats_of(heap).arenas_current, 0);
    assert_int_equal(ouro_heap_trim(heap), 0);
    destroy(heap);
}

// A large heap asks for huge pages, a small one does not; what it holds then is the same.
static void test_huge_pages_from_a_size_on(void **state) {
    (void)state;
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.huge = 2 * MIB;
    ouro_heap *heap = ouro_heap_new(&options);
    const struct ouro__piece *piece = ouro__body(heap)->pieces[0];
    for (size_t i = 0; i < (size_t)8 * PER_ARENA; i++) {
        memset(ouro_heap_alloc(heap, BIG), 1, BIG);
        assert_int_equal(piece->committed, piece->records);
    }
    for (size_t i = 0; i < (size_t)9 * PER_ARENA; i++) {
        memset(ouro_heap_alloc(heap, BIG), 1, BIG);
    }
    assert_int_equal(piece->records, 17);
    assert_int_equal(piece->committed, 24);
    destroy(heap);
}

// ---- P8: whose pointer -----------------------------------------------------------------------

static void test_p8_owns_reads_no_foreign_memory(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    ouro_heap *stranger = plain_heap();
    char *block = ouro_heap_alloc(heap, 100);
    void *large = ouro_heap_alloc(heap, 1000);
    assert_true(ouro_heap_owns(heap, block));
    assert_true(ouro_heap_owns(heap, block + 99));
    assert_false(ouro_heap_owns(stranger, block));
    assert_false(ouro_heap_owns(heap, large));
    assert_false(ouro_heap_owns(heap, NULL));
    assert_false(ouro_heap_owns(heap, &block));
    assert_false(ouro_heap_owns(heap, (void *)UINTPTR_MAX));
    assert_false(ouro_heap_owns(heap, (void *)0x10));
    // Next pool, next arena, the end of the reservation: nobody's yet. All are inaccessible or
    // unmapped, so that a read would trap.
    assert_false(ouro_heap_owns(heap, block + 4096));
    assert_false(ouro_heap_owns(heap, block + OURO_ARENA_SIZE));
    assert_false(ouro_heap_owns(heap, (void *)(heap->base + heap->reserved - 1)));
    assert_false(ouro_heap_owns(heap, (void *)(heap->base + heap->reserved)));
    char *trap = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_false(ouro_heap_owns(heap, trap));
    munmap(trap, 4096);
    destroy(stranger);
    destroy(heap);
}

static void test_p8_with_many_pieces(void **state) {
    (void)state;
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.reserve = 1; // one arena a piece
    options.grace = 0;
    ouro_heap *heap = ouro_heap_new(&options);
    enum { COUNT = 5 * CONTAINERS_PER_ARENA };
    static void *blocks[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        blocks[i] = ouro_heap_alloc_in(heap, OURO_CONTAINER, BIG);
        *ouro__heap_state(heap, blocks[i]) = (uint8_t)(i % 255 + 1);
    }
    assert_int_equal(ouro__body(heap)->npieces, 5);
    assert_int_equal(stats_of(heap).bytes_reserved, 5 * OURO_ARENA_SIZE);
    assert_sound(heap);
    for (size_t i = 0; i < COUNT; i++) {
        assert_true(ouro_heap_owns(heap, blocks[i]));
        assert_int_equal(*ouro__heap_state(heap, blocks[i]), i % 255 + 1);
        assert_int_equal(ouro_heap_usable_size(heap, blocks[i]), BIG);
    }
    drop(heap, blocks, COUNT);
    assert_int_equal(stats_of(heap).arenas_current, 0);
    destroy(heap);
}

// A child under `ulimit -v`: the reservation is refused and halved until it fits.
static void test_p8_under_an_address_space_limit(void **state) {
    (void)state;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    skip(); // shadow memory alone is above any such limit
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    skip();
#endif
#endif
    pid_t child = fork();
    if (child == 0) {
        struct ouro__os_memory memory;
        ouro__os_memory(&memory);
        const struct rlimit limit = {memory.vms + 64 * MIB, memory.vms + 64 * MIB};
        setrlimit(RLIMIT_AS, &limit);
        ouro_heap *heap = ouro_heap_new(NULL);
        if (heap == NULL || heap->reserved > 8 * MIB) {
            _exit(1);
        }
        size_t count = 0;
        void *last = NULL;
        for (void **block; (block = ouro_heap_alloc(heap, BIG)) != NULL; count++) {
            *block = last;
            last = block;
        }
        const size_t pieces = ouro__body(heap)->npieces;
        if (count * BIG < 32 * MIB || pieces < 4 || ouro_heap_check(heap) != NULL) {
            _exit(2);
        }
        // Out of memory is no end: what is freed can be had again.
        while (last != NULL) {
            void *next = *(void **)last;
            ouro_heap_free(heap, last);
            last = next;
        }
        _exit(ouro_heap_alloc(heap, BIG) != NULL && ouro_heap_check(heap) == NULL ? 0 : 3);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

// ---- P9: realloc -----------------------------------------------------------------------------

static void test_p9_in_place_or_moved(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    for (size_t old = 1; old <= 520; old++) {
        for (size_t size = 0; size <= 530; size += 1 + size / 8) {
            char *block = ouro_heap_alloc(heap, old);
            memset(block, (int)(old % 100) + 1, old);
            const size_t usable = ouro_heap_usable_size(heap, block);
            const size_t class_size = (size == 0 ? 1 : size + 7) / 8 * 8;
            const int same_class = usable <= 512 && (size == 0 ? 8 : class_size) == usable;
            const int small_shrink = size <= usable && 4 * size > 3 * usable;
            char *moved = ouro_heap_realloc(heap, block, size);
            assert_non_null(moved);
            if (same_class || small_shrink) {
                assert_ptr_equal(moved, block);
            } else if (usable <= 512) {
                assert_ptr_not_equal(moved, block);
            }
            assert_true(ouro_heap_usable_size(heap, moved) >= size);
            for (size_t i = 0; i < old && i < size; i++) {
                assert_int_equal(moved[i], old % 100 + 1);
            }
            ouro_heap_free(heap, moved);
        }
    }
    void *block = ouro_heap_realloc(heap, NULL, 10);
    assert_int_equal(ouro_heap_usable_size(heap, block), 16);
    destroy(heap);
}

static void test_p9_containers_keep_their_state(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    const size_t sizes[] = {40, 200, 2000, 50000, 600, 64};
    void *neighbour = ouro_heap_alloc_in(heap, OURO_CONTAINER, 700);
    void *block = ouro_heap_alloc_in(heap, OURO_CONTAINER, 24);
    *ouro__heap_state(heap, block) = 0xA5;
    ouro__block_flag(heap, block, 0);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        block = ouro_heap_realloc(heap, block, sizes[i]);
        assert_int_equal(*ouro__heap_state(heap, block), 0xA5);
        if (sizes[i] <= 512) {
            assert_true(ouro__block_is_flagged(heap, block, 0));
        }
        assert_sound(heap);
    }
    assert_int_equal(*ouro__heap_state(heap, neighbour), 0);
    destroy(heap);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_p1_up_to_512_from_pools),
        cmocka_unit_test(test_p2_classes),
        cmocka_unit_test(test_zero_bytes_and_too_many),
        cmocka_unit_test(test_calloc_zeroes_used_memory),
        cmocka_unit_test(test_p3_a_pool_is_a_page_of_one_class),
        cmocka_unit_test(test_families_never_share_a_pool),
        cmocka_unit_test(test_p4_untouched_allocated_free),
        cmocka_unit_test(test_p4_last_freed_first_used_then_carved),
        cmocka_unit_test(test_p4_carves_as_many_as_asked),
        cmocka_unit_test(test_p5_used_full_used_empty),
        cmocka_unit_test(test_p5_behind_the_pool_in_use_when_a_sixteenth_is_free),
        cmocka_unit_test(test_p5_a_pool_of_the_same_class_is_taken_as_it_was),
        cmocka_unit_test(test_the_only_pool_of_a_class_is_kept),
        cmocka_unit_test(test_a_kept_pool_leaves),
        cmocka_unit_test(test_p6_an_arena_is_carved_as_needed),
        cmocka_unit_test(test_pools_of_a_class_lie_side_by_side),
        cmocka_unit_test(test_memory_that_is_there_comes_before_what_is_set_aside),
        cmocka_unit_test(test_p7_the_fullest_arena_first),
        cmocka_unit_test(test_p7_an_empty_arena_goes_back),
        cmocka_unit_test(test_p7_the_grace),
        cmocka_unit_test(test_huge_pages_from_a_size_on),
        cmocka_unit_test(test_p8_owns_reads_no_foreign_memory),
        cmocka_unit_test(test_p8_with_many_pieces),
        cmocka_unit_test(test_p8_under_an_address_space_limit),
        cmocka_unit_test(test_p9_in_place_or_moved),
        cmocka_unit_test(test_p9_containers_keep_their_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
