// SPDX-License-Identifier: MIT
// repr() of constants: strings, bytes, floats, and integers of any size in decimal.
// Front-end, parse.
#include "repr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "source.h"

// ---- Strings ------------------------------------------------------------------------------------

static char quote_of(py_text text) {
    const bool single = text.length != 0 && memchr(text.bytes, '\'', text.length) != NULL;
    const bool twice = text.length != 0 && memchr(text.bytes, '"', text.length) != NULL;
    return single && !twice ? '"' : '\'';
}

static void write_escaped(FILE *out, int32_t c, char quote) {
    if (c == quote || c == '\\') {
        fprintf(out, "\\%c", (char)c);
    } else if (c == '\n') {
        fputs("\\n", out);
    } else if (c == '\r') {
        fputs("\\r", out);
    } else if (c == '\t') {
        fputs("\\t", out);
    } else {
        fprintf(out, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)c);
    }
}

void py__write_str(FILE *out, py_text text) {
    const char quote = quote_of(text);
    const char *end = text.bytes + text.length;
    fputc(quote, out);
    for (const char *s = text.bytes; s < end;) {
        const char *from = s;
        int32_t c = py__utf8_next(&s, end);
        if (c < 0) { // a surrogate
            c = (from[0] & 0x0F) << 12 | (from[1] & 0x3F) << 6 | (from[2] & 0x3F);
            s = from + 3;
        }
        if (c == quote || c == '\\' || !py__is_printable(c)) {
            write_escaped(out, c, quote);
        } else {
            fwrite(from, 1, (size_t)(s - from), out);
        }
    }
    fputc(quote, out);
}

static void write_bytes(FILE *out, py_text text) {
    const char quote = quote_of(text);
    fprintf(out, "b%c", quote);
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = (unsigned char)text.bytes[i];
        if (c == (unsigned char)quote || c == '\\' || c < ' ' || c > '~') {
            write_escaped(out, c, quote);
        } else {
            fputc(c, out);
        }
    }
    fputc(quote, out);
}

// ---- Numbers ------------------------------------------------------------------------------------

// The shortest digits that read back as the same number, laid out as repr() does.
static void write_float(FILE *out, double value, bool point) {
    char text[40];
    if (isinf(value)) {
        fputs("inf", out); // ast.dump of 1e999
        return;
    }
    int precision = 1;
    do {
        snprintf(text, sizeof text, "%.*e", precision - 1, value);
    } while (strtod(text, NULL) != value && precision++ < 17);
    const int exponent = atoi(strchr(text, 'e') + 1);
    if (exponent < -4 || exponent >= 16) {
        char *e = strchr(text, 'e');
        fprintf(out, "%.*se%c%02d", (int)(e - text), text, exponent < 0 ? '-' : '+', abs(exponent));
        return;
    }
    const int decimals = precision - 1 - exponent;
    fprintf(out, "%.*f", decimals > 0 ? decimals : 0, value);
    if (decimals <= 0 && point) {
        fputs(".0", out);
    }
}

enum { CHUNK = 1000000000, CHUNK_DIGITS = 9 };

// Any base to decimal, nine digits at a time: quadratic, which is fit for a debugging aid.
static void write_large(FILE *out, const py_constant *c) {
    const size_t room = c->integer.digits.length / 7 + 2; // 4 bits a digit, 29.9 a chunk
    uint32_t *chunks = calloc(room, sizeof *chunks);
    if (chunks == NULL) {
        fputs("<no memory>", out);
        return;
    }
    size_t used = 1;
    for (size_t i = 0; i < c->integer.digits.length; i++) {
        const char digit = c->integer.digits.bytes[i];
        uint64_t carry = (uint64_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
        for (size_t k = 0; k < used; k++) {
            carry += (uint64_t)chunks[k] * c->integer.base;
            chunks[k] = (uint32_t)(carry % CHUNK);
            carry /= CHUNK;
        }
        if (carry != 0) {
            chunks[used++] = (uint32_t)carry;
        }
    }
    fprintf(out, "%u", (unsigned)chunks[used - 1]);
    for (size_t k = used - 1; k-- > 0;) {
        fprintf(out, "%0*u", CHUNK_DIGITS, (unsigned)chunks[k]);
    }
    free(chunks);
}

void py__write_constant(FILE *out, const py_constant *c) {
    switch (c->kind) {
    case PY_CONST_NONE: fputs("None", out); break;
    case PY_CONST_TRUE: fputs("True", out); break;
    case PY_CONST_FALSE: fputs("False", out); break;
    case PY_CONST_ELLIPSIS: fputs("Ellipsis", out); break;
    case PY_CONST_INT:
        if (c->integer.base == 10) {
            fwrite(c->integer.digits.bytes, 1, c->integer.digits.length, out);
        } else {
            write_large(out, c);
        }
        break;
    case PY_CONST_FLOAT: write_float(out, c->real, true); break;
    case PY_CONST_IMAGINARY:
        write_float(out, c->real, false);
        fputc('j', out);
        break;
    case PY_CONST_STR: py__write_str(out, c->text); break;
    case PY_CONST_BYTES: write_bytes(out, c->text); break;
    }
}
