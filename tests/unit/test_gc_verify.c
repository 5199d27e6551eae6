// SPDX-License-Identifier: MIT
// The verifying collection: each kind of disagreement between what types declare and what objects
// count is found and named, and where all is well nothing is said.  SPEC rows G2, R5; DESIGN 3.
#include "gc_support.h"

// ---- Findings ---------------------------------------------------------------------------------

static char said[4000];

static void say(const ouro_verify_finding *finding, void *arg) {
    (void)arg;
    size_t at = strlen(said);
    snprintf(said + at, sizeof said - at, "%s%s\n", finding->certain ? "" : "? ", finding->text);
    assert_non_null(finding->object);
    assert_int_equal(finding->size, sizeof *finding);
}

static void assert_verify(bool nothing_held, ssize_t certain, const char *text) {
    said[0] = 0;
    ssize_t found = ouro_gc_verify(nothing_held, say, NULL);
    assert_string_equal(said, text);
    assert_int_equal(found, certain);
}

// ---- All is well ------------------------------------------------------------------------------

static void test_nothing_to_say(void **state) {
    (void)state;
    assert_verify(true, 0, "");
    ouro_type *type = new_type(&pair_spec);
    pair *a = new_pair(type), *b = new_pair(type);
    link_to(a, b);
    link_to(b, a);
    ouro_object *list = ouro_list_new(0), *dict = ouro_dict_new();
    assert_int_equal(ouro_list_append(list, (ouro_object *)a), 0);
    assert_int_equal(ouro_list_append(list, (ouro_object *)a), 0);
    assert_int_equal(ouro_dict_set_text(dict, "list", list), 0);
    assert_int_equal(ouro_dict_set_text(ouro_runtime_builtins_borrow(), "kept", dict), 0);
    assert_verify(false, 0, "");
    ouro_decref(list), ouro_decref(dict), ouro_decref(a), ouro_decref(b), ouro_decref(type);
    assert_verify(true, 0, ""); // only the runtime's builtins hold all that
    assert_int_equal(ouro_gc_verify(true, NULL, NULL), 0);
    ouro_dict_clear(ouro_runtime_builtins_borrow());
}

// ---- Counts -----------------------------------------------------------------------------------

static void test_count_too_low(void **state) {
    (void)state;
    ouro_type *type = new_type(&pair_spec);
    pair *a = new_pair(type), *b = new_pair(type);
    a->left = (ouro_object *)b;  // the reference that `b` was is a's now ...
    a->right = (ouro_object *)b; // ... and this one was never taken
    uint32_t first = ((ouro_object *)a)->birth - ((ouro_object *)type)->birth + 1;
    char text[200];
    snprintf(text, sizeof text,
             "too few: pair #%u has count 1, but 2 references to it are declared, by pair #%u "
             "twice\n",
             first + 1, first);
    assert_verify(false, 1, text);
    a->right = NULL;
    assert_verify(false, 0, "");
    ouro_decref(a), ouro_decref(type);
}

static void test_count_too_high(void **state) {
    (void)state;
    ouro_object *list = ouro_list_new(0), *number = ouro_int_new(1000);
    ouro_object *builtins = ouro_runtime_builtins_borrow();
    assert_int_equal(ouro_list_append(list, number), 0);
    assert_int_equal(ouro_dict_set_text(builtins, "kept", list), 0);
    assert_verify(false, 0, ""); // C code may hold both
    assert_verify(true, 1,
                  "too many: list #1 has count 2, but 1 of its references is declared\n"
                  "? too many: int #2 has count 2, but 1 of its references is declared\n");
    ouro_decref(list), ouro_decref(number);
    assert_verify(true, 0, "");
    ouro_dict_clear(builtins);
}

static void test_freed_too_early(void **state) {
    (void)state;
    ouro_type *type = new_type(&pair_spec);
    pair *a = new_pair(type), *b = new_pair(type), *c = new_pair(type);
    a->right = (ouro_object *)b;
    ouro_object *list = ouro_list_from((ouro_object *[]){(ouro_object *)a, (ouro_object *)c}, 2);
    ouro_list_fill(list, 1, (ouro_object *)b);
    ouro_decref(b); // both forgot to take their own
    char text[300];
    uint32_t first = ((ouro_object *)a)->birth - ((ouro_object *)type)->birth + 1;
    snprintf(text, sizeof text,
             "freed too early: pair #%u refers to memory that holds no live object, at byte 24\n"
             "freed too early: list #%u refers to memory that holds no live object, item 1\n",
             first, first + 3);
    assert_verify(false, 2, text);
    a->right = NULL;
    ouro_list_fill(list, 1, (ouro_object *)c);
    ouro_decref(list), ouro_decref(a), ouro_decref(c), ouro_decref(type);
}

// ---- Types that declare what is not so --------------------------------------------------------

static int visit_left_again(ouro_object *self, ouro_visit_fn visit, void *arg) {
    ouro_object *left = ((pair *)self)->left;
    return left ? visit(left, arg) : 0;
}

static void test_visited_twice(void **state) {
    (void)state;
    ouro_type_spec spec = pair_spec;
    spec.name = "double";
    spec.slots.traverse = visit_left_again;
    ouro_type *type = new_type(&spec);
    pair *a = new_pair(type);
    ouro_object *list = ouro_list_new(0);
    link_to(a, list);
    ouro_decref(list);
    said[0] = 0;
    assert_int_equal(ouro_gc_verify(false, say, NULL), 1);
    assert_non_null(strstr(said, "too few: list #"));
    assert_non_null(strstr(said, "has count 1, but 2 references to it are declared, by double #"));
    assert_non_null(strstr(said, " twice\n"));
    ouro_decref(a), ouro_decref(type);
}

// Declares `left` only, and owns `right` too.
static const uint16_t left_field[] = {offsetof(pair, left), 0};
static void drop_right(ouro_object *self) {
    ouro_clear(&((pair *)self)->right);
}

static void test_forgotten_field(void **state) {
    (void)state;
    ouro_type_spec spec = pair_spec;
    spec.name = "forgetful";
    spec.fields = left_field;
    spec.slots.drop = drop_right;
    ouro_type *type = new_type(&spec);
    pair *a[3];
    for (int i = 0; i < 3; i++) {
        a[i] = new_pair(type);
        a[i]->right = ouro_list_new(0);
        link_to(a[i], a[i]->right);
    }
    said[0] = 0;
    assert_int_equal(ouro_gc_verify(false, say, NULL), 0);
    assert_string_equal(said, ""); // each list may be held by C: left declares it
    for (int i = 0; i < 3; i++) {
        link_to(a[i], NULL);
    }
    said[0] = 0;
    assert_int_equal(ouro_gc_verify(false, say, NULL), 0); // suspected only
    assert_non_null(strstr(said, "? undeclared: 3 of type forgetful may own a reference at byte 24,"
                                 " such as forgetful #"));
    for (int i = 0; i < 3; i++) {
        ouro_decref(a[i]);
    }
    ouro_decref(type);
}

static int visit_right(ouro_object *self, ouro_visit_fn visit, void *arg) {
    ouro_object *right = ((pair *)self)->right;
    return right ? visit(right, arg) : 0;
}

static void test_not_cleared(void **state) {
    (void)state;
    ouro_type_spec spec = pair_spec; // visits `right`, but has no `clear` that drops it
    spec.name = "stubborn";
    spec.fields = NULL;
    spec.slots.traverse = visit_right;
    spec.slots.drop = drop_right;
    ouro_type *type = new_type(&spec);
    pair *a = new_pair(type), *b = new_pair(type);
    a->right = ouro_newref(b);
    b->right = ouro_newref(a);
    ouro_decref(a), ouro_decref(b);
    said[0] = 0;
    assert_int_equal(ouro_gc_verify(false, say, NULL), 2);
    assert_non_null(strstr(said, "never freed: stubborn #"));
    assert_non_null(strstr(said, "is garbage, but clearing it does not end its cycle\n"));
    ouro_clear(&a->right);
    ouro_decref(type);
    assert_verify(true, 0, "");
}

static void test_not_tracked(void **state) {
    (void)state;
    ouro_type *type = new_type(&pair_spec);
    pair *a = new_pair(type);
    link_to(a, a);
    ouro_gc_untrack((ouro_object *)a);
    ouro_decref(a);
    said[0] = 0;
    assert_int_equal(ouro_gc_verify(false, say, NULL), 1);
    assert_non_null(strstr(said, "is garbage, but is not tracked\n"));
    link_to(a, NULL);
    ouro_decref(type);
}

// ---- Settled ------------------------------------------------------------------------------------

// One that does not keep its promise.
static ouro_type *new_secretive(void) {
    static ouro_type_spec spec;
    spec = pair_spec;
    spec.name = "secretive";
    spec.flags |= OURO_TF_SETTLES;
    return new_type(&spec);
}

static void test_stored_unsaid(void **state) {
    (void)state;
    ouro_type *type = new_secretive();
    pair *a = new_pair(type);
    ouro_gc_collect(2);
    pair *b = new_pair(type);
    a->right = (ouro_object *)b;
    said[0] = 0;
    assert_int_equal(ouro_gc_verify(false, say, NULL), 1);
    assert_non_null(strstr(said, "unsaid: a reference to secretive #"));
    assert_non_null(strstr(said, " was stored in secretive #"));
    ouro_stored(a);
    assert_verify(false, 0, "");
    ouro_decref(a), ouro_decref(type);
}

// The last reference moves into the cycle, and nobody is told: no collection of the young finds it.
static void test_moved_unsaid(void **state) {
    (void)state;
    ouro_type *type = new_secretive();
    pair *a = new_pair(type), *b = new_pair(type);
    a->left = (ouro_object *)b;
    b->left = (ouro_object *)a;
    said[0] = 0;
    assert_int_equal(ouro_gc_collect(0), 0);
    assert_int_equal(ouro_gc_verify(false, say, NULL), 1);
    assert_non_null(strstr(said, "unsaid: secretive #"));
    assert_non_null(strstr(said, " is garbage (and 1 more), but nothing happened to it"));
    ouro_stored(b);
    assert_int_equal(ouro_gc_collect(2), 2);
    ouro_decref(type);
}

// ---- Graphs without a fault -----------------------------------------------------------------------

enum { NODES = 64, STEPS = 20000 };

static uint32_t seed = 1;
static size_t below(size_t n) {
    seed = seed * 1664525u + 1013904223u;
    return (size_t)(seed >> 8) % n;
}

static ouro_object *random_object(ouro_type *type, ouro_object *referent) {
    switch (below(7)) {
    case 0: return (ouro_object *)new_pair(type);
    case 1: return ouro_list_from(&referent, 1);
    case 2: return ouro_tuple_pack(2, referent, referent);
    case 3: return ouro_cell_new(referent);
    case 4: return ouro_int_new((int64_t)below(1000));
    case 5: return ouro_str_format("text %zu", below(1000));
    default: return ouro_dict_new();
    }
}

// One more reference from an object that can hold it.
static int refer(ouro_object *from, ouro_object *to) {
    if (ouro_is(from, OURO_T_LIST)) {
        return ouro_list_append(from, to);
    }
    if (ouro_is(from, OURO_T_DICT)) {
        char key[2] = {(char)('a' + below(26)), 0};
        return ouro_dict_set_text(from, key, to);
    }
    if (strcmp(ouro_type_of(from)->name, "pair") == 0) {
        ouro_object *weak = ouro_weakref_new(from, NULL);
        link_to((pair *)from, to);
        ouro_replace(&((pair *)from)->right, weak);
    }
    return 0;
}

static void random_graph(enum ouro_gc_mode mode) {
    ouro_type *type = new_type(&pair_spec);
    ouro_object *held[NODES];
    for (size_t i = 0; i < NODES; i++) {
        held[i] = ouro_none();
    }
    ouro_gc_set_mode(mode);
    ouro_gc_enable(true);
    for (size_t step = 0; step < STEPS; step++) {
        size_t i = below(NODES);
        ouro_replace(&held[i], random_object(type, held[below(NODES)]));
        assert_non_null(held[i]);
        assert_int_equal(refer(held[below(NODES)], held[below(NODES)]), 0);
        if (step % 500 == 0) {
            assert_verify(false, 0, "");
        }
    }
    for (size_t i = 0; i < NODES; i++) {
        ouro_decref(held[i]);
    }
    ouro_decref(type);
    assert_verify(true, 0, "");
    ouro_gc_set_mode(OURO_GC_GENERATIONAL);
}

static void test_no_false_alarm(void **state) {
    (void)state;
    random_graph(OURO_GC_GENERATIONAL);
}

static void test_no_false_alarm_in_slices(void **state) {
    (void)state;
    random_graph(OURO_GC_INCREMENTAL);
}

// ---- When it cannot -----------------------------------------------------------------------------

static ssize_t verified;
static void verify_in_event(const ouro_gc_event *event, void *arg) {
    (void)event, (void)arg;
    verified = ouro_gc_verify(false, NULL, NULL);
    ouro_raised_clear();
}

static void test_within_a_collection(void **state) {
    (void)state;
    assert_int_equal(ouro_gc_on_event(verify_in_event, NULL), 0);
    verified = 0;
    assert_true(ouro_gc_collect(2) >= 0);
    assert_int_equal(verified, -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_nothing_to_say),
        TEST(test_count_too_low),
        TEST(test_count_too_high),
        TEST(test_freed_too_early),
        TEST(test_visited_twice),
        TEST(test_forgotten_field),
        TEST(test_not_cleared),
        TEST(test_not_tracked),
        TEST(test_stored_unsaid),
        TEST(test_moved_unsaid),
        TEST(test_within_a_collection),
        TEST(test_no_false_alarm),
        TEST(test_no_false_alarm_in_slices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
