# What generation 0 counts: containers made less containers gone. (G3)
# SPDX-License-Identifier: MIT
import gc


class Box:
    __slots__ = ("inside",)


gc.collect()
gc.disable()
gc.get_count()


def growth(work):
    before = gc.get_count()[0]
    result = work()
    return gc.get_count()[0] - before


keep = [None] * 100


def make_and_drop():
    for _ in range(100):
        Box()


def make_and_keep():
    for index in range(100):
        keep[index] = Box()


def drop():
    for index in range(100):
        keep[index] = None


def atoms():
    for index in range(100):
        keep[index] = index * 1.5


growth(atoms)
print("100 made and dropped:", growth(make_and_drop))
print("100 made and kept:   ", growth(make_and_keep))
print("100 dropped later:   ", growth(drop))
print("100 floats:          ", growth(atoms))

gc.collect()
print("collect() resets all three:", gc.get_count()[0] < 10, gc.get_count()[1:])
gc.collect(0)
gc.collect(0)
print("after collect(0) twice:", gc.get_count()[1:])
gc.collect(1)
print("after collect(1):      ", gc.get_count()[1:])
