// SPDX-License-Identifier: MIT
// Finding a module among folders and running its file.  Front-end, run; used by import.c only.
#ifndef OURO_PYTHON_RUN_IMPORT_H
#define OURO_PYTHON_RUN_IMPORT_H

#include "state.h"

// Where a module is. Owned; `file` NULL and `folders` a list: a package without __init__.py.
typedef struct py_found {
    ouro_object *file;    // str, or NULL
    ouro_object *folders; // list: the __path__ of a package, or NULL
} py_found;

// Looks for `tail` in `folders` (an iterable of str). 1 and *found, 0 absent, -1 with an exception.
int py__module_find(ouro_object *folders, ouro_object *tail, py_found *found);
void py__found_clear(py_found *found);
// Makes the module, enters it in sys.modules and runs its file: new, or NULL, and it is out again.
ouro_object *py__module_load(py_state *state, ouro_object *name, const py_found *found);

#endif
