// SPDX-License-Identifier: MIT
// What the files that explain why objects live share.  Floor: inspect.  SPEC row R5.
#ifndef OURO_EXPLAIN_H
#define OURO_EXPLAIN_H

#include "census.h"
#include "refgraph.h"

// What the reference from one object to another is called, to be put behind the first one's name:
// "['key']", "[3]", ".name"; "" when only the type's traverse knows it.
void ouro__edge_name(ouro_object *from, const ouro_object *to, char *text, size_t room);

#endif
