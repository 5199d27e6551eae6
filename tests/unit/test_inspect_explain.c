// SPDX-License-Identifier: MIT
// Why objects live: leaks in exact words, at the runtime's end and on demand, paths from roots, and
// where objects were made.  SPEC row R5.
#include "gc_support.h"
#include "text_support.h"
#include <ouro/inspect.h>

static struct kept_text output;

static const ouro_member pair_members[] = {
    {"left", OURO_MEMBER_OBJECT, offsetof(pair, left), NULL},
    {"right", OURO_MEMBER_OBJECT, offsetof(pair, right), NULL},
    {NULL, 0, 0, NULL},
};

static ouro_type *named_pair(void) {
    static ouro_type_spec spec;
    spec = pair_spec;
    spec.members = pair_members;
    return new_type(&spec);
}

// "#12" of an object, counted as the library does.
static unsigned number_of(void *object, uint32_t start) {
    return ((ouro_object *)object)->birth - start + 1;
}

static void assert_output(const char *format, ...) {
    char text[4000];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    assert_string_equal(output.data, text);
}

static void explain_since(uint32_t since) {
    ouro_explain_options options = {.size = sizeof options, .since = since};
    output.bytes = 0;
    assert_int_equal(ouro_explain_leaks(&options, keep_text, &output), 0);
}

// ---- At the end ---------------------------------------------------------------------------------

static void explain_at_end(size_t left, void *arg) {
    *(size_t *)arg = left;
    output.bytes = 0;
    assert_int_equal(ouro_explain_leaks(NULL, keep_text, &output), 0);
}

static size_t end_explained(ouro_runtime *runtime) {
    size_t told = 0;
    output.data[output.bytes = 0] = 0;
    ouro_runtime_on_leaks(explain_at_end, &told);
    size_t left = ouro_runtime_free(runtime);
    assert_int_equal(told, left);
    return left;
}

static void test_missing_decref(void **state) {
    (void)state;
    ouro_runtime *runtime = ouro_runtime_new(NULL);
    ouro_object *list = ouro_list_new(0), *number = ouro_int_new(1234);
    assert_int_equal(ouro_list_append(list, number), 0);
    ouro_decref(number);
    assert_int_equal(end_explained(runtime), 2); // nobody has given back the list
    assert_output("2 objects are alive, 96 B\n"
                  "  type                                  count          bytes\n"
                  "  list                                      1           72 B\n"
                  "  int                                       1           24 B\n"
                  "\n"
                  "#1 list of 1: count 1, leads to 1 more, 96 B in all\n"
                  "  1 reference is held by C code, or a decref is missing\n"
                  "  path: C code -> #1 list of 1\n");
}

static void test_nothing_is_left(void **state) {
    (void)state;
    ouro_runtime *runtime = ouro_runtime_new(NULL);
    ouro_object *list = ouro_list_new(0);
    assert_int_equal(ouro_list_append(list, list), 0);
    ouro_decref(list);
    assert_int_equal(end_explained(runtime), 0);
    assert_output("");
}

static const uint16_t left_field[] = {offsetof(pair, left), 0};
static void drop_right(ouro_object *self) {
    ouro_clear(&((pair *)self)->right);
}

// A cycle through a field that its type does not declare.
static void test_undeclared_cycle(void **state) {
    (void)state;
    static ouro_type_spec spec;
    ouro_runtime *runtime = ouro_runtime_new(NULL);
    uint32_t start = ouro_runtime_births();
    spec = pair_spec;
    spec.name = "forgetful";
    spec.fields = left_field;
    spec.members = pair_members;
    spec.slots.drop = drop_right;
    ouro_type *type = new_type(&spec);
    pair *a = new_pair(type), *b = new_pair(type);
    a->left = (ouro_object *)b;
    b->right = (ouro_object *)a; // the last references from outside move in
    unsigned first = number_of(a, start), second = number_of(b, start);
    ouro_decref(type);
    assert_true(end_explained(runtime) >= 3); // the type, and what it is made of, too
    char text[400];
    snprintf(text, sizeof text,
             "#%u forgetful: count 1\n"
             "  referred to by #%u forgetful.left\n"
             "  path: C code -> #%u forgetful.left -> #%u forgetful\n",
             second, first, first, second);
    assert_text_has(&output, "\nof 2 of type forgetful, the last one made:\n");
    assert_text_has(&output, text);
    snprintf(text, sizeof text, "#%u forgetful: count 1, leads to ", first);
    assert_text_has(&output, text);
    snprintf(text, sizeof text,
             "  1 reference is held by C code, or a decref is missing\n"
             "  path: C code -> #%u forgetful\n",
             first);
    assert_text_has(&output, text);
}

// ---- On demand ----------------------------------------------------------------------------------

static void test_global_list(void **state) {
    (void)state;
    uint32_t start = ouro_runtime_births();
    ouro_object *module = ouro_module_new("app", NULL), *cache = ouro_list_new(0);
    assert_int_equal(ouro_module_add(module, "cache", cache), 0);
    assert_int_equal(ouro_dict_set_text(ouro_runtime_modules_borrow(), "app", module), 0);
    ouro_type *type = named_pair();
    uint32_t since = ouro_runtime_births();
    pair *entry = new_pair(type);
    entry->left = ouro_list_new(0);
    assert_int_equal(ouro_list_append(cache, (ouro_object *)entry), 0);
    ouro_decref(entry);
    ouro_decref(cache);
    explain_since(since);
    unsigned first = number_of(entry, start), list = number_of(cache, start);
    unsigned m = number_of(module, start);
    unsigned d = number_of(((ouro_module *)module)->dict, start);
    assert_output("2 objects are alive, 80 B\n"
                  "  type                                  count          bytes\n"
                  "  list                                      1           40 B\n"
                  "  pair                                      1           40 B\n"
                  "\n"
                  "#%u pair: count 1, leads to 1 more, 80 B in all\n"
                  "  referred to by #%u list of 1[0]\n"
                  "  path: modules -> dict of 1['app'] -> #%u module.__dict__ -> "
                  "#%u dict of 6['cache'] -> #%u list of 1[0] -> #%u pair\n",
                  first, list, m, d, list, first);
    output.bytes = 0;
    assert_int_equal(ouro_explain_object(entry->left, keep_text, &output), 0);
    char text[200];
    snprintf(text, sizeof text, "#%u list of 0: count 1\n  referred to by #%u pair.left\n",
             number_of(entry->left, start), first);
    assert_text_has(&output, text);
    ouro_decref(module), ouro_decref(type);
}

static void test_garbage_is_said_to_be(void **state) {
    (void)state;
    ouro_type *type = named_pair();
    uint32_t since = ouro_runtime_births();
    pair *a = new_pair(type), *b = new_pair(type);
    link_to(a, b), link_to(b, a);
    ouro_decref(a), ouro_decref(b);
    explain_since(since);
    assert_output("2 objects are alive, 80 B\n"
                  "  type                                  count          bytes\n"
                  "  pair                                      2           80 B\n"
                  "2 of them garbage: a collection frees what no root leads to\n");
    ouro_gc_collect(2);
    explain_since(since);
    assert_output("0 objects are alive, 0 B\n");
    ouro_decref(type);
}

static void test_memory_outside(void **state) {
    (void)state;
    ouro_type *type = named_pair();
    pair *a = new_pair(type);
    ouro_gc_external(type, 3 << 20);
    explain_since(((ouro_object *)a)->birth);
    assert_text_has(&output, "\noutside the heap, objects of type pair hold 3.00 MiB\n");
    ouro_gc_external(type, -(3 << 20));
    explain_since(((ouro_object *)a)->birth);
    assert_null(strstr(output.data, "outside"));
    ouro_decref(a), ouro_decref(type);
}

static void test_rest_is_counted(void **state) {
    (void)state;
    ouro_object *held[9];
    uint32_t since = ouro_runtime_births();
    for (int i = 0; i < 9; i++) {
        held[i] = ouro_list_new(0);
    }
    ouro_explain_options options = {.size = sizeof options, .since = since, .objects = 2};
    output.bytes = 0;
    assert_int_equal(ouro_explain_leaks(&options, keep_text, &output), 0);
    assert_text_has(&output, "\n7 more are held so\n");
    int pieces = 0;
    assert_int_equal(ouro_explain_leaks(&options, refuse_third, &pieces), 42);
    for (int i = 0; i < 9; i++) {
        ouro_decref(held[i]);
    }
}

// ---- Paths --------------------------------------------------------------------------------------

static void test_path(void **state) {
    (void)state;
    ouro_type *type = named_pair();
    ouro_object *builtins = ouro_runtime_builtins_borrow(), *path[20], *last = NULL;
    const char *root;
    pair *chain[16];
    for (int i = 0; i < 16; i++) {
        chain[i] = new_pair(type);
        link_to(chain[i], last);
        ouro_xdecref(last);
        last = (ouro_object *)chain[i];
    }
    assert_int_equal(ouro_path_from_root(last, path, 20, &root), 1);
    assert_string_equal(root, "C code");
    assert_int_equal(ouro_dict_set_text(builtins, "chain", last), 0);
    assert_int_equal(ouro_path_from_root((ouro_object *)chain[0], path, 20, &root), 17);
    assert_string_equal(root, "builtins");
    assert_ptr_equal(path[0], builtins);
    assert_ptr_equal(path[1], last);
    assert_ptr_equal(path[16], chain[0]);
    assert_int_equal(ouro_path_from_root((ouro_object *)chain[0], path, 2, &root), 17);
    output.bytes = 0;
    assert_int_equal(ouro_explain_object((ouro_object *)chain[0], keep_text, &output), 0);
    assert_text_has(&output, " -> (5 more) -> ");
    // A short cut is taken.
    assert_int_equal(ouro_dict_set_text(builtins, "short", (ouro_object *)chain[1]), 0);
    assert_int_equal(ouro_path_from_root((ouro_object *)chain[0], path, 20, &root), 3);
    assert_ptr_equal(path[1], chain[1]);
    ouro_dict_clear(builtins);
    link_to(chain[15], chain[15]);
    ouro_decref(last);
    assert_int_equal(ouro_path_from_root(last, path, 20, &root), 0); // garbage now
    assert_null(root);
    ouro_decref(type);
}

static int visit_extension(void *data, ouro_visit_fn visit, void *arg) {
    ouro_object *held = *(ouro_object **)data;
    return held ? visit(held, arg) : 0;
}

static void clear_extension(void *data) {
    ouro_clear(data);
}

static void test_roots_of_extensions(void **state) {
    (void)state;
    static ouro_object *list;
    ouro_object *path[2];
    const char *root;
    list = ouro_list_new(0);
    const ouro_extension extension = {.key = &list,
                                      .data = &list,
                                      .traverse = visit_extension,
                                      .clear = clear_extension,
                                      .name = "the game"};
    assert_int_equal(ouro_runtime_extend(&extension), 0);
    assert_int_equal(ouro_path_from_root(list, path, 2, &root), 1);
    assert_string_equal(root, "the game");
}

static int visit_host(void *arg, ouro_visit_fn visit, void *visit_arg) {
    return visit(arg, visit_arg);
}

static void test_roots_of_the_host(void **state) {
    (void)state;
    ouro_object *list = ouro_list_new(0), *path[2];
    const char *root;
    assert_int_equal(ouro_gc_add_roots(visit_host, list), 0);
    assert_int_equal(ouro_path_from_root(list, path, 2, &root), 1);
    assert_string_equal(root, "the host");
    output.bytes = 0;
    assert_int_equal(ouro_explain_object(list, keep_text, &output), 0);
    assert_output("#1 list of 0: count 1\n"
                  "  referred to by the host\n"
                  "  path: the host -> #1 list of 0\n");
    ouro_gc_remove_roots(visit_host, list);
    ouro_decref(list);
}

static void test_edges(void **state) {
    (void)state;
    ouro_type *type = new_type(&pair_spec); // without members
    pair *a = new_pair(type);
    ouro_object *list = ouro_list_new(0), *set = ouro_set_new(NULL), *cell = ouro_cell_new(list);
    link_to(a, list);
    ouro_object *tuple = ouro_tuple_pack(2, ouro_none_borrow(), list);
    ouro_object *dict = ouro_dict_new(), *key = ouro_tuple_pack(1, dict);
    assert_int_equal(ouro_dict_set(dict, ouro_none_borrow(), list), 0);
    output.bytes = 0;
    assert_int_equal(ouro_explain_object(list, keep_text, &output), 0);
    assert_text_has(&output, " pair (byte 16)\n");
    assert_text_has(&output, " cell.cell_contents\n");
    assert_text_has(&output, " tuple of 2[1]\n");
    assert_text_has(&output, " dict of 1[NoneType]\n");
    output.bytes = 0;
    assert_int_equal(ouro_explain_object((ouro_object *)type, keep_text, &output), 0);
    assert_text_has(&output, " pair (its type)\n");
    ouro_dict_clear(dict);
    ouro_decref(a), ouro_decref(list), ouro_decref(set), ouro_decref(cell), ouro_decref(tuple);
    ouro_decref(dict), ouro_decref(key), ouro_decref(type);
}

// ---- Where it was made --------------------------------------------------------------------------

static int line;
static void say_line(char *text, size_t room, void *arg) {
    snprintf(text, room, "%s:%d", (const char *)arg, line);
}

static void test_place_of_the_embedder(void **state) {
    (void)state;
    ouro_runtime_options options = {.size = sizeof options, .births = true, .debug = true};
    ouro_runtime *runtime = ouro_runtime_new(&options);
    char text[100], file[] = "level.map";
    ouro_runtime_set_place(say_line, file);
    line = 12;
    ouro_object *list = ouro_list_new(0);
    line = 13;
    ouro_object *number = ouro_float_new(1.5);
    assert_true(ouro_inspect_place(list, text, sizeof text));
    assert_string_equal(text, "level.map:12");
    assert_true(ouro_inspect_place(number, text, sizeof text));
    assert_string_equal(text, "level.map:13");
    ouro_decref(number);
    line = 14;
    number = ouro_float_new(2.5); // in the same place, from the free list
    assert_true(ouro_inspect_place(number, text, sizeof text));
    assert_string_equal(text, "level.map:14");
    assert_false(ouro_inspect_place(ouro_none_borrow(), text, sizeof text));
    for (line = 0; line < 3000; line++) { // many places, many objects
        assert_int_equal(ouro_list_append_stolen(list, ouro_int_new(1000 + line)), 0);
    }
    for (int i = 0; i < 3000; i += 7) {
        char wanted[40];
        snprintf(wanted, sizeof wanted, "level.map:%d", i);
        assert_true(ouro_inspect_place(ouro_list_get_borrow(list, (size_t)i), text, sizeof text));
        assert_string_equal(text, wanted);
    }
    ouro_decref(number);
    output.bytes = 0;
    assert_int_equal(ouro_explain_object(list, keep_text, &output), 0);
    assert_text_has(&output, "\n  made at level.map:12\n");
    ouro_decref(list);
    assert_int_equal(ouro_runtime_free(runtime), 0);
}

static void test_place_in_c(void **state) {
    (void)state;
    ouro_runtime_options options = {.size = sizeof options, .births = true, .debug = true};
    ouro_runtime *runtime = ouro_runtime_new(&options);
    char first[600], again[600], other[600];
    ouro_object *made[3];
    volatile int twice = 2; // not unrolled: both are made by the same call
    for (int i = 0; i < twice; i++) {
        made[i] = ouro_list_new(0);
    }
    made[2] = ouro_list_new(0);
    assert_true(ouro_inspect_place(made[0], first, sizeof first));
    assert_true(ouro_inspect_place(made[1], again, sizeof again));
    assert_true(ouro_inspect_place(made[2], other, sizeof other));
    assert_non_null(strstr(first, "test_inspect_explain"));
    assert_non_null(strstr(first, "+0x"));
    assert_string_equal(first, again);
    assert_string_not_equal(first, other);
    for (int i = 0; i < 3; i++) {
        ouro_decref(made[i]);
    }
    assert_int_equal(ouro_runtime_free(runtime), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_missing_decref),
        cmocka_unit_test(test_nothing_is_left),
        cmocka_unit_test(test_undeclared_cycle),
        TEST(test_global_list),
        TEST(test_garbage_is_said_to_be),
        TEST(test_memory_outside),
        TEST(test_rest_is_counted),
        TEST(test_path),
        TEST(test_roots_of_extensions),
        TEST(test_roots_of_the_host),
        TEST(test_edges),
        cmocka_unit_test(test_place_of_the_embedder),
        cmocka_unit_test(test_place_in_c),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
