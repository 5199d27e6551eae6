// SPDX-License-Identifier: MIT
// Reading whole files.  Front-end, run.
#include "files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

char *py__source_read(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        return NULL;
    }
    size_t room = 4096, used = 0;
    char *data = malloc(room);
    while (data) {
        used += fread(data + used, 1, room - used - 1, file);
        if (used < room - 1) {
            break;
        }
        char *grown = realloc(data, room * 2);
        if (!grown) {
            free(data);
        }
        data = grown;
        room *= 2;
    }
    if (data && ferror(file)) {
        free(data);
        data = NULL;
        errno = EIO;
    }
    fclose(file);
    if (data) {
        data[used] = 0;
        *length = used;
    }
    return data;
}

bool py__source_is_file(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

bool py__source_is_folder(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}
