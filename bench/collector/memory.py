# SPDX-License-Identifier: MIT
"""Memory of objects: python memory.py KIND N. Makes N objects and prints how many bytes more are resident
for each, less the 8 bytes of its place in a list. Runs on ouro and on CPython."""
import gc
import sys

PAGE = 4096


class Instance:
    def __init__(self, a, b):
        self.a = a
        self.b = b


KINDS = {
    "list": lambda i: [],
    "dict": lambda i: {"a": None},
    "tuple": lambda i: (i, None),
    "instance": lambda i: Instance(None, None),
    "set": lambda i: {None, True},
    "int": lambda i: i + 1000,
    "float": lambda i: i + 0.5,
    "str": lambda i: "%010d" % i,
}


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * PAGE


def main():
    make, n = KINDS[sys.argv[1]], int(sys.argv[2])
    gc.disable()
    kept = [None] * n
    before = resident()
    for i in range(n):
        kept[i] = make(0 if sys.argv[1] == "tuple" else i)
    print((resident() - before) / n)
    return kept


if __name__ == "__main__":
    main()
