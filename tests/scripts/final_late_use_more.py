# What a collection has already cleared can be met by a finalizer that runs in the middle of it: everything
# must still work, or say why not. (CPython 3.11 itself crashes in many of these.)
# SPDX-License-Identifier: MIT
# ouro only
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



import sys
meet("function, called", function, lambda f: f(), lambda f: f(1), lambda f: f(1, b=2))
meet("bound builtin", lambda t: t.count, lambda b: b(1), repr, lambda b: b.__self__, lambda b: b.__name__, hash)
meet("method wrapper", lambda t: t.__len__, lambda b: b(), repr, lambda b: b.__self__, lambda b: b.__name__, hash)
meet("module", module, repr, lambda m: m.__name__, lambda m: m.trigger, dir, lambda m: m.__dict__, lambda m: setattr(m, "x", 1))
meet("exception", raised, repr, lambda e: e.args, lambda e: e.__traceback__, str, lambda e: e.with_traceback(None), lambda e: e.add_note("1"))
meet("key error", lambda t: KeyError(t), repr, str, lambda e: e.args)
meet("os error", lambda t: OSError(t, t, t), repr, str, lambda e: e.args, lambda e: e.filename)
meet("syntax error", lambda t: SyntaxError(t, ("", 1, 2, "")), repr, str, lambda e: e.args, lambda e: e.filename)
meet("stop", lambda t: StopIteration(t), repr, str, lambda e: e.value)
meet("unicode error", lambda t: UnicodeDecodeError("ascii", b"x", 0, 1, "bad"), repr, str)
meet("group", group, repr, str, lambda g: g.message, lambda g: g.exceptions, lambda g: g.split(ValueError), lambda g: g.derive([ValueError()]), lambda g: g.args)
meet("raised again", raised, lambda e: exec("raise e", {"e": e}))
meet("slice", lambda t: slice(t, None, t), lambda s: s.start, lambda s: s == s, repr, lambda s: s.indices(3))
meet("property", property, lambda p: p.fget, lambda p: p.__get__(1), lambda p: p.__get__(None, int), repr, lambda p: p.getter(1))
meet("staticmethod", lambda t: staticmethod(t), lambda s: s.__func__, lambda s: s.__get__(1), lambda s: s(), repr, lambda s: s.__isabstractmethod__)
meet("classmethod", lambda t: classmethod(t), repr, lambda s: s.__isabstractmethod__)
meet("super", lambda t: super(Trigger, t), repr, lambda s: s.__self__, lambda s: s.__len__(), lambda s: s.count)
meet("descriptor", descriptor, repr, lambda d: d.__objclass__, lambda d: d.__get__(1), lambda d: d.__name__, lambda d: d.__doc__)
meet("map", lambda t: map(t, [1, 2]), list)
meet("reversed, of an instance", lambda t: reversed(t), list)
meet("iterator of a tuple", lambda t: iter((t,)), list, lambda i: i.__length_hint__())
meet("iterator of a dict", lambda t: iter({t: 1}), list, lambda i: i.__length_hint__())
meet("iterator of a set", lambda t: iter({t}), list, lambda i: i.__length_hint__())
meet("iterator of a callable", lambda t: iter(t.count, 5), list)
meet("namespace", lambda t: types.SimpleNamespace(t=t), repr, lambda n: n.t, lambda n: setattr(n, "u", 1), lambda n: n == n)
meet("alias", lambda t: list[t], lambda a: a.__args__, lambda a: a.__origin__, repr, hash, lambda a: a == a, lambda a: a.__parameters__, lambda a: a | int)
meet("union", lambda t: int | list[t], lambda a: a.__args__, repr, hash, lambda a: a == a, lambda a: isinstance(1, a), lambda a: a | str)
meet("weak reference", lambda t: weakref.ref(gc, t.count), lambda r: r(), repr, lambda r: r.__callback__, hash, lambda r: r == r)
meet("proxy", lambda t: weakref.proxy(gc, t.count), lambda p: p.DEBUG_LEAK, repr)
meet("weak method", lambda t: weakref.WeakMethod(Holder().m, t.count), lambda m: m(), repr)
meet("frame", frame, repr, lambda f: f.f_locals, lambda f: f.f_back, lambda f: f.f_code, lambda f: f.f_lineno)
meet("traceback", traceback, repr, lambda t: t.tb_frame, lambda t: t.tb_next, lambda t: t.tb_lineno)
meet("finalize", finalizing, repr, lambda f: f.alive, lambda f: f(), lambda f: f.detach())
