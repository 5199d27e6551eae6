// SPDX-License-Identifier: MIT
// Words that are nearly right.  The command.
#include "suggest.h"

#include <stdint.h>
#include <string.h>

// Edits between two words (insertions, deletions, changes), for short words.
static size_t distance(const char *a, const char *b) {
    size_t row[32], length = strlen(b);
    if (length >= sizeof row / sizeof *row) {
        return SIZE_MAX;
    }
    for (size_t j = 0; j <= length; j++) {
        row[j] = j;
    }
    for (size_t i = 0; a[i]; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < length; j++) {
            size_t change = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            size_t least = row[j] < row[j + 1] ? row[j] + 1 : row[j + 1] + 1;
            row[j + 1] = change < least ? change : least;
        }
    }
    return row[length];
}

suggestion suggest_for(const char *word) {
    return (suggestion){.word = word, .edits = 4};
}

void suggest_consider(suggestion *best, const char *known) {
    size_t edits = known ? distance(best->word, known) : SIZE_MAX;
    if (edits < best->edits && edits < strlen(best->word)) {
        best->edits = edits;
        best->nearest = known;
    }
}
