# The functions and types of weakref: what they take, give back and refuse.
# SPDX-License-Identifier: MIT
import gc
import weakref

gc.disable()


class A:
    def __repr__(self):
        return "A()"


class Callable:
    def __call__(self, *args, **kwargs):
        return args, kwargs


class Slotted:
    __slots__ = ("a",)


class WithWeak:
    __slots__ = ("a", "__weakref__")


class Below(Slotted):
    pass


class BelowSlots(Slotted):
    __slots__ = ()


class BelowWeak(WithWeak):
    __slots__ = ("b",)


def function(*args):
    pass


def generator():
    yield


def attempt(call, *args, **kwargs):
    try:
        result = call(*args, **kwargs)
        return type(result).__name__
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


print(sorted(weakref.__all__))
for what in (A(), A, Callable(), Slotted(), WithWeak(), Below(), BelowSlots(), BelowWeak(), function, A().__repr__, len, [].append, "".join, generator(), generator,
             {1}, frozenset(), weakref, weakref.ref(A), open, 1, 1.5, "s", b"s", None, True, (), [], {}, range(3), slice(1), object(), ValueError(), ..., NotImplemented, iter([]),
             1j, property(), staticmethod(len), classmethod(len), super(A, A()), lambda: 0, type("T", (), {}), type("S", (), {"__slots__": ()})(), A.__dict__, A.__repr__, int.__add__,
             int.from_bytes, list[int], int | str, map(len, []), weakref.proxy(A)):
    print(type(what).__name__, attempt(weakref.ref, what), attempt(weakref.proxy, what), weakref.getweakrefcount(what) if type(what) is not type else "")
print(attempt(weakref.ref), attempt(weakref.ref, A, len, 3), attempt(weakref.ref, A, callback=None), attempt(weakref.ref, ob=A), attempt(weakref.proxy), attempt(weakref.proxy, A, None, 1))
print(attempt(weakref.proxy, A, callback=None), attempt(weakref.getweakrefcount), attempt(weakref.getweakrefs), attempt(weakref.getweakrefs, 1, 2), attempt(weakref.ref, A, 5), attempt(weakref.proxy, A, 5))
print(attempt(weakref.ref(A), 1), attempt(weakref.ref(A), x=1), attempt(weakref.ref(A).__init__), attempt(weakref.ref(A).__init__, 1, 2, 3), attempt(weakref.ref(A).__init__, A, callback=1))
print(attempt(weakref.ref.__new__), attempt(weakref.ref.__new__, weakref.ref), attempt(weakref.ref.__new__, int, A), attempt(weakref.ProxyType), attempt(weakref.CallableProxyType, A), attempt(lambda: type("P", (weakref.ProxyType,), {})))
a = A()
r = weakref.ref(a)
print(r() is a, r == weakref.ref(a), r is weakref.ref(a), r.__callback__, hash(r) == hash(a), bool(r), type(r) is weakref.ref is weakref.ReferenceType)
print(repr(r).split(" at ")[0], repr(r).split("; ")[1].split(" at ")[0], weakref.ref.__name__, weakref.ref.__qualname__, weakref.ref.__module__, weakref.ProxyType.__name__, weakref.ProxyType.__module__)
print(repr(weakref.ref(function)).split("(")[1], repr(weakref.ref(A)).split("(")[1], "(" in repr(r))
print(attempt(setattr, r, "x", 1), attempt(setattr, r, "__callback__", 1), attempt(delattr, r, "__callback__"), attempt(getattr, r, "nothing"), hasattr(r, "__dict__"))
print(weakref.ref[int], attempt(lambda: weakref.ref < weakref.ref), attempt(lambda: r < r), attempt(lambda: r + r))
c = weakref.ref(a, function)
p = weakref.proxy(a)
q = weakref.proxy(a, function)
more = weakref.ref(a, len)
print(weakref.getweakrefcount(a), [("ref" if type(x) is weakref.ref else "proxy", x.__callback__ if type(x) is weakref.ref else None) for x in weakref.getweakrefs(a)] == [("ref", None), ("proxy", None), ("ref", len), ("proxy", None), ("ref", function)])
print(c.__callback__ is function, c == r, c != r, c is weakref.ref(a, function))
held = weakref.getweakrefs(a)
held.clear()
print(weakref.getweakrefcount(a))
del c, more
print(weakref.getweakrefcount(a))


class Sub(weakref.ref):
    pass


class SubSlots(weakref.ref):
    __slots__ = ("name",)

    def __new__(cls, ob, callback=None, name="n"):
        return super().__new__(cls, ob, callback)

    def __init__(self, ob, callback=None, name="n"):
        super().__init__(ob, callback)
        self.name = name


s, t, u = Sub(a), Sub(a), SubSlots(a, None, "x")
s.anything = 1
print(s is t, s == t, s() is a, u.name, u() is a, hash(s) == hash(a), weakref.getweakrefcount(a), s.__dict__, isinstance(s, weakref.ref), weakref.getweakrefs(a)[0] is r)
print(attempt(SubSlots, a, None, nom="x"), attempt(Sub, a, None, "x"), attempt(Sub, a, x=1), attempt(setattr, u, "other", 1))
print(weakref.getweakrefcount(s), weakref.ref(s)() is s, attempt(weakref.ref, r))
del a, p
print(r(), s(), u(), hash(r) == hash(s), repr(r).split("; ")[1], repr(s).split("; ")[1], r == r, r == s, s == t, attempt(hash, u), attempt(getattr, q, "x"))
print(attempt(lambda: q.x), attempt(repr, q), attempt(str, q), attempt(lambda: q + 1), attempt(bool, q), attempt(hash, q), attempt(lambda: q == 1), attempt(len, q), attempt(iter, q), attempt(lambda: q[0]), attempt(setattr, q, "x", 1), attempt(dir, q), attempt(isinstance, q, A))
