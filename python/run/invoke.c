// SPDX-License-Identifier: MIT
// Calls with unpacked arguments, f(*args, **kwargs), and how a callable is named in messages.
// Front-end, run.
#include "eval.h"

ouro_object *py__function_text(ouro_object *callable) {
    ouro_object *qualname = NULL, *module = NULL, *text = NULL;
    py_state *state = py_state_get();
    if (ouro_lookup_attr(callable, PY_NAME(state, __qualname__), &qualname) < 0) {
        return NULL;
    }
    if (!qualname) {
        return ouro_str(callable);
    }
    if (ouro_lookup_attr(callable, PY_NAME(state, __module__), &module) >= 0) {
        bool shown =
            module && ouro_is(module, OURO_T_STR) && !ouro_str_equal_text(module, "builtins");
        text = shown ? ouro_str_format("%S.%S()", module, qualname)
                     : ouro_str_format("%S()", qualname);
    }
    ouro_xdecref(module);
    ouro_decref(qualname);
    return text;
}

// A tuple of the positional arguments: new.
static ouro_object *positional_of(ouro_object *callable, ouro_object *args) {
    if (ouro_is_exact(args, OURO_T_TUPLE)) {
        return ouro_newref(args);
    }
    if (!args->type->slots.iter && !args->type->slots.getitem) {
        ouro_object *text = py__function_text(callable);
        if (text) {
            ouro_raise(OURO_EXC_TypeError, "%S argument after * must be an iterable, not %T", text,
                       args);
            ouro_decref(text);
        }
        return NULL;
    }
    return ouro_tuple_of(args);
}

ouro_object *py__call_ex(ouro_object *callable, ouro_object *args, ouro_object *kwargs) {
    ouro_object *dict = kwargs ? ouro_newref(kwargs) : NULL;
    if (kwargs && !ouro_is_exact(kwargs, OURO_T_DICT)) {
        ouro_decref(dict);
        dict = ouro_dict_new();
        if (!dict || py__dict_merge(dict, kwargs, callable) < 0) {
            ouro_xdecref(dict);
            ouro_decref(args);
            return NULL;
        }
    }
    ouro_object *tuple = positional_of(callable, args);
    ouro_decref(args);
    ouro_object *result = tuple ? ouro_call_dict(callable, tuple, dict) : NULL;
    ouro_xdecref(tuple);
    ouro_xdecref(dict);
    return result;
}
