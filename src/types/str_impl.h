// SPDX-License-Identifier: MIT
// Inside str: making and reading strings of any width, and what its files share.  Floor: types.
// An existing str is always in the narrowest width that holds its characters, so two equal strings
// have equal bytes; a one-character Latin-1 str and the empty one are the shared objects.
#ifndef OURO_STR_IMPL_H
#define OURO_STR_IMPL_H

#include "caches.h"

#define OURO__CHAR_MAX 0x10ffffu

// ---- Characters -----------------------------------------------------------------------------

static inline uint32_t ouro__read(const void *data, unsigned width, size_t i) {
    if (width == 1) {
        return ((const uint8_t *)data)[i];
    }
    return width == 2 ? ((const uint16_t *)data)[i] : ((const uint32_t *)data)[i];
}

static inline void ouro__write(void *data, unsigned width, size_t i, uint32_t character) {
    if (width == 1) {
        ((uint8_t *)data)[i] = (uint8_t)character;
    } else if (width == 2) {
        ((uint16_t *)data)[i] = (uint16_t)character;
    } else {
        ((uint32_t *)data)[i] = character;
    }
}

static inline unsigned ouro__width_of(uint32_t character) {
    return character < 0x100 ? 1 : character < 0x10000 ? 2 : 4;
}

static inline const uint8_t *ouro__bytes_at(const void *data, unsigned width, size_t i) {
    return (const uint8_t *)data + i * width;
}

// Copies `n` characters between widths; the target must be wide enough for them.
void ouro__copy_chars(void *to, unsigned to_width, size_t to_at, const void *from,
                      unsigned from_width, size_t from_at, size_t n);
// 0x7f, 0xff, 0xffff or 0x10ffff: the class of the largest character.
uint32_t ouro__max_class(const void *data, unsigned width, size_t length);
bool ouro__all_ascii(const uint8_t *data, size_t length);

// ---- Strings --------------------------------------------------------------------------------

static inline ouro_string *ouro__str(ouro_object *object) {
    return (ouro_string *)object;
}
static inline uint8_t *ouro__str_mutable(ouro_object *object) {
    return ((ouro_string *)object)->data;
}
static inline void ouro__str_set_length(ouro_string *str, size_t length) {
    str->length = length & (((size_t)1 << 58) - 1);
}

// A str to be filled at once: zero-terminated, not shared; `length` > 0.
ouro_object *ouro__str_alloc(size_t length, unsigned width, bool ascii);
// The same in the width for characters up to `max` (one of the classes above, or a character).
ouro_object *ouro__str_alloc_for(size_t length, uint32_t max);
// Swaps a fresh (stolen) one-character Latin-1 str for the shared one; NULL stays NULL.
ouro_object *ouro__str_settle(ouro_object *str);
// A copy of `str` as an instance of `type`, a class derived from str.
ouro_object *ouro__str_derived(ouro_type *type, ouro_object *str);
// `str` itself if it is an exact str, else an exact copy: new reference.
ouro_object *ouro__str_exact(ouro_object *str);
static inline ouro_object *ouro__str_empty(void) {
    return ouro_newref(ouro_current->empty_str);
}
ouro_object *ouro__latin1_char(uint8_t character); // new reference to the shared one
// Removes a dying interned str from the table.
void ouro__str_unintern(ouro_object *str);
// -1, 0 or 1, by code points.
int ouro__str_order(const ouro_object *a, const ouro_object *b);
ouro_object *ouro__str_repeat(ouro_object *str, ssize_t times);
ouro_object *ouro__str_repr(ouro_object *str);
ouro_object *ouro__str_ascii_repr(ouro_object *str);
// A str as UTF-8 for messages and C functions: borrowed from `str` or allocated (*owned, to be
// given to ouro_memory_free).  NULL with an exception.
const char *ouro__str_view(ouro_object *str, char **owned, size_t *bytes);
// str.encode with its two arguments (strs, or NULL).
ouro_object *ouro__strm_encode_with(ouro_object *str, ouro_object *encoding, ouro_object *errors);
// TypeError "name() argument must be str, not X" unless it is a str.
bool ouro__want_str(ouro_object *object, const char *format);
// The integer arguments start and end of find, count ... (NULL or None: absent), clipped to length.
int ouro__find_range(ouro_object *start, ouro_object *end, size_t length, size_t *from, size_t *to);
// Writes `n` times the same character, `n` characters of a str, ASCII text.
int ouro__writer_fill(ouro_str_writer *writer, uint32_t character, size_t n);
int ouro__writer_part(ouro_str_writer *writer, ouro_object *str, size_t start, size_t end);
int ouro__writer_utf8(ouro_str_writer *writer, const char *text, size_t bytes);
int ouro__writer_reserve(ouro_str_writer *writer, size_t more, unsigned width);

// ---- Searching (search.c) -------------------------------------------------------------------

typedef struct ouro__span {
    const void *data;
    unsigned width;
    size_t length;
} ouro__span;

// First or last place of `part` in `text`, -1: none, -2: MemoryError.
ssize_t ouro__span_find(ouro__span text, ouro__span part);
ssize_t ouro__span_rfind(ouro__span text, ouro__span part);
// How often, not overlapping, at most `max`; -2: MemoryError.
ssize_t ouro__span_count(ouro__span text, ouro__span part, size_t max);
static inline ouro__span ouro__str_span(const ouro_object *str) {
    return (ouro__span){ouro_str_data(str), ouro_str_width(str), ouro_str_length(str)};
}
static inline ouro__span ouro__span_part(ouro__span span, size_t start, size_t end) {
    return (ouro__span){ouro__bytes_at(span.data, span.width, start), span.width, end - start};
}
bool ouro__span_starts(ouro__span text, ouro__span part);
bool ouro__span_ends(ouro__span text, ouro__span part);

// ---- Unicode (unicode.c) --------------------------------------------------------------------

bool ouro__char_is_alpha(uint32_t c);
bool ouro__char_is_space(uint32_t c);
bool ouro__char_is_linebreak(uint32_t c);
bool ouro__char_is_upper(uint32_t c);
bool ouro__char_is_lower(uint32_t c);
bool ouro__char_is_title(uint32_t c);
bool ouro__char_is_cased(uint32_t c);
bool ouro__char_is_case_ignorable(uint32_t c);
int ouro__char_decimal(uint32_t c); // 0 to 9, or -1
bool ouro__char_is_digit(uint32_t c);
bool ouro__char_is_numeric(uint32_t c);
bool ouro__char_starts_identifier(uint32_t c);
bool ouro__char_continues_identifier(uint32_t c);
// Full mappings: up to 3 characters, returns how many.
unsigned ouro__char_upper(uint32_t c, uint32_t out[3]);
unsigned ouro__char_lower(uint32_t c, uint32_t out[3]);
unsigned ouro__char_title(uint32_t c, uint32_t out[3]);
unsigned ouro__char_fold(uint32_t c, uint32_t out[3]);

// ---- Numbers in text ------------------------------------------------------------------------

// The white space, numbers and digits of a str as ASCII text for int() and float(): Unicode digits
// become ASCII ones, other characters beyond ASCII '?'.  To be given to ouro_memory_free.
char *ouro__str_number_text(ouro_object *str, size_t *length);

// ---- UTF-8 and other encodings (utf8.c) -----------------------------------------------------

// Raises UnicodeDecodeError / UnicodeEncodeError.
void *ouro__raise_decode(const char *encoding, const void *data, size_t length, size_t start,
                         size_t end, const char *reason);
void *ouro__raise_encode(const char *encoding, ouro_object *str, size_t start, size_t end,
                         const char *reason);

#endif
