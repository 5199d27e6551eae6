// SPDX-License-Identifier: MIT
// The methods of str that change case.  Floor: types.
#include "str_methods.h"

typedef unsigned (*map_fn)(uint32_t c, uint32_t out[3]);

// ---- ASCII in one pass ----------------------------------------------------------------------

static bool is_lower(uint8_t c) {
    return c >= 'a' && c <= 'z';
}
static bool is_upper(uint8_t c) {
    return c >= 'A' && c <= 'Z';
}

enum ascii_case { TO_UPPER = 1, TO_LOWER = 2, SWAP = 3 };

static ouro_object *map_ascii(ouro_object *self, enum ascii_case how) {
    size_t length = ouro_str_length(self);
    if (length < 2) {
        if (length == 0) {
            return ouro__str_empty();
        }
        uint8_t c = ouro__str(self)->data[0];
        bool change = ((how & TO_UPPER) && is_lower(c)) || ((how & TO_LOWER) && is_upper(c));
        return ouro__latin1_char(change ? c ^ 32 : c);
    }
    ouro_object *result = ouro__str_alloc(length, 1, true);
    if (!result) {
        return NULL;
    }
    const uint8_t *from = ouro_str_data(self);
    uint8_t *to = ouro__str_mutable(result);
    for (size_t i = 0; i < length; i++) {
        uint8_t c = from[i];
        bool change = ((how & TO_UPPER) && is_lower(c)) || ((how & TO_LOWER) && is_upper(c));
        to[i] = change ? c ^ 32 : c;
    }
    return result;
}

// ---- Any text -------------------------------------------------------------------------------

static int write_mapped(ouro_str_writer *writer, map_fn map, uint32_t c) {
    uint32_t out[3];
    unsigned n = map(c, out);
    for (unsigned i = 0; i < n; i++) {
        if (ouro_str_writer_char(writer, out[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

// A capital sigma at the end of a word has a small form of its own.
static bool is_final_sigma(ouro_object *self, size_t at) {
    size_t i = at, length = ouro_str_length(self);
    while (i > 0 && ouro__char_is_case_ignorable(ouro_str_char(self, i - 1))) {
        i--;
    }
    if (i == 0 || !ouro__char_is_cased(ouro_str_char(self, i - 1))) {
        return false;
    }
    i = at + 1;
    while (i < length && ouro__char_is_case_ignorable(ouro_str_char(self, i))) {
        i++;
    }
    return i == length || !ouro__char_is_cased(ouro_str_char(self, i));
}

static int write_lower(ouro_str_writer *writer, ouro_object *self, size_t at) {
    uint32_t c = ouro_str_char(self, at);
    if (c == 0x3a3) {
        return ouro_str_writer_char(writer, is_final_sigma(self, at) ? 0x3c2 : 0x3c3);
    }
    return write_mapped(writer, ouro__char_lower, c);
}

// What a method makes of character `at`; `state` is the method's own, 0 at first.
typedef int (*step_fn)(ouro_str_writer *writer, ouro_object *self, size_t at, int *state);

static ouro_object *map_all(ouro_object *self, step_fn step) {
    ouro_str_writer writer = {0};
    size_t length = ouro_str_length(self);
    int state = 0;
    for (size_t i = 0; i < length; i++) {
        if (step(&writer, self, i, &state) < 0) {
            ouro_str_writer_drop(&writer);
            return NULL;
        }
    }
    return ouro_str_writer_finish(&writer);
}

static int step_upper(ouro_str_writer *writer, ouro_object *self, size_t at, int *state) {
    (void)state;
    return write_mapped(writer, ouro__char_upper, ouro_str_char(self, at));
}
static int step_lower(ouro_str_writer *writer, ouro_object *self, size_t at, int *state) {
    (void)state;
    return write_lower(writer, self, at);
}
static int step_fold(ouro_str_writer *writer, ouro_object *self, size_t at, int *state) {
    (void)state;
    return write_mapped(writer, ouro__char_fold, ouro_str_char(self, at));
}
static int step_capitalize(ouro_str_writer *writer, ouro_object *self, size_t at, int *state) {
    (void)state;
    return at ? write_lower(writer, self, at)
              : write_mapped(writer, ouro__char_title, ouro_str_char(self, at));
}

static int step_swap(ouro_str_writer *writer, ouro_object *self, size_t at, int *state) {
    (void)state;
    uint32_t c = ouro_str_char(self, at);
    if (ouro__char_is_upper(c)) {
        return write_lower(writer, self, at);
    }
    return ouro__char_is_lower(c) ? write_mapped(writer, ouro__char_upper, c)
                                  : ouro_str_writer_char(writer, c);
}

// `state`: the character before was cased.
static int step_title(ouro_str_writer *writer, ouro_object *self, size_t at, int *state) {
    uint32_t c = ouro_str_char(self, at);
    int result = *state ? write_lower(writer, self, at) : write_mapped(writer, ouro__char_title, c);
    *state = ouro__char_is_cased(c);
    return result;
}

// ---- Methods --------------------------------------------------------------------------------

ouro_object *ouro__strm_upper(ouro_object *self) {
    return ouro_str_is_ascii(self) ? map_ascii(self, TO_UPPER) : map_all(self, step_upper);
}
ouro_object *ouro__strm_lower(ouro_object *self) {
    return ouro_str_is_ascii(self) ? map_ascii(self, TO_LOWER) : map_all(self, step_lower);
}
ouro_object *ouro__strm_swapcase(ouro_object *self) {
    return ouro_str_is_ascii(self) ? map_ascii(self, SWAP) : map_all(self, step_swap);
}
ouro_object *ouro__strm_casefold(ouro_object *self) {
    return ouro_str_is_ascii(self) ? map_ascii(self, TO_LOWER) : map_all(self, step_fold);
}
ouro_object *ouro__strm_capitalize(ouro_object *self) {
    return map_all(self, step_capitalize);
}
ouro_object *ouro__strm_title(ouro_object *self) {
    return map_all(self, step_title);
}
