// SPDX-License-Identifier: MIT
// The verifying collection: what types declare, held against what objects count.
// Floor: gc.  SPEC rows G2, R5; DESIGN 3.
//
// What is certain, and what is only suspected, follows from one fact: references that C code holds
// are not declared anywhere.  So an object may have more references than are declared, but never
// fewer.
//
//   certain      more references declared than counted: the count is too low, or a reference is
//                declared that is not owned, or declared twice; a reference to what does not live;
//                garbage that lives on after a collection has cleared it; an old settled object that
//                refers to one made after that, and garbage to which nothing happened
//   suspected    an object whose memory holds the address of another that has references nobody
//                declares, at a place that its type does not declare
//   by request   references that nobody declares: an error if the caller says that C holds none
#include "gc_state.h"
#include "refgraph.h"
#include <stdio.h>
#include <stdlib.h>

enum { TEXT_ROOM = 512, NAME_ROOM = 96, REFERRERS = 4, PLACES = 64 };

typedef struct verifying {
    ouro_runtime *runtime;
    ouro__refgraph graph;
    ouro_verify_fn report;
    void *arg;
    size_t certain;
    size_t dangling; // how many references to nothing
} verifying;

// ---- Words ----------------------------------------------------------------------------------

// "pair #3": the third object that the program made; "type list" for what is there from the start.
static const char *name_of(const ouro_runtime *runtime, const ouro_object *object,
                           char text[NAME_ROOM]) {
    const char *type = ouro_type_of(object)->name ? ouro_type_of(object)->name : "?";
    uint32_t order = ouro__birth_order(runtime, object);
    if (order) {
        snprintf(text, NAME_ROOM, "%s #%u", type, order);
    } else if (ouro_is_type(object)) {
        const char *own = ((const ouro_type *)(const void *)object)->name;
        snprintf(text, NAME_ROOM, "type %s", own ? own : "?");
    } else {
        snprintf(text, NAME_ROOM, "%s of the runtime", type);
    }
    return text;
}

static const char *times(uint32_t n, char text[NAME_ROOM]) {
    snprintf(text, NAME_ROOM, n == 1 ? "once" : n == 2 ? "twice" : "%u times", n);
    return text;
}

static void tell(verifying *v, enum ouro_verify_kind kind, bool certain, ouro_object *object,
                 const char *text) {
    ouro_verify_finding finding = {sizeof finding, kind, certain, object, text};
    v->certain += certain;
    if (v->report) {
        v->report(&finding, v->arg);
    }
}

// ---- Where in an object a reference is ------------------------------------------------------

static ouro_object *word_at(const ouro_object *object, size_t offset) {
    ouro_object *word;
    memcpy(&word, (const char *)object + offset, sizeof word);
    return word;
}

// "byte 24", "item 3"; "" when only the type's own traverse knows.
static void say_place(ouro_object *object, const void *address, char text[NAME_ROOM]) {
    const ouro_type *type = ouro_type_of(object);
    text[0] = 0;
    for (uint32_t i = 0; i < type->field_count; i++) {
        if (word_at(object, type->fields[i]) == address) {
            snprintf(text, NAME_ROOM, ", at byte %u", type->fields[i]);
            return;
        }
    }
    size_t count = 0;
    ouro_object **items = type->items.present ? ouro__items_now(object, type, &count) : NULL;
    for (size_t i = 0; i < count; i++) {
        if (items[i] == address) {
            snprintf(text, NAME_ROOM, ", item %zu", i);
            return;
        }
    }
}

// ---- Freed too early ------------------------------------------------------------------------

static void on_dangling(ouro_object *from, const void *address, void *arg) {
    verifying *v = arg;
    char text[TEXT_ROOM], name[NAME_ROOM], place[NAME_ROOM];
    v->dangling++;
    say_place(from, address, place);
    snprintf(text, sizeof text, "freed too early: %s refers to memory that holds no live object%s",
             name_of(v->runtime, from, name), place);
    tell(v, OURO_VERIFY_DANGLING, true, from, text);
}

// ---- Too few --------------------------------------------------------------------------------

typedef struct referrers {
    const ouro_object *object, *from;
    uint32_t times; // by `from`
} referrers;

static int count_to(ouro_object *referent, void *arg) {
    referrers *r = arg;
    r->times += referent == r->object;
    return 0;
}

typedef struct rooted {
    const ouro_object *object;
    char *text;
    size_t at;
} rooted;

static int add_root(ouro_object *object, const char *root, void *arg) {
    rooted *r = arg;
    if (object == r->object && r->at < TEXT_ROOM) {
        r->at += (size_t)snprintf(r->text + r->at, TEXT_ROOM - r->at, ", by %s", root);
    }
    return 0;
}

static bool is_low(const ouro__vertex *vertex) {
    return vertex->object->refs != OURO_REFS_MOST &&
           (uint64_t)vertex->declared + vertex->rooted > ouro_refcount(vertex->object);
}

// Who refers to it, and how often: up to REFERRERS of them.
static void say_referrers(const verifying *v, const ouro__vertex *vertex, char text[TEXT_ROOM],
                          size_t at) {
    unsigned said = 0;
    for (uint32_t i = 0; i < v->graph.count && at < TEXT_ROOM; i++) {
        referrers r = {vertex->object, v->graph.vertices[i].object, 0};
        ouro__visit_owned(v->graph.vertices[i].object, count_to, &r);
        if (r.times && said++ < REFERRERS) {
            char name[NAME_ROOM], often[NAME_ROOM];
            at += (size_t)snprintf(text + at, TEXT_ROOM - at, ", by %s %s",
                                   name_of(v->runtime, r.from, name), times(r.times, often));
        }
    }
    if (said > REFERRERS && at < TEXT_ROOM) {
        at += (size_t)snprintf(text + at, TEXT_ROOM - at, ", by %u more", said - REFERRERS);
    }
    rooted roots = {vertex->object, text, at};
    ouro__visit_roots(v->runtime, add_root, &roots);
}

static void find_low(verifying *v) {
    for (uint32_t i = 0; i < v->graph.count; i++) {
        const ouro__vertex *vertex = &v->graph.vertices[i];
        if (is_low(vertex)) {
            char text[TEXT_ROOM], name[NAME_ROOM];
            int length = snprintf(text, sizeof text,
                                  "too few: %s has count %u, but %u references to it are declared",
                                  name_of(v->runtime, vertex->object, name),
                                  ouro_refcount(vertex->object), vertex->declared + vertex->rooted);
            say_referrers(v, vertex, text, (size_t)length);
            tell(v, OURO_VERIFY_COUNT_LOW, true, vertex->object, text);
        }
    }
}

// ---- Stored unsaid --------------------------------------------------------------------------

typedef struct younger {
    uint32_t than;
    ouro_object *found;
} younger;

static int find_younger(ouro_object *referent, void *arg) {
    younger *y = arg;
    if (ouro__is_container(referent) && (int32_t)(referent->birth - y->than) >= 0) {
        y->found = referent;
    }
    return y->found != NULL;
}

// Objects that settled in the oldest generation know nobody who was made after the last time that some did.
static void find_unsaid(verifying *v) {
    for (uint32_t i = 0; i < v->graph.count; i++) {
        ouro_object *object = v->graph.vertices[i].object;
        younger y = {v->runtime->gc->settled_birth, NULL};
        if (ouro__is_container(object) && ouro__is_settled_old(object) &&
            ouro_visit_referents(object, find_younger, &y)) {
            char text[TEXT_ROOM], name[NAME_ROOM], other[NAME_ROOM];
            snprintf(text, sizeof text,
                     "unsaid: a reference to %s was stored in %s, without ouro_stored",
                     name_of(v->runtime, y.found, other), name_of(v->runtime, object, name));
            tell(v, OURO_VERIFY_UNSAID, true, object, text);
        }
    }
}

// Garbage to which nothing happened: collections do not ask after it (reach.c).
typedef struct unheard {
    const ouro__refgraph *graph;
    uint32_t *list; // vertices to be looked at
    size_t count;
    bool *heard; // by vertex
} unheard;

static bool is_garbage(const ouro__vertex *vertex) {
    return !vertex->root && ouro_gc_is_tracked(vertex->object) &&
           ouro_gc_generation_of(vertex->object) < OURO_GENERATIONS;
}

static int hear(ouro_object *object, void *arg) {
    unheard *u = arg;
    const uint32_t i = ouro__refgraph_find(u->graph, object);
    if (i != OURO__NO_VERTEX && !u->heard[i] && is_garbage(&u->graph->vertices[i])) {
        u->heard[i] = true;
        u->list[u->count++] = i;
    }
    return 0;
}

static void tell_unheard(verifying *v, const unheard *u) {
    uint32_t first = OURO__NO_VERTEX, others = 0;
    for (uint32_t i = 0; i < v->graph.count; i++) {
        if (!u->heard[i] && is_garbage(&v->graph.vertices[i])) {
            others += first != OURO__NO_VERTEX;
            first = first == OURO__NO_VERTEX ? i : first;
        }
    }
    if (first != OURO__NO_VERTEX) {
        char text[TEXT_ROOM], name[NAME_ROOM];
        ouro_object *object = v->graph.vertices[first].object;
        snprintf(text, sizeof text,
                 "unsaid: %s is garbage (and %u more), but nothing happened to it: the last "
                 "reference moved into it without ouro_stored",
                 name_of(v->runtime, object, name), others);
        tell(v, OURO_VERIFY_UNSAID, true, object, text);
    }
}

// -1: no memory.
static int find_unheard(verifying *v) {
    const size_t count = v->graph.count;
    unheard u = {&v->graph, malloc((count + 1) * sizeof *u.list), 0,
                 calloc(count + 1, sizeof *u.heard)};
    const bool memory = u.list && u.heard && ouro__refgraph_paths(&v->graph) == 0;
    for (uint32_t i = 0; memory && i < count; i++) {
        ouro_object *object = v->graph.vertices[i].object;
        if (ouro__is_container(object) && !(object->refs & OURO_REFS_SETTLED)) {
            hear(object, &u);
        }
    }
    while (u.count) {
        ouro_visit_referents(v->graph.vertices[u.list[--u.count]].object, hear, &u);
    }
    if (memory) {
        tell_unheard(v, &u);
    }
    free(u.list);
    free(u.heard);
    return memory ? 0 : -1;
}

// ---- Never freed ----------------------------------------------------------------------------

// Garbage after a full collection: what it cleared still holds itself.
static void find_not_cleared(verifying *v) {
    for (uint32_t i = 0; i < v->graph.count; i++) {
        const ouro__vertex *vertex = &v->graph.vertices[i];
        if (vertex->root || !ouro__is_container(vertex->object) || is_low(vertex)) {
            continue;
        }
        char text[TEXT_ROOM], name[NAME_ROOM];
        bool tracked = ouro_gc_is_tracked(vertex->object);
        snprintf(text, sizeof text, "never freed: %s is garbage, but %s",
                 name_of(v->runtime, vertex->object, name),
                 tracked ? "clearing it does not end its cycle" : "is not tracked");
        tell(v, OURO_VERIFY_NOT_CLEARED, true, vertex->object, text);
    }
}

// ---- Too many, undeclared -------------------------------------------------------------------

// A word of the instances of a type that seems to be a reference.
typedef struct hidden {
    ouro_object *example;
    size_t offset, instances;
} hidden;

static int is_referent(ouro_object *referent, void *arg) {
    return referent == arg;
}

static bool is_declared_place(const ouro_type *type, size_t offset) {
    return offset == type->attrs_offset || offset == type->weak_offset;
}

static void note_hidden(hidden *found, size_t *count, ouro_object *object, size_t offset) {
    for (size_t i = 0; i < *count; i++) {
        if (ouro_type_of(found[i].example) == ouro_type_of(object) && found[i].offset == offset) {
            found[i].instances++;
            return;
        }
    }
    if (*count < PLACES) {
        found[(*count)++] = (hidden){object, offset, 1};
    }
}

// Looks for such words in one object.  Built-in layouts are known to be declared whole.
static void search_hidden(const verifying *v, ouro_object *object, hidden *found, size_t *count) {
    const ouro_type *type = ouro_type_of(object);
    size_t end = type->instance_size;
    if (type->layout != OURO_T_OBJECT || type->exact != OURO_T_NONE_OF_THEM) {
        return;
    }
    for (size_t at = sizeof(ouro_object); at + sizeof(void *) <= end; at += sizeof(void *)) {
        ouro_object *word = word_at(object, at);
        uint32_t to = word ? ouro__refgraph_find(&v->graph, word) : OURO__NO_VERTEX;
        if (to != OURO__NO_VERTEX && ouro__vertex_held(&v->graph.vertices[to]) &&
            !is_declared_place(type, at) && !ouro__visit_owned(object, is_referent, word)) {
            note_hidden(found, count, object, at);
        }
    }
}

static void find_hidden(verifying *v) {
    hidden found[PLACES];
    size_t count = 0;
    for (uint32_t i = 0; i < v->graph.count; i++) {
        search_hidden(v, v->graph.vertices[i].object, found, &count);
    }
    for (size_t i = 0; i < count; i++) {
        char text[TEXT_ROOM], name[NAME_ROOM], other[NAME_ROOM];
        const ouro_object *word = word_at(found[i].example, found[i].offset);
        snprintf(text, sizeof text,
                 "undeclared: %zu of type %s may own a reference at byte %zu, such as %s, to %s",
                 found[i].instances, ouro_type_of(found[i].example)->name, found[i].offset,
                 name_of(v->runtime, found[i].example, name), name_of(v->runtime, word, other));
        tell(v, OURO_VERIFY_UNDECLARED, false, found[i].example, text);
    }
}

static void find_held(verifying *v) {
    for (uint32_t i = 0; i < v->graph.count; i++) {
        const ouro__vertex *vertex = &v->graph.vertices[i];
        uint32_t held = ouro__vertex_held(vertex);
        if (held && ouro__birth_order(v->runtime, vertex->object)) {
            char text[TEXT_ROOM], name[NAME_ROOM];
            snprintf(text, sizeof text,
                     "too many: %s has count %u, but %u of its references %s declared",
                     name_of(v->runtime, vertex->object, name), ouro_refcount(vertex->object),
                     vertex->declared + vertex->rooted,
                     vertex->declared + vertex->rooted == 1 ? "is" : "are");
            tell(v, OURO_VERIFY_HELD, ouro__is_container(vertex->object), vertex->object, text);
        }
    }
}

// ---- The whole ------------------------------------------------------------------------------

// Full collections until they find nothing more to do, the first of which trusts nobody.  -1: no memory.
static int collect_all(ouro_runtime *runtime) {
    ssize_t found, before = PTRDIFF_MAX;
    runtime->gc->settled = false;
    while ((found = ouro_gc_collect(OURO_GENERATIONS - 1)) > 0 && found < before) {
        before = found;
    }
    return found < 0 ? -1 : 0;
}

ssize_t ouro_gc_verify(bool nothing_held, ouro_verify_fn report, void *arg) {
    ouro_runtime *runtime = ouro__runtime();
    verifying v = {.runtime = runtime, .report = report, .arg = arg};
    if (runtime->pace.collecting || runtime->destroy_depth) {
        ouro_raise(OURO_EXC_RuntimeError, "objects are dying: nothing can be verified now");
        return -1;
    }
    // References that are wrong already must not be followed: the picture comes first.
    if (ouro__refgraph_make(&v.graph, runtime, on_dangling, &v) < 0) {
        ouro_raise_memory();
        return -1;
    }
    find_low(&v);
    find_unsaid(&v);
    const int failed = v.certain ? 0 : find_unheard(&v);
    ouro__refgraph_free(&v.graph);
    if (failed) {
        ouro_raise_memory();
        return -1;
    }
    if (v.certain) {
        return (ssize_t)v.certain;
    }
    if (collect_all(runtime) < 0) {
        return -1;
    }
    if (ouro__refgraph_make(&v.graph, runtime, on_dangling, &v) < 0 ||
        ouro__refgraph_paths(&v.graph) < 0) {
        ouro__refgraph_free(&v.graph);
        ouro_raise_memory();
        return -1;
    }
    find_low(&v);
    if (!v.dangling && ouro_gc_freeze_count() == 0) {
        find_not_cleared(&v);
    }
    find_hidden(&v);
    if (nothing_held) {
        find_held(&v);
    }
    ouro__refgraph_free(&v.graph);
    return (ssize_t)v.certain;
}
