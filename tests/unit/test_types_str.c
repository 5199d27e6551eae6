// SPDX-License-Identifier: MIT
// What strings and floats keep: shared characters, interned strings, the free list of floats,
// growth in place; and the shortest text of floats.  SPEC rows C2, C3, C4.
#include "types_support.h"

static void characters_are_shared(void **state) {
    (void)state;
    for (uint32_t c = 0; c < 256; c++) {
        ouro_object *one = ouro_str_from_char(c), *two = ouro_str_from_data(&c, 1, 4);
        assert_ptr_equal(one, two);
        ouro_object *pair = ouro_str_concat(one, two), *half = ouro_str_slice(pair, 1, 2);
        assert_ptr_equal(one, half);
        assert_int_equal(ouro_str_length(pair), 2);
        ouro_decref(half);
        ouro_decref(pair);
        ouro_decref(two);
        ouro_decref(one);
    }
    ouro_object *wide = text("\xe2\x82\xac!"), *mark = ouro_str_slice(wide, 1, 2);
    ouro_object *same = ouro_str_from_char('!');
    assert_ptr_equal(mark, same);
    assert_int_equal(ouro_str_width(wide), 2);
    ouro_decref(wide);
    ouro_decref(mark);
    ouro_decref(same);
}

static void interned_strings_die(void **state) {
    (void)state;
    size_t before = ouro_str_interned_count();
    enum { MANY = 5000 };
    static ouro_object *kept[MANY];
    for (int i = 0; i < MANY; i++) {
        kept[i] = ouro_str_format("name_%d", i);
        ouro_str_intern(&kept[i]);
        assert_true(ouro_str_is_interned(kept[i]));
        assert_int_equal(ouro_refcount(kept[i]), 1);
    }
    assert_int_equal(ouro_str_interned_count(), before + MANY);
    for (int i = 0; i < MANY; i += 2) { // half of them go: the others are still found
        ouro_clear(&kept[i]);
    }
    assert_int_equal(ouro_str_interned_count(), before + MANY / 2);
    for (int i = 1; i < MANY; i += 2) {
        ouro_object *again = ouro_str_format("name_%d", i);
        assert_ptr_not_equal(again, kept[i]);
        ouro_str_intern(&again);
        assert_ptr_equal(again, kept[i]);
        ouro_decref(again);
        ouro_clear(&kept[i]);
    }
    assert_int_equal(ouro_str_interned_count(), before);
}

static void append_grows_in_place(void **state) {
    (void)state;
    ouro_object *str = text("ab"), *part = text("cd"), *wide = text("\xe2\x82\xac");
    int64_t hash = ouro_str_hash(str);
    ouro_str_append(&str, part);
    assert_true(ouro_str_equal_text(str, "abcd"));
    assert_true(ouro_str_hash(str) != hash);
    ouro_object *other = ouro_newref(str); // now it has two owners: it must not change
    ouro_str_append(&str, part);
    assert_true(ouro_str_equal_text(other, "abcd"));
    assert_true(ouro_str_equal_text(str, "abcdcd"));
    ouro_decref(other);
    ouro_str_append(&str, wide);
    assert_int_equal(ouro_str_length(str), 7);
    assert_int_equal(ouro_str_width(str), 2);
    for (int i = 0; i < 2000; i++) {
        ouro_str_append(&str, part);
        assert_non_null(str);
    }
    assert_int_equal(ouro_str_length(str), 4007);
    assert_int_equal(ouro_str_char(str, 4006), 'd');
    ouro_decref(str);
    ouro_decref(part);
    ouro_decref(wide);
}

static void dead_floats_are_used_again(void **state) {
    (void)state;
    ouro_object *first = ouro_float_new(3.14), *address = first;
    ouro_decref(first);
    ouro_object *second = ouro_float_new(9.999);
    assert_ptr_equal(second, address);
    ouro_decref(second);
}

// repr reads back the same, and no shorter text does.
static void shortest_text(void **state) {
    (void)state;
    uint64_t x = 5;
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = next_random(&x, 1u << 31) << 33 ^ next_random(&x, 1u << 31) << 11 ^
                        next_random(&x, 1u << 31);
        double value;
        if (i % 4 == 0) { // powers of two, where the gaps differ
            bits &= 0x7ff0000000000000u;
        }
        bits &= 0x7fffffffffffffffu;
        memcpy(&value, &bits, sizeof value);
        if (bits >= 0x7ff0000000000000u || value == 0) {
            continue;
        }
        ouro_object *object = ouro_float_new(value), *repr = ouro_repr(object);
        const char *shown = ouro_str_ascii_borrow(repr);
        assert_true(strtod(shown, NULL) == value);
        int digits = 0, zeros = 0;
        for (const char *at = shown; *at && *at != 'e'; at++) {
            if (*at >= '0' && *at <= '9' && (digits || *at != '0')) {
                zeros = *at == '0' ? zeros + 1 : 0;
                digits++;
            }
        }
        char shorter[40];
        if (digits - zeros > 1) {
            snprintf(shorter, sizeof shorter, "%.*e", digits - zeros - 2, value);
            assert_true(strtod(shorter, NULL) != value);
        }
        ouro_decref(repr);
        ouro_decref(object);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(characters_are_shared),      TEST(interned_strings_die), TEST(append_grows_in_place),
        TEST(dead_floats_are_used_again), TEST(shortest_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
