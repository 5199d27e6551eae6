# At zero an object is destroyed in that very moment, children after their parents. (R4)
# SPDX-License-Identifier: MIT
import weakref


class Node:
    def __init__(self, name, *children):
        self.name = name
        self.children = children

    def __del__(self):
        print("  destroyed:", self.name)


tree = Node("root", Node("left", Node("left.left")), Node("right"))
print("the tree stands")
tree = None
print("the tree has fallen")

shared = Node("shared")
first, second = Node("first", shared), Node("second", shared)
del shared, first
print("shared still lives in second:", second.children[0].name)
del second
print("and now it does not")

leaf = Node("watched")
ref = weakref.ref(leaf, lambda r: print("  told, and the reference gives", r()))
print("alive:", ref() is leaf)
leaf = "something else"
print("dead:", ref() is None)
