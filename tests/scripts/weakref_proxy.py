# Proxies stand for their object until it dies.
# SPDX-License-Identifier: MIT
import weakref


class A:
    def __init__(self, v):
        self.v = v

    def m(self):
        return "m%d" % self.v

    def __add__(self, o):
        return self.v + o

    def __len__(self):
        return self.v

    def __getitem__(self, i):
        return i * self.v

    def __str__(self):
        return "str of A"

    def __bool__(self):
        return self.v > 0

    def __contains__(self, x):
        return x == self.v

    def __iter__(self):
        return iter([self.v])

    def __eq__(self, o):
        return self.v == o

    def __call__(self, x):
        return x + self.v


a = A(3)
p = weakref.proxy(a)
print(p.v, p.m(), p + 1, len(p), p[2], str(p), bool(p), 3 in p, list(p), p == 3, isinstance(p, A), type(p).__name__, p(10))
p.w = 5
print(a.w, hasattr(p, "zz"), weakref.proxy(a) is p, weakref.getweakrefcount(a), p.__class__ is A)
del p.w
print(hasattr(a, "w"))
try:
    hash(p)
except TypeError as e:
    print(e)
q = weakref.proxy(a, lambda x: print("proxy callback"))
print(q is p)
del a
for f in (lambda: p.v, lambda: p + 1, lambda: len(p), lambda: str(p), lambda: p.m(), lambda: p(1), lambda: setattr(p, "x", 1), lambda: bool(p), lambda: 1 in p):
    try:
        print(f())
    except ReferenceError as e:
        print(e)


class Plain:
    pass


x = Plain()
print(type(weakref.proxy(x)), type(weakref.proxy(x)) is weakref.ProxyType)
