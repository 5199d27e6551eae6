// SPDX-License-Identifier: MIT
// Writing through a callback: formatted pieces, JSON text, and fields from one table in two
// notations.  Floor raw; SPEC rows: P10, M1.
#include "output.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

// ---- Pieces -----------------------------------------------------------------------------------

int ouro_write_to_file(void *file, const char *text, size_t bytes) {
    return fwrite(text, 1, bytes, file) == bytes ? 0 : -1;
}

static void put(ouro__output *out, const char *text, size_t bytes) {
    if (out->result == 0 && bytes) {
        out->result = out->write(out->arg, text, bytes);
    }
}

void ouro__print(ouro__output *out, const char *format, ...) {
    char text[512];
    va_list args;
    va_start(args, format);
    int bytes = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (bytes > 0) {
        put(out, text, (size_t)bytes < sizeof text ? (size_t)bytes : sizeof text - 1);
    }
}

void ouro__print_json_text(ouro__output *out, const char *text) {
    put(out, "\"", 1);
    for (const char *at = text; *at; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '"' || c == '\\') {
            ouro__print(out, "\\%c", c);
        } else if (c < 0x20) {
            ouro__print(out, "\\u%04x", c);
        } else {
            put(out, at, 1);
        }
    }
    put(out, "\"", 1);
}

// ---- Figures ----------------------------------------------------------------------------------

uint64_t ouro__field_value(const ouro__field *field, const void *structure) {
    uint64_t value;
    memcpy(&value, (const char *)structure + field->offset, sizeof value);
    return value;
}

static void group_digits(uint64_t value, char text[32]) {
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
    size_t at = 0;
    for (int i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0) {
            text[at++] = ',';
        }
        text[at++] = digits[i];
    }
    text[at] = 0;
}

const char *ouro__human(uint64_t value, enum ouro__unit unit, char text[32]) {
    static const char *const bytes[] = {"B", "KiB", "MiB", "GiB", "TiB", NULL};
    static const char *const times[] = {"ns", "us", "ms", "s", NULL};
    if (unit == OURO__COUNT) {
        group_digits(value, text);
        return text;
    }
    if (unit == OURO__THOUSANDTHS) {
        snprintf(text, 32, "%.1f %%", (double)value / 10);
        return text;
    }
    const char *const *name = unit == OURO__BYTES ? bytes : times;
    double step = unit == OURO__BYTES ? 1024 : 1000, amount = (double)value;
    while (amount >= step && name[1]) {
        amount /= step;
        name++;
    }
    bool whole = name == bytes || name == times;
    snprintf(text, 32, whole ? "%.0f %s" : "%.2f %s", amount, *name);
    return text;
}

// ---- Tables of fields -------------------------------------------------------------------------

void ouro__fields_text(ouro__output *out, const ouro__field *fields, const void *structure) {
    char text[32];
    for (const ouro__field *field = fields; field->key; field++) {
        ouro__print(out, "  %-28s %16s\n", field->title,
                    ouro__human(ouro__field_value(field, structure), field->unit, text));
    }
}

void ouro__fields_json(ouro__output *out, const ouro__field *fields, const void *structure) {
    for (const ouro__field *field = fields; field->key; field++) {
        ouro__print(out, "%s\"%s\": %llu", field == fields ? "" : ", ", field->key,
                    (unsigned long long)ouro__field_value(field, structure));
    }
}

void ouro__row_text(ouro__output *out, const ouro__field *fields, const void *structure,
                    int width) {
    char text[32];
    for (const ouro__field *field = fields; field->key; field++) {
        const char *shown =
            structure ? ouro__human(ouro__field_value(field, structure), field->unit, text)
                      : field->title;
        ouro__print(out, " %*s", width, shown);
    }
    ouro__print(out, "\n");
}
