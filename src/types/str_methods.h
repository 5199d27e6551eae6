// SPDX-License-Identifier: MIT
// The methods of str, which stand in several files by theme and in one table in str_type.c.
// Floor: types.
#ifndef OURO_STR_METHODS_H
#define OURO_STR_METHODS_H

#include "str_impl.h"

// X(name, kind, ...): kinds as OURO_NOARGS, OURO_O, OURO_ARGS (with least and most) and
// OURO_KEYWORDS take them; the text is the method's doc.
#define OURO__STR_METHODS(N, O, A, K)                                                              \
    A(find, 1, 3, "S.find(sub[, start[, end]]) -> int")                                            \
    A(index, 1, 3, "S.index(sub[, start[, end]]) -> int")                                          \
    A(rfind, 1, 3, "S.rfind(sub[, start[, end]]) -> int")                                          \
    A(rindex, 1, 3, "S.rindex(sub[, start[, end]]) -> int")                                        \
    A(count, 1, 3, "S.count(sub[, start[, end]]) -> int")                                          \
    A(startswith, 1, 3, "S.startswith(prefix[, start[, end]]) -> bool")                            \
    A(endswith, 1, 3, "S.endswith(suffix[, start[, end]]) -> bool")                                \
    O(removeprefix, "The str without the prefix, if it begins with it.")                           \
    O(removesuffix, "The str without the suffix, if it ends with it.")                             \
    A(replace, 2, 3, "A copy with all occurrences of substring old replaced by new.")              \
    N(capitalize, "The first character in title case, the rest in lower case.")                    \
    N(casefold, "A version of the string suitable for caseless comparisons.")                      \
    N(lower, "A copy of the string converted to lowercase.")                                       \
    N(upper, "A copy of the string converted to uppercase.")                                       \
    N(swapcase, "Uppercase characters to lowercase and lowercase to uppercase.")                   \
    N(title, "A version of the string where each word is titlecased.")                             \
    O(join, "Concatenate any number of strings.")                                                  \
    K(split, "The substrings in the string, using sep as the separator string.")                   \
    K(rsplit, "The same, from the end.")                                                           \
    K(splitlines, "A list of the lines in the string, breaking at line boundaries.")               \
    O(partition, "Three parts: before the separator, it, and after it.")                           \
    O(rpartition, "Three parts around the last separator.")                                        \
    A(strip, 0, 1, "A copy with leading and trailing whitespace removed.")                         \
    A(lstrip, 0, 1, "A copy with leading whitespace removed.")                                     \
    A(rstrip, 0, 1, "A copy with trailing whitespace removed.")                                    \
    A(center, 1, 2, "A centered string of length width.")                                          \
    A(ljust, 1, 2, "A left-justified string of length width.")                                     \
    A(rjust, 1, 2, "A right-justified string of length width.")                                    \
    O(zfill, "Pad a numeric string with zeros on the left.")                                       \
    K(expandtabs, "A copy where all tab characters are expanded using spaces.")                    \
    O(translate, "Replace each character using the given translation table.")                      \
    N(isalnum, "True if all characters are alpha-numeric.")                                        \
    N(isalpha, "True if all characters are alphabetic.")                                           \
    N(isascii, "True if all characters are ASCII.")                                                \
    N(isdecimal, "True if all characters are decimal digits.")                                     \
    N(isdigit, "True if all characters are digits.")                                               \
    N(isidentifier, "True if the string is a valid Python identifier.")                            \
    N(islower, "True if all cased characters are lowercase.")                                      \
    N(isnumeric, "True if all characters are numeric.")                                            \
    N(isprintable, "True if all characters are printable.")                                        \
    N(isspace, "True if all characters are whitespace.")                                           \
    N(istitle, "True if the string is titlecased.")                                                \
    N(isupper, "True if all cased characters are uppercase.")                                      \
    K(encode, "Encode the string using the codec registered for encoding.")                        \
    K(format, "S.format(*args, **kwargs) -> str")                                                  \
    O(format_map, "S.format_map(mapping) -> str")

#define OURO__N(name, doc) ouro_object *ouro__strm_##name(ouro_object *self);
#define OURO__O(name, doc) ouro_object *ouro__strm_##name(ouro_object *self, ouro_object *arg);
#define OURO__A(name, least, most, doc)                                                            \
    ouro_object *ouro__strm_##name(ouro_object *self, ouro_object *const *args, size_t nargs);
#define OURO__K(name, doc)                                                                         \
    ouro_object *ouro__strm_##name(ouro_object *self, ouro_object *const *args, size_t nargs,      \
                                   ouro_object *kwnames);
OURO__STR_METHODS(OURO__N, OURO__O, OURO__A, OURO__K)
#undef OURO__N
#undef OURO__O
#undef OURO__A
#undef OURO__K

// str.maketrans(x[, y[, z]]): a static method.
ouro_object *ouro__strm_maketrans(ouro_object *self, ouro_object *const *args, size_t nargs);

#endif
