# SPDX-License-Identifier: MIT
"""Garbage: python cycles.py CYCLES TIMES. Cycles of two objects are made and dropped; prints what it
took to collect them, in ns, their destruction included. Runs on ouro and on CPython."""
import gc
import sys
from time import perf_counter_ns


class Node:
    pass


def make(n):
    for _ in range(n):
        first = Node()
        second = Node()
        first.other = second
        second.other = first


def main():
    n, times = int(sys.argv[1]), int(sys.argv[2])
    gc.disable()
    for _ in range(times):
        make(n)
        start = perf_counter_ns()
        found = gc.collect()
        print(perf_counter_ns() - start)
        if found < 2 * n:
            sys.exit(f"{found} objects found, not {2 * n}")


if __name__ == "__main__":
    main()
