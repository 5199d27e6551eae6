// SPDX-License-Identifier: MIT
// Constants as repr() writes them: part of py_ast_dump.
// Front-end, parse.
#ifndef OURO_PYTHON_PARSE_REPR_H
#define OURO_PYTHON_PARSE_REPR_H

#include "parse.h"

// A str in quotes, with escapes for what cannot be printed.
void py__write_str(FILE *out, py_text text);

void py__write_constant(FILE *out, const py_constant *c);

#endif
