// SPDX-License-Identifier: MIT
// Functions of sys on memory: counts of references, sizes, blocks, all live objects.
// Front-end, modules.  SPEC rows R3, R5, P10.
#include "sys_functions.h"

#include <ouro/inspect.h>

// ---- One object ---------------------------------------------------------------------------------

static ouro_object *sys_getrefcount(ouro_object *self, ouro_object *object) {
    (void)self;
    return ouro_int_new(ouro_refcount(object));
}

static ouro_object *sys_getsizeof(ouro_object *self, ouro_object *const *args, size_t nargs,
                                  ouro_object *kwnames) {
    (void)self;
    static const char *const names[] = {"object", "default", NULL};
    ouro_object *given[2];
    if (ouro_parse_args("getsizeof", names, 1, 2, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    ouro_object *name = ouro_str_intern_text("__sizeof__");
    ouro_object *method = name ? ouro_lookup_special(given[0], name) : NULL;
    ouro_xdecref(name);
    if (!method && !ouro_current->raised) {
        ouro_raise(OURO_EXC_TypeError, "Type %T doesn't define __sizeof__", given[0]);
    }
    ouro_object *size = method ? ouro_call0(method) : NULL;
    ouro_xdecref(method);
    int overflow = 0;
    if (size && !ouro_is(size, OURO_T_INT) && !ouro_is(size, OURO_T_BOOL)) {
        ouro_raise(OURO_EXC_TypeError, "an integer is required");
        ouro_clear(&size);
    }
    if (size) {
        ouro_int_as_i64_overflow(size, &overflow);
    }
    if (overflow) {
        ouro_raise(OURO_EXC_OverflowError, "Python int too large to convert to C ssize_t");
        ouro_clear(&size);
    }
    if (size && ouro_int_sign(size) < 0) {
        ouro_raise(OURO_EXC_ValueError, "__sizeof__() should return >= 0");
        ouro_clear(&size);
    }
    if (!size && given[1] && ouro_raised_is(OURO_EXC_TypeError)) {
        ouro_raised_clear();
        return ouro_newref(given[1]);
    }
    return size;
}

// ---- All of them --------------------------------------------------------------------------------

// The objects found; `list` has its room made beforehand, for a walk must not allocate.
typedef struct gathering {
    ouro_list *list;
    ouro_type *type; // only this one, or NULL
    size_t count, room;
} gathering;

static int count_object(ouro_object *object, void *arg) {
    gathering *found = arg;
    found->count += !found->type || ouro_type_of(object) == found->type;
    return 0;
}

static int gather_object(ouro_object *object, void *arg) {
    gathering *found = arg;
    if ((found->type && ouro_type_of(object) != found->type) || object == &found->list->head) {
        return 0;
    }
    if (found->count == found->room) {
        return 1;
    }
    found->list->items[found->count++] = ouro_newref(object);
    return 0;
}

static ouro_object *sys_getobjects(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    int limit;
    if (py__int_argument(args[0], &limit) < 0) {
        return NULL;
    }
    gathering found = {.type = nargs > 1 ? (ouro_type *)(void *)args[1] : NULL};
    if (found.type && !ouro_is_type(args[1])) {
        return ouro_raise(OURO_EXC_TypeError, "getobjects() argument 2 must be type, not %T",
                          args[1]);
    }
    ouro_visit_all_objects(count_object, &found);
    found.room = limit > 0 && (size_t)limit < found.count ? (size_t)limit : found.count;
    ouro_object *list = ouro_list_new(found.room);
    if (!list) {
        return NULL;
    }
    found.list = (ouro_list *)(void *)list;
    found.count = 0;
    ouro_visit_all_objects(gather_object, &found);
    found.list->length = found.count;
    return list;
}

// ---- Blocks -------------------------------------------------------------------------------------

static ouro_object *sys_getallocatedblocks(ouro_object *self) {
    (void)self;
    return ouro_int_from_u64(ouro_heap_allocated_blocks(ouro_current->heap));
}

static int to_stderr(void *arg, const char *text, size_t bytes) {
    py__stderr_write(arg, text, bytes);
    return 0;
}

static ouro_object *sys_debugmallocstats(ouro_object *self) {
    (void)self;
    ouro_debug_malloc_stats(to_stderr, NULL);
    return ouro_none();
}

static ouro_object *sys_clear_type_cache(ouro_object *self) {
    (void)self;
    ouro_type_modified(ouro_builtin_type(OURO_T_OBJECT));
    return ouro_none();
}

const ouro_method py__sys_memory_functions[] = {
    OURO_O("getrefcount", sys_getrefcount, "The count of references, the argument's included."),
    OURO_KEYWORDS("getsizeof", sys_getsizeof, "The size of an object in bytes."),
    OURO_ARGS("getobjects", sys_getobjects, 1, 2, "Live objects: at most limit, 0 for all."),
    OURO_NOARGS("getallocatedblocks", sys_getallocatedblocks, "Blocks in use."),
    OURO_NOARGS("_debugmallocstats", sys_debugmallocstats, "Print the heap's state on stderr."),
    OURO_NOARGS("_clear_type_cache", sys_clear_type_cache, "Forget cached look-ups."),
    {0},
};
