# Closures and classes: __class__, methods that capture, class bodies in functions.
# SPDX-License-Identifier: MIT
def make(base):
    class Made(base):
        value = base.__name__

        def who(self):
            return base.__name__, __class__.__name__

        def parent(self):
            return super().__repr__()[:3]
    return Made


print(make(list)().who(), make(dict).value, make(list)().parent())


def shadow(x):
    class C:
        y = x
        x = "class x"
        z = x

        def m(self):
            return x
    return C.y if False else (C.z, C().m())


try:
    print(shadow("argument"))
except NameError as e:
    print(e)


def counterclass():
    count = 0

    class Counter:
        def __init__(self):
            nonlocal count
            count += 1
            self.n = count
    return Counter


C = counterclass()
print(C().n, C().n, counterclass()().n)


def memo(f):
    cache = {}

    def wrapper(n):
        if n not in cache:
            cache[n] = f(n)
        return cache[n]
    return wrapper


@memo
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80))
print((lambda x: [lambda: x + i for i in range(2)])(5)[0]())


def gen_closure(n):
    def g():
        nonlocal n
        while n:
            n -= 1
            yield n
    return list(g()), n


print(gen_closure(3))
