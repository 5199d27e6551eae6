// SPDX-License-Identifier: MIT
// The module builtins: all types, exceptions and functions by name.  Front-end, modules.
#include "common.h"

// ---- Types and exceptions -----------------------------------------------------------------------

static const struct {
    const char *name;
    enum ouro_builtin type;
} types[] = {
    {"object", OURO_T_OBJECT},
    {"type", OURO_T_TYPE},
    {"bool", OURO_T_BOOL},
    {"int", OURO_T_INT},
    {"float", OURO_T_FLOAT},
    {"complex", OURO_T_COMPLEX},
    {"str", OURO_T_STR},
    {"bytes", OURO_T_BYTES},
    {"bytearray", OURO_T_BYTEARRAY},
    {"list", OURO_T_LIST},
    {"tuple", OURO_T_TUPLE},
    {"dict", OURO_T_DICT},
    {"set", OURO_T_SET},
    {"frozenset", OURO_T_FROZENSET},
    {"range", OURO_T_RANGE},
    {"slice", OURO_T_SLICE},
    {"reversed", OURO_T_REVERSED},
    {"enumerate", OURO_T_ENUMERATE},
    {"zip", OURO_T_ZIP},
    {"map", OURO_T_MAP},
    {"filter", OURO_T_FILTER},
    {"property", OURO_T_PROPERTY},
    {"staticmethod", OURO_T_STATICMETHOD},
    {"classmethod", OURO_T_CLASSMETHOD},
    {"super", OURO_T_SUPER},
};

static int add_types(ouro_object *dict) {
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        ouro_type *type = ouro_builtin_type(types[i].type);
        if (type && ouro_dict_set_text(dict, types[i].name, (ouro_object *)type) < 0) {
            return -1;
        }
    }
    return 0;
}

// (ExceptionGroup is there already: its two bases make it no row of the table.)
static int add_exceptions(ouro_object *dict) {
    static const char *const names[] = {
#define EXCEPTION_NAME(name, base, layout) #name,
        OURO_EXCEPTIONS(EXCEPTION_NAME)
#undef EXCEPTION_NAME
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        ouro_object *type = (ouro_object *)ouro_exc_type((enum ouro_exc)i);
        if (ouro_dict_set_text(dict, names[i], type) < 0) {
            return -1;
        }
    }
    ouro_object *os_error = (ouro_object *)ouro_exc_type(OURO_EXC_OSError);
    return ouro_dict_set_text(dict, "EnvironmentError", os_error) < 0 ||
                   ouro_dict_set_text(dict, "IOError", os_error) < 0
               ? -1
               : 0;
}

static int add_constants(ouro_object *dict) {
    const ouro_runtime_face *face = ouro_current;
    return ouro_dict_set_text(dict, "None", face->none) < 0 ||
                   ouro_dict_set_text(dict, "True", face->true_) < 0 ||
                   ouro_dict_set_text(dict, "False", face->false_) < 0 ||
                   ouro_dict_set_text(dict, "NotImplemented", face->not_implemented) < 0 ||
                   ouro_dict_set_text(dict, "Ellipsis", face->ellipsis) < 0 ||
                   ouro_dict_set_text(dict, "__debug__", face->true_) < 0
               ? -1
               : 0;
}

// ---- The module ---------------------------------------------------------------------------------

// The runtime has one namespace of builtins; the module becomes a second way to reach it.
static ouro_object *module_over(ouro_object *dict) {
    ouro_object *module = ouro_module_new("builtins", "Built-in functions, types, exceptions, and "
                                                      "other objects.");
    if (!module || ouro_dict_update(dict, ouro_module_dict_borrow(module)) < 0) {
        ouro_xdecref(module);
        return NULL;
    }
    ouro_replace(&((ouro_module *)(void *)module)->dict, ouro_newref(dict));
    return module;
}

ouro_object *py__builtins_module(void) {
    ouro_object *dict = ouro_runtime_builtins_borrow();
    ouro_object *module = module_over(dict);
    if (!module) {
        return NULL;
    }
    const ouro_method *const tables[] = {py__object_functions, py__number_functions,
                                         py__iter_functions, py__text_functions,
                                         py__code_functions};
    bool failed = add_types(dict) < 0 || add_exceptions(dict) < 0 || add_constants(dict) < 0 ||
                  py__quitters_add(dict) < 0;
    for (size_t i = 0; !failed && i < COUNT_OF(tables); i++) {
        failed = ouro_module_add_methods(module, tables[i]) < 0;
    }
    if (failed) {
        ouro_clear(&module);
    }
    return module;
}
