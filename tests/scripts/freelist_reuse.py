# A freed object's place is taken by the next of its type.
# SPDX-License-Identifier: MIT
# guarded: a freed block rests
def reuse(make, other):
    x = make()
    place = id(x)
    del x
    y = other()
    return id(y) == place


print(reuse(lambda: [1], lambda: [2, 3]), reuse(lambda: (1, [2]), lambda: ("a", [3])), reuse(lambda: {"a": []}, lambda: {"b": 1}))
print(reuse(lambda: float("1.5"), lambda: float("2.5")), reuse(lambda: [], lambda: list("abc")), reuse(lambda: {}, lambda: dict(x=1)))
for n in (1, 2, 3, 10, 19):
    print(n, reuse(lambda: tuple(range(n)), lambda: tuple(range(1, n + 1))), end="; ")
print()
a, b = float("1"), float("2")
pa, pb = id(a), id(b)
del a
del b
c, d = float("3"), float("4")
print(id(c) == pb, id(d) == pa)
x, y = [1], [2]
px, py = id(x), id(y)
del x, y
z, w = [3], [4]
print(id(z) == py, id(w) == px, z, w)


class A:
    pass


p = A()
place = id(p)
del p
q = A()
print(id(q) == place, tuple() is tuple([]), tuple() is tuple(""))
f = float("5.5")
g = f
del f
h = float("6.5")
print(h is g, g)
