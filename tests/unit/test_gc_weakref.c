// SPDX-License-Identifier: MIT
// Weak references and proxies: sharing, order, callbacks, hashes, subclasses, what a collection does
// with them.  SPEC rows R4, G2.
#include "gc_support.h"

// ---- Callbacks that take notes ----------------------------------------------------------------

static int calls;
static ouro_object *order[8]; // which weak references, in order; not counted

static ouro_object *note_call(ouro_object *self, ouro_object *weakref) {
    (void)self;
    assert_null(ouro_weakref_get(weakref));
    order[calls++ % 8] = weakref;
    return ouro_none();
}
static ouro_object *raise_call(ouro_object *self, ouro_object *weakref) {
    (void)self, (void)weakref;
    calls++;
    return ouro_raise(OURO_EXC_ValueError, "from the callback");
}
static const ouro_method note_method = OURO_O("note", note_call, NULL);
static const ouro_method raise_method = OURO_O("raise", raise_call, NULL);

static ouro_object *function(const ouro_method *method) {
    calls = 0;
    ouro_object *made = ouro_cfunction_new(method, NULL, NULL);
    assert_non_null(made);
    return made;
}

// ---- References -------------------------------------------------------------------------------

static void test_plain_references_are_shared(void **state) {
    (void)state;
    ouro_object *set = ouro_set_new(NULL), *note = function(&note_method);
    ouro_object *a = ouro_weakref_new(set, NULL), *b = ouro_weakref_new(set, ouro_none_borrow());
    ouro_object *c = ouro_weakref_new(set, note), *d = ouro_weakref_new(set, note);
    assert_ptr_equal(a, b);
    assert_ptr_not_equal(c, a);
    assert_ptr_not_equal(c, d);
    ouro_object *p = ouro_weakproxy_new(set, NULL), *q = ouro_weakproxy_new(set, NULL);
    assert_ptr_equal(p, q);
    assert_int_equal(ouro_weakref_count(set), 4);
    // The shared ones first, then the newest.
    ouro_object *list = ouro_weakref_list(set), *expected[] = {a, p, d, c};
    assert_int_equal(ouro_list_length(list), 4);
    for (size_t i = 0; i < 4; i++) {
        assert_ptr_equal(ouro_list_get_borrow(list, i), expected[i]);
    }
    ouro_decref(list);
    ouro_decref(a), ouro_decref(b), ouro_decref(c), ouro_decref(p), ouro_decref(q);
    assert_int_equal(ouro_weakref_count(set), 1);
    ouro_decref(set);
    assert_int_equal(calls, 1); // c was dead before
    ouro_decref(d);
    ouro_decref(note);
}

static void test_what_cannot_be_referred_to(void **state) {
    (void)state;
    ouro_object *number = ouro_int_new(1000);
    assert_null(ouro_weakref_new(number, NULL));
    assert_raised(OURO_EXC_TypeError, "cannot create weak reference to 'int' object");
    assert_null(ouro_weakproxy_new(number, NULL));
    assert_raised(OURO_EXC_TypeError, "cannot create weak reference to 'int' object");
    assert_int_equal(ouro_weakref_count(number), 0);
    ouro_decref(number);
}

static void test_newest_callback_first(void **state) {
    (void)state;
    ouro_object *set = ouro_set_new(NULL), *note = function(&note_method), *refs[3];
    for (int i = 0; i < 3; i++) {
        refs[i] = ouro_weakref_new(set, note);
    }
    ouro_decref(set);
    assert_int_equal(calls, 3);
    for (int i = 0; i < 3; i++) {
        assert_ptr_equal(order[i], refs[2 - i]);
        ouro_decref(refs[i]);
    }
    assert_int_equal(ouro_refcount(note), 1);
    ouro_decref(note);
}

static int reports;
static void count_report(ouro_object *exception, ouro_object *where, const char *message) {
    (void)message;
    assert_ptr_equal(ouro_type_of(exception), ouro_exc_type(OURO_EXC_ValueError));
    assert_ptr_equal(ouro_type_of(where), ouro_builtin_type(OURO_T_CFUNCTION));
    reports++;
}

static void test_errors_in_callbacks(void **state) {
    (void)state;
    reports = 0;
    ouro_set_unraisable(count_report);
    ouro_object *set = ouro_set_new(NULL), *bad = function(&raise_method);
    ouro_object *a = ouro_weakref_new(set, bad), *b = ouro_weakref_new(set, bad);
    ouro_raise(OURO_EXC_KeyError, "in flight");
    ouro_decref(set);
    assert_int_equal(calls, 2);
    assert_int_equal(reports, 2);
    assert_raised(OURO_EXC_KeyError, "'in flight'");
    ouro_decref(a), ouro_decref(b), ouro_decref(bad);
}

static void test_hash_and_equality(void **state) {
    (void)state;
    ouro_object *x = ouro_frozenset_new(NULL), *y = ouro_frozenset_new(NULL);
    ouro_object *a = ouro_weakref_new(x, NULL), *b = ouro_weakref_new(y, NULL);
    assert_int_equal(ouro_hash(a), ouro_hash(x));
    assert_int_equal(ouro_compare_bool(a, b, OURO_EQ), 1);
    ouro_decref(x);
    assert_int_equal(ouro_hash(a), ouro_hash(y)); // it was asked before
    assert_int_equal(ouro_compare_bool(a, b, OURO_EQ), 0);
    ouro_decref(y);
    assert_int_equal(ouro_hash(b), -1);
    assert_raised(OURO_EXC_TypeError, "weak object has gone away");
    ouro_decref(a), ouro_decref(b);
}

static void test_call_and_repr(void **state) {
    (void)state;
    ouro_object *set = ouro_set_new(NULL), *a = ouro_weakref_new(set, NULL);
    ouro_object *same = ouro_call0(a);
    assert_ptr_equal(same, set);
    ouro_decref(same);
    char expected[100];
    snprintf(expected, sizeof expected, "<weakref at %p; to 'set' at %p>", (void *)a, (void *)set);
    assert_text(ouro_repr(a), expected);
    ouro_decref(set);
    snprintf(expected, sizeof expected, "<weakref at %p; dead>", (void *)a);
    assert_text(ouro_repr(a), expected);
    ouro_object *none = ouro_call0(a);
    assert_true(ouro_is_none(none));
    ouro_decref(none);
    ouro_decref(a);
}

static void test_callback_makes_new_references(void **state) {
    (void)state;
    // A subclass's instance is never shared, and the shared one stays in front.
    ouro_type *base = ouro_builtin_type(OURO_T_WEAKREF);
    ouro_object *bases = ouro_tuple_pack(1, (ouro_object *)base), *dict = ouro_dict_new();
    ouro_object *name = ouro_str_text("Sub");
    ouro_object *sub = ouro_type_make_class(NULL, name, bases, dict, NULL, NULL);
    assert_non_null(sub);
    ouro_object *set = ouro_set_new(NULL);
    ouro_object *a = ouro_weakref_new_of((ouro_type *)sub, set, NULL);
    ouro_object *b = ouro_weakref_new_of((ouro_type *)sub, set, NULL);
    ouro_object *c = ouro_weakref_new(set, NULL);
    assert_ptr_not_equal(a, b);
    assert_int_equal(ouro_setattr_text(a, "mark", set), 0);
    assert_int_equal(ouro_refcount(set), 2);
    ouro_object *list = ouro_weakref_list(set);
    assert_ptr_equal(ouro_list_get_borrow(list, 0), c);
    ouro_decref(list);
    ouro_decref(a), ouro_decref(b), ouro_decref(c);
    ouro_decref(set), ouro_decref(sub), ouro_decref(name), ouro_decref(bases), ouro_decref(dict);
}

// ---- Proxies ----------------------------------------------------------------------------------

static void test_proxy_forwards(void **state) {
    (void)state;
    ouro_object *set = ouro_set_new(NULL), *proxy = ouro_weakproxy_new(set, NULL);
    ouro_object *seven = ouro_int_new(7), *nine = ouro_int_new(9);
    assert_ptr_equal(ouro_type_of(proxy), ouro_builtin_type(OURO_T_WEAKPROXY));
    ouro_object *none = ouro_call_method_text(proxy, "add", &seven, 1);
    assert_non_null(none);
    ouro_decref(none);
    assert_int_equal(ouro_length(proxy), 1);
    assert_int_equal(ouro_contains(proxy, seven), 1);
    assert_int_equal(ouro_contains(proxy, nine), 0);
    assert_int_equal(ouro_is_true(proxy), 1);
    assert_text(ouro_str(proxy), "{7}");
    assert_int_equal(ouro_compare_bool(proxy, set, OURO_EQ), 1);
    ouro_object *both = ouro_binary(proxy, proxy, OURO_OR);
    assert_int_equal(ouro_compare_bool(both, set, OURO_EQ), 1);
    ouro_decref(both);
    assert_int_equal(ouro_hash(proxy), -1);
    assert_true(ouro_raised_is(OURO_EXC_TypeError));
    ouro_raised_clear();
    ouro_decref(set);
    assert_int_equal(ouro_length(proxy), -1);
    assert_raised(OURO_EXC_ReferenceError, "weakly-referenced object no longer exists");
    assert_null(ouro_str(proxy));
    assert_raised(OURO_EXC_ReferenceError, "weakly-referenced object no longer exists");
    ouro_decref(proxy), ouro_decref(seven), ouro_decref(nine);
}

static void test_callable_proxy(void **state) {
    (void)state;
    ouro_object *type = (ouro_object *)ouro_builtin_type(OURO_T_LIST);
    ouro_object *proxy = ouro_weakproxy_new(type, NULL);
    assert_ptr_equal(ouro_type_of(proxy), ouro_builtin_type(OURO_T_WEAKCALLABLEPROXY));
    ouro_object *list = ouro_call0(proxy);
    assert_true(ouro_is(list, OURO_T_LIST));
    ouro_decref(list), ouro_decref(proxy);
}

// ---- With the collector -----------------------------------------------------------------------

static void test_collection_clears_and_calls(void **state) {
    (void)state;
    ouro_type *type = new_type(&pair_spec);
    pair *a = new_pair(type);
    link_to(a, a);
    ouro_object *note = function(&note_method);
    ouro_object *plain = ouro_weakref_new(&a->head, NULL);
    ouro_object *told = ouro_weakref_new(&a->head, note);
    ouro_decref(a);
    assert_int_equal(ouro_gc_collect(2), 1);
    assert_int_equal(calls, 1);
    assert_ptr_equal(order[0], told);
    assert_null(ouro_weakref_get(plain));
    ouro_decref(plain), ouro_decref(told), ouro_decref(note), ouro_decref(type);
}

static void test_reference_in_the_garbage_is_not_called(void **state) {
    (void)state;
    ouro_type *type = new_type(&pair_spec);
    pair *a = new_pair(type), *b = new_pair(type);
    link_to(a, b);
    link_to(b, a);
    ouro_object *note = function(&note_method);
    a->right = ouro_weakref_new(&b->head, note);
    ouro_decref(a), ouro_decref(b);
    assert_int_equal(ouro_gc_collect(2), 3);
    assert_int_equal(calls, 0);
    assert_int_equal(ouro_refcount(note), 1);
    ouro_decref(note), ouro_decref(type);
}

static void test_dead_deep_inside_is_not_called(void **state) {
    (void)state;
    // The reference dies far down a structure, where deaths wait; its referent dies meanwhile.
    ouro_type *type = new_type(&pair_spec);
    ouro_object *note = function(&note_method);
    pair *referent = new_pair(type), *head = new_pair(type);
    head->left = ouro_weakref_new(&referent->head, note);
    head->right = &referent->head;
    for (int i = 0; i < 200; i++) {
        pair *next = new_pair(type);
        next->left = &head->head;
        head = next;
    }
    ouro_decref(head);
    assert_int_equal(calls, 0);
    assert_int_equal(ouro_refcount(note), 1);
    ouro_decref(note), ouro_decref(type);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_plain_references_are_shared),
        TEST(test_what_cannot_be_referred_to),
        TEST(test_newest_callback_first),
        TEST(test_errors_in_callbacks),
        TEST(test_hash_and_equality),
        TEST(test_call_and_repr),
        TEST(test_callback_makes_new_references),
        TEST(test_proxy_forwards),
        TEST(test_callable_proxy),
        TEST(test_collection_clears_and_calls),
        TEST(test_reference_in_the_garbage_is_not_called),
        TEST(test_dead_deep_inside_is_not_called),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
