# Whatever is reached from outside the set survives, and all that it reaches. (G2a-c)
# SPDX-License-Identifier: MIT
import gc


class Node:
    def __init__(self, name):
        self.name = name
        self.links = []

    def __del__(self):
        gone.append(self.name)


gone = []
gc.collect()
nodes = {name: Node(name) for name in "abcdefg"}
for arrow in ("ab", "bc", "ca", "de", "ed", "ef", "cg"):
    nodes[arrow[0]].links.append(nodes[arrow[1]])

root = nodes["a"]
nodes.clear()
print("a is held from outside; a, b, c and g stay")
gc.collect()
print("gone:", *sorted(gone))
print("reached:", root.name, root.links[0].name, root.links[0].links[0].name,
      [node.name for node in root.links[0].links[0].links])

inner = root.links[0]
root = None
gc.collect()
print("a reference into the middle of a circle is enough:", inner.name)
inner = None
gone.clear()
gc.collect()
print("now nothing holds them; gone:", *sorted(gone))
