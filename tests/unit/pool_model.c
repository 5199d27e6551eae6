// SPDX-License-Identifier: MIT
// The model of a heap: its operations. Tests of the pool floor; SPEC rows: P1 to P9.

#include "pool_model.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORD sizeof(uint64_t)

bool model_wrong(struct model *model, const char *text, ...) {
    if (model->message[0] == '\0') {
        va_list arguments;
        va_start(arguments, text);
        vsnprintf(model->message, sizeof(model->message), text, arguments);
        va_end(arguments);
    }
    return false;
}

static bool is_broken(const struct model *model) {
    return model->message[0] != '\0';
}

void model_describe(const struct model *model, char *text, size_t size) {
    const ouro_heap_options *options = &model->options;
    snprintf(text, size,
             "alignment %zu, %s rule, grace %zu, delay %zu, huge %zu, reserve %zu, limit %zu, "
             "safety %d, "
             "quarantine %zu",
             options->alignment, options->rule == OURO_RULE_CLASSIC ? "classic" : "behind",
             options->grace, options->delay, options->huge, options->reserve, options->limit,
             (int)options->safety, options->quarantine);
}

// ---- The raw allocator -----------------------------------------------------------------------

static void *raw_malloc(void *ctx, size_t size) {
    struct model_raw *raw = ctx;
    void *block = ouro_allocator_malloc(&raw->inner, size);
    raw->live += block != NULL;
    return block;
}

static void *raw_calloc(void *ctx, size_t count, size_t size) {
    struct model_raw *raw = ctx;
    void *block = ouro_allocator_calloc(&raw->inner, count, size);
    raw->live += block != NULL;
    return block;
}

static void *raw_realloc(void *ctx, void *block, size_t size) {
    struct model_raw *raw = ctx;
    void *moved = ouro_allocator_realloc(&raw->inner, block, size);
    raw->live += block == NULL && moved != NULL;
    return moved;
}

static void raw_free(void *ctx, void *block) {
    struct model_raw *raw = ctx;
    raw->live -= block != NULL;
    ouro_allocator_free(&raw->inner, block);
}

void model_fail_raw_at(struct model *model, uint64_t n) {
    ouro_fault_at(&model->raw.fault, n);
}

// ---- When a request may fail -----------------------------------------------------------------

// What was refused to the heap before a request, to tell whether more was refused meanwhile.
static uint64_t refused(const struct model *model) {
    return model->raw.fault.failed + (model->refusals != NULL ? *model->refusals : 0);
}

// Whether the allocation that comes next is the one that is to fail.
static bool fails_on_purpose(struct model *model) {
    if (model->fail_at == OURO_FAIL_OFF) {
        return false;
    }
    model->fail_count++;
    return model->fail_count >= model->fail_at &&
           model->fail_count - model->fail_at < model->fail_run;
}

// A request for `size` bytes comes next; `busy` is the block to be resized, or SIZE_MAX.
static void begin_request(struct model *model, size_t size, size_t busy) {
    model->operations++;
    model->now = (struct model_request){
        .size = size,
        .busy = busy,
        .fails = fails_on_purpose(model),
        .refused = refused(model),
    };
}

// Whether a new block of `size` bytes is a large one; else its class, and what may be used of it.
static bool is_large(const struct model *model, size_t size) {
    const struct ouro__guard *guard = model_guard(model);
    // Watched by valgrind alone, a block may reach to the end of its slot.
    const size_t around = guard != NULL && !guard->silent ? (size_t)guard->head + guard->tail : 0;
    return size > OURO_SMALL_MAX - around;
}

static unsigned class_of(const struct model *model, size_t size) {
    const struct ouro__guard *guard = model_guard(model);
    if (guard != NULL) {
        size += (size_t)guard->head + guard->tail;
        size = size < 16 ? 16 : size; // a free block's link and its canary
        size = size > OURO_SMALL_MAX ? OURO_SMALL_MAX : size;
    }
    return size == 0 ? 0 : (unsigned)((size - 1) / model->options.alignment);
}

static size_t usable_of(const struct model *model, size_t size) {
    return is_large(model, size) || model_guard(model) != NULL
               ? size
               : (class_of(model, size) + 1) * model->options.alignment;
}

// Whether the raw allocator resizes large blocks; else they move.
static bool resizes_large(const struct model *model) {
    const struct ouro__guard *guard = model_guard(model);
    return guard == NULL || guard->silent;
}

// Bytes that the request at hand needs room for under the limit.
static size_t needs(const struct model *model) {
    const size_t size = model->now.size;
    const size_t busy = model->now.busy;
    if (!is_large(model, size)) {
        return OURO_ARENA_SIZE;
    }
    if (busy != SIZE_MAX && model->blocks[busy].large && resizes_large(model)) {
        return size - model->blocks[busy].usable;
    }
    return size + OURO_LARGE_PREFIX;
}

// Whether the heap holds an arena without a block: memory that it could have used or given back.
static bool holds_idle_arena(const struct ouro__body *body) {
    for (size_t i = 0; i < body->npieces; i++) {
        const struct ouro__piece *piece = body->pieces[i];
        for (uint32_t number = 0; number < piece->records; number++) {
            const struct ouro__arena *arena = &piece->arenas[number];
            unsigned pool = 0;
            while (pool < OURO_ARENA_POOLS && !ouro__is_filled(arena, pool)) {
                pool++;
            }
            if (arena->in_use && pool == OURO_ARENA_POOLS) {
                return true;
            }
        }
    }
    return false;
}

// A guarded heap has room for so many large blocks as its options reserve.
static bool spans_may_be_full(const struct model *model) {
    return !resizes_large(model) && is_large(model, model->now.size) &&
           model->options.reserve < (size_t)1 << 30;
}

// The request at hand was refused, though not on purpose.
static bool may_fail(struct model *model) {
    const struct ouro__body *body = ouro__body(model->heap);
    const size_t size = model->now.size;
    const size_t limit = model->options.limit;
    // A page of a guarded heap may be refused even where there is one.
    const bool refused_now = refused(model) != model->now.refused;
    if (!is_large(model, size) && body->usable != NULL &&
        (model_guard(model) == NULL || !refused_now)) {
        return model_wrong(model, "%zu bytes are refused, but there are free pools", size);
    }
    if (refused_now || spans_may_be_full(model)) {
        return true;
    }
    if (limit != 0 && ouro__heap_committed(body) + needs(model) > limit) {
        return !holds_idle_arena(body) ||
               model_wrong(model, "%zu bytes are over the limit, but an arena is idle", size);
    }
    return model_wrong(model, "%zu bytes are refused for no reason", size);
}

// The owner was asked once, if the request failed for want of memory; if it failed on purpose, or was
// to shrink a block, never.
static bool check_asked(struct model *model, unsigned least, unsigned most) {
    return (model->now.asked >= least && model->now.asked <= most) ||
           model_wrong(model, "the owner was asked %u times about %zu bytes", model->now.asked,
                       model->now.size);
}

// The request at hand gave nothing.
static bool check_failure(struct model *model) {
    model->failures++;
    return model->now.fails ? check_asked(model, 0, 0)
                            : check_asked(model, 1, 1) && may_fail(model);
}

static bool check_success(struct model *model) {
    return !model->now.fails ? check_asked(model, 0, 1)
                             : model_wrong(model, "allocation %llu does not fail",
                                           (unsigned long long)model->fail_count);
}

// ---- Before a request fails ------------------------------------------------------------------

// Frees blocks, the last ones first, but not the one that is being resized.
static size_t relieve(struct model *model) {
    size_t freed = 0;
    while (freed < model->relief && model->count > 0 && model->count - 1 != model->now.busy &&
           model_free(model, model->count - 1, MODEL_FREE)) {
        freed++;
    }
    return freed;
}

// Whether the heap tells its owner what is true. It has given back what it kept by then.
static bool check_pressure(struct model *model, const ouro_pressure *pressure) {
    const struct ouro__body *body = ouro__body(model->heap);
    const size_t size = model->now.size;
    const size_t asked = size > OURO_SMALL_MAX ? size + OURO_LARGE_PREFIX : OURO_ARENA_SIZE;
    const uint64_t over = ouro__heap_committed(body) + needs(model) - model->options.limit;
    const bool by_limit = pressure->reason == OURO_PRESSURE_LIMIT;
    if (pressure->request < size || pressure->request > usable_of(model, size) ||
        holds_idle_arena(body)) {
        return model_wrong(model, "the owner is asked for %zu bytes, not %zu", pressure->request,
                           size);
    }
    const bool exact = by_limit || model_guard(model) == NULL;
    if ((exact && pressure->missing != (by_limit ? over : asked)) || pressure->missing == 0) {
        return model_wrong(model, "the owner is told that %zu bytes are missing by %s",
                           pressure->missing, by_limit ? "the limit" : "the system");
    }
    return by_limit || refused(model) != model->now.refused || spans_may_be_full(model) ||
           model_wrong(model, "the owner is told of a system that refused nothing");
}

// The heap asks its owner before a request fails.
static int on_pressure(ouro_heap *heap, const ouro_pressure *pressure, void *arg) {
    (void)heap;
    struct model *model = arg;
    model->now.asked++;
    if (!check_pressure(model, pressure) || relieve(model) == 0) {
        return 0;
    }
    // It is tried once more, and only what is refused then is a reason to fail.
    model->now.refused = refused(model);
    return 1;
}

void model_set_relief(struct model *model, size_t blocks) {
    model->relief = blocks;
}

// ---- Making and destroying -------------------------------------------------------------------

bool model_open(struct model *model, const ouro_heap_options *options, uint64_t raw_fails,
                const uint64_t *refusals) {
    *model = (struct model){.options = *options, .refusals = refusals};
    const ouro_allocator bottom = ouro_raw_allocator();
    model->raw.inner = ouro_fault_wrap(&model->raw.fault, &bottom);
    model_fail_raw_at(model, raw_fails);
    model->options.raw =
        (ouro_allocator){&model->raw, raw_malloc, raw_calloc, raw_realloc, raw_free};
    model->allowed = options->limit == 0 ? UINT64_MAX : options->limit;
    const uint64_t before = refused(model);
    model->heap = ouro_heap_new(&model->options);
    if (model->heap == NULL) {
        if (model->raw.live != 0) {
            return model_wrong(model, "a heap that was not made keeps raw blocks");
        }
        return refused(model) != before || model_wrong(model, "no heap, for no reason");
    }
    ouro_heap_on_pressure(model->heap, on_pressure, model);
    return true;
}

bool model_close(struct model *model) {
    if (is_broken(model)) {
        return false; // the heap is left as it is
    }
    ouro_heap_destroy(model->heap);
    model->heap = NULL;
    free(model->blocks);
    model->blocks = NULL;
    model->count = 0;
    if (model->raw.live != 0) {
        return model_wrong(model, "%llu raw blocks outlive their heap",
                           (unsigned long long)model->raw.live);
    }
    return true;
}

// ---- What a block holds ----------------------------------------------------------------------

static uint64_t pattern_of(const struct model_block *block) {
    return (block->serial + 1) * UINT64_C(0x9E3779B97F4A7C15);
}

static void paint(struct model *model, struct model_block *block, bool whole) {
    block->serial = ++model->serial;
    block->whole = whole;
    const uint64_t pattern = pattern_of(block);
    if (block->usable < WORD) {
        memcpy(block->at, &pattern, block->usable);
        return;
    }
    const size_t last = (block->usable - 1) / WORD * WORD;
    for (size_t at = 0; whole && at < last; at += WORD) {
        memcpy(block->at + at, &pattern, WORD);
    }
    memcpy(block->at, &pattern, WORD);
    memcpy(block->at + last, &pattern, block->usable - last);
}

static bool holds_word(const struct model_block *block, size_t at, uint64_t pattern) {
    uint64_t word;
    memcpy(&word, block->at + at, WORD);
    return word == pattern;
}

bool model_is_painted(const struct model_block *block, size_t size) {
    const uint64_t pattern = pattern_of(block);
    if (size < WORD) {
        return memcmp(block->at, &pattern, size) == 0;
    }
    if (!holds_word(block, 0, pattern)) {
        return false;
    }
    if (block->whole) {
        // Each word is equal to the next one.
        return memcmp(block->at, block->at + WORD, size - WORD) == 0;
    }
    if (size != block->usable) {
        return true; // what was its last word is cut off
    }
    const size_t last = (size - 1) / WORD * WORD;
    return size % WORD == 0 ? holds_word(block, last, pattern)
                            : memcmp(block->at + last, &pattern, size - last) == 0;
}

static bool expect_painted(struct model *model, const struct model_block *block, size_t size) {
    if (!model_is_painted(block, size)) {
        return model_wrong(model, "block %p of %u bytes does not hold what was written",
                           (void *)block->at, block->size);
    }
    if (block->family == OURO_CONTAINER &&
        *ouro__heap_state(model->heap, block->at) != block->state) {
        return model_wrong(model, "container %p of %u bytes: state 0x%02x, not 0x%02x",
                           (void *)block->at, block->size,
                           *ouro__heap_state(model->heap, block->at), block->state);
    }
    return true;
}

static bool expect_zeroed(struct model *model, const unsigned char *at, size_t size) {
    // All bytes are equal to their neighbours, and the first one is 0.
    return size == 0 || (at[0] == 0 && memcmp(at, at + 1, size - 1) == 0) ||
           model_wrong(model, "calloc of %zu bytes at %p: not all are 0", size, (const void *)at);
}

// ---- Counting --------------------------------------------------------------------------------

static size_t class_size(const struct model *model, const struct model_block *block) {
    return (block->cls + 1u) * model->options.alignment;
}

static void count(struct model *model, const struct model_block *block) {
    if (block->large) {
        model->large[block->family]++;
        model->bytes_large += block->usable;
    } else {
        model->used[block->family][block->cls]++;
        model->bytes_small += class_size(model, block);
    }
}

static void uncount(struct model *model, const struct model_block *block) {
    if (block->large) {
        model->large[block->family]--;
        model->bytes_large -= block->usable;
    } else {
        model->used[block->family][block->cls]--;
        model->bytes_small -= class_size(model, block);
    }
}

// ---- Allocating ------------------------------------------------------------------------------

// Asks the heap. Some sizes are known at compile time, for what is inlined then.
static void *request_block(ouro_heap *heap, enum model_kind kind, ouro_family family, size_t size) {
    if (kind == MODEL_CALLOC) {
        return size % 3 == 0 ? ouro_heap_calloc_in(heap, family, size / 3, 3)
                             : ouro_heap_calloc_in(heap, family, 1, size);
    }
    if (kind == MODEL_TRY_ALLOC) {
        void *at = ouro_heap_try_alloc(heap, family, size);
        return at != NULL ? at : ouro_heap_alloc_in(heap, family, size);
    }
    if (family != OURO_PLAIN) {
        return ouro_heap_alloc_in(heap, family, size);
    }
    switch (size) {
    case 16: return ouro_heap_alloc(heap, 16);
    case 48: return ouro_heap_alloc(heap, 48);
    case OURO_SMALL_MAX: return ouro_heap_alloc(heap, OURO_SMALL_MAX);
    case OURO_SMALL_MAX + 1: return ouro_heap_alloc(heap, OURO_SMALL_MAX + 1);
    default: return ouro_heap_alloc(heap, size);
    }
}

// Takes a block that is new, or has a new place, into the model.
static bool take(struct model *model, struct model_block *block, void *at, size_t size) {
    block->at = at;
    block->size = (uint32_t)size;
    block->usable = (uint32_t)usable_of(model, size);
    block->large = is_large(model, size);
    block->cls = block->large ? 0 : (uint8_t)class_of(model, size);
    const size_t alignment = block->large ? 16 : model->options.alignment;
    if ((uintptr_t)at % alignment != 0) {
        return model_wrong(model, "block %p of %zu bytes is not aligned", at, size);
    }
    count(model, block);
    return true;
}

static bool has_room(struct model *model) {
    if (model->count < model->room) {
        return true;
    }
    const size_t room = model->room * 2 + 64;
    struct model_block *blocks = realloc(model->blocks, room * sizeof(*blocks));
    if (blocks == NULL) {
        return model_wrong(model, "no memory for the model");
    }
    model->blocks = blocks;
    model->room = room;
    return true;
}

bool model_alloc(struct model *model, enum model_kind kind, ouro_family family, size_t size,
                 bool whole) {
    if (is_broken(model) || !has_room(model)) {
        return false;
    }
    begin_request(model, size, SIZE_MAX);
    void *at = request_block(model->heap, kind, family, size);
    if (at == NULL) {
        return check_failure(model);
    }
    if (!check_success(model)) {
        return false;
    }
    if (kind == MODEL_CALLOC && !expect_zeroed(model, at, size)) {
        return false;
    }
    struct model_block *block = &model->blocks[model->count++];
    *block = (struct model_block){.family = (uint8_t)family};
    if (!take(model, block, at, size)) {
        return false;
    }
    paint(model, block, whole);
    return expect_painted(model, block, block->usable < WORD ? block->usable : WORD);
}

// ---- Freeing ---------------------------------------------------------------------------------

static void release_block(ouro_heap *heap, const struct model_block *block,
                          enum model_release release) {
    void *at = block->at;
    if (release != MODEL_FREE_SIZED) {
        if (release == MODEL_FREE || !ouro_heap_try_free(heap, (ouro_family)block->family, at)) {
            ouro_heap_free(heap, at);
        }
        return;
    }
    switch (block->size) {
    case 16: ouro_heap_free_sized(heap, at, 16); break;
    case 48: ouro_heap_free_sized(heap, at, 48); break;
    case OURO_SMALL_MAX: ouro_heap_free_sized(heap, at, OURO_SMALL_MAX); break;
    case OURO_SMALL_MAX + 1: ouro_heap_free_sized(heap, at, OURO_SMALL_MAX + 1); break;
    default: ouro_heap_free_sized(heap, at, block->size); break;
    }
}

bool model_free(struct model *model, size_t index, enum model_release release) {
    if (is_broken(model)) {
        return false;
    }
    model->operations++;
    struct model_block *block = &model->blocks[index];
    if (!expect_painted(model, block, block->usable)) {
        return false;
    }
    uncount(model, block);
    release_block(model->heap, block, release);
    *block = model->blocks[--model->count];
    return true;
}

// ---- Resizing --------------------------------------------------------------------------------

// P9: whether the block keeps its place and what may be used of it, whatever memory there is.
static bool stays(const struct model *model, const struct model_block *block, size_t size) {
    const bool by_raw = block->large && is_large(model, size) && resizes_large(model);
    if (size > block->usable || (model_guard(model) != NULL && !by_raw)) {
        return false;
    }
    return size > block->usable - block->usable / 4 ||
           (!block->large && class_of(model, size) == block->cls);
}

// A block was to shrink, and to move if it does not stay large, but is what it was: without memory for
// that it may stay, and the owner is not asked.
static bool check_stayed(struct model *model, const struct model_block *block) {
    if (!check_asked(model, 0, 0)) {
        return false;
    }
    if (model_guard(model) != NULL) {
        return true; // what waits is released only when the attempt has failed
    }
    if (!is_large(model, model->now.size)) {
        return may_fail(model);
    }
    // No limit is in the way of a large block that stays large.
    return refused(model) != model->now.refused ||
           model_wrong(model, "block %p of %u bytes does not shrink to %zu", (void *)block->at,
                       block->usable, model->now.size);
}

// The marks of its pool went along if the block has a state; from a large one both are set.
static void follow_young(struct model_block *block, bool was_large) {
    if (block->family != OURO_CONTAINER || block->large) {
        block->young = 0;
    } else if (was_large && block->state != 0) {
        block->young = 3;
    }
}

// The block has moved to `at`, or is larger or smaller where it was.
static bool resized(struct model *model, struct model_block *block, void *at, size_t size,
                    bool whole) {
    const bool was_large = block->large;
    const size_t kept = size < block->size ? size : block->size;
    block->at = at;
    if (!expect_painted(model, block, kept)) {
        return false;
    }
    uncount(model, block);
    if (!take(model, block, at, size)) {
        return false;
    }
    follow_young(block, was_large);
    paint(model, block, whole);
    return true;
}

// A guarded heap has changed the size of the block where it was.
static bool resized_in_place(struct model *model, struct model_block *block, size_t size,
                             bool whole) {
    const size_t kept = size < block->size ? size : block->size;
    if (!expect_painted(model, block, kept)) {
        return false;
    }
    uncount(model, block);
    block->size = (uint32_t)size;
    block->usable = (uint32_t)size;
    count(model, block);
    paint(model, block, whole);
    return true;
}

bool model_realloc(struct model *model, size_t index, size_t size, bool whole) {
    if (is_broken(model)) {
        return false;
    }
    struct model_block *block = &model->blocks[index];
    if (!expect_painted(model, block, block->usable)) {
        return false;
    }
    const bool in_place = stays(model, block, size);
    begin_request(model, size, index);
    void *at = ouro_heap_realloc(model->heap, block->at, size);
    if (at == NULL) {
        if (!model->now.fails && size <= block->usable) {
            return model_wrong(model, "block %p of %u bytes cannot shrink to %zu",
                               (void *)block->at, block->size, size);
        }
        return check_failure(model) && expect_painted(model, block, block->usable);
    }
    if (!check_success(model)) {
        return false;
    }
    const size_t usable = ouro_heap_usable_size(model->heap, at);
    const struct ouro__guard *guard = model_guard(model);
    const bool moved = at != block->at;
    const bool must_move = guard != NULL ? guard->debug : !block->large;
    if (!moved && usable == block->usable && size <= usable &&
        (in_place || must_move || usable != usable_of(model, size))) {
        block->size = (uint32_t)(guard != NULL ? usable : size);
        return expect_painted(model, block, usable) && (in_place || check_stayed(model, block));
    }
    if (in_place || usable != usable_of(model, size) || (!moved && must_move)) {
        return model_wrong(model, "block %p of %u bytes, resized to %zu: %p of %zu",
                           (void *)block->at, block->usable, size, at, usable);
    }
    return guard != NULL && !moved ? resized_in_place(model, block, size, whole)
                                   : resized(model, block, at, size, whole);
}

// ---- The collector's bytes -------------------------------------------------------------------

bool model_touch(struct model *model, size_t index, uint8_t state, unsigned generation) {
    struct model_block *block = &model->blocks[index];
    if (is_broken(model) || block->family != OURO_CONTAINER) {
        return !is_broken(model);
    }
    uint8_t *byte = ouro__heap_state(model->heap, block->at);
    if (*byte != block->state) {
        return model_wrong(model, "container %p: state 0x%02x, not 0x%02x", (void *)block->at,
                           *byte, block->state);
    }
    *byte = state;
    block->state = state;
    block->young = 0;
    if (state != 0 && !block->large) {
        ouro__block_flag(model->heap, block->at, generation);
        block->young = (uint8_t)(1u << generation);
    }
    return true;
}

bool model_clear_young(struct model *model, unsigned generation) {
    if (is_broken(model)) {
        return false;
    }
    ouro__heap_clear_flag(model->heap, generation);
    for (size_t i = 0; i < model->count; i++) {
        model->blocks[i].young &= (uint8_t) ~(1u << generation);
    }
    struct ouro__walk walk;
    ouro__walk_start(&walk, model->heap, generation == 0 ? OURO__WALK_YOUNG0 : OURO__WALK_YOUNG1);
    return ouro__walk_next(&walk) == NULL ||
           model_wrong(model, "a pool is young after all were cleared");
}

// ---- The rest --------------------------------------------------------------------------------

bool model_impossible(struct model *model, size_t index) {
    if (is_broken(model)) {
        return false;
    }
    ouro_heap *heap = model->heap;
    struct model_block *block = &model->blocks[index];
    // Kept from the compiler, which knows that these cannot succeed.
    volatile size_t most = SIZE_MAX;
    // Each counts as an allocation, but for the product that overflows.
    begin_request(model, most, index);
    for (int i = 1; i < 4; i++) {
        (void)fails_on_purpose(model);
    }
    if (ouro_heap_realloc(heap, block->at, most / 2) != NULL ||
        ouro_heap_realloc(heap, block->at, most) != NULL ||
        ouro_heap_alloc_in(heap, (ouro_family)block->family, most) != NULL ||
        ouro_heap_calloc(heap, most / 8, 9) != NULL ||
        ouro_heap_calloc(heap, most / 4, 3) != NULL) {
        return model_wrong(model, "the heap gives out more bytes than there are addresses");
    }
    return check_asked(model, 0, 0) && expect_painted(model, block, block->usable);
}

static ouro_heap_stats stats_of(const struct model *model) {
    ouro_heap_stats stats = {.size = sizeof(stats)};
    ouro_heap_get_stats(model->heap, &stats);
    return stats;
}

static int none(const ouro_block_info *block, void *arg) {
    (void)block;
    (void)arg;
    return 0;
}

bool model_trim(struct model *model) {
    if (is_broken(model)) {
        return false;
    }
    const ouro_heap_stats before = stats_of(model);
    ouro_what_if answer = {.size = sizeof(answer)};
    ouro_heap_what_if(model->heap, none, NULL, &answer);
    const size_t bytes = ouro_heap_trim(model->heap);
    const ouro_heap_stats after = stats_of(model);
    if (after.arenas_empty != 0) {
        return model_wrong(model, "%llu arenas are empty after a trim",
                           (unsigned long long)after.arenas_empty);
    }
    if (after.bytes_touched != after.pools_used * OURO_POOL_SIZE) {
        return model_wrong(model, "after a trim %llu pools are used, and %llu bytes held",
                           (unsigned long long)after.pools_used,
                           (unsigned long long)after.bytes_touched);
    }
    if (model_guard(model) != NULL) {
        return true; // blocks that waited are gone, and spans of large blocks
    }
    if (answer.bytes_trim != bytes || answer.blocks != 0 || answer.bytes_returned != 0) {
        return model_wrong(model, "a trim gave %zu bytes back, announced were %llu", bytes,
                           (unsigned long long)answer.bytes_trim);
    }
    if (before.bytes_touched - bytes != after.bytes_touched) {
        return model_wrong(model, "a trim gave %zu bytes back, of %llu that left %llu", bytes,
                           (unsigned long long)before.bytes_touched,
                           (unsigned long long)after.bytes_touched);
    }
    return true;
}

bool model_set_limit(struct model *model, size_t limit) {
    if (is_broken(model)) {
        return false;
    }
    ouro_heap_set_limit(model->heap, limit);
    model->options.limit = limit;
    const uint64_t committed = ouro__heap_committed(ouro__body(model->heap));
    model->allowed = limit == 0 ? UINT64_MAX : limit > committed ? limit : committed;
    return true;
}

bool model_set_inline(struct model *model, bool on) {
    if (is_broken(model)) {
        return false;
    }
    ouro_heap_set_inline(model->heap, on);
    model->is_called = !on;
    const bool slow = !on || model->fail_at != OURO_FAIL_OFF || model_guard(model) != NULL;
    if ((ouro__body(model->heap)->slow != 0) != slow) {
        return model_wrong(model, "the heap works inline, or not, against its order");
    }
    // Of the try functions nothing is left then.
    if (!on &&
        (ouro_heap_try_alloc(model->heap, OURO_PLAIN, 8) != NULL ||
         (model->count > 0 && ouro_heap_try_free(model->heap, (ouro_family)model->blocks[0].family,
                                                 model->blocks[0].at)))) {
        return model_wrong(model, "something is done inline");
    }
    return true;
}

bool model_fail_run(struct model *model, uint64_t n, uint64_t run) {
    if (is_broken(model)) {
        return false;
    }
    ouro_heap_fail_run(model->heap, n, run);
    model->fail_at = n;
    model->fail_run = run;
    if (n != OURO_FAIL_OFF) {
        model->fail_count = 0;
    }
    return true;
}
