// SPDX-License-Identifier: MIT
// What weak references and proxies share: one structure, one list.  Floor: gc.
#ifndef OURO_WEAKREF_PRIVATE_H
#define OURO_WEAKREF_PRIVATE_H

#include "gc_state.h"

static inline bool ouro__is_weakproxy(const ouro_object *object) {
    return ouro_is(object, OURO_T_WEAKPROXY) || ouro_is(object, OURO_T_WEAKCALLABLEPROXY);
}

// The shared or a new reference or proxy of `type`: new, or NULL with TypeError or MemoryError.
ouro_object *ouro__weakref_make(ouro_type *type, ouro_object *object, ouro_object *callback);
int ouro__weakref_traverse(ouro_object *self, ouro_visit_fn visit, void *arg);
void ouro__weakref_drop(ouro_object *self);

#endif
