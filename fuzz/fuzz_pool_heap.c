// SPDX-License-Identifier: MIT
// Fuzz target of the pool floor: the input is a program of allocations, reallocations and frees on
// one heap. Each block is filled with its slot's number, and must still hold it when it goes;
// the heap must be whole at the end. SPEC rows P1 to P9.

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ouro/heap_stats.h"

enum { SLOTS = 64 };

typedef struct slot {
    unsigned char *block;
    size_t size;
} slot;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

static void check(const slot *slots, size_t index) {
    for (size_t i = 0; i < slots[index].size; i++)
        if (slots[index].block[i] != (unsigned char)index)
            abort();
}

static void fill(slot *slots, size_t index, void *block, size_t size) {
    slots[index].block = block;
    slots[index].size = size;
    if (block != NULL)
        memset(block, (int)index, size);
    else
        slots[index].size = 0;
}

// One step: four bytes choose what, where and how much.
static void step(ouro_heap *heap, slot *slots, const uint8_t *code) {
    const size_t index = code[1] % SLOTS;
    // Small sizes mostly; one in eight reaches beyond the pools.
    const size_t raw = (size_t)code[2] | (size_t)code[3] << 8;
    const size_t size = (code[0] & 7) == 0 ? raw : raw % 600;
    slot *one = &slots[index];
    check(slots, index);
    switch (code[0] >> 5) {
    case 0:
    case 1:
    case 2: {
        ouro_heap_free(heap, one->block);
        const ouro_family family = (ouro_family)(code[0] >> 3 & 3) % OURO_FAMILIES;
        fill(slots, index, ouro_heap_alloc_in(heap, family, size), size);
        break;
    }
    case 3:
        ouro_heap_free(heap, one->block);
        fill(slots, index, ouro_heap_calloc(heap, size, 1), size);
        break;
    case 4: {
        unsigned char *moved = ouro_heap_realloc(heap, one->block, size);
        if (moved == NULL)
            break; // the old block stays
        const size_t kept = one->size < size ? one->size : size;
        one->block = moved;
        one->size = kept;
        check(slots, index);
        fill(slots, index, moved, size);
        break;
    }
    case 5:
        if (one->block != NULL && ouro_heap_usable_size(heap, one->block) < one->size)
            abort();
        break;
    case 6: ouro_heap_trim(heap); break;
    default:
        ouro_heap_free(heap, one->block);
        fill(slots, index, NULL, 0);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length) {
    if (length < 2)
        return 0;
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.alignment = data[0] & 1 ? 16 : 8;
    options.rule = data[0] & 2 ? OURO_RULE_CLASSIC : OURO_RULE_BEHIND;
    options.grace = data[0] & 4 ? 0 : options.grace;
    options.limit = data[0] & 8 ? (size_t)data[1] << 14 : 0;
    ouro_heap *heap = ouro_heap_new(&options);
    if (heap == NULL)
        return 0;
    slot slots[SLOTS] = {{NULL, 0}};
    for (size_t at = 2; at + 4 <= length; at += 4)
        step(heap, slots, data + at);
    if (ouro_heap_check(heap) != NULL)
        abort();
    for (size_t i = 0; i < SLOTS; i++) {
        check(slots, i);
        ouro_heap_free(heap, slots[i].block);
    }
    if (ouro_heap_check(heap) != NULL || ouro_heap_allocated_blocks(heap) != 0)
        abort();
    ouro_heap_destroy(heap);
    return 0;
}
