# Exceptions that pass through generators, and the handler state of each frame.
# SPDX-License-Identifier: MIT
import sys


def g():
    try:
        yield 1
    except KeyError:
        print("in g:", sys.exc_info()[0].__name__)
        yield 2
        print("g resumed in its handler:", sys.exc_info()[0].__name__)
    print("g after:", sys.exc_info()[0])
    yield 3


x = g()
next(x)
try:
    raise ValueError("outer")
except ValueError:
    print(x.throw(KeyError("k")))
    print("outside:", sys.exc_info()[0].__name__)
    print(next(x))
print("no handler:", sys.exc_info())


def fails():
    yield 1
    raise KeyError("inside")


f = fails()
try:
    for v in f:
        print(v)
except KeyError as e:
    print("KeyError", e)
print(list(f))


def wraps():
    try:
        yield from fails()
    except KeyError as e:
        raise ValueError("wrapped") from e


try:
    list(wraps())
except ValueError as e:
    print(e, repr(e.__cause__))


def with_return():
    try:
        return "try"
        yield
    finally:
        print("finally")


try:
    next(with_return())
except StopIteration as e:
    print(e.value)
try:
    [next(iter([])) for _ in range(1)]
except StopIteration:
    print("StopIteration passes a list comprehension")
try:
    list(next(iter([])) for _ in range(1))
except RuntimeError as e:
    print(e)
