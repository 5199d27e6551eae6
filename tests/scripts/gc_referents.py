# get_referents, get_referrers, get_objects by generation.
# SPDX-License-Identifier: MIT
import gc


class N:
    pass


a, b = object(), "atom"
l = [a, b]
print(gc.get_referents(l) == [b, a] or gc.get_referents(l) == [a, b], gc.get_referents(1), gc.get_referents("s", None), gc.get_referents())
print(sorted(map(str, gc.get_referents((1, "x", 2)))), sorted(map(str, gc.get_referents({"k": 1}, {"j": 2}))), sorted(gc.get_referents({3, 1, 2})))
n = N()
n.attr = a
print(any(r is a for r in gc.get_referents(n)) or any(r is n.__dict__ for r in gc.get_referents(n)), any(r is N for r in gc.get_referents(n)))
f = lambda x=a: x
print(any(a in r for r in gc.get_referents(f) if isinstance(r, tuple)))
holder = [[a], (a,), {a}]  # no untracked dict: 3.11 is blind there
refs = gc.get_referrers(a)
print([any(r is h for r in refs) for h in holder], any(r is l for r in refs), any(r is globals() for r in refs))
print(gc.get_referrers(object()), gc.get_referrers())


def cell():
    x = a
    return lambda: x


g = cell()
print(any(r is g.__closure__[0] for r in gc.get_referrers(a)))
gc.collect()
gc.disable()
young = [1]
print(any(o is young for o in gc.get_objects(0)), any(o is young for o in gc.get_objects(2)), any(o is young for o in gc.get_objects()))
gc.collect(0)
print(any(o is young for o in gc.get_objects(0)), any(o is young for o in gc.get_objects(1)))
gc.collect(1)
print(any(o is young for o in gc.get_objects(1)), any(o is young for o in gc.get_objects(2)), any(o is young for o in gc.get_objects(None)))
for bad in (3, -1, "x"):
    try:
        gc.get_objects(bad)
    except Exception as e:
        print(type(e).__name__, e)
print(all(gc.is_tracked(o) for o in gc.get_objects()[:200]), any(isinstance(o, (int, str)) for o in gc.get_objects() if type(o) in (int, str)))
