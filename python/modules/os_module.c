// SPDX-License-Identifier: MIT
// The module os: process, environment, folders and files.  Front-end, modules.
#include "common.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

// ---- Process ------------------------------------------------------------------------------------

static ouro_object *do_getpid(ouro_object *self) {
    (void)self;
    return ouro_int_new(getpid());
}

static ouro_object *do_getppid(ouro_object *self) {
    (void)self;
    return ouro_int_new(getppid());
}

static ouro_object *do_cpu_count(ouro_object *self) {
    (void)self;
    return ouro_int_new(sysconf(_SC_NPROCESSORS_ONLN));
}

static ouro_object *do_exit_now(ouro_object *self, ouro_object *number) {
    (void)self;
    int status;
    if (py__int_argument(number, &status) < 0) {
        return NULL;
    }
    _exit(status);
}

static ouro_object *do_getloadavg(ouro_object *self) {
    (void)self;
    double load[3];
    if (getloadavg(load, 3) != 3) {
        return ouro_raise(OURO_EXC_OSError, "Load averages are unobtainable");
    }
    ouro_object *tuple = ouro_tuple_new(3);
    for (size_t i = 0; tuple && i < 3; i++) {
        ouro_object *value = ouro_float_new(load[i]);
        if (!value) {
            ouro_clear(&tuple);
        } else {
            ouro_tuple_fill(tuple, i, value);
        }
    }
    return tuple;
}

static ouro_object *do_urandom(ouro_object *self, ouro_object *number) {
    (void)self;
    int size;
    if (py__int_argument(number, &size) < 0) {
        return NULL;
    }
    if (size < 0) {
        return ouro_raise(OURO_EXC_ValueError, "negative argument not allowed");
    }
    ouro_object *bytes = ouro_bytes_new(NULL, (size_t)size);
    uint8_t *data = bytes ? ((ouro_bytes *)(void *)bytes)->data : NULL;
    for (size_t done = 0; bytes && done < (size_t)size;) {
        ssize_t got = getrandom(data + done, (size_t)size - done, 0);
        if (got < 0 && errno != EINTR) {
            ouro_raise_errno(errno, NULL);
            ouro_clear(&bytes);
        }
        done += got > 0 ? (size_t)got : 0;
    }
    return bytes;
}

static ouro_object *do_strerror(ouro_object *self, ouro_object *number) {
    (void)self;
    int error;
    return py__int_argument(number, &error) < 0 ? NULL : ouro_str_text(strerror(error));
}

static ouro_object *do_waitstatus(ouro_object *self, ouro_object *number) {
    (void)self;
    int status;
    if (py__int_argument(number, &status) < 0) {
        return NULL;
    }
    return WIFEXITED(status)     ? ouro_int_new(WEXITSTATUS(status))
           : WIFSIGNALED(status) ? ouro_int_new(-WTERMSIG(status))
                                 : ouro_raise(OURO_EXC_ValueError, "invalid wait status: %d", status);
}

// ---- Paths --------------------------------------------------------------------------------------

// Calls `function` on a path: None, or NULL with OSError.
static ouro_object *on_path(ouro_object *object, int (*function)(const char *)) {
    char *path = py__path_text("", object);
    if (!path) {
        return NULL;
    }
    int failed = function(path), error = errno;
    ouro_memory_free(path);
    return failed ? ouro_raise_errno(error, object) : ouro_none();
}

static ouro_object *do_remove(ouro_object *self, ouro_object *path) {
    (void)self;
    return on_path(path, unlink);
}

static ouro_object *do_rmdir(ouro_object *self, ouro_object *path) {
    (void)self;
    return on_path(path, rmdir);
}

static ouro_object *do_chdir(ouro_object *self, ouro_object *path) {
    (void)self;
    return on_path(path, chdir);
}

static ouro_object *do_mkdir(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    int mode = 0777;
    char *path = nargs > 1 && py__int_argument(args[1], &mode) < 0 ? NULL
                                                                   : py__path_text("", args[0]);
    if (!path) {
        return NULL;
    }
    int failed = mkdir(path, (mode_t)mode), error = errno;
    ouro_memory_free(path);
    return failed ? ouro_raise_errno(error, args[0]) : ouro_none();
}

static ouro_object *do_rename(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    char *from = py__path_text("", args[0]);
    char *to = from ? py__path_text("", args[1]) : NULL;
    int failed = to ? rename(from, to) : -1, error = errno;
    bool known = to != NULL;
    ouro_memory_free(from);
    ouro_memory_free(to);
    return !known ? NULL : failed ? ouro_raise_errno(error, args[0]) : ouro_none();
}

static ouro_object *do_access(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    int mode;
    char *path = py__int_argument(args[1], &mode) < 0 ? NULL : py__path_text("", args[0]);
    if (!path) {
        return NULL;
    }
    int failed = access(path, mode);
    ouro_memory_free(path);
    return ouro_bool(!failed);
}

static ouro_object *do_getcwd(ouro_object *self) {
    (void)self;
    char path[PATH_MAX];
    return getcwd(path, sizeof path) ? ouro_str_text(path) : ouro_raise_errno(errno, NULL);
}

static ouro_object *list_folder(DIR *folder) {
    ouro_object *list = ouro_list_new(0);
    const struct dirent *entry;
    while (list && (entry = readdir(folder))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        ouro_object *name = ouro_bytes_decode(entry->d_name, strlen(entry->d_name), "utf-8",
                                              "surrogateescape");
        if (!name || ouro_list_append_stolen(list, name) < 0) {
            ouro_clear(&list);
        }
    }
    return list;
}

static ouro_object *do_listdir(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    bool given = nargs && !ouro_is_none(args[0]);
    char *path = given ? py__path_text("", args[0]) : NULL;
    if (given && !path) {
        return NULL;
    }
    DIR *folder = opendir(path ? path : ".");
    int error = errno;
    ouro_memory_free(path);
    if (!folder) {
        return ouro_raise_errno(error, given ? args[0] : NULL);
    }
    ouro_object *list = list_folder(folder);
    closedir(folder);
    return list;
}

#define F(name, index) PY_RECORD_FIELD(name, index, NULL)
static const ouro_getset stat_fields[] = {
    F("st_mode", 0), F("st_ino", 1),  F("st_dev", 2),   F("st_nlink", 3), F("st_uid", 4),
    F("st_gid", 5),  F("st_size", 6), F("st_atime", 7), F("st_mtime", 8), F("st_ctime", 9), {0}};
#undef F
PY_RECORD(stat_spec, "os.stat_result", stat_fields, "What is known about a file.");

static ouro_object *do_stat(ouro_object *self, ouro_object *object) {
    (void)self;
    char *path = py__path_text("stat: path should be string, bytes, os.PathLike or integer; ",
                               object);
    if (!path) {
        return NULL;
    }
    struct stat info;
    int failed = stat(path, &info), error = errno;
    ouro_memory_free(path);
    if (failed) {
        return ouro_raise_errno(error, object);
    }
    ouro_object *items[] = {
        ouro_int_new(info.st_mode), ouro_int_from_u64(info.st_ino), ouro_int_from_u64(info.st_dev),
        ouro_int_from_u64(info.st_nlink), ouro_int_new(info.st_uid), ouro_int_new(info.st_gid),
        ouro_int_new(info.st_size), ouro_float_new((double)info.st_atime),
        ouro_float_new((double)info.st_mtim.tv_sec + (double)info.st_mtim.tv_nsec * 1e-9),
        ouro_float_new((double)info.st_ctime)};
    return py__record_new(PY_TYPE_STAT, &stat_spec, items, COUNT_OF(items));
}

// ---- Environment --------------------------------------------------------------------------------

static ouro_object *environment(void) {
    ouro_object *dict = ouro_dict_new();
    for (char **entry = environ; dict && entry && *entry; entry++) {
        const char *equals = strchr(*entry, '=');
        if (!equals) {
            continue;
        }
        ouro_object *key = ouro_bytes_decode(*entry, (size_t)(equals - *entry), "utf-8",
                                             "surrogateescape");
        ouro_object *value = key ? ouro_bytes_decode(equals + 1, strlen(equals + 1), "utf-8",
                                                     "surrogateescape")
                                 : NULL;
        if (!value || ouro_dict_set(dict, key, value) < 0) {
            ouro_clear(&dict);
        }
        ouro_xdecref(key);
        ouro_xdecref(value);
    }
    return dict;
}

// putenv(name, value), value None: unset.
static ouro_object *do_putenv(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    char *name = py__path_text("", args[0]);
    char *value = name && !ouro_is_none(args[1]) ? py__path_text("", args[1]) : NULL;
    int failed = ouro_current->raised ? -1 : value ? setenv(name, value, 1) : unsetenv(name);
    int error = errno;
    ouro_memory_free(name);
    ouro_memory_free(value);
    return ouro_current->raised ? NULL : failed ? ouro_raise_errno(error, NULL) : ouro_none();
}

// os.environ is a mapping of text to text that passes on what is set.
static const char environ_source[] =
    "class _Environ:\n"
    "    def __init__(self, data):\n"
    "        self._data = data\n"
    "    def __getitem__(self, key):\n"
    "        return self._data[_text(key)]\n"
    "    def __setitem__(self, key, value):\n"
    "        _putenv(_text(key), _text(value))\n"
    "        self._data[key] = value\n"
    "    def __delitem__(self, key):\n"
    "        del self._data[_text(key)]\n"
    "        _putenv(key, None)\n"
    "    def __contains__(self, key):\n"
    "        return _text(key) in self._data\n"
    "    def __iter__(self):\n"
    "        yield from list(self._data)\n"
    "    def __len__(self):\n"
    "        return len(self._data)\n"
    "    def keys(self):\n"
    "        return self._data.keys()\n"
    "    def values(self):\n"
    "        return self._data.values()\n"
    "    def items(self):\n"
    "        return self._data.items()\n"
    "    def get(self, key, default=None):\n"
    "        return self._data.get(_text(key), default)\n"
    "    def setdefault(self, key, value):\n"
    "        if key not in self:\n"
    "            self[key] = value\n"
    "        return self[key]\n"
    "    def pop(self, key, *default):\n"
    "        value = self._data.pop(_text(key), *default)\n"
    "        _putenv(key, None)\n"
    "        return value\n"
    "    def update(self, other=(), **kwargs):\n"
    "        for key, value in dict(other, **kwargs).items():\n"
    "            self[key] = value\n"
    "    def copy(self):\n"
    "        return dict(self._data)\n"
    "    def __repr__(self):\n"
    "        return f'environ({self._data!r})'\n"
    "def _text(value):\n"
    "    if not isinstance(value, str):\n"
    "        raise TypeError(f'str expected, not {type(value).__name__}')\n"
    "    return value\n"
    "environ = _Environ(environ)\n"
    "def getenv(key, default=None):\n"
    "    return environ.get(key, default)\n"
    "def putenv(key, value):\n"
    "    _putenv(_text(key), _text(value))\n"
    "def unsetenv(key):\n"
    "    _putenv(_text(key), None)\n"
    "def fspath(path):\n"
    "    if isinstance(path, (str, bytes)):\n"
    "        return path\n"
    "    try:\n"
    "        return type(path).__fspath__(path)\n"
    "    except AttributeError:\n"
    "        raise TypeError('expected str, bytes or os.PathLike object, not '\n"
    "                        + type(path).__name__) from None\n"
    "def makedirs(name, mode=0o777, exist_ok=False):\n"
    "    head, tail = path.split(name)\n"
    "    if head and tail and not path.exists(head):\n"
    "        makedirs(head, exist_ok=exist_ok)\n"
    "    try:\n"
    "        mkdir(name, mode)\n"
    "    except OSError:\n"
    "        if not exist_ok or not path.isdir(name):\n"
    "            raise\n";

// ---- The module ---------------------------------------------------------------------------------

static int add_constants(ouro_object *module) {
    static const struct {
        const char *name, *value;
    } texts[] = {{"name", "posix"}, {"sep", "/"},    {"linesep", "\n"}, {"curdir", "."},
                 {"pardir", ".."},  {"extsep", "."}, {"pathsep", ":"},  {"devnull", "/dev/null"}};
    static const struct {
        const char *name;
        int value;
    } numbers[] = {{"F_OK", F_OK}, {"R_OK", R_OK}, {"W_OK", W_OK}, {"X_OK", X_OK},
                   {"O_RDONLY", O_RDONLY}, {"O_WRONLY", O_WRONLY}, {"O_RDWR", O_RDWR},
                   {"O_CREAT", O_CREAT}, {"O_EXCL", O_EXCL}, {"O_TRUNC", O_TRUNC},
                   {"O_APPEND", O_APPEND}, {"SEEK_SET", SEEK_SET}, {"SEEK_CUR", SEEK_CUR},
                   {"SEEK_END", SEEK_END}};
    int failed = 0;
    for (size_t i = 0; !failed && i < COUNT_OF(texts); i++) {
        failed = ouro_module_add_text(module, texts[i].name, texts[i].value);
    }
    for (size_t i = 0; !failed && i < COUNT_OF(numbers); i++) {
        failed = ouro_module_add_int(module, numbers[i].name, numbers[i].value);
    }
    return failed || py__module_add(module, "altsep", ouro_none()) < 0 ||
                   ouro_module_add(module, "error", (ouro_object *)ouro_exc_type(OURO_EXC_OSError))
               ? -1
               : 0;
}

static const ouro_method functions[] = {
    OURO_NOARGS("getpid", do_getpid, "The process's number."),
    OURO_NOARGS("getppid", do_getppid, "The parent's number."),
    OURO_NOARGS("cpu_count", do_cpu_count, "How many processors there are."),
    OURO_O("_exit", do_exit_now, "End the process at once."),
    OURO_NOARGS("getloadavg", do_getloadavg, "The machine's load."),
    OURO_O("urandom", do_urandom, "Random bytes."),
    OURO_O("strerror", do_strerror, "The text of an error number."),
    OURO_O("waitstatus_to_exitcode", do_waitstatus, "The exit code in a wait status."),
    OURO_O("remove", do_remove, "Remove a file."),
    OURO_O("unlink", do_remove, "Remove a file."),
    OURO_O("rmdir", do_rmdir, "Remove an empty folder."),
    OURO_O("chdir", do_chdir, "Change the current folder."),
    OURO_ARGS("mkdir", do_mkdir, 1, 2, "Make a folder."),
    OURO_ARGS("rename", do_rename, 2, 2, "Rename a file."),
    OURO_ARGS("replace", do_rename, 2, 2, "Rename a file."),
    OURO_ARGS("access", do_access, 2, 2, "Whether a path may be used so."),
    OURO_NOARGS("getcwd", do_getcwd, "The current folder."),
    OURO_ARGS("listdir", do_listdir, 0, 1, "The names in a folder."),
    OURO_O("stat", do_stat, "What is known about a file."),
    OURO_ARGS("_putenv", do_putenv, 2, 2, "Set or unset an environment variable."),
    {0},
};

ouro_object *py__os_module(void) {
    ouro_object *module = py__module_make("os", "The operating system.", functions);
    ouro_object *path = module ? py_import_module("os.path") : NULL;
    if (!path || add_constants(module) < 0 || ouro_module_add(module, "path", path) < 0 ||
        py__module_add(module, "environ", environment()) < 0 ||
        py__module_run(module, environ_source, "<os>") < 0) {
        ouro_clear(&module);
    }
    ouro_xdecref(path);
    return module;
}
