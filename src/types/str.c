// SPDX-License-Identifier: MIT
// The storage of str: making strings in the narrowest width, copying between widths, the shared
// one-character strings, hash, equality, order.  Floor: types.  SPEC row C2.
#include "str_impl.h"

_Static_assert(sizeof(ouro_string) == 32, "a str's header is four words");
_Static_assert(offsetof(ouro_string, data) % 4 == 0, "characters of 4 bytes are aligned");

// ---- Memory of characters -------------------------------------------------------------------

bool ouro__all_ascii(const uint8_t *data, size_t length) {
    size_t i = 0;
    uint64_t word;
    for (; i + sizeof word <= length; i += sizeof word) {
        memcpy(&word, data + i, sizeof word);
        if (word & 0x8080808080808080u) {
            return false;
        }
    }
    for (; i < length; i++) {
        if (data[i] & 0x80) {
            return false;
        }
    }
    return true;
}

uint32_t ouro__max_class(const void *data, unsigned width, size_t length) {
    if (width == 1) {
        return ouro__all_ascii(data, length) ? 0x7f : 0xff;
    }
    uint32_t all = 0;
    if (width == 2) {
        const uint16_t *at = data;
        for (size_t i = 0; i < length; i++) {
            all |= at[i];
        }
    } else {
        const uint32_t *at = data;
        for (size_t i = 0; i < length; i++) {
            all |= at[i];
        }
    }
    return all < 0x80 ? 0x7f : all < 0x100 ? 0xff : all < 0x10000 ? 0xffff : OURO__CHAR_MAX;
}

void ouro__copy_chars(void *to, unsigned to_width, size_t to_at, const void *from,
                      unsigned from_width, size_t from_at, size_t n) {
    uint8_t *target = (uint8_t *)to + to_at * to_width;
    const uint8_t *source = (const uint8_t *)from + from_at * from_width;
    if (to_width == from_width) {
        if (n) {
            memcpy(target, source, n * to_width);
        }
        return;
    }
    for (size_t i = 0; i < n; i++) {
        ouro__write(target, to_width, i, ouro__read(source, from_width, i));
    }
}

// ---- Making strings -------------------------------------------------------------------------

// Sets up a fresh block as an exact or derived str.
static ouro_object *begin(ouro_object *object, size_t length, unsigned width, bool ascii) {
    ouro_string *str = (ouro_string *)object;
    str->hash = -1;
    ouro__str_set_length(str, length);
    str->width = width & 7;
    str->ascii = ascii;
    str->interned = 0;
    ouro__write(str->data, width, length, 0);
    return object;
}

static bool size_for(size_t length, unsigned width, size_t *bytes) {
    if (length >= (OURO_SIZE_MAX - sizeof(ouro_string)) / width - 8) {
        ouro_raise_memory();
        return false;
    }
    *bytes = sizeof(ouro_string) + (length + 1) * width;
    return true;
}

ouro_object *ouro__str_alloc(size_t length, unsigned width, bool ascii) {
    size_t bytes;
    if (!size_for(length, width, &bytes)) {
        return NULL;
    }
    ouro_object *object = ouro_object_new_raw(ouro_builtin_type(OURO_T_STR), bytes);
    return object ? begin(object, length, width, ascii) : NULL;
}

ouro_object *ouro__str_alloc_for(size_t length, uint32_t max) {
    return ouro__str_alloc(length, ouro__width_of(max), max < 0x80);
}

ouro_object *ouro__latin1_char(uint8_t character) {
    return ouro_newref(ouro__caches()->atoms.strs.latin1[character]);
}

ouro_object *ouro__str_settle(ouro_object *str) {
    if (str && ouro_str_length(str) == 1 && ouro_str_width(str) == 1) {
        uint8_t character = ouro__str(str)->data[0];
        ouro_decref(str);
        return ouro__latin1_char(character);
    }
    return str;
}

ouro_object *ouro_str_from_data(const void *data, size_t length, unsigned width) {
    if (length == 0) {
        return ouro__str_empty();
    }
    if (length == 1) {
        return ouro_str_from_char(ouro__read(data, width, 0));
    }
    ouro_object *result = ouro__str_alloc_for(length, ouro__max_class(data, width, length));
    if (result) {
        ouro__copy_chars(ouro__str_mutable(result), ouro_str_width(result), 0, data, width, 0,
                         length);
    }
    return result;
}

ouro_object *ouro_str_from_char(uint32_t character) {
    if (character < 0x100) {
        return ouro__latin1_char((uint8_t)character);
    }
    ouro_object *result = ouro__str_alloc_for(1, character);
    if (result) {
        ouro__write(ouro__str_mutable(result), ouro_str_width(result), 0, character);
    }
    return result;
}

ouro_object *ouro_str_slice(ouro_object *str, size_t start, size_t end) {
    size_t length = ouro_str_length(str);
    if (end > length) {
        end = length;
    }
    if (start >= end) {
        return ouro__str_empty();
    }
    if (start == 0 && end == length && ouro_is_exact(str, OURO_T_STR)) {
        return ouro_newref(str);
    }
    unsigned width = ouro_str_width(str);
    const uint8_t *from = ouro__bytes_at(ouro_str_data(str), width, start);
    if (!ouro_str_is_ascii(str) || end - start == 1) {
        return ouro_str_from_data(from, end - start, width);
    }
    ouro_object *result = ouro__str_alloc(end - start, 1, true);
    if (result) {
        memcpy(ouro__str_mutable(result), from, end - start);
    }
    return result;
}

ouro_object *ouro__str_exact(ouro_object *str) {
    if (ouro_is_exact(str, OURO_T_STR)) {
        return ouro_newref(str);
    }
    return ouro_str_slice(str, 0, ouro_str_length(str));
}

ouro_object *ouro__str_derived(ouro_type *type, ouro_object *str) {
    size_t length = ouro_str_length(str), bytes;
    unsigned width = ouro_str_width(str);
    if (!size_for(length, width, &bytes)) {
        return NULL;
    }
    ouro_object *object = ouro__object_new_var(type, bytes);
    if (!object) {
        return NULL;
    }
    begin(object, length, width, ouro_str_is_ascii(str));
    memcpy(ouro__str_mutable(object), ouro_str_data(str), length * width);
    ((ouro_string *)object)->hash = ((ouro_string *)str)->hash;
    return object;
}

// ---- Joining --------------------------------------------------------------------------------

static uint32_t class_of(const ouro_object *str) {
    unsigned width = ouro_str_width(str);
    return width == 1   ? (ouro_str_is_ascii(str) ? 0x7f : 0xff)
           : width == 2 ? 0xffff
                        : OURO__CHAR_MAX;
}

static void *raise_too_large(const char *what) {
    return ouro_raise(OURO_EXC_OverflowError, "%s", what);
}

ouro_object *ouro_str_concat(ouro_object *a, ouro_object *b) {
    size_t la = ouro_str_length(a), lb = ouro_str_length(b);
    if (la == 0 && ouro_is_exact(b, OURO_T_STR)) {
        return ouro_newref(b);
    }
    if (lb == 0 && ouro_is_exact(a, OURO_T_STR)) {
        return ouro_newref(a);
    }
    if (la + lb == 0) {
        return ouro__str_empty();
    }
    uint32_t ca = class_of(a), cb = class_of(b);
    ouro_object *result = ouro__str_alloc_for(la + lb, ca > cb ? ca : cb);
    if (!result) {
        return NULL;
    }
    uint8_t *to = ouro__str_mutable(result);
    unsigned width = ouro_str_width(result);
    ouro__copy_chars(to, width, 0, ouro_str_data(a), ouro_str_width(a), 0, la);
    ouro__copy_chars(to, width, la, ouro_str_data(b), ouro_str_width(b), 0, lb);
    return ouro__str_settle(result);
}

// Nobody else can see the str, nor has remembered its hash or address.
static bool can_grow(const ouro_object *str, const ouro_object *part) {
    return ouro_refcount(str) == 1 && ouro_is_exact(str, OURO_T_STR) && ouro_str_length(str) > 0 &&
           !((const ouro_string *)str)->interned && ouro_str_width(str) >= ouro_str_width(part) &&
           str != part && (!ouro_str_is_ascii(str) || ouro_str_is_ascii(part));
}

void ouro_str_append(ouro_object **a, ouro_object *b) {
    ouro_object *str = *a;
    size_t la = ouro_str_length(str), lb = ouro_str_length(b), bytes;
    if (lb == 0 && ouro_is_exact(str, OURO_T_STR)) {
        return;
    }
    if (!can_grow(str, b)) {
        *a = ouro_str_concat(str, b);
        ouro_decref(str);
        return;
    }
    unsigned width = ouro_str_width(str);
    ouro_object *grown = NULL;
    if (size_for(la + lb, width, &bytes)) {
        grown = ouro__check_memory(ouro_heap_realloc(ouro_current->heap, str, bytes));
    }
    if (!grown) {
        ouro_decref(str);
        *a = NULL;
        return;
    }
    begin(grown, la + lb, width, ouro_str_is_ascii(grown));
    ouro__copy_chars(ouro__str_mutable(grown), width, la, ouro_str_data(b), ouro_str_width(b), 0,
                     lb);
    *a = grown;
}

// Length and widest class of `n` items with separators between: false and an exception if wrong.
static bool measure(ouro_object *separator, ouro_object *const *items, size_t n, size_t *length,
                    uint32_t *max) {
    *length = 0;
    *max = n > 1 ? class_of(separator) : 0x7f;
    for (size_t i = 0; i < n; i++) {
        if (!ouro_is(items[i], OURO_T_STR)) {
            ouro_raise(OURO_EXC_TypeError, "sequence item %zd: expected str instance, %.80s found",
                       (ssize_t)i, ouro_type_of(items[i])->name);
            return false;
        }
        uint32_t class = class_of(items[i]);
        *max = class > *max ? class : *max;
        *length += ouro_str_length(items[i]) + (i ? ouro_str_length(separator) : 0);
        if (*length > OURO_SIZE_MAX / 4) {
            raise_too_large("join() result is too long for a Python string");
            return false;
        }
    }
    return true;
}

ouro_object *ouro_str_join(ouro_object *separator, ouro_object *const *items, size_t n) {
    if (n == 0) {
        return ouro__str_empty();
    }
    if (n == 1 && ouro_is_exact(items[0], OURO_T_STR)) {
        return ouro_newref(items[0]);
    }
    size_t length;
    uint32_t max;
    if (!measure(separator, items, n, &length, &max)) {
        return NULL;
    }
    if (length == 0) {
        return ouro__str_empty();
    }
    ouro_object *result = ouro__str_alloc_for(length, max);
    if (!result) {
        return NULL;
    }
    uint8_t *to = ouro__str_mutable(result);
    unsigned width = ouro_str_width(result);
    size_t at = 0, gap = ouro_str_length(separator);
    for (size_t i = 0; i < n; i++) {
        if (i && gap) {
            ouro__copy_chars(to, width, at, ouro_str_data(separator), ouro_str_width(separator), 0,
                             gap);
            at += gap;
        }
        size_t part = ouro_str_length(items[i]);
        ouro__copy_chars(to, width, at, ouro_str_data(items[i]), ouro_str_width(items[i]), 0, part);
        at += part;
    }
    return ouro__str_settle(result);
}

ouro_object *ouro__str_repeat(ouro_object *str, ssize_t times) {
    size_t length = ouro_str_length(str), whole;
    if (times <= 0 || length == 0) {
        return ouro__str_empty();
    }
    if (times == 1) {
        return ouro__str_exact(str);
    }
    if (__builtin_mul_overflow(length, (size_t)times, &whole) || whole > OURO_SIZE_MAX) {
        return raise_too_large("repeated string is too long");
    }
    if (whole > OURO_SIZE_MAX / 4 - sizeof(ouro_string)) {
        return ouro_raise_memory();
    }
    unsigned width = ouro_str_width(str);
    ouro_object *result = ouro__str_alloc(whole, width, ouro_str_is_ascii(str));
    if (!result) {
        return NULL;
    }
    uint8_t *to = ouro__str_mutable(result);
    size_t done = length * width, bytes = whole * width;
    if (done == 1) {
        memset(to, ouro__str(str)->data[0], bytes);
        return result;
    }
    memcpy(to, ouro_str_data(str), done);
    while (done < bytes) {
        size_t step = done < bytes - done ? done : bytes - done;
        memcpy(to + done, to, step);
        done += step;
    }
    return result;
}

// ---- Hash, equality, order ------------------------------------------------------------------

int64_t ouro_str_hash(ouro_object *object) {
    ouro_string *str = (ouro_string *)object;
    if (str->hash == -1) {
        str->hash = ouro_hash_memory(str->data, (size_t)str->length * str->width);
    }
    return str->hash;
}

bool ouro_str_equal(const ouro_object *a, const ouro_object *b) {
    if (a == b) {
        return true;
    }
    const ouro_string *x = (const ouro_string *)a, *y = (const ouro_string *)b;
    return x->length == y->length && x->width == y->width &&
           memcmp(x->data, y->data, (size_t)x->length * x->width) == 0;
}

bool ouro_str_equal_text(const ouro_object *str, const char *ascii) {
    size_t length = strlen(ascii);
    return ouro_str_is_ascii(str) && ouro_str_length(str) == length &&
           memcmp(ouro_str_data(str), ascii, length) == 0;
}

int ouro__str_order(const ouro_object *a, const ouro_object *b) {
    size_t la = ouro_str_length(a), lb = ouro_str_length(b), n = la < lb ? la : lb;
    unsigned wa = ouro_str_width(a), wb = ouro_str_width(b);
    if (wa == 1 && wb == 1) {
        int order = memcmp(ouro_str_data(a), ouro_str_data(b), n);
        if (order) {
            return order < 0 ? -1 : 1;
        }
    } else {
        for (size_t i = 0; i < n; i++) {
            uint32_t x = ouro_str_char(a, i), y = ouro_str_char(b, i);
            if (x != y) {
                return x < y ? -1 : 1;
            }
        }
    }
    return la < lb ? -1 : la > lb;
}

// ---- Start and stop -------------------------------------------------------------------------

int ouro__strs_start(ouro__str_caches *strs) {
    ouro_object *empty = ouro__str_alloc(0, 1, true);
    if (!empty) {
        return -1;
    }
    ouro_current->empty_str = empty;
    for (unsigned c = 0; c < 256; c++) {
        ouro_object *str = ouro__str_alloc(1, 1, c < 0x80);
        if (!str) {
            return -1;
        }
        ouro__str(str)->data[0] = (uint8_t)c;
        strs->latin1[c] = str;
    }
    return 0;
}

void ouro__strs_stop(ouro__str_caches *strs) {
    for (unsigned c = 0; c < 256; c++) {
        ouro_clear(&strs->latin1[c]);
    }
    ouro_clear(&ouro_current->empty_str);
    ouro_heap_free(ouro_current->heap, strs->interned);
    strs->interned = NULL;
    strs->interned_room = strs->interned_count = 0;
}
