// SPDX-License-Identifier: MIT
// Which block an address lies in: blocks of every state, every size, and addresses of nobody.
// SPEC rows: P8.

#include "pool_support.h"

#include <stdlib.h>
#include <string.h>

static int is_found(const ouro_heap *heap, const void *address) {
    ouro_block_info info;
    return ouro_heap_find(heap, address, &info);
}

// Every byte of `block` leads to it.
static void assert_all_lead_to(const ouro_heap *heap, const char *block, size_t size,
                               ouro_family family, ouro_block_state state) {
    const size_t step = size > 4096 ? size - 1 : 1;
    for (size_t i = 0; i < size; i += step) {
        ouro_block_info info;
        assert_int_equal(ouro_heap_find(heap, block + i, &info), 1);
        assert_ptr_equal(info.address, block);
        assert_int_equal(info.size, size);
        assert_int_equal(info.family, family);
        assert_int_equal(info.state, state);
        assert_int_equal(info.large, size > OURO_SMALL_MAX);
    }
}

static void test_each_byte_of_each_block(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    for (unsigned f = 0; f < OURO_FAMILIES; f++) {
        const ouro_family family = (ouro_family)f;
        for (size_t size = 8; size <= 520; size += 8) {
            char *blocks[3];
            for (int i = 0; i < 3; i++) {
                blocks[i] = ouro_heap_alloc_in(heap, family, size);
                assert_non_null(blocks[i]);
            }
            for (int i = 0; i < 3; i++) {
                assert_all_lead_to(heap, blocks[i], size, family, OURO_BLOCK_ALLOCATED);
            }
        }
    }
    char *large = ouro_heap_alloc_in(heap, OURO_ATOM, 100000);
    assert_all_lead_to(heap, large, 100000, OURO_ATOM, OURO_BLOCK_ALLOCATED);
    ouro_heap_free(heap, large);
    assert_false(is_found(heap, large));
    destroy(heap);
}

static void test_free_and_untouched_blocks(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    char *blocks[4];
    for (int i = 0; i < 4; i++) {
        blocks[i] = ouro_heap_alloc(heap, 48);
    }
    ouro_heap_free(heap, blocks[0]);
    ouro_heap_free(heap, blocks[2]);
    assert_all_lead_to(heap, blocks[0], 48, OURO_PLAIN, OURO_BLOCK_FREE);
    assert_all_lead_to(heap, blocks[1], 48, OURO_PLAIN, OURO_BLOCK_ALLOCATED);
    assert_all_lead_to(heap, blocks[2], 48, OURO_PLAIN, OURO_BLOCK_FREE);
    assert_all_lead_to(heap, blocks[3], 48, OURO_PLAIN, OURO_BLOCK_ALLOCATED);
    assert_all_lead_to(heap, blocks[3] + 48, 48, OURO_PLAIN, OURO_BLOCK_UNTOUCHED);
    ouro_heap_free(heap, blocks[1]);
    ouro_heap_free(heap, blocks[3]);
    assert_false(is_found(heap, blocks[3])); // its pool is empty now
    destroy(heap);
}

static void test_what_a_container_carries(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    const size_t sizes[] = {64, 4000};
    for (int i = 0; i < 2; i++) {
        char *block = ouro_heap_alloc_in(heap, OURO_CONTAINER, sizes[i]);
        *ouro__heap_state(heap, block) = 0x5A;
        ouro_block_info info;
        assert_int_equal(ouro_heap_find(heap, block + 63, &info), 1);
        assert_int_equal(info.object_state, 0x5A);
    }
    destroy(heap);
}

static void test_addresses_of_nobody(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    ouro_heap *stranger = plain_heap();
    char *block = ouro_heap_alloc(heap, 512);
    char *large = ouro_heap_alloc(heap, 5000);
    void *foreign = malloc(100);
    char on_stack[8];
    assert_true(is_found(heap, block));
    assert_false(is_found(stranger, block));
    assert_false(is_found(stranger, large));
    const uintptr_t page = (uintptr_t)block & ~(uintptr_t)4095;
    assert_false(is_found(heap, ouro__pool_of(heap, block))); // a pool's header
    assert_false(is_found(heap, (void *)(page + 4096)));      // no pool yet
    const char *container = ouro_heap_alloc_in(heap, OURO_CONTAINER, 400);
    assert_false(is_found(heap, ouro__sidecar_of(container)));                // the collector's
    assert_false(is_found(heap, (char *)ouro__sidecar_of(container) + 4095)); // behind its blocks
    assert_false(is_found(heap, block + OURO_ARENA_SIZE));                    // no arena yet
    assert_false(is_found(heap, (void *)(heap->base + heap->reserved - 1)));  // the last address
    assert_false(is_found(heap, large - 1));                                  // a record
    assert_false(is_found(heap, large + 5000));
    assert_false(is_found(heap, foreign));
    assert_false(is_found(heap, on_stack));
    assert_false(is_found(heap, NULL));
    assert_false(is_found(heap, (void *)8));
    assert_false(is_found(heap, (void *)UINTPTR_MAX));
    free(foreign);
    destroy(stranger);
    destroy(heap);
}

// The first word of a free block is its link; whatever it says, nothing wild is read.
static void test_a_broken_list_is_not_followed(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    char *blocks[4];
    for (int i = 0; i < 4; i++) {
        blocks[i] = ouro_heap_alloc(heap, 48);
    }
    ouro_heap_free(heap, blocks[0]);
    ouro_heap_free(heap, blocks[1]);
    const void *wild[] = {(void *)8, blocks[2] + 8, blocks[1], &heap, (void *)UINTPTR_MAX};
    for (size_t i = 0; i < sizeof(wild) / sizeof(*wild); i++) {
        OURO__UNPOISON(blocks[1], 48);
        memcpy(blocks[1], &wild[i], sizeof(wild[i]));
        assert_all_lead_to(heap, blocks[1], 48, OURO_PLAIN, OURO_BLOCK_FREE);
        assert_all_lead_to(heap, blocks[2], 48, OURO_PLAIN, OURO_BLOCK_ALLOCATED);
    }
    ouro_heap_destroy(heap);
}

// ---- For debug hooks -------------------------------------------------------------------------

struct ear {
    jmp_buf leave;
    char message[1024];
};

static void leave_with(void *arg, const char *message) {
    struct ear *ear = arg;
    strncpy(ear->message, message, sizeof(ear->message) - 1);
    longjmp(ear->leave, 1);
}

static void assert_refused(const ouro_allocator *hooked, struct ear *ear, void *block,
                           const char *part) {
    if (setjmp(ear->leave) == 0) {
        ouro_allocator_free(hooked, block);
        fail_msg("%p was freed", block);
    }
    if (strstr(ear->message, part) == NULL) {
        fail_msg("\"%s\" is not in: %s", part, ear->message);
    }
}

// Hooks over a heap read no memory but the heap's, whatever they are given.
static void test_hooks_ask_the_heap(void **state) {
    (void)state;
    ouro_heap *heap = plain_heap();
    const ouro_allocator inner = ouro_heap_allocator(heap);
    struct ear ear = {.message = ""};
    ouro_debug debug;
    const ouro_allocator hooked =
        ouro_debug_wrap(&debug, OURO_DOMAIN_MEM, &inner, leave_with, &ear);
    debug.explain = ouro_heap_explain;
    debug.explain_arg = heap;
    char *keep = ouro_allocator_malloc(&hooked, 40);
    char *block = ouro_allocator_malloc(&hooked, 40);
    char *large = ouro_allocator_malloc(&hooked, 4000);
    assert_refused(&hooked, &ear, (void *)0x123456789000, "in no block of the heap");
    assert_refused(&hooked, &ear, (void *)8, "in no block of the heap");
    assert_refused(&hooked, &ear, block + 8, "byte 8 of the block at");
    assert_refused(&hooked, &ear, large + 100, "byte 100 of the block at");
    assert_refused(&hooked, &ear, block + 88, "never handed out");
    ouro_allocator_free(&hooked, block);
    assert_refused(&hooked, &ear, block, "88 bytes, free");
    ouro_allocator_free(&hooked, large);
    assert_refused(&hooked, &ear, large, "in no block of the heap");
    ouro_allocator_free(&hooked, keep);
    destroy(heap);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_byte_of_each_block),
        cmocka_unit_test(test_free_and_untouched_blocks),
        cmocka_unit_test(test_what_a_container_carries),
        cmocka_unit_test(test_addresses_of_nobody),
        cmocka_unit_test(test_a_broken_list_is_not_followed),
        cmocka_unit_test(test_hooks_ask_the_heap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
