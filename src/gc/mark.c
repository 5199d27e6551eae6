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
#include "marker.h"
#include "os.h"

#include <stdlib.h>

enum { STACK_LEAST = 1024, BIG = OURO_MARKS_BIG };

typedef ouro__span span;
typedef ouro__marker marker;

// ---- The work list -----------------------------------------------------------------------------------

OURO_COLD void ouro__marker_grow(marker *m) {
    size_t room = m->room ? m->room * 2 : STACK_LEAST;
    span *grown = realloc(m->stack, room * sizeof *grown);
    if (grown) {
        m->stack = grown;
        m->room = room;
    }
}

// The memory that `work` begins in is being fetched: it comes onto the work list when the next batch is
// found.
static inline void push_later(marker *m, span work) {
    if (OURO_LIKELY(m->fetched < 2 * OURO_MARK_BATCH)) {
        m->fetching[m->fetched++] = work;
    } else {
        ouro__push(m, work);
    }
}

// ---- One referent ---------------------------------------------------------------------------------

// What is read of an object first may be in two cache lines.  In slices its second bit is to be written, too.
static inline void fetch(const marker *m, const ouro_object *object, size_t offset) {
    OURO_PREFETCH(object);
    OURO_PREFETCH((const char *)object + 32);
    if (m->scanned) {
        ouro__fetch_bit(m->scanned, offset);
    }
}

// A large object, or one in another piece of address space: the latter are left to be counted.
OURO_NOINLINE void ouro__mark_far(marker *m, ouro_object *referent) {
    const ouro_heap *heap = m->runtime->face.heap;
    m->last_far = referent;
    if (ouro__heap_is_small(heap, referent) || !ouro__is_container(referent)) {
        return;
    }
    struct ouro__large *large = ouro__large_of(referent);
    if (large->refs != OURO_LARGE_MARKED && ouro__generation(large->state) < OURO_GENERATIONS) {
        large->refs = OURO_LARGE_MARKED;
        ouro__push(m, ouro__span_of(referent, OURO_SPAN_OBJECT));
    }
}

static inline void mark(marker *m, ouro_object *referent) {
    const size_t offset = (uintptr_t)referent - m->base;
    if (OURO_LIKELY(offset < m->extent)) {
        if (ouro__mark_near(m, offset)) {
            fetch(m, referent, offset);
            ouro__push(m, ouro__span_of(referent, OURO_SPAN_OBJECT));
        }
    } else if (referent && referent != m->last_far) {
        ouro__mark_far(m, referent);
    }
}

static int mark_visited(ouro_object *referent, void *arg) {
    mark(arg, referent);
    return 0;
}

// ---- What an object refers to ---------------------------------------------------------------------

static bool is_container(const marker *m, const ouro_object *referent) {
    const size_t offset = (uintptr_t)referent - m->base;
    return offset < m->extent ? ouro__is_container_at(m, offset)
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
        ouro__push_array(m, (ouro_object **)(void *)((char *)object + type->fields[from]), i - from,
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
        push_later(m, ouro__span_array(items, count, sizeof(void *)));
        return;
    }
    if (type->exact == OURO_T_TUPLE && !holds_container(m, items, count)) {
        untrack(m, object);
        return;
    }
    ouro__push_array(m, items, count, sizeof(void *));
}

static inline void scan_attributes(marker *m, ouro_object *object) {
    const uintptr_t word = *ouro__attrs_word(object);
    if (word & 1) {
        char *values = (char *)(word - 1);
        OURO_PREFETCH(values);
        push_later(m, ouro__span_of(values, OURO_SPAN_VALUES));
    } else if (word) {
        mark(m, (ouro_object *)word);
    }
}

static void scan_dict(marker *m, ouro_object *dict) {
    const char *keys = (const char *)((const ouro_dict *)(const void *)dict)->keys;
    OURO_PREFETCH(keys);
    OURO_PREFETCH(keys + 64); // small tables are two cache lines long
    push_later(m, ouro__span_of(dict, OURO_SPAN_TABLE));
}

static void scan_values(marker *m, char *at) {
    ouro_values *values = (ouro_values *)(void *)at;
    ouro__push_array(m, values->item, values->count, sizeof(void *));
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

void ouro__push_entries(marker *m, const ouro_dict_keys *keys, size_t from, size_t count) {
    const size_t words = keys->strings ? 2 : 3;
    ouro_object **entry = (ouro_object **)(void *)keys->entries + from * words;
    if (!keys->strings) { // strs are no containers
        ouro__push_array(m, entry, count, words * sizeof(void *));
    }
    ouro__push_array(m, entry + 1, count, words * sizeof(void *));
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
        ouro__push_entries(m, keys, 0, keys->used);
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
void ouro__look_at(marker *m, span work) {
    switch (ouro__span_kind(work)) {
    case OURO_SPAN_OBJECT: scan_one(m, (ouro_object *)(void *)work.at); break;
    case OURO_SPAN_VALUES: scan_values(m, work.at); break;
    case OURO_SPAN_TABLE: scan_table(m, work.at); break;
    case OURO_SPAN_ARRAY: break;
    }
}

// Marks what the array refers to, from its beginning on, until `found` holds OURO_MARK_BATCH objects; the rest goes
// back onto the work list.  Returns how many it holds.
static inline unsigned take_from_array(marker *m, span work, ouro_object **found, unsigned count) {
    const uintptr_t base = m->base;
    const size_t extent = m->extent, stride = ouro__span_stride(work);
    const uint64_t *containers = m->containers;
    uint64_t *bits = m->bits;
    char *at = work.at;
    for (uint64_t left = work.what >> OURO_SPAN_COUNT; left; left--, at += stride) {
        ouro_object *referent = *(ouro_object **)(void *)at;
        const size_t offset = (uintptr_t)referent - base;
        if (OURO_LIKELY(offset < extent)) {
            if (ouro__is_of_containers(containers, offset) && ouro__set_bit(bits, offset)) {
                fetch(m, referent, offset);
                found[count++] = referent;
                if (count == OURO_MARK_BATCH) {
                    ouro__push_array(m, (ouro_object **)(void *)(at + stride), left - 1, stride);
                    break;
                }
            }
        } else if (referent && referent != m->last_far) {
            ouro__mark_far(m, referent);
        }
    }
    return count;
}

// Takes from the work list until OURO_MARK_BATCH objects are found, or there is no more.
static unsigned take(marker *m, ouro_object **found) {
    unsigned count = 0;
    while (m->top && count < OURO_MARK_BATCH) {
        const span work = m->stack[--m->top];
        if (OURO_LIKELY(ouro__span_kind(work) == OURO_SPAN_ARRAY)) {
            count = take_from_array(m, work, found, count);
        } else if (ouro__span_kind(work) == OURO_SPAN_OBJECT) {
            found[count++] = (ouro_object *)(void *)work.at;
        } else {
            ouro__look_at(m, work);
        }
    }
    return count;
}

// Looks at what is on the work list, and at what that leads to, until there is no more, or the budget is
// spent: then what was not looked at is on the list.
void ouro__marker_drain(marker *m) {
    ouro_object *batches[2][OURO_MARK_BATCH];
    unsigned counts[2] = {0, 0}, turn = 0;
    do {
        counts[turn] = take(m, batches[turn]);
        ouro__push_fetched(m);
        turn ^= 1;
        for (unsigned i = 0; i < counts[turn]; i++) {
            scan(m, batches[turn][i]);
        }
        counts[turn] = 0;
    } while (m->budget && (m->top || m->fetched || counts[turn ^ 1]));
    for (unsigned i = 0; i < counts[turn ^ 1]; i++) {
        ouro__push(m, ouro__span_of(batches[turn ^ 1][i], OURO_SPAN_OBJECT));
    }
    ouro__push_fetched(m);
}

// A root: everything that it reaches, before the next.
static int mark_root(ouro_object *root, void *arg) {
    mark(arg, root);
    return 0;
}

void ouro__mark_roots(marker *m) {
    const ouro_runtime *runtime = m->runtime;
    const struct ouro__gc *gc = runtime->gc;
    ouro_object *const own[] = {runtime->modules, runtime->builtins, runtime->repr_list,
                                runtime->memory_error, (ouro_object *)runtime->exception_group};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        mark(m, own[i]);
    }
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
uint64_t *ouro__containers_make(const struct ouro__piece *piece) {
    uint64_t *containers = malloc((piece->records + 1) * sizeof *containers);
    for (uint32_t i = 0; containers && i < piece->records; i++) {
        containers[i] = piece->arenas[i].family[OURO_CONTAINER]; // 0 when it is not in use
    }
    return containers;
}

void ouro__unmark_large(const ouro_heap *heap) {
    struct ouro__large *large = ouro__large_first(heap, OURO_CONTAINER);
    for (; large != ouro__large_end(heap, OURO_CONTAINER); large = large->next) {
        if (ouro__generation(large->state) < OURO_GENERATIONS) {
            large->refs = 0;
        }
    }
}

marker ouro__marker_of(ouro_runtime *runtime, const ouro__marks *marks,
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
bool ouro__bits_make(const ouro_heap *heap, ouro__marks *marks, bool sliced) {
    *marks = (ouro__marks){0};
    if (!heap->reserved) {
        return false;
    }
    marks->base = heap->base;
    marks->extent = ouro__first_piece(heap)->records * (size_t)OURO_ARENA_SIZE;
    marks->bits = bits_new(marks);
    marks->scanned = sliced ? bits_new(marks) : NULL;
    if (!marks->bits || (sliced && !marks->scanned)) {
        ouro__marks_free(marks);
        return false;
    }
    return true;
}

// With a way to work through the list that the roots make.
static void make(ouro_runtime *runtime, ouro__marks *marks, void (*work)(marker *),
                 const ouro__pile *wanted, size_t budget) {
    const ouro_heap *heap = runtime->face.heap;
    if (!ouro__bits_make(heap, marks, false)) {
        return;
    }
    uint64_t *containers = ouro__containers_make(ouro__first_piece(heap));
    if (containers) {
        marker m = ouro__marker_of(runtime, marks, containers);
        m.budget = budget;
        m.wanted = wanted;
        m.wanted_left = wanted ? wanted->count : 0;
        if (budget == SIZE_MAX) {
            ouro__os_populate(marks->bits, bits_size(marks));
        }
        ouro__unmark_large(heap);
        ouro__mark_roots(&m);
        work(&m);
        marks->failed = m.failed;
        free(m.stack);
        free(containers);
    } else {
        ouro__marks_free(marks);
    }
}

void ouro__marks_make(ouro_runtime *runtime, ouro__marks *marks) {
    make(runtime, marks, ouro__marker_drain, NULL, SIZE_MAX);
}

// ---- What is near ---------------------------------------------------------------------------------

enum { NEAR_PART = 16 }; // references of an array, or others, that are looked at in a row

// Marks the first references of an array; the rest comes up again when those that wait now are through.
static void near_part(marker *m, span work) {
    char *at = work.at;
    const size_t count = work.what >> OURO_SPAN_COUNT, stride = ouro__span_stride(work),
                 part = count < NEAR_PART ? count : NEAR_PART;
    for (size_t i = 0; i < part; i++, at += stride) {
        mark(m, *(ouro_object **)(void *)at);
    }
    ouro__push_array(m, (ouro_object **)(void *)at, count - part, stride);
    m->budget -= m->budget < part ? m->budget : part;
}

// Whether somebody is wanted who is not marked yet.
static bool is_on(marker *m) {
    const ouro__marks marks = {.base = m->base, .extent = m->extent, .bits = m->bits};
    while (m->wanted_left &&
           !ouro__is_unmarked(m->runtime, &marks, m->wanted->items[m->wanted_left - 1])) {
        m->wanted_left--;
    }
    return !m->wanted || m->wanted_left;
}

// The work list as a queue: what is nearer to the roots comes first.
static void near(marker *m) {
    for (size_t next = 0; next < m->top && m->budget; next++) {
        if (next % NEAR_PART == 0 && !is_on(m)) {
            return;
        }
        const span work = m->stack[next];
        if (ouro__span_kind(work) == OURO_SPAN_ARRAY) {
            near_part(m, work);
        } else {
            ouro__look_at(m, work);
            ouro__push_fetched(m);
            m->budget--;
        }
    }
}

void ouro__marks_make_near(ouro_runtime *runtime, ouro__marks *marks, const ouro__pile *wanted,
                           size_t budget) {
    make(runtime, marks, near, wanted, budget);
}

// ---- More roots -----------------------------------------------------------------------------------

// A root, and what it reaches.
static int mark_through(ouro_object *root, void *arg) {
    marker *m = arg;
    mark(m, root);
    if (m->top > OURO_MARK_BATCH) {
        ouro__marker_drain(m);
    }
    return 0;
}

bool ouro__marks_reach(ouro_runtime *runtime, ouro__marks *marks, ouro_roots_fn roots, void *arg) {
    const ouro_heap *heap = runtime->face.heap;
    uint64_t *containers = marks->bits && ouro__body(heap)->npieces == 1
                               ? ouro__containers_make(ouro__first_piece(heap))
                               : NULL;
    if (!containers) {
        return false;
    }
    marker m = ouro__marker_of(runtime, marks, containers);
    roots(arg, mark_through, &m);
    ouro__marker_drain(&m);
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
