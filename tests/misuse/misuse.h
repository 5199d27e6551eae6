// SPDX-License-Identifier: MIT
// Wrong programs, as a table: what each does wrong, and how a guarded heap answers. Tests; SPEC: P11.
//
// Each case runs in a process of its own, on a heap whose mode the runner chooses. Where somebody
// else's data are at stake, the case looks at them after its wrong step, at the moment a program would
// use them, and says HARM if they are not what they were.

#ifndef OURO_MISUSE_H
#define OURO_MISUSE_H

#include "ouro/heap_stats.h"

struct misuse {
    const char *name;
    const char *wrong; // what is wrong, in a line
    void (*run)(ouro_heap *heap);
    // Regular expressions: the message in debug mode; the message of a hardened heap, where SIGSEGV at
    // an inaccessible page is as good; what memcheck says. NULL: it is not found, docs/safety.md says
    // why. READS: not found, but nothing of what was in the block is left to be read.
    const char *debug;
    const char *hardened;
    const char *valgrind;
    int harms; // on a plain heap it ends with HARM, or crashes
};

#define READS "reads"

extern const struct misuse double_frees[], invalid_frees[], overruns[], underruns[], after_frees[],
    records[]; // each ends with a case without a name

// Says HARM if so.
void harm_if(int condition);

// Writes and reads that no compiler leaves out.
void poke(void *address, int byte);
int peek(const void *address);
void fill(void *address, int byte, size_t count); // from low to high addresses
void fill_down(void *address, int byte, size_t count);

// One more block, for nobody: what is freed first must not be the only one of its pool.
void another(ouro_heap *heap, ouro_family family, size_t size);

// Two blocks of `size` bytes whose memory is adjacent, `*low` before `*high`, among others.
void neighbours(ouro_heap *heap, size_t size, char **low, char **high);

#endif
