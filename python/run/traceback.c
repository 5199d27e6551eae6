// SPDX-License-Identifier: MIT
// The traceback type, and the entry that each frame adds while an exception passes.
// Front-end, run.
#include "traceback.h"

#include "eval.h"

bool py__is_traceback(const py_state *state, const ouro_object *object) {
    return object && object->type == state->types[PY_RUN_TRACEBACK];
}

static py_traceback *traceback_of(ouro_object *object) {
    return (py_traceback *)(void *)object;
}

// No memory for an entry: MemoryError takes the exception's place, which becomes its context, as in
// 3.11. A MemoryError that flies already only misses the entry. `raised` stolen.
static void entry_missing(ouro_object *raised) {
    ouro_object *error = ouro_raised_take();
    ouro_exception *missing = (ouro_exception *)(void *)error;
    bool replaces =
        error && !missing->context && error != raised &&
        !ouro_type_is_subtype(ouro_type_of(raised), ouro_exc_type(OURO_EXC_MemoryError));
    if (replaces) {
        missing->context = raised;
    } else {
        ouro_xdecref(error);
    }
    ouro_raised_restore(replaces ? error : raised);
}

void py__traceback_here(py_state *state, py_frame *frame) {
    ouro_object *raised = ouro_raised_take();
    if (!raised) {
        ouro_raise(OURO_EXC_SystemError, "error return without exception set");
        raised = ouro_raised_take();
    }
    py_frame_object *object = py__frame_object_borrow(state, frame);
    py_traceback *entry =
        object ? (py_traceback *)(void *)ouro_object_new(state->types[PY_RUN_TRACEBACK], 0) : NULL;
    if (!entry) {
        entry_missing(raised);
        return;
    }
    entry->frame = ouro_newref((ouro_object *)object);
    entry->unit = py_frame_unit(frame);
    entry->lineno = py_code_line(frame->code, entry->unit);
    ouro_exception *exception = (ouro_exception *)(void *)raised;
    entry->next = exception->traceback;
    exception->traceback = (ouro_object *)entry;
    ouro_raised_restore(raised);
}

void py_traceback_here(void) {
    py_frame *frame = py_current_frame();
    if (frame) {
        py__traceback_here(py_state_get(), frame);
    }
}

// ---- The type -----------------------------------------------------------------------------------

// types.TracebackType(tb_next, tb_frame, tb_lasti, tb_lineno)
static ouro_object *traceback_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                     ouro_object *kwnames) {
    static const char *const names[] = {"tb_next", "tb_frame", "tb_lasti", "tb_lineno", NULL};
    ouro_object *given[4];
    py_state *state = py_state_get();
    if (ouro_parse_args("traceback", names, 4, 4, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    if (!ouro_is_none(given[0]) && !py__is_traceback(state, given[0])) {
        return ouro_raise(OURO_EXC_TypeError, "expected traceback object or None, got '%T'",
                          given[0]);
    }
    if (given[1]->type != state->types[PY_RUN_FRAME]) {
        return ouro_raise(OURO_EXC_TypeError,
                          "traceback() argument 'tb_frame' must be frame, not %T", given[1]);
    }
    int64_t last = ouro_int_as_i64(given[2]);
    int64_t line = ouro_current->raised ? 0 : ouro_int_as_i64(given[3]);
    py_traceback *made =
        ouro_current->raised ? NULL : (py_traceback *)(void *)ouro_object_new(type, 0);
    if (made) {
        made->next = ouro_is_none(given[0]) ? NULL : ouro_newref(given[0]);
        made->frame = ouro_newref(given[1]);
        made->unit = (uint32_t)(last / 2);
        made->lineno = (int32_t)line;
    }
    return (ouro_object *)made;
}

static ouro_object *get_line(ouro_object *self, void *context) {
    (void)context;
    int line = traceback_of(self)->lineno;
    return line < 0 ? ouro_none() : ouro_int_new(line);
}

static ouro_object *get_last(ouro_object *self, void *context) {
    (void)context;
    return ouro_int_new((int64_t)traceback_of(self)->unit * 2);
}

static ouro_object *get_next(ouro_object *self, void *context) {
    (void)context;
    ouro_object *next = traceback_of(self)->next;
    return ouro_newref(next ? next : ouro_none_borrow());
}

static int set_next(ouro_object *self, ouro_object *value, void *context) {
    (void)context;
    if (!value || (!ouro_is_none(value) && !py__is_traceback(py_state_get(), value))) {
        ouro_raise(OURO_EXC_TypeError, "expected traceback object, got '%T'",
                   value ? value : ouro_none_borrow());
        return -1;
    }
    for (ouro_object *at = ouro_is_none(value) ? NULL : value; at; at = traceback_of(at)->next) {
        if (at == self) {
            ouro_raise(OURO_EXC_ValueError, "traceback loop detected");
            return -1;
        }
    }
    ouro_replace(&traceback_of(self)->next, ouro_is_none(value) ? NULL : ouro_newref(value));
    return 0;
}

static const uint16_t traceback_fields[] = {offsetof(py_traceback, next),
                                            offsetof(py_traceback, frame), 0};

static const ouro_getset traceback_getsets[] = {
    {"tb_lineno", get_line, NULL, NULL, NULL},
    {"tb_lasti", get_last, NULL, NULL, NULL},
    {"tb_next", get_next, set_next, NULL, NULL},
    {0},
};

static const ouro_member traceback_members[] = {
    {"tb_frame", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(py_traceback, frame), NULL},
    {0},
};

static const ouro_type_spec traceback_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "traceback",
    .instance_size = sizeof(py_traceback),
    .flags = OURO_TF_CONTAINER | OURO_TF_IMMUTABLE,
    .fields = traceback_fields,
    .slots = {.create = traceback_create,
              .getattr = ouro_generic_getattr,
              .setattr = ouro_generic_setattr},
    .getsets = traceback_getsets,
    .members = traceback_members,
};

int py__traceback_types(py_state *state) {
    state->types[PY_RUN_TRACEBACK] = ouro_type_new(&traceback_spec, NULL);
    return state->types[PY_RUN_TRACEBACK] ? 0 : -1;
}
