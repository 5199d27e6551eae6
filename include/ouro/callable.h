// SPDX-License-Identifier: MIT
// Functions in C, bound methods, cells, modules, properties, static and class methods.
// Floor: object (descriptors) and types.
//
// Ownership, errors and costs are as object.h says at its head; where memory is short, MemoryError.
#ifndef OURO_CALLABLE_H
#define OURO_CALLABLE_H

#include <ouro/error.h>

#ifdef __cplusplus
extern "C" {
#endif

// A built-in function, which calls `method` (which must outlive it) with `self` (may be NULL) as
// its first argument; `module`: a str, its __module__, or NULL.  So a C function becomes a callback
// of a weak reference, with what it works on as `self`.
OURO_API ouro_object *ouro_cfunction_new(const ouro_method *method, ouro_object *self,
                                         ouro_object *module);
// Calls a C method as its kind wants it, checking argument counts with 3.11's messages.
OURO_API ouro_object *ouro_method_invoke(const ouro_method *method, const char *owner,
                                         ouro_object *self, ouro_object *const *args, size_t nargs,
                                         ouro_object *kwnames);

typedef struct ouro_bound_method {
    ouro_object head;
    ouro_object *function, *self;
    ouro_object *weakrefs;
} ouro_bound_method;
// What calls `function` with `self` before its arguments.
OURO_API ouro_object *ouro_bound_method_new(ouro_object *function, ouro_object *self);

typedef struct ouro_cell {
    ouro_object head;
    ouro_object *value; // or NULL: empty
} ouro_cell;
// A variable of a closure; `value` NULL: empty.
OURO_API ouro_object *ouro_cell_new(ouro_object *value);

typedef struct ouro_module {
    ouro_object head;
    ouro_object *dict;
    ouro_object *weakrefs;
} ouro_module;
// A module with __name__, __doc__, __package__, __loader__, __spec__ set.
OURO_API ouro_object *ouro_module_new(const char *name, const char *doc);
OURO_API ouro_object *ouro_module_from_name(ouro_object *name);
// Its namespace, a dict.
static inline ouro_object *ouro_module_dict_borrow(const ouro_object *module) {
    return ((const ouro_module *)module)->dict;
}
// Puts `value` into the module; NULL: -1, and the exception of what failed to make it stays.
OURO_API int ouro_module_add(ouro_object *module, const char *name, ouro_object *value);
// The same with a function for each row of a table (which must outlive the module), an int, a str.
OURO_API int ouro_module_add_methods(ouro_object *module, const ouro_method *methods);
OURO_API int ouro_module_add_int(ouro_object *module, const char *name, int64_t value);
OURO_API int ouro_module_add_text(ouro_object *module, const char *name, const char *value);

// property(get, set, del, doc): each may be NULL.  staticmethod(), classmethod(),
// types.MappingProxyType().
OURO_API ouro_object *ouro_property_new(ouro_object *get, ouro_object *set, ouro_object *del,
                                        ouro_object *doc);
OURO_API ouro_object *ouro_staticmethod_new(ouro_object *callable);
OURO_API ouro_object *ouro_classmethod_new(ouro_object *callable);
OURO_API ouro_object *ouro_mappingproxy_new(ouro_object *mapping);
// super(type, object): borrowed.
OURO_API ouro_object *ouro_super_new(ouro_type *type, ouro_object *object);
// super() without arguments asks this hook for the class and the first argument (new references).
typedef int (*ouro_super_fn)(ouro_object **type, ouro_object **object);
OURO_API void ouro_set_super_hook(ouro_super_fn hook);
// type(name, bases, dict) asks this hook for the name of the module that is running (new reference,
// or NULL without exception): it becomes the class's __module__.
typedef ouro_object *(*ouro_module_hook_fn)(void);
OURO_API void ouro_set_module_hook(ouro_module_hook_fn hook);
// types.SimpleNamespace with the entries of `dict` (copied; NULL: empty).
OURO_API ouro_object *ouro_namespace_new(ouro_object *dict);
// list[int]; X | Y.
OURO_API ouro_object *ouro_generic_alias_new(ouro_object *origin, ouro_object *args);
OURO_API ouro_object *ouro_union_new(ouro_object *left, ouro_object *right);

#ifdef __cplusplus
}
#endif
#endif
