// SPDX-License-Identifier: MIT
// The heap: small blocks from pools and arenas, larger ones from the raw allocator.
// Public header of the pool floor; works without a runtime. SPEC rows: P1 to P9.
// What is in a heap, in figures and block by block: heap_stats.h.
//
// A heap is a set of arenas (256 KiB), each of 64 pools (4 KiB), each cut into blocks of one size
// class and one family. It has one owner: no locks, and no two threads in one heap at a time. Two
// heaps share nothing. Times below are of one call: "O(1)" touches the pool's header and the block.
//
// FAMILIES keep apart what different walkers look for. Each has its own pools:
//   OURO_PLAIN      buffers and anything else; nobody walks them;
//   OURO_ATOM       objects without references: the refchain walks them;
//   OURO_CONTAINER  objects that can be in a cycle: beside its blocks, each pool carries one byte of
//                   state per block (0: no object) that belongs to the collector. The heap sets
//                   it to 0 when the block is freed, so a block that is not in use always has 0.

#ifndef OURO_HEAP_H
#define OURO_HEAP_H

#include "ouro/base.h"
#include "ouro/mem.h"

#ifdef OURO_POISON
#include <sanitizer/asan_interface.h>
#endif

OURO_BEGIN_DECLS

// ---- Geometry --------------------------------------------------------------------------------

#define OURO_POOL_SIZE    4096u
#define OURO_ARENA_SIZE   262144u
#define OURO_ARENA_POOLS  64u
#define OURO_SMALL_MAX    512u // the largest request that comes from a pool, in bytes
#define OURO_CLASSES_MAX  64u  // size classes of a heap with alignment 8; 32 with 16
#define OURO_LARGE_PREFIX 32u  // bytes in front of a block from the raw allocator

typedef enum ouro_family {
    OURO_PLAIN,
    OURO_ATOM,
    OURO_CONTAINER,
    OURO_FAMILIES // how many there are
} ouro_family;

typedef struct ouro_heap ouro_heap;

// ---- Making and destroying -------------------------------------------------------------------

// Where a full pool goes when blocks come back to it.
typedef enum ouro_pool_rule {
    OURO_RULE_BEHIND, // behind the pool in use, when a sixteenth is free: faster, and packs as well
    OURO_RULE_CLASSIC // to the front of its list, at the first free
} ouro_pool_rule;

// What wrong programs meet: docs/safety.md names each measure, its cost, and what it cannot stop.
typedef enum ouro_safety {
    OURO_SAFETY_NONE,     // nothing is checked: the fastest
    OURO_SAFETY_HARDENED, // double and wild frees, overruns and writes after free end the process
    OURO_SAFETY_DEBUG     // the same and more, with P11's bytes, and messages that name the block
} ouro_safety;

#define OURO_QUARANTINE_DEFAULT SIZE_MAX

typedef struct ouro_heap_options {
    size_t size;      // sizeof(ouro_heap_options), set by ouro_heap_options_init
    size_t alignment; // 8 (default) or 16 bytes
    size_t reserve;   // bytes of address space asked for at once; default 64 GiB
    size_t limit;     // most bytes in arenas and large blocks; 0 (default): none
    size_t grace;     // bytes of empty arenas kept for the next load; default 1 MiB; 0: none
    size_t delay;     // ms that empty memory is kept at least; default 250; 0: not at all
    size_t huge; // bytes in arenas from which huge pages are asked for; default 32 MiB; 0: never
    size_t
        carve; // untouched blocks of a pool taken at a time, in order; default and least 1, most 64
    ouro_pool_rule rule; // default OURO_RULE_BEHIND
    ouro_allocator raw;  // serves blocks above 512 bytes and the heap's own records
    ouro_safety safety;  // default OURO_SAFETY_NONE. With others, large blocks are not `raw`'s
    size_t quarantine;   // bytes of freed blocks that are not used again yet, for guarded heaps;
                         // default 1 MiB with OURO_SAFETY_DEBUG, 0 with OURO_SAFETY_HARDENED
    int valgrind;        // 1 (default): when valgrind runs the program it is told of every block
    // With any safety: receives the message about what was found wrong, and may leave by longjmp;
    // when it returns, and when it is NULL (default), the process ends in ouro_fatal.
    ouro_report_function report;
    void *report_arg;
} ouro_heap_options;

// Fills in the defaults.
OURO_API void ouro_heap_options_init(ouro_heap_options *options);

// A new heap; NULL options are the defaults. NULL: out of memory, no address space for a single
// arena, or an alignment that is neither 8 nor 16. Cost: a few system calls, no arena yet.
OURO_API OURO_NODISCARD ouro_heap *ouro_heap_new(const ouro_heap_options *options);

// Frees the heap and everything in it at once, large blocks included; NULL does nothing.
// Cost: one system call per reservation, one raw free per large block; small blocks are free.
OURO_API void ouro_heap_destroy(ouro_heap *heap);

// ---- Blocks ----------------------------------------------------------------------------------

// alloc:    `size` bytes, uninitialised, in PLAIN. 0 bytes: a unique pointer. NULL: out of memory,
//           over the heap's limit, or above OURO_SIZE_MAX. O(1), a raw malloc above 512 bytes.
// alloc_in: the same in any family.
OURO_INLINE void *ouro_heap_alloc(ouro_heap *heap, size_t size);
OURO_INLINE void *ouro_heap_alloc_in(ouro_heap *heap, ouro_family family, size_t size);

// `count * size` zeroed bytes. NULL also when the product overflows. O(1) and the zeroing.
OURO_API OURO_NODISCARD void *ouro_heap_calloc(ouro_heap *heap, size_t count, size_t size);
OURO_API OURO_NODISCARD void *ouro_heap_calloc_in(ouro_heap *heap, ouro_family family, size_t count,
                                                  size_t size);

// Resizes a block of any family, which it keeps with its state byte; NULL allocates in PLAIN. Stays
// in place when the class is the same or the block shrinks by less than a quarter. NULL: as alloc,
// and `block` stays valid; shrinking fails only by ouro_heap_fail_at. O(1) and a copy when it moves.
OURO_API OURO_NODISCARD void *ouro_heap_realloc(ouro_heap *heap, void *block, size_t size);

// Frees a block of any family; NULL does nothing. `block` is this heap's: see ouro_heap_owns. O(1).
OURO_INLINE void ouro_heap_free(ouro_heap *heap, void *block);

// The same for a caller that knows how many bytes it asked for, last by realloc: with a size known at
// compile time a large block is freed without asking where it lies. `block` is not NULL. O(1).
OURO_INLINE void ouro_heap_free_sized(ouro_heap *heap, void *block, size_t size);

// The inlined parts alone, for who puts something of his own (a lock, a count) before the rest:
// try_alloc: a block, or NULL: nothing was done, ouro_heap_alloc_in does it.
// try_free:  1: `block`, of that family, is freed; 0: nothing was done, ouro_heap_free does it, if
//            the block is the heap's. Any address may be given that is not in a pool of the heap.
OURO_INLINE void *ouro_heap_try_alloc(ouro_heap *heap, ouro_family family, size_t size);
OURO_INLINE int ouro_heap_try_free(ouro_heap *heap, ouro_family family, void *block);

// on = 0: from now on nothing is done inline, and each request is a call, which a caller who shares
// the heap among threads can put a lock around: the try functions above then do nothing, and only
// read what does not change. 1 (as at first): inline again. O(classes).
OURO_API void ouro_heap_set_inline(ouro_heap *heap, int on);

// Whether `address` lies in the heap's address space. Of a block, it tells that it is small and the
// heap's; without the large ones, that is all there are. (With OURO_SAFETY_HARDENED and
// OURO_SAFETY_DEBUG also that it is large and the heap's.) Any address may be asked about. O(1),
// O(log n) where address space came in n pieces.
OURO_API int ouro_heap_spans(const ouro_heap *heap, const void *address);

// Bytes that may be used at `block`, at least what was asked for. O(1).
OURO_API size_t ouro_heap_usable_size(const ouro_heap *heap, const void *block);

// Whether `address` lies in a pool of this heap that is in use. Any address may be asked about, and
// no memory but the heap's own is read. Large blocks are the raw allocator's: 0. O(1), O(log n)
// where address space came in n pieces.
OURO_API int ouro_heap_owns(const ouro_heap *heap, const void *address);

// An allocator over the heap's PLAIN blocks, to serve a domain of an ouro_mem.
OURO_API ouro_allocator ouro_heap_allocator(ouro_heap *heap);

// The allocator that is meant for `domain`: PLAIN blocks for OURO_DOMAIN_MEM, ATOM ones for
// OURO_DOMAIN_OBJECT, the heap's raw allocator for OURO_DOMAIN_RAW. With OURO_SAFETY_HARDENED and
// OURO_SAFETY_DEBUG, a block that is freed or resized in another domain is reported.
OURO_API ouro_allocator ouro_heap_domain(ouro_heap *heap, ouro_domain domain);

// ---- Giving back, checking -------------------------------------------------------------------

// Gives all empty arenas back to the system at once, and the pages of empty pools in the others.
// Returns the bytes given back. O(arenas) and a system call per run of pages.
OURO_API size_t ouro_heap_trim(ouro_heap *heap);

// Validates every invariant of every arena, pool, list and large block. NULL: all hold; otherwise
// a message that names what is broken, valid until the next check. O(heap).
OURO_API OURO_NODISCARD const char *ouro_heap_check(ouro_heap *heap);

// ---- Limits and pressure ---------------------------------------------------------------------

// Changes the byte limit (0: none). What is already in use stays.
OURO_API void ouro_heap_set_limit(ouro_heap *heap, size_t limit);

typedef enum ouro_pressure_reason {
    OURO_PRESSURE_LIMIT, // the request does not fit under the heap's limit
    OURO_PRESSURE_SYSTEM // the system, or the raw allocator, refuses
} ouro_pressure_reason;

typedef struct ouro_pressure {
    size_t size; // sizeof(ouro_pressure) of the library
    ouro_pressure_reason reason;
    size_t request; // bytes of the block that was asked for, a small one's by its class
    // By LIMIT: how far the limit would be exceeded. By SYSTEM: what was asked of it, the size of an
    // arena for a small block, the block with its prefix for a large one.
    size_t missing;
} ouro_pressure;

// Called before a request fails, once for each. The heap has given back what it kept by then. The
// function may free blocks of the heap (not the one that is being resized), trim it, change its limit
// and allocate; a request that fails meanwhile fails at once, so the function is never re-entered. It
// must not destroy the heap, nor leave by longjmp. Not 0: the request is tried once more; 0: it fails.
typedef int (*ouro_pressure_fn)(ouro_heap *heap, const ouro_pressure *pressure, void *arg);

// Sets what is called before alloc, calloc and realloc fail; NULL: nothing. Not called for sizes that
// can never be had, nor for failures asked for by ouro_heap_fail_at. Costs allocations nothing.
OURO_API void ouro_heap_on_pressure(ouro_heap *heap, ouro_pressure_fn function, void *arg);

// ---- Failing on purpose ----------------------------------------------------------------------

#define OURO_FAIL_OFF   ((uint64_t)0) // neither count nor fail: the fast path again
#define OURO_FAIL_NEVER UINT64_MAX    // count only

// Counts allocations from 0 and fails the `n`-th from now, once: alloc, calloc and realloc in every
// family, in place or not. While counting, allocation leaves the inlined path.
OURO_API void ouro_heap_fail_at(ouro_heap *heap, uint64_t n);

// As ouro_heap_fail_at, but the `run` allocations from the `n`-th on fail, one after another.
OURO_API void ouro_heap_fail_run(ouro_heap *heap, uint64_t n, uint64_t run);

// Whether a single allocation has been told to fail: a caller that tries again would hide it.
OURO_API int ouro_heap_fails_once(const ouro_heap *heap);

// Allocations since the last ouro_heap_fail_at that was not OURO_FAIL_OFF.
OURO_API uint64_t ouro_heap_fail_count(const ouro_heap *heap);

// ---- Inlined internals -----------------------------------------------------------------------
// Only for the inline functions below and the library's own floors: no part of the interface.

// AddressSanitizer cannot see blocks inside a pool. Where the whole build, library and callers, is
// made with it and with OURO_POISON, memory that is not allocated must not be touched, first word
// included, and the few places that read a free list open the block for that.
#ifdef OURO_POISON
#define OURO__POISON(address, size)   __asan_poison_memory_region(address, size)
#define OURO__UNPOISON(address, size) __asan_unpoison_memory_region(address, size)
#else
#define OURO__POISON(address, size)   ((void)0)
#define OURO__UNPOISON(address, size) ((void)0)
#endif

// What a free block holds in its first word; may alias whatever the block held before.
typedef void *__attribute__((may_alias)) ouro__link;

// The header of a pool. Headers stand in a table of their own, one for each page of a piece of
// address space, 32 bytes each: on its page a header would share its cache sets with the headers of
// all other pages, and neither a stray write nor purging the page reaches it here.
struct ouro__pool {
    void *free;      // the list of free blocks, last freed first
    uint16_t used;   // blocks allocated
    int16_t lim;     // a free that brings `used` down to this needs the slow path
    uint16_t carved; // blocks handed out at least once
    uint8_t cls;
    uint8_t family;
    struct ouro__pool *next, *prev; // in its class's list of used pools
};

// The page of a CONTAINER pool begins with this; its blocks follow, as in other pools. From a block's
// address to its state is then a matter of this page alone.
struct ouro__sidecar {
    uint32_t *refs;   // the collector's counts, one per block, while it runs
    uint16_t first;   // of its shape
    uint16_t recip;   // the same
    uint8_t states[]; // one per block
};

// What the pools of one class look like.
struct ouro__shape {
    uint16_t size;     // bytes of a block
    uint16_t first;    // offset of the first block in its page
    uint16_t capacity; // blocks
    uint16_t recip;    // ceil(2^15 / (size / 8))
};

#define OURO__SLOTS (OURO_SMALL_MAX / 8u + 1u)

// The record in front of a block from the raw allocator.
struct ouro__large {
    struct ouro__large *next, *prev; // in its family's ring
    size_t size;
    uint32_t refs;
    uint8_t family;
    uint8_t state;
    uint16_t mark; // in guarded heaps: bytes that nobody may write
};

// The face of a heap that the inlined functions see; the rest follows it in memory.
struct ouro_heap {
    uintptr_t base;           // the first piece of address space, ...
    size_t reserved;          // ... its length ...
    struct ouro__pool *pools; // ... and the headers of its pages
    struct ouro__arena *arenas;
    struct ouro__shape shape[2][OURO_CLASSES_MAX]; // [1]: of CONTAINER pools
    // By (size + 7) / 8: the pool in use of its class, or a constant one without blocks.
    struct ouro__pool *current[OURO_FAMILIES][OURO__SLOTS];
};

OURO_API void *ouro__heap_alloc_slow(ouro_heap *heap, ouro_family family, size_t size);
OURO_API void ouro__heap_free_slow(ouro_heap *heap, struct ouro__pool *pool);
OURO_API void ouro__heap_free_other(ouro_heap *heap, void *block);
OURO_API uint8_t *ouro__heap_state_other(const ouro_heap *heap, const void *block);
OURO_API uint32_t *ouro__heap_refs_other(const ouro_heap *heap, const void *block);

OURO_INLINE int ouro__heap_near(const ouro_heap *heap, const void *block) {
    return (uintptr_t)block - heap->base < heap->reserved;
}

// The header of the pool in which `block` lies, which is near.
OURO_INLINE struct ouro__pool *ouro__pool_near(const ouro_heap *heap, const void *block) {
    return heap->pools + ((uintptr_t)block - heap->base) / OURO_POOL_SIZE;
}

OURO_INLINE const struct ouro__shape *ouro__pool_shape(const ouro_heap *heap,
                                                       const struct ouro__pool *pool) {
    return &heap->shape[pool->family == OURO_CONTAINER][pool->cls];
}

// The number of the block of a pool in which `block` points, counted from 0, by the pool's `first` and
// `recip`. Exact for every offset: the quotient is at most 512 and the divisor at most 64.
OURO_INLINE unsigned ouro__block_number(const void *block, unsigned first, unsigned recip) {
    unsigned offset = (unsigned)((uintptr_t)block & (OURO_POOL_SIZE - 1)) - first;
    return ((offset >> 3) * recip) >> 15;
}

OURO_INLINE unsigned ouro__block_index(const struct ouro__shape *shape, const void *block) {
    return ouro__block_number(block, shape->first, shape->recip);
}

// What the page of a small CONTAINER block begins with; its number there; its state byte.
OURO_INLINE struct ouro__sidecar *ouro__sidecar_of(const void *block) {
    return (struct ouro__sidecar *)((uintptr_t)block & ~(uintptr_t)(OURO_POOL_SIZE - 1));
}

OURO_INLINE unsigned ouro__container_index(const void *block) {
    const struct ouro__sidecar *sidecar = ouro__sidecar_of(block);
    return ouro__block_number(block, sidecar->first, sidecar->recip);
}

OURO_INLINE uint8_t *ouro__container_state(const void *block) {
    return &ouro__sidecar_of(block)->states[ouro__container_index(block)];
}

OURO_INLINE struct ouro__large *ouro__large_of(const void *block) {
    return (struct ouro__large *)((uintptr_t)block - OURO_LARGE_PREFIX);
}

// The state byte of a CONTAINER block that is allocated.
OURO_INLINE uint8_t *ouro__heap_state(const ouro_heap *heap, const void *block) {
    if (OURO_LIKELY(ouro__heap_near(heap, block))) {
        return ouro__container_state(block);
    }
    return ouro__heap_state_other(heap, block);
}

// The collector's count of a CONTAINER block that is allocated; only while it has set `refs`.
OURO_INLINE uint32_t *ouro__heap_refs(const ouro_heap *heap, const void *block) {
    if (OURO_LIKELY(ouro__heap_near(heap, block))) {
        return &ouro__sidecar_of(block)->refs[ouro__container_index(block)];
    }
    return ouro__heap_refs_other(heap, block);
}

// ---- The fast paths --------------------------------------------------------------------------

// The block that was freed last; the pool's list is not empty.
OURO_INLINE void *ouro__pool_take(const ouro_heap *heap, struct ouro__pool *pool) {
    void *block = pool->free;
    (void)heap;
    OURO__UNPOISON(block, ouro__pool_shape(heap, pool)->size);
    pool->free = *(ouro__link *)block;
    pool->used++;
    return block;
}

OURO_INLINE OURO_NODISCARD void *ouro_heap_try_alloc(ouro_heap *heap, ouro_family family,
                                                     size_t size) {
    if (OURO_LIKELY(size <= OURO_SMALL_MAX)) {
        struct ouro__pool *pool = heap->current[family][(size + 7) >> 3];
        if (OURO_LIKELY(pool->free != NULL)) {
            return ouro__pool_take(heap, pool);
        }
    }
    return NULL;
}

OURO_INLINE OURO_NODISCARD void *ouro_heap_alloc_in(ouro_heap *heap, ouro_family family,
                                                    size_t size) {
    void *block = ouro_heap_try_alloc(heap, family, size);
    return OURO_LIKELY(block != NULL) ? block : ouro__heap_alloc_slow(heap, family, size);
}

OURO_INLINE OURO_NODISCARD void *ouro_heap_alloc(ouro_heap *heap, size_t size) {
    return ouro_heap_alloc_in(heap, OURO_PLAIN, size);
}

OURO_INLINE void ouro__pool_put(ouro_heap *heap, struct ouro__pool *pool, void *block) {
    if (pool->family == OURO_CONTAINER) {
        *ouro__container_state(block) = 0;
    }
    *(ouro__link *)block = pool->free;
    OURO__POISON(block, ouro__pool_shape(heap, pool)->size);
    pool->free = block;
    const int used = --pool->used;
    if (OURO_UNLIKELY(used <= pool->lim)) {
        ouro__heap_free_slow(heap, pool);
    }
}

OURO_INLINE void ouro_heap_free(ouro_heap *heap, void *block) {
    if (OURO_LIKELY(ouro__heap_near(heap, block))) {
        ouro__pool_put(heap, ouro__pool_near(heap, block), block);
    } else {
        ouro__heap_free_other(heap, block);
    }
}

OURO_INLINE void ouro_heap_free_sized(ouro_heap *heap, void *block, size_t size) {
    if (size > OURO_SMALL_MAX) {
        ouro__heap_free_other(heap, block);
    } else {
        ouro_heap_free(heap, block);
    }
}

OURO_INLINE int ouro_heap_try_free(ouro_heap *heap, ouro_family family, void *block) {
    if (OURO_LIKELY(ouro__heap_near(heap, block))) {
        struct ouro__pool *pool = ouro__pool_near(heap, block);
        const int left = pool->used - 1;
        if (OURO_LIKELY(left > pool->lim)) {
            if (family == OURO_CONTAINER) {
                const unsigned index = ouro__block_index(&heap->shape[1][pool->cls], block);
                ouro__sidecar_of(block)->states[index] = 0;
            }
            *(ouro__link *)block = pool->free;
            OURO__POISON(block, ouro__pool_shape(heap, pool)->size);
            pool->free = block;
            pool->used = (uint16_t)left;
            return 1;
        }
    }
    return 0;
}

OURO_END_DECLS

#endif
