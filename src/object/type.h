// SPDX-License-Identifier: MIT
// What the files about types share: making, inheriting, ordering, slots.  Floor: object.
#ifndef OURO_TYPE_H
#define OURO_TYPE_H

#include "core.h"

// A special method and the slot behind it (slots.c).
typedef struct ouro__slot ouro__slot;

typedef void (*ouro__slot_fn)(void); // any slot function, cast to its own type before a call

// How a slot is called from Python: `function` is the C slot.
typedef ouro_object *(*ouro__wrap_fn)(ouro_object *self, ouro_object *const *args, size_t nargs,
                                      ouro_object *kwnames, ouro__slot_fn function,
                                      const ouro__slot *slot);

struct ouro__slot {
    enum ouro__name_id name;
    uint16_t offset;       // in ouro_slots
    uint8_t min, max;      // positional arguments of the wrapper
    int16_t op;            // of comparisons
    ouro__wrap_fn wrap;    // NULL: no wrapper (__del__)
    ouro__slot_fn generic; // calls the Python method of that name
    const char *doc;
};
extern const ouro__slot ouro__slot_table[]; // ended by offset UINT16_MAX

static inline ouro__slot_fn *ouro__slot_at(ouro_slots *slots, uint16_t offset) {
    return (ouro__slot_fn *)(void *)((char *)slots + offset);
}

// Generic slots that other files compare with or install.
ouro_object *ouro__python_getattr(ouro_object *self, ouro_object *name);
ouro_object *ouro__python_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                 ouro_object *kwnames);
int64_t ouro__hash_none(ouro_object *self); // TypeError "unhashable type"

// type.c
ouro_type *ouro__type_allocate(ouro_type *meta);
int ouro__type_set_name(ouro_type *type, ouro_object *name);
int ouro__type_add_fields(ouro_type *type, const uint16_t *own, size_t count);
int ouro__type_add_subclass(ouro_type *base, ouro_type *type);
void ouro__type_remove_subclass(ouro_type *base, const ouro_type *type);
void ouro__type_take_layout(ouro_type *type, const ouro_type *base);
void ouro__type_end(ouro_type *type); // drops everything a type holds
// Instances of both have the same words at the same places.
bool ouro__same_layout(const ouro_type *a, const ouro_type *b);
// mro.c: a new tuple, or NULL with TypeError.
ouro_object *ouro__mro(ouro_type *type);
// class.c
ouro_object *ouro__type_call(ouro_object *type, ouro_object *const *args, size_t nargs,
                             ouro_object *kwnames);
ouro_object *ouro__class_create(ouro_type *meta, ouro_object *const *args, size_t nargs,
                                ouro_object *kwnames);
// __bases__ = bases: 0, or -1 with the type as it was.
int ouro__class_rebase(ouro_type *type, ouro_object *bases);
// slots.c: computes all named slots of a class from its MRO.
void ouro__slots_compute(ouro_type *type);
// descriptor.c
ouro_object *ouro__method_descr_new(ouro_type *type, const ouro_method *method);
ouro_object *ouro__getset_descr_new(ouro_type *type, const ouro_getset *getset);
ouro_object *ouro__member_descr_new(ouro_type *type, const ouro_member *member, bool owned);
ouro_object *ouro__wrapper_descr_new(ouro_type *type, const ouro__slot *slot,
                                     ouro__slot_fn function);
// The slot and C function behind a wrapper descriptor, or NULL.
const ouro__slot *ouro__wrapper_descr_slot(const ouro_object *descr, ouro__slot_fn *function);

#endif
