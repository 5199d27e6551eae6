// SPDX-License-Identifier: MIT
// How the figures of a heap are written: the one table of fields, and the classes.
// Private header of the pool floor, for the floors above it.  SPEC row: P10.
#ifndef OURO_STATS_WRITE_H
#define OURO_STATS_WRITE_H

#include "ouro/heap_stats.h"

#include "output.h"

// The figures of an ouro_heap_stats, counts before bytes.
extern const ouro__field ouro__heap_fields[];

// "plain", "atom", "container".
const char *ouro__family_name(unsigned family);

// Classes that have pools, by family: lines of a table, and a JSON array.
void ouro__classes_text(ouro__output *out, const ouro_heap_stats *stats);
void ouro__classes_json(ouro__output *out, const ouro_heap_stats *stats);

#endif
