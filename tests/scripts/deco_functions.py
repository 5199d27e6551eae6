# Decorators: order, arguments, classes, methods, any expression.
# SPDX-License-Identifier: MIT
def trace(label):
    print("made", label)

    def decorate(f):
        print("decorating", f.__name__, "with", label)

        def wrapper(*a, **k):
            print(label, "before")
            result = f(*a, **k)
            print(label, "after")
            return result
        wrapper.__name__ = f.__name__
        return wrapper
    return decorate


@trace("outer")
@trace("inner")
def f(x):
    return x * 2


print(f(4), f.__name__)


def add_repr(cls):
    cls.__repr__ = lambda self: f"<{cls.__name__} {vars(self)}>"
    return cls


@add_repr
class P:
    def __init__(self):
        self.a = 1


print(P())
table = {"d": lambda f: "replaced " + f.__name__}


@table["d"]
def g():
    pass


@(lambda f: (f, f))
def h():
    return 1


print(g, h[0]())


class C:
    def deco(f):
        def wrapper(self):
            return "decorated " + f(self)
        return wrapper

    @deco
    def m(self):
        return "m"

    @property
    @deco
    def p(self):
        return "p"

    @staticmethod
    @trace("static")
    def s():
        return "s"


print(C().m(), C().p, C.s())


def repeat(n):
    return lambda f: lambda *a: [f(*a) for _ in range(n)]


@repeat(2)
@repeat(3)
def one():
    return 1


print(one())


@(lambda f: print("given", f.__name__))
def printed():
    pass


print(printed)
try:
    @5
    def bad():
        pass
except TypeError as e:
    print(e)
print("bad" in globals())
