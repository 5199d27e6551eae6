// SPDX-License-Identifier: MIT
// A plain model of a heap: all blocks that it gave out, and what must be true of each.
// For the tests of the pool floor. SPEC rows: P1 to P9.
//
// Every operation is done on the heap and on the model, and what the heap answers is compared with
// what its header promises: where a block may lie and how much of it may be used, whether it stays
// when it is resized, what it holds, when a request may fail. A block's bytes are a pattern made from
// its serial number, so what two blocks share or what moves without its bytes shows. model_audit
// compares the whole heap: check, statistics, a visit, each block. In guarded heaps a block may be used
// for what was asked for, to the byte, and resizing moves it more often; all else is the same.
//
// Functions answer false when something is wrong, and `message` tells what; from then on they do
// nothing. So a model can be used where an assertion cannot: in a thread, in a fuzz target.

#ifndef OURO_TEST_POOL_MODEL_H
#define OURO_TEST_POOL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guard.h"
#include "ouro/heap_frag.h"

struct model_block {
    unsigned char *at;
    uint32_t size;   // as asked for last
    uint32_t usable; // as the classes and the rule for resizing make it; in guarded heaps: `size`
    uint32_t serial; // of its pattern
    uint8_t family;
    uint8_t state; // the collector's byte, of a container
    uint8_t young; // bit g: its pool must be marked for generation g
    uint8_t whole; // 1: all of it holds the pattern; 0: only its first and last word
    uint8_t cls;   // of a small one
    bool large;
};

// Between the heap and the raw allocator: counts what is out.
struct model_raw {
    ouro_fault fault; // which may fail a request
    ouro_allocator inner;
    uint64_t live;
};

// A request, while the heap is at it.
struct model_request {
    size_t size;
    size_t busy; // the block that is being resized; SIZE_MAX: none
    bool fails;  // on purpose
    unsigned asked;
    uint64_t refused; // before it
};

struct model {
    ouro_heap *heap;
    ouro_heap_options options;
    struct model_raw raw;
    const uint64_t *refusals; // by the system, so far; NULL: none that a test makes
    struct model_block *blocks;
    size_t count;
    size_t room;
    uint64_t used[OURO_FAMILIES][OURO_CLASSES_MAX]; // small blocks
    uint64_t large[OURO_FAMILIES];
    uint64_t bytes_small;
    uint64_t bytes_large;
    uint64_t allowed; // the heap may hold no more than this
    uint64_t fail_at, fail_run, fail_count;
    struct model_request now; // the one at hand
    size_t relief;            // blocks that are freed when the heap asks before a request fails
    uint64_t operations;      // alloc, calloc, realloc, free
    uint64_t failures;        // requests that failed and were allowed to
    uint64_t audits;
    uint32_t serial;
    bool is_called;    // nothing is done inline
    char message[300]; // empty: nothing is wrong
};

// What is asked of model_alloc, and how a block is freed. By the TRY ones the inlined part alone comes
// first, and the whole when it did nothing.
enum model_kind { MODEL_ALLOC, MODEL_CALLOC, MODEL_TRY_ALLOC };
enum model_release { MODEL_FREE, MODEL_FREE_SIZED, MODEL_TRY_FREE };

// Makes a heap with these options over the model's own raw allocator, whose `raw_fails`-th request
// fails (0: none). The model must not move while it is open. `heap` is NULL afterwards if raw
// allocator or system refused. `refusals` counts what a test made the system refuse; or it is NULL.
bool model_open(struct model *model, const ouro_heap_options *options, uint64_t raw_fails,
                const uint64_t *refusals);

// The n-th request of the raw allocator from now fails; 0: none.
void model_fail_raw_at(struct model *model, uint64_t n);

// Destroys the heap with all that is in it; nothing of the raw allocator's may be left.
bool model_close(struct model *model);

// A new block at the end of `blocks`, or none if the request may fail. `whole`: paint all of it.
bool model_alloc(struct model *model, enum model_kind kind, ouro_family family, size_t size,
                 bool whole);
bool model_realloc(struct model *model, size_t index, size_t size, bool whole);
// The last block takes the place of the freed one.
bool model_free(struct model *model, size_t index, enum model_release release);

// Gives a block, if it is a container, another state byte, and if it is small and the byte is not 0,
// marks its pool for a generation.
bool model_touch(struct model *model, size_t index, uint8_t state, unsigned generation);
bool model_clear_young(struct model *model, unsigned generation);

// Requests that must fail, whatever the heap holds. `index` is of a block.
bool model_impossible(struct model *model, size_t index);

bool model_trim(struct model *model);
bool model_set_limit(struct model *model, size_t limit);
bool model_set_inline(struct model *model, bool on);
// So many blocks are freed when the heap asks its owner before a request fails, which is then tried
// again. 0: none.
void model_set_relief(struct model *model, size_t blocks);
bool model_fail_run(struct model *model, uint64_t n, uint64_t run);

// ouro_heap_check, and the number of blocks. O(heap), without a look at the blocks.
bool model_check(struct model *model);
// Compares everything. O(heap), O(n log n) for n blocks.
bool model_audit(struct model *model);

// Notes what is wrong; always false.
bool OURO_PRINTF(2, 3) model_wrong(struct model *model, const char *text, ...);
// The heap's options in one line.
void model_describe(const struct model *model, char *text, size_t size);

// ---- Inside ----------------------------------------------------------------------------------

// Whether the block holds its pattern in its first `size` bytes, as far as it was painted.
bool model_is_painted(const struct model_block *block, size_t size);

static inline const struct ouro__guard *model_guard(const struct model *model) {
    return ouro__body(model->heap)->guard;
}

// Whether freed blocks wait before they are free.
static inline bool model_waits(const struct model *model) {
    return model_guard(model) != NULL && model_guard(model)->queue.limit > 0;
}

#endif
