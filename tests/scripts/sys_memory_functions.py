# sys.getrefcount, getsizeof and getobjects: what they take, give back and refuse.
# SPDX-License-Identifier: MIT
import gc
import sys

gc.disable()


class A:
    pass


class Sized:
    def __init__(self, size):
        self.size = size

    def __sizeof__(self):
        if isinstance(self.size, Exception):
            raise self.size
        return self.size


def attempt(call, *args, **kwargs):
    try:
        return call(*args, **kwargs)
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


x = A()
print(sys.getrefcount(x), attempt(sys.getrefcount), attempt(sys.getrefcount, 1, 2), attempt(sys.getrefcount, object=1), sys.getrefcount([]), sys.getrefcount(A()))
y = x
print(sys.getrefcount(x))
held = [x, x, (x, x), {1: x}, {x}, {x: 1}]
print(sys.getrefcount(x))
x.me = x
print(sys.getrefcount(x))


def count(argument, *rest, **more):
    inner = lambda: argument
    return sys.getrefcount(argument)


print(count(x), count(x, x, x), count(x, name=x), count(*[x]), count(**{"argument": x}))
del held, y, x.me
print(sys.getrefcount(x))


def generator(value):
    yield sys.getrefcount(value)
    yield sys.getrefcount(value)


g = generator(x)
print(next(g), sys.getrefcount(x))
g.close()
print(sys.getrefcount(x))
bound = x.__repr__
print(sys.getrefcount(x))
del bound
try:
    raise ValueError(x)
except ValueError as error:
    print(sys.getrefcount(x))
print(sys.getrefcount(x))
first, *rest = [x, x, x]
print(sys.getrefcount(x))
del first, rest
print([sys.getrefcount(x) for _ in range(2)], [sys.getrefcount(i) for i in (x, x)], max(x, x, key=lambda i: sys.getrefcount(i)) is x)
before = sys.getrefcount(None)
nones = [None] * 1000
print(sys.getrefcount(None) - before)
before = sys.getrefcount(A)
instances = [A() for _ in range(10)]
print(sys.getrefcount(A) - before)
del instances
print(sys.getrefcount(A) - before)

for size in (0, 5, True, -1, 1.5, "5", None, 2 ** 70, ValueError("no size"), TypeError("bad size")):
    print(size, attempt(sys.getsizeof, Sized(size)) if not isinstance(size, int) or size in (-1, 2 ** 70) else "", attempt(sys.getsizeof, Sized(size), "default") if not isinstance(size, int) or size in (-1, 2 ** 70) else "")
print(attempt(sys.getsizeof), attempt(sys.getsizeof, 1, 2, 3), attempt(sys.getsizeof, [], default=1) > 1, attempt(sys.getsizeof, object=[]) > 1, attempt(sys.getsizeof, x=1))
print(all(sys.getsizeof(o) > 0 for o in (1, 2 ** 100, 1.5, 1j, "", "abc", "\u0394", b"", b"abc", (), (1, 2), [], [1], {}, {1: 2}, set(), {1}, frozenset(), range(3), slice(1), None, True, x, A, len, count, generator, g, gc, ValueError(), ..., iter([]), [].append)))
print(sys.getsizeof([1] * 100) - sys.getsizeof([1] * 50), sys.getsizeof((1,) * 100) - sys.getsizeof((1,) * 50), sys.getsizeof("a" * 100) - sys.getsizeof("a" * 50), sys.getsizeof(b"a" * 100) - sys.getsizeof(b"a" * 50), sys.getsizeof("\u0394" * 100) - sys.getsizeof("\u0394" * 50), sys.getsizeof("\U00010000" * 100) - sys.getsizeof("\U00010000" * 50))
print(sys.getsizeof({i: i for i in range(100)}) > sys.getsizeof({i: i for i in range(10)}) > sys.getsizeof({}), sys.getsizeof(set(range(100))) > sys.getsizeof(set(range(10))) >= sys.getsizeof(set()), sys.getsizeof(2 ** 1000) > sys.getsizeof(2 ** 100) > sys.getsizeof(0))
