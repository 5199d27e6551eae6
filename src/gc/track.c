// SPDX-License-Identifier: MIT
// Tracking, generations, thresholds, events: what the collector is told and tells.
// Floor: gc.  SPEC rows G1, G3, G4, G5.
#include "gc_state.h"
#include "probes.h"

// ---- Life -----------------------------------------------------------------------------------

int ouro__gc_start(ouro_runtime *runtime) {
    runtime->gc = ouro_heap_calloc(runtime->face.heap, 1, sizeof *runtime->gc);
    if (!runtime->gc) {
        return -1;
    }
    runtime->gc->mode = (enum ouro_gc_mode)runtime->options.gc_mode;
    runtime->gc->settled = true; // nobody is old
    return 0;
}

void ouro__gc_forget_garbage(ouro_runtime *runtime) {
    ouro_clear(&runtime->gc->garbage);
}

void ouro__gc_stop(ouro_runtime *runtime) {
    if (runtime->gc) {
        ouro__gc_cycle_drop(runtime);
        ouro_clear(&runtime->gc->garbage);
        ouro_memory_free(runtime->gc->listeners);
        ouro_memory_free(runtime->gc->roots);
        ouro_heap_free(runtime->face.heap, runtime->gc);
        runtime->gc = NULL;
    }
}

// ---- Tracking -------------------------------------------------------------------------------

// The object is young, and yet somebody old and settled may refer to it, so that it is not only the young who are to be
// asked when it is garbage: it is a suspect.
static void suspect_young(const ouro_runtime *runtime, ouro_object *object) {
    ouro__unsettle(object);
    ouro__suspect(runtime, object);
}

void ouro__track(ouro_runtime *runtime, ouro_object *object) {
    uint8_t *state = ouro__heap_state(runtime->face.heap, object);
    if (ouro__may_be_known(runtime, object)) {
        suspect_young(runtime, object);
    }
    runtime->pace.tracked -= *state & OURO_STATE_TRACKED ? 1 : 0;
    ouro__track_new(runtime, object, state);
}

void ouro__untrack(ouro_object *object) {
    ouro_runtime *runtime = ouro__runtime();
    uint8_t *state = ouro__gc_state(runtime, object);
    if (*state & OURO_STATE_TRACKED) {
        runtime->pace.tracked--;
        runtime->pace.frozen -= ouro__generation(*state) == OURO_GENERATIONS;
    }
    *state &= (uint8_t) ~(OURO_STATE_TRACKED | OURO_STATE_MARK);
}

void ouro_gc_track(ouro_object *object) {
    if (ouro__is_container(object) && !ouro_gc_is_tracked(object)) {
        ouro__track(ouro__runtime(), object);
    }
}

void ouro_gc_untrack(ouro_object *object) {
    if (ouro__is_container(object)) {
        ouro__untrack(object);
    }
}

static uint8_t state_of(const ouro_object *object) {
    return ouro__is_container(object) ? *ouro__gc_state(ouro__runtime(), object) : 0;
}

bool ouro_gc_is_tracked(const ouro_object *object) {
    return state_of(object) & OURO_STATE_TRACKED;
}

bool ouro_gc_is_finalized(const ouro_object *object) {
    return state_of(object) & OURO_STATE_FINALIZED;
}

bool ouro_gc_is_container(const ouro_object *object) {
    return ouro__is_container(object);
}

int ouro_gc_generation_of(const ouro_object *object) {
    uint8_t state = state_of(object);
    return state & OURO_STATE_TRACKED ? (int)ouro__generation(state) : -1;
}

// ---- Settings -------------------------------------------------------------------------------

bool ouro_gc_enable(bool on) {
    ouro__pace *pace = &ouro__runtime()->pace;
    bool before = pace->enabled;
    pace->enabled = on;
    return before;
}

bool ouro_gc_is_enabled(void) {
    return ouro__runtime()->pace.enabled;
}

void ouro_gc_set_threshold(const uint32_t threshold[OURO_GENERATIONS]) {
    ouro__pace *pace = &ouro__runtime()->pace;
    memcpy(pace->threshold, threshold, OURO_GENERATIONS * sizeof *threshold);
    ouro__pace_set_trigger(pace);
}

void ouro_gc_get_threshold(uint32_t threshold[OURO_GENERATIONS]) {
    memcpy(threshold, ouro__runtime()->pace.threshold, OURO_GENERATIONS * sizeof *threshold);
}

void ouro_gc_get_count(uint32_t count[OURO_GENERATIONS]) {
    memcpy(count, ouro__runtime()->pace.count, OURO_GENERATIONS * sizeof *count);
}

void ouro_gc_get_stats(ouro_gc_generation_stats stats[OURO_GENERATIONS]) {
    memcpy(stats, ouro__runtime()->gc->stats, OURO_GENERATIONS * sizeof *stats);
}

void ouro_gc_set_debug(int flags) {
    ouro__runtime()->gc->debug = flags;
}

int ouro_gc_get_debug(void) {
    return ouro__runtime()->gc->debug;
}

ouro_object *ouro_gc_garbage_borrow(void) {
    struct ouro__gc *gc = ouro__runtime()->gc;
    if (!gc->garbage) {
        gc->garbage = ouro_list_new(0);
    }
    return gc->garbage;
}

// ---- Roots ----------------------------------------------------------------------------------

int ouro_gc_add_roots(ouro_roots_fn roots, void *arg) {
    struct ouro__gc *gc = ouro__runtime()->gc;
    ouro__gc_roots *grown = ouro_memory_resize(gc->roots, (gc->root_count + 1) * sizeof *grown);
    if (!grown) {
        return -1;
    }
    gc->roots = grown;
    gc->roots[gc->root_count++] = (ouro__gc_roots){roots, arg};
    return 0;
}

void ouro_gc_remove_roots(ouro_roots_fn roots, void *arg) {
    struct ouro__gc *gc = ouro__runtime()->gc;
    for (size_t i = 0; i < gc->root_count; i++) {
        if (gc->roots[i].function == roots && gc->roots[i].arg == arg) {
            gc->roots[i] = gc->roots[--gc->root_count];
            return;
        }
    }
}

// ---- Events ---------------------------------------------------------------------------------

int ouro_gc_on_event(ouro_gc_event_fn function, void *arg) {
    struct ouro__gc *gc = ouro__runtime()->gc;
    ouro__gc_listener *grown =
        ouro_memory_resize(gc->listeners, (gc->listener_count + 1) * sizeof *grown);
    if (!grown) {
        return -1;
    }
    gc->listeners = grown;
    gc->listeners[gc->listener_count++] = (ouro__gc_listener){function, arg};
    return 0;
}

void ouro__gc_tell(ouro_runtime *runtime, const ouro_gc_event *event) {
    struct ouro__gc *gc = runtime->gc;
    ouro__gc_probe(event);
    if (gc->in_event) {
        return;
    }
    gc->in_event = true;
    for (size_t i = 0; i < gc->listener_count; i++) {
        gc->listeners[i].function(event, gc->listeners[i].arg);
    }
    gc->in_event = false;
}

// ---- Freezing -------------------------------------------------------------------------------

enum { FROZEN = 3 };

static int freeze_one(ouro_object *object, uint8_t *state, void *arg) {
    (void)object, (void)arg;
    *state = ouro__with_generation(*state, FROZEN);
    return 0;
}

void ouro_gc_freeze(void) {
    ouro_runtime *runtime = ouro__runtime();
    ouro__gc_cycle_drop(runtime);
    ouro__visit_tracked(runtime, OURO_GENERATIONS - 1, freeze_one, NULL);
    ouro__heap_clear_flag(runtime->face.heap, 0);
    ouro__heap_clear_flag(runtime->face.heap, 1);
    memset(runtime->pace.count, 0, sizeof runtime->pace.count);
    runtime->pace.frozen = runtime->pace.tracked;
}

static int unfreeze_one(ouro_object *object, uint8_t *state, void *arg) {
    (void)object, (void)arg;
    if (ouro__generation(*state) == FROZEN) {
        *state = ouro__with_generation(*state, OURO_GENERATIONS - 1);
    }
    return 0;
}

void ouro_gc_unfreeze(void) {
    ouro_runtime *runtime = ouro__runtime();
    if (runtime->pace.frozen) {
        ouro__visit_tracked(runtime, FROZEN, unfreeze_one, NULL);
        runtime->pace.frozen = 0;
        runtime->gc->settled = false; // their pages lost their flags
    }
}

size_t ouro_gc_freeze_count(void) {
    return ouro__runtime()->pace.frozen;
}
