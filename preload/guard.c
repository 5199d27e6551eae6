// SPDX-License-Identifier: MIT
// A lock of one word: spins a little, then sleeps in the kernel. The plug-in.
//
// Not a pthread mutex, because a signal handler tries it, and because the child of a fork just sets
// it free: in the child no other thread is left that could hold it.
#include <linux/futex.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "plugin.h"

enum { FREE, HELD, CONTENDED };

#define SPINS 100

static void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
}

static int exchange(int value) {
    return __atomic_exchange_n(&ouro__plugin.lock, value, __ATOMIC_ACQUIRE);
}

bool guard_try(void) {
    int expected = FREE;
    return __atomic_compare_exchange_n(&ouro__plugin.lock, &expected, HELD, false, __ATOMIC_ACQUIRE,
                                       __ATOMIC_RELAXED);
}

void guard_lock(void) {
    for (int i = 0; i < SPINS; i++) {
        if (guard_try()) {
            return;
        }
        relax();
    }
    while (exchange(CONTENDED) != FREE) {
        syscall(SYS_futex, &ouro__plugin.lock, FUTEX_WAIT_PRIVATE, CONTENDED, NULL);
    }
}

void guard_unlock(void) {
    if (__atomic_exchange_n(&ouro__plugin.lock, FREE, __ATOMIC_RELEASE) == CONTENDED) {
        syscall(SYS_futex, &ouro__plugin.lock, FUTEX_WAKE_PRIVATE, 1);
    }
}

// ---- Fork ---------------------------------------------------------------------------------------

// No thread is in the middle of a slow path when the process is copied.
static void before_fork(void) {
    guard_enter();
}

static void in_parent(void) {
    guard_leave();
}

static void in_child(void) {
    ouro__plugin.lock = FREE;
}

void guard_start(void) {
    pthread_atfork(before_fork, in_parent, in_child);
}
