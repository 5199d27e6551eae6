// SPDX-License-Identifier: MIT
// Wrong programs: blocks are used after they were freed. Tests; SPEC rows: P11.
//
// A write is found when the block is used again or leaves the queue of freed blocks, or by a check. A
// read cannot be found, but what it reads is dead.

#include "misuse.h"

#include <stdio.h>
#include <string.h>

// Goes on as a program would, until every block of the class that is free was used once.
static void go_on(ouro_heap *heap, size_t size) {
    char *blocks[300];
    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 300; i++) {
            blocks[i] = ouro_heap_alloc(heap, size);
        }
        for (int i = 0; i < 300; i++) {
            ouro_heap_free(heap, blocks[i]);
        }
    }
}

static void write_after(ouro_heap *heap, size_t size, size_t at) {
    char *keep = ouro_heap_alloc(heap, size);
    char *block = ouro_heap_alloc(heap, size);
    ouro_heap_free(heap, block);
    poke(block + at, 1);
    go_on(heap, size);
    ouro_heap_free(heap, keep);
}

static void into_the_first_word(ouro_heap *heap) {
    write_after(heap, 100, 0);
}

static void into_the_middle(ouro_heap *heap) {
    write_after(heap, 100, 50);
}

static void into_the_last_byte(ouro_heap *heap) {
    write_after(heap, 100, 99);
}

static void into_a_large_block(ouro_heap *heap) {
    write_after(heap, 2000, 1000);
}

static void into_a_huge_block(ouro_heap *heap) {
    write_after(heap, 400000, 1000);
}

// What the classic attack does: the next block but one is where the attacker wants it.
static void onto_the_list(ouro_heap *heap) {
    static char treasure[64] = "mine";
    char *keep = ouro_heap_alloc(heap, 48);
    char *block = ouro_heap_alloc(heap, 48);
    ouro_heap_free(heap, block);
    char *target = treasure;
    memcpy(block, &target, sizeof(target));
    for (int i = 0; i < 300; i++) {
        char *got = ouro_heap_alloc(heap, 48);
        harm_if(got == treasure);
        if (got == treasure) {
            return;
        }
    }
    ouro_heap_free(heap, keep);
}

// The block belongs to somebody else by then, on a plain heap.
static void when_another_has_it(ouro_heap *heap) {
    char *keep = ouro_heap_alloc(heap, 48);
    char *block = ouro_heap_alloc(heap, 48);
    ouro_heap_free(heap, block);
    char *other = ouro_heap_alloc(heap, 48);
    fill(other, 2, 48);
    poke(block + 20, 1);
    harm_if(peek(other + 20) != 2);
    ouro_heap_free(heap, other);
    ouro_heap_free(heap, keep);
    go_on(heap, 48);
}

// So much later that the block was used again in a hardened heap too.
static void much_later(ouro_heap *heap) {
    char *keep = ouro_heap_alloc(heap, 48);
    char *block = ouro_heap_alloc(heap, 48);
    ouro_heap_free(heap, block);
    static char *others[200];
    for (int i = 0; i < 200; i++) {
        others[i] = ouro_heap_alloc(heap, 48);
        fill(others[i], 2, 48);
    }
    poke(block + 20, 1);
    for (int i = 0; i < 200; i++) {
        harm_if(peek(others[i] + 20) != 2);
    }
    ouro_heap_free(heap, keep);
}

// The block's pool is empty and serves another class.
static void when_the_pool_changed(ouro_heap *heap) {
    char *keep = ouro_heap_alloc(heap, 16);
    char *block = ouro_heap_alloc(heap, 300);
    ouro_heap_free(heap, block);
    ouro_heap_trim(heap);
    poke(block + 50, 1);
    go_on(heap, 300);
    ouro_heap_free(heap, keep);
}

static void read_after(ouro_heap *heap, size_t size) {
    char *keep = ouro_heap_alloc(heap, size);
    char *block = ouro_heap_alloc(heap, size);
    fill(block, 's', size); // a secret
    ouro_heap_free(heap, block);
    harm_if(peek(block + size / 2) == 's');
    puts("READ");
    ouro_heap_free(heap, keep);
}

static void read_small(ouro_heap *heap) {
    read_after(heap, 100);
}

static void read_large(ouro_heap *heap) {
    read_after(heap, 2000);
}

static void read_huge(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 4000000);
    fill(block, 's', 4000000);
    ouro_heap_free(heap, block);
    harm_if(peek(block + 2000000) == 's');
}

static void realloc_after(ouro_heap *heap) {
    char *keep = ouro_heap_alloc(heap, 48);
    char *block = ouro_heap_alloc(heap, 48);
    ouro_heap_free(heap, block);
    char *moved = ouro_heap_realloc(heap, block, 400);
    ouro_heap_free(heap, moved);
    const char *one = ouro_heap_alloc(heap, 48);
    const char *two = ouro_heap_alloc(heap, 48);
    harm_if(one == two);
    ouro_heap_free(heap, keep);
}

static void size_after(ouro_heap *heap) {
    char *keep = ouro_heap_alloc(heap, 48);
    char *block = ouro_heap_alloc(heap, 48);
    ouro_heap_free(heap, block);
    harm_if(ouro_heap_usable_size(heap, block) > 0);
    ouro_heap_free(heap, keep);
}

// The old address after realloc moved the block: a stale copy of a pointer.
static void old_address(ouro_heap *heap) {
    char *keep = ouro_heap_alloc(heap, 48);
    char *block = ouro_heap_alloc(heap, 48);
    char *moved = ouro_heap_realloc(heap, block, 400);
    fill(moved, 2, 400);
    poke(block + 20, 1);
    go_on(heap, 48);
    ouro_heap_free(heap, moved);
    ouro_heap_free(heap, keep);
}

#define AFTER "written after it was freed: .*\n  block at 0x[0-9a-f]+, [0-9]+ bytes"
#define WRITE "Invalid write of size 1"
#define READ  "Invalid read of size 1"
#define GUARD "SIGSEGV"

const struct misuse after_frees[] = {
    {"after_free/first_word", "write into the first word", into_the_first_word, AFTER, AFTER, WRITE,
     0},
    {"after_free/middle", "write into the middle", into_the_middle, AFTER, AFTER, WRITE, 0},
    {"after_free/last_byte", "write into the last byte", into_the_last_byte, AFTER, AFTER, WRITE,
     0},
    {"after_free/large", "write into a block of 2000", into_a_large_block, AFTER, AFTER, WRITE, 0},
    {"after_free/huge", "write into a block of 400,000", into_a_huge_block, AFTER, GUARD, WRITE, 0},
    {"after_free/onto_the_list", "an address written where the free list has its links",
     onto_the_list, AFTER, AFTER, "Invalid write of size 8", 1},
    {"after_free/another_has_it", "write when the block could have a new owner",
     when_another_has_it, AFTER, AFTER, WRITE, 1},
    {"after_free/much_later", "write when the block has a new owner in a hardened heap too",
     much_later, AFTER, NULL, WRITE, 1},
    {"after_free/pool_gone", "write when the pool's page went back to the system",
     when_the_pool_changed, GUARD, GUARD, WRITE, 0},
    {"after_free/read", "read from a block of 100", read_small, READS, READS, READ, 1},
    {"after_free/read_large", "read from a block of 2000", read_large, READS, READS, READ, 0},
    {"after_free/read_huge", "read from a block of 4,000,000", read_huge, GUARD, GUARD, READ, 0},
    {"after_free/realloc", "realloc of a freed block", realloc_after,
     "realloc of 0x[0-9a-f]+, which was freed already\n  block at 0x", "which was freed already",
     "Invalid free", 1},
    {"after_free/size", "the size of a freed block is asked for", size_after,
     "size of 0x[0-9a-f]+, which was freed already\n  block at 0x", "which was freed already", NULL,
     1},
    {"after_free/old_address", "write to where a block was before realloc moved it", old_address,
     AFTER, AFTER, WRITE, 0},
    {0}};
