// SPDX-License-Identifier: MIT
// Wrong programs: the same block is freed twice. Tests; SPEC rows: P11.
//
// What it does to a plain heap: the block is in the free list twice, two owners get it, and what one
// writes the other one finds.

#include "misuse.h"

// Whether two of the next blocks of that size are one.
static void look_for_twins(ouro_heap *heap, size_t size) {
    char *blocks[8];
    for (int i = 0; i < 8; i++) {
        blocks[i] = ouro_heap_alloc(heap, size);
        for (int k = 0; k < i; k++) {
            harm_if(blocks[i] == blocks[k]);
        }
    }
}

static void at_once(ouro_heap *heap) {
    char *keep = ouro_heap_alloc(heap, 40);
    char *block = ouro_heap_alloc(heap, 40);
    ouro_heap_free(heap, block);
    ouro_heap_free(heap, block);
    look_for_twins(heap, 40);
    ouro_heap_free(heap, keep);
}

static void after_others(ouro_heap *heap) {
    char *blocks[6];
    for (int i = 0; i < 6; i++) {
        blocks[i] = ouro_heap_alloc(heap, 40);
    }
    for (int i = 0; i < 4; i++) {
        ouro_heap_free(heap, blocks[i]);
    }
    ouro_heap_free(heap, blocks[1]);
    look_for_twins(heap, 40);
}

static void after_another_was_used_again(ouro_heap *heap) {
    char *blocks[6];
    for (int i = 0; i < 6; i++) {
        blocks[i] = ouro_heap_alloc(heap, 40);
    }
    ouro_heap_free(heap, blocks[0]);
    ouro_heap_free(heap, blocks[1]);
    char *again = ouro_heap_alloc(heap, 40);
    ouro_heap_free(heap, blocks[0]);
    look_for_twins(heap, 40);
    ouro_heap_free(heap, again);
}

// On a plain heap the second free takes the block away from its new owner.
static void after_it_was_used_again(ouro_heap *heap) {
    char *keep = ouro_heap_alloc(heap, 40);
    char *block = ouro_heap_alloc(heap, 40);
    ouro_heap_free(heap, block);
    char *owner = ouro_heap_alloc(heap, 40);
    ouro_heap_free(heap, block);
    harm_if(ouro_heap_alloc(heap, 40) == owner);
    ouro_heap_free(heap, keep);
}

static void of_a_block_that_moved(ouro_heap *heap) {
    char *keep = ouro_heap_alloc(heap, 40);
    char *block = ouro_heap_alloc(heap, 40);
    char *moved = ouro_heap_realloc(heap, block, 400);
    ouro_heap_free(heap, block);
    look_for_twins(heap, 40);
    ouro_heap_free(heap, moved);
    ouro_heap_free(heap, keep);
}

static void in_a_full_pool(ouro_heap *heap) {
    char *blocks[64];
    for (int i = 0; i < 64; i++) {
        blocks[i] = ouro_heap_alloc(heap, 400);
    }
    ouro_heap_free(heap, blocks[3]);
    ouro_heap_free(heap, blocks[3]);
    look_for_twins(heap, 400);
}

static void of_the_last_block(ouro_heap *heap) {
    char *others = ouro_heap_alloc(heap, 200); // so that the arena stays
    char *block = ouro_heap_alloc(heap, 40);
    ouro_heap_free(heap, block);
    ouro_heap_free(heap, block);
    look_for_twins(heap, 40);
    ouro_heap_free(heap, others);
}

static void of_a_container(ouro_heap *heap) {
    char *keep = ouro_heap_alloc_in(heap, OURO_CONTAINER, 40);
    char *block = ouro_heap_alloc_in(heap, OURO_CONTAINER, 40);
    ouro_heap_free(heap, block);
    ouro_heap_free(heap, block);
    const char *one = ouro_heap_alloc_in(heap, OURO_CONTAINER, 40);
    const char *two = ouro_heap_alloc_in(heap, OURO_CONTAINER, 40);
    harm_if(one == two);
    ouro_heap_free(heap, keep);
}

static void after_a_trim(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 40);
    ouro_heap_free(heap, block);
    ouro_heap_trim(heap);
    ouro_heap_free(heap, block);
    harm_if(ouro_heap_check(heap) != NULL);
}

static void of_a_large_block(ouro_heap *heap) {
    char *keep = ouro_heap_alloc(heap, 3000);
    char *block = ouro_heap_alloc(heap, 3000);
    ouro_heap_free(heap, block);
    ouro_heap_free(heap, block);
    look_for_twins(heap, 3000);
    ouro_heap_free(heap, keep);
}

static void of_a_huge_block(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 3000000);
    ouro_heap_free(heap, block);
    ouro_heap_free(heap, block);
    look_for_twins(heap, 3000000);
}

#define FREED "free of 0x[0-9a-f]+, which was freed already"

const struct misuse double_frees[] = {
    {"double_free/at_once", "freed twice in a row", at_once, FREED "\n  block at 0x", FREED,
     "Invalid free", 1},
    {"double_free/after_others", "freed again after other blocks were freed", after_others,
     FREED "\n  block at 0x", FREED, "Invalid free", 1},
    {"double_free/another_reused", "freed again after another freed block was used again",
     after_another_was_used_again, FREED "\n  block at 0x", FREED, "Invalid free", 1},
    {"double_free/reused", "freed again after the heap could have used it again",
     after_it_was_used_again, FREED "\n  block at 0x", FREED, "Invalid free", 1},
    {"double_free/moved", "the old address freed after realloc moved the block",
     of_a_block_that_moved, FREED "\n  block at 0x", FREED, "Invalid free", 1},
    {"double_free/full_pool", "freed twice in a pool that was full", in_a_full_pool,
     FREED "\n  block at 0x", FREED, "Invalid free", 1},
    {"double_free/last_block", "freed twice, and it was its pool's last block", of_the_last_block,
     FREED "\n  block at 0x", FREED, "Invalid free", 1},
    {"double_free/container", "a container freed twice", of_a_container, FREED "\n  block at 0x",
     FREED, "Invalid free", 1},
    {"double_free/after_trim", "freed again when its memory went back to the system", after_a_trim,
     "free of 0x[0-9a-f]+, which is no block of this heap", "which is no block of this heap",
     "Invalid free", 0},
    {"double_free/large", "a large block freed twice", of_a_large_block, FREED "\n  block at 0x",
     FREED, "Invalid free", 0},
    {"double_free/huge", "a block of 3 MB freed twice", of_a_huge_block,
     FREED "\n  block at 0x|which is no block of this heap", "which is no block of this heap",
     "Invalid free", 0},
    {0}};
