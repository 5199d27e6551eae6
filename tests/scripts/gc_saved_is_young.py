# An old object whose finalizer brings it back when its last reference goes is young again. (G3, R4)
# SPDX-License-Identifier: MIT
import gc

gc.disable()
saved = []


class Saves:
    def __del__(self):
        saved.append(self)


for n in range(3):
    s = Saves()
    gc.collect()
    del s
    s = saved.pop()
    s.me = s
    print("generation 0 has it:", any(o is s for o in gc.get_objects(generation=0)))
    del s
    print([gc.collect(generation) for generation in range(3)])

s = Saves()
gc.freeze()
print("frozen:", gc.get_freeze_count() > 0)
before = gc.get_freeze_count()
del s
s = saved.pop()
print("one frozen object less:", before - gc.get_freeze_count())
gc.unfreeze()
