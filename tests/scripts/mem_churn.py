# A great deal of making and dropping; the results are right and blocks come back.
# SPDX-License-Identifier: MIT
import sys
start = sys.getallocatedblocks()
total = 0
for i in range(30_000):
    l = [i, i + 1, str(i)]
    d = {"a": l, i: (i, l)}
    total += d[i][0] + len(d["a"][2])
del l, d, i
print(total)
live = {}
n = 7
for i in range(30_000):
    n = (n * 1103515245 + 12345) % 2 ** 31
    k = n % 500
    if k in live:
        del live[k]
    else:
        live[k] = ["x" * (n % 600), (k, n)]
print(len(live), sum(len(v[0]) for v in live.values()), sum(v[1][1] for v in live.values()))
live.clear()
del k, n, i
print(abs(sys.getallocatedblocks() - start) < 300)
big = ["y" * 10_000 for _ in range(100)]
print(sum(map(len, big)))
grow = []
for i in range(100_000):
    grow.append(i)
while len(grow) > 3:
    grow.pop()
print(grow)
s = ""
for i in range(20_000):
    s += chr(97 + i % 26)
print(len(s), s[:5], s[-5:])
print(sys.getsizeof([]) < sys.getsizeof([1] * 100), sys.getsizeof("a") < sys.getsizeof("a" * 1000), sys.getsizeof(1) < sys.getsizeof(10 ** 100))
