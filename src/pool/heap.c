// SPDX-License-Identifier: MIT
// The heap as its user sees it: options, making and destroying, every request that is not inlined.
// Floor pool; SPEC rows: P1, P2, P8, P9.
//
// Failing the n-th allocation costs the fast path nothing: while allocations are counted, the table
// of pools in use that the inlined path reads holds only a pool without blocks, so that every request
// comes here.

#include "guard.h"

#include <string.h>

#define DEFAULT_RESERVE ((size_t)64 << 30)
#define DEFAULT_GRACE   ((size_t)1 << 20)
#define DEFAULT_DELAY   250
#define DEFAULT_HUGE    ((size_t)32 << 20)
#define CARVE_MOST      64

// ---- Making and destroying -------------------------------------------------------------------

void ouro_heap_options_init(ouro_heap_options *options) {
    *options = (ouro_heap_options){
        .size = sizeof(*options),
        .alignment = 8,
        .reserve = DEFAULT_RESERVE,
        .limit = 0,
        .grace = DEFAULT_GRACE,
        .delay = DEFAULT_DELAY,
        .huge = DEFAULT_HUGE,
        .carve = 1,
        .rule = OURO_RULE_BEHIND,
        .raw = ouro_raw_allocator(),
        .safety = OURO_SAFETY_NONE,
        .quarantine = OURO_QUARANTINE_DEFAULT,
        .valgrind = 1,
    };
}

// The caller's options over the defaults: an older caller's structure is shorter.
static ouro_heap_options complete(const ouro_heap_options *given) {
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    if (given != NULL) {
        size_t size = given->size < sizeof(options) ? given->size : sizeof(options);
        memcpy(&options, given, size);
        options.size = sizeof(options);
    }
    options.carve = options.carve < 1 ? 1 : options.carve > CARVE_MOST ? CARVE_MOST : options.carve;
    return options;
}

// `reserve` in whole arenas, at least what one needs and no more than a record number can count.
static size_t piece_size(const struct ouro__body *body, size_t reserve) {
    const size_t most = (size_t)OURO_ARENA_SIZE << 31;
    if (reserve > most) {
        return most;
    }
    if (reserve <= ouro__piece_least(body)) {
        return ouro__piece_least(body);
    }
    return (reserve + OURO_ARENA_SIZE - 1) / OURO_ARENA_SIZE * OURO_ARENA_SIZE;
}

static void show_all(struct ouro__body *body) {
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        for (unsigned cls = 0; cls < body->classes; cls++) {
            ouro__pool_show(body, (ouro_family)family, cls);
        }
    }
}

ouro_heap *ouro_heap_new(const ouro_heap_options *given) {
    const ouro_heap_options options = complete(given);
    if ((options.alignment != 8 && options.alignment != 16) || options.safety > OURO_SAFETY_DEBUG) {
        return NULL;
    }
    struct ouro__body *body = ouro__guard_wanted(&options)
                                  ? ouro__guard_new(&options)
                                  : ouro_allocator_calloc(&options.raw, 1, sizeof(*body));
    if (body == NULL) {
        return NULL;
    }
    body->options = options;
    body->piece_size = piece_size(body, options.reserve);
    if (ouro__piece_add(body) < 0 || (body->guard != NULL && ouro__guard_open_spans(body) < 0)) {
        ouro__piece_release_all(body);
        if (body->guard != NULL) {
            ouro__guard_discard(body);
        } else {
            ouro_allocator_free(&options.raw, body);
        }
        return NULL;
    }
    body->face.base = body->pieces[0]->base;
    // No block of a guarded heap is near: no inlined function may trust what stands beside it.
    body->face.reserved = body->guard != NULL ? 0 : body->pieces[0]->reserved;
    body->face.pools = body->pieces[0]->pools;
    body->face.arenas = body->pieces[0]->arenas;
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        body->large[family].next = &body->large[family];
        body->large[family].prev = &body->large[family];
    }
    ouro__pool_shapes(body);
    show_all(body);
    return &body->face;
}

void ouro_heap_destroy(ouro_heap *heap) {
    if (heap == NULL) {
        return;
    }
    struct ouro__body *body = ouro__body(heap);
    const ouro_allocator raw = body->options.raw;
    if (body->guard != NULL) {
        ouro__guard_close(body);
    }
    ouro__large_free_all(body);
    ouro__piece_release_all(body);
    if (body->guard != NULL) {
        ouro__guard_release(body);
    } else {
        ouro_allocator_free(&raw, body);
    }
}

// ---- Failing on purpose ----------------------------------------------------------------------

void ouro_heap_fail_at(ouro_heap *heap, uint64_t n) {
    ouro_heap_fail_run(heap, n, 1);
}

void ouro_heap_fail_run(ouro_heap *heap, uint64_t n, uint64_t run) {
    struct ouro__body *body = ouro__body(heap);
    body->fail_at = n;
    body->fail_run = run;
    if (n != OURO_FAIL_OFF) {
        body->fail_count = 0;
        body->slow |= OURO__SLOW_COUNTED;
    } else {
        body->slow &= ~(unsigned)OURO__SLOW_COUNTED;
    }
    show_all(body);
}

uint64_t ouro_heap_fail_count(const ouro_heap *heap) {
    return ouro__body(heap)->fail_count;
}

int ouro_heap_fails_once(const ouro_heap *heap) {
    const struct ouro__body *body = ouro__body(heap);
    return body->fail_at != OURO_FAIL_OFF && body->fail_at != OURO_FAIL_NEVER &&
           body->fail_run == 1;
}

// Counts an allocation while counting is on. 1: this one fails.
static int fails(struct ouro__body *body) {
    if (body->fail_at == OURO_FAIL_OFF) {
        return 0;
    }
    body->fail_count++;
    return body->fail_count >= body->fail_at && body->fail_count - body->fail_at < body->fail_run;
}

// ---- Without the inlined paths ---------------------------------------------------------------

// An inlined free sees no block as near when the first piece has no length.
void ouro_heap_set_inline(ouro_heap *heap, int on) {
    struct ouro__body *body = ouro__body(heap);
    if (on) {
        body->slow &= ~(unsigned)OURO__SLOW_SHARED;
    } else {
        body->slow |= OURO__SLOW_SHARED;
    }
    if (body->guard == NULL) { // else none ever is
        const struct ouro__piece *first = ouro__piece_of(body, (void *)body->face.base);
        body->face.reserved = on ? first->reserved : 0;
    }
    show_all(body);
}

// ---- Allocating ------------------------------------------------------------------------------

// `zeroed` is kept for large blocks only.
static void *allocate(struct ouro__body *body, ouro_family family, size_t size, int zeroed) {
    if (size <= OURO_SMALL_MAX) {
        return ouro__pool_alloc(body, family, ouro__class_of(body, size));
    }
    void *block = ouro__large_alloc(body, family, size, zeroed);
    return OURO_LIKELY(block != NULL) ? block : ouro__insist(body, family, size, zeroed);
}

// In a slow heap, or large.
static OURO_NOINLINE void *allocate_watched(struct ouro__body *body, ouro_family family,
                                            size_t size) {
    if (fails(body)) {
        return NULL;
    }
    return body->guard != NULL ? ouro__guard_alloc(body, family, size)
                               : allocate(body, family, size, 0);
}

// Mostly there is a block to be carved: the way to that is short.
void *ouro__heap_alloc_slow(ouro_heap *heap, ouro_family family, size_t size) {
    struct ouro__body *body = ouro__body(heap);
    if (OURO_UNLIKELY(size > OURO_SMALL_MAX || body->slow != 0)) {
        return allocate_watched(body, family, size);
    }
    return ouro__pool_alloc(body, family, ouro__class_of(body, size));
}

void *ouro_heap_calloc_in(ouro_heap *heap, ouro_family family, size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        return NULL;
    }
    struct ouro__body *body = ouro__body(heap);
    if (body->guard != NULL) {
        return fails(body) ? NULL : ouro__guard_calloc(body, family, total);
    }
    if (total > OURO_SMALL_MAX) {
        return fails(body) ? NULL : allocate(body, family, total, 1);
    }
    void *block = ouro_heap_alloc_in(heap, family, total);
    return block == NULL ? NULL : memset(block, 0, total);
}

void *ouro_heap_calloc(ouro_heap *heap, size_t count, size_t size) {
    return ouro_heap_calloc_in(heap, OURO_PLAIN, count, size);
}

// ---- Freeing ---------------------------------------------------------------------------------

void ouro__heap_free_other(ouro_heap *heap, void *block) {
    if (block == NULL) {
        return;
    }
    struct ouro__body *body = ouro__body(heap);
    if (body->guard != NULL) {
        ouro__guard_free(body, block);
    } else if (ouro__piece_of(body, block) != NULL) {
        ouro__pool_put(heap, ouro__pool_of(heap, block), block);
    } else {
        ouro__large_free(body, block);
    }
}

// ---- Resizing --------------------------------------------------------------------------------

// What the collector keeps beside a container goes along when the container moves. A pool that
// receives one has the flags of the pool it came from; a large block's generation only the collector
// can tell, so its new pool has all.
void ouro__heap_move_state(ouro_heap *heap, const void *from, const void *to) {
    uint8_t *state = ouro__heap_state(heap, to);
    *state = *ouro__heap_state(heap, from);
    if (*state == 0 || !ouro__heap_is_small(heap, to)) {
        return;
    }
    const int small = ouro__heap_is_small(heap, from);
    for (unsigned flag = 0; flag < OURO_POOL_FLAGS; flag++) {
        if (!small || ouro__block_is_flagged(heap, from, flag)) {
            ouro__block_flag(heap, to, flag);
        }
    }
}

// Moves a block of `old` usable bytes to a new one of `size`.
static void *move(ouro_heap *heap, ouro_family family, void *block, size_t old, size_t size) {
    struct ouro__body *body = ouro__body(heap);
    // Smaller is no need: where there is no memory for it, the block stays, and nobody is asked.
    const int insisting = body->insisting;
    body->insisting |= size <= old;
    void *moved = allocate(body, family, size, 0);
    body->insisting = insisting;
    if (moved == NULL) {
        return size <= old ? block : NULL;
    }
    memcpy(moved, block, size < old ? size : old);
    if (family == OURO_CONTAINER) {
        ouro__heap_move_state(heap, block, moved);
    }
    ouro_heap_free(heap, block);
    return moved;
}

// P9: shrinking from `old` to `size` frees less than a quarter.
static int is_close(size_t old, size_t size) {
    return size <= old && size > old - old / 4;
}

void *ouro_heap_realloc(ouro_heap *heap, void *block, size_t size) {
    if (block == NULL) {
        return ouro_heap_alloc(heap, size);
    }
    struct ouro__body *body = ouro__body(heap);
    if (fails(body)) {
        return NULL;
    }
    if (body->guard != NULL) {
        return ouro__guard_realloc(body, block, size);
    }
    if (!ouro__heap_is_small(heap, block)) {
        const struct ouro__large *large = ouro__large_of(block);
        if (size > OURO_SMALL_MAX || is_close(large->size, size)) {
            void *resized = ouro__large_resize(body, block, size);
            return resized != NULL ? resized : ouro__insist_resize(body, block, size);
        }
        return move(heap, (ouro_family)large->family, block, large->size, size);
    }
    const struct ouro__pool *pool = ouro__pool_of(heap, block);
    const size_t old = ouro__pool_shape(heap, pool)->size;
    if (size <= old && (is_close(old, size) || ouro__class_of(body, size) == pool->cls)) {
        return block;
    }
    return move(heap, (ouro_family)pool->family, block, old, size);
}

// ---- Asking about a block --------------------------------------------------------------------

size_t ouro_heap_usable_size(const ouro_heap *heap, const void *block) {
    if (block == NULL) {
        return 0;
    }
    if (ouro__body(heap)->guard != NULL) {
        return ouro__guard_size(ouro__body(heap), block);
    }
    return ouro__heap_is_small(heap, block)
               ? ouro__pool_shape(heap, ouro__pool_of(heap, block))->size
               : ouro__large_of(block)->size;
}

int ouro_heap_spans(const ouro_heap *heap, const void *address) {
    const struct ouro__body *body = ouro__body(heap);
    return ouro__heap_is_small(heap, address) ||
           (body->guard != NULL && ouro__guard_spans(body, address));
}

int ouro_heap_owns(const ouro_heap *heap, const void *address) {
    const struct ouro__arena *arena = ouro__arena_of(ouro__body(heap), address);
    return arena != NULL && ouro__is_filled(arena, ouro__block_pool_number(address));
}

uint8_t *ouro__heap_state_other(const ouro_heap *heap, const void *block) {
    if (ouro__piece_of(ouro__body(heap), block) != NULL) {
        return ouro__container_state(block);
    }
    return &ouro__large_of(block)->state;
}

uint32_t *ouro__heap_refs_other(const ouro_heap *heap, const void *block) {
    if (ouro__piece_of(ouro__body(heap), block) != NULL) {
        return &ouro__sidecar_of(block)->refs[ouro__container_index(block)];
    }
    return &ouro__large_of(block)->refs;
}

// ---- As an allocator -------------------------------------------------------------------------

static void *heap_malloc(void *ctx, size_t size) {
    return ouro_heap_alloc(ctx, size);
}

static void *heap_calloc(void *ctx, size_t count, size_t size) {
    return ouro_heap_calloc(ctx, count, size);
}

static void *heap_realloc(void *ctx, void *block, size_t size) {
    return ouro_heap_realloc(ctx, block, size);
}

static void heap_free(void *ctx, void *block) {
    ouro_heap_free(ctx, block);
}

ouro_allocator ouro_heap_allocator(ouro_heap *heap) {
    return (ouro_allocator){heap, heap_malloc, heap_calloc, heap_realloc, heap_free};
}

// ---- As the allocator of a domain ------------------------------------------------------------

static void expect(ouro_heap *heap, const void *block, ouro_family family) {
    if (block != NULL && ouro__body(heap)->guard != NULL) {
        ouro__guard_expect(ouro__body(heap), block, family);
    }
}

static void *mem_realloc(void *ctx, void *block, size_t size) {
    expect(ctx, block, OURO_PLAIN);
    return ouro_heap_realloc(ctx, block, size);
}

static void mem_free(void *ctx, void *block) {
    expect(ctx, block, OURO_PLAIN);
    ouro_heap_free(ctx, block);
}

static void *object_malloc(void *ctx, size_t size) {
    return ouro_heap_alloc_in(ctx, OURO_ATOM, size);
}

static void *object_calloc(void *ctx, size_t count, size_t size) {
    return ouro_heap_calloc_in(ctx, OURO_ATOM, count, size);
}

static void *object_realloc(void *ctx, void *block, size_t size) {
    expect(ctx, block, OURO_ATOM);
    return block == NULL ? object_malloc(ctx, size) : ouro_heap_realloc(ctx, block, size);
}

static void object_free(void *ctx, void *block) {
    expect(ctx, block, OURO_ATOM);
    ouro_heap_free(ctx, block);
}

ouro_allocator ouro_heap_domain(ouro_heap *heap, ouro_domain domain) {
    switch (domain) {
    case OURO_DOMAIN_MEM:
        return (ouro_allocator){heap, heap_malloc, heap_calloc, mem_realloc, mem_free};
    case OURO_DOMAIN_OBJECT:
        return (ouro_allocator){heap, object_malloc, object_calloc, object_realloc, object_free};
    case OURO_DOMAIN_RAW:
    case OURO_DOMAINS: break;
    }
    return ouro__body(heap)->options.raw;
}
