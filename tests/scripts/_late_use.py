# SPDX-License-Identifier: MIT
# The scene of the scripts final_late_use*.py: objects that a collection has cleared, and a finalizer that
# runs in the middle of it and meets them.
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
    def m(self):
        return self


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
