// SPDX-License-Identifier: MIT
// Debug hooks: an allocator that surrounds every block with known bytes and checks them.
// Floor raw; SPEC rows: P11's bytes and messages.
//
// A block of n bytes for the user is n + 48 bytes of the inner allocator:
//
//    0  size     8 bytes, big-endian, so that a hex dump reads as a number
//    8  serial   8 bytes, big-endian: counts the allocations of these hooks
//   16  letter   1 byte, the domain's
//   17  0xFD     15 bytes, forbidden
//   32  data     n bytes, 0xCD until written; all of the block 0xDD once freed
//  +n  0xFD     8 bytes, forbidden
//  +n  serial   8 bytes again: an overrun that spares it tells its length
//
// Size and serial come first and the letter third, because allocators keep their links in the first 16
// bytes of what is freed: the letter's place still reads 0xDD then, and a second free is recognised.
// 32 bytes in front keep an alignment of 16. realloc always moves, so that whoever still uses
// the old address finds dead bytes there.

#include "ouro/mem.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define HEAD        32
#define GUARD       8
#define LETTER_AT   16
#define SHOWN_BYTES 16

_Static_assert(HEAD + GUARD + 8 == OURO_DEBUG_OVERHEAD, "the header documents the overhead");

static const char letters[OURO_DOMAINS] = {'r', 'm', 'o'};

// ---- Numbers in blocks -----------------------------------------------------------------------

static void put_number(unsigned char *at, uint64_t number) {
    for (int i = 7; i >= 0; i--) {
        at[i] = (unsigned char)number;
        number >>= 8;
    }
}

static uint64_t get_number(const unsigned char *at) {
    uint64_t number = 0;
    for (int i = 0; i < 8; i++) {
        number = number << 8 | at[i];
    }
    return number;
}

// ---- Messages --------------------------------------------------------------------------------

// A text that grows in a buffer of fixed size: nothing is allocated while the heap is broken.
struct text {
    char bytes[1024];
    size_t length;
};

static void OURO_PRINTF(2, 3) add(struct text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    size_t room = sizeof(text->bytes) - text->length;
    int written = vsnprintf(text->bytes + text->length, room, format, arguments);
    va_end(arguments);
    if (written > 0) {
        text->length += (size_t)written < room ? (size_t)written : room - 1;
    }
}

static void add_bytes(struct text *text, const char *label, const unsigned char *bytes,
                      size_t count) {
    add(text, "\n  %s:", label);
    for (size_t i = 0; i < count; i++) {
        add(text, " %02x", bytes[i]);
    }
}

// Names the block: its address, then, unless the head itself is broken, what the head says.
static void add_block(struct text *text, const unsigned char *head, bool head_is_sound) {
    const unsigned char *data = head + HEAD;
    add(text, "\n  block at %p", (const void *)data);
    if (!head_is_sound) {
        add_bytes(text, "32 bytes before it", head, HEAD);
        return;
    }
    const size_t size = (size_t)get_number(head);
    add(text, ", %zu bytes, domain '%c', serial %llu", size, head[LETTER_AT],
        (unsigned long long)get_number(head + 8));
    add_bytes(text, "begins", data, size < SHOWN_BYTES ? size : SHOWN_BYTES);
    add_bytes(text, "guard behind it", data + size, GUARD);
}

static void report(const ouro_debug *debug, const struct text *text) {
    if (debug->report != NULL) {
        debug->report(debug->report_arg, text->bytes);
    }
}

// ---- Checking --------------------------------------------------------------------------------

// How many of `count` bytes are not forbidden ones; *first is the first such, from 0.
static size_t damaged(const unsigned char *bytes, size_t count, size_t *first) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != OURO_FORBIDDEN_BYTE) {
            if (found == 0) {
                *first = i;
            }
            found++;
        }
    }
    return found;
}

static bool is_known_letter(unsigned char letter) {
    return letter == letters[0] || letter == letters[1] || letter == letters[2];
}

// Says what is wrong with the block, or returns false: nothing is. The head is looked at first, since
// where the block ends is known only from it.
static bool find_damage(const ouro_debug *debug, const unsigned char *head, struct text *text) {
    const unsigned char letter = head[LETTER_AT];
    size_t first = 0;
    size_t count = damaged(head + LETTER_AT + 1, HEAD - LETTER_AT - 1, &first);
    if (letter == OURO_DEAD_BYTE && head[LETTER_AT + 1] == OURO_DEAD_BYTE) {
        add(text, "the block was freed already");
        add_block(text, head, false);
        return true;
    }
    if (!is_known_letter(letter) || count > 0) {
        add(text,
            "written before the block: %zu of the 15 forbidden bytes changed, "
            "the first %zu bytes before it; or no block of these hooks",
            count, HEAD - LETTER_AT - 1 - first);
        add_block(text, head, false);
        return true;
    }
    if (letter != (unsigned char)debug->letter) {
        add(text, "wrong domain: allocated in '%c', used in '%c'", letter, debug->letter);
        add_block(text, head, true);
        return true;
    }
    const size_t size = (size_t)get_number(head);
    if (size > OURO_SIZE_MAX - OURO_DEBUG_OVERHEAD) {
        add(text, "written before the block: its size is impossible");
        add_block(text, head, false);
        return true;
    }
    count = damaged(head + HEAD + size, GUARD, &first);
    if (count > 0) {
        add(text,
            "written behind the block: %zu of the 8 forbidden bytes changed, "
            "the first %zu bytes behind it",
            count, first);
        add_block(text, head, true);
        return true;
    }
    if (get_number(head + HEAD + size + GUARD) != get_number(head + 8)) {
        add(text, "the serial numbers before and behind the block differ");
        add_block(text, head, true);
        return true;
    }
    return false;
}

int ouro_debug_check(ouro_debug *debug, const void *block) {
    struct text text = {.length = 0};
    if (!find_damage(debug, (const unsigned char *)block - HEAD, &text)) {
        return 0;
    }
    report(debug, &text);
    return -1;
}

static void check_or_die(const ouro_debug *debug, const unsigned char *head) {
    struct text text = {.length = 0};
    if (find_damage(debug, head, &text)) {
        report(debug, &text);
        ouro_fatal(text.bytes);
    }
}

// ---- The allocator ---------------------------------------------------------------------------

// Surrounds a block of the inner allocator, whose data are filled in already.
static void *surround(ouro_debug *debug, unsigned char *head, size_t size) {
    debug->serial++;
    put_number(head, size);
    put_number(head + 8, debug->serial);
    memset(head + LETTER_AT, OURO_FORBIDDEN_BYTE, HEAD - LETTER_AT);
    head[LETTER_AT] = (unsigned char)debug->letter;
    memset(head + HEAD + size, OURO_FORBIDDEN_BYTE, GUARD);
    put_number(head + HEAD + size + GUARD, debug->serial);
    return head + HEAD;
}

static void *debug_malloc(void *ctx, size_t size) {
    ouro_debug *debug = ctx;
    if (size > OURO_SIZE_MAX - OURO_DEBUG_OVERHEAD) {
        return NULL;
    }
    unsigned char *head = debug->inner.malloc(debug->inner.ctx, size + OURO_DEBUG_OVERHEAD);
    if (head == NULL) {
        return NULL;
    }
    memset(head + HEAD, OURO_CLEAN_BYTE, size);
    return surround(debug, head, size);
}

static void *debug_calloc(void *ctx, size_t count, size_t size) {
    ouro_debug *debug = ctx;
    const size_t total = count * size; // checked by the caller, as the contract says
    if (total > OURO_SIZE_MAX - OURO_DEBUG_OVERHEAD) {
        return NULL;
    }
    unsigned char *head = debug->inner.calloc(debug->inner.ctx, 1, total + OURO_DEBUG_OVERHEAD);
    return head == NULL ? NULL : surround(debug, head, total);
}

static void debug_free(void *ctx, void *block) {
    const ouro_debug *debug = ctx;
    if (block == NULL) {
        return;
    }
    unsigned char *head = (unsigned char *)block - HEAD;
    check_or_die(debug, head);
    memset(head, OURO_DEAD_BYTE, (size_t)get_number(head) + OURO_DEBUG_OVERHEAD);
    debug->inner.free(debug->inner.ctx, head);
}

static void *debug_realloc(void *ctx, void *block, size_t size) {
    ouro_debug *debug = ctx;
    if (block == NULL) {
        return debug_malloc(ctx, size);
    }
    const unsigned char *head = (const unsigned char *)block - HEAD;
    check_or_die(debug, head);
    void *moved = debug_malloc(ctx, size);
    if (moved == NULL) {
        return NULL;
    }
    const size_t old = (size_t)get_number(head);
    memcpy(moved, block, old < size ? old : size);
    debug_free(ctx, block);
    return moved;
}

ouro_allocator ouro_debug_wrap(ouro_debug *debug, ouro_domain domain, const ouro_allocator *inner,
                               ouro_report_function report_function, void *report_arg) {
    *debug = (ouro_debug){
        .inner = *inner,
        .report = report_function,
        .report_arg = report_arg,
        .letter = letters[domain],
    };
    return (ouro_allocator){debug, debug_malloc, debug_calloc, debug_realloc, debug_free};
}
