// SPDX-License-Identifier: MIT
// The functions of sys, in two files.  Front-end, modules; used by sys_module.c only.
#ifndef OURO_PYTHON_MODULES_SYS_FUNCTIONS_H
#define OURO_PYTHON_MODULES_SYS_FUNCTIONS_H

#include "common.h"

extern const ouro_method py__sys_functions[];
extern const ouro_method py__sys_memory_functions[]; // counts, sizes, enumeration

#endif
