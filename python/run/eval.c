// SPDX-License-Identifier: MIT
// The evaluation loop. Each opcode is a label; helpers of eval.h do what takes more than some lines.
// Front-end, run. SPEC row R2.
//
// While a frame runs, `sp`, `next` and `slots` are its stack pointer, its next instruction and its locals
// in registers; `frame->ip` is written at the start of each instruction that can fail or call. A call of
// a Python function changes the frame and goes on in the same loop: no C stack. Failures leave all
// values that the stack still owns below `sp` and go to `error`.
#include "eval.h"

#include "attr_cache.h"
#include "fast.h"
#include "function.h"
#include "generator.h"

#define PUSH(value)   (*sp++ = (value))
#define POP()         (*--sp)
#define TOP()         sp[-1]
#define SECOND()      sp[-2]
#define THIRD()       sp[-3]
#define ARG()         (unit >> 8)
#define SIGNED_ARG()  ((int32_t)unit >> 8)
#define DISPATCH()    do { unit = *next++; goto *targets[(uint8_t)unit]; } while (0)
// An instruction that cannot fail and runs nobody else's code / any other.
#define QUIET(name)   op_##name:
#define OP(name)      op_##name: frame->ip = next - 1;
#define SKIP(count)   (next += (count))
#define NAME(index)   py_code_name_borrow(frame->code, index)
#define PUSH_OR_FAIL(value)                                                                       \
    do {                                                                                          \
        ouro_object *made_ = (value);                                                             \
        if (OURO_UNLIKELY(!made_)) {                                                              \
            goto error;                                                                           \
        }                                                                                         \
        PUSH(made_);                                                                              \
    } while (0)
// Replaces the top `count` values, which are dropped, by `value`; NULL is a failure.
#define REPLACE1(value)                                                                           \
    do {                                                                                          \
        ouro_object *made_ = (value), *a_ = TOP();                                                \
        TOP() = made_;                                                                            \
        sp -= !made_;                                                                             \
        ouro_decref(a_);                                                                          \
        if (OURO_UNLIKELY(!made_)) {                                                              \
            goto error;                                                                           \
        }                                                                                         \
    } while (0)
#define REPLACE2(value)                                                                           \
    do {                                                                                          \
        ouro_object *made_ = (value), *b_ = POP(), *a_ = POP();                                   \
        ouro_decref(a_);                                                                          \
        ouro_decref(b_);                                                                          \
        if (OURO_UNLIKELY(!made_)) {                                                              \
            goto error;                                                                           \
        }                                                                                         \
        PUSH(made_);                                                                              \
    } while (0)
#define FAIL_IF(condition)                                                                        \
    do {                                                                                          \
        if (OURO_UNLIKELY(condition)) {                                                           \
            goto error;                                                                           \
        }                                                                                         \
    } while (0)
#define SET_LOCAL(index, value)                                                                   \
    do {                                                                                          \
        ouro_object *old_ = slots[index];                                                         \
        slots[index] = (value);                                                                   \
        ouro_xdecref(old_);                                                                       \
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
static void frame_leave(py_state *state, py_frame *frame) {
    ouro_object *raised = ouro_raised_take();
    state->current = frame->previous;
    ouro_current->recursion_depth--;
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

// Counts a Python call; at the limit the frame is undone. 0, or -1 with RecursionError.
static int frame_enter(py_state *state, py_frame *frame, py_frame *caller) {
    frame->previous = caller;
    state->current = frame;
    ouro_runtime_face *face = ouro_current;
    if (OURO_LIKELY(face->recursion_depth < face->recursion_limit)) {
        face->recursion_depth++;
        return 0;
    }
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

// str + str: when the result goes straight back to the variable that holds the left operand, that
// variable lets go of it first, and the text grows in place.
static ouro_object *str_add(py_frame *frame, const py_unit *after, ouro_object *a, ouro_object *b) {
    uint8_t op = py_unit_op(*after);
    if (op == PY_STORE_FAST || op == PY_STORE_FAST__LOAD_FAST || op == PY_STORE_FAST__STORE_FAST) {
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

// Where LOAD_GLOBAL found a name: an entry of the globals or the builtins, good while the dicts have the
// versions that they had, whatever values their names get. A version is one dict's own, so the same
// numbers mean the same dicts.
typedef struct global_cache {
    uint64_t globals, builtins; // versions; builtins 0: found in the globals
    uint64_t index;
} global_cache;
_Static_assert(sizeof(global_cache) == 6 * sizeof(py_unit), "the cache of LOAD_GLOBAL");

static uint64_t dict_version(const ouro_object *dict) {
    return ((const ouro_dict *)(const void *)dict)->version;
}

// The value, borrowed, or NULL: look again.
static inline ouro_object *global_cached(const py_unit *place, const py_frame *frame) {
    global_cache cache;
    memcpy(&cache, place, sizeof cache);
    if (OURO_UNLIKELY(cache.globals != dict_version(frame->globals))) {
        return NULL;
    }
    if (cache.builtins == 0) {
        return ouro_dict_value_at_borrow(frame->globals, cache.index);
    }
    return cache.builtins == dict_version(frame->builtins)
               ? ouro_dict_value_at_borrow(frame->builtins, cache.index)
               : NULL;
}

// The slow way, which fills the cache at `place`. New, or NULL with NameError.
static ouro_object *global_find(py_frame *frame, ouro_object *name, py_unit *place) {
    ouro_object *value = py__load_global(frame, name);
    if (value && ouro_is_exact(frame->globals, OURO_T_DICT) &&
        ouro_is_exact(frame->builtins, OURO_T_DICT)) {
        ssize_t own = ouro_dict_index(frame->globals, name);
        ssize_t index = own < 0 ? ouro_dict_index(frame->builtins, name) : own;
        const global_cache cache = {dict_version(frame->globals),
                                    own < 0 ? dict_version(frame->builtins) : 0, (uint64_t)index};
        if (index >= 0) {
            memcpy(place, &cache, sizeof cache);
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
    ouro_object **slots;
    py_unit unit;
    uint32_t raised_at;
    ouro_object *result;

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
    slots = frame->slots;
    if (OURO_UNLIKELY(ouro_current->raised)) {
        goto error; // thrown into a generator
    }
    DISPATCH();

    // ---- Moving values ----

    QUIET(NOP) { DISPATCH(); }
    OP(RESUME) {
        FAIL_IF(OURO_UNLIKELY(state->interrupted) && py__handle_interrupt(state) < 0);
        DISPATCH();
    }
    OP(POP_TOP) {
        ouro_object *value = POP();
        ouro_decref(value);
        DISPATCH();
    }
    QUIET(PUSH_NULL) {
        PUSH(NULL);
        DISPATCH();
    }
    QUIET(COPY) {
        ouro_object *value = ouro_xnewref(sp[-(int)ARG()]);
        PUSH(value);
        DISPATCH();
    }
    QUIET(SWAP) {
        ouro_object *value = TOP();
        TOP() = sp[-(int)ARG()];
        sp[-(int)ARG()] = value;
        DISPATCH();
    }
    QUIET(LOAD_CONST) {
        ouro_object *value = py_code_const_borrow(frame->code, ARG());
        PUSH(ouro_newref(value));
        DISPATCH();
    }
    QUIET(LOAD_FAST) {
        ouro_object *value = slots[ARG()];
        if (OURO_UNLIKELY(!value)) {
            goto unbound_local;
        }
        PUSH(ouro_newref(value));
        DISPATCH();
    }
    OP(STORE_FAST) {
        ouro_object *value = POP();
        SET_LOCAL(ARG(), value);
        DISPATCH();
    }
    QUIET(LOAD_FAST__LOAD_FAST) {
        ouro_object *value = slots[ARG()];
        if (OURO_UNLIKELY(!value)) {
            goto unbound_local;
        }
        PUSH(ouro_newref(value));
        unit = *next++;
        goto op_LOAD_FAST;
    }
    QUIET(LOAD_FAST__LOAD_CONST) {
        ouro_object *value = slots[ARG()];
        if (OURO_UNLIKELY(!value)) {
            goto unbound_local;
        }
        PUSH(ouro_newref(value));
        unit = *next++;
        value = py_code_const_borrow(frame->code, ARG());
        PUSH(ouro_newref(value));
        DISPATCH();
    }
    QUIET(LOAD_CONST__LOAD_FAST) {
        ouro_object *value = py_code_const_borrow(frame->code, ARG());
        PUSH(ouro_newref(value));
        unit = *next++;
        goto op_LOAD_FAST;
    }
    OP(STORE_FAST__LOAD_FAST) {
        ouro_object *value = POP();
        SET_LOCAL(ARG(), value);
        unit = *next++;
        goto op_LOAD_FAST;
    }
    OP(STORE_FAST__STORE_FAST) {
        ouro_object *value = POP();
        SET_LOCAL(ARG(), value);
        unit = *next++;
        goto op_STORE_FAST;
    }
    OP(DELETE_FAST) {
        if (!slots[ARG()]) {
            goto unbound_local;
        }
        SET_LOCAL(ARG(), NULL);
        DISPATCH();
    }

    // ---- Cells ----

    QUIET(LOAD_CLOSURE) {
        ouro_object *value = slots[ARG()];
        if (OURO_UNLIKELY(!value)) {
            goto unbound_local;
        }
        PUSH(ouro_newref(value));
        DISPATCH();
    }
    QUIET(LOAD_DEREF) {
        ouro_object *value = ((ouro_cell *)(void *)slots[ARG()])->value;
        if (OURO_UNLIKELY(!value)) {
            goto unbound_cell;
        }
        PUSH(ouro_newref(value));
        DISPATCH();
    }
    OP(LOAD_CLASSDEREF) {
        PUSH_OR_FAIL(py__load_classderef(frame, ARG()));
        DISPATCH();
    }
    OP(STORE_DEREF) {
        ouro_object *value = POP();
        ouro_replace(&((ouro_cell *)(void *)slots[ARG()])->value, value);
        DISPATCH();
    }
    OP(DELETE_DEREF) {
        ouro_cell *cell = (ouro_cell *)(void *)slots[ARG()];
        if (!cell->value) {
            goto unbound_cell;
        }
        ouro_clear(&cell->value);
        DISPATCH();
    }
    OP(MAKE_CELL) {
        ouro_object *cell = ouro_cell_new(slots[ARG()]);
        FAIL_IF(!cell);
        SET_LOCAL(ARG(), cell);
        DISPATCH();
    }
    QUIET(COPY_FREE_VARS) {
        ouro_object *closure = py_function_of(frame->function)->closure;
        ouro_object **to = slots + frame->code->local_count - ARG();
        for (uint32_t i = 0; i < ARG(); i++) {
            to[i] = ouro_newref(ouro_tuple_get_borrow(closure, i));
        }
        DISPATCH();
    }

    // ---- Names ----

    OP(LOAD_NAME) {
        PUSH_OR_FAIL(py__load_name(state, frame, NAME(ARG())));
        DISPATCH();
    }
    OP(STORE_NAME) {
        ouro_object *value = POP();
        int failed = py__store_name(state, frame, NAME(ARG()), value);
        ouro_decref(value);
        FAIL_IF(failed < 0);
        DISPATCH();
    }
    OP(DELETE_NAME) {
        FAIL_IF(py__delete_name(frame, NAME(ARG())) < 0);
        DISPATCH();
    }
    OP(LOAD_GLOBAL) {
        ouro_object *value = global_cached(next, frame);
        if (OURO_LIKELY(value)) {
            ouro_incref(value);
        } else {
            value = global_find(frame, NAME(ARG() >> 1), next);
            FAIL_IF(!value);
        }
        *sp = NULL;
        sp += ARG() & 1;
        PUSH(value);
        SKIP(6);
        DISPATCH();
    }
    OP(STORE_GLOBAL) {
        ouro_object *value = POP();
        int failed = ouro_dict_set(frame->globals, NAME(ARG()), value);
        ouro_decref(value);
        FAIL_IF(failed < 0);
        DISPATCH();
    }
    OP(DELETE_GLOBAL) {
        FAIL_IF(py__delete_global(frame, NAME(ARG())) < 0);
        DISPATCH();
    }
    OP(SETUP_ANNOTATIONS) {
        FAIL_IF(py__setup_annotations(state, frame) < 0);
        DISPATCH();
    }

    // ---- Attributes ----

    OP(LOAD_ATTR) {
        result = py_cached_attr(TOP(), next);
        if (OURO_UNLIKELY(!result)) {
            py__cache_attr(TOP(), NAME(ARG()), next);
            result = ouro_getattr(TOP(), NAME(ARG()));
        }
        SKIP(4);
        REPLACE1(result);
        DISPATCH();
    }
    OP(STORE_ATTR) {
        ouro_object *object = POP(), *value = POP();
        int failed = 0;
        if (OURO_UNLIKELY(!py_cached_store(object, value, next))) {
            failed = ouro_setattr(object, NAME(ARG()), value);
            py__cache_attr(object, NAME(ARG()), next);
        }
        ouro_decref(value);
        ouro_decref(object);
        FAIL_IF(failed < 0);
        SKIP(4);
        DISPATCH();
    }
    OP(DELETE_ATTR) {
        ouro_object *object = POP();
        int failed = ouro_setattr(object, NAME(ARG()), NULL);
        ouro_decref(object);
        FAIL_IF(failed < 0);
        DISPATCH();
    }
    OP(LOAD_METHOD) {
        ouro_object *object = TOP(), *method = py_cached_method(object, next);
        int plain = 1;
        if (OURO_LIKELY(method)) {
            ouro_incref(method);
        } else {
            plain = ouro_getmethod(object, NAME(ARG()), &method);
            FAIL_IF(plain < 0);
            if (plain) {
                py__cache_method(object, method, next);
            }
        }
        if (plain) {
            TOP() = method;
            PUSH(object);
        } else {
            TOP() = NULL;
            PUSH(method);
            ouro_decref(object);
        }
        SKIP(6);
        DISPATCH();
    }

    // ---- Calls ----

    OP(CALL) {
        ouro_object *callable, **args;
        size_t nargs = ARG();
        SKIP(2);
        args = sp - nargs;
        callable = args[-2];
        if (callable) {
            args--;
            nargs++;
        } else {
            callable = args[-1];
            if (ouro_is_exact(callable, OURO_T_BOUND_METHOD)) {
                ouro_bound_method *bound = (ouro_bound_method *)(void *)callable;
                args[-2] = ouro_newref(bound->function);
                args[-1] = ouro_newref(bound->self);
                ouro_decref(callable);
                callable = args[-2];
                args--;
                nargs++;
            }
        }
        if (callable->type == state->types[PY_RUN_FUNCTION]) {
            frame->next = next;
            sp = args - (args[-1] == callable && sp - args == (ptrdiff_t)ARG() ? 2 : 1);
            py_frame *callee = py__frame_for_call(state, callable, args, nargs, NULL);
            FAIL_IF(!callee);
            frame->top = sp;
            FAIL_IF(frame_enter(state, callee, frame) < 0);
            frame = callee;
            goto start_frame;
        }
        result = callable->type->slots.call ? callable->type->slots.call(callable, args, nargs, NULL)
                                            : ouro_call(callable, args, nargs, NULL);
        {
            ouro_object **end = sp;
            sp = end - ARG() - 2;
            ouro_decref(callable);
            for (; args < end; args++) {
                ouro_decref(*args);
            }
        }
        PUSH_OR_FAIL(result);
        DISPATCH();
    }
    OP(CALL_KW) {
        size_t nargs = ARG();
        SKIP(2);
        ouro_object *kwnames = POP();
        ouro_object **base = sp - nargs - 2, **args = base + 2;
        ouro_object *callable = base[0];
        if (callable) {
            args--;
            nargs++;
        } else {
            callable = base[1];
            if (ouro_is_exact(callable, OURO_T_BOUND_METHOD)) {
                ouro_bound_method *bound = (ouro_bound_method *)(void *)callable;
                base[0] = ouro_newref(bound->function);
                base[1] = ouro_newref(bound->self);
                ouro_decref(callable);
                callable = base[0];
                args--;
                nargs++;
            }
        }
        size_t positional = nargs - ouro_tuple_length(kwnames);
        if (callable->type == state->types[PY_RUN_FUNCTION]) {
            frame->next = next;
            sp = base;
            py_frame *callee = py__frame_for_call(state, callable, args, positional, kwnames);
            ouro_decref(kwnames);
            FAIL_IF(!callee);
            frame->top = sp;
            FAIL_IF(frame_enter(state, callee, frame) < 0);
            frame = callee;
            goto start_frame;
        }
        result = ouro_call(callable, args, positional, kwnames);
        ouro_decref(kwnames);
        {
            ouro_object **end = sp;
            sp = base;
            ouro_decref(callable);
            for (; args < end; args++) {
                ouro_decref(*args);
            }
        }
        PUSH_OR_FAIL(result);
        DISPATCH();
    }
    OP(CALL_FUNCTION_EX) {
        ouro_object *kwargs = ARG() & 1 ? POP() : NULL;
        ouro_object *args = POP(), *callable = POP();
        sp--;
        result = py__call_ex(callable, args, kwargs);
        ouro_decref(callable);
        ouro_xdecref(kwargs);
        PUSH_OR_FAIL(result);
        DISPATCH();
    }
    OP(MAKE_FUNCTION) {
        ouro_object **top = sp;
        result = py__make_function(state, frame, ARG(), &top);
        sp = top;
        PUSH_OR_FAIL(result);
        DISPATCH();
    }
    OP(LOAD_BUILD_CLASS) {
        PUSH_OR_FAIL(py__load_build_class(state, frame));
        DISPATCH();
    }
    OP(RETURN_VALUE) {
        result = POP();
        frame->top = sp;
        goto leave_frame;
    }

    // ---- Operators ----

    OP(UNARY_NEGATIVE) {
        REPLACE1(ouro_unary(TOP(), OURO_NEG));
        DISPATCH();
    }
    OP(UNARY_POSITIVE) {
        REPLACE1(ouro_unary(TOP(), OURO_POS));
        DISPATCH();
    }
    OP(UNARY_INVERT) {
        REPLACE1(ouro_unary(TOP(), OURO_INVERT));
        DISPATCH();
    }
    OP(UNARY_NOT) {
        int truth = py_fast_true(TOP());
        if (truth < 0) {
            truth = ouro_is_true(TOP());
        }
        REPLACE1(truth < 0 ? NULL : ouro_bool(!truth));
        DISPATCH();
    }
    OP(BINARY_OP) {
        ouro_object *b = TOP(), *a = SECOND();
        result = py_fast_binary(a, b, ARG() & 15);
        if (!result) {
            FAIL_IF(ouro_current->raised);
            if ((ARG() & 15) == OURO_ADD && ouro_is_exact(a, OURO_T_STR) &&
                ouro_is_exact(b, OURO_T_STR)) {
                sp -= 2;
                PUSH_OR_FAIL(str_add(frame, next + 1, a, b));
                SKIP(1);
                DISPATCH();
            }
            enum ouro_binary_op op = (enum ouro_binary_op)(ARG() & 15);
            result = ARG() & PY_INPLACE ? ouro_inplace(a, b, op) : ouro_binary(a, b, op);
        }
        SKIP(1);
        REPLACE2(result);
        DISPATCH();
    }
    OP(COMPARE_OP) {
        ouro_object *b = TOP(), *a = SECOND();
        int truth = py_fast_compare(a, b, ARG());
        SKIP(1);
        if (OURO_LIKELY(truth >= 0)) {
            sp -= 2;
            ouro_decref(a);
            ouro_decref(b);
            // The jump that mostly follows needs no bool object.
            uint8_t after = py_unit_op(*next);
            if (after == PY_POP_JUMP_IF_FALSE || after == PY_POP_JUMP_IF_TRUE) {
                unit = *next++;
                if (truth == (after == PY_POP_JUMP_IF_TRUE)) {
                    next += SIGNED_ARG();
                }
                DISPATCH();
            }
            PUSH(ouro_bool(truth));
            DISPATCH();
        }
        REPLACE2(ouro_compare(a, b, (enum ouro_compare_op)ARG()));
        DISPATCH();
    }
    OP(IS_OP) {
        ouro_object *b = POP(), *a = POP();
        bool same = (a == b) != (ARG() & 1);
        PUSH(ouro_bool(same));
        ouro_decref(a);
        ouro_decref(b);
        DISPATCH();
    }
    OP(CONTAINS_OP) {
        int found = ouro_contains(TOP(), SECOND());
        REPLACE2(found < 0 ? NULL : ouro_bool(found != (int)(ARG() & 1)));
        DISPATCH();
    }
    OP(BINARY_SUBSCR) {
        SKIP(2);
        result = py_fast_subscript(SECOND(), TOP());
        if (!result) {
            FAIL_IF(ouro_current->raised);
            result = ouro_getitem(SECOND(), TOP());
        }
        REPLACE2(result);
        DISPATCH();
    }
    OP(STORE_SUBSCR) {
        ouro_object *key = POP(), *object = POP(), *value = POP();
        int failed = 0;
        int64_t index;
        SKIP(1);
        if (ouro_is_exact(object, OURO_T_LIST) &&
            (index = py_fast_index(key, ouro_list_length(object))) >= 0) {
            ouro_replace(&((ouro_list *)(void *)object)->items[index], value);
        } else {
            failed = ouro_is_exact(object, OURO_T_DICT) ? ouro_dict_set(object, key, value)
                                                        : ouro_setitem(object, key, value);
            ouro_decref(value);
        }
        ouro_decref(object);
        ouro_decref(key);
        FAIL_IF(failed < 0);
        DISPATCH();
    }
    OP(DELETE_SUBSCR) {
        ouro_object *key = POP(), *object = POP();
        int failed = ouro_setitem(object, key, NULL);
        ouro_decref(object);
        ouro_decref(key);
        FAIL_IF(failed < 0);
        DISPATCH();
    }

    // ---- Building ----

    OP(BUILD_TUPLE) {
        ouro_object *made = ouro_tuple_from_stolen(sp - ARG(), ARG());
        sp -= ARG();
        PUSH_OR_FAIL(made);
        DISPATCH();
    }
    OP(BUILD_LIST) {
        uint32_t count = ARG();
        ouro_object *made = ouro_list_new(count);
        FAIL_IF(!made);
        while (count > 0) {
            count--;
            ouro_list_fill(made, count, POP());
        }
        ouro_gc_track(made);
        PUSH(made);
        DISPATCH();
    }
    OP(BUILD_SET) {
        ouro_object *made = py__build_set(sp - ARG(), ARG());
        sp = stack_drop(sp, sp - ARG());
        PUSH_OR_FAIL(made);
        DISPATCH();
    }
    OP(BUILD_MAP) {
        ouro_object *made = py__build_map(sp - 2 * ARG(), ARG());
        sp = stack_drop(sp, sp - 2 * ARG());
        PUSH_OR_FAIL(made);
        DISPATCH();
    }
    OP(BUILD_CONST_KEY_MAP) {
        ouro_object *made = py__build_const_map(sp - ARG() - 1, ARG(), TOP());
        sp = stack_drop(sp, sp - ARG() - 1);
        PUSH_OR_FAIL(made);
        DISPATCH();
    }
    OP(BUILD_STRING) {
        ouro_object *made = ouro_str_join(ouro_current->empty_str, sp - ARG(), ARG());
        sp = stack_drop(sp, sp - ARG());
        PUSH_OR_FAIL(made);
        DISPATCH();
    }
    OP(BUILD_SLICE) {
        ouro_object *step = ARG() == 3 ? sp[-1] : NULL;
        ouro_object *made = ouro_slice_new(sp[-(int)ARG()], sp[1 - (int)ARG()], step);
        sp = stack_drop(sp, sp - ARG());
        PUSH_OR_FAIL(made);
        DISPATCH();
    }
    OP(LIST_TO_TUPLE) {
        REPLACE1(ouro_list_to_tuple(TOP()));
        DISPATCH();
    }
    OP(LIST_APPEND) {
        ouro_object *item = POP();
        FAIL_IF(!py_fast_append(sp[-(int)ARG()], item) &&
                ouro_list_append_stolen(sp[-(int)ARG()], item) < 0);
        DISPATCH();
    }
    OP(SET_ADD) {
        ouro_object *item = POP();
        int failed = ouro_set_add(sp[-(int)ARG()], item);
        ouro_decref(item);
        FAIL_IF(failed < 0);
        DISPATCH();
    }
    OP(MAP_ADD) {
        ouro_object *value = POP(), *key = POP();
        int failed = ouro_dict_set(sp[-(int)ARG()], key, value);
        ouro_decref(value);
        ouro_decref(key);
        FAIL_IF(failed < 0);
        DISPATCH();
    }
    OP(LIST_EXTEND) {
        ouro_object *iterable = POP();
        int failed = py__list_extend(sp[-(int)ARG()], iterable);
        ouro_decref(iterable);
        FAIL_IF(failed < 0);
        DISPATCH();
    }
    OP(SET_UPDATE) {
        ouro_object *iterable = POP();
        int failed = ouro_set_update(sp[-(int)ARG()], iterable);
        ouro_decref(iterable);
        FAIL_IF(failed < 0);
        DISPATCH();
    }
    OP(DICT_UPDATE) {
        ouro_object *mapping = POP();
        int failed = py__dict_update(sp[-(int)ARG()], mapping);
        ouro_decref(mapping);
        FAIL_IF(failed < 0);
        DISPATCH();
    }
    OP(DICT_MERGE) {
        ouro_object *mapping = POP();
        int failed = py__dict_merge(sp[-(int)ARG()], mapping, sp[-2 - (int)ARG()]);
        ouro_decref(mapping);
        FAIL_IF(failed < 0);
        DISPATCH();
    }
    OP(UNPACK_SEQUENCE) {
        ouro_object *sequence = POP();
        sp += ARG();
        int failed =
            py_fast_unpack(sequence, ARG(), sp) ? 0 : py__unpack(sequence, ARG(), sp);
        ouro_decref(sequence);
        if (OURO_UNLIKELY(failed < 0)) {
            sp -= ARG();
            goto error;
        }
        SKIP(1);
        DISPATCH();
    }
    OP(UNPACK_EX) {
        ouro_object *sequence = POP();
        uint32_t count = (ARG() & 0xff) + (ARG() >> 8) + 1;
        sp += count;
        int failed = py__unpack_star(sequence, ARG() & 0xff, ARG() >> 8, sp);
        ouro_decref(sequence);
        if (OURO_UNLIKELY(failed < 0)) {
            sp -= count;
            goto error;
        }
        DISPATCH();
    }
    OP(FORMAT_VALUE) {
        ouro_object *spec = ARG() & 4 ? POP() : NULL;
        ouro_object *value = POP();
        result = py__format_value(value, spec, ARG() & 3);
        ouro_decref(value);
        ouro_xdecref(spec);
        PUSH_OR_FAIL(result);
        DISPATCH();
    }
    OP(PRINT_EXPR) {
        ouro_object *value = POP();
        int failed = py__print_expression(state, value);
        ouro_decref(value);
        FAIL_IF(failed < 0);
        DISPATCH();
    }

    // ---- Jumps and iteration ----

    QUIET(JUMP) {
        next += SIGNED_ARG();
        DISPATCH();
    }
    OP(JUMP_BACKWARD) {
        next += SIGNED_ARG();
        FAIL_IF(OURO_UNLIKELY(state->interrupted) && py__handle_interrupt(state) < 0);
        DISPATCH();
    }
    QUIET(JUMP_BACKWARD_NO_INTERRUPT) {
        next += SIGNED_ARG();
        DISPATCH();
    }
    OP(POP_JUMP_IF_FALSE) {
        ouro_object *value = POP();
        int truth = py_fast_true(value);
        if (truth < 0) {
            truth = ouro_is_true(value);
        }
        ouro_decref(value);
        if (!truth) {
            next += SIGNED_ARG();
        }
        FAIL_IF(truth < 0);
        DISPATCH();
    }
    OP(POP_JUMP_IF_TRUE) {
        ouro_object *value = POP();
        int truth = py_fast_true(value);
        if (truth < 0) {
            truth = ouro_is_true(value);
        }
        ouro_decref(value);
        FAIL_IF(truth < 0);
        if (truth) {
            next += SIGNED_ARG();
        }
        DISPATCH();
    }
    OP(POP_JUMP_IF_NONE) {
        ouro_object *value = POP();
        if (ouro_is_none(value)) {
            next += SIGNED_ARG();
        }
        ouro_decref(value);
        DISPATCH();
    }
    OP(POP_JUMP_IF_NOT_NONE) {
        ouro_object *value = POP();
        if (!ouro_is_none(value)) {
            next += SIGNED_ARG();
        }
        ouro_decref(value);
        DISPATCH();
    }
    OP(JUMP_IF_FALSE_OR_POP) {
        int truth = ouro_is_true(TOP());
        FAIL_IF(truth < 0);
        if (truth) {
            ouro_object *value = POP();
            ouro_decref(value);
        } else {
            next += SIGNED_ARG();
        }
        DISPATCH();
    }
    OP(JUMP_IF_TRUE_OR_POP) {
        int truth = ouro_is_true(TOP());
        FAIL_IF(truth < 0);
        if (truth) {
            next += SIGNED_ARG();
        } else {
            ouro_object *value = POP();
            ouro_decref(value);
        }
        DISPATCH();
    }
    OP(GET_ITER) {
        REPLACE1(ouro_iter(TOP()));
        DISPATCH();
    }
    OP(FOR_ITER) {
        SKIP(1);
        ouro_object *iterator = TOP();
        ouro_object *item = iterator->type->slots.next(iterator);
        if (OURO_LIKELY(item)) {
            PUSH(item);
            DISPATCH();
        }
        if (ouro_current->raised) {
            FAIL_IF(!ouro_raised_is(OURO_EXC_StopIteration));
            ouro_raised_clear();
        }
        sp--;
        ouro_decref(iterator);
        next += SIGNED_ARG();
        DISPATCH();
    }

    // ---- Imports ----

    OP(IMPORT_NAME) {
        ouro_object *fromlist = POP(), *level = POP();
        result = py__import_name(state, frame, NAME(ARG()), fromlist, level);
        ouro_decref(fromlist);
        ouro_decref(level);
        PUSH_OR_FAIL(result);
        DISPATCH();
    }
    OP(IMPORT_FROM) {
        PUSH_OR_FAIL(py__import_from(state, TOP(), NAME(ARG())));
        DISPATCH();
    }
    OP(IMPORT_STAR) {
        ouro_object *module = POP();
        int failed = py__import_star(state, frame, module);
        ouro_decref(module);
        FAIL_IF(failed < 0);
        DISPATCH();
    }

    // ---- Exceptions ----

    QUIET(LOAD_ASSERTION_ERROR) {
        PUSH(ouro_newref((ouro_object *)ouro_exc_type(OURO_EXC_AssertionError)));
        DISPATCH();
    }
    OP(RAISE_VARARGS) {
        ouro_object *cause = ARG() == 2 ? POP() : NULL;
        ouro_object *exception = ARG() ? POP() : NULL;
        if (!py__raise_statement(exception, cause)) {
            goto error;
        }
        raised_at = py_frame_unit(frame);
        goto unwind;
    }
    QUIET(RERAISE) {
        ouro_object *exception = POP();
        frame->ip = next - 1;
        raised_at = py_frame_unit(frame); // handlers are sought here, whatever `ip` is to show
        if (ARG()) {
            frame->ip = frame->code->units + ouro_int_compact(sp[-(int)ARG()]);
        }
        ouro_raised_restore(exception);
        goto unwind;
    }
    QUIET(PUSH_EXC_INFO) {
        ouro_object *exception = TOP();
        TOP() = py__handled_swap(ouro_newref(exception));
        PUSH(exception);
        DISPATCH();
    }
    OP(POP_EXCEPT) {
        ouro_object *previous = POP();
        ouro_handled *handled = ouro_handled_top();
        if (ouro_is_none(previous)) {
            ouro_decref(previous);
            previous = NULL;
        }
        ouro_replace(&handled->exception, previous);
        DISPATCH();
    }
    OP(CHECK_EXC_MATCH) {
        ouro_object *type = POP();
        int matches = py__check_exception_match(TOP(), type);
        ouro_decref(type);
        FAIL_IF(matches < 0);
        PUSH(ouro_bool(matches));
        DISPATCH();
    }
    OP(CHECK_EG_MATCH) {
        ouro_object *type = POP(), *match, *rest;
        int failed = py__group_match(TOP(), type, &match, &rest);
        ouro_decref(type);
        FAIL_IF(failed < 0);
        ouro_object *whole = TOP();
        if (ouro_is_none(match)) {
            ouro_decref(rest);
        } else {
            TOP() = rest;
            ouro_decref(whole);
            ouro_object *previous = py__handled_swap(ouro_newref(match));
            ouro_decref(previous);
        }
        PUSH(match);
        DISPATCH();
    }
    OP(PREP_RERAISE_STAR) {
        REPLACE2(py__prepare_reraise(SECOND(), TOP()));
        DISPATCH();
    }
    OP(BEFORE_WITH) {
        ouro_object *exit, *entered, *manager = TOP();
        FAIL_IF(py__with_enter(state, manager, false, &exit, &entered) < 0);
        TOP() = exit;
        ouro_decref(manager);
        PUSH(entered);
        DISPATCH();
    }
    OP(BEFORE_ASYNC_WITH) {
        ouro_object *exit, *entered, *manager = TOP();
        FAIL_IF(py__with_enter(state, manager, true, &exit, &entered) < 0);
        TOP() = exit;
        ouro_decref(manager);
        PUSH(entered);
        DISPATCH();
    }
    OP(WITH_EXCEPT_START) {
        PUSH_OR_FAIL(py__with_exit(sp[-4], TOP()));
        DISPATCH();
    }

    // ---- Generators ----

    OP(RETURN_GENERATOR) {
        frame->top = sp;
        frame->next = next;
        result = py__generator_take(state, frame);
        FAIL_IF(!result);
        ouro_current->recursion_depth--;
        py_frame *caller = frame->previous;
        bool entry = frame->entry;
        state->current = caller;
        py__frame_pop(state, frame);
        if (entry) {
            return result;
        }
        frame = caller;
        goto resume_frame;
    }
    OP(YIELD_VALUE) {
        result = POP();
        frame->top = sp;
        frame->next = next;
        frame->running = false;
        py__frame_generator(frame)->state = PY_GEN_SUSPENDED;
        state->current = frame->previous;
        frame->previous = NULL;
        ouro_current->recursion_depth--;
        return result;
    }
    OP(ASYNC_GEN_WRAP) {
        ouro_object *value = POP();
        PUSH_OR_FAIL(py__async_wrap(state, value));
        DISPATCH();
    }
    OP(GET_YIELD_FROM_ITER) {
        ouro_object *object = TOP();
        if (object->type == state->types[PY_RUN_GENERATOR]) {
            DISPATCH();
        }
        if (object->type == state->types[PY_RUN_COROUTINE]) {
            if (frame->code->flags & (PY_CO_COROUTINE | PY_CO_ITERABLE_COROUTINE)) {
                DISPATCH();
            }
            ouro_raise(OURO_EXC_TypeError,
                       "cannot 'yield from' a coroutine object in a non-coroutine generator");
            goto error;
        }
        REPLACE1(ouro_iter(object));
        DISPATCH();
    }
    OP(GET_AWAITABLE) {
        REPLACE1(py__awaitable_for(state, TOP(), ARG()));
        DISPATCH();
    }
    OP(GET_AITER) {
        REPLACE1(py__async_iter(state, TOP()));
        DISPATCH();
    }
    OP(GET_ANEXT) {
        PUSH_OR_FAIL(py__async_next(state, TOP()));
        DISPATCH();
    }
    OP(SEND) {
        ouro_object *value = POP(), *receiver = TOP();
        py_sent sent = py__send(state, receiver, value, &result);
        ouro_decref(value);
        FAIL_IF(sent == PY_SENT_ERROR);
        if (sent == PY_SENT_RETURN) {
            TOP() = result;
            ouro_decref(receiver);
            next += SIGNED_ARG();
        } else {
            PUSH(result);
        }
        DISPATCH();
    }
    QUIET(END_ASYNC_FOR) {
        ouro_object *exception = POP(), *iterator = POP();
        frame->ip = next - 1;
        if (ouro_type_is_subtype(exception->type, ouro_exc_type(OURO_EXC_StopAsyncIteration))) {
            ouro_decref(exception);
            ouro_decref(iterator);
            DISPATCH();
        }
        ouro_decref(iterator);
        ouro_raised_restore(exception);
        raised_at = py_frame_unit(frame);
        goto unwind;
    }

    // ---- Patterns ----

    OP(GET_LEN) {
        ssize_t length = ouro_length(TOP());
        FAIL_IF(length < 0);
        PUSH_OR_FAIL(ouro_int_new(length));
        DISPATCH();
    }
    QUIET(MATCH_MAPPING) {
        result = ouro_bool(TOP()->type->flags & OURO_TF_MATCH_MAPPING);
        PUSH(result);
        DISPATCH();
    }
    QUIET(MATCH_SEQUENCE) {
        result = ouro_bool(TOP()->type->flags & OURO_TF_MATCH_SEQUENCE);
        PUSH(result);
        DISPATCH();
    }
    OP(MATCH_KEYS) {
        PUSH_OR_FAIL(py__match_keys(state, SECOND(), TOP()));
        DISPATCH();
    }
    OP(MATCH_CLASS) {
        ouro_object *names = POP(), *type = POP(), *subject = POP();
        result = py__match_class(state, subject, type, ARG(), names);
        ouro_decref(names);
        ouro_decref(type);
        ouro_decref(subject);
        PUSH_OR_FAIL(result);
        DISPATCH();
    }

    // ---- From frame to frame ----

start_frame:
    sp = frame->top;
    next = frame->next;
    slots = frame->slots;
    DISPATCH();

unbound_local:
    frame->ip = next - 1;
    py__raise_unbound_local(frame, ARG());
    goto error;
unbound_cell:
    frame->ip = next - 1;
    py__raise_unbound_cell(frame, ARG());
    goto error;

error:
    raised_at = py_frame_unit(frame);
    py__traceback_here(state, frame);
unwind: {
    const py_handler_entry *handler = py_code_handler(frame->code, raised_at);
    ouro_object **stack = py_frame_stack(frame);
    if (handler) {
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
    sp = stack_drop(sp, stack);
    frame->top = sp;
    result = NULL;
}

leave_frame: {
    py_frame *caller = frame->previous;
    bool entry = frame->entry;
    frame_leave(state, frame);
    if (entry) {
        return result;
    }
    frame = caller;
}

resume_frame:
    sp = frame->top;
    next = frame->next;
    slots = frame->slots;
    PUSH_OR_FAIL(result);
    DISPATCH();
}
