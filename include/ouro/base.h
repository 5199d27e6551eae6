// SPDX-License-Identifier: MIT
// Ouro: version, visibility and compiler attributes, for C and C++.
// Every other public header begins with this one; it declares no function and no type.

#ifndef OURO_BASE_H
#define OURO_BASE_H

#include <stddef.h>
#include <stdint.h>

// ---- Version ---------------------------------------------------------------------------------

#define OURO_VERSION_MAJOR 0
#define OURO_VERSION_MINOR 1
#define OURO_VERSION_PATCH 0

// The version as one number that rises with it: 0.1.0 is 100, 1.2.3 is 10203.
#define OURO_VERSION_NUMBER                                                                        \
    (OURO_VERSION_MAJOR * 10000 + OURO_VERSION_MINOR * 100 + OURO_VERSION_PATCH)

#define OURO_VERSION_TEXT_(a, b, c) #a "." #b "." #c
#define OURO_VERSION_TEXT(a, b, c)  OURO_VERSION_TEXT_(a, b, c)

// The version as text, "0.1.0".
#define OURO_VERSION OURO_VERSION_TEXT(OURO_VERSION_MAJOR, OURO_VERSION_MINOR, OURO_VERSION_PATCH)

// ---- Linkage ---------------------------------------------------------------------------------

// Everything is hidden by default; OURO_API marks what the library exports.
#define OURO_API __attribute__((visibility("default")))

#ifdef __cplusplus
#define OURO_BEGIN_DECLS extern "C" {
#define OURO_END_DECLS   }
#else
#define OURO_BEGIN_DECLS
#define OURO_END_DECLS
#endif

// ---- Attributes ------------------------------------------------------------------------------

// A function in a header that is inlined even in debug builds: only for what is hot.
#define OURO_INLINE static inline __attribute__((always_inline, unused))

#define OURO_NOINLINE __attribute__((noinline))
#define OURO_COLD     __attribute__((cold, noinline))
#define OURO_NORETURN __attribute__((noreturn))

#define OURO_LIKELY(condition)   __builtin_expect(!!(condition), 1)
#define OURO_UNLIKELY(condition) __builtin_expect(!!(condition), 0)

// The result must be used: it owns something, or tells whether the call failed.
#define OURO_NODISCARD __attribute__((warn_unused_result))

// The arguments are checked as printf's: `text` and `first` count the parameters from 1.
#define OURO_PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))

// Hints to an inlined reader's processor: the line of `address` is going to be read.
#define OURO_PREFETCH(address) __builtin_prefetch(address)

// ---- Numbers that several headers share ------------------------------------------------------

// The largest request that any allocator of the library accepts, in bytes.
#define OURO_SIZE_MAX ((size_t)PTRDIFF_MAX)

#endif
