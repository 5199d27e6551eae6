# Indexing and slicing of strings of every width.
# SPDX-License-Identifier: MIT
for s in ("hello", "héllo", "日本語テキ", "a😀b😀c", ""):
    print(ascii(s), len(s), [ascii(s[a:b:c]) for a, b, c in ((None, None, -1), (1, 3, None), (-2, None, None), (None, -1, 2), (10, 20, None), (3, 1, None), (4, 0, -2))])
    print([ascii(c) for c in s], ascii(s * 2), ascii(s + "é"), ascii("x" + s), s == s[:], ascii(s[::-1]), s[:2] + s[2:] == s)
print("abc"[0], "abc"[-1], "abc"[True], "abc" < "abd", "abc" < "ab", "" < "a", "Z" < "a", "é" > "z", "😀" > "日", "a" == "A", "abc" != "abc", "é" == "e\u0301")
for f in (lambda: "abc"[3], lambda: "abc"[-4], lambda: ""[0], lambda: s["a"], lambda: s[1.0], lambda: "abc"[::0], lambda: "abc"["a":], lambda: "a" + 1, lambda: 1 + "a", lambda: "a" - "b", lambda: "a" * 1.5, lambda: "a" < 1):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
s = "abc"
for code in ("s[0] = 'x'", "del s[0]", "s.x = 1"):
    try:
        exec(code)
    except Exception as e:
        print(type(e).__name__, e)
print("ab" * 0, "ab" * -5, 3 * "ab", max("hello"), min("hello"), sorted("hello"), list(reversed("abc")), set("aab") == {"a", "b"}, hash("abc") == hash("ab" + "c"), "a" "b" 'c')
