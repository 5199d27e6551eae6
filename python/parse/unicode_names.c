// SPDX-License-Identifier: MIT
// Characters by name, for \N{...}: listed names are kept as hashes only, which takes 140 KB instead
// of 1.2 MB; a name that does not exist is taken for one that does once in 125,000 misspellings.
// Front-end, parse.
#include "literals.h"

typedef struct name_run {
    uint32_t first;
    uint32_t count;
} name_run;

#include "unicode_names.inc"

static char upper(char c) {
    return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

// ---- Computed names -----------------------------------------------------------------------------

static const uint32_t ideographs[][2] = {
    {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0x20000, 0x2A6DF}, {0x2A700, 0x2B738},
    {0x2B740, 0x2B81D}, {0x2B820, 0x2CEA1}, {0x2CEB0, 0x2EBE0}, {0x30000, 0x3134A},
};

// The digits of CJK UNIFIED IDEOGRAPH-....
static int32_t ideograph(const char *digits, size_t length) {
    uint32_t c = 0;
    if (length != 4 && length != 5) {
        return -1;
    }
    for (size_t i = 0; i < length; i++) {
        const char d = digits[i];
        if (!((d >= '0' && d <= '9') || (d >= 'A' && d <= 'F'))) {
            return -1;
        }
        c = c * 16 + (uint32_t)(d <= '9' ? d - '0' : d - 'A' + 10);
    }
    for (size_t i = 0; i < sizeof ideographs / sizeof ideographs[0]; i++) {
        if (c >= ideographs[i][0] && c <= ideographs[i][1]) {
            return (int32_t)c;
        }
    }
    return -1;
}

static const char leads[][3] = {"G",  "GG", "N", "D",  "DD", "R", "M", "B", "BB", "S",
                                "SS", "",   "J", "JJ", "C",  "K", "T", "P", "H"};
static const char vowels[][4] = {"A",   "AE", "YA", "YAE", "EO", "E",  "YEO",
                                 "YE",  "O",  "WA", "WAE", "OE", "YO", "U",
                                 "WEO", "WE", "WI", "YU",  "EU", "YI", "I"};
static const char tails[][3] = {"",   "G",  "GG", "GS", "N",  "NJ", "NH", "D", "L",  "LG",
                                "LM", "LB", "LS", "LT", "LP", "LH", "M",  "B", "BS", "S",
                                "SS", "NG", "J",  "C",  "K",  "T",  "P",  "H"};

enum { LEADS = 19, VOWELS = 21, TAILS = 28, FIRST_SYLLABLE = 0xAC00 };

_Static_assert(sizeof leads / sizeof leads[0] == LEADS, "19 leading consonants");
_Static_assert(sizeof vowels / sizeof vowels[0] == VOWELS, "21 vowels");
_Static_assert(sizeof tails / sizeof tails[0] == TAILS, "27 closing consonants, and none");

// The romanised letters of HANGUL SYLLABLE ...: 11,172 combinations, of which one matches.
static int32_t syllable(const char *text, size_t length) {
    for (int i = 0; i < LEADS * VOWELS * TAILS; i++) {
        char name[8];
        strcpy(name, leads[i / (VOWELS * TAILS)]);
        strcat(name, vowels[i / TAILS % VOWELS]);
        strcat(name, tails[i % TAILS]);
        if (strlen(name) == length && memcmp(name, text, length) == 0) {
            return FIRST_SYLLABLE + i;
        }
    }
    return -1;
}

// ---- Listed names -------------------------------------------------------------------------------

static int32_t listed(const char *name, size_t length) {
    uint32_t hash = 2166136261u; // FNV-1a
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)upper(name[i])) * 16777619u;
    }
    const uint32_t *next = hashes;
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        for (uint32_t k = 0; k < runs[i].count; k++) {
            if (*next++ == hash) {
                return (int32_t)(runs[i].first + k);
            }
        }
    }
    return -1;
}

int32_t py__character_by_name(const char *name, size_t length) {
    static const char cjk[] = "CJK UNIFIED IDEOGRAPH-";
    static const char hangul[] = "HANGUL SYLLABLE ";
    if (length >= sizeof cjk - 1 && memcmp(name, cjk, sizeof cjk - 1) == 0) {
        return ideograph(name + sizeof cjk - 1, length - (sizeof cjk - 1));
    }
    if (length >= sizeof hangul - 1 && memcmp(name, hangul, sizeof hangul - 1) == 0) {
        return syllable(name + sizeof hangul - 1, length - (sizeof hangul - 1));
    }
    return listed(name, length);
}
