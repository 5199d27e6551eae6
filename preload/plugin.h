// SPDX-License-Identifier: MIT
// The plug-in's parts and what they share: one heap for the one interpreter of the process.
// The plug-in; SPEC rows: P1 to P10 under CPython.
//
//   install.c   the constructor: whether the heap serves this process, and what to say about it
//   cpython.c   the interpreter, found at run time
//   serve.c     the four functions that CPython calls, and the blocks above 512 bytes
//   guard.c     the lock, for interpreters that do not share one
//   watch.c     puts the interpreter on the heap, and notices others with locks of their own
//   late.c      interpreters that are loaded late, or started again
//   settle.c    what can only be done once the interpreter runs
//   live.c      figures for readers in other processes
//   report.c    figures when the program ends

#ifndef OURO_PRELOAD_PLUGIN_H
#define OURO_PRELOAD_PLUGIN_H

#include <ouro/heap_stats.h>
#include <stdbool.h>
#include <stdint.h>

#include "cpython.h"

typedef enum plugin_state {
    PLUGIN_OFF,     // there is something against it: nothing happens in this process
    PLUGIN_WAITING, // no CPython so far
    PLUGIN_SERVING, // its allocators are set
    PLUGIN_SETTLED  // and it has been seen running
} plugin_state;

// The process is the state: this folder is the one place of Ouro with global variables.
typedef struct plugin {
    plugin_state state;
    ouro_heap *heap;
    cpython python;
    // Blocks above 512 bytes, which are malloc's.
    uint64_t large_blocks;
    uint64_t large_bytes; // as malloc rounds them

    bool shared;  // several interpreters, each with a lock of its own, use the heap
    bool guarded; // slow paths take the lock: shared, or figures are asked for by a signal
    bool late;    // such a signal came while the lock was held: live_answer_late is due
    int lock;     // guard.c's
    int due;      // slow calls until serve.c's tick
} plugin;

extern plugin ouro__plugin;

// ---- guard.c ------------------------------------------------------------------------------------

// Sees to it that a fork finds the lock free, and leaves it so.
void guard_start(void);
void guard_lock(void);
bool guard_try(void); // also from a signal handler
void guard_unlock(void);

static inline void guard_enter(void) {
    if (OURO_UNLIKELY(ouro__plugin.guarded)) {
        guard_lock();
    }
}

void live_answer_late(void); // live.c

static inline void guard_leave(void) {
    if (OURO_UNLIKELY(ouro__plugin.guarded)) {
        if (OURO_UNLIKELY(ouro__plugin.late)) {
            live_answer_late();
        }
        guard_unlock();
    }
}

// ---- serve.c ------------------------------------------------------------------------------------

// The allocator for the domains mem and obj, over ouro__plugin.heap.
ouro_allocator serve_allocator(void);

// From now on several threads may allocate at a time. Called while only one can.
void serve_share(void);

// The heap's figures with the blocks above 512 bytes in them.
void serve_stats(ouro_heap_stats *stats);

// ---- install.c, watch.c, settle.c ---------------------------------------------------------------

// What the constructor does, for an interpreter in a library that was loaded later.
void install_late(void *library);

// Whether this process prints a report, if one is wanted: the one that `ouro exec` became, or any where
// it was not used or the children are wanted too.
bool install_reports(void);

// Puts CPython on the heap.
void watch_install(void);

// The same for an interpreter that is starting again: false as long as that cannot be told.
bool watch_install_again(void);

// Sees to it that the interpreter does what only it can, once it is up; called now and then.
void settle_soon(void);

// ---- live.c -------------------------------------------------------------------------------------

// Makes the page, and sees to it that the child of a fork gets its own. Where the system refuses the
// page nobody can ask; all else works.
void live_start(void);

// Answers a reader who asks, and shows figures now and then unasked.
void live_tick(void);

// Lets a signal ask for figures; `name` is such as "USR2" or a number. False: there is none such.
bool live_on_signal(const char *name);

// ---- report.c -----------------------------------------------------------------------------------

// Reads what is wanted from the environment.
void report_start(void);
bool report_wanted(void);

// Takes the figures when the interpreter begins to end.
void report_tick(void);

#endif
