// SPDX-License-Identifier: MIT
// Wrong programs: wrong domains, the heap's own records written over, heaps used when they are gone.
// Tests; SPEC rows: P11.

#include "misuse.h"

#include "pool.h"

#include <stdio.h>
#include <stdlib.h>

// ---- Domains ---------------------------------------------------------------------------------

static void mem_freed_as_object(ouro_heap *heap) {
    const ouro_allocator mem = ouro_heap_domain(heap, OURO_DOMAIN_MEM);
    const ouro_allocator object = ouro_heap_domain(heap, OURO_DOMAIN_OBJECT);
    void *block = ouro_allocator_malloc(&mem, 48);
    ouro_allocator_free(&object, block);
}

static void object_freed_as_mem(ouro_heap *heap) {
    const ouro_allocator mem = ouro_heap_domain(heap, OURO_DOMAIN_MEM);
    const ouro_allocator object = ouro_heap_domain(heap, OURO_DOMAIN_OBJECT);
    void *block = ouro_allocator_malloc(&object, 2000);
    ouro_allocator_free(&mem, block);
}

static void object_resized_as_mem(ouro_heap *heap) {
    const ouro_allocator mem = ouro_heap_domain(heap, OURO_DOMAIN_MEM);
    const ouro_allocator object = ouro_heap_domain(heap, OURO_DOMAIN_OBJECT);
    void *block = ouro_allocator_malloc(&object, 48);
    block = ouro_allocator_realloc(&mem, block, 200);
    ouro_allocator_free(&mem, block);
}

static void raw_freed_as_mem(ouro_heap *heap) {
    const ouro_allocator raw = ouro_heap_domain(heap, OURO_DOMAIN_RAW);
    const ouro_allocator mem = ouro_heap_domain(heap, OURO_DOMAIN_MEM);
    void *block = ouro_allocator_malloc(&raw, 48);
    ouro_allocator_free(&mem, block);
}

// ---- Records ---------------------------------------------------------------------------------

// A write through a wild pointer hits a pool's header: the next block would be where it points.
static void header_points_elsewhere(ouro_heap *heap) {
    static char treasure[64] = "mine";
    char *block = ouro_heap_alloc(heap, 48);
    ouro__pool_of(heap, block)->free = treasure;
    harm_if(ouro_heap_alloc(heap, 48) == (void *)treasure);
}

static void header_counts_wrong(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 48);
    char *other = ouro_heap_alloc(heap, 48);
    ouro__pool_of(heap, block)->used = 1;
    ouro_heap_free(heap, block); // "empty": the page may be used for anything
    harm_if(ouro_heap_owns(heap, other) == 0 || ouro_heap_check(heap) != NULL);
}

// Unlinking a pool whose neighbours are forged writes where they say.
static void list_of_pools(ouro_heap *heap) {
    static struct ouro__pool treasure;
    static char *blocks[200];
    for (int i = 0; i < 200; i++) {
        blocks[i] = ouro_heap_alloc(heap, 400);
    }
    struct ouro__pool *pool = ouro__pool_of(heap, blocks[199]);
    pool->next = &treasure;
    for (int i = 0; i < 200; i++) {
        ouro_heap_free(heap, blocks[i]);
        harm_if(treasure.prev != NULL);
    }
}

// The same in the ring of large blocks, whose links lie before the blocks.
static void ring_of_large_blocks(ouro_heap *heap) {
    static struct ouro__large treasure;
    char *block = ouro_heap_alloc(heap, 2000);
    ouro__large_of(block)->next = &treasure;
    ouro_heap_free(heap, block);
    harm_if(treasure.prev != NULL);
}

static void large_size(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 2000);
    ouro__large_of(block)->size = 1000000;
    harm_if(ouro_heap_usable_size(heap, block) == 1000000);
    ouro_heap_free(heap, block);
}

// ---- Heaps that are gone ---------------------------------------------------------------------

static void alloc_after_destroy(ouro_heap *heap) {
    ouro_heap_destroy(heap);
    harm_if(ouro_heap_alloc(heap, 48) != NULL);
}

static void free_after_destroy(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 48);
    ouro_heap_destroy(heap);
    ouro_heap_free(heap, block);
}

static void block_after_destroy(ouro_heap *heap) {
    char *block = ouro_heap_alloc(heap, 48);
    fill(block, 's', 48);
    ouro_heap_destroy(heap);
    harm_if(peek(block) == 's');
}

static void destroyed_twice(ouro_heap *heap) {
    another(heap, OURO_PLAIN, 48);
    ouro_heap_destroy(heap);
    ouro_heap_destroy(heap);
}

// ---- What only valgrind finds ----------------------------------------------------------------

static void lost(ouro_heap *heap) {
    another(heap, OURO_PLAIN, 48);
    exit(0); // the heap is not destroyed: that would free all of it
}

static void never_written(ouro_heap *heap) {
    const char *block = ouro_heap_alloc(heap, 48);
    if (peek(block + 5) == 'x') {
        puts("x");
    }
}

#define DOMAIN "wrong domain: allocated in '[mo]', used in '[mo]'"
#define GUARD  "SIGSEGV"

const struct misuse records[] = {
    {"domain/mem_as_object", "a buffer freed as an object", mem_freed_as_object,
     DOMAIN "\n  block at 0x", DOMAIN, NULL, 0},
    {"domain/object_as_mem", "a large object freed as a buffer", object_freed_as_mem,
     DOMAIN "\n  block at 0x", DOMAIN, NULL, 0},
    {"domain/realloc", "an object resized as a buffer", object_resized_as_mem,
     DOMAIN "\n  block at 0x", DOMAIN, NULL, 0},
    {"domain/raw_as_mem", "a block of the raw domain freed as a buffer", raw_freed_as_mem,
     "free of 0x[0-9a-f]+, which is no block of this heap", "which is no block of this heap",
     "Invalid free", 1},
    {"record/header", "a pool's header is made to point elsewhere", header_points_elsewhere,
     "the header of pool 0x[0-9a-f]+ was overwritten", "the header of pool", NULL, 1},
    {"record/count", "a pool's count of blocks is overwritten", header_counts_wrong,
     "the header of pool 0x[0-9a-f]+ was overwritten", "the header of pool", NULL, 1},
    {"record/list", "a pool's links are overwritten", list_of_pools,
     "list of pools|used pools of class", "list of pools", NULL, 1},
    {"record/ring", "a large block's links are overwritten", ring_of_large_blocks,
     "the list of large blocks was overwritten\n  block at 0x",
     "the list of large blocks was overwritten", NULL, 1},
    {"record/size", "a large block's size is overwritten", large_size,
     "written before the block: .*\n  block at 0x", "written before the block", NULL, 1},
    {"gone/alloc", "a request to a heap that was destroyed", alloc_after_destroy,
     "the heap 0x[0-9a-f]+ is used after it was destroyed", GUARD, "Invalid (read|write)", 0},
    {"gone/free", "a free to a heap that was destroyed", free_after_destroy,
     "the heap 0x[0-9a-f]+ is used after it was destroyed", GUARD, "Invalid (read|write)", 0},
    {"gone/block", "a block of a heap that was destroyed", block_after_destroy, GUARD, GUARD,
     "Invalid read", 0},
    {"gone/twice", "a heap destroyed twice", destroyed_twice,
     "the heap 0x[0-9a-f]+ was destroyed already", GUARD, "Invalid (read|free)", 0},
    {"other/lost", "a block that nobody frees", lost, NULL, NULL,
     "48 bytes in 1 blocks are definitely lost", 0},
    {"other/never_written", "a decision by bytes that were never written", never_written, NULL,
     NULL, "depends on uninitialised value", 0},
    {0}};
