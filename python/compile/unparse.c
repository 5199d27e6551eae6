// SPDX-License-Identifier: MIT
// The text of an annotation, for `from __future__ import annotations`.
// Front-end, compile.
#include "compiler.h"

ouro_object *pyc_unparse(pyc *c, const py_expr *e) {
    pyc_error(c, e->pos, "not yet supported by ouro: annotations under the future import");
}
