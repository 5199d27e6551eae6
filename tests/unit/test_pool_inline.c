// SPDX-License-Identifier: MIT
// The inlined parts of a heap used alone, with the rest done by the caller's own hand.
// SPEC rows: P1, P4, P8.

#include "pool_support.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// How often the inlined part was enough, and how often not.
typedef struct tally {
    size_t inlined, called;
} tally;

// As a caller does who puts something in front of the slow paths.
static void *take(ouro_heap *heap, ouro_family family, size_t size, tally *count) {
    void *block = ouro_heap_try_alloc(heap, family, size);
    if (block == NULL) {
        block = ouro_heap_alloc_in(heap, family, size);
        count->called++;
    } else {
        count->inlined++;
    }
    assert_non_null(block);
    memset(block, 0xA5, size);
    if (family == OURO_CONTAINER) {
        *ouro__heap_state(heap, block) = 1;
    }
    return block;
}

static void give(ouro_heap *heap, ouro_family family, void *block, tally *count) {
    if (ouro_heap_try_free(heap, family, block)) {
        count->inlined++;
    } else {
        ouro_heap_free(heap, block);
        count->called++;
    }
}

static void test_the_parts_make_the_whole(void **state) {
    (void)state;
    enum { COUNT = 3000 };
    static void *blocks[COUNT];
    for (unsigned f = 0; f < OURO_FAMILIES; f++) {
        const ouro_family family = (ouro_family)f;
        ouro_heap *heap = new_heap(16, 0, OURO_RULE_BEHIND);
        tally taken = {0}, given = {0};
        for (size_t i = 0; i < COUNT; i++) {
            blocks[i] = take(heap, family, i % 513, &taken);
        }
        for (size_t i = 0; i < COUNT; i += 2) {
            give(heap, family, blocks[i], &given);
        }
        assert_sound(heap);
        for (size_t i = 0; i < COUNT; i += 2) {
            blocks[i] = take(heap, family, (i * 7) % 513, &taken);
        }
        assert_sound(heap);
        for (size_t i = 0; i < COUNT; i++) {
            give(heap, family, blocks[i], &given);
        }
        assert_int_equal(ouro_heap_allocated_blocks(heap), 0);
        assert_true(taken.inlined > 0 && taken.called > 0);
        assert_true(given.inlined > 0 && given.called > 0);
        destroy(heap);
    }
}

static void test_what_they_leave_is_as_it_was(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    assert_null(ouro_heap_try_alloc(heap, OURO_PLAIN, 48)); // no pool yet
    void *block = ouro_heap_alloc(heap, 48);
    assert_int_equal(ouro_heap_try_free(heap, OURO_PLAIN, block), 0); // the pool's last block
    assert_int_equal(ouro_heap_allocated_blocks(heap), 1);
    void *other = ouro_heap_alloc(heap, 48);
    assert_int_equal(ouro_heap_try_free(heap, OURO_PLAIN, other), 1);
    assert_ptr_equal(ouro_heap_try_alloc(heap, OURO_PLAIN, 48), other);
    assert_null(ouro_heap_try_alloc(heap, OURO_PLAIN, 513));
    void *foreign = malloc(48);
    assert_int_equal(ouro_heap_try_free(heap, OURO_PLAIN, foreign), 0);
    assert_int_equal(ouro_heap_try_free(heap, OURO_PLAIN, strchr("text", 'z')), 0); // NULL
    free(foreign);
    destroy(heap);
}

static void test_spans_tells_small_from_large(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    void *small = ouro_heap_alloc(heap, 512);
    void *large = ouro_heap_alloc(heap, 513);
    int local;
    assert_int_equal(ouro_heap_spans(heap, small), 1);
    assert_int_equal(ouro_heap_spans(heap, large), 0);
    assert_int_equal(ouro_heap_spans(heap, &local), 0);
    assert_int_equal(ouro_heap_spans(heap, NULL), 0);
    ouro_heap *other = plain_heap();
    assert_int_equal(ouro_heap_spans(other, small), 0);
    destroy(other);
    destroy(heap);
}

// A heap whose address space came in many pieces.
static void test_spans_knows_every_piece(void **state) {
    (void)state;
    enum { COUNT = 5 * PER_ARENA };
    static void *blocks[COUNT];
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.reserve = OURO_ARENA_SIZE;
    ouro_heap *heap = ouro_heap_new(&options);
    assert_non_null(heap);
    fill(heap, blocks, COUNT, BIG);
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(ouro_heap_spans(heap, blocks[i]), 1);
    }
    size_t inlined = 0;
    for (size_t i = 0; i < COUNT; i++) {
        if (ouro_heap_try_free(heap, OURO_PLAIN, blocks[i])) {
            inlined++;
        } else {
            ouro_heap_free(heap, blocks[i]);
        }
    }
    assert_true(inlined > 0 && inlined < PER_ARENA); // the first piece only
    assert_int_equal(ouro_heap_allocated_blocks(heap), 0);
    destroy(heap);
}

// ---- Without them ----------------------------------------------------------------------------

static void test_nothing_is_inlined_when_it_is_off(void **state) {
    (void)state;
    enum { COUNT = 2000 };
    static void *blocks[COUNT];
    ouro_heap *heap = new_heap(16, 0, OURO_RULE_BEHIND);
    fill(heap, blocks, COUNT, 64);
    drop(heap, blocks, COUNT / 2);
    ouro_heap_set_inline(heap, 0);
    assert_sound(heap);
    for (size_t i = 0; i < COUNT / 2; i++) {
        assert_null(ouro_heap_try_alloc(heap, OURO_PLAIN, 64));
        blocks[i] = ouro_heap_alloc(heap, 64);
        assert_int_equal(ouro_heap_spans(heap, blocks[i]), 1);
    }
    assert_sound(heap);
    for (size_t i = 0; i < COUNT / 2; i++) {
        assert_int_equal(ouro_heap_try_free(heap, OURO_PLAIN, blocks[i]), 0);
        ouro_heap_free(heap, blocks[i]);
    }
    assert_int_equal(ouro_heap_allocated_blocks(heap), COUNT / 2);
    // Counting allocations comes and goes without making it inline again.
    ouro_heap_fail_at(heap, OURO_FAIL_NEVER);
    ouro_heap_fail_at(heap, OURO_FAIL_OFF);
    assert_null(ouro_heap_try_alloc(heap, OURO_PLAIN, 64));
    ouro_heap_set_inline(heap, 1);
    assert_sound(heap);
    assert_non_null(ouro_heap_try_alloc(heap, OURO_PLAIN, 64));
    assert_int_equal(ouro_heap_try_free(heap, OURO_PLAIN, blocks[COUNT / 2]), 1);
    destroy(heap);
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// Allocates and frees as several threads with one heap must.
static void *use_shared(void *shared) {
    ouro_heap *heap = shared;
    enum { COUNT = 500 };
    void *blocks[COUNT];
    for (int round = 0; round < 40; round++) {
        for (size_t i = 0; i < COUNT; i++) {
            blocks[i] = ouro_heap_try_alloc(heap, OURO_PLAIN, i % 513);
            if (blocks[i] == NULL) {
                pthread_mutex_lock(&lock);
                blocks[i] = ouro_heap_alloc(heap, i % 513);
                pthread_mutex_unlock(&lock);
            }
            memset(blocks[i], round, i % 513);
        }
        for (size_t i = 0; i < COUNT; i++) {
            if (!ouro_heap_try_free(heap, OURO_PLAIN, blocks[i])) {
                pthread_mutex_lock(&lock);
                ouro_heap_free(heap, blocks[i]);
                pthread_mutex_unlock(&lock);
            }
        }
    }
    return NULL;
}

static void test_threads_share_a_heap_behind_a_lock(void **state) {
    (void)state;
    ouro_heap *heap = new_heap(16, 0, OURO_RULE_BEHIND);
    ouro_heap_set_inline(heap, 0);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, use_shared, heap), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(ouro_heap_allocated_blocks(heap), 0);
    destroy(heap);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_parts_make_the_whole),
        cmocka_unit_test(test_what_they_leave_is_as_it_was),
        cmocka_unit_test(test_spans_tells_small_from_large),
        cmocka_unit_test(test_spans_knows_every_piece),
        cmocka_unit_test(test_nothing_is_inlined_when_it_is_off),
        cmocka_unit_test(test_threads_share_a_heap_behind_a_lock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
