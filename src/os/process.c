// SPDX-License-Identifier: MIT
// What the system knows about this process and thread. Floor os; SPEC rows: layer 0, M1 and M2's
// figures. Reads /proc with plain system calls, so that asking for memory figures allocates nothing.

#include "os.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

// ---- Memory ----------------------------------------------------------------------------------

// Reads the beginning of a file as text; the number of bytes, or -1.
static ssize_t read_text(const char *path, char *text, size_t room) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return -1;
    }
    size_t length = 0;
    ssize_t got;
    while (length < room - 1 && (got = read(file, text + length, room - 1 - length)) > 0) {
        length += (size_t)got;
    }
    close(file);
    text[length] = '\0';
    return (ssize_t)length;
}

// The decimal number at *cursor, after blanks; moves the cursor behind it.
static size_t read_number(const char **cursor) {
    const char *at = *cursor;
    while (*at == ' ' || *at == '\t') {
        at++;
    }
    size_t number = 0;
    while (*at >= '0' && *at <= '9') {
        number = number * 10 + (size_t)(*at++ - '0');
    }
    *cursor = at;
    return number;
}

// The number behind `label` in KiB, as bytes; 0 when there is none.
static size_t kib_after(const char *text, const char *label) {
    const char *at = strstr(text, label);
    if (at == NULL) {
        return 0;
    }
    at += strlen(label);
    return read_number(&at) * 1024;
}

// Fills in what /proc/self/statm says: cheap, the kernel keeps these counts.
static int read_statm(struct ouro__os_memory *memory) {
    char text[256];
    if (read_text("/proc/self/statm", text, sizeof(text)) <= 0) {
        return -1;
    }
    const size_t page = ouro__os_page_size();
    const char *cursor = text;
    memory->vms = read_number(&cursor) * page;
    memory->rss = read_number(&cursor) * page;
    memory->shared = read_number(&cursor) * page;
    return 0;
}

size_t ouro__os_rss(void) {
    struct ouro__os_memory memory = {0};
    return read_statm(&memory) < 0 ? 0 : memory.rss;
}

size_t ouro__os_peak_rss(void) {
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) < 0 ? 0 : (size_t)usage.ru_maxrss * 1024;
}

int ouro__os_memory(struct ouro__os_memory *memory) {
    *memory = (struct ouro__os_memory){0};
    if (read_statm(memory) < 0) {
        return -1;
    }
    char text[2048];
    if (read_text("/proc/self/smaps_rollup", text, sizeof(text)) > 0) {
        memory->uss = kib_after(text, "Private_Clean:") + kib_after(text, "Private_Dirty:");
    } else {
        // Older kernels: what is not shared with a file is ours, but for pages shared by fork.
        memory->uss = memory->rss - memory->shared;
    }
    return 0;
}

// ---- Clock and stack -------------------------------------------------------------------------

uint64_t ouro__os_clock_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t ouro__os_clock_coarse_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}

void ouro__os_random(void *buffer, size_t bytes) {
    if (getentropy(buffer, bytes) == 0) {
        return;
    }
    uint8_t *at = buffer;
    for (size_t i = 0; i < bytes; i++) {
        at[i] = (uint8_t)(ouro__os_clock_ns() >> (i % 8 * 3));
    }
}

int ouro__os_stack_bounds(void **low, size_t *size) {
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) {
        return -1;
    }
    int failed = pthread_attr_getstack(&attributes, low, size);
    pthread_attr_destroy(&attributes);
    return failed == 0 ? 0 : -1;
}
