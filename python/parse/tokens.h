// SPDX-License-Identifier: MIT
// The tokenizer: text in, one token a call out, with INDENT, DEDENT and NEWLINE made.
// Front-end, parse. Invariant: `line_start <= start <= cur <= line_end <= end`.
#ifndef OURO_PYTHON_PARSE_TOKENS_H
#define OURO_PYTHON_PARSE_TOKENS_H

#include "names.h"

typedef enum token_kind {
    T_END,
    T_ERROR, // the lexer's `done` says which
    T_NEWLINE,
    T_INDENT,
    T_DEDENT,
    T_NAME,
    T_NUMBER,
    T_STRING,
    T_UNKNOWN, // `$`, `?`, `!`, `<>`

    // Operators
    T_LPAR,
    T_RPAR,
    T_LSQB,
    T_RSQB,
    T_LBRACE,
    T_RBRACE,
    T_COLON,
    T_COMMA,
    T_SEMI,
    T_PLUS,
    T_MINUS,
    T_STAR,
    T_SLASH,
    T_VBAR,
    T_AMPER,
    T_LESS,
    T_GREATER,
    T_EQUAL,
    T_DOT,
    T_PERCENT,
    T_EQEQUAL,
    T_NOTEQUAL,
    T_LESSEQUAL,
    T_GREATEREQUAL,
    T_TILDE,
    T_CIRCUMFLEX,
    T_LEFTSHIFT,
    T_RIGHTSHIFT,
    T_DOUBLESTAR,
    T_DOUBLESLASH,
    T_AT,
    T_RARROW,
    T_ELLIPSIS,
    T_COLONEQUAL,

    // Augmented assignment, in the order of py_operator
    T_PLUSEQUAL,
    T_MINEQUAL,
    T_STAREQUAL,
    T_ATEQUAL,
    T_SLASHEQUAL,
    T_PERCENTEQUAL,
    T_DOUBLESTAREQUAL,
    T_LEFTSHIFTEQUAL,
    T_RIGHTSHIFTEQUAL,
    T_VBAREQUAL,
    T_CIRCUMFLEXEQUAL,
    T_AMPEREQUAL,
    T_DOUBLESLASHEQUAL,

    // Keywords
    T_AND,
    T_AS,
    T_ASSERT,
    T_ASYNC,
    T_AWAIT,
    T_BREAK,
    T_CLASS,
    T_CONTINUE,
    T_DEF,
    T_DEL,
    T_ELIF,
    T_ELSE,
    T_EXCEPT,
    T_FALSE,
    T_FINALLY,
    T_FOR,
    T_FROM,
    T_GLOBAL,
    T_IF,
    T_IMPORT,
    T_IN,
    T_IS,
    T_LAMBDA,
    T_NONE,
    T_NONLOCAL,
    T_NOT,
    T_OR,
    T_PASS,
    T_RAISE,
    T_RETURN,
    T_TRUE,
    T_TRY,
    T_WHILE,
    T_WITH,
    T_YIELD,
} token_kind;

typedef struct token {
    token_kind kind;
    uint16_t level;    // brackets open behind it
    py_pos pos;        // columns are -1 for tokens that have no text
    const char *start; // in the source
    const char *end;
    py_name *name; // of a T_NAME
} token;

enum {
    MAX_INDENTS = 100,
    MAX_BRACKETS = 200,
};

// Why a T_ERROR: DONE_RAISED has set the error already, the parser words the others.
typedef enum lexer_done {
    DONE_OK,
    DONE_END,
    DONE_END_IN_BRACKETS,
    DONE_RAISED,
    DONE_END_AFTER_BACKSLASH,
    DONE_DEDENT,
    DONE_TABS,
    DONE_TOO_DEEP,
    DONE_BACKSLASH,
} lexer_done;

typedef struct bracket {
    char opening;
    int lineno;
    int column;
} bracket;

typedef struct lexer {
    const char *cur;
    const char *start;
    const char *line_start;
    const char *line_end; // behind the newline of the current line
    const char *end;
    const char *text;
    const char *first_line; // where the line of the token's start begins
    int first_lineno;
    int lineno;
    int starting_lineno; // f-strings: tokens of this line are moved right by
    int starting_column; // this many bytes
    bool at_line_begin;
    int pending; // INDENTs (positive) or DEDENTs (negative) to deliver
    int indent;
    int indents[MAX_INDENTS];
    int alt_indents[MAX_INDENTS]; // with tabs one column wide
    int level;
    bracket brackets[MAX_BRACKETS];
    lexer_done done;
    name_table *names;
    py_region *region;
    py_error *error;
} lexer;

// Starts at the beginning of a text that is closed by a NUL (at text[length]). `lineno` is the
// number of its first line; `column` moves that line's tokens to the right.
void py__lexer_init(lexer *lx, const char *text, size_t length, int lineno, int column);

// Delivers the next token. After T_END or T_ERROR the lexer stays where it is.
void py__lexer_next(lexer *lx, token *out);

// ---- Between the lexer's files ------------------------------------------------------------------

enum { LEXER_EOF = -1 };

// The next byte, or LEXER_EOF; goes on to the next line when the current one is over.
static inline int py__lexer_get(lexer *lx) {
    if (lx->cur == lx->line_end) {
        if (lx->cur == lx->end) {
            return LEXER_EOF;
        }
        lx->line_start = lx->cur;
        lx->lineno++;
        const char *s = lx->cur;
        while (*s != '\n' && s + 1 < lx->end) {
            s++;
        }
        lx->line_end = s + 1;
    }
    return (unsigned char)*lx->cur++;
}

static inline void py__lexer_back(lexer *lx, int c) {
    lx->cur -= c != LEXER_EOF;
}

// Raises a SyntaxError that ends at the cursor; returns T_ERROR.
token_kind py__lexer_error(lexer *lx, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// The same for a range of columns (characters, from 1) of the current line.
token_kind py__lexer_error_range(lexer *lx, int column, int end_column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

// Scans a number whose first byte (a digit, or a dot before a digit) was read already.
token_kind py__lexer_number(lexer *lx, int c);

#endif
