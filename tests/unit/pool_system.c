// SPDX-License-Identifier: MIT
// The system that tests put between the heap and the real one. Tests of the pool floor; SPEC row: P6.
//
// The linker sends the heap's calls here (--wrap), and calls of __real_... to the os floor.

#include "pool_system.h"

#include <stdbool.h>
#include <stddef.h>

void *__real_ouro__os_reserve(size_t size, size_t alignment);
int __real_ouro__os_commit(void *address, size_t size);
void __real_ouro__os_release(void *address, size_t size);
void *__wrap_ouro__os_reserve(size_t size, size_t alignment);
int __wrap_ouro__os_commit(void *address, size_t size);
void __wrap_ouro__os_release(void *address, size_t size);
uint64_t __wrap_ouro__os_clock_coarse_ms(void);

static struct pool_system the_system;

struct pool_system *pool_system(void) {
    return &the_system;
}

static bool is_refused(void) {
    the_system.requests++;
    if (the_system.first == 0 || the_system.requests < the_system.first ||
        the_system.requests - the_system.first >= the_system.run) {
        return false;
    }
    the_system.refusals++;
    return true;
}

void *__wrap_ouro__os_reserve(size_t size, size_t alignment) {
    if (is_refused()) {
        return NULL;
    }
    void *address = __real_ouro__os_reserve(size, alignment);
    the_system.reserved += address != NULL ? size : 0;
    the_system.refusals += address == NULL; // the real one may refuse as well
    return address;
}

int __wrap_ouro__os_commit(void *address, size_t size) {
    if (is_refused()) {
        return -1;
    }
    const int done = __real_ouro__os_commit(address, size);
    the_system.refusals += done < 0;
    return done;
}

void __wrap_ouro__os_release(void *address, size_t size) {
    the_system.reserved -= size;
    __real_ouro__os_release(address, size);
}

uint64_t __wrap_ouro__os_clock_coarse_ms(void) {
    return the_system.clock;
}
