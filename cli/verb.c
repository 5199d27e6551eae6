// SPDX-License-Identifier: MIT
// Options and help of the verbs beside `run`.  The command.
#include "verb.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "suggest.h"

static void print_usage(const verb *self, FILE *out) {
    fprintf(out, "usage: %s\n", self->usage);
}

static int print_help(const verb *self) {
    printf("%s\n\n", self->about);
    print_usage(self, stdout);
    puts("\noptions:");
    for (size_t i = 0; i < self->option_count; i++) {
        const verb_option *each = &self->options[i];
        char head[64];
        snprintf(head, sizeof head, "%s%s", each->name, each->value ? each->value : "");
        printf("  %-26s %s\n", head, each->text);
        if (each->variable) {
            printf("  %-26s (environment: %s)\n", "", each->variable);
        }
    }
    printf("  %-26s %s\n\n%s\n", "--help", "print this text", self->ending);
    return fflush(stdout) == 0 ? 0 : 1;
}

int verb_misused(const verb *self, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fputs("ouro: ", stderr);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    print_usage(self, stderr);
    fprintf(stderr, "'ouro %s --help' says more.\n", self->name);
    return 2;
}

static int unknown_option(const verb *self, const char *word) {
    suggestion best = suggest_for(word);
    for (size_t i = 0; i < self->option_count; i++) {
        suggest_consider(&best, self->options[i].name);
    }
    suggest_consider(&best, "--help");
    return best.nearest
               ? verb_misused(self, "unknown option %s; did you mean %s?", word, best.nearest)
               : verb_misused(self, "unknown option %s", word);
}

// The index of the option that `word` names up to its "=", or option_count.
static size_t find(const verb *self, const char *word) {
    const size_t length = strcspn(word, "=");
    size_t i = 0;
    while (i < self->option_count && (strlen(self->options[i].name) != length ||
                                      strncmp(self->options[i].name, word, length) != 0)) {
        i++;
    }
    return i;
}

// One option at argv[*at], which is left at its last word. False: *status is the status to exit with.
static int take(const verb *self, int argc, char **argv, int *at, const char **values,
                int *status) {
    const char *word = argv[*at], *equals = strchr(word, '=');
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        *status = print_help(self);
        return 0;
    }
    const size_t index = find(self, word);
    if (index == self->option_count) {
        *status = unknown_option(self, word);
        return 0;
    }
    const char *value = self->options[index].value;
    if (equals && !value) {
        *status = verb_misused(self, "%s takes no value", self->options[index].name);
        return 0;
    }
    if (!equals && value && *value == ' ') {
        if (*at + 1 >= argc) {
            *status = verb_misused(self, "%s needs a value:%s", word, value);
            return 0;
        }
        values[index] = argv[++*at];
    } else {
        values[index] = equals ? equals + 1 : "";
    }
    return 1;
}

int verb_parse(const verb *self, int argc, char **argv, const char **values, int *status) {
    int at = 1;
    for (; at < argc && argv[at][0] == '-' && argv[at][1]; at++) {
        if (strcmp(argv[at], "--") == 0) {
            return at + 1;
        }
        if (!take(self, argc, argv, &at, values, status)) {
            return -1;
        }
    }
    return at;
}
