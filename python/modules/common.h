// SPDX-License-Identifier: MIT
// What the files of this folder share: their state in a runtime, and small helpers to make modules.
// Front-end, modules.
#ifndef OURO_PYTHON_MODULES_COMMON_H
#define OURO_PYTHON_MODULES_COMMON_H

#include <ouro/gc.h>
#include <ouro/number.h>
#include <ouro/str.h>
#include <ouro/weakref.h>
#include <string.h>

#include "modules.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

// ---- State --------------------------------------------------------------------------------------

// Types of this folder's own, one set a runtime; made on demand by py__module_type.
typedef enum py_own_type {
    PY_TYPE_TEXT_FILE,
    PY_TYPE_READER,
    PY_TYPE_WRITER,
    PY_TYPE_RANDOM,
    PY_TYPE_QUITTER,
    PY_TYPE_VERSION_INFO,
    PY_TYPE_FLOAT_INFO,
    PY_TYPE_INT_INFO,
    PY_TYPE_HASH_INFO,
    PY_TYPE_FLAGS,
    PY_TYPE_UNRAISABLE,
    PY_TYPE_TIME,
    PY_TYPE_STAT,
    PY_TYPE_MEMORY,
    PY_TYPE_MEMORY_FULL,
    PY_TYPE_VIRTUAL,
    PY_TYPE_PROCESS,
    PY_OWN_TYPE_COUNT
} py_own_type;

typedef struct py_modules {
    ouro_type *types[PY_OWN_TYPE_COUNT];
    ouro_object *sys;                         // the module
    ouro_object *stdin_, *stdout_, *stderr_;  // as made at the start, or None
    ouro_object *unsupported;                 // io.UnsupportedOperation
    ouro_object *exits;                       // list of (function, args, kwargs): atexit
    ouro_object *gc_callbacks;                // gc.callbacks
    ouro_object *builtins;                    // a copy of their dict as made at the start
    ouro_object *excepthook, *unraisablehook; // the original functions
    const py_modules_options *options;        // only while starting
    bool gc_watched;                          // the collector tells us of its runs
    bool finishing;
} py_modules;

// The state of the current runtime; only after py_modules_start has begun.
py_modules *py__modules(void);

// The type `which`, borrowed, made from `spec` on top of `base` (NULL: object) the first time.
ouro_type *py__module_type(py_own_type which, const ouro_type_spec *spec, ouro_type *base);

// ---- Making modules -----------------------------------------------------------------------------

// A new module with these functions, or NULL.
ouro_object *py__module_make(const char *name, const char *doc, const ouro_method *methods);
// Adds `value` (stolen, may be NULL: it failed) to a module. 0, or -1.
int py__module_add(ouro_object *module, const char *name, ouro_object *value);
// Sets dict[key] = value (stolen, may be NULL). 0, or -1.
int py__dict_put(ouro_object *dict, const char *key, ouro_object *value);
// Runs Python source of our own in the namespace of `module`. 0, or -1.
int py__module_run(ouro_object *module, const char *source, const char *filename);

// Each module: makes it, at its first import.
ouro_object *py__builtins_module(void);
ouro_object *py__sys_module(void);
ouro_object *py__gc_module(void);
ouro_object *py__weakref_module(void);
ouro_object *py__weakref_core_module(void);
ouro_object *py__time_module(void);
ouro_object *py__os_module(void);
ouro_object *py__os_path_module(void);
ouro_object *py__psutil_module(void);
ouro_object *py__atexit_module(void);
ouro_object *py__types_module(void);
ouro_object *py__math_module(void);
ouro_object *py__ouro_module(void);
ouro_object *py__io_module(void);

// ---- Named results ------------------------------------------------------------------------------

// A tuple whose items also have names (sys.version_info, os.stat_result ...). `spec` comes from
// PY_RECORD; items (stolen, `n` of them, may contain NULL: one failed) become the new tuple's.
ouro_object *py__record_new(py_own_type which, const ouro_type_spec *spec,
                            ouro_object *const *items, size_t n);
ouro_object *py__record_get(ouro_object *self, void *context);
ouro_object *py__record_repr(ouro_object *self);

#define PY_RECORD_FIELD(name, index, doc)                                                          \
    { name, py__record_get, NULL, doc, (void *)(uintptr_t)(index) }
#define PY_RECORD(variable, type_name, fields, text)                                               \
    static const ouro_type_spec variable = {.size = sizeof(ouro_type_spec),                        \
                                            .name = type_name,                                     \
                                            .doc = text,                                           \
                                            .instance_size = sizeof(ouro_tuple),                   \
                                            .item_size = sizeof(ouro_object *),                    \
                                            .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW,      \
                                            .slots = {.repr = py__record_repr},                    \
                                            .getsets = fields}

// ---- Arguments ----------------------------------------------------------------------------------

// The UTF-8 text of a str or os.PathLike argument, to be given to ouro_memory_free; NULL with
// TypeError or, for a NUL inside, ValueError. `what` begins the message.
char *py__path_text(const char *what, ouro_object *object);
// An int argument as C int. 0, or -1 with an exception.
int py__int_argument(ouro_object *object, int *value);
// -1 with KeyboardInterrupt raised if Ctrl-C came meanwhile, else 0.
int py__check_interrupt(void);

// ---- Streams ------------------------------------------------------------------------------------

// What sys.NAME is now: borrowed, or NULL without exception.
ouro_object *py__sys_get_borrow(const char *name);
int py__sys_set(const char *name, ouro_object *value); // borrowed
// Writes a str to any object with write(). 0, or -1.
int py__stream_write(ouro_object *stream, ouro_object *str);
// Writes text to sys.stderr, or the process's if there is none; errors are dropped (a py_write_fn).
void py__stderr_write(void *arg, const char *text, size_t bytes);
void py__stderr_text(const char *text);
// stream.flush(): 0, or -1.
int py__stream_flush(ouro_object *stream);

// A stream over a file descriptor. `name` borrowed.
typedef struct py_file_options {
    const char *mode; // "r", "w", "rb" ...
    bool text, readable, writable, line_buffered, close_fd, random;
    const char *encoding, *errors; // of text; NULL: utf-8, strict
    const char *newline;           // NULL: universal; "", "\n", "\r", "\r\n"
} py_file_options;
ouro_object *py__file_new(int fd, ouro_object *name, const py_file_options *options);
bool py__is_file_object(const ouro_object *object);
// Writes to a stream of ours without going through its attributes. 0, or -1.
int py__file_write(ouro_object *file, ouro_object *str);
int py__file_flush(ouro_object *file);
// Forgets what could not be written: its loss has been reported. `file` may be any object.
void py__file_discard(ouro_object *file);
// The next line, without its end if `strip`: a new str, or NULL (no exception: end of file).
ouro_object *py__file_line(ouro_object *file);
// builtins.open.
ouro_object *py__open(ouro_object *self, ouro_object *const *args, size_t nargs,
                      ouro_object *kwnames);

// ---- Parts of builtins --------------------------------------------------------------------------

extern const ouro_method py__code_functions[];   // compile, exec, eval, globals ...
extern const ouro_method py__object_functions[]; // getattr, hash, id, isinstance ...
extern const ouro_method py__number_functions[]; // abs, bin, round, sum ...
extern const ouro_method py__iter_functions[];   // all, any, min, sorted ...
extern const ouro_method py__text_functions[];   // print, input, format, chr ...
// exit, quit: objects that say how to leave.
int py__quitters_add(ouro_object *builtins);

// ---- Hooks --------------------------------------------------------------------------------------

// sys.excepthook, sys.unraisablehook and sys.displayhook as they are at first.
extern const ouro_method py__hook_functions[];
void py__unraisable(ouro_object *exception, ouro_object *where, const char *message);
int py__compile_warning(void *arg, const py_warning *warning);
// Runs the functions given to atexit, last first, and forgets them.
void py__exits_run(void);

#endif
