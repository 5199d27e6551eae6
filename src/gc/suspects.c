// SPDX-License-Identifier: MIT
// Full collections that ask only after what has happened since the last one.  Floor: gc.  SPEC row G2.
//
// Whoever lives when it comes into the oldest generation is settled (object.h), and so is whoever a full collection finds
// alive: the flag goes when a reference to the object is given back, or one is stored in it.  So whomever a settled
// object of the oldest generation refers to is of that generation, too, and was when it settled; and it has all the
// references to it that it had then.  The next full collection rests on that:
//
//   Garbage that no other garbage refers to is a cycle, and something in it was referred to from outside until
//   that reference was given back, or moved into the cycle.  Whoever that happened to is not settled.  And who
//   is settled and of the oldest generation leads, along the cycle, to one who is of that generation and not settled:
//   if all on the way to him who is not were settled, so was he when they did, and lost it since.
//
// (A dict is not tracked while it holds but atoms, and young when it is: then somebody settled may have known it before,
// and it counts as one of the oldest generation who is not settled.)
//
// Thus three kinds of objects: the settled; the young; and the suspects, who are of the oldest generation and not
// settled.  If all suspects live, the garbage that nobody refers to is among the young alone.  So trial deletion
// runs over the young, by pages; and over those suspects, with all that they reach, whom a short look around the
// roots (mark.c) does not find alive.  Settled objects that depend on the garbage so found, which is what it reaches,
// join for another turn.  Where suspects reach too much, this is given up, and a collection looks at everything.
//
// (Candidates for the roots of garbage cycles: Bacon, Rajan, "Concurrent cycle collection in reference counted
// systems", 2001.  That the flag costs nothing where references are given back, that young objects
// need no search beyond themselves, and that roots clear suspects, is ours.)
#include "pile.h"
#include "states.h"

typedef ouro__collection collection;

typedef struct suspicion {
    collection *c;
    ouro__marks near;    // whom the roots clear
    ouro__pile suspects; // on flagged pages, and large
    ouro__pile joined;   // who is asked after because of suspects, or depends on garbage
    uint64_t *listed;    // by arena: pages that are in the collection's list
    size_t room;         // pages that the list has room for
    size_t most;         // may join before it is given up
    bool failed;         // there are more, or there was no memory
} suspicion;

// ---- Flagged pages ----------------------------------------------------------------------------

// All objects of a page, or some, are asked after.
static void list_page(suspicion *s, ouro__set_page page, bool some) {
    collection *c = s->c;
    if (c->page_count == s->room) {
        const size_t room = s->room ? s->room * 2 : 64;
        ouro__set_page *grown = realloc(c->pages, room * sizeof *grown);
        if (!grown) {
            s->failed = true;
            return;
        }
        c->pages = grown;
        s->room = room;
    }
    page.some = some;
    c->pages[c->page_count++] = page;
}

static bool suspect(suspicion *s, ouro_object *object) {
    return object->refs & OURO_REFS_SETTLED || ouro__pile_push(&s->suspects, object);
}

// The young are asked after by pages; some of them are suspects, too.
static bool is_young(const suspicion *s, const ouro_object *object, uint8_t state) {
    return ouro__generation(state) < OURO_GENERATIONS - 1 &&
           !ouro__may_be_known(s->c->runtime, object);
}

// On a page with suspects all may be some.
static void add_suspects(suspicion *s, const ouro__set_page *page) {
    for (unsigned i = 0; i < page->blocks && !s->failed; i += 8) {
        const ouro__eight states = ouro__states_at(page, i);
        for (ouro__eight left = ouro__states_of(states, OURO_GENERATIONS - 1); left;
             left &= left - 1) {
            const unsigned k = i + ouro__first_byte(left);
            ouro_object *object = ouro__object_at(page, k);
            s->failed |= !is_young(s, object, page->sidecar->states[k]) && !suspect(s, object);
        }
    }
}

static void add_pages(suspicion *s, enum ouro__walk_of of) {
    struct ouro__walk walk;
    const struct ouro__pool *pool;
    ouro__walk_start(&walk, s->c->runtime->face.heap, of);
    while ((pool = ouro__walk_next(&walk)) && !s->failed) {
        const uint64_t bit = (uint64_t)1 << ouro__block_pool_number((const void *)walk.page);
        uint64_t *listed = &s->listed[ouro__arena_number(walk.arena)];
        if (!(*listed & bit)) {
            const ouro__set_page page = ouro__page_at(&walk, pool);
            ouro__fetch_behind(&walk);
            *listed |= bit;
            list_page(s, page, !(ouro__arena_young(walk.arena) & bit));
            if (walk.arena->flagged[OURO_POOL_SUSPECTS] & bit) {
                add_suspects(s, &page);
            }
        }
    }
}

// What is on pages with young objects is in the set; of other pages, and of what is large, the suspects are.
static void gather(suspicion *s) {
    const ouro_heap *heap = s->c->runtime->face.heap;
    add_pages(s, OURO__WALK_OLDER);
    add_pages(s, OURO__WALK_YOUNG01);
    struct ouro__large *large = ouro__large_first(heap, OURO_CONTAINER);
    for (; large != ouro__large_end(heap, OURO_CONTAINER); large = large->next) {
        if (ouro__is_wanted_large(s->c, large)) {
            s->failed |= !suspect(s, ouro__large_block(large));
        }
    }
}

// ---- What is near the roots ---------------------------------------------------------------------

enum {
    NEAR_LEAST = 10000, // references looked at, ...
    NEAR_EACH = 4       // ... and for each suspect
};

// Until those who are wanted are found, or as far as it pays.
static void look_near(suspicion *s, const ouro__pile *wanted) {
    ouro__marks_free(&s->near);
    ouro__marks_make_near(s->c->runtime, &s->near, wanted,
                          NEAR_LEAST + NEAR_EACH * s->suspects.count);
    s->failed |= !s->near.bits || s->near.failed;
}

// ---- Who joins --------------------------------------------------------------------------------

static int join(ouro_object *object, void *arg) {
    suspicion *s = arg;
    if (!ouro__is_unmarked(s->c->runtime, &s->near, object)) {
        return 0;
    }
    uint8_t *state = ouro__gc_state(s->c->runtime, object);
    if (*state & OURO_STATE_MARK) {
        return 0;
    }
    if (s->joined.count == s->most || !ouro__pile_push(&s->joined, object)) {
        s->failed = true;
        return -1;
    }
    *state |= OURO_STATE_MARK;
    return 0;
}

// Whatever those from number `next` on reach joins.
static void join_reached(suspicion *s, size_t next) {
    for (; next < s->joined.count && !s->failed; next++) {
        ouro__each_referent(s->joined.items[next], join, s);
    }
}

static void unmark(const suspicion *s, ouro_object *const *objects, size_t count) {
    for (size_t i = 0; i < count; i++) {
        *ouro__gc_state(s->c->runtime, objects[i]) &= (uint8_t)~OURO_STATE_MARK;
    }
}

// Lists the page of one that joined.
static void list_page_of(suspicion *s, const ouro_object *object) {
    const ouro_heap *heap = s->c->runtime->face.heap;
    if (ouro__heap_near(heap, object)) {
        const struct ouro__arena *arena = ouro__block_arena(heap, object);
        const uint64_t bit = (uint64_t)1 << ouro__block_pool_number(object);
        if (!(s->listed[ouro__arena_number(arena)] & bit)) {
            s->listed[ouro__arena_number(arena)] |= bit;
            list_page(s, ouro__page_of(heap, object), true);
        }
    }
}

// Those suspects whom the roots do not clear, and what they reach.  The others live, and settle.
static void join_suspects(suspicion *s) {
    const ouro_runtime *runtime = s->c->runtime;
    for (size_t i = 0; i < s->suspects.count && !s->failed; i++) {
        join(s->suspects.items[i], s);
    }
    join_reached(s, 0);
    for (size_t i = 0; i < s->suspects.count && !s->failed; i++) {
        // It was tracked; but the search may have found that it need not be.
        const uint8_t state = *ouro__gc_state(runtime, s->suspects.items[i]);
        if ((state & (OURO_STATE_TRACKED | OURO_STATE_MARK)) == OURO_STATE_TRACKED) {
            ouro__settle(runtime, s->suspects.items[i]);
        }
    }
    for (size_t i = 0; i < s->joined.count && !s->failed; i++) {
        ouro__unsettle(s->joined.items[i]); // it is counted from, and settles by that
        list_page_of(s, s->joined.items[i]);
    }
}

// ---- Who depends on garbage -------------------------------------------------------------------

// Asks about those who joined.  False: no memory.
static bool ask(suspicion *s) {
    collection again = {.runtime = s->c->runtime,
                        .gc = s->c->gc,
                        .generation = s->c->generation,
                        .older = s->c->older,
                        .tracked = s->c->tracked,
                        .untracked = s->c->untracked};
    if (ouro__gc_set_of(&again, s->joined.items, s->joined.count) < 0) {
        ouro__gc_set_free(&again);
        return false;
    }
    ouro__gc_set_find(&again, s->joined.items, s->joined.count);
    ouro__gc_set_free(s->c);
    *s->c = again;
    return true;
}

// What those beyond the set reach, or if they are too many to be known, what garbage reaches: it joins, if it is not near
// the roots.
static void join_dependents(suspicion *s) {
    const collection *c = s->c;
    const bool known = c->beyond_count <= OURO_GC_BEYOND;
    const ouro__pile beyond = {(ouro_object **)c->beyond, c->beyond_count, OURO_GC_BEYOND};
    look_near(s, known ? &beyond : NULL);
    for (size_t i = 0; known && i < c->beyond_count && !s->failed; i++) {
        join(c->beyond[i], s);
    }
    join_reached(s, known ? c->unreachable : 0);
}

// What garbage reaches depends on it, and both are asked about once more.
static void add_dependents(suspicion *s, size_t most) {
    const collection *c = s->c;
    if (!c->beyond_count) {
        return;
    }
    s->joined.count = 0;
    s->most = c->unreachable + most;
    for (size_t i = 0; i < c->unreachable && !s->failed; i++) {
        s->failed |= !ouro__pile_push(&s->joined, c->objects[i]);
    }
    join_dependents(s);
    if (!s->failed && s->joined.count > c->unreachable) {
        s->failed = !ask(s);
    }
    if (s->failed) {
        unmark(s, c->objects, c->unreachable);
        unmark(s, s->joined.items, s->joined.count);
    }
}

// ---- All of it --------------------------------------------------------------------------------

enum {
    SMALL = 256,       // pages of containers, among which this is as quick as anything
    FLAGGED = 3,       // quarters of the pages: not worth it when more are flagged
    JOIN_SHARE = 8,    // of what is tracked: given up when more join, but for ...
    JOIN_LEAST = 1000, // ... so many
    PATIENCE = 4       // full collections that do without this, once it was given up
};

// Whether most pages need not be read: reading them is what it costs to look at everything.  New ones to which nothing
// happened are read, too, but in their order.
static bool is_little_flagged(const ouro_runtime *runtime) {
    struct ouro__walk walk;
    size_t pages = 0, flagged = 0;
    ouro__walk_start(&walk, runtime->face.heap, OURO__WALK_CONTAINERS);
    while (ouro__walk_arena(&walk)) {
        const struct ouro__arena *arena = walk.arena;
        pages += (size_t)__builtin_popcountll(walk.pending);
        flagged += (size_t)__builtin_popcountll(
            (ouro__arena_young(arena) & arena->flagged[OURO_POOL_EVENTS]) |
            arena->flagged[OURO_POOL_SUSPECTS]);
    }
    return pages < SMALL || flagged < pages / 4 * FLAGGED;
}

// Whether enough is settled, and this was not given up of late.
static bool is_worth_it(const collection *c) {
    const ouro_runtime *runtime = c->runtime;
    const ouro_heap *heap = runtime->face.heap;
    if (!c->gc->settled || !heap->reserved || ouro__body(heap)->npieces != 1) {
        return false;
    }
    if (c->gc->grain) {
        return true;
    }
    if (c->gc->patience) {
        c->gc->patience--;
        return false;
    }
    return is_little_flagged(runtime);
}

static void find(suspicion *s) {
    collection *c = s->c;
    const size_t most =
        c->gc->grain ? c->gc->grain : c->runtime->pace.tracked / JOIN_SHARE + JOIN_LEAST;
    ouro__gc_settling_begins(c);
    c->settles = true;
    look_near(s, &s->suspects);
    s->most = most;
    c->joins = c->suspects = true;
    if (!s->failed) {
        join_suspects(s);
    }
    if (!s->failed && ouro__gc_set_make_listed(c) < 0) {
        s->failed = true;
    }
    if (s->failed) {
        unmark(s, s->joined.items, s->joined.count);
        unmark(s, s->suspects.items, s->suspects.count);
        return;
    }
    c->tracked = c->runtime->pace.tracked - c->runtime->pace.frozen;
    ouro__gc_set_search(c);
    ouro__gc_settling_ends(c);
    ouro__gc_set_divide(c);
    if (c->unreachable) {
        add_dependents(s, most);
        c->survivors = c->tracked - c->unreachable - c->untracked;
    }
}

void ouro__gc_settling_begins(ouro__collection *c) {
    c->gc->settled = false; // until it is true again
    ouro__heap_clear_flag(c->runtime->face.heap, OURO_POOL_ATOMIC);
    ouro__heap_clear_flag(c->runtime->face.heap, OURO_POOL_SUSPECTS);
}

void ouro__gc_settling_ends(ouro__collection *c) {
    if (c->generation == OURO_GENERATIONS - 1) {
        c->gc->settled = !c->marks.failed;
    }
    c->gc->settled_birth = c->runtime->next_birth;
    c->settles = false;
}

bool ouro__gc_suspects_find(ouro__collection *c) {
    if (!is_worth_it(c)) {
        return false;
    }
    const collection before = *c;
    const struct ouro__piece *piece = ouro__body(c->runtime->face.heap)->pieces[0];
    suspicion s = {.c = c, .listed = calloc(piece->records + 1, sizeof(uint64_t))};
    s.failed = !s.listed;
    if (!s.failed) {
        gather(&s);
    }
    if (!s.failed) {
        find(&s);
    }
    if (s.failed) {
        c->gc->patience = PATIENCE;
        c->gc->settled = false;
        ouro__gc_set_free(c);
        *c = before;
    }
    ouro__marks_free(&s.near);
    free(s.suspects.items);
    free(s.joined.items);
    free(s.listed);
    return !s.failed;
}
