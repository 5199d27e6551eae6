// SPDX-License-Identifier: MIT
// The modules _weakref, references, proxies and questions about them in C, and weakref, which adds the
// containers and finalize in Python (weakref_source.h).  Front-end, modules.  SPEC rows R4, G2.
#include "common.h"
#include "weakref_source.h"

// ---- Functions ----------------------------------------------------------------------------------

static ouro_object *weakref_proxy(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    return ouro_weakproxy_new(args[0], nargs > 1 ? args[1] : NULL);
}

static ouro_object *weakref_count(ouro_object *self, ouro_object *object) {
    (void)self;
    return ouro_int_from_u64(ouro_weakref_count(object));
}

static ouro_object *weakref_list(ouro_object *self, ouro_object *object) {
    (void)self;
    return ouro_weakref_list(object);
}

// Takes dict[key] out if it is a dead weak reference: an entry made meanwhile stays.
static ouro_object *weakref_remove_dead(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    if (!ouro_is(args[0], OURO_T_DICT)) {
        return ouro_raise(OURO_EXC_TypeError,
                          "_remove_dead_weakref() argument 1 must be dict, not %T", args[0]);
    }
    ouro_object *reference = ouro_dict_get_borrow(args[0], args[1]);
    if (!reference) {
        return ouro_current->raised ? NULL : ouro_none();
    }
    if (!ouro_is(reference, OURO_T_WEAKREF)) {
        return ouro_raise(OURO_EXC_TypeError, "not a weakref");
    }
    ouro_object *referent = ouro_weakref_get(reference);
    ouro_object *taken = NULL;
    int result = referent ? 0 : ouro_dict_pop(args[0], args[1], &taken);
    ouro_xdecref(referent);
    ouro_xdecref(taken);
    return result < 0 ? NULL : ouro_none();
}

// ---- The module ---------------------------------------------------------------------------------

static const ouro_method functions[] = {
    OURO_ARGS("proxy", weakref_proxy, 1, 2,
              "proxy(object[, callback]): an object that stands for it without keeping it alive."),
    OURO_O("getweakrefcount", weakref_count, "How many weak references an object has."),
    OURO_O("getweakrefs", weakref_list, "The list of an object's weak references."),
    OURO_ARGS("_remove_dead_weakref", weakref_remove_dead, 2, 2,
              "Take an entry out of a dict if its value is a dead weak reference."),
    {0},
};

static int add_types(ouro_object *module) {
    static const struct {
        const char *name;
        enum ouro_builtin type;
    } types[] = {
        {"ref", OURO_T_WEAKREF},
        {"ReferenceType", OURO_T_WEAKREF},
        {"ProxyType", OURO_T_WEAKPROXY},
        {"CallableProxyType", OURO_T_WEAKCALLABLEPROXY},
    };
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (ouro_module_add(module, types[i].name,
                            (ouro_object *)ouro_builtin_type(types[i].type)) < 0) {
            return -1;
        }
    }
    return 0;
}

ouro_object *py__weakref_core_module(void) {
    ouro_object *module = py__module_make("_weakref", "Weak references.", functions);
    if (module && add_types(module) < 0) {
        ouro_clear(&module);
    }
    return module;
}

ouro_object *py__weakref_module(void) {
    ouro_object *module = py__module_make("weakref", "Weak references and their containers.", NULL);
    if (module && (py__module_run(module, containers_source, "<weakref>") < 0 ||
                   py__module_run(module, set_source, "<weakref>") < 0 ||
                   py__module_run(module, finalize_source, "<weakref>") < 0)) {
        ouro_clear(&module);
    }
    return module;
}
