// SPDX-License-Identifier: MIT
// How a runtime takes itself apart, so that nothing of its own making is left.
// Floor: object.  SPEC rows R5, G7.
//
// What the built-in types are made of (dicts, tuples, strings, descriptors) needs those very types to
// die.  So a type ends in two steps, as it began in two: first all types lose their dicts, MROs and names,
// while every slot still works; when no instance is left, the bare structures go, derived ones first.
// `type` is an instance of itself and `object` is its base: the last two go together.
#include "type.h"

// ---- References that the runtime holds --------------------------------------------------------

static void drop_own_objects(ouro_runtime *runtime) {
    ouro_raised_clear();
    ouro_clear(&runtime->handled_base.exception);
    ouro_clear(&runtime->modules);
    ouro_clear(&runtime->builtins);
    ouro_clear(&runtime->repr_list);
    ouro__lookups_forget(runtime);
    ouro_clear(&runtime->memory_error);
}

static void drop_own_memory(ouro_runtime *runtime) {
    ouro_memory_free(runtime->exits);
    ouro_memory_free(runtime->module_makers);
    ouro_memory_free(runtime->extensions);
    runtime->exits = NULL;
    runtime->module_makers = NULL;
    runtime->extensions = NULL;
    runtime->exit_count = runtime->module_maker_count = runtime->extension_count = 0;
}

static void drop_atoms(ouro_runtime *runtime) {
    for (size_t i = 0; i < OURO_NAME_COUNT; i++) {
        ouro_clear(&runtime->names[i]);
    }
    ouro_clear(&runtime->face.none);
    ouro_clear(&runtime->face.ellipsis);
    ouro_clear(&runtime->face.not_implemented);
}

// ---- Types ------------------------------------------------------------------------------------

static size_t count_builtins(void) {
    size_t n = 0;
    while (ouro__builtins[n].id) {
        n++;
    }
    return n;
}

static void empty_types(ouro_runtime *runtime) {
    ouro__type_end(runtime->exception_group);
    for (size_t i = OURO_EXC_COUNT; i-- > 0;) {
        ouro__type_end(runtime->exceptions[i]);
    }
    for (size_t i = count_builtins(); i-- > 0;) {
        ouro__type_end(runtime->face.types[ouro__builtins[i].id]);
    }
}

static void free_types(ouro_runtime *runtime) {
    ouro_clear(&runtime->exception_group);
    for (size_t i = OURO_EXC_COUNT; i-- > 0;) {
        ouro_clear(&runtime->exceptions[i]);
    }
    for (size_t i = count_builtins(); i-- > 0;) {
        enum ouro_builtin id = ouro__builtins[i].id;
        if (id != OURO_T_OBJECT && id != OURO_T_TYPE) {
            ouro_clear(&runtime->face.types[id]);
        }
    }
    ouro_clear(&runtime->face.types[OURO_T_OBJECT]);
    ouro_clear(&runtime->face.types[OURO_T_TYPE]);
    ouro_memory_free(runtime->exception_specs);
}

void ouro__runtime_take_apart(ouro_runtime *runtime) {
    runtime->pace.enabled = false;
    drop_own_memory(runtime);
    drop_own_objects(runtime);
    empty_types(runtime);
    drop_atoms(runtime);
    ouro__gc_stop(runtime);
    ouro__types_stop(runtime);
    free_types(runtime);
}
