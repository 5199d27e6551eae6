# Every dict method and its errors.
# SPDX-License-Identifier: MIT
d = {"a": 1, "b": 2}
print(d.get("a"), d.get("z"), d.get("z", 0), d.setdefault("a", 9), d.setdefault("c", 3), d.setdefault("n"), d)
print(d.pop("n"), d.pop("z", "default"), d.popitem(), d)
d.update({"x": 1}); d.update([("y", 2), "zw"]); d.update(k=5); d.update({"a": 0}, b=7); print(d)
print(list(d), list(d.keys()), list(d.values()), list(d.items()), len(d), "a" in d, 1 in d, list(reversed(d)))
c = d.copy(); c["new"] = 1; print("new" in d, c == d, d == dict(d), d != {}, {"a": 1, "b": 2} == {"b": 2, "a": 1})
d.clear(); print(d, bool(d), d == {})
print(dict(), dict(a=1), dict([(1, 2)]), dict({3: 4}, b=5), dict(zip("ab", [1, 2])), dict.fromkeys("ab"), dict.fromkeys([1, 2], 0), {1: "a", 1.0: "b", True: "c"}, dict(["ab", "cd"]))
print({"a": 1} | {"b": 2}, {"a": 1} | {"a": 2, "c": 3}, {**{"x": 1}})
e = {"a": 1}; e |= {"b": 2}; e |= [("c", 3)]; print(e)
for f in (lambda: {}["k"], lambda: {}[1], lambda: {}[(1, 2)], lambda: {}.pop("k"), lambda: {}.popitem(), lambda: {[]: 1}, lambda: {{}: 1}, lambda: {}.update(5), lambda: {}.update([1]), lambda: dict([(1, 2, 3)]), lambda: dict(5), lambda: {} < {},
          lambda: {} + {}, lambda: {} | [], lambda: dict.fromkeys(5), lambda: {1: 2}.get(), lambda: {}.setdefault(), lambda: hash({}), lambda: [] in {}, lambda: {}.fromkeys([[]]), lambda: dict(a=1, **{"a": 2}), lambda: {}.get([])):
    try:
        print(f())
    except Exception as ex:
        print(type(ex).__name__, ex)
