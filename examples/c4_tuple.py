# Tuples are remembered by their length; the empty one exists once. (C4)
# SPDX-License-Identifier: MIT


def pair(a, b):
    return a, b


def triple(a, b, c):
    return a, b, c


t = pair(1, 2)
place = id(t)
del t
u = pair("a", "b")
print('("a", "b") where (1, 2) was:', id(u) == place, u)

t = triple(1, 2, 3)
place = id(t)
del t
u = pair(1, 2)
print("a pair where a triple was:", id(u) == place)
v = triple(4, 5, 6)
print("the next triple there:", id(v) == place, v)

empty = ()
print("one empty tuple:", tuple() is empty, tuple([]) is empty, pair(1, 2)[2:] is empty)
for length in (1, 5, 12, 19):
    t = tuple(range(length))
    place = id(t)
    del t
    t = tuple(range(100, 100 + length))
    print("length", length, "again:", id(t) == place)
    del t
