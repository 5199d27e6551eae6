# What collect() returns for cycles of all kinds.
# SPDX-License-Identifier: MIT
import gc
gc.collect()
gc.disable()


class A:
    pass


def made(f):
    f()
    return gc.collect()


def self_list():
    l = []
    l.append(l)


def two_lists():
    a, b = [], []
    a.append(b)
    b.append(a)


def self_dict():
    d = {}
    d["d"] = d


def tuple_cycle():
    l = []
    t = (l,)
    l.append(t)


def ring(n):
    def f():
        first = last = []
        for _ in range(n - 1):
            new = [last]
            last = new
        first.append(last)
    return f


def tail():
    l = [[], [[]], {}]
    l.append(l)


def slots():
    class S:
        __slots__ = ("me",)
    s = S()
    s.me = s


print(made(self_list), made(two_lists), made(self_dict), made(tuple_cycle), made(ring(10)), made(ring(1000)), made(tail))
print(made(lambda: None), made(lambda: [[]]), made(lambda: A()))


def instance():
    a = A()
    a.me = a


def closure():
    def f():
        return f


def generator():
    def g():
        yield it
    it = g()
    next(it)


print(made(instance) >= 1, made(closure) >= 2, made(generator) >= 2, made(slots) >= 1)


def exception():
    try:
        raise ValueError
    except ValueError as e:
        kept = e


print(made(exception) >= 2)


def klass():
    class C:
        pass


print(made(klass) > 0, gc.collect(), gc.garbage)


def method():
    a = A()
    a.f = a.__init__


print(made(method) >= 1)
for f in (lambda: gc.collect(5), lambda: gc.collect("x"), lambda: gc.collect(0, 1), lambda: gc.set_threshold(), lambda: gc.set_threshold("a"), lambda: gc.get_objects(7), lambda: gc.is_tracked()):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(gc.collect(0), gc.collect(1), gc.collect(generation=2))
