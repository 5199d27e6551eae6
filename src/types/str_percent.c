// SPDX-License-Identifier: MIT
// "..." % values.  Floor: types.
#include "float_impl.h"
#include "int_impl.h"
#include "str_impl.h"
#include <math.h>

typedef struct percent {
    ouro_object *format, *args; // borrowed
    ouro_object *mapping;       // args if it can be looked up by key, else NULL
    size_t at, next;            // in the format; of the args
    bool keyed;                 // some value was taken by key
    ouro_str_writer out;
} percent;

typedef struct conversion {
    bool left, plus, space, alternate, zero;
    ssize_t width, precision; // -1: none
    uint32_t letter;
    size_t start;       // where the letter is
    ouro_object *value; // owned, or NULL: not yet taken
} conversion;

// ---- Values ---------------------------------------------------------------------------------

// The next value: new reference, or NULL raised.
static ouro_object *take(percent *p) {
    if (ouro_is(p->args, OURO_T_TUPLE)) {
        if (p->next < ouro_tuple_length(p->args)) {
            return ouro_newref(ouro_tuple_get_borrow(p->args, p->next++));
        }
    } else if (p->next == 0 && !p->keyed) {
        p->next = 1;
        return ouro_newref(p->args);
    }
    return ouro_raise(OURO_EXC_TypeError, "not enough arguments for format string");
}

// The value for "(key)", `at` standing behind the parenthesis.
static int take_by_key(percent *p, conversion *c) {
    size_t length = ouro_str_length(p->format), start = p->at, depth = 1;
    if (!p->mapping) {
        ouro_raise(OURO_EXC_TypeError, "format requires a mapping");
        return -1;
    }
    for (; p->at < length && depth; p->at++) {
        uint32_t ch = ouro_str_char(p->format, p->at);
        depth += ch == '(';
        depth -= ch == ')';
    }
    if (depth) {
        ouro_raise(OURO_EXC_ValueError, "incomplete format key");
        return -1;
    }
    ouro_object *key = ouro_str_slice(p->format, start, p->at - 1);
    ouro_replace(&c->value, key ? ouro_getitem(p->mapping, key) : NULL);
    ouro_xdecref(key);
    p->keyed = true;
    return c->value ? 0 : -1;
}

// ---- Reading a conversion -------------------------------------------------------------------

static uint32_t peek(const percent *p) {
    return p->at < ouro_str_length(p->format) ? ouro_str_char(p->format, p->at) : 0;
}

// A number or '*': -1 stays when there is none; -2 raised.
static ssize_t read_size(percent *p, const char *too_big, bool *left) {
    if (peek(p) == '*') {
        p->at++;
        ouro_object *value = take(p);
        if (!value) {
            return -2;
        }
        ssize_t size = -2;
        if (!ouro__is_int(value)) {
            ouro_raise(OURO_EXC_TypeError, "* wants int");
        } else {
            int overflow;
            size = ouro_int_as_i64_overflow(value, &overflow);
            if (overflow) {
                ouro_raise(OURO_EXC_OverflowError, "Python int too large to convert to C ssize_t");
                size = -2;
            } else if (size < 0) {
                if (left) {
                    *left = true;
                }
                size = left ? -size : 0;
            }
        }
        ouro_decref(value);
        return size;
    }
    ssize_t size = -1;
    for (uint32_t ch = peek(p); ch >= '0' && ch <= '9'; ch = peek(p)) {
        size = (size < 0 ? 0 : size) * 10 + (ssize_t)(ch - '0');
        if (size > INT32_MAX - 16) {
            ouro_raise(OURO_EXC_ValueError, "%s", too_big);
            return -2;
        }
        p->at++;
    }
    return size;
}

static int read_conversion(percent *p, conversion *c) {
    *c = (conversion){.width = -1, .precision = -1};
    if (peek(p) == '(') {
        p->at++;
        if (take_by_key(p, c) < 0) {
            return -1;
        }
    }
    for (bool more = true; more;) {
        switch (peek(p)) {
        case '-': c->left = true; break;
        case '+': c->plus = true; break;
        case ' ': c->space = true; break;
        case '#': c->alternate = true; break;
        case '0': c->zero = true; break;
        default: more = false; continue;
        }
        p->at++;
    }
    c->width = read_size(p, "width too big", &c->left);
    if (c->width == -2) {
        return -1;
    }
    if (peek(p) == '.') {
        p->at++;
        c->precision = read_size(p, "precision too big", NULL);
        if (c->precision == -2) {
            return -1;
        }
        c->precision = c->precision < 0 ? 0 : c->precision;
    }
    if (peek(p) == 'h' || peek(p) == 'l' || peek(p) == 'L') {
        p->at++;
    }
    if (p->at >= ouro_str_length(p->format)) {
        ouro_raise(OURO_EXC_ValueError, "incomplete format");
        return -1;
    }
    c->start = p->at;
    c->letter = peek(p);
    p->at++;
    return 0;
}

// ---- Writing --------------------------------------------------------------------------------

// sign, prefix, zeros up to the width if asked, then the text, all padded with spaces.
static int write_number(percent *p, const conversion *c, char sign, const char *prefix,
                        const char *digits, size_t length, bool zero) {
    size_t lead = strlen(prefix) + (sign != 0), width = c->width > 0 ? (size_t)c->width : 0;
    size_t pad = width > length + lead ? width - length - lead : 0;
    bool zeros = zero && !c->left;
    if ((!zeros && !c->left && ouro__writer_fill(&p->out, ' ', pad) < 0) ||
        ouro_str_writer_text(&p->out, &sign, sign != 0) < 0 ||
        ouro_str_writer_text(&p->out, prefix, strlen(prefix)) < 0 ||
        (zeros && ouro__writer_fill(&p->out, '0', pad) < 0) ||
        ouro_str_writer_text(&p->out, digits, length) < 0) {
        return -1;
    }
    return c->left ? ouro__writer_fill(&p->out, ' ', pad) : 0;
}

static int write_str(percent *p, const conversion *c, ouro_object *str) {
    if (!str) {
        return -1;
    }
    size_t length = ouro_str_length(str), width = c->width > 0 ? (size_t)c->width : 0;
    if (c->precision >= 0 && (size_t)c->precision < length) {
        length = (size_t)c->precision;
    }
    size_t pad = width > length ? width - length : 0;
    int status = c->left ? 0 : ouro__writer_fill(&p->out, ' ', pad);
    status = status < 0 ? status : ouro__writer_part(&p->out, str, 0, length);
    status = status < 0 || !c->left ? status : ouro__writer_fill(&p->out, ' ', pad);
    ouro_decref(str);
    return status;
}

static char sign_of(const conversion *c, bool negative) {
    return negative ? '-' : c->plus ? '+' : c->space ? ' ' : 0;
}

// The int that %d or %x shows: new reference.
static ouro_object *as_int(const conversion *c, ouro_object *value) {
    const ouro_slots *slots = &ouro_type_of(value)->slots;
    bool hex = c->letter == 'x' || c->letter == 'X' || c->letter == 'o';
    if (ouro__is_int(value)) {
        return ouro_newref(value);
    }
    ouro_object *number = NULL;
    if (!hex && slots->to_int && !ouro_is(value, OURO_T_STR)) {
        number = ouro_call1((ouro_object *)ouro_builtin_type(OURO_T_INT), value);
    } else if (slots->index) {
        number = ouro_index(value);
    }
    if (number || (ouro_raised_borrow() && !ouro_raised_is(OURO_EXC_TypeError))) {
        return number;
    }
    ouro_raised_clear();
    return ouro_raise(OURO_EXC_TypeError,
                      hex ? "%%%c format: an integer is required, not %.200s"
                          : "%%%c format: a real number is required, not %.200s",
                      (int)c->letter, ouro_type_of(value)->name);
}

static int write_int(percent *p, const conversion *c, ouro_object *value) {
    ouro_object *number = as_int(c, value);
    if (!number) {
        return -1;
    }
    int base = c->letter == 'o' ? 8 : (c->letter | 32) == 'x' ? 16 : 10, status = -1;
    ouro_object *text = ouro_int_format(number, base, false);
    ouro_decref(number);
    if (!text) {
        return -1;
    }
    const char *digits = ouro_str_ascii_borrow(text);
    size_t length = ouro_str_length(text);
    bool negative = *digits == '-';
    digits += negative;
    length -= negative;
    size_t zeros = c->precision > (ssize_t)length ? (size_t)c->precision - length : 0;
    char *padded = ouro_memory_new(zeros + length + 1);
    if (padded) {
        memset(padded, '0', zeros);
        memcpy(padded + zeros, digits, length);
        for (size_t i = zeros; c->letter == 'X' && i < zeros + length; i++) {
            padded[i] = (char)(padded[i] >= 'a' ? padded[i] - 32 : padded[i]);
        }
        const char *prefix = !c->alternate || base == 10 ? ""
                             : base == 8                 ? "0o"
                             : c->letter == 'X'          ? "0X"
                                                         : "0x";
        status = write_number(p, c, sign_of(c, negative), prefix, padded, zeros + length, c->zero);
        ouro_memory_free(padded);
    }
    ouro_decref(text);
    return status;
}

static int write_float(percent *p, const conversion *c, ouro_object *value) {
    double number = ouro_as_double(value);
    if (number == -1 && ouro_raised_borrow()) {
        return -1;
    }
    ssize_t precision = c->precision < 0 ? 6 : c->precision;
    size_t length;
    char *text = ouro__float_digits(number, (char)(c->letter | 32), (int)precision,
                                    c->alternate ? OURO__FLOAT_ALT : 0, &length);
    if (!text) {
        return -1;
    }
    for (size_t i = 0; c->letter < 'a' && i < length; i++) {
        text[i] = (char)(text[i] >= 'a' && text[i] <= 'z' ? text[i] - 32 : text[i]);
    }
    bool negative = signbit(number) && !isnan(number);
    int status = write_number(p, c, sign_of(c, negative), "", text, length, c->zero);
    ouro_memory_free(text);
    return status;
}

static int write_char(percent *p, const conversion *c, ouro_object *value) {
    conversion plain = *c;
    plain.precision = -1;
    if (ouro_is(value, OURO_T_STR)) {
        if (ouro_str_length(value) == 1) {
            return write_str(p, &plain, ouro_newref(value));
        }
    } else if (ouro_type_of(value)->slots.index) {
        ouro_object *number = ouro_index(value);
        int overflow = 0;
        int64_t code = number ? ouro_int_as_i64_overflow(number, &overflow) : -1;
        ouro_xdecref(number);
        if (!number) {
            return -1;
        }
        if (overflow || code < 0 || code > (int64_t)OURO__CHAR_MAX) {
            ouro_raise(OURO_EXC_OverflowError, "%%c arg not in range(0x110000)");
            return -1;
        }
        return write_str(p, &plain, ouro_str_from_char((uint32_t)code));
    }
    ouro_raise(OURO_EXC_TypeError, "%%c requires int or char");
    return -1;
}

static int raise_unsupported(const conversion *c) {
    uint32_t shown = c->letter > 31 && c->letter < 127 ? c->letter : '?';
    ouro_raise(OURO_EXC_ValueError, "unsupported format character '%c' (0x%x) at index %zd",
               (int)shown, (unsigned)c->letter, (ssize_t)c->start);
    return -1;
}

static int write_value(percent *p, const conversion *c) {
    ouro_object *value = c->value;
    switch (c->letter) {
    case 's': return write_str(p, c, ouro_str(value));
    case 'r': return write_str(p, c, ouro_repr(value));
    case 'a': return write_str(p, c, ouro_ascii(value));
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X': return write_int(p, c, value);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': return write_float(p, c, value);
    case 'c': return write_char(p, c, value);
    default: return raise_unsupported(c);
    }
}

static int convert(percent *p) {
    if (peek(p) == '%') {
        p->at++;
        return ouro_str_writer_char(&p->out, '%');
    }
    conversion c;
    int status = read_conversion(p, &c);
    if (status == 0) {
        if (!c.value) {
            c.value = take(p);
        }
        status = c.value ? write_value(p, &c) : -1;
    }
    ouro_xdecref(c.value);
    return status;
}

// ---- The operator ---------------------------------------------------------------------------

ouro_object *ouro_str_percent(ouro_object *format, ouro_object *args) {
    bool mapping = ouro_type_of(args)->slots.getitem && !ouro_is(args, OURO_T_TUPLE) &&
                   !ouro_is(args, OURO_T_STR);
    percent p = {.format = format, .args = args, .mapping = mapping ? args : NULL};
    size_t length = ouro_str_length(format);
    int status = 0;
    while (p.at < length && status == 0) {
        size_t start = p.at;
        while (p.at < length && ouro_str_char(format, p.at) != '%') {
            p.at++;
        }
        status = ouro__writer_part(&p.out, format, start, p.at);
        if (p.at < length && status == 0) {
            p.at++;
            status = convert(&p);
        }
    }
    bool unused =
        ouro_is(args, OURO_T_TUPLE) ? p.next < ouro_tuple_length(args) : p.next == 0 && !mapping;
    if (status == 0 && unused && !p.keyed) {
        ouro_raise(OURO_EXC_TypeError, "not all arguments converted during string formatting");
        status = -1;
    }
    if (status < 0) {
        ouro_str_writer_drop(&p.out);
        return NULL;
    }
    return ouro_str_writer_finish(&p.out);
}
