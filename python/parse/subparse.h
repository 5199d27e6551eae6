// SPDX-License-Identifier: MIT
// Running a parser over a text: the whole source, or the text of one f-string expression.
// Front-end, parse.
#ifndef OURO_PYTHON_PARSE_SUBPARSE_H
#define OURO_PYTHON_PARSE_SUBPARSE_H

#include "parser.h"

// A text and where it stands: the number of its first line, and the column of its first byte.
typedef struct subject {
    const char *text;
    size_t length;
    int lineno;
    int column;
} subject;

// Parses from the current token; NULL when the text does not match.
typedef void *(*start_rule)(parser *p);

// Both passes over the text. The result of the rule, or NULL with the error raised.
void *py__run(parser *p, const subject *what, start_rule rule);

// Frees the parser's scratch memory, not its names, region or error.
void py__parser_free(parser *p);

#endif
