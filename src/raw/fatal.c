// SPDX-License-Identifier: MIT
// The end of a process whose heap is broken. Floor raw. The only place in the library that prints or
// aborts: nothing can be trusted any more, so nothing is allocated and nothing is unwound.

#include "ouro/mem.h"

#include <stdio.h>
#include <stdlib.h>

void ouro_fatal(const char *message) {
    fprintf(stderr, "ouro: fatal: %s\n", message);
    fflush(stderr);
    abort();
}
