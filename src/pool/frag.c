// SPDX-License-Identifier: MIT
// What live blocks keep, and what freeing them would return. Floor pool; SPEC row: P12.
//
// One walk over the headers of the pools in use answers everything but "what if", which has to ask for
// each block. Places are chosen in the caller's array: a heap of those kept so far with the worst on
// top, so that a million pools are compared with one, and only better ones go in.

#include "ouro/heap_frag.h"

#include "os.h"
#include "pool.h"

#include <stdbool.h>
#include <string.h>

// ---- What is returned ------------------------------------------------------------------------

// Whether a trim takes single pools back.
static bool pools_return(void) {
    return ouro__os_page_size() == OURO_POOL_SIZE;
}

// The pools of the arena that hold blocks. One that is kept for its class need not.
static uint64_t filled_pools(const struct ouro__arena *arena) {
    uint64_t filled = ouro__arena_used(arena);
    for (uint64_t left = filled; left != 0; left &= left - 1) {
        if (!ouro__is_filled(arena, (unsigned)__builtin_ctzll(left))) {
            filled &= ~(left & -left);
        }
    }
    return filled;
}

// Bytes that a trim would take from the arena if, of its pools, only `filled` held blocks.
static uint64_t trimmed(const struct ouro__arena *arena, uint64_t filled, bool by_pool) {
    if (filled != 0 && !by_pool) {
        return 0;
    }
    const unsigned without = (unsigned)__builtin_popcountll(arena->purged | filled);
    return (arena->backed - without) * (uint64_t)OURO_POOL_SIZE;
}

// What more comes back when the pools `emptied` of those that are filled are empty.
static uint64_t returned(const struct ouro__arena *arena, uint64_t filled, uint64_t emptied,
                         bool by_pool) {
    return trimmed(arena, filled & ~emptied, by_pool) - trimmed(arena, filled, by_pool);
}

// ---- Places ----------------------------------------------------------------------------------

// An arena that live blocks keep, and what is looked for in it.
struct subject {
    const ouro_heap *heap;
    const struct ouro__arena *arena;
    uint64_t filled;
    bool by_pool;
};

static const struct ouro__shape *shape_of(const struct subject *s, unsigned number) {
    return ouro__pool_shape(s->heap, s->arena->pools + number);
}

// Pool `number`, which holds blocks.
static ouro_frag_place pool_place(const struct subject *s, unsigned number) {
    const uint64_t blocks = s->arena->pools[number].used;
    return (ouro_frag_place){
        .address = (const void *)ouro__arena_page(s->arena, number),
        .blocks = blocks,
        .bytes_live = blocks * shape_of(s, number)->size,
        .bytes_returned = returned(s->arena, s->filled, (uint64_t)1 << number, s->by_pool),
    };
}

static ouro_frag_place arena_place(const struct subject *s) {
    ouro_frag_place place = {
        .address = (const void *)s->arena->base,
        .bytes_returned = returned(s->arena, s->filled, s->filled, s->by_pool),
    };
    for (uint64_t left = s->filled; left != 0; left &= left - 1) {
        const unsigned number = (unsigned)__builtin_ctzll(left);
        place.blocks += s->arena->pools[number].used;
        place.bytes_live += (uint64_t)s->arena->pools[number].used * shape_of(s, number)->size;
    }
    return place;
}

// The next arena that live blocks keep. 0: there is none.
static bool next_subject(struct ouro__walk *walk, struct subject *s) {
    while (ouro__walk_arena(walk)) {
        s->arena = walk->arena;
        s->filled = filled_pools(walk->arena);
        if (s->filled != 0) {
            return true;
        }
    }
    return false;
}

static struct subject first_subject(struct ouro__walk *walk, const ouro_heap *heap) {
    ouro__walk_start(walk, heap, OURO__WALK_ALL);
    return (struct subject){.heap = heap, .by_pool = pools_return()};
}

// ---- The summary -----------------------------------------------------------------------------

struct summing {
    ouro_frag frag;
    uint64_t blocks[OURO_FAMILIES][OURO_CLASSES_MAX];
};

static void add_to_grade(ouro_frag_grade *grade, const ouro_frag_place *place) {
    grade->count++;
    grade->blocks += place->blocks;
    grade->bytes_live += place->bytes_live;
    grade->bytes_returned += place->bytes_returned;
}

// The grade of `part`, which is at least 1, of `whole`: sixteenths, rounded up, counted from 0.
static size_t grade_of(uint64_t part, uint64_t whole) {
    return (size_t)((part * OURO_FRAG_GRADES - 1) / whole);
}

static void sum_pool(struct summing *sum, const struct subject *s, unsigned number) {
    const struct ouro__pool *pool = s->arena->pools + number;
    const struct ouro__shape *shape = shape_of(s, number);
    const ouro_frag_place place = pool_place(s, number);
    ouro_frag *frag = &sum->frag;
    frag->pools_used++;
    frag->blocks_live += pool->used;
    frag->bytes_live += place.bytes_live;
    frag->bytes_free += (uint64_t)(pool->carved - pool->used) * shape->size;
    frag->bytes_untouched += (uint64_t)(shape->capacity - pool->carved) * shape->size;
    sum->blocks[pool->family][pool->cls] += pool->used;
    add_to_grade(&frag->pools[grade_of(pool->used, shape->capacity)], &place);
}

static void sum_arena(struct summing *sum, const struct subject *s) {
    const ouro_frag_place place = arena_place(s);
    sum->frag.arenas_kept++;
    add_to_grade(&sum->frag.arenas[grade_of(place.bytes_live, OURO_ARENA_SIZE)], &place);
    for (uint64_t left = s->filled; left != 0; left &= left - 1) {
        sum_pool(sum, s, (unsigned)__builtin_ctzll(left));
    }
}

// Pools that the live blocks would fill if they stood packed.
static uint64_t pools_needed(const struct ouro__body *body, const struct summing *sum) {
    uint64_t pools = 0;
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        for (unsigned cls = 0; cls < body->classes; cls++) {
            const uint64_t capacity = body->face.shape[family == OURO_CONTAINER][cls].capacity;
            pools += (sum->blocks[family][cls] + capacity - 1) / capacity;
        }
    }
    return pools;
}

void ouro_heap_get_frag(const ouro_heap *heap, ouro_frag *out) {
    struct summing sum;
    memset(&sum, 0, sizeof(sum));
    struct ouro__walk walk;
    struct subject subject = first_subject(&walk, heap);
    while (next_subject(&walk, &subject)) {
        sum_arena(&sum, &subject);
    }
    ouro_heap_stats stats = {.size = offsetof(ouro_heap_stats, by_class)};
    ouro_heap_get_stats(heap, &stats);
    ouro_frag *frag = &sum.frag;
    const uint64_t used = frag->pools_used * OURO_POOL_SIZE;
    frag->size = out->size < sizeof(*frag) ? out->size : sizeof(*frag);
    frag->bytes_resident = stats.bytes_touched;
    frag->bytes_empty = (stats.pools_empty - stats.pools_purged) * OURO_POOL_SIZE;
    frag->bytes_ahead = stats.bytes_touched - used - frag->bytes_empty;
    frag->bytes_lost = used - frag->bytes_live - frag->bytes_free - frag->bytes_untouched;
    frag->pools_needed = pools_needed(ouro__body(heap), &sum);
    if (frag->pools_used != 0) {
        frag->external = (frag->pools_used - frag->pools_needed) * 1000 / frag->pools_used;
    }
    memcpy(out, frag, frag->size);
}

// ---- The best places -------------------------------------------------------------------------

// The array as a binary heap: a place is no better than the two at 2 i + 1 and 2 i + 2.
struct choice {
    ouro_frag_place *best;
    size_t room;
    size_t kept;
    size_t seen;
};

// Whether a returns more than b for each byte freed; no two are equal. Neither product overflows: both
// factors are at most an arena.
static bool is_better(const ouro_frag_place *a, const ouro_frag_place *b) {
    const uint64_t left = a->bytes_returned * b->bytes_live;
    const uint64_t right = b->bytes_returned * a->bytes_live;
    if (left != right) {
        return left > right;
    }
    if (a->bytes_returned != b->bytes_returned) {
        return a->bytes_returned > b->bytes_returned;
    }
    return a->address < b->address;
}

static void swap(ouro_frag_place *a, ouro_frag_place *b) {
    const ouro_frag_place c = *a;
    *a = *b;
    *b = c;
}

// The place at `at` may be better than those below it: it moves down until it is not.
static void sink(ouro_frag_place *best, size_t kept, size_t at) {
    for (;;) {
        size_t worst = at;
        for (size_t below = 2 * at + 1; below <= 2 * at + 2 && below < kept; below++) {
            if (is_better(&best[worst], &best[below])) {
                worst = below;
            }
        }
        if (worst == at) {
            return;
        }
        swap(&best[at], &best[worst]);
        at = worst;
    }
}

static void offer(struct choice *choice, const ouro_frag_place *place) {
    if (place->bytes_returned == 0) {
        return;
    }
    choice->seen++;
    if (choice->kept == choice->room) {
        if (choice->room != 0 && is_better(place, &choice->best[0])) {
            choice->best[0] = *place;
            sink(choice->best, choice->kept, 0);
        }
        return;
    }
    size_t at = choice->kept++;
    choice->best[at] = *place;
    while (at > 0 && is_better(&choice->best[(at - 1) / 2], &choice->best[at])) {
        swap(&choice->best[at], &choice->best[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
}

// Sorts, best first, and adds up.
static void finish(const struct choice *choice) {
    for (size_t left = choice->kept; left > 1; left--) {
        swap(&choice->best[0], &choice->best[left - 1]);
        sink(choice->best, left - 1, 0);
    }
    uint64_t blocks = 0;
    uint64_t live = 0;
    uint64_t bytes = 0;
    for (size_t i = 0; i < choice->kept; i++) {
        ouro_frag_place *place = &choice->best[i];
        place->sum_blocks = blocks += place->blocks;
        place->sum_live = live += place->bytes_live;
        place->sum_returned = bytes += place->bytes_returned;
    }
}

size_t ouro_heap_frag_arenas(const ouro_heap *heap, ouro_frag_place *best, size_t room) {
    struct choice choice = {.best = best, .room = room};
    struct ouro__walk walk;
    struct subject subject = first_subject(&walk, heap);
    while (next_subject(&walk, &subject)) {
        const ouro_frag_place place = arena_place(&subject);
        offer(&choice, &place);
    }
    finish(&choice);
    return choice.seen;
}

size_t ouro_heap_frag_pools(const ouro_heap *heap, ouro_frag_place *best, size_t room) {
    struct choice choice = {.best = best, .room = room};
    struct ouro__walk walk;
    struct subject subject = first_subject(&walk, heap);
    while (next_subject(&walk, &subject)) {
        for (uint64_t left = subject.filled; left != 0; left &= left - 1) {
            const ouro_frag_place place = pool_place(&subject, (unsigned)__builtin_ctzll(left));
            offer(&choice, &place);
        }
    }
    finish(&choice);
    return choice.seen;
}

// ---- The blocks of a place -------------------------------------------------------------------

struct live {
    ouro_block_fn visit;
    void *arg;
};

static int visit_if_live(const ouro_block_info *block, void *arg) {
    const struct live *live = arg;
    return block->state == OURO_BLOCK_ALLOCATED ? live->visit(block, live->arg) : 0;
}

static const ouro_heap_visitor live_visitor = {.block = visit_if_live};

int ouro_heap_visit_arena_live(const ouro_heap *heap, const void *address, ouro_block_fn visit,
                               void *arg) {
    struct live live = {visit, arg};
    return ouro_heap_visit_arena(heap, address, &live_visitor, &live);
}

int ouro_heap_visit_pool_live(const ouro_heap *heap, const void *address, ouro_block_fn visit,
                              void *arg) {
    struct live live = {visit, arg};
    return ouro_heap_visit_pool(heap, address, &live_visitor, &live);
}

// ---- What if ---------------------------------------------------------------------------------

struct asking {
    ouro_what_if answer;
    ouro_block_fn freed;
    void *arg;
    unsigned in_pool; // blocks of the pool at hand that would be freed
};

static int ask(const ouro_block_info *block, void *arg) {
    struct asking *asking = arg;
    if (block->state != OURO_BLOCK_ALLOCATED || asking->freed(block, asking->arg) == 0) {
        return 0;
    }
    if (block->large) {
        asking->answer.blocks_large++;
        asking->answer.bytes_large += block->size + OURO_LARGE_PREFIX;
    } else {
        asking->answer.blocks++;
        asking->answer.bytes += block->size;
        asking->in_pool++;
    }
    return 0;
}

static const ouro_heap_visitor asking_visitor = {.block = ask};

static void ask_arena(struct asking *asking, const ouro_heap *heap, const struct ouro__arena *arena,
                      bool by_pool) {
    const uint64_t filled = filled_pools(arena);
    uint64_t emptied = 0;
    for (uint64_t left = filled; left != 0; left &= left - 1) {
        const unsigned number = (unsigned)__builtin_ctzll(left);
        asking->in_pool = 0;
        ouro__visit_pool(heap, arena, number, &asking_visitor, asking);
        if (asking->in_pool == arena->pools[number].used) {
            emptied |= (uint64_t)1 << number;
        }
    }
    asking->answer.pools += (unsigned)__builtin_popcountll(emptied);
    asking->answer.arenas += filled != 0 && emptied == filled;
    asking->answer.bytes_returned += returned(arena, filled, emptied, by_pool);
    asking->answer.bytes_trim += trimmed(arena, filled, by_pool);
}

void ouro_heap_what_if(const ouro_heap *heap, ouro_block_fn freed, void *arg, ouro_what_if *out) {
    struct asking asking = {.freed = freed, .arg = arg};
    const struct ouro__body *body = ouro__body(heap);
    const bool by_pool = pools_return();
    for (size_t i = 0; i < body->npieces; i++) {
        const struct ouro__piece *piece = body->pieces[i];
        for (uint32_t number = 0; number < piece->records; number++) {
            if (piece->arenas[number].in_use) {
                ask_arena(&asking, heap, &piece->arenas[number], by_pool);
            }
        }
    }
    ouro__visit_large(heap, &asking_visitor, &asking);
    asking.answer.size = out->size < sizeof(*out) ? out->size : sizeof(*out);
    memcpy(out, &asking.answer, asking.answer.size);
}
