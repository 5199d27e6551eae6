// SPDX-License-Identifier: MIT
// Uses the installed library: a runtime, two lists in a cycle, a collection.
#include <stdio.h>

#include "ouro.h"

static ouro_object *list_that_holds(ouro_object *item) {
    ouro_object *list = ouro_list_new(0);
    if (list != NULL && ouro_list_append(list, item) < 0) {
        ouro_decref(list);
        return NULL;
    }
    return list;
}

int main(void) {
    ouro_runtime *runtime = ouro_runtime_new(NULL);
    if (runtime == NULL)
        return 1;
    ouro_object *first = list_that_holds(ouro_none_borrow());
    ouro_object *second = first == NULL ? NULL : list_that_holds(first);
    if (second == NULL || ouro_list_append(first, second) < 0)
        return 1;
    ouro_decref(first);
    ouro_decref(second);
    const int collected = ouro_gc_collect(2) == 2;
    const int clean = ouro_runtime_free(runtime) == 0;
    puts(collected && clean ? "use_runtime: ok" : "use_runtime: wrong");
    return 0;
}
