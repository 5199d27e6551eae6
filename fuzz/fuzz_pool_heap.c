// SPDX-License-Identifier: MIT
// Fuzz target of the pool floor: the input is a program of operations on up to four heaps, of any
// options, each compared with the model of tests/unit/pool_model.h. SPEC rows: P1 to P9.
//
// Three bytes make a heap, four an operation: what and on which heap, which block, and a size. One
// operation may stand for up to 255, so that a short input fills and empties pools and arenas. The
// clock and the refusals of the system are the input's too.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "pool_model.h"
#include "pool_system.h"

enum {
    HEAPS = 4,
    OPTION_BYTES = 3,
    STEP_BYTES = 4,
    AUDITED = 10000 // blocks that the audits of one input may look at, but for the last ones
};

enum operation {
    ALLOC, // and the two after it, by family
    CALLOC = 3,
    REALLOC = 6,
    FREE = 10,
    TRY_FREE,
    FREE_SIZED,
    ALLOC_MANY = 14, // and the two after it, by family
    FREE_FIRST = 17, // many blocks, from one on
    FREE_EVERY_SECOND,
    TRIM,
    LIMIT,
    INLINE,
    FAIL,
    FAIL_RAW,
    REFUSE,
    CLOCK,
    TOUCH,
    CLEAR_YOUNG,
    IMPOSSIBLE,
    REOPEN,
    RELIEF,
    AUDIT,
    OPERATIONS
};

_Static_assert(OPERATIONS == 32, "five bits of the first byte of a step");

struct step {
    enum operation operation;
    size_t which;
    size_t size;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

static void expect(const struct model *model, bool good) {
    if (!good) {
        char options[300];
        model_describe(model, options, sizeof(options));
        fprintf(stderr, "%s\n%s\n", model->message, options);
        abort();
    }
}

// ---- Heaps -----------------------------------------------------------------------------------

static void open_heap(struct model *model, const uint8_t *code) {
    static const size_t delays[] = {0, 1, 250, SIZE_MAX};
    static const size_t huge[] = {0, 1, (size_t)4 << 20, (size_t)32 << 20};
    static const size_t arenas[] = {1, 3, 20, 262144};
    static const ouro_safety safeties[] = {OURO_SAFETY_NONE, OURO_SAFETY_NONE, OURO_SAFETY_HARDENED,
                                           OURO_SAFETY_DEBUG};
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.alignment = code[0] & 1 ? 16 : 8;
    options.rule = code[0] & 2 ? OURO_RULE_CLASSIC : OURO_RULE_BEHIND;
    options.grace = code[0] & 4 ? 0 : options.grace;
    options.delay = delays[code[0] >> 4 & 3];
    options.huge = huge[code[0] >> 6];
    options.reserve = arenas[code[1] & 3] * OURO_ARENA_SIZE;
    options.safety = safeties[code[1] >> 2 & 3];
    options.quarantine = code[1] & 16 ? (size_t)code[2] << 6 : options.quarantine;
    options.limit = code[0] & 8 ? (size_t)code[2] << 14 : 0;
    expect(model, model_open(model, &options, code[1] >> 4, &pool_system()->refusals));
}

static void close_heap(struct model *model) {
    if (model->heap != NULL) {
        expect(model, model_audit(model));
        if (model_guard(model) != NULL) {
            // The record of a heap in debug mode would stay, and there are too many here.
            ouro__body(model->heap)->guard->debug = false;
        }
        expect(model, model_close(model));
    }
}

// ---- Operations ------------------------------------------------------------------------------

// Frees up to `many` blocks from `first` on, each or every second.
static bool free_many(struct model *model, size_t first, size_t many, size_t stride) {
    // From the end, where a block that takes another's place has been passed.
    size_t number = model->count > first ? (model->count - first + stride - 1) / stride : 0;
    for (number = number < many ? number : many; number > 0; number--) {
        if (!model_free(model, first + (number - 1) * stride, MODEL_FREE)) {
            return false;
        }
    }
    return true;
}

static bool alloc_many(struct model *model, ouro_family family, size_t size, size_t many) {
    bool good = true;
    for (size_t i = 0; i < many && good; i++) {
        good = model_alloc(model, MODEL_ALLOC, family, size % (OURO_SMALL_MAX + 10), false);
    }
    return good;
}

static size_t audited;

static bool audit(struct model *model) {
    audited += model->count;
    return audited > AUDITED || model_audit(model);
}

// What needs no block.
static bool change_heap(struct model *model, const struct step *step) {
    struct pool_system *system = pool_system();
    switch (step->operation) {
    case TRIM: return model_trim(model);
    case LIMIT: return model_set_limit(model, step->which << 16 | step->size);
    case INLINE: return model_set_inline(model, (step->which & 1) != 0);
    case FAIL: return model_fail_run(model, step->which, step->size);
    case FAIL_RAW: model_fail_raw_at(model, step->which); return true;
    case REFUSE: pool_system_refuse(system, step->which, step->size); return true;
    case CLOCK: system->clock += step->size; return true;
    case CLEAR_YOUNG: return model_clear_young(model, step->which & 1);
    case RELIEF: model_set_relief(model, step->which); return true;
    default: return audit(model);
    }
}

static bool change_block(struct model *model, const struct step *step) {
    if (model->count == 0) {
        return true;
    }
    const size_t index = step->which * (model->count - 1) / 255;
    if (step->operation < FREE) {
        return model_realloc(model, index, step->size, (step->which & 1) != 0);
    }
    if (step->operation < ALLOC_MANY) {
        return model_free(model, index,
                          step->operation == FREE       ? MODEL_FREE
                          : step->operation == TRY_FREE ? MODEL_TRY_FREE
                                                        : MODEL_FREE_SIZED);
    }
    return step->operation == TOUCH
               ? model_touch(model, index, (uint8_t)step->size, step->size >> 8 & 1)
               : model_impossible(model, index);
}

static bool run_step(struct model *model, const struct step *step) {
    const enum operation operation = step->operation;
    if (operation < REALLOC) {
        const enum model_kind kind = operation >= CALLOC      ? MODEL_CALLOC
                                     : (step->which & 2) != 0 ? MODEL_TRY_ALLOC
                                                              : MODEL_ALLOC;
        return model_alloc(model, kind, (ouro_family)(operation % OURO_FAMILIES), step->size,
                           (step->which & 1) != 0);
    }
    if (operation < ALLOC_MANY || operation == TOUCH || operation == IMPOSSIBLE) {
        return change_block(model, step);
    }
    if (operation < FREE_FIRST) {
        return alloc_many(model, (ouro_family)(operation - ALLOC_MANY), step->size, step->which);
    }
    if (operation < TRIM) {
        return free_many(model, step->size, step->which, operation == FREE_FIRST ? 1 : 2);
    }
    return change_heap(model, step);
}

static void run_code(struct model *models, size_t heaps, const uint8_t *code) {
    struct model *model = &models[(code[0] >> 5) % heaps];
    const struct step step = {
        .operation = (enum operation)(code[0] & 31),
        .which = code[1],
        .size = (size_t)code[2] | (size_t)code[3] << 8,
    };
    if (step.operation == REOPEN) {
        close_heap(model);
        open_heap(model, code + 1);
    } else if (model->heap != NULL) {
        expect(model, run_step(model, &step));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length) {
    if (length < 1 + OPTION_BYTES) {
        return 0;
    }
    static struct model models[HEAPS];
    *pool_system() = (struct pool_system){.clock = 1000};
    audited = 0;
    size_t heaps = 0;
    size_t at = 1;
    do {
        open_heap(&models[heaps++], data + at);
        at += OPTION_BYTES;
    } while (heaps <= data[0] % HEAPS && at + OPTION_BYTES <= length);
    for (; at + STEP_BYTES <= length; at += STEP_BYTES) {
        run_code(models, heaps, data + at);
    }
    for (size_t i = 0; i < heaps; i++) {
        close_heap(&models[i]);
    }
    if (pool_system()->reserved != 0) {
        fprintf(stderr, "address space is left behind\n");
        abort();
    }
    return 0;
}
