// SPDX-License-Identifier: MIT
// The command's options: one table, from which the parser and --help are made.  The command.
#ifndef OURO_CLI_OPTIONS_H
#define OURO_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef enum stats_format { STATS_OFF, STATS_TEXT, STATS_JSON } stats_format;
typedef enum source_kind { SOURCE_FILE, SOURCE_CODE, SOURCE_STDIN } source_kind;
typedef enum seed_kind { SEED_RANDOM, SEED_NUMBER } seed_kind;

// The `run` allocations from the `at`-th on fail; at 0: none.
typedef struct fail_plan {
    uint64_t at, run;
} fail_plan;

// What is to be done.
typedef struct options {
    source_kind kind;
    const char *source;      // the file's path, or the code
    const char *const *args; // sys.argv[1:]
    size_t arg_count;
    uint64_t stats;       // enum stats_format
    uint64_t frag;        // the same
    uint64_t leaks;       // explain what is alive when the program ends
    uint64_t verify;      // verify all objects when the program ends
    uint64_t max_heap;    // bytes, 0: no limit
    fail_plan fail_start; // allocations that fail while the runtime starts
    fail_plan fail_alloc; // ... and after that
    uint64_t gc_stress;   // a collection at every N-th container; 0: when due
    uint64_t malloc_stats;
    uint64_t safety;   // enum ouro_safety
    uint64_t gc_mode;  // enum ouro_gc_mode
    uint64_t valgrind; // valgrind is told of the heap's blocks
    uint64_t hash_seed;
    bool hash_seed_set;
} options;

// Reads the command line and the environment into *result. Returns -1 when a program is to be run,
// else the status to exit with at once (help and version print on stdout, errors on stderr).
int options_parse(int argc, char **argv, options *result);

#endif
