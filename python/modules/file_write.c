// SPDX-License-Identifier: MIT
// Writing text and bytes to file objects, and to any other object that has write().
// Front-end, modules.
#include "file.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

// ---- Text ---------------------------------------------------------------------------------------

// Writes `text`, its newlines as the file wants them.
static int put_lines(py_file *file, const char *text, size_t length) {
    const char *end = file->newline == PY_NEWLINE_CRLF ? "\r\n"
                      : file->newline == PY_NEWLINE_CR ? "\r"
                                                       : NULL;
    const char *newline;
    while (end && (newline = memchr(text, '\n', length))) {
        size_t line = (size_t)(newline - text);
        if (py__file_put(file, text, line) < 0 || py__file_put(file, end, strlen(end)) < 0) {
            return -1;
        }
        text += line + 1;
        length -= line + 1;
    }
    if (py__file_put(file, text, length) < 0) {
        return -1;
    }
    bool flush =
        file->line_buffered && (end || memchr(text, '\n', length) || memchr(text, '\r', length));
    return flush ? py__file_drain(file) : 0;
}

int py__file_write(ouro_object *self, ouro_object *str) {
    py_file *file = py__file_of(self);
    if (py__file_check_writable(file) < 0) {
        return -1;
    }
    const char *ascii = ouro_str_ascii_borrow(str);
    if (ascii) {
        return put_lines(file, ascii, ouro_str_length(str));
    }
    const char *encoding = ouro_str_ascii_borrow(file->encoding);
    const char *errors = file->errors ? ouro_str_ascii_borrow(file->errors) : NULL;
    ouro_object *bytes =
        ouro_str_encode(str, encoding ? encoding : "utf-8", errors ? errors : "strict");
    int result =
        bytes ? put_lines(file, (const char *)ouro_bytes_data(bytes), ouro_bytes_length(bytes))
              : -1;
    ouro_xdecref(bytes);
    return result;
}

int py__file_flush(ouro_object *self) {
    py_file *file = py__file_of(self);
    return py__file_check_open(file) < 0 ? -1 : file->out_used ? py__file_drain(file) : 0;
}

void py__file_discard(ouro_object *file) {
    if (py__is_file_object(file)) {
        py__file_of(file)->out_used = 0;
    }
}

// ---- Methods ------------------------------------------------------------------------------------

ouro_object *py__file_write_method(ouro_object *self, ouro_object *data) {
    py_file *file = py__file_of(self);
    if (file->text) {
        if (!ouro_is(data, OURO_T_STR)) {
            return ouro_raise(OURO_EXC_TypeError, "write() argument must be str, not %V", data);
        }
        return py__file_write(self, data) < 0 ? NULL : ouro_int_new((int64_t)ouro_str_length(data));
    }
    if (!ouro_is(data, OURO_T_BYTES)) {
        return ouro_raise(OURO_EXC_TypeError, "a bytes-like object is required, not '%T'", data);
    }
    size_t length = ouro_bytes_length(data);
    if (py__file_check_writable(file) < 0 ||
        py__file_put(file, (const char *)ouro_bytes_data(data), length) < 0) {
        return NULL;
    }
    return ouro_int_new((int64_t)length);
}

ouro_object *py__file_writelines(ouro_object *self, ouro_object *lines) {
    ouro_object *iterator = py__file_check_open(py__file_of(self)) < 0 ? NULL : ouro_iter(lines);
    ouro_object *line = NULL, *wrote = iterator;
    while (wrote && (line = ouro_next(iterator))) {
        wrote = py__file_write_method(self, line);
        ouro_decref(line);
        ouro_xdecref(wrote);
    }
    ouro_xdecref(iterator);
    return ouro_current->raised ? NULL : ouro_none();
}

// ---- Any stream ---------------------------------------------------------------------------------

int py__stream_write(ouro_object *stream, ouro_object *str) {
    if (py__is_file_object(stream) && py__file_of(stream)->text) {
        return py__file_write(stream, str);
    }
    ouro_object *result = ouro_call_method_text(stream, "write", &str, 1);
    ouro_xdecref(result);
    return result ? 0 : -1;
}

int py__stream_flush(ouro_object *stream) {
    if (py__is_file_object(stream)) {
        return py__file_flush(stream);
    }
    ouro_object *result = ouro_call_method_text(stream, "flush", NULL, 0);
    ouro_xdecref(result);
    return result ? 0 : -1;
}

void py__stderr_write(void *arg, const char *text, size_t bytes) {
    (void)arg;
    ouro_object *stream = py__sys_get_borrow("stderr");
    if (stream && ouro_is_none(stream)) {
        return;
    }
    if (!stream ||
        (py__is_file_object(stream) && py__file_of(stream)->text && !py__file_of(stream)->closed)) {
        if (stream && py__file_of(stream)->writable) {
            if (put_lines(py__file_of(stream), text, bytes) < 0) {
                ouro_raised_clear();
            }
            return;
        }
        fwrite(text, 1, bytes, stderr);
        return;
    }
    ouro_object *str = ouro_str_new(text, bytes);
    ouro_xnewref(stream);
    if (!str || py__stream_write(stream, str) < 0) {
        ouro_raised_clear();
    }
    ouro_decref(stream);
    ouro_xdecref(str);
}

void py__stderr_text(const char *text) {
    py__stderr_write(NULL, text, strlen(text));
}
