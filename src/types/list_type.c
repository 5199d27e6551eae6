// SPDX-License-Identifier: MIT
// list: the type, its operators and methods.  Floor: types.  SPEC row G1.
#include "sequence.h"

// ---- Items and slices by key ------------------------------------------------------------------

// The extended slice as a new list.
static ouro_object *stepped(ouro_object *self, ssize_t start, ssize_t step, size_t n) {
    ouro_object *copy = ouro_list_new(n);
    if (!copy) {
        return NULL;
    }
    const ouro_list *list = (const ouro_list *)self;
    for (size_t i = 0; i < n; i++, start += step) {
        // Making the copy may have run code that shortened the list.
        if ((size_t)start >= list->length) {
            ouro__list_shrink((ouro_list *)copy, i);
            break;
        }
        ouro_list_fill(copy, i, ouro_newref(list->items[start]));
    }
    return copy;
}

static ouro_object *get_slice(ouro_object *self, ouro_object *slice) {
    ssize_t start, stop, step;
    if (ouro__slice_unpack(slice, &start, &stop, &step) < 0) {
        return NULL;
    }
    size_t n = ouro__slice_adjust(ouro_list_length(self), &start, &stop, step);
    if (n == 0) {
        return ouro_list_new(0);
    }
    if (step == 1) {
        return ouro_list_slice(self, (size_t)start, (size_t)stop);
    }
    return stepped(self, start, step, n);
}

ouro_object *ouro__list_getitem(ouro_object *self, ouro_object *key) {
    if (OURO_LIKELY(ouro__is_index(key))) {
        ssize_t i = ouro__index_of(key);
        if (OURO_UNLIKELY(i == -1) && ouro_raised_borrow()) {
            return NULL;
        }
        const ouro_list *list = (const ouro_list *)self;
        i += i < 0 ? (ssize_t)list->length : 0;
        if (OURO_UNLIKELY((size_t)i >= list->length)) {
            return ouro_raise(OURO_EXC_IndexError, "list index out of range");
        }
        return ouro_newref(list->items[i]);
    }
    if (ouro_is(key, OURO_T_SLICE)) {
        return get_slice(self, key);
    }
    return ouro_raise(OURO_EXC_TypeError, "list indices must be integers or slices, not %T", key);
}

static int delete_at(ouro_list *list, size_t i) {
    ouro_object *gone = list->items[i];
    memmove(list->items + i, list->items + i + 1, (list->length - i - 1) * sizeof gone);
    ouro__list_shrink(list, list->length - 1);
    ouro_decref(gone);
    return 0;
}

// Deletes n items, `step` apart: what stays moves together in one pass, then the items are dropped.
static int delete_stepped(ouro_list *list, ssize_t start, ssize_t step, size_t n) {
    if (n == 0) {
        return 0;
    }
    ouro_object **gone = ouro_memory_new(n * sizeof *gone);
    if (!gone) {
        return -1;
    }
    if (step < 0) {
        start += step * (ssize_t)(n - 1);
        step = -step;
    }
    size_t to = (size_t)start, next = (size_t)start, taken = 0;
    for (size_t from = to; from < list->length; from++) {
        if (taken < n && from == next) {
            gone[taken++] = list->items[from];
            next += (size_t)step;
        } else {
            list->items[to++] = list->items[from];
        }
    }
    ouro__list_shrink(list, to);
    for (size_t i = 0; i < n; i++) {
        ouro_decref(gone[i]);
    }
    ouro_memory_free(gone);
    return 0;
}

static int assign_stepped(ouro_object *self, ouro_object *slice, ouro_object *values) {
    ouro_object *fast = values == self
                            ? ouro_list_slice(self, 0, ouro_list_length(self))
                            : ouro__sequence_fast(values, "must assign iterable to extended slice");
    if (!fast) {
        return -1;
    }
    ssize_t start, stop, step;
    ouro_list *list = (ouro_list *)self;
    ouro_object **gone = NULL;
    if (ouro__slice_unpack(slice, &start, &stop, &step) < 0) {
        goto failed;
    }
    size_t n = ouro__slice_adjust(list->length, &start, &stop, step);
    if (ouro__fast_length(fast) != n) {
        ouro_raise(OURO_EXC_ValueError,
                   "attempt to assign sequence of size %zd to extended slice of size %zd",
                   ouro__fast_length(fast), n);
        goto failed;
    }
    if (n && !(gone = ouro_memory_new(n * sizeof *gone))) {
        goto failed;
    }
    ouro_object **items = ouro__fast_items(fast);
    for (size_t i = 0; i < n; i++, start += step) {
        gone[i] = list->items[start];
        list->items[start] = ouro_newref(items[i]);
    }
    ouro_object_stored_held(self);
    for (size_t i = 0; i < n; i++) {
        ouro_decref(gone[i]);
    }
    ouro_memory_free(gone);
    ouro_decref(fast);
    return 0;
failed:
    ouro_decref(fast);
    return -1;
}

static int set_slice(ouro_object *self, ouro_object *slice, ouro_object *value) {
    ssize_t start, stop, step;
    if (ouro__slice_unpack(slice, &start, &stop, &step) < 0) {
        return -1;
    }
    ouro_list *list = (ouro_list *)self;
    size_t n = ouro__slice_adjust(list->length, &start, &stop, step);
    if (step == 1) {
        return ouro_list_set_slice(self, (size_t)start, (size_t)start + n, value);
    }
    return value ? assign_stepped(self, slice, value) : delete_stepped(list, start, step, n);
}

int ouro__list_setitem(ouro_object *self, ouro_object *key, ouro_object *value) {
    if (OURO_LIKELY(ouro__is_index(key))) {
        ssize_t i = ouro__index_of(key);
        if (OURO_UNLIKELY(i == -1) && ouro_raised_borrow()) {
            return -1;
        }
        ouro_list *list = (ouro_list *)self;
        i += i < 0 ? (ssize_t)list->length : 0;
        if (OURO_UNLIKELY((size_t)i >= list->length)) {
            ouro_raise(OURO_EXC_IndexError, "list assignment index out of range");
            return -1;
        }
        if (!value) {
            return delete_at(list, (size_t)i);
        }
        ouro_object_stored_held(self);
        ouro_replace(&list->items[i], ouro_newref(value));
        return 0;
    }
    if (ouro_is(key, OURO_T_SLICE)) {
        return set_slice(self, key, value);
    }
    ouro_raise(OURO_EXC_TypeError, "list indices must be integers or slices, not %T", key);
    return -1;
}

// ---- Operators --------------------------------------------------------------------------------

static ssize_t list_length(ouro_object *self) {
    return (ssize_t)ouro_list_length(self);
}

static int list_contains(ouro_object *self, ouro_object *value) {
    const ouro_list *list = (const ouro_list *)self;
    int found = 0;
    for (size_t i = 0; i < list->length && found == 0; i++) {
        ouro_object *item = ouro_newref(list->items[i]);
        found = ouro_compare_bool(item, value, OURO_EQ);
        ouro_decref(item);
    }
    return found;
}

static ouro_object *list_add(ouro_object *left, ouro_object *right) {
    if (!ouro_is(left, OURO_T_LIST) || !ouro_is(right, OURO_T_LIST)) {
        return ouro_not_implemented();
    }
    ouro_object *sum = ouro_list_new(0);
    if (!sum) {
        return NULL;
    }
    size_t a = ouro_list_length(left), b = ouro_list_length(right);
    ouro_object **items = a + b ? ouro_memory_new((a + b) * sizeof *items) : NULL;
    if (a + b && !items) {
        ouro_decref(sum);
        return NULL;
    }
    ouro__copy_refs(items, ((ouro_list *)left)->items, a);
    ouro__copy_refs(items + a, ((ouro_list *)right)->items, b);
    ouro_list *list = (ouro_list *)sum;
    list->items = items;
    list->length = list->room = a + b;
    return sum;
}

// `n` items, then the same again until `total` are there.
static void fill_repeated(ouro_object **to, size_t n, size_t total) {
    for (size_t i = n; i < total; i++) {
        to[i] = ouro_newref(to[i - n]);
    }
}

static ouro_object *list_mul(ouro_object *left, ouro_object *right) {
    bool first = ouro_is(left, OURO_T_LIST);
    ouro_object *self = first ? left : right;
    size_t count, total;
    switch (ouro__repeat_count(first ? right : left, &count)) {
    case OURO_REPEAT_ERROR: return NULL;
    case OURO_REPEAT_NOT: return ouro_not_implemented();
    case OURO_REPEAT_COUNT: break;
    }
    ouro_object *product = ouro_list_new(0);
    if (!product) {
        return NULL;
    }
    size_t n = ouro_list_length(self);
    ouro_object **items = NULL;
    if (__builtin_mul_overflow(n, count, &total) || total > OURO_SIZE_MAX / sizeof *items) {
        ouro_decref(product);
        return ouro_raise_memory();
    }
    if (total) {
        items = ouro_memory_new(total * sizeof *items);
        if (!items) {
            ouro_decref(product);
            return NULL;
        }
        ouro__copy_refs(items, ((ouro_list *)self)->items, n);
        fill_repeated(items, n, total);
    }
    ouro_list *list = (ouro_list *)product;
    list->items = items;
    list->length = list->room = total;
    return product;
}

static ouro_object *list_iadd(ouro_object *self, ouro_object *iterable) {
    return ouro_list_extend(self, iterable) < 0 ? NULL : ouro_newref(self);
}

static ouro_object *list_imul(ouro_object *self, ouro_object *factor) {
    size_t count, total;
    switch (ouro__repeat_count(factor, &count)) {
    case OURO_REPEAT_ERROR: return NULL;
    case OURO_REPEAT_NOT: return ouro_not_implemented();
    case OURO_REPEAT_COUNT: break;
    }
    ouro_list *list = (ouro_list *)self;
    size_t n = list->length;
    if (count == 0) {
        ouro__list_clear(self);
    } else if (n && count > 1) {
        if (__builtin_mul_overflow(n, count, &total) || total > OURO_SIZE_MAX / sizeof(void *)) {
            return ouro_raise_memory();
        }
        if (ouro__list_resize(list, total) < 0) {
            return NULL;
        }
        fill_repeated(list->items, n, total);
    }
    return ouro_newref(self);
}

ouro_object *ouro__compare_tail(ouro_object *a, ouro_object *b, size_t la, size_t lb, int op) {
    if (!a) {
        switch (op) {
        case OURO_LT: return ouro_bool(la < lb);
        case OURO_LE: return ouro_bool(la <= lb);
        case OURO_EQ: return ouro_bool(la == lb);
        case OURO_NE: return ouro_bool(la != lb);
        case OURO_GT: return ouro_bool(la > lb);
        default: return ouro_bool(la >= lb);
        }
    }
    if (op == OURO_EQ || op == OURO_NE) {
        return ouro_bool(op == OURO_NE);
    }
    return ouro_compare(a, b, (enum ouro_compare_op)op);
}

static ouro_object *list_compare(ouro_object *self, ouro_object *other, int op) {
    if (!ouro_is(self, OURO_T_LIST) || !ouro_is(other, OURO_T_LIST)) {
        return ouro_not_implemented();
    }
    const ouro_list *a = (const ouro_list *)self, *b = (const ouro_list *)other;
    if (a->length != b->length && (op == OURO_EQ || op == OURO_NE)) {
        return ouro_bool(op == OURO_NE);
    }
    for (size_t i = 0; i < a->length && i < b->length; i++) {
        ouro_object *x = a->items[i], *y = b->items[i];
        if (x == y) {
            continue;
        }
        ouro_incref(x);
        ouro_incref(y);
        int equal = ouro_compare_bool(x, y, OURO_EQ);
        ouro_object *result = NULL;
        if (equal == 0) {
            result = ouro__compare_tail(x, y, 0, 0, op);
        }
        ouro_decref(x);
        ouro_decref(y);
        if (equal <= 0) {
            return result;
        }
    }
    return ouro__compare_tail(NULL, NULL, a->length, b->length, op);
}

static ouro_object *list_repr(ouro_object *self) {
    const ouro_list *list = (const ouro_list *)self;
    if (list->length == 0) {
        return ouro_str_text("[]");
    }
    int inside = ouro_repr_enter(self);
    if (inside != 0) {
        return inside < 0 ? NULL : ouro_str_text("[...]");
    }
    ouro_str_writer writer = {0};
    int failed = ouro_str_writer_char(&writer, '[');
    for (size_t i = 0; !failed && i < list->length; i++) {
        ouro_object *item = ouro_newref(list->items[i]);
        ouro_object *text = ouro_repr(item);
        ouro_decref(item);
        failed = !text || (i && ouro_str_writer_text(&writer, ", ", 2) < 0) ||
                 ouro_str_writer_str(&writer, text) < 0;
        ouro_xdecref(text);
    }
    ouro_repr_leave(self);
    if (failed || ouro_str_writer_char(&writer, ']') < 0) {
        ouro_str_writer_drop(&writer);
        return NULL;
    }
    return ouro_str_writer_finish(&writer);
}

// ---- Methods ----------------------------------------------------------------------------------

static ouro_object *list_append(ouro_object *self, ouro_object *item) {
    return ouro_list_append(self, item) < 0 ? NULL : ouro_none();
}

static ouro_object *list_clear_method(ouro_object *self) {
    ouro__list_clear(self);
    return ouro_none();
}

static ouro_object *list_copy(ouro_object *self) {
    return ouro_list_slice(self, 0, ouro_list_length(self));
}

static ouro_object *list_count(ouro_object *self, ouro_object *value) {
    const ouro_list *list = (const ouro_list *)self;
    int64_t count = 0;
    for (size_t i = 0; i < list->length; i++) {
        ouro_object *item = list->items[i];
        if (item == value) {
            count++;
            continue;
        }
        ouro_incref(item);
        int equal = ouro_compare_bool(item, value, OURO_EQ);
        ouro_decref(item);
        if (equal < 0) {
            return NULL;
        }
        count += equal;
    }
    return ouro_int_new(count);
}

static ouro_object *list_extend(ouro_object *self, ouro_object *iterable) {
    return ouro_list_extend(self, iterable) < 0 ? NULL : ouro_none();
}

// The first place of `value` in [start, stop): -1 absent, -2 an exception.
static ssize_t find(const ouro_list *list, ouro_object *value, size_t start, size_t stop) {
    for (size_t i = start; i < list->length && i < stop; i++) {
        ouro_object *item = ouro_newref(list->items[i]);
        int equal = ouro_compare_bool(item, value, OURO_EQ);
        ouro_decref(item);
        if (equal) {
            return equal < 0 ? -2 : (ssize_t)i;
        }
    }
    return -1;
}

static ouro_object *list_index(ouro_object *self, ouro_object *const *args, size_t nargs) {
    ssize_t start = 0, stop = PTRDIFF_MAX;
    if ((nargs > 1 && ouro__slice_index(args[1], &start) < 0) ||
        (nargs > 2 && ouro__slice_index(args[2], &stop) < 0)) {
        return NULL;
    }
    ouro__clip_range((ssize_t)ouro_list_length(self), &start, &stop);
    ssize_t at = find((ouro_list *)self, args[0], (size_t)start, (size_t)stop);
    if (at >= 0) {
        return ouro_int_new(at);
    }
    return at == -2 ? NULL : ouro_raise(OURO_EXC_ValueError, "%R is not in list", args[0]);
}

static ouro_object *list_insert(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)nargs;
    ssize_t at = ouro_index_ssize(args[0], ouro_exc_type(OURO_EXC_OverflowError));
    if (at == -1 && ouro_raised_borrow()) {
        return NULL;
    }
    return ouro_list_insert(self, at, args[1]) < 0 ? NULL : ouro_none();
}

static ouro_object *list_pop(ouro_object *self, ouro_object *const *args, size_t nargs) {
    ssize_t at = -1;
    if (nargs) {
        at = ouro_index_ssize(args[0], ouro_exc_type(OURO_EXC_OverflowError));
        if (at == -1 && ouro_raised_borrow()) {
            return NULL;
        }
    }
    ouro_list *list = (ouro_list *)self;
    if (list->length == 0) {
        return ouro_raise(OURO_EXC_IndexError, "pop from empty list");
    }
    at += at < 0 ? (ssize_t)list->length : 0;
    if ((size_t)at >= list->length) {
        return ouro_raise(OURO_EXC_IndexError, "pop index out of range");
    }
    ouro_object *item = list->items[at];
    size_t left = list->length - 1;
    memmove(list->items + at, list->items + at + 1, (left - (size_t)at) * sizeof item);
    ouro__list_shrink(list, left);
    return item;
}

static ouro_object *list_remove(ouro_object *self, ouro_object *value) {
    ouro_list *list = (ouro_list *)self;
    ssize_t at = find(list, value, 0, SIZE_MAX);
    if (at == -1) {
        return ouro_raise(OURO_EXC_ValueError, "list.remove(x): x not in list");
    }
    // The comparison may have shortened the list.
    if (at >= 0 && (size_t)at < list->length) {
        delete_at(list, (size_t)at);
    }
    return at < 0 ? NULL : ouro_none();
}

static ouro_object *list_reverse(ouro_object *self) {
    ouro_list_reverse(self);
    return ouro_none();
}

static ouro_object *list_sizeof(ouro_object *self) {
    size_t size = self->type->instance_size + ((ouro_list *)self)->room * sizeof(ouro_object *);
    return ouro_int_new((int64_t)size);
}

static ouro_object *list_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                ouro_object *kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return ouro_object_new(type, 0); // list(...) does not take from the free list, as in 3.11
}

static const ouro_method methods[] = {
    OURO_O("append", list_append, "Adds one item at the end."),
    OURO_NOARGS("clear", list_clear_method, "Takes all items out."),
    OURO_NOARGS("copy", list_copy, "A new list of the same items."),
    OURO_O("count", list_count, "How many items are equal to the value."),
    OURO_O("extend", list_extend, "Adds the items of an iterable at the end."),
    OURO_ARGS("index", list_index, 1, 3, "Where the value is; ValueError if nowhere."),
    OURO_ARGS("insert", list_insert, 2, 2, "Puts an item before the index."),
    OURO_ARGS("pop", list_pop, 0, 1, "Takes out the item at the index, by default the last."),
    OURO_O("remove", list_remove, "Takes out the first item equal to the value."),
    OURO_NOARGS("reverse", list_reverse, "Turns the order around, in place."),
    OURO_KEYWORDS("sort", ouro__list_sort_method, "Sorts in place; equal items keep their order."),
    OURO_NOARGS("__reversed__", ouro__list_reversed, "An iterator from the end."),
    OURO_NOARGS("__sizeof__", list_sizeof, "Bytes of the list and its array."),
    OURO_CLASS_GETITEM,
    {0},
};

const ouro_type_spec ouro__list_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "list",
    .doc = "A sequence that can be changed: list() is empty, list(iterable) has its items.",
    .instance_size = sizeof(ouro_list),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE | OURO_TF_SEQUENCE | OURO_TF_MATCH_SEQUENCE |
             OURO_TF_MATCH_SELF | OURO_TF_IMMUTABLE | OURO_TF_SETTLES,
    .items = {.items_offset = offsetof(ouro_list, items),
              .count_offset = offsetof(ouro_list, length),
              .indirect = true,
              .present = true},
    .slots = {.create = list_create,
              .init = ouro__list_init,
              .destroy = ouro__list_destroy,
              .clear = ouro__list_clear,
              .repr = list_repr,
              .compare = list_compare,
              .iter = ouro__list_iter,
              .length = list_length,
              .contains = list_contains,
              .getitem = ouro__list_getitem,
              .setitem = ouro__list_setitem,
              .binary = {[OURO_ADD] = list_add, [OURO_MUL] = list_mul},
              .inplace = {[OURO_ADD] = list_iadd, [OURO_MUL] = list_imul}},
    .methods = methods,
};
