// SPDX-License-Identifier: MIT
// Blocks above 512 bytes: the raw allocator's, with a record in front. Floor pool; SPEC rows: P1, P9.
//
// The record is what makes such a block part of the heap: its ring (one per family) lets the heap be
// destroyed at once, the limit be kept and the collector find large containers; its `state` and
// `refs` are what a pool keeps beside its blocks for small ones. 32 bytes keep the alignment of 16.

#include "pool.h"

_Static_assert(sizeof(struct ouro__large) == OURO_LARGE_PREFIX, "the block follows the record");

// ---- The rings -------------------------------------------------------------------------------

void ouro__large_link(struct ouro__body *body, struct ouro__large *large) {
    struct ouro__large *head = &body->large[large->family];
    large->prev = head;
    large->next = head->next;
    head->next->prev = large;
    head->next = large;
}

void ouro__large_unlink(const struct ouro__large *large) {
    large->prev->next = large->next;
    large->next->prev = large->prev;
}

// ---- Blocks ----------------------------------------------------------------------------------

void *ouro__large_alloc(struct ouro__body *body, ouro_family family, size_t size, int zeroed) {
    if (size > OURO_SIZE_MAX - OURO_LARGE_PREFIX) {
        return NULL;
    }
    const ouro_allocator *raw = &body->options.raw;
    const size_t total = size + OURO_LARGE_PREFIX;
    if (!ouro__heap_make_room(body, total)) {
        return NULL;
    }
    struct ouro__large *large =
        zeroed ? ouro_allocator_calloc(raw, 1, total) : ouro_allocator_malloc(raw, total);
    if (large == NULL) {
        return NULL;
    }
    *large = (struct ouro__large){.size = size, .family = (uint8_t)family};
    ouro__large_link(body, large);
    body->large_blocks++;
    body->large_bytes += size;
    return ouro__large_block(large);
}

// A block that shrinks by less than a quarter keeps its place and size; else `size` is a large one.
void *ouro__large_resize(struct ouro__body *body, void *block, size_t size) {
    struct ouro__large *large = ouro__large_of(block);
    const size_t old = large->size;
    if (size <= old && size > old - old / 4) {
        return block;
    }
    if (size > OURO_SIZE_MAX - OURO_LARGE_PREFIX) {
        return NULL;
    }
    if (size > old && !ouro__heap_make_room(body, size - old)) {
        return NULL;
    }
    large = ouro_allocator_realloc(&body->options.raw, large, size + OURO_LARGE_PREFIX);
    if (large == NULL) {
        return size <= old ? block : NULL;
    }
    // It may have moved: its neighbours learn where it is now.
    large->prev->next = large;
    large->next->prev = large;
    large->size = size;
    body->large_bytes = body->large_bytes - old + size;
    return ouro__large_block(large);
}

void ouro__large_free(struct ouro__body *body, void *block) {
    struct ouro__large *large = ouro__large_of(block);
    ouro__large_unlink(large);
    body->large_blocks--;
    body->large_bytes -= large->size;
    ouro_allocator_free(&body->options.raw, large);
}

void ouro__large_free_all(struct ouro__body *body) {
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        struct ouro__large *head = &body->large[family];
        while (head->next != head) {
            ouro__large_free(body, ouro__large_block(head->next));
        }
    }
}
