// SPDX-License-Identifier: MIT
// Who hears the compiler's warnings: nobody at first, one function per runtime, which may raise.
// tests, compile.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka.h needs the four above.
#include <cmocka.h>
#include <ouro/error.h>
#include <ouro/runtime.h>
#include <string.h>

#include "compile.h"

static const char program[] = "x = 1\ny = (x is\n  1)\nassert (x, 2)\n";

typedef struct heard {
    int count;
    int32_t lines[4];
    char line[64];
    bool raises;
} heard;

static int hear(void *arg, const py_warning *warning) {
    heard *h = arg;
    assert_string_equal(warning->filename, "some.py");
    assert_true(strlen(warning->message) > 10);
    if (h->count == 0) {
        memcpy(h->line, warning->line.bytes, warning->line.length);
    }
    h->lines[h->count++] = warning->lineno;
    if (h->raises) {
        ouro_raise(OURO_EXC_ValueError, "heard");
        return -1;
    }
    return 0;
}

static ouro_object *compile_program(void) {
    return py_compile_source(program, sizeof program - 1, "some.py", PY_PARSE_FILE, 0);
}

static void test_each_is_heard(void **state) {
    (void)state;
    ouro_runtime *runtime = ouro_runtime_new(NULL);
    ouro_object *code = compile_program(); // nobody listens: nothing happens
    assert_non_null(code);
    ouro_decref(code);
    heard h = {0};
    assert_int_equal(py_compile_on_warning(hear, &h), 0);
    code = compile_program();
    assert_non_null(code);
    ouro_decref(code);
    assert_int_equal(h.count, 2);
    assert_int_equal(h.lines[0], 2);
    assert_int_equal(h.lines[1], 4);
    assert_string_equal(h.line, "y = (x is");
    assert_int_equal(py_compile_on_warning(NULL, NULL), 0);
    ouro_decref(compile_program());
    assert_int_equal(h.count, 2);
    assert_int_equal(ouro_runtime_free(runtime), 0);
}

static void test_one_may_raise(void **state) {
    (void)state;
    ouro_runtime *runtime = ouro_runtime_new(NULL);
    heard h = {.raises = true};
    assert_int_equal(py_compile_on_warning(hear, &h), 0);
    assert_null(compile_program());
    assert_int_equal(h.count, 1);
    assert_true(ouro_raised_is(OURO_EXC_ValueError));
    ouro_raised_clear();
    assert_int_equal(ouro_runtime_free(runtime), 0);
}

static void test_runtimes_have_their_own(void **state) {
    (void)state;
    heard h = {0};
    ouro_runtime *runtime = ouro_runtime_new(NULL);
    assert_int_equal(py_compile_on_warning(hear, &h), 0);
    assert_int_equal(ouro_runtime_free(runtime), 0);
    runtime = ouro_runtime_new(NULL);
    ouro_decref(compile_program());
    assert_int_equal(h.count, 0);
    assert_int_equal(ouro_runtime_free(runtime), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_is_heard),
        cmocka_unit_test(test_one_may_raise),
        cmocka_unit_test(test_runtimes_have_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
