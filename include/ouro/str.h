// SPDX-License-Identifier: MIT
// str and bytes.  Floor: types (their storage; object uses them for names).  SPEC rows C2, C3.
//
// Ownership, errors and costs are as object.h says at its head; where memory is short, MemoryError.
// Functions take strs (or bytes) or what is derived from them, and do not check; where text is
// made, read or compared, the cost is its length.
#ifndef OURO_STR_H
#define OURO_STR_H

#include <ouro/error.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

// A str: characters of 1, 2 or 4 bytes (the narrowest that fits, PEP 393), followed by a zero one.
typedef struct ouro_string {
    ouro_object head;
    int64_t hash;       // -1: not yet computed
    size_t length : 58; // characters
    size_t width : 3;   // bytes a character: 1, 2 or 4
    size_t ascii : 1;   // all below 128
    size_t interned : 2;
    uint8_t data[];
} ouro_string;

// Characters; bytes of each; the first of them; whether all are below 128; character `i` (not
// checked).
static inline size_t ouro_str_length(const ouro_object *s) {
    return ((const ouro_string *)s)->length;
}
static inline unsigned ouro_str_width(const ouro_object *s) {
    return ((const ouro_string *)s)->width;
}
static inline const void *ouro_str_data(const ouro_object *s) {
    return ((const ouro_string *)s)->data;
}
static inline bool ouro_str_is_ascii(const ouro_object *s) {
    return ((const ouro_string *)s)->ascii;
}
static inline uint32_t ouro_str_char(const ouro_object *s, size_t i) {
    const ouro_string *str = (const ouro_string *)s;
    if (str->width == 1) {
        return str->data[i];
    }
    if (str->width == 2) {
        return ((const uint16_t *)(const void *)str->data)[i];
    }
    return ((const uint32_t *)(const void *)str->data)[i];
}

// From UTF-8 (WTF-8: lone surrogates are accepted); invalid bytes raise UnicodeDecodeError.
OURO_API ouro_object *ouro_str_new(const char *utf8, size_t bytes);
OURO_API ouro_object *ouro_str_text(const char *utf8);        // zero-terminated
OURO_API ouro_object *ouro_str_intern_text(const char *utf8); // and interned
// Of one character, a code point up to 0x10ffff.
OURO_API ouro_object *ouro_str_from_char(uint32_t character);
// From `length` characters of `width` bytes; narrowed if they fit.
OURO_API ouro_object *ouro_str_from_data(const void *data, size_t length, unsigned width);
// A str of a format and its arguments, as ouro_raise describes them.
OURO_API ouro_object *ouro_str_format(const char *format, ...);
OURO_API ouro_object *ouro_str_format_v(const char *format, va_list args);
// UTF-8 of the str as a new bytes object (surrogates raise UnicodeEncodeError).
OURO_API ouro_object *ouro_str_encode_utf8(ouro_object *str);
// UTF-8 (WTF-8) text, zero-terminated, in memory to be given to ouro_memory_free; *bytes may be
// NULL.
OURO_API char *ouro_str_utf8(ouro_object *str, size_t *bytes);
// The text itself when the str is ASCII (borrowed, zero-terminated), else NULL without exception.
static inline const char *ouro_str_ascii_borrow(const ouro_object *s) {
    return ouro_str_is_ascii(s) ? (const char *)ouro_str_data(s) : NULL;
}
// The hash, remembered in the str; equality, also with an ASCII text.  These cannot fail.
OURO_API int64_t ouro_str_hash(ouro_object *str);
OURO_API bool ouro_str_equal(const ouro_object *a, const ouro_object *b);
OURO_API bool ouro_str_equal_text(const ouro_object *str, const char *ascii);
// a + b.
OURO_API ouro_object *ouro_str_concat(ouro_object *a, ouro_object *b);
// Appends `b` to *a in place when *a has no other owner; *a (stolen) becomes the new str or NULL.
OURO_API void ouro_str_append(ouro_object **a, ouro_object *b);
// separator.join() of `n` items, which must be strs: TypeError.  str[start:end], clipped.
OURO_API ouro_object *ouro_str_join(ouro_object *separator, ouro_object *const *items, size_t n);
OURO_API ouro_object *ouro_str_slice(ouro_object *str, size_t start, size_t end);
// Where `part` begins in str[start:end], counted from the start of `str`; -1 when it is not there,
// and then no exception.
OURO_API ssize_t ouro_str_find(ouro_object *str, ouro_object *part, size_t start, size_t end);
// Replaces *str (owned) with the interned str of that text; where memory is short it stays as it
// is.  An interned str that nobody refers to dies like any other.  SPEC C3.
OURO_API void ouro_str_intern(ouro_object **str);
OURO_API bool ouro_str_is_interned(const ouro_object *str);
OURO_API size_t ouro_str_interned_count(void);
// Whether it is a Python identifier; whether repr() shows a character as it is.
OURO_API bool ouro_str_is_identifier(const ouro_object *str);
OURO_API bool ouro_char_is_printable(uint32_t character);
// `format % args` (a tuple, or one object); format(str, spec), `spec` UTF-8 of `length` bytes:
// ValueError.
OURO_API ouro_object *ouro_str_percent(ouro_object *format, ouro_object *args);
OURO_API ouro_object *ouro_str_format_spec(ouro_object *str, const char *spec, size_t length);
// The keyed hash (SipHash-1-3) of memory, as str and bytes use it.
OURO_API int64_t ouro_hash_memory(const void *data, size_t bytes);

// Growing text of any width: initialise with {0}, add characters, strs or ASCII text, each 0, or -1
// with MemoryError; finish gives the str and resets the writer, drop gives up what was written.
typedef struct ouro_str_writer {
    void *data;
    size_t length, room; // characters
    unsigned width;      // 0 until the first write
} ouro_str_writer;
OURO_API int ouro_str_writer_char(ouro_str_writer *writer, uint32_t character);
OURO_API int ouro_str_writer_str(ouro_str_writer *writer, ouro_object *str);
OURO_API int ouro_str_writer_text(ouro_str_writer *writer, const char *ascii, size_t bytes);
OURO_API ouro_object *ouro_str_writer_finish(ouro_str_writer *writer);
OURO_API void ouro_str_writer_drop(ouro_str_writer *writer);

typedef struct ouro_bytes {
    ouro_object head;
    int64_t hash;
    size_t length;
    uint8_t data[]; // and a zero
} ouro_bytes;
// A bytes object of `length` bytes, copied from `data`; NULL: not initialised, to be filled in
// before anybody else sees it.
OURO_API ouro_object *ouro_bytes_new(const void *data, size_t length);
static inline const uint8_t *ouro_bytes_data(const ouro_object *b) {
    return ((const ouro_bytes *)b)->data;
}
static inline size_t ouro_bytes_length(const ouro_object *b) {
    return ((const ouro_bytes *)b)->length;
}
// A str of encoded text, and bytes of a str: "utf-8", "latin-1", "ascii" with errors "strict",
// "replace", "ignore", "surrogateescape".  LookupError for another encoding, UnicodeDecodeError and
// UnicodeEncodeError for text that it does not have.
OURO_API ouro_object *ouro_bytes_decode(const void *data, size_t length, const char *encoding,
                                        const char *errors);
OURO_API ouro_object *ouro_str_encode(ouro_object *str, const char *encoding, const char *errors);

#ifdef __cplusplus
}
#endif
#endif
