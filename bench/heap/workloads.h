// SPDX-License-Identifier: MIT
// The workloads, included by each allocator's file after it has defined
//   static inline void *take(size_t size);   allocate; NULL: out of memory
//   static inline void give(void *object);   free
//   static void trim(void);                  give all memory back that can be, if there is a way
// so that each is compiled with the calls, or the inlined code, that its users would have. What an
// operation is, is said at the head of each.

#ifndef BENCH_WORKLOADS_H
#define BENCH_WORKLOADS_H

#include "bench.h"

#include <time.h>

#define FIXED_SIZE  48   // bytes, in `pairs` and `lifo`
#define BATCH       1000 // blocks, in `lifo`
#define AFTER_GRACE 1000 // blocks of the little work after the grace

// The compiler knows neither what becomes of the object nor what happened to memory meanwhile, as
// if it had been handed to somebody else.
static inline void *escape(void *object) {
    __asm__ volatile("" : "+r"(object) : : "memory");
    return object;
}

static inline void *take_some(size_t size) {
    void *object = take(size);
    if (__builtin_expect(object == NULL, 0)) {
        bench_die("out of memory", NULL);
    }
    return escape(object);
}

// Allocates as a runtime does, which writes an object's head.
static inline void *take_object(size_t size) {
    uint64_t *object = take_some(size);
    object[0] = 1;
    object[1] = size;
    return object;
}

// Frees as a runtime does, which counts the last reference down first.
static inline void give_object(void *object) {
    --*(uint64_t *)object;
    give(escape(object));
}

static BENCH_NOINLINE void free_all(void **objects, size_t count) {
    for (size_t i = 0; i < count; i++) {
        give_object(objects[i]);
    }
}

// ---- (a), (b): one size, known when compiling ------------------------------------------------

// Operation: one block allocated and freed. `live` others of the size stay meanwhile.
static void run_pairs(const struct bench_plan *plan) {
    void **others = bench_table(plan->live + 1, sizeof *others);
    for (size_t i = 0; i < plan->live; i++) {
        others[i] = take_some(FIXED_SIZE);
    }
    bench_start();
    for (size_t i = 0; i < plan->ops; i++) {
        give(take_some(FIXED_SIZE));
    }
    bench_stop("op", plan->ops);
    free_all(others, plan->live);
}

// Operation: one block allocated and freed. A batch is allocated, then freed from its end.
static void run_lifo(const struct bench_plan *plan) {
    void **batch = bench_table(BATCH, sizeof *batch);
    const size_t batches = plan->ops / BATCH + (plan->ops % BATCH != 0);
    bench_start();
    for (size_t done = 0; done < batches; done++) {
        for (size_t i = 0; i < BATCH; i++) {
            batch[i] = take_some(FIXED_SIZE);
        }
        for (size_t i = BATCH; i > 0; i--) {
            give(batch[i - 1]);
        }
    }
    bench_stop("op", batches * BATCH);
}

// ---- (c): a queue ----------------------------------------------------------------------------

// Goes round the ring `ops` steps from slot 0.
static BENCH_NOINLINE void turn(void **ring, size_t live, const uint16_t *sizes, size_t ops) {
    for (size_t i = 0, slot = 0; i < ops; i++) {
        give(ring[slot]);
        ring[slot] = take_some(sizes[i]);
        slot = slot + 1 == live ? 0 : slot + 1;
    }
}

// Operation: the oldest block is freed and a new one allocated. One turn of the ring goes before.
static void run_fifo(const struct bench_plan *plan) {
    void **ring = bench_table(plan->live, sizeof *ring);
    const uint16_t *first = bench_sizes_uniform(plan->live);
    const uint16_t *second = bench_sizes_uniform(plan->live);
    const uint16_t *sizes = bench_sizes_uniform(plan->ops);
    for (size_t i = 0; i < plan->live; i++) {
        ring[i] = take_some(first[i]);
    }
    turn(ring, plan->live, second, plan->live);
    bench_start();
    turn(ring, plan->live, sizes, plan->ops);
    bench_stop("op", plan->ops);
    free_all(ring, plan->live);
}

// ---- (d): random replacement -----------------------------------------------------------------

static BENCH_NOINLINE void replace(void **objects, const uint32_t *indices, const uint16_t *sizes,
                                   size_t ops) {
    for (size_t i = 0; i < ops; i++) {
        void **slot = &objects[indices[i]];
        give_object(*slot);
        *slot = take_object(sizes[i]);
    }
}

static BENCH_NOINLINE void build(void **objects, const uint16_t *sizes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        objects[i] = take_object(sizes[i]);
    }
}

// Operation: an object of a live set, chosen at random, is freed, and one of another size takes its
// place. `live` operations go before.
static void run_replace(const struct bench_plan *plan) {
    void **objects = bench_table(plan->live, sizeof *objects);
    uint16_t *first = bench_sizes_python(plan->live);
    const size_t all = plan->live + plan->ops;
    const uint32_t *indices = bench_indices(all, plan->live);
    const uint16_t *sizes = bench_sizes_python(all);
    bench_resident("start");
    build(objects, first, plan->live);
    replace(objects, indices, sizes, plan->live);
    bench_start();
    replace(objects, indices + plan->live, sizes + plan->live, plan->ops);
    bench_stop("op", plan->ops);
    bench_resident("end");
    for (size_t i = 0; i < all; i++) {
        first[indices[i]] = sizes[i];
    }
    bench_figure("live_bytes", (double)bench_sum(first, plan->live));
    free_all(objects, plan->live);
}

// ---- (e): everything built, everything freed -------------------------------------------------

// What lets an allocator that keeps memory for a while see that the while is over: a pause, then
// some work of every size, ten times.
static void pass_grace(size_t milliseconds, void **objects, const uint16_t *sizes, size_t count) {
    const struct timespec pause = {.tv_sec = (time_t)(milliseconds / 1000),
                                   .tv_nsec = (long)(milliseconds % 1000) * 1000000};
    nanosleep(&pause, NULL);
    for (int turns = 0; turns < 10; turns++) {
        build(objects, sizes, count);
        free_all(objects, count);
    }
}

// Operations: an object allocated (build), an object freed (free).
static void run_build(const struct bench_plan *plan) {
    void **objects = bench_table(plan->live, sizeof *objects);
    uint16_t *sizes = bench_sizes_python(plan->live);
    bench_resident("start");
    bench_start();
    build(objects, sizes, plan->live);
    bench_stop("build", plan->live);
    bench_resident("built");
    bench_figure("live_bytes", (double)bench_sum(sizes, plan->live));
    if (plan->shuffled) {
        bench_shuffle(objects, sizes, plan->live);
    }
    bench_start();
    free_all(objects, plan->live);
    bench_stop("free", plan->live);
    bench_resident("freed");
    pass_grace(plan->grace_ms, objects, sizes, plan->live < AFTER_GRACE ? plan->live : AFTER_GRACE);
    bench_resident("grace");
    trim();
    bench_resident("trimmed");
}

// ---- (f): few survivors ----------------------------------------------------------------------

// Operations: an object allocated (build), one of those that do not survive freed (free).
static void run_survive(const struct bench_plan *plan) {
    void **objects = bench_table(plan->live, sizeof *objects);
    uint16_t *sizes = bench_sizes_python(plan->live);
    const size_t survivors = plan->live * plan->percent / 100;
    bench_resident("start");
    bench_start();
    build(objects, sizes, plan->live);
    bench_stop("build", plan->live);
    bench_resident("built");
    bench_shuffle(objects, sizes, plan->live);
    bench_start();
    free_all(objects + survivors, plan->live - survivors);
    bench_stop("free", plan->live - survivors);
    bench_figure("live_bytes", (double)bench_sum(sizes, survivors));
    bench_resident("freed");
    trim();
    bench_resident("trimmed");
    free_all(objects, survivors);
    trim();
    bench_resident("emptied");
}

// ---- (g): a live set that shrinks ------------------------------------------------------------

// Replaces objects chosen at random. Every now and then one is freed for good instead, spread
// evenly, until `left` of the `live` objects are left. `chances` are 32-bit random numbers.
static BENCH_NOINLINE void shrink(void **objects, uint16_t *held, size_t live, size_t left,
                                  const uint32_t *chances, const uint16_t *sizes, size_t ops) {
    const size_t goners = live - left;
    size_t due = 0; // of `ops`: at each full one, an object goes
    for (size_t i = 0; i < ops; i++) {
        const size_t index = (size_t)(((uint64_t)chances[i] * live) >> 32);
        give_object(objects[index]);
        due += goners;
        if (due >= ops) {
            due -= ops;
            live--;
            objects[index] = objects[live];
            held[index] = held[live];
        } else {
            objects[index] = take_object(sizes[i]);
            held[index] = sizes[i];
        }
    }
}

// Operation: an object replaced or freed.
static void run_shrink(const struct bench_plan *plan) {
    void **objects = bench_table(plan->live, sizeof *objects);
    uint16_t *held = bench_sizes_python(plan->live);
    const uint32_t *chances = bench_indices(plan->ops, (size_t)1 << 32);
    const uint16_t *sizes = bench_sizes_python(plan->ops);
    const size_t left = plan->live * plan->percent / 100;
    bench_resident("start");
    build(objects, held, plan->live);
    bench_resident("built");
    bench_start();
    shrink(objects, held, plan->live, left, chances, sizes, plan->ops);
    bench_stop("op", plan->ops);
    bench_figure("live_bytes", (double)bench_sum(held, left));
    bench_resident("shrunk");
    trim();
    bench_resident("trimmed");
    free_all(objects, left);
}

static void (*const bench_runs[BENCH_KINDS])(const struct bench_plan *plan) = {
    [BENCH_PAIRS] = run_pairs,     [BENCH_LIFO] = run_lifo,   [BENCH_FIFO] = run_fifo,
    [BENCH_REPLACE] = run_replace, [BENCH_BUILD] = run_build, [BENCH_SURVIVE] = run_survive,
    [BENCH_SHRINK] = run_shrink,
};

#endif
