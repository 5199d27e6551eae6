# Objects grow older by one generation with each collection they survive.
# SPDX-License-Identifier: MIT
import gc
gc.collect()
gc.disable()


def generation(x):
    for g in range(3):
        if any(o is x for o in gc.get_objects(g)):
            return g
    return None


a = [1]
print(generation(a))
gc.collect(0)
b = [2]
print(generation(a), generation(b))
gc.collect(0)
print(generation(a), generation(b))
gc.collect(1)
print(generation(a), generation(b))
c = {"k": []}
print(generation(c), generation(c["k"]))
gc.collect(1)
print(generation(c), generation(c["k"]))
gc.collect(2)
print(generation(a), generation(b), generation(c))
gc.freeze()
print(generation(a))
gc.unfreeze()
print(generation(a))
d = [3]
gc.collect()
print(generation(d))


class L:
    pass


o, y = L(), L()
o.y = y
gc.collect()
y.o = o
w = L()
w.w, w.o = w, o
del o, y
print(gc.collect(0), gc.collect(1), generation(w))
del w
print(gc.collect(1), gc.collect(2) >= 3)
gc.collect()
print(gc.get_count()[1:], gc.collect(0) * 0, gc.get_count()[1:], gc.collect(1) * 0, gc.get_count()[1:], gc.collect(2) * 0, gc.get_count()[1:])
