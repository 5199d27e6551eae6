// SPDX-License-Identifier: MIT
// The workloads on a heap of Ouro, through the inlined functions of its header: `ouro` with its
// default options, `ouro16` with an alignment of 16 bytes.

#include "ouro/heap.h"

#include <string.h>

// Reached as a program reaches it, through a variable.
static ouro_heap *heap;

static inline void *take(size_t size) {
    return ouro_heap_alloc(heap, size);
}

static inline void give(void *object) {
    ouro_heap_free(heap, object);
}

static void trim(void) {
    ouro_heap_trim(heap);
}

#include "workloads.h"

static void open_heap(const char *name) {
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    if (strcmp(name, "ouro16") == 0) {
        options.alignment = 16;
    }
    heap = ouro_heap_new(&options);
    if (heap == NULL) {
        bench_die("no heap", name);
    }
}

const struct bench_allocator bench_on_ouro = {.open = open_heap, .run = bench_runs};
