// SPDX-License-Identifier: MIT
// The objects of a set by their state bytes, eight at a time, and by their pages.  Floor: gc.
// For the files that make, search and divide sets.
#ifndef OURO_GC_STATES_H
#define OURO_GC_STATES_H

#include "collection.h"

// ---- Eight states at a time -----------------------------------------------------------------

typedef uint64_t ouro__eight;

#define OURO_EACH_BYTE(byte) ((ouro__eight)(byte)*0x0101010101010101u)

// States `i` to `i + 7` of a page, those from `blocks` on as 0.
static inline ouro__eight ouro__states_at(const ouro__set_page *page, unsigned i) {
    const uint8_t *from = page->sidecar->states + i;
    const unsigned left = page->blocks - i;
    ouro__eight states = 0;
    if (OURO_LIKELY(left >= 8)) {
        memcpy(&states, from, 8);
    } else {
        memcpy(&states, from, left);
    }
    return states;
}

static inline void ouro__states_put(const ouro__set_page *page, unsigned i, ouro__eight states) {
    uint8_t *to = page->sidecar->states + i;
    const unsigned left = page->blocks - i;
    if (OURO_LIKELY(left >= 8)) {
        memcpy(to, &states, 8);
    } else {
        memcpy(to, &states, left);
    }
}

// 1 in each byte whose state has `bit`.
static inline ouro__eight ouro__states_with(ouro__eight states, unsigned bit) {
    return states >> __builtin_ctz(bit) & OURO_EACH_BYTE(1);
}

// 1 in each byte whose state is that of a tracked object of generations 0 to `oldest`.
static inline ouro__eight ouro__states_of(ouro__eight states, unsigned oldest) {
    const ouro__eight low = ouro__states_with(states, 1u << OURO_STATE_GENERATION_SHIFT);
    const ouro__eight high = ouro__states_with(states, 2u << OURO_STATE_GENERATION_SHIFT);
    const ouro__eight one = oldest == 0 ? UINT64_MAX : 0, two = oldest <= 1 ? UINT64_MAX : 0;
    const ouro__eight older = (low & one) | (high & two) | (low & high);
    return ouro__states_with(states, OURO_STATE_TRACKED) & ~older;
}

// The states with `generation` where `which` has a 1.
static inline ouro__eight ouro__states_aged(ouro__eight states, ouro__eight which,
                                            unsigned generation) {
    return (states & ~(which * OURO_STATE_GENERATION)) |
           which * (generation << OURO_STATE_GENERATION_SHIFT);
}

// How many bytes are 1, the others being 0.
static inline unsigned ouro__count_ones(ouro__eight bytes) {
    return (unsigned)(bytes * OURO_EACH_BYTE(1) >> 56);
}

static inline unsigned ouro__first_byte(ouro__eight bits) {
    return (unsigned)__builtin_ctzll(bits) / 8;
}

static inline ouro__set_page ouro__page_at(const struct ouro__walk *walk,
                                           const struct ouro__pool *pool) {
    const uint64_t events = walk->arena->flagged[OURO_POOL_EVENTS];
    return (ouro__set_page){.sidecar = ouro__sidecar(walk->page),
                            .shape = ouro__pool_shape(&walk->body->face, pool),
                            .blocks = pool->carved,
                            .events =
                                events >> ouro__block_pool_number((const void *)walk->page) & 1};
}

// The page of a small object in the first piece.
static inline ouro__set_page ouro__page_of(const ouro_heap *heap, const ouro_object *object) {
    const struct ouro__pool *pool = ouro__pool_near(heap, object);
    return (ouro__set_page){.sidecar = ouro__sidecar_of(object),
                            .shape = ouro__pool_shape(heap, pool),
                            .blocks = pool->carved};
}

static inline ouro_object *ouro__object_at(const ouro__set_page *page, unsigned i) {
    return ouro__page_block((uintptr_t)page->sidecar, page->shape, i);
}

// Whether an object of the page was found alive by marking.
static inline bool ouro__has_marks(const ouro__collection *c, const ouro__set_page *page) {
    const uintptr_t address = (uintptr_t)page->sidecar;
    if (!c->marks.bits || address - c->marks.base >= c->marks.extent) {
        return false;
    }
    const uint64_t *words = ouro__marks_of_page(&c->marks, address);
    return words[0] | words[1] | words[2] | words[3];
}

// 1 for each of objects `i` to `i + 7` that marking found alive.
static inline ouro__eight ouro__alive_at(const ouro__collection *c, const ouro__set_page *page,
                                         unsigned i, ouro__eight among) {
    ouro__eight alive = 0;
    for (ouro__eight left = among; left; left &= left - 1) {
        const unsigned k = ouro__first_byte(left);
        alive |= (ouro__eight)ouro__is_marked(&c->marks, ouro__object_at(page, i + k)) << 8 * k;
    }
    return alive;
}

// The states of pages that come up soon: processors do not fetch ahead across pages by themselves.
enum { OURO_GC_PAGES_AHEAD = 4 };

static inline void ouro__fetch_states(const void *sidecar) {
    OURO_PREFETCH(sidecar);
    OURO_PREFETCH((const char *)sidecar + 64);
}

// Of the page `i` places into the list of pages, and some more.
static inline void ouro__fetch_page_after(const ouro__collection *c, size_t i) {
    if (i + OURO_GC_PAGES_AHEAD < c->page_count) {
        ouro__fetch_states(c->pages[i + OURO_GC_PAGES_AHEAD].sidecar);
    }
}

// Of the pages that lie behind that at which a walk is.
static inline void ouro__fetch_behind(const struct ouro__walk *walk) {
    ouro__fetch_states(
        (const void *)(walk->page + OURO_GC_PAGES_AHEAD * (uintptr_t)OURO_POOL_SIZE));
}

// ---- Large containers -----------------------------------------------------------------------

typedef void (*ouro__large_fn)(ouro__collection *c, struct ouro__large *large);

static inline bool ouro__is_wanted_large(const ouro__collection *c,
                                         const struct ouro__large *large) {
    return large->state & OURO_STATE_TRACKED && ouro__generation(large->state) <= c->generation;
}

static inline void ouro__each_large(ouro__collection *c, ouro__large_fn function) {
    const ouro_heap *heap = c->runtime->face.heap;
    struct ouro__large *large = ouro__large_first(heap, OURO_CONTAINER), *next;
    for (; large != ouro__large_end(heap, OURO_CONTAINER); large = next) {
        next = large->next;
        if (ouro__is_wanted_large(c, large)) {
            function(c, large);
        }
    }
}

#endif
