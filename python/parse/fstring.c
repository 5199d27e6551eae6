// SPDX-License-Identifier: MIT
// f-strings, by the rules of 3.11: the string is one token, and each expression in it is found by
// its brackets and quotes, then parsed as a text of its own.
// Front-end, parse.
#include "literals.h"

#include "subparse.h"

enum { MAX_FSTRING_BRACKETS = 200, MAX_FSTRING_NESTING = 16 };

// ---- Text between expressions -------------------------------------------------------------------

// Finds the end of the text at `s`: a brace, or the end. `*next` gets where to go on; it is one
// further than the end of the text behind a doubled brace, the first of which is text.
static const char *find_text_end(string_builder *b, const char *s, const char *end, bool raw,
                                 int depth, const char **next) {
    while (s < end) {
        char c = *s++;
        if (!raw && c == '\\' && s < end) {
            c = *s++;
            if (c == 'N') {
                // The braces of \N{name} do not begin an expression.
                if (s < end && *s++ == '{') {
                    while (s < end && *s++ != '}') {
                    }
                }
                continue;
            }
        }
        if (c != '{' && c != '}') {
            continue;
        }
        if (depth == 0 && s < end && *s == c) {
            *next = s + 1;
            return s;
        }
        if (depth == 0 && c == '}') {
            return py__raise(b->p, PY_ERROR_SYNTAX, "f-string: single '}' is not allowed");
        }
        s--;
        break;
    }
    *next = s;
    return s;
}

// ---- Where an expression ends -------------------------------------------------------------------

typedef struct scan {
    char brackets[MAX_FSTRING_BRACKETS];
    int depth;
    char quote; // of the string that we are in, or 0
    int quotes; // 1 or 3
} scan;

static void *fail(string_builder *b, const char *what) {
    return py__raise(b->p, PY_ERROR_SYNTAX, "f-string%s", what);
}

static bool is_triple(const char *s, const char *end) {
    return end - s > 2 && s[1] == s[0] && s[2] == s[0];
}

// Inside a string: the position behind it, or one byte on.
static const char *scan_quoted(scan *sc, const char *s, const char *end) {
    if (*s != sc->quote || (sc->quotes == 3 && !is_triple(s, end))) {
        return s + 1;
    }
    s += sc->quotes;
    sc->quote = 0;
    return s;
}

static bool scan_bracket(string_builder *b, scan *sc, char c) {
    if (c == '(' || c == '[' || c == '{') {
        if (sc->depth >= MAX_FSTRING_BRACKETS) {
            return fail(b, ": too many nested parenthesis");
        }
        sc->brackets[sc->depth++] = c;
        return true;
    }
    if (sc->depth == 0) {
        return py__raise(b->p, PY_ERROR_SYNTAX, "f-string: unmatched '%c'", c);
    }
    const char open = sc->brackets[--sc->depth];
    if ((open == '(' && c == ')') || (open == '[' && c == ']') || (open == '{' && c == '}')) {
        return true;
    }
    return py__raise(b->p, PY_ERROR_SYNTAX,
                     "f-string: closing parenthesis '%c' does not match opening parenthesis '%c'",
                     c, open);
}

// The end of the expression at `s`: before its `!`, `:`, `=` or `}`. NULL after an error.
static const char *find_expression_end(string_builder *b, const char *s, const char *end) {
    scan sc = {.depth = 0};
    while (s < end) {
        const char c = *s;
        if (c == '\\') {
            return fail(b, " expression part cannot include a backslash");
        }
        if (sc.quote != 0) {
            s = scan_quoted(&sc, s, end);
            continue;
        }
        if (c == '\'' || c == '"') {
            sc.quote = c;
            sc.quotes = is_triple(s, end) ? 3 : 1;
            s += sc.quotes;
            continue;
        }
        if (c == '#') {
            return fail(b, " expression part cannot include '#'");
        }
        if (sc.depth == 0 && strchr("!:}=<>", c) != NULL) {
            if (s + 1 < end && s[1] == '=' && strchr("!=<>", c) != NULL) {
                s += 2;
                continue;
            }
            if (c != '<' && c != '>') {
                break;
            }
        } else if (strchr("([{)]}", c) != NULL && !scan_bracket(b, &sc, c)) {
            return NULL;
        }
        s++;
    }
    if (sc.quote != 0) {
        return fail(b, ": unterminated string");
    }
    if (sc.depth != 0) {
        return py__raise(b->p, PY_ERROR_SYNTAX, "f-string: unmatched '%c'",
                         sc.brackets[sc.depth - 1]);
    }
    return s < end ? s : fail(b, ": expecting '}'");
}

// ---- The expression -----------------------------------------------------------------------------

static void *start_fstring(parser *p) {
    return py__star_expressions(p);
}

// Where the text of an expression stands in the file: 3.11 counts lines from the token's first,
// and columns from the last line end before the brace, unless only blanks follow the brace.
static subject locate(const token *t, const char *brace, const char *text, size_t length) {
    int lines = 0;
    for (const char *s = t->start; s < brace; s++) {
        lines += *s == '\n';
    }
    const char *s = brace + 1;
    while (*s == ' ' || *s == '\t' || *s == '\f') {
        s++;
    }
    int columns = 0;
    if (*s != '\n' && *s != '}') {
        const char *line = brace;
        while (line > t->start && *line != '\n') {
            line--;
        }
        columns = (int)(brace - line);
        if (*line == '\n') {
            columns--;
        }
    }
    const int column = lines != 0 ? columns : t->pos.col_offset + columns;
    return (subject){text, length, t->pos.lineno + lines, column};
}

static py_expr *parse_expression(string_builder *b, const token *t, const char *brace,
                                 const char *end) {
    const char *s = brace + 1;
    while (s < end && (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\f' || *s == '\r')) {
        s++;
    }
    if (s == end) {
        return *end == '}' ? fail(b, ": empty expression not allowed")
                           : py__raise(b->p, PY_ERROR_SYNTAX,
                                       "f-string: expression required before '%c'", *end);
    }
    parser *p = b->p;
    if (p->fstring_depth >= MAX_FSTRING_NESTING) {
        return py__no_memory(p);
    }
    // In parentheses, the expression may have blanks in front and go over several lines.
    const size_t length = (size_t)(end - brace - 1);
    char *text = py__alloc(p, length + 3);
    if (text == NULL) {
        return NULL;
    }
    text[0] = '(';
    memcpy(text + 1, brace + 1, length);
    text[length + 1] = ')';
    const subject what = locate(t, brace, text, length + 2);
    parser inner = {.names = p->names,
                    .region = p->region,
                    .error = p->error,
                    .fstring = true,
                    .fstring_depth = p->fstring_depth + 1};
    py_expr *e = py__run(&inner, &what, start_fstring);
    py__parser_free(&inner);
    return e;
}

// `: spec` behind an expression; `*s` is behind the colon.
static py_expr *format_spec(string_builder *b, const token *t, const char **s, const char *end,
                            bool raw, int depth) {
    string_builder spec = {.p = b->p, .pos = b->pos, .unicode_prefix = b->unicode_prefix};
    const size_t from = b->p->stack_count;
    spec.bytes = py__alloc(b->p, 2 * (size_t)(end - *s) + 1);
    if (spec.bytes == NULL || !py__add_fstring(&spec, t, s, end, raw, depth + 1) ||
        !py__flush_text(&spec, t->pos)) {
        return NULL;
    }
    py_expr *e = py__alloc(b->p, sizeof *e);
    if (e == NULL) {
        return NULL;
    }
    e->kind = PY_EXPR_JOINEDSTR;
    e->pos = t->pos;
    return py__list(b->p, from, &e->v.joinedstr.values) ? e : NULL;
}

// `!r`; `*s` is behind the exclamation mark.
static bool conversion(string_builder *b, const char **s, const char *end, int *out) {
    if (*s >= end) {
        return fail(b, ": expecting '}'");
    }
    const char c = *(*s)++;
    if (c != 's' && c != 'r' && c != 'a') {
        return fail(b, ": invalid conversion character: expected 's', 'r', or 'a'");
    }
    *out = c;
    return true;
}

// From the opening brace at `*s` to behind the closing one.
static bool add_expression(string_builder *b, const token *t, const char **s, const char *end,
                           bool raw, int depth) {
    if (depth >= 2) {
        return fail(b, ": expressions nested too deeply");
    }
    const char *brace = *s;
    *s = find_expression_end(b, brace + 1, end);
    py_expr *value = *s == NULL ? NULL : parse_expression(b, t, brace, *s);
    py_expr *e = value == NULL ? NULL : py__alloc(b->p, sizeof *e);
    if (e == NULL) {
        return false;
    }
    e->kind = PY_EXPR_FORMATTEDVALUE;
    e->pos = b->pos;
    e->v.formattedvalue.value = value;
    e->v.formattedvalue.conversion = -1;
    const bool shows_text = **s == '=';
    if (shows_text) {
        do {
            (*s)++;
        } while (**s == ' ' || (**s >= '\t' && **s <= '\r'));
        if (!py__add_text(b, brace + 1, *s < end ? *s : end, true)) {
            return false;
        }
    }
    if (!py__flush_text(b, b->pos)) {
        return false;
    }
    if (*s < end && **s == '!') {
        (*s)++;
        if (!conversion(b, s, end, &e->v.formattedvalue.conversion)) {
            return false;
        }
    }
    if (*s < end && **s == ':') {
        (*s)++;
        e->v.formattedvalue.format_spec = format_spec(b, t, s, end, raw, depth);
        if (e->v.formattedvalue.format_spec == NULL) {
            return false;
        }
    } else if (shows_text && e->v.formattedvalue.conversion < 0) {
        e->v.formattedvalue.conversion = 'r';
    }
    if (*s >= end || **s != '}') {
        return fail(b, ": expecting '}'");
    }
    (*s)++;
    return py__push(b->p, e);
}

bool py__add_fstring(string_builder *b, const token *t, const char **s, const char *end, bool raw,
                     int depth) {
    while (*s < end) {
        const char *next = end;
        const char *stop = find_text_end(b, *s, end, raw, depth, &next);
        if (stop == NULL || !py__add_text(b, *s, stop, raw)) {
            return false;
        }
        const bool doubled = next != stop;
        *s = next;
        if (doubled || next >= end) {
            continue;
        }
        if (*next == '}') {
            break; // the end of a format specification
        }
        if (!add_expression(b, t, s, end, raw, depth)) {
            return false;
        }
    }
    return true;
}
