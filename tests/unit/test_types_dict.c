// SPDX-License-Identifier: MIT
// dict: random operations against a plain array, methods, views, iteration under change, tracking, free
// lists, failing allocations.
#include "types_support.h"

// ---- Against a model --------------------------------------------------------------------------
// The model is an array of (key, value) in insertion order, searched from the start.

enum { KEYS = 60 };

typedef struct model {
    int64_t key[KEYS], value[KEYS];
    size_t length;
} model;

static size_t model_find(const model *m, int64_t key) {
    size_t i = 0;
    while (i < m->length && m->key[i] != key) {
        i++;
    }
    return i;
}

static void model_set(model *m, int64_t key, int64_t value) {
    size_t i = model_find(m, key);
    m->key[i] = key;
    m->value[i] = value;
    m->length += i == m->length;
}

static void model_remove(model *m, size_t i) {
    m->length--;
    for (; i < m->length; i++) {
        m->key[i] = m->key[i + 1];
        m->value[i] = m->value[i + 1];
    }
}

// Keys below KEYS / 2 are strs, the others ints, unless all are to be strs.
static ouro_object *key_object(int64_t key, bool strings) {
    char digits[24];
    if (!strings && key >= KEYS / 2) {
        return number(key);
    }
    snprintf(digits, sizeof digits, "k%d", (int)key);
    return text(digits);
}

static void check_same(ouro_object *dict, const model *m, bool strings) {
    assert_int_equal(ouro_dict_length(dict), m->length);
    size_t position = 0;
    ouro_object *key, *value;
    for (size_t i = 0; i < m->length; i++) {
        assert_true(ouro_dict_next(dict, &position, &key, &value, NULL));
        ouro_object *expected = key_object(m->key[i], strings);
        assert_int_equal(ouro_compare_bool(key, expected, OURO_EQ), 1);
        assert_int_equal(ouro_int_compact(value), m->value[i]);
        ouro_decref(expected);
    }
    assert_false(ouro_dict_next(dict, &position, &key, &value, NULL));
}

static void step(ouro_object *dict, model *m, uint64_t *x, bool strings) {
    int64_t k = (int64_t)next_random(x, KEYS), v = (int64_t)next_random(x, 1000);
    ouro_object *key = key_object(k, strings), *value = number(v), *out;
    size_t i = model_find(m, k);
    bool there = i < m->length;
    switch (next_random(x, 8)) {
    case 0:
    case 1:
    case 2:
        assert_int_equal(ouro_dict_set(dict, key, value), 0);
        model_set(m, k, v);
        break;
    case 3:
        assert_int_equal(ouro_dict_pop(dict, key, &out), there);
        if (there) {
            assert_int_equal(ouro_int_compact(out), m->value[i]);
            ouro_decref(out);
            model_remove(m, i);
        }
        break;
    case 4:
        out = ouro_dict_get_borrow(dict, key);
        assert_int_equal(out != NULL, there);
        break;
    case 5:
        out = ouro_dict_set_default_borrow(dict, key, value);
        assert_int_equal(ouro_int_compact(out), there ? m->value[i] : v);
        if (!there) {
            model_set(m, k, v);
        }
        break;
    case 6:
        if (m->length) {
            out = CALL0(dict, "popitem");
            assert_int_equal(ouro_int_compact(ouro_tuple_get_borrow(out, 1)),
                             m->value[m->length - 1]);
            ouro_decref(out);
            model_remove(m, m->length - 1);
        }
        break;
    default: assert_int_equal(ouro_dict_contains(dict, key), there); break;
    }
    ouro_decref(key);
    ouro_decref(value);
}

static void run_model(uint64_t seed, bool strings) {
    uint64_t x = seed;
    ouro_object *dict = ouro_dict_new();
    model m = {.length = 0};
    for (int i = 0; i < 20000; i++) {
        uint64_t version = ((ouro_dict *)dict)->version;
        size_t length = m.length;
        step(dict, &m, &x, strings);
        assert_true(m.length == length || ((ouro_dict *)dict)->version != version);
        if (i % 37 == 0) {
            check_same(dict, &m, strings);
        }
        if (i % 1111 == 0) {
            ouro_object *copy = ouro_dict_copy(dict);
            check_same(copy, &m, strings);
            assert_int_equal(ouro_compare_bool(copy, dict, OURO_EQ), 1);
            ouro_decref(dict);
            dict = copy;
        }
        if (i % 5000 == 4999) {
            ouro_dict_clear(dict);
            m.length = 0;
        }
    }
    ouro_decref(dict);
}

static void model_of_strings(void **state) {
    (void)state;
    run_model(1, true);
}

static void model_of_mixed_keys(void **state) {
    (void)state;
    run_model(2, false);
}

static void large(void **state) {
    (void)state;
    enum { N = 200000 };
    ouro_object *dict = ouro_dict_new();
    for (int64_t i = 0; i < N; i++) {
        ouro_object *n = number(i * 7919);
        assert_int_equal(ouro_dict_set(dict, n, n), 0);
        ouro_decref(n);
    }
    for (int64_t i = 0; i < N; i += 2) {
        ouro_object *n = number(i * 7919);
        assert_int_equal(ouro_dict_delete(dict, n), 0);
        ouro_decref(n);
    }
    for (int64_t i = 0; i < N; i++) {
        ouro_object *n = number(i * 7919);
        assert_int_equal(ouro_dict_contains(dict, n), i % 2);
        ouro_decref(n);
    }
    assert_int_equal(ouro_dict_length(dict), N / 2);
    ouro_decref(dict);
}

// ---- Methods and views ------------------------------------------------------------------------

static ouro_object *abc(void) {
    ouro_object *dict = ouro_dict_new();
    static const char *const names[] = {"a", "b", "c"};
    for (int i = 0; i < 3; i++) {
        ouro_object *value = number(i + 1);
        assert_int_equal(ouro_dict_set_text(dict, names[i], value), 0);
        ouro_decref(value);
    }
    return dict;
}

static void methods(void **state) {
    (void)state;
    ouro_object *dict = abc(), *other = ouro_dict_new();
    assert_repr(dict, "{'a': 1, 'b': 2, 'c': 3}");
    assert_repr_new(CALL2(dict, "get", text("z"), number(9)), "9");
    assert_repr_new(CALL1(dict, "pop", text("b")), "2");
    assert_repr_new(CALL2(dict, "pop", text("b"), number(0)), "0");
    assert_null(CALL1(dict, "pop", text("b")));
    assert_raised(OURO_EXC_KeyError, "'b'");
    assert_null(item(dict, text("b")));
    assert_raised(OURO_EXC_KeyError, "'b'");
    assert_repr_new(CALL2(dict, "setdefault", text("d"), number(4)), "4");
    assert_repr_new(CALL0(dict, "popitem"), "('d', 4)");
    assert_null(CALL0(other, "popitem"));
    assert_raised(OURO_EXC_KeyError, "'popitem(): dictionary is empty'");
    ouro_object *seven = number(7);
    ouro_dict_set_text(other, "c", seven);
    ouro_dict_set_text(other, "x", seven);
    assert_repr_new(ouro_binary(dict, other, OURO_OR), "{'a': 1, 'c': 7, 'x': 7}");
    assert_int_equal(ouro_dict_merge_new(dict, other), -1);
    assert_raised(OURO_EXC_KeyError, "'c'");
    assert_int_equal(ouro_dict_update(dict, other), 0);
    assert_repr(dict, "{'a': 1, 'c': 7, 'x': 7}");
    ouro_object *list = ints(0, 1);
    assert_int_equal(ouro_dict_update(dict, list), -1);
    assert_raised(OURO_EXC_TypeError,
                  "cannot convert dictionary update sequence element #0 to a sequence");
    assert_null(item(dict, ouro_newref(list)));
    assert_raised(OURO_EXC_TypeError, "unhashable type: 'list'");
    assert_int_equal(ouro_dict_set_text(dict, "me", dict), 0);
    assert_repr(dict, "{'a': 1, 'c': 7, 'x': 7, 'me': {...}}");
    ouro_dict_clear(dict);
    ouro_decref(list);
    ouro_decref(seven);
    ouro_decref(other);
    ouro_decref(dict);
}

static void views(void **state) {
    (void)state;
    ouro_object *dict = abc(), *other = abc();
    assert_repr_new(CALL0(dict, "keys"), "dict_keys(['a', 'b', 'c'])");
    assert_repr_new(CALL0(dict, "values"), "dict_values([1, 2, 3])");
    assert_repr_new(CALL0(dict, "items"), "dict_items([('a', 1), ('b', 2), ('c', 3)])");
    ouro_object *out, *b = text("b");
    ouro_dict_pop(other, b, &out);
    ouro_decref(out);
    ouro_object *keys = CALL0(dict, "keys"), *fewer = CALL0(other, "keys");
    assert_repr_new(ouro_binary(keys, fewer, OURO_SUB), "{'b'}");
    assert_int_equal(ouro_compare_bool(fewer, keys, OURO_LT), 1);
    assert_int_equal(ouro_compare_bool(keys, fewer, OURO_EQ), 0);
    assert_int_equal(ouro_contains(keys, b), 1);
    assert_int_equal(ouro_contains(fewer, b), 0);
    ouro_object *back = CALL0(dict, "__reversed__"), *list = ouro_list_of(back);
    assert_repr_new(list, "['c', 'b', 'a']");
    ouro_decref(back);
    ouro_decref(keys);
    ouro_decref(fewer);
    ouro_decref(b);
    ouro_decref(dict);
    ouro_decref(other);
}

static void changing_while_iterating(void **state) {
    (void)state;
    ouro_object *dict = abc(), *iterator = ouro_iter(dict);
    ouro_decref(ouro_next(iterator));
    ouro_dict_set_text(dict, "new", dict);
    assert_null(ouro_next(iterator));
    assert_raised(OURO_EXC_RuntimeError, "dictionary changed size during iteration");
    ouro_decref(iterator);
    iterator = ouro_iter(dict);
    for (int i = 0; i < 4; i++) {
        ouro_object *key = ouro_next(iterator), *out;
        assert_int_equal(ouro_dict_pop(dict, key, &out), 1);
        ouro_dict_set(dict, key, out);
        ouro_decref(out);
        ouro_decref(key);
    }
    assert_null(ouro_next(iterator));
    assert_raised(OURO_EXC_RuntimeError, "dictionary keys changed during iteration");
    ouro_decref(iterator);
    ouro_dict_clear(dict);
    ouro_decref(dict);
}

// ---- Memory -----------------------------------------------------------------------------------

static void tracked_when_needed(void **state) {
    (void)state;
    ouro_object *dict = abc();
    assert_false(ouro_gc_is_tracked(dict));
    ouro_object *list = ouro_list_new(0);
    ouro_dict_set_text(dict, "list", list);
    assert_true(ouro_gc_is_tracked(dict));
    ouro_object *copy = ouro_dict_copy(dict);
    assert_true(ouro_gc_is_tracked(copy));
    ouro_decref(copy);
    ouro_decref(list);
    ouro_decref(dict);
}

static void dead_dicts_are_used_again(void **state) {
    (void)state;
    ouro_object *dict = abc();
    const void *address = dict, *keys = ((ouro_dict *)dict)->keys;
    ouro_decref(dict);
    dict = abc();
    assert_ptr_equal(dict, address);
    assert_ptr_equal(((ouro_dict *)dict)->keys, keys);
    ouro_decref(dict);
}

// Each allocation of a growing dict fails once: the dict stays as it was before the failing call.
static void without_memory(void **state) {
    ouro_heap *heap = ((ouro_runtime_face *)*state)->heap;
    for (uint64_t nth = 1; nth < 40; nth++) {
        ouro_object *dict = ouro_dict_new(), *keys = ints(1000, 1040);
        ouro_heap_fail_at(heap, nth);
        int64_t done = 0, failures = 0;
        while (done < 40) {
            ouro_object *key = ouro_list_get_borrow(keys, (size_t)done);
            if (ouro_dict_set(dict, key, key) == 0) {
                done++;
            } else {
                assert_raised(OURO_EXC_MemoryError, NULL);
                failures++;
            }
            assert_int_equal(ouro_dict_length(dict), done);
        }
        ouro_heap_fail_at(heap, OURO_FAIL_OFF);
        assert_true(failures <= 1);
        assert_true(failures == 1 || nth > 1);
        ouro_decref(keys);
        ouro_decref(dict);
    }
}

// A value that is stolen ends with the dict, with the entry's next value, or at once when it is not stored.
static void a_stolen_value(void **state) {
    (void)state;
    ouro_object *dict = ouro_dict_new(), *number = ouro_int_new(7), *list = ouro_list_new(0);
    ouro_object *keys[] = {ouro_str_text("key"), number};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(ouro_dict_set_stolen(dict, keys[i], ouro_newref(list)), 0);
        assert_int_equal(ouro_refcount(list), 2);
        assert_int_equal(ouro_dict_set_stolen(dict, keys[i], ouro_newref(list)), 0);
        assert_int_equal(ouro_refcount(list), 2);
        assert_int_equal(ouro_dict_set_stolen(dict, keys[i], ouro_none()), 0);
        assert_int_equal(ouro_refcount(list), 1);
    }
    assert_int_equal(ouro_dict_set_stolen(dict, list, ouro_newref(list)), -1);
    ouro_raised_clear();
    assert_int_equal(ouro_refcount(list), 1);
    assert_int_equal(ouro_dict_length(dict), 2);
    ouro_decref(dict), ouro_decref(keys[0]), ouro_decref(number), ouro_decref(list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(model_of_strings),
        TEST(model_of_mixed_keys),
        TEST(large),
        TEST(methods),
        TEST(a_stolen_value),
        TEST(views),
        TEST(changing_while_iterating),
        TEST(tracked_when_needed),
        TEST(dead_dicts_are_used_again),
        TEST(without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
