// SPDX-License-Identifier: MIT
// Writing through a callback, and tables of fields from which text and JSON are made.
// Private header of the raw floor, for the floors above it.  SPEC rows: P10, M1.
#ifndef OURO_OUTPUT_H
#define OURO_OUTPUT_H

#include "ouro/write.h"

// Once `result` is not 0, nothing more is written.
typedef struct ouro__output {
    ouro_write_fn write;
    void *arg;
    int result;
} ouro__output;

void ouro__print(ouro__output *out, const char *format, ...) OURO_PRINTF(2, 3);
// A JSON string, quotes included.
void ouro__print_json_text(ouro__output *out, const char *text);

enum ouro__unit { OURO__COUNT, OURO__BYTES, OURO__NANOSECONDS, OURO__THOUSANDTHS };

// One figure, a uint64_t at `offset` of its structure.  `key` is its name in JSON, `title` in text.
typedef struct ouro__field {
    const char *key, *title;
    enum ouro__unit unit;
    size_t offset;
} ouro__field;

uint64_t ouro__field_value(const ouro__field *field, const void *structure);
// A figure with its unit for people: "1,234", "1.50 MiB", "2.25 ms", "12.5 %".  Returns `text`.
const char *ouro__human(uint64_t value, enum ouro__unit unit, char text[32]);

// Tables of fields end with a NULL key.
void ouro__fields_text(ouro__output *out, const ouro__field *fields, const void *structure);
void ouro__fields_json(ouro__output *out, const ouro__field *fields, const void *structure);
// One line of a table: the titles (structure NULL), or the figures, each `width` wide.
void ouro__row_text(ouro__output *out, const ouro__field *fields, const void *structure, int width);

#endif
