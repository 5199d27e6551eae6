// SPDX-License-Identifier: MIT
// The module psutil, as far as it is about memory: figures of processes and of the machine, as the
// system's /proc has them.  The class Process is Python (psutil_source.h).
// Front-end, modules.  SPEC row M2.
#include "common.h"
#include "psutil_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// ---- Reading /proc ------------------------------------------------------------------------------

// The start of a file of /proc: the number of bytes, a zero behind them; or -1 with OSError.
static ssize_t read_text(const char *path, char *text, size_t room) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = 0, got = fd < 0 ? -1 : 1;
    while (got > 0 && (size_t)length + 1 < room) {
        got = read(fd, text + length, room - 1 - (size_t)length);
        if (got < 0 && errno == EINTR) {
            got = 1;
            continue;
        }
        length += got > 0 ? got : 0;
    }
    int error = errno;
    if (fd >= 0) {
        close(fd);
    }
    if (got < 0) {
        ouro_object *name = ouro_str_text(path);
        if (name) {
            ouro_raise_errno(error, name);
        }
        ouro_xdecref(name);
        return -1;
    }
    text[length] = 0;
    return length;
}

static ssize_t read_of_process(ouro_object *pid, const char *file, char *text, size_t room) {
    int number;
    char path[64];
    if (py__int_argument(pid, &number) < 0) {
        return -1;
    }
    snprintf(path, sizeof path, "/proc/%d/%s", number, file);
    return read_text(path, text, room);
}

// The sum in bytes of the lines "NAME:  123 kB".
static uint64_t sum_of(const char *text, const char *name) {
    uint64_t sum = 0;
    size_t length = strlen(name);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (!strncmp(line, name, length) && line[length] == ':') {
            sum += strtoull(line + length + 1, NULL, 10) * 1024;
        }
    }
    return sum;
}

// ---- Processes ----------------------------------------------------------------------------------

#define INFO_FIELDS                                                                                \
    PY_RECORD_FIELD("rss", 0, "Bytes resident."), PY_RECORD_FIELD("vms", 1, "Bytes mapped."),      \
        PY_RECORD_FIELD("shared", 2, "Of rss: from files or shared memory."),                      \
        PY_RECORD_FIELD("text", 3, "Bytes of code."), PY_RECORD_FIELD("lib", 4, "Unused: 0."),     \
        PY_RECORD_FIELD("data", 5, "Bytes of data and stack, mapped."),                            \
        PY_RECORD_FIELD("dirty", 6, "Unused: 0.")

static const ouro_getset info_fields[] = {INFO_FIELDS, {0}};
PY_RECORD(info_spec, "pmem", info_fields, "The memory of a process, in bytes.");

static const ouro_getset full_fields[] = {
    INFO_FIELDS,
    PY_RECORD_FIELD("uss", 7, "Bytes resident that no other process shares."),
    PY_RECORD_FIELD("pss", 8, "Bytes resident, each divided by how many share it."),
    PY_RECORD_FIELD("swap", 9, "Bytes swapped out."),
    {0},
};
PY_RECORD(full_spec, "pfullmem", full_fields, "The memory of a process, in bytes.");

enum { INFO_COUNT = 7, FULL_COUNT = 10 };

static ouro_object *record_of(py_own_type which, const ouro_type_spec *spec, const uint64_t *values,
                              size_t n) {
    ouro_object *items[16];
    for (size_t i = 0; i < n; i++) {
        items[i] = ouro_int_from_u64(values[i]);
    }
    return py__record_new(which, spec, items, n);
}

// The fields of statm are pages: size resident shared text lib data dirty. 0, or -1.
static int read_info(ouro_object *pid, uint64_t values[INFO_COUNT]) {
    char text[256], *at = text;
    if (read_of_process(pid, "statm", text, sizeof text) < 0) {
        return -1;
    }
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    for (int i = 0; i < INFO_COUNT; i++) {
        values[i] = strtoull(at, &at, 10) * page;
    }
    uint64_t mapped = values[0];
    values[0] = values[1];
    values[1] = mapped;
    return 0;
}

static ouro_object *process_info(ouro_object *self, ouro_object *pid) {
    (void)self;
    uint64_t values[INFO_COUNT];
    return read_info(pid, values) < 0 ? NULL
                                      : record_of(PY_TYPE_MEMORY, &info_spec, values, INFO_COUNT);
}

static ouro_object *process_full_info(ouro_object *self, ouro_object *pid) {
    (void)self;
    uint64_t values[FULL_COUNT];
    char text[4096];
    if (read_of_process(pid, "smaps_rollup", text, sizeof text) < 0 || read_info(pid, values) < 0) {
        return NULL;
    }
    values[7] = sum_of(text, "Private_Clean") + sum_of(text, "Private_Dirty") +
                sum_of(text, "Private_Hugetlb");
    values[8] = sum_of(text, "Pss");
    values[9] = sum_of(text, "Swap");
    return record_of(PY_TYPE_MEMORY_FULL, &full_spec, values, FULL_COUNT);
}

static ouro_object *process_name(ouro_object *self, ouro_object *pid) {
    (void)self;
    char text[64];
    ssize_t length = read_of_process(pid, "comm", text, sizeof text);
    if (length < 0) {
        return NULL;
    }
    length -= length && text[length - 1] == '\n';
    return ouro_bytes_decode(text, (size_t)length, "utf-8", "surrogateescape");
}

// ---- The machine --------------------------------------------------------------------------------

enum { MACHINE_COUNT = 11, TOTAL = 0, AVAILABLE, PERCENT, USED, FREE };

static const ouro_getset machine_fields[] = {
    PY_RECORD_FIELD("total", TOTAL, "Bytes of memory."),
    PY_RECORD_FIELD("available", AVAILABLE, "Bytes that can be had without swapping."),
    PY_RECORD_FIELD("percent", PERCENT, "What is not available, of the total."),
    PY_RECORD_FIELD("used", USED, "Bytes in use, without caches."),
    PY_RECORD_FIELD("free", FREE, "Bytes that hold nothing."),
    PY_RECORD_FIELD("active", 5, "Bytes used lately."),
    PY_RECORD_FIELD("inactive", 6, "Bytes not used lately."),
    PY_RECORD_FIELD("buffers", 7, "Bytes of the system's block cache."),
    PY_RECORD_FIELD("cached", 8, "Bytes of the system's file cache."),
    PY_RECORD_FIELD("shared", 9, "Bytes of shared memory."),
    PY_RECORD_FIELD("slab", 10, "Bytes of the system's own structures."),
    {0},
};
PY_RECORD(machine_spec, "svmem", machine_fields, "The memory of the machine, in bytes.");

static ouro_object *virtual_memory(ouro_object *self) {
    (void)self;
    char text[8192];
    if (read_text("/proc/meminfo", text, sizeof text) < 0) {
        return NULL;
    }
    uint64_t values[MACHINE_COUNT] = {[TOTAL] = sum_of(text, "MemTotal"),
                                      [AVAILABLE] = sum_of(text, "MemAvailable"),
                                      [FREE] = sum_of(text, "MemFree"),
                                      [5] = sum_of(text, "Active"),
                                      [6] = sum_of(text, "Inactive"),
                                      [7] = sum_of(text, "Buffers"),
                                      [8] = sum_of(text, "Cached") + sum_of(text, "SReclaimable"),
                                      [9] = sum_of(text, "Shmem"),
                                      [10] = sum_of(text, "Slab")};
    uint64_t idle = values[FREE] + values[7] + values[8];
    values[USED] = values[TOTAL] > idle ? values[TOTAL] - idle : values[TOTAL] - values[FREE];
    ouro_object *items[MACHINE_COUNT];
    for (size_t i = 0; i < MACHINE_COUNT; i++) {
        items[i] = i == PERCENT ? NULL : ouro_int_from_u64(values[i]);
    }
    double total = (double)values[TOTAL], gone = total - (double)values[AVAILABLE];
    char percent[32]; // one digit behind the point
    snprintf(percent, sizeof percent, "%.1f", total > 0 ? gone / total * 100 : 0.0);
    items[PERCENT] = ouro_float_new(strtod(percent, NULL));
    return py__record_new(PY_TYPE_VIRTUAL, &machine_spec, items, MACHINE_COUNT);
}

// ---- The module ---------------------------------------------------------------------------------

static const ouro_method functions[] = {
    OURO_NOARGS("virtual_memory", virtual_memory, "The memory of the machine."),
    OURO_O("_memory_info", process_info, "The memory of a process."),
    OURO_O("_memory_full_info", process_full_info, "The memory of a process, and its own share."),
    OURO_O("_name", process_name, "The name of a process."),
    {0},
};

ouro_object *py__psutil_module(void) {
    ouro_object *module = py__module_make("psutil", "Memory of processes.", functions);
    if (module && py__module_run(module, process_source, "psutil.py") < 0) {
        ouro_clear(&module);
    }
    return module;
}
