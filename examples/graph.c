// SPDX-License-Identifier: MIT
// A tree of nodes that know their parents, an index that does not keep them alive, and a finalizer
// that says goodbye.  Parents and children hold each other: subtrees that are cut off are cycles.
//
//     cc examples/graph.c $(pkg-config --cflags --libs ouro) -o graph && ./graph
#include <ouro.h>
#include <stdio.h>

// ---- The type ---------------------------------------------------------------------------------

typedef struct node {
    ouro_object head;
    ouro_object *name;     // str
    ouro_object *parent;   // node, or NULL
    ouro_object *children; // list of nodes
    ouro_object *weakrefs; // where Ouro hangs weak references to the node
} node;

// Runs once in a node's life, while all it refers to is still there.
static void node_finalize(ouro_object *self) {
    const node *parent = (const node *)((const node *)self)->parent;
    printf("  %s goes", ouro_str_ascii_borrow(((const node *)self)->name));
    printf(parent ? ", a child of %s\n" : "\n", parent ? ouro_str_ascii_borrow(parent->name) : "");
}

static const uint16_t node_fields[] = {offsetof(node, name), offsetof(node, parent),
                                       offsetof(node, children), 0};
static const ouro_type_spec node_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "node",
    .instance_size = sizeof(node),
    .flags = OURO_TF_CONTAINER,
    .fields = node_fields,
    .weak_offset = offsetof(node, weakrefs),
    .slots.finalize = node_finalize,
};

// ---- The tree ---------------------------------------------------------------------------------

typedef struct graph {
    ouro_type *type;
    ouro_object *index; // dict: name -> weak reference to the node
} graph;

// A weak reference to `made` under its name: 0, or -1 with an exception.
static int enter_index(graph *g, node *made) {
    ouro_object *weak = ouro_weakref_new((ouro_object *)made, NULL);
    int result = weak ? ouro_dict_set(g->index, made->name, weak) : -1;
    ouro_xdecref(weak);
    return result;
}

// A new node below `parent` (NULL: a root).  Returns a new reference, or NULL with an exception.
static node *add_node(graph *g, node *parent, const char *name) {
    node *made = (node *)ouro_object_new(g->type, 0);
    if (!made) {
        return NULL;
    }
    made->parent = ouro_xnewref(parent);
    if (!(made->name = ouro_str_text(name)) || !(made->children = ouro_list_new(0)) ||
        enter_index(g, made) < 0 ||
        (parent && ouro_list_append(parent->children, (ouro_object *)made) < 0)) {
        ouro_decref(made);
        return NULL;
    }
    return made;
}

// The same, when the parent is all that needs to hold it: 0, or -1.
static int add_child(graph *g, node *parent, const char *name) {
    node *made = add_node(g, parent, name);
    ouro_xdecref(made);
    return made ? 0 : -1;
}

// The node of that name: a new reference, or NULL if it is gone.
static node *find_node(const graph *g, const char *name) {
    ouro_object *weak = ouro_dict_get_text_borrow(g->index, name);
    return weak ? (node *)ouro_weakref_get(weak) : NULL;
}

static void say_path(const graph *g, const char *name) {
    node *found = find_node(g, name);
    printf("%s:", name);
    for (const node *at = found; at; at = (const node *)at->parent) {
        printf(" %s", ouro_str_ascii_borrow(at->name));
    }
    puts(found ? "" : " gone");
    ouro_xdecref(found);
}

// ---- The program ------------------------------------------------------------------------------

static node *build(graph *g) {
    node *world = add_node(g, NULL, "world");
    node *europe = world ? add_node(g, world, "europe") : NULL;
    bool built = europe && add_child(g, world, "asia") == 0 &&
                 add_child(g, europe, "france") == 0 && add_child(g, europe, "spain") == 0;
    ouro_xdecref(europe); // its parent holds it
    if (!built) {
        ouro_xdecref(world);
        return NULL;
    }
    return world;
}

// Cuts off the first child: only its own subtree holds it from then on.
static int cut_first_child(node *parent) {
    return ouro_list_set_slice(parent->children, 0, 1, NULL);
}

static int run(graph *g) {
    node *world = build(g);
    if (!world) {
        return -1;
    }
    say_path(g, "spain");
    puts("cut off:");
    int result = cut_first_child(world);
    printf("collected %zd objects\n", ouro_gc_collect(2));
    say_path(g, "spain");
    say_path(g, "asia");
    puts("and the rest:");
    ouro_decref(world);
    ouro_gc_collect(2);
    return result;
}

int main(void) {
    ouro_runtime *runtime = ouro_runtime_new(NULL);
    if (!runtime) {
        return 1;
    }
    graph g = {ouro_type_new(&node_spec, NULL), ouro_dict_new()};
    int result = g.type && g.index ? run(&g) : -1;
    ouro_xdecref(g.index);
    ouro_xdecref(g.type);
    return ouro_runtime_free(runtime) == 0 && result == 0 ? 0 : 1;
}
