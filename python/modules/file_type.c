// SPDX-License-Identifier: MIT
// The types of file objects: _io.TextIOWrapper, BufferedReader, BufferedWriter, BufferedRandom.
// Front-end, modules.
#include "file.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- Making and ending --------------------------------------------------------------------------

static py_newline newline_of(const char *text) {
    return !text                       ? PY_NEWLINE_UNIVERSAL
           : !*text                    ? PY_NEWLINE_KEEP
           : strcmp(text, "\n") == 0   ? PY_NEWLINE_LF
           : strcmp(text, "\r\n") == 0 ? PY_NEWLINE_CRLF
                                       : PY_NEWLINE_CR;
}

static ouro_type *type_for(const py_file_options *options) {
    return options->text       ? py__module_type(PY_TYPE_TEXT_FILE, &py__text_file_spec, NULL)
           : options->random   ? py__module_type(PY_TYPE_RANDOM, &py__random_spec, NULL)
           : options->writable ? py__module_type(PY_TYPE_WRITER, &py__writer_spec, NULL)
                               : py__module_type(PY_TYPE_READER, &py__reader_spec, NULL);
}

ouro_object *py__file_new(int fd, ouro_object *name, const py_file_options *options) {
    ouro_type *type = type_for(options);
    ouro_object *object = type ? ouro_object_new(type, 0) : NULL;
    if (!object) {
        return NULL;
    }
    py_file *file = py__file_of(object);
    file->fd = fd;
    file->closed = true; // until it is complete: its end must not close what it was not given
    file->newline = newline_of(options->newline);
    file->text = options->text;
    file->readable = options->readable;
    file->writable = options->writable;
    file->line_buffered = options->line_buffered;
    file->close_fd = options->close_fd;
    file->name = ouro_newref(name);
    file->mode = ouro_str_text(options->mode);
    const char *encoding = options->encoding ? options->encoding : "utf-8";
    file->utf8 = strcasecmp(encoding, "utf-8") == 0 || strcasecmp(encoding, "utf8") == 0;
    if (options->text) {
        file->encoding = ouro_str_text(encoding);
        file->errors = ouro_str_text(options->errors ? options->errors : "strict");
    }
    if (!file->mode || (options->text && (!file->encoding || !file->errors))) {
        ouro_decref(object);
        return NULL;
    }
    file->closed = false;
    return object;
}

bool py__is_file_object(const ouro_object *object) {
    const ouro_type *type = ouro_type_of(object);
    const py_modules *state = py__modules();
    return state &&
           (type == state->types[PY_TYPE_TEXT_FILE] || type == state->types[PY_TYPE_WRITER] ||
            type == state->types[PY_TYPE_READER] || type == state->types[PY_TYPE_RANDOM]);
}

static void file_finalize(ouro_object *self) {
    if (py__file_close(py__file_of(self)) < 0) {
        ouro_unraisable(self, NULL);
    }
}

static void file_drop(ouro_object *self) {
    py_file *file = py__file_of(self);
    ouro_memory_free(file->in);
    ouro_memory_free(file->out);
    file->in = file->out = NULL;
}

static ouro_object *file_repr(ouro_object *self) {
    const py_file *file = py__file_of(self);
    const char *type = ouro_type_of(self)->spec->name;
    if (!file->text) {
        return ouro_str_format("<%s name=%R>", type, file->name);
    }
    return ouro_str_format("<%s name=%R mode=%R encoding=%R>", type, file->name, file->mode,
                           file->encoding);
}

// ---- Methods ------------------------------------------------------------------------------------

static ouro_object *file_flush(ouro_object *self) {
    return py__file_flush(self) < 0 ? NULL : ouro_none();
}

static ouro_object *file_close(ouro_object *self) {
    return py__file_close(py__file_of(self)) < 0 ? NULL : ouro_none();
}

static ouro_object *file_fileno(ouro_object *self) {
    const py_file *file = py__file_of(self);
    return py__file_check_open(file) < 0 ? NULL : ouro_int_new(file->fd);
}

static ouro_object *file_isatty(ouro_object *self) {
    const py_file *file = py__file_of(self);
    return py__file_check_open(file) < 0 ? NULL : ouro_bool(isatty(file->fd));
}

static ouro_object *file_readable(ouro_object *self) {
    const py_file *file = py__file_of(self);
    return py__file_check_open(file) < 0 ? NULL : ouro_bool(file->readable);
}

static ouro_object *file_writable(ouro_object *self) {
    const py_file *file = py__file_of(self);
    return py__file_check_open(file) < 0 ? NULL : ouro_bool(file->writable);
}

static ouro_object *file_seekable(ouro_object *self) {
    const py_file *file = py__file_of(self);
    return py__file_check_open(file) < 0 ? NULL : ouro_bool(lseek(file->fd, 0, SEEK_CUR) >= 0);
}

static ouro_object *file_enter(ouro_object *self) {
    return py__file_check_open(py__file_of(self)) < 0 ? NULL : ouro_newref(self);
}

static ouro_object *file_exit(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)args;
    (void)nargs;
    return file_close(self);
}

static ouro_object *file_tell(ouro_object *self) {
    py_file *file = py__file_of(self);
    if (py__file_check_open(file) < 0) {
        return NULL;
    }
    off_t at = lseek(file->fd, 0, SEEK_CUR);
    if (at < 0) {
        return ouro_raise_errno(errno, NULL);
    }
    return ouro_int_new(at - (off_t)(file->in_end - file->in_start) + (off_t)file->out_used);
}

static ouro_object *file_seek(ouro_object *self, ouro_object *const *args, size_t nargs) {
    py_file *file = py__file_of(self);
    int whence = SEEK_SET;
    ssize_t offset = ouro_index_ssize(args[0], ouro_exc_type(OURO_EXC_OverflowError));
    if ((offset == -1 && ouro_current->raised) ||
        (nargs > 1 && py__int_argument(args[1], &whence) < 0) || py__file_check_open(file) < 0) {
        return NULL;
    }
    if (file->text && whence == SEEK_CUR && offset) {
        py__file_unsupported("can't do nonzero cur-relative seeks");
        return NULL;
    }
    if (file->text && whence == SEEK_END && offset) {
        py__file_unsupported("can't do nonzero end-relative seeks");
        return NULL;
    }
    if (offset < 0 && whence == SEEK_SET) {
        return ouro_raise(OURO_EXC_ValueError, "negative seek position %zd", offset);
    }
    if (py__file_drain(file) < 0) {
        return NULL;
    }
    off_t ahead = whence == SEEK_CUR ? (off_t)(file->in_end - file->in_start) : 0;
    off_t at = lseek(file->fd, offset - ahead, whence);
    if (at < 0) {
        return ouro_raise_errno(errno, NULL);
    }
    file->in_start = file->in_end = 0;
    return ouro_int_new(at);
}

static ouro_object *file_truncate(ouro_object *self, ouro_object *const *args, size_t nargs) {
    py_file *file = py__file_of(self);
    ouro_object *at = nargs && !ouro_is_none(args[0]) ? ouro_newref(args[0]) : file_tell(self);
    ssize_t size = at ? ouro_index_ssize(at, ouro_exc_type(OURO_EXC_OverflowError)) : -1;
    if (!at || (size == -1 && ouro_current->raised) || py__file_check_writable(file) < 0 ||
        py__file_drain(file) < 0) {
        ouro_xdecref(at);
        return NULL;
    }
    if (ftruncate(file->fd, size) < 0) {
        ouro_decref(at);
        return ouro_raise_errno(errno, NULL);
    }
    return at;
}

static ouro_object *file_reconfigure(ouro_object *self, ouro_object *const *args, size_t nargs,
                                     ouro_object *kwnames) {
    static const char *const names[] = {"line_buffering", "write_through", NULL};
    ouro_object *given[2];
    if (ouro_parse_args("reconfigure", names, 0, 0, args, nargs, kwnames, given) < 0 ||
        py__file_flush(self) < 0) {
        return NULL;
    }
    for (int i = 0; i < 2; i++) {
        int on = given[i] && !ouro_is_none(given[i]) ? ouro_is_true(given[i]) : -2;
        if (on == -1) {
            return NULL;
        }
        if (on != -2) {
            py__file_of(self)->line_buffered = on;
        }
    }
    return ouro_none();
}

static const ouro_method file_methods[] = {
    OURO_ARGS("read", py__file_read, 0, 1, "Read at most n characters or bytes."),
    OURO_ARGS("readline", py__file_readline, 0, 1, "Read until a newline or the end."),
    OURO_ARGS("readlines", py__file_readlines, 0, 1, "A list of the lines."),
    OURO_O("write", py__file_write_method, "Write text or bytes; return how many."),
    OURO_O("writelines", py__file_writelines, "Write each item of an iterable."),
    OURO_NOARGS("flush", file_flush, "Give what is buffered to the system."),
    OURO_NOARGS("close", file_close, "Flush and close."),
    OURO_NOARGS("fileno", file_fileno, "The file descriptor."),
    OURO_NOARGS("isatty", file_isatty, "Whether it is a terminal."),
    OURO_NOARGS("readable", file_readable, "Whether it can be read."),
    OURO_NOARGS("writable", file_writable, "Whether it can be written."),
    OURO_NOARGS("seekable", file_seekable, "Whether seek() works."),
    OURO_NOARGS("tell", file_tell, "The position."),
    OURO_ARGS("seek", file_seek, 1, 2, "Change the position."),
    OURO_ARGS("truncate", file_truncate, 0, 1, "Cut the file."),
    OURO_KEYWORDS("reconfigure", file_reconfigure, "Change the buffering."),
    OURO_NOARGS("__enter__", file_enter, "The file itself."),
    OURO_ARGS("__exit__", file_exit, 0, 255, "Close."),
    {0},
};

// ---- Attributes ---------------------------------------------------------------------------------

static ouro_object *get_closed(ouro_object *self, void *context) {
    (void)context;
    return ouro_bool(py__file_of(self)->closed);
}

static ouro_object *get_line_buffering(ouro_object *self, void *context) {
    (void)context;
    return ouro_bool(py__file_of(self)->line_buffered);
}

// The bytes below a text file: shares its descriptor; what the text file holds goes first.
static ouro_object *get_buffer(ouro_object *self, void *context) {
    (void)context;
    py_file *file = py__file_of(self);
    if (!file->buffer) {
        const py_file_options options = {.mode = file->writable ? "wb" : "rb",
                                         .readable = file->readable,
                                         .writable = file->writable};
        file->buffer = py__file_new(file->fd, file->name, &options);
    }
    if (!file->buffer || (file->out_used && py__file_drain(file) < 0)) {
        return NULL;
    }
    return ouro_newref(file->buffer);
}

static const ouro_getset text_getsets[] = {
    {"closed", get_closed, NULL, NULL, NULL},
    {"line_buffering", get_line_buffering, NULL, NULL, NULL},
    {"buffer", get_buffer, NULL, "The bytes below.", NULL},
    {0},
};
static const ouro_getset binary_getsets[] = {{"closed", get_closed, NULL, NULL, NULL}, {0}};

enum { READ_ONLY = OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY };
static const ouro_member text_members[] = {
    {"name", READ_ONLY, offsetof(py_file, name), NULL},
    {"mode", READ_ONLY, offsetof(py_file, mode), NULL},
    {"encoding", READ_ONLY, offsetof(py_file, encoding), NULL},
    {"errors", READ_ONLY, offsetof(py_file, errors), NULL},
    {0},
};
static const ouro_member binary_members[] = {
    {"name", READ_ONLY, offsetof(py_file, name), NULL},
    {"mode", READ_ONLY, offsetof(py_file, mode), NULL},
    {0},
};
static const uint16_t file_fields[] = {offsetof(py_file, name),     offsetof(py_file, mode),
                                       offsetof(py_file, encoding), offsetof(py_file, errors),
                                       offsetof(py_file, buffer),   0};

static ouro_object *file_iter(ouro_object *self) {
    return file_enter(self);
}

// ---- Types --------------------------------------------------------------------------------------

#define FILE_TYPE(variable, type_name, getset_table, member_table)                                 \
    const ouro_type_spec variable = {.size = sizeof(ouro_type_spec),                               \
                                     .name = type_name,                                            \
                                     .instance_size = sizeof(py_file),                             \
                                     .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW,             \
                                     .fields = file_fields,                                        \
                                     .weak_offset = offsetof(py_file, weakrefs),                   \
                                     .slots = {.finalize = file_finalize,                          \
                                               .drop = file_drop,                                  \
                                               .repr = file_repr,                                  \
                                               .iter = file_iter,                                  \
                                               .next = py__file_next},                             \
                                     .methods = file_methods,                                      \
                                     .getsets = getset_table,                                      \
                                     .members = member_table}

FILE_TYPE(py__text_file_spec, "_io.TextIOWrapper", text_getsets, text_members);
FILE_TYPE(py__reader_spec, "_io.BufferedReader", binary_getsets, binary_members);
FILE_TYPE(py__writer_spec, "_io.BufferedWriter", binary_getsets, binary_members);
FILE_TYPE(py__random_spec, "_io.BufferedRandom", binary_getsets, binary_members);
