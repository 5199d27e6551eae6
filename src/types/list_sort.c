// SPDX-License-Identifier: MIT
// list.sort: a stable adaptive merge sort.  Floor: types.
//
// The list is cut into runs that are in order already (descending ones are turned around; short ones
// are lengthened by binary insertion), and neighbouring runs are merged, in an order that keeps the
// merges balanced: each boundary between runs has a depth in an ideal merge tree over the whole list,
// and what lies deeper is merged first (the powersort of Munro and Wild).  A merge that sees one side win
// many times in a row stops comparing item by item and gallops: it looks for the end of that stretch
// in growing steps.
//
// While it sorts, the list is empty for everybody else, and the items are here.  Whatever comparing
// does, at the end all items are back in the list, in some order.
#include "sequence.h"

enum { MIN_GALLOP = 7, RUNS_MAX = 85, TEMP_FEW = 128 };

// A stretch of keys, and the values that move with them (NULL: the keys are the items themselves).
typedef struct stretch {
    ouro_object **keys, **values;
} stretch;

typedef struct run {
    stretch at;
    size_t length;
    int depth; // of the boundary to the next run
} run;

typedef struct sorter {
    int (*less)(ouro_object *a, ouro_object *b); // 1, 0, -1
    ouro_object **base;
    size_t length, min_gallop;
    run runs[RUNS_MAX];
    size_t nruns;
    stretch temp;
    size_t temp_room;
    ouro_object *few[2 * TEMP_FEW];
} sorter;

// ---- Comparisons ------------------------------------------------------------------------------

static int less_any(ouro_object *a, ouro_object *b) {
    return ouro_compare_bool(a, b, OURO_LT);
}

static int less_int(ouro_object *a, ouro_object *b) {
    return ouro_int_compact(a) < ouro_int_compact(b);
}

static int less_float(ouro_object *a, ouro_object *b) {
    return ouro_float_value(a) < ouro_float_value(b);
}

static int less_latin(ouro_object *a, ouro_object *b) {
    size_t m = ouro_str_length(a), n = ouro_str_length(b);
    int order = memcmp(ouro_str_data(a), ouro_str_data(b), m < n ? m : n);
    return order ? order < 0 : m < n;
}

static int less_str(ouro_object *a, ouro_object *b) {
    size_t m = ouro_str_length(a), n = ouro_str_length(b);
    for (size_t i = 0; i < m && i < n; i++) {
        uint32_t x = ouro_str_char(a, i), y = ouro_str_char(b, i);
        if (x != y) {
            return x < y;
        }
    }
    return m < n;
}

// Whether `less` may be used for this key: it compares exact objects without running any code.
static bool suits(const ouro_object *key, int (*less)(ouro_object *, ouro_object *)) {
    if (less == less_int) {
        return ouro_is_exact(key, OURO_T_INT) && ouro_int_is_compact(key);
    }
    if (less == less_float) {
        return ouro_is_exact(key, OURO_T_FLOAT);
    }
    return ouro_is_exact(key, OURO_T_STR) && (less == less_str || ouro_str_width(key) == 1);
}

static void choose_less(sorter *s, ouro_object *const *keys, size_t n) {
    static int (*const special[])(ouro_object *, ouro_object *) = {less_int, less_float, less_latin,
                                                                   less_str};
    for (size_t k = 0; k < sizeof special / sizeof *special; k++) {
        size_t i = 0;
        while (i < n && suits(keys[i], special[k])) {
            i++;
        }
        if (i == n) {
            s->less = special[k];
            return;
        }
    }
    s->less = less_any;
}

// ---- Stretches --------------------------------------------------------------------------------

static inline stretch at(stretch s, size_t i) {
    return (stretch){s.keys + i, s.values ? s.values + i : NULL};
}

static inline void move(stretch to, stretch from, size_t n) {
    memmove(to.keys, from.keys, n * sizeof *to.keys);
    if (to.values) {
        memmove(to.values, from.values, n * sizeof *to.values);
    }
}

static void turn(ouro_object **items, size_t n) {
    for (size_t i = 0, j = n; i + 1 < j; i++) {
        ouro_object *item = items[i];
        items[i] = items[--j];
        items[j] = item;
    }
}

static void turn_both(stretch s, size_t n) {
    turn(s.keys, n);
    if (s.values) {
        turn(s.values, n);
    }
}

// ---- Runs -------------------------------------------------------------------------------------

// The length of the run at the beginning of `keys`, 0 with an exception.  Descending runs are strictly
// so, so that turning them around keeps equal items in order.
static size_t run_length(const sorter *s, ouro_object *const *keys, size_t n, bool *descending) {
    *descending = false;
    if (n < 2) {
        return n;
    }
    int first = s->less(keys[1], keys[0]), less = first;
    size_t i = 2;
    while (less >= 0 && i < n) {
        less = s->less(keys[i], keys[i - 1]);
        if (less != first) {
            break;
        }
        i++;
    }
    *descending = first > 0;
    return less < 0 ? 0 : i;
}

// Lengthens a run of `sorted` items to n by inserting each where it belongs.
static int insert_rest(const sorter *s, stretch all, size_t sorted, size_t n) {
    for (size_t i = sorted; i < n; i++) {
        ouro_object *key = all.keys[i];
        size_t low = 0, high = i;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            int less = s->less(key, all.keys[middle]);
            if (less < 0) {
                return -1;
            }
            if (less) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        ouro_object *value = all.values ? all.values[i] : NULL;
        move(at(all, low + 1), at(all, low), i - low);
        all.keys[low] = key;
        if (value) {
            all.values[low] = value;
        }
    }
    return 0;
}

// Between 32 and 64, so that n divided by it is a power of two or just below one.
static size_t shortest_run(size_t n) {
    size_t odd = 0;
    while (n >= 64) {
        odd |= n & 1;
        n >>= 1;
    }
    return n + odd;
}

// ---- Galloping --------------------------------------------------------------------------------

// How many of the n sorted keys come before `key`: those less than it, and with `after` those equal to
// it.  The search begins at `hint` and doubles its steps.  -1 with an exception.
static ssize_t gallop(const sorter *s, ouro_object *key, ouro_object *const *keys, size_t n,
                      size_t hint, bool after) {
// Whether keys[i] belongs before `key`.
#define BEFORE(i) (after ? !(less = s->less(key, keys[i])) : (less = s->less(keys[i], key)) > 0)
    int less;
    size_t low, high, step = 1, last = 0;
    bool before = BEFORE(hint);
    if (less < 0) {
        return -1;
    }
    size_t most = before ? n - hint : hint + 1;
    while (step < most) {
        bool more = BEFORE(before ? hint + step : hint - step);
        if (less < 0) {
            return -1;
        }
        if (more != before) {
            break;
        }
        last = step;
        step = step * 2 + 1;
    }
    step = step > most ? most : step;
    if (before) {
        low = hint + last + 1;
        high = hint + step;
    } else {
        low = hint + 1 - step;
        high = hint - last;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool more = BEFORE(middle);
        if (less < 0) {
            return -1;
        }
        if (more) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return (ssize_t)low;
#undef BEFORE
}

// ---- Merging ----------------------------------------------------------------------------------

static int need_temp(sorter *s, size_t n, bool values) {
    if (n <= s->temp_room) {
        return 0;
    }
    if (s->temp.keys != s->few) {
        ouro_memory_free(s->temp.keys);
    }
    s->temp.keys = s->few;
    s->temp.values = values ? s->few + TEMP_FEW : NULL;
    s->temp_room = TEMP_FEW;
    ouro_object **fresh = ouro_memory_new((values ? 2 * n : n) * sizeof *fresh);
    if (!fresh) {
        return -1;
    }
    s->temp.keys = fresh;
    s->temp.values = values ? fresh + n : NULL;
    s->temp_room = n;
    return 0;
}

// A merge under way.  Forward: `a` was copied away, and what is smaller goes to the front of `to`.
// Backward: `b` was, and what is larger goes to the end.
typedef struct merge {
    stretch a, b, to;
    size_t na, nb;
} merge;

// What a step of a merge leads to: the side in `temp` is down to its last item, which is known to be
// the extreme one; or one side is through.
enum step { STEP_ON, STEP_GALLOP, STEP_LAST, STEP_DONE, STEP_FAILED };

static inline enum step front_a(merge *m, size_t n) {
    move(m->to, m->a, n);
    m->to = at(m->to, n);
    m->a = at(m->a, n);
    m->na -= n;
    return m->na > 1 ? STEP_ON : m->na ? STEP_LAST : STEP_DONE;
}

static inline enum step front_b(merge *m, size_t n) {
    move(m->to, m->b, n);
    m->to = at(m->to, n);
    m->b = at(m->b, n);
    m->nb -= n;
    return m->nb ? STEP_ON : STEP_DONE;
}

// The backward forms keep all three at their beginnings: ends follow from the lengths.
static inline enum step back_a(merge *m, size_t n) {
    m->na -= n;
    move(at(m->to, m->na + m->nb), at(m->a, m->na), n);
    return m->na ? STEP_ON : STEP_DONE;
}

static inline enum step back_b(merge *m, size_t n) {
    m->nb -= n;
    move(at(m->to, m->na + m->nb), at(m->b, m->nb), n);
    return m->nb > 1 ? STEP_ON : m->nb ? STEP_LAST : STEP_DONE;
}

// One item after the other, until one side wins often.
static enum step one_by_one(sorter *s, merge *m, bool forward) {
    size_t a_wins = 0, b_wins = 0;
    for (;;) {
        int less = forward ? s->less(m->b.keys[0], m->a.keys[0])
                           : s->less(m->b.keys[m->nb - 1], m->a.keys[m->na - 1]);
        if (less < 0) {
            return STEP_FAILED;
        }
        bool from_a = forward ? !less : less;
        enum step step = from_a ? (forward ? front_a(m, 1) : back_a(m, 1))
                                : (forward ? front_b(m, 1) : back_b(m, 1));
        if (step != STEP_ON) {
            return step;
        }
        a_wins = from_a ? a_wins + 1 : 0;
        b_wins = from_a ? 0 : b_wins + 1;
        if (a_wins >= s->min_gallop || b_wins >= s->min_gallop) {
            return STEP_GALLOP;
        }
    }
}

// A stretch of `a` and a stretch of `b`, each with the one item of the other side that ends it.
static enum step gallop_front(sorter *s, merge *m, bool *worth) {
    ssize_t n = gallop(s, m->b.keys[0], m->a.keys, m->na, 0, true);
    *worth = n >= MIN_GALLOP;
    enum step step = n < 0 ? STEP_FAILED : n ? front_a(m, (size_t)n) : STEP_ON;
    if (step != STEP_ON || (step = front_b(m, 1)) != STEP_ON) {
        return step;
    }
    n = gallop(s, m->a.keys[0], m->b.keys, m->nb, 0, false);
    *worth |= n >= MIN_GALLOP;
    step = n < 0 ? STEP_FAILED : n ? front_b(m, (size_t)n) : STEP_ON;
    return step == STEP_ON ? front_a(m, 1) : step;
}

static enum step gallop_back(sorter *s, merge *m, bool *worth) {
    ssize_t n = gallop(s, m->b.keys[m->nb - 1], m->a.keys, m->na, m->na - 1, true);
    size_t more = n < 0 ? 0 : m->na - (size_t)n;
    *worth = more >= MIN_GALLOP;
    enum step step = n < 0 ? STEP_FAILED : more ? back_a(m, more) : STEP_ON;
    if (step != STEP_ON || (step = back_b(m, 1)) != STEP_ON) {
        return step;
    }
    n = gallop(s, m->a.keys[m->na - 1], m->b.keys, m->nb, m->nb - 1, false);
    more = n < 0 ? 0 : m->nb - (size_t)n;
    *worth |= more >= MIN_GALLOP;
    step = n < 0 ? STEP_FAILED : more ? back_b(m, more) : STEP_ON;
    return step == STEP_ON ? back_a(m, 1) : step;
}

// Galloping that pays makes the next gallop easier to enter, and leaving it harder.
static enum step merge_steps(sorter *s, merge *m, bool forward) {
    for (;;) {
        enum step step = one_by_one(s, m, forward);
        if (step != STEP_GALLOP) {
            return step;
        }
        s->min_gallop++;
        bool worth;
        do {
            s->min_gallop -= s->min_gallop > 1;
            step = forward ? gallop_front(s, m, &worth) : gallop_back(s, m, &worth);
            if (step != STEP_ON) {
                return step;
            }
        } while (worth);
        s->min_gallop++;
    }
}

// The shorter side is `a`: from the front.  b[0] is known to come first, a's last item to come last.
static int merge_forward(sorter *s, merge *m) {
    if (need_temp(s, m->na, m->a.values != NULL) < 0) {
        return -1;
    }
    m->to = m->a;
    move(s->temp, m->a, m->na);
    m->a = (stretch){s->temp.keys, m->a.values ? s->temp.values : NULL};
    enum step step = front_b(m, 1);
    step = step == STEP_ON && m->na == 1 ? STEP_LAST : step;
    step = step == STEP_ON ? merge_steps(s, m, true) : step;
    if (step == STEP_LAST) {
        front_b(m, m->nb);
    }
    move(m->to, m->a, m->na);
    return step == STEP_FAILED ? -1 : 0;
}

static int merge_backward(sorter *s, merge *m) {
    if (need_temp(s, m->nb, m->a.values != NULL) < 0) {
        return -1;
    }
    m->to = m->a;
    move(s->temp, m->b, m->nb);
    m->b = (stretch){s->temp.keys, m->a.values ? s->temp.values : NULL};
    enum step step = back_a(m, 1);
    step = step == STEP_ON && m->nb == 1 ? STEP_LAST : step;
    step = step == STEP_ON ? merge_steps(s, m, false) : step;
    if (step == STEP_LAST) {
        back_a(m, m->na);
    }
    move(at(m->to, m->na), m->b, m->nb);
    return step == STEP_FAILED ? -1 : 0;
}

// Merges runs i and i + 1, leaving out what is in its place already at both ends.
static int merge_runs(sorter *s, size_t i) {
    run *a = &s->runs[i], *b = a + 1;
    merge m = {a->at, b->at, a->at, a->length, b->length};
    a->length += b->length;
    a->depth = b->depth;
    if (i + 3 == s->nruns) {
        *b = *(b + 1);
    }
    s->nruns--;
    ssize_t skip = gallop(s, m.b.keys[0], m.a.keys, m.na, 0, true);
    if (skip < 0) {
        return -1;
    }
    m.a = at(m.a, (size_t)skip);
    m.na -= (size_t)skip;
    if (m.na == 0) {
        return 0;
    }
    ssize_t rest = gallop(s, m.a.keys[m.na - 1], m.b.keys, m.nb, m.nb - 1, false);
    if (rest <= 0) {
        return (int)rest;
    }
    m.nb = (size_t)rest;
    return m.na <= m.nb ? merge_forward(s, &m) : merge_backward(s, &m);
}

// ---- The order of merges ----------------------------------------------------------------------

// The depth of the boundary between runs of n1 and n2 items, the first at `start`, in the ideal tree
// over n items: the first bit after the point in which the runs' midpoints, as fractions of n, differ.
static int boundary_depth(size_t start, size_t n1, size_t n2, size_t n) {
    size_t a = 2 * start + n1, b = a + n1 + n2;
    for (int depth = 1;; depth++) {
        if (a >= n) {
            a -= n;
            b -= n;
        } else if (b >= n) {
            return depth;
        }
        a <<= 1;
        b <<= 1;
    }
}

static int push_run(sorter *s, stretch start, size_t n) {
    if (s->nruns) {
        const run *top = &s->runs[s->nruns - 1];
        int depth = boundary_depth((size_t)(top->at.keys - s->base), top->length, n, s->length);
        while (s->nruns > 1 && s->runs[s->nruns - 2].depth > depth) {
            if (merge_runs(s, s->nruns - 2) < 0) {
                return -1;
            }
        }
        s->runs[s->nruns - 1].depth = depth;
    }
    s->runs[s->nruns++] = (run){start, n, 0};
    return 0;
}

static int merge_all(sorter *s) {
    while (s->nruns > 1) {
        size_t i = s->nruns - 2;
        if (i > 0 && s->runs[i - 1].length < s->runs[i + 1].length) {
            i--;
        }
        if (merge_runs(s, i) < 0) {
            return -1;
        }
    }
    return 0;
}

static int sort_stretch(sorter *s, stretch all, size_t n) {
    size_t shortest = shortest_run(n);
    for (size_t done = 0; done < n;) {
        stretch rest = at(all, done);
        bool descending;
        size_t length = run_length(s, rest.keys, n - done, &descending);
        if (!length) {
            return -1;
        }
        if (descending) {
            turn_both(rest, length);
        }
        if (length < shortest) {
            size_t longer = n - done < shortest ? n - done : shortest;
            if (insert_rest(s, rest, length, longer) < 0) {
                return -1;
            }
            length = longer;
        }
        if (push_run(s, rest, length) < 0) {
            return -1;
        }
        done += length;
    }
    return merge_all(s);
}

// ---- The list ---------------------------------------------------------------------------------

// The keys of n items: a new array of new references, or NULL.
static ouro_object **make_keys(ouro_object *function, ouro_object *const *items, size_t n) {
    ouro_object **keys = ouro_memory_new(n * sizeof *keys);
    for (size_t i = 0; keys && i < n; i++) {
        keys[i] = ouro_call1(function, items[i]);
        if (!keys[i]) {
            while (i > 0) {
                ouro_decref(keys[--i]);
            }
            ouro_memory_free(keys);
            return NULL;
        }
    }
    return keys;
}

// Reversing before and after keeps equal items in their order.
static int sort_items(ouro_object **items, size_t n, ouro_object *function, bool reverse) {
    ouro_object **keys = function ? make_keys(function, items, n) : items;
    if (!keys) {
        return -1;
    }
    sorter s = {.base = keys, .length = n, .min_gallop = MIN_GALLOP, .temp_room = TEMP_FEW};
    s.temp = (stretch){s.few, function ? s.few + TEMP_FEW : NULL};
    stretch all = {keys, function ? items : NULL};
    choose_less(&s, keys, n);
    if (reverse) {
        turn_both(all, n);
    }
    int failed = n > 1 ? sort_stretch(&s, all, n) : 0;
    if (reverse) {
        turn_both(all, n);
    }
    if (s.temp.keys != s.few) {
        ouro_memory_free(s.temp.keys);
    }
    if (function) {
        for (size_t i = 0; i < n; i++) {
            ouro_decref(keys[i]);
        }
        ouro_memory_free(keys);
    }
    return failed;
}

int ouro_list_sort(ouro_object *self, ouro_object *key, bool reverse) {
    ouro_list *list = (ouro_list *)self;
    ouro_list held = *list;
    list->items = NULL;
    list->length = list->room = 0;
    int failed = held.length ? sort_items(held.items, held.length, key, reverse) : 0;
    ouro_list meanwhile = *list;
    ouro_object_stored_held(self); // it was empty meanwhile
    list->items = held.items;
    list->length = held.length;
    list->room = held.room;
    if (!meanwhile.items) {
        return failed;
    }
    if (!failed) {
        ouro_raise(OURO_EXC_ValueError, "list modified during sort");
    }
    for (size_t i = 0; i < meanwhile.length; i++) {
        ouro_xdecref(meanwhile.items[i]);
    }
    ouro_memory_free(meanwhile.items);
    return -1;
}

ouro_object *ouro__list_sort_method(ouro_object *self, ouro_object *const *args, size_t nargs,
                                    ouro_object *kwnames) {
    static const char *const names[] = {"key", "reverse", NULL};
    ouro_object *given[2];
    if (ouro_parse_args("sort", names, 0, 0, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    bool reverse = false;
    if (given[1]) {
        ouro_object *number = ouro_index(given[1]);
        if (!number) {
            return NULL;
        }
        reverse = ouro_int_sign(number) != 0;
        ouro_decref(number);
    }
    ouro_object *key = given[0] && !ouro_is_none(given[0]) ? given[0] : NULL;
    return ouro_list_sort(self, key, reverse) < 0 ? NULL : ouro_none();
}
