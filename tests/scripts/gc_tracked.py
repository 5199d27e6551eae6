# is_tracked for everything, and when tuples and dicts are untracked.
# SPDX-License-Identifier: MIT
import gc
print([gc.is_tracked(x) for x in (0, 1.5, "s", None, True, ..., range(3), slice(1), (), "")])
print([gc.is_tracked(x) for x in ([], set(), object, gc, print, lambda: 0, [].append, iter([]), (x for x in ""), property(), Exception())])


class P: pass
class Q: __slots__ = ("a",)
class R(int): pass


print(gc.is_tracked(P()), gc.is_tracked(Q()), gc.is_tracked(R(5)), gc.is_tracked(object()), gc.is_tracked(P().__dict__))
d = {}
print(gc.is_tracked(d))
d["a"] = 1
d[2] = "b"
d[(1, 2)[0]] = None
print(gc.is_tracked(d))
d["l"] = []
print(gc.is_tracked(d))
d["l"] = 1
gc.collect()
print(gc.is_tracked(d))
print(gc.is_tracked({"a": P()}), gc.is_tracked({"a": ()}), gc.is_tracked({1: {}}), gc.is_tracked(dict(a=1)), gc.is_tracked({k: 1 for k in "ab"}), gc.is_tracked({"a": 1}.copy()))
t = tuple([1, 2])
print(gc.is_tracked(t))
gc.collect()
print(gc.is_tracked(t))
nested = tuple([tuple([tuple([1]), "x"]), 2.5])
for _ in range(4):
    gc.collect()
print(gc.is_tracked(nested), gc.is_tracked(nested[0]))
u = tuple([1, [2]])
gc.collect()
print(gc.is_tracked(u))
v = (1, "constant", (2, 3))
print(gc.is_tracked(v) in (True, False))
gc.collect()
print(gc.is_tracked(v))


class T(tuple): pass
class D(dict): pass


x, y = T([1]), D(a=1)
gc.collect()
print(gc.is_tracked(x), gc.is_tracked(y))
print(gc.is_tracked(frozenset()), gc.is_tracked({1}), gc.is_tracked([1]), gc.is_tracked(type("Z", (), {})))
