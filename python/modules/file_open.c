// SPDX-License-Identifier: MIT
// builtins.open and the module io.  Front-end, modules.
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- Modes --------------------------------------------------------------------------------------

typedef struct open_mode {
    bool read, write, create, append, update, text, binary;
} open_mode;

static int parse_mode(const char *text, open_mode *mode) {
    *mode = (open_mode){0};
    for (const char *c = text; *c; c++) {
        bool *flag = *c == 'r'   ? &mode->read
                     : *c == 'w' ? &mode->write
                     : *c == 'x' ? &mode->create
                     : *c == 'a' ? &mode->append
                     : *c == '+' ? &mode->update
                     : *c == 't' ? &mode->text
                     : *c == 'b' ? &mode->binary
                                 : NULL;
        if (!flag || *flag) {
            ouro_raise(OURO_EXC_ValueError, "invalid mode: '%s'", text);
            return -1;
        }
        *flag = true;
    }
    if (mode->text && mode->binary) {
        ouro_raise(OURO_EXC_ValueError, "can't have text and binary mode at once");
        return -1;
    }
    if (mode->read + mode->write + mode->create + mode->append != 1) {
        ouro_raise(OURO_EXC_ValueError,
                   *text ? "must have exactly one of create/read/write/append mode"
                         : "Must have exactly one of create/read/write/append "
                           "mode and at most one plus");
        return -1;
    }
    return 0;
}

static int flags_of(const open_mode *mode) {
    int access = mode->update ? O_RDWR : mode->read ? O_RDONLY : O_WRONLY;
    return access | O_CLOEXEC | (mode->write ? O_CREAT | O_TRUNC : 0) |
           (mode->create ? O_CREAT | O_EXCL : 0) | (mode->append ? O_CREAT | O_APPEND : 0);
}

// ---- Opening ------------------------------------------------------------------------------------

enum { FILE_, MODE, BUFFERING, ENCODING, ERRORS, NEWLINE, CLOSEFD, OPENER, OPEN_ARGS };

// Opens a path: the descriptor, or -1 with an exception.
static int open_path(ouro_object *name, int flags) {
    char *path = py__path_text("", name);
    if (!path) {
        return -1;
    }
    int fd;
    do {
        fd = open(path, flags, 0666);
    } while (fd < 0 && errno == EINTR && py__check_interrupt() == 0);
    int error = errno;
    struct stat info;
    if (fd >= 0 && fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) {
        close(fd);
        fd = -1;
        error = EISDIR;
    }
    ouro_memory_free(path);
    if (fd < 0 && !ouro_current->raised) {
        ouro_raise_errno(error, name);
    }
    return fd;
}

// A text argument that may be None: its ASCII text, NULL for None. 0, or -1.
static int text_argument(ouro_object *object, int number, const char *name, const char **text) {
    *text = NULL;
    if (!object || ouro_is_none(object)) {
        return 0;
    }
    if (!ouro_is(object, OURO_T_STR)) {
        ouro_raise(OURO_EXC_TypeError, "open() argument '%s' must be str or None, not %T", name,
                   object);
        return -1;
    }
    (void)number;
    *text = ouro_str_ascii_borrow(object);
    if (!*text) {
        ouro_raise(OURO_EXC_LookupError, "unknown encoding: %S", object);
        return -1;
    }
    return 0;
}

static int check_encoding(const char *name) {
    static const char *const known[] = {"utf-8",   "utf8",  "utf_8",      "latin-1",  "latin1",
                                        "latin_1", "ascii", "iso-8859-1", "us-ascii", "locale"};
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (strcasecmp(name, known[i]) == 0) {
            return 0;
        }
    }
    ouro_raise(OURO_EXC_LookupError, "unknown encoding: %s", name);
    return -1;
}

// What the text layer is told; *options gets encoding, errors and newline. 0, or -1.
static int text_options(ouro_object **given, const open_mode *mode, py_file_options *options) {
    if (text_argument(given[ENCODING], 4, "encoding", &options->encoding) < 0 ||
        text_argument(given[ERRORS], 5, "errors", &options->errors) < 0 ||
        text_argument(given[NEWLINE], 6, "newline", &options->newline) < 0) {
        return -1;
    }
    const char *unfit = !mode->binary       ? NULL
                        : options->encoding ? "an encoding"
                        : options->errors   ? "an errors"
                        : options->newline  ? "a newline"
                                            : NULL;
    if (unfit) {
        ouro_raise(OURO_EXC_ValueError, "binary mode doesn't take %s argument", unfit);
        return -1;
    }
    const char *newline = options->newline;
    if (newline && *newline && strcmp(newline, "\n") != 0 && strcmp(newline, "\r") != 0 &&
        strcmp(newline, "\r\n") != 0) {
        ouro_raise(OURO_EXC_ValueError, "illegal newline value: %R", given[NEWLINE]);
        return -1;
    }
    if (options->encoding && strcasecmp(options->encoding, "locale") == 0) {
        options->encoding = "utf-8";
    }
    return options->encoding ? check_encoding(options->encoding) : 0;
}

static int descriptor(ouro_object **given, const open_mode *mode, int close_fd) {
    int fd = -1, flags = flags_of(mode);
    if (ouro_is(given[FILE_], OURO_T_INT)) {
        if (py__int_argument(given[FILE_], &fd) < 0) {
            return -1;
        }
        if (fd < 0) {
            ouro_raise(OURO_EXC_ValueError, "negative file descriptor");
        } else if (fcntl(fd, F_GETFD) < 0) {
            ouro_raise_errno(errno, NULL);
            fd = -1;
        }
        return fd;
    }
    if (!close_fd) {
        ouro_raise(OURO_EXC_ValueError, "Cannot use closefd=False with file name");
        return -1;
    }
    if (!given[OPENER] || ouro_is_none(given[OPENER])) {
        return open_path(given[FILE_], flags);
    }
    ouro_object *number = ouro_int_new(flags);
    ouro_object *result = number ? ouro_call2(given[OPENER], given[FILE_], number) : NULL;
    if (result && py__int_argument(result, &fd) == 0 && fd < 0) {
        ouro_raise(OURO_EXC_ValueError, "opener returned %d", fd);
    }
    ouro_xdecref(number);
    ouro_xdecref(result);
    return fd;
}

ouro_object *py__open(ouro_object *self, ouro_object *const *args, size_t nargs,
                      ouro_object *kwnames) {
    (void)self;
    static const char *const names[] = {"file",    "mode",    "buffering", "encoding", "errors",
                                        "newline", "closefd", "opener",    NULL};
    ouro_object *given[OPEN_ARGS];
    open_mode mode;
    int buffering = -1;
    const char *mode_text = "r";
    py_file_options options = {0};
    if (ouro_parse_args("open", names, 1, OPEN_ARGS, args, nargs, kwnames, given) < 0 ||
        (given[MODE] &&
         (text_argument(given[MODE], 2, "mode", &mode_text) < 0 ||
          (!mode_text &&
           !ouro_raise(OURO_EXC_TypeError, "open() argument 'mode' must be str, not None")))) ||
        (given[BUFFERING] && py__int_argument(given[BUFFERING], &buffering) < 0) ||
        parse_mode(mode_text, &mode) < 0 || text_options(given, &mode, &options) < 0) {
        return NULL;
    }
    if (buffering == 0 && !mode.binary) {
        return ouro_raise(OURO_EXC_ValueError, "can't have unbuffered text I/O");
    }
    int close_fd = given[CLOSEFD] ? ouro_is_true(given[CLOSEFD]) : 1;
    int fd = close_fd < 0 ? -1 : descriptor(given, &mode, close_fd);
    if (fd < 0) {
        return NULL;
    }
    options.mode = mode_text;
    options.encoding = options.encoding ? options.encoding : "UTF-8"; // as the locale names it
    options.text = !mode.binary;
    options.readable = mode.read || mode.update;
    options.writable = !mode.read || mode.update;
    options.random = mode.update;
    options.close_fd = close_fd;
    options.line_buffered = buffering == 1 || (buffering < 0 && isatty(fd));
    ouro_object *file = py__file_new(fd, given[FILE_], &options);
    if (!file && close_fd) {
        close(fd);
    }
    return file;
}

// ---- The module io ------------------------------------------------------------------------------

ouro_object *py__io_module(void) {
    static const ouro_method functions[] = {OURO_KEYWORDS("open", py__open, "Open a file."), {0}};
    ouro_object *module = py__module_make("io", "File objects.", functions);
    if (!module) {
        return NULL;
    }
    const struct {
        const char *name;
        py_own_type which;
        const ouro_type_spec *spec;
    } types[] = {{"TextIOWrapper", PY_TYPE_TEXT_FILE, &py__text_file_spec},
                 {"BufferedReader", PY_TYPE_READER, &py__reader_spec},
                 {"BufferedWriter", PY_TYPE_WRITER, &py__writer_spec},
                 {"BufferedRandom", PY_TYPE_RANDOM, &py__random_spec}};
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        ouro_type *type = py__module_type(types[i].which, types[i].spec, NULL);
        if (!type || ouro_module_add(module, types[i].name, (ouro_object *)type) < 0) {
            ouro_decref(module);
            return NULL;
        }
    }
    if (ouro_module_add(module, "UnsupportedOperation", py__modules()->unsupported) < 0 ||
        ouro_module_add_int(module, "DEFAULT_BUFFER_SIZE", PY_FILE_ROOM) < 0) {
        ouro_clear(&module);
    }
    return module;
}
