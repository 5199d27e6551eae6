# A full collection that nobody asked for waits until a quarter of the old is new. (G5)
# SPDX-License-Identifier: MIT
import gc


class Cell:
    __slots__ = ("me",)

    def __init__(self):
        self.me = self


def full_collections():
    return gc.get_stats()[2]["collections"]


old = [Cell() for _ in range(40_000)]
gc.collect()
gc.set_threshold(50, 1, 1)
start = full_collections()

keep = [Cell() for _ in range(4_000)]
print("a tenth more:     ", full_collections() - start, "full collections")

keep += [Cell() for _ in range(20_000)]
print("more than a third:", full_collections() - start > 0)

start = full_collections()
gc.collect()
print("asked for, always:", full_collections() - start)
