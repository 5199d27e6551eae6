// SPDX-License-Identifier: MIT
// Test aid: prints the tree of each file that standard input names, or its error, one line each.
// tests/parse. Driven by compare.py.
#include <stdlib.h>
#include <string.h>

#include "parse.h"

static char *read_file(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    size_t room = 1 << 16;
    char *bytes = malloc(room);
    *length = 0;
    while (bytes != NULL) {
        *length += fread(bytes + *length, 1, room - *length, file);
        if (*length < room) {
            break;
        }
        room *= 2;
        bytes = realloc(bytes, room);
    }
    fclose(file);
    return bytes;
}

static void print_error(const py_error *error) {
    static const char *const names[] = {"None", "SyntaxError", "IndentationError", "TabError",
                                        "MemoryError"};
    printf("%s\t%s\t%d\t%d\t%d\t%d\n", names[error->kind], error->message, error->lineno,
           error->offset, error->end_lineno, error->end_offset);
}

static int parse_one(const char *path, py_parse_mode mode, bool quiet) {
    size_t length = 0;
    char *bytes = read_file(path, &length);
    if (bytes == NULL) {
        fprintf(stderr, "cannot read %s\n", path);
        return 1;
    }
    py_error error = {0};
    py_tree *tree = py_parse_bytes(bytes, length, path, mode, &error);
    free(bytes);
    if (tree == NULL) {
        print_error(&error);
    } else if (!quiet) {
        py_ast_dump(tree, stdout);
        putchar('\n');
    }
    py_error_clear(&error);
    py_tree_free(tree);
    fflush(stdout);
    return 0;
}

// Fails the n-th allocation for every n: each must end in a MemoryError, none in a leak.
static int fail_each(const char *path) {
    size_t length = 0;
    char *bytes = read_file(path, &length);
    if (bytes == NULL) {
        return 1;
    }
    for (size_t n = 1;; n++) {
        py_region_fail_after(n);
        py_error error = {0};
        py_tree *tree = py_parse_bytes(bytes, length, path, PY_PARSE_FILE, &error);
        const size_t count = py_region_fail_after(0);
        const py_error_kind kind = error.kind;
        py_error_clear(&error);
        py_tree_free(tree);
        if (count < n) {
            free(bytes);
            printf("%zu\n", count);
            return tree == NULL && kind == PY_ERROR_MEMORY;
        }
        if (tree != NULL || kind == PY_ERROR_NONE) {
            fprintf(stderr, "%s: allocation %zu failed unnoticed\n", path, n);
            free(bytes);
            return 1;
        }
    }
}

int main(int argc, char **argv) {
    const char *option = argc > 1 ? argv[1] : "";
    const py_parse_mode mode = strcmp(option, "--eval") == 0     ? PY_PARSE_EVAL
                               : strcmp(option, "--single") == 0 ? PY_PARSE_SINGLE
                                                                 : PY_PARSE_FILE;
    const bool quiet = strcmp(option, "--quiet") == 0;
    if (strcmp(option, "--fail-each") == 0 && argc == 3) {
        return fail_each(argv[2]);
    }
    char path[4096];
    int status = 0;
    while (fgets(path, sizeof path, stdin) != NULL) {
        path[strcspn(path, "\n")] = '\0';
        status |= parse_one(path, mode, quiet);
    }
    return status;
}
