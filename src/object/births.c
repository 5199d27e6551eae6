// SPDX-License-Identifier: MIT
// Where objects were made: remembered, when the runtime is told to, from birth to birth.
// Floor: object.  SPEC row R5.
//
// A hash table from address to birth number and place.  Nothing is taken out when an object dies: the
// next one at that address takes the entry over, and an entry whose birth number is not the object's
// says nothing.  Places are few and kept once: either the text that the embedder's function gave, or
// the addresses of the calls that led here.  All of it is malloc's, beside the heap.
#include "core.h"
#include "os.h"
#include <stdio.h>
#include <stdlib.h>

enum { TEXT_ROOM = 256, FRAMES = 12, OWN_FRAMES = 2, SHOWN_FRAMES = 6 };

typedef struct entry {
    const ouro_object *object;
    uint32_t birth, place;
} entry;

typedef struct place {
    bool is_text;
    uint32_t bytes;
    void *data;
} place;

struct ouro__births {
    entry *entries; // open addressing
    size_t mask, used;
    place *places;
    size_t place_count;
    uint32_t *index; // hash table: a place plus 1, or 0
    size_t index_mask;
    ouro_place_fn function;
    void *arg;
};

int ouro__births_start(ouro_runtime *runtime) {
    struct ouro__births *births = calloc(1, sizeof *births);
    if (births) {
        births->mask = 1023;
        births->entries = calloc(births->mask + 1, sizeof *births->entries);
        births->index_mask = 255;
        births->index = calloc(births->index_mask + 1, sizeof *births->index);
    }
    runtime->births = births;
    return births && births->entries && births->index ? 0 : -1;
}

void ouro__births_stop(ouro_runtime *runtime) {
    struct ouro__births *births = runtime->births;
    runtime->births = NULL;
    if (births) {
        for (size_t i = 0; i < births->place_count; i++) {
            free(births->places[i].data);
        }
        free(births->places);
        free(births->index);
        free(births->entries);
        free(births);
    }
}

void ouro_runtime_set_place(ouro_place_fn function, void *arg) {
    struct ouro__births *births = ouro__runtime()->births;
    if (births) {
        births->function = function;
        births->arg = arg;
    }
}

// ---- Places -----------------------------------------------------------------------------------

static uint64_t hash_bytes(const void *data, size_t bytes) {
    const uint8_t *at = data;
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < bytes; i++) {
        hash = (hash ^ at[i]) * 0x100000001b3u;
    }
    return hash;
}

static bool is_place(const place *known, const place *wanted) {
    return known->is_text == wanted->is_text && known->bytes == wanted->bytes &&
           memcmp(known->data, wanted->data, wanted->bytes) == 0;
}

static void index_place(struct ouro__births *births, uint32_t which) {
    const place *known = &births->places[which];
    size_t at = hash_bytes(known->data, known->bytes) & births->index_mask;
    while (births->index[at]) {
        at = (at + 1) & births->index_mask;
    }
    births->index[at] = which + 1;
}

static bool grow_places(struct ouro__births *births) {
    if (births->place_count * 2 <= births->index_mask) {
        return true;
    }
    size_t mask = births->index_mask * 2 + 1;
    uint32_t *index = calloc(mask + 1, sizeof *index);
    if (!index) {
        return false;
    }
    free(births->index);
    births->index = index;
    births->index_mask = mask;
    for (uint32_t i = 0; i < births->place_count; i++) {
        index_place(births, i);
    }
    return true;
}

// The number of a place, plus 1; 0 without memory.
static uint32_t place_number(struct ouro__births *births, const place *wanted) {
    size_t at = hash_bytes(wanted->data, wanted->bytes) & births->index_mask;
    for (; births->index[at]; at = (at + 1) & births->index_mask) {
        if (is_place(&births->places[births->index[at] - 1], wanted)) {
            return births->index[at];
        }
    }
    if (!grow_places(births)) {
        return 0;
    }
    if (births->place_count % 64 == 0) {
        place *grown = realloc(births->places, (births->place_count + 64) * sizeof *grown);
        if (!grown) {
            return 0;
        }
        births->places = grown;
    }
    void *copy = malloc(wanted->bytes + 1u);
    if (!copy) {
        return 0;
    }
    memcpy(copy, wanted->data, wanted->bytes);
    births->places[births->place_count] = (place){wanted->is_text, wanted->bytes, copy};
    index_place(births, (uint32_t)births->place_count);
    return (uint32_t)++births->place_count;
}

static uint32_t place_here(struct ouro__births *births) {
    if (births->function) {
        char text[TEXT_ROOM] = "";
        births->function(text, sizeof text, births->arg);
        place here = {true, (uint32_t)strnlen(text, sizeof text), text};
        return here.bytes ? place_number(births, &here) : 0;
    }
    void *frames[FRAMES];
    size_t n = ouro__os_call_stack(frames, FRAMES);
    if (n <= OWN_FRAMES) {
        return 0;
    }
    place here = {false, (uint32_t)((n - OWN_FRAMES) * sizeof *frames), frames + OWN_FRAMES};
    return place_number(births, &here);
}

// ---- Births -----------------------------------------------------------------------------------

static entry *entry_of(entry *entries, size_t mask, const ouro_object *object) {
    size_t at = (size_t)((uintptr_t)object >> 3) * 0x9e3779b97f4a7c15u >> 16 & mask;
    while (entries[at].object && entries[at].object != object) {
        at = (at + 1) & mask;
    }
    return &entries[at];
}

static bool grow_entries(struct ouro__births *births) {
    size_t mask = births->mask * 2 + 1;
    entry *entries = calloc(mask + 1, sizeof *entries);
    if (!entries) {
        return false;
    }
    for (size_t i = 0; i <= births->mask; i++) {
        if (births->entries[i].object) {
            *entry_of(entries, mask, births->entries[i].object) = births->entries[i];
        }
    }
    free(births->entries);
    births->entries = entries;
    births->mask = mask;
    return true;
}

void ouro__birth_note(ouro_runtime *runtime, const ouro_object *object) {
    struct ouro__births *births = runtime->births;
    entry *found = entry_of(births->entries, births->mask, object);
    if (!found->object) {
        if (births->used * 2 > births->mask) {
            if (!grow_entries(births)) {
                return; // it is not known, then
            }
            found = entry_of(births->entries, births->mask, object);
        }
        births->used++;
    }
    *found = (entry){object, object->birth, place_here(births)};
}

// ---- Reading ----------------------------------------------------------------------------------

static void describe_calls(const place *calls, char *text, size_t room) {
    void *frames[FRAMES];
    size_t n = calls->bytes / sizeof *frames, at = 0;
    memcpy(frames, calls->data, calls->bytes);
    for (size_t i = 0, shown = 0; i < n && shown < SHOWN_FRAMES && at + 1 < room; i++) {
        char name[128];
        if (ouro__os_name_address(frames[i], name, sizeof name)) {
            int length = snprintf(text + at, room - at, "%s%s", shown++ ? " < " : "", name);
            at += length > 0 ? (size_t)length : 0;
        }
    }
}

bool ouro__birth_place(const ouro_runtime *runtime, const ouro_object *object, char *text,
                       size_t room) {
    const struct ouro__births *births = runtime->births;
    text[0] = 0;
    if (!births) {
        return false;
    }
    const entry *found = entry_of(births->entries, births->mask, object);
    if (!found->object || found->birth != object->birth || !found->place) {
        return false;
    }
    const place *where = &births->places[found->place - 1];
    if (where->is_text) {
        snprintf(text, room, "%.*s", (int)where->bytes, (const char *)where->data);
    } else {
        describe_calls(where, text, room);
    }
    return text[0] != 0;
}
