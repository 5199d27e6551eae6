// SPDX-License-Identifier: MIT
// Types made from a specification in C: layout, inheritance, dict; and the start of the built-in
// ones.  Floor: object.  DESIGN 3.
//
// The built-in types need dicts, tuples and strings, which need types.  So they start in two steps:
// `bootstrap` makes the bare structures, with which objects can already be made, and `ready` gives
// each its name, MRO and dict.
#include "type.h"

// ---- Layout ---------------------------------------------------------------------------------

ouro_type *ouro__type_allocate(ouro_type *meta) {
    return (ouro_type *)ouro_object_new(meta, 0);
}

// Own reference fields behind those of the base (already there).
int ouro__type_add_fields(ouro_type *type, const uint16_t *own, size_t count) {
    if (!count) {
        return 0;
    }
    size_t total = type->field_count + count;
    uint16_t *fields = ouro_memory_resize(type->fields, (total + 1) * sizeof(uint16_t));
    if (!fields) {
        return -1;
    }
    memcpy(fields + type->field_count, own, count * sizeof(uint16_t));
    fields[total] = 0;
    type->fields = fields;
    type->field_count = (uint32_t)total;
    return 0;
}

void ouro__type_take_layout(ouro_type *type, const ouro_type *base) {
    const uint32_t inherited = OURO_TF_CONTAINER | OURO_TF_METHOD | OURO_TF_SEQUENCE |
                               OURO_TF_MATCH_SEQUENCE | OURO_TF_MATCH_MAPPING | OURO_TF_MATCH_SELF |
                               OURO_TF_OLD_DESTRUCTOR;
    type->flags |= base->flags & inherited;
    type->kept_fields = base->kept_fields;
    type->layout = type->layout ? type->layout : base->layout;
    type->instance_size = type->instance_size ? type->instance_size : base->instance_size;
    type->item_size = type->item_size ? type->item_size : base->item_size;
    type->attrs_offset = type->attrs_offset ? type->attrs_offset : base->attrs_offset;
    type->weak_offset = type->weak_offset ? type->weak_offset : base->weak_offset;
    if (!type->items.present) {
        type->items = base->items;
    }
}

static int fill(ouro_type *type, const ouro_type_spec *spec, ouro_type *base) {
    type->spec = spec;
    type->flags |= spec->flags | OURO_TF_IMMUTABLE;
    type->instance_size = spec->instance_size;
    type->item_size = spec->item_size;
    type->attrs_offset = spec->attrs_offset;
    type->weak_offset = spec->weak_offset;
    type->items = spec->items;
    type->slots = spec->slots;
    type->name = spec->name;
    size_t own = 0;
    while (spec->fields && spec->fields[own]) {
        own++;
    }
    if (base) {
        type->base = (ouro_type *)ouro_newref((ouro_object *)base);
        ouro__type_take_layout(type, base);
        if (ouro__type_add_fields(type, base->fields, base->field_count) < 0) {
            return -1;
        }
        ouro__slots_inherit(type);
    }
    if (ouro__type_add_fields(type, spec->fields, own) < 0) {
        return -1;
    }
    if (type->flags & OURO_TF_KEEPS_FIELDS) {
        type->kept_fields = type->field_count;
    }
    return 0;
}

bool ouro__same_layout(const ouro_type *a, const ouro_type *b) {
    return a->instance_size == b->instance_size && a->item_size == b->item_size &&
           a->layout == b->layout && a->attrs_offset == b->attrs_offset &&
           a->weak_offset == b->weak_offset && a->field_count == b->field_count;
}

// ---- Slots from the base --------------------------------------------------------------------

int64_t ouro__hash_none(ouro_object *self) {
    ouro_raise(OURO_EXC_TypeError, "unhashable type: '%T'", self);
    return -1;
}

// Takes every slot that the type leaves open from its base; equality and hash go together, and
// `destroy` knows exact memory, so it stays behind.
void ouro__slots_inherit(ouro_type *type) {
    const ouro_slots *from = &type->base->slots;
    ouro_slots *to = &type->slots;
    void (*destroy)(ouro_object *) = to->destroy;
    if (to->compare && !to->hash) {
        to->hash = ouro__hash_none;
    }
    for (size_t offset = 0; offset < sizeof(ouro_slots); offset += sizeof(ouro__slot_fn)) {
        ouro__slot_fn *mine = ouro__slot_at(to, (uint16_t)offset);
        if (!*mine) {
            memcpy(mine, (const char *)from + offset, sizeof *mine);
        }
    }
    if (type->flags & OURO_TF_PRIVATE_NEW) {
        to->create = NULL;
    }
    to->destroy = destroy;
}

// ---- Name, MRO, dict ------------------------------------------------------------------------

int ouro__type_set_name(ouro_type *type, ouro_object *name) {
    char *text = ouro_str_utf8(name, NULL);
    if (!text) {
        return -1;
    }
    if (!type->spec && type->name) {
        ouro_memory_free((void *)(uintptr_t)type->name);
    }
    if (type->spec) {
        ouro_memory_free(text);
    } else {
        type->name = text;
    }
    ouro_replace(&type->name_object, ouro_newref(name));
    return 0;
}

int ouro__type_add_subclass(ouro_type *base, ouro_type *type) {
    if (base->subclass_count == base->subclass_room) {
        size_t room = base->subclass_room ? base->subclass_room * 2 : 4;
        ouro_type **grown = ouro_memory_resize(base->subclasses, room * sizeof *grown);
        if (!grown) {
            return -1;
        }
        base->subclasses = grown;
        base->subclass_room = room;
    }
    base->subclasses[base->subclass_count++] = type;
    return 0;
}

void ouro__type_remove_subclass(ouro_type *base, const ouro_type *type) {
    for (size_t i = 0; i < base->subclass_count; i++) {
        if (base->subclasses[i] == type) {
            memmove(&base->subclasses[i], &base->subclasses[i + 1],
                    (--base->subclass_count - i) * sizeof *base->subclasses);
            return;
        }
    }
}

static int set_name_of_spec(ouro_type *type) {
    const char *full = type->spec->name, *dot = strrchr(full, '.');
    ouro_object *name = ouro_str_intern_text(dot ? dot + 1 : full);
    if (!name) {
        return -1;
    }
    type->qualname = ouro_newref(name);
    type->module_name =
        dot ? ouro_str_new(full, (size_t)(dot - full)) : ouro_str_intern_text("builtins");
    int result = type->module_name ? ouro__type_set_name(type, name) : -1;
    ouro_decref(name);
    return result;
}

// Puts `value` (stolen, NULL: failed) into the type's dict under `name`.
static int put(ouro_type *type, const char *name, ouro_object *value) {
    int result = value ? ouro_dict_set_text(type->dict, name, value) : -1;
    ouro_xdecref(value);
    return result;
}

static ouro_object *new_of_type(ouro_object *self, ouro_object *const *args, size_t nargs,
                                ouro_object *kwnames);
static const ouro_method new_method =
    OURO_KEYWORDS("__new__", new_of_type,
                  "Create and return a new object.  See help(type) for accurate signature.");

// `T.__new__(S, ...)`: T's create, called for a type S derived from T.
static ouro_object *new_of_type(ouro_object *self, ouro_object *const *args, size_t nargs,
                                ouro_object *kwnames) {
    ouro_type *type = (ouro_type *)self;
    if (!nargs || !ouro_is_type(args[0])) {
        if (!nargs) {
            return ouro_raise(OURO_EXC_TypeError, "%N.__new__(): not enough arguments", type);
        }
        return ouro_raise(OURO_EXC_TypeError, "%N.__new__(X): X is not a type object (%T)", type,
                          args[0]);
    }
    ouro_type *sub = (ouro_type *)args[0];
    if (!ouro_type_is_subtype(sub, type)) {
        return ouro_raise(OURO_EXC_TypeError, "%N.__new__(%N): %N is not a subtype of %N", type,
                          sub, sub, type);
    }
    const ouro_type *native = sub;
    while (native && native->slots.create == ouro__python_create) {
        native = native->base;
    }
    if (native && native->slots.create != type->slots.create) {
        return ouro_raise(OURO_EXC_TypeError, "%N.__new__(%N) is not safe, use %N.__new__()", type,
                          sub, native);
    }
    return type->slots.create(sub, args + 1, nargs - 1, kwnames);
}

static int add_methods(ouro_type *type) {
    const ouro_type_spec *spec = type->spec;
    for (const ouro_method *m = spec->methods; m && m->name; m++) {
        if (put(type, m->name, ouro__method_descr_new(type, m)) < 0) {
            return -1;
        }
    }
    for (const ouro_getset *g = spec->getsets; g && g->name; g++) {
        if (put(type, g->name, ouro__getset_descr_new(type, g)) < 0) {
            return -1;
        }
    }
    for (const ouro_member *m = spec->members; m && m->name; m++) {
        if (put(type, m->name, ouro__member_descr_new(type, m, false)) < 0) {
            return -1;
        }
    }
    if (spec->slots.create &&
        put(type, "__new__", ouro_cfunction_new(&new_method, (ouro_object *)type, NULL)) < 0) {
        return -1;
    }
    ouro_object *doc = spec->doc ? ouro_str_text(spec->doc) : ouro_none();
    if (ouro_dict_get_text_borrow(type->dict, "__doc__")) {
        ouro_xdecref(doc); // a descriptor shows the instances' own
        return 0;
    }
    return put(type, "__doc__", doc);
}

static int ready(ouro_type *type) {
    ouro_type *base = type->base;
    type->dict = ouro_dict_new();
    type->bases = base ? ouro_tuple_pack(1, (ouro_object *)base) : ouro_tuple_new(0);
    if (!type->dict || !type->bases || set_name_of_spec(type) < 0 ||
        (base && ouro__type_add_subclass(base, type) < 0)) {
        return -1;
    }
    type->mro = ouro__mro(type);
    return type->mro && ouro__slots_ready(type) == 0 ? add_methods(type) : -1;
}

ouro_type *ouro_type_new(const ouro_type_spec *spec, ouro_type *base) {
    if (!base) {
        base = ouro_builtin_type(OURO_T_OBJECT);
    }
    ouro_type *type = ouro__type_allocate(ouro_type_of(base));
    if (type) {
        type->flags = OURO_TF_HEAP;
        if (fill(type, spec, base) < 0 || ready(type) < 0) {
            ouro_decref(type);
            return NULL;
        }
    }
    return type;
}

// ---- The built-in types ---------------------------------------------------------------------

static ouro_type *bare_metatype(ouro_runtime *runtime) {
    void *block = ouro_heap_calloc_in(runtime->face.heap, OURO_CONTAINER, 1, sizeof(ouro_type));
    if (!block) {
        return NULL;
    }
    ouro_type *meta = block;
    meta->head = (ouro_object){1, runtime->next_birth++, meta};
    meta->instance_size = sizeof(ouro_type);
    meta->flags = OURO_TF_CONTAINER;
    *ouro__heap_state(runtime->face.heap, meta) = OURO_STATE_LIVE;
    ouro__track(runtime, &meta->head);
    return meta;
}

int ouro__types_bootstrap(ouro_runtime *runtime) {
    ouro_type *meta = bare_metatype(runtime);
    if (!meta) {
        return -1;
    }
    runtime->face.types[OURO_T_TYPE] = meta;
    for (const ouro__builtin *entry = ouro__builtins; entry->id; entry++) {
        ouro_type *type = entry->id == OURO_T_TYPE ? meta : ouro__type_allocate(meta);
        if (!type) {
            return -1;
        }
        runtime->face.types[entry->id] = type;
        type->exact = (uint16_t)entry->id;
        bool extends = entry->base && entry->base != OURO_T_OBJECT; // bool is laid out as int
        type->layout = (uint16_t)(extends ? entry->base : entry->id);
        ouro_type *base = entry->base ? runtime->face.types[entry->base] : NULL;
        if (fill(type, entry->spec, base) < 0) {
            return -1;
        }
    }
    return 0;
}

int ouro__types_ready(ouro_runtime *runtime) {
    for (const ouro__builtin *entry = ouro__builtins; entry->id; entry++) {
        if (ready(runtime->face.types[entry->id]) < 0) {
            return -1;
        }
    }
    return 0;
}

// ---- The end of a type ----------------------------------------------------------------------

void ouro__type_end(ouro_type *type) {
    ouro_type_modified(type);
    for (size_t i = 0; type->bases && i < ouro_tuple_length(type->bases); i++) {
        ouro_object *base = ouro_tuple_get_borrow(type->bases, i);
        if (ouro_is_type(base)) {
            ouro__type_remove_subclass((ouro_type *)base, type);
        }
    }
    ouro_clear(&type->dict);
    ouro_clear(&type->mro);
    ouro_clear(&type->bases);
    ouro_clear(&type->doc);
    ouro_clear(&type->qualname);
    ouro_clear(&type->module_name);
    ouro_clear(&type->name_object);
    ouro__shape_free(type->shape);
    type->shape = NULL;
    ouro_memory_free(type->subclasses);
    type->subclasses = NULL;
    type->subclass_count = type->subclass_room = 0;
}

// ---- Relations ------------------------------------------------------------------------------

bool ouro_type_is_subtype(const ouro_type *type, const ouro_type *base) {
    if (type == base) {
        return true;
    }
    if (OURO_UNLIKELY(!type->mro)) {
        while (type && type != base) {
            type = type->base;
        }
        return type != NULL;
    }
    for (size_t i = 0; i < ouro_tuple_length(type->mro); i++) {
        if (ouro_tuple_get_borrow(type->mro, i) == (const ouro_object *)base) {
            return true;
        }
    }
    return false;
}

ouro_object *ouro_type_fullname(ouro_type *type) {
    ouro_object *module = type->module_name;
    if (!type->spec && type->dict) {
        module = ouro_dict_get_borrow(type->dict, ouro__name(module));
    }
    ouro_object *qualname = type->qualname ? type->qualname : type->name_object;
    if (module && ouro_is(module, OURO_T_STR) && !ouro_str_equal_text(module, "builtins") &&
        !ouro_str_equal_text(module, "__main__")) {
        return ouro_str_format("%S.%S", module, qualname);
    }
    return ouro_newref(qualname);
}
