# The order of strings in a set follows their hashes, the same for a given seed.
# SPDX-License-Identifier: MIT
words = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi".split()
s = set(words)
print(s)
print({w[0] for w in words}, {(w, len(w)) for w in words[:6]}, {1, "a", None, 2.5, (1, 2)} if hash(None) == 0 else "None hashes by address")
s -= set(words[::2])
print(s)
s |= {"new", "ones", "here", "é", "日本", "😀"}
print(s)
print([hash(w) for w in words[:5]], hash(""), hash("é"), hash("日本"), hash("😀"), hash(("a", 1)))
d = {w: i for i, w in enumerate(words)}
print(d.keys() & {"mu", "pi", "xi", "no"}, set(d), set("the quick brown fox"), frozenset("mississippi"))
