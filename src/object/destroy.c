// SPDX-License-Identifier: MIT
// How objects die: finalizer, weak references, contents, memory, with bounded C stack.
// Floor: object.  SPEC row R4.
//
// An object's end drops references, and each may be the last one of another object.  Followed as it
// comes, that recursion is as deep as the structure.  So it is followed DEPTH_MAX levels deep only:
// containers that die below that are put on a list, which is worked off when the outermost death is
// through.  The list needs no memory: a dead object's count and birth number are of no more use, and
// their 8 bytes hold the link.  Should the object's finalizer bring it back to life after that wait, it
// gets a new birth number.
#include "core.h"

enum { DEPTH_MAX = 50 };

// ---- Waiting for the outermost death --------------------------------------------------------

static ouro_object *link_of(const ouro_object *object) {
    ouro_object *next;
    memcpy(&next, object, sizeof next);
    return next;
}

static void defer(ouro_runtime *runtime, ouro_object *object) {
    ouro__untrack(object);
    *ouro__heap_state(runtime->face.heap, object) |= OURO_STATE_DEAD;
    memcpy(object, &runtime->deferred, sizeof(void *));
    runtime->deferred = object;
}

static ouro_object *take_deferred(ouro_runtime *runtime) {
    ouro_object *object = runtime->deferred;
    runtime->deferred = link_of(object);
    *ouro__heap_state(runtime->face.heap, object) &= (uint8_t)~OURO_STATE_DEAD;
    object->refs = 0;
    object->birth = runtime->next_birth++;
    return object;
}

// ---- One object's end -----------------------------------------------------------------------

// Runs the finalizer, once in the life of a container.  False: it brought the object back to life.
static bool finalize(ouro_runtime *runtime, ouro_object *object) {
    bool container = ouro__is_container(object);
    if (container) {
        uint8_t *state = ouro__heap_state(runtime->face.heap, object);
        if (*state & OURO_STATE_FINALIZED) {
            return true;
        }
        ouro__untrack(object); // it is young again, should it live on, as in 3.11
        ouro__track(runtime, object);
    }
    object->refs = 1;
    object->type->slots.finalize(object);
    if (container) { // now only: the finalizer itself is told that it has not run yet
        *ouro__heap_state(runtime->face.heap, object) |= OURO_STATE_FINALIZED;
    }
    object->refs = ouro_refcount(object) - 1;
    if (object->refs && container) {
        ouro__suspect(runtime, object);
    }
    return object->refs == 0;
}

static void drop_items(ouro_object *object, const ouro_items *items) {
    char *base = (char *)object;
    size_t *count = (size_t *)(void *)(base + items->count_offset);
    ouro_object **item = (ouro_object **)(void *)(base + items->items_offset);
    if (items->indirect) {
        item = *(ouro_object ***)(void *)item;
    }
    for (size_t i = *count; i-- > 0;) {
        ouro_clear(&item[i]);
    }
    if (items->indirect) {
        ouro_memory_free(item);
    }
}

// Drops everything that the type declares, then what it does not, then the memory.
static void end_generic(ouro_object *object) {
    ouro_type *type = object->type;
    for (size_t i = 0; i < type->field_count; i++) {
        ouro_clear((char *)object + type->fields[i]);
    }
    if (type->attrs_offset) {
        ouro__attrs_drop(object);
    }
    if (type->items.present) {
        drop_items(object, &type->items);
    }
    if (type->slots.drop) {
        type->slots.drop(object);
    }
    bool counted = type->flags & OURO_TF_HEAP;
    ouro_object_free(object);
    if (counted) {
        ouro_decref(type);
    }
}

static void end(ouro_runtime *runtime, ouro_object *object) {
    ouro_type *type = object->type;
    if (type->slots.finalize && !finalize(runtime, object)) {
        return;
    }
    // First: a collection during a callback must not find an object whose count is 0.
    if (type->flags & OURO_TF_CONTAINER) {
        ouro__untrack(object);
    }
    if (type->weak_offset) {
        ouro_object **weakrefs = ouro__weakrefs_slot(object);
        if (*weakrefs) {
            ouro__weakrefs_clear(object, true);
        }
    }
    if (type->slots.destroy) {
        type->slots.destroy(object);
    } else {
        end_generic(object);
    }
}

static OURO_NOINLINE void destroy(ouro_object *object) {
    ouro_runtime *runtime = ouro__runtime();
    if (runtime->destroy_depth >= DEPTH_MAX && ouro__is_container(object)) {
        defer(runtime, object);
        return;
    }
    runtime->destroy_depth++;
    end(runtime, object);
    if (runtime->destroy_depth == 1) {
        while (runtime->deferred) {
            end(runtime, take_deferred(runtime));
        }
    }
    runtime->destroy_depth--;
}

// ---- The rare cases of giving a reference back ----------------------------------------------

// The object has a flag, or the count is wrong.
static OURO_NOINLINE void release_flagged(ouro_object *object) {
    if (object->refs == OURO_REFS_MOST) {
        return;
    }
    const bool old = object->refs & OURO_REFS_OLD;
    object->refs = ouro_refcount(object) - 1;
    if (object->refs == 0) {
        destroy(object);
    } else if (ouro__is_container(object)) { // or its count was wrong
        ouro__remember(ouro__runtime(), object, old ? OURO_POOL_SUSPECTS : OURO_POOL_EVENTS);
    }
}

void ouro_object_release(ouro_object *object) {
    const ouro_type *type = object->type;
    if ((object->refs & ~OURO_REFS_SETTLED) != 1) {
        release_flagged(object);
        return;
    }
    object->refs = 0;
    if (!(type->flags & OURO_TF_CONTAINER) && type->slots.destroy && !type->slots.finalize) {
        type->slots.destroy(object);
    } else {
        destroy(object);
    }
}

void ouro_object_unsettle(ouro_object *object) {
    if (ouro__is_settled(object)) {
        const bool old = object->refs & OURO_REFS_OLD;
        ouro__unsettle(object);
        ouro__remember(ouro__runtime(), object, old ? OURO_POOL_SUSPECTS : OURO_POOL_EVENTS);
    }
}
