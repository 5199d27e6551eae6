// SPDX-License-Identifier: MIT
// Making sets: the containers of a generation and all younger ones, or given ones.  Floor: gc.  SPEC row G2.
//
// In a full collection what marking found alive (mark.c) is not in the set; in others, and where suspects are
// asked about, who is settled is not in it at first (reach.c).
//
// Memory: a list of the pages with objects of the generations, one array of counts, and one of object pointers.
// Pages without any are not written to.
#include "os.h"
#include "states.h"

#include <assert.h>
#include <stdlib.h>

typedef ouro__collection collection;

// ---- Pages ----------------------------------------------------------------------------------

static enum ouro__walk_of pools_of(const collection *c) {
    return c->generation == 0   ? OURO__WALK_YOUNG0
           : c->generation == 1 ? OURO__WALK_YOUNG01
                                : OURO__WALK_CONTAINERS;
}

// Of objects `i` to `i + 7`, those `among` that are not settled.
static inline ouro__eight unsettled_at(const ouro__set_page *page, unsigned i, ouro__eight among) {
    ouro__eight unsettled = 0;
    for (ouro__eight left = among; left; left &= left - 1) {
        const unsigned k = ouro__first_byte(left);
        const uint32_t settled = ouro__object_at(page, i + k)->refs / OURO_REFS_SETTLED;
        unsettled |= (ouro__eight)!settled << 8 * k;
    }
    return unsettled;
}

// 1 for each of objects `i` to `i + 7`, `those` being of the generations, that is to be in the set.
static inline ouro__eight set_of(const collection *c, const ouro__set_page *page, unsigned i,
                                 ouro__eight those, ouro__eight marked) {
    if (c->joins) { // who joined among suspects is MARKed already
        return page->events ? unsettled_at(page, i, those) | marked : marked;
    }
    return ouro__has_marks(c, page) && those ? those & ~ouro__alive_at(c, page, i, those) : those;
}

// Whether marking left any of the generations unmarked.
static bool has_any(const collection *c, const ouro__set_page *page) {
    for (unsigned i = 0; i < page->blocks; i += 8) {
        const ouro__eight those = ouro__states_of(ouro__states_at(page, i), c->generation);
        if (those & ~ouro__alive_at(c, page, i, those)) {
            return true;
        }
    }
    return false;
}

// Lists the pages that may have objects of the set: where marking found none alive, that is seen later,
// when the page is read anyway.  Returns the blocks that they have; *most is set to how many objects at most.
static size_t list_pages(collection *c, size_t *most) {
    struct ouro__walk walk;
    const struct ouro__pool *pool;
    size_t blocks = 0;
    *most = 0;
    ouro__walk_start(&walk, c->runtime->face.heap, pools_of(c));
    while ((pool = ouro__walk_next(&walk))) {
        const ouro__set_page page = ouro__page_at(&walk, pool);
        ouro__fetch_behind(&walk);
        if (ouro__has_marks(c, &page) &&
            (ouro__marks_cover(&c->marks, walk.page, pool->used) || !has_any(c, &page))) {
            continue;
        }
        c->pages[c->page_count++] = page;
        *most += pool->used;
        blocks += page.blocks;
    }
    return blocks;
}

// ---- Large containers -----------------------------------------------------------------------

static bool is_large_alive(const collection *c, const struct ouro__large *large) {
    return c->marks.bits && large->refs == OURO_LARGE_MARKED;
}

static void count_one_large(collection *c, struct ouro__large *large) {
    (void)large;
    c->larges++;
}

static void take_in_marked(collection *c, struct ouro__large *large) {
    large->refs = 0; // it may join
    c->in_set += large->state & OURO_STATE_MARK ? 1 : 0;
}

// ---- The set --------------------------------------------------------------------------------

static size_t count_pools(const collection *c) {
    struct ouro__walk walk;
    size_t count = 0;
    ouro__walk_start(&walk, c->runtime->face.heap, pools_of(c));
    while (ouro__walk_arena(&walk)) {
        count += (size_t)__builtin_popcountll(walk.pending);
    }
    return count;
}

// Of a page with few in the set only theirs: the others' memory need not be touched.
static void zero_counts(const ouro__set_page *page) {
    uint32_t *counts = page->sidecar->refs;
    if (!page->few) {
        memset(counts, 0, page->blocks * sizeof *counts);
        return;
    }
    for (unsigned i = 0; i < page->blocks; i += 8) {
        ouro__eight left = ouro__states_with(ouro__states_at(page, i), OURO_STATE_MARK);
        for (; left; left &= left - 1) {
            counts[i + ouro__first_byte(left)] = 0;
        }
    }
}

// MARKs what the page has of the set, and returns how many that is.
static unsigned mark_page(const collection *c, const ouro__set_page *page) {
    unsigned set = 0;
    for (unsigned i = 0; i < page->blocks; i += 8) {
        const ouro__eight states = ouro__states_at(page, i),
                          marked = ouro__states_with(states, OURO_STATE_MARK),
                          those = page->some ? marked : ouro__states_of(states, c->generation),
                          in = page->some ? those : set_of(c, page, i, those, marked);
        if (in) {
            ouro__states_put(page, i, states | in * OURO_STATE_MARK);
            set += ouro__count_ones(in);
        }
    }
    return set;
}

// Keeps in the list the pages that have some of the set, or others who may join; nothing is written to the rest.
static void mark_pages(collection *c) {
    uint32_t *counts = c->counts;
    size_t kept = 0;
    for (size_t i = 0; i < c->page_count; i++) {
        ouro__set_page *page = &c->pages[i];
        const bool quiet = c->joins && !c->suspects && !page->events;
        ouro__fetch_page_after(c, i);
        const unsigned set = quiet ? 0 : mark_page(c, page);
        if (set || (c->joins && !page->some)) {
            page->sidecar->refs = counts;
            page->few = set <= OURO_GC_FEW;
            if (set) {
                zero_counts(page);
            }
            counts += page->blocks;
            c->in_set += set;
            c->pages[kept++] = *page;
        }
    }
    c->page_count = kept;
}

static void mark_large(collection *c, struct ouro__large *large) {
    large->refs = is_large_alive(c, large) ? large->refs : 0;
    const ouro_object *object = ouro__large_block(large);
    if (c->joins ? !(object->refs & OURO_REFS_SETTLED) : !is_large_alive(c, large)) {
        large->state |= OURO_STATE_MARK;
        c->in_set++;
    }
}

// Memory for an array.  Of a large one the system is asked for huge pages: thousands of faults would take longer than to
// fill it.
static void *array_new(size_t count, size_t size) {
    const size_t huge = ouro__os_huge_size(), bytes = count * size;
    void *array = malloc(bytes);
    if (array && bytes >= 2 * huge) {
        const uintptr_t from = ((uintptr_t)array + huge - 1) / huge * huge,
                        to = ((uintptr_t)array + bytes) / huge * huge;
        ouro__os_huge((void *)from, to - from);
    }
    return array;
}

// Memory for the counts of the listed pages' blocks, and for as many objects.  -1: none.
static int make_room(collection *c, size_t blocks, size_t objects) {
    c->counts = array_new(blocks + 1, sizeof *c->counts);
    c->objects = array_new(objects + c->larges + 1, sizeof(ouro_object *));
    return c->counts && c->objects ? 0 : -1;
}

int ouro__gc_set_make_listed(ouro__collection *c) {
    size_t blocks = 0;
    for (size_t i = 0; i < c->page_count; i++) {
        blocks += c->pages[i].blocks;
    }
    ouro__each_large(c, count_one_large);
    if (make_room(c, blocks, blocks) < 0) {
        return -1;
    }
    mark_pages(c);
    ouro__each_large(c, take_in_marked);
    return 0;
}

int ouro__gc_set_make(ouro__collection *c) {
    size_t most;
    const bool full = c->generation == OURO_GENERATIONS - 1;
    c->joins = !full;
    if (full) {
        ouro__marks_make(c->runtime, &c->marks);
    }
    c->pages = malloc((count_pools(c) + 1) * sizeof *c->pages);
    if (!c->pages) {
        ouro__gc_set_free(c);
        return -1;
    }
    const size_t blocks = list_pages(c, &most);
    ouro__each_large(c, count_one_large);
    if (make_room(c, blocks, most) < 0) {
        ouro__gc_set_free(c);
        return -1;
    }
    mark_pages(c);
    ouro__each_large(c, mark_large);
    if (full) { // of the others those who grow older are counted
        c->tracked = c->runtime->pace.tracked - c->runtime->pace.frozen;
    }
    assert(!full || c->in_set <= c->tracked);
    return 0;
}

void ouro__gc_set_free(ouro__collection *c) {
    ouro__marks_free(&c->marks);
    free(c->pages);
    free(c->counts);
    free(c->objects);
}

void ouro__gc_set_hide(const ouro__collection *c) {
    for (size_t p = 0; p < c->page_count; p++) {
        const ouro__set_page *page = &c->pages[p];
        for (unsigned i = 0; i < page->blocks; i += 8) {
            const ouro__eight states = ouro__states_at(page, i),
                              those = ouro__states_with(states, OURO_STATE_MARK);
            if (those) {
                ouro__states_put(
                    page, i, (states & ~(those * OURO_STATE_TRACKED)) | those * OURO_STATE_DEAD);
            }
        }
    }
}

// ---- A set of given objects -----------------------------------------------------------------

// Gives the pages in which the objects are room for counts.  Returns how many counts; with `counts` NULL
// that is all, and `refs` of a page says only that it was met.
static size_t give_counts(const collection *c, ouro_object *const *objects, size_t n,
                          uint32_t *counts) {
    static uint32_t met;
    const ouro_heap *heap = c->runtime->face.heap;
    size_t total = 0;
    for (size_t i = 0; i < n; i++) {
        struct ouro__sidecar *sidecar = ouro__sidecar_of(objects[i]);
        if (ouro__heap_is_small(heap, objects[i]) && sidecar->refs == (counts ? &met : NULL)) {
            sidecar->refs = counts ? counts + total : &met;
            total += ouro__pool_of(heap, objects[i])->carved;
        }
    }
    return total;
}

int ouro__gc_set_of(ouro__collection *c, ouro_object *const *objects, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (ouro__heap_is_small(c->runtime->face.heap, objects[i])) {
            ouro__sidecar_of(objects[i])->refs = NULL;
        }
    }
    const size_t blocks = give_counts(c, objects, n, NULL);
    c->counts = malloc((blocks + 1) * sizeof *c->counts);
    c->objects = malloc((n + 1) * sizeof(ouro_object *));
    if (!c->counts || !c->objects) {
        return -1;
    }
    give_counts(c, objects, n, c->counts);
    for (size_t i = 0; i < n; i++) {
        *ouro__gc_state(c->runtime, objects[i]) |= OURO_STATE_MARK;
        *ouro__count_of(c, objects[i]) = 0;
    }
    c->in_set = c->left = n;
    return 0;
}
