// SPDX-License-Identifier: MIT
// Messages in buffers of fixed size. Floor raw; SPEC rows: P11's messages.

#include "text.h"

#include <stdarg.h>
#include <stdio.h>

void ouro__text_add(struct ouro__text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const size_t room = sizeof(text->bytes) - text->length;
    const int written = vsnprintf(text->bytes + text->length, room, format, arguments);
    va_end(arguments);
    if (written > 0) {
        text->length += (size_t)written < room ? (size_t)written : room - 1;
    }
}

void ouro__text_add_bytes(struct ouro__text *text, const char *label, const unsigned char *bytes,
                          size_t count) {
    ouro__text_add(text, "\n  %s:", label);
    for (size_t i = 0; i < count; i++) {
        ouro__text_add(text, " %02x", bytes[i]);
    }
}
