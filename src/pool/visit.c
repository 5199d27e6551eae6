// SPDX-License-Identifier: MIT
// Shows a heap to a visitor: arenas, pools, blocks with their states, large blocks.
// Floor pool; SPEC rows: P4, P5, P6's states as they can be observed.

#include "guard.h"

// ---- Visiting --------------------------------------------------------------------------------

static int visit_blocks(const ouro_heap *heap, const struct ouro__pool *pool, uintptr_t page,
                        const ouro_heap_visitor *visitor, void *arg) {
    const struct ouro__shape *shape = ouro__pool_shape(heap, pool);
    struct ouro__bitmap bitmap;
    ouro__pool_free_bitmap(heap, pool, &bitmap);
    for (unsigned index = 0; index < shape->capacity; index++) {
        ouro_block_info info = {
            .address = ouro__page_block(page, shape, index),
            .size = shape->size,
            .family = (ouro_family)pool->family,
            .state = index >= pool->carved              ? OURO_BLOCK_UNTOUCHED
                     : ouro__bitmap_has(&bitmap, index) ? OURO_BLOCK_FREE
                                                        : OURO_BLOCK_ALLOCATED,
        };
        if (info.state == OURO_BLOCK_ALLOCATED) {
            info.size = ouro__pool_usable(heap, pool, index);
        }
        if (pool->family == OURO_CONTAINER) {
            info.object_state = ouro__sidecar(page)->states[index];
        }
        int result = visitor->block(&info, arg);
        if (result != 0) {
            return result;
        }
    }
    return 0;
}

ouro_pool_info ouro__pool_info(const ouro_heap *heap, const struct ouro__arena *arena,
                               unsigned number) {
    const struct ouro__pool *pool = arena->pools + number;
    ouro_pool_info info = {.address = (const void *)ouro__arena_page(arena, number)};
    if (ouro__is_filled(arena, number)) {
        const struct ouro__shape *shape = ouro__pool_shape(heap, pool);
        info.used = ouro__pool_live(heap, pool);
        info.state = info.used == shape->capacity ? OURO_POOL_FULL : OURO_POOL_USED;
        info.family = (ouro_family)pool->family;
        info.block_size = shape->size;
        info.capacity = shape->capacity;
        info.carved = pool->carved;
    } else {
        const int carved = number < arena->carved && (arena->aside >> number & 1) == 0;
        info.state = carved ? OURO_POOL_EMPTY : OURO_POOL_UNTOUCHED;
        info.purged = carved && (arena->purged >> number & 1) != 0;
    }
    return info;
}

ouro_arena_info ouro__arena_info(const struct ouro__arena *arena) {
    unsigned in_use = 0;
    for (uint64_t left = ouro__arena_used(arena); left != 0; left &= left - 1) {
        in_use += (unsigned)ouro__is_filled(arena, (unsigned)__builtin_ctzll(left));
    }
    return (ouro_arena_info){
        .address = (const void *)arena->base,
        .pools_untouched = ouro__arena_untouched(arena),
        .pools_empty = OURO_ARENA_POOLS - ouro__arena_untouched(arena) - in_use,
        .pools_in_use = in_use,
        .pools_purged = (unsigned)__builtin_popcountll(arena->purged & ~arena->aside),
    };
}

// Visits one of an arena's 64 pools, then its blocks.
int ouro__visit_pool(const ouro_heap *heap, const struct ouro__arena *arena, unsigned number,
                     const ouro_heap_visitor *visitor, void *arg) {
    const ouro_pool_info info = ouro__pool_info(heap, arena, number);
    int result = visitor->pool != NULL ? visitor->pool(&info, arg) : 0;
    if (result == 0 && visitor->block != NULL && ouro__is_filled(arena, number)) {
        result = visit_blocks(heap, arena->pools + number, ouro__arena_page(arena, number), visitor,
                              arg);
    }
    return result;
}

static int visit_arena(const ouro_heap *heap, const struct ouro__arena *arena,
                       const ouro_heap_visitor *visitor, void *arg) {
    const ouro_arena_info info = ouro__arena_info(arena);
    int result = visitor->arena != NULL ? visitor->arena(&info, arg) : 0;
    for (unsigned number = 0; number < OURO_ARENA_POOLS && result == 0; number++) {
        result = ouro__visit_pool(heap, arena, number, visitor, arg);
    }
    return result;
}

int ouro__visit_large(const ouro_heap *heap, const ouro_heap_visitor *visitor, void *arg) {
    for (unsigned f = 0; f < OURO_FAMILIES && visitor->block != NULL; f++) {
        const ouro_family family = (ouro_family)f;
        struct ouro__large *large = ouro__large_first(heap, family);
        for (; large != ouro__large_end(heap, family); large = large->next) {
            const ouro_block_info info = {
                .address = ouro__large_block(large),
                .size = large->size,
                .family = family,
                .state = OURO_BLOCK_ALLOCATED,
                .object_state = large->state,
                .large = 1,
            };
            int result = visitor->block(&info, arg);
            if (result != 0) {
                return result;
            }
        }
    }
    return 0;
}

int ouro_heap_visit(const ouro_heap *heap, const ouro_heap_visitor *visitor, void *arg) {
    const struct ouro__body *body = ouro__body(heap);
    for (size_t i = 0; i < body->npieces; i++) {
        const struct ouro__piece *piece = body->pieces[i];
        for (uint32_t number = 0; number < piece->records; number++) {
            if (piece->arenas[number].in_use) {
                int result = visit_arena(heap, &piece->arenas[number], visitor, arg);
                if (result != 0) {
                    return result;
                }
            }
        }
    }
    return ouro__visit_large(heap, visitor, arg);
}

int ouro_heap_visit_arena(const ouro_heap *heap, const void *address,
                          const ouro_heap_visitor *visitor, void *arg) {
    const struct ouro__arena *arena = ouro__arena_of(ouro__body(heap), address);
    return arena != NULL ? visit_arena(heap, arena, visitor, arg) : 0;
}

int ouro_heap_visit_pool(const ouro_heap *heap, const void *address,
                         const ouro_heap_visitor *visitor, void *arg) {
    const struct ouro__arena *arena = ouro__arena_of(ouro__body(heap), address);
    if (arena == NULL) {
        return 0;
    }
    return ouro__visit_pool(heap, arena, ouro__block_pool_number(address), visitor, arg);
}
