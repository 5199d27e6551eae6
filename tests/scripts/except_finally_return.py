# return, break and continue in finally; which value wins.
# SPDX-License-Identifier: MIT
def a():
    try:
        return "try"
    finally:
        print("finally a")


def b():
    try:
        return "try"
    finally:
        return "finally"


def c():
    try:
        raise ValueError("lost")
    finally:
        return "swallowed"


def d():
    for i in range(3):
        try:
            raise ValueError
        finally:
            continue
    return "continued"


def e():
    while True:
        try:
            return "no"
        finally:
            break
    return "broken out"


def f():
    x = 1
    try:
        return x
    finally:
        x = 2


def g():
    x = [1]
    try:
        return x
    finally:
        x.append(2)


def h():
    try:
        try:
            return "inner"
        finally:
            print("first")
    finally:
        print("second")


def i():
    try:
        1 / 0
    except ZeroDivisionError:
        return "except"
    else:
        return "else"
    finally:
        print("finally i")


def j():
    try:
        pass
    except ValueError:
        return "except"
    else:
        return "else"
    finally:
        print("finally j")


def k():
    try:
        raise KeyError("first")
    finally:
        raise ValueError("second")


def gen():
    try:
        yield 1
        return "r"
    finally:
        print("gen finally")


for fn in (a, b, c, d, e, f, g, h, i, j):
    print(fn.__name__, fn())
try:
    k()
except ValueError as err:
    print(err, repr(err.__context__))
print(list(gen()))


def nested(n):
    try:
        if n == 0:
            raise ValueError("bottom")
        return nested(n - 1)
    except ValueError as err:
        if n < 2:
            raise
        return "handled at %d: %s" % (n, err)
    finally:
        print("leaving", n)


print(nested(3))
