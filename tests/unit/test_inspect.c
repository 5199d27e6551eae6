// SPDX-License-Identifier: MIT
// The inspect floor: the report in both notations, the census, an object's block, the table of size
// classes, the process.  SPEC rows M1, M2, P3, P10, R5.
#include "gc_support.h"
#include "text_support.h"
#include <ouro/inspect.h>

static struct kept_text output;

static void assert_has(const char *part) {
    assert_text_has(&output, part);
}

// ---- The report -------------------------------------------------------------------------------

static void test_report_counts(void **state) {
    (void)state;
    ouro_report before = {.size = sizeof before}, after = {.size = sizeof after};
    ouro_type *type = new_type(&pair_spec);
    ouro_gc_collect(2); // finds what need not be tracked
    assert_int_equal(ouro_report_fill(&before), 0);
    ouro_object *made[1000];
    for (int i = 0; i < 1000; i++) {
        made[i] = ouro_object_new(type, 0);
    }
    ouro_gc_collect(2);
    assert_int_equal(ouro_report_fill(&after), 0);
    assert_int_equal(after.objects_live, before.objects_live + 1000);
    assert_int_equal(after.objects_made, before.objects_made + 1000);
    assert_int_equal(after.tracked, before.tracked + 1000);
    assert_int_equal(after.types_live, before.types_live + 1);
    assert_int_equal(after.gc[2].collections, before.gc[2].collections + 1);
    assert_true(after.gc[2].longest_ns > 0 && after.gc[2].longest_ns <= after.gc[2].total_ns);
    assert_true(after.rss > 0 && after.peak_rss > 0 && after.wall_ns > before.wall_ns);
    size_t cls = sizeof(pair) / 8 - 1;
    assert_true(after.heap.by_class[OURO_CONTAINER][cls].blocks_used >= 1000);
    bool found = false;
    for (size_t i = 0; i < OURO_REPORT_TYPES && i < after.types_live; i++) {
        assert_true(i == 0 || after.types[i].bytes <= after.types[i - 1].bytes);
        if (strcmp(after.types[i].name, "pair") == 0) {
            found = true;
            assert_int_equal(after.types[i].count, 1000);
            assert_int_equal(after.types[i].bytes, 1000 * sizeof(pair));
        }
    }
    assert_true(found);
    for (int i = 0; i < 1000; i++) {
        ouro_decref(made[i]);
    }
    ouro_decref(type);
}

static void test_report_text_and_json(void **state) {
    (void)state;
    ouro_report report = {.size = sizeof report};
    assert_int_equal(ouro_report_fill(&report), 0);
    output.bytes = 0;
    assert_int_equal(ouro_report_text(&report, keep_text, &output), 0);
    assert_has("peak resident memory");
    assert_has("blocks by class");
    assert_has("objects by type");
    output.bytes = 0;
    assert_int_equal(ouro_report_json(&report, keep_text, &output), 0);
    char line[100];
    snprintf(line, sizeof line, "\"objects_live\": %llu", (unsigned long long)report.objects_live);
    assert_has(line);
    assert_has("\"collections\": [");
    assert_has("{\"name\": \"dict\", \"count\": ");
    assert_has("{\"family\": \"container\", \"size\": ");
    assert_json(&output);
}

static void test_a_writer_can_stop(void **state) {
    (void)state;
    ouro_report report = {.size = sizeof report};
    assert_int_equal(ouro_report_fill(&report), 0);
    int pieces = 0;
    assert_int_equal(ouro_report_text(&report, refuse_third, &pieces), 42);
    assert_int_equal(pieces, 3);
    pieces = 0;
    assert_int_equal(ouro_debug_malloc_stats(refuse_third, &pieces), 42);
    assert_int_equal(pieces, 3);
}

static void test_an_older_caller_gets_less(void **state) {
    (void)state;
    ouro_report report;
    memset(&report, 0x5a, sizeof report);
    report.size = offsetof(ouro_report, objects_live);
    assert_int_equal(ouro_report_fill(&report), 0);
    assert_int_equal(report.size, offsetof(ouro_report, objects_live));
    assert_true(report.objects_made > 0 && report.objects_made < 1000000);
    assert_int_equal(report.objects_live, 0x5a5a5a5a5a5a5a5a);
}

// ---- The census -------------------------------------------------------------------------------

static void test_census_of_the_program(void **state) {
    (void)state;
    ouro_census *census = ouro_census_new();
    ouro_census_add_all(census, true);
    assert_int_equal(ouro_census_total(census), 0);
    ouro_object *list = ouro_list_new(100), *dict = ouro_dict_new();
    for (size_t i = 0; i < 100; i++) {
        ouro_list_fill(list, i, ouro_none());
    }
    ouro_census_add_all(census, true);
    assert_int_equal(ouro_census_total(census), 2);
    const ouro_type_usage *rows;
    assert_int_equal(ouro_census_rows(census, &rows), 2);
    assert_string_equal(rows[0].name, "list");
    assert_true(rows[0].bytes >= sizeof(ouro_list) + 100 * sizeof(ouro_object *));
    assert_string_equal(rows[1].name, "dict");
    output.bytes = 0;
    assert_int_equal(ouro_census_write(census, 1, keep_text, &output), 0);
    assert_has("list");
    assert_null(strstr(output.data, "dict"));
    ouro_census_free(census);
    ouro_decref(list);
    ouro_decref(dict);
}

static void test_leaks_by_type(void **state) {
    (void)state;
    ouro_runtime *outer = (ouro_runtime *)ouro_current, *inner = ouro_runtime_new(NULL);
    ouro_census *census = ouro_census_new();
    ouro_runtime_on_leak(ouro_census_add, census);
    ouro_object *leaked = ouro_list_new(0);
    assert_int_equal(ouro_refcount(leaked), 1);
    assert_int_equal(ouro_runtime_free(inner), 1);
    ouro_runtime_enter(outer);
    assert_int_equal(ouro_census_total(census), 1);
    output.bytes = 0;
    ouro_census_write(census, 0, keep_text, &output);
    assert_has("list");
    ouro_census_free(census);
}

// ---- One object, one table, the process -------------------------------------------------------

static void test_block(void **state) {
    (void)state;
    ouro_type *type = new_type(&pair_spec);
    pair *a = new_pair(type);
    ouro_object_block block = {.size = sizeof block};
    assert_int_equal(ouro_inspect_block(&a->head, &block), 0);
    assert_ptr_equal(block.address, a);
    assert_int_equal(block.bytes, sizeof(pair));
    assert_int_equal(block.size_class, sizeof(pair) / 8 - 1);
    assert_int_equal(block.family, OURO_CONTAINER);
    assert_false(block.large);
    assert_true(block.tracked && block.generation == 0);
    assert_int_equal((uintptr_t)block.pool.address,
                     (uintptr_t)a & ~(uintptr_t)(OURO_POOL_SIZE - 1));
    assert_true(block.index < block.pool.carved && block.pool.used >= 1);
    assert_true((uintptr_t)a - (uintptr_t)block.arena.address < OURO_ARENA_SIZE);
    char data[1000] = {0};
    ouro_object *bytes = ouro_bytes_new(data, sizeof data);
    assert_int_equal(ouro_inspect_block(bytes, &block), 0);
    assert_true(block.large && block.generation == -1);
    assert_int_equal(block.family, OURO_ATOM);
    ouro_object elsewhere = {1, 0, type};
    assert_int_equal(ouro_inspect_block(&elsewhere, &block), -1);
    ouro_decref(bytes), ouro_decref(a), ouro_decref(type);
}

static void test_size_classes(void **state) {
    (void)state;
    ouro_heap_stats stats = {.size = sizeof stats};
    ouro_heap_get_stats(ouro_current->heap, &stats);
    output.bytes = 0;
    assert_int_equal(ouro_debug_malloc_stats(keep_text, &output), 0);
    assert_has("Small block threshold = 512, in 64 size classes.");
    assert_has("class   size   num pools   blocks in use  avail blocks");
    char line[100];
    snprintf(line, sizeof line, "%-35s= %20llu\n", "# arenas highwater mark",
             (unsigned long long)stats.arenas_peak);
    assert_has(line);
    assert_has("free 20-sized tuples * 184 bytes each");
}

static void test_process(void **state) {
    (void)state;
    ouro_process_memory memory = {.size = sizeof memory};
    assert_int_equal(ouro_inspect_process(&memory), 0);
    assert_true(memory.uss > 0 && memory.uss <= memory.rss && memory.rss <= memory.vms);
    assert_true(memory.shared <= memory.rss && memory.peak_rss >= memory.rss / 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_report_counts),
        TEST(test_report_text_and_json),
        TEST(test_a_writer_can_stop),
        TEST(test_an_older_caller_gets_less),
        TEST(test_census_of_the_program),
        TEST(test_leaks_by_type),
        TEST(test_block),
        TEST(test_size_classes),
        TEST(test_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
