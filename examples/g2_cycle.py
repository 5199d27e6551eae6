# Two lists that contain each other: deleted, still there, then collected. (G2)
# SPDX-License-Identifier: MIT
import gc
import sys

gc.collect()
gc.disable()

first, second = [], []
print("apart:    ", sys.getrefcount(first) - 1, sys.getrefcount(second) - 1)
first.append(second)
second.append(first)
print("entwined: ", sys.getrefcount(first) - 1, sys.getrefcount(second) - 1)
print("printed:  ", first)

addresses = {id(first), id(second)}


def still_there():
    return sum(id(thing) in addresses for thing in gc.get_objects() if type(thing) is list)


print("found among all objects:", still_there())
del first, second
print("names deleted, found:   ", still_there())
print("collected:              ", gc.collect())
print("found afterwards:       ", still_there())

alone = []
alone.append(alone)
print("a list in itself:       ", alone)
print("its count:              ", sys.getrefcount(alone) - 1)
del alone
print("collected:              ", gc.collect())
