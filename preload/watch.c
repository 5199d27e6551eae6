// SPDX-License-Identifier: MIT
// Puts CPython on the heap, and notices interpreters that have a lock of their own. The plug-in.
//
// From 3.12 on an interpreter may have a lock of its own; several threads are then in the allocator at
// a time. An audit hook is told before such an interpreter is made, but as long as there is a hook,
// every audited event builds its arguments, id() among them. The state of every interpreter but the
// main one, of more than 64 KiB, comes from PyMem_RawCalloc, though, while all other threads still
// wait for the one lock there is. So the domain raw keeps malloc's functions, and only its calloc
// looks at the size. Somebody else's calloc of that size costs the program the heap's inlined paths
// and no more. Versions whose sources were not there to be read get the audit hook.
#include <string.h>

#include "plugin.h"

// sizeof(PyInterpreterState) is 383,552 in 3.12, 194,968 in 3.13.
#define INTERPRETER_SIZE ((size_t)64 << 10)

// Versions of 3. that first have own locks, that first forget allocators, and the last one read.
enum { LOCKS_SINCE = 12, FORGETS_SINCE = 12, READ_UNTIL = 14 };

// As they were found: the domain raw, and the domain obj.
static ouro_allocator raw, own;

static void *watched_calloc(void *ctx, size_t count, size_t size) {
    if (OURO_UNLIKELY(count == 1 && size >= INTERPRETER_SIZE) &&
        ouro__plugin.python.is_initialized()) {
        serve_share();
    }
    return raw.calloc(ctx, count, size);
}

static void watch_calloc(const cpython *python) {
    ouro_allocator watched;
    python->get_allocator(CPYTHON_RAW, &watched);
    if (watched.calloc != watched_calloc) {
        raw = watched;
        watched.calloc = watched_calloc;
        python->set_allocator(CPYTHON_RAW, &watched);
    }
}

static int on_event(const char *event, void *args, void *data) {
    (void)args;
    (void)data;
    if (strcmp(event, "cpython.PyInterpreterState_New") == 0) {
        serve_share();
    }
    return 0;
}

static void set_allocators(void) {
    const cpython *python = &ouro__plugin.python;
    ouro_allocator ours = serve_allocator();
    python->set_allocator(CPYTHON_MEM, &ours);
    python->set_allocator(CPYTHON_OBJ, &ours);
    if (python->minor >= LOCKS_SINCE && python->minor <= READ_UNTIL) {
        watch_calloc(python);
    }
}

void watch_install(void) {
    const cpython *python = &ouro__plugin.python;
    python->get_allocator(CPYTHON_OBJ, &own);
    set_allocators();
    if (python->minor > READ_UNTIL && python->add_audit_hook) {
        python->add_audit_hook(on_event, NULL);
    }
}

bool watch_install_again(void) {
    const cpython *python = &ouro__plugin.python;
    if (python->minor >= FORGETS_SINCE) {
        ouro_allocator now;
        python->get_allocator(CPYTHON_OBJ, &now);
        if (now.malloc != own.malloc) {
            return false;
        }
        set_allocators();
    }
    return true;
}
