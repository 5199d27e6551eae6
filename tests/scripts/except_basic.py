# try, except, else, finally in all orders; matching by class and tuple.
# SPDX-License-Identifier: MIT
def f(action):
    try:
        print("try", end=" ")
        result = action()
    except ValueError as e:
        print("ValueError", e, end=" ")
    except (KeyError, IndexError) as e:
        print("lookup", type(e).__name__, e, end=" ")
    except ArithmeticError as e:
        print("arithmetic", e, end=" ")
    else:
        print("else", result, end=" ")
    finally:
        print("finally")


f(lambda: 1)
f(lambda: int("x"))
f(lambda: {}["k"])
f(lambda: [][0])
f(lambda: 1 / 0)
try:
    f(lambda: None.x)
except AttributeError as e:
    print("outside", e)
try:
    try:
        raise ValueError("inner")
    except KeyError:
        print("no")
    finally:
        print("inner finally")
except ValueError as e:
    print("outer", e)
try:
    e
except NameError as n:
    print(n)
try:
    raise ValueError
except ValueError as e:
    print(repr(e), e.args)
for bad in ("raise 5", "raise int", "raise 'a'", "raise None", "raise"):
    try:
        exec(bad)
    except Exception as e:
        print(type(e).__name__, e)
try:
    try:
        1 / 0
    except 5:
        pass
except TypeError as e:
    print(e)
try:
    try:
        1 / 0
    except (ValueError, "x"):
        pass
except TypeError as e:
    print(e)
kinds = (ValueError, (TypeError,))
try:
    try:
        raise TypeError("t")
    except kinds:
        print("nested tuple")
except TypeError as e:
    print("nested tuples:", e)
try:
    raise KeyError("k") from None
except:
    print("bare except")


def choose():
    print("evaluated only when needed")
    return ValueError


try:
    pass
except choose():
    pass
try:
    raise ValueError
except choose():
    print("caught")
