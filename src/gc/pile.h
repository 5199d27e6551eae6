// SPDX-License-Identifier: MIT
// A list of objects (borrowed) that grows, and may fail to.  Floor: gc.
#ifndef OURO_PILE_H
#define OURO_PILE_H

#include "core.h"

#include <stdlib.h>

typedef struct ouro__pile {
    ouro_object **items;
    size_t count, room;
} ouro__pile;

static inline bool ouro__pile_push(ouro__pile *pile, ouro_object *object) {
    if (OURO_UNLIKELY(pile->count == pile->room)) {
        const size_t room = pile->room ? pile->room * 2 : 1024;
        ouro_object **grown = realloc(pile->items, room * sizeof *grown);
        if (!grown) {
            return false;
        }
        pile->items = grown;
        pile->room = room;
    }
    pile->items[pile->count++] = object;
    return true;
}

#endif
