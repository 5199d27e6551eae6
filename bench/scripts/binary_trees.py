# Complete binary trees of small instances, built and dropped: the allocator's classic.
# SPDX-License-Identifier: MIT
class Node:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right


def make(depth):
    if depth == 0:
        return Node(None, None)
    return Node(make(depth - 1), make(depth - 1))


def count(node):
    if node.left is None:
        return 1
    return 1 + count(node.left) + count(node.right)


kept = make(16)
total = 0
for depth in range(4, 17, 2):
    for _ in range(1 << (16 - depth)):
        total += count(make(depth))
print(total, count(kept))
