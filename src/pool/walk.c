// SPDX-License-Identifier: MIT
// Walks over pools, and their flags: what the collector enumerates a generation with.
// Floor pool; SPEC rows: G2 and G4's sets.

#include "pool.h"

#include <stdbool.h>

// ---- From arena to arena ---------------------------------------------------------------------

// The bitmap of the arenas that have such pools, or NULL: all may.
static const uint64_t *bitmap_of(const struct ouro__piece *piece, enum ouro__walk_of of) {
    switch (of) {
    case OURO__WALK_YOUNG0:
    case OURO__WALK_YOUNG1:
    case OURO__WALK_YOUNG01: return piece->young;
    case OURO__WALK_OLDER: return piece->older;
    default: return NULL;
    }
}

void ouro__walk_start(struct ouro__walk *walk, const ouro_heap *heap, enum ouro__walk_of of) {
    *walk = (struct ouro__walk){.body = ouro__body(heap), .of = of};
}

int ouro__walk_arena(struct ouro__walk *walk) {
    for (; walk->piece < walk->body->npieces; walk->piece++, walk->next = 0) {
        const struct ouro__piece *piece = walk->body->pieces[walk->piece];
        const uint64_t *bitmap = bitmap_of(piece, walk->of);
        for (;;) {
            if (bitmap) {
                walk->next = ouro__bit_next(bitmap, walk->next, piece->records);
            }
            if (walk->next >= piece->records) {
                break;
            }
            // The masks of an unused record are 0.
            walk->arena = &piece->arenas[walk->next++];
            walk->pending = ouro__arena_pools(walk->arena, walk->of);
            if (walk->pending != 0) {
                return 1;
            }
        }
    }
    return 0;
}

// ---- Flags -----------------------------------------------------------------------------------

static void set_bit_if(uint64_t *bitmap, uint32_t number, bool on) {
    if (on) {
        ouro__bit_set(bitmap, number);
    } else {
        ouro__bit_clear(bitmap, number);
    }
}

// Changes the flags of the piece's arenas that have a bit.
static void change_flags(struct ouro__piece *piece, const uint64_t *bitmap,
                         void (*change)(struct ouro__arena *, unsigned), unsigned argument) {
    for (uint32_t number = 0;
         (number = ouro__bit_next(bitmap, number, piece->records)) < piece->records; number++) {
        struct ouro__arena *arena = &piece->arenas[number];
        change(arena, argument);
        set_bit_if(piece->young, number, ouro__arena_young(arena) != 0);
        set_bit_if(piece->older, number, ouro__arena_older(arena) != 0);
    }
}

static void clear(struct ouro__arena *arena, unsigned flag) {
    arena->flagged[flag] = 0;
}

static void age(struct ouro__arena *arena, unsigned generation) {
    const uint64_t pools = ouro__arena_young(arena);
    arena->flagged[OURO_POOL_YOUNG0] = 0;
    arena->flagged[OURO_POOL_YOUNG1] = generation == 0 ? pools : 0;
    arena->flagged[OURO_POOL_EVENTS] &= generation == 0 ? UINT64_MAX : 0;
}

void ouro__heap_clear_flag(ouro_heap *heap, enum ouro__pool_flag flag) {
    const struct ouro__body *body = ouro__body(heap);
    for (size_t i = 0; i < body->npieces; i++) {
        struct ouro__piece *piece = body->pieces[i];
        change_flags(piece, flag < OURO_POOL_ATOMIC ? piece->young : piece->older, clear, flag);
    }
}

void ouro__heap_age_young(ouro_heap *heap, unsigned generation) {
    const struct ouro__body *body = ouro__body(heap);
    for (size_t i = 0; i < body->npieces; i++) {
        change_flags(body->pieces[i], body->pieces[i]->young, age, generation);
    }
}
