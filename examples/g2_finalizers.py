# Finalizers of a cycle run while the whole cycle is still intact, each once. (G2e)
# SPDX-License-Identifier: MIT
import gc


class Knight:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("  {} falls, {} is still beside".format(self.name, self.friend.name))


gc.collect()
gc.disable()

knights = [Knight(name) for name in ("Arthur", "Bors", "Caradoc", "Dagonet")]
for index, knight in enumerate(knights):
    knight.friend = knights[(index + 1) % 4]
knight = None
print("the round table")
knights.clear()
print("nobody holds them, nobody fell")
print("collected at least the four:", gc.collect() >= 4)
print("collected again:", gc.collect())


class Loud:
    def __del__(self):
        print("  a finalizer that fails does not stop the others")
        self.loop = None


first, second = Loud(), Loud()
first.loop, second.loop = second, first
del first, second
gc.collect()
print("garbage:", gc.garbage)
