// SPDX-License-Identifier: MIT
// Functions of os that start other programs and wait for them.  Front-end, modules; os_source.h wraps
// what begins with an underscore.
#include "os_files.h"

#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>

// ---- Starting -----------------------------------------------------------------------------------

// The texts of a list of bytes, ended by NULL; to be given to ouro_memory_free, they stay the list's.
static char **texts_of(ouro_object *list) {
    size_t count = ouro_list_length(list);
    char **texts = ouro_memory_new((count + 1) * sizeof *texts);
    if (!texts) {
        ouro_raise_memory();
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        texts[i] = (char *)(uintptr_t)ouro_bytes_data(ouro_list_get_borrow(list, i));
    }
    texts[count] = NULL;
    return texts;
}

// Adds (kind, number ...) or, for POSIX_SPAWN_OPEN, (kind, fd, path as bytes, flags, mode).
static int add_action(posix_spawn_file_actions_t *actions, ouro_object *action) {
    enum { OPEN, CLOSE, DUP2, MOST = 5 };
    int number[MOST] = {0};
    for (size_t i = 0; i < ouro_tuple_length(action) && i < MOST; i++) {
        ouro_object *item = ouro_tuple_get_borrow(action, i);
        if (!ouro_is(item, OURO_T_BYTES) && py__int_argument(item, &number[i]) < 0) {
            return -1;
        }
    }
    int failed;
    switch (number[0]) {
    case OPEN:
        failed = posix_spawn_file_actions_addopen(
            actions, number[1], (const char *)ouro_bytes_data(ouro_tuple_get_borrow(action, 2)),
            number[3], (mode_t)number[4]);
        break;
    case CLOSE: failed = posix_spawn_file_actions_addclose(actions, number[1]); break;
    default: failed = posix_spawn_file_actions_adddup2(actions, number[1], number[2]); break;
    }
    if (failed) {
        ouro_raise_errno(failed, NULL);
    }
    return failed ? -1 : 0;
}

static int add_actions(posix_spawn_file_actions_t *actions, ouro_object *list) {
    for (size_t i = 0; i < ouro_list_length(list); i++) {
        if (add_action(actions, ouro_list_get_borrow(list, i)) < 0) {
            return -1;
        }
    }
    return 0;
}

// _posix_spawn(path, argv, env, file_actions, name): bytes, two lists of bytes, a list of checked
// tuples, and the path as an error tells it.
static ouro_object *os_posix_spawn(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self, (void)nargs;
    posix_spawn_file_actions_t actions;
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed) {
        return ouro_raise_errno(failed, NULL);
    }
    char **argv = texts_of(args[1]), **env = argv ? texts_of(args[2]) : NULL;
    ouro_object *result = NULL;
    if (env && add_actions(&actions, args[3]) == 0) {
        pid_t pid;
        failed =
            posix_spawn(&pid, (const char *)ouro_bytes_data(args[0]), &actions, NULL, argv, env);
        result = failed ? ouro_raise_errno(failed, args[4]) : ouro_int_new(pid);
    }
    ouro_memory_free(env);
    ouro_memory_free(argv);
    posix_spawn_file_actions_destroy(&actions);
    return result;
}

// ---- Waiting ------------------------------------------------------------------------------------

static ouro_object *os_waitpid(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self, (void)nargs;
    int pid, options, status = 0;
    if (py__int_argument(args[0], &pid) < 0 || py__int_argument(args[1], &options) < 0) {
        return NULL;
    }
    pid_t ended;
    while ((ended = waitpid(pid, &status, options)) < 0) {
        if (errno != EINTR) {
            return ouro_raise_errno(errno, NULL);
        }
        if (py__check_interrupt() < 0) {
            return NULL;
        }
    }
    ouro_object *pair[2] = {ouro_int_new(ended), ouro_int_new(status)};
    ouro_object *result = pair[0] && pair[1] ? ouro_tuple_from(pair, 2) : NULL;
    ouro_xdecref(pair[0]);
    ouro_xdecref(pair[1]);
    return result;
}

static ouro_object *os_exit_code(ouro_object *self, ouro_object *object) {
    (void)self;
    int status;
    if (py__int_argument(object, &status) < 0) {
        return NULL;
    }
    if (WIFEXITED(status)) {
        return ouro_int_new(WEXITSTATUS(status));
    }
    if (WIFSIGNALED(status)) {
        return ouro_int_new(-WTERMSIG(status));
    }
    if (WIFSTOPPED(status)) {
        return ouro_raise(OURO_EXC_ValueError, "process stopped by delivery of signal %d",
                          WSTOPSIG(status));
    }
    return ouro_raise(OURO_EXC_ValueError, "invalid wait status: %d", status);
}

const ouro_method py__os_process_functions[] = {
    OURO_ARGS("_posix_spawn", os_posix_spawn, 5, 5, "Start a program; its number."),
    OURO_ARGS("waitpid", os_waitpid, 2, 2, "Wait for a process: (its number, its status)."),
    OURO_O("waitstatus_to_exitcode", os_exit_code, "The exit status, or a signal's number < 0."),
    {0},
};
