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

int ouro__walk_arena(struct ouro__walk *walk) {
    for (; walk->piece < walk->body->npieces; walk->piece++, walk->next = 0) {
        const struct ouro__piece *piece = walk->body->pieces[walk->piece];
        for (;;) {
            if (is_young_walk(walk->of)) {
                walk->next = ouro__bit_next(piece->young, walk->next, piece->records);
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

// Changes the marks of every arena that has some.
static void change_young(const ouro_heap *heap, void (*change)(struct ouro__arena *, unsigned),
                         unsigned generation) {
    const struct ouro__body *body = ouro__body(heap);
    for (size_t i = 0; i < body->npieces; i++) {
        struct ouro__piece *piece = body->pieces[i];
        uint32_t number = 0;
        while ((number = ouro__bit_next(piece->young, number, piece->records)) < piece->records) {
            struct ouro__arena *arena = &piece->arenas[number];
            change(arena, generation);
            if ((arena->young[0] | arena->young[1]) == 0) {
                ouro__bit_clear(piece->young, number);
            }
            number++;
        }
    }
}

static void clear(struct ouro__arena *arena, unsigned generation) {
    arena->young[generation] = 0;
}

static void age(struct ouro__arena *arena, unsigned generation) {
    arena->young[1] = generation == 0 ? arena->young[0] | arena->young[1] : 0;
    arena->young[0] = 0;
}

void ouro__heap_clear_young(ouro_heap *heap, unsigned generation) {
    change_young(heap, clear, generation);
}

void ouro__heap_age_young(ouro_heap *heap, unsigned generation) {
    change_young(heap, age, generation);
}
