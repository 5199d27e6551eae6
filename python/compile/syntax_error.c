// SPDX-License-Identifier: MIT
// SyntaxError with its place: filename, lineno, offset, text, end_lineno, end_offset.
// Front-end, compile.
#include "compiler.h"

// ---- Raising ------------------------------------------------------------------------------------

enum { NO_OFFSET = INT32_MIN }; // None

typedef struct place {
    int32_t lineno, offset, end_lineno, end_offset;
} place;

// (filename, lineno, offset, text, end_lineno, end_offset), or NULL with an exception.
static ouro_object *place_tuple(const char *filename, const place *where, ouro_object *text) {
    const int32_t numbers[] = {where->lineno, where->offset, where->end_lineno, where->end_offset};
    ouro_object *tuple = ouro_tuple_new(6);
    ouro_object *items[6] = {ouro_str_text(filename), NULL, NULL, NULL, NULL, NULL};
    static const uint8_t at[] = {1, 2, 4, 5};
    for (size_t i = 0; i < 4; i++) {
        items[at[i]] = numbers[i] == NO_OFFSET ? ouro_none() : ouro_int_new(numbers[i]);
    }
    items[3] = ouro_newref(text);
    bool complete = tuple != NULL;
    for (size_t i = 0; i < 6; i++) {
        complete = complete && items[i];
    }
    for (size_t i = 0; i < 6; i++) {
        if (complete) {
            ouro_tuple_fill(tuple, i, items[i]);
        } else {
            ouro_xdecref(items[i]);
        }
    }
    if (!complete) {
        ouro_clear(&tuple);
    }
    return tuple;
}

// `text`: a str or None, borrowed.
static void *raise_at(enum ouro_exc which, const char *message, const char *filename,
                      const place *where, ouro_object *text) {
    ouro_object *details = text ? place_tuple(filename, where, text) : NULL;
    ouro_object *str = details ? ouro_str_text(message) : NULL;
    ouro_object *exception =
        str ? ouro_call2((ouro_object *)ouro_exc_type(which), str, details) : NULL;
    ouro_xdecref(str);
    ouro_xdecref(details);
    if (exception) {
        ouro_raise_instance(exception);
    }
    return NULL;
}

// ---- Errors of the parser -----------------------------------------------------------------------

void *py_raise_error(const py_error *error, const char *filename) {
    static const enum ouro_exc kinds[] = {[PY_ERROR_NONE] = OURO_EXC_SyntaxError,
                                          [PY_ERROR_SYNTAX] = OURO_EXC_SyntaxError,
                                          [PY_ERROR_INDENTATION] = OURO_EXC_IndentationError,
                                          [PY_ERROR_TAB] = OURO_EXC_TabError};
    if (error->kind == PY_ERROR_MEMORY) {
        if (error->message[0]) {
            return ouro_raise(OURO_EXC_MemoryError, "%s", error->message);
        }
        return ouro_raise_memory();
    }
    const place where = {error->lineno, error->offset, error->end_lineno, error->end_offset};
    ouro_object *text = error->text ? ouro_str_text(error->text) : ouro_none();
    raise_at(kinds[error->kind], error->message, filename, &where, text);
    ouro_xdecref(text);
    return NULL;
}

// ---- Errors of the compiler ---------------------------------------------------------------------

static ouro_object *line_text(const pyc *c, int32_t lineno) {
    py_text line = py_tree_line(c->tree, lineno);
    if (!line.bytes) {
        return ouro_none();
    }
    ouro_object *text = ouro_str_new(line.bytes, line.length);
    ouro_object *end = text ? ouro_str_text("\n") : NULL;
    ouro_object *whole = end ? ouro_str_concat(text, end) : NULL;
    ouro_xdecref(text);
    ouro_xdecref(end);
    return whole;
}

static _Noreturn OURO_PRINTF(3, 0) void error_at(pyc *c, const place *where, const char *format,
                                                 va_list args) {
    char message[512];
    vsnprintf(message, sizeof message, format, args);
    ouro_object *text = line_text(c, where->lineno);
    raise_at(OURO_EXC_SyntaxError, message, c->filename, where, text);
    ouro_xdecref(text);
    pyc_abort(c);
}

void pyc_error(pyc *c, py_pos pos, const char *format, ...) {
    // 3.11's compiler counts these offsets in bytes, unlike its parser.
    const place where = {pos.lineno, pos.col_offset + 1, pos.end_lineno, pos.end_col_offset + 1};
    va_list args;
    va_start(args, format);
    error_at(c, &where, format, args);
}

void pyc_error_endless(pyc *c, py_pos pos, const char *format, ...) {
    const place where = {pos.lineno, pos.col_offset + 1, pos.lineno, NO_OFFSET};
    va_list args;
    va_start(args, format);
    error_at(c, &where, format, args);
}
