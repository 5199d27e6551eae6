// SPDX-License-Identifier: MIT
// SipHash-1-3, the keyed hash of str and bytes: one compression round a word, three at the end.
// Floor: types.  The key's expansion from PYTHONHASHSEED gives the hashes of CPython 3.11.
#include "caches.h"

// ---- The permutation ------------------------------------------------------------------------

typedef struct state {
    uint64_t a, b, c, d;
} state;

static inline uint64_t rotate(uint64_t word, unsigned bits) {
    return word << bits | word >> (64 - bits);
}

static inline void mix(state *s) {
    s->a += s->b;
    s->c += s->d;
    s->b = rotate(s->b, 13) ^ s->a;
    s->d = rotate(s->d, 16) ^ s->c;
    s->a = rotate(s->a, 32);
    s->c += s->b;
    s->a += s->d;
    s->b = rotate(s->b, 17) ^ s->c;
    s->d = rotate(s->d, 21) ^ s->a;
    s->c = rotate(s->c, 32);
}

static inline void absorb(state *s, uint64_t word) {
    s->d ^= word;
    mix(s);
    s->a ^= word;
}

// ---- The hash -------------------------------------------------------------------------------

int64_t ouro_hash_memory(const void *data, size_t bytes) {
    if (bytes == 0) {
        return 0;
    }
    const uint64_t *key = ouro__runtime()->hash_key;
    state s = {key[0] ^ 0x736f6d6570736575u, key[1] ^ 0x646f72616e646f6du,
               key[0] ^ 0x6c7967656e657261u, key[1] ^ 0x7465646279746573u};
    const uint8_t *at = data;
    size_t left = bytes;
    for (; left >= 8; left -= 8, at += 8) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        absorb(&s, word);
    }
    uint64_t last = (uint64_t)bytes << 56;
    for (size_t i = 0; i < left; i++) {
        last |= (uint64_t)at[i] << (8 * i);
    }
    absorb(&s, last);
    s.c ^= 0xff;
    mix(&s);
    mix(&s);
    mix(&s);
    int64_t hash = (int64_t)(s.a ^ s.b ^ s.c ^ s.d);
    return hash == -1 ? -2 : hash;
}

void ouro__hash_key_from_seed(uint64_t seed, uint64_t key[2]) {
    uint8_t bytes[16] = {0};
    uint32_t x = (uint32_t)seed;
    if (seed != 0) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            x = x * 214013 + 2531011;
            bytes[i] = (uint8_t)(x >> 16);
        }
    }
    memcpy(key, bytes, sizeof bytes);
}
