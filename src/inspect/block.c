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
        .bytes = small ? ouro__pool_shape(heap, ouro__pool_of(heap, object))->size
                       : ouro_heap_usable_size(heap, object),
        .object_bytes = ouro_inspect_bytes(object),
        .family = ouro__is_container(object) ? OURO_CONTAINER : OURO_ATOM,
        .large = !small,
        .tracked = ouro_gc_is_tracked(object),
        .finalized = ouro_gc_is_finalized(object),
        .generation = ouro_gc_generation_of(object),
    };
    if (small) {
        const struct ouro__arena *arena = ouro__block_arena(heap, object);
        const struct ouro__pool *pool = ouro__pool_of(heap, object);
        all.size_class = pool->cls;
        all.index = ouro__block_index(ouro__pool_shape(heap, pool), object);
        all.pool = ouro__pool_info(heap, arena, ouro__pool_number(arena, pool));
        all.arena = ouro__arena_info(arena);
    }
    memcpy(block, &all, all.size);
    return 0;
}
