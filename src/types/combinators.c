// SPDX-License-Identifier: MIT
// enumerate, zip, map, filter and reversed.  Floor: types.
//
// enumerate and zip give the same tuple again and again as long as nobody keeps it.
#include "sequence.h"

static ouro_object *iter_self(ouro_object *self) {
    return ouro_newref(self);
}

// The next item of an iterator: NULL without exception at the end.
static inline ouro_object *next_of(ouro_object *iterator) {
    ouro_object *item = iterator->type->slots.next(iterator);
    if (!item && ouro_raised_borrow() && ouro_raised_is(OURO_EXC_StopIteration)) {
        ouro_raised_clear();
    }
    return item;
}

// ---- enumerate --------------------------------------------------------------------------------

typedef struct enumerate {
    ouro_object head;
    ouro_object *iterator;
    ouro_object *pair;  // the last one given, used again when nobody has it
    ouro_object *large; // the count once it does not fit, or NULL
    int64_t count;
} enumerate;

static ouro_object *enumerate_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                     ouro_object *kwnames) {
    static const char *const names[] = {"iterable", "start", NULL};
    ouro_object *given[2];
    if (ouro_parse_args("enumerate", names, 1, 2, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    int64_t count = 0;
    ouro_object *large = NULL;
    if (given[1]) {
        ouro_object *first = ouro_index(given[1]);
        if (!first) {
            return NULL;
        }
        if (ouro_int_is_compact(first)) {
            count = ouro_int_compact(first);
            ouro_decref(first);
        } else {
            large = first;
        }
    }
    ouro_object *iterator = ouro_iter(given[0]);
    ouro_object *pair =
        iterator ? ouro_tuple_pack(2, ouro_none_borrow(), ouro_none_borrow()) : NULL;
    ouro_object *self = pair ? ouro_object_new(type, 0) : NULL;
    if (!self) {
        ouro_xdecref(iterator);
        ouro_xdecref(pair);
        ouro_xdecref(large);
        return NULL;
    }
    enumerate *e = (enumerate *)self;
    e->iterator = iterator;
    e->pair = pair;
    e->large = large;
    e->count = count;
    return self;
}

// The number to give next, new; the count goes on.
static ouro_object *enumerate_number(enumerate *e) {
    if (!e->large) {
        ouro_object *number = ouro_int_new(e->count);
        if (number && OURO_UNLIKELY(e->count == OURO_COMPACT_MAX)) {
            e->large = ouro_int_new(e->count + 1);
        }
        e->count += e->count != OURO_COMPACT_MAX;
        return number;
    }
    ouro_object *one = ouro_int_new(1);
    ouro_object *more = one ? ouro_binary(e->large, one, OURO_ADD) : NULL;
    ouro_xdecref(one);
    if (!more) {
        return NULL;
    }
    ouro_object *number = e->large;
    e->large = more;
    return number;
}

// Fills the tuple kept in *slot anew if nobody else has it, else makes one.  Items stolen.
static ouro_object *give_pair(ouro_object **slot, ouro_object *first, ouro_object *second) {
    ouro_tuple *pair = (ouro_tuple *)*slot;
    if (!pair || ouro_refcount(pair) != 1) {
        return ouro_tuple_from_stolen((ouro_object *[]){first, second}, 2);
    }
    ouro_gc_track(&pair->head); // it may have been found to hold only atoms
    ouro_object_stored_held(&pair->head);
    ouro_object *old_first = pair->items[0], *old_second = pair->items[1];
    pair->items[0] = first;
    pair->items[1] = second;
    ouro_incref(pair);
    ouro_decref(old_first);
    ouro_decref(old_second);
    return &pair->head;
}

static ouro_object *enumerate_next(ouro_object *self) {
    enumerate *e = (enumerate *)self;
    ouro_object *item = next_of(e->iterator);
    if (!item) {
        return NULL;
    }
    ouro_object *number = enumerate_number(e);
    if (!number) {
        ouro_decref(item);
        return NULL;
    }
    return give_pair(&e->pair, number, item);
}

static const uint16_t enumerate_fields[] = {
    offsetof(enumerate, iterator), offsetof(enumerate, pair), offsetof(enumerate, large), 0};
static const ouro_method enumerate_methods[] = {OURO_CLASS_GETITEM, {0}};

const ouro_type_spec ouro__enumerate_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "enumerate",
    .doc = "enumerate(iterable, start=0): an iterator of pairs (number, item).",
    .instance_size = sizeof(enumerate),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE | OURO_TF_IMMUTABLE,
    .fields = enumerate_fields,
    .slots = {.create = enumerate_create, .iter = iter_self, .next = enumerate_next},
    .methods = enumerate_methods,
};

// ---- zip --------------------------------------------------------------------------------------

typedef struct zip {
    ouro_object head;
    ouro_object *iterators; // tuple
    ouro_object *result;    // the last tuple given, used again when nobody has it
    bool strict;
} zip;

// Iterators of the arguments, a new tuple.
static ouro_object *iterators_of(ouro_object *const *args, size_t n) {
    ouro_object *iterators = ouro_tuple_new(n);
    for (size_t i = 0; iterators && i < n; i++) {
        ouro_object *iterator = ouro_iter(args[i]);
        if (!iterator) {
            ouro_decref(iterators);
            return NULL;
        }
        ouro_tuple_fill(iterators, i, iterator);
    }
    return iterators;
}

static ouro_object *zip_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames) {
    static const char *const names[] = {"strict", NULL};
    ouro_object *strict = NULL;
    if (kwnames && ouro_parse_args("zip", names, 0, 0, args + nargs, 0, kwnames, &strict) < 0) {
        return NULL;
    }
    int is_strict = strict ? ouro_is_true(strict) : 0;
    ouro_object *iterators = is_strict < 0 ? NULL : iterators_of(args, nargs);
    ouro_object *result = iterators ? ouro_tuple_new(nargs) : NULL;
    for (size_t i = 0; result && i < nargs; i++) {
        ouro_tuple_fill(result, i, ouro_none());
    }
    ouro_object *self = result ? ouro_object_new(type, 0) : NULL;
    if (!self) {
        ouro_xdecref(iterators);
        ouro_xdecref(result);
        return NULL;
    }
    ((zip *)self)->iterators = iterators;
    ((zip *)self)->result = result;
    ((zip *)self)->strict = is_strict;
    return self;
}

static ouro_object *zip_uneven(size_t argument, const char *how) {
    const char *plural = argument == 2 ? " " : "s 1-";
    return ouro_raise(OURO_EXC_ValueError, "zip() argument %zd is %s than argument%s%zd", argument,
                      how, plural, argument - 1);
}

// Strict, and the first iterator is through: all others have to be.
static ouro_object *zip_check_ends(ouro_object *const *iterators, size_t n) {
    for (size_t i = 1; i < n; i++) {
        ouro_object *item = next_of(iterators[i]);
        if (item) {
            ouro_decref(item);
            return zip_uneven(i + 1, "longer");
        }
        if (ouro_raised_borrow()) {
            return NULL;
        }
    }
    return NULL;
}

static ouro_object *zip_next(ouro_object *self) {
    zip *z = (zip *)self;
    const ouro_tuple *iterators = (const ouro_tuple *)z->iterators;
    size_t n = iterators->length;
    if (n == 0) {
        return NULL;
    }
    ouro_object *result = z->result;
    bool again = result && ouro_refcount(result) == 1;
    result = again ? ouro_newref(result) : ouro_tuple_new(n);
    if (!result) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        ouro_object *item = next_of(iterators->items[i]);
        if (!item) {
            ouro_decref(result);
            if (ouro_raised_borrow() || !z->strict) {
                return NULL;
            }
            return i ? zip_uneven(i + 1, "shorter") : zip_check_ends(iterators->items, n);
        }
        ouro_replace(&((ouro_tuple *)result)->items[i], item);
    }
    if (again) {
        ouro_gc_track(result); // it may have been found to hold only atoms
    }
    ouro_object_stored_held(result);
    return result;
}

static const uint16_t zip_fields[] = {offsetof(zip, iterators), offsetof(zip, result), 0};

const ouro_type_spec ouro__zip_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "zip",
    .doc = "zip(*iterables, strict=False): tuples of one item each, until one is through.",
    .instance_size = sizeof(zip),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE | OURO_TF_IMMUTABLE,
    .fields = zip_fields,
    .slots = {.create = zip_create, .iter = iter_self, .next = zip_next},
};

// ---- map --------------------------------------------------------------------------------------

typedef struct map {
    ouro_object head;
    ouro_object *function, *iterators;
} map;

static ouro_object *map_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames) {
    if (ouro__refuses_keywords(type, OURO_T_MAP) && ouro_check_no_keywords("map", kwnames) < 0) {
        return NULL;
    }
    if (nargs < 2) {
        return ouro_raise(OURO_EXC_TypeError, "map() must have at least two arguments.");
    }
    ouro_object *iterators = iterators_of(args + 1, nargs - 1);
    ouro_object *self = iterators ? ouro_object_new(type, 0) : NULL;
    if (!self) {
        ouro_xdecref(iterators);
        return NULL;
    }
    ((map *)self)->function = ouro_newref(args[0]);
    ((map *)self)->iterators = iterators;
    return self;
}

enum { MAP_FEW = 6 };

static ouro_object *map_next(ouro_object *self) {
    map *m = (map *)self;
    const ouro_tuple *iterators = (const ouro_tuple *)m->iterators;
    size_t n = iterators->length, got = 0;
    ouro_object *few[MAP_FEW], **args = few, *result = NULL;
    if (n > MAP_FEW && !(args = ouro_memory_new(n * sizeof *args))) {
        return NULL;
    }
    while (got < n && (args[got] = next_of(iterators->items[got]))) {
        got++;
    }
    if (got == n) {
        result = ouro_call(m->function, args, n, NULL);
    }
    while (got > 0) {
        ouro_decref(args[--got]);
    }
    if (args != few) {
        ouro_memory_free(args);
    }
    return result;
}

static const uint16_t map_fields[] = {offsetof(map, function), offsetof(map, iterators), 0};

const ouro_type_spec ouro__map_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "map",
    .doc = "map(function, *iterables): the results of calls with one item of each.",
    .instance_size = sizeof(map),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE | OURO_TF_IMMUTABLE,
    .fields = map_fields,
    .slots = {.create = map_create, .iter = iter_self, .next = map_next},
};

// ---- filter -----------------------------------------------------------------------------------

typedef struct filter {
    ouro_object head;
    ouro_object *function, *iterator;
} filter;

static ouro_object *filter_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                  ouro_object *kwnames) {
    if ((ouro__refuses_keywords(type, OURO_T_FILTER) &&
         ouro_check_no_keywords("filter", kwnames) < 0) ||
        ouro_check_args("filter", nargs, 2, 2) < 0) {
        return NULL;
    }
    ouro_object *iterator = ouro_iter(args[1]);
    ouro_object *self = iterator ? ouro_object_new(type, 0) : NULL;
    if (!self) {
        ouro_xdecref(iterator);
        return NULL;
    }
    ((filter *)self)->function = ouro_newref(args[0]);
    ((filter *)self)->iterator = iterator;
    return self;
}

static ouro_object *filter_next(ouro_object *self) {
    filter *f = (filter *)self;
    bool plain = ouro_is_none(f->function) || f->function == &ouro_builtin_type(OURO_T_BOOL)->head;
    for (;;) {
        ouro_object *item = next_of(f->iterator);
        if (!item) {
            return NULL;
        }
        int keep;
        if (plain) {
            keep = ouro_is_true(item);
        } else {
            ouro_object *good = ouro_call1(f->function, item);
            keep = good ? ouro_is_true(good) : -1;
            ouro_xdecref(good);
        }
        if (keep > 0) {
            return item;
        }
        ouro_decref(item);
        if (keep < 0) {
            return NULL;
        }
    }
}

static const uint16_t filter_fields[] = {offsetof(filter, function), offsetof(filter, iterator), 0};

const ouro_type_spec ouro__filter_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "filter",
    .doc = "filter(function or None, iterable): the items for which function(item) is true.",
    .instance_size = sizeof(filter),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE | OURO_TF_IMMUTABLE,
    .fields = filter_fields,
    .slots = {.create = filter_create, .iter = iter_self, .next = filter_next},
};

// ---- reversed ---------------------------------------------------------------------------------

typedef struct reversed {
    ouro_object head;
    ouro_object *sequence; // NULL: at the end
    ssize_t index;
} reversed;

static ouro_object *reversed_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                    ouro_object *kwnames) {
    if ((ouro__refuses_keywords(type, OURO_T_REVERSED) &&
         ouro_check_no_keywords("reversed", kwnames) < 0) ||
        ouro_check_args("reversed", nargs, 1, 1) < 0) {
        return NULL;
    }
    ouro_object *sequence = args[0];
    ouro_object *method = ouro_lookup_special(sequence, ouro__name(reversed));
    if (method) {
        ouro_object *result = NULL;
        if (ouro_is_none(method)) {
            ouro_raise(OURO_EXC_TypeError, "'%T' object is not reversible", sequence);
        } else {
            result = ouro_call0(method);
        }
        ouro_decref(method);
        return result;
    }
    if (ouro_raised_borrow()) {
        return NULL;
    }
    if (!sequence->type->slots.getitem || !sequence->type->slots.length ||
        ouro_is(sequence, OURO_T_DICT) || ouro_is(sequence, OURO_T_WEAKPROXY) ||
        ouro_is(sequence, OURO_T_WEAKCALLABLEPROXY)) {
        return ouro_raise(OURO_EXC_TypeError, "'%T' object is not reversible", sequence);
    }
    ssize_t length = ouro_length(sequence);
    ouro_object *self = length < 0 ? NULL : ouro_object_new(type, 0);
    if (self) {
        ((reversed *)self)->sequence = ouro_newref(sequence);
        ((reversed *)self)->index = length - 1;
    }
    return self;
}

static ouro_object *reversed_next(ouro_object *self) {
    reversed *r = (reversed *)self;
    if (r->sequence && r->index >= 0) {
        ouro_object *key = ouro_int_new(r->index);
        ouro_object *sequence = ouro_newref(r->sequence);
        ouro_object *item = key ? ouro_getitem(sequence, key) : NULL;
        ouro_decref(sequence);
        ouro_xdecref(key);
        if (item) {
            r->index--;
            return item;
        }
        if (ouro_raised_is(OURO_EXC_IndexError) || ouro_raised_is(OURO_EXC_StopIteration)) {
            ouro_raised_clear();
        }
    }
    r->index = -1;
    ouro_clear(&r->sequence);
    return NULL;
}

static ouro_object *reversed_length_hint(ouro_object *self) {
    const reversed *r = (const reversed *)self;
    if (!r->sequence) {
        return ouro_int_new(0);
    }
    ssize_t length = ouro_length(r->sequence);
    if (length < 0) {
        return NULL;
    }
    return ouro_int_new(length < r->index + 1 ? 0 : r->index + 1);
}

static const uint16_t reversed_fields[] = {offsetof(reversed, sequence), 0};
static const ouro_method reversed_methods[] = {
    OURO_NOARGS("__length_hint__", reversed_length_hint, "How many items are left."),
    {0},
};

const ouro_type_spec ouro__reversed_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "reversed",
    .doc = "reversed(sequence): an iterator over its items from the last to the first.",
    .instance_size = sizeof(reversed),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE | OURO_TF_IMMUTABLE,
    .fields = reversed_fields,
    .slots = {.create = reversed_create, .iter = iter_self, .next = reversed_next},
    .methods = reversed_methods,
};
