// SPDX-License-Identifier: MIT
// Figures of a heap, read off its arenas and pools. Floor pool; SPEC rows: P10's figures.
//
// Nothing is counted while blocks come and go but in the header of their pool: a counter for the
// whole heap in malloc and free is measurable, a walk over headers costs nothing to who does not ask.

#include "guard.h"

#include <string.h>

// Beside an arena: its record, and the headers of its pools.
#define PER_ARENA (sizeof(struct ouro__arena) + OURO_ARENA_POOLS * sizeof(struct ouro__pool))

// ---- Statistics ------------------------------------------------------------------------------

// A pool that is kept for its class though it is empty counts as what it is: empty.
static void count_pool(ouro_heap_stats *stats, const struct ouro__shape *shape,
                       const struct ouro__pool *pool, unsigned live) {
    if (pool->used == 0) {
        stats->pools_empty++;
        return;
    }
    ouro_class_stats *row = &stats->by_class[pool->family][pool->cls];
    row->pools++;
    row->blocks_used += live;
    row->blocks_free += shape->capacity - live;
    stats->pools_used++;
    stats->pools_full += live == shape->capacity;
    stats->blocks_small += live;
    stats->bytes_small += (uint64_t)live * shape->size;
    stats->bytes_free += (uint64_t)(shape->capacity - live) * shape->size;
}

static void count_arenas(ouro_heap_stats *stats, const struct ouro__piece *piece) {
    for (uint32_t number = 0; number < piece->records; number++) {
        const struct ouro__arena *arena = &piece->arenas[number];
        if (arena->in_use) {
            unsigned purged = (unsigned)__builtin_popcountll(arena->purged);
            stats->pools_empty += (unsigned)__builtin_popcountll(arena->free & ~arena->aside);
            stats->pools_purged += (unsigned)__builtin_popcountll(arena->purged & ~arena->aside);
            stats->pools_untouched += ouro__arena_untouched(arena);
            stats->bytes_touched += (uint64_t)(arena->backed - purged) * OURO_POOL_SIZE;
        }
    }
}

void ouro_heap_get_stats(const ouro_heap *heap, ouro_heap_stats *out) {
    const struct ouro__body *body = ouro__body(heap);
    const uint64_t current = body->arenas_allocated - body->arenas_reclaimed;
    ouro_heap_stats stats = {
        .size = out->size < sizeof(stats) ? out->size : sizeof(stats),
        .arenas_allocated = body->arenas_allocated,
        .arenas_reclaimed = body->arenas_reclaimed,
        .arenas_current = current,
        .arenas_peak = body->arenas_peak,
        .arenas_empty = body->arenas_empty,
        .blocks_large = body->large_blocks,
        .bytes_large = body->large_bytes,
        .bytes_committed = ouro__heap_committed(body),
        .limit = body->options.limit,
        .alignment = (uint32_t)body->options.alignment,
        .classes = body->classes,
        .pools_reclaimed = body->pools_purged,
        .bytes_reclaimed = body->bytes_returned,
    };
    for (size_t i = 0; i < body->npieces; i++) {
        const struct ouro__piece *piece = body->pieces[i];
        stats.bytes_reserved += piece->reserved;
        stats.bytes_records += (piece->records - piece->vacancies) * PER_ARENA;
        count_arenas(&stats, piece);
    }
    struct ouro__walk walk;
    ouro__walk_start(&walk, heap, OURO__WALK_ALL);
    const struct ouro__pool *pool;
    while ((pool = ouro__walk_next(&walk)) != NULL) {
        count_pool(&stats, ouro__pool_shape(heap, pool), pool, ouro__pool_live(heap, pool));
    }
    stats.bytes_in_use = stats.bytes_small + stats.bytes_large;
    stats.bytes_unused = (stats.pools_empty + stats.pools_untouched) * OURO_POOL_SIZE;
    stats.bytes_lost = stats.pools_used * OURO_POOL_SIZE - stats.bytes_small - stats.bytes_free;
    memcpy(out, &stats, stats.size);
}

uint64_t ouro_heap_allocated_blocks(const ouro_heap *heap) {
    uint64_t blocks = ouro__body(heap)->large_blocks;
    struct ouro__walk walk;
    ouro__walk_start(&walk, heap, OURO__WALK_ALL);
    const struct ouro__pool *pool;
    while ((pool = ouro__walk_next(&walk)) != NULL) {
        blocks += ouro__pool_live(heap, pool);
    }
    return blocks;
}
