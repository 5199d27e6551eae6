// SPDX-License-Identifier: MIT
// What safety costs: the same work on a plain, a hardened and a debug heap. Benchmark; docs/safety.md
// has the figures.
//
//   bench_safety [ROUNDS]      processor time per operation, the best of so many rounds (5)
//
// An operation is one allocation with its free, or one resize. Every block is written once, as
// programs do, in its first and its last word.

#include "ouro/heap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MODES 3

static const char *const mode_names[MODES] = {"plain", "hardened", "debug"};
static const ouro_safety modes[MODES] = {OURO_SAFETY_NONE, OURO_SAFETY_HARDENED, OURO_SAFETY_DEBUG};

static double now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static char *get(ouro_heap *heap, size_t size) {
    volatile char *block = ouro_heap_alloc(heap, size);
    if (block == NULL) {
        fputs("bench_safety: no memory\n", stderr);
        exit(1);
    }
    block[0] = 1;
    block[size - 1] = 1;
    return (char *)(uintptr_t)block;
}

// ---- Workloads: each returns how many operations it did --------------------------------------

static size_t pairs(ouro_heap *heap, size_t size, size_t count) {
    char *beside = get(heap, size);
    for (size_t i = 0; i < count; i++) {
        ouro_heap_free(heap, get(heap, size));
    }
    ouro_heap_free(heap, beside);
    return count;
}

static size_t pairs_of_48(ouro_heap *heap) {
    return pairs(heap, 48, 2000000);
}

static size_t pairs_of_400(ouro_heap *heap) {
    return pairs(heap, 400, 1000000);
}

static size_t pairs_of_2000(ouro_heap *heap) {
    return pairs(heap, 2000, 300000);
}

static size_t pairs_of_20000(ouro_heap *heap) {
    return pairs(heap, 20000, 60000);
}

static size_t pairs_of_200000(ouro_heap *heap) {
    return pairs(heap, 200000, 6000);
}

static size_t batches(ouro_heap *heap) {
    static char *blocks[1000];
    for (size_t round = 0; round < 1000; round++) {
        for (size_t i = 0; i < 1000; i++) {
            blocks[i] = get(heap, 48);
        }
        for (size_t i = 1000; i-- > 0;) {
            ouro_heap_free(heap, blocks[i]);
        }
    }
    return 1000 * 1000;
}

// Random replacement among `count` objects of Python's sizes.
static size_t replace(ouro_heap *heap, size_t count, size_t steps) {
    char **blocks = calloc(count, sizeof(*blocks));
    if (blocks == NULL) {
        return 1;
    }
    uint64_t random = 88172645463325252u;
    for (size_t i = 0; i < steps; i++) {
        const uint64_t dice = next_random(&random);
        char **slot = &blocks[(dice >> 16) % count];
        const size_t size = dice % 16 == 0 ? 72 + dice % 400 : 24 + dice % 48;
        if (*slot != NULL) {
            ouro_heap_free(heap, *slot);
        }
        *slot = get(heap, size);
    }
    for (size_t i = 0; i < count; i++) {
        if (blocks[i] != NULL) {
            ouro_heap_free(heap, blocks[i]);
        }
    }
    free(blocks);
    return steps;
}

static size_t replace_in_10000(ouro_heap *heap) {
    return replace(heap, 10000, 1000000);
}

static size_t replace_in_300000(ouro_heap *heap) {
    return replace(heap, 300000, 1500000);
}

// A buffer that grows as a list does.
static size_t growing(ouro_heap *heap) {
    size_t steps = 0;
    for (int round = 0; round < 300; round++) {
        char *buffer = get(heap, 16);
        for (size_t size = 16; size < 1000000; size += size / 8 + 16) {
            buffer = ouro_heap_realloc(heap, buffer, size);
            steps++;
        }
        ouro_heap_free(heap, buffer);
    }
    return steps;
}

static const struct workload {
    const char *name;
    size_t (*run)(ouro_heap *heap);
} workloads[] = {
    {"alloc and free 48 bytes", pairs_of_48},
    {"alloc and free 400 bytes", pairs_of_400},
    {"alloc and free 2,000 bytes", pairs_of_2000},
    {"alloc and free 20,000 bytes", pairs_of_20000},
    {"alloc and free 200,000 bytes", pairs_of_200000},
    {"1,000 of 48 bytes, freed last first", batches},
    {"replace one of 10,000, mean 55 bytes", replace_in_10000},
    {"replace one of 300,000, mean 55 bytes", replace_in_300000},
    {"realloc from 16 bytes to 1 MB", growing},
};

// ---- Running ---------------------------------------------------------------------------------

static double measure(const struct workload *workload, ouro_safety safety) {
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.safety = safety;
    ouro_heap *heap = ouro_heap_new(&options);
    if (heap == NULL) {
        fputs("bench_safety: no heap\n", stderr);
        exit(1);
    }
    const double start = now_ns();
    const size_t operations = workload->run(heap);
    const double took = now_ns() - start;
    ouro_heap_destroy(heap);
    return took / (double)operations;
}

int main(int argc, char **argv) {
    const int rounds = argc > 1 ? atoi(argv[1]) : 5;
    printf("ns per operation %*s", 24, "");
    for (int mode = 0; mode < MODES; mode++) {
        printf("%12s", mode_names[mode]);
    }
    puts("");
    for (size_t w = 0; w < sizeof(workloads) / sizeof(*workloads); w++) {
        printf("%-41s", workloads[w].name);
        for (int mode = 0; mode < MODES; mode++) {
            double best = measure(&workloads[w], modes[mode]);
            for (int round = 1; round < rounds; round++) {
                const double took = measure(&workloads[w], modes[mode]);
                best = took < best ? took : best;
            }
            printf("%12.1f", best);
            fflush(stdout);
        }
        puts("");
    }
    return 0;
}
