// SPDX-License-Identifier: MIT
// What a reference is called: "['key']", "[3]", ".name".  Floor: inspect.  SPEC row R5.
#include "explain.h"
#include <inttypes.h>
#include <stdio.h>

static ouro_object *word_at(const ouro_object *object, size_t offset) {
    ouro_object *word;
    memcpy(&word, (const char *)object + offset, sizeof word);
    return word;
}

// Fields of the built-in layouts that no member names.
static bool name_builtin(const ouro_object *from, const ouro_object *to, char *text, size_t room) {
    static const struct {
        uint16_t layout, offset;
        const char *name;
    } fields[] = {{OURO_T_MODULE, offsetof(ouro_module, dict), "__dict__"},
                  {OURO_T_TYPE, offsetof(ouro_type, dict), "__dict__"},
                  {OURO_T_TYPE, offsetof(ouro_type, base), "__base__"},
                  {OURO_T_TYPE, offsetof(ouro_type, bases), "__bases__"},
                  {OURO_T_TYPE, offsetof(ouro_type, mro), "__mro__"},
                  {OURO_T_CELL, offsetof(ouro_cell, value), "cell_contents"},
                  {OURO_T_BOUND_METHOD, offsetof(ouro_bound_method, function), "__func__"},
                  {OURO_T_BOUND_METHOD, offsetof(ouro_bound_method, self), "__self__"}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (ouro_type_of(from)->layout == fields[i].layout &&
            word_at(from, fields[i].offset) == to) {
            snprintf(text, room, ".%s", fields[i].name);
            return true;
        }
    }
    return false;
}

static bool name_entry(ouro_object *dict, const ouro_object *to, char *text, size_t room) {
    size_t at = 0;
    ouro_object *key, *value;
    while (ouro_dict_next(dict, &at, &key, &value, NULL)) {
        if (value == to) {
            char shown[64];
            ouro_inspect_describe(key, shown, sizeof shown);
            bool str = ouro_is(key, OURO_T_STR);
            snprintf(text, room, "[%s]", str ? shown + strlen("str ") : shown);
            return true;
        }
        if (key == to) {
            snprintf(text, room, " (a key)");
            return true;
        }
    }
    return false;
}

static bool name_item(ouro_object *from, const ouro_object *to, char *text, size_t room) {
    const ouro_items *at = &ouro_type_of(from)->items;
    if (!at->present) {
        return false;
    }
    ouro_object *const *items = (ouro_object *const *)(void *)((char *)from + at->items_offset);
    items = at->indirect ? *(ouro_object *const *const *)(const void *)items : items;
    const size_t count = *(const size_t *)(void *)((char *)from + at->count_offset);
    for (size_t i = 0; i < count; i++) {
        if (items[i] == to) {
            snprintf(text, room, "[%zu]", i);
            return true;
        }
    }
    return false;
}

// An attribute that stands among the values of its class's shape, or the dict of all attributes.
static bool name_attribute(ouro_object *from, const ouro_object *to, char *text, size_t room) {
    const uintptr_t *word = ouro__attrs_word(from);
    if (!word || !*word) {
        return false;
    }
    if (!(*word & 1)) {
        bool found = (const ouro_object *)*word == to;
        if (found) {
            snprintf(text, room, ".__dict__");
        }
        return found;
    }
    const ouro_values *values = (const ouro_values *)(*word & ~(uintptr_t)1);
    for (uint32_t i = 0; i < values->count; i++) {
        ouro_object *name = ouro__shape_name_borrow(ouro_type_of(from), i);
        if (values->item[i] == to && name) {
            const char *ascii = ouro_str_ascii_borrow(name);
            snprintf(text, room, ".%s", ascii ? ascii : "?");
            return true;
        }
    }
    return false;
}

static const char *member_at(const ouro_type *type, size_t offset) {
    for (; type; type = type->base) {
        const ouro_member *each = type->spec ? type->spec->members : NULL;
        for (; each && each->name; each++) {
            unsigned kind = each->kind & OURO_MEMBER_KIND;
            bool reference = kind == OURO_MEMBER_OBJECT || kind == OURO_MEMBER_OBJECT_EX;
            if (reference && each->offset == offset) {
                return each->name;
            }
        }
    }
    return NULL;
}

static bool name_field(const ouro_object *from, const ouro_object *to, char *text, size_t room) {
    const ouro_type *type = ouro_type_of(from);
    for (uint32_t i = 0; i < type->field_count; i++) {
        if (word_at(from, type->fields[i]) == to) {
            const char *name = member_at(type, type->fields[i]);
            if (name) {
                snprintf(text, room, ".%s", name);
            } else {
                snprintf(text, room, " (byte %u)", type->fields[i]);
            }
            return true;
        }
    }
    return false;
}

void ouro__edge_name(ouro_object *from, const ouro_object *to, char *text, size_t room) {
    text[0] = 0;
    bool dict = ouro_is(from, OURO_T_DICT);
    if (name_builtin(from, to, text, room) || name_item(from, to, text, room) ||
        (dict && name_entry(from, to, text, room)) || name_attribute(from, to, text, room) ||
        name_field(from, to, text, room)) {
        return;
    }
    if ((const ouro_object *)ouro_type_of(from) == to) {
        snprintf(text, room, " (its type)");
    }
}
