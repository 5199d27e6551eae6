// SPDX-License-Identifier: MIT
// Collections without memory for their own lists: every request of the C library's allocator is failed in
// turn, and all from there on.  Nothing is lost, nothing dies too early, and the next collection, which has
// memory, makes up for it.  SPEC row G2.
#include "gc_support.h"
#include "request_support.h"
#include "../../src/gc/gc_state.h"

enum { LIVE = 3000, CYCLES = 400, SAVED = 20 };

// ---- The scene ------------------------------------------------------------------------------

static size_t died, saved;
static pair *savior; // those that save themselves are put into this chain
static ouro_type *plain, *saving;
static pair *live; // a chain, whose head is a root

static void note_death(ouro_object *self) {
    (void)self;
    died++;
}

static void save(ouro_object *self) {
    pair *object = (pair *)self;
    ouro_replace(&object->right, (ouro_object *)savior);
    savior = (pair *)ouro_newref(self);
    saved++;
}

static const ouro_type_spec saving_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "saving",
    .instance_size = sizeof(pair),
    .flags = OURO_TF_CONTAINER,
    .fields = pair_fields,
    .weak_offset = offsetof(pair, weakrefs),
    .slots = {.drop = note_death, .finalize = save},
};

static int visit_live(void *arg, ouro_visit_fn visit, void *visit_arg) {
    (void)arg;
    return visit(&live->head, visit_arg);
}

static void drop_cycle(ouro_type *type) {
    pair *first = new_pair(type), *second = new_pair(type);
    link_to(first, second);
    link_to(second, first);
    ouro_decref(first);
    ouro_decref(second);
}

static ouro_object *scene_type(ouro_type_spec *spec) {
    *spec = pair_spec;
    spec->slots.drop = note_death;
    return (ouro_object *)new_type(spec);
}

// Everything in it is of the oldest generation, garbage too.
static void set_scene(bool finalizers) {
    died = saved = 0;
    savior = NULL;
    live = new_pair(plain);
    pair *last = live;
    for (int i = 1; i < LIVE; i++) {
        pair *next = new_pair(plain);
        link_to(last, next);
        ouro_decref(next);
        last = next;
    }
    assert_int_equal(ouro_gc_collect(1), 0);
    for (int i = 0; i < CYCLES; i++) {
        drop_cycle(plain);
    }
    for (int i = 0; finalizers && i < SAVED; i++) {
        drop_cycle(saving);
    }
}

static size_t length_of_live(void) {
    size_t length = 0;
    for (pair *each = live; each; each = (pair *)each->left) {
        length++;
    }
    return length;
}

// With memory again, all garbage goes; and then all that was saved, and all that lived.
static void strike_scene(bool finalizers) {
    assert_int_equal(length_of_live(), LIVE);
    assert_true(ouro_gc_collect(2) >= 0);
    assert_int_equal(died, 2 * CYCLES);
    assert_int_equal(saved, finalizers ? 2 * SAVED : 0);
    while (savior) {
        pair *next = (pair *)ouro_xnewref(savior->right);
        ouro_clear(&savior->right);
        ouro_decref(savior);
        savior = next;
    }
    ouro_gc_collect(2);
    assert_int_equal(died, 2 * CYCLES + (finalizers ? 2 * SAVED : 0));
    assert_int_equal(length_of_live(), LIVE);
    ouro_decref(live);
    assert_int_equal(died, 2 * CYCLES + (finalizers ? 2 * SAVED : 0) + LIVE);
}

// ---- Collecting without memory --------------------------------------------------------------

static void collect_at_once(void) {
    const size_t before = died;
    if (ouro_gc_collect(2) < 0) {
        stop_failing();
        assert_true(ouro_raised_is(OURO_EXC_MemoryError));
        ouro_raised_clear();
        assert_int_equal(died, before); // it failed, and nothing has changed
    }
}

static void collect_in_slices(void) {
    ouro_gc_collect(1); // what is looked for is old
    for (int round = 0; round < 2; round++) {
        int done;
        while ((done = ouro_gc_slice(0)) == 0) {
        }
        assert_in_range(done + 1, 0, 2);
    }
}

static void fail_each(void (*collect)(void), bool finalizers, bool forever) {
    size_t n = 0;
    do {
        set_scene(finalizers);
        assert_int_equal(ouro_gc_add_roots(visit_live, NULL), 0);
        start_failing(n++, forever);
        collect();
        stop_failing();
        ouro_gc_remove_roots(visit_live, NULL);
        strike_scene(finalizers);
    } while (some_request_failed());
    assert_true(n > 3); // there was something to fail
}

static void test_every_request_fails(void **state) {
    (void)state;
    ouro_type_spec spec;
    plain = (ouro_type *)scene_type(&spec);
    saving = new_type(&saving_spec);
    for (int kind = 0; kind < 16; kind++) {
        ouro__runtime()->gc->grain = kind & 8 ? 50 : 0; // set, sets take the ways of large ones
        fail_each(kind & 1 ? collect_in_slices : collect_at_once, kind & 2, kind & 4);
    }
    ouro_decref(plain);
    ouro_decref(saving);
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST(test_every_request_fails)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
