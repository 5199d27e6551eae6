// SPDX-License-Identifier: MIT
// Memory outside the heap, and when it makes collections due.  SPEC rows G3, G5, G8.
#include "gc_support.h"

enum { MIB = 1 << 20 };

// ---- Objects with memory outside ----------------------------------------------------------------

typedef struct picture {
    ouro_object head;
    ouro_object *other; // or NULL
    size_t bytes;
} picture;

static uint64_t most; // ever held

static void picture_drop(ouro_object *self) {
    ouro_gc_external(ouro_type_of(self), -(ptrdiff_t)((picture *)self)->bytes);
}

static const uint16_t picture_fields[] = {offsetof(picture, other), 0};
static const ouro_type_spec picture_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "picture",
    .instance_size = sizeof(picture),
    .flags = OURO_TF_CONTAINER,
    .fields = picture_fields,
    .slots.drop = picture_drop,
};

static picture *new_picture(ouro_type *type, size_t bytes) {
    picture *made = (picture *)ouro_object_new(type, 0);
    assert_non_null(made);
    made->bytes = bytes;
    ouro_gc_external(type, (ptrdiff_t)bytes);
    uint64_t held = ouro_gc_external_bytes(NULL);
    most = held > most ? held : most;
    return made;
}

// One that only a collection frees.
static picture *new_cycle(ouro_type *type, size_t bytes) {
    picture *made = new_picture(type, bytes);
    made->other = ouro_newref(made);
    return made;
}

static uint64_t collections(int generation) {
    ouro_gc_generation_stats stats[OURO_GENERATIONS];
    ouro_gc_get_stats(stats);
    return stats[generation].collections;
}

static int begin_external(void **state) {
    most = 0;
    int result = begin(state);
    ouro_gc_enable(true);
    return result;
}

#define EXTERNAL(name) cmocka_unit_test_setup_teardown(name, begin_external, end)

// ---- The rule -----------------------------------------------------------------------------------

static void test_accounts(void **state) {
    (void)state;
    ouro_type *type = new_type(&picture_spec), *other = new_type(&picture_spec);
    picture *a = new_picture(type, 1000), *b = new_picture(type, 24), *c = new_picture(other, 1);
    assert_int_equal(ouro_gc_external_bytes(type), 1024);
    assert_int_equal(ouro_gc_external_bytes(other), 1);
    assert_int_equal(ouro_gc_external_bytes(NULL), 1025);
    ouro_decref(a), ouro_decref(c);
    assert_int_equal(ouro_gc_external_bytes(type), 24);
    assert_int_equal(ouro_gc_external_bytes(NULL), 24);
    ouro_gc_external(type, -100); // more than it ever had: a mistake that does no harm
    assert_int_equal(ouro_gc_external_bytes(NULL), 0);
    ouro_decref(b), ouro_decref(type), ouro_decref(other);
}

static void test_counts_as_containers(void **state) {
    (void)state;
    uint32_t before[3], after[3];
    ouro_type *type = new_type(&picture_spec);
    ouro_gc_get_count(before);
    ouro_gc_external(type, 3 * 8192 + 8000);
    ouro_gc_get_count(after);
    assert_int_equal(after[0], before[0] + 3);
    ouro_gc_external(type, 192); // what was left over is counted with it
    ouro_gc_get_count(after);
    assert_int_equal(after[0], before[0] + 4);
    ouro_gc_external(type, -4 * 8192);
    ouro_gc_get_count(after);
    assert_int_equal(after[0], before[0]);
    ouro_gc_external(type, -PTRDIFF_MAX);
    ouro_gc_get_count(after);
    assert_int_equal(after[0], 0);
    ouro_gc_external(type, PTRDIFF_MAX);
    ouro_gc_get_count(after);
    assert_true(after[0] > 1000000);
    ouro_gc_external(type, -PTRDIFF_MAX);
    ouro_decref(type);
}

// A few hundred objects with a MiB each: garbage is found before 8 of them wait.
static void test_young_garbage(void **state) {
    (void)state;
    ouro_type *type = new_type(&picture_spec);
    for (int i = 0; i < 500; i++) {
        ouro_decref(new_cycle(type, MIB));
    }
    assert_true(most <= 8u * MIB);
    ouro_decref(type);
}

// Each lives until 40 more were made, which is long enough to be old when it becomes garbage.
static void old_garbage(uint64_t bound) {
    ouro_type *type = new_type(&picture_spec);
    picture *alive[40] = {NULL};
    for (int i = 0; i < 4000; i++) {
        ouro_xdecref(alive[i % 40]);
        alive[i % 40] = new_cycle(type, MIB);
    }
    assert_true(most >= 40u * MIB && most <= bound);
    for (int i = 0; i < 40; i++) {
        ouro_decref(alive[i]);
    }
    ouro_decref(type);
}

static void test_old_garbage(void **state) {
    (void)state;
    old_garbage(160u * MIB);
}

// A round of slices finds it up to two rounds later.
static void test_old_garbage_in_slices(void **state) {
    (void)state;
    ouro_gc_set_mode(OURO_GC_INCREMENTAL);
    old_garbage(320u * MIB);
}

// Much is held, and as much taken as given back, without a cycle: nothing is collected for it.
static void test_steady(void **state) {
    (void)state;
    ouro_type *type = new_type(&picture_spec);
    picture *alive[200] = {NULL};
    uint64_t full = 0, young = 0;
    for (int i = 0; i < 100000; i++) {
        if (i == 200) { // it has grown: that is over
            full = collections(2), young = collections(0);
        }
        ouro_xdecref(alive[i % 200]);
        alive[i % 200] = new_picture(type, MIB);
    }
    assert_int_equal(collections(2), full);
    assert_true(collections(0) - young <= 1);
    for (int i = 0; i < 200; i++) {
        ouro_decref(alive[i]);
    }
    ouro_decref(type);
}

// Growth without garbage costs full collections in proportion to its logarithm.
static void test_growth(void **state) {
    (void)state;
    ouro_type *type = new_type(&picture_spec);
    ouro_object *list = ouro_list_new(0);
    for (int i = 0; i < 10000; i++) { // to 10 GiB
        assert_int_equal(ouro_list_append_stolen(list, (ouro_object *)new_picture(type, MIB)), 0);
    }
    assert_true(collections(2) >= 4 && collections(2) <= 14);
    // A peak is forgotten: half of that again in small garbage is not waited for.
    ouro_decref(list);
    most = 0;
    picture *alive[40] = {NULL};
    for (int i = 0; i < 8000; i++) {
        ouro_xdecref(alive[i % 40]);
        alive[i % 40] = new_cycle(type, MIB);
        if (i == 4000) {
            most = 0;
        }
    }
    assert_true(most <= 400u * MIB);
    for (int i = 0; i < 40; i++) {
        ouro_decref(alive[i]);
    }
    ouro_decref(type);
}

// Up to 60 MiB and down to nothing, again and again, without garbage: some thousand young collections,
// and full ones only as their number makes them due (G4).
static void test_waves(void **state) {
    (void)state;
    ouro_type *type = new_type(&picture_spec);
    picture *alive[60];
    for (int wave = 0; wave < 100; wave++) {
        for (int i = 0; i < 60; i++) {
            alive[i] = new_picture(type, MIB);
        }
        for (int i = 0; i < 60; i++) {
            ouro_decref(alive[i]);
        }
    }
    assert_true(collections(0) <= 1100 && collections(2) <= 2 + 1100 / 121);
    ouro_decref(type);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        EXTERNAL(test_accounts),
        EXTERNAL(test_counts_as_containers),
        EXTERNAL(test_young_garbage),
        EXTERNAL(test_old_garbage),
        EXTERNAL(test_old_garbage_in_slices),
        EXTERNAL(test_steady),
        EXTERNAL(test_growth),
        EXTERNAL(test_waves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
