# Rings, doubly linked lists and parents with children: garbage only the cycle collector finds.
# SPDX-License-Identifier: MIT
import gc


class Part:
    def __init__(self, name):
        self.name = name
        self.parts = []
        self.owner = None


def ring(size):
    parts = [Part(n) for n in range(size)]
    for one, other in zip(parts, parts[1:] + parts[:1]):
        one.owner = other
    return parts[0]


def family(children):
    parent = Part("parent")
    for n in range(children):
        child = Part(n)
        child.owner = parent
        parent.parts.append(child)
    return parent


kept = [family(20) for _ in range(5000)]
total = 0
for turn in range(50000):
    total += ring(5).owner.name
    total += len(family(8).parts)
    loop = [turn]
    loop.append(loop)
    total += loop[1][0]
gc.collect()
print(total, len(kept), sum(len(each.parts) for each in kept))
