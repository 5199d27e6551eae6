// SPDX-License-Identifier: MIT
// Finding CPython in the process, and what its user wants of its allocator.
// The plug-in; SPEC rows: layer 1 of the pyramid.
#include "cpython.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(offsetof(ouro_allocator, malloc) == sizeof(void *) &&
                   offsetof(ouro_allocator, calloc) == 2 * sizeof(void *) &&
                   offsetof(ouro_allocator, realloc) == 3 * sizeof(void *) &&
                   offsetof(ouro_allocator, free) == 4 * sizeof(void *),
               "the order of PyMemAllocatorEx");

// ---- The interpreter ----------------------------------------------------------------------------

// Stores the address of `name` in the function pointer at `function`.
static bool look_up(void *library, const char *name, void *function) {
    void *address = dlsym(library ? library : RTLD_DEFAULT, name);
    memcpy(function, &address, sizeof address);
    return address != NULL;
}

bool cpython_find(cpython *python, void *library) {
    *python = (cpython){0};
    const struct {
        const char *name;
        void *function;
    } wanted[] = {
        {"PyMem_GetAllocator", &python->get_allocator},
        {"PyMem_SetAllocator", &python->set_allocator},
        {"Py_GetVersion", &python->version_text},
        {"Py_IsInitialized", &python->is_initialized},
        {"Py_AddPendingCall", &python->add_pending_call},
        {"PySys_GetObject", &python->get_sys_object},
        {"PyDict_GetItemString", &python->get_dict_item},
        {"PySys_SetObject", &python->set_sys_object},
        {"PyCFunction_NewEx", &python->new_function},
        {"PyUnicode_FromString", &python->new_text},
        {"PyLong_FromUnsignedLongLong", &python->new_number},
        {"PyObject_CallObject", &python->call},
        {"Py_IncRef", &python->incref},
        {"Py_DecRef", &python->decref},
        {"PyErr_Clear", &python->clear_error},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        if (!look_up(library, wanted[i].name, wanted[i].function)) {
            return false;
        }
    }
    look_up(library, "PySys_AddAuditHook", &python->add_audit_hook); // since 3.8
    const char *text = python->version_text();
    python->free_threaded = strstr(text, "free-threading") != NULL;
    return sscanf(text, "%d.%d", &python->major, &python->minor) == 2;
}

// ---- The user's choice --------------------------------------------------------------------------

// What matters of the interpreter's command line.
typedef struct switches {
    bool development;        // -X dev
    bool ignore_environment; // -E, -I
} switches;

static bool is_python(const char *program) {
    const char *slash = strrchr(program, '/');
    return strncmp(slash ? slash + 1 : program, "python", 6) == 0;
}

// One word of options, such as "-IX"; its value may be the next word. False: the options end here.
static bool read_word(const char *word, const char *next, bool *took_next, switches *found) {
    for (const char *letter = word + 1; *letter; letter++) {
        if (*letter == 'c' || *letter == 'm') {
            return false;
        }
        if (*letter == 'E' || *letter == 'I') {
            found->ignore_environment = true;
        }
        if (*letter == 'X' || *letter == 'W') {
            const char *value = letter[1] ? letter + 1 : next;
            *took_next = letter[1] == 0;
            if (*letter == 'X' && value && strcspn(value, "=") == 3 &&
                strncmp(value, "dev", 3) == 0) {
                found->development = true;
            }
            return value != NULL;
        }
    }
    return true;
}

static switches read_switches(int argc, char **argv) {
    switches found = {0};
    for (int i = 1; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        bool took_next = false;
        if (argv[i][1] == '-') {
            took_next = strcmp(argv[i], "--check-hash-based-pycs") == 0;
            if (!argv[i][2]) {
                break;
            }
        } else if (!read_word(argv[i], argv[i + 1], &took_next, &found)) {
            break;
        }
        i += took_next;
    }
    return found;
}

static bool is_set(const char *variable) {
    const char *value = getenv(variable);
    return value && *value;
}

const char *cpython_own_choice(const char *program, int argc, char **argv) {
    switches found = {0};
    if (is_python(program)) {
        found = read_switches(argc, argv);
    }
    if (!found.ignore_environment && is_set("PYTHONMALLOC")) {
        return "PYTHONMALLOC is set";
    }
    if (found.development || (!found.ignore_environment && is_set("PYTHONDEVMODE"))) {
        return "Python's development mode is on";
    }
    return NULL;
}
