// SPDX-License-Identifier: MIT
// What the files of complex share.  Floor: types.
#ifndef OURO_COMPLEX_IMPL_H
#define OURO_COMPLEX_IMPL_H

#include "float_impl.h"
#include "int_impl.h"

typedef struct ouro__complex {
    double real, imag;
} ouro__complex;

static inline ouro__complex ouro__complex_value(const ouro_object *object) {
    return (ouro__complex){ouro_complex_real(object), ouro_complex_imag(object)};
}

// complex(): the type's `create` slot.
ouro_object *ouro__complex_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                  ouro_object *kwnames);
ouro_object *ouro__complex_repr(ouro_object *self);
// complex(text): 1, 0 when it is malformed, -1 raised.
int ouro__complex_scan(const char *text, size_t length, ouro__complex *value);

#endif
