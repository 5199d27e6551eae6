// SPDX-License-Identifier: MIT
// The collector against plain reachability: a random graph of objects, with a model beside it that
// says after every collection who must live and who must be dead.  SPEC rows G2, R4.
//
// A node is held by the program (a root) or not, and has up to SLOTS references.  The model keeps the
// same edges.  Reference counting makes nodes die early, so the model asks two things: whoever is
// reachable from a root is alive (always), and after a full collection, whoever is not is dead.
// Some nodes have finalizers; some of those make themselves roots again, once in their life.
#include "gc_support.h"
#include "../../src/gc/gc_state.h"

enum { NODES = 10000, SLOTS = 4, STEPS = 60000, SEEDS = 6 };
static int nodes = 400, pause = 97; // of NODES; steps between collections
static int reach;                   // nodes refer to others no farther away; 0: to any

typedef struct node {
    ouro_object head;
    ouro_object *slot[SLOTS];
    ouro_object *weakrefs;
    size_t index; // in the model
} node;

// What the model knows of node i.
static struct {
    node *object; // NULL: dead
    bool root;
    int edge[SLOTS]; // index of a node, -1: none
    bool saves_itself, was_finalized;
    ouro_object *weakref; // held by the test, or NULL
    bool callback_expected, callback_called;
} model[NODES];

static unsigned died, resurrected, called;
static uint64_t random_state;

static unsigned random_below(unsigned n) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)(random_state >> 33) % n;
}

// ---- The types --------------------------------------------------------------------------------

static void note_death(ouro_object *self) {
    size_t i = ((node *)self)->index;
    assert_ptr_equal(model[i].object, self);
    model[i].object = NULL;
    died++;
}

static void finalize(ouro_object *self) {
    size_t i = ((node *)self)->index;
    assert_false(model[i].was_finalized); // once in a life
    assert_false(model[i].root);
    model[i].was_finalized = true;
    if (model[i].saves_itself) {
        model[i].root = true;
        ouro_incref(self);
        resurrected++;
    }
}

static int traverse(ouro_object *self, ouro_visit_fn visit, void *arg) {
    for (int s = 0; s < SLOTS; s++) {
        ouro_object *to = ((node *)self)->slot[s];
        int result = to ? visit(to, arg) : 0;
        if (result) {
            return result;
        }
    }
    return 0;
}
static void clear(ouro_object *self) {
    for (int s = 0; s < SLOTS; s++) {
        ouro_clear(&((node *)self)->slot[s]);
    }
}
static void clear_and_note(ouro_object *self) {
    note_death(self);
    clear(self);
}

#define AT(s) (offsetof(node, slot) + (s) * sizeof(ouro_object *))
static const uint16_t all_slots[] = {AT(0), AT(1), AT(2), AT(3), 0};
// Each kind of type twice: as one whose instances settle, and as one whose do not.
#define COMMON(more_flags)                                                                         \
    .size = sizeof(ouro_type_spec), .instance_size = sizeof(node),                                 \
    .flags = OURO_TF_CONTAINER | (more_flags), .weak_offset = offsetof(node, weakrefs)
#define KINDS(more_flags)                                                                          \
    {COMMON(more_flags), .name = "declared", .fields = all_slots, .slots = {.drop = note_death}},  \
        {COMMON(more_flags), .name = "traversed",                                                  \
         .slots = {.traverse = traverse, .clear = clear, .drop = clear_and_note}},                 \
        {COMMON(more_flags), .name = "finalized", .fields = all_slots,                             \
         .slots = {.drop = note_death, .finalize = finalize}},                                     \
    {                                                                                              \
        COMMON(more_flags), .name = "both", .slots = {                                             \
            .traverse = traverse,                                                                  \
            .clear = clear,                                                                        \
            .drop = clear_and_note,                                                                \
            .finalize = finalize                                                                   \
        }                                                                                          \
    }
static const ouro_type_spec specs[] = {KINDS(0), KINDS(OURO_TF_SETTLES)};
enum { TYPES = sizeof specs / sizeof *specs };
static ouro_type *types[TYPES];
static enum { NOBODY, SOME, ALL } settling; // whose instances are made

// ---- Steps ------------------------------------------------------------------------------------

static ouro_object *on_death(ouro_object *self, ouro_object *weakref) {
    (void)self;
    assert_null(ouro_weakref_get(weakref));
    for (int i = 0; i < nodes; i++) {
        if (model[i].weakref == weakref) {
            assert_true(model[i].callback_expected);
            assert_false(model[i].callback_called);
            model[i].callback_called = true;
            called++;
        }
    }
    return ouro_none();
}
static const ouro_method on_death_method = OURO_O("on_death", on_death, NULL);

static void forget_weakref(int i) {
    ouro_clear(&model[i].weakref);
    model[i].callback_expected = model[i].callback_called = false;
}

static void make(int i, ouro_object *callback) {
    forget_weakref(i);
    const unsigned among = settling == NOBODY ? TYPES / 2 : TYPES;
    const unsigned least = settling == ALL ? TYPES / 2 : 0;
    node *object = (node *)ouro_object_new(types[least + random_below(among - least)], 0);
    assert_non_null(object);
    object->index = (size_t)i;
    model[i].object = object;
    model[i].root = true;
    model[i].was_finalized = false;
    model[i].saves_itself = random_below(4) == 0;
    for (int s = 0; s < SLOTS; s++) {
        model[i].edge[s] = -1;
    }
    unsigned kind = random_below(3);
    if (kind) {
        model[i].weakref = ouro_weakref_new(&object->head, kind == 2 ? callback : NULL);
        assert_non_null(model[i].weakref);
        model[i].callback_expected = kind == 2;
    }
}

static void set_edge(int from, int slot, int to) {
    node *target = to < 0 ? NULL : model[to].object;
    model[from].edge[slot] = target ? to : -1;
    ouro_stored(model[from].object);
    ouro_replace(&model[from].object->slot[slot], ouro_xnewref(target ? &target->head : NULL));
}

// The reference by which the program holds a node becomes one from a node: no count changes.
static void move_into(int from, int slot, int to) {
    if (model[to].root) {
        model[to].root = false;
        model[from].edge[slot] = to;
        ouro_stored(model[from].object);
        ouro_replace(&model[from].object->slot[slot], &model[to].object->head);
    }
}

static int other(int i) {
    const int distance = (int)random_below((unsigned)(reach ? 2 * reach + 1 : nodes)) - reach;
    return (i + distance + nodes) % nodes;
}

static void step(ouro_object *callback) {
    const int i = (int)random_below((unsigned)nodes);
    if (!model[i].object) {
        make(i, callback);
        return;
    }
    switch (random_below(9)) {
    case 0:
    case 1:
    case 2:
    case 3: set_edge(i, (int)random_below(SLOTS), other(i)); break;
    case 4: set_edge(i, (int)random_below(SLOTS), -1); break;
    case 8: move_into(i, (int)random_below(SLOTS), other(i)); break;
    case 5:
    case 6:
        if (model[i].root) {
            model[i].root = false;
            ouro_decref(model[i].object);
        }
        break;
    default:
        if (!model[i].root) { // somebody held it: a root again
            model[i].root = true;
            ouro_incref(model[i].object);
        }
    }
}

// ---- Checks -----------------------------------------------------------------------------------

static bool reached[NODES];

static void mark_from_roots(void) {
    static int work[NODES];
    int top = 0;
    for (int i = 0; i < nodes; i++) {
        reached[i] = model[i].root;
        if (reached[i]) {
            work[top++] = i;
        }
    }
    while (top) {
        const int *edge = model[work[--top]].edge;
        for (int s = 0; s < SLOTS; s++) {
            if (edge[s] >= 0 && !reached[edge[s]]) {
                reached[edge[s]] = true;
                work[top++] = edge[s];
            }
        }
    }
}

static void check(bool full) {
    mark_from_roots();
    for (int i = 0; i < nodes; i++) {
        if (reached[i]) {
            assert_non_null(model[i].object);
            for (int s = 0; s < SLOTS; s++) {
                int to = model[i].edge[s];
                node *expected = to < 0 ? NULL : model[to].object;
                assert_ptr_equal(model[i].object->slot[s], expected);
            }
        } else if (full) {
            assert_null(model[i].object);
        }
        if (model[i].weakref && !model[i].object) {
            assert_null(ouro_weakref_get(model[i].weakref));
            assert_int_equal(model[i].callback_called, model[i].callback_expected);
        }
    }
}

// A node that saves itself keeps what it reaches, and may do so in the very collection: then those come
// to their end in one of the next.
static void collect_all(void) {
    unsigned before;
    do {
        before = resurrected;
        ouro_gc_collect(2);
    } while (before != resurrected);
}

// The same with rounds of slices: the one that is under way, a whole one, and one for what was garbage when that
// began but had been marked, in a block used again.
static void collect_all_in_slices(void) {
    unsigned before;
    do {
        before = resurrected;
        ouro_gc_collect(1); // rounds look for the oldest generation
        for (int round = 0; round < 3; round++) {
            int done;
            while ((done = ouro_gc_slice(0)) == 0) {
            }
            assert_int_equal(done, 1);
        }
    } while (before != resurrected);
}

// Some of the program's nodes are roots that the collector is told of.
static int visit_roots(void *arg, ouro_visit_fn visit, void *visit_arg) {
    (void)arg;
    for (int i = 0; i < nodes; i += 3) {
        int stop = model[i].root ? visit(&model[i].object->head, visit_arg) : 0;
        if (stop) {
            return stop;
        }
    }
    return 0;
}

// With sets smaller than what belongs together slices cannot find everything.
static enum { NO_SLICES, SLICES, SMALL_SLICES } slices;

static void run(uint64_t seed) {
    random_state = seed * 0x9e3779b97f4a7c15u + 1;
    memset(model, 0, sizeof model);
    ouro_object *callback = ouro_cfunction_new(&on_death_method, NULL, NULL);
    if (seed % 2) {
        assert_int_equal(ouro_gc_add_roots(visit_roots, NULL), 0);
    }
    for (unsigned t = 0; t < TYPES; t++) {
        types[t] = new_type(&specs[t]);
    }
    for (int n = 0; n < STEPS; n++) {
        step(callback);
        if (slices && n % 13 == 0) {
            assert_true(ouro_gc_slice(0) >= 0);
        }
        if (n % pause == 0) {
            int generation = (int)random_below(3);
            if (generation == 2 && slices) {
                collect_all_in_slices();
            } else if (generation == 2) {
                collect_all();
            } else {
                ouro_gc_collect(generation);
            }
            check(generation == 2 && slices != SMALL_SLICES);
        }
    }
    for (int i = 0; i < nodes; i++) {
        model[i].saves_itself = false;
        if (model[i].root) {
            model[i].root = false;
            ouro_decref(model[i].object);
        }
    }
    collect_all();
    check(true);
    ouro_gc_remove_roots(visit_roots, NULL);
    for (int i = 0; i < nodes; i++) {
        forget_weakref(i);
    }
    for (unsigned t = 0; t < TYPES; t++) {
        ouro_decref(types[t]);
    }
    ouro_decref(callback);
}

static void test_graphs(void **state) {
    (void)state;
    const size_t grains[] = {0, 10000, 30}; // set, sets take the ways of large ones
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        ouro__runtime()->gc->grain = grains[seed % 3];
        settling = seed % 2 ? ALL : SOME;
        run(seed);
    }
    settling = NOBODY;
    // It has met what it is there for.
    assert_true(died > 1000 && resurrected > 100 && called > 100);
}

// Few things happen between two collections, so that most pages are not looked at; what is garbage is small.
static void test_large_graphs(void **state) {
    (void)state;
    settling = ALL;
    nodes = NODES;
    pause = 41;
    reach = 4;
    ouro__runtime()->gc->grain = 10000;
    run(300);
    settling = NOBODY;
    nodes = 400;
    pause = 97;
    reach = 0;
    assert_true(ouro__runtime()->gc->settled);
}

static void test_graphs_collected_on_the_way(void **state) {
    (void)state;
    const uint32_t often[3] = {20, 3, 3};
    ouro_gc_set_threshold(often);
    ouro_gc_enable(true);
    for (uint64_t seed = 100; seed < 100 + SEEDS; seed++) {
        run(seed);
    }
}

static void test_graphs_in_slices(void **state) {
    (void)state;
    const uint32_t often[3] = {20, 3, 3};
    const size_t grains[] = {0, 1, 7, 50};
    ouro_gc_set_threshold(often);
    ouro_gc_enable(true);
    assert_int_equal(ouro_gc_set_mode(OURO_GC_INCREMENTAL), OURO_GC_GENERATIONAL);
    for (uint64_t seed = 200; seed < 204; seed++) {
        ouro__runtime()->gc->grain = grains[seed % 4];
        slices = grains[seed % 4] ? SMALL_SLICES : SLICES;
        run(seed);
    }
    slices = NO_SLICES;
    ouro_gc_generation_stats stats[OURO_GENERATIONS];
    ouro_gc_get_stats(stats);
    assert_true(stats[2].collections > 100 && stats[2].collected > 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST(test_graphs), TEST(test_large_graphs),
                                       TEST(test_graphs_collected_on_the_way),
                                       TEST(test_graphs_in_slices)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
