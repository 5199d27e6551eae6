// SPDX-License-Identifier: MIT
// Functions of os that ask the system about files, and those that start programs.  Front-end, modules; used by os_module.c only.
#ifndef OURO_PYTHON_MODULES_OS_FILES_H
#define OURO_PYTHON_MODULES_OS_FILES_H

#include "common.h"

extern const ouro_method py__os_file_functions[];
extern const ouro_method py__os_process_functions[];

#endif
