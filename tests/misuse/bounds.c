// SPDX-License-Identifier: MIT
// Wrong programs: writes behind a block's end and before its beginning. Tests; SPEC rows: P11.
//
// A guarded heap finds them when the block, or the one next to it, is freed: before the program that
// lost its data uses memory again, unless it looks at them first. A mebibyte never gets that far: it
// runs into a page that nobody may touch.

#include "misuse.h"

#include <string.h>

#define MIB ((size_t)1 << 20)

// ---- Behind the end --------------------------------------------------------------------------

// Writes `count` bytes too many into the lower of two neighbours, frees it, then uses the other one.
static void overrun(ouro_heap *heap, size_t size, size_t count) {
    char *low;
    char *high;
    neighbours(heap, size, &low, &high);
    fill(low, 1, size);
    fill(high, 2, size);
    fill(low + size, 'x', count);
    ouro_heap_free(heap, low);
    for (size_t i = 0; i < size; i++) {
        harm_if(peek(high + i) != 2);
    }
}

static void over_by_1(ouro_heap *heap) {
    overrun(heap, 48, 1);
}

static void over_by_1_odd(ouro_heap *heap) {
    overrun(heap, 45, 1);
}

static void over_by_32(ouro_heap *heap) {
    overrun(heap, 48, 32);
}

static void over_by_1_mib(ouro_heap *heap) {
    overrun(heap, 48, MIB);
}

static void over_by_a_nul(ouro_heap *heap) {
    char *low;
    char *high;
    neighbours(heap, 16, &low, &high);
    fill(high, 2, 16);
    char text[17] = "sixteen letters!";
    strcpy(low, text);
    ouro_heap_free(heap, low);
    harm_if(peek(high) != 2);
}

static void over_an_empty_block(ouro_heap *heap) {
    char *low;
    char *high;
    neighbours(heap, 0, &low, &high);
    poke(low, 1);
    ouro_heap_free(heap, low);
}

static void large_by_1(ouro_heap *heap) {
    overrun(heap, 2000, 1);
}

static void large_by_32(ouro_heap *heap) {
    overrun(heap, 2000, 32);
}

static void large_by_1_mib(ouro_heap *heap) {
    overrun(heap, 2000, MIB);
}

static void huge_by_1(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 400000);
    poke(block + 400000, 1);
    ouro_heap_free(heap, block);
}

static void huge_by_32(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 399990);
    fill(block + 399990, 1, 32);
    ouro_heap_free(heap, block);
}

static void huge_by_1_mib(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 400000);
    fill(block, 1, 400000 + MIB);
    ouro_heap_free(heap, block);
}

// The block that lies highest in its page.
static char *last_of_its_page(ouro_heap *heap, size_t size) {
    char *last = NULL;
    for (int i = 0; i < 600; i++) {
        char *block = ouro_heap_alloc(heap, size);
        ouro_block_info info;
        if (!ouro_heap_find(heap, (char *)((uintptr_t)block | 4095) - size, &info) ||
            info.address == block) {
            last = block;
        }
        if (last != NULL && i > 300) {
            break;
        }
    }
    return last;
}

static void last_block_by_32(ouro_heap *heap) {
    char *block = last_of_its_page(heap, 100);
    fill(block + 100, 'x', 32);
    ouro_heap_free(heap, block);
}

static void last_block_by_1_mib(ouro_heap *heap) {
    char *block = last_of_its_page(heap, 100);
    fill(block + 100, 'x', MIB);
    ouro_heap_free(heap, block);
}

static void after_realloc_made_it_smaller(ouro_heap *heap) {
    char *keep = ouro_heap_alloc(heap, 100);
    char *block = ouro_heap_alloc(heap, 100);
    block = ouro_heap_realloc(heap, block, 90);
    fill(block, 1, 100);
    ouro_heap_free(heap, block);
    ouro_heap_free(heap, keep);
}

static void found_by_realloc(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 48);
    poke(block + 48, 1);
    block = ouro_heap_realloc(heap, block, 200);
    ouro_heap_free(heap, block);
}

// No guard is touched: the write goes from one live block into the midst of another one.
static void over_the_guards(ouro_heap *heap) {
    char *low;
    char *high;
    neighbours(heap, 48, &low, &high);
    fill(high, 2, 48);
    poke(low + (high - low) + 5, 'x');
    ouro_heap_free(heap, low);
    harm_if(peek(high + 5) != 2);
}

#define BEHIND "written behind the block: .*\n  block at 0x[0-9a-f]+, [0-9]+ bytes"
#define BEFORE "written before the block: .*\n  block at 0x[0-9a-f]+, [0-9]+ bytes"
#define EITHER "written (behind|before) the block: .*\n  block at 0x[0-9a-f]+, [0-9]+ bytes"
#define WRITE  "Invalid write of size 1"
#define GUARD  "SIGSEGV"

const struct misuse overruns[] = {
    {"overrun/by_1", "1 byte behind a block of 48", over_by_1, BEHIND, BEHIND, WRITE, 1},
    {"overrun/by_1_odd", "1 byte behind a block of 45", over_by_1_odd, BEHIND, BEHIND, WRITE, 0},
    {"overrun/by_32", "32 bytes behind a block of 48", over_by_32, BEHIND, BEHIND, WRITE, 1},
    {"overrun/by_1_mib", "1 MiB behind a block of 48", over_by_1_mib, GUARD, GUARD, NULL, 1},
    {"overrun/by_a_nul", "a text and its NUL, where only the text fits", over_by_a_nul, BEHIND,
     BEHIND, WRITE, 1},
    {"overrun/empty", "a byte into a block of none", over_an_empty_block, BEHIND, BEHIND, WRITE, 0},
    {"overrun/large_by_1", "1 byte behind a block of 2000", large_by_1, BEHIND, BEHIND, WRITE, 0},
    {"overrun/large_by_32", "32 bytes behind a block of 2000", large_by_32, BEHIND, BEHIND, WRITE,
     0},
    {"overrun/large_by_1_mib", "1 MiB behind a block of 2000", large_by_1_mib, GUARD, GUARD, NULL,
     0},
    {"overrun/huge_by_1", "1 byte behind a block of 400,000", huge_by_1, BEHIND, GUARD, WRITE, 0},
    {"overrun/huge_by_32", "32 bytes behind a block of 399,990", huge_by_32, BEHIND "|" GUARD,
     GUARD, WRITE, 0},
    {"overrun/huge_by_1_mib", "1 MiB behind a block of 400,000", huge_by_1_mib, GUARD, GUARD, NULL,
     0},
    {"overrun/last_by_32", "32 bytes behind the last block of a pool", last_block_by_32, BEHIND,
     BEHIND, WRITE, 0},
    {"overrun/last_by_1_mib", "1 MiB behind the last block of a pool", last_block_by_1_mib, GUARD,
     GUARD, NULL, 1},
    {"overrun/shrunk", "as many bytes as before realloc made the block smaller",
     after_realloc_made_it_smaller, BEHIND, BEHIND, WRITE, 0},
    {"overrun/found_by_realloc", "1 byte too many, then realloc", found_by_realloc, BEHIND, BEHIND,
     WRITE, 0},
    {"overrun/over_the_guards", "an index so wrong that it meets another block", over_the_guards,
     NULL, NULL, NULL, 1},
    {0}};

// ---- Before the beginning --------------------------------------------------------------------

static void underrun(ouro_heap *heap, size_t size, size_t count) {
    char *low;
    char *high;
    neighbours(heap, size, &low, &high);
    fill(low, 2, size);
    fill_down(high, 'x', count);
    ouro_heap_free(heap, high);
    for (size_t i = 0; i < size; i++) {
        harm_if(peek(low + i) != 2);
    }
}

static void under_by_1(ouro_heap *heap) {
    underrun(heap, 48, 1);
}

static void under_by_8(ouro_heap *heap) {
    underrun(heap, 48, 8);
}

static void under_by_32(ouro_heap *heap) {
    underrun(heap, 48, 32);
}

static void under_by_1_mib(ouro_heap *heap) {
    underrun(heap, 48, MIB);
}

static void large_under_by_1(ouro_heap *heap) {
    underrun(heap, 2000, 1);
}

static void large_under_by_32(ouro_heap *heap) {
    underrun(heap, 2000, 32);
}

static void huge_under_by_1(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 400000);
    poke(block - 1, 1);
    ouro_heap_free(heap, block);
}

static void huge_under_by_1_mib(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 400000);
    fill_down(block, 1, MIB);
    ouro_heap_free(heap, block);
}

// What the collector keeps of containers lies before the first of them.
static void first_container_by_32(ouro_heap *heap) {
    char *first = NULL;
    for (int i = 0; i < 100; i++) {
        char *block = ouro_heap_alloc_in(heap, OURO_CONTAINER, 100);
        if (first == NULL || (uintptr_t)block % 4096 < (uintptr_t)first % 4096) {
            first = block;
        }
    }
    fill_down(first, 'x', 32);
    ouro_heap_free(heap, first);
}

const struct misuse underruns[] = {
    {"underrun/by_1", "1 byte before a block of 48", under_by_1, BEFORE, BEFORE, WRITE, 1},
    {"underrun/by_8", "8 bytes before a block of 48", under_by_8, BEFORE, BEFORE, WRITE, 1},
    {"underrun/by_32", "32 bytes before a block of 48", under_by_32, EITHER, BEFORE, WRITE, 1},
    {"underrun/by_1_mib", "1 MiB before a block of 48", under_by_1_mib, GUARD, GUARD, NULL, 1},
    {"underrun/large_by_1", "1 byte before a block of 2000", large_under_by_1, BEFORE, BEFORE, NULL,
     0},
    {"underrun/large_by_32", "32 bytes before a block of 2000", large_under_by_32, BEFORE, BEFORE,
     NULL, 1},
    {"underrun/huge_by_1", "1 byte before a block of 400,000", huge_under_by_1, BEFORE, BEFORE,
     NULL, 0},
    {"underrun/huge_by_1_mib", "1 MiB before a block of 400,000", huge_under_by_1_mib, GUARD, GUARD,
     NULL, 0},
    {"underrun/first_container", "32 bytes before the first container of a pool",
     first_container_by_32, BEFORE, BEFORE, WRITE, 0},
    {0}};
