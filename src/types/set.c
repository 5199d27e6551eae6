// SPDX-License-Identifier: MIT
// set and frozenset: the table, the C interface, the iterator, the types.  Floor: types.
// SPEC row G1.  See set.h for the structure; set_ops.c has the operations between sets.
#include "set.h"

enum { LINEAR_PROBES = 9, PERTURB_SHIFT = 5 };

// ---- The table --------------------------------------------------------------------------------

// An entry's item once it was deleted: an address that no object has.
static const char deleted_marker;
#define DELETED ((ouro_object *)(uintptr_t)&deleted_marker)

static inline bool is_live(const ouro__set_entry *entry) {
    return entry->item && entry->item != DELETED;
}

static inline ouro__set_entry *table_end(const ouro__set *set) {
    return set->table + set->mask + 1;
}

// Puts an item into a table that has neither it nor deleted places.
static void insert_clean(ouro__set_entry *table, size_t mask, ouro_object *item, int64_t hash) {
    size_t perturb = (size_t)hash, i = (size_t)hash & mask;
    for (;;) {
        ouro__set_entry *entry = table + i;
        ouro__set_entry *last = i + LINEAR_PROBES <= mask ? entry + LINEAR_PROBES : entry;
        for (; entry <= last; entry++) {
            if (!entry->item) {
                *entry = (ouro__set_entry){item, hash};
                return;
            }
        }
        perturb >>= PERTURB_SHIFT;
        i = (i * 5 + 1 + perturb) & mask;
    }
}

// Rebuilds the table for more than `wanted` places, without deleted ones.
static int resize(ouro__set *set, size_t wanted) {
    size_t places = SET_SMALL;
    while (places <= wanted) {
        places <<= 1;
    }
    ouro__set_entry copy[SET_SMALL], *old = set->table, *fresh = set->small;
    size_t old_places = set->mask + 1;
    if (places == SET_SMALL) {
        if (old == set->small) {
            if (set->fill == set->used) {
                return 0;
            }
            memcpy(copy, old, sizeof copy);
            old = copy;
        }
    } else if (places > OURO_SIZE_MAX / sizeof *fresh ||
               !(fresh = ouro_memory_new(places * sizeof *fresh))) {
        ouro_raise_memory();
        return -1;
    }
    memset(fresh, 0, places * sizeof *fresh);
    for (size_t i = 0; i < old_places; i++) {
        if (is_live(&old[i])) {
            insert_clean(fresh, places - 1, old[i].item, old[i].hash);
        }
    }
    if (old != copy && old != set->small) {
        ouro_memory_free(old);
    }
    set->table = fresh;
    set->mask = places - 1;
    set->fill = set->used;
    return 0;
}

static size_t grown(const ouro__set *set) {
    return set->used > 50000 ? set->used * 2 : set->used * 4;
}

int ouro__set_rebuild(ouro__set *set) {
    return resize(set, grown(set));
}

enum { EQUAL_NOT, EQUAL_YES, EQUAL_CHANGED, EQUAL_ERROR };

// Compares an entry of the same hash, which may run code that changes the set.
static int compare_entry(const ouro__set *set, const ouro__set_entry *entry, ouro_object *item) {
    ouro_object *found = entry->item;
    if (found == item) {
        return EQUAL_YES;
    }
    if (ouro_is_exact(found, OURO_T_STR) && ouro_is_exact(item, OURO_T_STR)) {
        return ouro_str_equal(found, item) ? EQUAL_YES : EQUAL_NOT;
    }
    const ouro__set_entry *table = set->table;
    ouro_incref(found);
    int equal = ouro_compare_bool(found, item, OURO_EQ);
    ouro_decref(found);
    if (equal < 0) {
        return EQUAL_ERROR;
    }
    if (set->table != table || entry->item != found) {
        return EQUAL_CHANGED;
    }
    return equal ? EQUAL_YES : EQUAL_NOT;
}

// The entry of `item`, or the unused one where its search ends; NULL with an exception.  `*reuse` is then
// the last deleted entry that the search passed, or NULL.
static ouro__set_entry *look(ouro__set *set, ouro_object *item, int64_t hash,
                             ouro__set_entry **reuse) {
restart:
    *reuse = NULL;
    size_t perturb = (size_t)hash, i = (size_t)hash & set->mask;
    for (;;) {
        ouro__set_entry *entry = set->table + i;
        ouro__set_entry *last = i + LINEAR_PROBES <= set->mask ? entry + LINEAR_PROBES : entry;
        for (; entry <= last; entry++) {
            if (!entry->item) {
                return entry;
            }
            if (entry->hash != hash) {
                *reuse = entry->item == DELETED ? entry : *reuse;
                continue;
            }
            switch (compare_entry(set, entry, item)) {
            case EQUAL_YES: return entry;
            case EQUAL_CHANGED: goto restart;
            case EQUAL_ERROR: return NULL;
            default: break;
            }
        }
        perturb >>= PERTURB_SHIFT;
        i = (i * 5 + 1 + perturb) & set->mask;
    }
}

int ouro__set_add_hash(ouro__set *set, ouro_object *item, int64_t hash) {
    ouro_incref(item); // a comparison may drop the caller's
    ouro__set_entry *reuse, *entry = look(set, item, hash, &reuse);
    if (!entry || entry->item) {
        ouro_decref(item);
        return entry ? 0 : -1;
    }
    set->used++;
    ouro_stored_held(set);
    if (reuse) {
        *reuse = (ouro__set_entry){item, hash};
        return 0;
    }
    *entry = (ouro__set_entry){item, hash};
    set->fill++;
    if (OURO_LIKELY(set->fill * 5 < set->mask * 3) || resize(set, grown(set)) == 0) {
        return 0;
    }
    *entry = (ouro__set_entry){NULL, 0};
    set->fill--;
    set->used--;
    ouro_decref(item);
    return -1;
}

int ouro__set_contains_hash(ouro__set *set, ouro_object *item, int64_t hash) {
    ouro__set_entry *reuse;
    const ouro__set_entry *entry = look(set, item, hash, &reuse);
    return entry ? entry->item != NULL : -1;
}

int ouro__set_discard_hash(ouro__set *set, ouro_object *item, int64_t hash) {
    ouro__set_entry *reuse, *entry = look(set, item, hash, &reuse);
    if (!entry || !entry->item) {
        return entry ? 0 : -1;
    }
    ouro_object *old = entry->item;
    *entry = (ouro__set_entry){DELETED, -1};
    set->used--;
    ouro_decref(old);
    return 1;
}

static void drop_table(ouro__set_entry *table, size_t places, bool separate) {
    for (size_t i = 0; i < places; i++) {
        if (is_live(&table[i])) {
            ouro_decref(table[i].item);
        }
    }
    if (separate) {
        ouro_memory_free(table);
    }
}

static void make_empty(ouro__set *set) {
    memset(set->small, 0, sizeof set->small);
    set->table = set->small;
    set->mask = SET_SMALL - 1;
    set->fill = set->used = 0;
    set->hash = -1;
}

void ouro__set_clear(ouro_object *self) {
    ouro__set *set = (ouro__set *)self;
    ouro__set_entry copy[SET_SMALL], *table = set->table;
    size_t places = set->mask + 1;
    bool separate = table != set->small;
    if (!table || (set->fill == 0 && !separate)) {
        return;
    }
    if (!separate) {
        memcpy(copy, table, sizeof copy);
        table = copy;
    }
    make_empty(set);
    drop_table(table, places, separate);
}

static void set_drop(ouro_object *self) {
    const ouro__set *set = (const ouro__set *)self;
    if (set->table) {
        drop_table(set->table, set->mask + 1, set->table != set->small);
    }
}

static int set_traverse(ouro_object *self, ouro_visit_fn visit, void *arg) {
    const ouro__set *set = (const ouro__set *)self;
    for (const ouro__set_entry *e = set->table; e && e < table_end(set); e++) {
        int stop = is_live(e) ? visit(e->item, arg) : 0;
        if (stop) {
            return stop;
        }
    }
    return 0;
}

void ouro__set_swap(ouro__set *a, ouro__set *b) {
    ouro__set kept = *a;
    a->fill = b->fill, a->used = b->used, a->mask = b->mask;
    a->table = b->table == b->small ? a->small : b->table;
    memcpy(a->small, b->small, sizeof a->small);
    b->fill = kept.fill, b->used = kept.used, b->mask = kept.mask;
    b->table = kept.table == a->small ? b->small : kept.table;
    memcpy(b->small, kept.small, sizeof b->small);
    a->hash = b->hash = -1;
    ouro_stored_held(a);
    ouro_stored_held(b);
}

// ---- Filling ----------------------------------------------------------------------------------

// Room for n more at once: what comes is expected to be new for the most part.
static int prepare(ouro__set *set, size_t n) {
    return (set->fill + n) * 5 >= set->mask * 3 ? resize(set, (set->used + n) * 2) : 0;
}

static int merge_set(ouro__set *set, ouro__set *other) {
    if (other == set || other->used == 0) {
        return 0;
    }
    if (prepare(set, other->used) < 0) {
        return -1;
    }
    if (set->fill == 0) {
        bool same = set->mask == other->mask && other->fill == other->used;
        for (const ouro__set_entry *e = other->table; e < table_end(other); e++) {
            if (is_live(e)) {
                ouro_incref(e->item);
                if (same) {
                    set->table[e - other->table] = *e;
                } else {
                    insert_clean(set->table, set->mask, e->item, e->hash);
                }
            }
        }
        set->fill = set->used = other->used;
        ouro_stored_held(set);
        return 0;
    }
    for (size_t i = 0; i <= other->mask; i++) { // read anew: comparisons may change `other`
        ouro__set_entry entry = other->table[i];
        if (is_live(&entry) && ouro__set_add_hash(set, entry.item, entry.hash) < 0) {
            return -1;
        }
    }
    return 0;
}

static int merge_dict(ouro__set *set, ouro_object *dict) {
    if (prepare(set, ouro_dict_length(dict)) < 0) {
        return -1;
    }
    size_t position = 0;
    ouro_object *key;
    int64_t hash;
    while (ouro_dict_next(dict, &position, &key, NULL, &hash)) {
        if (ouro__set_add_hash(set, key, hash) < 0) {
            return -1;
        }
    }
    return 0;
}

int ouro_set_update(ouro_object *self, ouro_object *iterable) {
    ouro__set *set = (ouro__set *)self;
    if (ouro__is_any_set(iterable)) {
        return merge_set(set, (ouro__set *)iterable);
    }
    if (ouro_is_exact(iterable, OURO_T_DICT)) {
        return merge_dict(set, iterable);
    }
    ouro_object *iterator = ouro_iter(iterable), *item;
    if (!iterator) {
        return -1;
    }
    int failed = 0;
    while (!failed && (item = ouro_next(iterator))) {
        failed = ouro_set_add(self, item);
        ouro_decref(item);
    }
    ouro_decref(iterator);
    return failed || ouro_raised_borrow() ? -1 : 0;
}

// ---- Making and the C interface ---------------------------------------------------------------

ouro_object *ouro__set_make(ouro_type *type, ouro_object *iterable) {
    ouro_object *self = ouro_object_new(type, 0);
    if (!self) {
        return NULL;
    }
    make_empty((ouro__set *)self);
    if (iterable && ouro_set_update(self, iterable) < 0) {
        ouro_decref(self);
        return NULL;
    }
    return self;
}

ouro_object *ouro_set_new(ouro_object *iterable) {
    return ouro__set_make(ouro_builtin_type(OURO_T_SET), iterable);
}

ouro_object *ouro_frozenset_new(ouro_object *iterable) {
    if (iterable && ouro_is_exact(iterable, OURO_T_FROZENSET)) {
        return ouro_newref(iterable);
    }
    return ouro__set_make(ouro_builtin_type(OURO_T_FROZENSET), iterable);
}

size_t ouro_set_length(const ouro_object *self) {
    return ((const ouro__set *)self)->used;
}

int ouro_set_add(ouro_object *self, ouro_object *item) {
    int64_t hash = ouro_hash(item);
    return hash == -1 ? -1 : ouro__set_add_hash((ouro__set *)self, item, hash);
}

int ouro_set_contains(ouro_object *self, ouro_object *item) {
    int64_t hash = ouro_hash(item);
    return hash == -1 ? -1 : ouro__set_contains_hash((ouro__set *)self, item, hash);
}

int ouro_set_discard(ouro_object *self, ouro_object *item) {
    int64_t hash = ouro_hash(item);
    return hash == -1 ? -1 : ouro__set_discard_hash((ouro__set *)self, item, hash);
}

bool ouro_set_next(ouro_object *self, size_t *position, ouro_object **item, int64_t *hash) {
    const ouro__set *set = (const ouro__set *)self;
    for (size_t i = *position; i <= set->mask; i++) {
        if (is_live(&set->table[i])) {
            *position = i + 1;
            *item = set->table[i].item;
            if (hash) {
                *hash = set->table[i].hash;
            }
            return true;
        }
    }
    return false;
}

int ouro__set_contains_key(ouro_object *self, ouro_object *item) {
    int found = ouro_set_contains(self, item);
    if (found >= 0 || !ouro_is(item, OURO_T_SET) || !ouro_raised_is(OURO_EXC_TypeError)) {
        return found;
    }
    ouro_raised_clear();
    ouro_object *frozen = ouro_frozenset_new(item);
    found = frozen ? ouro_set_contains(self, frozen) : -1;
    ouro_xdecref(frozen);
    return found;
}

ouro_object *ouro__set_pop(ouro_object *self) {
    ouro__set *set = (ouro__set *)self;
    if (set->used == 0) {
        return ouro_raise(OURO_EXC_KeyError, "pop from an empty set");
    }
    size_t i = set->finger & set->mask;
    while (!is_live(&set->table[i])) {
        i = (i + 1) & set->mask;
    }
    ouro_object *item = set->table[i].item;
    set->table[i] = (ouro__set_entry){DELETED, -1};
    set->used--;
    set->finger = i + 1;
    return item;
}

// ---- The iterator -----------------------------------------------------------------------------

typedef struct set_iter {
    ouro_object head;
    ouro_object *set; // NULL: at the end
    size_t expected, position, left;
} set_iter;

ouro_object *ouro__set_iter(ouro_object *self) {
    ouro_object *object = ouro_object_new_raw(ouro_builtin_type(OURO_T_SET_ITER), sizeof(set_iter));
    if (object) {
        set_iter *iter = (set_iter *)object;
        iter->set = ouro_newref(self);
        iter->expected = iter->left = ouro_set_length(self);
        iter->position = 0;
        ouro__track(ouro__runtime(), object);
    }
    return object;
}

static ouro_object *iter_next(ouro_object *self) {
    set_iter *iter = (set_iter *)self;
    ouro_object *item;
    if (!iter->set) {
        return NULL;
    }
    if (iter->expected != ouro_set_length(iter->set)) {
        iter->expected = SIZE_MAX;
        return ouro_raise(OURO_EXC_RuntimeError, "Set changed size during iteration");
    }
    if (ouro_set_next(iter->set, &iter->position, &item, NULL)) {
        iter->left--;
        return ouro_newref(item);
    }
    ouro_clear(&iter->set);
    return NULL;
}

static ouro_object *iter_self(ouro_object *self) {
    return ouro_newref(self);
}

static ouro_object *iter_length_hint(ouro_object *self) {
    const set_iter *iter = (const set_iter *)self;
    bool valid = iter->set && iter->expected == ouro_set_length(iter->set);
    return ouro_int_new(valid ? (int64_t)iter->left : 0);
}

static const uint16_t iter_fields[] = {offsetof(set_iter, set), 0};
static const ouro_method iter_methods[] = {
    OURO_NOARGS("__length_hint__", iter_length_hint, "How many items are left."),
    {0},
};

const ouro_type_spec ouro__set_iter_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "set_iterator",
    .instance_size = sizeof(set_iter),
    .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE,
    .fields = iter_fields,
    .slots = {.iter = iter_self, .next = iter_next},
    .methods = iter_methods,
};

// ---- The types --------------------------------------------------------------------------------

static ouro_object *set_repr(ouro_object *self) {
    const char *name = self->type->name;
    int inside = ouro_repr_enter(self);
    if (inside != 0) {
        return inside < 0 ? NULL : ouro_str_format("%s(...)", name);
    }
    ouro_object *text = NULL;
    if (ouro_set_length(self) == 0) {
        text = ouro_str_format("%s()", name);
    } else {
        ouro_object *list = ouro_list_of(self), *inner = list ? ouro_repr(list) : NULL;
        size_t length = inner ? ouro_str_length(inner) : 0;
        ouro_object *items = inner ? ouro_str_slice(inner, 1, length - 1) : NULL;
        if (items) {
            text = ouro_is_exact(self, OURO_T_SET) ? ouro_str_format("{%S}", items)
                                                   : ouro_str_format("%s({%S})", name, items);
        }
        ouro_xdecref(items);
        ouro_xdecref(inner);
        ouro_xdecref(list);
    }
    ouro_repr_leave(self);
    return text;
}

static uint64_t shuffle(int64_t hash) {
    uint64_t h = (uint64_t)hash;
    return ((h ^ 89869747u) ^ (h << 16)) * 3644798167u;
}

// 3.11's hash, which does not depend on the order of the items.
static int64_t frozenset_hash(ouro_object *self) {
    ouro__set *set = (ouro__set *)self;
    if (set->hash != -1) {
        return set->hash;
    }
    uint64_t h = 0;
    for (const ouro__set_entry *e = set->table; e < table_end(set); e++) {
        if (is_live(e)) {
            h ^= shuffle(e->hash);
        }
    }
    h ^= (set->used + 1) * (uint64_t)1927868237;
    h ^= (h >> 11) ^ (h >> 25);
    h = h * 69069 + 907133923;
    set->hash = h == UINT64_MAX ? 590923713 : (int64_t)h;
    return set->hash;
}

static ssize_t set_length(ouro_object *self) {
    return (ssize_t)ouro_set_length(self);
}

static ouro_object *set_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return ouro__set_make(type, NULL);
}

static int set_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                    ouro_object *kwnames) {
    if ((ouro__refuses_keywords(self->type, OURO_T_SET) &&
         ouro_check_no_keywords("set", kwnames) < 0) ||
        ouro_check_args("set", nargs, 0, 1) < 0) {
        return -1;
    }
    ouro__set_clear(self);
    ((ouro__set *)self)->hash = -1;
    return nargs ? ouro_set_update(self, args[0]) : 0;
}

static ouro_object *frozenset_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                     ouro_object *kwnames) {
    if ((ouro__refuses_keywords(type, OURO_T_FROZENSET) &&
         ouro_check_no_keywords("frozenset", kwnames) < 0) ||
        ouro_check_args("frozenset", nargs, 0, 1) < 0) {
        return NULL;
    }
    ouro_object *iterable = nargs ? args[0] : NULL;
    return type->exact == OURO_T_FROZENSET ? ouro_frozenset_new(iterable)
                                           : ouro__set_make(type, iterable);
}

// What both types have in common.
#define SET_SLOTS                                                                                  \
    .drop = set_drop, .traverse = set_traverse, .clear = ouro__set_clear, .repr = set_repr,        \
    .compare = ouro__set_compare, .iter = ouro__set_iter, .length = set_length,                    \
    .contains = ouro__set_contains_key,                                                            \
    .binary = {[OURO_SUB] = ouro__set_sub,                                                         \
               [OURO_AND] = ouro__set_and,                                                         \
               [OURO_XOR] = ouro__set_xor,                                                         \
               [OURO_OR] = ouro__set_or}

const ouro_type_spec ouro__set_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "set",
    .doc = "An unordered collection of unique items: set() is empty, set(iterable) has its items.",
    .instance_size = sizeof(ouro__set),
    .flags =
        OURO_TF_CONTAINER | OURO_TF_BASE | OURO_TF_MATCH_SELF | OURO_TF_IMMUTABLE | OURO_TF_SETTLES,
    .weak_offset = offsetof(ouro__set, weakrefs),
    .slots = {SET_SLOTS, .create = set_create, .init = set_init,
              .inplace = {[OURO_SUB] = ouro__set_isub,
                          [OURO_AND] = ouro__set_iand,
                          [OURO_XOR] = ouro__set_ixor,
                          [OURO_OR] = ouro__set_ior}},
    .methods = ouro__set_methods,
};

const ouro_type_spec ouro__frozenset_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "frozenset",
    .doc = "A set that cannot be changed, and so can be hashed.",
    .instance_size = sizeof(ouro__set),
    .flags =
        OURO_TF_CONTAINER | OURO_TF_BASE | OURO_TF_MATCH_SELF | OURO_TF_IMMUTABLE | OURO_TF_SETTLES,
    .weak_offset = offsetof(ouro__set, weakrefs),
    .slots = {SET_SLOTS, .create = frozenset_create, .hash = frozenset_hash},
    .methods = ouro__frozenset_methods,
};
