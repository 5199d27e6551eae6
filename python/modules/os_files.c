// SPDX-License-Identifier: MIT
// The functions of os that ask the system about files and folders.  Front-end, modules.
#include "os_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- Paths --------------------------------------------------------------------------------------

#define PATH         "string, bytes or os.PathLike"
#define PATH_OR_FD   "string, bytes, os.PathLike or integer"
#define FD_PATH_NONE "string, bytes, os.PathLike, integer or None"

static ouro_object *bytes_of(ouro_object *text) {
    ouro_object *bytes = ouro_is(text, OURO_T_BYTES)
                             ? ouro_newref(text)
                             : ouro_str_encode(text, "utf-8", "surrogateescape");
    if (bytes && strlen((const char *)ouro_bytes_data(bytes)) != ouro_bytes_length(bytes)) {
        ouro_raise(OURO_EXC_ValueError, "embedded null byte");
        ouro_clear(&bytes);
    }
    return bytes;
}

// A path as bytes object: new, or NULL with an exception. The other texts are for its message.
static ouro_object *path_argument(const char *function, const char *parameter, const char *allowed,
                                  ouro_object *object) {
    if (ouro_is(object, OURO_T_STR) || ouro_is(object, OURO_T_BYTES)) {
        return bytes_of(object);
    }
    ouro_object *name = ouro_str_intern_text("__fspath__");
    ouro_object *method = name ? ouro_lookup_special(object, name) : NULL;
    ouro_xdecref(name);
    if (!method) {
        return ouro_current->raised ? NULL
                                    : ouro_raise(OURO_EXC_TypeError, "%s: %s should be %s, not %T",
                                                 function, parameter, allowed, object);
    }
    ouro_object *path = ouro_call0(method), *bytes = NULL;
    ouro_decref(method);
    if (path && (ouro_is(path, OURO_T_STR) || ouro_is(path, OURO_T_BYTES))) {
        bytes = bytes_of(path);
    } else if (path) {
        ouro_raise(OURO_EXC_TypeError, "expected %T.__fspath__() to return str or bytes, not %T",
                   object, path);
    }
    ouro_xdecref(path);
    return bytes;
}

static const char *text_of(const ouro_object *bytes) {
    return (const char *)ouro_bytes_data(bytes);
}

static ouro_object *name_of(const char *text, size_t length, bool bytes) {
    return bytes ? ouro_bytes_new(text, length)
                 : ouro_bytes_decode(text, length, "utf-8", "surrogateescape");
}

// What a system call's result means: None, or OSError on `path`.
static ouro_object *outcome(int result, ouro_object *path) {
    return result < 0 ? ouro_raise_errno(errno, path) : ouro_none();
}

// ---- Asking -------------------------------------------------------------------------------------

// Fills `status` of a path or file descriptor: 0; 1, errno set; -1 with another exception.
static int status_of(ouro_object *object, bool follow, struct stat *status) {
    if (follow && (ouro_is(object, OURO_T_INT) || ouro_is(object, OURO_T_BOOL))) {
        int fd;
        return py__int_argument(object, &fd) < 0 ? -1 : fstat(fd, status) < 0;
    }
    ouro_object *path =
        path_argument(follow ? "stat" : "lstat", "path", follow ? PATH_OR_FD : PATH, object);
    if (!path) {
        return -1;
    }
    int failed = (follow ? stat(text_of(path), status) : lstat(text_of(path), status)) < 0;
    int error = errno;
    ouro_decref(path);
    errno = error;
    return failed;
}

static int64_t nanoseconds(const struct timespec *time) {
    return time->tv_sec * INT64_C(1000000000) + time->tv_nsec;
}

static ouro_object *os_stat(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    struct stat status;
    int follow = ouro_is_true(args[1]);
    int failed = follow < 0 ? -1 : status_of(args[0], follow, &status);
    if (failed) {
        return failed > 0 ? ouro_raise_errno(errno, args[0]) : NULL;
    }
    const int64_t values[] = {
        (int64_t)status.st_mode,      (int64_t)status.st_ino,       (int64_t)status.st_dev,
        (int64_t)status.st_nlink,     (int64_t)status.st_uid,       (int64_t)status.st_gid,
        (int64_t)status.st_size,      nanoseconds(&status.st_atim), nanoseconds(&status.st_mtim),
        nanoseconds(&status.st_ctim), (int64_t)status.st_blksize,   (int64_t)status.st_blocks,
        (int64_t)status.st_rdev};
    ouro_object *tuple = ouro_tuple_new(COUNT_OF(values));
    for (size_t i = 0; tuple && i < COUNT_OF(values); i++) {
        ouro_object *value = ouro_int_new(values[i]);
        if (value) {
            ouro_tuple_fill(tuple, i, value);
        } else {
            ouro_clear(&tuple);
        }
    }
    return tuple;
}

// The kind of a file (S_IFDIR ...), or -1 when there is none.
static ouro_object *os_stat_kind(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    struct stat status;
    int follow = ouro_is_true(args[1]);
    int failed = follow < 0 ? -1 : status_of(args[0], follow, &status);
    if (failed < 0) {
        if (!ouro_raised_is(OURO_EXC_ValueError)) {
            return NULL;
        }
        ouro_raised_clear();
    }
    return ouro_int_new(failed ? -1 : (int64_t)(status.st_mode & S_IFMT));
}

static ouro_object *os_access(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    int mode;
    ouro_object *path = path_argument("access", "path", PATH, args[0]);
    if (!path || py__int_argument(args[1], &mode) < 0) {
        ouro_xdecref(path);
        return NULL;
    }
    int result = access(text_of(path), mode);
    ouro_decref(path);
    return ouro_bool(result == 0);
}

static ouro_object *os_readlink(ouro_object *self, ouro_object *object) {
    (void)self;
    ouro_object *path = path_argument("readlink", "path", PATH, object);
    char target[PATH_MAX];
    ssize_t length = path ? readlink(text_of(path), target, sizeof target) : 0;
    int error = errno;
    ouro_xdecref(path);
    if (!path) {
        return NULL;
    }
    return length < 0 ? ouro_raise_errno(error, object)
                      : name_of(target, (size_t)length, ouro_is(object, OURO_T_BYTES));
}

static ouro_object *current_folder(bool bytes) {
    char *path = getcwd(NULL, 0);
    if (!path) {
        return errno == ENOMEM ? ouro_raise_memory() : ouro_raise_errno(errno, NULL);
    }
    ouro_object *name = name_of(path, strlen(path), bytes);
    free(path);
    return name;
}

static ouro_object *os_getcwd(ouro_object *self) {
    (void)self;
    return current_folder(false);
}

static ouro_object *os_getcwdb(ouro_object *self) {
    (void)self;
    return current_folder(true);
}

// ---- Folders ------------------------------------------------------------------------------------

static ouro_object *names_in(DIR *folder, bool bytes, ouro_object *object) {
    ouro_object *list = ouro_list_new(0);
    while (list) {
        errno = 0;
        const struct dirent *entry = readdir(folder);
        if (!entry) {
            if (errno) {
                ouro_raise_errno(errno, object);
                ouro_clear(&list);
            }
            break;
        }
        const char *text = entry->d_name;
        if (!strcmp(text, ".") || !strcmp(text, "..")) {
            continue;
        }
        ouro_object *name = name_of(text, strlen(text), bytes);
        if (!name || ouro_list_append_stolen(list, name) < 0) {
            ouro_clear(&list);
        }
    }
    return list;
}

// Opens a folder by path or descriptor: NULL with an exception.
static DIR *open_folder(ouro_object *object) {
    DIR *folder = NULL;
    if (object && (ouro_is(object, OURO_T_INT) || ouro_is(object, OURO_T_BOOL))) {
        int fd;
        if (py__int_argument(object, &fd) < 0) {
            return NULL;
        }
        int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
        folder = copy < 0 ? NULL : fdopendir(copy);
        if (!folder) {
            ouro_raise_errno(errno, object);
        }
        if (!folder && copy >= 0) {
            close(copy);
        }
        return folder;
    }
    ouro_object *path =
        object ? path_argument("listdir", "path", FD_PATH_NONE, object) : ouro_bytes_new(".", 1);
    folder = path ? opendir(text_of(path)) : NULL;
    if (path && !folder) {
        ouro_raise_errno(errno, object);
    }
    ouro_xdecref(path);
    return folder;
}

static ouro_object *os_listdir(ouro_object *self, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames) {
    (void)self;
    static const char *const names[] = {"path", NULL};
    ouro_object *object;
    if (ouro_parse_args("listdir", names, 0, 1, args, nargs, kwnames, &object) < 0) {
        return NULL;
    }
    object = object && ouro_is_none(object) ? NULL : object;
    DIR *folder = open_folder(object);
    if (!folder) {
        return NULL;
    }
    ouro_object *list = names_in(folder, object && ouro_is(object, OURO_T_BYTES), object);
    closedir(folder);
    return list;
}

static ouro_object *os_mkdir(ouro_object *self, ouro_object *const *args, size_t nargs,
                             ouro_object *kwnames) {
    (void)self;
    static const char *const names[] = {"path", "mode", NULL};
    ouro_object *given[2];
    int mode = 0777;
    if (ouro_parse_args("mkdir", names, 1, 2, args, nargs, kwnames, given) < 0 ||
        (given[1] && py__int_argument(given[1], &mode) < 0)) {
        return NULL;
    }
    ouro_object *path = path_argument("mkdir", "path", PATH, given[0]);
    ouro_object *result = path ? outcome(mkdir(text_of(path), (mode_t)mode), given[0]) : NULL;
    ouro_xdecref(path);
    return result;
}

// ---- Changing -----------------------------------------------------------------------------------

typedef int (*change_fn)(const char *path);

static ouro_object *change(const char *function, change_fn call, ouro_object *object) {
    ouro_object *path = path_argument(function, "path", PATH, object);
    ouro_object *result = path ? outcome(call(text_of(path)), object) : NULL;
    ouro_xdecref(path);
    return result;
}

static ouro_object *os_remove(ouro_object *self, ouro_object *object) {
    (void)self;
    return change("remove", unlink, object);
}

static ouro_object *os_unlink(ouro_object *self, ouro_object *object) {
    (void)self;
    return change("unlink", unlink, object);
}

static ouro_object *os_rmdir(ouro_object *self, ouro_object *object) {
    (void)self;
    return change("rmdir", rmdir, object);
}

static ouro_object *os_chdir(ouro_object *self, ouro_object *object) {
    (void)self;
    return change("chdir", chdir, object);
}

static ouro_object *os_chmod(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    int mode;
    ouro_object *path = path_argument("chmod", "path", PATH_OR_FD, args[0]);
    ouro_object *result = NULL;
    if (path && py__int_argument(args[1], &mode) == 0) {
        result = outcome(chmod(text_of(path), (mode_t)mode), args[0]);
    }
    ouro_xdecref(path);
    return result;
}

typedef int (*pair_fn)(const char *from, const char *to);

// OSError of the errno `error` on two files.
static ouro_object *raise_pair(int error, ouro_object *from, ouro_object *to) {
    ouro_object *number = ouro_int_new(error), *text = ouro_str_text(strerror(error));
    ouro_object *const args[] = {number, text, from, ouro_none_borrow(), to};
    ouro_object *exception =
        number && text
            ? ouro_call((ouro_object *)ouro_exc_type(OURO_EXC_OSError), args, COUNT_OF(args), NULL)
            : NULL;
    ouro_xdecref(number);
    ouro_xdecref(text);
    return exception ? ouro_raise_instance(exception) : NULL;
}

static ouro_object *change_pair(const char *function, pair_fn call, ouro_object *const *args) {
    ouro_object *from = path_argument(function, "src", PATH, args[0]);
    ouro_object *to = from ? path_argument(function, "dst", PATH, args[1]) : NULL;
    int failed = to && call(text_of(from), text_of(to)) < 0, error = errno;
    bool called = to != NULL;
    ouro_xdecref(from);
    ouro_xdecref(to);
    if (!called) {
        return NULL;
    }
    return failed ? raise_pair(error, args[0], args[1]) : ouro_none();
}

#define PAIR_FUNCTION(name, call)                                                                  \
    static ouro_object *os_##name(ouro_object *self, ouro_object *const *args, size_t nargs) {     \
        (void)self;                                                                                \
        (void)nargs;                                                                               \
        return change_pair(#name, call, args);                                                     \
    }

PAIR_FUNCTION(rename, rename)
PAIR_FUNCTION(replace, rename)
PAIR_FUNCTION(link, link)
PAIR_FUNCTION(symlink, symlink)

// ---- The functions ------------------------------------------------------------------------------

const ouro_method py__os_file_functions[] = {
    OURO_ARGS("_stat", os_stat, 2, 2, "The numbers behind stat() and lstat()."),
    OURO_ARGS("_stat_kind", os_stat_kind, 2, 2, "The kind of a file, -1 if there is none."),
    OURO_ARGS("access", os_access, 2, 2, "Whether a file may be used in a way."),
    OURO_O("readlink", os_readlink, "Where a symbolic link leads."),
    OURO_NOARGS("getcwd", os_getcwd, "The current folder."),
    OURO_NOARGS("getcwdb", os_getcwdb, "The current folder as bytes."),
    OURO_KEYWORDS("listdir", os_listdir, "The names in a folder."),
    OURO_KEYWORDS("mkdir", os_mkdir, "Make a folder."),
    OURO_O("rmdir", os_rmdir, "Remove an empty folder."),
    OURO_O("remove", os_remove, "Remove a file."),
    OURO_O("unlink", os_unlink, "Remove a file."),
    OURO_O("chdir", os_chdir, "Go to another folder."),
    OURO_ARGS("chmod", os_chmod, 2, 2, "Say who may use a file."),
    OURO_ARGS("rename", os_rename, 2, 2, "Give a file another name."),
    OURO_ARGS("replace", os_replace, 2, 2, "Give a file another name, even one in use."),
    OURO_ARGS("link", os_link, 2, 2, "Give a file one name more."),
    OURO_ARGS("symlink", os_symlink, 2, 2, "Make a symbolic link."),
    {0},
};
