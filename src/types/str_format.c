// SPDX-License-Identifier: MIT
// str.format and str.format_map: replacement fields, their names, conversions and nested
// specifications.  Floor: types.
#include "str_methods.h"

enum numbering { UNDECIDED, AUTOMATIC, MANUAL };
enum { DEPTH = 2 };

typedef struct formatter {
    ouro_object *const *args;
    size_t nargs;
    ouro_object *kwnames; // tuple or NULL: names of the values behind args
    ouro_object *mapping; // format_map's, or NULL
    enum numbering numbering;
    size_t next;
} formatter;

static ouro_object *format_part(formatter *f, ouro_object *text, size_t start, size_t end,
                                int depth);

static void *refuse(const char *message) {
    return ouro_raise(OURO_EXC_ValueError, "%s", message);
}

// ---- Looking up a field ---------------------------------------------------------------------

// text[start:end] as a number: -1 it is none, -2 raised.
static ssize_t as_number(ouro_object *text, size_t start, size_t end) {
    ssize_t number = 0;
    if (start == end) {
        return -1;
    }
    for (size_t i = start; i < end; i++) {
        int digit = ouro__char_decimal(ouro_str_char(text, i));
        if (digit < 0) {
            return -1;
        }
        if (number > (PTRDIFF_MAX - digit) / 10) {
            refuse("Too many decimal digits in format string");
            return -2;
        }
        number = number * 10 + digit;
    }
    return number;
}

static ouro_object *named(formatter *f, ouro_object *name) {
    if (f->mapping) {
        return ouro_getitem(f->mapping, name);
    }
    for (size_t i = 0; f->kwnames && i < ouro_tuple_length(f->kwnames); i++) {
        if (ouro_str_equal(ouro_tuple_get_borrow(f->kwnames, i), name)) {
            return ouro_newref(f->args[f->nargs + i]);
        }
    }
    return ouro_raise_object(OURO_EXC_KeyError, name);
}

static ouro_object *positional(formatter *f, size_t index) {
    if (f->mapping) {
        return refuse("Format string contains positional fields");
    }
    if (index >= f->nargs) {
        return ouro_raise(OURO_EXC_IndexError,
                          "Replacement index %zd out of range for positional args tuple",
                          (ssize_t)index);
    }
    return ouro_newref(f->args[index]);
}

// The object that begins the field name text[start:end].
static ouro_object *first_object(formatter *f, ouro_object *text, size_t start, size_t end) {
    ssize_t number = as_number(text, start, end);
    if (number == -2) {
        return NULL;
    }
    if (start == end || number >= 0) {
        enum numbering wanted = start == end ? AUTOMATIC : MANUAL;
        if (f->numbering != UNDECIDED && f->numbering != wanted) {
            return refuse(wanted == MANUAL
                              ? "cannot switch from automatic field numbering to manual field "
                                "specification"
                              : "cannot switch from manual field specification to automatic field "
                                "numbering");
        }
        f->numbering = wanted;
        return positional(f, wanted == AUTOMATIC ? f->next++ : (size_t)number);
    }
    ouro_object *name = ouro_str_slice(text, start, end);
    ouro_object *result = name ? named(f, name) : NULL;
    ouro_xdecref(name);
    return result;
}

// Follows .name and [key] from `object` (stolen) through text[at:end].
static ouro_object *follow(ouro_object *object, ouro_object *text, size_t at, size_t end) {
    while (object && at < end) {
        bool item = ouro_str_char(text, at) == '[';
        size_t start = ++at;
        while (at < end &&
               (item ? ouro_str_char(text, at) != ']'
                     : ouro_str_char(text, at) != '.' && ouro_str_char(text, at) != '[')) {
            at++;
        }
        ouro_object *next = NULL;
        if (item && at == end) {
            refuse("Missing ']' in format string");
        } else if (at == start) {
            refuse("Empty attribute in format string");
        } else {
            ssize_t number = item ? as_number(text, start, at) : -1;
            ouro_object *key = number == -2  ? NULL
                               : number >= 0 ? ouro_int_new(number)
                                             : ouro_str_slice(text, start, at);
            if (key) {
                next = item ? ouro_getitem(object, key) : ouro_getattr(object, key);
                ouro_decref(key);
            }
        }
        ouro_replace(&object, next);
        at += item && at < end;
        if (object && item && at < end && ouro_str_char(text, at) != '.' &&
            ouro_str_char(text, at) != '[') {
            refuse("Only '.' or '[' may follow ']' in format field specifier");
            ouro_clear(&object);
        }
    }
    return object;
}

static ouro_object *field_object(formatter *f, ouro_object *text, size_t start, size_t end) {
    size_t at = start;
    while (at < end && ouro_str_char(text, at) != '.' && ouro_str_char(text, at) != '[') {
        at++;
    }
    ouro_object *object = first_object(f, text, start, at);
    return object ? follow(object, text, at, end) : NULL;
}

// ---- Reading a field ------------------------------------------------------------------------

typedef struct field {
    size_t name_start, name_end, spec_start, spec_end;
    uint32_t conversion; // 0: none
    bool nested;         // the specification has fields of its own
} field;

// From behind the '{' to the matching '}': the position behind it, 0 raised.
static size_t read_field(ouro_object *text, size_t at, size_t end, field *out) {
    *out = (field){.name_start = at};
    uint32_t c = 0;
    bool bracket = false;
    for (; at < end; at++) {
        c = ouro_str_char(text, at);
        if (c == '{') {
            refuse("unexpected '{' in field name");
            return 0;
        }
        bracket = c == '[' || (bracket && c != ']');
        if (!bracket && (c == '}' || c == ':' || c == '!')) {
            break;
        }
    }
    if (at == end) {
        refuse("expected '}' before end of string");
        return 0;
    }
    out->name_end = at++;
    if (c == '!') {
        if (at == end) {
            refuse("end of string while looking for conversion specifier");
            return 0;
        }
        out->conversion = ouro_str_char(text, at++);
        if (at == end) {
            refuse("unmatched '{' in format spec");
            return 0;
        }
        c = ouro_str_char(text, at++);
        if (c != '}' && c != ':') {
            refuse("expected ':' after conversion specifier");
            return 0;
        }
    }
    out->spec_start = out->spec_end = at;
    if (c == '}') {
        return at;
    }
    for (size_t depth = 1; at < end; at++) {
        c = ouro_str_char(text, at);
        out->nested = out->nested || c == '{';
        depth += c == '{';
        depth -= c == '}';
        if (depth == 0) {
            out->spec_end = at;
            return at + 1;
        }
    }
    refuse("unmatched '{' in format spec");
    return 0;
}

static ouro_object *convert(ouro_object *object, uint32_t conversion) {
    switch (conversion) {
    case 's': return ouro_str(object);
    case 'r': return ouro_repr(object);
    case 'a': return ouro_ascii(object);
    default:
        if (conversion > 32 && conversion < 127) {
            return ouro_raise(OURO_EXC_ValueError, "Unknown conversion specifier %c",
                              (int)conversion);
        }
        return ouro_raise(OURO_EXC_ValueError, "Unknown conversion specifier \\x%x",
                          (unsigned)conversion);
    }
}

static int write_field(formatter *f, ouro_str_writer *writer, ouro_object *text, const field *at,
                       int depth) {
    ouro_object *object = field_object(f, text, at->name_start, at->name_end);
    if (object && at->conversion) {
        ouro_replace(&object, convert(object, at->conversion));
    }
    if (!object) {
        return -1;
    }
    ouro_object *spec = at->nested ? format_part(f, text, at->spec_start, at->spec_end, depth - 1)
                                   : ouro_str_slice(text, at->spec_start, at->spec_end);
    ouro_object *shown = spec ? ouro_format(object, spec) : NULL;
    int status = shown ? ouro_str_writer_str(writer, shown) : -1;
    ouro_xdecref(shown);
    ouro_xdecref(spec);
    ouro_decref(object);
    return status;
}

// ---- The whole ------------------------------------------------------------------------------

// Text up to the next brace that stands alone is written; its position, or `end`.
static ssize_t write_literal(ouro_str_writer *writer, ouro_object *text, size_t at, size_t end) {
    while (at < end) {
        size_t start = at;
        while (at < end && ouro_str_char(text, at) != '{' && ouro_str_char(text, at) != '}') {
            at++;
        }
        if (ouro__writer_part(writer, text, start, at) < 0) {
            return -1;
        }
        if (at == end) {
            break;
        }
        uint32_t brace = ouro_str_char(text, at);
        if (at + 1 < end && ouro_str_char(text, at + 1) == brace) {
            if (ouro_str_writer_char(writer, brace) < 0) {
                return -1;
            }
            at += 2;
        } else if (brace == '}') {
            refuse("Single '}' encountered in format string");
            return -1;
        } else if (at + 1 == end) {
            refuse("Single '{' encountered in format string");
            return -1;
        } else {
            break;
        }
    }
    return (ssize_t)at;
}

static ouro_object *format_part(formatter *f, ouro_object *text, size_t start, size_t end,
                                int depth) {
    if (depth <= 0) {
        return refuse("Max string recursion exceeded");
    }
    ouro_str_writer writer = {0};
    for (size_t at = start; at < end;) {
        ssize_t brace = write_literal(&writer, text, at, end);
        field found;
        if (brace >= 0 && (size_t)brace == end) {
            break;
        }
        at = brace < 0 ? 0 : read_field(text, (size_t)brace + 1, end, &found);
        if (at == 0 || write_field(f, &writer, text, &found, depth) < 0) {
            ouro_str_writer_drop(&writer);
            return NULL;
        }
    }
    return ouro_str_writer_finish(&writer);
}

ouro_object *ouro__strm_format(ouro_object *self, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames) {
    formatter f = {.args = args, .nargs = nargs, .kwnames = kwnames};
    return format_part(&f, self, 0, ouro_str_length(self), DEPTH);
}

ouro_object *ouro__strm_format_map(ouro_object *self, ouro_object *mapping) {
    formatter f = {.mapping = mapping};
    return format_part(&f, self, 0, ouro_str_length(self), DEPTH);
}
