// SPDX-License-Identifier: MIT
// What it costs to ask a heap about itself: a full one with a million blocks, and the same when one in
// a hundred is left. docs/heap.md has the figures of one machine.
//
//     cc -O2 examples/heap_costs.c $(pkg-config --cflags --libs ouro-heap) -o heap_costs && ./heap_costs
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <ouro/heap.h>
#include <ouro/heap_frag.h>
#include <ouro/heap_stats.h>

#define BLOCKS 1000000

static ouro_heap *heap;
static uint64_t seen; // so that no question is left out

// ---- The questions ----------------------------------------------------------------------------

static void ask_blocks(void) {
    seen += ouro_heap_allocated_blocks(heap);
}

static void ask_stats(void) {
    ouro_heap_stats stats = {.size = sizeof stats};
    ouro_heap_get_stats(heap, &stats);
    seen += stats.bytes_small;
}

static int see_block(const ouro_block_info *block, void *arg) {
    (void)arg;
    seen += block->state == OURO_BLOCK_ALLOCATED;
    return 0;
}

static void ask_visit(void) {
    const ouro_heap_visitor visitor = {.block = see_block};
    ouro_heap_visit(heap, &visitor, NULL);
}

static void ask_frag(void) {
    ouro_frag frag = {.size = sizeof frag};
    ouro_heap_get_frag(heap, &frag);
    seen += frag.external;
}

static void ask_pools(void) {
    ouro_frag_place best[10];
    seen += ouro_heap_frag_pools(heap, best, 10);
}

static void ask_arenas(void) {
    ouro_frag_place best[10];
    seen += ouro_heap_frag_arenas(heap, best, 10);
}

static int every_second(const ouro_block_info *block, void *arg) {
    (void)arg;
    return (int)((uintptr_t)block->address >> 6 & 1);
}

static void ask_what_if(void) {
    ouro_what_if answer = {.size = sizeof answer};
    ouro_heap_what_if(heap, every_second, NULL, &answer);
    seen += answer.bytes_returned;
}

static void ask_check(void) {
    seen += ouro_heap_check(heap) != NULL;
}

static const struct {
    const char *name;
    void (*ask)(void);
} questions[] = {
    {"ouro_heap_allocated_blocks", ask_blocks},
    {"ouro_heap_get_stats", ask_stats},
    {"ouro_heap_get_frag", ask_frag},
    {"ouro_heap_frag_arenas, best 10", ask_arenas},
    {"ouro_heap_frag_pools, best 10", ask_pools},
    {"ouro_heap_visit, each block", ask_visit},
    {"ouro_heap_what_if", ask_what_if},
    {"ouro_heap_check", ask_check},
};

#define QUESTIONS (sizeof questions / sizeof questions[0])

// ---- The clock --------------------------------------------------------------------------------

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

// The shortest of five, in nanoseconds.
static double cost(void (*ask)(void)) {
    double least = 1e18;
    for (int i = 0; i < 5; i++) {
        double start = now();
        ask();
        double taken = now() - start;
        least = taken < least ? taken : least;
    }
    return least;
}

static uint64_t pools_in_use(void) {
    ouro_heap_stats stats = {.size = sizeof stats};
    ouro_heap_get_stats(heap, &stats);
    return stats.pools_used;
}

int main(void) {
    static void *block[BLOCKS];
    static double full[QUESTIONS], thin[QUESTIONS];
    heap = ouro_heap_new(NULL);
    if (heap == NULL) {
        return 1;
    }
    for (size_t i = 0; i < BLOCKS; i++) {
        block[i] = ouro_heap_alloc_in(heap, (ouro_family)(i % OURO_FAMILIES), 16 + i % 7 * 8);
        if (block[i] == NULL) {
            return 1;
        }
    }
    for (size_t i = 0; i < QUESTIONS; i++) {
        full[i] = cost(questions[i].ask);
    }
    uint64_t pools = pools_in_use(), left = BLOCKS;
    srand(1);
    for (size_t i = 0; i < BLOCKS; i++) {
        if (rand() % 100 != 0) {
            ouro_heap_free(heap, block[i]);
            left--;
        }
    }
    ouro_heap_trim(heap);
    for (size_t i = 0; i < QUESTIONS; i++) {
        thin[i] = cost(questions[i].ask);
    }
    printf("%-32s %16d %16llu\n", "live blocks", BLOCKS, (unsigned long long)left);
    printf("%-32s %16llu %16llu\n", "in pools", (unsigned long long)pools,
           (unsigned long long)pools_in_use());
    for (size_t i = 0; i < QUESTIONS; i++) {
        printf("%-32s %13.0f us %13.0f us\n", questions[i].name, full[i] / 1e3, thin[i] / 1e3);
    }
    const char *broken = ouro_heap_check(heap);
    ouro_heap_destroy(heap);
    return broken != NULL || seen == 0;
}
