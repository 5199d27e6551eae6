// SPDX-License-Identifier: MIT
// Source text: encoding cookie, byte order mark, UTF-8 check, line ends.
// Front-end, parse.
#include "source.h"

#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "region.h"

typedef enum encoding { ENCODING_UTF8, ENCODING_LATIN1, ENCODING_ASCII, ENCODING_OTHER } encoding;

enum { ENCODING_NAME_MAX = 64 };

// ---- UTF-8 --------------------------------------------------------------------------------------

static bool is_continuation(unsigned char c) {
    return (c & 0xC0) == 0x80;
}

int32_t py__utf8_next(const char **cursor, const char *end) {
    const unsigned char *s = (const unsigned char *)*cursor;
    const size_t left = (size_t)(end - *cursor);
    int32_t c = -1;
    size_t size = 1;
    if (s[0] < 0x80) {
        c = s[0];
    } else if (s[0] >= 0xC2 && s[0] < 0xE0 && left >= 2 && is_continuation(s[1])) {
        c = (s[0] & 0x1F) << 6 | (s[1] & 0x3F);
        size = 2;
    } else if ((s[0] & 0xF0) == 0xE0 && left >= 3 && is_continuation(s[1]) &&
               is_continuation(s[2])) {
        c = (s[0] & 0x0F) << 12 | (s[1] & 0x3F) << 6 | (s[2] & 0x3F);
        size = 3;
        if (c < 0x800 || (c >= 0xD800 && c < 0xE000)) {
            c = -1;
        }
    } else if (s[0] >= 0xF0 && s[0] < 0xF5 && left >= 4 && is_continuation(s[1]) &&
               is_continuation(s[2]) && is_continuation(s[3])) {
        c = (s[0] & 0x07) << 18 | (s[1] & 0x3F) << 12 | (s[2] & 0x3F) << 6 | (s[3] & 0x3F);
        size = 4;
        if (c < 0x10000 || c > 0x10FFFF) {
            c = -1;
        }
    }
    if (c >= 0) {
        *cursor += size;
    }
    return c;
}

size_t py__utf8_put(char *out, uint32_t c) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

// ---- The cookie ---------------------------------------------------------------------------------

static bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

// The length of a line without its end; `*next` gets the beginning of the following one.
static size_t line_length(const char *line, const char *end, const char **next) {
    const char *s = line;
    while (s < end && *s != '\n' && *s != '\r') {
        s++;
    }
    const size_t length = (size_t)(s - line);
    if (s + 1 < end && s[0] == '\r' && s[1] == '\n') {
        s++;
    }
    *next = s < end ? s + 1 : end;
    return length;
}

// Looks for `coding[:=] name` in one line. Returns 1 and the name in lower case with '-' for '_',
// 0 when a further line may have it, -1 when none may, because this one holds code.
static int find_cookie(const char *line, size_t length, char *name) {
    size_t i = 0;
    while (i < length && (line[i] == ' ' || line[i] == '\t' || line[i] == '\f')) {
        i++;
    }
    if (i == length) {
        return 0;
    }
    if (line[i] != '#') {
        return -1;
    }
    for (; i + 6 < length; i++) {
        if (memcmp(line + i, "coding", 6) != 0 || (line[i + 6] != ':' && line[i + 6] != '=')) {
            continue;
        }
        size_t from = i + 7;
        while (from < length && (line[from] == ' ' || line[from] == '\t')) {
            from++;
        }
        size_t n = 0;
        while (from + n < length && is_name_char(line[from + n]) && n + 1 < ENCODING_NAME_MAX) {
            const char c = line[from + n];
            name[n] = (char)(c == '_' ? '-' : c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
            n++;
        }
        if (n > 0) {
            name[n] = '\0';
            return 1;
        }
    }
    return 0;
}

static bool name_is(const char *name, const char *const *names) {
    for (; *names != NULL; names++) {
        if (strcmp(name, *names) == 0) {
            return true;
        }
    }
    return false;
}

static encoding encoding_by_name(const char *name) {
    static const char *const utf8[] = {"utf-8",     "utf8",    "u8",        "utf", "utf8-ucs2",
                                       "utf8-ucs4", "cp65001", "utf-8-sig", NULL};
    static const char *const latin1[] = {"latin-1",    "latin1",    "latin",       "l1",
                                         "iso-8859-1", "iso8859-1", "8859",        "cp819",
                                         "iso-ir-100", "iso8859",   "csisolatin1", NULL};
    static const char *const ascii[] = {"ascii",          "us-ascii",  "646", "us",
                                        "ansi-x3.4-1968", "iso646-us", NULL};
    if (name_is(name, utf8) || strncmp(name, "utf-8-", 6) == 0) {
        return ENCODING_UTF8;
    }
    if (name_is(name, latin1) || strncmp(name, "latin-1-", 8) == 0 ||
        strncmp(name, "iso-8859-1-", 11) == 0 || strncmp(name, "iso-latin-1", 11) == 0) {
        return ENCODING_LATIN1;
    }
    return name_is(name, ascii) ? ENCODING_ASCII : ENCODING_OTHER;
}

// The encoding of raw bytes, moved behind the byte order mark if there is one.
static bool detect_encoding(const char **bytes, const char *end, encoding *found, py_error *error) {
    const bool mark = end - *bytes >= 3 && memcmp(*bytes, "\xEF\xBB\xBF", 3) == 0;
    if (mark) {
        *bytes += 3;
    }
    *found = ENCODING_UTF8;
    const char *line = *bytes;
    char name[ENCODING_NAME_MAX];
    for (int i = 0; i < 2; i++) {
        const char *next = end;
        const int answer = find_cookie(line, line_length(line, end, &next), name);
        line = next;
        if (answer < 0) {
            return true;
        }
        if (answer == 0) {
            continue;
        }
        *found = encoding_by_name(name);
        if (mark && *found != ENCODING_UTF8) {
            py__error_set(error, PY_ERROR_SYNTAX, "encoding problem: %s with BOM", name);
            return false;
        }
        if (*found == ENCODING_OTHER) {
            py__error_set(error, PY_ERROR_SYNTAX, "encoding problem: %s", name);
            return false;
        }
        return true;
    }
    return true;
}

// ---- From bytes to text -------------------------------------------------------------------------

// What a byte that is not in the encoding is called; the file's name comes into the message.
static void not_decodable(py_error *error, encoding enc, const char *filename, const char *start,
                          const char *at) {
    int line = 1;
    for (const char *s = start; s < at; s++) {
        line += *s == '\n';
    }
    const unsigned byte = (unsigned char)*at;
    if (enc == ENCODING_ASCII) {
        py__error_set(error, PY_ERROR_SYNTAX,
                      "'ascii' codec can't decode byte 0x%02x in position %zu: ordinal not in "
                      "range(128)",
                      byte, (size_t)(at - start));
    } else {
        py__error_set(error, PY_ERROR_SYNTAX,
                      "Non-UTF-8 code starting with '\\x%02x' in file %.100s on line %d, but no "
                      "encoding declared; see https://peps.python.org/pep-0263/ for details",
                      byte, filename, line);
    }
    error->lineno = line;
}

// The line that `at` is in, from 1.
static int32_t line_of(const char *bytes, const char *at) {
    int32_t line = 1;
    while ((bytes = memchr(bytes, '\n', (size_t)(at - bytes)))) {
        bytes++;
        line++;
    }
    return line;
}

// Copies `length` bytes to `out` as UTF-8 with "\n" line ends; NULL with `*error` when they are not
// in the encoding. `out` has room for twice the length (Latin-1) and 2 bytes more.
static char *convert(char *out, const char *bytes, size_t length, encoding enc,
                     const char *filename, py_error *error) {
    const char *const end = bytes + length;
    for (const char *s = bytes; s < end;) {
        const unsigned char c = (unsigned char)*s;
        if (c == '\r') {
            *out++ = '\n';
            s += s + 1 < end && s[1] == '\n' ? 2 : 1;
        } else if (c == '\0') {
            py__error_set(error, PY_ERROR_SYNTAX, "source code cannot contain null bytes");
            error->lineno = line_of(bytes, s);
            return NULL;
        } else if (c < 0x80) {
            *out++ = (char)c;
            s++;
        } else if (enc == ENCODING_LATIN1) {
            out += py__utf8_put(out, c);
            s++;
        } else {
            const char *from = s;
            if (enc == ENCODING_ASCII || py__utf8_next(&s, end) < 0) {
                not_decodable(error, enc, filename, bytes, from);
                return NULL;
            }
            while (from < s) {
                *out++ = *from++;
            }
        }
    }
    return out;
}

static char *make_text(const char *bytes, size_t length, encoding enc, const char *filename,
                       size_t *out_length, py_error *error) {
    const size_t room = enc == ENCODING_LATIN1 ? length * 2 : length;
    char *text = NULL;
    if (length < (size_t)INT32_MAX) {
        text = py__scratch_resize(NULL, room + 2);
    }
    if (text == NULL) {
        py__error_memory(error);
        return NULL;
    }
    char *end = convert(text, bytes, length, enc, filename, error);
    if (end == NULL) {
        free(text);
        return NULL;
    }
    if (end > text && end[-1] != '\n') {
        *end++ = '\n';
    }
    *end = '\0';
    *out_length = (size_t)(end - text);
    return text;
}

py_source *py__source_new(const char *bytes, size_t length, bool raw, const char *filename,
                          py_error *error) {
    encoding enc = ENCODING_UTF8;
    const char *const end = bytes + length;
    if (raw && !detect_encoding(&bytes, end, &enc, error)) {
        return NULL;
    }
    py_source *source = py__scratch_resize(NULL, sizeof *source);
    if (source == NULL) {
        py__error_memory(error);
        return NULL;
    }
    source->text = make_text(bytes, (size_t)(end - bytes), enc, filename, &source->length, error);
    if (source->text == NULL) {
        free(source);
        return NULL;
    }
    return source;
}

void py__source_free(py_source *source) {
    if (source != NULL) {
        free(source->text);
        free(source);
    }
}

char *py_decode_source(const char *bytes, size_t length, const char *filename, size_t *out_length,
                       py_error *error) {
    *error = (py_error){0};
    py_source *source = py__source_new(bytes, length, true, filename, error);
    if (source == NULL) {
        return NULL;
    }
    char *text = source->text;
    *out_length = source->length;
    free(source);
    return text;
}

py_text py__source_line(const char *text, size_t length, int lineno) {
    const char *line = text;
    const char *const end = text + length;
    for (int i = 1; i < lineno && line < end; i++) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        line = newline == NULL ? end : newline + 1;
    }
    if (lineno < 1 || line >= end) {
        return (py_text){NULL, 0};
    }
    const char *newline = memchr(line, '\n', (size_t)(end - line));
    return (py_text){line, (size_t)((newline == NULL ? end : newline + 1) - line)};
}
