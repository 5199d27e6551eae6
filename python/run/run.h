// SPDX-License-Identifier: MIT
// The public face of the running part: start it, run code, import, look at frames, print exceptions.
// Front-end, run. All functions act on the current runtime; py_start must have run in it.
#ifndef OURO_PYTHON_RUN_RUN_H
#define OURO_PYTHON_RUN_RUN_H

#include <ouro/callable.h>
#include <ouro/containers.h>
#include <signal.h>

#include "compile.h"

typedef struct py_state py_state;
typedef struct py_frame py_frame;

// ---- Starting and running -------------------------------------------------------------------

// Makes the types and the state of the front-end in the current runtime, and puts `__build_class__`
// and `__import__` into its builtins. 0, or -1 with an exception. Calling it again does nothing.
int py_start(void);
// The state of the current runtime, or NULL before py_start. Cost: a look-up among the extensions.
py_state *py_state_get(void);

// Runs a code object (exec, eval, modules) with `globals` (a dict; __builtins__ is added if absent) and
// `locals` (a mapping, or NULL: the globals). New result, or NULL with an exception.
ouro_object *py_eval_code(ouro_object *code, ouro_object *globals, ouro_object *locals);

// Compiles and runs `length` bytes of a script as module __main__ (made if absent); `filename` is
// UTF-8. New result (None), or NULL with an exception.
ouro_object *py_run_main_source(const char *source, size_t length, const char *filename);

// Asks the runtime that is current in this thread to raise KeyboardInterrupt at its next backward
// jump or function call. Async-signal-safe.
void py_interrupt(void);
// The flag that py_interrupt sets, for hosts whose handler runs on another thread.
volatile sig_atomic_t *py_interrupt_flag(void);

// ---- Importing ------------------------------------------------------------------------------

// What `__import__(name, globals, locals, fromlist, level)` does: `globals` is a dict or NULL, `fromlist`
// a tuple, None or NULL. New: the top package when `fromlist` is empty, else the module itself.
ouro_object *py_import(ouro_object *name, ouro_object *globals, ouro_object *fromlist, int level);
// The module of that dotted name itself (importlib.import_module): new.
ouro_object *py_import_module(const char *name);
// sys.path, a list, borrowed: the folders in which modules are looked for.
ouro_object *py_import_path_borrow(void);

// ---- Frames ---------------------------------------------------------------------------------

// The innermost running Python frame, or NULL. Valid while it runs.
py_frame *py_current_frame(void);
py_frame *py_frame_caller(const py_frame *frame); // or NULL
// Borrowed: the frame's globals and builtins (dicts), its code and its function.
ouro_object *py_frame_globals_borrow(const py_frame *frame);
ouro_object *py_frame_builtins_borrow(const py_frame *frame);
py_code *py_frame_code_borrow(const py_frame *frame);
int py_frame_line(const py_frame *frame); // the line it is in, or -1
// locals(): new reference; for functions a dict that is refreshed by each call.
ouro_object *py_frame_locals(py_frame *frame);
// Adds an entry for the innermost running frame, if there is one, to the traceback of the exception in
// flight. Without memory MemoryError may take its place.
void py_traceback_here(void);
// The frame object (sys._getframe), made on demand: new, or NULL with MemoryError.
ouro_object *py_frame_object_of(py_frame *frame);

// ---- Functions and generators ---------------------------------------------------------------

bool py_is_function(const ouro_object *object);
// A function of `code` with `globals`; `qualname` NULL: the code's. All borrowed. New.
ouro_object *py_function_new(ouro_object *code, ouro_object *globals, ouro_object *qualname);
bool py_is_generator(const ouro_object *object);
bool py_is_coroutine(const ouro_object *object);
bool py_is_async_generator(const ouro_object *object);

enum py_run_type {
    PY_RUN_FUNCTION,
    PY_RUN_FRAME,
    PY_RUN_TRACEBACK,
    PY_RUN_GENERATOR,
    PY_RUN_COROUTINE,
    PY_RUN_COROUTINE_WRAPPER,
    PY_RUN_ASYNC_GENERATOR,
    PY_RUN_ASYNC_SEND,
    PY_RUN_ASYNC_THROW,
    PY_RUN_ASYNC_VALUE,
    PY_RUN_TYPE_COUNT
};
// A type of the running part (types.FunctionType ...), borrowed.
ouro_type *py_run_type_borrow(enum py_run_type which);

// ---- Building classes -----------------------------------------------------------------------

// builtins.__build_class__(function, name, *bases, metaclass=..., **keywords): new.
ouro_object *py_build_class(ouro_object *const *args, size_t nargs, ouro_object *kwnames);

// ---- Identity -----------------------------------------------------------------------------------

// The program was told where the object is (id): if it is an int, no variable makes another one of it in its place, as
// it may otherwise.  The flag has no other meaning for what is no container.
static inline void py_address_told(ouro_object *object) {
    if (ouro_is_exact(object, OURO_T_INT) && object->refs != OURO_REFS_MOST) {
        object->refs |= OURO_REFS_SETTLED;
    }
}

// ---- Printing exceptions --------------------------------------------------------------------

// Receives text in pieces (UTF-8, `bytes` of it).
typedef void (*py_write_fn)(void *arg, const char *text, size_t bytes);
// Writes what 3.11 prints for an uncaught exception: traceback, causes, contexts, groups, notes.
// Errors while printing are dropped; leaves no exception and changes none in flight.
void py_print_exception(py_write_fn write, void *arg, ouro_object *exception);
// Only the "Traceback ..." header and its entries, for `traceback` (a traceback object).
void py_print_traceback(py_write_fn write, void *arg, ouro_object *traceback);
// The same as py_print_exception, collected in a new str.
ouro_object *py_format_exception(ouro_object *exception);

#endif
