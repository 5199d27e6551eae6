// SPDX-License-Identifier: MIT
// The end of garbage whose death nobody can see: all of it at once.  Floor: gc.  SPEC row G2 (g).
//
// References among the unreachable need not be counted down, one recursion per object, when all of them die
// together and in no order that shows: no finalizers, no weak references, types whose references
// are all declared.  First every object lets go of what is outside (MARK tells: who has it is one of them)
// and of the memory beside it, then every block is freed.  In between foreign code may run, for
// something outside may die of this: it finds the unreachable untracked and dead.
#include "states.h"

typedef ouro__collection collection;

// ---- Who can be buried ----------------------------------------------------------------------

// Whether the type's fields, items and attributes are all that its instances refer to and hold.
bool ouro__is_plain_type(const ouro_type *type) {
    if (type->exact == OURO_T_LIST || type->exact == OURO_T_TUPLE || type->exact == OURO_T_DICT) {
        return true; // what their own ends do beyond that is to keep some memory for the next
    }
    const ouro_slots *slots = &type->slots;
    return !(type->flags & OURO_TF_OLD_DESTRUCTOR) && !slots->finalize && !slots->drop &&
           !slots->destroy && !slots->traverse;
}

static bool is_unplain_left(const collection *c) {
    for (unsigned i = 0; i < c->unplain_count; i++) {
        if (ouro__in_set(c, c->unplain[i])) {
            return true;
        }
    }
    return false;
}

// Suspects may turn out to have dependents.
bool ouro__gc_can_bury_unlisted(const collection *c) {
    return c->page_count && c->unplain_known && !c->suspects && !c->gc->debug &&
           !is_unplain_left(c);
}

static bool can_bury(const collection *c) {
    const ouro_type *last = NULL;
    if (c->gc->debug) {
        return false;
    }
    if (c->unplain_known) {
        return !is_unplain_left(c);
    }
    for (size_t i = 0; i < c->listed; i++) {
        if (!ouro__is_plain(c->objects[i], &last)) {
            return false;
        }
    }
    return true;
}

// ---- Letting go of the rest -----------------------------------------------------------------

static inline bool is_one_of_them(const collection *c, const ouro_object *referent) {
    const ouro_heap *heap = c->runtime->face.heap;
    if (OURO_LIKELY(ouro__heap_near(heap, referent))) {
        return ouro__is_near_container(heap, referent) &&
               *ouro__container_state(referent) & OURO_STATE_MARK;
    }
    return ouro__in_set(c, referent);
}

static inline void let_go(collection *c, ouro_object *referent) {
    if (!is_one_of_them(c, referent)) {
        ouro_decref(referent);
    }
}

static void let_entry_go(ouro_object *referent, void *arg) {
    let_go(arg, referent);
}

// ---- Freeing by pages ---------------------------------------------------------------------------

// Blocks of one page that are to be freed.  They come in the order of addresses, more or less, and where they are all
// that a pool has, it is freed as a whole.
typedef struct batch {
    ouro_heap *heap;
    void *blocks[OURO_POOL_SIZE / 8];
    unsigned count;
} batch;

static void free_batch(batch *b) {
    if (b->count) {
        struct ouro__pool *pool = ouro__pool_near(b->heap, b->blocks[0]);
        if (b->count == pool->used) {
            ouro__pool_put_all(b->heap, pool);
        } else {
            for (unsigned i = 0; i < b->count; i++) {
                ouro_heap_free(b->heap, b->blocks[i]);
            }
        }
        b->count = 0;
    }
}

static inline void free_in_batch(batch *b, void *block) {
    if (OURO_UNLIKELY(!ouro__heap_near(b->heap, block))) {
        ouro_heap_free(b->heap, block);
        return;
    }
    if (((uintptr_t)b->blocks[0] ^ (uintptr_t)block) >= OURO_POOL_SIZE) {
        free_batch(b);
    }
    b->blocks[b->count++] = block;
}

OURO_INLINE void let_all_go(collection *c, ouro_object **items, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (items[i]) {
            let_go(c, items[i]);
        }
    }
}

// Objects of one type come in rows: their references to it are dropped together.
static void end_row(collection *c) {
    ouro_object *object = c->run_of;
    if (c->run) {
        if (object->refs != OURO_REFS_MOST) {
            object->refs -= c->run - 1; // the others are still there
        }
        ouro_decref(object);
    }
    c->run = 0;
    c->run_of = NULL;
}

static inline void let_type_go(collection *c, const ouro_type *type) {
    if (c->run_of != (const ouro_object *)type) {
        end_row(c);
        if (is_one_of_them(c, (const ouro_object *)type)) {
            return;
        }
        c->run_of = (ouro_object *)(uintptr_t)type;
    }
    c->run++;
}

static inline void let_attributes_go(collection *c, ouro_object *object, batch *beside) {
    const uintptr_t word = *ouro__attrs_word(object);
    if (word & 1) {
        ouro_values *values = (ouro_values *)(word - 1);
        let_all_go(c, values->item, values->count);
        free_in_batch(beside, values);
    } else if (word) {
        let_go(c, (ouro_object *)word);
    }
}

OURO_INLINE void empty(collection *c, ouro_object *object, batch *beside) {
    const ouro_type *type = ouro_type_of(object);
    for (uint32_t i = 0; i < type->field_count; i++) {
        let_all_go(c, (ouro_object **)(void *)((char *)object + type->fields[i]), 1);
    }
    if (type->items.present) {
        size_t count;
        ouro_object **items = ouro__items_now(object, type, &count);
        let_all_go(c, items, count);
        if (type->items.indirect) {
            ouro_memory_free(items);
        }
    }
    if (type->attrs_offset) {
        let_attributes_go(c, object, beside);
    }
    if (type->exact == OURO_T_DICT) {
        ouro__dict_bury(object, let_entry_go, c);
    }
    if (type->flags & OURO_TF_HEAP) {
        let_type_go(c, type);
    }
}

// ---- All of it ------------------------------------------------------------------------------

enum { AHEAD = 8 }; // so many objects before its turn the memory of one is fetched

static inline void hide_one(uint8_t *state) {
    *state = (uint8_t)((*state & ~(unsigned)OURO_STATE_TRACKED) | OURO_STATE_DEAD);
}

static void hide_large(collection *c, struct ouro__large *large) {
    (void)c;
    if (large->state & OURO_STATE_MARK) {
        hide_one(&large->state);
    }
}

// A set that has pages is hidden by the page.
static void hide(collection *c) {
    if (c->page_count) {
        ouro__gc_set_hide(c);
        ouro__each_large(c, hide_large);
    } else {
        for (size_t i = 0; i < c->unreachable; i++) {
            hide_one(ouro__gc_state(c->runtime, c->objects[i]));
        }
    }
    c->runtime->pace.tracked -= c->unreachable;
}

static inline void free_one(collection *c, ouro_object *object, batch *objects) {
    (void)c;
    free_in_batch(objects, object);
}

// Whether all who are on the page are unreachable.
static bool is_all_unreachable(const ouro__set_page *page, const struct ouro__pool *pool) {
    unsigned count = 0;
    for (unsigned i = 0; i < page->blocks; i += 8) {
        count += ouro__count_ones(ouro__states_with(ouro__states_at(page, i), OURO_STATE_MARK));
    }
    return count == pool->used;
}

// Those of the unreachable who are listed; and, when some are not, those on a page.
OURO_INLINE void each_listed(collection *c, void (*bury)(collection *, ouro_object *, batch *),
                             batch *b) {
    for (size_t i = 0; i < c->listed; i++) {
        if (i + AHEAD < c->listed) {
            OURO_PREFETCH(c->objects[i + AHEAD]);
        }
        bury(c, c->objects[i], b);
    }
}

static size_t unlisted_pages(const collection *c) {
    return c->listed < c->unreachable ? c->page_count : 0;
}

OURO_INLINE void each_on_page(collection *c, const ouro__set_page *page,
                              void (*bury)(collection *, ouro_object *, batch *), batch *b) {
    for (unsigned i = 0; i < page->blocks; i += 8) {
        ouro__eight left = ouro__states_with(ouro__states_at(page, i), OURO_STATE_MARK);
        for (; left; left &= left - 1) {
            bury(c, ouro__object_at(page, i + ouro__first_byte(left)), b);
        }
    }
}

static void empty_all(collection *c) {
    batch beside = {.heap = c->runtime->face.heap};
    c->run_of = NULL;
    c->run = 0;
    each_listed(c, empty, &beside);
    for (size_t p = 0; p < unlisted_pages(c); p++) {
        ouro__fetch_page_after(c, p);
        each_on_page(c, &c->pages[p], empty, &beside);
    }
    free_batch(&beside);
    end_row(c);
}

static void free_page(collection *c, const ouro__set_page *page, batch *objects) {
    if (ouro__heap_near(objects->heap, page->sidecar)) {
        struct ouro__pool *pool = ouro__pool_near(objects->heap, page->sidecar);
        if (is_all_unreachable(page, pool)) {
            ouro__pool_put_all(objects->heap, pool);
            return;
        }
    }
    each_on_page(c, page, free_one, objects);
}

static void free_all(collection *c) {
    batch objects = {.heap = c->runtime->face.heap};
    uint32_t *young = &c->runtime->pace.count[0];
    each_listed(c, free_one, &objects);
    for (size_t p = 0; p < unlisted_pages(c); p++) {
        ouro__fetch_page_after(c, p);
        free_page(c, &c->pages[p], &objects);
    }
    free_batch(&objects);
    *young -= *young < c->unreachable ? *young : (uint32_t)c->unreachable;
}

bool ouro__gc_bury(ouro__collection *c) {
    if (!can_bury(c)) {
        return false;
    }
    hide(c);
    ouro__heap_bulk_begins(c->runtime->face.heap);
    empty_all(c);
    free_all(c);
    ouro__heap_bulk_ends(c->runtime->face.heap);
    return true;
}
