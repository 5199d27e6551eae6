// SPDX-License-Identifier: MIT
// Where instances keep their attributes.  Floor: object.
//
// Instances of one class mostly assign the same names in the same order.  The class remembers that
// order, its *shape*, and an instance then needs only its values: the attribute word points to a
// block of them (low bit set), value i belonging to name i of the shape, NULL where it has none.  The
// invariant that makes it simple: an instance's attributes are in the order of the shape, and its last
// value is there.  Whatever would break that (another order, more than SHAPE_NAMES names, asking for
// __dict__) turns the values into a dict, and the word then points to it for good.
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

// Room for value `i`; the word may move to a larger block.
static values *values_grow(uintptr_t *word, uint32_t i) {
    values *old = *word ? values_of(*word) : NULL;
    if (old && i < old->room) {
        return old;
    }
    uint32_t room = old ? old->room * 2 : 3;
    room = room > i ? room : i + 1;
    values *grown = ouro_memory_resize(old, sizeof(values) + room * sizeof(ouro_object *));
    if (grown) {
        grown->count = old ? grown->count : 0;
        grown->room = room;
        *word = (uintptr_t)grown | 1;
    }
    return grown;
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
    values *held = *word ? values_of(*word) : NULL;
    ouro_shape *shape = object->type->shape;
    for (uint32_t i = 0; held && i < held->count; i++) {
        if (held->item[i] && ouro_dict_set(dict, shape->names[i], held->item[i]) < 0) {
            ouro_decref(dict);
            return NULL;
        }
    }
    *word = (uintptr_t)dict;
    if (held) {
        for (uint32_t i = 0; i < held->count; i++) {
            ouro_xdecref(held->item[i]); // the dict holds them now
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

// Adds value `i` of the shape behind the last one that is there, or replaces it: 0 done, 1 needs a
// dict, -1 no memory.
static int values_set(uintptr_t *word, unsigned i, ouro_object *value) {
    values *held = *word ? values_of(*word) : NULL;
    if (held && i < held->count) {
        if (!held->item[i]) {
            return 1;
        }
        ouro_replace(&held->item[i], ouro_newref(value));
        return 0;
    }
    held = values_grow(word, i);
    if (!held) {
        return -1;
    }
    while (held->count < i) {
        held->item[held->count++] = NULL;
    }
    held->item[held->count++] = ouro_newref(value);
    return 0;
}

// Tries to keep the invariant with `name` set: 0 done, 1 needs a dict, -1 no memory.
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
