# Exceptions in __del__ do not get out; what they leave.
# SPDX-License-Identifier: MIT
import sys
out = []
sys.unraisablehook = lambda u: out.append((u.exc_type.__name__, str(u.exc_value)))


class E:
    def __init__(self, e):
        self.e = e

    def __del__(self):
        raise self.e


x = E(ValueError("one"))
del x
E(KeyError("two"))


def f():
    e = E(TypeError("three"))
    return "returned"


print(f())
try:
    y = E(ValueError("in del"))
    try:
        raise RuntimeError("the real one")
    finally:
        del y
except RuntimeError as e:
    print(e, e.__context__)
l = [E(ValueError(i)) for i in range(3)]
l.clear()
print(out)


class Missing:
    def __init__(self):
        raise ValueError("init failed")

    def __del__(self):
        print("del runs though init failed", hasattr(self, "x"))


try:
    Missing()
except ValueError as e:
    print(e)


class Uses:
    def __del__(self):
        try:
            raise KeyError("inside")
        except KeyError as e:
            print("handled inside", e)


try:
    u = Uses()
    raise ValueError("outer")
except ValueError as e:
    del u
    print("still", repr(sys.exc_info()[1]))
