// SPDX-License-Identifier: MIT
// Who settles in a full collection, by what an object loses that again, and that full collections which
// rest on it miss nothing.  SPEC rows G2, R1.
#include "gc_support.h"
#include "../../src/gc/gc_state.h"

static bool is_settled(const void *object) {
    return ((const ouro_object *)object)->refs & OURO_REFS_SETTLED;
}

static bool is_old(const void *object) {
    return ((const ouro_object *)object)->refs & OURO_REFS_OLD;
}

static void settle(void *object) {
    ouro_gc_collect(2);
    assert_true(is_settled(object));
    assert_true(is_old(object));
}

static const ouro_type_spec settling_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "settling",
    .instance_size = sizeof(pair),
    .flags = OURO_TF_CONTAINER | OURO_TF_SETTLES,
    .fields = pair_fields,
    .weak_offset = offsetof(pair, weakrefs),
};

// ---- Who settles ------------------------------------------------------------------------------

static void test_who_settles(void **state) {
    (void)state;
    ouro_type *settling = new_type(&settling_spec), *other = new_type(&pair_spec);
    pair *a = new_pair(settling), *b = new_pair(other);
    assert_true(is_settled(a)); // from birth: nothing happened to it
    link_to(a, b);
    link_to(b, a);
    ouro_gc_collect(0);
    assert_true(is_settled(a));
    assert_false(is_old(a));
    ouro_incref(a);
    ouro_decref(a);
    ouro_gc_collect(0);
    assert_false(is_settled(a)); // it may be garbage as soon as its next reference is given back
    ouro_gc_collect(1);
    assert_true(is_settled(a)); // it lives, and has come into the oldest generation
    assert_true(is_old(a));
    ouro_incref(a);
    ouro_decref(a);
    assert_false(is_settled(a));
    ouro_gc_collect(1);
    assert_false(is_settled(a)); // only a full collection knows that it lives
    settle(a);
    assert_false(is_settled(b)); // its type does not say when it changes
    assert_int_equal(ouro_refcount(a), 2);
    ouro_incref(a);
    assert_true(is_settled(a)); // one reference more makes nobody garbage ...
    ouro_decref(a);
    assert_false(is_settled(a)); // ... one less may
    assert_int_equal(ouro_refcount(a), 2);
    settle(a);
    link_to(a, NULL);
    link_to(b, NULL);
    ouro_decref(a), ouro_decref(b), ouro_decref(settling), ouro_decref(other);
}

static void test_what_is_tracked_again_is_new(void **state) {
    (void)state;
    ouro_object *list = ouro_list_new(0);
    ouro_gc_untrack(list);
    ouro_gc_track(list);
    assert_true(is_settled(list)); // it is as new as it was
    settle(list);
    ouro_gc_untrack(list);
    assert_true(is_settled(list));
    ouro_gc_track(list);
    assert_false(is_settled(list));
    assert_int_equal(ouro_gc_generation_of(list), 0);
    ouro_decref(list);
}

// What is frozen is left as it is; and whoever was settled before is asked after when it is frozen no more.
static void test_frozen(void **state) {
    (void)state;
    ouro_type *type = new_type(&settling_spec);
    pair *a = new_pair(type);
    link_to(a, a);
    ouro_gc_freeze();
    ouro_gc_collect(2);
    assert_false(is_old(a));
    ouro_gc_unfreeze();
    settle(a);
    ouro_gc_freeze();
    ouro_decref(a);
    assert_int_equal(ouro_gc_collect(2), 0);
    ouro_gc_unfreeze();
    assert_int_equal(ouro_gc_collect(2), 1);
    ouro_decref(type);
}

// One less while the program holds another is no event, and the last one is the last.
static void test_held_references(void **state) {
    (void)state;
    ouro_object *list = ouro_list_new(0), *number = ouro_int_new(123456789);
    for (int round = 0; round < 2; round++) { // young, old
        ouro_incref(list);
        ouro_decref_held(list);
        assert_true(is_settled(list));
        assert_int_equal(ouro_refcount(list), 1);
        settle(list);
    }
    assert_int_equal(ouro_list_append(list, number), 0);
    ouro_decref_held(number);
    assert_int_equal(ouro_refcount(number), 1);
    const size_t before = ouro__runtime()->pace.tracked;
    ouro_decref_held(list);
    assert_int_equal(ouro__runtime()->pace.tracked, before - 1);
    ouro_object *immortal = ouro_list_new(0);
    immortal->refs = OURO_REFS_MOST;
    ouro_decref_held(immortal);
    assert_int_equal(immortal->refs, OURO_REFS_MOST);
    immortal->refs = 1;
    ouro_decref(immortal);
}

// Who was alive when it came into the oldest generation, and is garbage when the next full collection comes by: without
// that, after an event before it came there, and as one whose type tells nothing.
static void test_garbage_of_the_oldest(void **state) {
    (void)state;
    ouro_type *settling = new_type(&settling_spec), *other = new_type(&pair_spec);
    ouro_gc_collect(2);
    for (int kind = 0; kind < 4; kind++) {
        pair *a = new_pair(kind & 1 ? other : settling), *b = new_pair(settling);
        if (kind & 2) {
            ouro_incref(a);
            ouro_decref(a);
        }
        link_to(a, b);
        link_to(b, a);
        ouro_decref(b);
        assert_int_equal(ouro_gc_collect(1), 0);
        assert_int_equal(ouro_gc_generation_of(&b->head), 2);
        ouro_decref(a);
        assert_int_equal(ouro_gc_collect(2), 2);
        assert_true(ouro__runtime()->gc->settled);
    }
    ouro_decref(settling), ouro_decref(other);
}

// Who is stored in one of the oldest generation afterwards.
static void test_younger_in_the_oldest(void **state) {
    (void)state;
    ouro_type *settling = new_type(&settling_spec);
    ouro_gc_collect(2);
    for (int generation = 0; generation <= 2; generation++) {
        pair *a = new_pair(settling);
        assert_int_equal(ouro_gc_collect(1), 0);
        pair *b = new_pair(settling);
        b->left = &a->head; // moved: nothing happens to `a`
        link_to(a, b);
        ouro_stored(a);
        ouro_decref(b);
        assert_int_equal(ouro_gc_collect(generation), generation < 2 ? 0 : 2);
        if (generation < 2) {
            assert_int_equal(ouro_gc_collect(2), 2);
        }
    }
    ouro_decref(settling);
}

// ---- What tells of a store ----------------------------------------------------------------------

static void by_append(ouro_object *list, ouro_object *item) {
    assert_int_equal(ouro_list_append(list, item), 0);
}
static void by_insert(ouro_object *list, ouro_object *item) {
    assert_int_equal(ouro_list_insert(list, 0, item), 0);
}
static void by_fill(ouro_object *list, ouro_object *item) {
    ouro_decref(ouro_list_get_borrow(list, 0));
    ouro_list_fill(list, 0, ouro_newref(item));
}
static void by_index(ouro_object *list, ouro_object *item) {
    ouro_object *index = ouro_int_new(0);
    assert_int_equal(ouro_setitem(list, index, item), 0);
    ouro_decref(index);
}
static void by_extend(ouro_object *list, ouro_object *item) {
    ouro_object *more = ouro_tuple_pack(1, item);
    assert_int_equal(ouro_list_extend(list, more), 0);
    ouro_decref(more);
}
static void by_slice(ouro_object *list, ouro_object *item) {
    ouro_object *more = ouro_tuple_pack(1, item);
    assert_int_equal(ouro_list_set_slice(list, 0, 1, more), 0);
    ouro_decref(more);
}
static void by_sort(ouro_object *list, ouro_object *item) {
    (void)item;
    assert_int_equal(ouro_list_sort(list, NULL, false), 0);
}
static void by_tuple_fill(ouro_object *tuple, ouro_object *item) {
    ouro_decref(ouro_tuple_get_borrow(tuple, 0));
    ouro_tuple_fill(tuple, 0, ouro_newref(item));
}
static void by_key(ouro_object *dict, ouro_object *item) {
    assert_int_equal(ouro_dict_set_text(dict, "key", item), 0);
}
static void by_new_key(ouro_object *dict, ouro_object *item) {
    assert_int_equal(ouro_dict_set_text(dict, "new", item), 0);
}
static void by_add(ouro_object *set, ouro_object *item) {
    assert_int_equal(ouro_set_add(set, item), 0);
}
static void by_update(ouro_object *set, ouro_object *item) {
    ouro_object *more = ouro_list_from(&item, 1);
    assert_int_equal(ouro_set_update(set, more), 0);
    ouro_decref(more);
}
static void by_contents(ouro_object *cell, ouro_object *item) {
    assert_int_equal(ouro_setattr_text(cell, "cell_contents", item), 0);
}

static ouro_object *list_of_one(void) {
    ouro_object *inner = ouro_list_new(0), *list = ouro_list_from(&inner, 1);
    ouro_decref(inner);
    return list;
}
static ouro_object *tuple_of_one(void) {
    ouro_object *inner = ouro_list_new(0), *tuple = ouro_tuple_pack(1, inner);
    ouro_decref(inner);
    return tuple;
}
static ouro_object *dict_of_one(void) {
    ouro_object *inner = ouro_list_new(0), *dict = ouro_dict_new();
    assert_int_equal(ouro_dict_set_text(dict, "key", inner), 0);
    ouro_decref(inner);
    return dict;
}
static ouro_object *set_of_none(void) {
    return ouro_set_new(NULL);
}
static ouro_object *cell_of_one(void) {
    ouro_object *inner = ouro_list_new(0), *cell = ouro_cell_new(inner);
    ouro_decref(inner);
    return cell;
}

static const struct {
    ouro_object *(*make)(void);
    void (*store)(ouro_object *container, ouro_object *item);
} stores[] = {
    {list_of_one, by_append},   {list_of_one, by_insert},      {list_of_one, by_fill},
    {list_of_one, by_index},    {list_of_one, by_extend},      {list_of_one, by_slice},
    {list_of_one, by_sort},     {tuple_of_one, by_tuple_fill}, {dict_of_one, by_key},
    {dict_of_one, by_new_key},  {set_of_none, by_add},         {set_of_none, by_update},
    {cell_of_one, by_contents},
};

static void test_every_store_is_told(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof stores / sizeof *stores; i++) {
        ouro_object *container = stores[i].make(), *item = ouro_tuple_pack(0);
        settle(container);
        stores[i].store(container, item);
        if (is_settled(container)) {
            fail_msg("store %zu was not told", i);
        }
        ouro_decref(container), ouro_decref(item);
    }
}

// Attributes: the first of an instance, another one, one in a slot, its dict, its class.
static const char *const attribute_stores[] = {"first", "second", "slot", "__dict__", "__class__"};

static ouro_object *new_class(const char *name) {
    ouro_object *slots = ouro_list_new(0), *dict = ouro_dict_new();
    const char *const names[] = {"slot", "__dict__"};
    for (size_t i = 0; i < 2; i++) {
        ouro_object *text = ouro_str_text(names[i]);
        assert_int_equal(ouro_list_append_stolen(slots, text), 0);
    }
    assert_int_equal(ouro_dict_set_text(dict, "__slots__", slots), 0);
    ouro_object *text = ouro_str_text(name), *bases = ouro_tuple_pack(0);
    ouro_object *type = ouro_call((ouro_object *)ouro_builtin_type(OURO_T_TYPE),
                                  (ouro_object *[]){text, bases, dict}, 3, NULL);
    assert_non_null(type);
    ouro_decref(slots), ouro_decref(dict), ouro_decref(text), ouro_decref(bases);
    return type;
}

static void test_attributes(void **state) {
    (void)state;
    ouro_object *type = new_class("A"), *other = new_class("B");
    for (size_t i = 0; i < sizeof attribute_stores / sizeof *attribute_stores; i++) {
        ouro_object *instance = ouro_call(type, NULL, 0, NULL), *list = ouro_list_new(0),
                    *dict = ouro_dict_new();
        assert_int_equal(ouro_setattr_text(instance, "first", list), 0);
        settle(instance);
        ouro_object *value = i < 3 ? list : i == 3 ? dict : other;
        assert_int_equal(ouro_setattr_text(instance, attribute_stores[i], value), 0);
        assert_false(is_settled(instance));
        ouro_decref(instance), ouro_decref(list), ouro_decref(dict);
    }
    ouro_decref(type), ouro_decref(other);
}

// What is young stays settled when the caller holds it; who appends by giving its own reference away may not.
static void test_stores_into_the_young(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof stores / sizeof *stores; i++) {
        ouro_object *container = stores[i].make(), *item = ouro_tuple_pack(0);
        stores[i].store(container, item);
        if (!is_settled(container)) {
            fail_msg("store %zu was an event", i);
        }
        ouro_decref(container), ouro_decref(item);
    }
    ouro_object *list = ouro_list_new(0);
    assert_int_equal(ouro_list_append_stolen(list, ouro_list_new(0)), 0);
    assert_false(is_settled(list));
    ouro_decref(list);
}

// ---- Nothing is missed --------------------------------------------------------------------------

// A reference moves: no count falls.
static void test_the_last_reference_moves_into_the_cycle(void **state) {
    (void)state;
    ouro_object *list = ouro_list_new(0);
    settle(list);
    assert_int_equal(ouro_list_append_stolen(list, list), 0);
    assert_int_equal(ouro_gc_collect(2), 1);
    ouro_type *type = new_type(&settling_spec);
    pair *a = new_pair(type), *b = new_pair(type);
    link_to(a, b);
    ouro_decref(b);
    settle(a);
    assert_true(is_settled(b));
    b->left = (ouro_object *)a;
    ouro_stored(b);
    assert_int_equal(ouro_gc_collect(2), 2);
    ouro_decref(type);
}

static pair *new_ring(ouro_type *type, int n) {
    pair *first = new_pair(type), *last = first;
    for (int i = 1; i < n; i++) {
        pair *next = new_pair(type);
        last->left = (ouro_object *)next;
        ouro_stored(last);
        last = next;
    }
    last->left = ouro_newref(first);
    ouro_stored(last);
    return first;
}

static int visit_one(void *arg, ouro_visit_fn visit, void *visit_arg) {
    return visit(arg, visit_arg);
}

// Old garbage behind new, new behind old, and both in one cycle.
static void test_old_and_new(void **state) {
    (void)state;
    ouro_type *type = new_type(&settling_spec);
    pair *old = new_ring(type, 5);
    settle(old);
    pair *fresh = new_ring(type, 3);
    fresh->right = (ouro_object *)old;
    ouro_decref(fresh);
    assert_int_equal(ouro_gc_collect(2), 8);
    old = new_ring(type, 5);
    settle(old);
    old->right = (ouro_object *)new_ring(type, 3);
    ouro_stored(old);
    ouro_decref(old);
    assert_int_equal(ouro_gc_collect(2), 8);
    old = new_ring(type, 5);
    settle(old);
    fresh = new_pair(type);
    fresh->left = (ouro_object *)old;
    old->right = (ouro_object *)fresh;
    ouro_stored(old);
    assert_int_equal(ouro_gc_collect(2), 6);
    ouro_decref(type);
}

// The same among the young: whoever of a cycle lost its reference, all of it is found; and those outside live, whether
// or not something happened to them.
static void test_young(void **state) {
    (void)state;
    ouro_type *type = new_type(&settling_spec);
    for (int generation = 0; generation <= 1; generation++) {
        for (int outside = 0; outside < 2; outside++) {
            pair *ring = new_ring(type, 5), *kept = new_pair(type), *behind = new_pair(type);
            ring->right = ouro_newref(kept);
            ouro_stored_held(ring);
            ((pair *)ring->left)->right = (ouro_object *)behind;
            ouro_stored_held(ring->left);
            if (outside) { // an event, but somebody else has it
                ouro_incref(kept);
                ouro_decref(kept);
            }
            assert_int_equal(ouro_gc_collect(0), 0);
            ouro_decref(ring);
            assert_int_equal(ouro_gc_collect(0), 0); // it is in generation 1
            assert_int_equal(ouro_gc_collect(1 + generation), 6);
            assert_int_equal(ouro_refcount(kept), 1);
            ouro_decref(kept);
        }
    }
    ouro_object *list = ouro_list_new(0); // the last reference moves into the cycle
    assert_int_equal(ouro_list_append_stolen(list, list), 0);
    assert_int_equal(ouro_gc_collect(0), 1);
    list = ouro_list_new(0); // the same when nobody has heard of it
    ouro_object *tuple = ouro_tuple_pack(1, list);
    assert_int_equal(ouro_list_append(list, tuple), 0);
    ouro_decref(list);
    ouro_decref(tuple);
    assert_int_equal(ouro_gc_collect(0), 2);
    ouro_decref(type);
}

// Large objects join, and make others join.
static void test_large_young(void **state) {
    (void)state;
    enum { N = 1000 };
    ouro_object *tuple = ouro_tuple_new(N);
    for (size_t i = 0; i < N; i++) {
        ouro_tuple_fill(tuple, i, ouro_list_new(0));
    }
    ouro_gc_track(tuple);
    ouro_object *first = ouro_tuple_get_borrow(tuple, 0),
                *last = ouro_tuple_get_borrow(tuple, N - 1);
    assert_int_equal(ouro_list_append(first, tuple), 0);
    ouro_incref(last);
    ouro_decref(tuple);
    assert_int_equal(ouro_gc_collect(0), N);
    assert_int_equal(ouro_refcount(last), 1);
    ouro_decref(last);
}

// Where most is settled, a collection looks at little of it; and finds what there is, which may be a part of what
// looks alive at first.
static void test_little_is_looked_at(void **state) {
    (void)state;
    ouro_type *type = new_type(&settling_spec);
    ouro_object *kept = ouro_list_new(0);
    assert_int_equal(ouro_gc_add_roots(visit_one, kept), 0);
    for (int i = 0; i < 20000; i++) {
        assert_int_equal(ouro_list_append_stolen(kept, (ouro_object *)new_ring(type, 2)), 0);
    }
    settle(kept);
    for (int i = 0; i < 20000; i += 1000) { // twenty rings lose their only reference
        ouro_object *ring = ouro_list_get_borrow(kept, (size_t)i);
        ouro_list_fill(kept, (size_t)i, ouro_none());
        ouro_decref(ring);
    }
    assert_int_equal(ouro_gc_collect(2), 40);
    assert_true(ouro__runtime()->gc->settled);
    assert_int_equal(ouro__runtime()->gc->patience, 0);
    assert_true(is_settled(kept));
    ouro_gc_remove_roots(visit_one, kept);
    ouro_decref(kept);
    assert_int_equal(ouro_gc_collect(2), 2 * 19980);
    ouro_decref(type);
}

// Who was asked after because garbage referred to it, and lives, is settled again, or its page is remembered.
static void test_who_outlives_garbage(void **state) {
    (void)state;
    ouro_type *type = new_type(&settling_spec);
    ouro_object *kept = ouro_list_new(0);
    for (int i = 0; i < 20000; i++) {
        assert_int_equal(ouro_list_append_stolen(kept, (ouro_object *)new_ring(type, 2)), 0);
    }
    settle(kept);
    pair *old = (pair *)ouro_list_get_borrow(kept, 10000);
    pair *fresh = new_ring(type, 3);
    fresh->right = ouro_newref(old);
    ouro_decref(fresh);
    assert_int_equal(ouro_gc_collect(2), 3);
    assert_int_equal(ouro_gc_collect(2), 0);
    assert_true(is_settled(old->left));
    ouro_list_fill(kept, 10000, ouro_none());
    ouro_decref(old);
    assert_int_equal(ouro_gc_collect(2), 2);
    ouro_decref(kept);
    assert_int_equal(ouro_gc_collect(2), 2 * 19999);
    ouro_decref(type);
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST(test_who_settles),
                                       TEST(test_what_is_tracked_again_is_new),
                                       TEST(test_frozen),
                                       TEST(test_held_references),
                                       TEST(test_garbage_of_the_oldest),
                                       TEST(test_younger_in_the_oldest),
                                       TEST(test_every_store_is_told),
                                       TEST(test_attributes),
                                       TEST(test_stores_into_the_young),
                                       TEST(test_young),
                                       TEST(test_large_young),
                                       TEST(test_the_last_reference_moves_into_the_cycle),
                                       TEST(test_old_and_new),
                                       TEST(test_little_is_looked_at),
                                       TEST(test_who_outlives_garbage)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
