# 700 new containers do nothing; one more and the youngest generation is collected. (G3)
# SPDX-License-Identifier: MIT
import gc

print("thresholds:", gc.get_threshold())


class Box:
    __slots__ = ("inside",)


collections = []


def watch(phase, info):
    if phase == "start":
        collections.append(info["generation"])


gc.callbacks.append(watch)
keep = [None] * 800
gc.collect()
collections.clear()

# How many containers fit before the count is greater than its threshold.
gc.get_count()
room = gc.get_threshold()[0] - gc.get_count()[0]
for index in range(room):
    keep[index] = Box()
counted, collected = gc.get_count()[0], len(collections)
keep[room] = Box()
counted_after, collected_after = gc.get_count()[0], len(collections)
print("containers counted:", counted, "collections:", collected)
print("one more:", counted_after < 10, "collections:", collected_after, collections)

gc.disable()
collections.clear()
more = [Box() for _ in range(5000)]
print("disabled:", collections, gc.get_count()[0] > 5000)

gc.collect()
collections.clear()
gc.set_threshold(0)
gc.enable()
even_more = [Box() for _ in range(5000)]
print("threshold 0 means never:", collections)
gc.set_threshold(100)
print("set_threshold(100):", gc.get_threshold())
box = Box()
print("over it at once:", collections)
gc.callbacks.remove(watch)
