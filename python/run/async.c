// SPDX-License-Identifier: MIT
// Awaiting: coroutine wrappers, awaitables, and what asend() and athrow() of asynchronous
// generators return.  Front-end, run.
#include "eval.h"
#include "generator.h"

// ---- Awaitables -----------------------------------------------------------------------------------

static bool is_awaitable_generator(const py_state *state, const ouro_object *object) {
    return object->type == state->types[PY_RUN_GENERATOR] &&
           ((const py_generator *)(const void *)object)->frame.code &&
           py_code_of(((const py_generator *)(const void *)object)->code)->flags &
               PY_CO_ITERABLE_COROUTINE;
}

ouro_object *py__awaitable(py_state *state, ouro_object *object) {
    if (object->type == state->types[PY_RUN_COROUTINE] || is_awaitable_generator(state, object)) {
        return ouro_newref(object);
    }
    if (!object->type->slots.await) {
        return ouro_raise(OURO_EXC_TypeError, "object %T can't be used in 'await' expression",
                          object);
    }
    ouro_object *iterator = object->type->slots.await(object);
    if (iterator && (iterator->type == state->types[PY_RUN_COROUTINE] ||
                     is_awaitable_generator(state, iterator))) {
        ouro_decref(iterator);
        return ouro_raise(OURO_EXC_TypeError, "__await__() returned a coroutine");
    }
    if (iterator && !ouro_is_iterator(iterator)) {
        ouro_raise(OURO_EXC_TypeError, "__await__() returned non-iterator of type '%T'", iterator);
        ouro_clear(&iterator);
    }
    return iterator;
}

ouro_object *py__awaitable_for(py_state *state, ouro_object *object, uint32_t after) {
    ouro_object *iterator = py__awaitable(state, object);
    if (!iterator && after && !object->type->slots.await && ouro_raised_is(OURO_EXC_TypeError)) {
        ouro_raised_clear();
        return ouro_raise(OURO_EXC_TypeError,
                          "'async with' received an object from %s that does not implement "
                          "__await__: %T",
                          after == 1 ? "__aenter__" : "__aexit__", object);
    }
    if (iterator && iterator->type == state->types[PY_RUN_COROUTINE] &&
        py__generator_delegate(py_generator_of(iterator))) {
        ouro_decref(iterator);
        return ouro_raise(OURO_EXC_RuntimeError, "coroutine is being awaited already");
    }
    return iterator;
}

ouro_object *py__async_iter(py_state *state, ouro_object *object) {
    (void)state;
    if (!object->type->slots.aiter) {
        return ouro_raise(OURO_EXC_TypeError,
                          "'async for' requires an object with __aiter__ method, got %T", object);
    }
    ouro_object *iterator = object->type->slots.aiter(object);
    if (iterator && !iterator->type->slots.anext) {
        ouro_raise(OURO_EXC_TypeError,
                   "'async for' received an object from __aiter__ that does not implement "
                   "__anext__: %T",
                   iterator);
        ouro_clear(&iterator);
    }
    return iterator;
}

ouro_object *py__async_next(py_state *state, ouro_object *iterator) {
    if (!iterator->type->slots.anext) {
        return ouro_raise(OURO_EXC_TypeError,
                          "'async for' requires an iterator with __anext__ method, got %T",
                          iterator);
    }
    ouro_object *next = iterator->type->slots.anext(iterator);
    if (!next || iterator->type == state->types[PY_RUN_ASYNC_GENERATOR]) {
        return next;
    }
    ouro_object *awaitable = py__awaitable(state, next);
    if (!awaitable && ouro_raised_is(OURO_EXC_TypeError)) {
        ouro_object *cause = ouro_raised_take();
        ouro_raise(OURO_EXC_TypeError, "'async for' received an invalid object from __anext__: %T",
                   next);
        ouro_exception *error = (ouro_exception *)(void *)ouro_raised_borrow();
        ouro_replace(&error->context, ouro_newref(cause));
        ouro_replace(&error->cause, cause);
        error->suppress_context = true;
    }
    ouro_decref(next);
    return awaitable;
}

// ---- The wrapper that `coroutine.__await__()` gives -----------------------------------------------

typedef struct wrapper {
    ouro_object head;
    ouro_object *coroutine;
} wrapper;

static ouro_object *coroutine_in(ouro_object *self) {
    return ((wrapper *)(void *)self)->coroutine;
}

static ouro_object *wrapper_next(ouro_object *self) {
    ouro_object *result;
    py_sent sent =
        py__generator_send(py_generator_of(coroutine_in(self)), ouro_none_borrow(), &result);
    if (sent != PY_SENT_RETURN) {
        return result;
    }
    ouro_raise_object(OURO_EXC_StopIteration, result);
    ouro_decref(result);
    return NULL;
}

static ouro_object *wrapper_send(ouro_object *self, ouro_object *value) {
    return ouro_call_method_text(coroutine_in(self), "send", &value, 1);
}

static ouro_object *wrapper_throw(ouro_object *self, ouro_object *const *args, size_t nargs) {
    return py__generator_throw(coroutine_in(self), args, nargs);
}

static ouro_object *wrapper_close(ouro_object *self) {
    return py__generator_close(py_generator_of(coroutine_in(self))) < 0 ? NULL : ouro_none();
}

static const ouro_method wrapper_methods[] = {
    OURO_O("send", wrapper_send, NULL),
    OURO_ARGS("throw", wrapper_throw, 1, 3, NULL),
    OURO_NOARGS("close", wrapper_close, NULL),
    {0},
};
static const uint16_t wrapper_fields[] = {offsetof(wrapper, coroutine), 0};
static const ouro_type_spec wrapper_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "coroutine_wrapper",
    .instance_size = sizeof(wrapper),
    .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE,
    .fields = wrapper_fields,
    .slots = {.iter = ouro_newref, .next = wrapper_next, .getattr = ouro_generic_getattr},
    .methods = wrapper_methods,
};

// ---- Values that an asynchronous generator yields ---------------------------------------------------
//
// Inside, `await` also suspends the frame; only what `yield` gives is wrapped, and that tells them apart.

ouro_object *py__async_wrap(py_state *state, ouro_object *value) {
    ouro_object *made = ouro_object_new(state->types[PY_RUN_ASYNC_VALUE], 0);
    if (!made) {
        ouro_decref(value);
        return NULL;
    }
    ((wrapper *)(void *)made)->coroutine = value;
    return made;
}

static const ouro_type_spec value_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "async_generator_wrapped_value",
    .instance_size = sizeof(wrapper),
    .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE,
    .fields = wrapper_fields,
    .slots = {.getattr = ouro_generic_getattr},
};

// ---- asend and athrow -------------------------------------------------------------------------------

enum step_state { STEP_FRESH, STEP_RUNNING, STEP_CLOSED };
enum step_kind { STEP_SEND, STEP_THROW, STEP_CLOSE };

typedef struct step {
    ouro_object head;
    ouro_object *generator, *value; // value: what is sent, or the tuple of throw's arguments
    uint8_t state, kind;
} step;

static step *step_of(ouro_object *object) {
    return (step *)(void *)object;
}
static py_generator *generator_in(const step *self) {
    return py_generator_of(self->generator);
}

// The first use of an asynchronous generator in a loop: its hooks are told.
static int hooks_begin(py_generator *generator) {
    py_state *state = generator->owner;
    if (generator->hooked) {
        return 0;
    }
    generator->hooked = true;
    generator->finalizer = ouro_xnewref(state->asyncgen_finalizer);
    if (!state->asyncgen_firstiter) {
        return 0;
    }
    ouro_object *result = ouro_call1(state->asyncgen_firstiter, (ouro_object *)generator);
    ouro_xdecref(result);
    return result ? 0 : -1;
}

static ouro_object *step_make(ouro_object *self, ouro_object *value, enum step_kind kind) {
    py_generator *generator = py_generator_of(self);
    if (hooks_begin(generator) < 0) {
        return NULL;
    }
    ouro_object *made = ouro_object_new(
        generator->owner->types[kind == STEP_SEND ? PY_RUN_ASYNC_SEND : PY_RUN_ASYNC_THROW], 0);
    if (made) {
        step_of(made)->generator = ouro_newref(self);
        step_of(made)->value = ouro_newref(value);
        step_of(made)->kind = (uint8_t)kind;
    }
    return made;
}

// What the frame gave: a wrapped value ends this step, anything else is an await in progress.
static ouro_object *step_result(step *self, py_sent sent, ouro_object *result) {
    py_generator *generator = generator_in(self);
    bool close = self->kind == STEP_CLOSE;
    if (sent == PY_SENT_YIELD && result->type != generator->owner->types[PY_RUN_ASYNC_VALUE]) {
        return result;
    }
    self->state = STEP_CLOSED;
    generator->running_async = false;
    if (sent == PY_SENT_YIELD) {
        if (close) {
            ouro_raise(OURO_EXC_RuntimeError, "async generator ignored GeneratorExit");
        } else {
            ouro_raise_object(OURO_EXC_StopIteration, coroutine_in(result));
        }
        ouro_decref(result);
        return NULL;
    }
    if (sent == PY_SENT_RETURN) {
        ouro_decref(result);
        generator->closed = true;
        return close ? ouro_raise_object(OURO_EXC_StopIteration, NULL)
                     : ouro_raise_object(OURO_EXC_StopAsyncIteration, NULL);
    }
    if (ouro_raised_is(OURO_EXC_StopAsyncIteration) || ouro_raised_is(OURO_EXC_GeneratorExit)) {
        generator->closed = true;
        if (close) {
            ouro_raised_clear();
            return ouro_raise_object(OURO_EXC_StopIteration, NULL);
        }
    }
    return NULL;
}

// Begins a step: 0, or -1 with an exception.
static int step_begin(step *self) {
    py_generator *generator = generator_in(self);
    static const char *const names[] = {"asend", "athrow", "aclose"};
    if (generator->running_async) {
        ouro_raise(OURO_EXC_RuntimeError, "%s(): asynchronous generator is already running",
                   self->kind == STEP_SEND ? "anext" : names[self->kind]);
        return -1;
    }
    if (self->kind != STEP_SEND && (generator->closed || generator->state == PY_GEN_DONE)) {
        self->state = STEP_CLOSED;
        ouro_raise_object(
            self->kind == STEP_CLOSE ? OURO_EXC_StopIteration : OURO_EXC_StopAsyncIteration, NULL);
        return -1;
    }
    self->state = STEP_RUNNING;
    generator->running_async = true;
    return 0;
}

static ouro_object *step_send(ouro_object *object, ouro_object *value) {
    step *self = step_of(object);
    py_generator *generator = generator_in(self);
    if (self->state == STEP_CLOSED) {
        return ouro_raise(OURO_EXC_RuntimeError, "cannot reuse already awaited %s",
                          self->kind == STEP_SEND ? "__anext__()/asend()" : "aclose()/athrow()");
    }
    bool fresh = self->state == STEP_FRESH;
    if (fresh && step_begin(self) < 0) {
        return NULL;
    }
    ouro_object *result = NULL;
    py_sent sent;
    if (fresh && self->kind == STEP_CLOSE) {
        generator->closed = true;
        ouro_object *type = (ouro_object *)ouro_exc_type(OURO_EXC_GeneratorExit);
        result = py__generator_throw(self->generator, &type, 1);
        sent = result ? PY_SENT_YIELD : PY_SENT_ERROR;
    } else if (fresh && self->kind == STEP_THROW) {
        ouro_tuple *args = (ouro_tuple *)(void *)self->value;
        result = py__generator_throw(self->generator, args->items, args->length);
        sent = result ? PY_SENT_YIELD : PY_SENT_ERROR;
    } else {
        ouro_object *given = fresh && ouro_is_none(value) ? self->value : value;
        sent = py__generator_send(generator, given, &result);
    }
    if (sent == PY_SENT_ERROR && generator->state == PY_GEN_DONE &&
        ouro_raised_is(OURO_EXC_StopIteration)) {
        ouro_raised_clear(); // a throw that made the generator return
        return step_result(self, PY_SENT_RETURN, ouro_none());
    }
    return step_result(self, sent, result);
}

static ouro_object *step_next(ouro_object *self) {
    return step_send(self, ouro_none_borrow());
}

static ouro_object *step_throw(ouro_object *object, ouro_object *const *args, size_t nargs) {
    step *self = step_of(object);
    if (self->state == STEP_CLOSED) {
        return ouro_raise(OURO_EXC_RuntimeError, "cannot reuse already awaited %s",
                          self->kind == STEP_SEND ? "__anext__()/asend()" : "aclose()/athrow()");
    }
    ouro_object *result = py__generator_throw(self->generator, args, nargs);
    return step_result(self, result ? PY_SENT_YIELD : PY_SENT_ERROR, result);
}

static ouro_object *step_close(ouro_object *self) {
    step_of(self)->state = STEP_CLOSED;
    return ouro_none();
}

static const ouro_method step_methods[] = {
    OURO_O("send", step_send, NULL),
    OURO_ARGS("throw", step_throw, 1, 3, NULL),
    OURO_NOARGS("close", step_close, NULL),
    {0},
};
static const uint16_t step_fields[] = {offsetof(step, generator), offsetof(step, value), 0};
#define STEP_SPEC(type_name)                                                                       \
    {                                                                                              \
        .size = sizeof(ouro_type_spec), .name = type_name, .instance_size = sizeof(step),          \
        .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE,                      \
        .fields = step_fields,                                                                     \
        .slots = {.iter = ouro_newref,                                                             \
                  .next = step_next,                                                               \
                  .await = ouro_newref,                                                            \
                  .getattr = ouro_generic_getattr},                                                \
        .methods = step_methods,                                                                   \
    }
static const ouro_type_spec send_spec = STEP_SPEC("async_generator_asend");
static const ouro_type_spec throw_spec = STEP_SPEC("async_generator_athrow");

// ---- Methods of asynchronous generators -------------------------------------------------------------

ouro_object *py__async_generator_next(ouro_object *self) {
    return step_make(self, ouro_none_borrow(), STEP_SEND);
}

static ouro_object *async_send(ouro_object *self, ouro_object *value) {
    return step_make(self, value, STEP_SEND);
}

static ouro_object *async_throw(ouro_object *self, ouro_object *const *args, size_t nargs) {
    ouro_object *tuple = ouro_tuple_from(args, nargs);
    ouro_object *made = tuple ? step_make(self, tuple, STEP_THROW) : NULL;
    ouro_xdecref(tuple);
    return made;
}

static ouro_object *async_close(ouro_object *self) {
    return step_make(self, ouro_none_borrow(), STEP_CLOSE);
}

const ouro_method py__async_generator_methods[] = {
    OURO_O("asend", async_send, "Resumes with a value: an awaitable."),
    OURO_ARGS("athrow", async_throw, 1, 3, "Raises an exception inside: an awaitable."),
    OURO_NOARGS("aclose", async_close, "Raises GeneratorExit inside: an awaitable."),
    {0},
};

int py__async_types(py_state *state) {
    static const struct {
        enum py_run_type which;
        const ouro_type_spec *spec;
    } made[] = {
        {PY_RUN_COROUTINE_WRAPPER, &wrapper_spec},
        {PY_RUN_ASYNC_VALUE, &value_spec},
        {PY_RUN_ASYNC_SEND, &send_spec},
        {PY_RUN_ASYNC_THROW, &throw_spec},
    };
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        state->types[made[i].which] = ouro_type_new(made[i].spec, NULL);
        if (!state->types[made[i].which]) {
            return -1;
        }
    }
    return 0;
}

// ---- Never awaited ----------------------------------------------------------------------------------

void py__warn_never_awaited(py_generator *generator) {
    ouro_object *text = ouro_str_format("coroutine '%S' was never awaited", generator->qualname);
    ouro_object *warnings = ouro_dict_get_text_borrow(ouro_runtime_modules_borrow(), "warnings");
    if (text && warnings) {
        ouro_object *args[] = {text, (ouro_object *)ouro_exc_type(OURO_EXC_RuntimeWarning)};
        ouro_object *result = ouro_call_method_text(warnings, "warn", args, 2);
        ouro_xdecref(result);
        if (!result) {
            ouro_unraisable((ouro_object *)generator, NULL);
        }
    }
    ouro_xdecref(text);
    ouro_raised_clear();
}
