// SPDX-License-Identifier: MIT
// ouro.heap_frag and ouro.heap_what_if: which objects keep which memory, and what their end would
// return.  Front-end, modules.  SPEC row P12.
//
// Answers are gathered in memory of the C library first, with references to the objects, since the
// dicts that are made of them then go into the very heap that was looked at.
#include "ouro_dicts.h"

#include <stdlib.h>

// ---- Gathering ----------------------------------------------------------------------------------

typedef struct live_block {
    ouro_block_info info;
    size_t place; // which of the arenas keeps it
} live_block;

typedef struct frag_answer {
    ouro_frag frag;
    ouro_frag_place *arenas, *pools;
    size_t arena_count, pool_count; // in the arrays
    live_block *blocks;             // by arena, then by address
    ouro_block_owner *owners;       // of the same blocks, by address; `object` is a reference
    size_t block_count, room, left, place;
} frag_answer;

static void answer_free(frag_answer *answer) {
    for (size_t i = 0; answer->owners && i < answer->block_count; i++) {
        ouro_xdecref(answer->owners[i].object);
    }
    free(answer->arenas);
    free(answer->pools);
    free(answer->blocks);
    free(answer->owners);
}

static int note_block(const ouro_block_info *block, void *arg) {
    frag_answer *answer = arg;
    if (answer->left == 0) {
        return 1;
    }
    answer->left--;
    answer->owners[answer->block_count].address = block->address;
    answer->blocks[answer->block_count++] = (live_block){*block, answer->place};
    return 0;
}

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

// 0, or -1 with MemoryError; answer_free either way.
static int answer_fill(frag_answer *answer, size_t rows, size_t blocks) {
    const ouro_heap *heap = ouro_current->heap;
    answer->frag.size = sizeof answer->frag;
    ouro_heap_get_frag(heap, &answer->frag);
    size_t arenas = smaller(rows, answer->frag.arenas_kept);
    size_t pools = smaller(rows, answer->frag.pools_used);
    answer->room = arenas * smaller(blocks, answer->frag.blocks_live);
    answer->arenas = calloc(arenas + 1, sizeof *answer->arenas);
    answer->pools = calloc(pools + 1, sizeof *answer->pools);
    answer->blocks = calloc(answer->room + 1, sizeof *answer->blocks);
    answer->owners = calloc(answer->room + 1, sizeof *answer->owners);
    if (!answer->arenas || !answer->pools || !answer->blocks || !answer->owners) {
        ouro_raise_memory();
        return -1;
    }
    answer->arena_count = smaller(arenas, ouro_heap_frag_arenas(heap, answer->arenas, arenas));
    answer->pool_count = smaller(pools, ouro_heap_frag_pools(heap, answer->pools, pools));
    for (size_t i = 0; i < answer->arena_count; i++) {
        answer->left = blocks;
        answer->place = i;
        ouro_heap_visit_arena_live(heap, answer->arenas[i].address, note_block, answer);
    }
    ouro_inspect_owners(answer->owners, answer->block_count);
    for (size_t i = 0; i < answer->block_count; i++) {
        ouro_xnewref(answer->owners[i].object);
    }
    return 0;
}

// ---- As dicts -----------------------------------------------------------------------------------

static int by_address(const void *key, const void *owner) {
    uintptr_t x = (uintptr_t)key, y = (uintptr_t)((const ouro_block_owner *)owner)->address;
    return (x > y) - (x < y);
}

static ouro_object *block_dict(const frag_answer *answer, const ouro_block_info *block) {
    const ouro_block_owner *owner =
        bsearch(block->address, answer->owners, answer->block_count, sizeof *owner, by_address);
    char text[96] = "";
    if (owner->object) {
        ouro_inspect_describe(owner->object, text, sizeof text);
    }
    ouro_object *dict = ouro_dict_new();
    py__put_address(&dict, "address", block->address);
    py__put_number(&dict, "size", block->size);
    py__put_text(&dict, "family", py__family_names[block->family]);
    if (dict) {
        py__put_object(&dict, "object", owner->object ? ouro_newref(owner->object) : ouro_none());
        py__put_object(&dict, "beside", ouro_bool(owner->beside));
        py__put_object(&dict, "text", ouro_str_text(text));
    }
    return dict;
}

static ouro_object *blocks_list(const frag_answer *answer, size_t place) {
    ouro_object *list = ouro_list_new(0);
    for (size_t i = 0; list && i < answer->block_count; i++) {
        if (answer->blocks[i].place == place) {
            ouro_object *dict = block_dict(answer, &answer->blocks[i].info);
            if (!dict || ouro_list_append_stolen(list, dict) < 0) {
                ouro_clear(&list);
            }
        }
    }
    return list;
}

static ouro_object *places_list(const frag_answer *answer, const ouro_frag_place *places, size_t n,
                                bool with_blocks) {
    static const py_figure figures[] = {
        PY_FIGURE(ouro_frag_place, blocks),         PY_FIGURE(ouro_frag_place, bytes_live),
        PY_FIGURE(ouro_frag_place, bytes_returned), PY_FIGURE(ouro_frag_place, sum_blocks),
        PY_FIGURE(ouro_frag_place, sum_live),       PY_FIGURE(ouro_frag_place, sum_returned),
    };
    ouro_object *list = ouro_list_new(0);
    for (size_t i = 0; list && i < n; i++) {
        ouro_object *dict = ouro_dict_new();
        py__put_address(&dict, "address", places[i].address);
        py__put_figures(&dict, figures, COUNT_OF(figures), &places[i]);
        if (dict && with_blocks) {
            py__put_object(&dict, "live", blocks_list(answer, i));
        }
        if (!dict || ouro_list_append_stolen(list, dict) < 0) {
            ouro_clear(&list);
        }
    }
    return list;
}

static ouro_object *answer_dict(const frag_answer *answer) {
    static const py_figure figures[] = {
        PY_FIGURE(ouro_frag, bytes_resident), PY_FIGURE(ouro_frag, bytes_live),
        PY_FIGURE(ouro_frag, bytes_free),     PY_FIGURE(ouro_frag, bytes_untouched),
        PY_FIGURE(ouro_frag, bytes_lost),     PY_FIGURE(ouro_frag, bytes_empty),
        PY_FIGURE(ouro_frag, bytes_ahead),    PY_FIGURE(ouro_frag, blocks_live),
        PY_FIGURE(ouro_frag, arenas_kept),    PY_FIGURE(ouro_frag, pools_used),
        PY_FIGURE(ouro_frag, pools_needed),
    };
    ouro_object *dict = ouro_dict_new();
    py__put_figures(&dict, figures, COUNT_OF(figures), &answer->frag);
    if (dict) {
        py__put_object(&dict, "external", ouro_float_new((double)answer->frag.external / 1000));
    }
    if (dict) {
        py__put_object(&dict, "arenas",
                       places_list(answer, answer->arenas, answer->arena_count, true));
    }
    if (dict) {
        py__put_object(&dict, "pools",
                       places_list(answer, answer->pools, answer->pool_count, false));
    }
    return dict;
}

ouro_object *py__heap_frag(ouro_object *self, ouro_object *const *args, size_t nargs,
                           ouro_object *kwnames) {
    (void)self;
    static const char *const names[] = {"rows", "blocks", NULL};
    ouro_object *given[2];
    int rows = 10, blocks = 10;
    if (ouro_parse_args("heap_frag", names, 0, 2, args, nargs, kwnames, given) < 0 ||
        (given[0] && py__int_argument(given[0], &rows) < 0) ||
        (given[1] && py__int_argument(given[1], &blocks) < 0)) {
        return NULL;
    }
    if (rows < 0 || blocks < 0) {
        return ouro_raise(OURO_EXC_ValueError, "heap_frag() takes no negative numbers");
    }
    frag_answer answer = {.left = 0};
    ouro_object *dict =
        answer_fill(&answer, (size_t)rows, (size_t)blocks) < 0 ? NULL : answer_dict(&answer);
    answer_free(&answer);
    return dict;
}

// ---- What if ------------------------------------------------------------------------------------

typedef struct address_set {
    const void **addresses;
    size_t n, room;
} address_set;

static int add_buffer(const void *buffer, size_t bytes, void *arg) {
    address_set *set = arg;
    (void)bytes;
    if (set->n == set->room) {
        size_t room = set->room ? 2 * set->room : 64;
        const void **grown = (const void **)realloc((void *)set->addresses, room * sizeof *grown);
        if (!grown) {
            return -1;
        }
        set->addresses = grown;
        set->room = room;
    }
    set->addresses[set->n++] = buffer;
    return 0;
}

static int compare(const void *a, const void *b) {
    uintptr_t x = (uintptr_t) * (const void *const *)a, y = (uintptr_t) * (const void *const *)b;
    return (x > y) - (x < y);
}

static int is_in_set(const ouro_block_info *block, void *arg) {
    const address_set *set = arg;
    return set->n && bsearch(&block->address, (const void *)set->addresses, set->n,
                             sizeof *set->addresses, compare) != NULL;
}

static ouro_object *what_if_dict(const ouro_what_if *answer) {
    static const py_figure figures[] = {
        PY_FIGURE(ouro_what_if, blocks),         PY_FIGURE(ouro_what_if, bytes),
        PY_FIGURE(ouro_what_if, pools),          PY_FIGURE(ouro_what_if, arenas),
        PY_FIGURE(ouro_what_if, bytes_returned), PY_FIGURE(ouro_what_if, blocks_large),
        PY_FIGURE(ouro_what_if, bytes_large),    PY_FIGURE(ouro_what_if, bytes_trim),
    };
    ouro_object *dict = ouro_dict_new();
    py__put_figures(&dict, figures, COUNT_OF(figures), answer);
    return dict;
}

ouro_object *py__heap_what_if(ouro_object *self, ouro_object *objects) {
    (void)self;
    ouro_object *list = ouro_list_of(objects);
    if (!list) {
        return NULL;
    }
    address_set set = {NULL, 0, 0};
    int failed = 0;
    for (size_t i = 0; !failed && i < ouro_list_length(list); i++) {
        ouro_object *object = ouro_list_get_borrow(list, i);
        failed = add_buffer(object, 0, &set) || ouro_inspect_buffers(object, add_buffer, &set);
    }
    ouro_decref(list);
    ouro_object *dict = NULL;
    if (failed) {
        ouro_raise_memory();
    } else {
        ouro_what_if answer = {.size = sizeof answer};
        if (set.n) {
            qsort((void *)set.addresses, set.n, sizeof *set.addresses, compare);
        }
        ouro_heap_what_if(ouro_current->heap, is_in_set, &set, &answer);
        dict = what_if_dict(&answer);
    }
    free((void *)set.addresses);
    return dict;
}
