// SPDX-License-Identifier: MIT
// What the verbs beside `run` share: options from a table, --help made from it.  The command.
#ifndef OURO_CLI_VERB_H
#define OURO_CLI_VERB_H

#include <stddef.h>

typedef struct verb_option {
    const char *name;     // "--stats"
    const char *value;    // how it is shown: " FILE", "[=text|json]", or NULL: none
    const char *variable; // that the environment may set instead, or NULL
    const char *text;
} verb_option;

typedef struct verb {
    const char *name;
    const char *usage;  // one line or several, without "usage: "
    const char *about;  // a sentence or two
    const char *ending; // statuses and examples
    const verb_option *options;
    size_t option_count;
} verb;

// Reads the options in argv[1] and after, up to the first operand or "--". values[i] becomes the value
// of option i, "" for one that is given without, or stays as it is. Returns the index of the first
// operand, or -1 when all is said (help, a mistake): then *status is the status to exit with.
int verb_parse(const verb *self, int argc, char **argv, const char **values, int *status);

// Prints "ouro: ", the message and how the verb is used; returns 2.
int verb_misused(const verb *self, const char *format, ...)
    __attribute__((__format__(__printf__, 2, 3)));

// `ouro exec` and `ouro stats`; argv[0] is the verb. They return the status to exit with.
int exec_main(int argc, char **argv);
int stats_main(int argc, char **argv);

#endif
