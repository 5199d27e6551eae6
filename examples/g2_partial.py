# Collecting a generation merges all younger ones into it; older garbage stays. (G2, G4)
# SPDX-License-Identifier: MIT
import gc


class Ring:
    def __init__(self, name):
        self.name = name
        self.me = self

    def __del__(self):
        print("  collected:", self.name)


gc.collect()
gc.disable()

young = Ring("young")
young = None
print("collect(0)")
gc.collect(0)

older = Ring("older")
gc.collect(0)
older = None
print("collect(0): it is in generation 1 by now")
gc.collect(0)
print("collect(1)")
gc.collect(1)

oldest = Ring("oldest")
gc.collect(0)
gc.collect(1)
oldest = None
print("collect(1): it is in generation 2 by now")
gc.collect(1)
print("collect(2)")
gc.collect(2)

for wrong in (3, -1, "old"):
    try:
        gc.collect(wrong)
    except (ValueError, TypeError) as error:
        print(type(error).__name__ + ":", error)
