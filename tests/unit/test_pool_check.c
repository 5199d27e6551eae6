// SPDX-License-Identifier: MIT
// Every invariant of a heap is broken by hand, one after another, and the check must name it.
// SPEC rows P3 to P7; the invariants stand at the head of pool.h.
//
// A table has a row for each way to break one. The last test reads the source of the check: each
// message in it must have been seen, so that no check is without a row.

#include "check_scene.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- Pools -----------------------------------------------------------------------------------

static void another_block_size(struct scene *scene) {
    POKE(scene, scene->heap->shape[0][4].size, 48);
}

static void a_crooked_first_block(struct scene *scene) {
    POKE(scene, scene->heap->shape[0][4].first, 4);
}

static void blocks_upon_the_states(struct scene *scene) {
    POKE(scene, scene->heap->shape[1][4].first, 16);
}

static void more_blocks_than_fit(struct scene *scene) {
    POKE(scene, scene->heap->shape[0][4].capacity, 103);
}

static void no_blocks(struct scene *scene) {
    POKE(scene, scene->heap->shape[0][4].capacity, 0);
}

static void no_such_class(struct scene *scene) {
    POKE(scene, scene->used->cls, 64);
}

static void nothing_used(struct scene *scene) {
    POKE(scene, scene->used->used, 0);
}

static void more_used_than_carved(struct scene *scene) {
    POKE(scene, scene->used->used, 49);
}

static void more_carved_than_there_are(struct scene *scene) {
    POKE(scene, scene->used->carved, 103);
}

static void linked_and_not(struct scene *scene) {
    POKE(scene, scene->used->lim, 95);
}

static void no_such_lim(struct scene *scene) {
    POKE(scene, scene->full->lim, 5);
}

static void not_yet_linked(struct scene *scene) {
    POKE(scene, scene->full->used, 7);
}

static void a_foreign_link(struct scene *scene) {
    poke_link(scene, scene->listed[1], scene->freed);
}

static void a_link_into_a_block(struct scene *scene) {
    poke_link(scene, scene->listed[1], (char *)scene->taken + 8);
}

static void a_link_to_an_untouched_block(struct scene *scene) {
    const uintptr_t page = ouro__pool_page(scene->heap, scene->used);
    poke_link(scene, scene->listed[1],
              ouro__page_block(page, &scene->heap->shape[0][4], scene->used->carved));
}

static void a_circle(struct scene *scene) {
    poke_link(scene, scene->listed[1], scene->listed[0]);
}

static void a_block_in_the_list_twice(struct scene *scene) {
    poke_link(scene, scene->listed[1], scene->listed[1]);
}

static void a_lost_block(struct scene *scene) {
    POKE(scene, scene->used->free, scene->listed[1]);
}

static void a_used_block_in_the_list(struct scene *scene) {
    poke_link(scene, scene->listed[1], scene->taken);
    OURO__UNPOISON(scene->taken, sizeof(void *));
    POKE(scene, *(ouro__link *)scene->taken, NULL);
}

static void a_wrong_division(struct scene *scene) {
    POKE(scene, scene->heap->shape[0][4].recip, 1);
}

static void state_of_a_free_block(struct scene *scene) {
    POKE(scene, *ouro__heap_state(scene->heap, scene->freed), 7);
}

static void state_of_an_untouched_block(struct scene *scene) {
    POKE(scene, ouro__sidecar_of(scene->freed)->states[scene->heap->shape[1][5].capacity - 1], 7);
}

static void a_page_with_another_first(struct scene *scene) {
    POKE(scene, ouro__sidecar_of(scene->freed)->first, 8);
}

static void a_page_with_another_division(struct scene *scene) {
    POKE(scene, ouro__sidecar_of(scene->freed)->recip, 8);
}

static void no_such_family(struct scene *scene) {
    POKE(scene, scene->used->family, 3);
}

static void another_family(struct scene *scene) {
    POKE(scene, scene->used->family, OURO_PLAIN);
}

// ---- Arenas ----------------------------------------------------------------------------------

// The arena of `used`, and the bit of that pool.
static struct ouro__arena *used_arena(const struct scene *scene) {
    return ouro__pool_arena(scene->heap, scene->used);
}

static uint64_t used_bit(const struct scene *scene) {
    return (uint64_t)1 << ouro__pool_number(used_arena(scene), scene->used);
}

static void too_many_carved(struct scene *scene) {
    POKE(scene, scene->arena->carved, 65);
}

static void fewer_carved(struct scene *scene) {
    POKE(scene, scene->arena->carved, 63);
}

static void a_lost_pool(struct scene *scene) {
    POKE(scene, scene->arena->free, scene->arena->free & (scene->arena->free - 1));
}

static void a_pool_in_two_families(struct scene *scene) {
    struct ouro__arena *arena = used_arena(scene);
    POKE(scene, arena->family[OURO_PLAIN], arena->family[OURO_PLAIN] | used_bit(scene));
}

static void a_pool_free_and_used(struct scene *scene) {
    POKE(scene, used_arena(scene)->free, used_arena(scene)->free | used_bit(scene));
}

static void a_wrong_number_of_free_pools(struct scene *scene) {
    POKE(scene, scene->arena->nfree, scene->arena->nfree + 1);
}

static void no_such_recent_pool(struct scene *scene) {
    POKE(scene, scene->arena->recent, 64);
}

static void a_used_pool_is_purged(struct scene *scene) {
    POKE(scene, used_arena(scene)->purged, used_arena(scene)->purged | used_bit(scene));
}

static void a_used_pool_is_set_aside(struct scene *scene) {
    POKE(scene, used_arena(scene)->aside, used_bit(scene));
}

static void a_used_pool_is_stale(struct scene *scene) {
    POKE(scene, used_arena(scene)->stale, used_bit(scene));
}

static void a_purged_pool_is_stale(struct scene *scene) {
    POKE(scene, scene->arena->stale, scene->arena->purged & -scene->arena->purged);
}

static void less_backed_than_carved(struct scene *scene) {
    POKE(scene, scene->arena->backed, 63);
}

static void too_many_backed(struct scene *scene) {
    POKE(scene, scene->arena->backed, 65);
}

static void young_without_containers(struct scene *scene) {
    POKE(scene, used_arena(scene)->flagged[1], used_bit(scene));
}

// Changes an arena's bit in one of its piece's tables.
static void flip(struct scene *scene, uint64_t *bits, uint32_t number) {
    POKE(scene, bits[number / 64], bits[number / 64] ^ (uint64_t)1 << (number % 64));
}

static void young_in_no_bit(struct scene *scene) {
    const struct ouro__arena *arena = ouro__pool_arena(scene->heap, scene->young);
    flip(scene, arena->piece->young, ouro__arena_number(arena));
}

static void a_bit_says_empty(struct scene *scene) {
    flip(scene, scene->arena->piece->empty, ouro__arena_number(scene->arena));
}

static void a_kept_pool_more(struct scene *scene) {
    POKE(scene, scene->arena->kept, scene->arena->kept + 1);
}

static void nothing_but_kept(struct scene *scene) {
    const int number = __builtin_ctzll(ouro__arena_used(scene->lonely));
    POKE(scene, scene->lonely->pools[number].lim, OURO__KEPT);
    POKE(scene, scene->lonely->kept, 1);
}

// ---- Records ---------------------------------------------------------------------------------

// The piece of the vacant record, all of whose arenas came into use, and the record's number.
static struct ouro__piece *full_piece(const struct scene *scene) {
    struct ouro__piece **pieces = scene->body->pieces;
    return pieces[pieces[0]->records != pieces[0]->room];
}

static uint32_t vacant_number(const struct scene *scene) {
    return (uint32_t)(scene->vacant - full_piece(scene)->arenas);
}

static void a_vacant_record_in_use(struct scene *scene) {
    POKE(scene, scene->vacant->in_use, 1);
}

static void a_vacant_record_with_pools(struct scene *scene) {
    POKE(scene, scene->vacant->family[OURO_ATOM], 1);
}

static void a_vacant_record_with_a_rest(struct scene *scene) {
    POKE(scene, scene->vacant->idle, 1);
}

static void a_vacant_record_that_is_empty(struct scene *scene) {
    flip(scene, full_piece(scene)->empty, vacant_number(scene));
}

static void a_vacant_record_that_is_young(struct scene *scene) {
    flip(scene, full_piece(scene)->young, vacant_number(scene));
}

static void a_vacancy_that_nobody_knows(struct scene *scene) {
    flip(scene, full_piece(scene)->vacant, vacant_number(scene));
}

static void a_vacancy_more(struct scene *scene) {
    POKE(scene, full_piece(scene)->vacancies, 2);
}

static void a_moved_record(struct scene *scene) {
    POKE(scene, scene->arena->base, scene->arena->base + OURO_ARENA_SIZE);
}

static void headers_elsewhere(struct scene *scene) {
    POKE(scene, scene->arena->pools, scene->arena->pools + 1);
}

static void another_piece(struct scene *scene) {
    struct ouro__piece **pieces = scene->body->pieces;
    POKE(scene, scene->arena->piece, scene->arena->piece == pieces[0] ? pieces[1] : pieces[0]);
}

static void an_arena_out_of_use(struct scene *scene) {
    POKE(scene, scene->arena->in_use, 0);
}

// ---- Pieces ----------------------------------------------------------------------------------

static void a_piece_of_another_size(struct scene *scene) {
    POKE(scene, scene->body->pieces[1]->reserved, OURO_ARENA_SIZE);
}

static void a_crooked_piece(struct scene *scene) {
    POKE(scene, scene->body->pieces[0]->base, scene->body->pieces[0]->base + 4096);
}

static void more_records_than_arenas(struct scene *scene) {
    POKE(scene, full_piece(scene)->records, 4);
}

static void more_records_than_tables(struct scene *scene) {
    POKE(scene, full_piece(scene)->tabled, 1);
}

static void more_arenas_than_room(struct scene *scene) {
    POKE(scene, full_piece(scene)->committed, 4);
}

static void pieces_out_of_order(struct scene *scene) {
    struct ouro__piece **pieces = scene->body->pieces;
    struct ouro__piece *low = pieces[0];
    POKE(scene, pieces[0], pieces[1]);
    POKE(scene, pieces[1], low);
}

static void another_face(struct scene *scene) {
    POKE(scene, scene->heap->base, scene->heap->base + OURO_ARENA_SIZE);
}

static void a_face_with_other_headers(struct scene *scene) {
    POKE(scene, scene->heap->pools, scene->heap->pools + 1);
}

static void a_face_with_other_records(struct scene *scene) {
    POKE(scene, scene->heap->arenas, scene->heap->arenas + 1);
}

static void a_longer_face(struct scene *scene) {
    POKE(scene, scene->heap->reserved, scene->heap->reserved + 1);
}

// ---- Lists -----------------------------------------------------------------------------------

static void usable_is_no_record(struct scene *scene) {
    POKE(scene, scene->first->next, (struct ouro__arena *)(void *)scene->taken);
}

static void usable_is_half_a_record(struct scene *scene) {
    POKE(scene, scene->first->next,
         (struct ouro__arena *)(void *)((char *)(void *)scene->arena + 8));
}

static void usable_has_a_wrong_neighbour(struct scene *scene) {
    POKE(scene, scene->arena->prev, NULL);
}

static void usable_has_a_vacant_record(struct scene *scene) {
    POKE(scene, scene->body->usable, scene->vacant);
}

static void usable_has_an_arena_without_free_pools(struct scene *scene) {
    POKE(scene, scene->first->next, scene->busy);
    POKE(scene, scene->busy->prev, scene->first);
}

static void usable_is_a_circle(struct scene *scene) {
    struct ouro__arena *end = scene->first;
    while (end->next != NULL) {
        end = end->next;
    }
    POKE(scene, end->next, scene->first);
    POKE(scene, scene->first->prev, end);
}

static void usable_ends_early(struct scene *scene) {
    POKE(scene, scene->first->next, NULL);
}

static void usable_is_not_sorted(struct scene *scene) {
    struct ouro__arena *next = scene->arena->next; // first, arena, next: now arena, first, next
    POKE(scene, scene->body->usable, scene->arena);
    POKE(scene, scene->arena->prev, NULL);
    POKE(scene, scene->arena->next, scene->first);
    POKE(scene, scene->first->prev, scene->arena);
    POKE(scene, scene->first->next, next);
    if (next != NULL) {
        POKE(scene, next->prev, scene->first);
    }
}

static void a_wrong_end_of_a_group(struct scene *scene) {
    POKE(scene, scene->body->last[3], scene->arena);
}

static void no_end_of_a_group(struct scene *scene) {
    POKE(scene, scene->body->last[scene->arena->nfree], NULL);
}

static void a_used_pool_elsewhere(struct scene *scene) {
    POKE(scene, scene->used->next, (struct ouro__pool *)(void *)scene->large);
}

static void a_used_pool_that_is_half_a_header(struct scene *scene) {
    POKE(scene, scene->used->next, (struct ouro__pool *)(void *)((char *)(void *)scene->full + 8));
}

static void a_used_pool_of_no_arena(struct scene *scene) {
    struct ouro__piece **pieces = scene->body->pieces;
    const struct ouro__piece *piece = pieces[full_piece(scene) == pieces[0]];
    POKE(scene, scene->used->next, piece->pools + (size_t)piece->records * OURO_ARENA_POOLS);
}

static void a_kept_pool_with_a_neighbour(struct scene *scene) {
    POKE(scene, scene->kept->next, scene->used);
}

static void a_used_pool_of_another_class(struct scene *scene) {
    POKE(scene, scene->body->used[OURO_ATOM][4], scene->body->used[OURO_ATOM][9]);
}

static void a_used_pool_of_another_family(struct scene *scene) {
    POKE(scene, scene->used->next, scene->young);
    POKE(scene, scene->young->prev, scene->used);
}

static void a_full_pool_in_the_list(struct scene *scene) {
    POKE(scene, scene->body->used[OURO_PLAIN][63], scene->full);
    POKE(scene, scene->full->prev, NULL);
}

static void a_used_pool_with_a_wrong_neighbour(struct scene *scene) {
    POKE(scene, scene->used->next->prev, NULL);
}

static void used_pools_in_a_circle(struct scene *scene) {
    struct ouro__pool *end = scene->used->next;
    POKE(scene, end->next, scene->used);
    POKE(scene, scene->used->prev, end);
}

static void a_used_pool_is_missing(struct scene *scene) {
    POKE(scene, scene->used->next, NULL);
}

static void another_pool_is_served_from(struct scene *scene) {
    POKE(scene, scene->heap->current[OURO_ATOM][5], scene->used->next);
}

static void nothing_is_served_from(struct scene *scene) {
    POKE(scene, scene->heap->current[OURO_PLAIN][0], scene->used);
}

// ---- Large blocks and totals -----------------------------------------------------------------

static void a_large_block_without_next(struct scene *scene) {
    POKE(scene, scene->large->next, NULL);
}

static void a_large_block_with_a_wrong_neighbour(struct scene *scene) {
    POKE(scene, scene->large->prev, scene->large);
}

static void a_large_block_of_another_family(struct scene *scene) {
    POKE(scene, scene->large->family, OURO_ATOM);
}

static void a_large_block_that_is_small(struct scene *scene) {
    POKE(scene, scene->large->size, 512);
}

static void fewer_large_blocks(struct scene *scene) {
    POKE(scene, scene->body->large_blocks, 1);
}

static void more_large_blocks(struct scene *scene) {
    POKE(scene, scene->body->large_blocks, 3);
}

static void more_large_bytes(struct scene *scene) {
    POKE(scene, scene->body->large_bytes, 3001);
}

static void an_arena_more(struct scene *scene) {
    POKE(scene, scene->body->arenas_allocated, scene->body->arenas_allocated + 1);
}

static void a_peak_below(struct scene *scene) {
    POKE(scene, scene->body->arenas_peak, 3);
}

static void an_empty_arena_more(struct scene *scene) {
    POKE(scene, scene->body->arenas_empty, 1);
}

// ---- The table -------------------------------------------------------------------------------

static const struct {
    void (*breaks)(struct scene *scene);
    const char *says;
} rows[] = {
    {another_block_size, "class 4: its pools have 102 blocks of 48 bytes from 0 on"},
    {a_crooked_first_block, "class 4: its pools have 102 blocks of 40 bytes from 4 on"},
    {blocks_upon_the_states, "class 4: its pools have 99 blocks of 40 bytes from 16 on"},
    {more_blocks_than_fit, "class 4: its pools have 103 blocks of 40 bytes from 0 on"},
    {no_blocks, "class 4: its pools have 0 blocks of 40 bytes from 0 on"},
    {no_such_class, "class 64 does not exist"},
    {nothing_used, "empty and not given back"},
    {more_used_than_carved, "used 49 <= carved 48 <= capacity 102 fails"},
    {more_carved_than_there_are, "used 46 <= carved 103 <= capacity 102 fails"},
    {linked_and_not, "in no list, but used 46, lim 95"},
    {no_such_lim, "in no list, but used 8, lim 5"},
    {not_yet_linked, "in no list, but used 7, lim 7"},
    {a_foreign_link, "in its free list is none of its carved blocks"},
    {a_link_into_a_block, "in its free list is none of its carved blocks"},
    {a_link_to_an_untouched_block, "in its free list is none of its carved blocks"},
    {a_circle, "is twice in its free list"},
    {a_block_in_the_list_twice, "is twice in its free list"},
    {a_lost_block, "used 46 + free 1 != carved 48"},
    {a_used_block_in_the_list, "used 46 + free 3 != carved 48"},
    {a_wrong_division, "is counted wrong"},
    {state_of_a_free_block, "is not allocated, its state byte is 0x07"},
    {state_of_an_untouched_block, "is not allocated, its state byte is 0x07"},
    {a_page_with_another_first, "its page does not describe class 5"},
    {a_page_with_another_division, "its page does not describe class 5"},
    {no_such_family, "its arena has it in another family than 3"},
    {another_family, "its arena has it in another family than 0"},
    {too_many_carved, "carved 65"},
    {fewer_carved, "free and used pools are not its 63 carved ones"},
    {a_lost_pool, "free and used pools are not its 64 carved ones"},
    {a_pool_in_two_families, "free and used pools are not its"},
    {a_pool_free_and_used, "free and used pools are not its"},
    {a_wrong_number_of_free_pools, "nfree 26"},
    {no_such_recent_pool, "pool 64 became empty last"},
    {a_used_pool_is_purged, "a pool in use is marked as purged"},
    {a_used_pool_is_set_aside, "a pool in use is marked as set aside"},
    {a_used_pool_is_stale, "a pool that is not empty, or purged, is marked as stale"},
    {a_purged_pool_is_stale, "a pool that is not empty, or purged, is marked as stale"},
    {less_backed_than_carved, "carved 64 <= backed 63 <= 64 fails"},
    {too_many_backed, "carved 64 <= backed 65 <= 64 fails"},
    {young_without_containers, "a pool that holds no containers has a flag of the collector"},
    {young_in_no_bit, "pools with flags, but its bit is clear"},
    {a_bit_says_empty, "25 pools free, its bit says otherwise"},
    {a_kept_pool_more, "0 pools are kept, counted 1"},
    {nothing_but_kept, "only kept pools are in use"},
    {a_vacant_record_in_use, "vacant, not clean"},
    {a_vacant_record_with_pools, "vacant, not clean"},
    {a_vacant_record_with_a_rest, "vacant, not clean"},
    {a_vacant_record_that_is_empty, "vacant, not clean"},
    {a_vacant_record_that_is_young, "vacant, not clean"},
    {a_vacancy_that_nobody_knows, "in use, but not of its place"},
    {a_vacancy_more, "1 vacant records, counted 2"},
    {a_moved_record, "in use, but not of its place"},
    {headers_elsewhere, "in use, but not of its place"},
    {another_piece, "in use, but not of its place"},
    {an_arena_out_of_use, "in use, but not of its place"},
    {a_piece_of_another_size, "262144 bytes for 3 arenas"},
    {a_crooked_piece, "786432 bytes for 3 arenas"},
    {more_records_than_arenas, "records 4, committed 3, tabled 3, room 3"},
    {more_records_than_tables, "tabled 1, room 3"},
    {more_arenas_than_room, "committed 4, tabled 3, room 3"},
    {pieces_out_of_order, "the pieces of address space are not sorted"},
    {another_face, "the inlined path looks at 786432 bytes"},
    {a_longer_face, "the inlined path looks at 786433 bytes"},
    {a_face_with_other_headers, "the inlined path looks at 786432 bytes"},
    {a_face_with_other_records, "the inlined path looks at 786432 bytes"},
    {usable_is_no_record, "usable_arenas:"},
    {usable_is_half_a_record, "usable_arenas:"},
    {usable_has_a_wrong_neighbour, "does not belong there"},
    {usable_has_a_vacant_record, "does not belong there"},
    {usable_has_an_arena_without_free_pools, "does not belong there"},
    {usable_is_a_circle, "does not belong there"},
    {usable_ends_early, "an arena with free pools is missing"},
    {usable_is_not_sorted, "free pools before"},
    {a_wrong_end_of_a_group, "the last arena with 3 free pools is"},
    {no_end_of_a_group, "the last arena with 25 free pools is"},
    {a_used_pool_elsewhere, "used pools of class 4, family 1:"},
    {a_used_pool_that_is_half_a_header, "used pools of class 4, family 1:"},
    {a_used_pool_of_no_arena, "used pools of class 4, family 1:"},
    {a_kept_pool_with_a_neighbour, "used pools of class 24, family 0:"},
    {a_used_pool_of_another_class, "used pools of class 4, family 1:"},
    {a_used_pool_of_another_family, "used pools of class 4, family 1:"},
    {a_full_pool_in_the_list, "used pools of class 63, family 0:"},
    {a_used_pool_with_a_wrong_neighbour, "does not belong there"},
    {used_pools_in_a_circle, "does not belong there"},
    {a_used_pool_is_missing, "used pools of class 4, family 1: one is missing"},
    {another_pool_is_served_from, "33 bytes of family 1 are served from another pool"},
    {nothing_is_served_from, "0 bytes of family 0 are served from another pool"},
    {a_large_block_without_next, "its ring is broken"},
    {a_large_block_with_a_wrong_neighbour, "its ring is broken"},
    {a_large_block_of_another_family, "2000 bytes, family 1"},
    {a_large_block_that_is_small, "512 bytes, family 0"},
    {fewer_large_blocks, "1000 bytes, family 0"},
    {more_large_blocks, "counted 3 with 3000 bytes, found 2 with 3000"},
    {more_large_bytes, "counted 2 with 3001 bytes, found 2 with 3000"},
    {an_arena_more, "4 in use with 0 empty, counted otherwise"},
    {a_peak_below, "4 in use with 0 empty, counted otherwise"},
    {an_empty_arena_more, "4 in use with 0 empty, counted otherwise"},
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static char messages[ROWS][200];

static void test_each_is_named(void **state) {
    (void)state;
    struct scene *scene = make_scene();
    for (size_t i = 0; i < ROWS; i++) {
        rows[i].breaks(scene);
        const char *message = ouro_heap_check(scene->heap);
        if (message == NULL) {
            fail_msg("row %zu: nothing was found, but should be: %s", i, rows[i].says);
            continue;
        }
        if (strstr(message, rows[i].says) == NULL) {
            fail_msg("row %zu: \"%s\" is not in: %s", i, rows[i].says, message);
        }
        snprintf(messages[i], sizeof(messages[i]), "%s", message);
        mend(scene);
        assert_sound(scene->heap);
    }
    ouro_heap_fail_at(scene->heap, OURO_FAIL_NEVER); // other pools are shown to the inlined path
    assert_sound(scene->heap);
    ouro_heap_set_inline(scene->heap, 0); // and none, and no block is near
    assert_sound(scene->heap);
    destroy(scene->heap);
}

// ---- No check without a row ------------------------------------------------------------------

// The source of the check, which stands where this file says it does.
static char *read_source(void) {
    char path[1000] = __FILE__;
    char *tests = strstr(path, "tests/unit/");
    assert_non_null(tests);
    strcpy(tests, "src/pool/check.c");
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return NULL;
    }
    static char text[100000];
    const size_t length = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    text[length] = '\0';
    return text;
}

// Whether `message` can have been made from `format`, which ends with a quotation mark: what stands
// between the conversions occurs in it, in that order.
static bool is_made_from(const char *message, const char *format) {
    while (*format != '"') {
        if (*format == '%') {
            format += 1 + strspn(format + 1, "0123456789lz");
            format++; // the letter
            continue;
        }
        const size_t length = strcspn(format, "%\"");
        char part[200];
        snprintf(part, sizeof(part), "%.*s", (int)length, format);
        message = strstr(message, part);
        if (message == NULL) {
            return false;
        }
        message += length;
        format += length;
    }
    return true;
}

static void test_no_check_is_without_a_row(void **state) {
    (void)state;
    const char *at = read_source();
    if (at == NULL) {
        skip();
    }
    unsigned formats = 0;
    while ((at = strstr(at, "broken(body,")) != NULL) {
        at += strlen("broken(body,");
        at += strspn(at, " \n");
        assert_int_equal(*at, '"');
        at++;
        bool seen = false;
        for (size_t i = 0; i < ROWS; i++) {
            seen |= is_made_from(messages[i], at);
        }
        if (!seen) {
            fail_msg("no row sees the message \"%.*s\"", (int)strcspn(at, "\""), at);
        }
        formats++;
    }
    assert_true(formats > 30);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_is_named),
        cmocka_unit_test(test_no_check_is_without_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
