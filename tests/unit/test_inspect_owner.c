// SPDX-License-Identifier: MIT
// Blocks and their objects: which blocks are an object's, whose a block is, what it is called, and the
// report on fragmentation that names them.  SPEC rows R5, P12.
#include "gc_support.h"
#include "text_support.h"
#include <ouro/inspect.h>

static struct kept_text output;

// ---- The blocks of one object -----------------------------------------------------------------

typedef struct buffers {
    const void *seen[4];
    size_t n, bytes;
    int result;
} buffers;

static int note_buffer(const void *buffer, size_t bytes, void *arg) {
    buffers *all = arg;
    all->seen[all->n++] = buffer;
    all->bytes += bytes;
    return all->result;
}

static buffers buffers_of(ouro_object *object) {
    buffers all = {.n = 0};
    assert_int_equal(ouro_inspect_buffers(object, note_buffer, &all), 0);
    assert_int_equal(ouro_heap_usable_size(ouro_current->heap, object) + all.bytes,
                     ouro_inspect_bytes(object));
    return all;
}

static ouro_object *list_of_ints(size_t n) {
    ouro_object *list = ouro_list_new(0);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(ouro_list_append_stolen(list, ouro_int_new((int64_t)i + 1000)), 0);
    }
    return list;
}

static void test_buffers(void **state) {
    (void)state;
    ouro_object *empty = ouro_list_new(0), *list = list_of_ints(3), *dict = ouro_dict_new();
    assert_int_equal(buffers_of(empty).n, 0);
    assert_int_equal(buffers_of(list).n, 1);
    assert_ptr_equal(buffers_of(list).seen[0], ((ouro_list *)list)->items);
    assert_int_equal(buffers_of(dict).n, 0);
    ouro_object *key = ouro_str_text("key");
    assert_int_equal(ouro_dict_set(dict, key, list), 0);
    assert_int_equal(buffers_of(dict).n, 1);
    assert_ptr_equal(buffers_of(dict).seen[0], ((ouro_dict *)dict)->keys);
    assert_int_equal(buffers_of(key).n, 0);
    buffers stopped = {.result = 7};
    assert_int_equal(ouro_inspect_buffers(dict, note_buffer, &stopped), 7);
    ouro_decref(key), ouro_decref(dict), ouro_decref(list), ouro_decref(empty);
}

// ---- Whose a block is -------------------------------------------------------------------------

static const ouro_block_owner *owner_of(const ouro_block_owner *blocks, size_t n,
                                        const void *address) {
    for (size_t i = 0; i < n; i++) {
        if (blocks[i].address == address) {
            return &blocks[i];
        }
    }
    fail_msg("a block is lost");
    return NULL;
}

static void test_owners(void **state) {
    (void)state;
    ouro_object *list = list_of_ints(5), *set = ouro_set_new(NULL);
    for (int64_t i = 0; i < 50; i++) {
        ouro_object *item = ouro_int_new(i);
        assert_int_equal(ouro_set_add(set, item), 0);
        ouro_decref(item);
    }
    void *mine = ouro_memory_new(64); // known to nobody
    const void *table = buffers_of(set).seen[0], *items = ((ouro_list *)list)->items;
    ouro_object *number = ouro_list_get_borrow(list, 2);
    ouro_block_owner blocks[] = {{set, NULL, true},     {mine, list, true},  {table, NULL, false},
                                 {items, NULL, false},  {number, set, true}, {list, NULL, false},
                                 {blocks, list, false}, {NULL, list, false}};
    uint64_t before = ouro_heap_allocated_blocks(ouro_current->heap);
    ouro_inspect_owners(blocks, 8);
    assert_int_equal(ouro_heap_allocated_blocks(ouro_current->heap), before);
    for (size_t i = 1; i < 8; i++) {
        assert_true((uintptr_t)blocks[i].address > (uintptr_t)blocks[i - 1].address);
    }
    const struct {
        const void *address, *object;
        bool beside;
    } wanted[] = {{set, set, false},       {mine, NULL, false}, {table, set, true},
                  {items, list, true},     {list, list, false}, {blocks, NULL, false},
                  {number, number, false}, {NULL, NULL, false}};
    for (size_t i = 0; i < 8; i++) {
        const ouro_block_owner *found = owner_of(blocks, 8, wanted[i].address);
        assert_ptr_equal(found->object, wanted[i].object);
        assert_int_equal(found->beside, wanted[i].beside);
    }
    ouro_inspect_owners(NULL, 0);
    ouro_memory_free(mine);
    ouro_decref(set), ouro_decref(list);
}

// An object that rests on a free list is nobody's block.
static void test_what_is_dead_owns_nothing(void **state) {
    (void)state;
    ouro_object *number = ouro_float_new(1.5);
    ouro_block_owner block = {.address = number};
    ouro_inspect_owners(&block, 1);
    assert_ptr_equal(block.object, number);
    ouro_decref(number);
    ouro_inspect_owners(&block, 1);
    assert_null(block.object);
}

// ---- A few words ------------------------------------------------------------------------------

static void assert_called(ouro_object *object, const char *wanted) {
    char text[200];
    assert_non_null(object);
    ouro_inspect_describe(object, text, sizeof text);
    assert_string_equal(text, wanted);
    char cut[6];
    ouro_inspect_describe(object, cut, sizeof cut);
    assert_int_equal(strlen(cut), strlen(wanted) < 5 ? strlen(wanted) : 5);
    assert_memory_equal(cut, wanted, strlen(cut));
    ouro_decref(object);
}

static void test_describe(void **state) {
    (void)state;
    ouro_type *type = new_type(&pair_spec);
    assert_called(&new_pair(type)->head, "pair");
    assert_called((ouro_object *)(void *)type, "type pair");
    assert_called(list_of_ints(3), "list of 3");
    assert_called(ouro_dict_new(), "dict of 0");
    assert_called(ouro_bytes_new("abcd", 4), "bytes of 4");
    assert_called(ouro_int_new(-12345), "int -12345");
    assert_called(ouro_float_new(0.25), "float 0.25");
    assert_called(ouro_none(), "NoneType");
    assert_called(ouro_str_text("text"), "str 'text'");
    assert_called(ouro_str_text("123456789012345678901234567890"),
                  "str '123456789012345678901234567890'");
    assert_called(ouro_str_text("1234567890123456789012345678901"),
                  "str '123456789012345678901234567890'...");
    assert_called(ouro_str_text("a\n\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\x8d"),
                  "str 'a\\x0a\\xe9\\u20ac\\U0001f40d'");
}

// ---- The report -------------------------------------------------------------------------------

static void test_report(void **state) {
    (void)state;
    ouro_object *list = list_of_ints(40);
    output.bytes = 0;
    uint64_t before = ouro_heap_allocated_blocks(ouro_current->heap);
    assert_int_equal(ouro_inspect_frag_text(3, SIZE_MAX, keep_text, &output), 0);
    assert_int_equal(ouro_heap_allocated_blocks(ouro_current->heap), before);
    assert_text_has(&output, "container: list of 40\n");
    assert_text_has(&output, "plain: beside list of 40\n");
    assert_text_has(&output, "atom: int 1039\n");
    output.bytes = 0;
    assert_int_equal(ouro_inspect_frag_json(1000, 300, keep_text, &output), 0);
    assert_json(&output);
    assert_text_has(&output, "\"name\": \"beside type ");
    output.bytes = 0;
    assert_int_equal(ouro_inspect_frag_json(0, 0, keep_text, &output), 0);
    assert_json(&output);
    int pieces = 0;
    assert_int_equal(ouro_inspect_frag_text(3, 3, refuse_third, &pieces), 42);
    assert_int_equal(pieces, 3);
    ouro_decref(list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_buffers),  TEST(test_owners), TEST(test_what_is_dead_owns_nothing),
        TEST(test_describe), TEST(test_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
