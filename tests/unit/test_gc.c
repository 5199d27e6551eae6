// SPDX-License-Identifier: MIT
// The collector, row by row: what is found, in which order things happen, generations, thresholds,
// finalizers, resurrection, old destructors, freezing, events, failures.  SPEC rows G1 to G6, R4, R5.
#include "gc_support.h"

// ---- Finding cycles ---------------------------------------------------------------------------

static void test_self_reference(void **state) {
    (void)state;
    ouro_object *list = ouro_list_new(0);
    assert_int_equal(ouro_list_append(list, list), 0);
    ouro_decref(list);
    assert_int_equal(ouro_gc_collect(2), 1);
    assert_int_equal(ouro_gc_collect(2), 0);
}

static void test_reachable_stays(void **state) {
    (void)state;
    ouro_type *type = new_type(&pair_spec);
    pair *a = new_pair(type), *b = new_pair(type);
    link_to(a, b);
    link_to(b, a);
    ouro_decref(b);
    assert_int_equal(ouro_gc_collect(2), 0);
    assert_int_equal(ouro_refcount(b), 1);
    ouro_decref(a);
    assert_int_equal(ouro_gc_collect(2), 2);
    ouro_decref(type);
}

static void test_what_a_cycle_holds_dies_with_it(void **state) {
    (void)state;
    ouro_type *type = new_type(&pair_spec);
    pair *a = new_pair(type);
    link_to(a, a);
    ouro_object *held = ouro_list_new(0);
    a->right = held;
    ouro_incref(held);
    ouro_decref(a);
    assert_int_equal(ouro_gc_collect(2), 1);
    assert_int_equal(ouro_refcount(held), 1);
    ouro_decref(held);
    ouro_decref(type);
}

static void test_younger_generations_only(void **state) {
    (void)state;
    ouro_type *type = new_type(&pair_spec);
    pair *old = new_pair(type);
    link_to(old, old);
    assert_int_equal(ouro_gc_collect(0), 0);
    assert_int_equal(ouro_gc_generation_of(&old->head), 1);
    assert_int_equal(ouro_gc_collect(1), 0);
    assert_int_equal(ouro_gc_generation_of(&old->head), 2);
    ouro_decref(old);
    assert_int_equal(ouro_gc_collect(0), 0);
    assert_int_equal(ouro_gc_collect(1), 0);
    assert_int_equal(ouro_gc_collect(2), 1);
    ouro_decref(type);
}

static void test_old_object_holds_young_cycle(void **state) {
    (void)state;
    ouro_type *type = new_type(&pair_spec);
    pair *old = new_pair(type);
    ouro_gc_collect(1);
    pair *young = new_pair(type);
    link_to(young, young);
    link_to(old, young);
    ouro_decref(young);
    assert_int_equal(ouro_gc_collect(0), 0);
    assert_ptr_equal(old->left, young);
    link_to(old, NULL);
    assert_int_equal(ouro_gc_collect(1), 1);
    ouro_decref(old);
    ouro_decref(type);
}

static void test_large_containers(void **state) {
    (void)state;
    static const ouro_type_spec spec = {.size = sizeof spec,
                                        .name = "large",
                                        .instance_size = 4000,
                                        .flags = OURO_TF_CONTAINER,
                                        .fields = pair_fields};
    ouro_type *type = new_type(&spec);
    pair *a = new_pair(type), *b = new_pair(type);
    link_to(a, b);
    link_to(b, a);
    assert_int_equal(ouro_gc_collect(0), 0);
    ouro_decref(a);
    assert_int_equal(ouro_gc_collect(0), 0);
    assert_int_equal(ouro_gc_collect(1), 0);
    ouro_decref(b);
    assert_int_equal(ouro_gc_collect(2), 2);
    ouro_decref(type);
}

// ---- Own traverse and clear -------------------------------------------------------------------

static int traverse_right(ouro_object *self, ouro_visit_fn visit, void *arg) {
    ouro_object *right = ((pair *)self)->right;
    return right ? visit(right, arg) : 0;
}
static void clear_right(ouro_object *self) {
    ouro_clear(&((pair *)self)->right);
}

static const uint16_t left_only[] = {offsetof(pair, left), 0};
static const ouro_type_spec traversed_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "traversed",
    .instance_size = sizeof(pair),
    .flags = OURO_TF_CONTAINER,
    .fields = left_only,
    .slots = {.traverse = traverse_right, .clear = clear_right, .drop = clear_right},
};

static void test_own_traverse(void **state) {
    (void)state;
    ouro_type *type = new_type(&traversed_spec);
    pair *a = new_pair(type), *b = new_pair(type);
    link_to(a, b);
    b->right = ouro_newref(&a->head);
    ouro_decref(a);
    ouro_decref(b);
    assert_int_equal(ouro_gc_collect(2), 2);
    ouro_decref(type);
}

typedef struct array {
    ouro_object head;
    ouro_object **items;
    size_t count;
} array;
static const ouro_type_spec array_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "array",
    .instance_size = sizeof(array),
    .flags = OURO_TF_CONTAINER,
    .items = {offsetof(array, items), offsetof(array, count), true, true},
};

static void test_counted_array(void **state) {
    (void)state;
    ouro_type *type = new_type(&array_spec);
    array *a = (array *)ouro_object_new(type, 0);
    a->items = ouro_memory_new(3 * sizeof *a->items);
    a->items[0] = ouro_newref(&a->head);
    a->items[1] = NULL;
    a->items[2] = ouro_int_new(1000);
    a->count = 3;
    ouro_object *self = &a->head, *list = ouro_gc_referents(&self, 1);
    assert_int_equal(ouro_list_length(list), 3); // itself, the int, its counted type
    ouro_decref(list);
    ouro_decref(a);
    assert_int_equal(ouro_gc_collect(2), 1);
    ouro_decref(type);
}

// ---- Finalizers -------------------------------------------------------------------------------

static ouro_object *saved;
static int finalized;
static uint32_t births[16];

static void count_finalizer(ouro_object *self) {
    births[finalized++ % 16] = self->birth;
}
static void save_finalizer(ouro_object *self) {
    finalized++;
    ouro_replace(&saved, ouro_newref(self));
}
static void raise_finalizer(ouro_object *self) {
    finalized++;
    ouro_raise(OURO_EXC_ValueError, "from %T", self);
}

static ouro_type *finalized_type(void (*finalize)(ouro_object *)) {
    static ouro_type_spec specs[4]; // a spec outlives its types
    static unsigned used;
    ouro_type_spec *spec = &specs[used++ % 4];
    *spec = pair_spec;
    spec->slots.finalize = finalize;
    finalized = 0;
    return new_type(spec);
}

static void test_finalizers_run_in_order_of_birth(void **state) {
    (void)state;
    ouro_type *type = finalized_type(count_finalizer);
    pair *p[8];
    for (int i = 0; i < 8; i++) {
        p[i] = new_pair(type);
    }
    for (int i = 0; i < 8; i++) {
        link_to(p[i], p[(i * 3 + 1) % 8]);
    }
    for (int i = 7; i >= 0; i--) {
        ouro_decref(p[i]);
    }
    assert_int_equal(ouro_gc_collect(2), 8);
    assert_int_equal(finalized, 8);
    for (int i = 1; i < 8; i++) {
        assert_true(births[i] > births[i - 1]);
    }
    ouro_decref(type);
}

static void test_resurrection_once(void **state) {
    (void)state;
    ouro_type *type = finalized_type(save_finalizer);
    ouro_type *plain = new_type(&pair_spec);
    pair *a = new_pair(type), *held = new_pair(plain);
    link_to(a, a);
    a->right = &held->head;
    link_to(held, a);
    ouro_decref(a);
    assert_int_equal(ouro_gc_collect(2), 0); // it came back, with all that it reaches
    assert_ptr_equal(saved, a);
    assert_ptr_equal(a->right, held);
    assert_true(ouro_gc_is_finalized(saved));
    assert_int_equal(ouro_gc_generation_of(saved), 2);
    ouro_clear(&saved);
    assert_int_equal(ouro_gc_collect(2), 2); // not asked a second time
    assert_int_equal(finalized, 1);
    ouro_decref(type);
    ouro_decref(plain);
}

static void test_resurrection_of_some(void **state) {
    (void)state;
    ouro_type *type = finalized_type(save_finalizer);
    ouro_type *plain = new_type(&pair_spec);
    pair *saviour = new_pair(type), *other = new_pair(plain);
    link_to(saviour, saviour);
    link_to(other, other);
    ouro_decref(saviour);
    ouro_decref(other);
    assert_int_equal(ouro_gc_collect(2), 1); // the other one dies now
    assert_ptr_equal(saved, saviour);
    link_to(saviour, NULL);
    ouro_clear(&saved);
    assert_int_equal(finalized, 1);
    ouro_decref(type);
    ouro_decref(plain);
}

static int reports;
static void count_report(ouro_object *exception, ouro_object *where, const char *message) {
    (void)where, (void)message;
    assert_true(ouro_type_of(exception) == ouro_exc_type(OURO_EXC_ValueError));
    reports++;
}

static void test_finalizer_that_raises(void **state) {
    (void)state;
    reports = 0;
    ouro_set_unraisable(count_report);
    ouro_type *type = finalized_type(raise_finalizer);
    pair *a = new_pair(type);
    link_to(a, a);
    ouro_decref(a);
    assert_int_equal(ouro_gc_collect(2), 1);
    assert_int_equal(reports, 1);
    assert_null(ouro_raised_borrow());
    ouro_decref(type);
}

static void test_exception_in_flight_survives(void **state) {
    (void)state;
    ouro_raise(OURO_EXC_ValueError, "kept");
    ouro_object *list = ouro_list_new(0);
    ouro_list_append(list, list);
    ouro_decref(list);
    assert_int_equal(ouro_gc_collect(2), 1);
    assert_raised(OURO_EXC_ValueError, "kept");
}

static ssize_t inner;
static void collecting_finalizer(ouro_object *self) {
    (void)self;
    inner = ouro_gc_collect(2);
    ouro_object *young = ouro_list_new(0);
    ouro_list_append(young, young);
    ouro_decref(young);
}

static void test_never_reentered(void **state) {
    (void)state;
    ouro_type *type = finalized_type(collecting_finalizer);
    pair *a = new_pair(type);
    link_to(a, a);
    ouro_decref(a);
    inner = -1;
    assert_int_equal(ouro_gc_collect(2), 1);
    assert_int_equal(inner, 0);
    assert_int_equal(ouro_gc_collect(0), 1); // what the finalizer left
    ouro_decref(type);
}

static void test_old_destructor_goes_to_garbage(void **state) {
    (void)state;
    static ouro_type_spec spec;
    spec = pair_spec;
    spec.flags |= OURO_TF_OLD_DESTRUCTOR;
    ouro_type *type = new_type(&spec), *plain = new_type(&pair_spec);
    pair *a = new_pair(type), *b = new_pair(plain);
    link_to(a, b);
    link_to(b, a);
    ouro_decref(a);
    ouro_decref(b);
    assert_int_equal(ouro_gc_collect(2), 2);
    ouro_gc_generation_stats stats[3];
    ouro_gc_get_stats(stats);
    assert_int_equal(stats[2].uncollectable, 2);
    ouro_object *garbage = ouro_gc_garbage_borrow();
    assert_int_equal(ouro_list_length(garbage), 1);
    assert_ptr_equal(ouro_list_get_borrow(garbage, 0), a);
    link_to(b, NULL);
    ouro_list_set_slice(garbage, 0, 1, NULL);
    ouro_decref(type);
    ouro_decref(plain);
}

static void test_saveall(void **state) {
    (void)state;
    ouro_gc_set_debug(OURO_GC_DEBUG_SAVEALL);
    ouro_object *list = ouro_list_new(0);
    ouro_list_append(list, list);
    ouro_decref(list);
    assert_int_equal(ouro_gc_collect(2), 1);
    ouro_gc_set_debug(0);
    ouro_object *garbage = ouro_gc_garbage_borrow();
    assert_ptr_equal(ouro_list_get_borrow(garbage, 0), list);
    assert_int_equal(ouro_list_length(list), 1); // as it was
    ouro_list_set_slice(garbage, 0, 1, NULL);
    assert_int_equal(ouro_gc_collect(2), 1);
}

// ---- Pace -------------------------------------------------------------------------------------

static void test_threshold_must_be_exceeded(void **state) {
    (void)state;
    const uint32_t ten[3] = {10, 10, 10}, usual[3] = {700, 10, 10};
    ouro_type *type = new_type(&pair_spec);
    ouro_gc_collect(2);
    ouro_gc_set_threshold(ten);
    ouro_gc_enable(true);
    uint32_t count[3];
    ouro_object *made[11];
    for (int i = 0; i < 10; i++) {
        made[i] = ouro_object_new(type, 0);
    }
    ouro_gc_get_count(count);
    assert_int_equal(count[0], 10);
    assert_int_equal(count[1], 0);
    made[10] = ouro_object_new(type, 0);
    ouro_gc_get_count(count);
    assert_int_equal(count[0], 0);
    assert_int_equal(count[1], 1);
    for (int i = 0; i < 11; i++) {
        ouro_decref(made[i]);
    }
    ouro_gc_enable(false);
    ouro_gc_set_threshold(usual);
    ouro_decref(type);
}

static void test_freeze(void **state) {
    (void)state;
    ouro_object *list = ouro_list_new(0);
    ouro_list_append(list, list);
    ouro_gc_freeze();
    assert_int_equal(ouro_gc_generation_of(list), 3);
    assert_true(ouro_gc_freeze_count() > 0);
    ouro_decref(list);
    assert_int_equal(ouro_gc_collect(2), 0);
    ouro_gc_unfreeze();
    assert_int_equal(ouro_gc_freeze_count(), 0);
    assert_int_equal(ouro_gc_collect(2), 1);
}

static int starts, stops;
static ouro_gc_event last_event;
static void on_event(const ouro_gc_event *event, void *arg) {
    assert_ptr_equal(arg, &starts);
    event->start ? starts++ : stops++;
    last_event = *event;
}

static void test_events(void **state) {
    (void)state;
    ouro_object *list = ouro_list_new(0);
    ouro_list_append(list, list);
    ouro_decref(list);
    starts = stops = 0;
    assert_int_equal(ouro_gc_on_event(on_event, &starts), 0);
    assert_int_equal(ouro_gc_collect(1), 1);
    assert_int_equal(starts, 1);
    assert_int_equal(stops, 1);
    assert_int_equal(last_event.generation, 1);
    assert_int_equal(last_event.collected, 1);
    assert_true(last_event.visited > 0);
    assert_int_equal(ouro_gc_collect(-5), 0); // taken for 0
    assert_int_equal(last_event.generation, 0);
}

// ---- Walking ----------------------------------------------------------------------------------

static int count_object(ouro_object *object, void *arg) {
    *(size_t *)arg += object->type->layout == OURO_T_LIST;
    return 0;
}

static void test_refchain(void **state) {
    (void)state;
    size_t before = 0, after = 0;
    ouro_visit_all_objects(count_object, &before);
    ouro_object *list = ouro_list_new(0);
    ouro_visit_all_objects(count_object, &after);
    assert_int_equal(after, before + 1);
    ouro_decref(list);
    after = 0;
    ouro_visit_all_objects(count_object, &after);
    assert_int_equal(after, before);
}

static void test_referrers(void **state) {
    (void)state;
    ouro_type *type = new_type(&pair_spec);
    pair *a = new_pair(type), *b = new_pair(type);
    link_to(a, b);
    ouro_object *target = &b->head, *list = ouro_gc_referrers(&target, 1);
    assert_int_equal(ouro_list_length(list), 1);
    assert_ptr_equal(ouro_list_get_borrow(list, 0), a);
    ouro_decref(list);
    ouro_decref(a);
    ouro_decref(b);
    ouro_decref(type);
}

// ---- Depth ------------------------------------------------------------------------------------

static void test_chain_of_ten_million(void **state) {
    (void)state;
    ouro_type *type = new_type(&pair_spec);
    const uint32_t before = ouro_refcount(type);
    pair *head = NULL;
    for (int i = 0; i < 10000000; i++) {
        pair *next = new_pair(type);
        next->left = head ? &head->head : NULL;
        head = next;
    }
    assert_int_equal(ouro_refcount(type), before + 10000000); // each instance holds its type
    ouro_decref(head);
    assert_int_equal(ouro_refcount(type), before);
    ouro_decref(type);
}

static void test_long_cycle(void **state) {
    (void)state;
    ouro_type *type = new_type(&pair_spec);
    pair *first = new_pair(type), *last = first;
    for (int i = 0; i < 1000000; i++) {
        pair *next = new_pair(type);
        last->left = &next->head;
        last = next;
    }
    link_to(last, first);
    ouro_decref(first);
    assert_int_equal(ouro_gc_collect(2), 1000001);
    ouro_decref(type);
}

// A host that begins a collection in slices and never goes on with it does not stop the automatic ones.
static void test_a_round_left_alone_stops_nothing(void **state) {
    (void)state;
    const uint32_t often[OURO_GENERATIONS] = {1, 1, 1};
    ouro_gc_generation_stats before[OURO_GENERATIONS], after[OURO_GENERATIONS];
    ouro_type *type = new_type(&pair_spec);
    ouro_gc_set_threshold(often);
    for (int mode = 0; mode < 2; mode++) {
        ouro_gc_set_mode(mode ? OURO_GC_INCREMENTAL : OURO_GC_GENERATIONAL);
        assert_int_equal(ouro_gc_slice(0), 0);
        ouro_gc_set_mode(OURO_GC_GENERATIONAL);
        assert_int_equal(ouro_gc_slice(0), 0);
        ouro_gc_get_stats(before);
        ouro_gc_enable(true);
        pair *first = NULL;
        for (int i = 0; i < 3000; i++) {
            pair *next = new_pair(type);
            link_to(next, first);
            ouro_xdecref(first);
            first = next;
        }
        ouro_gc_enable(false);
        ouro_gc_get_stats(after);
        assert_true(after[2].collections > before[2].collections);
        ouro_decref(first);
    }
    ouro_decref(type);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_self_reference),
        TEST(test_reachable_stays),
        TEST(test_what_a_cycle_holds_dies_with_it),
        TEST(test_younger_generations_only),
        TEST(test_old_object_holds_young_cycle),
        TEST(test_large_containers),
        TEST(test_own_traverse),
        TEST(test_counted_array),
        TEST(test_finalizers_run_in_order_of_birth),
        TEST(test_resurrection_once),
        TEST(test_resurrection_of_some),
        TEST(test_finalizer_that_raises),
        TEST(test_exception_in_flight_survives),
        TEST(test_never_reentered),
        TEST(test_old_destructor_goes_to_garbage),
        TEST(test_saveall),
        TEST(test_threshold_must_be_exceeded),
        TEST(test_freeze),
        TEST(test_events),
        TEST(test_refchain),
        TEST(test_referrers),
        TEST(test_chain_of_ten_million),
        TEST(test_long_cycle),
        TEST(test_a_round_left_alone_stops_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
