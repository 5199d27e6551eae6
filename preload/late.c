// SPDX-License-Identifier: MIT
// Interpreters that come after the constructor: loaded by dlopen, or started a second time. The plug-in.
//
// Every start of CPython begins with setlocale(LC_CTYPE, NULL), when its functions can be called and
// nothing has been allocated. So that function, which nobody calls often, is taken here on its way to
// the C library:
//   * a program that loads libpython when it is running gets its heap then;
//   * from 3.12 on, Py_Initialize after Py_Finalize puts CPython's own allocators back, while blocks
//     of the first time are still about; they are replaced again.
#include <dlfcn.h>
#include <link.h>
#include <locale.h>
#include <stddef.h>
#include <string.h>

#include "plugin.h"

// Stops at the first library of that name; `found` is a const char **.
static int find_libpython(struct dl_phdr_info *info, size_t size, void *found) {
    (void)size;
    const char *slash = strrchr(info->dlpi_name, '/');
    if (strncmp(slash ? slash + 1 : info->dlpi_name, "libpython3.", 11) == 0) {
        *(const char **)found = info->dlpi_name;
        return 1;
    }
    return 0;
}

// A libpython that is loaded, if only for whoever loaded it.
static void start_with_library(void) {
    const char *path = NULL;
    dl_iterate_phdr(find_libpython, &path);
    void *library = path ? dlopen(path, RTLD_LAZY | RTLD_NOLOAD) : NULL;
    if (library) {
        install_late(library);
        dlclose(library);
    }
}

__attribute__((visibility("default"))) char *setlocale(int category, const char *locale) {
    static char *(*next)(int, const char *);
    if (!next) {
        void *address = dlsym(RTLD_NEXT, "setlocale");
        memcpy(&next, &address, sizeof next);
    }
    if (ouro__plugin.state == PLUGIN_WAITING) {
        start_with_library();
    } else if (ouro__plugin.state == PLUGIN_SETTLED && !ouro__plugin.python.is_initialized() &&
               watch_install_again()) {
        ouro__plugin.state = PLUGIN_SERVING;
    }
    return next(category, locale);
}
