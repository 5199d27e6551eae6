// SPDX-License-Identifier: MIT
// Floats as text, shared by repr, format and %.  Floor: types.
#ifndef OURO_FLOAT_IMPL_H
#define OURO_FLOAT_IMPL_H

#include "caches.h"

enum {
    OURO__FLOAT_DOT_0 = 1, // "1.0", not "1"
    OURO__FLOAT_ALT = 2    // '#': keep the point and trailing zeros
};

// The text of a value, without sign (a NaN has none): kind 'e', 'f', 'g', or 'r' (shortest that
// reads back the same; precision unused).  To be given to ouro_memory_free, zero-terminated.
char *ouro__float_digits(double value, char kind, int precision, unsigned flags, size_t *length);
// What strtod does, whatever the locale.
double ouro__strtod(const char *text, char **end);
// Parses what float() takes, after white space was stripped: false if it is none.
int ouro__float_scan(const char *text, size_t length, double *value);
ouro_object *ouro__float_repr(ouro_object *self);
ouro_object *ouro__float_hex(ouro_object *self);
ouro_object *ouro__float_fromhex(ouro_object *type, ouro_object *text);
// float(str or bytes), ValueError.
ouro_object *ouro__float_of_text(ouro_object *source);
// Both operands as doubles: 1, 0 when one is no number, -1 raised.
int ouro__float_operands(ouro_object *left, ouro_object *right, double *a, double *b);
// base ** exponent of a negative base and a fraction, which is complex.
ouro_object *ouro__complex_power(double base, double exponent);
extern const ouro_method ouro__float_methods[];
extern const ouro_getset ouro__float_getsets[];

#endif
