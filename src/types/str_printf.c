// SPDX-License-Identifier: MIT
// printf for messages: C conversions and %R %S %A %T %N for objects and types.  Floor: types.
#include "str_impl.h"
#include <stdio.h>

typedef struct directive {
    ssize_t width, precision; // -1: none
    bool zero, left;
    unsigned longs; // 1: l, z or t; 2: ll
    char kind;
} directive;

// ---- Reading the format ---------------------------------------------------------------------

static const char *read_number(const char *at, ssize_t *number) {
    *number = 0;
    while (*at >= '0' && *at <= '9') {
        *number = *number * 10 + (*at++ - '0');
    }
    return at;
}

// `at` stands behind the %; returns what follows the directive.
static const char *read_directive(const char *at, directive *out) {
    *out = (directive){.width = -1, .precision = -1};
    for (;; at++) {
        if (*at == '0') {
            out->zero = true;
        } else if (*at == '-') {
            out->left = true;
        } else {
            break;
        }
    }
    if (*at >= '0' && *at <= '9') {
        at = read_number(at, &out->width);
    }
    if (*at == '.') {
        at = read_number(at + 1, &out->precision);
    }
    for (; *at == 'l' || *at == 'z' || *at == 't' || *at == 'h'; at++) {
        out->longs += *at != 'h';
    }
    out->kind = *at;
    return *at ? at + 1 : at;
}

// ---- Writing --------------------------------------------------------------------------------

// Text of `length` bytes, cut to the precision (at a character) and padded to the width.
static int write_text(ouro_str_writer *writer, const directive *d, const char *text,
                      size_t length) {
    if (d->precision >= 0 && length > (size_t)d->precision) {
        length = (size_t)d->precision;
        while (length && ((uint8_t)text[length] & 0xc0) == 0x80) {
            length--;
        }
    }
    size_t pad = d->width > 0 && (size_t)d->width > length ? (size_t)d->width - length : 0;
    char fill = d->zero ? '0' : ' ';
    if (!d->left && ouro__writer_fill(writer, (uint8_t)fill, pad) < 0) {
        return -1;
    }
    if (ouro__writer_utf8(writer, text, length) < 0) {
        return -1;
    }
    return d->left ? ouro__writer_fill(writer, ' ', pad) : 0;
}

static int write_number(ouro_str_writer *writer, const directive *d, uint64_t value,
                        bool negative) {
    char digits[32], *end = digits + sizeof digits, *at = end;
    unsigned base = d->kind == 'x' || d->kind == 'X' || d->kind == 'p' ? 16
                    : d->kind == 'o'                                   ? 8
                                                                       : 10;
    const char *letters = d->kind == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    do {
        *--at = letters[value % base];
        value /= base;
    } while (value);
    size_t sign = negative ? 1 : 0, length = (size_t)(end - at) + sign;
    size_t pad = d->width > 0 && (size_t)d->width > length ? (size_t)d->width - length : 0;
    bool zeros = d->zero && !d->left;
    if ((!zeros && !d->left && ouro__writer_fill(writer, ' ', pad) < 0) ||
        ouro_str_writer_text(writer, "-", sign) < 0 ||
        (d->kind == 'p' && ouro_str_writer_text(writer, "0x", 2) < 0) ||
        (zeros && ouro__writer_fill(writer, '0', pad) < 0) ||
        ouro_str_writer_text(writer, at, (size_t)(end - at)) < 0) {
        return -1;
    }
    return d->left ? ouro__writer_fill(writer, ' ', pad) : 0;
}

// A str (stolen, NULL: its making failed), cut to the precision.
static int write_object(ouro_str_writer *writer, const directive *d, ouro_object *str) {
    if (!str) {
        return -1;
    }
    size_t length = ouro_str_length(str);
    if (d->precision >= 0 && length > (size_t)d->precision) {
        length = (size_t)d->precision;
    }
    size_t pad = d->width > 0 && (size_t)d->width > length ? (size_t)d->width - length : 0;
    int result = d->left ? 0 : ouro__writer_fill(writer, ' ', pad);
    if (result == 0) {
        result = ouro__writer_part(writer, str, 0, length);
    }
    if (result == 0 && d->left) {
        result = ouro__writer_fill(writer, ' ', pad);
    }
    ouro_decref(str);
    return result;
}

static int write_signed(ouro_str_writer *writer, const directive *d, int64_t value) {
    uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
    return write_number(writer, d, size, value < 0);
}

// The argument of one directive, taken from `args` and written.
static int write_argument(ouro_str_writer *writer, const directive *d, va_list *args) {
    switch (d->kind) {
    case 's': {
        const char *text = va_arg(*args, const char *);
        // With a precision the text need not be terminated.
        size_t length = d->precision >= 0 ? strnlen(text, (size_t)d->precision + 4) : strlen(text);
        return write_text(writer, d, text, length);
    }
    case 'd':
    case 'i': return write_signed(writer, d, d->longs ? va_arg(*args, long) : va_arg(*args, int));
    case 'u':
    case 'x':
    case 'X':
    case 'o':
        return write_number(
            writer, d, d->longs ? va_arg(*args, unsigned long) : va_arg(*args, unsigned), false);
    case 'c': return ouro_str_writer_char(writer, (uint32_t)va_arg(*args, int));
    case 'p': return write_number(writer, d, (uintptr_t)va_arg(*args, void *), false);
    case 'R': return write_object(writer, d, ouro_repr(va_arg(*args, ouro_object *)));
    case 'S': return write_object(writer, d, ouro_str(va_arg(*args, ouro_object *)));
    case 'A': return write_object(writer, d, ouro_ascii(va_arg(*args, ouro_object *)));
    case 'T': {
        const char *name = ouro_type_of(va_arg(*args, ouro_object *))->name;
        return write_text(writer, d, name, strlen(name));
    }
    case 'V': {
        ouro_object *argument = va_arg(*args, ouro_object *);
        const char *name = ouro_is_none(argument) ? "None" : ouro_type_of(argument)->name;
        return write_text(writer, d, name, strlen(name));
    }
    case 'N': {
        const char *name = va_arg(*args, ouro_type *)->name;
        return write_text(writer, d, name, strlen(name));
    }
    case '%': return ouro_str_writer_char(writer, '%');
    default: ouro_raise(OURO_EXC_SystemError, "invalid format string"); return -1;
    }
}

ouro_object *ouro_str_format_v(const char *format, va_list args) {
    ouro_str_writer writer = {0};
    va_list rest;
    va_copy(rest, args);
    const char *at = format;
    int failed = 0;
    while (*at && !failed) {
        size_t plain = strcspn(at, "%");
        failed = ouro__writer_utf8(&writer, at, plain);
        at += plain;
        if (*at == '%' && !failed) {
            directive d;
            at = read_directive(at + 1, &d);
            failed = write_argument(&writer, &d, &rest);
        }
    }
    va_end(rest);
    if (failed) {
        ouro_str_writer_drop(&writer);
        return NULL;
    }
    return ouro_str_writer_finish(&writer);
}

ouro_object *ouro_str_format(const char *format, ...) {
    va_list args;
    va_start(args, format);
    ouro_object *result = ouro_str_format_v(format, args);
    va_end(args);
    return result;
}
