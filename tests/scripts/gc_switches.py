# enable, disable, thresholds, debug flags, freeze.
# SPDX-License-Identifier: MIT
import gc
print(gc.isenabled(), gc.get_threshold(), gc.get_debug())
gc.disable(); print(gc.isenabled())
gc.disable(); gc.enable(); print(gc.isenabled())
gc.set_threshold(5); print(gc.get_threshold())
gc.set_threshold(100, 20); print(gc.get_threshold())
gc.set_threshold(1, 2, 3); print(gc.get_threshold())
gc.set_threshold(0); print(gc.get_threshold())
gc.set_threshold(700, 10, 10)
print(gc.DEBUG_STATS, gc.DEBUG_COLLECTABLE, gc.DEBUG_UNCOLLECTABLE, gc.DEBUG_SAVEALL, gc.DEBUG_LEAK)
gc.set_debug(gc.DEBUG_SAVEALL); print(gc.get_debug())
l = [1]; l.append(l); del l
print(gc.collect() >= 1, any(isinstance(x, list) and x[0] == 1 for x in gc.garbage))
gc.set_debug(0)
gc.garbage.clear()
gc.collect()
print(gc.garbage, gc.get_freeze_count())
gc.freeze()
n = gc.get_freeze_count()
print(n > 0, gc.get_count()[1:])
gc.unfreeze()
print(gc.get_freeze_count(), type(gc.get_count()), len(gc.get_count()))
stats = gc.get_stats()
before = [s["collections"] for s in stats]
gc.collect(0); gc.collect(1); gc.collect(2); gc.collect()
after = [s["collections"] for s in gc.get_stats()]
print([y - x for x, y in zip(before, after)], sorted(stats[0]))
a = []; a.append(a); del a
x = gc.get_stats()[2]["collected"]
gc.collect()
print(gc.get_stats()[2]["collected"] - x >= 1)
print(gc.is_finalized([]), gc.is_finalized(5), gc.__name__, sorted(n for n in dir(gc) if not n.startswith("_") and not n.endswith("_mode")))
