// SPDX-License-Identifier: MIT
// The switches of a runtime that tests turn, from the environment: so that a program can be tried
// under stress as it is built.  Floor: object.  SPEC rows P11, P13, G4.
#include "core.h"
#include <errno.h>
#include <stdlib.h>

typedef enum switch_type { WHOLE_64, WHOLE_32, FLAG, SAFETY } switch_type;

static const struct {
    const char *variable;
    switch_type type;
    size_t offset;
} switches[] = {
    {"OURO_GC_STRESS", WHOLE_32, offsetof(ouro_runtime_options, gc_stress)},
    {"OURO_FAIL_ALLOC", WHOLE_64, offsetof(ouro_runtime_options, fail_alloc)},
    {"OURO_FAIL_START", WHOLE_64, offsetof(ouro_runtime_options, fail_start)},
    {"OURO_MALLOC", SAFETY, offsetof(ouro_runtime_options, safety)},
    {"OURO_BIRTHS", FLAG, offsetof(ouro_runtime_options, births)},
};

static bool read_whole(const char *text, uint64_t most, uint64_t *number) {
    char *end;
    errno = 0;
    *number = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end && errno == 0 && *number <= most;
}

// The place in the list of `text`, in the order of enum ouro_safety.
static bool read_safety(const char *text, ouro_safety *safety) {
    static const char *const names[] = {"pools", "hardened", "debug"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(text, names[i]) == 0) {
            *safety = (ouro_safety)i;
            return true;
        }
    }
    return false;
}

static bool store(switch_type type, const char *text, void *place) {
    uint64_t number = 0;
    switch (type) {
    case WHOLE_64: return read_whole(text, UINT64_MAX, &number) && memcpy(place, &number, 8);
    case WHOLE_32:
        if (read_whole(text, UINT32_MAX, &number)) {
            *(uint32_t *)place = (uint32_t)number;
            return true;
        }
        return false;
    case FLAG: *(bool *)place = strcmp(text, "0") != 0; return true;
    case SAFETY: return read_safety(text, place);
    }
    return false;
}

const char *ouro_runtime_options_from_environment(ouro_runtime_options *options) {
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        const char *text = getenv(switches[i].variable);
        bool given = text && *text && switches[i].offset < options->size;
        if (given && !store(switches[i].type, text, (char *)options + switches[i].offset)) {
            return switches[i].variable;
        }
    }
    return NULL;
}
