// SPDX-License-Identifier: MIT
// The report on fragmentation as text and as JSON, from tables of fields. Floor pool; SPEC row: P12.

#include "ouro/heap_frag.h"

#include "output.h"
#include "stats_write.h"

#include <inttypes.h>
#include <string.h>

#define DEFAULT_ROWS   10
#define DEFAULT_BLOCKS 4
#define NAME_ROOM      96

// ---- The tables ------------------------------------------------------------------------------

#define OF_FRAG(member, title, unit)                                                               \
    { #member, title, unit, offsetof(ouro_frag, member) }
#define OF_PLACE(member, title, unit)                                                              \
    { #member, title, unit, offsetof(ouro_frag_place, member) }
#define OF_GRADE(member, title, unit)                                                              \
    { #member, title, unit, offsetof(ouro_frag_grade, member) }
#define END                                                                                        \
    { NULL, NULL, OURO__COUNT, 0 }

static const ouro__field frag_fields[] = {
    OF_FRAG(bytes_resident, "resident in arenas", OURO__BYTES),
    OF_FRAG(bytes_live, "in live blocks", OURO__BYTES),
    OF_FRAG(bytes_free, "in free blocks", OURO__BYTES),
    OF_FRAG(bytes_untouched, "in untouched blocks", OURO__BYTES),
    OF_FRAG(bytes_lost, "lost in pools", OURO__BYTES),
    OF_FRAG(bytes_empty, "in empty pools", OURO__BYTES),
    OF_FRAG(bytes_ahead, "taken in advance", OURO__BYTES),
    OF_FRAG(blocks_live, "live blocks", OURO__COUNT),
    OF_FRAG(arenas_kept, "arenas they keep", OURO__COUNT),
    OF_FRAG(pools_used, "pools they keep", OURO__COUNT),
    OF_FRAG(pools_needed, "pools needed if packed", OURO__COUNT),
    OF_FRAG(external, "external fragmentation", OURO__THOUSANDTHS),
    END,
};

static const ouro__field place_fields[] = {
    OF_PLACE(blocks, "live blocks", OURO__COUNT),
    OF_PLACE(bytes_live, "live bytes", OURO__BYTES),
    OF_PLACE(bytes_returned, "returned", OURO__BYTES),
    OF_PLACE(sum_blocks, "blocks so far", OURO__COUNT),
    OF_PLACE(sum_live, "bytes so far", OURO__BYTES),
    OF_PLACE(sum_returned, "returned", OURO__BYTES),
    END,
};

static const ouro__field grade_fields[] = {
    OF_GRADE(count, "count", OURO__COUNT),
    OF_GRADE(blocks, "live blocks", OURO__COUNT),
    OF_GRADE(bytes_live, "live bytes", OURO__BYTES),
    OF_GRADE(bytes_returned, "returned", OURO__BYTES),
    END,
};

#define WIDTH 14

// ---- Options ---------------------------------------------------------------------------------

void ouro_frag_options_init(ouro_frag_options *options) {
    *options = (ouro_frag_options){
        .size = sizeof(*options),
        .rows = DEFAULT_ROWS,
        .blocks = DEFAULT_BLOCKS,
    };
}

// Everything that is written, gathered first.
struct report {
    const ouro_heap *heap;
    ouro_frag_options options;
    ouro_frag frag;
    ouro_frag_place arenas[OURO_FRAG_ROWS_MAX];
    ouro_frag_place pools[OURO_FRAG_ROWS_MAX];
    size_t arenas_shown, pools_shown;
    size_t pools_in_all, arenas_in_all;
};

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

static void gather(struct report *report, const ouro_heap *heap, const ouro_frag_options *given) {
    ouro_frag_options *options = &report->options;
    ouro_frag_options_init(options);
    if (given != NULL) {
        memcpy(options, given, smaller(given->size, sizeof(*options)));
    }
    options->rows = smaller(options->rows, OURO_FRAG_ROWS_MAX);
    report->heap = heap;
    report->frag.size = sizeof(report->frag);
    ouro_heap_get_frag(heap, &report->frag);
    report->arenas_in_all = ouro_heap_frag_arenas(heap, report->arenas, options->rows);
    report->pools_in_all = ouro_heap_frag_pools(heap, report->pools, options->rows);
    report->arenas_shown = smaller(report->arenas_in_all, options->rows);
    report->pools_shown = smaller(report->pools_in_all, options->rows);
}

// ---- The blocks of an arena ------------------------------------------------------------------

struct blocks {
    ouro__output *out;
    const ouro_frag_options *options;
    size_t shown;
    int json;
};

static int write_block(const ouro_block_info *block, void *arg) {
    struct blocks *blocks = arg;
    if (blocks->shown == blocks->options->blocks) {
        return 1;
    }
    char name[NAME_ROOM] = "";
    if (blocks->options->name != NULL) {
        blocks->options->name(block, name, sizeof(name), blocks->options->name_arg);
    }
    if (blocks->json) {
        ouro__print(blocks->out,
                    "%s{\"address\": %" PRIuPTR ", \"size\": %zu, \"family\": \"%s\", \"name\": ",
                    blocks->shown == 0 ? "" : ", ", (uintptr_t)block->address, block->size,
                    ouro__family_name(block->family));
        ouro__print_json_text(blocks->out, name);
        ouro__print(blocks->out, "}");
    } else {
        ouro__print(blocks->out, "    %#14" PRIxPTR "  %3zu bytes, %s%s%s\n",
                    (uintptr_t)block->address, block->size, ouro__family_name(block->family),
                    name[0] == '\0' ? "" : ": ", name);
    }
    blocks->shown++;
    return 0;
}

// The first blocks that keep the arena; how many were written.
static size_t write_blocks(ouro__output *out, const struct report *report,
                           const ouro_frag_place *arena, int json) {
    struct blocks blocks = {out, &report->options, 0, json};
    if (report->options.blocks != 0) {
        ouro_heap_visit_arena_live(report->heap, arena->address, write_block, &blocks);
    }
    return blocks.shown;
}

// ---- Text ------------------------------------------------------------------------------------

static void places_text(ouro__output *out, const struct report *report, const char *what,
                        size_t in_all, const ouro_frag_place *places, size_t shown, int blocks) {
    ouro__print(out, "\n%s that live blocks keep, the best to free first (%zu of %zu)\n  %-16s",
                what, shown, in_all, "address");
    ouro__row_text(out, place_fields, NULL, WIDTH);
    for (size_t i = 0; i < shown; i++) {
        ouro__print(out, "  %#16" PRIxPTR, (uintptr_t)places[i].address);
        ouro__row_text(out, place_fields, &places[i], WIDTH);
        const size_t written = blocks ? write_blocks(out, report, &places[i], 0) : 0;
        if (written != 0 && written < places[i].blocks) {
            ouro__print(out, "    and %llu more\n",
                        (unsigned long long)(places[i].blocks - written));
        }
    }
}

// What all up to a grade come to.
static void add(ouro_frag_grade *sum, const ouro_frag_grade *grade) {
    sum->count += grade->count;
    sum->blocks += grade->blocks;
    sum->bytes_live += grade->bytes_live;
    sum->bytes_returned += grade->bytes_returned;
}

static void curve_text(ouro__output *out, const char *what, const ouro_frag_grade *grades) {
    ouro__print(out, "\n%s by how full they are, all up to there\n  %-16s", what, "at most full");
    ouro__row_text(out, grade_fields, NULL, WIDTH);
    ouro_frag_grade sum = {0, 0, 0, 0};
    for (unsigned g = 0; g < OURO_FRAG_GRADES; g++) {
        add(&sum, &grades[g]);
        if (grades[g].count != 0) {
            ouro__print(out, "  %5u/%-10u", g + 1, OURO_FRAG_GRADES);
            ouro__row_text(out, grade_fields, &sum, WIDTH);
        }
    }
}

int ouro_heap_frag_text(const ouro_heap *heap, const ouro_frag_options *options,
                        ouro_write_fn write, void *arg) {
    ouro__output out = {write, arg, 0};
    struct report report;
    gather(&report, heap, options);
    ouro__print(&out, "fragmentation\n");
    ouro__fields_text(&out, frag_fields, &report.frag);
    places_text(&out, &report, "arenas", report.arenas_in_all, report.arenas, report.arenas_shown,
                1);
    places_text(&out, &report, "pools", report.pools_in_all, report.pools, report.pools_shown, 0);
    curve_text(&out, "arenas", report.frag.arenas);
    curve_text(&out, "pools", report.frag.pools);
    return out.result;
}

// ---- JSON ------------------------------------------------------------------------------------

static void places_json(ouro__output *out, const struct report *report, const char *key,
                        const ouro_frag_place *places, size_t shown, int blocks) {
    ouro__print(out, ",\n \"%s\": [", key);
    for (size_t i = 0; i < shown; i++) {
        ouro__print(out, "%s\n  {\"address\": %" PRIuPTR ", ", i == 0 ? "" : ",",
                    (uintptr_t)places[i].address);
        ouro__fields_json(out, place_fields, &places[i]);
        if (blocks) {
            ouro__print(out, ", \"live\": [");
            write_blocks(out, report, &places[i], 1);
            ouro__print(out, "]");
        }
        ouro__print(out, "}");
    }
    ouro__print(out, "]");
}

static void grades_json(ouro__output *out, const char *key, const ouro_frag_grade *grades) {
    ouro__print(out, ",\n \"%s\": [", key);
    for (unsigned g = 0; g < OURO_FRAG_GRADES; g++) {
        ouro__print(out, "%s\n  {", g == 0 ? "" : ",");
        ouro__fields_json(out, grade_fields, &grades[g]);
        ouro__print(out, "}");
    }
    ouro__print(out, "]");
}

int ouro_heap_frag_json(const ouro_heap *heap, const ouro_frag_options *options,
                        ouro_write_fn write, void *arg) {
    ouro__output out = {write, arg, 0};
    struct report report;
    gather(&report, heap, options);
    ouro__print(&out, "{");
    ouro__fields_json(&out, frag_fields, &report.frag);
    places_json(&out, &report, "arenas", report.arenas, report.arenas_shown, 1);
    places_json(&out, &report, "pools", report.pools, report.pools_shown, 0);
    grades_json(&out, "arena_grades", report.frag.arenas);
    grades_json(&out, "pool_grades", report.frag.pools);
    ouro__print(&out, "\n}\n");
    return out.result;
}
