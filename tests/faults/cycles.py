# Allocation failure in and around the collector: cycles, finalizers, weak references.
# SPDX-License-Identifier: MIT
import gc
import weakref


class Node:
    name = "before it had a name"

    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("finalized", self.name)


def ring(size):
    nodes = [Node(n) for n in range(size)]
    for one, other in zip(nodes, nodes[1:] + nodes[:1]):
        one.next = other
    return weakref.ref(nodes[0], lambda reference: print("gone"))


watcher = ring(3)
gc.collect()
print(watcher() is None, len(gc.garbage))
