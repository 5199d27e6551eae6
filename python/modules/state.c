// SPDX-License-Identifier: MIT
// What the modules keep in a runtime, how they begin, and helpers to make modules and arguments.
// Front-end, modules.
#include "common.h"

#include <limits.h>

static const char state_key;

py_modules *py__modules(void) {
    return ouro_runtime_extension(&state_key);
}

// ---- State --------------------------------------------------------------------------------------

static ouro_object **held(py_modules *state, size_t i) {
    ouro_object **const all[] = {&state->sys,          &state->stdin_,      &state->stdout_,
                                 &state->stderr_,      &state->unsupported, &state->exits,
                                 &state->gc_callbacks, &state->excepthook,  &state->unraisablehook,
                                 &state->builtins};
    return i < COUNT_OF(all) ? all[i] : NULL;
}

static int state_traverse(void *data, ouro_visit_fn visit, void *arg) {
    py_modules *state = data;
    int stop = 0;
    for (size_t i = 0; !stop && held(state, i); i++) {
        stop = *held(state, i) ? visit(*held(state, i), arg) : 0;
    }
    for (size_t i = 0; !stop && i < PY_OWN_TYPE_COUNT; i++) {
        stop = state->types[i] ? visit((ouro_object *)state->types[i], arg) : 0;
    }
    return stop;
}

static void state_clear(void *data) {
    py_modules *state = data;
    ouro_set_unraisable(NULL);
    for (size_t i = 0; held(state, i); i++) {
        ouro_clear(held(state, i));
    }
    for (size_t i = 0; i < PY_OWN_TYPE_COUNT; i++) {
        ouro_clear(&state->types[i]);
    }
}

static int state_make(const py_modules_options *options) {
    py_modules *state = ouro_memory_new(sizeof *state);
    if (!state) {
        return -1;
    }
    memset(state, 0, sizeof *state);
    state->options = options;
    const ouro_extension extension = {.key = &state_key,
                                      .data = state,
                                      .traverse = state_traverse,
                                      .clear = state_clear,
                                      .release = ouro_memory_free,
                                      .name = "the modules in C"};
    if (ouro_runtime_extend(&extension) < 0) {
        ouro_memory_free(state);
        return -1;
    }
    state->gc_callbacks = ouro_list_new(0);
    return state->gc_callbacks ? 0 : -1;
}

ouro_type *py__module_type(py_own_type which, const ouro_type_spec *spec, ouro_type *base) {
    py_modules *state = py__modules();
    if (!state->types[which]) {
        state->types[which] = ouro_type_new(spec, base);
    }
    return state->types[which];
}

// ---- Starting -----------------------------------------------------------------------------------

static const struct {
    const char *name;
    ouro_module_fn make;
} modules[] = {
    {"atexit", py__atexit_module},
    {"gc", py__gc_module},
    {"io", py__io_module},
    {"math", py__math_module},
    {"os", py__os_module},
    {"ouro", py__ouro_module},
    {"posixpath", py__os_path_module},
    {"psutil", py__psutil_module},
    {"time", py__time_module},
    {"types", py__types_module},
    {"weakref", py__weakref_module},
    {"_weakref", py__weakref_core_module},
};

// Makes a module now and enters it in sys.modules.
static int start_module(const char *name, ouro_module_fn make) {
    ouro_object *module = make();
    return py__dict_put(ouro_runtime_modules_borrow(), name, module);
}

int py_modules_start(const py_modules_options *options) {
    if (state_make(options) < 0 || start_module("builtins", py__builtins_module) < 0 ||
        start_module("sys", py__sys_module) < 0) {
        return -1;
    }
    for (size_t i = 0; i < COUNT_OF(modules); i++) {
        if (ouro_runtime_add_module(modules[i].name, modules[i].make) < 0) {
            return -1;
        }
    }
    py_modules *state = py__modules();
    state->options = NULL;
    state->builtins = ouro_dict_copy(ouro_runtime_builtins_borrow());
    if (!state->builtins) {
        return -1;
    }
    ouro_set_unraisable(py__unraisable);
    return py_compile_on_warning(py__compile_warning, NULL);
}

// ---- Making modules -----------------------------------------------------------------------------

ouro_object *py__module_make(const char *name, const char *doc, const ouro_method *methods) {
    ouro_object *module = ouro_module_new(name, doc);
    if (module && methods && ouro_module_add_methods(module, methods) < 0) {
        ouro_clear(&module);
    }
    return module;
}

int py__dict_put(ouro_object *dict, const char *key, ouro_object *value) {
    int result = value ? ouro_dict_set_text(dict, key, value) : -1;
    ouro_xdecref(value);
    return result;
}

int py__module_add(ouro_object *module, const char *name, ouro_object *value) {
    return py__dict_put(ouro_module_dict_borrow(module), name, value);
}

int py__module_run(ouro_object *module, const char *source, const char *filename) {
    ouro_object *code = py_compile_source(source, strlen(source), filename, PY_PARSE_FILE, 0);
    ouro_object *result = code ? py_eval_code(code, ouro_module_dict_borrow(module), NULL) : NULL;
    ouro_xdecref(code);
    ouro_xdecref(result);
    return result ? 0 : -1;
}

// ---- Named results ------------------------------------------------------------------------------

ouro_object *py__record_new(py_own_type which, const ouro_type_spec *spec,
                            ouro_object *const *items, size_t n) {
    ouro_type *type = py__module_type(which, spec, ouro_builtin_type(OURO_T_TUPLE));
    bool complete = type != NULL;
    for (size_t i = 0; i < n; i++) {
        complete = complete && items[i];
    }
    ouro_object *record = complete ? ouro_object_new(type, n) : NULL;
    for (size_t i = 0; i < n; i++) {
        if (record) {
            ouro_tuple_fill(record, i, items[i]);
        } else {
            ouro_xdecref(items[i]);
        }
    }
    if (record) {
        ((ouro_tuple *)(void *)record)->length = n;
    }
    return record;
}

ouro_object *py__record_get(ouro_object *self, void *context) {
    return ouro_newref(ouro_tuple_get_borrow(self, (uintptr_t)context));
}

ouro_object *py__record_repr(ouro_object *self) {
    const ouro_type_spec *spec = ouro_type_of(self)->spec;
    ouro_str_writer writer = {0};
    int failed = ouro_str_writer_text(&writer, spec->name, strlen(spec->name)) < 0 ||
                 ouro_str_writer_char(&writer, '(') < 0;
    for (const ouro_getset *field = spec->getsets; !failed && field->name; field++) {
        size_t index = (uintptr_t)field->context;
        if (index >= ouro_tuple_length(self) || (index == 0 && field != spec->getsets)) {
            break;
        }
        ouro_object *piece = ouro_str_format("%s%s=%R", index ? ", " : "", field->name,
                                             ouro_tuple_get_borrow(self, index));
        failed = !piece || ouro_str_writer_str(&writer, piece) < 0;
        ouro_xdecref(piece);
    }
    if (failed || ouro_str_writer_char(&writer, ')') < 0) {
        ouro_str_writer_drop(&writer);
        return NULL;
    }
    return ouro_str_writer_finish(&writer);
}

// ---- Arguments ----------------------------------------------------------------------------------

// Text of a str, checked for NULs inside.
static char *clean_text(ouro_object *str) {
    size_t bytes;
    char *text = ouro_str_utf8(str, &bytes);
    if (text && strlen(text) != bytes) {
        ouro_memory_free(text);
        return ouro_raise(OURO_EXC_ValueError, "embedded null byte");
    }
    return text;
}

char *py__path_text(const char *what, ouro_object *object) {
    if (ouro_is(object, OURO_T_STR)) {
        return clean_text(object);
    }
    if (ouro_is(object, OURO_T_BYTES)) {
        ouro_object *str = ouro_bytes_decode(ouro_bytes_data(object), ouro_bytes_length(object),
                                             "utf-8", "surrogateescape");
        char *text = str ? clean_text(str) : NULL;
        ouro_xdecref(str);
        return text;
    }
    ouro_object *name = ouro_str_intern_text("__fspath__");
    ouro_object *method = name ? ouro_lookup_special(object, name) : NULL;
    ouro_xdecref(name);
    if (!method) {
        return ouro_current->raised
                   ? NULL
                   : ouro_raise(OURO_EXC_TypeError,
                                "%sexpected str, bytes or os.PathLike object, not %T", what,
                                object);
    }
    ouro_object *path = ouro_call0(method);
    ouro_decref(method);
    char *text = NULL;
    if (path && ouro_is(path, OURO_T_STR)) {
        text = clean_text(path);
    } else if (path) {
        ouro_raise(OURO_EXC_TypeError, "expected %T.__fspath__() to return str or bytes, not %T",
                   object, path);
    }
    ouro_xdecref(path);
    return text;
}

int py__int_argument(ouro_object *object, int *value) {
    if (ouro_is(object, OURO_T_FLOAT)) {
        ouro_raise(OURO_EXC_TypeError, "'float' object cannot be interpreted as an integer");
        return -1;
    }
    ouro_object *index = ouro_index(object);
    int overflow = 0;
    int64_t number = index ? ouro_int_as_i64_overflow(index, &overflow) : 0;
    ouro_xdecref(index);
    if (!index) {
        return -1;
    }
    if (overflow || number > INT_MAX || number < INT_MIN) {
        ouro_raise(OURO_EXC_OverflowError, "Python int too large to convert to C int");
        return -1;
    }
    *value = (int)number;
    return 0;
}

int py__check_interrupt(void) {
    volatile sig_atomic_t *flag = py_interrupt_flag();
    if (!*flag) {
        return 0;
    }
    *flag = 0;
    ouro_raise_object(OURO_EXC_KeyboardInterrupt, NULL);
    return -1;
}
