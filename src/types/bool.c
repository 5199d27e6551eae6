// SPDX-License-Identifier: MIT
// bool: the two ints False and True.  Floor: types.
#include "caches.h"

static ouro_object *bool_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                ouro_object *kwnames) {
    (void)type;
    if (ouro_check_no_keywords("bool", kwnames) < 0) {
        return NULL;
    }
    if (nargs > 1) {
        return ouro_raise(OURO_EXC_TypeError, "bool expected at most 1 argument, got %zu", nargs);
    }
    int truth = nargs ? ouro_is_true(args[0]) : 0;
    return truth < 0 ? NULL : ouro_bool(truth);
}

static ouro_object *bool_repr(ouro_object *self) {
    return ouro_str_intern_text(self == ouro_current->true_ ? "True" : "False");
}

static bool is_bool(const ouro_object *object) {
    return object == ouro_current->true_ || object == ouro_current->false_;
}

// Of two bools a bool; of a bool and an int what ints give.
#define BOOL_OPERATOR(name, op, index)                                                             \
    static ouro_object *name(ouro_object *left, ouro_object *right) {                              \
        if (is_bool(left) && is_bool(right)) {                                                     \
            return ouro_bool((left == ouro_current->true_) op(right == ouro_current->true_));      \
        }                                                                                          \
        return ouro_builtin_type(OURO_T_INT)->slots.binary[index](left, right);                    \
    }
BOOL_OPERATOR(bool_and, &, OURO_AND)
BOOL_OPERATOR(bool_or, |, OURO_OR)
BOOL_OPERATOR(bool_xor, ^, OURO_XOR)

const ouro_type_spec ouro__bool_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "bool",
    .doc = "bool(x) -> bool\n\nReturns True when the argument x is true, False otherwise.\n"
           "The builtins True and False are the only two instances of the class bool.\n"
           "The class bool is a subclass of the class int, and cannot be subclassed.",
    .instance_size = sizeof(ouro_int),
    .item_size = sizeof(uint64_t),
    .flags = OURO_TF_MATCH_SELF | OURO_TF_IMMUTABLE,
    .slots = {.create = bool_create,
              .repr = bool_repr,
              .binary = {[OURO_AND] = bool_and, [OURO_OR] = bool_or, [OURO_XOR] = bool_xor}},
};
