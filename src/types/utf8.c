// SPDX-License-Identifier: MIT
// Text from bytes and bytes from text: UTF-8, Latin-1 and ASCII, with their error handlers.
// Floor: types.
#include "str_impl.h"

// ---- Names ----------------------------------------------------------------------------------

typedef enum encoding { UTF8, LATIN1, ASCII, UNKNOWN } encoding_id;

typedef enum handler {
    STRICT,
    REPLACE,
    IGNORE,
    SURROGATEESCAPE,
    BACKSLASHREPLACE,
    XMLCHARREFREPLACE,
    SURROGATEPASS,
    NO_HANDLER
} handler;

static const char *const codec_names[] = {"utf-8", "latin-1", "ascii"};
static const uint32_t codec_limits[] = {0x110000, 0x100, 0x80};

static encoding_id codec_named(const char *name) {
    static const struct {
        const char *name;
        encoding_id codec;
    } names[] = {{"utf_8", UTF8},     {"utf8", UTF8},         {"u8", UTF8},
                 {"utf", UTF8},       {"cp65001", UTF8},      {"latin_1", LATIN1},
                 {"latin1", LATIN1},  {"iso_8859_1", LATIN1}, {"iso8859_1", LATIN1},
                 {"l1", LATIN1},      {"latin", LATIN1},      {"8859", LATIN1},
                 {"iso8859", LATIN1}, {"cp819", LATIN1},      {"ascii", ASCII},
                 {"us_ascii", ASCII}, {"646", ASCII},         {"ansi_x3.4_1968", ASCII}};
    char plain[32];
    size_t n = 0;
    for (; name[n] && n < sizeof plain - 1; n++) {
        char c = name[n];
        plain[n] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c == '-' || c == ' ' ? '_' : c);
    }
    plain[n] = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(plain, names[i].name) == 0) {
            return names[i].codec;
        }
    }
    return UNKNOWN;
}

static handler handler_named(const char *name) {
    static const char *const names[] = {"strict",          "replace",          "ignore",
                                        "surrogateescape", "backslashreplace", "xmlcharrefreplace",
                                        "surrogatepass"};
    for (int i = 0; i < NO_HANDLER; i++) {
        if (strcmp(name, names[i]) == 0) {
            return (handler)i;
        }
    }
    return NO_HANDLER;
}

// ---- Raising --------------------------------------------------------------------------------

static void *raise_unicode(enum ouro_exc which, const char *encoding, ouro_object *object,
                           size_t start, size_t end, const char *reason) {
    ouro_object *args[5] = {ouro_str_text(encoding), ouro_newref(object),
                            ouro_int_new((int64_t)start), ouro_int_new((int64_t)end),
                            ouro_str_text(reason)};
    ouro_object *exception = NULL;
    if (args[0] && args[2] && args[3] && args[4]) {
        exception = ouro_call((ouro_object *)ouro_exc_type(which), args, 5, NULL);
    }
    for (size_t i = 0; i < 5; i++) {
        ouro_xdecref(args[i]);
    }
    return exception ? ouro_raise_instance(exception) : NULL;
}

void *ouro__raise_decode(const char *encoding, const void *data, size_t length, size_t start,
                         size_t end, const char *reason) {
    ouro_object *object = ouro_bytes_new(data, length);
    if (object) {
        raise_unicode(OURO_EXC_UnicodeDecodeError, encoding, object, start, end, reason);
        ouro_decref(object);
    }
    return NULL;
}

void *ouro__raise_encode(const char *encoding, ouro_object *str, size_t start, size_t end,
                         const char *reason) {
    return raise_unicode(OURO_EXC_UnicodeEncodeError, encoding, str, start, end, reason);
}

static void *raise_no_codec(const char *encoding) {
    return ouro_raise(OURO_EXC_LookupError, "unknown encoding: %s", encoding);
}

static void *raise_no_handler(const char *errors) {
    return ouro_raise(OURO_EXC_LookupError, "unknown error handler name '%s'", errors);
}

// ---- One character of UTF-8 -----------------------------------------------------------------

static bool continues(uint8_t byte) {
    return (byte & 0xc0) == 0x80;
}

// May `second` follow `first`?  Excludes overlong forms, surrogates and what lies beyond Unicode.
static bool second_fits(uint8_t first, uint8_t second, bool surrogates) {
    switch (first) {
    case 0xe0: return second >= 0xa0 && second <= 0xbf;
    case 0xed: return continues(second) && (surrogates || second < 0xa0);
    case 0xf0: return second >= 0x90 && second <= 0xbf;
    case 0xf4: return second >= 0x80 && second <= 0x8f;
    default: return continues(second);
    }
}

// Bytes consumed, or 0: then *bad bytes are wrong for *reason.
static size_t decode_one(const uint8_t *at, size_t left, bool surrogates, uint32_t *character,
                         size_t *bad, const char **reason) {
    uint8_t first = at[0];
    *bad = 1;
    if (first < 0x80) {
        *character = first;
        return 1;
    }
    if (first < 0xc2 || first > 0xf4) {
        *reason = "invalid start byte";
        return 0;
    }
    size_t need = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    uint32_t c = first & (0xffu >> (need + 1));
    for (size_t i = 1; i < need; i++) {
        *bad = i;
        if (i >= left) {
            *reason = "unexpected end of data";
            return 0;
        }
        if (i == 1 ? !second_fits(first, at[1], surrogates) : !continues(at[i])) {
            *reason = "invalid continuation byte";
            return 0;
        }
        c = c << 6 | (at[i] & 0x3fu);
    }
    *character = c;
    return need;
}

// ---- Decoding -------------------------------------------------------------------------------

// Writes what stands for the bytes at `start` to `end`: 0, or -1 with an exception.
static int decode_error(ouro_str_writer *writer, encoding_id codec, const char *errors,
                        const uint8_t *data, size_t length, size_t start, size_t end,
                        const char *reason) {
    handler how = handler_named(errors);
    switch (how) {
    case IGNORE: return 0;
    case REPLACE: return ouro_str_writer_char(writer, 0xfffd);
    case SURROGATEESCAPE:
    case BACKSLASHREPLACE:
        for (size_t i = start; i < end; i++) {
            if (how == SURROGATEESCAPE) {
                if (ouro_str_writer_char(writer, 0xdc00u + data[i]) < 0) {
                    return -1;
                }
            } else {
                static const char hex[] = "0123456789abcdef";
                char text[4] = {'\\', 'x', hex[data[i] >> 4], hex[data[i] & 15]};
                if (ouro_str_writer_text(writer, text, sizeof text) < 0) {
                    return -1;
                }
            }
        }
        return 0;
    case NO_HANDLER: raise_no_handler(errors); return -1;
    case XMLCHARREFREPLACE:
        ouro_raise(OURO_EXC_TypeError,
                   "don't know how to handle UnicodeDecodeError in error callback");
        return -1;
    case STRICT:
    case SURROGATEPASS: break;
    }
    ouro__raise_decode(codec_names[codec], data, length, start, end, reason);
    return -1;
}

static int decode_into(ouro_str_writer *writer, encoding_id codec, const char *errors,
                       const uint8_t *data, size_t length) {
    bool surrogates = codec == UTF8 && strcmp(errors, "surrogatepass") == 0;
    for (size_t at = 0; at < length;) {
        uint32_t character = data[at];
        size_t used = 1, bad = 1;
        const char *reason = "ordinal not in range(128)";
        if (codec == UTF8) {
            used = decode_one(data + at, length - at, surrogates, &character, &bad, &reason);
        } else if (character >= 0x80) {
            used = 0;
        }
        if (used) {
            if (ouro_str_writer_char(writer, character) < 0) {
                return -1;
            }
            at += used;
        } else {
            if (decode_error(writer, codec, errors, data, length, at, at + bad, reason) < 0) {
                return -1;
            }
            at += bad;
        }
    }
    return 0;
}

ouro_object *ouro_bytes_decode(const void *data, size_t length, const char *encoding,
                               const char *errors) {
    encoding_id codec = encoding ? codec_named(encoding) : UTF8;
    if (codec == UNKNOWN) {
        return raise_no_codec(encoding);
    }
    if (codec == LATIN1 || ouro__all_ascii(data, length)) {
        return ouro_str_from_data(data, length, 1);
    }
    ouro_str_writer writer = {0};
    if (ouro__writer_reserve(&writer, length, 1) < 0 ||
        decode_into(&writer, codec, errors ? errors : "strict", data, length) < 0) {
        ouro_str_writer_drop(&writer);
        return NULL;
    }
    return ouro_str_writer_finish(&writer);
}

ouro_object *ouro_str_new(const char *utf8, size_t bytes) {
    return ouro_bytes_decode(utf8, bytes, "utf-8", "surrogatepass");
}

ouro_object *ouro_str_text(const char *utf8) {
    return ouro_str_new(utf8, strlen(utf8));
}

// ---- Encoding -------------------------------------------------------------------------------

typedef struct sink {
    uint8_t *data;
    size_t length, room;
} sink;

static int sink_add(sink *out, const void *data, size_t bytes) {
    if (bytes == 0) {
        return 0;
    }
    if (out->room - out->length < bytes) {
        size_t room = out->length + bytes + out->room / 2 + 16;
        uint8_t *grown = ouro_memory_resize(out->data, room);
        if (!grown) {
            return -1;
        }
        out->data = grown;
        out->room = room;
    }
    memcpy(out->data + out->length, data, bytes);
    out->length += bytes;
    return 0;
}

static size_t encode_one(uint32_t c, uint8_t out[4]) {
    if (c < 0x80) {
        out[0] = (uint8_t)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (uint8_t)(0xc0 | c >> 6);
        out[1] = (uint8_t)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (uint8_t)(0xe0 | c >> 12);
        out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
        out[2] = (uint8_t)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (uint8_t)(0xf0 | c >> 18);
    out[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
    out[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
    out[3] = (uint8_t)(0x80 | (c & 0x3f));
    return 4;
}

static bool can_encode(encoding_id codec, uint32_t c, bool surrogates) {
    return c < codec_limits[codec] && (codec != UTF8 || surrogates || c < 0xd800 || c > 0xdfff);
}

static int digits_into(char *out, uint32_t c, bool xml) {
    unsigned base = xml ? 10 : 16;
    char digits[12];
    int n = 0, at = 0, least = xml ? 1 : c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
    for (uint32_t rest = c; rest || n < least; rest /= base) {
        digits[n++] = "0123456789abcdef"[rest % base];
    }
    out[at++] = xml ? '&' : '\\';
    out[at++] = xml ? '#' : least == 2 ? 'x' : least == 4 ? 'u' : 'U';
    while (n) {
        out[at++] = digits[--n];
    }
    if (xml) {
        out[at++] = ';';
    }
    return at;
}

// What stands for one character that the encoding lacks: 1 done, 0 raise, -1 failed.
static int encode_error(sink *out, handler how, uint32_t c) {
    char text[16];
    switch (how) {
    case IGNORE: return 1;
    case REPLACE: return sink_add(out, "?", 1) < 0 ? -1 : 1;
    case BACKSLASHREPLACE:
    case XMLCHARREFREPLACE: {
        int length = digits_into(text, c, how == XMLCHARREFREPLACE);
        return sink_add(out, text, (size_t)length) < 0 ? -1 : 1;
    }
    case SURROGATEESCAPE:
        if (c >= 0xdc80 && c <= 0xdcff) {
            uint8_t byte = (uint8_t)(c - 0xdc00);
            return sink_add(out, &byte, 1) < 0 ? -1 : 1;
        }
        return 0;
    case STRICT:
    case SURROGATEPASS:
    case NO_HANDLER: break;
    }
    return 0;
}

static int encode_into(sink *out, ouro_object *str, encoding_id codec, const char *errors) {
    bool surrogates = strcmp(errors, "surrogatepass") == 0;
    static const char *const reasons[] = {"surrogates not allowed", "ordinal not in range(256)",
                                          "ordinal not in range(128)"};
    size_t length = ouro_str_length(str);
    for (size_t i = 0; i < length; i++) {
        uint32_t c = ouro_str_char(str, i);
        uint8_t bytes[4] = {(uint8_t)c};
        if (can_encode(codec, c, surrogates)) {
            if (sink_add(out, bytes, codec == UTF8 ? encode_one(c, bytes) : 1) < 0) {
                return -1;
            }
            continue;
        }
        handler how = handler_named(errors);
        if (how == NO_HANDLER) {
            raise_no_handler(errors);
            return -1;
        }
        int done = encode_error(out, how, c);
        if (done < 0) {
            return -1;
        }
        if (done == 0) {
            size_t end = i + 1;
            while (end < length && !can_encode(codec, ouro_str_char(str, end), surrogates)) {
                end++;
            }
            ouro__raise_encode(codec_names[codec], str, i, end, reasons[codec]);
            return -1;
        }
    }
    return 0;
}

ouro_object *ouro_str_encode(ouro_object *str, const char *encoding, const char *errors) {
    encoding_id codec = encoding ? codec_named(encoding) : UTF8;
    if (codec == UNKNOWN) {
        return raise_no_codec(encoding);
    }
    size_t length = ouro_str_length(str);
    if (ouro_str_is_ascii(str) || (codec == LATIN1 && ouro_str_width(str) == 1)) {
        return ouro_bytes_new(ouro_str_data(str), length);
    }
    sink out = {0};
    ouro_object *result = NULL;
    if (encode_into(&out, str, codec, errors ? errors : "strict") == 0) {
        result = ouro_bytes_new(out.data ? (const void *)out.data : "", out.length);
    }
    ouro_memory_free(out.data);
    return result;
}

ouro_object *ouro_str_encode_utf8(ouro_object *str) {
    return ouro_str_encode(str, "utf-8", "strict");
}

char *ouro_str_utf8(ouro_object *str, size_t *bytes) {
    sink out = {0};
    bool plain = ouro_str_is_ascii(str);
    if ((plain ? sink_add(&out, ouro_str_data(str), ouro_str_length(str))
               : encode_into(&out, str, UTF8, "surrogatepass")) < 0 ||
        sink_add(&out, "", 1) < 0) {
        ouro_memory_free(out.data);
        return NULL;
    }
    if (bytes) {
        *bytes = out.length - 1;
    }
    return (char *)out.data;
}

const char *ouro__str_view(ouro_object *str, char **owned, size_t *bytes) {
    *owned = NULL;
    if (ouro_str_is_ascii(str)) {
        if (bytes) {
            *bytes = ouro_str_length(str);
        }
        return (const char *)ouro_str_data(str);
    }
    *owned = ouro_str_utf8(str, bytes);
    return *owned;
}
