// SPDX-License-Identifier: MIT
// Where instances keep their attributes.  Floor: object.
//
// Instances of one class mostly assign the same names in the same order.  The class remembers that
// order, its *shape*, and an instance then needs only its values: the attribute word points to a
// block of them (low bit set), value i belonging to name i of the shape, NULL where it has none.  The last
// value is there.  An instance whose attributes came in another order than that of the shape has the
// order beside its values, a byte for each.  What is more than that (more than SHAPE_NAMES names, asking
// for __dict__) turns the values into a dict, and the word then points to it for good.
#include "core.h"

enum { SHAPE_NAMES = 30, SHAPE_SLOTS = 64, NO_NAME = 0xff };

struct ouro_shape {
    uint32_t count;
    uint8_t slot[SHAPE_SLOTS];       // open addressing: index of a name, or NO_NAME
    ouro_object *names[SHAPE_NAMES]; // owned, interned
};

typedef ouro_values values;

// ---- Shapes ---------------------------------------------------------------------------------

static ouro_shape *shape_of(ouro_type *type) {
    if (!type->shape) {
        type->shape = ouro_memory_new(sizeof(ouro_shape));
        if (type->shape) {
            type->shape->count = 0;
            memset(type->shape->slot, NO_NAME, sizeof type->shape->slot);
        }
    }
    return type->shape;
}

void ouro__shape_free(ouro_shape *shape) {
    if (shape) {
        for (uint32_t i = 0; i < shape->count; i++) {
            ouro_decref(shape->names[i]);
        }
        ouro_memory_free(shape);
    }
}

// The slot of `name`, or the free one where it would go: at most half of the slots are taken.
static uint8_t *shape_slot(ouro_shape *shape, const ouro_object *name) {
    size_t i = (size_t)((uintptr_t)name >> 3) * 0x9e3779b97f4a7c15u >> 58;
    while (shape->slot[i] != NO_NAME && shape->names[shape->slot[i]] != name) {
        i = (i + 1) % SHAPE_SLOTS;
    }
    return &shape->slot[i];
}

static unsigned shape_find(ouro_shape *shape, const ouro_object *name) {
    return shape ? *shape_slot(shape, name) : NO_NAME;
}

int ouro_shape_index(const ouro_type *type, ouro_object *name) {
    unsigned i = shape_find(type->shape, name);
    return i == NO_NAME ? -1 : (int)i;
}

ouro_object *ouro__shape_name_borrow(const ouro_type *type, uint32_t i) {
    return type->shape && i < type->shape->count ? type->shape->names[i] : NULL;
}

// ---- Values ---------------------------------------------------------------------------------

static bool is_values(uintptr_t word) {
    return word & 1;
}
static values *values_of(uintptr_t word) {
    return (values *)(word & ~(uintptr_t)1);
}

// The indexes of an ordered instance's attributes, in the order in which they came.
static uint8_t *order_of(values *held) {
    return (uint8_t *)&held->item[held->room];
}

static size_t bytes_for(uint32_t room, bool ordered) {
    return sizeof(values) + room * sizeof(ouro_object *) + (ordered ? room : 0);
}

// Room for value `i`; the word may move to a larger block.
static values *values_grow(uintptr_t *word, uint32_t i) {
    values *old = *word ? values_of(*word) : NULL;
    if (old && i < old->room) {
        return old;
    }
    uint32_t room = old ? old->room * 2u : 3, ordered = old ? old->ordered : 0;
    room = room > i ? room : i + 1;
    const size_t bytes = bytes_for(room, ordered);
    values *grown = old ? ouro_memory_resize(old, bytes) : ouro_memory_new(bytes);
    if (grown) {
        if (ordered) {
            memmove(&grown->item[room], order_of(grown), ordered);
        }
        grown->count = old ? grown->count : 0;
        grown->room = (uint16_t)room;
        grown->ordered = (uint16_t)ordered;
        *word = (uintptr_t)grown | 1;
    }
    return grown;
}

ouro_values *ouro_values_begin(ouro_object *object, size_t offset) {
    return values_grow((uintptr_t *)(void *)((char *)object + offset), 0);
}

// Writes down the order, which has been that of the shape until now.
static values *values_order(uintptr_t *word) {
    values *held = values_of(*word);
    if (held->ordered) {
        return held;
    }
    held = ouro_memory_resize(held, bytes_for(held->room, true));
    if (held) {
        *word = (uintptr_t)held | 1;
        for (uint32_t i = 0; i < held->count; i++) {
            if (held->item[i]) {
                order_of(held)[held->ordered++] = (uint8_t)i;
            }
        }
    }
    return held;
}

static void values_forget_order(values *held, unsigned i) {
    uint8_t *order = order_of(held),
            *place = held->ordered ? memchr(order, (int)i, held->ordered) : NULL;
    if (place) {
        held->ordered--;
        memmove(place, place + 1, (size_t)(order + held->ordered - place));
    }
}

// The k-th attribute: its index, which may be that of a hole when there is no order beside the values.
static uint32_t values_at(values *held, uint32_t k) {
    return held->ordered ? order_of(held)[k] : k;
}

// The dict behind the word, made from the values if need be: borrowed.
static ouro_object *materialise(ouro_object *object, uintptr_t *word) {
    if (*word && !is_values(*word)) {
        return (ouro_object *)*word;
    }
    ouro_object *dict = ouro_dict_new();
    if (!dict) {
        return NULL;
    }
    if (OURO_UNLIKELY(*word && !is_values(*word))) { // a collection made one meanwhile
        ouro_decref(dict);
        return (ouro_object *)*word;
    }
    values *held = *word ? values_of(*word) : NULL;
    ouro_shape *shape = object->type->shape;
    const uint32_t n = !held ? 0 : held->ordered ? held->ordered : held->count;
    for (uint32_t k = 0; k < n; k++) {
        const uint32_t i = values_at(held, k);
        if (held->item[i] && ouro_dict_set(dict, shape->names[i], held->item[i]) < 0) {
            ouro_decref(dict);
            return NULL;
        }
    }
    ouro_object_stored_held(object);
    *word = (uintptr_t)dict;
    if (held) {
        for (uint32_t i = 0; i < held->count; i++) {
            if (held->item[i]) {
                ouro_decref_held(held->item[i]); // the dict has it now
            }
        }
        ouro_memory_free(held);
    }
    return dict;
}

// ---- Reading --------------------------------------------------------------------------------

ouro_object *ouro__attrs_get_borrow(ouro_object *object, ouro_object *name) {
    uintptr_t *word = ouro__attrs_word(object);
    if (!word || !*word) {
        return NULL;
    }
    if (!is_values(*word)) {
        return ouro_dict_get_borrow((ouro_object *)*word, name);
    }
    unsigned i;
    if (OURO_LIKELY(ouro_str_is_interned(name))) {
        i = shape_find(object->type->shape, name);
    } else {
        ouro_object *interned = ouro_newref(name);
        ouro_str_intern(&interned);
        i = shape_find(object->type->shape, interned);
        ouro_decref(interned);
    }
    values *held = values_of(*word);
    return i < held->count ? held->item[i] : NULL;
}

ouro_object *ouro_own_attr_borrow(ouro_object *object, ouro_object *name) {
    return ouro__attrs_get_borrow(object, name);
}

ouro_object *ouro_attributes(ouro_object *object) {
    uintptr_t *word = ouro__attrs_word(object);
    if (!word) {
        return ouro_raise_attribute(object, ouro__name(dict));
    }
    return ouro_xnewref(materialise(object, word));
}

// ---- Changing -------------------------------------------------------------------------------

// Sets value `i` of the shape: 0, or -1 without memory.
static int values_set(uintptr_t *word, unsigned i, ouro_object *value) {
    values *held = *word ? values_of(*word) : NULL;
    if (held && i < held->count && held->item[i]) {
        ouro_replace(&held->item[i], ouro_newref(value));
        return 0;
    }
    bool another_order = held && (held->ordered || i < held->count);
    held = values_grow(word, i);
    if (held && another_order) {
        held = values_order(word);
    }
    if (!held) {
        return -1;
    }
    while (held->count <= i) {
        held->item[held->count++] = NULL;
    }
    held->item[i] = ouro_newref(value);
    if (another_order) {
        order_of(held)[held->ordered++] = (uint8_t)i;
    }
    return 0;
}

// Tries to do without a dict with `name` set: 0 done, 1 needs a dict, -1 no memory.
static int set_in_values(ouro_object *object, uintptr_t *word, ouro_object *name,
                         ouro_object *value) {
    if (!(object->type->flags & OURO_TF_HEAP) || object->type->flags & OURO_TF_METHOD) {
        // Few instances of built-in types have attributes, and their shapes would never die.  Those of
        // functions are seldom alike, and 3.11 counts a dict of each.
        return 1;
    }
    ouro_shape *shape = shape_of(object->type);
    if (!shape) {
        return -1;
    }
    ouro_object_stored_held(object);
    uint8_t *slot = shape_slot(shape, name);
    if (*slot == NO_NAME) {
        if (shape->count == SHAPE_NAMES) {
            return 1;
        }
        if (values_set(word, shape->count, value) < 0) {
            return -1;
        }
        *slot = (uint8_t)shape->count;
        shape->names[shape->count++] = ouro_newref(name);
        if (ouro_type_lookup_borrow(object->type, name)) {
            ouro_type_modified(object->type); // instances may now hide what the class has
        }
        return 0;
    }
    return values_set(word, *slot, value);
}

// Deletes from the values: 0 done, 1 absent.
static int delete_in_values(ouro_object *object, uintptr_t *word, const ouro_object *name) {
    values *held = *word ? values_of(*word) : NULL;
    unsigned i = held ? shape_find(object->type->shape, name) : NO_NAME;
    if (!held || i >= held->count || !held->item[i]) {
        return 1;
    }
    ouro_object *value = held->item[i];
    held->item[i] = NULL;
    values_forget_order(held, i);
    while (held->count && !held->item[held->count - 1]) {
        held->count--;
    }
    ouro_decref(value);
    return 0;
}

static int delete_in_dict(ouro_object *dict, ouro_object *name) {
    ouro_object *value;
    int found = ouro_dict_pop(dict, name, &value);
    if (found == 1) {
        ouro_decref(value);
    }
    return found == 1 ? 0 : found == 0 ? 1 : -1;
}

// Sets or (value NULL) deletes an own attribute: 0, -1 with an exception, 1 absent or no attributes.
static int set_interned(ouro_object *object, uintptr_t *word, ouro_object *name,
                        ouro_object *value) {
    if (!*word || is_values(*word)) {
        if (!value) {
            return delete_in_values(object, word, name);
        }
        int result = set_in_values(object, word, name, value);
        if (result != 1) {
            return result;
        }
        if (!materialise(object, word)) {
            return -1;
        }
    }
    ouro_object *dict = ouro_newref((ouro_object *)*word);
    int result = value ? ouro_dict_set(dict, name, value) : delete_in_dict(dict, name);
    ouro_decref(dict);
    return result;
}

int ouro__attrs_set(ouro_object *object, ouro_object *name, ouro_object *value) {
    uintptr_t *word = ouro__attrs_word(object);
    if (!word) {
        return 1;
    }
    if (OURO_LIKELY(ouro_str_is_interned(name))) {
        return set_interned(object, word, name, value);
    }
    ouro_object *interned = ouro_newref(name);
    ouro_str_intern(&interned);
    int result;
    if (ouro_str_is_interned(interned)) {
        result = set_interned(object, word, interned, value);
    } else { // a subclass of str, or no memory to intern: keys of a dict may be anything
        result = materialise(object, word) ? set_interned(object, word, interned, value) : -1;
    }
    ouro_decref(interned);
    return result;
}

// __dict__ = dict.
static int replace_dict(ouro_object *object, ouro_object *dict) {
    uintptr_t *word = ouro__attrs_word(object);
    if (!word || !materialise(object, word)) {
        return -1;
    }
    ouro_object *old = (ouro_object *)*word;
    ouro_object_stored_held(object);
    *word = (uintptr_t)ouro_newref(dict);
    ouro_decref(old);
    return 0;
}

ouro_object *ouro__get_attributes(ouro_object *self, void *context) {
    (void)context;
    return ouro_attributes(self);
}

int ouro__set_attributes(ouro_object *self, ouro_object *value, void *context) {
    (void)context;
    if (!value || !ouro_is(value, OURO_T_DICT)) {
        ouro_raise(OURO_EXC_TypeError, "__dict__ must be set to a dictionary, not a '%s'",
                   value ? ouro_type_of(value)->name : "NULL");
        return -1;
    }
    return replace_dict(self, value);
}

int ouro__attrs_detach(ouro_object *object) {
    uintptr_t *word = ouro__attrs_word(object);
    return !word || !*word || materialise(object, word) ? 0 : -1;
}

void ouro__attrs_drop(ouro_object *object) {
    uintptr_t *word = ouro__attrs_word(object);
    if (!word || !*word) {
        return;
    }
    uintptr_t old = *word;
    *word = 0;
    if (!is_values(old)) {
        ouro_decref((ouro_object *)old);
        return;
    }
    values *held = values_of(old);
    for (uint32_t i = 0; i < held->count; i++) {
        ouro_xdecref(held->item[i]);
    }
    ouro_memory_free(held);
}
