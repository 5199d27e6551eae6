// SPDX-License-Identifier: MIT
// The methods of str that strip, pad and translate.  Floor: types.
#include "str_methods.h"

// ---- strip ----------------------------------------------------------------------------------

enum side { LEFT = 1, RIGHT = 2, BOTH = 3 };

static bool in_set(ouro_object *set, uint32_t c) {
    if (!set) {
        return ouro__char_is_space(c);
    }
    ouro__span one = {&c, 4, 1};
    uint8_t narrow = (uint8_t)c;
    uint16_t half = (uint16_t)c;
    if (c < 0x100) {
        one = (ouro__span){&narrow, 1, 1};
    } else if (c < 0x10000) {
        one = (ouro__span){&half, 2, 1};
    }
    return ouro__span_find(ouro__str_span(set), one) >= 0;
}

static ouro_object *strip(ouro_object *self, ouro_object *const *args, size_t nargs, enum side side,
                          const char *name) {
    ouro_object *set = nargs && !ouro_is_none(args[0]) ? args[0] : NULL;
    if (set && !ouro_is(set, OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "%s arg must be None or str", name);
    }
    size_t start = 0, end = ouro_str_length(self);
    while ((side & LEFT) && start < end && in_set(set, ouro_str_char(self, start))) {
        start++;
    }
    while ((side & RIGHT) && end > start && in_set(set, ouro_str_char(self, end - 1))) {
        end--;
    }
    return ouro_str_slice(self, start, end);
}

ouro_object *ouro__strm_strip(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return strip(self, args, nargs, BOTH, "strip");
}
ouro_object *ouro__strm_lstrip(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return strip(self, args, nargs, LEFT, "lstrip");
}
ouro_object *ouro__strm_rstrip(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return strip(self, args, nargs, RIGHT, "rstrip");
}

// ---- Padding --------------------------------------------------------------------------------

static ouro_object *pad(ouro_object *self, size_t left, size_t right, uint32_t fill) {
    ouro_str_writer writer = {0};
    if (ouro__writer_fill(&writer, fill, left) < 0 || ouro_str_writer_str(&writer, self) < 0 ||
        ouro__writer_fill(&writer, fill, right) < 0) {
        ouro_str_writer_drop(&writer);
        return NULL;
    }
    return ouro_str_writer_finish(&writer);
}

static ouro_object *justify(ouro_object *self, ouro_object *const *args, size_t nargs,
                            enum side side) {
    ssize_t width = ouro_index_ssize(args[0], ouro_exc_type(OURO_EXC_OverflowError));
    if (width == -1 && ouro_raised_borrow()) {
        return NULL;
    }
    uint32_t fill = ' ';
    if (nargs > 1) {
        if (!ouro_is(args[1], OURO_T_STR)) {
            return ouro_raise(OURO_EXC_TypeError,
                              "The fill character must be a unicode character, not %.100s",
                              ouro_type_of(args[1])->name);
        }
        if (ouro_str_length(args[1]) != 1) {
            return ouro_raise(OURO_EXC_TypeError,
                              "The fill character must be exactly one character long");
        }
        fill = ouro_str_char(args[1], 0);
    }
    size_t length = ouro_str_length(self);
    if (width <= (ssize_t)length) {
        return ouro__str_exact(self);
    }
    size_t more = (size_t)width - length;
    // An odd space too many goes to the left when the width is odd as well.
    size_t left = side == RIGHT ? more : side == LEFT ? 0 : more / 2 + (more & (size_t)width & 1);
    return pad(self, left, more - left, fill);
}

ouro_object *ouro__strm_center(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return justify(self, args, nargs, BOTH);
}
ouro_object *ouro__strm_ljust(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return justify(self, args, nargs, LEFT);
}
ouro_object *ouro__strm_rjust(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return justify(self, args, nargs, RIGHT);
}

ouro_object *ouro__strm_zfill(ouro_object *self, ouro_object *arg) {
    ssize_t width = ouro_index_ssize(arg, ouro_exc_type(OURO_EXC_OverflowError));
    if (width == -1 && ouro_raised_borrow()) {
        return NULL;
    }
    size_t length = ouro_str_length(self);
    if (width <= (ssize_t)length) {
        return ouro__str_exact(self);
    }
    uint32_t first = length ? ouro_str_char(self, 0) : 0;
    size_t sign = first == '+' || first == '-';
    ouro_str_writer writer = {0};
    if (ouro__writer_part(&writer, self, 0, sign) < 0 ||
        ouro__writer_fill(&writer, '0', (size_t)width - length) < 0 ||
        ouro__writer_part(&writer, self, sign, length) < 0) {
        ouro_str_writer_drop(&writer);
        return NULL;
    }
    return ouro_str_writer_finish(&writer);
}

ouro_object *ouro__strm_expandtabs(ouro_object *self, ouro_object *const *args, size_t nargs,
                                   ouro_object *kwnames) {
    static const char *const names[] = {"tabsize", NULL};
    ouro_object *given = NULL;
    if (ouro_parse_args("expandtabs", names, 0, 1, args, nargs, kwnames, &given) < 0) {
        return NULL;
    }
    ssize_t size = given ? ouro_index_ssize(given, ouro_exc_type(OURO_EXC_OverflowError)) : 8;
    if (size == -1 && ouro_raised_borrow()) {
        return NULL;
    }
    ouro_str_writer writer = {0};
    size_t column = 0, length = ouro_str_length(self);
    for (size_t i = 0; i < length; i++) {
        uint32_t c = ouro_str_char(self, i);
        int failed;
        if (c == '\t') {
            size_t step = size > 0 ? (size_t)size - column % (size_t)size : 0;
            column += step;
            failed = ouro__writer_fill(&writer, ' ', step);
        } else {
            column = c == '\n' || c == '\r' ? 0 : column + 1;
            failed = ouro_str_writer_char(&writer, c);
        }
        if (failed < 0) {
            ouro_str_writer_drop(&writer);
            return NULL;
        }
    }
    return ouro_str_writer_finish(&writer);
}

// ---- translate ------------------------------------------------------------------------------

// What the table (anything with []) has for `c`: written, or -1 raised.
static int translate_char(ouro_str_writer *writer, ouro_object *table, uint32_t c) {
    ouro_object *key = ouro_int_new(c);
    ouro_object *value = key ? ouro_getitem(table, key) : NULL;
    ouro_xdecref(key);
    if (!value) {
        if (key && ouro_raised_is(OURO_EXC_LookupError)) {
            ouro_raised_clear();
            return ouro_str_writer_char(writer, c);
        }
        return -1;
    }
    int result = -1;
    if (ouro_is_none(value)) {
        result = 0;
    } else if (ouro_is(value, OURO_T_STR)) {
        result = ouro_str_writer_str(writer, value);
    } else if (ouro__is_int(value)) {
        int overflow;
        int64_t code = ouro_int_as_i64_overflow(value, &overflow);
        if (overflow || code < 0 || code > (int64_t)OURO__CHAR_MAX) {
            ouro_raise(OURO_EXC_ValueError, "character mapping must be in range(0x110000)");
        } else {
            result = ouro_str_writer_char(writer, (uint32_t)code);
        }
    } else {
        ouro_raise(OURO_EXC_TypeError, "character mapping must return integer, None or str");
    }
    ouro_decref(value);
    return result;
}

ouro_object *ouro__strm_translate(ouro_object *self, ouro_object *table) {
    ouro_str_writer writer = {0};
    size_t length = ouro_str_length(self);
    for (size_t i = 0; i < length; i++) {
        if (translate_char(&writer, table, ouro_str_char(self, i)) < 0) {
            ouro_str_writer_drop(&writer);
            return NULL;
        }
    }
    return ouro_str_writer_finish(&writer);
}

static int set_code(ouro_object *dict, uint32_t code, ouro_object *value) {
    ouro_object *key = ouro_int_new(code);
    int result = key && value ? ouro_dict_set(dict, key, value) : -1;
    ouro_xdecref(key);
    return result;
}

// Copies a dict with its one-character keys made code points.
static int maketrans_dict(ouro_object *dict, ouro_object *source) {
    size_t position = 0;
    ouro_object *key, *value;
    int64_t hash;
    while (ouro_dict_next(source, &position, &key, &value, &hash)) {
        int status;
        if (ouro_is(key, OURO_T_STR)) {
            if (ouro_str_length(key) != 1) {
                ouro_raise(OURO_EXC_ValueError,
                           "string keys in translate table must be of length 1");
                return -1;
            }
            status = set_code(dict, ouro_str_char(key, 0), value);
        } else if (ouro__is_int(key)) {
            status = ouro_dict_set(dict, key, value);
        } else {
            ouro_raise(OURO_EXC_TypeError, "keys in translate table must be strings or integers");
            return -1;
        }
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

static int maketrans_pairs(ouro_object *dict, ouro_object *from, ouro_object *to,
                           ouro_object *dropped) {
    if (!ouro_is(from, OURO_T_STR)) {
        ouro_raise(OURO_EXC_TypeError,
                   "first maketrans argument must be a string if there is a second argument");
        return -1;
    }
    if (!ouro__want_str(to, "maketrans() argument 2 must be str, not %V") ||
        (dropped && !ouro__want_str(dropped, "maketrans() argument 3 must be str, not %V"))) {
        return -1;
    }
    if (ouro_str_length(from) != ouro_str_length(to)) {
        ouro_raise(OURO_EXC_ValueError, "the first two maketrans arguments must have equal length");
        return -1;
    }
    for (size_t i = 0; i < ouro_str_length(from); i++) {
        ouro_object *value = ouro_int_new(ouro_str_char(to, i));
        int status = set_code(dict, ouro_str_char(from, i), value);
        ouro_xdecref(value);
        if (status < 0) {
            return -1;
        }
    }
    for (size_t i = 0; dropped && i < ouro_str_length(dropped); i++) {
        if (set_code(dict, ouro_str_char(dropped, i), ouro_none_borrow()) < 0) {
            return -1;
        }
    }
    return 0;
}

ouro_object *ouro__strm_maketrans(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    ouro_object *dict = ouro_dict_new();
    if (!dict) {
        return NULL;
    }
    int status;
    if (nargs > 1) {
        status = maketrans_pairs(dict, args[0], args[1], nargs > 2 ? args[2] : NULL);
    } else if (ouro_is_exact(args[0], OURO_T_DICT)) {
        status = maketrans_dict(dict, args[0]);
    } else {
        ouro_raise(OURO_EXC_TypeError,
                   "if you give only one argument to maketrans it must be a dict");
        status = -1;
    }
    if (status < 0) {
        ouro_clear(&dict);
    }
    return dict;
}
