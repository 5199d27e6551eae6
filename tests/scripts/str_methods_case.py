# Case, padding, stripping, and the is... tests, beyond ASCII too.
# SPDX-License-Identifier: MIT
for s in ("hello World", "", "ÀÉÎ straße", "123abc", "they're bill's", "ǆ ﬁ", "İI", "ΑΣ ΣΑΣ"):
    print(repr(s.upper()), repr(s.lower()), repr(s.title()), repr(s.capitalize()), repr(s.swapcase()), repr(s.casefold()))
print("ab".center(7, "*"), "ab".center(6) + "|", "abc".center(6, "-"), "ab".ljust(5, ".") + "|", "ab".rjust(5) + "|", "abc".ljust(2), "42".zfill(5), "-42".zfill(5), "+1".zfill(4), "".zfill(2), "abc".zfill(2))
print(repr("  x y  ".strip()), repr("  x ".lstrip()), repr(" x  ".rstrip()), "xxhixx".strip("x"), "abcba".strip("ab"), "abc".lstrip("cba"), "www.a.com".strip("wcom."), repr("\t\n x \u2003".strip()), "a".strip(""))
print(repr("a\tb\tc".expandtabs()), repr("a\tb".expandtabs(4)), repr("\t".expandtabs(0)), repr("ab\n\tc".expandtabs(3)))
tests = ["isalpha", "isdigit", "isalnum", "isdecimal", "isnumeric", "isspace", "isupper", "islower", "istitle", "isidentifier", "isprintable", "isascii"]
for s in ("", "abc", "ABC", "Abc Def", "123", "a1", "²", "½", "٣", " \t\n", "é", "É", "_x", "1x", "a b", "\x00", "class", "ñandú", "日本", "ǅ", "\u00a0"):
    print(ascii(s), "".join("01"[getattr(s, t)()] for t in tests))
for f in (lambda: "a".center("b"), lambda: "a".center(5, "xx"), lambda: "a".strip(5), lambda: "a".ljust(), lambda: "a".zfill("2"), lambda: "a".upper(1), lambda: "a".expandtabs("x")):
    try:
        print(f())
    except TypeError as e:
        print(e)
