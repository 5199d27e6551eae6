// SPDX-License-Identifier: MIT
// Blocks and their objects: the bytes of one, whose a block is, and what to call it.
// Floor: inspect.  SPEC rows R5, P12.
#include "census.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- The blocks of one object -----------------------------------------------------------------

static size_t usable(const void *memory) {
    return memory ? ouro_heap_usable_size(ouro_current->heap, memory) : 0;
}

// The attributes of an object that share the layout of its class, or NULL.
static const void *own_values(ouro_object *object) {
    const uintptr_t *attrs = ouro__attrs_word(object);
    return attrs && *attrs & 1 ? (const void *)(*attrs & ~(uintptr_t)1) : NULL;
}

// The array or table of an object, and the bytes in it; NULL: none.
static const void *own_table(ouro_object *object, size_t *bytes) {
    const ouro_type *type = ouro_type_of(object);
    const void *table = NULL;
    if (type->items.present && type->items.indirect) {
        memcpy(&table, (const char *)object + type->items.items_offset, sizeof table);
    } else if (ouro_is(object, OURO_T_LIST)) {
        table = ((const ouro_list *)object)->items;
    } else if (ouro_is(object, OURO_T_DICT)) {
        const ouro_dict_keys *keys = ((const ouro_dict *)object)->keys;
        *bytes = ouro__keys_bytes(keys);
        return *bytes ? keys : NULL; // the empty ones share a constant
    } else if (ouro__is_any_set(object)) {
        const ouro__set *set = (const ouro__set *)object;
        table = set->table != set->small ? set->table : NULL;
    }
    *bytes = usable(table);
    return table;
}

int ouro_inspect_buffers(ouro_object *object, ouro_buffer_fn visit, void *arg) {
    size_t bytes;
    const void *table = own_table(object, &bytes);
    int result = table ? visit(table, bytes, arg) : 0;
    const void *values = own_values(object);
    return result == 0 && values ? visit(values, usable(values), arg) : result;
}

static int add_bytes(const void *buffer, size_t bytes, void *arg) {
    (void)buffer;
    *(size_t *)arg += bytes;
    return 0;
}

size_t ouro_inspect_bytes(ouro_object *object) {
    size_t bytes = usable(object);
    ouro_inspect_buffers(object, add_bytes, &bytes);
    return bytes;
}

// ---- Whose a block is -------------------------------------------------------------------------

typedef struct search {
    ouro_block_owner *blocks;
    size_t n;
    ouro_object *object; // looked at
} search;

static int by_address(const void *a, const void *b) {
    uintptr_t x = (uintptr_t)((const ouro_block_owner *)a)->address,
              y = (uintptr_t)((const ouro_block_owner *)b)->address;
    return (x > y) - (x < y);
}

static void note(const search *all, const void *address, bool beside) {
    ouro_block_owner key = {.address = address};
    ouro_block_owner *found =
        address ? bsearch(&key, all->blocks, all->n, sizeof key, by_address) : NULL;
    if (found) {
        found->object = all->object;
        found->beside = beside;
    }
}

static int note_buffer(const void *buffer, size_t bytes, void *arg) {
    (void)bytes;
    note(arg, buffer, true);
    return 0;
}

static int note_object(ouro_object *object, void *arg) {
    search *all = arg;
    all->object = object;
    note(all, object, false);
    ouro_inspect_buffers(object, note_buffer, all);
    if (ouro_is_type(object)) { // which keeps more than what its size is said to be
        const ouro_type *type = (const ouro_type *)(const void *)object;
        note(all, type->fields, true);
        note(all, type->subclasses, true);
        note(all, type->shape, true);
    }
    return 0;
}

void ouro_inspect_owners(ouro_block_owner *blocks, size_t n) {
    search all = {.blocks = blocks, .n = n};
    for (size_t i = 0; i < n; i++) {
        blocks[i].object = NULL;
        blocks[i].beside = false;
    }
    if (n) {
        qsort(blocks, n, sizeof *blocks, by_address);
        ouro_visit_all_objects(note_object, &all);
    }
}

// ---- A few words ------------------------------------------------------------------------------

enum { SHOWN_CHARS = 30 };

// The first characters of a str, as ASCII.
static void describe_str(ouro_object *str, char *text, size_t room) {
    size_t length = ouro_str_length(str), at = 0;
    char shown[SHOWN_CHARS * 10 + 1] = "";
    for (size_t i = 0; i < length && i < SHOWN_CHARS; i++) {
        uint32_t c = ouro_str_char(str, i);
        const char *format = c >= 0x20 && c < 0x7f ? "%c"
                             : c < 0x100           ? "\\x%02" PRIx32
                             : c < 0x10000         ? "\\u%04" PRIx32
                                                   : "\\U%08" PRIx32;
        at += (size_t)snprintf(shown + at, sizeof shown - at, format, c);
    }
    snprintf(text, room, "str '%s'%s", shown, length > SHOWN_CHARS ? "..." : "");
}

static bool count_items(const ouro_object *object, size_t *count) {
    if (ouro_is(object, OURO_T_LIST)) {
        *count = ((const ouro_list *)object)->length;
    } else if (ouro_is(object, OURO_T_TUPLE)) {
        *count = ((const ouro_tuple *)object)->length;
    } else if (ouro_is(object, OURO_T_DICT)) {
        *count = ((const ouro_dict *)object)->length;
    } else if (ouro_is(object, OURO_T_BYTES)) {
        *count = ((const ouro_bytes *)object)->length;
    } else if (ouro__is_any_set(object)) {
        *count = ((const ouro__set *)object)->used;
    } else {
        return false;
    }
    return true;
}

void ouro_inspect_describe(ouro_object *object, char *text, size_t room) {
    const ouro_type *type = ouro_type_of(object);
    const char *name = type->name ? type->name : "?";
    size_t count;
    if (ouro_is(object, OURO_T_STR)) {
        describe_str(object, text, room);
    } else if (ouro_is_type(object)) {
        const char *own = ((const ouro_type *)(const void *)object)->name;
        snprintf(text, room, "type %s", own ? own : "?");
    } else if (ouro_is(object, OURO_T_INT) && ouro_int_is_compact(object)) {
        snprintf(text, room, "%s %" PRId64, name, ouro_int_compact(object));
    } else if (ouro_is(object, OURO_T_FLOAT)) {
        snprintf(text, room, "%s %g", name, ouro_float_value(object));
    } else if (count_items(object, &count)) {
        snprintf(text, room, "%s of %zu", name, count);
    } else {
        snprintf(text, room, "%s", name);
    }
}
