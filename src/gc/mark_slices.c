// SPDX-License-Identifier: MIT
// Marking in slices.  Floor: gc.  SPEC row G2.
//
// Marking can go on in slices, between which the program runs and changes, moves and frees what it
// likes.  So no address but the bits is kept from one slice to the next.  A second bit says that an object's
// referents were looked at; who is marked without it is grey, and the next slice finds it by going through
// the bits.  Arrays of more than BIG references are remembered with the place that they were read to.  A block that was
// freed and used again keeps its marks: its new object then counts as alive, until the next time.
#include "marker.h"
#include "os.h"

#include <stdlib.h>

enum { BIG = OURO_MARKS_BIG };

typedef ouro__span span;
typedef ouro__marker marker;

// The references of an array are marked, and those in the first piece not looked at.
static void put_down_array(marker *m, span work) {
    const char *at = work.at;
    for (uint64_t left = work.what >> OURO_SPAN_COUNT; left;
         left--, at += ouro__span_stride(work)) {
        ouro_object *referent = *(ouro_object *const *)(const void *)at;
        const size_t offset = (uintptr_t)referent - m->base;
        if (offset < m->extent) {
            ouro__mark_near(m, offset);
        } else if (referent && referent != m->last_far) {
            ouro__mark_far(m, referent);
        }
    }
}

// What is left of the work list: its objects in the first piece stay grey, others have no bits to show it.
static void put_down(marker *m) {
    while (m->top) {
        const span work = m->stack[--m->top];
        if (ouro__span_kind(work) == OURO_SPAN_ARRAY) {
            put_down_array(m, work);
        } else if (ouro__span_kind(work) != OURO_SPAN_OBJECT ||
                   (uintptr_t)work.at - m->base >= m->extent) {
            ouro__look_at(m, work);
            ouro__push_fetched(m);
        }
    }
}

// Whether the block holds an object whose referents can be looked at.
static bool is_whole(const ouro_object *object) {
    const unsigned wanted = OURO_STATE_LIVE | OURO_STATE_TRACKED;
    return (*ouro__container_state(object) & (wanted | OURO_STATE_DEAD)) == wanted;
}

// The object to which a bit belongs, if there is one still, and it is whole; or NULL.
static ouro_object *object_of_bit(const marker *m, size_t granule) {
    const ouro_heap *heap = m->runtime->face.heap;
    const uintptr_t inside = m->base + granule * 16 + 8; // blocks begin here or 8 bytes before
    if (!ouro__is_container_at(m, granule * 16)) {
        return NULL;
    }
    const struct ouro__pool *pool = ouro__pool_near(heap, (const void *)inside);
    const unsigned i = ouro__container_index((const void *)inside);
    ouro_object *object = ouro__page_block(inside & ~(uintptr_t)(OURO_POOL_SIZE - 1),
                                           ouro__pool_shape(heap, pool), i);
    const bool same = ((uintptr_t)object - m->base) / 16 == granule && i < pool->carved;
    return same && is_whole(object) ? object : NULL;
}

// A part of the array that was put aside last.
static void look_at_part(marker *m) {
    struct ouro__marks_big *big = &m->marks->big[m->marks->big_count - 1];
    const ouro_object *object = big->object;
    const bool there = object_of_bit(m, ((uintptr_t)object - m->base) / 16) == object;
    const ouro_type *type = there ? ouro_type_of(object) : NULL;
    const ouro_dict_keys *keys = NULL;
    ouro_object **items = NULL;
    size_t count = 0;
    if (type && type->layout == OURO_T_DICT) {
        keys = ((const ouro_dict *)(const void *)object)->keys;
        count = keys ? keys->used : 0;
    } else if (type && type->items.present) {
        items = ouro__items_now(big->object, type, &count);
    }
    if (big->next >= count) {
        m->marks->big_count--;
        return;
    }
    const size_t from = big->next, part = count - from < BIG ? count - from : BIG;
    big->next += part;
    m->marks->found = true;
    if (keys) {
        ouro__push_entries(m, keys, from, part);
    } else {
        ouro__push_array(m, items + from, part, sizeof(void *));
    }
    m->budget -= m->budget < BIG / 16 ? m->budget : BIG / 16;
}

static void push_grey(marker *m, size_t word) {
    for (uint64_t grey = m->bits[word] & ~m->scanned[word]; grey; grey &= grey - 1) {
        ouro_object *object = object_of_bit(m, word * 64 + (size_t)__builtin_ctzll(grey));
        if (object) {
            ouro__push(m, ouro__span_of(object, OURO_SPAN_OBJECT));
        } else {
            m->scanned[word] |= grey & -grey;
        }
    }
}

// Puts the grey objects of the next word of bits that has some onto the work list.  False: the last round
// through all bits found none.
static bool find_grey(marker *m) {
    ouro__marks *marks = m->marks;
    const size_t words = marks->extent / (16 * 64);
    for (size_t steps = 0; m->budget; steps++) {
        if (marks->next == words) {
            if (!marks->found) {
                return false;
            }
            marks->next = 0;
            marks->found = false;
        }
        push_grey(m, marks->next++);
        if (m->top) {
            marks->found = true;
            return true;
        }
        m->budget -= steps % 64 == 63;
    }
    return true;
}

bool ouro__marks_begin(ouro_runtime *runtime, ouro__marks *marks) {
    const ouro_heap *heap = runtime->face.heap;
    if (!ouro__bits_make(heap, marks, true)) {
        return false;
    }
    uint64_t *containers = ouro__containers_make(ouro__first_piece(heap));
    if (!containers) {
        ouro__marks_free(marks);
        return false;
    }
    marker m = ouro__marker_of(runtime, marks, containers);
    m.marks = marks;
    ouro__unmark_large(heap);
    ouro__mark_roots(&m);
    m.budget = OURO_MARK_BATCH;
    ouro__marker_drain(&m);
    put_down(&m);
    marks->found = true;
    free(m.stack);
    free(containers);
    return true;
}

bool ouro__marks_go_on(ouro_runtime *runtime, ouro__marks *marks, size_t budget, uint64_t until) {
    uint64_t *containers = ouro__containers_make(ouro__first_piece(runtime->face.heap));
    if (!containers) {
        return true; // what is not marked will be looked at more closely
    }
    marker m = ouro__marker_of(runtime, marks, containers);
    m.marks = marks;
    bool more = true;
    do {
        m.budget = budget;
        ouro__marker_drain(&m);
        while (m.budget && more) {
            if (marks->big_count) {
                look_at_part(&m);
            } else {
                more = find_grey(&m);
            }
            ouro__marker_drain(&m);
        }
    } while (more && ouro__os_clock_ns() < until);
    put_down(&m);
    free(m.stack);
    free(containers);
    return !more;
}

void ouro__marks_add(ouro__marks *marks, ouro_object *object) {
    const size_t offset = (uintptr_t)object - marks->base;
    if (offset < marks->extent) {
        ouro__set_bit(marks->bits, offset);
        ouro__set_bit(marks->scanned, offset);
    }
}
