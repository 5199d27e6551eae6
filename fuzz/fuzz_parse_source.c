// SPDX-License-Identifier: MIT
// Fuzz target of the parser: any bytes give a tree that can be printed, or an error with a kind and
// a message. The first byte chooses the mode.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length) {
    if (length == 0)
        return 0;
    static const py_parse_mode modes[] = {PY_PARSE_FILE, PY_PARSE_FILE, PY_PARSE_EVAL,
                                          PY_PARSE_SINGLE};
    const py_parse_mode mode = modes[data[0] & 3];
    py_error error = {0};
    py_tree *tree = py_parse_bytes((const char *)data + 1, length - 1, "fuzz.py", mode, &error);
    if (tree == NULL) {
        if (error.kind == PY_ERROR_NONE || error.message[0] == '\0')
            abort();
        py_error_clear(&error);
        return 0;
    }
    FILE *nowhere = fopen("/dev/null", "w");
    if (nowhere != NULL) {
        py_ast_dump(tree, nowhere);
        fclose(nowhere);
    }
    py_tree_free(tree);
    return 0;
}
