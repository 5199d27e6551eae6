// SPDX-License-Identifier: MIT
// The modules os and os.path: what asks the system about the process is here, files in os_files.c,
// the rest is Python (os_source.h).  Front-end, modules.
#include "os_files.h"
#include "os_source.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

// ---- The process --------------------------------------------------------------------------------

#define NUMBER_FUNCTION(name, expression)                                                          \
    static ouro_object *os_##name(ouro_object *self) {                                             \
        (void)self;                                                                                \
        return ouro_int_new((int64_t)(expression));                                                \
    }

NUMBER_FUNCTION(getpid, getpid())
NUMBER_FUNCTION(getppid, getppid())
NUMBER_FUNCTION(getuid, getuid())
NUMBER_FUNCTION(geteuid, geteuid())
NUMBER_FUNCTION(getgid, getgid())
NUMBER_FUNCTION(getpagesize, sysconf(_SC_PAGESIZE))

static ouro_object *os_cpu_count(ouro_object *self) {
    (void)self;
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? ouro_none() : ouro_int_new(count);
}

static ouro_object *os_exit(ouro_object *self, ouro_object *status) {
    (void)self;
    int number;
    if (py__int_argument(status, &number) < 0) {
        return NULL;
    }
    _exit(number);
}

static ouro_object *os_kill(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    int pid, number;
    if (py__int_argument(args[0], &pid) < 0 || py__int_argument(args[1], &number) < 0) {
        return NULL;
    }
    return kill(pid, number) < 0 ? ouro_raise_errno(errno, NULL) : ouro_none();
}

static ouro_object *os_isatty(ouro_object *self, ouro_object *descriptor) {
    (void)self;
    int fd;
    return py__int_argument(descriptor, &fd) < 0 ? NULL : ouro_bool(isatty(fd));
}

static ouro_object *os_write(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    int fd;
    if (py__int_argument(args[0], &fd) < 0) {
        return NULL;
    }
    if (!ouro_is(args[1], OURO_T_BYTES)) {
        return ouro_raise(OURO_EXC_TypeError, "a bytes-like object is required, not '%T'", args[1]);
    }
    ssize_t written;
    while ((written = write(fd, ouro_bytes_data(args[1]), ouro_bytes_length(args[1]))) < 0) {
        if (errno != EINTR) {
            return ouro_raise_errno(errno, NULL);
        }
        if (py__check_interrupt() < 0) {
            return NULL;
        }
    }
    return ouro_int_new(written);
}

static ouro_object *os_strerror(ouro_object *self, ouro_object *code) {
    (void)self;
    int number;
    return py__int_argument(code, &number) < 0 ? NULL : ouro_str_text(strerror(number));
}

static ouro_object *os_urandom(ouro_object *self, ouro_object *size) {
    (void)self;
    ssize_t length = ouro_index_ssize(size, ouro_exc_type(OURO_EXC_OverflowError));
    if (length == -1 && ouro_current->raised) {
        return NULL;
    }
    if (length < 0) {
        return ouro_raise(OURO_EXC_ValueError, "negative argument not allowed");
    }
    ouro_object *bytes = ouro_bytes_new(NULL, (size_t)length);
    uint8_t *data = bytes ? ((ouro_bytes *)(void *)bytes)->data : NULL;
    for (ssize_t done = 0; bytes && done < length;) {
        ssize_t got = getrandom(data + done, (size_t)(length - done), 0);
        done += got > 0 ? got : 0;
        if (got < 0 && errno != EINTR) {
            ouro_raise_errno(errno, NULL);
            ouro_clear(&bytes);
        } else if (got < 0 && py__check_interrupt() < 0) {
            ouro_clear(&bytes);
        }
    }
    return bytes;
}

// ---- The environment ----------------------------------------------------------------------------

static ouro_object *decoded(const char *text, size_t length) {
    return ouro_bytes_decode(text, length, "utf-8", "surrogateescape");
}

static ouro_object *os_environment(ouro_object *self) {
    (void)self;
    ouro_object *dict = ouro_dict_new();
    for (char **entry = environ; dict && entry && *entry; entry++) {
        const char *equals = strchr(*entry, '=');
        if (!equals) {
            continue;
        }
        ouro_object *key = decoded(*entry, (size_t)(equals - *entry));
        ouro_object *value = key ? decoded(equals + 1, strlen(equals + 1)) : NULL;
        if (!value || !ouro_dict_set_default_borrow(dict, key, value)) {
            ouro_clear(&dict);
        }
        ouro_xdecref(key);
        ouro_xdecref(value);
    }
    return dict;
}

static char *variable_name(ouro_object *key) {
    char *name = py__path_text("", key);
    if (name && (!*name || strchr(name, '='))) {
        ouro_memory_free(name);
        return ouro_raise(OURO_EXC_ValueError, "illegal environment variable name");
    }
    return name;
}

static ouro_object *os_putenv(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    char *name = variable_name(args[0]), *value = name ? py__path_text("", args[1]) : NULL;
    bool called = value != NULL;
    int failed = called && setenv(name, value, 1) < 0, error = errno;
    ouro_memory_free(name);
    ouro_memory_free(value);
    if (!called) {
        return NULL;
    }
    return failed ? ouro_raise_errno(error, NULL) : ouro_none();
}

static ouro_object *os_unsetenv(ouro_object *self, ouro_object *key) {
    (void)self;
    char *name = py__path_text("", key);
    int failed = name && unsetenv(name) < 0, error = errno;
    bool called = name != NULL;
    ouro_memory_free(name);
    if (!called) {
        return NULL;
    }
    return failed ? ouro_raise_errno(error, NULL) : ouro_none();
}

// ---- The modules --------------------------------------------------------------------------------

static const ouro_method functions[] = {
    OURO_NOARGS("getpid", os_getpid, "The number of this process."),
    OURO_NOARGS("getppid", os_getppid, "The number of the process that started this one."),
    OURO_NOARGS("getuid", os_getuid, "The number of the user."),
    OURO_NOARGS("geteuid", os_geteuid, "The number of the user whose rights are used."),
    OURO_NOARGS("getgid", os_getgid, "The number of the user's group."),
    OURO_NOARGS("getpagesize", os_getpagesize, "Bytes of a page of memory."),
    OURO_NOARGS("cpu_count", os_cpu_count, "How many processors there are, or None."),
    OURO_O("_exit", os_exit, "End the process at once, with nothing tidied."),
    OURO_ARGS("kill", os_kill, 2, 2, "Send a signal to a process."),
    OURO_O("isatty", os_isatty, "Whether a file descriptor is a terminal."),
    OURO_ARGS("write", os_write, 2, 2, "Write bytes to a file descriptor; returns how many."),
    OURO_O("strerror", os_strerror, "The text of an errno."),
    OURO_O("urandom", os_urandom, "Random bytes."),
    OURO_NOARGS("_environment", os_environment, "The environment as a new dict."),
    OURO_ARGS("putenv", os_putenv, 2, 2, "Set a variable of the environment."),
    OURO_O("unsetenv", os_unsetenv, "Take a variable out of the environment."),
    {0},
};

// The module os.path, which sees some functions of os: new.
static ouro_object *make_path(ouro_object *os) {
    static const char *const shared[] = {"fspath", "getcwd",     "environ", "stat",
                                         "lstat",  "_stat_kind", "readlink"};
    ouro_object *path = py__module_make("posixpath", "Work with paths.", NULL);
    for (size_t i = 0; path && i < COUNT_OF(shared); i++) {
        ouro_object *value = ouro_getattr_text(os, shared[i]);
        if (py__module_add(path, shared[i], value) < 0) {
            ouro_clear(&path);
        }
    }
    if (path && py__module_run(path, path_source, "posixpath.py") < 0) {
        ouro_clear(&path);
    }
    return path;
}

// Enters it as os.path and under its own name. 0, or -1.
static int add_path(ouro_object *os, ouro_object *path) {
    ouro_object *modules = ouro_runtime_modules_borrow();
    return ouro_module_add(os, "path", path) < 0 ||
                   ouro_dict_set_text(modules, "os.path", path) < 0 ||
                   ouro_dict_set_text(modules, "posixpath", path) < 0
               ? -1
               : 0;
}

// How a file is opened.
static int add_flags(ouro_object *os) {
    static const struct {
        const char *name;
        int value;
    } flags[] = {{"O_RDONLY", O_RDONLY}, {"O_WRONLY", O_WRONLY}, {"O_RDWR", O_RDWR},
                 {"O_CREAT", O_CREAT},   {"O_EXCL", O_EXCL},     {"O_TRUNC", O_TRUNC},
                 {"O_APPEND", O_APPEND}, {"WNOHANG", WNOHANG}};
    for (size_t i = 0; i < COUNT_OF(flags); i++) {
        if (ouro_module_add_int(os, flags[i].name, flags[i].value) < 0) {
            return -1;
        }
    }
    return 0;
}

ouro_object *py__os_module(void) {
    ouro_object *os = py__module_make("os", "The operating system.", functions);
    if (os && (ouro_module_add_methods(os, py__os_file_functions) < 0 ||
               ouro_module_add_methods(os, py__os_process_functions) < 0 || add_flags(os) < 0 ||
               py__module_run(os, os_source, "os.py") < 0)) {
        ouro_clear(&os);
    }
    ouro_object *path = os ? make_path(os) : NULL;
    if (os && (!path || add_path(os, path) < 0)) {
        ouro_clear(&os);
    }
    ouro_xdecref(path);
    return os;
}

ouro_object *py__os_path_module(void) {
    ouro_object *os = py_import_module("os");
    ouro_object *path = os ? ouro_getattr_text(os, "path") : NULL;
    ouro_xdecref(os);
    return path;
}
