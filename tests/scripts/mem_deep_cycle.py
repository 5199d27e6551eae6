# A very long ring is collected; a long list of garbage as well.
# SPDX-License-Identifier: MIT
import gc
gc.disable()
gc.collect()
first = last = []
for _ in range(100_000):
    last = [last]
first.append(last)
del first, last
print(gc.collect())


class N:
    __slots__ = ("next", "prev")


head = tail = N()
for _ in range(50_000):
    n = N()
    n.prev, tail.next = tail, n
    tail = n
del head, tail, n
print(gc.collect())
deep = []
x = deep
for _ in range(100_000):
    y = []
    x.append(y)
    x = y
x.append(deep)
gc.collect()
del x, y, deep
print(gc.collect())
