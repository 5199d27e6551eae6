# A finalizer may bring an object back, with all that it reaches. (G2f)
# SPDX-License-Identifier: MIT
import gc


class Lazarus:
    def __init__(self, name):
        self.name = name
        self.loop = self

    def __del__(self):
        print("  finalizer of", self.name)
        saved.append(self)


class Witness:
    def __init__(self, name):
        self.name = name


gc.collect()
gc.disable()
saved = []

one = Lazarus("Lazarus")
one.friend = Witness("friend")
one.friend.back = one
other = Witness("not reached from Lazarus")
other.loop = other
del one, other

gc.collect()
print("saved:", [thing.name for thing in saved], "and the", saved[0].friend.name)
print("finalized already:", gc.is_finalized(saved[0]), gc.is_finalized(saved[0].friend))

saved.clear()
print("the second time the finalizer is not called")
print("collected:", gc.collect() > 0)
print("saved:", saved)
