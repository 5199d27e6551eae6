// SPDX-License-Identifier: MIT
// Objects and types: the 16-byte header, reference counts, type objects with their slots, and the
// operations that every object understands.  Floor: object.  SPEC rows R1, R2, R4; DESIGN 1 and 3.
//
// What holds for every function of every header, where nothing else is said:
//   * an object given as an argument is borrowed, and not NULL: the function takes references of
//     its own to what it keeps.  "Stolen": the caller's becomes the function's, on failure too.
//   * a result of type ouro_object * is a new reference, which the caller gives back, or NULL with
//     an exception in flight (error.h).  A result of a name that ends in _borrow, or said to be
//     borrowed, is not to be given back, and valid only as long as its owner keeps it.
//   * an int or ssize_t is 0 or what is described, or -1 with an exception; bool and size_t never
//     fail.
//   * with an exception in flight, functions that may raise one are not to be called.
//   * whatever makes a container, or drops the last reference to an object, may run a collection,
//     finalizers and callbacks: a borrowed reference may be gone after that.
//   * sizes are bytes, lengths are items; `const char *` is UTF-8 and ends with a zero.
//   * all act on the current runtime of the thread (runtime.h); objects never leave their runtime.
//   * cost: O(1) and no allocation beyond the result.
#ifndef OURO_OBJECT_H
#define OURO_OBJECT_H

#include <ouro/base.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ouro_object ouro_object;
typedef struct ouro_type ouro_type;

// Every object begins with this.  `refs` holds the number of references, which ouro_refcount reads, and two
// flags of the collector's beside it.  `birth` rises with every object made in a runtime: a stable
// identity, and the order in which finalizers run.
struct ouro_object {
    uint32_t refs;
    uint32_t birth;
    ouro_type *type;
};
#if !defined(__cplusplus)
_Static_assert(sizeof(ouro_object) == 16, "the object header is 16 bytes");
#endif

// ---- Reference counts -----------------------------------------------------------------------

// The number saturates, after which the object lives as long as its runtime.
#define OURO_REFS_MOST UINT32_MAX
// Settled: nobody gave back a reference to the object, nor moved one into it, since it was made, or came into the
// oldest generation, or a full collection found it alive.  So it is not where garbage begins, and collections need not
// ask after it.  The flag is the sign of `refs`, which makes losing it as cheap as dying.
#define OURO_REFS_SETTLED 0x80000000u
// Of the settled: it has come into the oldest generation, and no reference was stored in it since then.  So whomever it
// refers to is of that generation, too.
#define OURO_REFS_OLD   0x40000000u
#define OURO_REFS_COUNT (OURO_REFS_OLD - 1)

// How many references there are; OURO_REFS_COUNT: the object may be immortal.
static inline uint32_t ouro_refcount_of(const ouro_object *object) {
    return object->refs & OURO_REFS_COUNT;
}
#define ouro_refcount(object) ouro_refcount_of((const ouro_object *)(object))

// Gives back the last reference, or one to an object that is settled or immortal: the rare cases of
// ouro_decref.  At the last the object is destroyed (finalizer, weak references, contents, memory);
// bounded C stack however deep the structure.  Never fails.
OURO_API void ouro_object_release(ouro_object *object);

// Adds one reference.  `object` must not be NULL.  Cost: one load, test and store.
static inline void ouro_incref_object(ouro_object *object) {
    const uint32_t more = object->refs + 1;
    object->refs = OURO_LIKELY(more & OURO_REFS_COUNT) ? more : OURO_REFS_MOST;
}

// Gives back one reference; at zero the object dies at once.  Cost: one load, test and store.
static inline void ouro_decref_object(ouro_object *object) {
    const uint32_t fewer = object->refs - 1;
    if (OURO_LIKELY((int32_t)fewer > 0)) {
        object->refs = fewer;
    } else {
        ouro_object_release(object);
    }
}

// Gives back one of several references to an object while the program holds another in its own hands (a
// variable, a stack), not only in objects: it stays settled.  The last one is given back as by ouro_decref.
static inline void ouro_decref_held_object(ouro_object *object) {
    if (OURO_LIKELY(object->refs != OURO_REFS_MOST && ouro_refcount_of(object) > 1)) {
        object->refs--;
    } else {
        ouro_decref_object(object);
    }
}

// A reference was stored in an object that somebody could know before: to be called by types with
// OURO_TF_SETTLES, and only by them.  Cost: one load and test when the object is not settled.
OURO_API void ouro_object_unsettle(ouro_object *object);
static inline void ouro_object_stored(ouro_object *object) {
    if (object->refs & OURO_REFS_SETTLED) {
        ouro_object_unsettle(object);
    }
}
#define ouro_stored(object) ouro_object_stored((ouro_object *)(object))

// The same where the stored reference was not what kept the object itself alive: where a reference was copied,
// or whoever moved one holds another to the object, which is given back later.  What is young stays settled.
static inline void ouro_object_stored_held(ouro_object *object) {
    if (OURO_UNLIKELY(object->refs & OURO_REFS_OLD)) {
        ouro_object_unsettle(object);
    }
}
#define ouro_stored_held(object) ouro_object_stored_held((ouro_object *)(object))

// The same for any pointer to an object structure (struct ouro_list *, ...).
#define ouro_incref(object)      ouro_incref_object((ouro_object *)(object))
#define ouro_decref(object)      ouro_decref_object((ouro_object *)(object))
#define ouro_decref_held(object) ouro_decref_held_object((ouro_object *)(object))

// Adds a reference and returns the object: "a new reference to it".
static inline ouro_object *ouro_newref(ouro_object *object) {
    ouro_incref_object(object);
    return object;
}
#define ouro_newref(object) ouro_newref((ouro_object *)(object))

// As above, for pointers that may be NULL.
static inline ouro_object *ouro_xnewref(ouro_object *object) {
    if (object) {
        ouro_incref_object(object);
    }
    return object;
}
#define ouro_xnewref(object) ouro_xnewref((ouro_object *)(object))
static inline void ouro_xdecref_object(ouro_object *object) {
    if (object) {
        ouro_decref_object(object);
    }
}
#define ouro_xdecref(object) ouro_xdecref_object((ouro_object *)(object))

// Sets *slot to `value` (stolen, may be NULL) and only then drops what was there, so that code run
// by its destruction never sees a dangling slot.
static inline void ouro_replace(ouro_object **slot, ouro_object *value) {
    ouro_object *old = *slot;
    *slot = value;
    ouro_xdecref_object(old);
}
#define ouro_clear(slot) ouro_replace((ouro_object **)(slot), NULL)

// ---- The signatures of slots ----------------------------------------------------------------

// Arguments of a call: `args` holds `nargs` positional arguments followed by the values of the
// keyword arguments, whose names are the tuple `kwnames` (or NULL).  All borrowed.
typedef ouro_object *(*ouro_call_fn)(ouro_object *callable, ouro_object *const *args, size_t nargs,
                                     ouro_object *kwnames);
// Makes an instance of `type`, which may be a subclass of the one the slot is of; arguments as
// above.
typedef ouro_object *(*ouro_create_fn)(ouro_type *type, ouro_object *const *args, size_t nargs,
                                       ouro_object *kwnames);
// Fills in a new instance: 0, or -1 with an exception.
typedef int (*ouro_init_fn)(ouro_object *self, ouro_object *const *args, size_t nargs,
                            ouro_object *kwnames);
// Looks at one referent (borrowed) with an argument of its own; not 0: stop, and return that.
typedef int (*ouro_visit_fn)(ouro_object *referent, void *arg);
typedef ouro_object *(*ouro_unary_fn)(ouro_object *self);
typedef ouro_object *(*ouro_binary_fn)(ouro_object *left, ouro_object *right);

enum ouro_compare_op { OURO_LT, OURO_LE, OURO_EQ, OURO_NE, OURO_GT, OURO_GE };

enum ouro_unary_op { OURO_NEG, OURO_POS, OURO_INVERT, OURO_ABS, OURO_UNARY_COUNT };

enum ouro_binary_op {
    OURO_ADD,
    OURO_SUB,
    OURO_MUL,
    OURO_MATMUL,
    OURO_TRUEDIV,
    OURO_FLOORDIV,
    OURO_MOD,
    OURO_POW,
    OURO_LSHIFT,
    OURO_RSHIFT,
    OURO_AND,
    OURO_XOR,
    OURO_OR,
    OURO_DIVMOD,
    OURO_BINARY_COUNT
};

// What a type can do.  NULL: it cannot (or inherits it from its base when the type is made).
// Functions that return an object give a NEW reference, or NULL with an exception; ints are 0 or
// positive, or -1 with an exception.
typedef struct ouro_slots {
    // Life, in the order of it; docs/embedding.md tells the whole.
    ouro_create_fn create; // __new__
    ouro_init_fn init;     // __init__
    // The finalizer, __del__: once in the life of a container, while the object is whole.  It may
    // use the object and all it refers to, and bring it back to life by storing a reference to it.
    // An exception that it leaves is reported and dropped.
    void (*finalize)(ouro_object *self);
    // The destructor: the object's declared references are gone, its memory goes next.  Gives back
    // what `fields`, `items` and attributes do not declare: references, memory, files.  Cannot
    // fail.
    void (*drop)(ouro_object *self);
    // Replaces declared fields, `drop` and the freeing of the memory altogether (not inherited):
    // for types that keep free lists.  Ends with ouro_object_free, as a rule.
    void (*destroy)(ouro_object *self);
    // Visits each owned reference that `fields`, `items` and attributes do not declare, exactly as
    // often as it is owned, and no other: see ouro_gc_verify.  It runs in the middle of
    // collections, when it must not make, change or drop anything.  0, or what `visit` returned, at
    // once, if that is not 0.
    int (*traverse)(ouro_object *self, ouro_visit_fn visit, void *arg);
    // Drops enough of these to end any cycle through the object, which stays usable: other code may
    // still see it.  Also called when the object will not die of it.
    void (*clear)(ouro_object *self);
    // Every object.
    ouro_unary_fn repr, str;
    int64_t (*hash)(ouro_object *self); // -1 only with an exception
    ouro_call_fn call;
    ouro_object *(*getattr)(ouro_object *self, ouro_object *name);
    int (*setattr)(ouro_object *self, ouro_object *name, ouro_object *value); // NULL: delete
    ouro_object *(*compare)(ouro_object *self, ouro_object *other, int op); // may be NotImplemented
    ouro_object *(*iter)(ouro_object *self);
    ouro_object *(*next)(ouro_object *self); // NULL without exception: exhausted
    ouro_object *(*descr_get)(ouro_object *self, ouro_object *instance, ouro_object *owner);
    int (*descr_set)(ouro_object *self, ouro_object *instance, ouro_object *value); // NULL: delete
    // Containers.
    ssize_t (*length)(ouro_object *self);
    int (*contains)(ouro_object *self, ouro_object *item);
    ouro_object *(*getitem)(ouro_object *self, ouro_object *key);
    int (*setitem)(ouro_object *self, ouro_object *key, ouro_object *value); // NULL: delete
    // Numbers.  Binary slots are called as (left, right) whichever operand brings them, and
    // return NotImplemented when they cannot.
    int (*truth)(ouro_object *self); // __bool__
    ouro_unary_fn index, to_int, to_float;
    ouro_unary_fn unary[OURO_UNARY_COUNT];
    ouro_binary_fn binary[OURO_BINARY_COUNT];
    ouro_binary_fn inplace[OURO_BINARY_COUNT]; // OURO_DIVMOD unused
    ouro_object *(*power)(ouro_object *base, ouro_object *exponent,
                          ouro_object *modulus); // pow(,,)
    // Asynchronous protocol.
    ouro_unary_fn await, aiter, anext;
} ouro_slots;

// ---- Type specifications --------------------------------------------------------------------

enum ouro_type_flags {
    OURO_TF_CONTAINER = 1 << 0,   // may be in a cycle: lives in container pools, is traversed
    OURO_TF_BASE = 1 << 1,        // may be subclassed
    OURO_TF_HEAP = 1 << 2,        // made at run time; instances hold a counted reference to it
    OURO_TF_UNTRACKED = 1 << 3,   // instances start untracked (ouro_gc_track when they need it)
    OURO_TF_SEQUENCE = 1 << 4,    // + and * concatenate and repeat: decides error messages
    OURO_TF_METHOD = 1 << 5,      // instances bind like functions: calls skip the bound method
    OURO_TF_ABSTRACT = 1 << 6,    // cannot be created by calling it
    OURO_TF_NO_ATTRS = 1 << 7,    // set on creation of types whose __slots__ leave out __dict__
    OURO_TF_PRIVATE_NEW = 1 << 8, // no `create`, not even inherited: "cannot create 'x' instances"
    OURO_TF_MATCH_SEQUENCE = 1 << 9,  // pattern matching treats it as a sequence
    OURO_TF_MATCH_MAPPING = 1 << 10,  // ... as a mapping
    OURO_TF_MATCH_SELF = 1 << 11,     // class pattern with one positional matches the object itself
    OURO_TF_OLD_DESTRUCTOR = 1 << 12, // a cycle through it is uncollectable (gc.garbage)
    OURO_TF_IMMUTABLE = 1 << 13,      // its attributes cannot be set (built-in types)
    // A collection does not clear its declared fields, without which it would not work: either a cycle
    // through them goes through something else that is cleared, or its own `clear` breaks it.
    OURO_TF_KEEPS_FIELDS = 1 << 14,
    // Whatever stores a reference in an instance that somebody may know says so by ouro_stored or, where that is
    // enough, ouro_stored_held.  Then collections need not look at instances that nothing has happened to
    // (OURO_REFS_SETTLED).
    OURO_TF_SETTLES = 1 << 15
};

// How a C method takes its arguments.
enum ouro_method_kind {
    OURO_METH_NOARGS,   // ouro_object *f(self)
    OURO_METH_O,        // ouro_object *f(self, arg)
    OURO_METH_ARGS,     // ouro_object *f(self, args, nargs): positional only
    OURO_METH_KEYWORDS, // ouro_object *f(self, args, nargs, kwnames)
    OURO_METH_KIND = 0xff,
    OURO_METH_STATIC = 1 << 8,  // a static method: self is NULL
    OURO_METH_CLASS = 1 << 9,   // a class method: self is the type
    OURO_METH_COEXIST = 1 << 10 // replaces the wrapper that a slot of that name would give
};
typedef ouro_object *(*ouro_noargs_fn)(ouro_object *self);
typedef ouro_object *(*ouro_o_fn)(ouro_object *self, ouro_object *arg);
typedef ouro_object *(*ouro_args_fn)(ouro_object *self, ouro_object *const *args, size_t nargs);
typedef ouro_object *(*ouro_keywords_fn)(ouro_object *self, ouro_object *const *args, size_t nargs,
                                         ouro_object *kwnames);

// A method or module function in C.  `min` and `max` positional arguments are checked before the
// call for OURO_METH_ARGS (max 255: any number).  Tables end with a NULL name and live as long as
// their users.
typedef struct ouro_method {
    const char *name;
    union {
        ouro_noargs_fn noargs;
        ouro_o_fn o;
        ouro_args_fn args;
        ouro_keywords_fn keywords;
    } f;
    uint16_t kind;
    uint8_t min, max;
    const char *doc;
} ouro_method;
#define OURO_NOARGS(name, fn, doc)                                                                 \
    { name, {.noargs = fn}, OURO_METH_NOARGS, 0, 0, doc }
#define OURO_O(name, fn, doc)                                                                      \
    { name, {.o = fn}, OURO_METH_O, 1, 1, doc }
#define OURO_ARGS(name, fn, min, max, doc)                                                         \
    { name, {.args = fn}, OURO_METH_ARGS, min, max, doc }
#define OURO_KEYWORDS(name, fn, doc)                                                               \
    { name, {.keywords = fn}, OURO_METH_KEYWORDS, 0, 255, doc }

// A computed attribute.  `set` NULL: read-only; its value NULL: delete.
typedef struct ouro_getset {
    const char *name;
    ouro_object *(*get)(ouro_object *self, void *context);
    int (*set)(ouro_object *self, ouro_object *value, void *context);
    const char *doc;
    void *context;
} ouro_getset;

// An attribute that is a reference field or a C number at an offset (bytes).
enum ouro_member_kind {
    OURO_MEMBER_OBJECT,    // NULL reads as None
    OURO_MEMBER_OBJECT_EX, // NULL raises AttributeError (slots)
    OURO_MEMBER_INT64,
    OURO_MEMBER_SIZE,
    OURO_MEMBER_BOOL,
    OURO_MEMBER_KIND = 0xff,
    OURO_MEMBER_READONLY = 1 << 8
};
typedef struct ouro_member {
    const char *name;
    uint16_t kind;
    size_t offset;
    const char *doc;
} ouro_member;

// One counted array of references inside an object: `count` (a size_t at count_offset) references
// that begin at items_offset (`indirect` false) or where the pointer at items_offset points to.
typedef struct ouro_items {
    uint16_t items_offset, count_offset;
    bool indirect, present;
} ouro_items;

// Describes a type to be made.  Static and constant as a rule; begins with its size (bytes).
typedef struct ouro_type_spec {
    size_t size;      // sizeof(ouro_type_spec)
    const char *name; // "list", or "module.Name"
    const char *doc;
    size_t instance_size; // bytes, header included
    size_t item_size;     // bytes per item for objects of variable size, else 0
    uint32_t flags;       // enum ouro_type_flags
    // Offsets of fields of type ouro_object *, or of a pointer to an object's structure, each of
    // which is NULL or owns one reference; ended by 0, NULL: none.  With a base: those of the base
    // come first by themselves.
    const uint16_t *fields;
    ouro_items items;      // a counted array of references, if `present`
    uint16_t attrs_offset; // offset of a uintptr_t, the instance's attributes; 0: has none
    uint16_t weak_offset;  // offset of an ouro_object *, where the library keeps the list of weak
                           // references, which own nothing; 0: not weakly referable
    ouro_slots slots;
    const ouro_method *methods;
    const ouro_getset *getsets;
    const ouro_member *members;
} ouro_type_spec;

// The names that instances of a class have in common, in the order of their first assignment.
typedef struct ouro_shape ouro_shape;

// A type.  Read its fields freely; change them only through functions.
struct ouro_type {
    ouro_object head;
    uint32_t flags;
    uint16_t layout;  // enum ouro_builtin whose C structure its instances begin with
    uint16_t exact;   // enum ouro_builtin that it *is*, or OURO_T_NONE_OF_THEM
    uint32_t version; // changes whenever a lookup on the type may change; 0: none given yet
    uint16_t attrs_offset, weak_offset;
    size_t instance_size, item_size;
    ouro_items items;
    uint16_t *fields; // own copy, ended by 0; includes inherited ones
    uint32_t field_count;
    uint32_t kept_fields; // how many of them, the first ones, a collection does not clear
    const char *name;     // UTF-8, for messages: of types made from a spec, with the module
    ouro_slots slots;
    ouro_object *name_object, *qualname, *module_name; // str (module_name may be NULL)
    ouro_type *base;        // the base whose layout it extends; NULL only for `object`
    ouro_object *bases;     // tuple
    ouro_object *mro;       // tuple, itself first
    ouro_object *dict;      // dict: the class's own attributes
    ouro_object *doc;       // or NULL
    ouro_object *weakrefs;  // list head of weak references
    ouro_shape *shape;      // of its instances, or NULL
    ouro_type **subclasses; // direct ones, not counted references
    size_t subclass_count, subclass_room;
    const ouro_type_spec *spec; // or NULL for classes made by Python code
    uint64_t external; // bytes that its instances hold outside the heap: see ouro_gc_external
};

// Built-in types, as index of ouro_builtin_type() and as `layout`/`exact` of types.
enum ouro_builtin {
    OURO_T_NONE_OF_THEM,
    OURO_T_OBJECT,
    OURO_T_TYPE,
    OURO_T_NONETYPE,
    OURO_T_NOTIMPLEMENTED,
    OURO_T_ELLIPSIS,
    OURO_T_BOOL,
    OURO_T_INT,
    OURO_T_FLOAT,
    OURO_T_COMPLEX,
    OURO_T_STR,
    OURO_T_BYTES,
    OURO_T_BYTEARRAY,
    OURO_T_LIST,
    OURO_T_TUPLE,
    OURO_T_DICT,
    OURO_T_SET,
    OURO_T_FROZENSET,
    OURO_T_RANGE,
    OURO_T_SLICE,
    OURO_T_LIST_ITER,
    OURO_T_LIST_REVITER,
    OURO_T_TUPLE_ITER,
    OURO_T_STR_ITER,
    OURO_T_STR_ASCII_ITER,
    OURO_T_BYTES_ITER,
    OURO_T_RANGE_ITER,
    OURO_T_SET_ITER,
    OURO_T_DICT_KEYS,
    OURO_T_DICT_VALUES,
    OURO_T_DICT_ITEMS,
    OURO_T_DICT_KEYITER,
    OURO_T_DICT_VALUEITER,
    OURO_T_DICT_ITEMITER,
    OURO_T_SEQ_ITER,
    OURO_T_CALL_ITER,
    OURO_T_REVERSED,
    OURO_T_ENUMERATE,
    OURO_T_ZIP,
    OURO_T_MAP,
    OURO_T_FILTER,
    OURO_T_CELL,
    OURO_T_CFUNCTION,
    OURO_T_BOUND_METHOD,
    OURO_T_METHOD_DESCR,
    OURO_T_CLASSMETHOD_DESCR,
    OURO_T_WRAPPER_DESCR,
    OURO_T_METHOD_WRAPPER,
    OURO_T_GETSET_DESCR,
    OURO_T_MEMBER_DESCR,
    OURO_T_PROPERTY,
    OURO_T_STATICMETHOD,
    OURO_T_CLASSMETHOD,
    OURO_T_SUPER,
    OURO_T_MAPPINGPROXY,
    OURO_T_MODULE,
    OURO_T_NAMESPACE,
    OURO_T_WEAKREF,
    OURO_T_WEAKPROXY,
    OURO_T_WEAKCALLABLEPROXY,
    OURO_T_EXCEPTION,
    OURO_T_GENERIC_ALIAS,
    OURO_T_UNION,
    OURO_BUILTIN_COUNT
};

// ---- Making and inspecting types ------------------------------------------------------------

// The object's type, borrowed.
static inline ouro_type *ouro_type_of(const void *object) {
    return ((const ouro_object *)object)->type;
}
// True when the object is of the built-in type itself / of it or a subclass (layout compatible).
static inline bool ouro_is_exact(const void *object, enum ouro_builtin which) {
    return ouro_type_of(object)->exact == which;
}
static inline bool ouro_is(const void *object, enum ouro_builtin which) {
    return ouro_type_of(object)->layout == which;
}
#define ouro_is_type(object) ouro_is(object, OURO_T_TYPE)

// Makes a type from `spec` with `base` (NULL: object), whose instance it extends: instance_size and
// the offsets count from the start of the base's structure.  The spec, and all it points to, must
// outlive the type.  Slots that are NULL are inherited but for `destroy`.  Instances own a
// reference to the type, which therefore may be given back when no more of them are to be made.
// Some 20 objects and 2 KiB.
OURO_API ouro_type *ouro_type_new(const ouro_type_spec *spec, ouro_type *base);
// Makes a class as `class name(bases): dict` does with metaclass `meta` (NULL: most derived of the
// bases'); computes the C3 order, adds slots, calls __set_name__ and __init_subclass__ (which
// gets the keywords `kwvalues` named `kwnames`, or NULL).
OURO_API ouro_object *ouro_type_make_class(ouro_type *meta, ouro_object *name, ouro_object *bases,
                                           ouro_object *dict, ouro_object *const *kwvalues,
                                           ouro_object *kwnames);
// The most derived metaclass of `meta` and those of `bases` (a tuple): borrowed, or NULL with
// TypeError.
OURO_API ouro_type *ouro_type_metaclass(ouro_type *meta, ouro_object *bases);
// True when `type` is `base` or derived from it.  Cost: a walk over the MRO.
OURO_API bool ouro_type_is_subtype(const ouro_type *type, const ouro_type *base);
// The attribute `name` (str) found along the MRO, borrowed, or NULL without exception.  Cached.
OURO_API ouro_object *ouro_type_lookup_borrow(ouro_type *type, ouro_object *name);
// A special method found on the object's type and bound to it, or NULL without exception if there
// is none (NULL with exception if binding failed).
OURO_API ouro_object *ouro_lookup_special(ouro_object *object, ouro_object *name);
// Forgets cached lookups of `type` and its subclasses; gives them new versions on demand.
OURO_API void ouro_type_modified(ouro_type *type);
// The version for inline caches: assigned on demand, 0 when versions ran out.
OURO_API uint32_t ouro_type_version(ouro_type *type);
// isinstance / issubclass with tuples, unions and __instancecheck__: 1, 0, or -1.
OURO_API int ouro_isinstance(ouro_object *object, ouro_object *type_or_tuple);
OURO_API int ouro_issubclass(ouro_object *type, ouro_object *type_or_tuple);
// `module.qualname` as tracebacks show it (module left out for builtins and __main__): new str.
OURO_API ouro_object *ouro_type_fullname(ouro_type *type);

// ---- Making objects -------------------------------------------------------------------------

// A new object with count 1 of `type`, its memory beyond the header zeroed; `items` extra items of
// type->item_size bytes each.  Containers come back tracked unless OURO_TF_UNTRACKED.  May run an
// automatic collection first.  NULL with MemoryError.
OURO_API ouro_object *ouro_object_new(ouro_type *type, size_t items);
// The same without zeroing and without tracking: for types that fill everything themselves at once.
OURO_API ouro_object *ouro_object_new_raw(ouro_type *type, size_t bytes);
// Gives the memory of an object back (from a `destroy` slot, contents already dropped); a type made
// at run time (OURO_TF_HEAP) is to be given back after it.
OURO_API void ouro_object_free(ouro_object *object);
// Plain memory of the current runtime's heap, not initialised; NULL with MemoryError raised.
OURO_API void *ouro_memory_new(size_t bytes);
// The same memory, moved if need be, with `bytes` bytes; NULL (and MemoryError): it is as it was.
// `memory` NULL: new.
OURO_API void *ouro_memory_resize(void *memory, size_t bytes);
OURO_API void ouro_memory_free(void *memory); // NULL: nothing

// ---- What every object understands ----------------------------------------------------------

// object.name, by the type's getattr slot: `name` is a str.  AttributeError when there is none.
OURO_API ouro_object *ouro_getattr(ouro_object *object, ouro_object *name);
// *result gets a new reference or NULL; 1 found, 0 absent (no exception left), -1 other error.
OURO_API int ouro_lookup_attr(ouro_object *object, ouro_object *name, ouro_object **result);
// object.name = value; `value` NULL: del object.name.
OURO_API int ouro_setattr(ouro_object *object, ouro_object *name, ouro_object *value);
// The same with a C string (UTF-8).
OURO_API ouro_object *ouro_getattr_text(ouro_object *object, const char *name);
OURO_API int ouro_setattr_text(ouro_object *object, const char *name, ouro_object *value);
// For calls `object.name(...)`: 1 when *method (new) is a plain function to be called with `object`
// as first argument, 0 when it is to be called as it is, -1 error.
OURO_API int ouro_getmethod(ouro_object *object, ouro_object *name, ouro_object **method);
// object.__getattribute__ / __setattr__: what the slots of ordinary types hold.
OURO_API ouro_object *ouro_generic_getattr(ouro_object *object, ouro_object *name);
OURO_API int ouro_generic_setattr(ouro_object *object, ouro_object *name, ouro_object *value);
// The instance's __dict__ (new reference, made on demand), or NULL with AttributeError.
OURO_API ouro_object *ouro_attributes(ouro_object *object);
// Own attribute without descriptors or type: borrowed, or NULL without exception.
OURO_API ouro_object *ouro_own_attr_borrow(ouro_object *object, ouro_object *name);

// For inline caches.  Instances of one class keep their values in the order of the class's shape:
// value i of each belongs to the same name for good.  The index of `name` (interned), or -1: not in
// the shape.
OURO_API int ouro_shape_index(const ouro_type *type, ouro_object *name);
// The same for `__slots__`: how many bytes from its start an instance of `type` holds the reference that `descr`,
// found on the type, stands for (NULL there: unset); -1: it is no such descriptor.
OURO_API ssize_t ouro_slot_offset(const ouro_object *descr, const ouro_type *type);
// For interpreters that call `__init__` themselves.  The type's `__init__`, borrowed, if calling the type does
// no more than to make a new instance (ouro_object_new) and call that; else NULL without exception.
OURO_API ouro_object *ouro_type_plain_init_borrow(ouro_type *type);
// Whether calling the type without arguments makes a new instance (ouro_object_new), and does no more.
OURO_API bool ouro_type_is_plain(const ouro_type *type);

// What the attribute word of an instance with values points to, its low bit set.  An item may be NULL:
// the instance lacks that attribute; the last item is there.
typedef struct ouro_values {
    uint32_t count;
    uint16_t room;
    uint16_t ordered; // not 0: so many attributes, and they came in an order of their own
    ouro_object *item[];
} ouro_values;

// The values of an instance whose class has attrs_offset `offset` (below 0xffff), or NULL: it has
// none, or a dict.  Borrowed; valid until the next change of an attribute.
static inline ouro_values *ouro_values_of(const ouro_object *object, size_t offset) {
    uintptr_t word = *(const uintptr_t *)(const void *)((const char *)object + offset);
    return word & 1 ? (ouro_values *)(word & ~(uintptr_t)1) : NULL;
}

// For one that has neither: room for its first attributes.  Borrowed as above, or NULL with MemoryError.
OURO_API ouro_values *ouro_values_begin(ouro_object *object, size_t offset);

// Calls `callable` with `nargs` positional arguments and those that the tuple `kwnames` (or NULL)
// names, whose values follow in `args`.  Whatever the callable raises; TypeError if it is none.
OURO_API ouro_object *ouro_call(ouro_object *callable, ouro_object *const *args, size_t nargs,
                                ouro_object *kwnames);
// With no argument, one, two.
OURO_API ouro_object *ouro_call0(ouro_object *callable);
OURO_API ouro_object *ouro_call1(ouro_object *callable, ouro_object *arg);
OURO_API ouro_object *ouro_call2(ouro_object *callable, ouro_object *arg1, ouro_object *arg2);
// callable(*args, **kwargs): `args` a tuple, `kwargs` a dict or NULL.
OURO_API ouro_object *ouro_call_dict(ouro_object *callable, ouro_object *args, ouro_object *kwargs);
// object.name(args...): `args` as in ouro_call, without the object.
OURO_API ouro_object *ouro_call_method(ouro_object *object, ouro_object *name,
                                       ouro_object *const *args, size_t nargs);
OURO_API ouro_object *ouro_call_method_text(ouro_object *object, const char *name,
                                            ouro_object *const *args, size_t nargs);
OURO_API bool ouro_callable(ouro_object *object);

// repr(), str(), ascii(), format(): each a str.  `spec`: a str, or NULL for an empty one.
OURO_API ouro_object *ouro_repr(ouro_object *object);
OURO_API ouro_object *ouro_str(ouro_object *object);
OURO_API ouro_object *ouro_ascii(ouro_object *object);
OURO_API ouro_object *ouro_format(ouro_object *object, ouro_object *spec);
// hash(): never -1 but with an exception, TypeError when there is none.
OURO_API int64_t ouro_hash(ouro_object *object);
// left < right and so on: any object, as the operands' slots answer; TypeError when neither can.
OURO_API ouro_object *ouro_compare(ouro_object *left, ouro_object *right, enum ouro_compare_op op);
// Truth of a comparison, identity first for == and !=: 1, 0, or -1 with an exception.
OURO_API int ouro_compare_bool(ouro_object *left, ouro_object *right, enum ouro_compare_op op);
OURO_API int ouro_is_true(ouro_object *object); // bool(): 1, 0, or -1
// len(); object[key], object[key] = value (NULL: del object[key]); item in container: 1, 0, or -1.
// TypeError when the type has no such slot, else what the slot raises.
OURO_API ssize_t ouro_length(ouro_object *object);
OURO_API ouro_object *ouro_getitem(ouro_object *object, ouro_object *key);
OURO_API int ouro_setitem(ouro_object *object, ouro_object *key, ouro_object *value);
OURO_API int ouro_contains(ouro_object *container, ouro_object *item);
// iter(): TypeError when it is not iterable.  The next item: NULL without exception when it is
// exhausted.
OURO_API ouro_object *ouro_iter(ouro_object *object);
OURO_API ouro_object *ouro_next(ouro_object *iterator);
OURO_API bool ouro_is_iterator(ouro_object *object);
// How many items to expect: len(), else __length_hint__(), else `otherwise`.
OURO_API ssize_t ouro_length_hint(ouro_object *object, ssize_t otherwise);
// -x, x + y, x += y (the result may be `left` itself, a new reference to it), and pow(x, y, z)
// (`modulus` may be None).  TypeError when no operand can.
OURO_API ouro_object *ouro_unary(ouro_object *operand, enum ouro_unary_op op);
OURO_API ouro_object *ouro_binary(ouro_object *left, ouro_object *right, enum ouro_binary_op op);
OURO_API ouro_object *ouro_inplace(ouro_object *left, ouro_object *right, enum ouro_binary_op op);
OURO_API ouro_object *ouro_power(ouro_object *base, ouro_object *exponent, ouro_object *modulus);
OURO_API ouro_object *ouro_index(ouro_object *object); // an int, or TypeError
// As ssize_t; out of range raises `overflow` (borrowed exception type) or clamps when it is NULL.
OURO_API ssize_t ouro_index_ssize(ouro_object *object, ouro_type *overflow);
OURO_API ouro_object *ouro_dir(ouro_object *object); // sorted list

// Guards repr of containers against themselves: 1 when `object` is already being shown further up,
// 0 after noting it (pair with ouro_repr_leave), -1 with an exception.
OURO_API int ouro_repr_enter(ouro_object *object);
OURO_API void ouro_repr_leave(ouro_object *object);
// Counts C recursion: -1 with RecursionError (" maximum recursion depth exceeded" + where) when the
// limit or the C stack is near; pair a 0 with ouro_recursion_leave.  `where`: e.g. " while
// calling".
OURO_API int ouro_recursion_enter(const char *where);
OURO_API void ouro_recursion_leave(void);

// The singletons (borrowed) of the current runtime are in <ouro/runtime.h>.

#ifdef __cplusplus
}
#endif
#endif
