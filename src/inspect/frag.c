// SPDX-License-Identifier: MIT
// The report on fragmentation, with the blocks named by their objects.  Floor: inspect.  SPEC row P12.
//
// Names are found in one walk over all objects, so the blocks that will be shown are gathered first,
// in memory of the C library: the heap that is looked at must not change.
#include "census.h"
#include <stdio.h>
#include <stdlib.h>

typedef struct shown {
    ouro_block_owner *blocks;
    size_t n, room, left; // `left` of the arena that is gathered from
} shown;

static int gather(const ouro_block_info *block, void *arg) {
    shown *all = arg;
    if (all->left == 0 || all->n == all->room) {
        return 1;
    }
    all->left--;
    all->blocks[all->n++] = (ouro_block_owner){.address = block->address};
    return 0;
}

static void gather_all(shown *all, size_t rows, size_t blocks) {
    const ouro_heap *heap = ouro_current->heap;
    ouro_frag_place best[OURO_FRAG_ROWS_MAX];
    size_t found = ouro_heap_frag_arenas(heap, best, rows);
    for (size_t i = 0; i < found && i < rows; i++) {
        all->left = blocks;
        ouro_heap_visit_arena_live(heap, best[i].address, gather, all);
    }
    ouro_inspect_owners(all->blocks, all->n);
}

static int by_address(const void *key, const void *place) {
    uintptr_t x = (uintptr_t)key, y = (uintptr_t)((const ouro_block_owner *)place)->address;
    return (x > y) - (x < y);
}

static void name(const ouro_block_info *block, char *text, size_t room, void *arg) {
    const shown *all = arg;
    const ouro_block_owner *owner =
        bsearch(block->address, all->blocks, all->n, sizeof *owner, by_address);
    if (owner && owner->object) {
        int prefix = snprintf(text, room, "%s", owner->beside ? "beside " : "");
        ouro_inspect_describe(owner->object, text + prefix, room - (size_t)prefix);
    }
}

typedef int (*writing)(const ouro_heap *, const ouro_frag_options *, ouro_write_fn, void *);

static int report(writing form, size_t rows, size_t blocks, ouro_write_fn write, void *arg) {
    rows = rows < OURO_FRAG_ROWS_MAX ? rows : OURO_FRAG_ROWS_MAX;
    blocks = blocks < OURO_ARENA_SIZE / 8 ? blocks : OURO_ARENA_SIZE / 8;
    // Without memory there are no names, but there is a report.
    shown all = {.blocks = calloc(rows * blocks + 1, sizeof *all.blocks)};
    all.room = all.blocks ? rows * blocks : 0;
    if (all.blocks) {
        gather_all(&all, rows, blocks);
    }
    ouro_frag_options options;
    ouro_frag_options_init(&options);
    options.rows = rows;
    options.blocks = blocks;
    if (all.n) {
        options.name = name;
        options.name_arg = &all;
    }
    int result = form(ouro_current->heap, &options, write, arg);
    free(all.blocks);
    return result;
}

int ouro_inspect_frag_text(size_t rows, size_t blocks, ouro_write_fn write, void *arg) {
    return report(ouro_heap_frag_text, rows, blocks, write, arg);
}

int ouro_inspect_frag_json(size_t rows, size_t blocks, ouro_write_fn write, void *arg) {
    return report(ouro_heap_frag_json, rows, blocks, write, arg);
}
