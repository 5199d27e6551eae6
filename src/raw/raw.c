// SPDX-License-Identifier: MIT
// The uniform face over malloc, and the domains. Floor raw; SPEC rows: layer 1 of the pyramid.
//
// What differs between C libraries is settled here, once: malloc(0) may return NULL, and some accept
// sizes above PTRDIFF_MAX, with which pointers in one block can no longer be subtracted.

#include "ouro/mem.h"

#include <stdlib.h>

// ---- The C library's allocator ---------------------------------------------------------------

static void *raw_malloc(void *ctx, size_t size) {
    (void)ctx;
    return malloc(size == 0 ? 1 : size);
}

static void *raw_calloc(void *ctx, size_t count, size_t size) {
    (void)ctx;
    return count == 0 || size == 0 ? calloc(1, 1) : calloc(count, size);
}

static void *raw_realloc(void *ctx, void *block, size_t size) {
    (void)ctx;
    return realloc(block, size == 0 ? 1 : size);
}

static void raw_free(void *ctx, void *block) {
    (void)ctx;
    free(block);
}

ouro_allocator ouro_raw_allocator(void) {
    return (ouro_allocator){NULL, raw_malloc, raw_calloc, raw_realloc, raw_free};
}

// ---- Any allocator, with the contract kept ---------------------------------------------------

void *ouro_allocator_malloc(const ouro_allocator *allocator, size_t size) {
    return size > OURO_SIZE_MAX ? NULL : allocator->malloc(allocator->ctx, size);
}

void *ouro_allocator_calloc(const ouro_allocator *allocator, size_t count, size_t size) {
    if (size != 0 && count > OURO_SIZE_MAX / size) {
        return NULL;
    }
    return allocator->calloc(allocator->ctx, count, size);
}

void *ouro_allocator_realloc(const ouro_allocator *allocator, void *block, size_t size) {
    return size > OURO_SIZE_MAX ? NULL : allocator->realloc(allocator->ctx, block, size);
}

void ouro_allocator_free(const ouro_allocator *allocator, void *block) {
    if (block != NULL) {
        allocator->free(allocator->ctx, block);
    }
}

// ---- Domains ---------------------------------------------------------------------------------

void ouro_mem_init(ouro_mem *mem) {
    for (unsigned domain = 0; domain < OURO_DOMAINS; domain++) {
        mem->domain[domain] = ouro_raw_allocator();
    }
}

ouro_allocator ouro_mem_get(const ouro_mem *mem, ouro_domain domain) {
    return mem->domain[domain];
}

void ouro_mem_set(ouro_mem *mem, ouro_domain domain, const ouro_allocator *allocator) {
    mem->domain[domain] = *allocator;
}

void *ouro_mem_malloc(ouro_mem *mem, ouro_domain domain, size_t size) {
    return ouro_allocator_malloc(&mem->domain[domain], size);
}

void *ouro_mem_calloc(ouro_mem *mem, ouro_domain domain, size_t count, size_t size) {
    return ouro_allocator_calloc(&mem->domain[domain], count, size);
}

void *ouro_mem_realloc(ouro_mem *mem, ouro_domain domain, void *block, size_t size) {
    return ouro_allocator_realloc(&mem->domain[domain], block, size);
}

void ouro_mem_free(ouro_mem *mem, ouro_domain domain, void *block) {
    ouro_allocator_free(&mem->domain[domain], block);
}
