// SPDX-License-Identifier: MIT
// Weak references and proxies.  Floor: gc.  SPEC rows R4, G2.
#ifndef OURO_WEAKREF_H
#define OURO_WEAKREF_H

#include <ouro/runtime.h>

#ifdef __cplusplus
extern "C" {
#endif

// A weak reference.  The list of an object's weak references hangs at its type's weak_offset: first
// the shared plain reference, then the shared proxy, then those with callbacks, newest first.
typedef struct ouro_weakref {
    ouro_object head;
    ouro_object *referent; // not counted; NULL once it is dead
    ouro_object *callback; // or NULL
    int64_t hash;          // of the referent, -1 until asked
    struct ouro_weakref *previous, *next;
} ouro_weakref;

// A new (or the shared) weak reference to `object` with `callback` (borrowed, or NULL/None).
// TypeError "cannot create weak reference to 'int' object".
OURO_API ouro_object *ouro_weakref_new(ouro_object *object, ouro_object *callback);
OURO_API ouro_object *ouro_weakref_new_of(ouro_type *type, ouro_object *object,
                                          ouro_object *callback);
OURO_API ouro_object *ouro_weakproxy_new(ouro_object *object, ouro_object *callback);
// The referent: a new reference, or NULL without exception when it is dead.
OURO_API ouro_object *ouro_weakref_get(ouro_object *weakref);
OURO_API size_t ouro_weakref_count(ouro_object *object);
OURO_API ouro_object *ouro_weakref_list(ouro_object *object); // new list

#ifdef __cplusplus
}
#endif
#endif
