// SPDX-License-Identifier: MIT
// What the tests of the collector, weak references and the inspect floor share: a runtime per test
// that must leave nothing behind, and a type with two declared references.
#ifndef GC_SUPPORT_H
#define GC_SUPPORT_H

#include <ouro/callable.h>
#include <ouro/containers.h>
#include <ouro/gc.h>
#include <ouro/number.h>
#include <ouro/runtime.h>
#include <ouro/str.h>
#include <ouro/weakref.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

// ---- A runtime per test -----------------------------------------------------------------------

static inline int begin(void **state) {
    ouro_runtime_options options = {.size = sizeof options, .hash_seed_set = true, .debug = true};
    *state = ouro_runtime_new(&options);
    if (*state) {
        ouro_gc_enable(false);
    }
    return *state ? 0 : -1;
}

static inline void print_leak(ouro_object *object, void *arg) {
    (void)arg;
    print_error("leaked: %s with count %u\n", object->type->name, ouro_refcount(object));
}

static inline int end(void **state) {
    ouro_runtime_on_leak(print_leak, NULL);
    return ouro_runtime_free(*state) == 0 ? 0 : -1;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

// ---- A pair of references ---------------------------------------------------------------------

typedef struct pair {
    ouro_object head;
    ouro_object *left, *right; // or NULL
    ouro_object *weakrefs;
} pair;

static const uint16_t pair_fields[] = {offsetof(pair, left), offsetof(pair, right), 0};
static const ouro_type_spec pair_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "pair",
    .instance_size = sizeof(pair),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE,
    .fields = pair_fields,
    .weak_offset = offsetof(pair, weakrefs),
};

static inline ouro_type *new_type(const ouro_type_spec *spec) {
    ouro_type *type = ouro_type_new(spec, NULL);
    assert_non_null(type);
    return type;
}

static inline pair *new_pair(ouro_type *type) {
    ouro_object *object = ouro_object_new(type, 0);
    assert_non_null(object);
    return (pair *)object;
}

// A reference from `from` (its left field) to `to`, borrowed.
static inline void link_to(pair *from, void *to) {
    ouro_replace(&from->left, ouro_xnewref(to));
}

static inline void assert_text(ouro_object *str, const char *expected) {
    assert_non_null(str);
    assert_true(ouro_is(str, OURO_T_STR));
    char *utf8 = ouro_str_utf8(str, NULL);
    assert_string_equal(utf8, expected);
    ouro_memory_free(utf8);
    ouro_decref(str);
}

// The exception in flight is of that type with that text; clears it.
static inline void assert_raised(enum ouro_exc which, const char *message) {
    assert_true(ouro_raised_is(which));
    ouro_object *exception = ouro_raised_take();
    assert_text(ouro_str(exception), message);
    ouro_decref(exception);
}

#endif
