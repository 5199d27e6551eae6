// SPDX-License-Identifier: MIT
// The inside of a heap: pieces, arenas, pools, and the walks over them.
// Private header of the pool floor, for the floors above it. SPEC rows: P1 to P8.
//
// Three sizes of thing hold each other:
//
//   piece   address space from the system in one go (64 GiB, less where that is refused), aligned
//           to an arena. Almost always there is one. Nothing in it can be touched until an arena
//           is committed. Its arena records stand in a table elsewhere, so that nothing about an
//           arena is written inside the arena.
//   arena   256 KiB, 64 pools. Small enough to become empty now and then, large enough that asking
//           the system for one costs little per pool.
//   pool    4 KiB, one page: blocks of one class and one family. A page is what the system takes
//           back, and with one object in a hundred surviving, 57 % of such pools are empty.
//
// What is true of an arena in use (`free`, `family[f]` are masks of its 64 pools; | is union):
//   carved <= 64, and pools from `carved` on were never touched since the arena was committed;
//   free | family[PLAIN] | family[ATOM] | family[CONTAINER] = the lowest `carved` bits, disjointly;
//   nfree = 64 - carved + bits in free, and 1 <= nfree <=> it is in usable_arenas;
//   purged is within free: those have no memory behind them;
//   young[g] is within family[CONTAINER]; young[0] | young[1] != 0 => its bit in piece->young is set.
// usable_arenas: nfree never falls along the list; last[n] is the last arena with nfree = n, or NULL.
//
// What is true of a pool in use:
//   1 <= used <= carved <= capacity, and used + length of its free list = carved;
//   every block that is not allocated has state byte 0 (CONTAINER);
//   lim = 0 <=> it is in its class's list of used pools;
//   lim = capacity - 4 (- 1 by the classic rule) <=> it left the list when it was full, in no list, and
//   used > lim: the free that brings `used` down to `lim` links it again.
// A pool whose last block went out stays in its list until the next request for its class finds it
// exhausted: to the outside it is full already, and by the classic rule the front of the list is
// where the next free would put it anyway.

#ifndef OURO_POOL_H
#define OURO_POOL_H

#include "ouro/heap.h"

// ---- Records ---------------------------------------------------------------------------------

struct ouro__arena {
    uintptr_t base;
    struct ouro__piece *piece;
    struct ouro__arena *next, *prev; // usable_arenas; of an unused record: `next` unused one
    uint64_t free;                   // pools in use once, empty now: P5's freepools
    uint64_t purged;                 // of `free`: given back to the system
    uint64_t family[OURO_FAMILIES];  // pools in use
    uint64_t young[2];               // pools with objects of generation 0, 1: the collector's
    uint8_t nfree;
    uint8_t carved;
    uint8_t recent; // the pool that became empty last: warm, and taken first
    uint8_t in_use; // 0: an unused record
    uint32_t unused;
};

struct ouro__piece {
    uintptr_t base;
    size_t reserved;
    struct ouro__arena *arenas; // by (address - base) / 256 KiB
    uint32_t room;              // arenas that fit
    uint32_t records;           // records ever used: the first so many
    uint64_t *young;            // one bit an arena: it has young pools
    void *table;                // the reservation of the two tables, ...
    size_t table_size;          // ... its length ...
    size_t table_committed;     // ... and how much of it is accessible
};

// What the pools of one class look like; computed once per heap.
struct ouro__shape {
    uint16_t size;
    uint16_t first;
    uint16_t capacity;
    uint16_t recip;
};

// A whole heap: the face that the inlined functions see, then the rest.
struct ouro__body {
    ouro_heap face;
    ouro_heap_options options;
    unsigned classes;
    uint16_t lag; // a full pool is linked again after so many frees
    struct ouro__shape shape[2][OURO_CLASSES_MAX]; // [1]: with state bytes
    struct ouro__pool *used[OURO_FAMILIES][OURO_CLASSES_MAX];

    struct ouro__piece **pieces; // sorted by base
    size_t npieces;
    size_t piece_size; // what the next reservation asks for

    struct ouro__arena *usable;
    struct ouro__arena *last[OURO_ARENA_POOLS + 1];
    struct ouro__arena *unused;
    uint64_t arenas_allocated;
    uint64_t arenas_reclaimed;
    uint64_t arenas_peak;
    uint64_t arenas_empty;

    struct ouro__large large[OURO_FAMILIES]; // the rings' heads
    uint64_t large_blocks;
    uint64_t large_bytes;

    uint64_t fail_at;  // OURO_FAIL_OFF: not counting
    uint64_t fail_run; // so many fail, one after another
    uint64_t fail_count;
    char message[200];
};

static inline struct ouro__body *ouro__body(const ouro_heap *heap) {
    return (struct ouro__body *)(uintptr_t)heap;
}

// ---- Pools in their arenas -------------------------------------------------------------------

static inline unsigned ouro__pool_number(const struct ouro__pool *pool) {
    return (unsigned)((uintptr_t)pool / OURO_POOL_SIZE) % OURO_ARENA_POOLS;
}

static inline uint64_t ouro__pool_bit(const struct ouro__pool *pool) {
    return (uint64_t)1 << ouro__pool_number(pool);
}

static inline struct ouro__pool *ouro__arena_pool(const struct ouro__arena *arena,
                                                  unsigned number) {
    return (struct ouro__pool *)(arena->base + (uintptr_t)number * OURO_POOL_SIZE);
}

static inline unsigned ouro__arena_number(const struct ouro__arena *arena) {
    return (unsigned)(arena - arena->piece->arenas);
}

// Pools of any family that have blocks allocated.
static inline uint64_t ouro__arena_used(const struct ouro__arena *arena) {
    return arena->family[OURO_PLAIN] | arena->family[OURO_ATOM] | arena->family[OURO_CONTAINER];
}

// The address of block `index`, counted from 0.
static inline void *ouro__pool_block(const struct ouro__pool *pool, unsigned index) {
    return (void *)((uintptr_t)pool + pool->first + (uintptr_t)index * pool->size);
}

// The block behind `block` in its pool's free list.
static inline void *ouro__pool_next_free(void *block) {
    OURO__UNPOISON(block, sizeof(ouro__link));
    void *next = *(ouro__link *)block;
    OURO__POISON(block, sizeof(ouro__link));
    return next;
}

// One bit for each block of a pool.
#define OURO__BITMAP_WORDS 8u

struct ouro__bitmap {
    uint64_t word[OURO__BITMAP_WORDS];
};

static inline int ouro__bitmap_has(const struct ouro__bitmap *bitmap, unsigned index) {
    return (int)(bitmap->word[index / 64] >> (index % 64) & 1);
}

// Sets the bits of the blocks that are free: with index >= carved a block is untouched, else it is
// allocated when its bit is 0. Walks the pool's free list. Container pools need it only to tell
// blocks that are allocated without an object: state bytes tell the objects.
void ouro__pool_free_bitmap(const struct ouro__pool *pool, struct ouro__bitmap *bitmap);

// ---- Young pools -----------------------------------------------------------------------------

// The container pool holds an object of generation `generation` (0 or 1). Cleared with the pool.
static inline void ouro__pool_set_young(struct ouro__pool *pool, unsigned generation) {
    struct ouro__arena *arena = pool->arena;
    uint64_t bit = ouro__pool_bit(pool);
    if ((arena->young[generation] & bit) == 0) {
        unsigned number = ouro__arena_number(arena);
        arena->young[generation] |= bit;
        arena->piece->young[number / 64] |= (uint64_t)1 << (number % 64);
    }
}

static inline int ouro__pool_is_young(const struct ouro__pool *pool, unsigned generation) {
    return (pool->arena->young[generation] & ouro__pool_bit(pool)) != 0;
}

// The pool holds none any more. The arena's bit in its piece stays until ouro__heap_clear_young.
static inline void ouro__pool_clear_young(struct ouro__pool *pool, unsigned generation) {
    pool->arena->young[generation] &= ~ouro__pool_bit(pool);
}

// No pool holds one any more: one pass over the arenas that are marked.
void ouro__heap_clear_young(ouro_heap *heap, unsigned generation);

// ---- Walks -----------------------------------------------------------------------------------

enum ouro__walk_of {
    OURO__WALK_PLAIN = OURO_PLAIN,
    OURO__WALK_ATOMS = OURO_ATOM,
    OURO__WALK_CONTAINERS = OURO_CONTAINER,
    OURO__WALK_YOUNG0,  // container pools marked for generation 0
    OURO__WALK_YOUNG1,  // ... for 1
    OURO__WALK_YOUNG01, // ... for either
    OURO__WALK_ALL      // pools in use of any family
};

// A position among the pools, in the order of addresses. Young walks skip unmarked arenas by the
// bitmap, 64 at a time. Blocks and whole pools may be freed during a walk, and pools that come into
// use behind the position are not seen; pools before it may be.
struct ouro__walk {
    const struct ouro__body *body;
    const struct ouro__arena *arena;
    uint64_t pending; // pools of `arena` still to come
    size_t piece;
    uint32_t next; // arena of that piece to look at next
    enum ouro__walk_of of;
};

static inline uint64_t ouro__arena_pools(const struct ouro__arena *arena, enum ouro__walk_of of) {
    switch (of) {
    case OURO__WALK_PLAIN:
    case OURO__WALK_ATOMS:
    case OURO__WALK_CONTAINERS: return arena->family[of];
    case OURO__WALK_YOUNG0: return arena->young[0];
    case OURO__WALK_YOUNG1: return arena->young[1];
    case OURO__WALK_YOUNG01: return arena->young[0] | arena->young[1];
    case OURO__WALK_ALL: break;
    }
    return ouro__arena_used(arena);
}

void ouro__walk_start(struct ouro__walk *walk, const ouro_heap *heap, enum ouro__walk_of of);

// Moves to the next arena with such pools; 0: there is none.
int ouro__walk_arena(struct ouro__walk *walk);

// The next pool, or NULL.
static inline struct ouro__pool *ouro__walk_next(struct ouro__walk *walk) {
    for (;;) {
        while (walk->pending != 0) {
            unsigned number = (unsigned)__builtin_ctzll(walk->pending);
            uint64_t bit = walk->pending & -walk->pending;
            walk->pending &= ~bit;
            if ((ouro__arena_pools(walk->arena, walk->of) & bit) != 0) {
                return ouro__arena_pool(walk->arena, number);
            }
        }
        if (!ouro__walk_arena(walk)) {
            return NULL;
        }
    }
}

// ---- Large blocks ----------------------------------------------------------------------------

// The large blocks of a family, newest first:
//   for (l = ouro__large_first(heap, f); l != ouro__large_end(heap, f); l = l->next)
// Take `next` before a block is freed. The block itself is `l + 1`.
static inline struct ouro__large *ouro__large_first(const ouro_heap *heap, ouro_family family) {
    return ouro__body(heap)->large[family].next;
}

static inline const struct ouro__large *ouro__large_end(const ouro_heap *heap, ouro_family family) {
    return &ouro__body(heap)->large[family];
}

static inline void *ouro__large_block(struct ouro__large *large) {
    return large + 1;
}

// ---- Between the files of this floor ---------------------------------------------------------

// piece.c
int ouro__piece_add(struct ouro__body *body);                    // 0, or -1: refused
struct ouro__arena *ouro__piece_record(struct ouro__body *body); // an unused record, or NULL
struct ouro__piece *ouro__piece_of(const struct ouro__body *body, const void *address);
void ouro__piece_release_all(struct ouro__body *body);

// arena.c
// An empty pool with `arena`, `cls` and `family` set. *warm is 1 when it served that class and
// family last: then it is set up already. NULL: no memory, or the limit.
struct ouro__pool *ouro__arena_take(struct ouro__body *body, ouro_family family, unsigned cls,
                                    int *warm);
void ouro__arena_give(struct ouro__body *body, struct ouro__pool *pool); // P7
// Gives every arena that is empty back; the bytes that had memory behind them.
size_t ouro__arena_release_empty(struct ouro__body *body);
// The arena in use that `address` lies in, or NULL.
struct ouro__arena *ouro__arena_of(const struct ouro__body *body, const void *address);

// pool.c
extern const struct ouro__pool ouro__no_pool; // without blocks: what `current` holds for none
void ouro__pool_shapes(struct ouro__body *body);
// Lets the inlined path see the class's pool in use, or hides it while allocations are counted.
void ouro__pool_show(struct ouro__body *body, ouro_family family, unsigned cls);
void *ouro__pool_alloc(struct ouro__body *body, ouro_family family, unsigned cls);

// large.c
void *ouro__large_alloc(struct ouro__body *body, ouro_family family, size_t size, int zeroed);
void *ouro__large_resize(struct ouro__body *body, void *block, size_t size);
void ouro__large_free(struct ouro__body *body, void *block);
void ouro__large_free_all(struct ouro__body *body);

// heap.c
uint64_t ouro__heap_committed(const struct ouro__body *body); // what the limit limits
// Whether `more` bytes fit under the limit; gives empty arenas back if that makes them fit.
int ouro__heap_make_room(struct ouro__body *body, size_t more);

// Whether `block`, which is this heap's, lies in a pool; otherwise it is large.
static inline int ouro__heap_is_small(const ouro_heap *heap, const void *block) {
    return ouro__heap_near(heap, block) || ouro__piece_of(ouro__body(heap), block) != NULL;
}

// The class that serves `size` bytes, 0 as 1.
static inline unsigned ouro__class_of(const struct ouro__body *body, size_t size) {
    return size == 0 ? 0 : (unsigned)((size - 1) / body->options.alignment);
}

#endif
