// SPDX-License-Identifier: MIT
// Validates a heap: every equation at the head of pool.h, in the same order, and the totals.
// Floor pool; SPEC rows: P3 to P7.
//
// A check must not crash on what it is there to find, so each link is tested before it is followed (but
// those of large blocks, which may lie anywhere). No list is followed in a circle: in one, somebody's
// `prev` is wrong.

#include "guard.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

// What the arenas added up to, compared with the lists and the totals at the end.
struct sums {
    uint64_t arenas;
    uint64_t empty;
    uint64_t usable;
    uint32_t vacant;                                  // of the piece in work
    uint32_t kept;                                    // pools of the arena in work
    uint64_t listed[OURO_FAMILIES][OURO_CLASSES_MAX]; // pools with lim <= 0
};

// Notes what is broken, for the caller; always false.
static bool OURO_PRINTF(2, 3) broken(struct ouro__body *body, const char *text, ...) {
    va_list arguments;
    va_start(arguments, text);
    vsnprintf(body->message, sizeof(body->message), text, arguments);
    va_end(arguments);
    return false;
}

// ---- Pools -----------------------------------------------------------------------------------

// What the pools of one class look like, with state bytes or without.
static bool check_shape(struct ouro__body *body, unsigned cls, int states) {
    const struct ouro__shape *shape = &body->face.shape[states][cls];
    const size_t alignment = body->options.alignment;
    const size_t head = states ? offsetof(struct ouro__sidecar, states) + shape->capacity : 0;
    if (shape->size != (cls + 1) * alignment || shape->first % alignment != 0 ||
        shape->first < head || shape->capacity == 0 ||
        (size_t)shape->first + (size_t)shape->capacity * shape->size > OURO_POOL_SIZE) {
        return broken(body, "class %u: its pools have %u blocks of %u bytes from %u on", cls,
                      shape->capacity, shape->size, shape->first);
    }
    return true;
}

static bool check_shapes(struct ouro__body *body) {
    for (unsigned cls = 0; cls < body->classes; cls++) {
        if (!check_shape(body, cls, 0) || !check_shape(body, cls, 1)) {
            return false;
        }
    }
    return true;
}

// A pool under examination.
struct subject {
    const struct ouro__arena *arena;
    const struct ouro__pool *pool;
    const struct ouro__shape *shape;
    uintptr_t page;
};

static bool check_counts(struct ouro__body *body, const struct subject *s) {
    const void *page = (const void *)s->page;
    const struct ouro__pool *pool = s->pool;
    if (pool->used > pool->carved || pool->carved > s->shape->capacity) {
        return broken(body, "pool %p: used %u <= carved %u <= capacity %u fails", page, pool->used,
                      pool->carved, s->shape->capacity);
    }
    const int waits = ouro__pool_full_lim(body, s->shape, 1);
    const int does_not = ouro__pool_full_lim(body, s->shape, 0);
    if (pool->lim != 0 && pool->lim != OURO__KEPT &&
        ((pool->lim != waits && pool->lim != does_not) || pool->used <= pool->lim)) {
        return broken(body, "pool %p: in no list, but used %u, lim %d, capacity %u", page,
                      pool->used, pool->lim, s->shape->capacity);
    }
    if (pool->used == 0 && pool->lim != OURO__KEPT) {
        return broken(body, "pool %p: empty and not given back", page);
    }
    return true;
}

// The free list holds carved - used different carved blocks; their bits are set in `bitmap`.
static bool check_free_list(struct ouro__body *body, const struct subject *s,
                            struct ouro__bitmap *bitmap) {
    const void *page = (const void *)s->page;
    memset(bitmap, 0, sizeof(*bitmap));
    unsigned length = 0;
    void *block = s->pool->free;
    for (; block != NULL; block = ouro__pool_next_free(block)) {
        const uintptr_t offset = (uintptr_t)block - s->page - s->shape->first;
        if (offset >= (uintptr_t)s->pool->carved * s->shape->size || offset % s->shape->size != 0) {
            return broken(body, "pool %p: %p in its free list is none of its carved blocks", page,
                          block);
        }
        const unsigned index = (unsigned)(offset / s->shape->size);
        if (index != ouro__block_index(s->shape, block)) {
            return broken(body, "pool %p: block %p is counted wrong", page, block);
        }
        if (ouro__bitmap_has(bitmap, index)) {
            return broken(body, "pool %p: block %p is twice in its free list", page, block);
        }
        bitmap->word[index / 64] |= (uint64_t)1 << (index % 64);
        length++;
    }
    if (s->pool->used + length != s->pool->carved) {
        return broken(body, "pool %p: used %u + free %u != carved %u", page, s->pool->used, length,
                      s->pool->carved);
    }
    return true;
}

static bool check_states(struct ouro__body *body, const struct subject *s,
                         const struct ouro__bitmap *bitmap) {
    const struct ouro__sidecar *sidecar = ouro__sidecar(s->page);
    if (sidecar->first != s->shape->first || sidecar->recip != s->shape->recip) {
        return broken(body, "pool %p: its page does not describe class %u", (const void *)s->page,
                      s->pool->cls);
    }
    const uint8_t *states = sidecar->states;
    for (unsigned index = 0; index < s->shape->capacity; index++) {
        const bool allocated = index < s->pool->carved && !ouro__bitmap_has(bitmap, index);
        if (!allocated && states[index] != 0) {
            return broken(body, "pool %p: block %p is not allocated, its state byte is 0x%02x",
                          (const void *)s->page, ouro__page_block(s->page, s->shape, index),
                          states[index]);
        }
    }
    return true;
}

static bool check_guarded(struct ouro__body *body, const struct subject *s,
                          struct ouro__bitmap *bitmap) {
    struct ouro__text text;
    ouro__text_start(&text);
    return ouro__guard_check_pool(body, s->page, bitmap, &text) ? true
                                                                : broken(body, "%s", text.bytes);
}

static bool check_pool(struct ouro__body *body, const struct ouro__arena *arena, unsigned number,
                       struct sums *sums) {
    const struct ouro__pool *pool = arena->pools + number;
    struct subject s = {.arena = arena, .pool = pool, .page = ouro__arena_page(arena, number)};
    struct ouro__bitmap bitmap;
    if (body->guard != NULL && !check_guarded(body, &s, &bitmap)) {
        return false;
    }
    if (pool->family >= OURO_FAMILIES || (arena->family[pool->family] >> number & 1) == 0) {
        return broken(body, "pool %p: its arena has it in another family than %u",
                      (const void *)s.page, pool->family);
    }
    if (pool->cls >= body->classes) {
        return broken(body, "pool %p: class %u does not exist", (const void *)s.page, pool->cls);
    }
    s.shape = ouro__pool_shape(&body->face, pool);
    if (!check_counts(body, &s) || (body->guard == NULL && !check_free_list(body, &s, &bitmap))) {
        return false;
    }
    if (pool->family == OURO_CONTAINER && !check_states(body, &s, &bitmap)) {
        return false;
    }
    sums->listed[pool->family][pool->cls] += pool->lim <= 0;
    sums->kept += pool->lim == OURO__KEPT;
    return true;
}

// ---- Arenas ----------------------------------------------------------------------------------

static bool check_masks(struct ouro__body *body, const struct ouro__arena *arena) {
    const void *address = (const void *)arena->base;
    const uint64_t used = ouro__arena_used(arena);
    if (arena->carved > OURO_ARENA_POOLS) {
        return broken(body, "arena %p: carved %u", address, arena->carved);
    }
    const uint64_t carved =
        arena->carved == OURO_ARENA_POOLS ? ~(uint64_t)0 : ((uint64_t)1 << arena->carved) - 1;
    const int bits = __builtin_popcountll(arena->free) + __builtin_popcountll(arena->family[0]) +
                     __builtin_popcountll(arena->family[1]) +
                     __builtin_popcountll(arena->family[2]);
    if ((arena->free | used) != carved || bits != arena->carved) {
        return broken(body, "arena %p: free and used pools are not its %u carved ones", address,
                      arena->carved);
    }
    if (arena->nfree != (int)OURO_ARENA_POOLS - arena->carved + __builtin_popcountll(arena->free)) {
        return broken(body, "arena %p: nfree %u", address, arena->nfree);
    }
    if ((arena->aside & ~arena->free) != 0) {
        return broken(body, "arena %p: a pool in use is marked as set aside", address);
    }
    if (arena->recent >= OURO_ARENA_POOLS) {
        return broken(body, "arena %p: pool %u became empty last", address, arena->recent);
    }
    if ((arena->purged & ~arena->free) != 0) {
        return broken(body, "arena %p: a pool in use is marked as purged", address);
    }
    if ((arena->stale & (~arena->free | arena->purged)) != 0) {
        return broken(body, "arena %p: a pool that is not empty, or purged, is marked as stale",
                      address);
    }
    if (arena->backed < arena->carved || arena->backed > OURO_ARENA_POOLS) {
        return broken(body, "arena %p: carved %u <= backed %u <= 64 fails", address, arena->carved,
                      arena->backed);
    }
    const uint64_t young = ouro__arena_young(arena), older = ouro__arena_older(arena);
    if (((young | older) & ~arena->family[OURO_CONTAINER]) != 0) {
        return broken(body, "arena %p: a pool that holds no containers has a flag of the collector",
                      address);
    }
    const unsigned number = ouro__arena_number(arena);
    if ((young != 0 && !ouro__bit(arena->piece->young, number)) ||
        (older != 0 && !ouro__bit(arena->piece->older, number))) {
        return broken(body, "arena %p: pools with flags, but its bit is clear", address);
    }
    if (ouro__bit(arena->piece->empty, number) != (arena->nfree == OURO_ARENA_POOLS)) {
        return broken(body, "arena %p: %u pools free, its bit says otherwise", address,
                      arena->nfree);
    }
    return true;
}

static bool check_arena(struct ouro__body *body, const struct ouro__arena *arena,
                        struct sums *sums) {
    if (!check_masks(body, arena)) {
        return false;
    }
    sums->kept = 0;
    for (uint64_t left = ouro__arena_used(arena); left != 0; left &= left - 1) {
        if (!check_pool(body, arena, (unsigned)__builtin_ctzll(left), sums)) {
            return false;
        }
    }
    if (arena->kept != sums->kept) {
        return broken(body, "arena %p: %u pools are kept, counted %u", (const void *)arena->base,
                      sums->kept, arena->kept);
    }
    if (sums->kept > 0 && ouro__arena_all_kept(arena, sums->kept) &&
        ouro__heap_arenas_in_use(body) > 1) {
        return broken(body, "arena %p: only kept pools are in use", (const void *)arena->base);
    }
    sums->arenas++;
    sums->usable += arena->nfree > 0;
    sums->empty += arena->nfree == OURO_ARENA_POOLS;
    return true;
}

// A record that is not in use, and what the tables say of its arena.
static bool is_clean(const struct ouro__piece *piece, uint32_t number) {
    static const struct ouro__arena unused;
    return memcmp(&piece->arenas[number], &unused, sizeof(unused)) == 0 &&
           !ouro__bit(piece->empty, number) && !ouro__bit(piece->young, number) &&
           !ouro__bit(piece->older, number);
}

static bool check_record(struct ouro__body *body, const struct ouro__piece *piece, uint32_t number,
                         struct sums *sums) {
    const struct ouro__arena *arena = &piece->arenas[number];
    if (ouro__bit(piece->vacant, number)) {
        sums->vacant++;
        return is_clean(piece, number) ||
               broken(body, "arena record %u: vacant, not clean", number);
    }
    // Every second arena of a guarded heap is never used.
    const bool gap = body->guard != NULL && number % 2 == 0;
    if (gap && !arena->in_use) {
        return true;
    }
    if (gap || !arena->in_use || arena->piece != piece ||
        arena->base != piece->base + (uintptr_t)number * OURO_ARENA_SIZE ||
        arena->pools != piece->pools + (size_t)number * OURO_ARENA_POOLS) {
        return broken(body, "arena record %u: in use, but not of its place", number);
    }
    return check_arena(body, arena, sums);
}

static bool check_piece(struct ouro__body *body, const struct ouro__piece *piece,
                        struct sums *sums) {
    const void *address = (const void *)piece->base;
    if (piece->base % OURO_ARENA_SIZE != 0 ||
        piece->reserved != (size_t)piece->room * OURO_ARENA_SIZE) {
        return broken(body, "piece %p: %zu bytes for %u arenas", address, piece->reserved,
                      piece->room);
    }
    if ((piece->records > piece->committed && body->guard == NULL) ||
        piece->records > piece->tabled || piece->committed > piece->room) {
        return broken(body, "piece %p: records %u, committed %u, tabled %u, room %u", address,
                      piece->records, piece->committed, piece->tabled, piece->room);
    }
    sums->vacant = 0;
    for (uint32_t number = 0; number < piece->records; number++) {
        if (!check_record(body, piece, number, sums)) {
            return false;
        }
    }
    return piece->vacancies == sums->vacant ||
           broken(body, "piece %p: %u vacant records, counted %u", address, sums->vacant,
                  piece->vacancies);
}

static bool check_pieces(struct ouro__body *body, struct sums *sums) {
    const ouro_heap *face = &body->face;
    // No block is near while the inlined path is off.
    const bool shared =
        face->reserved == 0 && ((body->slow & OURO__SLOW_SHARED) != 0 || body->guard != NULL);
    bool faced = false;
    for (size_t i = 0; i < body->npieces; i++) {
        const struct ouro__piece *piece = body->pieces[i];
        const struct ouro__piece *prev = i > 0 ? body->pieces[i - 1] : NULL;
        if (prev != NULL && prev->base + prev->reserved > piece->base) {
            return broken(body, "piece %p: the pieces of address space are not sorted",
                          (const void *)piece->base);
        }
        if (!check_piece(body, piece, sums)) {
            return false;
        }
        faced |= face->base == piece->base && (face->reserved == piece->reserved || shared) &&
                 face->pools == piece->pools && face->arenas == piece->arenas;
    }
    return faced ||
           broken(body, "the inlined path looks at %zu bytes from %p on, which are no piece",
                  face->reserved, (const void *)face->base);
}

// ---- Lists -----------------------------------------------------------------------------------

// Whether a link to an arena's record, or to a pool's header, leads to one and may be followed.
static bool is_record(const struct ouro__body *body, const struct ouro__arena *arena) {
    for (size_t i = 0; i < body->npieces; i++) {
        const struct ouro__piece *piece = body->pieces[i];
        const uintptr_t offset = (uintptr_t)arena - (uintptr_t)piece->arenas;
        if (offset < piece->records * sizeof(*arena)) {
            return offset % sizeof(*arena) == 0;
        }
    }
    return false;
}

static bool is_header(const struct ouro__body *body, const struct ouro__pool *pool) {
    const struct ouro__piece *piece = ouro__piece_of_header(body, pool);
    if (piece == NULL) {
        return false;
    }
    const uintptr_t offset = (uintptr_t)pool - (uintptr_t)piece->pools;
    return offset % sizeof(*pool) == 0 &&
           offset / sizeof(*pool) < (size_t)piece->records * OURO_ARENA_POOLS;
}

// usable_arenas: all arenas with free pools, fewest first, and `last` says where each number ends.
static bool check_usable(struct ouro__body *body, const struct sums *sums) {
    const struct ouro__arena *last[OURO_ARENA_POOLS + 1] = {NULL};
    const struct ouro__arena *prev = NULL;
    const struct ouro__arena *arena = body->usable;
    uint64_t length = 0;
    for (; arena != NULL; prev = arena, arena = arena->next) {
        if (!is_record(body, arena) || arena->prev != prev || !arena->in_use || arena->nfree == 0) {
            return broken(body, "usable_arenas: %p does not belong there", (const void *)arena);
        }
        if (prev != NULL && prev->nfree > arena->nfree) {
            return broken(body, "usable_arenas: %u free pools before %u", prev->nfree,
                          arena->nfree);
        }
        last[arena->nfree] = arena;
        length++;
    }
    if (length != sums->usable) {
        return broken(body, "usable_arenas: an arena with free pools is missing");
    }
    for (unsigned n = 1; n <= OURO_ARENA_POOLS; n++) {
        if (body->last[n] != last[n]) {
            return broken(body, "usable_arenas: the last arena with %u free pools is %p, not %p", n,
                          (const void *)last[n], (void *)body->last[n]);
        }
    }
    return true;
}

static bool check_used(struct ouro__body *body, unsigned family, unsigned cls,
                       const struct sums *sums) {
    const struct ouro__pool *prev = NULL;
    const struct ouro__pool *pool = body->used[family][cls];
    uint64_t length = 0;
    for (; pool != NULL; prev = pool, pool = pool->next) {
        if (!is_header(body, pool) || pool->prev != prev || pool->family != family ||
            pool->cls != cls || pool->lim > 0 ||
            (pool->lim == OURO__KEPT && (pool->prev != NULL || pool->next != NULL))) {
            return broken(body, "used pools of class %u, family %u: %p does not belong there", cls,
                          family, (const void *)pool);
        }
        length++;
    }
    if (length != sums->listed[family][cls]) {
        return broken(body, "used pools of class %u, family %u: one is missing", cls, family);
    }
    const bool hidden = body->used[family][cls] == NULL || body->slow != 0;
    const struct ouro__pool *shown = hidden ? &ouro__no_pool : body->used[family][cls];
    const size_t alignment = body->options.alignment;
    for (size_t size = cls == 0 ? 0 : cls * alignment + 1; size <= (cls + 1) * alignment; size++) {
        if (body->face.current[family][(size + 7) / 8] != shown) {
            return broken(body, "%zu bytes of family %u are served from another pool than %p", size,
                          family, (const void *)shown);
        }
    }
    return true;
}

static bool check_large(struct ouro__body *body) {
    uint64_t blocks = 0;
    uint64_t bytes = 0;
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        const struct ouro__large *head = &body->large[family];
        const struct ouro__large *large = head;
        do {
            if (large->next == NULL || large->next->prev != large) {
                return broken(body, "large block %p: its ring is broken", (const void *)large);
            }
            large = large->next;
            if (large != head) {
                if (++blocks > body->large_blocks || large->family != family ||
                    (large->size <= OURO_SMALL_MAX && body->guard == NULL)) {
                    return broken(body, "large block %p: %zu bytes, family %u",
                                  (const void *)(large + 1), large->size, large->family);
                }
                bytes += large->size;
            }
        } while (large != head);
    }
    if (blocks != body->large_blocks || bytes != body->large_bytes) {
        return broken(body, "large blocks: counted %llu with %llu bytes, found %llu with %llu",
                      (unsigned long long)body->large_blocks, (unsigned long long)body->large_bytes,
                      (unsigned long long)blocks, (unsigned long long)bytes);
    }
    return true;
}

// ---- All -------------------------------------------------------------------------------------

static bool check_totals(struct ouro__body *body, const struct sums *sums) {
    if (ouro__heap_arenas(body) != sums->arenas || body->arenas_peak < sums->arenas ||
        body->arenas_empty != sums->empty) {
        return broken(body, "arenas: %llu in use with %llu empty, counted otherwise",
                      (unsigned long long)sums->arenas, (unsigned long long)sums->empty);
    }
    return true;
}

const char *ouro_heap_check(ouro_heap *heap) {
    struct ouro__body *body = ouro__body(heap);
    struct sums sums;
    memset(&sums, 0, sizeof(sums));
    if (!check_shapes(body) || !check_pieces(body, &sums) || !check_totals(body, &sums) ||
        !check_usable(body, &sums)) {
        return body->message;
    }
    for (unsigned family = 0; family < OURO_FAMILIES; family++) {
        for (unsigned cls = 0; cls < body->classes; cls++) {
            if (!check_used(body, family, cls, &sums)) {
                return body->message;
            }
        }
    }
    struct ouro__text text;
    ouro__text_start(&text);
    if (body->guard != NULL && !ouro__spans_check(body, &text)) {
        broken(body, "%s", text.bytes);
        return body->message;
    }
    return check_large(body) ? NULL : body->message;
}
