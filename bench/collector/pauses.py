# SPDX-License-Identifier: MIT
"""Pauses: python pauses.py LIVE STEPS [MODE]. Beside LIVE objects, each step makes a cycle, which becomes
garbage KEPT steps later, when it has grown old, and moves pointers between live objects, at random.
Prints the time of all steps in ns, the peak resident bytes and the collections of each generation;
then each pause of the collector, in ns of the processor: other programs' turns on it do not count.
MODE, on ouro: generational or incremental. Runs on ouro and on CPython."""
import gc
import sys
from time import perf_counter_ns, process_time_ns

from peak import peak


class Node:
    __slots__ = "left", "right"

    def __init__(self):
        self.left = self.right = None


def grow(n):
    nodes = [Node() for _ in range(n)]
    for i in range(1, n):
        parent = nodes[(i - 1) // 2]
        if i % 2:
            parent.left = nodes[i]
        else:
            parent.right = nodes[i]
    # A tenth is kept by hand, so that pointers can be moved there.
    return nodes[0], nodes[::10]


KEPT = 50000
pauses = []
began = 0


def watch(phase, info):
    global began
    if phase == "start":
        began = process_time_ns()
    else:
        pauses.append(process_time_ns() - began)


def churn(steps, places):
    state = 1
    n = len(places)
    recent = [None] * KEPT
    for i in range(steps):
        state = (state * 1103515245 + 12345) % 2147483648
        a = places[state % n]
        b = places[state // 7 % n]
        a.left, b.right = b.right, a.left
        node = Node()
        node.left = Node()
        node.left.right = node
        node.right = a
        recent[i % KEPT] = node


def main():
    live, steps = int(sys.argv[1]), int(sys.argv[2])
    if len(sys.argv) > 3:
        gc.set_mode(sys.argv[3])
    gc.disable()
    root, places = grow(live)
    gc.collect()
    gc.enable()
    gc.callbacks.append(watch)
    start = perf_counter_ns()
    churn(steps, places)
    took = perf_counter_ns() - start
    gc.callbacks.remove(watch)
    print(took, peak(), *[row["collections"] for row in gc.get_stats()])
    for pause in pauses:
        print(pause)
    return root


if __name__ == "__main__":
    main()
