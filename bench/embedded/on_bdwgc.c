// SPDX-License-Identifier: MIT
// The graphs of graph.h on the conservative collector of Boehm, Demers and Weiser (libgc): nodes of the same
// size.  What it finds dead it frees later, while it allocates: that is not in its times.
#include "graph.h"

#include <gc.h>

typedef struct node {
    void *unused[2]; // where Ouro has its header
    void *side[2];
} node;

static void *volatile root; // in the data that the collector scans

static void *make(void) {
    void *made = GC_MALLOC(sizeof(node));
    if (!made) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    return made;
}

static void link_to(void *from, int side, void *to) {
    ((node *)from)->side[side] = to;
}

static void drop(void *object) {
    (void)object;
}

// It is to collect only then.
static void collect(void) {
    GC_enable();
    GC_gcollect();
    GC_disable();
}

static void set_root(void *object) {
    root = object;
}

static void *room(size_t nodes) {
    return GC_MALLOC(nodes * sizeof(void *));
}

int main(int argc, char **argv) {
    const collector bdwgc = {make, link_to, drop, collect, set_root};
    GC_set_all_interior_pointers(0);
    GC_INIT();
    GC_disable();
    return run_graph(&bdwgc, argc, argv, room);
}
