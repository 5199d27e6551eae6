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

static bool can_bury(const collection *c) {
    const ouro_type *last = NULL;
    if (c->gc->debug) {
        return false;
    }
    if (c->unplain_known) {
        for (unsigned i = 0; i < c->unplain_count; i++) {
            if (ouro__in_set(c, c->unplain[i])) {
                return false;
            }
        }
        return true;
    }
    for (size_t i = 0; i < c->unreachable; i++) {
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

static inline void let_attributes_go(collection *c, ouro_object *object) {
    const uintptr_t word = *ouro__attrs_word(object);
    if (word & 1) {
        ouro_values *values = (ouro_values *)(word - 1);
        let_all_go(c, values->item, values->count);
        ouro_heap_free(c->runtime->face.heap, values);
    } else if (word) {
        let_go(c, (ouro_object *)word);
    }
}

static void empty(collection *c, ouro_object *object) {
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
        let_attributes_go(c, object);
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

// Those of a page; where nobody else is left, the pool as a whole.  The list of the unreachable has them one
// behind the other from number `i` on.  Returns where it goes on.
static size_t free_page(const collection *c, size_t i) {
    ouro_heap *heap = c->runtime->face.heap;
    const uintptr_t page = (uintptr_t)ouro__sidecar_of(c->objects[i]);
    struct ouro__pool *pool = ouro__pool_near(heap, c->objects[i]);
    size_t end = i + 1;
    while (end < c->unreachable && (uintptr_t)c->objects[end] - page < OURO_POOL_SIZE) {
        end++;
    }
    if (end - i == pool->used) {
        ouro__pool_put_all(heap, pool);
    } else {
        for (; i < end; i++) {
            ouro_heap_free(heap, c->objects[i]);
        }
    }
    return end;
}

static void free_all(const collection *c) {
    ouro_heap *heap = c->runtime->face.heap;
    uint32_t *young = &c->runtime->pace.count[0];
    for (size_t i = 0; i < c->unreachable;) {
        if (OURO_LIKELY(ouro__heap_near(heap, c->objects[i]))) {
            i = free_page(c, i);
        } else {
            ouro_heap_free(heap, c->objects[i++]);
        }
    }
    *young -= *young < c->unreachable ? *young : (uint32_t)c->unreachable;
}

bool ouro__gc_bury(ouro__collection *c) {
    if (!can_bury(c)) {
        return false;
    }
    hide(c);
    c->run_of = NULL;
    c->run = 0;
    for (size_t i = 0; i < c->unreachable; i++) {
        if (i + AHEAD < c->unreachable) {
            OURO_PREFETCH(c->objects[i + AHEAD]);
        }
        empty(c, c->objects[i]);
    }
    end_row(c);
    free_all(c);
    return true;
}
