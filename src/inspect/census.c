// SPDX-License-Identifier: MIT
// Objects counted by type.  Floor: inspect.  SPEC rows R5, M1.
//
// A hash table from type to row, from the C library's malloc: the heap that is counted must not change.
#include "census.h"
#include <stdlib.h>
#include <string.h>

// ---- The table --------------------------------------------------------------------------------

typedef struct row {
    const ouro_type *type; // never followed once the object was counted: it may be gone
    ouro_type_usage usage;
} row;

struct ouro_census {
    row *rows; // open addressing, `places` a power of two
    size_t places, used;
    ouro_type_usage others;
    ouro_type_usage *sorted;
    size_t sorted_count;
};

ouro_census *ouro_census_new(void) {
    ouro_census *census = calloc(1, sizeof *census);
    if (census) {
        strcpy(census->others.name, "(others)");
    }
    return census;
}

void ouro_census_free(ouro_census *census) {
    if (census) {
        free(census->rows);
        free(census->sorted);
        free(census);
    }
}

static row *place_of(row *rows, size_t places, const ouro_type *type) {
    size_t i = (size_t)((uintptr_t)type >> 4) * 0x9e3779b97f4a7c15u >> 20 & (places - 1);
    while (rows[i].type && rows[i].type != type) {
        i = (i + 1) & (places - 1);
    }
    return &rows[i];
}

static bool grow(ouro_census *census) {
    size_t places = census->places ? census->places * 2 : 256;
    row *rows = calloc(places, sizeof *rows);
    if (!rows) {
        return false;
    }
    for (size_t i = 0; i < census->places; i++) {
        if (census->rows[i].type) {
            *place_of(rows, places, census->rows[i].type) = census->rows[i];
        }
    }
    free(census->rows);
    census->rows = rows;
    census->places = places;
    return true;
}

// The row of the type; that of the others when there is no memory for one.
static ouro_type_usage *usage_of(ouro_census *census, const ouro_type *type) {
    row *found = census->places ? place_of(census->rows, census->places, type) : NULL;
    if (found && found->type) {
        return &found->usage;
    }
    if (census->used * 2 >= census->places) {
        if (!grow(census)) {
            return &census->others;
        }
        found = place_of(census->rows, census->places, type);
    }
    census->used++;
    found->type = type;
    strncpy(found->usage.name, type->name ? type->name : "?", OURO_TYPE_NAME_MAX - 1);
    return &found->usage;
}

void ouro_census_add(ouro_object *object, void *census) {
    ouro_type_usage *usage = usage_of(census, ouro_type_of(object));
    usage->count++;
    usage->bytes += ouro_inspect_bytes(object);
}

typedef struct counting {
    ouro_census *census;
    uint32_t first, next; // births
} counting;

static int count_one(ouro_object *object, void *arg) {
    const counting *all = arg;
    if (object->birth - all->first <= all->next - all->first) {
        ouro_census_add(object, all->census);
    }
    return 0;
}

void ouro_census_add_all(ouro_census *census, bool program_only) {
    const ouro_runtime *runtime = ouro__runtime();
    counting all = {census, program_only ? runtime->first_birth : 0, runtime->next_birth};
    ouro_visit_all_objects(count_one, &all);
}

// ---- Reading it -------------------------------------------------------------------------------

uint64_t ouro_census_total(const ouro_census *census) {
    uint64_t total = census->others.count;
    for (size_t i = 0; i < census->places; i++) {
        total += census->rows[i].usage.count;
    }
    return total;
}

static int by_bytes(const void *a, const void *b) {
    const ouro_type_usage *x = a, *y = b;
    if (x->bytes != y->bytes) {
        return x->bytes < y->bytes ? 1 : -1;
    }
    return strcmp(x->name, y->name);
}

size_t ouro_census_rows(ouro_census *census, const ouro_type_usage **rows) {
    free(census->sorted);
    census->sorted = malloc((census->used + 1) * sizeof *census->sorted);
    census->sorted_count = 0;
    for (size_t i = 0; census->sorted && i < census->places; i++) {
        if (census->rows[i].type) {
            census->sorted[census->sorted_count++] = census->rows[i].usage;
        }
    }
    if (census->sorted && census->others.count) {
        census->sorted[census->sorted_count++] = census->others;
    }
    if (census->sorted) {
        qsort(census->sorted, census->sorted_count, sizeof *census->sorted, by_bytes);
    }
    *rows = census->sorted;
    return census->sorted_count;
}

const ouro__field ouro__usage_fields[] = {
    {"count", "count", OURO__COUNT, offsetof(ouro_type_usage, count)},
    {"bytes", "bytes", OURO__BYTES, offsetof(ouro_type_usage, bytes)},
    {NULL, NULL, OURO__COUNT, 0}};

void ouro__usage_text(ouro__output *out, const ouro_type_usage *rows, size_t n) {
    ouro__print(out, "  %-28s", "type");
    ouro__row_text(out, ouro__usage_fields, NULL, 14);
    for (size_t i = 0; i < n; i++) {
        ouro__print(out, "  %-28s", rows[i].name);
        ouro__row_text(out, ouro__usage_fields, &rows[i], 14);
    }
}

int ouro_census_write(ouro_census *census, size_t rows, ouro_write_fn write, void *arg) {
    ouro__output out = {write, arg, 0};
    const ouro_type_usage *sorted;
    size_t n = ouro_census_rows(census, &sorted);
    ouro__usage_text(&out, sorted, rows && rows < n ? rows : n);
    return out.result;
}
