# Cycles through dicts that held only atoms, and were not tracked, when who refers to them grew old; the last reference
# from outside to those moves into the dict.
import gc

gc.disable()


def lists_of_dicts(n):
    return [[{}] for _ in range(n)]


def close(holder, young, full):
    dicts = [item[0] for item in holder]
    gc.collect()
    for d in dicts[:]:
        d["x"] = holder.pop(0)
    del d
    for _ in range(young):
        print(gc.collect(0), end=" ")
    if full:
        print(gc.collect(1), end=" ")
    dicts.clear()
    print(gc.collect(), gc.collect())


class Holder:
    __slots__ = "d", "other"


def through_slots(generations):
    a = Holder()
    a.d = {1: 2}
    holder = [a]
    d = a.d
    del a
    gc.collect()
    d["a"] = holder.pop()
    for generation in generations:
        print(gc.collect(generation), end=" ")
    del d
    print(gc.collect(), gc.collect())


def alive(n):
    kept = lists_of_dicts(n)
    gc.collect()
    for item in kept:
        item[0]["x"] = item
    print(gc.collect(1), gc.collect(), len(kept), all(item[0]["x"] is item for item in kept))
    kept.clear()
    print(gc.collect())


gc.collect()
for young in 0, 1, 2:
    close(lists_of_dicts(5), young, False)
    close(lists_of_dicts(5), young, True)
for generations in (), (0,), (1,), (0, 1), (0, 0, 1), (1, 0):
    through_slots(generations)
alive(7)
