// SPDX-License-Identifier: MIT
// What a guarded heap says when something is wrong, and its end. Floor pool; SPEC rows: P11's messages.
//
// The first line says what is wrong, those below name the block that it happened to: its address, its
// size, what became of it, in debug mode its domain, serial and first bytes. Contents are shown in
// debug mode only: a hardened program may run where its messages are read by others.

#include "guard.h"

#include <stdarg.h>
#include <stdio.h>

#define SHOWN_BYTES 16u

static const char *const families[OURO_FAMILIES] = {"plain", "atom", "container"};

// ---- Naming ----------------------------------------------------------------------------------

static const char *life_of(const struct ouro__spot *spot) {
    return spot->slack > OURO__SLACK_WAITING    ? "allocated"
           : spot->slack == OURO__SLACK_WAITING ? "freed, not used again yet"
                                                : "free";
}

// Whether a block of a pool that is empty now began at the address.
static bool began_here(const struct ouro__body *body, const void *address,
                       const struct ouro__spot *spot) {
    if (spot->where != OURO__AT_UNUSED || spot->pool == NULL || spot->shadow->used != 0 ||
        spot->shadow->cls >= body->classes) {
        return false;
    }
    const unsigned offset = (unsigned)((uintptr_t)address % OURO_POOL_SIZE);
    const unsigned number = ouro__block_pool_number(address);
    for (unsigned states = 0; states < 2 && number < spot->arena->carved; states++) {
        const struct ouro__shape *shape = &body->face.shape[states][spot->shadow->cls];
        if (offset >= shape->first && (unsigned)(offset - shape->first) % shape->size == 0) {
            return true;
        }
    }
    return false;
}

static void describe_block(const struct ouro__body *body, const struct ouro__spot *spot,
                           struct ouro__text *text) {
    const struct ouro__guard *guard = body->guard;
    ouro__text_add(text, "\n  block at %p, %zu bytes, %s, family %s", (void *)spot->block,
                   spot->size, life_of(spot), families[spot->family]);
    if (spot->pool != NULL) {
        ouro__text_add(text, ", number %u of pool %p", spot->index, (const void *)spot->page);
    } else {
        ouro__text_add(text, ", large");
    }
    if (!guard->debug) {
        return;
    }
    uint64_t serial = ouro__queue_serial(&guard->queue, spot->block);
    if (spot->slack > OURO__SLACK_WAITING) {
        serial = ouro__guard_serial(guard, spot);
    }
    if (serial != 0) {
        ouro__text_add(text, ", serial %llu", (unsigned long long)serial);
    }
    const size_t shown = spot->size < SHOWN_BYTES ? spot->size : SHOWN_BYTES;
    ouro__shade_open(guard->watched, spot->block, shown);
    ouro__text_add_bytes(text, "begins", spot->block, shown);
}

void ouro__guard_describe(const struct ouro__body *body, const void *address,
                          struct ouro__text *text) {
    struct ouro__spot spot;
    ouro__guard_locate(body, address, &spot);
    switch (spot.where) {
    case OURO__AT_NOTHING:
        ouro__text_add(text, "\n  %p lies in no memory of this heap", address);
        break;
    case OURO__AT_GAP:
        ouro__text_add(text, "\n  %p lies where this heap has no memory", address);
        break;
    case OURO__AT_UNUSED:
        if (began_here(body, address, &spot)) {
            ouro__text_add(text, "\n  block at %p, free, in the empty pool %p", address,
                           (const void *)spot.page);
        } else {
            ouro__text_add(text, "\n  %p lies in an unused part of this heap", address);
        }
        break;
    case OURO__AT_HEADER:
        ouro__text_add(text, "\n  %p lies in pool %p, in none of its blocks of %u bytes", address,
                       (const void *)spot.page, spot.shape->size);
        break;
    case OURO__AT_SMALL:
    case OURO__AT_LARGE: describe_block(body, &spot, text); break;
    }
}

// ---- The end ---------------------------------------------------------------------------------

void ouro__guard_end(const struct ouro__body *body, const struct ouro__text *text) {
    if (body->options.report != NULL) {
        body->options.report(body->options.report_arg, text->bytes);
    }
    ouro_fatal(text->bytes);
}

void ouro__guard_die(const struct ouro__body *body, const void *address, const char *what, ...) {
    struct ouro__text text;
    ouro__text_start(&text);
    va_list arguments;
    va_start(arguments, what);
    const int length = vsnprintf(text.bytes, sizeof(text.bytes), what, arguments);
    va_end(arguments);
    text.length = length > 0 ? (size_t)length : 0;
    ouro__guard_describe(body, address, &text);
    ouro__guard_end(body, &text);
}

void ouro__guard_wrong(const struct ouro__body *body, const void *address, const char *verb,
                       const struct ouro__spot *spot) {
    if (spot->where >= OURO__AT_SMALL && spot->offset == 0) {
        ouro__guard_die(body, address, "%s of %p, which was freed already", verb, address);
    }
    if (spot->where >= OURO__AT_SMALL) {
        ouro__guard_die(body, address, "%s of %p, which is %td bytes %s a block", verb, address,
                        spot->offset < 0 ? -spot->offset : spot->offset,
                        spot->offset < 0 ? "before" : "inside");
    }
    if (began_here(body, address, spot)) {
        ouro__guard_die(body, address, "%s of %p, which was freed already", verb, address);
    }
    ouro__guard_die(body, address, "%s of %p, which is no block of this heap", verb, address);
}
