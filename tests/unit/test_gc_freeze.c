// SPDX-License-Identifier: MIT
// Frozen objects' pages after fork: a collection in the child writes to none of them.  SPEC row G6.
#include "gc_support.h"
#include "../../src/object/core.h"

#include <inttypes.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAIRS = 100000, TUPLES = 20000, LONG = 100 };

// Bytes of the heap's first piece that this process has written to since it was forked.
static size_t private_dirty(const ouro_heap *heap) {
    char line[512];
    bool inside = false;
    size_t total = 0, kib;
    FILE *file = fopen("/proc/self/smaps", "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        uintptr_t from, to;
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &from, &to) == 2) {
            inside = from < heap->base + heap->reserved && to > heap->base;
        } else if (inside && sscanf(line, "Private_Dirty: %zu kB", &kib) == 1) {
            total += kib * 1024;
        }
    }
    fclose(file);
    return total;
}

// What a full collection in a child makes private, in bytes.
static size_t written_by_child(void) {
    int ends[2];
    size_t written = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const ouro_heap *heap = ouro_current->heap;
        const size_t before = private_dirty(heap);
        ouro_gc_collect(2);
        written = private_dirty(heap) - before;
        _exit(write(ends[1], &written, sizeof written) == sizeof written ? 0 : 1);
    }
    int status;
    assert_int_equal(read(ends[0], &written, sizeof written), sizeof written);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    close(ends[0]);
    close(ends[1]);
    return written;
}

// Pairs in a chain; and a list of tuples: short ones, and one that is a large block.
static void build(ouro_type *type, pair **first, ouro_object **list) {
    *first = new_pair(type);
    for (pair *last = *first; last && last->head.birth - (*first)->head.birth < PAIRS;) {
        pair *next = new_pair(type);
        last->left = &next->head;
        last = next;
    }
    *list = ouro_list_new(0);
    ouro_object *items[LONG];
    for (size_t i = 0; i < LONG; i++) {
        items[i] = ouro_none_borrow();
    }
    for (size_t i = 0; i <= TUPLES; i++) {
        ouro_object *tuple = ouro_tuple_from(items, i < TUPLES ? 2 : LONG);
        assert_non_null(tuple);
        assert_int_equal(ouro_list_append(*list, tuple), 0);
        ouro_decref(tuple);
    }
}

static int visit_list(void *arg, ouro_visit_fn visit, void *visit_arg) {
    return visit(arg, visit_arg);
}

static void test_a_collection_writes_to_no_frozen_page(void **state) {
    (void)state;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    ouro_type *type = new_type(&pair_spec);
    pair *first;
    ouro_object *list;
    build(type, &first, &list);
    assert_int_equal(ouro_gc_add_roots(visit_list, list), 0);
    // Not frozen, the pairs' pages are written to, since no root reaches them.
    assert_true(written_by_child() > (size_t)PAIRS * sizeof(pair) * 9 / 10);
    ouro_gc_freeze();
    assert_true(ouro_gc_freeze_count() > PAIRS + TUPLES);
    assert_true(written_by_child() <= 4 * page);
    // Nor do young objects beside them spoil more than their own pages.
    ouro_object *young = ouro_list_new(0);
    ouro_gc_track(young);
    assert_true(written_by_child() <= 8 * page);
    ouro_gc_unfreeze();
    assert_int_equal(ouro_gc_freeze_count(), 0);
    ouro_gc_remove_roots(visit_list, list);
    ouro_decref(young);
    ouro_decref(list);
    ouro_decref(first);
    ouro_decref(type);
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST(test_a_collection_writes_to_no_frozen_page)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
