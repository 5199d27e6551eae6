// SPDX-License-Identifier: MIT
// The module ouro: the heap as a script sees it: arenas, pools, the block of an object, statistics.
// Front-end, modules.  SPEC rows P1 to P8, R5, M2.
#include "ouro_dicts.h"

#include <stdlib.h>

const char *const py__family_names[] = {"plain", "atom", "container"};

// ---- Dicts --------------------------------------------------------------------------------------

void py__put_object(ouro_object **dict, const char *key, ouro_object *value) {
    if (!*dict) {
        ouro_xdecref(value);
    } else if (py__dict_put(*dict, key, value) < 0) {
        ouro_clear(dict);
    }
}

void py__put_number(ouro_object **dict, const char *key, uint64_t value) {
    if (*dict) {
        py__put_object(dict, key, ouro_int_from_u64(value));
    }
}

void py__put_address(ouro_object **dict, const char *key, const void *address) {
    py__put_number(dict, key, (uintptr_t)address);
}

void py__put_text(ouro_object **dict, const char *key, const char *text) {
    if (*dict) {
        py__put_object(dict, key, ouro_str_intern_text(text));
    }
}

void py__put_figures(ouro_object **dict, const py_figure *figures, size_t n,
                     const void *structure) {
    for (size_t i = 0; i < n; i++) {
        uint64_t value;
        memcpy(&value, (const char *)structure + figures[i].offset, sizeof value);
        py__put_number(dict, figures[i].name, value);
    }
}

// ---- Arenas and pools ---------------------------------------------------------------------------

// What a visit finds is copied first, into memory outside the heap that is being visited.
typedef struct snapshot {
    ouro_arena_info *arenas;
    ouro_pool_info *pools;
    const void **homes; // of the pools: their arenas' addresses
    size_t arena_count, pool_count, arena_room;
} snapshot;

static int note_arena(const ouro_arena_info *arena, void *arg) {
    snapshot *seen = arg;
    if (seen->arena_count == seen->arena_room) {
        return 1;
    }
    seen->arenas[seen->arena_count++] = *arena;
    return 0;
}

static int note_pool(const ouro_pool_info *pool, void *arg) {
    snapshot *seen = arg;
    if (pool->state != OURO_POOL_UNTOUCHED) {
        seen->homes[seen->pool_count] = seen->arenas[seen->arena_count - 1].address;
        seen->pools[seen->pool_count++] = *pool;
    }
    return 0;
}

static void snapshot_free(snapshot *seen) {
    free(seen->arenas);
    free(seen->pools);
    free((void *)seen->homes);
}

// 0, or -1 with MemoryError and nothing to free.
static int snapshot_take(snapshot *seen) {
    ouro_heap_stats stats = {.size = sizeof stats};
    ouro_heap_get_stats(ouro_current->heap, &stats);
    size_t arenas = stats.arenas_current, pools = arenas * OURO_ARENA_POOLS;
    *seen = (snapshot){.arenas = calloc(arenas + 1, sizeof *seen->arenas),
                       .pools = calloc(pools + 1, sizeof *seen->pools),
                       .homes = (const void **)calloc(pools + 1, sizeof *seen->homes),
                       .arena_room = arenas};
    if (!seen->arenas || !seen->pools || !seen->homes) {
        snapshot_free(seen);
        ouro_raise_memory();
        return -1;
    }
    static const ouro_heap_visitor visitor = {.arena = note_arena, .pool = note_pool};
    ouro_heap_visit(ouro_current->heap, &visitor, seen);
    return 0;
}

static ouro_object *pool_dict(const ouro_pool_info *pool, const void *arena) {
    bool empty = pool->state == OURO_POOL_EMPTY;
    ouro_object *dict = ouro_dict_new();
    py__put_address(&dict, "address", pool->address);
    py__put_address(&dict, "arena", arena);
    py__put_text(&dict, "state", empty ? "empty" : pool->state == OURO_POOL_FULL ? "full" : "used");
    py__put_text(&dict, "family", empty ? "" : py__family_names[pool->family]);
    py__put_number(&dict, "size_class", empty ? 0 : pool->block_size);
    py__put_number(&dict, "used", empty ? 0 : pool->used);
    py__put_number(&dict, "free", empty ? 0 : pool->carved - pool->used);
    py__put_number(&dict, "untouched", empty ? 0 : pool->capacity - pool->carved);
    return dict;
}

static ouro_object *ouro_pools(ouro_object *self) {
    (void)self;
    snapshot seen;
    if (snapshot_take(&seen) < 0) {
        return NULL;
    }
    ouro_object *list = ouro_list_new(0);
    for (size_t i = 0; list && i < seen.pool_count; i++) {
        ouro_object *dict = pool_dict(&seen.pools[i], seen.homes[i]);
        if (!dict || ouro_list_append_stolen(list, dict) < 0) {
            ouro_clear(&list);
        }
    }
    snapshot_free(&seen);
    return list;
}

static ouro_object *arena_dict(const ouro_arena_info *arena) {
    ouro_object *dict = ouro_dict_new();
    py__put_address(&dict, "address", arena->address);
    py__put_number(&dict, "free_pools", arena->pools_untouched + arena->pools_empty);
    py__put_number(&dict, "used_pools", arena->pools_in_use);
    py__put_number(&dict, "empty_pools", arena->pools_empty);
    py__put_number(&dict, "untouched_pools", arena->pools_untouched);
    py__put_number(&dict, "purged_pools", arena->pools_purged);
    return dict;
}

static ouro_object *ouro_arenas(ouro_object *self) {
    (void)self;
    snapshot seen;
    if (snapshot_take(&seen) < 0) {
        return NULL;
    }
    ouro_object *list = ouro_list_new(0);
    for (size_t i = 0; list && i < seen.arena_count; i++) {
        ouro_object *dict = arena_dict(&seen.arenas[i]);
        if (!dict || ouro_list_append_stolen(list, dict) < 0) {
            ouro_clear(&list);
        }
    }
    snapshot_free(&seen);
    return list;
}

// ---- One object ---------------------------------------------------------------------------------

static ouro_object *ouro_block(ouro_object *self, ouro_object *object) {
    (void)self;
    ouro_object_block block = {.size = sizeof block};
    if (ouro_inspect_block(object, &block) < 0) {
        return ouro_raise(OURO_EXC_ValueError, "the '%T' object is not in the heap", object);
    }
    // Arrays and tables have blocks of their own: in this one is no more than it holds.
    size_t own = block.object_bytes < block.bytes ? block.object_bytes : block.bytes;
    ouro_object *dict = ouro_dict_new();
    py__put_address(&dict, "address", block.address);
    py__put_address(&dict, "pool", block.large ? NULL : block.pool.address);
    py__put_address(&dict, "arena", block.large ? NULL : block.arena.address);
    py__put_number(&dict, "size_class", block.large ? 0 : block.bytes);
    py__put_number(&dict, "size", block.large ? block.bytes : own);
    py__put_number(&dict, "total_size", block.object_bytes);
    py__put_text(&dict, "family", py__family_names[block.family]);
    if (!block.large) {
        py__put_number(&dict, "index", block.index);
    }
    if (dict) {
        py__put_object(&dict, "tracked", ouro_bool(block.tracked));
        py__put_object(&dict, "generation", ouro_int_new(block.generation));
    }
    return dict;
}

// ---- The heap -----------------------------------------------------------------------------------

static ouro_object *collections_list(void) {
    ouro_gc_generation_stats stats[OURO_GENERATIONS];
    ouro_gc_get_stats(stats);
    ouro_object *list = ouro_list_new(0);
    for (int i = 0; list && i < OURO_GENERATIONS; i++) {
        ouro_object *dict = ouro_dict_new();
        py__put_number(&dict, "collections", stats[i].collections);
        py__put_number(&dict, "collected", stats[i].collected);
        py__put_number(&dict, "uncollectable", stats[i].uncollectable);
        py__put_number(&dict, "total_ns", stats[i].total_ns);
        py__put_number(&dict, "longest_ns", stats[i].longest_ns);
        if (!dict || ouro_list_append_stolen(list, dict) < 0) {
            ouro_clear(&list);
        }
    }
    return list;
}

static ouro_object *ouro_stats(ouro_object *self) {
    (void)self;
    ouro_heap_stats stats = {.size = sizeof stats};
    ouro_heap_get_stats(ouro_current->heap, &stats);
    static const py_figure figures[] = {
        PY_FIGURE(ouro_heap_stats, arenas_allocated),
        PY_FIGURE(ouro_heap_stats, arenas_reclaimed),
        PY_FIGURE(ouro_heap_stats, arenas_current),
        PY_FIGURE(ouro_heap_stats, arenas_peak),
        PY_FIGURE(ouro_heap_stats, arenas_empty),
        PY_FIGURE(ouro_heap_stats, pools_used),
        PY_FIGURE(ouro_heap_stats, pools_full),
        PY_FIGURE(ouro_heap_stats, pools_empty),
        PY_FIGURE(ouro_heap_stats, pools_purged),
        PY_FIGURE(ouro_heap_stats, pools_untouched),
        PY_FIGURE(ouro_heap_stats, blocks_small),
        PY_FIGURE(ouro_heap_stats, blocks_large),
        PY_FIGURE(ouro_heap_stats, bytes_small),
        PY_FIGURE(ouro_heap_stats, bytes_free),
        PY_FIGURE(ouro_heap_stats, bytes_unused),
        PY_FIGURE(ouro_heap_stats, bytes_lost),
        PY_FIGURE(ouro_heap_stats, bytes_large),
        PY_FIGURE(ouro_heap_stats, bytes_in_use),
        PY_FIGURE(ouro_heap_stats, bytes_committed),
        PY_FIGURE(ouro_heap_stats, bytes_touched),
        PY_FIGURE(ouro_heap_stats, pools_reclaimed),
        PY_FIGURE(ouro_heap_stats, bytes_reclaimed),
        PY_FIGURE(ouro_heap_stats, bytes_records),
        PY_FIGURE(ouro_heap_stats, bytes_reserved),
        PY_FIGURE(ouro_heap_stats, limit),
    };
    ouro_object *dict = ouro_dict_new();
    py__put_figures(&dict, figures, COUNT_OF(figures), &stats);
    py__put_number(&dict, "alignment", stats.alignment);
    py__put_number(&dict, "classes", stats.classes);
    if (dict) {
        py__put_object(&dict, "generations", collections_list());
    }
    return dict;
}

static ouro_object *ouro_trim(ouro_object *self) {
    (void)self;
    return ouro_int_from_u64(ouro_heap_trim(ouro_current->heap));
}

static ouro_object *ouro_check(ouro_object *self) {
    (void)self;
    const char *broken = ouro_heap_check(ouro_current->heap);
    return broken ? ouro_str_text(broken) : ouro_none();
}

// ---- The module ---------------------------------------------------------------------------------

static const ouro_method functions[] = {
    OURO_NOARGS("pools", ouro_pools, "A dict for each pool that has been in use."),
    OURO_NOARGS("arenas", ouro_arenas, "A dict for each arena."),
    OURO_O("block", ouro_block, "A dict on the block of memory in which an object lies."),
    OURO_NOARGS("stats", ouro_stats, "The figures of the heap and of the collector, as a dict."),
    OURO_NOARGS("trim", ouro_trim, "Give empty arenas and pools to the system; returns bytes."),
    OURO_KEYWORDS(
        "heap_frag", py__heap_frag,
        "Fragmentation as a dict: the arenas and pools that live blocks keep, the best to "
        "free first, with the objects in them."),
    OURO_O("heap_what_if", py__heap_what_if,
           "What would come back if the blocks of these objects were freed, as a dict."),
    OURO_NOARGS("heap_check", ouro_check, "What is broken in the heap as text, or None."),
    {0},
};

ouro_object *py__ouro_module(void) {
    ouro_object *module =
        py__module_make("ouro", "A look at the memory that the program runs in.", functions);
    if (module && (ouro_module_add_text(module, "version", OURO_VERSION) < 0 ||
                   ouro_module_add_text(module, "__version__", OURO_VERSION) < 0 ||
                   ouro_module_add_int(module, "POOL_SIZE", OURO_POOL_SIZE) < 0 ||
                   ouro_module_add_int(module, "ARENA_SIZE", OURO_ARENA_SIZE) < 0 ||
                   ouro_module_add_int(module, "SMALL_MAX", OURO_SMALL_MAX) < 0)) {
        ouro_clear(&module);
    }
    return module;
}
