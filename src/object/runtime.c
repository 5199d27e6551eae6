// SPDX-License-Identifier: MIT
// A runtime's beginning and end, and what belongs to it as a whole.
// Floor: object.  SPEC rows R5, G7.
#include "core.h"
#include "os.h"
#include <stdlib.h>

__thread ouro_runtime_face *ouro_current __attribute__((tls_model("initial-exec")));

enum {
    RECURSION_LIMIT = 1000,
    STACK_RESERVE = 128 * 1024,
    CARVE = 8 // blocks at a time: objects are mostly made in numbers
};

// ---- Beginning ------------------------------------------------------------------------------

void ouro__hash_key_from_seed(uint64_t seed, uint64_t key[2]);

static void set_hash_key(ouro_runtime *runtime) {
    const ouro_runtime_options *options = &runtime->options;
    if (options->hash_seed_set) {
        ouro__hash_key_from_seed(options->hash_seed, runtime->hash_key);
    } else {
        ouro__os_random(runtime->hash_key, sizeof runtime->hash_key);
    }
}

// The lowest address that C code may reach on this thread's stack; 0, no limit, if nobody says.
static uintptr_t stack_limit(void) {
    void *low;
    size_t size;
    return ouro__os_stack_bounds(&low, &size) == 0 ? (uintptr_t)low + STACK_RESERVE : 0;
}

static void set_pace(ouro_runtime *runtime) {
    static const uint32_t defaults[OURO_GENERATIONS] = {700, 10, 10};
    const uint32_t *asked = runtime->options.gc_threshold;
    bool given = asked[0] || asked[1] || asked[2];
    memcpy(runtime->pace.threshold, given ? asked : defaults, sizeof defaults);
    ouro__pace_set_trigger(&runtime->pace);
}

static int make_names(ouro_runtime *runtime) {
    static const char *const texts[] = {
#define OURO_NAME_TEXT(id, text) text,
        OURO_NAMES(OURO_NAME_TEXT)
#undef OURO_NAME_TEXT
    };
    for (size_t i = 0; i < OURO_NAME_COUNT; i++) {
        runtime->names[i] = ouro_str_intern_text(texts[i]);
        if (!runtime->names[i]) {
            return -1;
        }
    }
    return 0;
}

// Built-in types live as long as the runtime: no collection needs to look at them.
static void untrack_types(ouro_runtime *runtime) {
    for (size_t i = 1; i < OURO_BUILTIN_COUNT; i++) {
        if (runtime->face.types[i]) {
            ouro__untrack((ouro_object *)runtime->face.types[i]);
        }
    }
    for (size_t i = 0; i < OURO_EXC_COUNT; i++) {
        ouro__untrack((ouro_object *)runtime->exceptions[i]);
    }
}

static int start(ouro_runtime *runtime) {
    if (ouro__gc_start(runtime) < 0 || ouro__types_bootstrap(runtime) < 0 ||
        ouro__singletons_start(runtime) < 0 || ouro__types_start(runtime) < 0 ||
        make_names(runtime) < 0 || ouro__types_ready(runtime) < 0 ||
        ouro__exceptions_start(runtime) < 0) {
        return -1;
    }
    untrack_types(runtime);
    runtime->modules = ouro_dict_new();
    runtime->builtins = ouro_dict_new();
    runtime->repr_list = ouro_list_new(0);
    if (!runtime->modules || !runtime->builtins || !runtime->repr_list) {
        return -1;
    }
    return ouro_dict_set_text(runtime->builtins, "ExceptionGroup",
                              (ouro_object *)runtime->exception_group);
}

static ouro_heap *make_heap(const ouro_runtime_options *options) {
    ouro_heap_options heap_options;
    ouro_heap_options_init(&heap_options);
    heap_options.limit = options->max_heap;
    heap_options.carve = CARVE;
    heap_options.safety = options->safety;
    heap_options.valgrind = !options->hide_from_valgrind;
    return ouro_heap_new(&heap_options);
}

ouro_runtime *ouro_runtime_new(const ouro_runtime_options *options) {
    ouro_runtime *runtime = calloc(1, sizeof *runtime);
    if (!runtime) {
        return NULL;
    }
    if (options) {
        memcpy(&runtime->options, options,
               options->size < sizeof *options ? options->size : sizeof *options);
    }
    ouro_runtime_face *before = ouro_current;
    runtime->started_ns = ouro__os_clock_ns();
    runtime->face.heap = make_heap(&runtime->options);
    runtime->face.recursion_limit = RECURSION_LIMIT;
    runtime->handled = &runtime->handled_base;
    runtime->stack_limit = stack_limit();
    set_hash_key(runtime);
    set_pace(runtime);
    ouro_current = &runtime->face;
    if (runtime->face.heap && runtime->options.fail_start) {
        ouro_heap_fail_at(runtime->face.heap, runtime->options.fail_start);
    }
    if (!runtime->face.heap || start(runtime) < 0 || runtime->start_failed) {
        // Objects half made refer to each other in ways only a complete runtime can undo; the heap
        // takes them all with it.
        ouro__types_abandon(runtime);
        ouro_heap_destroy(runtime->face.heap);
        free(runtime);
        ouro_current = before;
        return NULL;
    }
    if (runtime->options.births && ouro__births_start(runtime) < 0) {
        ouro__births_stop(runtime);
    }
    runtime->first_birth = runtime->next_birth;
    runtime->pace.enabled = true;
    ouro_gc_set_stress(runtime->options.gc_stress);
    ouro_heap_fail_at(runtime->face.heap, OURO_FAIL_OFF);
    if (runtime->options.fail_alloc) {
        ouro_heap_fail_at(runtime->face.heap, runtime->options.fail_alloc);
    }
    return runtime;
}

void ouro_runtime_enter(ouro_runtime *runtime) {
    ouro_current = runtime ? &runtime->face : NULL;
    if (runtime) {
        runtime->stack_limit = stack_limit();
    }
}

// ---- What belongs to it ---------------------------------------------------------------------

ouro_object *ouro_runtime_modules_borrow(void) {
    return ouro__runtime()->modules;
}
ouro_object *ouro_runtime_builtins_borrow(void) {
    return ouro__runtime()->builtins;
}

void ouro_runtime_on_leak(ouro_leak_fn report, void *arg) {
    ouro__runtime()->leak = report;
    ouro__runtime()->leak_arg = arg;
}

void ouro_runtime_on_leaks(ouro_leaks_fn report, void *arg) {
    ouro__runtime()->leaks = report;
    ouro__runtime()->leaks_arg = arg;
}

uint32_t ouro_runtime_births(void) {
    return ouro__runtime()->next_birth;
}

void ouro_set_super_hook(ouro_super_fn hook) {
    ouro__runtime()->super_hook = hook;
}
void ouro_set_module_hook(ouro_module_hook_fn hook) {
    ouro__runtime()->module_hook = hook;
}

// Room for one more item in a small array of the runtime's own.
static void *one_more(void *array, size_t count, size_t item_size) {
    void *grown = ouro_memory_resize(array, (count + 1) * item_size);
    return grown;
}

int ouro_runtime_at_exit(ouro_exit_fn function, void *arg) {
    ouro_runtime *runtime = ouro__runtime();
    struct ouro__exit_entry *grown = one_more(runtime->exits, runtime->exit_count, sizeof *grown);
    if (!grown) {
        return -1;
    }
    runtime->exits = grown;
    runtime->exits[runtime->exit_count++] = (struct ouro__exit_entry){function, arg};
    return 0;
}

int ouro_runtime_add_module(const char *name, ouro_module_fn make) {
    ouro_runtime *runtime = ouro__runtime();
    struct ouro__module_entry *grown =
        one_more(runtime->module_makers, runtime->module_maker_count, sizeof *grown);
    if (!grown) {
        return -1;
    }
    runtime->module_makers = grown;
    runtime->module_makers[runtime->module_maker_count++] = (struct ouro__module_entry){name, make};
    return 0;
}

ouro_module_fn ouro_runtime_find_module(const char *name) {
    const ouro_runtime *runtime = ouro__runtime();
    for (size_t i = 0; i < runtime->module_maker_count; i++) {
        if (strcmp(runtime->module_makers[i].name, name) == 0) {
            return runtime->module_makers[i].make;
        }
    }
    return NULL;
}

int ouro_runtime_extend(const ouro_extension *extension) {
    ouro_runtime *runtime = ouro__runtime();
    ouro_extension *grown = one_more(runtime->extensions, runtime->extension_count, sizeof *grown);
    if (!grown) {
        return -1;
    }
    runtime->extensions = grown;
    runtime->extensions[runtime->extension_count++] = *extension;
    return 0;
}

void *ouro_runtime_extension(const void *key) {
    const ouro_runtime *runtime = ouro__runtime();
    for (size_t i = 0; i < runtime->extension_count; i++) {
        if (runtime->extensions[i].key == key) {
            return runtime->extensions[i].data;
        }
    }
    return NULL;
}

// ---- Ending ---------------------------------------------------------------------------------

static void run_exits(ouro_runtime *runtime) {
    while (runtime->exit_count) {
        struct ouro__exit_entry entry = runtime->exits[--runtime->exit_count];
        entry.function(entry.arg);
    }
}

// Modules and what the front-end keeps, then cycles: what programs made is gone afterwards.
static void drop_program(ouro_runtime *runtime) {
    ouro_raised_clear();
    ouro_gc_set_debug(ouro_gc_get_debug() & ~OURO_GC_DEBUG_SAVEALL); // nobody is left to look
    ouro_gc_unfreeze();
    ouro__gc_forget_garbage(runtime);
    ouro_exception *spare = (ouro_exception *)runtime->memory_error;
    if (spare) { // raised in real need, it may still hold on to frames
        ouro_clear(&spare->traceback);
        ouro_clear(&spare->context);
    }
    ouro_gc_collect(OURO_GENERATIONS - 1);
    for (size_t i = runtime->extension_count; i-- > 0;) {
        if (runtime->extensions[i].clear) {
            runtime->extensions[i].clear(runtime->extensions[i].data);
        }
    }
    ouro_dict_clear(runtime->modules);
    ouro_gc_collect(OURO_GENERATIONS - 1);
    ouro_dict_clear(runtime->builtins);
    ouro_gc_collect(OURO_GENERATIONS - 1);
    ouro__lookups_forget(runtime);
    ouro_raised_clear();
    size_t left = SIZE_MAX;
    ssize_t found; // objects that a collection cannot free are found again and again
    while ((found = ouro_gc_collect(OURO_GENERATIONS - 1)) > 0 && (size_t)found < left) {
        left = (size_t)found;
    }
    ouro_raised_clear();
    ouro__gc_forget_garbage(runtime);
}

typedef struct leak_count {
    ouro_runtime *runtime;
    size_t count;
} leak_count;

static int count_leak(ouro_object *object, void *arg) {
    leak_count *leaks = arg;
    if (object->birth >= leaks->runtime->first_birth) {
        leaks->count++;
        if (leaks->runtime->leak) {
            leaks->runtime->leak(object, leaks->runtime->leak_arg);
        }
    }
    return 0;
}

static void release_extensions(ouro_runtime *runtime) {
    for (size_t i = runtime->extension_count; i-- > 0;) {
        if (runtime->extensions[i].release) {
            runtime->extensions[i].release(runtime->extensions[i].data);
        }
    }
}

size_t ouro_runtime_free(ouro_runtime *runtime) {
    ouro_runtime_face *before = ouro_current;
    if (before != &runtime->face) {
        ouro_runtime_enter(runtime);
    }
    ouro_heap_fail_at(runtime->face.heap, OURO_FAIL_OFF);
    ouro_heap_set_limit(runtime->face.heap, 0);
    run_exits(runtime);
    runtime->ending = true;
    drop_program(runtime);
    leak_count leaks = {runtime, 0};
    ouro_visit_all_objects(count_leak, &leaks);
    if (leaks.count && runtime->leaks) {
        runtime->leaks(leaks.count, runtime->leaks_arg);
    }
    release_extensions(runtime);
    if (leaks.count == 0) { // else leaked objects may still stand on what would go
        ouro__runtime_take_apart(runtime);
        leaks.count = runtime->options.debug ? ouro_heap_allocated_blocks(runtime->face.heap) : 0;
    } else {
        ouro__types_abandon(runtime);
    }
    ouro__births_stop(runtime);
    ouro_heap_destroy(runtime->face.heap);
    ouro_current = before == &runtime->face ? NULL : before;
    free(runtime);
    return leaks.count;
}
