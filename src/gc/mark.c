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
// objects are looked at in batches: while the memory of one batch is fetched, the one before it is looked
// at; what that refers to by way of tables of its own (items, attributes, a dict's entries) is fetched meanwhile.
// (Prefetching on discovery, with a buffer between discovery and use: Cher, Hosking, Vitek, "Software
// prefetching for mark-sweep garbage collection", 2004.)
//
// The work list holds spans, arrays of references that are looked at one by one: a list of a
// million items is one entry.  It is as long as the graph is deep.
//
// Marking can go on in slices, between which the program runs and changes, moves and frees what it
// likes.  So no address but the bits is kept from one slice to the next.  A second bit says that an object's
// referents were looked at; who is marked without it is grey, and the next slice finds it by going through
// the bits.  Arrays of more than BIG references are remembered with the place that they were read to.  A block that was
// freed and used again keeps its marks: its new object then counts as alive, until the next time.
#include "mark.h"
#include "os.h"

#include <stdlib.h>

enum { BATCH = 16, STACK_LEAST = 1024, BIG = OURO_MARKS_BIG };

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
    uint64_t *bits, *scanned;   // the marks; whose referents were looked at, or NULL
    const uint64_t *containers; // by arena: its pools of containers
    int (*dict_traverse)(ouro_object *, ouro_visit_fn, void *);
    span *stack; // the work list
    size_t top, room;
    const ouro_object *last_far; // not in the first piece, came up last: most often a type
    unsigned fetched;            // of `fetching`
    ouro__marks *marks;          // that are made in slices, or NULL
    bool failed;                 // there was no memory for the work list: not all was reached
    bool frozen;                 // some objects are, whose pages are not to be written to
    size_t budget;               // objects that are still to be looked at in this slice
    span fetching[2 * BATCH];    // tables of the batch that was looked at last
} marker;

// ---- The work list -----------------------------------------------------------------------------------

static OURO_COLD void grow(marker *m) {
    size_t room = m->room ? m->room * 2 : STACK_LEAST;
    span *grown = realloc(m->stack, room * sizeof *grown);
    if (grown) {
        m->stack = grown;
        m->room = room;
    }
}

static inline void push(marker *m, span work) {
    if (OURO_UNLIKELY(m->top == m->room)) {
        grow(m);
        if (m->top == m->room) {
            m->failed = true;
            return;
        }
    }
    m->stack[m->top++] = work;
}

// The memory that `work` begins in is being fetched: it comes onto the work list when the next batch is
// found.
static inline void push_later(marker *m, span work) {
    if (OURO_LIKELY(m->fetched < 2 * BATCH)) {
        m->fetching[m->fetched++] = work;
    } else {
        push(m, work);
    }
}

static inline void push_fetched(marker *m) {
    for (unsigned i = 0; i < m->fetched; i++) {
        push(m, m->fetching[i]);
    }
    m->fetched = 0;
}

static inline void push_array(marker *m, ouro_object **items, size_t count, size_t stride) {
    if (count) {
        push(m, array_of(items, count, stride));
    }
}

// ---- One referent ---------------------------------------------------------------------------------

// Whether the page `offset` bytes into the first piece is one of containers.
static inline bool is_of_containers(const uint64_t *containers, size_t offset) {
    return containers[offset / OURO_ARENA_SIZE] >> offset / OURO_POOL_SIZE % OURO_ARENA_POOLS & 1;
}

static inline bool is_near_container(const marker *m, size_t offset) {
    return is_of_containers(m->containers, offset);
}

// What is read of an object first may be in two cache lines.
static inline void fetch(const ouro_object *object) {
    OURO_PREFETCH(object);
    OURO_PREFETCH((const char *)object + 32);
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
        push(m, span_of(referent, SPAN_OBJECT));
    }
}

// Marks a container in the first piece, `offset` bytes into it.  False: it was marked, or is none.
static inline bool mark_near(marker *m, size_t offset) {
    return is_near_container(m, offset) && ouro__set_bit(m->bits, offset);
}

static inline void mark(marker *m, ouro_object *referent) {
    const size_t offset = (uintptr_t)referent - m->base;
    if (OURO_LIKELY(offset < m->extent)) {
        if (mark_near(m, offset)) {
            fetch(referent);
            push(m, span_of(referent, SPAN_OBJECT));
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
                              : referent && ouro__is_mortal_container(referent);
}

// Whether one of the references is to a container, or not there yet.
static bool holds_container(const marker *m, ouro_object *const *items, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!items[i] || is_container(m, items[i])) {
            return true;
        }
    }
    return false;
}

OURO_INLINE bool is_frozen(const marker *m, const ouro_object *object) {
    return OURO_UNLIKELY(m->frozen) &&
           ouro__generation(*ouro__gc_state(m->runtime, object)) == OURO_GENERATIONS;
}

// A tuple or dict that holds atoms alone.  A frozen one stays as it is, and its page clean.
static void untrack(const marker *m, ouro_object *object) {
    if (is_frozen(m, object)) {
        return;
    }
    if (ouro_is_exact(object, OURO_T_TUPLE)) {
        ouro__tuple_maybe_untrack(object);
    } else {
        ouro__dict_maybe_untrack(object);
    }
}

// Whether an object with so many references is put aside, to be looked at part by part.
static bool is_put_aside(const marker *m, ouro_object *object, size_t count) {
    ouro__marks *marks = m->marks;
    if (OURO_LIKELY(count <= BIG) || !marks || marks->big_count == OURO_MARKS_BIG_MOST ||
        (uintptr_t)object - m->base >= m->extent) {
        return false;
    }
    marks->big[marks->big_count++] = (struct ouro__marks_big){object, 0};
    return true;
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
    if (count == 0 || is_put_aside(m, object, count)) {
        return;
    }
    if (type->items.indirect) {
        OURO_PREFETCH(items);
        push_later(m, array_of(items, count, sizeof(void *)));
        return;
    }
    if (type->exact == OURO_T_TUPLE && !holds_container(m, items, count)) {
        untrack(m, object);
        return;
    }
    push_array(m, items, count, sizeof(void *));
}

static inline void scan_attributes(marker *m, ouro_object *object) {
    const uintptr_t word = *ouro__attrs_word(object);
    if (word & 1) {
        char *values = (char *)(word - 1);
        OURO_PREFETCH(values);
        push_later(m, span_of(values, SPAN_VALUES));
    } else if (word) {
        mark(m, (ouro_object *)word);
    }
}

static void scan_dict(marker *m, ouro_object *dict) {
    const char *keys = (const char *)((const ouro_dict *)(const void *)dict)->keys;
    OURO_PREFETCH(keys);
    OURO_PREFETCH(keys + 64); // small tables are two cache lines long
    push_later(m, span_of(dict, SPAN_TABLE));
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

static void push_entries(marker *m, const ouro_dict_keys *keys, size_t from, size_t count) {
    const size_t words = keys->strings ? 2 : 3;
    ouro_object **entry = (ouro_object **)(void *)keys->entries + from * words;
    if (!keys->strings) { // strs are no containers
        push_array(m, entry, count, words * sizeof(void *));
    }
    push_array(m, entry + 1, count, words * sizeof(void *));
}

static void scan_table(marker *m, char *at) {
    ouro_object *object = (ouro_object *)(void *)at;
    const ouro_dict_keys *keys = ((const ouro_dict *)(const void *)object)->keys;
    if (!keys) {
        return;
    }
    if (ouro_is_exact(object, OURO_T_DICT) && !table_holds_container(m, keys)) {
        untrack(m, object);
        return;
    }
    if (!is_put_aside(m, object, keys->used)) {
        push_entries(m, keys, 0, keys->used);
    }
}

static inline void note_scan(marker *m, const ouro_object *object) {
    const size_t offset = (uintptr_t)object - m->base;
    if (offset < m->extent) {
        ouro__set_bit(m->scanned, offset);
    }
    m->budget -= m->budget != 0;
}

// What a type declares, in general.
static inline void scan_declared(marker *m, ouro_object *object, const ouro_type *type) {
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

// Lists and dicts are most of what there is, and have nothing else.
OURO_INLINE void scan(marker *m, ouro_object *object) {
    const ouro_type *type = ouro_type_of(object);
    if (OURO_UNLIKELY(m->scanned != NULL)) {
        note_scan(
            m,
            object); // who is marked in slices may be dead when the last one ends: nobody settles
    } else if (OURO_LIKELY(!is_frozen(m, object))) {
        ouro__settle(m->runtime, object);
    }
    if (type->exact == OURO_T_LIST) {
        scan_items(m, object, type);
    } else if (type->exact == OURO_T_DICT) {
        scan_dict(m, object);
    } else {
        scan_declared(m, object, type);
    }
}

static OURO_NOINLINE void scan_one(marker *m, ouro_object *object) {
    scan(m, object);
}

// ---- All of it ------------------------------------------------------------------------------------

// What stands on the work list in place of an array.
static void look_at(marker *m, span work) {
    switch (kind_of(work)) {
    case SPAN_OBJECT: scan_one(m, (ouro_object *)(void *)work.at); break;
    case SPAN_VALUES: scan_values(m, work.at); break;
    case SPAN_TABLE: scan_table(m, work.at); break;
    case SPAN_ARRAY: break;
    }
}

// Marks what the array refers to, from its beginning on, until `found` holds BATCH objects; the rest goes
// back onto the work list.  Returns how many it holds.
static inline unsigned take_from_array(marker *m, span work, ouro_object **found, unsigned count) {
    const uintptr_t base = m->base;
    const size_t extent = m->extent, stride = stride_of(work);
    const uint64_t *containers = m->containers;
    uint64_t *bits = m->bits;
    char *at = work.at;
    for (uint64_t left = work.what >> COUNT_SHIFT; left; left--, at += stride) {
        ouro_object *referent = *(ouro_object **)(void *)at;
        const size_t offset = (uintptr_t)referent - base;
        if (OURO_LIKELY(offset < extent)) {
            if (is_of_containers(containers, offset) && ouro__set_bit(bits, offset)) {
                fetch(referent);
                found[count++] = referent;
                if (count == BATCH) {
                    push_array(m, (ouro_object **)(void *)(at + stride), left - 1, stride);
                    break;
                }
            }
        } else if (referent && referent != m->last_far) {
            mark_far(m, referent);
        }
    }
    return count;
}

// Takes from the work list until BATCH objects are found, or there is no more.
static unsigned take(marker *m, ouro_object **found) {
    unsigned count = 0;
    while (m->top && count < BATCH) {
        const span work = m->stack[--m->top];
        if (OURO_LIKELY(kind_of(work) == SPAN_ARRAY)) {
            count = take_from_array(m, work, found, count);
        } else if (kind_of(work) == SPAN_OBJECT) {
            found[count++] = (ouro_object *)(void *)work.at;
        } else {
            look_at(m, work);
        }
    }
    return count;
}

// Looks at what is on the work list, and at what that leads to, until there is no more, or the budget is
// spent: then what was not looked at is on the list.
static void drain(marker *m) {
    ouro_object *batches[2][BATCH];
    unsigned counts[2] = {0, 0}, turn = 0;
    do {
        counts[turn] = take(m, batches[turn]);
        push_fetched(m);
        turn ^= 1;
        for (unsigned i = 0; i < counts[turn]; i++) {
            scan(m, batches[turn][i]);
        }
        counts[turn] = 0;
    } while (m->budget && (m->top || m->fetched || counts[turn ^ 1]));
    for (unsigned i = 0; i < counts[turn ^ 1]; i++) {
        push(m, span_of(batches[turn ^ 1][i], SPAN_OBJECT));
    }
    push_fetched(m);
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
}

// ---- Beginning and end ----------------------------------------------------------------------------

// The pools of containers, arena by arena: a table that fits the processor's smallest cache.
static uint64_t *containers_make(const struct ouro__piece *piece) {
    uint64_t *containers = malloc((piece->records + 1) * sizeof *containers);
    for (uint32_t i = 0; containers && i < piece->records; i++) {
        containers[i] = piece->arenas[i].family[OURO_CONTAINER]; // 0 when it is not in use
    }
    return containers;
}

static const struct ouro__piece *first_piece(const ouro_heap *heap) {
    return ouro__piece_of(ouro__body(heap), (void *)heap->base);
}

static void unmark_large(const ouro_heap *heap) {
    struct ouro__large *large = ouro__large_first(heap, OURO_CONTAINER);
    for (; large != ouro__large_end(heap, OURO_CONTAINER); large = large->next) {
        if (ouro__generation(large->state) < OURO_GENERATIONS) {
            large->refs = 0;
        }
    }
}

static marker marker_of(ouro_runtime *runtime, const ouro__marks *marks,
                        const uint64_t *containers) {
    return (marker){.runtime = runtime,
                    .base = marks->base,
                    .extent = marks->extent,
                    .bits = marks->bits,
                    .scanned = marks->scanned,
                    .containers = containers,
                    .budget = SIZE_MAX,
                    .frozen = runtime->pace.frozen != 0,
                    .dict_traverse = ouro_builtin_type(OURO_T_DICT)->slots.traverse};
}

// One array of bits takes so many bytes.
static size_t bits_size(const ouro__marks *marks) {
    const size_t page = ouro__os_page_size();
    return (marks->extent / (16 * 8) + page) / page * page;
}

// From the system, since it need not be cleared, and where little is marked most of it is never touched.
static uint64_t *bits_new(const ouro__marks *marks) {
    const size_t size = bits_size(marks);
    void *bits = ouro__os_reserve(size, ouro__os_page_size());
    if (bits && ouro__os_commit(bits, size) < 0) {
        ouro__os_release(bits, size);
        return NULL;
    }
    return bits;
}

static void bits_free(const ouro__marks *marks, uint64_t *bits) {
    if (bits) {
        ouro__os_release(bits, bits_size(marks));
    }
}

// The bits, all 0.  False: the heap is guarded or shared, so that nothing is near, or there is no memory.
static bool bits_make(const ouro_heap *heap, ouro__marks *marks, bool sliced) {
    *marks = (ouro__marks){0};
    if (!heap->reserved) {
        return false;
    }
    marks->base = heap->base;
    marks->extent = first_piece(heap)->records * (size_t)OURO_ARENA_SIZE;
    marks->bits = bits_new(marks);
    marks->scanned = sliced ? bits_new(marks) : NULL;
    if (!marks->bits || (sliced && !marks->scanned)) {
        ouro__marks_free(marks);
        return false;
    }
    return true;
}

// With a way to work through the list that the roots make.
static void make(ouro_runtime *runtime, ouro__marks *marks, void (*work)(marker *), size_t budget) {
    const ouro_heap *heap = runtime->face.heap;
    if (!bits_make(heap, marks, false)) {
        return;
    }
    uint64_t *containers = containers_make(first_piece(heap));
    if (containers) {
        marker m = marker_of(runtime, marks, containers);
        m.budget = budget;
        if (budget == SIZE_MAX) {
            ouro__os_populate(marks->bits, bits_size(marks));
        }
        unmark_large(heap);
        mark_roots(&m);
        work(&m);
        marks->failed = m.failed;
        free(m.stack);
        free(containers);
    } else {
        ouro__marks_free(marks);
    }
}

void ouro__marks_make(ouro_runtime *runtime, ouro__marks *marks) {
    make(runtime, marks, drain, SIZE_MAX);
}

// ---- What is near ---------------------------------------------------------------------------------

enum { NEAR_PART = 256 }; // references of an array that are looked at before others have their turn

// Marks the first references of an array; the rest comes up again when those that wait now are through.
static void near_part(marker *m, span work) {
    char *at = work.at;
    const size_t count = work.what >> COUNT_SHIFT, stride = stride_of(work),
                 part = count < NEAR_PART ? count : NEAR_PART;
    for (size_t i = 0; i < part; i++, at += stride) {
        mark(m, *(ouro_object **)(void *)at);
    }
    push_array(m, (ouro_object **)(void *)at, count - part, stride);
    m->budget -= m->budget < part ? m->budget : part;
}

// The work list as a queue: what is nearer to the roots comes first.
static void near(marker *m) {
    for (size_t next = 0; next < m->top && m->budget; next++) {
        const span work = m->stack[next];
        if (kind_of(work) == SPAN_ARRAY) {
            near_part(m, work);
        } else {
            look_at(m, work);
            push_fetched(m);
            m->budget--;
        }
    }
}

void ouro__marks_make_near(ouro_runtime *runtime, ouro__marks *marks, size_t budget) {
    make(runtime, marks, near, budget);
}

// ---- More roots -----------------------------------------------------------------------------------

// A root, and what it reaches.
static int mark_through(ouro_object *root, void *arg) {
    marker *m = arg;
    mark(m, root);
    if (m->top > BATCH) {
        drain(m);
    }
    return 0;
}

bool ouro__marks_reach(ouro_runtime *runtime, ouro__marks *marks, ouro_roots_fn roots, void *arg) {
    const ouro_heap *heap = runtime->face.heap;
    uint64_t *containers =
        marks->bits && ouro__body(heap)->npieces == 1 ? containers_make(first_piece(heap)) : NULL;
    if (!containers) {
        return false;
    }
    marker m = marker_of(runtime, marks, containers);
    roots(arg, mark_through, &m);
    drain(&m);
    marks->failed |= m.failed;
    free(m.stack);
    free(containers);
    return !m.failed;
}

void ouro__marks_free(ouro__marks *marks) {
    bits_free(marks, marks->bits);
    bits_free(marks, marks->scanned);
    *marks = (ouro__marks){0};
}

// ---- Slices ---------------------------------------------------------------------------------------

// The references of an array are marked, and those in the first piece not looked at.
static void settle_array(marker *m, span work) {
    const char *at = work.at;
    for (uint64_t left = work.what >> COUNT_SHIFT; left; left--, at += stride_of(work)) {
        ouro_object *referent = *(ouro_object *const *)(const void *)at;
        const size_t offset = (uintptr_t)referent - m->base;
        if (offset < m->extent) {
            mark_near(m, offset);
        } else if (referent && referent != m->last_far) {
            mark_far(m, referent);
        }
    }
}

// What is left of the work list: its objects in the first piece stay grey, others have no bits to show it.
static void settle(marker *m) {
    while (m->top) {
        const span work = m->stack[--m->top];
        if (kind_of(work) == SPAN_ARRAY) {
            settle_array(m, work);
        } else if (kind_of(work) != SPAN_OBJECT || (uintptr_t)work.at - m->base >= m->extent) {
            look_at(m, work);
            push_fetched(m);
        }
    }
}

// Whether the block holds an object whose referents can be looked at.
static bool is_whole(const ouro_object *object) {
    const unsigned wanted = OURO_STATE_LIVE | OURO_STATE_TRACKED;
    return (*ouro__container_state(object) & (wanted | OURO_STATE_DEAD)) == wanted;
}

// The object to which a bit belongs, if there is one still, and it is whole; or NULL.
static ouro_object *object_of_bit(const marker *m, size_t granule) {
    const ouro_heap *heap = m->runtime->face.heap;
    const uintptr_t inside = m->base + granule * 16 + 8; // blocks begin here or 8 bytes before
    if (!is_near_container(m, granule * 16)) {
        return NULL;
    }
    const struct ouro__pool *pool = ouro__pool_near(heap, (const void *)inside);
    const unsigned i = ouro__container_index((const void *)inside);
    ouro_object *object = ouro__page_block(inside & ~(uintptr_t)(OURO_POOL_SIZE - 1),
                                           ouro__pool_shape(heap, pool), i);
    const bool same = ((uintptr_t)object - m->base) / 16 == granule && i < pool->carved;
    return same && is_whole(object) ? object : NULL;
}

// A part of the array that was put aside last.
static void look_at_part(marker *m) {
    struct ouro__marks_big *big = &m->marks->big[m->marks->big_count - 1];
    const ouro_object *object = big->object;
    const bool there = object_of_bit(m, ((uintptr_t)object - m->base) / 16) == object;
    const ouro_type *type = there ? ouro_type_of(object) : NULL;
    const ouro_dict_keys *keys = NULL;
    ouro_object **items = NULL;
    size_t count = 0;
    if (type && type->layout == OURO_T_DICT) {
        keys = ((const ouro_dict *)(const void *)object)->keys;
        count = keys ? keys->used : 0;
    } else if (type && type->items.present) {
        items = ouro__items_now(big->object, type, &count);
    }
    if (big->next >= count) {
        m->marks->big_count--;
        return;
    }
    const size_t from = big->next, part = count - from < BIG ? count - from : BIG;
    big->next += part;
    m->marks->found = true;
    if (keys) {
        push_entries(m, keys, from, part);
    } else {
        push_array(m, items + from, part, sizeof(void *));
    }
    m->budget -= m->budget < BIG / 16 ? m->budget : BIG / 16;
}

static void push_grey(marker *m, size_t word) {
    for (uint64_t grey = m->bits[word] & ~m->scanned[word]; grey; grey &= grey - 1) {
        ouro_object *object = object_of_bit(m, word * 64 + (size_t)__builtin_ctzll(grey));
        if (object) {
            push(m, span_of(object, SPAN_OBJECT));
        } else {
            m->scanned[word] |= grey & -grey;
        }
    }
}

// Puts the grey objects of the next word of bits that has some onto the work list.  False: the last round
// through all bits found none.
static bool find_grey(marker *m) {
    ouro__marks *marks = m->marks;
    const size_t words = marks->extent / (16 * 64);
    for (size_t steps = 0; m->budget; steps++) {
        if (marks->next == words) {
            if (!marks->found) {
                return false;
            }
            marks->next = 0;
            marks->found = false;
        }
        push_grey(m, marks->next++);
        if (m->top) {
            marks->found = true;
            return true;
        }
        m->budget -= steps % 64 == 63;
    }
    return true;
}

bool ouro__marks_begin(ouro_runtime *runtime, ouro__marks *marks) {
    const ouro_heap *heap = runtime->face.heap;
    if (!bits_make(heap, marks, true)) {
        return false;
    }
    uint64_t *containers = containers_make(first_piece(heap));
    if (!containers) {
        ouro__marks_free(marks);
        return false;
    }
    marker m = marker_of(runtime, marks, containers);
    m.marks = marks;
    unmark_large(heap);
    mark_roots(&m);
    m.budget = BATCH;
    drain(&m);
    settle(&m);
    marks->found = true;
    free(m.stack);
    free(containers);
    return true;
}

bool ouro__marks_go_on(ouro_runtime *runtime, ouro__marks *marks, size_t budget) {
    uint64_t *containers = containers_make(first_piece(runtime->face.heap));
    if (!containers) {
        return true; // what is not marked will be looked at more closely
    }
    marker m = marker_of(runtime, marks, containers);
    m.marks = marks;
    m.budget = budget;
    bool more = true;
    while (m.budget && more) {
        if (marks->big_count) {
            look_at_part(&m);
        } else {
            more = find_grey(&m);
        }
        drain(&m);
    }
    settle(&m);
    free(m.stack);
    free(containers);
    return !more;
}

void ouro__marks_add(ouro__marks *marks, ouro_object *object) {
    const size_t offset = (uintptr_t)object - marks->base;
    if (offset < marks->extent) {
        ouro__set_bit(marks->bits, offset);
        ouro__set_bit(marks->scanned, offset);
    }
}
