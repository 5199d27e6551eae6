// SPDX-License-Identifier: MIT
// `from __future__ import ...` at the head of a module.
// Front-end, compile.
#include "compiler.h"

static void take_features(pyc *c, const py_stmt *s) {
    static const char *const always[] = {"nested_scopes",    "generators",     "division",
                                         "absolute_import",  "with_statement", "print_function",
                                         "unicode_literals", "generator_stop"};
    for (size_t i = 0; i < s->v.importfrom.names.count; i++) {
        const char *feature = s->v.importfrom.names.items[i]->name->text;
        bool known = false;
        for (size_t j = 0; j < sizeof always / sizeof *always; j++) {
            known |= !strcmp(feature, always[j]);
        }
        if (!strcmp(feature, "annotations")) {
            c->future |= PY_CO_FUTURE_ANNOTATIONS;
        } else if (!strcmp(feature, "barry_as_FLUFL")) {
            pyc_error(c, s->pos, "not yet supported by ouro: barry_as_FLUFL");
        } else if (!strcmp(feature, "braces")) {
            pyc_error_endless(c, s->pos, "not a chance");
        } else if (!known) {
            pyc_error_endless(c, s->pos, "future feature %.100s is not defined", feature);
        }
    }
}

void pyc_find_future(pyc *c, const py_tree *tree) {
    bool done = false;
    int32_t previous = 0;
    for (size_t i = 0; tree->mode != PY_PARSE_EVAL && i < tree->body.count; i++) {
        const py_stmt *s = tree->body.items[i];
        if (done && s->pos.lineno > previous) {
            return;
        }
        previous = s->pos.lineno;
        const py_name *module = s->kind == PY_STMT_IMPORTFROM ? s->v.importfrom.module : NULL;
        if (module && !strcmp(module->text, "__future__") && !s->v.importfrom.level) {
            if (done) {
                pyc_error(c, s->pos,
                          "from __future__ imports must occur at the beginning of the "
                          "file");
            }
            take_features(c, s);
            c->future_line = s->pos.lineno;
        } else {
            bool docstring = i == 0 && pyc_docstring(&tree->body);
            done = done || !docstring;
        }
    }
}
