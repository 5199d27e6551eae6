# A short tour of Python's memory: counts, cycles, thresholds, weak references and
# caches, each in a few lines (rows R, G, C and M).
# SPDX-License-Identifier: MIT
# sanitized: the sanitizer's own memory is counted too
import gc
import os
import sys
import weakref

import psutil


def chapter(title):
    print()
    print(title)
    print("-" * len(title))


class Ship:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("  sunk:", self.name)


chapter("1. Every object counts its references")
numbers = [1, 2, 3]
print("one name:", sys.getrefcount(numbers) - 1)
matrix = [numbers, numbers, numbers]
print("and three times in a list:", sys.getrefcount(numbers) - 1)
del matrix
print("the list is gone:", sys.getrefcount(numbers) - 1)

chapter("2. At zero an object dies at once")
argo = Ship("Argo")
watcher = weakref.ref(argo, lambda ref: print("  the watcher was told"))
print("before del")
del argo
print("after del, the watcher sees", watcher())

chapter("3. A cycle waits for the collector")
a, b = Ship("Castor"), Ship("Pollux")
a.twin, b.twin = b, a
del a, b
print("deleted, but nobody sank")
print("collected:", gc.collect() > 0)

chapter("4. The collector wakes when 700 new containers have piled up")
gc.collect()
before = gc.get_stats()[0]["collections"]
keep = [[] for _ in range(1000)]
print("collections meanwhile:", gc.get_stats()[0]["collections"] - before)

chapter("5. Some objects exist once, some memory is used again")
print("256 is 256:", int("256") is int("256"), " 257 is 257:", int("257") is int("257"))
v1 = float("3.14")
place = id(v1)
del v1
v2 = float("9.999")
print("a new float in the old one's place:", id(v2) == place)

chapter("6. And what the system sees")
process = psutil.Process(os.getpid())
start = process.memory_full_info().uss
million = list(range(1_000, 1_001_000))
full = process.memory_full_info().uss
del million
end = process.memory_full_info().uss
print("a million ints cost more than 25 MB:", full - start > 25_000_000)
print("most of it came back:", end - start < (full - start) / 2)
