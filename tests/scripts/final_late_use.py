# What a collection has already cleared can be met by a finalizer that runs in the middle of it: everything
# must still work, or say why not.
# SPDX-License-Identifier: MIT
import gc
import types
import weakref

gc.disable()


class Late:
    # Outlives the beginning of the collection, then dies in the middle of it.
    __slots__ = ("ref", "uses")

    def __del__(self):
        holder = self.ref()
        if holder is None:
            print("   too late")
            return
        for use in self.uses:
            try:
                result = use(holder.x)
            except Exception as error:
                print("  ", type(error).__name__, error)
            else:
                print("  ", type(result).__name__)


class Trigger(tuple):
    def __del__(self):
        # Only now: weak references made earlier have been cleared.
        global late
        late.ref = weakref.ref(self.holder)
        del late


class Holder:
    pass


def meet(what, make, *uses):
    global late
    print(what)
    late = Late()
    late.uses = uses
    trigger = Trigger((late,))
    x = make(trigger)
    holder = Holder()
    trigger.holder = holder
    holder.x = x
    holder.me = holder  # nothing else holds it by then
    del trigger, holder, x
    gc.collect()
    gc.collect()


def function(trigger):
    def f(a=trigger, *, b=1):
        return a, b, types, trigger
    return f


def method(trigger):
    class Owner:
        def m(self):
            return self.trigger
    owner = Owner()
    owner.trigger = trigger
    return owner.m


def generator(trigger):
    def g():
        yield trigger
        yield 2
    return g()


def started(trigger):
    it = generator(trigger)
    next(it)
    return it


def kind(trigger):
    class Kind:
        attribute = trigger

        def method(self):
            return super().__repr__()
    return Kind


def module(trigger):
    made = types.ModuleType("made")
    made.trigger = trigger
    return made


def cell(trigger):
    def f():
        return trigger
    return f.__closure__[0]


def raised(trigger):
    try:
        raise ValueError(trigger)
    except ValueError as error:
        return error


def bound(trigger):
    held = []
    held.append(trigger)
    return held.append


class Dicted:
    pass


def descriptor(trigger):
    class Owner:
        __slots__ = ("slot", "__dict__")
        attribute = trigger
    return Owner.slot


def group(trigger):
    return ExceptionGroup("of one", [ValueError(trigger)])


def own_list(trigger):
    class Own(list):
        pass
    made = Own([trigger])
    made.attribute = trigger
    return made


def slotted(trigger):
    class Slotted:
        __slots__ = ("a", "b", "__weakref__")

        def __repr__(self):
            return "Slotted"
    made = Slotted()
    made.a = trigger
    made.b = made
    return made


def frame(trigger):
    it = started(trigger)
    return it.gi_frame


def traceback(trigger):
    return raised(trigger).__traceback__


def finalizing(trigger):
    class Finalized(weakref.finalize):
        pass
    made = Finalized(gc, trigger.count, 1)
    made.detach()
    return made


meet("function", function, repr, lambda f: f.__name__, lambda f: f.__code__, lambda f: setattr(f, "x", 1), lambda f: f.__get__(1))
meet("method", method, lambda m: m(), repr, lambda m: m.__self__, hash, lambda m: m == m, lambda m: m.__name__, lambda m: m.__func__)
meet("generator", generator, repr, list, lambda g: g.close())
meet("started generator", started, repr, next, list)
meet("class", kind, repr, lambda k: k.__name__, lambda k: k.__mro__, lambda k: k.attribute, lambda k: isinstance(1, k))
meet("class, made", kind, lambda k: k(), lambda k: k.__subclasses__(), lambda k: k.mro(), lambda k: k.__bases__)
meet("cell", cell, repr, lambda c: c.cell_contents)
meet("list", lambda t: [1, t, 3], len, lambda x: x.append(1))
meet("dict", lambda t: {1: t}, len, lambda x: x.update(a=1))
meet("set", lambda t: {t}, len, lambda x: x.add(1))
meet("own list", own_list, len, lambda x: x.attribute, lambda x: x.append(1))
meet("slotted", slotted, repr, lambda x: x.a, lambda x: x.b, lambda x: setattr(x, "a", 1))
meet("classmethod", lambda t: classmethod(t), lambda s: s.__func__, lambda s: s.__get__(1))
meet("map over it", lambda t: map(str, [t]), list)
meet("filter", lambda t: filter(None, [t]), list)
meet("zip", lambda t: zip([t], [1]), list)
meet("enumerate", lambda t: enumerate([t]), list)
meet("reversed", lambda t: reversed([t]), list)
meet("iterator of a list", lambda t: iter([t]), list, lambda i: i.__length_hint__())
meet("items of a dict", lambda t: {1: t}.items(), len, list)
meet("mapping proxy", lambda t: types.MappingProxyType({1: t}), len, lambda p: p[1], repr)
