# What object.__getstate__ and set.__reduce__ give, for instances of all shapes.
# SPDX-License-Identifier: MIT
import weakref


class Plain:
    pass


class Slots:
    __slots__ = ("a", "_b", "__c", "__weakref__")


class Both(Slots):
    __slots__ = ("d", "__dict__")


class Own(set):
    pass


for cls in (Plain, Slots, Both, Own):
    item = cls()
    print(cls.__name__, item.__getstate__())
    item.a = 1
    print(item.__getstate__())
    if cls in (Plain, Both):
        item.other = [2]
        item.d = 3
        print(item.__getstate__(), item.__getstate__() is not vars(item))
s = Slots()
s._Slots__c = 5
print(s.__getstate__(), (5).__getstate__(), "x".__getstate__(), [].__getstate__(), None.__getstate__(), object().__getstate__())
own = Own([3])
print({1}.__reduce__(), frozenset([2]).__reduce__(), own.__reduce__())
own.x = 1
print(own.__reduce__())
kind, args, state = weakref.WeakSet([Plain]).__reduce__()
print(kind.__name__, args, sorted(state))
