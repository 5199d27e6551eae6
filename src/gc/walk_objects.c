// SPDX-License-Identifier: MIT
// Walking: tracked containers by generation, every live object, an object's referents and referrers.
// Nothing is linked through objects; the pools are what is walked.  Floor: gc.  SPEC row R5.
#include "gc_state.h"

// ---- Tracked containers ---------------------------------------------------------------------

static enum ouro__walk_of pools_of(unsigned oldest) {
    return oldest == 0   ? OURO__WALK_YOUNG0
           : oldest == 1 ? OURO__WALK_YOUNG01
                         : OURO__WALK_CONTAINERS;
}

static bool is_wanted(uint8_t state, unsigned oldest) {
    return state & OURO_STATE_TRACKED && ouro__generation(state) <= oldest;
}

int ouro__visit_tracked(ouro_runtime *runtime, unsigned oldest, ouro__tracked_fn visit, void *arg) {
    const ouro_heap *heap = runtime->face.heap;
    struct ouro__walk walk;
    const struct ouro__pool *pool;
    int result;
    ouro__walk_start(&walk, heap, pools_of(oldest));
    while ((pool = ouro__walk_next(&walk))) {
        const struct ouro__shape *shape = ouro__pool_shape(heap, pool);
        uint8_t *states = ouro__sidecar(walk.page)->states;
        for (unsigned i = 0; i < pool->carved; i++) {
            if (is_wanted(states[i], oldest)) {
                result = visit(ouro__page_block(walk.page, shape, i), &states[i], arg);
                if (result) {
                    return result;
                }
            }
        }
    }
    struct ouro__large *large = ouro__large_first(heap, OURO_CONTAINER), *next;
    for (; large != ouro__large_end(heap, OURO_CONTAINER); large = next) {
        next = large->next;
        if (is_wanted(large->state, oldest)) {
            result = visit(ouro__large_block(large), &large->state, arg);
            if (result) {
                return result;
            }
        }
    }
    return 0;
}

typedef struct one_generation {
    int generation;
    bool collecting;
    ouro_visit_fn visit;
    void *arg;
} one_generation;

static int visit_if_of(ouro_object *object, uint8_t *state, void *arg) {
    const one_generation *wanted = arg;
    // What a collection has found unreachable is in no generation until it is brought back.
    if (wanted->collecting && *state & OURO_STATE_MARK) {
        return 0;
    }
    if (wanted->generation >= 0 && (unsigned)wanted->generation != ouro__generation(*state)) {
        return 0;
    }
    return wanted->visit(object, wanted->arg);
}

int ouro_gc_visit_objects(int generation, ouro_visit_fn visit, void *arg) {
    one_generation wanted = {generation, ouro__runtime()->pace.collecting, visit, arg};
    unsigned oldest = generation < 0 ? OURO_GENERATIONS - 1 : (unsigned)generation;
    bool enabled = ouro_gc_enable(false);
    int result = ouro__visit_tracked(ouro__runtime(), oldest, visit_if_of, &wanted);
    ouro_gc_enable(enabled);
    return result;
}

// ---- Every live object ----------------------------------------------------------------------

// Live: allocated, made (LIVE), not waiting for its end (DEAD), not resting on a free list (count 0).
static bool lives(const ouro_object *object, ouro_family family, uint8_t state) {
    if (family == OURO_CONTAINER &&
        (state & (OURO_STATE_LIVE | OURO_STATE_DEAD)) != OURO_STATE_LIVE) {
        return false;
    }
    return ouro_refcount(object) > 0;
}

// The blocks of the pool at which a walk over a family stands.
static int visit_pool(const struct ouro__walk *walk, const struct ouro__pool *pool,
                      ouro_visit_fn visit, void *arg) {
    const ouro_heap *heap = &walk->body->face;
    const ouro_family family = (ouro_family)pool->family;
    const struct ouro__shape *shape = ouro__pool_shape(heap, pool);
    struct ouro__bitmap unused = {{0}};
    if (family == OURO_ATOM) {
        ouro__pool_free_bitmap(heap, pool, &unused);
    }
    for (unsigned i = 0; i < pool->carved; i++) {
        if (ouro__bitmap_has(&unused, i)) {
            continue;
        }
        ouro_object *object = ouro__page_block(walk->page, shape, i);
        uint8_t state = family == OURO_CONTAINER ? ouro__sidecar(walk->page)->states[i] : 0;
        if (lives(object, family, state)) {
            int result = visit(object, arg);
            if (result) {
                return result;
            }
        }
    }
    return 0;
}

static int visit_family(const ouro_heap *heap, ouro_family family, ouro_visit_fn visit, void *arg) {
    struct ouro__walk walk;
    const struct ouro__pool *pool;
    int result = 0;
    ouro__walk_start(&walk, heap, (enum ouro__walk_of)family);
    while (result == 0 && (pool = ouro__walk_next(&walk))) {
        result = visit_pool(&walk, pool, visit, arg);
    }
    struct ouro__large *large = ouro__large_first(heap, family), *next;
    for (; result == 0 && large != ouro__large_end(heap, family); large = next) {
        next = large->next;
        if (lives(ouro__large_block(large), family, large->state)) {
            result = visit(ouro__large_block(large), arg);
        }
    }
    return result;
}

int ouro_visit_all_objects(ouro_visit_fn visit, void *arg) {
    const ouro_heap *heap = ouro_current->heap;
    bool enabled = ouro_gc_enable(false);
    int result = visit_family(heap, OURO_CONTAINER, visit, arg);
    if (result == 0) {
        result = visit_family(heap, OURO_ATOM, visit, arg);
    }
    ouro_gc_enable(enabled);
    return result;
}

// ---- Referents ------------------------------------------------------------------------------

int ouro_visit_referents(ouro_object *object, ouro_visit_fn visit, void *arg) {
    return ouro__each_referent(object, visit, arg);
}

void ouro__gc_clear_object(ouro_object *object) {
    const ouro_type *type = ouro_type_of(object);
    if (type->slots.clear) {
        type->slots.clear(object);
    }
    for (size_t i = type->kept_fields; i < type->field_count; i++) {
        ouro_clear((char *)object + type->fields[i]);
    }
    if (type->attrs_offset) {
        ouro__attrs_drop(object);
    }
    // A tuple never changes: others in its cycle let it go.
    bool clears_items = type->items.present && type->layout != OURO_T_TUPLE;
    size_t count = 0;
    for (size_t i = 0; clears_items; i++) {
        ouro_object **items = ouro__items_now(object, type, &count);
        if (i >= count) {
            break;
        }
        ouro_clear(&items[i]);
    }
}

static int append_to_list(ouro_object *object, void *list) {
    return ouro_list_append(list, object);
}

ouro_object *ouro_gc_referents(ouro_object *const *objects, size_t n) {
    ouro_object *list = ouro_list_new(0);
    for (size_t i = 0; list && i < n; i++) {
        if (ouro_visit_referents(objects[i], append_to_list, list) < 0) {
            ouro_clear(&list);
        }
    }
    return list;
}

// ---- Referrers ------------------------------------------------------------------------------

typedef struct referrers {
    ouro_object *const *objects;
    size_t n;
    bool any_str; // among the objects
    ouro_object *list;
} referrers;

static int is_one_of(ouro_object *referent, void *arg) {
    const referrers *search = arg;
    for (size_t i = 0; i < search->n; i++) {
        if (search->objects[i] == referent) {
            return 1;
        }
    }
    return 0;
}

// The keys of a dict are no referents when all are strs, which cannot be in a cycle.
static bool is_key_of(ouro_object *dict, referrers *search) {
    size_t position = 0;
    ouro_object *key, *value;
    while (ouro_dict_next(dict, &position, &key, &value, NULL)) {
        if (is_one_of(key, search)) {
            return true;
        }
    }
    return false;
}

static bool refers(ouro_object *object, referrers *search) {
    return ouro_visit_referents(object, is_one_of, search) ||
           (search->any_str && ouro_is(object, OURO_T_DICT) && is_key_of(object, search));
}

static int append_if_refers(ouro_object *object, void *arg) {
    referrers *search = arg;
    if (object == search->list || !refers(object, search)) {
        return 0;
    }
    return ouro_list_append(search->list, object);
}

ouro_object *ouro_gc_referrers(ouro_object *const *objects, size_t n) {
    referrers search = {objects, n, false, ouro_list_new(0)};
    for (size_t i = 0; i < n; i++) {
        search.any_str |= ouro_is(objects[i], OURO_T_STR);
    }
    bool enabled = ouro_gc_enable(false);
    // Every live container: what is untracked cannot be in a cycle, but may be what keeps an object.
    if (search.list &&
        visit_family(ouro_current->heap, OURO_CONTAINER, append_if_refers, &search) < 0) {
        ouro_clear(&search.list);
    }
    ouro_gc_enable(enabled);
    return search.list;
}
