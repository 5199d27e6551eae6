# Lists of one type do not serve another, nor other lengths.
# SPDX-License-Identifier: MIT
import gc


def ids(items):
    return {id(i) for i in items}


floats = [float(n) for n in range(50)]
f = ids(floats)
del floats
strings = ["%d......" % n for n in range(50)]
lists = [[n] for n in range(50)]
pairs = [(n, n) for n in range(50)]
print(len(f & ids(strings)), len(f & ids(lists)), len(f & ids(pairs)))
floats = [float(n) for n in range(40)]
print(len(f & ids(floats)) >= 39)
t3 = [(n, n, n) for n in range(30)]
p3 = ids(t3)
del t3
t2 = [(n, n) for n in range(30)]
t4 = [(n, n, n, n) for n in range(30)]
print(len(p3 & ids(t2)), len(p3 & ids(t4)))
t3 = [(n, -n, n) for n in range(30)]
print(len(p3 & ids(t3)) >= 29)
many = [[n] for n in range(500)]
del many
again = [[n] for n in range(80)]
print(len(again), again[79], sum(x[0] for x in again))
gc.collect()
print([float(n) / 2 for n in range(3)], [(1, n) for n in range(2)], {"k": [1]})
