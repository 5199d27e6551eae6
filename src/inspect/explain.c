// SPDX-License-Identifier: MIT
// Why objects live: which do, by type; who refers to them; the shortest path from a root; where they
// were made.  Floor: inspect.  SPEC row R5.
//
// A leak is a few objects that somebody holds, and many that these lead to.  So not every object is
// explained but those through which the others are reached: on the shortest paths from the roots, the
// first ones that were asked about.
#include "explain.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_ROOM = 128, EDGE_ROOM = 96, PLACE_ROOM = 512, PATH_HEAD = 8, PATH_TAIL = 4 };

typedef struct explaining {
    ouro__refgraph graph;
    ouro__output out;
    uint32_t since; // births asked about
    size_t types, objects, referrers, samples;
    uint32_t *entry;      // of each vertex asked about: the first one on its path that is
    uint64_t *leads_to;   // of entries: objects reached through it
    uint64_t *leads_size; // ... and their bytes
    uint32_t *entries;    // those to be explained
    size_t entry_count;
    uint32_t *instances; // of types: how many were asked about
    uint32_t *youngest;  // ... and the last one made
} explaining;

// ---- Names ------------------------------------------------------------------------------------

// "#4 list of 3": the fourth object that the program made.
static void name_object(const explaining *e, ouro_object *object, char text[NAME_ROOM]) {
    uint32_t order = ouro__birth_order(e->graph.runtime, object);
    int at = order ? snprintf(text, NAME_ROOM, "#%u ", order) : 0;
    ouro_inspect_describe(object, text + at, (size_t)(NAME_ROOM - at));
}

static void print_edge(explaining *e, ouro_object *from, const ouro_object *to) {
    char name[NAME_ROOM], edge[EDGE_ROOM];
    name_object(e, from, name);
    ouro__edge_name(from, to, edge, sizeof edge);
    ouro__print(&e->out, "%s%s", name, edge);
}

// ---- Paths ------------------------------------------------------------------------------------

static size_t path_length(const ouro__refgraph *graph, uint32_t vertex) {
    size_t length = 0;
    for (; vertex != OURO__NO_VERTEX; vertex = graph->vertices[vertex].before) {
        length++;
    }
    return length;
}

// The vertex that is `steps` before the end of the path to `vertex`.
static uint32_t path_at(const ouro__refgraph *graph, uint32_t vertex, size_t steps) {
    for (; steps > 0; steps--) {
        vertex = graph->vertices[vertex].before;
    }
    return vertex;
}

static void print_path(explaining *e, uint32_t vertex) {
    const ouro__refgraph *graph = &e->graph;
    size_t length = path_length(graph, vertex);
    ouro__print(&e->out, "  path: %s", graph->vertices[vertex].root);
    for (size_t i = 0; i < length; i++) {
        if (length > PATH_HEAD + PATH_TAIL + 1 && i == PATH_HEAD) {
            size_t left_out = length - PATH_HEAD - PATH_TAIL;
            ouro__print(&e->out, " -> (%zu more)", left_out);
            i += left_out;
        }
        ouro_object *object = graph->vertices[path_at(graph, vertex, length - 1 - i)].object;
        ouro__print(&e->out, " -> ");
        if (i + 1 < length) {
            uint32_t next = path_at(graph, vertex, length - 2 - i);
            print_edge(e, object, graph->vertices[next].object);
        } else {
            char name[NAME_ROOM];
            name_object(e, object, name);
            ouro__print(&e->out, "%s", name);
        }
    }
    ouro__print(&e->out, "\n");
}

// ---- One object -------------------------------------------------------------------------------

static int is_referent(ouro_object *referent, void *arg) {
    return referent == arg;
}

typedef struct root_print {
    explaining *e;
    const ouro_object *object;
} root_print;

static int print_root(ouro_object *object, const char *root, void *arg) {
    const root_print *to = arg;
    if (object == to->object) {
        ouro__print(&to->e->out, "  referred to by %s\n", root);
    }
    return 0;
}

static void print_referrers(explaining *e, ouro_object *object) {
    size_t found = 0;
    for (uint32_t i = 0; i < e->graph.count; i++) {
        ouro_object *from = e->graph.vertices[i].object;
        if (ouro__visit_owned(from, is_referent, object) && found++ < e->referrers) {
            ouro__print(&e->out, "  referred to by ");
            print_edge(e, from, object);
            ouro__print(&e->out, "\n");
        }
    }
    if (found > e->referrers) {
        ouro__print(&e->out, "  referred to by %zu more\n", found - e->referrers);
    }
    root_print to = {e, object};
    ouro__visit_roots(e->graph.runtime, print_root, &to);
}

static void print_held(explaining *e, const ouro__vertex *vertex) {
    uint32_t held = ouro__vertex_held(vertex);
    if (held && !ouro__birth_order(e->graph.runtime, vertex->object)) {
        ouro__print(&e->out, "  %u reference%s the runtime's\n", held, held == 1 ? " is" : "s are");
    } else if (held) {
        ouro__print(&e->out, "  %u reference%s held by C code, or a decref is missing\n", held,
                    held == 1 ? " is" : "s are");
    }
}

static void print_object(explaining *e, uint32_t vertex) {
    const ouro__vertex *at = &e->graph.vertices[vertex];
    char name[NAME_ROOM], where[PLACE_ROOM];
    name_object(e, at->object, name);
    ouro__print(&e->out, "%s: count %u", name, ouro_refcount(at->object));
    if (e->leads_to && e->leads_to[vertex] > 1) {
        char size[32];
        ouro__print(&e->out, ", leads to %llu more, %s in all",
                    (unsigned long long)e->leads_to[vertex] - 1,
                    ouro__human(e->leads_size[vertex], OURO__BYTES, size));
    }
    ouro__print(&e->out, "\n");
    if (ouro__birth_place(e->graph.runtime, at->object, where, sizeof where)) {
        ouro__print(&e->out, "  made at %s\n", where);
    }
    print_referrers(e, at->object);
    print_held(e, at);
    if (at->root) {
        print_path(e, vertex);
    } else {
        ouro__print(&e->out, "  garbage: no root leads to it, a collection frees it\n");
    }
}

// ---- All that were asked about ----------------------------------------------------------------

static bool is_asked(const explaining *e, uint32_t vertex) {
    uint32_t age = e->graph.vertices[vertex].object->birth - e->since;
    return age < e->graph.runtime->next_birth - e->since;
}

// Gives each of them to the entry through which it is reached; in the order of reaching, an entry
// comes before what it leads to.
static void find_entries(explaining *e) {
    for (uint32_t i = 0; i < e->graph.reached; i++) {
        uint32_t vertex = e->graph.order[i], before = e->graph.vertices[vertex].before;
        if (!is_asked(e, vertex)) {
            continue;
        }
        bool inside = before != OURO__NO_VERTEX && is_asked(e, before);
        uint32_t entry = inside ? e->entry[before] : vertex;
        if (!inside) {
            e->entries[e->entry_count++] = vertex;
        }
        e->entry[vertex] = entry;
        e->leads_to[entry]++;
        e->leads_size[entry] += ouro_inspect_bytes(e->graph.vertices[vertex].object);
    }
}

// The largest first, then the oldest: a partial selection, there may be many.
static void put_largest_first(explaining *e) {
    for (size_t i = 0; i < e->objects && i < e->entry_count; i++) {
        size_t best = i;
        for (size_t k = i + 1; k < e->entry_count; k++) {
            uint64_t size = e->leads_size[e->entries[k]], most = e->leads_size[e->entries[best]];
            if (size > most || (size == most && e->entries[k] < e->entries[best])) {
                best = k;
            }
        }
        uint32_t swapped = e->entries[i];
        e->entries[i] = e->entries[best];
        e->entries[best] = swapped;
    }
}

// The most frequent types of containers: one object of each, where it is not explained already.
static void print_samples(explaining *e) {
    for (uint32_t i = 0; i < e->graph.count; i++) {
        ouro_object *object = e->graph.vertices[i].object;
        uint32_t type = ouro__refgraph_find(&e->graph, ouro_type_of(object));
        if (is_asked(e, i) && ouro__is_container(object) && e->graph.vertices[i].root &&
            type != OURO__NO_VERTEX) {
            e->instances[type]++;
            e->youngest[type] = i;
        }
    }
    for (size_t n = 0; n < e->samples; n++) {
        uint32_t most = 0;
        for (uint32_t i = 1; i < e->graph.count; i++) {
            most = e->instances[i] > e->instances[most] ? i : most;
        }
        if (!e->graph.count || e->instances[most] < 2) {
            break;
        }
        uint32_t sample = e->youngest[most];
        if (e->entry[sample] != sample) { // else it is like those above
            ouro__print(&e->out, "\nof %u of type %s, the last one made:\n", e->instances[most],
                        ouro_type_of(e->graph.vertices[sample].object)->name);
            print_object(e, sample);
        }
        e->instances[most] = 0;
    }
}

// What types tell of memory outside the heap, of all their instances.
static void print_external(explaining *e) {
    for (uint32_t i = 0; i < e->graph.count; i++) {
        ouro_object *object = e->graph.vertices[i].object;
        const ouro_type *type = (const ouro_type *)(const void *)object;
        if (ouro_is_type(object) && type->external) {
            char size[32];
            ouro__print(&e->out, "outside the heap, objects of type %s hold %s\n", type->name,
                        ouro__human(type->external, OURO__BYTES, size));
        }
    }
}

// The table by type; objects that nobody reaches are counted.  -1: no memory.
static int print_types(explaining *e) {
    ouro_census *census = ouro_census_new();
    const ouro_type_usage *rows;
    uint64_t count = 0, bytes = 0, garbage = 0;
    char size[32], number[32];
    if (!census) {
        return -1;
    }
    for (uint32_t i = 0; i < e->graph.count; i++) {
        if (is_asked(e, i)) {
            ouro_census_add(e->graph.vertices[i].object, census);
            garbage += !e->graph.vertices[i].root;
        }
    }
    size_t n = ouro_census_rows(census, &rows);
    if (!rows) {
        ouro_census_free(census);
        return -1;
    }
    for (size_t i = 0; i < n; i++) {
        count += rows[i].count;
        bytes += rows[i].bytes;
    }
    ouro__print(&e->out, "%s object%s alive, %s\n", ouro__human(count, OURO__COUNT, number),
                count == 1 ? " is" : "s are", ouro__human(bytes, OURO__BYTES, size));
    if (n) {
        ouro__usage_text(&e->out, rows, n < e->types ? n : e->types);
    }
    print_external(e);
    if (garbage) {
        ouro__print(&e->out, "%s of them garbage: a collection frees what no root leads to\n",
                    ouro__human(garbage, OURO__COUNT, number));
    }
    ouro_census_free(census);
    return 0;
}

static int print_all(explaining *e) {
    size_t n = (size_t)e->graph.count + 1;
    e->entry = calloc(n, sizeof *e->entry);
    e->entries = calloc(n, sizeof *e->entries);
    e->leads_to = calloc(n, sizeof *e->leads_to);
    e->leads_size = calloc(n, sizeof *e->leads_size);
    e->instances = calloc(n, sizeof *e->instances);
    e->youngest = calloc(n, sizeof *e->youngest);
    int result = -1;
    if (e->entry && e->entries && e->leads_to && e->leads_size && e->instances && e->youngest &&
        print_types(e) == 0) {
        find_entries(e);
        put_largest_first(e);
        for (size_t i = 0; i < e->objects && i < e->entry_count; i++) {
            ouro__print(&e->out, "\n");
            print_object(e, e->entries[i]);
        }
        if (e->entry_count > e->objects) {
            ouro__print(&e->out, "\n%zu more are held so\n", e->entry_count - e->objects);
        }
        print_samples(e);
        result = 0;
    }
    free(e->entry);
    free(e->entries);
    free(e->leads_to);
    free(e->leads_size);
    free(e->instances);
    free(e->youngest);
    return result;
}

// ---- The public face --------------------------------------------------------------------------

static int begin(explaining *e, ouro_write_fn write, void *arg) {
    *e = (explaining){
        .out = {write, arg, 0}, .types = 10, .objects = 5, .referrers = 5, .samples = 3};
    ouro_runtime *runtime = ouro__runtime();
    if (ouro__refgraph_make(&e->graph, runtime, NULL, NULL) < 0) {
        ouro_raise_memory();
        return -1;
    }
    if (ouro__refgraph_paths(&e->graph) < 0) {
        ouro__refgraph_free(&e->graph);
        ouro_raise_memory();
        return -1;
    }
    e->since = runtime->first_birth;
    return 0;
}

int ouro_explain_leaks(const ouro_explain_options *options, ouro_write_fn write, void *arg) {
    ouro_explain_options given = {.size = 0};
    explaining e;
    if (begin(&e, write, arg) < 0) {
        return -1;
    }
    if (options) {
        memcpy(&given, options, options->size < sizeof given ? options->size : sizeof given);
    }
    e.since = given.since ? given.since : e.since;
    e.types = given.types ? given.types : e.types;
    e.objects = given.objects ? given.objects : e.objects;
    e.samples = given.samples ? given.samples : e.samples;
    e.referrers = given.referrers ? given.referrers : e.referrers;
    int result = print_all(&e);
    ouro__refgraph_free(&e.graph);
    if (result < 0) {
        ouro_raise_memory();
    }
    return result < 0 ? -1 : e.out.result;
}

int ouro_explain_object(ouro_object *object, ouro_write_fn write, void *arg) {
    explaining e;
    if (begin(&e, write, arg) < 0) {
        return -1;
    }
    uint32_t vertex = ouro__refgraph_find(&e.graph, object);
    if (vertex != OURO__NO_VERTEX) {
        print_object(&e, vertex);
    }
    ouro__refgraph_free(&e.graph);
    return e.out.result;
}

ssize_t ouro_path_from_root(ouro_object *object, ouro_object **path, size_t room,
                            const char **root) {
    explaining e;
    if (begin(&e, NULL, NULL) < 0) {
        return -1;
    }
    uint32_t vertex = ouro__refgraph_find(&e.graph, object);
    size_t length = 0;
    *root = vertex == OURO__NO_VERTEX ? NULL : e.graph.vertices[vertex].root;
    if (*root) {
        length = path_length(&e.graph, vertex);
        for (size_t i = length; i-- > 0; vertex = e.graph.vertices[vertex].before) {
            if (i < room) {
                path[i] = e.graph.vertices[vertex].object;
            }
        }
    }
    ouro__refgraph_free(&e.graph);
    return (ssize_t)length;
}

bool ouro_inspect_place(const ouro_object *object, char *text, size_t room) {
    return ouro__birth_place(ouro__runtime(), object, text, room);
}
