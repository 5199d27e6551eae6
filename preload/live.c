// SPDX-License-Identifier: MIT
// Figures for readers in other processes: ouro/live.h's page, and when it is written.
// The plug-in; SPEC row: P10.
//
// The page is written by whoever holds the interpreter's lock, now and then when the allocator's slow
// path comes by (live_tick): at once when a reader asks, and by itself at most fifty times a second,
// and so seldom that it takes no more than a thousandth of the time, since it walks all pools: 100
// MiB of them take 0.1 ms. An idle process does not come by; what it shows is what it had shortly
// before it fell idle.
//
// A signal, if the user names one, makes an idle process answer too. Its handler writes the page
// itself unless somebody is in a slow path, who then does it on his way out. What the fast paths may
// be doing meanwhile, in other threads, is one block more or less in a pool.
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <time.h>

#include <ouro/live.h>

#include "plugin.h"

#define SECOND    UINT64_C(1000000000)
#define PAUSE     (SECOND / 50)
#define SHARE     1000 // of the time, one part may go into figures that nobody asked for
#define CLOCK_LAG 16   // ticks between two looks at the clock

static ouro_live_page *page;
static uint64_t next_ns;
static int until_clock;

static uint64_t now_ns(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

// ---- Writing ------------------------------------------------------------------------------------

// One at a time: under the interpreter's lock, or the guard.
static void publish(void) {
    ouro_heap_stats stats;
    const uint64_t requested = __atomic_load_n(&page->requested, __ATOMIC_ACQUIRE);
    const uint64_t started = now_ns(CLOCK_MONOTONIC);
    serve_stats(&stats);
    const uint64_t sequence = page->sequence;
    __atomic_store_n(&page->sequence, sequence + 1, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_RELEASE);
    page->stats = stats;
    page->time_ns = started;
    __atomic_store_n(&page->answered, requested, __ATOMIC_RELAXED);
    __atomic_store_n(&page->sequence, sequence + 2, __ATOMIC_RELEASE);
    const uint64_t cost = now_ns(CLOCK_MONOTONIC) - started;
    next_ns = started + (cost * SHARE > PAUSE ? cost * SHARE : PAUSE);
}

static bool is_asked(void) {
    return __atomic_load_n(&page->requested, __ATOMIC_RELAXED) !=
           __atomic_load_n(&page->answered, __ATOMIC_RELAXED);
}

static bool is_due(void) {
    if (until_clock-- > 0) {
        return false;
    }
    until_clock = CLOCK_LAG;
    return now_ns(CLOCK_MONOTONIC_COARSE) >= next_ns;
}

void live_tick(void) {
    guard_enter();
    if (page && (is_asked() || is_due())) {
        publish();
    }
    guard_leave();
}

// ---- The page -----------------------------------------------------------------------------------

// A page of this process's own; in the place of the parent's where there is one. The segment is marked
// for removal at once: it ends with the last process that has it attached.
static void make_page(void) {
    const unsigned wanted_signal = page ? page->signal : 0;
    const int segment = shmget(IPC_PRIVATE, sizeof *page, IPC_CREAT | S_IRUSR | S_IWUSR);
    void *place = segment < 0 ? (void *)-1 : shmat(segment, page, page ? SHM_REMAP : 0);
    if (segment >= 0) {
        shmctl(segment, IPC_RMID, NULL);
    }
    if (place == (void *)-1) {
        if (page) {
            shmdt(page); // not to write into the parent's
        }
        page = NULL;
        return;
    }
    page = place;
    page->magic = OURO_LIVE_MAGIC;
    page->size = sizeof *page;
    page->signal = wanted_signal;
    snprintf(page->client, sizeof page->client, "CPython %d.%d", ouro__plugin.python.major,
             ouro__plugin.python.minor);
    publish();
}

static void in_child(void) {
    if (page) {
        make_page();
    }
}

void live_start(void) {
    const int error = errno;
    make_page();
    pthread_atfork(NULL, NULL, in_child);
    errno = error;
}

// ---- The signal ---------------------------------------------------------------------------------

static void on_signal(int number) {
    (void)number;
    const int error = errno;
    if (guard_try()) {
        if (page) {
            publish();
        }
        guard_unlock();
    } else {
        ouro__plugin.late = true;
    }
    errno = error;
}

void live_answer_late(void) {
    ouro__plugin.late = false;
    if (page) {
        publish();
    }
}

static int signal_number(const char *name) {
    char *end;
    const long number = strtol(name, &end, 10);
    if (end != name && *end == 0 && number > 0 && number <= SIGRTMAX) {
        return (int)number;
    }
    name += strncmp(name, "SIG", 3) == 0 ? 3 : 0;
    for (int each = 1; each < NSIG; each++) {
        const char *known = sigabbrev_np(each);
        if (known && strcmp(known, name) == 0) {
            return each;
        }
    }
    return 0;
}

bool live_on_signal(const char *name) {
    const int number = signal_number(name);
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    if (number == 0 || sigaction(number, &action, NULL) < 0) {
        return false;
    }
    ouro__plugin.guarded = true;
    if (page) {
        page->signal = (unsigned)number;
    }
    return true;
}
