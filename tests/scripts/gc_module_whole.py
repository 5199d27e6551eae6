# The functions of gc: what each takes, gives back and refuses, in all ways to call it.
# SPDX-License-Identifier: MIT
import gc

names = [name for name in sorted(dir(gc)) if not name.startswith("__") and not name.endswith("_mode")]  # the modes are Ouro's own
print(names)
print(gc.DEBUG_STATS, gc.DEBUG_COLLECTABLE, gc.DEBUG_UNCOLLECTABLE, gc.DEBUG_SAVEALL, gc.DEBUG_LEAK)
print(gc.__name__, type(gc).__name__, type(gc.garbage).__name__, gc.garbage, gc.callbacks)
print(gc.isenabled(), gc.disable(), gc.isenabled(), gc.disable(), gc.isenabled(), gc.enable(), gc.isenabled())
gc.disable()
print(gc.get_threshold(), gc.set_threshold(5), gc.get_threshold(), gc.set_threshold(6, 7), gc.get_threshold(), gc.set_threshold(8, 9, 10), gc.get_threshold())
print(gc.get_debug(), gc.set_debug(gc.DEBUG_SAVEALL), gc.get_debug(), gc.set_debug(0), gc.get_debug())


class Index:
    def __index__(self):
        return 1


class Bad:
    def __index__(self):
        raise LookupError("bad index")


gc.collect()
calls = [
    lambda: gc.collect(0), lambda: gc.collect(generation=1), lambda: gc.collect(Index()), lambda: gc.collect(True), lambda: gc.collect(3), lambda: gc.collect(-1),
    lambda: gc.collect(None), lambda: gc.collect("1"), lambda: gc.collect(1.0), lambda: gc.collect(Bad()), lambda: gc.collect(1, 2), lambda: gc.collect(gen=1),
    lambda: gc.collect(2 ** 40), lambda: gc.collect(10 ** 30), lambda: gc.collect(-10 ** 30),
    lambda: gc.enable(1), lambda: gc.disable(1), lambda: gc.isenabled(1), lambda: gc.get_threshold(1), lambda: gc.get_count(1), lambda: gc.get_stats(1),
    lambda: gc.set_threshold(), lambda: gc.set_threshold(1, 2, 3, 4), lambda: gc.set_threshold("1"), lambda: gc.set_threshold(1, None), lambda: gc.set_threshold(1.5),
    lambda: gc.set_threshold(2 ** 40), lambda: gc.set_threshold(Index(), Index(), Index()), lambda: gc.get_threshold(), lambda: gc.set_threshold(threshold0=1),
    lambda: gc.set_debug(), lambda: gc.set_debug("1"), lambda: gc.set_debug(1, 2), lambda: gc.set_debug(flags=1), lambda: gc.set_debug(2 ** 40), lambda: gc.get_debug(1),
    lambda: gc.set_debug(1.0), lambda: gc.set_debug(Bad()),
    lambda: gc.get_objects(0).__class__, lambda: gc.get_objects(generation=2).__class__, lambda: gc.get_objects(None).__class__, lambda: gc.get_objects(3), lambda: gc.get_objects(-1),
    lambda: gc.get_objects(-2), lambda: gc.get_objects("1"), lambda: gc.get_objects(1.5), lambda: gc.get_objects(1, 2), lambda: gc.get_objects(gen=1), lambda: gc.get_objects(2 ** 70),
    lambda: gc.get_objects(Index()).__class__, lambda: gc.get_objects(Bad()), lambda: gc.get_objects(True).__class__,
    lambda: gc.get_referrers(), lambda: gc.get_referents(), lambda: gc.get_referents(1), lambda: gc.get_referrers(x=1), lambda: gc.get_referents(x=1),
    lambda: gc.is_tracked(), lambda: gc.is_tracked(1, 2), lambda: gc.is_tracked(obj=1), lambda: gc.is_finalized(), lambda: gc.is_finalized(1, 2), lambda: gc.is_finalized([]),
    lambda: gc.freeze(1), lambda: gc.unfreeze(1), lambda: gc.get_freeze_count(1), lambda: gc.freeze(), lambda: gc.get_freeze_count() > 100, lambda: gc.unfreeze(), lambda: gc.get_freeze_count(),
]
for number, call in enumerate(calls):
    try:
        result = call()
        print(number, type(result).__name__ if isinstance(result, list) and len(result) > 5 else result)
    except (TypeError, ValueError, OverflowError, LookupError) as error:
        print(number, type(error).__name__, error)
gc.set_debug(0)
gc.set_threshold(700, 10, 10)
for name in names:
    value = getattr(gc, name)
    if callable(value):
        print(name, type(value).__name__, value.__name__, value.__module__, value.__self__ is gc)

stats = gc.get_stats()
print([list(row) for row in stats], [type(row["collections"]) for row in stats])
before = gc.get_stats()
for generation in (0, 0, 1, 2, 2, 2):
    cycle = []
    cycle.append(cycle)
    del cycle
    gc.collect(generation)
after = gc.get_stats()
print([{key: new[key] - old[key] for key in new} for old, new in zip(before, after)])
gc.garbage.append(1)
print(gc.garbage)
gc.garbage.clear()
garbage = gc.garbage
gc.garbage = []
cycle = []
cycle.append(cycle)
del cycle
gc.set_debug(gc.DEBUG_SAVEALL)
print(gc.collect(), len(garbage), len(gc.garbage), garbage[0][0] is garbage[0])
gc.set_debug(0)
garbage[0].clear()
garbage.clear()
gc.garbage = garbage
