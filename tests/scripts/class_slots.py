# __slots__: no dict, names, inheritance, messages.
# SPDX-License-Identifier: MIT
class P:
    __slots__ = ("x", "y")

    def __init__(self, x):
        self.x = x


p = P(1)
print(p.x, hasattr(p, "y"), hasattr(p, "__dict__"), P.__slots__, type(P.x).__name__)
p.y = 2
print(p.y)
del p.y


class Q(P):
    __slots__ = ["z"]


q = Q(5)
q.z = 6
print(q.x, q.z)


class R(P):
    pass


r = R(7)
r.anything = 8
print(r.x, vars(r))


class WithDict:
    __slots__ = ("a", "__dict__")


w = WithDict()
w.a, w.b = 1, 2
print(w.a, vars(w))


class One:
    __slots__ = "single"


o = One()
o.single = "s"
print(o.single)


class Private:
    __slots__ = ("__hidden",)

    def __init__(self):
        self.__hidden = 3


print(Private()._Private__hidden)
for f in (lambda: p.y, lambda: setattr(p, "w", 1), lambda: delattr(p, "y"), lambda: setattr(q, "w", 1), lambda: vars(p),
          lambda: P.x.__get__(q), lambda: P.x.__get__(o)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
for body in ({"__slots__": ("a",), "a": 1}, {"__slots__": ("a b",)}, {"__slots__": (5,)}, {"__slots__": ("__dict__", "__dict__")}):
    try:
        type("Bad", (), body)
        print("fine")
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
try:
    type("Two", (P, One), {})
except TypeError as e:
    print(e)
class V(int):
    __slots__ = ()
print(V(3) + 1, hasattr(V(3), "__dict__"))
