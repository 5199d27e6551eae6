// SPDX-License-Identifier: MIT
// The report on the heap when a program ends. The plug-in; SPEC row: P10.
//
// Two moments count: the program has ended, atexit functions included, and the interpreter begins to
// take itself apart; and all is over. The first shows in Py_IsInitialized(), at which every slow call
// looks if a report is wanted; the second is the library's destructor, which prints what was in use
// then, and what was left.
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugin.h"

typedef enum report_format { REPORT_NONE, REPORT_TEXT, REPORT_JSON } report_format;

static report_format format;
static ouro_heap_stats at_end; // size 0: the program's end was not seen

// ---- Collecting the text ------------------------------------------------------------------------

// All of it, so that one write puts it out: several processes may report into one file.
typedef struct text {
    char *start;
    size_t length, room;
    bool one_line;
} text;

static int add(void *arg, const char *piece, size_t bytes) {
    text *out = arg;
    if (out->length + bytes > out->room) {
        const size_t room = (out->length + bytes) * 2;
        char *grown = realloc(out->start, room);
        if (!grown) {
            return -1;
        }
        out->start = grown;
        out->room = room;
    }
    memcpy(out->start + out->length, piece, bytes);
    for (size_t i = out->length; out->one_line && i < out->length + bytes; i++) {
        out->start[i] = out->start[i] == '\n' ? ' ' : out->start[i];
    }
    out->length += bytes;
    return 0;
}

static OURO_PRINTF(2, 3) void print(text *out, const char *line, ...) {
    char piece[256];
    va_list args;
    va_start(args, line);
    const int length = vsnprintf(piece, sizeof piece, line, args);
    va_end(args);
    if (length > 0 && (size_t)length < sizeof piece) {
        add(out, piece, (size_t)length);
    }
}

// ---- The report ---------------------------------------------------------------------------------

// Of this program: getrusage would count what was there before exec, too.
static unsigned long long peak_resident(void) {
    char line[128];
    unsigned long long kib = 0;
    FILE *file = fopen("/proc/self/status", "re");
    while (file && fgets(line, sizeof line, file) && sscanf(line, "VmHWM: %llu", &kib) != 1) {
    }
    if (file) {
        fclose(file);
    }
    return kib * 1024;
}

static void write_text(text *out, const ouro_heap_stats *left) {
    const cpython *python = &ouro__plugin.python;
    const uint64_t blocks = left->blocks_small + left->blocks_large;
    print(out, "ouro: the heap of CPython %d.%d, process %ld\n\n", python->major, python->minor,
          (long)getpid());
    ouro_heap_stats_text(&at_end, add, out);
    print(out, "# %-33s= %20llu\n", "bytes resident at most", peak_resident());
    print(out, "# %-33s= %20llu\n", "blocks left by the interpreter", (unsigned long long)blocks);
    print(out, "# %-33s= %20llu\n", "bytes left by the interpreter",
          (unsigned long long)left->bytes_in_use);
}

static void write_json(text *out, const ouro_heap_stats *left) {
    const cpython *python = &ouro__plugin.python;
    const uint64_t blocks = left->blocks_small + left->blocks_large;
    out->one_line = true;
    print(out, "{\"process\": %ld, \"client\": \"CPython %d.%d\", ", (long)getpid(), python->major,
          python->minor);
    print(out, "\"bytes_resident_peak\": %llu, \"blocks_left\": %llu, \"bytes_left\": %llu, ",
          peak_resident(), (unsigned long long)blocks, (unsigned long long)left->bytes_in_use);
    print(out, "\"heap\": ");
    ouro_heap_stats_json(&at_end, add, out);
    print(out, "}");
    out->one_line = false;
    print(out, "\n");
}

// Into OURO_STATS_FILE, behind what others reported, or on stderr.
static void put_out(const text *out) {
    const char *path = getenv("OURO_STATS_FILE");
    int file = STDERR_FILENO;
    if (path && *path) {
        file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    }
    for (size_t done = 0; file >= 0 && done < out->length;) {
        const ssize_t bytes = write(file, out->start + done, out->length - done);
        if (bytes <= 0) {
            break;
        }
        done += (size_t)bytes;
    }
    if (file > STDERR_FILENO) {
        close(file);
    }
}

bool report_wanted(void) {
    return format != REPORT_NONE;
}

void report_tick(void) {
    if (OURO_UNLIKELY(format != REPORT_NONE) && at_end.size == 0 &&
        ouro__plugin.state == PLUGIN_SETTLED && !ouro__plugin.python.is_initialized()) {
        guard_enter();
        serve_stats(&at_end);
        guard_leave();
    }
}

void report_start(void) {
    const char *wanted = getenv("OURO_STATS");
    if (wanted && *wanted && strcmp(wanted, "0") != 0) {
        format = strcmp(wanted, "json") == 0 ? REPORT_JSON : REPORT_TEXT;
    }
}

// A child of a fork has the parent's settings, but need not be asked.
static __attribute__((destructor)) void destruct(void) {
    if (!ouro__plugin.heap || format == REPORT_NONE || !install_reports()) {
        return;
    }
    ouro_heap_stats left;
    text out = {0};
    serve_stats(&left);
    if (at_end.size == 0) {
        at_end = left;
    }
    if (format == REPORT_JSON) {
        write_json(&out, &left);
    } else {
        write_text(&out, &left);
    }
    put_out(&out);
    free(out.start);
}
