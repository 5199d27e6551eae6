// SPDX-License-Identifier: MIT
// The heap's table of size classes and arenas, and the free lists of the types behind it.
// Floor: inspect.  SPEC rows P10, C4.
#include "census.h"
#include <stdio.h>

// ---- Free lists -------------------------------------------------------------------------------

static void print_free(ouro__output *out, uint64_t count, const char *what, size_t size) {
    char text[128], number[32];
    snprintf(text, sizeof text, "%llu free %s * %zu bytes each", (unsigned long long)count, what,
             size);
    ouro__print(out, "%48s = %20s\n", text, ouro__human(count * size, OURO__COUNT, number));
}

static void print_free_lists(ouro__output *out) {
    const struct ouro__caches *caches = ouro__caches();
    print_free(out, caches->dict.count, "dicts", sizeof(ouro_dict));
    print_free(out, caches->atoms.floats.free_count, "floats", sizeof(ouro_float));
    print_free(out, caches->list.count, "lists", sizeof(ouro_list));
    for (unsigned n = 1; n <= OURO_TUPLE_FREE_MAX; n++) {
        char what[32];
        snprintf(what, sizeof what, "%u-sized tuples", n);
        print_free(out, caches->tuple.count[n], what,
                   sizeof(ouro_tuple) + n * sizeof(ouro_object *));
    }
}

int ouro_debug_malloc_stats(ouro_write_fn write, void *arg) {
    ouro__output out = {write, arg, ouro_heap_write_text(ouro_current->heap, write, arg)};
    print_free_lists(&out);
    return out.result;
}
