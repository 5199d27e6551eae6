// SPDX-License-Identifier: MIT
// An allocator that fails the n-th request, for tests. Floor raw; SPEC rows: layer 1's wrappers.
//
// Paths that run only when memory is out are broken unless they are run. A test counts the requests
// of a scenario, then repeats it and fails the first, the second ... and the last of them.

#include "ouro/mem.h"

#include <stdbool.h>

// Counts a request; true: this one fails.
static bool fails(ouro_fault *fault) {
    fault->count++;
    if (fault->count != fault->fail_at) {
        return false;
    }
    fault->failed++;
    return true;
}

static void *fault_malloc(void *ctx, size_t size) {
    ouro_fault *fault = ctx;
    return fails(fault) ? NULL : fault->inner.malloc(fault->inner.ctx, size);
}

static void *fault_calloc(void *ctx, size_t count, size_t size) {
    ouro_fault *fault = ctx;
    return fails(fault) ? NULL : fault->inner.calloc(fault->inner.ctx, count, size);
}

static void *fault_realloc(void *ctx, void *block, size_t size) {
    ouro_fault *fault = ctx;
    return fails(fault) ? NULL : fault->inner.realloc(fault->inner.ctx, block, size);
}

static void fault_free(void *ctx, void *block) {
    const ouro_fault *fault = ctx;
    fault->inner.free(fault->inner.ctx, block);
}

ouro_allocator ouro_fault_wrap(ouro_fault *fault, const ouro_allocator *inner) {
    *fault = (ouro_fault){.inner = *inner};
    return (ouro_allocator){fault, fault_malloc, fault_calloc, fault_realloc, fault_free};
}

void ouro_fault_at(ouro_fault *fault, uint64_t n) {
    fault->count = 0;
    fault->fail_at = n;
}
