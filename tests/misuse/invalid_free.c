// SPDX-License-Identifier: MIT
// Wrong programs: what is freed or resized is no block of this heap. Tests; SPEC rows: P11.

#include "misuse.h"

#include <stdlib.h>
#include <string.h>

static char in_static_memory[64];

// The heap must not hand out what it was given.
static void free_and_look(ouro_heap *heap, void *wrong) {
    ouro_heap_free(heap, wrong);
    for (int i = 0; i < 300; i++) {
        harm_if(ouro_heap_alloc(heap, 40) == wrong);
    }
    harm_if(ouro_heap_check(heap) != NULL);
}

static void inside_a_block(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 40);
    another(heap, OURO_PLAIN, 40);
    free_and_look(heap, block + 8);
}

static void misaligned(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 40);
    another(heap, OURO_PLAIN, 40);
    free_and_look(heap, block + 3);
}

static void behind_a_block(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 33);
    free_and_look(heap, block + 33);
}

static void never_allocated(ouro_heap *heap) {
    another(heap, OURO_PLAIN, 100);
    char *block = ouro_heap_alloc(heap, 100);
    const uintptr_t page = (uintptr_t)block & ~(uintptr_t)4095;
    ouro_block_info info = {.address = block};
    for (uintptr_t at = page; at < page + 4096; at += 8) {
        if (ouro_heap_find(heap, (void *)at, &info) && info.state != OURO_BLOCK_ALLOCATED) {
            break;
        }
    }
    ouro_heap_free(heap, (void *)(uintptr_t)info.address);
    char *blocks[64];
    for (int i = 0; i < 64; i++) {
        blocks[i] = ouro_heap_alloc(heap, 100);
        for (int k = 0; k < i; k++) {
            harm_if(blocks[i] == blocks[k]);
        }
    }
}

static void on_the_stack(ouro_heap *heap) {
    char buffer[64] = "mine";
    another(heap, OURO_PLAIN, 40);
    free_and_look(heap, buffer + 32);
}

static void in_static(ouro_heap *heap) {
    another(heap, OURO_PLAIN, 40);
    free_and_look(heap, in_static_memory + 32);
}

static void of_another_heap(ouro_heap *heap) {
    ouro_heap *other = ouro_heap_new(NULL);
    char *block = ouro_heap_alloc(other, 40);
    another(other, OURO_PLAIN, 40);
    free_and_look(heap, block);
}

static void of_malloc(ouro_heap *heap) {
    char *block = malloc(40);
    if (block != NULL) {
        free_and_look(heap, block);
    }
}

static void unmapped(ouro_heap *heap) {
    free_and_look(heap, (void *)(uintptr_t)0x123456789000);
}

static void null_plus_8(ouro_heap *heap) {
    free_and_look(heap, (void *)(uintptr_t)8);
}

static void at_the_start_of_a_page(ouro_heap *heap) {
    char *block = ouro_heap_alloc_in(heap, OURO_CONTAINER, 40);
    another(heap, OURO_CONTAINER, 40);
    free_and_look(heap, (void *)((uintptr_t)block & ~(uintptr_t)4095));
}

static void in_reserved_memory(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 40);
    free_and_look(heap, block + ((size_t)1 << 30));
}

static void inside_a_large_block(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 3000);
    free_and_look(heap, block + 1024);
}

static void inside_a_huge_block(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 300000);
    free_and_look(heap, block + 4096);
}

static void realloc_inside(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 100);
    char *moved = ouro_heap_realloc(heap, block + 16, 400);
    ouro_heap_free(heap, moved);
    harm_if(ouro_heap_check(heap) != NULL);
}

static void realloc_of_the_stack(ouro_heap *heap) {
    char buffer[64] = "mine";
    char *moved = ouro_heap_realloc(heap, buffer + 32, 400);
    ouro_heap_free(heap, moved);
    harm_if(ouro_heap_check(heap) != NULL);
}

#define NONE    "free of 0x[0-9a-f]+, which is no block of this heap\n  0x[0-9a-f]+ lies "
#define INSIDE  "free of 0x[0-9a-f]+, which is [0-9]+ bytes inside a block\n  block at 0x"
#define INVALID "Invalid free"

const struct misuse invalid_frees[] = {
    {"invalid_free/inside", "8 bytes inside a block", inside_a_block, INSIDE, INSIDE, INVALID, 1},
    {"invalid_free/misaligned", "3 bytes inside a block", misaligned, INSIDE, INSIDE, INVALID, 1},
    {"invalid_free/behind", "the first byte behind a block", behind_a_block, INSIDE, INSIDE,
     INVALID, 1},
    {"invalid_free/never_allocated", "a block that was never handed out", never_allocated,
     "free of 0x[0-9a-f]+, which was freed already\n  block at 0x", "which was freed already",
     INVALID, 1},
    {"invalid_free/stack", "an address on the stack", on_the_stack, NONE, NONE, INVALID, 1},
    {"invalid_free/static", "static memory", in_static, NONE, NONE, INVALID, 1},
    {"invalid_free/other_heap", "a block of another heap", of_another_heap, NONE, NONE, INVALID, 1},
    {"invalid_free/malloc", "a block of malloc", of_malloc, NONE, NONE, INVALID, 1},
    {"invalid_free/unmapped", "an address where nothing is mapped", unmapped, NONE, NONE, INVALID,
     1},
    {"invalid_free/null_plus_8", "a field of a NULL structure", null_plus_8, NONE, NONE, INVALID,
     1},
    {"invalid_free/page", "the start of a pool of containers", at_the_start_of_a_page, NONE, NONE,
     INVALID, 1},
    {"invalid_free/reserved", "the heap's own address space, never used", in_reserved_memory, NONE,
     NONE, INVALID, 1},
    {"invalid_free/inside_large", "1024 bytes inside a block of 3000", inside_a_large_block, INSIDE,
     INSIDE, INVALID, 1},
    {"invalid_free/inside_huge", "4096 bytes inside a block of 300000", inside_a_huge_block, INSIDE,
     INSIDE, INVALID, 1},
    {"invalid_free/realloc_inside", "realloc of an address inside a block", realloc_inside,
     "realloc of 0x[0-9a-f]+, which is 16 bytes inside a block\n  block at 0x",
     "realloc of 0x[0-9a-f]+, which is 16 bytes inside a block", INVALID, 1},
    {"invalid_free/realloc_stack", "realloc of an address on the stack", realloc_of_the_stack,
     "realloc of 0x[0-9a-f]+, which is no block of this heap",
     "realloc of 0x[0-9a-f]+, which is no block of this heap", INVALID, 1},
    {0}};
