// SPDX-License-Identifier: MIT
// A message that grows in a buffer of fixed size: nothing is allocated while a heap is broken.
// Floor raw; SPEC rows: P11's messages.

#ifndef OURO_TEXT_H
#define OURO_TEXT_H

#include "ouro/base.h"

struct ouro__text {
    char bytes[1024];
    size_t length; // without the NUL
};

// Begins with nothing. The rest is not touched: most texts are never needed.
static inline void ouro__text_start(struct ouro__text *text) {
    text->length = 0;
    text->bytes[0] = '\0';
}

// Appends; what does not fit is cut off.
void OURO_PRINTF(2, 3) ouro__text_add(struct ouro__text *text, const char *format, ...);

// Appends a line "  LABEL: xx xx ..." of so many bytes.
void ouro__text_add_bytes(struct ouro__text *text, const char *label, const unsigned char *bytes,
                          size_t count);

#endif
