// SPDX-License-Identifier: MIT
// The clock, resident memory and the figures of the heap benchmark. Nothing here allocates, so that
// it does not disturb what is measured.

#include "bench.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// Under callgrind only what lies between start and stop is counted, phase by phase.
#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else
#define CALLGRIND_TOGGLE_COLLECT      ((void)0)
#define CALLGRIND_DUMP_STATS_AT(name) ((void)(name))
#endif

static struct {
    char name[40];
    double value;
} figures[32];
static size_t figure_count;

void bench_figure(const char *name, double value) {
    if (figure_count == sizeof figures / sizeof *figures) {
        bench_die("too many figures", name);
    }
    snprintf(figures[figure_count].name, sizeof figures[0].name, "%s", name);
    figures[figure_count++].value = value;
}

void bench_print(const char *allocator, const struct bench_plan *plan) {
    printf("{\"allocator\": \"%s\", \"workload\": \"%s\", \"live\": %zu, \"ops\": %zu", allocator,
           plan->name, plan->live, plan->ops);
    for (size_t i = 0; i < figure_count; i++) {
        printf(", \"%s\": %.9g", figures[i].name, figures[i].value);
    }
    puts("}");
}

// ---- Time ------------------------------------------------------------------------------------

static double began_cpu, began_wall;

static double now(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

void bench_start(void) {
    began_wall = now(CLOCK_MONOTONIC);
    began_cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    CALLGRIND_TOGGLE_COLLECT;
}

void bench_stop(const char *phase, size_t ops) {
    CALLGRIND_TOGGLE_COLLECT;
    const double cpu = now(CLOCK_PROCESS_CPUTIME_ID) - began_cpu;
    const double wall = now(CLOCK_MONOTONIC) - began_wall;
    CALLGRIND_DUMP_STATS_AT(phase);
    char name[40];
    snprintf(name, sizeof name, "%s_ns", phase);
    bench_figure(name, cpu / (double)ops);
    snprintf(name, sizeof name, "%s_wall_ns", phase);
    bench_figure(name, wall / (double)ops);
}

// ---- Memory ----------------------------------------------------------------------------------

// From smaps_rollup, which counts pages; statm may lag behind by some dozens of them.
static double resident(void) {
    char text[4096];
    const int file = open("/proc/self/smaps_rollup", O_RDONLY | O_CLOEXEC);
    const ssize_t length = file < 0 ? -1 : read(file, text, sizeof text - 1);
    if (length <= 0) {
        bench_die("cannot read", "/proc/self/smaps_rollup");
    }
    close(file);
    text[length] = '\0';
    const char *line = strstr(text, "\nRss:");
    if (line == NULL) {
        bench_die("no Rss in", "/proc/self/smaps_rollup");
    }
    return strtod(line + strlen("\nRss:"), NULL) * 1024;
}

void bench_resident(const char *name) {
    static double start = -1;
    if (start < 0) {
        (void)resident(); // what a reading itself touches
        start = resident();
    }
    bench_figure(name, resident() - start);
}
