// SPDX-License-Identifier: MIT
// Ouro: Python's memory system as a C library.  Everything public; each idea has its own header.
// A complete program: two lists that hold each other, and the collector that finds them.
//
//     #include <ouro.h>
//     #include <stdio.h>
//
//     int main(void) {
//         ouro_runtime *runtime = ouro_runtime_new(NULL);
//         ouro_object *first = runtime ? ouro_list_new(0) : NULL;
//         ouro_object *second = first ? ouro_list_new(0) : NULL;
//         if (!second || ouro_list_append(first, second) < 0 ||
//             ouro_list_append(second, first) < 0) {
//             fputs("out of memory\n", stderr);
//             return 1;
//         }
//         ouro_decref(first);  // nobody outside holds them any more,
//         ouro_decref(second); // but each holds the other
//         uint64_t blocks = ouro_heap_allocated_blocks(ouro_current->heap);
//         ssize_t found = ouro_gc_collect(2);
//         uint64_t after = ouro_heap_allocated_blocks(ouro_current->heap);
//         printf("%zd objects in cycles, %llu blocks back\n", found,
//                (unsigned long long)(blocks - after));
//         size_t left = ouro_runtime_free(runtime);
//         printf("%zu objects left behind\n", left);
//         return left != 0;
//     }
//
//     cc example.c $(pkg-config --cflags --libs ouro) && ./a.out
#ifndef OURO_H
#define OURO_H

#include <ouro/base.h>
#include <ouro/callable.h>
#include <ouro/containers.h>
#include <ouro/error.h>
#include <ouro/gc.h>
#include <ouro/heap.h>
#include <ouro/heap_frag.h>
#include <ouro/heap_stats.h>
#include <ouro/inspect.h>
#include <ouro/mem.h>
#include <ouro/number.h>
#include <ouro/object.h>
#include <ouro/runtime.h>
#include <ouro/str.h>
#include <ouro/weakref.h>
#include <ouro/write.h>

#endif
