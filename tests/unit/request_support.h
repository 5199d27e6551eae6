// SPDX-License-Identifier: MIT
// What the tests share that fail requests of the C library's allocator: a program that includes this is linked
// with --wrap for malloc, calloc, realloc and free.
#ifndef REQUEST_SUPPORT_H
#define REQUEST_SUPPORT_H

#include <stdbool.h>
#include <stddef.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void __wrap_free(void *block);

static struct {
    bool armed, forever;
    size_t at, count; // the request that fails, from 0; requests so far
} plan;

static ptrdiff_t blocks_held; // given out, and not given back

static bool fails(void) {
    if (!plan.armed) {
        return false;
    }
    const size_t n = plan.count++;
    return n == plan.at || (plan.forever && n > plan.at);
}

static void *given(void *block) {
    blocks_held += block != NULL;
    return block;
}

void *__wrap_malloc(size_t size) {
    return fails() ? NULL : given(__real_malloc(size));
}
void *__wrap_calloc(size_t count, size_t size) {
    return fails() ? NULL : given(__real_calloc(count, size));
}
void *__wrap_realloc(void *old, size_t size) {
    void *block = fails() ? NULL : __real_realloc(old, size);
    blocks_held += block && !old;
    return block;
}
void __wrap_free(void *block) {
    blocks_held -= block != NULL;
    __real_free(block);
}

// Request number `at` fails, counted from 0, and all that follow if it is so `forever`.
static void start_failing(size_t at, bool forever) {
    plan.forever = forever;
    plan.at = at;
    plan.count = 0;
    plan.armed = true;
}

static void stop_failing(void) {
    plan.armed = false;
}

// Else there were not as many.
static bool some_request_failed(void) {
    return plan.count > plan.at;
}

#endif
