// SPDX-License-Identifier: MIT
// Uses the installed heap alone, without a runtime.
#include <stdio.h>
#include <string.h>

#include "ouro/heap.h"

int main(void) {
    ouro_heap *heap = ouro_heap_new(NULL);
    char *block = heap == NULL ? NULL : ouro_heap_alloc(heap, 42);
    if (block == NULL)
        return 1;
    memset(block, 7, 42);
    const int good = ouro_heap_usable_size(heap, block) == 48 && ouro_heap_owns(heap, block);
    ouro_heap_free(heap, block);
    ouro_heap_destroy(heap);
    puts(good ? "use_heap: ok" : "use_heap: wrong");
    return 0;
}
