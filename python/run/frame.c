// SPDX-License-Identifier: MIT
// The data stack, the life of frames, and what other parts ask about a running frame.
// Front-end, run. SPEC row R2.
#include "frame.h"

#include "generator.h"

enum { CHUNK_BYTES = 16 * 1024 };

// ---- The data stack -------------------------------------------------------------------------

static py_chunk *chunk_get(py_state *state, size_t bytes) {
    size_t wanted = bytes + sizeof(py_chunk);
    if (wanted < CHUNK_BYTES) {
        wanted = CHUNK_BYTES;
    }
    py_chunk *chunk = state->spare;
    if (chunk && (size_t)(chunk->limit - (char *)chunk) >= wanted) {
        state->spare = NULL;
        return chunk;
    }
    chunk = ouro_memory_new(wanted);
    if (chunk) {
        chunk->limit = (char *)chunk + wanted;
    }
    return chunk;
}

void *py__chunk_push(py_state *state, size_t bytes) {
    py_chunk *chunk = chunk_get(state, bytes);
    if (!chunk) {
        return NULL;
    }
    chunk->previous = state->chunk;
    chunk->resume_top = state->top;
    state->chunk = chunk;
    state->limit = chunk->limit;
    state->top = (char *)(chunk + 1) + bytes;
    return chunk + 1;
}

// One chunk is kept, so that calls across a border do not allocate each time.
void py__chunk_pop(py_state *state, py_frame *frame) {
    py_chunk *chunk = state->chunk;
    (void)frame;
    state->chunk = chunk->previous;
    state->top = chunk->resume_top;
    state->limit = chunk->previous ? chunk->previous->limit : NULL;
    ouro_memory_free(state->spare);
    state->spare = chunk;
}

void py__chunks_free(py_state *state) {
    while (state->chunk) {
        py__chunk_pop(state, NULL);
    }
    ouro_memory_free(state->spare);
    state->spare = NULL;
}

// ---- The end of a frame ---------------------------------------------------------------------

// The object outlives the frame: the contents move into it, and f_back becomes a real reference.
static void take_over(py_state *state, py_frame_object *object, py_frame *frame) {
    py_frame *copy = (py_frame *)(void *)(object + 1);
    size_t filled = (size_t)(frame->top - frame->slots);
    memcpy(copy, frame, sizeof(py_frame) + filled * sizeof(ouro_object *));
    copy->top = copy->slots + filled;
    copy->place = PY_FRAME_IN_OBJECT;
    copy->running = false;
    copy->object = NULL;
    copy->made = NULL;
    object->frame = copy;
    py_frame *previous = frame->previous;
    copy->previous = NULL;
    if (previous) {
        ouro_object *raised = ouro_raised_take();
        py_frame_object *back = py__frame_object_borrow(state, previous);
        object->back = ouro_xnewref((ouro_object *)back);
        ouro_raised_restore(raised);
    }
    ouro_gc_track((ouro_object *)object);
}

static bool is_in_variable(const py_frame *holder, const ouro_object *value) {
    enum { MOST = 32 }; // variables that are looked at
    const uint32_t count = holder->code->local_count;
    for (uint32_t i = 0; i < (count < MOST ? count : MOST); i++) {
        if (holder->slots[i] == value) {
            return true;
        }
    }
    return value == holder->made;
}

void py__drop_flagged(const py_frame *holder, ouro_object *value) {
    if (holder && ouro_refcount(value) > 1 && is_in_variable(holder, value)) {
        ouro_decref_held(value);
    } else {
        ouro_object_release(value);
    }
}

void py__frame_clear(py_state *state, py_frame *frame) {
    py_frame_object *object = frame->object;
    if (OURO_UNLIKELY(object)) {
        frame->object = NULL;
        if (ouro_refcount(object) > 1) {
            take_over(state, object, frame);
            ouro_decref(object);
            return;
        }
        object->frame = NULL;
        ouro_decref(object);
    }
    py__frame_drop(frame);
}

int py__frame_visit(py_frame *frame, ouro_visit_fn visit, void *arg) {
    ouro_object *owned[] = {frame->function, (ouro_object *)frame->code, frame->locals,
                            (ouro_object *)frame->object};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) {
        int stop = owned[i] ? visit(owned[i], arg) : 0;
        if (stop) {
            return stop;
        }
    }
    for (ouro_object **slot = frame->slots; slot < frame->top; slot++) {
        int stop = *slot ? visit(*slot, arg) : 0;
        if (stop) {
            return stop;
        }
    }
    return 0;
}

py_generator *py__frame_generator(py_frame *frame) {
    return (py_generator *)(void *)((char *)frame - offsetof(py_generator, frame));
}

// ---- Asking -----------------------------------------------------------------------------------

py_frame *py_current_frame(void) {
    py_state *state = py_state_get();
    return state ? state->current : NULL;
}

py_frame *py_frame_caller(const py_frame *frame) {
    return frame->previous;
}
ouro_object *py_frame_globals_borrow(const py_frame *frame) {
    return frame->globals;
}
ouro_object *py_frame_builtins_borrow(const py_frame *frame) {
    return frame->builtins;
}
py_code *py_frame_code_borrow(const py_frame *frame) {
    return frame->code;
}
int py_frame_line(const py_frame *frame) {
    return py_code_line(frame->code, py_frame_unit(frame));
}

// The value that a local slot shows: the contents of cells, closures not yet copied included.
static ouro_object *slot_value_borrow(const py_frame *frame, uint32_t i) {
    const py_code *code = frame->code;
    ouro_object *value = frame->slots[i];
    if (value && code->local_kinds[i] & (PY_LOCAL_CELL | PY_LOCAL_FREE) &&
        ouro_is_exact(value, OURO_T_CELL)) {
        return ((ouro_cell *)(void *)value)->value;
    }
    return value;
}

static int fast_to_dict(const py_frame *frame, ouro_object *dict) {
    const py_code *code = frame->code;
    for (uint32_t i = 0; i < code->local_count; i++) {
        ouro_object *name = ouro_tuple_get_borrow(code->local_names, i);
        ouro_object *value = slot_value_borrow(frame, i);
        if (value) {
            if (ouro_dict_set(dict, name, value) < 0) {
                return -1;
            }
        } else {
            ouro_object *old = NULL;
            if (ouro_dict_pop(dict, name, &old) < 0) {
                return -1;
            }
            ouro_xdecref(old);
        }
    }
    return 0;
}

ouro_object *py_frame_locals(py_frame *frame) {
    if (!(frame->code->flags & PY_CO_OPTIMIZED)) {
        return ouro_newref(frame->locals ? frame->locals : frame->globals);
    }
    if (!frame->locals) {
        frame->locals = ouro_dict_new();
    }
    if (!frame->locals || fast_to_dict(frame, frame->locals) < 0) {
        return NULL;
    }
    return ouro_newref(frame->locals);
}

// ---- The frame object -------------------------------------------------------------------------

py_frame_object *py__frame_object_borrow(py_state *state, py_frame *frame) {
    if (!frame->object) {
        size_t words =
            (py_frame_bytes(frame->code) + sizeof(ouro_object *) - 1) / sizeof(ouro_object *);
        py_frame_object *object =
            (py_frame_object *)(void *)ouro_object_new(state->types[PY_RUN_FRAME], words);
        if (!object) {
            return NULL;
        }
        object->frame = frame;
        frame->object = object;
    }
    return frame->object;
}

ouro_object *py_frame_object_of(py_frame *frame) {
    return ouro_xnewref((ouro_object *)py__frame_object_borrow(py_state_get(), frame));
}

static py_frame_object *self_of(ouro_object *self) {
    return (py_frame_object *)(void *)self;
}

static bool owns_frame(const py_frame_object *self) {
    return self->frame && self->frame->place == PY_FRAME_IN_OBJECT;
}

static int frame_traverse(ouro_object *self, ouro_visit_fn visit, void *arg) {
    py_frame_object *frame = self_of(self);
    return owns_frame(frame) ? py__frame_visit(frame->frame, visit, arg) : 0;
}

// Empties the slots of an ended frame, which breaks its cycles; code and function stay.
static void slots_drop(py_frame *frame) {
    ouro_object **top = frame->top;
    frame->top = frame->slots;
    for (ouro_object **slot = frame->slots; slot < top; slot++) {
        ouro_clear(slot);
    }
    ouro_clear(&frame->locals);
}

static void frame_gc_clear(ouro_object *self) {
    if (owns_frame(self_of(self))) {
        slots_drop(self_of(self)->frame);
    }
}

static void frame_drop(ouro_object *self) {
    py_frame *frame = self_of(self)->frame;
    if (owns_frame(self_of(self))) {
        slots_drop(frame);
        self_of(self)->frame = NULL;
        ouro_decref(frame->function);
        ouro_decref(frame->code);
    }
}

static ouro_object *frame_clear_method(ouro_object *self) {
    py_frame *frame = self_of(self)->frame;
    if (owns_frame(self_of(self))) {
        slots_drop(frame);
    } else if (frame->place == PY_FRAME_IN_GENERATOR && !frame->running) {
        py__generator_finalize((ouro_object *)py__frame_generator(frame));
    } else {
        return ouro_raise(OURO_EXC_RuntimeError, "cannot clear an executing frame");
    }
    return ouro_none();
}

static ouro_object *get_back(ouro_object *self, void *context) {
    py_frame_object *frame = self_of(self);
    (void)context;
    if (owns_frame(frame)) {
        return ouro_newref(frame->back ? frame->back : ouro_none_borrow());
    }
    py_frame *back = frame->frame->running ? frame->frame->previous : NULL;
    return back ? py_frame_object_of(back) : ouro_none();
}

static ouro_object *get_code(ouro_object *self, void *context) {
    (void)context;
    return ouro_newref((ouro_object *)self_of(self)->frame->code);
}

static ouro_object *get_globals(ouro_object *self, void *context) {
    (void)context;
    return ouro_newref(self_of(self)->frame->globals);
}

static ouro_object *get_builtins(ouro_object *self, void *context) {
    (void)context;
    return ouro_newref(self_of(self)->frame->builtins);
}

static ouro_object *get_locals(ouro_object *self, void *context) {
    (void)context;
    return py_frame_locals(self_of(self)->frame);
}

static ouro_object *get_line(ouro_object *self, void *context) {
    (void)context;
    int line = py_frame_line(self_of(self)->frame);
    return line < 0 ? ouro_none() : ouro_int_new(line);
}

static ouro_object *get_lasti(ouro_object *self, void *context) {
    (void)context;
    return ouro_int_new((int64_t)py_frame_unit(self_of(self)->frame) * 2);
}

static ouro_object *frame_repr(ouro_object *self) {
    py_frame *frame = self_of(self)->frame;
    return ouro_str_format("<frame at %p, file %R, line %d, code %S>", (void *)self,
                           frame->code->filename, py_frame_line(frame), frame->code->name);
}

static const uint16_t frame_fields[] = {offsetof(py_frame_object, back),
                                        offsetof(py_frame_object, trace), 0};

static const ouro_method frame_methods[] = {
    OURO_NOARGS("clear", frame_clear_method, "Drops all references held by the frame."),
    {0},
};

static const ouro_getset frame_getsets[] = {
    {"f_back", get_back, NULL, NULL, NULL},       {"f_code", get_code, NULL, NULL, NULL},
    {"f_globals", get_globals, NULL, NULL, NULL}, {"f_builtins", get_builtins, NULL, NULL, NULL},
    {"f_locals", get_locals, NULL, NULL, NULL},   {"f_lineno", get_line, NULL, NULL, NULL},
    {"f_lasti", get_lasti, NULL, NULL, NULL},     {0},
};

static const ouro_member frame_members[] = {
    {"f_trace", OURO_MEMBER_OBJECT, offsetof(py_frame_object, trace), NULL},
    {0},
};

static const ouro_type_spec frame_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "frame",
    .instance_size = sizeof(py_frame_object),
    .item_size = sizeof(ouro_object *),
    .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE,
    .fields = frame_fields,
    .slots = {.repr = frame_repr,
              .traverse = frame_traverse,
              .clear = frame_gc_clear,
              .drop = frame_drop,
              .getattr = ouro_generic_getattr,
              .setattr = ouro_generic_setattr},
    .methods = frame_methods,
    .getsets = frame_getsets,
    .members = frame_members,
};

int py__frame_types(py_state *state) {
    state->types[PY_RUN_FRAME] = ouro_type_new(&frame_spec, NULL);
    return state->types[PY_RUN_FRAME] ? 0 : -1;
}
