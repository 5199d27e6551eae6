// SPDX-License-Identifier: MIT
// The state's beginning and end, and the ways into running code.  Front-end, run.
#include "eval.h"
#include "function.h"

static const char state_key;

py_state *py_state_get(void) {
    return ouro_runtime_extension(&state_key);
}

// ---- The state --------------------------------------------------------------------------------------

// Where the stack of a running frame certainly ends.  The instruction that runs may have dropped what it
// takes; but a call that went on in the same loop, which `callee` tells, took it before.
static ouro_object *const *stack_end(const py_frame *frame, const py_frame *callee) {
    const py_unit unit = *frame->ip;
    ouro_object *const *base = frame->slots + frame->code->local_count;
    const ptrdiff_t taken = callee && !callee->entry
                                ? 0
                                : py_stack_taken((py_opcode)py_unit_op(unit), py_unit_arg(unit));
    return frame->top - base > taken ? frame->top - taken : base;
}

// What a running frame certainly holds.
static int visit_running(const py_frame *frame, const py_frame *callee, ouro_visit_fn visit,
                         void *arg) {
    ouro_object *const *end = stack_end(frame, callee);
    int stop = visit(frame->function, arg);
    if (!stop && frame->locals) {
        stop = visit(frame->locals, arg);
    }
    for (ouro_object *const *slot = frame->slots; !stop && slot < end; slot++) {
        stop = *slot ? visit(*slot, arg) : 0;
    }
    return stop;
}

static int state_traverse(void *data, ouro_visit_fn visit, void *arg) {
    const py_state *state = data;
    const py_frame *callee = NULL;
    for (const py_frame *frame = state->current; frame; callee = frame, frame = frame->previous) {
        int stop = visit_running(frame, callee, visit, arg);
        if (stop) {
            return stop;
        }
    }
    ouro_object *held[] = {state->path, state->import_function, state->asyncgen_firstiter,
                           state->asyncgen_finalizer};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++) {
        int stop = held[i] ? visit(held[i], arg) : 0;
        if (stop) {
            return stop;
        }
    }
    for (size_t i = 0; i < PY_RUN_TYPE_COUNT; i++) {
        int stop = state->types[i] ? visit((ouro_object *)state->types[i], arg) : 0;
        if (stop) {
            return stop;
        }
    }
    return 0;
}

// Finalizers and suspended generators still run Python code while the modules go, and that needs the
// state: so the modules go first, and the types last.
static void state_clear(void *data) {
    py_state *state = data;
    ouro_dict_clear(ouro_runtime_modules_borrow());
    ouro_clear(&state->path);
    ouro_clear(&state->import_function);
    ouro_clear(&state->asyncgen_firstiter);
    ouro_clear(&state->asyncgen_finalizer);
    while (ouro_gc_collect(OURO_GENERATIONS - 1) > 0) {
        ouro_raised_clear();
    }
    for (size_t i = 0; i < PY_NAME_COUNT; i++) {
        ouro_clear(&state->names[i]);
    }
    for (size_t i = 0; i < PY_RUN_TYPE_COUNT; i++) {
        ouro_clear(&state->types[i]);
    }
}

static void state_release(void *data) {
    py__chunks_free(data);
    ouro_memory_free(data);
}

static int names_make(py_state *state) {
    static const char *const texts[] = {
#define PY_NAME_TEXT(name) #name,
        PY_NAMES(PY_NAME_TEXT)
#undef PY_NAME_TEXT
    };
    for (size_t i = 0; i < PY_NAME_COUNT; i++) {
        state->names[i] = ouro_str_intern_text(texts[i]);
        if (!state->names[i]) {
            return -1;
        }
    }
    state->list_append =
        ouro_type_lookup_borrow(ouro_builtin_type(OURO_T_LIST), PY_NAME(state, append));
    return 0;
}

// The module whose code is running: what type(name, bases, dict) makes belongs to it.
static ouro_object *running_module(void) {
    const py_state *state = py_state_get();
    const py_frame *frame = py_current_frame();
    ouro_object *globals = frame ? py_frame_globals_borrow(frame) : NULL;
    return globals ? ouro_xnewref(ouro_dict_get_borrow(globals, PY_NAME(state, __name__))) : NULL;
}

int py_start(void) {
    if (py_state_get()) {
        return 0;
    }
    py_state *state = ouro_memory_new(sizeof *state);
    if (!state) {
        return -1;
    }
    memset(state, 0, sizeof *state);
    const ouro_extension extension = {.key = &state_key,
                                      .data = state,
                                      .traverse = state_traverse,
                                      .clear = state_clear,
                                      .release = state_release,
                                      .name = "the interpreter"};
    if (ouro_runtime_extend(&extension) < 0) {
        ouro_memory_free(state);
        return -1;
    }
    ouro_set_super_hook(py__super_arguments);
    ouro_set_module_hook(running_module);
    return names_make(state) < 0 || !py_code_type() || py__function_types(state) < 0 ||
                   py__frame_types(state) < 0 || py__traceback_types(state) < 0 ||
                   py__generator_types(state) < 0 || py__async_types(state) < 0 ||
                   py__import_start(state) < 0
               ? -1
               : 0;
}

ouro_type *py_run_type_borrow(enum py_run_type which) {
    return py_state_get()->types[which];
}

// ---- Signals ----------------------------------------------------------------------------------------

void py_interrupt(void) {
    py_state *state = ouro_current ? py_state_get() : NULL;
    if (state) {
        state->interrupted = 1;
    }
}

volatile sig_atomic_t *py_interrupt_flag(void) {
    return &py_state_get()->interrupted;
}

// ---- Running code -----------------------------------------------------------------------------------

ouro_object *py_eval_code(ouro_object *code, ouro_object *globals, ouro_object *locals) {
    py_state *state = py_state_get();
    ouro_object *name = PY_NAME(state, __builtins__);
    int known = ouro_dict_contains(globals, name);
    if (known < 0 || (!known && ouro_dict_set(globals, name, ouro_runtime_builtins_borrow()) < 0)) {
        return NULL;
    }
    ouro_object *function = py_function_new(code, globals, NULL);
    py_frame *frame = function ? py__frame_for_call(state, function, NULL, 0, NULL) : NULL;
    if (!frame) {
        return NULL;
    }
    frame->locals = ouro_newref(locals ? locals : globals);
    return py__eval(state, frame);
}

// The module __main__, made if absent, its dict told of the file: borrowed dict, or NULL.
static ouro_object *main_dict(py_state *state, const char *filename) {
    ouro_object *modules = ouro_runtime_modules_borrow(), *name = PY_NAME(state, __main__);
    ouro_object *module = ouro_xnewref(ouro_dict_get_borrow(modules, name));
    if (!module && !ouro_current->raised) {
        module = ouro_module_from_name(name);
        if (module && ouro_dict_set(modules, name, module) < 0) {
            ouro_clear(&module);
        }
    }
    ouro_object *dict = module ? ouro_module_dict_borrow(module) : NULL;
    ouro_xdecref(module); // sys.modules holds it
    ouro_object *file = dict ? ouro_str_text(filename) : NULL;
    ouro_object *annotations = file ? ouro_dict_new() : NULL;
    ouro_object *builtins =
        annotations ? ouro_dict_get_borrow(modules, PY_NAME(state, builtins)) : NULL;
    int failed = !annotations || ouro_current->raised ||
                 ouro_dict_set(dict, PY_NAME(state, __annotations__), annotations) < 0 ||
                 ouro_dict_set(dict, PY_NAME(state, __builtins__),
                               builtins ? builtins : ouro_runtime_builtins_borrow()) < 0 ||
                 ouro_dict_set(dict, PY_NAME(state, __file__), file) < 0 ||
                 ouro_dict_set(dict, PY_NAME(state, __cached__), ouro_none_borrow()) < 0;
    ouro_xdecref(annotations);
    ouro_xdecref(file);
    return failed ? NULL : dict;
}

ouro_object *py_run_main_source(const char *source, size_t length, const char *filename) {
    py_state *state = py_state_get();
    ouro_object *dict = main_dict(state, filename);
    ouro_object *code = dict ? py_compile_bytes(source, length, filename, PY_PARSE_FILE, 0) : NULL;
    ouro_object *result = code ? py_eval_code(code, dict, NULL) : NULL;
    ouro_xdecref(code);
    return result;
}
