// SPDX-License-Identifier: MIT
// The raw floor: uniform malloc, domains, fault injection, debug hooks. SPEC rows: layer 1, P11.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ouro/mem.h"

// ---- Uniform malloc --------------------------------------------------------------------------

static void test_zero_bytes_are_unique(void **state) {
    (void)state;
    const ouro_allocator raw = ouro_raw_allocator();
    void *a = ouro_allocator_malloc(&raw, 0);
    void *b = ouro_allocator_malloc(&raw, 0);
    void *c = ouro_allocator_calloc(&raw, 0, 8);
    void *d = ouro_allocator_calloc(&raw, 8, 0);
    a = ouro_allocator_realloc(&raw, a, 0);
    void *all[] = {a, b, c, d};
    for (int i = 0; i < 4; i++) {
        assert_non_null(all[i]);
        for (int k = 0; k < i; k++) {
            assert_ptr_not_equal(all[i], all[k]);
        }
    }
    for (int i = 0; i < 4; i++) {
        ouro_allocator_free(&raw, all[i]);
    }
}

// Must never be reached: the face refuses first.
static void *trap_malloc(void *ctx, size_t size) {
    (void)size;
    ++*(int *)ctx;
    return NULL;
}

static void *trap_calloc(void *ctx, size_t count, size_t size) {
    (void)count;
    return trap_malloc(ctx, size);
}

static void *trap_realloc(void *ctx, void *block, size_t size) {
    (void)block;
    return trap_malloc(ctx, size);
}

static void trap_free(void *ctx, void *block) {
    (void)block;
    ++*(int *)ctx;
}

static void test_too_much_never_reaches_the_allocator(void **state) {
    (void)state;
    int reached = 0;
    const ouro_allocator trap = {&reached, trap_malloc, trap_calloc, trap_realloc, trap_free};
    char block[8];
    assert_null(ouro_allocator_malloc(&trap, OURO_SIZE_MAX + 1));
    assert_null(ouro_allocator_malloc(&trap, SIZE_MAX));
    assert_null(ouro_allocator_realloc(&trap, block, OURO_SIZE_MAX + 1));
    assert_null(ouro_allocator_calloc(&trap, OURO_SIZE_MAX / 2, 3));
    assert_null(ouro_allocator_calloc(&trap, (size_t)1 << 32, (size_t)1 << 32));
    assert_null(ouro_allocator_calloc(&trap, SIZE_MAX, SIZE_MAX));
    ouro_allocator_free(&trap, NULL);
    assert_int_equal(reached, 0);
    assert_null(ouro_allocator_malloc(&trap, OURO_SIZE_MAX));
    assert_null(ouro_allocator_calloc(&trap, OURO_SIZE_MAX, 1));
    assert_int_equal(reached, 2);
}

static void test_calloc_zeroes_and_realloc_keeps(void **state) {
    (void)state;
    const ouro_allocator raw = ouro_raw_allocator();
    char *block = ouro_allocator_calloc(&raw, 100, 10);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(block[i], 0);
        block[i] = (char)i;
    }
    block = ouro_allocator_realloc(&raw, block, 100000);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(block[i], (char)i);
    }
    ouro_allocator_free(&raw, block);
}

// ---- Domains ---------------------------------------------------------------------------------

static void test_a_domain_can_be_replaced_and_put_back(void **state) {
    (void)state;
    ouro_mem mem;
    ouro_mem_init(&mem);
    const ouro_allocator old = ouro_mem_get(&mem, OURO_DOMAIN_MEM);
    ouro_fault fault;
    const ouro_allocator wrapped = ouro_fault_wrap(&fault, &old);
    ouro_mem_set(&mem, OURO_DOMAIN_MEM, &wrapped);

    void *mem_block = ouro_mem_malloc(&mem, OURO_DOMAIN_MEM, 10);
    void *raw_block = ouro_mem_malloc(&mem, OURO_DOMAIN_RAW, 10);
    void *object_block = ouro_mem_calloc(&mem, OURO_DOMAIN_OBJECT, 2, 10);
    assert_int_equal(fault.count, 1);
    mem_block = ouro_mem_realloc(&mem, OURO_DOMAIN_MEM, mem_block, 100);
    assert_non_null(mem_block);
    assert_int_equal(fault.count, 2);
    ouro_mem_free(&mem, OURO_DOMAIN_MEM, mem_block);
    ouro_mem_free(&mem, OURO_DOMAIN_RAW, raw_block);
    ouro_mem_free(&mem, OURO_DOMAIN_OBJECT, object_block);

    ouro_mem_set(&mem, OURO_DOMAIN_MEM, &old);
    mem_block = ouro_mem_malloc(&mem, OURO_DOMAIN_MEM, 10);
    assert_int_equal(fault.count, 2);
    ouro_mem_free(&mem, OURO_DOMAIN_MEM, mem_block);
}

// ---- Faults ----------------------------------------------------------------------------------

static void test_exactly_the_nth_request_fails(void **state) {
    (void)state;
    const ouro_allocator raw = ouro_raw_allocator();
    for (uint64_t n = 0; n <= 4; n++) {
        ouro_fault fault;
        const ouro_allocator faulty = ouro_fault_wrap(&fault, &raw);
        ouro_fault_at(&fault, n);
        void *a = ouro_allocator_malloc(&faulty, 10);
        void *b = ouro_allocator_calloc(&faulty, 1, 10);
        void *c = ouro_allocator_malloc(&faulty, 10);
        void *d = ouro_allocator_realloc(&faulty, c, 1000);
        assert_int_equal(a == NULL, n == 1);
        assert_int_equal(b == NULL, n == 2);
        assert_int_equal(c == NULL, n == 3);
        assert_int_equal(d == NULL, n == 4);
        assert_int_equal(fault.count, 4);
        assert_int_equal(fault.failed, n != 0);
        ouro_allocator_free(&faulty, a);
        ouro_allocator_free(&faulty, b);
        ouro_allocator_free(&faulty, d != NULL ? d : c);
    }
}

// ---- Debug hooks -----------------------------------------------------------------------------

// An inner allocator that keeps what is freed, so that looking at it is allowed.
struct keeper {
    void *kept[64];
    int count;
};

static void *keep_malloc(void *ctx, size_t size) {
    struct keeper *keeper = ctx;
    assert_true(keeper->count < 64);
    return keeper->kept[keeper->count++] = malloc(size);
}

static void *keep_calloc(void *ctx, size_t count, size_t size) {
    void *block = keep_malloc(ctx, count * size);
    return memset(block, 0, count * size);
}

static void *keep_realloc(void *ctx, void *block, size_t size) {
    (void)ctx;
    (void)block;
    (void)size;
    return NULL; // the hooks never call it
}

static void keep_free(void *ctx, void *block) {
    // As allocators do: links in the first 16 bytes.
    (void)ctx;
    memset(block, 0x11, 16);
}

struct hooks {
    struct keeper keeper;
    ouro_debug debug;
    ouro_allocator allocator;
    jmp_buf leave;
    char message[2048];
};

static void leave_with(void *arg, const char *message) {
    struct hooks *hooks = arg;
    strncpy(hooks->message, message, sizeof(hooks->message) - 1);
    longjmp(hooks->leave, 1);
}

static int set_up_hooks(void **state) {
    struct hooks *hooks = calloc(1, sizeof(*hooks));
    const ouro_allocator inner = {&hooks->keeper, keep_malloc, keep_calloc, keep_realloc,
                                  keep_free};
    hooks->allocator =
        ouro_debug_wrap(&hooks->debug, OURO_DOMAIN_OBJECT, &inner, leave_with, hooks);
    *state = hooks;
    return 0;
}

static int tear_down_hooks(void **state) {
    struct hooks *hooks = *state;
    for (int i = 0; i < hooks->keeper.count; i++) {
        free(hooks->keeper.kept[i]);
    }
    free(hooks);
    return 0;
}

// Frees the block and returns the message, or NULL: the hooks found nothing wrong.
static const char *message_of_free(struct hooks *hooks, void *block) {
    if (setjmp(hooks->leave) == 0) {
        ouro_allocator_free(&hooks->allocator, block);
        return NULL;
    }
    return hooks->message;
}

static void assert_says(const char *message, const char *part) {
    assert_non_null(message);
    if (strstr(message, part) == NULL) {
        fail_msg("\"%s\" is not in: %s", part, message);
    }
}

static void test_the_bytes_of_a_block(void **state) {
    struct hooks *hooks = *state;
    unsigned char *block = ouro_allocator_malloc(&hooks->allocator, 21);
    for (int i = 0; i < 21; i++) {
        assert_int_equal(block[i], OURO_CLEAN_BYTE);
    }
    for (int i = 1; i <= 15; i++) {
        assert_int_equal(block[-i], OURO_FORBIDDEN_BYTE);
    }
    for (int i = 0; i < 8; i++) {
        assert_int_equal(block[21 + i], OURO_FORBIDDEN_BYTE);
    }
    assert_int_equal(block[-16], 'o');
    assert_int_equal(block[-32 + 7], 21);
    assert_int_equal(block[-24 + 7], 1);
    assert_int_equal(block[21 + 8 + 7], 1);
    assert_null(message_of_free(hooks, block));
    for (int i = -16; i < 21 + 16; i++) {
        assert_int_equal(block[i], OURO_DEAD_BYTE);
    }
}

static void test_calloc_and_realloc_under_the_hooks(void **state) {
    struct hooks *hooks = *state;
    unsigned char *block = ouro_allocator_calloc(&hooks->allocator, 5, 4);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(block[i], 0);
        block[i] = (unsigned char)(i + 1);
    }
    unsigned char *grown = ouro_allocator_realloc(&hooks->allocator, block, 30);
    assert_ptr_not_equal(grown, block);
    for (int i = 0; i < 30; i++) {
        assert_int_equal(grown[i], i < 20 ? i + 1 : OURO_CLEAN_BYTE);
    }
    assert_int_equal(block[0], OURO_DEAD_BYTE);
    unsigned char *shrunk = ouro_allocator_realloc(&hooks->allocator, grown, 3);
    assert_int_equal(shrunk[2], 3);
    assert_int_equal(hooks->debug.serial, 3);
    assert_int_equal(ouro_debug_check(&hooks->debug, shrunk), 0);
    assert_null(message_of_free(hooks, shrunk));
}

static void test_an_overrun_is_named(void **state) {
    struct hooks *hooks = *state;
    unsigned char *block = ouro_allocator_malloc(&hooks->allocator, 21);
    block[21 + 2] = 0;
    const char *message = message_of_free(hooks, block);
    assert_says(message, "written behind the block: 1 of the 8");
    assert_says(message, "the first 2 bytes behind it");
    assert_says(message, "21 bytes, domain 'o', serial 1");
    assert_says(message, "cd cd cd");
    assert_says(message, "fd fd 00 fd");
}

static void test_an_underrun_is_named(void **state) {
    struct hooks *hooks = *state;
    unsigned char *block = ouro_allocator_malloc(&hooks->allocator, 21);
    block[-1] = 0;
    assert_says(message_of_free(hooks, block), "written before the block: 1 of the 15");
    unsigned char *second = ouro_allocator_malloc(&hooks->allocator, 21);
    memset(second - 32, 0xFF, 8);
    assert_says(message_of_free(hooks, second), "its size is impossible");
    unsigned char *third = ouro_allocator_malloc(&hooks->allocator, 21);
    third[-24] = 1;
    assert_says(message_of_free(hooks, third), "serial numbers before and behind");
}

static void test_a_second_free_is_named(void **state) {
    struct hooks *hooks = *state;
    void *block = ouro_allocator_malloc(&hooks->allocator, 21);
    assert_null(message_of_free(hooks, block));
    assert_says(message_of_free(hooks, block), "freed already");
    if (setjmp(hooks->leave) == 0) {
        void *moved = ouro_allocator_realloc(&hooks->allocator, block, 50);
        fail_msg("realloc of a freed block gave %p", moved);
    }
}

static void test_a_wrong_domain_is_named(void **state) {
    struct hooks *hooks = *state;
    ouro_debug other;
    const ouro_allocator mem =
        ouro_debug_wrap(&other, OURO_DOMAIN_MEM, &hooks->debug.inner, leave_with, hooks);
    void *block = ouro_allocator_malloc(&mem, 21);
    assert_says(message_of_free(hooks, block), "allocated in 'm', used in 'o'");
}

static void test_a_report_that_returns_from_a_check(void **state) {
    struct hooks *hooks = *state;
    unsigned char *block = ouro_allocator_malloc(&hooks->allocator, 8);
    hooks->debug.report = NULL;
    assert_int_equal(ouro_debug_check(&hooks->debug, block), 0);
    block[8] = 1;
    assert_int_equal(ouro_debug_check(&hooks->debug, block), -1);
}

static void test_damage_ends_the_process(void **state) {
    struct hooks *hooks = *state;
    unsigned char *block = ouro_allocator_malloc(&hooks->allocator, 8);
    block[8] = 1;
    hooks->debug.report = NULL;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        dup2(ends[1], STDERR_FILENO);
        ouro_allocator_free(&hooks->allocator, block);
        _exit(0);
    }
    close(ends[1]);
    char text[2048] = "";
    size_t length = 0;
    ssize_t got;
    while ((got = read(ends[0], text + length, sizeof(text) - 1 - length)) > 0) {
        length += (size_t)got;
    }
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    assert_says(text, "ouro: fatal: written behind the block");
}

static void test_failure_passes_through_the_hooks(void **state) {
    (void)state;
    const ouro_allocator raw = ouro_raw_allocator();
    ouro_fault fault;
    const ouro_allocator faulty = ouro_fault_wrap(&fault, &raw);
    ouro_debug debug;
    const ouro_allocator hooked = ouro_debug_wrap(&debug, OURO_DOMAIN_RAW, &faulty, NULL, NULL);
    unsigned char *block = ouro_allocator_malloc(&hooked, 10);
    block[0] = 9;
    ouro_fault_at(&fault, 1);
    assert_null(ouro_allocator_realloc(&hooked, block, 100));
    assert_int_equal(block[0], 9);
    ouro_fault_at(&fault, 1);
    assert_null(ouro_allocator_malloc(&hooked, 1));
    ouro_fault_at(&fault, 1);
    assert_null(ouro_allocator_calloc(&hooked, 1, 1));
    assert_null(ouro_allocator_malloc(&hooked, OURO_SIZE_MAX));
    assert_null(ouro_allocator_calloc(&hooked, 1, OURO_SIZE_MAX));
    ouro_allocator_free(&hooked, block);
}

#define WITH_HOOKS(test) cmocka_unit_test_setup_teardown(test, set_up_hooks, tear_down_hooks)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zero_bytes_are_unique),
        cmocka_unit_test(test_too_much_never_reaches_the_allocator),
        cmocka_unit_test(test_calloc_zeroes_and_realloc_keeps),
        cmocka_unit_test(test_a_domain_can_be_replaced_and_put_back),
        cmocka_unit_test(test_exactly_the_nth_request_fails),
        WITH_HOOKS(test_the_bytes_of_a_block),
        WITH_HOOKS(test_calloc_and_realloc_under_the_hooks),
        WITH_HOOKS(test_an_overrun_is_named),
        WITH_HOOKS(test_an_underrun_is_named),
        WITH_HOOKS(test_a_second_free_is_named),
        WITH_HOOKS(test_a_wrong_domain_is_named),
        WITH_HOOKS(test_a_report_that_returns_from_a_check),
        WITH_HOOKS(test_damage_ends_the_process),
        cmocka_unit_test(test_failure_passes_through_the_hooks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
