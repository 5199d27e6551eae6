// SPDX-License-Identifier: MIT
// Identifiers: the table of names of a tree, and Unicode's rules for what a name is.
// Front-end, parse.
#include "names.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

// ---- Interning ----------------------------------------------------------------------------------

static uint32_t hash_bytes(const char *text, size_t length) {
    uint32_t h = 2166136261u; // FNV-1a: names are short, and nobody attacks their own compiler
    for (size_t i = 0; i < length; i++) {
        h = (h ^ (unsigned char)text[i]) * 16777619u;
    }
    return h;
}

static bool grow(name_table *table) {
    const size_t capacity = table->capacity == 0 ? 64 : table->capacity * 2;
    py_name **slots = py__scratch_resize(NULL, capacity * sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    memset(slots, 0, capacity * sizeof *slots);
    for (size_t i = 0; i < table->capacity; i++) {
        py_name *name = table->slots[i];
        if (name != NULL) {
            size_t at = name->hash & (capacity - 1);
            while (slots[at] != NULL) {
                at = (at + 1) & (capacity - 1);
            }
            slots[at] = name;
        }
    }
    free(table->slots);
    table->slots = slots;
    table->capacity = capacity;
    return true;
}

void py__names_free(name_table *table) {
    free(table->slots);
    *table = (name_table){0};
}

py_name *py__name_intern(name_table *table, py_region *region, const char *text, size_t length) {
    if (table->count * 2 >= table->capacity && !grow(table)) {
        return NULL;
    }
    const uint32_t hash = hash_bytes(text, length);
    size_t at = hash & (table->capacity - 1);
    for (py_name *name; (name = table->slots[at]) != NULL;) {
        if (name->hash == hash && name->length == length && memcmp(name->text, text, length) == 0) {
            return name;
        }
        at = (at + 1) & (table->capacity - 1);
    }
    py_name *name = py__region_alloc(region, sizeof *name + length + 1);
    if (name == NULL) {
        return NULL;
    }
    name->user = NULL;
    name->length = (uint32_t)length;
    name->hash = hash;
    memcpy(name->text, text, length);
    name->text[length] = '\0';
    table->slots[at] = name;
    table->count++;
    return name;
}

py_name *py__name_intern_nfkc(name_table *table, py_region *region, const char *text,
                              size_t length) {
    utf8proc_uint8_t *normal = NULL;
    const utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, &normal,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
    if (n < 0) {
        return NULL;
    }
    py_name *name = py__name_intern(table, region, (const char *)normal, (size_t)n);
    free(normal);
    return name;
}

// ---- Unicode's rules ----------------------------------------------------------------------------

// Letters whose NFKC form is no identifier: XID_Start and XID_Continue leave them out.
static bool is_excluded(int32_t c) {
    return c == 0x037A || c == 0x309B || c == 0x309C || (c >= 0xFC5E && c <= 0xFC63) ||
           c == 0xFDFA || c == 0xFDFB || (c >= 0xFE70 && c <= 0xFE7E && c % 2 == 0);
}

static bool is_letter(int32_t c) {
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL: return true;
    default:
        // Other_ID_Start
        return c == 0x1885 || c == 0x1886 || c == 0x2118 || c == 0x212E;
    }
}

bool py__is_xid_start(int32_t c) {
    if (c == '_') {
        return true;
    }
    // Vowel signs and half-width marks that normalise to something that only goes on.
    if (c == 0x0E33 || c == 0x0EB3 || c == 0xFF9E || c == 0xFF9F) {
        return false;
    }
    return is_letter(c) && !is_excluded(c);
}

bool py__is_xid_continue(int32_t c) {
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_PC: return true;
    default: break;
    }
    // Other_ID_Continue
    if (c == 0x00B7 || c == 0x0387 || (c >= 0x1369 && c <= 0x1371) || c == 0x19DA) {
        return true;
    }
    return is_letter(c) && !is_excluded(c);
}

bool py__is_printable(int32_t c) {
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return false;
    case UTF8PROC_CATEGORY_ZS: return c == ' ';
    default: return true;
    }
}
