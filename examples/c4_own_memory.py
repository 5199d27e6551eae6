# Each type keeps its own memory; a full collection empties the lists. (C4)
# SPDX-License-Identifier: MIT
import gc
import sys

numbers = list(map(float, range(60)))
places = {id(f) for f in numbers}
numbers.clear()
texts = [str(n) + "....." for n in range(10_000, 10_060)]
tuples = [(n, n) for n in range(60)]
print("strings in the floats' places:", any(id(t) in places for t in texts))
print("tuples in the floats' places: ", any(id(t) in places for t in tuples))
floats = list(map(float, range(60)))
print("floats in the floats' places: ", all(id(f) in places for f in floats))

floats.clear()
before = sys.getallocatedblocks()
gc.collect()
after = sys.getallocatedblocks()
print("a full collection gives the blocks back:", before - after >= 60)
