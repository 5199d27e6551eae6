// SPDX-License-Identifier: MIT
// bytes as ASCII text: what kind of characters they are, and their case.  Floor: types.
#include "bytes_methods.h"

static bool is_upper(uint8_t c) {
    return c >= 'A' && c <= 'Z';
}
static bool is_lower(uint8_t c) {
    return c >= 'a' && c <= 'z';
}
static bool is_alpha(uint8_t c) {
    return is_upper(c) || is_lower(c);
}
static bool is_digit(uint8_t c) {
    return c >= '0' && c <= '9';
}
static bool is_alnum(uint8_t c) {
    return is_alpha(c) || is_digit(c);
}
static bool is_space(uint8_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// ---- Questions --------------------------------------------------------------------------------

// All bytes are of the kind, and there is one.
static ouro_object *all_are(const ouro_object *self, bool (*kind)(uint8_t)) {
    size_t length = ouro_bytes_length(self), i = 0;
    while (i < length && kind(ouro_bytes_data(self)[i])) {
        i++;
    }
    return ouro_bool(length && i == length);
}

ouro_object *ouro__bytesm_isalnum(ouro_object *self) {
    return all_are(self, is_alnum);
}
ouro_object *ouro__bytesm_isalpha(ouro_object *self) {
    return all_are(self, is_alpha);
}
ouro_object *ouro__bytesm_isdigit(ouro_object *self) {
    return all_are(self, is_digit);
}
ouro_object *ouro__bytesm_isspace(ouro_object *self) {
    return all_are(self, is_space);
}

ouro_object *ouro__bytesm_isascii(ouro_object *self) {
    size_t length = ouro_bytes_length(self), i = 0;
    while (i < length && ouro_bytes_data(self)[i] < 0x80) {
        i++;
    }
    return ouro_bool(i == length);
}

// Some byte is of the one case, none of the other.
static ouro_object *only_case(const ouro_object *self, bool (*wanted)(uint8_t),
                              bool (*other)(uint8_t)) {
    bool some = false;
    for (size_t i = 0; i < ouro_bytes_length(self); i++) {
        uint8_t c = ouro_bytes_data(self)[i];
        if (other(c)) {
            return ouro_bool(false);
        }
        some |= wanted(c);
    }
    return ouro_bool(some);
}

ouro_object *ouro__bytesm_islower(ouro_object *self) {
    return only_case(self, is_lower, is_upper);
}
ouro_object *ouro__bytesm_isupper(ouro_object *self) {
    return only_case(self, is_upper, is_lower);
}

ouro_object *ouro__bytesm_istitle(ouro_object *self) {
    bool some = false, inside = false;
    for (size_t i = 0; i < ouro_bytes_length(self); i++) {
        uint8_t c = ouro_bytes_data(self)[i];
        if (inside ? is_upper(c) : is_lower(c)) {
            return ouro_bool(false);
        }
        inside = is_alpha(c);
        some |= inside;
    }
    return ouro_bool(some);
}

// ---- Case -------------------------------------------------------------------------------------

enum change { CAPITALIZE, TITLE, SWAP };

static ouro_object *changed(ouro_object *self, enum change change) {
    size_t length = ouro_bytes_length(self);
    uint8_t *text = ouro_memory_new(length + 1);
    if (!text) {
        return NULL;
    }
    bool inside = false; // what is to be lower case
    for (size_t i = 0; i < length; i++) {
        uint8_t c = ouro_bytes_data(self)[i];
        bool flip = change == SWAP ? is_alpha(c) : inside ? is_upper(c) : is_lower(c);
        text[i] = flip ? c ^ 32 : c;
        inside = change == CAPITALIZE || is_alpha(c);
    }
    ouro_object *result = ouro_bytes_new(text, length);
    ouro_memory_free(text);
    return result;
}

ouro_object *ouro__bytesm_capitalize(ouro_object *self) {
    return changed(self, CAPITALIZE);
}
ouro_object *ouro__bytesm_title(ouro_object *self) {
    return changed(self, TITLE);
}
ouro_object *ouro__bytesm_swapcase(ouro_object *self) {
    return changed(self, SWAP);
}
