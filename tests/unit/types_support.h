// SPDX-License-Identifier: MIT
// What the tests of the built-in types share: a runtime per test, short ways to make objects, and
// checks of reprs and exceptions.
#ifndef TYPES_SUPPORT_H
#define TYPES_SUPPORT_H

#include <ouro/callable.h>
#include <ouro/containers.h>
#include <ouro/number.h>
#include <ouro/runtime.h>
#include <ouro/str.h>
#include <ouro/gc.h>

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
    ouro_runtime_options options = {.size = sizeof options, .hash_seed_set = true};
    *state = ouro_runtime_new(&options);
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

// ---- Making objects ---------------------------------------------------------------------------

static inline ouro_object *number(int64_t value) {
    ouro_object *object = ouro_int_new(value);
    assert_non_null(object);
    return object;
}

static inline ouro_object *text(const char *utf8) {
    ouro_object *object = ouro_str_text(utf8);
    assert_non_null(object);
    return object;
}

// A list of the ints [from, to).
static inline ouro_object *ints(int64_t from, int64_t to) {
    ouro_object *list = ouro_list_new(0);
    for (int64_t i = from; i < to; i++) {
        assert_int_equal(ouro_list_append_stolen(list, number(i)), 0);
    }
    return list;
}

// A pseudo-random number below `limit`; the same sequence on every machine (and in the scripts that
// made the expected values): x = x * 6364136223846793005 + 1442695040888963407 mod 2^64, upper bits.
static inline uint64_t next_random(uint64_t *x, uint64_t limit) {
    *x = *x * 6364136223846793005u + 1442695040888963407u;
    return (*x >> 33) % limit;
}

// ---- Checks -----------------------------------------------------------------------------------

// Checks repr(object).
static inline void assert_repr(ouro_object *object, const char *expected) {
    if (!object && ouro_raised_borrow()) {
        print_error("%s raised where %s was expected\n", ouro_raised_borrow()->type->name,
                    expected);
    }
    assert_non_null(object);
    ouro_object *repr = ouro_repr(object);
    assert_non_null(repr);
    char *shown = ouro_str_utf8(repr, NULL);
    assert_string_equal(shown, expected);
    ouro_memory_free(shown);
    ouro_decref(repr);
}

// The same for a new reference, which is dropped.
static inline void assert_repr_new(ouro_object *object, const char *expected) {
    assert_repr(object, expected);
    ouro_decref(object);
}

// Checks that an exception is in flight, its type and its text (NULL: any), and drops it.
static inline void assert_raised(enum ouro_exc which, const char *expected) {
    assert_true(ouro_raised_borrow() != NULL);
    assert_true(ouro_raised_is(which));
    if (!expected) {
        ouro_raised_clear();
        return;
    }
    ouro_object *exception = ouro_raised_take();
    ouro_object *shown = ouro_str(exception);
    assert_non_null(shown);
    char *utf8 = ouro_str_utf8(shown, NULL);
    assert_string_equal(utf8, expected);
    ouro_memory_free(utf8);
    ouro_decref(shown);
    ouro_decref(exception);
}

// object.name(args...) with up to three arguments that are stolen (NULL ends them).  New.
static inline ouro_object *call(ouro_object *object, const char *name, ouro_object *a,
                                ouro_object *b, ouro_object *c) {
    ouro_object *args[] = {a, b, c};
    size_t n = 0;
    while (n < 3 && args[n]) {
        n++;
    }
    ouro_object *result = ouro_call_method_text(object, name, args, n);
    for (size_t i = 0; i < n; i++) {
        ouro_decref(args[i]);
    }
    return result;
}
#define CALL0(object, name)       call(object, name, NULL, NULL, NULL)
#define CALL1(object, name, a)    call(object, name, a, NULL, NULL)
#define CALL2(object, name, a, b) call(object, name, a, b, NULL)

// object[key] with a stolen key.
static inline ouro_object *item(ouro_object *object, ouro_object *key) {
    ouro_object *value = ouro_getitem(object, key);
    ouro_decref(key);
    return value;
}

static inline ouro_object *cut(const int64_t *start, const int64_t *stop, int64_t step) {
    ouro_object *a = start ? number(*start) : ouro_none(), *b = stop ? number(*stop) : ouro_none();
    ouro_object *c = number(step), *slice = ouro_slice_new(a, b, c);
    ouro_decref(a);
    ouro_decref(b);
    ouro_decref(c);
    assert_non_null(slice);
    return slice;
}

#endif
