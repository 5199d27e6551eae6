# How many objects a collection finds: instances in all shapes, with attributes that others lack.
# SPDX-License-Identifier: MIT
import gc

gc.disable()
gc.collect()


class Node:
    pass


class Slotted:
    __slots__ = ("a", "b", "c")


class Both(Slotted):
    pass


def make(cls, *names):
    node = cls()
    for name in names:
        setattr(node, name, node)
    return len(names)


for names in ("abc", "a", "ac", "bc", "c", "d", "ad", "abcd", "bd", "ef", "f", "abcdefgh", "h"):
    for cls in (Node, Both):
        make(cls, *names)
        print(cls.__name__, names, gc.collect())
for names in ("a", "b", "c", "ac", "ca", "bca"):
    make(Slotted, *names)
    print("Slotted", names, gc.collect())


# Deleted and set again, replaced, more than an instance keeps without a dict, and __dict__ asked for.
def kept(node):
    return [name for name in vars(node)]


node = Node()
node.a, node.b, node.c = node, 2, 3
del node.b
node.c = 5
print(hasattr(node, "b"), node.c, node.a is node)
del node
print(gc.collect())
node = Node()
node.a = node.b = node.c = node
del node.c, node.b
node.b = 1
print(kept(node))
del node
print(gc.collect())
node = Node()
node.b, node.d = 1, node
print(kept(node), node.__dict__.pop("b"), hasattr(node, "b"))
node.b = 2
print(kept(node))
del node
print(gc.collect())


class Wide:
    pass


for n in (5, 25, 40):
    node = Wide()
    for i in range(n):
        setattr(node, "a%d" % i, node)
    node.a0 = node
    del node, i
    print(n, gc.collect())


# Methods and class attributes behind holes.
class Hides:
    x = "class x"
    y = "class y"

    def m(self):
        return "method"


first, second, third = Hides(), Hides(), Hides()
first.p, first.x, first.m = 1, "own x", lambda: "own m"
second.y = "own y"
third.m = lambda: "third's m"
for _ in range(50):
    line = [(h.x, h.y, h.m()) for h in (first, second, third)]
print(line)
del first.x, first.p
third.y = "later"
for _ in range(50):
    line = [(h.x, h.y, h.m(), list(vars(h))) for h in (first, second, third)]
print(line)


def fill(h, name, value):
    setattr(h, name, value)
    h.z = value
    return h.z


for _ in range(3):
    for name in ("q", "p", "x", "r"):
        h = Hides()
        print(fill(h, name, 1), fill(h, "z", 2), getattr(h, name), list(vars(h)), h.m())
        for other in ("q", "p", "r"):
            print(getattr(h, other, "none"), end=" ")
        print()
