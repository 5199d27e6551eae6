// SPDX-License-Identifier: MIT
// Ints from text and as text, and int() itself.  Floor: types.  Long numbers are converted by GMP
// in less than quadratic time; decimal conversions above the limit are refused as in 3.11.
#include "int_impl.h"
#include "str_impl.h"

#define LIMIT_ADVICE "use sys.set_int_max_str_digits() to increase the limit"

// ---- As text --------------------------------------------------------------------------------

char *ouro__int_digits(const ouro__view *view, int base, size_t *length) {
    size_t room = view->n ? mpn_sizeinbase(view->limbs, (mp_size_t)view->n, base) + 2 : 2;
    char *text = ouro_memory_new(room);
    // mpn_get_str destroys its operand and wants one limb more.
    mp_limb_t *copy = text ? ouro_memory_new((view->n + 1) * sizeof *copy) : NULL;
    if (!copy) {
        ouro_memory_free(text);
        return NULL;
    }
    memcpy(copy, view->limbs, view->n * sizeof *copy);
    size_t n = 0;
    if (view->n) {
        n = mpn_get_str((unsigned char *)text, base, copy, (mp_size_t)view->n);
    } else {
        text[n++] = 0;
    }
    ouro_memory_free(copy);
    size_t zeros = 0;
    while (zeros + 1 < n && text[zeros] == 0) {
        zeros++;
    }
    for (size_t i = zeros; i < n; i++) {
        text[i - zeros] = "0123456789abcdefghijklmnopqrstuvwxyz"[(int)text[i]];
    }
    *length = n - zeros;
    return text;
}

static ouro_object *format_compact(int64_t value) {
    char digits[24], *end = digits + sizeof digits, *at = end;
    uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        *--at = (char)('0' + size % 10);
        size /= 10;
    } while (size);
    if (value < 0) {
        *--at = '-';
    }
    return ouro_str_from_data(at, (size_t)(end - at), 1);
}

static void *raise_limit(size_t limit) {
    return ouro_raise(OURO_EXC_ValueError,
                      "Exceeds the limit (%zu digits) for integer string conversion; " LIMIT_ADVICE,
                      limit);
}

ouro_object *ouro_int_format(ouro_object *value, int base, bool prefix) {
    if (base == 10 && ouro_int_is_compact(value)) {
        return format_compact(ouro_int_compact(value));
    }
    ouro__view view;
    ouro__int_view(value, &view);
    size_t limit = base == 10 ? ouro_int_max_str_digits() : 0, length;
    // More bits than limit + 1 digits could have: refused before the work.
    if (limit && ouro__bits(view.limbs, view.n) / 4 > limit) {
        return raise_limit(limit);
    }
    char *digits = ouro__int_digits(&view, base, &length);
    if (!digits) {
        return NULL;
    }
    ouro_object *result = NULL;
    if (limit && length > limit) {
        raise_limit(limit);
    } else {
        ouro_str_writer writer = {0};
        const char *lead = base == 2 ? "0b" : base == 8 ? "0o" : "0x";
        if ((view.negative && ouro_str_writer_char(&writer, '-') < 0) ||
            (prefix && ouro_str_writer_text(&writer, lead, 2) < 0) ||
            ouro_str_writer_text(&writer, digits, length) < 0) {
            ouro_str_writer_drop(&writer);
        } else {
            result = ouro_str_writer_finish(&writer);
        }
    }
    ouro_memory_free(digits);
    return result;
}

ouro_object *ouro__int_repr(ouro_object *number) {
    return ouro_int_format(number, 10, false);
}

// ---- From text ------------------------------------------------------------------------------

static int digit_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 32);
    return lower >= 'a' && lower <= 'z' ? lower - 'a' + 10 : 99;
}

static bool is_blank(char c) {
    return c == ' ' || (c >= 9 && c <= 13);
}

typedef struct literal {
    const char *at, *end; // digits and underscores
    size_t digits;
    int base;
    bool negative;
} literal;

// Skips white space, sign and prefix; false if the text is no literal of that base.
static bool scan(const char *text, size_t length, int base, literal *out) {
    const char *at = text, *end = text + length;
    while (at < end && is_blank(*at)) {
        at++;
    }
    while (end > at && is_blank(end[-1])) {
        end--;
    }
    out->negative = at < end && *at == '-';
    at += at < end && (*at == '-' || *at == '+');
    int marked = 0;
    if (end - at >= 2 && at[0] == '0') {
        char mark = (char)(at[1] | 32);
        marked = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 0;
    }
    bool zero_only = false;
    if (base == 0) {
        // A leading zero without a letter is allowed for zero alone.
        zero_only = !marked && at < end && *at == '0';
        base = marked ? marked : 10;
    }
    if (marked && marked == base) {
        at += 2;
        at += at < end && *at == '_';
    }
    out->at = at;
    out->end = end;
    out->base = base;
    out->digits = 0;
    bool after_digit = false;
    for (; at < end; at++) {
        if (*at == '_') {
            if (!after_digit) {
                return false;
            }
            after_digit = false;
        } else if (digit_value(*at) < base && (!zero_only || *at == '0')) {
            out->digits++;
            after_digit = true;
        } else {
            return false;
        }
    }
    return after_digit;
}

static ouro_object *from_digits(const literal *number) {
    uint8_t *digits = ouro_memory_new(number->digits);
    if (!digits) {
        return NULL;
    }
    size_t n = 0;
    for (const char *at = number->at; at < number->end; at++) {
        if (*at != '_' && (n || *at != '0')) {
            digits[n++] = (uint8_t)digit_value(*at);
        }
    }
    ouro_object *result = NULL;
    if (n == 0) {
        result = ouro__int_compact_new(0);
    } else {
        // At most 6 bits a digit; a limb more for GMP's estimate.
        size_t bits = 64u - (size_t)__builtin_clzll((uint64_t)number->base - 1);
        size_t room = (n * bits + 63) / 64 + 2;
        result = ouro__int_alloc(room);
        if (result) {
            mp_size_t used = mpn_set_str(ouro__limbs(result), digits, n, number->base);
            result = ouro__int_finish(result, (size_t)used, number->negative);
        }
    }
    ouro_memory_free(digits);
    return result;
}

// The int, or NULL: with an exception, or with *invalid set and none.
static ouro_object *parse(const char *text, size_t length, int base, bool *invalid) {
    literal number;
    *invalid = false;
    if (!scan(text, length, base, &number)) {
        *invalid = true;
        return NULL;
    }
    size_t limit = ouro_int_max_str_digits();
    if ((number.base & (number.base - 1)) && limit && number.digits > limit) {
        return ouro_raise(OURO_EXC_ValueError,
                          "Exceeds the limit (%zu digits) for integer string conversion: value has "
                          "%zu digits; " LIMIT_ADVICE,
                          limit, number.digits);
    }
    if (number.digits <= 18 && number.base <= 10) {
        int64_t value = 0;
        for (const char *at = number.at; at < number.end; at++) {
            value = *at == '_' ? value : value * number.base + (*at - '0');
        }
        return ouro__int_compact_new(number.negative ? -value : value);
    }
    return from_digits(&number);
}

// ValueError with the repr of what could not be read, cut to 200 characters.
static void *raise_invalid(int base, ouro_object *source) {
    ouro_object *repr = ouro_repr(source);
    if (repr) {
        ouro_raise(OURO_EXC_ValueError, "invalid literal for int() with base %d: %.200S", base,
                   repr);
        ouro_decref(repr);
    }
    return NULL;
}

ouro_object *ouro_int_parse(const char *text, size_t length, int base) {
    bool invalid;
    ouro_object *result = NULL;
    if (!ouro__all_ascii((const uint8_t *)text, length)) {
        ouro_object *str = ouro_str_new(text, length);
        size_t plain;
        char *ascii = str ? ouro__str_number_text(str, &plain) : NULL;
        if (ascii) {
            result = parse(ascii, plain, base, &invalid);
            if (!result && invalid) {
                raise_invalid(base, str);
            }
            ouro_memory_free(ascii);
        }
        ouro_xdecref(str);
        return result;
    }
    result = parse(text, length, base, &invalid);
    if (!result && invalid) {
        ouro_object *source = ouro_str_new(text, length);
        if (source) {
            raise_invalid(base, source);
            ouro_decref(source);
        }
    }
    return result;
}

char *ouro__str_number_text(ouro_object *str, size_t *length) {
    *length = ouro_str_length(str);
    char *text = ouro_memory_new(*length + 1);
    if (!text) {
        return NULL;
    }
    for (size_t i = 0; i < *length; i++) {
        uint32_t c = ouro_str_char(str, i);
        int decimal = c < 0x80 ? -1 : ouro__char_decimal(c);
        text[i] = (char)(c < 0x80                 ? (ouro__char_is_space(c) ? ' ' : (char)c)
                         : decimal >= 0           ? '0' + decimal
                         : ouro__char_is_space(c) ? ' '
                                                  : '?');
    }
    text[*length] = 0;
    return text;
}

// ---- int() ----------------------------------------------------------------------------------

// int(text, base) for str and bytes; NULL and no exception: `object` is neither.
static ouro_object *int_of_text(ouro_object *object, int base) {
    bool invalid = false;
    ouro_object *result = NULL;
    if (ouro_is(object, OURO_T_STR)) {
        size_t length;
        char *text = ouro__str_number_text(object, &length);
        if (text) {
            result = parse(text, length, base, &invalid);
            ouro_memory_free(text);
        }
    } else if (ouro_is(object, OURO_T_BYTES)) {
        result =
            parse((const char *)ouro_bytes_data(object), ouro_bytes_length(object), base, &invalid);
    }
    return invalid ? raise_invalid(base, object) : result;
}

// An exact int from the result (stolen) of method `name`.
static ouro_object *checked(ouro_object *value, const char *name) {
    if (value && !ouro__is_int(value)) {
        ouro_raise(OURO_EXC_TypeError, "%s returned non-int (type %.200s)", name,
                   ouro_type_of(value)->name);
        ouro_clear(&value);
    }
    if (value && !ouro_is_exact(value, OURO_T_INT)) {
        ouro_replace(&value, ouro__int_exact(value));
    }
    return value;
}

// int(x) of anything: new reference to an exact int.
static ouro_object *int_of(ouro_object *object) {
    const ouro_slots *slots = &ouro_type_of(object)->slots;
    if (ouro_is_exact(object, OURO_T_INT)) {
        return ouro_newref(object);
    }
    if (slots->to_int) {
        return checked(slots->to_int(object), "__int__");
    }
    if (slots->index) {
        ouro_object *value = ouro_index(object);
        return value ? checked(value, "__index__") : NULL;
    }
    ouro_object *trunc = ouro_lookup_special(object, ouro__name(trunc));
    if (trunc || ouro_raised_borrow()) {
        ouro_object *value = trunc ? ouro_call0(trunc) : NULL;
        ouro_xdecref(trunc);
        if (value && !ouro__is_int(value) && ouro_type_of(value)->slots.index) {
            ouro_replace(&value, ouro_index(value));
        }
        return checked(value, "__trunc__");
    }
    if (ouro_is(object, OURO_T_STR) || ouro_is(object, OURO_T_BYTES)) {
        return int_of_text(object, 10);
    }
    return ouro_raise(OURO_EXC_TypeError,
                      "int() argument must be a string, a bytes-like object or a real number, not "
                      "'%.200s'",
                      ouro_type_of(object)->name);
}

static ouro_object *int_of_base(ouro_object *object, ouro_object *base) {
    ssize_t number = ouro_index_ssize(base, NULL);
    if (number == -1 && ouro_raised_borrow()) {
        return NULL;
    }
    if (number != 0 && (number < 2 || number > 36)) {
        return ouro_raise(OURO_EXC_ValueError, "int() base must be >= 2 and <= 36, or 0");
    }
    if (!ouro_is(object, OURO_T_STR) && !ouro_is(object, OURO_T_BYTES)) {
        return ouro_raise(OURO_EXC_TypeError, "int() can't convert non-string with explicit base");
    }
    return int_of_text(object, (int)number);
}

// An instance of a class derived from int with this value (stolen, may be NULL).
static ouro_object *derive(ouro_type *type, ouro_object *value) {
    if (!value) {
        return NULL;
    }
    ouro__view view;
    ouro__int_view(value, &view);
    bool compact = ouro_int_is_compact(value);
    size_t n = compact ? 0 : view.n;
    ouro_object *object = ouro__object_new_var(type, sizeof(ouro_int) + n * sizeof(mp_limb_t));
    if (object) {
        ((ouro_int *)object)->word = ((ouro_int *)value)->word;
        memcpy(((ouro_int *)object)->limbs, view.limbs, n * sizeof(mp_limb_t));
    }
    ouro_decref(value);
    return object;
}

ouro_object *ouro__int_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                              ouro_object *kwnames) {
    static const char *const names[] = {"", "base", NULL};
    ouro_object *given[2] = {0}, *value;
    if (ouro_parse_args("int", names, 0, 2, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    if (!given[0]) {
        if (given[1]) {
            return ouro_raise(OURO_EXC_TypeError, "int() missing string argument");
        }
        value = ouro__int_compact_new(0);
    } else {
        value = given[1] ? int_of_base(given[0], given[1]) : int_of(given[0]);
    }
    return type->exact == OURO_T_INT ? value : derive(type, value);
}
