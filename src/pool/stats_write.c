// SPDX-License-Identifier: MIT
// The figures of a heap as text and as JSON, from one table. Floor pool; SPEC row: P10.
//
// The text is the table of size classes that people who debug Python's memory know, and its titles
// are theirs where the figure is the same.

#include "stats_write.h"

#include <string.h>

// ---- The tables ------------------------------------------------------------------------------

#define OF_HEAP(member, title, unit)                                                               \
    { #member, title, unit, offsetof(ouro_heap_stats, member) }
#define COUNT(member, title) OF_HEAP(member, title, OURO__COUNT)
#define BYTES(member, title) OF_HEAP(member, title, OURO__BYTES)
#define END                                                                                        \
    { NULL, NULL, OURO__COUNT, 0 }

const ouro__field ouro__heap_fields[] = {
    COUNT(arenas_allocated, "arenas allocated total"),
    COUNT(arenas_reclaimed, "arenas reclaimed"),
    COUNT(arenas_peak, "arenas highwater mark"),
    COUNT(arenas_current, "arenas allocated current"),
    COUNT(arenas_empty, "arenas kept empty"),
    COUNT(pools_used, "pools in use"),
    COUNT(pools_full, "pools full"),
    COUNT(pools_empty, "pools empty"),
    COUNT(pools_purged, "pools empty and purged"),
    COUNT(pools_untouched, "pools untouched"),
    COUNT(pools_reclaimed, "pools reclaimed"),
    COUNT(blocks_small, "blocks in pools"),
    COUNT(blocks_large, "large blocks"),
    BYTES(bytes_small, "bytes in allocated blocks"),
    BYTES(bytes_free, "bytes in available blocks"),
    BYTES(bytes_unused, "bytes in unused pools"),
    BYTES(bytes_lost, "bytes lost in pools"),
    BYTES(bytes_large, "bytes in large blocks"),
    BYTES(bytes_in_use, "bytes in use"),
    BYTES(bytes_touched, "bytes of arenas touched"),
    BYTES(bytes_committed, "bytes committed"),
    BYTES(bytes_records, "bytes of records and headers"),
    BYTES(bytes_reclaimed, "bytes reclaimed"),
    BYTES(bytes_reserved, "bytes of addresses reserved"),
    BYTES(limit, "limit on bytes committed"),
    END,
};

#define OF_CLASS(member, title)                                                                    \
    { #member, title, OURO__COUNT, offsetof(ouro_class_stats, member) }

static const ouro__field class_fields[] = {
    OF_CLASS(pools, "pools"),
    OF_CLASS(blocks_used, "in use"),
    OF_CLASS(blocks_free, "free"),
    END,
};

const char *ouro__family_name(unsigned family) {
    static const char *const names[OURO_FAMILIES] = {"plain", "atom", "container"};
    return names[family];
}

static unsigned block_size(const ouro_heap_stats *stats, unsigned cls) {
    return (cls + 1) * stats->alignment;
}

// ---- Classes ---------------------------------------------------------------------------------

void ouro__classes_text(ouro__output *out, const ouro_heap_stats *stats) {
    ouro__print(out, "  %-17s %10s", "family", "size");
    ouro__row_text(out, class_fields, NULL, 14);
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        for (unsigned cls = 0; cls < stats->classes; cls++) {
            const ouro_class_stats *row = &stats->by_class[family][cls];
            if (row->pools != 0) {
                ouro__print(out, "  %-17s %10u", ouro__family_name(family), block_size(stats, cls));
                ouro__row_text(out, class_fields, row, 14);
            }
        }
    }
}

void ouro__classes_json(ouro__output *out, const ouro_heap_stats *stats) {
    const char *comma = "";
    ouro__print(out, "[");
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        for (unsigned cls = 0; cls < stats->classes; cls++) {
            const ouro_class_stats *row = &stats->by_class[family][cls];
            if (row->pools == 0) {
                continue;
            }
            ouro__print(out, "%s\n  {\"family\": \"%s\", \"size\": %u, ", comma,
                        ouro__family_name(family), block_size(stats, cls));
            ouro__fields_json(out, class_fields, row);
            ouro__print(out, "}");
            comma = ",";
        }
    }
    ouro__print(out, "]");
}

// P10's table: the families together.
static void print_classes(ouro__output *out, const ouro_heap_stats *stats) {
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
        if (sum.pools != 0) {
            ouro__print(out, "%5u %6u %11llu %15llu %13llu\n", cls, block_size(stats, cls),
                        (unsigned long long)sum.pools, (unsigned long long)sum.blocks_used,
                        (unsigned long long)sum.blocks_free);
        }
    }
    ouro__print(out, "\n");
}

// ---- Writing ---------------------------------------------------------------------------------

// The caller's figures, whose structure may be shorter than ours.
static ouro_heap_stats complete(const ouro_heap_stats *given) {
    ouro_heap_stats stats;
    memset(&stats, 0, sizeof(stats));
    memcpy(&stats, given, given->size < sizeof(stats) ? given->size : sizeof(stats));
    return stats;
}

int ouro_heap_stats_text(const ouro_heap_stats *given, ouro_write_fn write, void *arg) {
    ouro__output out = {write, arg, 0};
    const ouro_heap_stats stats = complete(given);
    print_classes(&out, &stats);
    enum ouro__unit unit = OURO__COUNT;
    for (const ouro__field *field = ouro__heap_fields; field->key != NULL; field++) {
        char number[32];
        const uint64_t value = ouro__field_value(field, &stats);
        ouro__print(&out, "%s# %-33s= %20s\n", field->unit == unit ? "" : "\n", field->title,
                    ouro__human(value, OURO__COUNT, number));
        unit = field->unit;
    }
    ouro__print(&out, "\n");
    return out.result;
}

int ouro_heap_stats_json(const ouro_heap_stats *given, ouro_write_fn write, void *arg) {
    ouro__output out = {write, arg, 0};
    const ouro_heap_stats stats = complete(given);
    ouro__print(&out, "{\"alignment\": %u, ", stats.alignment);
    ouro__fields_json(&out, ouro__heap_fields, &stats);
    ouro__print(&out, ",\n \"classes\": ");
    ouro__classes_json(&out, &stats);
    ouro__print(&out, "\n}\n");
    return out.result;
}

int ouro_heap_write_text(const ouro_heap *heap, ouro_write_fn write, void *arg) {
    ouro_heap_stats stats = {.size = sizeof(stats)};
    ouro_heap_get_stats(heap, &stats);
    return ouro_heap_stats_text(&stats, write, arg);
}

int ouro_heap_write_json(const ouro_heap *heap, ouro_write_fn write, void *arg) {
    ouro_heap_stats stats = {.size = sizeof(stats)};
    ouro_heap_get_stats(heap, &stats);
    return ouro_heap_stats_json(&stats, write, arg);
}
