# ref: calling, sharing, equality, hash, callbacks, types without support.
# SPDX-License-Identifier: MIT
import weakref


class A:
    def __init__(self, v=0):
        self.v = v

    def __eq__(self, o):
        return self.v == o.v

    def __hash__(self):
        return hash(self.v)


a, b = A(1), A(1)
r, s = weakref.ref(a), weakref.ref(a)
print(r() is a, r is s, weakref.ref(b) is r, r == weakref.ref(b), hash(r) == hash(a), r != weakref.ref(A(2)) or True, weakref.getweakrefcount(a), len(weakref.getweakrefs(a)))
c = weakref.ref(a, print_me := (lambda ref: print("dead", ref is c, ref())))
d = weakref.ref(a, lambda ref: print("second registered, called first"))
print(c is r, c == r, weakref.getweakrefcount(a), c.__callback__ is print_me, r.__callback__)
del a
print(r(), c(), r == s, r == c, hash(r) == hash(1), c.__callback__)
unhashed = weakref.ref(b)
del b
try:
    hash(unhashed)
except TypeError as e:
    print(e)
for x in (5, "s", 1.5, None, (), [], {}, object()):
    try:
        weakref.ref(x)
        print("fine", type(x))
    except TypeError as e:
        print(e)


def f(): pass
class L(list): pass
class S: __slots__ = ()
class W: __slots__ = ("__weakref__",)


for x in (f, A, set(), frozenset(), L(), W(), (i for i in ""), weakref, ValueError, len):
    print(type(weakref.ref(x)).__name__, weakref.ref(x)() is x, end="; ")
print()
try:
    weakref.ref(S())
except TypeError as e:
    print(e)
print(weakref.ref(A())(), type(r), weakref.ref is weakref.ReferenceType)
for bad in (lambda: weakref.ref(), lambda: weakref.ref(A(), 1, 2), lambda: r(1), lambda: r < r):
    try:
        print(bad())
    except TypeError as e:
        print(e)
m = A(3)
rm = weakref.ref(m)
m2, m = m, None
print(rm() is m2)
print(str(rm)[:12], "dead" in repr(r))
