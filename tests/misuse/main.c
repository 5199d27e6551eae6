// SPDX-License-Identifier: MIT
// Runs one wrong program on a plain, hardened or debug heap; lists them all. Tests; SPEC rows: P11.
//
//   misuse --list        name, what is wrong, expectations: units and records of ASCII
//   misuse CASE [MODE]   MODE: plain, hardened, debug, or right: the heap is used as it should be
//
// Prints SURVIVED when nothing ended the process.

#include "misuse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct misuse *const tables[] = {double_frees, invalid_frees, overruns,
                                              underruns,    after_frees,   records};

// ---- Helpers of the cases --------------------------------------------------------------------

void harm_if(int condition) {
    if (condition) {
        puts("HARM");
        fflush(stdout);
    }
}

void poke(void *address, int byte) {
    *(volatile unsigned char *)address = (unsigned char)byte;
}

int peek(const void *address) {
    return *(const volatile unsigned char *)address;
}

void fill(void *address, int byte, size_t count) {
    for (size_t i = 0; i < count; i++) {
        poke((char *)address + i, byte);
    }
}

void fill_down(void *address, int byte, size_t count) {
    for (size_t i = 1; i <= count; i++) {
        poke((char *)address - i, byte);
    }
}

void another(ouro_heap *heap, ouro_family family, size_t size) {
    if (ouro_heap_alloc_in(heap, family, size) == NULL) {
        fputs("misuse: no memory\n", stderr);
        exit(2);
    }
}

#define MANY 64

void neighbours(ouro_heap *heap, size_t size, char **low, char **high) {
    char *blocks[MANY];
    size_t nearest = SIZE_MAX;
    for (int i = 0; i < MANY; i++) {
        blocks[i] = ouro_heap_alloc(heap, size);
    }
    for (int i = 0; i < MANY; i++) {
        for (int k = 0; k < MANY; k++) {
            const size_t distance = (size_t)(blocks[k] - blocks[i]);
            if (distance > 0 && distance < nearest) {
                nearest = distance;
                *low = blocks[i];
                *high = blocks[k];
            }
        }
    }
}

// ---- A right program -------------------------------------------------------------------------

static void use_well(ouro_heap *heap) {
    enum { COUNT = 2000 };
    static unsigned char *blocks[COUNT];
    for (size_t i = 0; i < 4 * COUNT; i++) {
        const size_t size = i * 37 % 3000;
        unsigned char **slot = &blocks[i * 7 % COUNT];
        if (i % 3 == 0) {
            *slot = ouro_heap_realloc(heap, *slot, size);
        } else {
            ouro_heap_free(heap, *slot);
            *slot = i % 2 ? ouro_heap_calloc_in(heap, OURO_ATOM, 1, size)
                          : ouro_heap_alloc_in(heap, OURO_CONTAINER, size);
        }
        memset(*slot, (int)i, size);
    }
    for (size_t i = 0; i < COUNT; i++) {
        ouro_heap_free(heap, blocks[i]);
    }
    harm_if(ouro_heap_check(heap) != NULL);
}

// ---- Running ---------------------------------------------------------------------------------

static const char *text_of(const char *text) {
    return text == NULL ? "-" : text;
}

static int list(void) {
    for (size_t t = 0; t < sizeof(tables) / sizeof(*tables); t++) {
        for (const struct misuse *each = tables[t]; each->name != NULL; each++) {
            printf("%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%d\x1e", each->name, each->wrong,
                   text_of(each->debug), text_of(each->hardened), text_of(each->valgrind),
                   each->harms);
        }
    }
    return 0;
}

static const struct misuse *find(const char *name) {
    for (size_t t = 0; t < sizeof(tables) / sizeof(*tables); t++) {
        for (const struct misuse *each = tables[t]; each->name != NULL; each++) {
            if (strcmp(each->name, name) == 0) {
                return each;
            }
        }
    }
    fprintf(stderr, "misuse: no case %s\n", name);
    exit(2);
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        return list();
    }
    if (argc < 2) {
        fputs("usage: misuse --list | CASE [plain|hardened|debug]\n", stderr);
        return 2;
    }
    const char *mode = argc > 2 ? argv[2] : "plain";
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.safety = strcmp(mode, "debug") == 0      ? OURO_SAFETY_DEBUG
                     : strcmp(mode, "hardened") == 0 ? OURO_SAFETY_HARDENED
                                                     : OURO_SAFETY_NONE;
    ouro_heap *heap = ouro_heap_new(&options);
    if (heap == NULL) {
        return 2;
    }
    (strcmp(argv[1], "right") == 0 ? use_well : find(argv[1])->run)(heap);
    ouro_heap_destroy(heap);
    puts("SURVIVED");
    return 0;
}
