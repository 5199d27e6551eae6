// SPDX-License-Identifier: MIT
// The memory report: every figure stands in one table, from which text and JSON are made.
// Floor: inspect.  SPEC row M1.
#include "census.h"
#include "os.h"
#include <string.h>

// ---- Figures ----------------------------------------------------------------------------------

static int count_tracked(ouro_object *object, void *arg) {
    (void)object;
    ++*(uint64_t *)arg;
    return 0;
}

static int fill_types(ouro_report *report) {
    ouro_census *census = ouro_census_new();
    const ouro_type_usage *rows = NULL;
    if (!census) {
        ouro_raise_memory();
        return -1;
    }
    ouro_census_add_all(census, false);
    size_t n = ouro_census_rows(census, &rows);
    report->types_live = n;
    for (size_t i = 0; i < n; i++) {
        report->objects_live += rows[i].count;
        report->object_bytes += rows[i].bytes;
        if (i < OURO_REPORT_TYPES) {
            report->types[i] = rows[i];
        }
    }
    ouro_census_free(census);
    return 0;
}

int ouro_report_fill(ouro_report *out) {
    const ouro_runtime *runtime = ouro__runtime();
    ouro_report report = {.size = out->size < sizeof report ? out->size : sizeof report};
    report.wall_ns = ouro__os_clock_ns() - runtime->started_ns;
    report.peak_rss = ouro__os_peak_rss();
    report.rss = ouro__os_rss();
    report.objects_made = runtime->next_birth;
    if (fill_types(&report) < 0) {
        return -1;
    }
    ouro_gc_visit_objects(-1, count_tracked, &report.tracked);
    report.frozen = ouro_gc_freeze_count();
    ouro_gc_get_stats(report.gc);
    report.heap.size = sizeof report.heap;
    ouro_heap_get_stats(runtime->face.heap, &report.heap);
    memcpy(out, &report, report.size);
    return 0;
}

// ---- The tables -------------------------------------------------------------------------------

#define OF_REPORT(member, title, unit)                                                             \
    { #member, title, unit, offsetof(ouro_report, member) }
#define OF_HEAP(member, title, unit)                                                               \
    { #member, title, unit, offsetof(ouro_report, heap) + offsetof(ouro_heap_stats, member) }
#define END                                                                                        \
    { NULL, NULL, OURO__COUNT, 0 }

static const ouro__field general_fields[] = {
    OF_REPORT(wall_ns, "wall time", OURO__NANOSECONDS),
    OF_REPORT(peak_rss, "peak resident memory", OURO__BYTES),
    OF_REPORT(rss, "resident memory", OURO__BYTES),
    OF_REPORT(objects_made, "objects made", OURO__COUNT),
    OF_REPORT(objects_live, "objects alive", OURO__COUNT),
    OF_REPORT(object_bytes, "bytes of objects", OURO__BYTES),
    OF_REPORT(types_live, "types of objects", OURO__COUNT),
    OF_REPORT(tracked, "containers tracked", OURO__COUNT),
    OF_REPORT(frozen, "containers frozen", OURO__COUNT),
    END};

static const ouro__field heap_fields[] = {
    OF_HEAP(arenas_allocated, "arenas allocated", OURO__COUNT),
    OF_HEAP(arenas_reclaimed, "arenas reclaimed", OURO__COUNT),
    OF_HEAP(arenas_peak, "arenas at most", OURO__COUNT),
    OF_HEAP(arenas_current, "arenas now", OURO__COUNT),
    OF_HEAP(arenas_empty, "arenas kept empty", OURO__COUNT),
    OF_HEAP(pools_used, "pools in use", OURO__COUNT),
    OF_HEAP(pools_full, "pools full", OURO__COUNT),
    OF_HEAP(pools_empty, "pools empty", OURO__COUNT),
    OF_HEAP(pools_untouched, "pools untouched", OURO__COUNT),
    OF_HEAP(blocks_small, "blocks in pools", OURO__COUNT),
    OF_HEAP(blocks_large, "large blocks", OURO__COUNT),
    OF_HEAP(bytes_small, "bytes in pools", OURO__BYTES),
    OF_HEAP(bytes_large, "bytes in large blocks", OURO__BYTES),
    OF_HEAP(bytes_committed, "bytes committed", OURO__BYTES),
    OF_HEAP(bytes_touched, "bytes touched", OURO__BYTES),
    END};

#define OF_GC(member, title, unit)                                                                 \
    { #member, title, unit, offsetof(ouro_gc_generation_stats, member) }
static const ouro__field gc_fields[] = {OF_GC(collections, "collections", OURO__COUNT),
                                        OF_GC(collected, "collected", OURO__COUNT),
                                        OF_GC(uncollectable, "uncollectable", OURO__COUNT),
                                        OF_GC(total_ns, "pauses", OURO__NANOSECONDS),
                                        OF_GC(longest_ns, "longest", OURO__NANOSECONDS),
                                        END};

#define OF_CLASS(member, title)                                                                    \
    { #member, title, OURO__COUNT, offsetof(ouro_class_stats, member) }
static const ouro__field class_fields[] = {
    OF_CLASS(pools, "pools"), OF_CLASS(blocks_used, "in use"), OF_CLASS(blocks_free, "free"), END};

static const char *const families[OURO_FAMILIES] = {"plain", "atom", "container"};

static size_t types_shown(const ouro_report *report) {
    return report->types_live < OURO_REPORT_TYPES ? report->types_live : OURO_REPORT_TYPES;
}

static unsigned block_size(const ouro_report *report, unsigned cls) {
    return (cls + 1) * report->heap.alignment;
}

// ---- Text -------------------------------------------------------------------------------------

static void classes_text(ouro__output *out, const ouro_report *report) {
    ouro__print(out, "\nblocks by class\n  %-17s %10s", "family", "size");
    ouro__row_text(out, class_fields, NULL, 14);
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        for (unsigned cls = 0; cls < report->heap.classes; cls++) {
            const ouro_class_stats *row = &report->heap.by_class[family][cls];
            if (row->pools) {
                ouro__print(out, "  %-17s %10u", families[family], block_size(report, cls));
                ouro__row_text(out, class_fields, row, 14);
            }
        }
    }
}

int ouro_report_text(const ouro_report *report, ouro_write_fn write, void *arg) {
    ouro__output out = {write, arg, 0};
    ouro__print(&out, "memory report\n");
    ouro__fields_text(&out, general_fields, report);
    ouro__print(&out, "\ncollections\n  %-10s", "generation");
    ouro__row_text(&out, gc_fields, NULL, 14);
    for (unsigned i = 0; i < OURO_GENERATIONS; i++) {
        ouro__print(&out, "  %-10u", i);
        ouro__row_text(&out, gc_fields, &report->gc[i], 14);
    }
    ouro__print(&out, "\nobjects by type\n");
    ouro__usage_text(&out, report->types, types_shown(report));
    ouro__print(&out, "\nheap\n");
    ouro__fields_text(&out, heap_fields, report);
    classes_text(&out, report);
    return out.result;
}

// ---- JSON -------------------------------------------------------------------------------------

static void gc_json(ouro__output *out, const ouro_report *report) {
    ouro__print(out, ",\n \"collections\": [");
    for (unsigned i = 0; i < OURO_GENERATIONS; i++) {
        ouro__print(out, "%s\n  {\"generation\": %u, ", i ? "," : "", i);
        ouro__fields_json(out, gc_fields, &report->gc[i]);
        ouro__print(out, "}");
    }
    ouro__print(out, "]");
}

static void types_json(ouro__output *out, const ouro_report *report) {
    ouro__print(out, ",\n \"types\": [");
    for (size_t i = 0; i < types_shown(report); i++) {
        ouro__print(out, "%s\n  {\"name\": ", i ? "," : "");
        ouro__print_json_text(out, report->types[i].name);
        ouro__print(out, ", ");
        ouro__fields_json(out, ouro__usage_fields, &report->types[i]);
        ouro__print(out, "}");
    }
    ouro__print(out, "]");
}

static void classes_json(ouro__output *out, const ouro_report *report) {
    const char *comma = "";
    ouro__print(out, ",\n \"classes\": [");
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        for (unsigned cls = 0; cls < report->heap.classes; cls++) {
            const ouro_class_stats *row = &report->heap.by_class[family][cls];
            if (!row->pools) {
                continue;
            }
            ouro__print(out, "%s\n  {\"family\": \"%s\", \"size\": %u, ", comma, families[family],
                        block_size(report, cls));
            ouro__fields_json(out, class_fields, row);
            ouro__print(out, "}");
            comma = ",";
        }
    }
    ouro__print(out, "]");
}

int ouro_report_json(const ouro_report *report, ouro_write_fn write, void *arg) {
    ouro__output out = {write, arg, 0};
    ouro__print(&out, "{");
    ouro__fields_json(&out, general_fields, report);
    gc_json(&out, report);
    types_json(&out, report);
    ouro__print(&out, ",\n \"heap\": {");
    ouro__fields_json(&out, heap_fields, report);
    ouro__print(&out, "}");
    classes_json(&out, report);
    ouro__print(&out, "\n}\n");
    return out.result;
}
