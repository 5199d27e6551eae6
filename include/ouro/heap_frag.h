// SPDX-License-Identifier: MIT
// Fragmentation: which live blocks keep which arenas and pages, and what freeing them would return.
// Public header of the pool floor; works without a runtime. SPEC row: P12.
//
// A heap that shrank holds more memory than its live blocks need: a page goes back to the system only
// when no block in its pool is left, a whole arena when none is left in its 64 pools. Which blocks
// stand in the way, and what it would bring to be rid of them, is answered here, by one walk over the
// pools' headers. Nothing is allocated, and nothing in the heap changes.
//
// "Returned" always means: bytes with memory behind them now, that a trim would give back once the
// blocks in question were freed, beyond what a trim would give back today. A page in use is one pool,
// 4 KiB; empty pools are not counted, they come back without anybody's doing. Where the system's pages
// are larger than a pool, single pools return nothing, and only whole arenas are told. Large blocks are
// the raw allocator's: each is its own, and keeps no other memory of the heap.

#ifndef OURO_HEAP_FRAG_H
#define OURO_HEAP_FRAG_H

#include "ouro/heap_stats.h"

OURO_BEGIN_DECLS

// ---- The whole heap --------------------------------------------------------------------------

#define OURO_FRAG_GRADES 16

// Arenas, or pools, that are filled to about the same degree.
typedef struct ouro_frag_grade {
    uint64_t count;
    uint64_t blocks;         // live ones in them
    uint64_t bytes_live;     // ... by the size of their class
    uint64_t bytes_returned; // if these blocks were freed
} ouro_frag_grade;

typedef struct ouro_frag {
    size_t size; // set by the caller to sizeof(ouro_frag): so much is filled in
    // The arenas' memory. Resident are the pages that memory was taken for and not given back:
    // bytes_resident = bytes_live + bytes_free + bytes_untouched + bytes_lost + bytes_empty + bytes_ahead.
    uint64_t bytes_resident;
    uint64_t bytes_live;      // blocks allocated in pools, by class size
    uint64_t bytes_free;      // blocks that came back, in pools in use
    uint64_t bytes_untouched; // blocks not handed out yet, in pools in use
    uint64_t bytes_lost;      // of pools in use: state bytes, what is left over
    uint64_t bytes_empty;     // empty pools, which a trim returns
    uint64_t bytes_ahead;     // untouched pools that memory was taken for in advance; the same
    uint64_t blocks_live;     // in pools
    uint64_t arenas_kept;     // by live blocks
    uint64_t pools_used;      // by live blocks
    uint64_t pools_needed; // so many would do, if the blocks of each class and family stood packed
    // External fragmentation, in thousandths: (pools_used - pools_needed) / pools_used. The part of
    // the pages in use that is there only because live blocks stand scattered; a heap that has only
    // grown has 0 or next to it.
    uint64_t external;
    // The curve. Grade g: a live share of more than g and at most g + 1 sixteenths of the pool's blocks,
    // or of the arena's 256 KiB. Add up from 0: what freeing all blocks in what is at most so full
    // returns. The emptiest return the most for each byte freed.
    ouro_frag_grade pools[OURO_FRAG_GRADES];
    ouro_frag_grade arenas[OURO_FRAG_GRADES];
} ouro_frag;

// Fills in `frag`. O(pools in use).
OURO_API void ouro_heap_get_frag(const ouro_heap *heap, ouro_frag *frag);

// ---- The best places to free -----------------------------------------------------------------

// An arena, or a pool, that live blocks keep.
typedef struct ouro_frag_place {
    const void *address;
    uint64_t blocks;         // live ones in it
    uint64_t bytes_live;     // ... by the size of their class
    uint64_t bytes_returned; // if these blocks were freed
    // The same of this place and all before it in the array: the curve of what is to be had.
    uint64_t sum_blocks;
    uint64_t sum_live;
    uint64_t sum_returned;
} ouro_frag_place;

// Fills `best` with the `room` arenas (pools) that return most for each byte freed, best first; of
// equals the one that returns more, then the lower address. Returns how many there are in all, more
// than `room` perhaps; `room` may be 0. O(pools in use + arenas * log room), O(pools in use * log room).
OURO_API size_t ouro_heap_frag_arenas(const ouro_heap *heap, ouro_frag_place *best, size_t room);
OURO_API size_t ouro_heap_frag_pools(const ouro_heap *heap, ouro_frag_place *best, size_t room);

// Calls `visit` for each live block in the arena (pool) that `address`, any address, lies in: those
// that keep it. A result other than 0 ends the visit and is returned. `visit` must not change the
// heap. O(blocks) of the arena or pool.
typedef int (*ouro_block_fn)(const ouro_block_info *block, void *arg);
OURO_API int ouro_heap_visit_arena_live(const ouro_heap *heap, const void *address,
                                        ouro_block_fn visit, void *arg);
OURO_API int ouro_heap_visit_pool_live(const ouro_heap *heap, const void *address,
                                       ouro_block_fn visit, void *arg);

// ---- What if ---------------------------------------------------------------------------------

typedef struct ouro_what_if {
    size_t size;             // set by the caller to sizeof(ouro_what_if): so much is filled in
    uint64_t blocks;         // small ones that would be freed
    uint64_t bytes;          // ... by the size of their class
    uint64_t pools;          // that would be empty by that
    uint64_t arenas;         // that would be empty by that
    uint64_t bytes_returned; // of the arenas, to the system
    uint64_t blocks_large;   // large ones that would be freed
    uint64_t bytes_large;    // ... with their prefixes, to the raw allocator
    uint64_t bytes_trim;     // of the arenas: what a trim returns now, nothing freed
} ouro_what_if;

// What would come back if each live block for which `freed` is not 0 were freed and the heap trimmed.
// `freed` is asked once for each live block, in the order of a visit, and must not change the heap.
// O(heap).
OURO_API void ouro_heap_what_if(const ouro_heap *heap, ouro_block_fn freed, void *arg,
                                ouro_what_if *answer);

// ---- Writing ---------------------------------------------------------------------------------

#define OURO_FRAG_ROWS_MAX 64u

// Writes what `block` is into `text`, zero-terminated, cut to `room` bytes; "" when it has no name.
typedef void (*ouro_block_name_fn)(const ouro_block_info *block, char *text, size_t room,
                                   void *arg);

typedef struct ouro_frag_options {
    size_t size;             // sizeof(ouro_frag_options), set by ouro_frag_options_init
    size_t rows;             // best arenas and pools shown; default 10, OURO_FRAG_ROWS_MAX at most
    size_t blocks;           // live blocks shown of each arena; default 4
    ouro_block_name_fn name; // default NULL: blocks have no names
    void *name_arg;
} ouro_frag_options;

OURO_API void ouro_frag_options_init(ouro_frag_options *options);

// The report as text for people, and as one JSON object: the summary, the best arenas with some of the
// blocks that keep them, the best pools, the curves. NULL options are the defaults. 0, or what the
// writer returned. O(heap) at most.
OURO_API int ouro_heap_frag_text(const ouro_heap *heap, const ouro_frag_options *options,
                                 ouro_write_fn write, void *arg);
OURO_API int ouro_heap_frag_json(const ouro_heap *heap, const ouro_frag_options *options,
                                 ouro_write_fn write, void *arg);

OURO_END_DECLS

#endif
