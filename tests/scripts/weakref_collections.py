# WeakValueDictionary, WeakKeyDictionary, WeakSet, finalize, WeakMethod: small uses.
# SPDX-License-Identifier: MIT
import weakref


class A:
    def __init__(self, n):
        self.n = n

    def m(self):
        return self.n


a, b = A(1), A(2)
d = weakref.WeakValueDictionary()
d["a"], d["b"] = a, b
print(len(d), d["a"].n, sorted(d.keys()), "a" in d, d.get("z"))
del a
print(len(d), sorted(d), "a" in d)
try:
    d["a"]
except KeyError as e:
    print("KeyError", e)
k = weakref.WeakKeyDictionary()
k[b] = "data"
print(k[b], len(k), b in k)
s = weakref.WeakSet([b])
print(len(s), b in s)
f = weakref.finalize(b, print, "finalize called with", 5)
print(f.alive)
wm = weakref.WeakMethod(b.m)
print(wm()())
del b
print(len(d), len(k), len(s), f.alive, wm(), f())
c = A(3)
g = weakref.finalize(c, print, "explicit")
g()
print(g.alive)
h = weakref.finalize(c, print, "detached")
print(h.detach() is not None, h.alive)
weakref.finalize(c, print, "at exit")
print("end")
