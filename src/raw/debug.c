// SPDX-License-Identifier: MIT
// Debug hooks: an allocator that surrounds every block with known bytes and checks them.
// Floor raw; SPEC rows: P11's bytes and messages.
//
// A block of n bytes for the user is n + 48 bytes of the inner allocator, laid out as debug.h says;
// all of it is 0xDD once freed.
//
// Size and serial come first and the letter third, because allocators keep their links in the first 16
// bytes of what is freed: the letter's place still reads 0xDD then, and a second free is recognised.
// 32 bytes in front keep an alignment of 16. realloc always moves, so that whoever still uses
// the old address finds dead bytes there.

#include "debug.h"

#include <string.h>

#define HEAD        OURO__DEBUG_HEAD
#define GUARD       8u
#define LETTER_AT   16
#define SHOWN_BYTES 16

_Static_assert(HEAD + OURO__DEBUG_TAIL == OURO_DEBUG_OVERHEAD, "the header documents the overhead");

static const unsigned char letters[OURO_DOMAINS] = {'r', 'm', 'o'};

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

size_t ouro__debug_size(const unsigned char *head) {
    return (size_t)get_number(head);
}

uint64_t ouro__debug_serial(const unsigned char *head) {
    return get_number(head + 8);
}

char ouro__debug_letter(ouro_domain domain) {
    return (char)letters[domain];
}

// ---- Messages --------------------------------------------------------------------------------

// Names the block: its address, then, unless the head itself is broken, what the head says.
static void add_block(struct ouro__text *text, const unsigned char *head, const unsigned char *data,
                      size_t known, bool head_is_sound) {
    ouro__text_add(text, "\n  block at %p", (const void *)data);
    if (!head_is_sound) {
        if (known != OURO__DEBUG_UNKNOWN) {
            ouro__text_add(text, ", %zu bytes", known);
        }
        ouro__text_add_bytes(text, "32 bytes before it", head, HEAD);
        return;
    }
    const size_t size = (size_t)get_number(head);
    ouro__text_add(text, ", %zu bytes, domain '%c', serial %llu", size, head[LETTER_AT],
                   (unsigned long long)get_number(head + 8));
    ouro__text_add_bytes(text, "begins", data, size < SHOWN_BYTES ? size : SHOWN_BYTES);
    ouro__text_add_bytes(text, "guard behind it", data + size, GUARD);
}

static void report(const ouro_debug *debug, const struct ouro__text *text) {
    if (debug->report != NULL) {
        debug->report(debug->report_arg, text->bytes);
    }
}

// ---- Checking --------------------------------------------------------------------------------

// Not a subtraction of pointers: `block` may be anything.
static unsigned char *head_of(const void *block) {
    return (unsigned char *)((uintptr_t)block - HEAD);
}

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
bool ouro__debug_damage(const unsigned char *head, const unsigned char *data, size_t known,
                        char expected, struct ouro__text *text) {
    const unsigned char letter = head[LETTER_AT];
    size_t first = 0;
    size_t count = damaged(head + LETTER_AT + 1, HEAD - LETTER_AT - 1, &first);
    if (letter == OURO_DEAD_BYTE && head[LETTER_AT + 1] == OURO_DEAD_BYTE) {
        ouro__text_add(text, "the block was freed already");
        add_block(text, head, data, known, false);
        return true;
    }
    if (!is_known_letter(letter) || count > 0) {
        ouro__text_add(text,
                       "written before the block: %zu of the 15 forbidden bytes changed, "
                       "the first %zu bytes before it%s",
                       count, HEAD - LETTER_AT - 1 - first,
                       known == OURO__DEBUG_UNKNOWN ? "; or no block of these hooks" : "");
        add_block(text, head, data, known, false);
        return true;
    }
    if (letter != (unsigned char)expected) {
        ouro__text_add(text, "wrong domain: allocated in '%c', used in '%c'", letter, expected);
        add_block(text, head, data, known, true);
        return true;
    }
    const size_t size = (size_t)get_number(head);
    if (known != OURO__DEBUG_UNKNOWN && size != known) {
        ouro__text_add(text, "written before the block: it has %zu bytes, its head says %zu", known,
                       size);
        add_block(text, head, data, known, false);
        return true;
    }
    if (size > OURO_SIZE_MAX - OURO_DEBUG_OVERHEAD) {
        ouro__text_add(text, "written before the block: its size is impossible");
        add_block(text, head, data, known, false);
        return true;
    }
    count = damaged(data + size, GUARD, &first);
    if (count > 0) {
        ouro__text_add(text,
                       "written behind the block: %zu of the 8 forbidden bytes changed, "
                       "the first %zu bytes behind it",
                       count, first);
        add_block(text, head, data, known, true);
        return true;
    }
    if (get_number(data + size + GUARD) != get_number(head + 8)) {
        ouro__text_add(text, "the serial numbers before and behind the block differ");
        add_block(text, head, data, known, true);
        return true;
    }
    return false;
}

int ouro_debug_check(ouro_debug *debug, const void *block) {
    struct ouro__text text;
    ouro__text_start(&text);
    const unsigned char *data = block;
    if (!ouro__debug_damage(head_of(block), data, OURO__DEBUG_UNKNOWN, debug->letter, &text)) {
        return 0;
    }
    report(debug, &text);
    return -1;
}

// Whether the inner allocator knows of no allocated block there; says so.
static bool is_unknown(const ouro_debug *debug, const void *block, struct ouro__text *text) {
    char instead[256] = "";
    if (debug->explain == NULL ||
        debug->explain(debug->explain_arg, head_of(block), instead, sizeof(instead)) == 0) {
        return false;
    }
    ouro__text_add(text,
                   "%p is no block of these hooks, or was freed already\n  32 bytes before it: %s",
                   block, instead);
    return true;
}

static void check_or_die(const ouro_debug *debug, const void *block) {
    struct ouro__text text;
    ouro__text_start(&text);
    if (is_unknown(debug, block, &text) ||
        ouro__debug_damage(head_of(block), block, OURO__DEBUG_UNKNOWN, debug->letter, &text)) {
        report(debug, &text);
        ouro_fatal(text.bytes);
    }
}

// ---- The allocator ---------------------------------------------------------------------------

void ouro__debug_seal(unsigned char *head, unsigned char *data, size_t size, char letter,
                      uint64_t serial) {
    put_number(head, size);
    put_number(head + 8, serial);
    memset(head + LETTER_AT, OURO_FORBIDDEN_BYTE, HEAD - LETTER_AT);
    head[LETTER_AT] = (unsigned char)letter;
    memset(data + size, OURO_FORBIDDEN_BYTE, GUARD);
    put_number(data + size + GUARD, serial);
}

// Surrounds a block of the inner allocator, whose data are filled in already.
static void *surround(ouro_debug *debug, unsigned char *head, size_t size) {
    ouro__debug_seal(head, head + HEAD, size, debug->letter, ++debug->serial);
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
    unsigned char *head = head_of(block);
    check_or_die(debug, block);
    memset(head, OURO_DEAD_BYTE, (size_t)get_number(head) + OURO_DEBUG_OVERHEAD);
    debug->inner.free(debug->inner.ctx, head);
}

static void *debug_realloc(void *ctx, void *block, size_t size) {
    ouro_debug *debug = ctx;
    if (block == NULL) {
        return debug_malloc(ctx, size);
    }
    const unsigned char *head = head_of(block);
    check_or_die(debug, block);
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
        .letter = (char)letters[domain],
    };
    return (ouro_allocator){debug, debug_malloc, debug_calloc, debug_realloc, debug_free};
}
