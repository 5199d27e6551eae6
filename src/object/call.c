// SPDX-License-Identifier: MIT
// Calling: objects, methods, C functions; checking and sorting arguments.  Floor: object.
#include "core.h"

// ---- Objects --------------------------------------------------------------------------------

ouro_object *ouro_call(ouro_object *callable, ouro_object *const *args, size_t nargs,
                       ouro_object *kwnames) {
    ouro_call_fn call = callable->type->slots.call;
    if (OURO_UNLIKELY(!call)) {
        return ouro_raise(OURO_EXC_TypeError, "'%T' object is not callable", callable);
    }
    return call(callable, args, nargs, kwnames);
}

ouro_object *ouro_call0(ouro_object *callable) {
    return ouro_call(callable, NULL, 0, NULL);
}
ouro_object *ouro_call1(ouro_object *callable, ouro_object *arg) {
    return ouro_call(callable, &arg, 1, NULL);
}
ouro_object *ouro_call2(ouro_object *callable, ouro_object *arg1, ouro_object *arg2) {
    ouro_object *args[2] = {arg1, arg2};
    return ouro_call(callable, args, 2, NULL);
}

bool ouro_callable(ouro_object *object) {
    return object->type->slots.call != NULL;
}

// Lays positional and keyword arguments side by side: `all` has room for both.
static int spread(ouro_object *args, ouro_object *kwargs, ouro_object **all, ouro_object *kwnames) {
    size_t nargs = ouro_tuple_length(args), position = 0, i = 0;
    ouro_object *key, *value;
    for (; i < nargs; i++) {
        all[i] = ouro_newref(ouro_tuple_get_borrow(args, i));
    }
    for (size_t k = 0; kwnames && ouro_dict_next(kwargs, &position, &key, &value, NULL); k++) {
        ouro_tuple_fill(kwnames, k, ouro_newref(key));
        all[i++] = ouro_newref(value);
    }
    for (size_t k = 0; kwnames && k < ouro_tuple_length(kwnames); k++) {
        if (!ouro_is(ouro_tuple_get_borrow(kwnames, k), OURO_T_STR)) {
            ouro_raise(OURO_EXC_TypeError, "keywords must be strings");
            return -1;
        }
    }
    return 0;
}

ouro_object *ouro_call_dict(ouro_object *callable, ouro_object *args, ouro_object *kwargs) {
    size_t nargs = ouro_tuple_length(args), nkw = kwargs ? ouro_dict_length(kwargs) : 0;
    if (!nkw) {
        return ouro_call(callable, ((ouro_tuple *)args)->items, nargs, NULL);
    }
    ouro_object *kwnames = ouro_tuple_new(nkw);
    ouro_object **all = kwnames ? ouro_memory_new((nargs + nkw) * sizeof *all) : NULL;
    ouro_object *result = NULL;
    if (all) {
        if (spread(args, kwargs, all, kwnames) == 0) {
            result = ouro_call(callable, all, nargs, kwnames);
        }
        for (size_t i = 0; i < nargs + nkw; i++) {
            ouro_decref(all[i]);
        }
        ouro_memory_free(all);
    }
    ouro_xdecref(kwnames);
    return result;
}

ouro_object *ouro_call_method(ouro_object *object, ouro_object *name, ouro_object *const *args,
                              size_t nargs) {
    ouro_object *method, *few[6], **all = few, *result = NULL;
    int unbound = ouro_getmethod(object, name, &method);
    if (unbound <= 0) {
        result = unbound < 0 ? NULL : ouro_call(method, args, nargs, NULL);
        ouro_xdecref(method);
        return result;
    }
    if (nargs + 1 > sizeof few / sizeof *few) {
        all = ouro_memory_new((nargs + 1) * sizeof *all);
    }
    if (all) {
        all[0] = object;
        if (nargs) {
            memcpy(all + 1, args, nargs * sizeof *args);
        }
        result = ouro_call(method, all, nargs + 1, NULL);
    }
    if (all != few) {
        ouro_memory_free(all);
    }
    ouro_decref(method);
    return result;
}

ouro_object *ouro_call_method_text(ouro_object *object, const char *name, ouro_object *const *args,
                                   size_t nargs) {
    ouro_object *str = ouro_str_intern_text(name);
    ouro_object *result = str ? ouro_call_method(object, str, args, nargs) : NULL;
    ouro_xdecref(str);
    return result;
}

// ---- Functions in C -------------------------------------------------------------------------

static size_t keyword_count(const ouro_object *kwnames) {
    return kwnames ? ouro_tuple_length(kwnames) : 0;
}

static void *raise_count(const ouro_method *method, const char *owner, size_t nargs) {
    const char *dot = owner ? "." : "";
    owner = owner ? owner : "";
    if (method->max == 0) {
        return ouro_raise(OURO_EXC_TypeError, "%s%s%s() takes no arguments (%zu given)", owner, dot,
                          method->name, nargs);
    }
    if ((method->kind & OURO_METH_KIND) == OURO_METH_O) {
        return ouro_raise(OURO_EXC_TypeError, "%s%s%s() takes exactly one argument (%zu given)",
                          owner, dot, method->name, nargs);
    }
    ouro_check_args(method->name, nargs, method->min, method->max);
    return NULL;
}

ouro_object *ouro_method_invoke(const ouro_method *method, const char *owner, ouro_object *self,
                                ouro_object *const *args, size_t nargs, ouro_object *kwnames) {
    unsigned kind = method->kind & OURO_METH_KIND;
    if (kind == OURO_METH_KEYWORDS) {
        return method->f.keywords(self, args, nargs, kwnames);
    }
    if (OURO_UNLIKELY(keyword_count(kwnames))) {
        return ouro_raise(OURO_EXC_TypeError, "%s%s%s() takes no keyword arguments",
                          owner ? owner : "", owner ? "." : "", method->name);
    }
    if (OURO_UNLIKELY(nargs < method->min || (nargs > method->max && method->max != 255))) {
        return raise_count(method, owner, nargs);
    }
    switch (kind) {
    case OURO_METH_NOARGS: return method->f.noargs(self);
    case OURO_METH_O: return method->f.o(self, args[0]);
    default: return method->f.args(self, args, nargs);
    }
}

// ---- Arguments ------------------------------------------------------------------------------

int ouro_check_args(const char *function, size_t nargs, size_t min, size_t max) {
    if (nargs >= min && nargs <= max) {
        return 0;
    }
    size_t bound = nargs < min ? min : max;
    ouro_raise(OURO_EXC_TypeError, "%s expected %s%zu argument%s, got %zu", function,
               min == max    ? ""
               : nargs < min ? "at least "
                             : "at most ",
               bound, bound == 1 ? "" : "s", nargs);
    return -1;
}

int ouro_check_no_keywords(const char *function, ouro_object *kwnames) {
    if (!keyword_count(kwnames)) {
        return 0;
    }
    ouro_raise(OURO_EXC_TypeError, "%s() takes no keyword arguments", function);
    return -1;
}

static bool is_known(const char *const *names, ouro_object *name) {
    for (size_t i = 0; names[i]; i++) {
        if (*names[i] && ouro_str_equal_text(name, names[i])) {
            return true;
        }
    }
    return false;
}

// Places the value of a known keyword.
static int place_keyword(const char *function, const char *const *names, size_t nargs,
                         ouro_object *name, ouro_object *value, ouro_object **out) {
    for (size_t i = 0; names[i]; i++) {
        if (!*names[i] || !ouro_str_equal_text(name, names[i])) {
            continue;
        }
        if (out[i]) {
            if (i < nargs) {
                ouro_raise(OURO_EXC_TypeError,
                           "argument for %s() given by name ('%S') and position (%zu)", function,
                           name, i + 1);
            } else {
                ouro_raise(OURO_EXC_TypeError, "%s() got multiple values for argument '%S'",
                           function, name);
            }
            return -1;
        }
        out[i] = value;
        break;
    }
    return 0;
}

int ouro_parse_args(const char *function, const char *const *names, size_t required,
                    size_t positional, ouro_object *const *args, size_t nargs, ouro_object *kwnames,
                    ouro_object **out) {
    size_t count = 0, keywords = keyword_count(kwnames);
    while (names[count]) {
        out[count++] = NULL;
    }
    if (nargs && !positional) {
        ouro_raise(OURO_EXC_TypeError, "%s() takes no positional arguments", function);
        return -1;
    }
    if (nargs > positional) {
        ouro_raise(OURO_EXC_TypeError, "%s() takes %s %zu %sargument%s (%zu given)", function,
                   required < positional ? "at most" : "exactly", positional,
                   positional < count ? "positional " : "", positional == 1 ? "" : "s",
                   nargs + keywords);
        return -1;
    }
    for (size_t i = 0; i < nargs; i++) {
        out[i] = args[i];
    }
    ouro_object *unknown = NULL; // told only when nothing is missing
    for (size_t k = 0; k < keywords; k++) {
        ouro_object *name = ouro_tuple_get_borrow(kwnames, k);
        if (!is_known(names, name)) {
            unknown = unknown ? unknown : name;
        } else if (place_keyword(function, names, nargs, name, args[nargs + k], out) < 0) {
            return -1;
        }
    }
    for (size_t i = 0; i < required; i++) {
        if (out[i]) {
            continue;
        }
        if (*names[i]) {
            ouro_raise(OURO_EXC_TypeError, "%s() missing required argument '%s' (pos %zu)",
                       function, names[i], i + 1);
        } else {
            ouro_raise(OURO_EXC_TypeError,
                       "%s() takes at least %zu positional argument%s (%zu given)", function,
                       required, required == 1 ? "" : "s", nargs);
        }
        return -1;
    }
    if (unknown) {
        ouro_raise(OURO_EXC_TypeError, "'%S' is an invalid keyword argument for %s()", unknown,
                   function);
        return -1;
    }
    return 0;
}
