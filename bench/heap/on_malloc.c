// SPDX-License-Identifier: MIT
// The workloads on malloc and free: glibc's, or those of a library that LD_PRELOAD names.

#include <dlfcn.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void (*trim_it)(void);

static inline void *take(size_t size) {
    return malloc(size);
}

static inline void give(void *object) {
    free(object);
}

static void trim(void) {
    trim_it();
}

#include "workloads.h"

// ---- Each one's way of giving memory back ----------------------------------------------------

// dlsym's result as a function: POSIX wants it so, ISO C has no cast for it.
static void find(const char *name, void *function) {
    void *address = dlsym(RTLD_DEFAULT, name);
    memcpy(function, &address, sizeof address);
}

static void trim_glibc(void) {
    malloc_trim(0);
}

static void trim_mimalloc(void) {
    void (*collect)(bool force);
    find("mi_collect", &collect);
    collect(true);
}

static void trim_jemalloc(void) {
    int (*control)(const char *name, void *old, size_t *old_size, void *new, size_t new_size);
    find("mallctl", &control);
    control("thread.tcache.flush", NULL, NULL, NULL, 0);
    // 4096 stands for all arenas. On arenas that are not in use it fails as a whole.
    if (control("arena.4096.purge", NULL, NULL, NULL, 0) != 0) {
        bench_die("mallctl refused", "arena.4096.purge");
    }
}

static void trim_tcmalloc(void) {
    void (*release)(void);
    find("MallocExtension_ReleaseFreeMemory", &release);
    release();
}

// A function that only this one has, to be sure which one is measured.
static const struct {
    const char *name;
    const char *sign;
    void (*trim)(void);
} known[] = {
    {"mimalloc", "mi_collect", trim_mimalloc},
    {"jemalloc", "mallctl", trim_jemalloc},
    {"tcmalloc", "MallocExtension_ReleaseFreeMemory", trim_tcmalloc},
};

static void open_malloc(const char *name) {
    trim_it = trim_glibc;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const bool wanted = strcmp(name, known[i].name) == 0;
        const bool loaded = dlsym(RTLD_DEFAULT, known[i].sign) != NULL;
        if (wanted != loaded) {
            bench_die(wanted ? "LD_PRELOAD did not load" : "LD_PRELOAD loaded", known[i].name);
        }
        if (wanted) {
            trim_it = known[i].trim;
        }
    }
}

const struct bench_allocator bench_on_malloc = {.open = open_malloc, .run = bench_runs};
