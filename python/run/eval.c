// SPDX-License-Identifier: MIT
// The evaluation loop. Each opcode is a label; they stand in the files ops_*.inc, one group each, and helpers
// of eval.h do what takes more than some lines.
// Front-end, run. SPEC row R2.
//
// While a frame runs, `sp` and `next` are its stack pointer and its next instruction in registers; `frame->ip` and `frame->top` are written at the start of each instruction that can fail or
// call. A call of a Python function changes the frame and goes on in the same loop: no C stack. Failures leave all
// values that the stack still owns below `sp` and go to `error`.
#include "eval.h"

#include "attr_cache.h"
#include "fast.h"
#include "function.h"
#include "generator.h"

#define PUSH(value)  (*sp++ = (value))
#define POP()        (*--sp)
#define TOP()        sp[-1]
#define SECOND()     sp[-2]
#define THIRD()      sp[-3]
#define ARG()        (unit >> 8)
#define SIGNED_ARG() ((int32_t)unit >> 8)
#define DISPATCH()                                                                                 \
    do {                                                                                           \
        unit = *next++;                                                                            \
        goto *targets[(uint8_t)unit];                                                              \
    } while (0)
// Where the frame is, for tracebacks, and what its stack holds, for the collector: below `top`, less what
// the instruction takes (stack_end, in start.c).
#define HERE() (frame->ip = next - 1, frame->top = sp)
// An instruction that cannot fail and runs nobody else's code / any other.
#define QUIET(name) op_##name:
#define OP(name)    op_##name : HERE();
#define SKIP(count) (next += (count))
#define SLOTS       (frame->slots)
#define NAME(index) py_code_name_borrow(frame->code, index)
#define PUSH_OR_FAIL(value)                                                                        \
    do {                                                                                           \
        ouro_object *made_ = (value);                                                              \
        if (OURO_UNLIKELY(!made_)) {                                                               \
            goto error;                                                                            \
        }                                                                                          \
        PUSH(made_);                                                                               \
    } while (0)
// Replaces the top `count` values, which are dropped, by `value`; NULL is a failure.
#define REPLACE1(value)                                                                            \
    do {                                                                                           \
        ouro_object *made_ = (value), *a_ = TOP();                                                 \
        TOP() = made_;                                                                             \
        sp -= !made_;                                                                              \
        py_drop(frame, a_);                                                                        \
        if (OURO_UNLIKELY(!made_)) {                                                               \
            goto error;                                                                            \
        }                                                                                          \
    } while (0)
#define REPLACE2(value)                                                                            \
    do {                                                                                           \
        ouro_object *made_ = (value), *b_ = POP(), *a_ = POP();                                    \
        py_drop(frame, a_);                                                                        \
        py_drop(frame, b_);                                                                        \
        if (OURO_UNLIKELY(!made_)) {                                                               \
            goto error;                                                                            \
        }                                                                                          \
        PUSH(made_);                                                                               \
    } while (0)
#define FAIL_IF(condition)                                                                         \
    do {                                                                                           \
        if (OURO_UNLIKELY(condition)) {                                                            \
            goto error;                                                                            \
        }                                                                                          \
    } while (0)
#define SET_LOCAL(index, value)                                                                    \
    do {                                                                                           \
        ouro_object *old_ = SLOTS[index];                                                          \
        SLOTS[index] = (value);                                                                    \
        ouro_xdecref(old_);                                                                        \
    } while (0)

// ---- Helpers of the loop ----------------------------------------------------------------------

// Drops the values above `keep`; the exception in flight stays as it is, whatever their end does.
static ouro_object **stack_drop(ouro_object **sp, ouro_object **keep) {
    if (sp > keep) {
        ouro_object *raised = ouro_raised_take();
        while (sp > keep) {
            ouro_object *value = *--sp;
            ouro_xdecref(value);
        }
        ouro_raised_restore(raised);
    }
    return sp;
}

// The end of a frame: its contents and its place. Keeps the exception in flight.
static OURO_NOINLINE void frame_leave_slowly(py_state *state, py_frame *frame) {
    ouro_object *raised = ouro_raised_take();
    if (frame->place == PY_FRAME_IN_GENERATOR) {
        py__frame_generator(frame)->state = PY_GEN_DONE;
        frame->running = false;
        py__frame_clear(state, frame);
    } else {
        py__frame_clear(state, frame);
        py__frame_pop(state, frame);
    }
    if (OURO_UNLIKELY(raised)) {
        ouro_raised_restore(raised);
    }
}

static inline void frame_leave(py_state *state, py_frame *frame) {
    state->current = frame->previous;
    ouro_current->recursion_depth--;
    if (OURO_LIKELY(!ouro_current->raised && frame->place == PY_FRAME_ON_STACK && !frame->object)) {
        py__frame_drop(frame);
        py__frame_pop(state, frame);
    } else {
        frame_leave_slowly(state, frame);
    }
}

// The recursion limit is reached: the frame is undone. -1 with RecursionError, or 0: it may run all the same.
static OURO_COLD int frame_refuse(py_state *state, py_frame *frame, py_frame *caller) {
    state->current = caller;
    if (ouro_recursion_enter("") < 0) {
        frame->previous = NULL;
        ouro_object *raised = ouro_raised_take();
        py__frame_clear(state, frame);
        py__frame_pop(state, frame);
        ouro_raised_restore(raised);
        return -1;
    }
    state->current = frame;
    return 0;
}

// Counts a Python call; at the limit the frame is undone. 0, or -1 with RecursionError.
static inline int frame_enter(py_state *state, py_frame *frame, py_frame *caller) {
    ouro_runtime_face *face = ouro_current;
    frame->previous = caller;
    if (OURO_UNLIKELY(face->recursion_depth >= face->recursion_limit)) {
        return frame_refuse(state, frame, caller);
    }
    state->current = frame;
    face->recursion_depth++;
    return 0;
}

// Appends `item`, which is stolen.
static inline int list_append(ouro_object *list, ouro_object *item) {
    if (OURO_LIKELY(py_fast_append(list, item))) {
        return 0;
    }
    int failed = ouro_list_append(list, item);
    ouro_decref(item);
    return failed;
}

static inline bool stores_fast(py_unit unit) {
    const uint8_t op = py_unit_op(unit);
    return op == PY_STORE_FAST || op == PY_STORE_FAST__LOAD_FAST || op == PY_STORE_FAST__STORE_FAST;
}

// str + str: when the result goes straight back to the variable that holds the left operand, that
// variable lets go of it first, and the text grows in place.
static ouro_object *str_add(py_frame *frame, const py_unit *after, ouro_object *a, ouro_object *b) {
    if (stores_fast(*after)) {
        ouro_object **slot = &frame->slots[py_unit_arg(*after)];
        if (*slot == a) {
            *slot = NULL;
            ouro_decref(a);
        }
    }
    ouro_str_append(&a, b);
    ouro_decref(b);
    return a;
}

// Where LOAD_GLOBAL found a name: the place of the value in the globals or the builtins, good while the dicts have
// the versions that they had, whatever values their names get.  A version is one dict's own, so the same
// numbers mean the same dicts.
typedef struct global_cache {
    uint64_t globals, builtins; // versions; builtins 0: found in the globals
    ouro_object *const *place;
} global_cache;
_Static_assert(sizeof(global_cache) == 6 * sizeof(py_unit), "the cache of LOAD_GLOBAL");

static uint64_t dict_version(const ouro_object *dict) {
    return ((const ouro_dict *)(const void *)dict)->version;
}

// The value, borrowed, or NULL: look again.
static inline ouro_object *global_cached(const py_unit *units, const py_frame *frame) {
    global_cache cache; // read by its fields, which then need not go through memory
    const char *at = (const char *)units;
    memcpy(&cache.globals, at + offsetof(global_cache, globals), sizeof cache.globals);
    memcpy(&cache.builtins, at + offsetof(global_cache, builtins), sizeof cache.builtins);
    memcpy(&cache.place, at + offsetof(global_cache, place), sizeof cache.place);
    if (OURO_UNLIKELY(cache.globals != dict_version(frame->globals)) ||
        (cache.builtins && cache.builtins != dict_version(frame->builtins))) {
        return NULL;
    }
    return *cache.place;
}

// The slow way, which fills the cache at `units`. New, or NULL with NameError.
static ouro_object *global_find(py_frame *frame, ouro_object *name, py_unit *units) {
    ouro_object *value = py__load_global(frame, name);
    if (value && ouro_is_exact(frame->globals, OURO_T_DICT) &&
        ouro_is_exact(frame->builtins, OURO_T_DICT)) {
        ouro_object *const *own = ouro_dict_place(frame->globals, name);
        const global_cache cache = {dict_version(frame->globals),
                                    own ? 0 : dict_version(frame->builtins),
                                    own ? own : ouro_dict_place(frame->builtins, name)};
        if (cache.place) {
            memcpy(units, &cache, sizeof cache);
        }
    }
    return value;
}

// ---- The loop ---------------------------------------------------------------------------------

ouro_object *py__eval(py_state *state, py_frame *frame) {
    static const void *const targets[] = {
#define TARGET(name, cache, kind, popped, pushed) &&op_##name,
        PY_OPCODES(TARGET)
#undef TARGET
    };
    ouro_object **sp;
    py_unit *next;
    py_unit unit;
    uint32_t raised_at;
    ouro_object *result, *left, *right;
    int truth;

    frame->previous = state->current;
    frame->entry = true;
    if (OURO_UNLIKELY(ouro_recursion_enter("") < 0)) {
        ouro_current->recursion_depth++; // frame_leave gives back one
        frame_leave(state, frame);
        return NULL;
    }
    state->current = frame;
    sp = frame->top;
    next = frame->next;
    if (OURO_UNLIKELY(ouro_current->raised)) {
        goto error; // thrown into a generator
    }
    DISPATCH();

#include "ops_values.inc"
#include "ops_names.inc"
#include "ops_calls.inc"
#include "ops_operators.inc"
#include "ops_building.inc"
#include "ops_flow.inc"
#include "ops_exceptions.inc"
#include "ops_generators.inc"
#include "ops_patterns.inc"

    // ---- From frame to frame ----

start_frame:
    sp = frame->top;
    next = frame->next;
    DISPATCH();

unbound_local:
    HERE();
    py__raise_unbound_local(frame, ARG());
    goto error;
unbound_cell:
    HERE();
    py__raise_unbound_cell(frame, ARG());
    goto error;

error:
    raised_at = py_frame_unit(frame);
    py__traceback_here(state, frame);
unwind : {
    const py_handler_entry *handler = py_code_handler(frame->code, raised_at);
    ouro_object **stack = py_frame_stack(frame);
    if (handler) {
        frame->top = stack + handler->depth;
        sp = stack_drop(sp, stack + handler->depth);
        ouro_object *exception = ouro_raised_take();
        if (handler->lasti) {
            ouro_object *index = ouro_int_new(py_frame_unit(frame));
            if (!index) {
                ouro_decref(exception);
                goto error;
            }
            PUSH(index);
        }
        PUSH(exception);
        next = frame->code->units + handler->handler;
        DISPATCH();
    }
    frame->top = stack;
    sp = stack_drop(sp, stack);
    result = NULL;
}

leave_frame : {
    py_frame *caller = frame->previous;
    ouro_object *made = frame->made;
    bool entry = frame->entry;
    frame_leave(state, frame);
    if (entry) {
        return result;
    }
    frame = caller;
    if (made) {
        result = py__class_made(frame, made, result);
    }
}

resume_frame:
    sp = frame->top;
    next = frame->next;
    PUSH_OR_FAIL(result);
    DISPATCH();
}
