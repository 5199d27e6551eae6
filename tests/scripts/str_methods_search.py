# find, index, count, startswith, in, replace, partition.
# SPDX-License-Identifier: MIT
s = "hello world hello"
print(s.find("hello"), s.find("hello", 1), s.rfind("hello"), s.find("xyz"), s.find("o", 5, 8), s.find(""), s.find("", 50), s.rfind(""), s.find("l", -4), s.index("w"))
print(s.count("l"), s.count("ll"), s.count(""), "aaaa".count("aa"), s.count("o", 5), "".count(""), "".count("a"), s.count("hello", 0, 5))
print(s.startswith("hell"), s.startswith(("x", "h")), s.endswith("llo"), s.endswith(()), s.startswith("world", 6), s.startswith("", 99), s.endswith("o", 0, 5), s.startswith(""))
print("ell" in s, "" in "", "x" in s, "é" in "café", s.replace("hello", "bye"), s.replace("hello", "bye", 1), s.replace("", "-"), "aaa".replace("a", "bb"), "abc".replace("b", ""), s.replace("l", "L", 2), "".replace("", "x"))
print("a-b-c".partition("-"), "a-b-c".rpartition("-"), "abc".partition("-"), "abc".rpartition("-"), "--".partition("--"))
print("TestHook".removeprefix("Test"), "TestHook".removesuffix("Hook"), "abc".removeprefix("x"), "abc".removesuffix(""))
print("x=1;y=2".translate({ord("="): ":", ord(";"): None, ord("x"): "XX"}), "abc".translate(str.maketrans("ab", "12")), "abc".translate(str.maketrans("a", "1", "c")), str.maketrans({"a": 1, 98: "q"}))
for f in (lambda: s.index("zz"), lambda: s.rindex("zz"), lambda: s.find(5), lambda: s.startswith(5), lambda: s.startswith(("a", 5)), lambda: s.replace("a"), lambda: s.replace("a", 5),
          lambda: s.partition(""), lambda: s.count(None), lambda: 5 in s, lambda: s.split(""), lambda: str.maketrans("ab", "c"), lambda: s.endswith("a", "b")):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
