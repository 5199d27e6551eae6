# Insertion order through deletion, re-insertion and growth; popitem takes the last.
# SPDX-License-Identifier: MIT
d = {}
for i in range(10):
    d[i * 7 % 10] = i
print(d)
del d[0], d[5]
d[0] = "again"
d[7] = "kept its place"
print(d, list(reversed(d.items())))
while d:
    print(d.popitem(), end=" ")
print()
big = {i: str(i) for i in range(1000)}
for i in range(0, 1000, 3):
    del big[i]
for i in range(0, 30, 3):
    big[i] = "new"
print(len(big), list(big)[:5], list(big)[-10:], sum(big))
m = {"one": 1, 2: "two", (3,): [3], None: None, 4.5: {}, True: "t"}
print(m, [type(k).__name__ for k in m])
print({k: v for k, v in sorted({"b": 1, "a": 2}.items())}, dict(sorted({"b": 1, "a": 2}.items(), key=lambda kv: kv[1])))
x = {"a": 1}
for k in list(x):
    x[k + "b"] = 2
    del x[k]
print(x)
for change in ("y[k + 'x'] = 1", "del y[k]", "y.clear()", "y[k] = 2"):
    y = {"a": 1, "b": 2}
    try:
        for k in y:
            exec(change)
        print("fine", y)
    except RuntimeError as e:
        print(change, "|", e)
words = "one two three two one two".split()
groups = {}
for i, w in enumerate(words):
    groups.setdefault(w, []).append(i)
print(groups, max(groups, key=lambda w: len(groups[w])), {len(w): w for w in words})
