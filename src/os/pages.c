// SPDX-License-Identifier: MIT
// Address space and pages, by mmap, mprotect and madvise. Floor os; SPEC rows: layer 0.

#include "os.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#ifndef PR_SET_VMA
#define PR_SET_VMA           0x53564d41
#define PR_SET_VMA_ANON_NAME 0
#endif

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

// What x86-64 and, with pages of 4 KiB, ARM64 map with one entry of the level above.
#define HUGE_SIZE ((size_t)2 << 20)

size_t ouro__os_page_size(void) {
    return (size_t)sysconf(_SC_PAGESIZE);
}

// ---- Reserving -------------------------------------------------------------------------------

// Inaccessible and not reserved in swap: such a mapping costs the process nothing but addresses.
static void *map_nothing(void *address, size_t size, int flags) {
    void *mapped =
        mmap(address, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | flags, -1, 0);
    return mapped == MAP_FAILED ? NULL : mapped;
}

void *ouro__os_reserve(size_t size, size_t alignment) {
    if (size == 0 || size > OURO_SIZE_MAX - alignment) {
        return NULL;
    }
    // The kernel aligns to pages only: ask for more, and cut off what stands out on both sides.
    size_t page = ouro__os_page_size();
    size_t slack = alignment > page ? alignment - page : 0;
    char *start = map_nothing(NULL, size + slack, 0);
    if (start == NULL) {
        return NULL;
    }
    size_t before = (size_t)(-(uintptr_t)start & (alignment - 1));
    if (before > 0) {
        munmap(start, before);
    }
    if (slack > before) {
        munmap(start + before + size, slack - before);
    }
    return start + before;
}

void ouro__os_release(void *address, size_t size) {
    munmap(address, size);
}

// ---- Committing ------------------------------------------------------------------------------

int ouro__os_commit(void *address, size_t size) {
    return mprotect(address, size, PROT_READ | PROT_WRITE);
}

// Before Linux 5.14 the advice is unknown and refused.
void ouro__os_populate(void *address, size_t size) {
    (void)madvise(address, size, MADV_POPULATE_WRITE);
}

void ouro__os_huge(void *address, size_t size) {
    (void)madvise(address, size, MADV_HUGEPAGE);
}

size_t ouro__os_huge_size(void) {
    return HUGE_SIZE;
}

void ouro__os_purge(void *address, size_t size) {
    madvise(address, size, MADV_DONTNEED);
}

void ouro__os_decommit(void *address, size_t size) {
    // A fresh mapping in the old one's place, not mprotect: it also takes the range out of what a
    // strict kernel counts as promised. It can fail when the process has too many mappings; the
    // memory goes back nevertheless, the pages merely stay accessible.
    if (map_nothing(address, size, MAP_FIXED) == NULL) {
        madvise(address, size, MADV_DONTNEED);
    }
}

void ouro__os_name(void *address, size_t size, const char *name) {
    (void)prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, (unsigned long)(uintptr_t)address,
                (unsigned long)size, name);
}
