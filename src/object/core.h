// SPDX-License-Identifier: MIT
// The runtime's inside, shared by the object floor and the floors above it, and the few doors through
// which the object floor reaches what stands above it.  Floor: object.
#ifndef OURO_CORE_H
#define OURO_CORE_H

#include "names.h"
#include "pool.h"
#include <ouro/callable.h>
#include <ouro/containers.h>
#include <ouro/error.h>
#include <ouro/gc.h>
#include <ouro/number.h>
#include <ouro/runtime.h>
#include <ouro/str.h>
#include <ouro/weakref.h>

// When to collect by itself: kept here because every container allocation looks at it.
typedef struct ouro__pace {
    uint32_t count[OURO_GENERATIONS];
    uint32_t threshold[OURO_GENERATIONS];
    uint32_t trigger; // what count[0] must exceed: threshold[0], or 0 under stress
    uint32_t stress;  // collect at every n-th container; 0: not
    uint64_t stressed;
    bool enabled, collecting;
    size_t tracked; // containers that the collector sees now, frozen ones too
    size_t frozen;  // of these
} ouro__pace;

static inline void ouro__pace_set_trigger(ouro__pace *pace) {
    pace->trigger = pace->stress ? 0 : pace->threshold[0];
}

#define OURO_METHOD_CACHE_BITS 12

// One remembered type lookup: valid while the type still has that version.
typedef struct ouro__lookup {
    uint32_t version;
    ouro_object *name;  // borrowed: kept alive by being interned in some type's dict or code
    ouro_object *value; // borrowed, NULL: known to be absent
} ouro__lookup;

struct ouro_runtime {
    ouro_runtime_face face;           // first
    uint32_t next_birth, first_birth; // the program's objects begin at first_birth
    struct ouro__births *births;      // where objects were made, or NULL: not remembered
    uint64_t started_ns;
    ouro__pace pace;

    // Destruction (destroy.c): nesting, and dead containers waiting for it to end.
    int destroy_depth;
    ouro_object *deferred;

    // Floors above: their own state, allocated by their start functions.
    struct ouro__gc *gc;
    struct ouro__caches *caches;

    // Lookups (lookup.c).
    uint32_t next_version;
    ouro__lookup lookups[1 << OURO_METHOD_CACHE_BITS];

    // Exceptions (error.c).
    ouro_type *exceptions[OURO_EXC_COUNT];
    ouro_type *exception_group; // ExceptionGroup: no row of the table, it has two bases
    ouro_type_spec *exception_specs;
    ouro_object *memory_error; // made in advance
    bool start_failed;         // memory was short before there was one
    ouro_handled handled_base, *handled;
    ouro_unraisable_fn unraisable;
    ouro_super_fn super_hook;
    ouro_module_hook_fn module_hook;

    ouro_object *names[OURO_NAME_COUNT];
    uint64_t hash_key[2];
    uintptr_t stack_limit;  // lowest address C code may reach before RecursionError
    ouro_object *repr_list; // list: objects whose repr is being made

    // What belongs to the runtime as a whole (runtime.c).
    ouro_object *modules, *builtins;
    struct ouro__module_entry {
        const char *name;
        ouro_module_fn make;
    } * module_makers;
    size_t module_maker_count;
    ouro_extension *extensions;
    size_t extension_count;
    struct ouro__exit_entry {
        ouro_exit_fn function;
        void *arg;
    } * exits;
    size_t exit_count;
    ouro_leak_fn leak;
    void *leak_arg;
    ouro_leaks_fn leaks;
    void *leaks_arg;
    bool ending;
    ouro_runtime_options options;
};

static inline ouro_runtime *ouro__runtime(void) {
    return (ouro_runtime *)ouro_current;
}

// ---- Births ---------------------------------------------------------------------------------

int ouro__births_start(ouro_runtime *runtime); // 0, or -1 without memory
void ouro__births_stop(ouro_runtime *runtime);
OURO_COLD void ouro__birth_note(ouro_runtime *runtime, const ouro_object *object);
// Where the object was made, zero-terminated: false, and "", when that is not known.
bool ouro__birth_place(const ouro_runtime *runtime, const ouro_object *object, char *text,
                       size_t room);

// Gives a new object its birth number.
static inline void ouro__be_born(ouro_runtime *runtime, ouro_object *object) {
    object->birth = runtime->next_birth++;
    if (OURO_UNLIKELY(runtime->births)) {
        ouro__birth_note(runtime, object);
    }
}

// ---- A container's state byte ---------------------------------------------------------------

enum ouro__state {
    OURO_STATE_LIVE = 0x01,           // the block holds an object
    OURO_STATE_TRACKED = 0x02,        // the collector looks at it
    OURO_STATE_GENERATION = 0x0c,     // 0 to 2, 3: frozen
    OURO_STATE_FINALIZED = 0x10,      // its finalizer has run
    OURO_STATE_MARK = 0x20,           // collection: in the set
    OURO_STATE_PERHAPS_ATOMIC = 0x40, // a tuple or dict, to be untracked when it holds only atoms
    OURO_STATE_DEAD = 0x80            // count 0, on the deferred list: its first 8 bytes are a link
};
enum { OURO_STATE_GENERATION_SHIFT = 2 };

static inline bool ouro__is_container(const ouro_object *object) {
    return object->type->flags & OURO_TF_CONTAINER;
}

// A container that the collector may have to look at: not the built-in types, which live as long as the
// runtime and are never tracked.
static inline bool ouro__is_mortal_container(const ouro_object *object) {
    return ouro__is_container(object) &&
           (!ouro_is_type(object) ||
            ((const ouro_type *)(const void *)object)->flags & OURO_TF_HEAP);
}

// The object has the flags (object.h): immortal ones have those bits and are not meant.
static inline bool ouro__is_settled(const ouro_object *object) {
    return object->refs & OURO_REFS_SETTLED && object->refs != OURO_REFS_MOST;
}
static inline bool ouro__is_settled_old(const ouro_object *object) {
    return object->refs & OURO_REFS_OLD && object->refs != OURO_REFS_MOST;
}
static inline bool ouro__is_settled_young(const ouro_object *object) {
    return (object->refs & (OURO_REFS_SETTLED | OURO_REFS_OLD)) == OURO_REFS_SETTLED;
}

// A new container has one reference, and nothing has happened to it; if its type tells what will, it is settled.
static inline void ouro__settle_new(ouro_object *object, const ouro_type *type) {
    object->refs = 1 | (type->flags & OURO_TF_SETTLES) * (OURO_REFS_SETTLED / OURO_TF_SETTLES);
}

// Takes the flags away, if they are there.
static inline void ouro__unsettle(ouro_object *object) {
    if (ouro__is_settled(object)) {
        object->refs = ouro_refcount(object);
    }
}

// The container is not settled (object.h) and lives on: its page is remembered for the next collection, which looks
// at all large ones anyway.  An old one is a suspect; to a young one something has happened.
static inline void ouro__remember(const ouro_runtime *runtime, const ouro_object *object,
                                  enum ouro__pool_flag flag) {
    if (ouro__heap_is_small(runtime->face.heap, object)) {
        ouro__block_flag(runtime->face.heap, object, flag);
    }
}
static inline void ouro__suspect(const ouro_runtime *runtime, const ouro_object *object) {
    ouro__remember(runtime, object, OURO_POOL_SUSPECTS);
}

// ---- Doors upward ---------------------------------------------------------------------------

// gc floor.
int ouro__gc_start(ouro_runtime *runtime);           // 0, or -1 without memory
void ouro__gc_stop(ouro_runtime *runtime);           // frees runtime->gc
void ouro__gc_forget_garbage(ouro_runtime *runtime); // what could not be freed is then a leak
void ouro__gc_automatic(
    ouro_runtime *runtime); // count[0] is over its threshold: collect what is due
void ouro__weakrefs_clear(ouro_object *object,
                          bool callbacks); // all weak references of a dying object

// types floor: the caches, singletons and built-in types of the current runtime.
int ouro__types_start(ouro_runtime *runtime);
void ouro__types_stop(ouro_runtime *runtime);
void ouro__types_abandon(ouro_runtime *runtime); // gives back only what is not in the heap
void ouro__caches_empty(ouro_runtime *runtime);  // free lists: after a full collection (SPEC C)

// One built-in type: what to make at start.
typedef struct ouro__builtin {
    enum ouro_builtin id;
    enum ouro_builtin base;
    const ouro_type_spec *spec;
} ouro__builtin;
// All of them, bases first, ended by id OURO_T_NONE_OF_THEM (src/types/builtins.c).
extern const ouro__builtin ouro__builtins[];
// Those that the object floor brings (type, object, descriptors, exceptions, ...).
extern const ouro_type_spec ouro__object_spec, ouro__type_spec, ouro__cfunction_spec,
    ouro__bound_method_spec, ouro__method_descr_spec, ouro__classmethod_descr_spec,
    ouro__wrapper_descr_spec, ouro__method_wrapper_spec, ouro__getset_descr_spec,
    ouro__member_descr_spec, ouro__property_spec, ouro__staticmethod_spec, ouro__classmethod_spec,
    ouro__super_spec, ouro__mappingproxy_spec, ouro__exception_spec, ouro__cell_spec,
    ouro__module_spec, ouro__namespace_spec, ouro__generic_alias_spec, ouro__union_spec,
    ouro__nonetype_spec, ouro__notimplemented_spec, ouro__ellipsis_spec;
// gc floor's.
extern const ouro_type_spec ouro__weakref_spec, ouro__weakproxy_spec, ouro__weakcallableproxy_spec;

// ---- Inside the object floor ----------------------------------------------------------------

int ouro__types_bootstrap(ouro_runtime *runtime);  // raw type structures: objects can be made
int ouro__singletons_start(ouro_runtime *runtime); // None, Ellipsis, NotImplemented
int ouro__types_ready(ouro_runtime *runtime);      // dicts, MROs, methods
int ouro__exceptions_start(ouro_runtime *runtime);
// Everything that starting made, when nothing of the program is left (ending.c).
void ouro__runtime_take_apart(ouro_runtime *runtime);
// ExceptionGroup's own (group.c).
ouro_object *ouro__group_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                ouro_object *kwnames);
ouro_object *ouro__group_str(ouro_object *self);
extern const ouro_method ouro__group_methods[];
extern const ouro_member ouro__group_members[];
int ouro__slots_ready(ouro_type *type); // wrappers for C slots into the type's dict
void ouro__slots_inherit(ouro_type *type);
void ouro__slots_update(ouro_type *type, ouro_object *name); // a special method changed
// Instance attributes (attrs.c): the word at attrs_offset is 0, a dict, or values of the class's
// shape (low bit set).
int ouro__attrs_set(ouro_object *object, ouro_object *name, ouro_object *value);
ouro_object *ouro__attrs_get_borrow(ouro_object *object, ouro_object *name);
void ouro__attrs_drop(ouro_object *object);
void ouro__shape_free(ouro_shape *shape);
ouro_object *ouro__shape_name_borrow(const ouro_type *type, uint32_t i); // NULL: no more
// `__dict__` of instances, as the functions of a getset; the context is not used.
ouro_object *ouro__get_attributes(ouro_object *self, void *context);
int ouro__set_attributes(ouro_object *self, ouro_object *value, void *context);
int ouro__attrs_detach(ouro_object *object); // makes them independent of the class's shape
void ouro__lookups_forget(ouro_runtime *runtime);
// Generic attribute access that leaves no AttributeError of its own: 1, 0 absent, -1 error.
int ouro__generic_lookup(ouro_object *object, ouro_object *name, ouro_object **value);
int ouro__contains_by_iteration(ouro_object *container, ouro_object *item);
// For layouts of variable size whose subclasses have attributes or weak references: those words
// stand at the end of the block, and the offsets in the type say so.
#define OURO_OFFSET_TAIL 0xffff
// A zeroed object of `bytes` (header included), plus the tail words that `type` asks for; tracked as
// ouro_object_new tracks.
ouro_object *ouro__object_new_var(ouro_type *type, size_t bytes);
size_t ouro__object_size(const ouro_object *object); // bytes, tail words included
uintptr_t *ouro__attrs_tail_word(ouro_object *object);
// The word of an object's attributes; NULL: it has none.
static inline uintptr_t *ouro__attrs_word(ouro_object *object) {
    const uint16_t offset = object->type->attrs_offset;
    if (OURO_UNLIKELY(offset == OURO_OFFSET_TAIL)) {
        return ouro__attrs_tail_word(object);
    }
    return offset ? (uintptr_t *)(void *)((char *)object + offset) : NULL;
}
ouro_object **ouro__weakrefs_tail_slot(ouro_object *object);
// Where an object's weak references are listed; NULL: it is not weakly referable.
static inline ouro_object **ouro__weakrefs_slot(ouro_object *object) {
    const uint16_t offset = object->type->weak_offset;
    if (OURO_UNLIKELY(offset == OURO_OFFSET_TAIL)) {
        return ouro__weakrefs_tail_slot(object);
    }
    return offset ? (ouro_object **)(void *)((char *)object + offset) : NULL;
}
// Takes a container out of the collector's sight / into it, young: what ouro_gc_track does.
void ouro__track(ouro_runtime *runtime, ouro_object *object);
// The same for one of that type that is not tracked; `state` is its state byte, which is to be `other` but for that.
static inline void ouro__track_as(ouro_runtime *runtime, const ouro_object *object,
                                  const ouro_type *type, uint8_t *state, unsigned other) {
    // Only a tuple or dict can turn out to hold nothing but atoms.
    const bool atomic = type->exact == OURO_T_TUPLE || type->exact == OURO_T_DICT;
    runtime->pace.tracked++;
    *state = (uint8_t)(other | OURO_STATE_TRACKED | (atomic ? OURO_STATE_PERHAPS_ATOMIC : 0));
    if (OURO_LIKELY(ouro__heap_is_small(runtime->face.heap, object))) {
        ouro__block_flag(runtime->face.heap, object, OURO_POOL_YOUNG0);
        if (OURO_UNLIKELY(!(object->refs & OURO_REFS_SETTLED))) {
            ouro__block_flag(runtime->face.heap, object, OURO_POOL_EVENTS);
        }
    }
}
static inline void ouro__track_new(ouro_runtime *runtime, const ouro_object *object,
                                   uint8_t *state) {
    ouro__track_as(runtime, object, ouro_type_of(object), state,
                   *state & ~(unsigned)OURO_STATE_GENERATION);
}
void ouro__untrack(ouro_object *object);
// Builds a runtime's heap memory accounting: a MemoryError if NULL.
void *ouro__check_memory(void *memory);

#endif
