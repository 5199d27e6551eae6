// SPDX-License-Identifier: MIT
// A marker: what marking (mark.c) and marking in slices (mark_slices.c) share.  Floor: gc.
//
// The work list holds spans, arrays of references that are looked at one by one: a list of a
// million items is one entry.  It is as long as the graph is deep.
#ifndef OURO_MARKER_H
#define OURO_MARKER_H

#include "mark.h"

enum { OURO_MARK_BATCH = 16 }; // objects that are looked at while others are fetched

enum ouro__kind_of_span {
    OURO_SPAN_OBJECT, // `at` is an object, marked already: its referents are to be looked at
    OURO_SPAN_VALUES, // `at` is the block of an instance's attributes
    OURO_SPAN_TABLE,  // `at` is a dict, whose table is to be looked at
    OURO_SPAN_ARRAY   // `at` is the first of `count` references, `stride` bytes apart
};

// Two words, each written and read as one: parts would wait for each other in the processor.
typedef struct ouro__span {
    char *at;
    uint64_t what; // from the lowest bit: 8 kind, 8 stride, 48 count
} ouro__span;

#define OURO_SPAN_COUNT 16

static inline ouro__span ouro__span_of(void *at, enum ouro__kind_of_span kind) {
    return (ouro__span){at, kind};
}

static inline ouro__span ouro__span_array(ouro_object **items, size_t count, size_t stride) {
    return (ouro__span){(char *)items,
                        OURO_SPAN_ARRAY | stride << 8 | (uint64_t)count << OURO_SPAN_COUNT};
}

static inline enum ouro__kind_of_span ouro__span_kind(ouro__span work) {
    return (enum ouro__kind_of_span)(work.what & 0xff);
}

static inline size_t ouro__span_stride(ouro__span work) {
    return work.what >> 8 & 0xff;
}

typedef struct ouro__marker {
    ouro_runtime *runtime;
    uintptr_t base; // of the first piece, as far as it is in use
    size_t extent;
    uint64_t *bits, *scanned;   // the marks; whose referents were looked at, or NULL
    const uint64_t *containers; // by arena: its pools of containers
    int (*dict_traverse)(ouro_object *, ouro_visit_fn, void *);
    ouro__span *stack; // the work list
    size_t top, room;
    const ouro_object *last_far; // not in the first piece, came up last: most often a type
    unsigned fetched;            // of `fetching`
    ouro__marks *marks;          // that are made in slices, or NULL
    bool failed;                 // there was no memory for the work list: not all was reached
    bool frozen;                 // some objects are, whose pages are not to be written to
    size_t budget;               // objects that are still to be looked at in this slice
    const ouro__pile *wanted;    // the search ends when these are marked, or NULL
    size_t wanted_left;          // of these, those that may not be marked yet
    ouro__span fetching[2 * OURO_MARK_BATCH]; // tables of the batch that was looked at last
} ouro__marker;

// ---- The work list -----------------------------------------------------------------------------------

OURO_COLD void ouro__marker_grow(ouro__marker *m);

static inline void ouro__push(ouro__marker *m, ouro__span work) {
    if (OURO_UNLIKELY(m->top == m->room)) {
        ouro__marker_grow(m);
        if (m->top == m->room) {
            m->failed = true;
            return;
        }
    }
    m->stack[m->top++] = work;
}

static inline void ouro__push_fetched(ouro__marker *m) {
    for (unsigned i = 0; i < m->fetched; i++) {
        ouro__push(m, m->fetching[i]);
    }
    m->fetched = 0;
}

static inline void ouro__push_array(ouro__marker *m, ouro_object **items, size_t count,
                                    size_t stride) {
    if (count) {
        ouro__push(m, ouro__span_array(items, count, stride));
    }
}

// ---- One referent ---------------------------------------------------------------------------------

// Whether the page `offset` bytes into the first piece is one of containers.
static inline bool ouro__is_of_containers(const uint64_t *containers, size_t offset) {
    return containers[offset / OURO_ARENA_SIZE] >> offset / OURO_POOL_SIZE % OURO_ARENA_POOLS & 1;
}

static inline bool ouro__is_container_at(const ouro__marker *m, size_t offset) {
    return ouro__is_of_containers(m->containers, offset);
}

// Marks a container in the first piece, `offset` bytes into it.  False: it was marked, or is none.
static inline bool ouro__mark_near(ouro__marker *m, size_t offset) {
    return ouro__is_container_at(m, offset) && ouro__set_bit(m->bits, offset);
}

// ---- mark.c -----------------------------------------------------------------------------------------

// A large object, or one in another piece of address space: the latter are left to be counted.
void ouro__mark_far(ouro__marker *m, ouro_object *referent);
// What stands on the work list in place of an array.
void ouro__look_at(ouro__marker *m, ouro__span work);
// The references of a dict's entries, `count` from number `from` on.
void ouro__push_entries(ouro__marker *m, const ouro_dict_keys *keys, size_t from, size_t count);
// Looks at what is on the work list, and at what that leads to, until there is no more, or the budget is
// spent: then what was not looked at is on the list.
void ouro__marker_drain(ouro__marker *m);
void ouro__mark_roots(ouro__marker *m);

// Beginning: the bits, all 0 (false: the heap is guarded or shared, so that nothing is near, or there is no
// memory); the pools of containers, arena by arena, to be freed (NULL: no memory); a marker on both.
bool ouro__bits_make(const ouro_heap *heap, ouro__marks *marks, bool sliced);
uint64_t *ouro__containers_make(const struct ouro__piece *piece);
ouro__marker ouro__marker_of(ouro_runtime *runtime, const ouro__marks *marks,
                             const uint64_t *containers);
void ouro__unmark_large(const ouro_heap *heap);

static inline const struct ouro__piece *ouro__first_piece(const ouro_heap *heap) {
    return ouro__piece_of(ouro__body(heap), (void *)heap->base);
}

#endif
