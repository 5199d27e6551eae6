// SPDX-License-Identifier: MIT
// The part of the module weakref that is written in Python.  Front-end, modules.
#ifndef OURO_PYTHON_MODULES_WEAKREF_SOURCE_H
#define OURO_PYTHON_MODULES_WEAKREF_SOURCE_H

extern const char py__weakref_source[];

#endif
