// SPDX-License-Identifier: MIT
// The random load on the model of a heap. Tests of the pool floor; SPEC rows: P1 to P9.

#include "pool_load.h"

#include <stdlib.h>

#define ONE_IN(load, n) (load_below(load, n) == 0)

// ---- Chance ----------------------------------------------------------------------------------

uint64_t load_random(struct load *load) {
    load->random ^= load->random << 13;
    load->random ^= load->random >> 7;
    load->random ^= load->random << 17;
    return load->random;
}

// Of random bits, the upper 32, scaled.
static size_t scale(uint64_t bits, size_t bound) {
    return (size_t)((bits >> 32) * bound >> 32);
}

size_t load_below(struct load *load, size_t bound) {
    return scale(load_random(load), bound);
}

void load_seed(struct load *load, uint64_t seed) {
    // Neighbouring seeds far apart, and never 0, where the generator would stay.
    load->random = (seed + 1) * UINT64_C(0x9E3779B97F4A7C15) | 1;
    for (int i = 0; i < 8; i++) {
        load_random(load);
    }
}

uint64_t load_environment(const char *name, uint64_t otherwise) {
    const char *text = getenv(name);
    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

// ---- Kinds of heaps --------------------------------------------------------------------------

// How freed blocks wait, and in debug mode: all that costs a guarded heap its time.
static void draw_safety(struct load *load, ouro_heap_options *options) {
    options->safety = ONE_IN(load, 2) ? OURO_SAFETY_HARDENED : OURO_SAFETY_DEBUG;
    switch (load_below(load, 4)) {
    case 0: options->quarantine = 0; break;
    case 1: options->quarantine = load_below(load, 2000); break;
    case 2: options->quarantine = load_below(load, 200000); break;
    default: break;
    }
}

void load_options(struct load *load, bool guarded, ouro_heap_options *options) {
    ouro_heap_options_init(options);
    options->valgrind = ONE_IN(load, 2); // where it runs the program, the heap is of another kind
    if (guarded) {
        draw_safety(load, options);
    }
    options->alignment = ONE_IN(load, 3) ? 16 : 8;
    options->rule = ONE_IN(load, 3) ? OURO_RULE_CLASSIC : OURO_RULE_BEHIND;
    options->carve = ONE_IN(load, 3) ? load_below(load, 80) : 1;
    options->grace = ONE_IN(load, 3) ? 0 : options->grace;
    switch (load_below(load, 6)) {
    case 0: options->delay = 0; break;
    case 1:
    case 2: options->delay = 1; break;
    default: break;
    }
    switch (load_below(load, 4)) {
    case 0: options->huge = 1; break; // from the second arena on
    case 1: options->huge = 0; break;
    default: break;
    }
    switch (load_below(load, 4)) {
    case 0: options->reserve = OURO_ARENA_SIZE; break;
    case 1: options->reserve = (1 + load_below(load, 40)) * OURO_ARENA_SIZE; break;
    default: break;
    }
    if (ONE_IN(load, 4)) {
        options->limit = OURO_ARENA_SIZE / 2 * (1 + load_below(load, 30));
    }
}

// ---- Moods -----------------------------------------------------------------------------------

enum { SIZES_SCRIPT, SIZES_EDGES, SIZES_FEW, SIZES_SMALL, SIZES_MIXED, SIZES_KINDS };
enum { ORDER_RANDOM, ORDER_LAST, ORDER_ROUND, ORDER_KINDS };

static void change_mood(struct load *load) {
    // As often below 30 blocks as between the half of all and all of them.
    size_t most = load->most;
    while (most > 30 && load_below(load, 5) != 0) {
        most /= 2;
    }
    load->target = load_below(load, most);
    load->sizes = (int)load_below(load, SIZES_KINDS);
    load->order = ONE_IN(load, 2) ? ORDER_RANDOM : (int)load_below(load, ORDER_KINDS);
    const size_t count = load->model.count;
    const size_t way = load->target > count ? load->target - count : count - load->target;
    load->mood_ends = load->steps + 3 * way + load_below(load, 2 * load->target + 200);
}

static size_t random_size(struct load *load) {
    const uint64_t bits = load_random(load);
    const unsigned rare = (unsigned)bits & 0x3FFF;
    if (rare < 64) {
        // Above the pools: mostly a little, up to some MiB.
        return rare > 0 ? scale(bits, 5000) : scale(load_random(load), (size_t)1 << 22);
    }
    switch (load->sizes) {
    case SIZES_SCRIPT: return 16 + 8 * scale(bits, (bits & 15) != 0 ? 8 : 63);
    case SIZES_EDGES: return load->model.options.alignment * scale(bits, 65) + (bits >> 16) % 3;
    case SIZES_FEW: return 512 - 8 * scale(bits, 3);
    case SIZES_SMALL: return scale(bits, 530);
    default: return (bits & 7) != 0 ? 24 + 8 * scale(bits, 20) : 490 + scale(bits, 2500);
    }
}

// The block that goes next, or is resized.
static size_t choose(struct load *load, uint64_t bits) {
    const size_t count = load->model.count;
    switch (load->order) {
    case ORDER_LAST: return count - 1;
    case ORDER_ROUND:
        load->cursor++;
        return load->cursor < count ? load->cursor : (load->cursor = 0);
    default: return scale(bits, count);
    }
}

// ---- Steps -----------------------------------------------------------------------------------

static bool step_alloc(struct load *load, uint64_t bits) {
    const ouro_family family = (ouro_family)((bits >> 12 & 0xFF) % OURO_FAMILIES);
    static const enum model_kind kinds[] = {MODEL_CALLOC, MODEL_TRY_ALLOC, MODEL_TRY_ALLOC,
                                            MODEL_ALLOC,  MODEL_ALLOC,     MODEL_ALLOC,
                                            MODEL_ALLOC,  MODEL_ALLOC};
    const enum model_kind kind = kinds[bits >> 20 & 7];
    struct model *model = &load->model;
    const uint64_t failures = model->failures;
    if (!model_alloc(model, kind, family, random_size(load), (bits >> 23 & 15) == 0)) {
        return false;
    }
    if (model->failures != failures || family != OURO_CONTAINER || (bits >> 27 & 1) == 0) {
        return true;
    }
    return model_touch(model, model->count - 1, (uint8_t)(bits >> 40), bits >> 28 & 1);
}

static bool step_free(struct load *load, uint64_t bits) {
    static const enum model_release ways[] = {MODEL_FREE, MODEL_FREE, MODEL_FREE_SIZED,
                                              MODEL_TRY_FREE};
    return model_free(&load->model, choose(load, bits), ways[bits >> 20 & 3]);
}

// Half of the blocks go at once, from the end or every second.
static bool wave(struct load *load) {
    const size_t stride = 1 + load_below(load, 2);
    struct model *model = &load->model;
    for (size_t i = model->count / 2; i > 0; i--) {
        const size_t index =
            model->count - 1 < (i - 1) * stride ? model->count - 1 : (i - 1) * stride;
        if (!model_free(model, index, MODEL_FREE)) {
            return false;
        }
    }
    return true;
}

// Makes the system, or the raw allocator, refuse one of the next requests, or some.
static void refuse(struct load *load) {
    const size_t n = load_below(load, 8);
    if (load->system != NULL && ONE_IN(load, 2)) {
        pool_system_refuse(load->system, n, 1 + load_below(load, 4));
    } else {
        model_fail_raw_at(&load->model, n);
    }
}

static bool limit(struct load *load) {
    const uint64_t committed = ouro__heap_committed(ouro__body(load->model.heap));
    const size_t arenas = load_below(load, 9);
    if (arenas == 0) {
        return model_set_limit(&load->model, 0);
    }
    return model_set_limit(&load->model, (size_t)(committed / 2 + arenas * OURO_ARENA_SIZE / 2));
}

static bool step_rare(struct load *load) {
    struct model *model = &load->model;
    switch (load_below(load, 16)) {
    case 0: return model_trim(model);
    case 1: return model_fail_run(model, load_below(load, 60), 1 + load_below(load, 3));
    case 2: return model_fail_run(model, OURO_FAIL_NEVER, 1);
    case 3:
    case 4: return model_fail_run(model, OURO_FAIL_OFF, 1);
    case 5: return limit(load);
    case 6:
    case 7: return model_set_limit(model, 0);
    case 8: refuse(load); return true;
    case 9: return model_clear_young(model, (unsigned)load_below(load, 2));
    case 10: return model->count == 0 || model_impossible(model, load_below(load, model->count));
    case 11: return !ONE_IN(load, 8) || wave(load);
    case 12: load->mood_ends = load->steps; return true;
    case 13: return model_set_inline(model, model->is_called || !ONE_IN(load, 2));
    case 14: model_set_relief(model, ONE_IN(load, 3) ? load_below(load, 300) : 0); return true;
    default:
        if (load->system != NULL) {
            load->system->clock += load_below(load, 300);
        }
        return true;
    }
}

static bool look(struct load *load) {
    if (load->check_each_step && !model_check(&load->model)) {
        return false;
    }
    if (load->steps < load->audit_due) {
        return true;
    }
    load->audit_due = load->steps + 500 + 8 * load->model.count;
    return model_audit(&load->model);
}

bool load_step(struct load *load) {
    struct model *model = &load->model;
    if (load->steps++ >= load->mood_ends) {
        change_mood(load);
    }
    const uint64_t bits = load_random(load);
    const unsigned dice = (unsigned)bits & 1023;
    bool good;
    if (dice == 0 && !load->calm) {
        good = step_rare(load);
    } else if (model->count > 0 && dice < 130) {
        good = model_realloc(model, choose(load, bits), random_size(load), (bits >> 23 & 15) == 0);
    } else if (model->count == 0 || dice < (model->count < load->target ? 800u : 350u)) {
        good = step_alloc(load, bits);
    } else {
        good = step_free(load, bits);
    }
    if (load->system != NULL && (load->steps & 255) == 0) {
        load->system->clock++;
    }
    return good && look(load);
}

bool load_open(struct load *load, const ouro_heap_options *options, size_t most) {
    struct pool_system *system = load->system;
    ouro_heap_options heard = *options;
    heard.report = load->report;
    heard.report_arg = load;
    load->most = most;
    load->steps = 0;
    load->mood_ends = 0;
    load->audit_due = 0;
    load->cursor = 0;
    return model_open(&load->model, &heard, load->raw_fails,
                      system != NULL ? &system->refusals : NULL);
}
