// SPDX-License-Identifier: MIT
// The import statement: names made absolute, packages before their modules, C modules before files.
// Front-end, run.
#include "import.h"

#include "eval.h"

// ---- Errors ---------------------------------------------------------------------------------------

// Sets name and path of the ImportError in flight; both borrowed, may be NULL.
static void error_locate(ouro_object *name, ouro_object *path) {
    ouro_exception *error = (ouro_exception *)(void *)ouro_raised_borrow();
    if (error && ouro_raised_is(OURO_EXC_ImportError)) {
        ouro_replace(&error->extra[1], ouro_xnewref(name));
        ouro_replace(&error->extra[2], ouro_xnewref(path));
    }
}

static void *raise_not_found(ouro_object *name) {
    ouro_raise(OURO_EXC_ModuleNotFoundError, "No module named %R", name);
    error_locate(name, NULL);
    return NULL;
}

// ---- Names ----------------------------------------------------------------------------------------

// "a.b" of "a.b.c" (new), or NULL without exception when there is no dot.
static ouro_object *parent_name(ouro_object *name) {
    size_t dot = ouro_str_length(name);
    while (dot > 0 && ouro_str_char(name, dot - 1) != '.') {
        dot--;
    }
    return dot ? ouro_str_slice(name, 0, dot - 1) : NULL;
}

static ouro_object *last_name(ouro_object *name) {
    size_t length = ouro_str_length(name), dot = length;
    while (dot > 0 && ouro_str_char(name, dot - 1) != '.') {
        dot--;
    }
    return ouro_str_slice(name, dot, length);
}

// The package that relative names in a module with these globals start from: new.
static ouro_object *package_of(py_state *state, ouro_object *globals) {
    ouro_object *package =
        globals ? ouro_dict_get_borrow(globals, PY_NAME(state, __package__)) : NULL;
    if (package && !ouro_is_none(package)) {
        if (!ouro_is(package, OURO_T_STR)) {
            return ouro_raise(OURO_EXC_TypeError, "package must be a string");
        }
        return ouro_newref(package);
    }
    ouro_object *name = globals ? ouro_dict_get_borrow(globals, PY_NAME(state, __name__)) : NULL;
    if (!name || !ouro_is(name, OURO_T_STR)) {
        return ouro_current->raised ? NULL
                                    : ouro_raise(OURO_EXC_KeyError, "'__name__' not in globals");
    }
    if (ouro_dict_get_borrow(globals, PY_NAME(state, __path__))) {
        return ouro_newref(name);
    }
    ouro_object *parent = parent_name(name);
    return parent || ouro_current->raised ? parent : ouro_newref(ouro_current->empty_str);
}

// The absolute name that `level` dots before `name` mean: new.
static ouro_object *absolute_name(py_state *state, ouro_object *name, ouro_object *globals,
                                  int level) {
    if (level == 0) {
        if (ouro_str_length(name) == 0) {
            return ouro_raise(OURO_EXC_ValueError, "Empty module name");
        }
        return ouro_newref(name);
    }
    ouro_object *package = package_of(state, globals);
    if (package && ouro_str_length(package) == 0) {
        ouro_decref(package);
        return ouro_raise(OURO_EXC_ImportError,
                          "attempted relative import with no known parent package");
    }
    for (int i = 1; package && i < level; i++) {
        ouro_object *up = parent_name(package);
        ouro_decref(package);
        package = up;
        if (!package && !ouro_current->raised) {
            return ouro_raise(OURO_EXC_ImportError,
                              "attempted relative import beyond top-level package");
        }
    }
    if (!package || ouro_str_length(name) == 0) {
        return package;
    }
    ouro_object *full = ouro_str_format("%S.%S", package, name);
    ouro_decref(package);
    return full;
}

// ---- Loading --------------------------------------------------------------------------------------

static ouro_object *module_known(ouro_object *name) {
    ouro_object *module = ouro_dict_get_borrow(ouro_runtime_modules_borrow(), name);
    if (module && ouro_is_none(module)) {
        ouro_raise(OURO_EXC_ModuleNotFoundError, "import of %S halted; None in sys.modules", name);
        error_locate(name, NULL);
        return NULL;
    }
    return module;
}

static ouro_object *load_builtin(ouro_object *name) {
    const char *text = ouro_str_ascii_borrow(name);
    ouro_module_fn make = text ? ouro_runtime_find_module(text) : NULL;
    if (!make) {
        return NULL;
    }
    ouro_object *module = make();
    if (module && ouro_dict_set(ouro_runtime_modules_borrow(), name, module) < 0) {
        ouro_clear(&module);
    }
    return module;
}

// The module, its package and its children: to be imported (stolen on success by sys.modules).
static ouro_object *load(py_state *state, ouro_object *name, ouro_object *path) {
    ouro_object *module = path ? NULL : load_builtin(name);
    if (module || ouro_current->raised) {
        return module;
    }
    ouro_object *folders = path ? path : py_import_path_borrow();
    if (!folders) {
        return NULL;
    }
    ouro_object *tail = last_name(name);
    py_found found = {0};
    int result = tail ? py__module_find(folders, tail, &found) : -1;
    ouro_xdecref(tail);
    if (result > 0) {
        module = py__module_load(state, name, &found);
    } else if (result == 0) {
        raise_not_found(name);
    }
    py__found_clear(&found);
    return module;
}

static ouro_object *import_absolute(py_state *state, ouro_object *name);

// Imports the parent of a dotted name: *parent (new or NULL) and its __path__ (new). 0, or -1.
static int import_parent(py_state *state, ouro_object *name, ouro_object **parent,
                         ouro_object **path) {
    ouro_object *above = parent_name(name);
    *parent = *path = NULL;
    if (!above) {
        return ouro_current->raised ? -1 : 0;
    }
    *parent = import_absolute(state, above);
    int found = *parent ? ouro_lookup_attr(*parent, PY_NAME(state, __path__), path) : -1;
    if (found == 0 && module_known(name)) {
        found = 1; // no package, but it has entered its part itself, as os does with os.path
    }
    if (found == 0 && !ouro_current->raised) {
        ouro_raise(OURO_EXC_ModuleNotFoundError, "No module named %R; %R is not a package", name,
                   above);
        error_locate(name, NULL);
    }
    ouro_decref(above);
    if (found <= 0) {
        ouro_clear(parent);
        return -1;
    }
    return 0;
}

// The module of an absolute dotted name: new.
static ouro_object *import_absolute(py_state *state, ouro_object *name) {
    ouro_object *module = module_known(name);
    if (module || ouro_current->raised) {
        return ouro_xnewref(module);
    }
    if (ouro_recursion_enter(" while importing") < 0) {
        return NULL;
    }
    ouro_object *parent, *path;
    if (import_parent(state, name, &parent, &path) == 0) {
        module = ouro_xnewref(module_known(name)); // the parent may have imported it
        if (!module && !ouro_current->raised) {
            module = load(state, name, path);
        }
        ouro_object *tail = module && parent ? last_name(name) : NULL;
        if (tail && ouro_setattr(parent, tail, module) < 0) {
            ouro_clear(&module);
        }
        ouro_xdecref(tail);
        ouro_xdecref(parent);
        ouro_xdecref(path);
    }
    ouro_recursion_leave();
    return module;
}

// ---- from package import names ----------------------------------------------------------------------

static int import_child(py_state *state, ouro_object *module, ouro_object *name);

// `from package import *`: what __all__ names.
static int import_all(py_state *state, ouro_object *module) {
    ouro_object *all = NULL;
    int found = ouro_lookup_attr(module, PY_NAME(state, __all__), &all);
    if (found <= 0) {
        return found;
    }
    ouro_object *names = ouro_list_of(all);
    ouro_decref(all);
    int failed = names ? 0 : -1;
    for (size_t i = 0; !failed && i < ouro_list_length(names); i++) {
        ouro_object *name = ouro_list_get_borrow(names, i);
        failed = ouro_is(name, OURO_T_STR) ? import_child(state, module, name) : 0;
    }
    ouro_xdecref(names);
    return failed;
}

// Tries to import module.name unless the attribute is there.
static int import_child(py_state *state, ouro_object *module, ouro_object *name) {
    ouro_object *value = NULL, *own = NULL;
    int found = ouro_lookup_attr(module, name, &value);
    ouro_xdecref(value);
    if (found) {
        return found < 0 ? -1 : 0;
    }
    if (ouro_lookup_attr(module, PY_NAME(state, __name__), &own) <= 0) {
        return ouro_current->raised ? -1 : 0;
    }
    ouro_object *full = ouro_str_format("%S.%S", own, name);
    ouro_object *child = full ? import_absolute(state, full) : NULL;
    if (!child && full && ouro_raised_is(OURO_EXC_ModuleNotFoundError)) {
        ouro_exception *error = (ouro_exception *)(void *)ouro_raised_borrow();
        if (error->extra[1] && ouro_is(error->extra[1], OURO_T_STR) &&
            ouro_str_equal(error->extra[1], full)) {
            ouro_raised_clear();
        }
    }
    ouro_xdecref(child);
    ouro_xdecref(full);
    ouro_decref(own);
    return ouro_current->raised ? -1 : 0;
}

static int import_fromlist(py_state *state, ouro_object *module, ouro_object *fromlist) {
    ouro_object *path = NULL;
    int package = ouro_lookup_attr(module, PY_NAME(state, __path__), &path);
    ouro_xdecref(path);
    ouro_object *names = package > 0 ? ouro_tuple_of(fromlist) : NULL;
    int failed = package < 0 || (package && !names) ? -1 : 0;
    for (size_t i = 0; names && !failed && i < ouro_tuple_length(names); i++) {
        ouro_object *name = ouro_tuple_get_borrow(names, i);
        if (!ouro_is(name, OURO_T_STR)) {
            ouro_raise(OURO_EXC_TypeError, "Item in ``from list'' must be str, not %T", name);
            failed = -1;
        } else {
            failed = ouro_str_equal_text(name, "*") ? import_all(state, module)
                                                    : import_child(state, module, name);
        }
    }
    ouro_xdecref(names);
    return failed;
}

// The module that `import a.b.c` binds: `a`, or for relative names as many parts as `name` has.
static ouro_object *top_of(ouro_object *name, ouro_object *full, ouro_object *module, int level) {
    size_t dot = 0, length = ouro_str_length(name);
    while (dot < length && ouro_str_char(name, dot) != '.') {
        dot++;
    }
    if (dot == length || length == 0) {
        return ouro_newref(module);
    }
    size_t end = level ? ouro_str_length(full) - (length - dot) : dot;
    ouro_object *top = ouro_str_slice(full, 0, end);
    ouro_object *found = top ? ouro_xnewref(module_known(top)) : NULL;
    if (top && !found && !ouro_current->raised) {
        ouro_raise(OURO_EXC_KeyError, "%R not in sys.modules as expected", top);
    }
    ouro_xdecref(top);
    return found;
}

ouro_object *py_import(ouro_object *name, ouro_object *globals, ouro_object *fromlist, int level) {
    py_state *state = py_state_get();
    if (!ouro_is(name, OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "module name must be a string");
    }
    if (level < 0) {
        return ouro_raise(OURO_EXC_ValueError, "level must be >= 0");
    }
    ouro_object *full = absolute_name(state, name, globals, level);
    ouro_object *module = full ? import_absolute(state, full) : NULL;
    ouro_object *result = NULL;
    int from = module && fromlist && !ouro_is_none(fromlist) ? ouro_is_true(fromlist) : 0;
    if (module && from > 0) {
        result = import_fromlist(state, module, fromlist) < 0 ? NULL : ouro_newref(module);
    } else if (module && from == 0) {
        result = top_of(name, full, module, level);
    }
    ouro_xdecref(module);
    ouro_xdecref(full);
    return result;
}

ouro_object *py_import_module(const char *name) {
    ouro_object *text = ouro_str_intern_text(name);
    ouro_object *module = text ? import_absolute(py_state_get(), text) : NULL;
    ouro_xdecref(text);
    return module;
}

ouro_object *py_import_path_borrow(void) {
    py_state *state = py_state_get();
    ouro_object *sys = ouro_dict_get_borrow(ouro_runtime_modules_borrow(), PY_NAME(state, sys));
    if (sys && ouro_is(sys, OURO_T_MODULE)) {
        ouro_object *path =
            ouro_dict_get_borrow(ouro_module_dict_borrow(sys), PY_NAME(state, path));
        if (path && ouro_is(path, OURO_T_LIST)) {
            return path;
        }
    }
    return state->path;
}

// ---- Opcodes ----------------------------------------------------------------------------------------

ouro_object *py__import_name(py_state *state, py_frame *frame, ouro_object *name,
                             ouro_object *fromlist, ouro_object *level) {
    ouro_object *function = ouro_is_exact(frame->builtins, OURO_T_DICT)
                                ? ouro_dict_get_borrow(frame->builtins, PY_NAME(state, __import__))
                                : NULL;
    if (!function) {
        return ouro_current->raised ? NULL
                                    : ouro_raise(OURO_EXC_ImportError, "__import__ not found");
    }
    if (function == state->import_function) {
        return py_import(name, frame->globals, fromlist, (int)ouro_int_compact(level));
    }
    ouro_object *locals = frame->locals ? frame->locals : ouro_none_borrow();
    ouro_object *args[] = {name, frame->globals, locals, fromlist, level};
    ouro_incref(function);
    ouro_object *module = ouro_call(function, args, 5, NULL);
    ouro_decref(function);
    return module;
}

static bool is_initializing(py_state *state, ouro_object *module) {
    ouro_object *spec = NULL, *flag = NULL;
    bool result = false;
    if (ouro_lookup_attr(module, PY_NAME(state, __spec__), &spec) > 0 &&
        ouro_lookup_attr(spec, PY_NAME(state, _initializing), &flag) > 0) {
        result = ouro_is_true(flag) > 0;
    }
    ouro_xdecref(flag);
    ouro_xdecref(spec);
    ouro_raised_clear();
    return result;
}

static void raise_no_name(py_state *state, ouro_object *module, ouro_object *own,
                          ouro_object *name) {
    ouro_object *file = NULL;
    if (ouro_lookup_attr(module, PY_NAME(state, __file__), &file) < 0) {
        ouro_raised_clear();
    }
    if (file && !ouro_is(file, OURO_T_STR)) {
        ouro_clear(&file);
    }
    ouro_object *where = file ? ouro_newref(file) : ouro_str_text("unknown location");
    ouro_object *shown = own ? ouro_newref(own) : ouro_str_text("<unknown module name>");
    if (where && shown) {
        if (file && is_initializing(state, module)) {
            ouro_raise(OURO_EXC_ImportError,
                       "cannot import name %R from partially initialized module %R (most likely "
                       "due to a circular import) (%S)",
                       name, shown, where);
        } else {
            ouro_raise(OURO_EXC_ImportError, "cannot import name %R from %R (%S)", name, shown,
                       where);
        }
        error_locate(own, file);
    }
    ouro_xdecref(where);
    ouro_xdecref(shown);
    ouro_xdecref(file);
}

ouro_object *py__import_from(py_state *state, ouro_object *module, ouro_object *name) {
    ouro_object *value = NULL, *own = NULL;
    if (ouro_lookup_attr(module, name, &value) != 0) {
        return value;
    }
    // In a circular import the submodule may be there before its package has the attribute.
    if (ouro_lookup_attr(module, PY_NAME(state, __name__), &own) < 0) {
        return NULL;
    }
    if (own && !ouro_is(own, OURO_T_STR)) {
        ouro_clear(&own);
    }
    if (own) {
        ouro_object *full = ouro_str_format("%S.%S", own, name);
        value =
            full ? ouro_xnewref(ouro_dict_get_borrow(ouro_runtime_modules_borrow(), full)) : NULL;
        ouro_xdecref(full);
    }
    if (!value && !ouro_current->raised) {
        raise_no_name(state, module, own, name);
    }
    ouro_xdecref(own);
    return value;
}

// The public names of a module without __all__: a new list.
static ouro_object *public_names(py_state *state, ouro_object *module) {
    ouro_object *dict = NULL;
    if (ouro_lookup_attr(module, PY_NAME(state, __dict__), &dict) <= 0) {
        return ouro_current->raised
                   ? NULL
                   : ouro_raise(OURO_EXC_ImportError,
                                "from-import-* object has no __dict__ and no __all__");
    }
    ouro_object *all = ouro_list_of(dict), *names = ouro_list_new(0);
    for (size_t i = 0; all && names && i < ouro_list_length(all); i++) {
        ouro_object *name = ouro_list_get_borrow(all, i);
        bool hidden =
            !ouro_is(name, OURO_T_STR) || (ouro_str_length(name) && ouro_str_char(name, 0) == '_');
        if (!hidden && ouro_list_append(names, name) < 0) {
            ouro_clear(&names);
        }
    }
    if (!all) {
        ouro_clear(&names);
    }
    ouro_xdecref(all);
    ouro_decref(dict);
    return names;
}

int py__import_star(py_state *state, py_frame *frame, ouro_object *module) {
    ouro_object *all = NULL, *names;
    int found = ouro_lookup_attr(module, PY_NAME(state, __all__), &all);
    if (found < 0) {
        return -1;
    }
    names = found ? ouro_list_of(all) : public_names(state, module);
    ouro_xdecref(all);
    int failed = names ? 0 : -1;
    for (size_t i = 0; !failed && i < ouro_list_length(names); i++) {
        ouro_object *name = ouro_list_get_borrow(names, i);
        ouro_object *value = NULL;
        if (!ouro_is(name, OURO_T_STR)) {
            ouro_raise(OURO_EXC_TypeError, "Item in %S.__all__ must be str, not %T", module, name);
        } else {
            value = ouro_getattr(module, name);
        }
        failed = value ? py__store_name(state, frame, name, value) : -1;
        ouro_xdecref(value);
    }
    ouro_xdecref(names);
    return failed;
}

// ---- builtins.__import__ ------------------------------------------------------------------------------

static ouro_object *import_builtin(ouro_object *self, ouro_object *const *args, size_t nargs,
                                   ouro_object *kwnames) {
    static const char *const names[] = {"name", "globals", "locals", "fromlist", "level", NULL};
    ouro_object *given[5];
    (void)self;
    if (ouro_parse_args("__import__", names, 1, 5, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    int64_t level = given[4] ? ouro_int_as_i64(given[4]) : 0;
    if (ouro_current->raised) {
        return NULL;
    }
    bool dict = given[1] && ouro_is(given[1], OURO_T_DICT);
    return py_import(given[0], dict ? given[1] : NULL, given[3], (int)level);
}

static ouro_object *build_class_builtin(ouro_object *self, ouro_object *const *args, size_t nargs,
                                        ouro_object *kwnames) {
    (void)self;
    return py_build_class(args, nargs, kwnames);
}

static const ouro_method builtin_methods[] = {
    OURO_KEYWORDS("__import__", import_builtin, "Imports a module."),
    OURO_KEYWORDS("__build_class__", build_class_builtin, "What the class statement calls."),
    {0},
};

int py__import_start(py_state *state) {
    ouro_object *builtins = ouro_runtime_builtins_borrow();
    ouro_object *module = PY_NAME(state, builtins);
    state->path = ouro_list_new(0);
    for (const ouro_method *method = builtin_methods; state->path && method->name; method++) {
        ouro_object *function = ouro_cfunction_new(method, NULL, module);
        int failed = function ? ouro_dict_set_text(builtins, method->name, function) : -1;
        if (!failed && !state->import_function) {
            state->import_function = ouro_newref(function);
        }
        ouro_xdecref(function);
        if (failed) {
            return -1;
        }
    }
    return state->path ? 0 : -1;
}
