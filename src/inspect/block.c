// SPDX-License-Identifier: MIT
// Where one object lies, and what the process uses.  Floor: inspect.  SPEC rows P3 to P6, M2.
#include "census.h"
#include "os.h"
#include <string.h>

// ---- The process ------------------------------------------------------------------------------

int ouro_inspect_process(ouro_process_memory *memory) {
    struct ouro__os_memory found;
    int result = ouro__os_memory(&found);
    ouro_process_memory all = {.size = memory->size < sizeof all ? memory->size : sizeof all,
                               .rss = found.rss,
                               .vms = found.vms,
                               .shared = found.shared,
                               .uss = found.uss,
                               .peak_rss = ouro__os_peak_rss()};
    memcpy(memory, &all, all.size);
    return result;
}

// ---- One object -------------------------------------------------------------------------------

static ouro_arena_info arena_info(const struct ouro__arena *arena) {
    return (ouro_arena_info){
        .address = (const void *)arena->base,
        .pools_untouched = OURO_ARENA_POOLS - arena->carved,
        .pools_empty = (uint32_t)__builtin_popcountll(arena->free),
        .pools_in_use = (uint32_t)__builtin_popcountll(ouro__arena_used(arena)),
        .pools_purged = (uint32_t)__builtin_popcountll(arena->purged),
    };
}

static ouro_pool_info pool_info(const struct ouro__pool *pool) {
    return (ouro_pool_info){
        .address = pool,
        .state = pool->used == pool->capacity ? OURO_POOL_FULL : OURO_POOL_USED,
        .family = (ouro_family)pool->family,
        .block_size = pool->size,
        .capacity = pool->capacity,
        .used = pool->used,
        .carved = pool->carved,
    };
}

static bool is_large_block(const ouro_heap *heap, const ouro_object *object) {
    ouro_family family = ouro__is_container(object) ? OURO_CONTAINER : OURO_ATOM;
    const struct ouro__large *large = ouro__large_first(heap, family);
    while (large != ouro__large_end(heap, family)) {
        if ((const void *)(large + 1) == object) {
            return true;
        }
        large = large->next;
    }
    return false;
}

int ouro_inspect_block(ouro_object *object, ouro_object_block *block) {
    const ouro_heap *heap = ouro_current->heap;
    bool small = ouro_heap_owns(heap, object);
    if (!small && !is_large_block(heap, object)) {
        return -1;
    }
    ouro_object_block all = {
        .size = block->size < sizeof all ? block->size : sizeof all,
        .address = object,
        .bytes = ouro_heap_usable_size(heap, object),
        .object_bytes = ouro_inspect_bytes(object),
        .family = ouro__is_container(object) ? OURO_CONTAINER : OURO_ATOM,
        .large = !small,
        .tracked = ouro_gc_is_tracked(object),
        .finalized = ouro_gc_is_finalized(object),
        .generation = ouro_gc_generation_of(object),
    };
    if (small) {
        const struct ouro__pool *pool = ouro__pool_of(object);
        all.size_class = pool->cls;
        all.index = ouro__pool_index(pool, object);
        all.pool = pool_info(pool);
        all.arena = arena_info(pool->arena);
    }
    memcpy(block, &all, all.size);
    return 0;
}
