// SPDX-License-Identifier: MIT
// The text of the program: from a file, standard input or the command line.  The command.
#ifndef OURO_CLI_SOURCE_H
#define OURO_CLI_SOURCE_H

#include "options.h"

typedef struct source {
    char *text;     // malloc'ed, closed by a NUL
    size_t length;  // bytes
    char *filename; // malloc'ed: absolute path, "<stdin>" or "<string>"
    char *folder;   // malloc'ed: sys.path[0]
    const char *argv0;
} source;

// Fills *result: -1 when that worked, else the status to exit with, after a message on stderr.
int source_load(const options *given, source *result);
void source_free(source *loaded);

#endif
