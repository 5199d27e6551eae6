# SPDX-License-Identifier: MIT
"""Automatic collections: python building.py WORK N on|off. Does the work with automatic collection on or
off; prints the ns it took, and the collections of each generation. Runs on ouro and on CPython."""
import gc
import sys
from time import perf_counter_ns


class Instance:
    def __init__(self, value):
        self.value = value


class Tree:
    __slots__ = "left", "right"


def instances(n):
    """A list of instances."""
    return [Instance(i) for i in range(n)]


def tree(n):
    """A binary tree of slotted instances."""
    node = Tree()
    n -= 1
    node.left = tree((n + 1) // 2) if n > 0 else None
    node.right = tree(n // 2) if n > 1 else None
    return node


def flat(n):
    """A list of empty lists."""
    return [[] for _ in range(n)]


def short_lived(n):
    """Ten times as many lists that die at once, beside what lives."""
    for _ in range(10 * n):
        [None]


WORKS = {work.__name__: work for work in (instances, tree, flat, short_lived)}


def main():
    work, n, mode = WORKS[sys.argv[1]], int(sys.argv[2]), sys.argv[3]
    gc.disable()
    live = [[] for _ in range(n)] if work is short_lived else None
    gc.collect()
    before = [row["collections"] for row in gc.get_stats()]
    if mode == "on":
        gc.enable()
    start = perf_counter_ns()
    kept = work(n)
    took = perf_counter_ns() - start
    gc.disable()
    print(took, *[row["collections"] - old for row, old in zip(gc.get_stats(), before)])
    return live, kept


if __name__ == "__main__":
    main()
