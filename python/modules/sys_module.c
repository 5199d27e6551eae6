// SPDX-License-Identifier: MIT
// The module sys: making it, its constants and the standard streams.  Front-end, modules.
// SPEC rows R3, R5, C3, P10.
#include "sys_functions.h"

#include <fcntl.h>
#include <float.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

enum { PY_MAJOR = 3, PY_MINOR = 11, PY_MICRO = 2, PY_HEX = 0x030b02f0 };

// ---- Named results ------------------------------------------------------------------------------

#define F(name, index) PY_RECORD_FIELD(name, index, NULL)
static const ouro_getset version_fields[] = {F("major", 0),        F("minor", 1),  F("micro", 2),
                                             F("releaselevel", 3), F("serial", 4), {0}};
static const ouro_getset float_fields[] = {F("max", 0),   F("max_exp", 1),  F("max_10_exp", 2),
                                           F("min", 3),   F("min_exp", 4),  F("min_10_exp", 5),
                                           F("dig", 6),   F("mant_dig", 7), F("epsilon", 8),
                                           F("radix", 9), F("rounds", 10),  {0}};
static const ouro_getset int_fields[] = {F("bits_per_digit", 0),
                                         F("sizeof_digit", 1),
                                         F("default_max_str_digits", 2),
                                         F("str_digits_check_threshold", 3),
                                         {0}};
static const ouro_getset hash_fields[] = {
    F("width", 0),     F("modulus", 1),   F("inf", 2),       F("nan", 3),    F("imag", 4),
    F("algorithm", 5), F("hash_bits", 6), F("seed_bits", 7), F("cutoff", 8), {0}};
static const ouro_getset flags_fields[] = {F("debug", 0),
                                           F("inspect", 1),
                                           F("interactive", 2),
                                           F("optimize", 3),
                                           F("dont_write_bytecode", 4),
                                           F("no_user_site", 5),
                                           F("no_site", 6),
                                           F("ignore_environment", 7),
                                           F("verbose", 8),
                                           F("bytes_warning", 9),
                                           F("quiet", 10),
                                           F("hash_randomization", 11),
                                           F("isolated", 12),
                                           F("dev_mode", 13),
                                           F("utf8_mode", 14),
                                           F("warn_default_encoding", 15),
                                           F("safe_path", 16),
                                           F("int_max_str_digits", 17),
                                           {0}};
#undef F
PY_RECORD(version_spec, "sys.version_info", version_fields, "Version information.");
PY_RECORD(float_spec, "sys.float_info", float_fields, "What a float can hold.");
PY_RECORD(int_spec, "sys.int_info", int_fields, "How an int is made.");
PY_RECORD(hash_spec, "sys.hash_info", hash_fields, "How hashes of numbers are made.");
PY_RECORD(flags_spec, "sys.flags", flags_fields, "The command's switches.");

static ouro_object *version_info(void) {
    ouro_object *items[] = {ouro_int_new(PY_MAJOR), ouro_int_new(PY_MINOR), ouro_int_new(PY_MICRO),
                            ouro_str_text("final"), ouro_int_new(0)};
    return py__record_new(PY_TYPE_VERSION_INFO, &version_spec, items, COUNT_OF(items));
}

static ouro_object *float_info(void) {
    ouro_object *items[] = {ouro_float_new(DBL_MAX),
                            ouro_int_new(DBL_MAX_EXP),
                            ouro_int_new(DBL_MAX_10_EXP),
                            ouro_float_new(DBL_MIN),
                            ouro_int_new(DBL_MIN_EXP),
                            ouro_int_new(DBL_MIN_10_EXP),
                            ouro_int_new(DBL_DIG),
                            ouro_int_new(DBL_MANT_DIG),
                            ouro_float_new(DBL_EPSILON),
                            ouro_int_new(FLT_RADIX),
                            ouro_int_new(1)};
    return py__record_new(PY_TYPE_FLOAT_INFO, &float_spec, items, COUNT_OF(items));
}

static ouro_object *int_info(void) {
    ouro_object *items[] = {ouro_int_new(64), ouro_int_new(8), ouro_int_new(4300),
                            ouro_int_new(640)};
    return py__record_new(PY_TYPE_INT_INFO, &int_spec, items, COUNT_OF(items));
}

static ouro_object *hash_info(void) {
    ouro_object *items[] = {ouro_int_new(64),      ouro_int_new(((int64_t)1 << 61) - 1),
                            ouro_int_new(314159),  ouro_int_new(0),
                            ouro_int_new(1000003), ouro_str_text("siphash13"),
                            ouro_int_new(64),      ouro_int_new(128),
                            ouro_int_new(0)};
    return py__record_new(PY_TYPE_HASH_INFO, &hash_spec, items, COUNT_OF(items));
}

static ouro_object *flags(bool random_hash) {
    enum { FLAGS = 18, NO_BYTECODE = 4, RANDOM = 11, DEV_MODE = 13, SAFE_PATH = 16 };
    ouro_object *items[FLAGS];
    for (int i = 0; i < FLAGS; i++) {
        bool truth = i == DEV_MODE || i == SAFE_PATH;
        int64_t on = i == NO_BYTECODE || (i == RANDOM && random_hash);
        items[i] = truth ? ouro_bool(false) : ouro_int_new(i == FLAGS - 1 ? 4300 : on);
    }
    return py__record_new(PY_TYPE_FLAGS, &flags_spec, items, FLAGS);
}

static ouro_object *implementation(void) {
    ouro_object *dict = ouro_dict_new(), *space = NULL;
    if (dict && py__dict_put(dict, "name", ouro_str_text("ouro")) == 0 &&
        py__dict_put(dict, "cache_tag", ouro_none()) == 0 &&
        py__dict_put(dict, "version", version_info()) == 0 &&
        py__dict_put(dict, "hexversion", ouro_int_new(PY_HEX)) == 0) {
        space = ouro_namespace_new(dict);
    }
    ouro_xdecref(dict);
    return space;
}

// ---- Standard streams ---------------------------------------------------------------------------

// A stream, or None when the process was started without that descriptor.
static ouro_object *standard_stream(int fd, const char *name, const char *mode) {
    if (fcntl(fd, F_GETFD) < 0) {
        return ouro_none();
    }
    const py_file_options options = {
        .mode = mode,
        .text = true,
        .readable = *mode == 'r',
        .writable = *mode == 'w',
        .line_buffered = fd == STDERR_FILENO || isatty(fd),
        .errors = fd == STDERR_FILENO ? "backslashreplace" : "strict",
        .newline = *mode == 'w' ? "\n" : NULL,
    };
    ouro_object *str = ouro_str_text(name);
    ouro_object *stream = str ? py__file_new(fd, str, &options) : NULL;
    ouro_xdecref(str);
    return stream;
}

static int add_streams(ouro_object *module) {
    py_modules *state = py__modules();
    state->stdin_ = standard_stream(STDIN_FILENO, "<stdin>", "r");
    state->stdout_ = standard_stream(STDOUT_FILENO, "<stdout>", "w");
    state->stderr_ = standard_stream(STDERR_FILENO, "<stderr>", "w");
    const struct {
        const char *name, *original;
        ouro_object *stream;
    } streams[] = {{"stdin", "__stdin__", state->stdin_},
                   {"stdout", "__stdout__", state->stdout_},
                   {"stderr", "__stderr__", state->stderr_}};
    for (size_t i = 0; i < COUNT_OF(streams); i++) {
        if (!streams[i].stream || ouro_module_add(module, streams[i].name, streams[i].stream) < 0 ||
            ouro_module_add(module, streams[i].original, streams[i].stream) < 0) {
            return -1;
        }
    }
    return 0;
}

// class io.UnsupportedOperation(OSError, ValueError)
static ouro_object *unsupported_operation(void) {
    ouro_object *name = ouro_str_intern_text("UnsupportedOperation"), *body = ouro_dict_new();
    ouro_object *bases =
        ouro_tuple_pack(2, ouro_exc_type(OURO_EXC_OSError), ouro_exc_type(OURO_EXC_ValueError));
    ouro_object *type = NULL;
    if (name && body && bases &&
        py__dict_put(body, "__module__", ouro_str_intern_text("io")) == 0) {
        type = ouro_type_make_class(NULL, name, bases, body, NULL, NULL);
    }
    ouro_xdecref(name);
    ouro_xdecref(body);
    ouro_xdecref(bases);
    return type;
}

// ---- Constants ----------------------------------------------------------------------------------

static ouro_object *text_list(size_t n, const char *const *texts) {
    ouro_object *list = ouro_list_new(0);
    for (size_t i = 0; list && i < n; i++) {
        ouro_object *text = ouro_str_new(texts[i], strlen(texts[i]));
        if (!text || ouro_list_append_stolen(list, text) < 0) {
            ouro_clear(&list);
        }
    }
    return list;
}

static ouro_object *module_names(void) {
    static const char *const names[] = {"atexit", "builtins", "gc",  "io",   "math",  "os",
                                        "ouro",   "psutil",   "sys", "time", "types", "weakref"};
    ouro_object *list = text_list(COUNT_OF(names), names);
    ouro_object *tuple = list ? ouro_list_to_tuple(list) : NULL;
    ouro_xdecref(list);
    return tuple;
}

static int add_texts(ouro_object *module, const char *executable) {
    const struct {
        const char *name, *value;
    } texts[] = {
        {"version", "3.11.2 (ouro " OURO_VERSION ")"},
        {"copyright", "Copyright (c) the authors of Ouro."},
        {"platform", "linux"},
        {"byteorder", __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? "little" : "big"},
        {"executable", executable},
        {"float_repr_style", "short"},
        {"prefix", "/usr"},
        {"exec_prefix", "/usr"},
        {"base_prefix", "/usr"},
        {"base_exec_prefix", "/usr"},
        {"platlibdir", "lib"},
        {"abiflags", ""},
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (ouro_module_add_text(module, texts[i].name, texts[i].value) < 0) {
            return -1;
        }
    }
    return 0;
}

static int add_objects(ouro_object *module, const py_modules_options *options) {
    const char *const *path = &options->path;
    const struct {
        const char *name;
        ouro_object *value;
    } objects[] = {
        {"argv", text_list(options->argc, options->argv)},
        {"orig_argv", text_list(options->argc, options->argv)},
        {"path", text_list(options->path ? 1 : 0, path)},
        {"modules", ouro_newref(ouro_runtime_modules_borrow())},
        {"version_info", version_info()},
        {"float_info", float_info()},
        {"int_info", int_info()},
        {"hash_info", hash_info()},
        {"flags", flags(options->random_hash)},
        {"implementation", implementation()},
        {"builtin_module_names", module_names()},
        {"warnoptions", ouro_list_new(0)},
        {"meta_path", ouro_list_new(0)},
        {"path_hooks", ouro_list_new(0)},
        {"path_importer_cache", ouro_dict_new()},
        {"_xoptions", ouro_dict_new()},
        {"dont_write_bytecode", ouro_bool(true)},
        {"pycache_prefix", ouro_none()},
        {"hexversion", ouro_int_new(PY_HEX)},
        {"api_version", ouro_int_new(1013)},
        {"maxsize", ouro_int_new(INT64_MAX)},
        {"maxunicode", ouro_int_new(0x10ffff)},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(objects); i++) {
        failed |= py__module_add(module, objects[i].name, objects[i].value) < 0;
    }
    return failed ? -1 : 0;
}

// Hooks are there twice: the one in force, and as it was at first.
static int add_hooks(ouro_object *module) {
    static const char *const names[][2] = {{"excepthook", "__excepthook__"},
                                           {"unraisablehook", "__unraisablehook__"},
                                           {"displayhook", "__displayhook__"}};
    if (ouro_module_add_methods(module, py__hook_functions) < 0) {
        return -1;
    }
    ouro_object *dict = ouro_module_dict_borrow(module);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        ouro_object *hook = ouro_dict_get_text_borrow(dict, names[i][0]);
        if (!hook || ouro_module_add(module, names[i][1], hook) < 0) {
            return -1;
        }
    }
    py_modules *state = py__modules();
    state->excepthook = ouro_newref(ouro_dict_get_text_borrow(dict, "excepthook"));
    state->unraisablehook = ouro_newref(ouro_dict_get_text_borrow(dict, "unraisablehook"));
    return 0;
}

// The streams come last: when the program ends sys is cleared in this order, and what dies of it can
// still print.
ouro_object *py__sys_module(void) {
    py_modules *state = py__modules();
    ouro_object *module =
        py__module_make("sys", "Parameters and functions of the interpreter.", py__sys_functions);
    if (!module || ouro_module_add_methods(module, py__sys_memory_functions) < 0 ||
        !(state->unsupported = unsupported_operation()) || add_hooks(module) < 0 ||
        add_texts(module, state->options->executable) < 0 ||
        add_objects(module, state->options) < 0 || add_streams(module) < 0) {
        ouro_xdecref(module);
        return NULL;
    }
    state->sys = ouro_newref(module);
    return module;
}

// ---- Its attributes, from inside ----------------------------------------------------------------

ouro_object *py__sys_get_borrow(const char *name) {
    const py_modules *state = py__modules();
    if (!state || !state->sys) {
        return NULL;
    }
    return ouro_dict_get_text_borrow(ouro_module_dict_borrow(state->sys), name);
}

int py__sys_set(const char *name, ouro_object *value) {
    return ouro_module_add(py__modules()->sys, name, value);
}
