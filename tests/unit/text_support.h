// SPDX-License-Identifier: MIT
// What tests of written text share: a writer that keeps it, one that refuses, and a reader of JSON.

#ifndef OURO_TEST_TEXT_SUPPORT_H
#define OURO_TEST_TEXT_SUPPORT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ouro/write.h"

// ---- Writers ---------------------------------------------------------------------------------

struct kept_text {
    char data[200000];
    size_t bytes;
};

static inline int keep_text(void *arg, const char *piece, size_t bytes) {
    struct kept_text *kept = arg;
    if (kept->bytes + bytes >= sizeof(kept->data)) {
        return -1;
    }
    memcpy(kept->data + kept->bytes, piece, bytes);
    kept->bytes += bytes;
    kept->data[kept->bytes] = '\0';
    return 0;
}

// Refuses the third piece with 42; `arg` counts the pieces in an int.
static inline int refuse_third(void *arg, const char *piece, size_t bytes) {
    (void)piece;
    (void)bytes;
    return ++*(int *)arg == 3 ? 42 : 0;
}

static inline void assert_text_has(const struct kept_text *kept, const char *part) {
    if (strstr(kept->data, part) == NULL) {
        fail_msg("\"%s\" is not in:\n%s", part, kept->data);
    }
}

// ---- JSON ------------------------------------------------------------------------------------

static inline const char *json_blank(const char *at) {
    return at + strspn(at, " \n");
}

static inline const char *json_string(const char *at) {
    if (*at != '"') {
        return NULL;
    }
    for (at++; *at != '"'; at++) {
        if ((unsigned char)*at < 0x20 || (*at == '\\' && *++at == '\0')) {
            return NULL;
        }
    }
    return at + 1;
}

// What follows the value at `at`, or NULL: it is none. Knows what the library writes: objects,
// arrays, strings, numbers that are not negative, true, false, null.
static inline const char *json_value(const char *at) {
    at = json_blank(at);
    if (*at == '{' || *at == '[') {
        const char open = *at;
        const char close = open == '{' ? '}' : ']';
        at = json_blank(at + 1);
        if (*at == close) {
            return at + 1;
        }
        for (;;) {
            if (open == '{') {
                at = json_string(json_blank(at));
                if (at == NULL || *json_blank(at) != ':') {
                    return NULL;
                }
                at = json_blank(at) + 1;
            }
            at = json_value(at);
            if (at == NULL) {
                return NULL;
            }
            at = json_blank(at);
            if (*at == close) {
                return at + 1;
            }
            if (*at++ != ',') {
                return NULL;
            }
        }
    }
    if (*at == '"') {
        return json_string(at);
    }
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < 3; i++) {
        if (strncmp(at, words[i], strlen(words[i])) == 0) {
            return at + strlen(words[i]);
        }
    }
    const size_t digits = strspn(at, "0123456789");
    if (digits == 0 || (at[0] == '0' && digits > 1)) {
        return NULL;
    }
    at += digits;
    if (*at == '.') {
        const size_t more = strspn(at + 1, "0123456789");
        return more == 0 ? NULL : at + 1 + more;
    }
    return at;
}

// The text is one JSON value and a newline.
static inline void assert_json(const struct kept_text *kept) {
    const char *end = json_value(kept->data);
    if (end == NULL || strcmp(end, "\n") != 0) {
        fail_msg("not JSON:\n%s", kept->data);
    }
}

// The number behind the first "key": in the text.
static inline uint64_t json_number(const struct kept_text *kept, const char *key) {
    char quoted[64];
    snprintf(quoted, sizeof(quoted), "\"%s\": ", key);
    const char *at = strstr(kept->data, quoted);
    if (at == NULL) {
        fail_msg("no %s in:\n%s", quoted, kept->data);
        return 0;
    }
    return strtoull(at + strlen(quoted), NULL, 10);
}

#endif
