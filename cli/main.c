// SPDX-License-Identifier: MIT
// The command `ouro`: runs a Python script on Ouro's memory, with its status as its own; other verbs
// have files of their own.
// The command.  SPEC rows R5, G7, M1, P10.
#include <errno.h>
#include <locale.h>
#include <ouro/inspect.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "explain.h"
#include "modules.h"
#include "options.h"
#include "source.h"
#include "suggest.h"
#include "verb.h"

// ---- Signals ------------------------------------------------------------------------------------

static void on_interrupt(int number) {
    (void)number;
    int error = errno;
    py_interrupt();
    errno = error;
}

// Ctrl-C becomes KeyboardInterrupt unless it is ignored already; writing to a closed pipe an error.
static void set_signals(void) {
    struct sigaction before, action = {.sa_handler = on_interrupt};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
        sigaction(SIGINT, &action, NULL);
    }
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
}

// Ends by the signal itself, so that a shell sees why; returns only if that is blocked.
static int die_interrupted(void) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    raise(SIGINT);
    return 128 + SIGINT;
}

// Builds with assertions also count the blocks of memory that are left when a program ends.
#ifdef NDEBUG
enum { CHECKED = 0 };
#else
enum { CHECKED = 1 };
#endif

// ---- Starting -----------------------------------------------------------------------------------

static ouro_runtime *make_runtime(const options *given) {
    const uint64_t stress = given->gc_stress < UINT32_MAX ? given->gc_stress : UINT32_MAX;
    const ouro_runtime_options wanted = {
        .size = sizeof wanted,
        .max_heap = given->max_heap,
        .hash_seed = given->hash_seed,
        .hash_seed_set = given->hash_seed_set,
        .debug = CHECKED,
        .gc_stress = (uint32_t)stress,
        .fail_start = given->fail_start.at,
        .safety = (ouro_safety)given->safety,
        .gc_mode = (int)given->gc_mode,
        .hide_from_valgrind = !given->valgrind,
        .births = given->leaks,
    };
    return ouro_runtime_new(&wanted);
}

static int cannot_start(const options *given) {
    ouro_object *exception = ouro_current ? ouro_raised_take() : NULL;
    fputs("ouro: cannot start", stderr);
    if (given->max_heap) {
        fprintf(stderr, " in %llu bytes (--max-heap)", (unsigned long long)given->max_heap);
    }
    fprintf(stderr, "\n%s\n", exception ? ouro_type_of(exception)->name : "MemoryError");
    ouro_xdecref(exception);
    return 1;
}

// The front-end and its modules in the current runtime: 0, or -1.
static int start(const options *given, const source *loaded) {
    size_t argc = given->arg_count + 1;
    const char **argv = calloc(argc + 1, sizeof *argv);
    char executable[4096];
    ssize_t length = readlink("/proc/self/exe", executable, sizeof executable - 1);
    executable[length > 0 ? length : 0] = 0;
    if (!argv) {
        return -1;
    }
    argv[0] = loaded->argv0;
    for (size_t i = 1; i < argc; i++) {
        argv[i] = given->args[i - 1];
    }
    const py_modules_options wanted = {.argc = argc,
                                       .argv = argv,
                                       .path = loaded->folder,
                                       .executable = executable,
                                       .random_hash = !given->hash_seed_set};
    uint64_t counted = ouro_heap_fail_count(ouro_current->heap);
    if (given->fail_start.at > counted) {
        ouro_heap_fail_run(ouro_current->heap, given->fail_start.at - counted,
                           given->fail_start.run);
    }
    int failed = py_start() < 0 || py_modules_start(&wanted) < 0;
    ouro_heap_fail_at(ouro_current->heap, OURO_FAIL_OFF);
    free(argv);
    return failed ? -1 : 0;
}

// ---- Reports ------------------------------------------------------------------------------------

// Printed while the program's objects live: which of them keep which memory.
static void print_frag(const options *given) {
    enum { ROWS = 10, BLOCKS = 4 };
    if (given->frag) {
        fflush(stderr);
        (given->frag == STATS_JSON ? ouro_inspect_frag_json : ouro_inspect_frag_text)(
            ROWS, BLOCKS, ouro_write_to_file, stderr);
    }
}

// The report is made while the program's objects live, and printed when its output is out.
static ouro_report *take_report(const options *given) {
    if (given->malloc_stats) {
        fflush(stderr);
        ouro_debug_malloc_stats(ouro_write_to_file, stderr);
    }
    print_frag(given);
    ouro_report *report = given->stats ? calloc(1, sizeof *report) : NULL;
    if (report) {
        report->size = sizeof *report;
        if (ouro_report_fill(report) < 0) {
            ouro_raised_clear();
            free(report);
            report = NULL;
        }
    }
    if (given->stats && !report) {
        fputs("ouro: no memory for the report\n", stderr);
    }
    return report;
}

static void print_report(const options *given, ouro_report *report) {
    if (report && given->stats == STATS_JSON) {
        ouro_report_json(report, ouro_write_to_file, stderr);
    } else if (report) {
        ouro_report_text(report, ouro_write_to_file, stderr);
    }
    free(report);
}

// `left`: what ouro_runtime_free returned; blocks of memory if no objects were left.
static void print_leaks(ouro_census *leaks, size_t left) {
    if (leaks && ouro_census_total(leaks)) {
        fprintf(stderr, "ouro: %llu objects were left when the program ended:\n",
                (unsigned long long)ouro_census_total(leaks));
        ouro_census_write(leaks, 0, ouro_write_to_file, stderr);
    } else if (left) {
        fprintf(stderr, "ouro: %zu blocks of memory were left when the program ended\n", left);
    }
    ouro_census_free(leaks);
}

// ---- Running ------------------------------------------------------------------------------------

// Runs the program; returns its status. What finishing reports as lost output makes it 120.
static int run(const options *given, const source *loaded, ouro_report **report,
               bool *interrupted) {
    const uint32_t since = given->leaks ? explain_begin() : 0;
    ouro_heap_fail_run(ouro_current->heap, given->fail_alloc.at, given->fail_alloc.run);
    ouro_object *result = py_run_main_source(loaded->text, loaded->length, loaded->filename);
    ouro_xdecref(result);
    enum { REPORT_ROOM = 4 << 20 }; // a program that used up its memory still ends with a message
    if (given->max_heap) {
        ouro_heap_set_limit(ouro_current->heap, given->max_heap + REPORT_ROOM);
    }
    int status = py_modules_report(interrupted);
    *report = take_report(given);
    if (given->leaks) {
        explain_alive(since);
        explain_at_end();
    }
    if (given->verify && !explain_faults()) {
        status = 3;
    }
    if (py_modules_finish() < 0) {
        status = 120;
    }
    return status;
}

// ---- Verbs --------------------------------------------------------------------------------------

static const struct {
    const char *name;
    int (*main)(int argc, char **argv);
} verbs[] = {{"exec", exec_main}, {"stats", stats_main}};

enum { VERBS = sizeof verbs / sizeof *verbs };

// A file that is not there may have been meant as a verb.
static void suggest_verb(const options *given) {
    suggestion best = suggest_for(given->source);
    for (size_t i = 0; given->kind == SOURCE_FILE && i < VERBS; i++) {
        suggest_consider(&best, verbs[i].name);
    }
    if (best.nearest && best.edits < 3) {
        fprintf(stderr, "ouro: did you mean 'ouro %s'?\n", best.nearest);
    }
}

int main(int argc, char **argv) {
    for (size_t i = 0; i < VERBS; i++) {
        if (argc > 1 && strcmp(argv[1], verbs[i].name) == 0) {
            return verbs[i].main(argc - 1, argv + 1);
        }
    }
    setlocale(LC_CTYPE, "C.UTF-8");
    options given;
    int status = options_parse(argc, argv, &given);
    if (status >= 0) {
        return status;
    }
    source loaded;
    status = source_load(&given, &loaded);
    if (status >= 0) {
        suggest_verb(&given);
        source_free(&loaded);
        return status;
    }
    ouro_report *report = NULL;
    ouro_census *leaks = ouro_census_new();
    bool interrupted = false;
    ouro_runtime *runtime = make_runtime(&given);
    if (!runtime || start(&given, &loaded) < 0) {
        status = cannot_start(&given);
    } else {
        ouro_runtime_on_leak(ouro_census_add, leaks);
        set_signals();
        status = run(&given, &loaded, &report, &interrupted);
    }
    source_free(&loaded);
    size_t left = 0;
    if (runtime) {
        signal(SIGINT, SIG_DFL);
        left = ouro_runtime_free(runtime);
    }
    print_report(&given, report);
    print_leaks(leaks, left);
    return interrupted ? die_interrupted() : status;
}
