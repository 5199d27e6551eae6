# What was frozen is not collected, nor listed in a generation, until it is taken back into the oldest one.
# SPDX-License-Identifier: MIT
import gc
import weakref

gc.disable()


class Node:
    pass


def cycle():
    node = Node()
    node.me = node
    return weakref.ref(node)


def place(reference):
    found = [generation for generation in range(3) if any(o is reference() for o in gc.get_objects(generation))]
    return found, any(o is reference() for o in gc.get_objects())


gc.collect()
first = cycle()
print(place(first))
gc.freeze()
print(place(first), gc.get_count()[1:], gc.get_freeze_count() > 0)
print(gc.collect(), first() is not None)
second = cycle()
print(place(second), place(first))
print(gc.collect(), second(), first() is not None)
print(gc.is_tracked(first()))
frozen = gc.get_freeze_count()
third = cycle()
kept = third()
gc.freeze()
print(gc.get_freeze_count() - frozen > 0, place(third))
del kept
gc.unfreeze()
print(gc.get_freeze_count(), place(first), place(third))
print(gc.collect(0), gc.collect(1), first() is not None)
print(gc.collect() >= 2, first(), third())
# A frozen object still dies by its count, and keeps what it refers to.
alone, kept = Node(), Node()
alone.kept = kept
reference, kept_reference = weakref.ref(alone), weakref.ref(kept)
del kept
gc.freeze()
print(gc.collect(), kept_reference() is not None)
count = gc.get_freeze_count()
del alone
print(reference(), kept_reference(), count - gc.get_freeze_count() >= 2)
# Cycles from frozen to young ones keep the young.
old = Node()
gc.freeze()
old.young = Node()
old.young.old = old
young = weakref.ref(old.young)
del old
print(gc.collect(), young() is not None)
gc.unfreeze()
print(gc.collect() >= 2, young())
