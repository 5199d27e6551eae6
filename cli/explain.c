// SPDX-License-Identifier: MIT
// Why objects of a program live, and what is wrong with them, on stderr.  The command.  SPEC row R5.
#include "explain.h"

#include <ouro/inspect.h>
#include <ouro/str.h>
#include <stdio.h>

#include "code.h"
#include "run.h"

// ---- Places -------------------------------------------------------------------------------------

// The innermost line of Python that runs; nothing outside of one.
static void say_line(char *text, size_t room, void *arg) {
    (void)arg;
    const py_frame *frame = py_current_frame();
    if (!frame) {
        return;
    }
    const ouro_object *filename = py_frame_code_borrow(frame)->filename;
    const char *ascii = filename ? ouro_str_ascii_borrow(filename) : NULL;
    snprintf(text, room, "%s:%d", ascii ? ascii : "?", py_frame_line(frame));
}

uint32_t explain_begin(void) {
    ouro_runtime_set_place(say_line, NULL);
    return ouro_runtime_births();
}

// ---- Leaks --------------------------------------------------------------------------------------

void explain_alive(uint32_t since) {
    const ouro_explain_options wanted = {.size = sizeof wanted, .since = since};
    fflush(stderr);
    fputs("when the program had run:\n", stderr);
    if (ouro_explain_leaks(&wanted, ouro_write_to_file, stderr) < 0) {
        ouro_raised_clear();
        fputs("ouro: no memory to explain what is alive\n", stderr);
    }
}

static void explain_left(size_t left, void *arg) {
    (void)left, (void)arg;
    fputs("when the program had ended:\n", stderr);
    if (ouro_explain_leaks(NULL, ouro_write_to_file, stderr) < 0) {
        ouro_raised_clear();
    }
}

void explain_at_end(void) {
    ouro_runtime_on_leaks(explain_left, NULL);
}

// ---- Faults -------------------------------------------------------------------------------------

static void say_finding(const ouro_verify_finding *finding, void *arg) {
    (void)arg;
    char where[256];
    fprintf(stderr, "ouro: %s: %s", finding->certain ? "wrong" : "suspected", finding->text);
    if (ouro_inspect_place(finding->object, where, sizeof where)) {
        fprintf(stderr, ", made at %s", where);
    }
    fputc('\n', stderr);
}

bool explain_faults(void) {
    ouro_object *raised = ouro_raised_take();
    ssize_t faults = ouro_gc_verify(false, say_finding, NULL);
    if (faults < 0) {
        fputs("ouro: no memory to verify what is alive\n", stderr);
        ouro_raised_clear();
    }
    ouro_raised_restore(raised);
    return faults <= 0;
}
