// SPDX-License-Identifier: MIT
// The atoms' caches as a whole: started, emptied and stopped in order.  Floor: types.
// SPEC rows C1 to C4.
#include "caches.h"

int ouro__atoms_start(struct ouro__caches *caches) {
    ouro__atom_caches *atoms = &caches->atoms;
    if (ouro__strs_start(&atoms->strs) < 0 || ouro__ints_start(&atoms->ints) < 0 ||
        ouro__floats_start(&atoms->floats) < 0 || ouro__bytes_start(&atoms->bytes) < 0) {
        return -1;
    }
    return 0;
}

void ouro__atoms_empty(struct ouro__caches *caches) {
    ouro__floats_empty(&caches->atoms.floats);
}

void ouro__atoms_stop(struct ouro__caches *caches) {
    ouro__atom_caches *atoms = &caches->atoms;
    ouro__bytes_stop(&atoms->bytes);
    ouro__floats_stop(&atoms->floats);
    ouro__ints_stop(&atoms->ints);
    ouro__strs_stop(&atoms->strs);
}
