// SPDX-License-Identifier: MIT
// A runtime: one heap, one collector, one set of types and caches.  Any number may live in a process,
// one at a time is current in a thread.  Floor: object.  SPEC rows R5, G7, C1, C2, M1.
#ifndef OURO_RUNTIME_H
#define OURO_RUNTIME_H

#include <ouro/heap.h>
#include <ouro/object.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ouro_runtime ouro_runtime;

// Begins every runtime: what inline functions need.  Read only.
typedef struct ouro_runtime_face {
    ouro_heap *heap;
    ouro_object *none, *true_, *false_, *not_implemented, *ellipsis, *empty_tuple, *empty_str;
    ouro_type *types[OURO_BUILTIN_COUNT];
    ouro_object *raised; // the exception in flight (owned), or NULL
    int recursion_depth, recursion_limit;
    ouro_object *const *small_ints; // the shared ints, from OURO_SMALL_INT_MIN on
} ouro_runtime_face;

// The current runtime of this thread, or NULL.
OURO_API extern __thread ouro_runtime_face *ouro_current __attribute__((tls_model("initial-exec")));

// What a runtime is to be like; all zero but `size`: as usual.
typedef struct ouro_runtime_options {
    size_t size;              // sizeof(ouro_runtime_options)
    size_t max_heap;          // bytes the heap may hold; 0: no limit
    uint64_t hash_seed;       // key of str hashes when hash_seed_set, as PYTHONHASHSEED=n
    bool hash_seed_set;       // false: a random key
    bool debug;               // invariants checked, births remembered
    uint64_t fail_alloc;      // the n-th allocation after start-up fails once; 0: none
    uint32_t gc_threshold[3]; // 0,0,0: the defaults 700, 10, 10
    uint64_t fail_start;      // the n-th allocation of starting (from 1) fails once; 0: none
    int gc_mode;              // enum ouro_gc_mode: how automatic full collections are done
    ouro_safety safety;       // of the heap: see ouro_heap_options
    bool hide_from_valgrind;  // do not tell it of the heap's blocks
    bool births;              // remember where each object is made: see ouro_runtime_set_place
    uint32_t gc_stress;       // collect at every n-th container that is made; 0: when due
} ouro_runtime_options;

// Sets what the environment says, so that a program can be tried under stress without being built
// anew: OURO_GC_STRESS=N, OURO_FAIL_ALLOC=N and OURO_FAIL_START=N (the option of that name),
// OURO_MALLOC=pools, hardened or debug (safety), OURO_BIRTHS=1.  What is not there stays as it is.
// `options->size` must be set.  NULL, or the name of the variable whose value is wrong; those
// behind it are not read then.
OURO_API const char *ouro_runtime_options_from_environment(ouro_runtime_options *options);
// Makes a runtime (options NULL: defaults) and makes it current.  NULL when memory is short.
OURO_API ouro_runtime *ouro_runtime_new(const ouro_runtime_options *options);
// Ends it: a last collection, modules and caches given up, all memory returned.  Returns the number
// of live objects not of its own making that were left (0: clean); see ouro_runtime_on_leak.  With
// options.debug, when there are none: the blocks of the heap that the runtime itself failed to
// free.
OURO_API size_t ouro_runtime_free(ouro_runtime *runtime);
// Makes it current in this thread (NULL: none is).  A runtime may move from thread to thread, but
// be current in one at a time.
OURO_API void ouro_runtime_enter(ouro_runtime *runtime);
// Called for each object that is still alive when the runtime ends.
typedef void (*ouro_leak_fn)(ouro_object *object, void *arg);
OURO_API void ouro_runtime_on_leak(ouro_leak_fn report, void *arg);
// Called once, after that, when the runtime ends and `left` objects (not 0) are still alive: they
// and all they refer to can still be looked at, for instance by ouro_explain_leaks.
typedef void (*ouro_leaks_fn)(size_t left, void *arg);
OURO_API void ouro_runtime_on_leaks(ouro_leaks_fn report, void *arg);

// With options.births: where the program is, asked for each object that is made, as text such as
// "script.py:12" (UTF-8, zero-terminated, at most `room` bytes with the zero).  It must not make
// objects.  Without such a function, the calls that led there are remembered: "program+0x1234 <
// ...", which addr2line makes lines of.  Some 24 bytes and 0.1 us (calls: some us) for each object.
typedef void (*ouro_place_fn)(char *text, size_t room, void *arg);
OURO_API void ouro_runtime_set_place(ouro_place_fn function, void *arg);
// How many objects were made so far: as a mark, for what is made later
// (ouro_explain_options.since).
OURO_API uint32_t ouro_runtime_births(void);
// Functions run when the runtime ends, last registered first, before the last collection.  0, or -1
// with MemoryError.
typedef void (*ouro_exit_fn)(void *arg);
OURO_API int ouro_runtime_at_exit(ouro_exit_fn function, void *arg);

// The built-in type (borrowed) of the current runtime.  Cost: two loads.
static inline ouro_type *ouro_builtin_type(enum ouro_builtin which) {
    return ouro_current->types[which];
}
// None, True or False, NotImplemented: new references but for the first; and whether it is one.
static inline ouro_object *ouro_none_borrow(void) {
    return ouro_current->none;
}
static inline ouro_object *ouro_none(void) {
    return ouro_newref(ouro_current->none);
}
static inline ouro_object *ouro_bool(bool value) {
    return ouro_newref(value ? ouro_current->true_ : ouro_current->false_);
}
static inline ouro_object *ouro_not_implemented(void) {
    return ouro_newref(ouro_current->not_implemented);
}
static inline bool ouro_is_none(const ouro_object *object) {
    return object == ouro_current->none;
}
static inline bool ouro_is_not_implemented(const ouro_object *object) {
    return object == ouro_current->not_implemented;
}

// What belongs to the runtime as a whole, for front-ends: dicts and objects by key.  Borrowed.
OURO_API ouro_object *ouro_runtime_modules_borrow(void);  // dict name -> module (sys.modules)
OURO_API ouro_object *ouro_runtime_builtins_borrow(void); // dict: the namespace `builtins`
// Registers a C module: `make` runs at the first import of `name` (which must outlive the runtime)
// and returns a new module.  0, or -1 with MemoryError.
typedef ouro_object *(*ouro_module_fn)(void);
OURO_API int ouro_runtime_add_module(const char *name, ouro_module_fn make);
OURO_API ouro_module_fn ouro_runtime_find_module(const char *name);
// Per-runtime data of an extension, whatever lives as long as the runtime and belongs to C code: a
// front-end's state, a host's types.  Any but `key` and `data` may be NULL.
typedef struct ouro_extension {
    const void *key; // any unique address
    void *data;
    // Visits each reference that is owned there, once: they are roots (gc.h).  As the slot of that
    // name.
    int (*traverse)(void *data, ouro_visit_fn visit, void *arg);
    // At the end of the runtime: drop all references, and let `traverse` know.
    void (*clear)(void *data);
    void (*release)(void *data); // afterwards: free `data`
    const char *name;            // of the root that `traverse` is, for reports; may be NULL
} ouro_extension;
// Copies *extension: 0, or -1 with MemoryError.  The data of the extension with that key, or NULL:
// a walk over all of them.
OURO_API int ouro_runtime_extend(const ouro_extension *extension);
OURO_API void *ouro_runtime_extension(const void *key);

#ifdef __cplusplus
}
#endif
#endif
