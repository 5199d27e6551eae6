// SPDX-License-Identifier: MIT
// Marking what roots reach, before a full collection counts anything.  Floor: gc.  SPEC row G2.
//
// Most of what lives is reached from the roots that the runtime knows: its modules, the frames of the
// front-end, what an embedder registered.  What they reach is alive, whatever the counts say, and need not be
// counted; only the rest goes through trial deletion.  So this is a hint, and correct however little
// it marks: a root that nobody registered, or a mark that was given up for want of memory, costs time only.
//
// Two things make it fast.  Whether a referent is a container, and whether it is marked, is asked of
// tables beside the heap (a bit a page, a bit an object): objects reached again are not touched, nor atoms ever.  And
// an object that is to be looked at waits in a ring of RING places while its memory is fetched;
// what it refers to by way of a table of its own (items, attributes, a dict's entries) waits there once more.
// (Prefetching on discovery with a first-in-first-out buffer: Cher, Hosking, Vitek, "Software prefetching
// for mark-sweep garbage collection", 2004.)
//
// The work list holds spans, arrays of references that are looked at one by one: a list of a
// million items is one entry.  It is as long as the graph is deep.
#include "mark.h"

#include <stdlib.h>

enum { RING = 32, STACK_LEAST = 1024 };

enum span_kind {
    SPAN_OBJECT, // `at` is an object, marked already: its referents are to be looked at
    SPAN_VALUES, // `at` is the block of an instance's attributes
    SPAN_TABLE,  // `at` is a dict, whose table is to be looked at
    SPAN_ARRAY   // `at` is the first of `count` references, `stride` bytes apart
};

// Two words, each written and read as one: parts would wait for each other in the processor.
typedef struct span {
    char *at;
    uint64_t what; // from the lowest bit: 8 kind, 8 stride, 48 count
} span;

#define COUNT_SHIFT 16
#define COUNT_ONE   ((uint64_t)1 << COUNT_SHIFT)

static inline span span_of(void *at, enum span_kind kind) {
    return (span){at, kind};
}

static inline span array_of(ouro_object **items, size_t count, size_t stride) {
    return (span){(char *)items, SPAN_ARRAY | stride << 8 | (uint64_t)count << COUNT_SHIFT};
}

static inline enum span_kind kind_of(span work) {
    return (enum span_kind)(work.what & 0xff);
}

static inline size_t stride_of(span work) {
    return work.what >> 8 & 0xff;
}

typedef struct marker {
    ouro_runtime *runtime;
    uintptr_t base; // of the first piece, as far as it is in use
    size_t extent;
    uint64_t *bits;             // the marks
    const uint64_t *containers; // by arena: its pools of containers
    int (*dict_traverse)(ouro_object *, ouro_visit_fn, void *);
    span *stack; // the work list
    size_t top, room;
    const ouro_object *last_far; // not in the first piece, came up last: most often a type
    unsigned first, waiting;     // of the ring
    bool full;                   // no memory for a longer work list: what does not fit is left out
    span ring[RING];
} marker;

// ---- The ring and the work list -------------------------------------------------------------------

static OURO_COLD void grow(marker *m) {
    size_t room = m->room ? m->room * 2 : STACK_LEAST;
    span *grown = realloc(m->stack, room * sizeof *grown);
    if (grown) {
        m->stack = grown;
        m->room = room;
    } else {
        m->full = true;
    }
}

static inline void push(marker *m, span work) {
    if (OURO_UNLIKELY(m->top == m->room)) {
        grow(m);
        if (m->top == m->room) {
            return;
        }
    }
    m->stack[m->top++] = work;
}

// The memory that `work` begins in is being fetched: it is looked at when RING others were.
static inline void wait(marker *m, span work) {
    if (OURO_LIKELY(m->waiting < RING)) {
        m->ring[(m->first + m->waiting++) % RING] = work;
    } else {
        push(m, work);
    }
}

static inline span done_waiting(marker *m) {
    span work = m->ring[m->first];
    m->first = (m->first + 1) % RING;
    m->waiting--;
    return work;
}

static inline void push_array(marker *m, ouro_object **items, size_t count, size_t stride) {
    if (count) {
        push(m, array_of(items, count, stride));
    }
}

// ---- One referent ---------------------------------------------------------------------------------

// `offset`: of an address in the first piece.
static inline bool is_near_container(const marker *m, size_t offset) {
    return m->containers[offset / OURO_ARENA_SIZE] >> offset / OURO_POOL_SIZE % OURO_ARENA_POOLS &
           1;
}

// A large object, or one in another piece of address space: the latter are left to be counted.
static OURO_NOINLINE void mark_far(marker *m, ouro_object *referent) {
    const ouro_heap *heap = m->runtime->face.heap;
    m->last_far = referent;
    if (ouro__heap_is_small(heap, referent) || !ouro__is_container(referent)) {
        return;
    }
    struct ouro__large *large = ouro__large_of(referent);
    if (large->refs != OURO_LARGE_MARKED && ouro__generation(large->state) < OURO_GENERATIONS) {
        large->refs = OURO_LARGE_MARKED;
        wait(m, span_of(referent, SPAN_OBJECT));
    }
}

static inline void mark(marker *m, ouro_object *referent) {
    const size_t offset = (uintptr_t)referent - m->base;
    if (OURO_LIKELY(offset < m->extent)) {
        if (is_near_container(m, offset)) {
            uint64_t *word = &m->bits[offset / (16 * 64)];
            const uint64_t bit = (uint64_t)1 << offset / 16 % 64;
            if (!(*word & bit)) {
                *word |= bit;
                OURO_PREFETCH(referent);
                OURO_PREFETCH((char *)referent + 32); // what is read may be in two cache lines
                wait(m, span_of(referent, SPAN_OBJECT));
            }
        }
    } else if (referent && referent != m->last_far) {
        mark_far(m, referent);
    }
}

static int mark_visited(ouro_object *referent, void *arg) {
    mark(arg, referent);
    return 0;
}

// ---- What an object refers to ---------------------------------------------------------------------

static bool is_container(const marker *m, const ouro_object *referent) {
    const size_t offset = (uintptr_t)referent - m->base;
    return offset < m->extent ? is_near_container(m, offset)
                              : referent && ouro__is_container(referent);
}

// Whether one of the references is to a container, or not there yet.
static bool holds_container(const marker *m, const char *at, size_t count, size_t stride) {
    for (; count; count--, at += stride) {
        const ouro_object *referent = *(ouro_object *const *)(const void *)at;
        if (!referent || is_container(m, referent)) {
            return true;
        }
    }
    return false;
}

// Fields that stand side by side are one span.
static inline void scan_fields(marker *m, ouro_object *object, const ouro_type *type) {
    for (uint32_t i = 0; i < type->field_count;) {
        const uint32_t from = i;
        do {
            i++;
        } while (i < type->field_count && type->fields[i] == type->fields[i - 1] + sizeof(void *));
        push_array(m, (ouro_object **)(void *)((char *)object + type->fields[from]), i - from,
                   sizeof(void *));
    }
}

static inline void scan_items(marker *m, ouro_object *object, const ouro_type *type) {
    size_t count;
    ouro_object **items = ouro__items_now(object, type, &count);
    if (count == 0) {
        return;
    }
    if (type->items.indirect) {
        OURO_PREFETCH(items);
        wait(m, array_of(items, count, sizeof(void *)));
        return;
    }
    if (type->exact == OURO_T_TUPLE && !holds_container(m, (char *)items, count, sizeof(void *))) {
        ouro__tuple_maybe_untrack(object);
        return;
    }
    push_array(m, items, count, sizeof(void *));
}

static inline void scan_attributes(marker *m, ouro_object *object) {
    const uintptr_t word = *ouro__attrs_word(object);
    if (word & 1) {
        char *values = (char *)(word - 1);
        OURO_PREFETCH(values);
        wait(m, span_of(values, SPAN_VALUES));
    } else if (word) {
        mark(m, (ouro_object *)word);
    }
}

static void scan_dict(marker *m, ouro_object *dict) {
    const char *keys = (const char *)((const ouro_dict *)(const void *)dict)->keys;
    OURO_PREFETCH(keys);
    OURO_PREFETCH(keys + 64); // small tables are two cache lines long
    wait(m, span_of(dict, SPAN_TABLE));
}

static void scan_values(marker *m, char *at) {
    ouro_values *values = (ouro_values *)(void *)at;
    push_array(m, values->item, values->count, sizeof(void *));
}

static bool table_holds_container(const marker *m, const ouro_dict_keys *keys) {
    const size_t words = keys->strings ? 2 : 3;
    ouro_object *const *entry = (ouro_object *const *)(const void *)keys->entries;
    for (size_t i = 0; i < keys->used; i++, entry += words) {
        if (entry[1] &&
            (is_container(m, entry[1]) || (!keys->strings && is_container(m, entry[0])))) {
            return true;
        }
    }
    return false;
}

static void scan_table(marker *m, char *at) {
    ouro_object *object = (ouro_object *)(void *)at;
    const ouro_dict_keys *keys = ((const ouro_dict *)(const void *)object)->keys;
    if (!keys) {
        return;
    }
    if (ouro_is_exact(object, OURO_T_DICT) && !table_holds_container(m, keys)) {
        ouro__dict_maybe_untrack(object);
        return;
    }
    ouro_object **first = (ouro_object **)(void *)keys->entries;
    const size_t stride = (keys->strings ? 2 : 3) * sizeof(void *);
    if (!keys->strings) { // strs are no containers
        push_array(m, first, keys->used, stride);
    }
    push_array(m, first + 1, keys->used, stride);
}

static inline void scan(marker *m, ouro_object *object) {
    const ouro_type *type = ouro_type_of(object);
    if (type->flags & OURO_TF_HEAP && (const ouro_object *)type != m->last_far) {
        mark(m, (ouro_object *)(uintptr_t)type);
    }
    if (type->field_count) {
        scan_fields(m, object, type);
    }
    if (type->items.present) {
        scan_items(m, object, type);
    }
    if (type->attrs_offset) {
        scan_attributes(m, object);
    }
    if (type->slots.traverse == m->dict_traverse) {
        scan_dict(m, object);
    } else if (type->slots.traverse) {
        type->slots.traverse(object, mark_visited, m);
    }
}

// ---- All of it ------------------------------------------------------------------------------------

static void look_at(marker *m, span work) {
    switch (kind_of(work)) {
    case SPAN_OBJECT: scan(m, (ouro_object *)(void *)work.at); break;
    case SPAN_VALUES: scan_values(m, work.at); break;
    case SPAN_TABLE: scan_table(m, work.at); break;
    case SPAN_ARRAY: push(m, work); break;
    }
}

// Takes references from the work list until the ring is full, or there are no more.
static void fill_ring(marker *m) {
    while (m->waiting < RING && m->top) {
        span work = m->stack[--m->top];
        if (kind_of(work) != SPAN_ARRAY) {
            wait(m, work);
            continue;
        }
        const size_t stride = stride_of(work);
        while (m->waiting < RING && work.what >= COUNT_ONE) {
            mark(m, *(ouro_object **)(void *)work.at);
            work.at += stride;
            work.what -= COUNT_ONE;
        }
        if (work.what >= COUNT_ONE) {
            m->stack[m->top++] = work; // it came from there
        }
    }
}

static void drain(marker *m) {
    for (;;) {
        fill_ring(m);
        if (!m->waiting) {
            return;
        }
        look_at(m, done_waiting(m));
    }
}

// A root: everything that it reaches, before the next.
static int mark_root(ouro_object *root, void *arg) {
    mark(arg, root);
    return 0;
}

static void mark_roots(marker *m) {
    const ouro_runtime *runtime = m->runtime;
    const struct ouro__gc *gc = runtime->gc;
    mark(m, runtime->modules);
    mark(m, runtime->builtins);
    for (size_t i = 0; i < runtime->extension_count; i++) {
        const ouro_extension *extension = &runtime->extensions[i];
        if (extension->traverse) {
            extension->traverse(extension->data, mark_root, m);
        }
    }
    for (size_t i = 0; i < gc->root_count; i++) {
        gc->roots[i].function(gc->roots[i].arg, mark_root, m);
    }
    drain(m);
}

// The bits, all 0; NULL: the heap cannot be marked, or there is no memory.
static void bits_make(const ouro_heap *heap, const struct ouro__piece *piece, ouro__marks *marks) {
    marks->base = heap->base;
    marks->extent = (size_t)piece->records * OURO_ARENA_SIZE;
    marks->bits = calloc(marks->extent / (16 * 64) + 1, sizeof *marks->bits);
}

// The pools of containers, arena by arena: a table that fits the processor's smallest cache.
static uint64_t *containers_make(const struct ouro__piece *piece) {
    uint64_t *containers = malloc((piece->records + 1) * sizeof *containers);
    for (uint32_t i = 0; containers && i < piece->records; i++) {
        containers[i] = piece->arenas[i].family[OURO_CONTAINER]; // 0 when it is not in use
    }
    return containers;
}

static void unmark_large(const ouro_heap *heap) {
    struct ouro__large *large = ouro__large_first(heap, OURO_CONTAINER);
    for (; large != ouro__large_end(heap, OURO_CONTAINER); large = large->next) {
        if (ouro__generation(large->state) < OURO_GENERATIONS) {
            large->refs = 0;
        }
    }
}

void ouro__marks_make(ouro_runtime *runtime, ouro__marks *marks) {
    const ouro_heap *heap = runtime->face.heap;
    *marks = (ouro__marks){0};
    if (!heap->reserved) { // nothing is near: the heap is guarded, or shared
        return;
    }
    const struct ouro__piece *piece = ouro__piece_of(ouro__body(heap), (void *)heap->base);
    uint64_t *containers = containers_make(piece);
    bits_make(heap, piece, marks);
    if (!containers) {
        ouro__marks_free(marks);
    }
    if (marks->bits) {
        marker m = {.runtime = runtime,
                    .base = marks->base,
                    .extent = marks->extent,
                    .bits = marks->bits,
                    .containers = containers,
                    .dict_traverse = ouro_builtin_type(OURO_T_DICT)->slots.traverse};
        unmark_large(heap);
        mark_roots(&m);
        free(m.stack);
    }
    free(containers);
}

void ouro__marks_free(ouro__marks *marks) {
    free(marks->bits);
    marks->bits = NULL;
}
