// SPDX-License-Identifier: MIT
// Built-in functions about single objects: attributes, identity, types.  Front-end, modules.
#include "common.h"

// ---- Attributes ---------------------------------------------------------------------------------

static int check_name(ouro_object *name) {
    if (ouro_is(name, OURO_T_STR)) {
        return 0;
    }
    ouro_raise(OURO_EXC_TypeError, "attribute name must be string, not '%T'", name);
    return -1;
}

static ouro_object *do_getattr(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    if (check_name(args[1]) < 0) {
        return NULL;
    }
    if (nargs < 3) {
        return ouro_getattr(args[0], args[1]);
    }
    ouro_object *value = NULL;
    int found = ouro_lookup_attr(args[0], args[1], &value);
    return found < 0 ? NULL : found ? value : ouro_newref(args[2]);
}

static ouro_object *do_hasattr(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    ouro_object *value = NULL;
    int found = check_name(args[1]) < 0 ? -1 : ouro_lookup_attr(args[0], args[1], &value);
    ouro_xdecref(value);
    return found < 0 ? NULL : ouro_bool(found);
}

static ouro_object *do_setattr(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    return check_name(args[1]) < 0 || ouro_setattr(args[0], args[1], args[2]) < 0 ? NULL
                                                                                  : ouro_none();
}

static ouro_object *do_delattr(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    return check_name(args[1]) < 0 || ouro_setattr(args[0], args[1], NULL) < 0 ? NULL : ouro_none();
}

// The sorted names of the running frame's locals.
static ouro_object *local_names(void) {
    py_frame *frame = py_current_frame();
    if (!frame) {
        return ouro_raise(OURO_EXC_SystemError, "frame does not exist");
    }
    ouro_object *locals = py_frame_locals(frame);
    ouro_object *names = NULL;
    if (locals) {
        ouro_object *keys = ouro_is(locals, OURO_T_DICT)
                                ? ouro_newref(locals)
                                : ouro_call_method_text(locals, "keys", NULL, 0);
        names = keys ? ouro_list_of(keys) : NULL;
        ouro_xdecref(keys);
    }
    ouro_xdecref(locals);
    if (names && ouro_list_sort(names, NULL, false) < 0) {
        ouro_clear(&names);
    }
    return names;
}

static ouro_object *do_dir(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    return nargs ? ouro_dir(args[0]) : local_names();
}

static ouro_object *do_vars(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    if (!nargs) {
        py_frame *frame = py_current_frame();
        return frame ? py_frame_locals(frame)
                     : ouro_raise(OURO_EXC_SystemError, "frame does not exist");
    }
    ouro_object *name = ouro_str_intern_text("__dict__"), *value = NULL;
    int found = name ? ouro_lookup_attr(args[0], name, &value) : -1;
    ouro_xdecref(name);
    if (found == 0) {
        ouro_raise(OURO_EXC_TypeError, "vars() argument must have __dict__ attribute");
    }
    return value;
}

// ---- Identity, value, text ----------------------------------------------------------------------

static ouro_object *do_id(ouro_object *self, ouro_object *object) {
    (void)self;
    py_address_told(object);
    return ouro_int_from_u64((uint64_t)(uintptr_t)object);
}

static ouro_object *do_hash(ouro_object *self, ouro_object *object) {
    (void)self;
    int64_t hash = ouro_hash(object);
    return hash == -1 && ouro_current->raised ? NULL : ouro_int_new(hash);
}

static ouro_object *do_len(ouro_object *self, ouro_object *object) {
    (void)self;
    ssize_t length = ouro_length(object);
    return length < 0 ? NULL : ouro_int_new(length);
}

static ouro_object *do_repr(ouro_object *self, ouro_object *object) {
    (void)self;
    return ouro_repr(object);
}

static ouro_object *do_ascii(ouro_object *self, ouro_object *object) {
    (void)self;
    return ouro_ascii(object);
}

static ouro_object *do_callable(ouro_object *self, ouro_object *object) {
    (void)self;
    return ouro_bool(ouro_callable(object));
}

// ---- Types --------------------------------------------------------------------------------------

static ouro_object *do_isinstance(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    int result = ouro_isinstance(args[0], args[1]);
    return result < 0 ? NULL : ouro_bool(result);
}

static ouro_object *do_issubclass(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    (void)nargs;
    int result = ouro_issubclass(args[0], args[1]);
    return result < 0 ? NULL : ouro_bool(result);
}

const ouro_method py__object_functions[] = {
    OURO_ARGS("getattr", do_getattr, 2, 3, "getattr(object, name[, default]) -> value"),
    OURO_ARGS("hasattr", do_hasattr, 2, 2, "Whether the object has the attribute."),
    OURO_ARGS("setattr", do_setattr, 3, 3, "Set the named attribute."),
    OURO_ARGS("delattr", do_delattr, 2, 2, "Delete the named attribute."),
    OURO_ARGS("dir", do_dir, 0, 1, "The names in a scope or of an object's attributes."),
    OURO_ARGS("vars", do_vars, 0, 1, "The object's __dict__, or locals()."),
    OURO_O("id", do_id, "The identity of an object."),
    OURO_O("hash", do_hash, "The hash value of an object."),
    OURO_O("len", do_len, "The number of items in a container."),
    OURO_O("repr", do_repr, "The canonical text of an object."),
    OURO_O("ascii", do_ascii, "As repr, with other characters escaped."),
    OURO_O("callable", do_callable, "Whether the object can be called."),
    OURO_ARGS("isinstance", do_isinstance, 2, 2, "Whether an object is an instance of a class."),
    OURO_ARGS("issubclass", do_issubclass, 2, 2, "Whether a class is derived from another."),
    {0},
};
