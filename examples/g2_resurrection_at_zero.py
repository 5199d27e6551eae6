# Resurrection without a cycle: the count comes back from zero, the finalizer is spent. (R4, G2e)
# SPDX-License-Identifier: MIT


class Phoenix:
    def __init__(self):
        self.age = 0

    def __del__(self):
        print("  burning at age", self.age)
        ashes.append(self)


ashes = []
bird = Phoenix()
bird.age = 500
del bird
print("in the ashes:", len(ashes), "bird of age", ashes[0].age)

bird = ashes.pop()
bird.age = 1000
print("it flies again")
del bird
print("a second death is silent; in the ashes:", len(ashes))
