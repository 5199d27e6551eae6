// SPDX-License-Identifier: MIT
// The format mini-language for str, int and float.  Floor: types.
#include "float_impl.h"
#include "int_impl.h"
#include "str_impl.h"
#include <math.h>

typedef struct spec {
    uint32_t fill, type; // type 0: none given
    char align;          // < > = ^
    char sign;           // + - space, 0: none given
    char thousands;      // , _ or 0
    bool alternate, no_negative_zero;
    ssize_t width, precision; // -1: none
} spec;

// ---- Reading --------------------------------------------------------------------------------

static bool is_align(uint32_t c) {
    return c == '<' || c == '>' || c == '=' || c == '^';
}

// Digits at *at: -1 none, -2 raised.
static ssize_t read_number(ouro_object *text, size_t *at) {
    size_t length = ouro_str_length(text), start = *at;
    ssize_t number = 0;
    for (; *at < length; ++*at) {
        int digit = ouro__char_decimal(ouro_str_char(text, *at));
        if (digit < 0) {
            break;
        }
        if (number > (PTRDIFF_MAX - digit) / 10) {
            ouro_raise(OURO_EXC_ValueError, "Too many decimal digits in format string");
            return -2;
        }
        number = number * 10 + digit;
    }
    return *at == start ? -1 : number;
}

static bool raise_grouping(char thousands, uint32_t type) {
    if (type > 32 && type < 128) {
        ouro_raise(OURO_EXC_ValueError, "Cannot specify '%c' with '%c'.", thousands, (int)type);
    } else {
        ouro_raise(OURO_EXC_ValueError, "Cannot specify '%c' with '\\x%x'.", thousands,
                   (unsigned)type);
    }
    return false;
}

static bool check_grouping(const spec *out) {
    uint32_t type = out->type;
    if (!out->thousands || type == 0 || (type < 128 && strchr("defgEG%F", (int)type))) {
        return true;
    }
    if (out->thousands == '_' && type < 128 && strchr("boxX", (int)type)) {
        return true;
    }
    return raise_grouping(out->thousands, type);
}

static bool read_grouping(ouro_object *text, size_t *at, size_t length, spec *out) {
    while (*at < length) {
        uint32_t c = ouro_str_char(text, *at);
        if (c != ',' && c != '_') {
            break;
        }
        if (out->thousands) {
            if ((char)c == out->thousands) {
                return raise_grouping((char)c, c);
            }
            ouro_raise(OURO_EXC_ValueError, "Cannot specify both ',' and '_'.");
            return false;
        }
        out->thousands = (char)c;
        ++*at;
    }
    return true;
}

// Fill, alignment, sign and flags; `align` is the type's default.
static size_t read_flags(ouro_object *text, char align, spec *out) {
    size_t at = 0, length = ouro_str_length(text);
    bool filled = false, aligned = false;
    *out = (spec){.fill = ' ', .align = align, .width = -1, .precision = -1};
#define PEEK(i) (at + (i) < length ? ouro_str_char(text, at + (i)) : 0)
    if (is_align(PEEK(1))) {
        out->fill = PEEK(0);
        out->align = (char)PEEK(1);
        filled = aligned = true;
        at += 2;
    } else if (is_align(PEEK(0))) {
        out->align = (char)PEEK(0);
        aligned = true;
        at++;
    }
    if (PEEK(0) == '+' || PEEK(0) == '-' || PEEK(0) == ' ') {
        out->sign = (char)PEEK(0);
        at++;
    }
    if (PEEK(0) == 'z') {
        out->no_negative_zero = true;
        at++;
    }
    if (PEEK(0) == '#') {
        out->alternate = true;
        at++;
    }
    if (!filled && PEEK(0) == '0') {
        out->fill = '0';
        if (!aligned && align == '>') {
            out->align = '=';
        }
        at++;
    }
#undef PEEK
    return at;
}

// `name` is the type's, for messages.
static bool read_spec(ouro_object *text, char align, const char *name, spec *out) {
    size_t at = read_flags(text, align, out), length = ouro_str_length(text);
    out->width = read_number(text, &at);
    if (out->width == -2 || !read_grouping(text, &at, length, out)) {
        return false;
    }
    if (at < length && ouro_str_char(text, at) == '.') {
        at++;
        out->precision = read_number(text, &at);
        if (out->precision == -1) {
            ouro_raise(OURO_EXC_ValueError, "Format specifier missing precision");
        }
        if (out->precision < 0) {
            return false;
        }
    }
    if (length - at > 1) {
        ouro_raise(OURO_EXC_ValueError, "Invalid format specifier '%S' for object of type '%.200s'",
                   text, name);
        return false;
    }
    if (at < length) {
        out->type = ouro_str_char(text, at);
    } else if (align == '<') {
        out->type = 's';
    }
    return check_grouping(out);
}

static void *raise_type(uint32_t type, const char *name) {
    if (type > 32 && type < 128) {
        return ouro_raise(OURO_EXC_ValueError,
                          "Unknown format code '%c' for object of type '%.200s'", (int)type, name);
    }
    return ouro_raise(OURO_EXC_ValueError,
                      "Unknown format code '\\x%x' for object of type '%.200s'", (unsigned)type,
                      name);
}

// ---- str ------------------------------------------------------------------------------------

static void *refuse(const char *message) {
    return ouro_raise(OURO_EXC_ValueError, "%s", message);
}

static ouro_object *format_str(ouro_object *str, const spec *s) {
    size_t length = ouro_str_length(str);
    if (s->sign) {
        return refuse(s->sign == ' ' ? "Space not allowed in string format specifier"
                                     : "Sign not allowed in string format specifier");
    }
    if (s->no_negative_zero) {
        return refuse("Negative zero coercion (z) not allowed in string format specifier");
    }
    if (s->alternate) {
        return refuse("Alternate form (#) not allowed in string format specifier");
    }
    if (s->align == '=') {
        return refuse("'=' alignment not allowed in string format specifier");
    }
    if (s->precision >= 0 && length > (size_t)s->precision) {
        length = (size_t)s->precision;
    }
    size_t pad = s->width > 0 && (size_t)s->width > length ? (size_t)s->width - length : 0;
    if (pad == 0) {
        return ouro_str_slice(str, 0, length);
    }
    size_t left = s->align == '>' ? pad : s->align == '^' ? pad / 2 : 0;
    ouro_str_writer writer = {0};
    if (ouro__writer_fill(&writer, s->fill, left) < 0 ||
        ouro__writer_part(&writer, str, 0, length) < 0 ||
        ouro__writer_fill(&writer, s->fill, pad - left) < 0) {
        ouro_str_writer_drop(&writer);
        return NULL;
    }
    return ouro_str_writer_finish(&writer);
}

ouro_object *ouro_str_format_spec(ouro_object *str, const char *text, size_t length) {
    if (length == 0) {
        return ouro_is_exact(str, OURO_T_STR) ? ouro_newref(str) : ouro_str(str);
    }
    ouro_object *source = ouro_str_new(text, length), *result = NULL;
    const char *name = ouro_type_of(str)->name;
    spec s;
    if (source && read_spec(source, '<', name, &s)) {
        result = s.type == 's' ? format_str(str, &s) : raise_type(s.type, name);
    }
    ouro_xdecref(source);
    return result;
}

// ---- Numbers --------------------------------------------------------------------------------

// A number in pieces: sign, prefix, whole digits (which are grouped), and the rest.
typedef struct pieces {
    char sign; // 0: none
    const char *prefix;
    const char *whole, *rest;
    size_t whole_length, rest_length;
    uint32_t character; // for 'c': instead of digits
    unsigned group;     // digits between separators
} pieces;

// Writes the whole digits with separators, with leading zeros up to `least` characters; with a NULL
// writer only counts: characters, or -1.
static ssize_t write_whole(ouro_str_writer *writer, const pieces *p, char separator,
                           ssize_t least) {
    if (!separator) {
        size_t zeros = least > (ssize_t)p->whole_length ? (size_t)least - p->whole_length : 0;
        if (writer && (ouro__writer_fill(writer, '0', zeros) < 0 ||
                       ouro_str_writer_text(writer, p->whole, p->whole_length) < 0)) {
            return -1;
        }
        return (ssize_t)(zeros + p->whole_length);
    }
    // How many digits, zeros included, and how many separators between them.
    size_t digits = p->whole_length ? p->whole_length : 1;
    while ((ssize_t)(digits + (digits - 1) / p->group) < least) {
        digits++;
    }
    size_t zeros = digits - p->whole_length;
    for (size_t i = 0; writer && i < digits; i++) {
        char digit = i < zeros ? '0' : p->whole[i - zeros];
        if ((i && (digits - i) % p->group == 0 &&
             ouro_str_writer_char(writer, (uint8_t)separator) < 0) ||
            ouro_str_writer_char(writer, (uint8_t)digit) < 0) {
            return -1;
        }
    }
    return (ssize_t)(digits + (digits - 1) / p->group);
}

static ouro_object *write_pieces(const pieces *p, const spec *s) {
    size_t prefix = strlen(p->prefix), fixed = (p->sign != 0) + prefix + p->rest_length;
    bool zeros = s->fill == '0' && s->align == '=' && !p->character;
    ssize_t width = s->width > 0 ? s->width : 0;
    ssize_t least = zeros ? width - (ssize_t)fixed : 0;
    ssize_t whole = p->character ? 1 : write_whole(NULL, p, s->thousands, least);
    size_t length = fixed + (size_t)whole;
    size_t pad = width > (ssize_t)length ? (size_t)width - length : 0;
    size_t left = s->align == '>' ? pad : s->align == '^' ? pad / 2 : 0;
    size_t inside = s->align == '=' ? pad : 0;
    ouro_str_writer writer = {0};
    if (ouro__writer_fill(&writer, s->fill, left) < 0 ||
        ouro_str_writer_text(&writer, &p->sign, p->sign != 0) < 0 ||
        ouro_str_writer_text(&writer, p->prefix, prefix) < 0 ||
        ouro__writer_fill(&writer, s->fill, inside) < 0 ||
        (p->character ? ouro_str_writer_char(&writer, p->character) < 0
                      : write_whole(&writer, p, s->thousands, least) < 0) ||
        ouro_str_writer_text(&writer, p->rest, p->rest_length) < 0 ||
        ouro__writer_fill(&writer, s->fill, pad - left - inside) < 0) {
        ouro_str_writer_drop(&writer);
        return NULL;
    }
    return ouro_str_writer_finish(&writer);
}

static char sign_for(bool negative, char asked) {
    return negative ? '-' : asked == '+' || asked == ' ' ? asked : 0;
}

static void upper_case(char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (text[i] >= 'a' && text[i] <= 'z') {
            text[i] = (char)(text[i] - 32);
        }
    }
}

// ---- int ------------------------------------------------------------------------------------

static ouro_object *format_char(ouro_object *value, const spec *s) {
    if (s->sign) {
        return refuse("Sign not allowed with integer format specifier 'c'");
    }
    if (s->alternate) {
        return refuse("Alternate form (#) not allowed with integer format specifier 'c'");
    }
    int overflow;
    int64_t code = ouro_int_as_i64_overflow(value, &overflow);
    if (overflow) {
        return ouro_raise(OURO_EXC_OverflowError, "Python int too large to convert to C long");
    }
    if (code < 0 || code > (int64_t)OURO__CHAR_MAX) {
        return ouro_raise(OURO_EXC_OverflowError, "%%c arg not in range(0x110000)");
    }
    if (code == 0) {
        ouro_object *nul = ouro__latin1_char(0);
        spec plain = *s;
        plain.align = plain.align == '=' ? '>' : plain.align;
        ouro_object *result = format_str(nul, &plain);
        ouro_decref(nul);
        return result;
    }
    pieces p = {.prefix = "", .rest = "", .character = (uint32_t)code};
    return write_pieces(&p, s);
}

static ouro_object *format_integer(ouro_object *value, const spec *s) {
    if (s->precision >= 0) {
        return refuse("Precision not allowed in integer format specifier");
    }
    if (s->no_negative_zero) {
        return refuse("Negative zero coercion (z) not allowed in integer format specifier");
    }
    if (s->type == 'c') {
        return format_char(value, s);
    }
    int base = s->type == 'b' ? 2 : s->type == 'o' ? 8 : (s->type | 32) == 'x' ? 16 : 10;
    ouro__view view;
    ouro__int_view(value, &view);
    if (base == 10) { // checks the limit of digits
        ouro_object *checked = ouro_int_format(value, 10, false);
        if (!checked) {
            return NULL;
        }
        ouro_decref(checked);
    }
    size_t length;
    char *digits = ouro__int_digits(&view, base, &length);
    if (!digits) {
        return NULL;
    }
    if (s->type == 'X') {
        upper_case(digits, length);
    }
    const char *prefix = !s->alternate    ? ""
                         : s->type == 'X' ? "0X"
                         : base == 2      ? "0b"
                         : base == 8      ? "0o"
                         : base == 16     ? "0x"
                                          : "";
    pieces p = {.sign = sign_for(view.negative, s->sign),
                .prefix = prefix,
                .whole = digits,
                .whole_length = length,
                .rest = "",
                .group = base == 10 ? 3 : 4};
    ouro_object *result = write_pieces(&p, s);
    ouro_memory_free(digits);
    return result;
}

// ---- float ----------------------------------------------------------------------------------

// A value that prints as zero loses its sign.
static bool is_all_zero(const char *text, size_t length) {
    for (size_t i = 0; i < length && (text[i] | 32) != 'e'; i++) {
        if (text[i] >= '1' && text[i] <= '9') {
            return false;
        }
    }
    return text[0] == '0';
}

static ouro_object *format_float(double value, const spec *s) {
    uint32_t type = s->type;
    unsigned flags = s->alternate ? OURO__FLOAT_ALT : 0;
    char kind = type == '%' ? 'f' : type == 'n' ? 'g' : (char)(type | 32);
    ssize_t precision = s->precision;
    if (precision > INT32_MAX - 64) {
        return refuse("precision too big");
    }
    if (type == 0) {
        flags |= OURO__FLOAT_DOT_0;
        kind = precision < 0 ? 'r' : 'g';
    } else if (precision < 0) {
        precision = 6;
    }
    value = type == '%' ? value * 100 : value;
    size_t length;
    char *text = ouro__float_digits(value, kind, (int)precision, flags, &length);
    if (!text) {
        return NULL;
    }
    bool negative = signbit(value) && !isnan(value);
    negative = negative && !(s->no_negative_zero && is_all_zero(text, length));
    if (type >= 'A' && type <= 'Z') {
        upper_case(text, length);
    }
    if (type == '%') {
        text[length++] = '%'; // the terminator's place; not used as a C string any more
    }
    size_t whole = 0;
    while (whole < length && text[whole] >= '0' && text[whole] <= '9') {
        whole++;
    }
    pieces p = {.sign = sign_for(negative, s->sign),
                .prefix = "",
                .whole = text,
                .whole_length = whole,
                .rest = text + whole,
                .rest_length = length - whole,
                .group = 3};
    ouro_object *result;
    if (whole == 0) { // inf and nan have no digits to be grouped or filled up
        spec plain = *s;
        plain.thousands = 0;
        result = write_pieces(&p, &plain);
    } else {
        result = write_pieces(&p, s);
    }
    ouro_memory_free(text);
    return result;
}

static bool is_float_type(uint32_t type) {
    return type && type < 128 && strchr("eEfFgG%", (int)type);
}

ouro_object *ouro_float_format_spec(double value, const char *text, size_t length) {
    ouro_object *source = ouro_str_new(text, length), *result = NULL;
    spec s;
    if (source && read_spec(source, '>', "float", &s)) {
        result = s.type == 0 || s.type == 'n' || is_float_type(s.type)
                     ? format_float(value, &s)
                     : raise_type(s.type, "float");
    }
    ouro_xdecref(source);
    return result;
}

ouro_object *ouro_int_format_spec(ouro_object *value, const char *text, size_t length) {
    if (length == 0) {
        return ouro_int_format(value, 10, false);
    }
    ouro_object *source = ouro_str_new(text, length), *result = NULL;
    const char *name = ouro_type_of(value)->name;
    spec s;
    if (source && read_spec(source, '>', name, &s)) {
        if (s.type == 0 || (s.type < 128 && strchr("bcdoxXn", (int)s.type))) {
            result = format_integer(value, &s);
        } else if (is_float_type(s.type)) {
            double number = ouro_int_as_double(value);
            result = number == -1 && ouro_raised_borrow() ? NULL : format_float(number, &s);
        } else {
            result = raise_type(s.type, name);
        }
    }
    ouro_xdecref(source);
    return result;
}
