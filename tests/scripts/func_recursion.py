# Recursion: mutual, deep within the limit, and past it.
# SPDX-License-Identifier: MIT
import sys


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


print(even(100), odd(77))


def ackermann(m, n):
    return n + 1 if m == 0 else ackermann(m - 1, 1) if n == 0 else ackermann(m - 1, ackermann(m, n - 1))


print(ackermann(2, 3))


def hanoi(n, a="a", b="b", c="c"):
    return 0 if n == 0 else hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)


print(hanoi(10))


def endless(n):
    return endless(n + 1) + 1


try:
    endless(0)
except RecursionError as e:
    print(type(e).__name__, str(e)[:32])
print(sys.getrecursionlimit())


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


print(depth(900))
sys.setrecursionlimit(200)
try:
    depth(300)
except RecursionError:
    print("limit of 200 reached")
sys.setrecursionlimit(3000)
print(depth(2500))
try:
    sys.setrecursionlimit(0)
except ValueError as e:
    print(e)


class Endless:
    def __getattr__(self, name):
        return getattr(self, name + "x")

    def __repr__(self):
        return repr(self)


for attempt in (lambda: Endless().a, lambda: repr(Endless())):
    try:
        attempt()
    except RecursionError as e:
        print("RecursionError")
