// SPDX-License-Identifier: MIT
// The exception types: one structure, nine layouts of its extra fields (see <ouro/error.h>).
// Floor: object.
#include "core.h"
#include <errno.h>
#include <stdio.h>

enum layout { BASE, VALUE, GROUP, ATTRIBUTE, IMPORT, NAME, OS, SYNTAX, UNICODE };

static ouro_exception *as_exception(ouro_object *object) {
    return (ouro_exception *)object;
}

static const uint16_t fields[] = {
    offsetof(ouro_exception, args),       offsetof(ouro_exception, traceback),
    offsetof(ouro_exception, context),    offsetof(ouro_exception, cause),
    offsetof(ouro_exception, notes),      offsetof(ouro_exception, extra),
    offsetof(ouro_exception, extra) + 8,  offsetof(ouro_exception, extra) + 16,
    offsetof(ouro_exception, extra) + 24, offsetof(ouro_exception, extra) + 32,
    offsetof(ouro_exception, extra) + 40, offsetof(ouro_exception, extra) + 48,
    offsetof(ouro_exception, extra) + 56, 0};

// ---- BaseException --------------------------------------------------------------------------

static ouro_object *base_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                ouro_object *kwnames) {
    (void)kwnames;
    ouro_object *self = ouro_object_new(type, 0);
    if (self) {
        as_exception(self)->args = ouro_tuple_from(args, nargs);
        if (!as_exception(self)->args) {
            ouro_clear(&self);
        }
    }
    return self;
}

static int set_args(ouro_exception *self, ouro_object *const *args, size_t nargs) {
    ouro_object *tuple = ouro_tuple_from(args, nargs);
    if (!tuple) {
        return -1;
    }
    ouro_replace(&self->args, tuple);
    return 0;
}

static int base_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                     ouro_object *kwnames) {
    if (ouro_check_no_keywords(ouro_type_of(self)->name, kwnames) < 0) {
        return -1;
    }
    return set_args(as_exception(self), args, nargs);
}

// None after a collection has cleared the exception.
static size_t args_length(ouro_object *self) {
    const ouro_object *args = as_exception(self)->args;
    return args ? ouro_tuple_length(args) : 0;
}

static ouro_object *base_repr(ouro_object *self) {
    ouro_object *args = as_exception(self)->args;
    if (args_length(self) == 0) {
        return ouro_str_format("%T()", self);
    }
    if (args_length(self) == 1) {
        return ouro_str_format("%T(%R)", self, ouro_tuple_get_borrow(args, 0));
    }
    return ouro_str_format("%T%R", self, args);
}

static ouro_object *base_str(ouro_object *self) {
    ouro_object *args = as_exception(self)->args;
    switch (args_length(self)) {
    case 0: return ouro_newref(ouro_current->empty_str);
    case 1: return ouro_str(ouro_tuple_get_borrow(args, 0));
    default: return ouro_str(args);
    }
}

static ouro_object *with_traceback(ouro_object *self, ouro_object *traceback) {
    ouro_replace(&as_exception(self)->traceback,
                 ouro_is_none(traceback) ? NULL : ouro_newref(traceback));
    return ouro_newref(self);
}

static ouro_object *add_note(ouro_object *self, ouro_object *note) {
    if (!ouro_is(note, OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "note must be a str, not '%T'", note);
    }
    ouro_object *notes;
    int found = ouro_lookup_attr(self, ouro__name(notes), &notes);
    if (found == 0) {
        notes = ouro_list_new(0);
        if (notes && ouro_setattr(self, ouro__name(notes), notes) < 0) {
            ouro_clear(&notes);
        }
    }
    if (notes && !ouro_is(notes, OURO_T_LIST)) {
        ouro_raise(OURO_EXC_TypeError, "Cannot add note: __notes__ is not a list");
        ouro_clear(&notes);
    }
    int result = notes ? ouro_list_append(notes, note) : -1;
    ouro_xdecref(notes);
    return result < 0 ? NULL : ouro_none();
}

static const ouro_method base_methods[] = {
    OURO_O("with_traceback", with_traceback,
           "Exception.with_traceback(tb) --\n    set "
           "self.__traceback__ to tb and return self."),
    OURO_O("add_note", add_note, "Exception.add_note(note) --\n    add a note to the exception"),
    {NULL, {NULL}, 0, 0, 0, NULL}};

static ouro_object *get_args(ouro_object *self, void *context) {
    (void)context;
    ouro_object *args = as_exception(self)->args;
    return args ? ouro_newref(args) : ouro_tuple_new(0);
}

static int assign_args(ouro_object *self, ouro_object *value, void *context) {
    (void)context;
    if (!value) {
        ouro_raise(OURO_EXC_TypeError, "args may not be deleted");
        return -1;
    }
    ouro_object *tuple = ouro_tuple_of(value);
    if (!tuple) {
        return -1;
    }
    ouro_replace(&as_exception(self)->args, tuple);
    return 0;
}

static ouro_object *get_suppress(ouro_object *self, void *context) {
    (void)context;
    return ouro_bool(as_exception(self)->suppress_context);
}

static int set_suppress(ouro_object *self, ouro_object *value, void *context) {
    (void)context;
    int truth = value ? ouro_is_true(value) : 0;
    as_exception(self)->suppress_context = truth > 0;
    return truth < 0 ? -1 : 0;
}

// The three references of chaining are one getset each, told apart by the context: an offset.
typedef struct link_info {
    size_t offset;
    const char *name;
    const char *what;
} link_info;
static const link_info cause_link = {offsetof(ouro_exception, cause), "__cause__",
                                     "exception cause must be None or derive from BaseException"};
static const link_info context_link = {
    offsetof(ouro_exception, context), "__context__",
    "exception context must be None or derive from BaseException"};
static const link_info traceback_link = {offsetof(ouro_exception, traceback), "__traceback__",
                                         "__traceback__ must be a traceback or None"};

static ouro_object **link_slot(ouro_object *self, const link_info *link) {
    return (ouro_object **)(void *)((char *)self + link->offset);
}

static ouro_object *get_link(ouro_object *self, void *context) {
    ouro_object *held = *link_slot(self, context);
    return held ? ouro_newref(held) : ouro_none();
}

static int set_link(ouro_object *self, ouro_object *value, void *context) {
    const link_info *link = context;
    if (!value) {
        ouro_raise(OURO_EXC_TypeError, "%s may not be deleted", link->name);
        return -1;
    }
    bool valid = link == &traceback_link ? strcmp(ouro_type_of(value)->name, "traceback") == 0
                                         : ouro_is_exception(value);
    if (!ouro_is_none(value) && !valid) {
        ouro_raise(OURO_EXC_TypeError, "%s", link->what);
        return -1;
    }
    ouro_replace(link_slot(self, link), ouro_is_none(value) ? NULL : ouro_newref(value));
    if (link == &cause_link) {
        as_exception(self)->suppress_context = true;
    }
    return 0;
}

static const ouro_getset base_getsets[] = {
    {"__dict__", ouro__get_attributes, ouro__set_attributes, NULL, NULL},
    {"args", get_args, assign_args, NULL, NULL},
    {"__cause__", get_link, set_link, "exception cause", (void *)(uintptr_t)&cause_link},
    {"__context__", get_link, set_link, "exception context", (void *)(uintptr_t)&context_link},
    {"__traceback__", get_link, set_link, NULL, (void *)(uintptr_t)&traceback_link},
    {"__suppress_context__", get_suppress, set_suppress, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

const ouro_type_spec ouro__exception_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "BaseException",
    .doc = "Common base class for all exceptions",
    .instance_size = sizeof(ouro_exception),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE,
    .fields = fields,
    .attrs_offset = offsetof(ouro_exception, attrs),
    .slots = {.create = base_create, .init = base_init, .repr = base_repr, .str = base_str},
    .methods = base_methods,
    .getsets = base_getsets,
};

// ---- The extra fields of the other layouts --------------------------------------------------

#define EXTRA(name, i)                                                                             \
    {                                                                                              \
        name, OURO_MEMBER_OBJECT, offsetof(ouro_exception, extra) + (i) * sizeof(ouro_object *),   \
            NULL                                                                                   \
    }
#define END_OF_MEMBERS                                                                             \
    { NULL, 0, 0, NULL }

static void set_extra(ouro_exception *self, size_t i, ouro_object *value) {
    ouro_replace(&self->extra[i], ouro_xnewref(value));
}

static const ouro_member value_members[] = {EXTRA("value", 0), END_OF_MEMBERS};
static const ouro_member code_members[] = {EXTRA("code", 0), END_OF_MEMBERS};

static int value_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                      ouro_object *kwnames) {
    if (base_init(self, args, nargs, kwnames) < 0) {
        return -1;
    }
    bool exit = ouro_type_is_subtype(ouro_type_of(self), ouro_exc_type(OURO_EXC_SystemExit));
    set_extra(as_exception(self), 0,
              nargs == 0          ? ouro_none_borrow()
              : nargs > 1 && exit ? as_exception(self)->args
                                  : args[0]);
    return 0;
}

// Keyword-only extras: `names` in the order of the extra fields; positionals become args.
static int keyword_extras(ouro_object *self, const char *const *names, size_t first,
                          ouro_object *const *args, size_t nargs, ouro_object *kwnames) {
    if (set_args(as_exception(self), args, nargs) < 0) {
        return -1;
    }
    for (size_t k = 0; kwnames && k < ouro_tuple_length(kwnames); k++) {
        ouro_object *name = ouro_tuple_get_borrow(kwnames, k);
        size_t i = 0;
        while (names[i] && !ouro_str_equal_text(name, names[i])) {
            i++;
        }
        if (!names[i]) {
            ouro_raise(OURO_EXC_TypeError, "'%S' is an invalid keyword argument for %s", name,
                       ouro_type_of(self)->name);
            return -1;
        }
        set_extra(as_exception(self), first + i, args[nargs + k]);
    }
    return 0;
}

static const ouro_member attribute_members[] = {EXTRA("name", 0), EXTRA("obj", 1), END_OF_MEMBERS};
static int attribute_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                          ouro_object *kwnames) {
    static const char *const names[] = {"name", "obj", NULL};
    return keyword_extras(self, names, 0, args, nargs, kwnames);
}

static const ouro_member name_members[] = {EXTRA("name", 0), END_OF_MEMBERS};
static int name_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                     ouro_object *kwnames) {
    static const char *const names[] = {"name", NULL};
    return keyword_extras(self, names, 0, args, nargs, kwnames);
}

static const ouro_member import_members[] = {EXTRA("msg", 0), EXTRA("name", 1), EXTRA("path", 2),
                                             END_OF_MEMBERS};
static int import_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                       ouro_object *kwnames) {
    static const char *const names[] = {"name", "path", NULL};
    if (keyword_extras(self, names, 1, args, nargs, kwnames) < 0) {
        return -1;
    }
    set_extra(as_exception(self), 0, nargs == 1 ? args[0] : NULL);
    return 0;
}

static ouro_object *import_str(ouro_object *self) {
    ouro_object *message = as_exception(self)->extra[0];
    return message && ouro_is(message, OURO_T_STR) ? ouro_newref(message) : base_str(self);
}

static ouro_object *key_str(ouro_object *self) {
    ouro_object *args = as_exception(self)->args;
    return args_length(self) == 1 ? ouro_repr(ouro_tuple_get_borrow(args, 0)) : base_str(self);
}

// ---- OSError --------------------------------------------------------------------------------

static const ouro_member os_members[] = {EXTRA("errno", 0), EXTRA("strerror", 1),
                                         EXTRA("filename", 2), EXTRA("filename2", 3),
                                         END_OF_MEMBERS};

// The subclass that stands for an errno, or OSError.
static enum ouro_exc os_class(int64_t error) {
    switch (error) {
    case EAGAIN:
    case EALREADY:
    case EINPROGRESS: return OURO_EXC_BlockingIOError;
    case EPIPE:
    case ESHUTDOWN: return OURO_EXC_BrokenPipeError;
    case ECHILD: return OURO_EXC_ChildProcessError;
    case ECONNABORTED: return OURO_EXC_ConnectionAbortedError;
    case ECONNREFUSED: return OURO_EXC_ConnectionRefusedError;
    case ECONNRESET: return OURO_EXC_ConnectionResetError;
    case EEXIST: return OURO_EXC_FileExistsError;
    case ENOENT: return OURO_EXC_FileNotFoundError;
    case EISDIR: return OURO_EXC_IsADirectoryError;
    case ENOTDIR: return OURO_EXC_NotADirectoryError;
    case EINTR: return OURO_EXC_InterruptedError;
    case EACCES:
    case EPERM: return OURO_EXC_PermissionError;
    case ESRCH: return OURO_EXC_ProcessLookupError;
    case ETIMEDOUT: return OURO_EXC_TimeoutError;
    default: return OURO_EXC_OSError;
    }
}

static ouro_object *os_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                              ouro_object *kwnames) {
    if (type == ouro_exc_type(OURO_EXC_OSError) && nargs >= 2 && ouro_is(args[0], OURO_T_INT)) {
        int overflow;
        type = ouro_exc_type(os_class(ouro_int_as_i64_overflow(args[0], &overflow)));
    }
    return base_create(type, args, nargs, kwnames);
}

static int os_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                   ouro_object *kwnames) {
    if (base_init(self, args, nargs, kwnames) < 0) {
        return -1;
    }
    if (nargs < 2 || nargs > 5) {
        return 0;
    }
    ouro_exception *error = as_exception(self);
    set_extra(error, 0, args[0]);
    set_extra(error, 1, args[1]);
    set_extra(error, 2, nargs > 2 && !ouro_is_none(args[2]) ? args[2] : NULL);
    set_extra(error, 3, nargs > 4 && !ouro_is_none(args[4]) ? args[4] : NULL);
    return nargs > 2 ? set_args(error, args, 2) : 0;
}

static ouro_object *os_str(ouro_object *self) {
    ouro_object *const *extra = as_exception(self)->extra;
    if (extra[2] && extra[3]) {
        return ouro_str_format("[Errno %S] %S: %R -> %R", extra[0], extra[1], extra[2], extra[3]);
    }
    if (extra[2]) {
        return ouro_str_format("[Errno %S] %S: %R", extra[0], extra[1], extra[2]);
    }
    return extra[0] && extra[1] ? ouro_str_format("[Errno %S] %S", extra[0], extra[1])
                                : base_str(self);
}

// ---- SyntaxError ----------------------------------------------------------------------------

static const ouro_member syntax_members[] = {
    EXTRA("msg", 0),        EXTRA("filename", 1),
    EXTRA("lineno", 2),     EXTRA("offset", 3),
    EXTRA("text", 4),       EXTRA("end_lineno", 5),
    EXTRA("end_offset", 6), EXTRA("print_file_and_line", 7),
    END_OF_MEMBERS};

static int syntax_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                       ouro_object *kwnames) {
    if (base_init(self, args, nargs, kwnames) < 0) {
        return -1;
    }
    ouro_exception *error = as_exception(self);
    set_extra(error, 0, nargs ? args[0] : NULL);
    if (nargs != 2) {
        return 0;
    }
    ouro_object *place = ouro_tuple_of(args[1]);
    if (!place) {
        return -1;
    }
    size_t n = ouro_tuple_length(place);
    if (n != 4 && n != 6) {
        ouro_decref(place);
        return ouro_check_args("function", n, n < 4 ? 4 : 6, n < 4 ? 4 : 6);
    }
    for (size_t i = 0; i < n; i++) {
        set_extra(error, i + 1, ouro_tuple_get_borrow(place, i));
    }
    ouro_decref(place);
    return 0;
}

static ouro_object *syntax_str(ouro_object *self) {
    ouro_object *const *extra = as_exception(self)->extra;
    ouro_object *message = extra[0] ? extra[0] : ouro_none_borrow();
    if (extra[1] && ouro_is(extra[1], OURO_T_STR) && extra[2] && ouro_is(extra[2], OURO_T_INT)) {
        ssize_t slash = -1;
        for (size_t i = 0; i < ouro_str_length(extra[1]); i++) {
            slash = ouro_str_char(extra[1], i) == '/' ? (ssize_t)i : slash;
        }
        ouro_object *name =
            ouro_str_slice(extra[1], (size_t)(slash + 1), ouro_str_length(extra[1]));
        ouro_object *text =
            name ? ouro_str_format("%S (%S, line %S)", message, name, extra[2]) : NULL;
        ouro_xdecref(name);
        return text;
    }
    return ouro_str(message);
}

// ---- Unicode errors -------------------------------------------------------------------------

static const ouro_member unicode_members[] = {EXTRA("encoding", 0), EXTRA("object", 1),
                                              EXTRA("start", 2),    EXTRA("end", 3),
                                              EXTRA("reason", 4),   END_OF_MEMBERS};

static int unicode_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                        ouro_object *kwnames) {
    if (base_init(self, args, nargs, kwnames) < 0) {
        return -1;
    }
    bool translate =
        ouro_type_is_subtype(ouro_type_of(self), ouro_exc_type(OURO_EXC_UnicodeTranslateError));
    size_t wanted = translate ? 4 : 5;
    if (nargs != wanted) {
        ouro_raise(OURO_EXC_TypeError, "function takes exactly %zu arguments (%zu given)", wanted,
                   nargs);
        return -1;
    }
    for (size_t i = 0; i < nargs; i++) {
        set_extra(as_exception(self), i + translate, args[i]);
    }
    return 0;
}

static ouro_object *unicode_str(ouro_object *self) {
    ouro_object *const *extra = as_exception(self)->extra;
    if (!extra[1] || !extra[4]) {
        return ouro_newref(ouro_current->empty_str);
    }
    bool decode =
        ouro_type_is_subtype(ouro_type_of(self), ouro_exc_type(OURO_EXC_UnicodeDecodeError));
    bool translate = !extra[0];
    ssize_t start = ouro_index_ssize(extra[2], NULL), end = ouro_index_ssize(extra[3], NULL);
    if (ouro_current->raised) {
        return NULL;
    }
    if (end != start + 1) {
        return translate ? ouro_str_format("can't translate characters in position %zd-%zd: %S",
                                           start, end - 1, extra[4])
                         : ouro_str_format("'%S' codec can't %s in position %zd-%zd: %S", extra[0],
                                           decode ? "decode bytes" : "encode characters", start,
                                           end - 1, extra[4]);
    }
    ouro_object *item = ouro_int_new(start);
    ouro_object *at = item ? ouro_getitem(extra[1], item) : NULL;
    ouro_xdecref(item);
    if (!at) {
        return NULL;
    }
    ouro_object *text;
    if (decode) {
        text = ouro_str_format("'%S' codec can't decode byte 0x%x in position %zd: %S", extra[0],
                               (unsigned)ouro_int_as_i64(at), start, extra[4]);
    } else {
        char escape[16];
        uint32_t c = ouro_str_char(at, 0);
        snprintf(escape, sizeof escape,
                 c < 0x100     ? "\\x%02x"
                 : c < 0x10000 ? "\\u%04x"
                               : "\\U%08x",
                 (unsigned)c);
        text = translate
                   ? ouro_str_format("can't translate character '%s' in position %zd: %S", escape,
                                     start, extra[4])
                   : ouro_str_format("'%S' codec can't encode character '%s' in position %zd: %S",
                                     extra[0], escape, start, extra[4]);
    }
    ouro_decref(at);
    return text;
}

// ---- All of them ----------------------------------------------------------------------------

typedef struct exception_layout {
    ouro_init_fn init;
    ouro_create_fn create;
    ouro_unary_fn str;
    const ouro_member *members;
} exception_layout;

static const exception_layout layouts[] = {
    [BASE] = {base_init, NULL, NULL, NULL},
    [VALUE] = {value_init, NULL, NULL, value_members},
    [GROUP] = {base_init, ouro__group_create, ouro__group_str, NULL},
    [ATTRIBUTE] = {attribute_init, NULL, NULL, attribute_members},
    [IMPORT] = {import_init, NULL, import_str, import_members},
    [NAME] = {name_init, NULL, NULL, name_members},
    [OS] = {os_init, os_create, os_str, os_members},
    [SYNTAX] = {syntax_init, NULL, syntax_str, syntax_members},
    [UNICODE] = {unicode_init, NULL, unicode_str, unicode_members},
};

static const struct {
    const char *name;
    enum ouro_exc base;
    enum layout layout;
} table[] = {
#define ROW(name, base, layout) {#name, OURO_EXC_##base, layout},
    OURO_EXCEPTIONS(ROW)
#undef ROW
};

// A spec for one row; those that change nothing but the name inherit everything.
static ouro_type_spec spec_of(size_t i) {
    const exception_layout *layout = &layouts[table[i].layout];
    bool own = table[i].layout != table[table[i].base].layout;
    ouro_type_spec spec = {.size = sizeof spec,
                           .name = table[i].name,
                           .instance_size = sizeof(ouro_exception),
                           .flags = OURO_TF_CONTAINER | OURO_TF_BASE,
                           .attrs_offset = offsetof(ouro_exception, attrs)};
    spec.slots.init = own || i == 0 ? layout->init : NULL;
    spec.slots.create = own ? layout->create : NULL;
    spec.slots.str = i == OURO_EXC_KeyError ? key_str : own ? layout->str : NULL;
    spec.members = !own ? NULL : i == OURO_EXC_SystemExit ? code_members : layout->members;
    if (own && table[i].layout == GROUP) {
        spec.methods = ouro__group_methods;
        spec.members = ouro__group_members;
    }
    return spec;
}

// class ExceptionGroup(BaseExceptionGroup, Exception)
static ouro_type *make_exception_group(const ouro_runtime *runtime) {
    ouro_object *bases =
        ouro_tuple_pack(2, (ouro_object *)runtime->exceptions[OURO_EXC_BaseExceptionGroup],
                        (ouro_object *)runtime->exceptions[OURO_EXC_Exception]);
    ouro_object *name = ouro_str_intern_text("ExceptionGroup"), *dict = ouro_dict_new();
    ouro_object *type = NULL;
    if (bases && name && dict &&
        ouro_dict_set(dict, ouro__name(module), ouro__name(builtins_module)) == 0) {
        type = ouro_type_make_class(NULL, name, bases, dict, NULL, NULL);
    }
    ouro_xdecref(bases);
    ouro_xdecref(name);
    ouro_xdecref(dict);
    return (ouro_type *)type;
}

int ouro__exceptions_start(ouro_runtime *runtime) {
    runtime->exceptions[0] = runtime->face.types[OURO_T_EXCEPTION];
    ouro_incref(runtime->exceptions[0]);
    runtime->exception_specs = ouro_memory_new(OURO_EXC_COUNT * sizeof(ouro_type_spec));
    if (!runtime->exception_specs) {
        return -1;
    }
    for (size_t i = 1; i < OURO_EXC_COUNT; i++) {
        runtime->exception_specs[i] = spec_of(i);
        runtime->exceptions[i] =
            ouro_type_new(&runtime->exception_specs[i], runtime->exceptions[table[i].base]);
        if (!runtime->exceptions[i]) {
            return -1;
        }
        runtime->exceptions[i]->flags &=
            ~(uint32_t)OURO_TF_HEAP; // built in: not counted by instances
    }
    runtime->exception_group = make_exception_group(runtime);
    if (!runtime->exception_group) {
        return -1;
    }
    runtime->memory_error = ouro_call0((ouro_object *)runtime->exceptions[OURO_EXC_MemoryError]);
    return runtime->memory_error ? 0 : -1;
}
