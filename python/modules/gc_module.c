// SPDX-License-Identifier: MIT
// The module gc, all of 3.11's.  Front-end, modules.  SPEC rows G3, G6.
#include "common.h"

// ---- Callbacks ----------------------------------------------------------------------------------

static ouro_object *event_info(const ouro_gc_event *event) {
    ouro_object *info = ouro_dict_new();
    if (info &&
        (py__dict_put(info, "generation", ouro_int_new(event->generation)) < 0 ||
         py__dict_put(info, "collected", ouro_int_from_u64(event->collected)) < 0 ||
         py__dict_put(info, "uncollectable", ouro_int_from_u64(event->uncollectable)) < 0)) {
        ouro_clear(&info);
    }
    return info;
}

// Tells every function in gc.callbacks; the collection goes on whatever they do.
static void tell_callbacks(const ouro_gc_event *event, void *arg) {
    (void)arg;
    const py_modules *state = py__modules();
    ouro_object *callbacks = state ? state->gc_callbacks : NULL;
    if (!callbacks || !ouro_list_length(callbacks)) {
        return;
    }
    ouro_object *flying = ouro_raised_take();
    ouro_object *phase = ouro_str_text(event->start ? "start" : "stop");
    ouro_object *info = phase ? event_info(event) : NULL;
    if (!info) {
        ouro_unraisable(NULL, "Exception ignored while invoking gc callbacks");
    }
    ouro_incref(callbacks);
    for (size_t i = 0; info && i < ouro_list_length(callbacks); i++) {
        ouro_object *callback = ouro_newref(ouro_list_get_borrow(callbacks, i));
        ouro_object *result = ouro_call2(callback, phase, info);
        if (!result) {
            ouro_unraisable(callback, NULL);
        }
        ouro_xdecref(result);
        ouro_decref(callback);
    }
    ouro_decref(callbacks);
    ouro_xdecref(info);
    ouro_xdecref(phase);
    ouro_raised_restore(flying);
}

// ---- Collecting ---------------------------------------------------------------------------------

static ouro_object *do_collect(ouro_object *self, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames) {
    (void)self;
    static const char *const names[] = {"generation", NULL};
    ouro_object *given[1];
    int generation = OURO_GENERATIONS - 1;
    if (ouro_parse_args("collect", names, 0, 1, args, nargs, kwnames, given) < 0 ||
        (given[0] && py__int_argument(given[0], &generation) < 0)) {
        return NULL;
    }
    if (generation < 0 || generation >= OURO_GENERATIONS) {
        return ouro_raise(OURO_EXC_ValueError, "invalid generation");
    }
    ssize_t found = ouro_gc_collect(generation);
    return found < 0 ? NULL : ouro_int_new(found);
}

static ouro_object *do_enable(ouro_object *self) {
    (void)self;
    ouro_gc_enable(true);
    return ouro_none();
}

static ouro_object *do_disable(ouro_object *self) {
    (void)self;
    ouro_gc_enable(false);
    return ouro_none();
}

static ouro_object *do_isenabled(ouro_object *self) {
    (void)self;
    return ouro_bool(ouro_gc_is_enabled());
}

// ---- Pace ---------------------------------------------------------------------------------------

static ouro_object *three_numbers(const uint32_t numbers[OURO_GENERATIONS]) {
    ouro_object *tuple = ouro_tuple_new(OURO_GENERATIONS);
    for (size_t i = 0; tuple && i < OURO_GENERATIONS; i++) {
        ouro_object *number = ouro_int_new(numbers[i]);
        if (!number) {
            ouro_clear(&tuple);
        } else {
            ouro_tuple_fill(tuple, i, number);
        }
    }
    return tuple;
}

static ouro_object *do_get_threshold(ouro_object *self) {
    (void)self;
    uint32_t numbers[OURO_GENERATIONS];
    ouro_gc_get_threshold(numbers);
    return three_numbers(numbers);
}

// An int argument as 3.11's argument parser takes it, which words what is too large in its own way.
static int parsed_int(ouro_object *object, int *value) {
    if (py__int_argument(object, value) == 0) {
        return 0;
    }
    if (ouro_raised_is(OURO_EXC_OverflowError)) {
        ouro_raised_clear();
        ouro_object *index = ouro_index(object);
        int overflow = 0;
        int64_t number = index ? ouro_int_as_i64_overflow(index, &overflow) : 0;
        ouro_xdecref(index);
        if (index) {
            ouro_raise(OURO_EXC_OverflowError,
                       overflow     ? "Python int too large to convert to C long"
                       : number < 0 ? "signed integer is less than minimum"
                                    : "signed integer is greater than maximum");
        }
    }
    return -1;
}

static ouro_object *do_set_threshold(ouro_object *self, ouro_object *const *args, size_t nargs,
                                     ouro_object *kwnames) {
    (void)self;
    if (ouro_check_no_keywords("set_threshold", kwnames) < 0) {
        return NULL;
    }
    if (nargs < 1 || nargs > OURO_GENERATIONS) {
        return ouro_raise(OURO_EXC_TypeError,
                          "set_threshold() takes at %s %d argument%s (%zu given)",
                          nargs ? "most" : "least", nargs ? 3 : 1, nargs ? "s" : "", nargs);
    }
    uint32_t numbers[OURO_GENERATIONS];
    ouro_gc_get_threshold(numbers);
    for (size_t i = 0; i < nargs; i++) {
        int number;
        if (parsed_int(args[i], &number) < 0) {
            return NULL;
        }
        numbers[i] = number < 0 ? 0 : (uint32_t)number;
    }
    ouro_gc_set_threshold(numbers);
    return ouro_none();
}

static ouro_object *do_get_count(ouro_object *self) {
    (void)self;
    uint32_t numbers[OURO_GENERATIONS];
    ouro_gc_get_count(numbers);
    return three_numbers(numbers);
}

static ouro_object *do_get_stats(ouro_object *self) {
    (void)self;
    ouro_gc_generation_stats stats[OURO_GENERATIONS];
    ouro_gc_get_stats(stats);
    ouro_object *list = ouro_list_new(0);
    for (size_t i = 0; list && i < OURO_GENERATIONS; i++) {
        ouro_object *row = ouro_dict_new();
        if (!row || py__dict_put(row, "collections", ouro_int_from_u64(stats[i].collections)) < 0 ||
            py__dict_put(row, "collected", ouro_int_from_u64(stats[i].collected)) < 0 ||
            py__dict_put(row, "uncollectable", ouro_int_from_u64(stats[i].uncollectable)) < 0 ||
            ouro_list_append(list, row) < 0) {
            ouro_clear(&list);
        }
        ouro_xdecref(row);
    }
    return list;
}

// ---- Debugging ----------------------------------------------------------------------------------

static ouro_object *do_set_debug(ouro_object *self, ouro_object *flags) {
    (void)self;
    int number;
    if (py__int_argument(flags, &number) < 0) {
        return NULL;
    }
    ouro_gc_set_debug(number);
    return ouro_none();
}

static ouro_object *do_get_debug(ouro_object *self) {
    (void)self;
    return ouro_int_new(ouro_gc_get_debug());
}

// ---- Looking at objects -------------------------------------------------------------------------

// A walk must not allocate: count first, then fill a list that has its room.
typedef struct listing {
    ouro_list *list;
    size_t count, room;
} listing;

static int count_tracked(ouro_object *object, void *arg) {
    (void)object;
    ((listing *)arg)->count++;
    return 0;
}

static int list_tracked(ouro_object *object, void *arg) {
    listing *found = arg;
    if (object == &found->list->head) {
        return 0;
    }
    if (found->count == found->room) {
        return 1;
    }
    found->list->items[found->count++] = ouro_newref(object);
    return 0;
}

static ouro_object *do_get_objects(ouro_object *self, ouro_object *const *args, size_t nargs,
                                   ouro_object *kwnames) {
    (void)self;
    static const char *const names[] = {"generation", NULL};
    ouro_object *given[1];
    int generation = -1;
    if (ouro_parse_args("get_objects", names, 0, 1, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    if (given[0] && !ouro_is_none(given[0])) {
        if (!ouro_type_of(given[0])->slots.index) {
            return ouro_raise(OURO_EXC_TypeError, "argument should be integer or None, not '%T'",
                              given[0]);
        }
        ssize_t wanted = ouro_index_ssize(given[0], ouro_exc_type(OURO_EXC_OverflowError));
        if (wanted == -1 && ouro_current->raised) {
            return NULL;
        }
        if (wanted >= OURO_GENERATIONS) {
            return ouro_raise(OURO_EXC_ValueError,
                              "generation parameter must be less than the number of available "
                              "generations (3)");
        }
        if (wanted < -1) {
            return ouro_raise(OURO_EXC_ValueError, "generation parameter cannot be negative");
        }
        generation = (int)wanted;
    }
    listing found = {0};
    ouro_gc_visit_objects(generation, count_tracked, &found);
    enum { MARGIN = 64 }; // making the list may run a collection, which moves objects up
    found.room = found.count + MARGIN;
    ouro_object *list = ouro_list_new(found.room);
    if (!list) {
        return NULL;
    }
    found.list = (ouro_list *)(void *)list;
    found.count = 0;
    ouro_gc_visit_objects(generation, list_tracked, &found);
    found.list->length = found.count;
    return list;
}

static ouro_object *do_get_referrers(ouro_object *self, ouro_object *const *args, size_t nargs,
                                     ouro_object *kwnames) {
    (void)self;
    return ouro_check_no_keywords("get_referrers", kwnames) < 0 ? NULL
                                                                : ouro_gc_referrers(args, nargs);
}

static ouro_object *do_get_referents(ouro_object *self, ouro_object *const *args, size_t nargs,
                                     ouro_object *kwnames) {
    (void)self;
    return ouro_check_no_keywords("get_referents", kwnames) < 0 ? NULL
                                                                : ouro_gc_referents(args, nargs);
}

static ouro_object *do_is_tracked(ouro_object *self, ouro_object *object) {
    (void)self;
    return ouro_bool(ouro_gc_is_tracked(object));
}

static ouro_object *do_is_finalized(ouro_object *self, ouro_object *object) {
    (void)self;
    return ouro_bool(ouro_gc_is_finalized(object));
}

// ---- Freezing -----------------------------------------------------------------------------------

static ouro_object *do_freeze(ouro_object *self) {
    (void)self;
    ouro_gc_freeze();
    return ouro_none();
}

static ouro_object *do_unfreeze(ouro_object *self) {
    (void)self;
    ouro_gc_unfreeze();
    return ouro_none();
}

static ouro_object *do_get_freeze_count(ouro_object *self) {
    (void)self;
    return ouro_int_from_u64(ouro_gc_freeze_count());
}

// ---- Ouro's own ---------------------------------------------------------------------------------

static const char *const mode_names[] = {"generational", "incremental"};

static ouro_object *do_get_mode(ouro_object *self) {
    (void)self;
    return ouro_str_text(mode_names[ouro_gc_get_mode()]);
}

static ouro_object *do_set_mode(ouro_object *self, ouro_object *mode) {
    (void)self;
    for (size_t i = 0; i < COUNT_OF(mode_names); i++) {
        if (ouro_is_exact(mode, OURO_T_STR) && ouro_str_equal_text(mode, mode_names[i])) {
            ouro_gc_set_mode((enum ouro_gc_mode)i);
            return ouro_none();
        }
    }
    return ouro_raise(OURO_EXC_ValueError, "mode must be 'generational' or 'incremental', not %R",
                      mode);
}

// ---- The module ---------------------------------------------------------------------------------

static const ouro_method functions[] = {
    OURO_KEYWORDS("collect", do_collect, "Collect a generation and all younger ones."),
    OURO_NOARGS("enable", do_enable, "Enable automatic collection."),
    OURO_NOARGS("disable", do_disable, "Disable automatic collection."),
    OURO_NOARGS("isenabled", do_isenabled, "Whether automatic collection is enabled."),
    OURO_NOARGS("get_threshold", do_get_threshold, "The collection thresholds."),
    OURO_KEYWORDS("set_threshold", do_set_threshold, "Set the collection thresholds."),
    OURO_NOARGS("get_count", do_get_count, "The current collection counts."),
    OURO_NOARGS("get_stats", do_get_stats, "A dict per generation."),
    OURO_O("set_debug", do_set_debug, "Set the debugging flags."),
    OURO_NOARGS("get_debug", do_get_debug, "The debugging flags."),
    OURO_KEYWORDS("get_objects", do_get_objects, "All tracked objects, or a generation's."),
    OURO_KEYWORDS("get_referrers", do_get_referrers, "Objects that refer to any of these."),
    OURO_KEYWORDS("get_referents", do_get_referents, "Objects these refer to."),
    OURO_O("is_tracked", do_is_tracked, "Whether the collector looks at an object."),
    OURO_O("is_finalized", do_is_finalized, "Whether an object's finalizer has run."),
    OURO_NOARGS("freeze", do_freeze, "Put all tracked objects aside."),
    OURO_NOARGS("unfreeze", do_unfreeze, "Take them back."),
    OURO_NOARGS("get_freeze_count", do_get_freeze_count, "How many were put aside."),
    OURO_NOARGS("get_mode", do_get_mode, "How automatic full collections are done (Ouro's own)."),
    OURO_O("set_mode", do_set_mode,
           "Do them 'generational', at once, or 'incremental' (Ouro's own)."),
    {0},
};

ouro_object *py__gc_module(void) {
    py_modules *state = py__modules();
    ouro_object *module = py__module_make("gc", "The collector of cycles.", functions);
    static const struct {
        const char *name;
        int value;
    } flags[] = {{"DEBUG_STATS", OURO_GC_DEBUG_STATS},
                 {"DEBUG_COLLECTABLE", OURO_GC_DEBUG_COLLECTABLE},
                 {"DEBUG_UNCOLLECTABLE", OURO_GC_DEBUG_UNCOLLECTABLE},
                 {"DEBUG_SAVEALL", OURO_GC_DEBUG_SAVEALL},
                 {"DEBUG_LEAK", OURO_GC_DEBUG_LEAK}};
    if (!module) {
        return NULL;
    }
    int failed = ouro_module_add(module, "garbage", ouro_gc_garbage_borrow()) < 0 ||
                 ouro_module_add(module, "callbacks", state->gc_callbacks) < 0;
    for (size_t i = 0; !failed && i < COUNT_OF(flags); i++) {
        failed = ouro_module_add_int(module, flags[i].name, flags[i].value) < 0;
    }
    if (!failed && !state->gc_watched) {
        failed = ouro_gc_on_event(tell_callbacks, NULL) < 0;
        state->gc_watched = !failed;
    }
    if (failed) {
        ouro_clear(&module);
    }
    return module;
}
