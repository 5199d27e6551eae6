// SPDX-License-Identifier: MIT
// The source line of a traceback entry and the carets under it; the text of a SyntaxError.
// Front-end, run.
//
// Carets cover the columns of the instruction. For a binary operator or a subscript that stands on one
// line the operator gets carets and its operands tildes. Nothing is printed when the carets
// would cover the whole line.
#include <stdlib.h>

#include "files.h"
#include "print.h"

typedef struct line {
    const char *text;
    size_t length; // bytes, without the line end
} line;

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\f';
}

// ---- The text -------------------------------------------------------------------------------------

// Makes `file`'s text the printer's current one.
static bool source_open(py_printer *printer, ouro_object *file) {
    if (printer->file && ouro_str_equal(printer->file, file)) {
        return printer->source;
    }
    free(printer->source);
    printer->source = NULL;
    ouro_replace(&printer->file, ouro_newref(file));
    char *path = ouro_str_utf8(file, NULL);
    size_t length = 0;
    char *bytes = path && path[0] != '<' ? py__source_read(path, &length) : NULL;
    if (bytes) {
        py_error error = {0};
        printer->source = py_decode_source(bytes, length, path, &printer->source_length, &error);
        py_error_clear(&error);
        free(bytes);
    }
    ouro_memory_free(path);
    ouro_raised_clear();
    return printer->source;
}

static line source_line(const py_printer *printer, int lineno) {
    const char *at = printer->source, *end = at + printer->source_length;
    for (int i = 1; i < lineno && at; i++) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    if (!at || at >= end) {
        return (line){NULL, 0};
    }
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    return (line){at, (size_t)((stop ? stop : end) - at)};
}

// Characters in the first `bytes` bytes of UTF-8 text.
static size_t characters(const char *text, size_t bytes) {
    size_t count = 0;
    for (size_t i = 0; i < bytes; i++) {
        count += (text[i] & 0xc0) != 0x80;
    }
    return count;
}

// ---- Anchors --------------------------------------------------------------------------------------

typedef struct anchors {
    size_t left, right; // bytes in the segment: what gets carets between tildes
} anchors;

// The operator between the operands of `e`.
static bool binop_anchors(const py_expr *e, const char *text, anchors *found) {
    size_t from = (size_t)e->v.binop.left->pos.end_col_offset;
    size_t to = (size_t)e->v.binop.right->pos.col_offset;
    for (size_t i = from; i < to; i++) {
        if (is_blank(text[i])) {
            continue;
        }
        found->left = i;
        found->right = i + 1;
        if (i + 1 < to && !is_blank(text[i + 1])) {
            found->right++;
        }
        return true;
    }
    return false;
}

static bool segment_anchors(const char *text, size_t length, anchors *found) {
    py_error error = {0};
    py_tree *tree = py_parse(text, length, "<segment>", PY_PARSE_FILE, &error);
    bool result = false;
    if (tree && tree->body.count == 1 && tree->body.items[0]->kind == PY_STMT_EXPR) {
        const py_expr *e = tree->body.items[0]->v.expr.value;
        if (e->kind == PY_EXPR_BINOP) {
            result = binop_anchors(e, text, found);
        } else if (e->kind == PY_EXPR_SUBSCRIPT) {
            found->left = (size_t)e->v.subscript.value->pos.end_col_offset;
            found->right = (size_t)e->v.subscript.slice->pos.end_col_offset + 1;
            result = true;
        }
    }
    py_tree_free(tree);
    py_error_clear(&error);
    return result;
}

// ---- Carets ---------------------------------------------------------------------------------------

static void put_carets(const py_printer *printer, line shown, const py_position *at,
                       size_t indent) {
    size_t start = (size_t)at->col, end = (size_t)at->end_col;
    bool one_line = at->lineno == at->end_lineno;
    if (!one_line) {
        end = shown.length;
        while (end > 0 && is_blank(shown.text[end - 1])) {
            end--;
        }
    }
    if (start > shown.length || end > shown.length || end < start) {
        return;
    }
    anchors found = {0, 0};
    bool split = one_line && segment_anchors(shown.text + start, end - start, &found);
    size_t first = characters(shown.text, start), last = characters(shown.text, end);
    size_t skipped = characters(shown.text, indent);
    if (!split && last - first == characters(shown.text, shown.length) - skipped) {
        return;
    }
    size_t left = first, right = first;
    if (split) {
        left = first + characters(shown.text + start, found.left);
        right = first + characters(shown.text + start, found.right);
    }
    py__put_margin(printer);
    py__put_spaces(printer, 4 + (first > skipped ? first - skipped : 0));
    for (size_t i = first; i < last; i++) {
        py__put(printer, !split || (i >= left && i < right) ? "^" : "~");
    }
    py__put(printer, "\n");
}

void py__put_source_line(py_printer *printer, const py_traceback *entry) {
    const py_code *code = py_traceback_code(entry);
    if (entry->lineno < 1 || !source_open(printer, code->filename)) {
        return;
    }
    line shown = source_line(printer, entry->lineno);
    if (!shown.text) {
        return;
    }
    size_t indent = 0;
    while (indent < shown.length && is_blank(shown.text[indent])) {
        indent++;
    }
    py__put_margin(printer);
    py__put(printer, "    ");
    printer->write(printer->arg, shown.text + indent, shown.length - indent);
    py__put(printer, "\n");
    py_position at = py_code_position(code, entry->unit);
    if (at.lineno == entry->lineno && at.col >= 0 && at.end_col >= 0 && at.end_lineno >= 0) {
        put_carets(printer, shown, &at, indent);
    }
}

// ---- SyntaxError ----------------------------------------------------------------------------------

static int64_t number_of(ouro_object *object, int64_t otherwise) {
    if (!object || !ouro_is(object, OURO_T_INT) || !ouro_int_is_compact(object)) {
        return otherwise;
    }
    return ouro_int_compact(object);
}

void py__put_syntax_error_text(py_printer *printer, const ouro_exception *error) {
    ouro_object *file = error->extra[1], *text = error->extra[4];
    int64_t lineno = number_of(error->extra[2], -1), offset = number_of(error->extra[3], -1);
    int64_t end_line = number_of(error->extra[5], lineno), end = number_of(error->extra[6], -1);
    py__put_margin(printer);
    py__put(printer, "  File \"");
    if (file && ouro_is(file, OURO_T_STR)) {
        py__put_str(printer, file);
    } else {
        py__put(printer, "<string>");
    }
    py__put_format(printer, "\", line %lld\n", (long long)lineno);
    size_t length = 0;
    char *bytes = text && ouro_is(text, OURO_T_STR) ? ouro_str_utf8(text, &length) : NULL;
    if (!bytes) {
        ouro_raised_clear();
        return;
    }
    while (length && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
        length--;
    }
    size_t indent = 0;
    while (indent < length && (is_blank(bytes[indent]) || bytes[indent] == '\n')) {
        indent++;
    }
    py__put_margin(printer);
    py__put(printer, "    ");
    printer->write(printer->arg, bytes + indent, length - indent);
    py__put(printer, "\n");
    if (end_line > lineno) {
        end = (int64_t)characters(bytes, length) + 1;
    }
    // Only a plain SyntaxError shows its range; IndentationError and other subclasses one caret.
    bool ranged = error->head.type == ouro_exc_type(OURO_EXC_SyntaxError);
    if (!ranged || end <= offset) {
        end = offset + 1;
    }
    int64_t start = offset - 1 - (int64_t)indent;
    if (offset >= 1 && start >= 0) {
        py__put_margin(printer);
        py__put_spaces(printer, 4 + (size_t)start);
        for (int64_t i = offset; i < end; i++) {
            py__put(printer, "^");
        }
        py__put(printer, "\n");
    }
    ouro_memory_free(bytes);
}
