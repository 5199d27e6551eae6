// SPDX-License-Identifier: MIT
// Probes for tracers (bpftrace, perf, SystemTap): with CPython's provider and names, so that scripts
// written for it work here.  Floor: gc.
//
//   python:gc__start(generation)   a collection begins
//   python:gc__done(collected)     it has ended
//
// A probe that nobody watches is one instruction that does nothing.  Without <sys/sdt.h> when the library is
// built there are none.
#ifndef OURO_GC_PROBES_H
#define OURO_GC_PROBES_H

#include <ouro/gc.h>

#if defined(__has_include)
// cppcheck-suppress preprocessorErrorDirective
#if __has_include(<sys/sdt.h>)
#include <sys/sdt.h>
#define OURO_HAS_PROBES 1
#endif
#endif

static inline void ouro__gc_probe(const ouro_gc_event *event) {
#ifdef OURO_HAS_PROBES
    if (event->start) {
        DTRACE_PROBE1(python, gc__start, event->generation);
    } else {
        DTRACE_PROBE1(python, gc__done, event->collected);
    }
#else
    (void)event;
#endif
}

#endif
