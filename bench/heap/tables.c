// SPDX-License-Identifier: MIT
// The random decisions of the heap benchmark, made before anything is measured: the same for every
// allocator.

#include "bench.h"

#include <string.h>
#include <sys/mman.h>

void *bench_table(size_t count, size_t size) {
    const size_t bytes = count * size;
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory == MAP_FAILED) {
        bench_die("no memory for the tables", NULL);
    }
    memset(memory, 0, bytes);
    return memory;
}

// A virtual machine has memory put behind a page when it is touched for the first time, and may lose
// it again when the page has been free for some seconds and lies in a large free block. That is dearer
// than the page fault itself, and meets whoever asks for huge pages, which come from such blocks.
void bench_warm(size_t bytes) {
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
        return;
    }
    (void)madvise(memory, bytes, MADV_HUGEPAGE);
    for (size_t i = 0; i < bytes; i += 4096) {
        memory[i] = 1;
    }
    munmap(memory, bytes);
}

// Marsaglia's xorshift with a multiplier: passes for random here, and costs nothing.
uint64_t bench_random(void) {
    static uint64_t state = UINT64_C(0x9e3779b97f4a7c15);
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * UINT64_C(0x2545f4914f6cdd1d);
}

size_t bench_random_below(size_t limit) {
    return (size_t)(((bench_random() >> 32) * limit) >> 32);
}

uint16_t *bench_sizes_uniform(size_t count) {
    uint16_t *sizes = bench_table(count, sizeof *sizes);
    for (size_t i = 0; i < count; i++) {
        sizes[i] = (uint16_t)(16 + bench_random_below(512 - 16 + 1));
    }
    return sizes;
}

// Of a hundred requests, 85 are for 24 to 72 bytes: floats 24, ints 28 and 32, short strings 53,
// tuples, lists and instances 40 to 72. Eleven are for 80 to 128 bytes, four for up to 512. The
// mean is 61.5.
static const struct {
    uint16_t size;
    uint16_t weight;
} python_sizes[] = {
    {24, 10}, {28, 14}, {32, 10}, {40, 6},  {48, 10}, {53, 9},  {56, 10}, {64, 9},  {72, 7},
    {80, 3},  {88, 2},  {96, 2},  {104, 2}, {128, 2}, {184, 1}, {240, 1}, {352, 1}, {512, 1},
};

uint16_t *bench_sizes_python(size_t count) {
    uint16_t by_percent[100];
    size_t filled = 0;
    for (size_t i = 0; i < sizeof python_sizes / sizeof *python_sizes; i++) {
        for (unsigned n = 0; n < python_sizes[i].weight; n++) {
            by_percent[filled++] = python_sizes[i].size;
        }
    }
    uint16_t *sizes = bench_table(count, sizeof *sizes);
    for (size_t i = 0; i < count; i++) {
        sizes[i] = by_percent[bench_random_below(filled)];
    }
    return sizes;
}

uint32_t *bench_indices(size_t count, size_t limit) {
    uint32_t *indices = bench_table(count, sizeof *indices);
    for (size_t i = 0; i < count; i++) {
        indices[i] = (uint32_t)bench_random_below(limit);
    }
    return indices;
}

void bench_shuffle(void **objects, uint16_t *sizes, size_t count) {
    for (size_t i = count; i > 1; i--) {
        const size_t other = bench_random_below(i);
        void *object = objects[i - 1];
        objects[i - 1] = objects[other];
        objects[other] = object;
        const uint16_t size = sizes[i - 1];
        sizes[i - 1] = sizes[other];
        sizes[other] = size;
    }
}

uint64_t bench_sum(const uint16_t *sizes, size_t count) {
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += sizes[i];
    }
    return sum;
}
