// SPDX-License-Identifier: MIT
// A random load on the model of a heap. For the tests of the pool floor.
//
// The load has moods: how many blocks there should be, of which sizes, and in which order they go.
// Each lasts long enough to get there, so that pools and arenas fill, empty, go back and come again.
// Everything is drawn from one seed; with a pool_system beside it a run repeats exactly.

#ifndef OURO_TEST_POOL_LOAD_H
#define OURO_TEST_POOL_LOAD_H

#include "pool_model.h"
#include "pool_system.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define POOL_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define POOL_SANITIZED 1
#endif
#endif
#ifndef POOL_SANITIZED
#define POOL_SANITIZED 0
#endif

struct load {
    struct model model;
    struct pool_system *system; // NULL: the real one
    uint64_t random;
    uint64_t steps;
    size_t most;                 // blocks at once
    ouro_report_function report; // of guarded heaps, with the load; NULL: they end the process
    int check_each_step;
    int calm;           // 1: nothing fails on purpose, no limit is set, no trim
    uint64_t raw_fails; // the request of the raw allocator that fails, from the opening on; 0: none

    uint64_t mood_ends; // steps
    size_t target;
    int sizes;
    int order;
    size_t cursor;
    uint64_t audit_due; // steps
};

// A random number below `bound`, which is below 2^32.
uint64_t load_random(struct load *load);
size_t load_below(struct load *load, size_t bound);

// Draws the options of a heap: every kind there is, of plain heaps or of guarded ones.
void load_options(struct load *load, bool guarded, ouro_heap_options *options);

// Begins with `seed`; then opens a heap with `options`, of at most `most` blocks or so.
void load_seed(struct load *load, uint64_t seed);
bool load_open(struct load *load, const ouro_heap_options *options, size_t most);

// One operation, or now and then something rarer. False: something is wrong, see model.message.
bool load_step(struct load *load);

// OURO_TEST_SEED or OURO_TEST_STEPS, or what is given.
uint64_t load_environment(const char *name, uint64_t otherwise);

#endif
