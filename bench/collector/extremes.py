# SPDX-License-Identifier: MIT
"""Graphs without measure: python extremes.py SHAPE N. Builds one, collects, drops it and collects again;
prints what each of the three took, in ns, and the peak resident bytes. Runs on ouro and on CPython."""
import gc
import sys
from time import perf_counter_ns

from peak import peak


def chain(n):
    """Lists, each in the next."""
    outer = []
    for _ in range(n):
        outer = [outer]
    return outer


def ring(n):
    """The same, and the first holds the last."""
    first = inner = []
    for _ in range(n - 1):
        inner = [inner]
    first.append(inner)
    return inner


def wide(n):
    """A list of n references."""
    return [[]] + [None] * (n - 1)


def shared(n):
    """A list to which one other refers n times."""
    return [[]] * n


SHAPES = {shape.__name__: shape for shape in (chain, ring, wide, shared)}


def main():
    shape, n = SHAPES[sys.argv[1]], int(sys.argv[2])
    gc.disable()
    times = [perf_counter_ns()]
    kept = shape(n)
    times.append(perf_counter_ns())
    gc.collect()
    times.append(perf_counter_ns())
    del kept
    gc.collect()
    times.append(perf_counter_ns())
    print(*[b - a for a, b in zip(times, times[1:])], peak())


if __name__ == "__main__":
    main()
