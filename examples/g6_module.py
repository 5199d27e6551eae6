# The gc module: switches, statistics, referrers, referents, freezing, callbacks. (G6)
# SPDX-License-Identifier: MIT
import gc

print("enabled:", gc.isenabled())
gc.disable()
print("disabled:", gc.isenabled())
gc.enable()
print("again:", gc.isenabled())


class Hub:
    pass


hub = Hub()
spokes = [[hub], {"hub": hub}, (hub,)]
print("lists that refer to hub:", len([r for r in gc.get_referrers(hub) if type(r) is list]))
print("referents of a list:", gc.get_referents([1, "two", 3.0]))
print("referents of a dict:", gc.get_referents({"a": 1, "b": 2}))
print("referents of atoms:", gc.get_referents(1, "two"))

gc.collect()
print("statistics:", [sorted(generation) for generation in gc.get_stats()])


def watch(phase, info):
    print("  ", phase, info["generation"], sorted(info))


gc.callbacks.append(watch)
print("collect(1):")
gc.collect(1)
gc.callbacks.remove(watch)

print("frozen:", gc.get_freeze_count())
gc.freeze()
print("frozen many:", gc.get_freeze_count() > 100)
print("a frozen object is not listed:", any(thing is spokes for thing in gc.get_objects()))
gc.unfreeze()
print("thawed:", gc.get_freeze_count())
print("listed again:", any(thing is spokes for thing in gc.get_objects()))
