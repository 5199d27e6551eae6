// SPDX-License-Identifier: MIT
// How objects come to life: memory from the right family of pools, a header, a place in the youngest
// generation.  Floor: object.  SPEC rows R1, G1, G3.
#include "core.h"

// ---- Plain memory ---------------------------------------------------------------------------

void *ouro__check_memory(void *memory) {
    return memory ? memory : ouro_raise_memory();
}

void *ouro_memory_new(size_t bytes) {
    return ouro__check_memory(ouro_heap_alloc(ouro_current->heap, bytes));
}

void *ouro_memory_resize(void *memory, size_t bytes) {
    return ouro__check_memory(ouro_heap_realloc(ouro_current->heap, memory, bytes));
}

void ouro_memory_free(void *memory) {
    if (memory) {
        ouro_heap_free(ouro_current->heap, memory);
    }
}

// ---- Sizes ----------------------------------------------------------------------------------

// Bytes of the fixed part and the items of an object whose layout has a variable size.
static size_t variable_size(const ouro_object *object) {
    switch (object->type->layout) {
    case OURO_T_INT: {
        intptr_t word = ((const ouro_int *)object)->word;
        return sizeof(ouro_int) + (word & 1 ? 0 : (size_t)(word >> 2) * sizeof(uint64_t));
    }
    case OURO_T_STR: {
        const ouro_string *str = (const ouro_string *)object;
        return sizeof(ouro_string) + (str->length + 1) * str->width;
    }
    case OURO_T_BYTES: return sizeof(ouro_bytes) + ((const ouro_bytes *)object)->length + 1;
    case OURO_T_TUPLE:
        return sizeof(ouro_tuple) + ((const ouro_tuple *)object)->length * sizeof(ouro_object *);
    default: return object->type->instance_size;
    }
}

static size_t word_up(size_t bytes) {
    return (bytes + sizeof(void *) - 1) & ~(sizeof(void *) - 1);
}

static size_t tail_words(const ouro_type *type) {
    return (size_t)(type->attrs_offset == OURO_OFFSET_TAIL) +
           (size_t)(type->weak_offset == OURO_OFFSET_TAIL);
}

size_t ouro__object_size(const ouro_object *object) {
    size_t size = variable_size(object), tail = tail_words(object->type);
    return tail ? word_up(size) + tail * sizeof(void *) : size;
}

// The attribute word comes first in the tail, the weak list last.
uintptr_t *ouro__attrs_tail_word(ouro_object *object) {
    return (uintptr_t *)(void *)((char *)object + word_up(variable_size(object)));
}

ouro_object **ouro__weakrefs_tail_slot(ouro_object *object) {
    char *end = (char *)object + ouro__object_size(object);
    return (ouro_object **)(void *)(end - sizeof(void *));
}

// ---- Objects --------------------------------------------------------------------------------

// Counts a container that is about to be made, and collects when its generation is due.
static inline void count_container(ouro_runtime *runtime) {
    ouro__pace *pace = &runtime->pace;
    if (OURO_UNLIKELY(++pace->count[0] > pace->trigger) && pace->enabled && pace->threshold[0] &&
        !pace->collecting && !runtime->face.raised) {
        ouro__gc_automatic(runtime);
    }
}

// Memory is short: a full collection may help.  Not when one allocation is made to fail on purpose:
// the failure is what is to be seen.  And for objects only: a collection runs finalizers, and whoever
// asks for plain memory (a list that grows, a table that is rebuilt) goes on with what it read before.
static OURO_COLD void *allocate_again(ouro_runtime *runtime, ouro_family family, size_t bytes) {
    bool started = runtime->first_birth != 0;
    if (started && !ouro_heap_fails_once(runtime->face.heap) && !runtime->pace.collecting &&
        !runtime->face.raised && bytes <= PTRDIFF_MAX) {
        ouro_gc_collect(OURO_GENERATIONS - 1);
        ouro_raised_clear();
        return ouro_heap_alloc_in(runtime->face.heap, family, bytes);
    }
    return NULL;
}

// Whether instances are tracked from the beginning.
static inline bool is_tracked_at_birth(const ouro_type *type) {
    return (type->flags & (OURO_TF_CONTAINER | OURO_TF_UNTRACKED)) == OURO_TF_CONTAINER;
}

// Memory for one, with the head of a new object.  NULL with MemoryError.
OURO_INLINE ouro_object *begin(ouro_runtime *runtime, ouro_type *type, ouro_family family,
                               size_t bytes) {
    ouro_object *object = ouro_heap_alloc_in(runtime->face.heap, family, bytes);
    if (OURO_UNLIKELY(!object)) {
        object = allocate_again(runtime, family, bytes);
        if (!object) {
            return ouro_raise_memory();
        }
    }
    object->refs = 1;
    object->type = type;
    ouro__be_born(runtime, object);
    if (type->flags & OURO_TF_HEAP) {
        ouro_incref(type);
    }
    return object;
}

OURO_INLINE ouro_object *new_container(ouro_runtime *runtime, ouro_type *type, size_t bytes,
                                       bool tracked) {
    count_container(runtime);
    ouro_object *object = begin(runtime, type, OURO_CONTAINER, bytes);
    if (OURO_LIKELY(object)) {
        uint8_t *state = ouro__heap_state(runtime->face.heap, object);
        ouro__settle_new(object, type);
        if (tracked) {
            ouro__track_as(runtime, object, type, state, OURO_STATE_LIVE);
        } else {
            *state = OURO_STATE_LIVE;
        }
    }
    return object;
}

OURO_INLINE ouro_object *new_object(ouro_type *type, size_t bytes, bool tracked) {
    ouro_runtime *runtime = ouro__runtime();
    return type->flags & OURO_TF_CONTAINER ? new_container(runtime, type, bytes, tracked)
                                           : begin(runtime, type, OURO_ATOM, bytes);
}

ouro_object *ouro_object_new_raw(ouro_type *type, size_t bytes) {
    return new_object(type, bytes, false);
}

// Most objects are so small that a call would take longer.
static inline void clear_fields(ouro_object *object, size_t bytes) {
    enum { FEW = 8 }; // words
    uintptr_t *word = (uintptr_t *)(void *)(object + 1);
    const size_t words = (bytes - sizeof(ouro_object)) / sizeof *word;
    if (OURO_UNLIKELY(words > FEW || bytes % sizeof *word)) {
        memset(word, 0, bytes - sizeof(ouro_object));
        return;
    }
    for (size_t i = 0; i < words; i++) {
        word[i] = 0;
        __asm__(
            ""
            : "+r"(word)); // the string instruction that this would become takes longer to start
    }
}

ouro_object *ouro__object_new_var(ouro_type *type, size_t bytes) {
    size_t tail = tail_words(type);
    size_t whole = tail ? word_up(bytes) + tail * sizeof(void *) : bytes;
    if (OURO_UNLIKELY(whole < bytes)) {
        return ouro_raise_memory();
    }
    ouro_object *object = new_object(type, whole, is_tracked_at_birth(type));
    if (OURO_LIKELY(object)) {
        clear_fields(object, whole);
    }
    return object;
}

ouro_object *ouro_object_new(ouro_type *type, size_t items) {
    size_t bytes;
    if (OURO_UNLIKELY(__builtin_mul_overflow(items, type->item_size, &bytes) ||
                      __builtin_add_overflow(bytes, type->instance_size, &bytes))) {
        return ouro_raise_memory();
    }
    return ouro__object_new_var(type, bytes);
}

void ouro_object_free(ouro_object *object) {
    ouro_runtime *runtime = ouro__runtime();
    if (ouro__is_container(object) && runtime->pace.count[0]) {
        runtime->pace.count[0]--;
    }
    ouro_heap_free(runtime->face.heap, object);
}
