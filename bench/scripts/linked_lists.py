# Singly linked lists that are built, reversed in place and dropped at once.
# SPDX-License-Identifier: MIT
class Cell:
    def __init__(self, value, rest):
        self.value = value
        self.rest = rest


def build(length):
    head = None
    for value in range(length):
        head = Cell(value, head)
    return head


def reverse(head):
    done = None
    while head is not None:
        head.rest, done, head = done, head, head.rest
    return done


total = 0
for turn in range(30):
    cell = reverse(build(40000))
    position = 0
    while cell is not None:
        total = (total * 31 + cell.value * position) % 1000003
        position += 1
        cell = cell.rest
print(total)
