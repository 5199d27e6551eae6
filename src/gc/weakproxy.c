// SPDX-License-Identifier: MIT
// Weak proxies: objects that do what their referent does, while it lives.  Floor: gc.
// SPEC rows R4, G2.
//
// Every slot does the same: it takes the referents of those operands that are proxies, holds them, does
// the operation on them, and lets go; ReferenceError when one is gone.
#include "weakref.h"

ouro_object *ouro_weakproxy_new(ouro_object *object, ouro_object *callback) {
    enum ouro_builtin type = ouro_callable(object) ? OURO_T_WEAKCALLABLEPROXY : OURO_T_WEAKPROXY;
    return ouro__weakref_make(ouro_builtin_type(type), object, callback);
}

// ---- Operands -------------------------------------------------------------------------------

// What an operand stands for: a new reference to itself or its referent, NULL with ReferenceError.
static ouro_object *real(ouro_object *operand) {
    if (!ouro__is_weakproxy(operand)) {
        return ouro_newref(operand);
    }
    ouro_object *referent = ouro_weakref_get(operand);
    return referent
               ? referent
               : ouro_raise(OURO_EXC_ReferenceError, "weakly-referenced object no longer exists");
}

// A slot's result `type result` is `expression` of `x`, or `failed` when the referent is gone.
#define WITH_REFERENT(type, failed, self, expression)                                              \
    ouro_object *x = real(self);                                                                   \
    if (!x) {                                                                                      \
        return failed;                                                                             \
    }                                                                                              \
    type result = expression;                                                                      \
    ouro_decref(x);                                                                                \
    return result

// ---- Every object ---------------------------------------------------------------------------

static ouro_object *proxy_repr(ouro_object *self) {
    ouro_object *referent = ouro_weakref_get(self);
    ouro_object *shown = referent ? referent : ouro_none_borrow();
    ouro_object *text =
        ouro_str_format("<weakproxy at %p to %T at %p>", (void *)self, shown, (void *)shown);
    ouro_xdecref(referent);
    return text;
}

static ouro_object *proxy_str(ouro_object *self) {
    WITH_REFERENT(ouro_object *, NULL, self, ouro_str(x));
}
static ouro_object *proxy_getattr(ouro_object *self, ouro_object *name) {
    WITH_REFERENT(ouro_object *, NULL, self, ouro_getattr(x, name));
}
static int proxy_setattr(ouro_object *self, ouro_object *name, ouro_object *value) {
    WITH_REFERENT(int, -1, self, ouro_setattr(x, name, value));
}
static ouro_object *proxy_call(ouro_object *self, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames) {
    WITH_REFERENT(ouro_object *, NULL, self, ouro_call(x, args, nargs, kwnames));
}

typedef ouro_object *(*pair_fn)(ouro_object *left, ouro_object *right, int op);

static ouro_object *with_both(ouro_object *left, ouro_object *right, pair_fn function, int op) {
    ouro_object *x = real(left), *y = x ? real(right) : NULL;
    ouro_object *result = y ? function(x, y, op) : NULL;
    ouro_xdecref(x);
    ouro_xdecref(y);
    return result;
}

static ouro_object *compare(ouro_object *left, ouro_object *right, int op) {
    return ouro_compare(left, right, (enum ouro_compare_op)op);
}
static ouro_object *proxy_compare(ouro_object *self, ouro_object *other, int op) {
    return with_both(self, other, compare, op);
}

// ---- Containers and iterators ---------------------------------------------------------------

static ouro_object *proxy_iter(ouro_object *self) {
    WITH_REFERENT(ouro_object *, NULL, self, ouro_iter(x));
}

static ouro_object *next_of(ouro_object *object) {
    if (!ouro_is_iterator(object)) {
        return ouro_raise(OURO_EXC_TypeError, "Weakref proxy referenced a non-iterator '%T' object",
                          object);
    }
    return ouro_next(object);
}
static ouro_object *proxy_next(ouro_object *self) {
    WITH_REFERENT(ouro_object *, NULL, self, next_of(x));
}
static ssize_t proxy_length(ouro_object *self) {
    WITH_REFERENT(ssize_t, -1, self, ouro_length(x));
}
static int proxy_contains(ouro_object *self, ouro_object *item) {
    WITH_REFERENT(int, -1, self, ouro_contains(x, item));
}
static ouro_object *proxy_getitem(ouro_object *self, ouro_object *key) {
    WITH_REFERENT(ouro_object *, NULL, self, ouro_getitem(x, key));
}
static int proxy_setitem(ouro_object *self, ouro_object *key, ouro_object *value) {
    WITH_REFERENT(int, -1, self, ouro_setitem(x, key, value));
}

// ---- Numbers --------------------------------------------------------------------------------

static int proxy_truth(ouro_object *self) {
    WITH_REFERENT(int, -1, self, ouro_is_true(x));
}
static ouro_object *proxy_index(ouro_object *self) {
    WITH_REFERENT(ouro_object *, NULL, self, ouro_index(x));
}
static ouro_object *proxy_to_int(ouro_object *self) {
    WITH_REFERENT(ouro_object *, NULL, self,
                  ouro_call1((ouro_object *)ouro_builtin_type(OURO_T_INT), x));
}
static ouro_object *proxy_to_float(ouro_object *self) {
    WITH_REFERENT(ouro_object *, NULL, self,
                  ouro_call1((ouro_object *)ouro_builtin_type(OURO_T_FLOAT), x));
}

static ouro_object *binary(ouro_object *left, ouro_object *right, int op) {
    return ouro_binary(left, right, (enum ouro_binary_op)op);
}
static ouro_object *inplace(ouro_object *left, ouro_object *right, int op) {
    return ouro_inplace(left, right, (enum ouro_binary_op)op);
}

static ouro_object *proxy_power(ouro_object *base, ouro_object *exponent, ouro_object *modulus) {
    ouro_object *x = real(base), *y = x ? real(exponent) : NULL, *z = y ? real(modulus) : NULL;
    ouro_object *result = z ? ouro_power(x, y, z) : NULL;
    ouro_xdecref(x);
    ouro_xdecref(y);
    ouro_xdecref(z);
    return result;
}

// X(operator): those that are called alike, with and without assignment.
#define BINARY_OPERATORS(X)                                                                        \
    X(ADD)                                                                                         \
    X(SUB)                                                                                         \
    X(MUL) X(MATMUL) X(TRUEDIV) X(FLOORDIV) X(MOD) X(POW) X(LSHIFT) X(RSHIFT) X(AND) X(XOR) X(OR)
#define UNARY_OPERATORS(X) X(NEG) X(POS) X(INVERT) X(ABS)

#define DEFINE_BINARY(op)                                                                          \
    static ouro_object *binary_##op(ouro_object *left, ouro_object *right) {                       \
        return with_both(left, right, binary, OURO_##op);                                          \
    }                                                                                              \
    static ouro_object *inplace_##op(ouro_object *left, ouro_object *right) {                      \
        return with_both(left, right, inplace, OURO_##op);                                         \
    }
BINARY_OPERATORS(DEFINE_BINARY)

static ouro_object *binary_DIVMOD(ouro_object *left, ouro_object *right) {
    return with_both(left, right, binary, OURO_DIVMOD);
}

#define DEFINE_UNARY(op)                                                                           \
    static ouro_object *unary_##op(ouro_object *self) {                                            \
        WITH_REFERENT(ouro_object *, NULL, self, ouro_unary(x, OURO_##op));                        \
    }
UNARY_OPERATORS(DEFINE_UNARY)

// ---- Methods without a slot -----------------------------------------------------------------

static ouro_object *proxy_bytes(ouro_object *self) {
    WITH_REFERENT(ouro_object *, NULL, self, ouro_call_method(x, ouro__name(bytes), NULL, 0));
}
static ouro_object *proxy_reversed(ouro_object *self) {
    WITH_REFERENT(ouro_object *, NULL, self, ouro_call_method(x, ouro__name(reversed), NULL, 0));
}

static const ouro_method methods[] = {OURO_NOARGS("__bytes__", proxy_bytes, NULL),
                                      OURO_NOARGS("__reversed__", proxy_reversed, NULL),
                                      {NULL, {NULL}, 0, 0, 0, NULL}};

// ---- The types ------------------------------------------------------------------------------

#define BINARY_SLOT(op)  [OURO_##op] = binary_##op,
#define INPLACE_SLOT(op) [OURO_##op] = inplace_##op,
#define UNARY_SLOT(op)   [OURO_##op] = unary_##op,

#define PROXY_SPEC(text, call_slot, own_methods)                                                   \
    {                                                                                              \
        .size = sizeof(ouro_type_spec), .name = text, .instance_size = sizeof(ouro_weakref),       \
        .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE,                      \
        .slots = {.drop = ouro__weakref_drop,                                                      \
                  .traverse = ouro__weakref_traverse,                                              \
                  .clear = ouro__weakref_drop,                                                     \
                  .repr = proxy_repr,                                                              \
                  .str = proxy_str,                                                                \
                  .call = call_slot,                                                               \
                  .getattr = proxy_getattr,                                                        \
                  .setattr = proxy_setattr,                                                        \
                  .compare = proxy_compare,                                                        \
                  .iter = proxy_iter,                                                              \
                  .next = proxy_next,                                                              \
                  .length = proxy_length,                                                          \
                  .contains = proxy_contains,                                                      \
                  .getitem = proxy_getitem,                                                        \
                  .setitem = proxy_setitem,                                                        \
                  .truth = proxy_truth,                                                            \
                  .index = proxy_index,                                                            \
                  .to_int = proxy_to_int,                                                          \
                  .to_float = proxy_to_float,                                                      \
                  .unary = {UNARY_OPERATORS(UNARY_SLOT)},                                          \
                  .binary = {BINARY_OPERATORS(BINARY_SLOT)[OURO_DIVMOD] = binary_DIVMOD},          \
                  .inplace = {BINARY_OPERATORS(INPLACE_SLOT)},                                     \
                  .power = proxy_power},                                                           \
        .methods = own_methods,                                                                    \
    }

const ouro_type_spec ouro__weakproxy_spec = PROXY_SPEC("weakref.ProxyType", NULL, methods);
// In 3.11 the methods are those of the other type only.
const ouro_type_spec ouro__weakcallableproxy_spec =
    PROXY_SPEC("weakref.CallableProxyType", proxy_call, NULL);
