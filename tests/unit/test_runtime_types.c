// SPDX-License-Identifier: MIT
// Tests of the object floor through the public headers: types declared by their fields, classes, instance
// values, destruction.  SPEC rows R1, R4; DESIGN 3.
#include <ouro/callable.h>
#include <ouro/containers.h>
#include <ouro/gc.h>
#include <ouro/number.h>
#include <ouro/runtime.h>
#include <ouro/str.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

static int start(void **state) {
    *state = ouro_runtime_new(NULL);
    return *state ? 0 : -1;
}

static int stop(void **state) {
    return ouro_runtime_free(*state) == 0 ? 0 : -1;
}

static void assert_text(ouro_object *str, const char *expected) {
    assert_non_null(str);
    assert_true(ouro_is(str, OURO_T_STR));
    char *text = ouro_str_utf8(str, NULL);
    assert_string_equal(text, expected);
    ouro_memory_free(text);
    ouro_decref(str);
}

// The exception in flight is of that type and says that; it is taken away.
static void assert_raised(enum ouro_exc type, const char *message) {
    assert_true(ouro_raised_is(type));
    ouro_object *exception = ouro_raised_take();
    assert_text(ouro_str(exception), message);
    ouro_decref(exception);
}

// ---- Types declared by their fields ---------------------------------------------------------

typedef struct pair {
    ouro_object head;
    ouro_object *first, *second;
    ouro_object *weakrefs;
} pair;
static const uint16_t pair_fields[] = {offsetof(pair, first), offsetof(pair, second), 0};
static int finalized;
static void pair_finalize(ouro_object *self) {
    (void)self;
    finalized++;
}
static const ouro_member pair_members[] = {
    {"first", OURO_MEMBER_OBJECT, offsetof(pair, first), NULL},
    {"second", OURO_MEMBER_OBJECT_EX, offsetof(pair, second), NULL},
    {NULL, 0, 0, NULL}};
static const ouro_type_spec pair_spec = {
    .size = sizeof pair_spec,
    .name = "test.Pair",
    .instance_size = sizeof(pair),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE,
    .fields = pair_fields,
    .weak_offset = offsetof(pair, weakrefs),
    .slots = {.finalize = pair_finalize},
    .members = pair_members,
};

static void declared_fields_are_dropped(void **state) {
    (void)state;
    ouro_type *type = ouro_type_new(&pair_spec, NULL);
    ouro_object *held = ouro_list_new(0), *object = ouro_object_new(type, 0);
    assert_int_equal(ouro_refcount(object), 1);
    ((pair *)object)->first = ouro_newref(held);
    assert_int_equal(ouro_setattr_text(object, "second", held), 0);
    assert_int_equal(ouro_refcount(held), 3);
    finalized = 0;
    ouro_decref(object);
    assert_int_equal(finalized, 1);
    assert_int_equal(ouro_refcount(held), 1);
    ouro_decref(held);
    ouro_decref(type);
}

static void a_cycle_through_fields_is_collected(void **state) {
    (void)state;
    ouro_type *type = ouro_type_new(&pair_spec, NULL);
    ouro_object *a = ouro_object_new(type, 0), *b = ouro_object_new(type, 0);
    ((pair *)a)->first = ouro_newref(b);
    ((pair *)b)->first = ouro_newref(a);
    ouro_decref(a);
    finalized = 0;
    assert_int_equal(ouro_gc_collect(2), 0); // b is held here
    ouro_decref(b);
    assert_int_equal(finalized, 0);
    assert_int_equal(ouro_gc_collect(2), 2);
    assert_int_equal(finalized, 2);
    ouro_decref(type);
}

static void members_read_and_refuse(void **state) {
    (void)state;
    ouro_type *type = ouro_type_new(&pair_spec, NULL);
    ouro_object *object = ouro_object_new(type, 0);
    ouro_object *first = ouro_getattr_text(object, "first");
    assert_true(ouro_is_none(first));
    ouro_decref(first);
    assert_null(ouro_getattr_text(object, "second"));
    assert_raised(OURO_EXC_AttributeError, "'test.Pair' object has no attribute 'second'");
    assert_int_equal(ouro_setattr_text(object, "third", object), -1);
    assert_raised(OURO_EXC_AttributeError, "'test.Pair' object has no attribute 'third'");
    ouro_decref(object);
    ouro_decref(type);
}

// ---- Classes --------------------------------------------------------------------------------

static ouro_object *make_class(const char *name, ouro_object *bases) {
    ouro_object *name_str = ouro_str_text(name), *dict = ouro_dict_new();
    ouro_object *made = ouro_type_make_class(NULL, name_str, bases, dict, NULL, NULL);
    ouro_decref(name_str);
    ouro_decref(dict);
    ouro_decref(bases);
    return made;
}

static void a_diamond_is_linearised(void **state) {
    (void)state;
    ouro_object *a = make_class("A", ouro_tuple_new(0));
    ouro_object *b = make_class("B", ouro_tuple_pack(1, a));
    ouro_object *c = make_class("C", ouro_tuple_pack(1, a));
    ouro_object *d = make_class("D", ouro_tuple_pack(2, b, c));
    ouro_object *const order[] = {d, b, c, a, (ouro_object *)ouro_builtin_type(OURO_T_OBJECT)};
    ouro_object *mro = ((ouro_type *)d)->mro;
    assert_int_equal(ouro_tuple_length(mro), 5);
    for (size_t i = 0; i < 5; i++) {
        assert_ptr_equal(ouro_tuple_get_borrow(mro, i), order[i]);
    }
    assert_null(make_class("E", ouro_tuple_pack(2, a, d)));
    assert_raised(OURO_EXC_TypeError, "Cannot create a consistent method resolution\norder (MRO) "
                                      "for bases A, D");
    ouro_decref(a);
    ouro_decref(b);
    ouro_decref(c);
    ouro_decref(d);
    ouro_gc_collect(2);
}

static void two_layouts_do_not_mix(void **state) {
    (void)state;
    ouro_object *list = (ouro_object *)ouro_builtin_type(OURO_T_LIST);
    ouro_object *dict = (ouro_object *)ouro_builtin_type(OURO_T_DICT);
    assert_null(make_class("Both", ouro_tuple_pack(2, list, dict)));
    assert_raised(OURO_EXC_TypeError, "multiple bases have instance lay-out conflict");
    ouro_object *boolean = (ouro_object *)ouro_builtin_type(OURO_T_BOOL);
    assert_null(make_class("Maybe", ouro_tuple_pack(1, boolean)));
    assert_raised(OURO_EXC_TypeError, "type 'bool' is not an acceptable base type");
}

// ---- Instance values ------------------------------------------------------------------------

static void set(ouro_object *object, const char *name, int64_t value) {
    ouro_object *number = ouro_int_new(value);
    assert_int_equal(ouro_setattr_text(object, name, number), 0);
    ouro_decref(number);
}

static int64_t get(ouro_object *object, const char *name) {
    ouro_object *value = ouro_getattr_text(object, name);
    assert_non_null(value);
    int64_t number = ouro_int_as_i64(value);
    ouro_decref(value);
    return number;
}

static bool has_values(ouro_object *object) {
    return ouro_values_of(object, ouro_type_of(object)->attrs_offset) != NULL;
}

static void same_order_needs_no_dict(void **state) {
    (void)state;
    ouro_object *type = make_class("Point", ouro_tuple_new(0));
    ouro_object *p = ouro_call0(type), *q = ouro_call0(type);
    for (int i = 0; i < 2; i++) {
        set(i ? q : p, "x", 1);
        set(i ? q : p, "y", 2);
    }
    assert_true(has_values(p) && has_values(q));
    set(p, "x", 7);
    assert_true(has_values(p));
    assert_int_equal(get(p, "x"), 7);
    assert_int_equal(ouro_setattr_text(p, "y", NULL), 0);
    assert_true(has_values(p));
    assert_null(ouro_getattr_text(p, "y"));
    assert_raised(OURO_EXC_AttributeError, "'Point' object has no attribute 'y'");
    ouro_decref(p);
    ouro_decref(q);
    ouro_decref(type);
    ouro_gc_collect(2);
}

// Asks for the __dict__, which then is one.
static void assert_attributes(ouro_object *object, const char *text) {
    ouro_object *dict = ouro_attributes(object);
    assert_non_null(dict);
    assert_text(ouro_repr(dict), text);
    ouro_decref(dict);
}

static void some_may_lack(void **state) {
    (void)state;
    ouro_object *type = make_class("Point", ouro_tuple_new(0));
    ouro_object *p = ouro_call0(type), *q = ouro_call0(type);
    set(p, "x", 1);
    set(p, "y", 2);
    set(q, "y", 3);
    set(q, "z", 4);
    set(p, "w", 5);
    assert_true(has_values(p) && has_values(q));
    assert_null(ouro_getattr_text(q, "x"));
    assert_raised(OURO_EXC_AttributeError, "'Point' object has no attribute 'x'");
    assert_int_equal(get(q, "z"), 4);
    assert_int_equal(ouro_setattr_text(q, "x", NULL), -1);
    assert_raised(OURO_EXC_AttributeError, "'Point' object has no attribute 'x'");
    assert_int_equal(ouro_setattr_text(p, "y", NULL), 0);
    assert_int_equal(ouro_setattr_text(p, "w", NULL), 0); // nothing is behind x now
    set(p, "y", 6);
    assert_true(has_values(p));
    assert_attributes(p, "{'x': 1, 'y': 6}");
    assert_attributes(q, "{'y': 3, 'z': 4}");
    ouro_decref(p);
    ouro_decref(q);
    ouro_decref(type);
    ouro_gc_collect(2);
}

static void another_order_is_kept(void **state) {
    (void)state;
    ouro_object *type = make_class("Point", ouro_tuple_new(0));
    ouro_object *p = ouro_call0(type), *q = ouro_call0(type);
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g"};
    for (int i = 0; i < 7; i++) {
        set(p, names[i], i);
    }
    for (int i = 6; i >= 0; i -= 2) { // g e c a
        set(q, names[i], i);
    }
    assert_int_equal(ouro_setattr_text(q, "e", NULL), 0);
    set(q, "b", 1); // g c a b
    set(q, "h", 7);
    set(q, "e", 8);
    set(q, "c", 9);
    assert_true(has_values(q));
    assert_int_equal(get(q, "c"), 9);
    assert_int_equal(ouro_setattr_text(p, "a", NULL), 0);
    set(p, "a", 5);
    assert_true(has_values(p));
    assert_attributes(q, "{'g': 6, 'c': 9, 'a': 0, 'b': 1, 'h': 7, 'e': 8}");
    assert_attributes(p, "{'b': 1, 'c': 2, 'd': 3, 'e': 4, 'f': 5, 'g': 6, 'a': 5}");
    ouro_decref(p);
    ouro_decref(q);
    ouro_decref(type);
    ouro_gc_collect(2);
}

static void many_attributes_make_a_dict(void **state) {
    (void)state;
    ouro_object *type = make_class("Wide", ouro_tuple_new(0)), *object = ouro_call0(type);
    char name[16];
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "a%d", i);
        set(object, name, i);
    }
    assert_false(has_values(object));
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "a%d", i);
        assert_int_equal(get(object, name), i);
    }
    ouro_decref(object);
    ouro_decref(type);
    ouro_gc_collect(2);
}

// ---- Destruction ----------------------------------------------------------------------------

static void a_deep_chain_ends_in_bounded_stack(void **state) {
    (void)state;
    ouro_object *chain = ouro_none();
    for (int i = 0; i < 3000000; i++) {
        ouro_object *link = ouro_tuple_pack(1, chain);
        assert_non_null(link);
        ouro_decref(chain);
        chain = link;
    }
    ouro_decref(chain);
}

static void a_saturated_count_never_falls(void **state) {
    (void)state;
    ouro_object *object = ouro_list_new(0);
    static const uint32_t nearly[] = {OURO_REFS_COUNT, OURO_REFS_MOST - 1};
    for (size_t i = 0; i < 2; i++) { // not settled, settled
        object->refs = nearly[i];
        ouro_incref(object);
        assert_int_equal(object->refs, OURO_REFS_MOST);
        ouro_incref(object);
        ouro_decref(object);
        ouro_decref(object);
        assert_int_equal(object->refs, OURO_REFS_MOST);
    }
    object->refs = 1;
    ouro_decref(object);
}

// ---- Exceptions -----------------------------------------------------------------------------

static void messages_are_formatted(void **state) {
    (void)state;
    ouro_object *list = ouro_list_new(0);
    ouro_raise(OURO_EXC_ValueError, "%T %R %d %s %zu %c %x%%", list, list, -5, "text", (size_t)7,
               'c', 255u);
    assert_raised(OURO_EXC_ValueError, "list [] -5 text 7 c ff%");
    ouro_decref(list);
}

static void arguments_are_sorted(void **state) {
    (void)state;
    static const char *const names[] = {"a", "b", "c", NULL};
    ouro_object *one = ouro_int_new(1), *two = ouro_int_new(2), *out[3];
    ouro_object *key = ouro_str_text("c"), *kwnames = ouro_tuple_pack(1, key);
    ouro_object *args[] = {one, two};
    assert_int_equal(ouro_parse_args("f", names, 1, 2, args, 1, kwnames, out), 0);
    assert_ptr_equal(out[0], one);
    assert_null(out[1]);
    assert_ptr_equal(out[2], two);
    assert_int_equal(ouro_parse_args("f", names, 2, 2, args, 1, kwnames, out), -1);
    assert_raised(OURO_EXC_TypeError, "f() missing required argument 'b' (pos 2)");
    ouro_decref(one);
    ouro_decref(two);
    ouro_decref(key);
    ouro_decref(kwnames);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(declared_fields_are_dropped, start, stop),
        cmocka_unit_test_setup_teardown(a_cycle_through_fields_is_collected, start, stop),
        cmocka_unit_test_setup_teardown(members_read_and_refuse, start, stop),
        cmocka_unit_test_setup_teardown(a_diamond_is_linearised, start, stop),
        cmocka_unit_test_setup_teardown(two_layouts_do_not_mix, start, stop),
        cmocka_unit_test_setup_teardown(same_order_needs_no_dict, start, stop),
        cmocka_unit_test_setup_teardown(some_may_lack, start, stop),
        cmocka_unit_test_setup_teardown(another_order_is_kept, start, stop),
        cmocka_unit_test_setup_teardown(many_attributes_make_a_dict, start, stop),
        cmocka_unit_test_setup_teardown(a_deep_chain_ends_in_bounded_stack, start, stop),
        cmocka_unit_test_setup_teardown(a_saturated_count_never_falls, start, stop),
        cmocka_unit_test_setup_teardown(messages_are_formatted, start, stop),
        cmocka_unit_test_setup_teardown(arguments_are_sorted, start, stop),
    };
    return cmocka_run_group_tests_name("runtime types", tests, NULL, NULL);
}
