// SPDX-License-Identifier: MIT
// Telling AddressSanitizer and valgrind what may be touched. Private header of the pool floor; it
// serves P11. Without either of them nothing is left of it but some idle instructions of valgrind's
// requests, and those only where a heap is guarded.

#ifndef OURO_SHADE_H
#define OURO_SHADE_H

#include "ouro/heap.h"

#include <stdbool.h>

#if defined(__has_include)
#if __has_include("valgrind/memcheck.h")
#include <valgrind/memcheck.h>
#define OURO__HAS_VALGRIND 1
#endif
#endif

#ifndef OURO__HAS_VALGRIND
#define OURO__HAS_VALGRIND                               0
#define RUNNING_ON_VALGRIND                              0
#define VALGRIND_MAKE_MEM_DEFINED(address, size)         ((void)0)
#define VALGRIND_MAKE_MEM_NOACCESS(address, size)        ((void)0)
#define VALGRIND_MALLOCLIKE_BLOCK(block, size, rz, zero) ((void)0)
#define VALGRIND_FREELIKE_BLOCK(block, rz)               ((void)0)
#define VALGRIND_GET_VBITS(address, bits, size)          (1)
#endif

// The heap's own bytes, for as long as it looks at them. `watched`: valgrind is to know.
static inline void ouro__shade_open(bool watched, const void *address, size_t size) {
    OURO__UNPOISON(address, size);
    if (watched) {
        VALGRIND_MAKE_MEM_DEFINED(address, size);
    }
    (void)address, (void)size;
}

static inline void ouro__shade_close(bool watched, const void *address, size_t size) {
    OURO__POISON(address, size);
    if (watched) {
        VALGRIND_MAKE_MEM_NOACCESS(address, size);
    }
    (void)address, (void)size;
}

// Whether valgrind, which runs the program, lets bytes be read; 32 at most.
static inline bool ouro__shade_allows(const void *address, size_t size) {
    unsigned char bits[32];
    (void)address, (void)size, (void)bits;
    return VALGRIND_GET_VBITS(address, bits, size) == 1;
}

// A block becomes its user's, with whatever it holds or, `zeroed`, with zeros; or nobody's.
static inline void ouro__shade_give(bool watched, const void *block, size_t size, bool zeroed) {
    OURO__UNPOISON(block, size);
    if (watched) {
        VALGRIND_MALLOCLIKE_BLOCK(block, size, 0, zeroed);
    }
    (void)block, (void)size, (void)zeroed;
}

static inline void ouro__shade_take(bool watched, const void *block, size_t size) {
    if (watched) {
        VALGRIND_FREELIKE_BLOCK(block, 0);
    }
    OURO__POISON(block, size);
    (void)block, (void)size;
}

#endif
