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
    if (!rows) {
        ouro_census_free(census);
        ouro_raise_memory();
        return -1;
    }
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

#define OF_GC(member, title, unit)                                                                 \
    { #member, title, unit, offsetof(ouro_gc_generation_stats, member) }
static const ouro__field gc_fields[] = {OF_GC(collections, "collections", OURO__COUNT),
                                        OF_GC(collected, "collected", OURO__COUNT),
                                        OF_GC(uncollectable, "uncollectable", OURO__COUNT),
                                        OF_GC(total_ns, "pauses", OURO__NANOSECONDS),
                                        OF_GC(longest_ns, "longest", OURO__NANOSECONDS),
                                        END};

static size_t types_shown(const ouro_report *report) {
    return report->types_live < OURO_REPORT_TYPES ? report->types_live : OURO_REPORT_TYPES;
}

// ---- Text -------------------------------------------------------------------------------------

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
    ouro__fields_text(&out, ouro__heap_fields, &report->heap);
    ouro__print(&out, "\nblocks by class\n");
    ouro__classes_text(&out, &report->heap);
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

int ouro_report_json(const ouro_report *report, ouro_write_fn write, void *arg) {
    ouro__output out = {write, arg, 0};
    ouro__print(&out, "{");
    ouro__fields_json(&out, general_fields, report);
    gc_json(&out, report);
    types_json(&out, report);
    ouro__print(&out, ",\n \"heap\": {");
    ouro__fields_json(&out, ouro__heap_fields, &report->heap);
    ouro__print(&out, "},\n \"classes\": ");
    ouro__classes_json(&out, &report->heap);
    ouro__print(&out, "\n}\n");
    return out.result;
}
