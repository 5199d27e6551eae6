// SPDX-License-Identifier: MIT
// "Did you mean": the known word that is nearest to a mistaken one.  The command.
#ifndef OURO_CLI_SUGGEST_H
#define OURO_CLI_SUGGEST_H

#include <stddef.h>

typedef struct suggestion {
    const char *word;    // what was typed
    const char *nearest; // the best so far, or NULL
    size_t edits;
} suggestion;

suggestion suggest_for(const char *word);

// Takes note of `known` (or of NULL: of nothing) if it is near enough, and nearer than those before.
void suggest_consider(suggestion *best, const char *known);

#endif
