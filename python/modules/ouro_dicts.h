// SPDX-License-Identifier: MIT
// Dicts of figures, as the module ouro answers with.  Front-end, modules; used by its files only.
#ifndef OURO_PYTHON_MODULES_OURO_DICTS_H
#define OURO_PYTHON_MODULES_OURO_DICTS_H

#include "common.h"

#include <ouro/inspect.h>

// "plain", "atom", "container".
extern const char *const py__family_names[];

// A dict under construction: a failure makes it NULL, and all that follows does nothing.  `value` is
// stolen, and may be NULL: it failed.
void py__put_object(ouro_object **dict, const char *key, ouro_object *value);
void py__put_number(ouro_object **dict, const char *key, uint64_t value);
void py__put_address(ouro_object **dict, const char *key, const void *address);
void py__put_text(ouro_object **dict, const char *key, const char *text);

// A uint64_t of a structure, by the name it has there.
typedef struct py_figure {
    const char *name;
    size_t offset;
} py_figure;
#define PY_FIGURE(type, name)                                                                      \
    { #name, offsetof(type, name) }
void py__put_figures(ouro_object **dict, const py_figure *figures, size_t n, const void *structure);

// ouro_frag.c
ouro_object *py__heap_frag(ouro_object *self, ouro_object *const *args, size_t nargs,
                           ouro_object *kwnames);
ouro_object *py__heap_what_if(ouro_object *self, ouro_object *objects);

#endif
