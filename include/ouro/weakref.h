// SPDX-License-Identifier: MIT
// Weak references and proxies.  Floor: gc.  SPEC rows R4, G2.
//
// Ownership, errors and costs are as object.h says at its head.  A weak reference does not keep its
// object alive.  When that dies, all weak references to it are cleared first, then their callbacks
// are called, newest first, with the weak reference as the argument; when a collection finds both
// the object and the weak reference to be garbage, its callback is not called.
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

// A weak reference to `object`.  `callback`: any callable, from C for instance by
// ouro_cfunction_new (callable.h), or NULL or None.  Without one, all weak references to an object
// are the same.  TypeError "cannot create weak reference to 'int' object" when its type has no
// weak_offset.
OURO_API ouro_object *ouro_weakref_new(ouro_object *object, ouro_object *callback);
// The same of a type derived from the weak reference's; each is an object of its own.
OURO_API ouro_object *ouro_weakref_new_of(ouro_type *type, ouro_object *object,
                                          ouro_object *callback);
// A proxy: an object that does what its referent does, and raises ReferenceError when that is dead.
OURO_API ouro_object *ouro_weakproxy_new(ouro_object *object, ouro_object *callback);
// The referent of a weak reference or proxy: a new reference, or NULL without exception when it is
// dead.
OURO_API ouro_object *ouro_weakref_get(ouro_object *weakref);
// How many weak references and proxies there are to an object that may have none, and a list of
// them, oldest last but for the shared ones, which come first.  O(their number).
OURO_API size_t ouro_weakref_count(ouro_object *object);
OURO_API ouro_object *ouro_weakref_list(ouro_object *object);

#ifdef __cplusplus
}
#endif
#endif
