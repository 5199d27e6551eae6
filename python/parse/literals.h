// SPDX-License-Identifier: MIT
// Between strings.c and fstring.c: one literal's parts, and the text under construction.
// Front-end, parse.
#ifndef OURO_PYTHON_PARSE_LITERALS_H
#define OURO_PYTHON_PARSE_LITERALS_H

#include "parser.h"

// Text goes to `bytes`, which has room for all that can come: no escape is shorter than what it
// stands for. Finished parts of an f-string are on the parser's list stack.
typedef struct string_builder {
    parser *p;
    char *bytes;
    size_t length;
    size_t piece; // where the text that is not yet a node begins
    py_pos pos;   // of all nodes that are made: the whole run of literals
    bool unicode_prefix;
} string_builder;

// Adds the text between `s` and `end`, escapes replaced unless it is raw.
bool py__add_text(string_builder *b, const char *s, const char *end, bool raw);

// Makes a node of the text since the last piece, if there is any, and pushes it. `pos` is the
// builder's, but for the last text of a format specification: its literal's.
bool py__flush_text(string_builder *b, py_pos pos);

// Adds the parts of the f-string literal `t`, whose body is between `*s` and `end`. At depth 1 (a
// format specification) it stops before the closing brace. Moves `*s` behind what it read.
bool py__add_fstring(string_builder *b, const token *t, const char **s, const char *end, bool raw,
                     int depth);

// The character that has the name (Unicode's, aliases included, any case), or -1.
int32_t py__character_by_name(const char *name, size_t length);

#endif
