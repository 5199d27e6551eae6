// SPDX-License-Identifier: MIT
// Entry points of the parser: source text in, a tree of ast.h or a py_error out.
// Front-end, parse. Pure C on a region of its own: needs neither runtime nor heap.
#ifndef OURO_PYTHON_PARSE_PARSE_H
#define OURO_PYTHON_PARSE_PARSE_H

#include <stdio.h>

#include "ast.h"

// ---- Errors -------------------------------------------------------------------------------------

typedef enum py_error_kind {
    PY_ERROR_NONE,
    PY_ERROR_SYNTAX,      // SyntaxError
    PY_ERROR_INDENTATION, // IndentationError
    PY_ERROR_TAB,         // TabError
    PY_ERROR_MEMORY,      // MemoryError: no memory left, or nesting beyond the parser's depth
} py_error_kind;

// What is wrong and where, as SyntaxError's attributes have it. Offsets count characters (code
// points) from 1; 0 or -1 where CPython gives 0 or -1.
typedef struct py_error {
    py_error_kind kind;
    bool incomplete; // the source ended too early: more lines could make it valid
    char message[256];
    int32_t lineno;
    int32_t offset;
    int32_t end_lineno;
    int32_t end_offset;
    char *text; // the line, with its newline, UTF-8; NULL when there is none. Owned by the error
} py_error;

// Frees what the error owns and makes it PY_ERROR_NONE. An error that is all zero may be cleared.
void py_error_clear(py_error *error);

// ---- Parsing ------------------------------------------------------------------------------------

typedef enum py_parse_mode {
    PY_PARSE_FILE,   // statements: ast's Module
    PY_PARSE_EVAL,   // one expression: ast's Expression
    PY_PARSE_SINGLE, // one interactive statement: ast's Interactive
} py_parse_mode;

typedef struct py_region py_region;
typedef struct py_source py_source;

// A parsed program. Read-only for its consumer but for the names' `user` fields.
typedef struct py_tree {
    py_parse_mode mode;
    py_stmts body;     // PY_PARSE_FILE, PY_PARSE_SINGLE
    py_expr *expr;     // PY_PARSE_EVAL
    char *filename;    // a copy of the argument
    py_region *region; // owns every node
    py_source *source; // the text that was parsed, for py_source_line
} py_tree;

// Parses text that is already UTF-8 (a str's text): a coding cookie is only a comment. `length` is
// in bytes; `source` needs no closing NUL and is not kept. Returns a new tree, to be freed with
// py_tree_free, or NULL with `*error` filled (to be cleared with py_error_clear). Linear in
// `length`; the depth of C recursion is bounded.
py_tree *py_parse(const char *source, size_t length, const char *filename, py_parse_mode mode,
                  py_error *error);

// The same for the raw bytes of a file: honours a byte order mark and a coding cookie in the first
// two lines (utf-8, latin-1 and ascii under all their names; another one is a SyntaxError).
py_tree *py_parse_bytes(const char *bytes, size_t length, const char *filename, py_parse_mode mode,
                        py_error *error);

// Frees the tree with all its nodes, names and texts. NULL is allowed.
void py_tree_free(py_tree *tree);

// The line with the number `lineno` (from 1), without its newline, or {NULL, 0} when there is no
// such line. Borrowed from the tree.
py_text py_tree_line(const py_tree *tree, int lineno);

// ---- Raw sources without parsing ----------------------------------------------------------------

// Decodes raw file bytes as py_parse_bytes does, with line ends made "\n". Returns a malloc'ed,
// NUL-closed UTF-8 text that the caller frees, its length in `*out_length`; NULL with `*error`.
char *py_decode_source(const char *bytes, size_t length, const char *filename, size_t *out_length,
                       py_error *error);

// ---- Looking at a tree --------------------------------------------------------------------------

// Writes what `ast.dump(ast.parse(source), include_attributes=True)` prints, without a newline.
// Returns 0, or -1 when the stream failed.
int py_ast_dump(const py_tree *tree, FILE *out);

// The name of a kind as ast's class name ("BinOp", "AsyncFor"): static text, for messages.
const char *py_expr_kind_name(py_expr_kind kind);
const char *py_stmt_kind_name(py_stmt_kind kind);

// ---- For tests ----------------------------------------------------------------------------------

// Makes the n-th allocation from now (1 = the next one) on this thread fail, and all after it;
// 0 turns that off. Returns how many allocations there were since the last call.
size_t py_region_fail_after(size_t n);

#endif
