// SPDX-License-Identifier: MIT
// Raw memory: one uniform face over malloc, three replaceable domains, fault injection, debug hooks.
// Public header of the raw floor. SPEC rows: layer 1 of the pyramid, P11's bytes and messages.
//
// An allocator is four functions and the context they are called with. Whoever writes one keeps the
// contract of `ouro_allocator`; whoever calls one goes through `ouro_allocator_malloc` and its
// sisters (or `ouro_mem_malloc`, which picks the allocator of a domain), and so gets the same
// answers everywhere:
//   * 0 bytes are a request like any other: the result is unique and not NULL;
//   * a size above OURO_SIZE_MAX (PTRDIFF_MAX) is refused with NULL, before the allocator sees it;
//   * calloc's product is checked for overflow in the same way;
//   * freeing NULL does nothing, reallocating NULL allocates.
// Nothing here has locks or process-wide state: a set of domains belongs to whoever made it.

#ifndef OURO_MEM_H
#define OURO_MEM_H

#include "ouro/base.h"

OURO_BEGIN_DECLS

// ---- Allocators ------------------------------------------------------------------------------

// Four functions over one context. Contract: `malloc` and `realloc` are never asked for more than
// OURO_SIZE_MAX, may be asked for 0 bytes and then return a unique pointer, return NULL on failure
// and leave the old block untouched when `realloc` fails; `calloc` gets a checked product and returns
// zeroed memory; `realloc` and `free` accept NULL.
typedef struct ouro_allocator {
    void *ctx;
    void *(*malloc)(void *ctx, size_t size);
    void *(*calloc)(void *ctx, size_t count, size_t size);
    void *(*realloc)(void *ctx, void *block, size_t size);
    void (*free)(void *ctx, void *block);
} ouro_allocator;

// The C library's malloc, made uniform. Blocks are aligned to 16 bytes.
OURO_API ouro_allocator ouro_raw_allocator(void);

// Allocates `size` bytes, uninitialised. NULL: out of memory, or above OURO_SIZE_MAX.
OURO_API OURO_NODISCARD void *ouro_allocator_malloc(const ouro_allocator *allocator, size_t size);

// Allocates `count * size` zeroed bytes. NULL: out of memory, or the product is too large.
OURO_API OURO_NODISCARD void *ouro_allocator_calloc(const ouro_allocator *allocator, size_t count,
                                                    size_t size);

// Resizes `block` (NULL: allocates). On failure returns NULL and `block` stays valid.
OURO_API OURO_NODISCARD void *ouro_allocator_realloc(const ouro_allocator *allocator, void *block,
                                                     size_t size);

// Frees `block`; NULL does nothing.
OURO_API void ouro_allocator_free(const ouro_allocator *allocator, void *block);

// ---- Domains ---------------------------------------------------------------------------------

typedef enum ouro_domain {
    OURO_DOMAIN_RAW,    // straight from the system, usable before a heap exists
    OURO_DOMAIN_MEM,    // buffers: arrays of lists, tables of dicts
    OURO_DOMAIN_OBJECT, // objects
    OURO_DOMAINS        // how many there are
} ouro_domain;

// A set of domains, each with the allocator that serves it. Plain data: copy it to save it.
typedef struct ouro_mem {
    ouro_allocator domain[OURO_DOMAINS];
} ouro_mem;

// All three domains served by ouro_raw_allocator().
OURO_API void ouro_mem_init(ouro_mem *mem);

// The allocator that serves `domain`, by value: keep it to wrap it or to put it back.
OURO_API ouro_allocator ouro_mem_get(const ouro_mem *mem, ouro_domain domain);

// From now on `allocator` serves `domain`. Blocks are freed by the allocator that serves the domain
// at that time, so replace one only while it has no blocks, or wrap the one that was there.
OURO_API void ouro_mem_set(ouro_mem *mem, ouro_domain domain, const ouro_allocator *allocator);

// As ouro_allocator_malloc and its sisters, by the allocator of `domain`.
OURO_API OURO_NODISCARD void *ouro_mem_malloc(ouro_mem *mem, ouro_domain domain, size_t size);
OURO_API OURO_NODISCARD void *ouro_mem_calloc(ouro_mem *mem, ouro_domain domain, size_t count,
                                              size_t size);
OURO_API OURO_NODISCARD void *ouro_mem_realloc(ouro_mem *mem, ouro_domain domain, void *block,
                                               size_t size);
OURO_API void ouro_mem_free(ouro_mem *mem, ouro_domain domain, void *block);

// ---- Fault injection -------------------------------------------------------------------------

// A wrapper that fails one chosen allocation. Treat the fields as read-only.
typedef struct ouro_fault {
    ouro_allocator inner;
    uint64_t count;   // requests since ouro_fault_at: malloc, calloc and realloc
    uint64_t fail_at; // the request that fails, 0: none
    uint64_t failed;  // how many requests were failed since ouro_fault_wrap
} ouro_fault;

// Wraps `inner`. `fault` is the context of the result and must outlive it.
OURO_API ouro_allocator ouro_fault_wrap(ouro_fault *fault, const ouro_allocator *inner);

// Starts counting at 0; the `n`-th request from now returns NULL, those after it work again.
// 0: none fails.
OURO_API void ouro_fault_at(ouro_fault *fault, uint64_t n);

// ---- Debug hooks -----------------------------------------------------------------------------

#define OURO_CLEAN_BYTE     0xCD // allocated, not yet written
#define OURO_DEAD_BYTE      0xDD // freed
#define OURO_FORBIDDEN_BYTE 0xFD // around a block, nobody's

// Receives the whole message, several lines long, once per damage. It may leave by longjmp; when it
// returns the process ends in ouro_fatal.
typedef void (*ouro_report_function)(void *arg, const char *message);

// Whether a block of an allocator begins at `address` and is allocated: then 0. Else it says in `text`,
// of `room` bytes, what is there instead. Any address may be asked about. A heap has ouro_heap_explain.
typedef int (*ouro_explain_function)(void *arg, const void *address, char *text, size_t room);

// A wrapper that surrounds and checks every block. Treat the fields as read-only but `report`, and
// `explain`, which ouro_debug_wrap sets to NULL: with it, what is freed and resized is asked about
// before it is looked at; without, the memory in front of any address must be readable.
typedef struct ouro_debug {
    ouro_allocator inner;
    ouro_report_function report; // NULL: straight to ouro_fatal
    void *report_arg;
    ouro_explain_function explain; // of the inner allocator
    void *explain_arg;
    uint64_t serial; // the last serial number given to a block
    char letter;     // the domain's: 'r', 'm' or 'o'
} ouro_debug;

// Bytes that the hooks add to every block: 32 before it, 16 after it.
#define OURO_DEBUG_OVERHEAD 48

// Wraps `inner` for `domain`. `debug` is the context of the result and must outlive it. A new block
// is filled with OURO_CLEAN_BYTE, a freed one with OURO_DEAD_BYTE; realloc always moves. free and
// realloc find writes before and behind the block, a second free, and a block of another domain.
OURO_API ouro_allocator ouro_debug_wrap(ouro_debug *debug, ouro_domain domain,
                                        const ouro_allocator *inner, ouro_report_function report,
                                        void *report_arg);

// Checks one block without freeing it. 0: fine; -1: damaged, when `report` returns instead of
// leaving, and no ouro_fatal follows.
OURO_API int ouro_debug_check(ouro_debug *debug, const void *block);

// ---- The end ---------------------------------------------------------------------------------

// Writes "ouro: fatal: MESSAGE" to stderr and aborts. Only for a heap that is broken already.
OURO_API OURO_NORETURN void ouro_fatal(const char *message);

OURO_END_DECLS

#endif
