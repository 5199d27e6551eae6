// SPDX-License-Identifier: MIT
// bench_heap ALLOCATOR WORKLOAD [live=N] [ops=N] [grace=MS] [scale=N]: one workload on one
// allocator, in a process of its own; prints its figures as JSON. bench/heap.py explains them.

#include "bench.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    const struct bench_allocator *allocator;
} allocators[] = {
    {"ouro", &bench_on_ouro},       {"ouro16", &bench_on_ouro},     {"cpython", &bench_on_python},
    {"glibc", &bench_on_malloc},    {"mimalloc", &bench_on_malloc}, {"jemalloc", &bench_on_malloc},
    {"tcmalloc", &bench_on_malloc},
};

#define GRACE 1500

static const struct bench_plan plans[] = {
    {.name = "a", .kind = BENCH_PAIRS, .live = 0, .ops = 30000000},
    {.name = "a_beside", .kind = BENCH_PAIRS, .live = 100, .ops = 30000000},
    {.name = "b", .kind = BENCH_LIFO, .ops = 30000000},
    {.name = "c", .kind = BENCH_FIFO, .live = 100000, .ops = 5000000},
    {.name = "d1m", .kind = BENCH_REPLACE, .live = 1000000, .ops = 4000000},
    {.name = "d100k", .kind = BENCH_REPLACE, .live = 100000, .ops = 8000000},
    {.name = "d10k", .kind = BENCH_REPLACE, .live = 10000, .ops = 12000000},
    {.name = "e", .kind = BENCH_BUILD, .live = 5000000, .grace_ms = GRACE},
    {.name = "e_shuffled",
     .kind = BENCH_BUILD,
     .live = 5000000,
     .shuffled = true,
     .grace_ms = GRACE},
    {.name = "f", .kind = BENCH_SURVIVE, .live = 4000000, .percent = 1},
    {.name = "g30", .kind = BENCH_SHRINK, .live = 1000000, .ops = 6000000, .percent = 30},
    {.name = "g10", .kind = BENCH_SHRINK, .live = 1000000, .ops = 6000000, .percent = 10},
};

_Noreturn void bench_die(const char *message, const char *name) {
    fprintf(stderr, "bench_heap: %s%s%s\n", message, name != NULL ? " " : "",
            name != NULL ? name : "");
    exit(2);
}

static const struct bench_allocator *find_allocator(const char *name) {
    for (size_t i = 0; i < sizeof allocators / sizeof *allocators; i++) {
        if (strcmp(name, allocators[i].name) == 0) {
            return allocators[i].allocator;
        }
    }
    bench_die("no allocator", name);
}

static struct bench_plan find_plan(const char *name) {
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        if (strcmp(name, plans[i].name) == 0) {
            return plans[i];
        }
    }
    bench_die("no workload", name);
}

static size_t at_least_one(size_t number) {
    return number > 0 ? number : 1;
}

// Makes the whole plan smaller.
static void divide(struct bench_plan *plan, size_t by) {
    if (plan->live > 0) {
        plan->live = at_least_one(plan->live / by);
    }
    if (plan->ops > 0) {
        plan->ops = at_least_one(plan->ops / by);
    }
}

// Changes the plan as a word `key=number` of the command line says.
static void adjust(struct bench_plan *plan, const char *word) {
    size_t scale = 1;
    const struct {
        const char *key;
        size_t *value;
        unsigned long least;
    } keys[] = {{"live=", &plan->live, 1},
                {"ops=", &plan->ops, 1},
                {"grace=", &plan->grace_ms, 0},
                {"scale=", &scale, 1}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const size_t length = strlen(keys[i].key);
        if (strncmp(word, keys[i].key, length) == 0) {
            char *end;
            errno = 0;
            const unsigned long number = strtoul(word + length, &end, 10);
            if (end == word + length || *end != '\0' || errno != 0 || number < keys[i].least) {
                bench_die("not a number that fits:", word);
            }
            *keys[i].value = number;
            divide(plan, scale);
            return;
        }
    }
    bench_die("no such option:", word);
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fputs("usage: bench_heap ALLOCATOR WORKLOAD [live=N] [ops=N] [grace=MS] [scale=N]\n",
              stderr);
        return 2;
    }
    const struct bench_allocator *allocator = find_allocator(argv[1]);
    struct bench_plan plan = find_plan(argv[2]);
    for (int i = 3; i < argc; i++) {
        adjust(&plan, argv[i]);
    }
    // Twice what the largest set of objects takes; small ones need none.
    if (plan.live >= 1000000) {
        bench_warm(plan.live * 128);
    }
    allocator->open(argv[1]);
    allocator->run[plan.kind](&plan);
    bench_print(argv[1], &plan);
    return 0;
}
