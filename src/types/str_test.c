// SPDX-License-Identifier: MIT
// The methods of str that ask: isalpha and its kin.  Floor: types.
#include "str_methods.h"

static bool all(ouro_object *self, bool (*test)(uint32_t)) {
    size_t length = ouro_str_length(self);
    for (size_t i = 0; i < length; i++) {
        if (!test(ouro_str_char(self, i))) {
            return false;
        }
    }
    return length > 0;
}

static bool is_decimal(uint32_t c) {
    return ouro__char_decimal(c) >= 0;
}
static bool is_alnum(uint32_t c) {
    return ouro__char_is_alpha(c) || ouro__char_is_numeric(c);
}

ouro_object *ouro__strm_isalnum(ouro_object *self) {
    return ouro_bool(all(self, is_alnum));
}
ouro_object *ouro__strm_isalpha(ouro_object *self) {
    return ouro_bool(all(self, ouro__char_is_alpha));
}
ouro_object *ouro__strm_isascii(ouro_object *self) {
    return ouro_bool(ouro_str_is_ascii(self));
}
ouro_object *ouro__strm_isdecimal(ouro_object *self) {
    return ouro_bool(all(self, is_decimal));
}
ouro_object *ouro__strm_isdigit(ouro_object *self) {
    return ouro_bool(all(self, ouro__char_is_digit));
}
ouro_object *ouro__strm_isnumeric(ouro_object *self) {
    return ouro_bool(all(self, ouro__char_is_numeric));
}
ouro_object *ouro__strm_isspace(ouro_object *self) {
    return ouro_bool(all(self, ouro__char_is_space));
}
ouro_object *ouro__strm_isprintable(ouro_object *self) {
    return ouro_bool(ouro_str_length(self) == 0 || all(self, ouro_char_is_printable));
}
ouro_object *ouro__strm_isidentifier(ouro_object *self) {
    return ouro_bool(ouro_str_is_identifier(self));
}

bool ouro_str_is_identifier(const ouro_object *str) {
    size_t length = ouro_str_length(str);
    if (length == 0 || !ouro__char_starts_identifier(ouro_str_char(str, 0))) {
        return false;
    }
    for (size_t i = 1; i < length; i++) {
        if (!ouro__char_continues_identifier(ouro_str_char(str, i))) {
            return false;
        }
    }
    return true;
}

// Some character has the case, and none another one.
static bool all_cased(ouro_object *self, bool upper) {
    size_t length = ouro_str_length(self);
    bool any = false;
    for (size_t i = 0; i < length; i++) {
        uint32_t c = ouro_str_char(self, i);
        if (ouro__char_is_title(c) || (upper ? ouro__char_is_lower(c) : ouro__char_is_upper(c))) {
            return false;
        }
        any = any || (upper ? ouro__char_is_upper(c) : ouro__char_is_lower(c));
    }
    return any;
}

ouro_object *ouro__strm_islower(ouro_object *self) {
    return ouro_bool(all_cased(self, false));
}
ouro_object *ouro__strm_isupper(ouro_object *self) {
    return ouro_bool(all_cased(self, true));
}

ouro_object *ouro__strm_istitle(ouro_object *self) {
    size_t length = ouro_str_length(self);
    bool any = false, inside = false;
    for (size_t i = 0; i < length; i++) {
        uint32_t c = ouro_str_char(self, i);
        bool capital = ouro__char_is_upper(c) || ouro__char_is_title(c);
        bool small = !capital && ouro__char_is_lower(c);
        if ((capital && inside) || (small && !inside)) {
            return ouro_bool(false);
        }
        inside = capital || small;
        any = any || inside;
    }
    return ouro_bool(any);
}
