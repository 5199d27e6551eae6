# stderr: compare
# status: 1
# An attribute chain is marked up to what failed.
# SPDX-License-Identifier: MIT
class Node:
    pass


n = Node()
n.left = Node()
n.left.right = None
print(n.left.right.value.name)
