# SPDX-License-Identifier: MIT
"""Full collections of a graph in which nothing is garbage: python graphs.py NAME CONTAINERS TIMES PART.

Builds the graph with automatic collection off and prints, a line each, what full collections took, in ns:
"first", to which everything is new; TIMES of "again", before which nothing has happened; and TIMES of
"touched", before each of which one container of PART was referred to from elsewhere for a while.
Runs on ouro and on CPython.
"""
import gc
import sys
from time import perf_counter_ns


class Random:
    """The same numbers on every interpreter: the generator of Numerical Recipes, upper bits."""

    def __init__(self):
        self.state = 2463534242

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self.state >> 33) % n


def shuffled(items):
    random = Random()
    for i in range(len(items) - 1, 0, -1):
        k = random.below(i + 1)
        items[i], items[k] = items[k], items[i]
    return items


def flat(n):
    """One list of empty lists."""
    return [[] for _ in range(n)]


def nested(n):
    """A list of lists, each with one list in it."""
    return [[[]] for _ in range(n // 2)]


def chained(n):
    """A list of lists, each of which also holds another one, anywhere."""
    lists = shuffled([[] for _ in range(n)])
    for i in range(n - 1):
        lists[i].append(lists[i + 1])
    return shuffled(lists)


class Slotted:
    __slots__ = "value", "next"


def slotted(n):
    """A chain of slotted instances."""
    first = None
    for i in range(n):
        node = Slotted()
        node.value = i
        node.next = first
        first = node
    return first


class Instance:
    def __init__(self, value, other):
        self.value = value
        self.other = other


def instances(n):
    """A list of instances with two attributes, a number and another instance."""
    made = [Instance(0, None)]
    for i in range(1, n):
        made.append(Instance(i, made[i // 2]))
    return made


def dicts(n):
    """A list of dicts with two keys: a number and another dict."""
    made = [{"value": 0, "other": []}]
    for i in range(1, n):
        made.append({"value": i, "other": made[i // 2]})
    return made


def tree(n):
    """A binary tree of lists of two, made in the order in which it is traversed."""
    def grow(left):
        node = [None, None]
        left -= 1
        if left > 0:
            node[0] = grow((left + 1) // 2)
        if left > 1:
            node[1] = grow(left // 2)
        return node
    return grow(n)


def tree_shuffled(n):
    """A binary tree of lists of two, whose nodes lie anywhere in memory."""
    nodes = shuffled([[None, None] for _ in range(n)])
    for i in range(1, n):
        nodes[(i - 1) // 2][(i - 1) % 2] = nodes[i]
    return nodes[0]


GRAPHS = {graph.__name__: graph for graph in
          (flat, nested, chained, slotted, instances, dicts, tree, tree_shuffled)}


def touch(graph, count):
    """Refers to `count` of the containers: to evenly spread in a list, else to what is found first."""
    if isinstance(graph, list) and len(graph) > 2:
        for _ in graph[::len(graph) // count]:
            pass
        return
    waiting = [graph]
    while count and waiting:
        node = waiting.pop()
        waiting += [node.next] if isinstance(node, Slotted) else [each for each in node if each]
        count -= 1


def collect(when):
    start = perf_counter_ns()
    gc.collect()
    print(when, perf_counter_ns() - start)


def main():
    name, size, times, part = sys.argv[1], *map(int, sys.argv[2:])
    gc.disable()
    kept = GRAPHS[name](size)
    collect("first")
    for _ in range(times):
        collect("again")
    for _ in range(times):
        touch(kept, max(1, size // part))
        collect("touched")
    return kept


if __name__ == "__main__":
    main()
