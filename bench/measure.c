// SPDX-License-Identifier: MIT
// bench_measure RESULT PROGRAM [ARGUMENTS]: runs the program and writes to the file RESULT a line
// "wall-seconds cpu-seconds peak-bytes status". A program of its own because Linux counts the
// memory of the process that forks in the child's peak: this one has next to none.

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double seconds(long whole, long fraction, double unit) {
    return (double)whole + (double)fraction * unit;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return seconds(time.tv_sec, time.tv_nsec, 1e-9);
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fputs("usage: bench_measure RESULT PROGRAM [ARGUMENTS]\n", stderr);
        return 2;
    }
    FILE *result = fopen(argv[1], "we");
    if (result == NULL) {
        perror(argv[1]);
        return 2;
    }

    const double begin = now();
    pid_t pid = 0;
    const int error = posix_spawn(&pid, argv[2], NULL, NULL, argv + 2, environ);
    if (error != 0) {
        fprintf(stderr, "%s: %s\n", argv[2], strerror(error));
        return 2;
    }
    int status = 0;
    struct rusage usage;
    while (wait4(pid, &status, 0, &usage) < 0) {
        if (errno != EINTR) {
            perror("wait4");
            return 2;
        }
    }
    const double wall = now() - begin;

    const double cpu = seconds(usage.ru_utime.tv_sec, usage.ru_utime.tv_usec, 1e-6) +
                       seconds(usage.ru_stime.tv_sec, usage.ru_stime.tv_usec, 1e-6);
    fprintf(result, "%.9f %.6f %lld %d\n", wall, cpu, (long long)usage.ru_maxrss * 1024, status);
    return fclose(result) == 0 ? 0 : 2;
}
