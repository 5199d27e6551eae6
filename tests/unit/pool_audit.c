// SPDX-License-Identifier: MIT
// The model of a heap: comparing all of it. Tests of the pool floor; SPEC rows: P1 to P9, P10's figures.

#include <stdlib.h>
#include <string.h>

#include "pool_model.h"

#define COUNTED(number) ((unsigned long long)(number))

// ---- The blocks by address -------------------------------------------------------------------

struct place {
    uintptr_t at;
    uint32_t index; // in the model's blocks
    uint32_t seen;
};

static int compare_places(const void *left, const void *right) {
    const uintptr_t a = ((const struct place *)left)->at;
    const uintptr_t b = ((const struct place *)right)->at;
    return (a > b) - (a < b);
}

// No two blocks share a byte.
static bool check_overlap(struct model *model, const struct place *places) {
    for (size_t i = 1; i < model->count; i++) {
        const struct model_block *before = &model->blocks[places[i - 1].index];
        if (places[i].at - places[i - 1].at < before->usable) {
            return model_wrong(model, "blocks %p of %u bytes and %p overlap", (void *)before->at,
                               before->usable, (void *)places[i].at);
        }
    }
    return true;
}

// ---- What a visit shows ----------------------------------------------------------------------

struct visit {
    struct model *model;
    struct place *places;
    ouro_pool_info pool; // the one whose blocks come now
    uint32_t used, carved;
    uint64_t blocks, large, arenas, pools;
    uint64_t in_arena[4]; // pools by state that the arena says it has, less those that came
    uint64_t by_state[4]; // pools
    uint64_t purged;      // pools
};

// The blocks of a pool have come: they are as many as it said.
static bool close_pool(struct visit *visit) {
    if (visit->used != visit->pool.used || visit->carved != visit->pool.carved) {
        return model_wrong(visit->model, "pool %p: %u used, %u carved; visited %u, %u",
                           visit->pool.address, visit->pool.used, visit->pool.carved, visit->used,
                           visit->carved);
    }
    visit->used = 0;
    visit->carved = 0;
    visit->pool.used = 0;
    visit->pool.carved = 0;
    return true;
}

// The pools of an arena have come: they are what it said.
static bool close_arena(struct visit *visit) {
    for (unsigned state = 0; state < 4; state++) {
        if (visit->in_arena[state] != 0) {
            return model_wrong(visit->model, "arena %llu has other pools than it says",
                               COUNTED(visit->arenas));
        }
    }
    return close_pool(visit);
}

static int on_arena(const ouro_arena_info *info, void *arg) {
    struct visit *visit = arg;
    if (!close_arena(visit)) {
        return 1;
    }
    visit->arenas++;
    visit->in_arena[OURO_POOL_UNTOUCHED] = info->pools_untouched;
    visit->in_arena[OURO_POOL_EMPTY] = info->pools_empty;
    visit->in_arena[OURO_POOL_USED] = info->pools_in_use;
    return 0;
}

static int on_pool(const ouro_pool_info *info, void *arg) {
    struct visit *visit = arg;
    if (!close_pool(visit)) {
        return 1;
    }
    const bool used = info->state == OURO_POOL_USED || info->state == OURO_POOL_FULL;
    if (ouro_heap_owns(visit->model->heap, info->address) != used) {
        model_wrong(visit->model, "pool %p in state %d: whose it is is unclear", info->address,
                    (int)info->state);
        return 1;
    }
    visit->pool = *info;
    visit->pools++;
    visit->by_state[info->state]++;
    visit->purged += info->purged;
    visit->in_arena[info->state == OURO_POOL_FULL ? OURO_POOL_USED : info->state]--;
    return 0;
}

// A block that is not allocated: the model has none there, or it would come short.
static int on_idle(struct visit *visit, const ouro_block_info *info) {
    if (info->object_state != 0) {
        model_wrong(visit->model, "block %p is not allocated, its state is 0x%02x", info->address,
                    info->object_state);
        return 1;
    }
    return 0;
}

static int on_block(const ouro_block_info *info, void *arg) {
    struct visit *visit = arg;
    if (!info->large) {
        visit->carved += info->state != OURO_BLOCK_UNTOUCHED;
    }
    if (info->state != OURO_BLOCK_ALLOCATED) {
        return on_idle(visit, info);
    }
    struct model *model = visit->model;
    const struct place key = {.at = (uintptr_t)info->address};
    struct place *place =
        bsearch(&key, visit->places, model->count, sizeof(struct place), compare_places);
    if (place == NULL || place->seen) {
        model_wrong(model, "a visit shows %p of %zu bytes, which is %s", info->address, info->size,
                    place == NULL ? "not allocated" : "twice there");
        return 1;
    }
    place->seen = 1;
    visit->blocks++;
    visit->large += info->large;
    visit->used += !info->large;
    const struct model_block *block = &model->blocks[place->index];
    if (info->size != block->usable || (unsigned)info->family != block->family ||
        info->object_state != block->state || info->large != block->large) {
        model_wrong(model, "block %p of %u bytes in family %u is shown as %zu in %u", info->address,
                    block->usable, block->family, info->size, (unsigned)info->family);
        return 1;
    }
    return 0;
}

static bool check_visit(struct model *model, struct place *places, struct visit *visit) {
    static const ouro_heap_visitor visitor = {on_arena, on_pool, on_block};
    *visit = (struct visit){.model = model, .places = places};
    if (ouro_heap_visit(model->heap, &visitor, visit) != 0 || !close_arena(visit)) {
        return model_wrong(model, "the visit ended early");
    }
    if (visit->blocks != model->count) {
        return model_wrong(model, "a visit shows %llu blocks of %zu", COUNTED(visit->blocks),
                           model->count);
    }
    return true;
}

// ---- Figures ---------------------------------------------------------------------------------

static bool equal(struct model *model, const char *what, uint64_t got, uint64_t wanted) {
    return got == wanted ||
           model_wrong(model, "statistics: %s %llu, not %llu", what, COUNTED(got), COUNTED(wanted));
}

static bool check_classes(struct model *model, const ouro_heap_stats *stats) {
    uint64_t blocks = 0;
    uint64_t pools = 0;
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        for (unsigned cls = 0; cls < OURO_CLASSES_MAX; cls++) {
            const ouro_class_stats *row = &stats->by_class[family][cls];
            if (!equal(model, "blocks of a class", row->blocks_used, model->used[family][cls])) {
                return false;
            }
            blocks += row->blocks_used;
            pools += row->pools;
        }
    }
    return equal(model, "small blocks", stats->blocks_small, blocks) &&
           equal(model, "used pools", stats->pools_used, pools);
}

static bool check_bytes(struct model *model, const ouro_heap_stats *stats) {
    uint64_t large = 0;
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        large += model->large[family];
    }
    const uint64_t arenas = stats->arenas_current * OURO_ARENA_SIZE;
    const uint64_t committed = arenas + model->bytes_large + large * OURO_LARGE_PREFIX;
    if (stats->bytes_touched > arenas || arenas > stats->bytes_reserved) {
        return model_wrong(model, "statistics: %llu bytes touched, %llu in arenas, %llu reserved",
                           COUNTED(stats->bytes_touched), COUNTED(arenas),
                           COUNTED(stats->bytes_reserved));
    }
    if (committed > model->allowed) {
        return model_wrong(model, "%llu bytes are committed, %llu are allowed", COUNTED(committed),
                           COUNTED(model->allowed));
    }
    // What is above a limit that was set later may only become less.
    const size_t limit = model->options.limit;
    if (limit != 0) {
        model->allowed = committed > limit ? committed : limit;
    }
    return equal(model, "large blocks", stats->blocks_large, large) &&
           equal(model, "bytes in large blocks", stats->bytes_large, model->bytes_large) &&
           equal(model, "bytes in pools", stats->bytes_small, model->bytes_small) &&
           equal(model, "bytes in use", stats->bytes_in_use,
                 model->bytes_small + model->bytes_large) &&
           equal(model, "bytes committed", stats->bytes_committed, committed) &&
           equal(model, "limit", stats->limit, limit);
}

static bool check_stats(struct model *model, const struct visit *visit) {
    ouro_heap_stats stats = {.size = sizeof(stats)};
    ouro_heap_get_stats(model->heap, &stats);
    return check_classes(model, &stats) && check_bytes(model, &stats) &&
           equal(model, "alignment", stats.alignment, model->options.alignment) &&
           equal(model, "arenas", stats.arenas_current, visit->arenas) &&
           equal(model, "arenas since the start", stats.arenas_allocated,
                 stats.arenas_current + stats.arenas_reclaimed) &&
           equal(model, "pools", OURO_ARENA_POOLS * visit->arenas, visit->pools) &&
           equal(model, "full pools", stats.pools_full, visit->by_state[OURO_POOL_FULL]) &&
           equal(model, "pools in use", stats.pools_used,
                 visit->by_state[OURO_POOL_FULL] + visit->by_state[OURO_POOL_USED]) &&
           equal(model, "empty pools", stats.pools_empty, visit->by_state[OURO_POOL_EMPTY]) &&
           equal(model, "purged pools", stats.pools_purged, visit->purged) &&
           equal(model, "bytes in arenas", stats.arenas_current * OURO_ARENA_SIZE,
                 stats.bytes_small + stats.bytes_free + stats.bytes_unused + stats.bytes_lost) &&
           equal(model, "untouched pools", stats.pools_untouched,
                 visit->by_state[OURO_POOL_UNTOUCHED]) &&
           equal(model, "all blocks", ouro_heap_allocated_blocks(model->heap), model->count);
}

// ---- What freeing would return ---------------------------------------------------------------

static int every(const ouro_block_info *block, void *arg) {
    (void)block;
    (void)arg;
    return 1;
}

static bool check_frag(struct model *model) {
    ouro_heap_stats stats = {.size = sizeof(stats)};
    ouro_heap_get_stats(model->heap, &stats);
    ouro_frag frag = {.size = sizeof(frag)};
    ouro_heap_get_frag(model->heap, &frag);
    ouro_what_if all = {.size = sizeof(all)};
    ouro_heap_what_if(model->heap, every, NULL, &all);
    return equal(model, "resident bytes", frag.bytes_resident,
                 frag.bytes_live + frag.bytes_free + frag.bytes_untouched + frag.bytes_lost +
                     frag.bytes_empty + frag.bytes_ahead) &&
           equal(model, "live bytes", frag.bytes_live, model->bytes_small) &&
           equal(model, "arenas kept", frag.arenas_kept, all.arenas) &&
           equal(model, "pools kept", frag.pools_used, all.pools) &&
           equal(model, "blocks that could be freed", all.blocks, stats.blocks_small) &&
           equal(model, "large blocks that could be freed", all.blocks_large, stats.blocks_large) &&
           equal(model, "bytes that a trim returns", all.bytes_trim,
                 frag.bytes_empty + frag.bytes_ahead) &&
           equal(model, "bytes that would be returned", all.bytes_returned + all.bytes_trim,
                 stats.bytes_touched);
}

// ---- Each block ------------------------------------------------------------------------------

static bool check_block(struct model *model, const struct model_block *block) {
    const ouro_heap *heap = model->heap;
    const bool large = block->large;
    const unsigned char *last = block->at + (block->usable > 0 ? block->usable - 1 : 0);
    if (!model_is_painted(block, block->usable)) {
        return model_wrong(model, "block %p of %u bytes does not hold what was written",
                           (void *)block->at, block->size);
    }
    if (ouro_heap_usable_size(heap, block->at) != block->usable) {
        return model_wrong(model, "block %p: usable %zu, not %u", (void *)block->at,
                           ouro_heap_usable_size(heap, block->at), block->usable);
    }
    // A guarded heap's large blocks are its own, but for those that only valgrind watches.
    const struct ouro__guard *guard = model_guard(model);
    const bool spans = !large || (guard != NULL && !guard->silent);
    if (ouro_heap_spans(heap, block->at) != spans || ouro_heap_owns(heap, block->at) == large ||
        ouro_heap_owns(heap, last) == large) {
        return model_wrong(model, "block %p of %u bytes: whose it is is unclear", (void *)block->at,
                           block->usable);
    }
    for (unsigned generation = 0; block->young != 0 && generation < 2; generation++) {
        if ((block->young >> generation & 1) != 0 &&
            !ouro__block_is_flagged(heap, block->at, generation)) {
            return model_wrong(model, "container %p: its pool lost the mark of generation %u",
                               (void *)block->at, generation);
        }
    }
    return true;
}

static bool check_strangers(struct model *model) {
    int local = 0;
    return (!ouro_heap_spans(model->heap, &local) && !ouro_heap_owns(model->heap, NULL) &&
            !ouro_heap_owns(model->heap, &local) && !ouro_heap_owns(model->heap, model) &&
            !ouro_heap_owns(model->heap, (void *)UINTPTR_MAX)) ||
           model_wrong(model, "the heap takes for its own what is not");
}

// ---- All -------------------------------------------------------------------------------------

bool model_check(struct model *model) {
    if (model->message[0] != '\0') {
        return false;
    }
    const char *broken = ouro_heap_check(model->heap);
    if (broken != NULL) {
        return model_wrong(model, "check: %s", broken);
    }
    return equal(model, "blocks", ouro_heap_allocated_blocks(model->heap), model->count);
}

static bool check_whole(struct model *model, struct place *places) {
    for (size_t i = 0; i < model->count; i++) {
        if (!check_block(model, &model->blocks[i])) {
            return false;
        }
        places[i] = (struct place){.at = (uintptr_t)model->blocks[i].at, .index = (uint32_t)i};
    }
    qsort(places, model->count, sizeof(*places), compare_places);
    struct visit visit;
    return check_overlap(model, places) && check_visit(model, places, &visit) &&
           check_stats(model, &visit) && (model_waits(model) || check_frag(model)) &&
           check_strangers(model);
}

bool model_audit(struct model *model) {
    if (!model_check(model)) {
        return false;
    }
    model->audits++;
    if (model->fail_at != OURO_FAIL_OFF &&
        !equal(model, "allocations counted", ouro_heap_fail_count(model->heap),
               model->fail_count)) {
        return false;
    }
    struct place *places = malloc((model->count + 1) * sizeof(*places));
    if (places == NULL) {
        return model_wrong(model, "no memory for the model");
    }
    const bool whole = check_whole(model, places);
    free(places);
    return whole;
}
