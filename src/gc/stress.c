// SPDX-License-Identifier: MIT
// Collections when nobody expects them: at every n-th container that is made, of all generations in
// turn, so that what is not held when it should be is found at once.  Floor: gc.  SPEC row G4.
#include "gc_state.h"

// Every second one collects generation 1 too, every fourth all, where G5 lets it: or a program that makes
// a million containers would never end.  With few of them, every 64th collects all in any case.
static int generation_of(const ouro_runtime *runtime, uint64_t collection) {
    enum { FEW = 2000 };
    const struct ouro__gc *gc = runtime->gc;
    const bool worth = gc->long_lived_pending >= gc->long_lived_total / 4;
    if ((collection % 4 == 0 && worth) || (collection % 64 == 0 && runtime->pace.tracked <= FEW)) {
        return 2;
    }
    return collection % 2 == 0 ? 1 : 0;
}

void ouro__gc_stress(ouro_runtime *runtime) {
    ouro__pace *pace = &runtime->pace;
    if (++pace->stressed % pace->stress == 0) {
        const int generation = generation_of(runtime, pace->stressed / pace->stress);
        ouro__gc_collect_due(runtime, generation, 0); // in slices: a step at a time
        ouro__caches_empty(runtime); // the next of a type with a free list is made anew
    }
}

void ouro_gc_set_stress(uint32_t every) {
    ouro__pace *pace = &ouro__runtime()->pace;
    pace->stress = every;
    pace->stressed = 0;
    ouro__pace_set_trigger(pace);
}

uint32_t ouro_gc_get_stress(void) {
    return ouro__runtime()->pace.stress;
}
