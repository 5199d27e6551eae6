// SPDX-License-Identifier: MIT
// Built-in functions on numbers.  Front-end, modules.
#include "common.h"

static ouro_object *do_abs(ouro_object *self, ouro_object *number) {
    (void)self;
    return ouro_unary(number, OURO_ABS);
}

static ouro_object *in_base(ouro_object *number, int base) {
    ouro_object *index = ouro_index(number);
    ouro_object *text = index ? ouro_int_format(index, base, true) : NULL;
    ouro_xdecref(index);
    return text;
}

static ouro_object *do_bin(ouro_object *self, ouro_object *number) {
    (void)self;
    return in_base(number, 2);
}

static ouro_object *do_oct(ouro_object *self, ouro_object *number) {
    (void)self;
    return in_base(number, 8);
}

static ouro_object *do_hex(ouro_object *self, ouro_object *number) {
    (void)self;
    return in_base(number, 16);
}

static ouro_object *do_divmod(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    return ouro_binary(args[0], args[1], OURO_DIVMOD);
}

static ouro_object *do_pow(ouro_object *self, ouro_object *const *args, size_t nargs,
                           ouro_object *kwnames) {
    (void)self;
    static const char *const names[] = {"base", "exp", "mod", NULL};
    ouro_object *given[3];
    if (ouro_parse_args("pow", names, 2, 3, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    if (!given[2] || ouro_is_none(given[2])) {
        return ouro_binary(given[0], given[1], OURO_POW);
    }
    return ouro_power(given[0], given[1], given[2]);
}

static ouro_object *do_round(ouro_object *self, ouro_object *const *args, size_t nargs,
                             ouro_object *kwnames) {
    (void)self;
    static const char *const names[] = {"number", "ndigits", NULL};
    ouro_object *given[2];
    if (ouro_parse_args("round", names, 1, 2, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    ouro_object *name = ouro_str_intern_text("__round__");
    ouro_object *method = name ? ouro_lookup_special(given[0], name) : NULL;
    ouro_xdecref(name);
    if (!method) {
        return ouro_current->raised
                   ? NULL
                   : ouro_raise(OURO_EXC_TypeError, "type %T doesn't define __round__ method",
                                given[0]);
    }
    bool digits = given[1] && !ouro_is_none(given[1]);
    ouro_object *result = digits ? ouro_call1(method, given[1]) : ouro_call0(method);
    ouro_decref(method);
    return result;
}

const ouro_method py__number_functions[] = {
    OURO_O("abs", do_abs, "The absolute value."),
    OURO_O("bin", do_bin, "The binary text of an integer."),
    OURO_O("oct", do_oct, "The octal text of an integer."),
    OURO_O("hex", do_hex, "The hexadecimal text of an integer."),
    OURO_ARGS("divmod", do_divmod, 2, 2, "The tuple (x//y, x%y)."),
    OURO_KEYWORDS("pow", do_pow, "base**exp, or base**exp % mod."),
    OURO_KEYWORDS("round", do_round, "Round to a number of decimal digits."),
    {0},
};
