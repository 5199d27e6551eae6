// SPDX-License-Identifier: MIT
// Dividing a set that was searched: the unreachable are listed, the others grow older.
// Floor: gc.  SPEC rows G1, G2 (c).
#include "states.h"

typedef ouro__collection collection;

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

// The object comes into the oldest generation without having been looked at, since it was settled.
static inline void make_old(ouro_object *object) {
    object->refs |= ouro__is_settled_young(object) ? OURO_REFS_OLD : 0;
}

static inline void make_all_old(const ouro__set_page *page, unsigned i, ouro__eight those) {
    const size_t size = page->shape->size;
    char *at = (char *)ouro__object_at(page, i);
    if (OURO_LIKELY(those == OURO_EACH_BYTE(1))) {
        for (unsigned k = 0; k < 8; k++) {
            make_old((ouro_object *)(void *)(at + k * size));
        }
        return;
    }
    for (; those; those >>= 8, at += size) {
        if (those & 1) {
            make_old((ouro_object *)(void *)at);
        }
    }
}

static inline const ouro_dict *dict_at(const ouro__set_page *page, unsigned i) {
    const ouro_object *object = ouro__object_at(page, i);
    return ouro_is_exact(object, OURO_T_DICT) ? (const ouro_dict *)object : NULL;
}

// What asking dicts will wait for: their tables, and in these the values that came last.
static void fetch_tables(const ouro__set_page *page, unsigned i, ouro__eight those) {
    for (ouro__eight left = those; left; left &= left - 1) {
        const ouro_dict *dict = dict_at(page, i + ouro__first_byte(left));
        if (dict) {
            OURO_PREFETCH(dict->keys);
            OURO_PREFETCH((const char *)dict->keys + 64);
        }
    }
    for (ouro__eight left = those; left; left &= left - 1) {
        const ouro_dict *dict = dict_at(page, i + ouro__first_byte(left));
        if (dict && dict->keys->used) {
            OURO_PREFETCH(ouro_dict_value_at_borrow(&dict->head, dict->keys->used - 1));
        }
    }
}

static void untrack_atomic(collection *c, const ouro__set_page *page, unsigned i,
                           ouro__eight those) {
    if (ouro__has_marks(c, page)) { // marking has asked them
        those &= ~ouro__alive_at(c, page, i, those);
    }
    if (c->generation == OURO_GENERATIONS - 1) {
        fetch_tables(page, i, those);
    }
    for (; those; those &= those - 1) {
        const unsigned k = i + ouro__first_byte(those);
        untrack_if_atomic(c, ouro__object_at(page, k), &page->sidecar->states[k]);
    }
}

// Whether survivors come into the oldest generation, some of them without having been looked at.
static inline bool makes_old(const collection *c) {
    return c->suspects || c->generation == OURO_GENERATIONS - 2;
}

// Survivors of a page grow older, and those that need not be tracked are not any more.  Returns how many it has.
static size_t age_page(collection *c, const ouro__set_page *page) {
    const bool old = makes_old(c) && !page->some;
    ouro__eight asked = 0;
    size_t aged = 0;
    for (unsigned i = 0; i < page->blocks; i += 8) {
        const ouro__eight states = ouro__states_at(page, i),
                          those = ouro__states_of(states, c->generation) &
                                  ~ouro__states_with(states, OURO_STATE_MARK);
        if (!those) {
            continue;
        }
        ouro__states_put(page, i, ouro__states_aged(states, those, c->older));
        aged += ouro__count_ones(those);
        if (old) {
            make_all_old(page, i, those);
        }
        const ouro__eight atomic = those & ouro__states_with(states, OURO_STATE_PERHAPS_ATOMIC);
        if (OURO_UNLIKELY(atomic)) {
            untrack_atomic(c, page, i, atomic);
            asked |= atomic;
        }
    }
    if (asked &&
        c->generation == OURO_GENERATIONS - 2) { // full collections ask again, and dicts, too
        ouro__block_flag(c->runtime->face.heap, page->sidecar, OURO_POOL_ATOMIC);
    }
    return aged;
}

static void list_unreachable(collection *c, const ouro__set_page *page) {
    for (unsigned i = 0; i < page->blocks; i += 8) {
        for (ouro__eight left = ouro__states_with(ouro__states_at(page, i), OURO_STATE_MARK); left;
             left &= left - 1) {
            c->objects[c->listed++] = ouro__object_at(page, i + ouro__first_byte(left));
        }
    }
}

static void list_large_unreachable(collection *c, struct ouro__large *large) {
    if (large->state & OURO_STATE_MARK) {
        c->objects[c->listed++] = ouro__large_block(large);
    }
}

static void age_large(collection *c, struct ouro__large *large) {
    ouro_object *object = ouro__large_block(large);
    if (large->state & OURO_STATE_MARK) {
        return;
    }
    c->survivors++;
    large->state = ouro__with_generation(large->state, c->older);
    if (makes_old(c)) {
        make_old(object);
    }
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
        const ouro__set_page page = ouro__page_at(&walk, pool);
        ouro__fetch_behind(&walk);
        if (ouro__has_marks(c, &page)) {
            age_page(c, &page);
        }
    }
}

void ouro__gc_set_divide(ouro__collection *c) {
    const bool listing = c->left && !ouro__gc_can_bury_unlisted(c);
    for (size_t i = 0; i < c->page_count; i++) {
        ouro__fetch_page_after(c, i);
        if (listing) {
            list_unreachable(c, &c->pages[i]);
        }
        c->survivors += age_page(c, &c->pages[i]);
    }
    ouro__each_large(c, list_large_unreachable);
    c->unreachable = listing ? c->listed : c->left;
    ouro__each_large(c, age_large);
    if (c->marks.bits) {
        age_young_pages(c);
    }
    ouro__heap_age_young(c->runtime->face.heap, c->generation);
    if (c->generation < OURO_GENERATIONS - 1) {
        c->tracked = c->survivors + c->unreachable;
    }
    c->survivors = c->tracked - c->unreachable - c->untracked;
    ouro__marks_free(&c->marks);
}
