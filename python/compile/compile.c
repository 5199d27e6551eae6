// SPDX-License-Identifier: MIT
// The entry points: a compilation from its beginning to its end, failed or not.
// Front-end, compile.
#include "compiler.h"

#include <stdlib.h>

static ouro_object *module_code(pyc *c) {
    const py_tree *tree = c->tree;
    c->filename_object = pyc_keep(c, ouro_str_text(c->filename));
    pyc_find_future(c, tree);
    pyc_build_scopes(c, tree);
    pyc_analyze(c);
    pyc_enter(c, pyc_name_literal(c, "<module>"), tree, 1);
    if (tree->mode == PY_PARSE_EVAL) {
        pyc_expr(c, tree->expr);
        return pyc_leave(c, false);
    }
    pyc_body(c, &tree->body);
    return pyc_leave(c, true);
}

ouro_object *py_compile(py_tree *tree, const char *filename, uint32_t flags) {
    enum { SCALE = 3, DEEPEST = 6000 }; // frames of this compiler for one of the running program
    pyc c = {.filename = filename,
             .tree = tree,
             .future = flags,
             .future_line = -1,
             .interactive = tree->mode == PY_PARSE_SINGLE};
    int64_t limit = (int64_t)ouro_current->recursion_limit * SCALE;
    c.max_depth = limit > DEEPEST ? DEEPEST : (int)limit;
    ouro_object *volatile result = NULL;
    if (!setjmp(c.stop)) {
        result = ouro_newref(module_code(&c));
    }
    pyc_dispose(&c);
    return result;
}

static ouro_object *compile_tree(py_tree *tree, py_error *error, const char *filename,
                                 uint32_t flags) {
    if (!tree) {
        py_raise_error(error, filename);
        py_error_clear(error);
        return NULL;
    }
    ouro_object *code = py_compile(tree, filename, flags);
    py_tree_free(tree);
    return code;
}

ouro_object *py_compile_source(const char *source, size_t length, const char *filename,
                               py_parse_mode mode, uint32_t flags) {
    py_error error = {0};
    return compile_tree(py_parse(source, length, filename, mode, &error), &error, filename, flags);
}

ouro_object *py_compile_bytes(const char *bytes, size_t length, const char *filename,
                              py_parse_mode mode, uint32_t flags) {
    py_error error = {0};
    return compile_tree(py_parse_bytes(bytes, length, filename, mode, &error), &error, filename,
                        flags);
}
