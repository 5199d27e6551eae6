# With DEBUG_SAVEALL what would be freed is put into gc.garbage to be looked at. (G6)
# SPDX-License-Identifier: MIT
import gc


class Lost:
    def __init__(self, name):
        self.name = name
        self.me = self


gc.collect()
print("flags:", gc.DEBUG_STATS, gc.DEBUG_COLLECTABLE, gc.DEBUG_UNCOLLECTABLE,
      gc.DEBUG_SAVEALL, gc.DEBUG_LEAK)
gc.set_debug(gc.DEBUG_SAVEALL)
print("set:", gc.get_debug() == gc.DEBUG_SAVEALL)

for name in ("umbrella", "key", "glove"):
    Lost(name)
gc.collect()
gc.set_debug(0)
print("found:", [thing.name for thing in gc.garbage if type(thing) is Lost])
gc.garbage.clear()
print("given away now:", gc.collect() > 0)
print("garbage:", gc.garbage)
