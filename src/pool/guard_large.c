// SPDX-License-Identifier: MIT
// Large blocks of guarded heaps, in address space of their own. Floor pool; SPEC rows: P1, P9, P11.
//
// The raw allocator knows nothing of guards, so a guarded heap serves blocks of any size itself. Its
// second reservation is divided into spans of 256 KiB, whose first and last page stay inaccessible:
//
//   slab   slots of one size, up to 32 KiB; which one is taken is left to chance;
//   run    one block in as many spans as it needs; it ends where a page ends, but for what alignment
//          and the bytes behind it want, so that an overrun meets an inaccessible page at once.
//
// A slot is: in debug mode a head of 32 bytes; the record that every large block has in front; the
// user's bytes; bytes that nobody may write. What is true of each block stands in the span's record
// too, outside. A slot that is free is full of dead bytes, a run that is free is inaccessible.

#include "guard.h"

#include "os.h"

#include <string.h>

#define SPAN_SIZE    ((size_t)262144)
#define SLOT_MAX     ((size_t)32768)
#define SLAB_SLOTS   396u // (256 KiB - two pages) / 640
#define SLAB_CLASSES 24u  // four between one power of two and the next, 512 to 32768
#define TABLE_STEP   ((size_t)65536)

enum span_kind { SPAN_FREE, SPAN_SLAB, SPAN_RUN, SPAN_PART };

struct slot {
    uint16_t size; // asked for, of a slab's blocks
    uint8_t family;
    uint8_t slack; // as in a shadow, but any number above OURO__SLACK_WAITING is the same
};

struct ouro__span {
    uint8_t kind;
    uint8_t cls;
    uint16_t used;                 // allocated and waiting blocks
    uint32_t spans;                // of a run; of a part: how many back it begins
    size_t slot_size;              // of a slab
    struct ouro__span *next;       // slabs of a class that have room
    struct ouro__span *prev;       //
    unsigned char *block;          // of a run
    size_t size;                   // asked for
    uint64_t free[7];              // slots that may be taken
    uint64_t touched[7];           // slots that were
    struct slot slots[SLAB_SLOTS]; // a run has one
};

struct ouro__spans {
    unsigned char *base;
    size_t room;      // spans that fit
    size_t high;      // the first so many were used at least once
    size_t idle;      // of those: free
    size_t cursor;    // where the search for free ones goes on
    size_t committed; // bytes of `records`
    size_t table_size;
    struct ouro__span *slabs[SLAB_CLASSES];
    struct ouro__span *records;
};

// ---- Life ------------------------------------------------------------------------------------

static size_t page_up(size_t size) {
    const size_t page = ouro__os_page_size();
    return (size + page - 1) / page * page;
}

struct ouro__spans *ouro__spans_new(const struct ouro__body *body) {
    size_t size = body->piece_size / SPAN_SIZE * SPAN_SIZE;
    void *base = NULL;
    while (size >= SPAN_SIZE && (base = ouro__os_reserve(size, SPAN_SIZE)) == NULL) {
        size = size / 2 / SPAN_SIZE * SPAN_SIZE;
    }
    if (base == NULL) {
        return NULL;
    }
    const size_t room = size / SPAN_SIZE;
    const size_t head = page_up(sizeof(struct ouro__spans));
    const size_t table_size = head + page_up(room * sizeof(struct ouro__span));
    unsigned char *table = ouro__os_reserve(table_size, ouro__os_page_size());
    if (table == NULL || ouro__os_commit(table, head) < 0) {
        ouro__os_release(base, size);
        if (table != NULL) {
            ouro__os_release(table, table_size);
        }
        return NULL;
    }
    ouro__os_name(base, size, "ouro large blocks");
    ouro__os_name(table, table_size, "ouro span records");
    struct ouro__spans *spans = (struct ouro__spans *)(void *)table;
    spans->base = base;
    spans->room = room;
    spans->table_size = table_size;
    spans->records = (struct ouro__span *)(void *)(table + head);
    return spans;
}

void ouro__spans_free(struct ouro__spans *spans) {
    OURO__UNPOISON(spans->base, spans->high * SPAN_SIZE);
    ouro__os_release(spans->base, spans->room * SPAN_SIZE);
    ouro__os_release(spans, spans->table_size);
}

// ---- Spans -----------------------------------------------------------------------------------

static unsigned char *span_base(const struct ouro__spans *spans, const struct ouro__span *span) {
    return spans->base + (size_t)(span - spans->records) * SPAN_SIZE;
}

// Makes the records of the first `count` spans accessible: 0, or -1.
static int extend_table(struct ouro__spans *spans, size_t count) {
    const size_t needed = count * sizeof(struct ouro__span);
    if (needed <= spans->committed) {
        return 0;
    }
    const size_t most = page_up(spans->room * sizeof(struct ouro__span));
    size_t target = (needed + TABLE_STEP - 1) / TABLE_STEP * TABLE_STEP;
    target = target < most ? target : most;
    if (ouro__os_commit((unsigned char *)spans->records + spans->committed,
                        target - spans->committed) < 0) {
        return -1;
    }
    spans->committed = target;
    return 0;
}

// The first of `count` free spans in a row in [from, to), or `to`.
static size_t free_row(const struct ouro__spans *spans, size_t from, size_t to, size_t count) {
    size_t length = 0;
    for (size_t at = from; at < to; at++) {
        length = spans->records[at].kind == SPAN_FREE ? length + 1 : 0;
        if (length == count) {
            return at + 1 - count;
        }
    }
    return to;
}

// So many spans in a row, all marked as parts; the first one is the caller's to set. NULL: no room.
// The search goes round, so that what was freed last is not what is taken next.
static struct ouro__span *take_spans(struct ouro__spans *spans, size_t count) {
    size_t at = spans->high;
    if (spans->idle >= count) {
        at = free_row(spans, spans->cursor, spans->high, count);
        if (at == spans->high) {
            at = free_row(spans, 0, spans->high, count);
        }
    }
    if (at == spans->high) {
        if (count > spans->room - spans->high || extend_table(spans, spans->high + count) < 0) {
            return NULL;
        }
        spans->high += count;
        spans->idle += count;
    }
    spans->idle -= count;
    spans->cursor = at + count < spans->high ? at + count : 0;
    for (size_t i = 0; i < count; i++) {
        spans->records[at + i].kind = SPAN_PART;
        spans->records[at + i].spans = (uint32_t)i;
    }
    return &spans->records[at];
}

static void give_spans(struct ouro__spans *spans, struct ouro__span *first, size_t count) {
    for (size_t i = 0; i < count; i++) {
        first[i].kind = SPAN_FREE;
    }
    spans->idle += count;
}

// ---- Slots -----------------------------------------------------------------------------------

// The class of slots of `total` bytes, 513 to 32768, and their size.
static unsigned class_of(size_t total, size_t *slot_size) {
    const unsigned power = 63u - (unsigned)__builtin_clzll(total - 1);
    const unsigned shift = power - 2;
    const size_t step = (size_t)1 << shift;
    *slot_size = (total + step - 1) / step * step;
    return (power - 9) * 4 + (unsigned)((total - 1) >> shift) - 4;
}

static unsigned slots_of(size_t slot_size) {
    return (unsigned)((SPAN_SIZE - 2 * ouro__os_page_size()) / slot_size);
}

// The first byte of a slot, of a run: of its page.
static unsigned char *slot_start(const struct ouro__body *body, const struct ouro__spot *spot) {
    return spot->block - OURO_LARGE_PREFIX - body->guard->head;
}

static unsigned char *run_end(const struct ouro__span *run) {
    return (unsigned char *)page_up((uintptr_t)run->block + run->size);
}

size_t ouro__span_bytes(const struct ouro__spot *spot) {
    return spot->span->kind == SPAN_SLAB ? spot->span->slot_size : spot->span->size;
}

static unsigned char *slot_end(const struct ouro__body *body, const struct ouro__spot *spot) {
    return spot->span->kind == SPAN_SLAB ? slot_start(body, spot) + spot->span->slot_size
                                         : run_end(spot->span);
}

static struct ouro__slot slot_of(const struct ouro__body *body, const struct ouro__spot *spot) {
    return (struct ouro__slot){
        .head = slot_start(body, spot),
        .block = spot->block,
        .size = spot->size,
        .end = slot_end(body, spot),
        .family = spot->family,
    };
}

static void locate_in_slab(const struct ouro__body *body, const unsigned char *address,
                           struct ouro__spot *spot) {
    const struct ouro__span *slab = spot->span;
    const unsigned char *start = span_base(body->guard->spans, slab) + ouro__os_page_size();
    const size_t offset = (size_t)(address - start);
    const size_t index = offset / slab->slot_size;
    if (address < start || index >= slots_of(slab->slot_size)) {
        return;
    }
    const struct slot *slot = &slab->slots[index];
    spot->where = OURO__AT_LARGE;
    spot->index = (unsigned)index;
    spot->slack = slot->slack;
    spot->family = (ouro_family)slot->family;
    spot->block = (unsigned char *)(uintptr_t)start + index * slab->slot_size + body->guard->head +
                  OURO_LARGE_PREFIX;
    spot->size = slot->slack > OURO__SLACK_WAITING
                     ? slot->size
                     : slab->slot_size - body->guard->head - OURO_LARGE_PREFIX;
}

void ouro__spans_locate(const struct ouro__body *body, const void *address,
                        struct ouro__spot *spot) {
    const struct ouro__spans *spans = body->guard->spans;
    const unsigned char *at = address;
    spot->where = OURO__AT_NOTHING;
    if (spans == NULL || (uintptr_t)at - (uintptr_t)spans->base >= spans->room * SPAN_SIZE) {
        return;
    }
    const size_t number = (size_t)(at - spans->base) / SPAN_SIZE;
    spot->where = OURO__AT_GAP;
    if (number >= spans->high) {
        return;
    }
    struct ouro__span *span = &spans->records[number];
    if (span->kind == SPAN_PART) {
        span -= span->spans;
    }
    spot->span = span;
    if (span->kind == SPAN_FREE) {
        spot->where = OURO__AT_UNUSED;
    } else if (span->kind == SPAN_SLAB) {
        locate_in_slab(body, at, spot);
    } else if (at < run_end(span)) {
        spot->block = span->block;
        spot->size = span->size;
        spot->family = (ouro_family)span->slots[0].family;
        spot->slack = span->slots[0].slack;
        spot->where = at >= slot_start(body, spot) ? OURO__AT_LARGE : OURO__AT_GAP;
    }
    if (spot->where == OURO__AT_LARGE) {
        spot->offset = at - spot->block;
    }
}

// ---- Slabs -----------------------------------------------------------------------------------

static void link_slab(struct ouro__spans *spans, struct ouro__span *slab) {
    slab->prev = NULL;
    slab->next = spans->slabs[slab->cls];
    if (slab->next != NULL) {
        slab->next->prev = slab;
    }
    spans->slabs[slab->cls] = slab;
}

static void unlink_slab(struct ouro__spans *spans, struct ouro__span *slab) {
    if (slab->next != NULL) {
        slab->next->prev = slab->prev;
    }
    if (slab->prev != NULL) {
        slab->prev->next = slab->next;
    } else {
        spans->slabs[slab->cls] = slab->next;
    }
}

static struct ouro__span *new_slab(struct ouro__body *body, unsigned cls, size_t slot_size) {
    struct ouro__spans *spans = body->guard->spans;
    struct ouro__span *slab = take_spans(spans, 1);
    if (slab == NULL) {
        return NULL;
    }
    const size_t page = ouro__os_page_size();
    unsigned char *start = span_base(spans, slab) + page;
    if (ouro__os_commit(start, SPAN_SIZE - 2 * page) < 0) {
        give_spans(spans, slab, 1);
        return NULL;
    }
    ouro__shade_close(body->guard->watched, start, SPAN_SIZE - 2 * page);
    *slab = (struct ouro__span){.kind = SPAN_SLAB, .cls = (uint8_t)cls, .slot_size = slot_size};
    for (unsigned i = 0; i < slots_of(slot_size); i++) {
        slab->free[i / 64] |= (uint64_t)1 << (i % 64);
    }
    link_slab(spans, slab);
    return slab;
}

static void release_slab(struct ouro__spans *spans, struct ouro__span *slab) {
    const size_t page = ouro__os_page_size();
    unlink_slab(spans, slab);
    ouro__os_decommit(span_base(spans, slab) + page, SPAN_SIZE - 2 * page);
    ouro__os_name(span_base(spans, slab), SPAN_SIZE, "ouro large blocks");
    give_spans(spans, slab, 1);
}

// A free slot, by chance. The slab has one.
static unsigned choose_slot(struct ouro__guard *guard, const struct ouro__span *slab) {
    const unsigned count = slots_of(slab->slot_size);
    const unsigned from = (unsigned)(ouro__guard_random(guard) % count);
    unsigned word = from / 64;
    uint64_t bits = slab->free[word] & ~(uint64_t)0 << (from % 64);
    while (bits == 0) {
        word = (word + 1) % 7;
        bits = slab->free[word];
    }
    return word * 64 + (unsigned)__builtin_ctzll(bits);
}

// Says what was written into a slot or run that is not allocated.
static bool dead_is_damaged(const struct ouro__body *body, const struct ouro__spot *spot,
                            struct ouro__text *text) {
    const unsigned char *from = slot_start(body, spot);
    const unsigned char *to = slot_end(body, spot);
    from = spot->span->kind == SPAN_RUN ? spot->block : from;
    ouro__shade_open(body->guard->watched, from, (size_t)(to - from));
    const unsigned char *first = ouro__dead_damage(from, to);
    ouro__shade_close(body->guard->watched, from, (size_t)(to - from));
    if (first == NULL) {
        return false;
    }
    ouro__text_add(text, "written after it was freed: byte %td of the block", first - spot->block);
    ouro__guard_describe(body, spot->block, text);
    return true;
}

// Fills `spot` with a slot of a slab. 0, or -1: no memory.
static int take_slot(struct ouro__body *body, size_t total, struct ouro__spot *spot) {
    struct ouro__spans *spans = body->guard->spans;
    size_t slot_size;
    const unsigned cls = class_of(total, &slot_size);
    struct ouro__span *slab = spans->slabs[cls];
    if (slab == NULL) {
        slab = new_slab(body, cls, slot_size);
        if (slab == NULL) {
            return -1;
        }
    }
    const unsigned index = choose_slot(body->guard, slab);
    const uint64_t bit = (uint64_t)1 << (index % 64);
    const unsigned char *start = span_base(spans, slab) + ouro__os_page_size();
    ouro__guard_locate(body, start + index * slot_size, spot);
    if ((slab->touched[index / 64] & bit) != 0) {
        struct ouro__text text;
        ouro__text_start(&text);
        if (dead_is_damaged(body, spot, &text)) {
            ouro__guard_end(body, &text);
        }
    }
    slab->touched[index / 64] |= bit;
    slab->free[index / 64] &= ~bit;
    slab->used++;
    if (slab->used == slots_of(slot_size)) {
        unlink_slab(spans, slab);
    }
    return 0;
}

// ---- Runs ------------------------------------------------------------------------------------

static int take_run(struct ouro__body *body, size_t size, struct ouro__spot *spot) {
    const struct ouro__guard *guard = body->guard;
    const size_t page = ouro__os_page_size();
    const size_t before = OURO_LARGE_PREFIX + guard->head;
    const size_t behind = guard->debug ? OURO__DEBUG_TAIL : 0;
    const size_t whole = page_up(before + (size + behind + 15) / 16 * 16);
    const size_t count = (whole + 2 * page + SPAN_SIZE - 1) / SPAN_SIZE;
    struct ouro__span *run = take_spans(guard->spans, count);
    if (run == NULL) {
        return -1;
    }
    unsigned char *end = span_base(guard->spans, run) + page + whole;
    if (ouro__os_commit(end - whole, whole) < 0) {
        give_spans(guard->spans, run, count);
        return -1;
    }
    ouro__shade_close(guard->watched, end - whole, whole);
    *run = (struct ouro__span){
        .kind = SPAN_RUN,
        .used = 1,
        .spans = (uint32_t)count,
        .block = end - (size + behind + 15) / 16 * 16,
        .size = size,
    };
    ouro__guard_locate(body, run->block, spot);
    return 0;
}

static void release_run(struct ouro__body *body, struct ouro__span *run) {
    struct ouro__spans *spans = body->guard->spans;
    unsigned char *base = span_base(spans, run);
    const size_t page = ouro__os_page_size();
    ouro__os_decommit(base + page, (size_t)(run_end(run) - base) - page);
    ouro__os_name(base, run->spans * SPAN_SIZE, "ouro large blocks");
    give_spans(spans, run, run->spans);
}

// ---- The record in front of a block ----------------------------------------------------------

// The last two bytes before the user's.
static uint16_t mark_of(const struct ouro__guard *guard, const unsigned char *block) {
    return guard->debug ? OURO_FORBIDDEN_BYTE << 8 | OURO_FORBIDDEN_BYTE
                        : (uint16_t)(((guard->secret ^ (uintptr_t)block >> 4) | 0x8080) & 0xBFBF);
}

// Whether a neighbour in the ring is one.
static bool is_linked(const struct ouro__body *body, const struct ouro__large *large) {
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        if (large == &body->large[family]) {
            return true;
        }
    }
    struct ouro__spot spot;
    ouro__guard_locate(body, large + 1, &spot);
    return spot.where == OURO__AT_LARGE && ouro__spot_is_block(&spot);
}

static bool record_is_sound(const struct ouro__body *body, const struct ouro__spot *spot) {
    const struct ouro__large *large = ouro__large_of(spot->block);
    return large->mark == mark_of(body->guard, spot->block) && large->size == spot->size &&
           large->family == spot->family;
}

static bool links_are_sound(const struct ouro__body *body, const struct ouro__spot *spot) {
    const struct ouro__large *large = ouro__large_of(spot->block);
    return is_linked(body, large->next) && is_linked(body, large->prev) &&
           large->next->prev == large && large->prev->next == large;
}

static bool block_is_damaged(const struct ouro__body *body, const struct ouro__spot *spot,
                             struct ouro__text *text) {
    if (!record_is_sound(body, spot)) {
        ouro__text_add(text, "written before the block: the heap's record there was overwritten");
        ouro__guard_describe(body, spot->block, text);
        return true;
    }
    const struct ouro__slot slot = slot_of(body, spot);
    if (ouro__slot_damage(body->guard, &slot, text)) {
        return true;
    }
    if (!links_are_sound(body, spot)) {
        ouro__text_add(text, "the list of large blocks was overwritten");
        ouro__guard_describe(body, spot->block, text);
        return true;
    }
    return false;
}

// ---- Blocks ----------------------------------------------------------------------------------

void *ouro__span_alloc(struct ouro__body *body, ouro_family family, size_t size, int zeroed) {
    struct ouro__guard *guard = body->guard;
    if (size > OURO_SIZE_MAX - SPAN_SIZE || !ouro__heap_make_room(body, size + OURO_LARGE_PREFIX)) {
        return NULL;
    }
    const size_t total = guard->head + OURO_LARGE_PREFIX + size + guard->tail;
    struct ouro__spot spot;
    if ((total <= SLOT_MAX ? take_slot(body, total, &spot) : take_run(body, size, &spot)) < 0) {
        return NULL;
    }
    struct slot *record = &spot.span->slots[spot.index];
    *record = (struct slot){(uint16_t)size, (uint8_t)family, OURO__SLACK_NONE};
    spot.size = size;
    spot.family = family;
    spot.slack = OURO__SLACK_NONE;

    const struct ouro__slot slot = slot_of(body, &spot);
    const size_t length = (size_t)(slot.end - slot.head);
    struct ouro__large *large = ouro__large_of(spot.block);
    ouro__shade_open(guard->watched, slot.head, length);
    *large = (struct ouro__large){.size = size, .family = (uint8_t)family};
    large->mark = mark_of(guard, spot.block);
    if (zeroed && (guard->debug || spot.span->kind == SPAN_SLAB)) {
        memset(spot.block, 0, size);
    } else if (guard->debug) {
        memset(spot.block, OURO_CLEAN_BYTE, size);
    }
    ouro__slot_seal(guard, &slot);
    ouro__shade_close(guard->watched, slot.head, length);
    ouro__shade_open(guard->watched, large, sizeof(*large));
    ouro__shade_give(guard->watched, spot.block, size, zeroed != 0);
    ouro__large_link(body, large);
    body->large_blocks++;
    body->large_bytes += size;
    return spot.block;
}

void ouro__span_verify(const struct ouro__body *body, const struct ouro__spot *spot) {
    struct ouro__text text;
    ouro__text_start(&text);
    if (spot->slack == OURO__SLACK_WAITING ? dead_is_damaged(body, spot, &text)
                                           : block_is_damaged(body, spot, &text)) {
        ouro__guard_end(body, &text);
    }
}

void ouro__span_bury(struct ouro__body *body, const struct ouro__spot *spot) {
    const struct ouro__guard *guard = body->guard;
    unsigned char *from = slot_start(body, spot);
    const size_t length = (size_t)(slot_end(body, spot) - from);
    ouro__large_unlink(ouro__large_of(spot->block));
    body->large_blocks--;
    body->large_bytes -= spot->size;
    ouro__shade_take(guard->watched, spot->block, spot->size);
    ouro__shade_open(guard->watched, from, length);
    // A run that does not wait goes back to the system at once.
    if (spot->span->kind == SPAN_SLAB || ouro__span_bytes(spot) <= guard->queue.limit) {
        memset(from, OURO_DEAD_BYTE, length);
    }
    ouro__shade_close(guard->watched, from, length);
    spot->span->slots[spot->index].slack = OURO__SLACK_WAITING;
}

void ouro__span_release(struct ouro__body *body, const struct ouro__spot *spot) {
    struct ouro__spans *spans = body->guard->spans;
    struct ouro__span *span = spot->span;
    span->slots[spot->index].slack = OURO__SLACK_FREE;
    if (span->kind == SPAN_RUN) {
        release_run(body, span);
        return;
    }
    span->free[spot->index / 64] |= (uint64_t)1 << (spot->index % 64);
    if (span->used == slots_of(span->slot_size)) {
        link_slab(spans, span);
    }
    span->used--;
    // One slab without blocks is kept for the class's next.
    if (span->used == 0 && (span->next != NULL || span->prev != NULL)) {
        release_slab(spans, span);
    }
}

bool ouro__span_resize(struct ouro__body *body, const struct ouro__spot *spot, size_t size) {
    struct ouro__guard *guard = body->guard;
    struct ouro__slot slot = slot_of(body, spot);
    if (spot->span->kind != SPAN_SLAB || size + guard->tail > (size_t)(slot.end - slot.block) ||
        (size > spot->size && !ouro__heap_make_room(body, size - spot->size))) {
        return false;
    }
    slot.size = size;
    spot->span->slots[spot->index].size = (uint16_t)size;
    ouro__large_of(spot->block)->size = size;
    body->large_bytes = body->large_bytes - spot->size + size;
    OURO__UNPOISON(slot.block, (size_t)(slot.end - slot.block));
    ouro__slot_seal(guard, &slot);
    OURO__POISON(slot.block + size, (size_t)(slot.end - slot.block) - size);
    return true;
}

// ---- All spans -------------------------------------------------------------------------------

size_t ouro__spans_trim(struct ouro__spans *spans) {
    size_t bytes = 0;
    for (unsigned cls = 0; cls < SLAB_CLASSES; cls++) {
        struct ouro__span *next;
        for (struct ouro__span *slab = spans->slabs[cls]; slab != NULL; slab = next) {
            next = slab->next;
            if (slab->used == 0) {
                release_slab(spans, slab);
                bytes += SPAN_SIZE;
            }
        }
    }
    return bytes;
}

static bool check_spot(const struct ouro__body *body, const struct ouro__spot *spot,
                       struct ouro__text *text) {
    return spot->slack > OURO__SLACK_WAITING ? !block_is_damaged(body, spot, text)
                                             : !dead_is_damaged(body, spot, text);
}

static bool check_slab(const struct ouro__body *body, const struct ouro__span *slab,
                       struct ouro__text *text) {
    const unsigned char *start = span_base(body->guard->spans, slab) + ouro__os_page_size();
    for (unsigned i = 0; i < slots_of(slab->slot_size); i++) {
        struct ouro__spot spot;
        ouro__guard_locate(body, start + i * slab->slot_size, &spot);
        if ((slab->touched[i / 64] >> (i % 64) & 1) != 0 && !check_spot(body, &spot, text)) {
            return false;
        }
    }
    return true;
}

bool ouro__spans_check(const struct ouro__body *body, struct ouro__text *text) {
    const struct ouro__spans *spans = body->guard->spans;
    for (size_t i = 0; spans != NULL && i < spans->high; i++) {
        const struct ouro__span *span = &spans->records[i];
        struct ouro__spot spot;
        if (span->kind == SPAN_SLAB && !check_slab(body, span, text)) {
            return false;
        }
        if (span->kind == SPAN_RUN) {
            ouro__guard_locate(body, span->block, &spot);
            if (!check_spot(body, &spot, text)) {
                return false;
            }
        }
    }
    return true;
}
