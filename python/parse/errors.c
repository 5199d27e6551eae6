// SPDX-License-Identifier: MIT
// py_error: setting, its line of text, and columns in characters.
// Front-end, parse.
#include "errors.h"

#include <stdlib.h>
#include <string.h>

#include "region.h"

void py_error_clear(py_error *error) {
    free(error->text);
    *error = (py_error){0};
}

void py__error_vset(py_error *error, py_error_kind kind, const char *format, va_list arguments) {
    if (error->kind != PY_ERROR_NONE) {
        return;
    }
    error->kind = kind;
    vsnprintf(error->message, sizeof error->message, format, arguments);
}

void py__error_set(py_error *error, py_error_kind kind, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    py__error_vset(error, kind, format, arguments);
    va_end(arguments);
}

void py__error_memory(py_error *error) {
    if (error->kind == PY_ERROR_NONE) {
        error->kind = PY_ERROR_MEMORY;
    }
}

void py__error_text(py_error *error, py_text line, bool newline) {
    size_t length = line.length;
    if (!newline && length != 0 && line.bytes[length - 1] == '\n') {
        length--;
    }
    char *copy = py__scratch_resize(NULL, length + 1);
    if (copy != NULL) {
        if (length != 0) {
            memcpy(copy, line.bytes, length);
        }
        copy[length] = '\0';
        free(error->text);
        error->text = copy;
    }
}

int32_t py__count_characters(const char *line, size_t bytes) {
    int32_t count = 0;
    for (size_t i = 0; i < bytes; i++) {
        count += ((unsigned char)line[i] & 0xC0) != 0x80;
    }
    return count;
}
