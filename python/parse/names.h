// SPDX-License-Identifier: MIT
// Identifiers: which bytes may form one, their normal form, and one py_name for each in a tree.
// Front-end, parse.
#ifndef OURO_PYTHON_PARSE_NAMES_H
#define OURO_PYTHON_PARSE_NAMES_H

#include "region.h"

// Open addressing with linear probing; at most half full; the capacity is a power of two.
typedef struct name_table {
    py_name **slots;
    size_t capacity;
    size_t count;
} name_table;

void py__names_free(name_table *table);

// The interned name of `length` UTF-8 bytes, taken as they are, or NULL without memory.
py_name *py__name_intern(name_table *table, py_region *region, const char *text, size_t length);

// The same for an identifier that is not ASCII: NFKC-normalised first.
py_name *py__name_intern_nfkc(name_table *table, py_region *region, const char *text,
                              size_t length);

// Whether a code point may begin, or go on, an identifier (Unicode's XID_Start and XID_Continue).
bool py__is_xid_start(int32_t code_point);
bool py__is_xid_continue(int32_t code_point);

// Whether repr() of a str shows the code point as it is.
bool py__is_printable(int32_t code_point);

#endif
