// SPDX-License-Identifier: MIT
// Address space in pieces, and the table of arena records of each. Floor pool; SPEC rows: P6, P8.
//
// A heap asks for 64 GiB of addresses at once. They cost nothing until arenas are committed, and
// make P8 one subtraction and one comparison. Where so much is refused (ulimit -v, small containers)
// the request is halved until it is granted; and since a process that cannot have 64 GiB of
// addresses needs what it has for other things too, only an eighth of what was granted is kept.
// Further pieces are asked for when one is full; the table of pieces is sorted by address.
//
// The records of a piece's arenas, and one bit an arena for "has young pools", stand in a
// reservation of their own and become accessible as the piece fills: 96 bytes per 256 KiB.

#include "pool.h"

#include "os.h"

#include <string.h>

_Static_assert(sizeof(struct ouro__arena) == 96, "the head of this file names the size");

// The table becomes accessible in steps of so many bytes: 682 arenas, 170 MiB.
#define TABLE_STEP ((size_t)65536)

#define KEPT_OF_REFUSED 8

static size_t round_up(size_t size, size_t unit) {
    return (size + unit - 1) / unit * unit;
}

static size_t round_down(size_t size, size_t unit) {
    return size / unit * unit;
}

// ---- Reserving -------------------------------------------------------------------------------

// Reserves about body->piece_size and notes what was granted, for the next time.
static void *reserve(struct ouro__body *body, size_t *granted) {
    size_t size = body->piece_size;
    void *base;
    while ((base = ouro__os_reserve(size, OURO_ARENA_SIZE)) == NULL) {
        if (size == OURO_ARENA_SIZE) {
            return NULL;
        }
        size = round_down(size / 2, OURO_ARENA_SIZE);
    }
    if (size < body->piece_size && body->npieces == 0 &&
        size >= KEPT_OF_REFUSED * OURO_ARENA_SIZE) {
        size_t kept = round_down(size / KEPT_OF_REFUSED, OURO_ARENA_SIZE);
        ouro__os_release((char *)base + kept, size - kept);
        size = kept;
    }
    body->piece_size = size;
    *granted = size;
    return base;
}

// Reserves the two tables of a piece and makes the young bits accessible.
static int make_table(struct ouro__piece *piece) {
    const size_t page = ouro__os_page_size();
    const size_t bits = round_up((piece->room + 63) / 64 * sizeof(uint64_t), page);
    piece->table_size = bits + round_up(piece->room * sizeof(struct ouro__arena), page);
    piece->table = ouro__os_reserve(piece->table_size, page);
    if (piece->table == NULL) {
        return -1;
    }
    if (ouro__os_commit(piece->table, bits) < 0) {
        ouro__os_release(piece->table, piece->table_size);
        return -1;
    }
    ouro__os_name(piece->table, piece->table_size, "ouro arena records");
    piece->table_committed = bits;
    piece->young = piece->table;
    piece->arenas = (struct ouro__arena *)(void *)((char *)piece->table + bits);
    return 0;
}

static void release(struct ouro__body *body, struct ouro__piece *piece) {
    OURO__UNPOISON((void *)piece->base, piece->records * (size_t)OURO_ARENA_SIZE);
    ouro__os_release((void *)piece->base, piece->reserved);
    ouro__os_release(piece->table, piece->table_size);
    ouro_allocator_free(&body->options.raw, piece);
}

// Puts the piece where the order of addresses wants it; the table has room.
static void insert(struct ouro__body *body, struct ouro__piece *piece) {
    size_t at = body->npieces;
    while (at > 0 && body->pieces[at - 1]->base > piece->base) {
        body->pieces[at] = body->pieces[at - 1];
        at--;
    }
    body->pieces[at] = piece;
    body->npieces++;
}

int ouro__piece_add(struct ouro__body *body) {
    const ouro_allocator *raw = &body->options.raw;
    struct ouro__piece **pieces = ouro_allocator_realloc(
        raw, body->pieces, (body->npieces + 1) * sizeof(struct ouro__piece *));
    if (pieces == NULL) {
        return -1;
    }
    body->pieces = pieces;
    struct ouro__piece *piece = ouro_allocator_calloc(raw, 1, sizeof(*piece));
    if (piece == NULL) {
        return -1;
    }
    void *base = reserve(body, &piece->reserved);
    if (base == NULL) {
        ouro_allocator_free(raw, piece);
        return -1;
    }
    piece->base = (uintptr_t)base;
    piece->room = (uint32_t)(piece->reserved / OURO_ARENA_SIZE);
    if (make_table(piece) < 0) {
        ouro__os_release(base, piece->reserved);
        ouro_allocator_free(raw, piece);
        return -1;
    }
    ouro__os_name(base, piece->reserved, "ouro heap");
    insert(body, piece);
    return 0;
}

void ouro__piece_release_all(struct ouro__body *body) {
    for (size_t i = 0; i < body->npieces; i++) {
        release(body, body->pieces[i]);
    }
    ouro_allocator_free(&body->options.raw, body->pieces);
    body->pieces = NULL;
    body->npieces = 0;
}

// ---- Records ---------------------------------------------------------------------------------

// Makes the record after the last one accessible.
static int extend_table(struct ouro__piece *piece) {
    char *end = (char *)(piece->arenas + piece->records + 1);
    size_t needed = (size_t)(end - (char *)piece->table);
    if (needed <= piece->table_committed) {
        return 0;
    }
    size_t target = piece->table_committed + TABLE_STEP;
    if (target > piece->table_size) {
        target = piece->table_size;
    }
    char *start = (char *)piece->table + piece->table_committed;
    if (ouro__os_commit(start, target - piece->table_committed) < 0) {
        return -1;
    }
    piece->table_committed = target;
    return 0;
}

static struct ouro__piece *piece_with_room(const struct ouro__body *body) {
    for (size_t i = 0; i < body->npieces; i++) {
        if (body->pieces[i]->records < body->pieces[i]->room) {
            return body->pieces[i];
        }
    }
    return NULL;
}

struct ouro__arena *ouro__piece_record(struct ouro__body *body) {
    struct ouro__arena *arena = body->unused;
    if (arena != NULL) {
        body->unused = arena->next;
        return arena;
    }
    struct ouro__piece *piece = piece_with_room(body);
    if (piece == NULL) {
        if (ouro__piece_add(body) < 0) {
            return NULL;
        }
        piece = piece_with_room(body);
    }
    if (extend_table(piece) < 0) {
        return NULL;
    }
    arena = &piece->arenas[piece->records];
    arena->base = piece->base + (uintptr_t)piece->records * OURO_ARENA_SIZE;
    arena->piece = piece;
    piece->records++;
    return arena;
}

// ---- P8 --------------------------------------------------------------------------------------

struct ouro__piece *ouro__piece_of(const struct ouro__body *body, const void *address) {
    // The last piece that does not begin above the address.
    size_t low = 0;
    size_t high = body->npieces;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (body->pieces[middle]->base <= (uintptr_t)address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0) {
        return NULL;
    }
    struct ouro__piece *piece = body->pieces[low - 1];
    return (uintptr_t)address - piece->base < piece->reserved ? piece : NULL;
}
