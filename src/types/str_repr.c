// SPDX-License-Identifier: MIT
// repr and ascii of str.  Floor: types.
#include "str_impl.h"

static int write_hex(ouro_str_writer *writer, char letter, uint32_t c, int digits) {
    char text[12] = {'\\', letter};
    for (int i = 0; i < digits; i++) {
        text[2 + i] = "0123456789abcdef"[c >> (4 * (digits - 1 - i)) & 15];
    }
    return ouro_str_writer_text(writer, text, (size_t)digits + 2);
}

static int write_escaped(ouro_str_writer *writer, uint32_t c, uint32_t quote, bool ascii) {
    if (c == quote || c == '\\') {
        char text[2] = {'\\', (char)c};
        return ouro_str_writer_text(writer, text, 2);
    }
    if (c == '\n' || c == '\r' || c == '\t') {
        return ouro_str_writer_text(writer, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t", 2);
    }
    if (c >= 0x80 && ascii ? false : ouro_char_is_printable(c)) {
        return ouro_str_writer_char(writer, c);
    }
    return c < 0x100     ? write_hex(writer, 'x', c, 2)
           : c < 0x10000 ? write_hex(writer, 'u', c, 4)
                         : write_hex(writer, 'U', c, 8);
}

static ouro_object *quoted(ouro_object *str, bool ascii) {
    size_t length = ouro_str_length(str);
    bool single = false, twice = false;
    for (size_t i = 0; i < length; i++) {
        uint32_t c = ouro_str_char(str, i);
        single = single || c == '\'';
        twice = twice || c == '"';
    }
    uint32_t quote = single && !twice ? '"' : '\'';
    ouro_str_writer writer = {0};
    int failed = ouro__writer_reserve(&writer, length + 2, 1);
    failed = failed < 0 ? failed : ouro_str_writer_char(&writer, quote);
    for (size_t i = 0; i < length && failed == 0; i++) {
        failed = write_escaped(&writer, ouro_str_char(str, i), quote, ascii);
    }
    if (failed < 0 || ouro_str_writer_char(&writer, quote) < 0) {
        ouro_str_writer_drop(&writer);
        return NULL;
    }
    return ouro_str_writer_finish(&writer);
}

ouro_object *ouro__str_repr(ouro_object *str) {
    return quoted(str, false);
}

ouro_object *ouro__str_ascii_repr(ouro_object *str) {
    return quoted(str, true);
}
