// SPDX-License-Identifier: MIT
// Built-in functions on iterables and iterators.  Front-end, modules.
#include "common.h"

// ---- all, any, sum ------------------------------------------------------------------------------

// Whether an item whose truth is `wanted` occurs: 1, 0, -1.
static int find_truth(ouro_object *iterable, bool wanted) {
    ouro_object *iterator = ouro_iter(iterable), *item;
    if (!iterator) {
        return -1;
    }
    int found = 0;
    while (!found && (item = ouro_next(iterator))) {
        int truth = ouro_is_true(item);
        ouro_decref(item);
        found = truth < 0 ? -1 : truth == wanted;
    }
    ouro_decref(iterator);
    return ouro_current->raised ? -1 : found;
}

static ouro_object *do_all(ouro_object *self, ouro_object *iterable) {
    (void)self;
    int found = find_truth(iterable, false);
    return found < 0 ? NULL : ouro_bool(!found);
}

static ouro_object *do_any(ouro_object *self, ouro_object *iterable) {
    (void)self;
    int found = find_truth(iterable, true);
    return found < 0 ? NULL : ouro_bool(found);
}

// Adds compact ints of `iterator` to *total as long as that is exact; *item: the first that is not
// one (new), or NULL at the end.
static int64_t sum_compact(ouro_object *iterator, int64_t total, ouro_object **item) {
    while ((*item = ouro_next(iterator))) {
        int64_t sum;
        if (!ouro_is_exact(*item, OURO_T_INT) || !ouro_int_is_compact(*item) ||
            __builtin_add_overflow(total, ouro_int_compact(*item), &sum)) {
            return total;
        }
        total = sum;
        ouro_decref(*item);
    }
    return total;
}

static ouro_object *sum_from(ouro_object *iterator, ouro_object *start) {
    ouro_object *total = ouro_newref(start), *item = NULL;
    if (ouro_is_exact(start, OURO_T_INT) && ouro_int_is_compact(start)) {
        int64_t fast = sum_compact(iterator, ouro_int_compact(start), &item);
        ouro_replace(&total, ouro_int_new(fast));
    } else {
        item = ouro_next(iterator);
    }
    while (total && item) {
        ouro_object *sum = ouro_binary(total, item, OURO_ADD);
        ouro_replace(&total, sum);
        ouro_decref(item);
        item = total ? ouro_next(iterator) : NULL;
    }
    ouro_xdecref(item);
    if (ouro_current->raised) {
        ouro_clear(&total);
    }
    return total;
}

static ouro_object *do_sum(ouro_object *self, ouro_object *const *args, size_t nargs,
                           ouro_object *kwnames) {
    (void)self;
    static const char *const names[] = {"", "start", NULL};
    ouro_object *given[2];
    if (ouro_parse_args("sum", names, 1, 2, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    ouro_object *start = given[1];
    if (start && ouro_is(start, OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "sum() can't sum strings [use ''.join(seq) instead]");
    }
    if (start && ouro_is(start, OURO_T_BYTES)) {
        return ouro_raise(OURO_EXC_TypeError, "sum() can't sum bytes [use b''.join(seq) instead]");
    }
    ouro_object *iterator = ouro_iter(given[0]);
    ouro_object *zero = iterator ? start ? ouro_newref(start) : ouro_int_new(0) : NULL;
    ouro_object *total = zero ? sum_from(iterator, zero) : NULL;
    ouro_xdecref(zero);
    ouro_xdecref(iterator);
    return total;
}

// ---- min, max -----------------------------------------------------------------------------------

typedef struct best {
    ouro_object *item, *key; // owned, or NULL: none yet
    ouro_object *function;   // borrowed, or NULL
    enum ouro_compare_op op; // better: OURO_LT or OURO_GT
} best;

// Considers `item` (stolen). 0, or -1.
static int consider(best *so_far, ouro_object *item) {
    ouro_object *key = so_far->function ? ouro_call1(so_far->function, item) : ouro_newref(item);
    int better = key ? 1 : -1;
    if (key && so_far->item) {
        ouro_object *result = ouro_compare(key, so_far->key, so_far->op);
        better = result ? ouro_is_true(result) : -1;
        ouro_xdecref(result);
    }
    if (better > 0) {
        ouro_replace(&so_far->item, item);
        ouro_replace(&so_far->key, key);
        return 0;
    }
    ouro_decref(item);
    ouro_xdecref(key);
    return better;
}

static ouro_object *best_of_iterable(best *so_far, ouro_object *iterable) {
    ouro_object *iterator = ouro_iter(iterable), *item;
    while (iterator && (item = ouro_next(iterator))) {
        if (consider(so_far, item) < 0) {
            break;
        }
    }
    ouro_xdecref(iterator);
    return ouro_current->raised ? NULL : so_far->item;
}

static ouro_object *extreme(const char *name, enum ouro_compare_op op, ouro_object *const *args,
                            size_t nargs, ouro_object *kwnames) {
    static const char *const names[] = {"key", "default", NULL};
    ouro_object *given[2];
    if (nargs == 0) {
        return ouro_raise(OURO_EXC_TypeError, "%s expected at least 1 argument, got 0", name);
    }
    if (ouro_parse_args(name, names, 0, 0, args + nargs, 0, kwnames, given) < 0) {
        return NULL;
    }
    if (nargs > 1 && given[1]) {
        return ouro_raise(OURO_EXC_TypeError,
                          "Cannot specify a default for %s() with multiple positional arguments",
                          name);
    }
    best so_far = {.function = given[0] && !ouro_is_none(given[0]) ? given[0] : NULL, .op = op};
    if (nargs == 1) {
        best_of_iterable(&so_far, args[0]);
    }
    for (size_t i = 0; nargs > 1 && i < nargs; i++) {
        if (consider(&so_far, ouro_newref(args[i])) < 0) {
            break;
        }
    }
    ouro_xdecref(so_far.key);
    if (ouro_current->raised) {
        ouro_xdecref(so_far.item);
        return NULL;
    }
    if (so_far.item) {
        return so_far.item;
    }
    return given[1] ? ouro_newref(given[1])
                    : ouro_raise(OURO_EXC_ValueError, "%s() arg is an empty sequence", name);
}

static ouro_object *do_min(ouro_object *self, ouro_object *const *args, size_t nargs,
                           ouro_object *kwnames) {
    (void)self;
    return extreme("min", OURO_LT, args, nargs, kwnames);
}

static ouro_object *do_max(ouro_object *self, ouro_object *const *args, size_t nargs,
                           ouro_object *kwnames) {
    (void)self;
    return extreme("max", OURO_GT, args, nargs, kwnames);
}

// ---- Iterators ----------------------------------------------------------------------------------

static ouro_object *do_iter(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    if (nargs == 1) {
        return ouro_iter(args[0]);
    }
    if (!ouro_callable(args[0])) {
        return ouro_raise(OURO_EXC_TypeError, "iter(v, w): v must be callable");
    }
    return ouro_call_iter_new(args[0], args[1]);
}

static ouro_object *do_next(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    if (!ouro_is_iterator(args[0])) {
        return ouro_raise(OURO_EXC_TypeError, "'%T' object is not an iterator", args[0]);
    }
    ouro_object *item = ouro_next(args[0]);
    if (item) {
        return item;
    }
    if (nargs > 1) {
        if (ouro_current->raised && !ouro_raised_is(OURO_EXC_StopIteration)) {
            return NULL;
        }
        ouro_raised_clear();
        return ouro_newref(args[1]);
    }
    return ouro_current->raised ? NULL : ouro_raise_object(OURO_EXC_StopIteration, NULL);
}

static ouro_object *do_aiter(ouro_object *self, ouro_object *object) {
    (void)self;
    ouro_unary_fn aiter = ouro_type_of(object)->slots.aiter;
    if (!aiter) {
        return ouro_raise(OURO_EXC_TypeError, "'%T' object is not an async iterable", object);
    }
    ouro_object *iterator = aiter(object);
    if (iterator && !ouro_type_of(iterator)->slots.anext) {
        ouro_raise(OURO_EXC_TypeError, "aiter() returned not an async iterator of type '%T'",
                   iterator);
        ouro_clear(&iterator);
    }
    return iterator;
}

// anext(iterator, default): a coroutine, for the awaiting is the language's business.
static const char anext_source[] = "async def anext(iterator, default):\n"
                                   "    try:\n"
                                   "        return await type(iterator).__anext__(iterator)\n"
                                   "    except StopAsyncIteration:\n"
                                   "        return default\n";

static ouro_object *anext_or(ouro_object *const *args) {
    ouro_object *scratch = ouro_module_new("builtins", NULL);
    ouro_object *result = NULL;
    if (scratch && py__module_run(scratch, anext_source, "<builtins>") == 0) {
        ouro_object *function =
            ouro_dict_get_text_borrow(ouro_module_dict_borrow(scratch), "anext");
        result = function ? ouro_call2(function, args[0], args[1]) : NULL;
    }
    ouro_xdecref(scratch);
    return result;
}

static ouro_object *do_anext(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    ouro_unary_fn anext = ouro_type_of(args[0])->slots.anext;
    if (!anext) {
        return ouro_raise(OURO_EXC_TypeError, "'%T' object is not an async iterator", args[0]);
    }
    return nargs == 1 ? anext(args[0]) : anext_or(args);
}

static ouro_object *do_sorted(ouro_object *self, ouro_object *const *args, size_t nargs,
                              ouro_object *kwnames) {
    (void)self;
    static const char *const names[] = {"key", "reverse", NULL};
    ouro_object *given[2];
    if (ouro_check_args("sorted", nargs, 1, 1) < 0 ||
        ouro_parse_args("sort", names, 0, 0, args + nargs, 0, kwnames, given) < 0) {
        return NULL;
    }
    int reverse = 0;
    if (given[1]) {
        int number;
        if (py__int_argument(given[1], &number) < 0) {
            return NULL;
        }
        reverse = number != 0;
    }
    ouro_object *key = given[0] && !ouro_is_none(given[0]) ? given[0] : NULL;
    ouro_object *list = ouro_list_of(args[0]);
    if (list && ouro_list_sort(list, key, reverse) < 0) {
        ouro_clear(&list);
    }
    return list;
}

const ouro_method py__iter_functions[] = {
    OURO_O("all", do_all, "Whether all items are true."),
    OURO_O("any", do_any, "Whether any item is true."),
    OURO_KEYWORDS("sum", do_sum, "The sum of a start value and the items."),
    OURO_KEYWORDS("min", do_min, "The smallest item."),
    OURO_KEYWORDS("max", do_max, "The largest item."),
    OURO_ARGS("iter", do_iter, 1, 2, "An iterator over an object, or over calls."),
    OURO_ARGS("next", do_next, 1, 2, "The next item of an iterator."),
    OURO_O("aiter", do_aiter, "An asynchronous iterator."),
    OURO_ARGS("anext", do_anext, 1, 2, "An awaitable for the next item."),
    OURO_KEYWORDS("sorted", do_sorted, "A new sorted list."),
    {0},
};
