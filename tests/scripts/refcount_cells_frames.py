# getrefcount with closures, generators, frames and exceptions.
# SPDX-License-Identifier: MIT
import sys
rc = sys.getrefcount
t = object()


def keep(x):
    return lambda: x


f = keep(t)
print(rc(t))
g = keep(t)
print(rc(t))
del f, g
print(rc(t))


def gen(x):
    y = x
    yield
    del y
    yield
    x = None
    yield


it = gen(t)
print(rc(t))
for _ in it:
    print(rc(t))
print("end", rc(t))
it = gen(t)
next(it)
it.close()
print(rc(t))
ge = (x for x in [t])
print(rc(t))
next(ge)
print(rc(t))
del ge
print(rc(t))


def raiser(x):
    raise ValueError(x)


try:
    raiser(t)
except ValueError as e:
    print(rc(t))
    kept = e
print(rc(t))
kept = kept.with_traceback(None)
print(rc(t))
del kept
print(rc(t))


def frame_holder(x):
    return sys._getframe()


fr = frame_holder(t)
print(rc(t))
fr.clear()
print(rc(t))
del fr
i = iter([t])
print(rc(t))
next(i)
print(rc(t))
list(i)
print(rc(t))
m = map(lambda x: x, [t, t])
print(rc(t))
next(m)
del m, i
print(rc(t))
