// SPDX-License-Identifier: MIT
// Memory that objects hold outside the heap, and when it makes a collection due.
// Floor: gc.  SPEC row G8.
//
// The collector counts objects; a program that has few of them, each with a picture or a file
// behind it, would fill the machine before 700 were made.  So what types tell of such memory counts
// too:
//
//   young  each UNIT of growth counts as one container more in generation 0, and each that is given back
//          as one less: 700 of them, 5.5 MiB, make a young collection due, which is cheap.
//   old    a full collection is due when more is held than survived the last one and `margin` on top,
//          where  margin = max(survived / 2, FLOOR << patience)
//
// Both are of what is held at the time, not of what was ever told, so a program that gives back as
// much as it takes collects nothing.  One that grows without garbage pays for a full collection
// each time it has grown by half, and `patience` rises, up to PATIENCE_MAX, as long as collections
// free next to nothing; once they do not, it is back at 0.  And after each young collection
// `survived` comes down half the way to what is held, so that a peak is forgotten: the trigger
// never rises for good.
#include "gc_state.h"

#define UNIT         ((uint64_t)8 << 10)
#define FLOOR        ((uint64_t)32 << 20)
#define PATIENCE_MAX 3
#define PAYS         8 // collections pay that free 1 / PAYS of what has come since the last full one

static uint64_t margin(const ouro__external *external) {
    uint64_t floor = FLOOR << external->patience, half = external->survived / 2;
    return half > floor ? half : floor;
}

// Counts whole units into generation 0; what is less waits for more.
static void count_units(ouro_runtime *runtime, ptrdiff_t bytes) {
    ouro__external *external = &runtime->gc->external;
    uint32_t *count = &runtime->pace.count[0];
    int64_t rest = external->rest + bytes, units = rest / (int64_t)UNIT;
    external->rest = rest % (int64_t)UNIT;
    int64_t sum = *count + units, most = UINT32_MAX / 2;
    *count = (uint32_t)(sum < 0 ? 0 : sum > most ? most : sum);
}

void ouro_gc_external(ouro_type *type, ptrdiff_t bytes) {
    ouro_runtime *runtime = ouro__runtime();
    if (!runtime->gc) { // the runtime is being taken apart
        return;
    }
    ouro__external *external = &runtime->gc->external;
    uint64_t size = bytes < 0 ? -(uint64_t)bytes : (uint64_t)bytes;
    if (bytes >= 0) {
        type->external += size;
        external->held += size;
    } else {
        type->external -= size < type->external ? size : type->external;
        external->held -= size < external->held ? size : external->held;
        external->freed += runtime->pace.collecting ? size : 0;
    }
    count_units(runtime, bytes);
}

uint64_t ouro_gc_external_bytes(const ouro_type *type) {
    return type ? type->external : ouro__runtime()->gc->external.held;
}

bool ouro__external_is_due(const ouro_runtime *runtime) {
    const ouro__external *external = &runtime->gc->external;
    return external->held > external->survived + margin(external);
}

void ouro__external_settle(ouro_runtime *runtime, unsigned generation) {
    ouro__external *external = &runtime->gc->external;
    if (generation == OURO_GENERATIONS - 1) {
        uint64_t before = external->held + external->freed;
        uint64_t grown = before > external->survived ? before - external->survived : 0;
        if (external->freed > grown / PAYS) {
            external->patience = 0;
        } else if (grown >= FLOOR && external->patience < PATIENCE_MAX) {
            external->patience++;
        }
        external->survived = external->held;
        external->freed = 0;
    } else if (external->held < external->survived) {
        external->survived -= (external->survived - external->held + 1) / 2;
    }
}
