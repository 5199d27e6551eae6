// SPDX-License-Identifier: MIT
// Walks over pools, and young marks: what the collector enumerates a generation with.
// Floor pool; SPEC rows: G2 and G4's sets.

#include "pool.h"

// ---- From arena to arena ---------------------------------------------------------------------

static int is_young_walk(enum ouro__walk_of of) {
    return of == OURO__WALK_YOUNG0 || of == OURO__WALK_YOUNG1 || of == OURO__WALK_YOUNG01;
}

void ouro__walk_start(struct ouro__walk *walk, const ouro_heap *heap, enum ouro__walk_of of) {
    *walk = (struct ouro__walk){.body = ouro__body(heap), .of = of};
}

// The first arena number >= `from` that is marked in the young bits, or >= records: none.
static uint32_t next_marked(const struct ouro__piece *piece, uint32_t from) {
    while (from < piece->records) {
        uint64_t word = piece->young[from / 64] >> (from % 64);
        if (word != 0) {
            return from + (uint32_t)__builtin_ctzll(word);
        }
        from = (from | 63) + 1;
    }
    return from;
}

int ouro__walk_arena(struct ouro__walk *walk) {
    for (; walk->piece < walk->body->npieces; walk->piece++, walk->next = 0) {
        const struct ouro__piece *piece = walk->body->pieces[walk->piece];
        for (;;) {
            if (is_young_walk(walk->of)) {
                walk->next = next_marked(piece, walk->next);
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

void ouro__heap_clear_young(ouro_heap *heap, unsigned generation) {
    const struct ouro__body *body = ouro__body(heap);
    for (size_t i = 0; i < body->npieces; i++) {
        struct ouro__piece *piece = body->pieces[i];
        uint32_t number = 0;
        while ((number = next_marked(piece, number)) < piece->records) {
            struct ouro__arena *arena = &piece->arenas[number];
            arena->young[generation] = 0;
            if ((arena->young[0] | arena->young[1]) == 0) {
                piece->young[number / 64] &= ~((uint64_t)1 << (number % 64));
            }
            number++;
        }
    }
}
