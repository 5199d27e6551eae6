# *args and **kwargs: collected, passed on, changed.
# SPDX-License-Identifier: MIT
def f(a, *args, k=0, **kw):
    return a, args, k, kw


print(f(1), f(1, 2, 3), f(1, k=2), f(1, 2, k=3, z=4), f(*range(4)), f(**{"a": 1, "q": 2}))


def forward(*args, **kwargs):
    return f(*args, **kwargs)


print(forward(1, 2, x=3))


def change(**kw):
    kw["new"] = 1
    return kw


d = {"a": 0}
print(change(**d), d)


def types(*a, **k):
    return type(a).__name__, type(k).__name__, len(a), len(k)


print(types(), types(1, 2, a=3))
print(types(*(i for i in range(300))), types(**{str(i): i for i in range(100)}))


def order(**kw):
    return list(kw)


print(order(z=1, a=2, m=3), order(**{"b": 1}, a=2, **{"c": 3}))


def posonly(a, /, **kw):
    return a, kw


print(posonly(1, a=2))


def recursive(n, *rest):
    return n + recursive(*rest) if rest else n


print(recursive(*range(20)))
print((lambda *, a, **k: (a, k))(**{"b": 1, "a": 2}))
print(max(*[3, 1], *(7, 2)), dict(a=1, **{"b c": 2}))
