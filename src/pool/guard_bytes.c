// SPDX-License-Identifier: MIT
// The bytes that a guarded heap keeps around and in blocks. Floor pool; SPEC rows: P11.

#include "guard.h"

#include <string.h>

#define DEAD_WORD (UINT64_C(0x0101010101010101) * OURO_DEAD_BYTE)

// ---- Canaries --------------------------------------------------------------------------------

// The canary's byte at an address.
static unsigned char canary_byte(const struct ouro__guard *guard, const unsigned char *at) {
    const uint64_t word = ouro__canary_word(guard, (uintptr_t)at & ~(uintptr_t)7);
    return ((const unsigned char *)&word)[(uintptr_t)at % 8];
}

void ouro__canary_write(const struct ouro__guard *guard, unsigned char *from, unsigned char *to) {
    for (; (uintptr_t)from % 8 != 0 && from < to; from++) {
        *from = canary_byte(guard, from);
    }
    for (; to - from >= 8; from += 8) {
        const uint64_t word = ouro__canary_word(guard, (uintptr_t)from);
        memcpy(from, &word, 8);
    }
    for (; from < to; from++) {
        *from = canary_byte(guard, from);
    }
}

const unsigned char *ouro__canary_damage(const struct ouro__guard *guard, const unsigned char *from,
                                         const unsigned char *to) {
    for (; (uintptr_t)from % 8 != 0 && from < to; from++) {
        if (*from != canary_byte(guard, from)) {
            return from;
        }
    }
    for (; to - from >= 8; from += 8) {
        uint64_t word;
        memcpy(&word, from, 8);
        if (word != ouro__canary_word(guard, (uintptr_t)from)) {
            break;
        }
    }
    for (; from < to; from++) {
        if (*from != canary_byte(guard, from)) {
            return from;
        }
    }
    return NULL;
}

// ---- Dead bytes ------------------------------------------------------------------------------

const unsigned char *ouro__dead_damage(const unsigned char *from, const unsigned char *to) {
    for (; from < to; from += 8) {
        uint64_t word;
        memcpy(&word, from, 8);
        if (word != DEAD_WORD) {
            while (*from == OURO_DEAD_BYTE) {
                from++;
            }
            return from;
        }
    }
    return NULL;
}

// ---- Slots -----------------------------------------------------------------------------------

static char letter_of(ouro_family family) {
    return ouro__debug_letter(family == OURO_PLAIN ? OURO_DOMAIN_MEM : OURO_DOMAIN_OBJECT);
}

void ouro__slot_seal(struct ouro__guard *guard, const struct ouro__slot *slot) {
    unsigned char *behind = slot->block + slot->size;
    if (guard->silent) {
        return;
    }
    if (guard->debug) {
        ouro__debug_seal(slot->head, slot->block, slot->size, letter_of(slot->family),
                         ++guard->serial);
        memset(behind + OURO__DEBUG_TAIL, OURO_FORBIDDEN_BYTE,
               (size_t)(slot->end - behind) - OURO__DEBUG_TAIL);
    } else {
        ouro__canary_write(guard, behind, slot->end);
    }
}

static bool padding_damage(const struct ouro__slot *slot, struct ouro__text *text) {
    const unsigned char *behind = slot->block + slot->size;
    const unsigned char *at = behind + OURO__DEBUG_TAIL;
    while (at < slot->end && *at == OURO_FORBIDDEN_BYTE) {
        at++;
    }
    if (at == slot->end) {
        return false;
    }
    ouro__text_add(text,
                   "written behind the block: %zu bytes behind it"
                   "\n  block at %p, %zu bytes, domain '%c', serial %llu",
                   (size_t)(at - behind), (const void *)slot->block, slot->size,
                   letter_of(slot->family), (unsigned long long)ouro__debug_serial(slot->head));
    return true;
}

static bool canary_damage(const struct ouro__guard *guard, const struct ouro__slot *slot,
                          struct ouro__text *text) {
    const unsigned char *behind = slot->block + slot->size;
    const unsigned char *first = ouro__canary_damage(guard, behind, slot->end);
    if (first == NULL) {
        return false;
    }
    ouro__text_add(text,
                   "written behind the block: its canary was overwritten %zu bytes behind it"
                   "\n  block at %p, %zu bytes",
                   (size_t)(first - behind), (const void *)slot->block, slot->size);
    return true;
}

bool ouro__slot_damage(const struct ouro__guard *guard, const struct ouro__slot *slot,
                       struct ouro__text *text) {
    if (guard->silent) {
        return false;
    }
    const unsigned char *behind = slot->block + slot->size;
    const size_t length = (size_t)(slot->end - behind);
    bool damaged;
    ouro__shade_open(guard->watched, behind, length);
    if (guard->debug) {
        ouro__shade_open(guard->watched, slot->head, OURO__DEBUG_HEAD);
        damaged = ouro__debug_damage(slot->head, slot->block, slot->size, letter_of(slot->family),
                                     text) ||
                  padding_damage(slot, text);
        ouro__shade_close(guard->watched, slot->head, OURO__DEBUG_HEAD);
    } else {
        damaged = canary_damage(guard, slot, text);
    }
    ouro__shade_close(guard->watched, behind, length);
    return damaged;
}
