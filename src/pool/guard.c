// SPDX-License-Identifier: MIT
// Guarded heaps: their life, and every request to them. Floor pool; SPEC rows: P11.

#include "guard.h"

#include "os.h"

#include <string.h>

#define DEFAULT_QUEUE ((size_t)1 << 20)

// A heap's record and its guard are neighbours, between two inaccessible pages.
struct record {
    struct ouro__body body;
    struct ouro__guard guard;
};

// ---- Life ------------------------------------------------------------------------------------

static bool is_watched(const ouro_heap_options *options) {
    return options->valgrind && RUNNING_ON_VALGRIND != 0;
}

bool ouro__guard_wanted(const ouro_heap_options *options) {
    return options->safety != OURO_SAFETY_NONE || is_watched(options);
}

static size_t record_bytes(void) {
    const size_t page = ouro__os_page_size();
    return (sizeof(struct record) + page - 1) / page * page;
}

static void set_up(struct ouro__guard *guard, const ouro_heap_options *options) {
    ouro__os_random(&guard->secret, sizeof(guard->secret));
    ouro__os_random(&guard->random, sizeof(guard->random));
    guard->random |= 1;
    guard->debug = options->safety == OURO_SAFETY_DEBUG;
    guard->watched = is_watched(options);
    guard->silent = options->safety == OURO_SAFETY_NONE;
    guard->head = guard->debug ? OURO__DEBUG_HEAD : 0;
    guard->tail = guard->debug ? OURO__DEBUG_TAIL : OURO__GUARD_EDGE;
}

struct ouro__body *ouro__guard_new(const ouro_heap_options *options) {
    const size_t page = ouro__os_page_size();
    const size_t whole = record_bytes() + 2 * page;
    unsigned char *memory = ouro__os_reserve(whole, page);
    if (memory == NULL) {
        return NULL;
    }
    if (ouro__os_commit(memory + page, record_bytes()) < 0) {
        ouro__os_release(memory, whole);
        return NULL;
    }
    ouro__os_name(memory, whole, "ouro guarded heap");
    struct record *record = (struct record *)(void *)(memory + page);
    set_up(&record->guard, options);
    const size_t asked = options->quarantine;
    const size_t queue = asked != OURO_QUARANTINE_DEFAULT          ? asked
                         : options->safety == OURO_SAFETY_HARDENED ? 0
                                                                   : DEFAULT_QUEUE;
    if (ouro__queue_open(&record->guard.queue, queue) < 0) {
        ouro__os_release(memory, whole);
        return NULL;
    }
    record->body.guard = &record->guard;
    record->body.slow = OURO__SLOW_GUARDED;
    return &record->body;
}

int ouro__guard_open_spans(struct ouro__body *body) {
    if (body->guard->silent) {
        return 0;
    }
    body->guard->spans = ouro__spans_new(body);
    return body->guard->spans != NULL ? 0 : -1;
}

// Large blocks are taken back at once with their spans; the rings are empty then.
static void drop_spans(struct ouro__body *body) {
    if (body->guard->spans == NULL) {
        return;
    }
    ouro__spans_free(body->guard->spans);
    body->guard->spans = NULL;
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        body->large[family].next = &body->large[family];
        body->large[family].prev = &body->large[family];
    }
    body->large_blocks = 0;
    body->large_bytes = 0;
}

static int forget_block(const ouro_block_info *info, void *arg) {
    const struct ouro__guard *guard = arg;
    const bool raw = info->large && guard->silent; // valgrind knows of it from malloc
    if (info->state == OURO_BLOCK_ALLOCATED && !raw) {
        ouro__shade_take(guard->watched, info->address, info->size);
    }
    return 0;
}

void ouro__guard_close(struct ouro__body *body) {
    struct ouro__guard *guard = body->guard;
    if (guard->destroyed) {
        ouro__guard_die(body, body, "the heap %p was destroyed already", (void *)body);
    }
    if (guard->debug) {
        const char *broken = ouro_heap_check(&body->face);
        if (broken != NULL) {
            struct ouro__text text;
            ouro__text_start(&text);
            ouro__text_add(&text, "%s", broken);
            ouro__guard_end(body, &text);
        }
    }
    if (guard->watched) {
        const ouro_heap_visitor visitor = {.block = forget_block};
        ouro_heap_visit(&body->face, &visitor, guard);
    }
    ouro__queue_close(&guard->queue);
    drop_spans(body);
}

static void release_record(struct ouro__body *body) {
    const size_t page = ouro__os_page_size();
    ouro__os_release((unsigned char *)body - page, record_bytes() + 2 * page);
}

void ouro__guard_release(struct ouro__body *body) {
    if (body->guard->debug) {
        body->guard->destroyed = true;
    } else {
        release_record(body);
    }
}

void ouro__guard_discard(struct ouro__body *body) {
    ouro__queue_close(&body->guard->queue);
    release_record(body);
}

size_t ouro__guard_trim(struct ouro__body *body) {
    ouro__queue_flush(body);
    return body->guard->spans != NULL ? ouro__spans_trim(body->guard->spans) : 0;
}

static void live_or_die(const struct ouro__body *body, const void *address) {
    if (body->guard->destroyed) {
        ouro__guard_die(body, address, "the heap %p is used after it was destroyed",
                        (const void *)body);
    }
}

// ---- Allocating ------------------------------------------------------------------------------

static bool is_small(const struct ouro__guard *guard, size_t size) {
    return size <= OURO_SMALL_MAX &&
           (guard->silent || size + guard->head + guard->tail <= OURO_SMALL_MAX);
}

void *ouro__guard_try(struct ouro__body *body, ouro_family family, size_t size, int zeroed) {
    if (is_small(body->guard, size)) {
        void *block = ouro__guard_small_alloc(body, family, size);
        return block == NULL || !zeroed ? block : memset(block, 0, size);
    }
    return body->guard->silent ? ouro__large_alloc(body, family, size, zeroed)
                               : ouro__span_alloc(body, family, size, zeroed);
}

static void *allocate(struct ouro__body *body, ouro_family family, size_t size, int zeroed) {
    live_or_die(body, NULL);
    void *block = ouro__guard_try(body, family, size, zeroed);
    return OURO_LIKELY(block != NULL) ? block : ouro__insist(body, family, size, zeroed);
}

void *ouro__guard_alloc(struct ouro__body *body, ouro_family family, size_t size) {
    return allocate(body, family, size, 0);
}

void *ouro__guard_calloc(struct ouro__body *body, ouro_family family, size_t size) {
    return allocate(body, family, size, 1);
}

// ---- Freeing ---------------------------------------------------------------------------------

// Whether an address looks like a large block of the raw allocator, when valgrind has the say.
static bool is_raw_block(const struct ouro__spot *spot, const void *block) {
    const struct ouro__large *large = ouro__large_of(block);
    return spot->where == OURO__AT_NOTHING && ouro__shade_allows(large, sizeof(*large)) &&
           ouro__shade_allows(large->next, sizeof(*large)) && large->next->prev == large &&
           ouro__shade_allows(large->prev, sizeof(*large)) && large->prev->next == large;
}

// Has valgrind report that something was freed that is no block of this heap. Blocks of malloc and
// other heaps it would take for granted, but not their second byte.
static void report_to_valgrind(const struct ouro__guard *guard, const struct ouro__spot *spot,
                               const void *block) {
    const size_t skip = spot->where == OURO__AT_NOTHING;
    ouro__shade_take(guard->watched, (const char *)block + skip, 0);
}

// Finds an allocated block and looks whether it is sound. False, only when valgrind has the say: it
// is a large block of the raw allocator, or none at all.
static bool find_block(const struct ouro__body *body, const void *block, const char *verb,
                       struct ouro__spot *spot) {
    live_or_die(body, block);
    ouro__guard_locate(body, block, spot);
    if (!ouro__spot_is_block(spot)) {
        if (body->guard->silent) {
            return false;
        }
        ouro__guard_wrong(body, block, verb, spot);
    }
    if (spot->span != NULL) {
        ouro__span_verify(body, spot);
    } else {
        ouro__guard_small_verify(body, spot);
    }
    return true;
}

void ouro__guard_free(struct ouro__body *body, void *block) {
    const struct ouro__guard *guard = body->guard;
    struct ouro__spot spot;
    if (!find_block(body, block, "free", &spot)) {
        if (is_raw_block(&spot, block)) {
            ouro__large_free(body, block);
        } else {
            report_to_valgrind(guard, &spot, block);
        }
        return;
    }
    const uint64_t serial = guard->debug ? ouro__guard_serial(guard, &spot) : 0;
    if (spot.span != NULL) {
        ouro__span_bury(body, &spot);
    } else {
        ouro__guard_small_bury(body, &spot);
    }
    ouro__queue_add(body, &spot, serial);
}

// ---- Resizing --------------------------------------------------------------------------------

// P9, but for what is to be found out by moving: blocks in debug mode, and those valgrind watches.
static bool resize_in_place(struct ouro__body *body, const struct ouro__spot *spot, size_t size) {
    const struct ouro__guard *guard = body->guard;
    if (guard->debug || guard->watched || size < spot->size - spot->size / 4 ||
        size > OURO_SIZE_MAX - OURO_DEBUG_OVERHEAD) { // sums with it are sound below
        return false;
    }
    return spot->span != NULL ? ouro__span_resize(body, spot, size)
                              : ouro__guard_small_resize(body, spot, size);
}

void *ouro__guard_realloc(struct ouro__body *body, void *block, size_t size) {
    struct ouro__spot spot;
    if (!find_block(body, block, "realloc", &spot)) {
        if (!is_raw_block(&spot, block)) {
            report_to_valgrind(body->guard, &spot, block);
            return NULL;
        }
        if (!is_small(body->guard, size)) {
            void *resized = ouro__large_resize(body, block, size);
            return resized != NULL ? resized : ouro__insist_resize(body, block, size);
        }
        const struct ouro__large *large = ouro__large_of(block);
        spot.family = (ouro_family)large->family;
        spot.size = large->size;
    } else if (resize_in_place(body, &spot, size)) {
        return block;
    }
    // Smaller is no need: where there is no memory for it, the block stays, and nobody is asked.
    const int insisting = body->insisting;
    body->insisting |= size <= spot.size;
    void *moved = allocate(body, spot.family, size, 0);
    body->insisting = insisting;
    if (moved == NULL) {
        return size <= spot.size ? block : NULL;
    }
    memcpy(moved, block, size < spot.size ? size : spot.size);
    if (spot.family == OURO_CONTAINER) {
        ouro__heap_move_state(&body->face, block, moved);
    }
    ouro__guard_free(body, block);
    return moved;
}

// ---- Asking ----------------------------------------------------------------------------------

int ouro__guard_spans(const struct ouro__body *body, const void *address) {
    struct ouro__spot spot;
    ouro__guard_locate(body, address, &spot);
    return spot.where != OURO__AT_NOTHING;
}

size_t ouro__guard_size(const struct ouro__body *body, const void *block) {
    struct ouro__spot spot;
    live_or_die(body, block);
    ouro__guard_locate(body, block, &spot);
    if (body->guard->silent && !ouro__spot_is_block(&spot)) {
        return ouro__large_of(block)->size; // as in any heap
    }
    if (!ouro__spot_is_block(&spot)) {
        ouro__guard_wrong(body, block, "size", &spot);
    }
    return spot.size;
}

void ouro__guard_expect(const struct ouro__body *body, const void *block, ouro_family family) {
    struct ouro__spot spot;
    live_or_die(body, block);
    ouro__guard_locate(body, block, &spot);
    if (ouro__spot_is_block(&spot) && spot.family != family) {
        const char letters[] = {'m', 'o', 'o'};
        ouro__guard_die(body, block, "wrong domain: allocated in '%c', used in '%c'",
                        letters[spot.family], letters[family]);
    }
}
