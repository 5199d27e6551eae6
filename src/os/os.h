// SPDX-License-Identifier: MIT
// What Ouro asks of the operating system. Floor os, the lowest; SPEC rows: layer 0 of the pyramid.
// Its files are the only ones with system calls. Nothing here keeps state.

#ifndef OURO_OS_H
#define OURO_OS_H

#include <stdbool.h>

#include "ouro/base.h"

// ---- Address space ---------------------------------------------------------------------------
// Sizes are in bytes and, as addresses, multiples of the page size.

// The size of a page in bytes.
size_t ouro__os_page_size(void);

// Reserves `size` bytes of address space at a multiple of `alignment` (a power of two, at least a
// page). Nothing in it may be touched and none of it counts as memory. NULL: refused.
OURO_NODISCARD void *ouro__os_reserve(size_t size, size_t alignment);

// Makes reserved pages readable and writable, zeroed. 0, or -1: the system has no memory for them.
OURO_NODISCARD int ouro__os_commit(void *address, size_t size);

// Puts memory behind committed pages now, cheaper than page by page as they are touched. The system
// may decline; nothing else is different then.
void ouro__os_populate(void *address, size_t size);

// Asks for huge pages (ouro__os_huge_size bytes each) behind a range when it is touched. Whole huge pages.
void ouro__os_huge(void *address, size_t size);
size_t ouro__os_huge_size(void);

// Gives the memory of committed pages back; they stay accessible and read as zero.
void ouro__os_purge(void *address, size_t size);

// Undoes commit: the memory goes back, and the pages are only reserved again.
void ouro__os_decommit(void *address, size_t size);

// Undoes reserve, for the whole of it.
void ouro__os_release(void *address, size_t size);

// Names a range for /proc/PID/maps, where the kernel can; otherwise nothing happens. `name` must
// live as long as the mapping and hold no [ ] $ or backslash.
void ouro__os_name(void *address, size_t size, const char *name);

// ---- This process, this thread ---------------------------------------------------------------

struct ouro__os_memory {
    size_t rss;    // resident, in bytes
    size_t vms;    // mapped
    size_t shared; // of rss: from files or shared memory
    size_t uss;    // of rss: this process's alone
};

// Bytes resident now, and at most so far. 0: the system does not say. A system call or three.
size_t ouro__os_rss(void);
size_t ouro__os_peak_rss(void);

// All figures of `memory`; `uss` walks the page tables, some microseconds per MiB. 0, or -1 when
// the system does not say: then all are 0.
int ouro__os_memory(struct ouro__os_memory *memory);

// Nanoseconds on a clock that only rises; the zero is arbitrary.
uint64_t ouro__os_clock_ns(void);

// The same clock in milliseconds, some behind: cheap enough to ask often.
uint64_t ouro__os_clock_coarse_ms(void);

// Fills `bytes` bytes (256 at most) from the system's random source; from the clock if it has none to give.
void ouro__os_random(void *buffer, size_t bytes);

// The lowest address of this thread's C stack and its length in bytes, the guard not included. The
// main thread's length is what it may grow to. 0, or -1 when the system does not say.
int ouro__os_stack_bounds(void **low, size_t *size);

// Return addresses of the calls that led here, innermost first, at most `room`: how many. 0 where the C
// library does not know. The first call in a process may allocate, by malloc. Some microseconds.
size_t ouro__os_call_stack(void **frames, size_t room);

// Where code is: "function (file+0x1234)", or "file+0x1234" when the file does not name it; addr2line
// makes a line of that. False: nobody knows, or it is this library's own, where that is a shared one.
bool ouro__os_name_address(const void *address, char *text, size_t room);

#endif
