// SPDX-License-Identifier: MIT
// The figures of a heap in another process, in memory that both share: its layout, and how it is read.
// Public header; types only. SPEC row: P10.
//
// The plug-in for CPython keeps one such page. It is a segment of System V shared memory, which needs
// no name and no file descriptor, and ends with the process, however that ends. /proc/PID/maps shows
// it as "/SYSV00000000 (deleted)", and where other mappings have an inode it has the number that
// shmat() takes; the system lets in who has the process's user. A reader
//   * checks `magic` and `size`;
//   * asks for new figures, if it wants them, by adding 1 to `requested` (atomically); the process sees
//     that when it next needs a pool, or when it gets `signal` if that is not 0, and answers by
//     setting `answered` to what it saw;
//   * copies the page while `sequence` is even and the same before and after (a sequence lock):
//     what it then has is of one moment. An idle process changes nothing and answers nothing; its
//     figures are as old as `time_ns` says.

#ifndef OURO_LIVE_H
#define OURO_LIVE_H

#include "ouro/heap_stats.h"

OURO_BEGIN_DECLS

#define OURO_LIVE_MAGIC 0x3165766c6f72756fu // "ourolve1" in memory

typedef struct ouro_live_page {
    uint64_t magic;
    uint32_t size;      // sizeof(ouro_live_page) of the process
    uint32_t signal;    // its number: makes an idle process answer; 0: none does
    uint64_t sequence;  // odd while the page is being written
    uint64_t requested; // readers add 1; all else is the process's
    uint64_t answered;
    uint64_t time_ns; // CLOCK_MONOTONIC when the figures were taken
    char client[48];  // what uses the heap, "CPython 3.11"; ends with a NUL
    ouro_heap_stats stats;
} ouro_live_page;

OURO_END_DECLS

#endif
