# Callbacks: order, errors, when the reference itself has died, what they may do.
# SPDX-License-Identifier: MIT
import gc
import sys
import weakref


class A:
    pass


log = []
a = A()
refs = [weakref.ref(a, lambda r, i=i: log.append(i)) for i in range(5)]
del refs[2]
del a
print(log)
a = A()
r = weakref.ref(a, lambda r: print("never called"))
del r
del a
print("the reference died first")
errors = []
sys.unraisablehook = lambda u: errors.append(str(u.exc_value))


def bad(ref):
    raise ValueError("in callback")


a = A()
r1, r2 = weakref.ref(a, bad), weakref.ref(a, lambda r: print("others still run"))
del a
print(errors)
a = A()
table = {}
table["k"] = weakref.ref(a, lambda r: table.pop("k"))
del a
print(table)
a = A()
b = A()
ra = weakref.ref(a, lambda r: globals().pop("b"))
rb = weakref.ref(b, lambda r: print("b went because a did"))
del a
print("b" in globals())
gc.disable()
x, y = A(), A()
x.y, y.x = y, x
order = []
rx, ry = weakref.ref(x, lambda r: order.append(("x", r(), rx(), ry()))), weakref.ref(y, lambda r: order.append(("y", r(), rx(), ry())))
x.inner = weakref.ref(y, lambda r: order.append("inner"))
del x, y
gc.collect()
print(sorted(order))


class D:
    def __del__(self):
        print("del sees", self.r() is self)


d = D()
d.r = weakref.ref(d)
del d
gc.collect()


class M(weakref.ref):
    def __init__(self, ob, callback=None, **kw):
        super().__init__(ob, callback)
        self.extra = kw


a = A()
m = M(a, None, k=1)
print(m() is a, m.extra, isinstance(m, weakref.ref), M(a) is M(a))
