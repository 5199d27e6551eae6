// SPDX-License-Identifier: MIT
// Slots of classes made by Python code: each calls the special method of its name.  Floor: object.
#ifndef OURO_SLOTS_PYTHON_H
#define OURO_SLOTS_PYTHON_H

#include "type.h"

int ouro__python_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                      ouro_object *kwnames);
void ouro__python_finalize(ouro_object *self);
ouro_object *ouro__python_repr(ouro_object *self);
ouro_object *ouro__python_str(ouro_object *self);
int64_t ouro__python_hash(ouro_object *self);
ouro_object *ouro__python_call(ouro_object *self, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames);
int ouro__python_setattr(ouro_object *self, ouro_object *name, ouro_object *value);
ouro_object *ouro__python_compare(ouro_object *self, ouro_object *other, int op);
ouro_object *ouro__python_iter(ouro_object *self);
ouro_object *ouro__python_next(ouro_object *self);
ouro_object *ouro__python_descr_get(ouro_object *self, ouro_object *instance, ouro_object *owner);
int ouro__python_descr_set(ouro_object *self, ouro_object *instance, ouro_object *value);
ssize_t ouro__python_length(ouro_object *self);
int ouro__python_contains(ouro_object *self, ouro_object *item);
ouro_object *ouro__python_getitem(ouro_object *self, ouro_object *key);
int ouro__python_setitem(ouro_object *self, ouro_object *key, ouro_object *value);
int ouro__python_truth(ouro_object *self);
ouro_object *ouro__python_index(ouro_object *self);
ouro_object *ouro__python_to_int(ouro_object *self);
ouro_object *ouro__python_to_float(ouro_object *self);
ouro_object *ouro__python_power(ouro_object *base, ouro_object *exponent, ouro_object *modulus);
ouro_object *ouro__python_await(ouro_object *self);
ouro_object *ouro__python_aiter(ouro_object *self);
ouro_object *ouro__python_anext(ouro_object *self);

#define OURO__PYTHON_UNARY(name) ouro_object *ouro__python_##name(ouro_object *self)
OURO__PYTHON_UNARY(neg);
OURO__PYTHON_UNARY(pos);
OURO__PYTHON_UNARY(invert);
OURO__PYTHON_UNARY(abs);

// The binary operators: X(C name, name id left, right, in place, operator)
// clang-format off
#define OURO__PYTHON_BINARIES(X)                                                                    \
    X(add, add, radd, iadd, OURO_ADD) X(sub, sub, rsub, isub, OURO_SUB)                             \
    X(mul, mul, rmul, imul, OURO_MUL) X(matmul, matmul, rmatmul, imatmul, OURO_MATMUL)              \
    X(truediv, truediv, rtruediv, itruediv, OURO_TRUEDIV)                                           \
    X(floordiv, floordiv, rfloordiv, ifloordiv, OURO_FLOORDIV) X(mod, mod, rmod, imod, OURO_MOD)    \
    X(pow, pow, rpow, ipow, OURO_POW) X(lshift, lshift, rlshift, ilshift, OURO_LSHIFT)              \
    X(rshift, rshift, rrshift, irshift, OURO_RSHIFT) X(and, and_, rand, iand, OURO_AND)             \
    X(xor, xor, rxor, ixor, OURO_XOR) X(or, or_, ror, ior, OURO_OR)
// clang-format on
#define OURO__PYTHON_BINARY(c, left, right, inplace_id, op)                                        \
    ouro_object *ouro__python_##c(ouro_object *left_operand, ouro_object *right_operand);          \
    ouro_object *ouro__python_i##c(ouro_object *self, ouro_object *other);
OURO__PYTHON_BINARIES(OURO__PYTHON_BINARY)
#undef OURO__PYTHON_BINARY
ouro_object *ouro__python_divmod(ouro_object *left, ouro_object *right);

// TypeError: an operator does not support its operands (arith.c). Always NULL.
void *ouro__raise_operands(ouro_object *left, ouro_object *right, enum ouro_binary_op op,
                           const char *sign);

// `base ** exponent`, with `modulus` (not None) through the power slot.
ouro_object *ouro__power_of(ouro_object *base, ouro_object *exponent, ouro_object *modulus,
                            ouro_binary_fn function);
// The type whose built-in __new__ `object` is, or NULL.
const ouro_type *ouro__create_owner(const ouro_object *object);

#endif
