// SPDX-License-Identifier: MIT
// Generators and coroutines: making, resuming, throwing, closing; their types.
// Front-end, run. SPEC row G1.
#include "generator.h"

#include "eval.h"
#include "function.h"
#include "traceback.h"

// ---- Life -------------------------------------------------------------------------------------

static const char *kind_of(const py_generator *generator) {
    const py_state *state = generator->owner;
    if (generator->head.type == state->types[PY_RUN_COROUTINE]) {
        return "coroutine";
    }
    return generator->head.type == state->types[PY_RUN_ASYNC_GENERATOR] ? "async generator"
                                                                        : "generator";
}

ouro_object *py__generator_take(py_state *state, py_frame *frame) {
    const py_code *code = frame->code;
    enum py_run_type which = code->flags & PY_CO_ASYNC_GENERATOR ? PY_RUN_ASYNC_GENERATOR
                             : code->flags & PY_CO_COROUTINE     ? PY_RUN_COROUTINE
                                                                 : PY_RUN_GENERATOR;
    size_t words = code->local_count + code->stack_size;
    py_generator *made = (py_generator *)(void *)ouro_object_new(state->types[which], words);
    if (!made) {
        return NULL;
    }
    const py_function *f = py_function_of(frame->function);
    made->owner = state;
    made->code = ouro_newref((ouro_object *)code);
    made->name = ouro_newref(f->name);
    made->qualname = ouro_newref(f->qualname);
    size_t filled = (size_t)(frame->top - frame->slots);
    memcpy(&made->frame, frame, sizeof(py_frame) + filled * sizeof(ouro_object *));
    made->frame.top = made->frame.slots + filled;
    made->frame.previous = NULL;
    made->frame.place = PY_FRAME_IN_GENERATOR;
    made->frame.running = false;
    made->frame.entry = true;
    if (made->frame.object) {
        made->frame.object->frame = &made->frame;
    }
    made->state = PY_GEN_CREATED;
    return (ouro_object *)made;
}

static void already_running(const py_generator *generator) {
    ouro_raise(OURO_EXC_ValueError, "%s already executing", kind_of(generator));
}

// A StopIteration must not leave a generator by itself: it would look like its end.
static void convert_stop(const py_generator *generator) {
    bool async = generator->head.type == generator->owner->types[PY_RUN_ASYNC_GENERATOR];
    const char *what = ouro_raised_is(OURO_EXC_StopIteration)                 ? "StopIteration"
                       : async && ouro_raised_is(OURO_EXC_StopAsyncIteration) ? "StopAsyncIteration"
                                                                              : NULL;
    if (!what) {
        return;
    }
    ouro_object *stop = ouro_raised_take();
    ouro_raise(OURO_EXC_RuntimeError, "%s raised %s", kind_of(generator), what);
    ouro_exception *error = (ouro_exception *)(void *)ouro_raised_borrow();
    if (error && ouro_raised_is(OURO_EXC_RuntimeError)) {
        ouro_replace(&error->cause, ouro_newref(stop));
        ouro_replace(&error->context, ouro_newref(stop));
        error->suppress_context = true;
    }
    ouro_decref(stop);
}

py_sent py__generator_send(py_generator *generator, ouro_object *value, ouro_object **result) {
    py_state *state = generator->owner;
    *result = NULL;
    if (generator->state == PY_GEN_RUNNING) {
        already_running(generator);
        return PY_SENT_ERROR;
    }
    if (generator->state == PY_GEN_DONE) {
        if (!value) {
            return PY_SENT_ERROR;
        }
        if (generator->head.type == state->types[PY_RUN_COROUTINE]) {
            ouro_raise(OURO_EXC_RuntimeError, "cannot reuse already awaited coroutine");
            return PY_SENT_ERROR;
        }
        *result = ouro_none();
        return PY_SENT_RETURN;
    }
    if (value) {
        if (generator->state == PY_GEN_CREATED && !ouro_is_none(value)) {
            ouro_raise(OURO_EXC_TypeError, "can't send non-None value to a just-started %s",
                       kind_of(generator));
            return PY_SENT_ERROR;
        }
    } else {
        value = ouro_none_borrow(); // the place on the stack; what is in flight is raised there
    }
    *generator->frame.top++ = ouro_newref(value);
    generator->state = PY_GEN_RUNNING;
    generator->frame.running = true;
    generator->handled.outer = ouro_handled_top();
    ouro_handled_set_top(&generator->handled);
    ouro_incref(generator);
    *result = py__eval(state, &generator->frame);
    ouro_handled_set_top(generator->handled.outer);
    generator->handled.outer = NULL;
    py_sent sent = generator->state == PY_GEN_SUSPENDED ? PY_SENT_YIELD : PY_SENT_RETURN;
    if (!*result) {
        convert_stop(generator);
        sent = PY_SENT_ERROR;
    }
    if (sent != PY_SENT_YIELD) {
        ouro_clear(&generator->handled.exception);
    }
    ouro_decref(generator);
    return sent;
}

// What a returned value becomes outside: StopIteration(value), nothing at all for None from next().
static ouro_object *stopped(ouro_object *value, bool quiet) {
    if (ouro_is_none(value)) {
        if (!quiet) {
            ouro_raise_object(OURO_EXC_StopIteration, NULL);
        }
    } else {
        ouro_object *stop = ouro_call1((ouro_object *)ouro_exc_type(OURO_EXC_StopIteration), value);
        if (stop) {
            ouro_raise_instance(stop);
        }
    }
    ouro_decref(value);
    return NULL;
}

static ouro_object *generator_next(ouro_object *self) {
    ouro_object *result;
    py_sent sent = py__generator_send(py_generator_of(self), ouro_none_borrow(), &result);
    return sent == PY_SENT_RETURN ? stopped(result, true) : result;
}

static ouro_object *generator_send_method(ouro_object *self, ouro_object *value) {
    ouro_object *result;
    py_sent sent = py__generator_send(py_generator_of(self), value, &result);
    return sent == PY_SENT_RETURN ? stopped(result, false) : result;
}

// ---- Delegation ---------------------------------------------------------------------------------

ouro_object *py__generator_delegate(py_generator *generator) {
    if (generator->state != PY_GEN_SUSPENDED) {
        return NULL;
    }
    const py_unit *next = generator->frame.next;
    // A yield from waits in `YIELD_VALUE; RESUME 2 or 3`, its receiver below the place of the value.
    if (py_unit_op(*next) != PY_RESUME || (py_unit_arg(*next) & 3) < 2) {
        return NULL;
    }
    return generator->frame.top[-1];
}

py_sent py__send(py_state *state, ouro_object *receiver, ouro_object *value, ouro_object **result) {
    if (receiver->type == state->types[PY_RUN_GENERATOR] ||
        receiver->type == state->types[PY_RUN_COROUTINE]) {
        return py__generator_send(py_generator_of(receiver), value, result);
    }
    if (ouro_is_none(value) && receiver->type->slots.next) {
        *result = receiver->type->slots.next(receiver);
    } else {
        *result = ouro_call_method(receiver, PY_NAME(state, send), &value, 1);
    }
    if (*result) {
        return PY_SENT_YIELD;
    }
    return ouro_stop_iteration_value(result) < 0 ? PY_SENT_ERROR : PY_SENT_RETURN;
}

// Closes whatever iterator stands under a yield from.
static int delegate_close(py_state *state, ouro_object *iterator) {
    if (iterator->type == state->types[PY_RUN_GENERATOR] ||
        iterator->type == state->types[PY_RUN_COROUTINE]) {
        return py__generator_close(py_generator_of(iterator));
    }
    ouro_object *method = NULL;
    int found = ouro_lookup_attr(iterator, PY_NAME(state, close), &method);
    if (found <= 0) {
        return found;
    }
    ouro_object *result = ouro_call0(method);
    ouro_decref(method);
    ouro_xdecref(result);
    return result ? 0 : -1;
}

// ---- throw and close ------------------------------------------------------------------------------

int py__generator_close(py_generator *generator) {
    if (generator->state == PY_GEN_DONE) {
        return 0;
    }
    if (generator->state == PY_GEN_CREATED) {
        py__generator_finalize((ouro_object *)generator);
        return 0;
    }
    ouro_object *delegate = ouro_xnewref(py__generator_delegate(generator));
    int failed = 0;
    if (delegate) {
        generator->state = PY_GEN_RUNNING;
        failed = delegate_close(generator->owner, delegate);
        generator->state = PY_GEN_SUSPENDED;
        ouro_decref(delegate);
    }
    if (!failed) {
        ouro_raise_object(OURO_EXC_GeneratorExit, NULL);
    }
    ouro_object *result;
    py_sent sent = py__generator_send(generator, NULL, &result);
    if (sent == PY_SENT_YIELD) {
        ouro_decref(result);
        ouro_raise(OURO_EXC_RuntimeError, "%s ignored GeneratorExit", kind_of(generator));
        return -1;
    }
    if (sent == PY_SENT_RETURN) {
        ouro_decref(result);
        return 0;
    }
    if (ouro_raised_is(OURO_EXC_GeneratorExit) || ouro_raised_is(OURO_EXC_StopIteration)) {
        ouro_raised_clear();
        return 0;
    }
    return -1;
}

static ouro_object *generator_close_method(ouro_object *self) {
    return py__generator_close(py_generator_of(self)) < 0 ? NULL : ouro_none();
}

// throw(type, value, traceback) or throw(exception): the instance to raise, new.
static ouro_object *thrown_instance(ouro_object *const *args, size_t nargs) {
    ouro_object *type = args[0];
    ouro_object *value = nargs > 1 && !ouro_is_none(args[1]) ? args[1] : NULL;
    ouro_object *traceback = nargs > 2 && !ouro_is_none(args[2]) ? args[2] : NULL;
    if (traceback && !py__is_traceback(py_state_get(), traceback)) {
        return ouro_raise(OURO_EXC_TypeError, "throw() third argument must be a traceback object");
    }
    ouro_object *made = NULL;
    if (ouro_is_type(type) &&
        ouro_type_is_subtype((ouro_type *)(void *)type, ouro_exc_type(OURO_EXC_BaseException))) {
        if (value && ouro_is_exception(value) &&
            ouro_type_is_subtype(value->type, (ouro_type *)(void *)type)) {
            made = ouro_newref(value);
        } else if (value && ouro_is(value, OURO_T_TUPLE)) {
            made = ouro_call_dict(type, value, NULL);
        } else {
            made = value ? ouro_call1(type, value) : ouro_call0(type);
        }
    } else if (ouro_is_exception(type)) {
        if (value) {
            return ouro_raise(OURO_EXC_TypeError,
                              "instance exception may not have a separate value");
        }
        made = ouro_newref(type);
    } else {
        return ouro_raise(OURO_EXC_TypeError,
                          "exceptions must be classes or instances deriving from BaseException, "
                          "not %T",
                          type);
    }
    if (made && traceback) {
        ouro_replace(&((ouro_exception *)(void *)made)->traceback, ouro_newref(traceback));
    }
    return made;
}

// Where a frame that waits in a yield from goes on when its receiver returns: past the loop
// `SEND; YIELD_VALUE; RESUME; JUMP_BACKWARD_NO_INTERRUPT`, that is where SEND jumps.
static py_unit *after_send(const py_frame *frame) {
    py_unit *at = frame->next;
    while (py_unit_op(*at) != PY_JUMP_BACKWARD_NO_INTERRUPT) {
        at++;
    }
    py_unit *send = at + 1 + py_unit_signed_arg(*at);
    return send + 1 + py_unit_signed_arg(*send);
}

// Throws into the delegate first. True: that settled it, *result is what it gave or NULL.
static bool throw_to_delegate(py_generator *generator, ouro_object *exception,
                              ouro_object *const *args, size_t nargs, ouro_object **result) {
    py_state *state = generator->owner;
    ouro_object *delegate = ouro_xnewref(py__generator_delegate(generator));
    if (!delegate) {
        return false;
    }
    *result = NULL;
    generator->state = PY_GEN_RUNNING;
    if (ouro_type_is_subtype(exception->type, ouro_exc_type(OURO_EXC_GeneratorExit))) {
        int failed = delegate_close(state, delegate);
        generator->state = PY_GEN_SUSPENDED;
        ouro_decref(delegate);
        if (failed) {
            py__generator_send(generator, NULL, result);
            return true;
        }
        return false;
    }
    ouro_object *method = NULL, *yielded = NULL;
    int found = ouro_lookup_attr(delegate, PY_NAME(state, throw), &method);
    if (found > 0) {
        yielded = ouro_call(method, args, nargs, NULL);
        ouro_decref(method);
    }
    generator->state = PY_GEN_SUSPENDED;
    ouro_decref(delegate);
    if (found == 0) {
        return false;
    }
    if (yielded) {
        *result = yielded;
        return true;
    }
    // The delegate has ended: its value, or its exception, goes on in this frame after the SEND.
    ouro_object *value;
    if (found > 0 && ouro_stop_iteration_value(&value) == 0) {
        ouro_object **top = --generator->frame.top;
        ouro_decref(*top);
        generator->frame.next = after_send(&generator->frame);
        py_sent sent = py__generator_send(generator, value, result);
        ouro_decref(value);
        if (sent == PY_SENT_RETURN) {
            *result = stopped(*result, false);
        }
        return true;
    }
    if (py__generator_send(generator, NULL, result) == PY_SENT_RETURN) {
        *result = stopped(*result, false);
    }
    return true;
}

ouro_object *py__generator_throw(ouro_object *self, ouro_object *const *args, size_t nargs) {
    py_generator *generator = py_generator_of(self);
    ouro_object *exception = thrown_instance(args, nargs);
    if (!exception) {
        return NULL;
    }
    if (generator->state == PY_GEN_RUNNING) {
        ouro_decref(exception);
        already_running(generator);
        return NULL;
    }
    ouro_object *result = NULL;
    ouro_incref(self);
    if (throw_to_delegate(generator, exception, args, nargs, &result)) {
        ouro_decref(exception);
        ouro_decref(self);
        return result;
    }
    if (generator->state == PY_GEN_DONE &&
        generator->head.type == generator->owner->types[PY_RUN_COROUTINE]) {
        ouro_decref(exception);
        ouro_decref(self);
        return ouro_raise(OURO_EXC_RuntimeError, "cannot reuse already awaited coroutine");
    }
    ouro_raise_instance(exception);
    py_sent sent = py__generator_send(generator, NULL, &result);
    ouro_decref(self);
    return sent == PY_SENT_RETURN ? stopped(result, false) : result;
}

// ---- The end --------------------------------------------------------------------------------------

// Drops a suspended frame; nothing of its code runs.
static void frame_abandon(py_generator *generator) {
    if (generator->state == PY_GEN_CREATED || generator->state == PY_GEN_SUSPENDED) {
        generator->state = PY_GEN_DONE;
        py__frame_clear(generator->owner, &generator->frame);
    }
}

// __del__: a suspended generator is closed so that its finally clauses run.
void py__generator_finalize(ouro_object *self) {
    py_generator *generator = py_generator_of(self);
    ouro_object *raised = ouro_raised_take();
    if (generator->state == PY_GEN_CREATED) {
        if (generator->head.type == generator->owner->types[PY_RUN_COROUTINE]) {
            py__warn_never_awaited(generator);
        }
        frame_abandon(generator);
    } else if (generator->state == PY_GEN_SUSPENDED) {
        if (generator->finalizer && !generator->closed) {
            ouro_object *result = ouro_call1(generator->finalizer, self);
            ouro_xdecref(result);
            if (!result) {
                ouro_unraisable(self, NULL);
            }
        } else if (py__generator_close(generator) < 0) {
            ouro_unraisable(self, NULL);
        }
    }
    ouro_raised_restore(raised);
}

static void generator_drop(ouro_object *self) {
    py_generator *generator = py_generator_of(self);
    frame_abandon(generator);
    ouro_clear(&generator->handled.exception);
}

static int generator_traverse(ouro_object *self, ouro_visit_fn visit, void *arg) {
    py_generator *generator = py_generator_of(self);
    if (generator->handled.exception) {
        int stop = visit(generator->handled.exception, arg);
        if (stop) {
            return stop;
        }
    }
    bool held = generator->state == PY_GEN_CREATED || generator->state == PY_GEN_SUSPENDED;
    return held ? py__frame_visit(&generator->frame, visit, arg) : 0;
}

static void generator_gc_clear(ouro_object *self) {
    frame_abandon(py_generator_of(self));
}

// ---- Attributes -----------------------------------------------------------------------------------

static ouro_object *generator_repr(ouro_object *self) {
    return ouro_str_format("<%T object %S at %p>", self, py_generator_of(self)->qualname,
                           (void *)self);
}

static ouro_object *get_frame(ouro_object *self, void *context) {
    (void)context;
    py_generator *generator = py_generator_of(self);
    return generator->state == PY_GEN_DONE ? ouro_none() : py_frame_object_of(&generator->frame);
}

static ouro_object *get_running(ouro_object *self, void *context) {
    (void)context;
    return ouro_bool(py_generator_of(self)->state == PY_GEN_RUNNING);
}

static ouro_object *get_suspended(ouro_object *self, void *context) {
    (void)context;
    return ouro_bool(py_generator_of(self)->state == PY_GEN_SUSPENDED);
}

static ouro_object *get_delegate(ouro_object *self, void *context) {
    (void)context;
    ouro_object *delegate = py__generator_delegate(py_generator_of(self));
    return ouro_newref(delegate ? delegate : ouro_none_borrow());
}

static ouro_object *get_text(ouro_object *self, void *context) {
    return ouro_newref(*(ouro_object **)(void *)((char *)self + (uintptr_t)context));
}

static int set_text(ouro_object *self, ouro_object *value, void *context) {
    size_t offset = (uintptr_t)context;
    if (!value || !ouro_is(value, OURO_T_STR)) {
        ouro_raise(OURO_EXC_TypeError, "%s must be set to a string object",
                   offset == offsetof(py_generator, name) ? "__name__" : "__qualname__");
        return -1;
    }
    ouro_replace((ouro_object **)(void *)((char *)self + offset), ouro_newref(value));
    return 0;
}

static ouro_object *coroutine_await(ouro_object *self) {
    py_state *state = py_generator_of(self)->owner;
    ouro_object *wrapper = ouro_object_new(state->types[PY_RUN_COROUTINE_WRAPPER], 0);
    if (wrapper) {
        *(ouro_object **)(void *)(wrapper + 1) = ouro_newref(self);
    }
    return wrapper;
}

// ---- The types ------------------------------------------------------------------------------------

static const uint16_t generator_fields[] = {
    offsetof(py_generator, code),
    offsetof(py_generator, name),
    offsetof(py_generator, qualname),
    offsetof(py_generator, finalizer),
    0,
};

static const ouro_method generator_methods[] = {
    OURO_O("send", generator_send_method, "Resumes with a value."),
    OURO_ARGS("throw", py__generator_throw, 1, 3, "Raises an exception inside."),
    OURO_NOARGS("close", generator_close_method, "Raises GeneratorExit inside."),
    {0},
};

#define GENERATOR_GETSETS(prefix, delegate)                                                        \
    {                                                                                              \
        {prefix "_frame", get_frame, NULL, NULL, NULL},                                            \
            {prefix "_running", get_running, NULL, NULL, NULL},                                    \
            {prefix "_suspended", get_suspended, NULL, NULL, NULL},                                \
            {delegate, get_delegate, NULL, NULL, NULL},                                            \
            {"__name__", get_text, set_text, NULL,                                                 \
             (void *)(uintptr_t)offsetof(py_generator, name)},                                     \
            {"__qualname__", get_text, set_text, NULL,                                             \
             (void *)(uintptr_t)offsetof(py_generator, qualname)},                                 \
            {0},                                                                                   \
    }
static const ouro_getset generator_getsets[] = GENERATOR_GETSETS("gi", "gi_yieldfrom");
static const ouro_getset coroutine_getsets[] = GENERATOR_GETSETS("cr", "cr_await");
static const ouro_getset async_getsets[] = GENERATOR_GETSETS("ag", "ag_await");

#define GENERATOR_MEMBERS(prefix)                                                                  \
    {                                                                                              \
        {prefix "_code", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY, offsetof(py_generator, code),  \
         NULL},                                                                                    \
            {0},                                                                                   \
    }
static const ouro_member generator_members[] = GENERATOR_MEMBERS("gi");
static const ouro_member coroutine_members[] = GENERATOR_MEMBERS("cr");
static const ouro_member async_members[] = GENERATOR_MEMBERS("ag");

#define GENERATOR_SPEC(type_name)                                                                  \
    .size = sizeof(ouro_type_spec), .name = type_name, .instance_size = sizeof(py_generator),      \
    .item_size = sizeof(ouro_object *),                                                            \
    .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE,                          \
    .fields = generator_fields, .weak_offset = offsetof(py_generator, weakrefs)
#define GENERATOR_SLOTS                                                                            \
    .finalize = py__generator_finalize, .drop = generator_drop, .traverse = generator_traverse,    \
    .clear = generator_gc_clear, .repr = generator_repr, .getattr = ouro_generic_getattr,          \
    .setattr = ouro_generic_setattr

static const ouro_type_spec generator_spec = {
    GENERATOR_SPEC("generator"),
    .slots = {GENERATOR_SLOTS, .iter = ouro_newref, .next = generator_next},
    .methods = generator_methods,
    .getsets = generator_getsets,
    .members = generator_members,
};

static const ouro_type_spec coroutine_spec = {
    GENERATOR_SPEC("coroutine"),  .slots = {GENERATOR_SLOTS, .await = coroutine_await},
    .methods = generator_methods, .getsets = coroutine_getsets,
    .members = coroutine_members,
};

static const ouro_type_spec async_generator_spec = {
    GENERATOR_SPEC("async_generator"),
    .slots = {GENERATOR_SLOTS, .aiter = ouro_newref, .anext = py__async_generator_next},
    .methods = py__async_generator_methods,
    .getsets = async_getsets,
    .members = async_members,
};

int py__generator_types(py_state *state) {
    state->types[PY_RUN_GENERATOR] = ouro_type_new(&generator_spec, NULL);
    state->types[PY_RUN_COROUTINE] = ouro_type_new(&coroutine_spec, NULL);
    state->types[PY_RUN_ASYNC_GENERATOR] = ouro_type_new(&async_generator_spec, NULL);
    return state->types[PY_RUN_GENERATOR] && state->types[PY_RUN_COROUTINE] &&
                   state->types[PY_RUN_ASYNC_GENERATOR]
               ? 0
               : -1;
}

static bool is_of(const ouro_object *object, enum py_run_type which) {
    py_state *state = py_state_get();
    return state && object->type == state->types[which];
}
bool py_is_generator(const ouro_object *object) {
    return is_of(object, PY_RUN_GENERATOR);
}
bool py_is_coroutine(const ouro_object *object) {
    return is_of(object, PY_RUN_COROUTINE);
}
bool py_is_async_generator(const ouro_object *object) {
    return is_of(object, PY_RUN_ASYNC_GENERATOR);
}
