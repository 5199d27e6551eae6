// SPDX-License-Identifier: MIT
// Taking the picture: all objects, sorted by birth, with a hash table of their addresses; references
// are counted by asking every object for its referents.  Floor: gc.  SPEC rows R5, G7.
#include "refgraph.h"
#include "gc_state.h"
#include <stdlib.h>

// ---- Roots ----------------------------------------------------------------------------------

typedef struct root_visit {
    ouro__root_fn visit;
    const char *root;
    void *arg;
} root_visit;

static int visit_as_root(ouro_object *object, void *arg) {
    const root_visit *to = arg;
    return to->visit(object, to->root, to->arg);
}

static int visit_exceptions(const ouro_runtime *runtime, ouro__root_fn visit, void *arg) {
    int result = 0;
    if (runtime->face.raised) {
        result = visit(runtime->face.raised, "the exception in flight", arg);
    }
    for (const ouro_handled *at = runtime->handled; result == 0 && at; at = at->outer) {
        if (at->exception) {
            result = visit(at->exception, "exceptions being handled", arg);
        }
    }
    return result;
}

int ouro__visit_roots(const ouro_runtime *runtime, ouro__root_fn visit, void *arg) {
    const struct {
        ouro_object *object;
        const char *root;
    } own[] = {{runtime->modules, "modules"},
               {runtime->builtins, "builtins"},
               {runtime->gc->garbage, "garbage"}};
    int result = 0;
    for (size_t i = 0; result == 0 && i < sizeof own / sizeof *own; i++) {
        result = own[i].object ? visit(own[i].object, own[i].root, arg) : 0;
    }
    result = result ? result : visit_exceptions(runtime, visit, arg);
    for (size_t i = 0; result == 0 && i < runtime->extension_count; i++) {
        const ouro_extension *extension = &runtime->extensions[i];
        if (extension->traverse) {
            root_visit to = {visit, extension->name ? extension->name : "an extension", arg};
            result = extension->traverse(extension->data, visit_as_root, &to);
        }
    }
    for (size_t i = 0; result == 0 && i < runtime->gc->root_count; i++) {
        root_visit to = {visit, "the host", arg};
        result = runtime->gc->roots[i].function(runtime->gc->roots[i].arg, visit_as_root, &to);
    }
    return result;
}

// ---- Objects --------------------------------------------------------------------------------

static int count_one(ouro_object *object, void *arg) {
    (void)object;
    ++*(uint32_t *)arg;
    return 0;
}

// An object and a key that rises from birth to birth, however often the numbers have come round.
typedef struct aged {
    ouro_object *object;
    uint32_t key;
} aged;

typedef struct crowd {
    aged *objects;
    uint32_t count, next_birth;
} crowd;

static int take_one(ouro_object *object, void *arg) {
    crowd *all = arg;
    all->objects[all->count++] = (aged){object, object->birth - all->next_birth};
    return 0;
}

// Sorts by 11 bits of the keys, keeping the order of those that are equal in them.
static void sort_by_digit(const aged *from, aged *to, size_t n, unsigned shift) {
    enum { DIGITS = 1 << 11 };
    uint32_t start[DIGITS + 1] = {0};
    for (size_t i = 0; i < n; i++) {
        start[(from[i].key >> shift & (DIGITS - 1)) + 1]++;
    }
    for (size_t i = 1; i < DIGITS; i++) {
        start[i] += start[i - 1];
    }
    for (size_t i = 0; i < n; i++) {
        to[start[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
    }
}

// The objects in the order of their births: to be freed, or NULL: no memory.
static aged *take_by_birth(const ouro__refgraph *graph, uint32_t count) {
    aged *objects = malloc(((size_t)count + 1) * sizeof *objects);
    aged *sorted = malloc(((size_t)count + 1) * sizeof *sorted);
    if (objects && sorted) {
        crowd all = {objects, 0, graph->runtime->next_birth};
        ouro_visit_all_objects(take_one, &all);
        sort_by_digit(objects, sorted, count, 0);
        sort_by_digit(sorted, objects, count, 11);
        sort_by_digit(objects, sorted, count, 22);
    } else {
        free(sorted);
        sorted = NULL;
    }
    free(objects);
    return sorted;
}

static size_t place_of(const ouro__refgraph *graph, const void *address) {
    return (size_t)((uintptr_t)address >> 3) * 0x9e3779b97f4a7c15u >> 16 & graph->mask;
}

uint32_t ouro__refgraph_find(const ouro__refgraph *graph, const void *address) {
    for (size_t i = place_of(graph, address); graph->places[i]; i = (i + 1) & graph->mask) {
        if (graph->vertices[graph->places[i] - 1].object == address) {
            return graph->places[i] - 1;
        }
    }
    return OURO__NO_VERTEX;
}

static int take_objects(ouro__refgraph *graph) {
    uint32_t count = 0;
    ouro_visit_all_objects(count_one, &count);
    size_t places = 16;
    while (places < (size_t)count * 2) {
        places *= 2;
    }
    graph->vertices = malloc(((size_t)count + 1) * sizeof *graph->vertices);
    graph->places = calloc(places, sizeof *graph->places);
    graph->mask = places - 1;
    aged *objects = graph->vertices && graph->places ? take_by_birth(graph, count) : NULL;
    if (!objects) {
        return -1;
    }
    graph->count = count;
    for (uint32_t i = 0; i < graph->count; i++) {
        graph->vertices[i] =
            (ouro__vertex){.object = objects[i].object, .before = OURO__NO_VERTEX, .root = NULL};
        size_t at = place_of(graph, objects[i].object);
        while (graph->places[at]) {
            at = (at + 1) & graph->mask;
        }
        graph->places[at] = i + 1;
    }
    free(objects);
    return 0;
}

// ---- References -----------------------------------------------------------------------------

static int visit_type_names(const ouro_type *type, ouro_visit_fn visit, void *arg) {
    ouro_object *names[] = {type->name_object, type->qualname, type->module_name, type->doc};
    int result = 0;
    for (size_t i = 0; result == 0 && i < sizeof names / sizeof *names; i++) {
        result = names[i] ? visit(names[i], arg) : 0;
    }
    ouro_object *name;
    for (uint32_t i = 0; result == 0 && (name = ouro__shape_name_borrow(type, i)); i++) {
        result = visit(name, arg);
    }
    return result;
}

static int visit_str_keys(ouro_object *dict, ouro_visit_fn visit, void *arg) {
    size_t at = 0;
    ouro_object *key, *value;
    int result = 0;
    while (result == 0 && ouro_dict_next(dict, &at, &key, &value, NULL)) {
        result = visit(key, arg);
    }
    return result;
}

int ouro__visit_owned(ouro_object *object, ouro_visit_fn visit, void *arg) {
    int result = ouro__each_referent(object, visit, arg);
    if (result == 0 && ouro_is_type(object)) {
        result = visit_type_names((const ouro_type *)(const void *)object, visit, arg);
    } else if (result == 0 && ouro_is(object, OURO_T_DICT) &&
               ((const ouro_dict *)object)->keys->strings) {
        result = visit_str_keys(object, visit, arg);
    }
    return result;
}

typedef struct counting {
    ouro__refgraph *graph;
    ouro_object *from;
    ouro__dangling_fn dangling;
    void *arg;
} counting;

static int count_declared(ouro_object *referent, void *arg) {
    const counting *c = arg;
    uint32_t found = ouro__refgraph_find(c->graph, referent);
    if (found != OURO__NO_VERTEX) {
        c->graph->vertices[found].declared++;
    } else if (c->dangling) {
        c->dangling(c->from, referent, c->arg);
    }
    return 0;
}

static int count_rooted(ouro_object *object, const char *root, void *arg) {
    (void)root;
    const ouro__refgraph *graph = arg;
    uint32_t found = ouro__refgraph_find(graph, object);
    if (found != OURO__NO_VERTEX) {
        graph->vertices[found].rooted++;
    }
    return 0;
}

int ouro__refgraph_make(ouro__refgraph *graph, ouro_runtime *runtime, ouro__dangling_fn dangling,
                        void *arg) {
    *graph = (ouro__refgraph){.runtime = runtime};
    if (take_objects(graph) < 0) {
        ouro__refgraph_free(graph);
        return -1;
    }
    counting c = {graph, NULL, dangling, arg};
    for (uint32_t i = 0; i < graph->count; i++) {
        c.from = graph->vertices[i].object;
        ouro__visit_owned(c.from, count_declared, &c);
    }
    ouro__visit_roots(runtime, count_rooted, graph);
    return 0;
}

void ouro__refgraph_free(ouro__refgraph *graph) {
    free(graph->vertices);
    free(graph->places);
    free(graph->order);
    *graph = (ouro__refgraph){.runtime = NULL};
}

// ---- Paths ----------------------------------------------------------------------------------

typedef struct search {
    ouro__refgraph *graph;
    uint32_t *queue;
    uint32_t first, last;
} search;

static void reach(search *s, uint32_t vertex, uint32_t before, const char *root) {
    ouro__vertex *to = &s->graph->vertices[vertex];
    if (!to->root) {
        to->root = root;
        to->before = before;
        s->queue[s->last++] = vertex;
    }
}

static int reach_root(ouro_object *object, const char *root, void *arg) {
    search *s = arg;
    uint32_t found = ouro__refgraph_find(s->graph, object);
    if (found != OURO__NO_VERTEX) {
        reach(s, found, OURO__NO_VERTEX, root);
    }
    return 0;
}

static int reach_referent(ouro_object *referent, void *arg) {
    search *s = arg;
    uint32_t found = ouro__refgraph_find(s->graph, referent);
    if (found != OURO__NO_VERTEX) {
        uint32_t from = s->queue[s->first];
        reach(s, found, from, s->graph->vertices[from].root);
    }
    return 0;
}

static void spread(search *s) {
    for (; s->first < s->last; s->first++) {
        ouro__visit_owned(s->graph->vertices[s->queue[s->first]].object, reach_referent, s);
    }
}

// From objects with references that nobody accounts for: the program's, or the runtime's own.
static void reach_held(search *s, bool programs, const char *root) {
    for (uint32_t i = 0; i < s->graph->count; i++) {
        const ouro__vertex *vertex = &s->graph->vertices[i];
        bool program = ouro__birth_order(s->graph->runtime, vertex->object) != 0;
        if (program == programs && ouro__vertex_held(vertex)) {
            reach(s, i, OURO__NO_VERTEX, root);
        }
    }
    spread(s);
}

int ouro__refgraph_paths(ouro__refgraph *graph) {
    search s = {.graph = graph, .queue = malloc(((size_t)graph->count + 1) * sizeof *s.queue)};
    if (!s.queue) {
        return -1;
    }
    ouro__visit_roots(graph->runtime, reach_root, &s);
    spread(&s);
    reach_held(&s, true, "C code");
    reach_held(&s, false, "the runtime");
    graph->order = s.queue;
    graph->reached = s.last;
    return 0;
}
