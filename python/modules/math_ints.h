// SPDX-License-Identifier: MIT
// The functions of math on ints.  Front-end, modules; used by math_module.c only.
#ifndef OURO_PYTHON_MODULES_MATH_INTS_H
#define OURO_PYTHON_MODULES_MATH_INTS_H

#include "common.h"

extern const ouro_method py__math_int_functions[];

#endif
