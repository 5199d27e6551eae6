// SPDX-License-Identifier: MIT
// A heap in which everything that is checked occurs, and a way to break and mend it by hand.

#ifndef OURO_TEST_CHECK_SCENE_H
#define OURO_TEST_CHECK_SCENE_H

#include "pool_support.h"

#include <string.h>

// ---- A scene ---------------------------------------------------------------------------------

// A heap in which everything that is checked occurs: two pieces, arenas with and without free pools, a
// vacant record, pools full, used, empty, purged and kept, free blocks, containers young and old, large
// blocks.
struct scene {
    ouro_heap *heap;
    struct ouro__body *body;
    struct ouro__arena *first;  // the first usable one
    struct ouro__arena *arena;  // the second, with pools in use, empty and purged
    struct ouro__arena *lonely; // the third, with one pool in use
    struct ouro__arena *busy;   // without a free pool
    struct ouro__arena *vacant; // a record
    struct ouro__pool *full;    // linked nowhere
    struct ouro__pool *used;    // the first of two of its class in their list
    struct ouro__pool *young;   // of containers, marked for generation 0
    struct ouro__pool *kept;    // for its class, though it is empty
    void *listed[2];            // free blocks of `used`, in the order of its list
    void *taken;                // an allocated block of `used`
    void *freed;                // a free block of `young`
    struct ouro__large *large;  // the newest of two
    struct {
        void *at;
        size_t size;
        uint64_t old;
    } undo[8];
    size_t pokes;
};

// Changes a field, and remembers what it was.
#define POKE(scene, field, value)                                                                  \
    do {                                                                                           \
        remember(scene, &(field), sizeof(field));                                                  \
        (field) = (value);                                                                         \
    } while (0)

static inline void remember(struct scene *scene, void *at, size_t size) {
    assert_true(scene->pokes < 8 && size <= 8);
    scene->undo[scene->pokes].at = at;
    scene->undo[scene->pokes].size = size;
    memcpy(&scene->undo[scene->pokes].old, at, size);
    scene->pokes++;
}

static inline void mend(struct scene *scene) {
    while (scene->pokes > 0) {
        scene->pokes--;
        OURO__UNPOISON(scene->undo[scene->pokes].at, scene->undo[scene->pokes].size);
        memcpy(scene->undo[scene->pokes].at, &scene->undo[scene->pokes].old,
               scene->undo[scene->pokes].size);
    }
}

// The first word of a free block.
static inline void poke_link(struct scene *scene, void *block, void *next) {
    OURO__UNPOISON(block, sizeof(void *));
    POKE(scene, *(ouro__link *)block, next);
}

static inline struct ouro__arena *arena_of(const struct scene *scene, const void *block) {
    struct ouro__arena *arena = ouro__arena_of(scene->body, block);
    assert_non_null(arena);
    return arena;
}

static inline void fill_arenas(struct scene *scene) {
    static void *blocks[5 * PER_ARENA];
    fill(scene->heap, blocks, 5 * PER_ARENA, BIG);
    scene->first = arena_of(scene, blocks[0]);
    scene->arena = arena_of(scene, blocks[PER_ARENA]);
    scene->vacant = arena_of(scene, blocks[2 * PER_ARENA]);
    scene->busy = arena_of(scene, blocks[3 * PER_ARENA]);
    scene->lonely = arena_of(scene, blocks[4 * PER_ARENA]);
    scene->full = ouro__pool_of(scene->heap, blocks[30 * PER_POOL]);
    empty_pools(scene->heap, blocks, 0, 10);
    empty_pools(scene->heap, blocks, 64, 20);
    drop(scene->heap, blocks + 2 * PER_ARENA, PER_ARENA);
    drop(scene->heap, blocks + 4 * PER_ARENA + 1, PER_ARENA - 1);
    ouro_heap_trim(scene->heap);
    empty_pools(scene->heap, blocks, 96, 5);
}

static inline void *new_block(const struct scene *scene, ouro_family family, size_t size) {
    void *block = ouro_heap_alloc_in(scene->heap, family, size);
    assert_non_null(block);
    return block;
}

static inline void fill_pools(struct scene *scene) {
    void *atoms[150]; // of 40 bytes: 102 a pool
    for (size_t i = 0; i < 150; i++) {
        atoms[i] = new_block(scene, OURO_ATOM, 40);
    }
    // The first pool is linked again, behind the second.
    drop(scene->heap, atoms, 7);
    scene->used = ouro__pool_of(scene->heap, atoms[149]);
    drop(scene->heap, atoms + 120, 2);
    scene->listed[0] = atoms[121];
    scene->listed[1] = atoms[120];
    scene->taken = atoms[122];
    (void)new_block(scene, OURO_ATOM, 80);
    void *container = new_block(scene, OURO_CONTAINER, 48);
    scene->freed = new_block(scene, OURO_CONTAINER, 48);
    scene->young = ouro__pool_of(scene->heap, container);
    *ouro__heap_state(scene->heap, container) = 1;
    ouro__block_flag(scene->heap, container, 0);
    ouro_heap_free(scene->heap, scene->freed);
    void *last = new_block(scene, OURO_PLAIN, 200);
    scene->kept = ouro__pool_of(scene->heap, last);
    ouro_heap_free(scene->heap, last);
}

static inline struct scene *make_scene(void) {
    static struct scene made;
    struct scene *scene = &made;
    memset(scene, 0, sizeof(*scene));
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.reserve = 3 * OURO_ARENA_SIZE;
    options.delay = SIZE_MAX / 2; // no sweep comes in between
    scene->heap = ouro_heap_new(&options);
    assert_non_null(scene->heap);
    scene->body = ouro__body(scene->heap);
    scene->body->sweep_due = UINT64_MAX;
    fill_arenas(scene);
    fill_pools(scene);
    (void)new_block(scene, OURO_PLAIN, 1000);
    scene->large = ouro__large_of(new_block(scene, OURO_PLAIN, 2000));
    assert_int_equal(scene->body->npieces, 2);
    assert_ptr_equal(scene->body->usable, scene->first);
    assert_ptr_equal(scene->first->next, scene->arena);
    assert_ptr_equal(scene->arena->next, scene->lonely);
    assert_true(scene->arena->purged != 0 && scene->arena->purged != scene->arena->free);
    assert_int_equal(scene->busy->nfree, 0);
    assert_int_equal(scene->vacant->in_use, 0);
    assert_int_equal(scene->full->used, PER_POOL);
    assert_ptr_equal(scene->body->used[OURO_ATOM][4], scene->used);
    assert_non_null(scene->used->next);
    assert_int_equal(scene->kept->lim, OURO__KEPT);
    assert_sound(scene->heap);
    return scene;
}

#endif
