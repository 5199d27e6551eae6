// SPDX-License-Identifier: MIT
// Between the files of bytes.  Floor: types.
#ifndef OURO_BYTES_METHODS_H
#define OURO_BYTES_METHODS_H

#include "str_impl.h"

static inline ouro__span ouro__bytes_span(const ouro_object *bytes) {
    return (ouro__span){ouro_bytes_data(bytes), 1, ouro_bytes_length(bytes)};
}
// bytes[start:end], the object itself where it can be.
ouro_object *ouro__bytes_slice(ouro_object *bytes, size_t start, size_t end);
// TypeError "a bytes-like object is required, not 'X'" unless it is bytes.
bool ouro__want_bytes(ouro_object *object);
ouro_object *ouro__bytes_repr(ouro_object *self);

// The methods, by theme, in one table in bytes.c.
#define OURO__BYTES_METHODS(N, O, A, K)                                                            \
    A(find, 1, 3, "B.find(sub[, start[, end]]) -> int")                                            \
    A(index, 1, 3, "B.index(sub[, start[, end]]) -> int")                                          \
    A(rfind, 1, 3, "B.rfind(sub[, start[, end]]) -> int")                                          \
    A(rindex, 1, 3, "B.rindex(sub[, start[, end]]) -> int")                                        \
    A(count, 1, 3, "B.count(sub[, start[, end]]) -> int")                                          \
    A(startswith, 1, 3, "B.startswith(prefix[, start[, end]]) -> bool")                            \
    A(endswith, 1, 3, "B.endswith(suffix[, start[, end]]) -> bool")                                \
    O(removeprefix, "The bytes without the prefix, if they begin with it.")                        \
    O(removesuffix, "The bytes without the suffix, if they end with it.")                          \
    A(replace, 2, 3, "A copy with all occurrences of old replaced by new.")                        \
    A(strip, 0, 1, "Strip leading and trailing bytes contained in the argument.")                  \
    A(lstrip, 0, 1, "Strip leading bytes contained in the argument.")                              \
    A(rstrip, 0, 1, "Strip trailing bytes contained in the argument.")                             \
    N(lower, "A copy with all ASCII characters in lowercase.")                                     \
    N(upper, "A copy with all ASCII characters in uppercase.")                                     \
    N(isalnum, "Whether all bytes are ASCII letters or digits, and there is one.")                 \
    N(isalpha, "Whether all bytes are ASCII letters, and there is one.")                           \
    N(isascii, "Whether all bytes are ASCII.")                                                     \
    N(isdigit, "Whether all bytes are ASCII digits, and there is one.")                            \
    N(islower, "Whether the ASCII letters are lowercase, and there is one.")                       \
    N(isspace, "Whether all bytes are ASCII blanks, and there is one.")                            \
    N(istitle, "Whether words begin with an uppercase letter, and only they.")                     \
    N(isupper, "Whether the ASCII letters are uppercase, and there is one.")                       \
    N(capitalize, "A copy with the first byte in uppercase, the rest in lowercase.")               \
    N(title, "A copy whose words begin with an uppercase letter.")                                 \
    N(swapcase, "A copy with the case of ASCII letters exchanged.")                                \
    K(split, "A list of the sections, using sep as the delimiter.")                                \
    O(join, "Concatenate any number of bytes objects.")                                            \
    K(hex, "A string of hexadecimal numbers.")                                                     \
    K(decode, "Decode the bytes using the codec registered for encoding.")

#define OURO__N(name, doc) ouro_object *ouro__bytesm_##name(ouro_object *self);
#define OURO__O(name, doc) ouro_object *ouro__bytesm_##name(ouro_object *self, ouro_object *arg);
#define OURO__A(name, least, most, doc)                                                            \
    ouro_object *ouro__bytesm_##name(ouro_object *self, ouro_object *const *args, size_t nargs);
#define OURO__K(name, doc)                                                                         \
    ouro_object *ouro__bytesm_##name(ouro_object *self, ouro_object *const *args, size_t nargs,    \
                                     ouro_object *kwnames);
OURO__BYTES_METHODS(OURO__N, OURO__O, OURO__A, OURO__K)
#undef OURO__N
#undef OURO__O
#undef OURO__A
#undef OURO__K

// bytes.fromhex(text): a class method.
ouro_object *ouro__bytesm_fromhex(ouro_object *type, ouro_object *text);

#endif
