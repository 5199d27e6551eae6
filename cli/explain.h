// SPDX-License-Identifier: MIT
// What `ouro run --leaks` and OURO_VERIFY write.  The command.
#ifndef OURO_CLI_EXPLAIN_H
#define OURO_CLI_EXPLAIN_H

#include <stdbool.h>
#include <stdint.h>

// Before the program runs, in a runtime that remembers births: from now on each object's place is the
// line of the program that makes it. Returns the mark of its first object.
uint32_t explain_begin(void);
// When the program has run, while its objects live: which of those made since the mark do, and why.
void explain_alive(uint32_t since);
// Has ouro_runtime_free explain what is left, if anything is.
void explain_at_end(void);
// Verifies all objects and collects: says what is wrong. True: nothing is.
bool explain_faults(void);

#endif
