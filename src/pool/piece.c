// SPDX-License-Identifier: MIT
// Address space in pieces, with tables of arena records and pool headers beside each.
// Floor pool; SPEC rows: P6, P8.
//
// A heap asks for 64 GiB of addresses at once. They cost nothing until arenas are committed, and
// make P8 one subtraction and one comparison. Where so much is refused (ulimit -v, small containers)
// the request is halved until it is granted; and since a process that cannot have 64 GiB of
// addresses needs what it has for other things too, only an eighth of what was granted is kept.
// Further pieces are asked for when one is full; the table of pieces is sorted by address.
//
// A piece's tables stand in a reservation of their own and become accessible as the piece fills. Per
// arena of 256 KiB they take 168 bytes of record, 2 KiB of pool headers and four bits.
//
// Once committed an arena stays accessible: giving its memory back leaves it readable as zero. Taking
// the access away as well would cut the mapping into pieces, of which a process may have 65,530.
//
// Huge pages make a large heap's page faults five times cheaper and its TLB misses rarer, but a heap
// takes 2 MiB for its first object with them. So arenas are committed one at a time, without, until the
// heap has `huge` bytes in use (32 MiB), and from there on eight at a time, with: at most a sixteenth
// of the heap is resident too early.

#include "guard.h"

#include "os.h"

#include <string.h>

_Static_assert(sizeof(struct ouro__arena) == 168, "the head of this file names the size");

// The tables become accessible in steps of so many arenas.
#define TABLE_STEP 32u

#define KEPT_OF_REFUSED 8

static size_t round_up(size_t size, size_t unit) {
    return (size + unit - 1) / unit * unit;
}

static size_t round_down(size_t size, size_t unit) {
    return size / unit * unit;
}

// ---- Reserving -------------------------------------------------------------------------------

// Arenas that a piece must have room for to have one in use: in a guarded heap it lies between two
// that are never accessible.
static uint32_t least_room(const struct ouro__body *body) {
    return body->guard != NULL ? 3 : 1;
}

size_t ouro__piece_least(const struct ouro__body *body) {
    return least_room(body) * (size_t)OURO_ARENA_SIZE;
}

// Reserves about body->piece_size and notes what was granted, for the next time.
static void *reserve(struct ouro__body *body, size_t *granted) {
    const size_t least = ouro__piece_least(body);
    size_t size = body->piece_size;
    void *base;
    for (;;) {
        const size_t huge = ouro__os_huge_size();
        base = ouro__os_reserve(size, size >= 4 * huge ? huge : OURO_ARENA_SIZE);
        if (base != NULL) {
            break;
        }
        if (size == least) {
            return NULL;
        }
        size = round_down(size / 2, OURO_ARENA_SIZE);
        size = size > least ? size : least;
    }
    if (size < body->piece_size && body->npieces == 0 && size >= KEPT_OF_REFUSED * least) {
        size_t kept = round_down(size / KEPT_OF_REFUSED, OURO_ARENA_SIZE);
        ouro__os_release((char *)base + kept, size - kept);
        size = kept;
    }
    body->piece_size = size;
    *granted = size;
    return base;
}

// Reserves the tables of a piece and makes the bits accessible. The headers come first: they begin
// with a page, so that those of two arenas are half a page each.
static int make_tables(struct ouro__piece *piece) {
    const size_t page = ouro__os_page_size();
    const size_t headers = piece->room * sizeof(struct ouro__pool) * OURO_ARENA_POOLS;
    const size_t bits = (piece->room + 63) / 64 * sizeof(uint64_t);
    const size_t headers_end = round_up(headers, page);
    const size_t bits_end = headers_end + round_up(4 * bits, page);
    piece->table_size = bits_end + round_up(piece->room * sizeof(struct ouro__arena), page);
    piece->table = ouro__os_reserve(piece->table_size, page);
    if (piece->table == NULL) {
        return -1;
    }
    char *table = piece->table;
    if (ouro__os_commit(table + headers_end, bits_end - headers_end) < 0) {
        ouro__os_release(piece->table, piece->table_size);
        return -1;
    }
    ouro__os_name(piece->table, piece->table_size, "ouro arena records");
    piece->pools = piece->table;
    piece->young = (uint64_t *)(void *)(table + headers_end);
    piece->older = (uint64_t *)(void *)(table + headers_end + bits);
    piece->empty = (uint64_t *)(void *)(table + headers_end + 2 * bits);
    piece->vacant = (uint64_t *)(void *)(table + headers_end + 3 * bits);
    piece->arenas = (struct ouro__arena *)(void *)(table + bits_end);
    return 0;
}

static void release(struct ouro__body *body, struct ouro__piece *piece) {
    OURO__UNPOISON((void *)piece->base, piece->records * (size_t)OURO_ARENA_SIZE);
    ouro__os_release((void *)piece->base, piece->reserved);
    ouro__os_release(piece->table, piece->table_size);
    ouro__guard_close_piece(piece);
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
    // A sweep on its way counts in pieces: it begins anew when it is due.
    body->sweep_piece = body->npieces;
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
    if (make_tables(piece) < 0) {
        ouro__os_release(base, piece->reserved);
        ouro_allocator_free(raw, piece);
        return -1;
    }
    if (body->guard != NULL && ouro__guard_open_piece(piece) < 0) {
        release(body, piece);
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

// ---- Committing ------------------------------------------------------------------------------

// Makes `size` bytes from offset `start` of a table accessible, but for those before `done`, which are.
static int extend(void *table, size_t done, size_t end) {
    const size_t page = ouro__os_page_size();
    const size_t from = round_up(done, page);
    const size_t to = round_up(end, page);
    return from < to ? ouro__os_commit((char *)table + from, to - from) : 0;
}

// Makes the record and the headers of the first arena that has none accessible.
static int extend_tables(struct ouro__piece *piece) {
    const size_t headers = sizeof(struct ouro__pool) * OURO_ARENA_POOLS;
    uint32_t target = piece->tabled + TABLE_STEP;
    if (target > piece->room) {
        target = piece->room;
    }
    if (extend(piece->pools, piece->tabled * headers, target * headers) < 0 ||
        extend(piece->arenas, piece->tabled * sizeof(struct ouro__arena),
               target * sizeof(struct ouro__arena)) < 0) {
        return -1;
    }
    piece->tabled = target;
    return 0;
}

// How many arenas to commit at once, from the first that is not committed on.
static uint32_t commit_step(const struct ouro__body *body, const struct ouro__piece *piece) {
    const uint64_t in_use = ouro__heap_arenas(body) * OURO_ARENA_SIZE;
    const uintptr_t start = piece->base + (uintptr_t)piece->committed * OURO_ARENA_SIZE;
    const uint32_t step = (uint32_t)(ouro__os_huge_size() / OURO_ARENA_SIZE);
    const int aligned = start % ouro__os_huge_size() == 0;
    const int large = body->options.huge != 0 && in_use >= body->options.huge;
    return large && aligned && piece->room - piece->committed >= step ? step : 1;
}

// Makes the memory of the first arena that is not committed accessible.
static int extend_arenas(const struct ouro__body *body, struct ouro__piece *piece) {
    const uint32_t step = commit_step(body, piece);
    const size_t size = (size_t)step * OURO_ARENA_SIZE;
    void *start = (void *)(piece->base + (uintptr_t)piece->committed * OURO_ARENA_SIZE);
    if (ouro__os_commit(start, size) < 0) {
        return -1;
    }
    if (step > 1) {
        ouro__os_huge(start, size);
    }
    piece->committed += step;
    return 0;
}

// ---- Records ---------------------------------------------------------------------------------

static struct ouro__piece *piece_with_room(const struct ouro__body *body) {
    for (size_t i = 0; i < body->npieces; i++) {
        const struct ouro__piece *piece = body->pieces[i];
        if (piece->vacancies > 0 || piece->room - piece->records >= least_room(body)) {
            return body->pieces[i];
        }
    }
    return NULL;
}

// Makes an arena, its record and its headers accessible: 0, or -1.
static int open_arena(const struct ouro__body *body, struct ouro__piece *piece, uint32_t number) {
    if (number >= piece->tabled && extend_tables(piece) < 0) {
        return -1;
    }
    if (body->guard != NULL) {
        return ouro__guard_open_arena(piece, number);
    }
    return number >= piece->committed ? extend_arenas(body, piece) : 0;
}

struct ouro__arena *ouro__piece_take(struct ouro__body *body) {
    struct ouro__piece *piece = piece_with_room(body);
    if (piece == NULL) {
        if (ouro__piece_add(body) < 0) {
            return NULL;
        }
        piece = piece_with_room(body);
    }
    // The lowest that is vacant: so the used ones stay together.
    const uint32_t number = piece->vacancies > 0 ? ouro__bit_next(piece->vacant, 0, piece->records)
                                                 : piece->records + (body->guard != NULL);
    if (open_arena(body, piece, number) < 0) {
        return NULL;
    }
    if (number < piece->records) {
        ouro__bit_clear(piece->vacant, number);
        piece->vacancies--;
    } else {
        piece->records = number + 1;
    }
    struct ouro__arena *arena = &piece->arenas[number];
    *arena = (struct ouro__arena){
        .base = piece->base + (uintptr_t)number * OURO_ARENA_SIZE,
        .piece = piece,
        .pools = piece->pools + (size_t)number * OURO_ARENA_POOLS,
        .nfree = OURO_ARENA_POOLS,
        .in_use = 1,
    };
    return arena;
}

void ouro__piece_give(struct ouro__arena *arena) {
    struct ouro__piece *piece = arena->piece;
    const uint32_t number = ouro__arena_number(arena);
    memset(arena, 0, sizeof(*arena));
    ouro__bit_clear(piece->young, number);
    ouro__bit_clear(piece->older, number);
    ouro__bit_clear(piece->empty, number);
    ouro__bit_set(piece->vacant, number);
    piece->vacancies++;
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

struct ouro__piece *ouro__piece_of_header(const struct ouro__body *body,
                                          const struct ouro__pool *pool) {
    for (size_t i = 0; i < body->npieces; i++) {
        struct ouro__piece *piece = body->pieces[i];
        if ((uintptr_t)pool - (uintptr_t)piece->pools <
            piece->room * sizeof(struct ouro__pool) * OURO_ARENA_POOLS) {
            return piece;
        }
    }
    return NULL;
}
