// SPDX-License-Identifier: MIT
// The table of size classes, arenas and free lists as people who debug memory know it.
// Floor: inspect.  SPEC rows P10, C4.
#include "census.h"
#include <stdio.h>

// ---- Classes ----------------------------------------------------------------------------------

static void print_classes(ouro__output *out, const ouro_heap_stats *stats, uint64_t *free_bytes) {
    ouro__print(out, "Small block threshold = %u, in %u size classes.\n\n", OURO_SMALL_MAX,
                stats->classes);
    ouro__print(out, "class   size   num pools   blocks in use  avail blocks\n"
                     "-----   ----   ---------   -------------  ------------\n");
    for (unsigned cls = 0; cls < stats->classes; cls++) {
        ouro_class_stats sum = {0, 0, 0};
        for (unsigned family = 0; family < OURO_FAMILIES; family++) {
            const ouro_class_stats *row = &stats->by_class[family][cls];
            sum.pools += row->pools;
            sum.blocks_used += row->blocks_used;
            sum.blocks_free += row->blocks_free;
        }
        unsigned size = (cls + 1) * stats->alignment;
        *free_bytes += sum.blocks_free * size;
        if (sum.pools) {
            ouro__print(out, "%5u %6u %11llu %15llu %13llu\n", cls, size,
                        (unsigned long long)sum.pools, (unsigned long long)sum.blocks_used,
                        (unsigned long long)sum.blocks_free);
        }
    }
    ouro__print(out, "\n");
}

// ---- Totals -----------------------------------------------------------------------------------

static void print_line(ouro__output *out, const char *text, uint64_t value) {
    char number[32];
    ouro__print(out, "%-35s= %20s\n", text, ouro__human(value, OURO__COUNT, number));
}

static void print_totals(ouro__output *out, const ouro_heap_stats *stats, uint64_t free_bytes) {
    char text[96];
    print_line(out, "# arenas allocated total", stats->arenas_allocated);
    print_line(out, "# arenas reclaimed", stats->arenas_reclaimed);
    print_line(out, "# arenas highwater mark", stats->arenas_peak);
    print_line(out, "# arenas allocated current", stats->arenas_current);
    uint64_t total = stats->arenas_current * OURO_ARENA_SIZE;
    snprintf(text, sizeof text, "%llu arenas * %u bytes/arena",
             (unsigned long long)stats->arenas_current, OURO_ARENA_SIZE);
    print_line(out, text, total);
    ouro__print(out, "\n");

    uint64_t unused = stats->pools_empty + stats->pools_untouched;
    // What a pool in use does not give to blocks: its header, state bytes, and what is left over.
    uint64_t lost = stats->pools_used * OURO_POOL_SIZE - stats->bytes_small - free_bytes;
    print_line(out, "# bytes in allocated blocks", stats->bytes_small);
    print_line(out, "# bytes in available blocks", free_bytes);
    snprintf(text, sizeof text, "%llu unused pools * %u bytes", (unsigned long long)unused,
             OURO_POOL_SIZE);
    print_line(out, text, unused * OURO_POOL_SIZE);
    print_line(out, "# bytes lost to pool headers", lost);
    print_line(out, "Total", total);
    ouro__print(out, "\n");
    print_line(out, "# large blocks", stats->blocks_large);
    print_line(out, "# bytes in large blocks", stats->bytes_large);
    ouro__print(out, "\n");
}

// ---- Free lists -------------------------------------------------------------------------------

static void print_free(ouro__output *out, uint64_t count, const char *what, size_t size) {
    char text[128], number[32];
    snprintf(text, sizeof text, "%llu free %s * %zu bytes each", (unsigned long long)count, what,
             size);
    ouro__print(out, "%48s = %20s\n", text, ouro__human(count * size, OURO__COUNT, number));
}

static void print_free_lists(ouro__output *out) {
    const struct ouro__caches *caches = ouro__caches();
    print_free(out, caches->dict.count, "dicts", sizeof(ouro_dict));
    print_free(out, caches->atoms.floats.free_count, "floats", sizeof(ouro_float));
    print_free(out, caches->list.count, "lists", sizeof(ouro_list));
    for (unsigned n = 1; n <= OURO_TUPLE_FREE_MAX; n++) {
        char what[32];
        snprintf(what, sizeof what, "%u-sized tuples", n);
        print_free(out, caches->tuple.count[n], what,
                   sizeof(ouro_tuple) + n * sizeof(ouro_object *));
    }
}

int ouro_debug_malloc_stats(ouro_write_fn write, void *arg) {
    ouro__output out = {write, arg, 0};
    ouro_heap_stats stats = {.size = sizeof stats};
    uint64_t free_bytes = 0;
    ouro_heap_get_stats(ouro_current->heap, &stats);
    print_classes(&out, &stats, &free_bytes);
    print_totals(&out, &stats, free_bytes);
    print_free_lists(&out);
    return out.result;
}
