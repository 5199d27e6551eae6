// SPDX-License-Identifier: MIT
// Searching in text of any width, and the methods find, index, count, startswith, replace and their
// kin.  Floor: types.  Forward search is the C library's memchr and memmem, which is linear.
#include "str_methods.h"

// ---- Finding --------------------------------------------------------------------------------

// `part` in the width of `text`: itself, or a copy in *owned.  NULL data: MemoryError.
static ouro__span same_width(ouro__span part, unsigned width, void **owned) {
    *owned = NULL;
    if (part.width == width || part.length == 0) {
        return part;
    }
    void *wide = ouro_memory_new(part.length * width);
    if (!wide) {
        return (ouro__span){NULL, width, part.length};
    }
    ouro__copy_chars(wide, width, 0, part.data, part.width, 0, part.length);
    *owned = wide;
    return (ouro__span){wide, width, part.length};
}

static ssize_t find_char(ouro__span text, uint32_t c) {
    if (text.width == 1) {
        const uint8_t *at = memchr(text.data, (int)c, text.length);
        return at ? at - (const uint8_t *)text.data : -1;
    }
    for (size_t i = 0; i < text.length; i++) {
        if (ouro__read(text.data, text.width, i) == c) {
            return (ssize_t)i;
        }
    }
    return -1;
}

// Both of the same width, the part not empty.
static ssize_t find_same(ouro__span text, ouro__span part) {
    if (part.length > text.length) {
        return -1;
    }
    if (part.length == 1) {
        return find_char(text, ouro__read(part.data, part.width, 0));
    }
    const uint8_t *begin = text.data, *at = begin;
    size_t left = text.length * text.width, bytes = part.length * part.width;
    while ((at = memmem(at, left, part.data, bytes))) {
        size_t offset = (size_t)(at - begin);
        if (offset % text.width == 0) {
            return (ssize_t)(offset / text.width);
        }
        at++; // bytes of two characters that look like it
        left = text.length * text.width - (size_t)(at - begin);
    }
    return -1;
}

ssize_t ouro__span_find(ouro__span text, ouro__span part) {
    if (part.length == 0) {
        return 0;
    }
    if (part.length > text.length || part.width > text.width) {
        return -1;
    }
    if (part.length == 1) {
        return find_char(text, ouro__read(part.data, part.width, 0));
    }
    void *owned;
    ouro__span same = same_width(part, text.width, &owned);
    if (!same.data) {
        return -2;
    }
    ssize_t result = find_same(text, same);
    ouro_memory_free(owned);
    return result;
}

ssize_t ouro__span_rfind(ouro__span text, ouro__span part) {
    if (part.length > text.length || part.width > text.width) {
        return -1;
    }
    if (part.length == 0) {
        return (ssize_t)text.length;
    }
    void *owned;
    ouro__span same = same_width(part, text.width, &owned);
    if (!same.data) {
        return -2;
    }
    uint32_t first = ouro__read(same.data, same.width, 0);
    ssize_t result = -1;
    for (size_t i = text.length - part.length + 1; i-- > 0;) {
        if (ouro__read(text.data, text.width, i) == first &&
            memcmp(ouro__bytes_at(text.data, text.width, i), same.data, part.length * text.width) ==
                0) {
            result = (ssize_t)i;
            break;
        }
    }
    ouro_memory_free(owned);
    return result;
}

ssize_t ouro__span_count(ouro__span text, ouro__span part, size_t max) {
    if (part.length == 0) {
        return (ssize_t)(text.length < max ? text.length + 1 : max);
    }
    if (part.width > text.width) {
        return 0;
    }
    void *owned;
    ouro__span same = same_width(part, text.width, &owned);
    if (!same.data) {
        return -2;
    }
    size_t n = 0, at = 0;
    while (n < max) {
        ssize_t found = find_same(ouro__span_part(text, at, text.length), same);
        if (found < 0) {
            break;
        }
        n++;
        at += (size_t)found + part.length;
    }
    ouro_memory_free(owned);
    return (ssize_t)n;
}

bool ouro__span_starts(ouro__span text, ouro__span part) {
    if (part.length > text.length) {
        return false;
    }
    if (part.width == text.width) {
        return memcmp(text.data, part.data, part.length * part.width) == 0;
    }
    for (size_t i = 0; i < part.length; i++) {
        if (ouro__read(text.data, text.width, i) != ouro__read(part.data, part.width, i)) {
            return false;
        }
    }
    return true;
}

bool ouro__span_ends(ouro__span text, ouro__span part) {
    if (part.length > text.length) {
        return false;
    }
    return ouro__span_starts(ouro__span_part(text, text.length - part.length, text.length), part);
}

ssize_t ouro_str_find(ouro_object *str, ouro_object *part, size_t start, size_t end) {
    size_t length = ouro_str_length(str);
    end = end > length ? length : end;
    if (start > end) {
        return -1;
    }
    ssize_t found =
        ouro__span_find(ouro__span_part(ouro__str_span(str), start, end), ouro__str_span(part));
    return found < 0 ? found : found + (ssize_t)start;
}

// ---- Arguments ------------------------------------------------------------------------------

bool ouro__want_str(ouro_object *object, const char *format) {
    if (OURO_LIKELY(ouro_is(object, OURO_T_STR))) {
        return true;
    }
    ouro_raise(OURO_EXC_TypeError, format, object);
    return false;
}

static int read_index(ouro_object *arg, ssize_t *out) {
    if (!arg || ouro_is_none(arg)) {
        return 0;
    }
    if (!ouro_type_of(arg)->slots.index) {
        ouro_raise(OURO_EXC_TypeError,
                   "slice indices must be integers or None or have an __index__ method");
        return -1;
    }
    *out = ouro_index_ssize(arg, NULL);
    return *out == -1 && ouro_raised_borrow() ? -1 : 0;
}

int ouro__find_range(ouro_object *start, ouro_object *end, size_t length, size_t *from,
                     size_t *to) {
    ssize_t first = 0, last = PTRDIFF_MAX, n = (ssize_t)length;
    if (read_index(start, &first) < 0 || read_index(end, &last) < 0) {
        return -1;
    }
    last = last < 0 ? last + n : last;
    last = last < 0 ? 0 : last > n ? n : last;
    first = first < 0 ? first + n : first;
    first = first < 0 ? 0 : first;
    *from = (size_t)first; // may lie behind the end: then nothing is found, not even ""
    *to = (size_t)last;
    return 0;
}

typedef struct search {
    ouro__span text, part;
    size_t start;
    bool possible;
} search;

// The arguments (part[, start[, end]]) of `name`: 0, or -1 raised.
static int prepare(ouro_object *self, ouro_object *const *args, size_t nargs, search *out) {
    size_t start, end;
    if (!ouro__want_str(args[0], "must be str, not %T") ||
        ouro__find_range(nargs > 1 ? args[1] : NULL, nargs > 2 ? args[2] : NULL,
                         ouro_str_length(self), &start, &end) < 0) {
        return -1;
    }
    out->start = start;
    out->possible = start <= end;
    if (out->possible) {
        out->text = ouro__span_part(ouro__str_span(self), start, end);
        out->part = ouro__str_span(args[0]);
    }
    return 0;
}

// ---- find, index, count ---------------------------------------------------------------------

static ouro_object *locate(ouro_object *self, ouro_object *const *args, size_t nargs,
                           ssize_t (*find)(ouro__span, ouro__span), bool must) {
    search s;
    if (prepare(self, args, nargs, &s) < 0) {
        return NULL;
    }
    ssize_t found = s.possible ? find(s.text, s.part) : -1;
    if (found == -2) {
        return NULL;
    }
    if (found < 0 && must) {
        return ouro_raise(OURO_EXC_ValueError, "substring not found");
    }
    return ouro_int_new(found < 0 ? -1 : found + (ssize_t)s.start);
}

ouro_object *ouro__strm_find(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return locate(self, args, nargs, ouro__span_find, false);
}
ouro_object *ouro__strm_index(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return locate(self, args, nargs, ouro__span_find, true);
}
ouro_object *ouro__strm_rfind(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return locate(self, args, nargs, ouro__span_rfind, false);
}
ouro_object *ouro__strm_rindex(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return locate(self, args, nargs, ouro__span_rfind, true);
}

ouro_object *ouro__strm_count(ouro_object *self, ouro_object *const *args, size_t nargs) {
    search s;
    if (prepare(self, args, nargs, &s) < 0) {
        return NULL;
    }
    ssize_t n = s.possible ? ouro__span_count(s.text, s.part, SIZE_MAX) : 0;
    return n == -2 ? NULL : ouro_int_new(n);
}

// ---- startswith, endswith -------------------------------------------------------------------

// One affix: 1, 0, or -1 with the TypeError for `name`.
static int has_affix(ouro_object *self, ouro_object *affix, size_t start, size_t end, bool ends) {
    if (start > end) {
        return 0;
    }
    ouro__span text = ouro__span_part(ouro__str_span(self), start, end);
    ouro__span part = ouro__str_span(affix);
    return ends ? ouro__span_ends(text, part) : ouro__span_starts(text, part);
}

static ouro_object *test_affix(ouro_object *self, ouro_object *const *args, size_t nargs,
                               const char *name, bool ends) {
    size_t start, end;
    if (ouro__find_range(nargs > 1 ? args[1] : NULL, nargs > 2 ? args[2] : NULL,
                         ouro_str_length(self), &start, &end) < 0) {
        return NULL;
    }
    if (ouro_is(args[0], OURO_T_TUPLE)) {
        for (size_t i = 0; i < ouro_tuple_length(args[0]); i++) {
            ouro_object *affix = ouro_tuple_get_borrow(args[0], i);
            if (!ouro_is(affix, OURO_T_STR)) {
                return ouro_raise(OURO_EXC_TypeError,
                                  "tuple for %s must only contain str, not %.100s", name,
                                  ouro_type_of(affix)->name);
            }
            if (has_affix(self, affix, start, end, ends)) {
                return ouro_bool(true);
            }
        }
        return ouro_bool(false);
    }
    if (!ouro_is(args[0], OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError,
                          "%s first arg must be str or a tuple of str, not %.100s", name,
                          ouro_type_of(args[0])->name);
    }
    return ouro_bool(has_affix(self, args[0], start, end, ends));
}

ouro_object *ouro__strm_startswith(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return test_affix(self, args, nargs, "startswith", false);
}
ouro_object *ouro__strm_endswith(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return test_affix(self, args, nargs, "endswith", true);
}

ouro_object *ouro__strm_removeprefix(ouro_object *self, ouro_object *prefix) {
    if (!ouro__want_str(prefix, "removeprefix() argument must be str, not %V")) {
        return NULL;
    }
    size_t length = ouro_str_length(self), cut = ouro_str_length(prefix);
    bool there = ouro__span_starts(ouro__str_span(self), ouro__str_span(prefix));
    return there ? ouro_str_slice(self, cut, length) : ouro__str_exact(self);
}

ouro_object *ouro__strm_removesuffix(ouro_object *self, ouro_object *suffix) {
    if (!ouro__want_str(suffix, "removesuffix() argument must be str, not %V")) {
        return NULL;
    }
    size_t length = ouro_str_length(self), cut = ouro_str_length(suffix);
    bool there = cut && ouro__span_ends(ouro__str_span(self), ouro__str_span(suffix));
    return there ? ouro_str_slice(self, 0, length - cut) : ouro__str_exact(self);
}

// ---- replace --------------------------------------------------------------------------------

// Between all characters, for an empty `old`.
static int interleave(ouro_str_writer *writer, ouro_object *self, ouro_object *new, size_t n) {
    size_t length = ouro_str_length(self);
    for (size_t i = 0; i < n; i++) {
        if (ouro_str_writer_str(writer, new) < 0 ||
            (i < length && ouro__writer_part(writer, self, i, i + 1) < 0)) {
            return -1;
        }
    }
    return ouro__writer_part(writer, self, n, length);
}

static int replace_parts(ouro_str_writer *writer, ouro_object *self, ouro_object *old,
                         ouro_object *new, size_t n) {
    size_t at = 0, length = ouro_str_length(self), step = ouro_str_length(old);
    for (size_t i = 0; i < n; i++) {
        ssize_t found = ouro_str_find(self, old, at, length);
        if (found == -2 || ouro__writer_part(writer, self, at, (size_t)found) < 0 ||
            ouro_str_writer_str(writer, new) < 0) {
            return -1;
        }
        at = (size_t)found + step;
    }
    return ouro__writer_part(writer, self, at, length);
}

ouro_object *ouro__strm_replace(ouro_object *self, ouro_object *const *args, size_t nargs) {
    ouro_object *old = args[0], *new = args[1];
    if (!ouro__want_str(old, "replace() argument 1 must be str, not %V") ||
        !ouro__want_str(new, "replace() argument 2 must be str, not %V")) {
        return NULL;
    }
    ssize_t max = -1;
    if (nargs > 2) {
        max = ouro_index_ssize(args[2], ouro_exc_type(OURO_EXC_OverflowError));
        if (max == -1 && ouro_raised_borrow()) {
            return NULL;
        }
    }
    ssize_t n = ouro__span_count(ouro__str_span(self), ouro__str_span(old),
                                 max < 0 ? SIZE_MAX : (size_t)max);
    if (n <= 0 || ouro_str_equal(old, new)) {
        return n == -2 ? NULL : ouro__str_exact(self);
    }
    ouro_str_writer writer = {0};
    int failed = ouro_str_length(old) ? replace_parts(&writer, self, old, new, (size_t)n)
                                      : interleave(&writer, self, new, (size_t)n);
    if (failed < 0) {
        ouro_str_writer_drop(&writer);
        return NULL;
    }
    return ouro_str_writer_finish(&writer);
}
