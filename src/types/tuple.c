// SPDX-License-Identifier: MIT
// tuple: making, free lists by length, the type.  Floor: types.  SPEC rows G1, C4.
//
// The empty tuple exists once.  Dead tuples of 1 to 20 items are kept, 2,000 of each length, linked
// through their first item.  A tuple is tracked when made; the collector takes it out of its sight
// when it meets it holding only atoms.
#include "sequence.h"

// ---- Making and destroying --------------------------------------------------------------------

static size_t bytes_for(size_t length) {
    return sizeof(ouro_tuple) + length * sizeof(ouro_object *);
}

// An exact tuple of length > 0, not tracked, its items not filled.
static ouro_object *tuple_raw(size_t length) {
    ouro_object *object;
    if (OURO_LIKELY(length <= OURO_TUPLE_FREE_MAX)) {
        ouro__tuple_cache *cache = &ouro__caches()->tuple;
        object = cache->free[length];
        if (object) {
            ouro__cache_revive(object);
            cache->free[length] = ((ouro_tuple *)object)->items[0];
            cache->count[length]--;
            return object;
        }
    } else if (length > (OURO_SIZE_MAX - sizeof(ouro_tuple)) / sizeof(ouro_object *)) {
        return ouro_raise_memory();
    }
    object = ouro_object_new_raw(ouro_builtin_type(OURO_T_TUPLE), bytes_for(length));
    if (object) {
        ((ouro_tuple *)object)->length = length;
    }
    return object;
}

static ouro_object *tuple_tracked(ouro_object *tuple) {
    ouro__track(ouro__runtime(), tuple);
    return tuple;
}

static ouro_object *empty(void) {
    return ouro_newref(ouro_current->empty_tuple);
}

ouro_object *ouro_tuple_new(size_t length) {
    if (length == 0) {
        return empty();
    }
    ouro_object *tuple = tuple_raw(length);
    if (!tuple) {
        return NULL;
    }
    memset(((ouro_tuple *)tuple)->items, 0, length * sizeof(ouro_object *));
    return tuple_tracked(tuple);
}

ouro_object *ouro_tuple_from(ouro_object *const *items, size_t length) {
    if (length == 0) {
        return empty();
    }
    ouro_object *tuple = tuple_raw(length);
    if (!tuple) {
        return NULL;
    }
    ouro__copy_refs(((ouro_tuple *)tuple)->items, items, length);
    return tuple_tracked(tuple);
}

ouro_object *ouro_tuple_from_stolen(ouro_object *const *items, size_t length) {
    if (length == 0) {
        return empty();
    }
    ouro_object *tuple = tuple_raw(length);
    if (!tuple) {
        for (size_t i = 0; i < length; i++) {
            ouro_decref(items[i]);
        }
        return NULL;
    }
    memcpy(((ouro_tuple *)tuple)->items, items, length * sizeof *items);
    return tuple_tracked(tuple);
}

ouro_object *ouro_tuple_pack(size_t n, ...) {
    if (n == 0) {
        return empty();
    }
    ouro_object *tuple = tuple_raw(n);
    if (!tuple) {
        return NULL;
    }
    va_list args;
    va_start(args, n);
    for (size_t i = 0; i < n; i++) {
        ouro_tuple_fill(tuple, i, ouro_newref(va_arg(args, ouro_object *)));
    }
    va_end(args);
    return tuple_tracked(tuple);
}

ouro_object *ouro_tuple_of(ouro_object *iterable) {
    if (ouro_is_exact(iterable, OURO_T_TUPLE)) {
        return ouro_newref(iterable);
    }
    if (ouro_is_exact(iterable, OURO_T_LIST)) {
        return ouro_list_to_tuple(iterable);
    }
    ouro_object *list = ouro_list_of(iterable);
    if (!list) {
        return NULL;
    }
    ouro_object *tuple = ouro_list_to_tuple(list);
    ouro_decref(list);
    return tuple;
}

ouro_object *ouro_tuple_slice(ouro_object *self, size_t start, size_t end) {
    const ouro_tuple *tuple = (const ouro_tuple *)self;
    end = end > tuple->length ? tuple->length : end;
    start = start > end ? end : start;
    if (start == 0 && end == tuple->length && ouro_is_exact(self, OURO_T_TUPLE)) {
        return ouro_newref(self);
    }
    return ouro_tuple_from(tuple->items + start, end - start);
}

static void tuple_destroy(ouro_object *self) {
    ouro_tuple *tuple = (ouro_tuple *)self;
    size_t length = tuple->length;
    for (size_t i = length; i-- > 0;) {
        ouro_xdecref(tuple->items[i]);
    }
    ouro__tuple_cache *cache = &ouro__caches()->tuple;
    if (length - 1 < OURO_TUPLE_FREE_MAX && cache->count[length] < OURO_TUPLE_FREE) {
        tuple->items[0] = cache->free[length];
        ouro__cache_bury(self);
        cache->free[length] = self;
        cache->count[length]++;
    } else {
        ouro_object_free(self);
    }
}

// ---- The cache --------------------------------------------------------------------------------

// The empty tuple: untracked for ever.
int ouro__tuple_start(struct ouro__caches *caches) {
    (void)caches;
    ouro_object *tuple = ouro_object_new_raw(ouro_builtin_type(OURO_T_TUPLE), bytes_for(0));
    if (!tuple) {
        return -1;
    }
    ((ouro_tuple *)tuple)->length = 0;
    ouro_current->empty_tuple = tuple;
    return 0;
}

void ouro__tuple_stop(struct ouro__caches *caches) {
    (void)caches;
    ouro_object *tuple = ouro_current->empty_tuple;
    ouro_current->empty_tuple = NULL;
    if (tuple) {
        ouro_object_free(tuple);
    }
}

void ouro__tuple_empty(struct ouro__caches *caches) {
    for (size_t n = 1; n <= OURO_TUPLE_FREE_MAX; n++) {
        while (caches->tuple.free[n]) {
            ouro_object *tuple = caches->tuple.free[n];
            ouro__cache_revive(tuple);
            caches->tuple.free[n] = ((ouro_tuple *)tuple)->items[0];
            ouro__cache_release(tuple);
        }
        caches->tuple.count[n] = 0;
    }
}

void ouro__tuple_maybe_untrack(ouro_object *self) {
    if (!ouro_is_exact(self, OURO_T_TUPLE) || !ouro__is_tracked(self)) {
        return;
    }
    const ouro_tuple *tuple = (const ouro_tuple *)self;
    for (size_t i = 0; i < tuple->length; i++) {
        // NULL: still being filled, with what nobody knows yet.
        if (!tuple->items[i] || ouro__may_be_tracked(tuple->items[i])) {
            return;
        }
    }
    ouro__untrack(self);
}

// ---- Items and slices by key ------------------------------------------------------------------

static ouro_object *get_slice(ouro_object *self, ouro_object *slice) {
    const ouro_tuple *tuple = (const ouro_tuple *)self;
    ssize_t start, stop, step;
    if (ouro__slice_unpack(slice, &start, &stop, &step) < 0) {
        return NULL;
    }
    size_t n = ouro__slice_adjust(tuple->length, &start, &stop, step);
    if (n == 0) {
        return empty();
    }
    if (step == 1) {
        return ouro_tuple_slice(self, (size_t)start, (size_t)start + n);
    }
    ouro_object *part = ouro_tuple_new(n);
    for (size_t i = 0; part && i < n; i++, start += step) {
        ouro_tuple_fill(part, i, ouro_newref(tuple->items[start]));
    }
    return part;
}

static ouro_object *tuple_getitem(ouro_object *self, ouro_object *key) {
    if (OURO_LIKELY(ouro__is_index(key))) {
        ssize_t i = ouro__index_of(key);
        if (OURO_UNLIKELY(i == -1) && ouro_raised_borrow()) {
            return NULL;
        }
        const ouro_tuple *tuple = (const ouro_tuple *)self;
        i += i < 0 ? (ssize_t)tuple->length : 0;
        if (OURO_UNLIKELY((size_t)i >= tuple->length)) {
            return ouro_raise(OURO_EXC_IndexError, "tuple index out of range");
        }
        return ouro_newref(tuple->items[i]);
    }
    if (ouro_is(key, OURO_T_SLICE)) {
        return get_slice(self, key);
    }
    return ouro_raise(OURO_EXC_TypeError, "tuple indices must be integers or slices, not %T", key);
}

// ---- Operators --------------------------------------------------------------------------------

static ssize_t tuple_length(ouro_object *self) {
    return (ssize_t)ouro_tuple_length(self);
}

static int tuple_contains(ouro_object *self, ouro_object *value) {
    const ouro_tuple *tuple = (const ouro_tuple *)self;
    int found = 0;
    for (size_t i = 0; i < tuple->length && found == 0; i++) {
        found = ouro_compare_bool(tuple->items[i], value, OURO_EQ);
    }
    return found;
}

// The xxHash64 mixing of the items' hashes that 3.11 uses, so that sets of tuples iterate alike.
static int64_t tuple_hash(ouro_object *self) {
    static const uint64_t prime1 = 11400714785074694791u, prime2 = 14029467366897019727u,
                          prime5 = 2870177450012600261u;
    const ouro_tuple *tuple = (const ouro_tuple *)self;
    uint64_t acc = prime5;
    for (size_t i = 0; i < tuple->length; i++) {
        int64_t lane = ouro_hash(tuple->items[i]);
        if (lane == -1) {
            return -1;
        }
        acc += (uint64_t)lane * prime2;
        acc = acc << 31 | acc >> 33;
        acc *= prime1;
    }
    acc += tuple->length ^ (prime5 ^ 3527539u);
    return acc == UINT64_MAX ? 1546275796 : (int64_t)acc;
}

static ouro_object *tuple_add(ouro_object *left, ouro_object *right) {
    if (!ouro_is(left, OURO_T_TUPLE) || !ouro_is(right, OURO_T_TUPLE)) {
        return ouro_not_implemented();
    }
    const ouro_tuple *a = (const ouro_tuple *)left, *b = (const ouro_tuple *)right;
    if (a->length == 0 && ouro_is_exact(right, OURO_T_TUPLE)) {
        return ouro_newref(right);
    }
    if (b->length == 0 && ouro_is_exact(left, OURO_T_TUPLE)) {
        return ouro_newref(left);
    }
    ouro_object *sum = ouro_tuple_new(a->length + b->length);
    if (sum) {
        ouro__copy_refs(((ouro_tuple *)sum)->items, a->items, a->length);
        ouro__copy_refs(((ouro_tuple *)sum)->items + a->length, b->items, b->length);
    }
    return sum;
}

static ouro_object *tuple_mul(ouro_object *left, ouro_object *right) {
    bool first = ouro_is(left, OURO_T_TUPLE);
    ouro_object *self = first ? left : right;
    size_t count, total;
    switch (ouro__repeat_count(first ? right : left, &count)) {
    case OURO_REPEAT_ERROR: return NULL;
    case OURO_REPEAT_NOT: return ouro_not_implemented();
    case OURO_REPEAT_COUNT: break;
    }
    const ouro_tuple *tuple = (const ouro_tuple *)self;
    if ((tuple->length == 0 || count == 1) && ouro_is_exact(self, OURO_T_TUPLE)) {
        return ouro_newref(self);
    }
    if (__builtin_mul_overflow(tuple->length, count, &total)) {
        return ouro_raise_memory();
    }
    ouro_object *product = ouro_tuple_new(total);
    for (size_t i = 0; product && i < total; i += tuple->length) {
        ouro__copy_refs(((ouro_tuple *)product)->items + i, tuple->items, tuple->length);
    }
    return product;
}

static ouro_object *tuple_compare(ouro_object *self, ouro_object *other, int op) {
    if (!ouro_is(self, OURO_T_TUPLE) || !ouro_is(other, OURO_T_TUPLE)) {
        return ouro_not_implemented();
    }
    const ouro_tuple *a = (const ouro_tuple *)self, *b = (const ouro_tuple *)other;
    for (size_t i = 0; i < a->length && i < b->length; i++) {
        int equal = ouro_compare_bool(a->items[i], b->items[i], OURO_EQ);
        if (equal < 0) {
            return NULL;
        }
        if (!equal) {
            return ouro__compare_tail(a->items[i], b->items[i], 0, 0, op);
        }
    }
    return ouro__compare_tail(NULL, NULL, a->length, b->length, op);
}

static ouro_object *tuple_repr(ouro_object *self) {
    const ouro_tuple *tuple = (const ouro_tuple *)self;
    if (tuple->length == 0) {
        return ouro_str_text("()");
    }
    int inside = ouro_repr_enter(self);
    if (inside != 0) {
        return inside < 0 ? NULL : ouro_str_text("(...)");
    }
    ouro_str_writer writer = {0};
    int failed = ouro_str_writer_char(&writer, '(');
    for (size_t i = 0; !failed && i < tuple->length; i++) {
        ouro_object *text = ouro_repr(tuple->items[i]);
        failed = !text || (i && ouro_str_writer_text(&writer, ", ", 2) < 0) ||
                 ouro_str_writer_str(&writer, text) < 0;
        ouro_xdecref(text);
    }
    ouro_repr_leave(self);
    const char *end = tuple->length == 1 ? ",)" : ")";
    if (failed || ouro_str_writer_text(&writer, end, strlen(end)) < 0) {
        ouro_str_writer_drop(&writer);
        return NULL;
    }
    return ouro_str_writer_finish(&writer);
}

// ---- Methods and type -------------------------------------------------------------------------

static ouro_object *tuple_count(ouro_object *self, ouro_object *value) {
    const ouro_tuple *tuple = (const ouro_tuple *)self;
    int64_t count = 0;
    for (size_t i = 0; i < tuple->length; i++) {
        int equal = ouro_compare_bool(tuple->items[i], value, OURO_EQ);
        if (equal < 0) {
            return NULL;
        }
        count += equal;
    }
    return ouro_int_new(count);
}

static ouro_object *tuple_index(ouro_object *self, ouro_object *const *args, size_t nargs) {
    const ouro_tuple *tuple = (const ouro_tuple *)self;
    ssize_t start = 0, stop = PTRDIFF_MAX;
    if ((nargs > 1 && ouro__slice_index(args[1], &start) < 0) ||
        (nargs > 2 && ouro__slice_index(args[2], &stop) < 0)) {
        return NULL;
    }
    ouro__clip_range((ssize_t)tuple->length, &start, &stop);
    for (size_t i = (size_t)start; i < (size_t)stop && i < tuple->length; i++) {
        int equal = ouro_compare_bool(tuple->items[i], args[0], OURO_EQ);
        if (equal) {
            return equal < 0 ? NULL : ouro_int_new((int64_t)i);
        }
    }
    return ouro_raise(OURO_EXC_ValueError, "tuple.index(x): x not in tuple");
}

static ouro_object *tuple_getnewargs(ouro_object *self) {
    const ouro_tuple *tuple = (const ouro_tuple *)self;
    ouro_object *plain = ouro_tuple_from(tuple->items, tuple->length);
    ouro_object *args = plain ? ouro_tuple_pack(1, plain) : NULL;
    ouro_xdecref(plain);
    return args;
}

static ouro_object *tuple_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                 ouro_object *kwnames) {
    if ((ouro__refuses_keywords(type, OURO_T_TUPLE) &&
         ouro_check_no_keywords("tuple", kwnames) < 0) ||
        ouro_check_args("tuple", nargs, 0, 1) < 0) {
        return NULL;
    }
    ouro_object *plain = nargs ? ouro_tuple_of(args[0]) : empty();
    if (!plain || type->exact == OURO_T_TUPLE) {
        return plain;
    }
    size_t length = ouro_tuple_length(plain);
    ouro_object *tuple = ouro_object_new(type, length);
    if (tuple) {
        ((ouro_tuple *)tuple)->length = length;
        ouro__copy_refs(((ouro_tuple *)tuple)->items, ((ouro_tuple *)plain)->items, length);
    }
    ouro_decref(plain);
    return tuple;
}

static const ouro_method methods[] = {
    OURO_O("count", tuple_count, "How many items are equal to the value."),
    OURO_ARGS("index", tuple_index, 1, 3, "Where the value is; ValueError if nowhere."),
    OURO_NOARGS("__getnewargs__", tuple_getnewargs, "What copying creates it from."),
    OURO_CLASS_GETITEM,
    {0},
};

const ouro_type_spec ouro__tuple_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "tuple",
    .doc = "A sequence that cannot be changed: tuple() is empty, tuple(iterable) has its items.",
    .instance_size = sizeof(ouro_tuple),
    .item_size = sizeof(ouro_object *),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE | OURO_TF_SEQUENCE | OURO_TF_MATCH_SEQUENCE |
             OURO_TF_MATCH_SELF | OURO_TF_IMMUTABLE | OURO_TF_SETTLES,
    .items = {.items_offset = offsetof(ouro_tuple, items),
              .count_offset = offsetof(ouro_tuple, length),
              .present = true},
    .slots = {.create = tuple_create,
              .destroy = tuple_destroy,
              .repr = tuple_repr,
              .hash = tuple_hash,
              .compare = tuple_compare,
              .iter = ouro__tuple_iter,
              .length = tuple_length,
              .contains = tuple_contains,
              .getitem = tuple_getitem,
              .binary = {[OURO_ADD] = tuple_add, [OURO_MUL] = tuple_mul}},
    .methods = methods,
};
