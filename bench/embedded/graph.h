// SPDX-License-Identifier: MIT
// A graph of nodes with two references each, made through a collector's C interface: what on_ouro.c and
// on_bdwgc.c have in common.
//
//   program GRAPH NODES TIMES    prints what each of TIMES full collections took, in ns
//
// GRAPH: tree, made in the order in which it is traversed; tree_shuffled, whose nodes lie anywhere;
// cycles, of two nodes, dropped before each collection: NODES is how many nodes there are in all.
#ifndef BENCH_GRAPH_H
#define BENCH_GRAPH_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// What a collector offers.  A node is whatever `make` returns.
typedef struct collector {
    void *(*make)(void);
    void (*link)(void *node, int side, void *to); // side 0 or 1; the node keeps `to`
    void (*drop)(void *node);                     // the caller's own reference is given up
    void (*collect)(void);
    void (*root)(void *node); // the one node that is to stay alive, with what it reaches
} collector;

static inline uint64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline void *grow(const collector *c, size_t nodes) {
    void *node = c->make();
    nodes--;
    const size_t parts[] = {(nodes + 1) / 2, nodes / 2};
    for (int side = 0; side < 2; side++) {
        if (parts[side]) {
            void *child = grow(c, parts[side]);
            c->link(node, side, child);
            c->drop(child);
        }
    }
    return node;
}

// Links nodes made one after the other in another order, as a heap of numbers is laid out.
static inline void *grow_shuffled(const collector *c, size_t nodes, void **made) {
    uint64_t random = 2463534242;
    for (size_t i = 0; i < nodes; i++) {
        made[i] = c->make();
    }
    for (size_t i = nodes - 1; i > 0; i--) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        const size_t k = (size_t)(random >> 33) % (i + 1);
        void *node = made[i];
        made[i] = made[k];
        made[k] = node;
    }
    for (size_t i = 1; i < nodes; i++) {
        c->link(made[(i - 1) / 2], (int)((i - 1) % 2), made[i]);
    }
    for (size_t i = 1; i < nodes; i++) {
        c->drop(made[i]);
    }
    return made[0];
}

static inline void make_cycles(const collector *c, size_t nodes) {
    for (size_t i = 0; i < nodes / 2; i++) {
        void *first = c->make(), *second = c->make();
        c->link(first, 0, second);
        c->link(second, 0, first);
        c->drop(first);
        c->drop(second);
    }
}

static inline void time_collections(const collector *c, size_t cycles, int times) {
    for (int i = 0; i < times; i++) {
        make_cycles(c, cycles);
        const uint64_t started = now_ns();
        c->collect();
        printf("%llu\n", (unsigned long long)(now_ns() - started));
    }
}

// `room` holds NODES pointers that the collector sees: shuffling needs it.  Returns main's status.
static inline int run_graph(const collector *c, int argc, char **argv, void *(*room)(size_t)) {
    if (argc != 4 || atol(argv[2]) < 2 || atoi(argv[3]) < 1) {
        fprintf(stderr, "usage: %s tree|tree_shuffled|cycles NODES TIMES\n", argv[0]);
        return 2;
    }
    const size_t nodes = (size_t)atol(argv[2]);
    void *root = NULL;
    if (strcmp(argv[1], "tree") == 0) {
        root = grow(c, nodes);
    } else if (strcmp(argv[1], "tree_shuffled") == 0) {
        void **made = room(nodes);
        root = grow_shuffled(c, nodes, made);
        memset(made, 0, nodes * sizeof *made);
    } else if (strcmp(argv[1], "cycles") != 0) {
        fprintf(stderr, "%s: no graph '%s'\n", argv[0], argv[1]);
        return 2;
    }
    if (root) {
        c->root(root);
        c->collect(); // everything is old now
    }
    time_collections(c, root ? 0 : nodes, atoi(argv[3]));
    return 0;
}

#endif
