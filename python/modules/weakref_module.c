// SPDX-License-Identifier: MIT
// The module weakref: functions and types in C, collections in Python.  Front-end, modules.
// SPEC rows R4, G2.
#include "common.h"

#include "weakref_source.h"

static ouro_object *do_proxy(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    return ouro_weakproxy_new(args[0], nargs > 1 ? args[1] : NULL);
}

static ouro_object *do_count(ouro_object *self, ouro_object *object) {
    (void)self;
    return ouro_int_from_u64(ouro_weakref_count(object));
}

static ouro_object *do_list(ouro_object *self, ouro_object *object) {
    (void)self;
    return ouro_weakref_list(object);
}

ouro_object *py__weakref_module(void) {
    static const ouro_method functions[] = {
        OURO_ARGS("proxy", do_proxy, 1, 2, "A proxy that holds its object weakly."),
        OURO_O("getweakrefcount", do_count, "How many weak references an object has."),
        OURO_O("getweakrefs", do_list, "The weak references of an object."),
        {0},
    };
    static const struct {
        const char *name;
        enum ouro_builtin type;
    } types[] = {{"ref", OURO_T_WEAKREF},
                 {"ReferenceType", OURO_T_WEAKREF},
                 {"ProxyType", OURO_T_WEAKPROXY},
                 {"CallableProxyType", OURO_T_WEAKCALLABLEPROXY}};
    ouro_object *module = py__module_make("weakref", "Weak references.", functions);
    int failed = !module;
    for (size_t i = 0; !failed && i < COUNT_OF(types); i++) {
        failed = ouro_module_add(module, types[i].name,
                                 (ouro_object *)ouro_builtin_type(types[i].type)) < 0;
    }
    if (!failed && py__module_run(module, py__weakref_source, "<weakref>") == 0) {
        return module;
    }
    ouro_xdecref(module);
    return NULL;
}
