// SPDX-License-Identifier: MIT
// Guarded heaps: hardened ones, ones in debug mode, and ones that tell valgrind of every block.
// Private header of the pool floor. SPEC rows: P11. docs/safety.md names what each of them stops.
//
// A guarded heap is slow: no pool is shown to the inlined path, and the face's `reserved` is 0, so
// that every request comes here. Pools, arenas and lists are those of any other heap; what differs:
//
//   shadow   256 bytes for each pool, outside the arenas: which blocks are allocated, how much of
//            each was asked for, where the free list begins and ends. Links and headers are compared
//            with it before they are believed.
//   slot     the memory of one block: in debug mode 32 bytes of head; what the user asked for; then,
//            to the slot's end, bytes that nobody may write: 0xFD and the serial again in debug mode,
//            a canary else. The `first` of a pool is where its first user's bytes begin, so a block's
//            address is `first + index * size` here too; its head lies at the end of the slot before.
//   free     a pool is carved whole, in random order; its header's `free` stays NULL. Blocks are taken from the front of its free
//            list and put at its end, so that one rests as long as the pool allows. The links are
//            encoded; all other bytes are 0xDD, which is looked at again when the block is taken.
//   waiting  in debug mode a freed block first waits in a queue, and counts as used by its pool.
//   arena    every second one of the reservation stays inaccessible.
//   large    see guard_large.c: memory of the heap's own, between inaccessible pages.
//
// What is found wrong is reported and ends the process, before anything was changed.

#ifndef OURO_GUARD_H
#define OURO_GUARD_H

#include "debug.h"
#include "pool.h"
#include "shade.h"
#include "text.h"

#include <stdbool.h>

// ---- Records ---------------------------------------------------------------------------------

#define OURO__GUARD_BLOCKS 252u // most blocks of a pool: slots have 16 bytes at least
#define OURO__GUARD_EDGE   8u   // bytes at a slot's end that are canary whatever its state
#define OURO__NO_INDEX     255u

// What a shadow says of a block. Any number from OURO__SLACK_NONE on: it is allocated, and so many
// bytes more of its slot, to the start of the next, were not asked for.
enum {
    OURO__SLACK_FREE,
    OURO__SLACK_WAITING,
    OURO__SLACK_NONE,
    OURO__SLACK_MOST = 255 - OURO__SLACK_NONE, // bytes
};

struct ouro__shadow {
    uint8_t slack[OURO__GUARD_BLOCKS];
    uint8_t cls;
    uint8_t used;        // allocated and waiting: the pool's `used`
    uint8_t front, back; // of the free list: block numbers; OURO__NO_INDEX: it is empty
};

// What was asked for of a slot, and what the shadow says then.
static inline size_t ouro__slack_size(size_t slot, uint8_t slack) {
    return slot + OURO__SLACK_NONE - slack;
}

static inline uint8_t ouro__slack_of(size_t slot, size_t size) {
    return (uint8_t)(slot - size + OURO__SLACK_NONE);
}

// Freed blocks that are not given back yet, oldest first.
struct ouro__waiting {
    void *block;
    uint64_t serial; // 0: none
};

struct ouro__queue {
    struct ouro__waiting *ring;
    size_t room;  // places
    size_t first; // the oldest
    size_t count;
    size_t bytes; // of their slots
    size_t limit;
};

struct ouro__guard {
    uint64_t secret; // encodes links and canaries
    uint64_t random; // state of the generator
    uint64_t serial; // of the last block, in debug mode
    uint16_t head;   // bytes in front of the user's: 0, or 32 in debug mode
    uint16_t tail;   // least bytes behind them
    bool debug;
    bool watched;   // valgrind is told
    bool silent;    // ... and nobody else: what is wrong is left to valgrind
    bool destroyed; // only the record is left
    struct ouro__queue queue;
    struct ouro__spans *spans; // of large blocks; NULL: the raw allocator's
};

// ---- Where an address lies -------------------------------------------------------------------

enum ouro__where {
    OURO__AT_NOTHING, // no memory of this heap
    OURO__AT_GAP,     // inaccessible memory of it
    OURO__AT_UNUSED,  // in a pool or span that is not in use
    OURO__AT_HEADER,  // a pool's header, or what is left over behind its blocks
    OURO__AT_SMALL,
    OURO__AT_LARGE
};

struct ouro__spot {
    enum ouro__where where;
    ouro_family family;
    unsigned char *block; // where the user's bytes begin
    size_t size;          // asked for; of one that is not allocated: the slot
    ptrdiff_t offset;     // of the address from `block`
    uint8_t slack;        // as in the shadow
    const struct ouro__arena *arena;
    struct ouro__pool *pool; // AT_UNUSED too, but in spans: NULL
    uintptr_t page;
    struct ouro__shadow *shadow;
    const struct ouro__shape *shape;
    unsigned index;
    struct ouro__span *span;
};

// Safe for any address; reads the heap's records only.
void ouro__guard_locate(const struct ouro__body *body, const void *address,
                        struct ouro__spot *spot);

// In debug mode: the head of a block.
static inline unsigned char *ouro__guard_head(const struct ouro__guard *guard,
                                              const struct ouro__spot *spot) {
    return spot->block - guard->head - (spot->span != NULL ? OURO_LARGE_PREFIX : 0);
}

static inline uint64_t ouro__guard_serial(const struct ouro__guard *guard,
                                          const struct ouro__spot *spot) {
    const unsigned char *head = ouro__guard_head(guard, spot);
    ouro__shade_open(guard->watched, head, OURO__DEBUG_HEAD);
    const uint64_t serial = ouro__debug_serial(head);
    ouro__shade_close(guard->watched, head, OURO__DEBUG_HEAD);
    return serial;
}

static inline bool ouro__spot_is_block(const struct ouro__spot *spot) {
    return spot->where >= OURO__AT_SMALL && spot->offset == 0 && spot->slack > OURO__SLACK_WAITING;
}

// ---- The heap (guard.c) ----------------------------------------------------------------------

// Whether the options, and valgrind, ask for a guarded heap.
bool ouro__guard_wanted(const ouro_heap_options *options);
// A heap's record in memory of its own, with its guard; NULL: no memory.
struct ouro__body *ouro__guard_new(const ouro_heap_options *options);
// Address space for large blocks, once the heap knows how much of it is granted: 0, or -1: none.
int ouro__guard_open_spans(struct ouro__body *body);
// The first and the last part of destroying a heap, before and after its pieces go back. In debug
// mode everything is checked first, and the record stays, to name whoever uses the heap yet.
void ouro__guard_close(struct ouro__body *body);
void ouro__guard_release(struct ouro__body *body);
// Frees the record and the guard of a heap that could not be made, once its pieces are gone.
void ouro__guard_discard(struct ouro__body *body);

// Takes back what waits, and spans without blocks; the bytes that had memory behind them.
size_t ouro__guard_trim(struct ouro__body *body);

// One attempt at a request; ouro__guard_alloc and its sisters insist as other heaps do.
void *ouro__guard_try(struct ouro__body *body, ouro_family family, size_t size, int zeroed);
void *ouro__guard_alloc(struct ouro__body *body, ouro_family family, size_t size);
void *ouro__guard_calloc(struct ouro__body *body, ouro_family family, size_t size);
void *ouro__guard_realloc(struct ouro__body *body, void *block, size_t size);
void ouro__guard_free(struct ouro__body *body, void *block);
int ouro__guard_spans(const struct ouro__body *body,
                      const void *address); // in large blocks' memory
size_t ouro__guard_size(const struct ouro__body *body, const void *block);
// `block` is allocated and of `family`, or this is its end.
void ouro__guard_expect(const struct ouro__body *body, const void *block, ouro_family family);

// A random number.
static inline uint64_t ouro__guard_random(struct ouro__guard *guard) {
    uint64_t x = guard->random;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    guard->random = x;
    return x * UINT64_C(0x2545F4914F6CDD1D);
}

// ---- Small blocks (guard_pool.c) -------------------------------------------------------------

// The shadow of a piece: 0, or -1: no address space.
int ouro__guard_open_piece(struct ouro__piece *piece);
void ouro__guard_close_piece(struct ouro__piece *piece);
// Makes an arena and its shadow accessible: 0, or -1: no memory. Undoes that for the shadow.
int ouro__guard_open_arena(const struct ouro__piece *piece, uint32_t number);
void ouro__guard_close_arena(const struct ouro__piece *piece, uint32_t number);

// Lays out a pool that was taken from its arena.
void ouro__guard_lay_out(struct ouro__body *body, struct ouro__pool *pool);
// A pool in use whose header and neighbours in its list are what they should be, or this is the end.
void ouro__guard_verify_pool(const struct ouro__body *body, struct ouro__pool *pool);

void *ouro__guard_small_alloc(struct ouro__body *body, ouro_family family, size_t size);
// The block, which is allocated or waits, is sound, or this is the end.
void ouro__guard_small_verify(const struct ouro__body *body, const struct ouro__spot *spot);
// From allocated to waiting: nobody's, and dead.
void ouro__guard_small_bury(struct ouro__body *body, const struct ouro__spot *spot);
// From waiting, and sound, to free.
void ouro__guard_small_release(struct ouro__body *body, const struct ouro__spot *spot);
// Resizes in place: true, or there is no room.
bool ouro__guard_small_resize(struct ouro__body *body, const struct ouro__spot *spot, size_t size);
// Checks every block of a pool; false, with what is wrong in `text`. Fills `bitmap` as check.c's.
bool ouro__guard_check_pool(const struct ouro__body *body, uintptr_t page,
                            struct ouro__bitmap *bitmap, struct ouro__text *text);
void ouro__guard_free_bitmap(const ouro_heap *heap, const struct ouro__pool *pool,
                             struct ouro__bitmap *bitmap);
// Bytes that are left before a pool's first block.
static inline size_t ouro__guard_before(const struct ouro__guard *guard) {
    return guard->head > 0 ? guard->head : OURO__GUARD_EDGE;
}

static inline struct ouro__shadow *ouro__shadow_of(const ouro_heap *heap,
                                                   const struct ouro__pool *pool) {
    const struct ouro__piece *piece = ouro__piece_of_header(ouro__body(heap), pool);
    return piece->shadow + (pool - piece->pools);
}

// Blocks of a pool that are allocated: of its `used` some may wait in a guarded heap.
static inline unsigned ouro__pool_live(const ouro_heap *heap, const struct ouro__pool *pool) {
    unsigned live = pool->used;
    if (ouro__body(heap)->guard != NULL) {
        const struct ouro__shadow *shadow = ouro__shadow_of(heap, pool);
        for (unsigned index = 0; index < OURO__GUARD_BLOCKS; index++) {
            live -= shadow->slack[index] == OURO__SLACK_WAITING;
        }
    }
    return live;
}

// What a block that is allocated may be used for: its class, or what was asked for.
static inline size_t ouro__pool_usable(const ouro_heap *heap, const struct ouro__pool *pool,
                                       unsigned index) {
    const size_t size = ouro__pool_shape(heap, pool)->size;
    return ouro__body(heap)->guard == NULL
               ? size
               : ouro__slack_size(size, ouro__shadow_of(heap, pool)->slack[index]);
}

// ---- The bytes of a slot (guard_bytes.c) -----------------------------------------------------

// The parts of an allocated block's slot.
struct ouro__slot {
    unsigned char *head;  // 32 bytes, in debug mode
    unsigned char *block; // what the user asked for ...
    size_t size;          // ... of so many bytes
    unsigned char *end;   // from behind them to here nobody may write
    ouro_family family;
};

// Writes what surrounds a block.
void ouro__slot_seal(struct ouro__guard *guard, const struct ouro__slot *slot);
// Says what is wrong with that; false: nothing.
bool ouro__slot_damage(const struct ouro__guard *guard, const struct ouro__slot *slot,
                       struct ouro__text *text);
// A canary is a word made of its own address and the heap's secret, so that one place's is of no use
// in another. Each of its bytes has the highest bit set and the next one clear: it is none of the
// bytes that an overrun usually leaves, 0, text, 0xFF, and tells a single one of them.
static inline uint64_t ouro__canary_word(const struct ouro__guard *guard, uintptr_t address) {
    const uint64_t mixed = (guard->secret ^ address) * UINT64_C(0x9E3779B97F4A7C15);
    return ((mixed ^ mixed >> 29) | UINT64_C(0x8080808080808080)) & ~UINT64_C(0x4040404040404040);
}

// Canary from `from` to `to`: written, and the first byte that is not; NULL: none.
void ouro__canary_write(const struct ouro__guard *guard, unsigned char *from, unsigned char *to);
const unsigned char *ouro__canary_damage(const struct ouro__guard *guard, const unsigned char *from,
                                         const unsigned char *to);
// The first byte that is not OURO_DEAD_BYTE, or NULL. Both are multiples of 8.
const unsigned char *ouro__dead_damage(const unsigned char *from, const unsigned char *to);

// ---- Messages (guard_say.c) ------------------------------------------------------------------

// Reports "WHAT" and where `address` lies, and ends the process. The report may leave by longjmp.
OURO_NORETURN void OURO_PRINTF(3, 4)
    ouro__guard_die(const struct ouro__body *body, const void *address, const char *what, ...);
// The same with a text that names the block already.
OURO_NORETURN void ouro__guard_end(const struct ouro__body *body, const struct ouro__text *text);
// The request `verb` ("free", "realloc" ...) was given an address that is no allocated block.
OURO_NORETURN void ouro__guard_wrong(const struct ouro__body *body, const void *address,
                                     const char *verb, const struct ouro__spot *spot);
// Names what lies at an address: lines for `text`.
void ouro__guard_describe(const struct ouro__body *body, const void *address,
                          struct ouro__text *text);

// ---- Waiting (guard_queue.c) -----------------------------------------------------------------

int ouro__queue_open(struct ouro__queue *queue, size_t limit); // 0, or -1: no memory
void ouro__queue_close(struct ouro__queue *queue);
// A buried block; older ones are released as the limit wants it.
void ouro__queue_add(struct ouro__body *body, const struct ouro__spot *spot, uint64_t serial);
// Releases all.
void ouro__queue_flush(struct ouro__body *body);
// The serial of a block that waits, or 0.
uint64_t ouro__queue_serial(const struct ouro__queue *queue, const void *block);

// ---- Large blocks (guard_large.c) ------------------------------------------------------------

struct ouro__spans *ouro__spans_new(const struct ouro__body *body); // NULL: no memory
void ouro__spans_free(struct ouro__spans *spans);
void ouro__spans_locate(const struct ouro__body *body, const void *address,
                        struct ouro__spot *spot);
// Gives spans without blocks back to the system; the bytes that had memory behind them.
size_t ouro__spans_trim(struct ouro__spans *spans);

void *ouro__span_alloc(struct ouro__body *body, ouro_family family, size_t size, int zeroed);
void ouro__span_verify(const struct ouro__body *body, const struct ouro__spot *spot);
void ouro__span_bury(struct ouro__body *body, const struct ouro__spot *spot);
void ouro__span_release(struct ouro__body *body, const struct ouro__spot *spot);
bool ouro__span_resize(struct ouro__body *body, const struct ouro__spot *spot, size_t size);
size_t ouro__span_bytes(const struct ouro__spot *spot); // that the block takes, allocated or not
bool ouro__spans_check(const struct ouro__body *body, struct ouro__text *text);

#endif
