// SPDX-License-Identifier: MIT
// The constructor: puts CPython's domains mem and obj on a heap before the interpreter starts.
// The plug-in; SPEC rows: P2.
//
// It runs in every process that inherits LD_PRELOAD, also in those that are no Python at all: there it
// does nothing. What it has to say it says in the process that `ouro exec` became, which is told by
// OURO_EXEC=PID, and in others only where OURO_VERBOSE is set: children do not write into a
// program's output. A process may become one program after the other, a wrapper and then Python; the
// "!" behind PID lets the first be talked of if it is not Python, and is then taken away.
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cpython.h"
#include "plugin.h"

plugin ouro__plugin;

// ---- Messages -----------------------------------------------------------------------------------

static bool is_on(const char *variable) {
    const char *value = getenv(variable);
    return value && *value && strcmp(value, "0") != 0;
}

// Whether this is the process that `ouro exec` became.
static bool is_told(void) {
    const char *pid = getenv("OURO_EXEC");
    return pid && strtol(pid, NULL, 10) == (long)getpid();
}

static OURO_PRINTF(1, 2) void note(const char *format, ...) {
    if (!is_told() && !is_on("OURO_VERBOSE")) {
        return;
    }
    char line[512];
    va_list args;
    va_start(args, format);
    const int length = vsnprintf(line, sizeof line - 1, format, args);
    va_end(args);
    size_t size = length < (int)sizeof line - 1 ? (size_t)length : sizeof line - 2;
    line[size++] = '\n';
    // Not through stdio, which is the program's. If stderr is closed there is nobody to tell.
    ssize_t written = write(STDERR_FILENO, line, size);
    (void)written;
}

// Takes the "!" away, in the environment itself, which the next program inherits: whether it was there.
static bool take_mark(void) {
    char *pid = getenv("OURO_EXEC");
    char *mark = pid ? strchr(pid, '!') : NULL;
    if (mark) {
        *mark = 0;
    }
    return mark && is_told();
}

bool install_reports(void) {
    const char *pid = getenv("OURO_EXEC");
    return !pid || !*pid || is_told() || is_on("OURO_STATS_CHILDREN");
}

// ---- Installing ---------------------------------------------------------------------------------

// OURO_MALLOC, as for `ouro run`. An unknown word asks for nothing.
static ouro_safety wanted_safety(void) {
    const char *mode = getenv("OURO_MALLOC");
    if (!mode || !*mode || strcmp(mode, "pools") == 0) {
        return OURO_SAFETY_NONE;
    }
    if (strcmp(mode, "hardened") == 0) {
        return OURO_SAFETY_HARDENED;
    }
    if (strcmp(mode, "debug") == 0) {
        return OURO_SAFETY_DEBUG;
    }
    note("ouro: OURO_MALLOC=%s is not pools, hardened or debug", mode);
    return OURO_SAFETY_NONE;
}

// Eight blocks are carved at a time: most of what a program makes at first comes from there.
//
// Huge pages are for whoever asks: most programs touch all of their memory but once, and a huge page
// that is not at hand costs the kernel, and the host of a virtual machine, more than the faults it
// saves. (`./dev bench cpython`: 5 % more time in a virtual machine, 2 % more resident at most.)
static bool make_heap(void) {
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.alignment = 16; // what CPython promises
    options.carve = 8;
    options.safety = wanted_safety();
    options.huge = is_on("OURO_HUGE_PAGES") ? options.huge : 0;
    ouro__plugin.heap = ouro_heap_new(&options);
    return ouro__plugin.heap != NULL;
}

static void serve(void) {
    const cpython *python = &ouro__plugin.python;
    const char *wanted = getenv("OURO_STATS_SIGNAL");
    watch_install();
    ouro__plugin.state = PLUGIN_SERVING;
    live_start();
    guard_start(); // behind live.c: a child has its page before the lock is free
    report_start();
    if (wanted && *wanted && !live_on_signal(wanted)) {
        note("ouro: OURO_STATS_SIGNAL=%s is no signal that can be handled", wanted);
    }
    if (is_on("OURO_VERBOSE")) {
        note("ouro: CPython %d.%d runs on Ouro", python->major, python->minor);
    }
}

// `program` is the executable's path.
static void start(const char *program, int argc, char **argv) {
    const cpython *python = &ouro__plugin.python;
    if (python->major != 3 || python->minor < 8) {
        note("ouro: CPython %d.%d keeps its own allocator: Ouro is for 3.8 and later",
             python->major, python->minor);
        return;
    }
    const char *choice = cpython_own_choice(program, argc, argv);
    if (choice) {
        note("ouro: %s, so CPython keeps the allocator that it names", choice);
    } else if (python->free_threaded) {
        note("ouro: this CPython is free-threaded and allocates without its lock: it keeps its own"
             " allocator");
    } else if (!make_heap()) {
        note("ouro: no memory for a heap: CPython keeps its own allocator");
    } else {
        serve();
    }
}

void install_late(void *library) {
    ouro__plugin.state = PLUGIN_OFF;
    if (cpython_find(&ouro__plugin.python, library) && !ouro__plugin.python.is_initialized()) {
        start("", 0, NULL);
    }
}

// glibc calls constructors with the arguments of main.
static __attribute__((constructor)) void construct(int argc, char **argv, char **environment) {
    (void)environment;
    const int error = errno;
    const bool marked = take_mark();
    if (cpython_find(&ouro__plugin.python, NULL)) {
        char program[PATH_MAX];
        const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
        program[length > 0 ? length : 0] = 0;
        start(program, argc, argv);
    } else {
        ouro__plugin.state = PLUGIN_WAITING;
        if (marked || is_on("OURO_VERBOSE")) {
            note(
                "ouro: %s is not CPython: it runs unchanged; a CPython that it starts runs on Ouro",
                program_invocation_short_name);
        }
    }
    errno = error;
}
