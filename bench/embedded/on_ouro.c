// SPDX-License-Identifier: MIT
// The graphs of graph.h through libouro's public headers.  With ROOTS=0 in the environment the collector is
// not told of the root, and counts everything.
#include "graph.h"

#include <ouro/gc.h>
#include <ouro/object.h>
#include <ouro/runtime.h>

typedef struct node {
    ouro_object head;
    ouro_object *side[2];
} node;

static const uint16_t fields[] = {offsetof(node, side), offsetof(node, side) + sizeof(void *), 0};
static const ouro_type_spec spec = {
    .size = sizeof spec,
    .name = "node",
    .instance_size = sizeof(node),
    .flags = OURO_TF_CONTAINER,
    .fields = fields,
};
static ouro_type *type;
static ouro_object *root;

static void *make(void) {
    void *made = ouro_object_new(type, 0);
    if (!made) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    return made;
}

static void link_to(void *from, int side, void *to) {
    ouro_replace(&((node *)from)->side[side], ouro_newref(to));
}

static void drop(void *object) {
    ouro_decref(object);
}

static void collect(void) {
    ouro_gc_collect(OURO_GENERATIONS - 1);
}

static int visit_root(void *arg, ouro_visit_fn visit, void *visit_arg) {
    (void)arg;
    return visit(root, visit_arg);
}

static void set_root(void *object) {
    const char *roots = getenv("ROOTS");
    root = object;
    if ((!roots || strcmp(roots, "0") != 0) && ouro_gc_add_roots(visit_root, NULL) < 0) {
        exit(1);
    }
}

static void *room(size_t nodes) {
    return malloc(nodes * sizeof(void *));
}

int main(int argc, char **argv) {
    const collector ouro = {make, link_to, drop, collect, set_root};
    ouro_runtime *runtime = ouro_runtime_new(NULL);
    if (!runtime) {
        return 1;
    }
    ouro_gc_enable(false);
    type = ouro_type_new(&spec, NULL);
    return type ? run_graph(&ouro, argc, argv, room) : 1;
}
