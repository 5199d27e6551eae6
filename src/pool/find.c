// SPDX-License-Identifier: MIT
// Which block an address lies in. Floor pool; SPEC rows: P8; serves P11's messages.
//
// Asked when something is wrong already, so nothing in a block or a pool's header is believed: sizes
// come from the heap's own shapes, and a link of a free list is tested before it is followed.

#include "guard.h"

#include <stdio.h>

// ---- In pools --------------------------------------------------------------------------------

// Whether block `index` of a pool is in its free list, as far as that list can be followed.
static bool is_listed(const struct ouro__pool *pool, uintptr_t page,
                      const struct ouro__shape *shape, unsigned index) {
    void *block = pool->free;
    for (unsigned i = 0; block != NULL && i < shape->capacity; i++) {
        const uintptr_t offset = (uintptr_t)block - page - shape->first;
        if (offset >= (uintptr_t)shape->capacity * shape->size || offset % shape->size != 0) {
            return false;
        }
        if (offset / shape->size == index) {
            return true;
        }
        block = ouro__pool_next_free(block);
    }
    return false;
}

static int find_small(const struct ouro__body *body, const struct ouro__arena *arena,
                      const void *address, ouro_block_info *info) {
    const unsigned number = ouro__block_pool_number(address);
    const struct ouro__pool *pool = arena->pools + number;
    const uintptr_t page = ouro__arena_page(arena, number);
    unsigned family = 0;
    while (family < OURO_FAMILIES && (arena->family[family] >> number & 1) == 0) {
        family++;
    }
    if (family == OURO_FAMILIES || pool->cls >= body->classes) {
        return 0;
    }
    const struct ouro__shape *shape = &body->face.shape[family == OURO_CONTAINER][pool->cls];
    const size_t offset = (uintptr_t)address - page;
    const size_t index = (offset - shape->first) / shape->size;
    if (offset < shape->first || index >= shape->capacity) {
        return 0;
    }
    *info = (ouro_block_info){
        .address = ouro__page_block(page, shape, (unsigned)index),
        .size = shape->size,
        .family = (ouro_family)family,
        .state = index >= pool->carved                           ? OURO_BLOCK_UNTOUCHED
                 : is_listed(pool, page, shape, (unsigned)index) ? OURO_BLOCK_FREE
                                                                 : OURO_BLOCK_ALLOCATED,
    };
    if (family == OURO_CONTAINER) {
        info->object_state = ouro__sidecar(page)->states[index];
    }
    return 1;
}

// ---- Large ones ------------------------------------------------------------------------------

static int find_large(const struct ouro__body *body, const void *address, ouro_block_info *info) {
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        const struct ouro__large *head = &body->large[family];
        const struct ouro__large *large = head->next;
        for (; large != head && large->next->prev == large; large = large->next) {
            const uintptr_t offset = (uintptr_t)address - (uintptr_t)(large + 1);
            if (offset < large->size) {
                *info = (ouro_block_info){
                    .address = large + 1,
                    .size = large->size,
                    .family = (ouro_family)family,
                    .state = OURO_BLOCK_ALLOCATED,
                    .object_state = large->state,
                    .large = 1,
                };
                return 1;
            }
        }
    }
    return 0;
}

// ---- All -------------------------------------------------------------------------------------

static int find_guarded(const struct ouro__body *body, const void *address, ouro_block_info *info) {
    struct ouro__spot spot;
    ouro__guard_locate(body, address, &spot);
    if (spot.where == OURO__AT_NOTHING && body->guard->silent) {
        return find_large(body, address, info);
    }
    if (spot.where < OURO__AT_SMALL || spot.offset < 0 || (size_t)spot.offset >= spot.size) {
        return 0;
    }
    *info = (ouro_block_info){
        .address = spot.block,
        .size = spot.size,
        .family = spot.family,
        .state = spot.slack > OURO__SLACK_WAITING ? OURO_BLOCK_ALLOCATED : OURO_BLOCK_FREE,
        .large = spot.span != NULL,
    };
    if (spot.family == OURO_CONTAINER && info->state == OURO_BLOCK_ALLOCATED) {
        info->object_state = *ouro__heap_state(&body->face, spot.block);
    }
    return 1;
}

int ouro_heap_find(const ouro_heap *heap, const void *address, ouro_block_info *info) {
    const struct ouro__body *body = ouro__body(heap);
    if (body->guard != NULL) {
        return find_guarded(body, address, info);
    }
    if (ouro__piece_of(body, address) == NULL) {
        return find_large(body, address, info);
    }
    const struct ouro__arena *arena = ouro__arena_of(body, address);
    return arena == NULL ? 0 : find_small(body, arena, address, info);
}

int ouro_heap_explain(void *heap, const void *address, char *text, size_t room) {
    static const char *const states[] = {"never handed out", "allocated", "free"};
    ouro_block_info info;
    if (!ouro_heap_find(heap, address, &info)) {
        snprintf(text, room, "%p, in no block of the heap", address);
        return 1;
    }
    if (info.address == address && info.state == OURO_BLOCK_ALLOCATED) {
        return 0;
    }
    snprintf(text, room, "%p, byte %td of the block at %p, %zu bytes, %s", address,
             (const char *)address - (const char *)info.address, info.address, info.size,
             states[info.state]);
    return 1;
}
