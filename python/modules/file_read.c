// SPDX-License-Identifier: MIT
// Handing out what a file holds: characters, lines, bytes; ends of lines translated.
// Front-end, modules.
#include "file.h"

// ---- Measuring ----------------------------------------------------------------------------------

// How much of the unread bytes to take: whole characters, at most `limit` of them.
typedef struct scan {
    size_t bytes, characters;
    bool line_done; // the end of a line was met
    bool starved;   // the answer depends on bytes that are not here yet
} scan;

static size_t sequence_length(unsigned char lead) {
    return lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
}

// Bytes of the end of line at `text`, 0 if there is none there.
static size_t line_end(const py_file *file, const char *text, size_t left, bool *starved) {
    bool binary = !file->text;
    py_newline newline = binary ? PY_NEWLINE_LF : file->newline;
    if (*text == '\n') {
        return newline != PY_NEWLINE_CR && newline != PY_NEWLINE_CRLF;
    }
    if (*text != '\r' || newline == PY_NEWLINE_LF) {
        return 0;
    }
    if (newline == PY_NEWLINE_CR) {
        return 1;
    }
    if (left < 2) {
        *starved = true;
        return newline != PY_NEWLINE_CRLF;
    }
    return text[1] == '\n' ? 2 : newline != PY_NEWLINE_CRLF;
}

static scan measure(const py_file *file, size_t limit, bool line) {
    scan found = {0};
    const char *text = file->in + file->in_start;
    size_t length = file->in_end - file->in_start;
    while (found.bytes < length && found.characters < limit) {
        const char *here = text + found.bytes;
        size_t left = length - found.bytes;
        size_t end =
            *here == '\n' || *here == '\r' ? line_end(file, here, left, &found.starved) : 0;
        if (found.starved) {
            return found;
        }
        if (end) {
            bool one = file->text && file->newline == PY_NEWLINE_UNIVERSAL;
            bool cut = !one && end == 2 && limit - found.characters < 2;
            found.bytes += cut ? 1 : end;
            found.characters += one || cut ? 1 : end;
            found.line_done = line && !cut;
            if (found.line_done) {
                return found;
            }
            continue;
        }
        size_t size = file->text && file->utf8 ? sequence_length((unsigned char)*here) : 1;
        if (size > left) {
            found.starved = true;
            return found;
        }
        found.bytes += size;
        found.characters++;
    }
    found.starved = found.characters < limit;
    return found;
}

// ---- Taking -------------------------------------------------------------------------------------

// \r\n and \r become \n, in place; returns the new length.
static size_t translate(char *text, size_t length) {
    char *first = memchr(text, '\r', length);
    if (!first) {
        return length;
    }
    size_t to = (size_t)(first - text);
    for (size_t from = to; from < length; from++) {
        if (text[from] == '\r') {
            text[to++] = '\n';
            from += from + 1 < length && text[from + 1] == '\n';
        } else {
            text[to++] = text[from];
        }
    }
    return to;
}

// The next `bytes` of `in` as a new str or bytes object.
static ouro_object *take(py_file *file, size_t bytes) {
    char *text = file->in ? file->in + file->in_start : NULL;
    if (!file->text) {
        ouro_object *result = ouro_bytes_new(text ? text : "", bytes);
        file->in_start += result ? bytes : 0;
        return result;
    }
    size_t length = bytes;
    if (bytes && file->newline == PY_NEWLINE_UNIVERSAL) {
        length = translate(text, bytes);
    }
    file->in_start += bytes;
    if (file->utf8 && file->errors && ouro_str_equal_text(file->errors, "strict")) {
        return ouro_str_new(text ? text : "", length);
    }
    const char *encoding = ouro_str_ascii_borrow(file->encoding);
    const char *errors = file->errors ? ouro_str_ascii_borrow(file->errors) : NULL;
    return ouro_bytes_decode(text, length, encoding ? encoding : "utf-8",
                             errors ? errors : "strict");
}

// Characters or bytes up to `limit`, or up to the end of the line; "" at the end of the file.
static ouro_object *collect(py_file *file, size_t limit, bool line) {
    for (;;) {
        scan found = measure(file, limit, line);
        if (found.line_done || !found.starved) {
            return take(file, found.bytes);
        }
        int more = py__file_fill(file);
        if (more < 0) {
            return NULL;
        }
        if (!more) {
            size_t rest = file->in_end - file->in_start;
            bool cut = found.characters < limit && rest > found.bytes;
            return take(file, cut ? rest : found.bytes);
        }
    }
}

static ouro_object *collect_all(py_file *file) {
    int more;
    do {
        more = py__file_fill(file);
    } while (more > 0);
    return more < 0 ? NULL : take(file, file->in_end - file->in_start);
}

// A size argument: *limit, or SIZE_MAX when it is absent, None or negative. 0, or -1.
static int limit_of(ouro_object *const *args, size_t nargs, size_t *limit) {
    *limit = SIZE_MAX;
    if (!nargs || ouro_is_none(args[0])) {
        return 0;
    }
    ssize_t number = ouro_index_ssize(args[0], ouro_exc_type(OURO_EXC_OverflowError));
    if (number == -1 && ouro_current->raised) {
        if (ouro_raised_is(OURO_EXC_TypeError)) {
            ouro_raised_clear();
            ouro_raise(OURO_EXC_TypeError, "argument should be integer or None, not '%T'", args[0]);
        }
        return -1;
    }
    *limit = number < 0 ? SIZE_MAX : (size_t)number;
    return 0;
}

// ---- Methods ------------------------------------------------------------------------------------

ouro_object *py__file_read(ouro_object *self, ouro_object *const *args, size_t nargs) {
    py_file *file = py__file_of(self);
    size_t limit;
    if (py__file_check_readable(file) < 0 || limit_of(args, nargs, &limit) < 0) {
        return NULL;
    }
    return limit == SIZE_MAX ? collect_all(file) : collect(file, limit, false);
}

ouro_object *py__file_readline(ouro_object *self, ouro_object *const *args, size_t nargs) {
    py_file *file = py__file_of(self);
    size_t limit;
    if (py__file_check_readable(file) < 0 || limit_of(args, nargs, &limit) < 0) {
        return NULL;
    }
    return collect(file, limit, true);
}

static size_t data_length(const ouro_object *data) {
    return ouro_is(data, OURO_T_STR) ? ouro_str_length(data) : ouro_bytes_length(data);
}

ouro_object *py__file_next(ouro_object *self) {
    py_file *file = py__file_of(self);
    ouro_object *line = py__file_check_readable(file) < 0 ? NULL : collect(file, SIZE_MAX, true);
    if (line && data_length(line) == 0) {
        ouro_clear(&line);
    }
    return line;
}

ouro_object *py__file_readlines(ouro_object *self, ouro_object *const *args, size_t nargs) {
    size_t limit, total = 0;
    if (limit_of(args, nargs, &limit) < 0 || py__file_check_readable(py__file_of(self)) < 0) {
        return NULL;
    }
    ouro_object *lines = ouro_list_new(0), *line = NULL;
    while (lines && total < (limit ? limit : SIZE_MAX) && (line = py__file_next(self))) {
        total += data_length(line);
        if (ouro_list_append_stolen(lines, line) < 0) {
            ouro_clear(&lines);
        }
    }
    if (lines && ouro_current->raised) {
        ouro_clear(&lines);
    }
    return lines;
}

ouro_object *py__file_line(ouro_object *self) {
    ouro_object *line = py__file_next(self);
    if (!line) {
        return NULL;
    }
    size_t length = ouro_str_length(line);
    if (length && ouro_str_char(line, length - 1) == '\n') {
        ouro_object *stripped = ouro_str_slice(line, 0, length - 1);
        ouro_decref(line);
        return stripped;
    }
    return line;
}
