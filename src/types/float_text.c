// SPDX-License-Identifier: MIT
// Floats from text and as text: the shortest digits that read back the same, fixed and scientific
// notation, hexadecimal.  Floor: types.  Digits come from the C library's printf and strtod, which
// are exact; nothing here depends on the locale.
#include "float_impl.h"
#include "int_impl.h"
#include "str_impl.h"
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// ---- Digits ---------------------------------------------------------------------------------

double ouro__strtod(const char *text, char **end) {
    return strtod_l(text, end, ouro__caches()->atoms.floats.c_locale);
}

// `n` significant digits of value > 0 into `digits` (room: n + 1): value is 0.DIGITS * 10**point,
// rounded.  False without memory.
static bool significant(double value, int n, char *digits, int *point) {
    char small[64], *text = small;
    size_t room = sizeof small;
    if (n > 40) {
        room = (size_t)n + 24;
        text = ouro_memory_new(room);
        if (!text) {
            return false;
        }
    }
    snprintf(text, room, "%.*e", n - 1, value);
    int at = 0;
    const char *read = text;
    for (; *read != 'e'; read++) {
        if (*read >= '0' && *read <= '9') { // skips the point, whatever the locale makes of it
            digits[at++] = *read;
        }
    }
    digits[at] = 0;
    int exponent = 0;
    for (const char *digit = read + 2; *digit; digit++) {
        exponent = exponent * 10 + (*digit - '0');
    }
    *point = (read[1] == '-' ? -exponent : exponent) + 1;
    if (text != small) {
        ouro_memory_free(text);
    }
    return true;
}

static bool reads_back(const char *digits, int point, double value) {
    char text[48];
    snprintf(text, sizeof text, ".%se%d", digits, point);
    // The '.' written here is the C locale's, which strtod_l reads.
    return ouro__strtod(text, NULL) == value;
}

// One more in the last place.
static void increment(char *digits, int *point) {
    size_t n = strlen(digits);
    for (size_t i = n; i-- > 0;) {
        if (digits[i] != '9') {
            digits[i]++;
            return;
        }
        digits[i] = '0';
    }
    digits[0] = '1';
    (*point)++;
}

static int strip_zeros(char *digits) {
    int n = (int)strlen(digits);
    while (n > 1 && digits[n - 1] == '0') {
        digits[--n] = 0;
    }
    return n;
}

// The fewest digits that read back as `value` > 0, and among those the nearest.
static int shortest(double value, char digits[24], int *point) {
    int exponent;
    bool at_power = frexp(value, &exponent) == 0.5;
    // 15 digits always survive the way through a normal double, so fewer show as trailing zeros.
    for (int n = value >= DBL_MIN ? DBL_DIG : 1; n <= 17; n++) {
        significant(value, n, digits, point);
        if (n == 17 || reads_back(digits, *point, value)) {
            break;
        }
        // Below a power of two the gap is half as wide: the nearest digits may fall out of it on
        // that side while the next ones above are still inside.
        if (at_power) {
            increment(digits, point);
            if (reads_back(digits, *point, value)) {
                break;
            }
        }
    }
    return strip_zeros(digits);
}

// ---- Notation -------------------------------------------------------------------------------

static size_t put(char *to, const char *from, size_t n) {
    memcpy(to, from, n);
    return n;
}

// d.ddde+xx
static size_t scientific(char *out, const char *digits, int n, int point, unsigned flags) {
    size_t at = 0;
    out[at++] = digits[0];
    if (n > 1 || (flags & OURO__FLOAT_ALT)) {
        out[at++] = '.';
    }
    at += put(out + at, digits + 1, (size_t)n - 1);
    int exponent = point - 1;
    return at + (size_t)sprintf(out + at, "e%c%02d", exponent < 0 ? '-' : '+', abs(exponent));
}

static size_t positional(char *out, const char *digits, int n, int point, unsigned flags) {
    size_t at = 0;
    if (point <= 0) {
        at += put(out, "0.", 2);
        memset(out + at, '0', (size_t)-point);
        at += (size_t)-point;
        return at + put(out + at, digits, (size_t)n);
    }
    int whole = n < point ? n : point;
    at += put(out, digits, (size_t)whole);
    memset(out + at, '0', (size_t)(point - whole));
    at += (size_t)(point - whole);
    if (n > point) {
        out[at++] = '.';
        at += put(out + at, digits + point, (size_t)(n - point));
    } else if (flags & OURO__FLOAT_DOT_0) {
        at += put(out + at, ".0", 2);
    } else if (flags & OURO__FLOAT_ALT) {
        out[at++] = '.';
    }
    return at;
}

// Fixed: straight from printf, its decimal point made a '.'.
static char *fixed(double value, int precision, unsigned flags, size_t *length) {
    size_t room = 330 + (size_t)precision;
    char *text = ouro_memory_new(room);
    if (!text) {
        return NULL;
    }
    size_t n = (size_t)snprintf(text, room, "%.*f", precision, value), at = 0;
    bool pointed = false;
    for (size_t i = 0; i < n; i++) {
        if (text[i] >= '0' && text[i] <= '9') {
            text[at++] = text[i];
        } else if (!pointed) {
            pointed = true;
            text[at++] = '.';
        }
    }
    if (precision == 0 && (flags & OURO__FLOAT_ALT)) {
        text[at++] = '.';
    }
    text[at] = 0;
    *length = at;
    return text;
}

static char *word(const char *text, size_t *length) {
    *length = strlen(text);
    char *copy = ouro_memory_new(*length + 1);
    return copy ? memcpy(copy, text, *length + 1) : NULL;
}

char *ouro__float_digits(double value, char kind, int precision, unsigned flags, size_t *length) {
    if (!isfinite(value)) {
        return word(isnan(value) ? "nan" : "inf", length);
    }
    value = fabs(value);
    if (kind == 'f') {
        return fixed(value, precision, flags, length);
    }
    if (kind == 'g' && precision == 0) {
        precision = 1;
    }
    int n = kind == 'r' ? 17 : kind == 'e' ? precision + 1 : precision, point = 1;
    char *digits = ouro_memory_new((size_t)n + 8);
    char *text = digits ? ouro_memory_new((size_t)n + 48) : NULL;
    if (!text) {
        ouro_memory_free(digits);
        return NULL;
    }
    bool good = true;
    if (kind == 'r' && value != 0) {
        n = shortest(value, digits, &point);
    } else if (value == 0) {
        n = kind == 'r' ? 1 : n;
        memset(digits, '0', (size_t)n);
        digits[n] = 0;
    } else {
        good = significant(value, n, digits, &point);
    }
    if (good && kind == 'g' && !(flags & OURO__FLOAT_ALT)) {
        n = strip_zeros(digits);
    }
    if (good) {
        int limit = kind == 'r' ? 16 : precision - ((flags & OURO__FLOAT_DOT_0) ? 1 : 0);
        bool exponent = kind == 'e' || point <= -4 || point > limit;
        *length = exponent ? scientific(text, digits, n, point, flags)
                           : positional(text, digits, n, point, flags);
        text[*length] = 0;
    }
    ouro_memory_free(digits);
    if (!good) {
        ouro_memory_free(text);
        return NULL;
    }
    return text;
}

ouro_object *ouro__float_repr(ouro_object *self) {
    double value = ouro_float_value(self);
    size_t length;
    char *text = ouro__float_digits(value, 'r', 0, OURO__FLOAT_DOT_0, &length);
    if (!text) {
        return NULL;
    }
    ouro_str_writer writer = {0};
    ouro_object *result = NULL;
    if (ouro_str_writer_text(&writer, "-", signbit(value) && !isnan(value) ? 1 : 0) == 0 &&
        ouro_str_writer_text(&writer, text, length) == 0) {
        result = ouro_str_writer_finish(&writer);
    } else {
        ouro_str_writer_drop(&writer);
    }
    ouro_memory_free(text);
    return result;
}

// ---- Reading --------------------------------------------------------------------------------

// inf, infinity or nan in any case.
static bool scan_word(const char *text, double *value) {
    static const struct {
        const char *name;
        double value;
    } words[] = {{"inf", HUGE_VAL}, {"infinity", HUGE_VAL}, {"nan", NAN}};
    for (size_t i = 0; i < 3; i++) {
        if (strcasecmp(text, words[i].name) == 0) {
            *value = words[i].value;
            return true;
        }
    }
    return false;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Copies digits without the underscores between them; how many, or -1 for a misplaced one.
static int copy_digits(const char **from, char **to) {
    int n = 0;
    const char *at = *from;
    for (;; at++) {
        if (is_digit(*at)) {
            *(*to)++ = *at;
            n = 1;
        } else if (*at == '_') {
            if (at == *from || !is_digit(at[-1]) || !is_digit(at[1])) {
                return -1;
            }
        } else {
            break;
        }
    }
    *from = at;
    return n;
}

// Sign stripped, zero-terminated `text` to plain decimal text in `out` (as long).
static bool scan_decimal(const char *text, char *out) {
    int whole = copy_digits(&text, &out), fraction = 0;
    if (*text == '.') {
        *out++ = *text++;
        fraction = copy_digits(&text, &out);
    }
    if (whole < 0 || fraction < 0 || !(whole | fraction)) {
        return false;
    }
    if ((*text | 32) == 'e') {
        *out++ = *text++;
        if (*text == '+' || *text == '-') {
            *out++ = *text++;
        }
        if (copy_digits(&text, &out) <= 0) {
            return false;
        }
    }
    *out = 0;
    return *text == 0;
}

int ouro__float_scan(const char *text, size_t length, double *value) {
    const char *end = text + length;
    while (text < end && (*text == ' ' || (*text >= 9 && *text <= 13))) {
        text++;
    }
    while (end > text && (end[-1] == ' ' || (end[-1] >= 9 && end[-1] <= 13))) {
        end--;
    }
    bool negative = text < end && *text == '-';
    text += text < end && (*text == '-' || *text == '+');
    size_t n = (size_t)(end - text);
    char *copy = ouro_memory_new(2 * n + 2);
    if (!copy) {
        return -1;
    }
    memcpy(copy, text, n);
    copy[n] = 0;
    char *plain = copy + n + 1;
    int good = 0;
    if (strlen(copy) == n) {
        if (scan_word(copy, value)) {
            good = 1;
        } else if (scan_decimal(copy, plain)) {
            *value = ouro__strtod(plain, NULL);
            good = 1;
        }
    }
    *value = good && negative ? -*value : *value;
    ouro_memory_free(copy);
    return good;
}

ouro_object *ouro__float_of_text(ouro_object *source) {
    double value = 0;
    int good;
    if (ouro_is(source, OURO_T_STR)) {
        size_t length;
        char *text = ouro__str_number_text(source, &length);
        if (!text) {
            return NULL;
        }
        good = ouro__float_scan(text, length, &value);
        ouro_memory_free(text);
    } else {
        good = ouro__float_scan((const char *)ouro_bytes_data(source), ouro_bytes_length(source),
                                &value);
    }
    if (good == 0) {
        return ouro_raise(OURO_EXC_ValueError, "could not convert string to float: %R", source);
    }
    return good < 0 ? NULL : ouro_float_new(value);
}

ouro_object *ouro_float_parse(const char *text, size_t length) {
    ouro_object *str = ouro_str_new(text, length);
    ouro_object *result = str ? ouro__float_of_text(str) : NULL;
    ouro_xdecref(str);
    return result;
}

// ---- Hexadecimal ----------------------------------------------------------------------------

ouro_object *ouro__float_hex(ouro_object *self) {
    double value = ouro_float_value(self);
    if (!isfinite(value)) {
        return ouro__float_repr(self);
    }
    const char *sign = signbit(value) ? "-" : "";
    if (value == 0) {
        return ouro_str_format("%s0x0.0p+0", sign);
    }
    int exponent;
    double mantissa = frexp(fabs(value), &exponent) * 2;
    exponent--;
    if (exponent < DBL_MIN_EXP - 1) { // subnormal: a leading 0 and the least exponent
        mantissa = ldexp(mantissa, exponent - (DBL_MIN_EXP - 1));
        exponent = DBL_MIN_EXP - 1;
    }
    uint64_t bits = (uint64_t)ldexp(mantissa, 52);
    char text[64];
    snprintf(text, sizeof text, "%s0x%d.%013llxp%+d", sign, (int)(bits >> 52),
             (unsigned long long)(bits & (((uint64_t)1 << 52) - 1)), exponent);
    return ouro_str_text(text);
}

static int hex_value(char c) {
    return is_digit(c) ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

typedef struct hex_number {
    uint64_t bits; // the first 64 significant bits
    int64_t scale; // times 2**scale
    bool sticky, any;
} hex_number;

static const char *scan_hex_digits(const char *at, hex_number *out) {
    bool fraction = false;
    for (;; at++) {
        int digit = hex_value(*at);
        if (*at == '.' && !fraction) {
            fraction = true;
            continue;
        }
        if (digit < 0) {
            return at;
        }
        out->any = true;
        if (out->bits >> 60) {
            out->sticky = out->sticky || digit;
            out->scale += fraction ? 0 : 4;
        } else {
            out->bits = out->bits << 4 | (uint64_t)digit;
            out->scale -= fraction ? 4 : 0;
        }
    }
}

// After the sign: 1, 0 invalid, -1 too large.
static int scan_hex(const char *at, double *value) {
    hex_number number = {0};
    if (scan_word(at, value)) {
        return 1;
    }
    at += at[0] == '0' && (at[1] | 32) == 'x' ? 2 : 0;
    at = scan_hex_digits(at, &number);
    if (!number.any) {
        return 0;
    }
    if ((*at | 32) == 'p') {
        char *end;
        if (!is_digit(at[1]) && !((at[1] == '+' || at[1] == '-') && is_digit(at[2]))) {
            return 0;
        }
        long long exponent = strtoll(at + 1, &end, 10);
        at = end;
        exponent = exponent > 1000000000000 ? 1000000000000 : exponent;
        number.scale += exponent < -1000000000000 ? -1000000000000 : exponent;
    }
    *value = ouro__round_double(number.bits, number.sticky, number.scale);
    return *at ? 0 : isinf(*value) ? -1 : 1;
}

ouro_object *ouro__float_fromhex(ouro_object *type, ouro_object *source) {
    if (!ouro_is(source, OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "bad argument type for built-in operation");
    }
    size_t length;
    char *text = ouro__str_number_text(source, &length);
    if (!text) {
        return NULL;
    }
    char *at = text;
    at += strspn(at, " \t\n\v\f\r");
    while (length > (size_t)(at - text) && strchr(" \t\n\v\f\r", text[length - 1])) {
        text[--length] = 0;
    }
    bool negative = *at == '-';
    at += *at == '-' || *at == '+';
    double value = 0;
    int good = strlen(text) == length ? scan_hex(at, &value) : 0;
    ouro_memory_free(text);
    if (good == 0) {
        return ouro_raise(OURO_EXC_ValueError, "invalid hexadecimal floating-point string");
    }
    if (good < 0) {
        return ouro_raise(OURO_EXC_OverflowError,
                          "hexadecimal value too large to represent as a float");
    }
    ouro_object *result = ouro_float_new(negative ? -value : value);
    if (result && ((ouro_type *)type)->exact != OURO_T_FLOAT) {
        ouro_replace(&result, ouro_call1(type, result));
    }
    return result;
}
