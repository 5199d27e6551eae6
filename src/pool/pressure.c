// SPDX-License-Identifier: MIT
// The byte limit, and what is tried before a request fails. Floor pool; SPEC row: P13.
//
// Everything here runs between two attempts at the same request, when the first has failed cleanly: no
// list is half changed, so whoever is called may use the heap like any other code. The order is: what
// the heap keeps for itself goes first, then its owner is asked.

#include "guard.h"

// ---- The limit -------------------------------------------------------------------------------

void ouro_heap_set_limit(ouro_heap *heap, size_t limit) {
    ouro__body(heap)->options.limit = limit;
}

uint64_t ouro__heap_committed(const struct ouro__body *body) {
    return ouro__heap_arenas(body) * OURO_ARENA_SIZE + body->large_bytes +
           body->large_blocks * OURO_LARGE_PREFIX;
}

// What is kept for the next load must not stand in the way of this one.
static void give_back_kept(struct ouro__body *body) {
    if (body->guard != NULL) {
        ouro__guard_trim(body);
    }
    ouro__pool_unkeep_all(body);
    ouro__purge_empty(body, 0);
}

// By how many bytes the limit would be exceeded.
static uint64_t excess(const struct ouro__body *body, size_t more) {
    const uint64_t limit = body->options.limit;
    const uint64_t wanted = ouro__heap_committed(body) + more;
    return limit == 0 || wanted <= limit ? 0 : wanted - limit;
}

int ouro__heap_make_room(struct ouro__body *body, size_t more) {
    body->over_limit = excess(body, more);
    if (body->over_limit != 0) {
        give_back_kept(body);
        body->over_limit = excess(body, more);
    }
    return body->over_limit == 0;
}

// ---- Pressure --------------------------------------------------------------------------------

void ouro_heap_on_pressure(ouro_heap *heap, ouro_pressure_fn function, void *arg) {
    struct ouro__body *body = ouro__body(heap);
    body->pressure = function;
    body->pressure_arg = arg;
}

static int ask_owner(struct ouro__body *body, size_t size) {
    const size_t asked = size > OURO_SMALL_MAX ? size + OURO_LARGE_PREFIX : OURO_ARENA_SIZE;
    const ouro_pressure pressure = {
        .size = sizeof(pressure),
        .reason = body->over_limit != 0 ? OURO_PRESSURE_LIMIT : OURO_PRESSURE_SYSTEM,
        .request = size,
        .missing = body->over_limit != 0 ? (size_t)body->over_limit : asked,
    };
    return body->pressure(&body->face, &pressure, body->pressure_arg) != 0;
}

// Does the next of what can be done for `size` bytes; *done counts. 0: there is nothing left.
static int relieve(struct ouro__body *body, size_t size, unsigned *done) {
    if (size > OURO_SIZE_MAX - OURO_LARGE_PREFIX) {
        return 0;
    }
    if (*done == 0) {
        *done = 1;
        const uint64_t reclaimed = body->arenas_reclaimed;
        give_back_kept(body);
        if (body->arenas_reclaimed != reclaimed || body->guard != NULL) {
            return 1;
        }
    }
    if (*done == 1 && body->pressure != NULL) {
        *done = 2;
        const int again = ask_owner(body, size);
        if (again && body->guard != NULL) {
            ouro__guard_trim(body); // what the owner has freed waits
        }
        return again;
    }
    return 0;
}

static void *try_again(struct ouro__body *body, ouro_family family, size_t size, int zeroed) {
    if (body->guard != NULL) {
        return ouro__guard_try(body, family, size, zeroed);
    }
    return size <= OURO_SMALL_MAX ? ouro__pool_alloc(body, family, ouro__class_of(body, size))
                                  : ouro__large_alloc(body, family, size, zeroed);
}

void *ouro__insist(struct ouro__body *body, ouro_family family, size_t size, int zeroed) {
    if (body->insisting) {
        return NULL;
    }
    void *block = NULL;
    unsigned done = 0;
    body->insisting = 1;
    while (block == NULL && relieve(body, size, &done)) {
        block = try_again(body, family, size, zeroed);
    }
    body->insisting = 0;
    return block;
}

void *ouro__insist_resize(struct ouro__body *body, void *block, size_t size) {
    if (body->insisting) {
        return NULL;
    }
    void *resized = NULL;
    unsigned done = 0;
    body->insisting = 1;
    while (resized == NULL && relieve(body, size, &done)) {
        resized = ouro__large_resize(body, block, size);
    }
    body->insisting = 0;
    return resized;
}
