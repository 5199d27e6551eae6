// SPDX-License-Identifier: MIT
// What can only be done once the interpreter runs. The plug-in; SPEC row: P10.
//
// The allocator is called in the middle of everything, so it may not use the interpreter; but it may ask
// for a pending call, which the interpreter makes between two instructions. There two functions of the
// module sys are replaced, which tell of CPython's own allocator, with others that tell of the heap:
// getallocatedblocks, and _debugmallocstats, which goes on with the old one's free lists.
#include <stdio.h>

#include "plugin.h"

static void *old_stats; // sys._debugmallocstats as it was

static void *count_blocks(void *self, void *unused) {
    (void)self;
    (void)unused;
    const plugin *p = &ouro__plugin;
    guard_enter();
    uint64_t blocks = ouro_heap_allocated_blocks(p->heap);
    guard_leave();
    blocks += __atomic_load_n(&p->large_blocks, __ATOMIC_RELAXED);
    return p->python.new_number(blocks);
}

static void *print_stats(void *self, void *unused) {
    (void)self;
    (void)unused;
    ouro_heap_stats stats;
    guard_enter();
    serve_stats(&stats);
    guard_leave();
    ouro_heap_stats_text(&stats, ouro_write_to_file, stderr);
    return ouro__plugin.python.call(old_stats, NULL);
}

static cpython_method count_method = {"getallocatedblocks", count_blocks, CPYTHON_NOARGS,
                                      "getallocatedblocks($module, /)\n--\n\n"
                                      "Return the number of memory blocks currently allocated."};

static cpython_method stats_method = {
    "_debugmallocstats", print_stats, CPYTHON_NOARGS,
    "_debugmallocstats($module, /)\n--\n\n"
    "Print debug info to stderr about the state of the heap and of CPython's structures."};

static void replace(const cpython *python, void *sys, void *name, cpython_method *method) {
    void *function = python->new_function(method, sys, name);
    if (function) {
        python->set_sys_object(method->name, function);
    }
    python->decref(function);
}

// Imports nothing: the interpreter may be in the middle of an import.
static int settle(void *unused) {
    (void)unused;
    const cpython *python = &ouro__plugin.python;
    void *modules = python->get_sys_object("modules");
    void *sys = modules ? python->get_dict_item(modules, "sys") : NULL;
    void *name = sys ? python->new_text("sys") : NULL;
    if (name) {
        old_stats = python->get_sys_object(stats_method.name);
        replace(python, sys, name, &count_method);
        if (old_stats) {
            python->incref(old_stats);
            replace(python, sys, name, &stats_method);
        }
    }
    python->decref(name);
    python->clear_error();
    return 0;
}

void settle_soon(void) {
    const cpython *python = &ouro__plugin.python;
    if (OURO_UNLIKELY(ouro__plugin.state == PLUGIN_SERVING) && python->is_initialized()) {
        ouro__plugin.state = PLUGIN_SETTLED;
        python->add_pending_call(settle, NULL);
    }
}
