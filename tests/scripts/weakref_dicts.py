# WeakValueDictionary, WeakKeyDictionary and WeakSet: every method, on the living and the dying.
# SPDX-License-Identifier: MIT
import gc
import weakref

gc.disable()


class Key:
    def __init__(self, n):
        self.n = n

    def __repr__(self):
        return "K%d" % self.n

    def __eq__(self, other):
        return isinstance(other, Key) and self.n == other.n

    def __hash__(self):
        return self.n

    def __lt__(self, other):
        return self.n < other.n


def attempt(call, *args, **kwargs):
    try:
        return call(*args, **kwargs)
    except Exception as error:
        return "%s: %s" % (type(error).__name__, str(error).split(" at ")[0])


print(sorted(n for n in dir(weakref.WeakValueDictionary) if not n.startswith("_")))
print(sorted(n for n in dir(weakref.WeakKeyDictionary) if not n.startswith("_")))
print(sorted(n for n in dir(weakref.WeakSet) if not n.startswith("_")))

k = [Key(n) for n in range(8)]
d = weakref.WeakValueDictionary({n: k[n] for n in range(5)})
print(list(d), list(d.keys()), list(d.values()), list(d.items()), len(d), 3 in d, 9 in d, d[2], d.get(2), d.get(9), d.get(9, "x"), bool(d))
print(attempt(lambda: d[9]), attempt(d.pop, 9), d.pop(9, "none"), d.pop(4), attempt(d.__delitem__, 9), attempt(d.__setitem__, 1, 5), attempt(d.setdefault, 7), d.setdefault(6, k[6]), d.setdefault(6, k[7]))
print([type(r).__name__ for r in d.valuerefs()], sorted(r.key for r in d.itervaluerefs()), repr(d).split(" at ")[0], attempt(hash, d))
d.update({10: k[5]}, eleven=k[7])
d.update([(12, k[0])])
print(list(d.items()), d == dict(d), d == {}, d != {}, attempt(d.update, 5), attempt(d.update, {}, {}), attempt(weakref.WeakValueDictionary, 1, 2))
del k[0]
print(len(d), list(d), 0 in d, d.get(0), 12 in d)
e = d.copy()
print(type(e).__name__, e == d, list(e.items()))
f = d | {50: k[0]}
g = {60: k[0], 1: k[2]} | d
print(type(f).__name__, list(f.items()), type(g).__name__, list(g.items()), attempt(lambda: d | 5), attempt(lambda: 5 | d), attempt(lambda: d | [(1, 2)]))
d |= [(70, k[0])]
print(list(d.items()), d.popitem(), len(d))
d.clear()
print(len(d), attempt(d.popitem), list(d))
i = iter(e.items())
print(next(i))
del k[1:3]
print(list(i), len(e))
del i

w = weakref.WeakKeyDictionary({key: key.n for key in k})
print(list(w), list(w.keys()), list(w.values()), list(w.items()), len(w), k[0] in w, Key(1) in w, 5 in w, w[k[0]], w.get(k[1]), w.get(Key(99)), w.get(Key(99), "x"))
print(attempt(lambda: w[Key(99)]), attempt(lambda: w[5]), attempt(w.__setitem__, 5, 5), attempt(w.pop, Key(99)), w.pop(Key(99), "none"), attempt(w.__delitem__, Key(99)), attempt(w.__delitem__, 5), attempt(w.get, 5), attempt(w.pop, 5))
print(w.setdefault(k[0], 50), w.setdefault(Key(50), 51), len(w), [type(r).__name__ for r in w.keyrefs()], repr(w).split(" at ")[0])
del k[0]
print(list(w.items()), len(w))
extra = [Key(100), Key(101)]
w.update({extra[0]: "a"})
print(list(w.items()), w == dict(w), type(w.copy()).__name__, w.copy() == w, type(w | {extra[1]: 2}).__name__, list((w | {extra[1]: 2}).items()), list(({extra[1]: 3} | w).items()), attempt(lambda: w | 5))
w |= {extra[1]: 4}
print(w.popitem(), len(w))
i = iter(w)
print(next(i))
del extra[:]
gc.collect()
print(len(w), list(i), len(w), attempt(weakref.WeakKeyDictionary, 5), attempt(weakref.WeakKeyDictionary, a=5))
w.clear()
print(len(w), attempt(w.popitem))

k = [Key(n) for n in range(8)]
s = weakref.WeakSet(k[:5])
t = weakref.WeakSet(k[3:])
print(sorted(s), len(s), k[0] in s, k[7] in s, 5 in s, Key(1) in s, bool(s), s.isdisjoint(t), s.isdisjoint(k[6:]), attempt(weakref.WeakSet, 5), attempt(s.add, 5), attempt(s.discard, 5), attempt(s.remove, Key(50)))
for name in ("union", "intersection", "difference", "symmetric_difference", "issubset", "issuperset", "__or__", "__and__", "__sub__", "__xor__", "__le__", "__lt__", "__ge__", "__gt__", "__eq__", "__ne__"):
    for other in (t, k[:2], set(k[:3]), s):
        result = attempt(getattr(s, name), other)
        print(name, type(result).__name__, sorted(result) if isinstance(result, weakref.WeakSet) else result)
for name in ("update", "intersection_update", "difference_update", "symmetric_difference_update", "__ior__", "__iand__", "__isub__", "__ixor__"):
    for other in (t, k[:2], s):
        u = s.copy()
        result = attempt(getattr(u, name), u if other is s else other)
        print(name, type(result).__name__, sorted(u))
s.discard(k[0])
s.remove(k[1])
s.add(k[6])
print(sorted(s), type(s.pop()).__name__, len(s), type(s.copy()).__name__, attempt(hash, s), s == set(s), repr(weakref.WeakSet()))
s = weakref.WeakSet(k)
i = iter(s)
next(i)
del k[4:]
print(len(s), len(list(i)) in (3, 4), len(s), sorted(s))
del i
k.clear()
gc.collect()
print(len(s), list(s), attempt(s.pop))
