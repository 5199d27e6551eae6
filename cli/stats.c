// SPDX-License-Identifier: MIT
// `ouro stats PID`: the heap of a CPython that runs on Ouro, from the page that it shares.
// The command.  SPEC row: P10.
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <ouro/heap_stats.h>
#include <ouro/live.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <time.h>
#include <unistd.h>

#include "verb.h"

enum { STATUS_NONE = 1, STATUS_USAGE = 2, STATUS_GONE = 4 };

enum { JSON, WAIT, OPTIONS };

static const verb_option options[OPTIONS] = {
    [JSON] = {"--json", NULL, NULL, "as one JSON object"},
    [WAIT] = {"--wait", " SECONDS", NULL,
              "how long the process may take to answer; then what it showed last (default: 0.5)"},
};

static const verb self = {
    .name = "stats",
    .usage = "ouro stats [options] PID",
    .about =
        "Shows the heap of a running process, which `ouro exec` started, or one that it started.\n"
        "The process answers when it next needs memory. One that is idle does not: then the\n"
        "figures are those it showed last, and their age is told; `ouro exec --stats-signal`\n"
        "makes idle ones answer too.",
    .ending =
        "The exit status is 1 when the process shows no heap, or not to you, 4 when there is no\n"
        "such process, 2 for a wrong command line.\n"
        "\nexamples:\n"
        "  ouro stats 1234\n"
        "  ouro stats --json $(pgrep -f app.py)",
    .options = options,
    .option_count = OPTIONS,
};

#define SECOND UINT64_C(1000000000)

// ---- The process --------------------------------------------------------------------------------

// A line of /proc/PID/status such as "VmRSS:", in bytes; 0: there is none.
static unsigned long long status_bytes(long pid, const char *name) {
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%ld/status", pid);
    FILE *file = fopen(path, "re");
    unsigned long long bytes = 0;
    while (file && fgets(line, sizeof line, file)) {
        if (strncmp(line, name, strlen(name)) == 0) {
            bytes = strtoull(line + strlen(name), NULL, 10) * 1024;
        }
    }
    if (file) {
        fclose(file);
    }
    return bytes;
}

// Whether there is such a process, and it is more than the entry that its parent has not yet read.
static bool is_alive(long pid) {
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    FILE *file = fopen(path, "re");
    if (!file) {
        return false;
    }
    const size_t length = fread(line, 1, sizeof line - 1, file);
    fclose(file);
    line[length] = 0;
    const char *name_end = strrchr(line, ')');
    return name_end && name_end[1] && name_end[2] != 'Z' && name_end[2] != 'X';
}

// The command line with spaces between its words, cut to fit.
static void read_command(long pid, char *command, size_t room) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/cmdline", pid);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? 0 : read(file, command, room - 1);
    if (file >= 0) {
        close(file);
    }
    for (ssize_t i = 0; i < length; i++) {
        command[i] = command[i] && !iscntrl((unsigned char)command[i]) ? command[i] : ' ';
    }
    while (length > 0 && command[length - 1] == ' ') {
        length--;
    }
    command[length > 0 ? length : 0] = 0;
}

// ---- Its page -----------------------------------------------------------------------------------

// Attaches the segment if it is such a page; NULL with errno set.
static ouro_live_page *attach(int segment) {
    struct shmid_ds found;
    if (shmctl(segment, IPC_STAT, &found) < 0 ||
        found.shm_segsz < offsetof(ouro_live_page, stats)) {
        errno = errno == EACCES ? EACCES : ENOENT;
        return NULL;
    }
    void *place = shmat(segment, NULL, 0);
    if (place == (void *)-1) {
        return NULL;
    }
    ouro_live_page *page = place;
    if (page->magic == OURO_LIVE_MAGIC && page->size == sizeof *page) {
        return page;
    }
    errno = page->magic == OURO_LIVE_MAGIC ? EPROTO : ENOENT;
    shmdt(page);
    return NULL;
}

// The page among the mappings of the process; NULL with errno set: ENOENT when there is none, EPROTO
// for one of another version.
static ouro_live_page *find_page(long pid) {
    char line[512];
    snprintf(line, sizeof line, "/proc/%ld/maps", pid);
    FILE *maps = fopen(line, "re");
    if (!maps) {
        return NULL;
    }
    ouro_live_page *page = NULL;
    int error = ENOENT;
    while (!page && fgets(line, sizeof line, maps)) {
        int segment;
        if (strstr(line, "/SYSV00000000") && sscanf(line, "%*s %*s %*s %*s %d", &segment) == 1) {
            page = attach(segment);
            error = errno == ENOENT ? error : errno;
        }
    }
    fclose(maps);
    errno = error;
    return page;
}

static uint64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

static void doze(void) {
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

// Asks for new figures and waits for them until `end`: whether they came.
static bool ask(ouro_live_page *page, long pid, uint64_t end) {
    const uint64_t request = __atomic_add_fetch(&page->requested, 1, __ATOMIC_RELEASE);
    if (page->signal) {
        kill((pid_t)pid, (int)page->signal);
    }
    while (__atomic_load_n(&page->answered, __ATOMIC_ACQUIRE) < request) {
        if (now_ns() >= end || !is_alive(pid)) {
            return false;
        }
        doze();
    }
    return true;
}

// Copies the page as it was at one moment: false if it is never at rest.
static bool copy_page(const ouro_live_page *page, ouro_live_page *copy) {
    for (int attempt = 0; attempt < 500; attempt++) {
        const uint64_t before = __atomic_load_n(&page->sequence, __ATOMIC_ACQUIRE);
        if (before % 2 == 0) {
            memcpy(copy, page, sizeof *copy);
            __atomic_thread_fence(__ATOMIC_ACQUIRE);
            if (__atomic_load_n(&page->sequence, __ATOMIC_RELAXED) == before) {
                copy->client[sizeof copy->client - 1] = 0;
                return true;
            }
        }
        doze();
    }
    return false;
}

// ---- Showing it ---------------------------------------------------------------------------------

typedef struct reading {
    long pid;
    bool answered;
    double age; // seconds
    char command[256];
    ouro_live_page page;
} reading;

static void print_json_text(const char *text) {
    putchar('"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') {
            putchar('\\');
        }
        putchar(*text);
    }
    putchar('"');
}

static int show(const reading *taken, bool json) {
    const unsigned long long resident = status_bytes(taken->pid, "VmRSS:");
    const unsigned long long peak = status_bytes(taken->pid, "VmHWM:");
    if (json) {
        printf("{\"process\": %ld, \"client\": ", taken->pid);
        print_json_text(taken->page.client);
        printf(", \"command\": ");
        print_json_text(taken->command);
        printf(", \"answered\": %s, \"age_seconds\": %.3f, \"bytes_resident\": %llu, "
               "\"bytes_resident_peak\": %llu,\n \"heap\": ",
               taken->answered ? "true" : "false", taken->age, resident, peak);
        ouro_heap_stats_json(&taken->page.stats, ouro_write_to_file, stdout);
        puts("}");
    } else {
        printf("process %ld: %s\n", taken->pid, taken->command);
        printf("the heap of %s, %.3f seconds ago%s\n\n", taken->page.client, taken->age,
               taken->answered ? "" : " (it does not answer: it needs no memory)");
        ouro_heap_stats_text(&taken->page.stats, ouro_write_to_file, stdout);
        printf("# %-33s= %20llu\n", "bytes resident", resident);
        printf("# %-33s= %20llu\n", "bytes resident at most", peak);
    }
    return fflush(stdout) == 0 ? 0 : STATUS_NONE;
}

// Why there is no page to look at; the status to exit with.
static int no_page(long pid, int error) {
    if (!is_alive(pid)) {
        fprintf(stderr, "ouro: there is no process %ld\n", pid);
        return STATUS_GONE;
    }
    if (error == EACCES || error == EPERM) {
        fprintf(stderr, "ouro: you may not look into process %ld\n", pid);
    } else if (error == EPROTO) {
        fprintf(stderr, "ouro: process %ld runs on another version of Ouro\n", pid);
    } else {
        fprintf(stderr, "ouro: process %ld shows no heap: it is no CPython on Ouro\n", pid);
    }
    return STATUS_NONE;
}

static int look(long pid, double wait, bool json) {
    reading taken = {.pid = pid};
    ouro_live_page *page = find_page(pid);
    if (!page) {
        return no_page(pid, errno);
    }
    taken.answered = ask(page, pid, now_ns() + (uint64_t)(wait * (double)SECOND));
    const bool copied = copy_page(page, &taken.page);
    shmdt(page);
    if (!copied || !is_alive(pid)) {
        fprintf(stderr, "ouro: process %ld has ended meanwhile\n", pid);
        return STATUS_GONE;
    }
    const uint64_t now = now_ns();
    taken.age = now > taken.page.time_ns ? (double)(now - taken.page.time_ns) / (double)SECOND : 0;
    read_command(pid, taken.command, sizeof taken.command);
    return show(&taken, json);
}

// The only operand, with options before and after it; NULL: *status is the status to exit with.
static const char *read_operand(int argc, char **argv, const char **values, int *status) {
    const int at = verb_parse(&self, argc, argv, values, status);
    if (at < 0) {
        return NULL;
    }
    if (at >= argc) {
        *status = verb_misused(&self, "no process given");
        return NULL;
    }
    const int rest = verb_parse(&self, argc - at, argv + at, values, status);
    if (rest >= 0 && at + rest < argc) {
        *status = verb_misused(&self, "one process at a time");
        return NULL;
    }
    return rest < 0 ? NULL : argv[at];
}

int stats_main(int argc, char **argv) {
    const char *values[OPTIONS] = {NULL};
    int status;
    const char *operand = read_operand(argc, argv, values, &status);
    if (!operand) {
        return status;
    }
    char *end;
    errno = 0;
    const long pid = strtol(operand, &end, 10);
    if (errno != 0 || end == operand || *end || pid <= 0) {
        return verb_misused(&self, "'%s' is no process", operand);
    }
    double wait = 0.5;
    if (values[WAIT]) {
        wait = strtod(values[WAIT], &end);
        if (end == values[WAIT] || *end || !(wait >= 0 && wait <= 1e6)) {
            return verb_misused(&self, "--wait: '%s' is no number of seconds", values[WAIT]);
        }
    }
    return look(pid, wait, values[JSON] != NULL);
}
