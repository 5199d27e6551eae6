# Eleven collections of generation 0 call for one of 1, eleven of those for one of 2. (G4)
# SPDX-License-Identifier: MIT
import gc


class Ring:
    __slots__ = ("me",)


seen = []


def watch(phase, info):
    if phase == "start":
        seen.append(info["generation"])


gc.collect()
gc.set_threshold(20, 3, 2)
gc.callbacks.append(watch)


def many(n):
    # Long-lived cyclic objects by the thousand, so that the quarter of G5 is reached.
    for _ in range(n):
        ring = Ring()
        ring.me = ring
        keep.append(ring)


keep = []
many(60 * 21)
gc.callbacks.remove(watch)
gc.set_threshold(700, 10, 10)

text = "".join(str(generation) for generation in seen)
print(text[:16])
for part in text[:16].split("1"):
    print("zeros before the next one:", len(part))
print("a collection of 1 comes after four of 0:", text.startswith("00001"))
print("every full one was preceded by ones:", "2" not in text or text.index("2") > text.index("1"))
