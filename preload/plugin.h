// SPDX-License-Identifier: MIT
// The plug-in's parts and what they share: one heap for the one interpreter of the process.
// The plug-in; SPEC rows: P1 to P10 under CPython.
//
//   install.c   the constructor: whether the heap serves this process, and what to say about it
//   cpython.c   the interpreter, found at run time
//   serve.c     the four functions that CPython calls, and the blocks above 512 bytes

#ifndef OURO_PRELOAD_PLUGIN_H
#define OURO_PRELOAD_PLUGIN_H

#include <ouro/heap.h>
#include <stdint.h>

// The process is the state: this is the one place of Ouro with a global variable.
typedef struct plugin {
    ouro_heap *heap;
    // Blocks above 512 bytes, which are malloc's.
    uint64_t large_blocks;
    uint64_t large_bytes; // as malloc rounds them
} plugin;

extern plugin ouro__plugin;

// The allocator for the domains mem and obj, over ouro__plugin.heap.
ouro_allocator serve_allocator(void);

#endif
