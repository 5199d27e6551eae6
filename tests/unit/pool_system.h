// SPDX-License-Identifier: MIT
// A system between the heap and the real one: it refuses what a test wants refused, and its clock is the
// test's. For the tests of the pool floor that are linked with it (see tests/CMakeLists.txt).

#ifndef OURO_TEST_POOL_SYSTEM_H
#define OURO_TEST_POOL_SYSTEM_H

#include <stdint.h>

struct pool_system {
    uint64_t clock;    // ms; rises only when a test says so
    uint64_t requests; // for address space and memory, since pool_refuse
    uint64_t first;    // the request that is refused, counted from 1; 0: none
    uint64_t run;      // so many from it on
    uint64_t refusals; // since the start
    uint64_t reserved; // bytes of address space that heaps hold
};

// The program's one.
struct pool_system *pool_system(void);

// The n-th request from now and the `run - 1` behind it are refused; n = 0: none.
static inline void pool_system_refuse(struct pool_system *system, uint64_t n, uint64_t run) {
    system->requests = 0;
    system->first = n;
    system->run = run;
}

#endif
