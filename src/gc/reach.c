// SPDX-License-Identifier: MIT
// Which containers of a generation (and all younger ones) are reached only from each other.
// Floor: gc.  SPEC row G2 (a) to (c).
//
// An object's count says how many references there are; counting the references that come from inside
// the set tells how many of them do not come from outside:
//
//   outside(x) = count(x) - inside(x)        inside(x) counted up in side arrays, never in objects
//
// Whoever has outside > 0 is a root; what roots reach stays; the rest is unreachable.  The objects are
// only read in this.  In a full collection what marking found alive (mark.c) is not in the set:
// its references into the set are then references from outside, which is what they are.
//
// States: MARK: in the set and not (yet) found reachable.  They are looked at, and changed, eight at a time.
//
// Memory: a list of the pages with objects of the set, one array of counts, and one of object
// pointers: first the work list of the search (each object enters at most once), then the list of the
// unreachable.  Pages without an object of the set are not written to.
#include "collection.h"

#include <assert.h>
#include <stdlib.h>

typedef ouro__collection collection;

enum { LARGE_SET = 50000 }; // objects

// ---- Eight states at a time -----------------------------------------------------------------

typedef uint64_t eight;

#define EACH(byte) ((eight)(byte)*0x0101010101010101u)

// States `i` to `i + 7` of a page, those from `blocks` on as 0.
static inline eight states_at(const ouro__set_page *page, unsigned i) {
    const uint8_t *from = page->sidecar->states + i;
    const unsigned left = page->blocks - i;
    eight states = 0;
    if (OURO_LIKELY(left >= 8)) {
        memcpy(&states, from, 8);
    } else {
        memcpy(&states, from, left);
    }
    return states;
}

static inline void states_put(const ouro__set_page *page, unsigned i, eight states) {
    uint8_t *to = page->sidecar->states + i;
    const unsigned left = page->blocks - i;
    if (OURO_LIKELY(left >= 8)) {
        memcpy(to, &states, 8);
    } else {
        memcpy(to, &states, left);
    }
}

// 1 in each byte whose state has `bit`.
static inline eight with(eight states, unsigned bit) {
    return states >> __builtin_ctz(bit) & EACH(1);
}

// 1 in each byte whose state is that of a tracked object of generations 0 to `oldest`.
static inline eight of_generations(eight states, unsigned oldest) {
    const eight low = with(states, 1u << OURO_STATE_GENERATION_SHIFT);
    const eight high = with(states, 2u << OURO_STATE_GENERATION_SHIFT);
    const eight older = oldest == 0 ? low | high : oldest == 1 ? high : low & high;
    return with(states, OURO_STATE_TRACKED) & ~older;
}

// The states with `generation` where `which` has a 1.
static inline eight with_generations(eight states, eight which, unsigned generation) {
    return (states & ~(which * OURO_STATE_GENERATION)) |
           which * (generation << OURO_STATE_GENERATION_SHIFT);
}

// How many bytes are 1, the others being 0.
static inline unsigned count_ones(eight bytes) {
    return (unsigned)(bytes * EACH(1) >> 56);
}

static inline unsigned first_byte(eight bits) {
    return (unsigned)__builtin_ctzll(bits) / 8;
}

// ---- Pages ----------------------------------------------------------------------------------

static enum ouro__walk_of pools_of(const collection *c) {
    return c->generation == 0   ? OURO__WALK_YOUNG0
           : c->generation == 1 ? OURO__WALK_YOUNG01
                                : OURO__WALK_CONTAINERS;
}

static inline ouro__set_page page_at(const struct ouro__walk *walk, const struct ouro__pool *pool) {
    return (ouro__set_page){ouro__sidecar(walk->page), ouro__pool_shape(&walk->body->face, pool),
                            pool->carved};
}

static inline ouro_object *object_at(const ouro__set_page *page, unsigned i) {
    return ouro__page_block((uintptr_t)page->sidecar, page->shape, i);
}

// Whether an object of the page was found alive by marking.
static inline bool has_marks(const collection *c, const ouro__set_page *page) {
    const uintptr_t address = (uintptr_t)page->sidecar;
    if (!c->marks.bits || address - c->marks.base >= c->marks.extent) {
        return false;
    }
    const uint64_t *words = ouro__marks_of_page(&c->marks, address);
    return words[0] | words[1] | words[2] | words[3];
}

// 1 for each of objects `i` to `i + 7` that marking found alive.
static eight alive_at(const collection *c, const ouro__set_page *page, unsigned i, eight among) {
    eight alive = 0;
    for (eight left = among; left; left &= left - 1) {
        const unsigned k = first_byte(left);
        alive |= (eight)ouro__is_marked(&c->marks, object_at(page, i + k)) << 8 * k;
    }
    return alive;
}

// 1 for each of objects `i` to `i + 7` that is of the generations and not known to be alive.
static inline eight set_at(const collection *c, const ouro__set_page *page, unsigned i,
                           bool marked) {
    const eight those = of_generations(states_at(page, i), c->generation);
    return marked && those ? those & ~alive_at(c, page, i, those) : those;
}

static bool has_any(const collection *c, const ouro__set_page *page) {
    for (unsigned i = 0; i < page->blocks; i += 8) {
        if (set_at(c, page, i, true)) {
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
        const ouro__set_page page = page_at(&walk, pool);
        if (has_marks(c, &page) &&
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

typedef void (*large_fn)(collection *c, struct ouro__large *large);

static bool is_wanted_large(const collection *c, const struct ouro__large *large) {
    return large->state & OURO_STATE_TRACKED && ouro__generation(large->state) <= c->generation;
}

static void each_large(collection *c, large_fn function) {
    const ouro_heap *heap = c->runtime->face.heap;
    struct ouro__large *large = ouro__large_first(heap, OURO_CONTAINER), *next;
    for (; large != ouro__large_end(heap, OURO_CONTAINER); large = next) {
        next = large->next;
        if (is_wanted_large(c, large)) {
            function(c, large);
        }
    }
}

static bool is_large_alive(const collection *c, const struct ouro__large *large) {
    return c->marks.bits && large->refs == OURO_LARGE_MARKED;
}

static void count_one_large(collection *c, struct ouro__large *large) {
    (void)large;
    c->larges++;
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

// Returns how many were MARKed; without any, nothing is written to the page.
static unsigned mark_page(const collection *c, const ouro__set_page *page, uint32_t *counts) {
    const bool marked = has_marks(c, page);
    unsigned set = 0;
    for (unsigned i = 0; i < page->blocks; i += 8) {
        const eight those = set_at(c, page, i, marked);
        if (those) {
            states_put(page, i, states_at(page, i) | those * OURO_STATE_MARK);
            set += count_ones(those);
        }
    }
    if (set) {
        page->sidecar->refs = counts;
        memset(counts, 0, page->blocks * sizeof *counts);
    }
    return set;
}

// MARKs what the listed pages have of the set, and keeps in the list those that have some.
static void mark_pages(collection *c) {
    uint32_t *counts = c->counts;
    size_t kept = 0;
    for (size_t i = 0; i < c->page_count; i++) {
        const unsigned set = mark_page(c, &c->pages[i], counts);
        if (set) {
            counts += c->pages[i].blocks;
            c->in_set += set;
            c->pages[kept++] = c->pages[i];
        }
    }
    c->page_count = kept;
}

static void mark_large(collection *c, struct ouro__large *large) {
    if (!is_large_alive(c, large)) {
        large->state |= OURO_STATE_MARK;
        large->refs = 0;
        c->in_set++;
    }
}

int ouro__gc_set_make(ouro__collection *c) {
    size_t most;
    if (c->generation == OURO_GENERATIONS - 1) {
        ouro__marks_make(c->runtime, &c->marks);
    }
    c->pages = malloc((count_pools(c) + 1) * sizeof *c->pages);
    if (!c->pages) {
        ouro__gc_set_free(c);
        return -1;
    }
    const size_t blocks = list_pages(c, &most);
    each_large(c, count_one_large);
    c->counts = malloc((blocks + 1) * sizeof *c->counts);
    c->objects = malloc((most + c->larges + 1) * sizeof(ouro_object *));
    if (!c->counts || !c->objects) {
        ouro__gc_set_free(c);
        return -1;
    }
    mark_pages(c);
    each_large(c, mark_large);
    // All of a full collection are tracked, whether or not they were looked at.
    c->tracked = c->generation == OURO_GENERATIONS - 1
                     ? c->runtime->pace.tracked - c->runtime->pace.frozen
                     : c->in_set;
    assert(c->in_set <= c->tracked && (c->marks.bits || c->in_set == c->tracked));
    return 0;
}

void ouro__gc_set_free(ouro__collection *c) {
    ouro__marks_free(&c->marks);
    free(c->pages);
    free(c->counts);
    free(c->objects);
}

// Whether the set is so large that waiting for memory is most of the work.
static bool is_large_set(const collection *c) {
    return c->gc->grain || c->in_set > LARGE_SET;
}

// ---- Counting -------------------------------------------------------------------------------

// Large objects are dear to look up, and types, which every instance refers to, are large: references to
// the same one in a row are added up first.
static void end_run(collection *c) {
    if (c->run && ouro__in_set(c, c->run_of)) {
        *ouro__count_of(c, c->run_of) += c->run;
    }
    c->run = 0;
    c->run_of = NULL;
}

// Whether a referent is in the set is asked of its arena and its page: neither the referent nor its type
// is read, which for a graph scattered over memory would be two misses more.
OURO_INLINE int count_referent(ouro_object *referent, void *arg) {
    collection *c = arg;
    if (OURO_LIKELY(ouro__heap_near(c->runtime->face.heap, referent))) {
        if (ouro__is_near_container(c->runtime->face.heap, referent)) {
            const struct ouro__sidecar *sidecar = ouro__sidecar_of(referent);
            unsigned i = ouro__container_index(referent);
            if (sidecar->states[i] & OURO_STATE_MARK) {
                sidecar->refs[i]++;
            }
        }
    } else {
        if (referent != c->run_of) {
            end_run(c);
            c->run_of = referent;
        }
        c->run++;
    }
    return 0;
}

void ouro__count_within(ouro__collection *c) {
    for (size_t i = 0; i < c->unreachable; i++) {
        ouro_visit_referents(c->objects[i], count_referent, c);
    }
    end_run(c);
}

static void count_large(collection *c, struct ouro__large *large) {
    if (large->state & OURO_STATE_MARK) {
        ouro__each_referent(ouro__large_block(large), count_referent, c);
    }
}

OURO_INLINE void count_pages(collection *c, ouro_visit_fn visit) {
    for (size_t p = 0; p < c->page_count; p++) {
        const ouro__set_page *page = &c->pages[p];
        for (unsigned i = 0; i < page->blocks; i += 8) {
            for (eight left = with(states_at(page, i), OURO_STATE_MARK); left; left &= left - 1) {
                ouro__each_referent(object_at(page, i + first_byte(left)), visit, c);
            }
        }
    }
}

// In a large set each of three looks at a referent (its page's head, its state, its count) is a wait for
// memory.  So referents go round in a ring, and come up for the next look when the ring has gone round.

static void count_now(collection *c, unsigned place) {
    uint32_t *count = c->counting[place];
    const ouro_object *referent = c->coming[place];
    if (count) {
        ++*count;
    }
    c->counting[place] = NULL;
    c->coming[place] = NULL;
    if (referent) {
        const struct ouro__sidecar *sidecar = ouro__sidecar_of(referent);
        const unsigned i = ouro__container_index(referent);
        if (sidecar->states[i] & OURO_STATE_MARK) {
            c->counting[place] = &sidecar->refs[i];
            OURO_PREFETCH(c->counting[place]);
        }
    }
}

OURO_INLINE int count_in_turn(ouro_object *referent, void *arg) {
    collection *c = arg;
    const ouro_heap *heap = c->runtime->face.heap;
    if (OURO_UNLIKELY(!ouro__heap_near(heap, referent))) {
        return count_referent(referent, c);
    }
    if (ouro__is_near_container(heap, referent)) {
        const unsigned place = c->turn++ % OURO_GC_AHEAD;
        count_now(c, place);
        c->coming[place] = referent;
        OURO_PREFETCH(ouro__sidecar_of(referent));
        OURO_PREFETCH((const char *)ouro__sidecar_of(referent) + 64);
    }
    return 0;
}

static void count_all(collection *c) {
    if (is_large_set(c)) {
        count_pages(c, count_in_turn);
        for (unsigned place = 0; place < 2 * OURO_GC_AHEAD; place++) {
            count_now(c, place % OURO_GC_AHEAD);
        }
    } else {
        count_pages(c, count_referent);
    }
    each_large(c, count_large);
    end_run(c);
}

// ---- Reachability ---------------------------------------------------------------------------

static inline void reach(collection *c, ouro_object *object, uint8_t *state) {
    *state &= (uint8_t)~OURO_STATE_MARK;
    c->objects[c->top++] = object;
    c->left--;
}

void ouro__reach(ouro__collection *c, ouro_object *object) {
    reach(c, object, ouro__gc_state(c->runtime, object));
}

OURO_INLINE int reach_referent(ouro_object *referent, void *arg) {
    collection *c = arg;
    if (OURO_LIKELY(ouro__heap_near(c->runtime->face.heap, referent))) {
        if (ouro__is_near_container(c->runtime->face.heap, referent)) {
            uint8_t *state = ouro__container_state(referent);
            if (*state & OURO_STATE_MARK) {
                OURO_PREFETCH(referent); // its turn comes when those above it are done
                reach(c, referent, state);
            }
        }
    } else if (referent != c->run_of) {
        c->run_of = referent;
        if (ouro__in_set(c, referent)) {
            ouro__reach(c, referent);
        }
    }
    return 0;
}

static void drain(collection *c) {
    while (c->top) {
        ouro__each_referent(c->objects[--c->top], reach_referent, c);
    }
}

void ouro__reach_from(ouro__collection *c, ouro_object *object, ouro_object **room) {
    ouro_object **objects = c->objects;
    c->objects = room;
    c->top = 0;
    c->run_of = NULL;
    ouro__reach(c, object);
    drain(c);
    c->run_of = NULL;
    c->objects = objects;
}

// The roots: whoever is referred to from outside.  Often that is everybody, as in a list that is being
// filled, and then nobody's referents need to be looked at once more.  Otherwise the search ends as
// soon as nobody is left to be found.

static inline bool is_root(const ouro_object *object, uint32_t inside) {
    return object->count == UINT32_MAX || object->count > inside;
}

static void take_roots_of(collection *c, const ouro__set_page *page) {
    const uint32_t *counts = page->sidecar->refs;
    for (unsigned i = 0; i < page->blocks; i += 8) {
        eight states = states_at(page, i);
        for (eight left = with(states, OURO_STATE_MARK); left; left &= left - 1) {
            const unsigned k = first_byte(left);
            if (is_root(object_at(page, i + k), counts[i + k])) {
                states &= ~((eight)OURO_STATE_MARK << 8 * k);
                c->left--;
            }
        }
        states_put(page, i, states);
    }
}

static void take_large_root(collection *c, struct ouro__large *large) {
    if (large->state & OURO_STATE_MARK && is_root(ouro__large_block(large), large->refs)) {
        large->state &= (uint8_t)~OURO_STATE_MARK;
        c->left--;
    }
}

static void search_from(collection *c, ouro_object *root) {
    ouro__each_referent(root, reach_referent, c);
    drain(c);
}

static void search_page(collection *c, const ouro__set_page *page) {
    const bool marked = has_marks(c, page);
    const uint32_t *counts = page->sidecar->refs;
    for (unsigned i = 0; i < page->blocks && c->left; i += 8) {
        const eight states = states_at(page, i);
        eight taken = of_generations(states, c->generation) & ~with(states, OURO_STATE_MARK);
        taken = marked ? taken & ~alive_at(c, page, i, taken) : taken;
        for (; taken; taken &= taken - 1) {
            const unsigned k = i + first_byte(taken);
            if (is_root(object_at(page, k), counts[k])) {
                search_from(c, object_at(page, k));
            }
        }
    }
}

static void search_large(collection *c, struct ouro__large *large) {
    ouro_object *object = ouro__large_block(large);
    if (!(large->state & OURO_STATE_MARK) && is_root(object, large->refs)) {
        search_from(c, object);
    }
}

// The same for a large set, by marking (mark.c), which does not wait for memory.

// 1 for each of states `i` to `i + 7` that are a root's: of the set, but taken out of it.
static eight roots_at(const collection *c, const ouro__set_page *page, unsigned i) {
    const uint32_t *counts = page->sidecar->refs;
    const eight states = states_at(page, i);
    eight roots = 0, taken = of_generations(states, c->generation) & ~with(states, OURO_STATE_MARK);
    for (; taken; taken &= taken - 1) {
        const unsigned k = first_byte(taken);
        roots |= (eight)is_root(object_at(page, i + k), counts[i + k]) << 8 * k;
    }
    return roots;
}

static int visit_taken(void *arg, ouro_visit_fn visit, void *visit_arg) {
    collection *c = arg;
    const ouro_heap *heap = c->runtime->face.heap;
    for (size_t p = 0; p < c->page_count; p++) {
        const ouro__set_page *page = &c->pages[p];
        for (unsigned i = 0; i < page->blocks; i += 8) {
            for (eight left = roots_at(c, page, i); left; left &= left - 1) {
                visit(object_at(page, i + first_byte(left)), visit_arg);
            }
        }
    }
    struct ouro__large *large = ouro__large_first(heap, OURO_CONTAINER);
    for (; large != ouro__large_end(heap, OURO_CONTAINER); large = large->next) {
        if (is_wanted_large(c, large) && !(large->state & OURO_STATE_MARK)) {
            visit(ouro__large_block(large), visit_arg);
        }
    }
    return 0;
}

static void take_marked_of(collection *c, const ouro__set_page *page) {
    for (unsigned i = 0; i < page->blocks; i += 8) {
        const eight states = states_at(page, i), left = with(states, OURO_STATE_MARK);
        const eight alive = left ? alive_at(c, page, i, left) : 0;
        if (alive) {
            states_put(page, i, states & ~(alive * OURO_STATE_MARK));
            c->left -= count_ones(alive);
        }
    }
}

static void take_large_marked(collection *c, struct ouro__large *large) {
    if (large->state & OURO_STATE_MARK && large->refs == OURO_LARGE_MARKED) {
        large->state &= (uint8_t)~OURO_STATE_MARK;
        c->left--;
    }
}

static bool reach_by_marking(collection *c) {
    if (!is_large_set(c) || !ouro__marks_reach(c->runtime, &c->marks, visit_taken, c)) {
        return false;
    }
    for (size_t i = 0; i < c->page_count; i++) {
        take_marked_of(c, &c->pages[i]);
    }
    each_large(c, take_large_marked);
    return true;
}

static void reach_all(collection *c) {
    c->left = c->in_set;
    for (size_t i = 0; i < c->page_count; i++) {
        take_roots_of(c, &c->pages[i]);
    }
    each_large(c, take_large_root);
    if (!c->left || c->left == c->in_set || reach_by_marking(c)) {
        return; // all are roots, or nobody is, or the others were found
    }
    for (size_t i = 0; i < c->page_count && c->left; i++) {
        search_page(c, &c->pages[i]);
    }
    if (c->left) {
        each_large(c, search_large);
    }
    c->run_of = NULL;
}

void ouro__gc_set_hide(const ouro__collection *c) {
    for (size_t p = 0; p < c->page_count; p++) {
        const ouro__set_page *page = &c->pages[p];
        for (unsigned i = 0; i < page->blocks; i += 8) {
            const eight states = states_at(page, i), those = with(states, OURO_STATE_MARK);
            if (those) {
                states_put(page, i,
                           (states & ~(those * OURO_STATE_TRACKED)) | those * OURO_STATE_DEAD);
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

void ouro__gc_set_find(ouro__collection *c, ouro_object *const *objects, size_t n) {
    for (size_t i = 0; i < n; i++) {
        ouro__each_referent(objects[i], count_referent, c);
    }
    end_run(c);
    for (size_t i = 0; i < n; i++) {
        if (is_root(objects[i], *ouro__count_of(c, objects[i]))) {
            *ouro__gc_state(c->runtime, objects[i]) &= (uint8_t)~OURO_STATE_MARK;
            c->left--;
        }
    }
    for (size_t i = 0; i < n && c->left; i++) {
        if (is_root(objects[i], *ouro__count_of(c, objects[i]))) {
            search_from(c, objects[i]);
        }
    }
    c->run_of = NULL;
    for (size_t i = 0; i < n; i++) {
        if (ouro__in_set(c, objects[i])) {
            c->objects[c->unreachable++] = objects[i];
        }
    }
}

// ---- Dividing the set -----------------------------------------------------------------------

// A survivor that may hold nothing but atoms; dicts are asked in full collections only, as in 3.11.
static void untrack_if_atomic(collection *c, ouro_object *object, const uint8_t *state) {
    if (ouro_is_exact(object, OURO_T_TUPLE)) {
        ouro__tuple_maybe_untrack(object);
    } else if (c->generation == OURO_GENERATIONS - 1) {
        ouro__dict_maybe_untrack(object);
    }
    c->untracked += !(*state & OURO_STATE_TRACKED);
}

// Survivors of a page grow older, and those that need not be tracked are not any more.
static void age_page(collection *c, const ouro__set_page *page) {
    for (unsigned i = 0; i < page->blocks; i += 8) {
        eight states = states_at(page, i);
        const eight those = of_generations(states, c->generation) & ~with(states, OURO_STATE_MARK);
        if (those) {
            states_put(page, i, with_generations(states, those, c->older));
        }
        eight left = those & with(states, OURO_STATE_PERHAPS_ATOMIC);
        for (; left; left &= left - 1) {
            const unsigned k = i + first_byte(left);
            untrack_if_atomic(c, object_at(page, k), &page->sidecar->states[k]);
        }
    }
}

static void list_unreachable(collection *c, const ouro__set_page *page) {
    for (unsigned i = 0; i < page->blocks; i += 8) {
        for (eight left = with(states_at(page, i), OURO_STATE_MARK); left; left &= left - 1) {
            c->objects[c->unreachable++] = object_at(page, i + first_byte(left));
        }
    }
}

static void list_large_unreachable(collection *c, struct ouro__large *large) {
    if (large->state & OURO_STATE_MARK) {
        c->objects[c->unreachable++] = ouro__large_block(large);
    }
}

static void age_large(collection *c, struct ouro__large *large) {
    ouro_object *object = ouro__large_block(large);
    if (large->state & OURO_STATE_MARK) {
        return;
    }
    large->state = ouro__with_generation(large->state, c->older);
    if (large->state & OURO_STATE_PERHAPS_ATOMIC) {
        untrack_if_atomic(c, object, &large->state);
    }
}

// In a full collection there may be pages of which nobody is in the set, but some grow older: marking
// found them alive.
static void age_young_pages(collection *c) {
    struct ouro__walk walk;
    const struct ouro__pool *pool;
    ouro__walk_start(&walk, c->runtime->face.heap, OURO__WALK_YOUNG01);
    while ((pool = ouro__walk_next(&walk))) {
        const ouro__set_page page = page_at(&walk, pool);
        if (has_marks(c, &page)) {
            age_page(c, &page);
        }
    }
}

void ouro__gc_set_divide(ouro__collection *c) {
    count_all(c);
    reach_all(c);
    for (size_t i = 0; i < c->page_count; i++) {
        list_unreachable(c, &c->pages[i]);
        age_page(c, &c->pages[i]);
    }
    each_large(c, list_large_unreachable);
    each_large(c, age_large);
    age_young_pages(c);
    ouro__heap_age_young(c->runtime->face.heap, c->generation);
    c->survivors = c->tracked - c->unreachable - c->untracked;
    ouro__marks_free(&c->marks);
}
