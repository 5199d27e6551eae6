// SPDX-License-Identifier: MIT
// Scanning of number literals and what may follow them.
// Front-end, parse.
#include "tokens.h"

#include <string.h>

static bool is_digit(int c) {
    return c >= '0' && c <= '9';
}

static bool is_hex_digit(int c) {
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static bool may_be_in_name(int c) {
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || is_digit(c) || c == '_' || c >= 128;
}

// Whether the source goes on with `text` behind the byte that was just read.
static bool goes_on(const lexer *lx, const char *text) {
    return strncmp(lx->cur, text, strlen(text)) == 0;
}

// `1if x else y` is allowed: a keyword that can follow a number need not be separated from it.
static bool keyword_follows(const lexer *lx, int c) {
    switch (c) {
    case 'a': return goes_on(lx, "nd");
    case 'e': return goes_on(lx, "lse");
    case 'f': return goes_on(lx, "or");
    case 'i': return *lx->cur == 'f' || *lx->cur == 'n' || *lx->cur == 's';
    case 'o': return goes_on(lx, "r");
    case 'n': return goes_on(lx, "ot");
    default: return false;
    }
}

static token_kind end_number(lexer *lx, int c, const char *kind) {
    const bool wrong = may_be_in_name(c) && !keyword_follows(lx, c);
    py__lexer_back(lx, c);
    return wrong ? py__lexer_error(lx, "invalid %s literal", kind) : T_NUMBER;
}

// Decimal digits with single underscores between them; returns the byte behind, 0 after an error.
static int decimal_tail(lexer *lx) {
    for (;;) {
        int c;
        do {
            c = py__lexer_get(lx);
        } while (is_digit(c));
        if (c != '_') {
            return c;
        }
        c = py__lexer_get(lx);
        if (!is_digit(c)) {
            py__lexer_back(lx, c);
            py__lexer_error(lx, "invalid decimal literal");
            return 0;
        }
    }
}

static token_kind imaginary(lexer *lx) {
    return end_number(lx, py__lexer_get(lx), "imaginary");
}

static token_kind exponent(lexer *lx, int e) {
    int c = py__lexer_get(lx);
    if (c == '+' || c == '-') {
        c = py__lexer_get(lx);
        if (!is_digit(c)) {
            py__lexer_back(lx, c);
            return py__lexer_error(lx, "invalid decimal literal");
        }
    } else if (!is_digit(c)) {
        py__lexer_back(lx, c);
        return end_number(lx, e, "decimal");
    }
    c = decimal_tail(lx);
    if (c == 0) {
        return T_ERROR;
    }
    return c == 'j' || c == 'J' ? imaginary(lx) : end_number(lx, c, "decimal");
}

// Behind the dot.
static token_kind fraction(lexer *lx, int c) {
    if (is_digit(c)) {
        c = decimal_tail(lx);
        if (c == 0) {
            return T_ERROR;
        }
    }
    if (c == 'e' || c == 'E') {
        return exponent(lx, c);
    }
    return c == 'j' || c == 'J' ? imaginary(lx) : end_number(lx, c, "decimal");
}

static token_kind after_digits(lexer *lx, int c) {
    if (c == '.') {
        return fraction(lx, py__lexer_get(lx));
    }
    if (c == 'e' || c == 'E') {
        return exponent(lx, c);
    }
    return c == 'j' || c == 'J' ? imaginary(lx) : end_number(lx, c, "decimal");
}

static token_kind hexadecimal(lexer *lx) {
    int c = py__lexer_get(lx);
    do {
        if (c == '_') {
            c = py__lexer_get(lx);
        }
        if (!is_hex_digit(c)) {
            py__lexer_back(lx, c);
            return py__lexer_error(lx, "invalid hexadecimal literal");
        }
        do {
            c = py__lexer_get(lx);
        } while (is_hex_digit(c));
    } while (c == '_');
    return end_number(lx, c, "hexadecimal");
}

static token_kind small_base(lexer *lx, int base, const char *kind) {
    int c = py__lexer_get(lx);
    do {
        if (c == '_') {
            c = py__lexer_get(lx);
        }
        if (c < '0' || c >= '0' + base) {
            if (is_digit(c)) {
                return py__lexer_error(lx, "invalid digit '%c' in %s literal", c, kind);
            }
            py__lexer_back(lx, c);
            return py__lexer_error(lx, "invalid %s literal", kind);
        }
        do {
            c = py__lexer_get(lx);
        } while (c >= '0' && c < '0' + base);
    } while (c == '_');
    if (is_digit(c)) {
        return py__lexer_error(lx, "invalid digit '%c' in %s literal", c, kind);
    }
    return end_number(lx, c, kind);
}

// A literal that begins with 0: a base, zeros, or a number that has a dot, an exponent or a j.
static token_kind leading_zero(lexer *lx) {
    int c = py__lexer_get(lx);
    switch (c) {
    case 'x':
    case 'X': return hexadecimal(lx);
    case 'o':
    case 'O': return small_base(lx, 8, "octal");
    case 'b':
    case 'B': return small_base(lx, 2, "binary");
    default: break;
    }
    for (;;) {
        if (c == '_') {
            c = py__lexer_get(lx);
            if (!is_digit(c)) {
                py__lexer_back(lx, c);
                return py__lexer_error(lx, "invalid decimal literal");
            }
        }
        if (c != '0') {
            break;
        }
        c = py__lexer_get(lx);
    }
    const char *zeros_end = lx->cur;
    if (!is_digit(c)) {
        return after_digits(lx, c);
    }
    c = decimal_tail(lx);
    if (c == 0) {
        return T_ERROR;
    }
    if (c == '.' || (c | 0x20) == 'e' || (c | 0x20) == 'j') {
        return after_digits(lx, c);
    }
    py__lexer_back(lx, c);
    return py__lexer_error_range(lx, (int)(lx->start + 1 - lx->line_start),
                                 (int)(zeros_end - lx->line_start),
                                 "leading zeros in decimal integer literals are not permitted; "
                                 "use an 0o prefix for octal integers");
}

token_kind py__lexer_number(lexer *lx, int c) {
    if (c == '.') {
        return fraction(lx, py__lexer_get(lx));
    }
    if (c == '0') {
        return leading_zero(lx);
    }
    c = decimal_tail(lx);
    return c == 0 ? T_ERROR : after_digits(lx, c);
}
