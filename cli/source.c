// SPDX-License-Identifier: MIT
// Reading the program, with python3.11's messages and statuses when that fails.  The command.
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- Paths --------------------------------------------------------------------------------------

// `folder`/`name`, or NULL without memory.
static char *joined(const char *folder, const char *name) {
    size_t length = strlen(folder) + strlen(name) + 2;
    char *path = malloc(length);
    if (path) {
        snprintf(path, length, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, name);
    }
    return path;
}

// As python3.11 shows it: the current folder in front, nothing else changed.
static char *absolute(const char *path) {
    char here[PATH_MAX];
    if (*path == '/' || !getcwd(here, sizeof here)) {
        return strdup(path);
    }
    path += path[0] == '.' && path[1] == '/' ? 2 : 0;
    return joined(here, path);
}

// The folder of the file, symbolic links followed.
static char *folder_of(const char *path) {
    char *real = realpath(path, NULL);
    char *folder = real ? real : strdup(path);
    char *slash = folder ? strrchr(folder, '/') : NULL;
    if (slash) {
        slash[slash == folder] = 0;
    }
    return folder;
}

// ---- Reading ------------------------------------------------------------------------------------

// All that `fd` gives; false with errno set.
static bool read_all(int fd, source *result) {
    size_t room = 0;
    for (;;) {
        if (result->length + 1 >= room) {
            room = room ? room * 2 : 65536;
            char *grown = realloc(result->text, room);
            if (!grown) {
                return false;
            }
            result->text = grown;
        }
        ssize_t got = read(fd, result->text + result->length, room - result->length - 1);
        if (got > 0) {
            result->length += (size_t)got;
        } else if (got == 0) {
            result->text[result->length] = 0;
            return true;
        } else if (errno != EINTR) {
            return false;
        }
    }
}

static int cannot_open(const char *path, int error) {
    fprintf(stderr, "ouro: can't open file '%s': [Errno %d] %s\n", path, error, strerror(error));
    return 2;
}

static bool is_folder(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

// A folder is run by its __main__.py.
static int enter_folder(source *result) {
    char *inside = joined(result->filename, "__main__.py");
    if (!inside || access(inside, F_OK) < 0) {
        fprintf(stderr, "ouro: can't find '__main__' module in '%s'\n", result->filename);
        free(inside);
        return 1;
    }
    free(result->filename);
    result->filename = inside;
    return -1;
}

static int load_file(const char *path, source *result) {
    result->filename = absolute(path);
    if (!result->filename) {
        return cannot_open(path, ENOMEM);
    }
    if (is_folder(result->filename) && enter_folder(result) >= 0) {
        return 1;
    }
    int fd = open(result->filename, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return cannot_open(result->filename, errno);
    }
    bool complete = read_all(fd, result);
    int error = errno;
    close(fd);
    if (!complete) {
        return cannot_open(result->filename, error);
    }
    result->folder = folder_of(result->filename);
    result->argv0 = path;
    return -1;
}

int source_load(const options *given, source *result) {
    *result = (source){0};
    if (given->kind == SOURCE_FILE) {
        return load_file(given->source, result);
    }
    bool code = given->kind == SOURCE_CODE;
    result->filename = strdup(code ? "<string>" : "<stdin>");
    result->folder = strdup("");
    result->argv0 = code ? "-c" : "-";
    if (code) {
        result->text = joined(given->source, ""); // room for the line's end that may be missing
        result->length = strlen(given->source);
        if (result->text) {
            memcpy(result->text + result->length, "\n", 2);
            result->length++;
        }
        return result->text ? -1 : cannot_open("-c", ENOMEM);
    }
    return read_all(STDIN_FILENO, result) ? -1 : cannot_open("<stdin>", errno);
}

void source_free(source *loaded) {
    free(loaded->text);
    free(loaded->filename);
    free(loaded->folder);
}
