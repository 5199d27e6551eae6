// SPDX-License-Identifier: MIT
// Full collections that ask only after what has happened since the last one.  Floor: gc.  SPEC row G2.
//
// A full collection leaves whoever lives settled (object.h): the flag goes when a reference to the object is
// given back, or one is stored in it.  So a settled object refers to nobody who was made later, and has all
// the references to it that it had.  The next full collection rests on that:
//
//   Garbage that no other garbage refers to is a cycle, and something in it was referred to from outside until
//   that reference was given back, or moved into the cycle.  Whoever that happened to is not settled.  And who
//   is settled in the cycle leads, along it, to one who is not, and was there at the last full collection.
//
// Thus three kinds of objects: the settled; the fresh, tracked since the last full collection; and the old
// who are not settled, the suspects.  If all suspects live, the garbage that nobody refers to is among the fresh
// alone.  So trial deletion runs over the fresh, and over those suspects, with all that they reach, whom
// a short look around the roots (mark.c) does not find alive.  Settled objects that depend on the garbage so found,
// which is what it reaches, join for another turn.  Where suspects reach too much, this is given up, nothing is
// changed, and a collection looks at everything.
//
// (Candidates for the roots of garbage cycles: Bacon, Rajan, "Concurrent cycle collection in reference counted
// systems", 2001.  That the flag costs nothing where references are given back, that fresh objects
// need no search beyond themselves, and that roots clear suspects, is ours.)
#include "pile.h"
#include "states.h"

typedef ouro__collection collection;

typedef struct suspicion {
    collection *c;
    ouro__pile old;     // suspects
    ouro__pile fresh;   // and who came since
    ouro__pile members; // of the set
    size_t most;        // members before it is given up
    bool failed;        // there are more, or there was no memory
} suspicion;

// ---- Who is asked after -----------------------------------------------------------------------

static void add(suspicion *s, ouro_object *object, bool old) {
    if (!(object->refs & OURO_REFS_SETTLED)) {
        s->failed |= !ouro__pile_push(old ? &s->old : &s->fresh, object);
    }
}

// From a page that is flagged.  Of the oldest generation on a page with suspects, all may be suspects.
static void add_page(suspicion *s, const ouro__set_page *page, bool suspects) {
    for (unsigned i = 0; i < page->blocks; i += 8) {
        const ouro__eight states = ouro__states_at(page, i);
        const ouro__eight young = ouro__states_of(states, OURO_GENERATIONS - 2);
        ouro__eight left = ouro__states_of(states, OURO_GENERATIONS - 1);
        for (; left; left &= left - 1) {
            const unsigned k = ouro__first_byte(left);
            add(s, ouro__object_at(page, i + k), suspects && !(young >> 8 * k & 1));
        }
    }
}

static void add_pages(suspicion *s, enum ouro__walk_of of) {
    struct ouro__walk walk;
    const struct ouro__pool *pool;
    ouro__walk_start(&walk, s->c->runtime->face.heap, of);
    while ((pool = ouro__walk_next(&walk))) {
        const uint64_t bit = (uint64_t)1 << walk.page / OURO_POOL_SIZE % OURO_ARENA_POOLS;
        if (of == OURO__WALK_OLDER || !(ouro__arena_older(walk.arena) & bit)) {
            const ouro__set_page page = ouro__page_at(&walk, pool);
            add_page(s, &page, walk.arena->young[OURO_POOL_SUSPECTS] & bit);
        }
    }
}

static void gather(suspicion *s) {
    const ouro_heap *heap = s->c->runtime->face.heap;
    add_pages(s, OURO__WALK_OLDER);
    add_pages(s, OURO__WALK_YOUNG01);
    struct ouro__large *large = ouro__large_first(heap, OURO_CONTAINER);
    for (; large != ouro__large_end(heap, OURO_CONTAINER); large = large->next) {
        if (ouro__is_wanted_large(s->c, large)) {
            add(s, ouro__large_block(large),
                ouro__generation(large->state) == OURO_GENERATIONS - 1);
        }
    }
}

// ---- Who reaches whom -------------------------------------------------------------------------

static int join(ouro_object *object, void *arg) {
    suspicion *s = arg;
    if (!ouro__is_unmarked(s->c->runtime, &s->c->marks, object)) {
        return 0;
    }
    uint8_t *state = ouro__gc_state(s->c->runtime, object);
    if (*state & OURO_STATE_MARK) {
        return 0;
    }
    if (s->members.count == s->most || !ouro__pile_push(&s->members, object)) {
        s->failed = true;
        return -1;
    }
    *state |= OURO_STATE_MARK;
    return 0;
}

// Whatever members from number `next` on reach becomes a member.
static void close_from(suspicion *s, size_t next) {
    for (; next < s->members.count && !s->failed; next++) {
        ouro__each_referent(s->members.items[next], join, s);
    }
}

static void unmark_members(const suspicion *s) {
    for (size_t i = 0; i < s->members.count; i++) {
        *ouro__gc_state(s->c->runtime, s->members.items[i]) &= (uint8_t)~OURO_STATE_MARK;
    }
}

// Those suspects whom the roots do not clear, what they reach, and the fresh.
static void make_members(suspicion *s) {
    for (size_t i = 0; i < s->old.count && !s->failed; i++) {
        join(s->old.items[i], s);
    }
    close_from(s, 0);
    s->most = SIZE_MAX;
    for (size_t i = 0; i < s->fresh.count && !s->failed; i++) {
        join(s->fresh.items[i], s);
    }
}

// ---- Who is unreachable -----------------------------------------------------------------------

// Asks about the members.  False: no memory.
static bool ask(suspicion *s) {
    collection *c = s->c;
    free(c->counts);
    free(c->objects);
    c->counts = NULL, c->objects = NULL;
    c->unreachable = 0;
    if (ouro__gc_set_of(c, s->members.items, s->members.count) < 0) {
        return false;
    }
    ouro__gc_set_find(c, s->members.items, s->members.count);
    return true;
}

// What garbage reaches depends on it: asks once more, about both.
static void ask_dependents(suspicion *s, size_t most) {
    collection *c = s->c;
    const size_t found = c->unreachable;
    s->members.count = 0;
    s->most = found + most;
    for (size_t i = 0; i < found && !s->failed; i++) {
        s->failed |= !ouro__pile_push(&s->members, c->objects[i]); // MARKed, and so no joiner
    }
    close_from(s, 0);
    if (!s->failed && s->members.count > found) {
        s->failed = !ask(s);
    }
}

// ---- What becomes of the others -----------------------------------------------------------------

// Those who live grow older, and settle.  Looking around the roots may have untracked some.
static void settle_all(const suspicion *s, const ouro__pile *pile) {
    for (size_t i = 0; i < pile->count; i++) {
        ouro_object *object = pile->items[i];
        uint8_t *state = ouro__gc_state(s->c->runtime, object);
        if ((*state & (OURO_STATE_TRACKED | OURO_STATE_MARK)) != OURO_STATE_TRACKED) {
            continue;
        }
        *state = ouro__with_generation(*state, OURO_GENERATIONS - 1);
        ouro__settle(s->c->runtime, object);
        if (*state & OURO_STATE_PERHAPS_ATOMIC) {
            ouro__untrack_if_atomic(s->c, object, state);
        }
    }
}

// ---- All of it --------------------------------------------------------------------------------------

static size_t count_pages(const ouro_runtime *runtime, enum ouro__walk_of of) {
    struct ouro__walk walk;
    size_t count = 0;
    ouro__walk_start(&walk, runtime->face.heap, of);
    while (ouro__walk_arena(&walk)) {
        count += (size_t)__builtin_popcountll(walk.pending);
    }
    return count;
}

enum { FLAGGED_SHARE = 2, MEMBER_SHARE = 8, MEMBERS_LEAST = 1000, PATIENCE = 4 };
enum { NEAR_LEAST = 10000, NEAR_EACH = 4 }; // references looked at around the roots: at least, for each suspect

enum { SMALL = 256 }; // pages of containers, among which it is as quick as anything

// Whether enough is settled, and this did not fail of late.
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
    const size_t pages = count_pages(runtime, OURO__WALK_CONTAINERS);
    return pages < SMALL || (count_pages(runtime, OURO__WALK_OLDER) +
                             count_pages(runtime, OURO__WALK_YOUNG01)) * FLAGGED_SHARE < pages;
}

static void find(suspicion *s) {
    collection *c = s->c;
    const size_t most =
        c->gc->grain ? c->gc->grain : c->runtime->pace.tracked / MEMBER_SHARE + MEMBERS_LEAST;
    ouro__marks_make_near(c->runtime, &c->marks, NEAR_LEAST + NEAR_EACH * s->old.count);
    s->most = most;
    if (!c->marks.bits || c->marks.failed) {
        s->failed = true;
        return;
    }
    make_members(s);
    if (s->failed || !ask(s)) {
        unmark_members(s);
        s->failed = true;
        return;
    }
    if (c->unreachable) {
        ask_dependents(s, most);
    }
    if (s->failed) {
        unmark_members(s);
    }
}

bool ouro__gc_suspects_find(ouro__collection *c) {
    if (!is_worth_it(c)) {
        return false;
    }
    const collection before = *c;
    suspicion s = {.c = c};
    gather(&s);
    c->gc->settled = false; // until it is true again
    ouro__heap_clear_flag(c->runtime->face.heap, OURO_POOL_PROMOTED);
    ouro__heap_clear_flag(c->runtime->face.heap, OURO_POOL_SUSPECTS);
    if (!s.failed) {
        find(&s);
    }
    if (s.failed) {
        c->gc->patience = PATIENCE;
        ouro__gc_set_free(c);
        *c = before;
    } else {
        settle_all(&s, &s.old);
        settle_all(&s, &s.fresh);
        ouro__heap_age_young(c->runtime->face.heap, OURO_GENERATIONS - 1);
        c->tracked = c->runtime->pace.tracked + c->untracked - c->runtime->pace.frozen;
        c->survivors = c->tracked - c->unreachable - c->untracked;
        c->gc->settled = true;
        ouro__marks_free(&c->marks);
    }
    free(s.old.items);
    free(s.fresh.items);
    free(s.members.items);
    return !s.failed;
}
