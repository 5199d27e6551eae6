# throw and close, and what a generator may do about them.
# SPDX-License-Identifier: MIT
def g():
    while True:
        try:
            yield "value"
        except ValueError as e:
            print("caught", e)
            yield "handled"
        finally:
            print("finally")


x = g()
print(next(x))
print(x.throw(ValueError("v")))
print(next(x))
try:
    x.throw(KeyError("k"))
except KeyError as e:
    print("out", e)
print(list(x))
y = g()
next(y)
y.close()
y.close()
print(next(y, "closed"))
fresh = g()
fresh.close()
print(list(fresh))
try:
    g().throw(ValueError("at start"))
except ValueError as e:
    print(e)


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2


s = stubborn()
next(s)
try:
    s.close()
except RuntimeError as e:
    print(e)


def swallow():
    try:
        yield 1
    except GeneratorExit:
        print("asked to leave")
        return


s = swallow()
next(s)
print(s.close())


def raising():
    yield 1
    raise StopIteration("inside")


r = raising()
next(r)
try:
    next(r)
except RuntimeError as e:
    print(e, "|", repr(e.__cause__))
t = g()
next(t)
print(t.throw(ValueError))
print("deleting")
del t
print("deleted")
try:
    g().throw(5)
except TypeError as e:
    print(e)
