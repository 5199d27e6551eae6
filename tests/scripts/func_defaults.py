# Default values: evaluated once, shared, changeable.
# SPDX-License-Identifier: MIT
def f(a, b=2, c=[]):
    c.append(a)
    return b, c


print(f(1), f(2), f(3, 4), f(5, c=[]))
print(f.__defaults__)
f.__defaults__ = (7, [])
print(f(1))
n = 1


def g(x=n):
    return x


n = 2
print(g(), g(5), g(x=6))


def counter(start=print("evaluated at def") or 10):
    return start


print(counter())


def kw(a, *, b=1, c):
    return a, b, c


print(kw(1, c=3), kw(1, b=2, c=3), kw.__kwdefaults__)


def sentinel(x=None):
    x = x or []
    x.append(1)
    return x


print(sentinel(), sentinel())


def pos(a, b=2, /, c=3, *, d=4):
    return a, b, c, d


print(pos(1), pos(1, 5), pos(1, 5, c=6, d=7))
print(f.__name__, f.__code__.co_argcount, f.__code__.co_varnames[:3], kw.__code__.co_kwonlyargcount, pos.__code__.co_posonlyargcount)
