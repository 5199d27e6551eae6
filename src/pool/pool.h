// SPDX-License-Identifier: MIT
// The inside of a heap: pieces, arenas, pools, and the walks over them.
// Private header of the pool floor, for the floors above it. SPEC rows: P1 to P8.
//
// Three sizes of thing hold each other:
//
//   piece   address space from the system in one go (64 GiB, less where that is refused), aligned
//           to a huge page. Almost always there is one. Nothing in it can be touched until an arena
//           is committed. Beside it stand its tables: bits and records of its arenas, headers of its
//           pools. So nothing about an arena or pool is written inside it, but what the collector
//           keeps beside containers.
//   arena   256 KiB, 64 pools. Small enough to become empty now and then, large enough that asking
//           the system for one costs little per pool.
//   pool    4 KiB, one page: blocks of one class and one family. A page is what the system takes
//           back, and with one object in a hundred surviving, 57 % of such pools are empty.
//
// What is true of an arena in use (`free`, `family[f]` are masks of its 64 pools; | is union):
//   carved <= backed <= 64; pools from `carved` on were never touched since the arena came into use,
//   and those from `backed` on have no memory behind them, but what a huge page brought along;
//   free | family[PLAIN] | family[ATOM] | family[CONTAINER] = the lowest `carved` bits, disjointly;
//   nfree = 64 - carved + bits in free, and 1 <= nfree <=> it is in usable_arenas;
//   nfree = 64 <=> its bit in piece->empty is set;
//   purged is within free: those have no memory behind them;
//   aside is within free: those have never been in use, to the outside they are untouched;
//   stale is within free and outside purged: those were empty when the last sweep came by;
//   flagged[m] is within family[CONTAINER]; flagged[0] | flagged[1] != 0 => its bit in piece->young is set,
//   flagged[2] | flagged[3] != 0 => its bit in piece->older.
// A record not in use is all zero but its bits in no table but piece->vacant.
// usable_arenas: nfree never falls along the list; last[n] is the last arena with nfree = n, or NULL.
//
// What is true of a pool in use:
//   used <= carved <= capacity, and used + length of its free list = carved;
//   every block that is not allocated has state byte 0 (CONTAINER);
//   lim = 0 or KEPT <=> it is in its class's list of used pools;
//   lim = KEPT => it is alone in that list; its arena counts it in `kept`, and has pools in use that are
//   not kept, or is the heap's only one that has any in use;
//   used = 0 => lim = KEPT;
//   lim = capacity - 1 or capacity - capacity / 16, rounded up <=> it left the list when it was full, in
//   no list, and used > lim: the free that brings `used` down to `lim` links it again.
// A pool whose last block went out stays in its list until the next request for its class finds it
// exhausted: to the outside it is full already, and by the classic rule the front of the list is
// where the next free would put it anyway.

#ifndef OURO_POOL_H
#define OURO_POOL_H

#include "ouro/heap.h"
#include "ouro/heap_stats.h"

// Why the collector is to look at a pool: it may hold objects ...
enum ouro__pool_flag {
    OURO_POOL_YOUNG0, // ... of generation 0
    OURO_POOL_YOUNG1, // ... of generation 1
    OURO_POOL_ATOMIC, // ... that came into the oldest generation since the last full collection, and hold atoms, perhaps
    OURO_POOL_SUSPECTS, // ... of the oldest generation that changed since they came there, or may
    OURO_POOL_EVENTS,   // ... of these, young ones to which something happened
    OURO_POOL_FLAGS
};

// ---- Records ---------------------------------------------------------------------------------

struct ouro__arena {
    uintptr_t base;
    struct ouro__piece *piece;
    struct ouro__pool *pools;          // the headers of its 64
    struct ouro__arena *next, *prev;   // usable_arenas
    uint64_t free;                     // pools in use once, empty now: P5's freepools
    uint64_t purged;                   // of `free`: given back to the system
    uint64_t stale;                    // of `free`: empty since before the last sweep
    uint64_t aside;                    // of `free`: never in use, carved with the one in front
    uint64_t family[OURO_FAMILIES];    // pools in use
    uint64_t flagged[OURO_POOL_FLAGS]; // pools the collector is to look at: enum ouro__pool_flag
    uint8_t nfree;
    uint8_t carved;
    uint8_t backed;
    uint8_t recent; // the pool that became empty last: warm, and taken first
    uint8_t in_use; // 0: an unused record
    uint8_t idle;   // 1: it was empty as a whole when the last sweep came by
    uint8_t kept;   // pools in use that are kept for their classes
    uint8_t unused[25];
};

struct ouro__piece {
    uintptr_t base;
    size_t reserved;
    struct ouro__arena *arenas;  // by (address - base) / 256 KiB
    struct ouro__pool *pools;    // by (address - base) / 4 KiB
    struct ouro__shadow *shadow; // of guarded heaps: by (address - base) / 4 KiB
    uint32_t room;               // arenas that fit
    uint32_t records;            // records ever used: the first so many
    uint32_t committed;          // arenas that are accessible: the first so many
    uint32_t tabled;             // arenas whose records and headers are accessible
    uint32_t vacancies;          // records not in use: bits in `vacant`
    // One bit an arena:
    uint64_t *young;  // it has young pools
    uint64_t *older;  // it has pools with one of the other flags
    uint64_t *empty;  // it is in use, and all its pools are free
    uint64_t *vacant; // its record was used and is not in use
    void *table;      // the reservation of the tables, ...
    size_t table_size;
};

// A whole heap: the face that the inlined functions see, then the rest.
struct ouro__body {
    ouro_heap face;
    ouro_heap_options options;
    unsigned slow; // enum ouro__slow: why no request may take the inlined path; 0: all may
    struct ouro__guard *guard; // of guarded heaps, or NULL
    unsigned classes;
    unsigned class_shift; // log2 of the alignment
    struct ouro__pool *used[OURO_FAMILIES][OURO_CLASSES_MAX];
    uintptr_t beside[OURO_FAMILIES][OURO_CLASSES_MAX]; // the page where a class's pools go on

    struct ouro__piece **pieces; // sorted by base
    size_t npieces;
    size_t piece_size; // what the next reservation asks for

    struct ouro__arena *usable;
    struct ouro__arena *last[OURO_ARENA_POOLS + 1];
    uint64_t arenas_allocated;
    uint64_t arenas_reclaimed;
    uint64_t arenas_peak;
    uint64_t arenas_empty;
    uint64_t bytes_returned;
    uint64_t pools_purged; // since the heap was made

    // The sweep: see purge.c.
    uint32_t until_clock; // slow calls until the clock is read
    uint32_t sweep_next;  // arena of that piece, while a sweep is on its way
    size_t sweep_piece;   // npieces: none is
    uint64_t sweep_due;   // ms
    int in_bulk;          // 1: much is freed now, empty arenas go back when that is done

    struct ouro__large large[OURO_FAMILIES]; // the rings' heads
    uint64_t large_blocks;
    uint64_t large_bytes;

    ouro_pressure_fn pressure; // NULL: none
    void *pressure_arg;
    uint64_t over_limit; // by how much the last request for memory did not fit
    int insisting;       // 1: what fails now fails at once

    uint64_t fail_at;  // OURO_FAIL_OFF: not counting
    uint64_t fail_run; // so many fail, one after another
    uint64_t fail_count;
    char message[512];
};

// The value of `lim` of a pool that stays with its class although its last block is freed.
#define OURO__KEPT (-1)

// Reasons for every allocation to come to ouro__heap_alloc_slow: ouro__pool_show then hides the pools
// from the inlined path.
enum ouro__slow {
    OURO__SLOW_COUNTED = 1, // allocations are counted, or made to fail
    OURO__SLOW_SHARED = 2,  // the heap's user locks; frees are hidden too, by an empty first piece
    OURO__SLOW_GUARDED = 4  // guard.h
};

static inline struct ouro__body *ouro__body(const ouro_heap *heap) {
    return (struct ouro__body *)(uintptr_t)heap;
}

// ---- Pools in their arenas -------------------------------------------------------------------

static inline unsigned ouro__pool_number(const struct ouro__arena *arena,
                                         const struct ouro__pool *pool) {
    return (unsigned)(pool - arena->pools);
}

static inline uintptr_t ouro__arena_page(const struct ouro__arena *arena, unsigned number) {
    return arena->base + (uintptr_t)number * OURO_POOL_SIZE;
}

static inline unsigned ouro__arena_number(const struct ouro__arena *arena) {
    return (unsigned)(arena - arena->piece->arenas);
}

// Pools of any family that are in use.
static inline uint64_t ouro__arena_used(const struct ouro__arena *arena) {
    return arena->family[OURO_PLAIN] | arena->family[OURO_ATOM] | arena->family[OURO_CONTAINER];
}

// Pools that have not been in use since the arena came into use.
static inline unsigned ouro__arena_untouched(const struct ouro__arena *arena) {
    return OURO_ARENA_POOLS - arena->carved + (unsigned)__builtin_popcountll(arena->aside);
}

// Whether no pools are in use but `kept` ones.
static inline int ouro__arena_all_kept(const struct ouro__arena *arena, unsigned kept) {
    return OURO_ARENA_POOLS - arena->nfree == kept;
}

// Arenas that the heap has, and those of them that have pools in use.
static inline uint64_t ouro__heap_arenas(const struct ouro__body *body) {
    return body->arenas_allocated - body->arenas_reclaimed;
}

static inline uint64_t ouro__heap_arenas_in_use(const struct ouro__body *body) {
    return ouro__heap_arenas(body) - body->arenas_empty;
}

// Whether bit `number` of a table of a piece is set; set it; clear it.
static inline int ouro__bit(const uint64_t *bits, uint32_t number) {
    return (int)(bits[number / 64] >> (number % 64) & 1);
}

static inline void ouro__bit_set(uint64_t *bits, uint32_t number) {
    bits[number / 64] |= (uint64_t)1 << (number % 64);
}

static inline void ouro__bit_clear(uint64_t *bits, uint32_t number) {
    bits[number / 64] &= ~((uint64_t)1 << (number % 64));
}

// The first set bit from `from` on, below `count`; or a number >= count.
static inline uint32_t ouro__bit_next(const uint64_t *bits, uint32_t from, uint32_t count) {
    while (from < count) {
        uint64_t word = bits[from / 64] >> (from % 64);
        if (word != 0) {
            return from + (uint32_t)__builtin_ctzll(word);
        }
        from = (from | 63) + 1;
    }
    return from;
}

// The piece whose address space holds `address`, or NULL; the piece of which `pool` is a header.
struct ouro__piece *ouro__piece_of(const struct ouro__body *body, const void *address);
struct ouro__piece *ouro__piece_of_header(const struct ouro__body *body,
                                          const struct ouro__pool *pool);

// The header of the pool in which `block` lies, which is in a piece of this heap.
static inline struct ouro__pool *ouro__pool_of(const ouro_heap *heap, const void *block) {
    if (OURO_LIKELY(ouro__heap_near(heap, block))) {
        return ouro__pool_near(heap, block);
    }
    const struct ouro__piece *piece = ouro__piece_of(ouro__body(heap), block);
    return piece->pools + ((uintptr_t)block - piece->base) / OURO_POOL_SIZE;
}

// The page of the pool: where its blocks are.
static inline uintptr_t ouro__pool_page(const ouro_heap *heap, const struct ouro__pool *pool) {
    const size_t offset = (uintptr_t)pool - (uintptr_t)heap->pools;
    if (OURO_LIKELY(offset < heap->reserved / OURO_POOL_SIZE * sizeof(struct ouro__pool))) {
        return heap->base + offset / sizeof(struct ouro__pool) * OURO_POOL_SIZE;
    }
    const struct ouro__piece *piece = ouro__piece_of_header(ouro__body(heap), pool);
    return piece->base + (uintptr_t)(pool - piece->pools) * OURO_POOL_SIZE;
}

// The record of the arena to which the pool belongs.
static inline struct ouro__arena *ouro__pool_arena(const ouro_heap *heap,
                                                   const struct ouro__pool *pool) {
    const size_t offset = (uintptr_t)pool - (uintptr_t)heap->pools;
    if (OURO_LIKELY(offset < heap->reserved / OURO_POOL_SIZE * sizeof(struct ouro__pool))) {
        return heap->arenas + offset / sizeof(struct ouro__pool) / OURO_ARENA_POOLS;
    }
    const struct ouro__piece *piece = ouro__piece_of_header(ouro__body(heap), pool);
    return piece->arenas + (size_t)(pool - piece->pools) / OURO_ARENA_POOLS;
}

// The record of the arena in which `block`, which is in a pool of this heap, lies.
static inline struct ouro__arena *ouro__block_arena(const ouro_heap *heap, const void *block) {
    if (OURO_LIKELY(ouro__heap_near(heap, block))) {
        return heap->arenas + ((uintptr_t)block - heap->base) / OURO_ARENA_SIZE;
    }
    const struct ouro__piece *piece = ouro__piece_of(ouro__body(heap), block);
    return piece->arenas + ((uintptr_t)block - piece->base) / OURO_ARENA_SIZE;
}

// The address of block `index`, counted from 0, of the pool on `page`.
static inline void *ouro__page_block(uintptr_t page, const struct ouro__shape *shape,
                                     unsigned index) {
    return (void *)(page + shape->first + (uintptr_t)index * shape->size);
}

static inline struct ouro__sidecar *ouro__sidecar(uintptr_t page) {
    return (struct ouro__sidecar *)page;
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
void ouro__pool_free_bitmap(const ouro_heap *heap, const struct ouro__pool *pool,
                            struct ouro__bitmap *bitmap);

// ---- Flagged pools -----------------------------------------------------------------------------

// Pool `number` of the arena has that flag (enum ouro__pool_flag). Cleared with the pool.
static inline void ouro__arena_flag(struct ouro__arena *arena, unsigned number, unsigned flag) {
    uint64_t bit = (uint64_t)1 << number;
    if ((arena->flagged[flag] & bit) == 0) {
        arena->flagged[flag] |= bit;
        if (flag != OURO_POOL_EVENTS) {
            ouro__bit_set(flag < OURO_POOL_ATOMIC ? arena->piece->young : arena->piece->older,
                          ouro__arena_number(arena));
        }
    }
}

// The number in its arena of the pool in which `block` lies.
static inline unsigned ouro__block_pool_number(const void *block) {
    return (unsigned)((uintptr_t)block / OURO_POOL_SIZE) % OURO_ARENA_POOLS;
}

// The pool of the CONTAINER block, which is small, gets that flag.
static inline void ouro__block_flag(const ouro_heap *heap, const void *block, unsigned flag) {
    ouro__arena_flag(ouro__block_arena(heap, block), ouro__block_pool_number(block), flag);
}

// Whether the pool in which `block` lies has that flag.
static inline int ouro__block_is_flagged(const ouro_heap *heap, const void *block, unsigned flag) {
    return (int)(ouro__block_arena(heap, block)->flagged[flag] >> ouro__block_pool_number(block) &
                 1);
}

// No pool has that flag any more: one pass over the arenas that have some.
void ouro__heap_clear_flag(ouro_heap *heap, enum ouro__pool_flag flag);

// Objects of generations 0 to `generation` (0 or more) have become one generation older. The same cost.
// The flags of the oldest one are left to the collector.
void ouro__heap_age_young(ouro_heap *heap, unsigned generation);

// Pools with a young flag, with another one.
static inline uint64_t ouro__arena_young(const struct ouro__arena *arena) {
    return arena->flagged[OURO_POOL_YOUNG0] | arena->flagged[OURO_POOL_YOUNG1];
}

static inline uint64_t ouro__arena_older(const struct ouro__arena *arena) {
    return arena->flagged[OURO_POOL_ATOMIC] | arena->flagged[OURO_POOL_SUSPECTS];
}

// ---- Walks -----------------------------------------------------------------------------------

enum ouro__walk_of {
    OURO__WALK_PLAIN = OURO_PLAIN,
    OURO__WALK_ATOMS = OURO_ATOM,
    OURO__WALK_CONTAINERS = OURO_CONTAINER,
    OURO__WALK_YOUNG0,  // container pools marked for generation 0
    OURO__WALK_YOUNG1,  // ... for 1
    OURO__WALK_YOUNG01, // ... for either
    OURO__WALK_OLDER,   // ... with one of the other flags
    OURO__WALK_ALL      // pools in use of any family
};

// A position among the pools, in the order of addresses. Walks over flagged pools skip other arenas by
// the bitmap, 64 at a time. Blocks and whole pools may be freed during a walk, and pools that come into
// use behind the position are not seen; pools before it may be.
struct ouro__walk {
    const struct ouro__body *body;
    const struct ouro__arena *arena;
    uint64_t pending; // pools of `arena` still to come
    uintptr_t page;   // of the pool that ouro__walk_next returned
    size_t piece;
    uint32_t next; // arena of that piece to look at next
    enum ouro__walk_of of;
};

static inline uint64_t ouro__arena_pools(const struct ouro__arena *arena, enum ouro__walk_of of) {
    switch (of) {
    case OURO__WALK_PLAIN:
    case OURO__WALK_ATOMS:
    case OURO__WALK_CONTAINERS: return arena->family[of];
    case OURO__WALK_YOUNG0: return arena->flagged[0];
    case OURO__WALK_YOUNG1: return arena->flagged[1];
    case OURO__WALK_YOUNG01: return ouro__arena_young(arena);
    case OURO__WALK_OLDER: return ouro__arena_older(arena);
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
                walk->page = ouro__arena_page(walk->arena, number);
                return walk->arena->pools + number;
            }
        }
        if (!ouro__walk_arena(walk)) {
            return NULL;
        }
    }
}

// The pool that ouro__walk_next returned last is to come once more.
static inline void ouro__walk_again(struct ouro__walk *walk) {
    walk->pending |= (uint64_t)1 << walk->page / OURO_POOL_SIZE % OURO_ARENA_POOLS;
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
size_t ouro__piece_least(const struct ouro__body *body); // bytes that one arena needs
int ouro__piece_add(struct ouro__body *body);            // 0, or -1: refused
// An arena's record, cleared, its memory and headers accessible. NULL: refused.
struct ouro__arena *ouro__piece_take(struct ouro__body *body);
void ouro__piece_give(struct ouro__arena *arena); // its record is not in use any more
void ouro__piece_release_all(struct ouro__body *body);

// arena.c
// An empty pool with `cls` and `family` set. *warm is 1 when it served that class and family last:
// then it is set up already. NULL: no memory, or the limit.
struct ouro__pool *ouro__arena_take(struct ouro__body *body, ouro_family family, unsigned cls,
                                    int *warm);
void ouro__arena_give(struct ouro__body *body, struct ouro__pool *pool); // P7
// The arena, which is empty, is in use no more. Its memory is the caller's to give back.
void ouro__arena_retire(struct ouro__body *body, struct ouro__arena *arena);
// The arena in use that `address` lies in, or NULL.
struct ouro__arena *ouro__arena_of(const struct ouro__body *body, const void *address);

// purge.c
void ouro__purge_look(struct ouro__body *body);
// To be called from every slow path.
static inline void ouro__purge_tick(struct ouro__body *body) {
    if (OURO_UNLIKELY(body->until_clock-- == 0)) {
        ouro__purge_look(body);
    }
}
// Gives empty arenas back until at most `keep` are left; the bytes that had memory behind them.
size_t ouro__purge_empty(struct ouro__body *body, uint64_t keep);
uint64_t ouro__purge_allowance(const struct ouro__body *body); // empty arenas that may be kept

// pool.c
extern const struct ouro__pool ouro__no_pool; // without blocks: what `current` holds for none
void ouro__pool_shapes(struct ouro__body *body);
// Lets the inlined path see the class's pool in use, or hides it while the heap is slow.
void ouro__pool_show(struct ouro__body *body, ouro_family family, unsigned cls);
void *ouro__pool_alloc(struct ouro__body *body, ouro_family family, unsigned cls);
// A pool of the class that has a block to give, in guarded heaps; NULL: no memory, or the limit.
struct ouro__pool *ouro__pool_with_room(struct ouro__body *body, ouro_family family, unsigned cls);
// From the first to the second much is freed: what the heap is to give back goes in few large calls, at the end.
void ouro__heap_bulk_begins(ouro_heap *heap);
void ouro__heap_bulk_ends(ouro_heap *heap);
// Takes all blocks of a pool back at once, a near one of a heap without guards.  The cost of freeing one.
void ouro__pool_put_all(ouro_heap *heap, struct ouro__pool *pool);
// `lim` for a pool that is full; `others`: its class has pools with room.
int ouro__pool_full_lim(const struct ouro__body *body, const struct ouro__shape *shape, int others);
// Moves an empty pool from its class's list to its arena.
void ouro__pool_give_back(struct ouro__body *body, struct ouro__pool *pool);
// The pool, which is KEPT, leaves its class if it is empty; if not it will when it becomes so.
void ouro__pool_unkeep(struct ouro__body *body, struct ouro__pool *pool);
void ouro__pool_unkeep_all(struct ouro__body *body);

// visit.c
// Whether a pool of the arena holds a block. One that is kept for its class need not.
static inline int ouro__is_filled(const struct ouro__arena *arena, unsigned number) {
    return (ouro__arena_used(arena) >> number & 1) != 0 && arena->pools[number].used > 0;
}
ouro_pool_info ouro__pool_info(const ouro_heap *heap, const struct ouro__arena *arena,
                               unsigned number);
ouro_arena_info ouro__arena_info(const struct ouro__arena *arena);
// Parts of ouro_heap_visit: one pool with its blocks, and all large blocks.
int ouro__visit_pool(const ouro_heap *heap, const struct ouro__arena *arena, unsigned number,
                     const ouro_heap_visitor *visitor, void *arg);
int ouro__visit_large(const ouro_heap *heap, const ouro_heap_visitor *visitor, void *arg);

// large.c
void *ouro__large_alloc(struct ouro__body *body, ouro_family family, size_t size, int zeroed);
void *ouro__large_resize(struct ouro__body *body, void *block, size_t size);
void ouro__large_free(struct ouro__body *body, void *block);
void ouro__large_free_all(struct ouro__body *body);
void ouro__large_link(struct ouro__body *body, struct ouro__large *large); // into its ring
void ouro__large_unlink(const struct ouro__large *large);

// pressure.c
uint64_t ouro__heap_committed(const struct ouro__body *body); // what the limit limits
// Whether `more` bytes fit under the limit; gives empty arenas back if that makes them fit.
int ouro__heap_make_room(struct ouro__body *body, size_t more);
// A request has failed: does what can be done about it, and tries again. NULL: it fails for good.
OURO_COLD void *ouro__insist(struct ouro__body *body, ouro_family family, size_t size, int zeroed);
OURO_COLD void *ouro__insist_resize(struct ouro__body *body, void *block, size_t size);

// heap.c
// What the collector keeps beside a container goes along when the container moves.
void ouro__heap_move_state(ouro_heap *heap, const void *from, const void *to);

// Whether `block`, which is this heap's, lies in a pool; otherwise it is large.
static inline int ouro__heap_is_small(const ouro_heap *heap, const void *block) {
    return ouro__heap_near(heap, block) || ouro__piece_of(ouro__body(heap), block) != NULL;
}

// The class that serves `size` bytes, 0 as 1.
static inline unsigned ouro__class_of(const struct ouro__body *body, size_t size) {
    return size == 0 ? 0 : (unsigned)((size - 1) >> body->class_shift);
}

#endif
