# Views: live, set-like, comparable.
# SPDX-License-Identifier: MIT
d = {"a": 1, "b": 2}
k, v, i = d.keys(), d.values(), d.items()
print(k, v, i)
d["c"] = 3
print(k, v, i, len(k), len(v), len(i), "c" in k, 3 in v, ("c", 3) in i, ("c", 4) in i, "x" in i)
print(sorted(k & {"a", "z"}), sorted(k | {"z"}), sorted(k - {"a"}), sorted(k ^ {"a", "z"}), k == {"a", "b", "c"}, k >= {"a"}, k < {"a"}, sorted(i & {("a", 1)}), k.isdisjoint(["q"]), k.isdisjoint({"a"}))
print(list(reversed(k)), list(reversed(v)), list(reversed(i)), d.keys() == d.keys(), d.values() == d.values(), d.items() == {"a": 1, "b": 2, "c": 3}.items(), iter(k).__class__.__name__)
print({}.keys(), {}.values(), {}.items(), type(k).__name__, type(v).__name__, type(i).__name__, [*d.items()], dict(i) == d, max(v), sum(v), min(k), {"a"} <= k, ["a"] == k)
for a, b in d.items():
    print(a, b, end="; ")
print(k.mapping["a"], next(iter(i)), set(k) == {*"abc"}, sorted(i, key=lambda t: -t[1]))
for f in (lambda: k[0], lambda: v & v, lambda: k + k, lambda: k.append(1), lambda: hash(k), lambda: i | 5, lambda: [] in k, lambda: ("a", []) in i, lambda: next(k)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
