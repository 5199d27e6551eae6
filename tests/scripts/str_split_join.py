# split, rsplit, splitlines, join.
# SPDX-License-Identifier: MIT
print("a b  c ".split(), " a b ".split(" "), "a,b,,c".split(","), "a,b,c".split(",", 1), "a,b,c".rsplit(",", 1), "".split(), "".split(","), "   ".split(), "abc".split("abc"), "a--b--c".split("--"))
print("a b c d".split(None, 2), "a b c d".rsplit(None, 2), "  a  b ".split(maxsplit=1), "a b".split(" ", 0), " a b ".split(None, 0), "a,b".split(sep=",", maxsplit=-1), "aXbXc".rsplit("X"), "\ta\nb\r c".split(), "a\u2003b".split())
print("a\nb\r\nc\rd".splitlines(), "a\nb\n".splitlines(True), "".splitlines(), "\n".splitlines(), "a\x0bb\x0cc\x1cd\u2028e\x85f".splitlines(), "abc".splitlines())
print(",".join(["a", "b"]), "".join([]), "-".join("abc"), ", ".join({"k": 1, "j": 2}), "x".join(["only"]), "".join(str(i) for i in range(12)), "é".join("ab"), "ab".join(("日", "本")))
for f in (lambda: ",".join([1, 2]), lambda: ",".join(["a", None]), lambda: ",".join(5), lambda: "a".split(5), lambda: "a".split(",", "x"), lambda: "".join([[]]), lambda: ",".join(x for x in ("a", 1))):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
text = "the quick brown fox jumps over the lazy dog the end"
counts = {}
for word in text.split():
    counts[word] = counts.get(word, 0) + 1
print(sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])), " ".join(reversed(text.split())), " ".join(w.capitalize() for w in text.split()))
