// SPDX-License-Identifier: MIT
// Small blocks of guarded heaps: pools, their shadows, their encoded free lists. Floor pool; SPEC
// rows: P3, P4, P11. guard.h says how it is laid out.

#include "guard.h"

#include "os.h"

#include <string.h>

_Static_assert(sizeof(struct ouro__shadow) == 256, "guard.h names the size");

#define ARENA_SHADOW (OURO_ARENA_POOLS * sizeof(struct ouro__shadow))

// ---- Shadows ---------------------------------------------------------------------------------

static size_t shadow_size(const struct ouro__piece *piece) {
    return piece->reserved / OURO_POOL_SIZE * sizeof(struct ouro__shadow);
}

int ouro__guard_open_piece(struct ouro__piece *piece) {
    piece->shadow = ouro__os_reserve(shadow_size(piece), ouro__os_page_size());
    if (piece->shadow == NULL) {
        return -1;
    }
    ouro__os_name(piece->shadow, shadow_size(piece), "ouro shadow");
    return 0;
}

void ouro__guard_close_piece(struct ouro__piece *piece) {
    if (piece->shadow != NULL) {
        ouro__os_release(piece->shadow, shadow_size(piece));
    }
}

static struct ouro__shadow *arena_shadow(const struct ouro__piece *piece, uint32_t number) {
    return piece->shadow + (size_t)number * OURO_ARENA_POOLS;
}

int ouro__guard_open_arena(const struct ouro__piece *piece, uint32_t number) {
    void *arena = (void *)(piece->base + (uintptr_t)number * OURO_ARENA_SIZE);
    if (ouro__os_commit(arena, OURO_ARENA_SIZE) < 0) {
        return -1;
    }
    if (ouro__os_commit(arena_shadow(piece, number), ARENA_SHADOW) < 0) {
        ouro__os_decommit(arena, OURO_ARENA_SIZE);
        return -1;
    }
    return 0;
}

void ouro__guard_close_arena(const struct ouro__piece *piece, uint32_t number) {
    ouro__os_decommit(arena_shadow(piece, number), ARENA_SHADOW);
    ouro__os_name(arena_shadow(piece, number), ARENA_SHADOW, "ouro shadow");
}

// ---- Where an address lies -------------------------------------------------------------------

// The family of a pool in use, or OURO_FAMILIES: it is not.
static unsigned family_of(const struct ouro__arena *arena, unsigned number) {
    unsigned family = 0;
    while (family < OURO_FAMILIES && (arena->family[family] >> number & 1) == 0) {
        family++;
    }
    return family;
}

static void locate_in_pool(const struct ouro__body *body, const void *address,
                           struct ouro__spot *spot) {
    const struct ouro__guard *guard = body->guard;
    const struct ouro__shape *shape =
        &body->face.shape[spot->family == OURO_CONTAINER][spot->shadow->cls];
    const unsigned offset = (unsigned)((uintptr_t)address % OURO_POOL_SIZE);
    const unsigned start = (unsigned)(shape->first - guard->head);
    const unsigned index = ((offset - start) >> 3) * shape->recip >> 15;
    spot->shape = shape;
    if (offset < start || index >= shape->capacity) {
        spot->where = OURO__AT_HEADER;
        return;
    }
    spot->where = OURO__AT_SMALL;
    spot->index = index;
    spot->slack = spot->shadow->slack[index];
    spot->block = ouro__page_block(spot->page, shape, index);
    spot->size = spot->slack > OURO__SLACK_WAITING ? ouro__slack_size(shape->size, spot->slack)
                                                   : (size_t)shape->size - guard->head;
    spot->offset = (const unsigned char *)address - spot->block;
}

void ouro__guard_locate(const struct ouro__body *body, const void *address,
                        struct ouro__spot *spot) {
    *spot = (struct ouro__spot){.where = OURO__AT_GAP};
    const struct ouro__piece *piece = body->npieces > 0 ? body->pieces[0] : NULL;
    if (piece == NULL || (uintptr_t)address - piece->base >= piece->reserved) {
        piece = ouro__piece_of(body, address);
        if (piece == NULL) {
            ouro__spans_locate(body, address, spot);
            return;
        }
    }
    const size_t number = ((uintptr_t)address - piece->base) / OURO_ARENA_SIZE;
    if (number >= piece->records || !piece->arenas[number].in_use) {
        return;
    }
    const size_t page = ((uintptr_t)address - piece->base) / OURO_POOL_SIZE;
    spot->arena = &piece->arenas[number];
    spot->pool = piece->pools + page;
    spot->page = piece->base + page * OURO_POOL_SIZE;
    spot->shadow = piece->shadow + page;
    const unsigned family = family_of(spot->arena, ouro__block_pool_number(address));
    if (family == OURO_FAMILIES) {
        spot->where = OURO__AT_UNUSED;
        return;
    }
    spot->family = (ouro_family)family;
    locate_in_pool(body, address, spot);
}

// ---- Pools -----------------------------------------------------------------------------------

// Of a pool's header, as locate of its page's start. `where` is below AT_HEADER: it is none in use.
static void locate_pool(const struct ouro__body *body, struct ouro__pool *pool,
                        struct ouro__spot *spot) {
    const struct ouro__piece *piece = ouro__piece_of_header(body, pool);
    *spot = (struct ouro__spot){.where = OURO__AT_NOTHING};
    if (piece == NULL || (uintptr_t)pool % sizeof(*pool) != 0) {
        return;
    }
    const size_t number = (size_t)(pool - piece->pools);
    if (number / OURO_ARENA_POOLS >= piece->records) {
        return;
    }
    spot->where = OURO__AT_UNUSED;
    spot->arena = &piece->arenas[number / OURO_ARENA_POOLS];
    spot->pool = pool;
    spot->page = piece->base + number * OURO_POOL_SIZE;
    const unsigned family = family_of(spot->arena, number % OURO_ARENA_POOLS);
    if (family == OURO_FAMILIES) {
        return;
    }
    spot->where = OURO__AT_HEADER;
    spot->family = (ouro_family)family;
    spot->shadow = piece->shadow + number;
    spot->shape = &body->face.shape[family == OURO_CONTAINER][spot->shadow->cls];
}

// What a container pool's page begins with lies next to blocks.
static bool sidecar_is_sound(const struct ouro__spot *spot) {
    const struct ouro__sidecar *sidecar = ouro__sidecar(spot->page);
    return sidecar->first == spot->shape->first && sidecar->recip == spot->shape->recip;
}

static bool header_is_sound(const struct ouro__spot *spot) {
    const struct ouro__pool *pool = spot->pool;
    return pool->free == NULL && pool->used == spot->shadow->used &&
           pool->carved == spot->shape->capacity && pool->cls == spot->shadow->cls &&
           pool->family == spot->family &&
           (spot->family != OURO_CONTAINER || sidecar_is_sound(spot));
}

static void verify_header(const struct ouro__body *body, const struct ouro__spot *spot) {
    if (!header_is_sound(spot)) {
        ouro__guard_die(body, (const void *)spot->page, "the header of pool %p was overwritten",
                        (const void *)spot->page);
    }
}

// Whether `other` may be a neighbour of the pool in its list.
static bool is_peer(const struct ouro__body *body, const struct ouro__spot *spot,
                    struct ouro__pool *other) {
    struct ouro__spot peer;
    locate_pool(body, other, &peer);
    return peer.where >= OURO__AT_HEADER && peer.family == spot->family &&
           peer.shadow->cls == spot->shadow->cls;
}

// A pool that is in use, from a list of the heap's; or this is the end.
static void locate_used(const struct ouro__body *body, struct ouro__pool *pool,
                        struct ouro__spot *spot) {
    locate_pool(body, pool, spot);
    if (spot->where < OURO__AT_HEADER) {
        ouro__guard_die(body, pool, "%p in a list of pools is no pool in use", (const void *)pool);
    }
    verify_header(body, spot);
}

void ouro__guard_verify_pool(const struct ouro__body *body, struct ouro__pool *pool) {
    struct ouro__spot spot;
    locate_used(body, pool, &spot);
    if (pool->lim > 0) {
        return; // in no list
    }
    const bool sound =
        (pool->next == NULL || (is_peer(body, &spot, pool->next) && pool->next->prev == pool)) &&
        (pool->prev == NULL ? body->used[pool->family][pool->cls] == pool
                            : is_peer(body, &spot, pool->prev) && pool->prev->next == pool);
    if (!sound) {
        ouro__guard_die(body, (const void *)spot.page, "the list of pools was overwritten at %p",
                        (const void *)spot.page);
    }
}

// ---- Free lists ------------------------------------------------------------------------------

static unsigned char *block_at(const struct ouro__spot *spot, unsigned index) {
    return ouro__page_block(spot->page, spot->shape, index);
}

static uint64_t encode(const struct ouro__guard *guard, const unsigned char *block,
                       const unsigned char *next) {
    return (uintptr_t)next ^ guard->secret ^ (uint64_t)(uintptr_t)block << 16;
}

static void set_link(const struct ouro__guard *guard, unsigned char *block,
                     const unsigned char *next) {
    const uint64_t link = encode(guard, block, next);
    ouro__shade_open(guard->watched, block, sizeof(link));
    memcpy(block, &link, sizeof(link));
    ouro__shade_close(guard->watched, block, sizeof(link));
}

// The number of the free block behind `index`, OURO__NO_INDEX at the list's end; -1: its link is none.
static int next_free(const struct ouro__body *body, const struct ouro__spot *spot, unsigned index) {
    const struct ouro__guard *guard = body->guard;
    unsigned char *block = block_at(spot, index);
    uint64_t link;
    ouro__shade_open(guard->watched, block, sizeof(link));
    memcpy(&link, block, sizeof(link));
    ouro__shade_close(guard->watched, block, sizeof(link));
    if (index == spot->shadow->back) {
        return link == encode(guard, block, NULL) ? (int)OURO__NO_INDEX : -1;
    }
    const uint64_t address = link ^ encode(guard, block, NULL);
    const uint64_t offset = address - spot->page - spot->shape->first;
    const uint64_t next = offset / spot->shape->size;
    if (next >= spot->shape->capacity || offset % spot->shape->size != 0 ||
        spot->shadow->slack[next] != OURO__SLACK_FREE) {
        return -1;
    }
    return (int)next;
}

static void append_free(struct ouro__body *body, const struct ouro__spot *spot) {
    struct ouro__shadow *shadow = spot->shadow;
    set_link(body->guard, spot->block, NULL);
    if (shadow->front == OURO__NO_INDEX) {
        shadow->front = (uint8_t)spot->index;
    } else {
        unsigned char *last = block_at(spot, shadow->back);
        if (next_free(body, spot, shadow->back) != (int)OURO__NO_INDEX) {
            ouro__guard_die(body, last, "written after it was freed: its free list's link");
        }
        set_link(body->guard, last, spot->block);
    }
    shadow->back = (uint8_t)spot->index;
    shadow->slack[spot->index] = OURO__SLACK_FREE;
}

// ---- Laying out ------------------------------------------------------------------------------

// Fills `order` with the numbers of a pool's blocks in random order.
static void shuffle(struct ouro__guard *guard, uint8_t *order, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        const unsigned other = (unsigned)(ouro__guard_random(guard) % (i + 1));
        order[i] = order[other];
        order[other] = (uint8_t)i;
    }
}

// Links the blocks in that order, and puts a canary before and behind each.
static void link_all(const struct ouro__guard *guard, const struct ouro__spot *spot,
                     const uint8_t *order) {
    const bool edged = !guard->silent && !guard->debug;
    const unsigned count = spot->shape->capacity;
    for (unsigned i = 0; i < count; i++) {
        unsigned char *block = block_at(spot, order[i]);
        const uint64_t link =
            encode(guard, block, i + 1 < count ? block_at(spot, order[i + 1]) : NULL);
        memcpy(block, &link, sizeof(link));
        if (edged) {
            ouro__canary_write(guard, block - OURO__GUARD_EDGE, block);
        }
    }
    if (edged) {
        unsigned char *end = block_at(spot, count);
        ouro__canary_write(guard, end - OURO__GUARD_EDGE, end);
    }
}

void ouro__guard_lay_out(struct ouro__body *body, struct ouro__pool *pool) {
    struct ouro__guard *guard = body->guard;
    struct ouro__shadow *shadow = ouro__shadow_of(&body->face, pool);
    uint8_t order[OURO__GUARD_BLOCKS] = {0};
    shadow->cls = pool->cls;
    shadow->used = 0;
    struct ouro__spot spot;
    locate_pool(body, pool, &spot);
    spot.shape = ouro__pool_shape(&body->face, pool);
    const unsigned count = spot.shape->capacity;
    shuffle(guard, order, count);
    memset(shadow->slack, OURO__SLACK_FREE, sizeof(shadow->slack));
    shadow->front = order[0];
    shadow->back = order[count - 1];
    pool->carved = (uint16_t)count;

    unsigned char *from = block_at(&spot, 0) - ouro__guard_before(guard);
    const size_t length = spot.page + OURO_POOL_SIZE - (uintptr_t)from;
    ouro__shade_open(guard->watched, from, length);
    if (!guard->silent) {
        memset(from, OURO_DEAD_BYTE, length);
    }
    link_all(guard, &spot, order);
    ouro__shade_close(guard->watched, from, length);
}

// ---- What is where in a slot -----------------------------------------------------------------

static struct ouro__slot slot_of(const struct ouro__body *body, const struct ouro__spot *spot) {
    unsigned char *end = spot->block + spot->shape->size;
    return (struct ouro__slot){
        .head = spot->block - body->guard->head,
        .block = spot->block,
        .size = spot->size,
        .end = end - body->guard->head,
        .family = spot->family,
    };
}

// The bytes of a block that is not allocated, but its link, are dead from `from` to `to`.
static void dead_part(const struct ouro__body *body, const struct ouro__spot *spot,
                      unsigned char **from, unsigned char **to) {
    const unsigned edge = body->guard->debug ? 0 : OURO__GUARD_EDGE;
    *from = spot->block - body->guard->head;
    *to = *from + spot->shape->size - edge;
}

// Says what was written into a block that is not allocated.
static bool dead_is_damaged(const struct ouro__body *body, const struct ouro__spot *spot,
                            struct ouro__text *text) {
    if (body->guard->silent) {
        return false;
    }
    unsigned char *from;
    unsigned char *to;
    dead_part(body, spot, &from, &to);
    ouro__shade_open(body->guard->watched, from, (size_t)(to - from));
    const unsigned char *first = NULL;
    if (spot->slack == OURO__SLACK_WAITING) {
        first = ouro__dead_damage(from, to);
    } else {
        first = ouro__dead_damage(from, spot->block);
        if (first == NULL) {
            first = ouro__dead_damage(spot->block + sizeof(uint64_t), to);
        }
    }
    ouro__shade_close(body->guard->watched, from, (size_t)(to - from));
    if (first == NULL) {
        return false;
    }
    ouro__text_add(text, "written after it was freed: byte %td of the block", first - spot->block);
    ouro__guard_describe(body, spot->block, text);
    return true;
}

// Says whether the canary that ends the slot before the block's was overwritten.
static bool edge_is_damaged(const struct ouro__body *body, const unsigned char *block,
                            struct ouro__text *text) {
    const struct ouro__guard *guard = body->guard;
    if (guard->silent || guard->debug) {
        return false;
    }
    const unsigned char *edge = block - OURO__GUARD_EDGE;
    ouro__shade_open(guard->watched, edge, OURO__GUARD_EDGE);
    uint64_t word;
    memcpy(&word, edge, sizeof(word));
    const unsigned char *first = word == ouro__canary_word(guard, (uintptr_t)edge)
                                     ? NULL
                                     : ouro__canary_damage(guard, edge, block);
    ouro__shade_close(guard->watched, edge, OURO__GUARD_EDGE);
    if (first == NULL) {
        return false;
    }
    ouro__text_add(text, "written before the block: the canary %td bytes before it", block - first);
    ouro__guard_describe(body, block, text);
    return true;
}

// ---- Blocks ----------------------------------------------------------------------------------

// Takes the first block of the pool's free list out of it; it is sound, or this is the end.
static void take_free(struct ouro__body *body, struct ouro__spot *spot) {
    struct ouro__shadow *shadow = spot->shadow;
    struct ouro__text text;
    ouro__text_start(&text);
    spot->index = shadow->front;
    spot->block = block_at(spot, spot->index);
    spot->slack = OURO__SLACK_FREE;
    const int next = next_free(body, spot, spot->index);
    if (next < 0) {
        ouro__guard_die(body, spot->block, "written after it was freed: its free list's link");
    }
    if (dead_is_damaged(body, spot, &text)) {
        ouro__guard_end(body, &text);
    }
    shadow->front = (uint8_t)next;
}

void *ouro__guard_small_alloc(struct ouro__body *body, ouro_family family, size_t size) {
    struct ouro__guard *guard = body->guard;
    // A free block holds its link and, behind it, the edge: 16 bytes at least. Only where valgrind has
    // the say may a block reach to the end of its slot.
    size_t total = size + guard->head + guard->tail;
    total = total < 16 ? 16 : total > OURO_SMALL_MAX ? OURO_SMALL_MAX : total;
    const unsigned cls = ouro__class_of(body, total);
    struct ouro__pool *pool = ouro__pool_with_room(body, family, cls);
    if (pool == NULL) {
        return NULL;
    }
    struct ouro__spot spot;
    locate_used(body, pool, &spot);
    take_free(body, &spot);
    spot.size = size;
    spot.slack = ouro__slack_of(spot.shape->size, size);
    spot.shadow->slack[spot.index] = spot.slack;
    spot.shadow->used++;
    pool->used++;

    const struct ouro__slot slot = slot_of(body, &spot);
    unsigned char *from = spot.block - guard->head;
    ouro__shade_open(guard->watched, from, spot.shape->size);
    if (guard->debug) {
        memset(spot.block, OURO_CLEAN_BYTE, size);
    }
    ouro__slot_seal(guard, &slot);
    ouro__shade_close(guard->watched, from, spot.shape->size);
    ouro__shade_give(guard->watched, spot.block, size, false);
    return spot.block;
}

void ouro__guard_small_verify(const struct ouro__body *body, const struct ouro__spot *spot) {
    struct ouro__text text;
    ouro__text_start(&text);
    verify_header(body, spot);
    bool damaged;
    if (spot->slack == OURO__SLACK_WAITING) {
        damaged = dead_is_damaged(body, spot, &text);
    } else {
        const struct ouro__slot slot = slot_of(body, spot);
        damaged = ouro__slot_damage(body->guard, &slot, &text);
    }
    if (damaged || edge_is_damaged(body, spot->block, &text)) {
        ouro__guard_end(body, &text);
    }
}

void ouro__guard_small_bury(struct ouro__body *body, const struct ouro__spot *spot) {
    const struct ouro__guard *guard = body->guard;
    unsigned char *from;
    unsigned char *to;
    dead_part(body, spot, &from, &to);
    ouro__shade_take(guard->watched, spot->block, spot->size);
    if (!guard->silent) {
        ouro__shade_open(guard->watched, from, (size_t)(to - from));
        memset(from, OURO_DEAD_BYTE, (size_t)(to - from));
        ouro__shade_close(guard->watched, from, (size_t)(to - from));
    }
    if (spot->family == OURO_CONTAINER) {
        ouro__sidecar(spot->page)->states[spot->index] = 0;
    }
    spot->shadow->slack[spot->index] = OURO__SLACK_WAITING;
}

void ouro__guard_small_release(struct ouro__body *body, const struct ouro__spot *spot) {
    append_free(body, spot);
    spot->shadow->used--;
    spot->pool->used--;
    if (spot->pool->used <= spot->pool->lim) {
        ouro__heap_free_slow(&body->face, spot->pool);
    }
}

bool ouro__guard_small_resize(struct ouro__body *body, const struct ouro__spot *spot, size_t size) {
    struct ouro__guard *guard = body->guard;
    if (size + guard->tail > spot->shape->size || spot->shape->size - size > OURO__SLACK_MOST) {
        return false;
    }
    struct ouro__slot slot = slot_of(body, spot);
    slot.size = size;
    spot->shadow->slack[spot->index] = ouro__slack_of(spot->shape->size, size);
    OURO__UNPOISON(spot->block, spot->shape->size);
    ouro__slot_seal(guard, &slot);
    OURO__POISON(spot->block + size, spot->shape->size - size);
    return true;
}

// ---- For walkers and the check ---------------------------------------------------------------

void ouro__guard_free_bitmap(const ouro_heap *heap, const struct ouro__pool *pool,
                             struct ouro__bitmap *bitmap) {
    const struct ouro__shadow *shadow = ouro__shadow_of(heap, pool);
    memset(bitmap, 0, sizeof(*bitmap));
    for (unsigned index = 0; index < OURO__GUARD_BLOCKS; index++) {
        if (shadow->slack[index] <= OURO__SLACK_WAITING) {
            bitmap->word[index / 64] |= (uint64_t)1 << (index % 64);
        }
    }
}

static bool check_block(const struct ouro__body *body, struct ouro__spot *spot,
                        struct ouro__text *text) {
    spot->block = block_at(spot, spot->index);
    spot->slack = spot->shadow->slack[spot->index];
    if (edge_is_damaged(body, spot->block, text)) {
        return false;
    }
    if (spot->slack <= OURO__SLACK_WAITING) {
        spot->size = (size_t)spot->shape->size - body->guard->head;
        return !dead_is_damaged(body, spot, text);
    }
    spot->size = ouro__slack_size(spot->shape->size, spot->slack);
    const struct ouro__slot slot = slot_of(body, spot);
    return !ouro__slot_damage(body->guard, &slot, text);
}

// Follows the free list; -1: it is broken.
static int list_length(const struct ouro__body *body, const struct ouro__spot *spot) {
    int length = 0;
    int index = spot->shadow->front;
    while (index != (int)OURO__NO_INDEX) {
        if (index < 0 || ++length > spot->shape->capacity) {
            return -1;
        }
        index = next_free(body, spot, (unsigned)index);
    }
    return length;
}

bool ouro__guard_check_pool(const struct ouro__body *body, uintptr_t page,
                            struct ouro__bitmap *bitmap, struct ouro__text *text) {
    struct ouro__spot spot;
    ouro__guard_locate(body, (const void *)page, &spot);
    if (spot.where < OURO__AT_HEADER || !header_is_sound(&spot)) {
        ouro__text_add(text, "the header of pool %p was overwritten", (const void *)page);
        return false;
    }
    const unsigned count = spot.shape->capacity;
    unsigned used = 0;
    for (spot.index = 0; spot.index < count; spot.index++) {
        used += spot.shadow->slack[spot.index] != OURO__SLACK_FREE;
        if (!check_block(body, &spot, text)) {
            return false;
        }
    }
    if (used != spot.pool->used || (int)(count - used) != list_length(body, &spot)) {
        ouro__text_add(text, "pool %p: its free list was overwritten", (const void *)page);
        return false;
    }
    ouro__guard_free_bitmap(&body->face, spot.pool, bitmap);
    return true;
}
