# __call__, __enter__, __exit__ looked up on the type; instances as decorators.
# SPDX-License-Identifier: MIT
class Adder:
    def __init__(self, n):
        self.n = n

    def __call__(self, x, *more, **kw):
        return self.n + x + sum(more) + sum(kw.values())


add = Adder(10)
print(add(1), add(1, 2, z=3), callable(add), callable(5), list(map(add, [1, 2])))
add.__call__ = lambda x: "instance attribute is not used"
print(add(5))


class Memo:
    def __init__(self, f):
        self.f, self.cache = f, {}

    def __call__(self, *a):
        if a not in self.cache:
            print("computing", a)
            self.cache[a] = self.f(*a)
        return self.cache[a]


@Memo
def square(x):
    return x * x


print(square(4), square(4), square.cache)


class Suppress:
    def __init__(self, *kinds):
        self.kinds = kinds

    def __enter__(self):
        return self

    def __exit__(self, kind, value, tb):
        print("exit with", kind and kind.__name__, value)
        return kind is not None and issubclass(kind, self.kinds)


with Suppress(ValueError):
    raise ValueError("swallowed")
try:
    with Suppress(ValueError):
        raise KeyError("passes")
except KeyError as e:
    print("KeyError", e)


class NoExit:
    def __enter__(self): return 1


class NoEnter:
    def __exit__(self, *a): return 1


for cm in (NoExit(), NoEnter(), 5):
    try:
        with cm:
            pass
    except Exception as e:
        print(type(e).__name__, e)
def factory():
    return Adder
print(factory()(1)(2))


class Chain:
    def __getattr__(self, name):
        print(name, end=".")
        return self

    def __call__(self, *a):
        print("(%s)" % ", ".join(map(repr, a)), end="")
        return self


Chain().a.b(1).c("x")(2)
print()
