// SPDX-License-Identifier: MIT
// The table of built-in types, bases first, and the life of all types' caches.  Floor: types.
// SPEC rows C1 to C4.
#include "caches.h"

// ---- The types --------------------------------------------------------------------------------

const ouro__builtin ouro__builtins[] = {
    {OURO_T_OBJECT, OURO_T_NONE_OF_THEM, &ouro__object_spec},
    {OURO_T_TYPE, OURO_T_OBJECT, &ouro__type_spec},
    {OURO_T_NONETYPE, OURO_T_OBJECT, &ouro__nonetype_spec},
    {OURO_T_NOTIMPLEMENTED, OURO_T_OBJECT, &ouro__notimplemented_spec},
    {OURO_T_ELLIPSIS, OURO_T_OBJECT, &ouro__ellipsis_spec},
    {OURO_T_INT, OURO_T_OBJECT, &ouro__int_spec},
    {OURO_T_BOOL, OURO_T_INT, &ouro__bool_spec},
    {OURO_T_FLOAT, OURO_T_OBJECT, &ouro__float_spec},
    {OURO_T_COMPLEX, OURO_T_OBJECT, &ouro__complex_spec},
    {OURO_T_STR, OURO_T_OBJECT, &ouro__str_spec},
    {OURO_T_STR_ITER, OURO_T_OBJECT, &ouro__str_iter_spec},
    {OURO_T_STR_ASCII_ITER, OURO_T_OBJECT, &ouro__str_ascii_iter_spec},
    {OURO_T_BYTES, OURO_T_OBJECT, &ouro__bytes_spec},
    {OURO_T_BYTES_ITER, OURO_T_OBJECT, &ouro__bytes_iter_spec},
    {OURO_T_LIST, OURO_T_OBJECT, &ouro__list_spec},
    {OURO_T_TUPLE, OURO_T_OBJECT, &ouro__tuple_spec},
    {OURO_T_DICT, OURO_T_OBJECT, &ouro__dict_spec},
    {OURO_T_SET, OURO_T_OBJECT, &ouro__set_spec},
    {OURO_T_FROZENSET, OURO_T_OBJECT, &ouro__frozenset_spec},
    {OURO_T_RANGE, OURO_T_OBJECT, &ouro__range_spec},
    {OURO_T_SLICE, OURO_T_OBJECT, &ouro__slice_spec},
    {OURO_T_LIST_ITER, OURO_T_OBJECT, &ouro__list_iter_spec},
    {OURO_T_LIST_REVITER, OURO_T_OBJECT, &ouro__list_reviter_spec},
    {OURO_T_TUPLE_ITER, OURO_T_OBJECT, &ouro__tuple_iter_spec},
    {OURO_T_RANGE_ITER, OURO_T_OBJECT, &ouro__range_iter_spec},
    {OURO_T_SET_ITER, OURO_T_OBJECT, &ouro__set_iter_spec},
    {OURO_T_DICT_KEYS, OURO_T_OBJECT, &ouro__dict_keys_spec},
    {OURO_T_DICT_VALUES, OURO_T_OBJECT, &ouro__dict_values_spec},
    {OURO_T_DICT_ITEMS, OURO_T_OBJECT, &ouro__dict_items_spec},
    {OURO_T_DICT_KEYITER, OURO_T_OBJECT, &ouro__dict_keyiter_spec},
    {OURO_T_DICT_VALUEITER, OURO_T_OBJECT, &ouro__dict_valueiter_spec},
    {OURO_T_DICT_ITEMITER, OURO_T_OBJECT, &ouro__dict_itemiter_spec},
    {OURO_T_SEQ_ITER, OURO_T_OBJECT, &ouro__seq_iter_spec},
    {OURO_T_CALL_ITER, OURO_T_OBJECT, &ouro__call_iter_spec},
    {OURO_T_REVERSED, OURO_T_OBJECT, &ouro__reversed_spec},
    {OURO_T_ENUMERATE, OURO_T_OBJECT, &ouro__enumerate_spec},
    {OURO_T_ZIP, OURO_T_OBJECT, &ouro__zip_spec},
    {OURO_T_MAP, OURO_T_OBJECT, &ouro__map_spec},
    {OURO_T_FILTER, OURO_T_OBJECT, &ouro__filter_spec},
    {OURO_T_CELL, OURO_T_OBJECT, &ouro__cell_spec},
    {OURO_T_CFUNCTION, OURO_T_OBJECT, &ouro__cfunction_spec},
    {OURO_T_BOUND_METHOD, OURO_T_OBJECT, &ouro__bound_method_spec},
    {OURO_T_METHOD_DESCR, OURO_T_OBJECT, &ouro__method_descr_spec},
    {OURO_T_CLASSMETHOD_DESCR, OURO_T_OBJECT, &ouro__classmethod_descr_spec},
    {OURO_T_WRAPPER_DESCR, OURO_T_OBJECT, &ouro__wrapper_descr_spec},
    {OURO_T_METHOD_WRAPPER, OURO_T_OBJECT, &ouro__method_wrapper_spec},
    {OURO_T_GETSET_DESCR, OURO_T_OBJECT, &ouro__getset_descr_spec},
    {OURO_T_MEMBER_DESCR, OURO_T_OBJECT, &ouro__member_descr_spec},
    {OURO_T_PROPERTY, OURO_T_OBJECT, &ouro__property_spec},
    {OURO_T_STATICMETHOD, OURO_T_OBJECT, &ouro__staticmethod_spec},
    {OURO_T_CLASSMETHOD, OURO_T_OBJECT, &ouro__classmethod_spec},
    {OURO_T_SUPER, OURO_T_OBJECT, &ouro__super_spec},
    {OURO_T_MAPPINGPROXY, OURO_T_OBJECT, &ouro__mappingproxy_spec},
    {OURO_T_MODULE, OURO_T_OBJECT, &ouro__module_spec},
    {OURO_T_NAMESPACE, OURO_T_OBJECT, &ouro__namespace_spec},
    {OURO_T_WEAKREF, OURO_T_OBJECT, &ouro__weakref_spec},
    {OURO_T_WEAKPROXY, OURO_T_OBJECT, &ouro__weakproxy_spec},
    {OURO_T_WEAKCALLABLEPROXY, OURO_T_OBJECT, &ouro__weakcallableproxy_spec},
    {OURO_T_EXCEPTION, OURO_T_OBJECT, &ouro__exception_spec},
    {OURO_T_GENERIC_ALIAS, OURO_T_OBJECT, &ouro__generic_alias_spec},
    {OURO_T_UNION, OURO_T_OBJECT, &ouro__union_spec},
    {OURO_T_NONE_OF_THEM, OURO_T_NONE_OF_THEM, NULL},
};

// ---- The caches -------------------------------------------------------------------------------

// Each type's part, in the order of starting; stopped from the last to the first.  NULL: nothing to do.
static const struct {
    int (*start)(struct ouro__caches *caches);
    void (*empty)(struct ouro__caches *caches);
    void (*stop)(struct ouro__caches *caches);
} owners[] = {
    {ouro__atoms_start, ouro__atoms_empty, ouro__atoms_stop},
    {ouro__tuple_start, ouro__tuple_empty, ouro__tuple_stop},
    {NULL, ouro__list_empty, NULL},
    {NULL, ouro__dict_empty, NULL},
    {NULL, ouro__slice_empty, NULL},
};
enum { OWNERS = sizeof owners / sizeof owners[0] };

int ouro__types_start(ouro_runtime *runtime) {
    runtime->caches = ouro_heap_calloc(runtime->face.heap, 1, sizeof(struct ouro__caches));
    if (!runtime->caches) {
        return -1;
    }
    for (int i = 0; i < OWNERS; i++) {
        if (owners[i].start && owners[i].start(runtime->caches) < 0) {
            return -1;
        }
    }
    return 0;
}

void ouro__caches_empty(ouro_runtime *runtime) {
    if (!runtime->caches) {
        return;
    }
    for (int i = 0; i < OWNERS; i++) {
        if (owners[i].empty) {
            owners[i].empty(runtime->caches);
        }
    }
}

void ouro__types_abandon(ouro_runtime *runtime) {
    if (runtime->caches) {
        ouro__floats_stop(&runtime->caches->atoms.floats);
    }
}

void ouro__types_stop(ouro_runtime *runtime) {
    if (!runtime->caches) {
        return;
    }
    for (int i = OWNERS - 1; i >= 0; i--) {
        if (owners[i].stop) {
            owners[i].stop(runtime->caches);
        }
    }
    ouro__caches_empty(runtime);
    ouro_heap_free(runtime->face.heap, runtime->caches);
    runtime->caches = NULL;
}
