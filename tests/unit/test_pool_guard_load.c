// SPDX-License-Identifier: MIT
// Random operations on guarded heaps, beside a plain list of blocks; their kinds differ from other
// heaps in every size, which is why they have a model of their own. SPEC rows: P1, P9, P11.
//
// The model knows what each block must hold: `size` bytes of a pattern made from its serial number,
// its family and, for containers, its state byte. Nothing may be reported, however long it goes on.
// OURO_TEST_SEED=n repeats one run, OURO_TEST_STEPS=n makes it longer. Under valgrind the first heap is
// one that tells it of every block.

#include "pool_support.h"

#include <stdlib.h>
#include <string.h>

#define MOST 4000 // blocks at once

struct block {
    unsigned char *at;
    size_t size;
    unsigned char pattern;
    unsigned char state;
    ouro_family family;
};

struct model {
    ouro_heap *heap;
    struct block blocks[MOST];
    size_t count;
    size_t large;
    uint64_t random;
    uint64_t serial;
};

// ---- Chance ----------------------------------------------------------------------------------

static uint64_t next_random(struct model *model) {
    model->random ^= model->random << 13;
    model->random ^= model->random >> 7;
    model->random ^= model->random << 17;
    return model->random;
}

static size_t below(struct model *model, size_t bound) {
    return (size_t)(next_random(model) >> 11) % bound;
}

// Mostly small, of few classes, so that pools fill and empty; now and then any size.
static size_t random_size(struct model *model) {
    switch (below(model, 8)) {
    case 0: return below(model, 2000);
    case 1: return below(model, 530);
    case 2: return 500 + below(model, 30);
    case 3: return below(model, 3) * 480;
    default: return 8 + below(model, 5) * 100;
    }
}

// ---- The model's blocks ----------------------------------------------------------------------

static void paint(struct model *model, struct block *block) {
    block->pattern = (unsigned char)(++model->serial * 37 % 251 + 1);
    memset(block->at, block->pattern, block->size);
    block->state = 0;
    if (block->family == OURO_CONTAINER) {
        block->state = (unsigned char)below(model, 256);
        *ouro__heap_state(model->heap, block->at) = block->state;
    }
}

static void assert_painted(const struct model *model, const struct block *block, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (block->at[i] != block->pattern) {
            fail_msg("byte %zu of a block of %zu is 0x%02x, not 0x%02x", i, block->size,
                     block->at[i], block->pattern);
        }
    }
    assert_true(ouro_heap_usable_size(model->heap, block->at) >= size);
    if (block->family == OURO_CONTAINER) {
        assert_int_equal(*ouro__heap_state(model->heap, block->at), block->state);
    }
}

static size_t is_large(const struct model *model, const struct block *block) {
    return !ouro_heap_owns(model->heap, block->at);
}

// ---- Steps -----------------------------------------------------------------------------------

static void step_alloc(struct model *model) {
    struct block *block = &model->blocks[model->count];
    block->family = (ouro_family)below(model, OURO_FAMILIES);
    block->size = random_size(model);
    const int zeroed = below(model, 4) == 0;
    block->at = zeroed ? ouro_heap_calloc_in(model->heap, block->family, 1, block->size)
                       : ouro_heap_alloc_in(model->heap, block->family, block->size);
    if (block->at == NULL) {
        return; // a failure that was asked for, or the limit
    }
    if (zeroed) {
        for (size_t i = 0; i < block->size; i++) {
            assert_int_equal(block->at[i], 0);
        }
    }
    if (block->family == OURO_CONTAINER) {
        assert_int_equal(*ouro__heap_state(model->heap, block->at), 0);
    }
    paint(model, block);
    model->count++;
    model->large += is_large(model, block);
}

static void step_free(struct model *model, size_t index) {
    struct block *block = &model->blocks[index];
    assert_painted(model, block, block->size);
    model->large -= is_large(model, block);
    ouro_heap_free(model->heap, block->at);
    *block = model->blocks[--model->count];
}

static void step_realloc(struct model *model, size_t index) {
    struct block *block = &model->blocks[index];
    const size_t size = random_size(model);
    assert_painted(model, block, block->size);
    model->large -= is_large(model, block);
    unsigned char *moved = ouro_heap_realloc(model->heap, block->at, size);
    if (moved != NULL) {
        block->at = moved;
        const size_t kept = size < block->size ? size : block->size;
        block->size = size;
        assert_painted(model, block, kept);
        paint(model, block);
    } else {
        assert_painted(model, block, block->size);
    }
    model->large += is_large(model, block);
}

static void step_rare(struct model *model) {
    switch (below(model, 6)) {
    case 0: ouro_heap_trim(model->heap); break;
    case 1: ouro_heap_fail_at(model->heap, below(model, 50)); break;
    case 2: ouro_heap_fail_at(model->heap, OURO_FAIL_OFF); break;
    case 3: ouro_heap_set_limit(model->heap, below(model, 4) * OURO_ARENA_SIZE); break;
    case 4: ouro_heap_set_limit(model->heap, 0); break;
    default:
        // A wave: whatever stands in one half of the list dies.
        for (size_t i = model->count; i > model->count / 2; i--) {
            step_free(model, i - 1);
        }
        break;
    }
}

static void check(struct model *model) {
    assert_sound(model->heap);
    assert_int_equal(ouro_heap_allocated_blocks(model->heap), model->count);
    assert_int_equal(stats_of(model->heap).blocks_large, model->large);
}

// ---- Runs ------------------------------------------------------------------------------------

static uint64_t from_environment(const char *name, uint64_t otherwise) {
    const char *text = getenv(name);
    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

// Grows towards a number of blocks that itself wanders, so that pools and arenas come and go.
static void run(size_t alignment, size_t grace, size_t reserve, ouro_pool_rule rule,
                ouro_safety safety) {
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.alignment = alignment;
    options.grace = grace;
    options.reserve = reserve;
    options.rule = rule;
    options.safety = safety;
    struct model *model = calloc(1, sizeof(*model));
    assert_non_null(model);
    model->heap = ouro_heap_new(&options);
    assert_non_null(model->heap);
    const uint64_t seed = from_environment("OURO_TEST_SEED", 20240229);
    const uint64_t steps = from_environment("OURO_TEST_STEPS", 200000);
    model->random = seed * 2654435761u + alignment + 1;
    size_t target = 100;
    for (uint64_t step = 0; step < steps; step++) {
        if (step % 2000 == 0) {
            target = below(model, MOST);
        }
        const size_t dice = below(model, 100);
        if (model->count > 0 && dice < 15) {
            step_realloc(model, below(model, model->count));
        } else if (dice == 15 && below(model, 10) == 0) {
            step_rare(model);
        } else if (model->count < target && (model->count == 0 || dice < 75)) {
            step_alloc(model);
        } else if (model->count > 0) {
            step_free(model, below(model, model->count));
        }
        if (step % 500 == 0) {
            check(model);
        }
    }
    while (model->count > 0) {
        step_free(model, below(model, model->count));
    }
    check(model);
    ouro_heap_trim(model->heap);
    check(model);
    assert_int_equal(stats_of(model->heap).arenas_current, 0);
    ouro_heap_destroy(model->heap);
    free(model);
}

static void test_a_heap_that_valgrind_may_watch(void **state) {
    (void)state;
    run(8, MIB, (size_t)64 << 30, OURO_RULE_BEHIND, OURO_SAFETY_NONE);
}

static void test_a_hardened_heap(void **state) {
    (void)state;
    run(8, MIB, (size_t)64 << 30, OURO_RULE_BEHIND, OURO_SAFETY_HARDENED);
}

static void test_a_hardened_heap_by_the_classic_rule(void **state) {
    (void)state;
    run(16, 0, (size_t)64 << 30, OURO_RULE_CLASSIC, OURO_SAFETY_HARDENED);
}

static void test_a_hardened_heap_in_small_pieces(void **state) {
    (void)state;
    run(8, 0, 3 * OURO_ARENA_SIZE, OURO_RULE_BEHIND, OURO_SAFETY_HARDENED);
}

static void test_a_heap_in_debug_mode(void **state) {
    (void)state;
    run(8, MIB, (size_t)64 << 30, OURO_RULE_BEHIND, OURO_SAFETY_DEBUG);
}

static void test_a_heap_in_debug_mode_with_alignment_16(void **state) {
    (void)state;
    run(16, 0, (size_t)64 << 30, OURO_RULE_CLASSIC, OURO_SAFETY_DEBUG);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_heap_that_valgrind_may_watch),
        cmocka_unit_test(test_a_hardened_heap),
        cmocka_unit_test(test_a_hardened_heap_by_the_classic_rule),
        cmocka_unit_test(test_a_hardened_heap_in_small_pieces),
        cmocka_unit_test(test_a_heap_in_debug_mode),
        cmocka_unit_test(test_a_heap_in_debug_mode_with_alignment_16),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
