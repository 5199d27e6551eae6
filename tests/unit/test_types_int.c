// SPDX-License-Identifier: MIT
// int against GMP's mpz, its shared small objects and its representation.  SPEC row C1.
#include "types_support.h"
#include <gmp.h>

// ---- The model --------------------------------------------------------------------------------

static ouro_object *from_mpz(const mpz_t value) {
    char *digits = mpz_get_str(NULL, 16, value);
    ouro_object *object = ouro_int_parse(digits, strlen(digits), 16);
    assert_non_null(object);
    free(digits);
    return object;
}

// The object (new, dropped) has this value, and is compact if and only if that fits 63 bits.
static void check(ouro_object *object, const mpz_t value) {
    assert_non_null(object);
    ouro_object *shown = ouro_int_format(object, 16, false);
    char *digits = mpz_get_str(NULL, 16, value);
    assert_string_equal(ouro_str_ascii_borrow(shown), digits);
    bool fits =
        mpz_cmp_si(value, OURO_COMPACT_MAX) <= 0 && mpz_cmp_si(value, OURO_COMPACT_MIN) >= 0;
    assert_int_equal(ouro_int_is_compact(object), fits);
    free(digits);
    ouro_decref(shown);
    ouro_decref(object);
}

static void choose(mpz_t out, gmp_randstate_t random) {
    switch (gmp_urandomm_ui(random, 4)) {
    case 0: mpz_set_ui(out, gmp_urandomm_ui(random, 300)); break;
    case 1: // next to a power of two
        mpz_ui_pow_ui(out, 2, gmp_urandomm_ui(random, 200));
        mpz_sub_ui(out, out, 2);
        mpz_add_ui(out, out, gmp_urandomm_ui(random, 5));
        break;
    case 2: mpz_urandomb(out, random, gmp_urandomm_ui(random, 130)); break;
    default: mpz_rrandomb(out, random, 1 + gmp_urandomm_ui(random, 3000)); break;
    }
    if (gmp_urandomb_ui(random, 1)) {
        mpz_neg(out, out);
    }
}

static void check_bits(ouro_object *x, ouro_object *y, const mpz_t a, const mpz_t b, mpz_t r) {
    mpz_and(r, a, b);
    check(ouro_binary(x, y, OURO_AND), r);
    mpz_ior(r, a, b);
    check(ouro_binary(x, y, OURO_OR), r);
    mpz_xor(r, a, b);
    check(ouro_binary(x, y, OURO_XOR), r);
    mpz_com(r, a);
    check(ouro_unary(x, OURO_INVERT), r);
    ouro_object *count = number((int64_t)(mpz_fdiv_ui(b, 300)));
    mpz_mul_2exp(r, a, mpz_fdiv_ui(b, 300));
    check(ouro_binary(x, count, OURO_LSHIFT), r);
    mpz_fdiv_q_2exp(r, a, mpz_fdiv_ui(b, 300));
    check(ouro_binary(x, count, OURO_RSHIFT), r);
    ouro_decref(count);
}

static void check_powers(ouro_object *x, ouro_object *y, const mpz_t a, const mpz_t b, mpz_t r) {
    ouro_object *e = number((int64_t)mpz_fdiv_ui(a, 40));
    mpz_pow_ui(r, b, mpz_fdiv_ui(a, 40));
    check(ouro_power(y, e, NULL), r);
    ouro_decref(e);
    if (mpz_sgn(b) > 0 && mpz_sgn(a) >= 0 && mpz_sizeinbase(a, 2) < 300) {
        mpz_powm(r, b, a, b);
        check(ouro_power(y, x, y), r);
        ouro_object *base = number(3);
        mpz_t three;
        mpz_init_set_ui(three, 3);
        mpz_powm(r, three, a, b);
        check(ouro_power(base, x, y), r);
        mpz_clear(three);
        ouro_decref(base);
    }
}

static void check_pair(const mpz_t a, const mpz_t b, mpz_t r) {
    ouro_object *x = from_mpz(a), *y = from_mpz(b);
    mpz_add(r, a, b);
    check(ouro_binary(x, y, OURO_ADD), r);
    mpz_sub(r, a, b);
    check(ouro_binary(x, y, OURO_SUB), r);
    mpz_mul(r, a, b);
    check(ouro_binary(x, y, OURO_MUL), r);
    mpz_neg(r, a);
    check(ouro_unary(x, OURO_NEG), r);
    if (mpz_sgn(b)) {
        mpz_fdiv_q(r, a, b);
        check(ouro_binary(x, y, OURO_FLOORDIV), r);
        mpz_fdiv_r(r, a, b);
        check(ouro_binary(x, y, OURO_MOD), r);
    }
    check_bits(x, y, a, b, r);
    check_powers(x, y, a, b, r);
    assert_int_equal(ouro_compare_bool(x, y, OURO_LT), mpz_cmp(a, b) < 0);
    assert_int_equal(ouro_compare_bool(x, y, OURO_EQ), mpz_cmp(a, b) == 0);
    ouro_decref(x);
    ouro_decref(y);
}

static void as_gmp(void **state) {
    (void)state;
    gmp_randstate_t random;
    gmp_randinit_default(random);
    gmp_randseed_ui(random, 11);
    mpz_t a, b, r;
    mpz_inits(a, b, r, NULL);
    for (int i = 0; i < 2000; i++) {
        choose(a, random);
        choose(b, random);
        check_pair(a, b, r);
    }
    mpz_clears(a, b, r, NULL);
    gmp_randclear(random);
}

// Decimal text there and back, and the limit.
static void decimal_text(void **state) {
    (void)state;
    char digits[4400];
    memset(digits, '7', sizeof digits);
    ouro_object *value = ouro_int_parse(digits, 4300, 10);
    ouro_object *shown = ouro_str(value);
    assert_int_equal(ouro_str_length(shown), 4300);
    assert_memory_equal(ouro_str_ascii_borrow(shown), digits, 4300);
    ouro_decref(shown);
    assert_null(ouro_int_parse(digits, 4301, 10));
    assert_raised(OURO_EXC_ValueError,
                  "Exceeds the limit (4300 digits) for integer string conversion: value has 4301 "
                  "digits; use sys.set_int_max_str_digits() to increase the limit");
    ouro_object *ten = number(10), *more = ouro_binary(value, ten, OURO_MUL);
    assert_null(ouro_str(more));
    assert_raised(OURO_EXC_ValueError,
                  "Exceeds the limit (4300 digits) for integer string conversion; use "
                  "sys.set_int_max_str_digits() to increase the limit");
    assert_int_equal(ouro_int_max_str_digits(), 4300);
    ouro_int_set_max_str_digits(0);
    ouro_object *whole = ouro_str(more);
    assert_int_equal(ouro_str_length(whole), 4301);
    ouro_decref(whole);
    ouro_decref(more);
    ouro_decref(ten);
    ouro_decref(value);
}

static void small_ints_are_shared(void **state) {
    (void)state;
    for (int64_t i = OURO_SMALL_INT_MIN; i <= OURO_SMALL_INT_MAX; i++) {
        ouro_object *one = number(i), *other = number(i), *big = number(i + 1000);
        ouro_object *thousand = number(1000), *made = ouro_binary(big, thousand, OURO_SUB);
        assert_ptr_equal(one, other);
        assert_ptr_equal(one, made);
        uint32_t count = ouro_refcount(one);
        ouro_decref(other);
        assert_int_equal(ouro_refcount(one), count - 1);
        ouro_decref(made);
        ouro_decref(one);
        ouro_decref(big);
        ouro_decref(thousand);
    }
    ouro_object *a = number(257), *b = number(257), *c = number(-6), *d = number(-6);
    assert_ptr_not_equal(a, b);
    assert_ptr_not_equal(c, d);
    ouro_decref(a);
    ouro_decref(b);
    ouro_decref(c);
    ouro_decref(d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(as_gmp),
        TEST(decimal_text),
        TEST(small_ints_are_shared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
