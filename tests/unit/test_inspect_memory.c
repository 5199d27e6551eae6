// SPDX-License-Identifier: MIT
// Verifying and explaining without memory: every request of the C library's allocator is failed in turn, and
// all from there on.  Either it is said that there is no memory, or all is said that is said with
// memory; nothing is changed, nothing is lost.  SPEC rows R5, G2.
#include "gc_support.h"
#include "request_support.h"
#include "text_support.h"
#include <ouro/inspect.h>

enum { CHAIN = 300 };

static struct kept_text output;
static ouro_type *type;
static pair *chain[CHAIN];
static uint32_t since;

// ---- The scene --------------------------------------------------------------------------------

// A chain whose first pair builtins know, and a cycle that is garbage.
static void set_scene(void) {
    type = new_type(&pair_spec);
    since = ouro_runtime_births();
    for (size_t i = 0; i < CHAIN; i++) {
        chain[i] = new_pair(type);
        if (i) {
            link_to(chain[i - 1], chain[i]);
        }
    }
    ouro_object *builtins = ouro_runtime_builtins_borrow();
    assert_int_equal(ouro_dict_set_text(builtins, "chain", (ouro_object *)chain[0]), 0);
    for (size_t i = 0; i < CHAIN; i++) {
        ouro_decref(chain[i]);
    }
}

static void drop_cycle(void) {
    pair *first = new_pair(type), *second = new_pair(type);
    link_to(first, second);
    link_to(second, first);
    ouro_decref(first), ouro_decref(second);
}

static void strike_scene(void) {
    for (size_t i = 0; i < CHAIN; i++) {
        assert_int_equal(ouro_refcount(chain[i]), 1);
        assert_ptr_equal(chain[i]->left, i + 1 < CHAIN ? chain[i + 1] : NULL);
    }
    ouro_dict_clear(ouro_runtime_builtins_borrow());
    ouro_decref(type);
}

static bool without_memory(ssize_t result) {
    if (result < 0) {
        assert_int_equal(result, -1);
        assert_true(ouro_raised_is(OURO_EXC_MemoryError));
        ouro_raised_clear();
    }
    assert_null(ouro_raised_borrow());
    return result < 0;
}

// Calls what tells whether there was memory, with each of its requests failed.  When all that follow fail
// too, only a call with no need of memory can succeed.
static void fail_each(bool (*works)(void)) {
    for (int forever = 0; forever < 2; forever++) {
        size_t n = 0, failures = 0;
        bool more;
        assert_true(works());
        do {
            const ptrdiff_t held = blocks_held;
            start_failing(n++, forever);
            const bool worked = works();
            stop_failing();
            more = some_request_failed();
            assert_true(worked || more);
            failures += !worked;
            assert_int_equal(blocks_held, held);
        } while (more);
        assert_true(failures > 1);
        assert_true(works());
    }
}

// ---- Verifying --------------------------------------------------------------------------------

static size_t said;

static void count_finding(const ouro_verify_finding *finding, void *arg) {
    (void)arg;
    assert_true(finding->certain);
    said++;
}

static bool verify_well(void) {
    said = 0;
    drop_cycle();
    const ssize_t found = ouro_gc_verify(false, count_finding, NULL);
    assert_true(found <= 0);
    assert_int_equal(said, 0);
    return !without_memory(found);
}

static bool verify_held(void) {
    said = 0;
    const ssize_t found = ouro_gc_verify(true, count_finding, NULL);
    if (without_memory(found)) {
        return false;
    }
    assert_int_equal(found, 1); // the type
    assert_int_equal(said, 1);
    return true;
}

// What is wrong from the start is found without a collection.
static bool verify_low(void) {
    said = 0;
    chain[1]->right = (ouro_object *)chain[0];
    const ssize_t found = ouro_gc_verify(false, count_finding, NULL);
    chain[1]->right = NULL;
    if (without_memory(found)) {
        assert_int_equal(said, 0);
        return false;
    }
    assert_int_equal(found, 1);
    assert_int_equal(said, 1);
    return true;
}

static void test_verify(void **state) {
    (void)state;
    set_scene();
    fail_each(verify_well);
    fail_each(verify_held);
    fail_each(verify_low);
    strike_scene();
}

// ---- Explaining -------------------------------------------------------------------------------

// With memory the text is kept, and the same is wanted each time; but in the table by type, types that no row
// could be had for may be counted as "(others)".
static struct kept_text wanted;

// Without the table: the line before it, and what follows.
static void cut_table(struct kept_text *text) {
    char *table = strstr(text->data, "\n  type "), *end = table ? strstr(table, "\n\n") : NULL;
    if (end) {
        memmove(table, end, strlen(end) + 1);
    }
}

static bool is_wanted(ssize_t result) {
    if (without_memory(result)) {
        return false;
    }
    cut_table(&output);
    if (!wanted.bytes) {
        wanted = output;
    }
    assert_string_equal(output.data, wanted.data);
    return true;
}

static bool explain_leaks(void) {
    ouro_explain_options options = {.size = sizeof options, .since = since};
    output.bytes = 0;
    return is_wanted(ouro_explain_leaks(&options, keep_text, &output));
}

static bool explain_object(void) {
    output.bytes = 0;
    return is_wanted(ouro_explain_object((ouro_object *)chain[CHAIN - 1], keep_text, &output));
}

static bool find_path(void) {
    ouro_object *path[CHAIN + 1];
    const char *root = "?";
    const ssize_t length =
        ouro_path_from_root((ouro_object *)chain[CHAIN - 1], path, CHAIN + 1, &root);
    if (without_memory(length)) {
        return false;
    }
    assert_int_equal(length, CHAIN + 1);
    assert_string_equal(root, "builtins");
    assert_ptr_equal(path[0], ouro_runtime_builtins_borrow());
    for (size_t i = 0; i < CHAIN; i++) {
        assert_ptr_equal(path[i + 1], chain[i]);
    }
    return true;
}

static uint64_t objects, bytes;

static bool fill_report(void) {
    ouro_report report = {.size = sizeof report};
    if (without_memory(ouro_report_fill(&report))) {
        return false;
    }
    if (!objects) {
        objects = report.objects_live;
        bytes = report.object_bytes;
    }
    assert_true(objects >= CHAIN);
    assert_int_equal(report.objects_live, objects);
    assert_int_equal(report.object_bytes, bytes);
    return true;
}

static void test_explain(void **state) {
    (void)state;
    set_scene();
    drop_cycle(); // it is said to be garbage, and stays
    wanted.bytes = 0;
    fail_each(explain_leaks);
    wanted.bytes = 0;
    fail_each(explain_object);
    fail_each(find_path);
    objects = 0;
    fail_each(fill_report);
    strike_scene();
}

// ---- What keeps memory ------------------------------------------------------------------------

// Without memory there are no names of objects, but the rest of the report.
static void test_frag(void **state) {
    (void)state;
    set_scene();
    const ptrdiff_t held = blocks_held;
    for (int named = 0; named < 2; named++) {
        output.bytes = 0;
        start_failing(named ? SIZE_MAX : 0, true);
        assert_int_equal(ouro_inspect_frag_text(1, OURO_ARENA_SIZE / 8, keep_text, &output), 0);
        stop_failing();
        assert_true(plan.count > 0);
        assert_int_equal(strstr(output.data, " pair\n") != NULL, named);
        assert_int_equal(blocks_held, held);
    }
    strike_scene();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_verify),
        TEST(test_explain),
        TEST(test_frag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
