// SPDX-License-Identifier: MIT
// placeholder
#include "compiler.h"
ouro_object *pyc_unparse(pyc *c, const py_expr *e) { pyc_error(c, e->pos, "not yet"); }
