// SPDX-License-Identifier: MIT
// What the files of this floor take from each other, and read of the floors below.  Floor: inspect.
#ifndef OURO_CENSUS_H
#define OURO_CENSUS_H

#include "caches.h"
#include "core.h"
#include "dict_keys.h"
#include "output.h"
#include "set.h"
#include "stats_write.h"

#include <ouro/inspect.h>

extern const ouro__field ouro__usage_fields[];
void ouro__usage_text(ouro__output *out, const ouro_type_usage *rows, size_t n);

#endif
