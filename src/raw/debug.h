// SPDX-License-Identifier: MIT
// The bytes of P11 around a block, for who writes and checks them: the hooks over any allocator, and
// heaps in debug mode. Floor raw; SPEC rows: P11's bytes and messages.
//
// Both sides of a block's data, of n bytes, are
//
//    0  size     8 bytes, big-endian, so that a hex dump reads as a number
//    8  serial   8 bytes, big-endian: counts the allocations
//   16  letter   1 byte, the domain's
//   17  0xFD     15 bytes, forbidden
//       data     n bytes, 0xCD until written
//    0  0xFD     8 bytes, forbidden
//    8  serial   8 bytes again: an overrun that spares it tells its length
//
// The data follow the head at once, but for large blocks of a heap, whose record stands between.

#ifndef OURO_DEBUG_H
#define OURO_DEBUG_H

#include "ouro/mem.h"
#include "text.h"

#include <stdbool.h>

#define OURO__DEBUG_HEAD 32u
#define OURO__DEBUG_TAIL 16u

// Writes head and tail around data that are filled in already.
void ouro__debug_seal(unsigned char *head, unsigned char *data, size_t size, char letter,
                      uint64_t serial);

#define OURO__DEBUG_UNKNOWN SIZE_MAX

// Says what is wrong with the bytes around a block of the domain `letter`, or returns false: nothing.
// `known` is the block's size where somebody else knows it: then its head must say the same.
bool ouro__debug_damage(const unsigned char *head, const unsigned char *data, size_t known,
                        char letter, struct ouro__text *text);

// What a head that is sound says.
size_t ouro__debug_size(const unsigned char *head);
uint64_t ouro__debug_serial(const unsigned char *head);

// The domain's letter, as in ouro_debug.
char ouro__debug_letter(ouro_domain domain);

#endif
