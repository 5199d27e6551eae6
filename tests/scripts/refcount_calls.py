# getrefcount inside and after every kind of call.
# SPDX-License-Identifier: MIT
import sys
rc = sys.getrefcount
t = object()


def pos(x): return rc(x)
def kw(*, x): return rc(x)
def star(*x): return rc(x[0])
def dstar(**x): return rc(x["x"])
def default(x=t): return rc(x)
def local(x):
    y = x
    return rc(y)
def deleted(x):
    del x
    return rc(t)
def rebound(x):
    x = None
    return rc(t)
def gen(x):
    yield rc(x)
class C:
    def m(self, x): return rc(x)
    def me(self): return rc(self)
    def __init__(self, x=None): self.count = rc(x) if x is not None else 0
    @staticmethod
    def s(x): return rc(x)
    @classmethod
    def c(cls, x): return rc(x)
    def __call__(self, x): return rc(x)


c = C()
print(pos(t), kw(x=t), star(t), dstar(x=t), default(), local(t), deleted(t), rebound(t), next(gen(t)))
print(c.m(t), C.s(t), C.c(t), c(t), (lambda x: rc(x))(t), pos(*[t]), pos(**{"x": t}))
print(C(t).count, c.me(), list(map(rc, [t])), rc(c))
print(rc(t))
bound = c.m
print(rc(c), bound(t))
del bound
print(rc(c))
del default
print(rc(t))


def outer(x):
    def inner():
        return rc(x)
    return inner()


print(outer(t), rc(t))


def nested(n, x):
    return rc(x) if n == 0 else nested(n - 1, x)


print([nested(n, t) for n in range(4)], rc(t))
