// SPDX-License-Identifier: MIT
// The methods of bytes.  Floor: types.
#include "bytes_methods.h"

// ---- repr, hex ------------------------------------------------------------------------------

static const char hex_digits[] = "0123456789abcdef";

ouro_object *ouro__bytes_repr(ouro_object *self) {
    const uint8_t *data = ouro_bytes_data(self);
    size_t length = ouro_bytes_length(self);
    bool twice = memchr(data, '\'', length) && !memchr(data, '"', length);
    uint8_t quote = twice ? '"' : '\'';
    ouro_str_writer writer = {0};
    int failed = ouro_str_writer_char(&writer, 'b') | ouro_str_writer_char(&writer, quote);
    for (size_t i = 0; i < length && failed == 0; i++) {
        uint8_t c = data[i];
        if (c == quote || c == '\\') {
            char text[2] = {'\\', (char)c};
            failed = ouro_str_writer_text(&writer, text, 2);
        } else if (c == '\n' || c == '\r' || c == '\t') {
            failed = ouro_str_writer_text(&writer,
                                          c == '\n'   ? "\\n"
                                          : c == '\r' ? "\\r"
                                                      : "\\t",
                                          2);
        } else if (c < ' ' || c >= 0x7f) {
            char text[4] = {'\\', 'x', hex_digits[c >> 4], hex_digits[c & 15]};
            failed = ouro_str_writer_text(&writer, text, 4);
        } else {
            failed = ouro_str_writer_char(&writer, c);
        }
    }
    if (failed || ouro_str_writer_char(&writer, quote) < 0) {
        ouro_str_writer_drop(&writer);
        return NULL;
    }
    return ouro_str_writer_finish(&writer);
}

// The separator of hex(): 0, or -1 raised; stays 0 when none is given.
static int read_separator(ouro_object *arg, uint32_t *separator) {
    if (!arg) {
        return 0;
    }
    bool text = ouro_is(arg, OURO_T_STR);
    if (!text && !ouro_is(arg, OURO_T_BYTES)) {
        ouro_raise(OURO_EXC_TypeError, "sep must be str or bytes.");
        return -1;
    }
    if ((text ? ouro_str_length(arg) : ouro_bytes_length(arg)) != 1) {
        ouro_raise(OURO_EXC_ValueError, "sep must be length 1.");
        return -1;
    }
    *separator = text ? ouro_str_char(arg, 0) : ouro_bytes_data(arg)[0];
    if (*separator >= 0x80) {
        ouro_raise(OURO_EXC_ValueError, "sep must be ASCII.");
        return -1;
    }
    return 0;
}

ouro_object *ouro__bytesm_hex(ouro_object *self, ouro_object *const *args, size_t nargs,
                              ouro_object *kwnames) {
    static const char *const names[] = {"sep", "bytes_per_sep", NULL};
    ouro_object *given[2] = {0};
    uint32_t separator = 0;
    if (ouro_parse_args("hex", names, 0, 2, args, nargs, kwnames, given) < 0 ||
        read_separator(given[0], &separator) < 0) {
        return NULL;
    }
    ssize_t group =
        given[1] ? ouro_index_ssize(given[1], ouro_exc_type(OURO_EXC_OverflowError)) : 1;
    if (group == -1 && ouro_raised_borrow()) {
        return NULL;
    }
    size_t length = ouro_bytes_length(self), size = group < 0 ? (size_t)-group : (size_t)group;
    ouro_str_writer writer = {0};
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = ouro_bytes_data(self)[i];
        char text[2] = {hex_digits[byte >> 4], hex_digits[byte & 15]};
        // Groups are counted from the right, with a negative size from the left.
        size_t place = group < 0 ? i : length - i;
        if ((i && given[0] && size && place % size == 0 &&
             ouro_str_writer_char(&writer, separator) < 0) ||
            ouro_str_writer_text(&writer, text, 2) < 0) {
            ouro_str_writer_drop(&writer);
            return NULL;
        }
    }
    return ouro_str_writer_finish(&writer);
}

static int hex_value(uint32_t c) {
    return c >= '0' && c <= '9'                             ? (int)c - '0'
           : (c | 32) >= 'a' && (c | 32) <= 'f' && c < 0x80 ? (int)(c | 32) - 'a' + 10
                                                            : -1;
}

static bool is_blank(uint32_t c) {
    return c == ' ' || (c >= 9 && c <= 13);
}

ouro_object *ouro__bytesm_fromhex(ouro_object *type, ouro_object *text) {
    if (!ouro__want_str(text, "fromhex() argument must be str, not %V")) {
        return NULL;
    }
    size_t length = ouro_str_length(text), n = 0;
    uint8_t *data = ouro_memory_new(length / 2 + 1);
    if (!data) {
        return NULL;
    }
    for (size_t i = 0; i < length; i += 2) {
        while (i < length && is_blank(ouro_str_char(text, i))) {
            i++;
        }
        if (i == length) {
            break;
        }
        int high = hex_value(ouro_str_char(text, i));
        int low = i + 1 < length ? hex_value(ouro_str_char(text, i + 1)) : -1;
        if (high < 0 || low < 0) {
            ouro_memory_free(data);
            return ouro_raise(OURO_EXC_ValueError,
                              "non-hexadecimal number found in fromhex() arg at position %zu",
                              high < 0 ? i : i + 1);
        }
        data[n++] = (uint8_t)(high << 4 | low);
    }
    ouro_object *result = ouro_bytes_new(data, n);
    ouro_memory_free(data);
    if (result && ((ouro_type *)type)->exact != OURO_T_BYTES) {
        ouro_replace(&result, ouro_call1(type, result));
    }
    return result;
}

ouro_object *ouro__bytesm_decode(ouro_object *self, ouro_object *const *args, size_t nargs,
                                 ouro_object *kwnames) {
    static const char *const names[] = {"encoding", "errors", NULL};
    ouro_object *given[2] = {0};
    if (ouro_parse_args("decode", names, 0, 2, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    char *text[2] = {0};
    ouro_object *result = NULL;
    bool good = true;
    for (int i = 0; i < 2 && good; i++) {
        if (given[i] && !ouro_is(given[i], OURO_T_STR)) {
            ouro_raise(OURO_EXC_TypeError, "decode() argument '%s' must be str, not %.50s",
                       names[i], ouro_type_of(given[i])->name);
            good = false;
        } else if (given[i]) {
            text[i] = ouro_str_utf8(given[i], NULL);
            good = text[i] != NULL;
        }
    }
    if (good) {
        result =
            ouro_bytes_decode(ouro_bytes_data(self), ouro_bytes_length(self), text[0], text[1]);
    }
    ouro_memory_free(text[0]);
    ouro_memory_free(text[1]);
    return result;
}

// ---- Searching ------------------------------------------------------------------------------

typedef struct search {
    ouro__span text, part;
    size_t start;
    uint8_t byte; // what `part` is when an int was given
    bool possible;
} search;

static int prepare(ouro_object *self, ouro_object *const *args, size_t nargs, search *out) {
    size_t start, end;
    if (ouro__find_range(nargs > 1 ? args[1] : NULL, nargs > 2 ? args[2] : NULL,
                         ouro_bytes_length(self), &start, &end) < 0) {
        return -1;
    }
    if (ouro_is(args[0], OURO_T_BYTES)) {
        out->part = ouro__bytes_span(args[0]);
    } else if (ouro_type_of(args[0])->slots.index) {
        ssize_t value = ouro_index_ssize(args[0], NULL);
        if (value == -1 && ouro_raised_borrow()) {
            return -1;
        }
        if (value < 0 || value > 255) {
            ouro_raise(OURO_EXC_ValueError, "byte must be in range(0, 256)");
            return -1;
        }
        out->byte = (uint8_t)value;
        out->part = (ouro__span){&out->byte, 1, 1};
    } else {
        ouro_raise(OURO_EXC_TypeError,
                   "argument should be integer or bytes-like object, not '%.200s'",
                   ouro_type_of(args[0])->name);
        return -1;
    }
    out->start = start;
    out->possible = start <= end;
    out->text = ouro__span_part(ouro__bytes_span(self), start, out->possible ? end : start);
    return 0;
}

static ouro_object *locate(ouro_object *self, ouro_object *const *args, size_t nargs,
                           ssize_t (*find)(ouro__span, ouro__span), bool must) {
    search s;
    if (prepare(self, args, nargs, &s) < 0) {
        return NULL;
    }
    ssize_t found = s.possible ? find(s.text, s.part) : -1;
    if (found < 0 && must) {
        return ouro_raise(OURO_EXC_ValueError, "subsection not found");
    }
    return ouro_int_new(found < 0 ? -1 : found + (ssize_t)s.start);
}

ouro_object *ouro__bytesm_find(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return locate(self, args, nargs, ouro__span_find, false);
}
ouro_object *ouro__bytesm_index(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return locate(self, args, nargs, ouro__span_find, true);
}
ouro_object *ouro__bytesm_rfind(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return locate(self, args, nargs, ouro__span_rfind, false);
}
ouro_object *ouro__bytesm_rindex(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return locate(self, args, nargs, ouro__span_rfind, true);
}

ouro_object *ouro__bytesm_count(ouro_object *self, ouro_object *const *args, size_t nargs) {
    search s;
    if (prepare(self, args, nargs, &s) < 0) {
        return NULL;
    }
    return ouro_int_new(s.possible ? ouro__span_count(s.text, s.part, SIZE_MAX) : 0);
}

static ouro_object *test_affix(ouro_object *self, ouro_object *const *args, size_t nargs,
                               const char *name, bool (*test)(ouro__span, ouro__span)) {
    size_t start, end;
    if (ouro__find_range(nargs > 1 ? args[1] : NULL, nargs > 2 ? args[2] : NULL,
                         ouro_bytes_length(self), &start, &end) < 0) {
        return NULL;
    }
    bool tuple = ouro_is(args[0], OURO_T_TUPLE), found = false;
    if (!tuple && !ouro_is(args[0], OURO_T_BYTES)) {
        return ouro_raise(OURO_EXC_TypeError,
                          "%s first arg must be bytes or a tuple of bytes, not %.100s", name,
                          ouro_type_of(args[0])->name);
    }
    for (size_t i = 0; !found && i < (tuple ? ouro_tuple_length(args[0]) : 1); i++) {
        ouro_object *affix = tuple ? ouro_tuple_get_borrow(args[0], i) : args[0];
        if (!ouro__want_bytes(affix)) {
            return NULL;
        }
        found = start <= end &&
                test(ouro__span_part(ouro__bytes_span(self), start, end), ouro__bytes_span(affix));
    }
    return ouro_bool(found);
}

ouro_object *ouro__bytesm_startswith(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return test_affix(self, args, nargs, "startswith", ouro__span_starts);
}
ouro_object *ouro__bytesm_endswith(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return test_affix(self, args, nargs, "endswith", ouro__span_ends);
}

ouro_object *ouro__bytesm_removeprefix(ouro_object *self, ouro_object *prefix) {
    if (!ouro__want_bytes(prefix)) {
        return NULL;
    }
    bool there = ouro__span_starts(ouro__bytes_span(self), ouro__bytes_span(prefix));
    return ouro__bytes_slice(self, there ? ouro_bytes_length(prefix) : 0, ouro_bytes_length(self));
}

ouro_object *ouro__bytesm_removesuffix(ouro_object *self, ouro_object *suffix) {
    if (!ouro__want_bytes(suffix)) {
        return NULL;
    }
    bool there = ouro__span_ends(ouro__bytes_span(self), ouro__bytes_span(suffix));
    size_t cut = there ? ouro_bytes_length(suffix) : 0;
    return ouro__bytes_slice(self, 0, ouro_bytes_length(self) - cut);
}

// ---- Making new bytes -----------------------------------------------------------------------

// Text of characters below 256 as bytes; the writer is dropped.
static ouro_object *finish(ouro_str_writer *writer, bool good) {
    ouro_object *result =
        good ? ouro_bytes_new(writer->data ? writer->data : "", writer->length) : NULL;
    ouro_str_writer_drop(writer);
    return result;
}

static bool add(ouro_str_writer *writer, const uint8_t *data, size_t length) {
    return ouro_str_writer_text(writer, (const char *)data, length) == 0;
}

ouro_object *ouro__bytesm_replace(ouro_object *self, ouro_object *const *args, size_t nargs) {
    if (!ouro__want_bytes(args[0]) || !ouro__want_bytes(args[1])) {
        return NULL;
    }
    ssize_t max = nargs > 2 ? ouro_index_ssize(args[2], ouro_exc_type(OURO_EXC_OverflowError)) : -1;
    if (max == -1 && ouro_raised_borrow()) {
        return NULL;
    }
    ouro__span text = ouro__bytes_span(self), old = ouro__bytes_span(args[0]);
    ssize_t n = ouro__span_count(text, old, max < 0 ? SIZE_MAX : (size_t)max);
    if (n == 0) {
        return ouro__bytes_slice(self, 0, text.length);
    }
    const uint8_t *data = text.data, *new = ouro_bytes_data(args[1]);
    ouro_str_writer writer = {0};
    size_t at = 0;
    bool good = true;
    for (ssize_t i = 0; i < n && good; i++) {
        size_t found = at;
        if (old.length) {
            found += (size_t)ouro__span_find(ouro__span_part(text, at, text.length), old);
        }
        good = add(&writer, data + at, found - at) && add(&writer, new, ouro_bytes_length(args[1]));
        at = found + old.length;
        if (!old.length && at < text.length) {
            good = good && add(&writer, data + at, 1);
            at++;
        }
    }
    good = good && (at >= text.length || add(&writer, data + at, text.length - at));
    return finish(&writer, good);
}

enum side { LEFT = 1, RIGHT = 2, BOTH = 3 };

static ouro_object *strip(ouro_object *self, ouro_object *const *args, size_t nargs,
                          enum side side) {
    ouro_object *set = nargs && !ouro_is_none(args[0]) ? args[0] : NULL;
    if (set && !ouro__want_bytes(set)) {
        return NULL;
    }
    const uint8_t *chars = set ? ouro_bytes_data(set) : (const uint8_t *)" \t\n\r\v\f";
    size_t n = set ? ouro_bytes_length(set) : 6, start = 0, end = ouro_bytes_length(self);
    const uint8_t *data = ouro_bytes_data(self);
    while ((side & LEFT) && start < end && memchr(chars, data[start], n)) {
        start++;
    }
    while ((side & RIGHT) && end > start && memchr(chars, data[end - 1], n)) {
        end--;
    }
    return ouro__bytes_slice(self, start, end);
}

ouro_object *ouro__bytesm_strip(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return strip(self, args, nargs, BOTH);
}
ouro_object *ouro__bytesm_lstrip(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return strip(self, args, nargs, LEFT);
}
ouro_object *ouro__bytesm_rstrip(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return strip(self, args, nargs, RIGHT);
}

static ouro_object *map_case(ouro_object *self, uint8_t first, uint8_t last) {
    size_t length = ouro_bytes_length(self);
    ouro_str_writer writer = {0};
    bool good = true;
    for (size_t i = 0; i < length && good; i++) {
        uint8_t c = ouro_bytes_data(self)[i];
        good = ouro_str_writer_char(&writer, c >= first && c <= last ? c ^ 32 : c) == 0;
    }
    return finish(&writer, good);
}

ouro_object *ouro__bytesm_lower(ouro_object *self) {
    return map_case(self, 'A', 'Z');
}
ouro_object *ouro__bytesm_upper(ouro_object *self) {
    return map_case(self, 'a', 'z');
}

// ---- split, join ----------------------------------------------------------------------------

static int add_piece(ouro_object *list, ouro_object *self, size_t start, size_t end) {
    ouro_object *piece = ouro__bytes_slice(self, start, end);
    return piece ? ouro_list_append_stolen(list, piece) : -1;
}

static int split_space(ouro_object *list, ouro_object *self, size_t max) {
    static const char blanks[] = " \t\n\r\v\f";
    const uint8_t *data = ouro_bytes_data(self);
    size_t length = ouro_bytes_length(self), at = 0;
    for (size_t n = 0;; n++) {
        while (at < length && memchr(blanks, data[at], 6)) {
            at++;
        }
        if (at == length) {
            return 0;
        }
        size_t start = at;
        if (n == max) {
            return add_piece(list, self, start, length);
        }
        while (at < length && !memchr(blanks, data[at], 6)) {
            at++;
        }
        if (add_piece(list, self, start, at) < 0) {
            return -1;
        }
    }
}

static int split_at(ouro_object *list, ouro_object *self, ouro_object *separator, size_t max) {
    ouro__span text = ouro__bytes_span(self), part = ouro__bytes_span(separator);
    size_t at = 0;
    for (size_t n = 0; n < max; n++) {
        ssize_t found = ouro__span_find(ouro__span_part(text, at, text.length), part);
        if (found < 0) {
            break;
        }
        if (add_piece(list, self, at, at + (size_t)found) < 0) {
            return -1;
        }
        at += (size_t)found + part.length;
    }
    return add_piece(list, self, at, text.length);
}

ouro_object *ouro__bytesm_split(ouro_object *self, ouro_object *const *args, size_t nargs,
                                ouro_object *kwnames) {
    static const char *const names[] = {"sep", "maxsplit", NULL};
    ouro_object *given[2] = {0};
    if (ouro_parse_args("split", names, 0, 2, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    ssize_t max = given[1] ? ouro_index_ssize(given[1], ouro_exc_type(OURO_EXC_OverflowError)) : -1;
    if (max == -1 && ouro_raised_borrow()) {
        return NULL;
    }
    ouro_object *separator = given[0] && !ouro_is_none(given[0]) ? given[0] : NULL;
    if (separator && !ouro__want_bytes(separator)) {
        return NULL;
    }
    if (separator && ouro_bytes_length(separator) == 0) {
        return ouro_raise(OURO_EXC_ValueError, "empty separator");
    }
    size_t most = max < 0 ? SIZE_MAX : (size_t)max;
    ouro_object *list = ouro_list_new(0);
    if (list &&
        (separator ? split_at(list, self, separator, most) : split_space(list, self, most)) < 0) {
        ouro_clear(&list);
    }
    return list;
}

ouro_object *ouro__bytesm_join(ouro_object *self, ouro_object *iterable) {
    ouro_object *iterator = ouro_iter(iterable);
    if (!iterator) {
        if (ouro_raised_is(OURO_EXC_TypeError) && !ouro_type_of(iterable)->slots.iter) {
            ouro_raised_clear();
            ouro_raise(OURO_EXC_TypeError, "can only join an iterable");
        }
        return NULL;
    }
    ouro_str_writer writer = {0};
    ouro_object *item;
    bool good = true;
    for (ssize_t i = 0; good && (item = ouro_next(iterator)); i++) {
        good = ouro_is(item, OURO_T_BYTES);
        if (!good) {
            ouro_raise(OURO_EXC_TypeError,
                       "sequence item %zd: expected a bytes-like object, %.80s found", i,
                       ouro_type_of(item)->name);
        }
        good = good && (i == 0 || add(&writer, ouro_bytes_data(self), ouro_bytes_length(self))) &&
               add(&writer, ouro_bytes_data(item), ouro_bytes_length(item));
        ouro_decref(item);
    }
    ouro_decref(iterator);
    return finish(&writer, good && !ouro_raised_borrow());
}
