# DEBUG_COLLECTABLE and DEBUG_LEAK tell what is found, SAVEALL keeps it all.
# SPDX-License-Identifier: MIT
# stderr: compare
import gc
import sys

gc.disable()
gc.collect()


class Node:
    def __repr__(self):
        return "Node"

    def __del__(self):
        print("finalized")


class Hidden:
    # Addresses are no part of the comparison.
    def __init__(self, stream):
        self.stream = stream
        self.text = ""

    def write(self, text):
        return len(text)

    def flush(self):
        pass


for flags in (gc.DEBUG_SAVEALL, gc.DEBUG_SAVEALL | gc.DEBUG_UNCOLLECTABLE):
    gc.set_debug(flags)
    node = Node()
    node.pair = [node, (node, 1), {1: node}, {node}, lambda: node]
    del node
    print(gc.collect())
    gc.set_debug(0)
    print([type(o).__name__ for o in gc.garbage])
    print(gc.is_finalized(gc.garbage[0]), sum(isinstance(o, Node) for o in gc.garbage))
    print(gc.get_stats()[2]["uncollectable"])
    del gc.garbage[:]
    print(gc.collect())
gc.set_debug(gc.DEBUG_UNCOLLECTABLE)
node = Node()
node.me = node
del node
print(gc.collect())
gc.set_debug(0)
