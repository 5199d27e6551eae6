// SPDX-License-Identifier: MIT
// Which containers of a generation (and all younger ones) are reached only from each other.
// Floor: gc.  SPEC row G2 (a) to (c).
//
// An object's count says how many references there are; counting the references that come from inside
// the set tells how many of them do not come from outside:
//
//   outside(x) = count(x) - inside(x)        in side arrays, never in objects
//
// Both are done in one pass: x's place in an array begins at 0, loses count(x) when it is x's turn to be counted from,
// and gains 1 for each reference to x, before that or after.  Whoever is below 0 then, outside > 0, is a root; what
// roots reach stays; the rest is unreachable.  The objects are only read in this, but for the flag by which they settle
// in the oldest generation (suspects.c).  References from what is not in the set are references from outside.
//
// Who is settled (object.h) is not where garbage begins: garbage is reached from those of it who are not.  So
// the set begins with these alone, and whoever they reach joins it while references are counted; the others of
// the generations are alive, and are not even looked at.  In what is built and kept, that is nearly everybody.
// (Candidates for the roots of garbage cycles: Bacon, Rajan, "Concurrent cycle collection in reference counted
// systems", 2001.  That the flag costs nothing where references are given back to others is ours.)
//
// MARK in an object's state: it is in the set and not (yet) found reachable.
#include "states.h"

typedef ouro__collection collection;

enum { LARGE_SET = 50000, EDGES = 256 }; // objects; references that are remembered
enum { OBJECTS_AHEAD = 8 };              // fetched, of a list
enum { LARGE_HEAP = 8 };                 // arenas: more than the processor's nearer caches hold

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

// Whether one who is referred to from the set, but not in it, is of those who are asked about: whoever was old when
// this began is not, but as a suspect.
static inline bool may_join(const collection *c, const ouro_object *object, uint8_t state) {
    return c->joins && state & OURO_STATE_TRACKED && ouro__generation(state) <= c->generation &&
           (!c->settles || ouro__is_settled_young(object));
}

static OURO_NOINLINE void join(collection *c, ouro_object *object, uint8_t *state,
                               uint32_t *count) {
    *state |= OURO_STATE_MARK;
    *count = 0;
    c->in_set++;
    c->objects[c->top++] = object;
}

// If garbage refers to one beyond the set, it may be garbage, too (suspects.c).
static OURO_NOINLINE void note_beyond(collection *c, ouro_object *object) {
    for (size_t i = 0; i < c->beyond_count && i < OURO_GC_BEYOND; i++) {
        if (c->beyond[i] == object) {
            return;
        }
    }
    if (c->beyond_count < OURO_GC_BEYOND) {
        c->beyond[c->beyond_count] = object;
    }
    c->beyond_count++;
}

// Whether the object is in the set, now.
static inline bool is_in(collection *c, ouro_object *object, uint8_t *state, uint32_t *count) {
    if (!(*state & OURO_STATE_MARK)) {
        if (!may_join(c, object, *state)) {
            if (c->suspects && c->beyond_count <= OURO_GC_BEYOND && *state & OURO_STATE_TRACKED) {
                note_beyond(c, object);
            }
            return false;
        }
        join(c, object, state, count);
    }
    return true;
}

// Large objects are dear to look up, and types, which every instance refers to, are large: references to
// the same one in a row are added up first.
static void end_run(collection *c) {
    if (c->run && ouro__is_container(c->run_of) &&
        is_in(c, c->run_of, ouro__gc_state(c->runtime, c->run_of), ouro__count_of(c, c->run_of))) {
        *ouro__count_of(c, c->run_of) += c->run;
        note_edge(c, c->run_from, c->run_of);
    }
    c->run = 0;
    c->run_of = NULL;
}

// Whether a block in the heap's first piece may be in the set: its arena knows.  In what was built at random, that
// spares collections of the young a look at a page of the old for each reference.
static inline bool is_on_page(const collection *c, const ouro_object *referent) {
    const struct ouro__arena *arena = ouro__block_arena(c->runtime->face.heap, referent);
    const uint64_t pages = c->young ? ouro__arena_young(arena) : arena->family[OURO_CONTAINER];
    return pages >> ouro__block_pool_number(referent) & 1;
}

// Whether a referent is in the set is asked of its arena and its page: neither the referent nor its type
// is read, which for a graph scattered over memory would be two misses more.
OURO_INLINE int count_referent(ouro_object *referent, void *arg) {
    collection *c = arg;
    if (OURO_LIKELY(ouro__heap_near(c->runtime->face.heap, referent))) {
        if (is_on_page(c, referent)) {
            struct ouro__sidecar *sidecar = ouro__sidecar_of(referent);
            const unsigned i = ouro__container_index(referent);
            if (is_in(c, referent, &sidecar->states[i], &sidecar->refs[i])) {
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

// One in a row of references to the same type adds to the run, and no more.
static OURO_NOINLINE int count_other_type(ouro_object *type, void *arg) {
    return count_referent(type, arg);
}

OURO_INLINE int count_type(ouro_object *type, void *arg) {
    collection *c = arg;
    if (OURO_LIKELY(type == c->run_of)) {
        c->run++;
        return 0;
    }
    return count_other_type(type, c);
}

void ouro__count_within(ouro__collection *c) {
    for (size_t i = 0; i < c->unreachable; i++) {
        ouro_visit_referents(c->objects[i], count_referent, c);
    }
    end_run(c);
}

// Whoever is counted from and lives settles, in full collections, and when it comes into the oldest generation; not
// if it may have been known there before it was tracked (track.c).
static inline void settle(const collection *c, ouro_object *object) {
    if (c->generation == OURO_GENERATIONS - 1 || !ouro__may_be_known(c->runtime, object)) {
        ouro__settle(c->runtime, object);
    }
}

// While references are so few that they are remembered, those who live may not come up again, and everybody settles:
// who turns out to be garbage will lose that.
static inline bool settles_at_once(const collection *c) {
    return c->settles && c->edge_count <= EDGES;
}

static inline void settle_alive(const collection *c, ouro_object *object) {
    if (c->settles) {
        settle(c, object);
    }
}

OURO_INLINE void count_from(collection *c, ouro_object *object, uint32_t *count,
                            ouro_visit_fn visit) {
    *count -= ouro_refcount(object);
    if (settles_at_once(c)) {
        settle(c, object);
    }
    c->from = object;
    ouro__each_referent_by(object, visit, count_type, c);
}

// Who has joined is settled, and waits on the work list, while others are counted from.
static inline bool has_joined(const collection *c, const ouro_object *object) {
    return c->joins && ouro__is_settled(object);
}

OURO_INLINE void count_from_joined(collection *c, ouro_visit_fn visit) {
    while (c->top) {
        ouro_object *object = c->objects[--c->top];
        c->unplain_joined |= !ouro__is_plain(object, &c->plain);
        count_from(c, object, ouro__count_of(c, object), visit);
    }
}

static void count_large(collection *c, struct ouro__large *large) {
    ouro_object *object = ouro__large_block(large);
    if (large->state & OURO_STATE_MARK && !has_joined(c, object)) {
        count_from(c, object, &large->refs, count_referent);
    }
}

// The objects of a page that comes up soon, if they are few: of many, the processor fetches the next itself.
static inline void fetch_objects(const collection *c, size_t p) {
    if (p >= c->page_count || !c->pages[p].few) {
        return;
    }
    const ouro__set_page *page = &c->pages[p];
    for (unsigned i = 0; i < page->blocks; i += 8) {
        ouro__eight left = ouro__states_with(ouro__states_at(page, i), OURO_STATE_MARK);
        for (; left; left &= left - 1) {
            OURO_PREFETCH(ouro__object_at(page, i + ouro__first_byte(left)));
        }
    }
}

// The page remembers whether all who are counted from can be buried: then nobody is asked once more.
OURO_INLINE void count_from_member(collection *c, ouro__set_page *page, unsigned i,
                                   ouro_visit_fn visit) {
    ouro_object *object = ouro__object_at(page, i);
    if (!has_joined(c, object)) {
        page->unplain |= !ouro__is_plain(object, &c->plain);
        count_from(c, object, &page->sidecar->refs[i], visit);
    }
}

OURO_INLINE void count_pages(collection *c, ouro_visit_fn visit) {
    for (size_t p = 0; p < c->page_count; p++) {
        ouro__set_page *page = &c->pages[p];
        ouro__fetch_page_after(c, p);
        fetch_objects(c, p + 2);
        for (unsigned i = 0; i < page->blocks; i += 8) {
            for (ouro__eight left = ouro__states_with(ouro__states_at(page, i), OURO_STATE_MARK);
                 left; left &= left - 1) {
                count_from_member(c, page, i + ouro__first_byte(left), visit);
            }
        }
    }
}

// In a large heap each of three looks at a referent (its page's head, its state, its count) is a wait for memory,
// unless it lies in the same arena, as most do where things are built.  So the others go round in a ring,
// and come up for the next look when the ring has gone round.

static void count_now(collection *c, unsigned place) {
    uint32_t *count = c->counting[place];
    ouro_object *referent = c->coming[place];
    if (count) {
        ++*count;
    }
    c->counting[place] = NULL;
    c->coming[place] = NULL;
    if (referent) {
        struct ouro__sidecar *sidecar = ouro__sidecar_of(referent);
        const unsigned i = ouro__container_index(referent);
        if (is_in(c, referent, &sidecar->states[i], &sidecar->refs[i])) {
            c->counting[place] = &sidecar->refs[i];
            OURO_PREFETCH(c->counting[place]);
            note_edge(c, c->coming_from[place], referent);
        }
    }
}

OURO_INLINE int count_in_turn(ouro_object *referent, void *arg) {
    collection *c = arg;
    const ouro_heap *heap = c->runtime->face.heap;
    if (!ouro__heap_near(heap, referent) ||
        ((uintptr_t)referent ^ (uintptr_t)c->from) < OURO_ARENA_SIZE) {
        return count_referent(referent, c);
    }
    if (is_on_page(c, referent)) {
        const unsigned place = c->turn++ % OURO_GC_AHEAD;
        count_now(c, place);
        c->coming[place] = referent;
        c->coming_from[place] = c->from;
        OURO_PREFETCH(ouro__sidecar_of(referent));
        OURO_PREFETCH((const char *)ouro__sidecar_of(referent) + 64);
    }
    return 0;
}

static void end_turns(collection *c) {
    for (unsigned place = 0; place < 2 * OURO_GC_AHEAD; place++) {
        count_now(c, place % OURO_GC_AHEAD);
    }
}

static void count_all(collection *c) {
    if (c->gc->grain || ouro__heap_arenas_in_use(ouro__body(c->runtime->face.heap)) > LARGE_HEAP) {
        count_pages(c, count_in_turn);
        end_turns(c);
    } else {
        count_pages(c, count_referent);
    }
    ouro__each_large(c, count_large);
    end_run(c);
    while (c->top) {
        count_from_joined(c, count_in_turn);
        end_turns(c);
        end_run(c);
    }
    c->joins = false;
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
        if (is_on_page(c, referent)) {
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

// The roots: whoever is referred to from outside.  They make the work list.  Often that is everybody, as in a
// list that is being filled, and then nobody's referents need to be looked at once more.  Otherwise the
// search ends as soon as nobody is left to be found.

static inline bool is_root(uint32_t count) {
    return (int32_t)count < 0;
}

static inline void note_unplain(collection *c, ouro_object *object) {
    if (c->unplain_count < OURO_GC_UNPLAIN) {
        c->unplain[c->unplain_count++] = object;
    } else {
        c->unplain_known = false;
    }
}

// Whether one of eight counts is below 0.
static inline bool has_root(const uint32_t counts[8]) {
    uint32_t any = 0;
    for (unsigned k = 0; k < 8; k++) {
        any |= counts[k];
    }
    return is_root(any);
}

static void take_roots_of(collection *c, const ouro__set_page *page) {
    const uint32_t *counts = page->sidecar->refs;
    for (unsigned i = 0; i < page->blocks; i += 8) {
        if (i + 8 <= page->blocks && !page->few && !page->unplain && !has_root(counts + i)) {
            continue;
        }
        ouro__eight states = ouro__states_at(page, i);
        for (ouro__eight left = ouro__states_with(states, OURO_STATE_MARK); left;
             left &= left - 1) {
            const unsigned k = ouro__first_byte(left);
            ouro_object *object = ouro__object_at(page, i + k);
            if (is_root(counts[i + k])) {
                states &= ~((ouro__eight)OURO_STATE_MARK << 8 * k);
                c->objects[c->top++] = object;
                settle_alive(c, object);
            } else if (page->unplain && !ouro__is_plain(object, &c->plain)) {
                note_unplain(c, object);
            }
        }
        ouro__states_put(page, i, states);
    }
}

static void take_large(collection *c, struct ouro__large *large) {
    large->state &= (uint8_t)~OURO_STATE_MARK;
    c->objects[c->top++] = ouro__large_block(large);
}

static void take_large_root(collection *c, struct ouro__large *large) {
    if (large->state & OURO_STATE_MARK) {
        if (is_root(large->refs)) {
            large->refs = 0; // which is not OURO_LARGE_MARKED
            take_large(c, large);
            settle_alive(c, ouro__large_block(large));
        } else {
            note_unplain(c, ouro__large_block(large));
        }
    }
}

static void take_roots(collection *c) {
    c->unplain_known = true;
    for (size_t i = 0; i < c->page_count; i++) {
        ouro__fetch_page_after(c, i);
        c->pages[i].unplain |= c->unplain_joined;
        take_roots_of(c, &c->pages[i]);
    }
    ouro__each_large(c, take_large_root);
    c->left = c->in_set - c->top;
}

static void search(collection *c) {
    while (c->top && c->left) {
        ouro_object *object = c->objects[--c->top];
        settle_alive(c, object);
        ouro__each_referent(object, reach_referent, c);
    }
    while (c->top && c->settles) { // those who lead to nobody new
        settle_alive(c, c->objects[--c->top]);
    }
    c->top = 0;
    c->run_of = NULL;
}

// ---- The roots, when few references lead from the set into it -----------------------------------

static void take_all_of(const ouro__set_page *page) {
    for (unsigned i = 0; i < page->blocks; i += 8) {
        const ouro__eight states = ouro__states_at(page, i);
        ouro__states_put(page, i, states & ~OURO_EACH_BYTE(OURO_STATE_MARK));
    }
}

static void unmark_large(collection *c, struct ouro__large *large) {
    (void)c;
    large->state &= (uint8_t)~OURO_STATE_MARK;
}

// To whom no reference leads is a root, and need not be looked at.  The others are MARKed again.
static void take_all_but_targets(collection *c) {
    for (size_t i = 0; i < c->page_count; i++) {
        take_all_of(&c->pages[i]);
    }
    ouro__each_large(c, unmark_large);
    for (size_t i = 0; i < c->edge_count; i++) {
        ouro_object *to = c->edges[i].to;
        uint8_t *state = ouro__gc_state(c->runtime, to);
        if (!(*state & OURO_STATE_MARK) && !is_root(*ouro__count_of(c, to))) {
            *state |= OURO_STATE_MARK;
            c->left++;
        }
    }
}

// Whether one of those who are left is large: a run of references to it was noted as one.
static bool is_run_left(const collection *c) {
    for (size_t i = 0; i < c->edge_count; i++) {
        const ouro_object *to = c->edges[i].to;
        if (!ouro__heap_near(c->runtime->face.heap, to) && ouro__in_set(c, to)) {
            return true;
        }
    }
    return false;
}

static void push_taken_large(collection *c, struct ouro__large *large) {
    if (!(large->state & OURO_STATE_MARK)) {
        c->objects[c->top++] = ouro__large_block(large);
    }
}

// Who of the set is not MARKed: all that these reach was reached, but for the ends of runs.
static void take_taken(collection *c) {
    for (size_t p = 0; p < c->page_count; p++) {
        const ouro__set_page *page = &c->pages[p];
        for (unsigned i = 0; i < page->blocks; i += 8) {
            const ouro__eight states = ouro__states_at(page, i);
            ouro__eight taken = ouro__states_of(states, c->generation) &
                                ~ouro__states_with(states, OURO_STATE_MARK);
            for (; taken; taken &= taken - 1) {
                c->objects[c->top++] = ouro__object_at(page, i + ouro__first_byte(taken));
            }
        }
    }
    ouro__each_large(c, push_taken_large);
}

static void reach_by_edges(collection *c) {
    take_all_but_targets(c);
    for (size_t i = 0; i < c->edge_count && c->left; i++) {
        if (!ouro__in_set(c, c->edges[i].from) && ouro__in_set(c, c->edges[i].to)) {
            ouro__reach(c, c->edges[i].to);
            search(c);
        }
    }
    if (c->left && is_run_left(c)) {
        take_taken(c);
        search(c);
    }
}

// ---- The same for a large set, by marking (mark.c), which does not wait for memory -----------------

static int visit_roots(void *arg, ouro_visit_fn visit, void *visit_arg) {
    const collection *c = arg;
    for (size_t i = 0; i < c->top; i++) {
        visit(c->objects[i], visit_arg);
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
    if (!is_large_set(c) || !ouro__marks_reach(c->runtime, &c->marks, visit_roots, c)) {
        return false;
    }
    for (size_t i = 0; i < c->page_count; i++) {
        take_marked_of(c, &c->pages[i]);
    }
    ouro__each_large(c, take_large_marked);
    c->top = 0;
    return true;
}

// ---- All of it ------------------------------------------------------------------------------

void ouro__gc_set_search(ouro__collection *c) {
    ouro__edge edges[EDGES];
    if (!c->in_set) {
        c->joins = false;
        return;
    }
    c->edges = edges;
    c->young = c->generation < OURO_GENERATIONS - 1;
    count_all(c);
    if (c->edge_count <= EDGES) {
        reach_by_edges(c);
    } else {
        take_roots(c);
        if (!c->left || c->left == c->in_set || !reach_by_marking(c)) {
            search(c);
        }
    }
    c->edges = NULL;
    c->young = false;
}

// ---- A set of given objects -----------------------------------------------------------------

void ouro__gc_set_find(ouro__collection *c, ouro_object *const *objects, size_t n) {
    for (size_t i = 0; i < n; i++) {
        OURO_PREFETCH(objects[i + OBJECTS_AHEAD < n ? i + OBJECTS_AHEAD : i]);
        c->from = objects[i];
        *ouro__count_of(c, objects[i]) -= ouro_refcount(objects[i]);
        ouro__each_referent(objects[i], count_in_turn, c);
    }
    end_turns(c);
    end_run(c);
    for (size_t i = 0; i < n; i++) {
        if (is_root(*ouro__count_of(c, objects[i]))) {
            ouro__reach(c, objects[i]);
        }
    }
    search(c);
    for (size_t i = 0; i < n; i++) {
        if (ouro__in_set(c, objects[i])) {
            c->objects[c->listed++] = objects[i];
        }
    }
    c->unreachable = c->listed;
}
