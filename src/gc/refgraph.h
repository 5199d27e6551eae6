// SPDX-License-Identifier: MIT
// A picture of all live objects and the references between them: who is referred to how often by what
// types declare, what roots hold, and the shortest path from a root.  Floor: gc.  SPEC rows R5, G7.
//
// It is taken of a heap at rest and kept outside of it; no reference is counted and no object
// changed.  What is known of each object x after that:
//
//   count(x) = declared(x) + rooted(x) + held(x)
//
// declared: references from live objects, as their types declare them; rooted: those that the
// runtime and its extensions are known to have; held: what remains, references of C code (or a
// decref that is missing, or a reference that a type does not declare).  A remainder below zero is
// an error.
#ifndef OURO_REFGRAPH_H
#define OURO_REFGRAPH_H

#include "core.h"

#define OURO__NO_VERTEX UINT32_MAX

typedef struct ouro__vertex {
    ouro_object *object;
    uint32_t declared, rooted;
    uint32_t before;  // on the shortest path from a root, or OURO__NO_VERTEX: a root has it
    const char *root; // where that path begins, or NULL: none leads here
} ouro__vertex;

typedef struct ouro__refgraph {
    ouro_runtime *runtime;
    ouro__vertex *vertices; // in the order of births
    uint32_t count;
    uint32_t *places; // a hash table of addresses: a vertex plus 1, or 0
    size_t mask;      // places - 1
    uint32_t *order;  // after ouro__refgraph_paths: vertices as they were reached ...
    uint32_t reached; // ... and how many
} ouro__refgraph;

// Called for a reference to what is no live object of this heap.
typedef void (*ouro__dangling_fn)(ouro_object *from, const void *address, void *arg);

// 0, or -1: no memory (no exception), and nothing to free.  `dangling` may be NULL.  O(references),
// 80 bytes an object while it is made, 50 after.
int ouro__refgraph_make(ouro__refgraph *graph, ouro_runtime *runtime, ouro__dangling_fn dangling,
                        void *arg);
void ouro__refgraph_free(ouro__refgraph *graph);
// The vertex of a live object; OURO__NO_VERTEX: there is none at that address.
uint32_t ouro__refgraph_find(const ouro__refgraph *graph, const void *address);
// Fills in `before` and `root` by a breadth-first search: first from the roots that have names,
// then from what C code holds, then from what the runtime holds of its own.  0, or -1: no memory.
int ouro__refgraph_paths(ouro__refgraph *graph);
// References that neither types nor roots account for; 0 too when the count is saturated or too
// low.
static inline uint32_t ouro__vertex_held(const ouro__vertex *vertex) {
    uint64_t known = (uint64_t)vertex->declared + vertex->rooted;
    const uint32_t count = ouro_refcount(vertex->object);
    return vertex->object->refs == OURO_REFS_MOST || known >= count ? 0 : count - (uint32_t)known;
}

// ouro_visit_referents and the strs that the built-in types own without declaring them, since no
// cycle leads through a str: the names of a type, the keys of a dict of strs.
int ouro__visit_owned(ouro_object *object, ouro_visit_fn visit, void *arg);
// Calls `visit` for each reference that the runtime and its extensions hold, with the name of its
// root, until a result is not 0.
typedef int (*ouro__root_fn)(ouro_object *object, const char *root, void *arg);
int ouro__visit_roots(const ouro_runtime *runtime, ouro__root_fn visit, void *arg);

// Of the objects that the program made, this is number 1, 2 ...; 0: it is the runtime's own.
static inline uint32_t ouro__birth_order(const ouro_runtime *runtime, const ouro_object *object) {
    uint32_t order = object->birth - runtime->first_birth;
    return order < runtime->next_birth - runtime->first_birth ? order + 1 : 0;
}

#endif
