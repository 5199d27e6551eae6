# The iteration protocol: __iter__, __next__, iter with a sentinel, broken iterators.
# SPDX-License-Identifier: MIT
class Count:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


c = Count(3)
print(list(c), list(c), next(c, "end"))
print([x for x in Count(2)], sum(Count(5)), "a" in Count(3), 1 in Count(3), tuple(Count(0)))
values = iter([1, 2, 0, 3])
print(list(iter(lambda: next(values), 0)))


class NotIter:
    def __iter__(self):
        return 5


class NoNext:
    def __iter__(self):
        return self


class Raises:
    def __iter__(self):
        return self

    def __next__(self):
        raise KeyError("inside")


for cls in (NotIter, NoNext, Raises, object):
    try:
        for x in cls():
            pass
    except Exception as e:
        print(type(e).__name__, e)
for f in (lambda: next(5), lambda: next(iter([])), lambda: iter(5, 5), lambda: list(5), lambda: dict([1]), lambda: dict([(1,)]), lambda: set(5)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
it = iter([1, 2, 3])
print(next(it), list(it), list(it), it.__length_hint__() if hasattr(it, "__length_hint__") else 0)
lst = [1]
it = iter(lst)
next(it)
print(next(it, "done"))
lst.append(2)
print(next(it, "stays done"))
z = zip(it := iter(range(6)), it)
print(list(z), list(zip(*[iter("abcdef")] * 3)))
m = map(lambda a, b: a + b, [1, 2, 3], [10, 20])
print(next(m), list(m), list(filter(None, [0, 1, "", "a"])), list(enumerate("ab", 5)), list(reversed("abc")))
e = enumerate(iter("xy"))
print(iter(e) is e, next(e), list(e))
