# What dies while finalizers run is not counted by collect().
# SPDX-License-Identifier: MIT
import gc
gc.collect()
gc.disable()


class Node:
    pass


class Breaker:
    def __del__(self):
        self.other = None


class Quiet:
    def __del__(self):
        pass


def suspended():
    def g():
        yield it
    it = g()
    next(it)


def never_started():
    def g():
        yield it
    it = g()


def with_finally():
    node = Node()

    def g():
        try:
            yield node
        finally:
            print("finally")
    node.g = g()
    next(node.g)


def argument():
    node = Node()

    def g(node):
        yield node
    node.g = g(node)
    next(node.g)


def breakers():
    a, b, c = Breaker(), Breaker(), Quiet()
    a.other = b
    b.other = a
    b.c = c
    c.me = c
    d = Breaker()
    d.other = d
    d.c = c


def chain(n):
    first = last = Breaker()
    for _ in range(n):
        new = Quiet()
        new.other = last
        last = new
    first.other = last


def lists(n):
    first = last = Breaker()
    for _ in range(n):
        last.other = new = Breaker()
        last = new
        last.kept = [[[last.__class__]]]
    last.other = first


for f in suspended, never_started, with_finally, argument, breakers:
    f()
    print(f.__name__, gc.collect(), gc.collect())
for n in 1, 10, 1000:
    for f in chain, lists:
        f(n)
        print(f.__name__, n, gc.collect(), gc.collect())
