// SPDX-License-Identifier: MIT
// The cycle collector: three generations, thresholds, tracking, roots, events, and walking live
// objects.  All functions act on the current runtime.  Floor: gc.  SPEC rows G1-G8, R5.
#ifndef OURO_GC_H
#define OURO_GC_H

#include <ouro/runtime.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OURO_GENERATIONS 3

// Collects generation `generation` (0, 1, 2) and all younger ones, now, whether or not automatic
// collection is on.  Returns objects found unreachable (collected and uncollectable); 0 when called
// from within a collection; -1 with MemoryError, nothing changed.
OURO_API ssize_t ouro_gc_collect(int generation);
OURO_API bool ouro_gc_enable(bool on); // automatic collection; returns what it was
OURO_API bool ouro_gc_is_enabled(void);
// Thresholds: a generation is due when its count is greater than its own; threshold[0] of 0: none
// is.  The counts: containers made less those that died, collections of generation 0, of 1 (G3).
OURO_API void ouro_gc_set_threshold(const uint32_t threshold[OURO_GENERATIONS]);
OURO_API void ouro_gc_get_threshold(uint32_t threshold[OURO_GENERATIONS]);
OURO_API void ouro_gc_get_count(uint32_t count[OURO_GENERATIONS]);

typedef struct ouro_gc_generation_stats {
    uint64_t collections, collected, uncollectable;
    uint64_t total_ns, longest_ns; // pauses
} ouro_gc_generation_stats;
// What collections of each generation have done since the start.
OURO_API void ouro_gc_get_stats(ouro_gc_generation_stats stats[OURO_GENERATIONS]);

// Makes the collector see / ignore a container.  Objects are tracked when made, unless their type
// says OURO_TF_UNTRACKED.  Idempotent.  Cost: some ns.
OURO_API void ouro_gc_track(ouro_object *object);
OURO_API void ouro_gc_untrack(ouro_object *object);
OURO_API bool ouro_gc_is_tracked(const ouro_object *object);
OURO_API bool ouro_gc_is_finalized(const ouro_object *object); // its finalizer has run
OURO_API bool ouro_gc_is_container(const ouro_object *object);
OURO_API int ouro_gc_generation_of(const ouro_object *object); // 0..2, -1 untracked, 3 frozen

// All tracked objects into a generation of their own that no collection looks at, and back into the
// oldest; how many are there.  O(containers).
OURO_API void ouro_gc_freeze(void);
OURO_API void ouro_gc_unfreeze(void);
OURO_API size_t ouro_gc_freeze_count(void);

// How automatic full collections are done.
enum ouro_gc_mode {
    OURO_GC_GENERATIONAL, // at once (default), as CPython does
    OURO_GC_INCREMENTAL   // in slices of some thousand objects, one behind each young collection
};
// In incremental mode young collections go on as ever, and ouro_gc_collect is whole and immediate;
// garbage in the oldest generation is found up to two rounds later.  Cost of a slice: well below 1
// ms, but for what finalizers do.  Returns the mode that was; a collection under way is given up.
OURO_API enum ouro_gc_mode ouro_gc_set_mode(enum ouro_gc_mode mode);
OURO_API enum ouro_gc_mode ouro_gc_get_mode(void);
// Goes on with a full collection in slices, or begins one, for about `ns` nanoseconds (at least one
// slice): for hosts that know when they are idle, in either mode.  1: it is done; 0: there is more
// to do; -1: no memory, or the heap is guarded.
OURO_API int ouro_gc_slice(uint64_t ns);

// Roots: what is certainly alive, such as a host's stacks and tables.  A full collection first
// marks what they reach, and counts references only in the rest: several times faster the more they
// reach.  They are a hint: what no root reaches is kept all the same by the references that are
// counted.  `roots` calls `visit(object, visit_arg)` for each object (borrowed, not NULL) that the
// host holds a counted reference to, and returns 0, or what `visit` returned as soon as that is not
// 0.  It is called in the middle of collections: it makes and drops no objects.  The runtime's
// modules, and what the `traverse` of its extensions visits, are roots already.
typedef int (*ouro_roots_fn)(void *arg, ouro_visit_fn visit, void *visit_arg);
OURO_API int ouro_gc_add_roots(ouro_roots_fn roots, void *arg);     // 0, or -1 MemoryError
OURO_API void ouro_gc_remove_roots(ouro_roots_fn roots, void *arg); // one that was added like that

// Tells the collector that instances of `type` hold `bytes` more outside the heap (fewer, if
// negative): a file's buffer, a picture, a library's structure.  To be called when such memory is
// taken and given back, most often by the function that makes an instance and by its type's `drop`;
// it collects nothing itself.  Each 8 KiB count in generation 0 as one container does.  A full
// collection is due, too, when more is held than survived the last one and half as much on top, but
// 32 MiB at least (up to 256 while collections free less than an eighth of what comes).  So
// few objects with much memory are found in time when they are garbage, and a program that gives
// back as much as it takes, or holds much for long, collects no more often.  Cost: some ns.
OURO_API void ouro_gc_external(ouro_type *type, ptrdiff_t bytes);
// What is told to be held now by instances of `type` itself; NULL: by all.
OURO_API uint64_t ouro_gc_external_bytes(const ouro_type *type);

// Stress, for tests: a collection at every n-th container that is made (1: at each), as long as
// automatic collection is on; whoever fails to hold a reference that he uses is found out at once.
// Every second one is of generation 1, every fourth of 2 where that is worth it (G5), and with up to
// 2,000 containers every 64th in any case.  0: collections when they are due.  Containers that come
// from a type's free list do not count; each of these collections empties those lists.
OURO_API void ouro_gc_set_stress(uint32_t every);
OURO_API uint32_t ouro_gc_get_stress(void);

enum ouro_gc_debug {
    OURO_GC_DEBUG_STATS = 1,
    OURO_GC_DEBUG_COLLECTABLE = 2,
    OURO_GC_DEBUG_UNCOLLECTABLE = 4,
    OURO_GC_DEBUG_SAVEALL = 32,
    OURO_GC_DEBUG_LEAK = 38
};
// Any of the flags above together, as 3.11's gc.set_debug; 0: none.  What is said goes to stderr.
OURO_API void ouro_gc_set_debug(int flags);
OURO_API int ouro_gc_get_debug(void);
OURO_API ouro_object *ouro_gc_garbage_borrow(void); // list: what could not be freed

// Told at the start and the end of each collection, in the order of registration.  The function may
// make and drop objects; collections that are due meanwhile wait.  `event` is valid until it
// returns.  Tracers are told by the probes python:gc__start (generation) and python:gc__done (collected), if
// the library was built with them.
typedef struct ouro_gc_event {
    bool start;
    int generation;
    size_t visited, collected, uncollectable; // 0 at the start
    uint64_t duration_ns;                     // 0 at the start
} ouro_gc_event;
typedef void (*ouro_gc_event_fn)(const ouro_gc_event *event, void *arg);
OURO_API int ouro_gc_on_event(ouro_gc_event_fn function, void *arg); // 0, or -1 MemoryError

// Calls `visit` for each tracked object of `generation` (-1: all three), in no special order, automatic
// collection off meanwhile; not, within a collection, for what it has found unreachable.  Stops at the
// first non-zero result and returns it.
OURO_API int ouro_gc_visit_objects(int generation, ouro_visit_fn visit, void *arg);
// The refchain (R5): each live object of any kind, tracked or not.
OURO_API int ouro_visit_all_objects(ouro_visit_fn visit, void *arg);
// Calls `visit` for each object that `object` refers to (its declared fields, items, type when that
// is counted, and what its traverse slot adds).
OURO_API int ouro_visit_referents(ouro_object *object, ouro_visit_fn visit, void *arg);
// New lists of the direct referents of / live containers, tracked or not, that refer to any of the `n`
// objects (a dict to its keys as well).
OURO_API ouro_object *ouro_gc_referents(ouro_object *const *objects, size_t n);
OURO_API ouro_object *ouro_gc_referrers(ouro_object *const *objects, size_t n);

// ---- A verifying collection -------------------------------------------------------------------
//
// Holds what types declare against what objects count.  References that C code holds are not
// declared anywhere, so an object may well have more references than are declared, but never fewer.

enum ouro_verify_kind {
    // Certain.  More references to the object are declared than it counts: one was dropped twice or
    // never taken, or a type declares what it does not own, or declares it twice (in its fields and
    // in its traverse).  It will be freed while it is referred to.
    OURO_VERIFY_COUNT_LOW,
    // Certain.  The object refers to what is no live object: that was freed too early.
    OURO_VERIFY_DANGLING,
    // Certain.  The object was garbage, the collector cleared it, and it lives on: its type's clear
    // leaves a reference that its traverse visits, or an object of the cycle is not tracked.
    OURO_VERIFY_NOT_CLEARED,
    // Certain.  Of a type with OURO_TF_SETTLES, and settled; yet it is garbage, or of the oldest generation and refers
    // to an object made since anybody came there: a reference was stored without ouro_stored.  Garbage may wait for good.
    OURO_VERIFY_UNSAID,
    // Suspected.  At a place that the object's type does not declare stands the address of another
    // object, which has a reference that nobody declares.  One finding for each type and place.
    OURO_VERIFY_UNDECLARED,
    // The object has references that no type and no root declares: C code holds them, or a decref
    // is missing.  Reported only if the caller says that C code holds none, and then certain, but
    // for atoms: no cycle leads through them, so a type's own traverse may leave them out.
    OURO_VERIFY_HELD
};

typedef struct ouro_verify_finding {
    size_t size; // sizeof(ouro_verify_finding) of the library
    enum ouro_verify_kind kind;
    bool certain;
    ouro_object *object; // borrowed: the one that is wrong, or (DANGLING, UNDECLARED) holds what is
    // UTF-8, one line, names type and object: "too few: pair #3 has count 1, but 2 references to it
    // are declared, by pair #2 twice".  #3: the third object made since the runtime's start.
    const char *text;
} ouro_verify_finding;
// Must not make, change or drop objects.  What it is given is valid until it returns.
typedef void (*ouro_verify_fn)(const ouro_verify_finding *finding, void *arg);

// Verifies all objects of the current runtime, collects generation 2 in full, and verifies what is
// left; when the first step finds an error, no collection is tried.  `nothing_held`: C code holds
// no reference to objects made since the start but those that roots (modules, builtins, extensions)
// declare.  `report` may be NULL.  Returns the certain findings; -1 with MemoryError, or
// RuntimeError from within a collection or a destruction.  Cost: some 0.3 us
// and 80 bytes an object; each error costs another walk over all of them.
OURO_API ssize_t ouro_gc_verify(bool nothing_held, ouro_verify_fn report, void *arg);

#ifdef __cplusplus
}
#endif
#endif
