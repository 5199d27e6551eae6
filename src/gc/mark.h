// SPDX-License-Identifier: MIT
// Marking what roots reach: what is marked lives.  Floor: gc.
#ifndef OURO_MARK_H
#define OURO_MARK_H

#include "gc_state.h"
#include "pile.h"

// So many references are looked at at once; so many objects with more are remembered.
enum { OURO_MARKS_BIG = 4096, OURO_MARKS_BIG_MOST = 32 };

// One bit for 16 bytes of the heap's first piece of address space, as far as it is in use.  Containers
// begin at least 24 bytes apart, so each has a bit of its own.
typedef struct ouro__marks {
    uint64_t *bits; // NULL: nothing is marked
    uintptr_t base;
    size_t extent; // bytes of address space
    bool failed;   // there was no memory: not all that is marked was looked at

    // When marking goes on in slices:
    uint64_t *scanned; // whose referents were looked at; NULL: it goes on until it is done
    size_t next;       // word of the bits that is looked at next for those that were not
    bool found;        // some were found since word 0
    unsigned big_count;
    struct ouro__marks_big {
        ouro_object *object;
        size_t next;            // of its references (a dict: entries)
    } big[OURO_MARKS_BIG_MOST]; // objects that are being looked at part by part
} ouro__marks;

// Words of bits for a pool's page.
enum { OURO_MARK_WORDS = OURO_POOL_SIZE / 16 / 64 };
_Static_assert(OURO_MARK_WORDS == 4, "they are looked at one by one");

static inline const uint64_t *ouro__marks_of_page(const ouro__marks *marks, uintptr_t page) {
    return marks->bits + (page - marks->base) / (16 * 64);
}

// The bit that belongs to a place `offset` bytes into the first piece, in an array of bits: whether it is set;
// setting it, which says whether that is news; clearing it.
static inline bool ouro__bit_is_set(const uint64_t *bits, size_t offset) {
    return bits[offset / (16 * 64)] >> offset / 16 % 64 & 1;
}

// Fetches the bit's memory: whoever asks for it soon does not wait.
static inline void ouro__fetch_bit(const uint64_t *bits, size_t offset) {
    OURO_PREFETCH(&bits[offset / (16 * 64)]);
}

static inline bool ouro__set_bit(uint64_t *bits, size_t offset) {
    uint64_t *word = &bits[offset / (16 * 64)];
    const uint64_t bit = (uint64_t)1 << offset / 16 % 64, before = *word;
    *word = before | bit;
    return !(before & bit);
}

static inline void ouro__clear_bit(uint64_t *bits, size_t offset) {
    bits[offset / (16 * 64)] &= ~((uint64_t)1 << offset / 16 % 64);
}

static inline bool ouro__is_marked(const ouro__marks *marks, const void *object) {
    return ouro__bit_is_set(marks->bits, (uintptr_t)object - marks->base);
}

// Whether so many blocks of a page are marked as are used: nobody on it is left.
static inline bool ouro__marks_cover(const ouro__marks *marks, uintptr_t page, unsigned used) {
    const uint64_t ones = 0x0101010101010101u;
    const uint64_t *words = ouro__marks_of_page(marks, page);
    uint64_t sums = 0; // of the words' bytes, each at most 32
    for (unsigned i = 0; i < OURO_MARK_WORDS; i++) {
        uint64_t bits = words[i];
        bits -= bits >> 1 & ones * 0x55;
        bits = (bits & ones * 0x33) + (bits >> 2 & ones * 0x33);
        sums += (bits + (bits >> 4)) & ones * 0x0f;
    }
    return sums * ones >> 56 == used;
}

// Large containers are marked in their records, by a count that cannot be.
#define OURO_LARGE_MARKED UINT32_MAX

// Whether a block in the heap's first piece is a container: its arena knows.
static inline bool ouro__is_near_container(const ouro_heap *heap, const void *block) {
    const struct ouro__arena *arena = ouro__block_arena(heap, block);
    return arena->family[OURO_CONTAINER] >> ouro__block_pool_number(block) & 1;
}

// A tracked container that is not known to be alive: in the first piece as it was when the marks were made, or
// large.  Frozen ones are none.
static inline bool ouro__is_unmarked(const ouro_runtime *runtime, const ouro__marks *marks,
                                     const ouro_object *object) {
    const ouro_heap *heap = runtime->face.heap;
    uint8_t state;
    if ((uintptr_t)object - marks->base < marks->extent) {
        if (!ouro__is_near_container(heap, object) || ouro__is_marked(marks, object)) {
            return false;
        }
        state = *ouro__container_state(object);
    } else {
        if (ouro__heap_is_small(heap, object) || !ouro__is_container(object) ||
            ouro__large_of(object)->refs == OURO_LARGE_MARKED) {
            return false;
        }
        state = ouro__large_of(object)->state;
    }
    return state & OURO_STATE_TRACKED && ouro__generation(state) < OURO_GENERATIONS;
}

// Marks what the runtime's roots reach, which settles, and takes tuples and dicts that hold nothing but atoms
// out of the collector's sight on the way.  Without roots, or without memory for the bits, nothing is marked; without
// memory for the work list, less than there is.  Cost: some ns for each object reached.
void ouro__marks_make(ouro_runtime *runtime, ouro__marks *marks);
// Marks what the roots reach, nearest first, until all who are `wanted` (NULL: who knows) are marked, or about `budget`
// references were looked at.  Memory as above.
void ouro__marks_make_near(ouro_runtime *runtime, ouro__marks *marks, const ouro__pile *wanted,
                           size_t budget);
// Marks all that the given roots reach, too, and this is no hint: true if everything is marked.  False: there
// is no memory for it, or the heap has several pieces of address space.
bool ouro__marks_reach(ouro_runtime *runtime, ouro__marks *marks, ouro_roots_fn roots, void *arg);
void ouro__marks_free(ouro__marks *marks);

// The same in slices.  Begin marks the roots; false: without memory.  Each later call looks at about
// `budget` objects more, and as many again while the clock says less than `until` (ns); true: that is all.
bool ouro__marks_begin(ouro_runtime *runtime, ouro__marks *marks);
bool ouro__marks_go_on(ouro_runtime *runtime, ouro__marks *marks, size_t budget, uint64_t until);
// Marks an object that is known to be alive, and with it nobody else.
void ouro__marks_add(ouro__marks *marks, ouro_object *object);

#endif
