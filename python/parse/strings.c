// SPDX-License-Identifier: MIT
// String and bytes literals: prefixes, escapes, concatenation.
// Front-end, parse.
#include "literals.h"

#include "source.h"

typedef struct literal {
    const char *body;
    const char *end;
    bool raw;
    bool bytes;
    bool format;
    bool unicode;
} literal;

static literal split(const token *t) {
    literal l = {.body = t->start, .end = t->end};
    for (; *l.body != '"' && *l.body != '\''; l.body++) {
        const int c = *l.body | 0x20;
        l.raw = l.raw || c == 'r';
        l.bytes = l.bytes || c == 'b';
        l.format = l.format || c == 'f';
        l.unicode = l.unicode || *l.body == 'u';
    }
    const bool triple = l.end - l.body >= 6 && l.body[1] == l.body[0] && l.body[2] == l.body[0];
    l.body += triple ? 3 : 1;
    l.end -= triple ? 3 : 1;
    return l;
}

static int hex_value(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

// ---- Escapes ------------------------------------------------------------------------------------

// CPython decodes escapes from a copy in which every character beyond ASCII is written as
// \UXXXXXXXX, and reports positions in that copy.
static size_t position_in_copy(const char *text, const char *s) {
    size_t position = 0;
    for (const char *c = text; c < s; c++) {
        const unsigned char byte = (unsigned char)*c;
        if (byte < 0x80) {
            position++;
        } else if (byte >= 0xC0) {
            position += 10;
        }
    }
    return position;
}

static bool bad_escape(string_builder *b, const char *text, const char *start, const char *end,
                       const char *reason) {
    const size_t from = position_in_copy(text, start);
    py__raise(b->p, PY_ERROR_SYNTAX,
              "(unicode error) 'unicodeescape' codec can't decode bytes in position %zu-%zu: %s",
              from, from + (size_t)(end - start) - 1, reason);
    return false;
}

static void put(string_builder *b, uint32_t c) {
    b->length += py__utf8_put(b->bytes + b->length, c);
}

// Up to three octal digits from `s`.
static const char *octal(const char *s, const char *end, uint32_t *value) {
    *value = 0;
    for (int i = 0; i < 3 && s < end && *s >= '0' && *s <= '7'; i++) {
        *value = *value * 8 + (uint32_t)(*s++ - '0');
    }
    return s;
}

// \x, \u or \U with their number of digits; `s` is behind the letter.
static const char *hexadecimal(string_builder *b, const char *text, const char *s, const char *end,
                               int digits) {
    const char *start = s - 2;
    uint32_t value = 0;
    for (int i = 0; i < digits; i++) {
        const int digit = s < end ? hex_value(*s) : -1;
        if (digit < 0) {
            bad_escape(b, text, start, s,
                       digits == 2   ? "truncated \\xXX escape"
                       : digits == 4 ? "truncated \\uXXXX escape"
                                     : "truncated \\UXXXXXXXX escape");
            return NULL;
        }
        value = value << 4 | (uint32_t)digit;
        s++;
    }
    if (value > 0x10FFFF) {
        bad_escape(b, text, start, s, "illegal Unicode character");
        return NULL;
    }
    put(b, value);
    return s;
}

// \N{name}; `s` is behind the N.
static const char *named(string_builder *b, const char *text, const char *s, const char *end) {
    const char *start = s - 2;
    const char *close = s < end && *s == '{' ? memchr(s, '}', (size_t)(end - s)) : NULL;
    if (close == NULL || close == s + 1) {
        const char *stop = close != NULL ? close : s < end && *s == '{' ? end : s;
        bad_escape(b, text, start, stop, "malformed \\N character escape");
        return NULL;
    }
    const int32_t c = py__character_by_name(s + 1, (size_t)(close - s - 1));
    if (c < 0) {
        bad_escape(b, text, start, close + 1, "unknown Unicode character name");
        return NULL;
    }
    put(b, (uint32_t)c);
    return close + 1;
}

// One escape of a str; `s` is behind the backslash and before `end`. Returns where to go on.
static const char *escape(string_builder *b, const char *text, const char *s, const char *end) {
    const char c = *s++;
    uint32_t value;
    switch (c) {
    case '\n': return s;
    case '\\':
    case '\'':
    case '"': put(b, (unsigned char)c); return s;
    case 'a': put(b, '\a'); return s;
    case 'b': put(b, '\b'); return s;
    case 'f': put(b, '\f'); return s;
    case 'n': put(b, '\n'); return s;
    case 'r': put(b, '\r'); return s;
    case 't': put(b, '\t'); return s;
    case 'v': put(b, '\v'); return s;
    case 'x': return hexadecimal(b, text, s, end, 2);
    case 'u': return hexadecimal(b, text, s, end, 4);
    case 'U': return hexadecimal(b, text, s, end, 8);
    case 'N': return named(b, text, s, end);
    default: break;
    }
    if (c >= '0' && c <= '7') {
        s = octal(s - 1, end, &value);
        put(b, value);
        return s;
    }
    put(b, '\\'); // an unknown escape stays as it is
    return s - 1;
}

bool py__add_text(string_builder *b, const char *s, const char *end, bool raw) {
    const char *text = s;
    while (s < end) {
        const char *backslash = raw ? NULL : memchr(s, '\\', (size_t)(end - s));
        const char *stop = backslash == NULL ? end : backslash;
        memcpy(b->bytes + b->length, s, (size_t)(stop - s));
        b->length += (size_t)(stop - s);
        if (backslash == NULL) {
            break;
        }
        s = backslash + 1;
        if (s == end) {
            put(b, '\\'); // f'\{x}': the text ends before the brace
            break;
        }
        s = escape(b, text, s, end);
        if (s == NULL) {
            return false;
        }
    }
    return true;
}

// ---- Bytes --------------------------------------------------------------------------------------

static const char *bytes_escape(string_builder *b, const char *text, const char *s,
                                const char *end) {
    static const char letters[] = "abfnrtv";
    static const char values[] = "\a\b\f\n\r\t\v";
    const char c = *s++;
    const char *letter = c == '\0' ? NULL : strchr(letters, c);
    if (c == '\n') {
        return s;
    }
    if (c == '\\' || c == '\'' || c == '"') {
        b->bytes[b->length++] = c;
    } else if (letter != NULL) {
        b->bytes[b->length++] = values[letter - letters];
    } else if (c >= '0' && c <= '7') {
        uint32_t value;
        s = octal(s - 1, end, &value);
        b->bytes[b->length++] = (char)(value & 0xFF);
    } else if (c == 'x') {
        if (end - s < 2 || hex_value(s[0]) < 0 || hex_value(s[1]) < 0) {
            py__raise(b->p, PY_ERROR_SYNTAX, "(value error) invalid \\x escape at position %zu",
                      (size_t)(s - 2 - text));
            return NULL;
        }
        b->bytes[b->length++] = (char)(hex_value(s[0]) << 4 | hex_value(s[1]));
        s += 2;
    } else {
        b->bytes[b->length++] = '\\';
        s--;
    }
    return s;
}

static bool add_bytes(string_builder *b, const literal *l) {
    for (const char *s = l->body; s < l->end; s++) {
        if ((unsigned char)*s >= 0x80) {
            py__raise(b->p, PY_ERROR_SYNTAX, "bytes can only contain ASCII literal characters");
            return false;
        }
    }
    for (const char *s = l->body; s < l->end;) {
        if (*s != '\\' || l->raw) {
            b->bytes[b->length++] = *s++;
            continue;
        }
        s = bytes_escape(b, l->body, s + 1, l->end);
        if (s == NULL) {
            return false;
        }
    }
    return true;
}

// ---- A run of literals --------------------------------------------------------------------------

static py_expr *text_node(string_builder *b, py_pos pos, py_const_kind kind) {
    py_expr *e = py__alloc(b->p, sizeof *e);
    if (e != NULL) {
        b->bytes[b->length] = '\0';
        e->kind = PY_EXPR_CONSTANT;
        e->pos = pos;
        e->v.constant.kind = kind;
        e->v.constant.unicode_prefix = b->unicode_prefix && kind == PY_CONST_STR;
        e->v.constant.text = (py_text){b->bytes + b->piece, b->length - b->piece};
    }
    return e;
}

bool py__flush_text(string_builder *b, py_pos pos) {
    if (b->length == b->piece) {
        return true;
    }
    py_expr *e = text_node(b, pos, PY_CONST_STR);
    if (e == NULL || !py__push(b->p, e)) {
        return false;
    }
    b->length++; // keep the closing NUL
    b->piece = b->length;
    return true;
}

static bool add_literal(string_builder *b, const token *t, const literal *l) {
    if (l->bytes) {
        return add_bytes(b, l);
    }
    if (!l->format) {
        return py__add_text(b, l->body, l->end, l->raw);
    }
    const char *s = l->body;
    return py__add_fstring(b, t, &s, l->end, l->raw, 0);
}

static py_expr *joined(string_builder *b, size_t from) {
    if (!py__flush_text(b, b->pos)) {
        return NULL;
    }
    py_expr *e = py__alloc(b->p, sizeof *e);
    if (e == NULL) {
        return NULL;
    }
    e->kind = PY_EXPR_JOINEDSTR;
    e->pos = b->pos;
    return py__list(b->p, from, &e->v.joinedstr.values) ? e : NULL;
}

py_expr *py__strings(parser *p) {
    const size_t first = p->pos;
    const size_t from = p->stack_count;
    const py_pos start = py__start(p);
    size_t room = 1;
    do {
        const token *t = py__token(p);
        room += (size_t)(t->end - t->start);
        py__advance(p);
    } while (py__peek(p) == T_STRING);
    string_builder b = {.p = p, .pos = py__to_here(p, start)};
    b.bytes = py__alloc(p, room);
    if (b.bytes == NULL) {
        return NULL;
    }
    bool format = false;
    bool bytes = false;
    for (size_t i = first; i < p->pos; i++) {
        const token t = p->tokens[i];
        const literal l = split(&t);
        if (i == first) {
            bytes = l.bytes;
            b.unicode_prefix = l.unicode;
        } else if (l.bytes != bytes) {
            return py__raise(p, PY_ERROR_SYNTAX, "cannot mix bytes and nonbytes literals");
        }
        format = format || l.format;
        if (!add_literal(&b, &t, &l)) {
            return NULL;
        }
    }
    if (format) {
        return joined(&b, from);
    }
    return text_node(&b, b.pos, bytes ? PY_CONST_BYTES : PY_CONST_STR);
}
