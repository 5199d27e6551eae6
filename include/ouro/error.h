// SPDX-License-Identifier: MIT
// Exceptions: raising, testing, chaining.  An exception in flight is always an instance.
// Floor: object.
//
// Ownership, errors and costs are as object.h says at its head.
#ifndef OURO_ERROR_H
#define OURO_ERROR_H

#include <ouro/runtime.h>

#ifdef __cplusplus
extern "C" {
#endif

// The hierarchy of CPython 3.11: name, base, and C layout of its instances (see below).
// clang-format off
#define OURO_EXCEPTIONS(X)                                                                          \
    X(BaseException, BaseException, BASE) X(SystemExit, BaseException, VALUE)                       \
    X(KeyboardInterrupt, BaseException, BASE) X(GeneratorExit, BaseException, BASE)                 \
    X(BaseExceptionGroup, BaseException, GROUP) X(Exception, BaseException, BASE)                   \
    X(StopIteration, Exception, VALUE) X(StopAsyncIteration, Exception, BASE)                       \
    X(ArithmeticError, Exception, BASE) X(FloatingPointError, ArithmeticError, BASE)                \
    X(OverflowError, ArithmeticError, BASE) X(ZeroDivisionError, ArithmeticError, BASE)             \
    X(AssertionError, Exception, BASE) X(AttributeError, Exception, ATTRIBUTE)                      \
    X(BufferError, Exception, BASE) X(EOFError, Exception, BASE)                                    \
    X(ImportError, Exception, IMPORT) X(ModuleNotFoundError, ImportError, IMPORT)                   \
    X(LookupError, Exception, BASE) X(IndexError, LookupError, BASE) X(KeyError, LookupError, BASE) \
    X(MemoryError, Exception, BASE) X(NameError, Exception, NAME)                                   \
    X(UnboundLocalError, NameError, NAME) X(OSError, Exception, OS)                                 \
    X(BlockingIOError, OSError, OS) X(ChildProcessError, OSError, OS)                               \
    X(ConnectionError, OSError, OS) X(BrokenPipeError, ConnectionError, OS)                         \
    X(ConnectionAbortedError, ConnectionError, OS) X(ConnectionRefusedError, ConnectionError, OS)   \
    X(ConnectionResetError, ConnectionError, OS) X(FileExistsError, OSError, OS)                    \
    X(FileNotFoundError, OSError, OS) X(InterruptedError, OSError, OS)                              \
    X(IsADirectoryError, OSError, OS) X(NotADirectoryError, OSError, OS)                            \
    X(PermissionError, OSError, OS) X(ProcessLookupError, OSError, OS) X(TimeoutError, OSError, OS) \
    X(ReferenceError, Exception, BASE) X(RuntimeError, Exception, BASE)                             \
    X(NotImplementedError, RuntimeError, BASE) X(RecursionError, RuntimeError, BASE)                \
    X(SyntaxError, Exception, SYNTAX) X(IndentationError, SyntaxError, SYNTAX)                      \
    X(TabError, IndentationError, SYNTAX) X(SystemError, Exception, BASE)                           \
    X(TypeError, Exception, BASE) X(ValueError, Exception, BASE)                                    \
    X(UnicodeError, ValueError, BASE) X(UnicodeDecodeError, UnicodeError, UNICODE)                  \
    X(UnicodeEncodeError, UnicodeError, UNICODE) X(UnicodeTranslateError, UnicodeError, UNICODE)    \
    X(Warning, Exception, BASE) X(BytesWarning, Warning, BASE) X(DeprecationWarning, Warning, BASE) \
    X(EncodingWarning, Warning, BASE) X(FutureWarning, Warning, BASE)                               \
    X(ImportWarning, Warning, BASE) X(PendingDeprecationWarning, Warning, BASE)                     \
    X(ResourceWarning, Warning, BASE) X(RuntimeWarning, Warning, BASE)                              \
    X(SyntaxWarning, Warning, BASE) X(UnicodeWarning, Warning, BASE) X(UserWarning, Warning, BASE)
// clang-format on

enum ouro_exc {
#define OURO_EXC_ID(name, base, layout) OURO_EXC_##name,
    OURO_EXCEPTIONS(OURO_EXC_ID)
#undef OURO_EXC_ID
        OURO_EXC_COUNT
};

// Every exception instance begins so; `extra` holds what its layout names:
// VALUE: value/code.  ATTRIBUTE: name, obj.  NAME: name.  IMPORT: msg, name, path.
// OS: errno, strerror, filename, filename2.  GROUP: message, exceptions (tuple).
// SYNTAX: msg, filename, lineno, offset, text, end_lineno, end_offset, print_file_and_line.
// UNICODE: encoding, object, start, end, reason.
#define OURO_EXC_EXTRA 8
typedef struct ouro_exception {
    ouro_object head;
    uintptr_t attrs;
    ouro_object *args;                    // tuple
    ouro_object *traceback;               // or NULL
    ouro_object *context, *cause, *notes; // or NULL
    ouro_object *extra[OURO_EXC_EXTRA];   // or NULL each
    bool suppress_context;
} ouro_exception;

OURO_API ouro_type *ouro_exc_type(enum ouro_exc which); // borrowed
static inline bool ouro_is_exception(const ouro_object *object) {
    return ouro_is(object, OURO_T_EXCEPTION);
}

// Raise an exception of the built-in type with a message: a printf-like format of UTF-8 text which
// also knows %R (repr of an object), %S (str of an object), %A (ascii), %T (name of an object's
// type), %V (the same, but None for None: how 3.11 names a bad argument), %N (name of a type).
// Also understood: %s %.Ns %d %i %u %zd %zu %ld %lu %lld %llu %x %c %p %%.  Always NULL.
OURO_API void *ouro_raise(enum ouro_exc which, const char *format, ...);
OURO_API void *ouro_raise_v(enum ouro_exc which, const char *format, va_list args);
// The same with a type that need not be built in.
OURO_API void *ouro_raise_type(ouro_type *type, const char *format, ...);
// Raise with one argument object (KeyError(key), StopIteration(value)): borrowed.  NULL: no
// arguments.
OURO_API void *ouro_raise_object(enum ouro_exc which, ouro_object *arg);
// Raises an instance (stolen), chaining the exception being handled as its context.
OURO_API void *ouro_raise_instance(ouro_object *exception);
// MemoryError, without allocating.
OURO_API void *ouro_raise_memory(void);
// OSError (or its subclass) for `error` (an errno); `filename` a str object or NULL.
OURO_API void *ouro_raise_errno(int error, ouro_object *filename);
// AttributeError "'T' object has no attribute 'name'" with name and obj set.
OURO_API void *ouro_raise_attribute(ouro_object *object, ouro_object *name);
// TypeError "f() takes ... arguments": checks a count of positional arguments; 0, or -1 raised.
OURO_API int ouro_check_args(const char *function, size_t nargs, size_t min, size_t max);
// "f() takes no keyword arguments" unless kwnames is NULL or empty.
OURO_API int ouro_check_no_keywords(const char *function, ouro_object *kwnames);
// Sorts a call's arguments into `out` (borrowed, NULL where absent) by the parameter names `names`
// (ended by NULL; leading "" are positional-only); `required` of them must be there, and at most
// `positional` may be given by position.  0, or -1 with TypeError naming `function`.
OURO_API int ouro_parse_args(const char *function, const char *const *names, size_t required,
                             size_t positional, ouro_object *const *args, size_t nargs,
                             ouro_object *kwnames, ouro_object **out);

// The exception in flight, borrowed, or NULL.
static inline ouro_object *ouro_raised_borrow(void) {
    return ouro_current->raised;
}
// True if an exception is in flight and an instance of the built-in type.
OURO_API bool ouro_raised_is(enum ouro_exc which);
// Takes the exception in flight (new reference, may be NULL), leaving none.
OURO_API ouro_object *ouro_raised_take(void);
// Puts one back without touching its context (stolen, may be NULL); drops any in flight.
OURO_API void ouro_raised_restore(ouro_object *exception);
OURO_API void ouro_raised_clear(void);
// If a StopIteration is in flight (or nothing is), take its value (new; None if nothing): 0; else
// -1.
OURO_API int ouro_stop_iteration_value(ouro_object **value);
// 1 if the exception instance or type matches `type` (a class or tuple of classes), 0, or -1.
OURO_API int ouro_exception_matches(ouro_object *exception, ouro_object *type);
// Reports the exception in flight and drops it: "Exception ignored in: ..." via the hook, or
// stderr.
OURO_API void ouro_unraisable(ouro_object *where, const char *message);
typedef void (*ouro_unraisable_fn)(ouro_object *exception, ouro_object *where, const char *message);
OURO_API void ouro_set_unraisable(ouro_unraisable_fn hook);

// Exceptions being handled (sys.exc_info): one item a running generator or thread of execution.
// The front-end pushes and pops; raising takes its context from the innermost that is not NULL.
typedef struct ouro_handled {
    ouro_object *exception; // owned, or NULL
    struct ouro_handled *outer;
} ouro_handled;
// The innermost item; makes another one that (the caller keeps its memory, and what was the top).
OURO_API ouro_handled *ouro_handled_top(void);
OURO_API void ouro_handled_set_top(ouro_handled *top);
OURO_API ouro_object *ouro_handled_current_borrow(void); // innermost non-NULL, or NULL

#ifdef __cplusplus
}
#endif
#endif
