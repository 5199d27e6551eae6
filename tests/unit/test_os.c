// SPDX-License-Identifier: MIT
// The system floor: address space, pages, figures of the process. SPEC rows: layer 0.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os.h"

#define MIB ((size_t)1 << 20)

// The signal that ends a child which writes to `address`, 0 when none does.
static int signal_of_write(volatile char *address) {
    pid_t child = fork();
    if (child == 0) {
        // Sanitizers report what they catch; here a signal is what is asked about.
        signal(SIGSEGV, SIG_DFL);
        const struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none);
        *address = 1;
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

// ---- Address space ---------------------------------------------------------------------------

static void test_reserve_is_aligned(void **state) {
    (void)state;
    for (size_t alignment = ouro__os_page_size(); alignment <= 64 * MIB; alignment *= 4) {
        char *range = ouro__os_reserve(MIB, alignment);
        assert_non_null(range);
        assert_int_equal((uintptr_t)range % alignment, 0);
        ouro__os_release(range, MIB);
    }
}

static void test_reserved_pages_cost_nothing_and_trap(void **state) {
    (void)state;
    const size_t before = ouro__os_rss();
    char *range = ouro__os_reserve((size_t)8 << 30, MIB);
    assert_non_null(range);
    assert_true(ouro__os_rss() < before + MIB);
    assert_int_equal(signal_of_write(range), SIGSEGV);
    ouro__os_release(range, (size_t)8 << 30);
}

static void test_impossible_reservations_are_refused(void **state) {
    (void)state;
    assert_null(ouro__os_reserve(0, MIB));
    assert_null(ouro__os_reserve(SIZE_MAX, MIB));
    assert_null(ouro__os_reserve((size_t)1 << 60, MIB));
}

static void test_commit_purge_decommit(void **state) {
    (void)state;
    const size_t page = ouro__os_page_size();
    char *range = ouro__os_reserve(4 * page, page);
    assert_int_equal(ouro__os_commit(range + page, 2 * page), 0);
    ouro__os_name(range, 4 * page, "ouro test");
    for (size_t i = 0; i < 2 * page; i++) {
        assert_int_equal(range[page + i], 0);
    }
    memset(range + page, 7, 2 * page);
    assert_int_equal(signal_of_write(range), SIGSEGV);
    assert_int_equal(signal_of_write(range + page), 0);

    ouro__os_purge(range + page, page);
    assert_int_equal(range[page], 0);
    assert_int_equal(range[2 * page], 7);

    ouro__os_decommit(range + page, page);
    assert_int_equal(signal_of_write(range + page), SIGSEGV);
    assert_int_equal(range[2 * page], 7);
    assert_int_equal(ouro__os_commit(range + page, page), 0);
    assert_int_equal(range[page], 0);
    ouro__os_release(range, 4 * page);
}

// ---- Figures ---------------------------------------------------------------------------------

static void test_rss_follows_touching_and_purging(void **state) {
    (void)state;
    const size_t size = 64 * MIB;
    char *range = ouro__os_reserve(size, MIB);
    assert_int_equal(ouro__os_commit(range, size), 0);
    const size_t before = ouro__os_rss();
    memset(range, 1, size);
    const size_t touched = ouro__os_rss();
    assert_true(touched >= before + size - MIB);
    assert_true(ouro__os_peak_rss() >= before + size - MIB);
    ouro__os_purge(range, size);
    assert_true(ouro__os_rss() <= touched - size + 4 * MIB);
    ouro__os_release(range, size);
}

static void test_memory_figures_agree(void **state) {
    (void)state;
    struct ouro__os_memory memory;
    assert_int_equal(ouro__os_memory(&memory), 0);
    assert_true(memory.rss > 0);
    assert_true(memory.uss > 0);
    assert_true(memory.uss <= memory.rss + MIB);
    assert_true(memory.rss <= memory.vms);
    assert_true(memory.shared <= memory.rss);
}

static void test_clock_rises(void **state) {
    (void)state;
    const uint64_t start = ouro__os_clock_ns();
    usleep(2000);
    const uint64_t passed = ouro__os_clock_ns() - start;
    assert_true(passed >= 2000000);
    assert_true(passed < 60000000000u);
}

static void test_stack_bounds_hold_a_local(void **state) {
    (void)state;
    void *low = NULL;
    size_t size = 0;
    volatile uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    assert_int_equal(ouro__os_stack_bounds(&low, &size), 0);
    assert_true(here > (uintptr_t)low);
    assert_true(here < (uintptr_t)low + size);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reserve_is_aligned),
        cmocka_unit_test(test_reserved_pages_cost_nothing_and_trap),
        cmocka_unit_test(test_impossible_reservations_are_refused),
        cmocka_unit_test(test_commit_purge_decommit),
        cmocka_unit_test(test_rss_follows_touching_and_purging),
        cmocka_unit_test(test_memory_figures_agree),
        cmocka_unit_test(test_clock_rises),
        cmocka_unit_test(test_stack_bounds_hold_a_local),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
