// SPDX-License-Identifier: MIT
// Modules in files: name.py, name/__init__.py, and folders that are packages without it.
// Front-end, run.
#include "import.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "files.h"

// ---- Finding --------------------------------------------------------------------------------------

void py__found_clear(py_found *found) {
    ouro_clear(&found->file);
    ouro_clear(&found->folders);
}

// As a new str when `test` likes the path, else NULL.
static ouro_object *path_if(const char *path, bool (*test)(const char *)) {
    return test(path) ? ouro_bytes_decode(path, strlen(path), "utf-8", "surrogateescape") : NULL;
}

static int found_package(py_found *found, const char *folder, ouro_object *init) {
    ouro_object *text = ouro_bytes_decode(folder, strlen(folder), "utf-8", "surrogateescape");
    ouro_clear(&found->folders);
    found->file = init;
    found->folders = text ? ouro_list_from(&text, 1) : NULL;
    ouro_xdecref(text);
    return found->folders ? 1 : -1;
}

// Looks in one folder: 1 found, 0 not (a folder without __init__.py is noted), -1 error.
static int find_in(const char *folder, const char *tail, py_found *found) {
    char path[4200];
    if (strlen(folder) + strlen(tail) + 16 > sizeof path) {
        return 0;
    }
    const char *slash = folder[0] && folder[strlen(folder) - 1] == '/' ? "" : "/";
    int end = snprintf(path, sizeof path, "%s%s%s", folder, slash, tail);
    bool is_folder = py__source_is_folder(path);
    if (is_folder) {
        snprintf(path + end, sizeof path - (size_t)end, "/__init__.py");
        ouro_object *init = path_if(path, py__source_is_file);
        path[end] = 0;
        if (init) {
            return found_package(found, path, init);
        }
    }
    snprintf(path + end, sizeof path - (size_t)end, ".py");
    ouro_object *file = path_if(path, py__source_is_file);
    if (file) {
        ouro_clear(&found->folders);
        found->file = file;
        return 1;
    }
    path[end] = 0;
    if (is_folder && !ouro_current->raised) {
        ouro_object *text = path_if(path, py__source_is_folder);
        if (text && !found->folders) {
            found->folders = ouro_list_new(0);
        }
        int failed = text && found->folders ? ouro_list_append(found->folders, text) : -1;
        ouro_xdecref(text);
        return failed;
    }
    return ouro_current->raised ? -1 : 0;
}

int py__module_find(ouro_object *folders, ouro_object *tail, py_found *found) {
    ouro_object *list = ouro_list_of(folders);
    char *name = list ? ouro_str_utf8(tail, NULL) : NULL;
    int result = name ? 0 : -1;
    for (size_t i = 0; result == 0 && i < ouro_list_length(list); i++) {
        ouro_object *entry = ouro_list_get_borrow(list, i);
        if (!ouro_is(entry, OURO_T_STR)) {
            continue;
        }
        char *folder = ouro_str_utf8(entry, NULL);
        char here[4096];
        if (!folder) {
            result = -1;
        } else if (folder[0]) {
            result = find_in(folder, name, found);
        } else if (getcwd(here, sizeof here)) {
            result = find_in(here, name, found);
        }
        ouro_memory_free(folder);
    }
    ouro_memory_free(name);
    ouro_xdecref(list);
    return result == 0 && found->folders ? 1 : result;
}

// ---- Loading --------------------------------------------------------------------------------------

// A stand-in for importlib's ModuleSpec.
static ouro_object *spec_make(ouro_object *name, ouro_object *parent, const py_found *found) {
    ouro_object *dict = ouro_dict_new();
    ouro_object *none = ouro_none_borrow();
    int failed = !dict || ouro_dict_set_text(dict, "name", name) < 0 ||
                 ouro_dict_set_text(dict, "loader", none) < 0 ||
                 ouro_dict_set_text(dict, "origin", found->file ? found->file : none) < 0 ||
                 ouro_dict_set_text(dict, "submodule_search_locations",
                                    found->folders ? found->folders : none) < 0 ||
                 ouro_dict_set_text(dict, "parent", parent) < 0 ||
                 ouro_dict_set_text(dict, "_initializing", ouro_current->true_) < 0;
    ouro_object *spec = failed ? NULL : ouro_namespace_new(dict);
    ouro_xdecref(dict);
    return spec;
}

// __package__: the name itself for packages, else what is before the last dot: new.
static ouro_object *package_name(ouro_object *name, const py_found *found) {
    if (found->folders) {
        return ouro_newref(name);
    }
    size_t dot = ouro_str_length(name);
    while (dot > 0 && ouro_str_char(name, dot - 1) != '.') {
        dot--;
    }
    return ouro_str_slice(name, 0, dot ? dot - 1 : 0);
}

static int module_describe(py_state *state, ouro_object *module, ouro_object *name,
                           const py_found *found) {
    ouro_object *dict = ouro_module_dict_borrow(module);
    ouro_object *package = package_name(name, found);
    ouro_object *spec = package ? spec_make(name, package, found) : NULL;
    int failed = !spec || ouro_dict_set(dict, PY_NAME(state, __package__), package) < 0 ||
                 ouro_dict_set(dict, PY_NAME(state, __spec__), spec) < 0;
    if (!failed && found->folders) {
        failed = ouro_dict_set(dict, PY_NAME(state, __path__), found->folders) < 0;
    }
    if (!failed && found->file) {
        failed = ouro_dict_set(dict, PY_NAME(state, __file__), found->file) < 0;
    }
    ouro_xdecref(spec);
    ouro_xdecref(package);
    return failed ? -1 : 0;
}

// Compiles and runs the file in the module's dict. 0, or -1 with an exception.
static int module_run(ouro_object *module, ouro_object *file) {
    char *path = ouro_str_utf8(file, NULL);
    size_t length = 0;
    char *bytes = path ? py__source_read(path, &length) : NULL;
    ouro_object *result = NULL;
    if (path && !bytes) {
        ouro_raise_errno(errno, file);
    } else if (bytes) {
        ouro_object *code = py_compile_bytes(bytes, length, path, PY_PARSE_FILE, 0);
        free(bytes);
        result = code ? py_eval_code(code, ouro_module_dict_borrow(module), NULL) : NULL;
        ouro_xdecref(code);
    }
    ouro_memory_free(path);
    ouro_xdecref(result);
    return result ? 0 : -1;
}

// The body is through: the spec says so, and what sys.modules holds now is the module.
static ouro_object *module_finish(py_state *state, ouro_object *module, ouro_object *name) {
    ouro_object *spec = NULL;
    if (ouro_lookup_attr(module, PY_NAME(state, __spec__), &spec) > 0 &&
        ouro_setattr(spec, PY_NAME(state, _initializing), ouro_current->false_) < 0) {
        ouro_raised_clear(); // the program put something else there
    }
    ouro_xdecref(spec);
    ouro_object *now = ouro_dict_get_borrow(ouro_runtime_modules_borrow(), name);
    if (!now && !ouro_current->raised) {
        ouro_raise_object(OURO_EXC_KeyError, name);
    }
    ouro_xnewref(now);
    ouro_decref(module);
    return now;
}

ouro_object *py__module_load(py_state *state, ouro_object *name, const py_found *found) {
    ouro_object *modules = ouro_runtime_modules_borrow();
    ouro_object *module = ouro_module_from_name(name);
    if (!module) {
        return NULL;
    }
    if (module_describe(state, module, name, found) < 0 ||
        ouro_dict_set(modules, name, module) < 0) {
        ouro_decref(module);
        return NULL;
    }
    if (found->file && module_run(module, found->file) < 0) {
        ouro_object *raised = ouro_raised_take(), *out = NULL;
        if (ouro_dict_pop(modules, name, &out) < 0) {
            ouro_raised_clear();
        }
        ouro_xdecref(out);
        ouro_decref(module);
        ouro_raised_restore(raised);
        return NULL;
    }
    return module_finish(state, module, name);
}
