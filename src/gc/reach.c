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
// only read in this.  References from what is not in the set are references from outside.
//
// MARK in an object's state: it is in the set and not (yet) found reachable.
#include "states.h"

typedef ouro__collection collection;

enum { LARGE_SET = 50000, EDGES = 256 }; // objects; references that are remembered

// Whether the set is so large that waiting for memory is most of the work.
static bool is_large_set(const collection *c) {
    return c->gc->grain || c->in_set > LARGE_SET;
}

// ---- Counting -------------------------------------------------------------------------------

static inline void note_edge(collection *c, ouro_object *from, ouro_object *to) {
    if (c->edge_count < EDGES && c->edges) {
        c->edges[c->edge_count] = (ouro__edge){from, to};
    }
    c->edge_count++;
}

// Large objects are dear to look up, and types, which every instance refers to, are large: references to
// the same one in a row are added up first.
static void end_run(collection *c) {
    if (c->run && ouro__in_set(c, c->run_of)) {
        *ouro__count_of(c, c->run_of) += c->run;
        note_edge(c, c->run_from, c->run_of);
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
                note_edge(c, c->from, referent);
            }
        }
    } else {
        if (referent != c->run_of) {
            end_run(c);
            c->run_of = referent;
            c->run_from = c->from;
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

// In a full collection whoever is looked at settles: those who turn out to be garbage will lose that again.
// Among suspects (suspects.c) those who are settled are not looked at, as if they were not in the set: they refer to
// nobody who is asked after for his own sake.
OURO_INLINE void count_from(collection *c, ouro_object *object, ouro_visit_fn visit) {
    if (c->settles) {
        if (c->suspects && object->refs & OURO_REFS_SETTLED) {
            return;
        }
        ouro__settle(c->runtime, object);
    }
    c->from = object;
    ouro__each_referent(object, visit, c);
}

static void count_large(collection *c, struct ouro__large *large) {
    if (large->state & OURO_STATE_MARK) {
        count_from(c, ouro__large_block(large), count_referent);
    }
}

OURO_INLINE void count_pages(collection *c, ouro_visit_fn visit) {
    for (size_t p = 0; p < c->page_count; p++) {
        const ouro__set_page *page = &c->pages[p];
        for (unsigned i = 0; i < page->blocks; i += 8) {
            for (ouro__eight left = ouro__states_with(ouro__states_at(page, i), OURO_STATE_MARK);
                 left; left &= left - 1) {
                count_from(c, ouro__object_at(page, i + ouro__first_byte(left)), visit);
            }
        }
    }
}

// In a large set each of three looks at a referent (its page's head, its state, its count) is a wait for
// memory.  So referents go round in a ring, and come up for the next look when the ring has gone round.

static void count_now(collection *c, unsigned place) {
    uint32_t *count = c->counting[place];
    ouro_object *referent = c->coming[place];
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
            note_edge(c, c->coming_from[place], referent);
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
        c->coming_from[place] = c->from;
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
    ouro__each_large(c, count_large);
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
    return object->refs == OURO_REFS_MOST || ouro_refcount(object) > inside;
}

static void take_roots_of(collection *c, const ouro__set_page *page) {
    const uint32_t *counts = page->sidecar->refs;
    for (unsigned i = 0; i < page->blocks; i += 8) {
        ouro__eight states = ouro__states_at(page, i);
        for (ouro__eight left = ouro__states_with(states, OURO_STATE_MARK); left;
             left &= left - 1) {
            const unsigned k = ouro__first_byte(left);
            if (is_root(ouro__object_at(page, i + k), counts[i + k])) {
                states &= ~((ouro__eight)OURO_STATE_MARK << 8 * k);
                c->left--;
            }
        }
        ouro__states_put(page, i, states);
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

// 1 for each of states `i` to `i + 7` that are a root's: of the set, but taken out of it.
static ouro__eight roots_at(const collection *c, const ouro__set_page *page, unsigned i) {
    const uint32_t *counts = page->sidecar->refs;
    const ouro__eight states = ouro__states_at(page, i);
    ouro__eight roots = 0, taken = ouro__states_of(states, c->generation) &
                                   ~ouro__states_with(states, OURO_STATE_MARK);
    taken = taken && !c->rough_marks && ouro__has_marks(c, page) ? taken & ~ouro__alive_at(c, page, i, taken) : taken;
    for (; taken; taken &= taken - 1) {
        const unsigned k = ouro__first_byte(taken);
        roots |= (ouro__eight)is_root(ouro__object_at(page, i + k), counts[i + k]) << 8 * k;
    }
    return roots;
}

static void search_page(collection *c, const ouro__set_page *page) {
    for (unsigned i = 0; i < page->blocks && c->left; i += 8) {
        for (ouro__eight roots = roots_at(c, page, i); roots; roots &= roots - 1) {
            search_from(c, ouro__object_at(page, i + ouro__first_byte(roots)));
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

static int visit_taken(void *arg, ouro_visit_fn visit, void *visit_arg) {
    collection *c = arg;
    const ouro_heap *heap = c->runtime->face.heap;
    for (size_t p = 0; p < c->page_count; p++) {
        const ouro__set_page *page = &c->pages[p];
        for (unsigned i = 0; i < page->blocks; i += 8) {
            for (ouro__eight left = roots_at(c, page, i); left; left &= left - 1) {
                visit(ouro__object_at(page, i + ouro__first_byte(left)), visit_arg);
            }
        }
    }
    struct ouro__large *large = ouro__large_first(heap, OURO_CONTAINER);
    for (; large != ouro__large_end(heap, OURO_CONTAINER); large = large->next) {
        if (ouro__is_wanted_large(c, large) && !(large->state & OURO_STATE_MARK)) {
            visit(ouro__large_block(large), visit_arg);
        }
    }
    return 0;
}

static void take_marked_of(collection *c, const ouro__set_page *page) {
    for (unsigned i = 0; i < page->blocks; i += 8) {
        const ouro__eight states = ouro__states_at(page, i),
                          left = ouro__states_with(states, OURO_STATE_MARK);
        const ouro__eight alive = left ? ouro__alive_at(c, page, i, left) : 0;
        if (alive) {
            ouro__states_put(page, i, states & ~(alive * OURO_STATE_MARK));
            c->left -= ouro__count_ones(alive);
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
    if (!is_large_set(c)) {
        return false;
    }
    if (!ouro__marks_reach(c->runtime, &c->marks, visit_taken, c)) {
        c->rough_marks = c->marks.failed;
        return false;
    }
    for (size_t i = 0; i < c->page_count; i++) {
        take_marked_of(c, &c->pages[i]);
    }
    ouro__each_large(c, take_large_marked);
    return true;
}

static void unmark_large(collection *c, struct ouro__large *large) {
    (void)c;
    large->state &= (uint8_t)~OURO_STATE_MARK;
}

static void take_all(collection *c) {
    for (size_t p = 0; p < c->page_count; p++) {
        for (unsigned i = 0; i < c->pages[p].blocks; i += 8) {
            const ouro__eight states = ouro__states_at(&c->pages[p], i);
            ouro__states_put(&c->pages[p], i, states & ~OURO_EACH_BYTE(OURO_STATE_MARK));
        }
    }
    ouro__each_large(c, unmark_large);
}

// Few references lead from the set into it: to whom none leads is a root, and need not be looked at.  Of
// the others those are reached to whom one from a root leads.  (A run is one reference, so that there may be more
// who are reached.)
static void take_by_edges(collection *c) {
    take_all(c);
    c->left = 0;
    for (size_t i = 0; i < c->edge_count; i++) {
        ouro_object *to = c->edges[i].to;
        uint8_t *state = ouro__gc_state(c->runtime, to);
        if (!(*state & OURO_STATE_MARK) && !is_root(to, *ouro__count_of(c, to))) {
            *state |= OURO_STATE_MARK;
            c->left++;
        }
    }
    for (size_t i = 0; i < c->edge_count && c->left; i++) {
        if (!ouro__in_set(c, c->edges[i].from) && ouro__in_set(c, c->edges[i].to)) {
            ouro__reach(c, c->edges[i].to);
            drain(c);
        }
    }
}

static void take_roots(collection *c) {
    c->left = c->in_set;
    for (size_t i = 0; i < c->page_count; i++) {
        take_roots_of(c, &c->pages[i]);
    }
    ouro__each_large(c, take_large_root);
}

static void reach_all(collection *c) {
    if (c->edge_count <= EDGES) {
        take_by_edges(c);
    } else {
        take_roots(c);
    }
    if (!c->left || c->left == c->in_set || reach_by_marking(c)) {
        return; // all are roots, or nobody is, or the others were found
    }
    for (size_t i = 0; i < c->page_count && c->left; i++) {
        search_page(c, &c->pages[i]);
    }
    if (c->left) {
        ouro__each_large(c, search_large);
    }
    c->run_of = NULL;
}

void ouro__gc_set_search(ouro__collection *c) {
    ouro__edge edges[EDGES];
    c->edges = edges;
    count_all(c);
    reach_all(c);
    c->edges = NULL;
}

// ---- A set of given objects -----------------------------------------------------------------

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
