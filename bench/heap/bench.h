// SPDX-License-Identifier: MIT
// What the allocators and workloads of the heap benchmark share: tables of random decisions, the
// clock, resident memory, and the list of figures that a run ends with.
//
// bench_heap runs one workload on one allocator and prints the figures as JSON. All memory of its
// own, such as the arrays of pointers, comes from mmap and is touched before the first reading, so
// that only the allocator's memory makes the difference between two readings.

#ifndef BENCH_HEAP_H
#define BENCH_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BENCH_NOINLINE __attribute__((noinline))

// ---- What is run -----------------------------------------------------------------------------

enum bench_kind {
    BENCH_PAIRS,
    BENCH_LIFO,
    BENCH_FIFO,
    BENCH_REPLACE,
    BENCH_BUILD,
    BENCH_SURVIVE,
    BENCH_SHRINK,
    BENCH_KINDS // how many there are
};

struct bench_plan {
    const char *name;
    enum bench_kind kind;
    size_t live;     // objects
    size_t ops;      // operations that are counted
    bool shuffled;   // BENCH_BUILD: freed in random order
    size_t percent;  // BENCH_SURVIVE, BENCH_SHRINK: of `live`, so many are left
    size_t grace_ms; // BENCH_BUILD: the pause after everything was freed
};

struct bench_allocator {
    // Makes the allocator ready; `name` is one of those it was asked for by. Ends the program if
    // it cannot.
    void (*open)(const char *name);
    // By bench_kind; written once in workloads.h, compiled for each allocator.
    void (*const *run)(const struct bench_plan *plan);
};

extern const struct bench_allocator bench_on_ouro;
extern const struct bench_allocator bench_on_malloc;
extern const struct bench_allocator bench_on_python;

_Noreturn void bench_die(const char *message, const char *name);

// ---- Tables ----------------------------------------------------------------------------------

// `count * size` zeroed bytes, touched; never given back.
void *bench_table(size_t count, size_t size);

// Touches so much memory and gives it back.
void bench_warm(size_t bytes);

// The next number of the sequence that every run of the program begins with the same number.
uint64_t bench_random(void);

// A number below `limit`.
size_t bench_random_below(size_t limit);

uint16_t *bench_sizes_uniform(size_t count); // 16 to 512 bytes, each as often
uint16_t *bench_sizes_python(size_t count);  // as often as a Python program asks for them

// `count` numbers below `limit`.
uint32_t *bench_indices(size_t count, size_t limit);

// Puts the objects in random order, with their sizes.
void bench_shuffle(void **objects, uint16_t *sizes, size_t count);

uint64_t bench_sum(const uint16_t *sizes, size_t count);

// ---- Readings --------------------------------------------------------------------------------

// Between the two, time and instructions are counted. Stop adds the figures `phase`_ns, which is
// processor time per operation, and `phase`_wall_ns.
void bench_start(void);
void bench_stop(const char *phase, size_t ops);

// Adds the figure `name`: resident bytes above those of the first call, which are 0.
void bench_resident(const char *name);

void bench_figure(const char *name, double value);
void bench_print(const char *allocator, const struct bench_plan *plan);

#endif
