// SPDX-License-Identifier: MIT
// The limit, and the function that is called before a request fails. SPEC row P13.

#include "pool_support.h"

#include <string.h>
#include <sys/resource.h>

// ---- An owner --------------------------------------------------------------------------------

// What the function does when it is called, and what it saw.
struct owner {
    void **blocks; // freed, `count` of them
    size_t count;
    size_t new_limit; // 0: the limit stays
    size_t allocates; // blocks of BIG bytes
    int answer;
    unsigned calls;
    unsigned refused; // of its own allocations
    ouro_pressure seen;
};

static int under_pressure(ouro_heap *heap, const ouro_pressure *pressure, void *arg) {
    struct owner *owner = arg;
    owner->calls++;
    owner->seen = *pressure;
    assert_int_equal(pressure->size, sizeof(*pressure));
    assert_sound(heap);
    for (size_t i = 0; i < owner->allocates; i++) {
        owner->refused += ouro_heap_alloc(heap, BIG) == NULL;
    }
    drop(heap, owner->blocks, owner->count);
    owner->count = 0;
    if (owner->new_limit != 0) {
        ouro_heap_set_limit(heap, owner->new_limit);
    }
    assert_sound(heap);
    return owner->answer;
}

static void *blocks[4 * PER_ARENA];

// Two arenas of blocks, and a limit with room for 1,000 bytes more.
static ouro_heap *full_heap(struct owner *owner) {
    ouro_heap *heap = new_heap(8, MIB, OURO_RULE_BEHIND);
    fill(heap, blocks, 2 * PER_ARENA, BIG);
    ouro_heap_set_limit(heap, 2 * OURO_ARENA_SIZE + 1000);
    *owner = (struct owner){.blocks = blocks, .answer = 1};
    ouro_heap_on_pressure(heap, under_pressure, owner);
    return heap;
}

// ---- Every kind of request -------------------------------------------------------------------

static void *ask_small(ouro_heap *heap, void *own) {
    (void)own;
    return ouro_heap_alloc(heap, BIG);
}

static void *ask_zeroed(ouro_heap *heap, void *own) {
    (void)own;
    unsigned char *block = ouro_heap_calloc_in(heap, OURO_ATOM, 20, 20);
    for (size_t i = 0; block != NULL && i < 400; i++) {
        assert_int_equal(block[i], 0);
    }
    return block;
}

static void *ask_large(ouro_heap *heap, void *own) {
    (void)own;
    return ouro_heap_alloc_in(heap, OURO_CONTAINER, 100000);
}

static void *ask_large_zeroed(ouro_heap *heap, void *own) {
    (void)own;
    unsigned char *block = ouro_heap_calloc(heap, 1000, 100);
    for (size_t i = 0; block != NULL && i < 100000; i++) {
        assert_int_equal(block[i], 0);
    }
    return block;
}

// `own` is a small block that holds "own".
static void *ask_longer(ouro_heap *heap, void *own) {
    return ouro_heap_realloc(heap, own, 100);
}

static void *ask_much_longer(ouro_heap *heap, void *own) {
    return ouro_heap_realloc(heap, own, 100000);
}

static const struct {
    void *(*ask)(ouro_heap *heap, void *own);
    size_t request;
    size_t missing;
    int resizes;
} requests[] = {
    {ask_small, BIG, OURO_ARENA_SIZE - 1000, 0},  {ask_zeroed, 400, OURO_ARENA_SIZE - 1000, 0},
    {ask_large, 100000, 100000 + 32 - 1000, 0},   {ask_large_zeroed, 100000, 100000 + 32 - 1000, 0},
    {ask_longer, 104, OURO_ARENA_SIZE - 1000, 1}, {ask_much_longer, 100000, 100000 + 32 - 1000, 1},
};

#define REQUESTS (sizeof(requests) / sizeof(requests[0]))

// A block of 64 bytes in a pool of its own, made while there is room.
static void *own_block(ouro_heap *heap) {
    ouro_heap_free(heap, blocks[0]);
    for (size_t i = 1; i < PER_POOL; i++) {
        ouro_heap_free(heap, blocks[i]);
        blocks[i] = NULL;
    }
    blocks[0] = NULL;
    void *own = ouro_heap_alloc(heap, 64);
    assert_non_null(own);
    memcpy(own, "own", 4);
    return own;
}

static void test_the_owner_makes_room(void **state) {
    (void)state;
    for (size_t i = 0; i < REQUESTS; i++) {
        struct owner owner;
        ouro_heap *heap = full_heap(&owner);
        void *own = own_block(heap);
        owner.blocks = blocks + PER_ARENA; // a whole arena
        owner.count = PER_ARENA;
        const void *block = requests[i].ask(heap, own);
        assert_non_null(block);
        assert_int_equal(owner.calls, 1);
        assert_int_equal(owner.seen.reason, OURO_PRESSURE_LIMIT);
        assert_int_equal(owner.seen.request, requests[i].request);
        assert_int_equal(owner.seen.missing, requests[i].missing);
        assert_memory_equal(requests[i].resizes ? block : own, "own", 4);
        destroy(heap);
    }
}

static void test_the_owner_declines(void **state) {
    (void)state;
    for (size_t i = 0; i < REQUESTS; i++) {
        for (int answer = 0; answer < 2; answer++) {
            struct owner owner;
            ouro_heap *heap = full_heap(&owner);
            void *own = own_block(heap);
            owner.answer = answer; // 1: but nothing was freed
            assert_null(requests[i].ask(heap, own));
            assert_int_equal(owner.calls, 1);
            assert_memory_equal(own, "own", 4);
            assert_null(requests[i].ask(heap, own)); // asked for every request anew
            assert_int_equal(owner.calls, 2);
            ouro_heap_on_pressure(heap, NULL, NULL);
            assert_null(requests[i].ask(heap, own));
            assert_int_equal(owner.calls, 2);
            destroy(heap);
        }
    }
}

// What is freed counts only when the function says so.
static void test_an_answer_of_0_is_the_end(void **state) {
    (void)state;
    struct owner owner;
    ouro_heap *heap = full_heap(&owner);
    owner.count = PER_ARENA;
    owner.answer = 0;
    assert_null(ouro_heap_alloc(heap, BIG));
    assert_non_null(ouro_heap_alloc(heap, BIG));
    assert_int_equal(owner.calls, 1);
    destroy(heap);
}

static void test_the_owner_raises_the_limit(void **state) {
    (void)state;
    struct owner owner;
    ouro_heap *heap = full_heap(&owner);
    owner.new_limit = 10 * MIB;
    assert_non_null(ouro_heap_alloc(heap, 2 * MIB));
    assert_non_null(ouro_heap_alloc(heap, BIG));
    assert_int_equal(owner.calls, 1);
    destroy(heap);
}

// The function may allocate; what fails in it fails at once.
static void test_it_is_not_entered_again(void **state) {
    (void)state;
    struct owner owner;
    ouro_heap *heap = full_heap(&owner);
    owner.allocates = 3;
    owner.count = PER_ARENA;
    assert_non_null(ouro_heap_alloc(heap, BIG));
    assert_int_equal(owner.calls, 1);
    assert_int_equal(owner.refused, 3);
    // And there is a place for some of them: the next time it is called they are served.
    struct owner second = {.blocks = blocks, .answer = 1, .allocates = 2};
    ouro_heap_on_pressure(heap, under_pressure, &second);
    assert_null(ouro_heap_alloc(heap, MIB));
    assert_int_equal(second.calls, 1);
    assert_int_equal(second.refused, 0);
    destroy(heap);
}

// ---- When it is not called -------------------------------------------------------------------

static void test_it_is_called_for_need_only(void **state) {
    (void)state;
    struct owner owner;
    ouro_heap *heap = full_heap(&owner);
    assert_null(ouro_heap_alloc(heap, SIZE_MAX));
    assert_null(ouro_heap_alloc(heap, OURO_SIZE_MAX - 8));
    assert_null(ouro_heap_calloc(heap, SIZE_MAX / 2, 3));
    assert_null(ouro_heap_realloc(heap, blocks[0], OURO_SIZE_MAX));
    // Blocks that are there, and shrinking, which cannot fail.
    void *large = ouro_heap_alloc(heap, 900);
    assert_non_null(large);
    assert_ptr_equal(ouro_heap_realloc(heap, blocks[1], 100), blocks[1]);
    assert_ptr_equal(ouro_heap_realloc(heap, large, 100), large);
    // Failures on purpose are to be seen.
    ouro_heap_fail_at(heap, 1);
    assert_null(ouro_heap_alloc(heap, 8));
    ouro_heap_fail_at(heap, 1);
    assert_null(ouro_heap_calloc(heap, 1, 5000));
    ouro_heap_fail_at(heap, 1);
    assert_null(ouro_heap_realloc(heap, blocks[2], 5000));
    ouro_heap_fail_at(heap, OURO_FAIL_OFF);
    assert_int_equal(owner.calls, 0);
    destroy(heap);
}

// An empty arena that is kept for the next load goes first, and then nobody has to be asked.
static void test_what_is_kept_goes_first(void **state) {
    (void)state;
    struct owner owner;
    ouro_heap *heap = full_heap(&owner);
    drop(heap, blocks, PER_ARENA);
    assert_int_equal(stats_of(heap).arenas_empty, 1);
    assert_non_null(ouro_heap_alloc(heap, 200000));
    assert_int_equal(owner.calls, 0);
    assert_int_equal(stats_of(heap).arenas_current, 1);
    destroy(heap);
}

// ---- The system ------------------------------------------------------------------------------

static void test_the_raw_allocator_refuses(void **state) {
    (void)state;
    ouro_fault fault;
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.raw = ouro_fault_wrap(&fault, &options.raw);
    ouro_heap *heap = ouro_heap_new(&options);
    assert_non_null(heap);
    struct owner owner = {.answer = 1};
    ouro_heap_on_pressure(heap, under_pressure, &owner);
    ouro_fault_at(&fault, 1);
    void *block = ouro_heap_alloc(heap, 10000);
    assert_non_null(block);
    assert_int_equal(owner.calls, 1);
    assert_int_equal(owner.seen.reason, OURO_PRESSURE_SYSTEM);
    assert_int_equal(owner.seen.request, 10000);
    assert_int_equal(owner.seen.missing, 10032);
    ouro_fault_at(&fault, 1);
    block = ouro_heap_realloc(heap, block, 50000);
    assert_non_null(block);
    assert_int_equal(owner.calls, 2);
    assert_int_equal(owner.seen.missing, 50032);
    owner.answer = 0;
    ouro_fault_at(&fault, 1);
    assert_null(ouro_heap_realloc(heap, block, 90000));
    assert_int_equal(ouro_heap_usable_size(heap, block), 50000);
    // An arena that is kept goes back, and the request is tried again before anybody is asked.
    void *small = ouro_heap_alloc(heap, BIG);
    ouro_heap_free(heap, small);
    assert_int_equal(stats_of(heap).arenas_current, 1);
    ouro_fault_at(&fault, 1);
    assert_non_null(ouro_heap_alloc(heap, 20000));
    assert_int_equal(owner.calls, 3);
    assert_int_equal(stats_of(heap).arenas_current, 0);
    destroy(heap);
}

// A real limit of the process: memory for data, which pages count as once they are committed.
static void test_the_system_refuses(void **state) {
    (void)state;
#if defined(OURO_POISON) || defined(__SANITIZE_THREAD__)
    skip(); // the sanitizers need memory themselves
#endif
    struct owner owner = {.answer = 1};
    ouro_heap *heap = plain_heap();
    ouro_heap_on_pressure(heap, under_pressure, &owner);
    fill(heap, blocks, PER_ARENA, BIG);
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_DATA, &before), 0);
    const struct rlimit none = {4096, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_DATA, &none), 0);
    const void *block = ouro_heap_alloc(heap, BIG);
    const unsigned calls = owner.calls;
    assert_int_equal(setrlimit(RLIMIT_DATA, &before), 0);
    assert_null(block);
    assert_int_equal(calls, 1);
    assert_int_equal(owner.seen.reason, OURO_PRESSURE_SYSTEM);
    assert_int_equal(owner.seen.missing, OURO_ARENA_SIZE);
    assert_non_null(ouro_heap_alloc(heap, BIG));
    destroy(heap);
}

// In a guarded heap what the owner frees waits in a queue; not now.
static void test_what_is_freed_for_a_request_does_not_wait(void **state) {
    (void)state;
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.safety = OURO_SAFETY_HARDENED;
    options.quarantine = MIB;
    options.limit = OURO_ARENA_SIZE;
    ouro_heap *heap = ouro_heap_new(&options);
    assert_non_null(heap);
    size_t count = 0;
    while ((blocks[count] = ouro_heap_alloc(heap, 400)) != NULL) {
        count++;
    }
    struct owner owner = {.blocks = blocks, .count = 40, .answer = 1};
    ouro_heap_on_pressure(heap, under_pressure, &owner);
    assert_non_null(ouro_heap_alloc(heap, 400));
    assert_int_equal(owner.calls, 1);
    // Another class needs a pool that all its blocks have left.
    fill(heap, blocks, 39, 400);
    owner = (struct owner){.blocks = blocks + 40, .count = count - 40, .answer = 1};
    assert_non_null(ouro_heap_alloc_in(heap, OURO_ATOM, 50));
    assert_int_equal(owner.calls, 1);
    assert_int_equal(ouro_heap_allocated_blocks(heap), 1 + 39 + 1);
    destroy(heap);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_owner_makes_room),
        cmocka_unit_test(test_the_owner_declines),
        cmocka_unit_test(test_an_answer_of_0_is_the_end),
        cmocka_unit_test(test_the_owner_raises_the_limit),
        cmocka_unit_test(test_it_is_not_entered_again),
        cmocka_unit_test(test_it_is_called_for_need_only),
        cmocka_unit_test(test_what_is_kept_goes_first),
        cmocka_unit_test(test_the_raw_allocator_refuses),
        cmocka_unit_test(test_the_system_refuses),
        cmocka_unit_test(test_what_is_freed_for_a_request_does_not_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
