// SPDX-License-Identifier: MIT
// A doubly linked list: each node refers to both neighbours, so any two of them are a cycle.  The
// type is defined by its fields alone; how its objects are traversed and die follows from that.
//
//     cc examples/linked_list.c $(pkg-config --cflags --libs ouro) -o linked_list && ./linked_list
#include <ouro.h>
#include <stdio.h>

typedef struct node {
    ouro_object head;
    ouro_object *next, *previous; // nodes, or NULL
    int64_t value;
} node;

static const uint16_t node_fields[] = {offsetof(node, next), offsetof(node, previous), 0};
static const ouro_type_spec node_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "node",
    .instance_size = sizeof(node),
    .flags = OURO_TF_CONTAINER, // it may be in a cycle
    .fields = node_fields,
};

// Puts a new node before `first` (stolen, may be NULL): a new reference to it, or NULL.
static node *push(ouro_type *type, node *first, int64_t value) {
    node *made = (node *)ouro_object_new(type, 0);
    if (made) {
        made->value = value;
        made->next = (ouro_object *)first; // the caller's reference moves in here
        if (first) {
            first->previous = ouro_newref(made);
        }
    } else {
        ouro_xdecref(first);
    }
    return made;
}

int main(void) {
    ouro_runtime *runtime = ouro_runtime_new(NULL);
    ouro_type *type = runtime ? ouro_type_new(&node_spec, NULL) : NULL;
    node *list = NULL;
    for (int64_t i = 5; type && i > 0 && (list || i == 5); i--) {
        list = push(type, list, i * i);
    }
    if (!list) {
        return 1; // no memory
    }
    for (const node *at = list; at; at = (const node *)at->next) {
        printf("%lld ", (long long)at->value);
    }
    ouro_decref(list); // the last reference from outside, yet every node has one from a neighbour
    printf("\n%zd nodes collected\n", ouro_gc_collect(2));
    ouro_decref(type);
    size_t left = ouro_runtime_free(runtime);
    printf("%zu objects left\n", left);
    return left ? 1 : 0;
}
