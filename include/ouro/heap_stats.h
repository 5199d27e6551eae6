// SPDX-License-Identifier: MIT
// What is in a heap: figures, as a structure, as text and as JSON, and a walk over every pool and block.
// Public header of the pool floor; works without a runtime. SPEC rows: P3 to P6, P10.
//
// The figures are exact in every build, and nothing is counted for them while blocks come and go:
// they are read off the headers of the pools when somebody asks. What the heap cannot know is how many
// bytes were asked for in small blocks: a pool knows its class, not the requests, so small blocks are
// told by the size of their class (42 bytes asked for are 48). Large blocks are told as asked for.

#ifndef OURO_HEAP_STATS_H
#define OURO_HEAP_STATS_H

#include "ouro/heap.h"
#include "ouro/write.h"

OURO_BEGIN_DECLS

// ---- States ----------------------------------------------------------------------------------

typedef enum ouro_block_state {
    OURO_BLOCK_UNTOUCHED, // never handed out since its pool was set up, its memory not written
    OURO_BLOCK_ALLOCATED,
    OURO_BLOCK_FREE // was handed out and came back; in its pool's list
} ouro_block_state;

typedef enum ouro_pool_state {
    OURO_POOL_UNTOUCHED, // not yet carved from its arena
    OURO_POOL_USED,      // some blocks free
    OURO_POOL_FULL,      // all blocks allocated
    OURO_POOL_EMPTY      // all blocks free: ready for any class
} ouro_pool_state;

// ---- Statistics ------------------------------------------------------------------------------

typedef struct ouro_class_stats {
    uint64_t pools;       // used and full
    uint64_t blocks_used; // allocated
    uint64_t blocks_free; // free and untouched, in those pools
} ouro_class_stats;

typedef struct ouro_heap_stats {
    size_t size;               // set by the caller to sizeof(ouro_heap_stats): so much is filled in
    uint64_t arenas_allocated; // since the heap was made
    uint64_t arenas_reclaimed; // given back since then
    uint64_t arenas_current;   // allocated - reclaimed
    uint64_t arenas_peak;
    uint64_t arenas_empty; // of the current: kept by the grace
    uint64_t pools_used;   // in use, full ones included
    uint64_t pools_full;
    uint64_t pools_empty;
    uint64_t pools_untouched;
    uint64_t blocks_small;    // allocated in pools
    uint64_t blocks_large;    // allocated by the raw allocator
    uint64_t bytes_small;     // allocated in pools, by class size
    uint64_t bytes_large;     // as asked for
    uint64_t bytes_in_use;    // bytes_small + bytes_large
    uint64_t bytes_committed; // arenas and large blocks with their prefixes: what `limit` limits
    uint64_t bytes_touched;   // of the arenas: pages that memory was taken for and not given back
    uint64_t bytes_reserved;  // address space
    uint64_t limit;           // 0: none
    uint64_t pools_purged;    // of the empty ones: without memory behind them
    uint64_t pools_reclaimed; // given back alone, 4 KiB each, from arenas that had others in use
    uint64_t bytes_reclaimed; // those and the arenas': pages that memory had been taken for
    uint64_t bytes_records;   // records of arenas and headers of pools, which stand elsewhere
    // These three and bytes_small make up arenas_current * OURO_ARENA_SIZE:
    uint64_t bytes_free;   // blocks free and untouched in pools in use
    uint64_t bytes_unused; // pools empty and untouched
    uint64_t bytes_lost;   // of pools in use: state bytes, what is left over
    uint32_t alignment;
    uint32_t classes; // 64 or 32; class c holds blocks of (c + 1) * alignment bytes
    ouro_class_stats by_class[OURO_FAMILIES][OURO_CLASSES_MAX];
} ouro_heap_stats;

// Fills in `stats` by walking the pools; allocating and freeing keep no counters. O(pools).
OURO_API void ouro_heap_get_stats(const ouro_heap *heap, ouro_heap_stats *stats);

// The figures as text for people: P10's table of size classes, then a line for each figure, all digits
// given. As JSON: one object with a member for each figure, named as in the structure, and "classes",
// an array of those that have pools, by family. Both from one table of fields. 0, or what the writer
// returned. Figures beyond stats->size are written as 0.
OURO_API int ouro_heap_stats_text(const ouro_heap_stats *stats, ouro_write_fn write, void *arg);
OURO_API int ouro_heap_stats_json(const ouro_heap_stats *stats, ouro_write_fn write, void *arg);

// The same of a heap as it is now. O(pools).
OURO_API int ouro_heap_write_text(const ouro_heap *heap, ouro_write_fn write, void *arg);
OURO_API int ouro_heap_write_json(const ouro_heap *heap, ouro_write_fn write, void *arg);

// Blocks allocated, small and large: what sys.getallocatedblocks() counts. O(pools).
OURO_API uint64_t ouro_heap_allocated_blocks(const ouro_heap *heap);

// ---- Visiting --------------------------------------------------------------------------------

typedef struct ouro_arena_info {
    const void *address;
    uint32_t pools_untouched;
    uint32_t pools_empty;
    uint32_t pools_in_use;
    uint32_t pools_purged; // of the empty ones: without memory behind them
} ouro_arena_info;

typedef struct ouro_pool_info {
    const void *address;
    ouro_pool_state state;
    uint8_t purged;     // 1: empty, and without memory behind it
    ouro_family family; // this and what follows: only of used and full pools
    uint32_t block_size;
    uint32_t capacity; // blocks
    uint32_t used;     // allocated
    uint32_t carved;   // allocated and free; the rest is untouched
} ouro_pool_info;

typedef struct ouro_block_info {
    const void *address;
    size_t size; // of the class; of a large block, as asked for
    ouro_family family;
    ouro_block_state state;
    uint8_t object_state; // the collector's byte, of containers
    uint8_t large;        // 1: from the raw allocator
} ouro_block_info;

// Each may be NULL; a result other than 0 ends the visit. They must not change the heap.
typedef struct ouro_heap_visitor {
    int (*arena)(const ouro_arena_info *arena, void *arg);
    int (*pool)(const ouro_pool_info *pool, void *arg);
    int (*block)(const ouro_block_info *block, void *arg);
} ouro_heap_visitor;

// Which block `address` lies in, at its start or inside: 1, with `info` filled in; 0: in none, and
// `info` is left alone. Any address may be asked about, and no memory but the heap's own is read,
// even when blocks in pools were written over. A block that was freed is found while its pool is in
// use. O(1) for a block that is allocated, the free blocks of its pool else; the large blocks when
// `address` is in no pool.
OURO_API int ouro_heap_find(const ouro_heap *heap, const void *address, ouro_block_info *info);

// Says in `text`, of `room` bytes, what `address` is if no allocated block of the heap begins there, and
// returns 1; 0: one does. `heap` is an ouro_heap: this is an ouro_explain_function, to go with debug
// hooks over the heap's allocator. Costs as ouro_heap_find.
OURO_API int ouro_heap_explain(void *heap, const void *address, char *text, size_t room);

// Visits each arena, after it its 64 pools, after each pool in use its blocks; then the large blocks.
// Arenas come in the order of addresses. Returns 0, or what the callback that ended the visit returned.
// Allocates nothing, and reads pools in use only: purged ones stay without memory. O(heap): some
// nanoseconds a block, and where blocks are not wanted (`block` is NULL), a pool.
OURO_API int ouro_heap_visit(const ouro_heap *heap, const ouro_heap_visitor *visitor, void *arg);

// The same for one arena, and for one pool: the one that `address`, any address, lies in. 0 when it
// lies in none of this heap. O(blocks) of the arena or pool.
OURO_API int ouro_heap_visit_arena(const ouro_heap *heap, const void *address,
                                   const ouro_heap_visitor *visitor, void *arg);
OURO_API int ouro_heap_visit_pool(const ouro_heap *heap, const void *address,
                                  const ouro_heap_visitor *visitor, void *arg);

OURO_END_DECLS

#endif
