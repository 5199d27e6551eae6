// SPDX-License-Identifier: MIT
// The figures of a heap: that they add up, and what is written of them. SPEC row P10.

#include "pool_support.h"

#include "stats_write.h"
#include "text_support.h"

static struct kept_text output;

// A heap with blocks of every family, holes, empty pools, purged pools and large blocks.
static ouro_heap *mixed_heap(void) {
    ouro_heap *heap = new_heap(8, MIB, OURO_RULE_BEHIND);
    static void *blocks[3 * PER_ARENA];
    fill(heap, blocks, 3 * PER_ARENA, BIG);
    for (size_t size = 0; size < 600; size += 3) {
        assert_non_null(ouro_heap_alloc_in(heap, (ouro_family)(size % OURO_FAMILIES), size));
        void *block = ouro_heap_alloc_in(heap, OURO_CONTAINER, size);
        assert_non_null(block);
        if (size % 2 == 0) {
            ouro_heap_free(heap, block);
        }
    }
    empty_pools(heap, blocks, 10, 20);
    ouro_heap_trim(heap);
    empty_pools(heap, blocks, 70, 10);
    assert_sound(heap);
    return heap;
}

static void test_bytes_make_up_the_arenas(void **state) {
    (void)state;
    ouro_heap *heap = mixed_heap();
    const ouro_heap_stats stats = stats_of(heap);
    assert_int_equal(stats.bytes_small + stats.bytes_free + stats.bytes_unused + stats.bytes_lost,
                     stats.arenas_current * OURO_ARENA_SIZE);
    assert_true(stats.bytes_free > 0 && stats.bytes_unused > 0 && stats.bytes_lost > 0);
    assert_true(stats.pools_purged > 0 && stats.pools_purged < stats.pools_empty);
    // Some untouched pools may have memory behind them already.
    const uint64_t carved = (stats.pools_used + stats.pools_empty - stats.pools_purged) * 4096;
    assert_in_range(stats.bytes_touched, carved, carved + stats.pools_untouched * 4096);
    assert_int_equal(stats.bytes_records, stats.arenas_current * (168 + 64 * 32));
    assert_int_equal(stats.bytes_in_use, stats.bytes_small + stats.bytes_large);
    destroy(heap);
}

static void test_text(void **state) {
    (void)state;
    ouro_heap *heap = mixed_heap();
    const ouro_heap_stats stats = stats_of(heap);
    output.bytes = 0;
    assert_int_equal(ouro_heap_write_text(heap, keep_text, &output), 0);
    assert_text_has(&output, "Small block threshold = 512, in 64 size classes.\n");
    char line[100];
    const ouro_class_stats *rows[OURO_FAMILIES] = {&stats.by_class[0][63], &stats.by_class[1][63],
                                                   &stats.by_class[2][63]};
    snprintf(line, sizeof(line), "\n   63    512 %11u %15u %13u\n",
             (unsigned)(rows[0]->pools + rows[1]->pools + rows[2]->pools),
             (unsigned)(rows[0]->blocks_used + rows[1]->blocks_used + rows[2]->blocks_used),
             (unsigned)(rows[0]->blocks_free + rows[1]->blocks_free + rows[2]->blocks_free));
    assert_text_has(&output, line);
    snprintf(line, sizeof(line), "# pools empty and purged           = %20u\n",
             (unsigned)stats.pools_purged);
    assert_text_has(&output, line);
    snprintf(line, sizeof(line), "# arenas highwater mark            = %20u\n",
             (unsigned)stats.arenas_peak);
    assert_text_has(&output, line);
    // Counts and bytes are apart.
    assert_text_has(&output, "\n\n# bytes in allocated blocks");
    destroy(heap);
}

static void test_json(void **state) {
    (void)state;
    ouro_heap *heap = mixed_heap();
    const ouro_heap_stats stats = stats_of(heap);
    output.bytes = 0;
    assert_int_equal(ouro_heap_write_json(heap, keep_text, &output), 0);
    assert_json(&output);
    for (const ouro__field *field = ouro__heap_fields; field->key != NULL; field++) {
        assert_int_equal(json_number(&output, field->key), ouro__field_value(field, &stats));
    }
    assert_int_equal(json_number(&output, "alignment"), 8);
    char row[120];
    snprintf(row, sizeof(row),
             "{\"family\": \"container\", \"size\": 16, \"pools\": 1, \"blocks_used\": %u, "
             "\"blocks_free\": %u}",
             (unsigned)stats.by_class[OURO_CONTAINER][1].blocks_used,
             (unsigned)stats.by_class[OURO_CONTAINER][1].blocks_free);
    assert_text_has(&output, row);
    destroy(heap);
}

static void test_an_empty_heap(void **state) {
    (void)state;
    ouro_heap *heap = new_heap(16, 0, OURO_RULE_BEHIND);
    output.bytes = 0;
    assert_int_equal(ouro_heap_write_json(heap, keep_text, &output), 0);
    assert_json(&output);
    assert_text_has(&output, "\"classes\": []");
    assert_int_equal(json_number(&output, "arenas_allocated"), 0);
    assert_int_equal(ouro_heap_write_text(heap, keep_text, &output), 0);
    destroy(heap);
}

// A structure that ends early, as an older caller's does, is not read beyond its end.
static void test_a_short_structure(void **state) {
    (void)state;
    ouro_heap *heap = mixed_heap();
    ouro_heap_stats stats = stats_of(heap);
    stats.size = offsetof(ouro_heap_stats, bytes_small);
    stats.alignment = 77;
    output.bytes = 0;
    assert_int_equal(ouro_heap_stats_json(&stats, keep_text, &output), 0);
    assert_json(&output);
    assert_int_equal(json_number(&output, "pools_used"), stats.pools_used);
    assert_int_equal(json_number(&output, "bytes_small"), 0);
    assert_int_equal(json_number(&output, "alignment"), 0);
    destroy(heap);
}

static void test_a_writer_can_stop(void **state) {
    (void)state;
    ouro_heap *heap = mixed_heap();
    int pieces = 0;
    assert_int_equal(ouro_heap_write_text(heap, refuse_third, &pieces), 42);
    assert_int_equal(pieces, 3);
    pieces = 0;
    assert_int_equal(ouro_heap_write_json(heap, refuse_third, &pieces), 42);
    assert_int_equal(pieces, 3);
    destroy(heap);
}

static void test_a_file(void **state) {
    (void)state;
    ouro_heap *heap = mixed_heap();
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(ouro_heap_write_json(heap, ouro_write_to_file, file), 0);
    output.bytes = 0;
    assert_int_equal(ouro_heap_write_json(heap, keep_text, &output), 0);
    assert_int_equal(ftell(file), (long)output.bytes);
    fclose(file);
    file = fopen("/dev/full", "w");
    if (file != NULL) {
        setbuf(file, NULL);
        assert_int_equal(ouro_heap_write_text(heap, ouro_write_to_file, file), -1);
        fclose(file);
    }
    destroy(heap);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_make_up_the_arenas),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_an_empty_heap),
        cmocka_unit_test(test_a_short_structure),
        cmocka_unit_test(test_a_writer_can_stop),
        cmocka_unit_test(test_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
