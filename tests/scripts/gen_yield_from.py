# yield from: values, send, throw, return, any iterable.
# SPDX-License-Identifier: MIT
def inner():
    x = yield 1
    print("inner got", x)
    try:
        yield 2
    except ValueError as e:
        print("inner caught", e)
        yield "recovered"
    return "inner result"


def outer():
    result = yield from inner()
    print("outer got", result)
    yield from [10, 20]
    yield from "ab"
    yield from range(2)
    return (yield from empty())


def empty():
    return "empty result"
    yield


o = outer()
print(next(o), o.send("sent"), o.throw(ValueError("thrown")))
print(list(o))


def flatten(x):
    for item in x:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


print(list(flatten([1, [2, [3, [4, []]], 5], 6])))


def tree(n):
    if n:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)


print(list(tree(3)))


def closing():
    try:
        yield 1
    finally:
        print("inner closed")


def delegating():
    try:
        yield from closing()
    finally:
        print("outer closed")


d = delegating()
next(d)
d.close()
try:
    list((lambda: (yield from 5))())
except TypeError as e:
    print(e)


def result():
    return (yield from (x for x in (1, 2)))


r = result()
print(next(r), next(r))
try:
    next(r)
except StopIteration as e:
    print(e.value)


class It:
    def __iter__(self):
        return iter("xyz")


def from_object():
    yield from It()


print(list(from_object()))
