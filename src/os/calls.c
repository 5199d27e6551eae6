// SPDX-License-Identifier: MIT
// The calls that led to where a thread is, and the names of their places in programs and libraries.
// Floor os; SPEC rows: layer 0, R5's places of birth.

#include "os.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>

#if __has_include(<execinfo.h>)
#include <execinfo.h>

size_t ouro__os_call_stack(void **frames, size_t room) {
    int n = backtrace(frames, (int)room);
    return n > 0 ? (size_t)n : 0;
}
#else // a C library that does not know
size_t ouro__os_call_stack(void **frames, size_t room) {
    (void)frames, (void)room;
    return 0;
}
#endif

// Whether this library is a file of its own, and `base` is where it is mapped.
static bool is_own_library(const void *base) {
    enum { PAGE = 4096 };
    Dl_info own;
    const uintptr_t program = (uintptr_t)getauxval(AT_PHDR) & ~(uintptr_t)(PAGE - 1);
    const void *here = (const void *)(uintptr_t)ouro__os_call_stack;
    return dladdr(here, &own) && own.dli_fbase == base && (uintptr_t)base != program;
}

bool ouro__os_name_address(const void *address, char *text, size_t room) {
    Dl_info info;
    if (!dladdr(address, &info) || !info.dli_fname || is_own_library(info.dli_fbase)) {
        return false;
    }
    const char *slash = strrchr(info.dli_fname, '/');
    const char *file = slash ? slash + 1 : info.dli_fname;
    const size_t offset = (size_t)((const char *)address - (const char *)info.dli_fbase);
    if (info.dli_sname) {
        snprintf(text, room, "%s (%s+0x%zx)", info.dli_sname, file, offset);
    } else {
        snprintf(text, room, "%s+0x%zx", file, offset);
    }
    return true;
}
