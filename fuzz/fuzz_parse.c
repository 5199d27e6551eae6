// SPDX-License-Identifier: MIT
// libFuzzer target: arbitrary bytes through decoding, tokenizer and parser, in all modes.
// fuzz. The tree of what is accepted is dumped, so that every node is read.
#include <stdint.h>
#include <stdlib.h>

#include "parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static FILE *sink;
    if (sink == NULL) {
        sink = fopen("/dev/null", "w");
    }
    for (int mode = PY_PARSE_FILE; mode <= PY_PARSE_SINGLE; mode++) {
        py_error error = {0};
        py_tree *tree =
            py_parse_bytes((const char *)data, size, "fuzz", (py_parse_mode)mode, &error);
        if ((tree == NULL) != (error.kind != PY_ERROR_NONE)) {
            abort();
        }
        if (tree != NULL && sink != NULL) {
            py_ast_dump(tree, sink);
        }
        py_error_clear(&error);
        py_tree_free(tree);
    }
    return 0;
}
