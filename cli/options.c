// SPDX-License-Identifier: MIT
// Options: the table, the parser, the help text.  The command.
#include "options.h"

#include <errno.h>
#include <ouro/heap.h>
#include <stdlib.h>
#include <string.h>

#include "suggest.h"

// ---- The table ----------------------------------------------------------------------------------

typedef enum option_type {
    TYPE_FLAG,   // present or not; in the environment: any text but "" and "0"
    TYPE_FORMAT, // off, text or json; --name alone is text
    TYPE_SIZE,   // bytes, with an optional suffix K, M or G
    TYPE_COUNT,  // a whole number
    TYPE_FAIL,   // N or N:K
    TYPE_SEED,   // 0 to 4294967295, or "random"
    TYPE_SAFETY, // pools, hardened or debug
    TYPE_MODE,   // generational or incremental
    TYPE_CODE,   // the program's text: the rest are its arguments
    TYPE_VERSION,
    TYPE_HELP,
} option_type;

typedef struct option {
    const char *name;  // "--stats", or NULL: only in the environment
    const char *value; // how the value is shown, or NULL: none
    option_type type;
    const char *unit;     // or NULL
    const char *initial;  // the default, as text
    const char *variable; // in the environment, or NULL
    size_t offset;        // in struct options
    const char *text;
} option;

#define FIELD(name) offsetof(options, name)

static const option table[] = {
    {"-c", " CODE", TYPE_CODE, NULL, NULL, NULL, 0, "run CODE instead of a file"},
    {"--stats", "[=text|json]", TYPE_FORMAT, NULL, "off", "OURO_STATS", FIELD(stats),
     "report on memory when the program ends, on stderr"},
    {"--frag", "[=text|json]", TYPE_FORMAT, NULL, "off", "OURO_FRAG", FIELD(frag),
     "tell which objects keep which memory when the program ends, on stderr"},
    {"--leaks", NULL, TYPE_FLAG, NULL, "off", "OURO_LEAKS", FIELD(leaks),
     "explain what is alive when the program ends: who holds it, where it was made"},
    {"--max-heap", " SIZE", TYPE_SIZE, "bytes, or with K, M, G", "no limit", "OURO_MAX_HEAP",
     FIELD(max_heap), "most memory the program's heap may take"},
    {"--gc", "=generational|incremental", TYPE_MODE, NULL, "generational", "OURO_GC",
     FIELD(gc_mode), "how automatic full collections are done: at once, or in slices"},
    {"--version", NULL, TYPE_VERSION, NULL, NULL, NULL, 0, "print the version"},
    {"--help", NULL, TYPE_HELP, NULL, NULL, NULL, 0, "print this text"},
    {NULL, "N|random", TYPE_SEED, NULL, "random", "PYTHONHASHSEED", FIELD(hash_seed),
     "key of the hashes of str and bytes"},
    {NULL, "pools|hardened|debug", TYPE_SAFETY, NULL, "pools", "OURO_MALLOC", FIELD(safety),
     "what the heap checks: nothing; what corrupts it; also what its blocks' users do"},
    {NULL, "1", TYPE_FLAG, NULL, "on", "OURO_VALGRIND", FIELD(valgrind),
     "under valgrind, tell it of every block of the heap"},
    {NULL, "1", TYPE_FLAG, NULL, "off", "OURO_MALLOCSTATS", FIELD(malloc_stats),
     "print pools and arenas when the program ends, on stderr"},
    {NULL, "1", TYPE_FLAG, NULL, "off", "OURO_VERIFY", FIELD(verify),
     "verify counts and references when the program ends; status 3 if any is wrong"},
    {NULL, "N[:K]", TYPE_FAIL, "allocations", "off", "OURO_FAIL_ALLOC", FIELD(fail_alloc),
     "fail K allocations (1) from the N-th of the program on"},
    {NULL, "N[:K]", TYPE_FAIL, "allocations", "off", "OURO_FAIL_START", FIELD(fail_start),
     "the same, counted and failing while the runtime starts"},
    {NULL, "N", TYPE_COUNT, "containers", "off", "OURO_GC_STRESS", FIELD(gc_stress),
     "collect at every N-th container that is made, to see what breaks"},
};
enum { OPTIONS = sizeof table / sizeof *table };

// ---- Help ---------------------------------------------------------------------------------------

static void print_usage(FILE *out) {
    fputs("usage: ouro [run] [options] FILE [arguments]\n"
          "       ouro [run] [options] -c CODE [arguments]\n"
          "       ouro [run] [options] - [arguments]         (the program comes from stdin)\n",
          out);
}

static void print_option(const option *entry) {
    char head[64];
    snprintf(head, sizeof head, "%s%s%s", entry->name ? entry->name : entry->variable,
             entry->name ? "" : "=", entry->value ? entry->value : "");
    printf("  %-26s %s\n", head, entry->text);
    if (entry->unit || entry->initial || (entry->name && entry->variable)) {
        printf("  %-26s (", "");
        const char *separator = "";
        if (entry->unit) {
            printf("%s", entry->unit);
            separator = "; ";
        }
        if (entry->initial) {
            printf("%sdefault: %s", separator, entry->initial);
            separator = "; ";
        }
        if (entry->name && entry->variable) {
            printf("%senvironment: %s", separator, entry->variable);
        }
        puts(")");
    }
}

static int print_help(void) {
    puts("Ouro runs Python scripts on a memory system of its own.\n");
    print_usage(stdout);
    puts("\nother verbs:\n"
         "  ouro exec PROGRAM          run CPython on Ouro's heap: 'ouro exec --help'\n"
         "  ouro stats PID             the heap of such a CPython, while it runs: 'ouro stats "
         "--help'\n"
         "\noptions:");
    for (size_t i = 0; i < OPTIONS; i++) {
        if (table[i].name) {
            print_option(&table[i]);
        }
    }
    puts("\nenvironment:");
    for (size_t i = 0; i < OPTIONS; i++) {
        if (!table[i].name) {
            print_option(&table[i]);
        }
    }
    puts("\nThe exit status is the program's: SystemExit's number, 1 after an uncaught exception;\n"
         "2 for a wrong command line or a file that cannot be opened, 130 after Ctrl-C.\n"
         "\nexamples:\n"
         "  ouro run --stats script.py       run it, then report on its memory\n"
         "  ouro --max-heap 64M script.py    MemoryError when it takes more\n"
         "  ouro -c 'print(6 * 7)'");
    return fflush(stdout) == 0 ? 0 : 1;
}

// ---- Mistakes -----------------------------------------------------------------------------------

static int unknown_option(const char *word) {
    char name[32];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(word, "="), word);
    suggestion best = suggest_for(name);
    for (size_t i = 0; i < OPTIONS; i++) {
        suggest_consider(&best, table[i].name);
    }
    fprintf(stderr, "ouro: unknown option %s", word);
    if (best.nearest) {
        fprintf(stderr, "; did you mean %s?", best.nearest);
    }
    fputc('\n', stderr);
    print_usage(stderr);
    fputs("'ouro --help' says more.\n", stderr);
    return 2;
}

static int bad_value(const option *entry, bool environment, const char *value) {
    fprintf(stderr, "ouro: %s: '%s' is not %s\n", environment ? entry->variable : entry->name,
            value,
            entry->type == TYPE_FORMAT   ? "text or json"
            : entry->type == TYPE_SAFETY ? "pools, hardened or debug"
            : entry->type == TYPE_MODE   ? "generational or incremental"
            : entry->type == TYPE_SIZE   ? "a size such as 64M"
            : entry->type == TYPE_COUNT  ? "a whole number"
                                         : "a whole number N, or N:K");
    return 2;
}

// ---- Values -------------------------------------------------------------------------------------

// A whole number and what follows it: false when there is none, or it is too large.
static bool read_number(const char *text, uint64_t *number, const char **rest) {
    if (*text < '0' || *text > '9') {
        return false;
    }
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    *number = value;
    *rest = end;
    return errno == 0;
}

static bool read_size(const char *text, uint64_t *size) {
    static const char suffixes[] = "KMG";
    const char *rest;
    if (!read_number(text, size, &rest)) {
        return false;
    }
    unsigned shift = 0;
    if (*rest) {
        char upper = (char)(*rest & ~0x20);
        const char *suffix = strchr(suffixes, upper);
        if (!suffix || !upper) {
            return false;
        }
        shift = 10 * (unsigned)(suffix - suffixes + 1);
        rest++;
        rest += *rest == 'i' ? 1 : 0;
        rest += *rest == 'B' || *rest == 'b' ? 1 : 0;
    }
    if (*rest || *size > (uint64_t)INT64_MAX >> shift) {
        return false;
    }
    *size <<= shift;
    return true;
}

static bool read_count(const char *text, uint64_t *count) {
    const char *rest;
    return read_number(text, count, &rest) && !*rest;
}

static bool read_plan(const char *text, fail_plan *plan) {
    const char *rest;
    plan->run = 1;
    return read_number(text, &plan->at, &rest) &&
           (!*rest || (*rest == ':' && read_number(rest + 1, &plan->run, &rest) && !*rest));
}

// The place of `text` in a list of names, which is that of the value in its enum.
static bool read_name(const char *text, const char *const *names, size_t count, uint64_t *value) {
    for (*value = 0; *value < count; ++*value) {
        if (strcmp(text, names[*value]) == 0) {
            return true;
        }
    }
    return false;
}

static bool read_safety(const char *text, uint64_t *safety) {
    static const char *const names[] = {"pools", "hardened", "debug"};
    return read_name(text, names, sizeof names / sizeof *names, safety);
}

static bool read_mode(const char *text, uint64_t *mode) {
    static const char *const names[] = {"generational", "incremental"};
    return read_name(text, names, sizeof names / sizeof *names, mode);
}

static int read_seed(const char *text, options *result) {
    const char *rest;
    if (strcmp(text, "random") == 0) {
        return -1;
    }
    if (!read_number(text, &result->hash_seed, &rest) || *rest || result->hash_seed > UINT32_MAX) {
        fputs("Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an "
              "integer in range [0; 4294967295]\n"
              "Python runtime state: preinitialized\n\n",
              stderr);
        return 1;
    }
    result->hash_seed_set = true;
    return -1;
}

// Stores a value where the table says. Returns -1, or the status to exit with.
static int store(const option *entry, bool environment, const char *value, options *result) {
    void *place = (char *)result + entry->offset;
    uint64_t *field = place;
    switch (entry->type) {
    case TYPE_FLAG: *field = strcmp(value, "0") != 0; return -1;
    case TYPE_FORMAT:
        if (strcmp(value, "text") != 0 && strcmp(value, "json") != 0 &&
            !(environment && (strcmp(value, "1") == 0 || strcmp(value, "0") == 0))) {
            return bad_value(entry, environment, value);
        }
        *field = *value == 'j' ? STATS_JSON : *value == '0' ? STATS_OFF : STATS_TEXT;
        return -1;
    case TYPE_SIZE: return read_size(value, field) ? -1 : bad_value(entry, environment, value);
    case TYPE_COUNT: return read_count(value, field) ? -1 : bad_value(entry, environment, value);
    case TYPE_FAIL: return read_plan(value, place) ? -1 : bad_value(entry, environment, value);
    case TYPE_SAFETY: return read_safety(value, field) ? -1 : bad_value(entry, environment, value);
    case TYPE_MODE: return read_mode(value, field) ? -1 : bad_value(entry, environment, value);
    case TYPE_SEED: return read_seed(value, result);
    case TYPE_CODE:
        result->kind = SOURCE_CODE;
        result->source = value;
        return -1;
    case TYPE_VERSION:
        puts("ouro " OURO_VERSION " (Python 3.11)");
        return fflush(stdout) == 0 ? 0 : 1;
    case TYPE_HELP: return print_help();
    }
    return -1;
}

static int read_environment(options *result) {
    for (size_t i = 0; i < OPTIONS; i++) {
        const char *value = table[i].variable ? getenv(table[i].variable) : NULL;
        int status = value && *value ? store(&table[i], true, value, result) : -1;
        if (status >= 0) {
            return status;
        }
    }
    return -1;
}

// ---- The command line ---------------------------------------------------------------------------

static const option *find(const char *word) {
    word = strcmp(word, "-h") == 0 ? "--help" : strcmp(word, "-V") == 0 ? "--version" : word;
    size_t length = strcspn(word, "=");
    for (size_t i = 0; i < OPTIONS; i++) {
        const char *name = table[i].name;
        if (name && strlen(name) == length && strncmp(name, word, length) == 0) {
            return &table[i];
        }
    }
    return NULL;
}

// One option at argv[*at], which is left at its last word. Returns -1, or the status to exit with.
static int take_option(int argc, char **argv, int *at, options *result) {
    const char *word = argv[*at], *equals = strchr(word, '=');
    const option *entry = find(word);
    if (!entry || (equals && !entry->value)) {
        return unknown_option(word);
    }
    const char *value = equals ? equals + 1 : NULL;
    bool optional = entry->type == TYPE_FORMAT || !entry->value;
    if (!value && !optional) {
        if (*at + 1 >= argc) {
            fprintf(stderr, "ouro: %s needs a value:%s\n", entry->name, entry->value);
            print_usage(stderr);
            return 2;
        }
        value = argv[++*at];
    }
    return store(entry, false, value ? value : "text", result);
}

int options_parse(int argc, char **argv, options *result) {
    *result = (options){.valgrind = 1};
    int status = read_environment(result);
    int at = 1;
    if (status < 0 && argc > 1 && strcmp(argv[1], "help") == 0) {
        return print_help();
    }
    bool command = false;
    for (; status < 0 && at < argc && !result->source; at++) {
        if (!command && strcmp(argv[at], "run") == 0) {
            command = true;
        } else if (strcmp(argv[at], "--") == 0) {
            at++;
            break;
        } else if (argv[at][0] != '-' || !argv[at][1]) {
            break;
        } else {
            status = take_option(argc, argv, &at, result);
        }
    }
    if (status >= 0) {
        return status;
    }
    if (!result->source) {
        if (at >= argc) {
            fputs("ouro: no program given\n", stderr);
            print_usage(stderr);
            fputs("'ouro --help' says more.\n", stderr);
            return 2;
        }
        result->source = argv[at++];
        result->kind = strcmp(result->source, "-") == 0 ? SOURCE_STDIN : SOURCE_FILE;
    }
    result->args = (const char *const *)argv + at;
    result->arg_count = (size_t)(argc - at);
    return -1;
}
