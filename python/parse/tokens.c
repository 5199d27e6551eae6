// SPDX-License-Identifier: MIT
// The tokenizer: indentation, names, strings, brackets, operators.
// Front-end, parse.
#include "tokens.h"

#include <string.h>

#include "errors.h"
#include "source.h"

enum { TAB_WIDTH = 8 };

void py__lexer_init(lexer *lx, const char *text, size_t length, int lineno, int column) {
    lx->cur = lx->start = lx->line_start = lx->line_end = lx->first_line = text;
    lx->text = text;
    lx->end = text + length;
    lx->lineno = lineno - 1;
    lx->first_lineno = lineno;
    lx->starting_lineno = lineno;
    lx->starting_column = column;
    lx->at_line_begin = true;
    lx->pending = 0;
    lx->indent = 0;
    lx->indents[0] = lx->alt_indents[0] = 0;
    lx->level = 0;
    lx->done = DONE_OK;
}

// ---- Errors -------------------------------------------------------------------------------------

static token_kind raise_range(lexer *lx, int column, int end_column, const char *format,
                              va_list arguments) {
    if (lx->error->kind == PY_ERROR_NONE) {
        const char *newline = memchr(lx->line_start, '\n', (size_t)(lx->end - lx->line_start));
        const size_t length = (size_t)((newline == NULL ? lx->end : newline) - lx->line_start);
        py__error_vset(lx->error, PY_ERROR_SYNTAX, format, arguments);
        lx->error->lineno = lx->lineno;
        lx->error->end_lineno = lx->lineno;
        lx->error->offset = column;
        lx->error->end_offset = end_column;
        py__error_text(lx->error, (py_text){lx->line_start, length}, false);
    }
    lx->done = DONE_RAISED;
    return T_ERROR;
}

token_kind py__lexer_error(lexer *lx, const char *format, ...) {
    const int column = py__count_characters(lx->line_start, (size_t)(lx->cur - lx->line_start));
    va_list arguments;
    va_start(arguments, format);
    const token_kind kind = raise_range(lx, column, column, format, arguments);
    va_end(arguments);
    return kind;
}

token_kind py__lexer_error_range(lexer *lx, int column, int end_column, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const token_kind kind = raise_range(lx, column, end_column, format, arguments);
    va_end(arguments);
    return kind;
}

// ---- Indentation --------------------------------------------------------------------------------

// Behind a backslash: the line must end here, and another follow.
static bool continue_line(lexer *lx) {
    int c = py__lexer_get(lx);
    if (c != '\n') {
        lx->done = DONE_BACKSLASH;
        return false;
    }
    c = py__lexer_get(lx);
    if (c == LEXER_EOF) {
        lx->done = DONE_END_AFTER_BACKSLASH;
        return false;
    }
    py__lexer_back(lx, c);
    return true;
}

// Compares a line's indentation with the stack and notes the INDENT or DEDENTs it means. Both ways
// of counting tabs must agree, or the text would mean something else with another tab width.
static bool change_indentation(lexer *lx, int column, int alt_column) {
    if (column == lx->indents[lx->indent]) {
        if (alt_column != lx->alt_indents[lx->indent]) {
            lx->done = DONE_TABS;
            lx->cur = lx->line_end;
            return false;
        }
        return true;
    }
    if (column > lx->indents[lx->indent]) {
        if (lx->indent + 1 >= MAX_INDENTS) {
            lx->done = DONE_TOO_DEEP;
            lx->cur = lx->line_end;
            return false;
        }
        if (alt_column <= lx->alt_indents[lx->indent]) {
            lx->done = DONE_TABS;
            lx->cur = lx->line_end;
            return false;
        }
        lx->pending++;
        lx->indent++;
        lx->indents[lx->indent] = column;
        lx->alt_indents[lx->indent] = alt_column;
        return true;
    }
    while (lx->indent > 0 && column < lx->indents[lx->indent]) {
        lx->pending--;
        lx->indent--;
    }
    if (column != lx->indents[lx->indent] || alt_column != lx->alt_indents[lx->indent]) {
        lx->done = column != lx->indents[lx->indent] ? DONE_DEDENT : DONE_TABS;
        lx->cur = lx->line_end;
        return false;
    }
    return true;
}

// Reads the white space at the beginning of a line. `*blank` tells that nothing else is on it.
static bool read_indentation(lexer *lx, bool *blank) {
    int column = 0;
    int alt_column = 0;
    int continued_column = 0;
    int c;
    lx->at_line_begin = false;
    for (;;) {
        c = py__lexer_get(lx);
        if (c == ' ') {
            column++;
            alt_column++;
        } else if (c == '\t') {
            column = (column / TAB_WIDTH + 1) * TAB_WIDTH;
            alt_column++;
        } else if (c == '\f') {
            column = alt_column = 0;
        } else if (c == '\\') {
            // An indentation cannot be split over lines: the first line's counts.
            continued_column = continued_column != 0 ? continued_column : column;
            if (!continue_line(lx)) {
                return false;
            }
        } else {
            break;
        }
    }
    py__lexer_back(lx, c);
    *blank = c == '#' || c == '\n';
    if (*blank || lx->level != 0) {
        return true;
    }
    if (continued_column != 0) {
        column = alt_column = continued_column;
    }
    return change_indentation(lx, column, alt_column);
}

// ---- Names --------------------------------------------------------------------------------------

static bool is_name_start(int c) {
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || c >= 128;
}

static bool is_name_char(int c) {
    return is_name_start(c) || (c >= '0' && c <= '9');
}

typedef struct keyword {
    char text[9];
    uint8_t kind;
} keyword;

static const keyword keywords[] = {
    {"as", T_AS},
    {"if", T_IF},
    {"in", T_IN},
    {"is", T_IS},
    {"or", T_OR},
    {"and", T_AND},
    {"def", T_DEF},
    {"del", T_DEL},
    {"for", T_FOR},
    {"not", T_NOT},
    {"try", T_TRY},
    {"None", T_NONE},
    {"True", T_TRUE},
    {"elif", T_ELIF},
    {"else", T_ELSE},
    {"from", T_FROM},
    {"pass", T_PASS},
    {"with", T_WITH},
    {"False", T_FALSE},
    {"async", T_ASYNC},
    {"await", T_AWAIT},
    {"break", T_BREAK},
    {"class", T_CLASS},
    {"raise", T_RAISE},
    {"while", T_WHILE},
    {"yield", T_YIELD},
    {"assert", T_ASSERT},
    {"except", T_EXCEPT},
    {"global", T_GLOBAL},
    {"import", T_IMPORT},
    {"lambda", T_LAMBDA},
    {"return", T_RETURN},
    {"finally", T_FINALLY},
    {"continue", T_CONTINUE},
    {"nonlocal", T_NONLOCAL},
};

// keywords[keyword_begin[n]] is the first of length n.
static const uint8_t keyword_begin[] = {0, 0, 0, 5, 11, 18, 26, 32, 33, 35};

static token_kind keyword_of(const char *text, size_t length) {
    if (length < 2 || length > 8) {
        return T_NAME;
    }
    for (unsigned i = keyword_begin[length]; i < keyword_begin[length + 1]; i++) {
        if (keywords[i].text[0] == text[0] && memcmp(keywords[i].text, text, length) == 0) {
            return (token_kind)keywords[i].kind;
        }
    }
    return T_NAME;
}

// Checks a name that is not ASCII character by character.
static bool is_identifier(lexer *lx) {
    const char *s = lx->start;
    while (s < lx->cur) {
        const bool first = s == lx->start;
        const int32_t c = py__utf8_next(&s, lx->cur);
        if (first ? py__is_xid_start(c) : py__is_xid_continue(c)) {
            continue;
        }
        char character[5] = {0};
        py__utf8_put(character, (uint32_t)c);
        lx->cur = s;
        if (py__is_printable(c)) {
            py__lexer_error(lx, "invalid character '%s' (U+%04X)", character, (unsigned)c);
        } else {
            py__lexer_error(lx, "invalid non-printable character U+%04X", (unsigned)c);
        }
        return false;
    }
    return true;
}

static token_kind out_of_memory(lexer *lx) {
    py__error_memory(lx->error);
    lx->done = DONE_RAISED;
    return T_ERROR;
}

static token_kind finish_name(lexer *lx, bool ascii, token *out) {
    const size_t length = (size_t)(lx->cur - lx->start);
    if (ascii) {
        const token_kind kind = keyword_of(lx->start, length);
        if (kind != T_NAME) {
            return kind;
        }
        out->name = py__name_intern(lx->names, lx->region, lx->start, length);
    } else {
        if (!is_identifier(lx)) {
            return T_ERROR;
        }
        out->name = py__name_intern_nfkc(lx->names, lx->region, lx->start, length);
    }
    return out->name == NULL ? out_of_memory(lx) : T_NAME;
}

// ---- Strings ------------------------------------------------------------------------------------

// From behind the opening quote, which is at cur[-1], to behind the closing one.
static token_kind read_string(lexer *lx, int quote) {
    int quotes = 1;
    int closing = 0;
    lx->first_lineno = lx->lineno;
    lx->first_line = lx->line_start;
    if (*lx->cur == quote) {
        if (lx->cur[1] != quote) {
            lx->cur++;
            return T_STRING;
        }
        quotes = 3;
        lx->cur += 2;
    }
    while (closing != quotes) {
        int c = py__lexer_get(lx);
        if (c == LEXER_EOF || (quotes == 1 && c == '\n')) {
            const int lineno = lx->lineno;
            lx->cur = lx->start + 1;
            lx->line_start = lx->first_line;
            lx->lineno = lx->first_lineno;
            lx->error->incomplete = quotes == 3;
            return py__lexer_error(lx,
                                   quotes == 3 ? "unterminated triple-quoted string literal "
                                                 "(detected at line %d)"
                                               : "unterminated string literal "
                                                 "(detected at line %d)",
                                   lineno);
        }
        closing = c == quote ? closing + 1 : 0;
        if (c == '\\') {
            py__lexer_get(lx);
        }
    }
    return T_STRING;
}

// A name, or a string with a prefix (any order and case of r with b or f; u alone).
static token_kind read_name(lexer *lx, int c, token *out) {
    bool b = false;
    bool r = false;
    bool u = false;
    bool f = false;
    for (;;) {
        const int low = c | 0x20;
        if (low == 'b' && !(b || u || f)) {
            b = true;
        } else if (low == 'u' && !(b || u || r || f)) {
            u = true;
        } else if (low == 'r' && !(r || u)) {
            r = true;
        } else if (low == 'f' && !(f || b || u)) {
            f = true;
        } else {
            break;
        }
        c = py__lexer_get(lx);
        if (c == '"' || c == '\'') {
            return read_string(lx, c);
        }
    }
    bool ascii = true;
    while (is_name_char(c)) {
        ascii = ascii && c < 128;
        c = py__lexer_get(lx);
    }
    py__lexer_back(lx, c);
    return finish_name(lx, ascii, out);
}

// ---- Brackets and operators ---------------------------------------------------------------------

static token_kind open_bracket(lexer *lx, int c, token_kind kind) {
    if (lx->level >= MAX_BRACKETS) {
        return py__lexer_error(lx, "too many nested parentheses");
    }
    lx->brackets[lx->level++] = (bracket){(char)c, lx->lineno, (int)(lx->start - lx->line_start)};
    return kind;
}

static token_kind close_bracket(lexer *lx, int c, token_kind kind) {
    if (lx->level == 0) {
        return py__lexer_error(lx, "unmatched '%c'", c);
    }
    const bracket *open = &lx->brackets[--lx->level];
    const char *expected = open->opening == '(' ? ")" : open->opening == '[' ? "]" : "}";
    if (c == *expected) {
        return kind;
    }
    if (open->lineno != lx->lineno) {
        return py__lexer_error(lx,
                               "closing parenthesis '%c' does not match opening parenthesis '%c' "
                               "on line %d",
                               c, open->opening, open->lineno);
    }
    return py__lexer_error(lx, "closing parenthesis '%c' does not match opening parenthesis '%c'",
                           c, open->opening);
}

typedef struct operator_text {
    char text[4];
    uint8_t kind;
} operator_text;

// Longer ones first.
static const operator_text operators[] = {
    {"**=", T_DOUBLESTAREQUAL},
    {"//=", T_DOUBLESLASHEQUAL},
    {">>=", T_RIGHTSHIFTEQUAL},
    {"<<=", T_LEFTSHIFTEQUAL},
    {"...", T_ELLIPSIS},
    {"**", T_DOUBLESTAR},
    {"//", T_DOUBLESLASH},
    {">>", T_RIGHTSHIFT},
    {"<<", T_LEFTSHIFT},
    {"==", T_EQEQUAL},
    {"!=", T_NOTEQUAL},
    {"<=", T_LESSEQUAL},
    {">=", T_GREATEREQUAL},
    {"->", T_RARROW},
    {":=", T_COLONEQUAL},
    {"+=", T_PLUSEQUAL},
    {"-=", T_MINEQUAL},
    {"*=", T_STAREQUAL},
    {"/=", T_SLASHEQUAL},
    {"%=", T_PERCENTEQUAL},
    {"&=", T_AMPEREQUAL},
    {"|=", T_VBAREQUAL},
    {"^=", T_CIRCUMFLEXEQUAL},
    {"@=", T_ATEQUAL},
    {"<>", T_UNKNOWN},
    {":", T_COLON},
    {",", T_COMMA},
    {";", T_SEMI},
    {"+", T_PLUS},
    {"-", T_MINUS},
    {"*", T_STAR},
    {"/", T_SLASH},
    {"|", T_VBAR},
    {"&", T_AMPER},
    {"<", T_LESS},
    {">", T_GREATER},
    {"=", T_EQUAL},
    {".", T_DOT},
    {"%", T_PERCENT},
    {"~", T_TILDE},
    {"^", T_CIRCUMFLEX},
    {"@", T_AT},
};

static token_kind read_operator(lexer *lx, int c) {
    switch (c) {
    case '(': return open_bracket(lx, c, T_LPAR);
    case '[': return open_bracket(lx, c, T_LSQB);
    case '{': return open_bracket(lx, c, T_LBRACE);
    case ')': return close_bracket(lx, c, T_RPAR);
    case ']': return close_bracket(lx, c, T_RSQB);
    case '}': return close_bracket(lx, c, T_RBRACE);
    case ',': return T_COMMA;
    default: break;
    }
    const char *text = lx->cur - 1;
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        const size_t length = strlen(operators[i].text);
        if (operators[i].text[0] == c && strncmp(operators[i].text, text, length) == 0) {
            lx->cur += length - 1;
            return (token_kind)operators[i].kind;
        }
    }
    if (c < ' ' || c == 127) {
        return py__lexer_error(lx, "invalid non-printable character U+%04X", (unsigned)c);
    }
    return T_UNKNOWN;
}

// ---- One token ----------------------------------------------------------------------------------

// Skips blanks, comments and joined lines. Returns the first byte of the token.
static bool skip_blanks(lexer *lx, int *first) {
    for (;;) {
        int c;
        do {
            c = py__lexer_get(lx);
        } while (c == ' ' || c == '\t' || c == '\f');
        lx->start = lx->cur - (c != LEXER_EOF); // a comment belongs to the NEWLINE behind it
        if (c == '#') {
            do {
                c = py__lexer_get(lx);
            } while (c != LEXER_EOF && c != '\n');
        }
        if (c != '\\') {
            *first = c;
            return true;
        }
        if (!continue_line(lx)) {
            return false;
        }
    }
}

// The token proper; its text is from lx->start to *end (both NULL when it has none).
static token_kind scan(lexer *lx, token *out, const char **end) {
    *end = NULL;
    for (;;) {
        bool blank = false;
        if (lx->at_line_begin && !read_indentation(lx, &blank)) {
            return T_ERROR;
        }
        lx->first_lineno = 0;
        if (lx->pending != 0) {
            const bool dedent = lx->pending < 0;
            lx->pending += dedent ? 1 : -1;
            lx->start = lx->cur;
            return dedent ? T_DEDENT : T_INDENT;
        }
        int c;
        if (!skip_blanks(lx, &c)) {
            return T_ERROR;
        }
        if (c == LEXER_EOF) {
            lx->done = lx->level != 0 ? DONE_END_IN_BRACKETS : DONE_END;
            return lx->level != 0 ? T_ERROR : T_END;
        }
        if (c == '\n') {
            lx->at_line_begin = true;
            if (blank || lx->level > 0) {
                continue;
            }
            *end = lx->cur - 1;
            return T_NEWLINE;
        }
        token_kind kind;
        if (is_name_start(c)) {
            kind = read_name(lx, c, out);
        } else if ((c >= '0' && c <= '9') || (c == '.' && *lx->cur >= '0' && *lx->cur <= '9')) {
            kind = py__lexer_number(lx, c);
        } else if (c == '"' || c == '\'') {
            kind = read_string(lx, c);
        } else {
            kind = read_operator(lx, c);
        }
        *end = lx->cur;
        return kind;
    }
}

void py__lexer_next(lexer *lx, token *out) {
    const char *end = NULL;
    *out = (token){.kind = T_ERROR};
    if (lx->done == DONE_OK) {
        out->kind = scan(lx, out, &end);
    } else if (lx->done == DONE_END) {
        out->kind = T_END;
    }
    const bool string = out->kind == T_STRING;
    const int lineno = string ? lx->first_lineno : lx->lineno;
    const char *line = string ? lx->first_line : lx->line_start;
    const int shift = lx->lineno == lx->starting_lineno ? lx->starting_column : 0;
    out->level = (uint16_t)lx->level;
    out->start = lx->start;
    out->end = end;
    out->pos = (py_pos){lineno, -1, lx->lineno, -1};
    if (end != NULL) {
        out->pos.col_offset = (int32_t)(lx->start - line) + shift;
        out->pos.end_col_offset = (int32_t)(end - lx->line_start) + shift;
    }
}
