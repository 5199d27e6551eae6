// SPDX-License-Identifier: MIT
// `ouro exec`: starts a program with the plug-in for CPython in its environment.  The command.
//
// It finds the plug-in near itself, puts it in front of the LD_PRELOAD that is there, and becomes the
// program. OURO_EXEC=PID tells the plug-in which process may talk: PID does not change by exec.
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <ouro/base.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "verb.h"

#define PLUGIN "libouro-cpython.so"

// As `env` and `nice`: failures of the command itself, a program that cannot be run, or not be found.
enum { STATUS_OWN = 125, STATUS_NOT_RUN = 126, STATUS_NOT_FOUND = 127 };

enum { STATS, STATS_FILE, STATS_CHILDREN, STATS_SIGNAL, OPTIONS };

static const verb_option options[OPTIONS] = {
    [STATS] = {"--stats", "[=text|json]", "OURO_STATS",
               "report on the heap when the program ends, on stderr"},
    [STATS_FILE] = {"--stats-file", " FILE", "OURO_STATS_FILE", "report into FILE instead"},
    [STATS_CHILDREN] = {"--stats-children", NULL, "OURO_STATS_CHILDREN",
                        "report on the Pythons that it starts, too"},
    [STATS_SIGNAL] = {"--stats-signal", " NAME", "OURO_STATS_SIGNAL",
                      "let a signal, such as USR2, make it answer `ouro stats` when it is idle"},
};

static const verb self = {
    .name = "exec",
    .usage = "ouro exec [options] [--] PROGRAM [arguments]",
    .about = "Runs PROGRAM, a CPython from 3.8 on, with its objects and buffers on Ouro's heap.\n"
             "The Pythons that it starts run on Ouro too; other programs run unchanged.",
    .ending =
        "The exit status is the program's; 125 when the plug-in cannot be found, 126 when the\n"
        "program cannot be run, 127 when there is none of that name, 2 for a wrong command "
        "line.\n"
        "\nexamples:\n"
        "  ouro exec -- python3 app.py args\n"
        "  ouro exec --stats=json --stats-file heap.json -- python3 app.py",
    .options = options,
    .option_count = OPTIONS,
};

// ---- The plug-in --------------------------------------------------------------------------------

// The folder of this executable into `folder`: false when the system does not say.
static bool own_folder(char folder[PATH_MAX]) {
    const ssize_t length = readlink("/proc/self/exe", folder, PATH_MAX - 1);
    if (length <= 0) {
        return false;
    }
    folder[length] = 0;
    char *slash = strrchr(folder, '/');
    if (!slash) {
        return false;
    }
    *slash = 0;
    return true;
}

// The path of the plug-in into `path`: beside this executable, or where the build installs libraries,
// which is OURO_LIBRARY_FOLDER seen from the command's folder.
static bool find_plugin(char path[PATH_MAX]) {
    char folder[PATH_MAX], tried[2][PATH_MAX];
    static const char *const places[] = {"", OURO_LIBRARY_FOLDER "/"};
    if (!own_folder(folder)) {
        fputs("ouro: /proc/self/exe does not say where this command is\n", stderr);
        return false;
    }
    for (size_t i = 0; i < 2; i++) {
        const int length =
            snprintf(tried[i], PATH_MAX, "%.*s/%s" PLUGIN, PATH_MAX / 2, folder, places[i]);
        if (length < PATH_MAX && realpath(tried[i], path)) {
            return true;
        }
    }
    fprintf(stderr,
            "ouro: the plug-in for CPython, " PLUGIN ", is missing; looked for\n  %s\n  %s\n",
            tried[0], tried[1]);
    return false;
}

// Puts the plug-in in front of LD_PRELOAD, unless it is there.
static bool set_preload(const char *plugin) {
    const char *before = getenv("LD_PRELOAD");
    if (strpbrk(plugin, " :")) {
        fprintf(stderr,
                "ouro: LD_PRELOAD cannot name %s: it takes no path with a space or a colon\n",
                plugin);
        return false;
    }
    if (!before || !*before) {
        return setenv("LD_PRELOAD", plugin, 1) == 0;
    }
    const size_t length = strlen(plugin);
    for (const char *at = before; (at = strstr(at, plugin)) != NULL; at += length) {
        if ((at == before || strchr(" :", at[-1])) && strchr(" :", at[length])) {
            return true;
        }
    }
    const size_t room = length + strlen(before) + 2;
    char *both = malloc(room);
    if (!both) {
        return false;
    }
    snprintf(both, room, "%s:%s", plugin, before);
    const bool set = setenv("LD_PRELOAD", both, 1) == 0;
    free(both);
    return set;
}

// ---- The program --------------------------------------------------------------------------------

enum { HEAD = 4096 };

typedef enum program_kind {
    PROGRAM_PLAIN,
    PROGRAM_SHELL_SCRIPT, // likely to become another program, or to start one
    PROGRAM_STATIC        // loads no libraries, so no plug-in either
} program_kind;

// The path that execvp would run, or NULL.
static const char *search(const char *name, char path[PATH_MAX]) {
    if (strchr(name, '/')) {
        return name;
    }
    const char *folders = getenv("PATH");
    for (const char *at = folders ? folders : "/bin:/usr/bin"; at;) {
        const size_t length = strcspn(at, ":");
        const int size =
            snprintf(path, PATH_MAX, "%.*s%s%s", (int)length, at, length ? "/" : "", name);
        if (size < PATH_MAX && access(path, X_OK) == 0) {
            return path;
        }
        at = at[length] ? at + length + 1 : NULL;
    }
    return NULL;
}

// Whether the script's interpreter is a shell, by the end of its first line's first word, or of the
// second where the first is `env`.
static bool is_shell(char *line) {
    line[strcspn(line, "\r\n")] = 0;
    char *rest = NULL;
    char *word = strtok_r(line + 2, " \t", &rest);
    const char *base = word && strrchr(word, '/') ? strrchr(word, '/') + 1 : word;
    if (base && strcmp(base, "env") == 0) {
        base = strtok_r(NULL, " \t", &rest);
    }
    const size_t length = base ? strlen(base) : 0;
    return length >= 2 && strcmp(base + length - 2, "sh") == 0;
}

// Whether the ELF file that begins so names no dynamic loader.
static bool is_static(const char *head, size_t size) {
    Elf64_Ehdr file;
    if (size < sizeof file || memcmp(head, ELFMAG, SELFMAG) != 0 || head[EI_CLASS] != ELFCLASS64) {
        return false;
    }
    memcpy(&file, head, sizeof file);
    for (size_t i = 0; i < file.e_phnum; i++) {
        Elf64_Phdr segment;
        const size_t at = file.e_phoff + i * sizeof segment;
        if (at > size - sizeof segment) {
            return false;
        }
        memcpy(&segment, head + at, sizeof segment);
        if (segment.p_type == PT_INTERP) {
            return false;
        }
    }
    return true;
}

static program_kind kind_of(const char *path) {
    char head[HEAD + 1];
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t size = fd < 0 ? -1 : read(fd, head, HEAD);
    if (fd >= 0) {
        close(fd);
    }
    if (size < 2) {
        return PROGRAM_PLAIN;
    }
    head[size] = 0;
    if (memcmp(head, "#!", 2) == 0) {
        return is_shell(head) ? PROGRAM_SHELL_SCRIPT : PROGRAM_PLAIN;
    }
    return is_static(head, (size_t)size) ? PROGRAM_STATIC : PROGRAM_PLAIN;
}

// Tells the plug-in that this process may talk. A shell script is no mistake, and is not talked of.
static bool set_told(program_kind kind) {
    char text[32];
    snprintf(text, sizeof text, "%ld%s", (long)getpid(), kind == PROGRAM_SHELL_SCRIPT ? "" : "!");
    return setenv("OURO_EXEC", text, 1) == 0;
}

static int run(char **argv) {
    char path[PATH_MAX];
    const char *found = search(argv[0], path);
    const program_kind kind = found ? kind_of(found) : PROGRAM_PLAIN;
    if (kind == PROGRAM_STATIC) {
        fprintf(stderr, "ouro: %s is linked statically and loads no plug-in: it runs unchanged\n",
                argv[0]);
    }
    if (!set_told(kind)) {
        fputs("ouro: no memory for the environment\n", stderr);
        return STATUS_OWN;
    }
    execvp(argv[0], argv);
    const int error = errno;
    fprintf(stderr, "ouro: cannot run %s: %s\n", argv[0], strerror(error));
    return error == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_RUN;
}

// ---- Options ------------------------------------------------------------------------------------

// The file is made, and emptied, here: what is wrong with it shows before the program starts, and
// reports of several processes follow each other in it.
static bool set_file(const char *path) {
    char absolute[PATH_MAX];
    const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0 || !realpath(path, absolute)) {
        fprintf(stderr, "ouro: cannot write %s: %s\n", path, strerror(errno));
        return false;
    }
    close(file);
    return setenv(options[STATS_FILE].variable, absolute, 1) == 0;
}

// Hands the options to the plug-in. Returns -1, or the status to exit with.
static int set_options(const char *const *values) {
    const char *stats = values[STATS];
    if (stats && *stats && strcmp(stats, "text") != 0 && strcmp(stats, "json") != 0) {
        return verb_misused(&self, "--stats: '%s' is not text or json", stats);
    }
    if (!stats && !getenv(options[STATS].variable) &&
        (values[STATS_FILE] || values[STATS_CHILDREN])) {
        stats = "text";
    }
    if ((stats && setenv(options[STATS].variable, *stats ? stats : "text", 1) < 0) ||
        (values[STATS_CHILDREN] && setenv(options[STATS_CHILDREN].variable, "1", 1) < 0) ||
        (values[STATS_SIGNAL] &&
         setenv(options[STATS_SIGNAL].variable, values[STATS_SIGNAL], 1) < 0)) {
        fputs("ouro: no memory for the environment\n", stderr);
        return STATUS_OWN;
    }
    return !values[STATS_FILE] || set_file(values[STATS_FILE]) ? -1 : STATUS_OWN;
}

int exec_main(int argc, char **argv) {
    char plugin[PATH_MAX];
    const char *values[OPTIONS] = {NULL};
    int status;
    const int at = verb_parse(&self, argc, argv, values, &status);
    if (at < 0) {
        return status;
    }
    if (at >= argc) {
        return verb_misused(&self, "no program given");
    }
    if (!find_plugin(plugin) || !set_preload(plugin)) {
        return STATUS_OWN;
    }
    status = set_options(values);
    return status >= 0 ? status : run(argv + at);
}
