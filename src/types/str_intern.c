// SPDX-License-Identifier: MIT
// The table of interned strings.  Floor: types.  SPEC row C3.
// It does not count its references: an interned string dies with its last user, and leaves the
// table then.  Open addressing with linear steps; a removal moves the followers of its run back, so
// that the table has no dead places and never degrades.
#include "str_impl.h"

enum { FIRST_ROOM = 1024 };

// ---- Places ---------------------------------------------------------------------------------

static size_t home_of(const ouro__str_caches *strs, ouro_object *str) {
    uint64_t hash = (uint64_t)ouro_str_hash(str);
    return (size_t)(hash ^ hash >> 32) & (strs->interned_room - 1);
}

// Where an equal string is, or the free place where it would go.
static size_t place_of(const ouro__str_caches *strs, ouro_object *str) {
    size_t at = home_of(strs, str);
    while (strs->interned[at] && !ouro_str_equal(strs->interned[at], str)) {
        at = (at + 1) & (strs->interned_room - 1);
    }
    return at;
}

// Makes room for one more; false without memory (no exception).
static bool reserve(ouro__str_caches *strs) {
    if (strs->interned_room && strs->interned_count < strs->interned_room / 3 * 2) {
        return true;
    }
    ouro__str_caches grown = *strs;
    grown.interned_room = strs->interned_room ? strs->interned_room * 2 : FIRST_ROOM;
    grown.interned =
        ouro_heap_calloc(ouro_current->heap, grown.interned_room, sizeof *grown.interned);
    if (!grown.interned) {
        return false;
    }
    for (size_t i = 0; i < strs->interned_room; i++) {
        if (strs->interned[i]) {
            grown.interned[place_of(&grown, strs->interned[i])] = strs->interned[i];
        }
    }
    ouro_heap_free(ouro_current->heap, strs->interned);
    *strs = grown;
    return true;
}

// ---- In and out -----------------------------------------------------------------------------

void ouro_str_intern(ouro_object **slot) {
    ouro_object *str = *slot;
    if (!ouro_is_exact(str, OURO_T_STR) || ((ouro_string *)str)->interned) {
        return;
    }
    ouro__str_caches *strs = &ouro__caches()->atoms.strs;
    if (!reserve(strs)) {
        return; // it works as well without being shared
    }
    size_t at = place_of(strs, str);
    if (strs->interned[at]) {
        *slot = ouro_newref(strs->interned[at]);
        ouro_decref(str);
        return;
    }
    strs->interned[at] = str;
    strs->interned_count++;
    ((ouro_string *)str)->interned = 1;
}

void ouro__str_unintern(ouro_object *str) {
    struct ouro__caches *caches = ouro__caches();
    if (!caches || !caches->atoms.strs.interned) {
        return; // the runtime ends: the table went first
    }
    ouro__str_caches *strs = &caches->atoms.strs;
    size_t mask = strs->interned_room - 1, hole = home_of(strs, str);
    while (strs->interned[hole] != str) {
        hole = (hole + 1) & mask;
    }
    strs->interned_count--;
    // Whoever stands further from home than the hole is moves into it.
    for (size_t at = (hole + 1) & mask; strs->interned[at]; at = (at + 1) & mask) {
        size_t away = (at - home_of(strs, strs->interned[at])) & mask;
        if (away >= ((at - hole) & mask)) {
            strs->interned[hole] = strs->interned[at];
            hole = at;
        }
    }
    strs->interned[hole] = NULL;
}

bool ouro_str_is_interned(const ouro_object *str) {
    return ((const ouro_string *)str)->interned;
}

size_t ouro_str_interned_count(void) {
    return ouro__caches()->atoms.strs.interned_count;
}

ouro_object *ouro_str_intern_text(const char *utf8) {
    ouro_object *str = ouro_str_text(utf8);
    if (str) {
        ouro_str_intern(&str);
    }
    return str;
}
