# Generators: laziness, return values, exhaustion, state.
# SPDX-License-Identifier: MIT
def count(n):
    print("started")
    while n:
        yield n
        n -= 1
    print("finished")
    return "result"


g = count(2)
print(type(g).__name__, iter(g) is g)
print(next(g), next(g))
try:
    next(g)
except StopIteration as e:
    print("stop", e.value, e.args)
try:
    next(g)
except StopIteration as e:
    print("again", e.value)
print(list(count(2)), next(count(0), "default"))


def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


f = fib()
print([next(f) for _ in range(10)])
print([x for x, _ in zip(fib(), range(5))])


def empty():
    return
    yield


print(list(empty()), sum(x for x in range(101)), 5 in (x for x in range(10)))


def primes(n):
    sieve = [True] * n
    for i in range(2, n):
        if sieve[i]:
            yield i
            for j in range(i * i, n, i):
                sieve[j] = False


print(list(primes(50)))
a, *b = (x * x for x in range(4))
print(a, b, count.__name__, g.__name__, g.__qualname__, g.gi_running)
print("".join(c.upper() for c in "abc"), dict((c, ord(c)) for c in "ab"), tuple(i for i in range(3)))


def nested():
    def inner():
        yield 1
        yield 2
    for x in inner():
        for y in inner():
            yield x, y


print(list(nested()))
