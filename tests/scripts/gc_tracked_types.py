# Tuples and dicts that hold built-in types need not be tracked; classes must be. Attributes of functions are in a dict.
# SPDX-License-Identifier: MIT
import gc

gc.disable()


class A:
    pass


for make in (lambda: (int, str), lambda: (1, (int, None)), lambda: (A,), lambda: (int, [])):
    held = make()
    gc.collect()
    gc.collect()  # what is inside may be looked at later
    print(gc.is_tracked(held))
for make in (lambda: {1: int}, lambda: {"k": list, "l": 2}, lambda: {int: 1}, lambda: {1: A}, lambda: {A: 1}, lambda: dict(a=int)):
    held = make()
    before = gc.is_tracked(held)
    gc.collect()
    print(before, gc.is_tracked(held))
held = {1: int}
held[2] = A
print(gc.is_tracked(held))
gc.collect()
print(gc.is_tracked(held), gc.is_tracked(A.__bases__), gc.is_tracked(A.__mro__), gc.is_tracked(int), gc.is_tracked(type), gc.is_tracked(A))


def garbage(n, attributes):
    def f():
        return f
    for i in range(attributes):
        setattr(f, "a%d" % i, n)


for attributes in (0, 1, 3):
    garbage(1, attributes)
    print(gc.collect())
    garbage([], attributes)
    print(gc.collect())
