// SPDX-License-Identifier: MIT
// list: memory, making, growing, slices.  Floor: types.  SPEC rows G1, C4.
//
// The array is separate from the object and is longer than the list when it grew: by an eighth and a
// little, so that n appends copy O(n) in all.  Whatever takes items out first brings the list into its
// final state and only then drops them, because what dies may run code that looks at the list.
#include "sequence.h"

#define ITEMS_MAX (OURO_SIZE_MAX / sizeof(ouro_object *))

// ---- Making and destroying --------------------------------------------------------------------

// An empty, untracked list.
static ouro_object *list_raw(void) {
    ouro__list_cache *cache = &ouro__caches()->list;
    ouro_object *object;
    if (cache->count) {
        object = cache->free[--cache->count];
        ouro__cache_revive(object);
    } else {
        object = ouro_object_new_raw(ouro_builtin_type(OURO_T_LIST), sizeof(ouro_list));
        if (!object) {
            return NULL;
        }
    }
    ouro_list *list = (ouro_list *)object;
    list->items = NULL;
    list->length = list->room = 0;
    return object;
}

static ouro_object *list_tracked(ouro_object *list) {
    ouro_runtime *runtime = ouro__runtime();
    ouro__track_new(runtime, list, ouro__heap_state(runtime->face.heap, list));
    return list;
}

// A list with room for exactly `room` items.
static ouro_object *list_with_room(size_t room) {
    if (room > ITEMS_MAX) {
        return ouro_raise_memory();
    }
    ouro_object *list = list_raw();
    if (list && room) {
        ouro_object **items = ouro_memory_new(room * sizeof *items);
        if (!items) {
            ouro_decref(list);
            return NULL;
        }
        ((ouro_list *)list)->items = items;
        ((ouro_list *)list)->room = room;
    }
    return list;
}

ouro_object *ouro_list_new(size_t length) {
    ouro_object *list = list_with_room(length);
    if (!list) {
        return NULL;
    }
    if (length) {
        memset(((ouro_list *)list)->items, 0, length * sizeof(ouro_object *));
        ((ouro_list *)list)->length = length;
    }
    return list_tracked(list);
}

ouro_object *ouro_list_from(ouro_object *const *items, size_t length) {
    ouro_object *list = list_with_room(length);
    if (!list) {
        return NULL;
    }
    ouro__copy_refs(((ouro_list *)list)->items, items, length);
    ((ouro_list *)list)->length = length;
    return list_tracked(list);
}

ouro_object *ouro_list_of(ouro_object *iterable) {
    ouro_object *list = ouro_list_new(0);
    if (list && ouro_list_extend(list, iterable) < 0) {
        ouro_decref(list);
        return NULL;
    }
    return list;
}

static void drop_array(ouro_object **items, size_t length) {
    for (size_t i = length; i-- > 0;) {
        ouro_xdecref(items[i]);
    }
    ouro_memory_free(items);
}

void ouro__list_destroy(ouro_object *self) {
    ouro_list *list = (ouro_list *)self;
    if (list->items) {
        drop_array(list->items, list->length);
    }
    ouro__list_cache *cache = &ouro__caches()->list;
    if (cache->count < OURO_LIST_FREE) {
        ouro__cache_bury(self);
        cache->free[cache->count++] = self;
    } else {
        ouro_object_free(self);
    }
}

void ouro__list_empty(struct ouro__caches *caches) {
    while (caches->list.count) {
        ouro__cache_release(caches->list.free[--caches->list.count]);
    }
}

void ouro__list_clear(ouro_object *self) {
    ouro_list *list = (ouro_list *)self;
    ouro_object **items = list->items;
    size_t length = list->length;
    list->items = NULL;
    list->length = list->room = 0;
    if (items) {
        drop_array(items, length);
    }
}

int ouro__list_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                    ouro_object *kwnames) {
    if ((ouro__refuses_keywords(self->type, OURO_T_LIST) &&
         ouro_check_no_keywords("list", kwnames) < 0) ||
        ouro_check_args("list", nargs, 0, 1) < 0) {
        return -1;
    }
    ouro__list_clear(self);
    return nargs ? ouro_list_extend(self, args[0]) : 0;
}

// ---- Growing ----------------------------------------------------------------------------------

// Sets the length; new places are not filled.  The array grows by more than was asked for, and shrinks
// when more than half of it would be empty.
int ouro__list_resize(ouro_list *list, size_t length) {
    size_t room = list->room;
    if (room >= length && length >= room >> 1) {
        list->length = length;
        return 0;
    }
    size_t wanted = (length + (length >> 3) + 6) & ~(size_t)3;
    if (length > list->length && length - list->length > wanted - length) {
        wanted = (length + 3) & ~(size_t)3;
    }
    if (length == 0) {
        ouro_memory_free(list->items);
        list->items = NULL;
        list->length = list->room = 0;
        return 0;
    }
    if (wanted > ITEMS_MAX) {
        ouro_raise_memory();
        return -1;
    }
    ouro_object **items = ouro_memory_resize(list->items, wanted * sizeof *items);
    if (!items) {
        return -1;
    }
    list->items = items;
    list->length = length;
    list->room = wanted;
    return 0;
}

// Shrinking cannot be allowed to fail half-way: without memory the array stays as long as it was.
void ouro__list_shrink(ouro_list *list, size_t length) {
    if (ouro__list_resize(list, length) < 0) {
        ouro_raised_clear();
        list->length = length;
    }
}

// `item` is stolen.
static inline int append(ouro_list *list, ouro_object *item) {
    const size_t length = list->length;
    if (OURO_LIKELY(length < list->room)) {
        list->items[length] = item;
        list->length = length + 1;
        return 0;
    }
    if (ouro__list_resize(list, length + 1) < 0) {
        ouro_decref(item);
        return -1;
    }
    list->items[length] = item;
    return 0;
}

int ouro_list_append(ouro_object *list, ouro_object *item) {
    ouro_stored_held(list);
    return append((ouro_list *)list, ouro_newref(item));
}

int ouro_list_append_stolen(ouro_object *list, ouro_object *item) {
    ouro_stored(list); // the item may be what kept the list alive
    return append((ouro_list *)list, item);
}

int ouro_list_insert(ouro_object *self, ssize_t index, ouro_object *item) {
    ouro_list *list = (ouro_list *)self;
    size_t length = list->length;
    if (ouro__list_resize(list, length + 1) < 0) {
        return -1;
    }
    if (index < 0) {
        index += (ssize_t)length;
        index = index < 0 ? 0 : index;
    }
    size_t at = (size_t)index > length ? length : (size_t)index;
    memmove(list->items + at + 1, list->items + at, (length - at) * sizeof *list->items);
    list->items[at] = ouro_newref(item);
    ouro_object_stored_held(self);
    return 0;
}

static int extend_from_array(ouro_list *list, ouro_object *source) {
    size_t n = ouro__fast_length(source), old = list->length;
    if (n == 0) {
        return 0;
    }
    if (old + n > ITEMS_MAX) {
        ouro_raise_memory();
        return -1;
    }
    if (!list->items) { // a fresh list: exactly as long as its source
        ouro_object **items = ouro_memory_new(n * sizeof *items);
        if (!items) {
            return -1;
        }
        list->items = items;
        list->room = list->length = n;
    } else if (ouro__list_resize(list, old + n) < 0) {
        return -1;
    }
    ouro__copy_refs(list->items + old, ouro__fast_items(source), n);
    ouro_stored_held(list);
    return 0;
}

// Room for as many items as the iterator says it has; the guess may be wrong both ways.
static int prepare(ouro_list *list, ssize_t hint) {
    size_t wanted = list->length + (size_t)hint, length = list->length;
    if (wanted > ITEMS_MAX) {
        return 0;
    }
    if (!list->items && hint) {
        ouro_object **items = ouro_memory_new((size_t)hint * sizeof *items);
        if (!items) {
            return -1;
        }
        list->items = items;
        list->room = (size_t)hint;
        return 0;
    }
    if (ouro__list_resize(list, wanted) < 0) {
        return -1;
    }
    list->length = length;
    return 0;
}

static int extend_from_iterator(ouro_object *self, ouro_object *iterable) {
    ouro_object *iterator = ouro_iter(iterable);
    if (!iterator) {
        return -1;
    }
    ouro_list *list = (ouro_list *)self;
    ssize_t hint = ouro_length_hint(iterable, 8);
    int failed = hint < 0 || prepare(list, hint) < 0 ? -1 : 0;
    ouro_object *(*next)(ouro_object *) = iterator->type->slots.next;
    while (!failed) {
        ouro_object *item = next(iterator);
        if (!item) {
            if (ouro_raised_borrow()) {
                if (ouro_raised_is(OURO_EXC_StopIteration)) {
                    ouro_raised_clear();
                } else {
                    failed = -1;
                }
            }
            break;
        }
        failed = ouro_list_append_stolen(self, item);
    }
    if (!failed && list->length < list->room) {
        ouro__list_shrink(list, list->length);
    }
    ouro_decref(iterator);
    return failed;
}

int ouro_list_extend(ouro_object *self, ouro_object *iterable) {
    if (ouro_is_exact(iterable, OURO_T_LIST) || ouro_is_exact(iterable, OURO_T_TUPLE) ||
        iterable == self) {
        return extend_from_array((ouro_list *)self, iterable);
    }
    return extend_from_iterator(self, iterable);
}

// ---- Slices -----------------------------------------------------------------------------------

static void clip(const ouro_list *list, size_t *start, size_t *end) {
    *start = *start > list->length ? list->length : *start;
    *end = *end > list->length ? list->length : *end;
    *end = *end < *start ? *start : *end;
}

ouro_object *ouro_list_slice(ouro_object *self, size_t start, size_t end) {
    clip((ouro_list *)self, &start, &end);
    ouro_object *copy = ouro_list_new(0);
    if (!copy || start == end) {
        return copy;
    }
    // The list that was asked for comes first, so that nothing can change `self` after this.
    clip((ouro_list *)self, &start, &end);
    size_t n = end - start;
    ouro_object **items = n ? ouro_memory_new(n * sizeof *items) : NULL;
    if (n && !items) {
        ouro_decref(copy);
        return NULL;
    }
    ouro__copy_refs(items, ((ouro_list *)self)->items + start, n);
    *(ouro_list *)copy = (ouro_list){((ouro_list *)copy)->head, items, n, n};
    return copy;
}

// Puts n new references in the place of [start, end).  `fresh` is consumed when it succeeds.
static int splice(ouro_list *list, size_t start, size_t end, ouro_object *const *fresh, size_t n) {
    size_t gone = end - start, length = list->length;
    if (gone == 0 && n == 0) {
        return 0;
    }
    ouro_object *few[8], **old = few;
    if (gone > 8 && !(old = ouro_memory_new(gone * sizeof *old))) {
        return -1;
    }
    if (n > gone && ouro__list_resize(list, length + n - gone) < 0) {
        if (old != few) {
            ouro_memory_free(old);
        }
        return -1;
    }
    ouro__move_refs(old, list->items + start, gone);
    ouro__move_refs(list->items + start + n, list->items + end, length - end);
    ouro__move_refs(list->items + start, fresh, n);
    if (n < gone) {
        ouro__list_shrink(list, length + n - gone);
    }
    for (size_t i = gone; i-- > 0;) {
        ouro_xdecref(old[i]);
    }
    if (old != few) {
        ouro_memory_free(old);
    }
    return 0;
}

// The whole list goes: no copy of the old array is needed.
static int splice_all(ouro_list *list, ouro_object **fresh, size_t n) {
    ouro_object **old = list->items;
    size_t gone = list->length;
    list->items = fresh;
    list->length = list->room = n;
    if (old) {
        drop_array(old, gone);
    }
    return 0;
}

int ouro_list_set_slice(ouro_object *self, size_t start, size_t end, ouro_object *items) {
    ouro_list *list = (ouro_list *)self;
    ouro_object **fresh = NULL;
    size_t n = 0;
    if (items) {
        ouro_object *fast = ouro__sequence_fast(items, "can only assign an iterable");
        if (!fast) {
            return -1;
        }
        n = ouro__fast_length(fast);
        if (n && !(fresh = ouro_memory_new(n * sizeof *fresh))) {
            ouro_decref(fast);
            return -1;
        }
        ouro__copy_refs(fresh, ouro__fast_items(fast), n);
        ouro_decref(fast);
    }
    clip(list, &start, &end);
    ouro_object_stored_held(self);
    if (start == 0 && end == list->length) {
        return splice_all(list, fresh, n);
    }
    int failed = n || start < end ? splice(list, start, end, fresh, n) : 0;
    for (size_t i = 0; failed && i < n; i++) {
        ouro_decref(fresh[i]);
    }
    ouro_memory_free(fresh);
    return failed;
}

int ouro_list_reverse(ouro_object *self) {
    ouro_list *list = (ouro_list *)self;
    for (size_t i = 0, j = list->length; i + 1 < j; i++) {
        ouro_object *item = list->items[i];
        list->items[i] = list->items[--j];
        list->items[j] = item;
    }
    return 0;
}

// Making the tuple may run a collection, and its finalizers may change the list: then once more.
ouro_object *ouro_list_to_tuple(ouro_object *self) {
    const ouro_list *list = (const ouro_list *)self;
    for (;;) {
        size_t n = list->length;
        ouro_object *tuple = ouro_tuple_new(n);
        if (!tuple) {
            return NULL;
        }
        if (list->length == n) {
            ouro__copy_refs(((ouro_tuple *)tuple)->items, list->items, n);
            return tuple;
        }
        ouro_decref(tuple);
    }
}

ouro_object *ouro__sequence_fast(ouro_object *iterable, const char *message) {
    if (ouro_is(iterable, OURO_T_LIST) || ouro_is(iterable, OURO_T_TUPLE)) {
        return ouro_newref(iterable);
    }
    ouro_object *iterator = ouro_iter(iterable);
    if (!iterator) {
        if (ouro_raised_is(OURO_EXC_TypeError)) {
            ouro_raised_clear();
            ouro_raise(OURO_EXC_TypeError, "%s", message);
        }
        return NULL;
    }
    ouro_object *list = ouro_list_of(iterator);
    ouro_decref(iterator);
    return list;
}
